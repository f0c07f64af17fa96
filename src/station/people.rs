//! Who could get a token: the organisation's own list, its import, and who has a token already.

use std::sync::Arc;

use super::{FileRequest, Station};
use crate::desk::{self, ImportEffect, ImportEvent, Person, Roster, Skipped, Suggestions, Upn, UpnError};
use crate::export::people::{PeopleError, PeopleFile};
use crate::ledger;
use crate::otp::unwrapped;

/// The list, and how far an import came.
#[derive(Debug, Default)]
pub struct People {
    roster: Arc<Roster>,
    /// Counts the lists, so that what was found in one is not taken for somebody of another.
    version: u64,
    with_token: usize,
    /// The domains of those who are expected, that of most of them first.
    domains: Vec<String>,
    import: Import,
}

/// The import of a list that was read from a file.
pub type Import = desk::Import<PeopleFile>;
/// How far it came.
pub type ImportStage = desk::ImportStage<PeopleFile>;
/// Why a list of people was not taken.
pub type ImportTrouble = desk::ImportTrouble<PeopleError>;

impl People {
    /// Of a desk that was closed: empty, but no import of this one is taken for one of the next.
    pub(super) fn anew(&self) -> Self {
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
    pub(super) const fn shared(&self) -> &Arc<Roster> {
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
        self.session.people.roster = Arc::new(roster);
        // who is searched or stands by name may be another one
        self.session.log.changed();
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

    pub(super) fn step_import(&mut self, event: ImportEvent<PeopleFile>) {
        for effect in self.session.people.import.step(event) {
            match effect {
                ImportEffect::File(order) => self.ask_files(FileRequest::People(order)),
                ImportEffect::Keep(order) => self.ask(ledger::Request::People(order)),
                ImportEffect::Use(roster) => self.fill_people(roster),
            }
        }
    }
}
