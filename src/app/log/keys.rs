//! The keys of the log.

use egui::Key;

use super::row_actions::{self, Deed};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::shortcut::{ESC, Keys, Shortcut, YES};
use crate::app::texts::t;
use crate::station::Intent;

pub(super) const UP: Shortcut = Shortcut::plain(Key::ArrowUp, t::KEY_ROW);
pub(super) const DOWN: Shortcut = Shortcut::plain(Key::ArrowDown, t::KEY_ROW);
pub(super) const SAVE: Shortcut = Shortcut::ctrl(Key::S, t::KEY_INVENTORY);
pub(super) const COPY: Shortcut = Shortcut::ctrl(Key::C, t::KEY_COPY);

/// All of them.
pub(super) fn all() -> impl Iterator<Item = Shortcut> {
    [UP, DOWN, SAVE, COPY].into_iter().chain(Deed::ALL.map(Deed::key))
}

/// What they want; `asks` while something is asked about the selected enrolment.
pub(super) fn read(keys: &Keys<'_>, cx: &mut Cx<'_>, asks: bool) {
    for (key, rows) in [(DOWN, 1), (UP, -1)] {
        if keys.arrow(key) {
            cx.act(Action::Move(rows));
        }
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
