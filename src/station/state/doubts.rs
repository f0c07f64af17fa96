//! Tokens that may have been overwritten in the place of other ones.

use crate::desk::{LastWrite, Swap};

/// What is known of such tokens. It outlives a lock: what could not be kept is still to be.
#[derive(Default)]
pub(in crate::station) struct Swaps {
    pub last_write: LastWrite,
    /// Tokens that may have been overwritten, until the ledger says that it has kept that.
    pub unkept: Vec<Swap>,
}
