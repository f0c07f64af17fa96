//! Who is entered: found, completed, doubted and corrected, at the station and by keys in the window.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::window::Desk;
use common::{At, Bench, Pad, Token};
use egui::{Key, Theme};
use tapdesk::desk::{Asked, Stage};
use tapdesk::station::{ImportStage, Intent};
use tapdesk::token2::Model;

const LIST: &str = "userPrincipalName,displayName,employeeId,userType,accountEnabled\r\n\
anna.mueller@contoso.com,Anna Müller,00471,Member,TRUE\r\n\
a.mueller2@contoso.com,Anna Mueller,00472,Member,TRUE\r\n\
ben.obrien@contoso.com,Ben O'Brien,00473,Member,TRUE\r\n\
cora@contoso.com,Cora Cattaneo,00474,Member,FALSE\r\n\
eve@contoso.com,Eve Example,00475,Guest,TRUE\r\n";

/// What a QR code says, whose secret is of RFC 4226, appendix D.
fn qr(account: &str) -> String {
    format!("otpauth://totp/Contoso:{account}?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Contoso")
}

const BARE: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const SEED: &[u8] = b"12345678901234567890";

fn import(bench: &mut Bench, text: &str) {
    let path = bench.home.path().join("people.csv");
    std::fs::write(&path, text).unwrap();
    bench.apply(Intent::ReadPeople(path));
    let ImportStage::Read(_, columns) = bench.station.people().import() else {
        panic!("{:?}", bench.station.people().import());
    };
    let columns = *columns;
    bench.apply(Intent::ImportPeople(columns));
}

fn with_list() -> Bench {
    let mut bench = Bench::new();
    import(&mut bench, LIST);
    bench
}

fn meant(bench: &Bench) -> Option<String> {
    match bench.station.flow().stage() {
        Stage::Asking { recipient, .. } => recipient.meant().map(|upn| upn.to_string()),
        _ => None,
    }
}

fn waiting(bench: &Bench) -> String {
    bench.station.flow().waiting().unwrap().to_string()
}

// --- accounts that are disabled ---------------------------------------------------------------------------------------

#[test]
fn a_disabled_account_is_asked_about_before_a_token_is_written_for_it() {
    let mut bench = with_list();
    let token = Token::new(Model::C301I, 1);
    bench.upn("cora@contoso.com");
    assert_eq!(bench.asked(), Some(Asked::Disabled));
    bench.lay(&token);
    assert_eq!(
        bench.pad.wire(),
        [0_u8; 0],
        "nothing is read or written before that is answered"
    );
    bench.lift();
    bench.apply(Intent::Cancel);
    assert_eq!(bench.stage(), At::Idle);
    bench.upn("CORA@contoso.com");
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Armed);
    bench.lay(&token);
    assert_eq!(bench.row(0).upn, "CORA@contoso.com");
    assert_eq!(
        bench.station.people().roster().countable(),
        3,
        "no guest, and nobody who cannot sign in"
    );
}

#[test]
fn a_token_in_the_place_of_a_disabled_accounts_is_asked_about_as_well() {
    let mut bench = Bench::new();
    bench.enroll("cora@contoso.com", &Token::new(Model::C301I, 1));
    import(&mut bench, LIST);
    let id = bench.row(0).id;
    bench.apply(Intent::ReplaceLater(id));
    assert_eq!(bench.asked(), Some(Asked::Disabled));
    bench.apply(Intent::Proceed);
    let Stage::Armed { recipient, .. } = bench.station.flow().stage() else {
        panic!("{:?}", bench.stage());
    };
    assert_eq!(recipient.accepted.replaces, Some(id), "and still in its place");
}

#[test]
fn who_is_disabled_is_known_after_a_restart_and_over_a_lock() {
    let mut bench = with_list().crash();
    let disabled = |bench: &Bench| {
        let people = bench.station.people().roster().people();
        people
            .iter()
            .filter(|person| person.disabled)
            .map(|person| person.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(disabled(&bench), ["Cora Cattaneo"]);
    import(&mut bench, &LIST.replace("FALSE", "TRUE"));
    assert_eq!(disabled(&bench), [""; 0], "a new list takes the place of the old");
}

#[test]
fn a_secret_that_comes_while_the_account_is_in_question_is_waited_for() {
    let mut bench = with_list();
    let token = Token::new(Model::C301I, 1);
    bench.upn("cora@contoso.com");
    bench.scan(&qr("cora@contoso.com"));
    bench.apply(Intent::Proceed);
    bench.lay(&token);
    assert_ne!(token.seed().unwrap().expose(), SEED);
    assert_eq!(bench.stage(), At::Armed, "none is drawn instead");
}

// --- domains in use ---------------------------------------------------------------------------------------------------

#[test]
fn a_near_miss_of_the_sessions_domain_is_asked_about_once() {
    let mut bench = Bench::new();
    bench.enroll("a@contoso.com", &Token::new(Model::C301I, 1));
    bench.upn("eve@contso.com");
    assert_eq!(bench.stage(), At::Armed, "one may be the slip");
    bench.apply(Intent::Cancel);
    bench.enroll("b@Contoso.com", &Token::new(Model::C301I, 2));
    bench.upn("eve@contso.com");
    assert_eq!(
        (bench.asked(), meant(&bench).as_deref()),
        (Some(Asked::Domain), Some("eve@contoso.com"))
    );
    bench.apply(Intent::TakeMeant);
    assert_eq!(
        (bench.stage(), waiting(&bench).as_str()),
        (At::Armed, "eve@contoso.com")
    );
    bench.apply(Intent::Cancel);
    bench.upn("frank@contso.com");
    assert_eq!(meant(&bench).as_deref(), Some("frank@contoso.com"));
    bench.apply(Intent::Proceed);
    assert_eq!(
        (bench.stage(), waiting(&bench).as_str()),
        (At::Armed, "frank@contso.com")
    );
    bench.apply(Intent::Cancel);
    bench.upn("gina@contso.com");
    assert_eq!(bench.stage(), At::Armed, "what was kept is not asked again");
    bench.apply(Intent::Cancel);
    bench.upn("hugo@fabrikam.ch");
    assert_eq!(bench.stage(), At::Armed, "another domain is no slip");
}

#[test]
fn a_domain_of_the_list_counts_and_the_other_account_may_be_in_doubt_itself() {
    let mut bench = with_list();
    bench.upn("cora@contosso.com");
    assert_eq!(meant(&bench).as_deref(), Some("cora@contoso.com"));
    bench.apply(Intent::TakeMeant);
    assert_eq!(bench.asked(), Some(Asked::Disabled));
    bench.apply(Intent::Cancel);
    bench.upn("eve@contosso.com");
    bench.apply(Intent::TakeMeant);
    assert_eq!(bench.stage(), At::Editing, "a guest gets no token");
    assert!(bench.station.upn_field().refused.is_some());
}

#[test]
fn a_secret_that_was_begun_for_a_slip_is_waited_for_under_the_right_domain() {
    let mut bench = with_list();
    let token = Token::new(Model::C301I, 1);
    bench.upn("ben.obrien@contosso.com");
    bench.scan(&qr("ben.obrien@contoso.com"));
    bench.apply(Intent::TakeMeant);
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Armed, "none is drawn instead");
    bench.lift();
    bench.scan(&qr("ben.obrien@contoso.com"));
    bench.lay(&token);
    assert_eq!(token.seed().unwrap().expose(), SEED);
}

// --- a UPN that is corrected ------------------------------------------------------------------------------------------

#[test]
fn a_upn_is_corrected_while_the_desk_waits_and_its_secret_stays() {
    for text in [qr("anna@contoso.com"), BARE.to_owned()] {
        let mut bench = Bench::new();
        let token = Token::new(Model::C301I, 1);
        bench.upn("anna@contso.com");
        bench.scan(&text);
        if bench.asked() == Some(Asked::OtherAccount) {
            bench.apply(Intent::Proceed);
        }
        bench.apply(Intent::CorrectEntry);
        assert_eq!(bench.stage(), At::Editing);
        bench.lay(&token);
        assert_eq!(bench.pad.wire(), [0_u8; 0], "nothing is touched meanwhile");
        bench.upn("anna@contoso.com");
        assert_eq!(bench.stage(), At::Armed);
        assert_eq!(
            bench.pad.wire(),
            [0_u8; 0],
            "what was laid down meanwhile is lifted first"
        );
        bench.lift();
        bench.lay(&token);
        assert_eq!(bench.row(0).upn, "anna@contoso.com");
        assert_eq!(token.seed().unwrap().expose(), SEED);
    }
}

#[test]
fn a_secret_that_may_be_another_persons_is_asked_about_after_the_correction() {
    for (text, corrected) in [
        (qr("anna@contoso.com"), "ben@contoso.com"),
        (BARE.to_owned(), "benno@contoso.com"),
    ] {
        let mut bench = Bench::new();
        let token = Token::new(Model::C301I, 1);
        bench.upn("anna@contoso.com");
        bench.scan(&text);
        bench.apply(Intent::CorrectEntry);
        bench.upn(corrected);
        assert_eq!(bench.asked(), Some(Asked::OtherAccount), "{corrected}");
        bench.lay(&token);
        assert_eq!(bench.pad.wire(), [0_u8; 0]);
        bench.lift();
        // no: the person waits for their own secret, and none is drawn
        bench.apply(Intent::Cancel);
        bench.lay(&token);
        assert_eq!(bench.stage(), At::Armed);
        assert!(bench.station.log().rows().is_empty());
    }
}

#[test]
fn where_a_secret_was_begun_none_is_drawn_for_the_corrected_upn() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@contso.com");
    bench.apply(Intent::SecretMissed);
    bench.apply(Intent::CorrectEntry);
    bench.upn("anna@contoso.com");
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Armed);
    assert!(bench.station.log().rows().is_empty());

    // nor after the minute for which a secret waits
    let mut bench = Bench::new();
    bench.upn("anna@contso.com");
    bench.scan(BARE);
    bench.apply(Intent::CorrectEntry);
    bench.clock.advance(61);
    bench.station.tick();
    assert!(matches!(bench.station.flow().stage(), Stage::Editing { recipient, .. } if recipient.given.is_none()));
    bench.upn("anna@contoso.com");
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Armed);
    assert!(bench.station.log().rows().is_empty());
}

#[test]
fn esc_another_screen_a_lock_and_sleep_end_a_correction_and_empty_the_field() {
    let ends: [fn(&mut Bench); 4] = [
        |bench| bench.apply(Intent::Cancel),
        |bench| bench.apply(Intent::LeaveEnroll),
        |bench| bench.apply(Intent::Lock),
        |bench| {
            bench.clock.sleep(30);
            bench.station.tick();
        },
    ];
    for end in ends {
        let mut bench = Bench::new();
        bench.upn("anna@contso.com");
        bench.scan(BARE);
        bench.apply(Intent::CorrectEntry);
        let before = bench.station.upn_field().taken;
        end(&mut bench);
        bench.settle();
        assert_eq!(bench.stage(), At::Idle);
        assert!(bench.station.upn_field().taken != before);
    }
}

#[test]
fn a_token_that_was_laid_down_first_is_written_after_the_correction_where_it_lies() {
    let mut bench = with_list();
    let token = Token::new(Model::C301I, 1);
    bench.lay(&token);
    bench.upn("ben.obrien@contosso.com");
    assert_eq!(bench.asked(), Some(Asked::Domain));
    bench.apply(Intent::CorrectEntry);
    assert_eq!(bench.pad.wire(), [0x41]);
    bench.upn("ben.obrien@contoso.com");
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(bench.row(0).upn, "ben.obrien@contoso.com");
}

// --- in the window ----------------------------------------------------------------------------------------------------

fn listed() -> (Desk, Pad) {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.import(LIST);
    desk.want(Intent::DismissImport);
    (desk, pad)
}

#[test]
fn after_an_import_the_focus_is_in_the_search() {
    let mut desk = Desk::new();
    desk.ctrl(Key::Num5);
    let path = desk.home.path().join("people.csv");
    std::fs::write(&path, LIST).unwrap();
    desk.write(&path.display().to_string());
    desk.press(Key::Enter);
    desk.must_show("Which column is what?");
    desk.must_show("Account enabled or blocked");
    desk.press(Key::Enter);
    desk.must_show("5 people are on the list");
    assert!(desk.field("Search people").is_focused());
    desk.write("cora");
    desk.must_show("1 person");
    desk.see("d1-people-disabled");
    desk.press(Key::Backspace);
    desk.write("x");
    desk.must_show("Nobody on the list fits");
    // where it fails, another file is named
    desk.want(Intent::ReadPeople(desk.home.path().join("none.csv")));
    assert!(desk.field("File with people (CSV)").is_focused());
}

#[test]
fn a_disabled_account_is_marked_and_asked_about_and_no_enter_answers() {
    for theme in [Theme::Light, Theme::Dark] {
        let mut desk = Desk::with(theme, true, std::sync::Arc::new(tempfile::tempdir().unwrap()));
        desk.import(LIST);
        desk.write("cora cattaneo");
        desk.must_show("account disabled");
        desk.press(Key::Enter);
        desk.must_show("This account is disabled");
        desk.see("d2-disabled");
        desk.window.run_steps(60);
        desk.press(Key::Enter);
        desk.must_show("This account is disabled");
        desk.ctrl(Key::B);
        desk.must_show("Lay the token on the reader");
    }
}

#[test]
fn where_two_share_a_name_the_upn_stands_with_it_everywhere() {
    let (mut desk, pad) = listed();
    let both = "Anna Müller (anna.mueller@contoso.com)";
    let token = Token::new(Model::C301I, 1);
    desk.write("anna.mueller@contoso.com");
    desk.press(Key::Enter);
    desk.lay(&pad, &token);
    desk.must_show(both);
    desk.see("d3-namesake-code");
    let code = token.code(desk.clock.unix());
    desk.write(&code);
    desk.must_show("Anna Müller is ready");
    desk.must_show("anna.mueller@contoso.com");
    desk.see("d4-namesake-ready");
    desk.lift(&pad);
    desk.enroll_on(&pad, "ben.obrien@contoso.com", &Token::new(Model::C301I, 2));
    assert!(
        desk.shows("Ben O'Brien") && !desk.shows("Ben O'Brien ("),
        "whose name nobody shares is called by it"
    );
    let shown = desk.window.state().station().log().session().count();
    assert_eq!(shown, 2);
    desk.must_show("anna.mueller@contoso.com");
}

#[test]
fn nobody_fits_is_said_where_nobody_does_and_nowhere_else() {
    let nobody = "Nobody on the list fits";
    let mut desk = Desk::new();
    desk.write("zoe");
    assert!(!desk.shows(nobody), "there is no list");
    let (mut desk, _) = listed();
    assert!(!desk.shows(nobody), "nothing is typed");
    for (typed, fits) in [
        ("a", true),
        ("anna mü", true),
        ("anna mx", false),
        ("00473", true),
        ("00479", false),
        ("eve", true),
        ("ben.obrien@cont", true),
        ("ben.obrien@contoso.com", true),
        ("ben@contoso.com", false),
        ("482913", false),
        ("...", false),
    ] {
        desk.type_slowly(typed);
        assert_eq!(desk.shows(nobody), !fits, "{typed}");
        desk.window.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        desk.press(Key::Backspace);
        assert!(!desk.shows(nobody));
    }
    desk.write("eve");
    desk.press(Key::Enter);
    desk.must_show("That is a guest");
    assert!(!desk.shows("Several people fit"), "one does");
}

#[test]
fn whoever_is_named_to_the_last_letter_is_armed_by_one_enter_of_a_person() {
    for typed in ["Ben O'Brien", "o'brien, ben", "00473"] {
        let (mut desk, _) = listed();
        desk.write(typed);
        desk.must_show("wait for Ben O'Brien\u{2019}s token");
        desk.press(Key::Enter);
        assert!(matches!(desk.stage(), Stage::Armed { .. }), "{typed}");
        // a scan names them, and the Enter of a person arms
        let (mut desk, _) = listed();
        desk.scan(typed, &[Key::Enter]);
        assert!(matches!(desk.stage(), Stage::Idle), "{typed}");
        assert_eq!(desk.value("UPN"), "ben.obrien@contoso.com");
        desk.press(Key::Enter);
        assert!(matches!(desk.stage(), Stage::Armed { .. }), "{typed}");
    }
    // two of that name, a beginning, and a token that would be written at once
    for typed in ["anna mueller", "ben o"] {
        let (mut desk, _) = listed();
        desk.write(typed);
        desk.press(Key::Enter);
        assert!(matches!(desk.stage(), Stage::Idle), "{typed}");
    }
    let (mut desk, pad) = listed();
    desk.lay(&pad, &Token::new(Model::C301I, 1));
    desk.write("Ben O'Brien");
    desk.press(Key::Enter);
    assert!(matches!(desk.stage(), Stage::TokenFirst { .. }));
    assert_eq!(desk.value("UPN"), "ben.obrien@contoso.com");
}

#[test]
fn the_sessions_domain_is_offered_and_a_near_miss_doubted_by_keys() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.enroll_on(&pad, "anna@contoso.com", &Token::new(Model::C301I, 1));
    desk.write("dan");
    assert!(!desk.shows("dan@contoso.com"), "one is not enough");
    desk.window.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    desk.press(Key::Backspace);
    desk.enroll_on(&pad, "ben@contoso.com", &Token::new(Model::C301I, 2));
    for typed in ["dan", "dan@", "dan@con"] {
        desk.write(typed);
        desk.must_show("dan@contoso.com");
        if typed == "dan" {
            desk.see("d5-offered");
        }
        desk.press(Key::Enter);
        assert_eq!(desk.value("UPN"), "dan@contoso.com", "{typed}");
        desk.window.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        desk.press(Key::Backspace);
    }
    let doubted = |desk: &mut Desk| {
        desk.arm("eve@contso.com");
        desk.must_show("Did you mean contoso.com?");
        desk.window.run_steps(60);
        desk.press(Key::Enter);
        desk.scan("ben@contoso.com", &[Key::Enter]);
        desk.must_show("Did you mean contoso.com?");
        desk.window.run_steps(60);
    };
    doubted(&mut desk);
    desk.see("d6-meant");
    desk.ctrl(Key::B);
    desk.must_show("Lay the token on the reader");
    desk.must_show("eve@contoso.com");
    desk.press(Key::Escape);
    doubted(&mut desk);
    desk.ctrl(Key::K);
    desk.must_show("Lay the token on the reader");
    desk.must_show("eve@contso.com");
}

#[test]
fn a_upn_comes_back_into_its_field_by_a_key_and_by_a_button() {
    let ways: [fn(&mut Desk); 2] = [|desk| desk.press(Key::F3), |desk| desk.click("Correct the UPN")];
    for way in ways {
        let mut desk = Desk::new();
        desk.arm("anna@contoso.con");
        desk.must_show("Lay the token on the reader");
        way(&mut desk);
        assert!(matches!(desk.stage(), Stage::Editing { .. }));
        assert!(desk.field("UPN").is_focused());
        assert_eq!(desk.value("UPN"), "anna@contoso.con");
        desk.see("d7-editing");
        // at its end
        desk.press(Key::Backspace);
        desk.write("m");
        desk.window.run_steps(60);
        desk.press(Key::Enter);
        desk.must_show("Lay the token on the reader");
        desk.must_show("anna@contoso.com");
        // Esc lets the person go, and the field is empty
        way(&mut desk);
        desk.press(Key::Escape);
        assert!(matches!(desk.stage(), Stage::Idle));
        assert_eq!(desk.value("UPN"), "");
    }
}

/// How many keys a person takes from the first letter to "is ready": the UPN, an Enter each time one is wanted, the code.
#[test]
fn a_list_and_a_domain_in_use_save_most_of_the_keys() {
    for (prepared, typed, most) in [
        ("nothing", "anna.mueller@contoso.com", 31),
        ("a domain in use", "anna.mueller", 20),
        ("a list", "Ben O'Brien", 18),
        ("a list", "ben", 11),
    ] {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        match prepared {
            "a list" => desk.import(LIST),
            "a domain in use" => {
                for (upn, number) in [("x@contoso.com", 11), ("y@contoso.com", 12)] {
                    desk.enroll_on(&pad, upn, &Token::new(Model::C302I, number));
                }
            }
            _ => {}
        }
        desk.type_slowly(typed);
        let mut keys = typed.chars().count();
        while !matches!(desk.stage(), Stage::Armed { .. }) {
            desk.press(Key::Enter);
            keys += 1;
            assert!(keys <= most, "{typed} with {prepared}");
        }
        let token = Token::new(Model::C302I, 1);
        desk.lay(&pad, &token);
        let code = token.code(desk.clock.unix());
        desk.type_slowly(&code);
        desk.must_show("is ready");
        keys += code.len();
        println!("with {prepared}: \"{typed}\", {keys} keys");
        assert_eq!(keys, most, "{typed} with {prepared}");
    }
}
