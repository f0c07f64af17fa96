//! What leaves, by the failures of a file.

use crate::desk::{self, Enrolment, Upn};
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

/// What the next file is going to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextFile<'a> {
    /// How many rows it has, without those that the format refuses.
    pub rows: usize,
    /// How many wait for the files after it.
    pub later: usize,
    /// The most tokens that the system activates within five minutes, where it has more.
    pub activations: Option<usize>,
    /// Who has as many tokens with it as the system takes for one person, in the order of their names there.
    pub full: Vec<&'a Upn>,
}
