//! Any token, laid down to be looked at: what it is, who has it, how its clock goes; and setting that clock.
//!
//! Reading changes nothing. A clock is set in the placement in which the token was read, if the station saw that begin, and
//! once only. A model that loses its seed when its clock is set gets the seed of its enrolment again, by the flow.

use super::Station;
use crate::desk::{Enrolment, EnrolmentId, Event, Found, Outcome, PlacementId, Standing, Token, Witness};
use crate::ledger::{self, LedgerError};
use crate::otp::Parameters;
use crate::reader::{self, ReaderState};
use crate::token2::{BurnFailure, BurnStep, Burned, FailureReason, Serial};

/// What lies there, or lay there last.
#[derive(Debug, Default)]
pub enum Identify {
    /// Nobody looks.
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
        /// The serial.
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

impl Station {
    /// What lies there, or lay there last.
    #[must_use]
    pub const fn identify(&self) -> &Identify {
        &self.identify
    }

    /// How the clock of what lies there can be set.
    #[must_use]
    pub fn clock_way(&self) -> ClockWay {
        let Identify::Seen(seen) = &self.identify else {
            return ClockWay::Not(NotSet::NoToken);
        };
        let Found::Token(token) = &seen.found else {
            return ClockWay::Not(NotSet::NoToken);
        };
        let again = self.current(&seen.known).filter(|row| row.can_burn_again());
        match again {
            _ if token.model.keeps_seed_on_config() => ClockWay::Alone,
            Some(row) => ClockWay::WithSeed(row.id),
            None => ClockWay::Not(NotSet::NoSeed),
        }
    }

    /// The enrolment that stands for the token, if one does. One that was given up counts while it may have been written.
    fn current(&self, known: &[EnrolmentId]) -> Option<&Enrolment> {
        let rows = known.iter().filter_map(|id| self.log.get(*id));
        let written = |row: &&Enrolment| row.outcome != Outcome::Abandoned || row.has_seed;
        let mut standing = rows.filter(|row| row.standing == Standing::Current).filter(written);
        standing.next()
    }

    /// The Token screen came into view, or went.
    pub(super) fn look_at_tokens(&mut self, looks: bool) {
        self.looks = looks;
        // what ended badly behind another screen is still to be read
        if self.sets_clock() || (looks && self.clock_ended_badly()) {
            return;
        }
        self.identify = if looks { Identify::Waiting } else { Identify::Away };
        if looks && let Some(placement) = self.flow.pad().placement() {
            self.read_token(placement, false);
        }
    }

    /// Whether a clock is being set.
    pub(super) const fn sets_clock(&self) -> bool {
        matches!(
            &self.identify,
            Identify::Seen(Seen {
                clock: SetClock::Recording | SetClock::Writing(_),
                ..
            })
        )
    }

    const fn clock_ended_badly(&self) -> bool {
        matches!(
            &self.identify,
            Identify::Seen(Seen {
                clock: SetClock::Failed(_) | SetClock::NotKept(_),
                ..
            })
        )
    }

    /// Not while a clock is being set: how that ends belongs to the token that is seen.
    pub(super) fn name_serial(&mut self, serial: Serial) {
        if self.sets_clock() {
            return;
        }
        let known = self.log.of_serial(&serial);
        self.identify = Identify::Named { serial, known };
    }

    // --- the pad ------------------------------------------------------------------------------------------------------

    pub(super) fn identify_placed(&mut self, placement: PlacementId, fresh: bool) {
        if self.looks && !self.sets_clock() {
            self.read_token(placement, fresh);
        }
    }

    fn read_token(&mut self, placement: PlacementId, fresh: bool) {
        self.identify = Identify::Reading { placement, fresh };
        self.reader.request(reader::Request::Inspect { placement, hold: false });
    }

    pub(super) fn identify_removed(&mut self) {
        match &mut self.identify {
            Identify::Seen(seen) => seen.lies = false,
            Identify::Reading { .. } => self.identify = Identify::Waiting,
            _ => {}
        }
    }

    pub(super) fn identified(&mut self, placement: PlacementId, found: &Found) {
        let fresh = match self.identify {
            Identify::Reading {
                placement: asked,
                fresh,
            } if asked == placement => fresh,
            _ => return,
        };
        let known = found.serial().map(|serial| self.log.of_serial(serial));
        self.identify = Identify::Seen(Seen {
            found: found.clone(),
            known: known.unwrap_or_default(),
            lies: *found != Found::Gone,
            clock: SetClock::Idle,
            placement,
            fresh,
        });
    }

    // --- the clock ----------------------------------------------------------------------------------------------------

    /// If it ended badly, that stays in view until the token is laid down again.
    pub(super) fn set_clock(&mut self) {
        if self.sets_clock() || self.clock_ended_badly() {
            return;
        }
        if let Err(why) = self.begin_clock()
            && let Identify::Seen(seen) = &mut self.identify
        {
            seen.clock = SetClock::Refused(why);
        }
    }

    fn begin_clock(&mut self) -> Result<(), NotSet> {
        let way = self.clock_way();
        let Identify::Seen(seen) = &self.identify else {
            return Err(NotSet::NoToken);
        };
        if let ClockWay::Not(why) = way {
            return Err(why);
        }
        if !seen.fresh || !seen.lies {
            return Err(NotSet::LayAgain);
        }
        if self.reader_state == ReaderState::Died {
            return Err(NotSet::NoReader);
        }
        let witness = self.flow.clock().witness(self.now()).ok_or(NotSet::NoWitness)?;
        if !self.flow.is_free() {
            return Err(NotSet::Busy);
        }
        match (way, &seen.found) {
            (ClockWay::WithSeed(id), _) => {
                let placement = seen.placement;
                self.use_up();
                self.step(Event::BurnHere(id, placement));
            }
            (_, Found::Token(token)) => {
                let token = token.clone();
                self.record_clock(token, witness);
            }
            _ => return Err(NotSet::NoToken),
        }
        Ok(())
    }

    fn use_up(&mut self) {
        if let Identify::Seen(seen) = &mut self.identify {
            seen.fresh = false;
        }
    }

    fn record_clock(&mut self, token: Token, witness: Witness) {
        let (enrolment, parameters) = self.clock_of();
        self.use_up();
        if let Identify::Seen(seen) = &mut self.identify {
            seen.clock = SetClock::Recording;
        }
        let display = self.settings.display_seconds.timeout();
        self.ask(ledger::Request::RecordClock {
            token,
            enrolment,
            parameters,
            display,
            witness,
        });
    }

    /// The enrolment of the token that is seen, and what it keeps: as it was written here, or as tokens come.
    fn clock_of(&self) -> (Option<EnrolmentId>, Parameters) {
        let Identify::Seen(seen) = &self.identify else {
            return (None, Parameters::STANDARD);
        };
        match self.current(&seen.known) {
            Some(row) => (Some(row.id), row.parameters),
            None => (None, Parameters::STANDARD),
        }
    }

    pub(super) fn clock_recorded(&mut self, order: ledger::Recorded) {
        let witnessed = self.flow.clock().witness(self.now()).is_some();
        if let Identify::Seen(seen) = &mut self.identify
            && seen.clock == SetClock::Recording
        {
            // the system slept while that was written down
            if !witnessed {
                seen.clock = SetClock::Refused(NotSet::NoWitness);
                return;
            }
            seen.clock = SetClock::Writing(BurnStep::Reading);
            let placement = seen.placement;
            self.order_burn(placement, order);
        }
    }

    pub(super) fn clock_not_kept(&mut self, error: &LedgerError) {
        if let Identify::Seen(seen) = &mut self.identify
            && seen.clock == SetClock::Recording
        {
            seen.clock = SetClock::NotKept(error.to_string());
        }
    }

    pub(super) fn clock_step(&mut self, step: BurnStep) {
        if let Identify::Seen(seen) = &mut self.identify
            && let SetClock::Writing(at) = &mut seen.clock
        {
            *at = step;
        }
    }

    /// The writing of a clock has ended; what it found after is kept.
    pub(super) fn clock_ended(&mut self, ended: Result<Burned, BurnFailure>) {
        let now = self.now().unix();
        let (enrolment, _) = self.clock_of();
        let Identify::Seen(seen) = &mut self.identify else {
            return;
        };
        let drift = match &ended {
            Ok(burned) => burned.after.as_ref().map(|info| info.drift(now)),
            Err(_) => None,
        };
        let touched = !matches!(ended, Err(BurnFailure::Untouched(_)));
        seen.clock = match ended {
            Ok(_) => SetClock::Done(drift),
            Err(failure) => SetClock::Failed(failure),
        };
        if touched && let Found::Token(token) = &mut seen.found {
            token.drift = drift.unwrap_or(token.drift);
            let token = token.clone();
            self.ask(ledger::Request::KeepClock {
                token,
                enrolment,
                drift,
            });
        }
    }

    /// The reader has failed in the middle.
    pub(super) fn clock_lost(&mut self) {
        if self.sets_clock() {
            self.clock_ended(Err(BurnFailure::Interrupted {
                at: BurnStep::WritingConfig,
                reason: FailureReason::Lost,
            }));
        }
    }
}
