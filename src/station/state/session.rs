//! What is known only while the ledger is open. A lock drops the whole of it, so nobody keeps a list of what to forget.

use std::collections::BTreeSet;

use super::{Export, Hint, Inventory, People, Picture, UpnField, Vault};
use crate::desk::{HandOut, Looking, Past, SecretMaker, Stock, TakeIn, Upn};
use crate::export::Format;
use crate::station::{Log, Purge};

/// An opened desk: everything that is about people and tokens, and what was begun with it. Empty while it is closed.
#[derive(Default)]
pub(in crate::station) struct Session {
    pub log: Log,
    pub people: People,
    /// Tokens with a factory seed.
    pub stock: Stock,
    pub take_in: TakeIn,
    pub hand_out: HandOut,
    pub export: Export,
    /// The format of the file that is being made, whatever is set meanwhile.
    pub exported_in: Option<&'static dyn Format>,
    pub past: Past,
    pub inventory: Inventory,
    pub purge: Purge,
    pub looking: Looking,
    pub vault: Vault,
    pub upn_field: UpnField,
    /// Who was entered, folded: their domains are in use here.
    pub entered: BTreeSet<String>,
    /// Who makes the secrets, as it was chosen for this session.
    pub maker: Option<SecretMaker>,
    pub picture: Picture,
    /// The number of the last look at one.
    pub look: u64,
    /// For whom it is, or what was found is to be chosen: who waited then.
    pub looked_for: Option<Upn>,
    /// What is to be said about what was scanned.
    pub hint: Option<Hint>,
}

impl Session {
    /// Of a desk that was closed: empty. What is still searched for this one is not found for the next.
    pub fn anew(&self) -> Self {
        Self {
            log: self.log.anew(),
            people: self.people.anew(),
            take_in: self.take_in.anew(),
            hand_out: self.hand_out.anew(),
            look: self.look + 1,
            ..Self::default()
        }
    }
}
