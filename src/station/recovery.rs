//! The recovery passphrase that is not there: asked for until it is set, or declined with a reason that the trail keeps.

use super::{Door, Station};
use crate::ledger::Request;

impl Station {
    /// Whether there is no recovery passphrase, and nobody has decided that there is to be none.
    #[must_use]
    pub fn lacks_recovery(&self) -> bool {
        let vault = &self.session.vault;
        let open = matches!(self.door, Door::Open { .. });
        open && !self.sources.demo && !vault.has_recovery && !vault.recovery_declined
    }

    /// Whether it is asked for where work goes on.
    #[must_use]
    pub fn asks_for_recovery(&self) -> bool {
        self.lacks_recovery() && self.reminder.is_due()
    }

    /// Whether there was none when this desk was locked.
    #[must_use]
    pub const fn was_locked_without_recovery(&self) -> bool {
        self.reminder.was_lacking()
    }

    pub(super) const fn put_recovery_off(&mut self) {
        self.reminder.put_off();
    }

    /// Without a reason nothing is declined.
    pub(super) fn decline_recovery(&mut self, reason: &str) {
        let reason = reason.trim();
        if !reason.is_empty() && self.lacks_recovery() {
            self.ask(Request::DeclineRecovery(reason.to_owned()));
        }
    }

    pub(super) const fn recovery_declined(&mut self) {
        self.session.vault.recovery_declined = true;
    }
}
