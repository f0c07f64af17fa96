//! What the ledger says: who is known, what is on disk, what failed.

use super::{Effect, Effects, Flow, Recorded};
use crate::desk::{
    Accepted, Asked, Earlier, FirstToken, Moment, Notice, Pad, PlacementId, Question, Stage, Token, Unfinished, Upn,
};
use crate::token2::{BurnStep, Serial};

impl Flow {
    /// An answer about somebody who was asked for before counts for nothing.
    pub(super) fn person_looked_up(&mut self, asked: &Upn, earlier: Vec<Earlier>, now: Moment) -> Effects {
        let (upn, first) = match std::mem::take(&mut self.stage) {
            Stage::LookingUp { upn, first } if upn == *asked => (upn, first),
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
                Some(first) => return self.record_first(upn, Accepted::default(), first, now),
                None => self.arm(upn, Accepted::default(), now),
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
                accepted: Accepted::default(),
            };
        }
        vec![]
    }

    pub(super) fn token_looked_up(
        &mut self,
        serial: &Serial,
        known: Vec<Earlier>,
        unfinished: Option<Unfinished>,
    ) -> Effects {
        let Stage::TokenFirst {
            placement,
            token,
            earlier,
        } = &mut self.stage
        else {
            return vec![];
        };
        if token.serial != *serial {
            return vec![];
        }
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

    pub(super) fn recorded(&mut self, recorded: Recorded) -> Effects {
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
    pub(super) fn ask(
        &mut self,
        asked: Asked,
        earlier: Vec<Earlier>,
        upn: Upn,
        accepted: Accepted,
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

    pub(super) fn ledger_failed(&mut self, why: String, now: Moment) -> Effects {
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
