//! A ledger in memory that keeps the rules of the real one, answers in order, as late as the walk lets it, and fails when
//! the walk says so.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;

use tapdesk::desk::{
    Accepted, Asked, Before, BurnEnding, ClockToSet, CodeOwner, Confirmation, DurableBurn, Earlier, Enrolment,
    EnrolmentId, EnrolmentKept, Event, ExportId, ExportKept, Given, KeepExport, KeepPurge, Kind, LedgerTask, Outcome,
    PurgeKept, PurgeScope, Recorded, Reopen, Swap, Token, Unfinished, Unsettled, Upn, Work,
};
use tapdesk::otp::{self, Code, Parameters, Seed};
use tapdesk::token2::{BurnPlan, DisplayTimeout, Model, Serial, TokenId, Write};

use super::kept::{Export, Seal};

/// What is ordered.
#[derive(Debug)]
pub enum Order {
    Person(Upn),
    Token(Token),
    Record {
        upn: Upn,
        token: Token,
        accepted: Accepted,
        given: Option<Given>,
    },
    Reopen(Reopen),
    Ending(EnrolmentId, BurnEnding),
    Confirm(EnrolmentId, Confirmation),
    Whose(EnrolmentId, Code),
    Doubt(Swap),
    /// For an export, in which of its runs.
    Export(KeepExport, u64),
    /// For a purge, in which of its runs.
    Purge(KeepPurge, u64),
    /// The clock of a token is about to be set.
    Clock(ClockToSet),
    /// Whatever is noted and not answered.
    Note,
    /// The keys go.
    Lock,
    /// The keys come.
    Open,
}

impl Order {
    /// Who is told when it fails.
    const fn whose(&self) -> Whose {
        match self {
            Self::Person(_) => Whose::Flow(LedgerTask::Person),
            Self::Token(_) => Whose::Flow(LedgerTask::Token),
            Self::Record { .. } | Self::Reopen(_) => Whose::Flow(LedgerTask::Enrolment),
            Self::Ending(..) => Whose::Flow(LedgerTask::Ending),
            Self::Confirm(..) => Whose::Flow(LedgerTask::Confirmation),
            Self::Export(order, run) => Whose::Export(order.record(), *run),
            Self::Purge(order, run) => Whose::Purge(order.scope(), *run),
            Self::Clock(_) => Whose::Clock,
            Self::Whose(..) | Self::Doubt(_) | Self::Note | Self::Lock | Self::Open => Whose::Nobody,
        }
    }

    const fn is_of_door(&self) -> bool {
        matches!(self, Self::Lock | Self::Open)
    }
}

/// Who is told when an order fails.
#[derive(Clone, Copy)]
enum Whose {
    Flow(LedgerTask),
    Export(Option<ExportId>, u64),
    Purge(Option<PurgeScope>, u64),
    Clock,
    Nobody,
}

impl Whose {
    fn told(self, why: &str) -> Option<Told> {
        let why = why.to_owned();
        Some(match self {
            Self::Flow(task) => Told::Flow(Event::Kept(EnrolmentKept::Failed(task, why))),
            Self::Export(record, run) => Told::Export(ExportKept::Failed(record, why), run),
            Self::Purge(scope, run) => Told::Purge(PurgeKept::Failed(scope, why), run),
            Self::Clock => Told::ClockFailed(why),
            Self::Nobody => return None,
        })
    }
}

/// What is told.
#[derive(Debug)]
pub enum Told {
    /// To the enrolment.
    Flow(Event),
    /// To whoever exports, in that run.
    Export(ExportKept, u64),
    /// To whoever purges, in that run.
    Purge(PurgeKept, u64),
    /// That the clock of a token is about to be set is on disk.
    Clock(Proof),
    ClockFailed(String),
    DoubtKept(Swap),
    /// These look different now.
    Changed(Vec<Enrolment>),
    Locked,
    /// With the exports of which the ledger does not know the end, and the temporary files of those that never came to be.
    Opened(Vec<Unsettled>, Vec<PathBuf>),
}

/// What is on disk.
#[derive(Debug)]
pub struct Proof {
    pub id: Option<EnrolmentId>,
    plan: BurnPlan,
}

impl DurableBurn for Proof {
    fn enrolment(&self) -> Option<EnrolmentId> {
        self.id
    }

    fn plan(&self) -> &BurnPlan {
        &self.plan
    }
}

/// An enrolment.
#[derive(Debug)]
pub struct Row {
    pub id: EnrolmentId,
    pub upn: Upn,
    pub token: TokenId,
    pub model: Model,
    pub seed: Option<Seed>,
    pub parameters: Parameters,
    pub kind: Kind,
    pub outcome: Outcome,
    pub touched: bool,
    pub doubted: bool,
    replaces: Option<EnrolmentId>,
    pub replaced: bool,
}

/// The ledger.
#[derive(Debug, Default)]
pub struct Ledger {
    pub(super) rows: Vec<Row>,
    /// Counted from one.
    pub(super) exports: Vec<Export>,
    /// The tokens of which it was put down that their clock is about to be set.
    pub clocks: Vec<Serial>,
    /// What was told of each enrolment last.
    pub(super) told_of: BTreeMap<EnrolmentId, Seal>,
    drawn: u64,
    pub is_locked: bool,
    pub todo: VecDeque<Order>,
    pub told: VecDeque<Told>,
}

impl Ledger {
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub fn row(&self, id: EnrolmentId) -> Option<&Row> {
        self.rows.get(usize::try_from(id.0).ok()?.checked_sub(1)?)
    }

    fn row_mut(&mut self, id: EnrolmentId) -> Option<&mut Row> {
        self.rows.get_mut(usize::try_from(id.0).ok()?.checked_sub(1)?)
    }

    /// Whether a later enrolment may have changed its token.
    pub fn is_superseded(&self, row: &Row) -> bool {
        let later = |other: &Row| other.id > row.id && other.token == row.token && other.touched;
        self.rows.iter().any(later)
    }

    pub fn is_unfinished(&self, row: &Row) -> bool {
        let waits = matches!(row.outcome, Outcome::Burning | Outcome::Interrupted | Outcome::Burned);
        (waits || self.is_doubted(row)) && !self.is_superseded(row) && row.seed.is_some()
    }

    pub fn is_doubted(&self, row: &Row) -> bool {
        row.doubted
            && matches!(row.outcome, Outcome::Burned | Outcome::Confirmed)
            && !self.is_superseded(row)
            && !row.replaced
    }

    fn stands(&self, row: &Row) -> bool {
        !self.is_superseded(row) && row.outcome != Outcome::Abandoned
    }

    /// Does the oldest thing that was ordered, or fails at it.
    pub fn work(&mut self, fails: bool, at: i64) {
        let Some(order) = self.todo.pop_front() else { return };
        let whose = order.whose();
        let done = match order {
            order if order.is_of_door() => self.carry_out(order, at),
            _ if self.is_locked => Err("it is locked"),
            _ if fails => Err("the disk is full"),
            order => self.carry_out(order, at),
        };
        if !self.is_locked {
            let changed = self.changed();
            self.told
                .extend((!changed.is_empty()).then_some(Told::Changed(changed)));
        }
        self.told.extend(done.unwrap_or_else(|why| whose.told(why)));
    }

    fn carry_out(&mut self, order: Order, at: i64) -> Result<Option<Told>, &'static str> {
        let event = match order {
            Order::Person(upn) => {
                let earlier = self.of_person(&upn);
                Event::Kept(EnrolmentKept::Person { upn, earlier })
            }
            Order::Token(token) => Event::Kept(EnrolmentKept::Token {
                earlier: self.of_token(&token.id),
                unfinished: self.unfinished(&token.id),
                token: token.id,
            }),
            Order::Record {
                upn,
                token,
                accepted,
                given,
            } => return Ok(Some(self.record(upn, &token, &accepted, given))),
            Order::Reopen(reopen) => return self.reopen(reopen).map(Some),
            Order::Ending(id, ending) => {
                self.keep_ending(id, &ending)?;
                return Ok(None);
            }
            Order::Confirm(id, confirmation) => {
                self.confirm(id, confirmation)?;
                Event::Kept(EnrolmentKept::Confirmed)
            }
            Order::Whose(id, code) => Event::Kept(EnrolmentKept::CodeOwner(id, self.whose(id, code, at))),
            Order::Doubt(swap) => {
                let found = TokenId::from(swap.found.clone());
                self.rows
                    .iter_mut()
                    .filter(|row| row.token == found)
                    .for_each(|row| row.doubted = true);
                return Ok(Some(Told::DoubtKept(swap)));
            }
            Order::Export(order, run) => return Ok(Some(Told::Export(self.export(order)?, run))),
            Order::Purge(order, run) => return Ok(Some(Told::Purge(self.purge(order), run))),
            Order::Clock(clock) => return Ok(Some(self.clock(&clock))),
            Order::Note => return Ok(None),
            Order::Lock => {
                self.is_locked = true;
                return Ok(Some(Told::Locked));
            }
            Order::Open => {
                self.is_locked = false;
                self.told_of.clear();
                return Ok(Some(Told::Opened(self.unsettled(), self.void_partials())));
            }
        };
        Ok(Some(Told::Flow(event)))
    }

    fn of_person(&self, upn: &Upn) -> Vec<Earlier> {
        let theirs = |row: &&Row| row.upn.is_same(upn) && self.stands(row) && !row.replaced;
        self.rows.iter().rev().filter(theirs).map(earlier).collect()
    }

    fn of_token(&self, token: &TokenId) -> Vec<Earlier> {
        let its = |row: &&Row| row.token == *token && self.stands(row);
        self.rows.iter().rev().filter(its).map(earlier).collect()
    }

    fn unfinished(&self, token: &TokenId) -> Option<Unfinished> {
        let waits = |row: &&Row| row.token == *token && self.is_unfinished(row);
        self.rows.iter().rev().find(waits).map(|row| match row.outcome {
            Outcome::Burned | Outcome::Confirmed => Unfinished::Compare(row.id),
            _ => Unfinished::Burn(row.id),
        })
    }

    /// What stands in the way of a new enrolment.
    fn known(&self, upn: &Upn, token: &TokenId, accepted: &Accepted) -> Option<Recorded> {
        let mut earlier = self.of_token(token);
        earlier.retain(|earlier| !accepted.of_token.contains(&earlier.id));
        if !earlier.is_empty() {
            let theirs = earlier.iter().all(|earlier| earlier.upn.is_same(upn));
            return Some(Recorded::Known {
                asked: Asked::TokenKnown,
                earlier,
                unfinished: theirs.then(|| self.unfinished(token)).flatten(),
            });
        }
        let mut earlier = self.of_person(upn);
        earlier.retain(|it| !accepted.of_person.contains(&it.id) && !accepted.of_token.contains(&it.id));
        (!earlier.is_empty()).then_some(Recorded::Known {
            asked: Asked::PersonKnown,
            earlier,
            unfinished: None,
        })
    }

    fn secret_known(&self, upn: &Upn, seed: &Seed, accepted: &Accepted) -> Option<Earlier> {
        let holds_it = |row: &&Row| {
            let gives_way = accepted.replaces == Some(row.id) || accepted.of_token.contains(&row.id);
            let over = row.replaced || self.is_superseded(row);
            let own = row.upn.is_same(upn) && (gives_way || over);
            row.seed.as_ref() == Some(seed) && row.outcome != Outcome::Abandoned && !own
        };
        self.rows.iter().find(holds_it).map(earlier)
    }

    fn record(&mut self, upn: Upn, token: &Token, accepted: &Accepted, given: Option<Given>) -> Told {
        let known = self.known(&upn, &token.id, accepted).or_else(|| {
            let given = given.as_ref()?;
            self.secret_known(&upn, &given.seed, accepted)
                .map(Recorded::SecretKnown)
        });
        if let Some(known) = known {
            return Told::Flow(Event::Kept(EnrolmentKept::Recorded(known)));
        }
        let kind = if given.is_some() { Kind::Dictated } else { Kind::Random };
        let (seed, parameters) = match given {
            Some(given) => (given.seed, given.parameters),
            None => (self.draw(), Parameters::STANDARD),
        };
        let id = EnrolmentId(i64::try_from(self.rows.len()).unwrap() + 1);
        self.rows.push(Row {
            id,
            upn,
            token: token.id.clone(),
            model: token.model,
            seed: Some(seed),
            parameters,
            kind,
            outcome: Outcome::Burning,
            touched: true,
            doubted: false,
            replaces: accepted.replaces,
            replaced: false,
        });
        self.burn(id, Before::Fresh { replaces: None })
            .expect("it was just kept")
    }

    fn draw(&mut self) -> Seed {
        self.drawn += 1;
        Seed::new(format!("drawn at the desk {:>8}", self.drawn).as_bytes()).unwrap()
    }

    fn burn(&self, id: EnrolmentId, before: Before) -> Option<Told> {
        let work = work(self.row(id)?, before)?;
        let proof = Proof {
            id: Some(id),
            plan: BurnPlan {
                serial: work.token.serial().clone(),
                write: Write::Seed(work.seed.duplicate()),
                parameters: work.parameters,
                display: DisplayTimeout::Thirty,
            },
        };
        Some(Told::Flow(Event::Kept(EnrolmentKept::Recorded(Recorded::Burn(
            Box::new(proof),
            work,
        )))))
    }

    fn clock(&mut self, clock: &ClockToSet) -> Told {
        let serial = clock.token.id.serial();
        self.clocks.push(serial.clone());
        Told::Clock(Proof {
            id: clock.enrolment,
            plan: BurnPlan {
                serial: serial.clone(),
                write: Write::Clock,
                parameters: clock.parameters,
                display: clock.display,
            },
        })
    }

    fn reopen(&mut self, reopen: Reopen) -> Result<Told, &'static str> {
        const PAST: &str = "it is past this";
        let row = self.row(reopen.id()).ok_or(PAST)?;
        let burns = row.seed.is_some()
            && !self.is_superseded(row)
            && !row.replaced
            && !matches!(row.outcome, Outcome::Abandoned);
        let before = match row.outcome {
            Outcome::Confirmed => Before::Confirmed,
            Outcome::Burned => Before::Written,
            _ => Before::Unfinished,
        };
        let event = match reopen {
            Reopen::Compare(_) if self.is_unfinished(row) => Recorded::Compare(work(row, before).ok_or(PAST)?),
            Reopen::Again(_) if burns => Recorded::Waiting(work(row, before).ok_or(PAST)?),
            Reopen::Burn(id, _) if burns => {
                let told = self.burn(id, before).ok_or(PAST);
                self.row_mut(id).ok_or(PAST)?.outcome = Outcome::Burning;
                return told;
            }
            _ => return Err(PAST),
        };
        Ok(Told::Flow(Event::Kept(EnrolmentKept::Recorded(event))))
    }

    fn keep_ending(&mut self, id: EnrolmentId, ending: &BurnEnding) -> Result<(), &'static str> {
        let row = self.row_mut(id).ok_or("there is no such row")?;
        match ending {
            BurnEnding::NothingWritten if row.outcome == Outcome::Burning => {
                (row.outcome, row.touched, row.seed) = (Outcome::Abandoned, false, None);
            }
            BurnEnding::NothingWritten => {}
            _ if row.outcome == Outcome::Confirmed => return Err("it is past this"),
            BurnEnding::Burned { .. } => (row.outcome, row.doubted) = (Outcome::Burned, false),
            BurnEnding::AsBefore => row.outcome = Outcome::Burned,
            BurnEnding::Interrupted(_) => row.outcome = Outcome::Interrupted,
        }
        Ok(())
    }

    fn confirm(&mut self, id: EnrolmentId, _how: Confirmation) -> Result<(), &'static str> {
        let doubted = self.row(id).is_some_and(|row| self.is_doubted(row));
        let row = self.row_mut(id).ok_or("there is no such row")?;
        let waits = matches!(row.outcome, Outcome::Burning | Outcome::Interrupted | Outcome::Burned);
        if !(waits || row.outcome == Outcome::Confirmed && doubted) {
            return Err("it is past this");
        }
        (row.outcome, row.doubted) = (Outcome::Confirmed, false);
        if let Some(old) = row.replaces
            && let Some(old) = self.row_mut(old)
        {
            old.replaced = true;
        }
        Ok(())
    }

    fn whose(&self, id: EnrolmentId, code: Code, at: i64) -> Option<CodeOwner> {
        let others = self.rows.iter().filter(|row| row.id != id);
        others
            .filter_map(|row| Some((row, row.seed.as_ref()?)))
            .find_map(|(row, seed)| {
                let found = otp::locate(seed, row.parameters, at, code, 4)?;
                Some(CodeOwner {
                    upn: row.upn.clone(),
                    token: row.token.clone(),
                    drift: found.drift,
                })
            })
    }
}

fn earlier(row: &Row) -> Earlier {
    Earlier {
        id: row.id,
        upn: row.upn.clone(),
        token: row.token.clone(),
        make: row.model.into(),
        at: 0,
        outcome: row.outcome,
        exported: false,
        lost: false,
        replaced: row.replaced,
    }
}

fn work(row: &Row, before: Before) -> Option<Work> {
    Some(Work {
        id: row.id,
        upn: row.upn.clone(),
        token: row.token.clone(),
        make: row.model.into(),
        seed: row.seed.as_ref()?.duplicate(),
        parameters: row.parameters,
        before,
        kind: row.kind,
    })
}
