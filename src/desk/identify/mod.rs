//! Any token, laid down to be looked at: what it is, who has it, how its clock goes; and setting that clock.
//!
//! Reading changes nothing; what is written, and under which conditions, is told by `set`.

mod order;
mod set;

pub use order::{ClockEnd, ClockKept, ClockToSet, IdentifyEffect, KeepClock};
pub use set::{Asker, ClockWay, Holder, NotSet, Seen, SetClock, holder};

use super::{DurableBurn, EnrolmentId, Found, Moment, PlacementId, Witness};
use crate::token2::{BurnFailure, BurnStep, Burned, FailureReason, Serial};

/// What lies there, or lay there last.
#[derive(Debug, Default)]
pub enum Identify {
    /// Nobody looks: what is laid down is not read.
    #[default]
    Away,
    /// Nothing was laid down yet.
    Waiting,
    /// It is being read.
    Reading {
        /// Where it lies.
        placement: PlacementId,
        /// Whether the station saw it being laid down.
        fresh: bool,
    },
    /// It was read.
    Seen(Seen),
    /// A serial was scanned or typed; no token lies there.
    Named {
        /// The serial as it was understood. No enrolment need be known of it.
        serial: Serial,
        /// Its enrolments, newest first.
        known: Vec<EnrolmentId>,
    },
}

/// What happens to what is looked at.
#[derive(Debug)]
pub enum IdentifyEvent {
    /// Somebody looks from here on; what lies there, if anything does.
    Looks(Option<PlacementId>),
    /// Nobody does any more.
    LooksAway,
    /// A serial was scanned or typed, of which these enrolments are known.
    Named(Serial, Vec<EnrolmentId>),
    /// Time passed: a sleep or a changed clock is noticed, as it is at every other event.
    Tick,
    /// Something was laid down; whether the station saw that begin.
    Placed {
        /// Where it lies.
        placement: PlacementId,
        /// Whether the pad was seen empty before.
        fresh: bool,
    },
    /// It was lifted, or the reader went away.
    Removed,
    /// The reader knows what it is; the enrolments of its serial, newest first.
    Inspected {
        /// Where it lies.
        placement: PlacementId,
        /// What it is.
        found: Found,
        /// Its enrolments, newest first.
        known: Vec<EnrolmentId>,
    },
    /// The clock of the token that is seen is to be set.
    Set(Asker),
    /// From the ledger; whether somebody still vouches for the station's clock.
    Kept(ClockKept, Option<Witness>),
    /// The writing reached a step.
    Step(BurnStep),
    /// The writing ended.
    Ended(Result<Burned, BurnFailure>),
    /// The reader has failed.
    ReaderLost,
}

/// What lies there and how far setting its clock came. [`Looking::step`] takes every event.
#[derive(Debug, Default)]
pub struct Looking {
    /// Whether tokens that are laid down are looked at.
    looks: bool,
    state: Identify,
    /// When anything happened here last.
    seen: Option<Moment>,
}

type Effects = Vec<IdentifyEffect>;

impl Looking {
    /// What lies there, or lay there last.
    #[must_use]
    pub const fn state(&self) -> &Identify {
        &self.state
    }

    /// Whether a clock is being set.
    #[must_use]
    pub const fn sets_clock(&self) -> bool {
        matches!(&self.state, Identify::Seen(seen) if seen.clock.is_under_way())
    }

    /// The enrolments of what is seen, newest first.
    #[must_use]
    pub fn known(&self) -> &[EnrolmentId] {
        match &self.state {
            Identify::Seen(seen) => &seen.known,
            _ => &[],
        }
    }

    /// How the clock of what lies there can be set; `holder` is the enrolment that stands for it.
    #[must_use]
    pub fn way(&self, holder: Option<Holder>) -> ClockWay {
        let Identify::Seen(Seen {
            found: Found::Token(token),
            ..
        }) = &self.state
        else {
            return ClockWay::Not(NotSet::NoToken);
        };
        match holder.filter(|row| row.can_burn_again) {
            _ if token.model.keeps_seed_on_config() => ClockWay::Alone,
            Some(row) => ClockWay::WithSeed(row.id),
            None => ClockWay::Not(NotSet::NoSeed),
        }
    }

    /// Takes what happened and says what is to be done.
    pub fn step(&mut self, event: IdentifyEvent, now: Moment) -> Effects {
        self.notice_jump(now);
        match event {
            IdentifyEvent::Tick => vec![],
            IdentifyEvent::Looks(lies) => self.look(true, lies),
            IdentifyEvent::LooksAway => self.look(false, None),
            IdentifyEvent::Named(serial, known) => {
                // how the setting of a clock ends belongs to the token that is seen
                if !self.sets_clock() {
                    self.state = Identify::Named { serial, known };
                }
                vec![]
            }
            IdentifyEvent::Placed { placement, fresh } if self.looks && !self.sets_clock() => {
                self.read(placement, fresh)
            }
            IdentifyEvent::Placed { .. } => vec![],
            IdentifyEvent::Removed => self.removed(),
            IdentifyEvent::Inspected {
                placement,
                found,
                known,
            } => self.inspected(placement, found, known),
            IdentifyEvent::Set(asker) => self.set(&asker),
            IdentifyEvent::Kept(ClockKept::Recorded(proof), witness) => self.recorded(proof, witness),
            IdentifyEvent::Kept(ClockKept::Failed(why), _) => {
                if let Identify::Seen(seen) = &mut self.state
                    && seen.clock == SetClock::Recording
                {
                    seen.clock = SetClock::NotKept(why);
                }
                vec![]
            }
            IdentifyEvent::Step(step) => {
                if let Identify::Seen(seen) = &mut self.state
                    && let SetClock::Writing(at) = &mut seen.clock
                {
                    *at = step;
                }
                vec![]
            }
            IdentifyEvent::Ended(ended) => self.ended(ended, now),
            IdentifyEvent::ReaderLost => self.ended(
                Err(BurnFailure::Interrupted {
                    at: BurnStep::WritingConfig,
                    reason: FailureReason::Lost,
                }),
                now,
            ),
        }
    }

    /// After sleep, or with another clock, what lies there does not count as just laid down any more, whoever vouches for the
    /// clock by then.
    fn notice_jump(&mut self, now: Moment) {
        if !self.seen.replace(now).is_some_and(|seen| now.jumped_since(seen)) {
            return;
        }
        match &mut self.state {
            Identify::Reading { fresh, .. } => *fresh = false,
            Identify::Seen(seen) => {
                seen.fresh = false;
                if seen.clock == SetClock::Recording {
                    seen.clock = SetClock::Refused(NotSet::LayAgain);
                }
            }
            Identify::Away | Identify::Waiting | Identify::Named { .. } => {}
        }
    }

    /// The screen came into view, or went.
    fn look(&mut self, looks: bool, lies: Option<PlacementId>) -> Effects {
        self.looks = looks;
        // what ended badly behind another screen is still to be read
        let stays = |seen: &Seen| seen.clock.is_under_way() || (looks && seen.clock.ended_badly());
        if matches!(&self.state, Identify::Seen(seen) if stays(seen)) {
            return vec![];
        }
        self.state = if looks { Identify::Waiting } else { Identify::Away };
        match lies {
            Some(placement) => self.read(placement, false),
            None => vec![],
        }
    }

    fn read(&mut self, placement: PlacementId, fresh: bool) -> Effects {
        self.state = Identify::Reading { placement, fresh };
        vec![IdentifyEffect::Inspect(placement)]
    }

    fn removed(&mut self) -> Effects {
        match &mut self.state {
            Identify::Seen(seen) => seen.lies = false,
            Identify::Reading { .. } => self.state = Identify::Waiting,
            Identify::Away | Identify::Waiting | Identify::Named { .. } => {}
        }
        vec![]
    }

    fn inspected(&mut self, placement: PlacementId, found: Found, known: Vec<EnrolmentId>) -> Effects {
        let fresh = match self.state {
            Identify::Reading {
                placement: asked,
                fresh,
            } if asked == placement => fresh,
            _ => return vec![],
        };
        self.state = Identify::Seen(Seen {
            lies: found != Found::Gone,
            found,
            known,
            clock: SetClock::Idle,
            placement,
            fresh,
            of: None,
        });
        vec![]
    }

    // --- the clock ----------------------------------------------------------------------------------------------------

    /// If it ended badly, that stays in view until the token is laid down again.
    fn set(&mut self, asker: &Asker) -> Effects {
        let way = self.way(asker.holder);
        let Identify::Seen(seen) = &mut self.state else {
            return vec![];
        };
        if seen.clock.is_under_way() || seen.clock.ended_badly() {
            return vec![];
        }
        match seen.begin(way, asker) {
            Ok(effect) => vec![effect],
            Err(why) => {
                seen.clock = SetClock::Refused(why);
                vec![]
            }
        }
    }

    /// Nobody may vouch for the clock any more when it is written down, and another token may be seen by then.
    fn recorded(&mut self, proof: Box<dyn DurableBurn>, witness: Option<Witness>) -> Effects {
        match &mut self.state {
            Identify::Seen(seen) if seen.clock == SetClock::Recording && seen.is_meant(&*proof) => {
                if witness.is_none() {
                    seen.clock = SetClock::Refused(NotSet::NoWitness);
                    return vec![];
                }
                seen.clock = SetClock::Writing(BurnStep::Reading);
                let placement = seen.placement;
                vec![IdentifyEffect::Burn { placement, proof }]
            }
            _ => vec![],
        }
    }

    /// What it found after is kept.
    fn ended(&mut self, ended: Result<Burned, BurnFailure>, now: Moment) -> Effects {
        match &mut self.state {
            Identify::Seen(seen) if seen.clock.is_under_way() => seen.ended(ended, now),
            _ => vec![],
        }
    }
}
