//! The engines that keep a ledger, and which one keeps that of a folder. Today there is one; another one is named here.

pub use super::sqlite::{BackedUp, BackupError, KEPT, Restored, back_up, newest, purge, restore};
pub(super) use super::sqlite::{is_there, look_from_outside, open};
