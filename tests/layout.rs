//! Every screen in every state and every size: nothing is cut off, nothing lies over something else, what has the focus is
//! in view, and what is out of view can be scrolled into view. What is looked at is counted: a look at too little is a
//! fault too. `TAPDESK_PICTURES=DIR` keeps pictures, in both themes.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "layout/eye.rs"]
mod eye;

use std::sync::Arc;

use common::window::Desk;
use common::{PASSPHRASE, Pad, Pull, Token};
use egui::{Key, Theme};
use eye::Eye;
use tapdesk::desk::{ClockChecked, NotToken, Stage};
use tapdesk::otp::{Parameters, Seed, codes};
use tapdesk::reader::doctor::{Diagnosis, Packages};
use tapdesk::reader::{ReaderEvent, ReaderState, ServiceTrouble};
use tapdesk::station::{ClockSource, Comparing, FileRows, Intent, Licence, Noted, PictureRequest};
use tapdesk::token2::Model;

/// A story is passed once; where pictures are kept, in both themes.
fn tell(name: &str, least_controls: usize, story: impl Fn(Theme, &mut Eye)) {
    let pictures = std::env::var_os("TAPDESK_PICTURES").is_some();
    let themes: &[Theme] = if pictures {
        &[Theme::Light, Theme::Dark]
    } else {
        &[Theme::Light]
    };
    for theme in themes {
        let mut eye = Eye::default();
        story(*theme, &mut eye);
        eye.judge(name, least_controls);
    }
}

fn home() -> Arc<tempfile::TempDir> {
    Arc::new(tempfile::tempdir().unwrap())
}

/// With the longest names that are met.
const ANNA: &str = "anna-katharina.mueller-lindenberg@subsidiary.example.com";

fn people(desk: &mut Desk) {
    let path = desk.home.path().join("people.csv");
    let mut text = format!(
        "userPrincipalName,displayName,department,employeeId,userType\n\
         {ANNA},Anna-Katharina M\u{fc}ller-Lindenberg,Finance and Controlling,4711,Member\n\
         annika.muelli@example.com,Annika M\u{fc}lli,Sales,4712,Member\n\
         sam@partner.example,Sam Okafor,,,Guest\nrubbish,Nobody,,,\n"
    );
    for number in 0..40 {
        text += &format!(
            "person{number}@example.com,Person Number {number},IT,{},Member\n",
            5000 + number
        );
    }
    std::fs::write(&path, text).unwrap();
    desk.want(Intent::ReadPeople(path));
}

fn pull(pad: &Pad, desk: &mut Desk, token: &Token) {
    pad.put(Some(token.clone()), None, true, Some(Pull { at: 4, acted: false }));
    desk.settle();
    pad.lift();
    desk.settle();
}

#[test]
fn the_demo_from_the_first_person_to_the_file() {
    tell("demo", 3200, |theme, eye| {
        let mut desk = Desk::with(theme, true, home());
        eye.look(&mut desk, "d00-who");
        desk.arm(ANNA);
        eye.look(&mut desk, "d01-armed");
        desk.click("Lay the token down");
        desk.click("Switch on");
        eye.look(&mut desk, "d02-code");
        let code = desk.code();
        desk.write(if code == "000000" { "000001" } else { "000000" });
        eye.look(&mut desk, "d03-missed");
        desk.write(&code);
        desk.must_show("is ready");
        eye.look(&mut desk, "d04-ready");
        desk.click("Lift the token");
        desk.click("New token");
        desk.click("Lay the token down");
        eye.look(&mut desk, "d05-token-first");
        desk.arm("ben@example.com");
        desk.press(Key::Escape);
        eye.look(&mut desk, "d06-parked");
        desk.click("Abandon\u{2026}");
        eye.look(&mut desk, "d07-abandon");
        desk.press(Key::Escape);
        desk.press(Key::F1);
        eye.look(&mut desk, "d08-keys");
        desk.press(Key::Escape);
        desk.ctrl(Key::E);
        eye.look(&mut desk, "d09-export");
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        eye.look(&mut desk, "d10-log");
        desk.ctrl(Key::Num4);
        eye.look(&mut desk, "d11-token");
        desk.ctrl(Key::Num5);
        eye.look(&mut desk, "d12-people-none");
        people(&mut desk);
        eye.look(&mut desk, "d13-people-columns");
        desk.press(Key::Enter);
        eye.look(&mut desk, "d14-people-read");
        desk.want(Intent::DismissImport);
        eye.look(&mut desk, "d15-people");
        desk.ctrl(Key::Num6);
        eye.look(&mut desk, "d16-station");
    });
}

#[test]
fn enrolling_with_everything_that_is_asked() {
    tell("questions", 1000, |theme, eye| {
        let (mut desk, pad) = Desk::over_pad(theme);
        let (first, second) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
        desk.ctrl(Key::Num5);
        people(&mut desk);
        desk.press(Key::Enter);
        desk.ctrl(Key::Num1);
        desk.write("mull");
        desk.press(Key::Enter);
        eye.look(&mut desk, "q00-several-fit");
        desk.want(Intent::SubmitUpn("ana.mueller@example.com".to_owned().into()));
        eye.look(&mut desk, "q01-not-on-list");
        desk.press(Key::Escape);
        desk.want(Intent::SubmitUpn(ANNA.to_owned().into()));
        desk.lay(&pad, &first);
        eye.look(&mut desk, "q02-code");
        let code = first.code(desk.clock.unix());
        desk.write(&code);
        desk.lift(&pad);
        eye.look(&mut desk, "q03-ready");
        desk.set(|settings| settings.accepted_domains = vec!["example.com".into()]);
        desk.want(Intent::SubmitUpn("anna@example.org".to_owned().into()));
        eye.look(&mut desk, "q04-domain");
        desk.press(Key::Escape);
        desk.set(|settings| settings.accepted_domains = vec![]);
        desk.want(Intent::SubmitUpn("ben@example.com".to_owned().into()));
        desk.lay(&pad, &first);
        eye.look(&mut desk, "q05-token-known");
        desk.press(Key::Escape);
        desk.lift(&pad);
        for number in 2..=5 {
            desk.want(Intent::SubmitUpn(ANNA.to_owned().into()));
            desk.ctrl(Key::B);
            let token = Token::new(Model::C302I, number);
            desk.lay(&pad, &token);
            let code = token.code(desk.clock.unix());
            desk.write(&code);
            desk.lift(&pad);
        }
        desk.want(Intent::SubmitUpn(ANNA.to_owned().into()));
        eye.look(&mut desk, "q06-sixth-token");
        desk.press(Key::Escape);
        desk.want(Intent::SubmitUpn("annika.muelli@example.com".to_owned().into()));
        let third = Token::new(Model::C302I, 7);
        desk.lay(&pad, &third);
        let others = second.code(desk.clock.unix());
        for _ in 0..3 {
            desk.write(&others);
        }
        desk.must_show("Three codes were wrong");
        eye.look(&mut desk, "q07-many-misses");
        desk.lift(&pad);
        desk.lay(&pad, &second);
        eye.look(&mut desk, "q08-others-token");
        desk.lift(&pad);
        desk.press(Key::F4);
        eye.look(&mut desk, "q09-write-again");
    });
}

#[test]
fn what_goes_wrong_at_the_reader() {
    tell("trouble", 1400, |theme, eye| {
        let causes = vec![Diagnosis::ServiceNotInstalled {
            packages: Packages::Apt,
        }];
        let silent = ClockChecked {
            server: None,
            system: None,
        };
        let clock: ClockSource = Arc::new(move |_| silent);
        let (mut desk, pad) = Desk::over_pad_with(theme, |sources| {
            sources.clock = clock;
            sources.doctor = Arc::new(move || causes.clone());
        });
        eye.look(&mut desk, "t00-clock-asked");
        desk.arm(ANNA);
        desk.lay(&pad, &Token::new(Model::C302I, 1));
        eye.look(&mut desk, "t01-clock-first");
        desk.press(Key::Escape);
        desk.lift(&pad);
        desk.want(Intent::ClockRight);
        desk.arm("anna@example.com");
        pull(&pad, &mut desk, &Token::new(Model::C301I, 3));
        eye.look(&mut desk, "t02-pulled");
        desk.lay(&pad, &Token::new(Model::C301I, 4));
        eye.look(&mut desk, "t03-other-token");
        desk.lift(&pad);
        desk.press(Key::Escape);
        eye.look(&mut desk, "t04-unfinished");
        desk.arm("ben@example.com");
        pad.put(None, Some(NotToken::Phone), true, None);
        desk.settle();
        eye.look(&mut desk, "t05-phone");
        desk.lift(&pad);
        let readers = [
            "Yubico YubiKey OTP+FIDO+CCID 00 00",
            "ACS ACR1252 Dual Reader [PICC] 01 00",
        ]
        .map(str::to_owned);
        let (all, chosen) = (readers.to_vec(), readers[1].clone());
        pad.state(ReaderState::Ready { chosen, all });
        pad.tell(ReaderEvent::Elsewhere(vec![readers[0].clone()]));
        desk.settle();
        eye.look(&mut desk, "t06-elsewhere");
        desk.press(Key::Escape);
        let (awaited, all) = (readers[1].clone(), vec![readers[0].clone()]);
        pad.state(ReaderState::Away { awaited, all });
        desk.settle();
        eye.look(&mut desk, "t07-reader-away");
        pad.state(ReaderState::ServiceDown(ServiceTrouble::NotRunning));
        desk.settle();
        eye.look(&mut desk, "t08-diagnosis");
        desk.ctrl(Key::Num4);
        eye.look(&mut desk, "t09-token-without-reader");
        desk.ctrl(Key::Num6);
        eye.look(&mut desk, "t10-station-without-reader");
    });
}

#[test]
fn tokens_that_are_looked_at_and_what_becomes_of_them() {
    tell("later", 2100, |theme, eye| {
        let (mut desk, pad) = Desk::over_pad(theme);
        let (keeper, loser) = (Token::new(Model::C302I, 1), Token::new(Model::C301I, 2));
        desk.enroll_on(&pad, ANNA, &keeper);
        desk.enroll_on(&pad, "ben@example.com", &loser);
        desk.ctrl(Key::Num4);
        desk.lay(&pad, &keeper);
        eye.look(&mut desk, "l00-token-seen");
        desk.press(Key::F4);
        eye.look(&mut desk, "l01-clock-set");
        desk.lift(&pad);
        desk.lay(&pad, &Token::new(Model::C301I, 9));
        eye.look(&mut desk, "l02-no-seed");
        desk.lift(&pad);
        desk.lay(&pad, &Token::with_serial("8659699000001"));
        eye.look(&mut desk, "l03-unknown-model");
        desk.lift(&pad);
        desk.ctrl(Key::E);
        eye.look(&mut desk, "l04-export");
        desk.press(Key::Enter);
        eye.look(&mut desk, "l05-exported");
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        eye.look(&mut desk, "l06-log");
        desk.ctrl(Key::H);
        desk.write("her desk neighbour");
        eye.look(&mut desk, "l07-hand-over");
        desk.press(Key::Enter);
        desk.ctrl(Key::R);
        desk.write("a second app");
        desk.press(Key::Enter);
        desk.must_show("QR code of the secret");
        eye.look(&mut desk, "l08-secret");
        desk.press(Key::Escape);
        desk.ctrl(Key::U);
        eye.look(&mut desk, "l09-purge-one");
        desk.press(Key::Escape);
        desk.window
            .key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::U);
        desk.settle();
        eye.look(&mut desk, "l10-purge-export");
        desk.press(Key::Escape);
        desk.ctrl(Key::P);
        desk.lay(&pad, &Token::new(Model::C302I, 5));
        desk.ctrl(Key::Enter);
        desk.lift(&pad);
        desk.must_show("To be deleted in Entra ID: 1");
        eye.look(&mut desk, "l11-to-delete");
        desk.ctrl(Key::Num3);
        eye.look(&mut desk, "l12-export-and-delete");
        desk.ask_to_close();
        desk.settle();
        eye.look(&mut desk, "l13-closing");
    });
}

#[test]
fn the_station_its_passphrases_and_its_door() {
    tell("station", 2400, |theme, eye| {
        let mut desk = Desk::with(theme, false, home());
        eye.look(&mut desk, "s00-first-start");
        desk.write("short");
        desk.press(Key::Enter);
        eye.look(&mut desk, "s01-first-start-short");
        desk.ctrl(Key::A);
        for text in ["correct horse", "correct horse"] {
            desk.write(text);
            desk.press(Key::Enter);
        }
        eye.look(&mut desk, "s02-recovery");
        desk.press(Key::Enter);
        eye.look(&mut desk, "s03-desk");
        desk.press(Key::Enter);
        eye.look(&mut desk, "s04-welcome");
        desk.ctrl(Key::L);
        eye.look(&mut desk, "s05-locked");

        let (mut desk, pad) = Desk::over_pad(theme);
        desk.ctrl(Key::Num6);
        eye.look(&mut desk, "s06-station");
        desk.click("Change the passphrase\u{2026}");
        eye.look(&mut desk, "s07-passphrase");
        for text in [PASSPHRASE, "correct battery", "correct butter"] {
            desk.write(text);
            desk.press(Key::Enter);
        }
        eye.look(&mut desk, "s08-differ");
        desk.set(|settings| settings.comparing = Comparing::Typed);
        desk.ctrl(Key::Num1);
        desk.arm("ben@example.com");
        desk.lay(&pad, &Token::new(Model::C302I, 2));
        eye.look(&mut desk, "s09-typed-only");
        desk.press(Key::Escape);
        desk.lift(&pad);
        desk.set(|settings| settings.licence = Licence::Free);
        desk.arm("carl@example.com");
        eye.look(&mut desk, "s10-scan-secret");
        desk.press(Key::Escape);
        desk.ctrl(Key::Num3);
        eye.look(&mut desk, "s11-no-export");
    });
}

#[test]
fn what_is_corrected_deleted_and_put_back() {
    tell("kept", 1500, |theme, eye| {
        let (mut desk, pad) = Desk::over_pad(theme);
        desk.arm(ANNA);
        desk.press(Key::F3);
        assert!(matches!(desk.stage(), Stage::Editing { .. }));
        eye.look(&mut desk, "k00-corrected");
        desk.press(Key::Escape);
        desk.enroll_on(&pad, ANNA, &Token::new(Model::C302I, 1));
        desk.enroll_on(&pad, "ben@example.com", &Token::new(Model::C302I, 2));
        desk.ctrl(Key::E);
        desk.press(Key::Enter);
        desk.must_show("are in the file");
        desk.press(Key::ArrowDown);
        eye.look(&mut desk, "k01-past-file");
        desk.ctrl(Key::D);
        eye.look(&mut desk, "k02-delete-file");
        desk.window.run_steps(4);
        desk.ctrl(Key::B);
        desk.must_show("The file is deleted");
        eye.look(&mut desk, "k03-file-deleted");
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.press(Key::F10);
        eye.look(&mut desk, "k04-log-deeds");
        desk.press(Key::F10);
        desk.click("Columns");
        eye.look(&mut desk, "k05-log-columns");
        desk.press(Key::Escape);
        desk.click("Date");
        eye.look(&mut desk, "k06-log-days");
        desk.press(Key::Escape);
        desk.ctrl(Key::Num6);
        desk.click("Put back\u{2026}");
        eye.look(&mut desk, "k07-put-back");
        desk.press(Key::Escape);
        desk.press(Key::F12);
        desk.ctrl(Key::Num1);
        desk.ask_to_close();
        desk.settle();
        desk.must_show("There is no recovery passphrase yet");
        eye.look(&mut desk, "k08-closing-without-recovery");
        desk.press(Key::Escape);
        desk.want(Intent::Lock);
        open_as(&mut desk, "Alexandra Featherstonehaugh-Lindenberg");
        eye.look(&mut desk, "k09-recovery-asked");
        desk.click("None is wanted\u{2026}");
        eye.look(&mut desk, "k10-recovery-declined");
        desk.want(Intent::Lock);
        eye.look(&mut desk, "k11-who-sits-here");
        let newest = newest_backup(&desk);
        open_as(&mut desk, "M. Keller");
        desk.want(Intent::AskToRestore(newest));
        desk.want(Intent::Restore);
        desk.must_show("The backup is the ledger now");
        eye.look(&mut desk, "k12-put-back-done");

        let folder = home();
        drop(common::Bench::in_folder(Arc::clone(&folder)));
        let ledger = folder.path().join("data/ledger.sqlite3");
        let mut bytes = std::fs::read(&ledger).unwrap();
        bytes[4096..].fill(0xA5);
        std::fs::write(&ledger, bytes).unwrap();
        let noted = Noted {
            file: Some(folder.path().join("usual").join(Noted::FILE)),
            ..Noted::default()
        };
        let (of_away, of_unread) = (noted.clone(), noted.clone());
        let (mut desk, _) = Desk::over_pad_in(theme, Arc::clone(&folder), |sources| sources.noted = noted);
        desk.must_show("The ledger is damaged");
        eye.look(&mut desk, "k13-damaged");
        let (mut desk, _) = Desk::over_pad_in(theme, home(), |sources| {
            sources.noted = Noted {
                was_chosen: true,
                ..of_away
            };
        });
        desk.must_show("The data folder is away");
        eye.look(&mut desk, "k14-away");
        let (mut desk, _) = Desk::over_pad_in(theme, home(), |sources| {
            sources.noted = Noted {
                unread: Some("/home/keller/tapdesk/folder says which folder it is, and cannot be read".into()),
                ..of_unread
            };
        });
        desk.must_show("It is not known where the ledger is");
        eye.look(&mut desk, "k15-note-unread");
    });
}

/// A file of a box of tokens, with lines that cannot be taken in.
fn box_of_tokens(desk: &Desk, writable: &Token) -> std::path::PathBuf {
    let mut text = "upn,serial number,secret key,timeinterval,manufacturer,model\r\n".to_owned();
    for number in 0..200_u8 {
        let seed = Seed::new(&[number; 20]).unwrap().to_base32();
        text += &format!(",86596090{number:05},{},30,Token2,C203-long-name\r\n", seed.as_str());
    }
    for number in 0..30 {
        text += &format!(",86596091{number:05},nonsense!,30,Token2,C203\r\n");
    }
    let seed = Seed::new(&[201; 20]).unwrap().to_base32();
    text += &format!(",{},{},30,Token2,C301-i\r\n", writable.serial(), seed.as_str());
    let path = desk
        .home
        .path()
        .join("Token2 order 48211 of the main building, second box.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn tokens_in_stock_from_their_file_to_a_person() {
    tell("stock", 700, |theme, eye| {
        let (mut desk, pad) = Desk::over_pad(theme);
        let token = Token::new(Model::C301I, 7);
        desk.ctrl(Key::Num7);
        eye.look(&mut desk, "f00-none");
        let nothing = desk.home.path().join("nothing.csv");
        std::fs::write(&nothing, "a,b\r\n1,2\r\n").unwrap();
        desk.want(Intent::ReadStock(nothing));
        eye.look(&mut desk, "f01-not-a-file");
        let path = box_of_tokens(&desk, &token);
        desk.want(Intent::ReadStock(path));
        eye.look(&mut desk, "f02-asked");
        desk.click("Show all 30");
        eye.look(&mut desk, "f03-all-lines");
        desk.want(Intent::TakeIn);
        eye.look(&mut desk, "f04-done");
        desk.want(Intent::DeleteStockFile);
        eye.look(&mut desk, "f05-deleted");
        desk.want(Intent::DismissTakeIn);
        eye.look(&mut desk, "f06-list");
        desk.ctrl(Key::Num1);
        desk.arm(ANNA);
        desk.ctrl(Key::T);
        desk.type_slowly("0001");
        eye.look(&mut desk, "f07-serial");
        desk.lay(&pad, &token);
        desk.settle();
        eye.look(&mut desk, "f08-in-stock");
        desk.want(Intent::AssignInstead);
        eye.look(&mut desk, "f09-code");
        let seed = Seed::new(&[201; 20]).unwrap();
        let now = codes(&seed, Parameters::STANDARD, desk.clock.unix() - 40_000);
        desk.type_slowly(&now.current.digits());
        desk.window.run_steps(40);
        desk.must_show("One code is not enough to tell. Type the next one that the token shows as well.");
        eye.look(&mut desk, "f10-far-off");
        desk.clock.advance(30);
        let now = codes(&seed, Parameters::STANDARD, desk.clock.unix() - 40_000);
        desk.type_slowly(&now.current.digits());
        desk.window.run_steps(40);
        eye.look(&mut desk, "f11-ready");
        desk.ctrl(Key::Num7);
        desk.type_slowly("C301");
        eye.look(&mut desk, "f12-found");
        // a box by a list: some in doubt, many left out
        let list = desk.home.path().join("Box 7 for the branch in Lyon.csv");
        let serials: Vec<String> = desk
            .window
            .state()
            .station()
            .stock()
            .tokens()
            .map(|token| token.serial.to_string())
            .collect();
        let mut text = "upn,serial\r\n".to_owned();
        for (at, serial) in serials.iter().enumerate() {
            let person = at - usize::from(at % 3 == 2);
            text += &format!("maximiliane.featherstonehaugh.{person:02}@contoso.com,{serial}\r\n");
        }
        text += &"nobody at all,6023\r\n".repeat(30);
        std::fs::write(&list, text).unwrap();
        desk.want(Intent::ReadStock(list));
        eye.look(&mut desk, "f13-list-asked");
        desk.want(Intent::HandOutDoubted(true));
        desk.want(Intent::HandOut);
        eye.look(&mut desk, "f14-handed-out");
    });
}

#[test]
fn secrets_of_other_systems_and_what_is_said_before_a_file() {
    tell("elsewhere", 300, |theme, eye| {
        let (mut desk, pad) = Desk::over_pad(theme);
        let picture = |name: &str| {
            std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/data/pictures")
                .join(name)
        };
        let look_for = |desk: &mut Desk, name: &str| {
            let for_whom = desk.window.state().station().flow().waiting().cloned();
            desk.want(Intent::LookForCode(PictureRequest::File(picture(name)), for_whom));
        };
        desk.ctrl(Key::Y);
        desk.ctrl(Key::Y);
        eye.look(&mut desk, "g00-maker");
        look_for(&mut desk, "scaled-4.png");
        eye.look(&mut desk, "g01-offered");
        desk.want(Intent::DismissHint);
        desk.arm("kim@contoso.com");
        eye.look(&mut desk, "g02-userlock");
        look_for(&mut desk, "three.png");
        eye.look(&mut desk, "g03-several");
        desk.scan("ABCDEF234567ABCDEF234567ABCDEF23", &[Key::Enter]);
        eye.look(&mut desk, "g03-two-ways");
        look_for(&mut desk, "page-without-code.png");
        eye.look(&mut desk, "g04-no-code");
        desk.ctrl(Key::I);
        desk.type_slowly("gezd");
        eye.look(&mut desk, "g05-typed");
        desk.press(Key::Escape);
        look_for(&mut desk, "long.png");
        desk.press(Key::F2);
        eye.look(&mut desk, "g06-revealed");
        let token = Token::new(Model::C301I, 7);
        desk.lay(&pad, &token);
        eye.look(&mut desk, "g07-code");
        let code = token.code(desk.clock.unix());
        desk.type_slowly(&code);
        desk.lift(&pad);
        eye.look(&mut desk, "g08-ready");
        for _ in 0..4 {
            desk.ctrl(Key::Y);
        }
        for number in 1..=4 {
            desk.arm("kim@contoso.com");
            desk.want(Intent::Proceed);
            let token = Token::new(Model::C302I, number);
            desk.lay(&pad, &token);
            let code = token.code(desk.clock.unix());
            desk.type_slowly(&code);
            desk.lift(&pad);
        }
        desk.set(|settings| settings.file_rows = FileRows::try_from(3).unwrap());
        desk.ctrl(Key::E);
        desk.must_show("3 of 5 rows leave in this file");
        desk.must_show("One person has as many tokens as Entra ID takes");
        eye.look(&mut desk, "g09-part");
    });
}

fn open_as(desk: &mut Desk, operator: &str) {
    desk.want(Intent::Open {
        passphrase: tapdesk::ledger::Passphrase::new(PASSPHRASE.into()),
        recovery: None,
        operator: operator.into(),
    });
}

fn newest_backup(desk: &Desk) -> std::path::PathBuf {
    let folder = desk.window.state().station().backup_folder();
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    all.pop().unwrap()
}
