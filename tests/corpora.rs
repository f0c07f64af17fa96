//! What the fuzzer has found worth keeping is replayed: no bytes from outside may bring the desk down.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

#[path = "fuzz/bodies.rs"]
mod bodies;

fn replay(name: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/corpus")
        .join(name);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        body(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    println!("{name}: {count} inputs replayed");
    assert!(count >= 3, "{name} has a corpus");
}

#[test]
fn infos_of_tokens() {
    replay("info", bodies::info);
}

#[test]
fn answers_of_cards() {
    replay("answers", bodies::answers);
}

#[test]
fn pasted_texts() {
    replay("pasted", bodies::pasted);
}

#[test]
fn settings_files() {
    replay("settings", bodies::settings);
}

#[test]
fn ledger_files() {
    replay("ledger_file", bodies::ledger_file);
}

#[test]
fn lists_of_people() {
    replay("people", bodies::people);
}
