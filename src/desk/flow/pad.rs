//! What happens on the reader: laid down, read, lifted, burned.

use std::time::Duration;

use super::{Effect, Effects, Flow};
use crate::desk::{
    Accepted, Asked, BurnEnding, Found, Moment, Notice, Pad, PlacementId, Question, Stage, Unfinished, Upn, Work,
};
use crate::token2::{BurnFailure, BurnStep, Burned, FailureReason};

impl Flow {
    pub(super) fn placed(&mut self, placement: PlacementId, fresh: bool) -> Effects {
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
            Stage::Armed { upn, accepted, until } => {
                self.notice = None;
                self.inspect_armed(upn, accepted, until, placement)
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

    fn inspect_armed(&mut self, upn: Upn, accepted: Accepted, until: Duration, placement: PlacementId) -> Effects {
        self.stage = Stage::Inspecting {
            upn,
            accepted,
            placement,
            until,
        };
        vec![Effect::Inspect { placement, hold: true }]
    }

    pub(super) fn removed(&mut self, now: Moment) -> Effects {
        self.pad = Pad::Empty;
        // what a card was stays readable; that it is to be lifted is done
        if self.notice == Some(Notice::LiftFirst) {
            self.notice = None;
        }
        match std::mem::take(&mut self.stage) {
            Stage::ReadingFirst { .. } | Stage::TokenFirst { .. } => vec![],
            // it bounced on the pad: the next contact is looked at again. The reader's own word that it is gone comes
            // too late to be told then
            Stage::Inspecting {
                upn, accepted, until, ..
            } => {
                self.notice = Some(Notice::Unread);
                self.stage = Stage::Armed { upn, accepted, until };
                vec![Effect::Release]
            }
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

    pub(super) fn inspected(&mut self, placement: PlacementId, found: Found, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::ReadingFirst { placement: asked } if asked == placement => self.inspected_first(placement, found),
            Stage::Inspecting {
                upn,
                accepted,
                placement: asked,
                ..
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

    pub(super) fn inspected_first(&mut self, placement: PlacementId, found: Found) -> Effects {
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

    pub(super) fn inspected_armed(
        &mut self,
        upn: Upn,
        accepted: Accepted,
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

    pub(super) fn inspected_again(
        &mut self,
        work: Work,
        at: BurnStep,
        placement: PlacementId,
        found: Found,
    ) -> Effects {
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
    pub(super) fn refuse(&mut self, found: Found) {
        self.pad.spend();
        self.notice = Some(match found {
            Found::Other(what) => Notice::NotToken(what),
            Found::Gone | Found::Token(_) => Notice::Unread,
        });
    }

    pub(super) fn reached(&mut self, reached: BurnStep) -> Effects {
        if let Stage::Burning { step, .. } = &mut self.stage {
            *step = reached;
        }
        vec![]
    }

    pub(super) fn burned(&mut self, burned: &Burned, now: Moment) -> Effects {
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

    pub(super) fn burn_failed(&mut self, failure: BurnFailure, now: Moment) -> Effects {
        let work = match std::mem::take(&mut self.stage) {
            Stage::Burning { work, .. } => work,
            other => {
                self.stage = other;
                return vec![];
            }
        };
        let id = work.id;
        let (ending, mut effects) = match failure {
            BurnFailure::Interrupted { at, reason } => {
                self.notice = interruption(&work, reason);
                (BurnEnding::Interrupted(at), self.interrupt(work, at))
            }
            // an earlier try has written: the token is as unfinished as it was
            BurnFailure::Untouched(reason) if work.resumed => {
                self.notice = match reason {
                    FailureReason::Lost => None,
                    FailureReason::OtherToken(found) => Some(Notice::OtherToken {
                        expected: work.serial.clone(),
                        found,
                    }),
                    reason => Some(Notice::NothingWritten(reason)),
                };
                let at = BurnStep::WritingConfig;
                (BurnEnding::Interrupted(at), self.interrupt(work, at))
            }
            BurnFailure::Untouched(reason) => (BurnEnding::NothingWritten, self.retry_or_stop(work.upn, reason, now)),
        };
        effects.insert(0, Effect::KeepEnding(id, ending));
        effects
    }

    /// Waits for the same token. If something was laid down again meanwhile, it is looked at at once.
    pub(super) fn interrupt(&mut self, work: Work, at: BurnStep) -> Effects {
        let reading = match self.pad {
            Pad::Fresh(placement) => Some(placement),
            Pad::Empty | Pad::Spent(_) => None,
        };
        self.stage = Stage::Interrupted { work, at, reading };
        let inspect = |placement| Effect::Inspect { placement, hold: true };
        reading.map(inspect).into_iter().collect()
    }

    /// A token that left too early may be laid down again at once. One that refused the authentication may lock itself
    /// if that is repeated, so the person has to be entered again on purpose.
    pub(super) fn retry_or_stop(&mut self, upn: Upn, reason: FailureReason, now: Moment) -> Effects {
        let again = matches!(reason, FailureReason::Lost | FailureReason::OtherToken(_));
        self.notice = Some(Notice::NothingWritten(reason));
        if !again {
            return vec![];
        }
        // what was accepted before is asked again: the ledger may have learned more
        let laid_again = self.pad;
        self.arm(upn, Accepted::default(), now);
        match (laid_again, std::mem::take(&mut self.stage)) {
            (Pad::Fresh(placement), Stage::Armed { upn, accepted, until }) => {
                self.pad = laid_again;
                self.inspect_armed(upn, accepted, until, placement)
            }
            (_, stage) => {
                self.stage = stage;
                vec![]
            }
        }
    }
}

/// What is to be said of a burn that broke off after a write.
fn interruption(work: &Work, reason: FailureReason) -> Option<Notice> {
    match reason {
        FailureReason::Lost => None,
        FailureReason::OtherToken(found) => Some(Notice::Swapped {
            expected: work.serial.clone(),
            found,
        }),
        FailureReason::Refused(_)
        | FailureReason::Malformed
        | FailureReason::UnknownModel
        | FailureReason::WouldEraseSeed
        | FailureReason::Clock => Some(Notice::WriteRefused),
    }
}
