//! The enrolment as a machine: `(event, now) -> effects`.
//!
//! Rules that this file keeps, whatever the order of events: a token is written only in a placement that began under the
//! station's eyes and was not used before; nothing is burned before its enrolment is on disk; a question ends the
//! transaction, and the burn after it reads the token anew; a token whose burn broke off is finished with the same seed
//! by the same serial and nothing else is written meanwhile.

use std::time::Duration;

use super::stage::FirstToken;
use super::{
    Asked, BurnEnding, Confirmation, ConfirmedBy, Earlier, Enrolled, EnrolmentId, Found, Miss, Moment, Notice, Pad,
    PlacementId, Question, Stage, Token, Unfinished, Upn, Work,
};
use crate::otp::{self, Code};
use crate::token2::{BurnFailure, BurnStep, Burned, FailureReason};

/// What happens at the desk.
#[derive(Debug)]
pub enum Event {
    /// The UPN was entered.
    Submit(Upn),
    /// Esc: disarm, decline, park.
    Cancel,
    /// The operator accepts what the question says.
    Proceed,
    /// Six digits were typed.
    Typed(Code),
    /// Both people see the same code.
    SeenEqual,
    /// The notice was read.
    Dismiss,
    /// A key was pressed in the empty UPN field: the last result has been seen.
    NextPerson,
    /// Enroll is in view again.
    Entered,
    /// Another screen came into view.
    Left,
    /// Time passed.
    Tick,
    /// Something was laid down. `fresh` when the station saw the pad empty before.
    Placed {
        /// The placement.
        placement: PlacementId,
        /// Whether the pad was seen empty before.
        fresh: bool,
    },
    /// It was lifted, or the reader went away.
    Removed,
    /// The reader knows what it is.
    Inspected {
        /// The placement.
        placement: PlacementId,
        /// What it is.
        found: Found,
    },
    /// The ledger knows this of the person.
    PersonLookedUp(Vec<Earlier>),
    /// The ledger knows this of the token.
    TokenLookedUp {
        /// What stands for the token.
        earlier: Vec<Earlier>,
        /// What is left to do for it.
        unfinished: Option<Unfinished>,
    },
    /// The answer to [`Effect::Record`] or [`Effect::Reopen`].
    Recorded(Recorded),
    /// The burn reached a step.
    Step(BurnStep),
    /// The burn ended.
    BurnEnded(Result<Burned, BurnFailure>),
    /// The comparison is on disk.
    ConfirmationKept,
    /// The ledger failed at what it was last asked, in its own words.
    LedgerFailed(String),
}

/// What the ledger made of an enrolment to be recorded or reopened.
#[derive(Debug)]
pub enum Recorded {
    /// It is on disk; a burn may start.
    Burn(Work),
    /// It was burned before; a code has to be compared.
    Compare(Work),
    /// Person or token are known by enrolments that nobody has accepted.
    Known {
        /// About whom or what.
        asked: Asked,
        /// Those enrolments.
        earlier: Vec<Earlier>,
        /// What is left to do, if the token has an unfinished enrolment of the same person.
        unfinished: Option<Unfinished>,
    },
}

/// What the station has to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read what lies there; with `hold`, keep the transaction open for a burn that may follow at once.
    Inspect {
        /// The placement.
        placement: PlacementId,
        /// Whether a burn may follow.
        hold: bool,
    },
    /// End the transaction that was held.
    Release,
    /// Look up a person.
    LookUpPerson(Upn),
    /// Look up a token.
    LookUpToken(Token),
    /// Draw a seed and put the enrolment on disk, unless person or token are known beyond `accepted`.
    Record {
        /// The person.
        upn: Upn,
        /// The token.
        token: Token,
        /// Earlier enrolments that the operator has accepted.
        accepted: Vec<EnrolmentId>,
    },
    /// Fetch an unfinished enrolment and note on disk that it goes on.
    Reopen(Unfinished),
    /// Burn what was recorded.
    Burn {
        /// The enrolment.
        id: EnrolmentId,
        /// The placement.
        placement: PlacementId,
    },
    /// Keep how a burn ended.
    KeepEnding(EnrolmentId, BurnEnding),
    /// Keep a comparison.
    Confirm(EnrolmentId, Confirmation),
    /// Keep that the operator put it off.
    Park(EnrolmentId),
    /// Keep that a wrong code was typed.
    NoteMiss(EnrolmentId),
}

/// The machine.
#[derive(Debug)]
pub struct Flow {
    stage: Stage,
    pad: Pad,
    notice: Option<Notice>,
    last: Option<Enrolled>,
    in_view: bool,
    seen: Option<Moment>,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            stage: Stage::Idle,
            pad: Pad::Empty,
            notice: None,
            last: None,
            in_view: true,
            seen: None,
        }
    }
}

type Effects = Vec<Effect>;

impl Flow {
    /// How long the desk stays armed.
    pub const ARMED_FOR: Duration = Duration::from_secs(60);
    /// Steps on either side within which a typed code counts.
    const MATCH_WINDOW: u32 = 1;
    /// Seconds on either side in which a wrong code is searched to say what it is.
    const MISS_WINDOW: u64 = 3600;

    /// Where the desk is.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// What lies on the reader.
    #[must_use]
    pub const fn pad(&self) -> Pad {
        self.pad
    }

    /// What is to be said.
    #[must_use]
    pub const fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// The result in view.
    #[must_use]
    pub const fn last(&self) -> Option<&Enrolled> {
        self.last.as_ref()
    }

    /// The enrolment in hand, once it is on disk.
    #[must_use]
    pub const fn in_hand(&self) -> Option<EnrolmentId> {
        match &self.stage {
            Stage::Burning { work, .. }
            | Stage::Interrupted { work, .. }
            | Stage::Comparing { work, .. }
            | Stage::Confirming { work, .. } => Some(work.id),
            Stage::Reopening {
                unfinished: Unfinished::Burn(id) | Unfinished::Compare(id),
                ..
            } => Some(*id),
            _ => None,
        }
    }

    /// When the flow wants a [`Event::Tick`], counted from `now`: a countdown or a live code is in view.
    #[must_use]
    pub fn next_tick(&self, now: Moment) -> Option<Duration> {
        let to_full_second = |rest_ms: u64| Duration::from_millis(rest_ms.max(1));
        match &self.stage {
            Stage::Armed { until, .. } => {
                let rest = until.saturating_sub(now.awake);
                Some(to_full_second(u64::from(rest.subsec_millis()) + 1))
            }
            Stage::Comparing { .. } | Stage::Confirming { .. } => {
                let into = u64::try_from(now.wall_ms.rem_euclid(1000)).unwrap_or(0);
                Some(to_full_second(1000 - into))
            }
            _ => None,
        }
    }

    /// Takes what happened and says what is to be done.
    pub fn step(&mut self, event: Event, now: Moment) -> Effects {
        self.notice_jump(now);
        self.notice_timeout(now);
        match event {
            Event::Tick => vec![],
            Event::Dismiss => {
                self.notice = None;
                vec![]
            }
            Event::NextPerson => {
                self.last = None;
                self.notice = None;
                vec![]
            }
            Event::Entered => {
                self.in_view = true;
                vec![]
            }
            Event::Left => self.left(),
            Event::Submit(upn) => self.submit(upn),
            Event::Cancel => self.cancel(),
            Event::Proceed => self.proceed(now),
            Event::Typed(code) => self.typed(code, now),
            Event::SeenEqual => self.seen_equal(),
            Event::Placed { placement, fresh } => self.placed(placement, fresh),
            Event::Removed => self.removed(now),
            Event::Inspected { placement, found } => self.inspected(placement, found, now),
            Event::PersonLookedUp(earlier) => self.person_looked_up(earlier, now),
            Event::TokenLookedUp { earlier, unfinished } => self.token_looked_up(earlier, unfinished),
            Event::Recorded(recorded) => self.recorded(recorded),
            Event::Step(reached) => self.reached(reached),
            Event::BurnEnded(Ok(burned)) => self.burned(&burned, now),
            Event::BurnEnded(Err(failure)) => self.burn_failed(failure, now),
            Event::ConfirmationKept => self.confirmation_kept(),
            Event::LedgerFailed(why) => self.ledger_failed(why, now),
        }
    }

    // --- time ---------------------------------------------------------------------------------------------------------

    fn notice_jump(&mut self, now: Moment) {
        let jumped = self.seen.replace(now).is_some_and(|seen| now.jumped_since(seen));
        if jumped && matches!(self.stage, Stage::Armed { .. }) {
            self.pad.spend();
            self.stage = Stage::Idle;
            self.notice = Some(Notice::ClockJumped);
        }
    }

    fn notice_timeout(&mut self, now: Moment) {
        if matches!(&self.stage, Stage::Armed { until, .. } if now.awake >= *until) {
            self.stage = Stage::Idle;
            self.notice = Some(Notice::ArmingEnded);
        }
    }

    fn arm(&mut self, upn: Upn, accepted: Vec<EnrolmentId>, now: Moment) {
        if self.pad != Pad::Empty && self.notice.is_none() {
            self.notice = Some(Notice::LiftFirst);
        }
        self.pad.spend();
        self.stage = Stage::Armed {
            upn,
            accepted,
            until: now.awake + Self::ARMED_FOR,
        };
    }

    // --- the operator -------------------------------------------------------------------------------------------------

    fn submit(&mut self, upn: Upn) -> Effects {
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

    fn cancel(&mut self) -> Effects {
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

    fn forget_pad(&mut self) {
        self.notice = None;
        self.pad.spend();
    }

    /// Another screen: nobody watches the pad for this desk any more. What is being written goes on.
    fn left(&mut self) -> Effects {
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

    fn proceed(&mut self, now: Moment) -> Effects {
        let Stage::Asking {
            question,
            upn,
            mut accepted,
        } = std::mem::take(&mut self.stage)
        else {
            return vec![];
        };
        accepted.extend(question.earlier.iter().map(|earlier| earlier.id));
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
    fn record_first(&mut self, upn: Upn, accepted: Vec<EnrolmentId>, first: FirstToken, now: Moment) -> Effects {
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

    fn typed(&mut self, code: Code, now: Moment) -> Effects {
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

    fn seen_equal(&mut self) -> Effects {
        self.confirm(ConfirmedBy::Eye, None)
    }

    fn confirm(&mut self, by: ConfirmedBy, drift: Option<i64>) -> Effects {
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

    fn confirmation_kept(&mut self) -> Effects {
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

    // --- the reader ---------------------------------------------------------------------------------------------------

    fn placed(&mut self, placement: PlacementId, fresh: bool) -> Effects {
        let fresh = fresh && self.in_view;
        self.pad = if fresh {
            Pad::Fresh(placement)
        } else {
            Pad::Spent(placement)
        };
        if !fresh {
            if matches!(self.stage, Stage::Armed { .. } | Stage::Interrupted { .. }) {
                self.notice = Some(Notice::LiftFirst);
            }
            return vec![];
        }
        match std::mem::take(&mut self.stage) {
            Stage::Idle => {
                self.notice = None;
                self.stage = Stage::ReadingFirst { placement };
                vec![Effect::Inspect { placement, hold: false }]
            }
            Stage::Armed { upn, accepted, .. } => {
                self.notice = None;
                self.stage = Stage::Inspecting {
                    upn,
                    accepted,
                    placement,
                };
                vec![Effect::Inspect { placement, hold: true }]
            }
            Stage::Interrupted { work, at, .. } => {
                self.notice = None;
                self.stage = Stage::Interrupted {
                    work,
                    at,
                    reading: Some(placement),
                };
                vec![Effect::Inspect { placement, hold: true }]
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    fn removed(&mut self, now: Moment) -> Effects {
        self.pad = Pad::Empty;
        // what a card was stays readable; that it is to be lifted is done
        if self.notice == Some(Notice::LiftFirst) {
            self.notice = None;
        }
        match std::mem::take(&mut self.stage) {
            Stage::ReadingFirst { .. } | Stage::TokenFirst { .. } => vec![],
            // the token in question is gone: this person now waits for another one
            Stage::Asking {
                question:
                    Question {
                        asked: Asked::TokenKnown,
                        ..
                    },
                upn,
                accepted,
            } => {
                self.arm(upn, accepted, now);
                vec![]
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    fn inspected(&mut self, placement: PlacementId, found: Found, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::ReadingFirst { placement: asked } if asked == placement => self.inspected_first(placement, found),
            Stage::Inspecting {
                upn,
                accepted,
                placement: asked,
            } if asked == placement => self.inspected_armed(upn, accepted, placement, found, now),
            Stage::Interrupted {
                work,
                at,
                reading: Some(asked),
            } if asked == placement => self.inspected_again(work, at, placement, found),
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    fn inspected_first(&mut self, placement: PlacementId, found: Found) -> Effects {
        match found {
            Found::Token(token) => {
                self.stage = Stage::TokenFirst {
                    placement,
                    token: token.clone(),
                    earlier: vec![],
                };
                vec![Effect::LookUpToken(token)]
            }
            other => {
                self.refuse(other);
                vec![]
            }
        }
    }

    fn inspected_armed(
        &mut self,
        upn: Upn,
        accepted: Vec<EnrolmentId>,
        placement: PlacementId,
        found: Found,
        now: Moment,
    ) -> Effects {
        match found {
            Found::Token(token) => {
                self.pad.spend();
                let effect = Effect::Record {
                    upn: upn.clone(),
                    token: token.clone(),
                    accepted: accepted.clone(),
                };
                self.stage = Stage::Recording {
                    upn,
                    accepted,
                    placement,
                    token,
                };
                vec![effect]
            }
            other => {
                self.refuse(other);
                self.arm(upn, accepted, now);
                vec![Effect::Release]
            }
        }
    }

    fn inspected_again(&mut self, work: Work, at: BurnStep, placement: PlacementId, found: Found) -> Effects {
        self.pad.spend();
        match found {
            Found::Token(token) if token.serial == work.serial => {
                let unfinished = Unfinished::Burn(work.id);
                self.stage = Stage::Reopening { unfinished, placement };
                vec![Effect::Reopen(unfinished)]
            }
            other => {
                match other {
                    Found::Token(token) => {
                        self.notice = Some(Notice::OtherToken {
                            expected: work.serial.clone(),
                            found: token.serial,
                        });
                    }
                    card => self.refuse(card),
                }
                self.stage = Stage::Interrupted {
                    work,
                    at,
                    reading: None,
                };
                vec![Effect::Release]
            }
        }
    }

    /// Says what the card is; it has to be lifted before anything else is tried.
    fn refuse(&mut self, found: Found) {
        self.pad.spend();
        self.notice = Some(match found {
            Found::Other(what) => Notice::NotToken(what),
            Found::Gone | Found::Token(_) => Notice::Unread,
        });
    }

    fn reached(&mut self, reached: BurnStep) -> Effects {
        if let Stage::Burning { step, .. } = &mut self.stage {
            *step = reached;
        }
        vec![]
    }

    fn burned(&mut self, burned: &Burned, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Burning { work, .. } => {
                let drift = burned.after.as_ref().map(|info| info.drift(now.unix()));
                let id = work.id;
                self.stage = Stage::Comparing { work, misses: 0 };
                vec![Effect::KeepEnding(id, BurnEnding::Burned { drift })]
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    fn burn_failed(&mut self, failure: BurnFailure, now: Moment) -> Effects {
        let work = match std::mem::take(&mut self.stage) {
            Stage::Burning { work, .. } => work,
            other => {
                self.stage = other;
                return vec![];
            }
        };
        let id = work.id;
        match failure {
            BurnFailure::Interrupted { at, reason } => {
                self.interrupt(work, at, reason);
                vec![Effect::KeepEnding(id, BurnEnding::Interrupted(at))]
            }
            BurnFailure::Untouched(reason) if work.resumed => {
                self.interrupt(work, BurnStep::WritingConfig, reason);
                vec![Effect::KeepEnding(id, BurnEnding::Interrupted(BurnStep::WritingConfig))]
            }
            BurnFailure::Untouched(reason) => {
                self.retry_or_stop(work.upn, reason, now);
                vec![Effect::KeepEnding(id, BurnEnding::NothingWritten)]
            }
        }
    }

    fn interrupt(&mut self, work: Work, at: BurnStep, reason: FailureReason) {
        self.notice = match reason {
            FailureReason::OtherToken(found) => Some(Notice::OtherToken {
                expected: work.serial.clone(),
                found,
            }),
            FailureReason::Lost => None,
            refused => Some(Notice::NothingWritten(refused)),
        };
        self.stage = Stage::Interrupted {
            work,
            at,
            reading: None,
        };
    }

    /// A token that left too early may be laid down again at once. One that refused the authentication may lock itself
    /// if that is repeated, so the person has to be entered again on purpose.
    fn retry_or_stop(&mut self, upn: Upn, reason: FailureReason, now: Moment) {
        let again = matches!(reason, FailureReason::Lost | FailureReason::OtherToken(_));
        self.notice = Some(Notice::NothingWritten(reason));
        if again {
            // the operator accepted what was known before; the ledger asks again if that has changed
            self.arm(upn, vec![], now);
        }
    }

    // --- the ledger ---------------------------------------------------------------------------------------------------

    fn person_looked_up(&mut self, earlier: Vec<Earlier>, now: Moment) -> Effects {
        let (upn, first) = match std::mem::take(&mut self.stage) {
            Stage::LookingUp { upn, first } => (upn, first),
            other => {
                self.stage = other;
                return vec![];
            }
        };
        let token_earlier = first.as_ref().map(|first| first.earlier.clone()).unwrap_or_default();
        let (asked, earlier) = if token_earlier.is_empty() {
            (Asked::PersonKnown, earlier)
        } else {
            (Asked::TokenKnown, token_earlier)
        };
        if earlier.is_empty() {
            match first {
                Some(first) => return self.record_first(upn, vec![], first, now),
                None => self.arm(upn, vec![], now),
            }
        } else {
            let question = Question {
                asked,
                earlier,
                token: first,
            };
            self.stage = Stage::Asking {
                question,
                upn,
                accepted: vec![],
            };
        }
        vec![]
    }

    fn token_looked_up(&mut self, known: Vec<Earlier>, unfinished: Option<Unfinished>) -> Effects {
        let Stage::TokenFirst { placement, earlier, .. } = &mut self.stage else {
            return vec![];
        };
        let placement = *placement;
        *earlier = known;
        match unfinished {
            Some(unfinished) if self.pad == Pad::Fresh(placement) => {
                self.pad.spend();
                self.last = None;
                self.stage = Stage::Reopening { unfinished, placement };
                vec![Effect::Reopen(unfinished)]
            }
            _ => vec![],
        }
    }

    fn recorded(&mut self, recorded: Recorded) -> Effects {
        let (placement, asking) = match std::mem::take(&mut self.stage) {
            Stage::Recording {
                upn,
                accepted,
                placement,
                token,
            } => (placement, Some((upn, accepted, token))),
            Stage::Reopening { placement, .. } => (placement, None),
            other => {
                self.stage = other;
                return vec![];
            }
        };
        match (recorded, asking) {
            (Recorded::Burn(work), _) => {
                let id = work.id;
                self.stage = Stage::Burning {
                    work,
                    step: BurnStep::Reading,
                };
                vec![Effect::Burn { id, placement }]
            }
            (Recorded::Compare(work), _) => {
                self.stage = Stage::Comparing { work, misses: 0 };
                vec![Effect::Release]
            }
            (
                Recorded::Known {
                    unfinished: Some(unfinished),
                    ..
                },
                Some(_),
            ) => {
                self.stage = Stage::Reopening { unfinished, placement };
                vec![Effect::Reopen(unfinished)]
            }
            (Recorded::Known { asked, earlier, .. }, Some((upn, accepted, token))) => {
                self.ask(asked, earlier, upn, accepted, placement, token);
                vec![Effect::Release]
            }
            (Recorded::Known { .. }, None) => vec![Effect::Release],
        }
    }

    /// A question ends the transaction. If the token still lies there when the operator goes on, it is read anew.
    fn ask(
        &mut self,
        asked: Asked,
        earlier: Vec<Earlier>,
        upn: Upn,
        accepted: Vec<EnrolmentId>,
        placement: PlacementId,
        token: Token,
    ) {
        if self.pad.holds(placement) {
            self.pad = Pad::Fresh(placement);
        }
        let question = Question {
            asked,
            token: Some(FirstToken {
                placement,
                token,
                earlier: earlier.clone(),
            }),
            earlier,
        };
        self.stage = Stage::Asking {
            question,
            upn,
            accepted,
        };
    }

    fn ledger_failed(&mut self, why: String, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Recording { upn, accepted, .. } => {
                self.notice = Some(Notice::LedgerFailed(why));
                self.arm(upn, accepted, now);
                vec![Effect::Release]
            }
            Stage::Reopening { .. } => {
                self.notice = Some(Notice::LedgerFailed(why));
                vec![Effect::Release]
            }
            Stage::LookingUp { .. } => {
                self.notice = Some(Notice::LedgerFailed(why));
                vec![]
            }
            Stage::Confirming { work, .. } => {
                self.notice = Some(Notice::ConfirmationFailed(why));
                self.stage = Stage::Comparing { work, misses: 0 };
                vec![]
            }
            other => {
                self.notice = Some(Notice::LedgerFailed(why));
                self.stage = other;
                vec![]
            }
        }
    }
}
