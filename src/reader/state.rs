//! How it stands with the readers of this machine, and with the service behind them.
//!
//! What lies on a reader is no part of it, nor why none is found: that is the doctor's.

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
        /// The name of the one that is watched, as the service gives it.
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
