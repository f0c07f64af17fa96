//! What becomes of enrolments later: replaced, lost, handed over, deleted in Entra ID. Records beside an enrolment, never
//! states of it; each with its entry in the trail, in one transaction.

use rusqlite::{Connection, OptionalExtension, params};

use strum::{EnumString, IntoStaticStr};

use super::serve::Desk;
use super::trail::{self, Author, TrailEvent};
use super::vault::Vault;
use super::{Answer, LedgerError, Recorded, rows};
use crate::desk::{Enrolment, EnrolmentId, Fate, Outcome, Standing, Swap, Token, Witness};
use crate::otp::Parameters;
use crate::token2::{BurnPlan, DisplayTimeout};

/// What a fate is called in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum FateKind {
    Replaced,
    Stands,
    Lost,
    HandedOver,
    Deleted,
    InEntra,
    Doubted,
    Settled,
    /// Its seed was removed for good.
    Purged,
}

impl From<&Fate> for FateKind {
    fn from(fate: &Fate) -> Self {
        match fate {
            Fate::Replaced => Self::Replaced,
            Fate::Lost => Self::Lost,
            Fate::HandedOver(_) => Self::HandedOver,
            Fate::Deleted => Self::Deleted,
            Fate::InEntra => Self::InEntra,
            Fate::Doubted => Self::Doubted,
            Fate::Stands => Self::Stands,
            Fate::Settled => Self::Settled,
        }
    }
}

impl Desk<'_> {
    /// Keeps what became of `id`, with a note if one was given.
    pub(super) fn keep_fate(
        &mut self,
        id: EnrolmentId,
        fate: &Fate,
        note: &str,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        let row = rows::one(&change, id)?;
        let fits = match fate {
            // by another enrolment, when it is recorded, by a burn, by a comparison
            Fate::Replaced | Fate::InEntra | Fate::Doubted | Fate::Settled | Fate::Stands => false,
            Fate::Lost => row.later.lost.is_none() && row.outcome != Outcome::Abandoned,
            Fate::HandedOver(to) => {
                row.outcome == Outcome::Confirmed && !row.is_gone() && !row.is_doubted() && !to.trim().is_empty()
            }
            Fate::Deleted => row.is_to_delete(),
        };
        if !fits {
            return Err(LedgerError::NotFound);
        }
        let (event, detail) = match fate {
            Fate::Replaced | Fate::InEntra | Fate::Doubted | Fate::Settled | Fate::Stands => {
                return Err(LedgerError::NotFound);
            }
            Fate::Lost => (TrailEvent::Lost, note.trim().to_owned()),
            Fate::HandedOver(to) => (TrailEvent::HandedOver, with_note(to, note)),
            Fate::Deleted => (TrailEvent::DeletedInEntra, note.trim().to_owned()),
        };
        let kept = if let Fate::HandedOver(to) = fate { to } else { note };
        insert(&change, author, at, id, FateKind::from(fate), kept.trim())?;
        trail::append(&change, vault, author, at, event, Some(id), &detail)?;
        change.commit()?;
        self.tell_changed(id, tell)
    }

    /// Keeps that the token that was found may have been written in the place of the planned one, and tells whose it is.
    /// What was confirmed before stays written, and counts for nothing until its code is compared once more.
    pub(super) fn keep_doubt(&mut self, swap: Swap, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        let stands = |row: &Enrolment| {
            row.standing == Standing::Current && matches!(row.outcome, Outcome::Burned | Outcome::Confirmed)
        };
        let Some(row) = rows::of_serial(&change, swap.found.as_str())?.into_iter().find(stands) else {
            tell(Answer::DoubtKept { swap, owner: None });
            return Ok(());
        };
        if row.later.doubted.is_none() {
            insert(&change, author, at, row.id, FateKind::Doubted, "")?;
        }
        let planned = swap.planned.as_str();
        trail::append(&change, vault, author, at, TrailEvent::Doubted, Some(row.id), planned)?;
        change.commit()?;
        self.tell_changed(row.id, tell)?;
        let owner = Some(rows::earlier(&row));
        tell(Answer::DoubtKept { swap, owner });
        Ok(())
    }

    /// Keeps that the clock of a token is about to be set, and gives the order for it.
    pub(super) fn record_clock(
        &mut self,
        token: &Token,
        enrolment: Option<EnrolmentId>,
        parameters: Parameters,
        display: DisplayTimeout,
        witness: Witness,
    ) -> Result<Recorded, LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        let detail = format!("{}, {}", token.serial, <&str>::from(witness));
        trail::append(&change, vault, author, at, TrailEvent::ClockBegun, enrolment, &detail)?;
        change.commit()?;
        let plan = BurnPlan {
            serial: token.serial.clone(),
            write: crate::token2::Write::Clock,
            parameters,
            display,
        };
        Ok(Recorded::new(enrolment, plan))
    }

    /// Keeps how setting a clock ended: its drift after, or that it is not known.
    pub(super) fn keep_clock(
        &mut self,
        token: &Token,
        enrolment: Option<EnrolmentId>,
        drift: Option<i64>,
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let (event, detail) = match drift {
            Some(drift) => (TrailEvent::ClockSet, format!("{}, {drift:+} s", token.serial)),
            None => (TrailEvent::ClockUnknown, token.serial.to_string()),
        };
        let change = self.change()?;
        trail::append(&change, vault, author, at, event, enrolment, &detail)?;
        change.commit()
    }
}

fn with_note(to: &str, note: &str) -> String {
    match (to.trim(), note.trim()) {
        (to, "") => to.to_owned(),
        (to, note) => format!("{to}: {note}"),
    }
}

pub(super) fn insert(
    change: &Connection,
    author: &Author,
    at: i64,
    id: EnrolmentId,
    kind: FateKind,
    note: &str,
) -> Result<(), LedgerError> {
    change.execute(
        "INSERT INTO fate (enrolment, at, operator, kind, note)
         VALUES (?1, ?2, (SELECT id FROM operator WHERE name = ?3), ?4, ?5)",
        params![id.0, at, author.operator, <&str>::from(kind), note],
    )?;
    Ok(())
}

/// The token is known to hold its seed again: what doubt there was is over. Within the caller's transaction.
pub(super) fn settle(change: &Connection, author: &Author, at: i64, id: EnrolmentId) -> Result<(), LedgerError> {
    if rows::one(change, id)?.later.doubted.is_some() {
        insert(change, author, at, id, FateKind::Settled, "")?;
    }
    Ok(())
}

/// An enrolment whose UPN is corrected takes nobody's place whose token it is not: what it replaced stands again, if it
/// was another person's. Within the caller's transaction; gives which that is.
pub(super) fn replace_no_other(
    change: &Connection,
    vault: &Vault,
    author: &Author,
    at: i64,
    id: EnrolmentId,
) -> Result<Option<EnrolmentId>, LedgerError> {
    let old = change
        .query_row(
            "SELECT e.replaces FROM enrolment e JOIN enrolment o ON o.id = e.replaces
              WHERE e.id = ?1 AND o.upn_folded <> e.upn_folded",
            [id.0],
            |row| Ok(EnrolmentId(row.get(0)?)),
        )
        .optional()?;
    let Some(old) = old else { return Ok(None) };
    change.execute("UPDATE enrolment SET replaces = NULL WHERE id = ?1", [id.0])?;
    if rows::one(change, old)?.later.replaced.is_some() {
        insert(change, author, at, old, FateKind::Stands, "")?;
        let by = rows::one(change, id)?.serial;
        trail::append(change, vault, author, at, TrailEvent::StandsAgain, Some(old), &by)?;
    }
    Ok(Some(old))
}

/// An enrolment that has just been confirmed takes the place of the one it was to replace: that one, if there is one.
/// Within the caller's transaction.
pub(super) fn replace(
    change: &Connection,
    vault: &Vault,
    author: &Author,
    at: i64,
    id: EnrolmentId,
) -> Result<Option<EnrolmentId>, LedgerError> {
    let old = change
        .query_row(
            "SELECT replaces FROM enrolment e WHERE id = ?1 AND replaces IS NOT NULL
                AND coalesce((SELECT f.kind FROM fate f WHERE f.enrolment = e.replaces AND f.kind IN ('replaced', 'stands')
                               ORDER BY f.id DESC LIMIT 1), 'stands') = 'stands'",
            [id.0],
            |row| Ok(EnrolmentId(row.get(0)?)),
        )
        .optional()?;
    let Some(old) = old else { return Ok(None) };
    insert(change, author, at, old, FateKind::Replaced, "")?;
    let by = rows::one(change, id)?.serial;
    trail::append(change, vault, author, at, TrailEvent::Replaced, Some(old), &by)?;
    Ok(Some(old))
}
