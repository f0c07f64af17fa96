//! The lines that are left out of a file, before somebody agrees to the rest, and after.

use egui::Ui;

use crate::app::cx::Cx;
use crate::app::lines::{Lines, Told};
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{Tone, banner, wrapped};

/// So many at first.
const FIRST: usize = 8;

/// What is told of a list of lines here.
pub(super) const fn told<'t, T>(salt: &'static str, lines: &'t [T]) -> Told<'t, T> {
    Told {
        salt,
        lines,
        first: FIRST,
        height: size::LIST_LEAST,
    }
}

/// The lines, and the button for the rest of them.
pub(super) fn lines<T>(ui: &mut Ui, cx: &Cx<'_>, view: &mut Lines, told: &Told<'_, T>, words: impl Fn(&T) -> String) {
    view.ui(ui, told, words);
    view.more(ui, cx, told);
}

/// Asked before anything is done: what is left out, or that nothing is; and what helps.
pub(super) fn asked<T>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    view: &mut Lines,
    (none, helps): (Text, Text),
    left_out: &[T],
    words: impl Fn(&T) -> String,
) {
    if left_out.is_empty() {
        wrapped(ui, cx.text(none));
        return;
    }
    let heading = cx.fill(t::STOCK_LEFT_OUT, &[("count", left_out.len().into())]);
    banner(ui, Tone::Warn, &heading, &cx.text(helps), |ui| {
        lines(ui, cx, view, &told("left out", left_out), words);
    });
}
