//! Files that left, looked back at: when, by whom, where, and how many enrolments are in each.

use std::collections::HashMap;
use std::path::PathBuf;

use super::change::Change;
use super::opened::OpenLedger;
use super::records::{ExportState, rows_of};
use super::store::{Column, Query, Reading, Row, Table};
use super::trail::TrailEvent;
use super::{LedgerError, rows};
use crate::desk::{Enrolment, ExportId, PastExport};

/// The exports whose file was written, the newest first.
pub(super) fn all(reading: &dyn Reading) -> Result<Vec<PastExport>, LedgerError> {
    let operators = operators(reading)?;
    let counts = counts(reading)?;
    let mut found = Vec::new();
    reading.each(&Query::all(Table::Export).backwards(), &mut |row| {
        if is_written(&row) {
            found.push(past(&row, &operators, &counts)?);
        }
        Ok(())
    })?;
    Ok(found)
}

fn is_written(row: &Row) -> bool {
    row.known_word(Column::State) == Some(ExportState::Written)
}

fn past(row: &Row, operators: &HashMap<i64, String>, counts: &HashMap<i64, usize>) -> Result<PastExport, LedgerError> {
    let id = row.get(Column::Id)?;
    let operator: i64 = row.get(Column::Operator)?;
    Ok(PastExport {
        id: ExportId(id),
        at: row.get(Column::At)?,
        // one who was taken out from outside, which is told, takes no file along
        operator: operators.get(&operator).cloned().unwrap_or_default(),
        format: row.get(Column::Format)?,
        path: PathBuf::from(row.get::<String>(Column::Path)?),
        sha256: row.get(Column::Sha256)?,
        rows: counts.get(&id).copied().unwrap_or_default(),
    })
}

fn operators(reading: &dyn Reading) -> Result<HashMap<i64, String>, LedgerError> {
    let rows = reading.select(&Query::all(Table::Operator))?;
    let names = rows
        .iter()
        .map(|row| Ok((row.get(Column::Id)?, row.get(Column::Name)?)));
    names.collect()
}

/// How many enrolments are in each export.
fn counts(reading: &dyn Reading) -> Result<HashMap<i64, usize>, LedgerError> {
    let mut counts = HashMap::new();
    let rows = Query::all(Table::ExportRow).only(&[Column::Export]);
    reading.each(&rows, &mut |row| {
        *counts.entry(row.get(Column::Export)?).or_default() += 1;
        Ok(())
    })?;
    Ok(counts)
}

impl OpenLedger<'_> {
    /// Keeps in the trail of each enrolment of an export that its file was deleted; gives these enrolments.
    pub(super) fn note_deleted(&mut self, id: ExportId) -> Result<Vec<Enrolment>, LedgerError> {
        let change = self.change()?;
        let path = path_of(&change, id)?;
        let ids = rows_of(&change, id.0)?;
        for row in &ids {
            change.note(TrailEvent::FileDeleted, Some(*row), &path)?;
        }
        change.commit()?;
        rows::these(&*self.read()?, &ids)
    }
}

/// Where the file of an export was written.
fn path_of(change: &Change<'_>, id: ExportId) -> Result<String, LedgerError> {
    let row = change.first(&Query::by(Table::Export, Column::Id, id.0))?;
    let row = row.filter(is_written).ok_or(LedgerError::NotFound)?;
    row.get(Column::Path)
}
