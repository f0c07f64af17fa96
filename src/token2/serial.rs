//! Serial numbers, which all families have: as printed on a token and read from it.

use thiserror::Error;

/// The serial as printed on the token and read from it: 1 to 16 ASCII letters and digits. Text, never a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Serial(String);

/// Why a text is not a serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SerialError {
    /// Nothing but blanks.
    #[error("the serial is empty")]
    Empty,
    /// More than 16 characters.
    #[error("a serial has 16 characters at most")]
    TooLong,
    /// Something other than ASCII letters and digits.
    #[error("a serial has only letters and digits")]
    Character,
}

impl Serial {
    /// Reads a serial; blanks and NULs around it are taken off.
    ///
    /// # Errors
    /// [`SerialError`].
    pub fn parse(text: &str) -> Result<Self, SerialError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        if text.is_empty() {
            Err(SerialError::Empty)
        } else if !text.chars().all(|c| c.is_ascii_alphanumeric()) {
            Err(SerialError::Character)
        } else if text.len() > 16 {
            Err(SerialError::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// A serial that was read before, as it was kept; it is not judged again.
    #[must_use]
    pub const fn kept(text: String) -> Self {
        Self(text)
    }

    /// The characters without a gap, as files carry them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups of four, as people read them aloud: "8659 6220 0109 4".
    #[must_use]
    pub fn grouped(&self) -> String {
        let mut out = String::with_capacity(self.0.len() + 4);
        for (i, c) in self.0.chars().enumerate() {
            if i > 0 && i.is_multiple_of(4) {
                out.push(' ');
            }
            out.push(c);
        }
        out
    }
}

impl std::fmt::Display for Serial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_short_text() {
        assert_eq!(
            Serial::parse(" 8659622000123\0").map(|s| s.to_string()),
            Ok("8659622000123".into())
        );
        assert_eq!(
            Serial::parse("86596220001094").map(|s| s.grouped()),
            Ok("8659 6220 0010 94".into())
        );
        assert_eq!(Serial::parse("\0 "), Err(SerialError::Empty));
        assert_eq!(Serial::parse("8.65962E+12"), Err(SerialError::Character));
        assert_eq!(Serial::parse("12345678901234567"), Err(SerialError::TooLong));
    }
}
