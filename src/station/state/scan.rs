//! What is to be said of what was scanned, by which way it came, and what it may be instead.

use super::PictureTrouble;
use crate::desk::{EnrolmentId, Layout, Misfit, Upn};
use crate::otp::{OtpauthError, Seed, Spelling};
use crate::token2::Serial;

/// What is to be said about what was scanned. Stays until the next thing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A serial is neither a person nor a code.
    Serial {
        /// The one that was scanned or typed.
        serial: Serial,
        /// Its enrolments, newest first.
        known: Vec<EnrolmentId>,
    },
    /// A code, and nobody waits for one.
    Code,
    /// A UPN, while something else is in hand.
    Upn,
    /// A secret, and nobody waits for one. It was wiped.
    Secret {
        /// For whom it is, if its account is a UPN.
        account: Option<Upn>,
    },
    /// A secret, for the person about whom something is being asked or whose token is being read: it is kept for them.
    SecretTaken,
    /// A secret that no token can take over. It was wiped.
    BadSecret(OtpauthError),
    /// Letters alone, and nobody waits for a secret. They were wiped.
    Letters,
    /// Something that belongs to another kind of app.
    Misfit(Misfit),
    /// The scanner types as if the keyboard was another one.
    Layout(Layout),
    /// Digits that mean nothing here.
    Digits,
    /// A text that means nothing here.
    Text,
    /// Nothing but blanks.
    Nothing,
    /// A picture was looked at in vain.
    Picture(PictureTrouble),
    /// So many codes were found in a picture, and one is to be chosen.
    Codes(usize),
}

/// How a text came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::station) enum Way {
    /// Keys were pressed, by a scanner or a person.
    Keys,
    /// It was pasted.
    Paste,
}

/// The other reading of a secret that can be read in two ways.
pub(in crate::station) struct OtherReading {
    pub(in crate::station) seed: Seed,
    pub(in crate::station) spelling: Spelling,
    pub(in crate::station) way: Way,
}

impl Way {
    pub(in crate::station) const fn is_keyed(self) -> bool {
        matches!(self, Self::Keys)
    }
}
