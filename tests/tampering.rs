//! A ledger that something else wrote into: every column of every table changed, every row removed, doubled, swapped with
//! another and put back to an earlier day. None of it stays silent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};

use common::by_hand::{open_with, passphrase, serve};
use common::{Bench, PASSPHRASE, Pull, Token, counting_random};
use rusqlite::Connection;
use rusqlite::types::Value;
use tapdesk::desk::{
    Accepted, Cancel, Delivery, FactoryToken, Fate, ImportId, KeepEnrolment, KeepPeople, KeepStock, NewAssignment,
    Person, TakeInId, Upn,
};
use tapdesk::ledger::{self, Answer, Checked, Finding, Ledger, LedgerError, Opened, Part, Request, SlotKind};
use tapdesk::otp::{Parameters, Seed};
use tapdesk::station::{Door, DoorFailure, ExportStage, Intent, LedgerCheck, Trouble};
use tapdesk::token2::{Make, Model, Serial};

const RECOVERY: &str = "in the safe";
const FILE: &str = "ledger.sqlite3";

fn opened(data: &Path) -> Result<Opened, LedgerError> {
    open_with(data, PASSPHRASE).1
}

fn checked(data: &Path) -> Result<Checked, LedgerError> {
    ledger::check(data, &passphrase(PASSPHRASE), counting_random(78))
}

fn person(upn: &str) -> Person {
    Person {
        upn: Upn::parse(upn).unwrap(),
        name: "Anna Muster".into(),
        department: "IT".into(),
        badge: "00471".into(),
        object_id: String::new(),
        guest: false,
        disabled: false,
    }
}

fn factory_token(number: u8) -> FactoryToken {
    FactoryToken {
        serial: Serial::parse(&format!("26020800123{number:02}")).unwrap(),
        make: Make::new("Token2", "c202"),
        seed: Seed::new(&[number; 20]).unwrap(),
        parameters: Parameters::STANDARD,
    }
}

/// A ledger in which every table has rows: enrolled, exported, lost, broken off, given up; people, two passphrases.
fn lived_in() -> tempfile::TempDir {
    let mut bench = Bench::new();
    for (at, name) in ["anna", "ben", "carla", "dora"].into_iter().enumerate() {
        bench.enroll(
            &format!("{name}@example.com"),
            &Token::new(Model::C302I, u32::try_from(at).unwrap()),
        );
        if at == 1 {
            bench.export("first.csv");
        }
    }
    let id = bench.row(0).id;
    let (fate, note) = (Fate::Lost, "on the train".to_owned());
    bench.apply(Intent::KeepFate { id, fate, note });
    let (id, fate, note) = (bench.row(1).id, Fate::HandedOver("Ben".into()), String::new());
    bench.apply(Intent::KeepFate { id, fate, note });
    bench.upn("emil@example.com");
    bench.lay_and_pull(&Token::new(Model::C302I, 9), Pull { at: 5, acted: false });
    let data = bench.home.path().join("data");
    let home = tempfile::tempdir().unwrap();
    drop(bench.station);
    let (mut ledger, _) = open_with(&data, PASSPHRASE);
    serve(
        &mut ledger,
        Request::People(KeepPeople {
            id: ImportId::default(),
            people: vec![person("anna@example.com"), person("ben@example.com")],
        }),
    );
    let delivery = Delivery {
        name: "seeds.csv".into(),
        sha256: [7; 32],
        tokens: (1..5).map(factory_token).collect(),
        cancel: Cancel::default(),
    };
    serve(
        &mut ledger,
        Request::Stock(KeepStock::TakeIn(TakeInId::default(), delivery)),
    );
    let assigned = NewAssignment {
        upn: Upn::parse("fred@example.com").unwrap(),
        serial: factory_token(2).serial,
        accepted: Accepted::default(),
    };
    serve(
        &mut ledger,
        Request::Enrolment(KeepEnrolment::Assign(Box::new(assigned))),
    );
    let request = Request::SetPassphrase {
        slot: SlotKind::Recovery,
        current: passphrase(PASSPHRASE),
        new: passphrase(RECOVERY),
    };
    serve(&mut ledger, request);
    drop(ledger);
    copy_folder(&data, home.path());
    home
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

/// A copy of the folder whose ledger `tamper` has changed; `None` where SQLite does not let it.
fn tampered(template: &Path, tamper: &Act) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(template, folder.path());
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection
        .pragma_update(None, "ignore_check_constraints", true)
        .unwrap();
    let before = content(&connection);
    tamper(&connection).ok()?;
    (content(&connection) != before).then_some(folder)
}

fn tables(connection: &Connection) -> Vec<String> {
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn rows(connection: &Connection, table: &str) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let width = statement.column_count();
    let read = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect());
    read.unwrap().map(Result::unwrap).collect()
}

fn content(connection: &Connection) -> Vec<Vec<Vec<Value>>> {
    tables(connection).iter().map(|table| rows(connection, table)).collect()
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
    statement
        .query_map([table], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// Another value of the same type.
fn other(value: &Value) -> Value {
    match value {
        Value::Null => Value::Integer(1),
        Value::Integer(number) => Value::Integer(number.wrapping_add(1)),
        Value::Real(number) => Value::Real(number + 1.0),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.first_mut() {
                Some(first) => *first ^= 1,
                None => bytes.push(1),
            }
            Value::Blob(bytes)
        }
    }
}

/// What opening says to what was done to the ledger.
fn verdict(folder: Option<&tempfile::TempDir>) -> &'static str {
    let Some(folder) = folder else {
        return "impossible";
    };
    match (checked(folder.path()), opened(folder.path())) {
        (Err(_), Err(_)) => "refused",
        (Ok(checked), Ok(opened)) if !checked.findings.is_empty() && !opened.findings.is_empty() => "noticed",
        (_, Ok(opened)) if opened.restored => "said to be restored",
        (_, Ok(opened)) if opened.findings.is_empty() => "SILENT",
        (Ok(checked), _) if checked.findings.is_empty() => "SILENT to check",
        _ => "told by one of the two",
    }
}

type Act = dyn Fn(&Connection) -> rusqlite::Result<()>;

struct Tampering {
    what: String,
    run: Box<Act>,
}

/// Which row of `table` is meant, as an SQL condition: by its values, whatever its key is.
fn row_is(columns: &[String], row: &[Value]) -> (String, Vec<Value>) {
    let parts: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(at, name)| format!("\"{name}\" IS ?{}", at + 1))
        .collect();
    (parts.join(" AND "), row.to_vec())
}

fn everything(connection: &Connection) -> Vec<Tampering> {
    let mut all = Vec::new();
    for table in tables(connection) {
        let (columns, rows) = (columns(connection, &table), rows(connection, &table));
        for (number, row) in rows.iter().enumerate() {
            let (is_it, values) = row_is(&columns, row);
            for (at, column) in columns.iter().enumerate() {
                let mut values = values.clone();
                values.push(other(&row[at]));
                let sql = format!("UPDATE {table} SET \"{column}\" = ?{} WHERE {is_it}", values.len());
                all.push(tampering(
                    format!("{table}.{column} of row {number} changed"),
                    sql,
                    values,
                ));
                let sql = format!("UPDATE {table} SET \"{column}\" = NULL WHERE {is_it}");
                let values = row.to_vec();
                all.push(tampering(
                    format!("{table}.{column} of row {number} emptied"),
                    sql,
                    values,
                ));
                if let Some(next) = rows.get(number + 1).filter(|next| next[at] != row[at]) {
                    all.push(swap(&table, &columns, at, row, next, number));
                }
            }
            let sql = format!("DELETE FROM {table} WHERE {is_it}");
            all.push(tampering(
                format!("row {number} of {table} removed"),
                sql,
                values.clone(),
            ));
            all.push(double(&table, &columns, row, number));
        }
        if !rows.is_empty() {
            all.push(tampering(
                format!("all of {table} removed"),
                format!("DELETE FROM {table}"),
                vec![],
            ));
        }
    }
    all
}

fn tampering(what: String, sql: String, values: Vec<Value>) -> Tampering {
    let run = move |connection: &Connection| {
        connection
            .execute(&sql, rusqlite::params_from_iter(values.iter()))
            .map(drop)
    };
    Tampering {
        what,
        run: Box::new(run),
    }
}

/// The values of one column change places between two rows.
fn swap(table: &str, columns: &[String], at: usize, row: &[Value], next: &[Value], number: usize) -> Tampering {
    let column = columns[at].clone();
    let (table, columns, row, next) = (table.to_owned(), columns.to_vec(), row.to_vec(), next.to_vec());
    Tampering {
        what: format!("{table}.{column} of rows {number} and {} swapped", number + 1),
        run: Box::new(move |connection| {
            let (one, two) = (row_is(&columns, &row), row_is(&columns, &next));
            let set = |is_it: &str, mut values: Vec<Value>, value: &Value| {
                values.push(value.clone());
                let sql = format!("UPDATE {table} SET \"{column}\" = ?{} WHERE {is_it}", values.len());
                connection.execute(&sql, rusqlite::params_from_iter(values.iter()))
            };
            // out of the way first, where the column is a key
            let between = other(&other(&row[at]));
            set(&one.0, one.1.clone(), &between)?;
            let mut moved = row.clone();
            moved[at] = between;
            set(&two.0, two.1, &row[at])?;
            let (is_it, values) = row_is(&columns, &moved);
            set(&is_it, values, &next[at]).map(drop)
        }),
    }
}

/// The same row once more, under the next number where it has one.
fn double(table: &str, columns: &[String], row: &[Value], number: usize) -> Tampering {
    let mut values = row.to_vec();
    for (column, value) in columns.iter().zip(&mut values) {
        if column == "id" || column == "uid" || column == "export" {
            *value = match &*value {
                Value::Integer(number) => Value::Integer(number + 1000),
                value => other(value),
            };
        }
    }
    let gaps: Vec<_> = (1..=values.len()).map(|at| format!("?{at}")).collect();
    let sql = format!("INSERT INTO {table} VALUES ({})", gaps.join(", "));
    tampering(format!("row {number} of {table} doubled"), sql, values)
}

#[test]
fn whatever_is_changed_from_outside_is_noticed() {
    let template = lived_in();
    assert_eq!(opened_copy(template.path()).findings, [], "as it was left");
    let connection = Connection::open(template.path().join(FILE)).unwrap();
    for table in tables(&connection) {
        let empty = rows(&connection, &table).is_empty();
        assert!(!empty, "{table} has no rows to tamper with");
    }
    let all = everything(&connection);
    let mut counts = std::collections::BTreeMap::<(String, &str), usize>::new();
    let mut silent = Vec::new();
    for Tampering { what, run } in &all {
        let folder = tampered(template.path(), run.as_ref());
        let verdict = verdict(folder.as_ref());
        if !["noticed", "refused", "impossible", "said to be restored"].contains(&verdict) {
            silent.push(format!("{what}: {verdict}"));
        }
        let kind = what.split(" of row").next().unwrap().to_owned();
        *counts.entry((kind, verdict)).or_default() += 1;
    }
    for ((kind, verdict), count) in &counts {
        println!("{kind}: {verdict} ({count})");
    }
    println!("{} tamperings", all.len());
    assert_eq!(silent, Vec::<String>::new());
}

fn opened_copy(template: &Path) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(template, folder.path());
    opened(folder.path()).unwrap()
}

#[test]
fn what_is_planted_beside_the_rows_makes_the_ledger_foreign() {
    let template = lived_in();
    for planted in [
        "CREATE TRIGGER t AFTER INSERT ON enrolment BEGIN UPDATE enrolment SET upn = 'eve@example.com'; END",
        "CREATE VIEW v AS SELECT * FROM enrolment",
        "CREATE INDEX i ON enrolment (at)",
        "CREATE TABLE somebody (elses INTEGER)",
        "ALTER TABLE fate ADD COLUMN more TEXT",
        "DROP INDEX fate_enrolment",
    ] {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(template.path(), folder.path());
        Connection::open(folder.path().join(FILE))
            .unwrap()
            .execute_batch(planted)
            .unwrap();
        let why = opened(folder.path()).unwrap_err();
        assert!(
            matches!(why, LedgerError::NotALedger | LedgerError::Damaged),
            "{planted}: {why}"
        );
    }
}

// --- rolled back ------------------------------------------------------------------------------------------------------

#[test]
fn a_trail_without_entries_is_no_trail_of_an_opened_ledger() {
    let template = lived_in();
    let wipe = |connection: &Connection| connection.execute_batch("DELETE FROM trail; DELETE FROM trail_head");
    let folder = tampered(template.path(), &wipe).unwrap();
    assert!(matches!(opened(folder.path()), Err(LedgerError::Unsealed)));
    let wipe = |connection: &Connection| connection.execute_batch("DELETE FROM trail");
    let folder = tampered(template.path(), &wipe).unwrap();
    assert!(opened(folder.path()).unwrap().findings.contains(&Finding::Trail));
}

#[test]
fn a_ledger_put_back_to_an_earlier_day_does_not_fit_its_anchor() {
    let template = lived_in();
    let later = tempfile::tempdir().unwrap();
    copy_folder(template.path(), later.path());
    drop(open_with(later.path(), PASSPHRASE));
    // the file of the day before, beside the anchor of today
    std::fs::copy(template.path().join(FILE), later.path().join(FILE)).unwrap();
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(later.path().join(format!("{FILE}{ending}")));
    }
    let copy = tempfile::tempdir().unwrap();
    copy_folder(later.path(), copy.path());
    let found = opened(later.path()).unwrap().findings;
    assert!(matches!(found[..], [Finding::PutBack { .. }]), "{found:?}");
    assert_eq!(
        opened(later.path()).unwrap().findings,
        [],
        "it is said once, and stays in the trail"
    );

    std::fs::remove_file(copy.path().join("ledger.anchor")).unwrap();
    assert_eq!(opened(copy.path()).unwrap().findings, [Finding::Anchor]);
    std::fs::write(copy.path().join("ledger.anchor"), "tapdesk-anchor-1 00 1 00 00\n").unwrap();
    assert_eq!(opened(copy.path()).unwrap().findings, [Finding::Anchor]);
}

#[test]
fn a_ledger_that_was_taken_away_is_not_begun_anew_in_silence() {
    let folder = lived_in();
    std::fs::remove_file(folder.path().join(FILE)).unwrap();
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.path().join(format!("{FILE}{ending}")));
    }
    assert_eq!(opened(folder.path()).unwrap().findings, [Finding::Anchor]);
}

// --- passphrases ------------------------------------------------------------------------------------------------------

fn slot_row(data: &Path, kind: &str) -> Vec<Value> {
    let connection = Connection::open(data.join(FILE)).unwrap();
    let mut rows = rows(&connection, "vault_slot");
    rows.retain(|row| row[0] == Value::Text(kind.into()));
    rows.remove(0)
}

fn put_slot(data: &Path, row: &[Value]) {
    let connection = Connection::open(data.join(FILE)).unwrap();
    let gaps: Vec<_> = (1..=row.len()).map(|at| format!("?{at}")).collect();
    let sql = format!("INSERT OR REPLACE INTO vault_slot VALUES ({})", gaps.join(", "));
    connection
        .execute(&sql, rusqlite::params_from_iter(row.iter()))
        .unwrap();
}

#[test]
fn an_earlier_passphrase_that_is_put_back_opens_nothing() {
    let folder = lived_in();
    let old = slot_row(folder.path(), "passphrase");
    let (mut ledger, _) = open_with(folder.path(), PASSPHRASE);
    let request = Request::SetPassphrase {
        slot: SlotKind::Passphrase,
        current: passphrase(PASSPHRASE),
        new: passphrase("quite another one"),
    };
    serve(&mut ledger, request);
    drop(ledger);
    put_slot(folder.path(), &old);
    assert!(matches!(opened(folder.path()), Err(LedgerError::SlotPutBack)));
    let with_recovery = open_with(folder.path(), RECOVERY).1.unwrap();
    assert_eq!(with_recovery.findings, [Finding::Slot(SlotKind::Passphrase)]);
    assert_eq!(with_recovery.with, SlotKind::Recovery);
}

#[test]
fn a_recovery_passphrase_cannot_pass_for_the_other_one() {
    let folder = lived_in();
    let mut relabelled = slot_row(folder.path(), "recovery");
    relabelled[0] = Value::Text("passphrase".into());
    put_slot(folder.path(), &relabelled);
    Connection::open(folder.path().join(FILE))
        .unwrap()
        .execute("DELETE FROM vault_slot WHERE kind = 'recovery'", [])
        .unwrap();
    assert!(matches!(
        open_with(folder.path(), RECOVERY).1,
        Err(LedgerError::WrongPassphrase)
    ));
}

#[test]
fn without_a_passphrase_nothing_is_begun_over_what_is_there() {
    let folder = lived_in();
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    connection.execute("DELETE FROM vault_slot", []).unwrap();
    drop(connection);
    let before = content(&Connection::open(folder.path().join(FILE)).unwrap());
    let mut ledger = Ledger::new(folder.path().to_owned(), "Desk 2".into(), counting_random(1));
    let looked = serve(&mut ledger, Request::Look);
    assert!(
        matches!(looked[..], [Answer::NotOpened(LedgerError::SlotsGone)]),
        "{looked:?}"
    );
    drop(ledger);
    assert!(matches!(opened(folder.path()), Err(LedgerError::SlotsGone)));
    assert!(
        content(&Connection::open(folder.path().join(FILE)).unwrap()) == before,
        "nothing was touched"
    );
}

#[test]
fn a_ledger_without_passphrases_names_its_newest_good_backup() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
    let folder = bench.station.backup_folder();
    let mut good: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    good.sort();
    let good = good.pop().unwrap();
    let newer = good.to_str().unwrap().replace("-000002-", "-000003-");
    std::fs::write(newer, b"cut off").unwrap();
    let (home, clock) = (std::sync::Arc::clone(&bench.home), bench.clock.clone());
    drop(bench.station);
    let connection = Connection::open(home.path().join("data").join(FILE)).unwrap();
    connection.execute("DELETE FROM vault_slot", []).unwrap();
    drop(connection);
    let pad = common::Pad::unused(&clock);
    let mut station = tapdesk::station::Station::new(common::sources(home.path(), &clock, &pad, 5)).unwrap();
    while station.drain() {}
    let Door::Barred { why, backup, .. } = station.door() else {
        panic!("{:?}", station.door());
    };
    assert_eq!((*why, backup.as_ref()), (DoorFailure::Altered, Some(&good)));
}

// --- while it is open -------------------------------------------------------------------------------------------------

fn database(bench: &Bench) -> Connection {
    Connection::open(bench.home.path().join("data").join(FILE)).unwrap()
}

fn three_waiting() -> Bench {
    let mut bench = Bench::new();
    for (at, name) in ["anna", "ben", "carla"].into_iter().enumerate() {
        bench.enroll(
            &format!("{name}@example.com"),
            &Token::new(Model::C302I, u32::try_from(at).unwrap()),
        );
    }
    bench.lift();
    bench
}

#[test]
fn two_upns_that_were_swapped_leave_in_no_file_and_are_named() {
    for while_open in [true, false] {
        let mut bench = three_waiting();
        let swap = "UPDATE enrolment SET upn = CASE id WHEN 1 THEN 'ben@example.com' ELSE 'anna@example.com' END,
                        upn_folded = CASE id WHEN 1 THEN 'ben@example.com' ELSE 'anna@example.com' END WHERE id IN (1, 2)";
        database(&bench).execute_batch(swap).unwrap();
        if !while_open {
            bench = bench.crash();
        }
        bench.apply(Intent::Export {
            path: "x.csv".into(),
            without_refused: true,
            sealing: None,
        });
        let Some(Trouble::Altered(found)) = bench.station.trouble() else {
            panic!("{:?}", bench.station.trouble());
        };
        let named: Vec<_> = found
            .iter()
            .filter_map(Finding::about)
            .map(|named| named.id.0)
            .collect();
        assert_eq!(named, [1, 2], "only these");
        let ExportStage::Done { path, rows, .. } = bench.station.export().stage() else {
            panic!("{:?}", bench.station.export().stage());
        };
        assert_eq!(*rows, 1);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains("carla@") && !text.contains("anna@") && !text.contains("ben@"));
    }
}

#[test]
fn a_row_that_was_set_to_confirmed_is_compared_before_it_leaves() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    bench.apply(Intent::Cancel);
    database(&bench)
        .execute_batch("UPDATE enrolment SET outcome = 'confirmed', confirmed_by = 'eye', confirmed_at = at")
        .unwrap();
    let bench = bench.crash();
    assert!(bench.row(0).is_doubted() && !bench.row(0).may_leave());
}

#[test]
fn exports_that_were_set_to_void_hold_what_waits() {
    let mut bench = three_waiting();
    bench.export("x.csv");
    database(&bench)
        .execute_batch("UPDATE export SET state = 'void'")
        .unwrap();
    let bench = bench.crash();
    let Some(Trouble::Altered(found)) = bench.station.trouble() else {
        panic!("{:?}", bench.station.trouble());
    };
    assert!(found.contains(&Finding::Rows(Part::Exports)));
    assert_eq!(bench.station.batch().len(), 0, "nothing leaves twice");
}

#[test]
fn a_seed_that_does_not_open_holds_its_row_alone() {
    let mut bench = three_waiting();
    database(&bench)
        .execute_batch("UPDATE enrolment SET sealed = zeroblob(36) WHERE id = 2")
        .unwrap();
    let text = bench.export("x.csv");
    assert!(text.contains("anna@") && text.contains("carla@") && !text.contains("ben@"));
    let Some(Trouble::Altered(found)) = bench.station.trouble() else {
        panic!("{:?}", bench.station.trouble());
    };
    let [Finding::SeedUnreadable(named)] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(named.upn, "ben@example.com");
}

#[test]
fn what_is_held_back_leaves_once_its_code_is_compared() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    bench.lift();
    database(&bench)
        .execute_batch("UPDATE enrolment SET at = at + 1")
        .unwrap();
    let mut bench = bench.crash();
    assert!(bench.row(0).is_doubted());
    let id = bench.row(0).id;
    bench.apply(Intent::CompareLater(id));
    bench.type_code_of(&token);
    assert!(!bench.row(0).is_doubted());
    assert!(bench.export("x.csv").contains("anna@"));
}

#[test]
fn a_look_by_key_says_what_is_sound_and_what_is_not() {
    let mut bench = three_waiting();
    bench.apply(Intent::CheckLedger);
    assert_eq!(*bench.station.ledger_check(), LedgerCheck::Sound);
    database(&bench)
        .execute_batch("PRAGMA foreign_keys = off; DELETE FROM enrolment WHERE id = 3")
        .unwrap();
    bench.apply(Intent::CheckLedger);
    let LedgerCheck::Found(found) = bench.station.ledger_check() else {
        panic!("{:?}", bench.station.ledger_check());
    };
    assert!(found.contains(&Finding::Rows(Part::Enrolments)));
}

// --- from outside -----------------------------------------------------------------------------------------------------

#[test]
fn a_check_changes_nothing_and_works_beside_an_open_station() {
    let bench = three_waiting();
    let data = bench.home.path().join("data");
    assert_eq!(checked(&data).unwrap().findings, []);
    let names = |data: &Path| {
        let mut names: Vec<PathBuf> = std::fs::read_dir(data)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        names.sort();
        names
    };
    drop(bench.station);
    let before: Vec<_> = names(&data)
        .iter()
        .map(|path| (path.clone(), std::fs::read(path).ok()))
        .collect();
    let found = checked(&data).unwrap();
    assert_eq!((found.enrolments, found.findings.len()), (3, 0));
    let after: Vec<_> = names(&data)
        .iter()
        .map(|path| (path.clone(), std::fs::read(path).ok()))
        .collect();
    assert!(before == after, "nothing was changed");
    let wrong = ledger::check(&data, &passphrase("not this one"), counting_random(1));
    assert!(matches!(wrong, Err(LedgerError::WrongPassphrase)));
    let nowhere = ledger::check(&data.join("nowhere"), &passphrase(PASSPHRASE), counting_random(1));
    assert!(matches!(nowhere, Err(LedgerError::NoLedger)));
    assert!(!data.join("nowhere").exists());
}
