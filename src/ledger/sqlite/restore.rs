//! The way back: a backup, or a ledger that was set aside, in the place of the ledger.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::copy::{beside, close, copied, discard};
use super::names::{self, FILE};
use super::schema;
use crate::desk::Restored;
use crate::disk;
use crate::ledger::LedgerError;

/// A checked copy on its way to be the ledger, and before it is checked.
const RESTORING: &str = "ledger-restoring.sqlite3";
const UNCHECKED: &str = "ledger-restoring.partial";
/// How the names of ledgers begin that were set aside.
const REPLACED: &str = "ledger-replaced-";

/// The ledgers that restores have set aside, oldest first.
pub fn set_aside_in(data: &Path) -> std::io::Result<Vec<PathBuf>> {
    let paths = fs::read_dir(data)?.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<std::io::Result<_>>()?;
    paths.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(REPLACED) && name.ends_with(".sqlite3")
    });
    paths.sort();
    Ok(paths)
}

/// Where the next one is set aside: behind all others by its name, whatever the clock says, since what a restore that was
/// cut off has left belongs to the last one.
fn next_aside(data: &Path, at: i64) -> std::io::Result<PathBuf> {
    let last = set_aside_in(data)?.pop();
    let named = |second| {
        let stamp = jiff::Timestamp::from_second(second)
            .unwrap_or_default()
            .strftime("%Y%m%d-%H%M%S");
        data.join(format!("{REPLACED}{stamp}.sqlite3"))
    };
    let Some(last) = last else { return Ok(named(at)) };
    let name = last.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let stamp = name.strip_prefix(REPLACED).unwrap_or_default();
    let then =
        jiff::civil::DateTime::strptime("%Y%m%d-%H%M%S", stamp).and_then(|then| then.to_zoned(jiff::tz::TimeZone::UTC));
    let mut second = then.map_or(at, |then| at.max(then.timestamp().as_second().saturating_add(1)));
    while named(second).exists() {
        second += 1;
    }
    Ok(named(second))
}

/// Puts `file` in the place of the ledger of `data`. The one that was there is kept beside it, with its own files.
///
/// # Errors
/// [`LedgerError`]; the ledger is as it was then.
pub fn restore(file: &Path, data: &Path, at: i64) -> Result<Restored, LedgerError> {
    disk::make_folder(data)?;
    let _lock = disk::Lock::take(&names::lock(data))?;
    finish_restore(data)?;
    let copy = data.join(UNCHECKED);
    let checked = checked_copy(file, &copy, at);
    if checked.is_err() {
        let _ = discard(&copy);
    }
    let (enrolments, last_at) = checked?;
    let aside = next_aside(data, at)?;
    disk::rename(&copy, &data.join(RESTORING))?;
    let had_one = data.join(FILE).exists();
    if had_one {
        if let Err(error) = settle_log(&data.join(FILE)) {
            tracing::warn!(%error, "the ledger that is set aside keeps its log beside it");
        }
        for ending in ["", "-wal", "-shm", "-journal"] {
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

fn set_aside(data: &Path, ending: &str, aside: &Path) -> std::io::Result<()> {
    match disk::rename(&beside(&data.join(FILE), ending), &beside(aside, ending)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Copies first and looks at the copy, so that the backup itself is never touched.
fn checked_copy(file: &Path, copy: &Path, at: i64) -> Result<(i64, Option<i64>), LedgerError> {
    let mut connection = copied(file, copy)?;
    schema::migrate(&mut connection)?;
    connection.execute("UPDATE ledger SET restored_at = ?1", [at])?;
    let enrolments = connection.query_row("SELECT count(*) FROM enrolment", [], |row| row.get(0))?;
    let last_at = connection
        .query_row("SELECT max(at) FROM trail", [], |row| row.get(0))
        .optional()?
        .flatten();
    close(connection)?;
    disk::sync_file(copy)?;
    Ok((enrolments, last_at))
}

/// Whether a checked copy waits for its name.
pub fn waits(data: &Path) -> bool {
    data.join(RESTORING).exists()
}

/// Gives a checked copy its name, if one waits. A restore that was cut off is finished by this at the next opening: the
/// ledger that was there is set aside first, so where there is none but a copy, only its name is missing.
pub fn finish_restore(data: &Path) -> Result<(), LedgerError> {
    let copy = data.join(RESTORING);
    if !copy.exists() {
        return Ok(());
    }
    if data.join(FILE).exists() {
        // it was cut off before anything was set aside
        return Ok(disk::remove(&copy)?);
    }
    if let Some(aside) = set_aside_in(data)?.pop() {
        for ending in ["-wal", "-shm", "-journal"] {
            set_aside(data, ending, &aside)?;
        }
    }
    Ok(disk::rename(&copy, &data.join(FILE))?)
}
