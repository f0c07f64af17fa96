//! What arrives from the reader, the ledger and the backups, and to whom it goes.

use super::{BackupAnswer, BackupRequest, Door, Purge, RecordedEvent, Station, Trouble, Worker, door};
use crate::desk::{Event, LedgerTask};
use crate::ledger::{self, Answer, Gate, LedgerError, RecordedAnswer};
use crate::reader::doctor::Diagnosis;
use crate::reader::{ReaderEvent, ReaderState};
use crate::token2::{BurnFailure, BurnStep, FailureReason};

impl Station {
    pub(super) fn reader_told(&mut self, event: ReaderEvent) {
        if self.reader_state == ReaderState::Died {
            return;
        }
        let event = match event {
            ReaderEvent::State(state) => {
                self.reader_state = state;
                self.examine_reader();
                return;
            }
            // a locked desk watches nothing; what is laid down meanwhile has to be lifted first
            ReaderEvent::Placed { placement, fresh } => {
                self.touch();
                let open = matches!(self.door, Door::Open { .. });
                let fresh = fresh && open;
                if open {
                    self.look_at_clock();
                    self.identify_placed(placement, fresh);
                }
                Event::Placed { placement, fresh }
            }
            ReaderEvent::Elsewhere(readers) => {
                self.elsewhere = readers;
                return;
            }
            ReaderEvent::Died => {
                self.died(Worker::Reader);
                return;
            }
            ReaderEvent::Removed => {
                self.identify_removed();
                Event::Removed
            }
            ReaderEvent::Inspected { placement, found } => {
                let swap = self.last_write.read(&found);
                self.keep_doubt(swap);
                self.look_at_strangers_clock(&found);
                self.identified(placement, &found);
                Event::Inspected { placement, found }
            }
            ReaderEvent::Step(step) if self.sets_clock() => return self.clock_step(step),
            ReaderEvent::Step(step) => Event::Step(step),
            ReaderEvent::BurnEnded(ended) => {
                self.look_for_swap(&ended);
                if self.sets_clock() {
                    return self.clock_ended(ended);
                }
                Event::BurnEnded(ended)
            }
        };
        self.step(event);
    }

    /// Why there is no reader is found out aside: the service may be stuck.
    pub(super) fn examine_reader(&mut self) {
        self.diagnosis.clear();
        let trouble = matches!(self.reader_state, ReaderState::NoReader | ReaderState::ServiceDown(_));
        if trouble && !self.doctor.submit(()) {
            self.died(Worker::Doctor);
        }
    }

    pub(super) fn diagnosed(&mut self, found: Vec<Diagnosis>) {
        if matches!(self.reader_state, ReaderState::NoReader | ReaderState::ServiceDown(_)) {
            self.diagnosis = found.into_iter().filter(Diagnosis::is_fault).collect();
        }
    }

    pub(super) fn ledger_told(&mut self, answer: Answer) {
        match answer {
            Answer::Gate(Gate::New) => {
                self.door = Door::New { failed: None };
                self.open_by_itself();
            }
            Answer::Gate(Gate::Closed { operator }) => {
                self.door = Door::Closed {
                    operator,
                    locked: false,
                    failed: None,
                };
                self.open_by_itself();
            }
            Answer::Opened(opened) => self.opened(opened),
            Answer::NotOpened(error) => self.not_opened(&error),
            Answer::Locked(gate) => self.locked(gate),
            Answer::PassphraseSet(slot) => self.passphrase_set(slot),
            Answer::PassphraseNotSet(error) => {
                self.vault.change = door::PassphraseChange::Failed(door::failure(&error))
            }
            Answer::Checked(findings) => self.ledger_checked(findings),
            Answer::CheckFailed(error) => self.ledger_not_checked(&error),
            Answer::Found(findings) => self.say_findings(findings),
            Answer::Person { upn, earlier } => self.step(Event::PersonLookedUp { upn, earlier }),
            Answer::Token {
                token,
                earlier,
                unfinished,
            } => self.step(Event::TokenLookedUp {
                token,
                earlier,
                unfinished,
            }),
            Answer::Recorded(recorded) => self.recorded(recorded),
            Answer::ConfirmationKept => self.step(Event::ConfirmationKept),
            Answer::CodeOwner(id, owner) => self.step(Event::CodeOwner(id, owner)),
            Answer::ClockRecorded(order) => self.clock_recorded(order),
            Answer::ClockFailed(error) => {
                tracing::warn!(%error, "the ledger failed the setting of a clock");
                self.clock_not_kept(&error);
            }
            Answer::People(roster) => self.people_kept(roster),
            Answer::PeopleFailed(error) => {
                tracing::warn!(%error, "the ledger failed the list of people");
                self.people_failed(&error);
            }
            Answer::DoubtKept { swap, owner } => self.doubt_kept(&swap, owner),
            Answer::DoubtNotKept(error) => self.doubt_not_kept(&error),
            Answer::Changed(rows) => self.log_changed(rows),
            Answer::Trail(id, entries) => self.log.show_trail(id, entries),
            Answer::Secret(id, secret) => self.log.show_secret(id, secret),
            // of a desk that was locked meanwhile; the seeds go
            Answer::Rows(rows) if !matches!(self.door, Door::Open { .. }) => drop(rows),
            Answer::Rows(rows) => self.compile_export(rows),
            Answer::ExportBegun(id) => self.prepare_export(id),
            Answer::Placing(id) => self.place_export(id),
            Answer::Inventory(head) => self.write_inventory(head),
            Answer::PurgePlanned(plan) => self.purge_planned(plan),
            Answer::Purged => self.purged(),
            Answer::ExportEnded { id, written } => self.export_ended(id, written),
            Answer::FlowFailed(task, error) => {
                tracing::warn!(%error, "the ledger failed the enrolment in hand");
                self.step(Event::LedgerFailed(task, error.to_string()));
            }
            Answer::ExportFailed(error) => {
                tracing::warn!(%error, "the ledger failed the export");
                self.export_failed_by_ledger(&error);
            }
            // what was asked just before the keys went
            Answer::Failed(LedgerError::Locked) => {}
            Answer::Failed(error) => {
                tracing::warn!(%error, "the ledger failed");
                self.say(Trouble::Ledger(error.to_string()));
            }
            Answer::PurgeFailed(error) => {
                tracing::warn!(%error, "the ledger failed the purge");
                self.purge_failed(&error);
            }
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
            BackupAnswer::Purged(purged) => self.backups_purged(purged),
            BackupAnswer::Newest(newest) => self.newest_backup_found(newest),
        }
    }

    /// Not while a purge is under way: it is made when that is done.
    pub(super) fn back_up(&mut self) {
        if !self.sources.demo && !matches!(self.purge, Purge::Working(_)) {
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
        let gone = LedgerError::Gone;
        match worker {
            Worker::Ledger => {
                self.step(Event::LedgerFailed(LedgerTask::Any, gone.to_string()));
                self.export_failed_by_ledger(&gone);
                self.purge_failed(&gone);
                self.clock_not_kept(&gone);
                self.people_failed(&gone);
                self.ledger_died();
            }
            Worker::Files => {
                self.export_failed_by_ledger(&gone);
                self.purge_failed(&gone);
                self.people_failed(&gone);
            }
            Worker::Backups => self.purge_failed(&gone),
            // without it nobody but the operator vouches for the clock
            Worker::Clock => self.step(Event::ClockChecked(crate::desk::ClockChecked::default())),
            Worker::Finder | Worker::Doctor => {}
            Worker::Reader => {
                self.reader_state = ReaderState::Died;
                self.clock_lost();
                self.identify_removed();
                self.step(Event::Removed);
                self.step(Event::BurnEnded(Err(BurnFailure::Interrupted {
                    at: BurnStep::WritingConfig,
                    reason: FailureReason::Lost,
                })));
            }
        }
    }

    pub(super) fn recorded(&mut self, recorded: RecordedAnswer) {
        let event = match recorded {
            RecordedAnswer::Burn(order, work) => {
                self.recorded = Some(order);
                RecordedEvent::Burn(work)
            }
            RecordedAnswer::SecretKnown(earlier) => RecordedEvent::SecretKnown(earlier),
            RecordedAnswer::Compare(work) => RecordedEvent::Compare(work),
            RecordedAnswer::Waiting(work) => RecordedEvent::Waiting(work),
            RecordedAnswer::Known {
                token,
                earlier,
                unfinished,
            } => RecordedEvent::Known {
                asked: if token {
                    crate::desk::Asked::TokenKnown
                } else {
                    crate::desk::Asked::PersonKnown
                },
                earlier,
                unfinished,
            },
        };
        self.step(Event::Recorded(event));
        // whoever did not take it does not burn it, and it holds a seed
        self.recorded = None;
    }

    pub(super) fn log_changed(&mut self, rows: Vec<crate::desk::Enrolment>) {
        for row in rows {
            if self.log.selected() == Some(row.id) && matches!(self.door(), Door::Open { .. }) {
                self.ask(ledger::Request::Trail(row.id));
            }
            // the row may have been another person's until its UPN was corrected
            let before = self.log.get(row.id).map(|row| row.upn.clone());
            self.forget_doubt(&row);
            let upn = row.upn.clone();
            let other = before.filter(|before| !before.is_same(&upn));
            let had = self.has_token(&upn);
            let other_had = other.as_ref().is_some_and(|other| self.has_token(other));
            self.log.put(row);
            self.recount(&upn, had);
            if let Some(other) = other {
                self.recount(&other, other_had);
            }
        }
    }
}
