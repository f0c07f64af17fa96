//! What a text is as it is spelled, by what it holds: a serial, a UPN, a code, a secret, or something else.
//!
//! That a layout has garbled it is not thought of here.

use zeroize::Zeroizing;

use super::{Layout, Misfit};
use crate::desk::Upn;
use crate::otp::{Code, Otpauth, OtpauthError, Pasted, Seed, SeedError};
use crate::token2::Serial;

/// A scanned text by what it holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Scanned {
    /// Who a token is for.
    Upn(Upn),
    /// The barcode of a token: 10 to 16 letters and digits, at least ten of them digits or the start that of a known
    /// model. Blanks between the groups do not count.
    Serial(Serial),
    /// Six digits.
    Code(Code),
    /// The text of an authenticator's QR code, usable or not.
    Otpauth(Result<Otpauth, OtpauthError>),
    /// A bare secret in base32.
    Secret(Seed),
    /// A bare secret in hexadecimal digits.
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
    /// Something that another program wants.
    Misfit(Misfit),
    /// Something of the above, typed by a US scanner into a computer with that layout.
    WrongLayout(Layout),
    /// Digits that are neither a code nor a serial of ten: the number of a badge, perhaps, or the short serial of a token that
    /// is in stock.
    Digits(Option<Serial>),
    /// Something else: a name, rubbish.
    Text,
    /// Nothing but blanks.
    Nothing,
}

impl Scanned {
    /// Whether it must not stay in a field, nor anywhere else. A garbled text counts: its layout gives it back. Letters
    /// alone do not: they may be a name.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(
            self,
            Self::Otpauth(_)
                | Self::Secret(_)
                | Self::Hex(_)
                | Self::Either { .. }
                | Self::Unusable(_)
                | Self::Misfit(Misfit::PhoneFactor | Misfit::Migration { .. })
                | Self::WrongLayout(_)
        )
    }

    /// What secret is meant by a text that a person types as one.
    #[must_use]
    pub fn as_secret(text: &str) -> Self {
        match Pasted::as_secret(text) {
            Pasted::Nothing => Self::Nothing,
            Pasted::Otpauth(read) => Self::Otpauth(read),
            Pasted::Secret(seed) => Self::Secret(seed),
            Pasted::Hex(seed) => Self::Hex(seed),
            Pasted::Either { base32, hex } => Self::Either { base32, hex },
            Pasted::Unusable(why) => Self::Unusable(why),
            _ => Self::Text,
        }
    }

    /// What an unwrapped text is, if no layout has garbled it.
    pub(super) fn as_spelled(text: &str) -> Self {
        if let Some(misfit) = Misfit::of(text) {
            return Self::Misfit(misfit);
        }
        match Pasted::recognise(text) {
            Pasted::Nothing => Self::Nothing,
            Pasted::Code(code) => Self::Code(code),
            Pasted::Otpauth(read) => Self::Otpauth(read),
            Pasted::Secret(seed) => Self::Secret(seed),
            Pasted::Hex(seed) => Self::Hex(seed),
            Pasted::Either { base32, hex } => Self::Either { base32, hex },
            Pasted::Unusable(why) => Self::Unusable(why),
            Pasted::Letters(seed) => Self::Letters(seed),
            Pasted::TooLong => Self::Text,
            Pasted::Text => Self::public(text),
        }
    }

    /// What a text is that is no secret.
    fn public(text: &str) -> Self {
        if let Ok(upn) = Upn::parse(text) {
            Self::Upn(upn)
        } else if let Some(serial) = serial(text) {
            Self::Serial(serial)
        } else if text.chars().all(|c| c.is_ascii_digit() || is_gap(c) || c == '-') {
            let bare: String = text.chars().filter(char::is_ascii_digit).collect();
            Self::Digits(Serial::parse(&bare).ok())
        } else {
            Self::Text
        }
    }
}

/// The serial in a text as it is printed, in groups, or as it is scanned.
fn serial(text: &str) -> Option<Serial> {
    let mut bare = Zeroizing::new(String::with_capacity(text.len()));
    bare.extend(text.chars().filter(|c| !is_gap(*c)));
    let serial = Serial::parse(&bare).ok()?;
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    (bare.len() >= 10 && (digits >= 10 || serial.model().is_some())).then_some(serial)
}

/// Blanks as they stand between groups. Not the end of a line: two lines are two things.
const fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}')
}
