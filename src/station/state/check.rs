//! How a look at the whole ledger ended.

use crate::ledger::Finding;

/// How far the last look came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LedgerCheck {
    /// None was asked for.
    #[default]
    Idle,
    /// It is under way.
    Working,
    /// Everything is as Tapdesk left it, and nothing is held back.
    Sound,
    /// That is not.
    Found(Vec<Finding>),
    /// It could not be looked at, in the ledger's words.
    Failed(String),
}
