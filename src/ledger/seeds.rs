//! The seeds of enrolments: to what each is bound, whether it is there as it should be, and an enrolment with its seed
//! opened.

use std::collections::HashSet;

use super::LedgerError;
use super::records::{EnrolmentRow, FateKind, parameters, token};
use super::store::{Column, Query, Reading, Row, Table, Value};
use super::vault::{Sealed, Vault};
use crate::desk::{Before, EnrolmentId, Outcome, Work};
use crate::otp::{Algorithm, Parameters};
use crate::token2::{Profile, TokenId};

/// What of an enrolment tells whether its seed is as it should be.
const SEED: &[Column] = &[
    Column::Id,
    Column::Uid,
    Column::Serial,
    Column::Profile,
    Column::Algorithm,
    Column::Period,
    Column::Outcome,
    Column::Touched,
    Column::Nonce,
    Column::Sealed,
];

/// What can be wrong with the seed of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SeedState {
    /// It does not open.
    Unreadable,
    /// Not there, though nobody purged it.
    Gone,
    /// There, though it was purged.
    Back,
}

/// Looks at the seed of every enrolment; those that are not as they should be.
pub(super) fn amiss(reading: &dyn Reading, vault: &Vault) -> Result<Vec<(EnrolmentId, SeedState)>, LedgerError> {
    let mut purged = HashSet::new();
    let purges = Query::by(Table::Fate, Column::Kind, Value::word(FateKind::Purged));
    reading.each(&purges, &mut |row| {
        purged.insert(row.get::<i64>(Column::Enrolment)?);
        Ok(())
    })?;
    let mut amiss = Vec::new();
    reading.each(&Query::all(Table::Enrolment).only(SEED), &mut |row| {
        let id = row.get(Column::Id)?;
        if let Some(state) = amiss_in(&row, vault, purged.contains(&id))? {
            amiss.push((EnrolmentId(id), state));
        }
        Ok(())
    })?;
    Ok(amiss)
}

fn amiss_in(row: &Row, vault: &Vault, is_purged: bool) -> Result<Option<SeedState>, LedgerError> {
    Ok(match (row.has(Column::Sealed), is_purged) {
        (true, true) => Some(SeedState::Back),
        (true, false) => (!opens(row, vault)?).then_some(SeedState::Unreadable),
        (false, true) => None,
        (false, false) => {
            // a try in which nothing was written keeps none
            let over = row.known_word(Column::Outcome) == Some(Outcome::Abandoned);
            let nothing_written = over && row.get::<i64>(Column::Touched)? == 0;
            (!nothing_written).then_some(SeedState::Gone)
        }
    })
}

pub(super) fn opens(row: &Row, vault: &Vault) -> Result<bool, LedgerError> {
    if row.known_word::<Algorithm>(Column::Algorithm).is_none() {
        return Ok(false);
    }
    let (sealed, binding) = sealed(row)?;
    Ok(vault.unseal(&sealed, &binding).is_ok())
}

/// The sealed seed of a row that has one, and what it is bound to.
pub(super) fn sealed(row: &Row) -> Result<(Sealed, Vec<u8>), LedgerError> {
    let uid: Vec<u8> = row.get(Column::Uid)?;
    let sealed = Sealed {
        nonce: row.get(Column::Nonce)?,
        bytes: row.get(Column::Sealed)?,
    };
    Ok((sealed, binding(&uid, &token(row)?, parameters(row)?)))
}

/// What a sealed seed is bound to.
pub(super) fn binding(uid: &[u8], token: &TokenId, parameters: Parameters) -> Vec<u8> {
    let mut binding = b"tapdesk seed v1\0".to_vec();
    binding.extend_from_slice(uid);
    binding.extend_from_slice(<&str>::from(parameters.algorithm).as_bytes());
    binding.push(0);
    binding.extend_from_slice(&parameters.period.seconds().to_be_bytes());
    binding.extend_from_slice(token.serial().as_str().as_bytes());
    if let Some(Profile(number)) = token.profile() {
        // no serial has this character, so that no serial takes the place of a profile
        binding.extend_from_slice(&[0, number]);
    }
    binding
}

/// An enrolment with its seed opened.
pub(super) fn work(reading: &dyn Reading, vault: &Vault, id: EnrolmentId) -> Result<Work, LedgerError> {
    let own = reading.first(&Query::by(Table::Enrolment, Column::Id, id.0))?;
    let own = own.ok_or(LedgerError::NotFound)?;
    let row = EnrolmentRow::read(&own)?;
    if !own.has(Column::Nonce) || !own.has(Column::Sealed) {
        return Err(LedgerError::SeedGone);
    }
    let (sealed, binding) = sealed(&own)?;
    Ok(Work {
        id,
        seed: vault.unseal(&sealed, &binding)?,
        upn: row.upn,
        make: row.make,
        token: row.token,
        parameters: row.parameters,
        kind: row.kind,
        before: match row.outcome {
            Outcome::Confirmed => Before::Confirmed,
            Outcome::Burned => Before::Written,
            Outcome::Burning | Outcome::Interrupted | Outcome::Abandoned => Before::Unfinished,
        },
    })
}
