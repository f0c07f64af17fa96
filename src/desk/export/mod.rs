//! The way of a batch into a file as a machine: seeds opened, bytes compiled, record made, file placed, record settled.
//!
//! Rules that this file keeps, whatever the order of answers: no file gets its name before the ledger knows of it; a row
//! is asked for again rather than it leaves twice, so what is not known is not booked, counts as left and is looked at
//! again; a temporary file goes only when it is on record that it is not wanted; an answer about another export than the
//! one under way changes nothing of that one.

mod order;
mod stage;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use order::{
    Compile, ExportFiled, ExportId, ExportKept, ExportPlan, FileOfExport, KeepExport, NotCompiled, Placed, Readers,
    SealedRow, Settled, Unsettled,
};
pub use stage::{
    Batch, ExportDraft, ExportEffect, ExportEvent, ExportSaid, ExportStage, ExportTrouble, FileFailure, Working,
};

use stage::Step;

use super::{EnrolmentId, Moment};
use crate::otp::Hidden;

/// What leaves next, and how far it came.
#[derive(Debug)]
pub struct Export<F> {
    stage: ExportStage<F>,
    /// What was asked for last.
    draft: ExportDraft,
    again: BTreeSet<EnrolmentId>,
    /// Those whose seeds the format refuses, as tries have found: without their seeds nobody can know it.
    unfit: BTreeSet<EnrolmentId>,
    tries: u64,
    /// The temporary files of exports of an earlier run, until it is on record how they ended.
    broken: HashMap<ExportId, PathBuf>,
    /// Exports of which nobody can tell how they ended; they are looked for again.
    unsettled: Vec<Unsettled>,
    /// Those that are being looked for at this moment.
    settling: HashSet<ExportId>,
    /// The folder that is being looked into, and is not known yet.
    looks_into: Option<PathBuf>,
    /// The names that are taken in a folder, as it was last looked into.
    taken: (PathBuf, BTreeSet<OsString>),
    /// Folders in which files may be written that others can read, by the operator's word.
    shared: BTreeSet<PathBuf>,
}

impl<F> Default for Export<F> {
    fn default() -> Self {
        Self {
            stage: ExportStage::Idle,
            draft: ExportDraft::default(),
            again: BTreeSet::new(),
            unfit: BTreeSet::new(),
            tries: 0,
            broken: HashMap::new(),
            unsettled: vec![],
            settling: HashSet::new(),
            looks_into: None,
            taken: Default::default(),
            shared: BTreeSet::new(),
        }
    }
}

type Effects = Vec<ExportEffect>;

impl<F: FileFailure> Export<F> {
    /// How far the last export came.
    #[must_use]
    pub const fn stage(&self) -> &ExportStage<F> {
        &self.stage
    }

    /// Whether one is under way.
    #[must_use]
    pub const fn is_working(&self) -> bool {
        matches!(self.stage, ExportStage::Working(_))
    }

    /// The enrolments that left already and are to leave again.
    pub fn again(&self) -> impl Iterator<Item = EnrolmentId> {
        self.again.iter().copied()
    }

    /// Whether an enrolment that left already was asked to leave again.
    #[must_use]
    pub fn goes_again(&self, id: EnrolmentId) -> bool {
        self.again.contains(&id)
    }

    /// Whether a try has found that the format refuses the seed of that enrolment.
    #[must_use]
    pub fn is_unfit(&self, id: EnrolmentId) -> bool {
        self.unfit.contains(&id)
    }

    /// The folder of the last try, if its rights are asked about.
    #[must_use]
    pub fn asks_rights_of(&self) -> Option<&Path> {
        let ExportStage::Failed(ExportTrouble::Place(why)) = &self.stage else {
            return None;
        };
        self.draft.path.parent().filter(|_| why.is_without_rights())
    }

    /// Whether the file of the last export may be read by whoever may read its folder, by the operator's word.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.readers_of(&self.draft.path) == Readers::AsFolder
    }

    /// Who may read a file of that path, as far as the operator has said.
    #[must_use]
    pub fn readers_of(&self, path: &Path) -> Readers {
        let shared = path.parent().is_some_and(|folder| self.shared.contains(folder));
        if shared { Readers::AsFolder } else { Readers::OwnerOnly }
    }

    /// Whether something has that name, as far as is known.
    #[must_use]
    pub fn is_taken(&self, path: &Path) -> bool {
        let (folder, names) = &self.taken;
        path.parent() == Some(folder) && path.file_name().is_some_and(|name| names.contains(name))
    }

    /// Takes what happened and says what is to be done. A passphrase is kept only as long as its file may still be made.
    pub fn step(&mut self, event: ExportEvent<F>, now: Moment) -> Effects {
        let effects = self.take(event, now);
        if !self.is_working() && self.asks_rights_of().is_none() {
            self.draft.sealing = None;
        }
        effects
    }

    fn take(&mut self, event: ExportEvent<F>, now: Moment) -> Effects {
        match event {
            ExportEvent::Asked(draft, batch) => self.ask(draft, batch),
            ExportEvent::Shared(batch) => self.allow(batch),
            ExportEvent::Looked(folder) => self.look(folder),
            ExportEvent::OtherFormat => {
                self.unfit.clear();
                // it was meant for the next file of the format before
                self.again.clear();
                self.take(ExportEvent::Dismissed, now)
            }
            ExportEvent::Dismissed => {
                if !self.is_working() {
                    self.stage = ExportStage::Idle;
                }
                vec![]
            }
            ExportEvent::ToggledAgain(id) => {
                if !self.again.remove(&id) {
                    self.again.insert(id);
                }
                vec![]
            }
            ExportEvent::Found(unsettled) => self.settle(unsettled).into_iter().collect(),
            ExportEvent::FoundVoid(partials) => partials.into_iter().map(FileOfExport::Discard).map(file).collect(),
            ExportEvent::Kept(kept) => self.kept(kept, now),
            ExportEvent::Filed(filed) => self.filed(filed),
            ExportEvent::PartDied(why) => self.failed_by_part(why),
        }
    }

    fn ask(&mut self, draft: ExportDraft, batch: Batch) -> Effects {
        if self.is_working() {
            return vec![];
        }
        let refused = batch.has_refused && !draft.without_refused;
        let trouble = match (refused, batch.ids.is_empty()) {
            (true, _) => ExportTrouble::Refused,
            (false, true) => ExportTrouble::Nothing,
            (false, false) => {
                self.draft = draft;
                self.stage = ExportStage::Working(Working(Step::Opening));
                return vec![ExportEffect::Keep(KeepExport::OpenRows(batch.ids))];
            }
        };
        self.stage = ExportStage::Failed(trouble);
        vec![]
    }

    /// Only yes to that question counts, and it counts for the folder.
    fn allow(&mut self, batch: Batch) -> Effects {
        let Some(folder) = self.asks_rights_of().map(Path::to_owned) else {
            return vec![];
        };
        self.shared.insert(folder);
        self.ask(self.draft.clone(), batch)
    }

    fn look(&mut self, folder: PathBuf) -> Effects {
        let mut effects = vec![self.list_names(folder)];
        if !self.is_working() {
            effects.extend(self.settle(self.unsettled.clone()));
        }
        effects
    }

    fn list_names(&mut self, folder: PathBuf) -> ExportEffect {
        self.looks_into = Some(folder.clone());
        file(FileOfExport::ListNames(folder))
    }

    /// Each is looked for once at a time: how it ended is booked once.
    fn settle(&mut self, mut unsettled: Vec<Unsettled>) -> Option<ExportEffect> {
        unsettled.retain(|one| self.settling.insert(one.id));
        (!unsettled.is_empty()).then_some(file(FileOfExport::Settle(unsettled)))
    }

    /// Takes out how far the export came, if one is under way.
    fn take_step(&mut self) -> Option<Step<F>> {
        match std::mem::replace(&mut self.stage, ExportStage::Idle) {
            ExportStage::Working(Working(step)) => Some(step),
            other => {
                self.stage = other;
                None
            }
        }
    }

    fn go_on(&mut self, step: Step<F>, effect: ExportEffect) -> Effects {
        self.stage = ExportStage::Working(Working(step));
        vec![effect]
    }

    /// Whether `id` is the export under way.
    fn writes(&self, id: ExportId) -> bool {
        matches!(&self.stage, ExportStage::Working(Working(step)) if step.id() == Some(id))
    }

    // --- the ledger ---------------------------------------------------------------------------------------------------

    fn kept(&mut self, kept: ExportKept, now: Moment) -> Effects {
        match kept {
            ExportKept::Rows(rows) => self.opened(rows, now),
            ExportKept::Begun(id) => self.begun(id),
            ExportKept::Placing(id) if self.writes(id) => match self.take_step() {
                Some(Step::Marking(_, plan)) => {
                    let order = file(FileOfExport::Place(id, plan.clone()));
                    self.go_on(Step::Placing(id, plan), order)
                }
                other => self.put_back(other),
            },
            ExportKept::Placing(_) => vec![],
            ExportKept::Ended { id, written } => self.ended(id, written),
            ExportKept::Failed(record, why) if self.waits_for(record) => self.failed_by_part(why),
            ExportKept::Failed(..) => vec![],
        }
    }

    fn put_back(&mut self, step: Option<Step<F>>) -> Effects {
        if let Some(step) = step {
            self.stage = ExportStage::Working(Working(step));
        }
        vec![]
    }

    /// The seeds of an export that nobody waits for any more go here.
    fn opened(&mut self, rows: Vec<SealedRow>, now: Moment) -> Effects {
        match self.take_step() {
            Some(Step::Opening) => {}
            other => return self.put_back(other),
        }
        self.tries += 1;
        let tag = format!("{}-{}", now.wall_ms, self.tries);
        let compile = Compile {
            rows,
            path: self.draft.path.clone(),
            proposed: self.draft.proposed,
            tag: tag.clone(),
            readers: self.readers_of(&self.draft.path),
            sealing: self.draft.sealing.clone(),
        };
        self.go_on(Step::Compiling(tag), ExportEffect::Compile(compile))
    }

    fn begun(&mut self, id: ExportId) -> Effects {
        match self.take_step() {
            Some(Step::Beginning(plan, content)) => {
                let order = file(FileOfExport::Prepare {
                    id,
                    plan: plan.clone(),
                    content,
                });
                self.go_on(Step::Preparing(id, plan), order)
            }
            other => {
                self.put_back(other);
                vec![end(id, false)]
            }
        }
    }

    fn ended(&mut self, id: ExportId, written: bool) -> Effects {
        if !self.writes(id) {
            // one of an earlier run, settled at the start
            let partial = self.broken.remove(&id);
            return partial
                .map(|partial| file(FileOfExport::Discard(partial)))
                .into_iter()
                .collect();
        }
        let (plan, why) = match self.take_step() {
            Some(Step::Ending(_, plan, why)) => (plan, why),
            other => return self.put_back(other),
        };
        // only now that this is on record; where the system could only link, it may be there besides the file
        let mut effects = vec![file(FileOfExport::Discard(plan.partial))];
        effects.extend(plan.path.parent().map(|folder| self.list_names(folder.to_owned())));
        if written {
            self.again.clear();
            let folder = plan.path.parent().map(Path::to_owned);
            effects.extend(folder.map(ExportEffect::KeepFolder));
            effects.push(ExportEffect::BackUp);
            self.stage = ExportStage::Done {
                id,
                path: plan.path,
                rows: plan.rows.len(),
            };
        } else {
            self.stage = ExportStage::Failed(why.map_or(ExportTrouble::Refused, ExportTrouble::Place));
        }
        effects
    }

    /// Whether the export under way waits for an order about that record.
    const fn waits_for(&self, record: Option<ExportId>) -> bool {
        match (&self.stage, record) {
            (ExportStage::Working(Working(Step::Opening | Step::Beginning(..))), None) => true,
            (ExportStage::Working(Working(Step::Marking(own, _) | Step::Ending(own, ..))), Some(id)) => own.0 == id.0,
            _ => false,
        }
    }

    /// If the ledger fails in the middle, the record of the export stays open. Before the file is about to get its name,
    /// its rows wait again; from then on they count as left, until the next start has found out. So nothing leaves twice.
    fn failed_by_part(&mut self, why: String) -> Effects {
        let Some(step) = self.take_step() else { return vec![] };
        self.stage = ExportStage::Failed(ExportTrouble::Ledger(why));
        match step {
            Step::Beginning(plan, _) | Step::Preparing(_, plan) | Step::Marking(_, plan) => {
                vec![file(FileOfExport::Discard(plan.partial))]
            }
            Step::Opening | Step::Compiling(_) | Step::Placing(..) | Step::Ending(..) => vec![],
        }
    }

    // --- the files ----------------------------------------------------------------------------------------------------

    fn filed(&mut self, filed: ExportFiled<F>) -> Effects {
        match filed {
            ExportFiled::Compiled(tag, compiled) => self.compiled(&tag, compiled),
            ExportFiled::Prepared(id, prepared) if self.writes(id) => self.prepared(id, prepared),
            ExportFiled::Placed(id, placed) if self.writes(id) => self.placed(id, placed),
            // of an export that was given up meanwhile
            ExportFiled::Prepared(..) | ExportFiled::Placed(..) | ExportFiled::Discarded => vec![],
            ExportFiled::Left(partial) => vec![ExportEffect::Say(ExportSaid::SecretsLeft(partial))],
            ExportFiled::Settled(settled) => {
                let settled = settled.into_iter();
                settled
                    .flat_map(|(export, found)| self.settled(export, found))
                    .collect()
            }
            ExportFiled::Names(folder, names) => {
                // a lock has ended the desk that wanted to know, or another folder is looked into by now
                if self.looks_into.take_if(|asked| *asked == folder).is_some() {
                    self.taken = (folder, names);
                }
                vec![]
            }
        }
    }

    /// Of another one, which a lock has ended, the content goes.
    fn compiled(&mut self, tag: &str, compiled: Result<(ExportPlan, Hidden<Vec<u8>>), NotCompiled<F>>) -> Effects {
        match self.take_step() {
            Some(Step::Compiling(under)) if under == tag => {}
            other => return self.put_back(other),
        }
        let trouble = match compiled {
            Ok((plan, content)) => {
                let order = ExportEffect::Keep(KeepExport::Begin(plan.clone()));
                return self.go_on(Step::Beginning(plan, content), order);
            }
            Err(NotCompiled::Refused(unfit)) => {
                self.unfit.extend(unfit);
                ExportTrouble::Refused
            }
            Err(NotCompiled::NotMade(why)) => ExportTrouble::Ledger(why),
            Err(NotCompiled::Path(why)) => ExportTrouble::Place(why),
        };
        self.stage = ExportStage::Failed(trouble);
        vec![]
    }

    fn prepared(&mut self, id: ExportId, prepared: Result<(), F>) -> Effects {
        match (self.take_step(), prepared) {
            (Some(Step::Preparing(_, plan)), Ok(())) => {
                self.go_on(Step::Marking(id, plan), ExportEffect::Keep(KeepExport::Place(id)))
            }
            (Some(Step::Preparing(_, plan)), Err(why)) => self.go_on(Step::Ending(id, plan, Some(why)), end(id, false)),
            (other, _) => self.put_back(other),
        }
    }

    /// What is not known is not booked: the record stays open, its rows count as left, and it is looked at again.
    fn placed(&mut self, id: ExportId, placed: Placed<F>) -> Effects {
        let plan = match self.take_step() {
            Some(Step::Placing(_, plan)) => plan,
            other => return self.put_back(other),
        };
        match placed {
            Placed::Written => self.go_on(Step::Ending(id, plan, None), end(id, true)),
            Placed::NotWritten(why) => self.go_on(Step::Ending(id, plan, Some(why)), end(id, false)),
            Placed::Unknown(_) => {
                self.stage = ExportStage::Failed(ExportTrouble::Unknown(plan.path.clone()));
                self.unsettled.push(Unsettled {
                    id,
                    path: plan.path,
                    partial: plan.partial,
                    sha256: plan.sha256,
                    placing: true,
                });
                vec![]
            }
        }
    }

    /// What cannot be found out stays open and counts as left: a row that is asked for again is better than one that
    /// leaves twice. It is said once.
    fn settled(&mut self, unsettled: Unsettled, found: Settled) -> Effects {
        if !self.settling.remove(&unsettled.id) {
            return vec![];
        }
        let before = self.unsettled.len();
        self.unsettled.retain(|other| other.id != unsettled.id);
        let is_new = self.unsettled.len() == before;
        let (id, partial, path) = (unsettled.id, unsettled.partial.clone(), unsettled.path.clone());
        let mut say = None;
        let written = match found {
            Settled::InPlace => true,
            Settled::Void => {
                say = Some(ExportSaid::Void(path));
                false
            }
            Settled::Away | Settled::Unknown => {
                self.unsettled.push(unsettled);
                let said = match found {
                    Settled::Away => ExportSaid::SecretsLeft(partial),
                    _ => ExportSaid::Unknown(path),
                };
                return is_new.then_some(ExportEffect::Say(said)).into_iter().collect();
            }
        };
        self.broken.insert(id, partial);
        say.map(ExportEffect::Say)
            .into_iter()
            .chain([end(id, written)])
            .collect()
    }
}

const fn file(order: FileOfExport) -> ExportEffect {
    ExportEffect::File(order)
}

const fn end(id: ExportId, written: bool) -> ExportEffect {
    ExportEffect::Keep(KeepExport::End { id, written })
}
