//! What can go wrong with a backup, a sentence each.
//!
//! The folder of the backups may be a share or a stick: what is wrong with it is told apart from what is wrong with the
//! ledger.

use thiserror::Error;

use crate::disk;
use crate::ledger::LedgerError;

/// What can go wrong with a backup.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The folder of the backups.
    #[error("the folder for backups cannot be used: {}", disk::words(.0))]
    Folder(#[source] std::io::Error),
    /// The ledger, or the copy.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}
