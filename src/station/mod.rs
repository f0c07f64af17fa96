//! The conductor. It owns the flow, the reader, the ledger and the files, draws time and random bytes, turns effects
//! into work and results into events.
//!
//! Nothing here waits: work goes to lanes (named threads, or inline in tests), results come back through the [`Inbox`]
//! and are taken by [`Station::drain`]. The window sends [`Intent`]s and reads the state through getters; it never
//! touches a room below. Everything from outside (clock, randomness, reader, ledger, files) is injected by [`Sources`].

mod export;
mod files;
mod inbox;
mod intent;
mod lane;
mod log;
mod settings;
mod sources;

pub use export::{ExportStage, ExportTrouble, Held};
pub use files::{FileAnswer, FileRequest, Settled};
pub use inbox::{Arrival, Inbox, Post, Waker};
pub use intent::{Intent, UpnField};
pub use lane::{Executor, Lane};
pub use log::{Log, Shown};
pub use settings::Settings;
pub use sources::{Credentials, ReaderFactory, Sources, system_clock, system_random};

use zeroize::Zeroizing;

use crate::desk::{Effect, Event, Flow, Moment, Recorded as RecordedEvent, Stage};
use crate::ledger::{self, Answer, Gate, LedgerError, RecordedAnswer};
use crate::otp::{self, Codes, Parameters, Seed};
use crate::reader::{self, Reader, ReaderEvent, ReaderState};
use crate::token2::DisplayTimeout;

/// The desk as a whole.
pub struct Station {
    sources: sources::Parts,
    inbox: Inbox,
    reader: Box<dyn Reader>,
    ledger: Lane<(i64, ledger::Request)>,
    files: Lane<FileRequest>,
    flow: Flow,
    door: Door,
    reader_state: ReaderState,
    recorded: Option<ledger::Recorded>,
    upn_field: UpnField,
    log: Log,
    export: export::Export,
    settings: Settings,
    trouble: Option<Trouble>,
}

/// Whether somebody sits at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// The ledger is being looked at.
    Looking,
    /// There is no ledger yet: a passphrase is chosen.
    New {
        /// Why the last try failed.
        failed: Option<DoorFailure>,
    },
    /// There is one: its passphrase is asked.
    Closed {
        /// Who opened it last.
        operator: Option<String>,
        /// Why the last try failed.
        failed: Option<DoorFailure>,
    },
    /// The passphrase is being tried.
    Opening(Box<Door>),
    /// It cannot be opened here, in the ledger's words.
    Barred(DoorFailure, String),
    /// Somebody sits at the desk.
    Open {
        /// Who.
        operator: String,
    },
}

/// Why the ledger was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorFailure {
    /// Wrong passphrase.
    WrongPassphrase,
    /// Too short.
    ShortPassphrase,
    /// No operator was named.
    NoOperator,
    /// Another station has it open.
    InUse,
    /// It comes from a newer version.
    Newer,
    /// It is no ledger.
    Foreign,
    /// It is damaged.
    Damaged,
    /// Something else; the words beside it say what.
    Other,
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
    /// The last export broke off, and its file is not where it was to be.
    ExportVoid(std::path::PathBuf),
    /// The last export broke off, and its file cannot be found now.
    ExportUnknown(std::path::PathBuf),
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
        let (parts, inbox, reader, ledger, files) = sources.start()?;
        let mut station = Self {
            sources: parts,
            inbox,
            reader,
            ledger,
            files,
            flow: Flow::default(),
            door: Door::Looking,
            reader_state: ReaderState::default(),
            recorded: None,
            upn_field: UpnField::default(),
            log: Log::default(),
            export: export::Export::default(),
            settings: Settings::default(),
            trouble: None,
        };
        station.files.submit(FileRequest::LoadSettings);
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
            }
        }
        any
    }

    /// Lets time pass: arming ends, a clock that jumped is noticed.
    pub fn tick(&mut self) {
        self.step(Event::Tick);
    }

    /// When [`Station::tick`] is wanted next: the window draws a countdown or a live code then. `None` when idle.
    #[must_use]
    pub fn next_tick(&self) -> Option<std::time::Duration> {
        self.flow.next_tick(self.now())
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

    /// Whether somebody sits at the desk.
    #[must_use]
    pub const fn door(&self) -> &Door {
        &self.door
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
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
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
        )
    }

    // --- the flow -----------------------------------------------------------------------------------------------------

    fn step(&mut self, event: Event) {
        let now = self.now();
        for effect in self.flow.step(event, now) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Inspect { placement, hold } => self.reader.request(reader::Request::Inspect { placement, hold }),
            Effect::Release => self.reader.request(reader::Request::Release),
            Effect::LookUpPerson(upn) => self.ask(ledger::Request::LookUpPerson(upn)),
            Effect::LookUpToken(token) => self.ask(ledger::Request::LookUpToken(token)),
            Effect::Record { upn, token, accepted } => match self.fresh_seed() {
                Ok(seed) => self.ask(ledger::Request::Record {
                    upn,
                    token,
                    accepted,
                    seed,
                    parameters: Parameters::STANDARD,
                    display: DisplayTimeout::default(),
                }),
                Err(error) => self.step(Event::LedgerFailed(error.to_string())),
            },
            Effect::Reopen(unfinished) => self.ask(ledger::Request::Reopen {
                unfinished,
                display: DisplayTimeout::default(),
            }),
            Effect::Burn { id, placement } => {
                let recorded = self.recorded.take();
                if let Some(order) = recorded.filter(|order| crate::desk::DurableBurn::enrolment(order) == id) {
                    let order = Box::new(order);
                    self.reader.request(reader::Request::Burn { placement, order });
                }
            }
            Effect::KeepEnding(id, ending) => self.ask(ledger::Request::KeepEnding(id, ending)),
            Effect::Confirm(id, confirmation) => self.ask(ledger::Request::Confirm(id, confirmation)),
            Effect::Park(id) => self.ask(ledger::Request::Park(id)),
            Effect::NoteMiss(id) => self.ask(ledger::Request::NoteMiss(id)),
        }
    }

    fn fresh_seed(&self) -> Result<Seed, LedgerError> {
        let mut bytes = Zeroizing::new([0; Seed::FRESH_LEN]);
        (self.sources.random)(&mut bytes[..])?;
        Seed::new(&bytes[..]).map_err(|_| LedgerError::SeedGone)
    }

    fn ask(&mut self, request: ledger::Request) {
        let at = self.now().unix();
        if !self.ledger.submit((at, request)) {
            tracing::error!("the thread of the ledger has ended");
            self.step(Event::LedgerFailed(LedgerError::Gone.to_string()));
        }
    }

    // --- what arrives -------------------------------------------------------------------------------------------------

    fn reader_told(&mut self, event: ReaderEvent) {
        let event = match event {
            ReaderEvent::State(state) => {
                self.reader_state = state;
                return;
            }
            // a locked desk watches nothing; what is laid down meanwhile has to be lifted first
            ReaderEvent::Placed { placement, fresh } => Event::Placed {
                placement,
                fresh: fresh && matches!(self.door, Door::Open { .. }),
            },
            ReaderEvent::Removed => Event::Removed,
            ReaderEvent::Inspected { placement, found } => Event::Inspected { placement, found },
            ReaderEvent::Step(step) => Event::Step(step),
            ReaderEvent::BurnEnded(outcome) => Event::BurnEnded(outcome),
        };
        self.step(event);
    }

    fn ledger_told(&mut self, answer: Answer) {
        match answer {
            Answer::Gate(Gate::New) => {
                self.door = Door::New { failed: None };
                self.open_by_itself();
            }
            Answer::Gate(Gate::Closed { operator }) => {
                self.door = Door::Closed { operator, failed: None };
                self.open_by_itself();
            }
            Answer::Opened(opened) => self.opened(opened),
            Answer::NotOpened(error) => self.not_opened(&error),
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
            Answer::Changed(rows) => self.log_changed(rows),
            Answer::Trail(id, entries) => self.log.show_trail(id, entries),
            Answer::Secret(id, uri) => self.log.show_secret(id, uri),
            Answer::Rows(rows) => self.compile_export(rows),
            Answer::ExportBegun(id) => self.write_export(id),
            Answer::ExportEnded { id, written } => self.export_ended(id, written),
            Answer::FlowFailed(error) => {
                tracing::warn!(%error, "the ledger failed the enrolment in hand");
                self.step(Event::LedgerFailed(error.to_string()));
            }
            Answer::ExportFailed(error) => {
                tracing::warn!(%error, "the ledger failed the export");
                self.export_failed_by_ledger(&error);
            }
            Answer::Failed(error) => {
                tracing::warn!(%error, "the ledger failed");
                self.trouble = Some(Trouble::Ledger(error.to_string()));
            }
        }
    }

    fn recorded(&mut self, recorded: RecordedAnswer) {
        let event = match recorded {
            RecordedAnswer::Burn(order, work) => {
                self.recorded = Some(order);
                RecordedEvent::Burn(work)
            }
            RecordedAnswer::Compare(work) => RecordedEvent::Compare(work),
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
    }

    fn log_changed(&mut self, rows: Vec<crate::desk::Enrolment>) {
        for row in rows {
            if self.log.selected() == Some(row.id) {
                self.ask(ledger::Request::Trail(row.id));
            }
            self.log.put(row);
        }
    }

    // --- the door -----------------------------------------------------------------------------------------------------

    /// With a passphrase from the command line nobody is asked.
    fn open_by_itself(&mut self) {
        if let Some(credentials) = self.sources.credentials.take() {
            self.open(credentials.passphrase, credentials.operator);
        }
    }

    fn open(&mut self, passphrase: ledger::Passphrase, operator: String) {
        match &self.door {
            Door::New { .. } | Door::Closed { .. } => {
                self.door = Door::Opening(Box::new(self.door.clone()));
                self.ask(ledger::Request::Open { passphrase, operator });
            }
            _ => {}
        }
    }

    fn opened(&mut self, opened: ledger::Opened) {
        self.door = Door::Open {
            operator: opened.operator,
        };
        let now = self.now().unix();
        self.log.fill(opened.log, now);
        if !opened.trail_is_whole {
            tracing::error!("the trail is not as it was written");
            self.trouble = Some(Trouble::Trail);
        }
        if !opened.unsettled.is_empty() {
            self.files.submit(FileRequest::Settle(opened.unsettled));
        }
    }

    fn not_opened(&mut self, error: &LedgerError) {
        let why = match error {
            LedgerError::WrongPassphrase => DoorFailure::WrongPassphrase,
            LedgerError::ShortPassphrase => DoorFailure::ShortPassphrase,
            LedgerError::NoOperator => DoorFailure::NoOperator,
            LedgerError::InUse => DoorFailure::InUse,
            LedgerError::NewerSchema { .. } => DoorFailure::Newer,
            LedgerError::NotALedger => DoorFailure::Foreign,
            LedgerError::Damaged => DoorFailure::Damaged,
            _ => DoorFailure::Other,
        };
        tracing::warn!(%error, "the ledger was not opened");
        let again = matches!(
            why,
            DoorFailure::WrongPassphrase | DoorFailure::ShortPassphrase | DoorFailure::NoOperator
        );
        self.door = match std::mem::replace(&mut self.door, Door::Looking) {
            Door::Opening(before) if again => match *before {
                Door::Closed { operator, .. } => Door::Closed {
                    operator,
                    failed: Some(why),
                },
                _ => Door::New { failed: Some(why) },
            },
            _ => Door::Barred(why, error.to_string()),
        };
    }
}
