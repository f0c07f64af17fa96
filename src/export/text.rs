//! What characters the bytes of a file are that comes in. What they mean is not known here.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use zeroize::Zeroizing;

/// What begins like this is no text: workbooks and archives, PDF, pictures, programs, databases.
const NO_TEXT: [&[u8]; 11] = [
    b"PK\x03\x04",
    b"\xD0\xCF\x11\xE0",
    b"%PDF",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"\x1F\x8B",
    b"Rar!",
    b"7z\xBC\xAF",
    b"\x7FELF",
    b"SQLite format",
];

/// Stands for what is no character.
const BROKEN: char = char::REPLACEMENT_CHARACTER;

/// The text: UTF-16 where a mark or the zeros between its letters say so, else UTF-8 with or without a mark, else
/// Windows-1252, line by line, because lists are put together from several. A broken character takes no other with it; where
/// one in ten is, it is no text. It may hold secrets: no other copy of it is left behind.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<String> {
    if NO_TEXT.iter().any(|begin| bytes.starts_with(begin)) {
        return None;
    }
    let mut text = Zeroizing::new(match bytes {
        [0xFF, 0xFE, rest @ ..] => letters(rest, UTF_16LE),
        [0xFE, 0xFF, rest @ ..] => letters(rest, UTF_16BE),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        all => match zeros(all) {
            Some(Zeros::High) => letters(all, UTF_16LE),
            Some(Zeros::Low) => letters(all, UTF_16BE),
            None => by_lines(all),
        },
    });
    // marks stand in the middle where files were put together
    if text.contains('\u{FEFF}') {
        text = Zeroizing::new(text.replace('\u{FEFF}', ""));
    }
    let foreign = text.chars().filter(|c| is_foreign(*c)).count();
    if foreign * 10 > text.chars().count() {
        return None;
    }
    Some(std::mem::take(&mut *text))
}

/// A control character that no list has, or what was no character: workbooks and pictures are full of them.
const fn is_foreign(c: char) -> bool {
    c == BROKEN || (c < ' ' && !matches!(c, '\t' | '\n' | '\u{B}' | '\u{C}' | '\r'))
}

fn letters(bytes: &[u8], encoding: &'static Encoding) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Which byte of most pairs is zero.
enum Zeros {
    /// The second one.
    High,
    /// The first one.
    Low,
}

/// UTF-16 without a mark: most of what lists hold is ASCII, of whose pairs one byte is zero, and always the same one.
fn zeros(bytes: &[u8]) -> Option<Zeros> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let low = pairs.iter().filter(|[low, _]| *low == 0).count();
    let high = pairs.iter().filter(|[_, high]| *high == 0).count();
    match pairs.len() {
        0 => None,
        all if high * 2 > all && low * 10 < all => Some(Zeros::High),
        all if low * 2 > all && high * 10 < all => Some(Zeros::Low),
        _ => None,
    }
}

fn by_lines(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    // a letter of Windows-1252 has three bytes at most
    let mut text = String::with_capacity(bytes.len().saturating_mul(3));
    for line in bytes.split_inclusive(|byte| matches!(byte, b'\r' | b'\n')) {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.push_str(&Zeroizing::new(windows_1252(line))),
        }
    }
    text
}

/// Five of its bytes are no letter; the web takes those for control characters.
fn windows_1252(bytes: &[u8]) -> String {
    let is_none = |c: char| ('\u{80}'..='\u{9F}').contains(&c);
    letters(bytes, WINDOWS_1252).replace(is_none, "\u{FFFD}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_mark(mark: &[u8], text: impl IntoIterator<Item = [u8; 2]>) -> Vec<u8> {
        mark.iter().copied().chain(text.into_iter().flatten()).collect()
    }

    #[test]
    fn every_usual_encoding_gives_the_same_letters() {
        let text = "Müller – Łukasz €";
        let little = with_mark(&[0xFF, 0xFE], text.encode_utf16().map(u16::to_le_bytes));
        let big = with_mark(&[0xFE, 0xFF], text.encode_utf16().map(u16::to_be_bytes));
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &little, &big] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
        assert_eq!(
            decode(b"M\xFCller \x96 \x8Aime\xE8ek \x80").as_deref(),
            Some("Müller – Šimeèek €")
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [
            &b"PK\x03\x04\x14\0\x06\0"[..],
            b"\xFF\xFEa\0n",
            b"\xFF\xFE\0\xD8a\0",
            b"\xEF\xBB\xBFM\xFCller",
            b"M\xFCller \x81",
            b"\x89PNG\r\n\x1A\n",
        ] {
            assert_eq!(decode(bytes), None);
        }
    }

    #[test]
    fn utf_16_is_known_without_its_mark() {
        let text = "UPN;Name\r\nm@x.de;Łukasz Müller\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little).as_deref(), Some(text));
        assert_eq!(decode(&big).as_deref(), Some(text));
    }

    #[test]
    fn one_broken_character_and_marks_in_the_middle_do_no_harm() {
        assert_eq!(
            decode(b"Anna, Bob, Kai\x1F, Mia\0, Zoe").as_deref(),
            Some("Anna, Bob, Kai\u{1F}, Mia\0, Zoe")
        );
        assert_eq!(
            decode(b"Anna, Kai, Mia \x81").as_deref(),
            Some("Anna, Kai, Mia \u{FFFD}")
        );
        assert_eq!(
            decode(b"\xEF\xBB\xBFAnna\n\xEF\xBB\xBFKai").as_deref(),
            Some("Anna\nKai")
        );
        let cut_off = with_mark(&[0xFF, 0xFE], "Anna, Kai, Mia".encode_utf16().map(u16::to_le_bytes));
        let cut_off = [cut_off, vec![b'x']].concat();
        assert_eq!(decode(&cut_off).as_deref(), Some("Anna, Kai, Mia\u{FFFD}"));
    }

    #[test]
    fn lines_of_different_encodings_are_read_each_as_they_are() {
        assert_eq!(
            decode(b"M\xC3\xBCller\nM\xFCller\r\nM\xC3\xBCller").as_deref(),
            Some("Müller\nMüller\r\nMüller")
        );
    }
}
