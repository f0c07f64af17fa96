//! One person, one token: the record that everything else is about.

use std::sync::Arc;

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{Left, Upn, Witness};
use crate::otp::{Parameters, Seed};
use crate::token2::{BurnPlan, BurnStep, Make, TokenId};

/// The number of an enrolment in its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnrolmentId(pub i64);

/// Where the seed comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// Drawn here, for this token alone.
    Random,
    /// Given by another system that keeps it as well.
    Dictated,
    /// In the token since the factory; it came in a file.
    Factory,
}

/// How far an enrolment came. What happens to it later is kept beside it, not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// A burn was begun and its end is not known: after a crash, the token may hold anything. A ledger may also call one so that was planned
    /// and not begun: it is finished the same way.
    #[strum(to_string = "burning", serialize = "planned")]
    Burning,
    /// A burn broke off after the first write; the same seed finishes it.
    Interrupted,
    /// The token answered 9000 to the seed; nobody has compared a code yet.
    Burned,
    /// A person saw the right code.
    Confirmed,
    /// Given up by the operator, or a try in which nothing was written: then it has no seed.
    Abandoned,
}

/// How the code was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ConfirmedBy {
    /// Its digits were typed.
    Typed,
    /// Two people looked at it.
    Eye,
}

/// The comparison that made an enrolment valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmation {
    /// Whether digits were typed or two people looked at them.
    pub by: ConfirmedBy,
    /// Token clock minus station clock in seconds, in whole steps; unknown by eye.
    pub drift: Option<i64>,
}

/// Whether an enrolment still stands for its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It does: its token was not written for a later one.
    Current,
    /// The token was written again for a later enrolment, which destroyed this seed.
    Superseded,
}

/// An enrolment as it is shown and searched. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The number of its row in the ledger.
    pub id: EnrolmentId,
    /// When it began, Unix seconds.
    pub at: i64,
    /// Who the token is for. It can be corrected until the enrolment leaves in a file.
    pub upn: Upn,
    /// What holds its seed: a token, or a profile of one.
    pub token: TokenId,
    /// The model of that token, as it was read when the enrolment was recorded.
    pub make: Make,
    /// Where the seed comes from.
    pub kind: Kind,
    /// Hash and step.
    pub parameters: Parameters,
    /// How far it came.
    pub outcome: Outcome,
    /// The step whose answer was missing when the burn broke off; unknown when the program died in it.
    pub broke_at: Option<BurnStep>,
    /// Whether it still stands.
    pub standing: Standing,
    /// Who sat at the desk.
    pub operator: Arc<str>,
    /// How it was compared.
    pub confirmation: Option<Confirmation>,
    /// Token clock minus station clock when it was laid down, seconds.
    pub drift_before: Option<i64>,
    /// In which files it left.
    pub left: Left,
    /// Whether the seed is still kept.
    pub has_seed: bool,
    /// Who vouched for the station's clock when it was burned; unknown for old ones and what was never burned.
    pub witness: Option<Witness>,
    /// What became of it later. Of most nothing does, and those share the one that says so.
    pub later: Arc<Later>,
    /// Whether the same secret is in use in another enrolment of the same person, which Entra ID knows by it as well.
    pub lives_on: bool,
}

/// What became of an enrolment after it was done. Records beside it, never states of it. Times are Unix seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Later {
    /// Another token took its place.
    pub replaced: Option<i64>,
    /// The token was reported lost.
    pub lost: Option<i64>,
    /// The token was handed over.
    pub handed: Option<Handed>,
    /// It was deleted in Entra ID, as somebody says.
    pub deleted: Option<i64>,
    /// Entra ID dictated its secret: it knows it already, and takes no file of it.
    pub in_entra: Option<i64>,
    /// Another system dictated its secret, and it is for that one alone.
    pub elsewhere: Option<i64>,
    /// Its token may have been overwritten while another one was to be written, and nobody has looked since.
    pub doubted: Option<i64>,
}

/// To whom a token was handed over, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Unix seconds.
    pub at: i64,
    /// As it was typed.
    pub to: String,
}

/// One thing that can become of an enrolment later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Another token took its place.
    Replaced,
    /// The token was reported lost.
    Lost,
    /// It was handed over to that person.
    HandedOver(String),
    /// It was deleted in Entra ID.
    Deleted,
    /// Entra ID dictated its secret.
    InEntra,
    /// Another system dictated its secret, and it is for that one alone.
    Elsewhere,
    /// Its token may have been overwritten while another one was to be written.
    Doubted,
    /// It stands again: the one that took its place turned out to be another person's.
    Stands,
    /// That is no longer so: its seed was written again, or its code was compared.
    Settled,
}

impl Enrolment {
    /// Whether it waits for a token or a code.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        let waits = matches!(self.outcome, Outcome::Burning | Outcome::Interrupted | Outcome::Burned);
        (waits || self.is_doubted()) && self.standing == Standing::Current && self.has_seed
    }

    /// Whether it can be given up: what was compared once is replaced or lost instead.
    #[must_use]
    pub fn can_be_given_up(&self) -> bool {
        self.is_unfinished() && self.outcome != Outcome::Confirmed
    }

    /// Whether a code is all that it waits for.
    #[must_use]
    pub fn waits_for_code(&self) -> bool {
        self.is_unfinished() && matches!(self.outcome, Outcome::Burned | Outcome::Confirmed)
    }

    /// Whether the person can still use it, as far as is known here.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.later.replaced.is_some() || self.later.lost.is_some()
    }

    /// Whether Entra ID may still know its secret although nobody is to use it any more: it is deleted there by hand,
    /// and its serial leaves in no file until then.
    #[must_use]
    pub fn is_to_delete(&self) -> bool {
        // a try in which nothing was written made no secret invalid
        let given_up = self.outcome == Outcome::Abandoned && self.has_seed;
        let over = self.is_gone() || given_up || self.standing == Standing::Superseded;
        let known = self.left.to_entra() || self.later.in_entra.is_some();
        known && over && !self.lives_on && self.later.deleted.is_none()
    }

    /// Whether it stands in the way of another one of the same person: in use or on its way, and not given up, lost or given
    /// back.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.standing == Standing::Current && self.outcome != Outcome::Abandoned && !self.is_gone()
    }

    /// Whether the person has this token, as far as is known here.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.outcome == Outcome::Confirmed && self.standing == Standing::Current && !self.is_gone()
    }

    /// Whether its token may have been overwritten without anybody meaning to: it leaves in no file before its code is
    /// compared once more, or it is burned again.
    #[must_use]
    pub fn is_doubted(&self) -> bool {
        self.later.doubted.is_some()
            && matches!(self.outcome, Outcome::Burned | Outcome::Confirmed)
            && self.standing == Standing::Current
            && !self.is_gone()
    }

    /// Whether the same seed can be written to its token once more.
    #[must_use]
    pub fn can_burn_again(&self) -> bool {
        self.has_seed
            && self.standing == Standing::Current
            && self.kind != Kind::Factory
            && !self.is_gone()
            && self.outcome != Outcome::Abandoned
    }

    /// How it stands, in one word.
    #[must_use]
    pub fn state(&self) -> State {
        if self.later.lost.is_some() {
            return State::Lost;
        }
        if self.later.replaced.is_some() {
            return State::Replaced;
        }
        if self.is_doubted() {
            return State::Doubted;
        }
        if self.is_purged() {
            return State::Purged;
        }
        if self.standing == Standing::Superseded {
            return State::Superseded;
        }
        match self.outcome {
            Outcome::Burning | Outcome::Interrupted => State::Unfinished,
            Outcome::Burned => State::NotCompared,
            Outcome::Confirmed if self.exported_at().is_some() => State::Exported,
            Outcome::Confirmed if self.later.elsewhere.is_some() => State::Elsewhere,
            Outcome::Confirmed => State::Confirmed,
            Outcome::Abandoned if self.has_seed => State::Abandoned,
            Outcome::Abandoned => State::NothingWritten,
        }
    }

    /// Whether its seed was removed for good.
    #[must_use]
    pub fn is_purged(&self) -> bool {
        !self.has_seed && self.outcome != Outcome::Abandoned
    }

    /// When it left in a file last, Unix seconds.
    #[must_use]
    pub fn exported_at(&self) -> Option<i64> {
        self.left.last()
    }

    /// Whether it may leave and never did, in no format.
    #[must_use]
    pub fn waits_for_export(&self) -> bool {
        self.may_leave() && self.exported_at().is_none() && self.later.elsewhere.is_none()
    }

    /// Whether it waits for the next file of that format.
    #[must_use]
    pub fn waits_for(&self, format: &str) -> bool {
        let wanted = self.later.elsewhere.is_none() || !Left::TO_ENTRA.contains(&format);
        self.may_leave() && wanted && self.left.in_format(format).is_none()
    }

    /// Whether it may leave in a file: compared, in use and not in doubt, with its seed, and not known to Entra
    /// ID from the start.
    #[must_use]
    pub fn may_leave(&self) -> bool {
        self.is_held() && !self.is_doubted() && self.has_seed && self.later.in_entra.is_none()
    }
}

/// How an enrolment stands, all things taken together: what a list shows in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Its burn broke off.
    Unfinished,
    /// Written, and nobody has compared a code.
    NotCompared,
    /// Compared; it waits for export.
    Confirmed,
    /// Compared, and for another system than Entra ID alone.
    Elsewhere,
    /// It left in a file.
    Exported,
    /// Its seed was removed for good.
    Purged,
    /// Its token was written again for a later one.
    Superseded,
    /// Given up by the operator, although the token may hold its seed.
    Abandoned,
    /// A try in which nothing was written.
    NothingWritten,
    /// Another token took its place.
    Replaced,
    /// Its token was reported lost.
    Lost,
    /// Its token may have been overwritten.
    Doubted,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Unfinished,
        Self::NotCompared,
        Self::Confirmed,
        Self::Elsewhere,
        Self::Exported,
        Self::Purged,
        Self::Superseded,
        Self::Abandoned,
        Self::NothingWritten,
        Self::Replaced,
        Self::Lost,
        Self::Doubted,
    ];
}

/// What the ledger already knew about a person or a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The number of its row in the ledger.
    pub id: EnrolmentId,
    /// Who its token is for.
    pub upn: Upn,
    /// What holds its seed: a token, or a profile of one.
    pub token: TokenId,
    /// The model of that token.
    pub make: Make,
    /// When, Unix seconds.
    pub at: i64,
    /// How far it came.
    pub outcome: Outcome,
    /// Whether it left in a file.
    pub exported: bool,
    /// Whether its token was reported lost.
    pub lost: bool,
    /// Whether another token took its place.
    pub replaced: bool,
}

/// What is left to do for an enrolment whose token was laid down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// The seed has to be written.
    Burn(EnrolmentId),
    /// A code has to be compared.
    Compare(EnrolmentId),
}

/// Why an enrolment is fetched from the ledger once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reopen {
    /// Its token lies there and is written at once, with a clock for which somebody vouched.
    Burn(EnrolmentId, Witness),
    /// A code is compared.
    Compare(EnrolmentId),
    /// It is to be written once more, as soon as its token is laid down.
    Again(EnrolmentId),
}

impl Reopen {
    /// The enrolment that is fetched, for whichever of these reasons.
    #[must_use]
    pub const fn id(self) -> EnrolmentId {
        match self {
            Self::Burn(id, _) | Self::Compare(id) | Self::Again(id) => id,
        }
    }
}

/// The enrolment in hand, with what the live code needs.
#[derive(Debug)]
pub struct Work {
    /// The number of its row in the ledger, which is on disk already.
    pub id: EnrolmentId,
    /// Who the token is for.
    pub upn: Upn,
    /// The one token that takes its seed and shows its code.
    pub token: TokenId,
    /// The model of that token.
    pub make: Make,
    /// The seed, for the live code.
    pub seed: Seed,
    /// Hash and step.
    pub parameters: Parameters,
    /// How far it had come when it was taken up.
    pub before: Before,
    /// Where the seed comes from.
    pub kind: Kind,
}

impl Work {
    /// Whether its token can be laid down and take its seed once more. A factory seed is never written anywhere.
    #[must_use]
    pub fn may_be_written_again(&self) -> bool {
        self.kind != Kind::Factory && self.make.programmable().is_some()
    }
}

/// How far an enrolment had come when it was taken up: what a try that writes nothing leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It was new: there is nothing to keep, but what it was to take the place of.
    Fresh {
        /// The enrolment that the operator chose to replace.
        replaces: Option<EnrolmentId>,
    },
    /// An earlier burn broke off: it stays unfinished.
    Unfinished,
    /// The token took this seed before: it still holds it.
    Written,
    /// A code was compared before: nothing is left to do.
    Confirmed,
}

/// Whose code was typed, if it is that of another token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeOwner {
    /// Who has that token.
    pub upn: Upn,
    /// Which it is.
    pub token: TokenId,
    /// Its clock minus the station's, seconds, as exact as a step allows.
    pub drift: i64,
}

/// A write whose record is on disk and synced. Only the ledger's own record implements it outside of tests (a test over
/// the sources keeps it so), and the reader writes nothing else.
pub trait DurableBurn: Send + std::fmt::Debug {
    /// The enrolment on disk; none when only the clock of a token is set that is not known here.
    fn enrolment(&self) -> Option<EnrolmentId>;
    /// What to write.
    fn plan(&self) -> &BurnPlan;
}
