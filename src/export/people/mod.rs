//! Reads a list of people: the users that Entra ID lets one download, or any other table with a column of UPNs.
//!
//! A list comes from many hands, so all of it is guessed: its encoding, what parts its columns, what these hold
//! ([`PeopleFile::columns`]). Whoever looks at it may correct the columns; a row that cannot be used is left out by its line
//! and a reason, and nothing of its content is repeated. Nothing here opens a file: bytes come in.

mod columns;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use csv::StringRecord;
use thiserror::Error;

use self::columns::folded;
use crate::desk::{Person, Upn, UpnError};

pub use columns::Columns;

/// The most bytes of a list.
pub const MOST_BYTES: usize = 32 << 20;
/// The most lines of a list. Longer ones are no list of people, and would fill the memory.
pub const MOST_LINES: usize = 500_000;

/// The rows by which columns are guessed that no heading names.
const LOOKED_AT: usize = 200;
/// The most characters that are kept of a cell.
const MOST_CHARS: usize = 200;

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

/// What parts the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// The tab character.
    Tab,
}

impl Delimiter {
    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// A list that was read, and what was found of its form.
#[derive(Clone)]
pub struct PeopleFile {
    /// The headings; empty where the first row is a person already.
    pub header: Vec<String>,
    /// What parts the columns.
    pub delimiter: Delimiter,
    /// The rows, parted anew each time: that many small texts would take far more memory than the whole.
    records: String,
}

/// The form, not the content.
impl std::fmt::Debug for PeopleFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let form = (self.header.len(), self.delimiter);
        f.debug_tuple("PeopleFile").field(&form).finish_non_exhaustive()
    }
}

/// Why a row is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SkipReason {
    /// Its UPN is blank.
    #[error("this row has no UPN")]
    NoUpn,
    /// Its UPN is none.
    #[error(transparent)]
    NotUpn(UpnError),
    /// Its UPN has `#EXT#`.
    #[error("this is a guest account, and Entra ID takes no hardware tokens for guests")]
    Guest,
    /// Its UPN stood further up.
    #[error("this UPN stands further up already")]
    Twice,
}

/// A row that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    /// Why.
    pub why: SkipReason,
}

/// What a list gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The people, in the order of the rows.
    pub people: Vec<Person>,
    /// The rows that are left out, in their order.
    pub skipped: Vec<Skipped>,
    /// How many people have no badge because a spreadsheet made a number like 8.65962E+12 of it, whose digits are gone.
    pub damaged_badges: usize,
}

/// Reads the bytes of a list.
///
/// # Errors
/// [`PeopleError`].
pub fn read(bytes: &[u8]) -> Result<PeopleFile, PeopleError> {
    if bytes.len() > MOST_BYTES {
        return Err(PeopleError::TooLarge);
    }
    let records = text::decode(bytes)?;
    let lines_ended_by = |end: char| records.matches(end).count();
    if lines_ended_by('\n').max(lines_ended_by('\r')) > MOST_LINES {
        return Err(PeopleError::TooLong);
    }
    let mut file = PeopleFile {
        header: Vec::new(),
        delimiter: text::delimiter(&records),
        records,
    };
    let first = file.all_rows().next().ok_or(PeopleError::Empty)?.cells;
    if !first.iter().any(could_be_upn) {
        file.header = first.iter().map(cell).collect();
    }
    if first.len() < 2 && file.columns().upn.is_none() {
        return Err(PeopleError::NotTable);
    }
    Ok(file)
}

/// A row, and the line on which it begins.
struct Row {
    line: u64,
    cells: StringRecord,
}

impl PeopleFile {
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
        let cells = |row: Row| row.cells.iter().map(cell).collect();
        self.rows().take(rows).map(cells).collect()
    }

    /// The people, with the columns as guessed or corrected.
    #[must_use]
    pub fn people(&self, columns: &Columns) -> Imported {
        let mut imported = Imported::default();
        let mut seen = BTreeSet::new();
        for row in self.rows() {
            let person = row
                .upn(columns)
                .and_then(|upn| seen.insert(upn.folded()).then_some(upn).ok_or(SkipReason::Twice))
                .map(|upn| row.person(upn, columns));
            match person {
                Ok(person) => imported.add(person),
                Err(why) => imported.skipped.push(Skipped { line: row.line, why }),
            }
        }
        imported
    }

    /// The rows below the headings.
    fn rows(&self) -> impl Iterator<Item = Row> {
        self.all_rows().skip(usize::from(!self.header.is_empty()))
    }

    /// All rows in which anything stands.
    fn all_rows(&self) -> impl Iterator<Item = Row> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter.byte())
            .from_reader(self.records.as_bytes());
        // text in memory cannot fail to be read
        let records = reader.into_records().filter_map(Result::ok);
        let rows = records.map(|cells| Row {
            line: self.line_of(&cells),
            cells,
        });
        rows.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()))
    }

    /// The parser counts blank lines before a record to it.
    fn line_of(&self, record: &StringRecord) -> u64 {
        let Some(position) = record.position() else { return 0 };
        let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let rest = self.records.get(from..).unwrap_or_default();
        let blank = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let above = blank.filter(|byte| *byte == b'\n').count();
        position.line().saturating_add(u64::try_from(above).unwrap_or_default())
    }

    fn column_of_upns(&self) -> Option<usize> {
        let rows: Vec<Row> = self.rows().take(LOOKED_AT).collect();
        let share = |column: usize| {
            let cells = rows.iter().map(|row| row.cell(Some(column)));
            let filled: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
            let upns = filled.iter().filter(|cell| could_be_upn(cell)).count();
            (upns * 2 > filled.len()).then_some(upns)
        };
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        // of equal ones the first: others may be the UPNs of managers
        let shares = (0..width).rev().filter_map(|column| Some((share(column)?, column)));
        shares.max_by_key(|(upns, _)| *upns).map(|(_, column)| column)
    }
}

impl Row {
    fn upn(&self, columns: &Columns) -> Result<Upn, SkipReason> {
        Upn::parse(&self.cell(columns.upn)).map_err(|why| match why {
            UpnError::Empty => SkipReason::NoUpn,
            UpnError::Guest => SkipReason::Guest,
            why => SkipReason::NotUpn(why),
        })
    }

    fn person(&self, upn: Upn, columns: &Columns) -> Person {
        let object_id = self.cell(columns.object_id);
        Person {
            upn,
            name: self.name(columns),
            department: self.cell(columns.department),
            badge: self.cell(columns.badge),
            object_id: if is_guid(&object_id) { object_id } else { String::new() },
            guest: is_guest(&self.cell(columns.user_type)),
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
        text.map(cell).unwrap_or_default()
    }
}

impl Imported {
    /// The digits of a damaged badge are gone: who scanned the badge would not be found, or somebody else would.
    fn add(&mut self, person: Person) {
        let damaged = is_damaged(&person.badge);
        self.damaged_badges += usize::from(damaged);
        let badge = if damaged { String::new() } else { person.badge };
        self.people.push(Person { badge, ..person });
    }
}

/// A cell as one short line.
fn cell(text: &str) -> String {
    let printable: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MOST_CHARS)
        .collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A UPN, be it of a guest.
fn could_be_upn(text: &str) -> bool {
    matches!(Upn::parse(text), Ok(_) | Err(UpnError::Guest))
}

/// What Entra ID writes of guests, and what others translate it to.
fn is_guest(user_type: &str) -> bool {
    let guests = ["guest", "gast", "invite", "invitado", "ospite"];
    guests.contains(&folded(user_type).as_str())
}

/// A long number as a spreadsheet shortens it: `8.65962E+12`, with a comma in some countries.
fn is_damaged(badge: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let upper = badge.to_ascii_uppercase();
    let Some((number, exponent)) = upper.split_once("E+") else {
        return false;
    };
    let (whole, rest) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    digits(whole) && digits(rest) && digits(exponent)
}

/// Other columns are called ID as well.
fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
