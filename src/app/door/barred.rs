//! A ledger that cannot be opened here, and the ways on: a backup in its place, another data folder.

use std::path::PathBuf;

use egui::{Id, Ui};

use crate::app::cx::Cx;
use crate::app::settings::ledger::refused;
use crate::app::shortcut::ENTER;
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, Tone, banner, entered, heading, lead, title, whole, wrapped};
use crate::desk::Restore;
use crate::station::{DoorFailure, Intent};

/// What stands in the fields.
#[derive(Debug, Default)]
pub struct BarredView {
    backup: Option<String>,
    folder: String,
}

/// Why it is not opened, and the ways on.
pub(super) fn ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut BarredView,
    why: DoorFailure,
    words: &str,
    backup: Option<PathBuf>,
) {
    if let Restore::Asked(file) = cx.station.restore() {
        return asked(ui, cx, file.display().to_string());
    }
    let (heading, text) = heading_of(why);
    title(ui, cx.text(heading));
    let folder = cx.station.data_dir().display().to_string();
    lead(ui, cx.fill(text, &[("folder", folder.into())]));
    // where the heading names the only cause there is, the ledger's own words say nothing new
    if matches!(why, DoorFailure::Altered | DoorFailure::Newer | DoorFailure::NoteUnread) || heading == t::DOOR_FAILED {
        wrapped(ui, cx.sentence(words));
    }
    ui.add_space(size::SECTION);
    became(ui, cx);
    if matches!(why, DoorFailure::Damaged | DoorFailure::Altered) {
        restore(ui, cx, view, backup);
    }
    if why == DoorFailure::Away {
        if Button::new(&cx.text(t::DOOR_AWAY_AGAIN), Kind::Primary).ui(ui) {
            cx.want(Intent::LookAgain);
        }
        ui.add_space(size::SECTION);
    }
    if cx.station.chooses_folder() {
        elsewhere(ui, cx, view, why);
    }
}

const fn heading_of(why: DoorFailure) -> (Text, Text) {
    match why {
        DoorFailure::InUse => (t::DOOR_IN_USE, t::DOOR_IN_USE_TEXT),
        DoorFailure::Newer => (t::DOOR_NEWER, t::DOOR_NEWER_TEXT),
        DoorFailure::Foreign => (t::DOOR_FOREIGN, t::DOOR_FOREIGN_TEXT),
        DoorFailure::Damaged => (t::DOOR_DAMAGED, t::DOOR_DAMAGED_TEXT),
        DoorFailure::Altered => (t::DOOR_ALTERED, t::DOOR_ALTERED_TEXT),
        DoorFailure::Full => (t::DOOR_FULL, t::DOOR_FULL_TEXT),
        DoorFailure::ReadOnly => (t::DOOR_READ_ONLY, t::DOOR_READ_ONLY_TEXT),
        DoorFailure::Away => (t::DOOR_AWAY, t::DOOR_AWAY_TEXT),
        DoorFailure::NoteUnread => (t::DOOR_NOTE_UNREAD, t::DOOR_NOTE_UNREAD_TEXT),
        DoorFailure::WrongPassphrase
        | DoorFailure::ShortPassphrase
        | DoorFailure::WeakPassphrase
        | DoorFailure::NoOperator
        | DoorFailure::Other => (t::DOOR_FAILED, t::DOOR_FAILED_TEXT),
    }
}

fn restore(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut BarredView, newest: Option<PathBuf>) {
    let found = newest.is_some();
    wrapped(ui, cx.text(if found { t::DOOR_BACKUP } else { t::DOOR_NO_BACKUP }));
    ui.add_space(size::GAP);
    let newest = newest.map(|path| path.display().to_string()).unwrap_or_default();
    let mut text = view.backup.take().unwrap_or_else(|| newest.clone());
    let field = Field::new(Id::unique("backup at the door"), &cx.text(t::SET_RESTORE))
        .mono()
        .ui(ui, &mut text);
    let mut go = entered(ui, &field);
    ui.add_space(size::GAP);
    go |= Button::new(&cx.text(t::RESTORE_ASK), Kind::Primary)
        .key(&cx.cap(ENTER))
        .ui(ui);
    if go && !text.trim().is_empty() {
        cx.want(Intent::AskToRestore(text.trim().into()));
    }
    view.backup = (text != newest).then_some(text);
    ui.add_space(size::SECTION);
}

/// Whether that backup is to be the ledger. No Enter says yes.
fn asked(ui: &mut Ui, cx: &mut Cx<'_>, file: String) {
    title(ui, cx.text(t::RESTORE_TITLE));
    whole(ui, file);
    ui.add_space(size::GAP);
    lead(ui, cx.text(t::RESTORE_TEXT));
    ui.add_space(size::SECTION);
    ui.horizontal_wrapped(|ui| {
        if Button::new(&cx.text(t::RESTORE_KEEP), Kind::Primary).ui(ui) {
            cx.want(Intent::DismissRestore);
        }
        if Button::new(&cx.text(t::RESTORE_GO), Kind::Destructive).ui(ui) {
            cx.want(Intent::Restore);
        }
    });
}

/// What became of a backup that was to be put back.
pub(super) fn became(ui: &mut Ui, cx: &Cx<'_>) {
    match cx.station.restore() {
        Restore::Done(restored) => {
            let title = cx.fill(t::RESTORE_DONE, &[("count", restored.enrolments.into())]);
            let aside = restored.set_aside.as_ref();
            let aside = aside.map_or_else(|| "none".to_owned(), |path| path.display().to_string());
            let text = cx.fill(t::RESTORE_DONE_TEXT, &[("aside", aside.into())]);
            banner(ui, Tone::Done, &title, &text, |_| ());
            ui.add_space(size::GAP * 2.0);
        }
        Restore::Failed(why) => {
            let text = cx.fill(t::RESTORE_FAILED_TEXT, &[("why", cx.sentence(why).into())]);
            banner(ui, Tone::Bad, &cx.text(t::RESTORE_FAILED), &text, |_| ());
            ui.add_space(size::GAP * 2.0);
        }
        Restore::Idle | Restore::Asked(_) | Restore::Closing(_) | Restore::Working(_) => {}
    }
}

fn elsewhere(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut BarredView, why: DoorFailure) {
    // else there is another way on above it
    if why != DoorFailure::NoteUnread {
        heading(ui, cx.text(t::DOOR_FOLDER));
        ui.add_space(size::GAP);
    }
    let field = Field::new(Id::unique("folder at the door"), &cx.text(t::SET_DATA))
        .mono()
        .ui(ui, &mut view.folder);
    let mut go = entered(ui, &field);
    refused(ui, cx);
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        go |= Button::new(&cx.text(t::FOLDER_OPEN), Kind::Plain).ui(ui);
        let usual = cx
            .station
            .usual_folder()
            .filter(|usual| why == DoorFailure::NoteUnread || *usual != cx.station.data_dir());
        if let Some(usual) = usual
            && Button::new(&cx.text(t::DOOR_FOLDER_USUAL), Kind::Plain).ui(ui)
        {
            cx.want(Intent::OpenFolder(usual.to_owned()));
        }
    });
    if go && !view.folder.trim().is_empty() {
        cx.want(Intent::OpenFolder(view.folder.trim().into()));
    }
}
