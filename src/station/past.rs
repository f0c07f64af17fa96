//! Files that left: what is told to whoever looks back at them, and what that wants done.

use std::path::PathBuf;

use super::{FileRequest, Station, Worker};
use crate::desk::{Enrolment, Past, PastEffect, PastEvent};
use crate::ledger;

impl Station {
    /// The files that left.
    #[must_use]
    pub const fn past(&self) -> &Past {
        &self.session.past
    }

    /// The enrolments in the file that is looked at; none until that is known.
    #[must_use]
    pub fn past_rows(&self) -> Option<Vec<&Enrolment>> {
        let ids = self.session.past.chosen_rows()?;
        Some(ids.iter().filter_map(|id| self.session.log.get(*id)).collect())
    }

    pub(super) fn step_past(&mut self, event: PastEvent) {
        for effect in self.session.past.step(event) {
            match effect {
                PastEffect::Keep(order) => self.ask(ledger::Request::Past(order)),
                PastEffect::File(order) => self.ask_files(FileRequest::Past(order)),
                PastEffect::Reveal(path) => {
                    if !self.lanes.reveal.submit(path) {
                        self.died(Worker::Reveal);
                    }
                }
            }
        }
    }

    /// A file has left into that folder: the next one is proposed there, unless the command line names one.
    pub(super) fn keep_folder(&mut self, folder: PathBuf) {
        let is_usual = std::path::absolute(self.export_dir()).is_ok_and(|usual| usual == folder);
        if !self.sources.named.export_dir && !is_usual {
            let mut settings = self.settings.clone();
            settings.export_folder = Some(folder);
            self.change_settings(settings);
        }
    }
}
