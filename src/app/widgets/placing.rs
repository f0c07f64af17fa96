//! The drawn token above the reader: where to press, where to lay it.

use egui::{Align2, Color32, Painter, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::icon::arc;
use crate::app::theme::{Palette, face, page, palette, size};

/// A token above a reader: what to press, and an arrow that says where it goes; as large as there is room for it.
/// `above` is how high that is which stands above it.
pub fn placing(ui: &mut Ui, name: &str, press: &str, above: f32) {
    let p = palette(ui);
    let scale = placing_scale(ui, above);
    let (whole, response) = ui.allocate_exact_size(size::PLACING * scale, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let rect = Rect::from_center_size(whole.center(), vec2(460.0, 240.0) * scale);
    let at = |x: f32, y: f32| rect.min + vec2(x, y) * scale;
    let part = |x: f32, y: f32, w: f32, h: f32| Rect::from_min_size(at(x, y), vec2(w, h) * scale);
    let painter = ui.painter();
    let edge = Stroke::new(size::LINE_STRONG * scale, p.line);
    let pad = part(80.0, 150.0, 300.0, 76.0);
    painter.rect(pad, 18.0 * scale, p.sunk, edge, StrokeKind::Inside);
    for radius in [20.0, 34.0] {
        let pen = Stroke::new(2.4 * scale, p.ink_faint);
        arc(painter, pad.center() + vec2(0.0, 18.0) * scale, radius * scale, pen);
    }
    painter.circle_filled(pad.center() + vec2(0.0, 16.0) * scale, 4.5 * scale, p.ink_faint);
    let body = part(110.0, 12.0, 220.0, 106.0);
    let glass = token_body(painter, body, p, p.ink_soft);
    let font = face::grown(face::mono_large(), scale);
    painter.text(glass.center(), Align2::CENTER_CENTER, "------", font, p.accent);
    let button = body.min + vec2(18.0, 47.0) * scale;
    let far = |x: f32| button - vec2(x, 0.0) * scale;
    painter.line_segment([far(68.0), button], Stroke::new(size::LINE, p.ink_faint));
    let font = face::grown(face::small(), scale.max(1.0));
    painter.text(far(78.0), Align2::RIGHT_CENTER, press, font, p.ink_soft);
    let pen = Stroke::new(3.0 * scale, p.accent);
    painter.line_segment([at(400.0, 60.0), at(400.0, 128.0)], pen);
    painter.add(Shape::line(
        vec![at(388.0, 115.0), at(400.0, 128.0), at(412.0, 115.0)],
        pen,
    ));
}

/// It fits into what is in view below a title, and is drawn larger where both see it from further away.
fn placing_scale(ui: &Ui, above: f32) -> f32 {
    let most = 1.25 * page::growth(ui.ctx());
    let wide = ui.available_width() / size::PLACING.x;
    let high = (ui.clip_rect().height() - above.max(size::PLACING_ABOVE)) / size::PLACING.y;
    wide.min(high).clamp(0.5, most).min(wide)
}

/// The height in which a token is drawn as it is.
const TOKEN: f32 = 106.0;

/// A token; its glass.
fn token_body(painter: &Painter, body: Rect, p: Palette, edge: Color32) -> Rect {
    let scale = body.height() / TOKEN;
    let at = |x: f32, y: f32| body.min + vec2(x, y) * scale;
    let strong = |ink| Stroke::new(size::LINE_STRONG, ink);
    painter.rect(body, 14.0 * scale, p.panel, strong(edge), StrokeKind::Inside);
    let glass = Rect::from_min_size(at(60.0, 24.0), vec2(140.0, 46.0) * scale);
    let line = Stroke::new(1.6, p.accent);
    painter.rect(glass, 6.0 * scale, p.accent_soft, line, StrokeKind::Inside);
    let button = at(32.0, 47.0);
    painter.circle_stroke(button, 14.0 * scale, strong(p.ink_soft));
    painter.line_segment([button - vec2(0.0, 7.0) * scale, button], strong(p.ink_soft));
    glass
}
