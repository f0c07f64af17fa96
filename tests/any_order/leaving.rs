//! What leaves and what is purged: the glue of those two jobs, and what is promised of them, watched at the folder of the
//! files, in the backups and in the ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tapdesk::desk::{
    Batch, EnrolmentId, ExportDraft, ExportEffect, ExportEvent, ExportId, ExportKept, ExportPlan, ExportSaid,
    ExportStage, KeepExport, KeepPurge, Meanwhile, Purge, PurgeEffect, PurgeEvent, PurgeFiled, PurgeKept,
};

use super::files::{BackupJob, FileJob, FileTold, Line, Why};
use super::kept::{State, uid};
use super::ledger::Order;
use super::world::{Door, World};

/// What is known from outside of what leaves. A job that begins anew is another run of it.
#[derive(Debug, Default)]
pub struct Leaving {
    export_run: u64,
    /// The record of the export under way.
    record: Option<ExportId>,
    purge_run: u64,
    /// How often each enrolment has left.
    left: BTreeMap<EnrolmentId, u32>,
    /// Those that are to leave again, as the operator has said.
    again: BTreeSet<EnrolmentId>,
    /// How often somebody asked for a file with one that had left before.
    asked_again: BTreeMap<EnrolmentId, u32>,
    /// Files of which somebody was told that they may hold secrets still.
    said: BTreeSet<PathBuf>,
    /// What a purge has removed.
    removed: BTreeSet<PathBuf>,
}

pub const FOLDER: &str = "/out";

impl Leaving {
    /// Nobody sits there any more: nothing that was asked counts.
    pub fn forget(&mut self) {
        self.again.clear();
    }
}

impl World {
    // --- exports --------------------------------------------------------------------------------------------------------

    /// As the Export screen asks for it.
    pub fn ask_for_export(&mut self, draft: ExportDraft, has_refused: bool) {
        if self.purge.is_working() {
            return;
        }
        let batch = self.batch(has_refused);
        self.tell_export(ExportEvent::Asked(draft, batch));
    }

    pub fn allow_readers(&mut self) {
        if self.export.asks_rights_of().is_some() && !self.purge.is_working() {
            let batch = self.batch(false);
            self.tell_export(ExportEvent::Shared(batch));
        }
    }

    fn batch(&self, has_refused: bool) -> Batch {
        let goes = |id: EnrolmentId| self.export.goes_again(id);
        let rows = self.log.values();
        let leave = rows.filter(|row| row.waits_for_export() || row.may_leave() && goes(row.id));
        Batch {
            ids: leave.map(|row| row.id).collect(),
            has_refused,
        }
    }

    pub fn tell_export(&mut self, event: ExportEvent<Why>) {
        self.look_at_time();
        let worked = self.export.is_working();
        if let ExportEvent::ToggledAgain(id) = &event
            && !self.leaving.again.remove(id)
        {
            self.leaving.again.insert(*id);
        }
        let again = match &event {
            ExportEvent::Asked(_, batch) | ExportEvent::Shared(batch) if !worked => batch.ids.clone(),
            _ => vec![],
        };
        let said = self.is_told.then(|| format!("{event:?}"));
        let effects = self.export.step(event, self.now);
        if let Some(said) = said {
            println!("{said}\n    -> {effects:?}\n    {:?}", self.export.stage());
        }
        if !worked && self.export.is_working() {
            self.leaving.export_run += 1;
            self.leaving.record = None;
            // as the station does: what a purge would take away was found out before this file
            self.tell_purge(PurgeEvent::Dismissed);
            for id in again.into_iter().filter(|id| self.leaving.again.contains(id)) {
                *self.leaving.asked_again.entry(id).or_default() += 1;
            }
        }
        if worked && matches!(self.export.stage(), ExportStage::Done { .. }) {
            self.leaving.again.clear();
        }
        for effect in effects {
            self.promise_export(&effect);
            self.perform_export(effect);
        }
    }

    fn perform_export(&mut self, effect: ExportEffect) {
        let run = self.leaving.export_run;
        match effect {
            ExportEffect::Keep(order) => {
                if matches!(order, KeepExport::OpenRows(_)) {
                    self.ledger.todo.extend(self.unkept.iter().cloned().map(Order::Doubt));
                }
                let of_it = match &order {
                    KeepExport::OpenRows(_) | KeepExport::Begin(_) => true,
                    KeepExport::Place(id) | KeepExport::End { id, .. } => self.leaving.record == Some(*id),
                };
                self.ledger
                    .todo
                    .push_back(Order::Export(order, if of_it { run } else { 0 }));
            }
            ExportEffect::Compile(order) => self.files.todo.push_back(FileJob::Compile(order, run)),
            ExportEffect::File(order) => self.files.todo.push_back(FileJob::Export(order, run)),
            ExportEffect::BackUp => self.back_up(),
            ExportEffect::Say(ExportSaid::SecretsLeft(partial)) => {
                self.leaving.said.insert(partial);
            }
            ExportEffect::Say(_) | ExportEffect::KeepFolder(_) => {}
        }
    }

    /// The ledger answers an export, or fails at one of its orders.
    pub fn export_kept(&mut self, kept: ExportKept, run: u64) {
        let own = self.export.is_working() && run == self.leaving.export_run;
        if let (true, ExportKept::Begun(id)) = (own, &kept) {
            self.leaving.record = Some(*id);
        }
        self.only_if(own, |world| world.tell_export(ExportEvent::Kept(kept)));
    }

    /// What comes for a run that is over changes nothing of the one under way, nor of the result in view.
    fn only_if(&mut self, own: bool, happens: impl FnOnce(&mut Self)) {
        let stages = |world: &Self| format!("{:?} {:?}", world.export.stage(), world.purge);
        let before = (!own).then(|| stages(self));
        happens(self);
        if let Some(before) = before {
            assert_eq!(stages(self), before, "an answer to a run that is over");
        }
    }

    /// What is booked is so.
    fn promise_export(&self, effect: &ExportEffect) {
        let ExportEffect::Keep(KeepExport::End { id, written }) = effect else {
            return;
        };
        let Some(export) = self.ledger.export_of(*id).filter(|export| export.is_under_way()) else {
            return;
        };
        let plan = &export.plan;
        let is_so = match written {
            true => self.is_there(plan),
            false => !self.files.is_in_place(plan),
        };
        assert!(is_so, "whether {id:?} is in place is booked as it is: {written}");
    }

    /// The file with those rows has its name, or a purge has removed it since. Whether another export of the same rows has put
    /// it there is no matter.
    fn is_there(&self, plan: &ExportPlan) -> bool {
        self.files.holds_content(&plan.path, &plan.sha256) || self.leaving.removed.contains(&plan.path)
    }

    // --- purges ---------------------------------------------------------------------------------------------------------

    pub fn tell_purge(&mut self, event: PurgeEvent) {
        self.look_at_time();
        let meanwhile = Meanwhile {
            in_hand: self.flow.in_hand(),
            exports: self.export.is_working(),
        };
        let said = self.is_told.then(|| format!("{event:?}"));
        let shown = match &self.purge {
            Purge::Asked(asked) | Purge::Working(asked) => asked.ids().to_vec(),
            _ => vec![],
        };
        let was_done = matches!(self.purge, Purge::Done { .. });
        let effects = self.purge.step(event, meanwhile);
        if let Some(said) = said {
            println!("{said}\n    -> {effects:?}\n    {:?}", self.purge);
        }
        for effect in effects {
            self.promise_purge(&effect, &shown);
            self.perform_purge(effect);
        }
        if !was_done && matches!(self.purge, Purge::Done { .. }) {
            self.walked.purges += 1;
            self.is_gone(&shown);
        }
    }

    fn perform_purge(&mut self, effect: PurgeEffect) {
        if matches!(effect, PurgeEffect::Keep(KeepPurge::Plan(_))) {
            self.leaving.purge_run += 1;
        }
        let run = self.leaving.purge_run;
        match effect {
            PurgeEffect::Keep(order) => self.ledger.todo.push_back(Order::Purge(order, run)),
            PurgeEffect::File(order) => self.files.todo.push_back(FileJob::Purge(order, run)),
            PurgeEffect::PurgeBackups(uids) => self.backups.todo.push_back(BackupJob::Purge(uids, run)),
            PurgeEffect::BackUp => self.back_up(),
        }
    }

    fn back_up(&mut self) {
        if !self.purge.is_working() {
            self.backups.todo.push_back(BackupJob::BackUp);
        }
    }

    /// The ledger answers a purge, or fails at one of its orders.
    pub fn purge_kept(&mut self, kept: PurgeKept, run: u64) {
        let own = match (&kept, &self.purge) {
            // the same question may have been asked before: what answers that answers this
            (PurgeKept::Failed(Some(scope), _), Purge::Planning(asked)) => scope == asked,
            (PurgeKept::Planned(plan), Purge::Planning(asked)) => plan.scope == *asked,
            (PurgeKept::Purged | PurgeKept::Failed(None, _), Purge::Working(_)) => run == self.leaving.purge_run,
            _ => false,
        };
        self.only_if(own, |world| world.tell_purge(PurgeEvent::Kept(kept)));
    }

    /// Only what was shown goes, and nothing in hand.
    fn promise_purge(&self, effect: &PurgeEffect, shown: &[EnrolmentId]) {
        if let PurgeEffect::Keep(KeepPurge::Purge(ids)) = effect {
            assert_eq!(ids, shown, "what was shown is purged");
            let in_hand = self.flow.in_hand();
            assert!(in_hand.is_none_or(|id| !ids.contains(&id)), "{in_hand:?} is in hand");
            assert!(!self.export.is_working(), "a file is being made");
        }
    }

    /// What is purged is nowhere any more, but for what was named.
    fn is_gone(&self, ids: &[EnrolmentId]) {
        let Purge::Done { left, .. } = &self.purge else { return };
        for id in ids {
            let row = self.ledger.row(*id).unwrap();
            assert!(row.seed.is_none(), "{id:?} is purged");
        }
        for (path, lines) in self.files.all() {
            let named = left.contains(path) || self.leaving.said.contains(path);
            let holds = lines.iter().any(|line| ids.contains(&line.id));
            assert!(named || !holds, "{path:?} holds what was purged, and nobody is told");
        }
        let gone: BTreeSet<_> = ids.iter().map(|id| uid(*id)).collect();
        for (path, seeds) in &self.backups.made {
            assert!(
                left.contains(path) || seeds.is_disjoint(&gone),
                "{path:?} holds what was purged"
            );
        }
    }

    // --- the lanes ------------------------------------------------------------------------------------------------------

    pub fn work_files(&mut self, fails: bool) {
        self.files.work(fails);
        if let Some(plan) = self.files.named.take() {
            let recorded = self.ledger.exports().iter().find(|export| export.plan == plan);
            let state = recorded.map(|export| export.state);
            assert_eq!(state, Some(State::Placing), "the ledger knows of {:?}", plan.path);
            let files = self.files.all().find(|(path, _)| **path == plan.path);
            let lines = files.map(|(_, lines)| lines).unwrap_or_default();
            self.walked.files += 1;
            lines.iter().for_each(|line| self.has_left(&plan.path, line));
        }
        for (path, lines) in std::mem::take(&mut self.files.removed) {
            let shown: &[EnrolmentId] = match &self.purge {
                Purge::Working(asked) => asked.ids(),
                _ => &[],
            };
            let wanted = |line: &&Line| {
                let kept = self.ledger.row(line.id).is_some_and(|row| row.seed.is_some());
                kept && !shown.contains(&line.id) && self.door == Door::Open
            };
            assert_eq!(lines.iter().filter(wanted).count(), 0, "{path:?} holds other seeds");
            self.leaving.removed.insert(path);
        }
    }

    /// A row has got a name in a file: once, and as its enrolment is.
    fn has_left(&mut self, path: &Path, line: &Line) {
        self.walked.left += 1;
        let row = self.ledger.row(line.id).expect("what leaves is in the ledger");
        let same = row.upn.as_str() == line.upn && row.token.serial().as_str() == line.serial;
        assert!(
            same && row.seed.as_ref() == Some(&line.seed),
            "{path:?}: {:?} is as it is kept",
            line.id
        );
        let left = self.leaving.left.entry(line.id).or_default();
        *left += 1;
        let again = self.leaving.asked_again.get(&line.id).copied().unwrap_or_default();
        assert!(
            *left <= 1 + again,
            "{:?} has left {left} times, {again} of them asked for",
            line.id
        );
    }

    pub fn work_backups(&mut self, fails: bool) {
        let seeds = self.ledger.seeds();
        self.backups.work(seeds, fails);
    }

    /// The oldest thing that the files say.
    pub fn hear_files(&mut self) {
        match self.files.told.pop_front() {
            Some(FileTold::Export(filed, run)) => {
                let own = self.export.is_working() && run == self.leaving.export_run;
                self.only_if(own, |world| world.tell_export(ExportEvent::Filed(filed)));
            }
            Some(FileTold::Purge(filed, run)) => {
                let own = match filed {
                    PurgeFiled::Found(..) => matches!(self.purge, Purge::Planning(_)),
                    PurgeFiled::Removed(_) => self.purge.is_working() && run == self.leaving.purge_run,
                };
                self.only_if(own, |world| world.tell_purge(PurgeEvent::Filed(filed)));
            }
            None => {}
        }
        self.finish_locking();
    }

    pub fn hear_backups(&mut self) {
        if let Some((left, run)) = self.backups.told.pop_front() {
            let own = self.purge.is_working() && run == self.leaving.purge_run;
            self.only_if(own, |world| world.tell_purge(PurgeEvent::BackupsPurged(left)));
        }
        self.finish_locking();
    }

    // --- in the end -----------------------------------------------------------------------------------------------------

    /// Each export is void or kept: its file is there, or it is not; and no temporary file is.
    pub fn exports_are_settled(&self) {
        assert!(!self.export.is_working(), "the export hangs");
        assert!(
            !matches!(self.purge, Purge::Working(_) | Purge::Planning(_)),
            "the purge hangs"
        );
        for export in self.ledger.exports() {
            let plan = &export.plan;
            match export.state {
                State::Written => assert!(self.is_there(plan), "{:?} is in place", plan.path),
                State::Void => assert!(!self.files.is_in_place(plan), "{:?} is void and in place", plan.path),
                State::Prepared | State::Placing => {
                    let removed = [&plan.path, &plan.partial].map(|path| self.leaving.removed.contains(path));
                    assert!(removed.contains(&true), "{:?} is neither void nor kept", plan.path);
                }
            }
            let said = self.leaving.said.contains(&plan.partial);
            assert!(
                said || !self.files.holds(&plan.partial),
                "{:?} is still there",
                plan.partial
            );
        }
    }
}
