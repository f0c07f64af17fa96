//! The window, driven by role and name as a screen reader finds things, over the demo's tray. Nothing sleeps: clock,
//! randomness and work are injected.
//!
//! With `TAPDESK_PICTURES=DIR` every screen that is passed is drawn into that folder, light and dark.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;

use common::window::Desk;
use common::{CSV_HEADER, Pull, Token};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable;
use tapdesk::desk::{NotToken, Stage, Stranger};
use tapdesk::otp::{Seed, codes};
use tapdesk::reader::{ReaderState, ServiceTrouble};
use tapdesk::token2::{Display, Model, Serial, TokenInfo};

fn row(upn: &str, seed: &Seed, serial: &str, model: Model) -> String {
    format!("{upn},{serial},{},30,Token2,{model}\r\n", *seed.to_base32())
}

#[test]
fn two_people_are_enrolled_by_keys_and_leave_in_a_file() {
    for theme in [Theme::Light, Theme::Dark] {
        let mut desk = Desk::with(theme, true, Arc::new(tempfile::tempdir().unwrap()));
        desk.see("01-who");
        desk.must_show("Who is this token for?");
        desk.arm("anna.mueller@example.com");
        desk.must_show("Lay the token on the reader");
        desk.see("02-armed");
        desk.click("Lay the token down");
        desk.must_show("Switch the token off and on. Does it show this?");
        desk.must_show("Live code");
        assert!(desk.field("Type the code on the token").is_focused());
        desk.write("48");
        desk.see("03-code");
        desk.press(Key::Backspace);
        desk.press(Key::Backspace);
        desk.click("Switch on");
        assert_eq!(
            desk.tray.token().display,
            Display::Code(tapdesk::otp::Code::parse(&desk.code()).unwrap())
        );
        desk.window
            .get_by_role_and_label(Role::TextInput, "Type the code on the token")
            .focus();
        let code = desk.code();
        desk.write(&code);
        desk.must_show("anna.mueller@example.com is ready");
        assert!(desk.field("UPN").is_focused());
        assert_eq!(desk.value("UPN"), "");
        desk.see("04-ready");
        let (first, first_serial) = (desk.tray.seed().unwrap(), desk.tray.token().serial.to_string());
        desk.click("Lift the token");
        desk.must_show("anna.mueller@example.com is ready");
        desk.click("New token");

        // the second token is laid down first, and compared by eye
        desk.click("Lay the token down");
        desk.must_show("Who gets this token?");
        desk.see("05-token-first");
        desk.arm("ben@example.com");
        desk.ctrl(Key::Enter);
        desk.must_show("ben@example.com is ready");
        let (second, second_serial) = (desk.tray.seed().unwrap(), desk.tray.token().serial.to_string());

        desk.ctrl(Key::E);
        desk.must_show("2 tokens go to Entra ID");
        assert!(desk.field("File").is_focused());
        let path = desk.home.path().join("out/demo-entra-2026-11-22-0900.csv");
        assert_eq!(desk.value("File"), path.display().to_string());
        desk.see("06-export");
        desk.press(Key::Enter);
        desk.must_show("2 tokens are in the file");
        desk.see("07-exported");
        let expected = format!(
            "{CSV_HEADER}{}{}",
            row("anna.mueller@example.com", &first, &first_serial, Model::OtpcP2I),
            row("ben@example.com", &second, &second_serial, Model::OtpcP2I)
        );
        assert_eq!(std::fs::read_to_string(path).unwrap(), expected);

        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.must_show("What happened");
        desk.must_show("Code compared");
        desk.see("08-log");
    }
}

#[test]
fn what_is_no_upn_is_refused_with_its_reason() {
    let mut desk = Desk::new();
    for (text, says) in [
        ("8659622900001", "That is the serial 8659 6229 0000 1"),
        ("anna", "A UPN looks like name@example.com"),
        ("x_y.com#EXT#@example.com", "That is a guest"),
        ("an na@example.com", "There is a blank in it"),
        ("anna,mueller@example.com", "There is a comma in it"),
        ("anna@example,com", "There is a comma in it"),
        ("m\u{fc}ller@example.com", "There is a letter in it that no UPN has"),
        ("anna@contoso", "The domain has no ending"),
        (".anna@example.com", "a dot or a hyphen at an edge"),
        ("anna+x@example.com", "A UPN has letters"),
    ] {
        desk.arm(text);
        desk.must_show(says);
        assert!(matches!(desk.stage(), Stage::Idle));
        if text == "anna" {
            desk.see("10-no-upn");
        }
        desk.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        desk.press(Key::Backspace);
        assert!(!desk.shows(says), "editing takes the reproach away");
    }
}

#[test]
fn an_enter_within_400_ms_of_a_new_question_is_ignored() {
    let mut desk = Desk::new();
    desk.enroll("anna@example.com");
    desk.window.event(Event::Text("ben@example.com".into()));
    desk.window.run_steps(1);
    assert_eq!(desk.confirmed(), 1);
    // a scan is one input, also in the same instant as the result came into view
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    let code = desk.code();
    desk.window.event(Event::Text(code));
    desk.window.run_steps(2);
    desk.window.event(Event::Text("ben@example.com".into()));
    desk.window.key_press(Key::Enter);
    desk.window.run_steps(1);
    assert!(matches!(desk.stage(), Stage::Armed { .. }), "{:?}", desk.stage());
}

#[test]
fn a_known_token_asks_and_enter_does_not_answer() {
    for theme in [Theme::Light, Theme::Dark] {
        let mut desk = Desk::with(theme, true, Arc::new(tempfile::tempdir().unwrap()));
        desk.enroll("lea@example.com");
        let before = desk.tray.seed();
        desk.arm("anna@example.com");
        desk.click("Lay the token down");
        desk.must_show("This is lea@example.com’s token");
        desk.must_show("Writing it again would lock lea@example.com out");
        desk.see("11-known-token");
        desk.press(Key::Enter);
        desk.window
            .get_by_role_and_label(Role::Button, "Write it anyway")
            .focus();
        desk.press(Key::Enter);
        assert!(matches!(desk.stage(), Stage::Asking { .. }));
        assert_eq!(desk.tray.seed(), before);
        desk.press(Key::Escape);
        assert!(matches!(desk.stage(), Stage::Idle));
        desk.click("Lift the token");
        desk.arm("anna@example.com");
        desk.click("Lay the token down");
        desk.ctrl(Key::B);
        assert!(matches!(desk.stage(), Stage::Comparing { .. }));
        assert_ne!(desk.tray.seed(), before);
    }
}

#[test]
fn a_known_person_asks_before_a_token_is_laid_down() {
    let mut desk = Desk::new();
    desk.enroll("anna@example.com");
    desk.click("New token");
    desk.arm("anna@example.com");
    desk.must_show("This person has a token already");
    desk.see("12-known-person");
    desk.ctrl(Key::B);
    desk.must_show("Lay the token on the reader");
}

#[test]
fn a_token_that_lies_there_has_to_be_lifted_first() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    let code = desk.code();
    desk.write(&code);
    desk.arm("ben@example.com");
    desk.must_show("Take anna@example.com’s token away");
    desk.see("13-lift-first");
    desk.click("Lift the token");
    assert!(!desk.shows("Take anna@example.com’s token away"));
}

#[test]
fn a_wrong_code_is_said_and_confirms_nothing() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    let now = desk.clock.unix();
    let seed = desk.tray.seed().unwrap();
    let old = codes(&seed, tapdesk::otp::Parameters::STANDARD, now - 300)
        .current
        .digits()
        .to_string();
    desk.write(&old);
    desk.must_show("That code is 5 minutes old");
    desk.see("14-old-code");
    assert_eq!(desk.value("Type the code on the token"), "");
    let never = if desk.code() == "000000" { "000001" } else { "000000" };
    desk.write(never);
    desk.must_show("That is not a code of this token");
    assert_eq!(desk.confirmed(), 0);
    let grouped = format!("{} {}", &desk.code()[..3], &desk.code()[3..]);
    desk.write(&grouped);
    assert_eq!(desk.confirmed(), 1);
}

#[test]
fn esc_parks_a_code_that_nobody_compared_and_the_token_brings_it_back() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    desk.press(Key::Escape);
    desk.must_show("Put off until later");
    desk.must_show("Waiting for their token: 1");
    desk.see("15-parked");
    desk.click("Lift the token");
    desk.click("Lay the token down");
    desk.must_show("Switch the token off and on");
    desk.ctrl(Key::Enter);
    assert_eq!(desk.confirmed(), 1);
}

#[test]
fn arming_ends_by_esc_and_by_time() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.press(Key::Escape);
    desk.must_show("Who is this token for?");
    desk.arm("anna@example.com");
    desk.clock.advance(61);
    desk.settle();
    desk.must_show("No token came within a minute");
    assert!(desk.field("UPN").is_focused());
}

#[test]
fn screens_are_reached_by_the_position_of_the_digit_keys() {
    let mut desk = Desk::new();
    // a French keyboard has other signs on the digit row
    desk.ctrl_position(Key::Num2, Key::Quote);
    desk.must_show("Nobody has been enrolled yet");
    desk.see("16-log-empty");
    desk.ctrl_position(Key::Num3, Key::Quote);
    desk.must_show("Nothing waits for export");
    desk.see("17-export-empty");
    desk.ctrl_position(Key::Num1, Key::Quote);
    assert!(desk.field("UPN").is_focused());
    desk.ctrl(Key::F);
    assert!(desk.field("Search the log").is_focused());
    desk.press(Key::F1);
    desk.must_show("About Tapdesk");
    desk.see("18-keys");
    desk.press(Key::Escape);
    assert!(!desk.shows("About Tapdesk"));
}

#[test]
fn the_log_is_searched() {
    let mut desk = Desk::new();
    desk.enroll("anna@example.com");
    desk.click("New token");
    desk.enroll("ben@example.com");
    desk.ctrl(Key::F);
    desk.must_show("2 enrollments");
    desk.write("BEN");
    desk.must_show("1 enrollment");
    desk.press(Key::ArrowDown);
    assert_eq!(
        desk.window.state().station().log().selected(),
        Some(tapdesk::desk::EnrolmentId(2))
    );
}

#[test]
fn a_secret_is_shown_after_a_reason_and_the_trail_knows() {
    let mut desk = Desk::new();
    desk.enroll("anna@example.com");
    desk.ctrl(Key::Num2);
    desk.press(Key::ArrowDown);
    desk.deed("QR code…");
    assert!(desk.field("Why does this secret have to be shown?").is_focused());
    desk.press(Key::Enter);
    assert!(!desk.shows("QR code of the secret"), "no reason, no secret");
    desk.write("second app for the same person");
    desk.see("19-reason");
    desk.press(Key::Enter);
    desk.must_show("QR code of the secret");
    desk.see("20-qr");
    desk.press(Key::Escape);
    assert!(!desk.shows("QR code of the secret"));
    desk.must_show("Secret shown as a QR code");
    desk.must_show("second app for the same person");
}

#[test]
fn a_file_that_is_there_is_not_replaced() {
    let mut desk = Desk::new();
    desk.enroll("anna@example.com");
    let folder = desk.home.path().join("out");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("demo-entra-2026-11-22-0900.csv"), "keep me").unwrap();
    std::fs::write(folder.join("mine.csv"), "keep me").unwrap();
    desk.ctrl(Key::E);
    assert!(
        desk.value("File").ends_with("demo-entra-2026-11-22-0900-2.csv"),
        "what is proposed is free"
    );
    desk.ctrl(Key::A);
    desk.write("mine.csv");
    desk.press(Key::Enter);
    desk.must_show("A file of that name is there already");
    desk.see("21-exists");
    assert_eq!(desk.window.state().station().log().waiting().count(), 1);
    for name in ["demo-entra-2026-11-22-0900.csv", "mine.csv"] {
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), "keep me");
    }
}

#[test]
fn the_lines_of_a_list_that_are_left_out_are_named_and_all_of_them_to_be_had() {
    let mut desk = Desk::new();
    let path = desk.home.path().join("people.csv");
    let faults: String = (0..5).map(|number| format!("nobody {number};X\n")).collect();
    std::fs::write(
        &path,
        format!("UPN;Name\nanna@example.com;Anna\nben@example.com;\"Ben\n{faults}"),
    )
    .unwrap();
    desk.ctrl(Key::Num5);
    desk.write(path.to_str().unwrap());
    desk.press(Key::Enter);
    desk.press(Key::Enter);
    desk.must_show("1 person is on the list");
    desk.must_show("Line 3: a quotation mark is opened there and not closed");
    desk.must_show("Line 4: what stands there is not a UPN");
    assert!(!desk.shows("Line 8: "));
    desk.see("c0-left-out");
    desk.click("Show all 6");
    desk.must_show("Line 8: what stands there is not a UPN");
    desk.see("c1-all-left-out");
}

#[test]
fn a_list_that_cannot_be_read_is_said_in_whole_sentences() {
    let mut desk = Desk::new();
    let path = desk.home.path().join("people.csv");
    std::fs::write(&path, "").unwrap();
    desk.ctrl(Key::Num5);
    desk.write(path.to_str().unwrap());
    desk.press(Key::Enter);
    desk.must_show("This file is empty.");
    assert!(!desk.shows("The list from before still counts"));
    desk.ctrl(Key::A);
    desk.write("/nowhere/at/all.csv");
    desk.press(Key::Enter);
    desk.must_show("The file cannot be read: it is not there.");
}

#[test]
fn the_first_start_asks_for_a_passphrase_twice_and_the_next_one_once() {
    for theme in [Theme::Light, Theme::Dark] {
        let home = Arc::new(tempfile::tempdir().unwrap());
        let mut desk = Desk::with(theme, false, Arc::clone(&home));
        desk.must_show("Choose a passphrase for this station");
        desk.see("22-first-start");
        desk.write("short");
        desk.press(Key::Enter);
        desk.must_show("A passphrase needs at least 8 characters");
        desk.write(" but longer");
        desk.ctrl(Key::A);
        desk.write("correct horse");
        desk.press(Key::Enter);
        assert!(desk.field("Passphrase again").is_focused());
        desk.write("correct house");
        desk.press(Key::Enter);
        desk.must_show("The two passphrases differ");
        desk.field("Passphrase again").focus();
        desk.settle();
        desk.write("correct horse");
        desk.press(Key::Enter);
        desk.must_show("A second passphrase, for the safe");
        assert!(desk.field("Recovery passphrase").is_focused());
        desk.see("24-first-start-recovery");
        desk.press(Key::Enter);
        desk.must_show("Who enrolls here, and whom");
        assert_eq!(desk.value("Your name, as the log shows it"), "M. Keller");
        desk.field("Default domain").focus();
        desk.settle();
        desk.write("no domain");
        desk.press(Key::Enter);
        desk.must_show("Nothing was changed: it takes a domain like example.com");
        desk.ctrl(Key::A);
        desk.write("example.com");
        desk.see("25-first-start-desk");
        desk.press(Key::Enter);
        desk.must_show("Who is this token for?");
        let settings = desk.window.state().station().settings().clone();
        assert_eq!(settings.default_domain.as_deref(), Some("example.com"));
        drop(desk);

        let mut desk = Desk::with(theme, false, home);
        desk.must_show("Enter the passphrase");
        desk.write("correct house");
        desk.press(Key::Enter);
        desk.must_show("That is not the passphrase");
        desk.see("23-wrong-passphrase");
        desk.write("correct horse");
        desk.press(Key::Enter);
        desk.must_show("Who is this token for?");
    }
}

#[test]
fn nothing_repaints_while_nothing_happens() {
    let mut desk = Desk::new();
    desk.settle();
    let delay = desk
        .window
        .output()
        .viewport_output
        .values()
        .map(|output| output.repaint_delay)
        .min()
        .unwrap();
    assert!(
        delay > std::time::Duration::from_secs(3600),
        "a repaint was asked for in {delay:?}"
    );
}

fn stranger() -> Stranger {
    let info = TokenInfo {
        serial: Serial::parse("8659699000001").unwrap(),
        clock: 1_795_338_005,
        raw: vec![],
    };
    Stranger::new(info, 1_795_338_005)
}

#[test]
fn what_is_no_token_is_named_and_the_person_keeps_waiting() {
    for (what, says) in [
        (NotToken::PlacedBadly, "The reader feels something but gets no answer"),
        (NotToken::StorageCard, "That is a badge or a sticker, not a token"),
        (NotToken::FidoKey, "That is a FIDO security key, not a token"),
        (NotToken::OathKey, "That is a security key, not a Token2 token"),
        (NotToken::BankCard, "That is a bank card, not a token"),
        (NotToken::Phone, "That is a phone, not a token"),
        (NotToken::UnknownCard, "That is a card Tapdesk does not know"),
        (NotToken::UnknownModel(stranger()), "Tapdesk does not know this model"),
    ] {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        desk.arm("anna@example.com");
        let is_unknown = what == NotToken::UnknownCard;
        pad.put(None, Some(what), true, None);
        desk.settle();
        desk.must_show(says);
        desk.must_show("Clear the reader, then lay the new token down");
        if is_unknown {
            desk.see("30-unknown-card");
        }
        pad.lift();
        desk.settle();
        desk.must_show(says);
        desk.must_show("Lay the token on the reader");
        pad.put(Some(Token::new(Model::C302I, 1)), None, true, None);
        desk.settle();
        desk.must_show("Switch the token off and on");
        assert!(!desk.shows(says));
    }
}

#[test]
fn a_pulled_token_is_asked_back_and_another_one_refused() {
    for theme in [Theme::Light, Theme::Dark] {
        let (mut desk, pad) = Desk::over_pad(theme);
        let (token, other) = (Token::new(Model::C301I, 1), Token::new(Model::C301I, 2));
        let before = other.seed();
        desk.arm("anna@example.com");
        pad.put(Some(token.clone()), None, true, Some(Pull { at: 4, acted: false }));
        desk.settle();
        pad.lift();
        desk.settle();
        desk.must_show("Lay the same token on the reader again");
        desk.must_show("the seed may not have been written");
        pad.put(Some(other.clone()), None, true, None);
        desk.settle();
        desk.must_show("That is another token");
        desk.see("31-other-token");
        assert_eq!(other.seed(), before);
        pad.lift();
        pad.put(Some(token.clone()), None, true, None);
        desk.settle();
        let code = token.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("anna@example.com is ready");
    }
}

#[test]
fn the_header_says_what_the_reader_does_and_offers_the_demo() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    for (state, says) in [
        (ReaderState::NoReader, "No reader connected"),
        (
            ReaderState::ServiceDown(ServiceTrouble::NotRunning),
            "Smart card service not running",
        ),
        (
            ReaderState::ServiceDown(ServiceTrouble::NoPermission),
            "No permission for the smart card service",
        ),
    ] {
        pad.state(state);
        desk.settle();
        desk.must_show(says);
        desk.must_show("Open the demo");
    }
    desk.see("32-no-permission");
}

#[test]
fn a_row_that_entra_would_refuse_is_named_and_nothing_is_written() {
    let mut desk = Desk::new();
    desk.enroll("anna@example.com");
    desk.click("New token");
    desk.enroll("ben@example.com");
    let (home, theme) = (Arc::clone(&desk.home), desk.theme);
    let seed = desk.tray.seed().unwrap();
    let serial = desk.tray.token().serial.to_string();
    drop(desk);
    // a seed that Entra ID's file cannot carry
    common::older::left(
        &home.path().join("data"),
        common::PASSPHRASE,
        "UPDATE enrolment SET algorithm = 'sha256', nonce = zeroblob(24), sealed = sealed_for(uid, serial, 'sha256')
          WHERE upn = 'anna@example.com'",
    );

    let mut desk = Desk::with(theme, true, home);
    desk.ctrl(Key::E);
    desk.must_show("1 token goes to Entra ID");
    desk.must_show("This token uses SHA-256");
    desk.press(Key::Enter);
    desk.must_show("Nothing was saved");
    desk.see("33-refused-row");
    assert!(!desk.home.path().join("out").exists());
    desk.window
        .get_by_role_and_label(Role::CheckBox, "Leave this row out")
        .click();
    desk.settle();
    desk.click("Save");
    desk.must_show("1 token is in the file");
    let file = std::fs::read_to_string(desk.home.path().join("out/demo-entra-2026-11-22-0900.csv")).unwrap();
    assert_eq!(
        file,
        format!("{CSV_HEADER}{}", row("ben@example.com", &seed, &serial, Model::OtpcP2I))
    );
}

#[test]
fn what_the_reader_finds_beside_the_last_result_is_said() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::new(Model::C302I, 1);
    desk.arm("anna@example.com");
    pad.put(Some(token.clone()), None, true, None);
    desk.settle();
    let code = token.code(desk.clock.unix());
    desk.write(&code);
    desk.must_show("anna@example.com is ready");
    pad.lift();
    pad.put(None, Some(NotToken::FidoKey), true, None);
    desk.settle();
    desk.must_show("anna@example.com is ready");
    desk.must_show("That is a FIDO security key, not a token");
    desk.see("34-result-and-card");
}

#[test]
fn a_second_export_of_the_day_is_saved_by_the_same_two_keys() {
    let mut desk = Desk::new();
    desk.enroll("anna@example.com");
    desk.ctrl(Key::E);
    desk.press(Key::Enter);
    desk.must_show("1 token is in the file");
    desk.ctrl(Key::Num1);
    desk.click("New token");
    desk.clock.advance(120);
    desk.settle();
    desk.enroll("ben@example.com");
    desk.ctrl(Key::E);
    desk.must_show("1 token goes to Entra ID");
    assert!(desk.field("File").is_focused());
    desk.press(Key::Enter);
    desk.must_show("1 token is in the file");
    assert_eq!(std::fs::read_dir(desk.home.path().join("out")).unwrap().count(), 2);
}

#[test]
fn f4_writes_the_same_token_again() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    let seed = desk.tray.seed();
    desk.press(Key::F4);
    desk.must_show("Lift the token and lay it down again");
    desk.see("35-again");
    desk.click("Lift the token");
    desk.must_show("Lay the same token on the reader again");
    desk.click("Lay the token down");
    desk.must_show("Switch the token off and on");
    assert_eq!(desk.tray.seed(), seed);
}

#[test]
fn closing_waits_for_a_burn_but_not_for_ever() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    pad.get_stuck();
    desk.arm("anna@example.com");
    pad.put(Some(Token::new(Model::C302I, 1)), None, true, None);
    desk.settle();
    assert!(matches!(desk.stage(), Stage::Burning { .. }));
    assert!(desk.ask_to_close().contains(&egui::ViewportCommand::CancelClose));
    desk.settle();
    desk.must_show("There is no recovery passphrase yet");
    desk.press(Key::Escape);
    for _ in 0..2 {
        assert!(desk.ask_to_close().contains(&egui::ViewportCommand::CancelClose));
    }
    desk.must_show("Closing as soon as the token is written");
    desk.see("36-closing");
    // a quarter of a second each
    let mut closed = 0;
    for step in 1..=24 {
        desk.window.step();
        let output = &desk.window.output().viewport_output[&egui::ViewportId::ROOT];
        if output.commands.contains(&egui::ViewportCommand::Close) {
            closed = step;
            break;
        }
    }
    assert!(
        (16..=22).contains(&closed),
        "closed after {closed} quarters of a second"
    );
    assert!(!desk.ask_to_close().contains(&egui::ViewportCommand::CancelClose));
}

#[test]
fn what_a_token_refuses_or_garbles_is_said() {
    let cases: [(usize, &[u8], &str); 5] = [
        (0, &[], "The token left before it was read"),
        (1, &[0x01, 0x90, 0x00], "The token gave an answer that makes no sense"),
        (2, &[0x69, 0x83], "The token did not let itself be unlocked"),
        (3, &[0x6A, 0x80], "The token refused to be written"),
        (4, &[0x69, 0x83], "The token refused to be written"),
    ];
    for (at, answer, says) in cases {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        pad.answer_at(at, answer);
        desk.arm("anna@example.com");
        pad.put(Some(Token::new(Model::C301I, 1)), None, true, None);
        desk.settle();
        desk.must_show(says);
        assert_eq!(desk.confirmed(), 0);
        if at == 2 {
            assert!(matches!(desk.stage(), Stage::Idle), "not tried again by itself");
            desk.see("37-refused");
        }
    }
}

#[test]
fn a_ledger_that_cannot_save_stops_the_burn_and_says_so() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::new(Model::C301I, 1);
    let before = token.seed();
    desk.arm("anna@example.com");
    let ledger = rusqlite::Connection::open(desk.home.path().join("data/ledger.sqlite3")).unwrap();
    ledger.execute_batch("ALTER TABLE trail RENAME TO gone").unwrap();
    pad.put(Some(token.clone()), None, true, None);
    desk.settle();
    desk.must_show("The enrollment could not be saved");
    desk.see("38-not-saved");
    assert_eq!(token.seed(), before);
    assert_eq!(pad.wire(), [0x41], "nothing but a look was sent");
}

const OTPAUTH: &str = "otpauth://totp/Acme:anna@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

#[test]
fn what_is_scanned_on_station_gets_into_no_setting() {
    let mut desk = Desk::new();
    desk.ctrl(Key::Num6);
    desk.field("Station name").focus();
    desk.settle();
    desk.write(OTPAUTH);
    desk.press(Key::Enter);
    assert!(!desk.value("Station name").contains("otpauth"));
    assert_eq!(desk.window.state().station().settings().station_name, None);
    desk.must_show("That is a secret, and nobody waits for one");
    desk.write("Reception");
    desk.press(Key::Enter);
    let name = desk.window.state().station().settings().station_name.clone();
    assert!(
        name.is_some_and(|name| name.contains("Reception")),
        "a name is typed as ever"
    );
}

#[test]
fn what_is_scanned_over_a_question_gets_into_no_field() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    desk.press(Key::Escape);
    desk.click("Abandon…");
    desk.write(OTPAUTH);
    desk.press(Key::Enter);
    assert_eq!(desk.value("Why?"), "");
    desk.write("broken");
    assert_eq!(desk.value("Why?"), "broken");
}

#[test]
fn a_token_is_looked_at_while_a_code_is_compared() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    desk.must_show("Switch the token off and on");
    desk.ctrl(Key::Num4);
    desk.must_show("Set the clock");
    desk.ctrl(Key::Num1);
    desk.must_show("Switch the token off and on");
}

#[test]
fn a_badge_whose_number_looks_like_a_code_or_a_serial_names_its_person() {
    let mut desk = Desk::new();
    desk.import(
        "userPrincipalName,displayName,employeeId\nanna@example.com,Anna Frei,480271\nben@example.com,Ben Abt,0004802719\n",
    );
    for (badge, upn) in [("480271", "anna@example.com"), ("0004802719", "ben@example.com")] {
        desk.write(badge);
        desk.press(Key::Enter);
        desk.must_show("Lay the token on the reader");
        desk.must_show(upn);
        desk.press(Key::Escape);
    }
}

#[test]
fn a_short_badge_number_names_its_person_however_it_arrives() {
    let mut desk = Desk::new();
    desk.import(
        "userPrincipalName,displayName,employeeId\nanna@example.com,Anna Frei,1003\nben@example.com,Ben Abt,1004\n",
    );
    desk.scan("1003", &[Key::Enter]);
    assert_eq!(desk.value("UPN"), "anna@example.com");
    assert!(matches!(desk.stage(), Stage::Idle), "no scan arms whom it names");
    desk.press(Key::Enter);
    desk.must_show("Lay the token on the reader");
    desk.press(Key::Escape);
    desk.type_slowly("1004");
    desk.press(Key::Enter);
    desk.must_show("Lay the token on the reader");
    desk.must_show("ben@example.com");
}

#[test]
fn whoever_is_not_on_the_list_is_doubted_aloud() {
    let mut desk = Desk::new();
    let doubt = "Not on the list of people";
    desk.arm("anna@example.com");
    assert!(!desk.shows(doubt), "there is no list");
    desk.press(Key::Escape);
    desk.import("userPrincipalName,displayName\nben@example.com,Ben Abt\n");
    desk.write("ben@example.com");
    desk.press(Key::Enter);
    assert!(desk.shows("Lay the token on the reader") && !desk.shows(doubt));
    desk.press(Key::Escape);
    desk.write("bn@example.com");
    desk.press(Key::Enter);
    desk.must_show("Lay the token on the reader");
    desk.must_show(doubt);
}

#[test]
fn a_wrong_person_is_given_up_from_the_code() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    desk.must_show("Does it show this?");
    desk.click("Wrong person\u{2026}");
    desk.must_show("Abandon this enrollment?");
    desk.write("typed the wrong name");
    desk.window.run_steps(40);
    desk.ctrl(Key::B);
    assert!(!desk.shows("waits at the side"), "what was put off is given up");
    desk.must_show("Who is this token for?");
    assert_eq!(desk.window.state().station().log().unfinished().count(), 0);
}

fn tab_to(desk: &mut Desk, button: &str) {
    let is_there = |desk: &Desk| {
        let found = desk.window.query_by_role_and_label(Role::Button, button);
        found.is_some_and(|node| node.is_focused())
    };
    for _ in 0..100 {
        if is_there(desk) {
            return;
        }
        desk.press(Key::Tab);
    }
    panic!("{button} is not reached by Tab");
}

#[test]
fn the_format_of_files_is_chosen_by_keys_and_each_knows_what_left_in_it() {
    let mut desk = Desk::new();
    desk.enroll("anna@example.com");
    let seed = desk.tray.seed().unwrap();
    let serial = desk.tray.token().serial.to_string();
    desk.ctrl(Key::Num6);
    tab_to(&mut desk, "A Duo CSV");
    desk.press(Key::Space);
    let settings = desk.window.state().station().settings();
    assert_eq!((settings.formats.len(), settings.format.word()), (2, "entra-csv"));
    desk.see("64-format");

    desk.ctrl(Key::E);
    desk.must_show("For which system");
    desk.press(Key::Enter);
    desk.must_show("1 token is in the file");
    desk.press(Key::Escape);
    desk.must_show("Nothing waits for export");
    tab_to(&mut desk, "A Duo CSV");
    desk.press(Key::Space);
    desk.must_show("1 token goes to Duo");
    desk.must_show("A Duo CSV, readable by you only");
    desk.see("65-duo");
    desk.ctrl(Key::E);
    desk.press(Key::Enter);
    desk.must_show("Then, in Duo");
    desk.see("66-duo-done");
    let file = std::fs::read_to_string(desk.home.path().join("out/demo-duo-2026-11-22-0900.csv")).unwrap();
    let hex = data_encoding::HEXLOWER.encode(seed.expose());
    assert_eq!(file, format!("{serial},{hex}\r\n"));
}
