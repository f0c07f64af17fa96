//! A backup in the place of the ledger, and another data folder: the desk is closed first.

use std::path::{Path, PathBuf};

use super::{BackupRequest, Door, DoorFailure, FileRequest, Station};
use crate::desk::{Folder, FolderEffect, FolderEvent, FolderRefused, Restore, RestoreEffect, RestoreEvent, Restored};
use crate::disk;
use crate::ledger;

/// What outlives the desk that is closed for it.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    restore: Restore,
    folder: Folder,
    /// The newest backup that was found.
    newest: Option<PathBuf>,
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
    pub(super) fn note(file: &Path, folder: &Path, here: Option<&Path>) -> Result<PathBuf, FolderRefused> {
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

impl Station {
    /// The station could not be started in the folder that was wanted, in the words of what failed.
    pub fn folder_failed(&mut self, why: String) {
        self.step_folder(FolderEvent::Failed(why));
    }

    /// How far putting a backup back came.
    #[must_use]
    pub const fn restore(&self) -> &Restore {
        &self.elsewhere.restore
    }

    /// In which folder the ledger is to be from now on.
    #[must_use]
    pub const fn folder(&self) -> &Folder {
        &self.elsewhere.folder
    }

    /// The newest backup, if it was looked for and found.
    #[must_use]
    pub fn newest_backup(&self) -> Option<&Path> {
        self.elsewhere.newest.as_deref()
    }

    /// Whether the data folder is chosen here: not where the command line names it.
    #[must_use]
    pub const fn chooses_folder(&self) -> bool {
        self.sources.noted.file.is_some()
    }

    /// The data folder where none was chosen.
    #[must_use]
    pub fn usual_folder(&self) -> Option<&Path> {
        self.sources.noted.file.as_deref().and_then(Path::parent)
    }

    pub(super) const fn is_away(&self) -> bool {
        matches!(
            self.door,
            Door::Barred {
                why: DoorFailure::Away,
                ..
            }
        )
    }

    pub(super) fn look_for_backups(&mut self) {
        self.ask_backups(BackupRequest::FindNewest(self.backup_folder()));
    }

    pub(super) fn newest_backup_found(&mut self, newest: Option<PathBuf>) {
        if let Door::Barred { backup, .. } = &mut self.door {
            backup.clone_from(&newest);
        }
        self.elsewhere.newest = newest;
    }

    pub(super) fn want_folder(&mut self, folder: PathBuf) {
        if self.chooses_folder() {
            self.step_folder(FolderEvent::Wanted(folder));
        }
    }

    pub(super) fn step_restore(&mut self, event: RestoreEvent) {
        match self.elsewhere.restore.step(event) {
            Some(RestoreEffect::Close) => self.close_for_another(),
            Some(RestoreEffect::PutBack(file)) => {
                self.door = Door::Looking;
                self.ask(ledger::Request::Restore(file));
            }
            None => {}
        }
    }

    pub(super) fn step_folder(&mut self, event: FolderEvent) {
        match self.elsewhere.folder.step(event) {
            Some(FolderEffect::Close) => self.close_for_another(),
            Some(FolderEffect::Note(folder)) => {
                if let Some(file) = self.sources.noted.file.clone() {
                    // behind a barred door the same one is looked at once more
                    let barred = matches!(self.door, Door::Barred { .. });
                    let here = (!barred).then(|| self.sources.data_dir.clone());
                    self.ask_files(FileRequest::NoteFolder { file, folder, here });
                }
            }
            None => {}
        }
    }

    /// What was put back, or why nothing was.
    pub(super) fn restored(&mut self, kept: Result<Restored, String>) {
        if let Err(why) = &kept {
            tracing::warn!(why, "no backup was put back");
        }
        self.step_restore(RestoreEvent::Kept(kept));
    }

    /// Whether the desk is to be closed for another ledger or folder.
    pub(super) const fn closes_for_another(&self) -> bool {
        matches!(self.elsewhere.restore, Restore::Closing(_)) || matches!(self.elsewhere.folder, Folder::Closing(_))
    }

    fn close_for_another(&mut self) {
        match self.door {
            Door::Open { .. } => self.lock(),
            // as soon as it is known where the desk stands
            Door::Locking | Door::Looking | Door::Opening(_) => {}
            _ => self.closed_for_another(),
        }
    }

    /// The desk is closed: what waited for that goes on.
    pub(super) fn closed_for_another(&mut self) {
        self.step_restore(RestoreEvent::Closed);
        self.step_folder(FolderEvent::Closed);
    }

    /// Looks at the ledger, unless it is not known where it is.
    pub(super) fn begin(&mut self) {
        self.ask_files(FileRequest::LoadSettings);
        if let Some(words) = self.sources.noted.unread.clone() {
            self.door = Door::Barred {
                why: DoorFailure::NoteUnread,
                words,
                backup: None,
            };
        } else {
            self.door = Door::Looking;
            self.ask(ledger::Request::Look);
        }
    }
}
