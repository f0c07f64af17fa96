//! Whether the rows are as they were written: a keyed tag of each row, and a sum of the tags of each table.
//!
//! Of every row that changes the old tag is taken from the sum of its table and the new one added; [`super::change`] does
//! that, through which all that is written goes, so that no order can forget it. The sums are sealed with the head of the
//! trail at each commit. A row that anything else changes, adds, removes or puts back leaves a sum that does not fit. What a
//! tag covers: every column that is not NULL, by its name, so that columns added later change no tag. Not covered are sealed
//! seeds, which prove themselves and are purged from copies without a key; and what is written while the ledger is closed.

use std::collections::{BTreeMap, BTreeSet};

use strum::VariantArray;

use super::LedgerError;
use super::store::{Column, Query, Reading, Row, Table, Value};
use super::vault::{RowKey, Tagging};

/// Columns that no tag covers: a row's own seal, what proves itself, what is set without a key by a restore.
const LEFT_OUT: [(Table, Column); 6] = [
    (Table::Enrolment, Column::Seal),
    (Table::Enrolment, Column::Nonce),
    (Table::Enrolment, Column::Sealed),
    (Table::Stock, Column::Nonce),
    (Table::Stock, Column::Sealed),
    (Table::Ledger, Column::RestoredAt),
];

impl Table {
    /// Whether its rows are sealed. The head of the trail holds the sums themselves.
    pub(super) const fn is_sealed(self) -> bool {
        !matches!(self, Self::TrailHead)
    }
}

/// The tag of one row: 16 bytes of a keyed hash.
pub(super) type Tag = u128;

/// For each table the sum of the tags of its rows, modulo 2^128; tables without rows are not in it. Of the passphrases
/// each kind counts as a table of its own, so that one that was put back does not hide whether the other is right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sums(BTreeMap<String, Tag>);

impl Sums {
    /// Adds a tag to a part.
    pub fn add(&mut self, part: &str, tag: Tag) {
        let sum = self.0.entry(part.to_owned()).or_default();
        *sum = sum.wrapping_add(tag);
        if *sum == 0 {
            self.0.remove(part);
        }
    }

    /// The parts that are in it.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Sets the sum of a part, whatever it was.
    pub fn set(&mut self, part: &str, tag: Tag) {
        self.0.remove(part);
        self.add(part, tag);
    }

    /// Adds every part of another one.
    pub fn merge(&mut self, other: &Self) {
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

/// The part of [`Sums`] in which a passphrase of that kind counts.
pub(super) fn slot_part(kind: &str) -> String {
    format!("{SLOTS}{kind}")
}

/// Whether a part is a kind of passphrase.
pub(super) fn is_slot(part: &str) -> bool {
    part.starts_with(SLOTS)
}

const SLOTS: &str = "vault_slot ";

/// Adds a column and its value with its type; nothing where it is NULL.
fn add(tag: &mut Tagging, name: &str, value: &Value) {
    let (kind, number);
    let bytes: &[u8] = match value {
        Value::Null => return,
        Value::Integer(value) => {
            (kind, number) = (b'i', value.to_be_bytes());
            &number
        }
        Value::Text(text) => {
            kind = b't';
            text
        }
        Value::Blob(blob) => {
            kind = b'b';
            blob
        }
    };
    tag.add(b'.', name.as_bytes());
    tag.add(kind, bytes);
}

/// What makes and reads the tags of rows.
pub(super) struct Seals {
    key: RowKey,
}

impl Seals {
    /// Under the key of an open vault.
    pub const fn new(key: RowKey) -> Self {
        Self { key }
    }

    /// The tag of a whole row, and the part of [`Sums`] in which it counts.
    pub fn tag(&self, table: Table, row: &Row) -> Result<(Tag, String), LedgerError> {
        let mut tag = self.key.begin();
        tag.add(b'#', table.name().as_bytes());
        for (column, value) in row.values() {
            if !LEFT_OUT.contains(&(table, column)) {
                add(&mut tag, column.into(), value);
            }
        }
        let part = match table {
            Table::VaultSlot => slot_part(&row.get::<String>(Column::Kind)?),
            _ => table.name().to_owned(),
        };
        Ok((tag.end(), part))
    }

    /// The tag of a passphrase as it is found. One that is chosen takes the place of whatever is there, so that one which
    /// was put there from outside does not count on.
    pub fn slot(&self, reading: &dyn Reading, part: &str) -> Result<Tag, LedgerError> {
        for row in reading.select(&Query::all(Table::VaultSlot))? {
            let (tag, counts_in) = self.tag(Table::VaultSlot, &row)?;
            if counts_in == part {
                return Ok(tag);
            }
        }
        Ok(0)
    }

    /// The sums of all rows as they are, and the enrolments that are not as they were sealed.
    pub fn survey(&self, reading: &dyn Reading) -> Result<Survey, LedgerError> {
        let mut survey = Survey::default();
        for table in Table::VARIANTS.iter().copied().filter(|table| table.is_sealed()) {
            reading.each(&Query::all(table), &mut |row| {
                let (tag, part) = self.tag(table, &row)?;
                survey.sums.add(&part, tag);
                if table == Table::Enrolment && said(&row) != Some(tag) {
                    survey.altered.push(row.get(Column::Id)?);
                }
                Ok(())
            })?;
        }
        Ok(survey)
    }

    /// The sum that the enrolments had if each whose seal does not fit were still what that seal says.
    pub fn as_sealed(&self, reading: &dyn Reading, survey: &Survey) -> Result<Tag, LedgerError> {
        let mut sum = survey.sums.of(Table::Enrolment.name());
        for id in &survey.altered {
            let Some(row) = reading.first(&Query::by(Table::Enrolment, Column::Id, *id))? else {
                continue;
            };
            let (tag, _) = self.tag(Table::Enrolment, &row)?;
            sum = sum.wrapping_sub(tag).wrapping_add(said(&row).unwrap_or_default());
        }
        Ok(sum)
    }
}

/// What an enrolment's own seal says.
fn said(row: &Row) -> Option<Tag> {
    let seal: Option<[u8; 16]> = row.get(Column::Seal).ok().flatten();
    seal.map(u128::from_be_bytes)
}

/// The rows as they are.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub sums: Sums,
    /// Enrolments whose own seal does not fit.
    pub altered: Vec<i64>,
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
