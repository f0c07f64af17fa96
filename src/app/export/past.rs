//! Files that left: a list below the work, the chosen one at the side with what is in it, and what can be done with its file.

use egui::{Align2, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::formats;
use crate::app::frame;
use crate::app::shortcut::{ESC, Keys, Shortcut};
use crate::app::texts::{Text, t};
use crate::app::theme::{face, is_narrow, palette, size};
use crate::app::widgets::{
    Button, Icon, Kind, fact, heading, icon, mono, row_focus, row_ground, section, whole, wrapped,
};
use crate::desk::{Enrolment, ExportId, PastExport, Presence};
use crate::station::{ExportStage, Intent, Station};

const UP: Shortcut = Shortcut::plain(egui::Key::ArrowUp, t::KEY_PAST);
const DOWN: Shortcut = Shortcut::plain(egui::Key::ArrowDown, t::KEY_PAST);
const FOLDER: Shortcut = Shortcut::ctrl(egui::Key::O, t::KEY_FOLDER);
const COPY: Shortcut = Shortcut::ctrl(egui::Key::P, t::KEY_COPY_PATH);
const DELETE: Shortcut = Shortcut::ctrl(egui::Key::D, t::KEY_DELETE_FILE);

/// The keys of files that left.
pub(super) fn shortcuts() -> Vec<Shortcut> {
    vec![UP, DOWN, FOLDER, COPY, DELETE]
}

/// What of the list is in view.
#[derive(Default)]
pub(super) struct PastView {
    /// Whether the chosen one is to come into view.
    reveal: bool,
    /// The one whose path was copied last.
    copied: Option<ExportId>,
}

impl PastView {
    /// Another one is chosen by a key.
    pub const fn moved(&mut self) {
        self.reveal = true;
    }

    /// The path of that one was copied.
    pub const fn copied(&mut self, id: ExportId) {
        self.copied = Some(id);
    }
}

/// The file with which something can be done: the chosen one, or the one that was saved just now.
fn at_hand(station: &Station) -> Option<ExportId> {
    let chosen = station.past().chosen().map(|export| export.id);
    chosen.or(match station.export().stage() {
        ExportStage::Done { id, .. } => Some(*id),
        _ => None,
    })
}

/// That there is a list, and its keys.
pub(super) fn hint(cx: &Cx<'_>) -> Option<(String, String)> {
    let any = !cx.station.past().exports().is_empty();
    any.then(|| ([cx.cap(UP), cx.cap(DOWN)].join(" "), cx.text(t::HINT_PAST)))
}

/// What the keys want.
pub(super) fn read(keys: &Keys<'_>, cx: &mut Cx<'_>) {
    for (key, places) in [(DOWN, 1), (UP, -1)] {
        if keys.arrow(key) {
            cx.act(Action::MovePast(places));
        }
    }
    let chosen = cx.station.past().chosen().is_some();
    if chosen && keys.pressed(ESC) {
        cx.want(Intent::ChoosePast(None));
    }
    if let Some(id) = at_hand(cx.station) {
        // a key for a file that is gone is answered with that
        for deed in Deed::ALL {
            if keys.pressed(deed.key()) {
                cx.act(deed.action(id));
            }
        }
    }
}

/// What can be done with a file that left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Folder,
    Copy,
    Delete,
}

impl Deed {
    const ALL: [Self; 3] = [Self::Folder, Self::Copy, Self::Delete];

    /// What can be done with that file; nothing with one that is gone, of which only the path is left.
    fn of(station: &Station, id: ExportId) -> &'static [Self] {
        let gone = station.past().presence(id) == Some(Presence::Absent);
        if gone { &[] } else { &Self::ALL }
    }

    const fn key(self) -> Shortcut {
        match self {
            Self::Folder => FOLDER,
            Self::Copy => COPY,
            Self::Delete => DELETE,
        }
    }

    const fn words(self, is_copied: bool) -> Text {
        match self {
            Self::Folder => t::PAST_FOLDER,
            Self::Copy if is_copied => t::PAST_COPIED,
            Self::Copy => t::PAST_COPY,
            Self::Delete => t::PAST_DELETE,
        }
    }

    const fn action(self, id: ExportId) -> Action {
        match self {
            Self::Folder => Action::Desk(Intent::ShowFolder(id)),
            Self::Copy => Action::CopyPath(id),
            Self::Delete => Action::Desk(Intent::AskToDeleteFile(id)),
        }
    }
}

/// The buttons for a file that left. Each at least `width` wide.
pub(super) fn deeds(ui: &mut Ui, cx: &mut Cx<'_>, view: &PastView, id: ExportId, width: f32) {
    let with_keys = at_hand(cx.station) == Some(id);
    ui.horizontal_wrapped(|ui| {
        for deed in Deed::of(cx.station, id) {
            let words = cx.text(deed.words(view.copied == Some(id)));
            let key = if with_keys { cx.cap(deed.key()) } else { String::new() };
            let kind = if *deed == Deed::Delete {
                Kind::Destructive
            } else {
                Kind::Plain
            };
            let steady = if *deed == Deed::Copy { size::BUTTON_STEADY } else { 0.0 };
            let mut button = Button::new(&words, kind).small().at_least(width.max(steady));
            if with_keys {
                button = button.key(&key);
            }
            if button.ui(ui) {
                cx.act(deed.action(id));
            }
        }
    });
}

// --- the list ---------------------------------------------------------------------------------------------------------

/// The files that left, the newest first; below the chosen one its content where there is no side.
pub(super) fn list(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PastView) {
    let station = cx.station;
    let exports = station.past().exports();
    if exports.is_empty() {
        return;
    }
    ui.add_space(size::SECTION);
    heading(ui, cx.fill(t::PAST_TITLE, &[("count", exports.len().into())]));
    ui.add_space(size::GAP);
    ui.spacing_mut().item_spacing.y = 0.0;
    let chosen = station.past().chosen().map(|export| export.id);
    for export in exports {
        let is_chosen = chosen == Some(export.id);
        let rect = row(ui, cx, export, is_chosen);
        if is_chosen && std::mem::take(&mut view.reveal) {
            // without a side what is in it follows below
            ui.scroll_to_rect(rect, is_narrow(ui.ctx()).then_some(egui::Align::TOP));
        }
    }
    ui.spacing_mut().item_spacing.y = size::GAP;
}

/// One of them, over the width of the work.
fn row(ui: &mut Ui, cx: &mut Cx<'_>, export: &PastExport, is_chosen: bool) -> Rect {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let cells = cells(cx, export);
    let spoken = cells.join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &spoken));
    if response.clicked() {
        cx.want(Intent::ChoosePast(Some(export.id)));
    }
    if !ui.is_rect_visible(rect) {
        return rect;
    }
    row_ground(ui, rect, is_chosen, &response);
    row_focus(ui, rect, &response);
    let ink = palette(ui).ink_soft;
    let mut left = rect.left() + size::UNIT;
    for (text, width) in cells.into_iter().zip(widths(ui, rect.width())) {
        let place = Rect::from_min_size(
            pos2(left, rect.top()),
            vec2((width - size::UNIT).max(0.0), rect.height()),
        );
        let at = pos2(left, rect.center().y);
        let own = ui.painter().with_clip_rect(ui.clip_rect().intersect(place));
        own.text(at, Align2::LEFT_CENTER, text, face::body(), ink);
        left += width;
    }
    rect
}

/// When, the file, how many, by whom, which format.
fn cells(cx: &Cx<'_>, export: &PastExport) -> [String; 5] {
    [
        cx.day_and_time(export.at),
        file_name(export),
        cx.fill(t::PAST_COUNT, &[("count", export.rows.into())]),
        export.operator.clone(),
        formats::name(cx, &export.format),
    ]
}

/// Where there is less room the last ones are only at the side, or below.
fn widths(ui: &Ui, room: f32) -> [f32; 5] {
    let [when, file, count, operator, format] = size::PAST_COLUMNS;
    if is_narrow(ui.ctx()) {
        return [when, room - when - count, count, 0.0, 0.0];
    }
    let rest = (room - when - file - count - operator - format - size::UNIT).max(0.0);
    [when, file + rest, count, operator, format]
}

fn file_name(export: &PastExport) -> String {
    let name = export.path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

// --- the chosen one ---------------------------------------------------------------------------------------------------

/// At the side, instead of what to do with the next file.
pub(super) fn side(ui: &mut Ui, cx: &mut Cx<'_>, view: &PastView) {
    let station = cx.station;
    let Some(export) = station.past().chosen() else { return };
    frame::foot(ui, "past deeds", true, |ui| {
        deeds(ui, cx, view, export.id, ui.available_width())
    });
    facts(ui, cx, export);
    let Some(rows) = rows_of(ui, cx) else { return };
    // drawn before the work, so that the keys that scroll are for it
    frame::paged(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
        for row in rows {
            row_in_it(ui, row);
        }
    });
}

/// Below the work, where there is no side.
pub(super) fn below(ui: &mut Ui, cx: &mut Cx<'_>, view: &PastView) {
    let station = cx.station;
    let Some(export) = station.past().chosen() else { return };
    ui.add_space(size::GAP * 2.0);
    facts(ui, cx, export);
    deeds(ui, cx, view, export.id, 0.0);
    ui.add_space(size::GAP);
    for row in rows_of(ui, cx).unwrap_or_default() {
        row_in_it(ui, row);
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, export: &PastExport) {
    heading(ui, file_name(export));
    ui.add_space(size::GAP);
    fact(ui, cx.text(t::PAST_WHEN), cx.day_and_time(export.at));
    fact(ui, cx.text(t::PAST_BY), export.operator.clone());
    fact(ui, cx.text(t::PAST_FORMAT), formats::name(cx, &export.format));
    ui.add_space(size::GAP);
    whole(ui, export.path.display().to_string());
    let (sign, found) = match cx.station.past().presence(export.id) {
        Some(Presence::Same) => (Icon::Done, t::PAST_THERE),
        Some(Presence::Absent) => (Icon::Dot, t::PAST_IS_GONE),
        Some(Presence::Unsure) => (Icon::Warn, t::PAST_UNSURE),
        None => (Icon::Later, t::PAST_LOOKING),
    };
    ui.horizontal_top(|ui| {
        icon(ui, sign);
        wrapped(ui, cx.text(found));
    });
    ui.add_space(size::GAP);
}

/// What is in it, below its heading; none until that is known.
fn rows_of<'s>(ui: &mut Ui, cx: &Cx<'s>) -> Option<Vec<&'s Enrolment>> {
    let station = cx.station;
    let rows = station.past_rows()?;
    section(ui, cx.fill(t::PAST_ROWS, &[("count", rows.len().into())]));
    Some(rows)
}

/// A token in it, drawn only where it is seen: there may be thousands.
fn row_in_it(ui: &mut Ui, row: &Enrolment) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::SUGGESTION), Sense::hover());
    if ui.is_rect_visible(rect) {
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
        inside.spacing_mut().item_spacing.y = 0.0;
        wrapped(&mut inside, row.upn.as_str());
        mono(&mut inside, row.token.grouped());
    }
}
