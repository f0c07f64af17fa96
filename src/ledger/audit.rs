//! Whether a ledger is as Tapdesk left it: every link of the trail, every row, every passphrase, every seed.
//!
//! Looked at when the ledger is opened, before rows leave in a file, by key and by `tapdesk check`. Only what is found is
//! told here; what follows from it is decided where it is asked.

use std::collections::BTreeSet;
use strum::VariantArray;

use super::anchor::Anchored;
use super::findings::{Finding, Part};
use super::head::{Head, TrailHead};
use super::seal::{Seals, Sums, Survey, slot_part};
use super::seeds::{self, SeedState};
use super::store::{Column, Query, Reading, Table};
use super::vault::Vault;
use super::{LedgerError, SlotKind, numbers, rows, stock, trail};
use crate::desk::EnrolmentId;

/// What a ledger is held against.
pub(super) struct Evidence<'e> {
    pub reading: &'e dyn Reading,
    pub vault: &'e Vault,
    pub seals: &'e Seals,
}

impl Evidence<'_> {
    /// Everything but what a ledger of an older version cannot tell.
    pub fn findings(&self, head: &Head, anchored: &Anchored) -> Result<(Survey, Vec<Finding>), LedgerError> {
        let mut found = BTreeSet::new();
        if !trail::is_whole(self.reading, self.vault, &head.last)? || !self.exports_fit()? {
            found.insert(Finding::Trail);
        }
        found.extend(self.anchor(&head.last, anchored)?);
        let (survey, rows) = self.rows(&head.sums)?;
        found.extend(rows);
        found.extend(self.seeds()?);
        found.extend(stock::amiss(self.reading, self.vault)?);
        if !numbers::fit(self.reading)? {
            found.insert(Finding::Rows(Part::Numbers));
        }
        Ok((survey, found.into_iter().collect()))
    }

    /// The rows, held against the sums of the last commit. The sums that are given back are those that count from here on.
    pub fn rows(&self, expected: &Sums) -> Result<(Survey, Vec<Finding>), LedgerError> {
        let mut survey = self.seals.survey(self.reading)?;
        let mut found = Vec::new();
        for id in &survey.altered {
            found.push(Finding::Altered(rows::named(self.reading, EnrolmentId(*id))?));
        }
        let differing = survey.sums.differing(expected).into_iter().map(str::to_owned);
        for table in &differing.collect::<Vec<_>>() {
            let slot = SlotKind::VARIANTS
                .iter()
                .copied()
                .find(|kind| slot_part(kind.word()) == *table);
            found.extend(match (table.parse().ok().and_then(Part::of), slot) {
                // its own seal names it, and no other one is in question
                (Some(Part::Enrolments), _) if self.only_altered(&survey, expected)? => None,
                (Some(part), _) => Some(Finding::Rows(part)),
                (None, Some(kind)) => {
                    // whoever put it there opens nothing with it, also after it was said: until another one is chosen
                    if survey.sums.of(table) != 0 {
                        survey.sums.set(table, expected.of(table));
                    }
                    Some(Finding::Slot(kind))
                }
                (None, None) => Some(Finding::Trail),
            });
        }
        Ok((survey, found))
    }

    /// Whether the sum of the enrolments would fit if those whose seal does not fit still were what that seal says.
    fn only_altered(&self, survey: &Survey, expected: &Sums) -> Result<bool, LedgerError> {
        let as_sealed = self.seals.as_sealed(self.reading, survey)?;
        Ok(as_sealed == expected.of(Table::Enrolment.name()))
    }

    fn anchor(&self, last: &TrailHead, anchored: &Anchored) -> Result<Option<Finding>, LedgerError> {
        Ok(match anchored {
            Anchored::Missing | Anchored::Begun | Anchored::Foreign => Some(Finding::Anchor),
            Anchored::At(at) if at.is_begun() => None,
            Anchored::At(at) => {
                let known = trail::link_of(self.reading, at.entry)?;
                (at.entry > last.entry || known.as_ref() != Some(&at.link)).then_some(Finding::PutBack {
                    entry: last.entry,
                    was: at.entry,
                })
            }
        })
    }

    /// Each export tells the entry that was the last when it began.
    fn exports_fit(&self) -> Result<bool, LedgerError> {
        let exports = Query::all(Table::Export).only(&[Column::Entry, Column::Link]);
        for row in self.reading.select(&exports)? {
            let Some(entry) = row.get::<Option<i64>>(Column::Entry)? else {
                continue;
            };
            let link: Option<Vec<u8>> = row.get(Column::Link)?;
            if link.is_none() || trail::link_of(self.reading, entry)? != link {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn seeds(&self) -> Result<Vec<Finding>, LedgerError> {
        let amiss = seeds::amiss(self.reading, self.vault)?.into_iter();
        let finding = |(id, state)| {
            let named = rows::named(self.reading, id)?;
            Ok(match state {
                SeedState::Unreadable => Finding::SeedUnreadable(named),
                SeedState::Gone => Finding::SeedGone(named),
                SeedState::Back => Finding::SeedBack(named),
            })
        };
        amiss.map(finding).collect()
    }
}
