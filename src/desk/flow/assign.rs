//! Tokens in stock: handed out with the seed that they left the factory with, and never written.
//!
//! A token that is laid down is read, and the operator says whether it is written or handed out as it is. Whether its clock is
//! right nobody knows: a code is searched within a day, and one that is far off counts only together with the next one.

use super::{Effect, Effects, Flow, KeepEnrolment, NewAssignment, Recorded};
use crate::desk::{Asked, ConfirmedBy, Miss, Misses, Moment, Notice, Question, Recipient, Reopen, Stage, Unfinished};
use crate::otp::{self, Code};
use crate::token2::Serial;

impl Flow {
    /// Seconds on either side in which a code of a factory seed is searched: its clock may have run for years.
    const FACTORY_WINDOW: u64 = 86_400;
    /// Seconds beyond which one code is not enough: it may have been found by chance.
    const FAR_OFF: i64 = 300;

    /// Whether a token in stock that is named now has somebody to go to.
    #[must_use]
    pub fn takes_stock(&self) -> bool {
        matches!(&self.stage, Stage::Armed { recipient, .. } if recipient.given.is_none() && !self.awaits_secret(recipient))
    }

    pub(super) fn assign(&mut self, serial: Serial) -> Effects {
        if !self.takes_stock() {
            return vec![];
        }
        match std::mem::take(&mut self.stage) {
            Stage::Armed { recipient, .. } => self.have_assigned(recipient, serial),
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    /// What lies there is handed out as it is. It may have been lifted meanwhile: nothing is written to it.
    pub(super) fn assign_instead(&mut self) -> Effects {
        if !self.may_assign_instead() {
            return vec![];
        }
        match std::mem::take(&mut self.stage) {
            Stage::Asking {
                question: Question { token: Some(first), .. },
                recipient,
            } => {
                let serial = first.token.id.serial().clone();
                self.have_assigned(recipient, serial)
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    /// The token in question goes to that person, unless a secret was dictated for them meanwhile: that is on no token in
    /// stock, and they wait for one to write it to.
    pub(super) fn assign_unless_dictated(&mut self, recipient: Recipient, serial: Serial, now: Moment) -> Effects {
        if self.awaits_secret(&recipient) {
            self.wait_for_secret(recipient, now);
            return vec![];
        }
        if recipient.given.is_some() {
            self.arm(recipient, now);
            return vec![];
        }
        self.have_assigned(recipient, serial)
    }

    /// Whether the token in question may be handed out as it is: no secret was dictated for the person, nor begun.
    #[must_use]
    pub fn may_assign_instead(&self) -> bool {
        matches!(
            &self.stage,
            Stage::Asking { question, recipient }
                if question.asked == Asked::InStock && recipient.given.is_none() && !self.awaits_secret(recipient)
        )
    }

    pub(super) fn have_assigned(&mut self, recipient: Recipient, serial: Serial) -> Effects {
        self.notice = None;
        self.pad.spend();
        let order = NewAssignment {
            upn: recipient.upn.clone(),
            serial: serial.clone(),
            accepted: recipient.accepted.clone(),
        };
        self.stage = Stage::Assigning { recipient, serial };
        vec![Effect::Keep(KeepEnrolment::Assign(Box::new(order)))]
    }

    pub(super) fn assigned(
        &mut self,
        recorded: Recorded,
        recipient: Recipient,
        serial: Serial,
        now: Moment,
    ) -> Effects {
        let why = match recorded {
            Recorded::Compare(work) => {
                self.stage = super::reader::comparing(work);
                return vec![];
            }
            Recorded::Known {
                unfinished: Some(Unfinished::Compare(id)),
                ..
            } => {
                let reopen = Reopen::Compare(id);
                self.stage = Stage::Reopening {
                    reopen,
                    placement: None,
                };
                return vec![self.reopen(reopen)];
            }
            Recorded::Known { asked, earlier, .. } => {
                self.stage = Stage::Asking {
                    question: Question {
                        asked,
                        earlier,
                        token: None,
                        stock: Some(serial),
                    },
                    recipient,
                };
                return vec![];
            }
            Recorded::SecretKnown(earlier) => Notice::SecretKnown(earlier),
            Recorded::NotInStock | Recorded::Burn(..) | Recorded::Waiting(_) => Notice::NotInStock(serial),
        };
        self.arm(recipient, now);
        self.notice = Some(why);
        vec![]
    }

    /// A code of a factory seed, if it is one within a day: far off it takes the next one as well.
    pub(super) fn typed_from_factory(&mut self, code: Code, now: Moment) -> Option<Effects> {
        let Stage::Comparing { work, misses, .. } = &mut self.stage else {
            return None;
        };
        let step = work.parameters.period.seconds();
        let window = u32::try_from(Self::FACTORY_WINDOW / step).unwrap_or(0);
        let drift = otp::locate(&work.seed, work.parameters, now.unix(), code, window)?.drift;
        let before = misses
            .drift
            .filter(|_| misses.code.is_some_and(|before| before != code));
        let goes_on = before.is_some_and(|before| (drift - before).unsigned_abs() <= step);
        if drift.abs() <= Self::FAR_OFF || goes_on {
            return Some(self.confirm(ConfirmedBy::Typed, Some(drift)));
        }
        *misses = Misses {
            count: misses.count,
            code: Some(code),
            drift: Some(drift),
        };
        self.notice = Some(Notice::Miss(Miss::FarOff(drift)));
        Some(vec![])
    }
}
