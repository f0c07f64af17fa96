//! Who shares a name with somebody: a name that two people have does not say which of them is meant.
//!
//! Names are the same in whatever order their words stand, with accents or without: that is how they are heard at a desk.

use std::collections::{BTreeSet, HashMap};

use super::{Person, fold};

/// Where those stand whose name somebody else has as well.
pub(super) fn of(people: &[Person]) -> BTreeSet<usize> {
    let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, person) in people.iter().enumerate() {
        for heard in heard(&person.name) {
            holders.entry(heard).or_default().push(at);
        }
    }
    let shared = holders.into_values().filter(|holders| holders.len() > 1);
    shared.flatten().collect()
}

/// A name as it may be spelled by whoever hears it: once, or once without accents and once with letters in their place.
fn heard(name: &str) -> BTreeSet<String> {
    let words = fold::units(name).into_iter().filter(|unit| unit.word.is_some());
    let words: Vec<Vec<String>> = words
        .map(|unit| fold::words(name.get(unit.range).unwrap_or_default()))
        .collect();
    let spelled = |pick: fn(&Vec<String>) -> Option<&String>| {
        let mut spelled: Vec<&str> = words.iter().filter_map(pick).map(String::as_str).collect();
        spelled.sort_unstable();
        spelled.join(" ")
    };
    let mut both = BTreeSet::from([spelled(|word| word.first()), spelled(|word| word.last())]);
    both.remove("");
    both
}
