//! Where the vault's slots are kept: what a passphrase needs to unwrap the data key.

use strum::VariantArray;

use super::change::Change;
use super::store::{Column, Query, Reading, Table, Value};
use super::vault::{DataKey, Slot};
use super::{LedgerError, Passphrase, SlotKind};

/// The slot of that kind, if such a passphrase was ever chosen.
pub(super) fn slot(reading: &dyn Reading, kind: SlotKind) -> Result<Option<Slot>, LedgerError> {
    let Some(row) = reading.first(&of_kind(kind))? else {
        return Ok(None);
    };
    Ok(Some(Slot {
        generation: row.get(Column::Generation)?,
        memory_kib: row.get(Column::MemoryKib)?,
        passes: row.get(Column::Passes)?,
        lanes: row.get(Column::Lanes)?,
        salt: row.get(Column::Salt)?,
        nonce: row.get(Column::Nonce)?,
        wrapped: row.get(Column::Wrapped)?,
    }))
}

fn of_kind(kind: SlotKind) -> Query {
    Query::by(Table::VaultSlot, Column::Kind, kind.word())
}

/// Whether what every passphrase needs can be read.
pub(super) fn are_readable(reading: &dyn Reading) -> Result<(), LedgerError> {
    let each = |kind: &SlotKind| slot(reading, *kind).map(drop);
    SlotKind::VARIANTS.iter().try_for_each(each)
}

/// What the next passphrase of that kind is wrapped for.
pub(super) fn next(reading: &dyn Reading, kind: SlotKind) -> Result<(SlotKind, i64), LedgerError> {
    let last = slot(reading, kind)?.map_or(0, |slot| slot.generation);
    // a count that was tampered with is no reason to fail
    Ok((kind, last.checked_add(1).unwrap_or(1)))
}

/// Keeps the slot of a new passphrase in place of the one before.
pub(super) fn keep_slot(change: &Change<'_>, kind: SlotKind, slot: &Slot) -> Result<(), LedgerError> {
    change.delete(&of_kind(kind))?;
    let values = vec![
        (Column::Kind, Value::word(kind)),
        (Column::MemoryKib, slot.memory_kib.into()),
        (Column::Passes, slot.passes.into()),
        (Column::Lanes, slot.lanes.into()),
        (Column::Salt, (&slot.salt).into()),
        (Column::Nonce, (&slot.nonce).into()),
        (Column::Wrapped, (&slot.wrapped).into()),
        (Column::Generation, slot.generation.into()),
    ];
    change.insert(Table::VaultSlot, &values).map(drop)
}

/// A passphrase that opened.
pub(super) struct Unwrapped {
    pub key: DataKey,
    /// Of which kind it is.
    pub kind: SlotKind,
    /// The how manieth of its kind; 0 was wrapped by an older version.
    pub generation: i64,
}

/// The data key under whichever of the passphrases this is; `None` when the vault has none yet.
pub(super) fn unwrap(reading: &dyn Reading, passphrase: &Passphrase) -> Result<Option<Unwrapped>, LedgerError> {
    let mut refused = None;
    for kind in SlotKind::VARIANTS.iter().copied() {
        let Some(slot) = slot(reading, kind)? else { continue };
        match DataKey::unwrap(passphrase, kind, &slot) {
            Ok(key) => {
                return Ok(Some(Unwrapped {
                    key,
                    kind,
                    generation: slot.generation,
                }));
            }
            // one that is damaged does not keep the other from opening
            Err(why) => refused = Some(why),
        }
    }
    refused.map_or(Ok(None), Err)
}
