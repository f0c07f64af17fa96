//! The way of a batch into a file: seeds opened, bytes compiled, record made, file placed, record settled.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::files::{CompileError, Settled};
use super::{FileAnswer, FileRequest, Inventory, Purge, SettingsTrouble, Station, Trouble};
use crate::desk::{Enrolment, EnrolmentId, Moment};
use crate::disk::{self, PlaceError, Placed, Readers};
use crate::export::{Options, Refusal, Row};
use crate::ledger::{self, ExportId, ExportPlan, LedgerError, SealedRow};
use crate::otp::Hidden;

/// What leaves next, and how far it came.
#[derive(Debug, Default)]
pub struct Export {
    stage: ExportStage,
    again: BTreeSet<EnrolmentId>,
    path: PathBuf,
    tries: u64,
    compiled: Option<(ExportPlan, Hidden<Vec<u8>>)>,
    writing: Option<ExportId>,
    /// Whether the file is about to get its name, or has it.
    placed: bool,
    pub(super) inventory: Inventory,
    /// The temporary files of exports of an earlier run, until it is on record how they ended.
    broken: HashMap<ExportId, PathBuf>,
    failed: Option<PlaceError>,
    /// Exports of which nobody can tell how they ended; they are looked for again.
    unsettled: Vec<ledger::Unsettled>,
    /// The names that are taken in a folder, as it was last looked into.
    taken: (PathBuf, BTreeSet<OsString>),
    /// Folders in which files may be written that others can read, by the operator's word.
    shared: BTreeSet<PathBuf>,
    without_refused: bool,
}

/// How far the last export came.
#[derive(Debug, Default)]
pub enum ExportStage {
    /// Nothing was asked.
    #[default]
    Idle,
    /// It is under way.
    Working,
    /// The file is in place.
    Done {
        /// Where.
        path: PathBuf,
        /// How many rows.
        rows: usize,
    },
    /// No file was written.
    Failed(ExportTrouble),
}

/// Why no file was written.
#[derive(Debug)]
pub enum ExportTrouble {
    /// Nothing waits.
    Nothing,
    /// Rows that the format refuses; they are named on the screen.
    Refused,
    /// The path or the disk.
    Place(PlaceError),
    /// Nobody can tell whether the file was written: its folder went away. Its rows count as left until that is known.
    Unknown(PathBuf),
    /// The ledger, in its words.
    Ledger(String),
}

/// A row that the format refuses.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The enrolment.
    pub row: &'a Enrolment,
    /// Why.
    pub why: Refusal,
}

impl Export {
    /// How far the last export came.
    #[must_use]
    pub const fn stage(&self) -> &ExportStage {
        &self.stage
    }

    /// Whether an enrolment that left already was asked to leave again.
    #[must_use]
    pub fn goes_again(&self, id: EnrolmentId) -> bool {
        self.again.contains(&id)
    }

    /// The folder of the last try, if its rights are asked about.
    #[must_use]
    pub fn asks_rights_of(&self) -> Option<&Path> {
        let asks = matches!(
            self.stage,
            ExportStage::Failed(ExportTrouble::Place(PlaceError::NoRights))
        );
        self.path.parent().filter(|_| asks)
    }

    /// Whether the file of the last export may be read by whoever may read its folder, by the operator's word.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.readers() == Readers::AsFolder
    }

    /// Lets others read files in the folder of the last try, if that is what was asked; the path that is tried again.
    fn allow_shared(&mut self) -> Option<PathBuf> {
        let folder = self.asks_rights_of()?.to_owned();
        self.shared.insert(folder);
        Some(self.path.clone())
    }

    fn readers(&self) -> Readers {
        self.readers_of(&self.path)
    }

    fn readers_of(&self, path: &Path) -> Readers {
        let shared = path.parent().is_some_and(|folder| self.shared.contains(folder));
        if shared { Readers::AsFolder } else { Readers::OwnerOnly }
    }

    /// Whether something has that name, as far as is known.
    #[must_use]
    pub fn is_taken(&self, path: &Path) -> bool {
        let (folder, names) = &self.taken;
        path.parent() == Some(folder) && path.file_name().is_some_and(|name| names.contains(name))
    }

    /// How far the last list without secrets came.
    #[must_use]
    pub const fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    pub(super) fn dismiss_inventory(&mut self) {
        self.inventory = Inventory::Idle;
    }

    pub(super) fn toggle_again(&mut self, id: EnrolmentId) {
        if !self.again.remove(&id) {
            self.again.insert(id);
        }
    }

    pub(super) fn dismiss(&mut self) {
        if !matches!(self.stage, ExportStage::Working) {
            self.stage = ExportStage::Idle;
        }
    }
}

impl Station {
    /// What goes into the next file, oldest first: what waits, and what was asked to leave again.
    #[must_use]
    pub fn batch(&self) -> Vec<&Enrolment> {
        let again = self.export.again.iter().filter_map(|id| self.log.get(*id));
        let again = again.filter(|row| row.may_leave() && !row.waits_for_export());
        let mut batch: Vec<_> = self.log.waiting().chain(again).collect();
        batch.sort_by_key(|row| row.id);
        batch
    }

    /// The rows of the batch that the format refuses.
    #[must_use]
    pub fn held(&self) -> Vec<Held<'_>> {
        let batch = self.batch();
        let rows: Vec<_> = batch.iter().map(|row| Row::from(*row)).collect();
        let format = self.settings.format;
        let minds = format.refuses().contains(&Refusal::StillThere);
        let still_there: BTreeSet<_> = self.log.to_delete().map(|row| &row.token).collect();
        let still = |row: &Enrolment| (minds && still_there.contains(&row.token)).then_some(Refusal::StillThere);
        let held = format.refusals(&rows).into_iter().zip(batch);
        held.filter_map(|(why, row)| {
            let why = why.or(still(row))?;
            Some(Held { row, why })
        })
        .collect()
    }

    /// The first `count` lines of the file, secrets hidden, without the rows that the format refuses.
    #[must_use]
    pub fn export_preview(&self, count: usize) -> Vec<String> {
        let held: BTreeSet<_> = self.held().iter().map(|held| held.row.id).collect();
        let batch = self.batch();
        let fine = batch.iter().filter(|row| !held.contains(&row.id)).take(count);
        let rows: Vec<_> = fine.map(|row| Row::from(*row)).collect();
        self.settings.format.preview(&rows, self.export_options())
    }

    /// A name of this minute in the export folder that nothing has, as far as is known. If something has taken it by the
    /// time of writing, the next one that is free is taken.
    #[must_use]
    pub fn proposed_path(&self) -> PathBuf {
        let prefix = if self.is_demo() { DEMO } else { "" };
        let name = self.settings.format.file_name(&stamp(self.now(), self.zone()));
        let path = self.export_dir().join(format!("{prefix}{name}"));
        let mut numbered = (1..1000).map(|number| disk::numbered(&path, number));
        let free = numbered.find(|path| !self.export.is_taken(path));
        free.unwrap_or_else(|| path.clone())
    }

    /// The Export screen came into view: which names are free, and how exports ended that are still open, is found out anew.
    pub(super) fn look_at_exports(&mut self) {
        self.ask_files(FileRequest::ListNames(self.export_dir().to_owned()));
        if !self.export.unsettled.is_empty() && !matches!(self.export.stage, ExportStage::Working) {
            self.ask_files(FileRequest::Settle(self.export.unsettled.clone()));
        }
    }

    /// The question about the rights of the folder was answered with yes.
    pub(super) fn export_shared(&mut self) {
        if let Some(path) = self.export.allow_shared() {
            tracing::warn!("an export goes into a folder whose other readers can read it, by the operator's word");
            self.start_export(path, self.export.without_refused);
        }
    }

    /// Who may read a file that is saved there, as far as the operator has answered. `None` while that is being asked.
    #[must_use]
    pub fn readers_of(&self, path: &Path) -> Option<Readers> {
        let path = self.in_export_dir(path);
        let asked = self.export.asks_rights_of();
        let is_asked = asked.is_some_and(|folder| path.parent() == Some(folder));
        (!is_asked).then(|| self.export.readers_of(&path))
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

    const fn export_options(&self) -> Options {
        Options {
            spelling: self.settings.header,
        }
    }

    pub(super) fn start_export(&mut self, path: PathBuf, without_refused: bool) {
        if matches!(self.export.stage, ExportStage::Working) || matches!(self.purge, Purge::Working(_)) {
            return;
        }
        let held: BTreeSet<_> = self.held().iter().map(|held| held.row.id).collect();
        let ids: Vec<_> = self
            .batch()
            .iter()
            .map(|row| row.id)
            .filter(|id| !held.contains(id))
            .collect();
        if !held.is_empty() && !without_refused {
            self.export.stage = ExportStage::Failed(ExportTrouble::Refused);
        } else if ids.is_empty() {
            self.export.stage = ExportStage::Failed(ExportTrouble::Nothing);
        } else {
            self.export.path = self.in_export_dir(&path);
            self.export.without_refused = without_refused;
            self.export.stage = ExportStage::Working;
            self.ask(ledger::Request::OpenRows(ids));
        }
    }

    /// A bare name is meant to be in the export folder.
    fn in_export_dir(&self, path: &Path) -> PathBuf {
        self.export_dir().join(path)
    }

    pub(super) fn compile_export(&mut self, rows: Vec<SealedRow>) {
        self.export.tries += 1;
        self.export.placed = false;
        let tag = format!("{}-{}", self.now().wall_ms, self.export.tries);
        let path = self.export.path.clone();
        let proposed = self.is_proposal(&path);
        let (format, options) = (self.settings.format, self.export_options());
        let readers = self.export.readers();
        self.ask_files(FileRequest::Compile {
            rows,
            path,
            proposed,
            tag,
            format,
            options,
            readers,
        });
    }

    pub(super) fn files_told(&mut self, answer: FileAnswer) {
        match answer {
            FileAnswer::Settings(settings, wrong) => self.settings_loaded(settings, wrong),
            FileAnswer::SettingsKept(Ok(())) => {}
            FileAnswer::SettingsKept(Err(error)) => {
                self.say(Trouble::Settings(SettingsTrouble::NotKept(error.to_string())))
            }
            // of an export that ended with a lock; its content goes
            FileAnswer::Compiled(_) if !matches!(self.export.stage, ExportStage::Working) => {}
            FileAnswer::Compiled(Ok((plan, content))) => {
                self.export.compiled = Some((plan.clone(), content));
                self.ask(ledger::Request::BeginExport(plan));
            }
            FileAnswer::Compiled(Err(error)) => {
                self.export.stage = ExportStage::Failed(match error {
                    CompileError::Refused(_) => ExportTrouble::Refused,
                    CompileError::Path(error) => ExportTrouble::Place(error),
                });
            }
            FileAnswer::PeopleRead(read) => self.people_read(read),
            FileAnswer::PeopleTaken(imported) => self.people_taken(imported),
            // of an export that was given up meanwhile
            FileAnswer::Prepared(id, _) if self.export.writing != Some(id) => {}
            FileAnswer::Prepared(id, Ok(())) => self.ask(ledger::Request::PlaceExport(id)),
            FileAnswer::Prepared(id, Err(error)) => {
                self.export.failed = Some(error);
                self.ask(ledger::Request::EndExport { id, written: false });
            }
            FileAnswer::Placed(id, _) if self.export.writing != Some(id) => {}
            FileAnswer::Placed(id, placed) => self.export_placed(id, placed),
            FileAnswer::Names(folder, names) => self.export.taken = (folder, names),
            FileAnswer::Left(partial) => self.say(Trouble::SecretsLeft(partial)),
            FileAnswer::Done => {}
            FileAnswer::InventorySaved(saved) => self.inventory_saved(saved),
            FileAnswer::FilesFound(plan, files, unsure) => self.purge_files_found(plan, files, unsure),
            FileAnswer::FilesRemoved(left) => self.purge_files_removed(left),
            FileAnswer::Settled(settled) => self.settled(settled),
        }
    }

    pub(super) fn prepare_export(&mut self, id: ExportId) {
        let Some((plan, content)) = &mut self.export.compiled else {
            self.ask(ledger::Request::EndExport { id, written: false });
            return;
        };
        let (plan, content) = (plan.clone(), std::mem::take(content));
        self.export.writing = Some(id);
        self.ask_files(FileRequest::Prepare { id, plan, content });
    }

    /// What is not known is not booked: the record stays open, its rows count as left, and it is looked at again.
    fn export_placed(&mut self, id: ExportId, placed: Placed) {
        let written = match placed {
            Placed::Written => true,
            Placed::NotWritten(error) => {
                self.export.failed = Some(error);
                false
            }
            Placed::Unknown(error) => {
                tracing::warn!(%error, "nobody knows whether the file was written");
                self.export.writing = None;
                if let Some((plan, _)) = self.export.compiled.take() {
                    self.export.stage = ExportStage::Failed(ExportTrouble::Unknown(plan.path.clone()));
                    self.export.unsettled.push(ledger::Unsettled {
                        id,
                        path: plan.path,
                        partial: plan.partial,
                        sha256: plan.sha256,
                        placing: true,
                    });
                }
                return;
            }
        };
        self.ask(ledger::Request::EndExport { id, written });
    }

    pub(super) fn place_export(&mut self, id: ExportId) {
        if self.export.writing != Some(id) {
            return;
        }
        self.export.placed = true;
        if let Some((plan, _)) = &self.export.compiled {
            self.ask_files(FileRequest::Place(id, plan.clone()));
        }
    }

    pub(super) fn export_ended(&mut self, id: ExportId, written: bool) {
        if self.export.writing != Some(id) {
            // one of an earlier run, settled at the start
            if let Some(partial) = self.export.broken.remove(&id) {
                self.ask_files(FileRequest::Discard(partial));
            }
            return;
        }
        self.export.writing = None;
        let Some((plan, _)) = self.export.compiled.take() else {
            return;
        };
        // only now that this is on record; where the system could only link, it may be there besides the file
        self.ask_files(FileRequest::Discard(plan.partial.clone()));
        self.ask_files(FileRequest::ListNames(self.export_dir().to_owned()));
        self.export.stage = if written {
            self.export.again.clear();
            self.back_up();
            ExportStage::Done {
                path: plan.path,
                rows: plan.rows.len(),
            }
        } else {
            let why = self.export.failed.take();
            ExportStage::Failed(why.map_or(ExportTrouble::Refused, ExportTrouble::Place))
        };
    }

    /// If the ledger fails in the middle, the record of the export stays open. Before the file is about to get its name,
    /// its rows wait again; from then on they count as left, until the next start has found out. So nothing leaves twice.
    pub(super) fn export_failed_by_ledger(&mut self, error: &LedgerError) {
        if matches!(self.export.stage, ExportStage::Working) {
            let placed = self.export.placed;
            if let Some((plan, _)) = self.export.compiled.take().filter(|_| !placed) {
                self.ask_files(FileRequest::Discard(plan.partial));
            }
            self.export.writing = None;
            self.export.stage = ExportStage::Failed(ExportTrouble::Ledger(error.to_string()));
        }
    }

    /// What cannot be found out stays open and counts as left: a row that is asked for again is better than one that
    /// leaves twice.
    fn settled(&mut self, settled: Vec<(ledger::Unsettled, Settled)>) {
        for (unsettled, found) in settled {
            let before = self.export.unsettled.len();
            self.export.unsettled.retain(|other| other.id != unsettled.id);
            let said = self.export.unsettled.len() < before;
            let open = matches!(found, Settled::Away | Settled::Unknown);
            if open {
                self.export.unsettled.push(unsettled.clone());
            }
            if open && said {
                continue;
            }
            let written = match found {
                Settled::InPlace => true,
                Settled::Void => {
                    self.say(Trouble::ExportVoid(unsettled.path));
                    false
                }
                Settled::Away => {
                    self.say(Trouble::SecretsLeft(unsettled.partial));
                    continue;
                }
                Settled::Unknown => {
                    self.say(Trouble::ExportUnknown(unsettled.path));
                    continue;
                }
            };
            self.export.broken.insert(unsettled.id, unsettled.partial);
            self.ask(ledger::Request::EndExport {
                id: unsettled.id,
                written,
            });
        }
    }
}

/// How the names of all files of the demo begin.
pub(super) const DEMO: &str = "demo-";

/// The minute, as it stands in the names of files.
fn stamp(now: Moment, zone: &jiff::tz::TimeZone) -> String {
    let time = jiff::Timestamp::from_millisecond(now.wall_ms).unwrap_or_default();
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d-%H%M").to_string()
}

#[cfg(test)]
mod tests;
