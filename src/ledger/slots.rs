//! Where the vault's slots are kept: what a passphrase needs to unwrap the data key.

use rusqlite::{Connection, OptionalExtension, params};

use super::LedgerError;
use super::vault::Slot;

/// The slot of the passphrase, if one was ever chosen.
pub(super) fn slot(connection: &Connection) -> Result<Option<Slot>, LedgerError> {
    Ok(connection
        .query_row(
            "SELECT memory_kib, passes, lanes, salt, nonce, wrapped FROM vault_slot WHERE kind = 'passphrase'",
            [],
            |row| {
                Ok(Slot {
                    memory_kib: row.get(0)?,
                    passes: row.get(1)?,
                    lanes: row.get(2)?,
                    salt: row.get(3)?,
                    nonce: row.get(4)?,
                    wrapped: row.get(5)?,
                })
            },
        )
        .optional()?)
}

/// Keeps the slot of a new passphrase.
pub(super) fn keep_slot(connection: &Connection, slot: &Slot) -> Result<(), LedgerError> {
    connection.execute(
        "INSERT INTO vault_slot (kind, memory_kib, passes, lanes, salt, nonce, wrapped)
         VALUES ('passphrase', ?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            slot.memory_kib,
            slot.passes,
            slot.lanes,
            slot.salt,
            slot.nonce,
            slot.wrapped
        ],
    )?;
    Ok(())
}
