//! The organisation's own list of people, kept from one day to the next. No secret; a new list takes the place of the old.

use rusqlite::{Connection, params};

use super::LedgerError;
use super::serve::Desk;
use super::trail::{self, TrailEvent};
use crate::desk::{Person, Roster, Upn};

impl Desk<'_> {
    /// Keeps a new list instead of the one before.
    pub(super) fn keep_people(&mut self, people: Vec<Person>) -> Result<Roster, LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let roster = Roster::new(people);
        let change = self.change()?;
        change.execute("DELETE FROM person", [])?;
        for person in roster.people() {
            change
                .prepare_cached(
                    "INSERT INTO person (upn_folded, upn, name, department, badge, object_id, guest)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    person.upn.folded(),
                    person.upn.as_str(),
                    person.name,
                    person.department,
                    person.badge,
                    person.object_id,
                    person.guest
                ])?;
        }
        let detail = roster.len().to_string();
        trail::append(&change, vault, author, at, TrailEvent::PeopleImported, None, &detail)?;
        change.commit()?;
        Ok(roster)
    }
}

/// The list that is kept. Somebody whose UPN makes no sense any more is left out.
pub(super) fn roster(connection: &Connection) -> Result<Roster, LedgerError> {
    let mut statement = connection.prepare("SELECT upn, name, department, badge, object_id, guest FROM person")?;
    let rows = statement.query_map([], |row| {
        let upn: String = row.get(0)?;
        Ok(Upn::parse(&upn)
            .ok()
            .map(|upn| (upn, row.get(1), row.get(2), row.get(3), row.get(4), row.get(5))))
    })?;
    let mut people = Vec::new();
    for row in rows {
        if let Some((upn, name, department, badge, object_id, guest)) = row? {
            people.push(Person {
                upn,
                name: name?,
                department: department?,
                badge: badge?,
                object_id: object_id?,
                guest: guest?,
            });
        }
    }
    Ok(Roster::new(people))
}
