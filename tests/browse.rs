//! The system's dialogs for files: what is chosen goes to the screen that asked for it, whatever is in view by then.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use common::PASSPHRASE;
use common::window::Desk;
use egui::{Key, Theme};
use tapdesk::app::{Browse, Choice, FileDialogs};
use tapdesk::station::Noted;

/// A dialog that is open until the test answers it.
type Open = Sender<Option<PathBuf>>;

/// Dialogs that the test answers.
struct Dialogs(Sender<(Browse, Open)>);

/// No system has fewer.
struct NoDialogs;

impl FileDialogs for NoDialogs {
    fn ask(&self, _: &Browse) -> Choice {
        Box::pin(std::future::ready(None))
    }
}

impl FileDialogs for Dialogs {
    fn ask(&self, browse: &Browse) -> Choice {
        let (open, answer) = channel();
        self.0.send((browse.clone(), open)).unwrap();
        Box::pin(async move { answer.recv().ok().flatten() })
    }
}

/// A desk with somebody to export, and the dialogs that it opens.
fn desk() -> (Desk, Receiver<(Browse, Open)>) {
    let mut desk = Desk::new();
    let (sender, asked) = channel();
    desk.window.state_mut().use_file_dialogs(Dialogs(sender));
    desk.enroll("anna.schmidt@contoso.com");
    (desk, asked)
}

/// Goes on until that is so.
fn until(desk: &mut Desk, what: &str, done: impl Fn(&mut Desk) -> bool) {
    let since = Instant::now();
    while !done(desk) {
        assert!(since.elapsed() < Duration::from_secs(20), "{what}");
        desk.window.step();
        std::thread::yield_now();
    }
}

/// The dialog that was opened before has ended, and what it said has come: another one opens.
fn until_another_opens(desk: &mut Desk, asked: &Receiver<(Browse, Open)>) -> (Browse, Open) {
    let since = Instant::now();
    loop {
        assert!(since.elapsed() < Duration::from_secs(20), "no other dialog opens");
        desk.click(BROWSE);
        if let Ok(asked) = asked.try_recv() {
            return asked;
        }
    }
}

const BROWSE: &str = "Browse\u{2026}";
const EXPORT_FILE: &str = "File";
const PEOPLE_FILE: &str = "File with people (CSV)";

fn chosen(open: Open) -> PathBuf {
    let path = PathBuf::from("/chosen/in the dialog.csv");
    open.send(Some(path.clone())).unwrap();
    path
}

#[test]
fn a_chosen_file_stands_in_the_field_that_asked_for_it() {
    let (mut desk, asked) = desk();
    desk.ctrl(Key::E);
    let proposed = desk.value(EXPORT_FILE);
    desk.click(BROWSE);
    let (browse, open) = asked.recv().unwrap();
    assert_eq!(browse, Browse::Save(PathBuf::from(proposed)));
    let path = chosen(open).display().to_string();
    until(&mut desk, "the file", |desk| desk.value(EXPORT_FILE) == path);

    desk.ctrl(Key::Num5);
    desk.click(BROWSE);
    let (browse, open) = asked.recv().unwrap();
    assert_eq!(browse, Browse::Read);
    let path = chosen(open).display().to_string();
    until(&mut desk, "the list", |desk| desk.value(PEOPLE_FILE) == path);
}

#[test]
fn a_file_chosen_for_export_goes_to_no_other_screen_and_waits_there() {
    for back in [Key::Num3, Key::E] {
        let (mut desk, asked) = desk();
        desk.ctrl(Key::E);
        desk.click(BROWSE);
        let (_, open) = asked.recv().unwrap();
        desk.ctrl(Key::Num5);
        let path = chosen(open).display().to_string();
        let _ = until_another_opens(&mut desk, &asked);
        assert_eq!(desk.value(PEOPLE_FILE), "");
        desk.ctrl(back);
        assert_eq!(desk.value(EXPORT_FILE), path);
        // it was for that once
        desk.ctrl(Key::Num1);
        desk.ctrl(back);
        assert_ne!(desk.value(EXPORT_FILE), path);
    }
}

/// It may still be held down when the dialog has gone.
#[test]
fn the_enter_that_answers_a_dialog_saves_and_reads_nothing() {
    let (mut desk, asked) = desk();
    desk.ctrl(Key::E);
    desk.click(BROWSE);
    let (_, open) = asked.recv().unwrap();
    let path = desk.home.path().join("chosen.csv");
    desk.field(EXPORT_FILE).focus();
    desk.window.run_steps(10);
    open.send(Some(path.clone())).unwrap();
    let name = path.display().to_string();
    until(&mut desk, "the file", |desk| desk.value(EXPORT_FILE) == name);
    desk.press(Key::Enter);
    assert!(!path.exists(), "nothing is saved");
    desk.window.run_steps(10);
    desk.press(Key::Enter);
    assert!(path.exists(), "a second one is meant");

    desk.ctrl(Key::Num5);
    desk.click(BROWSE);
    let (_, open) = asked.recv().unwrap();
    let list = desk.home.path().join("people.csv");
    std::fs::write(&list, "UPN\nben@contoso.com\n").unwrap();
    desk.field(PEOPLE_FILE).focus();
    desk.window.run_steps(10);
    open.send(Some(list.clone())).unwrap();
    let name = list.display().to_string();
    until(&mut desk, "the list", |desk| desk.value(PEOPLE_FILE) == name);
    desk.press(Key::Enter);
    assert!(!desk.shows("Which column is what?"), "nothing is read");
    desk.window.run_steps(10);
    desk.press(Key::Enter);
    desk.must_show("Which column is what?");
}

#[test]
fn a_list_chosen_for_people_is_no_name_for_an_export() {
    for other in [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num6] {
        let (mut desk, asked) = desk();
        desk.ctrl(Key::Num5);
        desk.click(BROWSE);
        let (_, open) = asked.recv().unwrap();
        desk.ctrl(Key::Num3);
        let proposed = desk.value(EXPORT_FILE);
        desk.ctrl(other);
        let path = chosen(open).display().to_string();
        desk.ctrl(Key::Num3);
        let _ = until_another_opens(&mut desk, &asked);
        assert_eq!(desk.value(EXPORT_FILE), proposed);
        desk.ctrl(Key::Num5);
        assert_eq!(desk.value(PEOPLE_FILE), path);
    }
}

#[test]
fn that_a_dialog_never_opened_is_said_on_the_screen_that_asked_for_it() {
    let none = "This system has no dialog";
    let mut desk = Desk::new();
    desk.window.state_mut().use_file_dialogs(NoDialogs);
    desk.ctrl(Key::Num5);
    desk.click(BROWSE);
    until(&mut desk, "that there is none", |desk| desk.shows(none));
    desk.ctrl(Key::Num3);
    assert!(!desk.shows(none), "nothing was tried here");

    let (mut desk, asked) = self::desk();
    desk.ctrl(Key::Num5);
    desk.click(BROWSE);
    let (_, open) = asked.recv().unwrap();
    desk.ctrl(Key::Num3);
    open.send(None).unwrap();
    let _ = until_another_opens(&mut desk, &asked);
    assert!(!desk.shows(none), "nothing was tried here");
}

#[test]
fn what_is_chosen_behind_a_locked_door_stands_in_no_field() {
    let (mut desk, asked) = desk();
    desk.ctrl(Key::Num5);
    desk.click(BROWSE);
    let (_, open) = asked.recv().unwrap();
    desk.ctrl(Key::L);
    chosen(open);
    desk.write(PASSPHRASE);
    desk.press(Key::Enter);
    desk.ctrl(Key::Num5);
    let _ = until_another_opens(&mut desk, &asked);
    assert_eq!(desk.value(PEOPLE_FILE), "");
}

#[test]
fn what_is_chosen_goes_to_the_field_for_which_the_dialog_was_opened_not_to_the_one_that_asked_last() {
    let (mut desk, _) = Desk::over_pad_with(Theme::Light, |sources| {
        sources.noted = Noted {
            file: Some(sources.data_dir.with_file_name("usual").join(Noted::FILE)),
            ..Noted::default()
        };
    });
    let (sender, asked) = channel();
    desk.window.state_mut().use_file_dialogs(Dialogs(sender));
    for away in [false, true] {
        desk.ctrl(Key::Num6);
        let folder = desk.value("Data folder");
        desk.click("Another backup\u{2026}");
        let (browse, open) = asked.recv().unwrap();
        assert!(matches!(browse, Browse::Backup(_)));
        desk.click("Another folder\u{2026}");
        assert!(asked.try_recv().is_err(), "one is open");
        if away {
            desk.ctrl(Key::Num3);
            desk.ctrl(Key::Num6);
        }
        let path = chosen(open).display().to_string();
        until(&mut desk, "the backup", |desk| desk.value("Put a backup back") == path);
        assert_eq!(desk.value("Data folder"), folder);
        desk.ctrl(Key::Num3);
    }
}
