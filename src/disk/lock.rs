//! Keeps a second program out of a folder, by a file in it that one holds at a time.
//!
//! The lock is the system's: it ends with the program, however that ends. The file stays, and says nothing by being there.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use thiserror::Error;

use super::private::private;
use super::words::words;

/// Why there is no lock.
#[derive(Debug, Error)]
pub enum LockError {
    /// Somebody else has it.
    #[error("another program has it open")]
    InUse,
    /// The file cannot be had.
    #[error("it cannot be locked: {}", words(.0))]
    Io(#[from] io::Error),
}

/// Keeps others out as long as it lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Locks the file of that path, and makes it if it is missing.
    ///
    /// # Errors
    /// [`LockError`].
    pub fn take(path: &Path) -> Result<Self, LockError> {
        Self::hold(private().open(path)?)
    }

    /// The same where nothing may be made: `None` without such a file, which nobody holds then.
    ///
    /// # Errors
    /// [`LockError`].
    pub fn look(path: &Path) -> Result<Option<Self>, LockError> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        // in a folder that may only be read it can still be asked
        match file.or_else(|_| File::open(path)) {
            Ok(file) => Self::hold(file).map(Some),
            Err(_) => Ok(None),
        }
    }

    fn hold(file: File) -> Result<Self, LockError> {
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_has_it_and_it_ends_with_whoever_had_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("station.lock");
        assert!(Lock::look(&path).unwrap().is_none());
        assert!(!path.exists(), "a look makes nothing");
        let first = Lock::take(&path).unwrap();
        assert!(matches!(Lock::take(&path), Err(LockError::InUse)));
        assert!(matches!(Lock::look(&path), Err(LockError::InUse)));
        drop(first);
        assert!(Lock::look(&path).unwrap().is_some());
        Lock::take(&path).unwrap();
        assert!(matches!(
            Lock::take(&folder.path().join("away/x")),
            Err(LockError::Io(_))
        ));
    }
}
