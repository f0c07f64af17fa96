//! A desk without I/O: the enrolment as it is, and around it a pad, a ledger and a clock that the walk moves. What is
//! promised is watched from outside: at the APDUs that reach a token, and in the ledger at that moment.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tapdesk::desk::{
    Effect, Event, Flow, KeepEnrolment, LastWrite, Moment, Notice, Outcome, PlacementId, Rules, Stage,
};

use super::ledger::Ledger;
use super::pad::{Job, Pad};
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

/// What a placement was, seen from outside.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// It began before the station's eyes, with the desk in view or looked at by the Token screen, and no sleep since.
    counts: bool,
    /// A burn was ordered in it.
    ordered: bool,
}

pub struct World {
    pub flow: Flow,
    pub pad: Pad,
    pub ledger: Ledger,
    pub now: Moment,
    pub door: Door,
    pub last_write: LastWrite,
    /// What the Token screen was shown being laid down, until it was read; and then.
    pub looks_at: Option<(PlacementId, bool)>,
    pub in_view: bool,
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
            pad: Pad::new(),
            ledger: Ledger::default(),
            now: Moment {
                wall_ms: START_MS,
                awake: Duration::from_secs(100),
            },
            door: Door::Open,
            last_write: LastWrite::default(),
            looks_at: None,
            in_view: true,
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
            self.ledger.work(false, unix);
            self.hear_monitor();
            self.hear_reader();
            self.hear_ledger();
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
    }

    // --- what is known from outside -----------------------------------------------------------------------------------

    /// A placement is told.
    pub fn laid(&mut self, placement: PlacementId, fresh: bool) {
        let counts = fresh;
        self.looks_at = (fresh && !self.in_view).then(|| {
            self.pad.todo.push_back(Job::Inspect { placement, hold: false });
            (placement, false)
        });
        self.placements.insert(placement, Seen { counts, ordered: false });
    }

    pub fn looked_at(&mut self, placement: PlacementId) {
        if let Some((at, read)) = &mut self.looks_at
            && *at == placement
        {
            *read = true;
        }
    }

    /// What an event says, before the desk hears it.
    pub fn watch(&mut self, event: &Event) {
        let jumped = self
            .stepped
            .replace(self.now)
            .is_some_and(|before| self.now.jumped_since(before));
        if jumped {
            self.placements.values_mut().for_each(|seen| seen.counts = false);
            self.looks_at = None;
        }
        match event {
            Event::Left => self.in_view = false,
            Event::Entered | Event::Locked => self.in_view = true,
            Event::SecretMissed | Event::Dictate(_) => self.begun.extend(self.flow.waiting().map(|upn| upn.folded())),
            Event::DrawFresh if !self.flow.rules().needs_secret => {
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

    /// What may be ordered.
    pub fn promise(&mut self, effect: &Effect) {
        match effect {
            Effect::Burn { placement, .. } => {
                self.walked.burns += 1;
                let seen = self
                    .placements
                    .get_mut(placement)
                    .expect("a burn is for a placement that was told");
                assert!(seen.counts, "{placement:?} was not seen to begin, or slept through");
                assert!(!std::mem::replace(&mut seen.ordered, true), "{placement:?} was used");
                assert!(
                    self.flow.clock().witness(self.now).is_some(),
                    "somebody vouches for the clock"
                );
            }
            Effect::Keep(KeepEnrolment::Record(new)) if new.given.is_none() => {
                let upn = &new.upn;
                let awaited = self.flow.rules().needs_secret || self.begun.contains(&upn.folded());
                assert!(!awaited, "nothing is drawn for whom a secret was begun");
            }
            _ => {}
        }
    }

    /// A lock leaves nothing.
    pub fn nothing_is_left(&mut self) {
        self.walked.locks += 1;
        assert!(matches!(self.flow.stage(), Stage::Idle), "{:?}", self.flow.stage());
        assert_eq!((self.flow.notice(), self.flow.last()), (None, None));
    }

    /// The seed in a row that counts is the one in its token.
    pub fn rows_are_true(&self) {
        for row in self.ledger.rows() {
            let counts = row.outcome == Outcome::Confirmed && !row.replaced;
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
    }

    /// When everybody has answered, the desk waits for a person or a token, and what it waits for is so.
    fn nobody_hangs(&self) {
        match self.flow.stage() {
            Stage::Idle | Stage::TokenFirst { .. } | Stage::Armed { .. } | Stage::Asking { .. } => {}
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
