//! Ledgers that a restore has set aside: they know what happened after the backup was made.
//!
//! Asked once, at the first opening after a restore. A token that was written since holds another seed than the ledger
//! says; a row that left since would leave twice; one that was lost, replaced or given up since would count as in use.
//! Such rows are held back, each with an entry in the trail that says why.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;

use super::audit::{Finding, Since};
use super::change::Change;
use super::copy::{close, copied, discard};
use super::doubts::Writer;
use super::restore::set_aside_in;
use super::trail::{self, TrailEvent};
use super::{LedgerError, rows};
use crate::desk::{Enrolment, EnrolmentId, Outcome};

/// The copy that is looked into.
const LOOKED_INTO: &str = "ledger-looked-into.partial";

/// What became of the rows of a ledger in those that were set aside.
#[derive(Debug, Default)]
struct Known {
    /// By what an enrolment is called in every copy of its ledger.
    enrolments: BTreeMap<Vec<u8>, Enrolment>,
}

/// Holds back what the ledgers in `folder` that were set aside know better; gives what is to be said.
pub(super) fn consult(change: &Change<'_>, writer: &Writer<'_>, folder: &Path) -> Result<Vec<Finding>, LedgerError> {
    let Some(newest) = set_aside_in(folder)?.pop() else {
        return Ok(vec![]);
    };
    let copy = folder.join(LOOKED_INTO);
    let known = read(&newest, &copy);
    discard(&copy)?;
    let known = match known {
        Ok(known) => known,
        Err(error) => {
            tracing::warn!(%error, "the ledger that was set aside cannot be read");
            trail::append(
                change,
                writer.vault,
                writer.author,
                writer.at,
                TrailEvent::Altered,
                None,
                ASIDE_UNREADABLE,
            )?;
            return Ok(vec![Finding::AsideUnreadable]);
        }
    };
    let mut found = Vec::new();
    for (uid, row) in own(change)? {
        if let Some(since) = known.since(&uid, &row) {
            writer.hold(change, row.id, since.word())?;
            let finding = Finding::Since(since, rows::named(change, row.id)?);
            let detail = finding.to_string();
            trail::append(
                change,
                writer.vault,
                writer.author,
                writer.at,
                TrailEvent::Altered,
                Some(row.id),
                &detail,
            )?;
            found.push(finding);
        }
    }
    Ok(found)
}

const ASIDE_UNREADABLE: &str = "the ledger that was set aside cannot be read";

fn read(aside: &Path, copy: &Path) -> Result<Known, LedgerError> {
    let mut connection = copied(aside, copy)?;
    super::schema::migrate(&mut connection)?;
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
    /// What happened to `row` after the backup was made, if that makes it other than it looks.
    fn since(&self, uid: &[u8], row: &Enrolment) -> Option<Since> {
        if !row.is_held() && row.outcome != Outcome::Burned {
            return None;
        }
        if self.rewritten(row) {
            return Some(Since::Rewritten);
        }
        let then = self.enrolments.get(uid)?;
        if then.is_gone() && !row.is_gone() {
            Some(Since::Gone)
        } else if then.exported_at.is_some() && row.exported_at.is_none() {
            Some(Since::Exported)
        } else if then.outcome != row.outcome || then.upn != row.upn || (row.has_seed && !then.has_seed) {
            Some(Since::Changed)
        } else {
            None
        }
    }

    /// Whether an enrolment that `row` does not know was written to its token later, by whatever ledger.
    fn rewritten(&self, row: &Enrolment) -> bool {
        let nothing_written = |other: &Enrolment| other.outcome == Outcome::Abandoned && !other.has_seed;
        let of_token = self.enrolments.values().filter(|other| other.serial == row.serial);
        of_token
            .into_iter()
            .any(|other| other.at > row.at && !nothing_written(other))
    }
}
