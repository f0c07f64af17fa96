//! Backups: whole copies of the ledger, sealed as it is, in a folder that may be a share or a stick; and the way back.
//!
//! A copy is made by SQLite's backup interface through a connection of its own, so that a folder that hangs holds up
//! nobody who enrolls. Its name tells which ledger it is of, and counts up, so that a clock that jumps back cannot make
//! an old one look new.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use thiserror::Error;

use super::open::{self, FILE, Lock};
use super::{LedgerError, schema};

/// How many are kept.
pub const KEPT: usize = 10;
const ENDING: &str = ".tapdesk-backup";
/// A checked copy on its way to be the ledger.
const RESTORING: &str = "ledger-restoring.sqlite3";

/// What can go wrong with a backup.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The folder of the backups.
    #[error("the folder for backups cannot be used: {0}")]
    Folder(std::io::Error),
    /// The ledger, or the copy.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

/// A backup in a folder, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    ledger: String,
    number: u64,
    stamp: String,
    path: PathBuf,
}

impl Named {
    /// `LEDGER-NUMBER-DATE-TIME.tapdesk-backup`: 16 hexadecimal digits, a count, UTC.
    fn parse(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
        let mut parts = name.splitn(3, '-');
        let (ledger, number, stamp) = (parts.next()?, parts.next()?, parts.next()?);
        let is_ledger = ledger.len() == 16 && ledger.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(Self {
            ledger: is_ledger.then(|| ledger.to_owned())?,
            number: number.parse().ok()?,
            stamp: stamp.to_owned(),
            path,
        })
    }
}

/// The backups in `folder`; none when it cannot be read.
fn all_in(folder: &Path) -> Vec<Named> {
    let Ok(entries) = fs::read_dir(folder) else {
        return vec![];
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter_map(Named::parse).collect()
}

fn of_ledger(folder: &Path, ledger: &str) -> Vec<Named> {
    let mut own: Vec<_> = all_in(folder)
        .into_iter()
        .filter(|named| named.ledger == ledger)
        .collect();
    own.sort_by_key(|named| named.number);
    own
}

/// The newest backup in `folder`, of whichever ledger.
#[must_use]
pub fn newest(folder: &Path) -> Option<PathBuf> {
    let newest = all_in(folder)
        .into_iter()
        .max_by_key(|named| (named.stamp.clone(), named.number));
    newest.map(|named| named.path)
}

/// Copies the ledger of `data` into `folder` at `at` (Unix seconds), checks the copy, and takes all but the last
/// [`KEPT`] away.
///
/// # Errors
/// [`BackupError`]; the older ones are still there then.
pub fn back_up(data: &Path, folder: &Path, at: i64) -> Result<PathBuf, BackupError> {
    open::make_folder(folder).map_err(BackupError::Folder)?;
    let source = Connection::open_with_flags(data.join(FILE), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    source.busy_timeout(std::time::Duration::from_secs(2))?;
    let ledger = ledger_name(&source)?;
    let own = of_ledger(folder, &ledger);
    let number = own.last().map_or(1, |newest| newest.number + 1);
    let stamp = jiff::Timestamp::from_second(at)
        .unwrap_or_default()
        .strftime("%Y%m%d-%H%M%S");
    let path = folder.join(format!("{ledger}-{number:06}-{stamp}{ENDING}"));
    let partial = folder.join(format!(".{ledger}.partial"));
    // of a copy that was cut off
    remove(&partial).map_err(BackupError::Folder)?;
    let copied = copy(&source, &partial);
    if copied.is_err() {
        let _ = remove(&partial);
    }
    copied?;
    fs::rename(&partial, &path).map_err(BackupError::Folder)?;
    open::sync_folder(folder);
    for old in own.iter().rev().skip(KEPT - 1) {
        fs::remove_file(&old.path).map_err(BackupError::Folder)?;
    }
    Ok(path)
}

fn ledger_name(connection: &Connection) -> Result<String, LedgerError> {
    let uid: Vec<u8> = connection.query_row("SELECT uid FROM ledger", [], |row| row.get(0))?;
    Ok(data_encoding::HEXLOWER.encode(&uid))
}

fn copy(source: &Connection, partial: &Path) -> Result<(), BackupError> {
    const PAGES: i32 = 256;
    drop(open::private().open(partial).map_err(BackupError::Folder)?);
    let mut target = Connection::open(partial)?;
    {
        let backup = Backup::new(source, &mut target)?;
        // the ledger may be written meanwhile: then the copy starts over by itself
        while backup.step(PAGES)? != StepResult::Done {
            std::thread::yield_now();
        }
    }
    as_one_file(&target)?;
    schema::check(&target)?;
    close(target)?;
    sync(partial).map_err(BackupError::Folder)?;
    Ok(())
}

/// Shares cannot have what a write-ahead log needs, and a copy has to be whole without its neighbours.
fn as_one_file(connection: &Connection) -> Result<(), LedgerError> {
    Ok(connection.pragma_update(None, "journal_mode", "DELETE")?)
}

fn close(connection: Connection) -> Result<(), LedgerError> {
    Ok(connection.close().map_err(|(_, error)| error)?)
}

fn sync(path: &Path) -> std::io::Result<()> {
    fs::OpenOptions::new().write(true).open(path)?.sync_all()
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes the seeds of the enrolments called `uids` from every backup of the ledger of `data` in `folder`. Returns those
/// from which they could not be removed.
///
/// # Errors
/// When it cannot be found out which ledger it is.
pub fn purge(data: &Path, folder: &Path, uids: &[Vec<u8>]) -> Result<Vec<PathBuf>, LedgerError> {
    let ledger = {
        let source = Connection::open_with_flags(data.join(FILE), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        ledger_name(&source)?
    };
    let failed = of_ledger(folder, &ledger).into_iter().filter(|named| {
        let purged = purge_one(&named.path, uids);
        if let Err(error) = &purged {
            tracing::warn!(%error, "a backup keeps the seeds that were to be purged");
        }
        purged.is_err()
    });
    Ok(failed.map(|named| named.path).collect())
}

fn purge_one(path: &Path, uids: &[Vec<u8>]) -> Result<(), LedgerError> {
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::inspect(&connection)?;
    connection.pragma_update(None, "secure_delete", true)?;
    let change = connection.transaction()?;
    for uid in uids {
        change.execute("UPDATE enrolment SET nonce = NULL, sealed = NULL WHERE uid = ?1", [uid])?;
    }
    change.commit()?;
    connection.execute_batch("VACUUM")?;
    close(connection)?;
    Ok(sync(path)?)
}

/// What was put back, and what became of the ledger that was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How many enrolments are in it.
    pub enrolments: i64,
    /// When its last entry was made, Unix seconds.
    pub last_at: Option<i64>,
    /// The ledger that was there before, if there was one.
    pub set_aside: Option<PathBuf>,
}

/// Puts `file` in the place of the ledger of `data`. The one that was there is kept beside it, with its own files.
///
/// # Errors
/// [`LedgerError`]; the ledger is as it was then.
pub fn restore(file: &Path, data: &Path, at: i64) -> Result<Restored, LedgerError> {
    open::make_folder(data)?;
    let _lock = Lock::take(data)?;
    finish_restore(data)?;
    let copy = data.join(RESTORING);
    let checked = checked_copy(file, &copy, at);
    if checked.is_err() {
        let _ = remove(&copy);
    }
    let (enrolments, last_at) = checked?;
    let stamp = jiff::Timestamp::from_second(at)
        .unwrap_or_default()
        .strftime("%Y%m%d-%H%M%S");
    let aside = data.join(format!("ledger-replaced-{stamp}.sqlite3"));
    if aside.exists() {
        let _ = remove(&copy);
        return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists).into());
    }
    let had_one = data.join(FILE).exists();
    if had_one {
        for ending in ["", "-wal", "-shm"] {
            set_aside(data, ending, &aside)?;
        }
    }
    finish_restore(data)?;
    Ok(Restored {
        enrolments,
        last_at,
        set_aside: had_one.then_some(aside),
    })
}

fn set_aside(data: &Path, ending: &str, aside: &Path) -> std::io::Result<()> {
    let mut to = aside.as_os_str().to_owned();
    to.push(ending);
    match fs::rename(data.join(format!("{FILE}{ending}")), to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Copies first and looks at the copy, so that the backup itself is never touched.
fn checked_copy(file: &Path, copy: &Path, at: i64) -> Result<(i64, Option<i64>), LedgerError> {
    let mut from = fs::File::open(file).map_err(LedgerError::Unreadable)?;
    std::io::copy(&mut from, &mut open::private().open(copy)?)?;
    let mut connection = Connection::open(copy)?;
    schema::inspect(&connection).map_err(open::not_ours)?;
    schema::migrate(&mut connection)?;
    as_one_file(&connection)?;
    connection.execute("UPDATE ledger SET restored_at = ?1", [at])?;
    let enrolments = connection.query_row("SELECT count(*) FROM enrolment", [], |row| row.get(0))?;
    let last_at = connection
        .query_row("SELECT max(at) FROM trail", [], |row| row.get(0))
        .optional()?
        .flatten();
    close(connection)?;
    sync(copy)?;
    Ok((enrolments, last_at))
}

/// Gives a checked copy its name, if one waits. A restore that was cut off is finished by this at the next opening: the
/// ledger that was there is set aside first, so where there is none but a copy, only its name is missing.
pub(super) fn finish_restore(data: &Path) -> Result<(), LedgerError> {
    let copy = data.join(RESTORING);
    if !copy.exists() {
        return Ok(());
    }
    if data.join(FILE).exists() {
        // it was cut off before anything was set aside, maybe before the copy was whole
        return Ok(remove(&copy)?);
    }
    for ending in ["-wal", "-shm"] {
        set_aside(data, ending, &data.join("ledger-replaced.sqlite3"))?;
    }
    fs::rename(&copy, data.join(FILE))?;
    open::sync_folder(data);
    Ok(())
}
