//! What fails beside the enrolment in hand.

use std::path::PathBuf;

use crate::desk::Earlier;
use crate::ledger::Finding;
use crate::station::{SettingsTrouble, Worker};

/// Something failed beside the enrolment in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The ledger could not do what was asked.
    Ledger(String),
    /// The settings could not be read or kept.
    Settings(SettingsTrouble),
    /// The trail was changed or cut from outside.
    Trail,
    /// The ledger is not as Tapdesk left it. What may be wrong is held back.
    Altered(Vec<Finding>),
    /// The last export broke off, and its file is not where it was to be.
    ExportVoid(PathBuf),
    /// The last export broke off, and its file cannot be found now.
    ExportUnknown(PathBuf),
    /// A temporary file with secrets could not be removed.
    SecretsLeft(PathBuf),
    /// A purge hung when the desk was locked.
    PurgeCutOff,
    /// No backup could be made, in the words of what failed.
    Backup(String),
    /// That enrolment's token may have been overwritten while another one was to be written.
    Doubted(Earlier),
    /// The backup that was made holds less than this one before it.
    BackupHoldsLess(PathBuf),
    /// That a token may have been overwritten could not be kept, in the ledger's words.
    DoubtNotKept(String),
    /// The clock is behind the last entry of the trail, or was set back.
    ClockBehind,
    /// The ledger was put back from a backup.
    Restored,
    /// The recovery passphrase was used.
    OpenedByRecovery,
    /// A part of the program has ended by a fault of ours.
    Died(Worker),
}
