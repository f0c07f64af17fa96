//! Where the desk is: the states of an enrolment in hand, and what is to be said beside them.

use std::time::Duration;

use super::{Earlier, EnrolmentId, NotToken, PlacementId, Token, Upn, Work};
use crate::token2::{BurnStep, FailureReason, Serial};

/// What the desk waits for. One enrolment is one value that moves through these.
#[derive(Debug, Default)]
pub enum Stage {
    /// Nobody: a UPN, or a token laid down first.
    #[default]
    Idle,
    /// A token was laid down first and is being read.
    ReadingFirst {
        /// Where it lies.
        placement: PlacementId,
    },
    /// A token was laid down first; who is it for?
    TokenFirst {
        /// Where it lies.
        placement: PlacementId,
        /// What it is.
        token: Token,
        /// What the ledger knows of it.
        earlier: Vec<Earlier>,
    },
    /// The ledger looks up what it knows of the person.
    LookingUp {
        /// The person.
        upn: Upn,
        /// The token that was laid down first.
        first: Option<FirstToken>,
    },
    /// The next token laid down is burned for this person.
    Armed {
        /// The person.
        upn: Upn,
        /// Earlier enrolments that the operator has seen and accepted.
        accepted: Accepted,
        /// When arming ends, on the clock that never jumps.
        until: Duration,
    },
    /// The token is being read, the transaction held.
    Inspecting {
        /// The person.
        upn: Upn,
        /// Earlier enrolments that the operator has seen and accepted.
        accepted: Accepted,
        /// Where the token lies.
        placement: PlacementId,
        /// When arming ends, if the token goes away again.
        until: Duration,
    },
    /// The operator is asked. No transaction is open.
    Asking {
        /// What.
        question: Question,
        /// The person.
        upn: Upn,
        /// Earlier enrolments that the operator had accepted before.
        accepted: Accepted,
    },
    /// The enrolment is being put on disk.
    Recording {
        /// The person.
        upn: Upn,
        /// Earlier enrolments that the operator has seen and accepted.
        accepted: Accepted,
        /// Where the token lies.
        placement: PlacementId,
        /// The token.
        token: Token,
    },
    /// An unfinished enrolment is being fetched, because its token was laid down.
    Reopening {
        /// What is left to do.
        unfinished: super::Unfinished,
        /// Where the token lies.
        placement: PlacementId,
    },
    /// The token is being written.
    Burning {
        /// The enrolment.
        work: Work,
        /// The step under way.
        step: BurnStep,
    },
    /// The burn broke off after a write; the same token finishes it.
    Interrupted {
        /// The enrolment.
        work: Work,
        /// The step whose answer is missing.
        at: BurnStep,
        /// The placement that is being read to see whether it is the right token.
        reading: Option<PlacementId>,
    },
    /// The code on the token is compared with the live one.
    Comparing {
        /// The enrolment.
        work: Work,
        /// How often a wrong code was typed.
        misses: u32,
    },
    /// The comparison is being put on disk.
    Confirming {
        /// The enrolment.
        work: Work,
        /// Token clock minus station clock, if a code was typed.
        drift: Option<i64>,
    },
}

/// What the operator has seen and accepted: earlier enrolments of the person, and such of the token. Having a second
/// token is one thing, overwriting one is another, so neither answers for the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// The person keeps these besides the new one.
    pub of_person: Vec<EnrolmentId>,
    /// The token loses these.
    pub of_token: Vec<EnrolmentId>,
}

impl Accepted {
    /// Adds what a question named.
    pub(super) fn add(&mut self, asked: Asked, earlier: &[Earlier]) {
        let ids = earlier.iter().map(|earlier| earlier.id);
        match asked {
            Asked::PersonKnown => self.of_person.extend(ids),
            Asked::TokenKnown => self.of_token.extend(ids),
        }
    }
}

/// The token of a token-first enrolment.
#[derive(Debug)]
pub struct FirstToken {
    /// Where it lies.
    pub placement: PlacementId,
    /// What it is.
    pub token: Token,
    /// What the ledger knows of it.
    pub earlier: Vec<Earlier>,
}

/// What the operator is asked. Going on destroys something, so no Enter answers it.
#[derive(Debug)]
pub struct Question {
    /// About whom or what.
    pub asked: Asked,
    /// What the ledger knows, newest first; never empty.
    pub earlier: Vec<Earlier>,
    /// The token that lies there, for the questions that have one.
    pub token: Option<FirstToken>,
}

/// The kinds of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The person has a token already.
    PersonKnown,
    /// The token belongs to an enrolment already.
    TokenKnown,
}

/// The result that stays in view until the next UPN is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Which enrolment.
    pub id: EnrolmentId,
    /// For whom.
    pub upn: Upn,
    /// Which token.
    pub serial: Serial,
    /// Token clock minus station clock, if a code was typed.
    pub drift: Option<i64>,
}

/// How a burn ended, as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BurnEnding {
    /// The token took the seed; its clock after, minus the station's, if it could be read.
    Burned {
        /// Seconds.
        drift: Option<i64>,
    },
    /// It broke off after a write.
    Interrupted(BurnStep),
    /// Nothing was sent that changes a token; the enrolment is void.
    NothingWritten,
}

/// What a wrong code was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Miss {
    /// Right for the token, but its clock is off by so many seconds (below zero: behind).
    ClockOff(i64),
    /// Not a code of this token within an hour around now.
    Unknown,
}

/// What is to be said beside the stage. Stays until the next thing happens or it is dismissed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// What lies there was laid down before the station watched, or was used: lift it and lay it down again.
    LiftFirst,
    /// A card that is no token that can be written.
    NotToken(NotToken),
    /// It went away before it was read.
    Unread,
    /// Another token lies there than the one to finish.
    OtherToken {
        /// The one that is waited for.
        expected: Serial,
        /// The one that lies there.
        found: Serial,
    },
    /// Another token's code, or a wrong one, was typed.
    Miss(Miss),
    /// The token refused a write: what it holds is not known.
    WriteRefused,
    /// Tokens were swapped while one was written: it is not known which of the two took it.
    Swapped {
        /// The one that was to be written.
        expected: Serial,
        /// The one that lay there after.
        found: Serial,
    },
    /// The burn ended before anything was written.
    NothingWritten(FailureReason),
    /// Nobody laid a token down in time.
    ArmingEnded,
    /// The system slept or its clock was changed.
    ClockJumped,
    /// The ledger could not keep it; nothing was written to the token.
    LedgerFailed(String),
    /// The comparison could not be kept; the token is fine.
    ConfirmationFailed(String),
    /// The person at the reader has been enrolled here and waits for nothing.
    Parked(Upn),
}
