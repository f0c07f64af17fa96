//! The scanner on a desk with two fields and a button, pass by pass, as the window draws.
//!
//! `whole` are scans and what becomes of them, `framed` the keys around them, `by_hand` what people do with a keyboard, and
//! `aside` passphrases. The desk and the keys that all of them press are here. No time passes but what is passed in.

mod aside;
mod by_hand;
mod framed;
mod whole;

use egui::{Modifiers, RawInput, TextEdit, ViewportId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::desk::Misfit;

const OTPAUTH: &str = "otpauth://totp/Acme:anna@example.com?secret=GEZDGNBVGY3TQOJQ";

/// Two fields and a button, drawn when something comes and when a pass was asked for, as the window is.
struct Desk {
    ctx: Context,
    scanner: Scanner,
    first: String,
    second: String,
    pushed: usize,
    shortcuts: usize,
    /// Keys that went on and could do something.
    commands: usize,
    /// Whether a passphrase is asked.
    aside: bool,
    bursts: Vec<Burst>,
    now: f64,
    /// When the next pass is asked for.
    due: f64,
    /// Passes that ask at once for the next one.
    busy: usize,
}

fn first() -> Id {
    Id::unique("first field")
}

fn second() -> Id {
    Id::unique("second field")
}

impl Desk {
    /// A desk whose first field has the focus.
    fn new() -> Self {
        let ctx = Context::default();
        crate::app::theme::style::install(&ctx);
        let mut desk = Self {
            ctx,
            scanner: Scanner::default(),
            first: String::new(),
            second: String::new(),
            pushed: 0,
            shortcuts: 0,
            commands: 0,
            aside: false,
            bursts: Vec::new(),
            now: 0.0,
            due: f64::INFINITY,
            busy: 0,
        };
        desk.pass(0.0, vec![]);
        desk.focus(first());
        desk
    }

    fn focus(&mut self, id: Id) {
        self.ctx.memory_mut(|memory| memory.request_focus(id));
        self.rest();
    }

    fn focused(&self) -> Option<Id> {
        self.ctx.memory(|memory| memory.focused())
    }

    fn pass(&mut self, at: f64, events: Vec<Event>) {
        let idle = events.is_empty();
        self.now = at;
        let input = RawInput {
            time: Some(at),
            events,
            ..RawInput::default()
        };
        let mut output = self.ctx.clone().run_ui(input, |ui| {
            if self.aside {
                self.scanner.stand_aside(ui.ctx());
            } else {
                self.bursts.extend(self.scanner.take(ui.ctx()));
            }
            self.commands += ui.input(|input| input.events.iter().filter(|event| does_something(event)).count());
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::E)) {
                self.shortcuts += 1;
            }
            for (id, text) in [(first(), &mut self.first), (second(), &mut self.second)] {
                // as the fields of the window
                let keeps = egui::EventFilter {
                    horizontal_arrows: true,
                    escape: true,
                    ..egui::EventFilter::default()
                };
                ui.add(TextEdit::singleline(text).id(id).return_key(None).event_filter(keeps));
            }
            if ui.button("Yes").clicked() {
                self.pushed += 1;
            }
        });
        output.textures_delta.clear();
        let delay = output.viewport_output[&ViewportId::ROOT].repaint_delay;
        self.busy = if idle && delay.is_zero() { self.busy + 1 } else { 0 };
        assert!(self.busy < 10, "it never rests");
        self.due = at + delay.as_secs_f64();
    }

    /// Passes in which nothing comes, as long as they are asked for, but not beyond that time.
    fn idle_until(&mut self, end: f64) {
        while self.due < end {
            let at = self.due.max(self.now + 0.001);
            self.pass(at, vec![]);
        }
    }

    /// Half a second in which nothing comes.
    fn rest(&mut self) {
        let end = self.now + 0.5;
        self.idle_until(end);
        self.pass(end, vec![]);
        assert!(!self.scanner.held());
    }

    /// Events that come so many milliseconds after the pass before.
    fn after(&mut self, ms: u32, events: Vec<Event>) {
        let at = self.now.max(0.0) + f64::from(ms) / 1000.0;
        self.idle_until(at);
        self.pass(at, events);
    }

    /// A character each so many milliseconds, the first one too.
    fn type_at(&mut self, ms: u32, text: &str) {
        let start = self.now;
        for (n, c) in text.chars().enumerate() {
            let at = start + (n + 1) as f64 * f64::from(ms) / 1000.0;
            self.idle_until(at);
            self.pass(at, stroke(c));
        }
    }

    fn only(&self) -> &Burst {
        assert_eq!(self.bursts.len(), 1, "one burst");
        &self.bursts[0]
    }

    fn untouched(&self) {
        assert!(self.first.is_empty() && self.second.is_empty(), "a field got something");
        assert_eq!(self.focused(), Some(first()));
        assert_eq!((self.pushed, self.shortcuts), (0, 0));
    }
}

fn key(key: Key, pressed: bool, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    }
}

fn tap(it: Key) -> Vec<Event> {
    vec![key(it, true, Modifiers::NONE), key(it, false, Modifiers::NONE)]
}

/// The key of a character goes down, types and comes up.
fn stroke(c: char) -> Vec<Event> {
    let at = Key::from_name(&c.to_ascii_uppercase().to_string());
    let at = if c == ' ' { Some(Key::Space) } else { at };
    let press = |pressed| at.map(|at| key(at, pressed, Modifiers::NONE));
    let typed = [press(true), Some(Event::Text(c.to_string())), press(false)];
    typed.into_iter().flatten().collect()
}

fn strokes(text: &str) -> Vec<Event> {
    text.chars().flat_map(stroke).collect()
}

fn ctrl(it: Key) -> Vec<Event> {
    vec![key(it, true, Modifiers::COMMAND), key(it, false, Modifiers::COMMAND)]
}

/// Whether the window or a field would do something with it.
fn does_something(event: &Event) -> bool {
    matches!(Part::of(event), Part::Command(_))
}
