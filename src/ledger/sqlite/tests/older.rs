//! Ledgers of older versions, and what a kill leaves: how they are taken up.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::super::Sqlite;
use super::super::names::FILE;
use super::super::schema::{APPLICATION_ID, MIGRATIONS};
use super::super::statements::Snapshot;
use crate::ledger::anchor::Anchor;
use crate::ledger::random::Random;
use crate::ledger::store::Engine;
use crate::ledger::vault::{DataKey, Vault};
use crate::ledger::{Answer, Finding, Ledger, LedgerError, Opened, Passphrase, Request, SlotKind, head, slots, trail};

const CHOSEN: &str = "correct horse";

fn random() -> Random {
    Arc::new(|bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    })
}

fn chosen() -> Passphrase {
    Passphrase::new(CHOSEN.into())
}

/// A ledger as the version that knew `schema` left it, with one enrolment and one entry; then `tamper`.
fn older(folder: &Path, schema: usize, tamper: &str) {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    for script in &MIGRATIONS[..schema] {
        connection.execute_batch(script).unwrap();
    }
    let version = i64::try_from(schema).unwrap();
    connection.pragma_update(None, "user_version", version).unwrap();
    connection
        .pragma_update(None, "application_id", APPLICATION_ID)
        .unwrap();
    let key = DataKey::draw(&random()).unwrap();
    let slot = key.wrap_known(&chosen(), (SlotKind::Passphrase, 0), &random()).unwrap();
    connection
        .execute(
            "INSERT INTO vault_slot (kind, memory_kib, passes, lanes, salt, nonce, wrapped)
             VALUES ('passphrase', ?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                slot.memory_kib,
                slot.passes,
                slot.lanes,
                slot.salt,
                slot.nonce,
                slot.wrapped
            ],
        )
        .unwrap();
    connection
        .execute_batch(
            "INSERT INTO operator (name, last_at) VALUES ('M. Keller', 1);
             INSERT INTO enrolment (uid, at, upn, upn_folded, serial, model, kind, algorithm, period, outcome, touched,
                                    operator, fingerprint)
             VALUES (zeroblob(16), 1, 'a@x.ch', 'a@x.ch', '8659632000001', 'C302-i', 'random', 'sha1', 30,
                     'abandoned', 0, 1, x'00');",
        )
        .unwrap();
    let vault = Vault::new(&key, random()).unwrap();
    let (link, seal) = trail::first_of_old(&vault, "ledger-made");
    connection
        .execute(
            "INSERT INTO trail (id, at, operator, station, event, detail, link)
             VALUES (1, 1, 'M. Keller', 'Desk 2', 'ledger-made', '', ?1)",
            [link],
        )
        .unwrap();
    connection
        .execute("INSERT INTO trail_head (one, entry, seal) VALUES (1, 1, ?1)", [seal])
        .unwrap();
    connection.execute_batch(tamper).unwrap();
}

fn open_it(folder: &Path) -> Result<Opened, LedgerError> {
    let mut ledger = Ledger::new(folder.to_owned(), "Desk 2".into(), random());
    let request = Request::Open {
        passphrase: chosen(),
        recovery: None,
        operator: "M. Keller".into(),
    };
    let mut opened = None;
    ledger.serve(request, 9, &mut |answer| {
        opened = match answer {
            Answer::Opened(it) => Some(Ok(it)),
            Answer::NotOpened(why) => Some(Err(why)),
            _ => None,
        }
    });
    opened.unwrap()
}

#[test]
fn a_ledger_of_every_older_version_is_sealed_at_its_first_opening() {
    for schema in 1..MIGRATIONS.len() {
        let folder = tempfile::tempdir().unwrap();
        older(folder.path(), schema, "");
        assert_eq!(open_it(folder.path()).unwrap().findings, [], "schema {schema}");
        let connection = Connection::open(folder.path().join("ledger.sqlite3")).unwrap();
        let bound: i64 = connection
            .query_row("SELECT generation FROM vault_slot", [], |row| row.get(0))
            .unwrap();
        assert_eq!(bound, 1, "its passphrase is bound");
        assert_eq!(
            open_it(folder.path()).unwrap().findings,
            [],
            "schema {schema}, once more"
        );
        connection.execute_batch("UPDATE enrolment SET upn = 'b@x.ch'").unwrap();
        let found = open_it(folder.path()).unwrap().findings;
        assert!(matches!(found[..], [Finding::Altered(_)]), "schema {schema}: {found:?}");
    }
}

#[test]
fn what_an_older_version_could_tell_is_still_told() {
    for tamper in [
        "UPDATE trail SET detail = 'x'",
        "DELETE FROM trail_head",
        "DELETE FROM trail; DELETE FROM trail_head",
        "UPDATE trail_head SET entry = 9",
    ] {
        let folder = tempfile::tempdir().unwrap();
        older(folder.path(), 3, tamper);
        assert_eq!(open_it(folder.path()).unwrap().findings, [Finding::Trail], "{tamper}");
    }
}

#[test]
fn a_sealed_ledger_does_not_pass_for_an_older_one() {
    for disguise in [
        "UPDATE trail_head SET sums = NULL, link = NULL",
        "DELETE FROM trail_head",
        "UPDATE trail_head SET sums = NULL",
    ] {
        let folder = tempfile::tempdir().unwrap();
        older(folder.path(), 3, "");
        open_it(folder.path()).unwrap();
        let connection = Connection::open(folder.path().join("ledger.sqlite3")).unwrap();
        connection.execute_batch(disguise).unwrap();
        let opened = open_it(folder.path());
        assert!(matches!(opened, Err(LedgerError::Unsealed)), "{disguise}");
    }
}

#[test]
fn a_kill_or_a_power_loss_before_the_anchor_is_written_is_no_finding() {
    let folder = tempfile::tempdir().unwrap();
    older(folder.path(), 3, "");
    open_it(folder.path()).unwrap();
    let vault = Vault::new(&DataKey::draw(&random()).unwrap(), random()).unwrap();
    let named = || {
        let connection = Connection::open(folder.path().join(FILE)).unwrap();
        head::uid(&Snapshot::of(&connection).unwrap()).unwrap()
    };
    let mut anchor = Anchor::open(folder.path()).unwrap();
    anchor.begin(&vault, &named()).unwrap();
    assert_eq!(open_it(folder.path()).unwrap().findings, []);

    // the first one that is made does not come to be, and its key is drawn once more
    let folder = tempfile::tempdir().unwrap();
    drop(
        Sqlite
            .open(folder.path(), &mut |reading| slots::are_readable(reading))
            .unwrap(),
    );
    let connection = Connection::open(folder.path().join("ledger.sqlite3")).unwrap();
    let other: Random = Arc::new(|bytes: &mut [u8]| {
        bytes.fill(9);
        Ok(())
    });
    let vault = Vault::new(&DataKey::draw(&other).unwrap(), other).unwrap();
    let mut anchor = Anchor::open(folder.path()).unwrap();
    anchor
        .begin(&vault, &head::uid(&Snapshot::of(&connection).unwrap()).unwrap())
        .unwrap();
    drop(connection);
    assert_eq!(open_it(folder.path()).unwrap().findings, []);
    // beside a ledger that was used it is none of its own
    anchor.begin(&vault, b"16 bytes of name").unwrap();
    assert_eq!(open_it(folder.path()).unwrap().findings, [Finding::Anchor]);
}
