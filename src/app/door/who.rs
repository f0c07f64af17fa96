//! Who sits down at the desk: chosen from those who are known, by a key or a press. Typing another name is the field's.
//!
//! Where several have sat there nobody is put into the field: a name is one arrow key away while the passphrase is typed, so
//! that nobody goes on in the name of somebody else for want of time. The button that opens names who does.

use egui::{Key, Ui};

use crate::app::cx::Cx;
use crate::app::shortcut::{Keys, Shortcut};
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{choice, key_hints};

const UP: Shortcut = Shortcut::plain(Key::ArrowUp, t::DOOR_ANOTHER);
const DOWN: Shortcut = Shortcut::plain(Key::ArrowDown, t::DOOR_ANOTHER);

/// The most names of the ledger that are offered.
const MOST: usize = 8;

/// Who may sit here: whom the ledger knows, whoever sat here last first, then whom the settings name.
pub(super) fn known<'n>(cx: &Cx<'_>, of_ledger: impl Iterator<Item = &'n String>) -> Vec<String> {
    let mut names: Vec<String> = of_ledger.take(MOST).cloned().collect();
    for name in &cx.station.settings().operators {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// The only one there is: nobody else's name can be meant.
pub(super) fn only(names: &[String]) -> Option<String> {
    match names {
        [name] => Some(name.clone()),
        _ => None,
    }
}

/// An arrow key takes another name, whichever field has the focus; the focus stays where it is.
pub(super) fn by_keys(ui: &Ui, operator: &mut String, names: &[String]) {
    let keys = Keys::of(ui.ctx(), vec![UP, DOWN]);
    for (key, later) in [(DOWN, true), (UP, false)] {
        if !keys.arrow(key) {
            continue;
        }
        let at = names.iter().position(|name| name == operator);
        let next = match (at, later) {
            (None, _) => Some(0),
            (Some(at), true) => at.checked_add(1),
            (Some(at), false) => at.checked_sub(1),
        };
        if let Some(name) = next.and_then(|at| names.get(at)) {
            operator.clone_from(name);
        }
    }
}

/// One press each; true when somebody was pressed.
pub(super) fn by_press(ui: &mut Ui, cx: &Cx<'_>, operator: &mut String, names: &[String]) -> bool {
    if names.iter().all(|name| name == operator) {
        return false;
    }
    ui.add_space(size::GAP);
    let all: Vec<(usize, String)> = names.iter().cloned().enumerate().collect();
    let now = names.iter().position(|name| name == operator).unwrap_or(names.len());
    let pressed = choice(ui, now, &all).and_then(|at| names.get(at));
    if let Some(name) = pressed {
        operator.clone_from(name);
    }
    let arrows = format!("{} {}", cx.cap(UP), cx.cap(DOWN));
    key_hints(ui, &[(arrows, cx.text(t::DOOR_ANOTHER))]);
    pressed.is_some()
}

/// The same person is not two for a capital letter.
pub(super) fn spell(operator: &mut String, names: &[String]) {
    let typed = operator.trim().to_lowercase();
    if let Some(name) = names.iter().find(|name| name.to_lowercase() == typed) {
        operator.clone_from(name);
    }
}
