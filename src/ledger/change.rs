//! One transaction of an open ledger: everything that is written goes through it, and nothing is committed unsealed.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::LedgerError;
use super::anchor::Anchor;
use super::seal::{Seals, Sums};
use super::trail::{self, TrailHead};
use super::vault::Vault;
use crate::desk::EnrolmentId;

/// What the next commit goes on from: known from the verified opening on, never read again from the file, which others
/// may have written meanwhile.
pub(super) struct Ground {
    pub seals: Seals,
    uid: Vec<u8>,
    head: Mutex<Head>,
    anchor: Mutex<Anchor>,
    /// The seals of the enrolments whose seeds were opened for a file.
    opened: Mutex<BTreeMap<EnrolmentId, Option<Vec<u8>>>>,
}

impl Ground {
    /// `sums` are those of the rows as they are; the trail is taken up at its end with the first commit.
    pub fn new(seals: Seals, uid: Vec<u8>, sums: Sums, anchor: Anchor) -> Self {
        let last = TrailHead { entry: 0, link: vec![] };
        Self {
            seals,
            uid,
            head: Mutex::new(Head { last, sums }),
            anchor: Mutex::new(anchor),
            opened: Mutex::default(),
        }
    }

    /// Which ledger it is.
    pub fn uid(&self) -> &[u8] {
        &self.uid
    }

    /// The last entry and the sums of the rows as this station left them.
    pub fn head(&self) -> Head {
        self.head.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From here on the rows count as they are found: what is wrong with them is being written down.
    pub fn accept(&self, sums: Sums) {
        self.head.lock().unwrap_or_else(PoisonError::into_inner).sums = sums;
    }

    /// The seed of an enrolment under that seal was opened for a file.
    pub fn opened(&self, id: EnrolmentId, seal: Option<Vec<u8>>) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.insert(id, seal);
    }

    /// Whether an enrolment under that seal is the one that was opened.
    pub fn is_as_opened(&self, id: EnrolmentId, seal: &Option<Vec<u8>>) -> bool {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.get(&id) == Some(seal)
    }

    fn committed(&self, head: Head) {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = head;
    }

    /// The file of the anchor was taken away or replaced.
    pub fn replace_anchor(&self, anchor: Anchor) {
        *self.anchor.lock().unwrap_or_else(PoisonError::into_inner) = anchor;
    }

    /// Has the anchor on disk once: what was there before may have been of another ledger, or none.
    pub fn settle_anchor(&self) {
        let anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = anchor.sync() {
            tracing::warn!(%error, "the anchor beside the ledger was not synced");
        }
    }

    /// An anchor that cannot be written is behind, which does no harm but to what it is there for.
    fn move_anchor(&self, vault: &Vault, head: &TrailHead) {
        let mut anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = anchor.write(vault, &self.uid, head) {
            tracing::warn!(%error, "the anchor beside the ledger was not written");
        }
    }
}

/// A transaction that is sealed when it is committed; dropped, it never was.
pub(super) struct Change<'c> {
    transaction: Transaction<'c>,
    vault: &'c Vault,
    ground: &'c Ground,
}

impl Deref for Change<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.transaction
    }
}

impl<'c> Change<'c> {
    /// Begins to write.
    pub fn begin(connection: &'c mut Connection, vault: &'c Vault, ground: &'c Ground) -> Result<Self, LedgerError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        ground.seals.begin();
        Ok(Self {
            transaction,
            vault,
            ground,
        })
    }

    /// Seals what was written and commits it, synced.
    pub fn commit(self) -> Result<(), LedgerError> {
        let sums = self.ground.seals.end(&self.transaction, &self.ground.head().sums)?;
        let (last, _) = trail::last(&self.transaction)?.ok_or(LedgerError::Unsealed)?;
        let head = Head { last, sums };
        head.keep(&self.transaction, self.vault, &self.ground.uid)?;
        self.transaction.commit()?;
        self.ground.move_anchor(self.vault, &head.last);
        self.ground.committed(head);
        Ok(())
    }
}

/// The last entry of the trail and the sums of all rows at the last commit, under one seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub last: TrailHead,
    pub sums: Sums,
}

/// How the head of a ledger is found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// As it was sealed.
    Sealed(Head),
    /// Written by a version that knew no sums, or never.
    Old,
    /// Its seal does not fit.
    Broken,
}

impl Head {
    fn seal(&self, vault: &Vault, uid: &[u8]) -> Vec<u8> {
        let (entry, sums) = (self.last.entry.to_be_bytes(), self.sums.to_bytes());
        vault.trail_link(&[b"head 2", uid, &entry, &self.last.link, &sums])
    }

    fn keep(&self, connection: &Connection, vault: &Vault, uid: &[u8]) -> Result<(), LedgerError> {
        connection
            .prepare_cached(
                "INSERT INTO trail_head (one, entry, link, sums, seal) VALUES (1, ?1, ?2, ?3, ?4)
                 ON CONFLICT (one) DO UPDATE SET entry = ?1, link = ?2, sums = ?3, seal = ?4",
            )?
            .execute(params![
                self.last.entry,
                self.last.link,
                self.sums.to_bytes(),
                self.seal(vault, uid)
            ])?;
        Ok(())
    }

    /// Reads and judges it.
    pub fn find(connection: &Connection, vault: &Vault, uid: &[u8]) -> Result<Found, LedgerError> {
        type Columns = (i64, Option<Vec<u8>>, Option<Vec<u8>>, Vec<u8>);
        let row: Option<Columns> = connection
            .query_row("SELECT entry, link, sums, seal FROM trail_head", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        Ok(match row {
            None | Some((_, None, None, _)) => Found::Old,
            Some((entry, Some(link), Some(sums), seal)) => {
                let head = Sums::parse(&sums).map(|sums| Self {
                    last: TrailHead { entry, link },
                    sums,
                });
                let fits = |head: &Self| head.seal(vault, uid) == seal;
                head.filter(fits).map_or(Found::Broken, Found::Sealed)
            }
            Some(_) => Found::Broken,
        })
    }
}

/// Which ledger it is: its copies share this.
pub(super) fn uid(connection: &Connection) -> Result<Vec<u8>, LedgerError> {
    let uid = connection.query_row("SELECT uid FROM ledger", [], |row| row.get(0));
    uid.optional()?.ok_or(LedgerError::Damaged)
}
