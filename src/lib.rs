//! Tapdesk: the enrollment station for Token2 programmable TOTP tokens.
//!
//! One person, one token, twenty seconds: a UPN is typed or scanned, a token is laid on the reader, a seed and the clock
//! are burned, two people compare a code, and a row joins the batch that leaves as a Microsoft Entra ID CSV.
//!
//! The rooms, from the ground up. A room uses rooms on lower floors, never one above or beside it (`token2` may use
//! `otp`); a test over the sources keeps it so.
//!
//! | floor | room | holds |
//! |---|---|---|
//! | 0 | [`otp`] | seeds, base32, codes, how far a typed code is off |
//! | 0 | [`token2`] | the wire: commands, answers, the burn as a state machine, a simulated token |
//! | 1 | [`desk`] | the enrolment: who waits, what lies on the reader, what may happen next; people, the clock, scans |
//! | 2 | [`disk`] | files and folders: private, synced, renamed, locked; what went wrong with them, in words |
//! | 3 | [`reader`] | APDUs to real tokens over PC/SC, and to a simulated one |
//! | 3 | [`ledger`] | what must survive: enrolments, sealed seeds, the trail |
//! | 3 | [`export`] | files that leave, and lists that come in |
//! | 4 | [`station`] | the conductor, headless |
//! | 5 | `app` | the window (feature `app`) |
//!
//! Floors 0 and 1 know no I/O, clock, randomness or thread: time and bytes are handed to them. Start reading at
//! [`desk::Flow`], the heart, and at [`station::Station`], which feeds it.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )
)]

pub mod desk;
pub mod disk;
pub mod export;
pub mod ledger;
pub mod otp;
pub mod reader;
pub mod station;
pub mod token2;

#[cfg(feature = "app")]
pub mod app;
