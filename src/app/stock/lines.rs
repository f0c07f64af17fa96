//! Lines of a file that are told one below the other: the first ones, and all of them on a press.

use egui::{Label, ScrollArea, Ui};

use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, wrapped};

/// Whether all of them are shown.
#[derive(Default)]
pub(super) struct Lines {
    pub all: bool,
}

/// `words` tells the one at that place. `salt` parts what is scrolled from the next such list.
pub(super) fn lines(
    ui: &mut Ui,
    cx: &Cx<'_>,
    view: &mut Lines,
    salt: &str,
    count: usize,
    words: impl Fn(usize) -> String,
) {
    const FIRST: usize = 8;
    if view.all {
        let height = ui.text_style_height(&egui::TextStyle::Body);
        let area = ScrollArea::vertical().id_salt(salt).auto_shrink([false, true]);
        area.max_height(size::LIST_LEAST)
            .show_rows(ui, height, count, |ui, range| {
                for at in range {
                    ui.add(Label::new(words(at)).truncate());
                }
            });
        return;
    }
    for at in 0..count.min(FIRST) {
        wrapped(ui, words(at));
    }
    if count > FIRST {
        let more = cx.fill(t::PEOPLE_SHOW_LINES, &[("count", count.into())]);
        if Button::new(&more, Kind::Plain).small().ui(ui) {
            view.all = true;
        }
    }
}
