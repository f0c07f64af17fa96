//! Whether the rows are as they were written: a keyed tag of each row, and a sum of the tags of each table.
//!
//! A trigger of the connection (it is in no file) tells every change of a row; its old tag is taken from the sum of its
//! table and its new one added, so that no order can forget it. The sums are sealed with the head of the trail at each commit. A row that
//! anything else changes, adds, removes or puts back leaves a sum that does not fit. What a tag covers: every column that
//! is not NULL, by its name, so that columns added later change no tag. Not covered are sealed seeds, which prove
//! themselves and are purged from copies without a key; and what is written while the ledger is closed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::LedgerError;
use super::vault::{RowKey, Tagging};

/// The tables whose rows are sealed. `trail_head` holds the sums themselves.
pub(super) const TABLES: [&str; 9] = [
    "enrolment",
    "export",
    "export_row",
    "fate",
    "ledger",
    "operator",
    "person",
    "trail",
    "vault_slot",
];

/// Columns that no tag covers: a row's own seal, what proves itself, what is set without a key by a restore.
const LEFT_OUT: [(&str, &str); 4] = [
    ("enrolment", "seal"),
    ("enrolment", "nonce"),
    ("enrolment", "sealed"),
    ("ledger", "restored_at"),
];

/// The tag of one row: 16 bytes of a keyed hash.
pub(super) type Tag = u128;

/// For each table the sum of the tags of its rows, modulo 2^128; tables without rows are not in it. Of the passphrases
/// each kind counts as a table of its own, so that one that was put back does not hide whether the other is right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sums(BTreeMap<String, Tag>);

impl Sums {
    fn add(&mut self, part: &str, tag: Tag) {
        let sum = self.0.entry(part.to_owned()).or_default();
        *sum = sum.wrapping_add(tag);
        if *sum == 0 {
            self.0.remove(part);
        }
    }

    /// Sets the sum of a part, whatever it was.
    pub fn set(&mut self, part: &str, tag: Tag) {
        self.0.remove(part);
        self.add(part, tag);
    }

    fn merge(&mut self, other: &Self) {
        for (part, tag) in &other.0 {
            self.add(part, *tag);
        }
    }

    /// The sum of a table, or of a kind of passphrase.
    pub fn of(&self, part: &str) -> Tag {
        self.0.get(part).copied().unwrap_or_default()
    }

    /// The tables, or kinds of passphrases, in which the two differ.
    pub fn differing<'s>(&'s self, other: &'s Self) -> BTreeSet<&'s str> {
        let parts = self.0.keys().chain(other.0.keys()).map(String::as_str);
        parts.filter(|part| self.of(part) != other.of(part)).collect()
    }

    /// For each table its name behind its length (one byte), then its sum.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (part, tag) in &self.0 {
            bytes.push(u8::try_from(part.len()).unwrap_or(u8::MAX));
            bytes.extend_from_slice(part.as_bytes());
            bytes.extend_from_slice(&tag.to_be_bytes());
        }
        bytes
    }

    /// `None` for what [`Self::to_bytes`] did not make.
    pub fn parse(mut bytes: &[u8]) -> Option<Self> {
        let mut sums = Self::default();
        while let Some((length, rest)) = bytes.split_first() {
            let (part, rest) = rest.split_at_checked(usize::from(*length))?;
            let (tag, rest) = rest.split_first_chunk::<16>()?;
            sums.add(std::str::from_utf8(part).ok()?, u128::from_be_bytes(*tag));
            bytes = rest;
        }
        Some(sums)
    }
}

/// The columns of a sealed table, in their order.
#[derive(Debug, Clone)]
struct Columns {
    names: Vec<String>,
}

impl Columns {
    fn of(connection: &Connection, table: &str) -> Result<Self, LedgerError> {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let names = statement.query_map([table], |row| row.get::<_, String>(0))?;
        Ok(Self {
            names: names.collect::<Result<_, _>>()?,
        })
    }

    /// The tag of a row whose values `value` gives, and the part of [`Sums`] in which it counts.
    fn tag<'v>(
        &self,
        key: &RowKey,
        table: &str,
        value: impl Fn(usize) -> rusqlite::Result<ValueRef<'v>>,
    ) -> rusqlite::Result<(Tag, String)> {
        let (mut tag, mut counts_in) = (key.begin(), None);
        tag.add(b'#', table.as_bytes());
        for (at, name) in self.names.iter().enumerate() {
            if LEFT_OUT.contains(&(table, name.as_str())) {
                continue;
            }
            let value = value(at)?;
            if (table, name.as_str()) == ("vault_slot", "kind") {
                counts_in = Some(slot_part(value.as_str()?));
            }
            add(&mut tag, name, value);
        }
        Ok((tag.end(), counts_in.unwrap_or_else(|| table.to_owned())))
    }
}

/// The part of [`Sums`] in which a passphrase of that kind counts.
pub(super) fn slot_part(kind: &str) -> String {
    format!("{SLOTS}{kind}")
}

const SLOTS: &str = "vault_slot ";

/// Adds a column and its value with its type; nothing where it is NULL.
fn add(tag: &mut Tagging, name: &str, value: ValueRef<'_>) {
    let (kind, number);
    let bytes: &[u8] = match value {
        ValueRef::Null => return,
        ValueRef::Integer(value) => {
            (kind, number) = (b'i', value.to_be_bytes());
            &number
        }
        ValueRef::Real(value) => {
            (kind, number) = (b'r', value.to_bits().to_be_bytes());
            &number
        }
        ValueRef::Text(text) => {
            kind = b't';
            text
        }
        ValueRef::Blob(blob) => {
            kind = b'b';
            blob
        }
    };
    tag.add(b'.', name.as_bytes());
    tag.add(kind, bytes);
}

/// What the changes of the transaction under way come to.
#[derive(Debug, Default)]
struct Pending {
    sums: Sums,
    enrolments: BTreeSet<i64>,
}

/// Watches an open ledger's changes, and reads its tags.
pub(super) struct Seals {
    key: RowKey,
    columns: BTreeMap<String, Columns>,
    pending: Arc<Mutex<Pending>>,
}

impl Seals {
    /// For reading only.
    pub fn new(connection: &Connection, key: RowKey) -> Result<Self, LedgerError> {
        let columns = TABLES
            .into_iter()
            .map(|table| Ok((table.to_owned(), Columns::of(connection, table)?)));
        Ok(Self {
            key,
            columns: columns.collect::<Result<_, LedgerError>>()?,
            pending: Arc::default(),
        })
    }

    /// Has every change of a row told from here on.
    pub fn watch(&self, connection: &Connection) -> Result<(), LedgerError> {
        let (key, columns, pending) = (self.key.clone(), self.columns.clone(), Arc::clone(&self.pending));
        connection.create_scalar_function(TELL, -1, FunctionFlags::SQLITE_UTF8, move |told| {
            let mut pending = pending.lock().unwrap_or_else(PoisonError::into_inner);
            pending.note(&key, &columns, told)?;
            Ok(0)
        })?;
        // a row that takes the place of another one is told as well
        connection.pragma_update(None, "recursive_triggers", true)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        // a trigger that is planted in the file may not tell anything, nor run at all: those of the connection still do
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        for (table, columns) in &self.columns {
            connection.execute_batch(&triggers(table, &columns.names))?;
        }
        Ok(())
    }

    /// Ends what [`Self::watch`] began: the key goes.
    pub fn unwatch(connection: &Connection) {
        let dropped = TABLES
            .iter()
            .flat_map(|table| ["insert", "update", "delete"].map(|what| (table, what)));
        let dropped = dropped.map(|(table, what)| format!("DROP TRIGGER IF EXISTS temp.tell_{table}_{what};"));
        let gone = connection.execute_batch(&dropped.collect::<String>());
        if let Err(error) = gone.and_then(|()| connection.remove_function(TELL, -1)) {
            tracing::warn!(%error, "the changes of a closed ledger are still watched");
        }
    }

    /// A transaction begins: what one before it left, which was not committed, counts for nothing.
    pub fn begin(&self) {
        *self.pending() = Pending::default();
    }

    /// Seals the enrolments that changed and gives the sums as they are now, `before` them the ones of the last commit.
    pub fn end(&self, connection: &Connection, before: &Sums) -> Result<Sums, LedgerError> {
        let changed = std::mem::take(&mut self.pending().enrolments);
        for id in changed {
            self.seal_enrolment(connection, id)?;
        }
        let pending = std::mem::take(&mut *self.pending());
        let mut sums = before.clone();
        sums.merge(&pending.sums);
        for part in pending.sums.0.keys().filter(|part| part.starts_with(SLOTS)) {
            sums.set(part, self.slot(connection, part)?);
        }
        Ok(sums)
    }

    /// The tag of a passphrase as it is found. One that is chosen takes the place of whatever is there, so that one which
    /// was put there from outside does not count on.
    fn slot(&self, connection: &Connection, part: &str) -> Result<Tag, LedgerError> {
        let mut statement = connection.prepare("SELECT * FROM vault_slot")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (tag, counts_in) = self.tag_of("vault_slot", row)?;
            if counts_in == part {
                return Ok(tag);
            }
        }
        Ok(0)
    }

    fn pending(&self) -> std::sync::MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seals an enrolment as it is found.
    pub fn seal_enrolment(&self, connection: &Connection, id: i64) -> Result<(), LedgerError> {
        let tag = {
            let mut statement = connection.prepare_cached("SELECT * FROM enrolment WHERE id = ?1")?;
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { return Ok(()) };
            self.tag_of("enrolment", row)?.0
        };
        connection
            .prepare_cached("UPDATE enrolment SET seal = ?2 WHERE id = ?1")?
            .execute((id, tag.to_be_bytes()))?;
        Ok(())
    }

    fn tag_of(&self, table: &str, row: &Row<'_>) -> Result<(Tag, String), LedgerError> {
        let columns = self.columns.get(table).ok_or(LedgerError::Damaged)?;
        Ok(columns.tag(&self.key, table, |at| row.get_ref(at))?)
    }

    /// Seals every enrolment of a ledger that has never been sealed, before anything else is written. No sum changes by it.
    pub fn adopt(&self, connection: &Connection) -> Result<(), LedgerError> {
        let ids: Vec<i64> = connection
            .prepare("SELECT id FROM enrolment")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        ids.into_iter().try_for_each(|id| self.seal_enrolment(connection, id))
    }

    /// The sums of all rows as they are, and the enrolments that are not as they were sealed.
    pub fn survey(&self, connection: &Connection) -> Result<Survey, LedgerError> {
        let mut survey = Survey::default();
        for table in TABLES {
            let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
            let seal = statement.column_index("seal").ok();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (tag, part) = self.tag_of(table, row)?;
                survey.sums.add(&part, tag);
                if let Some(seal) = seal
                    && row.get::<_, Option<[u8; 16]>>(seal).ok().flatten() != Some(tag.to_be_bytes())
                {
                    survey.altered.push(row.get("id")?);
                }
            }
        }
        Ok(survey)
    }

    /// The sum that the enrolments had if each whose seal does not fit were still what that seal says.
    pub fn as_sealed(&self, connection: &Connection, survey: &Survey) -> Result<Tag, LedgerError> {
        let mut sum = survey.sums.of("enrolment");
        for id in &survey.altered {
            let mut statement = connection.prepare_cached("SELECT * FROM enrolment WHERE id = ?1")?;
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { continue };
            let sealed = row.get::<_, Option<[u8; 16]>>("seal").ok().flatten();
            let tag = self.tag_of("enrolment", row)?.0;
            let said = sealed.map_or(0, u128::from_be_bytes);
            sum = sum.wrapping_sub(tag).wrapping_add(said);
        }
        Ok(sum)
    }
}

/// The rows as they are.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub sums: Sums,
    /// Enrolments whose own seal does not fit.
    pub altered: Vec<i64>,
}

impl Pending {
    /// A row that came (1) or went (-1): the sign, the table, the values.
    fn note(&mut self, key: &RowKey, columns: &BTreeMap<String, Columns>, told: &Context<'_>) -> rusqlite::Result<()> {
        let (sign, table): (i64, String) = (told.get(0)?, told.get(1)?);
        let columns = columns.get(&table).ok_or(rusqlite::Error::InvalidQuery)?;
        let (tag, part) = columns.tag(key, &table, |at| Ok(told.get_raw(at + 2)))?;
        self.sums.add(&part, if sign > 0 { tag } else { tag.wrapping_neg() });
        if table == "enrolment"
            && let Some(at) = columns.names.iter().position(|name| name == "id")
        {
            self.enrolments.insert(told.get(at + 2)?);
        }
        Ok(())
    }
}

/// The function through which the triggers of a connection tell.
const TELL: &str = "tapdesk_row";

/// What tells that rows of `table` come and go.
fn triggers(table: &str, columns: &[String]) -> String {
    let row = |row: &str| {
        columns
            .iter()
            .map(|name| format!(", {row}.\"{name}\""))
            .collect::<String>()
    };
    let came = format!("SELECT {TELL}(1, '{table}'{});", row("new"));
    let went = format!("SELECT {TELL}(-1, '{table}'{});", row("old"));
    format!(
        "CREATE TEMP TRIGGER tell_{table}_insert AFTER INSERT ON main.\"{table}\" BEGIN {came} END;
         CREATE TEMP TRIGGER tell_{table}_update AFTER UPDATE ON main.\"{table}\" BEGIN {went} {came} END;
         CREATE TEMP TRIGGER tell_{table}_delete AFTER DELETE ON main.\"{table}\" BEGIN {went} END;"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_they_were_written_and_nothing_else_is() {
        let mut sums = Sums::default();
        sums.add("enrolment", 7);
        sums.add("trail", u128::MAX);
        sums.add("fate", 3);
        sums.add("fate", 3_u128.wrapping_neg());
        assert_eq!(Sums::parse(&sums.to_bytes()), Some(sums.clone()));
        assert_eq!(Sums::parse(&[]), Some(Sums::default()));
        for cut in 1..sums.to_bytes().len() {
            let parsed = Sums::parse(&sums.to_bytes()[..cut]);
            assert_ne!(parsed, Some(sums.clone()), "cut at {cut}");
        }
        let mut other = sums.clone();
        other.add("person", 1);
        assert_eq!(sums.differing(&other), BTreeSet::from(["person"]));
    }
}
