//! The ledger itself: whether it is open, and who is told when an order fails.

use std::path::{Path, PathBuf};

use super::change::Author;
use super::opened::OpenLedger;
use super::opening::{self, Entry, Session};
use super::random::Random;
use super::store::Store;
use super::trail::TrailEvent;
use super::{
    Answer, Gate, LedgerError, Opened, Passphrase, Request, SlotKind, engines, exports, head, operators, people, rows,
    slots, stock, trail,
};
use crate::desk::{
    ClockKept, EnrolmentKept, ExportKept, HandOutKept, KeepClock, KeepPast, PastKept, PeopleKept, PurgeKept, Restored,
    StockKept,
};

/// The ledger of one data folder.
pub struct Ledger {
    folder: PathBuf,
    station: String,
    random: Random,
    store: Option<Box<dyn Store>>,
    /// Whether there is one, as far as is known: what is gone then is away, and none is made in its place.
    was_there: bool,
    session: Option<Session>,
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
            store: None,
            was_there: false,
            session: None,
        }
    }

    /// There was one in its folder at an earlier start: where none is found, none is made.
    pub const fn expect_there(&mut self) {
        self.was_there = true;
    }

    /// Carries out one request at `at` (Unix seconds) and tells what came of it.
    pub fn serve(&mut self, request: Request, at: i64, tell: &mut dyn FnMut(Answer)) {
        let failed = whose(&request);
        if let Err(error) = self.carry_out(request, at, tell) {
            if !matches!(
                error,
                LedgerError::Locked | LedgerError::WrongPassphrase | LedgerError::Cancelled
            ) {
                tracing::warn!(%error, "the ledger failed an order");
            }
            tell(failed(error));
        }
    }

    fn carry_out(&mut self, request: Request, at: i64, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        match request {
            Request::Look => tell(Answer::Gate(self.look()?)),
            Request::NameStation(name) => self.name_station(name),
            Request::Open {
                passphrase,
                recovery,
                operator,
            } => {
                let opened = self.open(&passphrase, recovery.as_ref(), &operator, at)?;
                tell(Answer::Opened(opened));
            }
            Request::Lock => self.lock(at, tell),
            Request::Restore(file) => {
                tell(Answer::Restored(self.restore(&file, at)));
                tell(Answer::Gate(self.look()?));
            }
            request => self.opened(at)?.carry_out(request, tell)?,
        }
        Ok(())
    }

    fn opened(&mut self, at: i64) -> Result<OpenLedger<'_>, LedgerError> {
        let store = self.store.as_deref_mut().ok_or(LedgerError::Locked)?;
        let session = self.session.as_ref().ok_or(LedgerError::Locked)?;
        if store.is_elsewhere() {
            return Err(LedgerError::Moved);
        }
        Ok(OpenLedger {
            store,
            vault: &session.vault,
            author: &session.author,
            ground: &session.ground,
            folder: &self.folder,
            at,
        })
    }

    fn store(&mut self) -> Result<&mut dyn Store, LedgerError> {
        let store = match self.store.take().filter(|store| !store.is_elsewhere()) {
            Some(store) => store,
            None if self.was_there && !engines::is_there(&self.folder)? => return Err(LedgerError::Away),
            None => engines::open(&self.folder, &mut |reading| slots::are_readable(reading))?,
        };
        Ok(&mut **self.store.insert(store))
    }

    fn name_station(&mut self, name: String) {
        if let Some(session) = &mut self.session {
            session.author.station.clone_from(&name);
        }
        self.station = name;
    }

    fn look(&mut self) -> Result<Gate, LedgerError> {
        let reading = self.store()?.read()?;
        if opening::is_new(&*reading)? {
            return Ok(Gate::New);
        }
        let known = operators::known(&*reading).unwrap_or_else(|error| {
            // only offered, so nothing depends on it
            tracing::warn!(%error, "who sat here cannot be read");
            vec![]
        });
        drop(reading);
        self.was_there = true;
        let mut known = known.into_iter();
        Ok(Gate::Closed {
            operator: known.next(),
            others: known.collect(),
        })
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
        let store = self.store()?;
        let last_at = head::last(&*store.read()?)?.map(|(_, at)| at);
        let entered = entry.enter(store)?;
        let opened = entered.tell(store, operator, last_at)?;
        // what an earlier purge or passphrase left in the log beside the file
        if let Err(error) = store.sweep_log() {
            tracing::info!(%error, "the log beside the ledger was not emptied");
        }
        self.session = Some(entered.session);
        self.was_there = true;
        Ok(opened)
    }

    /// Nobody has it open meanwhile, this one neither.
    fn restore(&mut self, file: &Path, at: i64) -> Result<Restored, String> {
        if self.session.is_some() {
            return Err(LedgerError::InUse.to_string());
        }
        if self.was_there && !self.folder.is_dir() {
            return Err(LedgerError::Away.to_string());
        }
        self.store = None;
        engines::restore(file, &self.folder, at).map_err(|error| error.of_backup(file))
    }

    /// The keys go in any case, even when that cannot be written down.
    fn lock(&mut self, at: i64, tell: &mut dyn FnMut(Answer)) {
        let noted = self
            .opened(at)
            .and_then(|mut opened| opened.note(TrailEvent::Locked, None, ""));
        self.session = None;
        if let Err(error) = noted {
            tracing::warn!(%error, "that the station was locked could not be written down");
        }
        let unknown = Gate::Closed {
            operator: None,
            others: vec![],
        };
        tell(Answer::Locked(self.look().unwrap_or(unknown)));
    }
}

impl opening::Entered {
    /// What is told of a ledger that was just opened.
    fn tell(&self, store: &dyn Store, operator: String, last_at: Option<i64>) -> Result<Opened, LedgerError> {
        let reading = &*store.read()?;
        Ok(Opened {
            operator,
            log: rows::all(reading)?,
            findings: self.findings.clone(),
            unsettled: exports::unsettled(reading)?,
            void_partials: exports::void_partials(reading)?,
            with: self.with,
            has_recovery: slots::slot(reading, SlotKind::Recovery)?.is_some(),
            recovery_declined: trail::has(reading, TrailEvent::RecoveryDeclined)?,
            last_at,
            restored: self.restored,
            roster: people::roster(reading)?,
            stock: stock::all(reading)?,
        })
    }
}

/// Who asked, and so who is told when it fails.
fn whose(request: &Request) -> Box<dyn FnOnce(LedgerError) -> Answer> {
    match request {
        Request::Look | Request::Open { .. } | Request::Restore(_) => Box::new(Answer::NotOpened),
        Request::Enrolment(order) => match order.task() {
            Some(task) => Box::new(move |why| Answer::Enrolment(EnrolmentKept::Failed(task, why.to_string()))),
            None => Box::new(Answer::Failed),
        },
        Request::Export(order) => {
            let record = order.record();
            Box::new(move |why| Answer::Export(ExportKept::Failed(record, why.to_string())))
        }
        Request::Purge(order) => {
            let scope = order.scope();
            Box::new(move |why| Answer::Purge(PurgeKept::Failed(scope, why.to_string())))
        }
        Request::Past(order) => {
            let noted = match order {
                KeepPast::NoteDeleted(id) => Some(*id),
                KeepPast::List | KeepPast::Rows(_) => None,
            };
            Box::new(move |why| Answer::Past(PastKept::Failed(noted, why.to_string())))
        }
        Request::Clock(KeepClock::Record(_)) => Box::new(|why| Answer::Clock(ClockKept::Failed(why.to_string()))),
        Request::People(_) => Box::new(|why| Answer::People(PeopleKept::Failed(why.to_string()))),
        Request::Stock(order) => {
            let id = order.id();
            Box::new(move |why| {
                Answer::Stock(match why {
                    LedgerError::Cancelled => StockKept::Cancelled(id),
                    why => StockKept::Failed(id, why.to_string()),
                })
            })
        }
        Request::HandOut(order) => {
            let id = order.id;
            Box::new(move |why| Answer::HandOut(HandOutKept::Failed(id, why.to_string())))
        }
        Request::KeepDoubt(_) => Box::new(Answer::DoubtNotKept),
        Request::SetPassphrase { .. } => Box::new(Answer::PassphraseNotSet),
        Request::Check => Box::new(Answer::CheckFailed),
        _ => Box::new(Answer::Failed),
    }
}

#[cfg(test)]
mod tests;
