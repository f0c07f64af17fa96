//! A path that is typed or chosen in the system's dialog, and what is done with it: one row.

use std::path::PathBuf;

use egui::{Id, Ui};

use super::action::Action;
use super::cx::Cx;
use super::dialog::Browse;
use super::frame;
use super::shortcut::ENTER;
use super::texts::{Text, t};
use super::theme::size;
use super::widgets::{Button, Field, Kind, entered, hands_off};

/// A path while it is typed.
#[derive(Default)]
pub(super) struct Path {
    typed: String,
    /// When it was chosen in the dialog, on the window's clock.
    chosen_at: Option<f64>,
}

impl Path {
    /// It was chosen in the dialog, at `now` on the window's clock.
    pub fn chosen(&mut self, path: &std::path::Path, now: f64) {
        self.typed = path.display().to_string();
        self.chosen_at = Some(now);
    }

    /// What stands in the field.
    pub fn get(&self) -> Option<PathBuf> {
        let typed = self.typed.trim();
        (!typed.is_empty()).then(|| PathBuf::from(typed))
    }

    /// Nothing stands in it any more.
    pub fn clear(&mut self) {
        self.typed.clear();
    }
}

/// What a row of a path is called.
pub(super) struct PathRow {
    pub id: Id,
    pub name: Text,
    /// What is done with it.
    pub go: Text,
    pub browse: Browse,
}

/// The field, the button for the dialog and the one that goes on. Whether it goes on: by Enter, but not by the one that
/// answered the dialog.
pub(super) fn path_row(ui: &mut Ui, cx: &mut Cx<'_>, row: PathRow, path: &mut Path) -> bool {
    let mut goes = false;
    ui.horizontal_wrapped(|ui| {
        let field = Field::new(row.id, &cx.text(row.name))
            .mono()
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, &mut path.typed);
        if Button::new(&cx.text(t::EXPORT_BROWSE), Kind::Plain).ui(ui) {
            cx.act(Action::Browse(row.browse));
        }
        let go = Button::new(&cx.text(row.go), Kind::Plain).key(&cx.cap(ENTER)).ui(ui);
        let soon = path.chosen_at.is_some_and(|at| hands_off(ui.ctx(), at));
        goes = entered(ui, &field) && !soon || go;
    });
    frame::no_dialog(ui, cx);
    goes
}
