//! The whole station over its real ledger and real files, its lanes and its reader held until the walk lets them go on:
//! every job at once, each answered late, in any order between lanes, and some failed by the ledger.

mod late;
mod promises;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tapdesk::desk::{EnrolmentId, Fate, Moment, PlacementId, Stage};
use tapdesk::ledger::{Passphrase, PurgeScope};
use tapdesk::reader::{Reader, Request};
use tapdesk::station::{
    Credentials, Door, Executor, ExportStage, HeldWork, ImportStage, Intent, Purge, Station, Trouble,
};
use tapdesk::token2::{Model, Write};

use crate::common::{Clock, PASSPHRASE, Pad, Pull, Token, sources};
use crate::without_io::dice::Dice;

/// What the reader was asked and has not done.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<VecDeque<Request>>>);

/// A reader that does nothing before it is let go on.
struct HeldReader(Waiting);

impl Reader for HeldReader {
    fn request(&mut self, request: Request) {
        self.0.0.lock().unwrap().push_back(request);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Screen {
    Enroll,
    Token,
    Export,
    Other,
}

/// What a walk came through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Walked {
    pub events: u64,
    pub burns: u64,
    pub clocks: u64,
    pub left: u64,
    pub purges: u64,
    pub locks: u64,
}

struct Day {
    station: Station,
    pad: Pad,
    clock: Clock,
    home: Arc<tempfile::TempDir>,
    lanes: HeldWork,
    reader: Waiting,
    tokens: Vec<Token>,
    /// Tokens of which nobody here can know what they hold.
    fooled: BTreeSet<String>,
    /// What was ordered to be written, base32, by enrolment.
    secrets: BTreeMap<EnrolmentId, String>,
    authenticated: BTreeMap<PlacementId, usize>,
    /// Files that a purge has said to hold seeds still.
    left: BTreeSet<PathBuf>,
    again: BTreeSet<EnrolmentId>,
    screen: Screen,
    exports: usize,
    was_closed: bool,
    walked: Walked,
    is_told: bool,
}

/// Walks as the bytes say. Panics when a promise is broken.
pub fn run(bytes: &[u8]) -> Walked {
    let mut day = Day::begin();
    let mut dice = Dice::of(bytes);
    while let Some(what) = dice.roll() {
        day.act(what, &mut dice);
        day.nothing_stays_behind_a_lock();
        day.walked.events += 1;
    }
    day.end();
    day.walked
}

const MODELS: [Model; 3] = [Model::C302I, Model::OtpcP2I, Model::C302I];

impl Day {
    fn begin() -> Self {
        let (home, clock) = (Arc::new(tempfile::tempdir().unwrap()), Clock::new());
        let list = home.path().join("people.csv");
        std::fs::write(list, "UPN,Name\nanna@example.com,Anna\nben@example.com,Ben\n").unwrap();
        let tokens = MODELS
            .into_iter()
            .zip(0..)
            .map(|(model, number)| Token::new(model, number))
            .collect();
        let (pad, lanes, reader) = (Pad::unused(&clock), HeldWork::default(), Waiting::default());
        let station = station(&home, &clock, &pad, &lanes, &reader);
        let mut day = Self {
            station,
            pad,
            clock,
            home,
            lanes,
            reader,
            tokens,
            fooled: BTreeSet::new(),
            secrets: BTreeMap::new(),
            authenticated: BTreeMap::new(),
            left: BTreeSet::new(),
            again: BTreeSet::new(),
            screen: Screen::Enroll,
            exports: 0,
            was_closed: false,
            walked: Walked::default(),
            is_told: std::env::var_os("TAPDESK_TELL").is_some(),
        };
        day.settle();
        assert!(day.is_open(), "{:?}", day.station.door());
        day
    }

    fn is_open(&self) -> bool {
        matches!(self.station.door(), Door::Open { .. })
    }

    // --- work that waits ------------------------------------------------------------------------------------------------

    /// The oldest thing that the reader was asked.
    fn let_reader(&mut self) {
        let Some(request) = self.reader.0.lock().unwrap().pop_front() else {
            return;
        };
        let placement = match &request {
            Request::Burn { placement, order } => {
                self.is_on_disk(&**order);
                Some(*placement)
            }
            _ => None,
        };
        self.pad.wire();
        let mut pad = self.pad.clone();
        pad.request(request);
        let wire = self.pad.wire();
        let Some(placement) = placement else {
            assert!(
                !wire.iter().any(|sent| [0xCE, 0xD4, 0xC5].contains(sent)),
                "a look writes nothing"
            );
            return;
        };
        let count = self.authenticated.entry(placement).or_default();
        *count += wire.iter().filter(|sent| **sent == 0xCE).count();
        assert!(*count <= 1, "one authentication in {placement:?}");
    }

    /// What is about to be written is in the file of the ledger, its seed with it.
    fn is_on_disk(&mut self, order: &dyn tapdesk::desk::DurableBurn) {
        let Write::Seed(seed) = &order.plan().write else {
            self.walked.clocks += 1;
            return;
        };
        self.walked.burns += 1;
        let id = order.enrolment().expect("a seed is of an enrolment");
        self.secrets.insert(id, seed.to_base32().to_string());
        let file = rusqlite::Connection::open(self.home.path().join("data/ledger.sqlite3")).unwrap();
        let asked = "SELECT outcome = 'burning' AND sealed IS NOT NULL FROM enrolment WHERE id = ?1";
        let kept: bool = file.query_row(asked, [id.0], |row| row.get(0)).unwrap_or(false);
        assert!(kept, "{id:?} is on disk while it is burned");
    }

    fn let_lane(&mut self, lane: &str, fails: bool) {
        if fails && lane == "ledger" && self.is_open() {
            // a file that is taken away fails whatever is asked, and is the same when it is back
            let file = self.home.path().join("data/ledger.sqlite3");
            let away = self.home.path().join("data/away");
            std::fs::rename(&file, &away).unwrap();
            self.lanes.let_go(lane);
            std::fs::rename(&away, &file).unwrap();
        } else if fails && lane == "files" {
            self.without_folder(|day| {
                day.lanes.let_go(lane);
            });
        } else {
            self.lanes.let_go(lane);
        }
    }

    /// The folder of the files that leave is away meanwhile, as a share is; what is put there then is in it later.
    fn without_folder(&mut self, happens: impl FnOnce(&mut Self)) {
        let (out, away) = (self.home.path().join("out"), self.home.path().join("out-away"));
        let was_there = std::fs::rename(&out, &away).is_ok();
        happens(self);
        if was_there {
            for entry in std::fs::read_dir(&out).into_iter().flatten() {
                let path = entry.unwrap().path();
                std::fs::rename(&path, away.join(path.file_name().unwrap())).unwrap();
            }
            let _ = std::fs::remove_dir(&out);
            std::fs::rename(&away, &out).unwrap();
        }
    }

    fn let_any(&mut self, dice: &mut Dice<'_>) {
        let waiting = self.lanes.waiting();
        let which = dice.pick(waiting.len() + 1);
        match waiting.get(which) {
            Some(lane) => {
                let fails = dice.once_in(12);
                self.tell(format_args!("let {lane} {}", if fails { "fail" } else { "go on" }));
                self.let_lane(lane, fails);
            }
            None => self.let_reader(),
        }
    }

    /// What a frame of the window does before anybody is heard.
    fn frame(&mut self) {
        self.station.tick();
        while self.station.drain() {}
        if let Purge::Done { left, .. } = self.station.purge() {
            self.left.extend(left.iter().cloned());
        }
        while self.is_open()
            && let Some(trouble) = self.station.trouble()
        {
            if let Trouble::SecretsLeft(path) = trouble {
                self.left.insert(path.clone());
            }
            self.station.apply(Intent::DismissTrouble);
        }
    }

    fn settle(&mut self) {
        for _ in 0..200 {
            self.frame();
            let waiting = self.lanes.waiting();
            let reads = !self.reader.0.lock().unwrap().is_empty();
            if waiting.is_empty() && !reads {
                return;
            }
            for lane in waiting {
                self.let_lane(&lane, false);
            }
            self.let_reader();
        }
        panic!("it never ends");
    }

    // --- what happens ---------------------------------------------------------------------------------------------------

    fn tell(&self, what: std::fmt::Arguments<'_>) {
        if self.is_told {
            println!("{what}");
            println!("    {:?} {:?}", self.station.door(), self.station.flow().stage());
        }
    }

    fn want(&mut self, intent: Intent) {
        self.tell(format_args!("{intent:?}"));
        self.frame();
        self.station.apply(intent);
    }

    fn act(&mut self, what: u8, dice: &mut Dice<'_>) {
        if matches!(self.station.door(), Door::Closed { .. }) && dice.once_in(2) {
            self.open();
        }
        if what >= 246 {
            return self.past(what, dice);
        }
        match what % 52 {
            0..=9 => self.let_any(dice),
            10..=13 => self.frame(),
            14 | 15 => self.settle(),
            16..=19 => self.at_the_pad(what % 52, dice),
            20 => self.time_passes(dice),
            21 if dice.once_in(3) => self.lock_or_open(),
            44 if dice.once_in(3) => self.lock_without_waiting(),
            21..=23 => self.enroll(dice),
            24 => self.set_clock(dice),
            25 | 26 => self.show(dice),
            27..=33 => self.at_enroll(what % 52, dice),
            34..=37 => self.files(what % 52, dice),
            38..=40 => self.purge(what % 52, dice),
            41 | 42 => self.people(dice),
            43 if dice.once_in(6) => self.crash(),
            49 => self.purge(38, dice),
            50 | 51 => self.enroll(dice),
            _ => self.in_the_log(dice),
        }
    }

    fn at_the_pad(&mut self, what: u8, dice: &mut Dice<'_>) {
        let token = self.tokens[dice.pick(MODELS.len())].clone();
        self.tell(format_args!("at the pad {} {}", what, token.serial()));
        match what {
            16 => self.pad.lift(),
            17 => {
                let (at, acted) = (dice.pick(8), dice.once_in(2));
                self.pad.lift();
                self.pad.put(Some(token), None, true, Some(Pull { at, acted }));
            }
            18 if dice.once_in(4) => {
                self.pad.lift();
                self.pad.put(Some(token), None, false, None);
            }
            18 if dice.once_in(3) => {
                let (at, other) = (dice.pick(8), self.tokens[dice.pick(MODELS.len())].clone());
                self.fooled.extend([token.serial(), other.serial()]);
                self.pad.lift();
                self.pad.swap_at(at, &other);
                self.pad.put(Some(token), None, true, None);
            }
            _ => {
                self.pad.lift();
                self.pad.put(Some(token), None, true, None);
            }
        }
    }

    fn time_passes(&mut self, dice: &mut Dice<'_>) {
        match dice.pick(10) {
            0..=5 => self.clock.advance(1),
            6 | 7 => self.clock.advance(11),
            8 => self.clock.advance(61),
            _ => self.clock.sleep([3600, -120][dice.pick(2)]),
        }
        self.tell(format_args!("time passes"));
    }

    fn lock_or_open(&mut self) {
        if self.is_open() {
            self.walked.locks += 1;
            self.want(Intent::Lock);
        } else {
            self.open();
        }
    }

    /// The files and the reader hang; it is locked and opened again meanwhile.
    fn lock_without_waiting(&mut self) {
        self.want(Intent::Lock);
        self.clock.advance(11);
        self.frame();
        self.drain_lane("ledger");
        self.nothing_stays_behind_a_lock();
        self.open();
        self.drain_lane("ledger");
    }

    fn drain_lane(&mut self, lane: &str) {
        while self.lanes.let_go(lane) {
            self.frame();
        }
    }

    fn open(&mut self) {
        self.want(crate::common::opening("A. Frey"));
    }

    fn show(&mut self, dice: &mut Dice<'_>) {
        let next = [Screen::Enroll, Screen::Token, Screen::Export, Screen::Other][dice.pick(4)];
        self.show_screen(next);
    }

    /// The same intents as the window's.
    fn show_screen(&mut self, next: Screen) {
        let before = std::mem::replace(&mut self.screen, next);
        if before == next || !self.is_open() {
            self.screen = if self.is_open() { next } else { before };
            return;
        }
        if before == Screen::Enroll {
            self.want(Intent::LeaveEnroll);
        }
        if before == Screen::Token {
            self.want(Intent::LookAtTokens(false));
        }
        match next {
            Screen::Enroll => self.want(Intent::EnterEnroll),
            Screen::Token => self.want(Intent::LookAtTokens(true)),
            Screen::Export => self.want(Intent::LookAtExports),
            Screen::Other => {}
        }
    }

    fn upn(dice: &mut Dice<'_>) -> String {
        format!("{}@example.com", ["anna", "ben", "carla"][dice.pick(3)])
    }

    fn id(&self, dice: &mut Dice<'_>) -> Option<EnrolmentId> {
        let rows = self.station.log().rows();
        let which = dice.pick(rows.len().clamp(1, 6));
        rows.iter().rev().nth(which).map(|row| row.id)
    }

    fn enroll(&mut self, dice: &mut Dice<'_>) {
        self.show_screen(Screen::Enroll);
        let upn = Self::upn(dice);
        self.want(Intent::SubmitUpn(upn.into()));
        self.settle();
        self.want(Intent::Proceed);
        let token = self.tokens[dice.pick(MODELS.len())].clone();
        self.pad.lift();
        self.pad.put(Some(token), None, true, None);
        self.settle();
        if !dice.once_in(3) {
            self.type_code();
        }
        if dice.once_in(2) {
            self.settle();
        }
    }

    fn set_clock(&mut self, dice: &mut Dice<'_>) {
        self.show_screen(Screen::Token);
        if dice.once_in(2) {
            let token = self.tokens[dice.pick(MODELS.len())].clone();
            self.pad.lift();
            self.pad.put(Some(token), None, true, None);
            self.settle();
        }
        self.want(Intent::SetClock);
    }

    fn type_code(&mut self) {
        let Stage::Comparing { work, .. } = self.station.flow().stage() else {
            return;
        };
        let its = self
            .tokens
            .iter()
            .find(|token| token.serial() == work.token.serial().as_str());
        if let Some(token) = its.filter(|token| token.seed().is_some()) {
            let code = token.code(self.clock.unix());
            self.want(Intent::TypeCode(code.into()));
        }
    }

    fn at_enroll(&mut self, what: u8, dice: &mut Dice<'_>) {
        match what {
            27 => {
                let upn = Self::upn(dice);
                self.want(Intent::SubmitUpn(upn.into()));
            }
            28 => self.want(Intent::Cancel),
            29 => self.want(Intent::Proceed),
            30 | 31 => self.type_code(),
            32 => self.want(Intent::BurnAgain),
            _ => self.want(Intent::Dismiss),
        }
    }

    fn files(&mut self, what: u8, dice: &mut Dice<'_>) {
        match what {
            34 | 35 => {
                self.exports += 1;
                self.want(Intent::Export {
                    path: format!("{}.csv", self.exports).into(),
                    without_refused: true,
                    sealing: None,
                });
            }
            36 if dice.once_in(3) => {
                if let Some(id) = self.id(dice) {
                    self.again.insert(id);
                    self.want(Intent::ToggleAgain(id));
                }
            }
            36 => self.want(Intent::LookAtExports),
            _ => {
                let ids = self.station.log().rows().iter().map(|row| row.id).collect();
                self.want(Intent::SaveInventory(ids));
            }
        }
    }

    fn purge(&mut self, what: u8, dice: &mut Dice<'_>) {
        match what {
            38 => {
                let Some(id) = self.id(dice) else { return };
                let scopes = [PurgeScope::Enrolment(id), PurgeScope::ExportOf(id)];
                self.want(Intent::PlanPurge(scopes[dice.pick(2)]));
                if !dice.once_in(3) {
                    self.settle();
                }
                if dice.once_in(2) {
                    self.purge(39, dice);
                }
            }
            39 => {
                self.walked.purges += u64::from(matches!(self.station.purge(), Purge::Asked(_)));
                self.want(Intent::Purge);
            }
            _ => self.want(Intent::DismissPurge),
        }
    }

    fn people(&mut self, dice: &mut Dice<'_>) {
        match dice.pick(3) {
            0 => {
                let list = self.home.path().join("people.csv");
                self.want(Intent::ReadPeople(list));
            }
            1 => {
                if let ImportStage::Read(_, columns) = self.station.people().import() {
                    let columns = *columns;
                    self.want(Intent::ImportPeople(columns));
                }
            }
            _ => self.want(Intent::DismissImport),
        }
    }

    /// Files that left are looked at and deleted by the operator's word; a UPN is corrected.
    fn past(&mut self, what: u8, dice: &mut Dice<'_>) {
        let exports = self.station.past().exports();
        let chosen = exports.get(dice.pick(exports.len().max(1))).map(|export| export.id);
        self.want(match what {
            246 | 247 => Intent::LookAtExports,
            248 => Intent::ChoosePast(chosen),
            249 | 250 => match chosen {
                Some(id) => Intent::AskToDeleteFile(id),
                None => Intent::LookAtExports,
            },
            251 | 252 => Intent::DeleteFile,
            253 => Intent::DismissPast,
            254 => Intent::EditUpn,
            _ => Intent::DismissHint,
        });
    }

    fn in_the_log(&mut self, dice: &mut Dice<'_>) {
        let Some(id) = self.id(dice) else { return };
        self.want(match dice.pick(9) {
            0 => Intent::ReplaceLater(id),
            1 => Intent::CompareLater(id),
            2 => Intent::BurnLater(id),
            3 => Intent::KeepFate {
                id,
                fate: [Fate::Lost, Fate::Deleted][dice.pick(2)].clone(),
                note: String::new(),
            },
            4 => Intent::Abandon {
                id,
                reason: "no use".into(),
            },
            5 => Intent::CorrectUpn {
                id,
                upn: Self::upn(dice),
            },
            6 => Intent::ShowSecret {
                id,
                reason: "asked".into(),
            },
            7 => Intent::Select(id),
            _ => Intent::CheckLedger,
        });
    }

    /// The program dies: what waited is not done, and what was told is not heard.
    fn crash(&mut self) {
        self.tell(format_args!("it dies"));
        self.clock.advance(60);
        (self.lanes, self.reader) = (HeldWork::default(), Waiting::default());
        self.pad.lift();
        // the old one gives the ledger's lock back first
        let elsewhere = Arc::new(tempfile::tempdir().unwrap());
        self.station = station(
            &elsewhere,
            &self.clock,
            &Pad::unused(&self.clock),
            &self.lanes,
            &self.reader,
        );
        (self.lanes, self.reader) = (HeldWork::default(), Waiting::default());
        self.station = station(&self.home, &self.clock, &self.pad, &self.lanes, &self.reader);
        self.screen = Screen::Enroll;
        self.settle();
        assert!(self.is_open(), "{:?}", self.station.door());
    }
}

fn station(home: &Arc<tempfile::TempDir>, clock: &Clock, pad: &Pad, lanes: &HeldWork, reader: &Waiting) -> Station {
    let Moment { wall_ms, .. } = clock.now();
    let mut sources = sources(home.path(), clock, pad, u64::try_from(wall_ms).unwrap());
    let (make, waiting) = (sources.reader, reader.clone());
    sources.reader = Box::new(move |sink| {
        drop(make(sink));
        Box::new(HeldReader(waiting))
    });
    sources.executor = Executor::Held(lanes.clone());
    sources.credentials = Some(Credentials {
        passphrase: Passphrase::new(PASSPHRASE.into()),
        operator: "M. Keller".into(),
    });
    Station::new(sources).unwrap()
}
