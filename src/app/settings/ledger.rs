//! Which ledger this desk has: its folder, its backups, a backup in its place, and whether it is sound.

use std::path::{Path, PathBuf};

use egui::{Id, Ui};

use super::fields::{Setting, read_only, row};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::dialog::Browse;
use crate::app::findings::listed as sentences;
use crate::app::frame;
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, Tone, banner, entered, hands_off, wrapped};
use crate::desk::{Folder, FolderRefused};
use crate::station::{Intent, LedgerCheck};

const DATA: Setting = Setting::new(t::SET_DATA, t::SET_DATA_TEXT);
const DATA_NAMED: Setting = Setting::new(t::SET_DATA, t::SET_DATA_NAMED);
const RESTORE: Setting = Setting::new(t::SET_RESTORE, t::SET_RESTORE_TEXT);

/// What stands in the fields.
#[derive(Default)]
pub struct LedgerView {
    folder: Option<String>,
    backup: Option<String>,
    /// When something was chosen in it, on the window's clock.
    chosen_at: Option<f64>,
}

impl LedgerView {
    /// The newest backup is proposed until another one is typed.
    pub fn enter(&mut self) {
        *self = Self::default();
    }

    /// What was chosen in that dialog.
    pub fn chosen(&mut self, asked: &Browse, path: &Path, now: f64) {
        let text = Some(path.display().to_string());
        match asked {
            Browse::Folder(_) => self.folder = text,
            Browse::Backup(_) => self.backup = text,
            Browse::Read | Browse::Stock | Browse::Picture(_) | Browse::Save(_) => return,
        }
        self.chosen_at = Some(now);
    }
}

/// The field that a dialog is for.
pub(super) fn path_field(asked: &Browse) -> Option<Id> {
    match asked {
        Browse::Folder(_) => Some(folder_id()),
        Browse::Backup(_) => Some(backup_id()),
        Browse::Read | Browse::Stock | Browse::Picture(_) | Browse::Save(_) => None,
    }
}

/// The data folder: a field for it, or only its path where the command line names it.
pub(super) fn folder(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LedgerView) {
    let now = cx.station.data_dir().display().to_string();
    if cx.station.is_demo() {
        read_only(ui, cx, DATA, &cx.text(t::SET_NOT_IN_DEMO));
        return;
    }
    if !cx.station.chooses_folder() {
        read_only(ui, cx, DATA_NAMED, &now);
        return;
    }
    let mut text = view.folder.take().unwrap_or_else(|| now.clone());
    let pressed = row(ui, cx, DATA, |ui, name| {
        let pressed = path_row(
            ui,
            cx,
            view,
            (folder_id(), name),
            &mut text,
            (t::FOLDER_OPEN, t::FOLDER_BROWSE),
        );
        refused(ui, cx);
        pressed
    });
    if pressed.browse {
        cx.act(Action::Browse(Browse::Folder(PathBuf::from(&now))));
    }
    if pressed.go && text.trim() != now && !text.trim().is_empty() {
        cx.want(Intent::OpenFolder(text.trim().into()));
    }
    view.folder = (text != now).then_some(text);
}

/// Why another folder was not taken.
pub fn refused(ui: &mut Ui, cx: &Cx<'_>) {
    match cx.station.folder() {
        Folder::Refused(FolderRefused::Here) => {
            wrapped(ui, cx.text(t::FOLDER_HERE));
        }
        Folder::Refused(FolderRefused::NoFolder(folder)) => {
            let folder = folder.display().to_string();
            wrapped(ui, cx.fill(t::FOLDER_NONE, &[("folder", folder.into())]));
        }
        Folder::Refused(FolderRefused::NotNoted(why)) => {
            wrapped(ui, cx.fill(t::FOLDER_NOT_NOTED, &[("why", cx.sentence(why).into())]));
        }
        Folder::Here | Folder::Noting(_) | Folder::Closing(_) | Folder::There(_) => {}
    }
}

/// A backup in the place of the ledger. It is asked before anything happens.
pub(super) fn restore(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LedgerView) {
    if cx.station.is_demo() {
        read_only(ui, cx, RESTORE, &cx.text(t::SET_NOT_IN_DEMO));
        return;
    }
    let newest = cx.station.newest_backup();
    let newest = newest.map(|path| path.display().to_string()).unwrap_or_default();
    let mut text = view.backup.take().unwrap_or_else(|| newest.clone());
    let pressed = row(ui, cx, RESTORE, |ui, name| {
        path_row(
            ui,
            cx,
            view,
            (backup_id(), name),
            &mut text,
            (t::RESTORE_ASK, t::RESTORE_BROWSE),
        )
    });
    if pressed.browse {
        cx.act(Action::Browse(Browse::Backup(cx.station.backup_folder())));
    }
    if pressed.go && !text.trim().is_empty() {
        cx.want(Intent::AskToRestore(text.trim().into()));
    }
    view.backup = (text != newest).then_some(text);
    frame::no_dialog(ui, cx);
}

/// What is wanted with a path.
struct Pressed {
    go: bool,
    browse: bool,
}

/// A field for a path, and what goes on with it.
fn path_row(
    ui: &mut Ui,
    cx: &Cx<'_>,
    view: &LedgerView,
    (id, name): (Id, &str),
    text: &mut String,
    (does, browses): (Text, Text),
) -> Pressed {
    let field = Field::new(id, name).hide_name().ui(ui, text);
    // the Enter that answered the dialog is none here
    let soon = view.chosen_at.is_some_and(|at| hands_off(ui.ctx(), at));
    let mut go = entered(ui, &field) && !soon;
    let inside = |ui: &mut Ui| {
        go |= Button::new(&cx.text(does), Kind::Plain).small().ui(ui);
        Button::new(&cx.text(browses), Kind::Plain).small().ui(ui)
    };
    let browse = ui.horizontal_wrapped(inside).inner;
    Pressed { go, browse }
}

fn folder_id() -> Id {
    Id::unique("data folder")
}

fn backup_id() -> Id {
    Id::unique("backup to put back")
}

/// Whether it is as Tapdesk left it.
pub(super) fn check(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(size::GAP * 2.0);
    wrapped(ui, cx.text(t::SETTINGS_CHECK_TEXT));
    ui.add_space(size::GAP);
    match cx.station.ledger_check() {
        LedgerCheck::Idle => {}
        LedgerCheck::Working => {
            wrapped(ui, cx.text(t::SETTINGS_CHECK_WORKING));
        }
        LedgerCheck::Sound => banner(ui, Tone::Done, &cx.text(t::SETTINGS_CHECK_SOUND), "", |_| ()),
        LedgerCheck::Found(findings) => {
            let found = sentences(cx, findings, findings.len());
            let text = cx.fill(t::SETTINGS_CHECK_FOUND_TEXT, &[("found", found.into())]);
            banner(ui, Tone::Bad, &cx.text(t::SETTINGS_CHECK_FOUND), &text, |_| ());
        }
        LedgerCheck::Failed(why) => {
            let text = cx.fill(t::SETTINGS_CHECK_FAILED_TEXT, &[("why", cx.sentence(why).into())]);
            banner(ui, Tone::Bad, &cx.text(t::SETTINGS_CHECK_FAILED), &text, |_| ());
        }
    }
    ui.add_space(size::GAP);
    if Button::new(&cx.text(t::SETTINGS_CHECK), Kind::Plain).ui(ui) {
        cx.want(Intent::CheckLedger);
    }
}
