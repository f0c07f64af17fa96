//! Tokens in stock at the window, by keys alone: taken in, found, handed out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(feature = "app")]

mod common;

use std::path::PathBuf;

use common::window::Desk;
use common::{Pad, Token};
use egui::{Key, Theme};
use tapdesk::desk::{Kind, Outcome, Stage, StockState};
use tapdesk::export::FORMATS;
use tapdesk::otp::{Parameters, Seed, codes};
use tapdesk::token2::{Model, Serial};

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn secret(number: u8) -> Seed {
    let mut bytes = *b"12345678901234567890";
    bytes[19] = number;
    Seed::new(&bytes).unwrap()
}

fn file(desk: &Desk, writable: &Token) -> PathBuf {
    let mut text = "upn,serial number,secret key,timeinterval,manufacturer,model\r\n".to_owned();
    for number in 0..40 {
        let base32 = secret(number).to_base32();
        text += &format!(",60234{number:03},{},30,Token2,c202\r\n", base32.as_str());
    }
    text += &format!(",{},{SECRET},30,Token2,C301-i\r\n", writable.serial());
    text += ",60234571,nonsense!,30,Token2,c202\r\n";
    let path = desk.home.path().join("Token2 order 48211.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// Long enough after something came up that a key answers it.
fn breathe(desk: &mut Desk) {
    desk.window.run_steps(40);
}

fn stocked(theme: Theme) -> (Desk, Pad, Token) {
    let (mut desk, pad) = Desk::over_pad(theme);
    let token = Token::new(Model::C301I, 7);
    let path = file(&desk, &token);
    desk.ctrl(Key::Num7);
    desk.must_show("No tokens in stock");
    desk.see("w1-stock-none");
    desk.write(&path.display().to_string());
    desk.press(Key::Enter);
    desk.settle();
    desk.must_show("41 tokens can be taken in");
    desk.must_show("One line is left out");
    desk.see("w2-stock-asked");
    desk.press(Key::Enter);
    assert!(
        desk.window.state().station().stock().is_empty(),
        "no Enter takes anything in"
    );
    breathe(&mut desk);
    desk.ctrl(Key::B);
    desk.settle();
    desk.must_show("41 tokens are in stock");
    desk.see("w3-stock-done");
    breathe(&mut desk);
    desk.ctrl(Key::B);
    desk.settle();
    assert!(!path.exists(), "its file is deleted by their word");
    desk.must_show("Its file is deleted. Empty the mailbox in which it came as well.");
    desk.press(Key::Escape);
    (desk, pad, token)
}

fn shown(desk: &Desk, seed: &Seed, ahead: i64) -> String {
    let now = codes(seed, Parameters::STANDARD, desk.clock.unix() + ahead);
    now.current.digits().to_string()
}

#[test]
fn a_classic_token_is_taken_in_and_handed_out_by_keys_alone() {
    for theme in THEMES {
        let (mut desk, _pad, _) = stocked(theme);
        desk.ctrl(Key::Num1);
        desk.arm("anna@example.com");
        desk.ctrl(Key::T);
        desk.type_slowly("4005");
        desk.settle();
        desk.see("w4-armed-with-stock");
        desk.press(Key::Enter);
        assert!(
            matches!(desk.stage(), Stage::Armed { .. }),
            "what is completed is shown first"
        );
        desk.press(Key::Enter);
        desk.settle();
        assert!(matches!(desk.stage(), Stage::Comparing { .. }), "{:?}", desk.stage());
        desk.must_show("Switch the token on and type its code");
        desk.see("w5-compare-factory");
        let code = shown(&desk, &secret(5), 7200);
        desk.type_slowly(&code);
        breathe(&mut desk);
        desk.see("w6-far-off");
        desk.must_show("One code is not enough to tell. Type the next one that the token shows as well.");
        desk.clock.advance(30);
        let code = shown(&desk, &secret(5), 7200);
        desk.type_slowly(&code);
        breathe(&mut desk);
        let rows = desk.window.state().station().log().rows();
        assert_eq!((rows[0].kind, rows[0].outcome), (Kind::Factory, Outcome::Confirmed));
        desk.see("w7-result-factory");
        desk.ctrl(Key::Num7);
        desk.type_slowly("60234005");
        desk.settle();
        desk.must_show("One token");
        desk.see("w8-stock-found");
    }
}

#[test]
fn a_scanned_serial_is_taken_while_a_person_waits_and_searched_for_under_stock() {
    let (mut desk, _pad, _) = stocked(Theme::Light);
    desk.scan("60234007", &[Key::Enter]);
    desk.settle();
    desk.must_show("One token");
    desk.ctrl(Key::Num1);
    desk.arm("anna@example.com");
    desk.scan("60234009", &[Key::Enter]);
    desk.settle();
    let serial = Serial::parse("60234009").unwrap();
    let state = desk.window.state().station().stock().get(&serial).unwrap().state;
    assert!(matches!(state, StockState::Assigned(_)), "{state:?}");
    assert!(matches!(desk.stage(), Stage::Comparing { .. }));
}

#[test]
fn a_token_in_stock_that_is_laid_down_is_asked_about() {
    for theme in THEMES {
        let (mut desk, pad, token) = stocked(theme);
        desk.ctrl(Key::Num1);
        desk.arm("ben@example.com");
        desk.lay(&pad, &token);
        desk.must_show("This token is in stock");
        desk.see("w9-ask-in-stock");
        desk.press(Key::Enter);
        assert!(matches!(desk.stage(), Stage::Asking { .. }), "no Enter answers it");
        breathe(&mut desk);
        desk.ctrl(Key::U);
        desk.settle();
        assert!(matches!(desk.stage(), Stage::Comparing { .. }));
        let code = shown(&desk, &Seed::from_base32(SECRET).unwrap(), 0);
        desk.type_slowly(&code);
        breathe(&mut desk);
        assert_eq!(desk.window.state().station().log().rows()[0].kind, Kind::Factory);
    }
}

#[test]
fn an_encrypted_container_leaves_with_a_passphrase_and_another_desk_takes_it_in() {
    for theme in THEMES {
        let (mut desk, pad) = Desk::over_pad(theme);
        let token = Token::new(Model::C301I, 7);
        desk.enroll_on(&pad, "anna@example.com", &token);
        let encrypted = *FORMATS.iter().find(|format| format.is_sealed()).unwrap();
        desk.set(|settings| settings.format = encrypted);
        desk.ctrl(Key::E);
        breathe(&mut desk);
        desk.press(Key::Enter);
        desk.must_show("The passphrase of the file needs at least 8 characters");
        desk.see("w9-seal-short");
        assert!(!desk.home.path().join("out").exists(), "nothing leaves without one");
        assert!(desk.field("Passphrase of this file").is_focused());
        desk.type_slowly("12345678");
        desk.press(Key::Enter);
        desk.must_show("The passphrase of the file would be guessed soon");
        assert!(!desk.home.path().join("out").exists());
        desk.ctrl(Key::A);
        desk.type_slowly("seven up and away");
        desk.see("wa-seal");
        assert!(!desk.shows("seven up and away"));
        desk.press(Key::Enter);
        desk.settle();
        desk.must_show("1 token is in the file");
        desk.see("wb-sealed");
        let mut files = std::fs::read_dir(desk.home.path().join("out")).unwrap();
        let path = files.next().unwrap().unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let plain = data_encoding::BASE64.encode(token.seed().unwrap().expose());
        assert!(text.contains("EncryptedValue") && !text.contains(&plain));

        let (mut other, _pad) = Desk::over_pad(theme);
        other.ctrl(Key::Num7);
        other.write(&path.display().to_string());
        other.press(Key::Enter);
        other.settle();
        other.must_show("What opens this file?");
        other.type_slowly("seven up and away");
        other.press(Key::Enter);
        other.settle();
        other.must_show("One token can be taken in");
    }
}

/// A key is pressed as soon as its question stands, and once more as soon as that has ended.
fn press_twice(desk: &mut Desk, ended: impl Fn(&Desk) -> bool) {
    breathe(desk);
    let ctrl_b = |desk: &Desk| {
        desk.window.key_press_modifiers(egui::Modifiers::COMMAND, Key::B);
    };
    let mut now = desk.window.ctx.input(|input| input.time);
    for _ in 0..2 {
        ctrl_b(desk);
        for frame in 0..30 {
            now += 0.01;
            desk.window.input_mut().time = Some(now);
            desk.window.step();
            if frame > 0 && ended(desk) {
                break;
            }
        }
        assert!(ended(desk));
    }
    desk.window.input_mut().time = None;
    breathe(desk);
}

#[test]
fn a_yes_that_is_pressed_twice_takes_in_and_deletes_nothing() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    let path = file(&desk, &Token::new(Model::C301I, 7));
    desk.ctrl(Key::Num7);
    desk.write(&path.display().to_string());
    desk.press(Key::Enter);
    desk.must_show("41 tokens can be taken in");
    press_twice(&mut desk, |desk| !desk.window.state().station().stock().is_empty());
    desk.must_show("41 tokens are in stock");
    assert!(path.exists(), "nobody was asked whether it goes");
}

#[test]
fn a_key_of_a_container_may_be_pasted_in_hexadecimal_digits() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    let path = desk.home.path().join("seeds.xml");
    let text = include_str!("fuzz/corpus/stock/rfc6030-figure-6.xml");
    std::fs::write(&path, text).unwrap();
    desk.ctrl(Key::Num7);
    desk.write(&path.display().to_string());
    desk.press(Key::Enter);
    desk.must_show("What opens this file?");
    desk.window
        .event(egui::Event::Paste("12345678901234567890123456789012".into()));
    desk.settle();
    let typed = "Passphrase, or key in hexadecimal digits";
    assert_eq!(desk.value(typed).chars().count(), 32);
    // and nothing of it stays behind another screen
    desk.ctrl(Key::Num2);
    desk.ctrl(Key::Num7);
    assert_eq!(desk.value(typed), "");
    assert!(desk.field(typed).is_focused());
}

#[test]
fn a_scan_beside_the_field_of_a_passphrase_is_a_scan_and_another_format_has_a_name_of_its_own() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::new(Model::C301I, 7);
    desk.enroll_on(&pad, "anna@example.com", &token);
    desk.set(|settings| settings.formats = FORMATS.to_vec());
    desk.ctrl(Key::E);
    let before = desk.value("File");
    assert!(before.ends_with(".csv"), "{before}");
    let encrypted = *FORMATS.iter().find(|format| format.is_sealed()).unwrap();
    desk.set(|settings| settings.format = encrypted);
    let after = desk.value("File");
    assert!(after.ends_with(".xml"), "{after}");
    assert!(desk.field("File").is_focused());
    desk.scan(&token.serial().to_string(), &[Key::Enter]);
    assert!(!desk.shows("Preview"), "it is looked up as everywhere");
    desk.must_show("anna@example.com");
}

#[test]
fn a_box_is_handed_out_by_a_list_by_keys_alone() {
    for theme in THEMES {
        let (mut desk, _, _) = stocked(theme);
        let path = desk.home.path().join("Box 7 for Lyon.csv");
        let mut text = "upn,serial\r\n".to_owned();
        for number in 0..30 {
            text += &format!("person.{number:02}@contoso.com,60234{number:03}\r\n");
        }
        text += "person.03@contoso.com,60234031\r\nnobody,60234032\r\nlee@contoso.com,9999999\r\n";
        std::fs::write(&path, text).unwrap();
        // what was searched in the log before hides none of those that are shown later
        desk.ctrl(Key::F);
        desk.type_slowly("nobody at all");
        desk.ctrl(Key::Num7);
        desk.press(Key::Tab);
        while !desk
            .field("File of factory seeds (CSV or PSKC), or list of who gets which token (UPN and serial)")
            .is_focused()
        {
            desk.press(Key::Tab);
        }
        desk.write(&path.display().to_string());
        desk.press(Key::Enter);
        desk.must_show("30 tokens can be handed out");
        desk.must_show("One line is in doubt");
        desk.must_show("2 lines are left out");
        desk.see("wc-hand-out");
        breathe(&mut desk);
        desk.ctrl(Key::B);
        desk.settle();
        desk.must_show("30 tokens are handed out");
        desk.see("wd-handed-out");
        desk.click("Show them in the log");
        assert_eq!(desk.shown_upns().len(), 30);
        desk.see("we-handed-out-log");
        // one of them, compared later
        desk.press(Key::ArrowDown);
        desk.settle();
        let rows = desk.window.state().station().log().rows();
        assert!(
            rows.iter()
                .all(|row| row.outcome == Outcome::Burned && row.kind == Kind::Factory)
        );
    }
}

#[test]
fn who_is_scanned_at_stock_waits_at_enroll() {
    let (mut desk, _, _) = stocked(Theme::Light);
    desk.scan("kim@contoso.com", &[Key::Enter]);
    assert!(matches!(desk.stage(), Stage::Armed { recipient, .. } if recipient.upn.as_str() == "kim@contoso.com"));
    desk.must_show("Lay the token on the reader");
}

#[test]
fn a_yes_that_is_pressed_twice_answers_nothing_below_a_question() {
    let (mut desk, pad, token) = stocked(Theme::Light);
    // something is left unfinished, to be given up
    desk.ctrl(Key::Num1);
    desk.arm("kim@contoso.com");
    desk.ctrl(Key::T);
    desk.type_slowly("60234007");
    desk.press(Key::Enter);
    desk.press(Key::Escape);
    desk.arm("lee@contoso.com");
    desk.lay(&pad, &token);
    desk.must_show("This token is in stock");
    breathe(&mut desk);
    desk.click("Abandon…");
    desk.type_slowly("the wrong one");
    let asks = |desk: &Desk| desk.shows("Abandon this enrollment?");
    press_twice(&mut desk, |desk| !asks(desk));
    assert!(matches!(desk.stage(), Stage::Asking { .. }), "{:?}", desk.stage());
}
