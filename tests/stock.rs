//! Tokens with a factory seed, headless: taken in from a file, assigned to a person, given back, written over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::leaks::Needles;
use common::{At, Bench, CSV_HEADER, Pull, Token, until_closed};
use tapdesk::desk::{
    Asked, Deletion, HandOutDoubt, HandOutReason, HandOutStage, Kind, Miss, Notice, Outcome, SecretMaker, SkipReason,
    StockReason, StockState, TakeInStage, UpnError,
};
use tapdesk::ledger::{self, PurgeScope, TrailEvent};
use tapdesk::otp::{Parameters, Seed, codes};
use tapdesk::station::{Hint, Intent, Trouble};
use tapdesk::token2::{Model, Serial};

/// RFC 6238's SHA-1 key, and the same with other digits at its end.
const SECRETS: [&str; 3] = [
    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR",
    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJS",
];
const CLASSIC: &str = "2602080012345";

fn file(bench: &Bench, name: &str, lines: &[&str]) -> PathBuf {
    let path = bench.home.path().join(name);
    let text = format!(
        "upn,serial number,secret key,timeinterval,manufacturer,model\r\n{}\r\n",
        lines.join("\r\n")
    );
    std::fs::write(&path, text).unwrap();
    path
}

/// A station with two classic tokens in stock, and one that can be written.
fn stocked() -> (Bench, Token) {
    let mut bench = Bench::new();
    let token = Token::new(Model::C301I, 7);
    let third = format!(",{},{},30,Token2,C301-i", token.serial(), SECRETS[2]);
    let path = file(
        &bench,
        "seeds.csv",
        &[
            &format!(",{CLASSIC},{},30,Token2,c202", SECRETS[0]),
            &format!(",2602080012346,{},60,Token2,c203", SECRETS[1]),
            &third,
        ],
    );
    bench.apply(Intent::ReadStock(path));
    bench.apply(Intent::TakeIn);
    assert!(matches!(
        bench.station.take_in().stage(),
        TakeInStage::Done { count: 3, .. }
    ));
    bench.apply(Intent::DismissTakeIn);
    (bench, token)
}

/// The same, where Anna has got the first of them, and its code is to be compared.
fn annas() -> Bench {
    let (mut bench, _) = stocked();
    bench.upn("anna@example.com");
    bench.scan(CLASSIC);
    bench
}

/// What a token shows whose clock is that far ahead.
fn shown(bench: &Bench, secret: &str, ahead: i64) -> String {
    let seed = Seed::from_base32(secret).unwrap();
    let now = codes(&seed, Parameters::STANDARD, bench.clock.unix() + ahead);
    now.current.digits().to_string()
}

fn state(bench: &Bench, serial: &str) -> StockState {
    let serial = Serial::parse(serial).unwrap();
    bench.station.stock().get(&serial).unwrap().state
}

fn newest_backup(bench: &Bench) -> PathBuf {
    let files = std::fs::read_dir(bench.station.backup_folder()).unwrap();
    files.map(|entry| entry.unwrap().path()).max().unwrap()
}

/// The factory seed of that token as it lies in the stock, to be searched for.
fn sealed_in_stock(bench: &Bench, serial: &str) -> Needles {
    let database = rusqlite::Connection::open(bench.home.path().join("data/ledger.sqlite3")).unwrap();
    let row = "SELECT sealed FROM stock WHERE serial = ?1";
    let sealed: Vec<u8> = database.query_row(row, [serial], |row| row.get(0)).unwrap();
    let mut needles = Needles::default();
    needles.add(&sealed);
    needles
}

/// The program starts anew with that backup in the place of its ledger.
fn put_back(bench: Bench, backup: &Path) -> Bench {
    let (home, clock) = (Arc::clone(&bench.home), bench.clock.clone());
    drop(bench);
    let data = home.path().join("data");
    until_closed(&data);
    ledger::restore(backup, &data, clock.unix()).unwrap();
    Bench::restarted(home, clock)
}

#[test]
fn a_file_is_taken_in_when_the_operator_agrees_and_its_file_deleted_by_their_word() {
    let mut bench = Bench::new();
    let good = format!(",{CLASSIC},{},30,Token2,c202", SECRETS[0]);
    let path = file(
        &bench,
        "seeds.csv",
        &[&good, ",2602080012346,nonsense!,30,Token2,c202", &good],
    );
    bench.apply(Intent::ReadStock(path.clone()));
    let TakeInStage::Asked(content) = bench.station.take_in().stage() else {
        panic!("{:?}", bench.station.take_in().stage());
    };
    assert_eq!(content.count(), 1);
    let left_out: Vec<_> = bench
        .station
        .take_in()
        .left_out()
        .iter()
        .map(|line| (line.line, line.why))
        .collect();
    assert_eq!(left_out, [(3, StockReason::NotSecret), (4, StockReason::Twice)]);
    assert!(bench.station.stock().is_empty(), "nothing before somebody agrees");
    bench.apply(Intent::TakeIn);
    assert_eq!(
        (bench.station.stock().left(), bench.station.stock().files().len()),
        (1, 1)
    );
    bench.apply(Intent::DeleteStockFile);
    assert!(!path.exists());
    assert!(matches!(
        bench.station.take_in().stage(),
        TakeInStage::Done {
            deleted: Some(Deletion::Done),
            ..
        }
    ));
    // the same once more: all of it is known
    let again = file(&bench, "again.csv", &[&good]);
    bench.apply(Intent::ReadStock(again));
    assert!(matches!(bench.station.take_in().stage(), TakeInStage::Failed(_)));
    assert_eq!(bench.station.take_in().left_out()[0].why, StockReason::InStock);
    let bench = bench.crash();
    assert_eq!(bench.station.stock().left(), 1, "it is there after a crash");
}

#[test]
fn a_person_gets_a_token_by_its_serial_and_one_code() {
    let mut bench = annas();
    assert_eq!(bench.stage(), At::Comparing);
    let id = bench.row(0).id;
    assert_eq!(state(&bench, CLASSIC), StockState::Assigned(id));
    assert_eq!(bench.station.stock().left(), 2);
    bench.type_code(&shown(&bench, SECRETS[0], 90));
    assert_eq!(bench.stage(), At::Idle);
    let row = bench.row(0);
    assert_eq!(
        (row.kind, row.outcome, row.make.model()),
        (Kind::Factory, Outcome::Confirmed, "c202")
    );
    assert_eq!(row.confirmation.unwrap().drift, Some(90));
    let words: Vec<_> = bench.trail(id).into_iter().map(|(event, _)| event).collect();
    assert_eq!(words, [TrailEvent::Assigned, TrailEvent::Confirmed]);
    let csv = bench.export("batch.csv");
    let line = format!("anna@example.com,{CLASSIC},{},30,Token2,c202\r\n", SECRETS[0]);
    assert_eq!(csv, format!("{CSV_HEADER}{line}"));
    assert!(bench.pad.wire().is_empty(), "nothing was sent to any token");
}

#[test]
fn a_clock_that_is_far_off_takes_the_next_code_too() {
    let mut bench = annas();
    bench.type_code(&shown(&bench, SECRETS[0], -7200));
    assert_eq!(bench.notice(), Notice::Miss(Miss::FarOff(-7200)));
    bench.type_code(&shown(&bench, SECRETS[0], -7200));
    assert_eq!(bench.stage(), At::Comparing, "the same one once more says nothing");
    bench.clock.advance(30);
    bench.type_code(&shown(&bench, SECRETS[0], -7200));
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
    assert_eq!(bench.row(0).confirmation.unwrap().drift, Some(-7200));
}

#[test]
fn by_eye_is_not_enough_and_a_token_that_cannot_be_written_is_not_written_again() {
    let mut bench = annas();
    bench.apply(Intent::SeenEqual);
    bench.apply(Intent::BurnAgain);
    assert_eq!(bench.stage(), At::Comparing);
    bench.type_code("000000");
    assert!(
        matches!(bench.notice(), Notice::Miss(Miss::Unknown)),
        "{:?}",
        bench.notice()
    );
}

#[test]
fn nothing_came_of_it_and_the_token_is_in_stock_again() {
    let mut bench = annas();
    let id = bench.row(0).id;
    bench.apply(Intent::Cancel);
    let (reason, serial) = ("wrong person".to_owned(), CLASSIC);
    bench.apply(Intent::Abandon { id, reason });
    assert_eq!(state(&bench, serial), StockState::Left);
    let mut bench = bench.crash();
    bench.upn("ben@example.com");
    bench.scan(serial);
    bench.type_code(&shown(&bench, SECRETS[0], 0));
    assert_eq!(bench.row(1).outcome, Outcome::Confirmed);
    assert_eq!(bench.station.trouble(), None, "every seed is where it should be");
}

#[test]
fn a_token_that_somebody_has_is_asked_about() {
    let mut bench = annas();
    bench.type_code(&shown(&bench, SECRETS[0], 0));
    bench.upn("ben@example.com");
    bench.scan(CLASSIC);
    assert_eq!(bench.asked(), Some(Asked::TokenKnown));
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing, "it goes on with the same token");
    bench.type_code(&shown(&bench, SECRETS[0], 0));
    assert_eq!(bench.row(1).upn.as_str(), "ben@example.com");
    assert_eq!(bench.row(1).outcome, Outcome::Confirmed);
}

#[test]
fn a_serial_that_nobody_waits_for_or_that_is_not_in_stock_is_said() {
    let (mut bench, _) = stocked();
    bench.scan(CLASSIC);
    assert!(matches!(bench.station.hint(), Some(Hint::Serial { .. })));
    bench.upn("anna@example.com");
    bench.apply(Intent::Assign(Serial::parse("2602080099999").unwrap()));
    assert!(matches!(bench.notice(), Notice::NotInStock(_)));
    assert_eq!(bench.stage(), At::Armed, "she waits still");
}

#[test]
fn a_token_in_stock_that_is_laid_down_is_read_and_asked_about_and_handed_out_as_it_is() {
    let (mut bench, token) = stocked();
    bench.upn("anna@example.com");
    bench.lay(&token);
    assert_eq!(bench.asked(), Some(Asked::InStock));
    bench.scan("ben@example.com");
    assert_eq!(bench.asked(), Some(Asked::InStock), "no scan answers");
    let factory = token.seed();
    bench.lift();
    bench.apply(Intent::AssignInstead);
    assert_eq!(bench.stage(), At::Comparing);
    bench.type_code(&shown(&bench, SECRETS[2], 0));
    assert_eq!(
        (bench.row(0).kind, bench.row(0).outcome),
        (Kind::Factory, Outcome::Confirmed)
    );
    assert_eq!(token.seed(), factory, "it was never written");
}

#[test]
fn written_anew_its_factory_seed_is_gone_for_good() {
    let (mut bench, token) = stocked();
    bench.upn("anna@example.com");
    bench.lay(&token);
    bench.apply(Intent::Proceed);
    assert_eq!(bench.stage(), At::Comparing);
    bench.type_code_of(&token);
    bench.lift();
    let id = bench.row(0).id;
    assert_eq!(
        (bench.row(0).kind, bench.row(0).outcome),
        (Kind::Random, Outcome::Confirmed)
    );
    assert_eq!(state(&bench, &token.serial()), StockState::Burned(id));
    assert!(
        bench
            .trail(id)
            .iter()
            .any(|(event, _)| *event == TrailEvent::FactorySeedGone)
    );
    bench.upn("ben@example.com");
    bench.scan(&token.serial());
    assert_eq!(bench.asked(), Some(Asked::TokenKnown));
    bench.apply(Intent::Proceed);
    assert!(matches!(bench.notice(), Notice::NotInStock(_)));
    assert_eq!(bench.crash().station.trouble(), None);
}

#[test]
fn a_try_that_writes_nothing_leaves_the_factory_seed_and_the_answer_is_for_that_token_alone() {
    let (mut bench, token) = stocked();
    bench.upn("anna@example.com");
    let pull = Pull { at: 1, acted: false };
    bench.pad.put(Some(token.clone()), None, true, Some(pull));
    bench.settle();
    assert_eq!(bench.asked(), Some(Asked::InStock));
    bench.apply(Intent::Proceed);
    bench.lift();
    assert!(
        matches!(bench.notice(), Notice::NothingWritten(_)),
        "{:?}",
        bench.notice()
    );
    let serial = token.serial();
    assert_eq!(state(&bench, &serial), StockState::Left, "{:?}", bench.rows());
    bench.lay(&token);
    assert_eq!(bench.asked(), Some(Asked::InStock), "it is asked once more");
}

#[test]
fn whoever_waits_for_a_dictated_secret_gets_no_factory_token() {
    let (mut bench, _) = stocked();
    bench.upn("anna@example.com");
    bench.scan("otpauth://totp/UserLock:anna?secret=MZXW6YTBOI2XQ33VMZXW6YTBOI2XQ33V");
    bench.scan(CLASSIC);
    assert_eq!(bench.stage(), At::Armed);
    assert!(matches!(bench.station.hint(), Some(Hint::Serial { .. })));
    assert_eq!(state(&bench, CLASSIC), StockState::Left);
}

#[test]
fn what_was_begun_is_taken_up_again_by_its_serial() {
    let mut bench = annas();
    bench.apply(Intent::Cancel);
    bench.upn("anna@example.com");
    if bench.asks() {
        bench.apply(Intent::Proceed);
    }
    bench.scan(CLASSIC);
    assert_eq!(bench.stage(), At::Comparing);
    assert_eq!(bench.station.log().rows().len(), 1, "it is the same enrolment");
}

#[test]
fn a_token_that_was_given_to_somebody_else_by_mistake_goes_back_to_whoever_had_it() {
    let mut bench = annas();
    bench.type_code(&shown(&bench, SECRETS[0], 0));
    let annas = bench.row(0).id;
    bench.upn("ben@example.com");
    bench.scan(CLASSIC);
    bench.apply(Intent::Proceed);
    let id = bench.row(1).id;
    assert_eq!(state(&bench, CLASSIC), StockState::Assigned(id));
    bench.apply(Intent::Cancel);
    let reason = "wrong person".to_owned();
    bench.apply(Intent::Abandon { id, reason });
    assert_eq!(
        state(&bench, CLASSIC),
        StockState::Assigned(annas),
        "it is Anna's still"
    );
    assert_eq!(
        bench.crash().station.trouble(),
        None,
        "every seed is where it should be"
    );
}

#[test]
fn written_for_another_person_the_factory_seed_of_whoever_had_it_comes_back_to_nobody() {
    let (mut bench, token) = stocked();
    bench.upn("anna@example.com");
    bench.scan(&token.serial());
    bench.type_code(&shown(&bench, SECRETS[2], 0));
    let annas = bench.row(0).id;
    bench.upn("kim@example.com");
    bench.lay(&token);
    assert_eq!(bench.asked(), Some(Asked::TokenKnown));
    bench.apply(Intent::Proceed);
    bench.type_code_of(&token);
    bench.lift();
    let kims = bench.row(1).id;
    assert_eq!(bench.row(1).outcome, Outcome::Confirmed);
    assert_eq!(state(&bench, &token.serial()), StockState::Burned(kims));
    let reason = "no longer here".to_owned();
    bench.apply(Intent::Abandon { id: annas, reason });
    assert_eq!(state(&bench, &token.serial()), StockState::Burned(kims));
    assert_eq!(bench.crash().station.trouble(), None);
}

// --- many at once -------------------------------------------------------------------------------------------------------

/// A list of who gets which token.
fn list(bench: &Bench, lines: &[&str]) -> PathBuf {
    let path = bench.home.path().join("box 7.csv");
    std::fs::write(&path, format!("UPN;Serial\r\n{}\r\n", lines.join("\r\n"))).unwrap();
    path
}

#[test]
fn a_box_is_handed_out_by_a_list_and_each_row_leaves_once_its_code_is_compared() {
    let (mut bench, token) = stocked();
    let serial = token.serial();
    let path = list(
        &bench,
        &[
            &format!("anna@example.com;{CLASSIC}"),
            "ben@example.com;2602080099999",
            &format!("carla@example.com;{serial}"),
            "anna@example.com;2602080012346",
            "nobody;2602080055555",
        ],
    );
    bench.apply(Intent::ReadStock(path));
    let job = bench.station.hand_out();
    let HandOutStage::Asked(plan) = job.stage() else {
        panic!("{:?}", job.stage())
    };
    let doubted: Vec<_> = plan
        .doubted()
        .map(|(row, doubts)| (row.line, doubts.to_vec()))
        .collect();
    assert_eq!((job.count(), doubted), (2, vec![(5, vec![HandOutDoubt::Twice])]));
    let left_out: Vec<_> = job
        .left_out()
        .iter()
        .map(|skipped| (skipped.line, skipped.why))
        .collect();
    let no_upn = HandOutReason::Upn(SkipReason::NotUpn(UpnError::At));
    assert_eq!(left_out, [(3, HandOutReason::NotInStock), (6, no_upn)]);
    assert!(bench.rows().is_empty(), "nothing before somebody agrees");
    bench.apply(Intent::HandOutDoubted(true));
    bench.apply(Intent::HandOut);
    assert!(matches!(bench.station.hand_out().stage(), HandOutStage::Done(3)));
    let rows: Vec<_> = bench
        .station
        .log()
        .rows()
        .iter()
        .map(|row| (row.upn.to_string(), row.token.to_string(), row.kind, row.outcome))
        .collect();
    let row = |upn: &str, serial: &str| (upn.to_owned(), serial.to_owned(), Kind::Factory, Outcome::Burned);
    assert_eq!(
        rows,
        [
            row("anna@example.com", CLASSIC),
            row("carla@example.com", &serial),
            row("anna@example.com", "2602080012346"),
        ]
    );
    assert_eq!(bench.station.stock().left(), 0);
    assert!(bench.station.batch().is_empty(), "no code was compared");
    assert!(bench.pad.wire().is_empty(), "nothing was sent to any token");
    // later, and after a crash, each is compared
    let mut bench = bench.crash();
    let id = bench.row(0).id;
    bench.apply(Intent::CompareLater(id));
    bench.type_code(&shown(&bench, SECRETS[0], 60));
    assert_eq!(bench.row(0).outcome, Outcome::Confirmed);
    assert_eq!(bench.station.batch().len(), 1);
    let words: Vec<_> = bench.trail(id).into_iter().map(|(event, _)| event).collect();
    assert_eq!(words, [TrailEvent::Assigned, TrailEvent::Confirmed]);
    assert_eq!(bench.station.trouble(), None);
}

#[test]
fn what_changed_since_the_operator_was_asked_is_left_out_and_named() {
    let (mut bench, token) = stocked();
    let path = list(
        &bench,
        &[
            &format!("anna@example.com;{CLASSIC}"),
            &format!("ben@example.com;{}", token.serial()),
        ],
    );
    bench.apply(Intent::ReadStock(path));
    bench.upn("carla@example.com");
    bench.scan(CLASSIC);
    assert_eq!(bench.stage(), At::Comparing);
    bench.apply(Intent::HandOut);
    assert!(matches!(bench.station.hand_out().stage(), HandOutStage::Done(1)));
    let left_out: Vec<_> = bench
        .station
        .hand_out()
        .left_out()
        .iter()
        .map(|skipped| (skipped.line, skipped.why))
        .collect();
    assert_eq!(left_out, [(2, HandOutReason::Meanwhile)]);
    let rows = bench.station.log().rows().iter();
    let upns: Vec<_> = rows.map(|row| row.upn.to_string()).collect();
    assert_eq!(upns, ["carla@example.com", "ben@example.com"]);
}

#[test]
fn a_list_is_forgotten_by_a_lock_and_by_the_next_file() {
    let (mut bench, _) = stocked();
    let path = list(&bench, &[&format!("anna@example.com;{CLASSIC}")]);
    bench.apply(Intent::ReadStock(path.clone()));
    assert_eq!(bench.station.hand_out().count(), 1);
    let seeds = file(
        &bench,
        "more.csv",
        &[&format!(",2602080077777,{},30,Token2,c202", SECRETS[0])],
    );
    bench.apply(Intent::ReadStock(seeds));
    assert!(matches!(bench.station.hand_out().stage(), HandOutStage::Idle));
    bench.apply(Intent::DismissTakeIn);
    bench.apply(Intent::ReadStock(path));
    bench.apply(Intent::Lock);
    bench.apply(Intent::HandOut);
    assert!(matches!(bench.station.hand_out().stage(), HandOutStage::Idle));
}

#[test]
fn a_purged_factory_seed_is_gone_from_the_stock_of_the_backups_too() {
    let (mut bench, _) = stocked();
    let needles = sealed_in_stock(&bench, CLASSIC);
    bench.upn("anna@example.com");
    bench.scan(CLASSIC);
    bench.type_code(&shown(&bench, SECRETS[0], 0));
    let id = bench.row(0).id;
    bench.export("one.csv");
    let backup = newest_backup(&bench);
    let found = needles.search(bench.home.path());
    assert!(
        !found.found.is_empty(),
        "a backup has it in its stock: {}",
        backup.display()
    );
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    bench.apply(Intent::Purge);
    assert!(!bench.row(0).has_seed);
    let found = needles.search(bench.home.path());
    assert!(found.found.is_empty(), "{:?}", found.found);
    // and such a backup is no altered ledger
    let home = Arc::new(tempfile::tempdir().unwrap());
    ledger::restore(&backup, &home.path().join("data"), bench.clock.unix()).unwrap();
    let other = Bench::restarted(home, bench.clock.clone());
    assert_eq!(other.station.troubles(), [Trouble::Restored]);
    assert_eq!(other.station.stock().left(), 2);
}

#[test]
fn what_was_handed_out_after_a_backup_is_in_stock_no_more_when_that_is_put_back() {
    let (mut bench, _) = stocked();
    let kept = bench.home.path().join("kept.tapdesk-backup");
    std::fs::copy(newest_backup(&bench), &kept).unwrap();
    bench.upn("anna@example.com");
    bench.scan(CLASSIC);
    bench.type_code(&shown(&bench, SECRETS[0], 0));
    let mut bench = put_back(bench, &kept);
    let troubles = format!("{:?}", bench.station.troubles());
    assert!(troubles.contains("StockSince"), "{troubles}");
    assert_eq!(bench.station.stock().left(), 2, "nobody else gets Anna's");
    // nor when its file is read once more
    let path = bench.home.path().join("again.csv");
    let row = format!(",{CLASSIC},{},30,Token2,c202", SECRETS[0]);
    std::fs::write(
        &path,
        format!("upn,serial number,secret key,timeinterval,manufacturer,model\r\n{row}\r\n"),
    )
    .unwrap();
    bench.apply(Intent::ReadStock(path));
    assert!(matches!(bench.station.take_in().stage(), TakeInStage::Failed(_)));
    assert_eq!(bench.station.take_in().left_out()[0].why, StockReason::Since);
}

#[test]
fn a_token_that_went_to_somebody_else_after_a_backup_comes_back_to_the_stock_by_nobody() {
    let mut bench = annas();
    bench.apply(Intent::Cancel);
    let annas = bench.row(0).id;
    // a start makes one
    let mut bench = bench.crash();
    let kept = bench.home.path().join("kept.tapdesk-backup");
    std::fs::copy(newest_backup(&bench), &kept).unwrap();
    let reason = "wrong person".to_owned();
    bench.apply(Intent::Abandon { id: annas, reason });
    bench.upn("ben@example.com");
    bench.scan(CLASSIC);
    bench.type_code(&shown(&bench, SECRETS[0], 0));
    let mut bench = put_back(bench, &kept);
    assert_eq!(bench.row(0).outcome, Outcome::Burned, "the backup is of before");
    let serial = Serial::parse(CLASSIC).unwrap();
    assert!(bench.station.stock().get(&serial).is_none(), "it is Ben's");
    let (id, reason) = (bench.row(0).id, "wrong person".to_owned());
    bench.apply(Intent::Abandon { id, reason });
    assert!(bench.station.stock().get(&serial).is_none(), "it is Ben's still");
    assert!(bench.row(0).has_seed, "and its seed is not lost");
}

#[test]
fn a_purge_reaches_the_stock_of_backups_although_the_token_was_written_since() {
    let (mut bench, token) = stocked();
    let needles = sealed_in_stock(&bench, &token.serial());
    bench.upn("anna@example.com");
    bench.scan(&token.serial());
    bench.type_code(&shown(&bench, SECRETS[2], 0));
    bench.upn("ben@example.com");
    bench.lay(&token);
    bench.apply(Intent::Proceed);
    bench.type_code_of(&token);
    bench.lift();
    let id = bench.row(0).id;
    assert!(!needles.search(bench.home.path()).found.is_empty());
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    bench.apply(Intent::Purge);
    let found = needles.search(bench.home.path());
    assert!(found.found.is_empty(), "{:?}", found.found);
}

#[test]
fn no_list_hands_anything_out_while_another_system_makes_the_secrets() {
    let (mut bench, _) = stocked();
    bench.upn("ben@example.com");
    bench.apply(Intent::SecretBegun);
    bench.apply(Intent::Cancel);
    let path = list(&bench, &[&format!("ben@example.com;{CLASSIC}")]);
    bench.apply(Intent::ReadStock(path.clone()));
    let HandOutStage::Asked(plan) = bench.station.hand_out().stage() else {
        panic!("{:?}", bench.station.hand_out().stage())
    };
    let doubts: Vec<_> = plan.doubted().map(|(_, doubts)| doubts.to_vec()).collect();
    assert_eq!(doubts, [vec![HandOutDoubt::SecretBegun]]);
    bench.apply(Intent::DismissHandOut);
    bench.apply(Intent::ChooseMaker(SecretMaker::UserLock { entra: true }));
    bench.apply(Intent::ReadStock(path));
    assert!(matches!(bench.station.hand_out().stage(), HandOutStage::Idle));
    assert_eq!(bench.station.hint(), Some(&Hint::HandOutElsewhere));
}

#[test]
fn what_becomes_of_the_file_is_said_before_the_next_one_is_read() {
    let mut bench = Bench::new();
    let path = file(
        &bench,
        "seeds.csv",
        &[&format!(",{CLASSIC},{},30,Token2,c202", SECRETS[0])],
    );
    bench.apply(Intent::ReadStock(path));
    bench.apply(Intent::TakeIn);
    let next = list(&bench, &[&format!("anna@example.com;{CLASSIC}")]);
    bench.apply(Intent::ReadStock(next.clone()));
    assert_eq!(bench.station.hint(), Some(&Hint::StockFileFirst));
    assert!(matches!(bench.station.take_in().stage(), TakeInStage::Done { .. }));
    bench.apply(Intent::DismissTakeIn);
    bench.apply(Intent::ReadStock(next));
    assert_eq!(bench.station.hand_out().count(), 1);
}
