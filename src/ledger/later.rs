//! What becomes of enrolments later: replaced, lost, handed over, deleted in Entra ID. Records beside an enrolment, never
//! states of it; each with its entry in the trail, in one transaction.

use rusqlite::{Connection, OptionalExtension, params};

use super::store::{Desk, immediate};
use super::trail::{self, Author, TrailEvent};
use super::vault::Vault;
use super::{Answer, LedgerError, Recorded, rows};
use crate::desk::{EnrolmentId, Fate, Outcome, Token, Witness};
use crate::otp::Parameters;
use crate::token2::{BurnPlan, DisplayTimeout};

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
        let change = immediate(self.connection)?;
        let row = rows::one(&change, id)?;
        let fits = match fate {
            // by another enrolment, and when it is recorded
            Fate::Replaced | Fate::InEntra => false,
            Fate::Lost => row.later.lost.is_none() && row.outcome != Outcome::Abandoned,
            Fate::HandedOver(to) => row.outcome == Outcome::Confirmed && !row.is_gone() && !to.trim().is_empty(),
            Fate::Deleted => row.is_to_delete(),
        };
        if !fits {
            return Err(LedgerError::NotFound);
        }
        let (event, detail) = match fate {
            Fate::Replaced | Fate::InEntra => return Err(LedgerError::NotFound),
            Fate::Lost => (TrailEvent::Lost, note.trim().to_owned()),
            Fate::HandedOver(to) => (TrailEvent::HandedOver, with_note(to, note)),
            Fate::Deleted => (TrailEvent::DeletedInEntra, note.trim().to_owned()),
        };
        let kept = if let Fate::HandedOver(to) = fate { to } else { note };
        insert(&change, author, at, id, fate.word(), kept.trim())?;
        trail::append(&change, vault, author, at, event, Some(id), &detail)?;
        change.commit()?;
        self.tell_changed(id, tell)
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
        let change = immediate(self.connection)?;
        let detail = format!("{}, {}", token.serial, rows::word(&Witness::ALL, witness));
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
        let change = immediate(self.connection)?;
        trail::append(&change, vault, author, at, event, enrolment, &detail)?;
        Ok(change.commit()?)
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
    kind: &str,
    note: &str,
) -> Result<(), LedgerError> {
    change.execute(
        "INSERT INTO fate (enrolment, at, operator, kind, note)
         VALUES (?1, ?2, (SELECT id FROM operator WHERE name = ?3), ?4, ?5)",
        params![id.0, at, author.operator, kind, note],
    )?;
    Ok(())
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
                AND NOT EXISTS (SELECT 1 FROM fate f WHERE f.enrolment = e.replaces AND f.kind = 'replaced')",
            [id.0],
            |row| Ok(EnrolmentId(row.get(0)?)),
        )
        .optional()?;
    let Some(old) = old else { return Ok(None) };
    insert(change, author, at, old, Fate::Replaced.word(), "")?;
    let by = rows::one(change, id)?.serial;
    trail::append(change, vault, author, at, TrailEvent::Replaced, Some(old), &by)?;
    Ok(Some(old))
}
