//! Log: every enrolment, searched, filtered and sorted, with the trail of the selected one.

mod chosen;
mod columns;
mod days;
mod filters;
mod form;
mod head;
mod keys;
mod menu;
mod row_actions;
mod table;
mod trail;
mod words;

use egui::{Context, Id, Ui};

use super::action::{Action, Form};
use super::cx::Cx;
use super::frame;
use super::scanner::Burst;
use super::screen::{ScreenUi, Tab, Turn, for_the_desk};
use super::shortcut::{Keys, SEARCH, Shortcut};
use super::texts::t;
use super::theme::page::Room;
use super::theme::{is_short, size};
use super::widgets::{Button, Field, Kind, body, key_hints, select_all};
use crate::desk::{EnrolmentId, Scanned};
use crate::station::{Column, Intent, Line, Log};

/// What stands in the fields, and what of the table is in view.
#[derive(Default)]
pub struct LogView {
    search: String,
    /// It came into view just now.
    entered: bool,
    /// The days, while they are typed.
    days: Option<days::Typed>,
    table: table::TableView,
    asked: chosen::Asked,
}

impl LogView {
    /// The selected row is to be scrolled into view, whatever was searched before.
    pub fn reveal(&mut self) {
        self.search.clear();
        self.days = None;
        self.table.reveal = true;
    }

    /// The row that many rows away from the selected one.
    pub fn neighbour(&mut self, log: &Log, rows: isize) -> Option<EnrolmentId> {
        self.table.reveal = true;
        let lines = &log.found().lines;
        let selected = log.selected();
        let at = lines
            .iter()
            .position(|line| matches!(line, Line::Row(id) if Some(*id) == selected));
        let row = |line: &Line| match line {
            Line::Row(id) => Some(*id),
            Line::Day(_) => None,
        };
        match at {
            None => lines.iter().find_map(row),
            Some(at) if rows < 0 => lines.iter().take(at).rev().find_map(row).or(selected),
            Some(at) => lines.iter().skip(at + 1).find_map(row).or(selected),
        }
    }

    /// Asks what has to be known before something is done with the selected enrolment; the field that gets the focus.
    pub fn ask(&mut self, form: Form, log: &Log) -> Option<Id> {
        let row = log.get(log.selected()?)?;
        self.asked.menu = None;
        self.asked.form = Some(form::Filled::new(form, row.id));
        Some(form::first_id())
    }

    /// Yes to what cannot be taken back.
    pub fn say_yes(&mut self, log: &Log, ctx: &Context) {
        if let Some(form) = self
            .asked
            .form
            .as_mut()
            .filter(|form| log.selected() == Some(form.id()))
        {
            form.say_yes(ctx);
        }
    }

    /// Makes a column so many steps wider, for this session.
    pub const fn widen_column(&mut self, column: Column, steps: f32) {
        self.table.widths.widen_by_key(column, steps);
    }

    /// The menu of the selected enrolment, opened or put away; whether it is open now.
    pub fn toggle_deeds(&mut self, log: &Log) -> bool {
        self.asked.menu = match self.menu(log) {
            Some(_) => None,
            None => menu::Menu::of(log),
        };
        self.asked.menu.is_some()
    }

    pub fn move_deed(&mut self, log: &Log, rows: isize) {
        if let Some(menu) = &mut self.asked.menu {
            menu.move_by(log, rows);
        }
    }

    /// What Enter does in the menu, which is put away with it.
    pub fn chosen_deed(&mut self, log: &Log, ctx: &Context) -> Option<Action> {
        let deed = self.menu(log)?.chosen(log, ctx)?;
        self.asked.menu = None;
        Some(deed)
    }

    /// The menu, if it is the one of the selected enrolment.
    fn menu(&self, log: &Log) -> Option<&menu::Menu> {
        let menu = self.asked.menu.as_ref()?;
        (log.selected() == Some(menu.id())).then_some(menu)
    }

    /// What has keys of its own.
    fn over(&self, log: &Log) -> keys::Over {
        let form = self.asked.form.as_ref();
        match self.menu(log) {
            _ if form.is_some_and(|form| log.selected() == Some(form.id())) => keys::Over::Form,
            Some(_) => keys::Over::Menu,
            None => keys::Over::Nothing,
        }
    }

    pub fn close_form(&mut self, ctx: &Context) {
        self.asked.close_form_unless(ctx, |_| false);
    }
}

/// The enrolments that are shown, from the top.
pub(super) fn shown_rows(log: &Log) -> Vec<EnrolmentId> {
    let row = |line: &Line| match line {
        Line::Row(id) => Some(*id),
        Line::Day(_) => None,
    };
    log.found().lines.iter().filter_map(row).collect()
}

/// Whether the columns that most people look for have room beside the story of one enrolment; else it takes their place.
fn has_side(ctx: &egui::Context) -> bool {
    ctx.content_rect().width() >= size::LOG_BESIDE
}

impl ScreenUi for LogView {
    fn tab(&self) -> Tab {
        Tab {
            name: t::TAB_LOG,
            does: t::KEY_SCREEN_LOG,
        }
    }

    fn shortcuts(&self) -> Vec<Shortcut> {
        keys::all().collect()
    }

    fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) {
        keys::read(keys, cx, self.over(cx.station.log()));
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let selected = cx.station.log().selected();
        self.asked
            .close_form_unless(ui.ctx(), |form| selected == Some(form.id()));
        if !has_side(ui.ctx()) && cx.station.log().shown().is_some() {
            chosen::instead(ui, cx, &mut self.asked);
        } else {
            work(ui, cx, self);
        }
        chosen::secret_ui(ui.ctx(), cx);
    }

    fn side(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if has_side(ui.ctx()) {
            chosen::side_panel(ui, cx, &mut self.asked);
        }
    }

    fn room(&self) -> Room {
        Room::Whole
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        *turn.focus = Some(search_id());
        self.entered = true;
    }

    /// What is scanned is searched for.
    fn scanned(&mut self, burst: Burst, _turn: &mut Turn<'_>) -> Option<Action> {
        match burst.scanned {
            Scanned::Serial(serial) => self.search = serial.as_str().to_owned(),
            Scanned::Upn(upn) => self.search = upn.as_str().to_owned(),
            _ => return Some(for_the_desk(burst)),
        }
        None
    }

    fn upn_stays(&self) -> bool {
        true
    }
}

/// The search field.
pub(super) fn search_id() -> Id {
    Id::unique("search")
}

fn work(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView) {
    foot(ui, cx);
    // where there is little room everything scrolls, and the list within it has a height of its own
    if ui.available_height() < size::LIST_LEAST + size::LIST_ABOVE {
        frame::scrolled(ui, |ui| table_ui(ui, cx, view, size::LIST_LEAST));
    } else {
        table_ui(ui, cx, view, f32::INFINITY);
    }
}

/// What narrows the log, and the log, at most that high.
fn table_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView, height: f32) {
    let station = cx.station;
    let log = station.log();
    let mut query = log.query().clone();
    ui.horizontal_wrapped(|ui| {
        Field::new(search_id(), &cx.text(t::LOG_SEARCH))
            .hint(&cx.text(t::LOG_SEARCH_HINT))
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, &mut view.search);
        ui.add_space(size::GAP);
        body(ui, cx.fill(t::LOG_COUNT, &[("count", log.found().count.into())]));
        let save = Button::new(&cx.text(t::LOG_SAVE_LIST), Kind::Plain)
            .key(&cx.cap(keys::SAVE))
            .small()
            .ui(ui);
        if save && log.found().count > 0 {
            cx.act(Action::SaveInventory);
        }
    });
    // what was searched before is replaced by what is typed next
    if std::mem::take(&mut view.entered) {
        select_all(ui.ctx(), search_id(), &view.search);
    }
    query.text.clone_from(&view.search);
    ui.add_space(size::GAP);
    let narrowed = filters::Narrowed {
        query: &mut query,
        search: &mut view.search,
        days: &mut view.days,
    };
    filters::bar(ui, cx, narrowed);
    ui.add_space(size::GAP);
    let searched = !view.search.trim().is_empty();
    table::ui(ui, cx, &mut query, searched, &mut view.table, height);
    if query != *log.query() {
        cx.want(Intent::Find(query));
    }
}

fn foot(ui: &mut Ui, cx: &Cx<'_>) {
    if is_short(ui.ctx()) {
        return;
    }
    let arrows = [cx.cap(keys::UP), cx.cap(keys::DOWN)].join(" ");
    let hints = [
        (arrows, cx.text(t::HINT_SELECT)),
        (cx.cap(SEARCH), cx.text(t::HINT_SEARCH)),
    ];
    frame::foot(ui, "log keys", false, |ui| key_hints(ui, &hints));
}
