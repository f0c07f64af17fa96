//! What leaves, by the failures of a file.

use crate::desk::{self, Enrolment};
use crate::disk::PlaceError;
use crate::export::Refusal;

/// What leaves next, and how far it came.
pub type Export = desk::Export<PlaceError>;

/// How far the last export came.
pub type ExportStage = desk::ExportStage<PlaceError>;

/// Why no file was written.
pub type ExportTrouble = desk::ExportTrouble<PlaceError>;

/// A row that the format refuses.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The enrolment, which does not leave.
    pub row: &'a Enrolment,
    /// Why the file cannot have it.
    pub why: Refusal,
}

/// How the names of all files of the demo begin.
pub(in crate::station) const DEMO: &str = "demo-";
