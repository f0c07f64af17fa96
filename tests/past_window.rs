//! What is done with a file once it was saved, and files that left before, in the window and by keys alone.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use arboard::Error;
use common::window::Desk;
use common::{Pad, Token};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable;
use tapdesk::app::Board;
use tapdesk::ledger::TrailEvent;
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

/// Anna left in a file, Ben a day later in another one, which was saved just now.
fn saved(theme: Theme) -> (Desk, Pad) {
    saved_with(Desk::over_pad(theme))
}

fn saved_with((mut desk, pad): (Desk, Pad)) -> (Desk, Pad) {
    desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C301I, 1));
    desk.ctrl(Key::E);
    desk.press(Key::Enter);
    desk.ctrl(Key::Num1);
    desk.clock.advance(120);
    desk.enroll_on(&pad, "ben@example.com", &Token::new(Model::C302I, 2));
    desk.ctrl(Key::E);
    desk.press(Key::Enter);
    desk.must_show("1 token is in the file");
    (desk, pad)
}

fn breathe(desk: &mut Desk) {
    desk.window.run_steps(40);
}

fn files(desk: &Desk) -> usize {
    let names = std::fs::read_dir(desk.home.path().join("out")).unwrap();
    names
        .filter(|name| {
            name.as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|ending| ending == "csv")
        })
        .count()
}

fn knows(desk: &mut Desk, row: usize) -> bool {
    let id = desk.window.state().station().log().rows()[row].id;
    desk.want(tapdesk::station::Intent::Select(id));
    let shown = desk.window.state().station().log().shown().unwrap();
    shown.trail.iter().any(|entry| entry.event == TrailEvent::FileDeleted)
}

#[test]
fn a_file_that_was_saved_is_deleted_by_keys_after_a_question() {
    for theme in THEMES {
        let (mut desk, _) = saved(theme);
        desk.must_show("Show in folder");
        desk.must_show("Copy path");
        desk.must_show("Then, in Entra ID");
        desk.see("f6-export-done");
        desk.ctrl(Key::D);
        desk.must_show("Delete this file?");
        desk.must_show("It holds the secret of 1 token, which counts as exported");
        desk.see("f7-delete-file");
        breathe(&mut desk);
        desk.press(Key::Enter);
        desk.scan("anything", &[Key::Enter]);
        assert_eq!(files(&desk), 2, "no Enter and no scan answers");
        desk.press(Key::Escape);
        assert!(!desk.shows("Delete this file?"));
        desk.ctrl(Key::B);
        assert_eq!(files(&desk), 2, "nothing is asked any more");
        desk.ctrl(Key::D);
        desk.window.key_press_modifiers(Modifiers::COMMAND, Key::B);
        desk.window.step();
        breathe(&mut desk);
        desk.ctrl(Key::B);
        desk.must_show("The file is deleted");
        desk.must_show("The file is not there any more");
        desk.see("f8-file-deleted");
        assert_eq!(files(&desk), 1);
        assert!(!knows(&mut desk, 0) && knows(&mut desk, 1));
        // the log tells it of that row
        desk.ctrl(Key::Num2);
        desk.must_show("Exported file deleted from here");
    }
}

#[test]
fn a_yes_that_comes_with_the_question_deletes_nothing() {
    let (mut desk, _) = saved(Theme::Light);
    desk.ctrl(Key::D);
    desk.press(Key::Escape);
    // from here on as good as no time passes
    let now = desk.window.ctx.input(|input| input.time);
    let mut frame = 0.0;
    for key in [Key::D, Key::B] {
        desk.window.key_press_modifiers(Modifiers::COMMAND, key);
        for _ in 0..6 {
            frame += 0.01;
            desk.window.input_mut().time = Some(now + frame);
            desk.window.step();
        }
    }
    desk.must_show("Delete this file?");
    assert_eq!(files(&desk), 2);
}

#[test]
fn past_exports_are_looked_through_by_keys_alone() {
    for theme in THEMES {
        let (mut desk, _) = saved(theme);
        desk.press(Key::Escape);
        desk.must_show("2 files exported so far");
        desk.see("f9-past");
        desk.press(Key::ArrowDown);
        desk.press(Key::ArrowDown);
        desk.must_show("The token in it");
        desk.must_show("anna@example.com");
        let serial = desk.window.state().station().log().rows()[0].token.grouped();
        desk.must_show(&serial);
        desk.must_show("The file is there, as it was saved.");
        desk.must_show("An Entra ID CSV");
        desk.must_show("M. Keller");
        desk.see("fa-past-chosen");
        desk.press(Key::ArrowUp);
        desk.must_show("ben@example.com");
        assert!(!desk.shows("anna@example.com"));
        // what is done goes to the chosen one
        desk.press(Key::ArrowDown);
        let path = desk.home.path().join("out/demo-entra-2026-11-22-0900.csv");
        let path = if path.exists() {
            path
        } else {
            desk.home.path().join("out/entra-2026-11-22-0900.csv")
        };
        std::fs::write(&path, "somebody's notes").unwrap();
        desk.ctrl(Key::D);
        breathe(&mut desk);
        desk.ctrl(Key::B);
        desk.must_show("The file was not deleted");
        desk.must_show("The file was changed since, or its folder is away.");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody's notes");
        desk.see("fb-past-not-deleted");
        desk.press(Key::Escape);
        assert!(!desk.shows("The token in it"), "back to what is to be done next");
        desk.must_show("Then, in Entra ID");
    }
}

#[test]
fn what_is_gone_is_said() {
    let (mut desk, _) = saved(Theme::Light);
    for name in std::fs::read_dir(desk.home.path().join("out")).unwrap() {
        std::fs::remove_file(name.unwrap().path()).unwrap();
    }
    desk.press(Key::ArrowDown);
    desk.must_show("The file is not there any more.");
    let delete = desk
        .window
        .query_all_by_role_and_label(Role::Button, "Delete the file now…");
    assert_eq!(delete.count(), 0, "neither here nor where it was saved");
    desk.ctrl(Key::O);
    desk.must_show("Somebody has moved or deleted it");
    desk.click("Got it");
    assert!(!desk.shows("Somebody has moved or deleted it"));
}

/// A clipboard that tells what is put there.
struct Telling(mpsc::Sender<String>);

impl Board for Telling {
    fn text(&mut self) -> Result<String, Error> {
        Err(Error::ContentNotAvailable)
    }

    fn picture(&mut self) -> Result<tapdesk::export::picture::Pixels, Error> {
        Err(Error::ContentNotAvailable)
    }

    fn put(&mut self, text: &str) -> Result<(), Error> {
        self.0.send(text.to_owned()).map_err(|_| Error::ClipboardNotSupported)
    }

    fn put_secret(&mut self, secret: &str) -> Result<(), Error> {
        self.put(secret)
    }

    fn clear(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

#[test]
fn a_path_is_copied_through_the_clipboard_of_the_window() {
    let (mut desk, _) = saved(Theme::Light);
    let (tell, told) = mpsc::channel();
    let tell = Mutex::new(tell);
    desk.window
        .state()
        .use_clipboard(Arc::new(move || Ok(Box::new(Telling(tell.lock().unwrap().clone())))));
    let path = desk.window.state().station().past().exports()[0]
        .path
        .display()
        .to_string();
    desk.ctrl(Key::P);
    assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(path));
    desk.must_show("Path copied");
}

#[test]
fn a_folder_is_shown_or_it_is_said_that_nothing_shows_one() {
    for works in [true, false] {
        let asked = Arc::new(Mutex::new(vec![]));
        let noted = Arc::clone(&asked);
        let (mut desk, _) = saved_with(Desk::over_pad_with(Theme::Light, move |sources| {
            sources.reveal = Arc::new(move |path| {
                noted.lock().unwrap().push(path.to_owned());
                works.then_some(()).ok_or_else(String::new)
            });
        }));
        desk.ctrl(Key::O);
        let newest = desk.window.state().station().past().exports()[0].path.clone();
        assert_eq!(*asked.lock().unwrap(), [newest]);
        assert_eq!(desk.shows("Nothing here shows the folder of a file"), !works);
        assert!(desk.shows("1 token is in the file"), "the rest stays");
    }
}

#[test]
fn nothing_is_done_by_those_keys_without_a_file() {
    let mut desk = Desk::new();
    desk.ctrl(Key::E);
    for key in [Key::O, Key::P, Key::D] {
        desk.ctrl(key);
    }
    desk.press(Key::ArrowDown);
    desk.press(Key::PageDown);
    desk.must_show("Nothing waits for export");
    assert!(!desk.shows("Delete this file?") && !desk.shows("exported so far"));
}

/// Many rows are looked through by pages.
#[test]
fn what_is_in_a_file_is_looked_through_by_pages_and_at_200_percent() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    for number in 1..=14 {
        desk.enroll_on(
            &pad,
            &format!("person{number:02}@example.com"),
            &Token::new(Model::C301I, number),
        );
    }
    desk.ctrl(Key::E);
    desk.press(Key::Enter);
    desk.press(Key::Escape);
    desk.press(Key::ArrowDown);
    desk.must_show("The 14 tokens in it");
    let seen = |desk: &Desk, number: u32| {
        let upn = format!("person{number:02}@example.com");
        let node = desk.window.query_by_label(&upn);
        node.is_some_and(|node| node.rect().bottom() < 800.0)
    };
    assert!(seen(&desk, 1) && !seen(&desk, 14));
    desk.press(Key::PageDown);
    desk.press(Key::PageDown);
    breathe(&mut desk);
    assert!(seen(&desk, 14) && !seen(&desk, 1));
    desk.see("fc-past-rows");
    desk.press(Key::PageUp);
    desk.press(Key::PageUp);
    breathe(&mut desk);
    assert!(seen(&desk, 1));
    desk.set(|settings| settings.zoom = tapdesk::station::Zoom::try_from(200).unwrap());
    desk.must_show("The 14 tokens in it");
    desk.must_show("Delete the file now…");
    desk.press(Key::Escape);
    desk.press(Key::ArrowDown);
    desk.see("fd-past-200");
    assert!(!seen(&desk, 14));
    let last = |desk: &Desk| desk.window.query_by_label("person14@example.com").is_some();
    let mut pages = 0;
    while !last(&desk) && pages < 8 {
        desk.press(Key::PageDown);
        breathe(&mut desk);
        pages += 1;
    }
    desk.see("fe-past-200-end");
    assert!(last(&desk) && pages > 0, "by keys alone");
}
