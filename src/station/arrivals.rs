//! What arrives from the ledger, the files and the backups, and to whom it goes.

use super::{
    BackupAnswer, BackupRequest, Door, FileAnswer, PassphraseChange, SettingsTrouble, Station, Trouble, Worker, failure,
};
use crate::desk::{
    ClockKept, EnrolmentKept, Event, ExportEvent, FolderEvent, HandOutEvent, IdentifyEvent, ImportEvent, LedgerTask,
    PastEvent, PurgeEvent, RestoreEvent, TakeInEvent,
};
use crate::ledger::{self, Answer, Gate, LedgerError};
use crate::reader::ReaderState;
use crate::token2::{BurnFailure, BurnStep, FailureReason};

impl Station {
    pub(super) fn ledger_told(&mut self, answer: Answer) {
        match answer {
            Answer::Gate(Gate::New) => {
                self.door = Door::New { failed: None };
                self.open_by_itself();
            }
            Answer::Gate(Gate::Closed { operator, others }) => {
                self.door = Door::Closed {
                    operator,
                    others,
                    locked: false,
                    failed: None,
                };
                self.open_by_itself();
            }
            Answer::Opened(opened) => self.opened(opened),
            Answer::NotOpened(error) => self.not_opened(&error),
            Answer::Locked(gate) => self.locked(gate),
            Answer::Restored(restored) => self.restored(restored),
            Answer::PassphraseSet(slot) => self.passphrase_set(slot),
            Answer::PassphraseNotSet(error) => self.session.vault.change = PassphraseChange::Failed(failure(&error)),
            Answer::RecoveryDeclined => self.recovery_declined(),
            Answer::Checked(findings) => self.ledger_checked(findings),
            Answer::CheckFailed(error) => self.ledger_not_checked(&error),
            Answer::Found(findings) => self.say_findings(findings),
            Answer::Enrolment(kept) => self.step(Event::Kept(kept)),
            Answer::Clock(kept) => self.clock_kept(kept),
            Answer::People(kept) => self.step_import(ImportEvent::Kept(kept)),
            Answer::DoubtKept { swap, owner } => self.doubt_kept(&swap, owner),
            Answer::DoubtNotKept(error) => self.doubt_not_kept(&error),
            Answer::Changed(rows) => self.log_changed(rows),
            Answer::Stock(kept) => self.step_take_in(TakeInEvent::Kept(kept)),
            Answer::HandOut(kept) => self.step_hand_out(HandOutEvent::Kept(kept)),
            Answer::OutOfStock(serials) => self.session.stock.take_out(&serials),
            Answer::StockChanged(tokens) => self.session.stock.change(tokens),
            Answer::Trail(id, entries) => self.session.log.show_trail(id, entries),
            Answer::Secret(id, secret) => self.session.log.show_secret(id, secret),
            Answer::Inventory(head) => self.write_inventory(head),
            Answer::Past(kept) => self.step_past(PastEvent::Kept(kept)),
            Answer::Purge(kept) => self.step_purge(PurgeEvent::Kept(kept)),
            Answer::Export(kept) => self.step_export(ExportEvent::Kept(kept)),
            // what was asked just before the keys went
            Answer::Failed(LedgerError::Locked) => {}
            Answer::Failed(error) => {
                self.say(Trouble::Ledger(error.to_string()));
            }
        }
    }

    pub(super) fn files_told(&mut self, answer: FileAnswer) {
        match answer {
            FileAnswer::Settings(settings, wrong) => self.settings_loaded(settings, wrong),
            FileAnswer::SettingsKept(Ok(())) => {}
            FileAnswer::SettingsKept(Err(error)) => {
                self.say(Trouble::Settings(SettingsTrouble::NotKept(error.to_string())))
            }
            FileAnswer::Export(filed) => self.step_export(ExportEvent::Filed(filed)),
            FileAnswer::Past(filed) => self.step_past(PastEvent::Filed(filed)),
            FileAnswer::People(filed) => self.step_import(ImportEvent::Filed(filed)),
            FileAnswer::Stock(filed) => self.step_take_in(TakeInEvent::Filed(filed)),
            FileAnswer::FolderNoted(noted) => self.step_folder(FolderEvent::Noted(noted)),
            FileAnswer::InventorySaved(saved) => self.inventory_saved(saved),
            FileAnswer::Purge(filed) => self.step_purge(PurgeEvent::Filed(filed)),
        }
    }

    pub(super) fn backups_told(&mut self, answer: BackupAnswer) {
        match answer {
            BackupAnswer::BackedUp(Ok(made)) => {
                if let Some(fuller) = made.fuller {
                    self.say(Trouble::BackupHoldsLess(fuller));
                }
            }
            BackupAnswer::BackedUp(Err(error)) => {
                tracing::warn!(error, "no backup was made");
                self.say(Trouble::Backup(error));
            }
            BackupAnswer::Purged(purged) => {
                // what cannot be reached is named; the ledger is purged all the same
                let left = purged.unwrap_or_else(|_| vec![self.backup_folder()]);
                self.step_purge(PurgeEvent::BackupsPurged(left));
            }
            BackupAnswer::Newest(newest) => self.newest_backup_found(newest),
        }
    }

    /// Not while a purge is under way: it is made when that is done.
    pub(super) fn back_up(&mut self) {
        if !self.sources.demo && !self.session.purge.is_working() {
            self.ask_backups(BackupRequest::BackUp {
                folder: self.backup_folder(),
                station: self.sources.station.clone(),
                at: self.now().unix(),
            });
        }
    }

    /// What it had in hand has no end: it is told as what it is, not known.
    pub(super) fn died(&mut self, worker: Worker) {
        tracing::error!(?worker, "a part of the program has ended by a fault");
        self.say(Trouble::Died(worker));
        let gone = LedgerError::Gone.to_string();
        match worker {
            Worker::Ledger => {
                self.step(Event::Kept(EnrolmentKept::Failed(LedgerTask::Any, gone.clone())));
                self.clock_kept(ClockKept::Failed(gone.clone()));
                self.part_died(&gone);
                self.step_hand_out(HandOutEvent::LedgerDied);
                self.step_restore(RestoreEvent::Kept(Err(gone)));
                self.ledger_died();
            }
            Worker::Files => {
                self.part_died(&gone);
                self.step_folder(FolderEvent::Failed(gone));
            }
            Worker::Backups => self.step_purge(PurgeEvent::PartDied(gone)),
            // without it nobody but the operator vouches for the clock
            Worker::Clock => self.step(Event::ClockChecked(crate::desk::ClockChecked::default())),
            Worker::Pictures => self.picture_died(gone),
            Worker::Finder | Worker::Doctor | Worker::Reveal => {}
            Worker::Reader => {
                self.attached.state = ReaderState::Died;
                self.step_identify(IdentifyEvent::ReaderLost);
                self.step_identify(IdentifyEvent::Removed);
                self.step(Event::Removed);
                self.step(Event::BurnEnded(Err(BurnFailure::Interrupted {
                    at: BurnStep::WritingConfig,
                    reason: FailureReason::Lost,
                })));
            }
        }
    }

    /// Exports, purges and imports are of the ledger and of the files.
    fn part_died(&mut self, gone: &str) {
        self.step_export(ExportEvent::PartDied(gone.to_owned()));
        self.step_purge(PurgeEvent::PartDied(gone.to_owned()));
        self.step_import(ImportEvent::PartDied(gone.to_owned()));
        self.step_take_in(TakeInEvent::PartDied(gone.to_owned()));
        self.step_past(PastEvent::PartDied(gone.to_owned()));
    }

    pub(super) fn log_changed(&mut self, rows: Vec<crate::desk::Enrolment>) {
        for row in rows {
            if self.session.log.selected() == Some(row.id) && matches!(self.door(), Door::Open { .. }) {
                self.ask(ledger::Request::Trail(row.id));
            }
            // the row may have been another person's until its UPN was corrected
            let before = self.session.log.get(row.id).map(|row| row.upn.clone());
            self.forget_doubt(&row);
            let upn = row.upn.clone();
            let other = before.filter(|before| !before.is_same(&upn));
            let had = self.has_token(&upn);
            let other_had = other.as_ref().is_some_and(|other| self.has_token(other));
            self.session.log.put(row);
            self.recount(&upn, had);
            if let Some(other) = other {
                self.recount(&other, other_had);
            }
        }
    }
}
