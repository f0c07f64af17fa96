//! Secrets that another system dictates at the window, by keys alone: from the screen, from a picture, typed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(feature = "app")]

mod common;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use common::window::Desk;
use common::{Pad, Token};
use egui::accesskit::Role;
use egui::{DroppedFile, Key, Theme};
use egui_kittest::kittest::Queryable;
use tapdesk::app::{Browse, Choice, FileDialogs};
use tapdesk::desk::{Form, Given, Kind, Outcome, Stage, State};
use tapdesk::export::FORMATS;
use tapdesk::export::picture::Pixels;
use tapdesk::otp::Spelling;
use tapdesk::station::Hint;
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const BYTES: &[u8] = b"12345678901234567890";
const SEEN: &str = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";

fn picture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/pictures")
        .join(name)
}

fn pixels(name: &str) -> Pixels {
    let read = image::open(picture(name)).unwrap().to_rgba8();
    Pixels {
        width: read.width(),
        height: read.height(),
        rgba: read.into_raw().into(),
    }
}

/// What the screens show, one picture each.
type Screens = Arc<Mutex<Result<Vec<&'static str>, &'static str>>>;

fn desk(theme: Theme) -> (Desk, Pad, Screens) {
    let screens = Screens::new(Mutex::new(Ok(vec![])));
    let shown = Arc::clone(&screens);
    let (desk, pad) = Desk::over_pad_with(theme, |sources| {
        sources.capture = Arc::new(move || {
            let shown = shown.lock().unwrap().clone();
            shown
                .map(|names| names.into_iter().map(pixels).collect())
                .map_err(str::to_owned)
        });
    });
    (desk, pad, screens)
}

fn given(desk: &Desk) -> Option<&Given> {
    match desk.stage() {
        Stage::Armed { recipient, .. } => recipient.given.as_ref(),
        other => panic!("{other:?}"),
    }
}

fn until_given(desk: &mut Desk) {
    for _ in 0..400 {
        if given(desk).is_some() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        desk.settle();
    }
    panic!("waited in vain for the secret");
}

/// Laid down, written, compared: the token has that secret, and the row says where it came from.
fn enroll(desk: &mut Desk, pad: &Pad, token: &Token, seed: &[u8]) {
    desk.lay(pad, token);
    assert!(matches!(desk.stage(), Stage::Comparing { .. }), "{:?}", desk.stage());
    assert!(token.seed().unwrap().expose() == seed, "another secret is in the token");
    let code = token.code(desk.clock.unix());
    desk.write(&code);
    desk.must_show("is ready");
    let row = &desk.window.state().station().log().rows()[0];
    assert_eq!((row.kind, row.outcome), (Kind::Dictated, Outcome::Confirmed));
    desk.lift(pad);
}

#[test]
fn a_code_on_any_of_the_screens_is_burned_by_keys_alone() {
    for theme in THEMES {
        let (mut desk, pad, screens) = desk(theme);
        *screens.lock().unwrap() = Ok(vec!["page-without-code.png", "rotated-10.png"]);
        desk.arm("kim@contoso.com");
        desk.see("x1-ways");
        desk.ctrl(Key::S);
        let read = given(&desk).expect("a secret from the screen");
        assert!(
            read.seed.expose() == BYTES && read.form == Form::Otpauth,
            "{:?}",
            read.form
        );
        desk.must_show("20 bytes, for kim@contoso.com at Contoso");
        assert!(!desk.shows(SEEN), "it stands behind dots");
        desk.see("x2-taken");
        desk.press(Key::F2);
        desk.must_show(SEEN);
        desk.see("x3-revealed");
        desk.press(Key::F2);
        assert!(!desk.shows(SEEN));
        enroll(&mut desk, &pad, &Token::new(Model::C301I, 7), BYTES);
    }
}

#[test]
fn of_several_codes_the_operator_chooses_one() {
    for theme in THEMES {
        let (mut desk, _pad, screens) = desk(theme);
        *screens.lock().unwrap() = Ok(vec!["three.png"]);
        desk.arm("ana@fabrikam.com");
        desk.ctrl(Key::S);
        desk.must_show("3 codes were found");
        desk.see("x4-several");
        assert!(given(&desk).is_none(), "none is taken unasked");
        let wanted = "Fabrikam \u{b7} ana@fabrikam.com";
        for _ in 0..40 {
            if desk.window.get_by_role_and_label(Role::Button, wanted).is_focused() {
                break;
            }
            desk.press(Key::Tab);
        }
        desk.press(Key::Space);
        let read = given(&desk).expect("the chosen one");
        assert_eq!(read.account.as_deref(), Some("ana@fabrikam.com"));
    }
}

#[test]
fn nothing_is_drawn_when_no_code_is_found_or_no_screen_is_seen() {
    for theme in THEMES {
        let (mut desk, pad, screens) = desk(theme);
        let token = Token::new(Model::C301I, 7);
        let factory = token.seed();
        desk.arm("kim@contoso.com");
        *screens.lock().unwrap() = Ok(vec!["page-without-code.png"]);
        desk.ctrl(Key::S);
        desk.must_show("No QR code was taken from the picture");
        desk.see("x5-no-code");
        desk.lay(&pad, &token);
        assert!(matches!(desk.stage(), Stage::Armed { .. }), "{:?}", desk.stage());
        assert_eq!(token.seed(), factory, "nothing is drawn instead");
        desk.lift(&pad);
        *screens.lock().unwrap() = Err("the screens are locked");
        desk.ctrl(Key::S);
        desk.must_show("The screens cannot be looked at");
        *screens.lock().unwrap() = Ok(vec!["mistake-export-4.png"]);
        desk.ctrl(Key::S);
        desk.must_show("It holds 4 accounts");
        desk.see("x6-export");
        assert_eq!(token.seed(), factory);
    }
}

#[test]
fn a_secret_is_typed_however_it_is_grouped() {
    let lower = SECRET.to_ascii_lowercase();
    let uneven = format!("{} {}-{}", &lower[..5], &lower[5..20], &lower[20..]);
    let hex = "31 32333435 3637383930-31323334353637383930";
    let letters = "abcd efghijklmnopqrst";
    for (text, spelling) in [
        (SECRET, Spelling::Base32),
        (uneven.as_str(), Spelling::Base32),
        (hex, Spelling::Hex),
        (letters, Spelling::Base32),
    ] {
        let (mut desk, pad, _) = desk(Theme::Light);
        let token = Token::new(Model::C301I, 7);
        let factory = token.seed();
        desk.arm("kim@contoso.com");
        desk.ctrl(Key::I);
        desk.type_slowly(&text[..6]);
        assert_eq!(
            desk.field("Secret of the other system")
                .value()
                .unwrap_or_default()
                .find("GEZ"),
            None
        );
        desk.see("x7-typed");
        desk.lay(&pad, &token);
        assert_eq!(token.seed(), factory, "nothing is drawn while one is typed");
        desk.lift(&pad);
        desk.type_slowly(&text[6..]);
        desk.press(Key::Enter);
        let read = given(&desk).unwrap_or_else(|| panic!("{spelling:?}"));
        assert_eq!(read.form, Form::Bare { spelling, keyed: true });
        let seed = read.seed.expose().to_vec();
        desk.see("x8-typed-taken");
        desk.lay(&pad, &token);
        assert!(matches!(desk.stage(), Stage::Comparing { .. }), "{:?}", desk.stage());
        assert!(token.seed().unwrap().expose() == seed, "another secret is in the token");
    }
}

#[test]
fn a_short_or_garbled_secret_is_refused_by_name_and_nothing_is_drawn() {
    for (text, why) in [
        ("GEZDGNBVGY3TQ", "8 bytes"),
        ("not base32!", "is no secret"),
        ("otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBV&counter=0", "counts"),
    ] {
        let (mut desk, pad, _) = desk(Theme::Light);
        desk.arm("kim@contoso.com");
        desk.ctrl(Key::I);
        desk.type_slowly(text);
        desk.press(Key::Enter);
        desk.see(&format!("x9-refused-{}", why.len()));
        assert!(given(&desk).is_none());
        assert!(desk.window.state().station().hint().is_some(), "{text} is answered");
        assert_eq!(desk.value("Secret of the other system"), "", "it does not stay");
        let token = Token::new(Model::C301I, 7);
        let factory = token.seed();
        desk.lay(&pad, &token);
        assert_eq!(token.seed(), factory);
    }
}

struct Chooses(PathBuf);

impl FileDialogs for Chooses {
    fn ask(&self, browse: &Browse) -> Choice {
        assert!(matches!(browse, Browse::Picture(Some(_))));
        let path = self.0.clone();
        Box::pin(std::future::ready(Some(path)))
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        panic!("the window reads no file")
    }
}

fn drop_file(desk: &mut Desk, path: &Path) {
    desk.window.input_mut().dropped_files = vec![Arc::new(Dropped(path.to_owned()))];
    desk.window.step();
    desk.window.input_mut().dropped_files.clear();
    desk.settle();
}

#[test]
fn a_picture_is_chosen_or_dropped_and_its_code_burned() {
    let (mut desk, pad, _) = desk(Theme::Light);
    let token = Token::new(Model::C301I, 7);
    desk.arm("kim@contoso.com");
    desk.window
        .state_mut()
        .use_file_dialogs(Chooses(picture("format.webp")));
    desk.ctrl(Key::O);
    until_given(&mut desk);
    let read = given(&desk).expect("of the chosen file");
    assert!(read.seed.expose() == BYTES, "another secret was read");
    enroll(&mut desk, &pad, &token, BYTES);

    // dropped where somebody waits, and on another screen
    let other = Token::new(Model::C301I, 8);
    desk.arm("lee@contoso.com");
    drop_file(&mut desk, &picture("mistake-push.png"));
    assert!(given(&desk).is_none());
    drop_file(&mut desk, &picture("no-picture.png"));
    desk.must_show("This file is no picture that is read here");
    drop_file(&mut desk, &picture("long.png"));
    let read = given(&desk).expect("of the dropped file");
    assert_eq!(read.issuer.as_deref(), Some("UserLock"));
    let seed = read.seed.expose().to_vec();
    enroll(&mut desk, &pad, &other, &seed);
    desk.ctrl(Key::F);
    drop_file(&mut desk, &picture("scaled-4.png"));
    desk.must_show("and was wiped. Take that person, then scan it again.");
}

#[test]
fn a_secret_that_names_its_person_offers_them_and_is_awaited_then() {
    for theme in THEMES {
        let (mut desk, pad, _) = desk(theme);
        drop_file(&mut desk, &picture("scaled-4.png"));
        desk.must_show("It is for kim@contoso.com, and was wiped.");
        desk.see("xa-offered");
        desk.click("Enroll kim@contoso.com");
        assert!(matches!(desk.stage(), Stage::Armed { .. }), "{:?}", desk.stage());
        let token = Token::new(Model::C301I, 7);
        let factory = token.seed();
        desk.lay(&pad, &token);
        assert_eq!(token.seed(), factory, "the secret of the other system is awaited");
    }
}

#[test]
fn for_userlock_its_order_is_followed_until_the_station_is_locked() {
    for theme in THEMES {
        let (mut desk, pad, screens) = desk(theme);
        *screens.lock().unwrap() = Ok(vec!["long.png"]);
        let token = Token::new(Model::C301I, 7);
        let factory = token.seed();
        desk.must_show("Who makes the secrets until you lock? (Ctrl Y)");
        desk.ctrl(Key::Y);
        desk.ctrl(Key::Y);
        desk.see("xb-maker");
        desk.arm("lee@contoso.com");
        desk.must_show("Scan the key that UserLock shows");
        desk.see("xc-userlock");
        desk.lay(&pad, &token);
        assert_eq!(token.seed(), factory, "none is drawn, whatever lies there");
        desk.lift(&pad);
        desk.ctrl(Key::G);
        desk.lay(&pad, &token);
        assert_eq!(token.seed(), factory, "not by Ctrl+G either");
        desk.lift(&pad);
        desk.ctrl(Key::S);
        assert!(given(&desk).is_some());
        desk.lay(&pad, &token);
        desk.must_show("Then type the next code of the token into UserLock, which waits for it.");
        desk.see("xd-userlock-code");
        let code = token.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("is ready");
        desk.lift(&pad);
        let station = desk.window.state().station();
        assert_eq!(station.batch().len(), 1, "the same secret serves Entra ID");
        // the next one too, until somebody locks
        assert!(station.flow().rules().maker.is_elsewhere());
        desk.ctrl(Key::L);
        assert!(!desk.window.state().station().flow().rules().maker.is_elsewhere());
    }
}

#[test]
fn a_token_for_userlock_alone_stays_out_of_the_files_for_entra_until_it_is_wanted_there() {
    for theme in THEMES {
        let (mut desk, pad, screens) = desk(theme);
        *screens.lock().unwrap() = Ok(vec!["long.png"]);
        let token = Token::new(Model::C301I, 7);
        for _ in 0..3 {
            desk.ctrl(Key::Y);
        }
        desk.see("xe-alone");
        desk.arm("lee@contoso.com");
        desk.must_show("The row stays out of the files for Entra ID.");
        desk.ctrl(Key::S);
        desk.lay(&pad, &token);
        desk.must_show("no Entra ID file");
        desk.see("xf-alone-code");
        let code = token.code(desk.clock.unix());
        desk.write(&code);
        desk.must_show("is ready");
        desk.see("xf-alone-ready");
        desk.lift(&pad);
        let station = desk.window.state().station();
        let row = &station.log().rows()[0];
        assert_eq!((station.batch().len(), row.state()), (0, State::Elsewhere));
        // another system has it, and so has the next file of Entra ID once somebody says so
        desk.set(|settings| settings.format = *FORMATS.iter().find(|format| format.word() == "pskc").unwrap());
        assert_eq!(desk.window.state().station().batch().len(), 1);
        desk.set(|settings| settings.format = *FORMATS.iter().find(|format| format.word() == "entra-csv").unwrap());
        assert!(desk.window.state().station().batch().is_empty());
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.see("xg-alone-log");
        desk.ctrl(Key::G);
        assert_eq!(desk.window.state().station().batch().len(), 1, "by their word");
        for word in ["pskc", "entra-csv"] {
            desk.set(|settings| settings.format = *FORMATS.iter().find(|format| format.word() == word).unwrap());
        }
        assert!(desk.window.state().station().batch().is_empty(), "for that file alone");
    }
}

#[test]
fn the_samples_are_what_the_readme_says() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    let (mut desk, _pad, _) = desk(Theme::Light);
    desk.arm("lee@contoso.com");
    drop_file(&mut desk, &samples.join("userlock.png"));
    assert_eq!(given(&desk).expect("its secret").issuer.as_deref(), Some("UserLock"));
    desk.press(Key::Escape);
    desk.ctrl(Key::Num7);
    drop_file(&mut desk, &samples.join("token2-order.csv"));
    desk.must_show("10 tokens can be taken in");
    assert!(!desk.shows("left out"));
}

/// A dialog that answers when it is told to.
struct Slow(Arc<Mutex<Option<std::sync::mpsc::Receiver<PathBuf>>>>);

impl FileDialogs for Slow {
    fn ask(&self, _: &Browse) -> Choice {
        let answer = self.0.lock().unwrap().take().unwrap();
        Box::pin(async move { answer.recv().ok() })
    }
}

#[test]
fn what_was_looked_for_for_one_person_is_nobody_elses() {
    // the dialog stays open until another person waits
    let (mut desk, _pad, _) = desk(Theme::Light);
    let (choose, answer) = std::sync::mpsc::channel();
    desk.window
        .state_mut()
        .use_file_dialogs(Slow(Arc::new(Mutex::new(Some(answer)))));
    desk.arm("kim@contoso.com");
    desk.ctrl(Key::O);
    desk.press(Key::Escape);
    desk.arm("lee@contoso.com");
    choose.send(picture("long.png")).unwrap();
    for _ in 0..100 {
        std::thread::sleep(std::time::Duration::from_millis(2));
        desk.window.step();
    }
    assert!(given(&desk).is_none(), "it was chosen for somebody else");
    let hint = desk.window.state().station().hint();
    assert_eq!(hint, Some(&Hint::AnotherPerson), "it is said");
}

#[test]
fn a_second_dialog_is_not_opened_and_that_is_said() {
    for theme in [Theme::Light, Theme::Dark] {
        let (mut desk, _pad, _) = desk(theme);
        let (choose, answer) = std::sync::mpsc::channel();
        desk.window
            .state_mut()
            .use_file_dialogs(Slow(Arc::new(Mutex::new(Some(answer)))));
        desk.arm("kim@contoso.com");
        desk.ctrl(Key::O);
        assert!(!desk.shows("open already"));
        desk.ctrl(Key::O);
        desk.must_show("The dialog for a file is open already");
        desk.see("xb-second-dialog");
        choose.send(picture("long.png")).unwrap();
        until_given(&mut desk);
        assert!(!desk.shows("open already"));
    }
}

#[test]
fn of_several_files_that_are_dropped_none_is_read_and_that_is_said() {
    let (mut desk, _pad, _) = desk(Theme::Light);
    desk.arm("lee@contoso.com");
    let two =
        ["long.png", "three.png"].map(|name| Arc::new(Dropped(picture(name))) as Arc<dyn DroppedFile + Send + Sync>);
    desk.window.input_mut().dropped_files = two.to_vec();
    desk.window.step();
    desk.window.input_mut().dropped_files.clear();
    desk.settle();
    desk.must_show("Several files were dropped at once");
    assert!(given(&desk).is_none());
}

#[test]
fn a_secret_of_two_readings_is_asked_about_and_nothing_drawn_meanwhile() {
    for theme in [Theme::Light, Theme::Dark] {
        let (mut desk, pad, _) = desk(theme);
        let token = Token::new(Model::C302I, 1);
        let factory = token.seed();
        desk.arm("lee@contoso.com");
        desk.ctrl(Key::I);
        desk.type_slowly("abcdef23-4567abcd-ef234567-abcdef23");
        desk.press(Key::Enter);
        desk.must_show("This secret can be read in two ways");
        desk.see("xc-two-ways");
        assert!(given(&desk).is_none());
        desk.lay(&pad, &token);
        assert_eq!(token.seed(), factory, "nothing is drawn instead");
        desk.must_show("This secret can be read in two ways");
        desk.click("Base32, 20 bytes");
        assert_eq!(given(&desk).map(|given| given.seed.expose().len()), Some(20));
    }
}

#[test]
fn a_picture_that_is_dropped_below_a_question_goes_nowhere_and_that_is_said() {
    let (mut desk, _pad, _) = desk(Theme::Light);
    desk.arm("lee@contoso.com");
    desk.press(Key::F1);
    drop_file(&mut desk, &picture("long.png"));
    desk.press(Key::F1);
    assert!(given(&desk).is_none());
}
