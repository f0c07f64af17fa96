//! Keys that work wherever the focus is.

use egui::Context;

use super::action::Action;
use super::cx::Cx;
use super::frame;
use super::shortcut::{ESC, EXPORT, HELP, Keys, LOCK, PAGE_DOWN, PAGE_UP, READ, SEARCH};
use super::view::View;
use crate::station::{Door, Intent};

/// Takes the keys that belong to the window out of the input and says what they want.
pub(super) fn read(ctx: &Context, cx: &mut Cx<'_>, view: &View) {
    let open = matches!(cx.station.door(), Door::Open { .. });
    let keys = Keys::of(ctx, Vec::new());
    for (key, pages) in [(PAGE_UP, -1.0), (PAGE_DOWN, 1.0)] {
        if keys.pressed(key) {
            frame::scroll_by(ctx, pages);
        }
    }
    if open && keys.pressed(LOCK) {
        cx.want(Intent::Lock);
        return;
    }
    if keys.pressed(HELP) {
        cx.act(Action::ToggleHelp);
    }
    if view.help {
        if keys.pressed(ESC) {
            cx.act(Action::ToggleHelp);
        }
        return;
    }
    if !open || view.questions.keys(&keys, cx) {
        return;
    }
    if let Some(at) = keys.tab() {
        cx.act(Action::ShowTab(at));
    }
    if keys.pressed(EXPORT) {
        cx.act(Action::OpenExport);
    }
    if keys.pressed(SEARCH) {
        cx.act(Action::Search);
    }
    if keys.pressed(READ) {
        cx.act(Action::ReadMessage);
    }
    let screen = view.screens.of(view.screen);
    screen.keys(&Keys::of(ctx, screen.shortcuts()), cx);
}
