//! A look at the whole ledger, by key: whether it is as this station left it.

use super::{LedgerCheck, Station};
use crate::ledger::{self, Finding, LedgerError};

impl Station {
    /// How far the last look at the ledger came.
    #[must_use]
    pub const fn ledger_check(&self) -> &LedgerCheck {
        &self.session.vault.check
    }

    pub(super) fn check_ledger(&mut self) {
        if self.session.vault.check != LedgerCheck::Working {
            self.session.vault.check = LedgerCheck::Working;
            self.ask(ledger::Request::Check);
        }
    }

    pub(super) fn ledger_checked(&mut self, findings: Vec<Finding>) {
        self.session.vault.check = if findings.is_empty() {
            LedgerCheck::Sound
        } else {
            LedgerCheck::Found(findings)
        };
    }

    pub(super) fn ledger_not_checked(&mut self, error: &LedgerError) {
        tracing::warn!(%error, "the ledger could not be looked at");
        self.session.vault.check = LedgerCheck::Failed(error.to_string());
    }
}
