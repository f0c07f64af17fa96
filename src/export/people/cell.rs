//! What stands in a cell: one short line, as people see it, and whether it could be a UPN.
//!
//! Which row or column it is of is not known here.

use crate::desk::{Upn, UpnError};

/// The most characters that are kept of a cell.
const MOST_CHARS: usize = 200;

/// A cell as one short line, without characters that nobody sees.
pub(super) fn cell(text: &str) -> String {
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

/// The same for what is no name: the joiners of letters have no place there either.
pub(super) fn visible(text: &str) -> String {
    let seen = text.chars().filter(|c| !matches!(c, '\u{200C}' | '\u{200D}'));
    seen.collect()
}

/// A UPN, be it of a guest.
pub(super) fn could_be_upn(text: &str) -> bool {
    text.contains('@') && matches!(Upn::parse(&visible(&cell(text))), Ok(_) | Err(UpnError::Guest))
}
