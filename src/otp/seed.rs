//! The seed: raw key bytes that exist in memory here and nowhere else.

use super::Hidden;
use data_encoding::{BASE32_NOPAD, Specification};
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
    /// A character outside A-Z and 2-7, or a length that base32 cannot have.
    #[error("the secret is not base32 (letters A to Z and digits 2 to 7)")]
    NotBase32,
}

impl Seed {
    /// The longest seed that a token stores, in bytes.
    pub const MAX_LEN: usize = 63;
    /// Bytes of a fresh seed for SHA-1: as many as the hash gives (RFC 4226, section 4, R6).
    pub const FRESH_LEN: usize = 20;

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
        let spelled: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| !c.is_whitespace() && *c != '-' && *c != '=')
                .map(|c| c.to_ascii_uppercase())
                .collect(),
        );
        let bytes = Zeroizing::new(lenient().decode(spelled.as_bytes()).map_err(|_| SeedError::NotBase32)?);
        Self::new(&bytes)
    }

    /// The secret: base32 in upper case without padding, as Entra ID and authenticators take it.
    #[must_use]
    pub fn to_base32(&self) -> Hidden<String> {
        BASE32_NOPAD.encode(&self.0).into()
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
