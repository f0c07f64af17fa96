//! The ledger itself: requests in, answers out, one transaction each.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::enrolments::New;
use super::open::OpenFile;
use super::slots::{keep_slot, slot};
use super::trail::{self, Author, TrailEvent};
use super::vault::{Random, Vault};
use super::{Answer, Gate, LedgerError, Opened, Passphrase, Request, batch, rows};

/// The ledger of one data folder.
pub struct Ledger {
    folder: PathBuf,
    station: String,
    random: Random,
    file: Option<OpenFile>,
    session: Option<Session>,
}

struct Session {
    vault: Vault,
    author: Author,
}

/// What every request of an open ledger works with.
pub(super) struct Desk<'l> {
    pub connection: &'l mut Connection,
    pub vault: &'l Vault,
    pub author: &'l Author,
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

    /// Whether `passphrase` would open the ledger, or could make it. Changes nothing.
    ///
    /// # Errors
    /// Why it would not.
    pub fn check(&mut self, passphrase: &Passphrase) -> Result<(), LedgerError> {
        let random = Random::clone(&self.random);
        match slot(&self.file()?.connection)? {
            Some(slot) => Vault::open(passphrase, &slot, random).map(|_| ()),
            None => passphrase.check_new(),
        }
    }

    /// Carries out one request at `at` (Unix seconds) and tells what came of it.
    pub fn serve(&mut self, request: Request, at: i64, tell: &mut dyn FnMut(Answer)) {
        let of_flow = matches!(
            request,
            Request::LookUpPerson(_)
                | Request::LookUpToken(_)
                | Request::Record { .. }
                | Request::Reopen { .. }
                | Request::KeepEnding(..)
                | Request::Confirm(..)
        );
        let of_export = matches!(
            request,
            Request::OpenRows(_) | Request::BeginExport(_) | Request::EndExport { .. }
        );
        match self.carry_out(request, at, tell) {
            Ok(()) => {}
            Err(
                error @ (LedgerError::InUse
                | LedgerError::NewerSchema { .. }
                | LedgerError::NotALedger
                | LedgerError::Damaged),
            ) => {
                tell(Answer::NotOpened(error));
            }
            Err(error) if self.session.is_none() => tell(Answer::NotOpened(error)),
            Err(error) if of_flow => tell(Answer::FlowFailed(error)),
            Err(error) if of_export => tell(Answer::ExportFailed(error)),
            Err(error) => tell(Answer::Failed(error)),
        }
    }

    fn carry_out(&mut self, request: Request, at: i64, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        match request {
            Request::Look => tell(Answer::Gate(self.look()?)),
            Request::Open { passphrase, operator } => tell(Answer::Opened(self.open(&passphrase, &operator, at)?)),
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
                parameters,
                display,
            } => {
                let new = New {
                    upn,
                    token,
                    seed,
                    parameters,
                };
                self.desk(at)?.record(new, &accepted, display, tell)?;
            }
            Request::Reopen { unfinished, display } => self.desk(at)?.reopen(unfinished, display, tell)?,
            Request::KeepEnding(id, ending) => self.desk(at)?.keep_ending(id, &ending, tell)?,
            Request::Confirm(id, confirmation) => self.desk(at)?.confirm(id, confirmation, tell)?,
            Request::Park(id) => self.desk(at)?.note(TrailEvent::Parked, id, "")?,
            Request::NoteMiss(id) => self.desk(at)?.note(TrailEvent::WrongCode, id, "")?,
            Request::ShowSecret { id, reason } => {
                let uri = self.desk(at)?.show_secret(id, &reason)?;
                tell(Answer::Secret(id, uri));
            }
            Request::Trail(id) => tell(Answer::Trail(id, trail::of(self.desk(at)?.connection, id)?)),
            Request::OpenRows(ids) => tell(Answer::Rows(self.desk(at)?.open_rows(&ids)?)),
            Request::BeginExport(plan) => {
                let (id, changed) = batch::begin(&mut self.desk(at)?, &plan)?;
                tell(Answer::Changed(changed));
                tell(Answer::ExportBegun(id));
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
        Ok(Desk {
            connection: &mut file.connection,
            vault: &session.vault,
            author: &session.author,
            at,
        })
    }

    fn file(&mut self) -> Result<&mut OpenFile, LedgerError> {
        match self.file.take() {
            Some(file) => Ok(self.file.insert(file)),
            None => Ok(self.file.insert(OpenFile::open(&self.folder)?)),
        }
    }

    fn look(&mut self) -> Result<Gate, LedgerError> {
        let connection = &self.file()?.connection;
        if slot(connection)?.is_none() {
            return Ok(Gate::New);
        }
        let operator = connection
            .query_row(
                "SELECT name FROM operator ORDER BY last_at DESC, id DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        Ok(Gate::Closed { operator })
    }

    fn open(&mut self, passphrase: &Passphrase, operator: &str, at: i64) -> Result<Opened, LedgerError> {
        let operator = operator.trim().to_owned();
        if operator.is_empty() {
            return Err(LedgerError::NoOperator);
        }
        let author = Author {
            operator: operator.clone(),
            station: self.station.clone(),
        };
        let random = Random::clone(&self.random);
        let connection = &mut self.file()?.connection;
        let change = immediate(connection)?;
        let vault = match slot(&change)? {
            Some(slot) => Vault::open(passphrase, &slot, random)?,
            None => {
                let (vault, slot) = Vault::create(passphrase, random)?;
                keep_slot(&change, &slot)?;
                trail::append(&change, &vault, &author, at, TrailEvent::LedgerMade, None, "")?;
                vault
            }
        };
        let trail_is_whole = trail::is_whole(&change, &vault)?;
        if !trail_is_whole {
            // what is appended from here on is whole again, so that it was not stays written
            trail::append(&change, &vault, &author, at, TrailEvent::TrailBroken, None, "")?;
        }
        change.execute(
            "INSERT INTO operator (name, last_at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last_at = ?2",
            params![operator, at],
        )?;
        trail::append(&change, &vault, &author, at, TrailEvent::Opened, None, "")?;
        change.commit()?;
        let opened = Opened {
            operator,
            log: rows::all(connection)?,
            trail_is_whole,
            unsettled: batch::unsettled(connection)?,
        };
        self.session = Some(Session { vault, author });
        Ok(opened)
    }
}

pub(super) fn immediate(connection: &mut Connection) -> Result<Transaction<'_>, LedgerError> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}
