//! The engine by itself, and ledgers that only SQL can make: those of older versions, and any rows at all.

mod folded;
mod older;

use rusqlite::Connection;

use super::Sqlite;
use super::names::FILE;
use crate::ledger::store::{Engine, Query, Reading, Table, contract};

#[test]
fn it_keeps_what_every_engine_has_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Sqlite.open(folder.path(), &mut |_| Ok(())).unwrap();
    contract::hold(&mut *store);
}

#[test]
fn a_second_look_beside_the_first_is_of_the_same_instant() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite.open(folder.path(), &mut |_| Ok(())).unwrap();
    let first = store.read().unwrap();
    let other = Connection::open(folder.path().join(FILE)).unwrap();
    let operators = |reading: &dyn Reading| reading.select(&Query::all(Table::Operator)).unwrap().len();
    assert_eq!(operators(&*first), 0);
    other
        .execute("INSERT INTO operator (name, last_at) VALUES ('x', 1)", [])
        .unwrap();
    assert_eq!(operators(&*store.read().unwrap()), 0);
    assert_eq!(operators(&*first), 0, "the second one has not ended it");
    drop(first);
    assert_eq!(operators(&*store.read().unwrap()), 1);
}
