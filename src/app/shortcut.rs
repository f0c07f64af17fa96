//! Keys that do something by themselves. Each is named once, with the text that says what it does: what is pressed, the
//! hints on buttons, the list behind F1 and the table of the README come from here and from the lists of the screens.

use egui::{Context, Event, FocusDirection, Key, Modifiers};

use super::texts::{Text, Texts, t};

/// A key with those that are held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortcut {
    pub modifiers: Modifiers,
    pub key: Key,
    /// The text that says what it does.
    pub does: Text,
}

/// Takes the UPN, saves the file: it belongs to the field that has the focus.
pub const ENTER: Shortcut = Shortcut::plain(Key::Enter, t::KEY_ENTER);
/// No to what is asked; stops what waits, or puts it off.
pub const ESC: Shortcut = Shortcut::plain(Key::Escape, t::KEY_ESC);
/// Yes to what no Enter answers.
pub const YES: Shortcut = Shortcut::ctrl(Key::B, t::KEY_PROCEED);
/// The export, with the focus in its path.
pub const EXPORT: Shortcut = Shortcut::ctrl(Key::E, t::KEY_EXPORT);
/// The log, with the focus in its search.
pub const SEARCH: Shortcut = Shortcut::ctrl(Key::F, t::KEY_SEARCH);
/// Passphrases are seen, or hidden again, where they are typed.
pub const REVEAL: Shortcut = Shortcut::plain(Key::F2, t::KEY_REVEAL);
/// The message at the bottom was read.
pub const READ: Shortcut = Shortcut::plain(Key::F12, t::KEY_READ);
/// Locks the station.
pub const LOCK: Shortcut = Shortcut::ctrl(Key::L, t::KEY_LOCK);
/// What scrolls goes up, or down, by a page.
pub const PAGE_UP: Shortcut = Shortcut::plain(Key::PageUp, t::KEY_SCROLL);
pub const PAGE_DOWN: Shortcut = Shortcut::plain(Key::PageDown, t::KEY_SCROLL);
/// The list of the keys.
pub const HELP: Shortcut = Shortcut::plain(Key::F1, t::KEY_HELP);

/// Those that count whatever screen is in view.
pub const EVERYWHERE: [Shortcut; 11] = [
    ENTER, ESC, YES, EXPORT, SEARCH, REVEAL, READ, LOCK, PAGE_UP, PAGE_DOWN, HELP,
];

/// The digit row, from its left.
const DIGITS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

impl Shortcut {
    /// A key alone.
    pub const fn plain(key: Key, does: Text) -> Self {
        let modifiers = Modifiers::NONE;
        Self { modifiers, key, does }
    }

    /// A key with Ctrl.
    pub const fn ctrl(key: Key, does: Text) -> Self {
        let modifiers = Modifiers::COMMAND;
        Self { modifiers, key, does }
    }

    /// A key with Shift.
    pub const fn shift(key: Key, does: Text) -> Self {
        let modifiers = Modifiers::SHIFT;
        Self { modifiers, key, does }
    }

    /// A key with Ctrl and Shift.
    pub const fn ctrl_shift(key: Key, does: Text) -> Self {
        let modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
        Self { modifiers, key, does }
    }

    /// The key of a tab, as far as there are digits.
    pub fn of_tab(at: usize, does: Text) -> Option<Self> {
        Some(Self::ctrl(*DIGITS.get(at)?, does))
    }

    /// Its keys, as they are printed on a keyboard.
    pub fn caps(self, texts: &Texts) -> Vec<String> {
        let key = match self.key {
            Key::Enter => texts.get(t::CAP_ENTER),
            Key::Escape => texts.get(t::CAP_ESC),
            Key::ArrowUp => texts.get(t::CAP_UP),
            Key::ArrowDown => texts.get(t::CAP_DOWN),
            Key::ArrowLeft => texts.get(t::CAP_LEFT),
            Key::ArrowRight => texts.get(t::CAP_RIGHT),
            Key::PageUp => texts.get(t::CAP_PAGE_UP),
            Key::PageDown => texts.get(t::CAP_PAGE_DOWN),
            key => key.name().to_owned(),
        };
        let held = [
            (self.modifiers.command, t::CAP_CTRL),
            (self.modifiers.shift, t::CAP_SHIFT),
        ];
        let held = held.into_iter().filter(|(is_held, _)| *is_held);
        held.map(|(_, id)| texts.get(id)).chain([key]).collect()
    }
}

/// The keys of this pass, for whoever lists what it asks for: a key that is listed nowhere does nothing, so that each that
/// does something is told as well.
pub struct Keys<'a> {
    ctx: &'a Context,
    listed: Vec<Shortcut>,
    /// Whether any key was pressed at all: in nearly every pass none was.
    any: bool,
}

impl<'a> Keys<'a> {
    /// For a list of its own, besides the keys that count everywhere.
    pub fn of(ctx: &'a Context, listed: Vec<Shortcut>) -> Self {
        let any = ctx.input(|input| {
            input
                .events
                .iter()
                .any(|event| matches!(event, Event::Key { pressed: true, .. }))
        });
        Self { ctx, listed, any }
    }

    /// The window's context.
    pub const fn ctx(&self) -> &'a Context {
        self.ctx
    }

    /// Takes a key out that was pressed with exactly its modifiers: AltGr, with which some layouts type letters and signs,
    /// is Ctrl and Alt on Windows, and no Ctrl.
    pub fn pressed(&self, wanted: Shortcut) -> bool {
        let is = |event: &Event| match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } => *key == wanted.key && modifiers.matches_exact(wanted.modifiers),
            _ => false,
        };
        self.any
            && self.lists(wanted)
            && self.ctx.input_mut(|input| {
                let before = input.events.len();
                input.events.retain(|event| !is(event));
                input.events.len() < before
            })
    }

    /// An arrow key that moves in a list. The focus stays where it is: the window has noted the direction from the raw
    /// input already.
    pub fn arrow(&self, wanted: Shortcut) -> bool {
        let pressed = self.pressed(wanted);
        if pressed {
            self.ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
        }
        pressed
    }

    /// Takes out that something is to be copied, once.
    pub fn copied(&self, wanted: Shortcut) -> bool {
        self.lists(wanted)
            && self.ctx.input_mut(|input| {
                let at = input.events.iter().position(|event| matches!(event, Event::Copy));
                at.is_some_and(|at| {
                    input.events.remove(at);
                    true
                })
            })
    }

    /// The tab whose key was pressed: Ctrl with the first keys of the digit row, wherever the layout has its digits.
    pub fn tab(&self) -> Option<usize> {
        self.ctx.input(|input| {
            input.events.iter().find_map(|event| match event {
                Event::Key {
                    key,
                    physical_key,
                    pressed: true,
                    modifiers,
                    ..
                } if modifiers.command && !modifiers.alt && !modifiers.shift => {
                    let pressed = physical_key.unwrap_or(*key);
                    DIGITS.iter().position(|digit| *digit == pressed)
                }
                _ => None,
            })
        })
    }

    fn lists(&self, wanted: Shortcut) -> bool {
        self.listed.contains(&wanted) || EVERYWHERE.contains(&wanted)
    }
}
