//! The clock: who vouches for it, and what waits until somebody does.

use super::{Effect, Effects, Flow, KeepEnrolment};
use crate::desk::{Doubt, Moment, Notice, Pad, PlacementId, Reopen, Stage, Unfinished, Witness};

impl Flow {
    /// Who vouches for the clock right now; if nobody does, that is said, and what lies there waits unused.
    pub(super) fn witness(&mut self, now: Moment) -> Option<Witness> {
        let witness = self.clock.witness(now);
        if witness.is_none() {
            self.notice = Some(Notice::ClockFirst);
        }
        witness
    }

    /// Whether the operator is asked about the time. While a server disagrees nobody is: it cannot be overruled.
    /// What is being written or compared had a witness.
    pub(super) fn asks_the_time(&self, now: Moment) -> bool {
        if matches!(
            self.stage,
            Stage::Burning { .. } | Stage::Comparing { .. } | Stage::Confirming { .. }
        ) {
            return false;
        }
        match self.clock.doubt(now) {
            Some(Doubt::NoWitness { .. } | Doubt::SaidWrong) => true,
            Some(Doubt::Unknown | Doubt::Off { .. }) => false,
            None => self.clock.tokens_disagree(self.rules.token_minutes.into()).is_some(),
        }
    }

    /// The operator has compared the time shown with a phone.
    pub(super) fn clock_vouched(&mut self, now: Moment) -> Effects {
        if !self.asks_the_time(now) {
            return vec![];
        }
        self.clock.vouched(now);
        self.clock.tokens_answered();
        let mut effects = vec![Effect::Keep(KeepEnrolment::NoteClock { right: true })];
        effects.extend(self.go_on(now));
        effects
    }

    pub(super) fn clock_denied(&mut self, now: Moment) -> Effects {
        if !self.asks_the_time(now) {
            return vec![];
        }
        self.clock.denied(now);
        self.clock.tokens_answered();
        vec![Effect::Keep(KeepEnrolment::NoteClock { right: false })]
    }

    /// Somebody vouches now: what was laid down meanwhile is used without lifting it.
    pub(super) fn go_on(&mut self, now: Moment) -> Effects {
        if self.clock.witness(now).is_none() {
            return vec![];
        }
        if self.notice == Some(Notice::ClockFirst) {
            self.notice = None;
        }
        let Pad::Fresh(placement) = self.pad else {
            return vec![];
        };
        match std::mem::take(&mut self.stage) {
            Stage::Armed { recipient, until } => self.placed_armed(recipient, until, placement, now),
            Stage::Interrupted {
                work,
                at,
                reading: None,
            } => self.interrupt(work, at, now),
            Stage::TokenFirst { placement, token, .. } => self.look_token_up(placement, token),
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    /// Takes an unfinished enrolment up again, whose token lies there in a placement that may be used.
    pub(super) fn take_up(&mut self, unfinished: Unfinished, placement: PlacementId, now: Moment) -> Option<Effect> {
        let reopen = match unfinished {
            Unfinished::Compare(id) => Reopen::Compare(id),
            Unfinished::Burn(id) => Reopen::Burn(id, self.witness(now)?),
        };
        self.pad.spend();
        self.stage = Stage::Reopening {
            reopen,
            placement: Some(placement),
        };
        Some(self.reopen(reopen))
    }
}
