//! The file whose first line is the passphrase, whatever wrote it: an editor with its mark, PowerShell's `>` with UTF-16.
//!
//! Nothing of its content is ever repeated, not even where it cannot be read.

use std::path::Path;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::disk;

/// The most bytes of such a file that are looked at.
const MOST: usize = 4096;

/// Why there is no passphrase in it.
#[derive(Debug, Error)]
pub enum PassphraseFileError {
    /// The file cannot be opened or read.
    #[error("{}", disk::words(.0))]
    Io(#[from] std::io::Error),
    /// Neither UTF-8 nor UTF-16, or control characters.
    #[error("its first line is no text; save it as UTF-8")]
    NotText,
    /// Nothing, or blanks.
    #[error("its first line is empty; write the passphrase there")]
    Empty,
    /// More than 4096 bytes without the end of a line.
    #[error("its first line is longer than any passphrase")]
    TooLong,
}

/// Reads the passphrase.
///
/// # Errors
/// [`PassphraseFileError`].
pub fn read(path: &Path) -> Result<Zeroizing<String>, PassphraseFileError> {
    first_line(&disk::read_up_to(path, MOST as u64)?)
}

/// The first line, without the mark before it. Blanks around it are left: older ledgers were made with them, and whoever opens
/// tries without.
///
/// # Errors
/// [`PassphraseFileError`].
pub fn first_line(bytes: &[u8]) -> Result<Zeroizing<String>, PassphraseFileError> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        all => utf_8(all.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(all)),
    };
    let text = text.ok_or(PassphraseFileError::NotText)?;
    let ended = text.contains(['\r', '\n']);
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let line = line.trim_start_matches('\u{FEFF}');
    match line {
        _ if bytes.len() > MOST && !ended => Err(PassphraseFileError::TooLong),
        blank if blank.trim().is_empty() => Err(PassphraseFileError::Empty),
        foreign if foreign.trim_end().contains(char::is_control) => Err(PassphraseFileError::NotText),
        line => Ok(Zeroizing::new(line.to_owned())),
    }
}

/// The first line alone has to be text.
fn utf_8(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let line = bytes.get(..end.map_or(bytes.len(), |end| end + 1))?;
    // where the look at the file has ended, a letter may be cut in two
    let whole = match std::str::from_utf8(line) {
        Err(error) if error.error_len().is_none() && bytes.len() > MOST - 3 => line.get(..error.valid_up_to())?,
        _ => line,
    };
    std::str::from_utf8(whole)
        .ok()
        .map(|text| Zeroizing::new(text.to_owned()))
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Zeroizing<String>> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let is_end = |unit: &u16| matches!(unit, 0xA | 0xD);
    let units = pairs.iter().map(|pair| unit(*pair));
    let end = units
        .clone()
        .position(|unit| is_end(&unit))
        .map_or(pairs.len(), |end| end + 1);
    let letters: Result<String, _> = char::decode_utf16(units.take(end)).collect();
    letters.ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(bytes: &[u8]) -> String {
        first_line(bytes).unwrap().to_string()
    }

    fn wide(mark: [u8; 2], text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn the_passphrase_is_the_same_whatever_wrote_the_file() {
        let meant = "schöne lange Losung";
        for end in ["", "\n", "\r\n", "\r", " \r\n", "\t\n", "\nnot this\n", "\r\nnor this"] {
            let text = format!("{meant}{end}");
            let line = |bytes: &[u8]| line(bytes).trim_end().to_owned();
            assert_eq!(line(text.as_bytes()), meant);
            assert_eq!(line(format!("\u{FEFF}{text}").as_bytes()), meant);
            assert_eq!(line(format!("\u{FEFF}\u{FEFF}{text}").as_bytes()), meant);
            assert_eq!(line(&wide([0xFF, 0xFE], &text, u16::to_le_bytes)), meant);
            assert_eq!(line(&wide([0xFE, 0xFF], &text, u16::to_be_bytes)), meant);
        }
        assert_eq!(
            line(b"first line\n\xFF\xFF\0"),
            "first line",
            "what follows may be anything"
        );
    }

    #[test]
    fn what_holds_no_passphrase_is_refused_without_a_word_of_it() {
        for (bytes, why) in [
            (&b""[..], "empty"),
            (b"\xEF\xBB\xBF", "empty"),
            (b"\r\nsecret below", "empty"),
            (b"   \nsecret below", "empty"),
            (b"\xFF\xFE", "empty"),
            (b"s\0e\0c\0r\0e\0t\0 \0w\0", "no text"),
            (b"secret w\xF6rd", "no text"),
            (b"secret\x07word", "no text"),
            (b"\xFF\xFEs\0\0\xD8a\0", "no text"),
            (b"\x7FELF\x02\x01\x01\0", "no text"),
            (&[b'a'; MOST + 1], "longer"),
        ] {
            let said = first_line(bytes).unwrap_err().to_string();
            assert!(said.contains(why) && !said.contains("secret"), "{said}");
        }
        let folder = tempfile::tempdir().unwrap();
        let gone = read(&folder.path().join("gone")).unwrap_err().to_string();
        assert_eq!(gone, "it is not there");
        assert!(!read(folder.path()).unwrap_err().to_string().contains("os error"));
    }

    proptest! {
        #[test]
        fn no_bytes_bring_it_down_and_no_line_has_marks(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(line) = first_line(&bytes) {
                let foreign = line.starts_with('\u{FEFF}') || line.contains(['\n', '\r', '\0']);
                prop_assert!(!line.is_empty() && !foreign);
            }
        }
    }
}
