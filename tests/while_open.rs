//! What is done to a ledger behind the back of the station that has it open, between any two requests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::Path;

use common::by_hand::{open_with, passphrase, serve};
use common::{Bench, PASSPHRASE, Token, counting_random};
use rusqlite::Connection;
use tapdesk::desk::{EnrolmentId, ExportKept, Fate, KeepEnrolment, KeepExport};
use tapdesk::disk::Readers;
use tapdesk::ledger::{self, Answer, ExportPlan, Finding, Ledger, LedgerError, Part, Request, SlotKind};
use tapdesk::station::{Door, DoorFailure, ExportStage, Intent, LedgerCheck};
use tapdesk::token2::Model;

const FILE: &str = "ledger.sqlite3";

fn found(ledger: &mut Ledger) -> Result<Vec<Finding>, LedgerError> {
    let answers = serve(ledger, Request::Check);
    let told = answers.into_iter().find_map(|answer| match answer {
        Answer::Checked(found) => Some(Ok(found)),
        Answer::CheckFailed(error) => Some(Err(error)),
        _ => None,
    });
    told.unwrap()
}

fn set(ledger: &mut Ledger, slot: SlotKind, current: &str, new: &str) -> Vec<Answer> {
    let (current, new) = (passphrase(current), passphrase(new));
    serve(ledger, Request::SetPassphrase { slot, current, new })
}

fn database(data: &Path) -> Connection {
    Connection::open(data.join(FILE)).unwrap()
}

/// Two enrolments, waiting.
fn two() -> Bench {
    let mut bench = Bench::new();
    for (at, name) in ["anna", "ben"].into_iter().enumerate() {
        let token = Token::new(Model::C302I, u32::try_from(at).unwrap());
        bench.enroll(&format!("{name}@example.com"), &token);
        bench.lift();
    }
    bench
}

fn closed(bench: Bench) -> (std::sync::Arc<tempfile::TempDir>, std::path::PathBuf) {
    let data = bench.home.path().join("data");
    drop(bench.station);
    (bench.home, data)
}

#[test]
fn what_could_not_be_written_down_is_found_again() {
    let (_home, data) = closed(two());
    let (mut ledger, _) = open_with(&data, PASSPHRASE);
    let other = database(&data);
    other.execute_batch("UPDATE operator SET last_at = 5").unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(found(&mut ledger).is_err(), "another program holds the file");
    other.execute_batch("ROLLBACK").unwrap();
    let again = found(&mut ledger).unwrap();
    assert_eq!(again, [Finding::Rows(Part::Operators)]);
}

#[test]
fn an_earlier_passphrase_that_was_noticed_still_opens_nothing() {
    let (_home, data) = closed(two());
    let (mut ledger, _) = open_with(&data, PASSPHRASE);
    set(&mut ledger, SlotKind::Recovery, PASSPHRASE, "in the safe");
    let keep = "CREATE TEMP TABLE kept AS SELECT * FROM vault_slot WHERE kind = 'passphrase'";
    let other = database(&data);
    other.execute_batch(keep).unwrap();
    set(&mut ledger, SlotKind::Passphrase, PASSPHRASE, "quite another one");
    let put_back = "INSERT OR REPLACE INTO vault_slot SELECT * FROM kept";
    other.execute_batch(put_back).unwrap();
    for _ in 0..2 {
        assert_eq!(found(&mut ledger).unwrap(), [Finding::Slot(SlotKind::Passphrase)]);
    }
    drop(ledger);
    assert!(matches!(open_with(&data, PASSPHRASE).1, Err(LedgerError::SlotPutBack)));
    let (mut ledger, opened) = open_with(&data, "in the safe");
    assert_eq!(opened.unwrap().findings, [Finding::Slot(SlotKind::Passphrase)]);
    drop(ledger);
    assert!(matches!(open_with(&data, PASSPHRASE).1, Err(LedgerError::SlotPutBack)));
    (ledger, _) = open_with(&data, "in the safe");
    let chosen = set(&mut ledger, SlotKind::Passphrase, "in the safe", "chosen anew");
    assert!(matches!(chosen[..], [Answer::PassphraseSet(_)]), "{chosen:?}");
    assert_eq!(found(&mut ledger).unwrap(), []);
    drop(ledger);
    assert_eq!(open_with(&data, "chosen anew").1.unwrap().findings, []);
}

#[test]
fn a_trigger_that_is_planted_meanwhile_changes_nothing() {
    let mut bench = two();
    let data = bench.home.path().join("data");
    let planted = "CREATE TRIGGER t AFTER INSERT ON enrolment BEGIN
                       UPDATE enrolment SET upn = 'eve@example.com', upn_folded = 'eve@example.com' WHERE id = new.id; END";
    database(&data).execute_batch(planted).unwrap();
    bench.enroll("carla@example.com", &Token::new(Model::C302I, 7));
    bench.lift();
    assert_eq!(bench.row(2).upn, "carla@example.com");
    bench.apply(Intent::CheckLedger);
    assert!(
        !matches!(bench.station.ledger_check(), LedgerCheck::Sound),
        "a trigger is there"
    );
    bench.apply(Intent::Export {
        path: "x.csv".into(),
        without_refused: true,
        sealing: None,
    });
    assert!(!matches!(bench.station.export().stage(), ExportStage::Done { .. }));
    database(&data).execute_batch("DROP TRIGGER t").unwrap();
    bench.apply(Intent::CheckLedger);
    assert_eq!(*bench.station.ledger_check(), LedgerCheck::Sound);
}

#[test]
fn a_ledger_whose_file_is_taken_away_or_replaced_takes_nothing_more() {
    for replaced in [true, false] {
        let mut bench = two();
        let data = bench.home.path().join("data");
        let file = data.join(FILE);
        let kept = data.join("elsewhere");
        std::fs::copy(&file, &kept).unwrap();
        std::fs::rename(&file, data.join("taken")).unwrap();
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::rename(
                data.join(format!("{FILE}{ending}")),
                data.join(format!("taken{ending}")),
            );
        }
        if replaced {
            std::fs::rename(&kept, &file).unwrap();
        }
        let token = Token::new(Model::C302I, 7);
        let before = token.seed().map(|seed| seed.to_base32().to_string());
        bench.upn("carla@example.com");
        bench.lay(&token);
        let after = token.seed().map(|seed| seed.to_base32().to_string());
        assert!(before == after, "nothing is burned that no ledger keeps");
        bench.apply(Intent::Cancel);
        bench.apply(Intent::CheckLedger);
        assert!(!matches!(bench.station.ledger_check(), LedgerCheck::Sound));
        // once it is locked, what is there now is opened, and nothing is made where nothing is
        bench.lift();
        bench.apply(Intent::Lock);
        bench.open_as("M. Keller");
        match bench.station.door() {
            Door::Open { .. } => assert!(replaced && bench.station.trouble().is_some()),
            Door::Barred {
                why: DoorFailure::Away, ..
            } => assert!(!replaced && !file.exists()),
            door => panic!("{door:?}"),
        }
    }
}

#[test]
fn an_anchor_that_is_taken_away_or_put_back_meanwhile_is_said_once_and_made_anew() {
    let (_home, data) = closed(two());
    let anchor = data.join("ledger.anchor");
    let (mut ledger, _) = open_with(&data, PASSPHRASE);
    std::fs::remove_file(&anchor).unwrap();
    assert_eq!(found(&mut ledger).unwrap(), [Finding::Anchor]);
    assert_eq!(found(&mut ledger).unwrap(), []);
    drop(ledger);
    assert_eq!(open_with(&data, PASSPHRASE).1.unwrap().findings, []);
}

#[test]
fn a_text_that_is_none_is_damage_and_not_a_fault_of_the_moment() {
    for tamper in [
        "UPDATE enrolment SET upn = CAST(x'ff' AS TEXT) WHERE id = 1",
        "UPDATE enrolment SET outcome = CAST(x'ff' AS TEXT) WHERE id = 1",
        "UPDATE enrolment SET period = -1 WHERE id = 1",
        "UPDATE vault_slot SET memory_kib = -1",
        "UPDATE operator SET name = CAST(x'ff' AS TEXT)",
        "UPDATE trail SET detail = CAST(x'ff' AS TEXT) WHERE id = 2",
        "UPDATE trail SET event = '' WHERE id = 2",
    ] {
        let bench = two();
        let (home, clock) = (std::sync::Arc::clone(&bench.home), bench.clock.clone());
        let (_home, data) = closed(bench);
        let other = database(&data);
        other.pragma_update(None, "ignore_check_constraints", true).unwrap();
        other.execute_batch(tamper).unwrap();
        drop(other);
        let pad = common::Pad::unused(&clock);
        let mut station = tapdesk::station::Station::new(common::sources(home.path(), &clock, &pad, 5)).unwrap();
        while station.drain() {}
        match station.door() {
            Door::Barred {
                why: DoorFailure::Damaged | DoorFailure::Altered,
                ..
            } => {}
            Door::Open { .. } => assert!(station.trouble().is_some(), "{tamper}"),
            other => panic!("{tamper}: {other:?}"),
        }
        let checked = ledger::check(&data, &passphrase(PASSPHRASE), counting_random(1));
        let told = !matches!(checked, Err(LedgerError::Engine(_)));
        assert!(
            told && !checked.is_ok_and(|checked| checked.findings.is_empty()),
            "{tamper}"
        );
    }
}

#[test]
fn what_was_found_once_is_not_found_again() {
    for (tamper, lasts) in [
        ("UPDATE enrolment SET upn = 'eve@example.com' WHERE id = 1", false),
        ("UPDATE fate SET at = 5", false),
        ("UPDATE operator SET last_at = 5", false),
        ("UPDATE enrolment SET sealed = NULL, nonce = NULL WHERE id = 1", false),
        ("DELETE FROM person", false),
        (
            "UPDATE sqlite_sequence SET seq = seq + 5 WHERE name = 'enrolment'",
            false,
        ),
        ("UPDATE sqlite_sequence SET seq = seq + 5 WHERE name = 'trail'", false),
        ("UPDATE trail SET detail = 'x' WHERE id = 2", true),
    ] {
        let (_home, data) = closed(two());
        let other = database(&data);
        other.execute_batch(tamper).unwrap();
        drop(other);
        drop(open_with(&data, PASSPHRASE));
        let again = open_with(&data, PASSPHRASE).1.unwrap().findings;
        assert_eq!(!again.is_empty(), lasts, "{tamper}: {again:?}");
    }
}

#[test]
fn a_log_that_is_put_back_beside_the_ledger_is_no_silent_way_back() {
    for meanwhile_open in [true, false] {
        let mut bench = two();
        let data = bench.home.path().join("data");
        let beside = |ending: &str| data.join(format!("{FILE}{ending}"));
        let kept: Vec<_> = ["", "-wal", "-shm"]
            .map(|ending| std::fs::read(beside(ending)).unwrap())
            .into();
        bench.export("x.csv");
        let put_back = || {
            for (ending, bytes) in ["", "-wal", "-shm"].iter().zip(&kept) {
                std::fs::write(beside(ending), bytes).unwrap();
            }
        };
        let (home, clock) = (std::sync::Arc::clone(&bench.home), bench.clock.clone());
        if meanwhile_open {
            put_back();
            bench.apply(Intent::CheckLedger);
            assert!(!matches!(bench.station.ledger_check(), LedgerCheck::Sound));
            continue;
        }
        std::mem::forget(bench.station);
        put_back();
        // the lock of the station that was killed is still held by this process
        let elsewhere = std::sync::Arc::new(tempfile::tempdir().unwrap());
        std::fs::create_dir(elsewhere.path().join("data")).unwrap();
        for entry in std::fs::read_dir(&data).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, elsewhere.path().join("data").join(path.file_name().unwrap())).unwrap();
            }
        }
        drop(home);
        let pad = common::Pad::unused(&clock);
        let mut station = tapdesk::station::Station::new(common::sources(elsewhere.path(), &clock, &pad, 5)).unwrap();
        while station.drain() {}
        assert!(station.trouble().is_some(), "{:?}", station.door());
    }
}

#[test]
fn a_row_that_was_changed_before_the_station_changed_it_is_named() {
    let mut bench = two();
    let data = bench.home.path().join("data");
    database(&data)
        .execute_batch("UPDATE enrolment SET serial = '8659632000009' WHERE id = 1")
        .unwrap();
    let id = bench.row(0).id;
    bench.apply(Intent::CorrectUpn {
        id,
        upn: "carla@example.com".into(),
    });
    bench.apply(Intent::CheckLedger);
    let LedgerCheck::Found(found) = bench.station.ledger_check() else {
        panic!("{:?}", bench.station.ledger_check());
    };
    let named: Vec<_> = found
        .iter()
        .filter_map(Finding::about)
        .map(|named| named.id.0)
        .collect();
    assert!(named.contains(&1), "{found:?}");
}

/// The file is being made: what is changed in that instant would leave unseen, or leave twice.
#[test]
fn what_is_changed_between_the_look_and_the_file_leaves_not() {
    for (tamper, is_fine) in [
        ("SELECT 1", true),
        ("UPDATE enrolment SET upn = 'eve@example.com' WHERE id = 1", false),
        ("UPDATE export SET state = 'void'", false),
        ("DELETE FROM fate", false),
    ] {
        let mut bench = two();
        bench.export("first.csv");
        let (id, fate, note) = (bench.row(0).id, Fate::HandedOver("Anna".into()), String::new());
        bench.apply(Intent::KeepFate { id, fate, note });
        let token = Token::new(Model::C302I, 9);
        bench.enroll("carla@example.com", &token);
        let rows = vec![bench.row(2).id];
        let (_home, data) = closed(bench);
        let (mut ledger, _) = open_with(&data, PASSPHRASE);
        let opened = serve(&mut ledger, Request::Export(KeepExport::OpenRows(rows.clone())));
        assert!(
            matches!(opened[..], [Answer::Export(ExportKept::Rows(ref rows))] if rows.len() == 1),
            "{opened:?}"
        );
        database(&data).execute_batch(tamper).unwrap();
        let begun = serve(&mut ledger, Request::Export(KeepExport::Begin(plan(&data, rows))));
        match begun.last() {
            Some(Answer::Export(ExportKept::Begun(_))) => assert!(is_fine, "{tamper}"),
            Some(Answer::Export(ExportKept::Failed(_, why))) => {
                assert_eq!(*why, LedgerError::ChangedMeanwhile.to_string());
                assert!(!is_fine, "{tamper}");
            }
            other => panic!("{tamper}: {other:?}"),
        }
    }
}

fn plan(data: &Path, rows: Vec<EnrolmentId>) -> ExportPlan {
    ExportPlan {
        format: "entra-csv".into(),
        path: data.join("x.csv"),
        partial: data.join("x.part"),
        sha256: [0; 32],
        rows,
        readers: Readers::OwnerOnly,
    }
}

#[test]
fn tables_that_were_built_anew_are_not_ours() {
    for built in [
        "CREATE TABLE f (a); DROP TABLE f; PRAGMA writable_schema = on;
         UPDATE sqlite_schema SET sql = replace(sql, 'REFERENCES enrolment (id)', '') WHERE name = 'fate'",
        "PRAGMA writable_schema = on;
         UPDATE sqlite_schema SET sql = replace(sql, ' STRICT', '') WHERE name = 'person'",
        "ANALYZE",
        "PRAGMA user_version = 3",
        "PRAGMA user_version = 0",
        "PRAGMA application_id = 7",
    ] {
        let (_home, data) = closed(two());
        database(&data).execute_batch(built).unwrap();
        let opened = open_with(&data, PASSPHRASE).1;
        assert!(
            matches!(opened, Err(LedgerError::NotALedger | LedgerError::Damaged)),
            "{built}: {opened:?}"
        );
    }
}

#[test]
fn what_an_older_version_counted_is_no_finding() {
    let (home, data) = closed(two());
    common::older::left(&data, PASSPHRASE, "SELECT 1");
    let (mut ledger, opened) = open_with(&data, PASSPHRASE);
    assert_eq!(opened.unwrap().findings, []);
    assert_eq!(found(&mut ledger).unwrap(), []);
    drop(home);
}

/// A ledger that was sealed before tokens had profiles: every seal still fits, and nothing is asked again.
#[test]
fn a_sealed_ledger_without_profiles_is_taken_over_as_it_is() {
    let bench = two();
    let before: Vec<_> = bench.station.log().rows().iter().map(|row| (**row).clone()).collect();
    let (_home, data) = closed(bench);
    let without = "DROP TABLE stock; DROP TABLE stock_file; ALTER TABLE enrolment DROP COLUMN maker; \
         ALTER TABLE enrolment DROP COLUMN profile; ALTER TABLE person DROP COLUMN disabled; PRAGMA user_version = 4";
    database(&data).execute_batch(without).unwrap();
    let (mut ledger, opened) = open_with(&data, PASSPHRASE);
    let opened = opened.unwrap();
    assert_eq!((opened.findings, opened.log), (vec![], before));
    assert_eq!(found(&mut ledger).unwrap(), []);
}

#[test]
fn a_check_while_the_station_writes_finds_nothing() {
    let (_home, data) = closed(two());
    let (mut ledger, _) = open_with(&data, PASSPHRASE);
    let ended = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let writes = {
        let ended = std::sync::Arc::clone(&ended);
        std::thread::spawn(move || {
            while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                serve(
                    &mut ledger,
                    Request::Enrolment(KeepEnrolment::NoteClock { right: true }),
                );
            }
        })
    };
    let found: Vec<_> = (0..8)
        .map(|_| ledger::check(&data, &passphrase(PASSPHRASE), counting_random(1)).map(|checked| checked.findings))
        .collect();
    ended.store(true, std::sync::atomic::Ordering::Relaxed);
    writes.join().unwrap();
    for found in found {
        assert_eq!(found.unwrap(), []);
    }
}
