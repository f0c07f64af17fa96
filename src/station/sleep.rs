//! Notices that the system slept, while nothing else happens: the window may show names, and nobody touches a key.

use std::sync::Weak;
use std::thread;
use std::time::Duration;

use super::{Arrival, Post};
use crate::desk::{Moment, Now};

/// How often the clocks are looked at. Costs a few microseconds each time.
const LOOK: Duration = Duration::from_secs(2);
/// A look that comes later than that was slept through. Some systems let every clock run through sleep.
const LATE: Duration = Duration::from_secs(15);

/// Starts the thread. It ends by itself within a look or two after the station, which `alive` stands for, is gone.
pub(super) fn watch(now: Now, alive: Weak<()>, post: Post) -> std::io::Result<()> {
    thread::Builder::new().name("sleep-watch".into()).spawn(move || {
        let mut before = now();
        while alive.strong_count() > 0 {
            thread::sleep(LOOK);
            let after = now();
            if slept(before, after) {
                post.send(Arrival::Slept);
            }
            before = after;
        }
    })?;
    Ok(())
}

fn slept(before: Moment, after: Moment) -> bool {
    after.slept_since(before) || after.awake.saturating_sub(before.awake) > LATE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_is_seen_by_either_clock() {
        let moment = |wall_s: i64, awake_s: u64| Moment {
            wall_ms: wall_s * 1000,
            awake: Duration::from_secs(awake_s),
        };
        let before = moment(1000, 50);
        assert!(!slept(before, moment(1002, 52)));
        assert!(slept(before, moment(1600, 52)), "the clock that stands still in sleep");
        assert!(slept(before, moment(1600, 650)), "the clock that goes on");
        assert!(!slept(before, moment(900, 52)), "set back by hand");
    }
}
