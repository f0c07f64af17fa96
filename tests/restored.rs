//! What is put back: on another machine, twice in a row, from before a clock went back, after a purge. What happened since
//! is not forgotten, and nobody is told of tampering where there was none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{Bench, Token};
use tapdesk::ledger::{self, Finding, PurgeScope};
use tapdesk::station::{Intent, Trouble};
use tapdesk::token2::Model;

fn backups(bench: &Bench) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(bench.station.backup_folder()).unwrap();
    let mut all: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

/// Anna has a token, and there is a backup of that.
fn anna() -> (Bench, Token, PathBuf) {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    bench.lift();
    let bench = bench.crash();
    let backup = backups(&bench).pop().unwrap();
    (bench, token, backup)
}

fn put_back(bench: Bench, files: &[&Path]) -> Bench {
    let (home, clock) = (Arc::clone(&bench.home), bench.clock.clone());
    drop(bench.station);
    for file in files {
        clock.advance(60);
        ledger::restore(file, &home.path().join("data"), clock.unix()).unwrap();
    }
    Bench::restarted(home, clock)
}

fn findings(bench: &mut Bench) -> Vec<Finding> {
    let mut all = Vec::new();
    while let Some(trouble) = bench.station.trouble().cloned() {
        match trouble {
            Trouble::Altered(found) => all.extend(found),
            Trouble::Trail => all.push(Finding::Trail),
            _ => {}
        }
        bench.apply(Intent::DismissTrouble);
    }
    all
}

#[test]
fn a_backup_on_a_new_machine_is_no_tampering() {
    let (bench, _, backup) = anna();
    let home = Arc::new(tempfile::tempdir().unwrap());
    ledger::restore(&backup, &home.path().join("data"), bench.clock.unix()).unwrap();
    let checked = ledger::check(
        &home.path().join("data"),
        &ledger::Passphrase::new(common::PASSPHRASE.into()),
        common::counting_random(1),
    );
    assert_eq!(checked.unwrap().findings, []);
    let mut other = Bench::restarted(home, bench.clock.clone());
    assert_eq!(findings(&mut other), []);
    let mut other = other.crash();
    assert_eq!(findings(&mut other), []);
}

#[test]
fn the_backup_of_another_ledger_is_no_tampering() {
    let (bench, _, backup) = anna();
    // random bytes are drawn from the time here
    let mut other = Bench::with(|sources| sources.random = common::counting_random(99));
    other.enroll("ben@example.com", &Token::new(Model::C302I, 2));
    let mut other = put_back(other, &[&backup]);
    assert_eq!(findings(&mut other), []);
    assert_eq!(other.rows().len(), 1);
    drop(bench);
}

#[test]
fn a_purged_backup_is_no_tampering() {
    let (mut bench, _, backup) = anna();
    bench.export("x.csv");
    let id = bench.row(0).id;
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    bench.apply(Intent::Purge);
    assert!(!bench.row(0).has_seed);
    let mut bench = put_back(bench, &[&backup]);
    let found = findings(&mut bench);
    assert!(!found.iter().any(|it| !matches!(it, Finding::Since(..))), "{found:?}");
    let mut bench = bench.crash();
    assert_eq!(findings(&mut bench), []);
    // and where nothing knows of the purge
    let home = Arc::new(tempfile::tempdir().unwrap());
    ledger::restore(&backup, &home.path().join("data"), bench.clock.unix()).unwrap();
    let mut other = Bench::restarted(home, bench.clock.clone());
    assert_eq!(findings(&mut other), []);
}

#[test]
fn two_restores_in_a_row_do_not_forget_what_left() {
    for opened_between in [false, true] {
        let (mut bench, _, first) = anna();
        bench.enroll("ben@example.com", &Token::new(Model::C302I, 2));
        bench.lift();
        let mut bench = bench.crash();
        let second = backups(&bench).pop().unwrap();
        bench.export("x.csv");
        let bench = if opened_between {
            let bench = put_back(bench, &[&second]);
            assert!(bench.row(0).is_doubted());
            put_back(bench, &[&first])
        } else {
            put_back(bench, &[&second, &first])
        };
        assert!(bench.row(0).is_doubted(), "opened between: {opened_between}");
        assert_eq!(bench.station.batch().len(), 0);
    }
}

#[test]
fn what_was_settled_after_a_restore_is_not_asked_again_after_the_next() {
    let (mut bench, token, first) = anna();
    bench.export("x.csv");
    let mut bench = put_back(bench, &[&first]);
    let id = bench.row(0).id;
    assert!(bench.row(0).is_doubted());
    bench.apply(Intent::CompareLater(id));
    bench.type_code_of(&token);
    bench.lift();
    assert!(!bench.row(0).is_doubted());
    let bench = bench.crash();
    let settled = backups(&bench).pop().unwrap();
    let bench = put_back(bench, &[&settled]);
    assert!(!bench.row(0).is_doubted());
}

#[test]
fn a_token_that_was_written_since_is_known_whatever_the_clock_said() {
    for back in [0, 60, 86_400] {
        let (mut bench, token, backup) = anna();
        bench.clock.sleep(-back - 60);
        bench.upn("kim@example.com");
        bench.lay(&token);
        bench.apply(Intent::Proceed);
        bench.type_code_of(&token);
        bench.lift();
        assert_eq!(bench.rows().len(), 2);
        let bench = put_back(bench, &[&backup]);
        assert!(bench.row(0).is_doubted(), "{back} s");
    }
}

#[test]
fn a_doubt_that_came_since_is_not_forgotten() {
    let (mut bench, token, backup) = anna();
    // Ben's token is taken for Anna's in the middle of the burn
    let bens = Token::new(Model::C302I, 2);
    bench.upn("ben@example.com");
    bench.pad.swap_at(6, &token);
    bench.lay(&bens);
    bench.lift();
    assert!(bench.row(0).is_doubted());
    let bench = put_back(bench, &[&backup]);
    assert!(bench.row(0).is_doubted());
}
