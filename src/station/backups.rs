//! Work with backups, done on its own lane: a share that hangs holds up nobody who enrolls.

use std::path::PathBuf;

use crate::ledger::{self, BackedUp};

/// What is asked.
#[derive(Debug)]
pub enum BackupRequest {
    /// Copy the ledger.
    BackUp {
        /// Into this folder.
        folder: PathBuf,
        /// What this station is called.
        station: String,
        /// Unix seconds.
        at: i64,
    },
    /// Remove the seeds of enrolments from the backups.
    Purge {
        /// In this folder.
        folder: PathBuf,
        /// What this station is called.
        station: String,
        /// What the enrolments are called there.
        uids: Vec<Vec<u8>>,
    },
    /// Look for the newest one in this folder.
    FindNewest(PathBuf),
}

/// What came of it. Errors in their own words.
#[derive(Debug)]
pub enum BackupAnswer {
    /// To [`BackupRequest::BackUp`]: where the copy lies.
    BackedUp(Result<BackedUp, String>),
    /// To [`BackupRequest::Purge`]: those that still hold them.
    Purged(Result<Vec<PathBuf>, String>),
    /// To [`BackupRequest::FindNewest`]: none where no backup there is of use.
    Newest(Option<PathBuf>),
}

/// Does the work.
pub(super) fn serve(data_dir: &std::path::Path, request: BackupRequest) -> BackupAnswer {
    match request {
        BackupRequest::BackUp { folder, station, at } => {
            let made = ledger::back_up(data_dir, &folder, &station, at);
            BackupAnswer::BackedUp(made.map_err(|error| error.to_string()))
        }
        BackupRequest::Purge { folder, station, uids } => {
            let purged = ledger::purge(data_dir, &folder, &station, &uids);
            BackupAnswer::Purged(purged.map_err(|error| error.to_string()))
        }
        BackupRequest::FindNewest(folder) => BackupAnswer::Newest(ledger::newest(&folder)),
    }
}
