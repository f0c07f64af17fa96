//! Opening the file: nobody else's from its first byte, looked at before anything is written to it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::errors::not_ours;
use super::names::{self, FILE};
use super::statements::Snapshot;
use super::{restore, schema};
use crate::disk;
use crate::ledger::LedgerError;
use crate::ledger::store::Look;

/// An open file, locked against other stations as long as it lives.
#[derive(Debug)]
pub struct OpenFile {
    pub connection: Connection,
    path: PathBuf,
    /// Which file it is, where the system tells.
    identity: Option<(u64, u64)>,
    _lock: disk::Lock,
}

impl OpenFile {
    /// Opens the ledger of `folder`, making both where they are missing.
    /// What `look` does not accept is not written to.
    pub fn open(folder: &Path, look: &mut Look<'_>) -> Result<Self, LedgerError> {
        disk::make_folder(folder)?;
        let lock = disk::Lock::take(&names::lock(folder))?;
        restore::finish_restore(folder)?;
        let path = folder.join(FILE);
        // made here, so that it is nobody else's from its first byte; SQLite gives its side files the same mode
        drop(disk::private().open(&path)?);
        let identity = identity(&path);
        let mut connection = Connection::open(&path)?;
        schema::migrate(&mut connection).map_err(not_ours)?;
        // what cannot be read is found out before anything is written
        look(&Snapshot::of(&connection)?)?;
        schema::prepare(&connection)?;
        Ok(Self {
            connection,
            path,
            identity,
            _lock: lock,
        })
    }

    /// Whether another file has its name by now, or none: what is written to it then is kept by nothing.
    pub fn is_elsewhere(&self) -> bool {
        // shares may count their files anew, so that a number alone proves nothing
        self.identity.is_some() && identity(&self.path) != self.identity && !self.is_the_same_by_content()
    }

    fn is_the_same_by_content(&self) -> bool {
        let head = |connection: &Connection| {
            let asked = "SELECT seal FROM trail_head";
            let seal = connection.query_row(asked, [], |row| row.get::<_, Vec<u8>>(0));
            seal.optional().ok()
        };
        let there = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        there.is_ok_and(|there| head(&there).is_some_and(|there| Some(there) == head(&self.connection)))
    }
}

/// What tells one file from another. Where an open file cannot be replaced, nothing needs to.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let found = std::fs::metadata(path).ok()?;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
const fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Whether there is a file of SQLite at `path`.
pub fn begins_as_one(path: &Path) -> Result<bool, LedgerError> {
    const BEGINS: &[u8] = b"SQLite format 3\0";
    let mut head = Vec::new();
    match File::open(path) {
        Ok(file) => file.take(BEGINS.len() as u64).read_to_end(&mut head)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    if head.is_empty() || head == BEGINS {
        Ok(true)
    } else {
        Err(LedgerError::NotALedger)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn open(folder: &Path) -> Result<OpenFile, LedgerError> {
        OpenFile::open(folder, &mut |_| Ok(()))
    }

    fn pragma(file: &OpenFile, name: &str) -> String {
        let value = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
        match file.connection.pragma_query_value(None, name, value).unwrap() {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_commit_is_synced_before_it_counts() {
        let folder = tempfile::tempdir().unwrap();
        let file = open(&folder.path().join("new")).unwrap();
        assert_eq!(pragma(&file, "journal_mode"), "wal");
        assert_eq!(pragma(&file, "synchronous"), "2", "FULL");
        assert_eq!(pragma(&file, "foreign_keys"), "1");
        assert_eq!(pragma(&file, "secure_delete"), "1");
    }

    #[test]
    fn a_damaged_ledger_is_not_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        drop(open(folder.path()).unwrap());
        let mut bytes = fs::read(&path).unwrap();
        let from = bytes.len() / 2;
        bytes[from..].fill(0xA5);
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(open(folder.path()), Err(LedgerError::Damaged)));
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[cfg(unix)]
    #[test]
    fn folder_and_files_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("new");
        let file = open(&folder).unwrap();
        file.connection
            .execute("INSERT INTO operator (name, last_at) VALUES ('x', 1)", [])
            .unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        let mut files = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            files += 1;
        }
        assert!(files >= 3, "ledger, its log and the lock");
    }

    #[test]
    fn a_second_station_a_newer_file_and_a_foreign_one_are_refused_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let first = open(folder.path()).unwrap();
        assert!(matches!(open(folder.path()), Err(LedgerError::InUse)));
        first.connection.pragma_update(None, "user_version", 99).unwrap();
        drop(first);
        let before = fs::read(&path).unwrap();
        assert!(matches!(
            open(folder.path()),
            Err(LedgerError::NewerSchema { found: 99, known: 7 })
        ));
        assert_eq!(fs::read(&path).unwrap(), before);

        for foreign in [
            &b"this is no database, and long enough not to be taken for an empty one"[..],
            b"SQLite?",
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(FILE);
            fs::write(&path, foreign).unwrap();
            assert!(matches!(open(folder.path()), Err(LedgerError::NotALedger)));
            assert_eq!(fs::read(&path).unwrap(), foreign);
        }
        let folder = tempfile::tempdir().unwrap();
        let other = Connection::open(folder.path().join(FILE)).unwrap();
        other.execute_batch("CREATE TABLE somebody (elses INTEGER)").unwrap();
        drop(other);
        assert!(matches!(open(folder.path()), Err(LedgerError::NotALedger)));
    }
}
