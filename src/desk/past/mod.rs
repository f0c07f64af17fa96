//! Files that left, looked back at: which there are, what is in one, whether it is still there, and its end by the operator's
//! word.
//!
//! Rules that this file keeps, whatever the order of answers: a file is deleted only after yes to the question about that
//! very file, and only by whoever first looks whether it still is what was written; that it is gone goes on record when it is,
//! and not before; an answer about another file than the chosen one is kept and shown nowhere else.

mod order;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub use order::{Deletion, FileOfPast, KeepPast, PastExport, PastFiled, PastKept, Presence};

use super::{EnrolmentId, ExportId};

/// What is known of files that left.
#[derive(Debug, Default)]
pub struct Past {
    /// The newest first.
    exports: Vec<PastExport>,
    chosen: Option<Chosen>,
    deleting: Deleting,
    /// What was found under their paths in this session.
    seen: HashMap<ExportId, Presence>,
    said: Option<PastSaid>,
}

/// The one that is looked at.
#[derive(Debug)]
struct Chosen {
    id: ExportId,
    /// None until the ledger has told.
    rows: Option<Vec<EnrolmentId>>,
}

/// How far a deletion came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Deleting {
    /// None was asked for.
    #[default]
    Idle,
    /// The operator decides.
    Asked(ExportId),
    /// The file is being deleted.
    Removing(ExportId),
    /// It is gone, and that is being kept.
    Noting(ExportId),
}

/// What has to be known of a file, until it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PastSaid {
    /// It was deleted.
    Deleted(PathBuf),
    /// It is not there any more.
    Gone(PathBuf),
    /// It was not deleted: it was changed since, or its folder is away.
    NotAsWritten(PathBuf),
    /// It was not deleted.
    NotDeleted(PathBuf, String),
    /// It was deleted, and the trail does not know.
    NotNoted(PathBuf, String),
    /// Nothing here shows files in their folder.
    NotShown(PathBuf, String),
    /// The list could not be read.
    NotRead(String),
}

/// What happens to files that left, and to the screen that shows them.
#[derive(Debug, Clone)]
pub enum PastEvent {
    /// The screen came into view, or a file has left.
    Looked,
    /// That one is to be looked at, or none.
    Chose(Option<ExportId>),
    /// The one so many places further down.
    Moved(isize),
    /// The folder of that one is to be shown.
    WantsFolder(ExportId),
    /// Whether it was, in the words of what failed.
    Revealed(PathBuf, Result<(), String>),
    /// It could not be shown: it is not there.
    WasGone(PathBuf),
    /// That one is to be deleted.
    WantsDeleted(ExportId),
    /// Yes to the question.
    Confirmed,
    /// No to the question, or what was said was read.
    Dismissed,
    /// From the ledger.
    Kept(PastKept),
    /// From the files.
    Filed(PastFiled),
    /// A part that may have had it in hand has ended by a fault, in its words.
    PartDied(String),
}

/// What is to be done.
#[derive(Debug)]
pub enum PastEffect {
    /// By the ledger.
    Keep(KeepPast),
    /// By the files.
    File(FileOfPast),
    /// Show that file in its folder.
    Reveal(PathBuf),
}

type Effects = Vec<PastEffect>;

impl Past {
    /// The files that left, the newest first.
    #[must_use]
    pub fn exports(&self) -> &[PastExport] {
        &self.exports
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: ExportId) -> Option<&PastExport> {
        self.exports.iter().find(|export| export.id == id)
    }

    /// The one that is looked at.
    #[must_use]
    pub fn chosen(&self) -> Option<&PastExport> {
        self.get(self.chosen.as_ref()?.id)
    }

    /// What is in it; none until that is known.
    #[must_use]
    pub fn chosen_rows(&self) -> Option<&[EnrolmentId]> {
        self.chosen.as_ref()?.rows.as_deref()
    }

    /// What was found under its path, if anybody has looked.
    #[must_use]
    pub fn presence(&self, id: ExportId) -> Option<Presence> {
        self.seen.get(&id).copied()
    }

    /// The one whose deletion is asked about.
    #[must_use]
    pub fn asks(&self) -> Option<&PastExport> {
        match self.deleting {
            Deleting::Asked(id) => self.get(id),
            _ => None,
        }
    }

    /// The file that may still hold its secrets although it was to be deleted: nobody has read yet that it is there, or it is
    /// being deleted still.
    #[must_use]
    pub fn left_behind(&self) -> Option<&Path> {
        match (&self.said, self.deleting) {
            (Some(PastSaid::NotDeleted(path, _) | PastSaid::NotAsWritten(path)), _) => Some(path),
            (_, Deleting::Removing(id)) => self.get(id).map(|export| &*export.path),
            _ => None,
        }
    }

    /// Whether one is being deleted, or that is being kept.
    #[must_use]
    pub const fn is_working(&self) -> bool {
        matches!(self.deleting, Deleting::Removing(_) | Deleting::Noting(_))
    }

    /// What has to be known.
    #[must_use]
    pub const fn said(&self) -> Option<&PastSaid> {
        self.said.as_ref()
    }

    /// Takes what happened and says what is to be done.
    pub fn step(&mut self, event: PastEvent) -> Effects {
        match event {
            PastEvent::Looked => vec![PastEffect::Keep(KeepPast::List)],
            PastEvent::Chose(id) => self.choose(id),
            PastEvent::Moved(places) => self.move_by(places),
            PastEvent::WantsFolder(id) => {
                self.said = None;
                let path = self.get(id).map(|export| export.path.clone());
                path.map(PastEffect::Reveal).into_iter().collect()
            }
            PastEvent::Revealed(path, Err(why)) => self.say(PastSaid::NotShown(path, why)),
            PastEvent::Revealed(_, Ok(())) => vec![],
            PastEvent::WasGone(path) => self.say(PastSaid::Gone(path)),
            PastEvent::WantsDeleted(id) => {
                if !self.is_working() && self.get(id).is_some() {
                    self.said = None;
                    self.deleting = Deleting::Asked(id);
                }
                vec![]
            }
            PastEvent::Confirmed => self.delete(),
            PastEvent::Dismissed => {
                if matches!(self.deleting, Deleting::Asked(_)) {
                    self.deleting = Deleting::Idle;
                } else {
                    self.said = None;
                }
                vec![]
            }
            PastEvent::PartDied(why) => self.part_died(why),
            PastEvent::Kept(kept) => self.kept(kept),
            PastEvent::Filed(filed) => self.filed(filed),
        }
    }

    fn say(&mut self, said: PastSaid) -> Effects {
        self.said = Some(said);
        vec![]
    }

    fn choose(&mut self, id: Option<ExportId>) -> Effects {
        let export = id.and_then(|id| self.get(id)).cloned();
        self.chosen = export.as_ref().map(|export| Chosen {
            id: export.id,
            rows: None,
        });
        export.map_or_else(Vec::new, |export| {
            vec![
                PastEffect::Keep(KeepPast::Rows(export.id)),
                PastEffect::File(FileOfPast::Look(export)),
            ]
        })
    }

    /// With none chosen the first one is; at either end it stays.
    fn move_by(&mut self, places: isize) -> Effects {
        let chosen = self.chosen.as_ref().map(|chosen| chosen.id);
        let at = chosen.and_then(|id| self.exports.iter().position(|export| export.id == id));
        let to = match at {
            None => 0,
            Some(at) => at
                .saturating_add_signed(places)
                .min(self.exports.len().saturating_sub(1)),
        };
        match self.exports.get(to).map(|export| export.id) {
            Some(id) if chosen != Some(id) => self.choose(Some(id)),
            _ => vec![],
        }
    }

    fn delete(&mut self) -> Effects {
        let Some(export) = self.asks().cloned() else {
            return vec![];
        };
        self.deleting = Deleting::Removing(export.id);
        vec![PastEffect::File(FileOfPast::Delete(export))]
    }

    // --- the ledger ---------------------------------------------------------------------------------------------------

    fn kept(&mut self, kept: PastKept) -> Effects {
        match kept {
            PastKept::List(exports) => {
                self.exports = exports;
                // what the ledger does not tell any more is not looked at
                if self.chosen().is_none() {
                    self.chosen = None;
                }
                vec![]
            }
            PastKept::Rows(id, rows) => {
                if let Some(chosen) = self.chosen.as_mut().filter(|chosen| chosen.id == id) {
                    chosen.rows = Some(rows);
                }
                vec![]
            }
            PastKept::Noted(id) if self.deleting == Deleting::Noting(id) => {
                self.deleting = Deleting::Idle;
                self.path(id)
                    .map_or_else(Vec::new, |path| self.say(PastSaid::Deleted(path)))
            }
            PastKept::Noted(_) => vec![],
            PastKept::Failed(Some(id), why) if self.deleting == Deleting::Noting(id) => {
                self.deleting = Deleting::Idle;
                self.path(id)
                    .map_or_else(Vec::new, |path| self.say(PastSaid::NotNoted(path, why)))
            }
            PastKept::Failed(Some(_), _) => vec![],
            PastKept::Failed(None, why) => self.say(PastSaid::NotRead(why)),
        }
    }

    fn part_died(&mut self, why: String) -> Effects {
        match self.deleting {
            Deleting::Removing(id) => self.deleted(id, Deletion::Failed(why)),
            Deleting::Noting(id) => self.kept(PastKept::Failed(Some(id), why)),
            Deleting::Idle | Deleting::Asked(_) => vec![],
        }
    }

    fn path(&self, id: ExportId) -> Option<PathBuf> {
        self.get(id).map(|export| Path::to_owned(&export.path))
    }

    // --- the files ----------------------------------------------------------------------------------------------------

    fn filed(&mut self, filed: PastFiled) -> Effects {
        match filed {
            PastFiled::Looked(id, presence) => {
                self.seen.insert(id, presence);
                vec![]
            }
            PastFiled::Deleted(id, deletion) => self.deleted(id, deletion),
        }
    }

    /// A file that is gone goes on record, whoever waits for that by now.
    fn deleted(&mut self, id: ExportId, deletion: Deletion) -> Effects {
        if self.deleting == Deleting::Removing(id) {
            self.deleting = Deleting::Idle;
        }
        // of a desk that was given up no file is known here: whoever gave it up has said so
        let path = self.path(id);
        let (presence, said) = match (deletion, path) {
            (Deletion::Done, _) => {
                self.seen.insert(id, Presence::Absent);
                self.deleting = Deleting::Noting(id);
                return vec![PastEffect::Keep(KeepPast::NoteDeleted(id))];
            }
            (_, None) => return vec![],
            (Deletion::WasGone, Some(path)) => (Presence::Absent, PastSaid::Gone(path)),
            (Deletion::NotAsWritten, Some(path)) => (Presence::Unsure, PastSaid::NotAsWritten(path)),
            (Deletion::Failed(why), Some(path)) => (Presence::Unsure, PastSaid::NotDeleted(path, why)),
        };
        self.seen.insert(id, presence);
        self.say(said)
    }
}
