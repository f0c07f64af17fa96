//! Any token, laid down to be looked at: what it is, who has it, how its clock goes; and setting that clock.
//!
//! Reading changes nothing. A clock is set in the placement in which the token was read, if the station saw that begin, and
//! once only; not before it is on disk that it is about to be set, and by nobody's clock but one that somebody vouches
//! for. A model that loses its seed when its clock is set gets the seed of its enrolment again, by the enrolment.

use super::{DurableBurn, Enrolment, EnrolmentId, Found, Moment, Outcome, PlacementId, Standing, Token, Witness};
use crate::otp::Parameters;
use crate::token2::{BurnFailure, BurnStep, Burned, DisplayTimeout, FailureReason, Serial};

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

/// What was read.
#[derive(Debug)]
pub struct Seen {
    /// What it is.
    pub found: Found,
    /// Its enrolments, newest first.
    pub known: Vec<EnrolmentId>,
    /// Whether it still lies there.
    pub lies: bool,
    /// How far setting its clock came.
    pub clock: SetClock,
    placement: PlacementId,
    fresh: bool,
    /// The enrolment of the token whose clock is set.
    of: Option<EnrolmentId>,
}

/// How far setting a clock came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SetClock {
    /// Nobody asked for it.
    #[default]
    Idle,
    /// It is being written down that it is about to be set.
    Recording,
    /// The token is being written.
    Writing(BurnStep),
    /// It is set: token clock minus station clock after, seconds, if it could be read.
    Done(Option<i64>),
    /// Nothing was sent to the token.
    Refused(NotSet),
    /// The writing ended badly.
    Failed(BurnFailure),
    /// The ledger could not keep it, in its words; nothing was sent.
    NotKept(String),
}

impl SetClock {
    const fn is_under_way(&self) -> bool {
        matches!(self, Self::Recording | Self::Writing(_))
    }

    const fn ended_badly(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::NotKept(_))
    }
}

/// Why a clock is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSet {
    /// It is no token of a known model.
    NoToken,
    /// It lay there before, was used, or has been lifted: it has to be laid down again.
    LayAgain,
    /// Nobody vouches for the station's clock.
    NoWitness,
    /// It would lose a seed that the ledger does not have.
    NoSeed,
    /// An enrolment is in hand.
    Busy,
    /// The reader has failed.
    NoReader,
}

/// How the clock of a token can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockWay {
    /// It keeps its seed.
    Alone,
    /// The seed of this enrolment is written again.
    WithSeed(EnrolmentId),
    /// Not at all.
    Not(NotSet),
}

/// Of the enrolments of a token, newest first, the one that stands for it, if one does. One that was given up counts while
/// it may have been written.
pub fn holder<'r>(mut rows: impl Iterator<Item = &'r Enrolment>) -> Option<&'r Enrolment> {
    rows.find(|row| row.standing == Standing::Current && (row.outcome != Outcome::Abandoned || row.has_seed))
}

/// What the enrolment that stands for a token decides of its clock.
#[derive(Debug, Clone, Copy)]
pub struct Holder {
    /// The number of that enrolment in the ledger.
    pub id: EnrolmentId,
    /// Hash and step that the token keeps.
    pub parameters: Parameters,
    /// Whether its seed can be written once more.
    pub can_burn_again: bool,
}

impl Holder {
    /// As that enrolment stands now.
    #[must_use]
    pub fn of(row: &Enrolment) -> Self {
        Self {
            id: row.id,
            parameters: row.parameters,
            can_burn_again: row.can_burn_again(),
        }
    }
}

/// What decides whether a clock is set at this moment.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    /// The enrolment that stands for the token, if one is known here.
    pub holder: Option<Holder>,
    /// Who vouches for the station's clock.
    pub witness: Option<Witness>,
    /// Whether an enrolment is in hand.
    pub is_busy: bool,
    /// Whether there is a reader to write with.
    pub has_reader: bool,
    /// The display time-out that tokens get.
    pub display: DisplayTimeout,
}

/// What the ledger is asked.
#[derive(Debug)]
pub enum KeepClock {
    /// Keep that the clock of a token is about to be set.
    Record(ClockToSet),
    /// Keep how that ended.
    End(ClockEnd),
}

/// A clock that is about to be set.
#[derive(Debug)]
pub struct ClockToSet {
    /// The token, as it was read in the placement in which its clock is set.
    pub token: Token,
    /// The enrolment it belongs to, if it is known here.
    pub enrolment: Option<EnrolmentId>,
    /// Hash and step that the token keeps.
    pub parameters: Parameters,
    /// The token's display time-out.
    pub display: DisplayTimeout,
    /// Who vouches for the clock.
    pub witness: Witness,
}

/// How the setting of a clock ended.
#[derive(Debug)]
pub struct ClockEnd {
    /// The token whose clock was set, as it was read before.
    pub token: Token,
    /// The enrolment it belongs to, if it is known here.
    pub enrolment: Option<EnrolmentId>,
    /// Token clock minus station clock after, seconds; unknown if the token left.
    pub drift: Option<i64>,
}

/// What the ledger answers.
#[derive(Debug)]
pub enum ClockKept {
    /// To [`KeepClock::Record`]: on disk, synced.
    Recorded(Box<dyn DurableBurn>),
    /// It was not kept, in the ledger's words.
    Failed(String),
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

/// What is to be done.
#[derive(Debug)]
pub enum IdentifyEffect {
    /// Read what lies there.
    Inspect(PlacementId),
    /// Write the seed of that enrolment once more, and the clock with it: a matter of the enrolment.
    WriteWithSeed(EnrolmentId, PlacementId),
    /// By the ledger.
    Keep(KeepClock),
    /// Write the clock.
    Burn {
        /// Where the token lies.
        placement: PlacementId,
        /// The proof that it is on disk.
        proof: Box<dyn DurableBurn>,
    },
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

impl Seen {
    fn is_meant(&self, proof: &dyn DurableBurn) -> bool {
        let serial = self.found.serial();
        serial == Some(&proof.plan().serial) && self.of == proof.enrolment()
    }

    fn begin(&mut self, way: ClockWay, asker: &Asker) -> Result<IdentifyEffect, NotSet> {
        if let ClockWay::Not(why) = way {
            return Err(why);
        }
        if !self.fresh || !self.lies {
            return Err(NotSet::LayAgain);
        }
        if !asker.has_reader {
            return Err(NotSet::NoReader);
        }
        let witness = asker.witness.ok_or(NotSet::NoWitness)?;
        if asker.is_busy {
            return Err(NotSet::Busy);
        }
        let Found::Token(token) = &self.found else {
            return Err(NotSet::NoToken);
        };
        self.fresh = false;
        if let ClockWay::WithSeed(id) = way {
            return Ok(IdentifyEffect::WriteWithSeed(id, self.placement));
        }
        self.clock = SetClock::Recording;
        self.of = asker.holder.map(|row| row.id);
        Ok(IdentifyEffect::Keep(KeepClock::Record(ClockToSet {
            token: token.clone(),
            enrolment: self.of,
            // as it was written here, or as tokens come
            parameters: asker.holder.map_or(Parameters::STANDARD, |row| row.parameters),
            display: asker.display,
            witness,
        })))
    }

    fn ended(&mut self, ended: Result<Burned, BurnFailure>, now: Moment) -> Effects {
        let drift = match &ended {
            Ok(burned) => burned.after.as_ref().map(|info| info.drift(now.unix())),
            Err(_) => None,
        };
        let touched = !matches!(ended, Err(BurnFailure::Untouched(_)));
        self.clock = match ended {
            Ok(_) => SetClock::Done(drift),
            Err(failure) => SetClock::Failed(failure),
        };
        match &mut self.found {
            Found::Token(token) if touched => {
                token.drift = drift.unwrap_or(token.drift);
                vec![IdentifyEffect::Keep(KeepClock::End(ClockEnd {
                    token: token.clone(),
                    enrolment: self.of,
                    drift,
                }))]
            }
            _ => vec![],
        }
    }
}
