//! What stands in a cell: one short line, as people see it, and whether a spreadsheet has made a number of it.
//!
//! Which row or column it is of is not known here.

/// The most characters that are kept of a cell.
const MOST_CHARS: usize = 200;

/// A cell as one short line, without characters that nobody sees.
pub fn cell(text: &str) -> String {
    // what most cells are, in far less time
    if text.len() <= MOST_CHARS && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    let printable: String = text
        .trim_start()
        .chars()
        .filter(|c| !is_unseen(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MOST_CHARS)
        .collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks of the order of bytes and of the direction of letters, hyphens and blanks that do not show: copied along from pages
/// and mails.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{FEFF}' | '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
    )
}

/// A long number as a spreadsheet shortens it: `8.65962E+12`, with a comma in some countries.
pub fn is_damaged(number: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let upper = number.to_ascii_uppercase();
    let Some((number, exponent)) = upper.split_once("E+") else {
        return false;
    };
    let (whole, rest) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    digits(whole) && digits(rest) && digits(exponent)
}
