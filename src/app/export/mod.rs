//! Export: what goes, where, and what to do with the file afterwards; files that left before are in `past`.

mod done;
mod past;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use egui::{Frame, Id, Margin, ScrollArea, Ui};
use zeroize::Zeroizing;

use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::dialog::Browse;
use crate::app::formats::{self, Part};
use crate::app::frame;
use crate::app::screen::{ScreenUi, Tab, Turn};
use crate::app::shortcut::{ENTER, ESC, Keys, REVEAL, Shortcut};
use crate::app::texts::t;
use crate::app::theme::{face, is_narrow, palette, size};
use crate::app::widgets::{
    Button, Field, Icon, Kind, Reveal, Tone, banner, choice, entered, forget, hands_off, heading, icon, key_hints,
    label, lead, title, wrapped,
};
use crate::app::words::state_word;
use crate::desk::{Enrolment, EnrolmentId, ExportId, Fate, PastSaid};
use crate::disk::{self, PlaceError, Readers};
use crate::export::{Format, Refusal};
use crate::station::{ExportStage, ExportTrouble, Intent, Licence, NextFile, Settings};

/// What stands in the path field.
#[derive(Default)]
pub struct ExportView {
    path: String,
    /// The name that was proposed last.
    proposed: String,
    in_view: bool,
    /// The file that was chosen while another screen was in view.
    chosen: Option<String>,
    without_refused: bool,
    /// Corrected UPNs, while they are typed.
    mended: HashMap<EnrolmentId, String>,
    opened_at: f64,
    /// What encrypts the file, where its format does that, while it is typed.
    sealing: Zeroizing<String>,
    reveal: Reveal,
    /// Whether it was too short to save a file.
    short: bool,
    /// Whether its field is there.
    seals: bool,
    /// Whether what is to be deleted in Entra ID comes into view in the next frame.
    to_delete: bool,
    past: past::PastView,
}

impl ExportView {
    /// A fresh name in the path field, or the file that was chosen while another screen was in view, and the focus in it. An
    /// earlier result gives way to rows that wait.
    pub fn propose(&mut self, turn: &mut Turn<'_>) {
        if !turn.station.batch().is_empty() {
            turn.station.apply(Intent::DismissExport);
        }
        turn.station.apply(Intent::LookAtExports);
        self.proposed = turn.station.proposed_path().display().to_string();
        self.path = self.chosen.take().unwrap_or_else(|| self.proposed.clone());
        self.without_refused = false;
        self.mended.clear();
        self.opened_at = turn.now;
        *turn.focus = Some(path_id());
    }

    /// Another file that left is chosen.
    pub const fn move_past(&mut self) {
        self.past.moved();
    }

    /// The path of that file was copied.
    pub const fn copied(&mut self, id: ExportId) {
        self.past.copied(id);
    }

    /// What is to be deleted in Entra ID comes into view.
    pub const fn show_to_delete(&mut self) {
        self.to_delete = true;
    }
}

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
        self.sealing = Zeroizing::default();
        self.reveal.hide();
        self.short = false;
        self.seals = false;
        if matches!(turn.station.past().said(), Some(PastSaid::Deleted(_))) {
            turn.station.apply(Intent::DismissPast);
        }
    }

    fn upn_stays(&self) -> bool {
        true
    }

    fn asks_passphrase(&self) -> bool {
        self.seals
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

/// The field for what encrypts the file.
fn seal_id() -> Id {
    Id::unique("export passphrase")
}

/// The path field.
fn path_id() -> Id {
    Id::unique("export path")
}

fn work(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) {
    let idle = !matches!(cx.station.export().stage(), ExportStage::Done { .. }) && !free(cx);
    let batch = cx.station.batch().len();
    foot(ui, cx, idle && batch > 0);
    frame::scrolled(ui, |ui| {
        match cx.station.export().stage() {
            ExportStage::Done { id, path, rows } => done::ui(ui, cx, &view.past, *id, path, *rows),
            _ if free(cx) => {
                title(ui, cx.text(t::EXPORT_FREE));
                lead(ui, cx.text(t::EXPORT_FREE_TEXT));
            }
            _ if batch == 0 => {
                title(ui, cx.text(t::EXPORT_NOTHING));
                let held = doubted(cx).next().is_some();
                let text = if held {
                    t::EXPORT_NOTHING_HELD
                } else {
                    t::EXPORT_NOTHING_TEXT
                };
                lead(ui, cx.text(text));
                ui.add_space(size::SECTION);
                format_ui(ui, cx);
                failed(ui, cx);
            }
            _ => batch_ui(ui, cx, view),
        }
        held_in_doubt(ui, cx);
        to_delete(ui, cx, view);
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

/// Whose token may not be what the ledger says.
fn doubted<'s>(cx: &Cx<'s>) -> impl Iterator<Item = &'s Enrolment> + use<'s> {
    let station = cx.station;
    station.log().unfinished().filter(|row| row.is_doubted())
}

/// Those stay here until somebody has looked.
fn held_in_doubt(ui: &mut Ui, cx: &mut Cx<'_>) {
    let rows: Vec<&Enrolment> = doubted(cx).collect();
    if rows.is_empty() {
        return;
    }
    ui.add_space(size::SECTION);
    heading(ui, cx.fill(t::DOUBTED_TITLE, &[("count", rows.len().into())]));
    wrapped(ui, cx.fill(t::DOUBTED_TEXT, &[("count", rows.len().into())]));
    ui.add_space(size::GAP);
    for row in rows {
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Warn);
            if Button::new(&cx.text(t::ASK_SHOW), Kind::Plain).small().ui(ui) {
                cx.act(Action::ShowInLog(row.id));
            }
            let serial = row.token.grouped();
            wrapped(ui, format!("{} \u{b7} {serial}", cx.name(&row.upn)));
        });
        ui.add_space(size::GAP / 2.0);
    }
}

/// What Entra ID still knows and nobody is to use any more, until somebody ticks it off.
fn to_delete(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) {
    let station = cx.station;
    let rows: Vec<&Enrolment> = station.log().to_delete().collect();
    if rows.is_empty() {
        return;
    }
    ui.add_space(size::SECTION);
    let first = heading(ui, cx.fill(t::DELETE_TITLE, &[("count", rows.len().into())]));
    if std::mem::take(&mut view.to_delete) {
        first.scroll_to_me(Some(egui::Align::TOP));
    }
    wrapped(ui, cx.text(t::DELETE_TEXT));
    ui.add_space(size::GAP);
    for row in rows {
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Warn);
            let state = state_word(cx, row.state());
            let gone = Button::new(&cx.text(t::DELETE_DONE), Kind::Destructive).small().ui(ui);
            wrapped(
                ui,
                format!("{} \u{b7} {} \u{b7} {state}", cx.name(&row.upn), row.token.grouped()),
            );
            if gone {
                cx.want(Intent::KeepFate {
                    id: row.id,
                    fate: Fate::Deleted,
                    note: String::new(),
                });
            }
        });
        ui.add_space(size::GAP / 2.0);
    }
}

fn batch_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) {
    let held = cx.station.held().len();
    let next = cx.station.next_file();
    let count = [("count", next.rows.into())];
    title(ui, formats::of(cx, cx.station.settings().format, Part::Title, &count));
    let text = if held > 0 {
        formats::text(cx, Part::Held)
    } else {
        cx.text(t::EXPORT_LEAD)
    };
    lead(ui, text);
    ui.add_space(size::SECTION);
    format_ui(ui, cx);
    limits(ui, cx, &next);
    failed(ui, cx);
    held_rows(ui, cx, view);
    view.seals = cx.station.settings().format.is_sealed();
    let sealed = view.seals && seal_row(ui, cx, view);
    let save = path_row(ui, cx, view) || sealed;
    ui.add_space(size::SECTION);
    preview(ui, cx);
    if save && !view.path.trim().is_empty() && seal(ui, cx, view) {
        cx.want(Intent::Export {
            path: PathBuf::from(view.path.trim()),
            without_refused: view.without_refused,
        });
    }
}

/// The field for what encrypts the file; whether Enter was pressed in it.
fn seal_row(ui: &mut Ui, cx: &Cx<'_>, view: &mut ExportView) -> bool {
    if view.short {
        banner(
            ui,
            Tone::Bad,
            &cx.text(t::SEAL_SHORT),
            &cx.text(t::SEAL_SHORT_TEXT),
            |_| (),
        );
        ui.add_space(size::GAP * 2.0);
    }
    let field = Field::new(seal_id(), &cx.text(t::SEAL_FIELD))
        .hint(&cx.text(t::SEAL_FIELD_HINT))
        .passphrase(view.reveal.is_on())
        .width(size::WORK / 2.0)
        .ui(ui, &mut view.sealing);
    view.short &= !field.changed();
    ui.add_space(size::GAP);
    let (show, hide) = (cx.text(t::PASSPHRASE_SHOW), cx.text(t::PASSPHRASE_HIDE));
    view.reveal.ui(ui, &show, &hide, REVEAL, &cx.cap(REVEAL));
    ui.add_space(size::GAP * 2.0);
    entered(ui, &field) && !hands_off(ui.ctx(), view.opened_at)
}

/// Hands over what encrypts the file, where its format does that; `false` where it is too short, which is said.
fn seal(ui: &Ui, cx: &mut Cx<'_>, view: &mut ExportView) -> bool {
    const LEAST: usize = 8;
    if !view.seals {
        return true;
    }
    view.short = view.sealing.chars().count() < LEAST;
    if view.short {
        *cx.focus = Some(seal_id());
        return false;
    }
    cx.want(Intent::SealWith(String::clone(&view.sealing).into()));
    forget(ui.ctx(), seal_id(), &mut view.sealing);
    view.reveal.hide();
    true
}

/// What the system takes, and how much of the batch leaves with this file.
fn limits(ui: &mut Ui, cx: &Cx<'_>, next: &NextFile<'_>) {
    const NAMED: usize = 5;
    let mut said = Vec::new();
    if next.later > 0 {
        let all = next.rows + next.later;
        let gaps = [("count", next.rows.into()), ("all", all.into())];
        said.push((Tone::Info, cx.fill(t::EXPORT_PART, &gaps), cx.text(t::EXPORT_PART_TEXT)));
    }
    if let Some(most) = next.activations {
        let gaps = [("most", most.into()), ("count", next.rows.into())];
        let text = cx.fill(t::EXPORT_MANY_TEXT, &gaps);
        said.push((Tone::Warn, cx.fill(t::EXPORT_MANY, &gaps), text));
    }
    if !next.full.is_empty() {
        let names: Vec<&str> = next.full.iter().take(NAMED).map(|upn| upn.as_str()).collect();
        let gaps = [
            ("names", names.join(", ").into()),
            ("more", next.full.len().saturating_sub(NAMED).into()),
        ];
        let title = cx.fill(t::EXPORT_FULL, &[("count", next.full.len().into())]);
        said.push((Tone::Warn, title, cx.fill(t::EXPORT_FULL_TEXT, &gaps)));
    }
    for (tone, title, text) in said {
        banner(ui, tone, &title, &text, |_| ());
        ui.add_space(size::GAP * 2.0);
    }
}

/// In which format the next file leaves, where several stand here: each knows for itself what has left in it.
fn format_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let settings = cx.station.settings();
    let formats = settings.on_export();
    if formats.len() < 2 {
        return;
    }
    label(ui, cx.text(t::EXPORT_FORMATS));
    let name = |format: &&'static dyn Format| (*format, formats::of(cx, *format, Part::Name, &[]));
    let all: Vec<_> = formats.iter().map(name).collect();
    if let Some(format) = choice(ui, settings.format, &all) {
        let settings = Settings {
            format,
            ..settings.clone()
        };
        cx.want(Intent::ChangeSettings(Box::new(settings)));
    }
    ui.add_space(size::GAP * 2.0);
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

fn path_row(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) -> bool {
    let mut save = false;
    // somebody was faster; a name that was typed is left as it is
    if view.path == view.proposed && cx.station.export().is_taken(Path::new(&view.path)) {
        view.path = cx.station.proposed_path().display().to_string();
        view.proposed = view.path.clone();
    }
    label(ui, cx.text(t::EXPORT_FILE));
    wrapped(ui, what_is_saved(cx, &view.path));
    ui.horizontal_wrapped(|ui| {
        let buttons = if is_narrow(ui.ctx()) { 0.0 } else { size::UNIT * 23.0 };
        let field = Field::new(path_id(), &cx.text(t::EXPORT_FILE))
            .mono()
            .hide_name()
            .width(ui.available_width() - buttons)
            .ui(ui, &mut view.path);
        save |= entered(ui, &field) && !hands_off(ui.ctx(), view.opened_at);
        if Button::new(&cx.text(t::EXPORT_BROWSE), Kind::Plain).ui(ui) {
            cx.act(Action::Browse(Browse::Save(PathBuf::from(&view.path))));
        }
        save |= Button::new(&cx.text(t::EXPORT_SAVE), Kind::Primary).ui(ui);
    });
    frame::no_dialog(ui, cx);
    save
}

/// What is saved, and who can read it there.
fn what_is_saved(cx: &Cx<'_>, path: &str) -> String {
    let format = formats::text(cx, Part::Name);
    let id = match cx.station.readers_of(Path::new(path.trim())) {
        Some(Readers::OwnerOnly) => t::EXPORT_FORMAT,
        Some(Readers::AsFolder) => t::EXPORT_FORMAT_SHARED,
        None => return format,
    };
    cx.fill(id, &[("format", format.into())])
}

/// Rows that the format refuses. Nothing is written while one is among them, unless they are left out on purpose.
fn held_rows(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) {
    let station = cx.station;
    let held = station.held();
    if held.is_empty() {
        return;
    }
    for held in &held {
        let can_mend = matches!(held.why, Refusal::Guest | Refusal::Upn | Refusal::Character);
        banner(
            ui,
            Tone::Bad,
            held.row.upn.as_str(),
            &formats::text(cx, Part::Refused(held.why)),
            |ui| {
                if can_mend {
                    mend(ui, cx, view, held.row);
                }
            },
        );
        ui.add_space(size::GAP);
    }
    let text = cx.fill(t::EXPORT_LEAVE_OUT, &[("count", held.len().into())]);
    ui.checkbox(&mut view.without_refused, text);
    ui.add_space(size::GAP * 2.0);
}

/// The UPN is corrected where it stands in the way.
fn mend(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView, row: &Enrolment) {
    let text = view.mended.entry(row.id).or_insert_with(|| row.upn.to_string());
    let id = Id::unique("mend").with(row.id.0);
    ui.horizontal(|ui| {
        let field = Field::new(id, &cx.text(t::EXPORT_MEND))
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, text);
        let done = entered(ui, &field) | Button::new(&cx.text(t::EXPORT_MEND_SAVE), Kind::Plain).ui(ui);
        if done && *text != row.upn.as_str() {
            let upn = text.trim().to_owned();
            cx.want(Intent::CorrectUpn { id: row.id, upn });
        }
    });
}

fn failed(ui: &mut Ui, cx: &mut Cx<'_>) {
    let ExportStage::Failed(trouble) = cx.station.export().stage() else {
        return;
    };
    let (title, text) = match trouble {
        ExportTrouble::Nothing => return,
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

fn preview(ui: &mut Ui, cx: &Cx<'_>) {
    const LINES: usize = 12;
    label(ui, cx.text(t::EXPORT_PREVIEW));
    ui.add_space(size::GAP / 2.0);
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.sunk)
        .stroke(egui::Stroke::new(size::LINE, p.line))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::same(size::INSET));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::horizontal().auto_shrink([false, true]).show(ui, |ui| {
            for line in cx.station.export_preview(LINES) {
                let text = egui::RichText::new(line).font(face::mono_small()).color(p.ink_soft);
                ui.add(egui::Label::new(text).extend());
            }
        });
    });
}
