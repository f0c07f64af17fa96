//! Which column of a table of factory seeds holds what, and what parts the columns.
//!
//! The maker's headings are `upn,serial number,secret key,time interval,manufacturer,model`; older files write some of them in
//! one word, and what Entra ID lets one download has a seventh, `Enabled`.

use std::ops::Range;

use crate::export::table::delimiter::Delimiter;
use crate::export::table::heading::folded;
use crate::export::table::program::named_delimiter;
use crate::export::table::rows::{self, Cells};

/// The rows that are looked at for the headings.
const LOOKED_AT: usize = 10;

/// Where what stands, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    pub serial: usize,
    pub secret: usize,
    pub period: Option<usize>,
    pub maker: Option<usize>,
    pub model: Option<usize>,
}

impl Columns {
    /// By the headings, if they name a serial and a secret. Of two with the same name the first counts.
    fn of(headings: &Cells) -> Option<Self> {
        let named: Vec<String> = headings.iter().map(folded).collect();
        let column = |names: &[&str]| named.iter().position(|heading| names.contains(&heading.as_str()));
        Some(Self {
            serial: column(&["serialnumber", "serial", "serialno"])?,
            secret: column(&["secretkey", "secret"])?,
            period: column(&["timeinterval"]),
            maker: column(&["manufacturer"]),
            model: column(&["model"]),
        })
    }

    /// How many cells a row has at least.
    pub fn fewest(&self) -> usize {
        let period = self.period.unwrap_or_default();
        self.serial.max(self.secret).max(period) + 1
    }

    fn known(&self) -> usize {
        let others = [self.period, self.maker, self.model];
        2 + others.iter().flatten().count()
    }
}

/// The headings of a table.
#[derive(Debug)]
pub struct Headings {
    /// On which of its lines they stand, counted from 0.
    pub at: usize,
    /// What parts the columns.
    pub delimiter: Delimiter,
    /// What stands in them.
    pub columns: Columns,
}

/// The headings among the first lines that are not blank: the first line that names a serial and a secret, parted by what gives
/// it most names, and of equals by what a line above them says.
pub fn headings(text: &str, lines: &[Range<usize>]) -> Option<Headings> {
    let of = |line: &Range<usize>| text.get(line.clone()).unwrap_or_default();
    let filled = lines.iter().map(of).enumerate();
    let first: Vec<(usize, &str)> = filled
        .filter(|(_, line)| !line.trim().is_empty())
        .take(LOOKED_AT)
        .collect();
    let named = first.iter().find_map(|(_, line)| named_delimiter(line));
    first.iter().find_map(|(at, line)| {
        let parted = Delimiter::ALL
            .into_iter()
            .filter_map(|delimiter| Some((delimiter, parted(line, delimiter)?)));
        let best = parted.max_by_key(|(delimiter, columns)| (columns.known(), named == Some(*delimiter)));
        best.map(|(delimiter, columns)| Headings {
            at: *at,
            delimiter,
            columns,
        })
    })
}

/// The columns that a line names with that delimiter; inside of quotes where the whole line is quoted.
fn parted(line: &str, delimiter: Delimiter) -> Option<Columns> {
    let cells = rows::parted(line, delimiter);
    Columns::of(&cells).or_else(|| {
        let whole = cells.get(0).filter(|_| cells.len() == 1)?;
        Columns::of(&rows::parted(whole, delimiter))
    })
}
