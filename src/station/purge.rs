//! Purge: first what would go is found out and shown; then files, backups and rows lose the seeds, in this order, so that
//! a purge that is cut off is still waiting to be done, never half forgotten.

use std::path::PathBuf;

use super::{BackupRequest, ExportStage, FileRequest, Station};
use crate::desk::{Enrolment, EnrolmentId, Outcome};
use crate::ledger::{self, LedgerError, PurgeFile, PurgePlan, PurgeScope};

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
        /// How many.
        seeds: usize,
        /// Files and backups that still hold some.
        left: Vec<PathBuf>,
    },
    /// It was not done, in the words of what failed.
    Failed(String),
}

/// What a purge would take away.
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
    fn of(rows: &[&Enrolment]) -> Self {
        let count = |wanted: fn(&Enrolment) -> bool| rows.iter().filter(|row| wanted(row)).count();
        Self {
            never_exported: count(Enrolment::waits_for_export),
            export_again: count(|row| row.exported_at.is_some()),
            finish: count(Enrolment::is_unfinished),
            set_clock: count(|row| !row.model.keeps_seed_on_config()),
            show: count(|row| matches!(row.outcome, Outcome::Burned | Outcome::Confirmed)),
        }
    }
}

impl Station {
    /// How far a purge came.
    #[must_use]
    pub const fn purge(&self) -> &Purge {
        &self.purge
    }

    /// What the purge that is asked about takes away.
    #[must_use]
    pub fn purge_loss(&self) -> PurgeLoss {
        let (Purge::Asked(asked) | Purge::Working(asked)) = &self.purge else {
            return PurgeLoss::default();
        };
        let rows: Vec<_> = asked.ids().iter().filter_map(|id| self.log.get(*id)).collect();
        PurgeLoss::of(&rows)
    }

    pub(super) fn plan_purge(&mut self, scope: PurgeScope) {
        let exporting = matches!(self.export.stage(), ExportStage::Working);
        if !exporting && !matches!(self.purge, Purge::Working(_)) {
            self.purge = Purge::Planning(scope);
            self.ask(ledger::Request::PlanPurge(scope));
        }
    }

    fn is_planning(&self, plan: &PurgePlan) -> bool {
        matches!(self.purge, Purge::Planning(scope) if scope == plan.scope)
    }

    /// What is being enrolled right now keeps its seed.
    fn is_in_hand(&self, plan: &PurgePlan) -> bool {
        self.flow.in_hand().is_some_and(|id| plan.ids.contains(&id))
    }

    pub(super) fn purge_planned(&mut self, plan: PurgePlan) {
        if !self.is_planning(&plan) {
            return;
        }
        if self.is_in_hand(&plan) {
            self.purge_failed(&LedgerError::InHand);
        } else if plan.ids.is_empty() {
            self.purge_failed(&LedgerError::SeedGone);
        } else {
            self.ask_files(FileRequest::FindFiles(plan));
        }
    }

    pub(super) fn purge_files_found(&mut self, plan: PurgePlan, files: Vec<PurgeFile>, unsure: Vec<PathBuf>) {
        if self.is_planning(&plan) {
            self.purge = Purge::Asked(PurgeAsked {
                plan,
                files,
                unsure,
                left: vec![],
            });
        }
    }

    pub(super) fn start_purge(&mut self) {
        match std::mem::take(&mut self.purge) {
            // taken up since that was asked
            Purge::Asked(asked) if self.is_in_hand(&asked.plan) => {
                self.purge = Purge::Failed(LedgerError::InHand.to_string());
            }
            Purge::Asked(asked) => {
                let files = asked.files.clone();
                self.purge = Purge::Working(asked);
                self.ask_files(FileRequest::RemoveFiles(files));
            }
            other => self.purge = other,
        }
    }

    pub(super) fn purge_files_removed(&mut self, left: Vec<PathBuf>) {
        if let Purge::Working(asked) = &mut self.purge {
            asked.left = left;
            asked.left.append(&mut asked.unsure);
            let request = BackupRequest::Purge {
                folder: self.settings.backup_folder(&self.sources.data_dir),
                station: self.sources.station.clone(),
                uids: asked.plan.uids.clone(),
            };
            self.ask_backups(request);
        }
    }

    /// Backups that cannot be reached are named; the ledger is purged all the same.
    pub(super) fn backups_purged(&mut self, purged: Result<Vec<PathBuf>, String>) {
        let folder = self.settings.backup_folder(&self.sources.data_dir);
        if matches!(&self.purge, Purge::Working(asked) if self.is_in_hand(&asked.plan)) {
            return self.purge_failed(&LedgerError::InHand);
        }
        if let Purge::Working(asked) = &mut self.purge {
            asked.left.extend(purged.unwrap_or_else(|_| vec![folder]));
            let ids = asked.plan.ids.clone();
            self.ask(ledger::Request::Purge(ids));
        }
    }

    pub(super) fn purged(&mut self) {
        if let Purge::Working(asked) = std::mem::take(&mut self.purge) {
            self.purge = Purge::Done {
                seeds: asked.plan.ids.len(),
                left: asked.left,
            };
            self.back_up();
        }
    }

    pub(super) fn purge_failed(&mut self, error: &LedgerError) {
        if matches!(self.purge, Purge::Planning(_) | Purge::Working(_)) {
            self.purge = Purge::Failed(error.to_string());
        }
    }

    pub(super) fn dismiss_purge(&mut self) {
        if !matches!(self.purge, Purge::Working(_)) {
            self.purge = Purge::Idle;
        }
    }
}
