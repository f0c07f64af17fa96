//! What looking back at files that left asks of the ledger and of the files, and what they answer: spelled here, and nowhere
//! again on the way.

use std::path::PathBuf;

use crate::desk::{EnrolmentId, ExportId};

/// A file that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastExport {
    /// Its number in the ledger.
    pub id: ExportId,
    /// When it was begun, Unix seconds.
    pub at: i64,
    /// Who sat at the desk.
    pub operator: String,
    /// The format's name.
    pub format: String,
    /// Where it was written.
    pub path: PathBuf,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// How many enrolments are in it.
    pub rows: usize,
}

/// What is to be found under the path of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Exactly what was written.
    Same,
    /// Nothing, in a folder that can be seen.
    Absent,
    /// Something else, or nobody can tell: the folder is away, or the file cannot be read.
    Unsure,
}

/// How it ended that a file was to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone.
    Done,
    /// It was gone already.
    WasGone,
    /// It is still there, or its folder is away: what is there is not what was written.
    NotAsWritten,
    /// It is still there, in the words of what failed.
    Failed(String),
}

/// What the ledger is asked.
#[derive(Debug)]
pub enum KeepPast {
    /// The files that left.
    List,
    /// What is in one.
    Rows(ExportId),
    /// Keep that its file was deleted.
    NoteDeleted(ExportId),
}

/// What the ledger answers.
#[derive(Debug, Clone)]
pub enum PastKept {
    /// To [`KeepPast::List`]: the newest first.
    List(Vec<PastExport>),
    /// To [`KeepPast::Rows`]: the enrolments in the file of that export.
    Rows(ExportId, Vec<EnrolmentId>),
    /// To [`KeepPast::NoteDeleted`]: it is on record.
    Noted(ExportId),
    /// It failed, in its own words: that a file of that export is gone is not on record, or, without one, nothing was read.
    Failed(Option<ExportId>, String),
}

/// What is asked of the files.
#[derive(Debug)]
pub enum FileOfPast {
    /// Find out whether it is still what was written.
    Look(PastExport),
    /// Delete it, if it is.
    Delete(PastExport),
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum PastFiled {
    /// To [`FileOfPast::Look`].
    Looked(ExportId, Presence),
    /// To [`FileOfPast::Delete`].
    Deleted(ExportId, Deletion),
}
