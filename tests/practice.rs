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
use common::{CSV_HEADER, Clock, PASSPHRASE};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Rect, Theme, ViewportId};
use egui_kittest::kittest::{NodeT, Queryable};
use tapdesk::app::practice::Kept;
use tapdesk::desk::{Outcome, Stage};
use tapdesk::otp::codes;
use tapdesk::reader::{Pace, ReaderState};
use tapdesk::station::Intent;
use tapdesk::token2::Display;

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
        Self::at(
            Theme::Light,
            Arc::new(tempfile::tempdir().unwrap()),
            Clock::new(),
            Kept::default(),
        )
    }

    /// One who has begun.
    fn begun() -> Self {
        let mut trainee = Self::new();
        trainee.press(Modifiers::SHIFT, Key::F11);
        trainee
    }

    /// The program is closed and started again.
    fn restarted(self) -> Self {
        let (home, clock, kept) = (
            Arc::clone(&self.desk.home),
            self.desk.clock.clone(),
            self.kept.borrow().clone(),
        );
        drop(self);
        clock.advance(30);
        Self::at(Theme::Light, home, clock, Kept::of_text(&kept.to_text()))
    }

    fn at(theme: Theme, home: Arc<tempfile::TempDir>, clock: Clock, from: Kept) -> Self {
        let kept = Rc::new(RefCell::new(from.clone()));
        let keeps = Rc::clone(&kept);
        let keep = move |kept: &Kept| *keeps.borrow_mut() = kept.clone();
        Self {
            desk: Desk::practising(theme, true, home, clock, Pace::Real, (from, keep)),
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
        if let Some(next) = self.desk.tray.next() {
            let output = &self.desk.window.output().viewport_output[&ViewportId::ROOT];
            assert!(output.repaint_delay <= next, "nobody wakes the window for the tray");
        }
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
        if self.lines.last() != Some(&line) {
            self.desk.see(&format!("d-practice-{:02}", self.lines.len()));
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
            if line.ends_with(", then Enter)") {
                self.key(Key::Enter);
            }
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
        panic!(
            "“{begins}” never came; it says “{}” after {:#?}",
            self.line(),
            self.last()
        );
    }

    fn go_to_the_end(&mut self) {
        self.until("Done in");
    }

    fn last(&self) -> &[String] {
        &self.lines[self.lines.len().saturating_sub(12)..]
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
    let cap = cap.trim_end_matches(", then Enter");
    let (modifiers, name) = match cap.split_once(' ') {
        Some(("Ctrl", name)) => (Modifiers::COMMAND, name),
        Some(("Shift", name)) => (Modifiers::SHIFT, name),
        _ => (Modifiers::NONE, cap),
    };
    let name = if name == "Esc" { "Escape" } else { name };
    (
        modifiers,
        Key::from_name(name).unwrap_or_else(|| panic!("no key {cap}")),
    )
}

const DAY: [&str; 5] = [
    "anna@example.com",
    "ben@example.com",
    "clara@example.com",
    "david@example.com",
    "emma@example.com",
];

const ALL_DONE: &str =
    "five people and their file, a token lifted too early, another person’s token, a wrong clock, a reader unplugged";

fn confirmed() -> Vec<(String, Outcome)> {
    DAY.iter().map(|upn| ((*upn).to_owned(), Outcome::Confirmed)).collect()
}

#[test]
fn a_day_is_practised_by_keys_in_under_five_minutes() {
    for theme in [Theme::Light, Theme::Dark] {
        let home = Arc::new(tempfile::tempdir().unwrap());
        let mut trainee = Trainee::at(theme, home, Clock::new(), Kept::default());
        trainee.press(Modifiers::SHIFT, Key::F11);
        a_day(trainee);
    }
}

fn a_day(mut trainee: Trainee) {
    trainee.go_to_the_end();
    trainee.desk.see("d-practice-done");
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
    assert!(
        DAY.iter()
            .zip(text.lines().skip(1))
            .all(|(upn, row)| row.starts_with(upn))
    );
    // what is kept of it holds nothing of a token
    let mut needles = Needles::default();
    trainee.seeds.iter().for_each(|seed| needles.add(seed));
    assert!(!needles.are_in(trainee.kept.borrow().to_text().as_bytes()));
}

#[test]
fn whoever_does_not_lift_the_token_in_time_does_it_afterwards() {
    let mut trainee = Trainee::begun();
    trainee.until("Now lift it");
    while trainee.line().starts_with("Now lift it") || trainee.line() == "In a moment" {
        trainee.pass(LOOKS);
    }
    trainee.until("That was too late");
    trainee.go_to_the_end();
    assert!(trainee.line().contains(ALL_DONE), "{}", trainee.line());
    assert_eq!(trainee.outcomes(), confirmed());
}

#[test]
fn a_day_that_was_left_goes_on_after_a_new_start() {
    for left_at in [
        "Ben is here",
        "Lay the same token down again",
        "Lay Clara",
        "Type the code",
        "Everybody has",
    ] {
        let mut trainee = Trainee::begun();
        if left_at.starts_with("Type") {
            trainee.until("David is here");
        }
        trainee.until(left_at);
        let lines = trainee.lines.len();
        let mut trainee = trainee.restarted();
        assert!(!trainee.line().starts_with("Practice:"), "{}", trainee.line());
        trainee.go_to_the_end();
        assert!(trainee.line().contains(ALL_DONE), "{left_at}: {}", trainee.line());
        let done: Vec<_> = trainee.outcomes();
        for upn in confirmed() {
            assert!(done.contains(&upn), "{left_at}: {done:?}");
        }
        assert!(trainee.lines.len() + lines < 70, "{left_at}: {:#?}", trainee.lines);
    }
}

#[test]
fn leaving_it_shows_how_far_it_came_and_the_desk_can_be_used_without_it() {
    let mut trainee = Trainee::begun();
    trainee.until("Ben is here");
    trainee.press(Modifiers::SHIFT, Key::F11);
    assert_eq!(trainee.line(), "Practice left at 1 of 5 people");
    trainee.desk.tray.take_new(tapdesk::token2::Model::C301I);
    trainee.write("otto@example.com");
    trainee.key(Key::Enter);
    trainee.key(Key::F5);
    while !matches!(trainee.desk.stage(), Stage::Comparing { .. }) {
        assert!(trainee.took < 100_000, "{:?}", trainee.desk.stage());
        trainee.pass(LOOKS);
    }
    trainee.press(Modifiers::COMMAND, Key::Enter);
    assert_eq!(trainee.line(), "Practice left at 1 of 5 people");
    trainee.press(Modifiers::SHIFT, Key::F11);
    trainee.go_to_the_end();
    assert!(trainee.line().contains(ALL_DONE));
}

#[test]
fn a_lock_in_between_is_opened_and_the_day_goes_on() {
    for locked_at in [
        "Ben is here",
        "Lay Ben",
        "Lay the same token down again",
        "Type the code",
        "Plug the reader in",
    ] {
        let mut trainee = Trainee::begun();
        trainee.until(locked_at);
        trainee.press(Modifiers::COMMAND, Key::L);
        trainee.until("Unlock the desk");
        trainee.go_to_the_end();
        assert!(trainee.line().contains(ALL_DONE), "{locked_at}: {}", trainee.line());
        assert_eq!(trainee.outcomes(), confirmed(), "{locked_at}");
    }
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }
}

#[test]
fn whatever_else_is_pressed_the_line_leads_go_to_the_end() {
    let plain = [
        Key::F11,
        Key::F4,
        Key::F5,
        Key::F6,
        Key::F7,
        Key::F8,
        Key::F9,
        Key::Escape,
        Key::Enter,
    ];
    let with_ctrl = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::B,
        Key::L,
        Key::N,
        Key::R,
    ];
    for seed in 1..=4 {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let mut trainee = Trainee::begun();
        let mut pressed = vec![];
        for _ in 0..120 {
            if dice.below(4) == 0 {
                let (modifiers, keys) = match dice.below(3) {
                    0 => (Modifiers::COMMAND, &with_ctrl[..]),
                    1 if dice.below(4) == 0 => (Modifiers::SHIFT, &[Key::F5][..]),
                    _ => (Modifiers::NONE, &plain[..]),
                };
                let key = keys[dice.below(keys.len())];
                pressed.push((trainee.lines.len(), key));
                trainee.press(modifiers, key);
            }
            if !trainee.step() {
                break;
            }
        }
        for _ in 0..900 {
            if !trainee.step() {
                break;
            }
        }
        let (line, all) = (trainee.line(), trainee.outcomes());
        assert!(
            line.starts_with("Done in"),
            "{seed}: {line}, {pressed:?}, {:#?}",
            trainee.lines
        );
        for upn in confirmed() {
            assert!(all.contains(&upn), "{seed}: {all:?}");
        }
    }
}

#[test]
fn the_real_program_has_neither_tray_nor_practice() {
    let (mut desk, _pad) = Desk::over_pad(Theme::Light);
    for key in [Key::F11, Key::F5, Key::F6, Key::F7, Key::F8, Key::F9, Key::F10] {
        desk.press(key);
    }
    assert!(desk.window.query_by_role(Role::Status).is_none());
    for word in ["Practice", "Demo", "Lay the token down", "Unplug"] {
        assert!(!desk.shows(word), "{word}");
    }
    assert!(matches!(desk.stage(), Stage::Idle));
    assert!(matches!(
        desk.window.state().station().reader(),
        ReaderState::Ready { .. }
    ));
    desk.press(Key::F1);
    assert!(!desk.shows("Unplug the reader"));
}

fn places(desk: &Desk) -> Vec<Rect> {
    let words = [
        ["Lay the token down", "Lift the token"],
        ["Switch on", "Switch off"],
        ["New token", "New token"],
        ["Lift in mid-burn", "Lift in mid-burn"],
        ["Another token", "Another token"],
        ["Wrong clock", "Wrong clock"],
        ["Unplug", "Plug in"],
    ];
    let place = |[word, other]: [&str; 2]| {
        let found = desk.window.query_by_role_and_label(Role::Button, word);
        let found = found.or_else(|| desk.window.query_by_role_and_label(Role::Button, other));
        found.unwrap_or_else(|| panic!("neither {word} nor {other}")).rect()
    };
    words.map(place).to_vec()
}

#[test]
fn no_button_of_the_tray_moves_when_its_word_changes() {
    let mut desk = Desk::new();
    let before = places(&desk);
    for key in [Key::F6, Key::F5, Key::F8, Key::F9, Key::F9, Key::F6, Key::F7, Key::F11] {
        desk.press(key);
        assert_eq!(places(&desk), before, "{key:?}");
    }
    for key in [Key::F5, Key::F11] {
        desk.window.key_press_modifiers(Modifiers::SHIFT, key);
        desk.settle();
        assert_eq!(places(&desk), before, "{key:?}");
    }
}

#[test]
fn every_mishap_has_a_button_and_a_key_that_do_the_same() {
    for by_key in [true, false] {
        let mut desk = Desk::new();
        let does = |desk: &mut Desk, modifiers, key, button: &str| {
            if by_key {
                desk.window.key_press_modifiers(modifiers, key);
                desk.settle();
            } else {
                desk.click(button);
            }
        };
        desk.arm("anna@example.com");
        does(&mut desk, Modifiers::SHIFT, Key::F5, "Lift in mid-burn");
        does(&mut desk, Modifiers::NONE, Key::F5, "Lay the token down");
        let Stage::Interrupted { at, .. } = desk.stage() else {
            panic!("{:?}", desk.stage())
        };
        assert_eq!(*at, tapdesk::token2::BurnStep::WritingSeed);
        let first = desk.tray.token().serial;
        does(&mut desk, Modifiers::NONE, Key::F7, "Another token");
        desk.must_show("That is another token");
        assert_ne!(desk.tray.token().serial, first);
        does(&mut desk, Modifiers::NONE, Key::F5, "Lift the token");
        assert_eq!(desk.tray.token().serial, first);
        does(&mut desk, Modifiers::NONE, Key::F9, "Unplug");
        desk.must_show("No reader connected");
        assert!(!desk.shows("Open the demo"), "it is the demo");
        does(&mut desk, Modifiers::NONE, Key::F9, "Plug in");
        does(&mut desk, Modifiers::NONE, Key::F5, "Lay the token down");
        does(&mut desk, Modifiers::NONE, Key::F8, "Wrong clock");
        does(&mut desk, Modifiers::NONE, Key::F6, "Switch on");
        let Display::Code(code) = desk.tray.token().display else {
            panic!("no code")
        };
        desk.field("Type the code on the token").focus();
        desk.write(&code.digits().to_string());
        desk.must_show("The token’s clock is 4 minutes ahead");
    }
}

/// Without anybody who moves a mouse: nothing but the window's own wish draws the next frame.
#[test]
fn the_window_wakes_up_for_what_the_tray_has_to_tell() {
    let mut trainee = Trainee::begun();
    let wakes = |trainee: &mut Trainee, key| {
        // the key alone: when it is let go, the window draws once more
        trainee.desk.window.event(Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        });
        let mut next = None;
        for _ in 0..4 {
            trainee.desk.window.step();
            next = trainee.desk.tray.next();
            if next.is_some() {
                break;
            }
        }
        let next = next.unwrap_or_else(|| panic!("{key:?} did nothing"));
        let output = &trainee.desk.window.output().viewport_output[&ViewportId::ROOT];
        assert!(output.repaint_delay <= next, "{key:?}: {:?}", output.repaint_delay);
    };
    for key in [Key::F5, Key::F5, Key::F7, Key::F11, Key::F9, Key::F9, Key::F5, Key::F5] {
        wakes(&mut trainee, key);
        for _ in 0..60 {
            trainee.pass(LOOKS);
        }
    }
    trainee.until("Leave the token there");
    while trainee.line().starts_with("Leave the token there") {
        trainee.desk.clock.advance_ms(LOOKS);
        trainee.desk.window.step();
        if let Some(next) = trainee.desk.tray.next() {
            let output = &trainee.desk.window.output().viewport_output[&ViewportId::ROOT];
            assert!(output.repaint_delay <= next);
        }
    }
}

#[test]
fn a_classic_token_of_the_samples_shows_its_code_in_the_tray_and_a_box_is_handed_out() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    for theme in [Theme::Light, Theme::Dark] {
        let home = Arc::new(tempfile::tempdir().unwrap());
        let mut desk = Trainee::at(theme, home, Clock::new(), Kept::default()).desk;
        desk.want(Intent::ReadStock(samples.join("token2-order.csv")));
        desk.want(Intent::TakeIn);
        desk.want(Intent::DismissTakeIn);
        desk.arm("ida@example.com");
        desk.ctrl(Key::T);
        desk.type_slowly("6023490001");
        desk.press(Key::Enter);
        let Stage::Comparing { work, .. } = desk.stage() else {
            panic!("{:?}", desk.stage())
        };
        let code = codes(&work.seed, work.parameters, desk.clock.unix()).current;
        desk.must_show("The classic token and its display");
        desk.see("p9-classic");
        desk.write(&code.digits());
        desk.must_show("is ready");
        assert!(!desk.shows("The classic token and its display"));
        desk.want(Intent::ReadStock(samples.join("box.csv")));
        assert_eq!(desk.window.state().station().hand_out().count(), 3);
        desk.want(Intent::HandOut);
        assert_eq!(desk.window.state().station().stock().left(), 6);
    }
}
