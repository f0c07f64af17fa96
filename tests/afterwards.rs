//! What becomes of a token after it was enrolled, headless: burned again, replaced, lost, handed over, looked at, its clock
//! set. And seeds that another system dictates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{At, BURN_SENDS, Bench, CLOCK_SENDS, CSV_HEADER, HELD_BURN_SENDS, Pull, Token, Witnesses, csv_row};
use tapdesk::desk::{
    Asked, ClockChecked, EnrolmentId, Fate, Found, Handed, Kind, NotToken, Notice, Outcome, Stage, State, Upn, Witness,
};
use tapdesk::export::Refusal;
use tapdesk::ledger::{PurgeScope, TrailEvent};
use tapdesk::otp::{Algorithm, OtpauthError, Parameters, Period, Seed};
use tapdesk::station::{ClockWay, ExportStage, ExportTrouble, Hint, Identify, Intent, Licence, NotSet, Seen, SetClock};
use tapdesk::token2::{BurnFailure, BurnStep, Model};

fn keep(bench: &mut Bench, id: EnrolmentId, fate: Fate, note: &str) {
    let note = note.to_owned();
    bench.apply(Intent::KeepFate { id, fate, note });
}

fn last_of_trail(bench: &mut Bench, id: EnrolmentId) -> (TrailEvent, String) {
    bench.trail(id).pop().unwrap()
}

/// The events of the clock in the whole trail.
fn clock_events(bench: &Bench) -> Vec<String> {
    let mut words = bench.whole_trail();
    words.retain(|word| word.starts_with("clock-"));
    words
}

fn to_delete(bench: &Bench) -> Vec<&str> {
    bench
        .station
        .log()
        .to_delete()
        .map(|row| row.token.serial().as_str())
        .collect()
}

/// Anna with a token, exported.
fn exported(token: &Token) -> Bench {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", token);
    bench.export("anna.csv");
    bench.clock.advance(300);
    bench.pad.wire();
    bench
}

// --- burned again -----------------------------------------------------------------------------------------------------

#[test]
fn a_confirmed_and_exported_token_is_burned_again_with_its_seed() {
    let token = Token::new(Model::C301I, 1);
    let mut bench = exported(&token);
    let (seed, id) = (token.seed(), bench.row(0).id);
    bench.apply(Intent::BurnLater(id));
    assert_eq!(bench.stage(), At::Interrupted, "its token is waited for");
    assert_eq!(bench.row(0).state(), State::Exported, "nothing has happened yet");
    bench.lay(&token);
    assert_eq!(bench.pad.wire(), HELD_BURN_SENDS);
    assert_eq!(token.seed(), seed);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(
        (bench.row(0).outcome, bench.row(0).confirmation),
        (Outcome::Burned, None)
    );
    assert!(bench.row(0).exported_at().is_some(), "Entra ID knows it all the same");
    bench.type_code_of(&token);
    assert_eq!(bench.row(0).state(), State::Exported);
    assert!(bench.station.batch().is_empty(), "and it does not leave again");
    let events: Vec<_> = bench.trail(id).into_iter().map(|entry| entry.0).skip(4).collect();
    assert_eq!(events, [TrailEvent::Resumed, TrailEvent::Burned, TrailEvent::Confirmed]);
}

#[test]
fn esc_before_the_token_is_laid_down_leaves_it_confirmed() {
    type Ending = (&'static str, fn(&mut Bench));
    let endings: [Ending; 3] = [
        ("esc", |bench| bench.apply(Intent::Cancel)),
        ("another token, then esc", |bench| {
            bench.lay(&Token::new(Model::C301I, 2));
            assert!(matches!(bench.notice(), Notice::OtherToken { .. }));
            bench.apply(Intent::Cancel);
            bench.lift();
        }),
        ("the lock", |bench| {
            bench.apply(Intent::Lock);
            bench.open_as("B. Frei");
        }),
    ];
    for (what, end) in endings {
        let token = Token::new(Model::C301I, 1);
        let mut bench = exported(&token);
        let (before, id, seed) = (bench.row(0).clone(), bench.row(0).id, token.seed());
        bench.apply(Intent::BurnLater(id));
        end(&mut bench);
        assert_eq!(bench.stage(), At::Idle, "{what}");
        assert_eq!(*bench.row(0), before, "{what}");
        assert_eq!(bench.station.log().unfinished().count(), 0, "{what}");
        assert_eq!(bench.station.flow().notice(), None, "{what}: nothing is put off");
        assert_eq!(last_of_trail(&mut bench, id).0, TrailEvent::Exported, "{what}");
        assert_eq!(token.seed(), seed, "{what}");
        assert!(bench.crash().row(0).confirmation.is_some(), "{what}");
    }
}

/// A token that is pulled at any APDU while it is burned again is never lost: it waits for its code, or for its token.
#[test]
fn a_token_pulled_while_it_is_burned_again_is_never_lost() {
    for at in 0..6 {
        for acted in [false, true] {
            let what = format!("APDU {at}, acted {acted}");
            let token = Token::new(Model::C301I, 1);
            let mut bench = exported(&token);
            let (id, seed) = (bench.row(0).id, token.seed());
            bench.apply(Intent::BurnLater(id));
            bench.lay_and_pull(&token, Pull { at, acted });
            let outcome = match at {
                0 => Outcome::Confirmed,
                1 | 2 | 5 => Outcome::Burned,
                _ => Outcome::Interrupted,
            };
            assert_eq!(bench.row(0).outcome, outcome, "{what}");
            assert!(bench.row(0).has_seed && bench.row(0).exported_at().is_some(), "{what}");
            bench.apply(Intent::Cancel);
            let waits = usize::from(at > 0);
            assert_eq!(bench.station.log().unfinished().count(), waits, "{what}");
            let mut bench = bench.crash();
            if at > 0 {
                bench.lay(&token);
                bench.type_code_of(&token);
            }
            assert_eq!(bench.row(0).state(), State::Exported, "{what}");
            assert_eq!(token.seed(), seed, "{what}");
        }
    }
}

#[test]
fn what_is_gone_or_overwritten_is_not_burned_again() {
    type Deed = (&'static str, fn(&mut Bench, EnrolmentId, &Token));
    let deeds: [Deed; 4] = [
        ("lost", |bench, id, _| keep(bench, id, Fate::Lost, "")),
        ("overwritten", |bench, _, token| {
            bench.upn("ben@example.com");
            bench.lay(token);
            bench.apply(Intent::Proceed);
            bench.type_code_of(token);
            bench.lift();
        }),
        ("replaced", |bench, id, _| {
            bench.apply(Intent::ReplaceLater(id));
            let new = Token::new(Model::C301I, 2);
            bench.lay(&new);
            bench.type_code_of(&new);
            bench.lift();
        }),
        ("purged", |bench, id, _| {
            bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
            bench.apply(Intent::Purge);
            bench.apply(Intent::DismissPurge);
        }),
    ];
    for (what, deed) in deeds {
        let token = Token::new(Model::C301I, 1);
        let mut bench = exported(&token);
        let id = bench.row(0).id;
        deed(&mut bench, id, &token);
        assert!(!bench.row(0).can_burn_again(), "{what}");
        let before = token.seed();
        bench.apply(Intent::BurnLater(id));
        assert_eq!(bench.stage(), At::Idle, "{what}");
        assert!(matches!(bench.notice(), Notice::LedgerFailed(_)), "{what}");
        assert_eq!(token.seed(), before, "{what}");
    }
}

#[test]
fn nothing_is_chosen_in_the_log_while_somebody_is_enrolled() {
    let token = Token::new(Model::C301I, 1);
    let mut bench = exported(&token);
    let id = bench.row(0).id;
    bench.upn("ben@example.com");
    for intent in [
        Intent::BurnLater(id),
        Intent::ReplaceLater(id),
        Intent::CompareLater(id),
    ] {
        bench.apply(intent);
        let Stage::Armed { recipient, .. } = bench.station.flow().stage() else {
            panic!("{:?}", bench.stage())
        };
        assert_eq!(recipient.upn.as_str(), "ben@example.com");
        assert_eq!(recipient.accepted.replaces, None);
    }
}

// --- replaced, lost, handed over --------------------------------------------------------------------------------------

#[test]
fn the_old_token_is_replaced_when_the_new_one_is_compared_and_not_before() {
    let old = Token::new(Model::C301I, 1);
    let mut bench = exported(&old);
    let id = bench.row(0).id;
    bench.apply(Intent::ReplaceLater(id));
    assert_eq!(
        bench.stage(),
        At::Armed,
        "and nobody is asked about the token they have"
    );
    bench.apply(Intent::Cancel);
    assert!(bench.row(0).later.replaced.is_none());

    bench.apply(Intent::ReplaceLater(id));
    let new = Token::new(Model::C302I, 2);
    bench.lay(&new);
    assert_eq!(bench.stage(), At::Comparing);
    assert!(bench.row(0).later.replaced.is_none() && to_delete(&bench).is_empty());
    // the program dies before the code is compared
    let mut bench = bench.crash();
    assert!(bench.row(0).later.replaced.is_none());
    bench.lay(&new);
    bench.type_code_of(&new);
    bench.lift();
    assert_eq!(bench.row(0).state(), State::Replaced);
    assert_eq!(bench.row(0).later.replaced, Some(bench.clock.unix()));
    assert_eq!(last_of_trail(&mut bench, id), (TrailEvent::Replaced, new.serial()));
    assert_eq!(to_delete(&bench), [old.serial()]);
    let row = csv_row("anna@example.com", &new, Model::C302I);
    assert_eq!(bench.export("new.csv"), format!("{CSV_HEADER}{row}"));
}

#[test]
fn a_replaced_serial_leaves_again_when_it_is_ticked_off() {
    let old = Token::new(Model::C301I, 1);
    let mut bench = exported(&old);
    let id = bench.row(0).id;
    bench.apply(Intent::ReplaceLater(id));
    let new = Token::new(Model::C301I, 2);
    bench.lay(&new);
    bench.type_code_of(&new);
    bench.lift();
    bench.export("new.csv");

    // the old one is written for somebody else: it is known to be given back
    bench.upn("ben@example.com");
    bench.lay(&old);
    let Stage::Asking { question, .. } = bench.station.flow().stage() else {
        panic!("{:?}", bench.stage())
    };
    assert!(question.asked == Asked::TokenKnown && question.earlier[0].replaced);
    bench.apply(Intent::Proceed);
    bench.type_code_of(&old);
    bench.lift();
    let held: Vec<_> = bench.station.held().iter().map(|held| held.why).collect();
    assert_eq!(held, [Refusal::StillThere]);
    bench.apply(Intent::Export {
        path: "bens.csv".into(),
        without_refused: false,
        sealing: None,
    });
    assert!(matches!(
        bench.station.export().stage(),
        ExportStage::Failed(ExportTrouble::Refused)
    ));

    keep(&mut bench, id, Fate::Deleted, " by B. Frei ");
    assert!(to_delete(&bench).is_empty() && bench.station.held().is_empty());
    let event = (TrailEvent::DeletedInEntra, "by B. Frei".to_owned());
    assert_eq!(last_of_trail(&mut bench, id), event);
    let row = csv_row("ben@example.com", &old, Model::C301I);
    assert_eq!(bench.export("bens.csv"), format!("{CSV_HEADER}{row}"));
    let before = bench.trail(id).len();
    keep(&mut bench, id, Fate::Deleted, "");
    assert_eq!(bench.trail(id).len(), before, "once is enough");
}

#[test]
fn what_was_never_exported_need_not_be_deleted() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C301I, 1));
    let id = bench.row(0).id;
    bench.upn("anna@example.com");
    bench.apply(Intent::Replace(id));
    let new = Token::new(Model::C301I, 2);
    bench.lay(&new);
    bench.type_code_of(&new);
    bench.lift();
    assert_eq!(bench.row(0).state(), State::Replaced);
    assert!(to_delete(&bench).is_empty());
    let row = csv_row("anna@example.com", &new, Model::C301I);
    assert_eq!(
        bench.export("x.csv"),
        format!("{CSV_HEADER}{row}"),
        "the old one leaves no more"
    );
}

#[test]
fn a_lost_token_leaves_in_no_file_and_its_person_gets_another_one() {
    for was_exported in [false, true] {
        let token = Token::new(Model::C301I, 1);
        let mut bench = Bench::new();
        bench.enroll("anna@example.com", &token);
        if was_exported {
            bench.export("x.csv");
        }
        let id = bench.row(0).id;
        keep(&mut bench, id, Fate::Lost, "on the train");
        assert_eq!(bench.row(0).later.lost, Some(bench.clock.unix()));
        assert_eq!(bench.row(0).state(), State::Lost);
        assert_eq!(last_of_trail(&mut bench, id), (TrailEvent::Lost, "on the train".into()));
        assert!(bench.station.batch().is_empty());
        assert_eq!(to_delete(&bench).len(), usize::from(was_exported));
        bench.upn("anna@example.com");
        assert_eq!(bench.stage(), At::Armed, "she has none any more");
        bench.lay(&token);
        let Stage::Asking { question, .. } = bench.station.flow().stage() else {
            panic!("{:?}", bench.stage())
        };
        assert!(question.earlier[0].lost, "somebody has found it");
    }
}

#[test]
fn a_token_is_handed_over_to_somebody_at_some_time() {
    let token = Token::new(Model::C301I, 1);
    let mut bench = exported(&token);
    let id = bench.row(0).id;
    keep(&mut bench, id, Fate::HandedOver("  ".into()), "");
    assert_eq!(bench.row(0).later.handed, None, "to nobody is not handed over");
    let at = bench.clock.unix();
    keep(
        &mut bench,
        id,
        Fate::HandedOver("Lea, reception".into()),
        "with its box",
    );
    let to = "Lea, reception".to_owned();
    assert_eq!(bench.row(0).later.handed, Some(Handed { at, to }));
    let event = (TrailEvent::HandedOver, "Lea, reception: with its box".to_owned());
    assert_eq!(last_of_trail(&mut bench, id), event);
    assert_eq!(bench.row(0).state(), State::Exported, "it stands as it stood");
    let bench = bench.crash();
    assert_eq!(bench.row(0).later.handed.as_ref().unwrap().at, at);
}

#[test]
fn a_token_that_was_lost_and_the_one_in_its_place_name_each_other() {
    let annas = Token::new(Model::C301I, 1);
    let mut bench = exported(&annas);
    let id = bench.row(0).id;
    keep(&mut bench, id, Fate::Lost, "on the train");
    bench.apply(Intent::ReplaceLater(id));
    let second = Token::new(Model::C301I, 2);
    bench.lay(&second);
    bench.type_code_of(&second);
    bench.lift();
    let new = bench.row(1);
    assert_eq!((new.outcome, new.later.replaced.is_some()), (Outcome::Confirmed, false));
    let old = bench.row(0);
    assert!(
        old.later.lost.is_some() && old.later.replaced.is_some(),
        "{:?}",
        old.later
    );
    let said = last_of_trail(&mut bench, id);
    assert_eq!(said, (TrailEvent::Replaced, second.serial()));
}

/// A try in which nothing is written, and a UPN that is looked at once more, forget neither of them.
#[test]
fn what_a_new_token_takes_the_place_of_outlives_a_try_and_a_correction() {
    let annas = Token::new(Model::C301I, 1);
    let mut bench = exported(&annas);
    let id = bench.row(0).id;
    keep(&mut bench, id, Fate::Lost, "on the train");
    bench.apply(Intent::ReplaceLater(id));
    let second = Token::new(Model::C301I, 2);
    bench.lay_and_pull(&second, Pull { at: 1, acted: false });
    assert!(
        matches!(bench.notice(), Notice::NothingWritten(_)),
        "{:?}",
        bench.notice()
    );
    bench.lift();
    let upn = bench.row(0).upn.to_string();
    bench.apply(Intent::CorrectEntry);
    bench.upn(&upn);
    bench.lay(&second);
    bench.type_code_of(&second);
    assert_eq!(bench.row(2).outcome, Outcome::Confirmed);
    assert!(bench.row(0).later.replaced.is_some(), "{:?}", bench.row(0).later);
}

#[test]
fn nothing_becomes_of_what_is_in_hand() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    let id = bench.row(0).id;
    keep(&mut bench, id, Fate::Lost, "");
    assert_eq!(bench.row(0).later.lost, None);
    bench.type_code_of(&token);
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
}

// --- looked at --------------------------------------------------------------------------------------------------------

/// As the window does it.
fn look_at_tokens(bench: &mut Bench) {
    bench.apply(Intent::LeaveEnroll);
    bench.apply(Intent::LookAtTokens(true));
}

fn seen(bench: &Bench) -> &Seen {
    match bench.station.identify() {
        Identify::Seen(seen) => seen,
        other => panic!("{other:?}"),
    }
}

fn drift(bench: &Bench) -> i64 {
    match &seen(bench).found {
        Found::Token(token) => token.drift,
        other => panic!("{other:?}"),
    }
}

#[test]
fn any_token_is_read_and_nothing_is_written() {
    let annas = Token::new(Model::C301I, 1);
    let mut bench = exported(&annas);
    look_at_tokens(&mut bench);
    for model in Model::ALL {
        let token = Token::set_elsewhere(model, 7, 95);
        bench.lay(&token);
        let Found::Token(found) = &seen(&bench).found else {
            panic!("{model}")
        };
        assert_eq!((found.model, found.drift), (model, 95));
        assert_eq!(found.id.serial().as_str(), token.serial());
        assert!(seen(&bench).known.is_empty());
        bench.lift();
        assert!(!seen(&bench).lies, "what it was stays readable");
    }
    assert_eq!(bench.pad.wire(), [0x41; 8]);
    bench.lay(&annas);
    let id = seen(&bench).known[0];
    assert_eq!(bench.station.log().get(id).unwrap().upn, "anna@example.com");
    assert_eq!(drift(&bench), 0);
    bench.lift();

    bench.lay(&Token::with_serial("8659699000001"));
    let Found::Other(NotToken::UnknownModel(stranger)) = &seen(&bench).found else {
        panic!("{:?}", seen(&bench).found)
    };
    assert_eq!((stranger.info.serial.as_str(), stranger.drift), ("8659699000001", -41));
    bench.lift();
    bench.lay_other(NotToken::BankCard);
    assert_eq!(seen(&bench).found, Found::Other(NotToken::BankCard));
    bench.lift();
    assert_eq!(bench.pad.wire(), [0x41; 2]);

    let serial = tapdesk::token2::Serial::parse(&annas.serial()).unwrap();
    bench.apply(Intent::NameSerial(serial));
    let Identify::Named { known, .. } = bench.station.identify() else {
        panic!()
    };
    assert_eq!(*known, [id]);
    assert_eq!(bench.stage(), At::Idle, "nobody is enrolled meanwhile");
}

#[test]
fn a_token_that_keeps_its_seed_gets_the_time_and_nothing_else() {
    for model in Model::ALL.into_iter().filter(|model| model.keeps_seed_on_config()) {
        let mut bench = Bench::new();
        let token = Token::set_elsewhere(model, 1, -700);
        let seed = token.seed();
        look_at_tokens(&mut bench);
        bench.lay(&token);
        assert_eq!((drift(&bench), bench.station.clock_way()), (-700, ClockWay::Alone));
        bench.pad.wire();
        bench.apply(Intent::SetClock);
        assert_eq!(bench.pad.wire(), CLOCK_SENDS, "{model}");
        assert_eq!(seen(&bench).clock, SetClock::Done(Some(0)));
        assert_eq!((drift(&bench), token.drift(bench.clock.unix())), (0, 0));
        assert_eq!(token.seed(), seed, "{model}");
        assert!(bench.rows().is_empty());
        assert_eq!(clock_events(&bench), ["clock-begun", "clock-set"]);

        bench.apply(Intent::SetClock);
        assert_eq!(seen(&bench).clock, SetClock::Refused(NotSet::LayAgain));
        assert!(bench.pad.wire().is_empty(), "never twice in one placement");
        bench.lift();
        bench.lay(&token);
        bench.apply(Intent::SetClock);
        assert_eq!(bench.pad.wire()[1..], CLOCK_SENDS);
    }
}

#[test]
fn a_token_that_would_lose_its_seed_gets_it_again_and_is_compared() {
    let token = Token::new(Model::C301I, 1);
    let mut bench = exported(&token);
    let (seed, id) = (token.seed(), bench.row(0).id);
    look_at_tokens(&mut bench);
    bench.lay(&token);
    assert_eq!(bench.station.clock_way(), ClockWay::WithSeed(id));
    bench.pad.wire();
    bench.apply(Intent::SetClock);
    assert_eq!(bench.pad.wire(), BURN_SENDS, "in the placement in which it was read");
    assert_eq!(token.seed(), seed);
    assert_eq!((bench.stage(), bench.row(0).outcome), (At::Comparing, Outcome::Burned));
    bench.apply(Intent::SetClock);
    assert!(bench.pad.wire().is_empty());
    bench.type_code_of(&token);
    assert_eq!(bench.row(0).state(), State::Exported);
    assert_eq!(bench.row(0).witness, Some(Witness::System));
    bench.apply(Intent::SetClock);
    assert_eq!(seen(&bench).clock, SetClock::Refused(NotSet::LayAgain));
    assert!(bench.pad.wire().is_empty(), "and never twice");
}

#[test]
fn a_known_token_keeps_its_terms_when_its_clock_is_set() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.upn("anna@example.com");
    bench.scan(LONG);
    bench.lay(&token);
    bench.type_code_of(&token);
    bench.lift();
    look_at_tokens(&mut bench);
    bench.lay(&token);
    bench.apply(Intent::SetClock);
    assert_eq!(seen(&bench).clock, SetClock::Done(Some(0)));
    assert_eq!(token.0.lock().unwrap().parameters(), LONG_TERMS);
    let id = bench.row(0).id;
    assert_eq!(last_of_trail(&mut bench, id).0, TrailEvent::ClockSet);
}

#[test]
fn a_clock_is_refused_with_its_reason() {
    let witnesses = Witnesses::saying(ClockChecked {
        server: None,
        system: Some(true),
    });
    let mut bench = Bench::with(|sources| sources.clock = witnesses.source());
    bench.set(|settings| settings.lock_after_minutes = 0);
    let refused = |bench: &mut Bench, token: &Token, why: NotSet| {
        let before = token.seed();
        bench.pad.wire();
        bench.apply(Intent::SetClock);
        assert_eq!(seen(bench).clock, SetClock::Refused(why));
        assert!(bench.pad.wire().is_empty(), "{why:?}");
        assert_eq!(
            (token.seed(), token.drift(bench.clock.unix())),
            (before, -41),
            "{why:?}"
        );
    };
    let (loses, keeps) = (Token::new(Model::C301I, 1), Token::new(Model::C302I, 2));
    bench.lay(&keeps);
    look_at_tokens(&mut bench);
    refused(&mut bench, &keeps, NotSet::LayAgain);
    bench.lift();
    bench.lay_stale(&keeps);
    refused(&mut bench, &keeps, NotSet::LayAgain);
    bench.lift();
    bench.lay(&loses);
    refused(&mut bench, &loses, NotSet::NoSeed);
    bench.lift();
    let stranger = Token::with_serial("8659699000001");
    bench.lay(&stranger);
    refused(&mut bench, &stranger, NotSet::NoToken);
    bench.lift();
    bench.lay(&keeps);
    bench.lift();
    refused(&mut bench, &keeps, NotSet::LayAgain);

    witnesses.say(ClockChecked::default());
    bench.clock.advance(2 * 3600);
    bench.lay(&keeps);
    refused(&mut bench, &keeps, NotSet::NoWitness);
    bench.apply(Intent::Proceed);
    bench.apply(Intent::SetClock);
    assert_eq!(
        seen(&bench).clock,
        SetClock::Done(Some(0)),
        "somebody vouches, and it was not lifted"
    );
    assert_eq!(clock_events(&bench), ["clock-vouched", "clock-begun", "clock-set"]);
}

#[test]
fn a_purged_seed_cannot_be_written_again() {
    let token = Token::new(Model::C301I, 1);
    let mut bench = exported(&token);
    let id = bench.row(0).id;
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    bench.apply(Intent::Purge);
    look_at_tokens(&mut bench);
    bench.lay(&token);
    let seed = token.seed();
    bench.apply(Intent::SetClock);
    assert_eq!(seen(&bench).clock, SetClock::Refused(NotSet::NoSeed));
    assert_eq!(token.seed(), seed);
}

#[test]
fn while_a_code_is_compared_no_clock_is_set() {
    let mut bench = Bench::new();
    let (annas, other) = (Token::new(Model::C301I, 1), Token::new(Model::C302I, 2));
    bench.upn("anna@example.com");
    bench.lay(&annas);
    bench.lift();
    look_at_tokens(&mut bench);
    bench.lay(&other);
    bench.apply(Intent::SetClock);
    assert_eq!(seen(&bench).clock, SetClock::Refused(NotSet::Busy));
    assert_eq!(other.drift(bench.clock.unix()), -41);
    assert_eq!(bench.stage(), At::Comparing);
}

/// Read, then info, challenge, authenticate, config, info: pulled at each of them, before and after it acted.
#[test]
fn a_token_pulled_while_its_clock_is_set_keeps_its_seed_and_says_what_is_known() {
    for at in 1..=5 {
        for acted in [false, true] {
            let what = format!("APDU {at}, acted {acted}");
            let mut bench = Bench::new();
            let token = Token::new(Model::C302I, 1);
            let seed = token.seed();
            look_at_tokens(&mut bench);
            bench.pad.put(Some(token.clone()), None, true, Some(Pull { at, acted }));
            bench.settle();
            bench.apply(Intent::SetClock);
            bench.lift();
            let clock = &seen(&bench).clock;
            match at {
                1..=3 => assert!(matches!(clock, SetClock::Failed(BurnFailure::Untouched(_))), "{what}"),
                4 => assert!(
                    matches!(
                        clock,
                        SetClock::Failed(BurnFailure::Interrupted {
                            at: BurnStep::WritingConfig,
                            ..
                        })
                    ),
                    "{what}"
                ),
                _ => assert_eq!(*clock, SetClock::Done(None), "{what}"),
            }
            let written = at == 5 || at == 4 && acted;
            assert_eq!(token.drift(bench.clock.unix()) == 0, written, "{what}");
            assert_eq!(
                clock_events(&bench).contains(&"clock-unknown".into()),
                at >= 4,
                "{what}"
            );
            assert_eq!(token.seed(), seed, "{what}");
            bench.lay(&token);
            assert_eq!(drift(&bench), if written { 0 } else { -41 }, "{what}");
            bench.apply(Intent::SetClock);
            assert_eq!(seen(&bench).clock, SetClock::Done(Some(0)), "{what}");
        }
    }
}

#[test]
fn a_token_pulled_while_it_gets_its_seed_again_is_finished() {
    for at in 1..=5 {
        let token = Token::new(Model::C301I, 1);
        let mut bench = exported(&token);
        let seed = token.seed();
        look_at_tokens(&mut bench);
        bench
            .pad
            .put(Some(token.clone()), None, true, Some(Pull { at, acted: true }));
        bench.settle();
        bench.apply(Intent::SetClock);
        bench.lift();
        // the window goes to Enroll by itself
        bench.apply(Intent::LookAtTokens(false));
        bench.apply(Intent::EnterEnroll);
        assert_eq!(bench.stage(), At::Interrupted, "APDU {at}");
        bench.lay(&token);
        assert_eq!(bench.stage(), At::Comparing, "APDU {at}");
        assert_eq!(token.seed(), seed, "APDU {at}");
        bench.type_code_of(&token);
        assert_eq!(bench.row(0).state(), State::Exported, "APDU {at}");
    }
}

// --- dictated secrets -------------------------------------------------------------------------------------------------

/// RFC 4226, appendix D: the seed `12345678901234567890`.
const SHORT: &str =
    "otpauth://totp/Contoso:anna%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Microsoft";
const LONG: &str = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA256&period=60";
const LONG_TERMS: Parameters = Parameters {
    algorithm: Algorithm::Sha256,
    period: Period::Sixty,
};

fn dictated() -> Option<Seed> {
    Seed::new(b"12345678901234567890").ok()
}

fn free() -> Bench {
    let mut bench = Bench::new();
    bench.set(|settings| settings.licence = Licence::Free);
    bench
}

#[test]
fn first_the_secret_then_the_token_is_written_where_it_lies() {
    for (text, terms) in [(SHORT, Parameters::STANDARD), (LONG, LONG_TERMS)] {
        let mut bench = free();
        let token = Token::new(Model::C301I, 1);
        bench.upn("anna@example.com");
        bench.lay(&token);
        assert_eq!((bench.stage(), bench.notice()), (At::Armed, Notice::SecretFirst));
        assert!(bench.pad.wire().is_empty() && bench.rows().is_empty());
        bench.scan(text);
        assert_eq!(bench.pad.wire(), HELD_BURN_SENDS);
        assert!(token.seed() == dictated(), "the one that was scanned");
        assert_eq!(token.0.lock().unwrap().parameters(), terms);
        assert_eq!((bench.row(0).kind, bench.row(0).parameters), (Kind::Dictated, terms));
        bench.type_code_of(&token);
        bench.lift();
        assert_eq!(bench.row(0).outcome, Outcome::Confirmed);

        assert_eq!(bench.station.log().waiting_count(), 0, "Entra ID has it already");
        let id = bench.row(0).id;
        bench.apply(Intent::ToggleAgain(id));
        bench.set(|settings| settings.licence = Licence::Premium);
        bench.apply(Intent::Export {
            path: "x.csv".into(),
            without_refused: false,
            sealing: None,
        });
        assert!(matches!(
            bench.station.export().stage(),
            ExportStage::Failed(ExportTrouble::Nothing)
        ));
        assert!(!bench.export_dir().join("x.csv").exists());
    }
}

#[test]
fn the_secret_may_come_before_the_token_and_with_any_licence() {
    for mut bench in [free(), Bench::new()] {
        let token = Token::new(Model::C302I, 1);
        bench.upn("anna@example.com");
        bench.scan(SHORT);
        bench.lay(&token);
        assert_eq!((bench.stage(), bench.row(0).kind), (At::Comparing, Kind::Dictated));
        assert!(token.seed() == dictated());
    }
}

#[test]
fn the_secret_is_kept_over_a_question() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.enroll("lea@example.com", &token);
    bench.set(|settings| settings.licence = Licence::Free);
    bench.upn("anna@example.com");
    bench.scan(LONG);
    bench.lay(&token);
    assert!(bench.asks());
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing);
    assert!(token.seed() == dictated());
    assert_eq!(bench.row(1).kind, Kind::Dictated);
}

/// The system that dictates the secret knows no other one, so no try writes another one.
#[test]
fn the_secret_is_kept_when_the_token_leaves_too_early() {
    for bounces in [false, true] {
        for at in 0..5 {
            for mut bench in [free(), Bench::new()] {
                let what = format!("APDU {at}, bounces {bounces}");
                let token = Token::new(Model::C301I, 1);
                bench.upn("anna@example.com");
                bench.scan(LONG);
                let pull = Pull { at, acted: true };
                if bounces {
                    bench.pad.put_bouncing(&token, pull);
                    bench.settle();
                } else {
                    bench.lay_and_pull(&token, pull);
                    bench.lay(&token);
                }
                assert_eq!(bench.stage(), At::Comparing, "{what}");
                assert!(token.seed() == dictated(), "{what}");
                assert!(bench.station.log().rows().iter().all(|row| row.kind == Kind::Dictated));
            }
        }
    }
}

#[test]
fn a_secret_is_for_nobody_else() {
    let mut bench = free();
    bench.scan(SHORT);
    assert_eq!(
        bench.station.hint(),
        Some(&Hint::Secret {
            account: Some(Upn::parse("anna@example.com").unwrap())
        }),
        "nobody waits"
    );
    bench.upn("anna@example.com");
    bench.scan(SHORT);
    bench.apply(Intent::Cancel);
    bench.upn("ben@example.com");
    bench.lay(&Token::new(Model::C301I, 1));
    assert_eq!(bench.notice(), Notice::SecretFirst);
    assert!(bench.pad.wire().is_empty());
}

#[test]
fn a_secret_that_no_token_can_take_is_said_and_the_person_waits_on() {
    let mut bench = free();
    bench.upn("anna@example.com");
    let counter = Hint::BadSecret(OtpauthError::Counter);
    let digits = Hint::BadSecret(OtpauthError::Digits);
    let hash = Hint::BadSecret(OtpauthError::Hash);
    for (text, said) in [
        ("otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=0", &counter),
        ("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=8", &digits),
        ("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&algorithm=SHA512", &hash),
    ] {
        bench.scan(text);
        assert_eq!(bench.station.hint(), Some(said));
        let Stage::Armed { recipient, .. } = bench.station.flow().stage() else {
            panic!("{:?}", bench.stage())
        };
        assert!(recipient.given.is_none());
    }
    // typed or pasted into the field of the UPN it is taken as well, and stays in no field
    bench.upn("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    let token = Token::new(Model::C301I, 1);
    bench.lay(&token);
    assert!(token.seed() == dictated());
}

#[test]
fn what_is_given_up_is_no_longer_said_to_wait() {
    let mut bench = Bench::new();
    for (upn, number) in [("anna@example.com", 1), ("ben@example.com", 2)] {
        bench.upn(upn);
        bench.lay(&Token::new(Model::C302I, number));
        bench.apply(Intent::Cancel);
        bench.lift();
    }
    let of = |bench: &Bench, upn: &str| bench.station.log().rows().iter().find(|row| row.upn == upn).unwrap().id;
    let reason = || "the wrong person".to_owned();
    let (anna, ben) = (of(&bench, "anna@example.com"), of(&bench, "ben@example.com"));
    bench.apply(Intent::Abandon {
        id: anna,
        reason: reason(),
    });
    assert!(matches!(bench.notice(), Notice::Parked(upn) if upn.as_str() == "ben@example.com"));
    bench.apply(Intent::Abandon {
        id: ben,
        reason: reason(),
    });
    assert!(bench.station.flow().notice().is_none());
}
