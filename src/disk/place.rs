//! Puts a file on a disk: whole or not at all, never over another unless that is what is asked, and with secrets for its
//! owner only.
//!
//! It is written under a name of its own beside the one that it is to have, synced, and renamed. Between the two steps its
//! writer may keep on record what is about to happen.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::found::{content_hash, is_in_place};
use super::names::folder_of;
use super::owner::restrict;
use super::private::{new_private, sync_folder};
use super::words::words;
use crate::desk::{self, FileFailure, Readers};

/// Why a file was not written. Nothing of it is left then.
#[derive(Debug, Error)]
pub enum PlaceError {
    /// A file of that name is there; it may hold the only copy of something.
    #[error("a file of that name is there already; choose another name")]
    Exists,
    /// The path is a folder, or has no file name.
    #[error("this is not a path of a file")]
    NoName,
    /// The disk is full.
    #[error("the disk is full; free some space or choose another folder")]
    Full,
    /// The disk or share knows no rights: whoever can open it could read the file.
    #[error("a file cannot be kept for you alone in that folder; choose another one")]
    NoRights,
    /// The folder may not be written.
    #[error("the file cannot be written: {}", words(.0))]
    Io(io::Error),
}

/// How it ended that a file was to get its name.
pub type Placed = desk::Placed<PlaceError>;

impl FileFailure for PlaceError {
    fn is_without_rights(&self) -> bool {
        matches!(self, Self::NoRights)
    }
}

impl From<io::Error> for PlaceError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// The temporary file beside `path`, told apart by `tag`. Known before it is written, so that it can be found after a
/// crash.
///
/// # Errors
/// [`PlaceError::NoName`].
pub fn partial_beside(path: &Path, tag: &str) -> Result<PathBuf, PlaceError> {
    let name = path.file_name().ok_or(PlaceError::NoName)?.to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{tag}.partial")))
}

/// Writes `content` to `partial`, which is to become `path`, and syncs it. Folders that are missing are made. `restrict`
/// makes a file its owner's alone, before its first byte; `false` where that cannot be.
///
/// # Errors
/// [`PlaceError`]; `partial` is gone then.
pub fn write_partial(
    path: &Path,
    partial: &Path,
    content: &[u8],
    readers: Readers,
    restrict: impl Fn(&File, &Path) -> io::Result<bool>,
) -> Result<(), PlaceError> {
    if path.file_name().is_none() || path.is_dir() {
        return Err(PlaceError::NoName);
    }
    if path.try_exists()? {
        return Err(PlaceError::Exists);
    }
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    write_private(partial, content, readers, restrict)?;
    // its name is durable too, so that it is still found if the record says that it was whole
    sync_folder(folder);
    Ok(())
}

/// Gives `partial`, whose content has that hash, the name `path` unless something has that name, and syncs the folder.
#[must_use]
pub fn place(path: &Path, partial: &Path, sha256: &[u8; 32]) -> Placed {
    match rename_to_new(partial, path) {
        Ok(()) => {
            sync_folder(folder_of(path));
            Placed::Written
        }
        Err(error) => ended(error.into(), is_in_place(path, sha256), partial.try_exists().ok()),
    }
}

/// Shares sometimes report a failure of what they have done, and then go away. While the temporary file is to be seen it got
/// no name. Where neither is, it may be there under its name once the share is back.
fn ended(error: PlaceError, in_place: bool, partial_is_there: Option<bool>) -> Placed {
    match (in_place, partial_is_there) {
        (true, _) => Placed::Written,
        (false, Some(true)) => Placed::NotWritten(error),
        (false, _) => Placed::Unknown(error),
    }
}

/// Writes a file that holds no secret, whole or not at all, never over another.
///
/// # Errors
/// [`PlaceError`]; nothing of it is left then.
pub fn place_plain(path: &Path, content: &[u8]) -> Result<(), PlaceError> {
    let partial = partial_beside(path, "list")?;
    write_partial(path, &partial, content, Readers::AsFolder, restrict)?;
    match place(path, &partial, &content_hash(content)) {
        Placed::Written => Ok(()),
        Placed::NotWritten(error) | Placed::Unknown(error) => {
            let _ = fs::remove_file(partial);
            Err(error)
        }
    }
}

/// Writes `content` in place of whatever `path` holds, whole or not at all. For files without secrets that are ours.
///
/// # Errors
/// [`PlaceError`]; the old content is untouched then.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), PlaceError> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    sync_folder(folder);
    Ok(())
}

/// The file is private before its first byte. Whatever there is of it when that fails is removed: it holds secrets, or is to
/// hold none. If it cannot be removed now, the next start tries again.
fn write_private(
    partial: &Path,
    content: &[u8],
    readers: Readers,
    restrict: impl Fn(&File, &Path) -> io::Result<bool>,
) -> Result<(), PlaceError> {
    let file = new_private().open(partial)?;
    let written = fill(file, partial, content, readers, restrict);
    if written.is_err() {
        let _ = fs::remove_file(partial);
    }
    written
}

fn fill(
    mut file: File,
    partial: &Path,
    content: &[u8],
    readers: Readers,
    restrict: impl Fn(&File, &Path) -> io::Result<bool>,
) -> Result<(), PlaceError> {
    let private = restrict(&file, partial).unwrap_or_else(|error| {
        tracing::warn!(%error, "the rights of the file cannot be set");
        false
    });
    if !private && readers == Readers::OwnerOnly {
        return Err(PlaceError::NoRights);
    }
    file.write_all(content)?;
    Ok(file.sync_all()?)
}

/// Renames without replacing: a link fails when the name is taken. Sticks and shares without links get a look first. The
/// temporary file stays where it is when that fails; whoever has it on record removes it.
fn rename_to_new(partial: &Path, path: &Path) -> io::Result<()> {
    let Err(failed) = tempfile::TempPath::try_from_path(partial)?.persist_noclobber(path) else {
        return Ok(());
    };
    // dropped, it would be deleted
    let partial = failed.path.keep().map_err(|kept| kept.error)?;
    match failed.error.kind() {
        io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied => {
            if path.try_exists()? {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(partial, path)
        }
        _ => Err(failed.error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(folder: &Path, name: &str, content: &[u8]) -> Result<PathBuf, PlaceError> {
        let path = folder.join(name);
        let partial = partial_beside(&path, "1")?;
        write_partial(&path, &partial, content, Readers::OwnerOnly, restrict)?;
        match place(&path, &partial, &content_hash(content)) {
            Placed::Written => Ok(path),
            Placed::NotWritten(error) | Placed::Unknown(error) => Err(error),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn the_file_is_whole_private_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = placed(&folder.path().join("new"), "a.csv", b"rows").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"rows");
        assert!(is_in_place(&path, &content_hash(b"rows")));
        assert!(!is_in_place(&path, &content_hash(b"other")));
        assert_eq!(names(&folder.path().join("new")), ["a.csv"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_there_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        placed(folder.path(), "a.csv", b"first").unwrap();
        assert!(matches!(
            placed(folder.path(), "a.csv", b"second"),
            Err(PlaceError::Exists)
        ));
        assert_eq!(fs::read(folder.path().join("a.csv")).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(placed(folder.path(), "", b"x"), Err(PlaceError::NoName)));
        assert!(partial_beside(Path::new("/"), "1").is_err());
    }

    #[test]
    fn a_partial_file_that_got_no_name_stays_until_its_record_is_settled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let partial = partial_beside(&path, "1").unwrap();
        write_partial(&path, &partial, b"rows", Readers::OwnerOnly, restrict).unwrap();
        fs::write(&path, b"somebody else was faster").unwrap();
        let placed = place(&path, &partial, &content_hash(b"rows"));
        assert!(matches!(placed, Placed::NotWritten(PlaceError::Exists)), "{placed:?}");
        assert_eq!(fs::read(&partial).unwrap(), b"rows");
        assert_eq!(fs::read(&path).unwrap(), b"somebody else was faster");
    }

    #[test]
    fn where_neither_file_is_to_be_seen_nobody_says_that_it_was_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("share");
        let path = out.join("a.csv");
        let partial = partial_beside(&path, "1").unwrap();
        write_partial(&path, &partial, b"rows", Readers::OwnerOnly, restrict).unwrap();
        fs::rename(&out, folder.path().join("away")).unwrap();
        assert!(matches!(
            place(&path, &partial, &content_hash(b"rows")),
            Placed::Unknown(_)
        ));
        let error = || PlaceError::Io(io::ErrorKind::TimedOut.into());
        assert!(matches!(ended(error(), true, None), Placed::Written));
        assert!(matches!(ended(error(), true, Some(true)), Placed::Written));
        assert!(matches!(ended(error(), false, Some(true)), Placed::NotWritten(_)));
        assert!(matches!(ended(error(), false, Some(false)), Placed::Unknown(_)));
        assert!(matches!(ended(error(), false, None), Placed::Unknown(_)));
    }

    #[test]
    fn without_rights_there_is_no_file_unless_that_was_said_to_be_right() {
        let folder = tempfile::tempdir().unwrap();
        let partial = folder.path().join(".a.csv.1.partial");
        for answer in [|| Ok(false), || Err(io::ErrorKind::NotFound.into())] {
            let restrict = |_: &File, _: &Path| answer();
            let refused = write_private(&partial, b"rows", Readers::OwnerOnly, restrict);
            assert!(matches!(refused, Err(PlaceError::NoRights)));
            assert!(names(folder.path()).is_empty());
            write_private(&partial, b"rows", Readers::AsFolder, restrict).unwrap();
            assert_eq!(fs::read(&partial).unwrap(), b"rows");
            fs::remove_file(&partial).unwrap();
        }
    }
}
