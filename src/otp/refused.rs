//! Why the text of an authenticator's QR code is refused.
//!
//! Its label and its query are read in files of their own; both say no in these words.

use thiserror::Error;

use super::SeedError;

/// Why a text is not one that a token can take over. Carries nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OtpauthError {
    /// Longer than [`Otpauth::MAX_LEN`](super::Otpauth::MAX_LEN).
    #[error("this text is too long for an authenticator's QR code")]
    TooLong,
    /// Something else, or it is spelled so that nobody can read it.
    #[error("this is not the text of an authenticator's QR code")]
    NotOtpauth,
    /// It counts presses (HOTP); tokens only know the time.
    #[error("this secret is for codes that count presses, a token needs one for codes by time")]
    Counter,
    /// There is none in it, or it cannot be one.
    #[error("there is no usable secret in it: {0}")]
    Secret(#[from] SeedError),
    /// Another number of digits than six.
    #[error("its codes do not have six digits, those of a token do")]
    Digits,
    /// Another hash than SHA-1 or SHA-256.
    #[error("its codes are made with a hash that no token has: a token has SHA-1 or SHA-256")]
    Hash,
    /// Another step than 30 or 60 seconds.
    #[error("its codes do not change every 30 or 60 seconds, those of a token do")]
    Step,
    /// It says something else that may change the codes, or says it where nothing is understood.
    #[error("it asks for something that may change the codes and is not known here")]
    Unclear,
    /// It says the same thing twice, and differently.
    #[error("it says the same thing twice, and differently")]
    Twice,
}
