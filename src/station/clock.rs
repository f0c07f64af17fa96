//! When those who vouch for the clock are looked at, and what tokens of other stations say about it.

use std::time::Duration;

use super::{Door, Station, Worker};
use crate::desk::{Event, Found};

impl Station {
    /// Looks at the witnesses when that is due, on a lane of its own: a time server may be silent.
    pub(super) fn look_at_clock(&mut self) {
        let open = matches!(self.door, Door::Open { .. });
        if !open || !self.flow.clock().wants_check(self.now()) {
            return;
        }
        self.step(Event::ClockAsked);
        let server = self.time_server().map(str::to_owned);
        if !self.lanes.clock.submit(server) {
            self.died(Worker::Clock);
        }
    }

    /// In how long the witnesses are looked at again by itself: while nobody vouches, also at a desk that nobody touches.
    pub(super) fn looks_in(&self) -> Option<Duration> {
        let open = matches!(self.door, Door::Open { .. });
        let doubted = open && self.flow.clock().witness(self.now()).is_none();
        doubted.then_some(Duration::from_secs(60))
    }

    /// The clock of a token that this station never set is a witness of a kind; each token counts once.
    pub(super) fn look_at_strangers_clock(&mut self, found: &Found) {
        let Found::Token(token) = found else { return };
        if !self.session.log.knows(&token.id) && self.strangers.insert(token.id.clone()) {
            self.step(Event::StrangersClock(token.drift));
        }
    }
}
