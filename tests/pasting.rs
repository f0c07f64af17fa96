//! What is copied, cut and pasted and does not arrive is said, whatever is in view. The clipboards are played.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use arboard::Error;
use common::window::Desk;
use common::{Pad, Token};
use egui::{Event, Key, Modifiers, PointerButton, Theme, pos2};
use tapdesk::app::{Board, Boards};
use tapdesk::desk::Stage;
use tapdesk::station::{Intent, Zoom};
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
const SECRET: &str = "otpauth://totp/x:kim?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=x";

const NO_TEXT: &str = "Nothing was pasted: the clipboard gave no text";
const NO_ANSWER: &str = "Nothing was pasted: the clipboard does not answer";
const UNREADABLE: &str = "Nothing was pasted: the clipboard cannot be read";
const LATE: &str = "Nothing was pasted: the text came too late";
const NO_FIELD: &str = "Nothing was pasted: no field has the focus";
const NOT_COPIED: &str = "Nothing was copied";
const NOT_CUT: &str = "What was cut is not in the clipboard";
const ALL: [&str; 7] = [NO_TEXT, NO_ANSWER, UNREADABLE, LATE, NO_FIELD, NOT_COPIED, NOT_CUT];

/// What a clipboard does.
#[derive(Clone)]
enum Plays {
    /// There is none.
    Missing,
    Holds(&'static str),
    Empty,
    /// Bytes that are no text.
    NoText,
    /// Another program has it open.
    Occupied,
    Fails,
    /// Its thread ends in the middle.
    Dies,
    /// It answers when it is told to.
    Waits(Arc<Mutex<Receiver<()>>>, &'static str),
}

impl Plays {
    fn answer(&self) -> Result<String, Error> {
        match self {
            Self::Holds(text) => Ok((*text).to_owned()),
            Self::Missing => Err(Error::ClipboardNotSupported),
            Self::Empty => Err(Error::ContentNotAvailable),
            Self::NoText => Err(Error::ConversionFailure),
            Self::Occupied => Err(Error::ClipboardOccupied),
            Self::Fails => Err(Error::Unknown {
                description: "the connection is gone".into(),
            }),
            Self::Dies => panic!("played"),
            Self::Waits(go, text) => {
                go.lock().unwrap().recv().unwrap();
                Ok((*text).to_owned())
            }
        }
    }
}

impl Board for Plays {
    fn text(&mut self) -> Result<String, Error> {
        self.answer()
    }

    fn picture(&mut self) -> Result<tapdesk::export::picture::Pixels, Error> {
        Err(Error::ContentNotAvailable)
    }

    fn put(&mut self, _: &str) -> Result<(), Error> {
        self.answer().map(|_| ())
    }

    fn put_secret(&mut self, secret: &str) -> Result<(), Error> {
        self.put(secret)
    }

    fn clear(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

fn boards(plays: Plays) -> Boards {
    Arc::new(move || match &plays {
        Plays::Missing => Err(Error::ClipboardNotSupported),
        plays => Ok(Box::new(plays.clone())),
    })
}

fn play(desk: &Desk, plays: Plays) {
    desk.window.state().use_clipboard(boards(plays));
}

fn waits(text: &'static str) -> (Plays, Sender<()>) {
    let (go, gate) = channel();
    (Plays::Waits(Arc::new(Mutex::new(gate)), text), go)
}

fn now(desk: &Desk) -> f64 {
    desk.window.ctx.input(|input| input.time)
}

/// The clipboard has a thread of its own: passes, until it has answered. Meanwhile no time passes.
fn until(desk: &mut Desk, what: &str, reached: impl Fn(&Desk) -> bool) {
    let start = Instant::now();
    while !reached(desk) {
        assert!(start.elapsed() < Duration::from_secs(20), "waited in vain for {what}");
        std::thread::yield_now();
        let now = now(desk);
        desk.window.input_mut().time = Some(now);
        desk.window.step();
        desk.window.input_mut().time = None;
    }
    desk.settle();
}

fn said(desk: &Desk) -> Vec<&'static str> {
    ALL.into_iter().filter(|text| desk.shows(text)).collect()
}

fn must_say(desk: &mut Desk, text: &'static str) {
    until(desk, text, |desk| desk.shows(text));
    assert_eq!(said(desk), [text]);
}

/// Screens with the focus in a field: Enroll, Log, Export, People, Station, and the door.
fn fields() -> Vec<(&'static str, Desk, Pad)> {
    let mut all = Vec::new();
    for (name, key) in [
        ("UPN", None),
        ("Search the log", Some(Key::F)),
        ("File", Some(Key::E)),
        ("Passphrase", Some(Key::L)),
    ] {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C302I, 1));
        if let Some(key) = key {
            desk.ctrl(key);
        }
        assert!(desk.field(name).is_focused(), "{name}");
        all.push((name, desk, pad));
    }
    all
}

#[test]
fn a_paste_that_fails_is_said_in_whatever_field_and_leaves_it_as_it_is() {
    for (plays, text) in [
        (Plays::Missing, UNREADABLE),
        (Plays::Empty, NO_TEXT),
        (Plays::NoText, NO_TEXT),
        (Plays::Holds(""), NO_TEXT),
        (Plays::Holds("\r\n"), NO_TEXT),
        (Plays::Occupied, UNREADABLE),
        (Plays::Fails, UNREADABLE),
        (Plays::Dies, UNREADABLE),
    ] {
        for (name, mut desk, _) in fields() {
            play(&desk, plays.clone());
            let before = desk.value(name);
            desk.ctrl(Key::V);
            must_say(&mut desk, text);
            assert!(desk.field(name).is_focused(), "{name} keeps the focus");
            assert_eq!(desk.value(name), before);
            // and goes with the next key
            desk.press(Key::End);
            assert_eq!(said(&desk), [""; 0]);
        }
    }
}

#[test]
fn what_is_said_goes_with_a_click_and_not_with_the_mouse_alone() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    play(&desk, Plays::Empty);
    desk.ctrl(Key::V);
    must_say(&mut desk, NO_TEXT);
    let at = pos2(640.0, 760.0);
    desk.window.event(Event::PointerMoved(at));
    desk.settle();
    assert_eq!(said(&desk), [NO_TEXT]);
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        desk.window.event(Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers,
        });
    }
    desk.settle();
    assert_eq!(said(&desk), [""; 0]);
}

#[test]
fn a_paste_that_works_says_nothing_and_takes_back_what_was_said() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    play(&desk, Plays::Fails);
    desk.ctrl(Key::V);
    must_say(&mut desk, UNREADABLE);
    play(&desk, Plays::Holds("kim@example.com\r\n"));
    desk.ctrl(Key::V);
    until(&mut desk, "the text", |desk| desk.value("UPN") == "kim@example.com");
    assert_eq!(said(&desk), [""; 0]);
}

#[test]
fn a_text_that_comes_when_another_field_has_the_focus_is_not_pasted_there() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    let (plays, go) = waits("kim@example.com");
    play(&desk, plays);
    desk.ctrl(Key::V);
    desk.ctrl(Key::F);
    assert!(desk.field("Search the log").is_focused());
    go.send(()).unwrap();
    must_say(&mut desk, LATE);
    assert_eq!(desk.value("Search the log"), "");
}

#[test]
fn a_secret_that_was_pasted_for_one_person_is_nobody_elses() {
    for next in [None, Some("lee@example.com")] {
        let (mut desk, _) = Desk::over_pad(Theme::Light);
        let (plays, go) = waits(SECRET);
        play(&desk, plays);
        desk.arm("kim@example.com");
        desk.ctrl(Key::V);
        desk.press(Key::Escape);
        if let Some(upn) = next {
            desk.want(Intent::SubmitUpn(upn.to_owned().into()));
        }
        go.send(()).unwrap();
        must_say(&mut desk, LATE);
        let secret = matches!(desk.stage(), Stage::Armed { recipient, .. } if recipient.given.is_some());
        assert!(!secret, "it was pasted for Kim");
        assert!(desk.window.state().station().hint().is_none());
    }
}

#[test]
fn an_owner_that_does_not_answer_is_given_up_after_a_while() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    let (plays, go) = waits("kim@example.com");
    play(&desk, plays);
    let pressed = now(&desk) + 1.0;
    let keys = [true, false].map(|pressed| Event::Key {
        key: Key::V,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::COMMAND,
    });
    desk.window.input_mut().events.extend(keys);
    // a moment later it is no scanner's key
    for (after, says) in [(0.0, vec![]), (0.1, vec![]), (3.9, vec![]), (4.2, vec![NO_ANSWER])] {
        for _ in 0..2 {
            desk.window.input_mut().time = Some(pressed + after);
            desk.window.step();
        }
        assert_eq!(said(&desk), says, "after {after} s");
    }
    desk.window.input_mut().time = None;
    // by then it is for nobody
    go.send(()).unwrap();
    desk.settle();
    assert_eq!((said(&desk), desk.value("UPN").as_str()), (vec![NO_ANSWER], ""));
}

#[test]
fn a_paste_without_a_field_is_said_or_goes_to_the_desk() {
    for (text, nowhere) in [
        ("Kim Example", true),
        ("4711", true),
        ("kim@example.com", false),
        ("482913", false),
    ] {
        let (mut desk, _) = Desk::over_pad(Theme::Light);
        desk.ctrl(Key::Num4);
        desk.window.ctx.memory_mut(|memory| {
            if let Some(id) = memory.focused() {
                memory.surrender_focus(id);
            }
        });
        desk.settle();
        play(&desk, Plays::Holds(text));
        desk.ctrl(Key::V);
        if nowhere {
            must_say(&mut desk, NO_FIELD);
            assert!(desk.window.state().station().hint().is_none());
        } else {
            until(&mut desk, text, |desk| {
                desk.window.state().station().hint().is_some() || matches!(desk.stage(), Stage::Armed { .. })
            });
            assert_eq!(said(&desk), [""; 0]);
        }
    }
}

#[test]
fn a_copy_or_a_cut_that_fails_is_said() {
    for plays in [Plays::Missing, Plays::Occupied, Plays::Fails] {
        for (key, text, left) in [(Key::C, NOT_COPIED, "anna"), (Key::X, NOT_CUT, "")] {
            let (mut desk, _) = Desk::over_pad(Theme::Light);
            play(&desk, plays.clone());
            desk.ctrl(Key::F);
            desk.type_slowly("anna");
            desk.ctrl(Key::A);
            desk.ctrl(key);
            must_say(&mut desk, text);
            assert_eq!(desk.value("Search the log"), left);
            if key == Key::X {
                desk.ctrl(Key::Z);
                assert_eq!(desk.value("Search the log"), "anna", "as it says");
            }
        }
    }
}

#[test]
fn a_secret_that_is_not_copied_is_said() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C302I, 1));
    play(&desk, Plays::Occupied);
    desk.ctrl(Key::Num2);
    desk.press(Key::ArrowDown);
    desk.ctrl(Key::R);
    desk.type_slowly("why");
    desk.press(Key::Enter);
    desk.click("Copy for 30 seconds");
    must_say(&mut desk, NOT_COPIED);
    desk.see("e6-secret-not-copied");
}

/// Who is to get a dictated secret gets none that is drawn, because its paste came to nothing.
#[test]
fn a_paste_that_fails_while_somebody_waits_draws_no_seed() {
    for plays in [Plays::Missing, Plays::Empty, Plays::Fails] {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        play(&desk, plays);
        desk.arm("kim@example.com");
        desk.ctrl(Key::V);
        until(&mut desk, "what failed", |desk| !said(desk).is_empty());
        desk.lay(&pad, &Token::new(Model::C301I, 2));
        assert!(
            !matches!(desk.stage(), Stage::Comparing { .. } | Stage::Burning { .. }),
            "{:?}",
            desk.stage()
        );
        assert!(desk.window.state().station().log().rows().is_empty());
        desk.must_show("First, the secret");
        // pasted once more it is written
        desk.lift(&pad);
        play(&desk, Plays::Holds(SECRET));
        if !matches!(desk.stage(), Stage::Armed { .. }) {
            desk.want(Intent::Cancel);
            desk.arm("kim@example.com");
        }
        desk.ctrl(Key::V);
        until(
            &mut desk,
            "the secret",
            |desk| matches!(desk.stage(), Stage::Armed { recipient, .. } if recipient.given.is_some()),
        );
        assert_eq!(said(&desk), [""; 0]);
    }
}

#[test]
fn a_paste_for_nobody_holds_nobody_up() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let (plays, go) = waits("");
    play(&desk, plays);
    desk.ctrl(Key::V);
    // by now somebody waits, whose secret that was not to be
    desk.arm("kim@example.com");
    go.send(()).unwrap();
    until(&mut desk, "what failed", |desk| !said(desk).is_empty());
    desk.lay(&pad, &Token::new(Model::C301I, 2));
    assert!(matches!(desk.stage(), Stage::Comparing { .. }), "{:?}", desk.stage());
}

#[test]
fn a_lock_takes_back_what_was_asked_and_said() {
    let (mut desk, _) = Desk::over_pad(Theme::Light);
    let (plays, go) = waits("kim@example.com");
    play(&desk, plays);
    desk.ctrl(Key::V);
    desk.ctrl(Key::L);
    desk.must_show("Locked");
    go.send(()).unwrap();
    desk.settle();
    assert_eq!((said(&desk), desk.value("Passphrase").as_str()), (vec![], ""));
}

#[test]
fn it_lies_over_everything_and_moves_nothing() {
    for theme in THEMES {
        let (mut desk, _) = Desk::over_pad(theme);
        play(&desk, Plays::Empty);
        let at = desk.field("UPN").rect();
        desk.ctrl(Key::V);
        must_say(&mut desk, NO_TEXT);
        assert_eq!(desk.field("UPN").rect(), at);
        desk.see("e3-paste-empty");
        desk.ctrl(Key::L);
        play(&desk, Plays::Fails);
        desk.ctrl(Key::V);
        must_say(&mut desk, UNREADABLE);
        desk.see("e4-paste-unreadable-locked");
    }
    let (mut desk, _) = Desk::over_pad(Theme::Dark);
    desk.set(|settings| settings.zoom = Zoom::try_from(200).unwrap());
    play(&desk, Plays::Empty);
    desk.ctrl(Key::V);
    must_say(&mut desk, NO_TEXT);
    desk.see("e5-paste-empty-200");
}
