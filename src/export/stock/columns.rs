//! Which column of a table of factory seeds, or of a list of who gets which token, holds what, and what parts the columns.
//!
//! The maker's headings are `upn,serial number,secret key,time interval,manufacturer,model`; older files write some of them in
//! one word, and what Entra ID lets one download has a seventh, `Enabled`.

use std::ops::Range;

use crate::export::people::{ACCOUNT, UPN};
use crate::export::table::delimiter::Delimiter;
use crate::export::table::heading::folded;
use crate::export::table::program::named_delimiter;
use crate::export::table::rows::{self, Cells};

/// The rows that are looked at for the headings.
const LOOKED_AT: usize = 10;

/// The columns of one kind of table.
pub trait Named: Sized {
    /// By the headings, if they name what such a table has to have. Of two with the same name the first counts.
    fn of(headings: &Cells) -> Option<Self>;
    /// How many of them are named.
    fn known(&self) -> usize;
    /// Where the serial stands.
    fn serial(&self) -> usize;
    /// How many cells a row has at least.
    fn fewest(&self) -> usize;
}

/// Where what stands in a table of seeds, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    pub serial: usize,
    pub secret: usize,
    pub period: Option<usize>,
    pub maker: Option<usize>,
    pub model: Option<usize>,
}

/// What the column of the serials is called, folded.
const SERIAL: &[&str] = &["serialnumber", "serial", "serialno"];

/// The columns that are looked at for the headings: a line of megabytes is none.
const MOST_COLUMNS: usize = 200;

/// At which place a heading stands that is one of these.
fn named(headings: &Cells, names: &[&str]) -> Option<usize> {
    let mut headings = headings.iter().take(MOST_COLUMNS);
    headings.position(|heading| names.contains(&folded(heading).as_str()))
}

impl Named for Columns {
    fn of(headings: &Cells) -> Option<Self> {
        let column = |names: &[&str]| named(headings, names);
        Some(Self {
            serial: column(SERIAL)?,
            secret: column(&["secretkey", "secret"])?,
            period: column(&["timeinterval"]),
            maker: column(&["manufacturer"]),
            model: column(&["model"]),
        })
    }

    fn known(&self) -> usize {
        let others = [self.period, self.maker, self.model];
        2 + others.iter().flatten().count()
    }

    fn serial(&self) -> usize {
        self.serial
    }

    fn fewest(&self) -> usize {
        let period = self.period.unwrap_or_default();
        self.serial.max(self.secret).max(period) + 1
    }
}

/// Where what stands in a list of who gets which token, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListColumns {
    pub upn: usize,
    pub serial: usize,
}

impl Named for ListColumns {
    fn of(headings: &Cells) -> Option<Self> {
        Some(Self {
            upn: named(headings, UPN).or_else(|| named(headings, ACCOUNT))?,
            serial: named(headings, SERIAL)?,
        })
    }

    fn known(&self) -> usize {
        2
    }

    fn serial(&self) -> usize {
        self.serial
    }

    fn fewest(&self) -> usize {
        self.upn.max(self.serial) + 1
    }
}

/// The headings of a table.
#[derive(Debug)]
pub struct Headings<C> {
    /// On which of its lines they stand, counted from 0.
    pub at: usize,
    /// What parts the columns.
    pub delimiter: Delimiter,
    /// What stands in them.
    pub columns: C,
}

/// The headings among the first lines that are not blank: the first line that names such columns, parted by what gives
/// it most names, and of equals by what a line above them says.
pub fn headings<C: Named>(text: &str, lines: &[Range<usize>]) -> Option<Headings<C>> {
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
            .filter_map(|delimiter| Some((delimiter, parted::<C>(line, delimiter)?)));
        let best = parted.max_by_key(|(delimiter, columns)| (columns.known(), named == Some(*delimiter)));
        best.map(|(delimiter, columns)| Headings {
            at: *at,
            delimiter,
            columns,
        })
    })
}

/// The columns that a line names with that delimiter; inside of quotes where the whole line is quoted.
fn parted<C: Named>(line: &str, delimiter: Delimiter) -> Option<C> {
    let cells = rows::parted(line, delimiter);
    C::of(&cells).or_else(|| {
        let whole = cells.get(0).filter(|_| cells.len() == 1)?;
        C::of(&rows::parted(whole, delimiter))
    })
}
