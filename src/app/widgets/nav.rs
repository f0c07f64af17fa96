//! The way between the sections of a screen.

use egui::{Align2, Color32, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::theme::{face, is_narrow, palette, size};

/// A section by its name; `true` when it was pressed. Below each other they are of one width.
pub fn nav_row(ui: &mut Ui, name: &str, selected: bool) -> bool {
    let p = palette(ui);
    let font = if selected { face::strong() } else { face::body() };
    // as wide as it is when it is the one in view
    let widest = ui
        .painter()
        .layout_no_wrap(name.to_owned(), face::strong(), Color32::PLACEHOLDER);
    let inset = f32::from(size::INSET);
    let width = if is_narrow(ui.ctx()) {
        widest.size().x + inset * 2.0
    } else {
        ui.available_width()
    };
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::FIELD - size::UNIT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, selected, name));
    let (fill, ink) = match (selected, response.hovered()) {
        (true, _) => (p.accent_soft, p.accent),
        (false, true) => (p.sunk, p.ink),
        (false, false) => (Color32::TRANSPARENT, p.ink_soft),
    };
    ui.painter().rect_filled(rect, size::RADIUS, fill);
    let at = rect.left_center() + vec2(inset, 0.0);
    ui.painter().text(at, Align2::LEFT_CENTER, name, font, ink);
    super::button::focus_ring(ui, &response, rect);
    response.clicked()
}
