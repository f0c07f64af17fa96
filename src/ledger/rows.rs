//! Rows of the ledger as values: reading enrolments, and what stands for a person or a token.

use std::str::FromStr;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::LedgerError;
use super::audit::{Finding, Named};
use super::vault::{Sealed, Vault};
use crate::desk::{
    Before, Confirmation, Earlier, Enrolment, EnrolmentId, Handed, Later, Outcome, Standing, Unfinished, Upn, Work,
};
use crate::otp::{Algorithm, Parameters, Period};
use crate::token2::Serial;

fn value<T: FromStr>(found: &str) -> rusqlite::Result<T> {
    let unknown = |_| rusqlite::Error::InvalidColumnName("a word that this version does not know".into());
    found.parse().map_err(unknown)
}

pub(super) fn period_of(seconds: i64) -> Period {
    if seconds == 60 { Period::Sixty } else { Period::Thirty }
}

/// An enrolment is superseded when a later one may have changed its token; an export counts as soon as its file may be
/// in place. Each fate is looked up by itself: joined as one table, all fates would be read for every single row.
const SELECT: &str = "
    SELECT e.id, e.at, e.upn, e.serial, e.model, e.kind, e.algorithm, e.period, e.outcome,
           EXISTS (SELECT 1 FROM enrolment n WHERE n.serial = e.serial AND n.id > e.id AND n.touched = 1) AS superseded,
           o.name, e.confirmed_by, e.confirmed_drift, e.drift_before,
           (SELECT max(x.at) FROM export x JOIN export_row r ON r.export = x.id
             WHERE r.enrolment = e.id AND x.state IN ('placing', 'written')) AS exported_at,
           e.sealed IS NOT NULL, e.broke_at, e.clock_witness,
           (SELECT CASE kind WHEN 'replaced' THEN at END FROM fate
             WHERE enrolment = e.id AND kind IN ('replaced', 'stands') ORDER BY id DESC LIMIT 1),
           (SELECT max(at) FROM fate WHERE enrolment = e.id AND kind = 'lost'),
           (SELECT max(at) FROM fate WHERE enrolment = e.id AND kind = 'handed-over'),
           (SELECT note FROM fate WHERE enrolment = e.id AND kind = 'handed-over' ORDER BY id DESC LIMIT 1),
           (SELECT max(at) FROM fate WHERE enrolment = e.id AND kind = 'deleted'),
           (SELECT max(at) FROM fate WHERE enrolment = e.id AND kind = 'in-entra'),
           (SELECT CASE kind WHEN 'doubted' THEN at END FROM fate
             WHERE enrolment = e.id AND kind IN ('doubted', 'settled') ORDER BY id DESC LIMIT 1),
           EXISTS (SELECT 1 FROM enrolment n WHERE n.upn_folded = e.upn_folded AND +n.fingerprint = e.fingerprint
                      AND n.id <> e.id AND n.outcome IN ('burning', 'interrupted', 'burned', 'confirmed')
                      AND NOT EXISTS (SELECT 1 FROM enrolment m WHERE m.serial = n.serial AND m.id > n.id AND m.touched = 1)
                      AND NOT EXISTS (SELECT 1 FROM fate WHERE enrolment = n.id AND kind IN ('lost', 'replaced')))
      FROM enrolment e JOIN operator o ON o.id = e.operator";

fn enrolment(row: &Row<'_>) -> rusqlite::Result<Enrolment> {
    let text = |index| row.get::<_, String>(index);
    let confirmation = match row.get::<_, Option<String>>(11)? {
        Some(by) => Some(Confirmation {
            by: value(&by)?,
            drift: row.get(12)?,
        }),
        None => None,
    };
    Ok(Enrolment {
        id: EnrolmentId(row.get(0)?),
        at: row.get(1)?,
        upn: text(2)?,
        serial: text(3)?,
        model: text(4)?,
        kind: value(&text(5)?)?,
        parameters: Parameters {
            algorithm: value(&text(6)?)?,
            period: period_of(row.get(7)?),
        },
        outcome: value(&text(8)?)?,
        standing: if row.get(9)? {
            Standing::Superseded
        } else {
            Standing::Current
        },
        operator: text(10)?,
        confirmation,
        drift_before: row.get(13)?,
        exported_at: row.get(14)?,
        has_seed: row.get(15)?,
        broke_at: match row.get::<_, Option<String>>(16)? {
            Some(step) => Some(value(&step)?),
            None => None,
        },
        witness: match row.get::<_, Option<String>>(17)? {
            Some(witness) => Some(value(&witness)?),
            None => None,
        },
        later: later(row)?,
        lives_on: row.get(25)?,
    })
}

fn later(row: &Row<'_>) -> rusqlite::Result<Later> {
    let handed = match row.get(20)? {
        Some(at) => Some(Handed {
            at,
            to: row.get::<_, Option<String>>(21)?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(Later {
        replaced: row.get(18)?,
        lost: row.get(19)?,
        handed,
        deleted: row.get(22)?,
        in_entra: row.get(23)?,
        doubted: row.get(24)?,
    })
}

/// All enrolments, oldest first.
pub(super) fn all(connection: &Connection) -> Result<Vec<Enrolment>, LedgerError> {
    let mut statement = connection.prepare(&format!("{SELECT} ORDER BY e.id"))?;
    let rows = statement.query_map([], enrolment)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The enrolments that are held back.
pub(super) fn in_doubt(connection: &Connection) -> Result<Vec<Finding>, LedgerError> {
    let doubted = all(connection)?.into_iter().filter(Enrolment::is_doubted);
    let named = doubted.map(|row| {
        Finding::InDoubt(Named {
            id: row.id,
            upn: row.upn,
            serial: row.serial,
        })
    });
    Ok(named.collect())
}

/// The enrolments of one serial, newest first: a change of one may change how the others stand.
pub(super) fn of_serial(connection: &Connection, serial: &str) -> Result<Vec<Enrolment>, LedgerError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE e.serial = ?1 ORDER BY e.id DESC"))?;
    let rows = statement.query_map([serial], enrolment)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The enrolments of one person, newest first.
pub(super) fn of_person(connection: &Connection, upn: &Upn) -> Result<Vec<Enrolment>, LedgerError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE e.upn_folded = ?1 ORDER BY e.id DESC"))?;
    let rows = statement.query_map([upn.folded()], enrolment)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The enrolments of one secret, newest first.
pub(super) fn of_fingerprint(connection: &Connection, fingerprint: &[u8]) -> Result<Vec<Enrolment>, LedgerError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE e.fingerprint = ?1 ORDER BY e.id DESC"))?;
    let rows = statement.query_map([fingerprint], enrolment)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The enrolments that began at `since` (Unix seconds) or later and still have a seed, newest first.
pub(super) fn with_seed_since(connection: &Connection, since: i64) -> Result<Vec<EnrolmentId>, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM enrolment WHERE at >= ?1 AND sealed IS NOT NULL ORDER BY id DESC")?;
    let ids = statement.query_map([since], |row| Ok(EnrolmentId(row.get(0)?)))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// One enrolment.
pub(super) fn one(connection: &Connection, id: EnrolmentId) -> Result<Enrolment, LedgerError> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE e.id = ?1"))?
        .query_row([id.0], enrolment)
        .optional()?
        .ok_or(LedgerError::NotFound)
}

/// Those that stand in the way of a new enrolment on the same token: still current and not given up.
pub(super) fn of_token(rows: &[Enrolment]) -> Vec<Earlier> {
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
        serial: row.serial.clone(),
        model: row.model.clone(),
        at: row.at,
        outcome: row.outcome,
        exported: row.exported_at.is_some(),
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

/// The numbers of all enrolments.
pub(super) fn ids(connection: &Connection) -> Result<Vec<EnrolmentId>, LedgerError> {
    let mut statement = connection.prepare("SELECT id FROM enrolment ORDER BY id")?;
    let ids = statement.query_map([], |row| Ok(EnrolmentId(row.get(0)?)))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// An enrolment by what people call it, whatever else its row says.
pub(super) fn named(connection: &Connection, id: EnrolmentId) -> Result<Named, LedgerError> {
    Ok(connection
        .prepare_cached("SELECT upn, serial FROM enrolment WHERE id = ?1")?
        .query_row([id.0], |row| {
            Ok(Named {
                id,
                upn: row.get(0)?,
                serial: row.get(1)?,
            })
        })?)
}

/// The seal of an enrolment: another one as soon as anything of it is.
pub(super) fn seal(connection: &Connection, id: EnrolmentId) -> Result<Option<Vec<u8>>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT seal FROM enrolment WHERE id = ?1")?;
    Ok(statement.query_row([id.0], |row| row.get(0))?)
}

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
pub(super) fn seeds_amiss(
    connection: &Connection,
    vault: &Vault,
) -> Result<Vec<(EnrolmentId, SeedState)>, LedgerError> {
    let mut statement = connection.prepare(
        "SELECT id, sealed IS NOT NULL, EXISTS (SELECT 1 FROM fate WHERE enrolment = e.id AND kind = 'purged'),
                outcome = 'abandoned' AND touched = 0, uid, serial, algorithm, period, nonce, sealed FROM enrolment e",
    )?;
    let mut rows = statement.query([])?;
    let mut amiss = Vec::new();
    while let Some(row) = rows.next()? {
        let (has_seed, purged, over): (bool, bool, bool) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let state = match (has_seed, purged) {
            (true, true) => SeedState::Back,
            (true, false) if !opens(row, vault)? => SeedState::Unreadable,
            (false, false) if !over => SeedState::Gone,
            _ => continue,
        };
        amiss.push((EnrolmentId(row.get(0)?), state));
    }
    Ok(amiss)
}

fn opens(row: &Row<'_>, vault: &Vault) -> Result<bool, LedgerError> {
    let (uid, serial, algorithm): (Vec<u8>, String, String) = (row.get(4)?, row.get(5)?, row.get(6)?);
    let Ok(algorithm) = value::<Algorithm>(&algorithm) else {
        return Ok(false);
    };
    let parameters = Parameters {
        algorithm,
        period: period_of(row.get(7)?),
    };
    let sealed = Sealed {
        nonce: row.get(8)?,
        bytes: row.get(9)?,
    };
    Ok(vault.unseal(&sealed, &binding(&uid, &serial, parameters)).is_ok())
}

/// What a sealed seed is bound to.
pub(super) fn binding(uid: &[u8], serial: &str, parameters: Parameters) -> Vec<u8> {
    let mut binding = b"tapdesk seed v1\0".to_vec();
    binding.extend_from_slice(uid);
    binding.extend_from_slice(<&str>::from(parameters.algorithm).as_bytes());
    binding.push(0);
    binding.extend_from_slice(&parameters.period.seconds().to_be_bytes());
    binding.extend_from_slice(serial.as_bytes());
    binding
}

/// An enrolment with its seed opened.
pub(super) fn work(connection: &Connection, vault: &Vault, id: EnrolmentId) -> Result<Work, LedgerError> {
    let row = one(connection, id)?;
    let (uid, nonce, bytes): (Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>) = connection
        .prepare_cached("SELECT uid, nonce, sealed FROM enrolment WHERE id = ?1")?
        .query_row(params![id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (Some(nonce), Some(bytes)) = (nonce, bytes) else {
        return Err(LedgerError::SeedGone);
    };
    let serial = Serial::parse(&row.serial).map_err(|_| LedgerError::NotFound)?;
    Ok(Work {
        id,
        seed: vault.unseal(&Sealed { nonce, bytes }, &binding(&uid, &row.serial, row.parameters))?,
        upn: Upn::parse(&row.upn).map_err(|_| LedgerError::NotFound)?,
        model: serial.model().ok_or(LedgerError::NotFound)?,
        serial,
        parameters: row.parameters,
        kind: row.kind,
        before: match row.outcome {
            Outcome::Confirmed => Before::Confirmed,
            Outcome::Burned => Before::Written,
            Outcome::Burning | Outcome::Interrupted | Outcome::Abandoned => Before::Unfinished,
        },
    })
}
