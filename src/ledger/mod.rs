//! What must survive: enrolments, their sealed seeds, what left in which file, and the trail of who did what.
//!
//! [`Ledger`] takes a [`Request`] and gives [`Answer`]s; it is the only maker of a [`Recorded`], the proof that an enrolment
//! is on disk without which no reader burns. The room has two halves. Above is a script for each order, with all rules and
//! seals; it asks a small `store` for rows. Below it an engine keeps them (`sqlite`: one file in the data folder, written by
//! one thread, and its backups), which knows no rule. Files that leave are written by `export`; here it is only kept that
//! they did.

mod anchor;
mod aside;
mod audit;
mod begin;
mod carried_out;
mod change;
mod check;
mod clock;
mod doubts;
mod engines;
mod enrolments;
mod error;
mod exports;
mod fates;
mod findings;
mod fold;
mod ground;
mod head;
mod numbers;
mod opened;
mod opening;
mod operators;
mod orders;
mod passphrase;
mod past;
mod people;
mod purge;
mod random;
mod records;
mod rows;
mod seal;
mod seeds;
mod serve;
mod slots;
mod sqlite;
mod stock;
mod store;
mod take_in;
mod trail;
mod vault;

pub use check::{Checked, check, glance};
pub use engines::{BackedUp, BackupError, KEPT, back_up, newest, purge, restore};
pub use error::LedgerError;
pub use findings::{Finding, Named, Part, Since};
pub use head::TrailHead;
pub use orders::{
    Answer, ExportId, ExportPlan, Gate, Opened, PurgeFile, PurgePlan, PurgeScope, Recorded, Request, SealedRow,
    Unsettled,
};
pub use passphrase::{Passphrase, SlotKind};
pub use random::{Random, RandomFailed};
pub use serve::Ledger;
pub use trail::{TrailEntry, TrailEvent};
