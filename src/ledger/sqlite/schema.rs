//! The tables, and how older files become newer ones.

use std::collections::BTreeSet;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::ledger::LedgerError;

/// "Tapd", so that a foreign SQLite file is recognised.
pub const APPLICATION_ID: i64 = 0x5461_7064;

/// One script a version; `user_version` counts those that ran.
pub const MIGRATIONS: [&str; 7] = [
    include_str!("schema-1.sql"),
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
    include_str!("schema-6.sql"),
    include_str!("schema-7.sql"),
];

/// Durability first: every commit is synced before anything is burned. Freed pages are overwritten.
pub fn prepare(connection: &Connection) -> Result<(), LedgerError> {
    connection.busy_timeout(std::time::Duration::from_secs(2))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // a trigger that is planted in the file does not run
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Brings the file to the newest version, or says why it cannot be.
pub fn migrate(connection: &mut Connection) -> Result<(), LedgerError> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found = pragma(connection, "user_version")?;
    if found > known {
        return Err(LedgerError::NewerSchema { found, known });
    }
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application = pragma(connection, "application_id")?;
    if application != APPLICATION_ID && (tables > 0 || application != 0) {
        return Err(LedgerError::NotALedger);
    }
    check(connection)?;
    compare(connection, found)?;
    // a table that is made anew is dropped in between, which must not take what refers to it along
    connection.pragma_update(None, "foreign_keys", false)?;
    for (version, script) in (1..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or(0)) {
        let step = connection.transaction()?;
        step.execute_batch(script)?;
        step.pragma_update(None, "application_id", APPLICATION_ID)?;
        step.pragma_update(None, "user_version", version)?;
        step.commit()?;
    }
    Ok(())
}

/// Whether the file can be one of ours that this version knows, and is undamaged. Writes nothing.
pub fn inspect(connection: &Connection) -> Result<(), LedgerError> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found = pragma(connection, "user_version")?;
    if pragma(connection, "application_id")? != APPLICATION_ID {
        return Err(LedgerError::NotALedger);
    }
    if found > known {
        return Err(LedgerError::NewerSchema { found, known });
    }
    check(connection)?;
    compare(connection, found)
}

/// Whether tables, indexes and columns are those that the scripts up to `version` make, and nothing else is there: a
/// trigger or a view that somebody planted could change what is written or read.
fn compare(connection: &Connection, version: i64) -> Result<(), LedgerError> {
    let ours = Connection::open_in_memory()?;
    for script in MIGRATIONS.iter().take(usize::try_from(version).unwrap_or(0)) {
        ours.execute_batch(script)?;
    }
    let (ours_has, it_has) = (objects(&ours)?, objects(connection)?);
    if it_has.difference(&ours_has).next().is_some() {
        return Err(LedgerError::NotALedger);
    }
    if it_has == ours_has && columns(&ours)? == columns(connection)? {
        Ok(())
    } else {
        Err(LedgerError::Damaged)
    }
}

/// Whether everything in an open ledger is what this version makes.
pub fn is_ours(connection: &Connection) -> Result<(), LedgerError> {
    compare(connection, i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX))
}

/// Everything that has a name: its type, its name, the table that it belongs to.
fn objects(connection: &Connection) -> Result<BTreeSet<[String; 3]>, LedgerError> {
    let mut statement = connection.prepare("SELECT type, name, tbl_name FROM sqlite_schema")?;
    let objects = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    Ok(objects.collect::<Result<_, _>>()?)
}

/// Every column of every table and index: name, type, whether it may be empty, what it is without a value, its place in
/// the key, whether it is computed; what refers to what, and how tables are kept.
fn columns(connection: &Connection) -> Result<Vec<String>, LedgerError> {
    let mut statement = connection.prepare(
        "SELECT format('%s %s %s %d %s %d %d', t.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden)
           FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'
         UNION ALL
         SELECT format('%s %d %s %d %s %d', t.name, c.seqno, c.name, c.\"desc\", c.coll, c.key)
           FROM sqlite_schema t JOIN pragma_index_xinfo(t.name) c WHERE t.type = 'index'
         UNION ALL
         SELECT format('%s %s %d %d', t.name, i.name, i.\"unique\", i.partial)
           FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE t.type = 'table'
         UNION ALL
         SELECT format('%s refers %d %s %s %s %s %s', t.name, f.seq, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete)
           FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
         UNION ALL
         SELECT format('%s %d %d', name, wr, strict) FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
         ORDER BY 1",
    )?;
    let columns = statement.query_map([], |row| row.get(0))?;
    Ok(columns.collect::<Result<_, _>>()?)
}

/// Looks for damage before anything is written; in indexes as well, since a lookup that misses a row would burn its token
/// again.
pub fn check(connection: &Connection) -> Result<(), LedgerError> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(LedgerError::Damaged)
    }
}

fn pragma(connection: &Connection, name: &str) -> Result<i64, LedgerError> {
    Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::ledger::store::Table;

    #[test]
    fn the_tables_are_those_that_are_asked_for() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        for table in Table::VARIANTS {
            let mut statement = connection
                .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")
                .unwrap();
            let there = statement
                .query_map([table.name()], |row| row.get::<_, String>(0))
                .unwrap();
            let known = table.columns().iter().map(|column| <&str>::from(*column).to_owned());
            assert_eq!(there.map(Result::unwrap).collect::<Vec<_>>(), known.collect::<Vec<_>>());
        }
        let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let there: i64 = connection.query_row(tables, [], |row| row.get(0)).unwrap();
        assert_eq!(usize::try_from(there), Ok(Table::VARIANTS.len()));
    }
}
