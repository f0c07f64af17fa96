//! Opening the file: the folder, the lock that keeps a second station out, and who may read it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;

use rusqlite::Connection;

use super::{LedgerError, schema};

/// The ledger's file in the data folder.
pub(super) const FILE: &str = "ledger.sqlite3";
const LOCK: &str = "station.lock";

/// An open file, locked against other stations as long as it lives.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub connection: Connection,
    _lock: File,
}

impl OpenFile {
    /// Opens the ledger of `folder`, making both where they are missing.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        make_folder(folder)?;
        let lock = private().open(folder.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LedgerError::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let path = folder.join(FILE);
        // made here, so that it is nobody else's from its first byte; SQLite gives its side files the same mode
        drop(private().open(&path)?);
        let mut connection = Connection::open(&path)?;
        schema::migrate(&mut connection).map_err(not_ours)?;
        schema::prepare(&connection)?;
        Ok(Self {
            connection,
            _lock: lock,
        })
    }
}

fn not_ours(error: LedgerError) -> LedgerError {
    match error {
        LedgerError::Sqlite(rusqlite::Error::SqliteFailure(code, _))
            if code.code == rusqlite::ErrorCode::NotADatabase =>
        {
            LedgerError::NotALedger
        }
        other => other,
    }
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Read and write for the owner, nothing for others. On Windows the profile folder's own list does that.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
