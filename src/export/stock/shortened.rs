//! Serials from which a spreadsheet took the zeros at their beginning: it took them for numbers.
//!
//! Nobody can see that on one serial alone, so the others of its model say how long it should be.

use std::collections::{HashMap, HashSet};

use crate::desk::{FactoryToken, StockRead, StockReason, StockSkipped};
use crate::token2::{Make, Serial};

/// How long the serials of a model are that have digits only.
#[derive(Default)]
struct Lengths {
    counts: HashMap<usize, usize>,
    /// One of them begins with a zero.
    zeros: bool,
}

impl Lengths {
    /// The length that more than half of them have, and none exceeds.
    fn usual(&self) -> Option<usize> {
        let all: usize = self.counts.values().sum();
        let (length, count) = self.counts.iter().max_by_key(|(length, _)| **length)?;
        (!self.zeros && count * 2 > all).then_some(*length)
    }
}

/// Leaves out what is shorter than it should be. A serial of digits is taken for shortened if it is shorter than more than half
/// of the serials of digits of the same maker and model in this file, these all have the same length and no other is longer,
/// and none of them begins with a zero (then the file has kept its zeros). Other models do not count, as theirs may have
/// another length, and where no model is named nothing is said.
pub fn leave_out(read: &mut StockRead) {
    let mut of_makes: HashMap<&Make, Lengths> = HashMap::new();
    for (_, token) in read.tokens.iter().filter(|(_, token)| counts(token)) {
        let lengths = of_makes.entry(&token.make).or_default();
        *lengths.counts.entry(token.serial.as_str().len()).or_default() += 1;
        lengths.zeros |= token.serial.as_str().starts_with('0');
    }
    let usual: HashMap<&Make, usize> = of_makes
        .into_iter()
        .filter_map(|(make, lengths)| Some((make, lengths.usual()?)))
        .collect();
    let is_shortened = |token: &FactoryToken| {
        let usual = usual.get(&token.make).filter(|_| counts(token));
        usual.is_some_and(|usual| token.serial.as_str().len() < *usual)
    };
    let shortened: HashSet<Serial> = read
        .tokens
        .iter()
        .filter(|(_, token)| is_shortened(token))
        .map(|(_, token)| token.serial.clone())
        .collect();
    for (line, _) in read
        .tokens
        .extract_if(.., |(_, token)| shortened.contains(&token.serial))
    {
        let why = StockReason::ShortenedSerial;
        read.skipped.push(StockSkipped { line, why });
    }
    read.skipped.sort_by_key(|skipped| skipped.line);
}

/// Of a model that is named, with a serial of digits.
fn counts(token: &FactoryToken) -> bool {
    !token.make.model().is_empty() && token.serial.as_str().bytes().all(|byte| byte.is_ascii_digit())
}
