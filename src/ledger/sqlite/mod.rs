//! The ledger in one SQLite file in the data folder, written by one thread: the file, its tables, its copies and backups.
//!
//! Nothing above names SQLite, and no rule of the ledger is in here.

mod backup;
mod backup_error;
mod copy;
mod errors;
mod file;
mod names;
mod restore;
mod retention;
mod schema;
mod statements;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use rusqlite::TransactionBehavior;

use super::LedgerError;
use super::store::{Engine, Look, Reading, Store, Writing};
use file::OpenFile;
use names::FILE;
use statements::{Change, Snapshot};

pub use backup::{BackedUp, back_up, newest, purge};
pub use backup_error::BackupError;
pub use restore::restore;
pub use retention::KEPT;

/// The copy of a ledger that was set aside, while it is looked into.
const LOOKED_INTO: &str = "ledger-looked-into.partial";

/// The engine that needs nothing but the data folder: it keeps every ledger that no other one keeps.
pub struct Sqlite;

impl Engine for Sqlite {
    fn keeps(&self, _: &Path) -> bool {
        true
    }

    fn is_there(&self, folder: &Path) -> Result<bool, LedgerError> {
        Ok(file::begins_as_one(&folder.join(FILE))? || restore::waits(folder))
    }

    fn open(&self, folder: &Path, look: &mut Look<'_>) -> Result<Box<dyn Store>, LedgerError> {
        Ok(Box::new(Opened {
            file: OpenFile::open(folder, look)?,
            folder: folder.to_owned(),
        }))
    }

    /// A copy is looked into, in a folder of its own that goes again.
    fn look_from_outside(&self, folder: &Path, look: &mut Look<'_>) -> Result<(), LedgerError> {
        let file = folder.join(FILE);
        if !file.exists() {
            return Err(LedgerError::NoLedger);
        }
        let folder = tempfile::tempdir()?;
        look_into_copy(&file, &folder.path().join(FILE), look)
    }
}

/// The ledger of a data folder.
struct Opened {
    file: OpenFile,
    folder: PathBuf,
}

fn look_into_copy(file: &Path, copy: &Path, look: &mut Look<'_>) -> Result<(), LedgerError> {
    let mut connection = copy::copied(file, copy)?;
    schema::migrate(&mut connection)?;
    look(&Snapshot::of(&connection)?)?;
    copy::close(connection)
}

impl Store for Opened {
    fn read(&self) -> Result<Box<dyn Reading + '_>, LedgerError> {
        Ok(Box::new(Snapshot::of(&self.file.connection)?))
    }

    fn write(&mut self) -> Result<Box<dyn Writing + '_>, LedgerError> {
        let connection = &mut self.file.connection;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Box::new(Change(transaction)))
    }

    fn is_elsewhere(&self) -> bool {
        self.file.is_elsewhere()
    }

    fn is_ours(&self) -> Result<(), LedgerError> {
        schema::is_ours(&self.file.connection)
    }

    /// The log beside the file still has the old pages, and the file its free ones.
    fn sweep(&self) -> Result<(), LedgerError> {
        self.sweep_log()?;
        self.file.connection.execute_batch("VACUUM")?;
        self.sweep_log()
    }

    fn sweep_log(&self) -> Result<(), LedgerError> {
        let asked = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: i64 = self.file.connection.query_row(asked, [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(LedgerError::Busy) }
    }

    fn set_aside(&self) -> Result<Vec<String>, LedgerError> {
        let paths = restore::set_aside_in(&self.folder)?;
        let name = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        Ok(paths.iter().filter_map(name).collect())
    }

    fn look_into(&self, aside: &str, look: &mut Look<'_>) -> Result<Result<(), LedgerError>, LedgerError> {
        let copy = self.folder.join(LOOKED_INTO);
        let looked = look_into_copy(&self.folder.join(aside), &copy, look);
        copy::discard(&copy)?;
        Ok(looked)
    }
}
