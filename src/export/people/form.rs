//! The form of a list: what parts its columns, and where its headings stand.
//!
//! Programs write a line of their own above the headings (`sep=;`, `#TYPE ...`, `version:v1.0`), people a title. The headings
//! are the first row that says what lists of people say; where none does, the first row that is no person.

use super::cell::could_be_upn;
use super::columns;
use crate::export::table::delimiter::Delimiter;
use crate::export::table::program::{is_of_program, named_delimiter};
use crate::export::table::rows::{self, split};

/// How many lines are looked at for the headings.
pub(super) const LOOKED_AT: usize = 10;

/// What parts the columns: that by which the most headings are found, then that by which the most rows have a UPN, then what
/// the first line has most of, outside quotes. A comma where it has nothing, and of equal ones rather not the comma, which
/// texts have as well.
pub(super) fn delimiter<'t>(lines: impl Iterator<Item = &'t str>) -> Delimiter {
    let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    let named = lines.first().and_then(|line| named_delimiter(line));
    let first = lines.iter().find(|line| !is_of_program(line));
    let count = |delimiter| first.map_or(0, |line| parts(line, delimiter));
    let best = Delimiter::ALL.into_iter().max_by_key(|delimiter| {
        let (headings, upns) = findings(&lines, *delimiter);
        let (named, count) = (named == Some(*delimiter), count(*delimiter));
        let nothing = count == 0 && *delimiter == Delimiter::Comma;
        (headings, upns, named, count, nothing)
    });
    best.unwrap_or(Delimiter::Comma)
}

/// How often the delimiter stands outside quotes; inside, where the whole line is quoted.
fn parts(line: &str, delimiter: Delimiter) -> usize {
    row(line, delimiter).len() - 1
}

/// How well the lines make sense with a delimiter: the best row of headings, and how many rows have a UPN beside other cells.
fn findings(lines: &[&str], delimiter: Delimiter) -> (usize, usize) {
    let rows: Vec<Vec<String>> = lines.iter().map(|line| row(line, delimiter)).collect();
    let is_person = |cells: &&Vec<String>| cells.iter().any(|cell| could_be_upn(cell));
    let headings = rows.iter().take_while(|cells| !is_person(cells));
    let headings = headings
        .map(|cells| columns::known(&whole(cells)))
        .max()
        .unwrap_or_default();
    let upns = rows.iter().filter(is_person).filter(|cells| cells.len() > 1).count();
    (headings, upns)
}

/// A cell that another delimiter would part is no heading.
fn whole(cells: &[String]) -> Vec<String> {
    let parted = |cell: &String| Delimiter::ALL.iter().any(|delimiter| cell.contains(delimiter.letter()));
    let whole = |cell: &String| if parted(cell) { String::new() } else { cell.clone() };
    cells.iter().map(whole).collect()
}

fn row(line: &str, delimiter: Delimiter) -> Vec<String> {
    let wrapped = split(line, delimiter);
    match wrapped.as_slice() {
        [whole] if line.trim_start().starts_with('"') => split(whole, delimiter),
        _ => wrapped,
    }
}

/// A UPN among other cells, or alone where the row that is open has no other cell either: the line begins a row.
pub(super) fn looks_like_row(line: &str, delimiter: Delimiter, alone: bool) -> bool {
    let cells = split(line, delimiter);
    let upn = cells.iter().any(|cell| could_be_upn(cell.trim_matches('"')));
    upn && (cells.len() > 1 || alone)
}

/// A row that makes sense: of a person, or of headings.
fn makes_sense(cells: &[String]) -> bool {
    columns::are_headings(cells) || cells.iter().any(|cell| could_be_upn(cell))
}

/// The cells of a row of a table with several columns, or of one with a single column.
pub(super) fn cells(row: &str, delimiter: Delimiter, table: bool) -> Vec<String> {
    rows::cells(row, delimiter, |cells| table && makes_sense(&cells.to_vec())).to_vec()
}

/// What the first rows are.
pub(super) struct Top {
    /// How many of them stand above the headings.
    pub above: usize,
    /// Whether the next one is the headings.
    pub has_headings: bool,
}

/// Finds the headings among the first rows that are not blank, each with its text.
pub(super) fn top<'t>(first: impl Iterator<Item = &'t str>, delimiter: Delimiter) -> Top {
    let rows: Vec<(&str, Vec<String>)> = first
        .take(LOOKED_AT)
        .map(|text| (text, cells(text, delimiter, true)))
        .collect();
    let is_person = |cells: &[String]| cells.iter().any(|cell| could_be_upn(cell));
    let before_people = rows.iter().take_while(|(_, cells)| !is_person(cells));
    let says = before_people
        .enumerate()
        .find(|(_, (_, cells))| columns::are_headings(cells));
    if let Some((above, _)) = says {
        return Top {
            above,
            has_headings: true,
        };
    }
    let above = rows.iter().take_while(|(text, _)| is_of_program(text)).count();
    // what has an @ was meant to be a person
    let has_headings = rows.get(above).is_some_and(|(text, _)| !text.contains('@'));
    Top { above, has_headings }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_part_where_the_first_lines_say() {
        for (text, found) in [
            ("upn,name\na;b;c;d", Delimiter::Comma),
            ("\n \nupn;name", Delimiter::Semicolon),
            ("upn\tname, first", Delimiter::Tab),
            ("upn;\"name, first, second\"", Delimiter::Semicolon),
            ("upn", Delimiter::Comma),
            ("", Delimiter::Comma),
            ("sep=;\nx;y,z,a", Delimiter::Semicolon),
            ("\"sep=\t\"\nx\ty", Delimiter::Tab),
            ("#TYPE A,B,C,D,E\n\"x\";\"y\"", Delimiter::Semicolon),
            ("Staff, all of it, May\nUPN;Name", Delimiter::Semicolon),
            ("\"upn,\"\"name\"\",badge\"", Delimiter::Comma),
            (
                "a@x.de,A,\"Sales; North; South; East\"\nb@x.de,B,Sales; North; South",
                Delimiter::Comma,
            ),
        ] {
            assert_eq!(delimiter(text.lines()), found, "{text:?}");
        }
    }
}
