//! The window where seeds are kept safe: locking, passphrases, giving up, purging, closing with rows that wait.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;

use common::window::Desk;
use common::{PASSPHRASE, Pull, Token};
use egui::accesskit::Role;
use egui::{Key, Theme, ViewportCommand};
use egui_kittest::kittest::Queryable;
use tapdesk::desk::Outcome;
use tapdesk::station::{Door, Purge};
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

/// Long enough after a question that a key answers it.
fn breathe(desk: &mut Desk) {
    desk.window.run_steps(40);
}

#[test]
fn a_locked_window_shows_nobody_and_asks_passphrase_and_name() {
    for theme in THEMES {
        let (mut desk, pad) = Desk::over_pad(theme);
        desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C302I, 1));
        desk.write("half a upn");
        desk.ctrl(Key::L);
        desk.must_show("Locked");
        desk.see("40-locked");
        for told in ["anna", "half a upn", "86596", "waits for export"] {
            assert!(!desk.shows(told), "{told}");
        }
        assert!(desk.field("Passphrase").is_focused());
        desk.write("wrong horse");
        desk.press(Key::Enter);
        desk.must_show("That is not the passphrase");
        desk.ctrl(Key::Z);
        assert_eq!(desk.value("Passphrase"), "", "nothing brings it back");
        desk.write(PASSPHRASE);
        desk.field("Your name, as the log shows it").focus();
        desk.settle();
        desk.ctrl(Key::A);
        desk.write("B. Frei");
        desk.press(Key::Enter);
        desk.must_show("B. Frei");
        assert_eq!(desk.value("UPN"), "", "what stood in the field is gone");
        assert_eq!(desk.confirmed(), 1);
    }
}

#[test]
fn the_recovery_passphrase_is_set_under_station() {
    for theme in THEMES {
        let (mut desk, _pad) = Desk::over_pad(theme);
        desk.ctrl(Key::Num6);
        desk.must_show("There is no recovery passphrase");
        desk.see("41-station");
        desk.click("Set a recovery passphrase…");
        assert!(desk.field("Passphrase now").is_focused());
        desk.write(PASSPHRASE);
        desk.press(Key::Enter);
        assert!(desk.field("New recovery passphrase").is_focused());
        desk.write("in the safe");
        desk.press(Key::Enter);
        desk.write("in the save");
        desk.press(Key::Enter);
        desk.must_show("The two passphrases differ");
        desk.see("42-differ");
        desk.write("in the safe");
        desk.press(Key::Enter);
        desk.must_show("The recovery passphrase is set");
        desk.see("43-recovery-set");
        desk.ctrl(Key::L);
        desk.write("in the safe");
        desk.press(Key::Enter);
        desk.must_show("Opened with the recovery passphrase");
        desk.see("44-by-recovery");
    }
}

#[test]
fn lock_time_and_backup_folder_are_settings() {
    let (mut desk, _pad) = Desk::over_pad(Theme::Light);
    desk.ctrl(Key::Num6);
    desk.field("Lock after minutes").focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.write("3");
    desk.press(Key::Enter);
    desk.clock.advance(179);
    desk.settle();
    assert!(matches!(desk.window.state().station().door(), Door::Open { .. }));
    desk.clock.advance(1);
    desk.settle();
    desk.settle();
    desk.must_show("Locked");
}

#[test]
fn an_unfinished_token_is_listed_in_words_and_given_up_after_a_question() {
    for theme in THEMES {
        let (mut desk, pad) = Desk::over_pad(theme);
        desk.arm("ann@example.com");
        let pull = Pull { at: 4, acted: false };
        pad.put(Some(Token::new(Model::C301I, 1)), None, true, Some(pull));
        desk.settle();
        pad.lift();
        desk.settle();
        desk.press(Key::Escape);
        desk.must_show("The clock was set, the seed may not have been written.");
        desk.must_show("Lay it on the reader to finish.");
        desk.see("45-unfinished");
        pad.put(Some(Token::new(Model::C301I, 1)), None, false, None);
        desk.settle();
        desk.must_show("Lift what lies on the reader, then lay this token down to finish.");
        pad.lift();
        desk.settle();
        desk.click("Abandon…");
        desk.must_show("Abandon this enrollment?");
        assert!(desk.field("Why?").is_focused());
        desk.write("the person went home");
        desk.see("46-abandon");
        desk.press(Key::Enter);
        breathe(&mut desk);
        desk.press(Key::Enter);
        assert_eq!(
            desk.window.state().station().log().unfinished().count(),
            1,
            "Enter answers nothing"
        );
        desk.ctrl(Key::B);
        assert_eq!(
            desk.window.state().station().log().rows()[0].outcome,
            Outcome::Abandoned
        );
        assert!(!desk.shows("Abandon this enrollment?"));
    }
}

#[test]
fn a_purge_lists_what_goes_and_no_enter_starts_it() {
    for theme in THEMES {
        let (mut desk, pad) = Desk::over_pad(theme);
        desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C301I, 1));
        desk.enroll_on(&pad, "ben@example.com", &Token::new(Model::C302I, 2));
        desk.ctrl(Key::E);
        desk.press(Key::Enter);
        desk.must_show("2 tokens are in the file");
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.deed("Purge…");
        desk.must_show("stays: it holds the secret of 1 other token");
        desk.see("47-purge-one");
        desk.press(Key::Escape);
        desk.deed("Purge its export…");
        desk.must_show("Purge 2 seeds?");
        desk.must_show("These files are deleted");
        desk.must_show("Are they activated in Entra ID?");
        desk.must_show("Set the clock, which erases the seed of this model: 1");
        desk.see("48-purge-export");
        breathe(&mut desk);
        desk.press(Key::Enter);
        assert!(
            !matches!(desk.window.state().station().purge(), Purge::Done { .. }),
            "Enter keeps them"
        );
        if matches!(desk.window.state().station().purge(), Purge::Idle) {
            desk.deed("Purge its export…");
            breathe(&mut desk);
        }
        desk.ctrl(Key::B);
        desk.must_show("2 seeds are purged");
        desk.see("49-purged");
        desk.press(Key::Escape);
        desk.must_show("Purged");
        desk.see("50-log-purged");
    }
}

#[test]
fn the_list_of_the_log_is_saved_without_secrets() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C301I, 1));
    desk.ctrl(Key::Num2);
    desk.ctrl(Key::S);
    desk.must_show("1 of 1 enrollments is saved as a list, without secrets");
    desk.see("51-inventory");
    desk.click("Got it");
    assert!(!desk.shows("is saved as a list"));
}

#[test]
fn rows_that_wait_are_named_once_when_the_window_closes() {
    for theme in THEMES {
        let (mut desk, pad) = Desk::over_pad(theme);
        desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C301I, 1));
        let close = |desk: &mut Desk| desk.ask_to_close().contains(&ViewportCommand::CancelClose);
        assert!(close(&mut desk), "the window stays");
        desk.settle();
        desk.must_show("1 enrollment is not exported yet");
        desk.must_show("anna@example.com");
        desk.see("52-closing");
        desk.press(Key::Escape);
        assert!(!desk.shows("not exported yet"));
        // they are named once; so is that there is no recovery passphrase
        assert!(close(&mut desk));
        desk.settle();
        desk.must_show("There is no recovery passphrase yet");
        desk.see("c1-closing-without-recovery");
        desk.press(Key::Escape);
        assert!(!desk.shows("Close without it"));
        assert!(!close(&mut desk), "nothing is asked twice");
    }
}

#[test]
fn a_damaged_ledger_names_its_newest_backup() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    drop(common::Bench::in_folder(Arc::clone(&home)));
    let path = home.path().join("data/ledger.sqlite3");
    let mut bytes = std::fs::read(&path).unwrap();
    let from = bytes.len() / 2;
    bytes[from..].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    for theme in THEMES {
        let mut desk = Desk::with(theme, true, Arc::clone(&home));
        desk.must_show("The ledger is damaged");
        assert_ne!(desk.value("Put a backup back"), "", "the newest one is proposed");
        desk.see("53-damaged");
    }
}

#[test]
fn a_passphrase_file_that_does_not_fit_is_not_taken_for_a_typing_mistake() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    drop(common::Bench::in_folder(Arc::clone(&home)));
    for theme in THEMES {
        let (mut desk, _) = Desk::over_pad_in(theme, Arc::clone(&home), |sources| {
            sources.credentials = Some(tapdesk::station::Credentials {
                passphrase: tapdesk::ledger::Passphrase::new("not this one at all".into()),
                operator: "M. Keller".into(),
            });
        });
        desk.must_show("The passphrase file does not open this ledger");
        desk.see("dc-wrong-file");
        desk.write("nor is it this one");
        desk.press(Key::Enter);
        desk.must_show("That is not the passphrase");
        assert!(!desk.shows("passphrase file"));
        desk.write(common::PASSPHRASE);
        desk.press(Key::Enter);
        desk.must_show("Who is this token for?");
    }
}

#[test]
fn a_pasted_secret_gets_into_no_field() {
    let mut desk = Desk::new();
    // typed by a scanner, character by character: it is taken out at Enter, and nothing brings it back
    for typed in "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ".chars() {
        desk.write(&typed.to_string());
    }
    desk.press(Key::Enter);
    desk.ctrl(Key::Z);
    assert_eq!(desk.value("UPN"), "");
    desk.write("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ");
    desk.must_show("That is a secret, and nobody waits for one");
    assert_eq!(desk.value("UPN"), "");
    desk.see("54-secret");
}

#[test]
fn the_log_is_narrowed_by_chips_and_sorted_by_its_columns() {
    for theme in THEMES {
        let (mut desk, pad) = Desk::over_pad(theme);
        desk.enroll_on(&pad, "carl@example.com", &Token::new(Model::C301I, 1));
        desk.ctrl(Key::E);
        desk.press(Key::Enter);
        desk.ctrl(Key::Num1);
        desk.clock.advance(86_400);
        desk.ctrl(Key::L);
        desk.write(PASSPHRASE);
        desk.press(Key::Enter);
        desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C302I, 2));
        desk.enroll_on(&pad, "ben@example.com", &Token::new(Model::C302I, 3));
        desk.ctrl(Key::Num2);
        assert_eq!(
            desk.shown_upns(),
            ["ben@example.com", "anna@example.com", "carl@example.com"]
        );
        desk.must_show("Monday, 23 November 2026");
        desk.must_show("Sunday, 22 November 2026");
        desk.press(Key::ArrowDown);
        desk.see("55-log");
        desk.window.get_by_role_and_label(Role::ColumnHeader, "UPN").click();
        desk.settle();
        assert_eq!(
            desk.shown_upns(),
            ["anna@example.com", "ben@example.com", "carl@example.com"]
        );
        assert!(!desk.shows("22 November 2026"), "days only in the order of time");
        desk.window
            .get_by_role_and_label(Role::ColumnHeader, "UPN, smallest first")
            .click();
        desk.settle();
        assert_eq!(desk.shown_upns()[0], "carl@example.com");
        desk.click("Model");
        desk.see("56-log-models");
        desk.window.get_all_by_label("C302-i").last().unwrap().click();
        desk.settle();
        assert_eq!(desk.shown_upns(), ["ben@example.com", "anna@example.com"]);
        desk.must_show("Model: C302-i");
        desk.see("57-log-narrowed");
        desk.click("Show all");
        assert_eq!(desk.shown_upns().len(), 3);
        desk.click("Date");
        desk.window.get_by_label("Today").click();
        desk.settle();
        assert_eq!(desk.shown_upns().len(), 2);
        desk.click("Columns");
        desk.window.get_all_by_label("Serial").last().unwrap().click();
        desk.settle();
        let serials = desk.window.query_all_by_role_and_label(Role::ColumnHeader, "Serial");
        assert_eq!(serials.count(), 0, "the column is hidden");
    }
}

#[test]
fn theme_and_size_are_chosen_and_every_screen_is_complete_at_200_percent() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.enroll_on(&pad, "anna.mueller@example.com", &Token::new(Model::C301I, 1));
    desk.ctrl(Key::Num6);
    desk.click("Dark");
    assert!(desk.window.ctx.global_style().visuals.dark_mode);
    desk.click("As the system");
    desk.click("200 %");
    assert!((desk.window.ctx.zoom_factor() - 2.0).abs() < f32::EPSILON);
    desk.see("60-station-200");
    let settings = std::fs::read_to_string(desk.home.path().join("data/settings.toml")).unwrap();
    assert!(
        settings.contains("zoom = 200") && settings.contains("theme = \"system\""),
        "{settings}"
    );
    desk.ctrl(Key::Num1);
    desk.see("61-who-200");
    desk.arm("ben@example.com");
    desk.see("62-armed-200");
    pad.put(Some(Token::new(Model::C302I, 2)), None, true, None);
    desk.settle();
    desk.see("63-code-200");
    desk.press(Key::Escape);
    desk.see("64-parked-200");
    pad.lift();
    desk.ctrl(Key::Num2);
    desk.press(Key::ArrowDown);
    desk.see("65-log-200");
    desk.ctrl(Key::E);
    desk.see("66-export-200");
    desk.ctrl(Key::L);
    desk.see("67-locked-200");
}

#[test]
fn a_upn_that_entra_would_refuse_is_corrected_where_it_stands() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::new(Model::C302I, 1);
    desk.enroll_on(&pad, "anna@example.com", &token);
    let home = Arc::clone(&desk.home);
    drop(desk);
    // today nobody is enrolled as a guest
    common::older::left(
        &home.path().join("data"),
        PASSPHRASE,
        "UPDATE enrolment SET upn = 'anna#EXT#@example.com'",
    );
    let (mut desk, _pad) = Desk::over_pad_in(Theme::Light, home, |_| ());
    desk.ctrl(Key::E);
    desk.must_show("A guest: Entra ID takes no hardware tokens for guests.");
    desk.see("58-mend");
    desk.field("The right UPN").focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.write("anna.mueller@example.com");
    desk.press(Key::Enter);
    assert!(!desk.shows("A guest"), "it goes now");
    assert_eq!(
        desk.window.state().station().log().rows()[0].upn,
        "anna.mueller@example.com"
    );
    let id = desk.window.state().station().log().rows()[0].id;
    desk.window
        .state_mut()
        .apply_intent(tapdesk::station::Intent::Select(id));
    desk.ctrl(Key::Num2);
    desk.must_show("UPN corrected");
}

#[test]
fn the_demo_and_the_keys_are_complete_at_any_size() {
    for theme in THEMES {
        let mut desk = Desk::with(theme, true, Arc::new(tempfile::tempdir().unwrap()));
        for size in ["125 %", "150 %", "200 %"] {
            desk.ctrl(Key::Num6);
            desk.window.get_by_role_and_label(Role::Button, size).scroll_to_me();
            desk.settle();
            desk.click(size);
            desk.ctrl(Key::Num1);
            let name = size.trim_end_matches(" %");
            desk.see(&format!("70-demo-{name}"));
            let screen = desk.window.ctx.content_rect();
            for button in ["Lay the token down", "Switch on", "New token", "Begin"] {
                let place = desk.window.get_by_role_and_label(Role::Button, button).rect();
                assert!(
                    screen.contains_rect(place),
                    "{button} at {size}: {place:?} in {screen:?}"
                );
            }
            desk.press(Key::F1);
            desk.see(&format!("71-keys-{name}"));
            let close = desk.window.get_by_role_and_label(Role::Button, "Close").rect();
            assert!(screen.contains_rect(close), "Close at {size}: {close:?} in {screen:?}");
            desk.press(Key::Escape);
        }
    }
}

#[test]
fn a_section_of_station_comes_to_the_top_at_the_first_press() {
    let (mut desk, _) = Desk::over_pad(egui::Theme::Light);
    desk.ctrl(Key::Num6);
    let top = desk
        .window
        .get_by_role_and_label(Role::Heading, "Passphrases")
        .rect()
        .top();
    for section in ["Tokens", "Looks", "Clock", "This desk"] {
        desk.window.get_by_role_and_label(Role::Tab, section).click();
        desk.settle();
        let heading = desk.window.get_by_role_and_label(Role::Heading, section);
        assert!(
            (heading.rect().top() - top).abs() < 24.0,
            "{section}: {} and {top}",
            heading.rect().top()
        );
    }
}

#[test]
fn the_sizes_stay_in_view_when_one_is_chosen() {
    let (mut desk, _) = Desk::over_pad(egui::Theme::Light);
    desk.ctrl(Key::Num6);
    for size in ["150 %", "200 %", "100 %"] {
        desk.click(size);
        desk.window.run_steps(4);
        let chosen = desk.window.get_by_role_and_label(Role::Button, size).rect();
        let view = desk.window.ctx.content_rect();
        assert!(view.contains_rect(chosen), "{size}: {chosen} in {view}");
    }
}
