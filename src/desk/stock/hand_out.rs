//! Tokens in stock that are handed out by a list of who gets which: all at once, and their codes are compared later.
//!
//! Rules that this file keeps, whatever the order of answers: nothing is handed out before the operator has seen every doubt;
//! who is in doubt gets a token only where that is wanted; what somebody else got meanwhile is left out and named.

use std::path::{Path, PathBuf};

use super::plan::{HandOutPlan, HandOutReason, HandOutSkipped};
use crate::desk::NewAssignment;

/// The number of a list in this run: answers to an earlier one are told by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HandOutId(u64);

/// What the ledger is asked: give these tokens to these people, all in one.
#[derive(Debug)]
pub struct KeepHandOut {
    /// By which list.
    pub id: HandOutId,
    /// Each with its line.
    pub rows: Vec<(u64, NewAssignment)>,
}

/// What the ledger answers.
#[derive(Debug)]
pub enum HandOutKept {
    /// So many have their token now; these were left out after all.
    HandedOut(HandOutId, usize, Vec<HandOutSkipped>),
    /// It failed, in the ledger's words; nobody has got a token.
    Failed(HandOutId, String),
}

/// How far it came.
#[derive(Debug, Default)]
pub enum HandOutStage {
    /// No list was read.
    #[default]
    Idle,
    /// So many would be handed out; the operator decides.
    Asked(HandOutPlan),
    /// They are being handed out, so many of them.
    Keeping(usize),
    /// So many people have their token.
    Done(usize),
    /// Nothing was handed out, in the words of what failed.
    Failed(String),
    /// Nobody knows whether it was done: the log tells once the ledger is open again.
    Unknown,
}

/// What happens to a list.
#[derive(Debug)]
pub enum HandOutEvent {
    /// It was read and judged.
    Judged(PathBuf, HandOutPlan),
    /// Those who are in doubt are to get theirs too, or not after all.
    Doubted(bool),
    /// The operator wants it done.
    Agreed,
    /// It is not wanted, or the result was read.
    Dismissed,
    /// From the ledger.
    Kept(HandOutKept),
    /// The ledger has ended by a fault.
    LedgerDied,
}

/// What is to be done.
#[derive(Debug)]
pub enum HandOutEffect {
    /// By the ledger.
    Keep(KeepHandOut),
    /// The ledger holds more than any backup.
    BackUp,
}

/// The list in hand. [`HandOut::step`] takes every event.
#[derive(Debug, Default)]
pub struct HandOut {
    id: HandOutId,
    path: PathBuf,
    stage: HandOutStage,
    with_doubted: bool,
    left_out: Vec<HandOutSkipped>,
}

impl HandOut {
    /// Of a desk that was closed.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self {
            id: self.id,
            ..Self::default()
        }
    }

    /// The number of the list in hand.
    #[must_use]
    pub const fn id(&self) -> HandOutId {
        self.id
    }

    /// How far it came.
    #[must_use]
    pub const fn stage(&self) -> &HandOutStage {
        &self.stage
    }

    /// The list in hand.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The lines that are left out.
    #[must_use]
    pub fn left_out(&self) -> &[HandOutSkipped] {
        &self.left_out
    }

    /// Whether those who are in doubt are to get theirs too.
    #[must_use]
    pub const fn with_doubted(&self) -> bool {
        self.with_doubted
    }

    /// Whether another list has to wait.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self.stage, HandOutStage::Keeping(_))
    }

    /// How many tokens would be handed out.
    #[must_use]
    pub const fn count(&self) -> usize {
        match &self.stage {
            HandOutStage::Asked(plan) => plan.count(self.with_doubted),
            _ => 0,
        }
    }

    /// Takes what happened and says what is to be done.
    pub fn step(&mut self, event: HandOutEvent) -> Vec<HandOutEffect> {
        match event {
            HandOutEvent::Judged(path, plan) if !self.is_busy() => {
                self.id = HandOutId(self.id.0 + 1);
                self.path = path;
                self.with_doubted = false;
                self.left_out = plan.skipped().to_vec();
                self.stage = HandOutStage::Asked(plan);
                vec![]
            }
            HandOutEvent::Judged(..) => vec![],
            HandOutEvent::Doubted(with) => {
                self.with_doubted = with;
                vec![]
            }
            HandOutEvent::Agreed => self.keep().into_iter().collect(),
            HandOutEvent::Dismissed => {
                if !self.is_busy() {
                    self.stage = HandOutStage::Idle;
                    self.left_out.clear();
                }
                vec![]
            }
            HandOutEvent::Kept(kept) => self.kept(kept),
            HandOutEvent::LedgerDied => {
                if self.is_busy() {
                    self.stage = HandOutStage::Unknown;
                }
                vec![]
            }
        }
    }

    fn keep(&mut self) -> Option<HandOutEffect> {
        if self.count() == 0 {
            return None;
        }
        match std::mem::take(&mut self.stage) {
            HandOutStage::Asked(plan) => {
                if !self.with_doubted {
                    self.left_out.extend(plan.doubted().map(|(line, _)| HandOutSkipped {
                        line: line.line,
                        why: HandOutReason::Doubted,
                    }));
                    self.left_out.sort_by_key(|skipped| skipped.line);
                }
                let rows = plan.into_rows(self.with_doubted);
                self.stage = HandOutStage::Keeping(rows.len());
                Some(HandOutEffect::Keep(KeepHandOut { id: self.id, rows }))
            }
            other => {
                self.stage = other;
                None
            }
        }
    }

    fn kept(&mut self, kept: HandOutKept) -> Vec<HandOutEffect> {
        match kept {
            // they have their tokens, whoever waits for that by now
            HandOutKept::HandedOut(id, count, refused) => {
                if id == self.id && self.is_busy() {
                    self.left_out.extend(refused);
                    self.left_out.sort_by_key(|skipped| skipped.line);
                    self.stage = HandOutStage::Done(count);
                }
                vec![HandOutEffect::BackUp]
            }
            HandOutKept::Failed(id, why) => {
                if id == self.id && self.is_busy() {
                    self.stage = HandOutStage::Failed(why);
                }
                vec![]
            }
        }
    }
}

#[cfg(test)]
mod tests;
