//! Where the vault's slots are kept: what a passphrase needs to unwrap the data key.

use rusqlite::{Connection, OptionalExtension, params};
use strum::VariantArray;

use super::vault::{DataKey, Slot};
use super::{LedgerError, Passphrase, SlotKind};

/// The slot of that kind, if such a passphrase was ever chosen.
pub(super) fn slot(connection: &Connection, kind: SlotKind) -> Result<Option<Slot>, LedgerError> {
    Ok(connection
        .query_row(
            "SELECT memory_kib, passes, lanes, salt, nonce, wrapped, generation FROM vault_slot WHERE kind = ?1",
            [kind.word()],
            |row| {
                Ok(Slot {
                    memory_kib: row.get(0)?,
                    passes: row.get(1)?,
                    lanes: row.get(2)?,
                    salt: row.get(3)?,
                    nonce: row.get(4)?,
                    wrapped: row.get(5)?,
                    generation: row.get(6)?,
                })
            },
        )
        .optional()?)
}

/// What the next passphrase of that kind is wrapped for.
pub(super) fn next(connection: &Connection, kind: SlotKind) -> Result<(SlotKind, i64), LedgerError> {
    let last = slot(connection, kind)?.map_or(0, |slot| slot.generation);
    // a count that was tampered with is no reason to fail
    Ok((kind, last.checked_add(1).unwrap_or(1)))
}

/// Keeps the slot of a new passphrase in place of the one before.
pub(super) fn keep_slot(connection: &Connection, kind: SlotKind, slot: &Slot) -> Result<(), LedgerError> {
    connection.execute(
        "INSERT OR REPLACE INTO vault_slot (kind, memory_kib, passes, lanes, salt, nonce, wrapped, generation)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            kind.word(),
            slot.memory_kib,
            slot.passes,
            slot.lanes,
            slot.salt,
            slot.nonce,
            slot.wrapped,
            slot.generation
        ],
    )?;
    Ok(())
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
pub(super) fn unwrap(connection: &Connection, passphrase: &Passphrase) -> Result<Option<Unwrapped>, LedgerError> {
    let mut refused = None;
    for kind in SlotKind::VARIANTS.iter().copied() {
        let Some(slot) = slot(connection, kind)? else { continue };
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
