//! Backups: whole copies of the ledger, sealed as it is, in a folder that may be a share or a stick.
//!
//! A copy is made by SQLite's backup interface through a connection of its own, so that a folder that hangs holds up
//! nobody who enrolls. Its name tells which ledger it is of and which station made it, and counts up, so that a clock that
//! jumps back cannot make an old one look new, and stations that share a folder leave each other's alone.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use super::backup_error::BackupError;
use super::copy::{as_one_file, close, run};
use super::names::FILE;
use super::restore::set_aside_in;
use super::retention::{Named, surplus};
use super::schema;
use super::statements::Snapshot;
use crate::disk;
use crate::ledger::LedgerError;
use crate::ledger::head;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// Where the copy lies. Its name tells the ledger and the station, and counts up.
    pub path: PathBuf,
    /// The one before, where that one holds more: the ledger has lost something since.
    pub fuller: Option<PathBuf>,
}

/// How much a ledger holds. Neither enrolments nor entries of the trail are ever taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Holding {
    enrolments: i64,
    entries: i64,
}

impl Holding {
    fn of(connection: &Connection) -> Result<Self, LedgerError> {
        let counted = "SELECT (SELECT count(*) FROM enrolment), (SELECT count(*) FROM trail)";
        Ok(connection.query_row(counted, [], |row| {
            Ok(Self {
                enrolments: row.get(0)?,
                entries: row.get(1)?,
            })
        })?)
    }

    /// Of a backup; what cannot be read holds nothing.
    fn of_file(path: &Path) -> Option<Self> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        schema::inspect(&connection).ok()?;
        Self::of(&connection).ok()
    }

    const fn is_less_than(self, other: Self) -> bool {
        self.enrolments < other.enrolments || self.entries < other.entries
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

/// The newest backup in `folder` that is whole and holds something, as far as it can be told without the ledger: by count
/// where all are of one ledger and one station, else by date.
#[must_use]
pub fn newest(folder: &Path) -> Option<PathBuf> {
    let mut all = all_in(folder).ok()?;
    let first = all.first().map(|named| (named.ledger.clone(), named.station.clone()))?;
    if all
        .iter()
        .all(|named| (&named.ledger, &named.station) == (&first.0, &first.1))
    {
        all.sort_by_key(|named| named.number);
    } else {
        all.sort_by_key(|named| named.stamp.clone());
    }
    let is_good = |named: &Named| Holding::of_file(&named.path).is_some_and(|holding| holding.entries > 0);
    all.into_iter().rev().find(is_good).map(|named| named.path)
}

/// Copies the ledger of `data` into `folder` at `at` (Unix seconds) for the station called `station`, checks the copy, and
/// takes those away that are not needed any more.
///
/// # Errors
/// [`BackupError`]; the older ones are still there then.
pub fn back_up(data: &Path, folder: &Path, station: &str, at: i64) -> Result<BackedUp, BackupError> {
    disk::make_folder(folder).map_err(BackupError::Folder)?;
    let source = Connection::open_with_flags(data.join(FILE), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    source.busy_timeout(std::time::Duration::from_secs(2))?;
    let ledger = ledger_name(&source)?;
    let station = mark(data, station);
    let all = of_ledger(folder, &ledger).map_err(BackupError::Folder)?;
    let last = all.last().map_or(0, |newest| newest.number);
    let path = (last + 1..)
        .map(|number| folder.join(Named::name(&ledger, &station, number, at)))
        .find(|path| !path.exists())
        .unwrap_or_default();
    let partial = folder.join(format!(".{ledger}-{station}.partial"));
    // of a copy that was cut off
    disk::remove(&partial).map_err(BackupError::Folder)?;
    let copied = copy(&source, &partial);
    if copied.is_err() {
        let _ = disk::remove(&partial);
    }
    let holding = copied?;
    disk::rename(&partial, &path).map_err(BackupError::Folder)?;
    let own: Vec<_> = all.into_iter().filter(|named| is_own(named, &station)).collect();
    let before = own
        .last()
        .and_then(|before| Some((before, Holding::of_file(&before.path)?)));
    let fuller = before.filter(|(_, before)| holding.is_less_than(*before));
    let fuller = fuller.map(|(before, _)| before.path.clone());
    prune(own, Named::parse(path.clone()), holding);
    Ok(BackedUp { path, fuller })
}

/// One that does not say who made it may be anybody's, but only older versions make those.
fn is_own(named: &Named, station: &str) -> bool {
    named.station.as_deref().is_none_or(|made_by| made_by == station)
}

/// Takes away what is not needed, but for the newest one that holds more than the one just made.
fn prune(mut own: Vec<Named>, made: Option<Named>, holding: Holding) {
    own.extend(made);
    let mut surplus = surplus(&own);
    let fuller = |named: &&Named| Holding::of_file(&named.path).is_some_and(|older| holding.is_less_than(older));
    let kept_hold_more = own
        .iter()
        .rev()
        .skip(1)
        .filter(|named| !surplus.contains(named))
        .any(|named| fuller(&named));
    if !kept_hold_more && let Some(at) = surplus.iter().rposition(fuller) {
        surplus.remove(at);
    }
    for old in surplus {
        if let Err(error) = disk::remove(&old.path) {
            tracing::warn!(%error, "an old backup could not be taken away");
        }
    }
}

/// What tells this station's backups from those of another one that has a copy of the same ledger: 8 hexadecimal digits.
fn mark(data: &Path, station: &str) -> String {
    let place = fs::canonicalize(data).unwrap_or_else(|_| data.to_owned());
    let mut hash = Sha256::new();
    hash.update(station.as_bytes());
    hash.update([0]);
    hash.update(place.as_os_str().as_encoded_bytes());
    let digits = data_encoding::HEXLOWER.encode(&hash.finalize());
    digits.chars().take(8).collect()
}

fn ledger_name(connection: &Connection) -> Result<String, LedgerError> {
    Ok(data_encoding::HEXLOWER.encode(&head::uid(&Snapshot::of(connection)?)?))
}

fn copy(source: &Connection, partial: &Path) -> Result<Holding, BackupError> {
    drop(disk::private().open(partial).map_err(BackupError::Folder)?);
    let mut target = Connection::open(partial)?;
    run(source, &mut target)?;
    as_one_file(&target)?;
    schema::check(&target)?;
    let holding = Holding::of(&target)?;
    close(target)?;
    disk::sync_file(partial).map_err(BackupError::Folder)?;
    Ok(holding)
}

/// Removes the seeds of the enrolments and of the tokens in stock called `uids` from every backup of the ledger of `data` in `folder`, and from the
/// ledgers that were set aside in `data`. Returns those from which they could not be removed.
///
/// # Errors
/// When the folder cannot be looked at, or it cannot be found out which ledger it is.
pub fn purge(data: &Path, folder: &Path, station: &str, uids: &[Vec<u8>]) -> Result<Vec<PathBuf>, BackupError> {
    let ledger = {
        let source = Connection::open_with_flags(data.join(FILE), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        ledger_name(&source)?
    };
    // of copies that were cut off
    for partial in [ledger.clone(), format!("{ledger}-{}", mark(data, station))] {
        disk::remove(&folder.join(format!(".{partial}.partial"))).map_err(BackupError::Folder)?;
    }
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

fn purge_one(path: &Path, uids: &[Vec<u8>]) -> Result<(), LedgerError> {
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::inspect(&connection)?;
    as_one_file(&connection)?;
    connection.pragma_update(None, "secure_delete", true)?;
    let change = connection.transaction()?;
    // older ledgers have no stock
    let has_stock = change.table_exists(None, "stock")?;
    for uid in uids {
        change.execute("UPDATE enrolment SET nonce = NULL, sealed = NULL WHERE uid = ?1", [uid])?;
        if has_stock {
            change.execute("UPDATE stock SET nonce = NULL, sealed = NULL WHERE uid = ?1", [uid])?;
        }
    }
    change.commit()?;
    connection.execute_batch("VACUUM")?;
    close(connection)?;
    Ok(disk::sync_file(path)?)
}
