//! Purge: seeds leave the ledger for good, the enrolments stay.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::change::Change;
use super::opened::OpenLedger;
use super::records::{ExportRow, ExportState, FateKind, rows_of};
use super::store::{Column, Query, Reading, Row, Table, Value};
use super::trail::TrailEvent;
use super::{LedgerError, PurgeFile, PurgePlan, PurgeScope, rows};
use crate::desk::{Enrolment, EnrolmentId, Kind};

/// What a purge would take away.
pub(super) fn plan(reading: &dyn Reading, scope: PurgeScope) -> Result<PurgePlan, LedgerError> {
    let candidates = match scope {
        PurgeScope::Enrolment(id) => vec![id],
        PurgeScope::ExportOf(id) => beside(reading, id)?,
    };
    let (mut ids, mut uids) = (Vec::new(), Vec::new());
    for id in candidates {
        if let Some(row) = with_seed(reading, id)? {
            ids.push(id);
            uids.push(row.get(Column::Uid)?);
            if row.known_word(Column::Kind) == Some(Kind::Factory) {
                // before it was handed out its seed lay in the stock, whoever the token went to since
                let serial: String = row.get(Column::Serial)?;
                let in_stock = Query::by(Table::Stock, Column::Serial, serial.as_str()).only(&[Column::Uid]);
                for row in reading.select(&in_stock)? {
                    uids.push(row.get(Column::Uid)?);
                }
            }
        }
    }
    let files = files(reading, &ids)?;
    Ok(PurgePlan {
        scope,
        ids,
        uids,
        files,
    })
}

/// An enrolment that still has its seed.
fn with_seed(reading: &dyn Reading, id: EnrolmentId) -> Result<Option<Row>, LedgerError> {
    let row = reading.first(&Query::by(Table::Enrolment, Column::Id, id.0))?;
    Ok(row.filter(|row| row.has(Column::Sealed)))
}

/// The enrolments that left in the same file as `id` did last.
fn beside(reading: &dyn Reading, id: EnrolmentId) -> Result<Vec<EnrolmentId>, LedgerError> {
    let exports = ExportRow::with(reading, id)?;
    let last = exports.iter().rfind(|export| export.has_left());
    last.map_or(Ok(vec![]), |export| rows_of(reading, export.id))
}

/// The files in which `ids` left, each with how many other seeds it holds that are not purged.
fn files(reading: &dyn Reading, ids: &[EnrolmentId]) -> Result<Vec<PurgeFile>, LedgerError> {
    let mut exports = BTreeSet::new();
    for id in ids {
        let found = ExportRow::with(reading, *id)?.into_iter();
        let made = found.filter(|export| export.state != Some(ExportState::Void));
        exports.extend(made.map(|export| export.id));
    }
    let mut files = Vec::new();
    for export in exports {
        files.extend(file(reading, export, ids)?);
    }
    Ok(files)
}

/// The file of an export, and the temporary one of an export whose end is not known.
fn file(reading: &dyn Reading, export: i64, ids: &[EnrolmentId]) -> Result<Vec<PurgeFile>, LedgerError> {
    let mut others = 0;
    for id in rows_of(reading, export)? {
        if !ids.contains(&id) && with_seed(reading, id)?.is_some() {
            others += 1;
        }
    }
    let row = reading.first(&Query::by(Table::Export, Column::Id, export))?;
    let row = row.ok_or(LedgerError::NotFound)?;
    let mut paths = vec![row.get::<String>(Column::Path)?];
    if row.known_word(Column::State) != Some(ExportState::Written) {
        paths.push(row.get(Column::Partial)?);
    }
    let sha256 = row.get(Column::Sha256)?;
    let file = |path: String| PurgeFile {
        path: PathBuf::from(path),
        sha256,
        others,
    };
    Ok(paths.into_iter().map(file).collect())
}

impl OpenLedger<'_> {
    /// Removes the seeds and gives the rows that look different now; what lay where they were is overwritten by a sweep.
    pub(super) fn purge(&mut self, ids: &[EnrolmentId]) -> Result<Vec<Enrolment>, LedgerError> {
        let change = self.change()?;
        for id in ids {
            if with_seed(&change, *id)?.is_some() {
                change.remove_seed(*id)?;
                change.keep_fate(*id, FateKind::Purged, "")?;
                change.note(TrailEvent::Purged, Some(*id), "")?;
            }
        }
        change.commit()?;
        rows::these(&*self.read()?, ids)
    }
}

impl Change<'_> {
    /// Takes the seed out of an enrolment.
    pub(super) fn remove_seed(&self, id: EnrolmentId) -> Result<(), LedgerError> {
        let none = vec![(Column::Nonce, Value::Null), (Column::Sealed, Value::Null)];
        self.update(&Query::by(Table::Enrolment, Column::Id, id.0), &none)
    }
}
