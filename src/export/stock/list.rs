//! A list of who gets which token in stock: a table with a UPN and a serial, and no secret.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::columns::ListColumns;
use super::{judge, table};
use crate::desk::{Cancel, HandOutLine, HandOutList, HandOutReason, HandOutSkipped, StockReason, StockTrouble, Upn};
use crate::export::people::upn_of;
use crate::export::table::rows::Cells;
use crate::token2::Serial;

/// The most lines of a list: a box of tokens has a few hundred.
const MOST_ROWS: usize = 10_000;

/// Reads the text of a list. Given up, it gives what it has.
///
/// # Errors
/// [`StockTrouble::TooLong`], [`StockTrouble::NoColumns`], [`StockTrouble::ListTooLong`].
pub fn read(text: &str, cancel: &Cancel) -> Result<HandOutList, StockTrouble> {
    let mut list = HandOutList::default();
    let mut rows: Vec<Row> = Vec::new();
    table::each(text, cancel, |line, columns: &ListColumns, cells| {
        let read = cells.map_err(HandOutReason::Serial);
        match read.and_then(|cells| of_cells(columns, &cells)) {
            Ok((serial, upn)) => rows.push((line, serial, upn)),
            Err(why) => list.skipped.push(HandOutSkipped { line, why }),
        }
    })?;
    if rows.len() > MOST_ROWS {
        return Err(StockTrouble::ListTooLong);
    }
    let contested = contested(&rows);
    let mut seen: HashSet<Serial> = HashSet::new();
    for (line, serial, upn) in rows {
        let twice = !seen.insert(serial.clone());
        let row = match upn {
            _ if contested.contains(&serial) => Err(HandOutReason::Contested),
            Ok(_) if twice => Err(HandOutReason::Serial(StockReason::Twice)),
            Ok(upn) => Ok(HandOutLine { line, upn, serial }),
            Err(why) => Err(why),
        };
        match row {
            Ok(row) => list.lines.push(row),
            Err(why) => list.skipped.push(HandOutSkipped { line, why }),
        }
    }
    list.skipped.sort_by_key(|skipped| skipped.line);
    Ok(list)
}

/// The serials that stand beside different people, or beside somebody and what is nobody: which line is right nobody knows.
fn contested(rows: &[Row]) -> HashSet<Serial> {
    let mut of_serial: HashMap<&Serial, Option<String>> = HashMap::new();
    let mut contested = HashSet::new();
    for (_, serial, upn) in rows {
        let whose = upn.as_ref().ok().map(Upn::folded);
        match of_serial.entry(serial) {
            Entry::Vacant(free) => {
                free.insert(whose);
            }
            Entry::Occupied(taken) if *taken.get() != whose => {
                contested.insert(serial.clone());
            }
            Entry::Occupied(_) => {}
        }
    }
    contested
}

type Cell = (Serial, Result<Upn, HandOutReason>);
type Row = (u64, Serial, Result<Upn, HandOutReason>);

fn of_cells(columns: &ListColumns, cells: &Cells) -> Result<Cell, HandOutReason> {
    let text = |at: usize| cells.get(at).unwrap_or_default();
    let serial = judge::serial(text(columns.serial)).map_err(HandOutReason::Serial)?;
    Ok((serial, upn_of(text(columns.upn)).map_err(HandOutReason::Upn)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{SkipReason, UpnError};

    fn read_all(text: &str) -> HandOutList {
        read(text, &Cancel::default()).unwrap()
    }

    #[test]
    fn a_list_has_its_columns_in_any_order_and_among_others() {
        for text in [
            "upn,serial number\nanna@example.com,60234567\n",
            "sep=;\r\nSerial;Name;User principal name\r\n60234567;Anna;anna@example.com\r\n",
            "\"Serial No\"\t\"Benutzername\"\r'60234567\tanna@example.com\r",
        ] {
            let list = read_all(text);
            let rows: Vec<_> = list
                .lines
                .iter()
                .map(|row| (row.upn.as_str(), row.serial.as_str()))
                .collect();
            assert_eq!(rows, [("anna@example.com", "60234567")], "{text}");
            assert!(list.skipped.is_empty());
        }
    }

    #[test]
    fn every_line_is_a_row_or_named_with_its_reason() {
        let text = "handed out in March\n\nupn,serial\nanna@example.com,60234567\n\nben,60234568\n,60234569\n\
                    carla_x.org#EXT#@example.com,60234570\ndora@example.com,\neve@example.com,6.0234E+12\n\
                    anna@example.com,60234567\ngia@example.com\n\
                    hal@example.com,60234580\nida@example.com,60234580\n";
        let list = read_all(text);
        assert_eq!(list.lines.len(), 1);
        let skipped: Vec<_> = list.skipped.iter().map(|skipped| (skipped.line, skipped.why)).collect();
        assert_eq!(
            skipped,
            [
                (1, HandOutReason::Serial(StockReason::AboveHeadings)),
                (6, HandOutReason::Upn(SkipReason::NotUpn(UpnError::At))),
                (7, HandOutReason::Upn(SkipReason::NoUpn)),
                (8, HandOutReason::Upn(SkipReason::Guest)),
                (9, HandOutReason::Serial(StockReason::NoSerial)),
                (10, HandOutReason::Serial(StockReason::DamagedSerial)),
                (11, HandOutReason::Serial(StockReason::Twice)),
                (12, HandOutReason::Serial(StockReason::Short)),
                (13, HandOutReason::Contested),
                (14, HandOutReason::Contested),
            ]
        );
    }
}
