//! Factory seeds as a table: the CSV that the maker of tokens sends.

use crate::desk::{Cancel, FactoryToken, StockRead, StockReason, StockTrouble};
use crate::export::table::cell::cell;
use crate::export::table::delimiter::Delimiter;
use crate::export::table::program::is_of_program;
use crate::export::table::rows::{self, Cells, Span};
use crate::otp::{Algorithm, Parameters};
use crate::token2::{Make, Model};

use super::columns::{Columns, headings};
use super::judge::{self, Taken};
use super::shortened;

/// The most lines of a file. Longer ones are no list of seeds, and would fill the memory.
const MOST_LINES: usize = 2_000_000;

/// How many rows are read before somebody is asked whether they are still wanted.
const ROWS_AT_ONCE: usize = 256;

/// Reads the text of a table. Given up, it gives what it has.
///
/// # Errors
/// [`StockTrouble::TooLong`], [`StockTrouble::NoColumns`].
pub fn read(text: &str, cancel: &Cancel) -> Result<StockRead, StockTrouble> {
    let lines = rows::lines(text, MOST_LINES).ok_or(StockTrouble::TooLong)?;
    let headings = headings(text, &lines).ok_or(StockTrouble::NoColumns)?;
    let (above, below) = lines.split_at_checked(headings.at).unwrap_or_default();
    let mut taken = Taken::default();
    for (line, range) in (1..).zip(above) {
        let text = text.get(range.clone()).unwrap_or_default();
        if !text.trim().is_empty() && !is_of_program(text) {
            taken.add(line, Err(StockReason::AboveHeadings));
        }
    }
    let table = Table {
        text,
        delimiter: headings.delimiter,
        columns: headings.columns,
    };
    // the headings are the first row of these, and have their own line for themselves
    let below = below.get(1..).unwrap_or_default();
    let before = u64::try_from(headings.at).unwrap_or(u64::MAX).saturating_add(1);
    let is_row = |line: &str, _: Delimiter, _: bool| table.begins_row(line);
    for (count, span) in rows::spans(text, below, headings.delimiter, is_row).enumerate() {
        if count.is_multiple_of(ROWS_AT_ONCE) && cancel.is_cancelled() {
            break;
        }
        if let Some(token) = table.token(&span) {
            taken.add(before.saturating_add(span.line), token);
        }
    }
    let mut read = taken.read();
    shortened::leave_out(&mut read);
    Ok(read)
}

/// The rows below the headings.
struct Table<'t> {
    text: &'t str,
    delimiter: Delimiter,
    columns: Columns,
}

impl Table<'_> {
    /// The token of a row, or why it is none; `None` if nothing stands in it.
    fn token(&self, span: &Span) -> Option<Result<FactoryToken, StockReason>> {
        if span.open {
            return Some(Err(StockReason::OpenQuote));
        }
        let row = self.text.get(span.range.clone()).unwrap_or_default();
        let fewest = self.columns.fewest();
        let cells = rows::cells(row, self.delimiter, |cells| cells.len() >= fewest);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        Some(self.of_cells(&cells))
    }

    fn of_cells(&self, cells: &Cells) -> Result<FactoryToken, StockReason> {
        if cells.len() < self.columns.fewest() {
            return Err(StockReason::Short);
        }
        let text = |column: Option<usize>| column.and_then(|at| cells.get(at)).unwrap_or_default();
        let maker = cell(text(self.columns.maker));
        Ok(FactoryToken {
            serial: judge::serial(text(Some(self.columns.serial)))?,
            seed: judge::base32(text(Some(self.columns.secret)))?,
            parameters: Parameters {
                // the file has no column for the hash
                algorithm: Algorithm::Sha1,
                period: judge::period(text(self.columns.period))?,
            },
            make: Make::new(
                if maker.is_empty() { Model::MANUFACTURER } else { &maker },
                &cell(text(self.columns.model)),
            ),
        })
    }

    /// Whether a line behind a quotation mark that is open begins a row of its own: a serial stands in its place.
    fn begins_row(&self, line: &str) -> bool {
        let cells = rows::parted(line, self.delimiter);
        let serial = cells.get(self.columns.serial).map(judge::serial);
        cells.len() >= self.columns.fewest() && matches!(serial, Some(Ok(_)))
    }
}
