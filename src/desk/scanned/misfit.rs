//! The texts of other programs' QR codes, told by how they begin.
//!
//! Nothing more of them is read, but how many accounts an export holds: some hold secrets, and none is for a token.

use crate::otp::exported_accounts;

/// Texts of other programs' QR codes that people scan here by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Misfit {
    /// `phonefactor://`: the push messages of Microsoft Authenticator. It holds a secret.
    PhoneFactor,
    /// `FIDO:/`: a passkey.
    Passkey,
    /// `otpauth-migration://`: an authenticator's export, with the secrets of many accounts.
    Migration {
        /// How many accounts it holds, if that can be counted.
        accounts: Option<u32>,
    },
    /// A web address.
    Link,
}

impl Misfit {
    const STARTS: [(&str, Self); 5] = [
        ("phonefactor:", Self::PhoneFactor),
        ("fido:/", Self::Passkey),
        ("otpauth-migration:", Self::Migration { accounts: None }),
        ("http://", Self::Link),
        ("https://", Self::Link),
    ];

    pub(super) fn of(text: &str) -> Option<Self> {
        let starts = |start: &str| {
            let head = text.get(..start.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(start))
        };
        let found = Self::STARTS
            .into_iter()
            .find_map(|(start, misfit)| starts(start).then_some(misfit))?;
        Some(match found {
            Self::Migration { .. } => Self::Migration {
                accounts: exported_accounts(text),
            },
            found => found,
        })
    }
}
