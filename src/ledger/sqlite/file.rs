//! Opening the file: the folder, the lock that keeps a second station out, and who may read it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use strum::VariantArray;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use super::{restore, schema};
use crate::ledger::{LedgerError, Passphrase, SlotKind, slots};

/// The ledger's file in the data folder.
pub(in crate::ledger) const FILE: &str = "ledger.sqlite3";
const LOCK: &str = "station.lock";

/// Keeps other stations out of a folder as long as it lives.
#[derive(Debug)]
pub(in crate::ledger) struct Lock {
    _file: File,
}

impl Lock {
    pub fn take(folder: &Path) -> Result<Self, LedgerError> {
        Self::hold(private().open(folder.join(LOCK))?)
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

/// An open file, locked against other stations as long as it lives.
#[derive(Debug)]
pub(in crate::ledger) struct OpenFile {
    pub connection: Connection,
    path: PathBuf,
    /// Which file it is, where the system tells.
    identity: Option<(u64, u64)>,
    _lock: Lock,
}

impl OpenFile {
    /// Opens the ledger of `folder`, making both where they are missing.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        make_folder(folder)?;
        let lock = Lock::take(folder)?;
        restore::finish_restore(folder)?;
        let path = folder.join(FILE);
        // made here, so that it is nobody else's from its first byte; SQLite gives its side files the same mode
        drop(private().open(&path)?);
        let identity = identity(&path);
        let mut connection = Connection::open(&path)?;
        schema::migrate(&mut connection).map_err(not_ours)?;
        // what cannot be read is found out before anything is written
        for kind in SlotKind::VARIANTS.iter().copied() {
            slots::slot(&connection, kind)?;
        }
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
    let found = fs::metadata(path).ok()?;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
const fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Whether the ledger of `folder` could be opened or made with `passphrase`, as far as a glance tells: it costs nothing, so
/// that it is told before a window is up. Whether the passphrase is right shows when it is opened.
///
/// # Errors
/// Why it could not.
pub fn glance(folder: &Path, passphrase: &Passphrase) -> Result<(), LedgerError> {
    const BEGINS: &[u8] = b"SQLite format 3\0";
    let mut head = Vec::new();
    match File::open(folder.join(FILE)) {
        Ok(file) => file.take(BEGINS.len() as u64).read_to_end(&mut head)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return passphrase.check_new(),
        Err(error) => return Err(error.into()),
    };
    if head.is_empty() || head == BEGINS {
        Ok(())
    } else {
        Err(LedgerError::NotALedger)
    }
}

/// What SQLite says of a file, in our words.
pub(in crate::ledger) fn not_ours(error: LedgerError) -> LedgerError {
    match error {
        LedgerError::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            LedgerError::NotALedger
        }
        other => other,
    }
}

/// Makes a folder that is its owner's alone, unless it is there.
pub(in crate::ledger) fn make_folder(folder: &Path) -> std::io::Result<()> {
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
pub(in crate::ledger) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Not every system and file system can; the file itself is synced either way.
pub(in crate::ledger) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::info!(%error, "the folder cannot be synced");
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let file = OpenFile::open(&folder.path().join("new")).unwrap();
        assert_eq!(pragma(&file, "journal_mode"), "wal");
        assert_eq!(pragma(&file, "synchronous"), "2", "FULL");
        assert_eq!(pragma(&file, "foreign_keys"), "1");
        assert_eq!(pragma(&file, "secure_delete"), "1");
    }

    #[test]
    fn a_damaged_ledger_is_not_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        drop(OpenFile::open(folder.path()).unwrap());
        let mut bytes = fs::read(&path).unwrap();
        let from = bytes.len() / 2;
        bytes[from..].fill(0xA5);
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(OpenFile::open(folder.path()), Err(LedgerError::Damaged)));
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[cfg(unix)]
    #[test]
    fn folder_and_files_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("new");
        let file = OpenFile::open(&folder).unwrap();
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
        let first = OpenFile::open(folder.path()).unwrap();
        assert!(matches!(OpenFile::open(folder.path()), Err(LedgerError::InUse)));
        first.connection.pragma_update(None, "user_version", 99).unwrap();
        drop(first);
        let before = fs::read(&path).unwrap();
        assert!(matches!(
            OpenFile::open(folder.path()),
            Err(LedgerError::NewerSchema { found: 99, known: 4 })
        ));
        assert_eq!(fs::read(&path).unwrap(), before);

        for foreign in [
            &b"this is no database, and long enough not to be taken for an empty one"[..],
            b"SQLite?",
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(FILE);
            fs::write(&path, foreign).unwrap();
            assert!(matches!(OpenFile::open(folder.path()), Err(LedgerError::NotALedger)));
            assert_eq!(fs::read(&path).unwrap(), foreign);
        }
        let folder = tempfile::tempdir().unwrap();
        let other = Connection::open(folder.path().join(FILE)).unwrap();
        other.execute_batch("CREATE TABLE somebody (elses INTEGER)").unwrap();
        drop(other);
        assert!(matches!(OpenFile::open(folder.path()), Err(LedgerError::NotALedger)));
    }
}
