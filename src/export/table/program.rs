//! Lines that programs write above the headings: `sep=;`, `#TYPE ...`, `version:v1.0`.

use super::delimiter::Delimiter;

/// A line that programs put above the headings.
pub fn is_of_program(line: &str) -> bool {
    let line = line.trim().trim_matches('"').to_ascii_lowercase();
    ["#", "sep=", "version:"].iter().any(|begin| line.starts_with(begin))
}

/// `sep=;`, as spreadsheets write and read it.
pub fn named_delimiter(line: &str) -> Option<Delimiter> {
    let line = line.trim_start().trim_matches('"');
    let (name, rest) = line.split_at_checked(4)?;
    let letter = rest.chars().next().filter(|_| name.eq_ignore_ascii_case("sep="))?;
    Delimiter::ALL
        .into_iter()
        .find(|delimiter| delimiter.letter() == letter)
}
