//! The pad of a world without I/O: simulated tokens that are laid down, pulled at any APDU and swapped without a word,
//! and the worker that talks to them in order, as late as the walk lets it.

use std::collections::{BTreeMap, VecDeque};

use tapdesk::desk::{DurableBurn, EnrolmentId, Event, Found, NotToken, PlacementId};
use tapdesk::reader::{Card, CardLost, burn, burn_after, identify};
use tapdesk::token2::{BurnFailure, FailureReason, Model, Serial, Simulator, TokenInfo, Write};

use super::ledger::Ledger;

/// What is ordered from the worker.
#[derive(Debug)]
pub enum Job {
    Inspect {
        placement: PlacementId,
        hold: bool,
    },
    Burn {
        placement: PlacementId,
        order: Box<dyn DurableBurn>,
    },
    Release,
}

/// What goes wrong at the n-th APDU of a placement.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// The token leaves before or after it acted; it may be back at once.
    Pull { at: usize, acted: bool, bounces: bool },
    /// The handle moves to another token, without an error or an event.
    Swap { at: usize, other: usize },
}

#[derive(Debug)]
struct Lying {
    placement: PlacementId,
    token: Option<usize>,
    other: Option<NotToken>,
    fault: Option<Fault>,
    sent: usize,
}

/// The tokens, and what lies on the reader.
#[derive(Debug)]
pub struct Pad {
    pub tokens: Vec<Simulator>,
    lying: Option<Lying>,
    placements: u64,
    held: Option<(PlacementId, TokenInfo)>,
    pub todo: VecDeque<Job>,
    /// What the worker says.
    pub told: VecDeque<Event>,
    /// What the monitor says; it is another thread.
    pub seen: VecDeque<Event>,
    /// How often each placement was authenticated.
    authenticated: BTreeMap<PlacementId, usize>,
    /// The tokens of which nobody here can know what they hold: written in the place of another one, or not written
    /// while it was.
    pub fooled: Vec<bool>,
}

/// The models of the tokens: of both kinds, those that keep a seed when their clock is set and those that lose it.
const MODELS: [Model; 4] = [Model::C302I, Model::OtpcP2I, Model::C302I, Model::MiniOtp3I];

impl Pad {
    pub fn new() -> Self {
        let token = |(number, model): (usize, &Model)| {
            let serial = Serial::parse(&format!("{}{number:06}", model.prefix())).unwrap();
            Simulator::new(serial, None, -41)
        };
        Self {
            tokens: MODELS.iter().enumerate().map(token).collect(),
            lying: None,
            placements: 0,
            held: None,
            todo: VecDeque::new(),
            told: VecDeque::new(),
            seen: VecDeque::new(),
            authenticated: BTreeMap::new(),
            fooled: vec![false; MODELS.len()],
        }
    }

    pub fn find(&self, serial: &Serial) -> Option<usize> {
        self.tokens.iter().position(|token| token.serial() == serial)
    }

    /// The placement that lies there now.
    pub fn lies(&self) -> Option<PlacementId> {
        self.lying.as_ref().map(|lying| lying.placement)
    }

    pub fn lay(&mut self, token: Option<usize>, other: Option<NotToken>, fresh: bool, fault: Option<Fault>) {
        self.lift();
        self.placements += 1;
        let placement = PlacementId(self.placements);
        self.lying = Some(Lying {
            placement,
            token,
            other,
            fault,
            sent: 0,
        });
        self.seen.push_back(Event::Placed { placement, fresh });
    }

    pub fn lift(&mut self) {
        if let Some(lying) = self.lying.take() {
            self.power_down(lying.token);
            self.seen.push_back(Event::Removed);
        }
    }

    /// For a program that has just been started, which has seen nothing begin.
    pub fn start_anew(&mut self) {
        self.held = None;
        self.todo.clear();
        self.told.clear();
        self.seen.clear();
        if let Some(lying) = &mut self.lying {
            self.placements += 1;
            let placement = PlacementId(self.placements);
            lying.placement = placement;
            self.seen.push_back(Event::Placed {
                placement,
                fresh: false,
            });
        }
    }

    fn power_down(&mut self, token: Option<usize>) {
        if let Some(token) = token {
            self.tokens[token].power_down();
        }
    }

    /// Does the oldest job. What it says is told later.
    pub fn work(&mut self, ledger: &Ledger, now: i64) {
        match self.todo.pop_front() {
            Some(Job::Inspect { placement, hold }) => {
                let found = self.inspect(placement, hold, ledger, now);
                self.told.push_back(Event::Inspected { placement, found });
            }
            Some(Job::Burn { placement, order }) => self.burn(placement, &*order, ledger, now),
            Some(Job::Release) => self.held = None,
            None => {}
        }
    }

    fn inspect(&mut self, placement: PlacementId, hold: bool, ledger: &Ledger, now: i64) -> Found {
        self.held = None;
        let there = self.lying.as_ref().filter(|lying| lying.placement == placement);
        let Some(lying) = there else { return Found::Gone };
        if let Some(other) = &lying.other {
            return Found::Other(other.clone());
        }
        let mut wire = Wire {
            pad: self,
            ledger,
            writes: None,
            placement,
            now,
        };
        match identify(&mut wire, now) {
            Ok(Ok((token, info))) => {
                self.held = hold.then_some((placement, info));
                Found::Token(token)
            }
            Ok(Err(other)) => Found::Other(other),
            Err(CardLost) => Found::Gone,
        }
    }

    fn burn(&mut self, placement: PlacementId, order: &dyn DurableBurn, ledger: &Ledger, now: i64) {
        let held = self.held.take().filter(|(held, _)| *held == placement);
        if self.lies() != Some(placement) {
            let failure = BurnFailure::Untouched(FailureReason::Lost);
            self.told.push_back(Event::BurnEnded(Err(failure)));
            return;
        }
        let mut steps = Vec::new();
        let mut wire = Wire {
            pad: self,
            ledger,
            writes: Some(order),
            placement,
            now,
        };
        let mut progress = |step| steps.push(Event::Step(step));
        let ended = match held {
            Some((_, info)) => burn_after(&mut wire, order.plan(), info, &|| now, &mut progress),
            None => burn(&mut wire, order.plan(), &|| now, &mut progress),
        };
        self.told.extend(steps);
        self.told.push_back(Event::BurnEnded(ended));
    }
}

/// The card in one placement, watched from outside.
struct Wire<'w> {
    pad: &'w mut Pad,
    ledger: &'w Ledger,
    writes: Option<&'w dyn DurableBurn>,
    placement: PlacementId,
    now: i64,
}

impl Card for Wire<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost> {
        let Some(lying) = self
            .pad
            .lying
            .as_mut()
            .filter(|lying| lying.placement == self.placement)
        else {
            return Err(CardLost);
        };
        let at = lying.sent;
        lying.sent += 1;
        match lying.fault {
            Some(Fault::Swap { at: when, other }) if when == at => {
                let before = lying.token.replace(other);
                self.pad.power_down(before);
            }
            Some(Fault::Pull {
                at: when,
                acted,
                bounces,
            }) if when == at => {
                let token = lying.token;
                if acted {
                    self.act(apdu);
                }
                self.pad.lift();
                if bounces {
                    self.pad.lay(token, None, true, None);
                }
                return Err(CardLost);
            }
            _ => {}
        }
        self.act(apdu).ok_or(CardLost)
    }
}

impl Wire<'_> {
    fn act(&mut self, apdu: &[u8]) -> Option<Vec<u8>> {
        let token = self.pad.lying.as_ref()?.token?;
        let answer = self.pad.tokens[token].answer(apdu, self.now);
        let took = answer.ends_with(&[0x90, 0x00]);
        match apdu[1] {
            0xCE => {
                let count = self.pad.authenticated.entry(self.placement).or_default();
                *count += 1;
                assert_eq!(*count, 1, "one authentication in {:?}", self.placement);
            }
            0xD4 | 0xC5 if took => self.written(token, apdu[1]),
            _ => {}
        }
        Some(answer)
    }

    /// A write has just changed a token: it was ordered, and what it writes is on disk at this moment.
    fn written(&mut self, token: usize, instruction: u8) {
        let order = self.writes.expect("nothing is written by a look");
        let planned = self.pad.find(&order.plan().serial);
        if let Write::Clock = order.plan().write {
            // another one may have lost its seed by that
            self.pad.fooled[token] |= planned != Some(token);
            let known = self.ledger.clocks.contains(&order.plan().serial);
            assert!(
                known && instruction == 0xD4,
                "a clock that is set is on disk before, and nothing else is written"
            );
            return;
        }
        self.pad.fooled[token] = planned != Some(token);
        if let Some(planned) = planned.filter(|planned| *planned != token) {
            self.pad.fooled[planned] = true;
        }
        let id: EnrolmentId = order.enrolment().expect("a burn is of an enrolment");
        let row = self.ledger.row(id).expect("it is on disk before it is burned");
        let kept = row.seed.as_ref().expect("its seed is on disk");
        assert!(row.touched, "that it may be written is on disk");
        if instruction == 0xC5 {
            assert!(
                self.pad.tokens[token].seed() == Some(kept),
                "the seed on disk is the one in the token"
            );
        }
    }
}
