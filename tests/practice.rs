//! The demo and its day of practice, driven by keys alone: the trainee does what the line above the tray says and nothing
//! else. Nothing sleeps: the clock is a simulated one, on which a person reads, types and waits for a token of real pace.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use common::leaks::Needles;
use common::window::Desk;
use common::{CSV_HEADER, PASSPHRASE, Token};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, Theme, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use tapdesk::app::practice::Kept;
use tapdesk::desk::{Outcome, Stage};
use tapdesk::reader::{Pace, ReaderState};
use tapdesk::station::Door;
use tapdesk::token2::{BurnStep, Display, Model};

/// How long a person needs to read a line that is new, to press a key, and to see that a token is being written.
const READS: u64 = 2500;
const PRESSES: u64 = 300;
const REACTS: u64 = 900;
/// How often they look while they wait.
const LOOKS: u64 = 100;

/// Somebody who does what the line says.
struct Trainee {
    desk: Desk,
    kept: Rc<RefCell<Kept>>,
    /// Milliseconds.
    took: u64,
    waited: u64,
    keys: usize,
    lines: Vec<String>,
    seeds: Vec<Vec<u8>>,
}

impl Trainee {
    fn new() -> Self {
        Self::at(Theme::Light, Arc::new(tempfile::tempdir().unwrap()), Kept::default())
    }

    fn at(theme: Theme, home: Arc<tempfile::TempDir>, from: Kept) -> Self {
        let kept = Rc::new(RefCell::new(from.clone()));
        let keeps = Rc::clone(&kept);
        let keep = move |kept: &Kept| *keeps.borrow_mut() = kept.clone();
        Self {
            desk: Desk::practising(theme, true, home, Pace::Real, (from, keep)),
            kept,
            took: 0,
            waited: 0,
            keys: 0,
            lines: vec![],
            seeds: vec![],
        }
    }

    fn line(&self) -> String {
        let line = self.desk.window.get_by_role(Role::Status);
        line.accesskit_node().label().unwrap_or_default()
    }

    fn pass(&mut self, ms: u64) {
        self.took += ms;
        self.desk.clock.advance_ms(ms);
        self.desk.settle();
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.keys += 1;
        self.desk.window.key_press_modifiers(modifiers, key);
        self.desk.settle();
        self.pass(PRESSES);
    }

    fn key(&mut self, key: Key) {
        self.press(Modifiers::NONE, key);
    }

    fn write(&mut self, text: &str) {
        for c in text.chars() {
            self.keys += 1;
            self.desk.write(&c.to_string());
            self.pass(PRESSES);
        }
    }

    /// Does what the line says; `false` when it says nothing to do.
    fn step(&mut self) -> bool {
        let line = self.line();
        let waits = ["One moment", "In a moment", "Leave the token there"];
        if waits.iter().any(|begins| line.starts_with(begins)) {
            self.waited += LOOKS;
            self.pass(LOOKS);
            return true;
        }
        if line.starts_with("Now lift it") {
            self.pass(REACTS);
        } else if self.lines.last() != Some(&line) {
            self.pass(READS);
        }
        self.lines.push(line.clone());
        self.does(&line)
    }

    fn does(&mut self, line: &str) -> bool {
        if line.starts_with("Done in") {
            return false;
        }
        if let Some((_, upn)) = line.split_once(": type ") {
            let upn = upn.split_once(' ').unwrap().0.to_owned();
            self.write(&upn);
            self.key(Key::Enter);
        } else if line.starts_with("Type the code") {
            let Display::Code(code) = self.desk.tray.token().display else {
                panic!("the token shows no code")
            };
            self.seeds.push(self.desk.tray.seed().unwrap().expose().to_vec());
            self.write(&code.digits().to_string());
        } else if line.starts_with("Unlock") {
            self.write(PASSPHRASE);
            self.key(Key::Enter);
        } else {
            let (modifiers, key) = named(line);
            self.press(modifiers, key);
        }
        true
    }

    /// Until the line begins with that.
    fn until(&mut self, begins: &str) {
        for _ in 0..400 {
            if self.line().starts_with(begins) {
                return;
            }
            assert!(self.step(), "the day is over before “{begins}”");
        }
        panic!("“{begins}” never came; it says “{}” after {:#?}", self.line(), self.lines);
    }

    fn to_the_end(&mut self) {
        self.until("Done in");
    }

    fn outcomes(&self) -> Vec<(String, Outcome)> {
        let rows = self.desk.window.state().station().log().rows();
        rows.iter().map(|row| (row.upn.to_string(), row.outcome)).collect()
    }
}

/// The key that a line names in brackets.
fn named(line: &str) -> (Modifiers, Key) {
    let cap = line.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')'));
    let cap = cap.unwrap_or_else(|| panic!("no key in “{line}”")).0;
    let (modifiers, name) = match cap.split_once(' ') {
        Some(("Ctrl", name)) => (Modifiers::COMMAND, name),
        Some(("Shift", name)) => (Modifiers::SHIFT, name),
        _ => (Modifiers::NONE, cap),
    };
    let name = if name == "Esc" { "Escape" } else { name };
    (modifiers, Key::from_name(name).unwrap_or_else(|| panic!("no key {cap}")))
}

const DAY: [&str; 5] = [
    "anna@example.com",
    "ben@example.com",
    "clara@example.com",
    "david@example.com",
    "emma@example.com",
];

const ALL_DONE: &str = "five people and their file, a token lifted too early, another one’s token, a wrong clock, a reader unplugged";

fn confirmed() -> Vec<(String, Outcome)> {
    DAY.iter().map(|upn| ((*upn).to_owned(), Outcome::Confirmed)).collect()
}

#[test]
fn a_day_is_practised_by_keys_in_under_five_minutes() {
    let mut trainee = Trainee::new();
    trainee.key(Key::F10);
    trainee.to_the_end();
    let seconds = trainee.took / 1000;
    println!(
        "\n{seconds} s, {} of them for tokens and the desk, and {} keys",
        trainee.waited / 1000,
        trainee.keys
    );
    for line in &trainee.lines {
        println!("  {line}");
    }
    assert!(seconds < 300, "{seconds} s");
    assert!(trainee.waited > 8000, "the tokens took {} ms", trainee.waited);
    let last = trainee.line();
    assert!(last.contains(ALL_DONE), "{last}");
    assert_eq!(trainee.outcomes(), confirmed());
    let file = trainee.desk.home.path().join("out");
    let file = std::fs::read_dir(file).unwrap().next().unwrap().unwrap().path();
    assert!(file.file_name().unwrap().to_str().unwrap().starts_with("demo-"));
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.starts_with(CSV_HEADER));
    assert_eq!(text.lines().count(), 6);
    assert!(DAY.iter().zip(text.lines().skip(1)).all(|(upn, row)| row.starts_with(upn)));
    // what is kept of it holds nothing of a token
    let mut needles = Needles::default();
    trainee.seeds.iter().for_each(|seed| needles.add(seed));
    assert!(!needles.are_in(trainee.kept.borrow().to_text().as_bytes()));
}
