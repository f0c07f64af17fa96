//! The desk's judgement in the window: what a scanner types goes where it belongs, a wrong code and a wrong token are said
//! to be what they are. Bursts are typed as a scanner types them; nothing sleeps.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::window::Desk;
use common::{Pad, Pull, Token, Witnesses};
use egui::accesskit::Role;
use egui::{Event, Key, Theme};
use egui_kittest::kittest::Queryable;
use tapdesk::desk::{Asked, ClockChecked, Kind, NotToken, Outcome, Stage};
use tapdesk::station::{Comparing, Identify, Intent, Licence, Station};
use tapdesk::token2::Model;

/// RFC 4226, appendix D: the seed `12345678901234567890`.
const OTPAUTH: &str =
    "otpauth://totp/Contoso:anna%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Microsoft";
const SERIAL: &str = "8659610000001";
const GROUPED: &str = "8659 6100 0000 1";

/// With which keys a scanner ends: CR is Enter, and LF a second one.
const ENDS: [&[Key]; 5] = [
    &[],
    &[Key::Enter],
    &[Key::Tab],
    &[Key::Enter, Key::Enter],
    &[Key::Enter, Key::Tab],
];

fn station(desk: &Desk) -> &Station {
    desk.window.state().station()
}

fn wants(desk: &mut Desk, intent: Intent) {
    desk.window.state_mut().apply_intent(intent);
    desk.settle();
}

/// A desk at which Anna has the token of [`SERIAL`].
fn annas() -> (Desk, Pad, Token) {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::with_serial(SERIAL);
    desk.enroll_on(&pad, "anna@example.com", &token);
    pad.wire();
    (desk, pad, token)
}

/// No code of a token that is known here, and none that could be one by its drift.
fn wrong(desk: &Desk, tokens: &[&Token]) -> String {
    let now = desk.clock.unix();
    let shown: Vec<String> = tokens
        .iter()
        .flat_map(|token| (-130..=130).map(|step| token.code(now + step * 30)))
        .collect();
    let codes = (0..).map(|number| format!("{number:06}"));
    codes.into_iter().find(|code| !shown.contains(code)).unwrap()
}

// --- scanners ---------------------------------------------------------------------------------------------------------

#[test]
fn a_scanned_upn_arms_whatever_the_scanner_ends_with() {
    for ends in ENDS {
        let (mut desk, _) = Desk::over_pad(Theme::Light);
        desk.scan("anna@example.com", ends);
        assert!(matches!(desk.stage(), Stage::Armed { .. }), "{ends:?}");
        desk.must_show("Lay the token on the reader");
        assert_eq!(station(&desk).upn_field().refused, None);
    }
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    desk.write("anna@example.com\r\n");
    assert!(matches!(desk.stage(), Stage::Armed { .. }), "CR LF in the text");
}

#[test]
fn a_serial_at_enroll_is_said_to_be_whose_and_is_no_upn() {
    for ends in ENDS {
        let (mut desk, pad, _) = annas();
        desk.scan(SERIAL, ends);
        desk.must_show(&format!("That is the serial {GROUPED}"));
        desk.must_show("Enrolled for anna@example.com");
        assert!(matches!(desk.stage(), Stage::Idle));
        assert_eq!(desk.value("UPN"), "");
        desk.scan("8659622009999", ends);
        desk.must_show("Nobody was enrolled on it here");
        // and while the code is compared it is no code either
        let bens = Token::new(Model::C301I, 2);
        desk.arm("ben@example.com");
        desk.lay(&pad, &bens);
        desk.scan(SERIAL, ends);
        desk.must_show("Enrolled for anna@example.com");
        assert_eq!(desk.value("Type the code on the token"), "");
        assert_eq!(desk.confirmed(), 1);
        let code = bens.code(desk.clock.unix());
        desk.scan(&code, ends);
        assert_eq!(desk.confirmed(), 2, "{ends:?}");
    }
}

#[test]
fn a_serial_in_the_log_is_searched_whatever_field_has_the_focus() {
    for ends in ENDS {
        let (mut desk, _, _) = annas();
        desk.ctrl(Key::F);
        desk.scan(SERIAL, ends);
        assert_eq!(desk.value("Search the log"), SERIAL);
        desk.must_show("1 enrollment");
        desk.press(Key::ArrowDown);
        desk.ctrl(Key::H);
        assert!(desk.field("To whom?").is_focused());
        desk.scan("8659622009999", ends);
        assert_eq!(desk.value("To whom?"), "");
        assert_eq!(desk.value("Search the log"), "8659622009999");
        assert!(station(&desk).log().rows()[0].later.handed.is_none());
    }
}

#[test]
fn a_serial_on_any_other_screen_is_looked_up_under_token() {
    for (screen, field) in [
        (Key::Num3, Some("File")),
        (Key::Num4, Some("Or type a serial")),
        (Key::Num5, None),
        (Key::Num6, Some("Station name")),
    ] {
        for ends in ENDS {
            let (mut desk, _, _) = annas();
            desk.ctrl(screen);
            if let Some(field) = field {
                desk.field(field).focus();
                desk.settle();
            }
            desk.scan(SERIAL, ends);
            let Identify::Named { serial, .. } = station(&desk).identify() else {
                panic!("{screen:?} {ends:?}")
            };
            assert_eq!(serial.as_str(), SERIAL);
            desk.must_show("anna@example.com has it");
            assert_eq!(desk.value("Or type a serial"), "");
            assert_eq!(station(&desk).settings().station_name, None);
        }
    }
}

#[test]
fn what_a_person_types_stays_where_it_is_typed() {
    let (mut desk, _, _) = annas();
    desk.type_slowly(SERIAL);
    assert_eq!(desk.value("UPN"), SERIAL);
    desk.press(Key::Enter);
    desk.must_show("That is a serial number");
    desk.ctrl(Key::Num6);
    desk.field("Station name").focus();
    desk.settle();
    desk.type_slowly(SERIAL);
    assert_eq!(desk.value("Station name"), SERIAL);
}

/// Whether a piece of the secret can be read anywhere.
fn is_readable(desk: &Desk) -> bool {
    desk.shows("GEZDGN") || desk.shows("otpauth")
}

#[test]
fn a_scanned_secret_stays_in_no_field_of_any_screen() {
    for ends in ENDS {
        let (mut desk, pad, _) = annas();
        let said = "That is a secret, and nobody waits for one";
        desk.scan(OTPAUTH, ends);
        desk.must_show(said);
        assert_eq!(desk.value("UPN"), "");
        for (screen, field) in [
            (Key::Num2, Some("Search the log")),
            (Key::Num3, None),
            (Key::Num4, Some("Or type a serial")),
            (Key::Num5, Some("File with people (CSV)")),
            (Key::Num6, Some("Station name")),
        ] {
            desk.ctrl(screen);
            if let Some(field) = field {
                desk.field(field).focus();
                desk.settle();
            }
            desk.scan(OTPAUTH, ends);
            desk.must_show(said);
            if let Some(field) = field {
                assert_eq!(desk.value(field), "", "{field}");
            }
            assert!(!is_readable(&desk), "{screen:?}");
        }
        let settings = std::fs::read_to_string(desk.home.path().join("data/settings.toml")).unwrap_or_default();
        assert!(!settings.contains("GEZD"));
        // nor in that of a question over the window
        desk.ctrl(Key::Num1);
        desk.arm("ben@example.com");
        desk.lay(&pad, &Token::new(Model::C301I, 2));
        desk.press(Key::Escape);
        desk.click("Abandon…");
        assert!(desk.field("Why?").is_focused());
        desk.scan(OTPAUTH, ends);
        assert_eq!(desk.value("Why?"), "");
        assert!(!is_readable(&desk));
        desk.press(Key::Escape);
        assert_eq!(station(&desk).log().unfinished().count(), 1);
    }
}

#[test]
fn what_is_scanned_below_a_question_over_the_window_does_nothing() {
    let (mut desk, pad, _) = annas();
    desk.arm("ben@example.com");
    desk.lay(&pad, &Token::new(Model::C301I, 2));
    desk.press(Key::Escape);
    desk.click("Abandon…");
    let nothing_done = |desk: &mut Desk, text: &str| {
        desk.scan(text, &[Key::Enter]);
        assert!(matches!(desk.stage(), Stage::Idle), "{text}");
        assert!(station(desk).hint().is_none(), "{text}");
        // a name and a UPN stand in the field that has the focus
        if text == SERIAL || text == "482913" {
            desk.must_show("Something was scanned while Tapdesk showed something else");
        }
        assert_eq!(station(desk).log().unfinished().count(), 1, "{text} gives nothing up");
    };
    for text in ["carl@example.com", SERIAL, "482913", "Carl Example"] {
        nothing_done(&mut desk, text);
    }
    desk.press(Key::Escape);
    // nor below the keys
    desk.press(Key::F1);
    for text in ["carl@example.com", SERIAL, "482913", "Carl Example"] {
        nothing_done(&mut desk, text);
    }
    desk.press(Key::F1);
    assert_eq!(desk.value("UPN"), "");
}

#[test]
fn a_secret_that_is_pasted_or_typed_into_the_upn_field_is_wiped() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    desk.window.event(Event::Paste(OTPAUTH.into()));
    desk.settle();
    assert_eq!(desk.value("UPN"), "");
    assert!(!is_readable(&desk));
    desk.type_slowly("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ");
    assert!(!desk.shows("GEZDGN"), "it is masked while it stands there");
    desk.press(Key::Enter);
    assert_eq!(desk.value("UPN"), "");
    desk.must_show("That is a secret, and nobody waits for one");
}

#[test]
fn a_scanned_secret_is_written_for_the_person_who_waits() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.set(|settings| settings.licence = Licence::Free);
    let token = Token::new(Model::C301I, 1);
    desk.scan("anna@example.com", &[Key::Enter]);
    desk.must_show("Scan the QR code that Entra ID shows");
    desk.lay(&pad, &token);
    desk.must_show("First, the secret");
    assert!(pad.wire().is_empty());
    desk.scan(OTPAUTH, &[Key::Enter]);
    assert!(matches!(desk.stage(), Stage::Comparing { .. }));
    desk.must_show("from another system");
    assert!(!is_readable(&desk));
    let code = token.code(desk.clock.unix());
    desk.scan(&code, &[]);
    assert_eq!(desk.confirmed(), 1);
    assert_eq!(station(&desk).log().rows()[0].kind, Kind::Dictated);
    desk.must_show("0 to export");
}

#[test]
fn digits_are_no_upn_and_six_of_them_are_a_code() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.set(|settings| settings.default_domain = Some("example.com".into()));
    for digits in ["00471234", "4711 2233"] {
        desk.scan(digits, &[Key::Enter]);
        desk.must_show("Those are digits, not a UPN");
        assert!(matches!(desk.stage(), Stage::Idle));
        desk.ctrl(Key::A);
        desk.press(Key::Backspace);
    }
    for code in ["482913", "482 913", "482-913"] {
        desk.scan(code, &[Key::Enter]);
        desk.must_show("That is a code");
        assert!(matches!(desk.stage(), Stage::Idle));
        assert_eq!(desk.value("UPN"), "");
        desk.click("Got it");
    }
    for (number, (gap, slowly)) in [(" ", false), ("-", false), (" ", true), ("-", true)]
        .into_iter()
        .enumerate()
    {
        let token = Token::new(Model::C301I, 10 + u32::try_from(number).unwrap());
        desk.scan(&format!("p{number}.example@example.com"), &[Key::Enter]);
        desk.lay(&pad, &token);
        let code = token.code(desk.clock.unix());
        let grouped = format!("{}{gap}{}", &code[..3], &code[3..]);
        if slowly {
            desk.type_slowly(&grouped);
        } else {
            desk.scan(&grouped, &[Key::Enter]);
        }
        assert_eq!(desk.confirmed(), number + 1, "{gap:?} {slowly}");
        desk.lift(&pad);
    }
}

#[test]
fn the_enter_behind_a_burst_answers_no_question() {
    let (mut desk, pad, token) = annas();
    let before = token.seed();
    // whose token it is
    desk.scan("ben@example.com", &[Key::Enter]);
    desk.lay(&pad, &token);
    for button in ["Write it anyway", "Show in the log", "No, not this"] {
        for text in [SERIAL, "carl@example.com", "482913", "Carl Example", OTPAUTH] {
            desk.window.get_by_role_and_label(Role::Button, button).focus();
            desk.settle();
            desk.scan(text, &[Key::Enter]);
            assert!(matches!(desk.stage(), Stage::Asking { .. }), "{button} {}", text.len());
            assert!(desk.shows("Write it anyway"), "{button} {}", text.len());
        }
    }
    assert_eq!(token.seed(), before);
    desk.press(Key::Escape);
    desk.lift(&pad);
    // whether she gets a second one
    desk.scan("anna@example.com", &[Key::Enter]);
    desk.must_show("This person has a token already");
    desk.must_show("You enrolled this person within the last minute");
    for button in ["Another one", "Replace it"] {
        desk.window.get_by_role_and_label(Role::Button, button).focus();
        desk.settle();
        desk.scan("anna@example.com", &[Key::Enter, Key::Enter]);
        assert!(matches!(desk.stage(), Stage::Asking { .. }), "{button}");
    }
    desk.must_show("That is a UPN");
}

#[test]
fn a_scanner_for_another_keyboard_is_named() {
    for (text, layout) in [
        ("otpauthÖ--totp-x_secret´GEYDGNBVGZ3TQOJQ", "German"),
        ("anna.mueller\"example.com", "another one"),
        ("otpquthM!!totp!x§secret=GEWDGNBVGY\"TAOJA", "French"),
    ] {
        let (mut desk, _) = Desk::over_pad(Theme::Light);
        desk.set(|settings| settings.default_domain = Some("example.com".into()));
        desk.scan(text, &[Key::Enter]);
        desk.must_show("The scanner types for another keyboard");
        if layout != "another one" {
            desk.must_show(layout);
        }
        assert_eq!(desk.value("UPN"), "");
        assert!(matches!(desk.stage(), Stage::Idle));
    }
}

// --- people -----------------------------------------------------------------------------------------------------------

const LIST: &str = "userPrincipalName,displayName,employeeId,userType\r\n\
anna.mueller@example.com,Anna Müller,00471,Member\r\n\
anna.maier@example.com,Anna Maier,00472,Member\r\n\
ben.obrien@example.com,Ben O'Brien,00473,Member\r\n\
eve@example.com,Eve Example,00474,Guest\r\n";

/// A desk with that list, read as a person does it.
fn with_list() -> (Desk, Pad) {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let path = desk.home.path().join("people.csv");
    std::fs::write(&path, LIST).unwrap();
    desk.ctrl(Key::Num5);
    desk.must_show("No list of people yet");
    desk.field("File with people (CSV)").focus();
    desk.settle();
    desk.write(&path.display().to_string());
    desk.press(Key::Enter);
    desk.must_show("Which column is what?");
    desk.must_show("Anna Müller");
    desk.click("Use this list");
    desk.must_show("4 people are on the list");
    desk.must_show("0 of 3 have a token");
    desk.ctrl(Key::Num1);
    (desk, pad)
}

#[test]
fn the_first_enter_takes_who_is_suggested_and_the_second_arms() {
    for typed in ["mueller", "Müller", "an mü", "anna mü"] {
        let (mut desk, pad) = with_list();
        desk.write(typed);
        desk.press(Key::Enter);
        assert_eq!(desk.value("UPN"), "anna.mueller@example.com", "{typed}");
        assert!(matches!(desk.stage(), Stage::Idle), "{typed}");
        desk.press(Key::Enter);
        assert!(matches!(desk.stage(), Stage::Armed { .. }), "{typed}");
        let token = Token::new(Model::C301I, 1);
        desk.lay(&pad, &token);
        let code = token.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("Anna Müller is ready");
        desk.must_show("1 of 3 have a token");
    }
}

#[test]
fn two_who_fit_equally_are_never_armed() {
    let (mut desk, _) = with_list();
    desk.set(|settings| settings.default_domain = Some("example.com".into()));
    desk.write("anna");
    for _ in 0..3 {
        desk.press(Key::Enter);
        assert!(matches!(desk.stage(), Stage::Idle));
        assert_eq!(desk.value("UPN"), "anna");
        desk.must_show("Several people fit");
    }
    desk.press(Key::ArrowDown);
    desk.press(Key::ArrowDown);
    desk.press(Key::Enter);
    assert!(
        matches!(desk.stage(), Stage::Armed { .. }),
        "whoever is chosen is meant"
    );
    desk.must_show("anna.mueller@example.com");
}

#[test]
fn whoever_is_pressed_is_meant_unless_a_token_lies_there() {
    let (mut desk, pad) = with_list();
    desk.write("anna");
    desk.window.get_by_label_contains("anna.maier@example.com, ").click();
    desk.settle();
    assert!(matches!(desk.stage(), Stage::Armed { .. }));
    desk.press(Key::Escape);
    desk.lay(&pad, &Token::new(Model::C302I, 1));
    desk.write("anna");
    desk.window.get_by_label_contains("anna.maier@example.com, ").click();
    desk.settle();
    assert_eq!(
        desk.value("UPN"),
        "anna.maier@example.com",
        "it is written at once: the UPN is shown first"
    );
    assert!(matches!(desk.stage(), Stage::TokenFirst { .. }));
}

#[test]
fn a_guest_of_the_list_is_shown_and_gets_no_token() {
    let (mut desk, _) = with_list();
    desk.write("eve@example.com");
    desk.press(Key::Enter);
    assert!(matches!(desk.stage(), Stage::Idle));
    desk.must_show("That is a guest");
}

#[test]
fn the_next_person_without_a_token_is_one_key_away() {
    let (mut desk, _) = with_list();
    desk.ctrl(Key::N);
    assert_eq!(desk.value("UPN"), "anna.maier@example.com");
    desk.ctrl(Key::N);
    assert_eq!(desk.value("UPN"), "anna.mueller@example.com");
    desk.press(Key::Enter);
    assert!(matches!(desk.stage(), Stage::Armed { .. }));
    wants(&mut desk, Intent::Lock);
    assert!(!desk.shows("anna") && !desk.shows("have a token"), "locked");
}

// --- the clock --------------------------------------------------------------------------------------------------------

#[test]
fn the_time_is_asked_and_its_answer_is_no_answer_to_anything_else() {
    let witnesses = Witnesses::saying(ClockChecked::default());
    let (mut desk, pad) = Desk::over_pad_with(Theme::Light, |sources| sources.clock = witnesses.source());
    desk.must_show("Is this the right time?");
    desk.must_show("09:00:05");
    desk.must_show("Clock not checked");
    let leas = Token::new(Model::C301I, 1);
    desk.arm("lea@example.com");
    desk.lay(&pad, &leas);
    desk.must_show("First, the clock");
    assert!(pad.wire().is_empty());
    desk.click("Yes, it is right");
    desk.must_show("compared with a phone");
    let code = leas.code(desk.clock.unix());
    desk.write(&code);
    desk.must_show("lea@example.com is ready");
    desk.lift(&pad);
    let before = leas.seed();

    desk.set(|settings| settings.lock_after_minutes = 0);
    desk.clock.advance(13 * 3600);
    desk.settle();
    desk.must_show("Is this the right time?");
    desk.lay(&pad, &leas);
    desk.arm("ben@example.com");
    desk.must_show("This is lea@example.com’s token");
    desk.click("Yes, it is right");
    desk.must_show("This is lea@example.com’s token");
    assert_eq!(leas.seed(), before, "nobody has said that it may be overwritten");
    assert!(!desk.shows("Is this the right time?"));
}

#[test]
fn a_server_that_disagrees_says_by_how_much_and_offers_no_button() {
    let witnesses = Witnesses::saying(ClockChecked {
        server: Some(Ok(-125_000)),
        system: Some(true),
    });
    let (mut desk, pad) = Desk::over_pad_with(Theme::Light, |sources| {
        sources.clock = witnesses.source();
        sources.named.time_server = Some("dc.example.com".into());
    });
    desk.must_show("The clock of this computer is 2 minutes behind");
    desk.must_show("Clock wrong");
    assert!(!desk.shows("Yes, it is right"));
    desk.arm("anna@example.com");
    desk.lay(&pad, &Token::new(Model::C301I, 1));
    desk.ctrl(Key::B);
    assert!(matches!(desk.stage(), Stage::Armed { .. }));
    assert!(pad.wire().is_empty());
}

// --- the code ---------------------------------------------------------------------------------------------------------

#[test]
fn a_miss_says_what_it_found() {
    let (mut desk, pad, annas) = annas();
    let bens = Token::new(Model::C301I, 2);
    desk.arm("ben@example.com");
    desk.lay(&pad, &bens);
    let old = bens.code(desk.clock.unix() - 25 * 60);
    for _ in 0..2 {
        desk.scan(&old, &[]);
        desk.must_show("That code is 25 minutes old");
    }
    desk.clock.advance(30);
    desk.settle();
    let now = desk.clock.unix();
    for (code, says) in [
        (bens.code(now - 25 * 60), "The token’s clock is 25 minutes behind"),
        (bens.code(now - 10 * 60), "That code is 10 minutes old"),
        (bens.code(now + 120), "The token’s clock is 2 minutes ahead"),
        (annas.code(now), "That is the code of anna@example.com’s token"),
        (wrong(&desk, &[&annas, &bens]), "That is not a code of this token"),
    ] {
        desk.scan(&code, &[Key::Enter]);
        desk.must_show(says);
        assert_eq!(desk.confirmed(), 1, "{says}");
        assert!(matches!(desk.stage(), Stage::Comparing { .. }));
    }
    assert!(!desk.shows("It shows the same"), "it is typed after a wrong one");
    desk.ctrl(Key::Enter);
    desk.must_show("Now the code has to be typed");
    assert_eq!(desk.confirmed(), 1);
    let right = bens.code(desk.clock.unix());
    desk.write(&right);
    assert_eq!(desk.confirmed(), 2);
}

#[test]
fn by_eye_is_one_key_where_nothing_wrong_was_typed() {
    let (mut desk, pad, _) = annas();
    desk.arm("ben@example.com");
    desk.lay(&pad, &Token::new(Model::C301I, 2));
    desk.ctrl(Key::Enter);
    assert_eq!(desk.confirmed(), 2);
}

#[test]
fn three_misses_suggest_to_write_it_again_with_one_key() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::new(Model::C301I, 1);
    desk.arm("anna@example.com");
    desk.lay(&pad, &token);
    let seed = token.seed();
    for typed in 1..=3 {
        assert!(!desk.shows("Three codes were wrong"), "{typed}");
        let code = wrong(&desk, &[&token]);
        desk.type_slowly(&code);
    }
    desk.must_show("Three codes were wrong");
    desk.press(Key::F4);
    desk.must_show("Lift the token and lay it down again");
    desk.lift(&pad);
    desk.lay(&pad, &token);
    assert_eq!(token.seed(), seed);
    let code = token.code(desk.clock.unix());
    desk.write(&code);
    desk.must_show("anna@example.com is ready");
}

#[test]
fn where_every_code_is_typed_the_live_one_is_hidden() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.set(|settings| settings.comparing = Comparing::Typed);
    let token = Token::new(Model::C301I, 1);
    desk.arm("anna@example.com");
    desk.lay(&pad, &token);
    desk.must_show("Switch the token off and on, and type what it shows");
    let now = desk.clock.unix();
    let hidden = |desk: &Desk| {
        let codes = [now - 30, now, now + 30].map(|at| token.code(at));
        let grouped = codes.map(|code| format!("{} {}", &code[..3], &code[3..]));
        !desk.shows("Live code") && grouped.iter().all(|code| !desk.shows(code))
    };
    assert!(hidden(&desk));
    desk.ctrl(Key::Enter);
    assert_eq!(desk.confirmed(), 0);
    let code = wrong(&desk, &[&token]);
    desk.scan(&code, &[Key::Enter]);
    assert!(hidden(&desk), "after a wrong one, too");
    desk.type_slowly(&token.code(now));
    assert_eq!(desk.confirmed(), 1);
}

// --- what lies there --------------------------------------------------------------------------------------------------

#[test]
fn another_token_is_said_to_be_whose_while_one_is_unfinished_and_while_one_is_compared() {
    for unfinished in [true, false] {
        let (mut desk, pad, annas) = annas();
        let bens = Token::new(Model::C301I, 2);
        let before = annas.seed();
        desk.arm("ben@example.com");
        let pull = unfinished.then_some(Pull { at: 4, acted: false });
        pad.put(Some(bens.clone()), None, true, pull);
        desk.settle();
        desk.lift(&pad);
        pad.wire();
        desk.lay(&pad, &annas);
        desk.must_show("That is the token of anna@example.com, since");
        desk.must_show(GROUPED);
        assert_eq!(pad.wire(), [0x41], "looked at, and that is all");
        assert_eq!(annas.seed(), before);
        desk.lift(&pad);
        desk.lay(&pad, &Token::new(Model::C301I, 3));
        desk.must_show("That is another token");
        assert_eq!(pad.wire(), [0x41]);
        desk.lift(&pad);
        desk.lay(&pad, &bens);
        let code = bens.code(desk.clock.unix());
        desk.scan(&code, &[Key::Enter]);
        assert_eq!(desk.confirmed(), 2);
    }
}

#[test]
fn a_card_is_named_and_what_was_begun_goes_on() {
    for unfinished in [true, false] {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        let token = Token::new(Model::C301I, 1);
        desk.arm("anna@example.com");
        let pull = unfinished.then_some(Pull { at: 4, acted: false });
        pad.put(Some(token.clone()), None, true, pull);
        desk.settle();
        desk.lift(&pad);
        pad.wire();
        for (what, says) in [
            (NotToken::PlacedBadly, "The reader feels something but gets no answer"),
            (NotToken::StorageCard, "That is a badge or a sticker, not a token"),
            (NotToken::FidoKey, "That is a FIDO security key, not a token"),
            (NotToken::BankCard, "That is a bank card, not a token"),
            (NotToken::Phone, "That is a phone, not a token"),
            (NotToken::UnknownCard, "That is a card Tapdesk does not know"),
        ] {
            pad.put(None, Some(what), true, None);
            desk.settle();
            desk.must_show(says);
            desk.lift(&pad);
            desk.must_show(says);
        }
        assert!(pad.wire().is_empty());
        desk.lay(&pad, &token);
        let code = token.code(desk.clock.unix());
        desk.scan(&code, &[Key::Enter]);
        assert_eq!(desk.confirmed(), 1);
    }
}

#[test]
fn the_finished_token_of_the_person_before_is_to_be_taken_away() {
    let (mut desk, pad, _) = annas();
    let bens = Token::new(Model::C301I, 2);
    desk.scan("ben@example.com", &[Key::Enter]);
    desk.lay(&pad, &bens);
    let code = bens.code(desk.clock.unix());
    desk.scan(&code, &[Key::Enter]);
    let before = bens.seed();
    desk.scan("carl@example.com", &[Key::Enter]);
    desk.must_show("Take ben@example.com’s token away");
    assert_eq!(bens.seed(), before);
    desk.lift(&pad);
    assert!(!desk.shows("token away"));
    desk.lay(&pad, &Token::new(Model::C301I, 3));
    assert!(matches!(desk.stage(), Stage::Comparing { .. }));
}

#[test]
fn what_was_put_off_is_compared_from_the_side() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::new(Model::C301I, 1);
    desk.arm("anna@example.com");
    desk.lay(&pad, &token);
    desk.press(Key::Escape);
    desk.lift(&pad);
    desk.must_show("Waiting for their token: 1");
    desk.click("Compare its code");
    let code = token.code(desk.clock.unix());
    desk.scan(&code, &[Key::Enter]);
    assert_eq!(station(&desk).log().rows()[0].outcome, Outcome::Confirmed);
    assert!(!desk.shows("Waiting for their token"));
}

#[test]
fn a_scan_without_enter_never_writes_the_token_that_lies_there() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::new(Model::C302I, 1);
    let factory = token.seed();
    desk.lay(&pad, &token);
    desk.must_show("Who gets this token?");
    desk.scan("anna@example.com", &[]);
    assert_eq!(desk.value("UPN"), "anna@example.com");
    desk.must_show("Who gets this token?");
    assert!(token.seed() == factory, "written without an Enter");
    desk.press(Key::Enter);
    desk.must_show("Does it show this?");
    assert!(token.seed() != factory, "not written");
}

// --- what scanners put around a text, and secrets without a QR code ---------------------------------------------------

#[test]
fn what_was_understood_of_a_secret_is_shown_before_it_is_written() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    desk.arm("anna@example.com");
    desk.scan("]C0GEZDGNBVGY3TQOJQ", &[Key::Enter]);
    desk.must_show("A secret of another system will be written");
    desk.must_show("Read as base32: 16 characters, 10 bytes");
    desk.must_show("letters like y and z are swapped");
    assert!(!desk.shows("GEZD"));
    desk.see("61-bare-secret");
    desk.window
        .event(Event::Paste("6BD49091BA71D992655FC5FC57FB64ED0543F9BD".into()));
    desk.settle();
    desk.must_show("Read as hexadecimal: 40 digits, 20 bytes");
    assert!(!desk.shows("letters like y and z are swapped"), "no scanner typed it");
    desk.scan("ABCDEF234567ABCDEF234567ABCDEF23", &[Key::Enter]);
    desk.must_show("This secret can be read in two ways");
    desk.see("62-two-readings");
    desk.click("Base32, 20 bytes");
    desk.must_show("Read as base32: 32 characters, 20 bytes");
    desk.scan(OTPAUTH, &[Key::Enter]);
    desk.must_show("20 bytes, for anna@example.com at Microsoft");
    desk.see("63-otpauth");
}

#[test]
fn a_badge_and_a_name_are_found_whatever_the_scanner_puts_around_them() {
    for text in [
        "]C000471",
        "*00471*",
        "]Q2\\000026\"Anna Müller\"",
        "\u{feff}Anna Müller",
    ] {
        let (mut desk, _) = with_list();
        desk.scan(text, &[Key::Enter]);
        assert_eq!(desk.value("UPN"), "anna.mueller@example.com", "{text}");
    }
}

#[test]
fn a_yes_that_is_pressed_twice_answers_one_question() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.enroll_on(&pad, "anna@elsewhere.com", &Token::new(Model::C302I, 1));
    desk.set(|settings| settings.accepted_domains = vec!["example.com".into()]);
    desk.arm("anna@elsewhere.com");
    let asked = |desk: &Desk| match desk.stage() {
        Stage::Asking { question, .. } => Some(question.asked),
        _ => None,
    };
    assert_eq!(asked(&desk), Some(Asked::Domain));
    desk.window.run_steps(8);
    let mut now = desk.window.ctx.input(|input| input.time);
    for _ in 0..2 {
        desk.window.key_press_modifiers(egui::Modifiers::COMMAND, Key::B);
        for frame in 0..30 {
            now += 0.01;
            desk.window.input_mut().time = Some(now);
            desk.window.step();
            if frame > 0 && asked(&desk) == Some(Asked::PersonKnown) {
                break;
            }
        }
        assert_eq!(
            asked(&desk),
            Some(Asked::PersonKnown),
            "that they have a token is another question"
        );
    }
}
