//! The clock of a token: that it is about to be set is kept before, and how that ended after. No row of an enrolment
//! changes.

use super::opened::OpenLedger;
use super::trail::TrailEvent;
use super::{LedgerError, Recorded};
use crate::desk::{ClockEnd, ClockToSet};
use crate::token2::{BurnPlan, Write};

impl OpenLedger<'_> {
    /// Keeps that the clock of a token is about to be set, and gives the order for it.
    pub(super) fn record_clock(&mut self, clock: &ClockToSet) -> Result<Recorded, LedgerError> {
        let detail = format!("{}, {}", clock.token.id, <&str>::from(clock.witness));
        self.note(TrailEvent::ClockBegun, clock.enrolment, &detail)?;
        let plan = BurnPlan {
            serial: clock.token.id.serial().clone(),
            write: Write::Clock,
            parameters: clock.parameters,
            display: clock.display,
        };
        Ok(Recorded::new(clock.enrolment, plan))
    }

    /// Keeps how setting a clock ended: its drift after, or that it is not known.
    pub(super) fn keep_clock(&mut self, end: &ClockEnd) -> Result<(), LedgerError> {
        let token = &end.token.id;
        let (event, detail) = match end.drift {
            Some(drift) => (TrailEvent::ClockSet, format!("{token}, {drift:+} s")),
            None => (TrailEvent::ClockUnknown, token.to_string()),
        };
        self.note(event, end.enrolment, &detail)
    }

    /// Keeps what the operator said of the station's clock.
    pub(super) fn note_clock(&mut self, is_right: bool) -> Result<(), LedgerError> {
        let event = if is_right {
            TrailEvent::ClockVouched
        } else {
            TrailEvent::ClockDenied
        };
        self.note(event, None, "")
    }
}
