//! What is to be done, or is done, one under the other: a sign, what it is, and what is done about it at its right.

use egui::{Frame, Margin, Stroke, Ui};

use super::message::beside;
use super::{Icon, icon, strong, wrapped};
use crate::app::theme::{palette, size};

/// The list; `inside` adds its rows.
pub fn tasks(ui: &mut Ui, inside: impl FnOnce(&mut Ui)) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.panel)
        .stroke(Stroke::new(size::LINE, p.line))
        .corner_radius(size::RADIUS);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        inside(ui);
    });
}

/// A row of it. `more` stands below its text, `actions` at its right, from the right.
pub fn task(
    ui: &mut Ui,
    sign: Icon,
    title: &str,
    text: &str,
    more: impl FnOnce(&mut Ui),
    actions: impl FnOnce(&mut Ui),
) {
    let frame = Frame::new().inner_margin(Margin::symmetric(size::INSET, size::INSET_SMALL));
    let drawn = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = size::GAP / 2.0;
        ui.horizontal_top(|ui| {
            icon(ui, sign);
            let words = |ui: &mut Ui| {
                strong(ui, title);
                if !text.is_empty() {
                    wrapped(ui, text);
                }
                more(ui);
            };
            beside(ui, words, actions);
        });
    });
    let below = drawn.response.rect;
    ui.painter().hline(
        below.x_range(),
        below.bottom(),
        Stroke::new(size::LINE, palette(ui).line),
    );
}
