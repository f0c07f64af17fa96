//! Exports: what is about to leave, what left, and what never came to be.
//!
//! The record is made before the temporary file, with its path and its hash; it is marked before that file gets its name,
//! and settled after. If the program dies in between, the next start finds the record open. Without the mark there can be
//! no file; with it, either the file is in place or the temporary one is still there. So no row is lost and none leaves
//! twice.

use std::path::PathBuf;

use rusqlite::{Connection, params};

use super::serve::Desk;
use super::trail::{self, TrailEvent};
use super::{ExportId, ExportPlan, LedgerError, Unsettled, doubts, rows};
use crate::desk::{Enrolment, EnrolmentId};

/// Keeps that a file is about to be written, and tells the rows that look different now.
pub(super) fn begin(desk: &mut Desk<'_>, plan: &ExportPlan) -> Result<(ExportId, Vec<Enrolment>), LedgerError> {
    let (vault, author, at, ground) = (desk.vault, desk.author, desk.at, desk.ground);
    let change = desk.change()?;
    doubts::is_as_left(&change, vault, ground)?;
    all_may_leave(&change, &plan.rows)?;
    for row in &plan.rows {
        if !ground.is_as_opened(*row, &rows::seal(&change, *row)?) {
            return Err(LedgerError::ChangedMeanwhile);
        }
    }
    let last = trail::last(&change)?.map(|(last, _)| last);
    change.execute(
        "INSERT INTO export (at, operator, format, path, partial, sha256, state, entry, link)
         VALUES (?1, (SELECT id FROM operator WHERE name = ?2), ?3, ?4, ?5, ?6, 'prepared', ?7, ?8)",
        params![
            at,
            author.operator,
            plan.format,
            text(&plan.path)?,
            text(&plan.partial)?,
            plan.sha256,
            last.as_ref().map(|last| last.entry),
            last.as_ref().map(|last| &last.link),
        ],
    )?;
    let id = ExportId(change.last_insert_rowid());
    for row in &plan.rows {
        change
            .prepare_cached("INSERT INTO export_row (export, enrolment) VALUES (?1, ?2)")?
            .execute([id.0, row.0])?;
    }
    let detail = format!("{}: {}", plan.rows.len(), text(&plan.path)?);
    trail::append(&change, vault, author, at, TrailEvent::ExportBegun, None, &detail)?;
    change.commit()?;
    Ok((id, read(desk.connection, &plan.rows)?))
}

/// Whether a file with that enrolment is being made.
pub(super) fn is_leaving(connection: &Connection, id: EnrolmentId) -> Result<bool, LedgerError> {
    let asked = "SELECT EXISTS (SELECT 1 FROM export x JOIN export_row r ON r.export = x.id
                                 WHERE r.enrolment = ?1 AND x.state IN ('prepared', 'placing'))";
    Ok(connection.query_row(asked, [id.0], |row| row.get(0))?)
}

/// Keeps that the temporary file is whole and synced and is about to get its name. From here on the rows count as left.
pub(super) fn place(desk: &mut Desk<'_>, id: ExportId) -> Result<Vec<Enrolment>, LedgerError> {
    let (vault, author, at) = (desk.vault, desk.author, desk.at);
    let change = desk.change()?;
    let changed = change.execute(
        "UPDATE export SET state = 'placing' WHERE id = ?1 AND state = 'prepared'",
        [id.0],
    )?;
    if changed != 1 {
        return Err(LedgerError::NotFound);
    }
    let ids = rows_of(&change, id)?;
    all_may_leave(&change, &ids)?;
    trail::append(
        &change,
        vault,
        author,
        at,
        TrailEvent::ExportPlacing,
        None,
        &id.0.to_string(),
    )?;
    change.commit()?;
    read(desk.connection, &ids)
}

/// Keeps whether it was, and tells the rows that look different now.
pub(super) fn end(desk: &mut Desk<'_>, id: ExportId, written: bool) -> Result<Vec<Enrolment>, LedgerError> {
    let (vault, author, at) = (desk.vault, desk.author, desk.at);
    let (state, event) = if written {
        ("written", TrailEvent::Exported)
    } else {
        ("void", TrailEvent::ExportVoid)
    };
    let change = desk.change()?;
    let changed = change.execute(
        "UPDATE export SET state = ?2 WHERE id = ?1 AND state IN ('prepared', 'placing')",
        params![id.0, state],
    )?;
    if changed != 1 {
        return Err(LedgerError::NotFound);
    }
    let path: String = change.query_row("SELECT path FROM export WHERE id = ?1", [id.0], |row| row.get(0))?;
    let ids = rows_of(&change, id)?;
    for row in &ids {
        trail::append(&change, vault, author, at, event, Some(*row), &path)?;
    }
    change.commit()?;
    read(desk.connection, &ids)
}

/// What was compiled a moment ago may be in doubt, lost or replaced since.
fn all_may_leave(connection: &Connection, ids: &[EnrolmentId]) -> Result<(), LedgerError> {
    for id in ids {
        if !rows::one(connection, *id)?.may_leave() {
            return Err(LedgerError::NotFound);
        }
    }
    Ok(())
}

fn read(connection: &Connection, ids: &[EnrolmentId]) -> Result<Vec<Enrolment>, LedgerError> {
    ids.iter().map(|id| rows::one(connection, *id)).collect()
}

fn rows_of(connection: &Connection, id: ExportId) -> Result<Vec<EnrolmentId>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT enrolment FROM export_row WHERE export = ?1")?;
    let ids = statement.query_map([id.0], |row| Ok(EnrolmentId(row.get(0)?)))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Exports whose end is not known.
pub(super) fn unsettled(connection: &Connection) -> Result<Vec<Unsettled>, LedgerError> {
    let mut statement = connection.prepare(
        "SELECT id, path, partial, sha256, state = 'placing' FROM export WHERE state IN ('prepared', 'placing')",
    )?;
    let found = statement.query_map([], |row| {
        Ok(Unsettled {
            id: ExportId(row.get(0)?),
            path: PathBuf::from(row.get::<_, String>(1)?),
            partial: PathBuf::from(row.get::<_, String>(2)?),
            sha256: row.get(3)?,
            placing: row.get(4)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The temporary files of exports that never came to be.
pub(super) fn void_partials(connection: &Connection) -> Result<Vec<PathBuf>, LedgerError> {
    let mut statement = connection.prepare("SELECT partial FROM export WHERE state = 'void'")?;
    let found = statement.query_map([], |row| Ok(PathBuf::from(row.get::<_, String>(0)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
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
