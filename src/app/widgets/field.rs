//! Text fields.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Event, Frame, Id, Key, Margin, Modifiers, Response, Stroke, StrokeKind, TextEdit, Ui};
use zeroize::Zeroize;

use super::label;
use crate::app::theme::{face, page, palette, size};

/// A field of one line with its name above it.
#[derive(Debug)]
pub struct Field<'a> {
    id: Id,
    name: &'a str,
    hint: &'a str,
    tall: bool,
    mono: bool,
    password: bool,
    private: bool,
    passphrase: bool,
    hide_name: bool,
    select: bool,
    width: f32,
    limit: usize,
}

impl<'a> Field<'a> {
    /// A field with that name; `id` is where the focus finds it.
    #[must_use]
    pub const fn new(id: Id, name: &'a str) -> Self {
        Self {
            id,
            name,
            hint: "",
            tall: false,
            mono: false,
            password: false,
            private: false,
            passphrase: false,
            hide_name: false,
            select: false,
            width: f32::INFINITY,
            limit: 1024,
        }
    }

    /// What stands in it while it is empty.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// The big field of Enroll; its name is on the screen already.
    #[must_use]
    pub const fn tall(mut self) -> Self {
        self.tall = true;
        self.hide_name = true;
        self
    }

    /// Digits of one width.
    #[must_use]
    pub const fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// Without its name above it; a screen reader still finds it.
    #[must_use]
    pub const fn hide_name(mut self) -> Self {
        self.hide_name = true;
        self
    }

    /// A passphrase: hidden unless it is to be seen, never copied, and while it has the focus nothing that is typed is a
    /// scan.
    #[must_use]
    pub const fn passphrase(mut self, seen: bool) -> Self {
        self.passphrase = true;
        self.secret(seen)
    }

    /// Another secret: hidden unless it is to be seen, and never copied.
    #[must_use]
    pub const fn secret(mut self, seen: bool) -> Self {
        self.private = true;
        self.masked(!seen)
    }

    /// Hides what is typed while that is a secret.
    #[must_use]
    pub const fn masked(mut self, masked: bool) -> Self {
        self.password = masked;
        self
    }

    /// What stands in it is selected when the focus comes, so that typing replaces it.
    #[must_use]
    pub const fn select_on_focus(mut self) -> Self {
        self.select = true;
        self
    }

    /// At most that wide.
    #[must_use]
    pub const fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Draws it below its name. What is typed goes into `text`.
    pub fn ui(self, ui: &mut Ui, text: &mut String) -> Response {
        if !self.hide_name {
            label(ui, self.name);
        }
        let p = palette(ui);
        let growth = page::growth(ui.ctx());
        let font = match (self.tall, self.mono) {
            (true, _) => face::grown(face::field_tall(), growth),
            (false, true) => face::mono(),
            (false, false) => face::body(),
        };
        let height = if self.tall {
            size::FIELD_TALL * growth
        } else {
            size::FIELD
        };
        let width = self.width.min(ui.available_width());
        let line = ui.fonts_mut(|fonts| fonts.row_height(&font));
        let padding = ((height - line) / 2.0).max(0.0);
        let side = if self.tall {
            size::FIELD_TALL_INSET
        } else {
            size::FIELD_INSET
        };
        let focused = ui.memory(|memory| memory.has_focus(self.id));
        let stroke = if focused {
            Stroke::new(size::LINE_STRONG, p.accent)
        } else {
            Stroke::new(size::LINE, p.line)
        };
        let frame = Frame::new()
            .fill(p.panel)
            .corner_radius(size::RADIUS)
            .inner_margin(Margin::symmetric(side as i8, padding as i8));
        let edit = TextEdit::singleline(text)
            .id(self.id)
            .font(font.clone())
            .text_color(p.ink)
            .hint_text(egui::RichText::new(self.hint).font(font).color(p.ink_faint))
            .password(self.password)
            .char_limit(self.limit)
            .frame(frame)
            .return_key(None)
            .event_filter(keeps_focus())
            .desired_width(width);
        if focused && self.private {
            ui.input_mut(|input| input.events.retain(|event| !matches!(event, Event::Copy | Event::Cut)));
        }
        if self.passphrase {
            ui.data_mut(|data| data.insert_temp(passphrase_id().with(self.id), true));
        }
        if focused {
            glow(ui, width, height);
        }
        let response = ui.add(edit);
        // within it: it is as large with a strong line as with a thin one
        ui.painter()
            .rect_stroke(response.rect, size::RADIUS, stroke, StrokeKind::Inside);
        if response.gained_focus() {
            response.scroll_to_me(None);
            if self.select {
                select_all(ui.ctx(), self.id, text);
            }
        }
        let name = self.name.to_owned();
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_label(name));
        response
    }
}

/// Selects what stands in a field, so that typing or scanning replaces it.
pub fn select_all(ctx: &egui::Context, id: Id, text: &str) {
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    state
        .cursor
        .set_char_range(Some(CCursorRange::two(CCursor::new(0), end)));
    state.store(ctx, id);
}

/// Puts the cursor behind what stands in a field, to correct it.
pub fn place_at_end(ctx: &egui::Context, id: Id, text: &str) {
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ctx, id);
}

/// A soft edge around the field that has the focus, besides its stronger line.
fn glow(ui: &Ui, width: f32, height: f32) {
    let rect = egui::Rect::from_min_size(ui.cursor().min, egui::vec2(width, height)).expand(size::GLOW);
    ui.painter()
        .rect_filled(rect, size::RADIUS + size::GLOW as u8, palette(ui).accent_soft);
}

/// Esc and Enter belong to the screen, so a field keeps the focus when they are pressed.
pub(super) const fn keeps_focus() -> egui::EventFilter {
    egui::EventFilter {
        tab: false,
        horizontal_arrows: true,
        vertical_arrows: false,
        escape: true,
    }
}

/// Whether a person pressed Enter alone in the field. The Enter behind a text that came at the speed of a scanner does
/// nothing here: a badge that is scanned into a path field writes no file.
#[must_use]
pub fn entered(ui: &Ui, field: &Response) -> bool {
    entered_or_scanned(ui, field) && !is_scans_end(ui.ctx())
}

/// Whether Enter alone was pressed in the field, by a person or by the scanner that filled it: where somebody or
/// something is looked up.
#[must_use]
pub fn entered_or_scanned(ui: &Ui, field: &Response) -> bool {
    let alone = |event: &Event| {
        matches!(
            event,
            Event::Key {
                key: Key::Enter,
                pressed: true,
                modifiers: Modifiers::NONE,
                ..
            }
        )
    };
    field.has_focus() && ui.input(|input| input.events.iter().any(alone))
}

fn passphrase_id() -> Id {
    Id::unique("a field of a passphrase")
}

/// Whether a field of a passphrase has the focus.
pub(in crate::app) fn is_passphrase_typed(ctx: &egui::Context) -> bool {
    let focused = ctx.memory(egui::Memory::focused);
    focused.is_some_and(|id| {
        ctx.data(|data| data.get_temp(passphrase_id().with(id)))
            .unwrap_or(false)
    })
}

fn scans_end_id() -> Id {
    Id::unique("the scanner's end")
}

/// Notes whether the Enter or the Tab of this pass came with a text that was typed at the speed of a scanner.
pub(in crate::app) fn note_end(ctx: &egui::Context, with_text: bool) {
    ctx.data_mut(|data| data.insert_temp(scans_end_id(), with_text));
}

/// Whether the Enter or the Tab of this pass is a scanner's.
pub(in crate::app) fn is_scans_end(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp(scans_end_id())).unwrap_or(false)
}

/// Wipes a field that held a secret, and what could bring it back.
pub fn forget(ctx: &egui::Context, id: Id, text: &mut String) {
    text.zeroize();
    if let Some(mut state) = TextEditState::load(ctx, id) {
        state.clear_undoer();
        state.store(ctx, id);
    }
}

/// Whether Enter in a field counts: not within 400 ms after the focus or the question changed, so that the Enter behind
/// a scanned text answers nothing.
#[must_use]
pub fn hands_off(ctx: &egui::Context, since: f64) -> bool {
    ctx.input(|input| input.time) - since < 0.4
}
