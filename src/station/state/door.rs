//! Whether the desk is open, why it is not, and since when nobody has touched it.

use std::path::PathBuf;
use std::time::Duration;

use crate::desk::Moment;
use crate::ledger::{LedgerError, SlotKind};

/// Whether somebody sits at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// The ledger is being looked at.
    Looking,
    /// There is no ledger yet: a passphrase is chosen.
    New {
        /// Why the last try failed.
        failed: Option<DoorFailure>,
    },
    /// There is one: its passphrase is asked.
    Closed {
        /// Who opened it last.
        operator: Option<String>,
        /// The others who ever did, the latest first.
        others: Vec<String>,
        /// Whether it was open before, in this run.
        locked: bool,
        /// Why the last try failed.
        failed: Option<DoorFailure>,
    },
    /// The passphrase is being tried.
    Opening(Box<Door>),
    /// It cannot be opened here.
    Barred {
        /// Which of the causes it is.
        why: DoorFailure,
        /// The ledger's words.
        words: String,
        /// The newest backup that was found, where one is of use.
        backup: Option<PathBuf>,
    },
    /// Somebody sits at the desk.
    Open {
        /// Who opened it, as the trail has it.
        operator: String,
    },
    /// It is being locked: nothing is shown any more, and what is being written ends first.
    Locking,
}

/// Why the ledger was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorFailure {
    /// None of the ledger's passphrases is the one that was typed.
    WrongPassphrase,
    /// The one that was chosen is too short.
    ShortPassphrase,
    /// The one that was chosen would be guessed soon.
    WeakPassphrase,
    /// No operator was named.
    NoOperator,
    /// Another station has it open.
    InUse,
    /// It comes from a newer version.
    Newer,
    /// It is no ledger.
    Foreign,
    /// It is damaged.
    Damaged,
    /// Which folder it is in was noted down, and cannot be read.
    NoteUnread,
    /// Something else than Tapdesk changed it.
    Altered,
    /// The disk is full.
    Full,
    /// The folder may not be written.
    ReadOnly,
    /// The folder that was chosen is not there.
    Away,
    /// Something else; the words beside it say what.
    Other,
}

/// What is known of the vault while it is open.
#[derive(Debug, Default)]
pub struct Vault {
    /// Whether there is a recovery passphrase.
    pub has_recovery: bool,
    pub(in crate::station) recovery_declined: bool,
    pub(in crate::station) change: PassphraseChange,
    pub(in crate::station) check: super::LedgerCheck,
}

/// How far the last change of a passphrase came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PassphraseChange {
    /// None was asked for.
    #[default]
    None,
    /// It is being tried.
    Working,
    /// That one counts from now on.
    Done(SlotKind),
    /// Nothing was changed.
    Failed(DoorFailure),
}

/// When the desk was last touched, and what the clocks showed when they were last looked at.
#[derive(Debug)]
pub(in crate::station) struct Attention {
    pub(in crate::station) touched: Duration,
    /// Since when it is being locked.
    pub(in crate::station) locking: Option<Duration>,
    pub(in crate::station) seen: Moment,
    pub(in crate::station) session_start: Option<i64>,
}

impl Attention {
    pub const fn since(now: Moment) -> Self {
        Self {
            touched: now.awake,
            locking: None,
            seen: now,
            session_start: None,
        }
    }
}

pub(in crate::station) const fn failure(error: &LedgerError) -> DoorFailure {
    match error {
        LedgerError::WrongPassphrase => DoorFailure::WrongPassphrase,
        LedgerError::ShortPassphrase => DoorFailure::ShortPassphrase,
        LedgerError::NoOperator => DoorFailure::NoOperator,
        LedgerError::InUse => DoorFailure::InUse,
        LedgerError::NewerSchema { .. } => DoorFailure::Newer,
        LedgerError::Away => DoorFailure::Away,
        LedgerError::NotALedger => DoorFailure::Foreign,
        LedgerError::Damaged => DoorFailure::Damaged,
        LedgerError::Unsealed | LedgerError::SlotPutBack | LedgerError::SlotsGone => DoorFailure::Altered,
        LedgerError::Full => DoorFailure::Full,
        LedgerError::ReadOnly => DoorFailure::ReadOnly,
        _ => DoorFailure::Other,
    }
}
