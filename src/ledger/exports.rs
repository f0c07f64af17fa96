//! Exports: what is about to leave, what left, and what never came to be.
//!
//! The record is made before the temporary file, with its path and its hash; it is marked before that file gets its name,
//! and settled after. If the program dies in between, the next start finds the record open. Without the mark there can be
//! no file; with it, either the file is in place or the temporary one is still there. So no row is lost and none leaves
//! twice.

use std::path::PathBuf;

use super::change::Change;
use super::opened::OpenLedger;
use super::records::{ExportRow, ExportState, rows_of};
use super::store::{Column, Query, Reading, Row, Table, Value};
use super::trail::TrailEvent;
use super::{ExportId, ExportPlan, LedgerError, Unsettled, doubts, head, rows};
use crate::desk::{Enrolment, EnrolmentId, Readers};

impl OpenLedger<'_> {
    /// Keeps that a file is about to be written, and gives the rows that look different now.
    pub(super) fn begin_export(&mut self, plan: &ExportPlan) -> Result<(ExportId, Vec<Enrolment>), LedgerError> {
        let (vault, ground) = (self.vault, self.ground);
        let change = self.change()?;
        doubts::is_as_left(&change, vault, ground)?;
        all_may_leave(&change, &plan.rows)?;
        for row in &plan.rows {
            if !ground.is_as_opened(*row, &rows::seal(&change, *row)?) {
                return Err(LedgerError::ChangedMeanwhile);
            }
        }
        let id = change.keep_export(plan)?;
        let detail = format!("{}: {}", plan.rows.len(), text(&plan.path)?);
        change.note(TrailEvent::ExportBegun, None, &detail)?;
        if plan.readers == Readers::AsFolder {
            for row in &plan.rows {
                change.note(TrailEvent::ExportShared, Some(*row), text(&plan.path)?)?;
            }
        }
        change.commit()?;
        Ok((id, self.now(&plan.rows)?))
    }

    /// Keeps that the temporary file is whole and synced and is about to get its name. From here on the rows count as left.
    pub(super) fn place_export(&mut self, id: ExportId) -> Result<Vec<Enrolment>, LedgerError> {
        let change = self.change()?;
        change.turn_export(id, |state| state == ExportState::Prepared, ExportState::Placing)?;
        let ids = rows_of(&change, id.0)?;
        all_may_leave(&change, &ids)?;
        change.note(TrailEvent::ExportPlacing, None, &id.0.to_string())?;
        change.commit()?;
        self.now(&ids)
    }

    /// Keeps whether the file is in place, and gives the rows that look different now.
    pub(super) fn end_export(&mut self, id: ExportId, written: bool) -> Result<Vec<Enrolment>, LedgerError> {
        let (state, event) = if written {
            (ExportState::Written, TrailEvent::Exported)
        } else {
            (ExportState::Void, TrailEvent::ExportVoid)
        };
        let change = self.change()?;
        let export = change.turn_export(id, ExportState::is_under_way, state)?;
        let path: String = export.get(Column::Path)?;
        let ids = rows_of(&change, id.0)?;
        for row in &ids {
            change.note(event, Some(*row), &path)?;
        }
        change.commit()?;
        self.now(&ids)
    }

    fn now(&self, ids: &[EnrolmentId]) -> Result<Vec<Enrolment>, LedgerError> {
        rows::these(&*self.read()?, ids)
    }
}

impl Change<'_> {
    fn keep_export(&self, plan: &ExportPlan) -> Result<ExportId, LedgerError> {
        let last = head::last(self)?.map(|(last, _)| last);
        let export = vec![
            (Column::At, self.by.at.into()),
            (Column::Operator, self.operator()?.into()),
            (Column::Format, (&plan.format).into()),
            (Column::Path, text(&plan.path)?.into()),
            (Column::Partial, text(&plan.partial)?.into()),
            (Column::Sha256, plan.sha256.into()),
            (Column::State, Value::word(ExportState::Prepared)),
            (Column::Entry, last.as_ref().map(|last| last.entry).into()),
            (Column::Link, last.map(|last| last.link).into()),
        ];
        let id = self.insert(Table::Export, &export)?;
        for row in &plan.rows {
            let row = vec![(Column::Export, id.into()), (Column::Enrolment, row.0.into())];
            self.insert(Table::ExportRow, &row)?;
        }
        Ok(ExportId(id))
    }

    /// Brings an export from a state that it may be in to the next; gives it as it was.
    fn turn_export(&self, id: ExportId, from: fn(ExportState) -> bool, to: ExportState) -> Result<Row, LedgerError> {
        let own = Query::by(Table::Export, Column::Id, id.0);
        let export = self.first(&own)?.ok_or(LedgerError::NotFound)?;
        if !export.known_word(Column::State).is_some_and(from) {
            return Err(LedgerError::NotFound);
        }
        self.update(&own, &vec![(Column::State, Value::word(to))])?;
        Ok(export)
    }
}

/// Whether a file with that enrolment is being made.
pub(super) fn is_leaving(reading: &dyn Reading, id: EnrolmentId) -> Result<bool, LedgerError> {
    let exports = ExportRow::with(reading, id)?;
    let is_under_way = |export: &ExportRow| export.state.is_some_and(ExportState::is_under_way);
    Ok(exports.iter().any(is_under_way))
}

/// What was compiled a moment ago may be in doubt, lost or replaced since.
fn all_may_leave(reading: &dyn Reading, ids: &[EnrolmentId]) -> Result<(), LedgerError> {
    if rows::these(reading, ids)?.iter().all(Enrolment::may_leave) {
        Ok(())
    } else {
        Err(LedgerError::NotFound)
    }
}

/// Exports whose end is not known.
pub(super) fn unsettled(reading: &dyn Reading) -> Result<Vec<Unsettled>, LedgerError> {
    let exports = in_state(reading, ExportState::is_under_way)?.into_iter();
    let unsettled = exports.map(|(state, row)| {
        Ok(Unsettled {
            id: ExportId(row.get(Column::Id)?),
            path: PathBuf::from(row.get::<String>(Column::Path)?),
            partial: PathBuf::from(row.get::<String>(Column::Partial)?),
            sha256: row.get(Column::Sha256)?,
            placing: state == ExportState::Placing,
        })
    });
    unsettled.collect()
}

/// The temporary files of exports that never came to be.
pub(super) fn void_partials(reading: &dyn Reading) -> Result<Vec<PathBuf>, LedgerError> {
    let exports = in_state(reading, |state| state == ExportState::Void)?.into_iter();
    let partial = |row: Row| Ok(PathBuf::from(row.get::<String>(Column::Partial)?));
    exports.map(|(_, row)| partial(row)).collect()
}

/// The exports that are in such a state.
fn in_state(reading: &dyn Reading, is_meant: fn(ExportState) -> bool) -> Result<Vec<(ExportState, Row)>, LedgerError> {
    let rows = reading.select(&Query::all(Table::Export))?.into_iter();
    let known = rows.filter_map(|row| Some((row.known_word(Column::State)?, row)));
    Ok(known.filter(|(state, _)| is_meant(*state)).collect())
}

/// A path that is no Unicode could not be found again.
fn text(path: &std::path::Path) -> Result<&str, LedgerError> {
    path.to_str().ok_or_else(|| {
        std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            "the path of the file is not readable text",
        )
        .into()
    })
}
