//! The drawn token: where to press, where to lay it, what it shows.

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo};
use egui::{Role, vec2};

use crate::app::theme::{Palette, face, palette, size};

/// A token above a reader: what to press, and an arrow that says where it goes.
pub fn placing(ui: &mut Ui, name: &str, press: &str) {
    let p = palette(ui);
    let (whole, response) = ui.allocate_exact_size(vec2(640.0, 240.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let rect = Rect::from_center_size(whole.center(), vec2(460.0, 240.0));
    let at = |x: f32, y: f32| rect.min + vec2(x, y);
    let painter = ui.painter();
    let pad = Rect::from_min_size(at(80.0, 150.0), vec2(300.0, 76.0));
    painter.rect(
        pad,
        CornerRadius::same(18),
        p.sunk,
        Stroke::new(size::LINE_STRONG, p.line),
        StrokeKind::Inside,
    );
    for radius in [20.0, 34.0] {
        arc(
            painter,
            pad.center() + vec2(0.0, 18.0),
            radius,
            Stroke::new(2.4, p.ink_faint),
        );
    }
    painter.circle_filled(pad.center() + vec2(0.0, 16.0), 4.5, p.ink_faint);
    let body = Rect::from_min_size(at(110.0, 12.0), vec2(220.0, 106.0));
    token_body(painter, body, p, p.ink_soft);
    let glass = Rect::from_min_size(body.min + vec2(60.0, 24.0), vec2(140.0, 46.0));
    painter.text(
        glass.center(),
        Align2::CENTER_CENTER,
        "------",
        face::mono_large(),
        p.accent,
    );
    let button = body.min + vec2(18.0, 47.0);
    painter.line_segment([button - vec2(68.0, 0.0), button], Stroke::new(size::LINE, p.ink_faint));
    painter.text(
        button - vec2(78.0, 0.0),
        Align2::RIGHT_CENTER,
        press,
        face::small(),
        p.ink_soft,
    );
    let pen = Stroke::new(3.0, p.accent);
    painter.line_segment([at(400.0, 60.0), at(400.0, 128.0)], pen);
    painter.add(Shape::line(
        vec![at(388.0, 115.0), at(400.0, 128.0), at(412.0, 115.0)],
        pen,
    ));
}

/// The token in the demo tray with what its display shows.
pub fn display(ui: &mut Ui, shown: &str, laid: bool, name: &str) {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size::TRAY_TOKEN, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let edge = if laid { p.accent } else { p.ink_soft };
    case(ui.painter(), rect, p, edge);
    let screen = Rect::from_min_size(rect.min + vec2(42.0, 18.0), vec2(134.0, 44.0));
    glass(ui.painter(), screen, p);
    power(ui.painter(), rect.min + vec2(22.0, 40.0), p);
    ui.painter()
        .text(screen.center(), Align2::CENTER_CENTER, shown, face::display(), p.accent);
}

fn token_body(painter: &Painter, body: Rect, p: Palette, edge: Color32) {
    case(painter, body, p, edge);
    glass(
        painter,
        Rect::from_min_size(body.min + vec2(60.0, 24.0), vec2(140.0, 46.0)),
        p,
    );
    power(painter, body.min + vec2(32.0, 47.0), p);
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

/// The upper half of a circle.
fn arc(painter: &Painter, centre: Pos2, radius: f32, stroke: Stroke) {
    let points = (0..=24)
        .map(|step| {
            let angle = std::f32::consts::PI * (1.0 + step as f32 / 24.0);
            centre + radius * vec2(angle.cos(), angle.sin())
        })
        .collect();
    painter.add(Shape::line(points, stroke));
}
