//! The ledger itself: requests in, answers out, one transaction each.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::change::{Change, Ground};
use super::enrolments::New;
use super::open::OpenFile;
use super::opening::{self, Entry, Session};
use super::seal::Seals;
use super::slots::{SlotKind, keep_slot, next, slot, unwrap};
use super::trail::{self, Author, TrailEvent, TrailHead};
use super::vault::{Random, Vault};
use super::{Answer, Gate, LedgerError, Opened, Passphrase, Request, batch, people, purge, rows};
use crate::desk::LedgerTask;

/// The ledger of one data folder.
pub struct Ledger {
    folder: PathBuf,
    station: String,
    random: Random,
    file: Option<OpenFile>,
    session: Option<Session>,
}

/// What every request of an open ledger works with.
pub(super) struct Desk<'l> {
    pub connection: &'l mut Connection,
    pub vault: &'l Vault,
    pub author: &'l Author,
    pub ground: &'l Ground,
    pub folder: &'l Path,
    /// Unix seconds.
    pub at: i64,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ledger")
    }
}

impl Ledger {
    /// The ledger in `folder`; nothing is touched before the first request. `station` names this desk in the trail.
    #[must_use]
    pub const fn new(folder: PathBuf, station: String, random: Random) -> Self {
        Self {
            folder,
            station,
            random,
            file: None,
            session: None,
        }
    }

    /// Carries out one request at `at` (Unix seconds) and tells what came of it.
    pub fn serve(&mut self, request: Request, at: i64, tell: &mut dyn FnMut(Answer)) {
        let failed = whose(&request);
        if let Err(error) = self.carry_out(request, at, tell) {
            tell(failed(error));
        }
    }

    fn carry_out(&mut self, request: Request, at: i64, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        match request {
            Request::Look => tell(Answer::Gate(self.look()?)),
            Request::NameStation(name) => {
                if let Some(session) = &mut self.session {
                    session.author.station.clone_from(&name);
                }
                self.station = name;
            }
            Request::Open {
                passphrase,
                recovery,
                operator,
            } => tell(Answer::Opened(self.open(
                &passphrase,
                recovery.as_ref(),
                &operator,
                at,
            )?)),
            Request::Lock => self.lock(at, tell)?,
            Request::SetPassphrase { slot, current, new } => {
                self.set_passphrase(slot, &current, &new, at)?;
                tell(Answer::PassphraseSet(slot));
            }
            Request::LookUpPerson(upn) => {
                let earlier = self.desk(at)?.person(&upn)?;
                tell(Answer::Person { upn, earlier });
            }
            Request::LookUpToken(token) => tell(self.desk(at)?.token(&token)?),
            Request::Record {
                upn,
                token,
                accepted,
                seed,
                kind,
                parameters,
                display,
                witness,
                in_entra,
            } => {
                let new = New {
                    upn,
                    token,
                    seed,
                    kind,
                    parameters,
                    witness,
                    in_entra,
                };
                self.desk(at)?.record(new, &accepted, display, tell)?;
            }
            Request::Reopen { reopen, display } => self.desk(at)?.reopen(reopen, display, tell)?,
            Request::WhoseCode { id, code, since } => {
                tell(Answer::CodeOwner(id, self.desk(at)?.whose_code(id, code, since)?));
            }
            Request::KeepFate { id, fate, note } => self.desk(at)?.keep_fate(id, &fate, &note, tell)?,
            Request::RecordClock {
                token,
                enrolment,
                parameters,
                display,
                witness,
            } => {
                let order = self
                    .desk(at)?
                    .record_clock(&token, enrolment, parameters, display, witness)?;
                tell(Answer::ClockRecorded(order));
            }
            Request::KeepClock {
                token,
                enrolment,
                drift,
            } => self.desk(at)?.keep_clock(&token, enrolment, drift)?,
            Request::NoteClock { right } => {
                let event = if right {
                    TrailEvent::ClockVouched
                } else {
                    TrailEvent::ClockDenied
                };
                self.desk(at)?.note_of_ledger(event, "")?;
            }
            Request::KeepPeople(people) => tell(Answer::People(self.desk(at)?.keep_people(people)?)),
            Request::KeepDoubt(swap) => self.desk(at)?.keep_doubt(swap, tell)?,
            Request::KeepEnding(id, ending) => self.desk(at)?.keep_ending(id, &ending, tell)?,
            Request::Confirm(id, confirmation) => self.desk(at)?.confirm(id, confirmation, tell)?,
            Request::Park(id) => self.desk(at)?.note(TrailEvent::Parked, id, "")?,
            Request::Abandon { id, reason } => self.desk(at)?.abandon(id, &reason, tell)?,
            Request::CorrectUpn { id, upn } => self.desk(at)?.correct_upn(id, &upn, tell)?,
            Request::NoteMiss(id) => self.desk(at)?.note(TrailEvent::WrongCode, id, "")?,
            Request::NoteCopied(id) => self.desk(at)?.note(TrailEvent::SecretCopied, id, "")?,
            Request::NoteInventory { rows } => {
                let head = self
                    .desk(at)?
                    .note_of_ledger(TrailEvent::InventorySaved, &rows.to_string())?;
                tell(Answer::Inventory(head));
            }
            Request::PlanPurge(scope) => tell(Answer::PurgePlanned(purge::plan(self.desk(at)?.connection, scope)?)),
            Request::Purge(ids) => {
                let changed = purge::purge(&mut self.desk(at)?, &ids)?;
                tell(Answer::Changed(changed));
                purge::sweep(self.desk(at)?.connection)?;
                tell(Answer::Purged);
            }
            Request::ShowSecret { id, reason } => {
                let uri = self.desk(at)?.show_secret(id, &reason)?;
                tell(Answer::Secret(id, uri));
            }
            Request::Check => {
                let mut desk = self.desk(at)?;
                let findings = desk.audit(tell)?;
                let in_doubt = rows::in_doubt(desk.connection)?;
                tell(Answer::Checked(findings.into_iter().chain(in_doubt).collect()));
            }
            Request::Trail(id) => tell(Answer::Trail(id, trail::of(self.desk(at)?.connection, id)?)),
            Request::OpenRows(ids) => {
                let mut desk = self.desk(at)?;
                let findings = desk.audit(tell)?;
                if !findings.is_empty() {
                    tell(Answer::Found(findings));
                }
                tell(Answer::Rows(desk.open_rows_as_left(&ids)?));
            }
            Request::BeginExport(plan) => {
                let (id, changed) = batch::begin(&mut self.desk(at)?, &plan)?;
                tell(Answer::Changed(changed));
                tell(Answer::ExportBegun(id));
            }
            Request::PlaceExport(id) => {
                let changed = batch::place(&mut self.desk(at)?, id)?;
                tell(Answer::Changed(changed));
                tell(Answer::Placing(id));
            }
            Request::EndExport { id, written } => {
                let changed = batch::end(&mut self.desk(at)?, id, written)?;
                tell(Answer::Changed(changed));
                tell(Answer::ExportEnded { id, written });
            }
        }
        Ok(())
    }

    fn desk(&mut self, at: i64) -> Result<Desk<'_>, LedgerError> {
        let file = self.file.as_mut().ok_or(LedgerError::Locked)?;
        let session = self.session.as_ref().ok_or(LedgerError::Locked)?;
        if file.is_elsewhere() {
            return Err(LedgerError::Moved);
        }
        Ok(Desk {
            connection: &mut file.connection,
            vault: &session.vault,
            author: &session.author,
            ground: &session.ground,
            folder: &self.folder,
            at,
        })
    }

    fn file(&mut self) -> Result<&mut OpenFile, LedgerError> {
        match self.file.take().filter(|file| !file.is_elsewhere()) {
            Some(file) => Ok(self.file.insert(file)),
            None => Ok(self.file.insert(OpenFile::open(&self.folder)?)),
        }
    }

    fn look(&mut self) -> Result<Gate, LedgerError> {
        let connection = &self.file()?.connection;
        if opening::is_new(connection)? {
            return Ok(Gate::New);
        }
        let operator = connection
            .query_row(
                "SELECT name FROM operator ORDER BY last_at DESC, id DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()
            .unwrap_or_else(|error| {
                // only offered, so nothing depends on it
                tracing::warn!(%error, "who sat here last cannot be read");
                None
            });
        Ok(Gate::Closed { operator })
    }

    fn open(
        &mut self,
        passphrase: &Passphrase,
        recovery: Option<&Passphrase>,
        operator: &str,
        at: i64,
    ) -> Result<Opened, LedgerError> {
        let operator = operator.trim().to_owned();
        if operator.is_empty() {
            return Err(LedgerError::NoOperator);
        }
        let (folder, random) = (self.folder.clone(), Random::clone(&self.random));
        let entry = Entry {
            folder: &folder,
            passphrase,
            recovery,
            author: Author {
                operator: operator.clone(),
                station: self.station.clone(),
            },
            at,
            random: &random,
        };
        let connection = &mut self.file()?.connection;
        let last_at = trail::last(connection)?.map(|(_, at)| at);
        let entered = entry.enter(connection)?;
        let opened = Opened {
            operator,
            log: rows::all(connection)?,
            findings: entered.findings,
            unsettled: batch::unsettled(connection)?,
            void_partials: batch::void_partials(connection)?,
            with: entered.with,
            has_recovery: slot(connection, SlotKind::Recovery)?.is_some(),
            last_at,
            restored: entered.restored,
            roster: people::roster(connection)?,
        };
        // what an earlier purge or passphrase left in the log beside the file
        if let Err(error) = purge::truncate_log(connection) {
            tracing::info!(%error, "the log beside the ledger was not emptied");
        }
        self.session = Some(entered.session);
        Ok(opened)
    }

    /// The keys go in any case, even when that cannot be written down.
    fn lock(&mut self, at: i64, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        let noted = self
            .desk(at)
            .and_then(|mut desk| desk.note_of_ledger(TrailEvent::Locked, ""));
        self.session = None;
        if let Some(file) = &mut self.file {
            Seals::unwatch(&file.connection);
        }
        if let Err(error) = noted {
            tracing::warn!(%error, "that the station was locked could not be written down");
        }
        tell(Answer::Locked(self.look().unwrap_or(Gate::Closed { operator: None })));
        Ok(())
    }

    /// Only the wrapping of the data key changes; no row does.
    fn set_passphrase(
        &mut self,
        kind: SlotKind,
        current: &Passphrase,
        new: &Passphrase,
        at: i64,
    ) -> Result<(), LedgerError> {
        let random = Random::clone(&self.random);
        let mut desk = self.desk(at)?;
        let key = unwrap(desk.connection, current)?
            .ok_or(LedgerError::WrongPassphrase)?
            .key;
        let wrapped = key.wrap(new, next(desk.connection, kind)?, &random)?;
        let event = match kind {
            SlotKind::Passphrase => TrailEvent::PassphraseChanged,
            SlotKind::Recovery => TrailEvent::RecoverySet,
        };
        let (vault, author) = (desk.vault, desk.author);
        let change = desk.change()?;
        keep_slot(&change, kind, &wrapped)?;
        trail::append(&change, vault, author, at, event, None, "")?;
        change.commit()?;
        if let Err(error) = purge::truncate_log(desk.connection) {
            tracing::info!(%error, "the passphrase before is in the log beside the ledger until it is emptied");
        }
        Ok(())
    }
}

impl Desk<'_> {
    /// Begins to write.
    pub(super) fn change(&mut self) -> Result<Change<'_>, LedgerError> {
        Change::begin(self.connection, self.vault, self.ground)
    }

    /// Keeps something that is about no enrolment, and tells the head of the trail with it.
    fn note_of_ledger(&mut self, event: TrailEvent, detail: &str) -> Result<TrailHead, LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        trail::append(&change, vault, author, at, event, None, detail)?;
        let head = trail::last(&change)?.ok_or(LedgerError::NotFound)?.0;
        change.commit()?;
        Ok(head)
    }
}

/// Who asked, and so who is told when it fails.
fn whose(request: &Request) -> fn(LedgerError) -> Answer {
    match request {
        Request::Look | Request::Open { .. } => Answer::NotOpened,
        Request::LookUpPerson(_) => |error| Answer::FlowFailed(LedgerTask::Person, error),
        Request::LookUpToken(_) => |error| Answer::FlowFailed(LedgerTask::Token, error),
        Request::Record { .. } | Request::Reopen { .. } => |error| Answer::FlowFailed(LedgerTask::Enrolment, error),
        Request::KeepEnding(..) => |error| Answer::FlowFailed(LedgerTask::Ending, error),
        Request::Confirm(..) => |error| Answer::FlowFailed(LedgerTask::Confirmation, error),
        Request::OpenRows(_) | Request::BeginExport(_) | Request::PlaceExport(_) | Request::EndExport { .. } => {
            Answer::ExportFailed
        }
        Request::PlanPurge(_) | Request::Purge(_) => Answer::PurgeFailed,
        Request::RecordClock { .. } => Answer::ClockFailed,
        Request::KeepDoubt(_) => Answer::DoubtNotKept,
        Request::KeepPeople(_) => Answer::PeopleFailed,
        Request::SetPassphrase { .. } => Answer::PassphraseNotSet,
        Request::Check => Answer::CheckFailed,
        _ => Answer::Failed,
    }
}
