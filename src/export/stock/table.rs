//! Factory seeds as a table: the CSV that the maker of tokens sends; and the rows of any table with serials.

use crate::desk::{Cancel, FactoryToken, StockRead, StockReason, StockTrouble};
use crate::export::table::cell::cell;
use crate::export::table::delimiter::Delimiter;
use crate::export::table::program::is_of_program;
use crate::export::table::rows::{self, Cells, Span};
use crate::otp::{Algorithm, Parameters};
use crate::token2::{Make, Model};

use super::columns::{Columns, Headings, Named, headings};
use super::judge::{self, Taken};
use super::shortened;

/// The most lines of a file. Longer ones are no list of seeds, and would fill the memory.
const MOST_LINES: usize = 2_000_000;

/// How many rows are read before somebody is asked whether they are still wanted.
const ROWS_AT_ONCE: usize = 256;

/// Reads the text of a table of seeds. Given up, it gives what it has.
///
/// # Errors
/// Those of [`each`].
pub fn read(text: &str, cancel: &Cancel) -> Result<StockRead, StockTrouble> {
    let mut taken = Taken::default();
    each(text, cancel, |line, columns: &Columns, cells| {
        taken.add(line, cells.and_then(|cells| of_cells(columns, &cells)));
    })?;
    let mut read = taken.read();
    shortened::leave_out(&mut read);
    Ok(read)
}

fn of_cells(columns: &Columns, cells: &Cells) -> Result<FactoryToken, StockReason> {
    let text = |column: Option<usize>| column.and_then(|at| cells.get(at)).unwrap_or_default();
    let maker = cell(text(columns.maker));
    Ok(FactoryToken {
        serial: judge::serial(text(Some(columns.serial)))?,
        seed: judge::base32(text(Some(columns.secret)))?,
        parameters: Parameters {
            // the file has no column for the hash
            algorithm: Algorithm::Sha1,
            period: judge::period(text(columns.period))?,
        },
        make: Make::new(
            if maker.is_empty() { Model::MANUFACTURER } else { &maker },
            &cell(text(columns.model)),
        ),
    })
}

/// Hands over what stands in each row of a table with such columns, and by which line; or why nothing does. What stands above
/// the headings is a row of that kind.
///
/// # Errors
/// [`StockTrouble::TooLong`], [`StockTrouble::NoColumns`].
pub fn each<C: Named>(
    text: &str,
    cancel: &Cancel,
    mut take: impl FnMut(u64, &C, Result<Cells, StockReason>),
) -> Result<(), StockTrouble> {
    let lines = rows::lines(text, MOST_LINES).ok_or(StockTrouble::TooLong)?;
    let headings: Headings<C> = headings(text, &lines).ok_or(StockTrouble::NoColumns)?;
    let (above, below) = lines.split_at_checked(headings.at).unwrap_or_default();
    let columns = &headings.columns;
    for (line, range) in (1..).zip(above) {
        let text = text.get(range.clone()).unwrap_or_default();
        if !text.trim().is_empty() && !is_of_program(text) {
            take(line, columns, Err(StockReason::AboveHeadings));
        }
    }
    // the headings are the first row of these, and have their own line for themselves
    let below = below.get(1..).unwrap_or_default();
    let before = u64::try_from(headings.at).unwrap_or(u64::MAX).saturating_add(1);
    let is_row = |line: &str, _: Delimiter, _: bool| begins_row(line, &headings);
    for (count, span) in rows::spans(text, below, headings.delimiter, is_row).enumerate() {
        if count.is_multiple_of(ROWS_AT_ONCE) && cancel.is_cancelled() {
            break;
        }
        if let Some(cells) = filled(text, &span, &headings) {
            take(before.saturating_add(span.line), columns, cells);
        }
    }
    Ok(())
}

/// The cells of a row, or why they are none; `None` if nothing stands in it.
fn filled<C: Named>(text: &str, span: &Span, headings: &Headings<C>) -> Option<Result<Cells, StockReason>> {
    if span.open {
        return Some(Err(StockReason::OpenQuote));
    }
    let row = text.get(span.range.clone()).unwrap_or_default();
    let fewest = headings.columns.fewest();
    let cells = rows::cells(row, headings.delimiter, |cells| cells.len() >= fewest);
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return None;
    }
    let whole = cells.len() >= fewest;
    Some(if whole { Ok(cells) } else { Err(StockReason::Short) })
}

/// Whether a line behind a quotation mark that is open begins a row of its own: a serial stands in its place.
fn begins_row<C: Named>(line: &str, headings: &Headings<C>) -> bool {
    let cells = rows::parted(line, headings.delimiter);
    let serial = cells.get(headings.columns.serial()).map(judge::serial);
    cells.len() >= headings.columns.fewest() && matches!(serial, Some(Ok(_)))
}
