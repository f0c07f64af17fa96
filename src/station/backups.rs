//! Work with backups, done on its own lane: a share that hangs holds up nobody who enrolls.

use std::path::PathBuf;

use crate::ledger;

/// What is asked.
#[derive(Debug)]
pub enum BackupRequest {
    /// Copy the ledger into this folder at this time, Unix seconds.
    BackUp(PathBuf, i64),
    /// Remove the seeds of these enrolments from the backups in this folder.
    Purge(PathBuf, Vec<Vec<u8>>),
    /// Look for the newest one in this folder.
    FindNewest(PathBuf),
}

/// What came of it. Errors in their own words.
#[derive(Debug)]
pub enum BackupAnswer {
    /// To [`BackupRequest::BackUp`].
    BackedUp(Result<PathBuf, String>),
    /// To [`BackupRequest::Purge`]: those that still hold them.
    Purged(Result<Vec<PathBuf>, String>),
    /// To [`BackupRequest::FindNewest`].
    Newest(Option<PathBuf>),
}

/// Does the work.
pub(super) fn serve(data_dir: &std::path::Path, request: BackupRequest) -> BackupAnswer {
    match request {
        BackupRequest::BackUp(folder, at) => {
            let made = ledger::back_up(data_dir, &folder, at);
            BackupAnswer::BackedUp(made.map_err(|error| error.to_string()))
        }
        BackupRequest::Purge(folder, uids) => {
            let purged = ledger::purge(data_dir, &folder, &uids);
            BackupAnswer::Purged(purged.map_err(|error| error.to_string()))
        }
        BackupRequest::FindNewest(folder) => BackupAnswer::Newest(ledger::newest(&folder)),
    }
}
