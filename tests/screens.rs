//! Every state of the window that the other tests do not pass, drawn light and dark, at 100 and at 200 percent. Each is
//! reached as a person reaches it, and says what it has to say; `TAPDESK_PICTURES=DIR` keeps the pictures.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;

use common::window::Desk;
use common::{Pad, Pull, Token};
use egui::{Event, Key, Modifiers, Theme};
use tapdesk::desk::{ClockChecked, NotToken, ServerTrouble, Witness};
use tapdesk::reader::doctor::Diagnosis;
use tapdesk::reader::{ReaderEvent, ReaderState, ServiceTrouble};
use tapdesk::station::{ClockSource, Comparing, Intent, Licence, Settings, Zoom};
use tapdesk::token2::Model;

/// Light and dark at 100 percent, and light at 200.
const LOOKS: [(Theme, u32); 3] = [(Theme::Light, 100), (Theme::Dark, 100), (Theme::Light, 200)];

/// A desk whose clock has no witness but what is said here.
fn saying(answer: ClockChecked) -> ClockSource {
    Arc::new(move |_| answer)
}

/// Passes `through` in every look; pictures are named after the state and the size.
fn in_every_look(through: impl Fn(&mut Desk, &Pad, &dyn Fn(&mut Desk, &str))) {
    in_every_look_with(common::clock_is_right(), vec![], through);
}

fn in_every_look_with(
    clock: ClockSource,
    causes: Vec<Diagnosis>,
    through: impl Fn(&mut Desk, &Pad, &dyn Fn(&mut Desk, &str)),
) {
    for (theme, percent) in LOOKS {
        let causes = causes.clone();
        let (mut desk, pad) = Desk::over_pad_with(theme, |sources| {
            sources.clock = Arc::clone(&clock);
            sources.doctor = Arc::new(move || causes.clone());
        });
        set(&mut desk, |settings| settings.zoom = Zoom::try_from(percent).unwrap());
        let see = |desk: &mut Desk, name: &str| {
            let size = if percent == 100 {
                String::new()
            } else {
                format!("-{percent}")
            };
            desk.see(&format!("{name}{size}"));
        };
        through(&mut desk, &pad, &see);
    }
}

fn set(desk: &mut Desk, change: impl FnOnce(&mut Settings)) {
    let mut settings = desk.window.state().station().settings().clone();
    change(&mut settings);
    desk.want(Intent::ChangeSettings(Box::new(settings)));
}

fn lay(desk: &mut Desk, pad: &Pad, token: &Token) {
    pad.put(Some(token.clone()), None, true, None);
    desk.settle();
}

fn lift(desk: &mut Desk, pad: &Pad) {
    pad.lift();
    desk.settle();
}

fn people(desk: &mut Desk) {
    let path = desk.home.path().join("people.csv");
    let text = "userPrincipalName,displayName,department,employeeId,userType\n\
                anna.mueller@example.com,Anna M\u{fc}ller,Finance,4711,Member\n\
                annika.muelli@example.com,Annika M\u{fc}lli,Sales,4712,Member\n\
                ben.frei@example.com,Ben Frei,IT,4713,Member\n\
                sam@partner.example,Sam Okafor,,,Guest\n\
                rubbish,Nobody,,,\n";
    std::fs::write(&path, text).unwrap();
    desk.want(Intent::ReadPeople(path));
}

#[test]
fn nobody_vouches_for_the_clock_and_the_operator_is_asked() {
    for (server, says) in [
        (None, "nothing else here vouches for it"),
        (Some(Err(ServerTrouble::Silent)), "The time server does not answer"),
        (Some(Err(ServerTrouble::Nonsense)), "makes no sense"),
        (Some(Err(ServerTrouble::Unresolved)), "was not found under its name"),
    ] {
        let clock = saying(ClockChecked { server, system: None });
        in_every_look_with(clock, vec![], |desk, pad, see| {
            desk.must_show("Is this the right time?");
            desk.must_show("09:00:05");
            desk.must_show(says);
            desk.must_show("Clock not checked");
            if server.is_none() {
                see(desk, "80-clock-asked");
            }
            desk.arm("anna@example.com");
            lay(desk, pad, &Token::new(Model::C302I, 1));
            desk.must_show("First, the clock");
            if server.is_none() {
                see(desk, "81-clock-first");
            }
            desk.press(Key::Enter);
            desk.must_show("Is this the right time?");
            desk.ctrl(Key::B);
            desk.must_show("Does it show this?");
            let station = desk.window.state().station();
            assert_eq!(station.log().rows()[0].witness, Some(Witness::Operator));
        });
    }
}

#[test]
fn a_clock_that_is_wrong_is_said_and_stops_the_burn() {
    let clock = saying(ClockChecked {
        server: Some(Ok(-240_000)),
        system: Some(true),
    });
    in_every_look_with(clock, vec![], |desk, pad, see| {
        desk.must_show("The clock of this computer is 4 minutes behind");
        see(desk, "82-clock-behind");
        desk.arm("anna@example.com");
        lay(desk, pad, &Token::new(Model::C302I, 1));
        desk.ctrl(Key::B);
        desk.must_show("First, the clock");
        assert!(pad.wire().is_empty());
    });
}

#[test]
fn tokens_that_disagree_with_the_clock_raise_a_question() {
    in_every_look(|desk, pad, see| {
        for number in 1..=5 {
            let token = Token::set_elsewhere(Model::C302I, number, 300);
            lay(desk, pad, &token);
            lift(desk, pad);
        }
        desk.press(Key::Escape);
        desk.must_show("The last five new tokens are 5 minutes ahead");
        see(desk, "83-tokens-disagree");
        desk.ctrl(Key::B);
        assert!(!desk.shows("The last five new tokens"));
    });
}

#[test]
fn people_are_read_from_a_list_and_found_by_what_is_typed() {
    in_every_look(|desk, pad, see| {
        desk.ctrl(Key::Num5);
        desk.must_show("No list of people yet");
        see(desk, "84-people-none");
        people(desk);
        desk.must_show("Which column is what?");
        see(desk, "85-people-columns");
        desk.press(Key::Enter);
        desk.must_show("4 people are on the list");
        see(desk, "86-people-read");
        desk.want(Intent::DismissImport);
        desk.ctrl(Key::Num1);
        desk.write("mull");
        desk.must_show("Anna M\u{fc}ller");
        desk.press(Key::Enter);
        desk.must_show("Several people fit");
        see(desk, "87-several-fit");
        desk.want(Intent::SubmitUpn("ana.mueller@example.com".to_owned().into()));
        desk.must_show("Not on the list of people");
        see(desk, "c2-not-on-list");
        desk.press(Key::Escape);
        desk.write("mull");
        desk.press(Key::ArrowDown);
        desk.press(Key::Enter);
        desk.must_show("Lay the token on the reader");
        let token = Token::new(Model::OtpcP2I, 94);
        lay(desk, pad, &token);
        desk.must_show("Anna M\u{fc}ller");
        let code = token.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("Anna M\u{fc}ller is ready");
        lift(desk, pad);
        desk.ctrl(Key::Num5);
        desk.must_show("1 of 3 have a token");
        see(desk, "88-people");
        desk.ctrl(Key::N);
        assert_eq!(desk.value("UPN"), "annika.muelli@example.com");
    });
}

#[test]
fn a_token_is_looked_at_and_its_clock_set() {
    in_every_look(|desk, pad, see| {
        let (keeper, loser) = (Token::new(Model::C302I, 1), Token::new(Model::C301I, 2));
        desk.enroll_on(pad, "anna@example.com", &keeper);
        desk.enroll_on(pad, "ben@example.com", &loser);
        desk.ctrl(Key::Num4);
        desk.must_show("Lay any token on the reader");
        see(desk, "90-token");
        lay(desk, pad, &keeper);
        desk.must_show("anna@example.com has it");
        see(desk, "91-token-seen");
        desk.press(Key::F4);
        desk.must_show("The clock is set");
        see(desk, "92-clock-set");
        lift(desk, pad);
        lay(desk, pad, &Token::new(Model::C301I, 9));
        desk.must_show("Tapdesk does not have that seed");
        see(desk, "93-no-seed");
        lift(desk, pad);
        lay(desk, pad, &Token::with_serial("8659699000001"));
        desk.must_show("model not known");
        see(desk, "94-unknown-model");
        lift(desk, pad);
        lay(desk, pad, &loser);
        desk.press(Key::F4);
        desk.must_show("Does it show this?");
        let code = loser.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("ben@example.com is ready");
    });
}

#[test]
fn a_serial_is_looked_up_without_its_token() {
    in_every_look(|desk, pad, see| {
        let token = Token::new(Model::C302I, 1);
        desk.enroll_on(pad, "anna@example.com", &token);
        desk.write(&token.serial());
        desk.must_show("That is the serial 8659 6320 0000 1");
        see(desk, "95-serial-scanned");
        desk.ctrl(Key::Num4);
        desk.write(&token.serial());
        desk.must_show("anna@example.com has it");
        see(desk, "96-serial-named");
    });
}

#[test]
fn questions_about_people_and_domains() {
    in_every_look(|desk, pad, see| {
        set(desk, |settings| settings.accepted_domains = vec!["example.com".into()]);
        desk.arm("anna@example.org");
        desk.must_show("Nobody here has the domain example.org");
        see(desk, "97-domain");
        desk.press(Key::Escape);
        for number in 1..=5 {
            desk.arm("anna@example.com");
            if number > 1 {
                desk.ctrl(Key::B);
            }
            let token = Token::new(Model::C302I, number);
            lay(desk, pad, &token);
            let code = token.code(desk.clock.unix());
            desk.write(&code);
            lift(desk, pad);
            if number == 2 {
                desk.arm("anna@example.com");
                desk.must_show("This person has 2 tokens already");
                see(desk, "98-second-token");
                desk.press(Key::Escape);
            }
        }
        desk.arm("anna@example.com");
        desk.must_show("This person has five tokens");
        see(desk, "99-sixth-token");
        desk.ctrl(Key::B);
        desk.must_show("This person has five tokens");
        desk.ctrl(Key::R);
        desk.must_show("Lay the token on the reader");
    });
}

#[test]
fn a_wrong_code_says_whose_it_is_and_three_suggest_to_burn_again() {
    in_every_look(|desk, pad, see| {
        let (first, second) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
        desk.enroll_on(pad, "anna@example.com", &first);
        desk.arm("ben@example.com");
        lay(desk, pad, &second);
        let others = first.code(desk.clock.unix());
        desk.write(&others);
        desk.must_show("That is the code of anna@example.com\u{2019}s token");
        see(desk, "a0-others-code");
        desk.write(&others);
        desk.write(&others);
        desk.must_show("Three codes were wrong");
        see(desk, "a1-many-misses");
        lift(desk, pad);
        lay(desk, pad, &first);
        desk.must_show("That is the token of anna@example.com");
        see(desk, "a2-others-token");
        lift(desk, pad);
        desk.press(Key::F4);
        desk.must_show("Ready to write the token again");
        see(desk, "a3-write-again");
    });
}

#[test]
fn where_every_code_is_typed_the_live_one_is_hidden() {
    in_every_look(|desk, pad, see| {
        set(desk, |settings| settings.comparing = Comparing::Typed);
        desk.arm("ben@example.com");
        let token = Token::new(Model::C302I, 2);
        lay(desk, pad, &token);
        desk.must_show("type what it shows");
        let code = token.code(desk.clock.unix());
        assert!(!desk.shows(&format!("{} {}", &code[..3], &code[3..])));
        see(desk, "a4-typed-only");
        desk.ctrl(Key::Enter);
        assert_eq!(desk.confirmed(), 0);
        desk.write(&code);
        assert_eq!(desk.confirmed(), 1);
    });
}

#[test]
fn without_a_licence_the_secret_comes_from_entra() {
    in_every_look(|desk, pad, see| {
        set(desk, |settings| settings.licence = Licence::Free);
        desk.arm("ben@example.com");
        desk.must_show("Scan the QR code that Entra ID shows");
        see(desk, "a5-scan-secret");
        let token = Token::new(Model::C302I, 2);
        lay(desk, pad, &token);
        desk.must_show("First, the secret");
        desk.write("otpauth://totp/Entra:ben?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Entra");
        desk.must_show("Does it show this?");
        let station = desk.window.state().station();
        assert_eq!(station.log().rows()[0].kind, tapdesk::desk::Kind::Dictated);
        let code = token.code(desk.clock.unix());
        desk.write(&code);
        lift(desk, pad);
        desk.ctrl(Key::Num3);
        desk.must_show("Nothing is exported without P1 or P2");
        see(desk, "a6-no-export");
    });
}

#[test]
fn what_becomes_of_tokens_later_is_kept_from_the_log() {
    in_every_look(|desk, pad, see| {
        let (old, new) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
        desk.enroll_on(pad, "anna@example.com", &old);
        desk.ctrl(Key::E);
        desk.press(Key::Enter);
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.ctrl(Key::H);
        desk.write("her desk neighbour");
        see(desk, "a7-hand-over");
        desk.press(Key::Enter);
        desk.must_show("Handed over");
        desk.ctrl(Key::P);
        lay(desk, pad, &new);
        let code = new.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("To be deleted in Entra ID: 1");
        see(desk, "a8-to-delete");
        lift(desk, pad);
        desk.ctrl(Key::Num3);
        desk.must_show("1 token to be deleted in Entra ID");
        see(desk, "a9-export-and-delete");
        desk.click("I have deleted it");
        assert!(!desk.shows("to be deleted in Entra ID"));
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.must_show("Replaced");
        see(desk, "b0-log-replaced");
    });
}

#[test]
fn other_things_on_the_reader_and_from_the_scanner_have_their_sentence() {
    in_every_look(|desk, pad, see| {
        desk.arm("anna@example.com");
        for (what, says) in [
            (NotToken::BankCard, "That is a bank card, not a token"),
            (NotToken::Phone, "That is a phone, not a token"),
        ] {
            pad.put(None, Some(what), true, None);
            desk.settle();
            desk.must_show(says);
            lift(desk, pad);
        }
        see(desk, "b1-phone");
        desk.press(Key::Escape);
        for (text, says, name) in [
            (
                "phonefactor://activate?code=1",
                "for Microsoft\u{2019}s own app",
                "b2-push",
            ),
            ("FIDO:/1234567890", "for a passkey", "b3-passkey"),
            ("https://example.com/x", "a web address", "b4-link"),
            (
                "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=8",
                "No token can take this",
                "b5-terms",
            ),
            ("482913", "That is a code", "b6-code"),
            ("anna.mueller\"example.com", "types for another keyboard", "b7-layout"),
        ] {
            desk.write(text);
            desk.must_show(says);
            see(desk, name);
        }
    });
}

#[test]
fn reader_trouble_comes_with_what_mends_it() {
    let causes = vec![Diagnosis::ServiceNotInstalled {
        packages: tapdesk::reader::doctor::Packages::Apt,
    }];
    in_every_look_with(common::clock_is_right(), causes, |desk, pad, see| {
        pad.state(ReaderState::ServiceDown(ServiceTrouble::NotRunning));
        desk.settle();
        desk.must_show("apt");
        see(desk, "b8-diagnosis");
    });
}

#[test]
fn a_parked_token_is_compared_from_the_side() {
    in_every_look(|desk, pad, see| {
        let token = Token::new(Model::C302I, 1);
        desk.arm("anna@example.com");
        lay(desk, pad, &token);
        desk.press(Key::Escape);
        lift(desk, pad);
        see(desk, "b9-parked");
        desk.click("Compare its code");
        desk.must_show("Does it show this?");
        let code = token.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("anna@example.com is ready");
        // the same from the log, as a person reads the code over the phone
        let second = Token::new(Model::C301I, 2);
        desk.arm("ben@example.com");
        pad.put(Some(second.clone()), None, true, Some(Pull { at: 4, acted: false }));
        desk.settle();
        lift(desk, pad);
        lay(desk, pad, &second);
        desk.press(Key::Escape);
        lift(desk, pad);
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.ctrl(Key::K);
        let code = second.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("ben@example.com is ready");
    });
}

#[test]
fn the_first_start_ends_with_an_offer_to_try() {
    for theme in [Theme::Light, Theme::Dark] {
        let mut desk = Desk::with(theme, false, Arc::new(tempfile::tempdir().unwrap()));
        desk.write("correct horse");
        desk.press(Key::Enter);
        desk.write("correct horse");
        for _ in 0..3 {
            desk.press(Key::Enter);
        }
        desk.must_show("Try one enrollment on a simulated token first");
        desk.see("c0-welcome");
        desk.click("Start enrolling");
        assert!(!desk.shows("Try one enrollment"));
    }
}

#[test]
fn every_setting_is_read_and_kept() {
    in_every_look(|desk, _pad, see| {
        desk.ctrl(Key::Num6);
        for (name, text) in [
            ("Station name", "Desk 7"),
            ("Operators", "M. Keller, B. Frei"),
            ("Default domain", "example.com"),
            ("Accepted domains", "example.com, example.org"),
            ("Domains of guests", "partner.example"),
            ("Time server", "dc1.example.com:123"),
            ("Clock limit in seconds", "20"),
            ("Token clocks in minutes", "5"),
            ("Export folder", "/mnt/out"),
            ("Backup folder", "/mnt/stick"),
            ("Lock after minutes", "7"),
        ] {
            desk.field(name).scroll_to_me();
            desk.field(name).focus();
            desk.settle();
            desk.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
            desk.settle();
            desk.window.event(Event::Text(text.into()));
            desk.settle();
            desk.press(Key::Enter);
        }
        for chip in ["Free", "Typed only", "2 minutes", "timeinterval"] {
            desk.click(chip);
        }
        see(desk, "c1-settings");
        let text = std::fs::read_to_string(desk.home.path().join("data/settings.toml")).unwrap();
        let (kept, wrong) = Settings::read(&text);
        assert!(wrong.is_empty());
        assert_eq!(&kept, desk.window.state().station().settings());
        for value in [
            "\"Desk 7\"",
            "\"B. Frei\"",
            "default_domain = \"example.com\"",
            "\"example.org\"",
            "\"partner.example\"",
            "\"dc1.example.com:123\"",
            "clock_limit_seconds = 20",
            "token_clock_minutes = 5",
            "export_folder = \"/mnt/out\"",
            "backup_folder = \"/mnt/stick\"",
            "lock_after_minutes = 7",
            "licence = \"free\"",
            "comparing = \"typed\"",
            "display_seconds = 120",
            "header = \"timeinterval\"",
        ] {
            assert!(text.contains(value), "{value} is not in the file");
        }
    });
}

const KEY: &str = "Yubico YubiKey OTP+FIDO+CCID 00 00";
const PICC: &str = "ACS ACR1252 Dual Reader [PICC] 01 00";

#[test]
fn what_other_readers_feel_is_a_line_in_the_header() {
    in_every_look(|desk, pad, see| {
        let all = vec![KEY.to_owned(), PICC.to_owned()];
        let chosen = PICC.to_owned();
        pad.state(ReaderState::Ready { chosen, all });
        pad.tell(ReaderEvent::Elsewhere(vec![KEY.into()]));
        desk.settle();
        desk.arm("anna@example.com");
        desk.must_show("Something lies on Yubico YubiKey OTP+FIDO+CCID 00 00");
        desk.must_show("Tokens are written on ACS ACR1252 Dual Reader [PICC] 01 00");
        assert!(desk.window.state().station().flow().notice().is_none());
        see(desk, "ba-elsewhere");
        pad.tell(ReaderEvent::Elsewhere(vec![]));
        desk.settle();
        assert!(!desk.shows("Something lies on"));
    });
}

#[test]
fn a_reader_that_was_pulled_is_awaited_and_another_one_is_a_click_away() {
    in_every_look(|desk, pad, see| {
        let (awaited, all) = (PICC.to_owned(), vec![KEY.to_owned()]);
        pad.state(ReaderState::Away { awaited, all });
        desk.settle();
        desk.must_show("ACS ACR1252 Dual Reader [PICC] 01 00 is not connected");
        desk.must_show("Another reader is used only when you choose it");
        see(desk, "bb-reader-away");
        // typing, scanning and Enter choose nothing
        desk.arm("anna@example.com");
        desk.press(Key::Enter);
        assert_eq!(desk.window.state().station().settings().reader, None);
        desk.click("Use Yubico YubiKey OTP+FIDO+CCID 00 00");
        assert_eq!(desk.window.state().station().settings().reader.as_deref(), Some(KEY));
        desk.ctrl(Key::Num6);
        desk.must_show("Yubico YubiKey OTP+FIDO+CCID 00 00");
        see(desk, "bc-reader-away-station");
    });
}

#[test]
fn a_token_that_may_have_been_overwritten_is_named_and_held_back() {
    in_every_look(|desk, pad, see| {
        let (annas, bens) = (Token::new(Model::C301I, 1), Token::new(Model::C301I, 2));
        desk.enroll_on(pad, "ben@example.com", &bens);
        pad.swap_at(2, &bens);
        desk.arm("anna@example.com");
        lay(desk, pad, &annas);
        desk.must_show("ben@example.com\u{2019}s token 8659 6100 0000 2 may have been overwritten");
        desk.must_show("Tokens were swapped while one was written");
        see(desk, "bd-doubted");
        lift(desk, pad);
        desk.click("Got it");
        desk.must_show("May have been overwritten or changed. Compare its code, or write it again.");
        desk.press(Key::Escape);
        desk.ctrl(Key::E);
        desk.must_show("1 token is held back");
        see(desk, "be-held-back");
        desk.click("Show in the log");
        desk.must_show("In doubt");
        desk.must_show("It may have been overwritten");
        see(desk, "bf-doubted-log");
    });
}
