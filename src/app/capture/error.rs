//! Why the screens are not seen.

use thiserror::Error;

/// Why the screens are not seen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaptureError {
    /// No X server, no session of a desktop.
    #[error("there is no screen that this program could look at")]
    NoScreen,
    /// Nobody hands out what the screens show.
    #[error("this system does not let programs see the screen: take a screenshot, and read the code from that picture")]
    NotAllowed,
    /// The person said no when the system asked.
    #[error("the screen was not looked at: the system asked, and the answer was no")]
    Declined,
    /// The system asked the person, or itself, for too long.
    #[error("the system did not show the screen within a minute")]
    NoAnswer,
    /// Something else, in the words of the system.
    #[error("the screen could not be looked at: {0}")]
    Failed(String),
}

impl CaptureError {
    pub(super) fn failed(why: impl std::fmt::Display) -> Self {
        Self::Failed(why.to_string())
    }
}
