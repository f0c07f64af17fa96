//! What a pasted or scanned text really is, whatever is [wrapped](unwrapped()) around it.
//!
//! A secret without a QR code is letters and digits and nothing that says so. Taken for one is what is long enough and
//! spelled as systems print it: in one case, in one piece or in equal groups. Where that may be a name as well, or be read
//! in two ways, that is the answer: who knows more decides.

use zeroize::Zeroizing;

use super::{Code, Otpauth, OtpauthError, Seed, SeedError, unwrapped};

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
    /// A bare secret in hexadecimal digits, at least [`Pasted::LEAST_HEX`] of them.
    Hex(Seed),
    /// A bare secret that is base32 and hexadecimal alike.
    Either {
        /// What it is as base32.
        base32: Seed,
        /// What it is as hexadecimal.
        hex: Seed,
    },
    /// A bare secret that no token can take.
    Unusable(SeedError),
    /// Letters alone, in one case: a secret or a name.
    Letters(Seed),
    /// Something else: a name, a serial, rubbish.
    Text,
    /// Longer than anything that belongs here.
    TooLong,
}

/// In what a bare secret is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// Base32, RFC 4648.
    Base32,
    /// Hexadecimal, two digits a byte.
    Hex,
}

impl Spelling {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Base32 => Self::Hex,
            Self::Hex => Self::Base32,
        }
    }
}

impl Pasted {
    /// Characters without which a text is not taken for a secret: many words are base32 as well. 80 bits.
    pub const LEAST_SECRET: usize = 16;
    /// Hexadecimal digits without which a text is not taken for a secret. 80 bits as well.
    pub const LEAST_HEX: usize = 20;
    /// The most bytes that are looked at.
    pub const MAX_LEN: usize = Otpauth::MAX_LEN;

    /// Says what `text` is.
    #[must_use]
    pub fn recognise(text: &str) -> Self {
        let text = unwrapped(text);
        if text.is_empty() {
            return Self::Nothing;
        }
        if Otpauth::is_meant(&text) {
            return Self::Otpauth(Otpauth::parse(&text));
        }
        if text.len() > Self::MAX_LEN {
            return Self::TooLong;
        }
        if let Ok(code) = Code::parse(&text) {
            return Self::Code(code);
        }
        // an otpauth text whose beginning is lost, or a kin of it
        if text.to_ascii_lowercase().contains("secret=") {
            return Self::Otpauth(Err(OtpauthError::NotOtpauth));
        }
        Self::bare(&text).unwrap_or(Self::Text)
    }

    /// Says what secret is meant by a text that is meant as one: in any case, grouped anyhow, without a digit as well.
    #[must_use]
    pub fn as_secret(text: &str) -> Self {
        let text = unwrapped(text);
        if text.is_empty() {
            return Self::Nothing;
        }
        if Otpauth::is_meant(&text) || text.to_ascii_lowercase().contains("secret=") {
            return Self::Otpauth(Otpauth::parse(&text));
        }
        let Some(shape) = Shape::of(&text).filter(|_| text.len() <= Self::MAX_LEN) else {
            return Self::Unusable(SeedError::NotBase32);
        };
        let as_hex = shape.bare.chars().all(|c| c.is_ascii_hexdigit());
        let base32 = Seed::from_loose_base32(&shape.bare).and_then(Seed::dictated);
        match (base32, Seed::from_hex(&shape.bare).and_then(Seed::dictated)) {
            (Ok(base32), Ok(hex)) => Self::Either { base32, hex },
            (Ok(seed), Err(_)) => Self::Secret(seed),
            (Err(_), Ok(seed)) => Self::Hex(seed),
            // digits like 0 and 1 are none of base32
            (Err(SeedError::NotBase32), Err(why)) if as_hex => Self::Unusable(why),
            (Err(why), Err(_)) => Self::Unusable(why),
        }
    }

    /// Whether it must not stay in a field. Letters alone are no secret yet: they may be a name.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(
            self,
            Self::Otpauth(_) | Self::Secret(_) | Self::Hex(_) | Self::Either { .. } | Self::Unusable(_)
        )
    }

    /// A secret that does not say so.
    fn bare(text: &str) -> Option<Self> {
        let shape = Shape::of(text)?;
        let base32 = shape.base32().and_then(|found| found.ok());
        let hex = shape.hex().and_then(|found| found.ok());
        Some(match (base32, hex) {
            (Some(base32), Some(hex)) => Self::Either { base32, hex },
            (Some(seed), None) if shape.digits == 0 => Self::Letters(seed),
            (Some(seed), None) => Self::Secret(seed),
            (None, Some(seed)) => Self::Hex(seed),
            (None, None) => {
                let too_long = shape.hex().or_else(|| shape.base32()).and_then(Result::err);
                return too_long
                    .filter(|why| matches!(why, SeedError::TooLong(_)))
                    .map(Self::Unusable);
            }
        })
    }
}

/// A text of ASCII letters and digits, and how it is grouped.
struct Shape {
    /// Without what stands between groups.
    bare: Zeroizing<String>,
    letters: usize,
    digits: usize,
    one_case: bool,
    /// In one piece, or in groups of the same length, of which the last may be shorter.
    regular: bool,
    /// There are colons between the groups, as only bytes have them.
    colons: bool,
}

impl Shape {
    fn of(text: &str) -> Option<Self> {
        let text = text
            .strip_prefix("0x")
            .or_else(|| text.strip_prefix("0X"))
            .unwrap_or(text);
        let padless = text.trim_end_matches('=');
        let groups = || padless.split(|c: char| c.is_whitespace() || matches!(c, '-' | ':'));
        let mut bare = Zeroizing::new(String::with_capacity(text.len()));
        bare.extend(groups());
        if !bare.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let count = |wanted: fn(&char) -> bool| bare.chars().filter(wanted).count();
        let (upper, lower) = (count(char::is_ascii_uppercase), count(char::is_ascii_lowercase));
        let digits = count(char::is_ascii_digit);
        let lengths: Vec<usize> = groups().map(str::len).filter(|length| *length > 0).collect();
        let (last, others) = lengths.split_last()?;
        let first = others.first().unwrap_or(last);
        let regular = others.iter().all(|length| length == first) && last <= first && *first > 1;
        Some(Self {
            bare,
            letters: upper + lower,
            digits,
            one_case: upper == 0 || lower == 0,
            regular,
            colons: text.contains(':'),
        })
    }

    /// As base32, if it is spelled like a secret. A last character that no byte needs is dropped as phones drop it, where
    /// no word of a person is spelled so.
    fn base32(&self) -> Option<Result<Seed, SeedError>> {
        let long = self.letters + self.digits >= Pasted::LEAST_SECRET;
        let alphabet = self
            .bare
            .chars()
            .all(|c| c.is_ascii_alphabetic() || ('2'..='7').contains(&c));
        let printed = self.regular && !self.colons && (self.one_case || self.digits > 0);
        if !long || !alphabet || self.letters == 0 || !printed {
            return None;
        }
        let capitals = self.one_case && self.bare.chars().any(|c| c.is_ascii_uppercase());
        Some(if capitals {
            Seed::from_loose_base32(&self.bare)
        } else {
            Seed::from_base32(&self.bare)
        })
    }

    /// As hexadecimal, if it is spelled like a secret. A GUID is none.
    fn hex(&self) -> Option<Result<Seed, SeedError>> {
        let long = self.bare.len() >= Pasted::LEAST_HEX && self.bare.len().is_multiple_of(2);
        let alphabet = self.bare.chars().all(|c| c.is_ascii_hexdigit());
        (long && alphabet && self.letters > 0 && self.one_case && self.regular).then(|| Seed::from_hex(&self.bare))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart_by_what_they_hold() {
        for text in ["", " \t\n", "\u{feff}", "]C0", "**"] {
            assert_eq!(Pasted::recognise(text), Pasted::Nothing);
        }
        for text in ["123456", "123 456", "123-456", "]C0123456", "*123456*"] {
            assert!(matches!(Pasted::recognise(text), Pasted::Code(_)), "{text}");
        }
        for text in [
            "anna@example.com",
            "8659622000123",
            "MZXW6YTBOI",
            "correct horse",
            "550e8400-e29b-41d4-a716-446655440000",
            "86596220001238659622000123865962",
            "Christopher Robinson",
            "christopher robinson",
            "ChristopherJohnson",
            "Anna Mueller Raum 27",
            "raum 27 im erdgeschoss",
            "6BD49091BA71D992655",
            "KIM:EXAMPLE2CONTOSO:COM",
            "OFFICE 27 BERLIN MITTE",
        ] {
            assert_eq!(Pasted::recognise(text), Pasted::Text, "{text}");
        }
        assert!(matches!(
            Pasted::recognise("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ"),
            Pasted::Otpauth(Ok(_))
        ));
        for text in [
            "otpauth:",
            "tpauth://totp/a?secret=GEZDGNBVGY3TQOJQ",
            "motp://Desk:kim?Secret=ab",
        ] {
            assert_eq!(Pasted::recognise(text), Pasted::Otpauth(Err(OtpauthError::NotOtpauth)));
        }
        assert_eq!(Pasted::recognise(&"x".repeat(5000)), Pasted::TooLong);
    }

    #[test]
    fn a_bare_secret_is_one_however_it_is_printed() {
        let ten = Seed::new(b"1234567890").unwrap();
        for text in [
            "GEZDGNBVGY3TQOJQ",
            "gezdgnbvgy3tqojq",
            "gezd gnbv gy3t qojq",
            "GEZD-GNBV-GY3T-QOJQ====",
            "GEZDG NBVGY 3TQOJ Q",
            "GEZDGNBVGY3TQOJQA",
            "\u{feff}GEZDGNBV\u{200b}GY3TQOJQ",
            "]Q2\\000026*GEZDGNBVGY3TQOJQ*",
        ] {
            assert_eq!(Pasted::recognise(text), Pasted::Secret(ten.duplicate()), "{text}");
        }
        for text in [
            "6BD49091BA71D992655FC5FC57FB64ED0543F9BD",
            "6bd4 9091 ba71 d992 655f c5fc",
            "0x6bd49091ba71d992655f",
        ] {
            let found = Pasted::recognise(text);
            assert!(matches!(found, Pasted::Hex(_)) && found.is_secret(), "{text}");
        }
    }

    #[test]
    fn letters_alone_may_be_a_name() {
        for text in [
            "ABCDEFGHIJKLMNOP",
            "abcdefghijklmnop",
            "ABCD EFGH IJKL MNOP",
            "maximilianmustermann",
            "ABCDEFGHIJKLMNOPQ",
        ] {
            let found = Pasted::recognise(text);
            assert!(matches!(found, Pasted::Letters(_)) && !found.is_secret(), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_said_to() {
        for text in [
            "ABCDEF234567ABCDEF234567ABCDEF23",
            "abcd ef23 4567 abcd ef23 4567",
            "DEADBEEFDEADBEEFDEADBEEF",
        ] {
            assert!(matches!(Pasted::recognise(text), Pasted::Either { .. }), "{text}");
        }
        // eight bytes are no secret
        assert!(matches!(Pasted::recognise("ABCDEF234567ABCD"), Pasted::Secret(_)));
    }

    #[test]
    fn what_is_too_long_for_a_token_is_a_secret_all_the_same() {
        for (text, bytes) in [
            ("A2G3".repeat(26), 65),
            ("6BD49091".repeat(16), 64),
            ("WXYZ".repeat(26), 65),
        ] {
            let found = Pasted::recognise(&text);
            assert_eq!(found, Pasted::Unusable(SeedError::TooLong(bytes)));
            assert!(found.is_secret());
        }
    }
}
