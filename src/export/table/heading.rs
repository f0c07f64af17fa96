//! A heading as it is compared with others. What it says of its column is not known here.

use unicode_normalization::UnicodeNormalization;

/// The most characters of a heading that are looked at: no known one is nearly as long, and a cell may be a megabyte.
const MOST_CHARS: usize = 200;

/// What a heading says without accents, blanks and punctuation, in small letters.
pub fn folded(heading: &str) -> String {
    let letters = heading.chars().take(MOST_CHARS).nfkd().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Entra's templates name the attribute in brackets behind its heading.
pub fn inner(heading: &str) -> &str {
    let bracketed = heading.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    bracketed.map_or(heading, |(attribute, _)| attribute)
}
