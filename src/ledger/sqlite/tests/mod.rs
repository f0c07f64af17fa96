//! The engine by itself, and ledgers that only SQL can make: those of older versions, and any rows at all.

mod folded;
mod older;

use super::Sqlite;
use crate::ledger::store::{Engine, contract};

#[test]
fn it_keeps_what_every_engine_has_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Sqlite.open(folder.path(), &mut |_| Ok(())).unwrap();
    contract::hold(&mut *store);
}
