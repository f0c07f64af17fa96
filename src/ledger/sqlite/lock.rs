//! What the ledger is called in the data folder, and the lock that keeps a second station out.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::disk;
use crate::ledger::LedgerError;

/// The ledger's file in the data folder.
pub const FILE: &str = "ledger.sqlite3";
const LOCK: &str = "station.lock";

/// Keeps other stations out of a folder as long as it lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    pub fn take(folder: &Path) -> Result<Self, LedgerError> {
        Self::hold(disk::private().open(folder.join(LOCK))?)
    }

    /// The same where nothing may be made: without a lock there is no station.
    pub fn look(folder: &Path) -> Result<Option<Self>, LedgerError> {
        let path = folder.join(LOCK);
        let file = OpenOptions::new().read(true).write(true).open(&path);
        // in a folder that may only be read it can still be asked
        match file.or_else(|_| File::open(path)) {
            Ok(file) => Self::hold(file).map(Some),
            Err(_) => Ok(None),
        }
    }

    fn hold(file: File) -> Result<Self, LedgerError> {
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LedgerError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
