//! The desk's judgement, headless: whose clock is believed, who gets a token, what a code was, what lies there.
//! What becomes of a token later is in `tests/afterwards.rs`, scanners and fields in `tests/judgement_window.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::time_server::{Answers, TimeServer};
use common::{At, BURN_SENDS, Bench, HELD_BURN_SENDS, Pull, START, Token, Witnesses};
use tapdesk::desk::{
    Asked, ClockChecked, Doubt, Miss, NotToken, Notice, Outcome, Question, ServerTrouble, SkipReason, Stage, Upn,
    UpnError, Witness,
};
use tapdesk::export::people::Columns;
use tapdesk::ledger::TrailEvent;
use tapdesk::otp::{Code, Parameters, locate};
use tapdesk::station::{ClockLimit, ClockSource, Comparing, Door, ImportStage, Intent, look};
use tapdesk::token2::{Model, Serial};

const NOTHING: ClockChecked = ClockChecked {
    server: None,
    system: None,
};
const SYSTEM: ClockChecked = ClockChecked {
    server: None,
    system: Some(true),
};

fn server(found: Result<i64, ServerTrouble>) -> ClockChecked {
    ClockChecked {
        server: Some(found),
        system: None,
    }
}

/// A desk whose clock these vouch for, and which does not lock itself.
fn desk(witnesses: &Witnesses) -> Bench {
    let mut bench = Bench::with(|sources| sources.clock = witnesses.source());
    bench.set(|settings| settings.lock_after_minutes = 0);
    bench
}

fn witness(bench: &Bench) -> Option<Witness> {
    bench.station.flow().clock().witness(bench.clock.now())
}

fn doubt(bench: &Bench) -> Option<Doubt> {
    bench.station.flow().clock().doubt(bench.clock.now())
}

fn question(bench: &Bench) -> &Question {
    match bench.station.flow().stage() {
        Stage::Asking { question, .. } => question,
        other => panic!("no question, but {other:?}"),
    }
}

fn upn(text: &str) -> Upn {
    Upn::parse(text).unwrap()
}

fn tick(bench: &mut Bench) {
    bench.station.tick();
    bench.settle();
}

fn unlock(bench: &mut Bench) {
    bench.open_as("M. Keller");
}

/// Six digits that none of these tokens shows within an hour and a half of now.
fn nobodys_code(bench: &Bench, tokens: &[&Token]) -> String {
    let (now, window) = (bench.clock.unix(), 180);
    let seeds: Vec<_> = tokens.iter().map(|token| token.seed().unwrap()).collect();
    let is_somebodys = |code: Code| {
        let shows = |seed| locate(seed, Parameters::STANDARD, now, code, window).is_some();
        seeds.iter().any(shows)
    };
    let codes = (0..).map(|number| format!("{number:06}"));
    let mut free = codes.filter(|code| !is_somebodys(Code::parse(code).unwrap()));
    free.next().unwrap()
}

// --- the clock --------------------------------------------------------------------------------------------------------

#[test]
fn without_a_witness_a_token_waits_and_is_taken_up_where_it_lies() {
    let witnesses = Witnesses::saying(NOTHING);
    let mut bench = desk(&witnesses);
    let token = Token::new(Model::C301I, 1);
    let before = token.seed();
    assert_eq!(doubt(&bench), Some(Doubt::NoWitness { server: None }));
    bench.upn("anna@example.com");
    assert_eq!(bench.stage(), At::Armed, "the person may be entered meanwhile");
    bench.lay(&token);
    assert_eq!((bench.stage(), bench.notice()), (At::Armed, Notice::ClockFirst));
    assert!(bench.pad.wire().is_empty() && bench.rows().is_empty());
    assert_eq!(token.seed(), before);

    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing, "and it was not lifted");
    assert_eq!(bench.pad.wire(), HELD_BURN_SENDS);
    assert_eq!(bench.row(0).witness, Some(Witness::Operator));
    assert!(bench.whole_trail().contains(&"clock-vouched".to_owned()));
    bench.type_code_of(&token);
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
}

#[test]
fn a_token_laid_down_first_waits_for_a_witness_as_well() {
    let witnesses = Witnesses::saying(NOTHING);
    let mut bench = desk(&witnesses);
    let token = Token::new(Model::C301I, 1);
    bench.lay(&token);
    bench.upn("anna@example.com");
    assert_eq!((bench.stage(), bench.notice()), (At::Armed, Notice::ClockFirst));
    assert_eq!(bench.pad.wire(), [0x41], "it was looked at, and that is all");
    bench.apply(Intent::Proceed);
    assert_eq!(bench.pad.wire(), HELD_BURN_SENDS);
    assert_eq!(bench.stage(), At::Comparing);
}

#[test]
fn the_person_waits_as_long_for_a_witness_as_for_a_token() {
    let witnesses = Witnesses::saying(NOTHING);
    let mut bench = desk(&witnesses);
    bench.upn("anna@example.com");
    bench.clock.advance(50);
    bench.lay(&Token::new(Model::C301I, 1));
    bench.clock.advance(50);
    tick(&mut bench);
    assert_eq!(bench.stage(), At::Armed, "a minute to look for a phone");
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing);
}

#[test]
fn an_unfinished_token_waits_for_a_witness_and_keeps_the_last_one() {
    let witnesses = Witnesses::saying(SYSTEM);
    let mut bench = desk(&witnesses);
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay_and_pull(&token, Pull { at: 4, acted: false });
    assert_eq!(bench.row(0).witness, Some(Witness::System));
    bench.apply(Intent::Cancel);

    witnesses.say(NOTHING);
    bench.clock.advance(2 * 3600);
    tick(&mut bench);
    assert_eq!(witness(&bench), None, "the word of the system is too old");
    bench.pad.wire();
    bench.lay(&token);
    assert_eq!(bench.notice(), Notice::ClockFirst);
    assert_eq!(bench.pad.wire(), [0x41]);
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(
        bench.row(0).witness,
        Some(Witness::Operator),
        "who vouched when it was written"
    );
}

#[test]
fn a_server_that_disagrees_blocks_and_nobody_overrules_it() {
    let witnesses = Witnesses::saying(SYSTEM);
    let mut bench = desk(&witnesses);
    let token = Token::new(Model::C301I, 1);
    witnesses.say(ClockChecked {
        server: Some(Ok(95_400)),
        system: Some(true),
    });
    bench.set(|settings| settings.time_server = Some("dc.example.com".into()));
    assert_eq!(doubt(&bench), Some(Doubt::Off { seconds: 96 }));
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert_eq!(bench.notice(), Notice::ClockFirst);
    for _ in 0..2 {
        bench.apply(Intent::Proceed);
        assert_eq!(bench.stage(), At::Armed);
        bench.apply(Intent::ClockDenied);
    }
    assert!(bench.pad.wire().is_empty());
    let said = bench.whole_trail();
    assert!(!said.iter().any(|word| word.starts_with("clock-")), "nobody was asked");

    // an hour later it is as wrong
    bench.apply(Intent::Cancel);
    bench.lift();
    witnesses.say(NOTHING);
    bench.clock.advance(2 * 3600);
    tick(&mut bench);
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Armed);

    // another server is right, and the token still lies there
    witnesses.say(server(Ok(-700)));
    bench.set(|settings| settings.time_server = Some("time.example.com".into()));
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(bench.row(0).witness, Some(Witness::Server));
}

#[test]
fn the_limit_is_a_setting_of_5_to_30_seconds_and_counts_at_once() {
    let witnesses = Witnesses::saying(server(Ok(30_000)));
    let mut bench = desk(&witnesses);
    assert_eq!(witness(&bench), Some(Witness::Server), "half a minute is one step");
    for seconds in [4, 31] {
        assert!(ClockLimit::try_from(seconds).is_err());
    }
    bench.set(|settings| settings.clock_limit_seconds = 29.try_into().unwrap());
    assert_eq!(doubt(&bench), Some(Doubt::Off { seconds: 30 }));
    bench.upn("anna@example.com");
    bench.lay(&Token::new(Model::C301I, 1));
    assert_eq!(bench.stage(), At::Armed);
}

#[test]
fn silence_and_nonsense_fall_back_to_the_system_and_to_the_operator() {
    for trouble in [
        ServerTrouble::Silent,
        ServerTrouble::Nonsense,
        ServerTrouble::Unresolved,
    ] {
        for (system, by) in [(Some(true), Witness::System), (None, Witness::Operator)] {
            let witnesses = Witnesses::saying(ClockChecked {
                server: Some(Err(trouble)),
                system,
            });
            let mut bench = desk(&witnesses);
            bench.upn("anna@example.com");
            bench.lay(&Token::new(Model::C301I, 1));
            if by == Witness::Operator {
                let server = Some(trouble);
                assert_eq!(doubt(&bench), Some(Doubt::NoWitness { server }));
                bench.apply(Intent::Proceed);
            }
            assert_eq!(bench.stage(), At::Comparing, "{trouble:?}");
            assert_eq!(bench.row(0).witness, Some(by));
        }
    }
}

/// The system of the machine on which this runs has no say.
fn server_alone() -> ClockSource {
    std::sync::Arc::new(|server| ClockChecked {
        system: None,
        ..look(server)
    })
}

#[test]
fn a_real_server_is_asked_before_the_first_burn() {
    let silent = Some(Doubt::NoWitness {
        server: Some(ServerTrouble::Silent),
    });
    let nonsense = Some(Doubt::NoWitness {
        server: Some(ServerTrouble::Nonsense),
    });
    for (answers, expected) in [
        (Answers::Ahead(0), None),
        (Answers::Ahead(4_000), None),
        (Answers::Ahead(-95_500), Some(Doubt::Off { seconds: 96 })),
        (Answers::Ahead(45_500), Some(Doubt::Off { seconds: -46 })),
        (Answers::Nothing, silent),
        (Answers::Zeros, nonsense),
        (Answers::StratumZero, nonsense),
    ] {
        let time = TimeServer::new(answers);
        let mut bench = Bench::with(|sources| {
            sources.clock = server_alone();
            sources.named.time_server = Some(time.name());
        });
        assert_eq!(doubt(&bench), expected, "{answers:?}");
        bench.upn("anna@example.com");
        bench.lay(&Token::new(Model::C301I, 1));
        let written = bench.pad.wire() == HELD_BURN_SENDS;
        assert_eq!(written, expected.is_none(), "{answers:?}");
        if written {
            assert_eq!(bench.row(0).witness, Some(Witness::Server));
            continue;
        }
        assert_eq!(bench.notice(), Notice::ClockFirst);
        bench.apply(Intent::Proceed);
        let blocks = matches!(expected, Some(Doubt::Off { .. }));
        assert_eq!(bench.stage() == At::Comparing, !blocks, "{answers:?}");
    }
}

#[test]
fn the_server_of_the_command_line_goes_before_that_of_the_settings() {
    let witnesses = Witnesses::saying(server(Ok(0)));
    let mut bench = Bench::with(|sources| {
        sources.clock = witnesses.source();
        sources.named.time_server = Some("named.example.com:1123".into());
    });
    bench.set(|settings| settings.time_server = Some("set.example.com".into()));
    let asked = witnesses.asked();
    assert!(!asked.is_empty());
    for server in asked {
        assert_eq!(server.as_deref(), Some("named.example.com:1123"));
    }
    let mut bench = desk(&witnesses);
    bench.set(|settings| settings.time_server = Some("set.example.com".into()));
    assert_eq!(witnesses.asked().pop().unwrap().as_deref(), Some("set.example.com"));
}

#[test]
fn the_operator_is_asked_once_a_day_and_after_sleep() {
    let witnesses = Witnesses::saying(NOTHING);
    let mut bench = desk(&witnesses);
    bench.apply(Intent::Proceed);
    for number in 1..4 {
        bench.clock.advance(3 * 3600);
        tick(&mut bench);
        bench.enroll(&format!("p{number}@example.com"), &Token::new(Model::C301I, number));
    }
    bench.clock.advance(3 * 3600);
    tick(&mut bench);
    assert_eq!(doubt(&bench), Some(Doubt::NoWitness { server: None }), "the next day");
    bench.apply(Intent::Proceed);
    assert_eq!(witness(&bench), Some(Witness::Operator));

    bench.clock.sleep(600);
    tick(&mut bench);
    assert!(matches!(bench.station.door(), Door::Closed { locked: true, .. }));
    unlock(&mut bench);
    assert_eq!(doubt(&bench), Some(Doubt::NoWitness { server: None }));
    bench.upn("late@example.com");
    bench.lay(&Token::new(Model::C301I, 9));
    assert_eq!(bench.notice(), Notice::ClockFirst);
}

#[test]
fn an_operator_who_sees_a_wrong_time_stops_the_desk_until_it_is_right() {
    let witnesses = Witnesses::saying(NOTHING);
    let mut bench = desk(&witnesses);
    bench.apply(Intent::ClockDenied);
    assert_eq!(doubt(&bench), Some(Doubt::SaidWrong));
    bench.upn("anna@example.com");
    bench.lay(&Token::new(Model::C301I, 1));
    assert!(bench.pad.wire().is_empty());
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing);
    let said: Vec<_> = bench
        .whole_trail()
        .into_iter()
        .filter(|word| word.starts_with("clock-"))
        .collect();
    assert_eq!(said, ["clock-denied", "clock-vouched"]);
}

/// To answer what is asked about the clock answers nothing else.
#[test]
fn that_the_time_is_right_does_not_answer_a_question_about_a_token() {
    let witnesses = Witnesses::saying(SYSTEM);
    let mut bench = desk(&witnesses);
    let token = Token::new(Model::C301I, 1);
    bench.enroll("lea@example.com", &token);
    let leas = token.seed();
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert!(bench.asks());
    witnesses.say(NOTHING);
    bench.clock.advance(2 * 3600);
    tick(&mut bench);
    assert_eq!(doubt(&bench), Some(Doubt::NoWitness { server: None }));
    bench.apply(Intent::ClockRight);
    assert_eq!(witness(&bench), Some(Witness::Operator));
    assert!(bench.asks(), "whose token it is, is asked on");
    assert_eq!(token.seed(), leas);
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing);
}

#[test]
fn tokens_set_elsewhere_raise_a_question_and_block_nothing() {
    let asked = |bench: &Bench| bench.station.flow().clock().tokens_disagree(3);
    let witnesses = Witnesses::saying(SYSTEM);
    let mut bench = desk(&witnesses);
    let look_at = |bench: &mut Bench, number, ahead| {
        bench.lay(&Token::set_elsewhere(Model::C301I, number, ahead));
        bench.lift();
    };
    for (number, ahead) in [(1, 301), (2, -2), (3, 299)] {
        look_at(&mut bench, number, ahead);
    }
    for _ in 0..5 {
        look_at(&mut bench, 3, 299);
    }
    assert_eq!(asked(&bench), None, "one that is laid down five times is not five");
    look_at(&mut bench, 4, 100_000);
    assert_eq!(asked(&bench), None);
    look_at(&mut bench, 5, 298);
    assert_eq!(asked(&bench), Some(299), "the one in the middle");

    let token = Token::new(Model::C301I, 6);
    bench.enroll("anna@example.com", &token);
    assert_eq!(bench.row(0).witness, Some(Witness::System), "nothing is blocked");
    bench.apply(Intent::Proceed);
    assert_eq!(asked(&bench), None, "answered");
}

#[test]
fn tokens_of_this_station_are_no_witnesses() {
    let witnesses = Witnesses::saying(SYSTEM);
    let mut bench = desk(&witnesses);
    let tokens: Vec<_> = (1..=5).map(|number| Token::new(Model::C301I, number)).collect();
    for (number, token) in tokens.iter().enumerate() {
        bench.enroll(&format!("p{number}@example.com"), token);
    }
    let asked = |bench: &Bench| bench.station.flow().clock().tokens_disagree(0);
    assert_eq!(asked(&bench), Some(-41), "as they came");
    for token in &tokens {
        assert_eq!(token.drift(bench.clock.unix()), 0);
        bench.lay(token);
        bench.lift();
    }
    assert_eq!(asked(&bench), Some(-41), "a clock that was set here says nothing");
}

// --- the person -------------------------------------------------------------------------------------------------------

#[test]
fn a_upn_is_what_entra_id_could_hold() {
    let longest_name = format!("{}@example.com", "a".repeat(64));
    let longest = format!("a@{}.{}.com", "b".repeat(53), "c".repeat(53));
    assert_eq!(longest.len(), 113);
    for text in [
        "anna.mueller@example.com",
        "O'Brien_1-2@sub.example.co",
        "a!b#c^d~e@example.com",
        &longest_name,
        &longest,
    ] {
        let mut bench = Bench::new();
        bench.upn(text);
        assert_eq!(bench.stage(), At::Armed, "{text}");
    }
    let mut bench = Bench::new();
    bench.set(|settings| settings.guest_domains = vec!["partner.example".into()]);
    for (text, why) in [
        ("", None),
        ("anna", Some(UpnError::At)),
        ("a@b@example.com", Some(UpnError::At)),
        ("anna müller@example.com", Some(UpnError::Blank)),
        ("müller@example.com", Some(UpnError::Letter)),
        ("anna,mueller@example.com", Some(UpnError::Comma)),
        (".anna@example.com", Some(UpnError::Edge)),
        ("anna+x@example.com", Some(UpnError::Character)),
        ("anna@localhost", Some(UpnError::Ending)),
        (&format!("a{longest_name}"), Some(UpnError::TooLong)),
        (&format!("a{longest}"), Some(UpnError::TooLong)),
        ("482913", Some(UpnError::Digits)),
        ("123 456", Some(UpnError::Digits)),
        ("8659622000123", Some(UpnError::Serial)),
        ("sam_partner.com#EXT#@example.com", Some(UpnError::Guest)),
        ("sam@Partner.Example", Some(UpnError::Guest)),
    ] {
        bench.upn(text);
        assert_eq!(bench.station.upn_field().refused, why, "{text}");
        assert_eq!(bench.stage(), At::Idle, "{text}");
    }
}

#[test]
fn a_bare_name_gets_the_default_domain_and_digits_do_not() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.default_domain = Some("example.com".into()));
    for digits in ["482913", "123-456", "4711"] {
        bench.upn(digits);
        assert_eq!(bench.station.upn_field().refused, Some(UpnError::Digits));
    }
    bench.upn("anna.mueller");
    bench.lay(&Token::new(Model::C301I, 1));
    assert_eq!(bench.row(0).upn, "anna.mueller@example.com");
}

#[test]
fn another_domain_asks_once_a_session_even_over_a_lock() {
    let mut bench = Bench::new();
    bench.set(|settings| {
        settings.default_domain = Some("example.com".into());
        settings.accepted_domains = vec!["example.org".into()];
    });
    for usual in ["a@example.com", "b@EXAMPLE.ORG"] {
        bench.upn(usual);
        assert_eq!(bench.stage(), At::Armed, "{usual}");
        bench.apply(Intent::Cancel);
    }
    bench.upn("anna@exmaple.com");
    assert_eq!(question(&bench).asked, Asked::Domain);
    bench.apply(Intent::Cancel);
    bench.upn("anna@exmaple.com");
    assert_eq!(question(&bench).asked, Asked::Domain, "no is not remembered");
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Armed);
    bench.apply(Intent::Cancel);
    bench.apply(Intent::Lock);
    unlock(&mut bench);
    bench.upn("ben@Exmaple.com");
    assert_eq!(bench.stage(), At::Armed, "the session goes on");
}

#[test]
fn the_domain_is_asked_before_a_token_that_lies_there_is_written() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.accepted_domains = vec!["example.org".into()]);
    bench.lay(&Token::new(Model::C301I, 1));
    bench.upn("anna@example.com");
    assert_eq!(question(&bench).asked, Asked::Domain);
    assert_eq!(bench.pad.wire(), [0x41]);
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing);
}

#[test]
fn the_same_person_within_a_minute_is_said() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C301I, 1));
    bench.clock.advance(60);
    bench.upn("anna@example.com");
    assert!(question(&bench).is_just_now(bench.clock.unix()));
    bench.apply(Intent::Cancel);
    bench.clock.advance(1);
    bench.upn("anna@example.com");
    assert!(!question(&bench).is_just_now(bench.clock.unix()));
}

#[test]
fn a_second_token_replaces_or_comes_besides_and_a_sixth_only_replaces() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C301I, 1));
    for number in 2..=5 {
        bench.upn("anna@example.com");
        let asked = question(&bench);
        assert_eq!((asked.asked, asked.allows_another()), (Asked::PersonKnown, true));
        bench.apply(Intent::Proceed);
        let token = Token::new(Model::C301I, number);
        bench.lay(&token);
        bench.type_code_of(&token);
        bench.lift();
    }
    assert_eq!(bench.station.log().waiting_count(), 5);
    bench.upn("anna@example.com");
    assert_eq!(question(&bench).earlier.len(), 5);
    assert!(!question(&bench).allows_another());
    bench.apply(Intent::Proceed);
    assert!(bench.asks(), "there is no sixth");

    let first = bench.row(0).id;
    bench.apply(Intent::Replace(first));
    let sixth = Token::new(Model::C301I, 6);
    bench.lay(&sixth);
    assert!(
        bench.row(0).later.replaced.is_none(),
        "not before the new one is compared"
    );
    bench.type_code_of(&sixth);
    assert!(bench.row(0).later.replaced.is_some());
    assert_eq!(bench.station.log().waiting_count(), 5);
}

#[test]
fn a_sixth_token_that_was_laid_down_first_is_refused_as_well() {
    let mut bench = Bench::new();
    for number in 1..=5 {
        bench.upn("anna@example.com");
        bench.apply(Intent::Proceed);
        let token = Token::new(Model::C301I, number);
        bench.lay(&token);
        bench.type_code_of(&token);
        bench.lift();
    }
    let bens = Token::new(Model::C301I, 6);
    bench.enroll("ben@example.com", &bens);
    let before = bens.seed();
    bench.lay(&bens);
    bench.upn("anna@example.com");
    assert_eq!(question(&bench).asked, Asked::TokenKnown);
    bench.apply(Intent::Proceed);
    assert_eq!(question(&bench).asked, Asked::PersonKnown);
    assert!(!question(&bench).allows_another());
    bench.apply(Intent::Proceed);
    assert!(bench.asks());
    assert_eq!(bens.seed(), before);
}

// --- the list of people -----------------------------------------------------------------------------------------------

const ENTRA: &str = "\u{FEFF}userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,\
accountEnabled,usageLocation,employeeId\r\n\
anna.mueller@example.com,Anna Müller,Müller,,Anna,,Member,,Sales,True,,00471\r\n\
ben.obrien@example.com,Ben O'Brien,O'Brien,,Ben,,Member,,,True,,00472\r\n\
anna.maier@example.com,Anna Maier,Maier,,Anna,,Member,,,True,,\r\n\
sam_partner.com#EXT#@example.com,Sam,,,,,Guest,,,True,,\r\n\
eve@example.com,Eve Example,Example,,Eve,,Guest,,,True,,\r\n";

/// Reads a file; the columns as they were guessed.
fn read(bench: &mut Bench, text: &str) -> Columns {
    let path = bench.home.path().join("people.csv");
    std::fs::write(&path, text).unwrap();
    bench.apply(Intent::ReadPeople(path));
    match bench.station.people().import() {
        ImportStage::Read(_, columns) => *columns,
        other => panic!("{other:?}"),
    }
}

fn import(bench: &mut Bench, text: &str) {
    let columns = read(bench, text);
    bench.apply(Intent::ImportPeople(columns));
}

fn on_list(bench: &Bench) -> Vec<&str> {
    let people = bench.station.people().roster().people();
    people.iter().map(|person| person.upn.as_str()).collect()
}

#[test]
fn entras_own_export_says_who_has_a_token_and_who_is_next() {
    let mut bench = Bench::new();
    import(&mut bench, ENTRA);
    let ImportStage::Done { people: 4, imported } = bench.station.people().import() else {
        panic!("{:?}", bench.station.people().import())
    };
    assert_eq!(imported.skipped[0].why, SkipReason::Guest);
    let people = bench.station.people();
    assert_eq!((people.with_token(), people.roster().countable()), (0, 3), "no guests");
    assert_eq!(people.name(&upn("anna.mueller@example.com")), Some("Anna Müller"));

    let next = |bench: &Bench, after: Option<&Upn>| bench.station.next_without(after).map(|next| next.upn.to_string());
    assert_eq!(next(&bench, None).as_deref(), Some("anna.maier@example.com"));
    let maier = upn("anna.maier@example.com");
    assert_eq!(next(&bench, Some(&maier)).as_deref(), Some("anna.mueller@example.com"));
    bench.enroll("anna.mueller@example.com", &Token::new(Model::C301I, 1));
    assert!(bench.station.has_token(&upn("Anna.Mueller@example.com")));
    assert_eq!(bench.station.people().with_token(), 1);
    assert_eq!(next(&bench, Some(&maier)).as_deref(), Some("ben.obrien@example.com"));

    // and a token that is lost, corrected or not compared is none
    let id = bench.row(0).id;
    let corrected = |upn: &str| Intent::CorrectUpn { id, upn: upn.into() };
    bench.apply(corrected("ben.obrien@example.com"));
    assert_eq!(bench.station.people().with_token(), 1, "another one has it");
    assert!(!bench.station.has_token(&upn("anna.mueller@example.com")));
    bench.apply(corrected("nobody.here@example.com"));
    assert_eq!(bench.station.people().with_token(), 0);
    bench.apply(corrected("ben.obrien@example.com"));
    bench.apply(Intent::KeepFate {
        id,
        fate: tapdesk::desk::Fate::Lost,
        note: String::new(),
    });
    assert_eq!(bench.station.people().with_token(), 0);
}

#[test]
fn any_table_will_do_and_its_columns_are_corrected() {
    let mut bench = Bench::new();
    let text = "Nummer;Kontakt;Konto\n17;Anna Müller;anna@example.com\n18;Ben;ben@example.com\n";
    let guessed = read(&mut bench, text);
    assert_eq!(guessed.upn, Some(2), "by what stands in it");
    let columns = Columns {
        name: Some(1),
        badge: Some(0),
        ..guessed
    };
    bench.apply(Intent::ImportPeople(columns));
    assert_eq!(on_list(&bench), ["anna@example.com", "ben@example.com"]);
    let people = bench.station.people();
    assert_eq!(people.name(&upn("anna@example.com")), Some("Anna Müller"));
    assert_eq!(people.roster().people()[0].badge, "17");
}

#[test]
fn a_file_without_people_changes_nothing_and_a_new_list_takes_the_place_of_the_old() {
    let mut bench = Bench::new();
    import(&mut bench, ENTRA);
    let columns = read(&mut bench, "upn,name\nnot a upn,Anna\n");
    bench.apply(Intent::ImportPeople(columns));
    assert!(matches!(bench.station.people().import(), ImportStage::Failed(_)));
    assert_eq!(on_list(&bench).len(), 4);
    bench.apply(Intent::ReadPeople(bench.home.path().join("nowhere.csv")));
    assert!(matches!(bench.station.people().import(), ImportStage::Failed(_)));
    assert_eq!(on_list(&bench).len(), 4);
    import(&mut bench, "upn,name\nzoe@example.com,Zoe\n");
    assert_eq!(on_list(&bench), ["zoe@example.com"]);
}

#[test]
fn people_are_found_by_what_is_known_of_them() {
    let mut bench = Bench::new();
    import(&mut bench, ENTRA);
    let people = bench.station.people();
    let only = |typed: &str| {
        let found = people.complete(typed, 6);
        found.only(people.roster()).map(|person| person.upn.to_string())
    };
    for typed in ["mueller", "Müller Anna", "an mü", "muller", "anna.mu", "00471", "471 "] {
        let expected = (typed != "471 ").then_some("anna.mueller@example.com");
        assert_eq!(only(typed).as_deref(), expected, "{typed}");
    }
    assert_eq!(only("obrien").as_deref(), Some("ben.obrien@example.com"));
    assert_eq!(only("anna"), None, "two fit equally well");
    assert_eq!(people.complete("anna", 6).found.len(), 2);
    assert_eq!(only("eve"), None, "a guest is shown and not taken");
}

#[test]
fn a_guest_of_the_list_gets_no_token_whatever_the_domain() {
    let mut bench = Bench::new();
    import(&mut bench, ENTRA);
    bench.set(|settings| settings.guest_domains = vec!["partner.example".into()]);
    bench.upn("Eve@example.com");
    assert_eq!(bench.station.upn_field().refused, Some(UpnError::Guest));
    assert_eq!(bench.stage(), At::Idle);
    // nor is a row corrected to one
    bench.enroll("ben.obrien@example.com", &Token::new(Model::C301I, 1));
    let id = bench.row(0).id;
    for guest in ["eve@example.com", "sam@partner.example", "s_p.com#EXT#@example.com"] {
        bench.apply(Intent::CorrectUpn { id, upn: guest.into() });
        assert_eq!(bench.row(0).upn, "ben.obrien@example.com", "{guest}");
    }
}

#[test]
fn the_list_survives_a_restart_and_a_locked_station_shows_nobody() {
    let mut bench = Bench::new();
    import(&mut bench, ENTRA);
    bench.enroll("anna.mueller@example.com", &Token::new(Model::C301I, 1));
    let mut bench = bench.crash();
    assert_eq!(on_list(&bench).len(), 4);
    assert_eq!(bench.station.people().with_token(), 1);
    bench.apply(Intent::Lock);
    assert!(on_list(&bench).is_empty());
    assert_eq!(bench.station.people().with_token(), 0);
    assert!(bench.station.people().complete("anna", 6).found.is_empty());
    assert!(bench.station.next_without(None).is_none());
    unlock(&mut bench);
    assert_eq!((on_list(&bench).len(), bench.station.people().with_token()), (4, 1));
}

// --- the code ---------------------------------------------------------------------------------------------------------

#[test]
fn an_old_code_grows_older_and_a_clock_that_is_behind_does_not() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    let behind = |bench: &mut Bench, seconds: i64| {
        let code = token.code(bench.clock.unix() - seconds);
        bench.type_code(&code);
        bench.notice()
    };
    assert_eq!(behind(&mut bench, 300), Notice::Miss(Miss::Old(300)));
    assert_eq!(
        behind(&mut bench, 300),
        Notice::Miss(Miss::Old(300)),
        "not believed, and typed again"
    );
    bench.clock.advance(120);
    assert_eq!(
        behind(&mut bench, 420),
        Notice::Miss(Miss::Old(420)),
        "the same code again"
    );
    bench.clock.advance(60);
    assert_eq!(
        behind(&mut bench, 420),
        Notice::Miss(Miss::ClockOff(-420)),
        "a new code, as far behind as the one before"
    );
    assert_eq!(behind(&mut bench, -90), Notice::Miss(Miss::ClockOff(90)));
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(
        bench.row(0).outcome,
        Outcome::Burned,
        "the wider search confirms nothing"
    );
}

#[test]
fn the_code_of_another_token_of_today_is_said_to_be_whose() {
    let mut bench = Bench::new();
    let (annas, bens) = (Token::new(Model::C301I, 1), Token::new(Model::C302I, 2));
    bench.enroll("anna@example.com", &annas);
    bench.upn("ben@example.com");
    bench.lay(&bens);
    bench.type_code_of(&annas);
    let Notice::Miss(Miss::OtherToken(owner)) = bench.notice() else {
        panic!("{:?}", bench.notice())
    };
    assert_eq!(
        (owner.upn.as_str(), owner.token.to_string()),
        ("anna@example.com", annas.serial())
    );
    assert_eq!(bench.row(1).outcome, Outcome::Burned);

    let code = nobodys_code(&bench, &[&annas, &bens]);
    bench.type_code(&code);
    assert_eq!(bench.notice(), Notice::Miss(Miss::Unknown));
    assert_eq!(bench.row(1).outcome, Outcome::Burned);

    // those of yesterday are not looked through
    bench.apply(Intent::Cancel);
    bench.clock.advance(24 * 3600);
    unlock_if_locked(&mut bench);
    let id = bench.row(1).id;
    bench.apply(Intent::CompareLater(id));
    bench.type_code_of(&annas);
    assert_eq!(bench.notice(), Notice::Miss(Miss::Unknown));
    bench.type_code_of(&bens);
    assert_eq!(bench.row(1).outcome, Outcome::Confirmed);
}

fn unlock_if_locked(bench: &mut Bench) {
    tick(bench);
    if matches!(bench.station.door(), Door::Closed { .. }) {
        unlock(bench);
    }
}

#[test]
fn after_three_misses_the_token_is_written_again_with_the_same_seed() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    let seed = token.seed();
    for typed in 1..=3 {
        let code = nobodys_code(&bench, &[&token]);
        bench.type_code(&code);
        let Stage::Comparing { misses, .. } = bench.station.flow().stage() else {
            panic!()
        };
        assert_eq!(misses.count, typed);
    }
    bench.pad.wire();
    bench.apply(Intent::BurnAgain);
    bench.lift();
    bench.lay(&token);
    assert_eq!(bench.pad.wire(), HELD_BURN_SENDS);
    assert_eq!(token.seed(), seed);
    bench.type_code_of(&token);
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
    let id = bench.row(0).id;
    let events: Vec<_> = bench.trail(id).into_iter().map(|entry| entry.0).collect();
    assert_eq!(
        events,
        [
            TrailEvent::Recorded,
            TrailEvent::Burned,
            TrailEvent::WrongCode,
            TrailEvent::WrongCode,
            TrailEvent::WrongCode,
            TrailEvent::Resumed,
            TrailEvent::Burned,
            TrailEvent::Confirmed
        ]
    );
}

#[test]
fn where_every_code_is_typed_by_eye_is_not_enough() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.comparing = Comparing::Typed);
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    bench.apply(Intent::SeenEqual);
    assert_eq!(bench.stage(), At::Comparing);
    bench.type_code_of(&token);
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
}

// --- what lies there --------------------------------------------------------------------------------------------------

const CARDS: [NotToken; 7] = [
    NotToken::PlacedBadly,
    NotToken::StorageCard,
    NotToken::FidoKey,
    NotToken::OathKey,
    NotToken::BankCard,
    NotToken::Phone,
    NotToken::UnknownCard,
];

/// Anna's token, unfinished, with Esc or without a code.
fn unfinished(bench: &mut Bench, token: &Token, stage: At) {
    bench.upn("anna@example.com");
    match stage {
        At::Interrupted => bench.lay_and_pull(token, Pull { at: 4, acted: false }),
        _ => {
            bench.lay(token);
            bench.lift();
        }
    }
    assert_eq!(bench.stage(), stage);
    bench.pad.wire();
}

#[test]
fn what_else_is_laid_down_ends_no_enrolment_and_is_not_written() {
    for stage in [At::Interrupted, At::Comparing] {
        let mut bench = Bench::new();
        let token = Token::new(Model::C301I, 1);
        unfinished(&mut bench, &token, stage);
        for what in CARDS {
            bench.lay_other(what.clone());
            assert_eq!(bench.notice(), Notice::NotToken(what.clone()));
            assert_eq!(bench.stage(), stage, "{what:?}");
            bench.lift();
            assert_eq!(bench.notice(), Notice::NotToken(what), "to be read when it is lifted");
        }
        let stranger = Token::with_serial("8659699000001");
        bench.lay(&stranger);
        assert_eq!(bench.pad.wire(), [0x41]);
        let said = bench.notice();
        assert!(matches!(said, Notice::NotToken(NotToken::UnknownModel(_))), "{said:?}");
        bench.lift();
        bench.lay(&token);
        assert_eq!(bench.stage(), At::Comparing);
        bench.type_code_of(&token);
        assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
    }
}

#[test]
fn another_token_is_said_to_be_whose_and_since_when() {
    for stage in [At::Interrupted, At::Comparing] {
        let mut bench = Bench::new();
        let (annas, leas, new) = (
            Token::new(Model::C301I, 1),
            Token::new(Model::C301I, 2),
            Token::new(Model::C301I, 3),
        );
        bench.enroll("lea@example.com", &leas);
        bench.clock.advance(600 - 1);
        unfinished(&mut bench, &annas, stage);
        let (before, new_before) = (leas.seed(), new.seed());
        bench.lay(&leas);
        let Notice::OtherToken { expected, found, owner } = bench.notice() else {
            panic!("{:?}", bench.notice())
        };
        assert_eq!(
            (expected.to_string(), found.to_string()),
            (annas.serial(), leas.serial())
        );
        let owner = owner.expect("it is known whose it is");
        assert_eq!((owner.upn.as_str(), owner.at), ("lea@example.com", START));
        assert_eq!((bench.stage(), bench.pad.wire()), (stage, vec![0x41]));
        bench.lift();

        bench.lay(&new);
        let Notice::OtherToken { owner: None, .. } = bench.notice() else {
            panic!("{:?}", bench.notice())
        };
        assert_eq!((bench.stage(), bench.pad.wire()), (stage, vec![0x41]));
        assert!(leas.seed() == before && new.seed() == new_before);
        bench.lift();
        bench.lay(&annas);
        bench.type_code_of(&annas);
        assert_eq!(bench.row(1).outcome, Outcome::Confirmed);
    }
}

#[test]
fn the_right_token_beside_its_own_comparison_is_no_news() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    unfinished(&mut bench, &token, At::Comparing);
    bench.lay(&token);
    assert!(bench.station.flow().notice().is_none());
    assert_eq!(bench.pad.wire(), [0x41], "and it is not written again");
    bench.lift();
    bench.apply(Intent::SeenEqual);
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
}

#[test]
fn the_token_of_the_person_before_is_to_be_taken_away_first() {
    let mut bench = Bench::new();
    let (annas, bens) = (Token::new(Model::C301I, 1), Token::new(Model::C301I, 2));
    bench.upn("anna@example.com");
    bench.lay(&annas);
    bench.type_code_of(&annas);
    let before = annas.seed();
    bench.pad.wire();
    bench.upn("ben@example.com");
    assert_eq!(bench.notice(), Notice::TakeAway(upn("anna@example.com")));
    assert_eq!(bench.stage(), At::Armed);
    bench.lift();
    assert!(bench.station.flow().notice().is_none());
    assert!(bench.pad.wire().is_empty());
    bench.lay(&bens);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(annas.seed(), before);
}

// --- put off ----------------------------------------------------------------------------------------------------------

#[test]
fn what_is_put_off_waits_in_a_list_and_is_finished_in_either_way() {
    let mut bench = Bench::new();
    let tokens: Vec<_> = (1..=3).map(|number| Token::new(Model::C301I, number)).collect();
    for (name, token) in ["anna", "ben", "carl"].iter().zip(&tokens) {
        bench.upn(&format!("{name}@example.com"));
        bench.lay(token);
        bench.apply(Intent::Cancel);
        assert!(matches!(bench.notice(), Notice::Parked(_)));
        bench.lift();
    }
    let waiting = |bench: &Bench| -> Vec<String> {
        let rows = bench.station.log().unfinished();
        rows.map(|row| row.upn.to_string()).collect()
    };
    assert_eq!(
        waiting(&bench),
        ["anna@example.com", "ben@example.com", "carl@example.com"]
    );
    let mut bench = bench.crash();
    assert_eq!(waiting(&bench).len(), 3, "after a restart as well");

    bench.pad.wire();
    bench.lay(&tokens[0]);
    bench.type_code_of(&tokens[0]);
    bench.lift();
    assert_eq!(waiting(&bench), ["ben@example.com", "carl@example.com"]);

    let id = bench.row(1).id;
    bench.apply(Intent::CompareLater(id));
    assert_eq!(bench.stage(), At::Comparing, "without its token");
    bench.type_code_of(&tokens[1]);
    assert_eq!(bench.pad.wire(), [0x41], "only Anna's was looked at");
    assert_eq!(waiting(&bench), ["carl@example.com"]);

    let id = bench.row(2).id;
    let abandon = |reason: &str| Intent::Abandon {
        id,
        reason: reason.into(),
    };
    bench.apply(abandon("  "));
    assert_eq!(waiting(&bench), ["carl@example.com"], "not without a reason");
    bench.apply(Intent::DismissTrouble);
    bench.apply(abandon("it fell into the soup"));
    assert!(waiting(&bench).is_empty());
    let last = bench.trail(id).pop().unwrap();
    assert_eq!(last, (TrailEvent::GivenUp, "it fell into the soup".into()));
    assert_eq!(bench.station.log().waiting_count(), 2);
}

#[test]
fn a_token_whose_burn_broke_off_is_finished_by_laying_it_down() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    unfinished(&mut bench, &token, At::Interrupted);
    bench.apply(Intent::Cancel);
    assert_eq!(bench.station.log().unfinished().count(), 1);
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(bench.pad.wire()[1..], BURN_SENDS, "looked at, and finished");
    let serial = Serial::parse(&token.serial()).unwrap();
    assert_eq!(bench.row(0).token.to_string(), serial.as_str());
}
