//! What happens on the reader: laid down, read, lifted, burned.

use std::time::Duration;

use super::{Effect, Effects, Flow, KeepEnrolment, NewEnrolment};
use crate::desk::{
    Accepted, Asked, Before, BurnEnding, EnrolmentId, Found, Given, Kind, Misses, Moment, Notice, Pad, PlacementId,
    Question, Recipient, Stage, Token, Unfinished, Work,
};
use crate::token2::{BurnFailure, BurnStep, Burned, FailureReason};

impl Flow {
    pub(super) fn placed(&mut self, placement: PlacementId, fresh: bool, now: Moment) -> Effects {
        let fresh = fresh && self.in_view;
        self.on_pad = None;
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
            Stage::Armed { recipient, until } => self.placed_armed(recipient, until, placement, now),
            Stage::Interrupted { work, at, .. } => {
                self.notice = None;
                self.interrupt(work, at, now)
            }
            // nothing is written now; it is only said if that is another one
            Stage::Comparing { work, misses, .. } => {
                self.stage = Stage::Comparing {
                    work,
                    misses,
                    reading: Some(placement),
                };
                vec![Effect::Inspect { placement, hold: false }]
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    /// Without a witness, or without the secret that is to be written, the token waits unread.
    pub(super) fn placed_armed(
        &mut self,
        recipient: Recipient,
        until: Duration,
        placement: PlacementId,
        now: Moment,
    ) -> Effects {
        self.notice = None;
        if self.awaits_secret(&recipient) {
            self.notice = Some(Notice::SecretFirst);
        }
        if self.notice.is_some() || self.witness(now).is_none() {
            // a phone or a QR code takes its time
            let until = now.awake + Self::ARMED_FOR;
            self.stage = Stage::Armed { recipient, until };
            return vec![];
        }
        self.inspect_armed(recipient, until, placement)
    }

    pub(super) fn inspect_armed(&mut self, recipient: Recipient, until: Duration, placement: PlacementId) -> Effects {
        self.stage = Stage::Inspecting {
            recipient,
            placement,
            until,
        };
        vec![Effect::Inspect { placement, hold: true }]
    }

    pub(super) fn removed(&mut self, now: Moment) -> Effects {
        self.pad = Pad::Empty;
        self.on_pad = None;
        // what a card was stays readable; that it is to be lifted is done
        if matches!(
            self.notice,
            Some(Notice::LiftFirst | Notice::ReadFirst | Notice::TakeAway(_))
        ) {
            self.notice = None;
        }
        match std::mem::take(&mut self.stage) {
            Stage::ReadingFirst { .. } | Stage::TokenFirst { .. } => vec![],
            // it bounced on the pad: the next contact is looked at again. The reader's own word that it is gone comes
            // too late to be told then
            Stage::Inspecting { recipient, until, .. } => {
                self.notice = Some(Notice::Unread);
                self.stage = Stage::Armed { recipient, until };
                vec![Effect::Release]
            }
            Stage::Comparing { work, misses, .. } => {
                self.stage = Stage::Comparing {
                    work,
                    misses,
                    reading: None,
                };
                vec![]
            }
            // the token in question is gone: this person now waits for another one
            Stage::Asking {
                question:
                    Question {
                        asked: Asked::TokenKnown,
                        stock: None,
                        ..
                    },
                recipient,
            } => {
                self.arm(recipient, now);
                vec![]
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    pub(super) fn inspected(&mut self, placement: PlacementId, found: Found, now: Moment) -> Effects {
        if let Found::Token(token) = &found
            && self.pad.holds(placement)
        {
            self.on_pad = Some((placement, token.id.clone()));
        }
        match std::mem::take(&mut self.stage) {
            Stage::ReadingFirst { placement: asked } if asked == placement => self.inspected_first(placement, found),
            Stage::Inspecting {
                recipient,
                placement: asked,
                ..
            } if asked == placement => self.inspected_armed(recipient, placement, found, now),
            Stage::Interrupted {
                work,
                at,
                reading: Some(asked),
            } if asked == placement => self.inspected_again(work, at, placement, found, now),
            Stage::Comparing {
                work,
                misses,
                reading: Some(asked),
            } if asked == placement => self.inspected_beside(work, misses, found),
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    pub(super) fn inspected_first(&mut self, placement: PlacementId, found: Found) -> Effects {
        match found {
            Found::Token(token) => self.look_token_up(placement, token),
            other => {
                self.refuse(other);
                vec![]
            }
        }
    }

    /// A token lies there, and whose it is is asked of the ledger before its person is.
    pub(super) fn look_token_up(&mut self, placement: PlacementId, token: Token) -> Effects {
        self.stage = Stage::TokenFirst {
            placement,
            token: token.clone(),
            earlier: vec![],
        };
        vec![Effect::Keep(KeepEnrolment::LookUpToken(token))]
    }

    pub(super) fn inspected_armed(
        &mut self,
        recipient: Recipient,
        placement: PlacementId,
        found: Found,
        now: Moment,
    ) -> Effects {
        match found {
            // after sleep it does not count as just laid down any more
            Found::Token(_) if self.pad != Pad::Fresh(placement) => {
                self.arm(recipient, now);
                vec![Effect::Release]
            }
            Found::Token(token) => self.record(recipient, placement, token, now),
            other => {
                self.refuse(other);
                self.arm(recipient, now);
                vec![Effect::Release]
            }
        }
    }

    /// Has the enrolment put on disk. If nobody vouches for the clock, or a secret is awaited, the token waits unused.
    pub(super) fn record(
        &mut self,
        recipient: Recipient,
        placement: PlacementId,
        token: Token,
        now: Moment,
    ) -> Effects {
        let Some(witness) = self.witness(now) else {
            self.stage = Stage::Armed {
                recipient,
                until: now.awake + Self::ARMED_FOR,
            };
            return vec![Effect::Release];
        };
        if self.awaits_secret(&recipient) {
            self.wait_for_secret(recipient, now);
            return vec![Effect::Release];
        }
        if recipient.has_anothers_secret() {
            self.ask(Asked::OtherAccount, vec![], recipient, placement, token);
            return vec![Effect::Release];
        }
        self.pad.spend();
        let effect = Effect::Keep(KeepEnrolment::Record(Box::new(NewEnrolment {
            upn: recipient.upn.clone(),
            token: token.clone(),
            accepted: recipient.accepted.clone(),
            given: recipient.given.as_ref().map(Given::duplicate),
            display: self.rules.display,
            witness,
            entra: self.entra_of(&recipient.upn),
        })));
        self.stage = Stage::Recording {
            recipient,
            placement,
            token,
        };
        vec![effect]
    }

    pub(super) fn inspected_again(
        &mut self,
        work: Work,
        at: BurnStep,
        placement: PlacementId,
        found: Found,
        now: Moment,
    ) -> Effects {
        let fresh = self.pad == Pad::Fresh(placement);
        if let Found::Token(token) = &found
            && token.id == work.token
            && fresh
            && let Some(effect) = self.take_up(Unfinished::Burn(work.id), placement, now)
        {
            return vec![effect];
        }
        let mut effects = vec![Effect::Release];
        match found {
            Found::Token(token) if token.id == work.token => {
                if !fresh {
                    self.notice = Some(Notice::LiftFirst);
                }
            }
            other => effects.extend(self.refuse_beside(&work, other)),
        }
        self.stage = Stage::Interrupted {
            work,
            at,
            reading: None,
        };
        effects
    }

    /// Something was laid down while a code is compared: said if it is not the token of this enrolment.
    fn inspected_beside(&mut self, work: Work, misses: Misses, found: Found) -> Effects {
        let nothing_else = match &found {
            Found::Token(token) => token.id == work.token,
            Found::Gone => true,
            Found::Other(_) => false,
        };
        let effects = if nothing_else {
            self.pad.spend();
            vec![]
        } else {
            self.refuse_beside(&work, found)
        };
        self.stage = Stage::Comparing {
            work,
            misses,
            reading: None,
        };
        effects
    }

    /// Says what lies there instead of the token of `work`; whose it is, is looked up.
    fn refuse_beside(&mut self, work: &Work, found: Found) -> Effects {
        match found {
            Found::Token(token) => {
                self.pad.spend();
                self.notice = Some(Notice::OtherToken {
                    expected: work.token.serial().clone(),
                    found: token.id.serial().clone(),
                    owner: None,
                });
                vec![Effect::Keep(KeepEnrolment::LookUpToken(token))]
            }
            card => {
                self.refuse(card);
                vec![]
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
                self.secret_written(&work.upn);
                self.stage = comparing(work);
                vec![Effect::Keep(KeepEnrolment::End(id, BurnEnding::Burned { drift }))]
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
        let (ending, mut effects) = match (failure, work.before) {
            (BurnFailure::Interrupted { at, reason }, _) => {
                self.notice = interruption(&work, reason);
                (BurnEnding::Interrupted(at), self.interrupt(work, at, now))
            }
            (BurnFailure::Untouched(reason), Before::Fresh { replaces }) => {
                let recipient = again(work, replaces);
                (BurnEnding::NothingWritten, self.retry_or_stop(recipient, reason, now))
            }
            // an earlier try has written: the token is as unfinished as it was
            (BurnFailure::Untouched(reason), Before::Unfinished) => {
                self.notice = untouched(&work, reason);
                let at = BurnStep::WritingConfig;
                (BurnEnding::Interrupted(at), self.interrupt(work, at, now))
            }
            // it still holds the seed from before
            (BurnFailure::Untouched(reason), Before::Written | Before::Confirmed) => {
                self.notice = untouched(&work, reason);
                let work = Work {
                    before: Before::Written,
                    ..work
                };
                let at = BurnStep::ReadingBack;
                (BurnEnding::AsBefore, self.interrupt(work, at, now))
            }
        };
        effects.insert(0, Effect::Keep(KeepEnrolment::End(id, ending)));
        effects
    }

    /// Waits for the same token. If something was laid down again meanwhile, it is looked at at once.
    pub(super) fn interrupt(&mut self, work: Work, at: BurnStep, now: Moment) -> Effects {
        let pad = self.pad;
        let reading = match pad {
            Pad::Fresh(placement) if self.witness(now).is_some() => Some(placement),
            Pad::Empty | Pad::Spent(_) | Pad::Fresh(_) => None,
        };
        self.stage = Stage::Interrupted { work, at, reading };
        let inspect = |placement| Effect::Inspect { placement, hold: true };
        reading.map(inspect).into_iter().collect()
    }

    /// A token that left too early may be laid down again at once. One that refused the authentication may lock itself
    /// if that is repeated, so the person has to be entered again on purpose.
    pub(super) fn retry_or_stop(&mut self, recipient: Recipient, reason: FailureReason, now: Moment) -> Effects {
        let again = matches!(reason, FailureReason::Lost | FailureReason::OtherToken(_));
        self.notice = Some(Notice::NothingWritten(reason));
        if !again {
            return vec![];
        }
        let laid_again = self.pad;
        self.arm(recipient, now);
        match (laid_again, std::mem::take(&mut self.stage)) {
            (Pad::Fresh(placement), Stage::Armed { recipient, until }) => {
                self.pad = laid_again;
                let said = self.notice.take();
                let effects = self.placed_armed(recipient, until, placement, now);
                self.notice = self.notice.take().or(said);
                effects
            }
            (_, stage) => {
                self.stage = stage;
                vec![]
            }
        }
    }
}

/// The same person once more, when nothing was written. What was accepted before is asked again, because the ledger may
/// have learned more, but for what gives way to this token. A secret that was dictated stays, or another one would be drawn for a token that
/// has to hold it.
fn again(work: Work, replaces: Option<EnrolmentId>) -> Recipient {
    let given = (work.kind == Kind::Dictated).then(|| Given::bare(work.seed, work.parameters));
    Recipient {
        given,
        accepted: Accepted::replacing(replaces),
        ..Recipient::new(work.upn)
    }
}

/// A code is compared from the beginning.
pub(super) fn comparing(work: Work) -> Stage {
    Stage::Comparing {
        work,
        misses: Misses::default(),
        reading: None,
    }
}

/// What is to be said when a token that was written before was not written again.
fn untouched(work: &Work, reason: FailureReason) -> Option<Notice> {
    match reason {
        FailureReason::Lost => None,
        FailureReason::OtherToken(found) => Some(Notice::OtherToken {
            expected: work.token.serial().clone(),
            found,
            owner: None,
        }),
        reason => Some(Notice::NothingWritten(reason)),
    }
}

/// What is to be said of a burn that broke off after a write.
fn interruption(work: &Work, reason: FailureReason) -> Option<Notice> {
    match reason {
        FailureReason::Lost => None,
        FailureReason::OtherToken(found) => Some(Notice::Swapped {
            expected: work.token.serial().clone(),
            found,
        }),
        FailureReason::Refused(_)
        | FailureReason::Malformed
        | FailureReason::UnknownModel
        | FailureReason::WouldEraseSeed
        | FailureReason::Clock => Some(Notice::WriteRefused),
    }
}
