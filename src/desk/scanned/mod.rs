//! What a scanned text is, and so where it belongs.
//!
//! A scanner is a keyboard: it types a serial, a UPN or the text of a QR code into whatever has the focus. Here a text
//! is told by what it holds, the things that people scan by mistake get their names, and a scanner that types with
//! another layout than the computer expects is recognised by its garbled text. How keys become a text is the window's
//! matter, and what is done with one the flow's.

mod layout;

use zeroize::Zeroizing;

pub use layout::Layout;

use super::Upn;
use crate::otp::{Code, Otpauth, OtpauthError, Pasted, Seed, SeedError, unwrapped};
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
    /// Digits that are neither a code nor a serial: the number of a badge, perhaps.
    Digits,
    /// Something else: a name, rubbish.
    Text,
    /// Nothing but blanks.
    Nothing,
}

impl Scanned {
    /// Says what `text` is; blanks around it do not count, nor what else is [wrapped](unwrapped()) around it.
    #[must_use]
    pub fn recognise(text: &str) -> Self {
        let bare = unwrapped(text);
        let found = Self::as_spelled(&bare);
        let layout = match &found {
            Self::Text if is_path(text.trim()) => None,
            // what looks like a wrapper may be garbled as well
            Self::Text if text.contains(bare.as_str()) => Layout::of(text.trim()).or_else(|| Layout::of(&bare)),
            Self::Text => Layout::of(&bare),
            // a layout may leave the beginning as it is
            Self::Otpauth(read) => Layout::behind_otpauth(&bare, read),
            _ => None,
        };
        layout.map_or(found, Self::WrongLayout)
    }

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
                | Self::Misfit(Misfit::PhoneFactor | Misfit::Migration)
                | Self::WrongLayout(_)
        )
    }

    /// What an unwrapped text is, if no layout has garbled it.
    fn as_spelled(text: &str) -> Self {
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
            Self::Digits
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

/// Texts of other programs' QR codes that people scan here by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Misfit {
    /// `phonefactor://`: the push messages of Microsoft Authenticator. It holds a secret.
    PhoneFactor,
    /// `FIDO:/`: a passkey.
    Passkey,
    /// `otpauth-migration://`: an authenticator's export, with the secrets of many accounts.
    Migration,
    /// A web address.
    Link,
}

impl Misfit {
    const STARTS: [(&str, Self); 5] = [
        ("phonefactor:", Self::PhoneFactor),
        ("fido:/", Self::Passkey),
        ("otpauth-migration:", Self::Migration),
        ("http://", Self::Link),
        ("https://", Self::Link),
    ];

    fn of(text: &str) -> Option<Self> {
        let starts = |start: &str| {
            let head = text.get(..start.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(start))
        };
        Self::STARTS
            .into_iter()
            .find_map(|(start, misfit)| starts(start).then_some(misfit))
    }
}

/// Whether a text names a file in a folder, with its ending: whatever those are called, no scanner garbled it.
fn is_path(text: &str) -> bool {
    let begins = text.starts_with(['/', '~']) || text.starts_with("\\\\") || text.get(1..3) == Some(":\\");
    let in_a_folder = text.matches(['/', '\\']).count() >= 2;
    let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_ending = (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_lowercase());
    begins && in_a_folder && has_ending
}

#[cfg(test)]
mod tests;
