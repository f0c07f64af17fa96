//! A secret that another system dictates, and how it came.
//!
//! What else that system says of it is kept with it, so that it can be held against the person who waits.

use crate::otp::{Otpauth, Parameters, Seed, Spelling};

/// A secret that another system dictates: that system keeps it as well.
#[derive(Debug, PartialEq, Eq)]
pub struct Given {
    /// The secret itself, decoded, 1 to 63 bytes.
    pub seed: Seed,
    /// Hash and step.
    pub parameters: Parameters,
    /// Which system says to have made it, if it says so.
    pub issuer: Option<String>,
    /// For which account there, if that is said: it may be somebody else's than the person's who waits.
    pub account: Option<String>,
    /// Whether that account is another person's, and nobody has said that it is meant all the same.
    pub is_anothers: bool,
    /// How it came.
    pub form: Form,
}

/// How a dictated secret came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In the text of a QR code, which says how it is spelled.
    Otpauth,
    /// Bare: how it is spelled was found out.
    Bare {
        /// As what it was read.
        spelling: Spelling,
        /// Whether keys were pressed for it, by a scanner or a person. Another keyboard swaps letters, and nobody sees it.
        keyed: bool,
    },
    /// It was in hand before.
    Kept,
}

impl Given {
    /// A secret of which nothing else is known.
    #[must_use]
    pub const fn bare(seed: Seed, parameters: Parameters) -> Self {
        Self {
            seed,
            parameters,
            issuer: None,
            account: None,
            is_anothers: false,
            form: Form::Kept,
        }
    }

    /// A secret that came without a QR code's text. What is not said is the standard.
    #[must_use]
    pub fn spelled(seed: Seed, spelling: Spelling, keyed: bool) -> Self {
        Self {
            form: Form::Bare { spelling, keyed },
            ..Self::bare(seed, Parameters::STANDARD)
        }
    }

    /// Whether how it is spelled had to be found out: whoever dictates it looks at what was understood before it is
    /// written.
    #[must_use]
    pub const fn is_guessed(&self) -> bool {
        matches!(self.form, Form::Bare { .. })
    }

    /// A second copy, for the ledger.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self {
            seed: self.seed.duplicate(),
            parameters: self.parameters,
            issuer: self.issuer.clone(),
            account: self.account.clone(),
            is_anothers: self.is_anothers,
            form: self.form,
        }
    }
}

impl From<Otpauth> for Given {
    fn from(read: Otpauth) -> Self {
        Self {
            seed: read.seed,
            parameters: read.parameters,
            issuer: read.issuer,
            account: Some(read.account).filter(|account| !account.is_empty()),
            is_anothers: false,
            form: Form::Otpauth,
        }
    }
}

#[cfg(test)]
mod tests;
