//! What is to be said of what was scanned, by which way it came, and what it may be instead.

use super::PictureTrouble;
use crate::desk::{EnrolmentId, Layout, Misfit, Scanned, Upn};
use crate::otp::{OtpauthError, Seed};
use crate::token2::Serial;

/// What is to be said about what was scanned. Stays until the next thing is done.
#[derive(Debug, PartialEq, Eq)]
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
    /// Several codes were found in a picture, and one is to be chosen. Never fewer than two.
    Codes(Vec<Scanned>),
    /// A bare secret, for the person who waits, that is base32 and hexadecimal alike: which it is, is to be chosen.
    Spellings {
        /// What it is as base32.
        base32: Seed,
        /// What it is as hexadecimal.
        hex: Seed,
        /// Whether keys were pressed for it.
        keyed: bool,
    },
    /// A list of who gets which factory token, while another system makes the secrets.
    HandOutElsewhere,
    /// A file of factory seeds, while another one is being taken in.
    StockBusy,
    /// A file, while it is still to be said what becomes of the one whose tokens are in stock.
    StockFileFirst,
    /// What was looked for, or asked about, was for somebody who no longer waits.
    AnotherPerson,
    /// Several files were dropped on the window at once.
    Files,
}

impl Hint {
    /// Whether the operator is to choose.
    pub(in crate::station) const fn asks(&self) -> bool {
        matches!(self, Self::Codes(_) | Self::Spellings { .. })
    }
}

/// How a text came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::station) enum Way {
    /// Keys were pressed, by a scanner or a person.
    Keys,
    /// It was pasted.
    Paste,
}

impl Way {
    pub(in crate::station) const fn is_keyed(self) -> bool {
        matches!(self, Self::Keys)
    }
}
