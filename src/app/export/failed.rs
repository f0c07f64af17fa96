//! Why no file was written, and the question about a folder that others can read.

use egui::Ui;

use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, Tone, banner};
use crate::disk::{self, PlaceError};
use crate::station::{ExportStage, ExportTrouble, Intent};

/// What came of the last try, if nothing did.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let ExportStage::Failed(trouble) = cx.station.export().stage() else {
        return;
    };
    let (title, text) = match trouble {
        ExportTrouble::Nothing if cx.station.batch().is_empty() => return,
        ExportTrouble::Nothing => (cx.text(t::FAILED_NOTHING), cx.text(t::FAILED_NOTHING_TEXT)),
        ExportTrouble::Refused => (cx.text(t::FAILED_REFUSED), cx.text(t::FAILED_REFUSED_TEXT)),
        ExportTrouble::Place(PlaceError::Exists) => (cx.text(t::FAILED_EXISTS), cx.text(t::FAILED_EXISTS_TEXT)),
        ExportTrouble::Place(PlaceError::Full) => (cx.text(t::FAILED_FULL), cx.text(t::FAILED_FULL_TEXT)),
        ExportTrouble::Place(PlaceError::NoName) => (cx.text(t::FAILED_NAME), cx.text(t::FAILED_NAME_TEXT)),
        ExportTrouble::Place(PlaceError::NoRights) => (cx.text(t::FAILED_RIGHTS), rights_text(cx)),
        ExportTrouble::Place(PlaceError::Io(error)) => (
            cx.text(t::FAILED_FOLDER),
            cx.fill(
                t::FAILED_FOLDER_TEXT,
                &[("why", cx.sentence(disk::words(error)).into())],
            ),
        ),
        ExportTrouble::Unknown(path) => (
            cx.text(t::FAILED_UNKNOWN),
            cx.fill(t::FAILED_UNKNOWN_TEXT, &[("path", path.display().to_string().into())]),
        ),
        ExportTrouble::Ledger(why) => (
            cx.text(t::FAILED_LEDGER),
            cx.fill(t::FAILED_LEDGER_TEXT, &[("why", cx.sentence(why).into())]),
        ),
    };
    let asks = matches!(trouble, ExportTrouble::Place(PlaceError::NoRights));
    banner(ui, Tone::Bad, &title, &text, |ui| {
        if asks {
            rights(ui, cx);
        }
    });
    ui.add_space(size::GAP * 2.0);
}

/// Which folder it is about is said: another one may stand in the field by now.
fn rights_text(cx: &Cx<'_>) -> String {
    let folder = cx.station.export().asks_rights_of();
    let folder = folder.map_or_else(String::new, |folder| folder.display().to_string());
    cx.fill(t::FAILED_RIGHTS_TEXT, &[("folder", folder.into())])
}

/// No is the first answer; yes is a click on a button of its own, which no key and no scan presses by itself.
fn rights(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal_wrapped(|ui| {
        if Button::new(&cx.text(t::FAILED_RIGHTS_NO), Kind::Plain).ui(ui) {
            cx.want(Intent::DismissExport);
        }
        if Button::new(&cx.text(t::FAILED_RIGHTS_GO), Kind::Destructive).ui(ui) {
            cx.want(Intent::ExportShared);
        }
    });
}
