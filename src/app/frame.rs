//! The frames in which screens and questions are drawn.

use egui::{CentralPanel, Context, Frame, Margin, Panel, ScrollArea, Ui, UiBuilder};

use super::cx::Cx;
use super::texts::t;
use super::theme::page::{self, Room};
use super::theme::{palette, size};
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

/// What scrolls when it does not fit, as high as there is room: its bar stands beside what is in it, and a ring around what
/// has the focus is not cut off.
pub(super) fn scrolled<R>(ui: &mut Ui, inside: impl FnOnce(&mut Ui) -> R) -> R {
    scrolled_in(ui, ScrollArea::vertical().auto_shrink(false), inside)
}

/// The same with an area of one's own.
pub(super) fn scrolled_in<R>(ui: &mut Ui, area: ScrollArea, inside: impl FnOnce(&mut Ui) -> R) -> R {
    let outside = ui.available_rect_before_wrap().expand(f32::from(size::BLEED));
    let mut around = ui.new_child(UiBuilder::new().max_rect(outside));
    around.spacing_mut().scroll.floating_allocated_width = 0.0;
    let shown = area.content_margin(Margin::same(size::BLEED)).show(&mut around, inside);
    let taken = around.min_rect().shrink(f32::from(size::BLEED));
    ui.advance_cursor_after_rect(taken);
    shown.inner
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

/// The frame of what lies over the window.
pub(super) fn modal_frame(ctx: &Context) -> Frame {
    Frame::popup(&ctx.global_style()).inner_margin(Margin::same(size::INSET_LARGE))
}

/// Below a path field whose dialog never opened.
pub(super) fn no_dialog(ui: &mut Ui, cx: &Cx<'_>) {
    if cx.no_dialog {
        wrapped(ui, cx.text(t::NO_DIALOG));
    }
}
