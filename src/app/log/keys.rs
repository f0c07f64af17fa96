//! The keys of the log.

use egui::Key;

use super::head;
use super::row_actions::{self, Deed};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::shortcut::{ENTER, ESC, Keys, Shortcut, YES};
use crate::app::texts::t;
use crate::station::Intent;

pub(super) const UP: Shortcut = Shortcut::plain(Key::ArrowUp, t::KEY_ROW);
pub(super) const DOWN: Shortcut = Shortcut::plain(Key::ArrowDown, t::KEY_ROW);
pub(super) const SAVE: Shortcut = Shortcut::ctrl(Key::S, t::KEY_INVENTORY);
pub(super) const COPY: Shortcut = Shortcut::ctrl(Key::C, t::KEY_COPY);
pub(super) const MORE: Shortcut = Shortcut::plain(Key::F10, t::KEY_MORE);
pub(super) const NARROWER: Shortcut = Shortcut::plain(Key::ArrowLeft, t::KEY_WIDTH);
pub(super) const WIDER: Shortcut = Shortcut::plain(Key::ArrowRight, t::KEY_WIDTH);

/// All of them.
pub(super) fn all() -> impl Iterator<Item = Shortcut> {
    let of_screen = [UP, DOWN, NARROWER, WIDER, SAVE, COPY, MORE];
    of_screen.into_iter().chain(Deed::ALL.map(Deed::key))
}

/// What lies over the table and has keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// Nothing lies over it.
    Nothing,
    /// What else can be done with the selected enrolment.
    Menu,
    /// Something is asked about it.
    Form,
}

/// What they want.
pub(super) fn read(keys: &Keys<'_>, cx: &mut Cx<'_>, over: Over) {
    let asks = over == Over::Form;
    if over == Over::Menu {
        in_menu(keys, cx);
    }
    for (key, rows) in [(DOWN, 1), (UP, -1)] {
        if keys.arrow(key) {
            cx.act(Action::Move(rows));
        }
    }
    if let Some(column) = head::focused(keys.ctx()) {
        for (key, steps) in [(NARROWER, -1.0), (WIDER, 1.0)] {
            if keys.arrow(key) {
                cx.act(Action::WidenColumn(column, steps));
            }
        }
    }
    if keys.pressed(MORE) && !asks {
        cx.act(Action::ToggleDeeds);
    }
    if keys.pressed(SAVE) {
        cx.act(Action::SaveInventory);
    }
    // what is asked has the keys for itself
    if asks {
        if keys.pressed(YES) {
            cx.act(Action::SayYes);
        }
    } else if let Some(action) = row_actions::by_key(cx.station, keys) {
        cx.act(action);
    }
    let log = cx.station.log();
    let secret = log.shown().is_some_and(|shown| shown.secret.is_some());
    // without a secret in view a field or a label is copied
    if secret && keys.copied(COPY) {
        cx.act(Action::CopySecret);
    }
    if keys.pressed(ESC) {
        cx.act(match () {
            () if secret => Action::Desk(Intent::HideSecret),
            () if asks => Action::CloseForm,
            () => Action::Desk(Intent::Deselect),
        });
    }
}

/// The menu has the arrows, Enter and Esc; every other key does what it does without it.
fn in_menu(keys: &Keys<'_>, cx: &mut Cx<'_>) {
    for (key, rows) in [(DOWN, 1), (UP, -1)] {
        if keys.arrow(key) {
            cx.act(Action::MoveDeed(rows));
        }
    }
    if keys.pressed(ENTER) {
        cx.act(Action::DoDeed);
    }
    if keys.pressed(ESC) {
        cx.act(Action::ToggleDeeds);
    }
}
