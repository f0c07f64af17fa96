//! Buttons, and the keys that do the same.

use egui::{Color32, CornerRadius, Key, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use crate::app::theme::{face, is_narrow, palette, size};

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One of several.
    Plain,
    /// What is done most.
    Primary,
    /// A tab of the header.
    Tab {
        /// Whether its screen is in view.
        selected: bool,
    },
    /// A filter, filled in while it narrows what is shown.
    Chip {
        /// Whether it does.
        active: bool,
    },
    /// What destroys something: no Enter presses it.
    Destructive,
}

/// A button with its text and, where there is one, the key that does the same.
#[derive(Debug)]
pub struct Button<'a> {
    text: &'a str,
    other: &'a str,
    key: Option<&'a str>,
    kind: Kind,
    small: bool,
    least: f32,
}

impl<'a> Button<'a> {
    /// A button of that kind.
    #[must_use]
    pub const fn new(text: &'a str, kind: Kind) -> Self {
        Self {
            text,
            other: "",
            key: None,
            kind,
            small: false,
            least: 0.0,
        }
    }

    /// At least that wide, so that nothing beside it moves when its word changes.
    #[must_use]
    pub const fn at_least(mut self, width: f32) -> Self {
        self.least = width;
        self
    }

    /// With room for the word that it has at other times, so that nothing beside it moves when its word changes.
    #[must_use]
    pub const fn or(mut self, other: &'a str) -> Self {
        self.other = other;
        self
    }

    /// Shows the key that does the same.
    #[must_use]
    pub const fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// For the header and rows.
    #[must_use]
    pub const fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Draws it; `true` when it was pressed.
    pub fn ui(self, ui: &mut Ui) -> bool {
        let by_enter = ui.input(|input| input.key_pressed(Key::Enter));
        let destructive = self.kind == Kind::Destructive;
        self.respond(ui).clicked() && !(destructive && by_enter)
    }

    /// Draws it, for what hangs something to it.
    pub fn respond(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let font = if matches!(self.kind, Kind::Tab { .. } | Kind::Chip { .. }) {
            face::body()
        } else {
            face::strong()
        };
        let laid_out = |text: &str, font| ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
        let other = laid_out(self.other, font.clone()).size().x;
        let text = laid_out(self.text, font);
        let key = self.key.map(|key| {
            ui.painter()
                .layout_no_wrap(key.to_owned(), face::label(), Color32::PLACEHOLDER)
        });
        let key_width = key.as_ref().map_or(0.0, |key| key.size().x + size::UNIT * 2.5);
        let height = if self.small {
            size::FIELD - size::UNIT
        } else {
            size::FIELD
        };
        let tight = matches!(self.kind, Kind::Tab { .. }) && is_narrow(ui.ctx());
        let sides = match (&key, tight) {
            (Some(_), _) => size::UNIT * 2.5,
            (None, false) => size::UNIT * 4.0,
            (None, true) => size::UNIT * 2.0,
        };
        let width = text.size().x.max(other) + sides + key_width;
        let wanted = vec2(width.max(self.least), height);
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, self.text));
        if ui.is_rect_visible(rect) {
            let (fill, stroke, ink) = self.colours(ui, &response);
            let radius = CornerRadius::same(size::RADIUS);
            ui.painter().rect(rect, radius, fill, stroke, StrokeKind::Inside);
            focus_ring(ui, &response, rect);
            let middle = rect.center().y - text.size().y / 2.0;
            let left = if key.is_some() {
                rect.left() + size::UNIT * 2.0
            } else {
                rect.center().x - text.size().x / 2.0
            };
            ui.painter().galley(egui::pos2(left, middle), text, ink);
            if let Some(key) = key {
                let place = egui::Rect::from_min_max(
                    egui::pos2(
                        rect.right() - size::UNIT * 2.5 - key.size().x,
                        rect.center().y - size::CAP / 2.0,
                    ),
                    egui::pos2(rect.right() - size::UNIT, rect.center().y + size::CAP / 2.0),
                );
                key_cap(
                    ui,
                    place,
                    key,
                    if self.kind == Kind::Primary { ink } else { p.ink_soft },
                );
            }
        }
        response
    }

    fn colours(&self, ui: &Ui, response: &Response) -> (Color32, Stroke, Color32) {
        let p = palette(ui);
        let line = Stroke::new(size::LINE, p.line);
        let none = Stroke::NONE;
        let over = response.hovered();
        match self.kind {
            Kind::Primary => (p.accent, none, p.on_accent),
            Kind::Tab { selected: true } => (p.accent_soft, none, p.accent),
            Kind::Tab { selected: false } => (if over { p.sunk } else { Color32::TRANSPARENT }, none, p.ink_soft),
            Kind::Chip { active: true } => (p.accent_soft, Stroke::new(size::LINE, p.accent), p.accent),
            Kind::Chip { active: false } => (if over { p.sunk } else { p.panel }, line, p.ink_soft),
            Kind::Destructive => (p.panel, Stroke::new(size::LINE, p.bad), p.bad),
            Kind::Plain => (if over { p.sunk } else { p.panel }, line, p.ink),
        }
    }
}

/// The ring around what has the focus.
pub(super) fn focus_ring(ui: &Ui, response: &Response, rect: egui::Rect) {
    if response.has_focus() {
        let stroke = Stroke::new(size::LINE_STRONG, palette(ui).accent);
        let radius = CornerRadius::same(size::RADIUS);
        ui.painter()
            .rect_stroke(rect.expand(size::LINE_STRONG), radius, stroke, StrokeKind::Outside);
    }
}

fn key_cap(ui: &Ui, place: egui::Rect, key: std::sync::Arc<egui::Galley>, ink: Color32) {
    let stroke = Stroke::new(size::LINE, ink.gamma_multiply(0.4));
    ui.painter()
        .rect_stroke(place, CornerRadius::same(size::RADIUS / 2), stroke, StrokeKind::Inside);
    let at = place.center() - key.size() / 2.0;
    ui.painter().galley(at, key, ink);
}

/// A line of keys with what they do.
pub fn key_hints(ui: &mut Ui, hints: &[(String, String)]) {
    let p = palette(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(size::GAP, size::GAP);
        for (key, does) in hints {
            if !key.is_empty() {
                let galley = ui
                    .painter()
                    .layout_no_wrap(key.clone(), face::label(), Color32::PLACEHOLDER);
                let (rect, _) =
                    ui.allocate_exact_size(vec2(galley.size().x + size::CAP_INSET, size::CAP), Sense::hover());
                ui.painter()
                    .rect_filled(rect, CornerRadius::same(size::RADIUS / 2), p.panel);
                key_cap(ui, rect, galley, p.ink_soft);
            }
            let said = ui.label(egui::RichText::new(does).font(face::small()).color(p.ink_faint));
            // read aloud with its key
            let spoken = format!("{key} {does}");
            ui.ctx()
                .accesskit_node_builder(said.id, |node| node.set_label(spoken.trim()));
            ui.add_space(size::GAP);
        }
    });
}
