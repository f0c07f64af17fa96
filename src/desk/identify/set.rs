//! Setting the clock of a token that was read: whether and how, and how far it came.
//!
//! A clock is set in the placement in which the token was read, if the station saw that begin, and once only; not before it is
//! on disk that it is about to be set, and by nobody's clock but one that somebody vouches for. A model that loses its seed
//! when its clock is set gets the seed of its enrolment again, by the enrolment.

use super::order::{ClockEnd, ClockToSet, IdentifyEffect, KeepClock};
use crate::desk::{DurableBurn, Enrolment, EnrolmentId, Found, Moment, Outcome, PlacementId, Standing, Witness};
use crate::otp::Parameters;
use crate::token2::{BurnFailure, BurnStep, Burned, DisplayTimeout};

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
    pub(super) placement: PlacementId,
    pub(super) fresh: bool,
    /// The enrolment of the token whose clock is set.
    pub(super) of: Option<EnrolmentId>,
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
    pub(super) const fn is_under_way(&self) -> bool {
        matches!(self, Self::Recording | Self::Writing(_))
    }

    pub(super) const fn ended_badly(&self) -> bool {
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

impl Seen {
    pub(super) fn is_meant(&self, proof: &dyn DurableBurn) -> bool {
        let serial = self.found.serial();
        serial == Some(&proof.plan().serial) && self.of == proof.enrolment()
    }

    pub(super) fn begin(&mut self, way: ClockWay, asker: &Asker) -> Result<IdentifyEffect, NotSet> {
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

    pub(super) fn ended(&mut self, ended: Result<Burned, BurnFailure>, now: Moment) -> Vec<IdentifyEffect> {
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
