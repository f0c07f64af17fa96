//! A message in one strip: compact, with what is done about it at its right.

use egui::{Align, Frame, Layout, Margin, ScrollArea, Stroke, Ui};

use super::banner::{Tone, colours, spoken};
use super::{icon, strong, wrapped};
use crate::app::theme::{is_narrow, is_short, size};

/// A strip as wide as there is room; `actions` stand at its right, from the right, or below where it is narrow.
pub fn message(ui: &mut Ui, tone: Tone, title: &str, text: &str, actions: impl FnOnce(&mut Ui)) {
    let (ground, line, sign) = colours(ui, tone);
    let frame = Frame::new()
        .fill(ground)
        .stroke(Stroke::new(size::LINE, line))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::symmetric(size::INSET, size::INSET_SMALL));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            icon(ui, sign);
            let words = |ui: &mut Ui| bounded(ui, |ui| said(ui, title, text));
            if ui.available_width() < size::MESSAGE_LEAST {
                below(ui, words, actions);
            } else {
                at_the_right(ui, words, actions);
            }
        });
    });
}

/// Where there is little height the words scroll for themselves, so that the work stays in view.
fn bounded(ui: &mut Ui, words: impl FnOnce(&mut Ui)) {
    if !is_short(ui.ctx()) {
        return words(ui);
    }
    let most = ui.ctx().content_rect().height() * size::MESSAGE;
    let area = ScrollArea::vertical().id_salt("message").auto_shrink([false, true]);
    area.max_height(most).show(ui, words);
}

fn said(ui: &mut Ui, title: &str, text: &str) {
    let heading = strong(ui, title);
    spoken(ui, heading.id);
    if !text.is_empty() {
        wrapped(ui, text);
    }
}

/// Words, and what is done about them: beside them, or below where it is narrow.
pub(super) fn beside(ui: &mut Ui, words: impl FnOnce(&mut Ui), actions: impl FnOnce(&mut Ui)) {
    if is_narrow(ui.ctx()) {
        below(ui, words, actions);
    } else {
        at_the_right(ui, words, actions);
    }
}

fn below(ui: &mut Ui, words: impl FnOnce(&mut Ui), actions: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        words(ui);
        ui.horizontal_wrapped(actions);
    });
}

fn at_the_right(ui: &mut Ui, words: impl FnOnce(&mut Ui), actions: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        actions(ui);
        ui.add_space(size::GAP);
        ui.with_layout(Layout::top_down(Align::Min), words);
    });
}
