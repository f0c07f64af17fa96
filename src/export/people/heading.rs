//! A heading as it is compared with others. What it says of its column is not known here.

use unicode_normalization::UnicodeNormalization;

/// What a heading says without accents, blanks and punctuation, in small letters.
pub(super) fn folded(heading: &str) -> String {
    let letters = heading.nfkd().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Entra's templates name the attribute in brackets behind its heading.
pub(super) fn inner(heading: &str) -> &str {
    let bracketed = heading.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    bracketed.map_or(heading, |(attribute, _)| attribute)
}
