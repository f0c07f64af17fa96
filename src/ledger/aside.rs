//! Ledgers that a restore has set aside: they know what happened after the backup was made.
//!
//! Each is asked once, at the first opening after a restore: all of them, since a restore may follow on another. A token
//! that was written since holds another seed than the ledger says; a row that left since would leave twice; one that was
//! lost, replaced or given up since would count as in use. Such rows are held back, each with an entry in the trail that
//! says why.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::findings::{Finding, Since};
use super::store::{Column, Query, Reading, Store, Table};
use super::trail::{self, TrailEvent};
use super::{LedgerError, rows};
use crate::desk::{Enrolment, EnrolmentId, Outcome};
use crate::token2::Serial;

/// What became of the rows of a ledger in one that was set aside.
#[derive(Debug, Default)]
struct Known {
    /// By what an enrolment is called in every copy of its ledger.
    enrolments: BTreeMap<Vec<u8>, Enrolment>,
    /// The tokens that were in stock once, called likewise.
    stock: BTreeMap<Vec<u8>, InStock>,
}

/// What was asked of the ledgers that were set aside.
pub(super) struct Asked {
    names: Vec<String>,
    /// What they know, the newest first.
    known: Vec<Known>,
    is_one_unreadable: bool,
}

/// Asks the ledgers that were set aside, all but those that this one has asked before.
pub(super) fn ask(store: &dyn Store) -> Result<Asked, LedgerError> {
    let asked_before = trail::details(&*store.read()?, TrailEvent::Restored)?;
    let mut names = store.set_aside()?;
    names.retain(|aside| {
        !asked_before
            .iter()
            .any(|names| names.split(", ").any(|known| known == aside))
    });
    let (mut known, mut is_one_unreadable) = (Vec::new(), false);
    for aside in names.iter().rev() {
        let mut found = Known::default();
        let looked = store.look_into(aside, &mut |reading| {
            found.enrolments = own(reading)?.into_iter().collect();
            found.stock = in_stock(reading)?;
            Ok(())
        })?;
        match looked {
            Ok(()) => known.push(found),
            Err(error) => {
                tracing::warn!(%error, "a ledger that was set aside cannot be read");
                is_one_unreadable = true;
            }
        }
    }
    Ok(Asked {
        names,
        known,
        is_one_unreadable,
    })
}

impl Change<'_> {
    /// Holds back what those that were asked know better, and gives what is to be said. That the ledger was restored is
    /// written down with their names.
    pub fn keep_restored(&self, asked: &Asked) -> Result<Vec<Finding>, LedgerError> {
        self.note(TrailEvent::Restored, None, &asked.names.join(", "))?;
        let mut found = Vec::new();
        if asked.is_one_unreadable {
            self.note(TrailEvent::Altered, None, &Finding::AsideUnreadable.to_string())?;
            found.push(Finding::AsideUnreadable);
        }
        let own = own(self)?;
        let uids: BTreeSet<_> = own.iter().map(|(uid, _)| uid).collect();
        for (uid, row) in &own {
            let Some(since) = asked.known.iter().find_map(|known| known.since(uid, row, &uids)) else {
                continue;
            };
            self.hold(row.id, since.word())?;
            let finding = Finding::Since(since, rows::named(self, row.id)?);
            self.note(TrailEvent::Altered, Some(row.id), &finding.to_string())?;
            found.push(finding);
        }
        for (uid, row) in in_stock(self)? {
            let then = asked.known.iter().filter_map(|known| known.stock.get(&uid));
            if then
                .into_iter()
                .any(|then| then.holder.is_some() && then.holder != row.holder)
            {
                self.take_out_of_stock(&row.serial)?;
                found.push(Finding::StockSince(row.serial));
            }
        }
        Ok(found)
    }
}

/// A token in stock.
#[derive(Debug)]
struct InStock {
    serial: Serial,
    /// Which enrolment has it, or was written to it, as that is called in every copy.
    holder: Option<Vec<u8>>,
}

/// Every token in stock by what it is called in every copy.
fn in_stock(reading: &dyn Reading) -> Result<BTreeMap<Vec<u8>, InStock>, LedgerError> {
    let mut uids: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
    reading.each(
        &Query::all(Table::Enrolment).only(&[Column::Id, Column::Uid]),
        &mut |row| {
            uids.insert(row.get(Column::Id)?, row.get(Column::Uid)?);
            Ok(())
        },
    )?;
    let mut all = BTreeMap::new();
    let rows = Query::all(Table::Stock).only(&[Column::Uid, Column::Serial, Column::Enrolment]);
    reading.each(&rows, &mut |row| {
        let holder = row.get::<Option<i64>>(Column::Enrolment)?;
        let token = InStock {
            serial: Serial::kept(row.get(Column::Serial)?),
            holder: holder.and_then(|id| uids.get(&id).cloned()),
        };
        all.insert(row.get(Column::Uid)?, token);
        Ok(())
    })?;
    Ok(all)
}

/// Every enrolment with what it is called in every copy.
fn own(reading: &dyn Reading) -> Result<Vec<(Vec<u8>, Enrolment)>, LedgerError> {
    let mut uids = BTreeMap::new();
    let named = Query::all(Table::Enrolment).only(&[Column::Id, Column::Uid]);
    reading.each(&named, &mut |row| {
        uids.insert(EnrolmentId(row.get(Column::Id)?), row.get(Column::Uid)?);
        Ok(())
    })?;
    let all = rows::all(reading)?.into_iter();
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
        } else if then.left.all().any(|(format, _)| row.left.in_format(format).is_none()) {
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
        let mut of_token = unknown.map(|(_, other)| other).filter(|other| other.token == row.token);
        of_token.any(|other| other.at > row.at && !nothing_written(other))
    }
}
