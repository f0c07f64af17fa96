//! What a reader is asked to do, and who is asked: a token is looked at, written and let go.
//!
//! What it tells is an event of its own; nobody waits for an answer.

use std::time::Duration;

use crate::desk::{DurableBurn, PlacementId};

/// A source of tokens.
pub trait Reader: Send {
    /// Hands over a request; never waits for a card.
    fn request(&mut self, request: Request);
}

/// What a reader is asked to do.
#[derive(Debug)]
pub enum Request {
    /// Say what lies there; with `hold`, keep the transaction for a burn that may follow within [`HOLD`].
    Inspect {
        /// The stay to look at. One that is over is answered with [`Found::Gone`](crate::desk::Found::Gone).
        placement: PlacementId,
        /// Whether a burn may follow at once.
        hold: bool,
    },
    /// End a transaction that is held.
    Release,
    /// Write the token of that placement.
    Burn {
        /// The stay in which it may be written. In one that is over, nothing is written.
        placement: PlacementId,
        /// What to write.
        order: Box<dyn DurableBurn>,
    },
    /// Use the reader of that name from now on.
    Choose(String),
}

/// How long a transaction waits for a burn. Windows resets a card whose transaction idles for five seconds.
pub const HOLD: Duration = Duration::from_secs(3);
