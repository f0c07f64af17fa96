//! Values that no version of Tapdesk ever wrote, in every column of every table: a ledger that has them is refused or its
//! fault is told, by the window and by a check alike, and nothing falls over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::Path;

use common::{Bench, PASSPHRASE, START, Token, counting_random};
use rusqlite::Connection;
use tapdesk::desk::{EnrolmentId, ExportKept, Fate, KeepEnrolment, KeepExport, KeepPurge, Upn};
use tapdesk::ledger::{self, Answer, Ledger, LedgerError, Passphrase, PurgeScope, Request, SlotKind};
use tapdesk::station::Intent;
use tapdesk::token2::Model;

const FILE: &str = "ledger.sqlite3";
const VALUES: [&str; 9] = [
    "-9223372036854775808",
    "9223372036854775807",
    "-1",
    "0",
    "''",
    "x''",
    "CAST(x'ff' AS TEXT)",
    "CAST(zeroblob(3) AS TEXT)",
    "NULL",
];

/// A ledger with a row in every table but the list of people.
fn lived_in() -> tempfile::TempDir {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
    let (id, fate, note) = (bench.row(0).id, Fate::HandedOver("Ben".into()), String::new());
    bench.apply(Intent::KeepFate { id, fate, note });
    bench.apply(Intent::SetPassphrase {
        slot: SlotKind::Recovery,
        current: Passphrase::new(PASSPHRASE.into()),
        new: Passphrase::new("lies in the old safe".into()),
    });
    let data = bench.home.path().join("data");
    drop(bench.station);
    let home = tempfile::tempdir().unwrap();
    copy(&data, home.path());
    home
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

fn columns() -> Vec<(String, String)> {
    let home = lived_in();
    let connection = Connection::open(home.path().join(FILE)).unwrap();
    let mut statement = connection
        .prepare("SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'")
        .unwrap();
    let columns = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    columns.unwrap().map(Result::unwrap).collect()
}

/// Whether SQLite let it be written, and it was something else before.
fn written(connection: &Connection, table: &str, column: &str, value: &str) -> bool {
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection
        .pragma_update(None, "ignore_check_constraints", true)
        .unwrap();
    let row = format!("rowid = (SELECT max(rowid) FROM {table})");
    let sql = format!("UPDATE {table} SET \"{column}\" = {value} WHERE {row} AND \"{column}\" IS NOT {value}");
    connection.execute(&sql, []).is_ok_and(|changed| changed == 1)
}

fn opened(data: &Path) -> (Ledger, Result<bool, LedgerError>) {
    let mut ledger = Ledger::new(data.to_owned(), "Desk 2".into(), counting_random(77));
    let request = Request::Open {
        passphrase: Passphrase::new(PASSPHRASE.into()),
        recovery: None,
        operator: "M. Keller".into(),
    };
    let mut told = None;
    ledger.serve(Request::Look, START + 500, &mut |_| ());
    ledger.serve(request, START + 500, &mut |answer| match answer {
        Answer::Opened(opened) => told = Some(Ok(!opened.findings.is_empty() || opened.restored)),
        Answer::NotOpened(error) => told = Some(Err(error)),
        _ => {}
    });
    (ledger, told.unwrap())
}

#[test]
fn no_absurd_value_is_silent_or_a_fault_of_the_moment() {
    let template = lived_in();
    let mut wrong = Vec::new();
    for (table, column) in columns() {
        for value in VALUES {
            let home = tempfile::tempdir().unwrap();
            copy(template.path(), home.path());
            let connection = Connection::open(home.path().join(FILE)).unwrap();
            if !written(&connection, &table, &column, value) {
                continue;
            }
            drop(connection);
            let what = format!("{table}.{column} = {value}");
            let checked = ledger::check(home.path(), &Passphrase::new(PASSPHRASE.into()), counting_random(1));
            match checked {
                Ok(checked) if checked.findings.is_empty() && column != "restored_at" => {
                    wrong.push(format!("{what}: silent to check"));
                }
                Err(LedgerError::Engine(error)) => wrong.push(format!("{what}: check: {error}")),
                _ => {}
            }
            match opened(home.path()).1 {
                Ok(false) => wrong.push(format!("{what}: silent")),
                Err(LedgerError::Engine(error)) => wrong.push(format!("{what}: {error}")),
                _ => {}
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// What a day asks of an open ledger.
fn asked() -> Vec<Request> {
    let id = EnrolmentId(1);
    vec![
        Request::Enrolment(KeepEnrolment::LookUpPerson(Upn::parse("anna@example.com").unwrap())),
        Request::Trail(id),
        Request::Purge(KeepPurge::Plan(PurgeScope::ExportOf(id))),
        Request::ShowSecret {
            id,
            reason: "asked".into(),
        },
        Request::Export(KeepExport::OpenRows(vec![id])),
        Request::KeepFate {
            id,
            fate: Fate::Lost,
            note: String::new(),
        },
        Request::Check,
        Request::SetPassphrase {
            slot: SlotKind::Passphrase,
            current: Passphrase::new(PASSPHRASE.into()),
            new: Passphrase::new("quite another one".into()),
        },
        Request::Lock,
    ]
}

#[test]
fn no_absurd_value_fells_an_open_ledger() {
    let template = lived_in();
    for (table, column) in columns() {
        for value in ["9223372036854775807", "CAST(x'ff' AS TEXT)"] {
            let home = tempfile::tempdir().unwrap();
            copy(template.path(), home.path());
            let (mut ledger, told) = opened(home.path());
            assert!(!told.unwrap());
            let connection = Connection::open(home.path().join(FILE)).unwrap();
            if !written(&connection, &table, &column, value) {
                continue;
            }
            // the head is kept in memory, and what a restore marks is told at the next opening
            let heals = table == "trail_head" || column == "restored_at";
            let mut told = false;
            for request in asked() {
                ledger.serve(request, START + 900, &mut |answer| {
                    told |= match answer {
                        Answer::Checked(found) | Answer::Found(found) => !found.is_empty(),
                        Answer::CheckFailed(_) | Answer::Export(ExportKept::Failed(..)) => true,
                        _ => false,
                    };
                });
            }
            assert!(heals || told, "{table}.{column} = {value} is silent");
        }
    }
}
