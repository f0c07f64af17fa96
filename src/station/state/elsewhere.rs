//! Where it is noted down which folder the data folder is, and what is chosen in its place.

use std::path::{Path, PathBuf};

use crate::desk::{Folder, FolderRefused, Restore};
use crate::disk;

/// What outlives the desk that is closed for it.
#[derive(Debug, Default)]
pub(in crate::station) struct Elsewhere {
    pub(in crate::station) restore: Restore,
    pub(in crate::station) folder: Folder,
    /// The newest backup that was found.
    pub(in crate::station) newest: Option<PathBuf>,
}

/// Which folder the data folder is, and who says so.
#[derive(Debug, Clone, Default)]
pub struct Noted {
    /// The file in which it is noted down; none where it is not to be chosen here.
    pub file: Option<PathBuf>,
    /// Whether the data folder is one that was noted down at an earlier start: its ledger is never made anew.
    pub was_chosen: bool,
    /// What the note says cannot be read: no ledger is looked for. In the words of what failed.
    pub unread: Option<String>,
}

impl Noted {
    /// The name of that file.
    pub const FILE: &str = "data-folder.txt";
    /// No path is as long.
    const MOST: u64 = 32 * 1024;

    /// The folder that is noted down in `file`; none where nothing is noted.
    ///
    /// # Errors
    /// That the note is there and cannot be read, which is not the same as none.
    pub fn folder(file: &Path) -> Result<Option<PathBuf>, String> {
        let unread = || format!("{} says which folder it is, and cannot be read", file.display());
        let bytes = match disk::read_up_to(file, Self::MOST) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(unread()),
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| unread())?;
        let path = text.trim_end_matches(['\r', '\n']);
        if path.is_empty() {
            return Err(unread());
        }
        Ok(Some(PathBuf::from(path)))
    }

    /// Notes `folder` down in `file`, by its whole path, unless it is `here`, where the desk is. The folder in which the file
    /// stands is the usual one.
    pub(in crate::station) fn note(file: &Path, folder: &Path, here: Option<&Path>) -> Result<PathBuf, FolderRefused> {
        let not_noted = |words: &str| FolderRefused::NotNoted(words.to_owned());
        let whole = std::path::absolute(folder).map_err(|error| not_noted(disk::words(&error)))?;
        // whichever way it is spelled
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if here.is_some_and(|here| real(here) == real(&whole)) {
            return Err(FolderRefused::Here);
        }
        if file.parent() == Some(&whole) {
            disk::remove(file).map_err(|error| not_noted(disk::words(&error)))?;
            return Ok(whole);
        }
        if !whole.is_dir() {
            return Err(FolderRefused::NoFolder(whole));
        }
        let text = whole
            .to_str()
            .ok_or_else(|| not_noted("its name has characters that cannot be kept"))?;
        let home = file.parent().unwrap_or(Path::new(""));
        disk::make_folder(home).map_err(|error| not_noted(disk::words(&error)))?;
        disk::replace(file, text.as_bytes()).map_err(|error| FolderRefused::NotNoted(error.to_string()))?;
        Ok(whole)
    }
}
