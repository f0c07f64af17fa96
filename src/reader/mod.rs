//! Readers: how APDUs get to a real token, and to a simulated one.
//!
//! A [`Reader`] takes [`Request`]s without waiting and answers with [`ReaderEvent`]s through the sink it was made with.
//! [`PcscReader`] has two threads, a monitor that watches the pads and a worker that talks to cards; [`DemoReader`] has
//! a [`Tray`] with simulated tokens. Who a token is for, and what may be written when, is decided above (`desk`); bytes
//! and their order below (`token2`).
//!
//! [`doctor`] says why no reader is found, and what mends it.
//!
//! A burn can be ordered only with a [`DurableBurn`], which the ledger makes once the enrolment is on disk.

mod choice;
mod conversation;
mod demo;
pub mod doctor;
mod pcsc;
mod watch;

use std::sync::Arc;

use crate::desk::{DurableBurn, Found, PlacementId};
use crate::token2::{BurnFailure, BurnStep, Burned};

pub use conversation::{Card, CardLost, burn, burn_after, identify};
pub use demo::{DemoReader, Tray, TrayToken};
pub use pcsc::PcscReader;
pub use watch::{Laid, PadState, Snapshot, Watch};

/// A source of tokens.
pub trait Reader: Send {
    /// Hands over a request; never waits for a card.
    fn request(&mut self, request: Request);
}

/// Where events go: into the station's inbox, from any thread.
pub type Sink = Arc<dyn Fn(ReaderEvent) + Send + Sync>;

/// What a reader is asked to do.
#[derive(Debug)]
pub enum Request {
    /// Say what lies there; with `hold`, keep the transaction for a burn that may follow within [`HOLD`].
    Inspect {
        /// The placement.
        placement: PlacementId,
        /// Whether a burn may follow at once.
        hold: bool,
    },
    /// End a transaction that is held.
    Release,
    /// Write the token of that placement.
    Burn {
        /// The placement.
        placement: PlacementId,
        /// What to write.
        order: Box<dyn DurableBurn>,
    },
    /// Use the reader of that name from now on.
    Choose(String),
}

/// How long a transaction waits for a burn. Windows resets a card whose transaction idles for five seconds.
pub const HOLD: std::time::Duration = std::time::Duration::from_secs(3);

/// What a reader tells.
#[derive(Debug)]
pub enum ReaderEvent {
    /// The service or the readers changed.
    State(ReaderState),
    /// Something was laid down.
    Placed {
        /// The placement.
        placement: PlacementId,
        /// Whether the pad was seen empty before.
        fresh: bool,
    },
    /// These readers feel something and are not the one that is watched.
    Elsewhere(Vec<String>),
    /// It was lifted, or the reader went away.
    Removed,
    /// The answer to [`Request::Inspect`].
    Inspected {
        /// The placement.
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

/// The readers of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ReaderState {
    /// Not known yet.
    #[default]
    Starting,
    /// The smart card service cannot be reached.
    ServiceDown(ServiceTrouble),
    /// The service runs, and no reader is connected.
    NoReader,
    /// What talks to readers has ended by a fault of ours.
    Died,
    /// The reader that is meant is not connected, and others are: none of them is watched before it is chosen.
    Away {
        /// The name of the one that is meant, at its last plug.
        awaited: String,
        /// All readers that could be chosen.
        all: Vec<String>,
    },
    /// A reader is watched.
    Ready {
        /// Its name.
        chosen: String,
        /// All readers that could be chosen, `chosen` among them.
        all: Vec<String>,
    },
}

/// Why the service cannot be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceTrouble {
    /// It does not run.
    NotRunning,
    /// It runs and refuses this user.
    NoPermission,
    /// Something else; the log has it.
    Other,
}
