//! What the enrolment asks of the ledger, and what that answers: spelled here, and nowhere again on the way.

use super::ForEntra;
use crate::desk::{
    Accepted, Asked, BurnEnding, CodeOwner, Confirmation, DurableBurn, Earlier, EnrolmentId, Given, Reopen, Token,
    Unfinished, Upn, Witness, Work,
};
use crate::otp::Code;
use crate::token2::{DisplayTimeout, Serial, TokenId};

/// What the ledger is asked.
#[derive(Debug)]
pub enum KeepEnrolment {
    /// What stands for a person.
    LookUpPerson(Upn),
    /// What stands for a token.
    LookUpToken(Token),
    /// Put an enrolment on disk before it is burned, unless person or token are known beyond what was accepted.
    Record(Box<NewEnrolment>),
    /// Give a token in stock to a person, unless either is known beyond what was accepted.
    Assign(Box<NewAssignment>),
    /// Go on with an enrolment.
    Reopen {
        /// Which, and for what.
        reopen: Reopen,
        /// The token's display time-out.
        display: DisplayTimeout,
    },
    /// Keep how a burn ended.
    End(EnrolmentId, BurnEnding),
    /// Keep a comparison.
    Confirm(EnrolmentId, Confirmation),
    /// Keep that the operator put it off.
    Park(EnrolmentId),
    /// Keep that a wrong code was typed.
    NoteMiss(EnrolmentId),
    /// Look whose code that is, among the enrolments since a time.
    WhoseCode {
        /// The enrolment whose code it is not.
        id: EnrolmentId,
        /// The digits that were typed.
        code: Code,
        /// Enrolments that were begun before this time are not looked through, Unix seconds.
        since: i64,
    },
    /// Keep what the operator said about the station's clock.
    NoteClock {
        /// Whether it is right.
        right: bool,
    },
}

/// An enrolment that is to be put on disk.
#[derive(Debug)]
pub struct NewEnrolment {
    /// Who the token is for.
    pub upn: Upn,
    /// The token that lies on the reader, as it was read.
    pub token: Token,
    /// Earlier enrolments that the operator has seen and accepted.
    pub accepted: Accepted,
    /// The secret that another system dictates; otherwise a seed is drawn.
    pub given: Option<Given>,
    /// The token's display time-out.
    pub display: DisplayTimeout,
    /// Who vouches for the clock: without a witness there is no such order.
    pub witness: Witness,
    /// Whether it is for a file that tells Entra ID the secret.
    pub entra: ForEntra,
}

/// A token in stock that somebody is to get, with its factory seed.
#[derive(Debug)]
pub struct NewAssignment {
    /// Who it is for.
    pub upn: Upn,
    /// The serial that is printed on it.
    pub serial: Serial,
    /// Earlier enrolments that the operator has seen and accepted.
    pub accepted: Accepted,
}

/// What the ledger answers.
#[derive(Debug)]
pub enum EnrolmentKept {
    /// To [`KeepEnrolment::LookUpPerson`].
    Person {
        /// Who was looked up.
        upn: Upn,
        /// What stands for them.
        earlier: Vec<Earlier>,
    },
    /// To [`KeepEnrolment::LookUpToken`].
    Token {
        /// The token that was looked up.
        token: TokenId,
        /// What stands for the token.
        earlier: Vec<Earlier>,
        /// What is left to do for it.
        unfinished: Option<Unfinished>,
    },
    /// To [`KeepEnrolment::Record`], [`KeepEnrolment::Assign`] and [`KeepEnrolment::Reopen`].
    Recorded(Recorded),
    /// To [`KeepEnrolment::Confirm`]: it is on disk.
    Confirmed,
    /// To [`KeepEnrolment::WhoseCode`]: for which enrolment it was asked, and `None` if the code is nobody's.
    CodeOwner(EnrolmentId, Option<CodeOwner>),
    /// That was asked for and failed, in the ledger's words.
    Failed(LedgerTask, String),
}

/// What the ledger made of an enrolment to be recorded or reopened.
#[derive(Debug)]
pub enum Recorded {
    /// It is on disk, which the first proves; a burn may start.
    Burn(Box<dyn DurableBurn>, Work),
    /// It has its seed; a code has to be compared.
    Compare(Work),
    /// It waits for its token, to be written once more.
    Waiting(Work),
    /// The secret that was given is that of this enrolment.
    SecretKnown(Earlier),
    /// The token that was to be assigned is not in stock, or its factory seed is gone.
    NotInStock,
    /// Person or token are known by enrolments that nobody has accepted.
    Known {
        /// About whom or what.
        asked: Asked,
        /// The enrolments in the way that were not accepted, newest first; none where the token is in stock.
        earlier: Vec<Earlier>,
        /// What is left to do, if the token has an unfinished enrolment of the same person.
        unfinished: Option<Unfinished>,
    },
}

/// What the ledger was asked for. Several may be under way, so a failure says of what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerTask {
    /// What stands for a person.
    Person,
    /// What stands for a token.
    Token,
    /// An enrolment to be put on disk, or fetched: [`KeepEnrolment::Record`], [`KeepEnrolment::Assign`],
    /// [`KeepEnrolment::Reopen`].
    Enrolment,
    /// How a burn ended.
    Ending,
    /// A comparison to be kept: [`KeepEnrolment::Confirm`].
    Confirmation,
    /// Whatever is under way: nobody answers any more.
    Any,
}

impl KeepEnrolment {
    /// The same, where it looks through codes, among the enrolments since `unix`, Unix seconds: a day begins elsewhere
    /// wherever the desk stands.
    #[must_use]
    pub fn since(self, unix: i64) -> Self {
        match self {
            Self::WhoseCode { id, code, .. } => Self::WhoseCode { id, code, since: unix },
            other => other,
        }
    }

    /// Of what it is, where the enrolment in hand has to know that it failed.
    #[must_use]
    pub const fn task(&self) -> Option<LedgerTask> {
        match self {
            Self::LookUpPerson(_) => Some(LedgerTask::Person),
            Self::LookUpToken(_) => Some(LedgerTask::Token),
            Self::Record(_) | Self::Assign(_) | Self::Reopen { .. } => Some(LedgerTask::Enrolment),
            Self::End(..) => Some(LedgerTask::Ending),
            Self::Confirm(..) => Some(LedgerTask::Confirmation),
            Self::Park(_) | Self::NoteMiss(_) | Self::WhoseCode { .. } | Self::NoteClock { .. } => None,
        }
    }
}
