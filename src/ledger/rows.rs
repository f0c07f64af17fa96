//! Enrolments as they are looked up: by number, token, person and secret; and what stands for a person or a token.

use std::collections::HashMap;

use super::LedgerError;
use super::findings::{Finding, Named};
use super::fold;
use super::records::{EnrolmentRow, token};
use super::store::{Column, Query, Reading, Table, Test, Value};
use crate::desk::{Earlier, Enrolment, EnrolmentId, Outcome, Standing, Unfinished, Upn};
use crate::token2::{Serial, TokenId};

pub(super) use super::fold::all;

/// The enrolments that are held back.
pub(super) fn in_doubt(reading: &dyn Reading) -> Result<Vec<Finding>, LedgerError> {
    let doubted = all(reading)?.into_iter().filter(Enrolment::is_doubted);
    let named = doubted.map(|row| {
        Finding::InDoubt(Named {
            id: row.id,
            upn: row.upn,
            token: row.token,
        })
    });
    Ok(named.collect())
}

/// Those with that value, newest first.
fn by(reading: &dyn Reading, column: Column, value: impl Into<Value>) -> Result<Vec<Enrolment>, LedgerError> {
    let query = Query::by(Table::Enrolment, column, value).backwards();
    fold::these(reading, EnrolmentRow::select(reading, &query)?)
}

/// The enrolments of all that has one serial, newest first.
pub(super) fn of_serial(reading: &dyn Reading, serial: &Serial) -> Result<Vec<Enrolment>, LedgerError> {
    by(reading, Column::Serial, serial.as_str())
}

/// The enrolments of one token, newest first: a change of one may change how the others stand.
pub(super) fn of_token(reading: &dyn Reading, token: &TokenId) -> Result<Vec<Enrolment>, LedgerError> {
    let mut rows = of_serial(reading, token.serial())?;
    rows.retain(|row| row.token == *token);
    Ok(rows)
}

/// The enrolments of one person, newest first.
pub(super) fn of_person(reading: &dyn Reading, upn: &Upn) -> Result<Vec<Enrolment>, LedgerError> {
    by(reading, Column::UpnFolded, &upn.folded())
}

/// The enrolments of one secret, newest first.
pub(super) fn of_fingerprint(reading: &dyn Reading, fingerprint: &[u8]) -> Result<Vec<Enrolment>, LedgerError> {
    by(reading, Column::Fingerprint, fingerprint)
}

/// The enrolments that began at `since` (Unix seconds) or later and still have a seed, newest first.
pub(super) fn with_seed_since(reading: &dyn Reading, since: i64) -> Result<Vec<EnrolmentId>, LedgerError> {
    let since = Query::all(Table::Enrolment)
        .with(Test::AtLeast(Column::At, since.into()))
        .only(&[Column::Id, Column::Sealed])
        .backwards();
    let rows = reading.select(&since)?;
    let with_seed = rows.iter().filter(|row| row.has(Column::Sealed));
    with_seed.map(|row| Ok(EnrolmentId(row.get(Column::Id)?))).collect()
}

/// The enrolment of that number, with all that became of it. [`LedgerError::NotFound`] where there is none.
pub(super) fn one(reading: &dyn Reading, id: EnrolmentId) -> Result<Enrolment, LedgerError> {
    these(reading, &[id])?.pop().ok_or(LedgerError::NotFound)
}

/// These enrolments, in that order.
pub(super) fn these(reading: &dyn Reading, ids: &[EnrolmentId]) -> Result<Vec<Enrolment>, LedgerError> {
    let numbers: Vec<Value> = ids.iter().map(|id| id.0.into()).collect();
    let found = reading.among(&Query::all(Table::Enrolment), Column::Id, &numbers)?;
    let rows = found.iter().map(EnrolmentRow::read).collect::<Result<_, _>>()?;
    let found = fold::these(reading, rows)?.into_iter().map(|row| (row.id, row));
    let found: HashMap<EnrolmentId, Enrolment> = found.collect();
    let in_order = ids.iter().map(|id| found.get(id).cloned().ok_or(LedgerError::NotFound));
    in_order.collect()
}

/// Those that stand in the way of a new enrolment on the same token: still current and not given up.
pub(super) fn with_token(rows: &[Enrolment]) -> Vec<Earlier> {
    stand(rows).map(earlier).collect()
}

/// Those that stand in the way of a new enrolment of the same person: what they have lost or given back does not.
pub(super) fn with_person(rows: &[Enrolment]) -> Vec<Earlier> {
    stand(rows).filter(|row| !row.is_gone()).map(earlier).collect()
}

fn stand(rows: &[Enrolment]) -> impl Iterator<Item = &Enrolment> {
    rows.iter()
        .filter(|row| row.standing == Standing::Current && row.outcome != Outcome::Abandoned)
}

pub(super) fn earlier(row: &Enrolment) -> Earlier {
    Earlier {
        id: row.id,
        upn: row.upn.clone(),
        token: row.token.clone(),
        make: row.make.clone(),
        at: row.at,
        outcome: row.outcome,
        exported: row.exported_at().is_some(),
        lost: row.later.lost.is_some(),
        replaced: row.later.replaced.is_some(),
    }
}

/// What is left to do for a token, newest first.
pub(super) fn unfinished(rows: &[Enrolment]) -> Option<Unfinished> {
    rows.iter()
        .find(|row| row.is_unfinished())
        .map(|row| match row.outcome {
            Outcome::Burned | Outcome::Confirmed => Unfinished::Compare(row.id),
            _ => Unfinished::Burn(row.id),
        })
}

/// How many enrolments there are.
pub(super) fn count(reading: &dyn Reading) -> Result<usize, LedgerError> {
    let mut count = 0;
    reading.each(&Query::all(Table::Enrolment).only(&[Column::Id]), &mut |_| {
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

/// An enrolment by what people call it, whatever else its row says.
pub(super) fn named(reading: &dyn Reading, id: EnrolmentId) -> Result<Named, LedgerError> {
    let named = Query::by(Table::Enrolment, Column::Id, id.0).only(&[Column::Upn, Column::Serial, Column::Profile]);
    let row = reading.first(&named)?.ok_or(LedgerError::NotFound)?;
    Ok(Named {
        id,
        upn: Upn::kept(row.get(Column::Upn)?),
        token: token(&row)?,
    })
}

/// The seal of an enrolment: another one as soon as anything of it is.
pub(super) fn seal(reading: &dyn Reading, id: EnrolmentId) -> Result<Option<Vec<u8>>, LedgerError> {
    let seal = Query::by(Table::Enrolment, Column::Id, id.0).only(&[Column::Seal]);
    let row = reading.first(&seal)?.ok_or(LedgerError::NotFound)?;
    row.get(Column::Seal)
}
