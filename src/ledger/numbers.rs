//! The numbers of rows: none is ever given twice, so that what speaks of a row that is gone never speaks of another one.

use super::LedgerError;
use super::change::Change;
use super::store::{Column, Query, Reading, Table};

/// The tables that number their rows for good, in the order of their names. No row of them is ever taken out.
const NUMBERED: [Table; 5] = [
    Table::Enrolment,
    Table::Export,
    Table::Fate,
    Table::StockFile,
    Table::Trail,
];

/// What speaks of rows of another table: in which column of which table, and of which table.
const SPEAK_OF: [(Table, Column, Table); 6] = [
    (Table::Trail, Column::Enrolment, Table::Enrolment),
    (Table::Fate, Column::Enrolment, Table::Enrolment),
    (Table::ExportRow, Column::Enrolment, Table::Enrolment),
    (Table::ExportRow, Column::Export, Table::Export),
    (Table::Stock, Column::Enrolment, Table::Enrolment),
    (Table::Stock, Column::File, Table::StockFile),
];

/// Whether the last number that was given is that of the last row in every table.
pub(super) fn fit(reading: &dyn Reading) -> Result<bool, LedgerError> {
    let mut expected = Vec::new();
    for table in NUMBERED {
        let last = reading.first(&Query::all(table).only(&[Column::Id]).backwards())?;
        if let Some(row) = last {
            expected.push((table.name().to_owned(), row.get::<i64>(Column::Id)?));
        }
    }
    Ok(reading.numbers()? == expected)
}

/// The last number given is that of the last row again, unless something still speaks of a row that is gone: its number
/// is given to no other one.
pub(super) fn count_anew(change: &Change<'_>) -> Result<(), LedgerError> {
    let mut last = Vec::new();
    for table in NUMBERED {
        let mut greatest = greatest(change, table, Column::Id)?;
        for (speaks, column, of) in SPEAK_OF {
            if of == table {
                greatest = greatest.max(self::greatest(change, speaks, column)?);
            }
        }
        last.push((table, greatest));
    }
    change.number_anew(&last)
}

/// The greatest number in a column, or 0.
fn greatest(reading: &dyn Reading, table: Table, column: Column) -> Result<i64, LedgerError> {
    let mut greatest = 0;
    reading.each(&Query::all(table), &mut |row| {
        greatest = row.get::<Option<i64>>(column)?.unwrap_or(0).max(greatest);
        Ok(())
    })?;
    Ok(greatest)
}
