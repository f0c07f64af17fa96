//! What follows from what an audit found: it is written into the trail, and rows that are not to be believed are held
//! back until their code is compared once more or their token is written again.

use std::collections::BTreeSet;

use super::anchor::{Anchor, Peeked};
use super::audit::Evidence;
use super::change::Change;
use super::findings::{Finding, Named, Part};
use super::ground::Ground;
use super::opened::OpenLedger;
use super::records::FateKind;
use super::seal::Survey;
use super::store::{Column, Query, Reading, Row, Table};
use super::trail::TrailEvent;
use super::vault::Vault;
use super::{Answer, LedgerError, SealedRow, numbers, rows};
use crate::desk::EnrolmentId;

impl Change<'_> {
    /// Writes every finding into the trail and holds back what is not to be believed; gives the enrolments that look
    /// different now. What is sealed from here on is what stands there.
    pub fn write_down(&self, survey: &Survey, findings: &[Finding]) -> Result<Vec<EnrolmentId>, LedgerError> {
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
                | Finding::StockSeed(_)
                | Finding::StockSeedGone(_)
                | Finding::StockSince(_)
                | Finding::Rows(_) => (TrailEvent::Altered, None),
            };
            self.note(event, id, &finding.to_string())?;
            held.extend(self.follow_up(finding)?);
        }
        for id in &survey.altered {
            self.seal_as_found(*id)?;
        }
        Ok(held.into_iter().collect())
    }

    fn follow_up(&self, finding: &Finding) -> Result<Vec<EnrolmentId>, LedgerError> {
        let held = match finding {
            Finding::Altered(named) | Finding::SeedUnreadable(named) => vec![named.id],
            // which of them were put back cannot be told
            Finding::Rows(part) if part.decides_what_leaves() => waiting(self)?,
            Finding::SeedGone(named) | Finding::SeedBack(named) => {
                self.count_as_purged(named)?;
                return Ok(vec![named.id]);
            }
            Finding::StockSeed(serial) | Finding::StockSeedGone(serial) => {
                self.take_out_of_stock(serial)?;
                vec![]
            }
            Finding::Rows(Part::Numbers) => {
                numbers::count_anew(self)?;
                vec![]
            }
            _ => vec![],
        };
        for id in &held {
            self.hold(*id, "")?;
        }
        Ok(held)
    }

    /// Holds an enrolment back until it is compared or written once more.
    pub fn hold(&self, id: EnrolmentId, why: &str) -> Result<(), LedgerError> {
        self.keep_fate(id, FateKind::Doubted, why)
    }

    /// Its seed does not count any more, or is not there.
    pub fn count_as_purged(&self, named: &Named) -> Result<(), LedgerError> {
        self.remove_seed(named.id)?;
        let fates = self.select(&Query::by(Table::Fate, Column::Enrolment, named.id.0))?;
        let is_purge = |row: &Row| row.known_word(Column::Kind) == Some(FateKind::Purged);
        if !fates.iter().any(is_purge) {
            self.keep_fate(named.id, FateKind::Purged, "")?;
        }
        Ok(())
    }
}

impl OpenLedger<'_> {
    /// Looks whether the open ledger still is as this station left it. What is not is written down, held back, told and
    /// given back; from then on it counts as it stands there.
    pub(super) fn audit(&mut self, tell: &mut dyn FnMut(Answer)) -> Result<Vec<Finding>, LedgerError> {
        let (vault, ground) = (self.vault, self.ground);
        self.store.is_ours()?;
        let reading = self.read()?;
        let evidence = Evidence {
            reading: &*reading,
            vault,
            seals: &ground.seals,
        };
        let before = ground.head();
        let anchored = Peeked::at(self.folder).judge(vault, ground.uid());
        let (survey, findings) = evidence.findings(&before, &anchored)?;
        drop(reading);
        if findings.is_empty() {
            return Ok(findings);
        }
        if findings.contains(&Finding::Anchor) {
            ground.replace_anchor(Anchor::open(self.folder)?);
        }
        ground.accept(survey.sums.clone());
        let held = self.keep_findings(&survey, &findings);
        if held.is_err() {
            // what is not written down is found again
            ground.accept(before.sums);
        }
        for id in held? {
            self.tell_changed(id, tell)?;
        }
        let out = findings.iter().filter_map(|finding| match finding {
            Finding::StockSeed(serial) | Finding::StockSeedGone(serial) => Some(serial.clone()),
            _ => None,
        });
        let out: Vec<_> = out.collect();
        if !out.is_empty() {
            tell(Answer::OutOfStock(out));
        }
        Ok(findings)
    }

    /// Opens the seeds of rows for a file, in one instant with a look at them: what changes behind the audit leaves not.
    pub(super) fn open_rows_as_left(&self, ids: &[EnrolmentId]) -> Result<Vec<SealedRow>, LedgerError> {
        let instant = self.read()?;
        is_as_left(&*instant, self.vault, self.ground)?;
        self.open_rows(&*instant, ids)
    }

    fn keep_findings(&mut self, survey: &Survey, findings: &[Finding]) -> Result<Vec<EnrolmentId>, LedgerError> {
        let change = self.change()?;
        let held = change.write_down(survey, findings)?;
        change.commit()?;
        Ok(held)
    }
}

/// Whether every row still is as this station left it, in one instant.
pub(super) fn is_as_left(reading: &dyn Reading, vault: &Vault, ground: &Ground) -> Result<(), LedgerError> {
    let seals = &ground.seals;
    let evidence = Evidence { reading, vault, seals };
    let (_, findings) = evidence.rows(&ground.head().sums)?;
    if findings.is_empty() {
        Ok(())
    } else {
        Err(LedgerError::ChangedMeanwhile)
    }
}

/// The enrolments that may yet tell Entra ID a secret, or another system the first one.
fn waiting(reading: &dyn Reading) -> Result<Vec<EnrolmentId>, LedgerError> {
    let all = rows::all(reading)?;
    Ok(all
        .iter()
        .filter(|row| row.may_leave() && !row.left.to_entra())
        .map(|row| row.id)
        .collect())
}
