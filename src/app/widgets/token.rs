//! The token of the demo: where to press, what it shows.

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::app::theme::{Palette, face, palette, size};

/// The token in the demo tray with what its display shows.
pub fn display(ui: &mut Ui, shown: &str, laid: bool, name: &str) {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size::TRAY_TOKEN, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let edge = if laid { p.accent } else { p.ink_soft };
    case(ui.painter(), rect, p, edge);
    let screen = Rect::from_min_size(rect.min + vec2(44.0, 16.0), vec2(126.0, 44.0));
    glass(ui.painter(), screen, p);
    power(ui.painter(), rect.min + vec2(22.0, 38.0), p);
    ui.painter()
        .text(screen.center(), Align2::CENTER_CENTER, shown, face::display(), p.accent);
}

fn case(painter: &Painter, body: Rect, p: Palette, edge: Color32) {
    let stroke = Stroke::new(size::LINE_STRONG, edge);
    painter.rect(body, CornerRadius::same(14), p.panel, stroke, StrokeKind::Inside);
}

fn glass(painter: &Painter, glass: Rect, p: Palette) {
    let stroke = Stroke::new(1.6, p.accent);
    painter.rect(glass, CornerRadius::same(6), p.accent_soft, stroke, StrokeKind::Inside);
}

fn power(painter: &Painter, button: Pos2, p: Palette) {
    let stroke = Stroke::new(size::LINE_STRONG, p.ink_soft);
    painter.circle_stroke(button, 14.0, stroke);
    painter.line_segment([button - vec2(0.0, 7.0), button], stroke);
}
