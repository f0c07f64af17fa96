//! What a ledger is called in its data folder, and the file that a station holds while it has it open.

use std::path::{Path, PathBuf};

/// The ledger's file in the data folder.
pub const FILE: &str = "ledger.sqlite3";

/// What a station locks in the data folder.
pub fn lock(folder: &Path) -> PathBuf {
    folder.join("station.lock")
}
