//! What the ledger says: who is known, what is on disk, what failed.

use super::reader::comparing;
use super::{Effect, Effects, EnrolmentKept, Flow, LedgerTask, Recorded};
use crate::desk::{
    Asked, Earlier, FirstToken, Moment, Notice, Pad, PlacementId, Question, Recipient, Stage, Token, Unfinished, Upn,
    Work,
};
use crate::token2::{BurnFailure, BurnStep, FailureReason, TokenId};

impl Flow {
    pub(super) fn kept(&mut self, kept: EnrolmentKept, now: Moment) -> Effects {
        match kept {
            EnrolmentKept::Person { upn, earlier } => self.person_looked_up(&upn, earlier, now),
            EnrolmentKept::Token {
                token,
                earlier,
                unfinished,
            } => self.token_looked_up(&token, earlier, unfinished, now),
            EnrolmentKept::Recorded(recorded) => self.recorded(recorded, now),
            EnrolmentKept::Confirmed => self.confirmation_kept(),
            EnrolmentKept::CodeOwner(id, owner) => self.code_owner(id, owner),
            EnrolmentKept::Failed(task, why) => self.ledger_failed(task, why, now),
        }
    }

    /// An answer about somebody who was asked for before counts for nothing.
    pub(super) fn person_looked_up(&mut self, asked: &Upn, earlier: Vec<Earlier>, now: Moment) -> Effects {
        let (mut recipient, first) = match std::mem::take(&mut self.stage) {
            Stage::LookingUp { recipient, first } if recipient.upn == *asked => (recipient, first),
            other => {
                self.stage = other;
                return vec![];
            }
        };
        // one that was lost is none of theirs any more, and is replaced all the same
        let replaces = recipient.accepted.replaces;
        if replaces.is_some_and(|id| earlier.iter().any(|earlier| earlier.id == id)) {
            recipient.accepted.add(Asked::PersonKnown, &earlier);
            self.arm(recipient, now);
            return vec![];
        }
        let token_earlier = first.as_ref().map(|first| first.earlier.clone()).unwrap_or_default();
        let (asked, earlier) = if token_earlier.is_empty() {
            (Asked::PersonKnown, earlier)
        } else {
            (Asked::TokenKnown, token_earlier)
        };
        if !earlier.is_empty() {
            self.stage = Stage::Asking {
                question: Question {
                    asked,
                    earlier,
                    token: first,
                    stock: None,
                },
                recipient,
            };
            return vec![];
        }
        match first {
            Some(first) => self.record_first(recipient, first, now),
            None => {
                self.arm(recipient, now);
                vec![]
            }
        }
    }

    pub(super) fn token_looked_up(
        &mut self,
        looked_up: &TokenId,
        known: Vec<Earlier>,
        unfinished: Option<Unfinished>,
        now: Moment,
    ) -> Effects {
        if let Some(Notice::OtherToken { found, owner, .. }) = &mut self.notice
            && found == looked_up.serial()
        {
            *owner = known.into_iter().next();
            return vec![];
        }
        let Stage::TokenFirst {
            placement,
            token,
            earlier,
        } = &mut self.stage
        else {
            return vec![];
        };
        if token.id != *looked_up {
            return vec![];
        }
        let placement = *placement;
        *earlier = known;
        match unfinished {
            Some(unfinished) if self.pad == Pad::Fresh(placement) => {
                let effect = self.take_up(unfinished, placement, now);
                if effect.is_some() {
                    self.last = None;
                }
                effect.into_iter().collect()
            }
            _ => vec![],
        }
    }

    pub(super) fn recorded(&mut self, recorded: Recorded, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Recording {
                recipient,
                placement,
                token,
            } => self.recorded_new(recorded, recipient, placement, token, now),
            Stage::Assigning { recipient, serial } => self.assigned(recorded, recipient, serial, now),
            Stage::Reopening { placement, .. } => self.reopened(recorded, placement, now),
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    fn recorded_new(
        &mut self,
        recorded: Recorded,
        recipient: Recipient,
        placement: PlacementId,
        token: Token,
        now: Moment,
    ) -> Effects {
        match recorded {
            // a secret that was dictated is not left out in favour of an older seed: that is asked
            Recorded::Known {
                unfinished: Some(unfinished),
                ..
            } if recipient.given.is_none() => match self.take_up(unfinished, placement, now) {
                Some(effect) => vec![effect],
                None => {
                    self.arm(recipient, now);
                    vec![Effect::Release]
                }
            },
            Recorded::SecretKnown(earlier) => self.secret_known(earlier, recipient, placement, now),
            Recorded::Known { asked, earlier, .. } => {
                self.ask(asked, earlier, recipient, placement, token);
                vec![Effect::Release]
            }
            other => self.reopened(other, Some(placement), now),
        }
    }

    /// One secret is for one person. It is dropped, and the person waits for their own.
    fn secret_known(&mut self, earlier: Earlier, recipient: Recipient, placement: PlacementId, now: Moment) -> Effects {
        self.unspend(placement);
        self.drop_secret(recipient, now);
        self.notice = Some(Notice::SecretKnown(earlier));
        vec![Effect::Release]
    }

    fn reopened(&mut self, recorded: Recorded, placement: Option<PlacementId>, now: Moment) -> Effects {
        match (recorded, placement) {
            (Recorded::Burn(_, work), Some(_)) if self.clock.witness(now).is_none() => {
                self.not_burned(work, Notice::ClockFirst, now)
            }
            (Recorded::Burn(_, work), slept) if slept.is_some() && slept == self.slept_through => {
                self.not_burned(work, Notice::ClockJumped, now)
            }
            (Recorded::Burn(proof, work), Some(placement)) => {
                self.stage = Stage::Burning {
                    work,
                    step: BurnStep::Reading,
                };
                vec![Effect::Burn { placement, proof }]
            }
            (Recorded::Compare(work), placement) => {
                self.stage = comparing(work);
                placement.map(|_| Effect::Release).into_iter().collect()
            }
            // what lies there now was laid down for somebody else
            (Recorded::Waiting(work), _) => {
                self.pad.spend();
                self.interrupt(work, BurnStep::ReadingBack, now)
            }
            (Recorded::Burn(..) | Recorded::Known { .. } | Recorded::SecretKnown(_) | Recorded::NotInStock, _) => {
                vec![Effect::Release]
            }
        }
    }

    /// The system slept while the record was made: nobody vouches for the clock any more, or somebody does again and what
    /// lies there still was laid down before.
    fn not_burned(&mut self, work: Work, notice: Notice, now: Moment) -> Effects {
        self.stage = Stage::Burning {
            work,
            step: BurnStep::Reading,
        };
        let mut effects = vec![Effect::Release];
        effects.extend(self.burn_failed(BurnFailure::Untouched(FailureReason::Lost), now));
        self.notice = Some(notice);
        effects
    }

    /// What lies there was not written after all, and can be used without lifting it, unless the system slept meanwhile.
    fn unspend(&mut self, placement: PlacementId) {
        if self.pad.holds(placement) && self.slept_through != Some(placement) {
            self.pad = Pad::Fresh(placement);
        }
    }

    /// A question ends the transaction. If the token still lies there when the operator goes on, it is read anew.
    pub(super) fn ask(
        &mut self,
        asked: Asked,
        earlier: Vec<Earlier>,
        recipient: Recipient,
        placement: PlacementId,
        token: Token,
    ) {
        self.unspend(placement);
        let question = Question {
            asked,
            token: Some(FirstToken {
                placement,
                token,
                earlier: earlier.clone(),
            }),
            earlier,
            stock: None,
        };
        self.stage = Stage::Asking { question, recipient };
    }

    /// A failure ends what it is of; beside anything else it is only said.
    pub(super) fn ledger_failed(&mut self, task: LedgerTask, why: String, now: Moment) -> Effects {
        let is_of = |other| task == other || task == LedgerTask::Any;
        match std::mem::take(&mut self.stage) {
            Stage::Recording { recipient, .. } if is_of(LedgerTask::Enrolment) => {
                self.notice = Some(Notice::LedgerFailed(why));
                self.arm(recipient, now);
                vec![Effect::Release]
            }
            Stage::Assigning { recipient, .. } if is_of(LedgerTask::Enrolment) => {
                self.notice = Some(Notice::LedgerFailed(why));
                self.arm(recipient, now);
                vec![]
            }
            Stage::Reopening { .. } if is_of(LedgerTask::Enrolment) => {
                self.notice = Some(Notice::LedgerFailed(why));
                vec![Effect::Release]
            }
            Stage::LookingUp { .. } if is_of(LedgerTask::Person) => {
                self.notice = Some(Notice::LedgerFailed(why));
                vec![]
            }
            Stage::Confirming { work, .. } if is_of(LedgerTask::Confirmation) => {
                self.notice = Some(Notice::ConfirmationFailed(why));
                self.stage = comparing(work);
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
