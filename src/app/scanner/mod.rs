//! The barcode scanner: a keyboard that types fast, into whatever has the focus.
//!
//! What it types is one input, a [`Burst`], and goes where its content belongs. So characters are held back until it is
//! known what they are: nothing of a secret gets into a field, its history or a screen reader, and the Enter behind it
//! answers nothing. What a person types goes on in the same order, 35 ms later, which nobody notices. What a text is,
//! [`Scanned`] says; what becomes of it is decided where the bursts are taken.
//!
//! Frames may be slow, and all that came meanwhile arrives at once. So quiet between characters counts only where a pass
//! has seen it; what comes together by such a delay and is no scan is put back, all of it. A UPN acts as soon as it is
//! taken, so it has to have come at the speed of a scanner on the whole too.
use std::time::Duration;

use egui::{Context, Event, FocusDirection, Id, Key, Modifiers};
use zeroize::{Zeroize, Zeroizing};

use crate::desk::Scanned;
use crate::otp::Hidden;

/// The fewest characters of a burst: a code has six.
pub(super) const LEAST: usize = 6;
/// The longest gap between two characters of a burst, in seconds. A person is slower.
const GAP: f64 = 0.035;
/// The quiet that ends a burst without Enter or Tab, and in which one still belongs to it, in seconds.
const QUIET: f64 = 0.060;
/// Longer than any frame takes, in seconds: what is that far apart came apart.
const STALL: f64 = 0.5;

/// A text that came in one piece.
#[derive(Debug)]
pub struct Burst {
    pub text: Hidden<String>,
    /// What the text is.
    pub scanned: Scanned,
    pub ended_by: Ending,
}

/// How it is known that a burst is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Enter, or CR LF in the text.
    Enter,
    Tab,
    /// Nothing more came.
    Quiet,
    /// It was pasted, and is no scan.
    Pasted,
}

/// Tells what a scanner types from what a person types.
#[derive(Default)]
pub(super) struct Scanner {
    held: Kept,
    /// When the first character of what is held came, on the window's clock.
    began: f64,
    /// When the last one came.
    last: f64,
    /// When characters that were held last went on as typed, and to what.
    typed: Option<(f64, Option<Id>)>,
    /// When a pass last looked.
    looked: f64,
    /// When a burst was taken out, while a second Enter or Tab may still belong to it.
    taken: Option<f64>,
    /// A key is held down, which no scanner does: its characters are not held back.
    repeating: bool,
    /// What came after a Tab, for the next pass.
    next: Kept,
    /// Whether a UPN is for the field that has the focus.
    upn_stays: bool,
}

impl Scanner {
    /// Takes the bursts out of the input; the rest goes on to the fields, some of it in a later pass. To be called once
    /// a pass, before anything reads the input.
    ///
    /// A burst is handed out when it is a UPN, a serial, a code, a secret, something for another program or garbled by
    /// another layout, with its Enter or Tab taken away. Any other text goes on to the field that has the focus, as it
    /// came; where no field has it, it is handed out as well, for its blanks and its Enter would press buttons.
    /// Pasted texts are judged alike, but no paste is garbled.
    pub fn take(&mut self, ctx: &Context) -> Vec<Burst> {
        let (now, fresh) = ctx.input_mut(|input| {
            // a second copy, which nobody reads
            input.raw.events.iter_mut().for_each(wipe);
            (input.time, std::mem::take(&mut input.events))
        });
        let mut pass = Pass {
            now,
            in_field: ctx.text_edit_focused(),
            focus: ctx.memory(egui::Memory::focused),
            is_parted: false,
            out: Vec::new(),
            bursts: Vec::new(),
        };
        let came = last_tab(&fresh).is_some();
        let waited = std::mem::take(&mut self.next.0);
        for event in waited.into_iter().chain(fresh).flat_map(spelled_out) {
            self.sort(event, &mut pass);
        }
        self.end_pass(&mut pass);
        steer(ctx, came, last_tab(&pass.out));
        self.ask_for_a_pass(ctx, now);
        ctx.input_mut(|input| input.events = pass.out);
        pass.bursts
    }

    /// Whether a UPN is for the field that has the focus, from the next pass on.
    pub const fn let_upn_stay(&mut self, stays: bool) {
        self.upn_stays = stays;
    }

    /// Instead of [`Self::take`], where a passphrase is asked for: what is typed there is nothing else. Lets everything
    /// go on, what is held first.
    pub fn stand_aside(&mut self, ctx: &Context) {
        ctx.input_mut(|input| {
            let mut out = std::mem::take(&mut self.held.0);
            out.append(&mut self.next.0);
            out.append(&mut input.events);
            input.events = out;
            self.looked = input.time;
        });
        self.taken = None;
    }

    /// Whether there are characters that have not gone on yet.
    #[cfg(test)]
    pub fn held(&self) -> bool {
        self.held.has_text() || !self.next.0.is_empty()
    }

    fn sort(&mut self, event: Event, pass: &mut Pass) {
        match Part::of(&event) {
            Part::Aside => pass.out.push(event),
            _ if pass.is_parted => self.next.0.push(event),
            Part::Text if self.repeating => pass.out.push(event),
            Part::Text | Part::Key => self.hold(event, pass),
            Part::Release if self.held.0.is_empty() => self.release(event, pass),
            Part::Release => self.held.0.push(event),
            Part::Repeat => {
                self.settle(Ending::Quiet, pass);
                self.repeating = true;
                pass.out.push(event);
            }
            Part::End(ended_by) => self.end(event, ended_by, pass),
            Part::Paste => self.paste(event, pass),
            Part::Other => {
                self.settle(Ending::Quiet, pass);
                pass.let_on(event);
            }
        }
    }

    fn hold(&mut self, event: Event, pass: &mut Pass) {
        let apart = self.looked - self.last > GAP || pass.now - self.last > STALL;
        if apart && self.held.has_text() {
            self.settle(Ending::Quiet, pass);
        }
        if matches!(event, Event::Text(_)) {
            self.taken = None;
            if !self.held.has_text() {
                self.began = pass.now;
            }
        }
        self.repeating = false;
        self.last = pass.now;
        self.held.0.push(event);
    }

    fn release(&mut self, event: Event, pass: &mut Pass) {
        self.repeating = false;
        pass.out.push(event);
    }

    /// Enter or Tab.
    fn end(&mut self, event: Event, ended_by: Ending, pass: &mut Pass) {
        let first = self.held.has_text();
        if self.settle(ended_by, pass) {
            return;
        }
        // CR and LF, or Enter and Tab: the second one of the same burst
        if first || self.taken.is_none() {
            pass.let_on(event);
        }
    }

    fn paste(&mut self, mut event: Event, pass: &mut Pass) {
        self.settle(Ending::Quiet, pass);
        let (Event::Paste(text) | Event::MiddleClickPaste { text, .. }) = &mut event else {
            return;
        };
        let scanned = Scanned::recognise(text);
        let garbled = matches!(scanned, Scanned::WrongLayout(_));
        if text.chars().count() >= LEAST && self.belongs_elsewhere(&scanned, pass) && !garbled {
            let text = std::mem::take(text).into();
            pass.hand_out(text, scanned, Ending::Pasted);
        } else {
            pass.let_on(event);
        }
    }

    /// Decides what is held: a burst is handed out, and true is the answer; the rest goes on.
    fn settle(&mut self, ended_by: Ending, pass: &mut Pass) -> bool {
        let mut held = std::mem::take(&mut self.held);
        if held.characters() >= LEAST {
            let text = Hidden::from(held.text());
            let scanned = Scanned::recognise(&text);
            // a part of a name would be taken for a whole one
            let typed = matches!(scanned, Scanned::Upn(_)) && (self.is_slow(held.characters()) || self.goes_on(pass));
            if !pass.in_field || self.belongs_elsewhere(&scanned, pass) && !typed {
                pass.hand_out(text, scanned, ended_by);
                self.taken = Some(pass.now);
                return true;
            }
        }
        if held.has_text() {
            self.typed = Some((pass.now, pass.focus));
        }
        pass.out.append(&mut held.0);
        false
    }

    /// Whether what is held follows closely on characters that went on as typed, to the same field: nobody reaches for a
    /// scanner that fast.
    fn goes_on(&self, pass: &Pass) -> bool {
        self.typed
            .is_some_and(|(at, to)| to == pass.focus && self.began - at < STALL)
    }

    /// Whether so many characters took longer than a scanner takes, on the whole: where frames are slow, no pass sees the
    /// quiet between the keys of a person.
    fn is_slow(&self, characters: usize) -> bool {
        let gaps = u32::try_from(characters.saturating_sub(1)).unwrap_or(u32::MAX);
        self.last - self.began > GAP * f64::from(gaps)
    }

    /// Whether a text is no matter of the field that has the focus.
    const fn belongs_elsewhere(&self, scanned: &Scanned, pass: &Pass) -> bool {
        match scanned {
            Scanned::Digits | Scanned::Text | Scanned::Nothing => false,
            Scanned::Upn(_) => !(self.upn_stays && pass.in_field),
            _ => true,
        }
    }

    fn end_pass(&mut self, pass: &mut Pass) {
        if !self.held.has_text() {
            pass.out.append(&mut self.held.0);
        } else if pass.now - self.last >= self.patience() {
            self.settle(Ending::Quiet, pass);
        }
        self.taken = self.taken.filter(|taken| pass.now - taken < QUIET);
        self.looked = pass.now;
    }

    /// How long after its last character what is held is settled.
    fn patience(&self) -> f64 {
        if self.held.characters() < LEAST { GAP } else { QUIET }
    }

    fn ask_for_a_pass(&self, ctx: &Context, now: f64) {
        let since = match self.taken {
            _ if !self.next.0.is_empty() => return ctx.request_repaint(),
            _ if self.held.has_text() => self.last + self.patience(),
            Some(taken) => taken + QUIET,
            None => return,
        };
        // a millisecond more: a pass just too early would have to ask again
        let wait = Duration::try_from_secs_f64(since - now).unwrap_or_default();
        ctx.request_repaint_after(wait + Duration::from_millis(1));
    }
}

/// What one pass makes of the input.
struct Pass {
    now: f64,
    /// Whether a text field has the focus.
    in_field: bool,
    /// What has the focus.
    focus: Option<Id>,
    /// Whether a Tab has gone on. A field reads all the text of a pass before the focus leaves it, so what is typed after
    /// the Tab is for the next pass.
    is_parted: bool,
    out: Vec<Event>,
    bursts: Vec<Burst>,
}

impl Pass {
    fn let_on(&mut self, event: Event) {
        self.is_parted |= last_tab(std::slice::from_ref(&event)).is_some();
        self.out.push(event);
    }

    fn hand_out(&mut self, text: Hidden<String>, scanned: Scanned, ended_by: Ending) {
        self.bursts.push(Burst {
            text,
            scanned,
            ended_by,
        });
    }
}

/// Events that are kept, wiped when they are dropped.
#[derive(Default)]
struct Kept(Vec<Event>);

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(wipe);
    }
}

impl Kept {
    fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    fn has_text(&self) -> bool {
        self.texts().next().is_some()
    }

    fn characters(&self) -> usize {
        self.texts().map(|text| text.chars().count()).sum()
    }

    fn text(&self) -> String {
        // in one piece from the start, so that growing leaves no copies behind
        let mut out = String::with_capacity(self.texts().map(str::len).sum());
        out.extend(self.texts());
        out
    }
}

fn wipe(event: &mut Event) {
    if let Event::Text(text) | Event::Paste(text) | Event::MiddleClickPaste { text, .. } = event {
        text.zeroize();
    }
}

/// What an event is to a burst.
enum Part {
    /// Characters.
    Text,
    /// A key that types a character, or helps to: it goes with its character, and is no shortcut in a burst.
    Key,
    /// A key that comes up, of whichever kind.
    Release,
    /// A key that is held down.
    Repeat,
    /// What a scanner sends at the end.
    End(Ending),
    Paste,
    /// What else edits or commands: it comes after all that was typed before it.
    Other,
    /// Not the keyboard.
    Aside,
}

impl Part {
    fn of(event: &Event) -> Self {
        match event {
            Event::Text(text) if text.trim_matches(LINE_ENDS).is_empty() => Self::Other,
            Event::Text(_) => Self::Text,
            Event::Paste(_) | Event::MiddleClickPaste { .. } => Self::Paste,
            Event::Copy | Event::Cut | Event::PasteImage(_) | Event::Ime(_) => Self::Other,
            Event::Key { pressed: false, .. } => Self::Release,
            Event::Key {
                key, repeat, modifiers, ..
            } => Self::of_key(*key, *repeat, *modifiers),
            _ => Self::Aside,
        }
    }

    fn of_key(key: Key, repeat: bool, modifiers: Modifiers) -> Self {
        // AltGr, with which some layouts type an @, is Ctrl and Alt on Windows
        let command = modifiers.mac_cmd || (modifiers.command || modifiers.ctrl) && !modifiers.alt;
        match key {
            Key::ShiftLeft | Key::ShiftRight | Key::AltLeft | Key::AltRight => Self::Key,
            Key::ControlLeft | Key::ControlRight => Self::Key,
            Key::Enter if !modifiers.any() => Self::End(Ending::Enter),
            Key::Tab if !modifiers.any() => Self::End(Ending::Tab),
            _ if command || edits(key) => Self::Other,
            _ if repeat => Self::Repeat,
            _ => Self::Key,
        }
    }
}

/// Keys that change a text, move in it or leave it.
const fn edits(key: Key) -> bool {
    matches!(
        key,
        Key::ArrowDown
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::ArrowUp
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::Backspace
            | Key::Delete
            | Key::Insert
            | Key::Copy
            | Key::Cut
            | Key::Paste
            | Key::Escape
            | Key::Enter
            | Key::Tab
    )
}

const LINE_ENDS: [char; 3] = ['\r', '\n', '\t'];

/// Ends of lines within a text, as keys. egui's own window never sends any, other ways in may.
fn spelled_out(event: Event) -> Vec<Event> {
    match event {
        Event::Text(text) if text.contains(LINE_ENDS) && !text.trim_matches(LINE_ENDS).is_empty() => {
            let text = Zeroizing::new(text);
            let unix = Zeroizing::new(text.replace("\r\n", "\n"));
            unix.split_inclusive(LINE_ENDS).flat_map(line).collect()
        }
        event => vec![event],
    }
}

fn line(line: &str) -> Vec<Event> {
    let bare = line.trim_end_matches(LINE_ENDS);
    let key = match line.chars().next_back() {
        Some('\t') => Some(Key::Tab),
        Some('\r' | '\n') => Some(Key::Enter),
        _ => None,
    };
    let text = (!bare.is_empty()).then(|| Event::Text(bare.to_owned()));
    text.into_iter().chain(key.map(press)).collect()
}

const fn press(key: Key) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

/// Where the last Tab among `events` moves the focus.
fn last_tab(events: &[Event]) -> Option<FocusDirection> {
    events.iter().rev().find_map(|event| match event {
        Event::Key {
            key: Key::Tab,
            pressed: true,
            modifiers,
            ..
        } if !modifiers.any() => Some(FocusDirection::Next),
        Event::Key {
            key: Key::Tab,
            pressed: true,
            modifiers,
            ..
        } if modifiers.shift_only() => Some(FocusDirection::Previous),
        _ => None,
    })
}

/// egui reads from the raw input where a Tab moves the focus, before anybody can take the Tab out, and moves it only
/// while it draws what has the focus. In between the direction can still be changed: none for a Tab that was taken out,
/// its own for one that has waited behind another. (A field that keeps Tabs for itself would not be asked by one that
/// has waited; there is none here.)
fn steer(ctx: &Context, came: bool, goes_on: Option<FocusDirection>) {
    let direction = match (came, goes_on) {
        (true, None) => FocusDirection::None,
        (false, Some(direction)) => direction,
        _ => return,
    };
    ctx.memory_mut(|memory| memory.move_focus(direction));
}

#[cfg(test)]
mod tests;
