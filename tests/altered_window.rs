//! What the window says of a ledger that something else than Tapdesk changed, and of a secret that is another person's.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::Path;
use std::sync::Arc;

use common::window::Desk;
use common::{Bench, Token};
use egui::{Key, Theme};
use egui_kittest::kittest::Queryable;
use rusqlite::Connection;
use tapdesk::desk::{Asked, Notice, Stage};
use tapdesk::station::{Intent, LedgerCheck, Trouble};
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const NAMES: [&str; 4] = ["anna", "ben", "carla", "dominique.de-la-fontaine"];

fn change(home: &Path, sql: &str) {
    let ledger = Connection::open(home.join("data/ledger.sqlite3")).unwrap();
    ledger
        .execute_batch(&format!("PRAGMA foreign_keys = off; {sql}"))
        .unwrap();
}

/// A ledger with four people of yesterday in it.
fn lived_in() -> Arc<tempfile::TempDir> {
    let mut bench = Bench::new();
    for (at, name) in NAMES.into_iter().enumerate() {
        let token = Token::new(Model::C302I, u32::try_from(at).unwrap());
        bench.enroll(&format!("{name}@example.com"), &token);
        bench.lift();
    }
    // started once more: that makes a backup with everything in it
    let bench = bench.crash();
    Arc::clone(&bench.home)
}

/// The notices that wait behind each other, up to one that `is` the one that is meant.
fn up_to(desk: &mut Desk, is: impl Fn(&Trouble) -> bool) {
    for _ in 0..5 {
        match desk.window.state().station().trouble() {
            Some(trouble) if is(trouble) => return,
            Some(_) => desk.want(Intent::DismissTrouble),
            None => break,
        }
    }
    panic!("it was not said");
}

#[test]
fn what_was_changed_is_listed_with_what_to_do() {
    for theme in THEMES {
        let home = lived_in();
        change(home.path(), "UPDATE enrolment SET at = at + 1 WHERE id = 2");
        let (mut desk, _) = Desk::over_pad_in(theme, home, |_| ());
        up_to(&mut desk, |trouble| matches!(trouble, Trouble::Altered(_)));
        desk.must_show("The ledger is not as Tapdesk left it");
        desk.must_show("The enrollment of ben@example.com");
        assert!(!desk.shows("under Station"), "there are no more");
        desk.see("d0-altered-one");
        desk.click("Got it");
        desk.ctrl(Key::Num3);
        desk.must_show("1 token is held back");
        desk.must_show("It may have been overwritten while another token was written");
        desk.see("d1-altered-export");
        desk.click("Show in the log");
        desk.see("d2-altered-log");
    }
}

#[test]
fn many_changes_are_named_in_part_and_the_rest_counted() {
    for theme in THEMES {
        let home = lived_in();
        change(
            home.path(),
            "UPDATE enrolment SET at = at + 1; UPDATE enrolment SET sealed = zeroblob(36) WHERE id > 2;
             DELETE FROM trail WHERE id = 3",
        );
        let (mut desk, _) = Desk::over_pad_in(theme, home, |_| ());
        up_to(
            &mut desk,
            |trouble| matches!(trouble, Trouble::Altered(found) if found.len() > 5),
        );
        desk.must_show("more. \u{201c}Check the ledger\u{201d} under Station names");
        desk.see("d3-altered-many");
        desk.set(|settings| settings.zoom = tapdesk::station::Zoom::try_from(200).unwrap());
        desk.see("d3-altered-many-200");
    }
}

#[test]
fn a_ledger_that_holds_less_than_its_backup_names_the_backup() {
    for theme in THEMES {
        let home = lived_in();
        change(home.path(), "DELETE FROM enrolment WHERE id > 1");
        let (mut desk, _) = Desk::over_pad_in(theme, home, |_| ());
        up_to(&mut desk, |trouble| matches!(trouble, Trouble::BackupHoldsLess(_)));
        desk.must_show("The ledger holds less than its last backup");
        desk.must_show("backup");
        desk.see("d4-backup-less");
    }
}

#[test]
fn the_door_of_an_altered_ledger_proposes_its_newest_backup() {
    for theme in THEMES {
        let home = lived_in();
        change(home.path(), "DELETE FROM vault_slot");
        let (mut desk, _) = Desk::over_pad_in(theme, home, |_| ());
        desk.must_show("The ledger was changed by something else");
        assert_ne!(desk.value("Put a backup back"), "", "the newest one is proposed");
        desk.must_show("The ledger has enrollments, but no passphrase any more");
        desk.see("d5-door-altered");
    }
}

#[test]
fn the_ledger_is_checked_under_station() {
    for theme in THEMES {
        let home = lived_in();
        let (mut desk, _) = Desk::over_pad_in(theme, Arc::clone(&home), |_| ());
        desk.ctrl(Key::Num6);
        desk.click("Check the ledger");
        assert_eq!(*desk.window.state().station().ledger_check(), LedgerCheck::Sound);
        desk.must_show("Everything is as Tapdesk left it");
        desk.see("d6-check-sound");
        change(
            home.path(),
            "UPDATE enrolment SET at = at + 1 WHERE id < 3; DELETE FROM enrolment WHERE id = 4",
        );
        desk.click("Check the ledger");
        assert!(matches!(
            desk.window.state().station().ledger_check(),
            LedgerCheck::Found(found) if found.len() > 2
        ));
        desk.must_show("Not everything is as Tapdesk left it");
        desk.must_show("The enrollment of ben@example.com");
        desk.must_show("stays out of every export");
        assert!(
            !desk.shows("ben@example.com, token 8659 6320 0000 1, is in doubt"),
            "what was done to it is said already"
        );
        desk.must_show("carla@example.com, token 8659 6320 0000 2, is in doubt");
        desk.see("d7-check-found");
    }
}

/// Findings of every kind that a look under Station can have, at both sizes.
#[test]
fn a_check_that_finds_something_is_whole_in_view_at_any_size() {
    for theme in THEMES {
        let home = lived_in();
        let (mut desk, _) = Desk::over_pad_in(theme, Arc::clone(&home), |_| ());
        change(
            home.path(),
            "UPDATE enrolment SET at = at + 1 WHERE id < 3; UPDATE enrolment SET sealed = zeroblob(36) WHERE id = 3;
             DELETE FROM enrolment WHERE id = 4; DELETE FROM trail WHERE id = 3",
        );
        desk.ctrl(Key::Num6);
        for zoom in [100, 200] {
            desk.set(|settings| settings.zoom = tapdesk::station::Zoom::try_from(zoom).unwrap());
            desk.click("Check the ledger");
            desk.must_show("Not everything is as Tapdesk left it");
            to(&mut desk, "Not everything is as Tapdesk left it");
            desk.see(&format!("dc-check-found-{zoom}"));
            to(&mut desk, "Check the ledger");
            desk.see(&format!("dc-check-found-end-{zoom}"));
        }
    }
}

/// What keeps the ledger from being looked at.
type Way = (&'static str, fn(&Path));

/// What keeps the ledger from being looked at is said, and what to do about it.
#[test]
fn a_check_that_fails_says_why_and_what_to_do() {
    let ways: [Way; 3] = [
        ("taken-away", |home| {
            std::fs::rename(home.join("data/ledger.sqlite3"), home.join("away")).unwrap();
        }),
        ("table-gone", |home| change(home, "DROP TABLE export_row")),
        ("column-gone", |home| {
            change(home, "ALTER TABLE enrolment RENAME COLUMN seal TO imprint")
        }),
    ];
    for theme in THEMES {
        for (name, spoil) in ways {
            let home = lived_in();
            let (mut desk, _) = Desk::over_pad_in(theme, Arc::clone(&home), |_| ());
            spoil(home.path());
            desk.ctrl(Key::Num6);
            for zoom in [100, 200] {
                desk.set(|settings| settings.zoom = tapdesk::station::Zoom::try_from(zoom).unwrap());
                desk.click("Check the ledger");
                let check = desk.window.state().station().ledger_check().clone();
                assert!(matches!(check, LedgerCheck::Failed(_)), "{name}: {check:?}");
                desk.must_show("The ledger could not be checked");
                desk.must_show("Nobody knows now whether it is as Tapdesk left it.");
                desk.must_show("enroll and export nothing more here");
                to(&mut desk, "The ledger could not be checked");
                desk.see(&format!("dd-check-{name}-{zoom}"));
            }
        }
    }
}

/// Scrolls to a text.
fn to(desk: &mut Desk, text: &str) {
    desk.window.get_by_label_contains(text).scroll_to_me();
    desk.settle();
}

#[test]
fn a_qr_code_of_somebody_else_is_asked_about() {
    for theme in THEMES {
        let (mut desk, _) = Desk::over_pad(theme);
        desk.scan("kim@example.com", &[Key::Enter]);
        let qr = format!("otpauth://totp/UserLock:anna@example.com?secret={SECRET}&issuer=UserLock");
        desk.scan(&qr, &[Key::Enter]);
        assert!(matches!(
            desk.stage(),
            Stage::Asking { question, .. } if question.asked == Asked::OtherAccount
        ));
        desk.must_show("This QR code is for anna@example.com");
        desk.see("d8-other-account");
        desk.press(Key::Escape);
        desk.must_show("First, the secret");
        desk.must_show("Draw a seed here instead");
        assert!(!desk.shows("is still missing"), "it is said once");
        desk.see("db-not-this-code");
    }
}

#[test]
fn a_secret_that_another_person_has_is_not_written() {
    for theme in THEMES {
        let (mut desk, pad) = Desk::over_pad(theme);
        let (annas, kims) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
        let qr = |account: &str| format!("otpauth://totp/UserLock:{account}?secret={SECRET}&issuer=UserLock");
        desk.scan("anna@example.com", &[Key::Enter]);
        desk.scan(&qr("anna@example.com"), &[Key::Enter]);
        desk.see("d9-secret-taken");
        desk.lay(&pad, &annas);
        let code = annas.code(desk.clock.unix());
        desk.write(&code);
        desk.lift(&pad);
        desk.scan("kim@example.com", &[Key::Enter]);
        desk.scan(&qr("kim@example.com"), &[Key::Enter]);
        desk.lay(&pad, &kims);
        let notice = desk.window.state().station().flow().notice();
        assert!(matches!(notice, Some(Notice::SecretKnown(_))), "{notice:?}");
        desk.must_show("That is anna@example.com\u{2019}s secret");
        desk.must_show("The secret of this person is still missing");
        desk.see("da-secret-known");
    }
}
