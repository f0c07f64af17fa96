//! What a row of a list is drawn on.

use egui::{Rect, Response, Stroke, StrokeKind, Ui};

use crate::app::theme::{palette, size};

/// Its ground, which tells whether it is selected or pointed at, and the line below it.
pub fn row_ground(ui: &Ui, rect: Rect, selected: bool, response: &Response) {
    rows_ground(ui, rect);
    row_mark(ui, rect, selected, response);
}

/// The ground of many that lie below each other: one place to paint, and not one for each.
pub fn rows_ground(ui: &Ui, rect: Rect) {
    ui.painter().rect_filled(rect, 0.0, palette(ui).panel);
}

/// That it is selected or pointed at, and the line below it.
pub fn row_mark(ui: &Ui, rect: Rect, selected: bool, response: &Response) {
    let p = palette(ui);
    let fill = match (selected, response.hovered()) {
        (true, _) => Some(p.accent_soft),
        (false, true) => Some(p.sunk),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 0.0, fill);
    }
    let line = Stroke::new(size::LINE, p.line);
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
}

/// That it has the focus, within it: rows lie close to each other.
pub fn row_focus(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(size::LINE_STRONG, palette(ui).accent);
        ui.painter().rect_stroke(rect, 0.0, stroke, StrokeKind::Inside);
    }
}
