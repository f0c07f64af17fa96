//! The frames in which screens and questions are drawn.

use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui};

use super::cx::Cx;
use super::texts::t;
use super::theme::{is_narrow, palette, size};
use super::widgets::wrapped;

/// The middle of the window.
pub(super) fn work(ui: &mut Ui, margin: f32, inside: impl FnOnce(&mut Ui)) {
    let fill = palette(ui).ground;
    let margin = if is_narrow(ui.ctx()) {
        size::MARGIN_DENSE
    } else {
        margin
    };
    let frame = Frame::new()
        .fill(fill)
        .inner_margin(Margin::symmetric(margin as i8, size::EDGE));
    CentralPanel::no_frame().frame(frame).show(ui, inside);
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
