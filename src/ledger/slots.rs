//! Where the vault's slots are kept: what a passphrase needs to unwrap the data key.

use rusqlite::{Connection, OptionalExtension, params};

use super::LedgerError;
use super::vault::{DataKey, Passphrase, Slot};

/// The passphrases that a vault can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SlotKind {
    /// The one of every day.
    Passphrase,
    /// The one that lies in a safe.
    Recovery,
}

impl SlotKind {
    /// In the order in which they are tried.
    pub(super) const ALL: [Self; 2] = [Self::Passphrase, Self::Recovery];

    const fn word(self) -> &'static str {
        match self {
            Self::Passphrase => "passphrase",
            Self::Recovery => "recovery",
        }
    }
}

/// The slot of that kind, if such a passphrase was ever chosen.
pub(super) fn slot(connection: &Connection, kind: SlotKind) -> Result<Option<Slot>, LedgerError> {
    Ok(connection
        .query_row(
            "SELECT memory_kib, passes, lanes, salt, nonce, wrapped FROM vault_slot WHERE kind = ?1",
            [kind.word()],
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

/// Keeps the slot of a new passphrase in place of the one before.
pub(super) fn keep_slot(connection: &Connection, kind: SlotKind, slot: &Slot) -> Result<(), LedgerError> {
    connection.execute(
        "INSERT OR REPLACE INTO vault_slot (kind, memory_kib, passes, lanes, salt, nonce, wrapped)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            kind.word(),
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

/// The data key under whichever of the passphrases this is; `None` when the vault has none yet.
pub(super) fn unwrap(
    connection: &Connection,
    passphrase: &Passphrase,
) -> Result<Option<(DataKey, SlotKind)>, LedgerError> {
    let mut refused = None;
    for kind in SlotKind::ALL {
        let Some(slot) = slot(connection, kind)? else { continue };
        match DataKey::unwrap(passphrase, &slot) {
            Ok(key) => return Ok(Some((key, kind))),
            // one that is damaged does not keep the other from opening
            Err(why) => refused = Some(why),
        }
    }
    refused.map_or(Ok(None), Err)
}
