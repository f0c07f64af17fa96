//! Files and folders that are their owner's alone from the start; what is synced, and what is removed.

#[cfg(unix)]
use std::fs::File;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use super::names::folder_of;

/// Read and write for the owner, nothing for others; made if it is missing. On Windows the list of the profile folder does
/// that, and [`super::restrict`] elsewhere.
#[must_use]
pub fn private() -> OpenOptions {
    let mut options = owners();
    options.read(true).create(true).truncate(false);
    options
}

/// The same of a file that is not there yet, to be written.
#[must_use]
pub fn new_private() -> OpenOptions {
    let mut options = owners();
    options.create_new(true);
    options
}

fn owners() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder that is its owner's alone, unless it is there.
///
/// # Errors
/// What the system says.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Syncs a file that others have written.
///
/// # Errors
/// What the system says.
pub fn sync_file(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Syncs the names in a folder. Not every system and file system can; the file itself is synced either way.
pub fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::info!(%error, "the folder cannot be synced");
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// Gives a file or folder another name, over what has it, and syncs the name.
///
/// # Errors
/// What the system says.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder(folder_of(to));
    Ok(())
}

/// Removes a file; that there is none is as good.
///
/// # Errors
/// What kept it from being removed.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[cfg(unix)]
    #[test]
    fn nobody_else_has_a_right_to_what_is_made_here() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("new/inside");
        make_folder(&folder).unwrap();
        make_folder(&folder).unwrap();
        private().open(folder.join("a")).unwrap();
        new_private().open(folder.join("b")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&home.path().join("new")), mode(&folder)), (0o700, 0o700));
        assert_eq!((mode(&folder.join("a")), mode(&folder.join("b"))), (0o600, 0o600));
    }

    #[test]
    fn what_is_there_is_kept_and_what_is_to_be_new_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        private().open(&path).unwrap().write_all(b"kept").unwrap();
        let mut found = String::new();
        private().open(&path).unwrap().read_to_string(&mut found).unwrap();
        assert_eq!(found, "kept");
        assert_eq!(
            new_private().open(&path).unwrap_err().kind(),
            io::ErrorKind::AlreadyExists
        );
        sync_file(&path).unwrap();
        sync_folder(folder.path());
        assert!(sync_file(&folder.path().join("b")).is_err());
    }

    #[test]
    fn what_is_removed_is_gone_and_a_missing_file_is_fine() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".a.csv.1.partial");
        fs::write(&path, b"half").unwrap();
        remove(&path).unwrap();
        remove(&path).unwrap();
        assert!(!path.exists());
        assert!(remove(folder.path()).is_err(), "a folder is no file");
    }
}
