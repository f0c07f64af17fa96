//! The clock of a token: that it is about to be set is kept before, and how that ended after. No row of an enrolment
//! changes.

use super::opened::OpenLedger;
use super::trail::TrailEvent;
use super::{LedgerError, Recorded};
use crate::desk::{EnrolmentId, Token, Witness};
use crate::otp::Parameters;
use crate::token2::{BurnPlan, DisplayTimeout, Write};

impl OpenLedger<'_> {
    /// Keeps that the clock of a token is about to be set, and gives the order for it.
    pub(super) fn record_clock(
        &mut self,
        token: &Token,
        enrolment: Option<EnrolmentId>,
        parameters: Parameters,
        display: DisplayTimeout,
        witness: Witness,
    ) -> Result<Recorded, LedgerError> {
        let detail = format!("{}, {}", token.id, <&str>::from(witness));
        self.note(TrailEvent::ClockBegun, enrolment, &detail)?;
        let plan = BurnPlan {
            serial: token.id.serial().clone(),
            write: Write::Clock,
            parameters,
            display,
        };
        Ok(Recorded::new(enrolment, plan))
    }

    /// Keeps how setting a clock ended: its drift after, or that it is not known.
    pub(super) fn keep_clock(
        &mut self,
        token: &Token,
        enrolment: Option<EnrolmentId>,
        drift: Option<i64>,
    ) -> Result<(), LedgerError> {
        let (event, detail) = match drift {
            Some(drift) => (TrailEvent::ClockSet, format!("{}, {drift:+} s", token.id)),
            None => (TrailEvent::ClockUnknown, token.id.to_string()),
        };
        self.note(event, enrolment, &detail)
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
