//! Purge: seeds leave the ledger for good, the enrolments stay.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, params};

use super::serve::Desk;
use super::trail::{self, TrailEvent};
use super::{LedgerError, PurgeFile, PurgePlan, PurgeScope, rows};
use crate::desk::{Enrolment, EnrolmentId};

/// What a purge would take away.
pub(super) fn plan(connection: &Connection, scope: PurgeScope) -> Result<PurgePlan, LedgerError> {
    let candidates = match scope {
        PurgeScope::Enrolment(id) => vec![id],
        PurgeScope::ExportOf(id) => beside(connection, id)?,
    };
    let (mut ids, mut uids) = (Vec::new(), Vec::new());
    for id in candidates {
        let uid = connection
            .prepare_cached("SELECT uid FROM enrolment WHERE id = ?1 AND sealed IS NOT NULL")?
            .query_row([id.0], |row| row.get::<_, Vec<u8>>(0))
            .optional()?;
        if let Some(uid) = uid {
            ids.push(id);
            uids.push(uid);
        }
    }
    let files = files(connection, &ids)?;
    Ok(PurgePlan {
        scope,
        ids,
        uids,
        files,
    })
}

/// The enrolments that left in the same file as `id` did last.
fn beside(connection: &Connection, id: EnrolmentId) -> Result<Vec<EnrolmentId>, LedgerError> {
    let mut statement = connection.prepare(
        "SELECT enrolment FROM export_row WHERE export =
           (SELECT max(x.id) FROM export x JOIN export_row r ON r.export = x.id
             WHERE r.enrolment = ?1 AND x.state IN ('placing', 'written'))",
    )?;
    let found = statement.query_map([id.0], |row| Ok(EnrolmentId(row.get(0)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The files in which `ids` left, each with how many other seeds it holds that are not purged.
fn files(connection: &Connection, ids: &[EnrolmentId]) -> Result<Vec<PurgeFile>, LedgerError> {
    let mut exports = std::collections::BTreeSet::new();
    for id in ids {
        let mut statement = connection.prepare_cached(
            "SELECT x.id FROM export x JOIN export_row r ON r.export = x.id
              WHERE r.enrolment = ?1 AND x.state <> 'void'",
        )?;
        let found = statement.query_map([id.0], |row| row.get::<_, i64>(0))?;
        exports.extend(found.collect::<Result<Vec<_>, _>>()?);
    }
    let mut files = Vec::new();
    for export in exports {
        files.extend(file(connection, export, ids)?);
    }
    Ok(files)
}

/// The file of an export, and the temporary one of an export whose end is not known.
fn file(connection: &Connection, export: i64, ids: &[EnrolmentId]) -> Result<Vec<PurgeFile>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT e.id FROM export_row r JOIN enrolment e ON e.id = r.enrolment
          WHERE r.export = ?1 AND e.sealed IS NOT NULL",
    )?;
    let kept = statement.query_map([export], |row| Ok(EnrolmentId(row.get(0)?)))?;
    let kept: Vec<EnrolmentId> = kept.collect::<Result<_, _>>()?;
    let others = kept.iter().filter(|id| !ids.contains(id)).count();
    let select = "SELECT path, partial, sha256, state = 'written' FROM export WHERE id = ?1";
    let (path, partial, sha256, written): (String, String, [u8; 32], bool) =
        connection.query_row(select, [export], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let paths = if written { vec![path] } else { vec![path, partial] };
    let file = |path: String| PurgeFile {
        path: PathBuf::from(path),
        sha256,
        others,
    };
    Ok(paths.into_iter().map(file).collect())
}

/// Removes the seeds and tells the rows that look different now; what lay where they were is overwritten by [`sweep`].
pub(super) fn purge(desk: &mut Desk<'_>, ids: &[EnrolmentId]) -> Result<Vec<Enrolment>, LedgerError> {
    let (vault, author, at) = (desk.vault, desk.author, desk.at);
    let change = desk.change()?;
    for id in ids {
        let changed = change.execute(
            "UPDATE enrolment SET nonce = NULL, sealed = NULL WHERE id = ?1 AND sealed IS NOT NULL",
            [id.0],
        )?;
        if changed == 1 {
            change.execute(
                "INSERT INTO fate (enrolment, at, operator, kind)
                 VALUES (?1, ?2, (SELECT id FROM operator WHERE name = ?3), 'purged')",
                params![id.0, at, author.operator],
            )?;
            trail::append(&change, vault, author, at, TrailEvent::Purged, Some(*id), "")?;
        }
    }
    change.commit()?;
    ids.iter().map(|id| rows::one(desk.connection, *id)).collect()
}

/// The log beside the file still has the old pages, and the file its free ones.
pub(super) fn sweep(connection: &Connection) -> Result<(), LedgerError> {
    truncate_log(connection)?;
    connection.execute_batch("VACUUM")?;
    truncate_log(connection)
}

/// Empties the log beside the file.
pub(super) fn truncate_log(connection: &Connection) -> Result<(), LedgerError> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(LedgerError::Busy) }
}
