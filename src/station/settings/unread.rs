//! Settings that guard something, were not understood, and have no strictest value to fall back to.
//!
//! Which ones these are is remembered until they are set; what the desk asks instead is said with each.

use serde::{Deserialize, Serialize};

/// A setting that guards something and was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// Every domain but the default one and those that were understood is asked for.
    AcceptedDomains,
    /// The same: it may be one of guests.
    GuestDomains,
    /// Nobody but the operator vouches for the clock.
    TimeServer,
}
