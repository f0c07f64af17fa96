//! What can go wrong with the ledger, a sentence each for the person at the desk.

use std::path::Path;

use thiserror::Error;

use super::passphrase::{Passphrase, TooShort};
use super::random::RandomFailed;
use crate::disk;

/// What can go wrong with the ledger, a sentence each.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// Another station has the folder open.
    #[error("another Tapdesk has this ledger open; close it, or start with another --data-dir")]
    InUse,
    /// The file comes from a newer version.
    #[error(
        "this ledger was written by a newer Tapdesk (schema {found}, this one knows {known}); install that version"
    )]
    NewerSchema {
        /// The version that the file says it has.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Its engine finds it damaged, or a value in it is none that Tapdesk writes.
    #[error("the ledger is damaged; nothing was written to it")]
    Damaged,
    /// Its seal is missing or does not fit.
    #[error("the ledger was changed by something other than Tapdesk: its seal does not fit; nothing was written to it")]
    Unsealed,
    /// The entry of an earlier passphrase was put back.
    #[error(
        "this passphrase was replaced by another one, and its entry was put back from outside; nothing was written"
    )]
    SlotPutBack,
    /// Its file is not where it was opened.
    #[error(
        "the file of the ledger was taken away or replaced while it was open; nothing more is kept: lock the station and open it again"
    )]
    Moved,
    /// There was one, and its folder or its file is not there now.
    #[error("the ledger is not where it was; connect the drive or share it is on")]
    Away,
    /// A file with it is being made.
    #[error("this enrollment is leaving in a file at this moment; wait until that has ended")]
    Leaving,
    /// A row of the file that was being made.
    #[error("an enrollment was changed while the file was made; nothing was written, export once more")]
    ChangedMeanwhile,
    /// A file of factory seeds was not wanted any more.
    #[error("it was cancelled, and nothing was taken in")]
    Cancelled,
    /// There is none.
    #[error("there is no ledger in this folder")]
    NoLedger,
    /// No passphrase is left.
    #[error("the ledger has enrollments, but no passphrase any more; nothing was written to it")]
    SlotsGone,
    /// The file is not one of ours.
    #[error("the file in the data folder is not a Tapdesk ledger")]
    NotALedger,
    /// The passphrase opens nothing.
    #[error("this is not the passphrase of this ledger")]
    WrongPassphrase,
    /// The passphrase is too short to protect anything.
    #[error("a passphrase has {} characters at least", Passphrase::MIN_CHARS)]
    ShortPassphrase,
    /// The operator's name is blank.
    #[error("the operator's name is empty")]
    NoOperator,
    /// Whoever does the work has ended.
    #[error("a part of Tapdesk does not answer any more; close it and start it again")]
    Gone,
    /// Something was asked before the passphrase was given.
    #[error("the ledger is locked")]
    Locked,
    /// There is no such enrolment, or it cannot be done with it any more.
    #[error("the ledger has no such enrollment, or it is past this")]
    NotFound,
    /// The seed is not kept any more, or cannot be read.
    #[error("the seed of this enrollment is not there or does not belong to it")]
    SeedGone,
    /// Somebody else reads the file: a backup, another program.
    #[error("the ledger is being read by a backup or another program; wait a moment")]
    Busy,
    /// It is being enrolled at this moment.
    #[error("this token is being enrolled at this moment; finish that first")]
    InHand,
    /// The file that was named.
    #[error("the file cannot be read: {}", disk::words(.0))]
    Unreadable(#[source] std::io::Error),
    /// A reason has to be given.
    #[error("a reason has to be given")]
    NoReason,
    /// The stored parameters of the passphrase would ask for more memory or time than is believable.
    #[error("the ledger's passphrase settings are out of range")]
    Vault,
    /// The system gave no random bytes.
    #[error(transparent)]
    Random(#[from] RandomFailed),
    /// The disk is full.
    #[error("the disk of the data folder is full; free some space")]
    Full,
    /// The folder or the file may not be written.
    #[error("the data folder may not be written; ask for the right to write there, or start with another --data-dir")]
    ReadOnly,
    /// The folder or a file in it.
    #[error("the data folder cannot be used: {}", disk::words(.0))]
    Io(#[source] std::io::Error),
    /// Something else that its engine says.
    #[error("the ledger cannot be read or written; close Tapdesk and start it again")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl LedgerError {
    /// What is said when `file` was to be put back as the ledger: where the file is at fault, the data folder is not blamed.
    #[must_use]
    pub fn of_backup(&self, file: &Path) -> String {
        let file = file.display();
        match self {
            Self::NotALedger => format!("{file} is not a Tapdesk ledger, nor a backup of one"),
            Self::Damaged => format!("{file} is damaged; try an older backup"),
            Self::NewerSchema { .. } => format!("{file} was made by a newer Tapdesk; install that version"),
            Self::Unreadable(error) => format!("{file} cannot be read: {}", disk::words(error)),
            Self::Engine(_) => format!("{file} cannot be read as a backup; try another one"),
            other => other.to_string(),
        }
    }
}

impl From<TooShort> for LedgerError {
    fn from(TooShort: TooShort) -> Self {
        Self::ShortPassphrase
    }
}

impl From<std::io::Error> for LedgerError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => {
                tracing::info!(%error, "the system's own words");
                Self::Io(error)
            }
        }
    }
}

impl From<disk::LockError> for LedgerError {
    fn from(error: disk::LockError) -> Self {
        match error {
            disk::LockError::InUse => Self::InUse,
            disk::LockError::Io(error) => error.into(),
        }
    }
}
