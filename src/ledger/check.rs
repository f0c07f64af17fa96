//! A look at a ledger from outside: whether all of it is as Tapdesk left it. Nothing is changed, not even in the folder.

use std::path::Path;

use super::anchor::Peeked;
use super::opening::look_through;
use super::random::Random;
use super::slots::unwrap;
use super::vault::Vault;
use super::{Finding, LedgerError, Passphrase, engines, rows};

/// What a look at a ledger came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// How many enrolments it has.
    pub enrolments: usize,
    /// What is not as Tapdesk left it, and what is held back.
    pub findings: Vec<Finding>,
}

/// Looks through the ledger of `data`, also while a station works with it: every link of the trail, every row, every
/// passphrase, every seed. A copy is looked into, in a folder of its own that goes again.
///
/// # Errors
/// Why it cannot be looked into, or that it is damaged or was changed so far that nothing in it can be told.
pub fn check(data: &Path, passphrase: &Passphrase, random: Random) -> Result<Checked, LedgerError> {
    let anchor = Peeked::at(data);
    let mut checked = None;
    engines::look_from_outside(data, &mut |reading| {
        let unwrapped = unwrap(reading, passphrase)?.ok_or(LedgerError::SlotsGone)?;
        let vault = Vault::new(&unwrapped.key, Random::clone(&random))?;
        let mut findings = look_through(reading, &vault, &unwrapped, &anchor)?;
        findings.extend(rows::in_doubt(reading)?);
        checked = Some(Checked {
            enrolments: rows::count(reading)?,
            findings,
        });
        Ok(())
    })?;
    checked.ok_or(LedgerError::NoLedger)
}

/// Whether the ledger of `folder` could be opened or made with `passphrase`, as far as a glance tells: it costs nothing, so
/// that it is told before a window is up. Whether the passphrase is right shows when it is opened.
///
/// # Errors
/// Why it could not.
pub fn glance(folder: &Path, passphrase: &Passphrase) -> Result<(), LedgerError> {
    if engines::is_there(folder)? {
        Ok(())
    } else {
        Ok(passphrase.check_new()?)
    }
}
