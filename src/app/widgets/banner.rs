//! A message that stays: what happened, what it means for the token, what to do next.

use egui::{Color32, Frame, Id, Margin, Stroke, Ui};

use super::{Icon, heading, icon, wrapped};
use crate::app::theme::{palette, size};

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something to know, neither good nor bad.
    Info,
    /// Something went well.
    Done,
    /// Something wants attention.
    Warn,
    /// Something went wrong.
    Bad,
}

/// Ground, line and sign.
pub(super) fn colours(ui: &Ui, tone: Tone) -> (Color32, Color32, Icon) {
    let p = palette(ui);
    match tone {
        Tone::Info => (p.accent_soft, p.accent, Icon::Dot),
        Tone::Done => (p.done_soft, p.done, Icon::Done),
        Tone::Warn => (p.warn_soft, p.warn, Icon::Warn),
        Tone::Bad => (p.bad_soft, p.bad, Icon::Bad),
    }
}

/// Read out at once by a screen reader, without taking the focus.
pub(super) fn spoken(ui: &Ui, id: Id) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_live(egui::accesskit::Live::Assertive);
    });
}

/// A banner; `inside` adds its buttons.
pub fn banner<R>(ui: &mut Ui, tone: Tone, title: &str, text: &str, inside: impl FnOnce(&mut Ui) -> R) -> R {
    let (ground, line, sign) = colours(ui, tone);
    let frame = Frame::new()
        .fill(ground)
        .stroke(Stroke::new(size::LINE, line))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::same(size::INSET));
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.add_space(size::LINE_STRONG);
                ui.vertical(|ui| {
                    ui.add_space(size::ICON_DROP);
                    icon(ui, sign);
                });
                ui.add_space(size::GAP);
                ui.vertical(|ui| {
                    let said = heading(ui, title);
                    spoken(ui, said.id);
                    if !text.is_empty() {
                        wrapped(ui, text);
                    }
                    inside(ui)
                })
                .inner
            })
            .inner
        })
        .inner
}
