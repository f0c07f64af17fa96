//! The frames in which screens and questions are drawn.

use egui::{
    CentralPanel, Context, Frame, Id, Margin, Modal, ModalResponse, Panel, Pos2, Rect, ScrollArea, Ui, UiBuilder, Vec2,
};

use super::cx::Cx;
use super::dialog::NoDialog;
use super::texts::{Text, t};
use super::theme::page::{self, Room};
use super::theme::{is_short, palette, size};
use super::widgets::wrapped;

/// The middle of the window, with what stands in every screen at the same place.
pub(super) fn work(ui: &mut Ui, room: Room, inside: impl FnOnce(&mut Ui)) {
    let frame = Frame::new()
        .fill(palette(ui).ground)
        .inner_margin(page::edges(ui.ctx()));
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        let place = page::place(ui.ctx(), room, ui.max_rect());
        ui.scope_builder(UiBuilder::new().max_rect(place), inside);
    });
}

/// The work of a screen, which scrolls when it does not fit: the keys that scroll are for it.
pub(super) fn scrolled<R>(ui: &mut Ui, inside: impl FnOnce(&mut Ui) -> R) -> R {
    paged(ui, ScrollArea::vertical().auto_shrink(false), inside)
}

/// The same with an area of one's own.
pub(super) fn paged<R>(ui: &mut Ui, area: ScrollArea, inside: impl FnOnce(&mut Ui) -> R) -> R {
    aside(ui, area, |ui| {
        let height = ui.clip_rect().height() - size::SECTION * 2.0;
        if let Some(pages) = taken_pages(ui) {
            ui.scroll_with_delta(egui::vec2(0.0, -pages * height));
        }
        inside(ui)
    })
}

/// What scrolls beside the work: its bar stands beside what is in it, and a ring around what has the focus is not cut off.
pub(super) fn aside<R>(ui: &mut Ui, area: ScrollArea, inside: impl FnOnce(&mut Ui) -> R) -> R {
    let bleed = f32::from(size::BLEED);
    let outside = ui.available_rect_before_wrap().expand(bleed);
    let mut around = ui.new_child(UiBuilder::new().max_rect(outside));
    around.spacing_mut().scroll.floating_allocated_width = 0.0;
    let area = area.content_margin(Margin::same(size::BLEED)).animated(false);
    let shown = area.show(&mut around, |ui| {
        let all = inside(ui);
        follow_focus(ui);
        all
    });
    ui.advance_cursor_after_rect(around.min_rect().shrink(bleed));
    shown.inner
}

/// What had the focus in an area that scrolls, where it was in it, and how much of the area was in view.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Followed {
    id: Id,
    at: Pos2,
    view: Vec2,
}

/// Whether something is wanted in view in this pass.
pub(super) fn scrolls(ui: &Ui) -> bool {
    ui.ctx()
        .viewport(|viewport| viewport.this_pass.scroll_target[1].is_some())
}

/// What gets the focus comes into view, also when the window gets smaller or what stands above it grows. After that a person
/// may scroll it away.
pub(super) fn follow_focus(ui: &Ui) {
    let Some(id) = ui.memory(egui::Memory::focused) else {
        return;
    };
    let Some(rect) = rect_inside(ui, id) else { return };
    let now = Followed {
        id,
        at: (rect.min - ui.min_rect().min).to_pos2().round(),
        view: ui.clip_rect().size().round(),
    };
    let key = ui.unique_id().with("followed");
    let before = ui.data_mut(|data| {
        let before = data.get_temp::<Followed>(key);
        data.insert_temp(key, now);
        before
    });
    // what was wanted at a place of its own goes there
    if before != Some(now) && !scrolls(ui) {
        ui.scroll_to_rect(rect.expand(size::GLOW), None);
    }
}

/// Where that widget is, if it is in this area.
fn rect_inside(ui: &Ui, id: Id) -> Option<Rect> {
    const DEEPEST: usize = 32;
    ui.ctx().viewport(|viewport| {
        let widgets = &viewport.this_pass.widgets;
        let widget = widgets.get(id)?;
        let mut parent = widget.parent_id;
        for _ in 0..DEEPEST {
            if parent == ui.unique_id() {
                return Some(widget.rect);
            }
            parent = widgets.get(parent)?.parent_id;
        }
        None
    })
}

fn pages_id() -> Id {
    Id::unique("pages to scroll by")
}

/// Scrolls what is on top by that many pages, in this frame.
pub(super) fn scroll_by(ctx: &Context, pages: f32) {
    ctx.data_mut(|data| data.insert_temp(pages_id(), pages));
}

/// How far this is to be scrolled, unless it lies below something else.
fn taken_pages(ui: &Ui) -> Option<f32> {
    let on_top = ui.memory(|memory| memory.allows_interaction(ui.layer_id()));
    on_top
        .then(|| ui.data_mut(|data| data.remove_temp(pages_id())))
        .flatten()
}

/// A panel at the right.
pub(super) fn right_panel(ui: &mut Ui, id: &'static str, width: f32, inside: impl FnOnce(&mut Ui)) {
    let p = palette(ui);
    Panel::right(id)
        .resizable(false)
        .exact_size(width)
        .show_separator_line(true)
        .frame(Frame::new().fill(p.panel).inner_margin(Margin::same(size::EDGE)))
        .show(ui, inside);
}

/// What stays at the bottom while the rest scrolls.
pub(super) fn foot(ui: &mut Ui, id: &'static str, line: bool, inside: impl FnOnce(&mut Ui)) {
    Panel::bottom(id)
        .resizable(false)
        .show_separator_line(line)
        .frame(Frame::new().inner_margin(Margin {
            top: size::INSET_SMALL,
            ..Margin::ZERO
        }))
        .show(ui, inside);
}

/// What lies over the window. What is said in it scrolls when it does not fit; the answers below it are always in view.
pub(super) fn over<R>(
    ctx: &Context,
    id: &'static str,
    width: f32,
    said: impl FnOnce(&mut Ui),
    answers: impl FnOnce(&mut Ui) -> R,
) -> ModalResponse<R> {
    let inset = if is_short(ctx) { size::INSET } else { size::INSET_LARGE };
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(inset));
    Modal::new(Id::unique(id)).frame(frame).show(ctx, |ui| {
        let around = 2.0 * (f32::from(inset) + f32::from(size::EDGE_SHORT));
        let room = ctx.content_rect().size() - Vec2::splat(around);
        ui.set_width(width.min(room.x));
        // as high as the answers were in the last frame
        let key = Id::unique(id).with("answers");
        let usual = size::FIELD + size::SECTION;
        let below = ui.data(|data| data.get_temp(key)).unwrap_or(usual);
        let area = ScrollArea::vertical()
            .auto_shrink([false, true])
            .max_height(room.y - below);
        paged(ui, area, said);
        let top = ui.cursor().top();
        ui.add_space(size::SECTION - size::GAP);
        let answered = answers(ui);
        let high = ui.min_rect().bottom() - top + size::GAP;
        ui.data_mut(|data| data.insert_temp(key, high));
        answered
    })
}

/// Below a path field whose dialog never opened: what is done instead.
pub(super) fn no_dialog(ui: &mut Ui, cx: &Cx<'_>) {
    without_dialog(ui, cx, t::NO_DIALOG);
}

/// Why no dialog came up, and what is done instead where there is none.
pub(super) fn without_dialog(ui: &mut Ui, cx: &Cx<'_>, instead: Text) {
    match cx.no_dialog {
        None => {}
        Some(NoDialog::NeverOpens) => {
            wrapped(ui, cx.text(instead));
        }
        Some(NoDialog::OneIsOpen) => {
            wrapped(ui, cx.text(t::DIALOG_OPEN));
        }
    }
}
