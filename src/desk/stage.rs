//! Where the desk is: the states of an enrolment in hand, and what is to be said beside them.

use std::time::Duration;

use super::{CodeOwner, Earlier, EnrolmentId, Given, NotToken, PlacementId, Reopen, Token, Upn, Work};
use crate::token2::{BurnStep, FailureReason, Serial, TokenId};

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
    /// The UPN of the person in hand is being corrected. Nothing is written meanwhile.
    Editing {
        /// The person, by the UPN that is corrected; what was dictated for them stays with them.
        recipient: Recipient,
        /// The token that was laid down first.
        first: Option<FirstToken>,
        /// How long a dictated secret waits, on the clock that never jumps.
        until: Duration,
    },
    /// The ledger looks up what it knows of the person.
    LookingUp {
        /// Who was entered and is being looked up.
        recipient: Recipient,
        /// The token that was laid down first.
        first: Option<FirstToken>,
    },
    /// The next token laid down is burned for this person.
    Armed {
        /// Who the next token is for.
        recipient: Recipient,
        /// When arming ends, on the clock that never jumps.
        until: Duration,
    },
    /// The token is being read, the transaction held.
    Inspecting {
        /// Who the token is for, if it may be written.
        recipient: Recipient,
        /// Where the token lies.
        placement: PlacementId,
        /// When arming ends, if the token goes away again.
        until: Duration,
    },
    /// The operator is asked. No transaction is open.
    Asking {
        /// What is asked, and about which earlier enrolments.
        question: Question,
        /// Who the token is for, unless the answer is no.
        recipient: Recipient,
    },
    /// The enrolment is being put on disk.
    Recording {
        /// Who the token is for, with all that the operator has accepted.
        recipient: Recipient,
        /// Where the token lies.
        placement: PlacementId,
        /// The token, as it was read in that placement.
        token: Token,
    },
    /// A token in stock is being assigned.
    Assigning {
        /// Who gets it, with all that the operator has accepted.
        recipient: Recipient,
        /// The serial that is printed on it.
        serial: Serial,
    },
    /// An enrolment is being fetched: its token was laid down, or the operator chose it in the log.
    Reopening {
        /// Which enrolment, and what is to be done with it.
        reopen: Reopen,
        /// Where the token lies, if it does.
        placement: Option<PlacementId>,
    },
    /// The token is being written.
    Burning {
        /// The enrolment whose seed is being written.
        work: Work,
        /// The step under way.
        step: BurnStep,
    },
    /// The burn broke off after a write, or is to be done once more; the same token finishes it.
    Interrupted {
        /// The enrolment that is to be finished, with the same seed.
        work: Work,
        /// The step whose answer is missing.
        at: BurnStep,
        /// The placement that is being read to see whether it is the right token.
        reading: Option<PlacementId>,
    },
    /// The code on the token is compared with the live one.
    Comparing {
        /// The enrolment whose code the token should show.
        work: Work,
        /// Wrong codes that were typed.
        misses: Misses,
        /// The placement that is being read to see whether it is another token.
        reading: Option<PlacementId>,
    },
    /// The comparison is being put on disk.
    Confirming {
        /// The enrolment whose comparison is kept.
        work: Work,
        /// Token clock minus station clock, if a code was typed.
        drift: Option<i64>,
    },
}

/// For whom, and with what.
#[derive(Debug)]
pub struct Recipient {
    /// Who the token is for, spelled as the ledger is to keep it.
    pub upn: Upn,
    /// Earlier enrolments that the operator has seen and accepted.
    pub accepted: Accepted,
    /// The secret that another system dictates; otherwise one is drawn.
    pub given: Option<Given>,
    /// What is still doubted of the UPN; the first of it is asked now.
    pub doubts: Vec<UpnDoubt>,
}

/// What is doubted of a UPN that was entered, before anything else is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpnDoubt {
    /// Its domain is not a usual one here; with one that is all but the same, this UPN may be meant.
    Domain(Option<Upn>),
    /// Nobody can sign in to the account, as the list of people says.
    Disabled,
}

impl UpnDoubt {
    const fn asked(&self) -> Asked {
        match self {
            Self::Domain(_) => Asked::Domain,
            Self::Disabled => Asked::Disabled,
        }
    }
}

impl Recipient {
    /// Somebody of whom nothing else is known yet.
    pub(super) fn new(upn: Upn) -> Self {
        Self {
            upn,
            accepted: Accepted::default(),
            given: None,
            doubts: vec![],
        }
    }

    /// What is asked about the UPN next.
    pub(super) fn doubt(&self) -> Option<Asked> {
        self.doubts.first().map(UpnDoubt::asked)
    }

    /// The UPN that may be meant instead, where its domain is in question.
    #[must_use]
    pub fn meant(&self) -> Option<&Upn> {
        match self.doubts.first()? {
            UpnDoubt::Domain(meant) => meant.as_ref(),
            UpnDoubt::Disabled => None,
        }
    }

    /// Whether the secret that was given says that it is another person's.
    pub(super) fn has_anothers_secret(&self) -> bool {
        self.given.as_ref().is_some_and(|given| given.is_anothers)
    }
}

/// Wrong codes that were typed for one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Misses {
    /// How many, since the comparison began.
    pub count: u32,
    /// The last one.
    pub code: Option<crate::otp::Code>,
    /// How far it was off, in seconds, if it was a code of this token.
    pub drift: Option<i64>,
}

impl Misses {
    /// After so many it is time to write the token again.
    pub const MANY: u32 = 3;
}

/// What the operator has seen and accepted: earlier enrolments of the person, and such of the token. Having a second
/// token is one thing, overwriting one is another, so neither answers for the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// The person keeps these besides the new one, but for the one that is replaced.
    pub of_person: Vec<EnrolmentId>,
    /// The token loses these.
    pub of_token: Vec<EnrolmentId>,
    /// The new one takes the place of this.
    pub replaces: Option<EnrolmentId>,
    /// This token is in stock, and its factory seed may go.
    pub over_stock: Option<Serial>,
}

impl Accepted {
    /// Tokens and authenticator apps that Entra ID takes for one person.
    pub const MOST: usize = 5;

    /// Nothing but what the new one takes the place of.
    pub(super) fn replacing(replaces: Option<EnrolmentId>) -> Self {
        Self {
            replaces,
            ..Self::default()
        }
    }

    /// Adds what a question named.
    pub(super) fn add(&mut self, asked: Asked, earlier: &[Earlier]) {
        let ids = earlier.iter().map(|earlier| earlier.id);
        match asked {
            Asked::Domain | Asked::Disabled | Asked::OtherAccount | Asked::InStock => {}
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

/// What the operator is asked. Going on may destroy something, so no Enter answers it.
#[derive(Debug)]
pub struct Question {
    /// About whom or what.
    pub asked: Asked,
    /// What the ledger knows, newest first; never empty where person or token are known.
    pub earlier: Vec<Earlier>,
    /// The token that lies there, for the questions that have one.
    pub token: Option<FirstToken>,
    /// The token in stock that the person is to get with yes, where one was named; none lies there then.
    pub stock: Option<Serial>,
}

impl Question {
    /// Whether the person may get a token besides those they have: Entra ID takes five at most.
    #[must_use]
    pub fn allows_another(&self) -> bool {
        self.asked != Asked::PersonKnown || self.earlier.len() < Accepted::MOST
    }

    /// Whether the same person was enrolled within a minute of `now` (Unix seconds).
    #[must_use]
    pub fn is_just_now(&self, now: i64) -> bool {
        let newest = self.earlier.first();
        self.asked == Asked::PersonKnown && newest.is_some_and(|earlier| now - earlier.at <= 60)
    }
}

/// The kinds of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The domain of the UPN is not a usual one here.
    Domain,
    /// Nobody can sign in to the account of the person.
    Disabled,
    /// The person has a token already.
    PersonKnown,
    /// The token belongs to an enrolment already.
    TokenKnown,
    /// The token is in stock with its factory seed, which is gone for good once it is written.
    InStock,
    /// The secret that was scanned says that it is for another person.
    OtherAccount,
}

impl Asked {
    /// Whether it is about the UPN alone, and asked before the ledger is.
    #[must_use]
    pub const fn is_of_upn(self) -> bool {
        matches!(self, Self::Domain | Self::Disabled)
    }
}

/// The result that stays in view until the next UPN is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// The number of the enrolment in the ledger.
    pub id: EnrolmentId,
    /// Who was enrolled.
    pub upn: Upn,
    /// The token that was enrolled for them.
    pub token: TokenId,
    /// Token clock minus station clock, if a code was typed.
    pub drift: Option<i64>,
}

/// How a burn ended, as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BurnEnding {
    /// The token took the seed; its clock after, minus the station's, if it could be read.
    Burned {
        /// Token clock minus station clock after the write, seconds; `None` if it could not be read.
        drift: Option<i64>,
    },
    /// It broke off after a write.
    Interrupted(BurnStep),
    /// Nothing was sent that changes a token, which holds this seed from before.
    AsBefore,
    /// Nothing was sent that changes a token; the enrolment is void.
    NothingWritten,
}

/// What a wrong code was found to be. Found in a wider window, which confirms nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// A wrong one was typed before: whoever says now that both are the same has to type it.
    Before,
    /// A code that the token showed so many seconds ago: it was read too early.
    Old(i64),
    /// Right for the token, but its clock is off by so many seconds (below zero: behind).
    ClockOff(i64),
    /// Right for a factory seed if the token's clock is off by so many seconds, which the next code shows.
    FarOff(i64),
    /// The code of another token of today.
    OtherToken(CodeOwner),
    /// Nothing that is known here.
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
        /// Whose it is, and since when, if that is known here.
        owner: Option<Earlier>,
    },
    /// The token of somebody who was enrolled in this session still lies there.
    TakeAway(Upn),
    /// Nobody vouches for the station's clock yet.
    ClockFirst,
    /// The secret that is to be written was not given yet.
    SecretFirst,
    /// The secret that was to be written is in the ledger already, for this enrolment.
    SecretKnown(Earlier),
    /// Another screen came into view, and the person who waited for a token does not any more.
    NoLongerWaits(Upn),
    /// What was understood of a bare secret is to be read first; the token is lifted and laid down again.
    ReadFirst,
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
    /// The token that was to be assigned is not in stock, or its factory seed is gone.
    NotInStock(Serial),
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
