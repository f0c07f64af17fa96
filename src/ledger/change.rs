//! One transaction of an open ledger: everything that is written goes through it, and nothing is committed unsealed.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::LedgerError;
use super::ground::Ground;
use super::head::{self, Head};
use super::seal::{self, Sums, Tag};
use super::store::{Column, EachRow, Query, Reading, Row, Store, Table, Values, Writing};
use super::vault::Vault;

/// Who sits at the desk, and which it is.
#[derive(Debug, Clone)]
pub(super) struct Author {
    pub operator: String,
    pub station: String,
}

/// Who writes, with what, and when (Unix seconds).
#[derive(Clone, Copy)]
pub(super) struct Writer<'w> {
    pub vault: &'w Vault,
    pub author: &'w Author,
    pub ground: &'w Ground,
    pub at: i64,
}

/// A transaction that is sealed when it is committed; dropped, it never was.
pub(super) struct Change<'c> {
    writing: Box<dyn Writing + 'c>,
    pub by: Writer<'c>,
    changed: RefCell<Changed>,
}

/// What the changes so far come to.
#[derive(Default)]
struct Changed {
    sums: Sums,
    /// The tags of enrolments as they are now.
    enrolments: BTreeMap<i64, Tag>,
}

impl Reading for Change<'_> {
    fn each(&self, query: &Query, found: &mut EachRow<'_>) -> Result<(), LedgerError> {
        self.writing.each(query, found)
    }

    fn numbers(&self) -> Result<Vec<(String, i64)>, LedgerError> {
        self.writing.numbers()
    }
}

impl<'c> Change<'c> {
    /// Begins to write.
    pub fn begin(store: &'c mut dyn Store, by: Writer<'c>) -> Result<Self, LedgerError> {
        Ok(Self {
            writing: store.write()?,
            by,
            changed: RefCell::default(),
        })
    }

    /// Adds a row and gives its number, where the table numbers its rows.
    pub fn insert(&self, table: Table, values: &Values) -> Result<i64, LedgerError> {
        let id = self.writing.insert(table, values)?;
        self.came(table, &Row::made(table, values, id))?;
        Ok(id)
    }

    /// Sets columns of every row that `query` finds.
    pub fn update(&self, query: &Query, values: &Values) -> Result<(), LedgerError> {
        for mut row in self.whole(query)? {
            self.went(query.table, &row)?;
            row.set(values);
            self.came(query.table, &row)?;
        }
        self.writing.update(query, values)
    }

    /// Takes out every row that `query` finds.
    pub fn delete(&self, query: &Query) -> Result<(), LedgerError> {
        for row in self.whole(query)? {
            self.went(query.table, &row)?;
        }
        self.writing.delete(query)
    }

    /// A tag covers whole rows.
    fn whole(&self, query: &Query) -> Result<Vec<Row>, LedgerError> {
        self.select(&query.clone().only(query.table.columns()))
    }

    /// See [`Writing::number_anew`].
    pub fn number_anew(&self, last: &[(Table, i64)]) -> Result<(), LedgerError> {
        self.writing.number_anew(last)
    }

    /// Seals an enrolment as it is found. No sum changes by it.
    pub fn seal_as_found(&self, id: i64) -> Result<(), LedgerError> {
        let Some(row) = self.first(&Query::by(Table::Enrolment, Column::Id, id))? else {
            return Ok(());
        };
        let (tag, _) = self.by.ground.seals.tag(Table::Enrolment, &row)?;
        self.keep_seal(id, tag)
    }

    fn keep_seal(&self, id: i64, tag: Tag) -> Result<(), LedgerError> {
        let seal = vec![(Column::Seal, tag.to_be_bytes().into())];
        self.writing.update(&Query::by(Table::Enrolment, Column::Id, id), &seal)
    }

    fn came(&self, table: Table, row: &Row) -> Result<(), LedgerError> {
        let (tag, part) = self.by.ground.seals.tag(table, row)?;
        let mut changed = self.changed.borrow_mut();
        changed.sums.add(&part, tag);
        if table == Table::Enrolment {
            changed.enrolments.insert(row.get(Column::Id)?, tag);
        }
        Ok(())
    }

    fn went(&self, table: Table, row: &Row) -> Result<(), LedgerError> {
        let (tag, part) = self.by.ground.seals.tag(table, row)?;
        self.changed.borrow_mut().sums.add(&part, tag.wrapping_neg());
        Ok(())
    }

    /// Seals what was written and commits it, synced.
    pub fn commit(self) -> Result<(), LedgerError> {
        let Writer { vault, ground, .. } = self.by;
        let sums = self.seal(&ground.head().sums)?;
        let (last, _) = head::last(&self)?.ok_or(LedgerError::Unsealed)?;
        let head = Head { last, sums };
        head.keep(&*self.writing, vault, ground.uid())?;
        self.writing.commit()?;
        ground.move_anchor(vault, &head.last);
        ground.committed(head);
        Ok(())
    }

    /// Seals the enrolments that changed and gives the sums as they are now, `before` them the ones of the last commit.
    fn seal(&self, before: &Sums) -> Result<Sums, LedgerError> {
        let changed = self.changed.take();
        for (id, tag) in changed.enrolments {
            self.keep_seal(id, tag)?;
        }
        let mut sums = before.clone();
        sums.merge(&changed.sums);
        for part in changed.sums.parts().filter(|part| seal::is_slot(part)) {
            sums.set(part, self.by.ground.seals.slot(self, part)?);
        }
        Ok(sums)
    }
}
