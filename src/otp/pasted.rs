//! What a pasted or scanned text really is.

use super::{Code, Otpauth, OtpauthError, Seed};

/// A text by what it holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Pasted {
    /// Nothing but blanks.
    Nothing,
    /// Six digits.
    Code(Code),
    /// The text of an authenticator's QR code, usable or not.
    Otpauth(Result<Otpauth, OtpauthError>),
    /// A bare secret: base32 of at least [`Pasted::LEAST_SECRET`] characters.
    Secret(Seed),
    /// Something else: a name, a serial, rubbish.
    Text,
    /// Longer than anything that belongs here.
    TooLong,
}

impl Pasted {
    /// Characters without which a text is not taken for a secret: many words are base32 as well. 80 bits.
    pub const LEAST_SECRET: usize = 16;
    /// The most bytes that are looked at.
    pub const MAX_LEN: usize = Otpauth::MAX_LEN;

    /// Says what `text` is.
    #[must_use]
    pub fn recognise(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Nothing;
        }
        if text.len() > Self::MAX_LEN {
            return Self::TooLong;
        }
        if Otpauth::is_meant(text) {
            return Self::Otpauth(Otpauth::parse(text));
        }
        if let Ok(code) = Code::parse(text) {
            return Self::Code(code);
        }
        let has = |wanted: fn(char) -> bool| text.chars().any(wanted);
        let letters_and_digits = has(|c| c.is_ascii_alphabetic()) && has(|c| c.is_ascii_digit());
        let counted = text.chars().filter(char::is_ascii_alphanumeric).count();
        if letters_and_digits
            && counted >= Self::LEAST_SECRET
            && let Ok(seed) = Seed::from_base32(text)
        {
            return Self::Secret(seed);
        }
        Self::Text
    }

    /// Whether it must not stay in a field.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self, Self::Otpauth(_) | Self::Secret(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart_by_what_they_hold() {
        for text in ["", " \t\n"] {
            assert_eq!(Pasted::recognise(text), Pasted::Nothing);
        }
        for text in ["123456", "123 456", "123-456"] {
            assert!(matches!(Pasted::recognise(text), Pasted::Code(_)), "{text}");
        }
        for text in [
            "anna@example.com",
            "8659622000123",
            "ABCDEFGHIJKLMNOPQRST",
            "MZXW6YTBOI",
            "correct horse",
        ] {
            assert_eq!(Pasted::recognise(text), Pasted::Text, "{text}");
        }
        for text in ["gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "GEZDGNBVGY3TQOJQ"] {
            let found = Pasted::recognise(text);
            assert!(matches!(found, Pasted::Secret(_)) && found.is_secret());
        }
        assert!(matches!(
            Pasted::recognise("otpauth://totp/a?secret=MY"),
            Pasted::Otpauth(Ok(_))
        ));
        assert!(Pasted::recognise("otpauth:").is_secret());
        assert_eq!(Pasted::recognise(&"x".repeat(5000)), Pasted::TooLong);
    }
}
