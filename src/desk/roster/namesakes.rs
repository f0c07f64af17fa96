//! Who shares a name with somebody: a name that two people have does not say which of them is meant.
//!
//! Names are the same in whatever order their words stand, with accents or without: that is how they are heard at a desk.

use std::collections::{BTreeSet, HashMap};

use super::index::Spelled;

/// Where those stand whose name somebody else has as well. Of each person the words of their name are given in order: which
/// word, and which of the name it spells.
pub(super) fn of<'n>(names: impl Iterator<Item = &'n [Spelled]>) -> BTreeSet<usize> {
    let mut first: HashMap<Box<[u32]>, usize> = HashMap::new();
    let mut shared = BTreeSet::new();
    for (person, words) in names.enumerate() {
        for heard in heard(words) {
            let before = *first.entry(heard).or_insert(person);
            if before != person {
                shared.extend([before, person]);
            }
        }
    }
    shared
}

/// A name as it may be spelled by whoever hears it: without accents, and with letters in their place where that is another
/// one.
fn heard(words: &[Spelled]) -> impl Iterator<Item = Box<[u32]>> {
    let of_each = || words.chunk_by(|(_, one), (_, other)| one == other);
    let bare = sorted(of_each().filter_map(<[_]>::first));
    let spread = sorted(of_each().filter_map(<[_]>::last));
    let other = (bare != spread).then_some(spread);
    [bare].into_iter().chain(other).filter(|heard| !heard.is_empty())
}

fn sorted<'w>(words: impl Iterator<Item = &'w Spelled>) -> Box<[u32]> {
    let mut words: Box<[u32]> = words.map(|(word, _)| *word).collect();
    words.sort_unstable();
    words
}
