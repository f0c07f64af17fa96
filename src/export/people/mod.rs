//! Reads a list of people: the users that Entra ID lets one download, or any other table with a column of UPNs.
//!
//! A list comes from many hands, so all of it is guessed: its encoding, what parts its columns, where its headings stand, what
//! these hold ([`PeopleFile::columns`]). Whoever looks at it may correct the columns. No line is lost without a word: each is
//! part of a person, of the headings or blank, or it is left out by its number and a reason ([`Imported`]), and nothing of its
//! content is repeated. Nothing here opens a file: bytes come in.

mod account;
mod cell;
mod columns;
mod form;

#[cfg(test)]
mod faults;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use thiserror::Error;

use self::account::Sense;
use self::cell::{could_be_upn, visible};
use self::columns::{Holder, holder};
use super::table::cell::{cell, is_damaged};
use super::table::heading::folded;
use super::table::program::is_of_program;
use super::table::rows::{self, Span};
use crate::desk::{Imported, Lines, ListFile, Person, SkipReason, Skipped, Upn};

pub use super::table::delimiter::Delimiter;
pub(in crate::export) use cell::upn_of;
pub use columns::Columns;
pub(in crate::export) use columns::{ACCOUNT, UPN};

/// The most bytes of a list.
pub const MOST_BYTES: usize = 32 << 20;
/// The most lines of a list. Longer ones are no list of people, and would fill the memory.
pub const MOST_LINES: usize = 500_000;

/// The rows by which columns are guessed that no heading names.
const LOOKED_AT: usize = 200;
/// Why a list is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PeopleError {
    /// More than [`MOST_BYTES`].
    #[error("this file is larger than 32 MB, and no list of people")]
    TooLarge,
    /// More than [`MOST_LINES`].
    #[error("this file has more than 500,000 lines, and is no list of people")]
    TooLong,
    /// A workbook, a picture, a program.
    #[error("this file is no text: a list of people is a CSV file")]
    NotText,
    /// Nothing, or blanks.
    #[error("this file is empty")]
    Empty,
    /// One column without a UPN.
    #[error("this file is no table of people: it has one column, and no UPN in it")]
    NotTable,
}

/// A list that was read, and what was found of its form.
#[derive(Clone)]
pub struct PeopleFile {
    /// The headings; empty where the first row is a person already.
    pub header: Vec<String>,
    /// What parts the columns.
    pub delimiter: Delimiter,
    text: String,
    /// The rows below the headings in which anything stands. Their cells are parted anew each time: that many small texts would
    /// take far more memory than the whole.
    rows: Vec<Span>,
    /// Rows that stand above the headings and are none of a program.
    above: Vec<u64>,
    lines: Lines,
}

/// The form, not the content.
impl std::fmt::Debug for PeopleFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let form = (self.header.len(), self.delimiter);
        f.debug_tuple("PeopleFile").field(&form).finish_non_exhaustive()
    }
}

impl ListFile for PeopleFile {
    type Columns = Columns;
    type Refused = PeopleError;
}

/// Reads the bytes of a list.
///
/// # Errors
/// [`PeopleError`].
pub fn read(bytes: &[u8]) -> Result<PeopleFile, PeopleError> {
    if bytes.len() > MOST_BYTES {
        return Err(PeopleError::TooLarge);
    }
    let text = super::decode(bytes).ok_or(PeopleError::NotText)?;
    let lines = rows::lines(&text, MOST_LINES).ok_or(PeopleError::TooLong)?;
    let delimiter = form::delimiter(lines.iter().filter_map(|line| text.get(line.clone())));
    let spans = rows::spans(&text, &lines, delimiter, form::looks_like_row).collect();
    let file = PeopleFile::new(text, delimiter, spans);
    if file.rows.is_empty() && file.header.is_empty() {
        return Err(PeopleError::Empty);
    }
    if file.width() < 2 && file.columns().upn.is_none() {
        return Err(PeopleError::NotTable);
    }
    Ok(file)
}

/// A row, and the line on which it begins.
struct Row {
    line: u64,
    cells: Vec<String>,
    open: bool,
}

impl PeopleFile {
    /// Sorts the rows: what stands above the headings, the headings, what is below them.
    fn new(text: String, delimiter: Delimiter, mut spans: Vec<Span>) -> Self {
        let of = |span: &Span| text.get(span.range.clone()).unwrap_or_default();
        let mut lines = Lines::default();
        spans.retain(|span| {
            let blank = !span.open
                && rows::split(of(span), delimiter)
                    .iter()
                    .all(|text| cell(text).is_empty());
            lines.all += span.lines;
            lines.blank += if blank { span.lines } else { 0 };
            !blank
        });
        let top = form::top(spans.iter().map(of), delimiter);
        let mut rows = spans.split_off(top.above.min(spans.len()));
        let mut above = Vec::new();
        for span in spans {
            if is_of_program(of(&span)) {
                lines.headings += span.lines;
            } else {
                lines.joined += span.lines - 1;
                above.push(span.line);
            }
        }
        let mut header = Vec::new();
        if top.has_headings && !rows.is_empty() {
            let headings = rows.remove(0);
            lines.headings += headings.lines;
            header = form::cells(of(&headings), delimiter, true);
        }
        lines.joined += rows.iter().map(|span| span.lines - 1).sum::<u64>();
        Self {
            header: header.iter().map(|text| cell(text)).collect(),
            delimiter,
            text,
            rows,
            above,
            lines,
        }
    }

    /// Which column holds what, by the headings; and where none says UPN, the column whose cells mostly are UPNs.
    #[must_use]
    pub fn columns(&self) -> Columns {
        let columns = Columns::by_headings(&self.header);
        Columns {
            upn: columns.upn.or_else(|| self.column_of_upns()),
            ..columns
        }
    }

    /// How many columns there are: as many as the first rows have at most.
    #[must_use]
    pub fn width(&self) -> usize {
        let rows = self.rows().take(LOOKED_AT).map(|row| row.cells.len());
        rows.max().unwrap_or_default().max(self.header.len())
    }

    /// The cells of the first rows below the headings, to look at; a row may have fewer than others.
    #[must_use]
    pub fn sample(&self, rows: usize) -> Vec<Vec<String>> {
        let cells = |row: Row| row.cells.iter().map(|text| cell(text)).collect();
        self.rows().take(rows).map(cells).collect()
    }

    /// The people, with the columns as guessed or corrected.
    #[must_use]
    pub fn people(&self, columns: &Columns) -> Imported {
        let above = self.above.iter().map(|line| Skipped {
            line: *line,
            why: SkipReason::AboveHeadings,
        });
        let mut imported = Imported {
            skipped: above.collect(),
            lines: self.lines,
            ..Imported::default()
        };
        let heading = columns.account.and_then(|at| self.header.get(at));
        let sense = Sense::of(heading.map_or("", String::as_str));
        let mut seen = BTreeSet::new();
        for row in self.rows() {
            let person = row
                .upn(columns)
                .and_then(|upn| seen.insert(upn.folded()).then_some(upn).ok_or(SkipReason::Twice))
                .map(|upn| row.person(upn, columns, sense));
            match person {
                Ok(person) => add(&mut imported, person),
                Err(why) => imported.skipped.push(Skipped { line: row.line, why }),
            }
        }
        imported
    }

    /// The rows below the headings.
    fn rows(&self) -> impl Iterator<Item = Row> {
        // in a table of one column a row is what it is
        let table = self.header.len() != 1;
        self.rows.iter().map(move |span| Row {
            line: span.line,
            cells: form::cells(
                self.text.get(span.range.clone()).unwrap_or_default(),
                self.delimiter,
                table,
            ),
            open: span.open,
        })
    }

    /// Of several columns of UPNs, the one whose heading says that they are of these people goes first, and one whose heading
    /// says that they are of somebody else last; then the one that has most of them, then the first.
    fn column_of_upns(&self) -> Option<usize> {
        let rows: Vec<Row> = self.rows().take(LOOKED_AT).collect();
        let share = |column: usize| {
            let cells = rows.iter().map(|row| row.cell(Some(column)));
            let filled: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
            let upns = filled.iter().filter(|cell| could_be_upn(cell)).count();
            (upns * 2 > filled.len()).then_some(upns)
        };
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let holder = |column: usize| {
            let heading = self.header.get(column);
            heading.map_or(Holder::Unknown, |heading| holder(heading))
        };
        let shares = (0..width)
            .rev()
            .filter_map(|column| Some((holder(column), share(column)?, column)));
        let best = shares.max_by_key(|(holder, upns, _)| (*holder, *upns));
        best.map(|(_, _, column)| column)
    }
}

impl Row {
    fn upn(&self, columns: &Columns) -> Result<Upn, SkipReason> {
        if self.open {
            return Err(SkipReason::OpenQuote);
        }
        upn_of(&self.cell(columns.upn))
    }

    fn person(&self, upn: Upn, columns: &Columns, sense: Sense) -> Person {
        let object_id = self.cell(columns.object_id);
        Person {
            upn,
            name: self.name(columns),
            department: self.cell(columns.department),
            badge: visible(&self.cell(columns.badge)),
            object_id: if is_guid(&object_id) { object_id } else { String::new() },
            guest: is_guest(&self.cell(columns.user_type)),
            disabled: sense.is_disabled(&self.cell(columns.account)),
        }
    }

    fn name(&self, columns: &Columns) -> String {
        let whole = self.cell(columns.name);
        if whole.is_empty() {
            let parts = [self.cell(columns.given_name), self.cell(columns.surname)];
            return parts.join(" ").trim().to_owned();
        }
        whole
    }

    fn cell(&self, column: Option<usize>) -> String {
        let text = column.and_then(|column| self.cells.get(column));
        text.map(|text| cell(text)).unwrap_or_default()
    }
}

/// The digits of a damaged badge are gone: who scanned the badge would not be found, or somebody else would.
fn add(imported: &mut Imported, person: Person) {
    let damaged = is_damaged(&person.badge);
    imported.damaged_badges += usize::from(damaged);
    let badge = if damaged { String::new() } else { person.badge };
    imported.people.push(Person { badge, ..person });
}

/// What Entra ID writes of guests, and what others translate it to.
fn is_guest(user_type: &str) -> bool {
    let guests = ["guest", "gast", "invite", "invitado", "ospite"];
    guests.contains(&folded(user_type).as_str())
}

/// Other columns are called ID as well.
fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
