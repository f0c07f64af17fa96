//! A look at a ledger from outside: whether all of it is as Tapdesk left it. Nothing is changed, not even in the folder.

use std::path::Path;

use super::anchor::Peeked;
use super::opening::look_through;
use super::slots::unwrap;
use super::sqlite::copy::copied;
use super::sqlite::file::FILE;
use super::vault::{Random, Vault};
use super::{Finding, LedgerError, Passphrase, rows};

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
    let file = data.join(FILE);
    if !file.exists() {
        return Err(LedgerError::NoLedger);
    }
    let anchor = Peeked::at(data);
    let folder = tempfile::tempdir()?;
    let mut connection = copied(&file, &folder.path().join(FILE))?;
    super::sqlite::schema::migrate(&mut connection)?;
    let unwrapped = unwrap(&connection, passphrase)?.ok_or(LedgerError::SlotsGone)?;
    let vault = Vault::new(&unwrapped.key, random)?;
    let mut findings = look_through(&connection, &vault, &unwrapped, &anchor)?;
    findings.extend(rows::in_doubt(&connection)?);
    Ok(Checked {
        enrolments: rows::ids(&connection)?.len(),
        findings,
    })
}
