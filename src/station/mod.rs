//! The conductor. It owns the flow, the reader, the ledger and the files, draws time and random bytes, turns effects
//! into work and results into events.
//!
//! Nothing here waits: work goes to lanes (named threads, or inline in tests), results come back through the [`Inbox`]
//! and are taken by [`Station::drain`]. The window sends [`Intent`]s and reads the state through getters; it never
//! touches a room below. Everything from outside (clock, randomness, reader, ledger, files) is injected by [`Sources`].

mod backups;
mod changes;
mod check;
mod clock;
mod door;
mod doubts;
mod export;
mod files;
mod find;
mod identify;
mod inbox;
mod intent;
mod inventory;
mod lane;
mod log;
mod people;
mod purge;
mod reading;
mod scan;
mod settings;
mod sleep;
mod sources;
mod strength;
mod witness;

pub use backups::{BackupAnswer, BackupRequest};
pub use check::LedgerCheck;
pub use door::{Door, DoorFailure, PassphraseChange, Vault};
pub use export::{ExportStage, ExportTrouble, Held};
pub use files::{FileAnswer, FileRequest, Settled};
pub use find::{Column, FindRequest, Found, Line, Query, Since};
pub use identify::{ClockWay, Identify, NotSet, Seen, SetClock};
pub use inbox::{Arrival, Inbox, Post, Waker, Worker};
pub use intent::{Intent, UpnField};
pub use inventory::Inventory;
pub use lane::{Executor, Lane};
pub use log::{Log, Shown};
pub use people::{Import, People};
pub use purge::{Purge, PurgeAsked, PurgeLoss};
pub use scan::Hint;
pub use settings::{
    ClockLimit, Comparing, DisplaySeconds, HeaderSpelling, Licence, Settings, Theme, TokenMinutes, Unread, Zoom,
    read_domain,
};
pub use sources::{Credentials, Doctor, Named, ReaderFactory, Sources, system_clock, system_random};
pub use strength::is_weak;
pub use witness::{ClockSource, ask_server, is_server_name, look};

use zeroize::Zeroizing;

use crate::desk::{
    Earlier, Effect, Event, Flow, Given, Kind, LastWrite, Moment, Recorded as RecordedEvent, Stage, Swap,
};
use crate::ledger::{self, Answer, Gate, LedgerError, RecordedAnswer};
use crate::otp::{self, Codes, Parameters, Seed};
use crate::reader::doctor::Diagnosis;
use crate::reader::{self, Reader, ReaderEvent, ReaderState};
use crate::token2::{BurnFailure, BurnStep, FailureReason};

/// The desk as a whole.
pub struct Station {
    sources: sources::Parts,
    inbox: Inbox,
    reader: Box<dyn Reader>,
    ledger: Lane<(i64, ledger::Request)>,
    files: Lane<FileRequest>,
    backups: Lane<BackupRequest>,
    finder: Lane<FindRequest>,
    clock: Lane<Option<String>>,
    doctor: Lane<()>,
    /// Why no reader is found, likeliest first; empty while one is, and until it has been found out.
    diagnosis: Vec<Diagnosis>,
    flow: Flow,
    /// Tokens of other stations whose clock was looked at in this run.
    strangers: std::collections::HashSet<String>,
    identify: Identify,
    /// Whether tokens that are laid down are looked at.
    looks: bool,
    last_write: LastWrite,
    /// Tokens that may have been overwritten, until the ledger says that it has kept that.
    unkept: Vec<Swap>,
    people: People,
    hint: Option<Hint>,
    other_reading: Option<scan::OtherReading>,
    /// Whether somebody has just made the ledger and tried nothing yet.
    welcome: bool,
    door: Door,
    vault: Vault,
    attention: door::Attention,
    reader_state: ReaderState,
    /// The readers that are not watched and feel something.
    elsewhere: Vec<String>,
    recorded: Option<ledger::Recorded>,
    upn_field: UpnField,
    log: Log,
    export: export::Export,
    purge: Purge,
    settings: Settings,
    /// What the operator has not read yet, oldest first.
    troubles: Vec<Trouble>,
}

/// Something failed beside the enrolment in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The ledger could not do what was asked.
    Ledger(String),
    /// The settings could not be read or kept.
    Settings(String),
    /// The trail was changed or cut from outside.
    Trail,
    /// The ledger is not as Tapdesk left it. What may be wrong is held back.
    Altered(Vec<ledger::Finding>),
    /// The last export broke off, and its file is not where it was to be.
    ExportVoid(std::path::PathBuf),
    /// The last export broke off, and its file cannot be found now.
    ExportUnknown(std::path::PathBuf),
    /// A temporary file with secrets could not be removed.
    SecretsLeft(std::path::PathBuf),
    /// No backup could be made, in the words of what failed.
    Backup(String),
    /// That enrolment's token may have been overwritten while another one was to be written.
    Doubted(Earlier),
    /// The backup that was made holds less than this one before it.
    BackupHoldsLess(std::path::PathBuf),
    /// That a token may have been overwritten could not be kept, in the ledger's words.
    DoubtNotKept(String),
    /// The clock is behind the last entry of the trail, or was set back.
    ClockBehind,
    /// The ledger was put back from a backup.
    Restored,
    /// The recovery passphrase was used.
    OpenedByRecovery,
    /// A part of the program has ended by a fault of ours.
    Died(Worker),
}

impl std::fmt::Debug for Station {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Station({:?})", self.door)
    }
}

impl Station {
    /// Starts the lanes and looks for a ledger.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(sources: Sources) -> std::io::Result<Self> {
        let (parts, inbox, workers) = sources.start()?;
        let now = (parts.now)();
        let mut station = Self {
            sources: parts,
            inbox,
            reader: workers.reader,
            ledger: workers.ledger,
            files: workers.files,
            backups: workers.backups,
            finder: workers.finder,
            clock: workers.clock,
            doctor: workers.doctor,
            diagnosis: vec![],
            flow: Flow::default(),
            strangers: std::collections::HashSet::new(),
            identify: Identify::default(),
            looks: false,
            last_write: LastWrite::default(),
            unkept: vec![],
            people: People::default(),
            hint: None,
            other_reading: None,
            welcome: false,
            door: Door::Looking,
            vault: Vault::default(),
            attention: door::Attention::since(now),
            reader_state: ReaderState::default(),
            elsewhere: vec![],
            recorded: None,
            upn_field: UpnField::default(),
            log: Log::default(),
            export: export::Export::default(),
            purge: Purge::default(),
            settings: Settings::default(),
            troubles: vec![],
        };
        station.ask_files(FileRequest::LoadSettings);
        station.ask(ledger::Request::Look);
        Ok(station)
    }

    /// Takes everything that arrived. `true` when something did.
    pub fn drain(&mut self) -> bool {
        let mut any = false;
        while let Some(arrival) = self.inbox.take() {
            any = true;
            match arrival {
                Arrival::Reader(event) => self.reader_told(event),
                Arrival::Ledger(answer) => self.ledger_told(answer),
                Arrival::Files(answer) => self.files_told(answer),
                Arrival::Backups(answer) => self.backups_told(answer),
                Arrival::Found(found) => self.log.searched(found),
                Arrival::Diagnosed(found) => self.diagnosed(found),
                Arrival::Clock(found) => self.clock_looked_at(found),
                Arrival::Died(worker) => self.died(worker),
                Arrival::Slept => self.lock(),
            }
        }
        self.finish_locking();
        self.search_log();
        any
    }

    /// Lets time pass: arming ends, a clock that jumped is noticed, a desk that nobody touches is locked.
    pub fn tick(&mut self) {
        self.step(Event::Tick);
        self.look_at_clock();
        self.watch_clock();
    }

    /// When [`Station::tick`] is wanted next: the window draws a countdown or a live code then. `None` when idle.
    #[must_use]
    pub fn next_tick(&self) -> Option<std::time::Duration> {
        let flow = self.flow.next_tick(self.now());
        flow.into_iter().chain(self.locks_in()).chain(self.looks_in()).min()
    }

    /// Now, on the injected clock.
    #[must_use]
    pub fn now(&self) -> Moment {
        (self.sources.now)()
    }

    /// The zone in which times are shown.
    #[must_use]
    pub const fn zone(&self) -> &jiff::tz::TimeZone {
        &self.sources.zone
    }

    /// Whether tokens and ledger are of the demo.
    #[must_use]
    pub const fn is_demo(&self) -> bool {
        self.sources.demo
    }

    /// The enrolment in hand.
    #[must_use]
    pub const fn flow(&self) -> &Flow {
        &self.flow
    }

    /// The readers.
    #[must_use]
    pub const fn reader(&self) -> &ReaderState {
        &self.reader_state
    }

    /// The readers that are not watched and feel something.
    #[must_use]
    pub fn elsewhere(&self) -> &[String] {
        &self.elsewhere
    }

    /// Why no reader is found, likeliest first. Empty until that has been found out.
    #[must_use]
    pub fn diagnosis(&self) -> &[Diagnosis] {
        &self.diagnosis
    }

    /// Whether somebody has just made the ledger and tried nothing yet.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.welcome
    }

    /// What the UPN field has to say.
    #[must_use]
    pub const fn upn_field(&self) -> &UpnField {
        &self.upn_field
    }

    /// All enrolments.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// What leaves, and how far it came.
    #[must_use]
    pub const fn export(&self) -> &export::Export {
        &self.export
    }

    /// What failed beside the enrolment in hand.
    #[must_use]
    pub fn trouble(&self) -> Option<&Trouble> {
        self.troubles.first()
    }

    /// What is remembered from day to day.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where the ledger lies.
    #[must_use]
    pub fn data_dir(&self) -> &std::path::Path {
        &self.sources.data_dir
    }

    /// Where backups go.
    #[must_use]
    pub fn backup_folder(&self) -> std::path::PathBuf {
        self.settings.backup_folder(&self.sources.data_dir)
    }

    fn say(&mut self, trouble: Trouble) {
        if !self.troubles.contains(&trouble) {
            self.troubles.push(trouble);
        }
    }

    /// The live code of the enrolment that is being compared.
    #[must_use]
    pub fn codes(&self) -> Option<Codes> {
        match self.flow.stage() {
            Stage::Comparing { work, .. } => Some(otp::codes(&work.seed, work.parameters, self.now().unix())),
            _ => None,
        }
    }

    /// Whether a token is being written at this moment.
    #[must_use]
    pub fn is_burning(&self) -> bool {
        matches!(
            self.flow.stage(),
            Stage::Burning { .. } | Stage::Recording { .. } | Stage::Reopening { .. }
        ) || self.sets_clock()
    }

    // --- the flow -----------------------------------------------------------------------------------------------------

    fn step(&mut self, event: Event) {
        let now = self.now();
        for effect in self.flow.step(event, now) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        if matches!(effect, Effect::Record { .. }) {
            self.other_reading = None;
        }
        match effect {
            Effect::Inspect { placement, hold } => self.reader.request(reader::Request::Inspect { placement, hold }),
            Effect::Release => self.reader.request(reader::Request::Release),
            Effect::LookUpPerson(upn) => self.ask(ledger::Request::LookUpPerson(upn)),
            Effect::LookUpToken(token) => self.ask(ledger::Request::LookUpToken(token)),
            Effect::Record {
                upn,
                token,
                accepted,
                given,
                witness,
            } => match self.seed(given) {
                Ok((kind, given)) => self.ask(ledger::Request::Record {
                    upn,
                    token,
                    accepted,
                    seed: given.seed,
                    kind,
                    parameters: given.parameters,
                    display: self.settings.display_seconds.timeout(),
                    witness,
                    in_entra: self.settings.licence == Licence::Free,
                }),
                Err(error) => self.step(Event::LedgerFailed(error.to_string())),
            },
            Effect::Reopen(reopen) => self.ask(ledger::Request::Reopen {
                reopen,
                display: self.settings.display_seconds.timeout(),
            }),
            Effect::Burn { id, placement } => {
                let recorded = self.recorded.take();
                if self.reader_state == ReaderState::Died {
                    let reason = FailureReason::Lost;
                    self.step(Event::BurnEnded(Err(BurnFailure::Untouched(reason))));
                } else if let Some(order) =
                    recorded.filter(|order| crate::desk::DurableBurn::enrolment(order) == Some(id))
                {
                    let order = Box::new(order);
                    self.reader.request(reader::Request::Burn { placement, order });
                }
            }
            Effect::KeepEnding(id, ending) => self.ask(ledger::Request::KeepEnding(id, ending)),
            Effect::Confirm(id, confirmation) => self.ask(ledger::Request::Confirm(id, confirmation)),
            Effect::Park(id) => self.ask(ledger::Request::Park(id)),
            Effect::NoteMiss(id) => self.ask(ledger::Request::NoteMiss(id)),
            Effect::SearchCode(id, code) => {
                let since = find::first_second(Since::Today, &self.sources.zone, self.now().unix());
                self.ask(ledger::Request::WhoseCode { id, code, since });
            }
            Effect::NoteClock { right } => self.ask(ledger::Request::NoteClock { right }),
        }
    }

    /// The secret that another system dictates, or one that is drawn here.
    fn seed(&self, given: Option<Given>) -> Result<(Kind, Given), LedgerError> {
        if let Some(given) = given {
            return Ok((Kind::Dictated, given));
        }
        let mut bytes = Zeroizing::new([0; Seed::FRESH_LEN]);
        (self.sources.random)(&mut bytes[..])?;
        let seed = Seed::new(&bytes[..]).map_err(|_| LedgerError::SeedGone)?;
        Ok((Kind::Random, Given::bare(seed, Parameters::STANDARD)))
    }

    fn ask(&mut self, request: ledger::Request) {
        // nothing is compiled before what is in doubt has been kept, or was tried to be once more
        if matches!(request, ledger::Request::OpenRows(_)) {
            self.keep_doubts_again();
        }
        let at = self.now().unix();
        if !self.ledger.submit((at, request)) {
            self.died(Worker::Ledger);
        }
    }

    fn search_log(&mut self) {
        let now = self.now().unix();
        if let Some(request) = self.log.next_search(&self.sources.zone, now)
            && !self.finder.submit(request)
        {
            self.died(Worker::Finder);
        }
    }

    fn ask_files(&mut self, request: FileRequest) {
        if !self.files.submit(request) {
            self.died(Worker::Files);
        }
    }

    fn ask_backups(&mut self, request: BackupRequest) {
        if !self.backups.submit(request) {
            self.died(Worker::Backups);
        }
    }

    // --- what arrives -------------------------------------------------------------------------------------------------

    fn reader_told(&mut self, event: ReaderEvent) {
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
    fn examine_reader(&mut self) {
        self.diagnosis.clear();
        let trouble = matches!(self.reader_state, ReaderState::NoReader | ReaderState::ServiceDown(_));
        if trouble && !self.doctor.submit(()) {
            self.died(Worker::Doctor);
        }
    }

    fn diagnosed(&mut self, found: Vec<Diagnosis>) {
        if matches!(self.reader_state, ReaderState::NoReader | ReaderState::ServiceDown(_)) {
            self.diagnosis = found.into_iter().filter(Diagnosis::is_fault).collect();
        }
    }

    fn ledger_told(&mut self, answer: Answer) {
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
                serial,
                earlier,
                unfinished,
            } => self.step(Event::TokenLookedUp {
                serial,
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
            Answer::FlowFailed(error) => {
                tracing::warn!(%error, "the ledger failed the enrolment in hand");
                self.step(Event::LedgerFailed(error.to_string()));
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

    fn backups_told(&mut self, answer: BackupAnswer) {
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
    fn back_up(&mut self) {
        if !self.sources.demo && !matches!(self.purge, Purge::Working(_)) {
            self.ask_backups(BackupRequest::BackUp {
                folder: self.backup_folder(),
                station: self.sources.station.clone(),
                at: self.now().unix(),
            });
        }
    }

    /// What it had in hand has no end: it is told as what it is, not known.
    fn died(&mut self, worker: Worker) {
        tracing::error!(?worker, "a part of the program has ended by a fault");
        self.say(Trouble::Died(worker));
        let gone = LedgerError::Gone;
        match worker {
            Worker::Ledger => {
                self.step(Event::LedgerFailed(gone.to_string()));
                self.export_failed_by_ledger(&gone);
                self.purge_failed(&gone);
                self.clock_not_kept(&gone);
                self.people_lost(&gone);
                self.ledger_died();
            }
            Worker::Files => {
                self.export_failed_by_ledger(&gone);
                self.purge_failed(&gone);
                self.people_lost(&gone);
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

    fn recorded(&mut self, recorded: RecordedAnswer) {
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

    fn log_changed(&mut self, rows: Vec<crate::desk::Enrolment>) {
        for row in rows {
            if self.log.selected() == Some(row.id) && matches!(self.door(), Door::Open { .. }) {
                self.ask(ledger::Request::Trail(row.id));
            }
            // the row may have been another person's until its UPN was corrected
            let before = self.log.get(row.id).map(|row| row.upn.clone());
            let of = |log: &Log, upn: &str| log.has_token(&upn.to_ascii_lowercase());
            self.forget_doubt(&row);
            let upn = row.upn.clone();
            let other = before.filter(|before| !before.eq_ignore_ascii_case(&upn));
            let had = of(&self.log, &upn);
            let other_had = other.as_deref().is_some_and(|other| of(&self.log, other));
            self.log.put(row);
            self.recount(&upn, had);
            if let Some(other) = other {
                self.recount(&other, other_had);
            }
        }
    }
}
