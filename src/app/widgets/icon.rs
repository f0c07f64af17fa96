//! Icons, drawn: no font is asked for a sign it may lack.

use egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::app::theme::{palette, size};

/// What an icon says. Each differs by shape, not by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A tick in a circle.
    Done,
    /// An exclamation mark in a triangle.
    Warn,
    /// A cross in a circle.
    Bad,
    /// A ring: under way.
    Now,
    /// A thin ring: to come.
    Later,
    /// A filled dot.
    Dot,
    /// A pad with waves above it: the reader.
    Reader,
    /// A dial with two hands: the clock.
    Clock,
    /// A head with shoulders: people.
    People,
    /// The sign of the program.
    Logo,
}

/// An icon of text size in the colour of its meaning.
pub fn icon(ui: &mut Ui, icon: Icon) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size::ICON), Sense::hover());
    icon_at(ui, rect, icon);
}

/// An icon in the colour of its meaning, where it has its place already.
pub fn icon_at(ui: &Ui, rect: Rect, icon: Icon) {
    let (ink, soft) = colours(ui, icon);
    paint(ui.painter(), rect, icon, ink, soft);
}

fn colours(ui: &Ui, icon: Icon) -> (Color32, Color32) {
    let p = palette(ui);
    match icon {
        Icon::Done => (p.done, p.done_soft),
        Icon::Warn => (p.warn, Color32::TRANSPARENT),
        Icon::Bad => (p.bad, Color32::TRANSPARENT),
        Icon::Now | Icon::Dot | Icon::Logo => (p.accent, Color32::TRANSPARENT),
        Icon::Later => (p.line, Color32::TRANSPARENT),
        Icon::Reader | Icon::Clock | Icon::People => (p.ink_faint, Color32::TRANSPARENT),
    }
}

/// An icon that stands alone: a screen reader says its name, and so does the pointer over it.
pub fn icon_named(ui: &mut Ui, sign: Icon, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::ICON), Sense::hover());
    icon_at(ui, rect, sign);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    response.on_hover_text(name)
}

/// How something is: drawn as what it is while it is as it should be, and as what is wrong otherwise.
pub fn paint_state(ui: &Ui, rect: Rect, thing: Icon, state: Icon) {
    let p = palette(ui);
    match state {
        Icon::Done => paint(ui.painter(), rect, thing, p.done, Color32::TRANSPARENT),
        Icon::Warn | Icon::Bad => {
            icon_at(ui, rect, state);
        }
        _ => paint(ui.painter(), rect, thing, p.ink_faint, Color32::TRANSPARENT),
    }
}

/// The big tick of a result.
pub fn paint_done(ui: &Ui, rect: Rect) {
    let p = palette(ui);
    paint(ui.painter(), rect, Icon::Done, p.done, p.panel);
}

/// Paints an icon into `rect`.
pub fn paint(painter: &Painter, rect: Rect, icon: Icon, ink: Color32, soft: Color32) {
    let unit = rect.width().min(rect.height()) / 18.0;
    let at = |x: f32, y: f32| rect.center() + vec2(x - 9.0, y - 9.0) * unit;
    let pen = Stroke::new(1.8 * unit, ink);
    let line = |points: &[Pos2]| {
        painter.add(Shape::line(points.to_vec(), pen));
    };
    match icon {
        Icon::Done => {
            painter.circle(at(9.0, 9.0), 8.0 * unit, soft, Stroke::new(1.5 * unit, ink));
            line(&[at(5.4, 9.3), at(7.8, 11.7), at(12.6, 6.7)]);
        }
        Icon::Warn => {
            let corners = vec![at(9.0, 2.2), at(16.4, 15.2), at(1.6, 15.2)];
            painter.add(Shape::closed_line(corners, pen));
            line(&[at(9.0, 7.0), at(9.0, 10.6)]);
            painter.circle_filled(at(9.0, 12.9), 1.0 * unit, ink);
        }
        Icon::Bad => {
            painter.circle(at(9.0, 9.0), 8.0 * unit, soft, pen);
            line(&[at(6.2, 6.2), at(11.8, 11.8)]);
            line(&[at(11.8, 6.2), at(6.2, 11.8)]);
        }
        Icon::Now => {
            painter.circle_stroke(at(9.0, 9.0), 7.0 * unit, Stroke::new(3.0 * unit, ink));
        }
        Icon::Later => {
            painter.circle_stroke(at(9.0, 9.0), 7.0 * unit, Stroke::new(2.0 * unit, ink));
        }
        Icon::Dot => {
            painter.circle_filled(at(9.0, 9.0), 4.5 * unit, ink);
        }
        Icon::Reader => {
            let pad = Rect::from_min_max(at(1.5, 11.0), at(16.5, 16.5));
            painter.rect_stroke(pad, 2.0 * unit, pen, egui::StrokeKind::Middle);
            for radius in [3.0, 6.5] {
                arc(painter, at(9.0, 9.5), radius * unit, pen);
            }
        }
        Icon::Clock => {
            painter.circle_stroke(at(9.0, 9.0), 7.5 * unit, pen);
            line(&[at(9.0, 4.8), at(9.0, 9.0), at(12.0, 10.8)]);
        }
        Icon::People => {
            painter.circle_stroke(at(9.0, 5.8), 3.2 * unit, pen);
            arc(painter, at(9.0, 17.0), 6.5 * unit, pen);
        }
        Icon::Logo => logo(painter, rect, ink, unit),
    }
}

/// The upper half of a circle.
pub(super) fn arc(painter: &Painter, centre: Pos2, radius: f32, stroke: Stroke) {
    let points = (0..=24)
        .map(|step| {
            let angle = std::f32::consts::PI * (1.0 + step as f32 / 24.0);
            centre + radius * vec2(angle.cos(), angle.sin())
        })
        .collect();
    painter.add(Shape::line(points, stroke));
}

fn logo(painter: &Painter, rect: Rect, ink: Color32, unit: f32) {
    let body = Rect::from_center_size(rect.center(), vec2(17.0, 12.0) * unit);
    painter.rect_stroke(body, 2.5 * unit, Stroke::new(1.6 * unit, ink), egui::StrokeKind::Inside);
    for dash in [-4.0, 0.0, 4.0] {
        let middle = rect.center() + vec2(dash, 0.0) * unit;
        let ends = [
            pos2(middle.x - 1.2 * unit, middle.y),
            pos2(middle.x + 1.2 * unit, middle.y),
        ];
        painter.line_segment(ends, Stroke::new(2.0 * unit, ink));
    }
}
