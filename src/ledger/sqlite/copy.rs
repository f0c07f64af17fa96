//! A copy of a ledger as SQLite sees it, for whatever looks into one that is not its own: the original is never touched.
//!
//! A ledger is more than its file: what a kill left in the log or the journal beside it belongs to it. So all of it is
//! copied and SQLite puts the copy in order; and where a station works with it, SQLite is asked for a copy instead.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::names::{self, FILE};
use super::{errors, schema};
use crate::disk;
use crate::ledger::LedgerError;

/// What SQLite keeps beside a file.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Copies the ledger in `source` to `target`, in order and as one file, and opens the copy. It is checked as far as that
/// goes without a passphrase.
pub fn copied(source: &Path, target: &Path) -> Result<Connection, LedgerError> {
    discard(target)?;
    if is_in_use(source) {
        copy_live(source, target)?;
    } else {
        copy_whole(source, target)?;
    }
    let connection = Connection::open(target)?;
    schema::inspect(&connection).map_err(errors::not_ours)?;
    as_one_file(&connection)?;
    Ok(connection)
}

/// Whether a station has the ledger open that lies there.
fn is_in_use(source: &Path) -> bool {
    let is_a_ledger = source.file_name().is_some_and(|name| name == FILE);
    let folder = source.parent().filter(|_| is_a_ledger);
    folder.is_some_and(|folder| matches!(disk::Lock::look(&names::lock(folder)), Err(disk::LockError::InUse)))
}

fn copy_live(source: &Path, target: &Path) -> Result<(), LedgerError> {
    let source = Connection::open_with_flags(source, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    source.busy_timeout(std::time::Duration::from_secs(2))?;
    drop(disk::private().open(target)?);
    let mut target = Connection::open(target)?;
    run(&source, &mut target)?;
    close(target)
}

/// The shared memory beside a file is made anew by whoever opens it.
fn copy_whole(source: &Path, target: &Path) -> Result<(), LedgerError> {
    for ending in ["", "-wal", "-journal"] {
        let from = beside(source, ending);
        if !ending.is_empty() && !from.exists() {
            continue;
        }
        let mut from = fs::File::open(from).map_err(LedgerError::Unreadable)?;
        if from.metadata().is_ok_and(|found| found.is_dir()) {
            return Err(LedgerError::Unreadable(std::io::ErrorKind::IsADirectory.into()));
        }
        std::io::copy(&mut from, &mut disk::private().open(beside(target, ending))?)?;
    }
    Ok(())
}

/// Copies everything, beginning anew where the source is written meanwhile.
pub fn run(source: &Connection, target: &mut Connection) -> Result<(), LedgerError> {
    const PAGES: i32 = 256;
    let backup = Backup::new(source, target)?;
    while backup.step(PAGES)? != StepResult::Done {
        std::thread::yield_now();
    }
    Ok(())
}

/// Shares cannot have what a write-ahead log needs, and a copy has to be whole without its neighbours.
pub fn as_one_file(connection: &Connection) -> Result<(), LedgerError> {
    Ok(connection.pragma_update(None, "journal_mode", "DELETE")?)
}

pub fn close(connection: Connection) -> Result<(), LedgerError> {
    Ok(connection.close().map_err(|(_, error)| error)?)
}

/// Removes a copy with whatever SQLite left beside it.
pub fn discard(copy: &Path) -> std::io::Result<()> {
    BESIDE.iter().try_for_each(|ending| disk::remove(&beside(copy, ending)))
}

/// The file that SQLite keeps beside `path` under that ending.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
