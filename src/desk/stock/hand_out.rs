//! Tokens in stock that are handed out by a list of who gets which: all at once, and their codes are compared later.
//!
//! Rules that this file keeps, whatever the order of answers: nothing is handed out before the operator has seen every doubt;
//! who is in doubt gets a token only where that is wanted; what somebody else got meanwhile is left out and named.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

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

    /// The lines that could be right, and what is doubted of each.
    pub fn doubted(&self) -> impl ExactSizeIterator<Item = (&HandOutLine, &[HandOutDoubt])> {
        self.doubted
            .iter()
            .map(|(planned, doubts)| (&planned.line, doubts.as_slice()))
    }

    fn into_rows(self, with_doubted: bool) -> Vec<(u64, NewAssignment)> {
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
            HandOutStage::Asked(plan) if self.with_doubted => plan.fine.len() + plan.doubted.len(),
            HandOutStage::Asked(plan) => plan.fine.len(),
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
                self.left_out.clone_from(&plan.skipped);
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
mod tests {
    use super::*;
    use crate::desk::{StockFileId, StockToken};
    use crate::token2::Make;

    struct Nobody;

    impl KnownPerson for Nobody {
        fn doubts(&self, upn: &Upn) -> Vec<HandOutDoubt> {
            let odd = upn.domain() == "exmaple.com";
            odd.then_some(HandOutDoubt::Domain).into_iter().collect()
        }

        fn is_guest(&self, upn: &Upn) -> bool {
            upn.as_str().starts_with("guest")
        }

        fn enrolments(&self, _: &Upn) -> Vec<EnrolmentId> {
            vec![]
        }

        fn tokens(&self, upn: &Upn) -> usize {
            usize::from(upn.as_str().starts_with("has")) + 5 * usize::from(upn.as_str().starts_with("full"))
        }
    }

    fn serial(number: usize) -> Serial {
        Serial::parse(&format!("60234{number:03}")).unwrap()
    }

    fn stock(states: &[StockState]) -> Stock {
        let token = |(number, state): (usize, &StockState)| StockToken {
            serial: serial(number),
            make: Make::new("Token2", "c202"),
            file: StockFileId(1),
            state: *state,
        };
        Stock::new(vec![], states.iter().enumerate().map(token).collect())
    }

    fn list(lines: &[(&str, usize)]) -> HandOutList {
        let lines = lines.iter().enumerate().map(|(at, (upn, number))| HandOutLine {
            line: at as u64 + 2,
            upn: Upn::parse(upn).unwrap(),
            serial: serial(*number),
        });
        HandOutList {
            lines: lines.collect(),
            skipped: vec![],
        }
    }

    fn asked(lines: &[(&str, usize)]) -> HandOut {
        let stock = stock(&[
            StockState::Left,
            StockState::Left,
            StockState::Assigned(EnrolmentId(7)),
            StockState::Burned(EnrolmentId(8)),
            StockState::Left,
            StockState::Left,
        ]);
        let mut job = HandOut::default();
        let plan = HandOutPlan::of(list(lines), &stock, &Nobody);
        assert!(job.step(HandOutEvent::Judged("list.csv".into(), plan)).is_empty());
        job
    }

    #[test]
    fn every_line_is_handed_out_doubted_or_left_out_by_name() {
        let job = asked(&[
            ("anna@example.com", 0),
            ("ben@exmaple.com", 1),
            ("carla@example.com", 2),
            ("dora@example.com", 3),
            ("eve@example.com", 9),
            ("guest@example.com", 4),
            ("full@example.com", 4),
            ("has@example.com", 4),
            ("Anna@Example.com", 5),
        ]);
        let HandOutStage::Asked(plan) = job.stage() else {
            panic!()
        };
        assert_eq!((plan.fine(), job.count()), (1, 1));
        let doubted: Vec<_> = plan
            .doubted()
            .map(|(line, doubts)| (line.line, doubts.to_vec()))
            .collect();
        assert_eq!(
            doubted,
            [
                (3, vec![HandOutDoubt::Domain]),
                (9, vec![HandOutDoubt::HasToken]),
                (10, vec![HandOutDoubt::Twice]),
            ]
        );
        let left_out: Vec<_> = job
            .left_out()
            .iter()
            .map(|skipped| (skipped.line, skipped.why))
            .collect();
        assert_eq!(
            left_out,
            [
                (4, HandOutReason::Taken(EnrolmentId(7))),
                (5, HandOutReason::Written(EnrolmentId(8))),
                (6, HandOutReason::NotInStock),
                (7, HandOutReason::Upn(SkipReason::Guest)),
                (8, HandOutReason::Full),
            ]
        );
    }

    #[test]
    fn who_is_in_doubt_gets_one_only_where_that_is_wanted() {
        for (with, expected) in [(false, vec![2]), (true, vec![2, 3])] {
            let mut job = asked(&[("anna@example.com", 0), ("ben@exmaple.com", 1)]);
            job.step(HandOutEvent::Doubted(with));
            let mut effects = job.step(HandOutEvent::Agreed);
            let Some(HandOutEffect::Keep(order)) = effects.pop() else {
                panic!()
            };
            let lines: Vec<_> = order.rows.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, expected);
            assert!(job.step(HandOutEvent::Agreed).is_empty(), "once");
            // what it was asked for is not given up by Esc
            job.step(HandOutEvent::Dismissed);
            assert!(job.is_busy());
            job.step(HandOutEvent::Kept(HandOutKept::HandedOut(
                order.id,
                lines.len(),
                vec![],
            )));
            assert!(matches!(job.stage(), HandOutStage::Done(count) if *count == lines.len()));
        }
    }

    #[test]
    fn an_answer_to_an_earlier_list_changes_nothing_of_this_one() {
        let mut job = asked(&[("anna@example.com", 0)]);
        job.step(HandOutEvent::Agreed);
        let earlier = HandOutId::default();
        job.step(HandOutEvent::Kept(HandOutKept::Failed(earlier, "no".into())));
        assert!(job.is_busy());
        let nobody = asked(&[("ben@exmaple.com", 0)]).step(HandOutEvent::Agreed);
        assert!(
            nobody.is_empty(),
            "where all are in doubt nothing is asked of the ledger"
        );
    }
}
