//! Ledgers that a restore has set aside: they know what happened after the backup was made.
//!
//! Each is asked once, at the first opening after a restore: all of them, since a restore may follow on another. A token that was written since holds another seed than the ledger
//! says; a row that left since would leave twice; one that was lost, replaced or given up since would count as in use.
//! Such rows are held back, each with an entry in the trail that says why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Connection;

use super::audit::{Finding, Since};
use super::change::Change;
use super::doubts::Writer;
use super::sqlite::copy::{close, copied, discard};
use super::sqlite::restore::set_aside_in;
use super::trail::{self, TrailEvent};
use super::{LedgerError, rows};
use crate::desk::{Enrolment, EnrolmentId, Outcome};

/// The copy that is looked into.
const LOOKED_INTO: &str = "ledger-looked-into.partial";

/// What became of the rows of a ledger in one that was set aside.
#[derive(Debug, Default)]
struct Known {
    /// By what an enrolment is called in every copy of its ledger.
    enrolments: BTreeMap<Vec<u8>, Enrolment>,
}

/// Holds back what the ledgers in `folder` that were set aside know better, all but those that this one has asked before;
/// gives what is to be said. That it was restored is written down with their names.
pub(super) fn consult(change: &Change<'_>, writer: &Writer<'_>, folder: &Path) -> Result<Vec<Finding>, LedgerError> {
    let asked_before = trail::details(change, TrailEvent::Restored)?;
    let mut asides = set_aside_in(folder)?;
    asides.retain(|aside| {
        !asked_before
            .iter()
            .any(|names| names.split(", ").any(|known| known == name(aside)))
    });
    let names: Vec<_> = asides.iter().map(|aside| name(aside)).collect();
    writer.note(change, TrailEvent::Restored, None, &names.join(", "))?;
    let (mut known, mut found) = (Vec::new(), Vec::new());
    for aside in asides.iter().rev() {
        let copy = folder.join(LOOKED_INTO);
        let read = read(aside, &copy);
        discard(&copy)?;
        match read {
            Ok(read) => known.push(read),
            Err(error) => {
                tracing::warn!(%error, "a ledger that was set aside cannot be read");
                found = vec![Finding::AsideUnreadable];
            }
        }
    }
    for finding in &found {
        writer.note(change, TrailEvent::Altered, None, &finding.to_string())?;
    }
    found.extend(hold_back(change, writer, &known)?);
    Ok(found)
}

fn hold_back(change: &Change<'_>, writer: &Writer<'_>, known: &[Known]) -> Result<Vec<Finding>, LedgerError> {
    let mut found = Vec::new();
    let own = own(change)?;
    let uids: BTreeSet<_> = own.iter().map(|(uid, _)| uid).collect();
    for (uid, row) in &own {
        let Some(since) = known.iter().find_map(|known| known.since(uid, row, &uids)) else {
            continue;
        };
        writer.hold(change, row.id, since.word())?;
        let finding = Finding::Since(since, rows::named(change, row.id)?);
        writer.note(change, TrailEvent::Altered, Some(row.id), &finding.to_string())?;
        found.push(finding);
    }
    Ok(found)
}

fn name(aside: &Path) -> &str {
    aside.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn read(aside: &Path, copy: &Path) -> Result<Known, LedgerError> {
    let mut connection = copied(aside, copy)?;
    super::sqlite::schema::migrate(&mut connection)?;
    let known = Known {
        enrolments: own(&connection)?.into_iter().collect(),
    };
    close(connection)?;
    Ok(known)
}

/// Every enrolment with what it is called in every copy.
fn own(connection: &Connection) -> Result<Vec<(Vec<u8>, Enrolment)>, LedgerError> {
    let mut statement = connection.prepare("SELECT uid, id FROM enrolment")?;
    let uids = statement.query_map([], |row| Ok((EnrolmentId(row.get(1)?), row.get(0)?)))?;
    let mut uids: BTreeMap<EnrolmentId, Vec<u8>> = uids.collect::<Result<_, _>>()?;
    let all = rows::all(connection)?.into_iter();
    Ok(all.filter_map(|row| Some((uids.remove(&row.id)?, row))).collect())
}

impl Known {
    /// What happened to `row` after the backup was made, if that makes it other than it looks. `own` are all that the
    /// ledger knows.
    fn since(&self, uid: &[u8], row: &Enrolment, own: &BTreeSet<&Vec<u8>>) -> Option<Since> {
        if !row.is_held() && !row.is_unfinished() {
            return None;
        }
        let Some(then) = self.enrolments.get(uid) else {
            return self.rewritten(row, own).then_some(Since::Rewritten);
        };
        if then.standing != row.standing {
            Some(Since::Rewritten)
        } else if then.is_gone() {
            Some(Since::Gone)
        } else if then.exported_at.is_some() && row.exported_at.is_none() {
            Some(Since::Exported)
        } else {
            let doubted = then.is_doubted() && !row.is_doubted();
            let other = then.outcome != row.outcome || then.upn != row.upn || (row.has_seed && !then.has_seed);
            (doubted || other).then_some(Since::Changed)
        }
    }

    /// Whether an enrolment that the ledger does not know was written to the token of `row` later: by another ledger, so
    /// that only the clock tells.
    fn rewritten(&self, row: &Enrolment, own: &BTreeSet<&Vec<u8>>) -> bool {
        let nothing_written = |other: &Enrolment| other.outcome == Outcome::Abandoned && !other.has_seed;
        let unknown = self.enrolments.iter().filter(|(uid, _)| !own.contains(uid));
        let mut of_token = unknown
            .map(|(_, other)| other)
            .filter(|other| other.serial == row.serial);
        of_token.any(|other| other.at > row.at && !nothing_written(other))
    }
}
