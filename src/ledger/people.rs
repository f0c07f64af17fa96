//! The organisation's own list of people, kept from one day to the next. No secret; a new list takes the place of the old.

use super::LedgerError;
use super::opened::OpenLedger;
use super::store::{Column, Query, Reading, Row, Table, Values};
use super::trail::TrailEvent;
use crate::desk::{Person, Roster, Upn};

impl OpenLedger<'_> {
    /// Keeps a new list instead of the one before.
    pub(super) fn keep_people(&mut self, people: Vec<Person>) -> Result<Roster, LedgerError> {
        let roster = Roster::new(people);
        let change = self.change()?;
        change.delete(&Query::all(Table::Person))?;
        for person in roster.people() {
            change.insert(Table::Person, &values(person))?;
        }
        change.note(TrailEvent::PeopleImported, None, &roster.len().to_string())?;
        change.commit()?;
        Ok(roster)
    }
}

fn values(person: &Person) -> Values {
    vec![
        (Column::UpnFolded, (&person.upn.folded()).into()),
        (Column::Upn, person.upn.as_str().into()),
        (Column::Name, (&person.name).into()),
        (Column::Department, (&person.department).into()),
        (Column::Badge, (&person.badge).into()),
        (Column::ObjectId, (&person.object_id).into()),
        (Column::Guest, person.guest.into()),
        (Column::Disabled, person.disabled.then_some(true).into()),
    ]
}

/// The list that is kept. Somebody whose UPN makes no sense any more is left out.
pub(super) fn roster(reading: &dyn Reading) -> Result<Roster, LedgerError> {
    let mut people = Vec::new();
    for row in reading.select(&Query::all(Table::Person))? {
        people.extend(person(&row)?);
    }
    Ok(Roster::new(people))
}

fn person(row: &Row) -> Result<Option<Person>, LedgerError> {
    let Ok(upn) = Upn::parse(&row.get::<String>(Column::Upn)?) else {
        return Ok(None);
    };
    Ok(Some(Person {
        upn,
        name: row.get(Column::Name)?,
        department: row.get(Column::Department)?,
        badge: row.get(Column::Badge)?,
        object_id: row.get(Column::ObjectId)?,
        guest: row.get(Column::Guest)?,
        disabled: row.get::<Option<bool>>(Column::Disabled)?.unwrap_or(false),
    }))
}
