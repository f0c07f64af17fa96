//! What characters the bytes of a list are, and where its columns part.

use super::{Delimiter, PeopleError};

/// What Windows-1252 has in the place of 32 control characters; five of these are nothing there. All else of it is Latin-1,
/// whose bytes are Unicode's numbers.
const WINDOWS_1252: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

/// The text: UTF-16 where a mark says so, else UTF-8 with or without one, else Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Result<String, PeopleError> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        all => std::str::from_utf8(all)
            .ok()
            .map(str::to_owned)
            .or_else(|| windows_1252(all)),
    };
    text.filter(|text| !text.contains(is_foreign))
        .ok_or(PeopleError::NotText)
}

/// A control character that no list has: workbooks, pictures and UTF-16 without its mark are full of them.
const fn is_foreign(c: char) -> bool {
    c < ' ' && !matches!(c, '\t' | '\n' | '\u{B}' | '\u{C}' | '\r')
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok().filter(|_| rest.is_empty())
}

fn windows_1252(bytes: &[u8]) -> Option<String> {
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().flatten(),
        byte => Some(char::from(*byte)),
    };
    bytes.iter().map(letter).collect()
}

/// What parts the columns: what the first line that is not blank has most of, outside quotes. A comma where it has nothing,
/// and of equal ones rather not the comma, which texts have as well.
pub(super) fn delimiter(text: &str) -> Delimiter {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let plain: String = line.split('"').step_by(2).collect();
    let count = |delimiter: Delimiter| plain.matches(char::from(delimiter.byte())).count();
    let candidates = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];
    let found = candidates.into_iter().filter(|delimiter| count(*delimiter) > 0);
    found
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(Delimiter::Comma)
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
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
        assert_eq!(
            decode(b"M\xFCller \x96 \x8Aime\xE8ek \x80").as_deref(),
            Ok("Müller – Šimeèek €")
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [
            &b"PK\x03\x04\x14\0\x06\0"[..],
            b"a\0n\0n\0a\0",
            b"\xFF\xFEa\0n",
            b"\xFF\xFE\0\xD8a\0",
            b"\xEF\xBB\xBFM\xFCller",
            b"M\xFCller \x81",
            b"\x89PNG\r\n\x1A\n",
        ] {
            assert_eq!(decode(bytes), Err(PeopleError::NotText));
        }
    }

    #[test]
    fn columns_part_where_the_first_line_says() {
        for (text, found) in [
            ("upn,name\na;b;c;d", Delimiter::Comma),
            ("\n \nupn;name", Delimiter::Semicolon),
            ("upn\tname, first", Delimiter::Tab),
            ("upn;\"name, first, second\"", Delimiter::Semicolon),
            ("upn", Delimiter::Comma),
            ("", Delimiter::Comma),
        ] {
            assert_eq!(delimiter(text), found, "{text:?}");
        }
    }
}
