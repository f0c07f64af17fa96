//! The desk: people, enrolments and the rules between them.
//!
//! [`Flow`] is the heart: `(event, now) -> effects`. It knows who is waiting, what lies on the reader and what may be
//! done next; it reads no clock, draws no random bytes, opens no file. `station` feeds it and carries out its effects.
//! How a token is spoken to lives in `token2`; what is kept lives in `ledger`.

mod clock;
mod enrolment;
mod flow;
mod moment;
mod placement;
mod scanned;
mod roster;
mod stage;
mod upn;

pub use clock::{ClockChecked, ClockGuard, Doubt, ServerTrouble, Witness};
pub use enrolment::{
    Confirmation, ConfirmedBy, DurableBurn, Earlier, Enrolment, EnrolmentId, Kind, Outcome, Standing, State,
    Unfinished, Work,
};
pub use flow::{Effect, Event, Flow, Recorded};
pub use moment::{Moment, Now};
pub use placement::{Found, NotToken, Pad, PlacementId, Stranger, Token};
pub use scanned::{Layout, Misfit, Scanned};
pub use roster::{Fit, Person, Roster, Suggestion, Suggestions};
pub use stage::{Accepted, Asked, BurnEnding, Enrolled, FirstToken, Miss, Notice, Question, Stage};
pub use upn::{Upn, UpnError};
