//! The ledger in one SQLite file in the data folder, written by one thread: the file, its tables, its copies and backups.

pub(in crate::ledger) mod backup;
pub(in crate::ledger) mod copy;
pub(in crate::ledger) mod file;
pub(in crate::ledger) mod restore;
mod retention;
pub(in crate::ledger) mod schema;

pub use backup::{BackedUp, BackupError, back_up, newest, purge};
pub use file::glance;
pub use restore::{Restored, restore};
pub use retention::KEPT;
