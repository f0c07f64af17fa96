//! What a station holds an open ledger against: what it left there itself.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::anchor::Anchor;
use super::head::{Head, TrailHead};
use super::seal::{Seals, Sums};
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

    /// From here on the next commit goes on.
    pub fn committed(&self, head: Head) {
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
    pub fn move_anchor(&self, vault: &Vault, head: &TrailHead) {
        let mut anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = anchor.write(vault, &self.uid, head) {
            tracing::warn!(%error, "the anchor beside the ledger was not written");
        }
    }
}
