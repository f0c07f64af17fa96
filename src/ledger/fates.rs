//! What becomes of enrolments later: replaced, lost, handed over, deleted in Entra ID. Records beside an enrolment, never
//! states of it; each with its entry in the trail, in one transaction.

use super::change::Change;
use super::opened::OpenLedger;
use super::records::{EnrolmentRow, FateKind};
use super::store::{Column, Query, Table, Value};
use super::trail::TrailEvent;
use super::{Answer, LedgerError, rows};
use crate::desk::{Enrolment, EnrolmentId, Fate, Outcome, Standing, Swap};

impl OpenLedger<'_> {
    /// Keeps what became of `id`, with a note if one was given.
    pub(super) fn keep_fate(
        &mut self,
        id: EnrolmentId,
        fate: &Fate,
        note: &str,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let change = self.change()?;
        let row = rows::one(&change, id)?;
        let fits = match fate {
            // by another enrolment, when it is recorded, by a burn, by a comparison
            Fate::Replaced | Fate::InEntra | Fate::Elsewhere | Fate::Doubted | Fate::Settled | Fate::Stands => false,
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
            Fate::Replaced | Fate::InEntra | Fate::Elsewhere | Fate::Doubted | Fate::Settled | Fate::Stands => {
                return Err(LedgerError::NotFound);
            }
            Fate::Lost => (TrailEvent::Lost, note.trim().to_owned()),
            Fate::HandedOver(to) => (TrailEvent::HandedOver, with_note(to, note)),
            Fate::Deleted => (TrailEvent::DeletedInEntra, note.trim().to_owned()),
        };
        let kept = if let Fate::HandedOver(to) = fate { to } else { note };
        change.keep_fate(id, FateKind::from(fate), kept.trim())?;
        change.note(event, Some(id), &detail)?;
        change.commit()?;
        self.tell_changed(id, tell)
    }

    /// Keeps that the token that was found may have been written in the place of the planned one, and tells whose it is.
    /// What was confirmed before stays written, and counts for nothing until its code is compared once more.
    pub(super) fn keep_doubt(&mut self, swap: Swap, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        let change = self.change()?;
        let stands = |row: &Enrolment| {
            row.standing == Standing::Current && matches!(row.outcome, Outcome::Burned | Outcome::Confirmed)
        };
        let Some(row) = rows::of_serial(&change, &swap.found)?.into_iter().find(stands) else {
            tell(Answer::DoubtKept { swap, owner: None });
            return Ok(());
        };
        if row.later.doubted.is_none() {
            change.keep_fate(row.id, FateKind::Doubted, "")?;
        }
        let planned = swap.planned.as_str();
        change.note(TrailEvent::Doubted, Some(row.id), planned)?;
        change.commit()?;
        self.tell_changed(row.id, tell)?;
        let owner = Some(rows::earlier(&row));
        tell(Answer::DoubtKept { swap, owner });
        Ok(())
    }
}

fn with_note(to: &str, note: &str) -> String {
    match (to.trim(), note.trim()) {
        (to, "") => to.to_owned(),
        (to, note) => format!("{to}: {note}"),
    }
}

impl Change<'_> {
    /// Keeps that this became of an enrolment; its entry in the trail is the caller's.
    pub(super) fn keep_fate(&self, id: EnrolmentId, kind: FateKind, note: &str) -> Result<(), LedgerError> {
        let values = vec![
            (Column::Enrolment, id.0.into()),
            (Column::At, self.by.at.into()),
            (Column::Operator, self.operator()?.into()),
            (Column::Kind, Value::word(kind)),
            (Column::Note, note.into()),
        ];
        self.insert(Table::Fate, &values).map(drop)
    }

    /// The token is known to hold its seed again: what doubt there was is over.
    pub(super) fn settle(&self, id: EnrolmentId) -> Result<(), LedgerError> {
        if rows::one(self, id)?.later.doubted.is_some() {
            self.keep_fate(id, FateKind::Settled, "")?;
        }
        Ok(())
    }

    /// An enrolment whose UPN is corrected takes nobody's place whose token it is not: what it replaced stands again, if it
    /// was another person's. Gives which that is.
    pub(super) fn replace_no_other(&self, id: EnrolmentId) -> Result<Option<EnrolmentId>, LedgerError> {
        let row = EnrolmentRow::one(self, id)?;
        let Some(old) = row.replaces else { return Ok(None) };
        if EnrolmentRow::one(self, old)?.upn_folded == row.upn_folded {
            return Ok(None);
        }
        let own = Query::by(Table::Enrolment, Column::Id, id.0);
        self.update(&own, &vec![(Column::Replaces, Value::Null)])?;
        if rows::one(self, old)?.later.replaced.is_some() {
            self.keep_fate(old, FateKind::Stands, "")?;
            self.note(TrailEvent::StandsAgain, Some(old), &row.token.to_string())?;
        }
        Ok(Some(old))
    }

    /// An enrolment that has just been confirmed takes the place of the one it was to replace: that one, if there is one
    /// that still stands.
    pub(super) fn replace(&self, id: EnrolmentId) -> Result<Option<EnrolmentId>, LedgerError> {
        let row = EnrolmentRow::one(self, id)?;
        let Some(old) = row.replaces else { return Ok(None) };
        if rows::one(self, old)?.later.replaced.is_some() {
            return Ok(None);
        }
        self.keep_fate(old, FateKind::Replaced, "")?;
        self.note(TrailEvent::Replaced, Some(old), &row.token.to_string())?;
        Ok(Some(old))
    }
}
