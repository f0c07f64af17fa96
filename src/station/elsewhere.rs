//! A backup in the place of the ledger, and another data folder: the desk is closed first.

use std::path::{Path, PathBuf};

use super::{BackupRequest, Door, DoorFailure, FileRequest, Station};
use crate::desk::{Folder, FolderEffect, FolderEvent, Restore, RestoreEffect, RestoreEvent, Restored};
use crate::ledger;

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
