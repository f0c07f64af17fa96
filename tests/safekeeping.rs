//! What keeps seeds safe at the desk, headless: locking, passphrases, backups, purging, giving up, lists without secrets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};

use common::leaks::Needles;
use common::{At, Bench, CSV_HEADER, PASSPHRASE, Pull, START, Token, csv_row};
use tapdesk::desk::Outcome;
use tapdesk::ledger::{self, LedgerError, Passphrase, PurgeScope, SlotKind, TrailEvent};
use tapdesk::reader::ReaderEvent;
use tapdesk::station::{Door, DoorFailure, Hint, Intent, Inventory, PassphraseChange, Purge, PurgeLoss, Trouble};
use tapdesk::token2::{BurnFailure, BurnStep, FailureReason, Model};

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.into())
}

fn unlock(bench: &mut Bench, with: &str, operator: &str) {
    bench.apply(Intent::Open {
        passphrase: passphrase(with),
        recovery: None,
        operator: operator.into(),
    });
}

fn is_locked(bench: &Bench) -> bool {
    matches!(bench.station.door(), Door::Closed { locked: true, .. })
}

fn is_open(bench: &Bench) -> bool {
    matches!(bench.station.door(), Door::Open { .. })
}

fn database(bench: &Bench) -> rusqlite::Connection {
    rusqlite::Connection::open(bench.home.path().join("data/ledger.sqlite3")).unwrap()
}

fn backups(bench: &Bench) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(bench.station.backup_folder()) else {
        return vec![];
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Everything but the trail, as text, and how long the trail is.
fn content(bench: &Bench) -> (String, usize) {
    let connection = database(bench);
    let mut text = String::new();
    for table in ["vault_slot", "enrolment", "export", "export_row", "fate", "ledger"] {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for at in 0..columns {
                text += &format!("{:?} ", row.get_ref(at).unwrap());
            }
        }
    }
    (text, bench.whole_trail().len())
}

#[test]
fn nothing_changes_without_an_entry_in_the_trail() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    let mut changes = 0;
    let mut before = content(&bench);
    let mut step = |bench: &mut Bench, what: &str, act: &mut dyn FnMut(&mut Bench)| {
        act(bench);
        let after = content(bench);
        if after.0 != before.0 {
            changes += 1;
            assert!(after.1 > before.1, "{what} changed something and left no trace");
        }
        before = after;
    };
    step(&mut bench, "a person", &mut |bench| bench.upn("anna@example.com"));
    step(&mut bench, "a burn that broke off", &mut |bench| {
        bench.lay_and_pull(&token, Pull { at: 4, acted: false });
    });
    step(&mut bench, "the second try", &mut |bench| bench.lay(&token));
    step(&mut bench, "a comparison", &mut |bench| bench.type_code_of(&token));
    bench.lift();
    step(&mut bench, "an export", &mut |bench| drop(bench.export("x.csv")));
    let id = bench.row(0).id;
    step(&mut bench, "a purge", &mut |bench| {
        bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
        bench.apply(Intent::Purge);
    });
    step(&mut bench, "a recovery passphrase", &mut |bench| {
        bench.apply(Intent::SetPassphrase {
            slot: SlotKind::Recovery,
            current: passphrase(PASSPHRASE),
            new: passphrase("in the safe"),
        });
    });
    step(&mut bench, "a void try", &mut |bench| {
        bench.upn("ben@example.com");
        bench.lay_and_pull(&Token::new(Model::C301I, 2), Pull { at: 2, acted: false });
        bench.apply(Intent::Cancel);
    });
    step(&mut bench, "one given up", &mut |bench| {
        bench.upn("carl@example.com");
        bench.lay(&Token::new(Model::C301I, 3));
        bench.apply(Intent::Cancel);
        let id = bench.station.log().unfinished().next().unwrap().id;
        let reason = String::new();
        bench.apply(Intent::Abandon { id, reason });
    });
    assert!(changes >= 8, "{changes}");
}

// --- locking ----------------------------------------------------------------------------------------------------------

#[test]
fn a_locked_station_knows_nobody_and_a_colleague_takes_over() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    bench.upn("ben@example.com");
    bench.lay(&Token::new(Model::C302I, 2));
    assert_eq!(bench.stage(), At::Comparing);
    bench.apply(Intent::Lock);
    assert!(is_locked(&bench));
    assert!(bench.rows().is_empty() && bench.station.flow().last().is_none());
    assert_eq!(bench.stage(), At::Idle, "what was to be compared waits at the side");
    assert!(bench.station.codes().is_none() && bench.station.trouble().is_none());

    bench.upn("carl@example.com");
    bench.lift();
    bench.lay(&Token::new(Model::C302I, 3));
    assert!(bench.rows().is_empty(), "nothing is enrolled behind a locked door");
    bench.lift();

    unlock(&mut bench, "wrong horse", "B. Frei");
    let Door::Closed {
        failed, locked: true, ..
    } = bench.station.door()
    else {
        panic!()
    };
    assert_eq!(*failed, Some(DoorFailure::WrongPassphrase));
    unlock(&mut bench, PASSPHRASE, "B. Frei");
    assert!(is_open(&bench));
    assert_eq!(bench.rows().len(), 2);
    assert_eq!(bench.station.log().unfinished().count(), 1);
    assert_eq!(bench.station.log().session().count(), 1, "the session goes on");
    bench.enroll("carl@example.com", &Token::new(Model::C302I, 4));
    assert_eq!(
        (&*bench.row(0).operator, &*bench.row(2).operator),
        ("M. Keller", "B. Frei")
    );
    assert!(bench.whole_trail().contains(&"locked".to_owned()));
}

#[test]
fn nobody_there_for_ten_minutes_and_sleep_lock_it() {
    let mut bench = Bench::new();
    bench.clock.advance(599);
    bench.station.tick();
    assert!(is_open(&bench));
    bench.apply(Intent::EditUpn);
    bench.clock.advance(599);
    bench.station.tick();
    assert!(is_open(&bench), "a key counts");
    bench.clock.advance(1);
    bench.station.tick();
    bench.settle();
    assert!(is_locked(&bench));

    unlock(&mut bench, PASSPHRASE, "M. Keller");
    bench.clock.sleep(20);
    bench.station.tick();
    bench.settle();
    assert!(is_locked(&bench));

    unlock(&mut bench, PASSPHRASE, "M. Keller");
    bench.set(|settings| settings.lock_after_minutes = 0);
    bench.clock.advance(100_000);
    bench.station.tick();
    assert!(is_open(&bench), "never by itself");
    let settings = std::fs::read_to_string(bench.home.path().join("data/settings.toml")).unwrap();
    assert!(settings.contains("lock_after_minutes = 0"), "{settings}");
}

#[test]
fn a_burn_in_progress_ends_before_the_keys_go() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.pad.get_stuck();
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Burning);
    bench.apply(Intent::Lock);
    assert_eq!(*bench.station.door(), Door::Locking, "nothing is shown meanwhile");
    bench.pad.tell(ReaderEvent::BurnEnded(Err(BurnFailure::Interrupted {
        at: BurnStep::WritingSeed,
        reason: FailureReason::Lost,
    })));
    bench.settle();
    assert!(is_locked(&bench));
    unlock(&mut bench, PASSPHRASE, "M. Keller");
    assert_eq!(bench.row(0).outcome, Outcome::Interrupted);
    assert_eq!(
        bench.row(0).broke_at,
        Some(BurnStep::WritingSeed),
        "and its end is kept"
    );
}

#[test]
fn a_reader_that_hangs_does_not_keep_the_station_from_locking() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.pad.get_stuck();
    bench.upn("anna@example.com");
    bench.lay(&token);
    bench.apply(Intent::Lock);
    assert_eq!(bench.station.next_tick(), Some(std::time::Duration::from_secs(1)));
    bench.clock.advance(10);
    bench.station.tick();
    bench.settle();
    assert!(is_locked(&bench));
    unlock(&mut bench, PASSPHRASE, "M. Keller");
    assert_eq!(bench.row(0).outcome, Outcome::Burning, "its end is not known");
    assert_eq!(bench.stage(), At::Idle);
}

#[test]
fn whoever_unlocks_begins_at_enroll() {
    let mut bench = Bench::new();
    bench.apply(Intent::LeaveEnroll);
    bench.apply(Intent::Lock);
    unlock(&mut bench, PASSPHRASE, "M. Keller");
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
}

// --- passphrases ------------------------------------------------------------------------------------------------------

#[test]
fn a_new_passphrase_touches_no_row_and_a_recovery_passphrase_opens_too() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    let sealed = |bench: &Bench| -> (Vec<u8>, Vec<u8>) {
        let row = "SELECT nonce, sealed FROM enrolment";
        database(bench)
            .query_row(row, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
    };
    let before = sealed(&bench);
    let set = |bench: &mut Bench, slot, current: &str, new: &str| {
        let (current, new) = (passphrase(current), passphrase(new));
        bench.apply(Intent::SetPassphrase { slot, current, new });
        bench.station.passphrase_change()
    };
    assert!(!bench.station.vault().has_recovery);
    let wrong = set(&mut bench, SlotKind::Recovery, "wrong horse", "in the safe");
    assert_eq!(wrong, PassphraseChange::Failed(DoorFailure::WrongPassphrase));
    let short = set(&mut bench, SlotKind::Recovery, PASSPHRASE, "short");
    assert_eq!(short, PassphraseChange::Failed(DoorFailure::ShortPassphrase));
    let recovery = set(&mut bench, SlotKind::Recovery, PASSPHRASE, "in the safe");
    assert_eq!(recovery, PassphraseChange::Done(SlotKind::Recovery));
    assert!(bench.station.vault().has_recovery);

    bench.apply(Intent::Lock);
    unlock(&mut bench, "in the safe", "B. Frei");
    assert_eq!(bench.station.trouble(), Some(&Trouble::OpenedByRecovery));
    let changed = set(&mut bench, SlotKind::Passphrase, "in the safe", "a new horse");
    assert_eq!(changed, PassphraseChange::Done(SlotKind::Passphrase));
    assert!(sealed(&bench) == before, "no row was touched");

    bench.apply(Intent::Lock);
    unlock(&mut bench, PASSPHRASE, "B. Frei");
    assert!(is_locked(&bench), "the old one opens nothing");
    unlock(&mut bench, "a new horse", "B. Frei");
    let row = csv_row("anna@example.com", &token, Model::C302I);
    assert_eq!(bench.export("x.csv"), format!("{CSV_HEADER}{row}"));
    let words = bench.whole_trail();
    for word in ["recovery-set", "opened-by-recovery", "passphrase-changed"] {
        assert!(words.iter().any(|event| event == word), "{word}");
    }
}

// --- giving up --------------------------------------------------------------------------------------------------------

#[test]
fn an_unfinished_enrolment_is_given_up_with_a_reason_and_its_token_is_free() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay_and_pull(&token, Pull { at: 4, acted: false });
    let id = bench.row(0).id;
    let reason = || Intent::Abandon {
        id,
        reason: "the token fell into the soup".into(),
    };
    bench.apply(reason());
    assert_eq!(
        bench.row(0).outcome,
        Outcome::Interrupted,
        "what is in hand is put off first"
    );
    bench.apply(Intent::Cancel);
    assert_eq!(bench.row(0).broke_at, Some(BurnStep::WritingSeed));
    bench.apply(reason());
    assert_eq!(bench.row(0).outcome, Outcome::Abandoned);
    assert!(bench.row(0).has_seed, "the token may hold it");
    assert_eq!(bench.station.log().unfinished().count(), 0);
    bench.apply(Intent::Select(id));
    let entry = bench.station.log().shown().unwrap().trail.last().unwrap();
    assert_eq!(
        (entry.event, entry.detail.as_str()),
        (TrailEvent::GivenUp, "the token fell into the soup")
    );
    bench.enroll("anna@example.com", &token);
}

// --- purging ----------------------------------------------------------------------------------------------------------

fn plan(bench: &mut Bench, scope: PurgeScope) -> (usize, Vec<(PathBuf, usize)>, PurgeLoss) {
    bench.apply(Intent::PlanPurge(scope));
    let Purge::Asked(asked) = bench.station.purge() else {
        panic!("{:?}", bench.station.purge())
    };
    let files = asked
        .files
        .iter()
        .map(|file| (file.path.clone(), file.others))
        .collect();
    (asked.ids().len(), files, bench.station.purge_loss())
}

#[test]
fn a_purge_names_what_goes_and_leaves_no_seed_in_files_backups_or_rows() {
    let mut bench = Bench::new();
    let (anna, ben) = (Token::new(Model::C302I, 1), Token::new(Model::C301I, 2));
    bench.enroll("anna@example.com", &anna);
    bench.enroll("ben@example.com", &ben);
    bench.export("two.csv");
    let file = bench.export_dir().join("two.csv");
    let mut sealed = Needles::default();
    for at in 1..=2 {
        let row = "SELECT sealed FROM enrolment WHERE id = ?1";
        let bytes: Vec<u8> = database(&bench).query_row(row, [at], |row| row.get(0)).unwrap();
        sealed.add(&bytes);
    }
    assert!(
        sealed.search(bench.home.path()).found.len() >= 2,
        "the ledger and a backup"
    );

    let (first, second) = (bench.row(0).id, bench.row(1).id);
    let (seeds, files, _) = plan(&mut bench, PurgeScope::Enrolment(first));
    assert_eq!(
        (seeds, files),
        (1, vec![(file.clone(), 1)]),
        "the file holds another's secret"
    );
    bench.apply(Intent::DismissPurge);
    assert!(bench.row(0).has_seed);

    let (seeds, files, loss) = plan(&mut bench, PurgeScope::ExportOf(second));
    assert_eq!((seeds, files), (2, vec![(file.clone(), 0)]));
    let expected = PurgeLoss {
        never_exported: 0,
        export_again: 2,
        finish: 0,
        set_clock: 1,
        show: 2,
    };
    assert_eq!(loss, expected);
    bench.apply(Intent::Purge);
    let Purge::Done { seeds: 2, left } = bench.station.purge() else {
        panic!("{:?}", bench.station.purge())
    };
    assert!(left.is_empty() && !file.exists());
    let search = sealed.search(bench.home.path());
    assert!(search.found.is_empty() && search.bytes > 100_000, "{:?}", search.found);
    assert_eq!(bench.rows().len(), 2, "the enrolments stay");
    assert!(bench.row(0).is_purged() && bench.row(1).is_purged());
    bench.apply(Intent::ToggleAgain(first));
    assert!(bench.station.batch().is_empty(), "it cannot leave again");
    assert!(
        !backups(&bench).is_empty(),
        "the backups are still there, without seeds"
    );
    let bench = bench.crash();
    assert_eq!(bench.station.trouble(), None, "and the trail is whole");
}

#[test]
fn a_purge_spares_what_was_changed_and_what_is_in_hand() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    bench.export("one.csv");
    let file = bench.export_dir().join("one.csv");
    std::fs::write(&file, "somebody's own").unwrap();
    let id = bench.row(0).id;
    let (_, files, _) = plan(&mut bench, PurgeScope::Enrolment(id));
    assert!(files.is_empty(), "it is not the file that was written");
    bench.apply(Intent::Purge);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "somebody's own");

    bench.upn("ben@example.com");
    bench.lay(&Token::new(Model::C302I, 2));
    let id = bench.row(1).id;
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    assert!(matches!(bench.station.purge(), Purge::Failed(_)));
    bench.apply(Intent::DismissPurge);
    bench.apply(Intent::Cancel);
    let (_, _, loss) = plan(&mut bench, PurgeScope::Enrolment(id));
    assert_eq!(loss.finish, 1);
    bench.apply(Intent::Purge);
    assert_eq!(
        bench.station.log().unfinished().count(),
        0,
        "without its seed nothing can be finished"
    );
}

#[test]
fn a_purge_names_what_it_cannot_reach() {
    let mut bench = Bench::new();
    let stick = bench.home.path().join("stick");
    bench.set(|settings| settings.backup_folder = Some(stick.clone()));
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
    let away = bench.home.path().join("pulled out");
    std::fs::rename(&stick, &away).unwrap();
    std::fs::rename(bench.export_dir(), bench.home.path().join("unmounted")).unwrap();
    let id = bench.row(0).id;
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    bench.apply(Intent::Purge);
    let Purge::Done { left, .. } = bench.station.purge() else {
        panic!("{:?}", bench.station.purge())
    };
    assert_eq!(left, &[bench.export_dir().join("x.csv"), stick]);
}

#[test]
fn a_purge_reaches_the_ledgers_that_restores_have_set_aside() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
    let mut sealed = Needles::default();
    let row = "SELECT sealed FROM enrolment";
    let bytes: Vec<u8> = database(&bench).query_row(row, [], |row| row.get(0)).unwrap();
    sealed.add(&bytes);
    let backup = backups(&bench).pop().unwrap();
    let Bench {
        station, home, clock, ..
    } = bench;
    drop(station);
    ledger::restore(&backup, &home.path().join("data"), START).unwrap();
    let mut bench = Bench::restarted(home, clock);
    let id = bench.row(0).id;
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    bench.apply(Intent::Purge);
    let search = sealed.search(bench.home.path());
    assert!(search.found.is_empty() && search.files > 5, "{:?}", search.found);
}

// --- backups ----------------------------------------------------------------------------------------------------------

#[test]
fn each_start_and_each_export_make_a_backup_and_ten_are_kept() {
    let mut bench = Bench::new();
    assert_eq!(backups(&bench).len(), 1);
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
    assert_eq!(backups(&bench).len(), 2);
    std::fs::write(bench.station.backup_folder().join("holiday.jpg"), "not ours").unwrap();
    let first = backups(&bench)[0].clone();
    for _ in 0..10 {
        bench = bench.crash();
    }
    assert_eq!(backups(&bench).len(), 10 + 1, "ten, and what is not ours");
    assert!(!first.exists(), "the oldest went");
    assert!(
        backups(&bench)
            .iter()
            .all(|path| !path.to_string_lossy().contains("partial"))
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&backups(&bench)[0]).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn starts_after_a_loss_leave_the_backup_that_holds_more() {
    let mut bench = Bench::new();
    for number in 1..=3 {
        bench.enroll(&format!("p{number}@example.com"), &Token::new(Model::C302I, number));
    }
    bench.lift();
    let bench = bench.crash();
    let good = backups(&bench).pop().unwrap();
    let ledger = database(&bench);
    ledger
        .execute_batch("PRAGMA foreign_keys = off; DELETE FROM enrolment WHERE id > 1")
        .unwrap();
    drop(ledger);
    let mut bench = bench.crash();
    let said = std::iter::from_fn(|| {
        let said = bench.station.trouble().cloned();
        bench.apply(Intent::DismissTrouble);
        said
    });
    let said: Vec<_> = said.collect();
    assert!(said.contains(&Trouble::BackupHoldsLess(good.clone())), "{said:?}");
    for _ in 0..3 * ledger::KEPT {
        bench = bench.crash();
    }
    assert!(good.exists(), "the last one that holds more is kept");
    assert!(backups(&bench).len() <= ledger::KEPT + 3);
}

#[test]
fn a_name_on_a_share_is_data() {
    let bench = Bench::new();
    let own = backups(&bench).pop().unwrap();
    let name = own.file_name().unwrap().to_str().unwrap().to_owned();
    let (ledger, _) = name.split_once('-').unwrap();
    let folder = bench.station.backup_folder();
    for planted in ["18446744073709551615", "999999999999", "000000000000000000000001", "-1"] {
        let name = format!("{ledger}-{planted}-20261122-090000.tapdesk-backup");
        std::fs::write(folder.join(name), b"x").unwrap();
    }
    let mut bench = bench.crash();
    assert_eq!(bench.station.trouble(), None);
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
    assert_eq!(bench.station.trouble(), None, "backups are still made");
}

#[test]
fn two_stations_with_copies_of_one_ledger_share_a_folder_of_backups() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    let (data, folder) = (bench.home.path().join("data"), bench.home.path().join("share"));
    drop(bench.station);
    let other = bench.home.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::copy(data.join("ledger.sqlite3"), other.join("ledger.sqlite3")).unwrap();
    let lone = ledger::back_up(&other, &folder, "Desk 3", START).unwrap().path;
    for at in 0..40 {
        ledger::back_up(&data, &folder, "Desk 2", START + at).unwrap();
    }
    assert!(lone.exists(), "another station's is not taken away");
    std::thread::scope(|scope| {
        let desks = [(&data, "Desk 2"), (&other, "Desk 3")];
        let run = desks.map(|(data, name)| {
            let folder = &folder;
            scope.spawn(move || (100..130).all(|at| ledger::back_up(data, folder, name, START + at).is_ok()))
        });
        assert!(
            run.into_iter().all(|desk| desk.join().unwrap()),
            "neither fails for the other"
        );
    });
}

#[test]
fn backups_go_where_the_setting_says_and_a_folder_that_cannot_be_had_is_said() {
    let mut bench = Bench::new();
    let stick = bench.home.path().join("stick");
    bench.set(|settings| settings.backup_folder = Some(stick.clone()));
    assert_eq!(std::fs::read_dir(&stick).unwrap().count(), 1);
    bench.set(|settings| settings.backup_folder = Some("/proc/no/such".into()));
    assert!(matches!(bench.station.trouble(), Some(Trouble::Backup(_))));
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
}

#[test]
fn a_backup_is_put_back_and_the_ledger_that_was_there_is_kept() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    bench.export("x.csv");
    let backup = backups(&bench).pop().unwrap();
    bench.enroll("ben@example.com", &Token::new(Model::C302I, 2));
    let data = bench.home.path().join("data");
    let in_use = ledger::restore(&backup, &data, START);
    assert!(matches!(in_use, Err(LedgerError::InUse)));

    let bytes = std::fs::read(&backup).unwrap();
    let Bench {
        station, home, clock, ..
    } = bench;
    drop(station);
    let restored = ledger::restore(&backup, &data, START + 30).unwrap();
    assert_eq!(restored.enrolments, 1);
    assert!(restored.set_aside.unwrap().exists());
    assert!(std::fs::read(&backup).unwrap() == bytes, "the backup is as it was");
    clock.advance(60);
    let bench = Bench::restarted(home, clock);
    assert_eq!(bench.rows(), [("anna@example.com".to_owned(), Outcome::Confirmed)]);
    assert!(bench.row(0).exported_at().is_some());
    assert_eq!(bench.station.trouble(), Some(&Trouble::Restored));
    assert!(bench.whole_trail().contains(&"restored".to_owned()));
    let bench = bench.crash();
    assert_eq!(bench.station.trouble(), None, "it is said once");
}

#[test]
fn a_restore_that_is_cut_off_is_finished_or_forgotten() {
    for (cut, rows) in [
        ("unchecked", 2),
        ("unchecked, none there", 0),
        ("checked", 2),
        ("set aside", 1),
    ] {
        let mut bench = Bench::new();
        bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
        bench.export("x.csv");
        let backup = backups(&bench).pop().unwrap();
        bench.enroll("ben@example.com", &Token::new(Model::C302I, 2));
        let Bench {
            station, home, clock, ..
        } = bench;
        drop(station);
        let data = home.path().join("data");
        let ledger = data.join("ledger.sqlite3");
        let half = std::fs::read(&backup).unwrap()[..10_000].to_vec();
        match cut {
            "unchecked" => std::fs::write(data.join("ledger-restoring.partial"), half).unwrap(),
            "unchecked, none there" => {
                std::fs::remove_file(&ledger).unwrap();
                std::fs::write(data.join("ledger-restoring.partial"), half).unwrap();
            }
            "checked" => drop(std::fs::copy(&backup, data.join("ledger-restoring.sqlite3")).unwrap()),
            _ => {
                std::fs::copy(&backup, data.join("ledger-restoring.sqlite3")).unwrap();
                std::fs::rename(&ledger, data.join("ledger-replaced-20261122-090000.sqlite3")).unwrap();
            }
        }
        let bench = Bench::restarted(home, clock);
        assert_eq!(bench.rows().len(), rows, "{cut}");
    }
}

/// What a restore that was cut off left beside the ledger belongs to the one that was set aside last.
#[test]
fn ledgers_are_set_aside_one_behind_the_other_whatever_the_clock_says() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
    let backup = backups(&bench).pop().unwrap();
    let data = bench.home.path().join("data");
    let home = bench.home;
    drop(bench.station);
    let mut names = Vec::new();
    for at in [START, START, START - 86_400, START + 2] {
        names.push(ledger::restore(&backup, &data, at).unwrap().set_aside.unwrap());
    }
    assert!(names.is_sorted() && names.iter().all(|name| name.exists()), "{names:?}");
    // cut off before its log was taken along
    std::fs::copy(&backup, data.join("ledger-restoring.sqlite3")).unwrap();
    std::fs::remove_file(data.join("ledger.sqlite3")).unwrap();
    std::fs::write(data.join("ledger.sqlite3-wal"), b"of the last one").unwrap();
    let _bench = Bench::restarted(home, bench.clock);
    let log = format!("{}-wal", names.last().unwrap().display());
    assert_eq!(std::fs::read(log).unwrap(), b"of the last one");
}

#[test]
fn a_ledger_that_was_set_aside_comes_back_with_its_last_entries() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    let data = bench.home.path().join("data");
    // as a kill leaves it: the newest entries are only in the log beside the file
    let copy = bench.home.path().join("ledger-replaced-20261122-090000.sqlite3");
    std::fs::copy(data.join("ledger.sqlite3"), &copy).unwrap();
    std::fs::copy(data.join("ledger.sqlite3-wal"), format!("{}-wal", copy.display())).unwrap();
    let elsewhere = bench.home.path().join("elsewhere");
    let restored = ledger::restore(&copy, &elsewhere, START).unwrap();
    assert_eq!(restored.enrolments, 1);
}

/// A copy of a ledger as a kill leaves it in the middle of a transaction: half of it is in the file, and what undoes it
/// in the journal beside.
fn with_hot_journal(ledger: &Path, copy: &Path) {
    let work = ledger.with_extension("work");
    std::fs::copy(ledger, &work).unwrap();
    let mut connection = rusqlite::Connection::open(&work).unwrap();
    connection.pragma_update(None, "journal_mode", "DELETE").unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.pragma_update(None, "cache_size", 1).unwrap();
    let change = connection.transaction().unwrap();
    change.execute("DELETE FROM trail", []).unwrap();
    change.execute("DELETE FROM enrolment WHERE id > 11", []).unwrap();
    change
        .execute("UPDATE enrolment SET fingerprint = randomblob(4000)", [])
        .unwrap();
    std::fs::copy(&work, copy).unwrap();
    let journal = format!("{}-journal", work.display());
    std::fs::copy(journal, format!("{}-journal", copy.display())).unwrap();
    drop(change);
}

#[test]
fn what_a_kill_left_in_a_journal_comes_back_with_the_ledger() {
    let mut bench = Bench::new();
    for number in 1..=30 {
        bench.enroll(&format!("p{number}@example.com"), &Token::new(Model::C302I, number));
    }
    bench.lift();
    let data = bench.home.path().join("data");
    drop(bench.station);
    rusqlite::Connection::open(data.join("ledger.sqlite3"))
        .unwrap()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let copy = bench.home.path().join("kept.tapdesk-backup");
    with_hot_journal(&data.join("ledger.sqlite3"), &copy);
    let before = std::fs::read(&copy).unwrap();
    let restored = ledger::restore(&copy, &data, START + 30).unwrap();
    assert_eq!(restored.enrolments, 30);
    assert!(std::fs::read(&copy).unwrap() == before, "the copy is as it was");
    let bench = Bench::restarted(bench.home, bench.clock);
    let sound = bench.station.log().rows().iter().filter(|row| row.may_leave()).count();
    assert_eq!(sound, 30);
    assert_eq!(bench.station.trouble(), Some(&Trouble::Restored));
}

#[test]
fn what_happened_after_the_backup_is_asked_of_the_ledger_that_was_set_aside() {
    let mut bench = Bench::new();
    let tokens: Vec<_> = (0..6).map(|number| Token::new(Model::C302I, number)).collect();
    let names = ["anna", "ben", "carla", "dora", "emil", "fay"];
    for (name, token) in names.iter().zip(&tokens) {
        bench.enroll(&format!("{name}@example.com"), token);
        bench.lift();
    }
    let bench = bench.crash();
    let backup = backups(&bench).pop().unwrap();
    let mut bench = bench;
    // after it: Anna's token goes to Kim, Ben's leaves, Carla's is lost, Dora's is given to another UPN
    bench.upn("kim@example.com");
    bench.lay(&tokens[0]);
    bench.apply(Intent::Proceed);
    bench.type_code_of(&tokens[0]);
    bench.lift();
    let id = bench.row(2).id;
    bench.apply(Intent::KeepFate {
        id,
        fate: tapdesk::desk::Fate::Lost,
        note: String::new(),
    });
    let (id, upn) = (bench.row(3).id, "other@example.com".to_owned());
    bench.apply(Intent::CorrectUpn { id, upn });
    let data = bench.home.path().join("data");
    let (home, clock) = (bench.home, bench.clock);
    drop(bench.station);
    ledger::restore(&backup, &data, START + 900).unwrap();
    let bench = Bench::restarted(home, clock);
    let doubted: Vec<_> = bench.station.log().rows().iter().map(|row| row.is_doubted()).collect();
    assert_eq!(doubted, [true, false, true, true, false, false]);
    let batch: Vec<_> = bench.station.batch().iter().map(|row| row.upn.as_str()).collect();
    assert_eq!(batch, ["ben@example.com", "emil@example.com", "fay@example.com"]);
    assert!(
        bench.whole_trail().iter().filter(|word| *word == "altered").count() == 3,
        "named in the trail"
    );
}

#[test]
fn a_row_that_left_after_the_backup_does_not_leave_again() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.lift();
    let mut bench = bench.crash();
    let backup = backups(&bench).pop().unwrap();
    bench.export("x.csv");
    let (home, clock) = (bench.home, bench.clock);
    drop(bench.station);
    ledger::restore(&backup, &home.path().join("data"), START + 900).unwrap();
    let bench = Bench::restarted(home, clock);
    assert!(bench.row(0).is_doubted());
    assert_eq!(bench.station.batch().len(), 0);
}

#[test]
fn what_is_no_backup_is_not_put_back() {
    let bench = Bench::new();
    let Bench { station, home, .. } = bench;
    drop(station);
    let data = home.path().join("data");
    let before = std::fs::read(data.join("ledger.sqlite3")).unwrap();
    let rubbish = home.path().join("rubbish");
    std::fs::write(&rubbish, "no database at all, but long enough to be taken for one").unwrap();
    let damaged = home.path().join("damaged");
    let mut bytes = before.clone();
    let from = bytes.len() / 2;
    bytes[from..].fill(0xA5);
    std::fs::write(&damaged, bytes).unwrap();
    let attempts = [
        ledger::restore(&rubbish, &data, START),
        ledger::restore(&damaged, &data, START),
        ledger::restore(Path::new("/no/such/file"), &data, START),
    ];
    let [
        Err(LedgerError::NotALedger),
        Err(LedgerError::Damaged),
        Err(LedgerError::Unreadable(_)),
    ] = attempts
    else {
        panic!("{attempts:?}")
    };
    assert!(std::fs::read(data.join("ledger.sqlite3")).unwrap() == before);
    let files = std::fs::read_dir(&data)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    assert!(
        files
            .into_iter()
            .all(|name| !name.to_string_lossy().contains("restoring"))
    );
}

#[test]
fn a_damaged_ledger_is_kept_and_its_newest_backup_named() {
    let bench = Bench::new().crash();
    let newest = backups(&bench).pop().unwrap();
    let Bench {
        station,
        home,
        clock,
        pad,
    } = bench;
    drop(station);
    let path = home.path().join("data/ledger.sqlite3");
    let mut bytes = std::fs::read(&path).unwrap();
    let from = bytes.len() / 2;
    bytes[from..].fill(0xA5);
    std::fs::write(&path, &bytes).unwrap();
    let mut station = tapdesk::station::Station::new(common::sources(home.path(), &clock, &pad, 9)).unwrap();
    while station.drain() {}
    let Door::Barred {
        why: DoorFailure::Damaged,
        backup,
        ..
    } = station.door()
    else {
        panic!("{:?}", station.door())
    };
    assert_eq!(backup.as_deref(), Some(newest.as_path()));
    assert!(std::fs::read(&path).unwrap() == bytes, "nothing was written to it");
}

// --- the rest ---------------------------------------------------------------------------------------------------------

#[test]
fn the_list_has_no_secret_and_carries_the_head_of_the_trail() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    let id = bench.row(0).id;
    bench.apply(Intent::SaveInventory(vec![id]));
    let Inventory::Saved { path, rows: 1 } = bench.station.inventory() else {
        panic!()
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut needles = Needles::default();
    needles.add(token.seed().unwrap().expose());
    assert!(!needles.are_in(text.as_bytes()));
    let last = "SELECT id, lower(hex(link)) FROM trail WHERE event = 'inventory-saved'";
    let (entry, link): (i64, String) = database(&bench)
        .query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let head = text.lines().next().unwrap();
    assert!(head.ends_with(&format!("trail entry,{entry},{link}")), "{head}");
    assert!(text.contains("anna@example.com") && text.lines().count() == 3);
}

#[test]
fn a_clock_that_went_back_is_said() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.clock.sleep(-3600);
    bench.station.tick();
    assert_eq!(bench.station.trouble(), Some(&Trouble::ClockBehind));
    assert!(is_open(&bench), "it did not sleep");
    let bench = bench.crash();
    assert_eq!(
        bench.station.trouble(),
        Some(&Trouble::ClockBehind),
        "at the next start as well"
    );
    assert_eq!(bench.rows().len(), 1);
}

#[test]
fn a_secret_in_the_upn_field_is_taken_out_of_it() {
    let mut bench = Bench::new();
    for text in ["otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ", "GEZD GNBV GY3T QOJQ"] {
        let taken = bench.station.upn_field().taken;
        bench.upn(text);
        assert_eq!(
            bench.station.hint(),
            Some(&Hint::Secret { account: None }),
            "nobody waits for one"
        );
        assert_eq!(bench.station.upn_field().taken, taken + 1, "the field is emptied");
        assert_eq!(bench.stage(), At::Idle);
    }
}
