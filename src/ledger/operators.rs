//! Who sat at the desk: a row for each, which other rows refer to.

use super::LedgerError;
use super::change::Change;
use super::store::{Column, Query, Reading, Table};

impl Change<'_> {
    /// The number of who sits at the desk.
    pub fn operator(&self) -> Result<i64, LedgerError> {
        let row = self.first(&by_name(&self.by.author.operator))?;
        let gone = || LedgerError::Engine("whoever sits at the desk was taken out of the ledger".into());
        row.ok_or_else(gone)?.get(Column::Id)
    }

    /// Keeps that they sit there now.
    pub fn seat_operator(&self) -> Result<(), LedgerError> {
        let (name, at) = (&self.by.author.operator, self.by.at);
        let last_at = (Column::LastAt, at.into());
        if self.first(&by_name(name))?.is_some() {
            return self.update(&by_name(name), &vec![last_at]);
        }
        let values = vec![(Column::Name, name.into()), last_at];
        self.insert(Table::Operator, &values).map(drop)
    }
}

fn by_name(name: &String) -> Query {
    Query::by(Table::Operator, Column::Name, name)
}

/// Everybody who ever sat there, whoever sat there last first.
pub(super) fn known(reading: &dyn Reading) -> Result<Vec<String>, LedgerError> {
    let mut known: Vec<((i64, i64), String)> = Vec::new();
    for row in reading.select(&Query::all(Table::Operator))? {
        let when = (row.get(Column::LastAt)?, row.get(Column::Id)?);
        known.push((when, row.get(Column::Name)?));
    }
    known.sort_by_key(|(when, _)| std::cmp::Reverse(*when));
    Ok(known.into_iter().map(|(_, name)| name).collect())
}
