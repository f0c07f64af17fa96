//! Files of a room that need each other in a circle.
//!
//! A file needs another one if it names something that the other defines, or the other as a module. That goes for a
//! child and its parent too, in both directions: a `mod.rs` that only declares its children and hands their names on
//! defines nothing, so a child that takes a name through it needs the sibling and not the parent. A method that is called
//! names no file: an `impl` of a parent's type in a child's file is a need of the child alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::modules::{End, Modules};

/// Which file needs which.
pub type Needs = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// What the files of a room need of each other.
pub fn needs(modules: &Modules, room: &str) -> Needs {
    let mut needs = Needs::new();
    for (name, module) in modules
        .all()
        .filter(|(name, _)| name.first().is_some_and(|first| first == room))
    {
        let of = needs.entry(module.file.clone()).or_default();
        for named in &module.paths {
            if let End::File(file) = modules.end(name, &named.path)
                && file != module.file
            {
                of.insert(file);
            }
        }
    }
    needs
}

/// Every circle: all files that reach each other, in order.
pub fn circles(needs: &Needs) -> Vec<Vec<PathBuf>> {
    let reached: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = needs.keys().map(|file| (file, reach(needs, file))).collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &reached {
        let back = |other: &&&PathBuf| reached.get(**other).is_some_and(|reached| reached.contains(file));
        let circle: Vec<PathBuf> = others.iter().filter(back).map(|file| (*file).clone()).collect();
        if !circle.is_empty() {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reach<'n>(needs: &'n Needs, from: &PathBuf) -> BTreeSet<&'n PathBuf> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        for other in needs.get(file).into_iter().flatten() {
            if reached.insert(other) {
                next.push(other);
            }
        }
    }
    reached
}

/// A circle as it stands in the list of known ones.
pub fn listed(sources: &Path, circle: &[PathBuf]) -> String {
    let name = |file: &PathBuf| file.strip_prefix(sources).unwrap().to_str().unwrap().replace('\\', "/");
    circle.iter().map(name).collect::<Vec<_>>().join("\n")
}
