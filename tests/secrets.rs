//! Secrets from elsewhere: one secret is for one person, and what Entra ID holds as valid is never named to be deleted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{At, Bench, Token};
use tapdesk::desk::{Asked, Fate, Notice, Outcome};
use tapdesk::otp::Seed;
use tapdesk::station::{Intent, Licence};
use tapdesk::token2::Model;

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const SEED: &[u8] = b"12345678901234567890";

fn qr(account: &str) -> String {
    format!("otpauth://totp/UserLock:{account}?secret={SECRET}&issuer=UserLock")
}

fn dictated(bench: &mut Bench, upn: &str, text: &str, token: &Token) {
    bench.upn(upn);
    bench.scan(text);
    bench.lay(token);
    bench.type_code_of(token);
    bench.lift();
}

#[test]
fn the_secret_of_one_person_is_not_burned_for_another() {
    let mut bench = Bench::new();
    let (annas, kims) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
    dictated(&mut bench, "anna@example.com", SECRET, &annas);
    let before = kims.seed();
    bench.upn("kim@example.com");
    bench.scan(SECRET);
    bench.lay(&kims);
    let Notice::SecretKnown(earlier) = bench.notice() else {
        panic!("{:?}", bench.notice());
    };
    assert_eq!(
        (earlier.upn.as_str(), earlier.token.to_string()),
        ("anna@example.com", annas.serial())
    );
    assert_eq!(kims.seed(), before, "nothing was written");
    assert_eq!(bench.rows(), [("anna@example.com".to_owned(), Outcome::Confirmed)]);
    // nor is one drawn in its place
    bench.lift();
    bench.lay(&kims);
    assert_eq!(kims.seed(), before);
    bench.lift();
    bench.scan("MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U");
    bench.lay(&kims);
    bench.type_code_of(&kims);
    assert_eq!(bench.rows().len(), 2);
}

#[test]
fn a_secret_moves_with_its_person_and_with_nobody_else() {
    let mut bench = Bench::new();
    let tokens: Vec<_> = (1..5).map(|number| Token::new(Model::C302I, number)).collect();
    dictated(&mut bench, "anna@example.com", SECRET, &tokens[0]);
    // a second token of hers beside the first would be the same key twice
    bench.upn("anna@example.com");
    bench.apply(Intent::Proceed);
    bench.scan(SECRET);
    bench.lay(&tokens[1]);
    assert!(matches!(bench.notice(), Notice::SecretKnown(_)));
    bench.apply(Intent::Cancel);
    bench.lift();
    // lost, it goes on on another one
    let (id, fate, note) = (bench.row(0).id, Fate::Lost, String::new());
    bench.apply(Intent::KeepFate { id, fate, note });
    dictated(&mut bench, "anna@example.com", SECRET, &tokens[1]);
    assert_eq!(tokens[1].seed(), Seed::new(SEED).ok());
    // what was lost is still nobody else's
    let id = bench.row(1).id;
    let (fate, note) = (Fate::Lost, String::new());
    bench.apply(Intent::KeepFate { id, fate, note });
    bench.upn("kim@example.com");
    bench.scan(SECRET);
    bench.lay(&tokens[2]);
    assert!(matches!(bench.notice(), Notice::SecretKnown(_)));
}

#[test]
fn a_qr_code_for_another_person_asks_and_no_scan_answers() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    let before = token.seed();
    bench.upn("kim@example.com");
    bench.scan(&qr("anna@example.com"));
    assert_eq!(bench.asked(), Some(Asked::OtherAccount));
    bench.lay(&token);
    assert_eq!(token.seed(), before, "not before it is answered");
    bench.scan(&qr("anna@example.com"));
    assert_eq!(bench.asked(), Some(Asked::OtherAccount), "the same scan is no answer");
    bench.lift();
    // no: the secret goes, the person stays
    bench.apply(Intent::Cancel);
    assert_eq!(bench.stage(), At::Armed);
    bench.lay(&token);
    assert_eq!(token.seed(), before, "and nothing is drawn in its place");
    bench.lift();
    // the right one needs no answer
    bench.scan(&qr("kim@example.com"));
    bench.lay(&token);
    assert_eq!(token.seed(), Seed::new(SEED).ok());
}

#[test]
fn a_qr_code_for_another_account_is_taken_after_a_yes() {
    for lies_there in [false, true] {
        let mut bench = Bench::new();
        let token = Token::new(Model::C302I, 1);
        bench.upn("kim@example.com");
        bench.scan(&qr("k.example@example.com"));
        if lies_there {
            bench.lay(&token);
        }
        bench.apply(Intent::Proceed);
        if !lies_there {
            bench.lay(&token);
        }
        assert_eq!(token.seed(), Seed::new(SEED).ok(), "{lies_there}");
    }
}

#[test]
fn the_right_qr_code_ends_the_question_about_the_wrong_one() {
    let mut bench = Bench::new();
    let token = Token::new(Model::C302I, 1);
    bench.upn("kim@example.com");
    bench.scan(&qr("anna@example.com"));
    bench.lay(&token);
    bench.scan(&qr("kim@example.com"));
    assert_eq!(bench.stage(), At::Armed);
    assert_ne!(token.seed(), Seed::new(SEED).ok(), "nothing is written by a scan alone");
    bench.lift();
    bench.lay(&token);
    assert_eq!(token.seed(), Seed::new(SEED).ok());
}

#[test]
fn accounts_that_name_nobody_else_ask_nothing() {
    for account in [
        "kim@example.com",
        "KIM@Example.com",
        "kim",
        "CORP%5Ckim",
        "kim@corp.local",
    ] {
        let mut bench = Bench::new();
        bench.upn("kim@example.com");
        bench.scan(&qr(account));
        assert_eq!(bench.stage(), At::Armed, "{account}");
    }
}

// --- the licence without P1 or P2 -------------------------------------------------------------------------------------

#[test]
fn a_try_in_which_nothing_was_written_is_not_to_be_deleted_in_entra() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.licence = Licence::Free);
    let token = Token::new(Model::C302I, 1);
    bench.upn("anna@example.com");
    bench.scan(SECRET);
    bench.lay_and_pull(&token, common::Pull { at: 2, acted: false });
    bench.lay(&token);
    bench.type_code_of(&token);
    let outcomes: Vec<_> = bench.rows().into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(outcomes, [Outcome::Abandoned, Outcome::Confirmed]);
    assert_eq!(
        bench.station.log().to_delete().count(),
        0,
        "Entra ID holds that secret as her valid one"
    );
}

#[test]
fn a_secret_that_lives_on_in_another_token_of_its_person_is_not_to_be_deleted() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.licence = Licence::Free);
    let (broken, good) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
    dictated(&mut bench, "anna@example.com", SECRET, &broken);
    let (id, fate, note) = (bench.row(0).id, Fate::Lost, String::new());
    bench.apply(Intent::KeepFate { id, fate, note });
    assert_eq!(bench.station.log().to_delete().count(), 1, "so far it is");
    dictated(&mut bench, "anna@example.com", SECRET, &good);
    let bench = bench.crash();
    assert_eq!(bench.station.log().to_delete().count(), 0);
}
