//! What the operator does: enter, stop, go on, compare.

use super::{Effect, Effects, Flow};
use crate::desk::{Accepted, Confirmation, ConfirmedBy, Enrolled, FirstToken, Miss, Moment, Notice, Pad, Stage, Upn};
use crate::otp::{self, Code};
use crate::token2::BurnStep;

impl Flow {
    pub(super) fn submit(&mut self, upn: Upn) -> Effects {
        let first = match std::mem::take(&mut self.stage) {
            Stage::Idle | Stage::ReadingFirst { .. } => None,
            Stage::TokenFirst {
                placement,
                token,
                earlier,
            } => Some(FirstToken {
                placement,
                token,
                earlier,
            }),
            busy => {
                self.stage = busy;
                return vec![];
            }
        };
        self.notice = None;
        self.last = None;
        self.stage = Stage::LookingUp {
            upn: upn.clone(),
            first,
        };
        vec![Effect::LookUpPerson(upn)]
    }

    pub(super) fn cancel(&mut self) -> Effects {
        match std::mem::take(&mut self.stage) {
            // what is under way cannot be called back; it ends by itself in a moment
            busy @ (Stage::Recording { .. }
            | Stage::Reopening { .. }
            | Stage::Burning { .. }
            | Stage::Confirming { .. }) => {
                self.stage = busy;
                vec![]
            }
            Stage::Interrupted { work, reading, .. } => {
                self.pad.spend();
                self.notice = Some(Notice::Parked(work.upn));
                let mut effects = vec![Effect::Park(work.id)];
                effects.extend(reading.map(|_| Effect::Release));
                effects
            }
            Stage::Comparing { work, .. } => {
                self.notice = Some(Notice::Parked(work.upn));
                vec![Effect::Park(work.id)]
            }
            Stage::Inspecting { .. } => {
                self.forget_pad();
                vec![Effect::Release]
            }
            Stage::Idle
            | Stage::ReadingFirst { .. }
            | Stage::TokenFirst { .. }
            | Stage::LookingUp { .. }
            | Stage::Armed { .. }
            | Stage::Asking { .. } => {
                self.forget_pad();
                vec![]
            }
        }
    }

    pub(super) fn forget_pad(&mut self) {
        self.notice = None;
        self.pad.spend();
    }

    /// Another screen: nobody watches the pad for this desk any more. What is being written goes on.
    pub(super) fn left(&mut self) -> Effects {
        self.in_view = false;
        match self.stage {
            Stage::Armed { .. }
            | Stage::Inspecting { .. }
            | Stage::TokenFirst { .. }
            | Stage::ReadingFirst { .. }
            | Stage::LookingUp { .. } => self.cancel(),
            _ => vec![],
        }
    }

    /// What is under way goes on; the lock waits for it and comes again.
    pub(super) fn locked(&mut self) -> Effects {
        let effects = self.cancel();
        // whoever unlocks begins at Enroll
        self.in_view = true;
        self.last = None;
        self.notice = None;
        self.pad.spend();
        effects
    }

    pub(super) fn proceed(&mut self, now: Moment) -> Effects {
        let Stage::Asking {
            question,
            upn,
            mut accepted,
        } = std::mem::take(&mut self.stage)
        else {
            return vec![];
        };
        accepted.add(question.asked, &question.earlier);
        match question.token {
            Some(first) => self.record_first(upn, accepted, first, now),
            None => {
                self.notice = None;
                self.arm(upn, accepted, now);
                vec![]
            }
        }
    }

    /// The operator has named a person for the token that lies there. It is recorded and burned if it still lies there.
    pub(super) fn record_first(&mut self, upn: Upn, accepted: Accepted, first: FirstToken, now: Moment) -> Effects {
        self.notice = None;
        if self.pad != Pad::Fresh(first.placement) {
            self.arm(upn, accepted, now);
            return vec![];
        }
        self.pad.spend();
        let effect = Effect::Record {
            upn: upn.clone(),
            token: first.token.clone(),
            accepted: accepted.clone(),
        };
        self.stage = Stage::Recording {
            upn,
            accepted,
            placement: first.placement,
            token: first.token,
        };
        vec![effect]
    }

    pub(super) fn typed(&mut self, code: Code, now: Moment) -> Effects {
        let Stage::Comparing { work, misses } = &mut self.stage else {
            return vec![];
        };
        let found = otp::locate(&work.seed, work.parameters, now.unix(), code, Self::MATCH_WINDOW);
        if let Some(found) = found {
            return self.confirm(ConfirmedBy::Typed, Some(found.drift));
        }
        *misses += 1;
        let window = u32::try_from(Self::MISS_WINDOW / work.parameters.period.seconds()).unwrap_or(0);
        let miss = otp::locate(&work.seed, work.parameters, now.unix(), code, window)
            .map_or(Miss::Unknown, |found| Miss::ClockOff(found.drift));
        self.notice = Some(Notice::Miss(miss));
        vec![Effect::NoteMiss(work.id)]
    }

    pub(super) fn seen_equal(&mut self) -> Effects {
        self.confirm(ConfirmedBy::Eye, None)
    }

    /// The same seed and the clock once more, when the token is laid down the next time.
    pub(super) fn burn_again(&mut self) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Comparing { work, .. } => {
                self.pad.spend();
                self.notice = None;
                self.stage = Stage::Interrupted {
                    work,
                    at: BurnStep::ReadingBack,
                    reading: None,
                };
            }
            other => self.stage = other,
        }
        vec![]
    }

    pub(super) fn confirm(&mut self, by: ConfirmedBy, drift: Option<i64>) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Comparing { work, .. } => {
                let id = work.id;
                self.notice = None;
                self.stage = Stage::Confirming { work, drift };
                vec![Effect::Confirm(id, Confirmation { by, drift })]
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    pub(super) fn confirmation_kept(&mut self) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Confirming { work, drift } => {
                self.last = Some(Enrolled {
                    id: work.id,
                    upn: work.upn,
                    serial: work.serial,
                    drift,
                });
            }
            other => self.stage = other,
        }
        vec![]
    }
}
