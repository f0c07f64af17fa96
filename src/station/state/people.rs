//! The people who are expected, as far as they are known here.

use std::sync::Arc;

use crate::desk::{self, Roster, Skipped, Suggestions, Upn};
use crate::export::people::{PeopleError, PeopleFile};
use crate::otp::unwrapped;

/// The list, and how far an import came.
#[derive(Debug, Default)]
pub struct People {
    pub(in crate::station) roster: Arc<Roster>,
    /// Counts the lists, so that what was found in one is not taken for somebody of another.
    pub(in crate::station) version: u64,
    pub(in crate::station) with_token: usize,
    /// The domains of those who are expected, that of most of them first.
    pub(in crate::station) domains: Vec<String>,
    pub(in crate::station) import: Import,
}

/// The import of a list that was read from a file.
pub type Import = desk::Import<PeopleFile>;

/// How far it came.
pub type ImportStage = desk::ImportStage<PeopleFile>;

/// Why a list of people was not taken.
pub type ImportTrouble = desk::ImportTrouble<PeopleError>;

impl People {
    /// Of a desk that was closed: empty, but no import of this one is taken for one of the next.
    pub(in crate::station) fn anew(&self) -> Self {
        Self {
            import: self.import.anew(),
            ..Self::default()
        }
    }

    /// The list of people that the ledger keeps. Empty where none was imported, or nobody sits at the desk.
    #[must_use]
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The same for another thread.
    pub(in crate::station) const fn shared(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// Another number for each list that was read.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The domains of those who are expected, that of most of them first.
    pub(in crate::station) fn domains(&self) -> &[String] {
        &self.domains
    }

    /// How many of them have a token.
    #[must_use]
    pub const fn with_token(&self) -> usize {
        self.with_token
    }

    /// How far an import came.
    #[must_use]
    pub const fn import(&self) -> &ImportStage {
        self.import.stage()
    }

    /// The lines that the last import left out, however it ended.
    #[must_use]
    pub fn left_out(&self) -> &[Skipped] {
        self.import.left_out()
    }

    /// Whether there is a list of people and this person is not on it.
    #[must_use]
    pub fn misses(&self, upn: &Upn) -> bool {
        !self.roster.is_empty() && self.roster.get(upn).is_none()
    }

    /// The name of a person, where the list has one.
    #[must_use]
    pub fn name(&self, upn: &Upn) -> Option<&str> {
        self.roster.named(upn).map(|person| person.name.as_str())
    }

    /// Who fits what was typed, best first. A scanner may have put something around it.
    #[must_use]
    pub fn complete(&self, typed: &str, most: usize) -> Suggestions {
        self.roster.complete(&unwrapped(typed), most)
    }
}
