//! Who could get a token: the organisation's own list, its import, and who has a token already.

use std::path::PathBuf;

use thiserror::Error;

use super::{FileRequest, Station};
use crate::desk::{Person, Roster, Suggestions, Upn, UpnError};
use crate::export::people::{Columns, Imported, PeopleError, PeopleFile, Skipped};
use crate::ledger::{self, LedgerError};
use crate::otp::unwrapped;

/// The list, and how far an import came.
#[derive(Debug, Default)]
pub struct People {
    roster: Roster,
    /// Counts the lists, so that what was found in one is not taken for somebody of another.
    version: u64,
    with_token: usize,
    /// The domains of those who are expected, that of most of them first.
    domains: Vec<String>,
    import: Import,
    /// The lines that the last import left out, however it ended.
    left_out: Vec<Skipped>,
}

/// How far an import came.
#[derive(Debug, Default)]
pub enum Import {
    /// None was asked for.
    #[default]
    Idle,
    /// The file is being read, or the people taken out of it.
    Working,
    /// It was read; the operator looks at its columns.
    Read(Box<PeopleFile>, Columns),
    /// The people are being kept.
    Keeping(Imported),
    /// They are kept.
    Done {
        /// How many people.
        people: usize,
        /// The lines that were left out.
        imported: Imported,
    },
    /// Nothing was changed.
    Failed(ImportTrouble),
}

/// Why a list of people was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportTrouble {
    /// The file cannot be read, in the words of the room below.
    #[error("the file cannot be read: {0}")]
    File(&'static str),
    /// It is no list of people.
    #[error(transparent)]
    NoList(#[from] PeopleError),
    /// It has no line of a person who can get a token.
    #[error("no line of the file is of a person who can get a token")]
    Nobody,
    /// The ledger could not keep it, in its words.
    #[error("{0}")]
    Ledger(String),
}

impl People {
    /// The list.
    #[must_use]
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Another number for each list that was read.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The domains of those who are expected, that of most of them first.
    pub(super) fn domains(&self) -> &[String] {
        &self.domains
    }

    /// How many of them have a token.
    #[must_use]
    pub const fn with_token(&self) -> usize {
        self.with_token
    }

    /// How far an import came.
    #[must_use]
    pub const fn import(&self) -> &Import {
        &self.import
    }

    /// The lines that the last import left out, however it ended.
    #[must_use]
    pub fn left_out(&self) -> &[Skipped] {
        &self.left_out
    }

    /// Whether there is a list of people and this person is not on it.
    #[must_use]
    pub fn misses(&self, upn: &Upn) -> bool {
        !self.roster.is_empty() && self.roster.get(upn).is_none()
    }

    /// The name of a person, where the list has one.
    #[must_use]
    pub fn name(&self, upn: &Upn) -> Option<&str> {
        let person = self.roster.get(upn)?;
        Some(person.name.as_str()).filter(|name| !name.is_empty())
    }

    /// Who fits what was typed, best first. A scanner may have put something around it.
    #[must_use]
    pub fn complete(&self, typed: &str, most: usize) -> Suggestions {
        self.roster.complete(&unwrapped(typed), most)
    }
}

impl Station {
    /// Who could get a token.
    #[must_use]
    pub const fn people(&self) -> &People {
        &self.session.people
    }

    /// Whether a person has a token.
    #[must_use]
    pub fn has_token(&self, upn: &Upn) -> bool {
        self.session.log.has_token(&upn.folded())
    }

    /// The next person without a token, after `after` in the order of the list.
    #[must_use]
    pub fn next_without(&self, after: Option<&Upn>) -> Option<&Person> {
        self.session
            .people
            .roster
            .next_without(&|upn| self.has_token(upn), after)
    }

    /// Somebody of whom the list does not say that it is a guest.
    pub(super) fn no_guest(&self, upn: Upn) -> Result<Upn, UpnError> {
        let guest = self.session.people.roster.get(&upn).is_some_and(|person| person.guest);
        if guest { Err(UpnError::Guest) } else { Ok(upn) }
    }

    pub(super) fn fill_people(&mut self, roster: Roster) {
        self.session.people.with_token = roster.count_with(&|upn| self.session.log.has_token(&upn.folded()));
        self.session.people.domains = roster.domains();
        self.session.people.roster = roster;
        self.session.people.version += 1;
    }

    /// A row of the log has changed: `had` says whether that person had a token before.
    pub(super) fn recount(&mut self, upn: &Upn, had: bool) {
        let on_list = self.session.people.roster.get(upn).is_some_and(Person::is_expected);
        match (on_list, had, self.has_token(upn)) {
            (true, false, true) => self.session.people.with_token += 1,
            (true, true, false) => self.session.people.with_token = self.session.people.with_token.saturating_sub(1),
            _ => {}
        }
    }

    // --- import -------------------------------------------------------------------------------------------------------

    pub(super) fn read_people(&mut self, path: PathBuf) {
        self.session.people.import = Import::Working;
        self.session.people.left_out.clear();
        self.ask_files(FileRequest::ReadPeople(path));
    }

    pub(super) fn people_read(&mut self, read: Result<(Box<PeopleFile>, Columns), ImportTrouble>) {
        if matches!(self.session.people.import, Import::Working) {
            self.session.people.import = match read {
                Ok((file, columns)) => Import::Read(file, columns),
                Err(why) => Import::Failed(why),
            };
        }
    }

    pub(super) fn import_people(&mut self, columns: Columns) {
        if let Import::Read(file, _) = std::mem::take(&mut self.session.people.import) {
            self.session.people.import = Import::Working;
            self.ask_files(FileRequest::TakePeople(file, columns));
        }
    }

    /// A file without a single person changes nothing.
    pub(super) fn people_taken(&mut self, mut imported: Imported) {
        if !matches!(self.session.people.import, Import::Working) {
            return;
        }
        let people = std::mem::take(&mut imported.people);
        self.session.people.left_out.clone_from(&imported.skipped);
        if people.is_empty() {
            self.session.people.import = Import::Failed(ImportTrouble::Nobody);
            return;
        }
        self.session.people.import = Import::Keeping(imported);
        self.ask(ledger::Request::KeepPeople(people));
    }

    pub(super) fn people_kept(&mut self, roster: Roster) {
        match std::mem::take(&mut self.session.people.import) {
            Import::Keeping(imported) => {
                self.session.people.import = Import::Done {
                    people: roster.len(),
                    imported,
                };
            }
            other => self.session.people.import = other,
        }
        self.fill_people(roster);
    }

    /// Or who had the list in hand has ended by a fault. Of an import that a lock has ended nothing is said.
    pub(super) fn people_failed(&mut self, error: &LedgerError) {
        if matches!(self.session.people.import, Import::Working | Import::Keeping(_)) {
            self.session.people.import = Import::Failed(ImportTrouble::Ledger(error.to_string()));
        }
    }

    pub(super) fn dismiss_import(&mut self) {
        self.session.people.import = Import::Idle;
        self.session.people.left_out.clear();
    }
}
