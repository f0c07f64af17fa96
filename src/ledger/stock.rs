//! Tokens in stock: their factory seeds, sealed like all others, until somebody gets the token or it is written anew.
//!
//! A seed is in one place: in stock, or in the enrolment of whoever has the token.

use std::collections::{HashMap, HashSet};

use super::LedgerError;
use super::change::Change;
use super::findings::Finding;
use super::records::parameters;
use super::seeds::{binding, opens, sealed};
use super::store::{Column, Query, Reading, Row, Table, Value, Values};
use super::trail::{self, TrailEvent};
use super::vault::Vault;
use crate::desk::{EnrolmentId, Kind, Stock, StockFile, StockFileId, StockReason, StockState, StockToken};
use crate::otp::{Parameters, Seed};
use crate::token2::{Make, Serial, TokenId};

/// Everything in stock, and the files in which it came.
pub(super) fn all(reading: &dyn Reading) -> Result<Stock, LedgerError> {
    let mut operators = HashMap::new();
    reading.each(&Query::all(Table::Operator), &mut |row| {
        operators.insert(row.get::<i64>(Column::Id)?, row.get::<String>(Column::Name)?);
        Ok(())
    })?;
    let mut files = Vec::new();
    reading.each(&Query::all(Table::StockFile), &mut |row| {
        files.push(StockFile {
            id: StockFileId(row.get(Column::Id)?),
            at: row.get(Column::At)?,
            operator: operators.get(&row.get(Column::Operator)?).cloned().unwrap_or_default(),
            name: row.get(Column::Name)?,
        });
        Ok(())
    })?;
    let mut rows = Vec::new();
    reading.each(&Query::all(Table::Stock), &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(Stock::new(files, tokens(reading, &rows)?))
}

/// What became of each is told by the kind of its enrolment.
fn tokens(reading: &dyn Reading, rows: &[Row]) -> Result<Vec<StockToken>, LedgerError> {
    let enrolments = rows
        .iter()
        .filter_map(|row| row.get::<Option<i64>>(Column::Enrolment).transpose());
    let enrolments = enrolments.map(|id| Ok(Value::from(id?)));
    let enrolments = enrolments.collect::<Result<Vec<_>, LedgerError>>()?;
    let kinds = Query::all(Table::Enrolment).only(&[Column::Id, Column::Kind]);
    let mut assigned = HashSet::new();
    for row in reading.among(&kinds, Column::Id, &enrolments)? {
        if row.known_word(Column::Kind) == Some(Kind::Factory) {
            assigned.insert(row.get::<i64>(Column::Id)?);
        }
    }
    let mut makes = HashMap::new();
    rows.iter().map(|row| token(row, &assigned, &mut makes)).collect()
}

fn token(
    row: &Row,
    assigned: &HashSet<i64>,
    makes: &mut HashMap<(String, String), Make>,
) -> Result<StockToken, LedgerError> {
    let named = (row.get(Column::Maker)?, row.get(Column::Model)?);
    let make = makes
        .entry(named)
        .or_insert_with_key(|(maker, model)| Make::new(maker, model));
    Ok(StockToken {
        serial: Serial::kept(row.get(Column::Serial)?),
        make: make.clone(),
        file: StockFileId(row.get(Column::File)?),
        state: match row.get::<Option<i64>>(Column::Enrolment)? {
            None => StockState::Left,
            Some(id) if assigned.contains(&id) => StockState::Assigned(EnrolmentId(id)),
            Some(id) => StockState::Burned(EnrolmentId(id)),
        },
    })
}

/// The tokens whose factory seed is not as it was kept: it does not open, is gone though nobody has the token, or is there
/// though somebody has.
pub(super) fn amiss(reading: &dyn Reading, vault: &Vault) -> Result<Vec<Finding>, LedgerError> {
    let mut rows = Vec::new();
    reading.each(&Query::all(Table::Stock), &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    let mut amiss = Vec::new();
    for (row, token) in rows.iter().zip(tokens(reading, &rows)?) {
        let fits = match (row.has(Column::Sealed), token.state) {
            (false, StockState::Left) => {
                amiss.push(Finding::StockSeedGone(token.serial));
                continue;
            }
            (false, StockState::Assigned(_) | StockState::Burned(_)) => true,
            (true, StockState::Assigned(_)) => false,
            (true, StockState::Left | StockState::Burned(_)) => opens(row, vault)?,
        };
        if !fits {
            amiss.push(Finding::StockSeed(token.serial));
        }
    }
    Ok(amiss)
}

/// A token in stock, with its seed opened.
pub(super) struct InStock {
    pub token: StockToken,
    pub parameters: Parameters,
    /// `None` where it moved into an enrolment, or is gone.
    pub seed: Option<Seed>,
}

/// The token with that serial, if it is in stock.
pub(super) fn with_seed(reading: &dyn Reading, vault: &Vault, serial: &Serial) -> Result<Option<InStock>, LedgerError> {
    let Some(row) = reading.first(&by(serial))? else {
        return Ok(None);
    };
    let Some(token) = tokens(reading, std::slice::from_ref(&row))?.pop() else {
        return Ok(None);
    };
    let seed = if row.has(Column::Sealed) {
        let (sealed, binding) = sealed(&row)?;
        Some(vault.unseal(&sealed, &binding)?)
    } else {
        None
    };
    Ok(Some(InStock {
        token,
        parameters: parameters(&row)?,
        seed,
    }))
}

/// How the token with that serial stands in stock; empty where it is not in stock.
pub(super) fn of_serial(reading: &dyn Reading, serial: &Serial) -> Result<Vec<StockToken>, LedgerError> {
    let rows = reading.select(&by(serial))?;
    tokens(reading, &rows)
}

/// Whether a token in stock is that enrolment's.
pub(super) fn is_held_by(reading: &dyn Reading, id: EnrolmentId) -> Result<bool, LedgerError> {
    let held = Query::by(Table::Stock, Column::Enrolment, id.0).only(&[Column::Serial]);
    Ok(reading.first(&held)?.is_some())
}

/// Whether that token is in stock and nobody has it.
pub(super) fn is_left(reading: &dyn Reading, serial: &Serial) -> Result<bool, LedgerError> {
    let found = of_serial(reading, serial)?;
    Ok(found.iter().any(|token| token.state == StockState::Left))
}

/// Of these serials, those that are not taken in: in stock already, enrolled here, or somebody's of whom another ledger knew.
pub(super) fn known(reading: &dyn Reading, serials: &[Serial]) -> Result<HashMap<Serial, StockReason>, LedgerError> {
    let values: Vec<Value> = serials.iter().map(|serial| serial.as_str().into()).collect();
    let mut known = HashMap::new();
    for serial in trail::details(reading, TrailEvent::OutOfStock)? {
        let serial = Serial::kept(serial);
        if serials.contains(&serial) {
            known.insert(serial, StockReason::Since);
        }
    }
    let enrolled = Query::all(Table::Enrolment).only(&[Column::Serial, Column::Touched]);
    for row in reading.among(&enrolled, Column::Serial, &values)? {
        // a token in which nothing was written is as it left the factory
        if row.get::<i64>(Column::Touched)? == 1 {
            known.insert(Serial::kept(row.get(Column::Serial)?), StockReason::Enrolled);
        }
    }
    let in_stock = Query::all(Table::Stock).only(&[Column::Serial]);
    for row in reading.among(&in_stock, Column::Serial, &values)? {
        known.insert(Serial::kept(row.get(Column::Serial)?), StockReason::InStock);
    }
    Ok(known)
}

fn by(serial: &Serial) -> Query {
    Query::by(Table::Stock, Column::Serial, serial.as_str())
}

impl Change<'_> {
    /// The token is out of the stock for that enrolment; where its seed moved along, it is here no more.
    pub fn leave_stock(&self, serial: &Serial, id: EnrolmentId, with_seed: bool) -> Result<(), LedgerError> {
        let mut values: Values = vec![(Column::Enrolment, id.0.into())];
        if with_seed {
            values.extend([(Column::Nonce, Value::Null), (Column::Sealed, Value::Null)]);
        }
        self.update(&by(serial), &values)
    }

    /// The token was written for that enrolment: its factory seed is gone for good, whoever had it before.
    pub fn factory_seed_gone(&self, id: EnrolmentId, token: &TokenId) -> Result<(), LedgerError> {
        let serial = token.serial();
        let Some(row) = self.first(&by(serial))? else {
            return Ok(());
        };
        let with_seed = row.has(Column::Sealed);
        if with_seed || row.get::<Option<i64>>(Column::Enrolment)? != Some(id.0) {
            self.leave_stock(serial, id, true)?;
        }
        if with_seed {
            self.note(TrailEvent::FactorySeedGone, Some(id), "")?;
        }
        Ok(())
    }

    /// The token is in stock again: nothing came of that enrolment. `seed` is what moved into it, if it did.
    /// `false` where the stock has no such token.
    pub fn back_in_stock(&self, id: EnrolmentId, seed: Option<&Seed>) -> Result<bool, LedgerError> {
        let Some(row) = self.first(&Query::by(Table::Stock, Column::Enrolment, id.0))? else {
            return Ok(false);
        };
        let mut values: Values = vec![(Column::Enrolment, Value::Null)];
        if let Some(seed) = seed {
            let uid: Vec<u8> = row.get(Column::Uid)?;
            let token = TokenId::from(Serial::kept(row.get(Column::Serial)?));
            let sealed = self.by.vault.seal(seed, &binding(&uid, &token, parameters(&row)?))?;
            values.extend([
                (Column::Nonce, sealed.nonce.into()),
                (Column::Sealed, sealed.bytes.into()),
            ]);
        }
        self.update(&Query::by(Table::Stock, Column::Enrolment, id.0), &values)?;
        Ok(true)
    }

    /// Somebody has it whom this ledger does not know: it is handed out to nobody, and not taken in again.
    pub fn take_out_of_stock(&self, serial: &Serial) -> Result<(), LedgerError> {
        self.note(TrailEvent::OutOfStock, None, serial.as_str())?;
        self.delete(&by(serial))
    }
}
