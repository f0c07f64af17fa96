//! The engines, and which of them keeps the ledger of a data folder. One more is one more line.

use std::path::Path;

use super::LedgerError;
use super::sqlite::Sqlite;
use super::store::{Engine, Look, Store};

pub use super::sqlite::{BackedUp, BackupError, KEPT, back_up, newest, purge, restore};

/// All of them; the first one that keeps a ledger does.
const ENGINES: [&dyn Engine; 1] = [&Sqlite];

fn of(folder: &Path) -> Result<&'static dyn Engine, LedgerError> {
    let keeps = ENGINES.into_iter().find(|engine| engine.keeps(folder));
    keeps.ok_or(LedgerError::NoLedger)
}

/// See [`Engine::is_there`].
pub(super) fn is_there(folder: &Path) -> Result<bool, LedgerError> {
    of(folder)?.is_there(folder)
}

/// See [`Engine::open`].
pub(super) fn open(folder: &Path, look: &mut Look<'_>) -> Result<Box<dyn Store>, LedgerError> {
    of(folder)?.open(folder, look)
}

/// See [`Engine::look_from_outside`].
pub(super) fn look_from_outside(folder: &Path, look: &mut Look<'_>) -> Result<(), LedgerError> {
    of(folder)?.look_from_outside(folder, look)
}
