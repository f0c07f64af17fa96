//! What follows from what an audit found: it is written into the trail, and rows that are not to be believed are held
//! back until their code is compared once more or their token is written again.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::anchor::{Anchor, Peeked};
use super::audit::{Evidence, Finding, Named, Part};
use super::change::{Change, Ground};
use super::fates::FateKind;
use super::seal::{Seals, Survey};
use super::serve::Desk;
use super::trail::{self, Author, TrailEvent};
use super::vault::Vault;
use super::{Answer, LedgerError, SealedRow, fates, rows};
use crate::desk::EnrolmentId;

/// Who writes it down, and when (Unix seconds).
pub(super) struct Writer<'w> {
    pub vault: &'w Vault,
    pub author: &'w Author,
    pub at: i64,
}

impl Writer<'_> {
    /// Writes every finding into the trail and holds back what is not to be believed; gives the enrolments that look
    /// different now. What is sealed from here on is what stands there.
    pub fn write_down(
        &self,
        change: &Change<'_>,
        seals: &Seals,
        survey: &Survey,
        findings: &[Finding],
    ) -> Result<Vec<EnrolmentId>, LedgerError> {
        let mut held = BTreeSet::new();
        for finding in findings {
            let (event, id) = match finding {
                Finding::Trail => (TrailEvent::TrailBroken, None),
                Finding::Altered(named)
                | Finding::SeedUnreadable(named)
                | Finding::SeedGone(named)
                | Finding::SeedBack(named)
                | Finding::Since(_, named)
                | Finding::InDoubt(named) => (TrailEvent::Altered, Some(named.id)),
                Finding::AsideUnreadable
                | Finding::PutBack { .. }
                | Finding::Anchor
                | Finding::Slot(_)
                | Finding::Rows(_) => (TrailEvent::Altered, None),
            };
            self.note(change, event, id, &finding.to_string())?;
            held.extend(self.follow_up(change, finding)?);
        }
        for id in &survey.altered {
            seals.seal_enrolment(change, *id)?;
        }
        Ok(held.into_iter().collect())
    }

    /// Writes an entry into the trail.
    pub fn note(
        &self,
        change: &Connection,
        event: TrailEvent,
        id: Option<EnrolmentId>,
        detail: &str,
    ) -> Result<(), LedgerError> {
        trail::append(change, self.vault, self.author, self.at, event, id, detail)
    }

    fn follow_up(&self, change: &Connection, finding: &Finding) -> Result<Vec<EnrolmentId>, LedgerError> {
        let held = match finding {
            Finding::Altered(named) | Finding::SeedUnreadable(named) => vec![named.id],
            // which of them were put back cannot be told
            Finding::Rows(part) if part.decides_what_leaves() => waiting(change)?,
            Finding::SeedGone(named) | Finding::SeedBack(named) => {
                self.count_as_purged(change, named)?;
                return Ok(vec![named.id]);
            }
            Finding::Rows(Part::Numbers) => {
                count_anew(change)?;
                vec![]
            }
            _ => vec![],
        };
        for id in &held {
            self.hold(change, *id, "")?;
        }
        Ok(held)
    }

    /// Holds an enrolment back until it is compared or written once more.
    pub fn hold(&self, change: &Connection, id: EnrolmentId, why: &str) -> Result<(), LedgerError> {
        fates::insert(change, self.author, self.at, id, FateKind::Doubted, why)
    }

    /// Its seed does not count any more, or is not there.
    pub fn count_as_purged(&self, change: &Connection, named: &Named) -> Result<(), LedgerError> {
        change.execute(
            "UPDATE enrolment SET nonce = NULL, sealed = NULL WHERE id = ?1",
            [named.id.0],
        )?;
        let purged = "SELECT EXISTS (SELECT 1 FROM fate WHERE enrolment = ?1 AND kind = 'purged')";
        if !change.query_row(purged, params![named.id.0], |row| row.get(0))? {
            fates::insert(change, self.author, self.at, named.id, FateKind::Purged, "")?;
        }
        Ok(())
    }
}

impl Desk<'_> {
    /// Looks whether the open ledger still is as this station left it. What is not is written down, held back, told and
    /// given back; from then on it counts as it stands there.
    pub(super) fn audit(&mut self, tell: &mut dyn FnMut(Answer)) -> Result<Vec<Finding>, LedgerError> {
        let (vault, author, at, ground) = (self.vault, self.author, self.at, self.ground);
        super::sqlite::schema::is_ours(self.connection)?;
        let evidence = Evidence {
            connection: self.connection,
            vault,
            seals: &ground.seals,
        };
        let before = ground.head();
        let anchored = Peeked::at(self.folder).judge(vault, ground.uid());
        let (survey, findings) = evidence.findings(&before, &anchored)?;
        if findings.is_empty() {
            return Ok(findings);
        }
        if findings.contains(&Finding::Anchor) {
            ground.replace_anchor(Anchor::open(self.folder)?);
        }
        ground.accept(survey.sums.clone());
        let held = self.keep_findings(&Writer { vault, author, at }, &survey, &findings);
        if held.is_err() {
            // what is not written down is found again
            ground.accept(before.sums);
        }
        for id in held? {
            self.tell_changed(id, tell)?;
        }
        Ok(findings)
    }

    /// Opens the seeds of rows for a file, in one instant with a look at them: what changes behind the audit leaves not.
    pub(super) fn open_rows_as_left(&self, ids: &[EnrolmentId]) -> Result<Vec<SealedRow>, LedgerError> {
        let instant = self.connection.unchecked_transaction()?;
        is_as_left(&instant, self.vault, self.ground)?;
        self.open_rows(ids)
    }

    fn keep_findings(
        &mut self,
        writer: &Writer<'_>,
        survey: &Survey,
        findings: &[Finding],
    ) -> Result<Vec<EnrolmentId>, LedgerError> {
        let ground = self.ground;
        let change = self.change()?;
        let held = writer.write_down(&change, &ground.seals, survey, findings)?;
        change.commit()?;
        Ok(held)
    }
}

/// Whether every row still is as this station left it, within the transaction of `connection`.
pub(super) fn is_as_left(connection: &Connection, vault: &Vault, ground: &Ground) -> Result<(), LedgerError> {
    let seals = &ground.seals;
    let evidence = Evidence {
        connection,
        vault,
        seals,
    };
    let (_, findings) = evidence.rows(&ground.head().sums)?;
    if findings.is_empty() {
        Ok(())
    } else {
        Err(LedgerError::ChangedMeanwhile)
    }
}

/// The last number given is that of the last row again, unless something still speaks of a row that is gone: its number
/// is given to no other one.
pub(super) fn count_anew(change: &Connection) -> Result<(), LedgerError> {
    let spoken_of = [
        (
            "enrolment",
            "SELECT enrolment FROM trail UNION ALL SELECT enrolment FROM fate UNION ALL SELECT enrolment FROM export_row",
        ),
        ("export", "SELECT export FROM export_row"),
        ("fate", "SELECT 0"),
        ("trail", "SELECT 0"),
    ];
    change.execute("DELETE FROM sqlite_sequence", [])?;
    for (table, others) in spoken_of {
        let counted = format!(
            "INSERT INTO sqlite_sequence (name, seq)
             SELECT '{table}', max(number) FROM (SELECT 0 AS number UNION ALL SELECT id FROM {table} UNION ALL {others})"
        );
        change.execute(&counted, [])?;
    }
    Ok(())
}

/// The enrolments that wait for the next export.
fn waiting(connection: &Connection) -> Result<Vec<EnrolmentId>, LedgerError> {
    let all = rows::all(connection)?;
    Ok(all
        .iter()
        .filter(|row| row.waits_for_export())
        .map(|row| row.id)
        .collect())
}
