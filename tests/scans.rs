//! What scanners send, at every stage of the desk: it has an effect, or something is said of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{At, Bench, Pull, Token};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use tapdesk::desk::{Form, Notice, Scanned, Stage};
use tapdesk::otp::{Algorithm, OtpauthError, Parameters, Period, Seed, SeedError, Spelling};
use tapdesk::station::{Hint, Intent, Licence};
use tapdesk::token2::Model;

fn armed() -> Bench {
    let mut bench = Bench::new();
    bench.upn("anna@example.com");
    bench
}

/// The secret that would be written, and how it came.
fn given(bench: &Bench) -> Option<(Seed, Parameters, Form)> {
    let Stage::Armed { recipient, .. } = bench.station.flow().stage() else {
        panic!("{:?}", bench.stage())
    };
    let given = recipient.given.as_ref()?;
    Some((given.seed.duplicate(), given.parameters, given.form))
}

// --- nothing is met with silence --------------------------------------------------------------------------------------

/// The desk at each stage that lasts.
const STAGES: [fn() -> Bench; 10] = [
    Bench::new,
    armed,
    || {
        let mut bench = armed();
        bench.scan("GEZDGNBVGY3TQOJQ");
        bench
    },
    || {
        let mut bench = Bench::new();
        bench.lay(&Token::new(Model::C301I, 1));
        bench
    },
    || {
        let mut bench = Bench::new();
        bench.enroll("lea@example.com", &Token::new(Model::C301I, 1));
        bench.upn("lea@example.com");
        bench
    },
    || {
        let mut bench = Bench::new();
        bench.set(|settings| settings.accepted_domains = vec!["example.com".into()]);
        bench.upn("anna@example.net");
        bench
    },
    || {
        let mut bench = armed();
        bench.lay_and_pull(&Token::new(Model::C301I, 1), Pull { at: 5, acted: true });
        bench
    },
    || {
        let mut bench = armed();
        bench.lay(&Token::new(Model::C301I, 1));
        bench
    },
    || {
        let mut bench = armed();
        bench.pad.get_stuck();
        bench.lay(&Token::new(Model::C301I, 1));
        bench
    },
    || {
        let mut bench = Bench::new();
        bench.enroll("lea@example.com", &Token::new(Model::C301I, 1));
        bench
    },
];

/// All that is said and done, in one text.
fn view(bench: &Bench) -> String {
    let (station, flow) = (&bench.station, bench.station.flow());
    format!(
        "{:?} {:?} {:?} {:?}",
        flow.stage(),
        flow.notice(),
        station.hint(),
        station.upn_field()
    )
}

fn any_text() -> impl Strategy<Value = String> {
    let kinds = [
        "kim.example@contoso.com",
        "8659622001094",
        "482913",
        "00137489",
        "Kim Example",
        "kim",
        "ABCDEFGHIJKLMNOP",
        "abcdefghijklmnop",
        "GEZDGNBVGY3TQOJQ",
        "6BD49091BA71D992655FC5FC57FB64ED0543F9BD",
        "ABCDEF234567ABCDEF234567ABCDEF23",
        "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ&digits=8",
        "otpauth://hotp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "otpauth-migration://offline?data=CjEK",
        "phonefactor://x",
        "FIDO:/1234",
        "https://example.com",
        "kim.example2contoso.com",
        "      ",
        "\u{feff}",
        "sam_partner.com#EXT#@example.com",
    ];
    prop_oneof![
        select(kinds.map(String::from).to_vec()),
        select(kinds.map(|text| format!("]Q2\\000026{text}")).to_vec()),
        "[\\PC\\pC]{0,24}",
        "[A-Z2-7]{15,70}",
        "[0-9A-F]{18,44}",
        "[0-9]{1,20}",
        "[a-z.]{1,30}(@[a-z.]{1,20})?",
    ]
}

#[test]
fn no_scan_and_no_paste_is_met_with_silence_at_any_stage() {
    for (at, stage) in STAGES.iter().enumerate() {
        let mut bench = stage();
        let begun = bench.stage();
        let mut runner = TestRunner::new(Config {
            cases: 48,
            failure_persistence: None,
            ..Config::default()
        });
        let cell = std::cell::RefCell::new(&mut bench);
        let result = runner.run(&(any_text(), 0..3), |(text, way)| {
            let mut bench = cell.borrow_mut();
            bench.apply(Intent::EditUpn);
            let before = view(&bench);
            let kept =
                matches!(bench.station.flow().stage(), Stage::Armed { recipient, .. } if recipient.given.is_some());
            let found = Scanned::recognise(&text);
            let secret = found.is_secret() || matches!(found, Scanned::Letters(_));
            match way {
                0 => bench.apply(Intent::Scanned(found)),
                1 => bench.apply(Intent::Pasted(found)),
                _ => bench.apply(Intent::SubmitUpn(text.clone().into())),
            }
            // Enter in an empty field is no mistake worth a word; the same secret once more is in view already
            let empty = way == 2 && text.trim().is_empty();
            prop_assert!(
                view(&bench) != before || empty || kept && secret,
                "stage {}: {:?}",
                at,
                text
            );
            let said = u8::from(bench.station.hint().is_some()) + u8::from(bench.station.upn_field().refused.is_some());
            prop_assert!(said <= 1, "stage {}: {:?} is answered twice", at, text);
            if bench.stage() != begun {
                **bench = stage();
            }
            Ok(())
        });
        assert!(result.is_ok(), "{begun:?}: {result:?}");
    }
}

#[test]
fn what_is_said_names_what_it_was() {
    let mut bench = Bench::new();
    for (text, hint) in [
        ("00137489", Hint::Digits),
        ("Kim Example", Hint::Text),
        ("   ", Hint::Nothing),
        ("ABCDEFGHIJKLMNOP", Hint::Letters),
        (
            "6BD49091BA71D992655FC5FC57FB64ED0543F9BD",
            Hint::Secret { account: None },
        ),
        ("ABCDEF234567ABCDEF234567ABCDEF23", Hint::Secret { account: None }),
        (
            &"A2G3".repeat(26),
            Hint::BadSecret(OtpauthError::Secret(SeedError::TooLong(65))),
        ),
        (
            "]Q2\\000026otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
            Hint::Secret { account: None },
        ),
    ] {
        bench.scan(text);
        assert_eq!(bench.station.hint(), Some(&hint), "{text}");
    }
}

// --- the field of the UPN ---------------------------------------------------------------------------------------------

#[test]
fn no_secret_is_made_into_a_upn_however_it_gets_into_the_field() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.default_domain = Some("contoso.com".into()));
    for text in [
        "ABCDEFGHIJKLMNOP",
        "GEZDGNBVGY3TQOJQ",
        "6BD49091BA71D992655FC5FC57FB64ED0543F9BD",
        "\\000026otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "]Q1otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "\u{feff}otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "\"otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ\"",
        "otpauth%3A%2F%2Ftotp%2FDesk%3Fsecret%3DGEZDGNBVGY3TQOJQ",
        "otpauth-migration://offline?data=CjEK",
        "phonefactor://activate?code=1",
        "otpauth\"--totp-Desk\"kim2contoso.com_secret´GEYDGNBVGZšTQOJQ7issuer´Desk",
        "kim.example2contoso.com",
    ] {
        let taken = bench.station.upn_field().taken;
        bench.upn(text);
        assert_eq!(bench.stage(), At::Idle, "{text}");
        assert!(bench.station.hint().is_some() && bench.station.upn_field().refused.is_none());
        assert_eq!(
            bench.station.upn_field().taken,
            taken + 1,
            "the field is emptied of {text}"
        );
    }
    bench.upn("]C0\"kim.example@contoso.com\u{200b}\"");
    assert_eq!(bench.stage(), At::Armed);
}

#[test]
fn a_typed_name_stays_a_name() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.default_domain = Some("contoso.com".into()));
    bench.upn("maximilianmustermann");
    assert_eq!(bench.stage(), At::Armed);
}

// --- what was understood ----------------------------------------------------------------------------------------------

#[test]
fn letters_alone_are_the_secret_of_whoever_waits() {
    let mut bench = armed();
    bench.scan("ABCDEFGHIJKLMNOP");
    let form = Form::Bare {
        spelling: Spelling::Base32,
        keyed: true,
    };
    let seed = Seed::from_base32("ABCDEFGHIJKLMNOP").unwrap();
    assert_eq!(given(&bench), Some((seed, Parameters::STANDARD, form)));
}

#[test]
fn hexadecimal_digits_are_the_bytes_that_they_spell() {
    let mut bench = armed();
    bench.apply(Intent::Pasted(Scanned::recognise(
        "]C06bd49091ba71d992655fc5fc57fb64ed0543f9bd",
    )));
    let (seed, _, form) = given(&bench).unwrap();
    assert_eq!(seed.expose().len(), 20);
    assert_eq!(
        form,
        Form::Bare {
            spelling: Spelling::Hex,
            keyed: false
        }
    );
}

#[test]
fn which_of_two_readings_a_secret_has_is_asked_and_nothing_drawn_meanwhile() {
    let text = "ABCDEF234567ABCDEF234567ABCDEF23";
    let (hex, base32) = (Seed::from_hex(text).unwrap(), Seed::from_base32(text).unwrap());
    for (spelling, seed) in [(Spelling::Hex, hex), (Spelling::Base32, base32)] {
        let mut bench = armed();
        let token = Token::new(Model::C302I, 1);
        let factory = token.seed();
        bench.scan(text);
        assert!(matches!(
            bench.station.hint(),
            Some(Hint::Spellings { keyed: true, .. })
        ));
        assert_eq!(given(&bench), None);
        bench.lay(&token);
        assert_eq!(token.seed(), factory);
        bench.lift();
        bench.apply(Intent::ChooseSpelling(spelling));
        assert_eq!(given(&bench).unwrap().0, seed);
        bench.lay(&token);
        assert_eq!(token.seed(), Some(seed));
        bench.apply(Intent::ChooseSpelling(Spelling::Hex));
        assert_eq!(bench.stage(), At::Comparing);
    }
}

#[test]
fn a_reading_that_is_chosen_for_one_person_is_nobody_elses() {
    let mut bench = armed();
    bench.scan("ABCDEF234567ABCDEF234567ABCDEF23");
    bench.clock.advance(70);
    bench.station.tick();
    bench.settle();
    bench.upn("ben@example.com");
    bench.apply(Intent::ChooseSpelling(Spelling::Hex));
    assert_eq!(given(&bench), None);
}

/// What had to be found out is read before it is written: a token that lies there already waits.
#[test]
fn a_bare_secret_is_not_written_to_a_token_that_lies_there_already() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.licence = Licence::Free);
    bench.upn("anna@example.com");
    let token = Token::new(Model::C301I, 1);
    bench.lay(&token);
    assert_eq!(bench.notice(), Notice::SecretFirst);
    bench.scan("GEZDGNBVGY3TQOJQ");
    assert_eq!((bench.stage(), bench.notice()), (At::Armed, Notice::ReadFirst));
    assert!(bench.pad.wire().is_empty());
    bench.lift();
    assert!(bench.station.flow().notice().is_none());
    bench.lay(&token);
    assert_eq!(token.seed(), Seed::new(b"1234567890").ok());
}

#[test]
fn otpauth_texts_are_read_or_refused_and_never_half() {
    let long = Parameters {
        algorithm: Algorithm::Sha256,
        period: Period::Sixty,
    };
    let ten = || Seed::new(b"1234567890").unwrap();
    for (text, terms) in [
        (
            "otpauth://totp/Desk:kim?secret=GEZDGNBVGY3TQOJQ&amp;algorithm=SHA256&amp;period=60",
            long,
        ),
        (
            "otpauth://totp/Desk:kim?issuer=Desk&amp;secret=GEZDGNBVGY3TQOJQ",
            Parameters::STANDARD,
        ),
        ("otpauth://totp/Desk?secret=gezd+gnbv+gy3t+qojq", Parameters::STANDARD),
        ("otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQA", Parameters::STANDARD),
        (
            "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ\u{200b}",
            Parameters::STANDARD,
        ),
        (
            "\u{feff}otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
            Parameters::STANDARD,
        ),
        ("\"otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ\"", Parameters::STANDARD),
    ] {
        let mut bench = armed();
        bench.scan(text);
        assert_eq!(given(&bench), Some((ten(), terms, Form::Otpauth)), "{text}");
    }
    let most = format!("otpauth://totp/Desk?secret={}A2B", "A2B3".repeat(25));
    for (text, why) in [
        (
            "otpauth://totp/Desk:kim?secret=GEZDGNBVGY3TQOJQ&amp;digits=8",
            OtpauthError::Digits,
        ),
        (most.as_str(), OtpauthError::Secret(SeedError::TooLong(64))),
    ] {
        let mut bench = armed();
        bench.scan(text);
        assert_eq!(bench.station.hint(), Some(&Hint::BadSecret(why)), "{text}");
        assert!(given(&bench).is_none());
    }
}
