//! Who could get a token: the organisation's own list, its import, and who has a token already.

use std::sync::Arc;

use super::{FileRequest, People, Station};
use crate::desk::{ImportEffect, ImportEvent, Person, Roster, Upn, UpnError};
use crate::export::people::PeopleFile;
use crate::ledger;

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
