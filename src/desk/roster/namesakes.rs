//! Who shares a name with somebody: a name that two people have does not say which of them is meant.
//!
//! Names are the same in whatever order their words stand, with accents or without: that is how they are heard at a desk.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::index::Spelled;

/// Where those stand whose name somebody else has as well. Of each person the words of their name are given in order: which
/// word, and which of the name it spells.
///
/// Names are compared by a hash of 64 bits. Two that are taken for the same by chance are shown with their UPNs, no more.
pub(super) fn of<'n>(names: impl Iterator<Item = &'n [Spelled]>) -> BTreeSet<usize> {
    let mut heard = Vec::new();
    let mut name = Vec::new();
    for (person, words) in names.enumerate().filter(|(_, words)| !words.is_empty()) {
        let of_each = || words.chunk_by(|(_, one), (_, other)| one == other);
        // without accents, and with letters in their place where that is another one
        let bare = hash(&mut name, of_each().filter_map(<[_]>::first));
        let spread = hash(&mut name, of_each().filter_map(<[_]>::last));
        heard.push((bare, person));
        if spread != bare {
            heard.push((spread, person));
        }
    }
    heard.sort_unstable();
    let alike = heard.chunk_by(|(one, _), (other, _)| one == other);
    let several = alike.filter(|alike| alike.len() > 1).flatten();
    several.map(|(_, person)| *person).collect()
}

/// In whatever order the words come. `name` is room to work in.
fn hash<'w>(name: &mut Vec<u32>, words: impl Iterator<Item = &'w Spelled>) -> u64 {
    name.clear();
    name.extend(words.map(|(word, _)| *word));
    name.sort_unstable();
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
