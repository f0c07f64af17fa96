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
/// A checked copy on its way to be the ledger, and before it is checked.
const RESTORING: &str = "ledger-restoring.sqlite3";
const UNCHECKED: &str = "ledger-restoring.partial";
/// How the names of ledgers begin that were set aside.
const REPLACED: &str = "ledger-replaced-";

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

/// The backups in `folder`, of every ledger.
fn all_in(folder: &Path) -> std::io::Result<Vec<Named>> {
    let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let paths: Vec<PathBuf> = paths.collect::<std::io::Result<_>>()?;
    Ok(paths.into_iter().filter_map(Named::parse).collect())
}

/// Those of one ledger, oldest first.
fn of_ledger(folder: &Path, ledger: &str) -> std::io::Result<Vec<Named>> {
    let mut own = all_in(folder)?;
    own.retain(|named| named.ledger == ledger);
    own.sort_by_key(|named| named.number);
    Ok(own)
}

/// The newest backup in `folder`, as far as it can be told without the ledger: by count where all are of one, else by
/// date.
#[must_use]
pub fn newest(folder: &Path) -> Option<PathBuf> {
    let all = all_in(folder).ok()?;
    let first = all.first()?.ledger.clone();
    let newest = if all.iter().all(|named| named.ledger == first) {
        all.into_iter().max_by_key(|named| named.number)
    } else {
        all.into_iter().max_by_key(|named| named.stamp.clone())
    };
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
    let own = of_ledger(folder, &ledger).map_err(BackupError::Folder)?;
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
        if let Err(error) = remove(&old.path) {
            tracing::warn!(%error, "an old backup could not be taken away");
        }
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

/// Removes the seeds of the enrolments called `uids` from every backup of the ledger of `data` in `folder`, and from the
/// ledgers that were set aside in `data`. Returns those from which they could not be removed.
///
/// # Errors
/// When the folder cannot be looked at, or it cannot be found out which ledger it is.
pub fn purge(data: &Path, folder: &Path, uids: &[Vec<u8>]) -> Result<Vec<PathBuf>, BackupError> {
    let ledger = {
        let source = Connection::open_with_flags(data.join(FILE), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        ledger_name(&source)?
    };
    // of a copy that was cut off
    remove(&folder.join(format!(".{ledger}.partial"))).map_err(BackupError::Folder)?;
    let backups = match of_ledger(folder, &ledger) {
        // its own folder is made with the first backup
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && folder.starts_with(data) => vec![],
        found => found.map_err(BackupError::Folder)?,
    };
    let copies = backups.into_iter().map(|named| named.path);
    let copies = copies.chain(set_aside_in(data).map_err(BackupError::Folder)?);
    let failed = copies.filter(|path| {
        let purged = purge_one(path, uids);
        if let Err(error) = &purged {
            tracing::warn!(%error, "a copy keeps the seeds that were to be purged");
        }
        purged.is_err()
    });
    Ok(failed.collect())
}

/// The ledgers that restores have set aside, oldest first.
fn set_aside_in(data: &Path) -> std::io::Result<Vec<PathBuf>> {
    let paths = fs::read_dir(data)?.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<std::io::Result<_>>()?;
    paths.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(REPLACED) && name.ends_with(".sqlite3")
    });
    paths.sort();
    Ok(paths)
}

fn purge_one(path: &Path, uids: &[Vec<u8>]) -> Result<(), LedgerError> {
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::inspect(&connection)?;
    as_one_file(&connection)?;
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
    let copy = data.join(UNCHECKED);
    discard(&copy)?;
    let checked = checked_copy(file, &copy, at);
    if checked.is_err() {
        let _ = discard(&copy);
    }
    let (enrolments, last_at) = checked?;
    let stamp = jiff::Timestamp::from_second(at)
        .unwrap_or_default()
        .strftime("%Y%m%d-%H%M%S");
    let aside = data.join(format!("{REPLACED}{stamp}.sqlite3"));
    if aside.exists() {
        let _ = discard(&copy);
        return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists).into());
    }
    fs::rename(&copy, data.join(RESTORING))?;
    open::sync_folder(data);
    let had_one = data.join(FILE).exists();
    if had_one {
        if let Err(error) = settle_log(&data.join(FILE)) {
            tracing::warn!(%error, "the ledger that is set aside keeps its log beside it");
        }
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

/// Brings everything from the log beside a ledger into it, so that it is whole as one file.
fn settle_log(path: &Path) -> Result<(), LedgerError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))?;
    close(connection)
}

/// Removes a copy with whatever SQLite left beside it.
fn discard(copy: &Path) -> std::io::Result<()> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        remove(&beside(copy, ending))?;
    }
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn set_aside(data: &Path, ending: &str, aside: &Path) -> std::io::Result<()> {
    match fs::rename(data.join(format!("{FILE}{ending}")), beside(aside, ending)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Copies first and looks at the copy, so that the backup itself is never touched.
fn checked_copy(file: &Path, copy: &Path, at: i64) -> Result<(i64, Option<i64>), LedgerError> {
    let mut from = fs::File::open(file).map_err(LedgerError::Unreadable)?;
    std::io::copy(&mut from, &mut open::private().open(copy)?)?;
    // a ledger that was set aside may have its last entries beside it
    let log = beside(file, "-wal");
    if log.exists() {
        fs::copy(log, beside(copy, "-wal")).map_err(LedgerError::Unreadable)?;
    }
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
        // it was cut off before anything was set aside
        return Ok(remove(&copy)?);
    }
    if let Some(aside) = set_aside_in(data)?.pop() {
        for ending in ["-wal", "-shm"] {
            set_aside(data, ending, &aside)?;
        }
    }
    fs::rename(&copy, data.join(FILE))?;
    open::sync_folder(data);
    Ok(())
}
