//! The live code, its ring, and the six boxes into which the token's code is typed.

use egui::{Color32, CornerRadius, Frame, Id, Margin, Response, Sense, Shape, Stroke, StrokeKind, TextEdit, Ui, Vec2};
use egui::{Role, WidgetInfo, vec2};

use crate::app::theme::{face, is_short, page, palette, size};

/// How large the live code is drawn, from the largest.
const CODE_SIZES: [f32; 4] = [1.0, 0.86, 0.72, 0.6];
const SMALLEST: f32 = 0.48;

/// The live code in two groups, as large as there is room for it and for `beside` at its right.
pub fn live_code(ui: &mut Ui, grouped: &str, name: &str, beside: f32) {
    let ink = palette(ui).ink;
    let growth = page::growth(ui.ctx());
    let draw = |share: f32| {
        let font = face::grown(face::code(growth), share);
        ui.painter().layout_no_wrap(grouped.to_owned(), font, ink)
    };
    let room = ui.available_width() - beside;
    let largest = if is_short(ui.ctx()) { 2 } else { 0 };
    let mut sizes = CODE_SIZES.into_iter().skip(largest).map(draw);
    let fits = sizes.find(|galley| galley.size().x <= room);
    let galley = fits.unwrap_or_else(|| draw(SMALLEST));
    // the face leaves room above and below that digits do not need
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, galley.size().y * 0.82), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    let at = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
}

/// How wide the ring is.
pub fn ring_width(ui: &Ui) -> f32 {
    let growth = page::growth(ui.ctx());
    if is_short(ui.ctx()) {
        size::RING_SHORT
    } else {
        size::RING * growth
    }
}

/// The ring that runs down.
pub fn ring(ui: &mut Ui, left: u64, period: u64) {
    let p = palette(ui);
    let across = ring_width(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(across), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, left.to_string()));
    let pen = |ink| Stroke::new(size::RING_STROKE * across / size::RING, ink);
    let radius = across / 2.0 - size::RING_STROKE;
    let centre = rect.center();
    ui.painter().circle_stroke(centre, radius, pen(p.line));
    let share = left as f32 / period.max(1) as f32;
    let turn = std::f32::consts::TAU * share;
    let steps = (90.0 * share).ceil().max(2.0) as usize;
    let points = (0..=steps)
        .map(|step| {
            let angle = turn * step as f32 / steps as f32 - std::f32::consts::FRAC_PI_2;
            centre + radius * vec2(angle.cos(), angle.sin())
        })
        .collect();
    ui.painter().add(Shape::line(points, pen(p.accent)));
    let font = face::grown(face::ring(), page::growth(ui.ctx()));
    ui.painter()
        .text(centre, egui::Align2::CENTER_CENTER, left, font, p.ink);
}

/// Six boxes over a field that takes digits only, pasted or typed, with blanks or dashes between them.
pub fn code_boxes(ui: &mut Ui, id: Id, name: &str, text: &mut String) -> Response {
    let growth = page::growth(ui.ctx());
    let gap = size::GAP;
    let group = size::SECTION;
    let digit = face::grown(face::digit(), growth);
    let one = if is_short(ui.ctx()) {
        size::CODE_BOX_SHORT
    } else {
        size::CODE_BOX * growth
    };
    let width = one.x * 6.0 + gap * 4.0 + group;
    let (rect, _) = ui.allocate_exact_size(vec2(width, one.y), Sense::hover());
    // the field itself is not seen: its text is drawn in the boxes
    let edit = TextEdit::singleline(text)
        .id(id)
        .font(digit.clone())
        .text_color(Color32::TRANSPARENT)
        .frame(Frame::new().inner_margin(Margin::same(size::EDGE_FLAT)))
        .char_limit(16)
        .return_key(None)
        .event_filter(super::field::keeps_focus())
        .desired_width(rect.width());
    let mut field = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    field.visuals_mut().text_cursor.stroke = Stroke::NONE;
    field.visuals_mut().selection.bg_fill = Color32::TRANSPARENT;
    let response = field.add(edit);
    let name = name.to_owned();
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_label(name));
    if response.changed() {
        text.retain(|c| c.is_ascii_digit());
        text.truncate(6);
    }
    let p = palette(ui);
    let mut left = rect.left();
    for place in 0..6 {
        let at = egui::Rect::from_min_size(egui::pos2(left, rect.top()), one);
        let here = response.has_focus() && place == text.len().min(5);
        let stroke = if here {
            Stroke::new(size::LINE_STRONG, p.accent)
        } else {
            Stroke::new(size::LINE, p.line)
        };
        ui.painter().rect(
            at,
            CornerRadius::same(size::RADIUS),
            p.panel,
            stroke,
            StrokeKind::Inside,
        );
        if let Some(typed) = text.get(place..=place) {
            ui.painter()
                .text(at.center(), egui::Align2::CENTER_CENTER, typed, digit.clone(), p.ink);
        }
        left += one.x + if place == 2 { group } else { gap };
    }
    response
}
