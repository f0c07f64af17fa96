//! What leaves next: the batch, its names, and whom the job that exports it speaks to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{DEMO, FileRequest, Held, NextFile, Station, Trouble};
use crate::desk::{
    Batch, Enrolment, ExportDraft, ExportEffect, ExportEvent, ExportSaid, Moment, PastEvent, PurgeEvent, Upn,
};
use crate::disk::{self, PlaceError, Readers};
use crate::export::{NoRandom, Options, Refusal, Row, Sealing};
use crate::ledger;
use crate::otp::Hidden;

impl Station {
    /// What goes into the next file, oldest first: what waits, and what was asked to leave again.
    #[must_use]
    pub fn batch(&self) -> Vec<&Enrolment> {
        let format = self.settings.format.word();
        let again = self.session.export.again().filter_map(|id| self.session.log.get(id));
        let again = again.filter(|row| row.may_leave() && !row.waits_for(format));
        let mut batch: Vec<_> = self.session.log.waiting().chain(again).collect();
        batch.sort_by_key(|row| row.id);
        batch
    }

    /// The rows of the batch that the format refuses.
    #[must_use]
    pub fn held(&self) -> Vec<Held<'_>> {
        let batch = self.batch();
        let rows: Vec<_> = batch.iter().map(|row| self.row(row)).collect();
        let format = self.settings.format;
        let minds = format.refuses().contains(&Refusal::StillThere);
        let still_there: BTreeSet<_> = self.session.log.to_delete().map(|row| &row.token).collect();
        let still = |row: &Enrolment| (minds && still_there.contains(&row.token)).then_some(Refusal::StillThere);
        let judges_seeds = format.refuses().contains(&Refusal::Secret);
        let is_unfit = |row: &Enrolment| judges_seeds && self.session.export.is_unfit(row.id);
        let by_seed = |row: &Enrolment| is_unfit(row).then_some(Refusal::Secret);
        let held = format.refusals(&rows).into_iter().zip(batch);
        held.filter_map(|(why, row)| {
            let why = why.or(still(row)).or(by_seed(row))?;
            Some(Held { row, why })
        })
        .collect()
    }

    fn row<'a>(&'a self, row: &'a Enrolment) -> Row<'a> {
        Row::of(row, self.session.people.roster())
    }

    /// The first `count` lines of the file, secrets hidden, without the rows that the format refuses.
    #[must_use]
    pub fn export_preview(&self, count: usize) -> Vec<String> {
        let (fine, _) = self.fine_rows();
        let count = self.settings.file_rows.most().unwrap_or(count).min(count);
        let rows: Vec<_> = fine.into_iter().take(count).map(|row| self.row(row)).collect();
        self.settings.format.preview(&rows, &self.export_options(None))
    }

    /// A name of this minute in the export folder that nothing has, as far as is known. If something has taken it by the
    /// time of writing, the next one that is free is taken.
    #[must_use]
    pub fn proposed_path(&self) -> PathBuf {
        let prefix = if self.is_demo() { DEMO } else { "" };
        let name = self.settings.format.file_name(&stamp(self.now(), self.zone()));
        let path = self.export_dir().join(format!("{prefix}{name}"));
        let mut numbered = (1..).map(|number| disk::numbered(&path, number));
        let free = numbered.find(|path| !self.session.export.is_taken(path));
        free.unwrap_or_else(|| path.clone())
    }

    /// The Export screen came into view: which names are free, and how exports ended that are still open, is found out anew.
    pub(super) fn look_at_exports(&mut self) {
        let folder = self.export_dir().to_owned();
        self.step_export(ExportEvent::Looked(folder));
        self.step_past(PastEvent::Looked);
    }

    /// The question about the rights of the folder was answered with yes.
    pub(super) fn export_shared(&mut self) {
        if self.session.export.asks_rights_of().is_some() && !self.purges() {
            tracing::warn!("an export goes into a folder whose other readers can read it, by the operator's word");
            let batch = self.waiting_batch();
            self.begin_export(ExportEvent::Shared(batch));
        }
    }

    /// Who may read a file that is saved there, as far as the operator has answered. `None` while that is being asked.
    #[must_use]
    pub fn readers_of(&self, path: &Path) -> Option<Readers> {
        let path = self.in_export_dir(path);
        let asked = self.session.export.asks_rights_of();
        let is_asked = asked.is_some_and(|folder| path.parent() == Some(folder));
        (!is_asked).then(|| self.session.export.readers_of(&path))
    }

    /// Whether a path is one that was proposed here, and not one that somebody has thought of.
    fn is_proposal(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let name = name.strip_prefix(DEMO).unwrap_or(name);
        let stamp = self.settings.format.stamp_of(name);
        let dated = |stamp: &str| stamp.len() >= 15 && stamp.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
        path.parent() == Some(self.export_dir()) && stamp.is_some_and(dated)
    }

    /// The folder into which files leave.
    #[must_use]
    pub fn export_dir(&self) -> &Path {
        let set = self.settings.export_folder.as_deref();
        set.filter(|_| !self.sources.named.export_dir)
            .unwrap_or(&self.sources.export_dir)
    }

    fn export_options(&self, passphrase: Option<Arc<Hidden<String>>>) -> Options {
        let sealing = passphrase.map(|passphrase| {
            let random = Arc::clone(&self.sources.random);
            Sealing {
                passphrase,
                random: Arc::new(move |bytes: &mut [u8]| random(bytes).map_err(|_| NoRandom)),
            }
        });
        Options {
            spelling: self.settings.header,
            sealing,
        }
    }

    pub(super) fn start_export(&mut self, path: &Path, without_refused: bool, sealing: Option<Hidden<String>>) {
        if self.purges() {
            return;
        }
        let path = self.in_export_dir(path);
        let draft = ExportDraft {
            proposed: self.is_proposal(&path),
            path,
            without_refused,
            sealing: sealing.map(Arc::new),
        };
        let batch = self.waiting_batch();
        self.begin_export(ExportEvent::Asked(draft, batch));
    }

    fn begin_export(&mut self, event: ExportEvent<PlaceError>) {
        if !self.session.export.is_working() {
            self.session.exported_in = Some(self.settings.format);
        }
        self.step_export(event);
    }

    fn waiting_batch(&self) -> Batch {
        let (fine, held) = self.fine_rows();
        let most = self.settings.file_rows.most().unwrap_or(usize::MAX);
        Batch {
            ids: fine.iter().take(most).map(|row| row.id).collect(),
            has_refused: held > 0,
        }
    }

    /// The rows of the batch that the format takes, and how many it refuses.
    fn fine_rows(&self) -> (Vec<&Enrolment>, usize) {
        let held: BTreeSet<_> = self.held().iter().map(|held| held.row.id).collect();
        let mut rows = self.batch();
        rows.retain(|row| !held.contains(&row.id));
        (rows, held.len())
    }

    /// What the next file is going to be.
    #[must_use]
    pub fn next_file(&self) -> NextFile<'_> {
        let limits = self.settings.format.limits();
        let (mut rows, _) = self.fine_rows();
        let all = rows.len();
        rows.truncate(self.settings.file_rows.most().unwrap_or(all));
        let methods = limits.methods.unwrap_or(usize::MAX);
        let is_full = |row: &&Enrolment| self.session.log.tokens_of(&row.upn.folded()) >= methods;
        let full: BTreeMap<String, &Upn> = rows
            .iter()
            .copied()
            .filter(is_full)
            .map(|row| (row.upn.folded(), &row.upn))
            .collect();
        NextFile {
            rows: rows.len(),
            later: all - rows.len(),
            activations: limits.activations.filter(|most| rows.len() > *most),
            full: full.into_values().collect(),
        }
    }

    const fn purges(&self) -> bool {
        self.session.purge.is_working()
    }

    /// A bare name is meant to be in the export folder.
    fn in_export_dir(&self, path: &Path) -> PathBuf {
        self.export_dir().join(path)
    }

    pub(super) fn step_export(&mut self, event: ExportEvent<PlaceError>) {
        let now = self.now();
        let worked = self.session.export.is_working();
        let effects = self.session.export.step(event, now);
        if self.session.export.is_working() && !worked {
            // what a purge would take away was found out before this file
            self.step_purge(PurgeEvent::Dismissed);
        }
        for effect in effects {
            match effect {
                ExportEffect::Keep(order) => self.ask(ledger::Request::Export(order)),
                ExportEffect::Compile(order) => {
                    let options = self.export_options(order.sealing.clone());
                    self.ask_files(FileRequest::Compile {
                        order,
                        people: self.session.people.shared().clone(),
                        format: self.session.exported_in.unwrap_or(self.settings.format),
                        options,
                    });
                }
                ExportEffect::File(order) => self.ask_files(FileRequest::Export(order)),
                ExportEffect::BackUp => {
                    self.back_up();
                    self.step_past(PastEvent::Looked);
                }
                ExportEffect::KeepFolder(folder) => self.keep_folder(folder),
                ExportEffect::Say(said) => self.say(match said {
                    ExportSaid::Void(path) => Trouble::ExportVoid(path),
                    ExportSaid::Unknown(path) => Trouble::ExportUnknown(path),
                    ExportSaid::SecretsLeft(partial) => Trouble::SecretsLeft(partial),
                }),
            }
        }
    }
}

/// The minute, as it stands in the names of files.
fn stamp(now: Moment, zone: &jiff::tz::TimeZone) -> String {
    let time = jiff::Timestamp::from_millisecond(now.wall_ms).unwrap_or_default();
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d-%H%M").to_string()
}
