//! What the ledger is asked, and what it answers. Plain values that cross threads.

use std::path::PathBuf;

use super::{Finding, LedgerError, Passphrase, SlotKind, TrailEntry, TrailHead};
use crate::desk::{
    ClockKept, DurableBurn, Earlier, Enrolment, EnrolmentId, EnrolmentKept, ExportKept, Fate, HandOutKept, KeepClock,
    KeepEnrolment, KeepExport, KeepHandOut, KeepPast, KeepPeople, KeepPurge, KeepStock, PastKept, PeopleKept,
    PurgeKept, Restored, Roster, Stock, StockKept, StockToken, Swap, Upn,
};
pub use crate::desk::{ExportId, ExportPlan, PurgeFile, PurgePlan, PurgeScope, SealedRow, Unsettled};
use crate::otp::Hidden;
use crate::token2::{BurnPlan, Serial};

/// What the ledger is asked.
#[derive(Debug)]
pub enum Request {
    /// Look whether there is a ledger.
    Look,
    /// This desk is called so in the trail from now on.
    NameStation(String),
    /// Open it, or make it when there is none.
    Open {
        /// The passphrase or the recovery passphrase; for a ledger that is made, the one it is to have.
        passphrase: Passphrase,
        /// A recovery passphrase for a ledger that is made; of no use for one that is there.
        recovery: Option<Passphrase>,
        /// Who sits at the desk.
        operator: String,
    },
    /// Forget the keys; nothing is answered before it is opened again.
    Lock,
    /// Put that file in its place, and look again. Not while it is open.
    Restore(PathBuf),
    /// Choose a passphrase, or another one.
    SetPassphrase {
        /// The usual passphrase or the one for recovery.
        slot: SlotKind,
        /// Any passphrase that opens the ledger now.
        current: Passphrase,
        /// The new one.
        new: Passphrase,
    },
    /// Keep that there is to be no recovery passphrase, and why.
    DeclineRecovery(String),
    /// Something for the enrolment in hand.
    Enrolment(KeepEnrolment),
    /// Keep what became of an enrolment later.
    KeepFate {
        /// The enrolment to which it happened.
        id: EnrolmentId,
        /// What happened: the token was lost, handed over, or deleted in Entra ID. Others are refused.
        fate: Fate,
        /// A word on it, if one was said.
        note: String,
    },
    /// Something for the clock of a token that is looked at.
    Clock(KeepClock),
    /// Something for an import of people.
    People(KeepPeople),
    /// Something for a file of factory seeds.
    Stock(KeepStock),
    /// Of a list of who gets which token in stock.
    HandOut(KeepHandOut),
    /// Keep that a token may have been written in the place of another one.
    KeepDoubt(Swap),
    /// Give an unfinished enrolment up.
    Abandon {
        /// The enrolment. Its burn or its comparison has to be open still.
        id: EnrolmentId,
        /// Why; without a word on it nothing is given up.
        reason: String,
    },
    /// Correct for whom an enrolment is that has not left yet.
    CorrectUpn {
        /// The enrolment. One that has left, or is leaving, is refused.
        id: EnrolmentId,
        /// The right UPN.
        upn: Upn,
    },
    /// Keep that a shown secret was copied.
    NoteCopied(EnrolmentId),
    /// Keep that a list without secrets leaves, and tell the head of the trail for it.
    NoteInventory {
        /// How many enrolments are in it.
        rows: usize,
    },
    /// Open one secret for the eye, with a reason that the trail keeps.
    ShowSecret {
        /// The enrolment whose secret it is.
        id: EnrolmentId,
        /// In the operator's words. Blank is refused.
        reason: String,
    },
    /// Look whether the ledger is as this station left it.
    Check,
    /// The trail of one enrolment.
    Trail(EnrolmentId),
    /// Something for an export.
    Export(KeepExport),
    /// Something of files that left.
    Past(KeepPast),
    /// Something for a purge.
    Purge(KeepPurge),
}

/// Whether there is a ledger to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// None: a passphrase is chosen.
    New,
    /// There is one: its passphrase is asked.
    Closed {
        /// Who opened it last.
        operator: Option<String>,
        /// The others who ever did, the latest first.
        others: Vec<String>,
    },
}

/// What the ledger answers.
#[derive(Debug)]
pub enum Answer {
    /// To [`Request::Look`]: whether there is a ledger, and who has opened it.
    Gate(Gate),
    /// To [`Request::Open`].
    Opened(Opened),
    /// The ledger could not be looked at or opened.
    NotOpened(LedgerError),
    /// To [`Request::Restore`]: what was put back, or why nothing was, in words that blame the file where it is at fault.
    Restored(Result<Restored, String>),
    /// To [`Request::Lock`].
    Locked(Gate),
    /// To [`Request::SetPassphrase`]: that one was chosen.
    PassphraseSet(SlotKind),
    /// It was not set.
    PassphraseNotSet(LedgerError),
    /// To [`Request::DeclineRecovery`].
    RecoveryDeclined,
    /// To [`Request::Enrolment`].
    Enrolment(EnrolmentKept),
    /// To [`Request::Clock`].
    Clock(ClockKept),
    /// To [`Request::People`].
    People(PeopleKept),
    /// To [`Request::Stock`].
    Stock(StockKept),
    /// To [`Request::HandOut`].
    HandOut(HandOutKept),
    /// To [`Request::KeepDoubt`]: it is on record.
    DoubtKept {
        /// The swap that was told.
        swap: Swap,
        /// Whose token it is, if it is known here.
        owner: Option<Earlier>,
    },
    /// It was not kept.
    DoubtNotKept(LedgerError),
    /// These enrolments look different now.
    Changed(Vec<Enrolment>),
    /// These tokens stand so in stock now.
    StockChanged(Vec<StockToken>),
    /// These tokens are in stock no more: their seeds were not as they were kept.
    OutOfStock(Vec<Serial>),
    /// To [`Request::Trail`]: its entries, oldest first.
    Trail(EnrolmentId, Vec<TrailEntry>),
    /// To [`Request::ShowSecret`]: the otpauth text.
    Secret(EnrolmentId, Hidden<String>),
    /// To [`Request::Check`]: what is not as Tapdesk left it, and what is held back.
    Checked(Vec<Finding>),
    /// The ledger could not be looked at.
    CheckFailed(LedgerError),
    /// The ledger was changed from outside while it was open. It is in the trail already, and what may be wrong is held
    /// back.
    Found(Vec<Finding>),
    /// To [`Request::NoteInventory`]: the head of the trail, with the note of it.
    Inventory(TrailHead),
    /// To [`Request::Export`].
    Export(ExportKept),
    /// To [`Request::Past`].
    Past(PastKept),
    /// To [`Request::Purge`].
    Purge(PurgeKept),
    /// Something else failed.
    Failed(LedgerError),
}

/// An open ledger.
#[derive(Debug)]
pub struct Opened {
    /// Who sits at the desk.
    pub operator: String,
    /// All enrolments, oldest first.
    pub log: Vec<Enrolment>,
    /// What is not as Tapdesk left it. It is in the trail already, and what may be wrong is held back.
    pub findings: Vec<Finding>,
    /// Exports whose end is not known: the program died in between.
    pub unsettled: Vec<Unsettled>,
    /// Temporary files of exports that never came to be: the program may have died before it removed them.
    pub void_partials: Vec<PathBuf>,
    /// With which of the passphrases.
    pub with: SlotKind,
    /// Whether there is a recovery passphrase.
    pub has_recovery: bool,
    /// Whether somebody has decided that there is to be none.
    pub recovery_declined: bool,
    /// When the last entry before this opening was made, Unix seconds.
    pub last_at: Option<i64>,
    /// Whether the file was put back from a backup since it was last open.
    pub restored: bool,
    /// Who could get a token.
    pub roster: Roster,
    /// The tokens with a factory seed.
    pub stock: Stock,
}

/// The proof that what is to be written, an enrolment with its sealed seed or a clock, is on disk and synced. Only this
/// room can make one.
#[derive(Debug)]
pub struct Recorded {
    id: Option<EnrolmentId>,
    plan: BurnPlan,
}

impl Recorded {
    pub(super) const fn new(id: Option<EnrolmentId>, plan: BurnPlan) -> Self {
        Self { id, plan }
    }
}

impl DurableBurn for Recorded {
    fn enrolment(&self) -> Option<EnrolmentId> {
        self.id
    }

    fn plan(&self) -> &BurnPlan {
        &self.plan
    }
}
