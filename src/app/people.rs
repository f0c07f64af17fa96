//! People: who has a token and who has not, and the list they come from.

use std::path::{Path, PathBuf};

use egui::{ComboBox, Event, Frame, Id, Key, ScrollArea, Ui};

use super::action::Action;
use super::cx::Cx;
use super::enroll::person_note;
use super::fitting::Fitting;
use super::theme::{is_short, palette, size};
use super::widgets::{
    Button, Field, Kind, Suggested, Tone, banner, entered, key_hints, label, lead, section, suggestion, title, wrapped,
};
use crate::desk::{Person, Suggestions, Upn, UpnError};
use crate::export::people::{Columns, Imported, PeopleError, PeopleFile, SkipReason, Skipped};
use crate::station::{Import, ImportTrouble, Intent};

/// What stands in the fields, and who is shown.
#[derive(Default)]
pub(super) struct PeopleView {
    search: String,
    path: String,
    only_without: bool,
    /// The person who was asked for last by "next without a token".
    pub last: Option<Upn>,
    found: Option<Fitting>,
    /// The columns of the file that was read, as the operator has corrected them.
    columns: Option<Columns>,
    /// Whether all lines that were left out are shown, and not the first ones alone.
    all_left_out: bool,
}

impl PeopleView {
    /// The file that was chosen in the system's dialog.
    pub fn set_path(&mut self, path: &Path) {
        self.path = path.display().to_string();
    }

    /// The file whose path stands in the field.
    pub fn path(&self) -> Option<PathBuf> {
        let path = self.path.trim();
        (!path.is_empty()).then(|| PathBuf::from(path))
    }
}

/// The search field.
pub(super) fn search_id() -> Id {
    Id::unique("people search")
}

/// The field for the file that the list comes from.
pub(super) fn path_id() -> Id {
    Id::unique("people file")
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView) {
    let station = cx.station;
    if !matches!(station.people().import(), Import::Read(..)) {
        view.columns = None;
    }
    if let Import::Read(file, guessed) = station.people().import() {
        return columns_ui(ui, cx, view, file, guessed);
    }
    foot(ui, cx);
    match station.people().import() {
        Import::Working | Import::Keeping(_) => {
            title(ui, cx.text("people-reading"));
            return;
        }
        Import::Idle | Import::Read(..) | Import::Done { .. } | Import::Failed(_) => {}
    }
    // where there is little room everything scrolls, and the list within it has a height of its own
    if is_short(ui.ctx()) {
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| people_ui(ui, cx, view, size::SHORT));
    } else {
        people_ui(ui, cx, view, f32::INFINITY);
    }
}

fn people_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView, height: f32) {
    let station = cx.station;
    let roster = station.people().roster();
    if roster.is_empty() {
        title(ui, cx.text("people-none"));
        lead(ui, cx.text("people-none-text"));
    } else {
        let gaps = [
            ("count", station.people().with_token().into()),
            ("all", roster.countable().into()),
        ];
        title(ui, cx.fill("people-title", &gaps));
        lead(ui, cx.text("people-lead"));
    }
    ui.add_space(size::GAP * 2.0);
    ended(ui, cx, view);
    if !roster.is_empty() {
        search(ui, cx, view);
        ui.add_space(size::GAP);
    }
    // after the list was read nobody looks for another one
    if !matches!(station.people().import(), Import::Done { .. }) {
        source(ui, cx, view);
    }
    if !roster.is_empty() {
        ui.add_space(size::GAP * 2.0);
        list(ui, cx, view, height);
    }
}

fn search(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView) {
    ui.horizontal_wrapped(|ui| {
        Field::new(search_id(), &cx.text("people-search"))
            .hint(&cx.text("people-search-hint"))
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, &mut view.search);
        let active = view.only_without;
        if Button::new(&cx.text("people-without"), Kind::Chip { active })
            .small()
            .ui(ui)
        {
            view.only_without = !active;
        }
        if Button::new(&cx.text("people-next"), Kind::Plain)
            .key(&cx.text("cap-ctrl-n"))
            .small()
            .ui(ui)
        {
            cx.act(Action::NextWithout);
        }
    });
}

/// Where the list comes from.
fn source(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView) {
    label(ui, cx.text("people-file"));
    ui.horizontal_wrapped(|ui| {
        let field = Field::new(path_id(), &cx.text("people-file"))
            .mono()
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, &mut view.path);
        if Button::new(&cx.text("export-browse"), Kind::Plain).ui(ui) {
            cx.act(Action::Browse);
        }
        let read = Button::new(&cx.text("people-read"), Kind::Plain)
            .key(&cx.text("cap-enter"))
            .ui(ui);
        if entered(ui, &field) | read {
            cx.act(Action::ReadPeople);
        }
    });
    super::no_dialog(ui, cx);
}

/// How the last import ended.
fn ended(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView) {
    let station = cx.station;
    let (tone, heading, text) = match station.people().import() {
        Import::Done { people, imported } => (
            Tone::Done,
            cx.fill("people-done", &[("count", (*people).into())]),
            left_out(cx, imported),
        ),
        Import::Failed(why) if station.people().roster().is_empty() => {
            (Tone::Bad, cx.text("people-failed"), failure(cx, why))
        }
        Import::Failed(why) => (
            Tone::Bad,
            cx.text("people-failed"),
            cx.fill("people-failed-text", &[("why", failure(cx, why).into())]),
        ),
        _ => return,
    };
    banner(ui, tone, &heading, &text, |ui| {
        left_out_ui(ui, cx, view);
        ui.horizontal_wrapped(|ui| {
            let count = cx.station.people().left_out().len();
            let more = cx.fill("people-show-lines", &[("count", count.into())]);
            let folded = count > FIRST && !view.all_left_out;
            if folded && Button::new(&more, Kind::Plain).small().ui(ui) {
                view.all_left_out = true;
            }
            if Button::new(&cx.text("dismiss"), Kind::Plain).small().ui(ui) {
                view.all_left_out = false;
                cx.want(Intent::DismissImport);
            }
        });
    });
    ui.add_space(size::GAP * 2.0);
}

/// Why no list was taken.
fn failure(cx: &Cx<'_>, why: &ImportTrouble) -> String {
    match why {
        ImportTrouble::File(why) => cx.fill("people-file-unreadable", &[("why", (*why).into())]),
        ImportTrouble::NoList(PeopleError::TooLarge) => cx.text("people-file-large"),
        ImportTrouble::NoList(PeopleError::TooLong) => cx.text("people-file-long"),
        ImportTrouble::NoList(PeopleError::NotText) => cx.text("people-file-no-text"),
        ImportTrouble::NoList(PeopleError::Empty) => cx.text("people-file-empty"),
        ImportTrouble::NoList(PeopleError::NotTable) => cx.text("people-file-no-table"),
        ImportTrouble::Nobody => cx.text("people-file-nobody"),
        ImportTrouble::Ledger(why) => cx.sentence(why),
    }
}

/// How many of the lines that were left out are shown before all are asked for.
const FIRST: usize = 3;

/// The lines that were left out: the first ones, and all of them on a click.
fn left_out_ui(ui: &mut Ui, cx: &Cx<'_>, view: &PeopleView) {
    let lines = cx.station.people().left_out();
    if !view.all_left_out {
        for line in lines.iter().take(FIRST) {
            wrapped(ui, line_words(cx, line));
        }
        return;
    }
    let height = ui.text_style_height(&egui::TextStyle::Body);
    ScrollArea::vertical()
        .id_salt("lines left out")
        .auto_shrink([false, true])
        .max_height(size::SHORT / 5.0)
        .show_rows(ui, height, lines.len(), |ui, range| {
            for line in lines.get(range).unwrap_or_default() {
                ui.add(egui::Label::new(line_words(cx, line)).truncate());
            }
        });
}

fn line_words(cx: &Cx<'_>, skipped: &Skipped) -> String {
    let why = match skipped.why {
        SkipReason::NoUpn => cx.text("left-no-upn"),
        SkipReason::NotUpn(UpnError::Secret) => cx.text("left-secret"),
        SkipReason::NotUpn(UpnError::TooLong) => cx.text("left-long"),
        SkipReason::NotUpn(_) => cx.text("left-not-upn"),
        SkipReason::Guest => cx.text("left-guest"),
        SkipReason::Twice => cx.text("left-twice"),
        SkipReason::OpenQuote => cx.text("left-quote"),
        SkipReason::AboveHeadings => cx.text("left-above"),
    };
    let line = i64::try_from(skipped.line).unwrap_or(i64::MAX);
    cx.fill("left-line", &[("line", line.into()), ("why", why.into())])
}

/// How many lines were left out, and why.
fn left_out(cx: &Cx<'_>, imported: &Imported) -> String {
    let count = |why: fn(&SkipReason) -> bool| imported.skipped.iter().filter(|line| why(&line.why)).count();
    let guests = count(|why| matches!(why, SkipReason::Guest));
    let twice = count(|why| matches!(why, SkipReason::Twice));
    let mut said = Vec::new();
    for (id, count) in [
        ("people-left-guests", guests),
        ("people-left-twice", twice),
        (
            "people-left-none",
            count(|why| matches!(why, SkipReason::NoUpn | SkipReason::NotUpn(_))),
        ),
        (
            "people-left-unread",
            count(|why| matches!(why, SkipReason::OpenQuote | SkipReason::AboveHeadings)),
        ),
        ("people-left-badges", imported.damaged_badges),
    ] {
        if count > 0 {
            said.push(cx.texts.with(id, &[("count", count.into())]));
        }
    }
    said.join(" ")
}

// --- columns ----------------------------------------------------------------------------------------------------------

fn columns_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView, file: &PeopleFile, guessed: &Columns) {
    let mut columns = view.columns.unwrap_or(*guessed);
    super::foot(ui, "people columns", true, |ui| {
        if columns.upn.is_none() {
            label(ui, cx.text("people-no-upn"));
        }
        ui.horizontal_wrapped(|ui| {
            let take = Button::new(&cx.text("people-take"), Kind::Primary)
                .key(&cx.text("cap-enter"))
                .ui(ui);
            if (take || enter_alone(ui)) && columns.upn.is_some() {
                cx.want(Intent::ImportPeople(columns));
            }
            if Button::new(&cx.text("cancel"), Kind::Plain)
                .key(&cx.text("cap-esc"))
                .ui(ui)
            {
                cx.want(Intent::DismissImport);
            }
        });
    });
    title(ui, cx.text("people-columns"));
    lead(ui, cx.text("people-columns-text"));
    ui.add_space(size::SECTION);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let sample = file.sample(3);
        for (name, column) in [
            ("column-upn", &mut columns.upn),
            ("people-name", &mut columns.name),
            ("people-given", &mut columns.given_name),
            ("people-surname", &mut columns.surname),
            ("people-department", &mut columns.department),
            ("people-badge", &mut columns.badge),
            ("people-object", &mut columns.object_id),
            ("people-type", &mut columns.user_type),
        ] {
            column_ui(ui, cx, name, column, file, &sample);
        }
    });
    view.columns = Some(columns);
}

/// An Enter that is for nothing that has the focus, and is no key that was held since the list was read.
fn enter_alone(ui: &Ui) -> bool {
    let pressed = |event: &Event| {
        matches!(
            event,
            Event::Key {
                key: Key::Enter,
                pressed: true,
                repeat: false,
                ..
            }
        )
    };
    ui.memory(|memory| memory.focused().is_none()) && ui.input(|input| input.events.iter().any(pressed))
}

fn column_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    name: &'static str,
    column: &mut Option<usize>,
    file: &PeopleFile,
    sample: &[Vec<String>],
) {
    let name = cx.texts.get(name);
    let heading = |at: usize| {
        let named = file.header.get(at).filter(|named| !named.is_empty()).cloned();
        named.unwrap_or_else(|| cx.fill("people-column", &[("number", (at + 1).into())]))
    };
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            egui::vec2(size::SETTING, size::FIELD),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                ui.set_min_width(size::SETTING);
                label(ui, name.clone());
            },
        );
        let chosen = column.map_or_else(|| cx.text("people-not-there"), heading);
        let shown = ComboBox::from_id_salt(("people column", &name))
            .width(size::SETTING)
            .selected_text(chosen)
            .show_ui(ui, |ui| {
                if ui
                    .selectable_label(column.is_none(), cx.text("people-not-there"))
                    .clicked()
                {
                    *column = None;
                }
                for at in 0..file.width() {
                    if ui.selectable_label(*column == Some(at), heading(at)).clicked() {
                        *column = Some(at);
                    }
                }
            });
        ui.ctx()
            .accesskit_node_builder(shown.response.id, |node| node.set_label(name));
        if let Some(at) = *column {
            let values: Vec<&str> = sample.iter().filter_map(|row| Some(row.get(at)?.as_str())).collect();
            wrapped(ui, values.join(", "));
        }
    });
}

// --- the list ---------------------------------------------------------------------------------------------------------

fn list(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView, height: f32) {
    let station = cx.station;
    let people = station.people().roster().people();
    let shown: Vec<&Person> = match searched(cx, view) {
        Some(found) => found
            .found
            .iter()
            .filter_map(|found| people.get(found.person))
            .collect(),
        None => people.iter().collect(),
    };
    let without = view.only_without;
    let shown: Vec<&Person> = if without {
        let lacks = |person: &&&Person| !person.guest && !station.has_token(&person.upn);
        shown.iter().filter(lacks).copied().collect()
    } else {
        shown
    };
    section(ui, cx.fill("people-count", &[("count", shown.len().into())]));
    let p = palette(ui);
    Frame::new().fill(p.panel).corner_radius(size::RADIUS).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().auto_shrink(false).max_height(height).show_rows(
            ui,
            size::SUGGESTION,
            shown.len(),
            |ui, range| {
                for person in shown.get(range).unwrap_or_default() {
                    let row = Suggested {
                        name: if person.name.is_empty() {
                            person.upn.as_str()
                        } else {
                            &person.name
                        },
                        matched: &[],
                        upn: person.upn.as_str(),
                        note: &badge_and_note(cx, person),
                        selected: false,
                    };
                    if suggestion(ui, &row) && !person.guest {
                        cx.act(Action::EnrollPerson(person.upn.clone()));
                    }
                }
            },
        );
    });
}

fn badge_and_note(cx: &Cx<'_>, person: &Person) -> String {
    let note = person_note(cx, person);
    if person.badge.is_empty() {
        return note;
    }
    cx.fill(
        "person-badge",
        &[("badge", person.badge.as_str().into()), ("note", note.as_str().into())],
    )
}

/// Who fits the search, looked for when it has changed.
fn searched<'v>(cx: &Cx<'_>, view: &'v mut PeopleView) -> Option<&'v Suggestions> {
    const MOST: usize = 200;
    let typed = view.search.trim();
    if typed.is_empty() {
        view.found = None;
    } else {
        Fitting::look(&mut view.found, cx, typed, MOST);
    }
    view.found.as_ref().map(|fitting| &fitting.people)
}

fn foot(ui: &mut Ui, cx: &Cx<'_>) {
    if cx.station.people().roster().is_empty() || is_short(ui.ctx()) {
        return;
    }
    super::foot(ui, "people keys", false, |ui| {
        key_hints(ui, &[(cx.text("cap-ctrl-n"), cx.text("people-next"))]);
    });
}
