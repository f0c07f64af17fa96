//! Where another system dictates the secret, none is drawn at random: not after a scan that failed, nor after another
//! screen, Esc, a lock or a minute, until the secret has come or the operator says that a seed is to be drawn here.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::Path;
use std::sync::Arc;

use common::window::Desk;
use common::{At, BURN_SENDS, Bench, Clock, HELD_BURN_SENDS, PASSPHRASE, Token};
use egui::{Event, Key, Theme};
use proptest::prelude::*;
use proptest::sample::select;
use tapdesk::desk::{Kind, Notice, SecretMaker, Stage, State};
use tapdesk::ledger::Passphrase;
use tapdesk::otp::Seed;
use tapdesk::station::{Executor, HeldWork, Hint, Intent, Licence, Picture, PictureRequest};
use tapdesk::token2::Model;

const OTPAUTH: &str = "otpauth://totp/UserLock:ann@contoso.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme";
/// What is left of secrets, or no token can take.
const FAILED: [&str; 7] = [
    "otpauth://totp/UserLock",
    "otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=0",
    "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=8",
    "otpauthÖ--totp-a_secret´GEYDGNBVGZ3TQOJQ",
    "otpauth://totp/x?secret=GEZ",
    "otpauth-migration://offline?data=CjEK",
    "phonefactor://activate_account?code=1",
];

fn dictated() -> Option<Seed> {
    Seed::new(b"12345678901234567890").ok()
}

fn nothing_was_drawn(bench: &Bench) {
    assert!(bench.station.log().rows().iter().all(|row| row.kind == Kind::Dictated));
}

#[test]
fn a_secret_that_failed_leaves_the_person_waiting_for_it() {
    for text in FAILED {
        let mut bench = Bench::new();
        let token = Token::new(Model::C301I, 1);
        bench.upn("anna@example.com");
        bench.scan(text);
        assert!(bench.station.hint().is_some(), "it is said");
        bench.lay(&token);
        assert_eq!(
            (bench.stage(), bench.notice()),
            (At::Armed, Notice::SecretFirst),
            "{text}"
        );
        assert!(bench.pad.wire().is_empty());
        bench.scan(OTPAUTH);
        assert_eq!(bench.pad.wire(), HELD_BURN_SENDS);
        assert!(token.seed() == dictated());
        nothing_was_drawn(&bench);
    }
}

#[test]
fn the_operator_may_say_that_a_seed_is_drawn() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.apply(Intent::DrawFresh);
    bench.scan(FAILED[0]);
    bench.lay(&token);
    assert!(bench.pad.wire().is_empty());
    bench.apply(Intent::DrawFresh);
    assert_eq!((bench.stage(), bench.row(0).kind), (At::Comparing, Kind::Random));
    // where nothing else helps nobody may
    let mut bench = Bench::new();
    bench.set(|settings| settings.licence = Licence::Free);
    bench.upn("anna@example.com");
    bench.scan(FAILED[0]);
    bench.apply(Intent::DrawFresh);
    bench.lay(&token);
    assert!(bench.pad.wire().is_empty());
}

#[test]
fn a_secret_that_was_begun_is_awaited_over_everything_that_sends_the_person_away() {
    type Sends = fn(&mut Bench);
    let away: [(&str, Sends); 4] = [
        ("esc", |bench| bench.apply(Intent::Cancel)),
        ("another screen", |bench| {
            bench.apply(Intent::LeaveEnroll);
            bench.apply(Intent::EnterEnroll);
        }),
        ("a minute", |bench| {
            bench.clock.advance(61);
            bench.station.tick();
        }),
        ("a lock", |bench| {
            bench.apply(Intent::Lock);
            bench.open_as("M. Keller");
        }),
    ];
    for (name, send) in away {
        for text in [FAILED[0], OTPAUTH] {
            let mut bench = Bench::new();
            let token = Token::new(Model::C301I, 1);
            bench.upn("anna@example.com");
            bench.scan(text);
            send(&mut bench);
            assert_eq!(bench.stage(), At::Idle, "{name}");
            bench.upn("Anna@example.com");
            bench.lay(&token);
            assert_eq!(bench.notice(), Notice::SecretFirst, "{name}");
            assert!(bench.pad.wire().is_empty(), "{name}");
            bench.lift();
            // nobody else waits for it
            bench.apply(Intent::Cancel);
            bench.upn("ben@example.com");
            bench.lay(&token);
            assert_eq!(bench.row(0).kind, Kind::Random, "{name}");
        }
    }
}

#[test]
fn a_secret_that_is_scanned_over_a_question_is_taken() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.enroll("lea@example.com", &token);
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert!(bench.asks());
    bench.scan(OTPAUTH);
    bench.apply(Intent::Proceed);
    assert!(token.seed() == dictated());
    assert_eq!(bench.row(1).kind, Kind::Dictated);
    // a part of one counts there too
    bench.type_code_of(&token);
    bench.lift();
    bench.upn("kim@example.com");
    bench.lay(&token);
    bench.pad.wire();
    bench.scan(FAILED[0]);
    bench.apply(Intent::Proceed);
    assert_eq!(bench.notice(), Notice::SecretFirst);
    assert!(
        bench.pad.wire().iter().all(|sent| *sent == BURN_SENDS[0]),
        "it was read, and not written"
    );
    assert!(token.seed() == dictated());
}

#[test]
fn another_token_is_asked_for_and_the_person_waits_on() {
    let mut bench = Bench::new();
    let (leas, other) = (Token::new(Model::C301I, 1), Token::new(Model::C301I, 2));
    bench.enroll("lea@example.com", &leas);
    bench.upn("anna@example.com");
    bench.lay(&leas);
    assert!(bench.asks());
    bench.apply(Intent::NotThisToken);
    assert_eq!(bench.stage(), At::Armed);
    bench.lift();
    bench.lay(&other);
    assert_eq!(
        (bench.stage(), bench.row(1).upn.as_str()),
        (At::Comparing, "anna@example.com")
    );
}

#[test]
fn another_screen_says_who_does_not_wait_any_more() {
    let mut bench = Bench::new();
    bench.upn("anna@example.com");
    bench.apply(Intent::LeaveEnroll);
    assert!(matches!(bench.notice(), Notice::NoLongerWaits(upn) if upn.as_str() == "anna@example.com"));
    bench.apply(Intent::EnterEnroll);
    assert!(matches!(bench.notice(), Notice::NoLongerWaits(_)), "until it was read");
    bench.upn("ben@example.com");
    assert!(bench.station.flow().notice().is_none());
}

/// What may happen to somebody whose secret was begun.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Scan(&'static str),
    Want(u8),
    Lay,
    Lift,
    Wait,
}

fn happens() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        3 => select(FAILED.to_vec()).prop_map(Happens::Scan),
        3 => (0..6_u8).prop_map(Happens::Want),
        3 => Just(Happens::Lay),
        2 => Just(Happens::Lift),
        1 => Just(Happens::Wait),
    ];
    prop::collection::vec(one, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_is_drawn_for_whom_a_secret_was_begun(all in happens()) {
        let mut bench = Bench::new();
        let known = Token::new(Model::C301I, 1);
        bench.enroll("lea@example.com", &known);
        bench.upn("anna@example.com");
        bench.scan(FAILED[0]);
        let mut tokens = [known, Token::new(Model::C301I, 2)].into_iter().cycle();
        for it in all {
            match it {
                Happens::Scan(text) => bench.scan(text),
                Happens::Want(0) => bench.apply(Intent::Cancel),
                Happens::Want(1) => bench.apply(Intent::Proceed),
                Happens::Want(2) => bench.apply(Intent::LeaveEnroll),
                Happens::Want(3) => bench.apply(Intent::EnterEnroll),
                Happens::Want(4) => bench.apply(Intent::NotThisToken),
                Happens::Want(_) => bench.upn("anna@example.com"),
                Happens::Lay => bench.lay(&tokens.next().unwrap()),
                Happens::Lift => bench.lift(),
                Happens::Wait => {
                    bench.clock.advance(61);
                    bench.station.tick();
                }
            }
            prop_assert!(bench.rows().iter().all(|(upn, _)| upn == "lea@example.com"));
        }
    }
}

#[test]
fn the_window_says_what_is_missing_and_offers_to_draw() {
    for theme in [Theme::Light, Theme::Dark] {
        let (mut desk, pad) = Desk::over_pad(theme);
        let token = Token::new(Model::C301I, 1);
        desk.scan("anna@example.com", &[Key::Enter]);
        // the first half is lost in the air
        desk.scan("p?secret=GEZDGNBVGY3TQOJQ&issuer=Acme", &[Key::Enter]);
        desk.must_show("Scan the secret once more");
        desk.must_show("The secret of this person is still missing");
        assert!(!desk.shows("GEZD"));
        desk.see("c5-secret-missed");
        desk.lay(&pad, &token);
        desk.must_show("First, the secret");
        assert!(!desk.shows("is still missing"), "it is said once");
        desk.press(Key::Enter);
        assert!(pad.wire().is_empty());
        desk.ctrl(Key::G);
        assert!(matches!(desk.stage(), Stage::Comparing { .. }));
    }
}

#[test]
fn a_scan_after_abc_in_the_field_stands_nowhere_in_clear() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    desk.type_slowly("abc");
    desk.scan(OTPAUTH, &[Key::Enter]);
    assert_eq!(desk.value("UPN"), "abc");
    assert!(!desk.shows("GEZD"));
    // nor when it is typed by a person, or so slowly
    desk.type_slowly("otpauth://totp/x?secret=GEZD");
    assert!(!desk.shows("GEZD"));
}

#[test]
fn what_is_wiped_from_the_upn_field_says_why() {
    let mut bench = Bench::new();
    for text in ["otpauth://totp/x", "otpauth:", OTPAUTH, "phonefactor://activate?code=1"] {
        bench.apply(Intent::DismissHint);
        let taken = bench.station.upn_field().taken;
        bench.upn(text);
        let wiped = bench.station.upn_field().taken > taken;
        assert_eq!(
            wiped,
            matches!(
                bench.station.hint(),
                Some(Hint::Secret { .. } | Hint::BadSecret(_) | Hint::Misfit(_))
            ),
            "{text}"
        );
        assert!(wiped || bench.station.upn_field().refused.is_some());
    }
}

#[test]
fn the_person_who_waits_is_named_on_the_screen_that_sent_them_away() {
    for theme in [Theme::Light, Theme::Dark] {
        let (mut desk, _) = Desk::over_pad(theme);
        desk.arm("anna@example.com");
        desk.ctrl(Key::Num2);
        desk.must_show("anna@example.com is not waiting for a token any more");
        desk.see("c6-left-behind");
        desk.ctrl(Key::Num1);
        desk.must_show("anna@example.com is not waiting for a token any more");
        desk.window.event(Event::Text("b".into()));
        desk.settle();
        assert!(!desk.shows("is not waiting"));
    }
}

#[test]
fn a_new_list_is_searched_anew() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    desk.import("User principal name,Name\nann@example.com,Ann A\nzoe@example.com,Zoe Z\n");
    desk.type_slowly("zo");
    desk.must_show("Zoe Z");
    desk.ctrl(Key::Num5);
    desk.type_slowly("zo");
    desk.must_show("Zoe Z");
    desk.import("User principal name,Name\nann@example.com,Ann A\nsean@example.com,Sean S\nzoe@example.com,Zoe Z\n");
    desk.must_show("Zoe Z");
    assert!(!desk.shows("Sean S"));
    desk.ctrl(Key::Num1);
    desk.must_show("Zoe Z");
    assert!(!desk.shows("Sean S"));
}

/// A look takes a while; whoever waits by its end may be somebody else.
#[test]
fn what_a_picture_held_for_one_person_is_nobody_elses() {
    let held = HeldWork::default();
    let lanes = held.clone();
    let mut bench = Bench::begun(Arc::new(tempfile::tempdir().unwrap()), Clock::new(), move |sources| {
        sources.executor = Executor::Held(lanes)
    });
    let settle = |bench: &mut Bench| {
        let lanes = ["files", "ledger", "finder", "clock", "backups"];
        while lanes.iter().any(|lane| held.let_go(lane)) {
            bench.settle();
        }
    };
    let look = |bench: &Bench, name: &str| {
        let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures");
        let for_whom = bench.station.flow().waiting().cloned();
        Intent::LookForCode(PictureRequest::File(pictures.join(name)), for_whom)
    };
    let given = |bench: &Bench| match bench.station.flow().stage() {
        Stage::Armed { recipient, .. } => recipient.given.is_some(),
        other => panic!("{other:?}"),
    };
    settle(&mut bench);
    bench.upn("anna@example.com");
    settle(&mut bench);
    bench.apply(look(&bench, "long.png"));
    assert!(matches!(bench.station.picture(), Picture::Looking));
    // Anna's minute is over, and Ben is named
    bench.clock.advance(70);
    bench.station.tick();
    bench.settle();
    bench.upn("ben@example.com");
    settle(&mut bench);
    assert!(held.let_go("pictures"));
    bench.settle();
    assert!(!given(&bench), "it was looked for for Anna");
    assert_eq!(bench.station.hint(), Some(&Hint::AnotherPerson));
    // of two looks the last one counts
    bench.apply(look(&bench, "long.png"));
    bench.apply(look(&bench, "long.png"));
    assert!(held.let_go("pictures"));
    bench.settle();
    assert!(!given(&bench));
    assert!(held.let_go("pictures"));
    bench.settle();
    assert!(given(&bench));
    // several were found for Ben, and Carla is named before one is chosen
    bench.apply(Intent::Cancel);
    bench.upn("carla@example.com");
    settle(&mut bench);
    bench.apply(look(&bench, "three.png"));
    assert!(held.let_go("pictures"));
    bench.settle();
    assert!(matches!(bench.station.hint(), Some(Hint::Codes(codes)) if codes.len() == 3));
    bench.clock.advance(70);
    bench.station.tick();
    bench.upn("dora@example.com");
    settle(&mut bench);
    bench.apply(Intent::ChooseCode(0));
    assert!(!given(&bench), "it was found for Carla");
}

#[test]
fn what_a_begun_secret_is_for_stays_over_a_lock() {
    let mut bench = Bench::new();
    bench.apply(Intent::ChooseMaker(SecretMaker::UserLock { entra: false }));
    bench.upn("anna@example.com");
    bench.apply(Intent::SecretBegun);
    bench.apply(Intent::Lock);
    bench.apply(Intent::Open {
        passphrase: Passphrase::new(PASSPHRASE.into()),
        recovery: None,
        operator: "M. Keller".into(),
    });
    bench.upn("anna@example.com");
    bench.scan(OTPAUTH);
    let token = Token::new(Model::C301I, 1);
    bench.lay(&token);
    bench.type_code_of(&token);
    bench.lift();
    assert_eq!(
        bench.row(0).state(),
        State::Elsewhere,
        "it was begun for UserLock alone"
    );
    // whoever comes next is not touched by it
    bench.upn("ben@example.com");
    bench.scan("otpauth://totp/x:ben?secret=MZXW6YTBOI2XQ33VMZXW6YTBOI2XQ33V&issuer=x");
    let token = Token::new(Model::C301I, 2);
    bench.lay(&token);
    bench.type_code_of(&token);
    assert_eq!(bench.row(1).state(), State::Confirmed);
}

#[test]
fn while_another_secret_is_sought_the_one_before_is_not_written() {
    for chooses in [true, false] {
        let mut bench = Bench::new();
        let token = Token::new(Model::C301I, 1);
        let factory = token.seed();
        bench.upn("anna@example.com");
        bench.scan(OTPAUTH);
        if chooses {
            bench.scan("ABCDEF234567ABCDEF234567ABCDEF23");
        } else {
            let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures/no-picture.png");
            let for_whom = bench.station.flow().waiting().cloned();
            bench.apply(Intent::LookForCode(PictureRequest::File(picture), for_whom));
        }
        bench.lay(&token);
        assert_eq!((bench.stage(), token.seed()), (At::Armed, factory));
        bench.lift();
        bench.scan(OTPAUTH);
        bench.lay(&token);
        assert!(token.seed() == dictated());
    }
}
