//! What an export asks of the ledger and of the files, and what they answer: spelled here, and nowhere again on the way.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use crate::desk::{EnrolmentId, Upn};
use crate::otp::{Hidden, Parameters, Seed};
use crate::token2::{Make, TokenId};

/// The number of an export in its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExportId(pub i64);

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner, or there is no file.
    OwnerOnly,
    /// Whoever may read the folder, where the disk or share knows no rights of files.
    AsFolder,
}

/// A confirmed enrolment with its seed, on its way into a file.
#[derive(Debug)]
pub struct SealedRow {
    /// The number of its enrolment in the ledger.
    pub id: EnrolmentId,
    /// Who the token is for, as it is written into the file.
    pub upn: Upn,
    /// What holds the seed: a token, or a profile of one.
    pub token: TokenId,
    /// The model of that token, as it is written into the file.
    pub make: Make,
    /// Hash and step.
    pub parameters: Parameters,
    /// Its seed, opened for this file.
    pub seed: Seed,
}

/// A file that is about to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPlan {
    /// The format's name.
    pub format: String,
    /// Where the file is to be once it is whole.
    pub path: PathBuf,
    /// The name of the temporary file, beside it.
    pub partial: PathBuf,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// The enrolments in it, in the order of its rows.
    pub rows: Vec<EnrolmentId>,
    /// Who may read it.
    pub readers: Readers,
}

/// An export whose end is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    /// The number of its record in the ledger, by which its end is kept.
    pub id: ExportId,
    /// Where its file was to be.
    pub path: PathBuf,
    /// The temporary file that may be left.
    pub partial: PathBuf,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// Whether it was about to get its name; before that, it cannot have it.
    pub placing: bool,
}

/// How an export ended in which the program died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Its file is where it was to be.
    InPlace,
    /// It never got that far.
    Void,
    /// It never got that far, and whether its temporary file is still there cannot be seen now.
    Away,
    /// The temporary file was whole and now neither is there: the folder cannot be reached, or somebody has moved the
    /// file.
    Unknown,
}

/// How it ended that a file was to get its name.
#[derive(Debug)]
pub enum Placed<F> {
    /// It has it.
    Written,
    /// It has not; the temporary file is still there.
    NotWritten(F),
    /// Nobody can tell now: something failed, and neither file is to be seen.
    Unknown(F),
}

/// Rows that are turned into the bytes of a file.
#[derive(Debug)]
pub struct Compile {
    /// The rows with their seeds.
    pub rows: Vec<SealedRow>,
    /// Where the file is to be.
    pub path: PathBuf,
    /// Whether the name was proposed here: then the next one that is free is taken.
    pub proposed: bool,
    /// Tells its temporary file from others.
    pub tag: String,
    /// Who may read it.
    pub readers: Readers,
    /// The passphrase that encrypts its secrets, where its format does that.
    pub sealing: Option<Arc<Hidden<String>>>,
}

/// What the ledger is asked.
#[derive(Debug)]
pub enum KeepExport {
    /// Open the seeds of these confirmed enrolments for a file.
    OpenRows(Vec<EnrolmentId>),
    /// Keep that a file is about to be written.
    Begin(ExportPlan),
    /// Keep that its temporary file is whole and is about to get its name.
    Place(ExportId),
    /// Keep whether the file is in place.
    End {
        /// The record of the export that has ended.
        id: ExportId,
        /// Whether the file is in place.
        written: bool,
    },
}

/// What the ledger answers.
#[derive(Debug)]
pub enum ExportKept {
    /// To [`KeepExport::OpenRows`]: those that may leave.
    Rows(Vec<SealedRow>),
    /// To [`KeepExport::Begin`].
    Begun(ExportId),
    /// To [`KeepExport::Place`].
    Placing(ExportId),
    /// To [`KeepExport::End`].
    Ended {
        /// The record of the export that has ended.
        id: ExportId,
        /// Whether the file is in place.
        written: bool,
    },
    /// It failed at an order for that record, or at one from before there was any; in its own words.
    Failed(Option<ExportId>, String),
}

impl KeepExport {
    /// The record that it is about, once there is one.
    #[must_use]
    pub const fn record(&self) -> Option<ExportId> {
        match self {
            Self::OpenRows(_) | Self::Begin(_) => None,
            Self::Place(id) | Self::End { id, .. } => Some(*id),
        }
    }
}

/// What is asked of the files.
#[derive(Debug)]
pub enum FileOfExport {
    /// Write the temporary file of an export that the ledger knows of.
    Prepare {
        /// Its record in the ledger.
        id: ExportId,
        /// Where the temporary file is written, and who may read it.
        plan: ExportPlan,
        /// The bytes of the file, seeds among them.
        content: Hidden<Vec<u8>>,
    },
    /// Give it its name.
    Place(ExportId, ExportPlan),
    /// Remove a temporary file that is to get no name.
    Discard(PathBuf),
    /// Find out how exports ended in which the program died.
    Settle(Vec<Unsettled>),
    /// Find out which names are taken in a folder.
    ListNames(PathBuf),
}

/// What came of it; `F` says why a file is not what it was to be.
#[derive(Debug)]
pub enum ExportFiled<F> {
    /// To an order to compile with that tag.
    Compiled(String, Result<(ExportPlan, Hidden<Vec<u8>>), NotCompiled<F>>),
    /// To [`FileOfExport::Prepare`].
    Prepared(ExportId, Result<(), F>),
    /// To [`FileOfExport::Place`].
    Placed(ExportId, Placed<F>),
    /// To [`FileOfExport::Discard`]: the temporary file is gone.
    Discarded,
    /// To [`FileOfExport::Discard`], where the temporary file with its secrets could not be removed.
    Left(PathBuf),
    /// To [`FileOfExport::Settle`]: whether each file is in place.
    Settled(Vec<(Unsettled, Settled)>),
    /// To [`FileOfExport::ListNames`]; none where the folder cannot be looked into.
    Names(PathBuf, BTreeSet<OsString>),
}

/// Why there are no bytes.
#[derive(Debug)]
pub enum NotCompiled<F> {
    /// Rows that the format refuses. Named are those whose seeds are the reason.
    Refused(BTreeSet<EnrolmentId>),
    /// The format made no bytes, in its words.
    NotMade(String),
    /// The path cannot be one of a file.
    Path(F),
}
