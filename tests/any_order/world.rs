//! A desk without I/O: the enrolment as it is, and around it a pad, a ledger and a clock that the walk moves. What is
//! promised is watched from outside: at the APDUs that reach a token, and in the ledger at that moment.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use tapdesk::desk::{
    Effect, Enrolment, EnrolmentId, Event, Export, Flow, KeepEnrolment, LastWrite, Looking, Moment, Notice, Outcome,
    PlacementId, Purge, Rules, Stage, Swap,
};

use super::files::{Backups, Files, Why};
use super::leaving::Leaving;
use super::ledger::Ledger;
use super::pad::Pad;
use super::walk::Walked;

/// How long a lock waits for what is under way.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// 22 November 2026, 09:00:05 UTC.
const START_MS: i64 = 1_795_338_005_000;

/// Whether somebody sits at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Open,
    /// Since then it waits for what is under way.
    Locking(Duration),
    /// The keys are going.
    Looking,
    Closed,
    /// They are coming.
    Opening,
}

/// What is in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Enroll,
    Token,
    Other,
}

/// Who gave an order to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    Flow,
    Looking,
    /// A desk that was locked meanwhile.
    Nobody,
}

/// What a placement was, seen from outside.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// It began before the station's eyes, and no sleep since.
    counts: bool,
    /// What was in view then.
    screen: Screen,
    /// A write was ordered in it.
    ordered: bool,
}

pub struct World {
    pub flow: Flow,
    pub export: Export<Why>,
    pub purge: Purge,
    pub looking: Looking,
    /// What is known of the enrolments at the desk.
    pub log: BTreeMap<EnrolmentId, Enrolment>,
    pub pad: Pad,
    pub ledger: Ledger,
    pub files: Files,
    pub backups: Backups,
    pub now: Moment,
    pub door: Door,
    pub screen: Screen,
    pub last_write: LastWrite,
    /// What is in doubt and not known to be kept.
    pub unkept: Vec<Swap>,
    /// Who gave the orders to write that have not ended, and where.
    pub writers: VecDeque<(Writer, PlacementId)>,
    pub leaving: Leaving,
    pub walked: Walked,
    /// Whether every event is printed.
    pub is_told: bool,
    stepped: Option<Moment>,
    placements: BTreeMap<PlacementId, Seen>,
    begun: BTreeSet<String>,
}

impl World {
    pub fn new() -> Self {
        Self {
            flow: Flow::default(),
            export: Export::default(),
            purge: Purge::default(),
            looking: Looking::default(),
            log: BTreeMap::new(),
            pad: Pad::new(),
            ledger: Ledger::default(),
            files: Files::default(),
            backups: Backups::default(),
            now: Moment {
                wall_ms: START_MS,
                awake: Duration::from_secs(100),
            },
            door: Door::Open,
            screen: Screen::Enroll,
            last_write: LastWrite::default(),
            unkept: vec![],
            writers: VecDeque::new(),
            leaving: Leaving::default(),
            walked: Walked::default(),
            is_told: std::env::var_os("TAPDESK_TELL").is_some(),
            stepped: None,
            placements: BTreeMap::new(),
            begun: BTreeSet::new(),
        }
    }

    /// Everything that is under way ends, and is told.
    pub fn settle(&mut self) {
        for _ in 0..500 {
            let unix = self.now.unix();
            self.pad.work(&self.ledger, unix);
            self.work_ledger(false);
            self.work_files(false);
            self.work_backups(false);
            self.hear_monitor();
            self.hear_reader();
            self.hear_ledger();
            self.hear_files();
            self.hear_backups();
            if self.is_quiet() {
                return self.nobody_hangs();
            }
        }
        panic!("it never ends: {:?}", self.flow.stage());
    }

    fn is_quiet(&self) -> bool {
        self.pad.todo.is_empty()
            && self.pad.told.is_empty()
            && self.pad.seen.is_empty()
            && self.ledger.todo.is_empty()
            && self.ledger.told.is_empty()
            && self.files.is_quiet()
            && self.backups.is_quiet()
    }

    /// The program dies and is started again: what waited is not done, what was told is not heard, and what was known is
    /// what is on disk.
    pub fn crash(&mut self) {
        let dead = std::mem::replace(self, Self::new());
        self.now = dead.now;
        self.walked = dead.walked;
        self.pad = dead.pad;
        self.ledger = dead.ledger;
        self.files = dead.files;
        self.backups = dead.backups;
        self.leaving = dead.leaving;
        self.leaving.forget();
        self.pad.start_anew();
        self.ledger.todo.clear();
        self.ledger.told.clear();
        self.ledger.is_locked = true;
        self.files.todo.clear();
        self.files.told.clear();
        self.backups.todo.clear();
        self.backups.told.clear();
        self.flow.set_rules(dead.flow.rules(), 5, false);
        self.door = Door::Closed;
    }

    // --- what is known from outside -----------------------------------------------------------------------------------

    /// A placement is told.
    pub fn laid(&mut self, placement: PlacementId, fresh: bool) {
        let seen = Seen {
            counts: fresh && self.screen != Screen::Other,
            screen: self.screen,
            ordered: false,
        };
        self.placements.insert(placement, seen);
    }

    /// Time has passed, as far as anybody at the desk can know.
    pub fn look_at_time(&mut self) {
        let before = self.stepped.replace(self.now);
        if before.is_some_and(|before| self.now.jumped_since(before)) {
            self.placements.values_mut().for_each(|seen| seen.counts = false);
        }
    }

    /// What an event says, before the desk hears it.
    pub fn watch(&mut self, event: &Event) {
        match event {
            Event::SecretMissed | Event::SecretSought | Event::Dictate(_) => {
                self.begun.extend(self.flow.waiting().map(|upn| upn.folded()))
            }
            Event::DrawFresh if !self.flow.rules().maker.is_elsewhere() => {
                if let Stage::Armed { recipient, .. } = self.flow.stage()
                    && recipient.given.is_none()
                {
                    self.begun.remove(&recipient.upn.folded());
                }
            }
            Event::BurnEnded(Ok(_)) => {
                if let Stage::Burning { work, .. } = self.flow.stage() {
                    self.begun.remove(&work.upn.folded());
                }
            }
            _ => {}
        }
    }

    // --- promises -----------------------------------------------------------------------------------------------------

    /// What the enrolment may order.
    pub fn promise(&mut self, effect: &Effect) {
        match effect {
            Effect::Burn { placement, .. } => {
                self.walked.burns += 1;
                self.promise_write(*placement);
            }
            Effect::Keep(KeepEnrolment::Record(new)) if new.given.is_none() => {
                let upn = &new.upn;
                let awaited = self.flow.rules().maker.is_elsewhere() || self.begun.contains(&upn.folded());
                assert!(!awaited, "nothing is drawn for whom a secret was begun");
            }
            _ => {}
        }
    }

    /// Whoever orders a write: in a placement that was seen to begin and not used, with a clock for which somebody vouches,
    /// and beside nobody who writes to what lies there.
    pub fn promise_write(&mut self, placement: PlacementId) -> Screen {
        let is_there = matches!(self.door, Door::Open | Door::Locking(_));
        assert!(
            is_there,
            "nothing is written for a desk that was given up: {:?}",
            self.door
        );
        let lies = self.pad.lies();
        let other = self.writers.iter().find(|(_, at)| Some(*at) == lies);
        assert_eq!(other, None, "two have the reader for writing");
        let clock = self.flow.clock().witness(self.now);
        assert!(clock.is_some(), "somebody vouches for the clock");
        let seen = self.placements.get_mut(&placement);
        let seen = seen.expect("a write is for a placement that was told");
        assert!(seen.counts, "{placement:?} was not seen to begin, or slept through");
        assert!(!std::mem::replace(&mut seen.ordered, true), "{placement:?} was used");
        seen.screen
    }

    /// A lock leaves nothing in any job, and what is answered after it brings nothing back.
    pub fn nothing_is_left(&self) {
        if !matches!(self.door, Door::Closed | Door::Opening) {
            return;
        }
        assert!(matches!(self.flow.stage(), Stage::Idle), "{:?}", self.flow.stage());
        assert_eq!((self.flow.notice(), self.flow.last()), (None, None));
        let jobs = format!("{:?} {:?}", self.export, self.purge);
        let (export, purge) = (Export::<Why>::default(), Purge::default());
        assert_eq!(jobs, format!("{export:?} {purge:?}"), "as new");
        // but for the time that it has seen
        let looking = format!("{:?}", self.looking);
        assert!(looking.starts_with("Looking { looks: false, state: Away,"), "{looking}");
    }

    /// The seed in a row that counts is the one in its token, and what is in hand has its seed.
    pub fn rows_are_true(&self) {
        for row in self.ledger.rows() {
            let counts = row.outcome == Outcome::Confirmed && !row.replaced && row.seed.is_some();
            if !counts || self.ledger.is_superseded(row) || self.ledger.is_doubted(row) {
                continue;
            }
            let token = self.pad.find(row.token.serial()).unwrap();
            let true_one = self.pad.tokens[token].seed() == row.seed.as_ref();
            assert!(
                true_one || self.pad.fooled[token],
                "the token of {:?} holds its seed",
                row.id
            );
        }
        if let Stage::Burning { work, .. } | Stage::Interrupted { work, .. } | Stage::Comparing { work, .. } =
            self.flow.stage()
        {
            let kept = self.ledger.row(work.id).and_then(|row| row.seed.as_ref());
            assert!(kept.is_some(), "{:?} is in hand and keeps its seed", work.id);
        }
    }

    /// When everybody has answered, the desk waits for a person or a token, and what it waits for is so.
    fn nobody_hangs(&self) {
        match self.flow.stage() {
            Stage::Idle
            | Stage::TokenFirst { .. }
            | Stage::Editing { .. }
            | Stage::Armed { .. }
            | Stage::Asking { .. } => {}
            Stage::Interrupted { reading: None, .. } => {}
            Stage::Comparing {
                work, reading: None, ..
            } => {
                let row = self.ledger.row(work.id).expect("what is compared is in the ledger");
                assert!(
                    self.ledger.is_unfinished(row),
                    "{:?} waits for its code: {:?}",
                    row.id,
                    row.outcome
                );
            }
            stage => panic!("nobody answers any more: {stage:?}"),
        }
        assert!(!matches!(self.flow.notice(), Some(Notice::OtherToken { .. })) || self.flow.in_hand().is_some());
    }

    pub fn set_rules(&mut self, rules: Rules) {
        self.flow.set_rules(rules, 5, false);
    }
}
