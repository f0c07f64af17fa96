//! A person at the window of a desk over PC/SC: keys are pressed and counted, tokens laid down and lifted, nothing is
//! clicked.
//!
//! The window's own clock goes at a person's pace, a key every 120 ms and half a second of looking before the first one,
//! so that nobody is taken for a scanner and no Enter comes too soon. The computer's is not waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use egui::{Event, Key, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use tapdesk::app::App;
use tapdesk::desk::Pad as Reader;
use tapdesk::reader::ReaderState;
use tapdesk::station::{Door, DoorFailure, Settings, Station};

use super::over_pcscd::{PATIENCE, socket, station};
use super::vpcd::{Daemon, Slot};
use super::window::builder;
use super::{Bench, Clock, PASSPHRASE, Pad, Token};

/// How far the window's clock goes on with each frame, seconds.
const FRAME: f32 = 0.06;
/// Frames in which a person looks at what has changed.
const LOOK: usize = 8;

/// What one enrolment took.
#[derive(Clone, Copy, Default)]
pub struct Count {
    /// Keys that were pressed. A key with Ctrl is one, and so is all that a scanner types.
    pub keys: usize,
    first: Option<Instant>,
}

impl Count {
    /// Since the first key.
    pub fn took(self) -> Duration {
        self.first.map_or(Duration::ZERO, |first| first.elapsed())
    }
}

pub struct Desk {
    window: Harness<'static, App>,
    pub clock: Clock,
    pub home: Arc<tempfile::TempDir>,
    pub slot: Slot,
    woken: Arc<AtomicBool>,
    starts: u64,
    count: Count,
    daemon: Daemon,
}

impl Desk {
    /// A desk whose ledger is from yesterday, with these settings. It is locked, and nothing lies on the reader.
    pub fn new(change: impl FnOnce(&mut Settings)) -> Self {
        let mut yesterday = Bench::new();
        yesterday.set(change);
        let (clock, home) = (yesterday.clock.clone(), Arc::clone(&yesterday.home));
        drop(yesterday);
        let daemon = Daemon::start(&socket());
        let woken = Arc::default();
        let window = open(&home, &clock, &woken, 1);
        Self {
            window,
            slot: Slot::new(daemon.port, clock.source()),
            clock,
            home,
            woken,
            starts: 1,
            count: Count::default(),
            daemon,
        }
    }

    /// The program dies in the middle of whatever it does, somebody takes the token off the reader, and it is started
    /// again.
    pub fn crash(self) -> Self {
        let Self {
            window,
            slot,
            clock,
            home,
            woken,
            starts,
            count,
            daemon,
        } = self;
        drop(window);
        slot.lift();
        clock.advance(5);
        let starts = starts + 1;
        let window = open(&home, &clock, &woken, starts);
        Self {
            window,
            clock,
            home,
            slot,
            woken,
            starts,
            count,
            daemon,
        }
    }

    /// The computer sleeps. The window draws nothing until it is woken.
    pub fn sleep(&mut self, seconds: i64) {
        self.woken.store(false, Ordering::Relaxed);
        self.clock.sleep(seconds);
        let start = Instant::now();
        while !self.woken.load(Ordering::Relaxed) {
            assert!(start.elapsed() < PATIENCE, "nobody noticed that the computer slept");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    // --- what a person sees -------------------------------------------------------------------------------------------

    pub fn station(&self) -> &Station {
        self.window.state().station()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    /// Waits until the window says that.
    pub fn see(&mut self, text: &str) {
        self.until(text, |desk| desk.shows(text));
    }

    pub fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !reached(self) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for: {what}");
            self.window.step();
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Until a reader is there, nothing lies on it, and nobody waits for anything.
    pub fn until_quiet(&mut self) {
        self.until("a quiet desk", |desk| {
            let ready = matches!(desk.station().reader(), ReaderState::Ready { .. });
            ready && desk.station().flow().is_free()
        });
        self.until_clear();
    }

    // --- what a person does -------------------------------------------------------------------------------------------

    /// Counts from here.
    pub fn start_count(&mut self) {
        self.count = Count::default();
    }

    pub const fn count(&self) -> Count {
        self.count
    }

    pub fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    pub fn ctrl(&mut self, key: Key) {
        self.press_with(Modifiers::COMMAND, key);
    }

    fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.look();
        self.stroke(vec![event(key, true, modifiers), event(key, false, modifiers)]);
    }

    /// Types, a key a character.
    pub fn write(&mut self, text: &str) {
        self.look();
        for c in text.chars() {
            self.stroke(character(c));
        }
    }

    /// Scans what a scanner ends with Enter.
    pub fn scan(&mut self, text: &str) {
        self.look();
        let enter = [
            event(Key::Enter, true, Modifiers::NONE),
            event(Key::Enter, false, Modifiers::NONE),
        ];
        self.stroke(text.chars().flat_map(character).chain(enter).collect());
    }

    fn look(&mut self) {
        self.window.run_steps(LOOK);
    }

    /// All in one frame, and another one after it: what is typed by hand goes on to the fields there.
    fn stroke(&mut self, events: Vec<Event>) {
        self.count.first.get_or_insert_with(Instant::now);
        self.count.keys += 1;
        self.window.input_mut().events.extend(events);
        self.window.run_steps(2);
    }

    /// Types the passphrase and maybe a name; else takes the name of whoever sat there last.
    pub fn unlock(&mut self, operator: Option<&str>) {
        self.until("a closed door", |desk| {
            matches!(desk.station().door(), Door::Closed { .. })
        });
        self.write(PASSPHRASE);
        if let Some(name) = operator {
            self.press(Key::Tab);
            self.write(name);
        } else if matches!(self.station().door(), Door::Closed { others, .. } if !others.is_empty()) {
            self.press(Key::ArrowDown);
        }
        self.press(Key::Enter);
        self.until("an open door", |desk| {
            matches!(desk.station().door(), Door::Open { .. })
        });
    }

    /// Lays a token down as soon as the reader is clear, and sees it written.
    pub fn lay(&mut self, token: &Token) {
        self.until_clear();
        self.slot.lay(token);
        self.see("Switch the token off and on");
    }

    pub fn until_clear(&mut self) {
        self.until("an empty reader", |desk| desk.station().flow().pad() == Reader::Empty);
    }

    /// Takes away what lies there.
    pub fn lift(&mut self) {
        self.slot.lift();
        self.until_clear();
    }

    /// Types what that token shows.
    pub fn type_code_of(&mut self, token: &Token) {
        let code = token.code(self.clock.unix());
        self.write(&code);
    }
}

/// A window over a locked ledger; the program that had it open before may need a moment to let go of it.
fn open(home: &Arc<tempfile::TempDir>, clock: &Clock, woken: &Arc<AtomicBool>, starts: u64) -> Harness<'static, App> {
    let start = Instant::now();
    loop {
        let mut window = window(home, clock, woken, starts);
        while *window.state().station().door() == Door::Looking {
            assert!(start.elapsed() < PATIENCE, "the ledger is looked at for ever");
            window.step();
            std::thread::sleep(Duration::from_millis(2));
        }
        match window.state().station().door() {
            Door::Barred {
                why: DoorFailure::InUse,
                ..
            } if start.elapsed() < PATIENCE => {}
            Door::Closed { .. } => return window,
            other => panic!("{other:?}"),
        }
    }
}

fn window(home: &Arc<tempfile::TempDir>, clock: &Clock, woken: &Arc<AtomicBool>, starts: u64) -> Harness<'static, App> {
    let mut sources = super::sources(home.path(), clock, &Pad::unused(clock), starts);
    sources.credentials = None;
    let woken = Arc::clone(woken);
    sources.waker = Arc::new(move || woken.store(true, Ordering::Relaxed));
    let station = station(sources, None);
    builder(Theme::Light)
        .with_step_dt(FRAME)
        .build_eframe(move |creation| App::new(&creation.egui_ctx, station, "M. Keller".into(), None))
}

fn event(key: Key, pressed: bool, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    }
}

/// The key of a character goes down, types and comes up.
fn character(c: char) -> Vec<Event> {
    let key = Key::from_name(&c.to_ascii_uppercase().to_string());
    let press = |pressed| key.map(|key| event(key, pressed, Modifiers::NONE));
    let typed = [press(true), Some(Event::Text(c.to_string())), press(false)];
    typed.into_iter().flatten().collect()
}
