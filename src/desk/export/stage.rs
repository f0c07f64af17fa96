//! What happens to an export, how far it came, and what it wants done.

use std::path::PathBuf;
use std::sync::Arc;

use super::order::{Compile, ExportFiled, ExportId, ExportKept, ExportPlan, FileOfExport, KeepExport, Unsettled};
use crate::desk::EnrolmentId;
use crate::otp::Hidden;

/// Why a file is not what it was to be, as far as an export has to know it.
pub trait FileFailure: std::fmt::Debug {
    /// Whether the disk or share knows no rights of files, so that the operator is asked.
    fn is_without_rights(&self) -> bool;
}

/// What is to leave, and where.
#[derive(Debug, Clone, Default)]
pub struct ExportDraft {
    /// The path of the file.
    pub path: PathBuf,
    /// Whether that path was proposed here: then the next one that is free is taken.
    pub proposed: bool,
    /// Leave the rows out that the format refuses.
    pub without_refused: bool,
    /// The passphrase that encrypts its secrets, where its format does that.
    pub sealing: Option<Arc<Hidden<String>>>,
}

/// The rows that wait, as they are when an export is asked for.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Those that the format takes, oldest first.
    pub ids: Vec<EnrolmentId>,
    /// Whether others are refused.
    pub has_refused: bool,
}

/// What happens to an export.
#[derive(Debug)]
pub enum ExportEvent<F> {
    /// The operator wants a file.
    Asked(ExportDraft, Batch),
    /// The operator lets others read it, to the question about the rights of its folder; the batch as it is now.
    Shared(Batch),
    /// The screen came into view; files go into that folder.
    Looked(PathBuf),
    /// The result was read.
    Dismissed,
    /// Files leave in another format from now on: what the former one refused says nothing of it.
    OtherFormat,
    /// An enrolment that left already is to leave again, or not any more.
    ToggledAgain(EnrolmentId),
    /// A ledger was opened: exports of which it does not know the end.
    Found(Vec<Unsettled>),
    /// Temporary files of exports that never came to be.
    FoundVoid(Vec<PathBuf>),
    /// From the ledger.
    Kept(ExportKept),
    /// From the files.
    Filed(ExportFiled<F>),
    /// A part that may have had it in hand has ended by a fault, in its words.
    PartDied(String),
}

/// What is to be done.
#[derive(Debug)]
pub enum ExportEffect {
    /// By the ledger.
    Keep(KeepExport),
    /// Turn rows into bytes, in the format that is set.
    Compile(Compile),
    /// By the files.
    File(FileOfExport),
    /// A file has left: a backup is made.
    BackUp,
    /// A file has left into that folder: the next one is proposed there.
    KeepFolder(PathBuf),
    /// Somebody has to know.
    Say(ExportSaid),
}

/// What has to be known of exports of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportSaid {
    /// It never came to be.
    Void(PathBuf),
    /// Nobody can tell how it ended.
    Unknown(PathBuf),
    /// A temporary file with secrets may still be there.
    SecretsLeft(PathBuf),
}

/// How far the last export came.
#[derive(Debug)]
pub enum ExportStage<F> {
    /// Nothing was asked.
    Idle,
    /// It is under way.
    Working(Working<F>),
    /// The file is in place.
    Done {
        /// Which export it is.
        id: ExportId,
        /// Where the file is, under its final name.
        path: PathBuf,
        /// How many rows.
        rows: usize,
    },
    /// No file was written.
    Failed(ExportTrouble<F>),
}

/// Why no file was written.
#[derive(Debug)]
pub enum ExportTrouble<F> {
    /// No row is left to be written: none waits, or the format refuses all that do.
    Nothing,
    /// Rows that the format refuses; they are named on the screen.
    Refused,
    /// The path or the disk.
    Place(F),
    /// Nobody can tell whether the file was written: its folder went away. Its rows count as left until that is known.
    Unknown(PathBuf),
    /// The ledger, in its words.
    Ledger(String),
}

/// An export that is under way.
#[derive(Debug)]
pub struct Working<F>(pub(super) Step<F>);

/// What it waits for.
#[derive(Debug)]
pub(super) enum Step<F> {
    /// The ledger opens the seeds.
    Opening,
    /// The bytes are compiled, under that tag.
    Compiling(String),
    /// The ledger keeps that the file is about to be written.
    Beginning(ExportPlan, Hidden<Vec<u8>>),
    /// The temporary file is written.
    Preparing(ExportId, ExportPlan),
    /// The ledger keeps that it is about to get its name.
    Marking(ExportId, ExportPlan),
    /// It gets its name.
    Placing(ExportId, ExportPlan),
    /// The ledger keeps how it ended; why there is no file, if there is none.
    Ending(ExportId, ExportPlan, Option<F>),
}

impl<F> Step<F> {
    /// Its record, once there is one.
    pub(super) const fn id(&self) -> Option<ExportId> {
        match self {
            Self::Preparing(id, _) | Self::Marking(id, _) | Self::Placing(id, _) | Self::Ending(id, ..) => Some(*id),
            Self::Opening | Self::Compiling(_) | Self::Beginning(..) => None,
        }
    }
}
