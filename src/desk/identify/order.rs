//! What is asked for a token that is looked at, of the ledger and of the reader, and what the ledger answers.

use crate::desk::{DurableBurn, EnrolmentId, PlacementId, Token, Witness};
use crate::otp::Parameters;
use crate::token2::DisplayTimeout;

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
