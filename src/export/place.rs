//! Puts a file with secrets on a disk: whole or not at all, never over another, for its owner only.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

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
    /// The folder may not be written.
    #[error("the folder cannot be written: {0}")]
    Io(io::Error),
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

/// SHA-256 of `content`.
#[must_use]
pub fn content_hash(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}

/// Writes `content` to `partial`, which is to become `path`, and syncs it. Folders that are missing are made.
///
/// # Errors
/// [`PlaceError`]; `partial` is gone then.
pub fn write_partial(path: &Path, partial: &Path, content: &[u8]) -> Result<(), PlaceError> {
    if path.file_name().is_none() || path.is_dir() {
        return Err(PlaceError::NoName);
    }
    if path.try_exists()? {
        return Err(PlaceError::Exists);
    }
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let written = write_private(partial, content);
    if written.is_err() {
        // whatever is left of it holds secrets; if it cannot be removed now, the next start tries again
        let _ = fs::remove_file(partial);
    }
    written?;
    // its name is durable too, so that it is still found if the record says that it was whole
    sync_folder(folder);
    Ok(())
}

/// Gives `partial` the name `path` unless something has that name, and syncs the folder.
///
/// # Errors
/// [`PlaceError`]; `partial` is still there then, until it is on record that it never got its name.
pub fn place(path: &Path, partial: &Path) -> Result<(), PlaceError> {
    rename_to_new(partial, path)?;
    sync_folder(folder_of(path));
    Ok(())
}

/// Writes a file that holds no secret, whole or not at all, never over another.
///
/// # Errors
/// [`PlaceError`]; nothing of it is left then.
pub fn place_plain(path: &Path, content: &[u8]) -> Result<(), PlaceError> {
    let partial = partial_beside(path, "list")?;
    write_partial(path, &partial, content)?;
    let placed = place(path, &partial);
    if placed.is_err() {
        let _ = fs::remove_file(partial);
    }
    placed
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

/// What is to be found under a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Exactly that content.
    Same,
    /// Nothing, in a folder that can be seen.
    Absent,
    /// Something else, or nobody can tell: the folder is away, or the file cannot be read.
    Unsure,
}

/// Looks whether `path` holds the content with that hash.
#[must_use]
pub fn presence(path: &Path, sha256: &[u8; 32]) -> Presence {
    if is_in_place(path, sha256) {
        return Presence::Same;
    }
    match path.try_exists() {
        Ok(false) if folder_of(path).is_dir() => Presence::Absent,
        _ => Presence::Unsure,
    }
}

/// Whether `path` holds exactly the content with that hash.
#[must_use]
pub fn is_in_place(path: &Path, sha256: &[u8; 32]) -> bool {
    let hash = || -> io::Result<[u8; 32]> {
        let mut file = File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = zeroize::Zeroizing::new([0; 8192]);
        loop {
            let read = file.read(&mut buffer[..])?;
            if read == 0 {
                return Ok(hasher.finalize().into());
            }
            hasher.update(buffer.get(..read).unwrap_or_default());
        }
    };
    hash().is_ok_and(|found| found == *sha256)
}

/// Removes a temporary file that a crash left behind; it is fine when there is none.
///
/// # Errors
/// What kept it from being removed.
pub fn remove_partial(partial: &Path) -> io::Result<()> {
    match fs::remove_file(partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The file is private before its first byte.
fn write_private(partial: &Path, content: &[u8]) -> Result<(), PlaceError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(partial)?;
    #[cfg(windows)]
    restrict_to_owner(partial)?;
    file.write_all(content)?;
    Ok(file.sync_all()?)
}

/// Windows: an access list with the current user alone, set by the system's own tool; the crate has no unsafe code.
#[cfg(windows)]
fn restrict_to_owner(path: &Path) -> Result<(), PlaceError> {
    let user = std::env::var("USERNAME").map_err(io::Error::other)?;
    let system = std::env::var_os("SystemRoot").map_or_else(|| PathBuf::from(r"C:\Windows"), PathBuf::from);
    let status = std::process::Command::new(system.join("System32").join("icacls.exe"))
        .arg(path)
        .args(["/inheritance:r", "/grant:r"])
        .arg(format!("{user}:F"))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(PlaceError::Io(io::Error::other(
            "the access list of the file could not be set",
        )))
    }
}

/// Renames without replacing: a link fails when the name is taken. Sticks and shares without links get a look first.
fn rename_to_new(partial: &Path, path: &Path) -> io::Result<()> {
    match tempfile::TempPath::try_from_path(partial)?.persist_noclobber(path) {
        Ok(()) => Ok(()),
        Err(failed)
            if matches!(
                failed.error.kind(),
                io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied
            ) =>
        {
            let partial = failed.path.keep().map_err(|kept| kept.error)?;
            if path.try_exists()? {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(partial, path)
        }
        Err(failed) => Err(failed.error),
    }
}

/// Not every system and file system can; the file itself is synced either way.
fn sync_folder(folder: &Path) {
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

    fn placed(folder: &Path, name: &str, content: &[u8]) -> Result<PathBuf, PlaceError> {
        let path = folder.join(name);
        let partial = partial_beside(&path, "1")?;
        write_partial(&path, &partial, content)?;
        place(&path, &partial)?;
        Ok(path)
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
    fn a_partial_file_of_a_crash_is_removed_and_a_missing_one_is_fine() {
        let folder = tempfile::tempdir().unwrap();
        let partial = folder.path().join(".a.csv.1.partial");
        fs::write(&partial, b"half").unwrap();
        remove_partial(&partial).unwrap();
        remove_partial(&partial).unwrap();
        assert!(names(folder.path()).is_empty());
    }
}
