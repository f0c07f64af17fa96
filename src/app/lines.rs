//! Lines of a file that are told one below the other: the first ones, and all of them on a press.

use egui::{Label, ScrollArea, Ui};

use super::cx::Cx;
use super::texts::t;
use super::widgets::{Button, Kind, wrapped};

/// What is told: so many of them at first, and all of them in an area of that height.
pub(super) struct Told<'t, T> {
    /// Parts what is scrolled from the next such list.
    pub salt: &'static str,
    pub lines: &'t [T],
    pub first: usize,
    pub height: f32,
}

/// Whether all of them are shown.
#[derive(Default)]
pub(super) struct Lines {
    all: bool,
}

impl Lines {
    /// Draws them; `words` tells one.
    pub fn ui<T>(&self, ui: &mut Ui, told: &Told<'_, T>, words: impl Fn(&T) -> String) {
        if !self.all {
            for line in told.lines.iter().take(told.first) {
                wrapped(ui, words(line));
            }
            return;
        }
        let height = ui.text_style_height(&egui::TextStyle::Body);
        let area = ScrollArea::vertical().id_salt(told.salt).auto_shrink([false, true]);
        area.max_height(told.height)
            .show_rows(ui, height, told.lines.len(), |ui, range| {
                for line in told.lines.get(range).unwrap_or_default() {
                    ui.add(Label::new(words(line)).truncate());
                }
            });
    }

    /// The button that shows all of them, where there are more.
    pub fn more<T>(&mut self, ui: &mut Ui, cx: &Cx<'_>, told: &Told<'_, T>) {
        if self.all || told.lines.len() <= told.first {
            return;
        }
        let more = cx.fill(t::PEOPLE_SHOW_LINES, &[("count", told.lines.len().into())]);
        self.all = Button::new(&more, Kind::Plain).small().ui(ui);
    }
}
