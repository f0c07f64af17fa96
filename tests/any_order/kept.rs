//! What the ledger of the walk keeps of exports and purges, by the rules of the real one, and how an enrolment looks from
//! outside.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tapdesk::desk::{
    Enrolment, EnrolmentId, ExportId, ExportKept, ExportPlan, KeepExport, KeepPurge, Later, Outcome, PurgeFile,
    PurgeKept, PurgePlan, PurgeScope, SealedRow, Standing, Unsettled,
};

use super::ledger::{Ledger, Row};

/// How far an export came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Prepared,
    Placing,
    Written,
    Void,
}

/// An export.
#[derive(Debug)]
pub struct Export {
    pub id: ExportId,
    pub state: State,
    pub plan: ExportPlan,
}

impl Export {
    pub const fn is_under_way(&self) -> bool {
        matches!(self.state, State::Prepared | State::Placing)
    }

    fn has(&self, id: EnrolmentId) -> bool {
        self.plan.rows.contains(&id)
    }
}

/// What can change of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    outcome: Outcome,
    has_seed: bool,
    doubted: bool,
    replaced: bool,
    superseded: bool,
    exported: bool,
}

const PAST: &str = "it is past this";

impl Ledger {
    pub fn exports(&self) -> &[Export] {
        &self.exports
    }

    pub fn export_of(&self, id: ExportId) -> Option<&Export> {
        self.exports.iter().find(|export| export.id == id)
    }

    /// What the enrolments are called in backups that have a seed.
    pub fn seeds(&self) -> BTreeSet<Vec<u8>> {
        let rows = self.rows.iter().filter(|row| row.seed.is_some());
        rows.map(|row| uid(row.id)).collect()
    }

    // --- enrolments as they look ----------------------------------------------------------------------------------------

    fn seal(&self, row: &Row) -> Seal {
        let left = |export: &Export| matches!(export.state, State::Placing | State::Written) && export.has(row.id);
        Seal {
            outcome: row.outcome,
            has_seed: row.seed.is_some(),
            doubted: row.doubted,
            replaced: row.replaced,
            superseded: self.is_superseded(row),
            exported: self.exports.iter().any(left),
        }
    }

    /// Those that look different than they were told last.
    pub fn changed(&mut self) -> Vec<Enrolment> {
        let seals: Vec<_> = self.rows.iter().map(|row| (row.id, self.seal(row))).collect();
        let mut changed = Vec::new();
        for (id, seal) in seals {
            if self.told_of.insert(id, seal) != Some(seal) {
                changed.extend(self.row(id).map(|row| shown(row, seal)));
            }
        }
        changed
    }

    fn these<'l>(&'l self, ids: &'l [EnrolmentId]) -> impl Iterator<Item = (&'l Row, Enrolment)> {
        let rows = ids.iter().filter_map(|id| self.row(*id));
        rows.map(|row| (row, shown(row, self.seal(row))))
    }

    fn all_may_leave(&self, ids: &[EnrolmentId]) -> Result<(), &'static str> {
        let all = self.these(ids).all(|(_, row)| row.may_leave());
        if all { Ok(()) } else { Err(PAST) }
    }

    // --- exports --------------------------------------------------------------------------------------------------------

    pub(super) fn export(&mut self, order: KeepExport) -> Result<ExportKept, &'static str> {
        Ok(match order {
            KeepExport::OpenRows(ids) => ExportKept::Rows(self.open(&ids)?),
            KeepExport::Begin(plan) => {
                self.all_may_leave(&plan.rows)?;
                let id = ExportId(i64::try_from(self.exports.len()).unwrap() + 1);
                let state = State::Prepared;
                self.exports.push(Export { id, state, plan });
                ExportKept::Begun(id)
            }
            KeepExport::Place(id) => {
                let export = self.export_of(id).filter(|export| export.state == State::Prepared);
                let rows = export.ok_or(PAST)?.plan.rows.clone();
                self.all_may_leave(&rows)?;
                self.turn(id, State::Placing);
                ExportKept::Placing(id)
            }
            KeepExport::End { id, written } => {
                let export = self.export_of(id).filter(|export| export.is_under_way());
                export.ok_or(PAST)?;
                self.turn(id, if written { State::Written } else { State::Void });
                ExportKept::Ended { id, written }
            }
        })
    }

    fn open(&self, ids: &[EnrolmentId]) -> Result<Vec<SealedRow>, &'static str> {
        let mut open = Vec::new();
        for (row, shown) in self.these(ids).filter(|(_, shown)| !shown.is_doubted()) {
            if !shown.may_leave() {
                return Err(PAST);
            }
            open.push(SealedRow {
                id: row.id,
                upn: row.upn.clone(),
                token: row.token.clone(),
                make: row.model.into(),
                parameters: row.parameters,
                seed: row.seed.as_ref().ok_or(PAST)?.duplicate(),
            });
        }
        Ok(open)
    }

    fn turn(&mut self, id: ExportId, state: State) {
        let its = self.exports.iter_mut().filter(|export| export.id == id);
        its.for_each(|export| export.state = state);
    }

    pub(super) fn unsettled(&self) -> Vec<Unsettled> {
        let open = self.exports.iter().filter(|export| export.is_under_way());
        let unsettled = open.map(|export| Unsettled {
            id: export.id,
            path: export.plan.path.clone(),
            partial: export.plan.partial.clone(),
            sha256: export.plan.sha256,
            placing: export.state == State::Placing,
        });
        unsettled.collect()
    }

    pub(super) fn void_partials(&self) -> Vec<PathBuf> {
        let void = self.exports.iter().filter(|export| export.state == State::Void);
        void.map(|export| export.plan.partial.clone()).collect()
    }

    // --- purges ---------------------------------------------------------------------------------------------------------

    pub(super) fn purge(&mut self, order: KeepPurge) -> PurgeKept {
        match order {
            KeepPurge::Plan(scope) => PurgeKept::Planned(self.plan(scope)),
            KeepPurge::Purge(ids) => {
                let rows = self.rows.iter_mut().filter(|row| ids.contains(&row.id));
                rows.for_each(|row| row.seed = None);
                PurgeKept::Purged
            }
        }
    }

    fn plan(&self, scope: PurgeScope) -> PurgePlan {
        let candidates = match scope {
            PurgeScope::Enrolment(id) => vec![id],
            PurgeScope::ExportOf(id) => self.beside(id),
        };
        let ids: Vec<_> = candidates.into_iter().filter(|id| self.has_seed(*id)).collect();
        PurgePlan {
            scope,
            uids: ids.iter().map(|id| uid(*id)).collect(),
            files: self.files(&ids),
            ids,
        }
    }

    fn has_seed(&self, id: EnrolmentId) -> bool {
        self.row(id).is_some_and(|row| row.seed.is_some())
    }

    /// Those that left in the same file as this one did last.
    fn beside(&self, id: EnrolmentId) -> Vec<EnrolmentId> {
        let left = |export: &&Export| matches!(export.state, State::Placing | State::Written) && export.has(id);
        let last = self.exports.iter().rev().find(left);
        last.map(|export| export.plan.rows.clone()).unwrap_or_default()
    }

    fn files(&self, ids: &[EnrolmentId]) -> Vec<PurgeFile> {
        let with = |export: &&Export| export.state != State::Void && ids.iter().any(|id| export.has(*id));
        let exports = self.exports.iter().filter(with);
        exports.flat_map(|export| self.files_of(export, ids)).collect()
    }

    fn files_of(&self, export: &Export, ids: &[EnrolmentId]) -> Vec<PurgeFile> {
        let stays = |id: &&EnrolmentId| !ids.contains(id) && self.has_seed(**id);
        let others = export.plan.rows.iter().filter(stays).count();
        let partial = (export.state != State::Written).then_some(&export.plan.partial);
        let paths = [&export.plan.path].into_iter().chain(partial);
        let file = |path: &PathBuf| PurgeFile {
            path: path.clone(),
            sha256: export.plan.sha256,
            others,
        };
        paths.map(file).collect()
    }
}

pub fn uid(id: EnrolmentId) -> Vec<u8> {
    id.0.to_be_bytes().to_vec()
}

fn shown(row: &Row, seal: Seal) -> Enrolment {
    let since = |is_so: bool| is_so.then_some(0);
    Enrolment {
        id: row.id,
        at: 0,
        upn: row.upn.clone(),
        token: row.token.clone(),
        make: row.model.into(),
        kind: row.kind,
        parameters: row.parameters,
        outcome: row.outcome,
        broke_at: None,
        standing: if seal.superseded {
            Standing::Superseded
        } else {
            Standing::Current
        },
        operator: "".into(),
        confirmation: None,
        drift_before: None,
        left: left(seal.exported),
        has_seed: seal.has_seed,
        witness: None,
        later: std::sync::Arc::new(Later {
            replaced: since(row.replaced),
            doubted: since(row.doubted),
            ..Later::default()
        }),
        lives_on: false,
    }
}

/// In the one format that there is here.
fn left(is_so: bool) -> tapdesk::desk::Left {
    let mut left = tapdesk::desk::Left::default();
    if is_so {
        left.note(&"entra-csv".into(), 0);
    }
    left
}
