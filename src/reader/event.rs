//! What a reader tells, and where that goes.
//!
//! Events come from any thread; what follows from one is decided above.

use std::sync::Arc;

use super::ReaderState;
use crate::desk::{Found, PlacementId};
use crate::token2::{BurnFailure, BurnStep, Burned};

/// What a reader tells.
#[derive(Debug)]
pub enum ReaderEvent {
    /// The service or the readers changed.
    State(ReaderState),
    /// Something was laid down.
    Placed {
        /// The stay that began with it, under a number that no other has in this run.
        placement: PlacementId,
        /// Whether the pad was seen empty before.
        fresh: bool,
    },
    /// These readers feel something and are not the one that is watched.
    Elsewhere(Vec<String>),
    /// It was lifted, or the reader went away.
    Removed,
    /// The answer to [`Request::Inspect`](super::Request::Inspect).
    Inspected {
        /// The stay that was asked about.
        placement: PlacementId,
        /// What it is.
        found: Found,
    },
    /// A burn reached a step.
    Step(BurnStep),
    /// A burn ended.
    BurnEnded(Result<Burned, BurnFailure>),
    /// A thread of the reader has ended by a fault of ours; nothing more is told.
    Died,
}

/// Where events go: into the station's inbox, from any thread.
pub type Sink = Arc<dyn Fn(ReaderEvent) + Send + Sync>;
