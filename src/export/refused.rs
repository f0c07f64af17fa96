//! What formats refuse rows for, as far as several of them do it in the same way.

use std::collections::HashMap;

use super::format::{Refusal, Refused, Row};
use crate::otp::{Algorithm, Seed};
use crate::token2::{Serial, TokenId};

/// The refusal of each row: what `why` finds in it, and else a serial that comes twice. That one is refused both times:
/// of two rows with one serial nobody knows which the system would keep.
pub(super) fn of_each(rows: &[Row<'_>], why: impl Fn(&Row<'_>) -> Option<Refusal>) -> Vec<Option<Refusal>> {
    let mut seen = HashMap::<&TokenId, usize>::new();
    for row in rows {
        *seen.entry(row.token).or_default() += 1;
    }
    let twice = |row: &Row<'_>| seen.get(row.token).is_some_and(|count| *count > 1);
    rows.iter()
        .map(|row| why(row).or(twice(row).then_some(Refusal::Twice)))
        .collect()
}

/// A serial that is none, as a spreadsheet leaves it.
pub(super) fn by_serial(row: &Row<'_>) -> Option<Refusal> {
    let serial = row.token.serial();
    (Serial::parse(serial.as_str()).as_ref() != Ok(serial)).then_some(Refusal::Serial)
}

/// Another hash than SHA-1, for files that cannot say which it is.
pub(super) fn by_hash(row: &Row<'_>) -> Option<Refusal> {
    (row.parameters.algorithm != Algorithm::Sha1).then_some(Refusal::Algorithm)
}

/// All that is refused, once the secrets are known: the rows of `refusals`, and those whose secret does not fit.
pub(super) fn none_of<'a>(
    refusals: Vec<Option<Refusal>>,
    seeds: impl Iterator<Item = &'a Seed>,
    fits: impl Fn(&Seed) -> bool,
) -> Result<(), Refused> {
    let refused = refusals.into_iter().zip(seeds).enumerate();
    let refused: Refused = refused
        .filter_map(|(index, (why, seed))| Some((index, why.or((!fits(seed)).then_some(Refusal::Secret))?)))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(refused) }
}
