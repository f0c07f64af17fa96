//! Ledgers with any rows: however an enrolment is looked up, it stands the same.

use proptest::prelude::*;

use rusqlite::{Connection, ToSql};

use super::super::schema;
use super::super::statements::Snapshot;
use crate::ledger::records::EnrolmentRow;
use crate::ledger::store::{Query, Table};
use crate::ledger::{fold, rows as looked_up};

const OUTCOMES: [&str; 6] = ["planned", "burning", "interrupted", "burned", "confirmed", "abandoned"];
const FATES: [&str; 10] = [
    "replaced",
    "stands",
    "lost",
    "handed-over",
    "deleted",
    "in-entra",
    "elsewhere",
    "doubted",
    "settled",
    "told by a newer version",
];
const STATES: [&str; 4] = ["prepared", "placing", "written", "void"];

#[derive(Debug, Clone)]
struct Rows {
    /// Serial, person, secret, outcome, touched, sealed.
    enrolments: Vec<(u8, u8, u8, usize, bool, bool)>,
    /// Enrolment, when, what.
    fates: Vec<(usize, i64, usize)>,
    /// When, how far, its rows.
    exports: Vec<(i64, usize, Vec<usize>)>,
}

fn any_rows() -> impl Strategy<Value = Rows> {
    let enrolment = (
        0..4_u8,
        0..3_u8,
        0..3_u8,
        0..OUTCOMES.len(),
        any::<bool>(),
        any::<bool>(),
    );
    let fate = (any::<prop::sample::Index>(), 0..5_i64, 0..FATES.len());
    let export = (0..5_i64, 0..STATES.len(), prop::collection::btree_set(0..8_usize, 0..4));
    let parts = (
        prop::collection::vec(enrolment, 1..8),
        prop::collection::vec(fate, 0..12),
        prop::collection::vec(export, 0..4),
    );
    parts.prop_map(|(enrolments, fates, exports)| {
        let count = enrolments.len();
        let fates = fates.into_iter().map(|(id, at, kind)| (id.index(count), at, kind));
        let rows = |rows: std::collections::BTreeSet<usize>| rows.into_iter().filter(|row| *row < count).collect();
        let exports = exports.into_iter().map(|(at, state, of)| (at, state, rows(of)));
        Rows {
            fates: fates.collect(),
            exports: exports.collect(),
            enrolments,
        }
    })
}

fn ledger(rows: &Rows) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    schema::migrate(&mut connection).unwrap();
    let run = |sql: &str, values: &[&dyn ToSql]| connection.execute(sql, values).unwrap();
    run("INSERT INTO operator (name, last_at) VALUES ('M. Keller', 1)", &[]);
    for (at, (serial, person, secret, outcome, touched, sealed)) in rows.enrolments.iter().enumerate() {
        let outcome = OUTCOMES[*outcome];
        let by = (outcome == "confirmed").then_some("eye");
        run(
            "INSERT INTO enrolment (uid, at, upn, upn_folded, serial, model, kind, algorithm, period, outcome, touched,
                                    operator, nonce, sealed, fingerprint, confirmed_by)
             VALUES (?1, 1, ?2, ?2, ?3, 'C302-i', 'random', 'sha1', 30, ?4, ?5, 1, ?6, ?6, ?7, ?8)",
            &[
                &[u8::try_from(at).unwrap(); 16],
                &format!("p{person}@x.ch"),
                &format!("865963200000{serial}"),
                &outcome,
                touched,
                &sealed.then_some([0_u8; 24]),
                &[*secret; 16],
                &by,
            ],
        );
    }
    for (at, (id, when, kind)) in rows.fates.iter().enumerate() {
        let id = i64::try_from(id + 1).unwrap();
        run(
            "INSERT INTO fate (enrolment, at, operator, kind, note) VALUES (?1, ?2, 1, ?3, ?4)",
            &[&id, when, &FATES[*kind], &format!("note {at}")],
        );
    }
    for (at, (when, state, of)) in rows.exports.iter().enumerate() {
        run(
            "INSERT INTO export (at, operator, format, path, partial, sha256, state) VALUES (?1, 1, '', '', '', ?2, ?3)",
            &[when, &[0_u8; 32], &STATES[*state]],
        );
        for row in of {
            let (export, row) = (i64::try_from(at + 1).unwrap(), i64::try_from(row + 1).unwrap());
            run("INSERT INTO export_row VALUES (?1, ?2)", &[&export, &row]);
        }
    }
    connection
}

proptest! {
    #[test]
    fn one_enrolment_stands_as_it_does_among_all(rows in any_rows()) {
        let connection = ledger(&rows);
        let reading = Snapshot::of(&connection).unwrap();
        let all = fold::all(&reading).unwrap();
        prop_assert_eq!(all.len(), rows.enrolments.len());
        for enrolment in &all {
            let alone = looked_up::one(&reading, enrolment.id).unwrap();
            prop_assert_eq!(&alone, enrolment);
        }
        let some = EnrolmentRow::select(&reading, &Query::all(Table::Enrolment).backwards()).unwrap();
        let some = fold::these(&reading, some).unwrap();
        prop_assert!(some.iter().rev().eq(&all));
    }
}

#[test]
fn who_stands_again_uses_the_secret_again() {
    let two = vec![(1, 1, 1, 4, true, true), (2, 1, 1, 4, true, true)];
    let lives_on = |fates: &[&str]| {
        let fate = |kind: &&str| (1, 1, FATES.iter().position(|known| known == kind).unwrap());
        let connection = ledger(&Rows {
            enrolments: two.clone(),
            fates: fates.iter().map(fate).collect(),
            exports: vec![],
        });
        fold::all(&Snapshot::of(&connection).unwrap()).unwrap()[0].lives_on
    };
    assert!(lives_on(&[]));
    assert!(!lives_on(&["replaced"]));
    assert!(lives_on(&["replaced", "stands"]));
    assert!(!lives_on(&["replaced", "stands", "lost"]));
}

#[test]
fn no_enrolment_goes_with_whoever_made_it() {
    let connection = ledger(&Rows {
        enrolments: vec![(1, 1, 1, 4, true, true)],
        fates: vec![],
        exports: vec![],
    });
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.execute("DELETE FROM operator", []).unwrap();
    let all = fold::all(&Snapshot::of(&connection).unwrap()).unwrap();
    assert_eq!((all.len(), &*all[0].operator), (1, ""));
}
