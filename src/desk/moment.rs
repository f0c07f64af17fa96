//! A point in time as the station sees it: the wall clock that people and tokens share, and one that never jumps.

use std::sync::Arc;
use std::time::Duration;

/// Where the time is read; handed in, so that a test can hold it still.
pub type Now = Arc<dyn Fn() -> Moment + Send + Sync>;

/// A moment on both clocks. Handed in with every event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock, Unix milliseconds.
    pub wall_ms: i64,
    /// A clock that only runs while the system is awake and never jumps, from any start.
    pub awake: Duration,
}

impl Moment {
    /// How far the two clocks may part before it counts as sleep or a changed wall clock, milliseconds.
    const TOLERANCE_MS: i64 = 3_000;

    /// The wall clock in Unix seconds, rounded down.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.wall_ms.div_euclid(1000)
    }

    /// Whether the system slept since `earlier`, or its clock was set forward.
    #[must_use]
    pub fn slept_since(self, earlier: Self) -> bool {
        self.jumped_since(earlier) && self.wall_ms > earlier.wall_ms
    }

    /// Whether the clock was set back since `earlier`.
    #[must_use]
    pub fn set_back_since(self, earlier: Self) -> bool {
        self.jumped_since(earlier) && self.wall_ms < earlier.wall_ms
    }

    /// Whether the system slept, or its clock was changed, since `earlier`.
    #[must_use]
    pub fn jumped_since(self, earlier: Self) -> bool {
        let awake = self.awake.saturating_sub(earlier.awake).as_millis();
        let awake = i64::try_from(awake).unwrap_or(i64::MAX);
        let wall = self.wall_ms.saturating_sub(earlier.wall_ms);
        wall.saturating_sub(awake).saturating_abs() > Self::TOLERANCE_MS
    }
}
