//! Purge as a machine: first what would go is found out and shown; then files, backups and rows lose the seeds, in this
//! order, so that a purge that is cut off is still waiting to be done, never half forgotten.
//!
//! What is being enrolled at that moment keeps its seed, whenever it was taken in hand, and nothing is purged while a file
//! is being made.

use std::path::PathBuf;

use thiserror::Error;

use super::{Enrolment, EnrolmentId, Outcome};

/// Whose seeds are to be purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurgeScope {
    /// That of this enrolment alone.
    Enrolment(EnrolmentId),
    /// Those of every enrolment that left in the same file as this one did last.
    ExportOf(EnrolmentId),
}

/// What a purge would take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurgePlan {
    /// What was asked.
    pub scope: PurgeScope,
    /// The enrolments that still have a seed.
    pub ids: Vec<EnrolmentId>,
    /// What they are called in backups, and what the tokens in stock that they were.
    pub uids: Vec<Vec<u8>>,
    /// The files in which they left.
    pub files: Vec<PurgeFile>,
}

/// A file with seeds that are to be purged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurgeFile {
    /// Where it was written.
    pub path: PathBuf,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// How many seeds of others it holds that are not purged: with any, the file stays.
    pub others: usize,
}

/// What the ledger is asked.
#[derive(Debug)]
pub enum KeepPurge {
    /// Find out what a purge would take away.
    Plan(PurgeScope),
    /// Remove the seeds of these enrolments for good.
    Purge(Vec<EnrolmentId>),
}

/// What the ledger answers.
#[derive(Debug)]
pub enum PurgeKept {
    /// To [`KeepPurge::Plan`].
    Planned(PurgePlan),
    /// To [`KeepPurge::Purge`]: the seeds are gone.
    Purged,
    /// It failed, in its own words, at the plan for that scope, or at removing the seeds.
    Failed(Option<PurgeScope>, String),
}

impl KeepPurge {
    /// What is to be found out; none when seeds are removed.
    #[must_use]
    pub const fn scope(&self) -> Option<PurgeScope> {
        match self {
            Self::Plan(scope) => Some(*scope),
            Self::Purge(_) => None,
        }
    }
}

/// What is asked of the files.
#[derive(Debug)]
pub enum FileOfPurge {
    /// Find out which files of a purge are still where they were written.
    Find(PurgePlan),
    /// Remove those that hold no other seed.
    Remove(Vec<PurgeFile>),
}

/// What came of it.
#[derive(Debug)]
pub enum PurgeFiled {
    /// To [`FileOfPurge::Find`]: those that are, and those of which nobody can tell.
    Found(PurgePlan, Vec<PurgeFile>, Vec<PathBuf>),
    /// To [`FileOfPurge::Remove`]: those that still hold seeds.
    Removed(Vec<PathBuf>),
}

/// How far a purge came.
#[derive(Debug, Default)]
pub enum Purge {
    /// None was asked for.
    #[default]
    Idle,
    /// It is being found out what would go.
    Planning(PurgeScope),
    /// This would go; the operator decides.
    Asked(PurgeAsked),
    /// It is under way.
    Working(PurgeAsked),
    /// The seeds are gone from the ledger.
    Done {
        /// How many enrolments have lost their seed.
        seeds: usize,
        /// Files and backups that still hold some.
        left: Vec<PathBuf>,
    },
    /// It was not done.
    Failed(PurgeTrouble),
}

/// Why nothing was purged, or not all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PurgeTrouble {
    /// One of them is being enrolled at this moment.
    #[error("this token is being enrolled at this moment; finish that first")]
    InHand,
    /// A file is being made at this moment.
    #[error("a file is being made at this moment; wait until that has ended")]
    Exporting,
    /// There is nothing left to be purged.
    #[error("the seed of this enrollment is not there any more")]
    Nothing,
    /// A part that was asked has failed, in its own words.
    #[error("{0}")]
    Part(String),
}

/// What a purge would take away, and what is in its way.
#[derive(Debug, Clone)]
pub struct PurgeAsked {
    plan: PurgePlan,
    /// The exported files that are still where they were written.
    pub files: Vec<PurgeFile>,
    /// Exported files of which nobody can tell: changed since, or in a folder that is away.
    pub unsure: Vec<PathBuf>,
    left: Vec<PathBuf>,
}

impl PurgeAsked {
    /// What was asked.
    #[must_use]
    pub const fn scope(&self) -> PurgeScope {
        self.plan.scope
    }

    /// The enrolments that lose their seed.
    #[must_use]
    pub fn ids(&self) -> &[EnrolmentId] {
        &self.plan.ids
    }
}

/// What else is under way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Meanwhile {
    /// The enrolment in hand.
    pub in_hand: Option<EnrolmentId>,
    /// Whether a file is being made.
    pub exports: bool,
}

/// What happens to a purge.
#[derive(Debug)]
pub enum PurgeEvent {
    /// The operator wants to know what would go.
    Asked(PurgeScope),
    /// The operator wants it done.
    Confirmed,
    /// Not, or the result was read.
    Dismissed,
    /// From the ledger.
    Kept(PurgeKept),
    /// From the files.
    Filed(PurgeFiled),
    /// From the backups: those that still hold seeds.
    BackupsPurged(Vec<PathBuf>),
    /// A part that may have had it in hand has ended by a fault, in its words.
    PartDied(String),
}

/// What is to be done.
#[derive(Debug)]
pub enum PurgeEffect {
    /// By the ledger.
    Keep(KeepPurge),
    /// By the files.
    File(FileOfPurge),
    /// Take these, by what they are called there, out of the backups.
    PurgeBackups(Vec<Vec<u8>>),
    /// Make a backup that holds what is left.
    BackUp,
}

type Effects = Vec<PurgeEffect>;

impl Purge {
    /// Whether seeds are being removed.
    #[must_use]
    pub const fn is_working(&self) -> bool {
        matches!(self, Self::Working(_))
    }

    /// Takes what happened and says what is to be done.
    pub fn step(&mut self, event: PurgeEvent, meanwhile: Meanwhile) -> Effects {
        match event {
            PurgeEvent::Asked(scope) => self.ask(scope, meanwhile),
            PurgeEvent::Confirmed => self.start(meanwhile),
            PurgeEvent::Dismissed => {
                if !self.is_working() {
                    *self = Self::Idle;
                }
                vec![]
            }
            PurgeEvent::Kept(PurgeKept::Planned(plan)) => self.planned(plan, meanwhile),
            PurgeEvent::Kept(PurgeKept::Purged) => self.purged(),
            PurgeEvent::Kept(PurgeKept::Failed(scope, why)) => {
                let awaited = scope.map_or(self.is_working(), |scope| self.plans(scope));
                if awaited {
                    self.fail(PurgeTrouble::Part(why))
                } else {
                    vec![]
                }
            }
            PurgeEvent::PartDied(why) => self.fail(PurgeTrouble::Part(why)),
            PurgeEvent::Filed(PurgeFiled::Found(plan, files, unsure)) => {
                if self.plans(plan.scope) {
                    *self = Self::Asked(PurgeAsked {
                        plan,
                        files,
                        unsure,
                        left: vec![],
                    });
                }
                vec![]
            }
            PurgeEvent::Filed(PurgeFiled::Removed(left)) => self.files_removed(left),
            PurgeEvent::BackupsPurged(left) => self.backups_purged(left, meanwhile),
        }
    }

    fn ask(&mut self, scope: PurgeScope, meanwhile: Meanwhile) -> Effects {
        if meanwhile.exports || self.is_working() {
            return vec![];
        }
        *self = Self::Planning(scope);
        vec![PurgeEffect::Keep(KeepPurge::Plan(scope))]
    }

    fn plans(&self, asked: PurgeScope) -> bool {
        matches!(self, Self::Planning(scope) if *scope == asked)
    }

    fn planned(&mut self, plan: PurgePlan, meanwhile: Meanwhile) -> Effects {
        if !self.plans(plan.scope) {
            return vec![];
        }
        match in_the_way(&plan, meanwhile) {
            Some(trouble) => self.fail(trouble),
            None if plan.ids.is_empty() => self.fail(PurgeTrouble::Nothing),
            None => vec![PurgeEffect::File(FileOfPurge::Find(plan))],
        }
    }

    /// Something may have been begun while it was asked.
    fn start(&mut self, meanwhile: Meanwhile) -> Effects {
        let asked = match std::mem::take(self) {
            Self::Asked(asked) => asked,
            other => {
                *self = other;
                return vec![];
            }
        };
        if let Some(trouble) = in_the_way(&asked.plan, meanwhile) {
            *self = Self::Failed(trouble);
            return vec![];
        }
        let files = asked.files.clone();
        *self = Self::Working(asked);
        vec![PurgeEffect::File(FileOfPurge::Remove(files))]
    }

    fn files_removed(&mut self, left: Vec<PathBuf>) -> Effects {
        let Self::Working(asked) = self else { return vec![] };
        asked.left = left;
        asked.left.append(&mut asked.unsure);
        vec![PurgeEffect::PurgeBackups(asked.plan.uids.clone())]
    }

    /// What was taken in hand meanwhile keeps its seed: the row is the last thing that could tell which that is.
    fn backups_purged(&mut self, left: Vec<PathBuf>, meanwhile: Meanwhile) -> Effects {
        let Self::Working(asked) = self else { return vec![] };
        if let Some(trouble) = in_the_way(&asked.plan, meanwhile) {
            return self.fail(trouble);
        }
        asked.left.extend(left);
        vec![PurgeEffect::Keep(KeepPurge::Purge(asked.plan.ids.clone()))]
    }

    fn purged(&mut self) -> Effects {
        match std::mem::take(self) {
            Self::Working(asked) => {
                *self = Self::Done {
                    seeds: asked.plan.ids.len(),
                    left: asked.left,
                };
                vec![PurgeEffect::BackUp]
            }
            other => {
                *self = other;
                vec![]
            }
        }
    }

    fn fail(&mut self, trouble: PurgeTrouble) -> Effects {
        if matches!(self, Self::Planning(_) | Self::Working(_)) {
            *self = Self::Failed(trouble);
        }
        vec![]
    }
}

fn in_the_way(plan: &PurgePlan, meanwhile: Meanwhile) -> Option<PurgeTrouble> {
    if meanwhile.in_hand.is_some_and(|id| plan.ids.contains(&id)) {
        Some(PurgeTrouble::InHand)
    } else {
        meanwhile.exports.then_some(PurgeTrouble::Exporting)
    }
}

/// What will no longer be possible, counted in enrolments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PurgeLoss {
    /// They have left in no file: Entra ID will never learn their secret.
    pub never_exported: usize,
    /// They could not leave again.
    pub export_again: usize,
    /// They could not be finished.
    pub finish: usize,
    /// Their token loses its seed when its clock is set, and it could not be written again.
    pub set_clock: usize,
    /// Their code and secret could not be shown.
    pub show: usize,
}

impl PurgeLoss {
    /// If these lose their seeds.
    #[must_use]
    pub fn of(rows: &[&Enrolment]) -> Self {
        let count = |wanted: fn(&Enrolment) -> bool| rows.iter().filter(|row| wanted(row)).count();
        Self {
            never_exported: count(Enrolment::waits_for_export),
            export_again: count(|row| row.exported_at().is_some()),
            finish: count(Enrolment::is_unfinished),
            set_clock: count(|row| {
                row.make
                    .programmable()
                    .is_some_and(|model| !model.keeps_seed_on_config())
            }),
            show: count(|row| matches!(row.outcome, Outcome::Burned | Outcome::Confirmed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: PurgeScope = PurgeScope::Enrolment(EnrolmentId(1));

    fn plan() -> PurgePlan {
        PurgePlan {
            scope: SCOPE,
            ids: vec![EnrolmentId(1)],
            uids: vec![vec![1]],
            files: vec![],
        }
    }

    /// Every event of a purge in which nothing fails, in order.
    fn events() -> Vec<PurgeEvent> {
        vec![
            PurgeEvent::Asked(SCOPE),
            PurgeEvent::Kept(PurgeKept::Planned(plan())),
            PurgeEvent::Filed(PurgeFiled::Found(plan(), vec![], vec![])),
            PurgeEvent::Confirmed,
            PurgeEvent::Filed(PurgeFiled::Removed(vec![])),
            PurgeEvent::BackupsPurged(vec![]),
            PurgeEvent::Kept(PurgeKept::Purged),
        ]
    }

    fn removes_seeds(effects: &[PurgeEffect]) -> bool {
        effects
            .iter()
            .any(|effect| matches!(effect, PurgeEffect::Keep(KeepPurge::Purge(_))))
    }

    #[test]
    fn files_and_backups_go_before_the_rows_do() {
        let mut purge = Purge::default();
        let mut removed = vec![];
        for event in events() {
            removed.push(removes_seeds(&purge.step(event, Meanwhile::default())));
        }
        assert_eq!(removed, [false, false, false, false, false, true, false]);
        assert!(matches!(purge, Purge::Done { seeds: 1, .. }));
    }

    /// It was asked twice, say, and the ledger failed at the first.
    #[test]
    fn a_failure_at_another_plan_is_not_taken_for_one_of_this() {
        let failed = |scope| PurgeEvent::Kept(PurgeKept::Failed(scope, "the disk is full".into()));
        let other = Some(PurgeScope::ExportOf(EnrolmentId(1)));
        for (count, awaited) in [(1, Some(Some(SCOPE))), (3, None), (4, Some(None)), (5, Some(None))] {
            for scope in [other, Some(SCOPE), None] {
                let mut purge = Purge::default();
                for event in events().into_iter().take(count) {
                    purge.step(event, Meanwhile::default());
                }
                purge.step(failed(scope), Meanwhile::default());
                let fails = matches!(purge, Purge::Failed(_));
                assert_eq!(fails, awaited == Some(scope), "after {count}, of {scope:?}: {purge:?}");
            }
        }
    }

    /// The enrolment is taken in hand, or a file begun, at any moment before its row would lose the seed.
    #[test]
    fn what_is_taken_in_hand_meanwhile_keeps_its_seed() {
        let in_hand = Meanwhile {
            in_hand: Some(EnrolmentId(1)),
            exports: false,
        };
        let exports = Meanwhile {
            in_hand: None,
            exports: true,
        };
        for meanwhile in [in_hand, exports] {
            for begins in 1..6 {
                let mut purge = Purge::default();
                for (at, event) in events().into_iter().enumerate() {
                    let now = if at < begins { Meanwhile::default() } else { meanwhile };
                    assert!(
                        !removes_seeds(&purge.step(event, now)),
                        "{meanwhile:?} from event {begins}"
                    );
                }
                let failed = matches!(purge, Purge::Failed(PurgeTrouble::InHand | PurgeTrouble::Exporting));
                assert!(failed, "{purge:?}");
            }
        }
    }
}
