//! Export: what goes, where, and what to do with the file afterwards; files that left before are in `past`.

mod batch;
mod done;
mod failed;
mod held;
mod past;
mod pending;
mod sealing;
mod view;

use std::path::PathBuf;

use egui::{Id, Ui};

pub use self::view::ExportView;
use self::view::path_id;

use crate::app::cx::Cx;
use crate::app::dialog::Browse;
use crate::app::frame;
use crate::app::screen::{ScreenUi, Tab, Turn};
use crate::app::shortcut::{ENTER, ESC, Keys, Shortcut};
use crate::app::texts::t;
use crate::app::theme::{is_narrow, size};
use crate::app::widgets::{key_hints, lead, title};
use crate::desk::PastSaid;
use crate::station::{ExportStage, Intent, Licence};

impl ScreenUi for ExportView {
    fn tab(&self) -> Tab {
        Tab {
            name: t::TAB_EXPORT,
            does: t::KEY_SCREEN_EXPORT,
        }
    }

    fn shortcuts(&self) -> Vec<Shortcut> {
        past::shortcuts()
    }

    fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) {
        past::read(keys, cx);
        if keys.pressed(ESC) {
            cx.want(Intent::DismissExport);
        }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        work(ui, cx, self);
    }

    /// What to do with the file, step by step; or a file that left before.
    fn side(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        frame::right_panel(ui, "export side", size::SIDE, |ui| match cx.station.past().chosen() {
            Some(_) => past::side(ui, cx, &self.past),
            None if free(cx) => {}
            None => done::what_next(ui, cx),
        });
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.in_view = true;
        self.propose(turn);
    }

    /// That a file is deleted was seen here.
    fn leave(&mut self, turn: &mut Turn<'_>) {
        self.in_view = false;
        self.sealing.forget(turn.ctx);
        if matches!(turn.station.past().said(), Some(PastSaid::Deleted(_))) {
            turn.station.apply(Intent::DismissPast);
        }
    }

    fn upn_stays(&self) -> bool {
        true
    }

    fn path_field(&self, _: &Browse) -> Option<Id> {
        Some(path_id())
    }

    fn file_chosen(&mut self, _: &Browse, path: PathBuf, now: f64) -> Option<Intent> {
        let path = path.display().to_string();
        if self.in_view {
            self.path = path;
            // the Enter that answered the dialog is none here
            self.opened_at = now;
        } else {
            self.chosen = Some(path);
        }
        None
    }
}

fn work(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) {
    let idle = !matches!(cx.station.export().stage(), ExportStage::Done { .. }) && !free(cx);
    let batch = cx.station.batch().len();
    foot(ui, cx, idle && batch > 0);
    view.sealing
        .expect(ui.ctx(), idle && batch > 0 && cx.station.settings().format.is_sealed());
    frame::scrolled(ui, |ui| {
        match cx.station.export().stage() {
            ExportStage::Done { id, path, rows } => done::ui(ui, cx, &view.past, *id, path, *rows),
            _ if free(cx) => {
                title(ui, cx.text(t::EXPORT_FREE));
                lead(ui, cx.text(t::EXPORT_FREE_TEXT));
            }
            _ if batch == 0 => {
                title(ui, cx.text(t::EXPORT_NOTHING));
                let held = pending::doubted(cx).next().is_some();
                let text = if held {
                    t::EXPORT_NOTHING_HELD
                } else {
                    t::EXPORT_NOTHING_TEXT
                };
                lead(ui, cx.text(text));
                ui.add_space(size::SECTION);
                batch::format_choice(ui, cx);
                failed::ui(ui, cx);
            }
            _ => batch::ui(ui, cx, view),
        }
        pending::in_doubt(ui, cx);
        pending::to_delete(ui, cx, view);
        past::list(ui, cx, &mut view.past);
        if is_narrow(ui.ctx()) {
            past::below(ui, cx, &view.past);
            if !free(cx) {
                ui.add_space(size::SECTION);
                done::what_next(ui, cx);
            }
        }
    });
}

/// Without P1 or P2 Entra ID takes no file.
fn free(cx: &Cx<'_>) -> bool {
    cx.station.settings().licence == Licence::Free
}

/// The keys at the bottom of the screen.
fn foot(ui: &mut Ui, cx: &Cx<'_>, saves: bool) {
    frame::foot(ui, "export keys", false, |ui| {
        let save = saves.then(|| (cx.cap(ENTER), cx.text(t::HINT_SAVE)));
        let hints: Vec<_> = save.into_iter().chain(past::hint(cx)).collect();
        if !hints.is_empty() {
            key_hints(ui, &hints);
        }
    });
}
