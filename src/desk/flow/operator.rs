//! What the operator does: stop, go on, compare. Who is entered is in `entry`.

use super::{Effect, Effects, Flow, KeepEnrolment};
use crate::desk::{
    Accepted, Asked, Before, CodeOwner, Confirmation, ConfirmedBy, Enrolled, EnrolmentId, FirstToken, Kind, Miss,
    Misses, Moment, Notice, Pad, PlacementId, Question, Recipient, Reopen, Stage, Unfinished, Upn, UpnDoubt,
};
use crate::otp::{self, Code};
use crate::token2::BurnStep;

impl Flow {
    // --- from the log -------------------------------------------------------------------------------------------------

    /// Another token in the place of one that was enrolled before; nothing else may be in hand.
    pub(super) fn replace_later(&mut self, id: EnrolmentId, upn: Upn, doubts: Vec<UpnDoubt>) -> Effects {
        if !self.is_free() {
            return vec![];
        }
        self.notice = None;
        self.last = None;
        let recipient = Recipient {
            doubts,
            accepted: Accepted::replacing(Some(id)),
            ..Recipient::new(upn)
        };
        self.ask_about_upn(recipient, None)
    }

    /// Whether nothing is in hand that a choice in the log would end.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        matches!(
            self.stage,
            Stage::Idle | Stage::ReadingFirst { .. } | Stage::TokenFirst { .. }
        )
    }

    pub(super) fn reopen_later(&mut self, reopen: Reopen) -> Effects {
        if !self.is_free() {
            return vec![];
        }
        self.notice = None;
        self.last = None;
        self.stage = Stage::Reopening {
            reopen,
            placement: None,
        };
        vec![self.reopen(reopen)]
    }

    pub(super) fn burn_here(&mut self, id: EnrolmentId, placement: PlacementId, now: Moment) -> Effects {
        if !self.is_free() || !self.pad.holds(placement) {
            return vec![];
        }
        self.last = None;
        self.take_up(Unfinished::Burn(id), placement, now).into_iter().collect()
    }

    // --- stopping -----------------------------------------------------------------------------------------------------

    /// Esc: of another person's secret the secret alone is given up.
    pub(super) fn cancel(&mut self, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Asking { question, recipient } if question.asked == Asked::OtherAccount => {
                self.drop_secret(recipient, now);
                vec![]
            }
            other => {
                self.stage = other;
                self.give_up()
            }
        }
    }

    fn give_up(&mut self) -> Effects {
        match std::mem::take(&mut self.stage) {
            // what is under way cannot be called back; it ends by itself in a moment
            busy @ (Stage::Recording { .. }
            | Stage::Reopening { .. }
            | Stage::Assigning { .. }
            | Stage::Burning { .. }
            | Stage::Confirming { .. }) => {
                self.stage = busy;
                vec![]
            }
            // it stands as it was compared before
            Stage::Interrupted { work, reading, .. } if work.before == Before::Confirmed => {
                self.forget_pad();
                reading.map(|_| Effect::Release).into_iter().collect()
            }
            Stage::Interrupted { work, reading, .. } => {
                self.pad.spend();
                self.notice = Some(Notice::Parked(work.upn));
                let mut effects = vec![Effect::Keep(KeepEnrolment::Park(work.id))];
                effects.extend(reading.map(|_| Effect::Release));
                effects
            }
            Stage::Comparing { work, .. } => {
                self.notice = Some(Notice::Parked(work.upn));
                vec![Effect::Keep(KeepEnrolment::Park(work.id))]
            }
            Stage::Inspecting { .. } => {
                self.forget_pad();
                vec![Effect::Release]
            }
            Stage::Idle
            | Stage::ReadingFirst { .. }
            | Stage::TokenFirst { .. }
            | Stage::Editing { .. }
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
            Stage::Armed { .. } | Stage::Editing { .. } | Stage::Inspecting { .. } | Stage::LookingUp { .. } => {
                self.no_longer_waits()
            }
            Stage::TokenFirst { .. } | Stage::ReadingFirst { .. } => self.give_up(),
            // a token that waits for somebody to vouch for the clock is not taken up behind another screen
            Stage::Interrupted { reading: None, .. } => {
                self.pad.spend();
                vec![]
            }
            _ => vec![],
        }
    }

    /// Whoever waits for a token behind another screen is told that they do not any more.
    fn no_longer_waits(&mut self) -> Effects {
        let waited = self.waiting().cloned();
        let effects = self.give_up();
        self.notice = waited.map(Notice::NoLongerWaits);
        effects
    }

    /// What is under way goes on; the lock waits for it and comes again.
    pub(super) fn locked(&mut self) -> Effects {
        let effects = self.give_up();
        // whoever unlocks begins at Enroll
        self.in_view = true;
        self.last = None;
        self.notice = None;
        self.pad.spend();
        effects
    }

    pub(super) fn proceed(&mut self, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Asking { question, recipient } if question.allows_another() => self.accept(question, recipient, now),
            question @ Stage::Asking { .. } => {
                self.stage = question;
                vec![]
            }
            other => {
                self.stage = other;
                self.clock_vouched(now)
            }
        }
    }

    fn accept(&mut self, question: Question, mut recipient: Recipient, now: Moment) -> Effects {
        if question.asked.is_of_upn() {
            return self.upn_accepted(question, recipient);
        }
        recipient.accepted.add(question.asked, &question.earlier);
        if question.asked == Asked::InStock {
            let token = question.token.as_ref();
            recipient.accepted.over_stock = token.map(|first| first.token.id.serial().clone());
        }
        if let Some(serial) = question.stock {
            return self.assign_unless_dictated(recipient, serial, now);
        }
        if question.asked == Asked::OtherAccount
            && let Some(given) = &mut recipient.given
        {
            given.is_anothers = false;
        }
        match question.token {
            Some(first) => self.record_first(recipient, first, now),
            None => {
                self.notice = None;
                // what was laid down while the question stood is taken up where it lies only for a secret
                let laid = self.pad;
                self.arm(recipient, now);
                if question.asked == Asked::OtherAccount {
                    self.pad = laid;
                    return self.go_on(now);
                }
                vec![]
            }
        }
    }

    /// The person gets this token instead of one they have.
    pub(super) fn replace(&mut self, id: EnrolmentId, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Asking {
                question,
                mut recipient,
            } if question.asked == Asked::PersonKnown && question.earlier.iter().any(|earlier| earlier.id == id) => {
                recipient.accepted.replaces = Some(id);
                self.accept(question, recipient, now)
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    /// The operator has named a person for the token that lies there. It is recorded and burned if it still lies there.
    pub(super) fn record_first(&mut self, recipient: Recipient, first: FirstToken, now: Moment) -> Effects {
        self.notice = None;
        if self.pad != Pad::Fresh(first.placement) {
            self.arm(recipient, now);
            return vec![];
        }
        if self.awaits_secret(&recipient) {
            self.wait_for_secret(recipient, now);
            return vec![];
        }
        self.record(recipient, first.placement, first.token, now)
    }

    // --- comparing ----------------------------------------------------------------------------------------------------

    pub(super) fn typed(&mut self, code: Code, now: Moment) -> Effects {
        let Stage::Comparing { work, .. } = &self.stage else {
            return vec![];
        };
        if work.kind == Kind::Factory
            && let Some(effects) = self.typed_from_factory(code, now)
        {
            return effects;
        }
        let Stage::Comparing { work, misses, .. } = &mut self.stage else {
            return vec![];
        };
        let found = otp::locate(&work.seed, work.parameters, now.unix(), code, Self::MATCH_WINDOW);
        if let Some(found) = found {
            return self.confirm(ConfirmedBy::Typed, Some(found.drift));
        }
        let window = u32::try_from(Self::MISS_WINDOW / work.parameters.period.seconds()).unwrap_or(0);
        let off = otp::locate(&work.seed, work.parameters, now.unix(), code, window).map(|found| found.drift);
        // the same code once more is as old as it was, and tells nothing of the clock
        let before = misses.drift.filter(|_| misses.code != Some(code));
        *misses = Misses {
            count: misses.count + 1,
            code: Some(code),
            drift: off,
        };
        let id = work.id;
        let mut effects = vec![Effect::Keep(KeepEnrolment::NoteMiss(id))];
        self.notice = Some(Notice::Miss(match off {
            // an old code grows older, a clock that is behind stays as far behind
            Some(drift) if drift < 0 && before.is_none_or(|before| (drift - before).abs() > 30) => Miss::Old(-drift),
            Some(drift) => Miss::ClockOff(drift),
            None => {
                effects.push(Effect::Keep(KeepEnrolment::WhoseCode {
                    id,
                    code,
                    since: now.unix() - Self::CODES_OF,
                }));
                Miss::Unknown
            }
        }));
        effects
    }

    /// Whose code it was. Said only, and only if nothing else was typed meanwhile: it confirms nothing.
    pub(super) fn code_owner(&mut self, id: EnrolmentId, owner: Option<CodeOwner>) -> Effects {
        let waits = matches!(&self.stage, Stage::Comparing { work, .. } if work.id == id);
        if let (true, Some(Notice::Miss(miss @ Miss::Unknown)), Some(owner)) = (waits, &mut self.notice, owner) {
            *miss = Miss::OtherToken(owner);
        }
        vec![]
    }

    pub(super) fn seen_equal(&mut self) -> Effects {
        // what a clock that nobody has set is off by is seen by a typed code alone
        let unset = matches!(&self.stage, Stage::Comparing { work, .. } if work.kind == Kind::Factory);
        if self.rules.typed_only || unset {
            return vec![];
        }
        if matches!(&self.stage, Stage::Comparing { misses, .. } if misses.count > 0) {
            self.notice = Some(Notice::Miss(Miss::Before));
            return vec![];
        }
        self.confirm(ConfirmedBy::Eye, None)
    }

    /// The same seed and the clock once more, when the token is laid down the next time.
    pub(super) fn burn_again(&mut self) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Comparing { work, .. } if work.may_be_written_again() => {
                self.pad.spend();
                self.notice = None;
                self.stage = Stage::Interrupted {
                    work: crate::desk::Work {
                        before: Before::Written,
                        ..work
                    },
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
                vec![Effect::Keep(KeepEnrolment::Confirm(id, Confirmation { by, drift }))]
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
                self.enrolled.insert(work.token.clone(), work.upn.clone());
                self.last = Some(Enrolled {
                    id: work.id,
                    upn: work.upn,
                    token: work.token,
                    drift,
                });
            }
            other => self.stage = other,
        }
        vec![]
    }
}
