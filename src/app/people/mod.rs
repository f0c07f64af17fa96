//! People: who has a token and who has not, and the list they come from.

mod columns;

use std::path::PathBuf;

use egui::{Frame, Id, Key, ScrollArea, Ui};

use super::action::Action;
use super::cx::Cx;
use super::dialog::Browse;
use super::fitting::Fitting;
use super::frame;
use super::lines::{Lines, Told};
use super::path::{Path, PathRow, path_row};
use super::screen::{ScreenUi, Tab, Turn};
use super::shortcut::{ESC, Keys, Shortcut};
use super::texts::t;
use super::theme::page::Room;
use super::theme::{is_short, palette, size};
use super::widgets::{
    Button, Field, Kind, Suggested, Tone, banner, key_hints, label, lead, section, suggestion, title,
};
use super::words::{badge_and_note, line, skip_words};
use crate::desk::{Imported, Person, SkipReason, Skipped, Suggestions, Upn};
use crate::export::people::{Columns, PeopleError};
use crate::station::{ImportStage, ImportTrouble, Intent, Station};

/// What stands in the fields, and who is shown.
#[derive(Default)]
pub struct PeopleView {
    search: String,
    path: Path,
    only_without: bool,
    /// The person who was asked for last by "next without a token".
    pub last: Option<Upn>,
    found: Option<Fitting>,
    /// The columns of the file that was read, as the operator has corrected them.
    columns: Option<Columns>,
    /// Which field got the focus when the last import ended.
    ended: Option<Id>,
    /// Whether all lines that were left out are shown, and not the first ones alone.
    left_out: Lines,
}

impl ScreenUi for PeopleView {
    fn tab(&self) -> Tab {
        Tab {
            name: t::TAB_PEOPLE,
            does: t::KEY_SCREEN_PEOPLE,
        }
    }

    fn shortcuts(&self) -> Vec<Shortcut> {
        vec![NEXT]
    }

    fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) {
        if keys.pressed(NEXT) {
            cx.act(Action::NextWithout);
        }
        if keys.pressed(ESC) {
            cx.want(Intent::DismissImport);
        }
    }

    fn room(&self) -> Room {
        Room::Broad
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        work(ui, cx, self);
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        let none = turn.station.people().roster().is_empty();
        *turn.focus = Some(if none { path_id() } else { search_id() });
    }

    fn upn_stays(&self) -> bool {
        true
    }

    fn dropped(&self, path: PathBuf, _: &Station) -> Action {
        Action::Desk(Intent::ReadPeople(path))
    }

    fn path_field(&self, _: &Browse) -> Option<Id> {
        Some(path_id())
    }

    fn file_chosen(&mut self, _: &Browse, path: PathBuf, now: f64) -> Option<Intent> {
        self.path.chosen(&path, now);
        None
    }
}

const NEXT: Shortcut = Shortcut::ctrl(Key::N, t::KEY_NEXT_WITHOUT);

/// The search field.
fn search_id() -> Id {
    Id::unique("people search")
}

/// The field for the file that the list comes from.
fn path_id() -> Id {
    Id::unique("people file")
}

fn work(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView) {
    let station = cx.station;
    if !matches!(station.people().import(), ImportStage::Read(..)) {
        view.columns = None;
    }
    if let ImportStage::Read(file, guessed) = station.people().import() {
        return columns::ui(ui, cx, &mut view.columns, file, guessed);
    }
    follow(cx, view);
    foot(ui, cx);
    match station.people().import() {
        ImportStage::Working | ImportStage::Keeping(_) => {
            title(ui, cx.text(t::PEOPLE_READING));
            return;
        }
        ImportStage::Idle | ImportStage::Read(..) | ImportStage::Done { .. } | ImportStage::Failed(_) => {}
    }
    // where there is little room everything scrolls, and the list within it has a height of its own
    if ui.available_height() < size::LIST_LEAST * 2.0 {
        frame::scrolled(ui, |ui| people_ui(ui, cx, view, size::LIST_LEAST));
    } else {
        people_ui(ui, cx, view, f32::INFINITY);
    }
}

/// After an import the next thing is to look for somebody; where it failed, to name another file.
fn follow(cx: &mut Cx<'_>, view: &mut PeopleView) {
    let field = match cx.station.people().import() {
        ImportStage::Done { .. } => search_id(),
        ImportStage::Failed(_) => path_id(),
        _ => {
            view.ended = None;
            return;
        }
    };
    if view.ended.replace(field) != Some(field) {
        *cx.focus = Some(field);
    }
}

fn people_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView, height: f32) {
    let station = cx.station;
    let roster = station.people().roster();
    if roster.is_empty() {
        title(ui, cx.text(t::PEOPLE_NONE));
        lead(ui, cx.text(t::PEOPLE_NONE_TEXT));
    } else {
        let gaps = [
            ("count", station.people().with_token().into()),
            ("all", roster.countable().into()),
        ];
        title(ui, cx.fill(t::PEOPLE_TITLE, &gaps));
        lead(ui, cx.text(t::PEOPLE_LEAD));
    }
    ui.add_space(size::SECTION);
    ended(ui, cx, view);
    if !roster.is_empty() {
        search(ui, cx, view);
        ui.add_space(size::GAP);
    }
    // after the list was read nobody looks for another one
    if !matches!(station.people().import(), ImportStage::Done { .. }) {
        source(ui, cx, view);
    }
    if !roster.is_empty() {
        ui.add_space(size::GAP * 2.0);
        list(ui, cx, view, height);
    }
}

fn search(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView) {
    ui.horizontal_wrapped(|ui| {
        Field::new(search_id(), &cx.text(t::PEOPLE_SEARCH))
            .hint(&cx.text(t::PEOPLE_SEARCH_HINT))
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, &mut view.search);
        let active = view.only_without;
        if Button::new(&cx.text(t::PEOPLE_WITHOUT), Kind::Chip { active })
            .small()
            .ui(ui)
        {
            view.only_without = !active;
        }
        if Button::new(&cx.text(t::PEOPLE_NEXT), Kind::Plain)
            .key(&cx.cap(NEXT))
            .small()
            .ui(ui)
        {
            cx.act(Action::NextWithout);
        }
    });
}

/// Where the list comes from.
fn source(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView) {
    label(ui, cx.text(t::PEOPLE_FILE));
    let row = PathRow {
        id: path_id(),
        name: t::PEOPLE_FILE,
        go: t::PEOPLE_READ,
        browse: Browse::Read,
    };
    if path_row(ui, cx, row, &mut view.path)
        && let Some(path) = view.path.get()
    {
        cx.want(Intent::ReadPeople(path));
    }
}

/// How the last import ended.
fn ended(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PeopleView) {
    let station = cx.station;
    let (tone, heading, text) = match station.people().import() {
        ImportStage::Done { people, imported } => (
            Tone::Done,
            cx.fill(t::PEOPLE_DONE, &[("count", (*people).into())]),
            left_out(cx, imported),
        ),
        ImportStage::Failed(why) if station.people().roster().is_empty() => {
            (Tone::Bad, cx.text(t::PEOPLE_FAILED), failure(cx, why))
        }
        ImportStage::Failed(why) => (
            Tone::Bad,
            cx.text(t::PEOPLE_FAILED),
            cx.fill(t::PEOPLE_FAILED_TEXT, &[("why", failure(cx, why).into())]),
        ),
        _ => return,
    };
    let told = Told {
        salt: "lines left out",
        lines: station.people().left_out(),
        first: FIRST,
        height: size::SHORT / 5.0,
    };
    banner(ui, tone, &heading, &text, |ui| {
        view.left_out.ui(ui, &told, |skipped| line_words(cx, skipped));
        ui.horizontal_wrapped(|ui| {
            view.left_out.more(ui, cx, &told);
            if Button::new(&cx.text(t::DISMISS), Kind::Plain).small().ui(ui) {
                view.left_out = Lines::default();
                cx.want(Intent::DismissImport);
            }
        });
    });
    ui.add_space(size::GAP * 2.0);
}

/// Why no list was taken.
fn failure(cx: &Cx<'_>, why: &ImportTrouble) -> String {
    match why {
        ImportTrouble::File(why) => cx.fill(t::PEOPLE_FILE_UNREADABLE, &[("why", (*why).into())]),
        ImportTrouble::NoList(PeopleError::TooLarge) => cx.text(t::PEOPLE_FILE_LARGE),
        ImportTrouble::NoList(PeopleError::TooLong) => cx.text(t::PEOPLE_FILE_LONG),
        ImportTrouble::NoList(PeopleError::NotText) => cx.text(t::PEOPLE_FILE_NO_TEXT),
        ImportTrouble::NoList(PeopleError::Empty) => cx.text(t::PEOPLE_FILE_EMPTY),
        ImportTrouble::NoList(PeopleError::NotTable) => cx.text(t::PEOPLE_FILE_NO_TABLE),
        ImportTrouble::Nobody => cx.text(t::PEOPLE_FILE_NOBODY),
        ImportTrouble::Part(why) => cx.sentence(why),
    }
}

/// How many of the lines that were left out are shown before all are asked for.
const FIRST: usize = 3;

fn line_words(cx: &Cx<'_>, skipped: &Skipped) -> String {
    line(cx, skipped.line, skip_words(cx, skipped.why))
}

/// How many lines were left out, and why.
fn left_out(cx: &Cx<'_>, imported: &Imported) -> String {
    let count = |why: fn(&SkipReason) -> bool| imported.skipped.iter().filter(|line| why(&line.why)).count();
    let guests = count(|why| matches!(why, SkipReason::Guest));
    let twice = count(|why| matches!(why, SkipReason::Twice));
    let mut said = Vec::new();
    for (id, count) in [
        (t::PEOPLE_LEFT_GUESTS, guests),
        (t::PEOPLE_LEFT_TWICE, twice),
        (
            t::PEOPLE_LEFT_NONE,
            count(|why| matches!(why, SkipReason::NoUpn | SkipReason::NotUpn(_))),
        ),
        (
            t::PEOPLE_LEFT_UNREAD,
            count(|why| matches!(why, SkipReason::OpenQuote | SkipReason::AboveHeadings)),
        ),
        (t::PEOPLE_LEFT_BADGES, imported.damaged_badges),
    ] {
        if count > 0 {
            said.push(cx.fill(id, &[("count", count.into())]));
        }
    }
    said.join(" ")
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
        let lacks = |person: &&&Person| person.is_expected() && !station.has_token(&person.upn);
        shown.iter().filter(lacks).copied().collect()
    } else {
        shown
    };
    let found = view.found.as_ref().is_none_or(|fitting| fitting.people.total > 0);
    if shown.is_empty() {
        section(ui, cx.text(if found { t::PEOPLE_ALL_HAVE } else { t::UPN_NOBODY }));
        return;
    }
    section(ui, cx.fill(t::PEOPLE_COUNT, &[("count", shown.len().into())]));
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
                frame::follow_focus(ui);
            },
        );
    });
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
    frame::foot(ui, "people keys", false, |ui| {
        key_hints(ui, &[(cx.cap(NEXT), cx.text(t::PEOPLE_NEXT))]);
    });
}
