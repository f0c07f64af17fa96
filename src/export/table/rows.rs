//! Which lines of a list belong together as one row, and where a row parts into cells.
//!
//! A quotation mark may hold a cell together over several lines. One that nobody closed would hold all that follows: then its
//! line is a row of its own that says so, and the next line begins a new one. What a cell means is not known here.

use std::ops::Range;

use zeroize::Zeroizing;

use super::delimiter::Delimiter;

/// The most lines of one row. Notes and addresses have fewer; a mark that is open for longer was never closed.
const MOST_LINES_OF_ROW: usize = 20;

/// Some lines of the text that are one row.
#[derive(Debug, Clone)]
pub struct Span {
    /// Its bytes, without the end of its last line.
    pub range: Range<usize>,
    /// Its first line, counted from 1.
    pub line: u64,
    /// How many lines it has.
    pub lines: u64,
    /// Whether a quotation mark is opened on it that nobody closes.
    pub open: bool,
}

/// The lines of a text, ended by LF, CR LF or CR, whichever comes; without their ends. `None` if there are more than `most`.
pub fn lines(text: &str, most: usize) -> Option<Vec<Range<usize>>> {
    let mut lines = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        if lines.len() == most {
            return None;
        }
        let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
        lines.push(from..from + length);
        let end = if rest.get(length..).is_some_and(|end| end.starts_with("\r\n")) {
            2
        } else {
            1
        };
        from += length + end;
    }
    Some(lines)
}

/// Puts the lines together to rows. `looks_like_row` says of a line that stands behind an open mark whether it begins a row
/// of its own; it is told whether nothing stands before that mark.
pub fn spans<F>(
    text: &str,
    lines: &[Range<usize>],
    delimiter: Delimiter,
    looks_like_row: F,
) -> impl Iterator<Item = Span>
where
    F: Fn(&str, Delimiter, bool) -> bool,
{
    let mut rest = lines;
    let mut line = 1;
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let (count, open) = match lines_of_row(text, rest, delimiter, &looks_like_row) {
            Some(count) => (count, false),
            None => (1, true),
        };
        let end = rest.get(count - 1).map_or(first.end, |last| last.end);
        let lines = u64::try_from(count).unwrap_or(u64::MAX);
        let span = Span {
            range: first.start..end,
            line,
            lines,
            open,
        };
        line += lines;
        rest = rest.get(count..).unwrap_or_default();
        Some(span)
    })
}

/// How many of the lines are the first row; `None` when a quotation mark of the first line is closed nowhere: not in the
/// lines that follow, or only behind what looks like another row.
fn lines_of_row<F>(text: &str, lines: &[Range<usize>], delimiter: Delimiter, looks_like_row: &F) -> Option<usize>
where
    F: Fn(&str, Delimiter, bool) -> bool,
{
    let of = |line: &Range<usize>| text.get(line.clone()).unwrap_or_default();
    let lines = lines.get(..MOST_LINES_OF_ROW).unwrap_or(lines);
    let (first, last) = (lines.first()?, lines.last()?);
    if !of(first).contains('"') {
        return Some(1);
    }
    let mut splitter = Splitter::new(delimiter, last.end - first.start);
    let mut alone = false;
    for (at, line) in lines.iter().enumerate() {
        let line = of(line);
        if at > 0 {
            if looks_like_row(line, delimiter, alone) {
                return None;
            }
            splitter.feed("\n");
        }
        splitter.feed(line);
        if !splitter.is_open() {
            return (at == 0 || !splitter.stray).then_some(at + 1);
        }
        if at == 0 {
            alone = splitter.cells.ends.is_empty();
        }
    }
    None
}

/// The cells of a row. A spreadsheet that took the whole row for one cell has wrapped it in quotation marks, or it was
/// written with another delimiter than the others: it is parted once more where the table has several columns.
pub fn cells(row: &str, delimiter: Delimiter, is_row: impl Fn(&Cells) -> bool) -> Cells {
    let cells = parted(row, delimiter);
    let others_blank = cells.iter().skip(1).all(|cell| cell.trim().is_empty());
    let whole = cells.get(0).filter(|_| others_blank);
    let again = whole.and_then(|whole| {
        let all = [delimiter].into_iter().chain(Delimiter::ALL);
        let parted = all.map(|delimiter| parted(whole, delimiter));
        parted.into_iter().find(|cells| cells.len() > 1 && is_row(cells))
    });
    again.unwrap_or(cells)
}

/// The cells of one row, each a text of its own.
pub fn split(row: &str, delimiter: Delimiter) -> Vec<String> {
    parted(row, delimiter).to_vec()
}

/// The cells of one row.
pub fn parted(row: &str, delimiter: Delimiter) -> Cells {
    let mut splitter = Splitter::new(delimiter, row.len());
    if row.contains('"') {
        splitter.feed(row);
    } else {
        splitter.feed_plain(row);
    }
    splitter.cells.end();
    splitter.cells
}

/// The cells of a row, one behind the other. Wiped when dropped: a secret may stand in one.
pub struct Cells {
    text: Zeroizing<String>,
    ends: Vec<usize>,
}

impl Cells {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell at that place, counted from 0.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        self.text.get(start.copied().unwrap_or_default()..end)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Each as a text of its own, which nobody wipes.
    pub fn to_vec(&self) -> Vec<String> {
        self.iter().map(str::to_owned).collect()
    }

    /// The cell that is being written is whole.
    fn end(&mut self) {
        self.ends.push(self.text.len());
    }

    /// What was written of the cell so far does not count.
    fn begin_anew(&mut self) {
        self.text.truncate(self.ends.last().copied().unwrap_or_default());
    }
}

/// Parts a row into cells, a piece at a time.
struct Splitter {
    delimiter: char,
    cells: Cells,
    state: State,
    /// Whether something stood behind a closing mark.
    stray: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of the cell but blanks.
    Start,
    /// A cell without marks; one in its middle is a letter like any other.
    Plain,
    /// Between the marks.
    Quoted,
    /// Behind a mark that closes, unless it is doubled.
    Closing,
}

impl Splitter {
    /// With room for so many bytes, so that no copy of a secret is left behind.
    fn new(delimiter: Delimiter, size: usize) -> Self {
        Self {
            delimiter: delimiter.letter(),
            cells: Cells {
                text: Zeroizing::new(String::with_capacity(size)),
                ends: Vec::new(),
            },
            state: State::Start,
            stray: false,
        }
    }

    fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    fn feed(&mut self, text: &str) {
        for letter in text.chars() {
            self.state = self.take(letter);
        }
    }

    /// The same for a text without quotation marks, in far less time.
    fn feed_plain(&mut self, text: &str) {
        for (at, cell) in text.split(self.delimiter).enumerate() {
            if at > 0 {
                self.cells.end();
            }
            self.cells.text.push_str(cell);
        }
    }

    fn take(&mut self, letter: char) -> State {
        match (self.state, letter) {
            (State::Start | State::Plain | State::Closing, letter) if letter == self.delimiter => {
                self.cells.end();
                return State::Start;
            }
            (State::Start, '"') => {
                self.cells.begin_anew();
                return State::Quoted;
            }
            (State::Quoted, '"') => return State::Closing,
            (State::Closing, '"') => {
                self.cells.text.push('"');
                return State::Quoted;
            }
            (State::Closing, letter) if letter.is_whitespace() => return State::Closing,
            (State::Closing, _) => self.stray = true,
            _ => {}
        }
        self.cells.text.push(letter);
        match self.state {
            State::Start if letter.is_whitespace() => State::Start,
            State::Quoted => State::Quoted,
            _ => State::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A UPN among other cells, or alone where the row that is open has no other cell either.
    fn looks_like_row(line: &str, delimiter: Delimiter, alone: bool) -> bool {
        let cells = split(line, delimiter);
        let upn = |cell: &String| cell.trim_matches('"').contains("@y.");
        cells.iter().any(upn) && (cells.len() > 1 || alone)
    }

    fn lines_of(text: &str) -> Vec<&str> {
        let lines = lines(text, usize::MAX).unwrap();
        lines.into_iter().map(|line| &text[line]).collect()
    }

    fn rows_of(text: &str) -> Vec<(u64, u64, bool)> {
        let lines = lines(text, usize::MAX).unwrap();
        let spans = spans(text, &lines, Delimiter::Comma, looks_like_row);
        spans.map(|span| (span.line, span.lines, span.open)).collect()
    }

    #[test]
    fn lines_end_as_windows_unix_and_old_macs_end_them() {
        assert_eq!(lines_of("a\r\nb\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(lines_of("a\n\r\n\r\rb\n"), ["a", "", "", "", "b"]);
        assert_eq!(lines_of(""), [""; 0]);
        assert_eq!(lines("a\nb\n", 2).map(|lines| lines.len()), Some(2));
        assert_eq!(lines("a\nb\nc", 2), None);
    }

    #[test]
    fn quotation_marks_hold_a_cell_together_and_are_doubled_within() {
        for (row, cells) in [
            ("a,b,c", vec!["a", "b", "c"]),
            ("a,\"b, c\",d", vec!["a", "b, c", "d"]),
            ("a, \"b, c\" ,d", vec!["a", "b, c", "d"]),
            ("\"say \"\"hi\"\"\",b", vec!["say \"hi\"", "b"]),
            ("5\" pipe,b", vec!["5\" pipe", "b"]),
            ("\"a\"b,c", vec!["ab", "c"]),
            ("\"\",", vec!["", ""]),
            ("", vec![""]),
        ] {
            assert_eq!(split(row, Delimiter::Comma), cells, "{row}");
        }
    }

    #[test]
    fn a_mark_that_is_not_closed_takes_its_own_line_only() {
        assert_eq!(
            rows_of("a,\"b\nc\",d\ne,f"),
            [(1, 2, false), (3, 1, false)],
            "one that is closed"
        );
        let single = [(1, 1, true), (2, 1, false)];
        assert_eq!(rows_of("a,\"b\nc,d"), single, "never");
        assert_eq!(rows_of("a,\"b\nx@y.de,\"c\""), single, "by the mark of another row");
        assert_eq!(rows_of("a,\"b\nx@y.de,c\",d"), single, "behind another row");
        assert_eq!(rows_of("\"a@y.de\nx@y.de\""), single, "of one column");
        let far = format!("a,\"b\n{}c\"", "d\n".repeat(40));
        assert!(rows_of(&far)[0].2, "too far away");
    }

    proptest! {
        #[test]
        fn every_line_is_in_one_row(text in "[ab@.,;\"\r\n\t ]{0,80}") {
            let lines = lines(&text, usize::MAX).unwrap();
            let mut line = 1;
            for span in spans(&text, &lines, Delimiter::Comma, looks_like_row) {
                prop_assert_eq!(span.line, line);
                prop_assert!(span.lines > 0);
                line += span.lines;
            }
            prop_assert_eq!(line - 1, lines.len() as u64);
        }

        #[test]
        fn a_row_without_marks_is_parted_the_same_way_in_less_time(row in "[ab@.,; \t]{0,40}") {
            let mut slow = Splitter::new(Delimiter::Comma, 0);
            slow.feed(&row);
            slow.cells.end();
            prop_assert_eq!(slow.cells.to_vec(), split(&row, Delimiter::Comma));
        }

        #[test]
        fn what_is_quoted_is_read_again(cells in prop::collection::vec("[ab@.,;\"\t ]{0,8}", 1..5)) {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            for delimiter in Delimiter::ALL {
                let row = quoted.join(&delimiter.letter().to_string());
                prop_assert_eq!(&split(&row, delimiter), &cells);
            }
        }
    }
}
