//! Purging: what is told to that job, and what it wants done.

use super::{BackupRequest, Door, FileRequest, Station, Trouble};
use crate::desk::{Meanwhile, Purge, PurgeEffect, PurgeEvent, PurgeLoss, PurgeScope};
use crate::ledger;

impl Station {
    /// How far a purge came.
    #[must_use]
    pub const fn purge(&self) -> &Purge {
        &self.session.purge
    }

    /// What the purge that is asked about takes away.
    #[must_use]
    pub fn purge_loss(&self) -> PurgeLoss {
        let (Purge::Asked(asked) | Purge::Working(asked)) = &self.session.purge else {
            return PurgeLoss::default();
        };
        let rows: Vec<_> = asked.ids().iter().filter_map(|id| self.session.log.get(*id)).collect();
        PurgeLoss::of(&rows)
    }

    /// How exports ended that are still open is found out before: without their temporary files nobody could tell any more.
    pub(super) fn plan_purge(&mut self, scope: PurgeScope) {
        self.look_at_exports();
        self.step_purge(PurgeEvent::Asked(scope));
    }

    pub(super) fn step_purge(&mut self, event: PurgeEvent) {
        let meanwhile = Meanwhile {
            in_hand: self.flow.in_hand(),
            exports: self.session.export.is_working(),
        };
        for effect in self.session.purge.step(event, meanwhile) {
            match effect {
                PurgeEffect::Keep(order) => self.ask(ledger::Request::Purge(order)),
                PurgeEffect::File(order) => self.ask_files(FileRequest::Purge(order)),
                PurgeEffect::PurgeBackups(uids) => self.ask_backups(BackupRequest::Purge {
                    folder: self.backup_folder(),
                    station: self.sources.station.clone(),
                    uids,
                }),
                PurgeEffect::BackUp => self.back_up(),
            }
        }
        self.say_what_is_left();
    }

    /// A lock that waited for the purge takes its result away before anybody has read it.
    fn say_what_is_left(&mut self) {
        let Purge::Done { left, .. } = &self.session.purge else {
            return;
        };
        if self.door == Door::Locking {
            for path in left.clone() {
                self.say(Trouble::SecretsLeft(path));
            }
        }
    }
}
