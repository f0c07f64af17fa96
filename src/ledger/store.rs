//! The ledger itself: requests in, answers out, one transaction each.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::open::OpenFile;
use super::rows::{self, ALGORITHMS, word};
use super::slots::{keep_slot, slot};
use super::trail::{self, Author, TrailEvent};
use super::vault::{Random, Vault};
use super::{Answer, Gate, LedgerError, Opened, Passphrase, Recorded, RecordedAnswer, Request, SealedRow, batch};
use crate::desk::{
    Accepted, BurnEnding, Confirmation, ConfirmedBy, Earlier, EnrolmentId, Kind, Outcome, Standing, Token, Unfinished,
    Upn, Work,
};
use crate::otp::{self, Hidden, Parameters, Seed};
use crate::token2::{BurnPlan, BurnStep, DisplayTimeout, Model};

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

/// An enrolment that is to be put on disk.
struct New {
    upn: Upn,
    token: Token,
    seed: Seed,
    parameters: Parameters,
}

pub(super) fn immediate(connection: &mut Connection) -> Result<Transaction<'_>, LedgerError> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

impl Desk<'_> {
    fn person(&self, upn: &Upn) -> Result<Vec<Earlier>, LedgerError> {
        Ok(rows::standing(&rows::of_person(self.connection, upn)?))
    }

    fn token(&self, token: &Token) -> Result<Answer, LedgerError> {
        let known = rows::of_serial(self.connection, token.serial.as_str())?;
        Ok(Answer::Token {
            serial: token.serial.clone(),
            earlier: rows::standing(&known),
            unfinished: rows::unfinished(&known),
        })
    }

    /// Checks and insert are one transaction, so that nothing comes in between.
    fn record(
        &mut self,
        new: New,
        accepted: &Accepted,
        display: DisplayTimeout,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = immediate(self.connection)?;
        if let Some(known) = known(&change, &new, accepted)? {
            tell(Answer::Recorded(known));
            return Ok(());
        }
        let id = insert(&change, vault, author, at, &new)?;
        trail::append(&change, vault, author, at, TrailEvent::Recorded, Some(id), "")?;
        change.commit()?;
        self.tell_changed(id, tell)?;
        let serial = new.token.serial.clone();
        let work = Work {
            id,
            upn: new.upn,
            serial: serial.clone(),
            model: new.token.model,
            seed: new.seed.duplicate(),
            parameters: new.parameters,
            resumed: false,
        };
        let plan = BurnPlan {
            serial,
            seed: new.seed,
            parameters: new.parameters,
            display,
        };
        tell(Answer::Recorded(RecordedAnswer::Burn(Recorded::new(id, plan), work)));
        Ok(())
    }

    fn reopen(
        &mut self,
        unfinished: Unfinished,
        display: DisplayTimeout,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let id = match unfinished {
            Unfinished::Burn(id) | Unfinished::Compare(id) => id,
        };
        if !rows::one(self.connection, id)?.is_unfinished() {
            return Err(LedgerError::NotFound);
        }
        let work = rows::work(self.connection, self.vault, id, true)?;
        if let Unfinished::Compare(_) = unfinished {
            tell(Answer::Recorded(RecordedAnswer::Compare(work)));
            return Ok(());
        }
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = immediate(self.connection)?;
        set_outcome(&change, id, Outcome::Burning)?;
        trail::append(&change, vault, author, at, TrailEvent::Resumed, Some(id), "")?;
        change.commit()?;
        self.tell_changed(id, tell)?;
        let plan = BurnPlan {
            serial: work.serial.clone(),
            seed: work.seed.duplicate(),
            parameters: work.parameters,
            display,
        };
        tell(Answer::Recorded(RecordedAnswer::Burn(Recorded::new(id, plan), work)));
        Ok(())
    }

    fn keep_ending(
        &mut self,
        id: EnrolmentId,
        ending: &BurnEnding,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = immediate(self.connection)?;
        let (event, detail) = match ending {
            BurnEnding::Burned { drift } => {
                set_outcome(&change, id, Outcome::Burned)?;
                change.execute(
                    "UPDATE enrolment SET drift_after = ?2 WHERE id = ?1",
                    params![id.0, drift],
                )?;
                (TrailEvent::Burned, drift.map(|d| d.to_string()).unwrap_or_default())
            }
            BurnEnding::Interrupted(step) => {
                set_outcome(&change, id, Outcome::Interrupted)?;
                (TrailEvent::Interrupted, step_word(*step).to_owned())
            }
            BurnEnding::NothingWritten => {
                change.execute(
                    "UPDATE enrolment SET outcome = 'abandoned', touched = 0, nonce = NULL, sealed = NULL
                      WHERE id = ?1 AND outcome = 'burning'",
                    [id.0],
                )?;
                (TrailEvent::NothingWritten, String::new())
            }
        };
        trail::append(&change, vault, author, at, event, Some(id), &detail)?;
        change.commit()?;
        self.tell_changed(id, tell)
    }

    /// The right code proves that the seed is in the token, even where keeping the end of the burn had failed.
    fn confirm(
        &mut self,
        id: EnrolmentId,
        confirmation: Confirmation,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let by = word(&ConfirmedBy::ALL, confirmation.by);
        let change = immediate(self.connection)?;
        let changed = change.execute(
            "UPDATE enrolment SET outcome = 'confirmed', confirmed_at = ?2, confirmed_by = ?3, confirmed_drift = ?4
              WHERE id = ?1 AND outcome IN ('burning', 'interrupted', 'burned')",
            params![id.0, at, by, confirmation.drift],
        )?;
        if changed != 1 {
            return Err(LedgerError::NotFound);
        }
        trail::append(&change, vault, author, at, TrailEvent::Confirmed, Some(id), by)?;
        change.commit()?;
        self.tell_changed(id, tell)?;
        tell(Answer::ConfirmationKept);
        Ok(())
    }

    fn note(&mut self, event: TrailEvent, id: EnrolmentId, detail: &str) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = immediate(self.connection)?;
        trail::append(&change, vault, author, at, event, Some(id), detail)?;
        Ok(change.commit()?)
    }

    /// The trail comes first: a secret that was shown without a trace is worse than a trace of one that was not.
    fn show_secret(&mut self, id: EnrolmentId, reason: &str) -> Result<Hidden<String>, LedgerError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(LedgerError::NoReason);
        }
        let work = rows::work(self.connection, self.vault, id, false)?;
        self.note(TrailEvent::SecretShown, id, reason)?;
        Ok(otp::otpauth_uri(
            Model::MANUFACTURER,
            work.upn.as_str(),
            &work.seed,
            work.parameters,
        ))
    }

    fn open_rows(&self, ids: &[EnrolmentId]) -> Result<Vec<SealedRow>, LedgerError> {
        ids.iter()
            .map(|id| {
                let row = rows::one(self.connection, *id)?;
                if row.outcome != Outcome::Confirmed || row.standing != Standing::Current {
                    return Err(LedgerError::NotFound);
                }
                let work = rows::work(self.connection, self.vault, *id, false)?;
                Ok(SealedRow {
                    id: work.id,
                    upn: work.upn.as_str().to_owned(),
                    serial: work.serial.as_str().to_owned(),
                    model: work.model.name().to_owned(),
                    parameters: work.parameters,
                    seed: work.seed,
                })
            })
            .collect()
    }

    /// The enrolment and the others of its token, which it may supersede.
    fn tell_changed(&self, id: EnrolmentId, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        let serial = rows::one(self.connection, id)?.serial;
        tell(Answer::Changed(rows::of_serial(self.connection, &serial)?));
        Ok(())
    }
}

/// What stands in the way of a new enrolment beyond what was accepted: the token first, since writing it destroys.
fn known(connection: &Connection, new: &New, accepted: &Accepted) -> Result<Option<RecordedAnswer>, LedgerError> {
    let of_token = rows::of_serial(connection, new.token.serial.as_str())?;
    let mut earlier = rows::standing(&of_token);
    earlier.retain(|earlier| !accepted.of_token.contains(&earlier.id));
    if !earlier.is_empty() {
        let same_person = |earlier: &Earlier| earlier.upn.eq_ignore_ascii_case(new.upn.as_str());
        let unfinished = earlier
            .iter()
            .all(same_person)
            .then(|| rows::unfinished(&of_token))
            .flatten();
        return Ok(Some(RecordedAnswer::Known {
            token: true,
            earlier,
            unfinished,
        }));
    }
    let mut earlier = rows::standing(&rows::of_person(connection, &new.upn)?);
    earlier.retain(|earlier| !accepted.of_person.contains(&earlier.id) && !accepted.of_token.contains(&earlier.id));
    Ok((!earlier.is_empty()).then_some(RecordedAnswer::Known {
        token: false,
        earlier,
        unfinished: None,
    }))
}

fn insert(change: &Connection, vault: &Vault, author: &Author, at: i64, new: &New) -> Result<EnrolmentId, LedgerError> {
    let mut uid = [0; 16];
    vault.fill(&mut uid)?;
    let serial = new.token.serial.as_str();
    let sealed = vault.seal(&new.seed, &rows::binding(&uid, serial, new.parameters))?;
    change
        .prepare_cached(
            "INSERT INTO enrolment (uid, at, upn, upn_folded, serial, model, kind, algorithm, period, outcome, touched,
                                    operator, nonce, sealed, fingerprint, drift_before)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1,
                     (SELECT id FROM operator WHERE name = ?11), ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            uid,
            at,
            new.upn.as_str(),
            new.upn.folded(),
            serial,
            new.token.model.name(),
            word(&Kind::ALL, Kind::Random),
            word(&ALGORITHMS, new.parameters.algorithm),
            new.parameters.period.seconds().cast_signed(),
            word(&Outcome::ALL, Outcome::Burning),
            author.operator,
            sealed.nonce,
            sealed.bytes,
            vault.fingerprint(&new.seed),
            new.token.drift,
        ])?;
    Ok(EnrolmentId(change.last_insert_rowid()))
}

fn set_outcome(change: &Connection, id: EnrolmentId, outcome: Outcome) -> Result<(), LedgerError> {
    let changed = change
        .prepare_cached("UPDATE enrolment SET outcome = ?2 WHERE id = ?1 AND outcome <> 'confirmed'")?
        .execute(params![id.0, word(&Outcome::ALL, outcome)])?;
    if changed == 1 {
        Ok(())
    } else {
        Err(LedgerError::NotFound)
    }
}

const fn step_word(step: BurnStep) -> &'static str {
    match step {
        BurnStep::Reading => "reading",
        BurnStep::Authenticating => "authenticating",
        BurnStep::WritingConfig => "clock",
        BurnStep::WritingSeed => "seed",
        BurnStep::ReadingBack => "reading-back",
    }
}
