//! How the saving of the list without secrets ended.

use std::path::PathBuf;

use crate::desk::EnrolmentId;

/// How far the last list without secrets came.
#[derive(Debug, Default)]
pub enum Inventory {
    /// None was asked for.
    #[default]
    Idle,
    /// It is being made, of these.
    Saving(Vec<EnrolmentId>),
    /// It is here.
    Saved {
        /// Where it lies, under a name that was free.
        path: PathBuf,
        /// How many enrolments are in it.
        rows: usize,
    },
    /// It was not saved, in the words of what failed.
    NotSaved(String),
}
