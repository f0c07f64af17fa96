//! The desk headless: whole enrolments over a real ledger and real files, with clock, randomness and tokens injected.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::leaks::Needles;
use common::{At, BURN_SENDS, Bench, CSV_HEADER, Clock, HELD_BURN_SENDS, PASSPHRASE, Pad, Pull, START, Token, csv_row};
use sha2::{Digest, Sha256};
use tapdesk::desk::{
    Asked, Before, BurnEnding, ClockChecked, ConfirmedBy, DurableBurn, Effect, EnrolmentId, EnrolmentKept, Event,
    ExportKept, Fate, Flow, Found, KeepEnrolment, KeepExport, Kind, Miss, NotToken, Notice, Outcome, PlacementId,
    Recorded, Scanned, Stage, Standing, Upn, UpnError, Work,
};
use tapdesk::export::Refusal;
use tapdesk::ledger::{self, ExportPlan, Ledger, Passphrase, TrailEvent};
use tapdesk::otp::{Parameters, Seed};
use tapdesk::reader::ReaderEvent;
use tapdesk::station::{
    Door, DoorFailure, ExportStage, ExportTrouble, Identify, ImportStage, Intent, Licence, SetClock, Sources, Station,
    Trouble,
};
use tapdesk::token2::{BurnFailure, BurnPlan, BurnStep, DisplayTimeout, FailureReason, Model, Serial, Write};

fn events(bench: &mut Bench, at: usize) -> Vec<TrailEvent> {
    let id = bench.row(at).id;
    bench.trail(id).into_iter().map(|(event, _)| event).collect()
}

#[test]
fn a_person_is_enrolled_and_leaves_in_a_file() {
    let mut bench = Bench::new();
    let token = Token::new(Model::OtpcP2I, 94);
    bench.upn("anna.mueller@example.com");
    assert_eq!(bench.stage(), At::Armed);
    bench.lay(&token);
    assert_eq!(
        bench.pad.wire(),
        HELD_BURN_SENDS,
        "UPN first and nothing to ask: a look and six APDUs"
    );
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(bench.row(0).outcome, Outcome::Burned);
    bench.clock.advance(4);
    bench.type_code_of(&token);
    let last = bench.station.flow().last().unwrap();
    assert_eq!((last.upn.as_str(), last.drift), ("anna.mueller@example.com", Some(0)));
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
    assert_eq!(bench.row(0).drift_before, Some(-41));
    assert_eq!(bench.row(0).confirmation.unwrap().by, ConfirmedBy::Typed);

    let file = bench.export("a.csv");
    let row = csv_row("anna.mueller@example.com", &token, Model::OtpcP2I);
    assert_eq!(file, format!("{CSV_HEADER}{row}"));
    assert_eq!(
        events(&mut bench, 0),
        [
            TrailEvent::Recorded,
            TrailEvent::Burned,
            TrailEvent::Confirmed,
            TrailEvent::Exported
        ]
    );
}

#[test]
fn a_token_laid_down_first_waits_for_its_person() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.lay(&token);
    assert_eq!(bench.stage(), At::TokenFirst);
    assert_eq!(bench.pad.wire(), [0x41]);
    bench.upn("anna@example.com");
    assert_eq!(
        bench.pad.wire(),
        BURN_SENDS,
        "after people were asked the token is read anew"
    );
    bench.type_code_of(&token);
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
}

#[test]
fn a_token_that_lay_there_before_is_never_written() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.lay_stale(&token);
    assert_eq!(bench.stage(), At::Idle);
    bench.upn("anna@example.com");
    assert_eq!(bench.notice(), Notice::LiftFirst);
    assert!(bench.pad.wire().is_empty());
    bench.lift();
    assert!(bench.station.flow().notice().is_none());
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Comparing);
}

#[test]
fn the_token_of_the_last_person_is_not_written_for_the_next() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    bench.type_code_of(&token);
    bench.pad.wire();
    bench.upn("ben@example.com");
    let anna = Upn::parse("anna@example.com").unwrap();
    assert_eq!(bench.notice(), Notice::TakeAway(anna));
    assert!(bench.pad.wire().is_empty());
}

#[test]
fn arming_ends_by_esc_by_time_by_another_screen_and_by_sleep() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    type Ending = (&'static str, fn(&mut Bench));
    let endings: [Ending; 4] = [
        ("esc", |bench| bench.apply(Intent::Cancel)),
        ("a minute", |bench| {
            bench.clock.advance(60);
            bench.station.tick();
        }),
        ("another screen", |bench| {
            bench.apply(Intent::LeaveEnroll);
            bench.apply(Intent::EnterEnroll);
        }),
        ("sleep", |bench| bench.clock.sleep(600)),
    ];
    for (what, end) in endings {
        bench.upn("anna@example.com");
        assert_eq!(bench.stage(), At::Armed, "{what}");
        end(&mut bench);
        bench.lay(&token);
        assert_eq!(bench.stage(), At::TokenFirst, "{what}");
        assert_eq!(bench.pad.wire(), [0x41], "{what}");
        bench.lift();
    }
    assert!(bench.rows().is_empty());
}

#[test]
fn arming_lasts_59_seconds_and_counts_down() {
    let mut bench = Bench::new();
    let idle = bench.station.next_tick();
    assert_eq!(idle, Some(Duration::from_secs(600)), "idle means idle, until it locks");
    bench.upn("anna@example.com");
    bench.clock.advance(59);
    bench.station.tick();
    assert_eq!(bench.stage(), At::Armed);
    assert!(bench.station.next_tick().is_some());
}

#[test]
fn what_lies_down_on_another_screen_is_not_read() {
    let mut bench = Bench::new();
    bench.apply(Intent::LeaveEnroll);
    bench.lay(&Token::new(Model::C302I, 1));
    bench.apply(Intent::EnterEnroll);
    bench.upn("anna@example.com");
    assert_eq!(bench.notice(), Notice::LiftFirst);
    assert!(bench.pad.wire().is_empty());
}

/// Every model, pulled at every APDU before and after it acted: what was possibly written is finished with the same seed
/// when the token comes back, what was not is void, and the person is enrolled in the end either way.
#[test]
fn a_token_pulled_anywhere_is_finished_with_the_same_seed() {
    for model in Model::ALL {
        for at in 0..6 {
            for acted in [false, true] {
                let what = format!("{model}, APDU {at}, acted {acted}");
                let mut bench = Bench::new();
                let token = Token::new(model, 7);
                bench.upn("anna@example.com");
                bench.lay_and_pull(&token, Pull { at, acted });
                let first_seed = token.seed();
                match at {
                    0 => assert_eq!((bench.stage(), bench.rows().len()), (At::Armed, 0), "{what}"),
                    1 | 2 => {
                        assert_eq!(bench.stage(), At::Armed, "{what}");
                        assert_eq!(bench.row(0).outcome, Outcome::Abandoned, "{what}");
                        assert!(!bench.row(0).has_seed, "{what}");
                    }
                    3 | 4 => {
                        assert_eq!(bench.stage(), At::Interrupted, "{what}");
                        assert_eq!(bench.row(0).outcome, Outcome::Interrupted, "{what}");
                    }
                    _ => assert_eq!(bench.stage(), At::Comparing, "{what}"),
                }
                if at < 5 {
                    bench.lay(&token);
                }
                assert_eq!(bench.stage(), At::Comparing, "{what}");
                if at == 4 && acted {
                    assert_eq!(token.seed(), first_seed, "{what}: the same seed again");
                }
                bench.type_code_of(&token);
                bench.lift();
                let confirmed = bench
                    .rows()
                    .into_iter()
                    .filter(|row| row.1 == Outcome::Confirmed)
                    .count();
                assert_eq!(confirmed, 1, "{what}");
                let row = csv_row("anna@example.com", &token, model);
                assert_eq!(bench.export("x.csv"), format!("{CSV_HEADER}{row}"), "{what}");
            }
        }
    }
}

/// The monitor may see the token leave before the worker has given up reading it, or after: the person is told the same.
#[test]
fn a_token_that_leaves_unread_is_said_whoever_notices_first() {
    let now = Clock::new().now();
    let placement = PlacementId(1);
    let gone = || Event::Inspected {
        placement,
        found: Found::Gone,
    };
    for order in [[Event::Removed, gone()], [gone(), Event::Removed]] {
        let mut flow = Flow::default();
        let upn = Upn::parse("anna@example.com").unwrap();
        let right = ClockChecked {
            server: None,
            system: Some(true),
        };
        flow.step(Event::ClockChecked(right), now);
        let submit = Event::Submit {
            upn: upn.clone(),
            doubts: vec![],
            anothers: false,
        };
        flow.step(submit, now);
        flow.step(Event::Kept(EnrolmentKept::Person { upn, earlier: vec![] }), now);
        flow.step(Event::Placed { placement, fresh: true }, now);
        for event in order {
            flow.step(event, now);
        }
        assert_eq!(flow.notice(), Some(&Notice::Unread));
        assert!(matches!(flow.stage(), Stage::Armed { .. }));
    }
}

#[test]
fn while_a_token_is_unfinished_no_other_is_written() {
    let mut bench = Bench::new();
    let (token, other) = (Token::new(Model::C301I, 1), Token::new(Model::C301I, 2));
    bench.upn("anna@example.com");
    bench.lay_and_pull(&token, Pull { at: 4, acted: false });
    let Stage::Interrupted { at, .. } = bench.station.flow().stage() else {
        panic!()
    };
    assert_eq!(*at, BurnStep::WritingSeed);
    let before = other.seed();
    bench.pad.wire();
    bench.lay(&other);
    assert_eq!(bench.pad.wire(), [0x41]);
    assert!(matches!(bench.notice(), Notice::OtherToken { .. }));
    assert_eq!(other.seed(), before);
    bench.lift();
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Comparing);
}

#[test]
fn a_parked_token_is_finished_later_by_laying_it_down() {
    let mut bench = Bench::new();
    let (token, other) = (Token::new(Model::C301I, 1), Token::new(Model::C301I, 2));
    bench.upn("anna@example.com");
    bench.lay_and_pull(&token, Pull { at: 4, acted: false });
    bench.apply(Intent::Cancel);
    assert_eq!(bench.stage(), At::Idle);
    assert_eq!(bench.station.log().unfinished().count(), 1);
    bench.enroll("ben@example.com", &other);

    bench.lay(&token);
    assert_eq!(bench.stage(), At::Comparing);
    let Stage::Comparing { work, .. } = bench.station.flow().stage() else {
        panic!()
    };
    assert_eq!(work.upn.as_str(), "anna@example.com");
    bench.type_code_of(&token);
    bench.lift();
    assert_eq!(bench.station.log().unfinished().count(), 0);
    let rows = csv_row("anna@example.com", &token, Model::C301I) + &csv_row("ben@example.com", &other, Model::C301I);
    assert_eq!(bench.export("x.csv"), format!("{CSV_HEADER}{rows}"));
    assert!(events(&mut bench, 0).contains(&TrailEvent::Parked));
}

#[test]
fn a_burned_token_whose_code_nobody_compared_is_compared_later_without_a_write() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    bench.apply(Intent::Cancel);
    bench.lift();
    bench.pad.wire();
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(bench.pad.wire(), [0x41]);
    bench.apply(Intent::SeenEqual);
    assert_eq!(bench.row(0).confirmation.unwrap().by, ConfirmedBy::Eye);
}

#[test]
fn after_a_crash_in_mid_burn_the_same_seed_is_finished() {
    for model in [Model::C302I, Model::C301I] {
        let mut bench = Bench::new();
        let token = Token::new(model, 1);
        bench.upn("anna@example.com");
        bench.lay_and_pull(&token, Pull { at: 4, acted: true });
        let written = token.seed();
        let mut bench = bench.crash();
        assert_eq!(bench.station.log().unfinished().count(), 1);
        bench.lay(&token);
        assert_eq!(bench.stage(), At::Comparing);
        assert_eq!(token.seed(), written);
        bench.type_code_of(&token);
        assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
    }
}

#[test]
fn a_known_token_asks_first_and_enter_is_no_answer() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("lea@example.com", &token);
    let before = token.seed();
    bench.pad.wire();
    bench.upn("anna@example.com");
    bench.lay(&token);
    let Stage::Asking { question, .. } = bench.station.flow().stage() else {
        panic!("{:?}", bench.stage())
    };
    assert_eq!(question.asked, Asked::TokenKnown);
    assert_eq!(question.earlier[0].upn, "lea@example.com");
    assert_eq!(question.earlier[0].at, common::START);
    assert_eq!(bench.pad.wire(), [0x41]);
    bench.upn("anna@example.com");
    assert!(bench.asks(), "another Enter changes nothing");
    assert_eq!(token.seed(), before);
    bench.lift();
    assert_eq!(
        bench.stage(),
        At::Armed,
        "lifted: the next token is for the same person"
    );
}

#[test]
fn going_on_with_a_known_token_takes_the_earlier_row_out_of_the_batch() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("lea@example.com", &token);
    bench.upn("anna@example.com");
    bench.lay(&token);
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(bench.row(0).standing, Standing::Superseded);
    bench.type_code_of(&token);
    bench.lift();
    let row = csv_row("anna@example.com", &token, Model::C302I);
    assert_eq!(bench.export("x.csv"), format!("{CSV_HEADER}{row}"));
}

#[test]
fn a_known_person_asks_before_the_token_is_laid_down() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.upn("Anna@Example.com");
    let Stage::Asking { question, .. } = bench.station.flow().stage() else {
        panic!()
    };
    assert_eq!(question.asked, Asked::PersonKnown);
    bench.apply(Intent::Cancel);
    assert_eq!(bench.stage(), At::Idle);
    bench.upn("anna@example.com");
    bench.apply(Intent::Proceed);
    let second = Token::new(Model::C302I, 2);
    bench.lay(&second);
    assert_eq!(bench.stage(), At::Comparing, "asked once is enough");
    bench.type_code_of(&second);
    assert_eq!(bench.station.log().waiting().count(), 2);
}

#[test]
fn a_question_about_both_is_asked_when_the_token_came_first() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("lea@example.com", &token);
    bench.pad.wire();
    bench.lay(&token);
    bench.upn("anna@example.com");
    let Stage::Asking { question, .. } = bench.station.flow().stage() else {
        panic!()
    };
    assert_eq!(question.asked, Asked::TokenKnown);
    assert_eq!(bench.pad.wire(), [0x41]);
    bench.apply(Intent::Proceed);
    assert_eq!(bench.pad.wire(), BURN_SENDS);
}

#[test]
fn cards_that_are_no_tokens_are_named_and_never_written() {
    for what in [
        NotToken::PlacedBadly,
        NotToken::StorageCard,
        NotToken::FidoKey,
        NotToken::OathKey,
        NotToken::BankCard,
        NotToken::Phone,
        NotToken::UnknownCard,
    ] {
        let mut bench = Bench::new();
        bench.upn("anna@example.com");
        bench.lay_other(what.clone());
        assert_eq!(bench.notice(), Notice::NotToken(what));
        assert_eq!(bench.stage(), At::Armed);
        bench.lift();
        bench.lay(&Token::new(Model::C302I, 1));
        assert_eq!(bench.stage(), At::Comparing);
    }
}

#[test]
fn an_unknown_model_is_refused() {
    let mut bench = Bench::new();
    let token = Token::with_serial("8659699000001");
    let before = token.seed();
    bench.upn("anna@example.com");
    bench.lay(&token);
    let Notice::NotToken(NotToken::UnknownModel(stranger)) = bench.notice() else {
        panic!()
    };
    assert_eq!(stranger.info.serial.as_str(), token.serial());
    assert_eq!(i64::from(stranger.info.clock), bench.clock.unix() - 41);
    assert_eq!(stranger.drift, -41);
    assert_eq!(bench.pad.wire(), [0x41]);
    assert_eq!(token.seed(), before);
    assert!(bench.rows().is_empty());
}

#[test]
fn a_wrong_code_is_told_apart_and_confirms_nothing() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    let late = token.code(bench.clock.unix() + 120);
    bench.type_code(&late);
    assert_eq!(bench.notice(), Notice::Miss(Miss::ClockOff(120)));
    let never = ["000000", "000001"]
        .into_iter()
        .find(|code| *code != token.code(bench.clock.unix()))
        .unwrap();
    bench.type_code(never);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(bench.row(0).outcome, Outcome::Burned);
    bench.type_code("12345");
    assert_eq!(bench.stage(), At::Comparing);
    let previous = token.code(bench.clock.unix() - 30);
    bench.type_code(&previous);
    assert_eq!(bench.row(0).confirmation.unwrap().drift, Some(-30));
    assert_eq!(
        events(&mut bench, 0)
            .iter()
            .filter(|e| **e == TrailEvent::WrongCode)
            .count(),
        2
    );
}

#[test]
fn what_is_no_upn_is_refused_and_not_armed() {
    let mut bench = Bench::new();
    for (text, why) in [("8659622000123", UpnError::Serial), ("anna", UpnError::At)] {
        bench.upn(text);
        assert_eq!(bench.station.upn_field().refused, Some(why));
        assert_eq!(bench.stage(), At::Idle);
    }
    bench.apply(Intent::EditUpn);
    assert_eq!(bench.station.upn_field().refused, None);
}

#[test]
fn the_next_export_holds_new_rows_only_unless_asked() {
    let mut bench = Bench::new();
    let (first, second) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
    bench.enroll("anna@example.com", &first);
    bench.export("1.csv");
    bench.apply(Intent::Export {
        path: "2.csv".into(),
        without_refused: false,
        sealing: None,
    });
    assert!(matches!(
        bench.station.export().stage(),
        ExportStage::Failed(ExportTrouble::Nothing)
    ));
    bench.enroll("ben@example.com", &second);
    let new = csv_row("ben@example.com", &second, Model::C302I);
    assert_eq!(bench.export("2.csv"), format!("{CSV_HEADER}{new}"));
    let id = bench.row(0).id;
    bench.apply(Intent::ToggleAgain(id));
    let old = csv_row("anna@example.com", &first, Model::C302I);
    assert_eq!(bench.export("3.csv"), format!("{CSV_HEADER}{old}"));
    assert!(bench.batch_is_empty());
}

impl Bench {
    fn batch_is_empty(&self) -> bool {
        self.station.batch().is_empty()
    }
}

#[test]
fn an_export_never_replaces_a_file_and_loses_no_row() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    std::fs::create_dir_all(bench.export_dir()).unwrap();
    std::fs::write(bench.export_dir().join("x.csv"), "keep me").unwrap();
    bench.apply(Intent::Export {
        path: "x.csv".into(),
        without_refused: false,
        sealing: None,
    });
    assert!(matches!(
        bench.station.export().stage(),
        ExportStage::Failed(ExportTrouble::Place(_))
    ));
    assert_eq!(
        std::fs::read_to_string(bench.export_dir().join("x.csv")).unwrap(),
        "keep me"
    );
    assert_eq!(bench.station.log().waiting().count(), 1);
    let row = csv_row("anna@example.com", &token, Model::C302I);
    assert_eq!(bench.export("y.csv"), format!("{CSV_HEADER}{row}"));
}

/// What a crash leaves is the record open, and beside it: the file in place, or only its temporary file, or neither. Before
/// the temporary file was whole nothing can have got the name; after it, somebody has taken the file away.
#[test]
fn a_crash_between_file_and_record_neither_loses_nor_repeats_a_row() {
    for (state, left, waits, trouble) in [
        ("prepared", "partial", 1, true),
        ("prepared", "nothing", 1, true),
        ("placing", "partial", 1, true),
        ("placing", "file", 0, false),
        ("placing", "nothing", 0, true),
    ] {
        let mut bench = Bench::new();
        let token = Token::new(Model::C302I, 1);
        bench.enroll("anna@example.com", &token);
        let (home, clock) = (Arc::clone(&bench.home), bench.clock.clone());
        drop(bench);
        let plan = begun_export(home.path(), state == "placing");
        match left {
            "partial" => std::fs::write(&plan.partial, CONTENT).unwrap(),
            "file" => std::fs::write(&plan.path, CONTENT).unwrap(),
            _ => {}
        }
        let bench = Bench::restarted(home, clock);
        assert!(!plan.partial.exists());
        assert_eq!(bench.station.log().waiting().count(), waits, "{state} {left}");
        assert_eq!(bench.station.trouble().is_some(), trouble, "{state} {left}");
    }
}

const CONTENT: &[u8] = b"what left";

/// As far as the ledger came when the program died.
fn begun_export(home: &std::path::Path, placing: bool) -> ExportPlan {
    let folder = home.join("out");
    std::fs::create_dir_all(&folder).unwrap();
    let plan = ExportPlan {
        format: "entra-csv".into(),
        path: folder.join("x.csv"),
        partial: folder.join(".x.csv.partial"),
        sha256: Sha256::digest(CONTENT).into(),
        rows: vec![EnrolmentId(1)],
        readers: tapdesk::disk::Readers::OwnerOnly,
    };
    let mut ledger = Ledger::new(home.join("data"), "Desk 2".into(), common::counting_random(3));
    let open = ledger::Request::Open {
        passphrase: Passphrase::new(PASSPHRASE.into()),
        recovery: None,
        operator: "M. Keller".into(),
    };
    ledger.serve(open, START, &mut |_| ());
    ledger.serve(
        ledger::Request::Export(KeepExport::OpenRows(plan.rows.clone())),
        START,
        &mut |_| (),
    );
    let mut id = None;
    ledger.serve(
        ledger::Request::Export(KeepExport::Begin(plan.clone())),
        START,
        &mut |answer| {
            if let ledger::Answer::Export(ExportKept::Begun(begun)) = answer {
                id = Some(begun);
            }
        },
    );
    if placing {
        ledger.serve(
            ledger::Request::Export(KeepExport::Place(id.unwrap())),
            START,
            &mut |_| (),
        );
    }
    plan
}

#[test]
fn a_token_that_was_burned_again_does_not_leave_with_its_old_seed() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    bench.export("1.csv");
    let id = bench.row(0).id;
    bench.apply(Intent::ToggleAgain(id));
    bench.upn("ben@example.com");
    bench.lay(&token);
    bench.apply(Intent::Proceed);
    bench.type_code_of(&token);
    bench.lift();
    // Entra ID still knows the serial for Anna
    let held: Vec<_> = bench.station.held().iter().map(|held| held.why).collect();
    assert_eq!(held, [Refusal::StillThere]);
    bench.apply(Intent::KeepFate {
        id,
        fate: Fate::Deleted,
        note: String::new(),
    });
    let row = csv_row("ben@example.com", &token, Model::C302I);
    assert_eq!(bench.export("2.csv"), format!("{CSV_HEADER}{row}"));
}

#[test]
fn to_accept_a_second_token_is_not_to_accept_overwriting_the_first() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    let before = token.seed();
    bench.upn("anna@example.com");
    bench.apply(Intent::Proceed);
    bench.lay(&token);
    let Stage::Asking { question, .. } = bench.station.flow().stage() else {
        panic!("{:?}", bench.stage())
    };
    assert_eq!(question.asked, Asked::TokenKnown);
    assert_eq!(token.seed(), before);
}

#[test]
fn a_token_that_bounces_on_the_pad_is_burned_all_the_same() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.pad.put(Some(token.clone()), None, true, None);
    bench.pad.lift();
    bench.pad.put(Some(token.clone()), None, true, None);
    bench.settle();
    assert_eq!(bench.stage(), At::Comparing);
    for (number, at) in [(2, 1), (3, 3), (4, 4)] {
        let mut bench = Bench::new();
        let token = Token::new(Model::C301I, number);
        bench.upn("anna@example.com");
        bench.pad.put_bouncing(&token, Pull { at, acted: true });
        bench.settle();
        assert_eq!(bench.stage(), At::Comparing, "pulled and back at APDU {at}");
        bench.type_code_of(&token);
        assert_eq!(bench.station.flow().last().unwrap().upn.as_str(), "anna@example.com");
    }
}

#[test]
fn a_token_is_written_again_with_the_same_seed() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay(&token);
    let seed = token.seed();
    bench.pad.wire();
    bench.apply(Intent::BurnAgain);
    assert_eq!(bench.stage(), At::Interrupted);
    assert!(bench.pad.wire().is_empty());
    bench.lift();
    bench.lay(&token);
    assert_eq!(bench.pad.wire(), HELD_BURN_SENDS);
    assert_eq!(token.seed(), seed);
    bench.type_code_of(&token);
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
}

#[test]
fn after_sleep_a_token_that_lay_there_has_to_be_lifted() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.lay(&token);
    assert_eq!(bench.stage(), At::TokenFirst);
    bench.clock.sleep(3600);
    bench.upn("anna@example.com");
    assert_eq!(bench.notice(), Notice::LiftFirst);
    assert_eq!(bench.pad.wire(), [0x41]);
}

#[test]
fn nobody_is_armed_while_another_screen_is_in_view() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("lea@example.com", &token);
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert!(bench.asks());
    bench.apply(Intent::LeaveEnroll);
    bench.lift();
    bench.apply(Intent::EnterEnroll);
    assert_eq!(bench.stage(), At::Idle);
}

#[test]
fn a_secret_is_shown_for_a_reason_only_and_the_trail_knows() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    let id = bench.row(0).id;
    bench.apply(Intent::ShowSecret {
        id,
        reason: "  ".into(),
    });
    assert!(bench.station.log().shown().unwrap().secret.is_none());
    bench.apply(Intent::ShowSecret {
        id,
        reason: "second app".into(),
    });
    let shown = bench.station.log().shown().unwrap();
    let secret = token.seed().unwrap().to_base32();
    assert!(shown.secret.as_ref().unwrap().contains(&format!("secret={}&", *secret)));
    let entry = shown.trail.last().unwrap();
    assert_eq!(
        (entry.event, entry.detail.as_str()),
        (TrailEvent::SecretShown, "second app")
    );
    bench.apply(Intent::HideSecret);
    assert!(bench.station.log().shown().unwrap().secret.is_none());
}

#[test]
fn a_second_station_on_the_same_ledger_is_refused_and_the_first_goes_on() {
    let mut bench = Bench::new();
    let pad = bench.pad.clone();
    let second = common::sources(bench.home.path(), &bench.clock, &pad, 1);
    let mut second = tapdesk::station::Station::new(second).unwrap();
    while second.drain() {}
    assert!(
        matches!(
            second.door(),
            Door::Barred {
                why: DoorFailure::InUse,
                ..
            }
        ),
        "{:?}",
        second.door()
    );
    drop(second);
    bench = bench.crash();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_may_be_tried_again() {
    let bench = Bench::new();
    let (home, clock, pad) = (bench.home.clone(), bench.clock.clone(), bench.pad.clone());
    drop(bench);
    let mut sources = common::sources(home.path(), &clock, &pad, 1);
    sources.credentials = None;
    let mut station = tapdesk::station::Station::new(sources).unwrap();
    while station.drain() {}
    let Door::Closed { operator, .. } = station.door() else {
        panic!("{:?}", station.door())
    };
    assert_eq!(operator.as_deref(), Some("M. Keller"));
    for (text, open) in [("correct house", false), (common::PASSPHRASE, true)] {
        let passphrase = tapdesk::ledger::Passphrase::new(text.into());
        station.apply(Intent::Open {
            passphrase,
            recovery: None,
            operator: "S. Aebi".into(),
        });
        while station.drain() {}
        assert_eq!(
            matches!(station.door(), Door::Open { operator } if operator == "S. Aebi"),
            open
        );
    }
}

#[test]
fn a_trail_that_was_altered_or_cut_is_noticed_at_the_next_start() {
    let harms = [
        ("", false),
        ("UPDATE trail SET operator = 'nobody' WHERE id = 2", true),
        ("UPDATE trail SET at = at + 1 WHERE id = 3", true),
        ("DELETE FROM trail WHERE id = 3", true),
        ("DELETE FROM trail WHERE id = (SELECT max(id) FROM trail)", true),
        ("DELETE FROM trail", true),
    ];
    for (harm, noticed) in harms {
        let mut bench = Bench::new();
        bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
        let ledger = rusqlite::Connection::open(bench.home.path().join("data/ledger.sqlite3")).unwrap();
        ledger.execute_batch(harm).unwrap();
        drop(ledger);
        let bench = bench.crash();
        assert_eq!(bench.station.trouble() == Some(&Trouble::Trail), noticed, "{harm}");
        let ledger = rusqlite::Connection::open(bench.home.path().join("data/ledger.sqlite3")).unwrap();
        let written: i64 = ledger
            .query_row("SELECT count(*) FROM trail WHERE event = 'trail-broken'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(written == 1, noticed, "{harm}");
    }
}

#[test]
fn seeds_lie_sealed_in_the_data_folder() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    bench.export("x.csv");
    let mut needles = Needles::default();
    needles.add(token.seed().unwrap().expose());
    let search = needles.search(&bench.home.path().join("data"));
    assert!(search.found.is_empty(), "{:?}", search.found);
    assert!(
        search.files >= 5 && search.bytes > 100_000,
        "the ledger and its backups"
    );
    let out = needles.search(&bench.export_dir());
    assert_eq!(out.found.len(), 1, "what is looked for is found where it is");
}

// --- the clock ----------------------------------------------------------------------------------------------------------

/// A desk that is never locked, whose system says of the clock what the test lets it say.
fn doubtful() -> (Bench, Arc<Mutex<Option<bool>>>) {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let (clock, says) = (Clock::new(), Arc::new(Mutex::new(Some(true))));
    let pad = Pad::unused(&clock);
    let said = Arc::clone(&says);
    let sources = Sources {
        clock: Arc::new(move |_| ClockChecked {
            server: None,
            system: *said.lock().unwrap(),
        }),
        ..common::sources(home.path(), &clock, &pad, 3)
    };
    let station = Station::new(sources).unwrap();
    let mut bench = Bench {
        station,
        pad,
        clock,
        home,
    };
    bench.settle();
    bench.set(|settings| settings.lock_after_minutes = 0);
    (bench, says)
}

/// Nobody vouches from now on.
fn nobody_vouches(bench: &mut Bench, says: &Mutex<Option<bool>>) {
    *says.lock().unwrap() = Some(false);
    bench.clock.advance(3700);
    bench.station.tick();
    bench.settle();
    assert_eq!(bench.station.flow().clock().witness(bench.clock.now()), None);
}

#[test]
fn while_nobody_vouches_the_witnesses_are_looked_at_also_at_a_desk_that_nobody_touches() {
    let (mut bench, says) = doubtful();
    assert_eq!(bench.station.next_tick(), None, "idle means idle");
    nobody_vouches(&mut bench, &says);
    *says.lock().unwrap() = Some(true);
    let wait = bench.station.next_tick().expect("a look");
    bench.clock.advance(wait.as_secs());
    bench.station.tick();
    bench.settle();
    assert!(bench.station.flow().clock().witness(bench.clock.now()).is_some());
}

#[test]
fn to_say_that_the_time_is_right_answers_no_question_about_a_token() {
    let (mut bench, says) = doubtful();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("lea@example.com", &token);
    let before = token.seed();
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert!(bench.asks());
    nobody_vouches(&mut bench, &says);
    bench.apply(Intent::ClockRight);
    assert!(bench.asks(), "{:?}", bench.stage());
    assert_eq!(token.seed(), before);
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing, "with the operator's word it goes on");
}

#[test]
fn a_token_that_waits_for_the_clock_is_not_finished_behind_another_screen() {
    let (mut bench, says) = doubtful();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay_and_pull(&token, Pull { at: 4, acted: false });
    nobody_vouches(&mut bench, &says);
    bench.pad.wire();
    bench.lay(&token);
    assert_eq!(bench.notice(), Notice::ClockFirst);
    bench.apply(Intent::LeaveEnroll);
    bench.apply(Intent::ClockRight);
    assert!(bench.pad.wire().is_empty());
    bench.apply(Intent::EnterEnroll);
    bench.lift();
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Comparing);
}

/// That an enrolment is on disk, by the word of this test.
#[derive(Debug)]
struct Proof(BurnPlan);

impl DurableBurn for Proof {
    fn enrolment(&self) -> Option<EnrolmentId> {
        Some(EnrolmentId(1))
    }

    fn plan(&self) -> &BurnPlan {
        &self.0
    }
}

/// The record is on disk, then the system sleeps, and only then the answer is taken.
#[test]
fn nothing_is_burned_with_a_clock_that_jumped_since_the_record_was_made() {
    let clock = Clock::new();
    let (upn, placement) = (Upn::parse("anna@example.com").unwrap(), PlacementId(1));
    let token = tapdesk::desk::Token {
        id: Serial::parse("8659632000001").unwrap().into(),
        model: Model::C302I,
        drift: 0,
        raw: vec![],
    };
    let work = Work {
        id: EnrolmentId(1),
        upn: upn.clone(),
        token: token.id.clone(),
        make: token.model.into(),
        seed: Seed::new(b"12345678901234567890").unwrap(),
        parameters: Parameters::STANDARD,
        before: Before::Fresh { replaces: None },
        kind: Kind::Random,
    };
    let plan = BurnPlan {
        serial: token.id.serial().clone(),
        write: Write::Seed(work.seed.duplicate()),
        parameters: work.parameters,
        display: DisplayTimeout::default(),
    };
    let mut flow = Flow::default();
    let system = Some(true);
    let events = [
        Event::ClockChecked(ClockChecked { server: None, system }),
        Event::Submit {
            upn: upn.clone(),
            doubts: vec![],
            anothers: false,
        },
        Event::Kept(EnrolmentKept::Person { upn, earlier: vec![] }),
        Event::Placed { placement, fresh: true },
        Event::Inspected {
            placement,
            found: Found::Token(token),
        },
    ];
    for event in events {
        flow.step(event, clock.now());
    }
    assert!(matches!(flow.stage(), Stage::Recording { .. }));
    clock.sleep(3600);
    let effects = flow.step(
        Event::Kept(EnrolmentKept::Recorded(Recorded::Burn(Box::new(Proof(plan)), work))),
        clock.now(),
    );
    let is_kept = |effect: &Effect| {
        matches!(
            effect,
            Effect::Keep(KeepEnrolment::End(EnrolmentId(1), BurnEnding::NothingWritten))
        )
    };
    assert!(effects.iter().any(is_kept), "{effects:?}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Burn { .. })));
    assert_eq!(flow.notice(), Some(&Notice::ClockFirst));
}

/// A token of Anna's with its enrolment, twice: the proof that it is on disk is for one burn.
fn on_disk() -> (tapdesk::desk::Token, impl Fn() -> Recorded) {
    let token = tapdesk::desk::Token {
        id: Serial::parse("8659632000001").unwrap().into(),
        model: Model::C302I,
        drift: 0,
        raw: vec![],
    };
    let id = token.id.clone();
    let recorded = move || {
        let work = Work {
            id: EnrolmentId(1),
            upn: Upn::parse("anna@example.com").unwrap(),
            token: id.clone(),
            make: Model::C302I.into(),
            seed: Seed::new(b"12345678901234567890").unwrap(),
            parameters: Parameters::STANDARD,
            before: Before::Unfinished,
            kind: Kind::Random,
        };
        let plan = BurnPlan {
            serial: id.serial().clone(),
            write: Write::Seed(work.seed.duplicate()),
            parameters: work.parameters,
            display: DisplayTimeout::default(),
        };
        Recorded::Burn(Box::new(Proof(plan)), work)
    };
    (token, recorded)
}

/// The token is laid down again after a burn that broke off; while it is read the system sleeps, and somebody vouches for
/// the clock before the answer comes.
#[test]
fn nothing_is_burned_in_a_placement_that_was_read_while_the_system_slept() {
    for sleeps in [false, true] {
        let clock = Clock::new();
        let (token, recorded) = on_disk();
        let mut flow = Flow::default();
        let upn = Upn::parse("anna@example.com").unwrap();
        let vouched = || {
            Event::ClockChecked(ClockChecked {
                server: None,
                system: Some(true),
            })
        };
        let placed = |number| Event::Placed {
            placement: PlacementId(number),
            fresh: true,
        };
        let inspected = |number| Event::Inspected {
            placement: PlacementId(number),
            found: Found::Token(token.clone()),
        };
        let broke_off = BurnFailure::Interrupted {
            at: BurnStep::WritingConfig,
            reason: FailureReason::Lost,
        };
        for event in [
            vouched(),
            Event::Submit {
                upn: upn.clone(),
                doubts: vec![],
                anothers: false,
            },
            Event::Kept(EnrolmentKept::Person { upn, earlier: vec![] }),
            placed(1),
            inspected(1),
            Event::Kept(EnrolmentKept::Recorded(recorded())),
            Event::BurnEnded(Err(broke_off)),
            Event::Removed,
            placed(2),
        ] {
            flow.step(event, clock.now());
        }
        if sleeps {
            clock.sleep(3600);
        }
        let mut effects = flow.step(vouched(), clock.now());
        effects.extend(flow.step(inspected(2), clock.now()));
        effects.extend(flow.step(Event::Kept(EnrolmentKept::Recorded(recorded())), clock.now()));
        let burns = effects.iter().any(|effect| matches!(effect, Effect::Burn { .. }));
        assert_eq!(burns, !sleeps, "{effects:?}");
    }
}

#[test]
fn while_a_clock_is_set_nothing_else_is_named() {
    let mut bench = Bench::new();
    let token = Token::new(Model::MiniOtp2I, 1);
    bench.apply(Intent::LeaveEnroll);
    bench.apply(Intent::LookAtTokens(true));
    bench.lay(&token);
    bench.pad.get_stuck();
    bench.apply(Intent::SetClock);
    bench.apply(Intent::NameSerial(Serial::parse("8659632000009").unwrap()));
    let set = |bench: &Bench| match bench.station.identify() {
        Identify::Seen(seen) => seen.clock.clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(set(&bench), SetClock::Writing(_)));
    // the operator has gone back to Enroll when it ends: there a token is read once, for the enrolment
    bench.apply(Intent::LookAtTokens(false));
    bench.apply(Intent::EnterEnroll);
    let lost = BurnFailure::Untouched(FailureReason::Lost);
    bench.pad.tell(ReaderEvent::BurnEnded(Err(lost.clone())));
    bench.settle();
    bench.lift();
    bench.pad.wire();
    bench.lay(&Token::new(Model::C302I, 1));
    assert_eq!(bench.pad.wire(), [0x41]);
    bench.apply(Intent::LookAtTokens(true));
    assert_eq!(
        set(&bench),
        SetClock::Failed(lost),
        "how it ended is still there to be read"
    );
}

/// The settings are written with the clock, and a token with other settings shows other codes.
#[test]
fn setting_a_clock_keeps_the_settings_of_a_token_that_was_given_up() {
    let mut bench = Bench::new();
    let token = Token::new(Model::MiniOtp2I, 1);
    bench.upn("anna@example.com");
    let secret = "otpauth://totp/A:a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA256&period=60";
    bench.apply(Intent::Scanned(Scanned::recognise(secret)));
    bench.lay(&token);
    let kept = token.0.lock().unwrap().parameters();
    assert_ne!(kept, Parameters::STANDARD);
    bench.apply(Intent::Cancel);
    let (id, reason) = (bench.row(0).id, "wrong person".to_owned());
    bench.apply(Intent::Abandon { id, reason });
    bench.lift();
    bench.apply(Intent::LeaveEnroll);
    bench.apply(Intent::LookAtTokens(true));
    bench.lay(&token);
    bench.apply(Intent::SetClock);
    let Identify::Seen(seen) = bench.station.identify() else {
        panic!("{:?}", bench.station.identify())
    };
    assert_eq!(seen.clock, SetClock::Done(Some(0)));
    assert_eq!(token.0.lock().unwrap().parameters(), kept);
}

#[test]
fn a_reader_that_dies_ends_the_setting_of_a_clock_and_leaves_nothing_lying_there() {
    let mut bench = Bench::new();
    bench.apply(Intent::LeaveEnroll);
    bench.apply(Intent::LookAtTokens(true));
    bench.lay(&Token::new(Model::MiniOtp2I, 1));
    bench.pad.get_stuck();
    bench.apply(Intent::SetClock);
    bench.pad.tell(ReaderEvent::Died);
    bench.settle();
    let Identify::Seen(seen) = bench.station.identify() else {
        panic!("{:?}", bench.station.identify())
    };
    assert!(matches!(seen.clock, SetClock::Failed(BurnFailure::Interrupted { .. })));
    assert!(!seen.lies);
}

// --- secrets that another system dictates -------------------------------------------------------------------------------

fn scan_secret(bench: &mut Bench) -> Seed {
    let seed = Seed::new(b"12345678901234567890").unwrap();
    bench.apply(Intent::Scanned(Scanned::Secret(seed.duplicate())));
    seed
}

#[test]
fn a_dictated_secret_outlives_a_token_that_leaves_before_anything_is_written() {
    for at in 0..3 {
        let mut bench = Bench::new();
        bench.set(|settings| settings.licence = Licence::Free);
        let token = Token::new(Model::C302I, 1);
        bench.upn("anna@example.com");
        let seed = scan_secret(&mut bench);
        bench.lay_and_pull(&token, Pull { at, acted: false });
        assert_eq!(bench.stage(), At::Armed, "{at}");
        bench.lay(&token);
        assert_eq!(bench.stage(), At::Comparing, "{at}");
        assert_eq!(token.seed(), Some(seed), "{at}");
    }
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.upn("anna@example.com");
    let seed = scan_secret(&mut bench);
    bench.pad.put_bouncing(&token, Pull { at: 1, acted: false });
    bench.settle();
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(token.seed(), Some(seed));
}

#[test]
fn a_dictated_secret_is_not_left_out_for_the_seed_of_an_unfinished_burn() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 1);
    bench.upn("anna@example.com");
    bench.lay_and_pull(&token, Pull { at: 4, acted: false });
    bench.apply(Intent::Cancel);
    bench.upn("anna@example.com");
    bench.apply(Intent::Proceed);
    let seed = scan_secret(&mut bench);
    bench.lay(&token);
    assert!(bench.asks(), "{:?}", bench.stage());
    bench.apply(Intent::Proceed);
    assert_eq!(token.seed(), Some(seed));
}

#[test]
fn a_token_that_waited_for_its_secret_is_told_to_wait_for_the_clock_too() {
    let (mut bench, says) = doubtful();
    bench.set(|settings| settings.licence = Licence::Free);
    let token = Token::new(Model::C302I, 1);
    nobody_vouches(&mut bench, &says);
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert_eq!(bench.notice(), Notice::SecretFirst);
    let secret = "otpauth://totp/A:a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    bench.apply(Intent::Scanned(Scanned::recognise(secret)));
    let seed = Seed::new(b"12345678901234567890").unwrap();
    assert_eq!(bench.notice(), Notice::ClockFirst);
    bench.apply(Intent::ClockRight);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(token.seed(), Some(seed));
}

// --- what becomes of rows -----------------------------------------------------------------------------------------------

#[test]
fn a_lost_token_that_was_to_leave_again_does_not_hold_the_others_up() {
    let mut bench = Bench::new();
    let (lost, other) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
    bench.enroll("anna@example.com", &lost);
    bench.export("1.csv");
    let id = bench.row(0).id;
    bench.apply(Intent::ToggleAgain(id));
    for fate in [Fate::Lost, Fate::Deleted] {
        let note = String::new();
        bench.apply(Intent::KeepFate { id, fate, note });
    }
    bench.enroll("ben@example.com", &other);
    let row = csv_row("ben@example.com", &other, Model::C302I);
    assert_eq!(bench.export("2.csv"), format!("{CSV_HEADER}{row}"));
}

#[test]
fn what_left_was_written_again_and_was_then_given_up_is_to_be_deleted() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    bench.export("1.csv");
    let id = bench.row(0).id;
    bench.apply(Intent::BurnLater(id));
    bench.lay(&token);
    assert_eq!(bench.stage(), At::Comparing);
    bench.apply(Intent::Cancel);
    let reason = "shows nothing any more".to_owned();
    bench.apply(Intent::Abandon { id, reason });
    let to_delete: Vec<_> = bench.station.log().to_delete().map(|row| row.id).collect();
    assert_eq!(to_delete, [id]);
}

#[test]
fn a_corrected_upn_moves_the_token_in_the_count_of_people() {
    let mut bench = Bench::new();
    let list = bench.home.path().join("people.csv");
    std::fs::write(&list, "userPrincipalName\nanna@example.com\nben@example.com\n").unwrap();
    bench.apply(Intent::ReadPeople(list));
    let ImportStage::Read(_, columns) = bench.station.people().import() else {
        panic!("{:?}", bench.station.people().import())
    };
    let columns = *columns;
    bench.apply(Intent::ImportPeople(columns));
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    assert_eq!(bench.station.people().with_token(), 1);
    let (id, upn) = (bench.row(0).id, "ben@example.com".to_owned());
    bench.apply(Intent::CorrectUpn { id, upn });
    assert_eq!(bench.station.people().with_token(), 1);
}

#[test]
fn what_lay_there_while_the_desk_was_locked_has_to_be_lifted() {
    let mut bench = Bench::new();
    bench.lay(&Token::new(Model::C302I, 1));
    bench.apply(Intent::Lock);
    bench.pad.wire();
    let passphrase = tapdesk::ledger::Passphrase::new(common::PASSPHRASE.into());
    bench.apply(Intent::Open {
        passphrase,
        recovery: None,
        operator: "M. Keller".into(),
    });
    bench.upn("anna@example.com");
    assert_eq!(bench.notice(), Notice::LiftFirst);
    assert!(bench.pad.wire().is_empty());
}
