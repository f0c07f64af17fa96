//! The station itself: what it holds, how it starts, what arrives, and where its effects go.

use std::collections::HashSet;

use super::reminder::Reminder;
use super::sources::{Lanes, Parts};
use super::{
    Arrival, Attached, Attention, BackupRequest, Days, Door, Elsewhere, Export, FileRequest, Inbox, Log, Session,
    Settings, Sources, Swaps, Trouble, UpnField, Worker, Writer,
};
use crate::desk::{Effect, Event, Flow, IdentifyEvent, KeepEnrolment, KeepExport, Moment, Stage, Stock};
use crate::ledger;
use crate::otp::{self, Codes};
use crate::reader::doctor::Diagnosis;
use crate::reader::{self, ReaderState};
use crate::token2::TokenId;

/// The desk as a whole.
pub struct Station {
    pub(super) sources: Parts,
    pub(super) inbox: Inbox,
    pub(super) lanes: Lanes,
    pub(super) attached: Attached,
    pub(super) door: Door,
    pub(super) attention: Attention,
    /// What is known while the ledger is open.
    pub(super) session: Session,
    /// The enrolment in hand. Across a lock it remembers what lies there and what was said about the clock.
    pub(super) flow: Flow,
    pub(super) swaps: Swaps,
    /// Tokens of other stations whose clock was looked at in this run.
    pub(super) strangers: HashSet<TokenId>,
    pub(super) settings: Settings,
    /// Whether somebody has just made the ledger and tried nothing yet.
    pub(super) welcome: bool,
    pub(super) reminder: Reminder,
    pub(super) elsewhere: Elsewhere,
    /// What the operator has not read yet, oldest first.
    pub(super) troubles: Vec<Trouble>,
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
        let (parts, inbox, lanes, reader) = sources.start()?;
        let now = (parts.now)();
        let mut station = Self {
            sources: parts,
            inbox,
            lanes,
            attached: Attached::new(reader),
            door: Door::Looking,
            attention: Attention::since(now),
            session: Session::default(),
            flow: Flow::default(),
            swaps: Swaps::default(),
            strangers: HashSet::new(),
            settings: Settings::default(),
            welcome: false,
            reminder: Reminder::default(),
            elsewhere: Elsewhere::default(),
            troubles: vec![],
        };
        station.begin();
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
                Arrival::Found(found) => self.session.log.searched(found),
                Arrival::Diagnosed(found) => self.diagnosed(found),
                Arrival::Past(event) => self.step_past(event),
                Arrival::Clock(found) => self.clock_looked_at(found),
                Arrival::Picture(looked) => self.picture_looked_at(looked),
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
        self.step_identify(IdentifyEvent::Tick);
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

    /// How it stands with the readers, as they told last.
    #[must_use]
    pub const fn reader(&self) -> &ReaderState {
        &self.attached.state
    }

    /// The readers that are not watched and feel something.
    #[must_use]
    pub fn elsewhere(&self) -> &[String] {
        &self.attached.elsewhere
    }

    /// Why no reader is found, likeliest first. Empty until that has been found out.
    #[must_use]
    pub fn diagnosis(&self) -> &[Diagnosis] {
        &self.attached.diagnosis
    }

    /// Whether somebody has just made the ledger and tried nothing yet.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.welcome
    }

    /// What the UPN field has to say.
    #[must_use]
    pub const fn upn_field(&self) -> &UpnField {
        &self.session.upn_field
    }

    /// All enrolments, and what is shown of them.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.session.log
    }

    /// The tokens with a factory seed.
    #[must_use]
    pub const fn stock(&self) -> &Stock {
        &self.session.stock
    }

    /// What leaves, and how far it came.
    #[must_use]
    pub const fn export(&self) -> &Export {
        &self.session.export
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
        ) || self.session.looking.sets_clock()
    }

    // --- the flow -----------------------------------------------------------------------------------------------------

    pub(super) fn step(&mut self, event: Event) {
        let now = self.now();
        let said = self.flow.notice().cloned();
        let edited = matches!(self.flow.stage(), Stage::Editing { .. });
        let effects = self.flow.step(event, now);
        // what is said last is what is seen, but what is asked stays
        if self.flow.notice().is_some() && self.flow.notice() != said.as_ref() {
            self.session.hint.take_if(|hint| !hint.asks());
        }
        for effect in effects {
            self.perform(effect);
        }
        // whose UPN was corrected waits no longer: what stands in the field is nobody's
        if edited && self.flow.is_free() {
            self.session.upn_field.taken += 1;
        }
    }

    pub(super) fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Inspect { placement, hold } => self
                .attached
                .reader
                .request(reader::Request::Inspect { placement, hold }),
            Effect::Release => self.attached.reader.request(reader::Request::Release),
            Effect::Burn { placement, proof } => self.write(Writer::Flow, placement, proof),
            Effect::Keep(order) => {
                if let KeepEnrolment::LookUpPerson(upn) = &order {
                    self.session.entered.insert(upn.folded());
                }
                let today = Days::Today.seconds(&self.sources.zone, self.now().unix()).start;
                self.ask(ledger::Request::Enrolment(order.since(today)));
            }
        }
    }

    pub(super) fn ask(&mut self, request: ledger::Request) {
        // nothing is compiled before what is in doubt has been kept, or was tried to be once more
        if matches!(request, ledger::Request::Export(KeepExport::OpenRows(_))) {
            self.keep_doubts_again();
        }
        let at = self.now().unix();
        if !self.lanes.ledger.submit((at, request)) {
            self.died(Worker::Ledger);
        }
    }

    pub(super) fn search_log(&mut self) {
        let now = self.now().unix();
        let roster = self.session.people.shared();
        if let Some(request) = self.session.log.next_search(roster, &self.sources.zone, now)
            && !self.lanes.finder.submit(request)
        {
            self.died(Worker::Finder);
        }
    }

    pub(super) fn ask_files(&mut self, request: FileRequest) {
        if !self.lanes.files.submit(request) {
            self.died(Worker::Files);
        }
    }

    pub(super) fn ask_backups(&mut self, request: BackupRequest) {
        if !self.lanes.backups.submit(request) {
            self.died(Worker::Backups);
        }
    }
}
