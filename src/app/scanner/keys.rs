//! What an event of the keyboard is to a scan, and the events that are held until it is known whether they are one.
//!
//! A scanner can type any key: a preamble STX arrives as Ctrl B, EOT as Ctrl D, CAN as Ctrl X. So keys are sorted by what
//! they could do, not by who might have pressed them.

use egui::{Context, Event, FocusDirection, Key, Modifiers};
use zeroize::{Zeroize, Zeroizing};

use super::burst::Ending;

/// Events that are kept, wiped when they are dropped.
#[derive(Default)]
pub(super) struct Kept(pub Vec<Event>);

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

    pub fn has_text(&self) -> bool {
        self.texts().next().is_some()
    }

    /// Whether anything was struck: a character, or a key that does something by itself.
    pub fn has_strokes(&self) -> bool {
        self.0.iter().map(Part::of).any(|part| part.is_stroke())
    }

    pub fn characters(&self) -> usize {
        self.texts().map(|text| text.chars().count()).sum()
    }

    pub fn text(&self) -> String {
        // in one piece from the start, so that growing leaves no copies behind
        let mut out = String::with_capacity(self.texts().map(str::len).sum());
        out.extend(self.texts());
        out
    }

    /// How many keys of that kind were struck.
    fn count(&self, kind: impl Fn(&Part) -> bool) -> usize {
        self.0.iter().map(Part::of).filter(|part| kind(part)).count()
    }

    /// How many characters, keys and pastes there are.
    pub fn strokes(&self) -> usize {
        self.count(|part| part.is_stroke())
    }

    /// Keys that do something by themselves.
    pub fn keys(&self) -> usize {
        self.count(|part| matches!(part, Part::Command(_) | Part::Step(_) | Part::Edit(_)))
    }

    pub fn commands(&self) -> usize {
        self.count(|part| matches!(part, Part::Command(_)))
    }

    /// Whether every key that does something by itself is that one.
    pub fn is_only(&self, key: Key) -> bool {
        !self.has_text()
            && self.0.iter().map(Part::of).all(|part| match part {
                Part::Command(other) | Part::Step(other) | Part::Edit(other) => other == Some(key),
                Part::Paste => false,
                _ => true,
            })
    }

    /// Lets go of what a field has no use for beside a text.
    pub fn drop_keys(&mut self, dropped: impl Fn(&Part) -> bool) {
        self.0.retain(|event| !dropped(&Part::of(event)));
    }

    /// The one character that was typed, if no more was.
    pub fn only_character(&self) -> Option<char> {
        let mut all = self.texts().flat_map(str::chars);
        all.next().filter(|_| all.next().is_none())
    }
}

pub(super) fn wipe(event: &mut Event) {
    if let Event::Text(text) | Event::Paste(text) | Event::MiddleClickPaste { text, .. } = event {
        text.zeroize();
    }
}

/// What an event is to a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Characters that were typed.
    Text,
    /// A key that types a character, or helps to: it goes with its character.
    Key,
    /// A key that comes up, of whichever kind.
    Release,
    /// What a scanner sends at the end.
    End(Ending),
    /// Text from elsewhere.
    Paste,
    /// Moves or deletes within a field, where it goes with what is typed there.
    Edit(Option<Key>),
    /// Moves in a list.
    Step(Option<Key>),
    /// Any other key: it may answer, open, save or copy.
    Command(Option<Key>),
    /// Composed text: it comes after all that was typed before it.
    Other,
    /// Not the keyboard.
    Aside,
}

impl Part {
    pub fn of(event: &Event) -> Self {
        match event {
            Event::Text(text) if text.trim_matches(LINE_ENDS).is_empty() => Self::Other,
            Event::Text(_) => Self::Text,
            Event::Paste(_) | Event::MiddleClickPaste { .. } => Self::Paste,
            Event::Copy | Event::Cut => Self::Command(None),
            Event::PasteImage(_) | Event::Ime(_) => Self::Other,
            Event::Key { pressed: false, .. } => Self::Release,
            Event::Key { key, modifiers, .. } => Self::of_key(*key, *modifiers),
            _ => Self::Aside,
        }
    }

    fn of_key(key: Key, modifiers: Modifiers) -> Self {
        // AltGr, with which some layouts type an @, is Ctrl and Alt on Windows
        let command = modifiers.mac_cmd || (modifiers.command || modifiers.ctrl) && !modifiers.alt;
        match key {
            Key::ShiftLeft | Key::ShiftRight | Key::AltLeft | Key::AltRight => Self::Key,
            Key::ControlLeft | Key::ControlRight => Self::Key,
            Key::Enter if !modifiers.any() => Self::End(Ending::Enter),
            Key::Tab if !modifiers.any() => Self::End(Ending::Tab),
            _ if command => Self::Command(Some(key)),
            // it cuts, and so it copies
            Key::Delete if modifiers.shift => Self::Command(Some(key)),
            Key::Tab if modifiers.shift_only() => Self::Edit(Some(key)),
            Key::Backspace | Key::Delete | Key::ArrowLeft | Key::ArrowRight | Key::Home | Key::End => {
                Self::Edit(Some(key))
            }
            Key::ArrowUp | Key::ArrowDown | Key::PageUp | Key::PageDown => Self::Step(Some(key)),
            _ if types(key) => Self::Key,
            _ => Self::Command(Some(key)),
        }
    }

    /// Whether a key or a character was struck.
    pub const fn is_stroke(self) -> bool {
        matches!(
            self,
            Self::Text | Self::Paste | Self::Edit(_) | Self::Step(_) | Self::Command(_)
        )
    }
}

/// Whether a key types a character. Keys that egui does not know yet are taken for ones that do something.
fn types(key: Key) -> bool {
    // a key that types is named by the character, but for the signs
    let name = key.symbol_or_name();
    name.chars().count() == 1 || matches!(key, Key::Space | Key::Quote)
}

const LINE_ENDS: [char; 3] = ['\r', '\n', '\t'];

/// Ends of lines within a text, as keys. egui's own window never sends any, other ways in may.
pub(super) fn spelled_out(event: Event) -> Vec<Event> {
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

/// Where a key moves the focus from what has it. Fields keep what moves within their line.
fn moves(event: &Event, in_field: bool) -> Option<FocusDirection> {
    let Event::Key {
        key,
        pressed: true,
        modifiers,
        ..
    } = event
    else {
        return None;
    };
    match key {
        Key::Tab if modifiers.shift_only() => Some(FocusDirection::Previous),
        _ if modifiers.any() => None,
        Key::Tab => Some(FocusDirection::Next),
        Key::ArrowUp => Some(FocusDirection::Up),
        Key::ArrowDown => Some(FocusDirection::Down),
        Key::ArrowLeft if !in_field => Some(FocusDirection::Left),
        Key::ArrowRight if !in_field => Some(FocusDirection::Right),
        _ => None,
    }
}

/// Where the last of these events moves the focus.
pub(super) fn last_move(events: &[Event], in_field: bool) -> Option<FocusDirection> {
    events.iter().rev().find_map(|event| moves(event, in_field))
}

/// Whether a Tab is among them.
pub(super) fn has_tab(event: &Event) -> bool {
    matches!(
        moves(event, true),
        Some(FocusDirection::Next | FocusDirection::Previous)
    )
}

/// Whether it presses the button that has the focus.
pub(super) const fn presses(event: &Event) -> bool {
    matches!(
        event,
        Event::Key {
            key: Key::Space | Key::Enter,
            pressed: true,
            ..
        }
    )
}

/// egui reads from the raw input where a key moves the focus, before anybody can take the key out, and moves it only
/// while it draws what has the focus, or after that. In between the direction can still be changed: none for a key that
/// was taken out, its own for one that has waited. (A field that keeps Tabs for itself would not be asked by one that
/// has waited; there is none here.)
pub(super) fn steer(ctx: &Context, came: bool, goes_on: Option<FocusDirection>) {
    let direction = match (came, goes_on) {
        (true, None) => FocusDirection::None,
        (_, Some(direction)) => direction,
        (false, None) => return,
    };
    ctx.memory_mut(|memory| memory.move_focus(direction));
}
