//! Tables of text: how the cells of any CSV format become bytes, and which cells they cannot become.
//!
//! UTF-8 without a mark, commas, CRLF, no quotes. Quoting is avoided by refusing what would need it: tools that accept
//! these files strip quotes, and one bad row makes some systems refuse the whole file. Which cells a row has is known by
//! the formats.

use std::borrow::Cow;

use crate::otp::Hidden;

/// The cells of a line, from the left.
pub(super) type Line<'a> = Vec<Cow<'a, str>>;

/// What stands in a preview where the file has a secret.
pub(super) const HIDDEN: &str =
    "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";

/// The bytes of the lines, the heading among them where there is one.
pub(super) fn bytes(lines: &[Line<'_>]) -> Hidden<Vec<u8>> {
    // room for all of it from the start, and next to none in between, so that no copy of a secret is left behind
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Never)
        .flexible(true)
        .buffer_capacity(16)
        .from_writer(Vec::with_capacity(length(lines)));
    for line in lines {
        // writing to memory does not fail
        let _ = writer.write_record(line.iter().map(|cell| cell.as_bytes()));
    }
    writer.into_inner().unwrap_or_default().into()
}

/// Each cell has a comma behind it, the last one a CR, and each line an LF.
fn length(lines: &[Line<'_>]) -> usize {
    let cells = |line: &Line<'_>| line.iter().map(|cell| cell.len() + 1).sum::<usize>();
    lines.iter().map(|line| cells(line) + 1).sum()
}

/// The lines as they will stand in the file.
pub(super) fn preview<'a>(lines: impl IntoIterator<Item = Line<'a>>) -> Vec<String> {
    lines.into_iter().map(|line| line.join(",")).collect()
}

/// Whether a cell can stand there: nothing that would need quotes, and nothing that a spreadsheet would run.
pub(super) fn is_plain(cell: &str) -> bool {
    let needs_quotes = |c: char| c == ',' || c == '"' || c.is_control();
    !cell.contains(needs_quotes) && cell.trim() == cell && !cell.starts_with(['=', '+', '-', '@'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let records = reader.records().map(Result::unwrap);
        records
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect()
    }

    proptest! {
        #[test]
        fn plain_cells_are_read_back_as_they_were_and_the_buffer_never_grew(
            lines in prop::collection::vec(prop::collection::vec("[ -~üß€]{1,12}", 3), 0..5),
        ) {
            prop_assume!(lines.iter().flatten().all(|cell| is_plain(cell)));
            let cells: Vec<Line<'_>> = lines.iter().map(|line| line.iter().map(Into::into).collect()).collect();
            let bytes = bytes(&cells);
            prop_assert_eq!(bytes.len(), length(&cells));
            prop_assert_eq!(bytes.capacity(), bytes.len());
            prop_assert_eq!(read_back(&bytes), lines);
        }
    }

    #[test]
    fn what_needs_quotes_or_would_be_run_is_not_plain() {
        for cell in ["a,b", "a\"b", "a\r\nb", "a\tb", " a", "a ", "=1", "+1", "-1", "@a"] {
            assert!(!is_plain(cell), "{cell:?}");
        }
        for cell in ["", "8659622000123-3", "O'Neil@contoso.com", "OTPC-P2-i"] {
            assert!(is_plain(cell), "{cell:?}");
        }
    }
}
