//! The seed: raw key bytes that exist in memory here and nowhere else.

use super::Hidden;
use data_encoding::{BASE32_NOPAD, HEXLOWER, HEXUPPER, Specification};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The raw HMAC key of a token, 1 to 63 bytes.
///
/// Wiped when dropped, not `Clone`, and its `Debug` shows only the length: a seed that is printed is a breach.
/// The upper bound is the token's, not the standard's: the card pads to whole 16-byte blocks and holds four.
#[derive(Zeroize, ZeroizeOnDrop, PartialEq, Eq)]
pub struct Seed(Box<[u8]>);

/// Why bytes or text are not a seed. Carries nothing of the rejected text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SeedError {
    /// No bytes at all.
    #[error("the secret is empty")]
    Empty,
    /// More than [`Seed::MAX_LEN`] bytes.
    #[error("the secret has {0} bytes, a token holds 63 at most")]
    TooLong(usize),
    /// Fewer than [`Seed::DICTATED_LEN`] bytes: no system dictates so few, so a part of it is missing.
    #[error("the secret has {0} bytes, no system makes one under ten")]
    TooShort(usize),
    /// A character outside A-Z and 2-7, or a length that base32 cannot have.
    #[error("the secret is not base32 (letters A to Z and digits 2 to 7)")]
    NotBase32,
    /// A character outside 0-9 and A-F, or an odd number of them.
    #[error("the secret is not hexadecimal (digits and letters A to F, two for each byte)")]
    NotHex,
}

impl Seed {
    /// The longest seed that a token stores, in bytes.
    pub const MAX_LEN: usize = 63;
    /// Bytes of a fresh seed for SHA-1: as many as the hash gives (RFC 4226, section 4, R6).
    pub const FRESH_LEN: usize = 20;

    /// The fewest bytes of a secret that another system dictates: 80 bits, as authenticator apps began with.
    pub const DICTATED_LEN: usize = 10;

    /// The same, if it is long enough to be a secret that another system dictates: what is shorter was cut off.
    ///
    /// # Errors
    /// [`SeedError::TooShort`].
    pub fn dictated(self) -> Result<Self, SeedError> {
        match self.expose().len() {
            length if length < Self::DICTATED_LEN => Err(SeedError::TooShort(length)),
            _ => Ok(self),
        }
    }

    /// A copy of `bytes` as a seed; the caller wipes its own.
    ///
    /// # Errors
    /// [`SeedError::Empty`] or [`SeedError::TooLong`] outside 1..=63 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, SeedError> {
        match bytes.len() {
            0 => Err(SeedError::Empty),
            n if n > Self::MAX_LEN => Err(SeedError::TooLong(n)),
            _ => Ok(Self(bytes.into())),
        }
    }

    /// Reads base32 (RFC 4648) as people paste it: any case, with spaces, dashes and padding.
    ///
    /// # Errors
    /// [`SeedError`], without a piece of the text in it.
    pub fn from_base32(text: &str) -> Result<Self, SeedError> {
        // room for all of it from the start, so that no copy of a part of it is left behind
        let mut spelled = Zeroizing::new(String::with_capacity(text.len()));
        let letters = text.chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != '=');
        spelled.extend(letters.map(|c| c.to_ascii_uppercase()));
        let bytes = Zeroizing::new(lenient().decode(spelled.as_bytes()).map_err(|_| SeedError::NotBase32)?);
        Self::new(&bytes)
    }

    /// Reads base32 as phones do: a last character that no byte needs is dropped, and nothing is said of it.
    ///
    /// # Errors
    /// [`SeedError`], without a piece of the text in it.
    pub fn from_loose_base32(text: &str) -> Result<Self, SeedError> {
        let counts = |c: &char| !c.is_whitespace() && *c != '-' && *c != '=';
        let spare = matches!(text.chars().filter(counts).count() % 8, 1 | 3 | 6);
        let last = text.char_indices().rfind(|(_, c)| counts(c)).map(|(at, _)| at);
        match last.and_then(|at| text.split_at_checked(at)) {
            Some((whole, last)) if spare => {
                let known = last.starts_with(|c: char| c.is_ascii_alphabetic() || ('2'..='7').contains(&c));
                // a single character is no byte at all
                if known && whole.contains(|c| counts(&c)) {
                    Self::from_base32(whole)
                } else {
                    Err(SeedError::NotBase32)
                }
            }
            _ => Self::from_base32(text),
        }
    }

    /// Reads hexadecimal digits, two for each byte, in either case; spaces, dashes and colons between them do not count.
    ///
    /// # Errors
    /// [`SeedError`], without a piece of the text in it.
    pub fn from_hex(text: &str) -> Result<Self, SeedError> {
        let mut spelled = Zeroizing::new(String::with_capacity(text.len()));
        let digits = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | ':'));
        spelled.extend(digits.map(|c| c.to_ascii_uppercase()));
        let bytes = Zeroizing::new(HEXUPPER.decode(spelled.as_bytes()).map_err(|_| SeedError::NotHex)?);
        Self::new(&bytes)
    }

    /// The secret: base32 in upper case without padding, as Entra ID and authenticators take it.
    #[must_use]
    pub fn to_base32(&self) -> Hidden<String> {
        BASE32_NOPAD.encode(&self.0).into()
    }

    /// The secret in hexadecimal digits, small letters, as many other systems take it.
    #[must_use]
    pub fn to_hex(&self) -> Hidden<String> {
        HEXLOWER.encode(&self.0).into()
    }

    /// The bytes themselves, for a cipher or a hash; what receives them keeps the promise of this type.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// A second copy, for the one place that must keep the seed while another uses it.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seed({} bytes)", self.0.len())
    }
}

/// Base32 whose last bits may be anything: some systems print secrets of a length that is no multiple of eight.
fn lenient() -> data_encoding::Encoding {
    let mut spec = Specification::new();
    spec.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    spec.check_trailing_bits = false;
    spec.encoding().unwrap_or(BASE32_NOPAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    const RFC_4648: [(&str, &str); 6] = [
        ("f", "MY"),
        ("fo", "MZXQ"),
        ("foo", "MZXW6"),
        ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ];

    #[test]
    fn base32_follows_rfc_4648_both_ways() -> Result<(), SeedError> {
        for (raw, text) in RFC_4648 {
            let seed = Seed::new(raw.as_bytes())?;
            assert_eq!(*seed.to_base32(), text);
            assert_eq!(Seed::from_base32(text)?, seed);
        }
        Ok(())
    }

    #[test]
    fn pasted_base32_may_be_spaced_dashed_padded_and_small() -> Result<(), SeedError> {
        let seed = Seed::from_base32("mzxw 6ytb-oi======\n")?;
        assert_eq!(seed.expose(), b"foobar");
        Ok(())
    }

    #[test]
    fn what_is_no_base32_is_refused_without_repeating_it() {
        for wrong in ["0189", "MZXW6YTBO!", "M", "MZX"] {
            let error = Seed::from_base32(wrong).err();
            assert_eq!(error, Some(SeedError::NotBase32), "{}", wrong.len());
        }
        assert_eq!(Seed::from_base32("  "), Err(SeedError::Empty));
    }

    #[test]
    fn spare_characters_are_dropped_as_phones_drop_them() -> Result<(), SeedError> {
        let whole = Seed::from_base32("GEZDGNBVGY3TQOJQ")?;
        for text in ["GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQA", "gezd gnbv gy3t qojq 7==="] {
            assert_eq!(Seed::from_loose_base32(text).as_ref(), Ok(&whole), "{}", text.len());
        }
        assert_eq!(Seed::from_loose_base32("MZX")?.expose(), b"f");
        assert_eq!(Seed::from_loose_base32("MZXW6Y")?.expose(), b"foo");
        for wrong in ["M", "MZ1", "GEZDGNBVGY3TQOJQ1", "GEZDGNBVGY3TQOJ1A"] {
            assert_eq!(Seed::from_loose_base32(wrong), Err(SeedError::NotBase32));
        }
        assert_eq!(Seed::from_loose_base32(" = "), Err(SeedError::Empty));
        Ok(())
    }

    #[test]
    fn hexadecimal_may_be_grouped_and_small() -> Result<(), SeedError> {
        assert_eq!(Seed::from_hex("66 6f:6F-62 61 72")?.expose(), b"foobar");
        for wrong in ["666", "6G", "0x66"] {
            assert_eq!(Seed::from_hex(wrong), Err(SeedError::NotHex));
        }
        assert_eq!(Seed::from_hex(""), Err(SeedError::Empty));
        Ok(())
    }

    #[test]
    fn hexadecimal_is_written_as_it_is_read() -> Result<(), SeedError> {
        let seed = Seed::new(b"foo\xff")?;
        assert_eq!(*seed.to_hex(), "666f6fff");
        assert_eq!(Seed::from_hex(&seed.to_hex())?, seed);
        Ok(())
    }

    #[test]
    fn a_seed_has_1_to_63_bytes() {
        assert_eq!(Seed::new(&[]), Err(SeedError::Empty));
        assert!(Seed::new(&[1; 63]).is_ok());
        assert_eq!(Seed::new(&[1; 64]), Err(SeedError::TooLong(64)));
    }

    #[test]
    fn debug_shows_the_length_only() -> Result<(), SeedError> {
        assert_eq!(format!("{:?}", Seed::new(b"secret!")?), "Seed(7 bytes)");
        Ok(())
    }
}
