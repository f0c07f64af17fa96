//! Log: every enrolment, searched, filtered and sorted, with the trail of the selected one.

mod chosen;
mod deeds;
mod filters;
mod form;
mod table;

use egui::{Align, Context, Id, Layout, Ui};

use super::action::Action;
use super::cx::Cx;
use super::theme::{is_narrow, size};
use super::widgets::{Button, Field, Icon, Kind, Tone, banner, body, key_hints};
use crate::desk::{ConfirmedBy, Enrolment, EnrolmentId, Outcome, Standing, State};
use crate::station::{Column, Intent, Inventory, Line, Log};

pub(super) use chosen::{secret_ui, side_panel};
pub(super) use deeds::by_key;
pub use form::Form;

/// What stands in the fields, and what of the table is in view.
#[derive(Default)]
pub(super) struct LogView {
    search: String,
    reveal: bool,
    form: Option<form::Filled>,
}

impl LogView {
    /// The selected row is to be scrolled into view, whatever was searched before.
    pub fn reveal(&mut self) {
        self.search.clear();
        self.reveal = true;
    }

    /// Searches for what was scanned.
    pub fn look_for(&mut self, text: String) {
        self.search = text;
    }

    /// The row that many rows away from the selected one.
    pub fn neighbour(&mut self, log: &Log, rows: isize) -> Option<EnrolmentId> {
        self.reveal = true;
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
        self.form = Some(form::Filled::new(form, row.id));
        Some(form::first_id())
    }

    /// Yes to what cannot be taken back.
    pub fn say_yes(&mut self, ctx: &Context) {
        if let Some(form) = &mut self.form {
            form.say_yes(ctx);
        }
    }

    /// Whether something is asked.
    pub const fn asks(&self) -> bool {
        self.form.is_some()
    }

    pub fn close_form(&mut self, ctx: &Context) {
        if let Some(form) = self.form.take() {
            form.forget(ctx);
        }
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

/// The search field.
pub(super) fn search_id() -> Id {
    Id::unique("search")
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView) {
    if is_narrow(ui.ctx()) && cx.station.log().shown().is_some() {
        chosen::instead(ui, cx, view);
        return;
    }
    let station = cx.station;
    let log = station.log();
    let mut query = log.query().clone();
    ui.horizontal(|ui| {
        Field::new(search_id(), &cx.text("log-search"))
            .hint(&cx.text("log-search-hint"))
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, &mut view.search);
        ui.add_space(size::GAP);
        body(ui, cx.fill("log-count", &[("count", log.found().count.into())]));
        let save = Button::new(&cx.text("log-save-list"), Kind::Plain)
            .key(&cx.text("cap-ctrl-s"))
            .small()
            .ui(ui);
        if save && log.found().count > 0 {
            cx.act(Action::SaveInventory);
        }
    });
    query.text.clone_from(&view.search);
    ui.add_space(size::GAP);
    filters::bar(ui, cx, view, &mut query);
    inventory(ui, cx);
    ui.add_space(size::GAP);
    table::ui(ui, cx, view, &mut query);
    foot(ui, cx);
    if query != *log.query() {
        cx.want(Intent::Find(query));
    }
}

fn foot(ui: &mut Ui, cx: &Cx<'_>) {
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        let hints = [
            (cx.text("cap-up-down"), cx.text("hint-select")),
            (cx.text("cap-ctrl-f"), cx.text("hint-search")),
        ];
        key_hints(ui, &hints);
    });
}

/// What became of the list without secrets.
fn inventory(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (tone, title, text) = match cx.station.inventory() {
        Inventory::Idle | Inventory::Saving(_) => return,
        Inventory::Saved { path, rows } => {
            let all = cx.station.log().rows().len();
            let said = cx.fill("inventory-saved", &[("count", (*rows).into()), ("all", all.into())]);
            (Tone::Done, said, path.display().to_string())
        }
        Inventory::NotSaved(why) => (Tone::Bad, cx.text("inventory-failed"), cx.sentence(why)),
    };
    ui.add_space(size::GAP);
    banner(ui, tone, &title, &text, |ui| {
        if Button::new(&cx.text("dismiss"), Kind::Plain).small().ui(ui) {
            cx.want(Intent::DismissInventory);
        }
    });
}

/// Whether the token holds this seed, as far as is known.
fn can_show(row: &Enrolment) -> bool {
    let written = matches!(row.outcome, Outcome::Burned | Outcome::Confirmed);
    written && row.has_seed && row.standing == Standing::Current && !row.is_gone() && !row.is_doubted()
}

pub(super) fn state_word(cx: &Cx<'_>, state: State) -> String {
    match state {
        State::Unfinished => cx.text("state-interrupted"),
        State::NotCompared => cx.text("state-burned"),
        State::Confirmed => cx.text("state-confirmed"),
        State::Exported => cx.text("state-exported"),
        State::Purged => cx.text("state-purged"),
        State::Superseded => cx.text("state-superseded"),
        State::Abandoned => cx.text("state-given-up"),
        State::NothingWritten => cx.text("state-abandoned"),
        State::Replaced => cx.text("state-replaced"),
        State::Lost => cx.text("state-lost"),
        State::Doubted => cx.text("state-doubted"),
    }
}

pub(super) const fn state_icon(state: State) -> Icon {
    match state {
        State::Superseded | State::Replaced => Icon::Later,
        State::Unfinished | State::NotCompared | State::Doubted => Icon::Warn,
        State::Confirmed | State::Exported | State::Purged => Icon::Done,
        State::Abandoned | State::NothingWritten | State::Lost => Icon::Bad,
    }
}

fn column_word(cx: &Cx<'_>, column: Column) -> String {
    match column {
        Column::Time => cx.text("column-time"),
        Column::Upn => cx.text("column-upn"),
        Column::Serial => cx.text("column-serial"),
        Column::Model => cx.text("column-model"),
        Column::State => cx.text("column-state"),
        Column::Operator => cx.text("column-operator"),
        Column::Compared => cx.text("column-compared"),
        Column::Drift => cx.text("column-drift"),
    }
}

fn compared(cx: &Cx<'_>, row: &Enrolment) -> String {
    match row.confirmation.map(|confirmation| confirmation.by) {
        Some(ConfirmedBy::Typed) => cx.text("compared-typed"),
        Some(ConfirmedBy::Eye) => cx.text("compared-eye"),
        None => String::new(),
    }
}
