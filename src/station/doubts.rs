//! Tokens that may have been overwritten in the place of other ones: what the reader told is handed to the ledger, and who
//! has such a token is said.
//!
//! What the ledger could not keep is asked for once more before anything leaves. When a doubt arises is decided in `desk`,
//! what it means for an enrolment as well.

use super::{Station, Trouble};
use crate::desk::{Earlier, Enrolment, Swap};
use crate::ledger::{self, LedgerError};
use crate::token2::{BurnFailure, Burned};

impl Station {
    /// Kept before the end of the burn is: if the program dies in between, the burn still counts as broken off.
    pub(super) fn look_for_swap(&mut self, ended: &Result<Burned, BurnFailure>) {
        let swap = self.swaps.last_write.ended(ended);
        self.keep_doubt(swap);
    }

    pub(super) fn keep_doubt(&mut self, swap: Option<Swap>) {
        if let Some(swap) = swap {
            self.swaps.unkept.push(swap.clone());
            self.ask(ledger::Request::KeepDoubt(swap));
        }
    }

    pub(super) fn doubt_kept(&mut self, kept: &Swap, owner: Option<Earlier>) {
        self.swaps.unkept.retain(|swap| swap != kept);
        self.troubles
            .retain(|trouble| !matches!(trouble, Trouble::DoubtNotKept(_)));
        if let Some(owner) = owner {
            self.say(Trouble::Doubted(owner));
        }
    }

    pub(super) fn doubt_not_kept(&mut self, error: &LedgerError) {
        self.say(Trouble::DoubtNotKept(error.to_string()));
    }

    pub(super) fn keep_doubts_again(&mut self) {
        for swap in self.swaps.unkept.clone() {
            self.ask(ledger::Request::KeepDoubt(swap));
        }
    }

    /// Somebody has looked, or the token is another one's now: nothing is left to be said.
    pub(super) fn forget_doubt(&mut self, row: &Enrolment) {
        if !row.is_doubted() {
            self.troubles
                .retain(|trouble| !matches!(trouble, Trouble::Doubted(owner) if owner.id == row.id));
        }
    }
}
