//! Facts beside each other, a little deeper than what is asked.

use egui::{Frame, Margin, RichText, Ui};

use crate::app::theme::{face, palette, size};

/// Names with their values.
pub fn facts(ui: &mut Ui, facts: &[(String, String)]) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.sunk)
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::same(size::INSET));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = size::SECTION;
            for (name, value) in facts {
                ui.vertical(|ui| {
                    ui.label(RichText::new(name).font(face::label()).color(p.ink_faint));
                    ui.label(RichText::new(value).font(face::body()).color(p.ink));
                });
            }
        });
    });
}
