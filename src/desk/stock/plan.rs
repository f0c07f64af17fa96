//! A list of who gets which token in stock, held line by line against what is known: what nobody doubts, what could be right,
//! and what is left out.

use std::collections::HashMap;

use thiserror::Error;

use super::tokens::{Stock, StockReason, StockState};
use crate::desk::{Accepted, EnrolmentId, NewAssignment, SkipReason, Upn};
use crate::token2::Serial;

/// A line that says who gets which token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOutLine {
    /// The line, counted from 1.
    pub line: u64,
    /// Who gets it.
    pub upn: Upn,
    /// Which one.
    pub serial: Serial,
}

/// Why a line is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HandOutReason {
    /// For its UPN.
    #[error(transparent)]
    Upn(SkipReason),
    /// For its serial, or its whole line.
    #[error(transparent)]
    Serial(StockReason),
    /// No file of factory seeds had that token.
    #[error("this token is not in stock")]
    NotInStock,
    /// Somebody has it.
    #[error("somebody has this token already")]
    Taken(EnrolmentId),
    /// It was written with another seed.
    #[error("the factory seed of this token is gone: it was written with another one")]
    Written(EnrolmentId),
    /// The person has as many as a person may have.
    #[error("this person has as many tokens as Entra ID takes")]
    Full,
    /// It was in doubt, and the operator did not want it.
    #[error("this line was in doubt")]
    Doubted,
    /// It stands on several lines, for different people.
    #[error("this serial stands on several lines, for different people")]
    Contested,
    /// Its factory seed cannot be opened.
    #[error("the factory seed of this token cannot be opened; import its file again")]
    Unreadable,
    /// Something of it changed while the operator was asked.
    #[error("this token or this person was enrolled meanwhile")]
    Meanwhile,
}

/// A line that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOutSkipped {
    /// The line, counted from 1.
    pub line: u64,
    /// The first reason that is found.
    pub why: HandOutReason,
}

/// What a list gives. Every line that is no heading and not blank is in it once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandOutList {
    /// Who gets which, in the order of the file; each serial once.
    pub lines: Vec<HandOutLine>,
    /// What is left out, in that order too.
    pub skipped: Vec<HandOutSkipped>,
}

/// What makes a line doubtful that could be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandOutDoubt {
    /// The person is not on the list of people.
    NotListed,
    /// Nobody can sign in to their account.
    Disabled,
    /// The domain of the UPN is not a usual one here.
    Domain,
    /// The person has a token already.
    HasToken,
    /// The person stands further up in this list.
    Twice,
    /// Another system has begun to dictate a secret for them.
    SecretBegun,
}

/// What is known of a person who stands in a list.
pub trait KnownPerson {
    /// What is doubted of them, without what the list itself says.
    fn doubts(&self, upn: &Upn) -> Vec<HandOutDoubt>;
    /// Whether they are a guest.
    fn is_guest(&self, upn: &Upn) -> bool;
    /// Their enrolments, whatever became of them.
    fn enrolments(&self, upn: &Upn) -> Vec<EnrolmentId>;
    /// How many tokens they have.
    fn tokens(&self, upn: &Upn) -> usize;
}

/// What would be handed out: judged line by line before the operator is asked.
#[derive(Debug, Default)]
pub struct HandOutPlan {
    fine: Vec<Planned>,
    doubted: Vec<(Planned, Vec<HandOutDoubt>)>,
    skipped: Vec<HandOutSkipped>,
}

#[derive(Debug)]
struct Planned {
    line: HandOutLine,
    known: Vec<EnrolmentId>,
}

impl HandOutPlan {
    /// Holds a list against the stock and against what is known of its people.
    #[must_use]
    pub fn of(list: HandOutList, stock: &Stock, people: &dyn KnownPerson) -> Self {
        let mut plan = Self {
            skipped: list.skipped,
            ..Self::default()
        };
        let mut further_up: HashMap<String, usize> = HashMap::new();
        for line in list.lines {
            let before = further_up.entry(line.upn.folded()).or_default();
            match plan.judge(&line, *before, stock, people) {
                Err(why) => plan.skipped.push(HandOutSkipped { line: line.line, why }),
                Ok(doubts) => {
                    *before += 1;
                    let known = people.enrolments(&line.upn);
                    let planned = Planned { line, known };
                    if doubts.is_empty() {
                        plan.fine.push(planned);
                    } else {
                        plan.doubted.push((planned, doubts));
                    }
                }
            }
        }
        plan.skipped.sort_by_key(|skipped| skipped.line);
        plan
    }

    fn judge(
        &self,
        line: &HandOutLine,
        before: usize,
        stock: &Stock,
        people: &dyn KnownPerson,
    ) -> Result<Vec<HandOutDoubt>, HandOutReason> {
        match stock.get(&line.serial).map(|token| token.state) {
            None => return Err(HandOutReason::NotInStock),
            Some(StockState::Assigned(id)) => return Err(HandOutReason::Taken(id)),
            Some(StockState::Burned(id)) => return Err(HandOutReason::Written(id)),
            Some(StockState::Left) => {}
        }
        if people.is_guest(&line.upn) {
            return Err(HandOutReason::Upn(SkipReason::Guest));
        }
        let has = people.tokens(&line.upn);
        if has + before >= Accepted::MOST {
            return Err(HandOutReason::Full);
        }
        let mut doubts = people.doubts(&line.upn);
        doubts.extend((has > 0).then_some(HandOutDoubt::HasToken));
        doubts.extend((before > 0).then_some(HandOutDoubt::Twice));
        Ok(doubts)
    }

    /// How many nobody doubts.
    #[must_use]
    pub const fn fine(&self) -> usize {
        self.fine.len()
    }

    /// How many tokens it hands out.
    #[must_use]
    pub const fn count(&self, with_doubted: bool) -> usize {
        let doubted = if with_doubted { self.doubted.len() } else { 0 };
        self.fine.len() + doubted
    }

    /// The lines that are left out.
    pub(super) fn skipped(&self) -> &[HandOutSkipped] {
        &self.skipped
    }

    /// The lines that could be right, and what is doubted of each.
    pub fn doubted(&self) -> impl ExactSizeIterator<Item = (&HandOutLine, &[HandOutDoubt])> {
        self.doubted
            .iter()
            .map(|(planned, doubts)| (&planned.line, doubts.as_slice()))
    }

    pub(super) fn into_rows(self, with_doubted: bool) -> Vec<(u64, NewAssignment)> {
        let doubted = self.doubted.into_iter().map(|(planned, _)| planned);
        let doubted = doubted.filter(|_| with_doubted);
        let mut rows: Vec<_> = self.fine.into_iter().chain(doubted).map(Planned::into_row).collect();
        rows.sort_by_key(|(line, _)| *line);
        rows
    }
}

impl Planned {
    fn into_row(self) -> (u64, NewAssignment) {
        let accepted = Accepted {
            of_person: self.known,
            ..Accepted::default()
        };
        let HandOutLine { line, upn, serial } = self.line;
        (line, NewAssignment { upn, serial, accepted })
    }
}
