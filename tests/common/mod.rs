//! The one harness: a station with everything injected, its work done inline, and a pad for simulated tokens.
#![allow(dead_code)]

pub mod by_hand;
#[cfg(all(feature = "app", target_os = "linux"))]
pub mod by_keys;
#[cfg(target_os = "linux")]
pub mod foreign;
pub mod leaks;
pub mod older;
#[cfg(target_os = "linux")]
pub mod over_pcscd;
pub mod time_server;
#[cfg(target_os = "linux")]
pub mod vpcd;
#[cfg(feature = "app")]
pub mod window;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tapdesk::desk::{
    Asked, ClockChecked, Enrolment, EnrolmentId, Found, Moment, NotToken, Notice, Now, Outcome, PlacementId, Scanned,
    Stage,
};
use tapdesk::ledger::{self, Ledger, LedgerError, Passphrase, Random, TrailEntry, TrailEvent};
use tapdesk::otp::{Seed, codes};
use tapdesk::reader::{Card, CardLost, Reader, ReaderEvent, ReaderState, Request, Sink, burn, burn_after, identify};
use tapdesk::station::{
    ClockSource, Credentials, Door, Executor, ExportStage, Intent, Named, Noted, Settings, Sources, Station,
};
use tapdesk::token2::{BurnFailure, FailureReason, Model, Serial, Simulator, TokenInfo};

/// What a burn sends: info, challenge, authenticate, config, seed, info.
pub const BURN_SENDS: [u8; 6] = [0x41, 0x4B, 0xCE, 0xD4, 0xC5, 0x41];
/// The same after the look that found the token and kept it: the info is read again before anything is written.
pub const HELD_BURN_SENDS: [u8; 7] = [0x41, 0x41, 0x4B, 0xCE, 0xD4, 0xC5, 0x41];
/// What setting the clock alone sends: the same without the seed.
pub const CLOCK_SENDS: [u8; 5] = [0x41, 0x4B, 0xCE, 0xD4, 0x41];

/// 22 November 2026, 09:00:05 UTC.
pub const START: i64 = 1_795_338_005;
pub const PASSPHRASE: &str = "correct horse";

#[derive(Clone)]
pub struct Clock(Arc<Mutex<Moment>>);

impl Clock {
    /// Stands still at [`START`] until it is advanced.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Moment {
            wall_ms: START * 1000,
            awake: Duration::from_secs(100),
        })))
    }

    pub fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }

    pub fn unix(&self) -> i64 {
        self.now().unix()
    }

    pub fn advance(&self, seconds: u64) {
        self.advance_ms(seconds * 1000);
    }

    pub fn advance_ms(&self, ms: u64) {
        let mut moment = self.0.lock().unwrap();
        moment.wall_ms += i64::try_from(ms).unwrap();
        moment.awake += Duration::from_millis(ms);
    }

    /// The system sleeps: only the wall clock goes on.
    pub fn sleep(&self, seconds: i64) {
        self.0.lock().unwrap().wall_ms += seconds * 1000;
    }

    pub fn source(&self) -> Now {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

/// Random bytes that are the same in every run and never twice the same within one.
pub fn counting_random(start: u64) -> Random {
    let next = Mutex::new(start);
    Arc::new(move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(8) {
            let mut next = next.lock().unwrap();
            *next = next
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            chunk.copy_from_slice(&next.to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    })
}

/// A simulated token that a test keeps in its hand.
#[derive(Clone)]
pub struct Token(pub Arc<Mutex<Simulator>>);

impl Token {
    pub fn new(model: Model, number: u32) -> Self {
        Self::with_serial(&format!("{}{number:06}", model.prefix()))
    }

    pub fn with_serial(serial: &str) -> Self {
        Self::with_clock(serial, -41)
    }

    /// Set elsewhere, its clock so many seconds ahead of the station's.
    pub fn set_elsewhere(model: Model, number: u32, ahead: i64) -> Self {
        Self::with_clock(&format!("{}{number:06}", model.prefix()), ahead)
    }

    fn with_clock(serial: &str, ahead: i64) -> Self {
        let factory = Seed::new(format!("factory {serial}").as_bytes()).ok();
        let serial = Serial::parse(serial).unwrap();
        Self(Arc::new(Mutex::new(Simulator::new(serial, factory, ahead))))
    }

    /// Its clock minus the station's, seconds.
    pub fn drift(&self, now: i64) -> i64 {
        self.0.lock().unwrap().clock(now) - now
    }

    pub fn serial(&self) -> String {
        self.0.lock().unwrap().serial().to_string()
    }

    pub fn seed(&self) -> Option<Seed> {
        self.0.lock().unwrap().seed().map(Seed::duplicate)
    }

    /// What a person reads after switching it off and on.
    pub fn code(&self, now: i64) -> String {
        let token = self.0.lock().unwrap();
        let seed = token.seed().expect("the token shows dashes");
        codes(seed, token.parameters(), token.clock(now))
            .current
            .digits()
            .to_string()
    }
}

/// When the token is pulled: at the n-th APDU of its placement, before or after it acted. A burn in the transaction of
/// the look counts from its own first APDU, the info that is read again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pull {
    pub at: usize,
    pub acted: bool,
}

#[derive(Default)]
struct Lying {
    token: Option<Token>,
    other: Option<NotToken>,
    placement: Option<PlacementId>,
    placements: u64,
    pull: Option<Pull>,
    /// A pulled token is laid down again at once.
    bounces: bool,
    /// The reader takes a burn and never answers.
    stuck: bool,
    /// What the token answers to an APDU instead of the truth.
    lie: Option<(usize, Vec<u8>)>,
    /// What happens just before the n-th APDU.
    meanwhile: Option<(usize, Box<dyn FnOnce() + Send>)>,
    /// The token to which the handle moves just before the n-th APDU, without anybody noticing.
    swap: Option<(usize, Token)>,
    sent: usize,
    /// How much of that was sent before a burn in the transaction of the look began.
    looked: usize,
    wire: Vec<u8>,
    held: Option<(PlacementId, TokenInfo)>,
}

/// The pad of the test reader.
#[derive(Clone)]
pub struct Pad {
    lying: Arc<Mutex<Lying>>,
    sink: Arc<Mutex<Option<Sink>>>,
    clock: Clock,
}

struct PadCard(Pad);

impl Card for PadCard {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost> {
        let mut lying = self.0.lying.lock().unwrap();
        if lying.meanwhile.as_ref().is_some_and(|(at, _)| *at == lying.at())
            && let Some((_, happens)) = lying.meanwhile.take()
        {
            happens();
        }
        if lying.swap.as_ref().is_some_and(|(at, _)| *at == lying.sent) {
            lying.swap_now();
        }
        let pulled = lying.pull.filter(|pull| pull.at == lying.at());
        let Some(token) = lying.token.clone() else {
            return Err(CardLost);
        };
        let lie = lying.lie.clone().filter(|(at, _)| *at == lying.at());
        let answer = if let Some((_, lie)) = lie {
            lying.sent += 1;
            lie
        } else if pulled.is_some_and(|pull| !pull.acted) {
            vec![]
        } else {
            lying.sent += 1;
            lying.wire.push(apdu[1]);
            token.0.lock().unwrap().answer(apdu, self.0.clock.unix())
        };
        if pulled.is_none() {
            return Ok(answer);
        }
        lying.take_away();
        let bounces = std::mem::take(&mut lying.bounces);
        drop(lying);
        if bounces {
            self.0.lift();
            self.0.put(Some(token), None, true, None);
        }
        Err(CardLost)
    }
}

impl Lying {
    /// The number of the next APDU, as faults count them.
    const fn at(&self) -> usize {
        self.sent - self.looked
    }

    fn swap_now(&mut self) {
        if let (Some((_, other)), Some(before)) = (self.swap.take(), self.token.take()) {
            before.0.lock().unwrap().power_down();
            self.token = Some(other);
        }
    }

    fn take_away(&mut self) {
        if let Some(token) = self.token.take() {
            token.0.lock().unwrap().power_down();
        }
        self.pull = None;
        self.swap = None;
    }
}

impl Reader for Pad {
    fn request(&mut self, request: Request) {
        let now = || self.clock.unix();
        let mut card = PadCard(self.clone());
        match request {
            // what is asked of a placement is never asked of the next one
            Request::Inspect { placement, .. } if !self.holds(placement) => {
                let found = Found::Gone;
                self.tell(ReaderEvent::Inspected { placement, found });
            }
            Request::Burn { placement, .. } if !self.holds(placement) => {
                let failure = BurnFailure::Untouched(FailureReason::Lost);
                self.tell(ReaderEvent::BurnEnded(Err(failure)));
            }
            Request::Inspect { placement, hold } => {
                let other = self.lying.lock().unwrap().other.clone();
                let found = match other.map_or_else(|| identify(&mut card, now()), |other| Ok(Err(other))) {
                    Ok(Ok((token, info))) => {
                        self.lying.lock().unwrap().held = hold.then_some((placement, info));
                        Found::Token(token)
                    }
                    Ok(Err(other)) => Found::Other(other),
                    Err(CardLost) => Found::Gone,
                };
                self.tell(ReaderEvent::Inspected { placement, found });
            }
            Request::Burn { .. } if self.lying.lock().unwrap().stuck => {}
            Request::Burn { placement, order } => {
                let held = self
                    .lying
                    .lock()
                    .unwrap()
                    .held
                    .take()
                    .filter(|(held, _)| *held == placement);
                let mut progress = |step| self.tell(ReaderEvent::Step(step));
                let outcome = match held {
                    Some((_, info)) => {
                        self.begin_held();
                        burn_after(&mut card, order.plan(), info, &now, &mut progress)
                    }
                    None => burn(&mut card, order.plan(), &now, &mut progress),
                };
                self.tell(ReaderEvent::BurnEnded(outcome));
            }
            Request::Release => self.lying.lock().unwrap().held = None,
            Request::Choose(_) => {}
        }
    }
}

impl Pad {
    fn new(clock: Clock) -> Self {
        Self {
            lying: Arc::default(),
            sink: Arc::default(),
            clock,
        }
    }

    /// For a station that has another reader.
    pub fn unused(clock: &Clock) -> Self {
        Self::new(clock.clone())
    }

    fn holds(&self, placement: PlacementId) -> bool {
        self.lying.lock().unwrap().placement == Some(placement)
    }

    fn begin_held(&self) {
        let mut lying = self.lying.lock().unwrap();
        lying.looked = lying.sent;
    }

    /// Tells the station something the pad did not notice.
    pub fn tell(&self, event: ReaderEvent) {
        let sink = self.sink.lock().unwrap().clone();
        if let Some(sink) = sink {
            sink(event);
        }
    }

    pub fn put(&self, token: Option<Token>, other: Option<NotToken>, fresh: bool, pull: Option<Pull>) {
        let placement = {
            let mut lying = self.lying.lock().unwrap();
            lying.placements += 1;
            let placement = PlacementId(lying.placements);
            lying.token = token;
            lying.other = other;
            lying.placement = Some(placement);
            lying.pull = pull;
            lying.sent = 0;
            lying.looked = 0;
            placement
        };
        self.tell(ReaderEvent::Placed { placement, fresh });
    }

    /// Lays a token down that leaves at an APDU and is back before anybody knows.
    pub fn put_bouncing(&self, token: &Token, pull: Pull) {
        self.lying.lock().unwrap().bounces = true;
        self.put(Some(token.clone()), None, true, Some(pull));
    }

    pub fn lift(&self) {
        {
            let mut lying = self.lying.lock().unwrap();
            lying.take_away();
            lying.other = None;
            lying.placement = None;
        }
        self.tell(ReaderEvent::Removed);
    }

    /// In the next placement the handle moves to another token just before the n-th APDU, without an error or an event.
    pub fn swap_at(&self, at: usize, other: &Token) {
        self.lying.lock().unwrap().swap = Some((at, other.clone()));
    }

    /// From now on every token answers that to its n-th APDU.
    pub fn answer_at(&self, at: usize, answer: &[u8]) {
        self.lying.lock().unwrap().lie = Some((at, answer.to_vec()));
    }

    /// Lets something happen just before the n-th APDU of the next placement.
    pub fn do_at(&self, at: usize, happens: impl FnOnce() + Send + 'static) {
        self.lying.lock().unwrap().meanwhile = Some((at, Box::new(happens)));
    }

    /// From now on the reader takes a burn and never answers.
    pub fn get_stuck(&self) {
        self.lying.lock().unwrap().stuck = true;
    }

    /// The reader or its service changed.
    pub fn state(&self, state: ReaderState) {
        self.tell(ReaderEvent::State(state));
    }

    /// The instructions sent since the last look.
    pub fn wire(&self) -> Vec<u8> {
        std::mem::take(&mut self.lying.lock().unwrap().wire)
    }
}

/// Until the threads of a station that is gone have let go of its ledger, which they do in their own time.
pub fn until_closed(data_dir: &Path) {
    let is_open = || {
        let mut ledger = Ledger::new(data_dir.to_owned(), "Desk 2".into(), counting_random(1));
        let mut in_use = false;
        ledger.serve(ledger::Request::Look, 0, &mut |answer| {
            in_use = matches!(answer, ledger::Answer::NotOpened(LedgerError::InUse));
        });
        in_use
    };
    let start = std::time::Instant::now();
    while is_open() {
        assert!(start.elapsed() < Duration::from_secs(10), "the ledger stays open");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Where the desk is, without what it knows there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Idle,
    ReadingFirst,
    TokenFirst,
    Editing,
    LookingUp,
    Armed,
    Inspecting,
    Asking,
    Recording,
    Reopening,
    Assigning,
    Burning,
    Interrupted,
    Comparing,
    Confirming,
}

impl At {
    pub const fn of(stage: &Stage) -> Self {
        match stage {
            Stage::Idle => Self::Idle,
            Stage::ReadingFirst { .. } => Self::ReadingFirst,
            Stage::TokenFirst { .. } => Self::TokenFirst,
            Stage::Editing { .. } => Self::Editing,
            Stage::LookingUp { .. } => Self::LookingUp,
            Stage::Armed { .. } => Self::Armed,
            Stage::Inspecting { .. } => Self::Inspecting,
            Stage::Asking { .. } => Self::Asking,
            Stage::Recording { .. } => Self::Recording,
            Stage::Reopening { .. } => Self::Reopening,
            Stage::Assigning { .. } => Self::Assigning,
            Stage::Burning { .. } => Self::Burning,
            Stage::Interrupted { .. } => Self::Interrupted,
            Stage::Comparing { .. } => Self::Comparing,
            Stage::Confirming { .. } => Self::Confirming,
        }
    }
}

/// The right passphrase, typed by that operator.
pub fn opening(operator: &str) -> Intent {
    Intent::Open {
        passphrase: Passphrase::new(PASSPHRASE.into()),
        recovery: None,
        operator: operator.into(),
    }
}

/// A station at a desk.
pub struct Bench {
    pub station: Station,
    pub pad: Pad,
    pub clock: Clock,
    pub home: Arc<tempfile::TempDir>,
}

impl Bench {
    /// A desk with a fresh ledger, M. Keller sitting at it.
    pub fn new() -> Self {
        Self::in_folder(Arc::new(tempfile::tempdir().unwrap()))
    }

    /// The same, with its files in that folder.
    pub fn in_folder(home: Arc<tempfile::TempDir>) -> Self {
        Self::at(home, Clock::new())
    }

    /// A station started anew over the files of an earlier one.
    pub fn restarted(home: Arc<tempfile::TempDir>, clock: Clock) -> Self {
        Self::at(home, clock)
    }

    /// A desk with a fresh ledger and some other sources.
    pub fn with(change: impl FnOnce(&mut Sources)) -> Self {
        Self::over(Arc::new(tempfile::tempdir().unwrap()), Clock::new(), change)
    }

    fn at(home: Arc<tempfile::TempDir>, clock: Clock) -> Self {
        Self::over(home, clock, |_| ())
    }

    /// The same over the files of an earlier one.
    pub fn over(home: Arc<tempfile::TempDir>, clock: Clock, change: impl FnOnce(&mut Sources)) -> Self {
        let mut bench = Self::begun(home, clock, change);
        bench.settle();
        assert!(
            matches!(bench.station.door(), Door::Open { .. }),
            "{:?}",
            bench.station.door()
        );
        bench
    }

    /// A station whose ledger is not open yet.
    pub fn begun(home: Arc<tempfile::TempDir>, clock: Clock, change: impl FnOnce(&mut Sources)) -> Self {
        let pad = Pad::new(clock.clone());
        let seed = u64::try_from(clock.unix()).unwrap();
        let mut sources = sources(home.path(), &clock, &pad, seed);
        change(&mut sources);
        let station = Station::new(sources).unwrap();
        Self {
            station,
            pad,
            clock,
            home,
        }
    }

    /// The program dies and is started again.
    pub fn crash(self) -> Self {
        let Self {
            station, home, clock, ..
        } = self;
        drop(station);
        clock.advance(60);
        Self::at(home, clock)
    }

    pub fn settle(&mut self) {
        while self.station.drain() {}
    }

    pub fn apply(&mut self, intent: Intent) {
        self.station.apply(intent);
        self.settle();
    }

    /// Other settings from now on.
    pub fn set(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.station.settings().clone();
        change(&mut settings);
        self.apply(Intent::ChangeSettings(Box::new(settings)));
    }

    /// The right passphrase, typed by that operator.
    pub fn open_as(&mut self, operator: &str) {
        self.apply(opening(operator));
    }

    pub fn scan(&mut self, text: &str) {
        self.apply(Intent::Scanned(Scanned::recognise(text)));
    }

    /// What is asked at the desk.
    pub fn asked(&self) -> Option<Asked> {
        match self.station.flow().stage() {
            Stage::Asking { question, .. } => Some(question.asked),
            _ => None,
        }
    }

    pub fn upn(&mut self, upn: &str) {
        self.apply(Intent::SubmitUpn(upn.to_owned().into()));
    }

    pub fn lay(&mut self, token: &Token) {
        self.put(Some(token.clone()), None, true, None);
    }

    pub fn lay_stale(&mut self, token: &Token) {
        self.put(Some(token.clone()), None, false, None);
    }

    pub fn lay_and_pull(&mut self, token: &Token, pull: Pull) {
        self.put(Some(token.clone()), None, true, Some(pull));
        self.lift();
    }

    pub fn lay_other(&mut self, what: NotToken) {
        self.put(None, Some(what), true, None);
    }

    fn put(&mut self, token: Option<Token>, other: Option<NotToken>, fresh: bool, pull: Option<Pull>) {
        self.pad.put(token, other, fresh, pull);
        self.settle();
    }

    pub fn lift(&mut self) {
        self.pad.lift();
        self.settle();
    }

    pub fn type_code(&mut self, code: &str) {
        self.apply(Intent::TypeCode(code.to_owned().into()));
    }

    pub fn type_code_of(&mut self, token: &Token) {
        let code = token.code(self.clock.unix());
        self.type_code(&code);
    }

    /// UPN, token, code.
    pub fn enroll(&mut self, upn: &str, token: &Token) {
        self.upn(upn);
        self.lay(token);
        assert_eq!(self.stage(), At::Comparing);
        self.type_code_of(token);
        self.lift();
        assert_eq!(self.stage(), At::Idle);
    }

    pub fn stage(&self) -> At {
        At::of(self.station.flow().stage())
    }

    pub fn notice(&self) -> Notice {
        self.station.flow().notice().cloned().expect("a notice")
    }

    /// The trail of one enrolment.
    pub fn trail(&mut self, id: EnrolmentId) -> Vec<(TrailEvent, String)> {
        self.apply(Intent::Select(id));
        let shown = self.station.log().shown().expect("an enrolment of the log");
        let entry = |entry: &TrailEntry| (entry.event, entry.detail.clone());
        shown.trail.iter().map(entry).collect()
    }

    /// The words of the whole trail.
    pub fn whole_trail(&self) -> Vec<String> {
        let connection = rusqlite::Connection::open(self.home.path().join("data/ledger.sqlite3")).unwrap();
        let mut statement = connection.prepare("SELECT event FROM trail ORDER BY id").unwrap();
        let words = statement.query_map([], |row| row.get(0)).unwrap();
        words.map(Result::unwrap).collect()
    }

    pub fn asks(&self) -> bool {
        matches!(self.station.flow().stage(), Stage::Asking { .. })
    }

    pub fn rows(&self) -> Vec<(String, Outcome)> {
        self.station
            .log()
            .rows()
            .iter()
            .map(|row| (row.upn.to_string(), row.outcome))
            .collect()
    }

    pub fn row(&self, at: usize) -> &Enrolment {
        &self.station.log().rows()[at]
    }

    pub fn export_dir(&self) -> PathBuf {
        self.home.path().join("out")
    }

    /// Exports to `name` and returns the text of the file.
    pub fn export(&mut self, name: &str) -> String {
        self.apply(Intent::Export {
            path: name.into(),
            without_refused: false,
            sealing: None,
        });
        match self.station.export().stage() {
            ExportStage::Done { path, .. } => std::fs::read_to_string(path).unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

pub fn sources(home: &Path, clock: &Clock, pad: &Pad, random: u64) -> Sources {
    let slot = Arc::clone(&pad.sink);
    let reader = pad.clone();
    Sources {
        now: clock.source(),
        zone: jiff::tz::TimeZone::UTC,
        random: counting_random(random),
        reader: Box::new(move |sink| {
            sink(ReaderEvent::State(ReaderState::Ready {
                chosen: "Test pad".into(),
                all: vec!["Test pad".into()],
            }));
            *slot.lock().unwrap() = Some(sink);
            Box::new(reader)
        }),
        data_dir: home.join("data"),
        export_dir: home.join("out"),
        station: "Desk 2".into(),
        credentials: Some(Credentials {
            passphrase: Passphrase::new(PASSPHRASE.into()),
            operator: "M. Keller".into(),
        }),
        named: Named::default(),
        noted: Noted::default(),
        clock: clock_is_right(),
        doctor: Arc::new(Vec::new),
        restrict: Arc::new(tapdesk::disk::restrict),
        capture: Arc::new(|| Err("there is no screen in a test".into())),
        reveal: Arc::new(|_| Err("nothing shows files here".into())),
        demo: false,
        executor: Executor::Inline,
        waker: Arc::new(|| {}),
    }
}

/// A row of the CSV as Entra would read it.
pub fn csv_row(upn: &str, token: &Token, model: Model) -> String {
    let secret = token.seed().unwrap().to_base32();
    format!("{upn},{},{},30,Token2,{model}\r\n", token.serial(), *secret)
}

pub const CSV_HEADER: &str = "upn,serial number,secret key,time interval,manufacturer,model\r\n";

/// Those who vouch for the clock, saying what a test has them say.
#[derive(Clone, Default)]
pub struct Witnesses {
    say: Arc<Mutex<ClockChecked>>,
    asked: Arc<Mutex<Vec<Option<String>>>>,
}

impl Witnesses {
    pub fn saying(found: ClockChecked) -> Self {
        let witnesses = Self::default();
        witnesses.say(found);
        witnesses
    }

    /// From now on.
    pub fn say(&self, found: ClockChecked) {
        *self.say.lock().unwrap() = found;
    }

    /// The servers that were named at each look since the last time.
    pub fn asked(&self) -> Vec<Option<String>> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    pub fn source(&self) -> ClockSource {
        let witnesses = self.clone();
        Arc::new(move |server| {
            witnesses.asked.lock().unwrap().push(server.map(str::to_owned));
            *witnesses.say.lock().unwrap()
        })
    }
}

/// The system vouches for the clock.
pub fn clock_is_right() -> ClockSource {
    let right = ClockChecked {
        server: None,
        system: Some(true),
    };
    Arc::new(move |_| right)
}
