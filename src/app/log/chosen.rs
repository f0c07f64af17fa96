//! The selected enrolment: its facts, what happened to it, and what can be done with it, each with its key.

use egui::{Context, ScrollArea, Ui};

use super::form::{self, Filled};
use super::keys;
use super::menu::{self, Menu};
use super::trail;
use super::words::compared;
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::formats;
use crate::app::frame::{aside, foot, over, right_panel, scrolled};
use crate::app::shortcut::ESC;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Icon, Kind, fact, heading, icon, lead, mono, qr, section, strong, title, wrapped};
use crate::app::words::state_word;
use crate::desk::Enrolment;
use crate::ledger::TrailEntry;
use crate::station::Intent;

/// What is asked about the selected enrolment, or offered.
#[derive(Default)]
pub(super) struct Asked {
    pub form: Option<Filled>,
    pub menu: Option<Menu>,
}

impl Asked {
    /// What was typed is for nobody any more, unless the form stays.
    pub fn close_form_unless(&mut self, ctx: &Context, stays: impl FnOnce(&Filled) -> bool) {
        if self.form.as_ref().is_some_and(|form| !stays(form))
            && let Some(form) = self.form.take()
        {
            form.forget(ctx);
        }
    }
}

pub(super) fn side_panel(ui: &mut Ui, cx: &mut Cx<'_>, asked: &mut Asked) {
    right_panel(ui, "log side", size::SIDE_WIDE, |ui| {
        let Some((row, trail)) = chosen(cx) else {
            wrapped(ui, cx.text(t::LOG_SELECT));
            return;
        };
        foot(ui, "log actions", true, |ui| deeds(ui, cx, asked, row));
        let area = ScrollArea::vertical().auto_shrink(false);
        aside(ui, area, |ui| whole_story(ui, cx, row, trail));
    });
}

/// The same instead of the table, where there is no room beside it.
pub(super) fn instead(ui: &mut Ui, cx: &mut Cx<'_>, asked: &mut Asked) {
    let Some((row, trail)) = chosen(cx) else { return };
    scrolled(ui, |ui| {
        if Button::new(&cx.text(t::LOG_BACK), Kind::Plain)
            .key(&cx.cap(ESC))
            .small()
            .ui(ui)
        {
            cx.want(Intent::Deselect);
        }
        ui.add_space(size::GAP);
        whole_story(ui, cx, row, trail);
        ui.add_space(size::GAP);
        deeds(ui, cx, asked, row);
    });
}

fn chosen<'s>(cx: &Cx<'s>) -> Option<(&'s Enrolment, &'s [TrailEntry])> {
    let station = cx.station;
    let shown = station.log().shown()?;
    Some((station.log().get(shown.id)?, &shown.trail))
}

fn whole_story(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment, trail: &[TrailEntry]) {
    facts(ui, cx, row);
    ui.add_space(size::GAP * 2.0);
    section(ui, cx.text(t::TRAIL));
    trail::ui(ui, cx, row, trail);
    ui.add_space(size::GAP * 2.0);
    section(ui, cx.text(t::LOG_DETAILS));
    details(ui, cx, row);
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment) {
    heading(ui, cx.name(&row.upn));
    if cx.station.people().name(&row.upn).is_some() {
        wrapped(ui, row.upn.as_str());
    }
    ui.add_space(size::GAP);
    if row.is_to_delete() {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Warn);
            strong(ui, cx.text(t::FACT_TO_DELETE));
        });
        ui.add_space(size::GAP);
    }
    if row.is_doubted() {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Warn);
            strong(ui, cx.text(t::FACT_DOUBTED));
        });
        wrapped(ui, cx.text(t::FACT_DOUBTED_TEXT));
        ui.add_space(size::GAP);
    }
    fact(ui, cx.text(t::COLUMN_MODEL), row.make.model());
    fact(ui, cx.text(t::COLUMN_SERIAL), row.token.grouped());
    fact(ui, cx.text(t::COLUMN_STATE), state_word(cx, row.state()));
    if let Some(handed) = &row.later.handed {
        fact(
            ui,
            cx.text(t::FACT_HANDED),
            format!("{}, {}", handed.to, cx.day_and_time(handed.at)),
        );
    }
}

fn details(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment) {
    fact(ui, cx.text(t::COLUMN_TIME), cx.day_and_time(row.at));
    fact(ui, cx.text(t::COLUMN_OPERATOR), &*row.operator);
    if row.confirmation.is_some() {
        fact(ui, cx.text(t::COLUMN_COMPARED), compared(cx, row));
    }
    if let Some(drift) = row.drift_before {
        fact(ui, cx.text(t::FACT_DRIFT_BEFORE), cx.drift(drift));
    }
    if let Some(drift) = row.confirmation.and_then(|confirmation| confirmation.drift) {
        fact(ui, cx.text(t::FACT_DRIFT_AFTER), cx.drift(drift));
    }
    for (format, at) in row.left.all() {
        let name = formats::name(cx, format);
        fact(
            ui,
            cx.text(t::FACT_EXPORTED),
            format!("{} \u{b7} {name}", cx.day_and_time(at)),
        );
    }
    if let Some(witness) = row.witness {
        fact(ui, cx.text(t::FACT_CLOCK), crate::app::clock::witness(cx, witness));
    }
}

fn deeds(ui: &mut Ui, cx: &mut Cx<'_>, asked: &mut Asked, row: &Enrolment) {
    match &mut asked.form {
        Some(form) if form.id() == row.id => form::ui(ui, cx, form),
        _ => menu::ui(ui, cx, row, &mut asked.menu),
    }
}

/// The QR code, until it is put away.
pub(super) fn secret_ui(ctx: &Context, cx: &mut Cx<'_>) {
    let station = cx.station;
    let Some(shown) = station.log().shown() else { return };
    let (Some(secret), Some(row)) = (&shown.secret, station.log().get(shown.id)) else {
        return;
    };
    let told = &*cx;
    let said = |ui: &mut Ui| {
        title(ui, told.text(t::SECRET_TITLE));
        lead(ui, row.upn.as_str());
        mono(ui, row.token.grouped());
        ui.add_space(size::GAP * 2.0);
        ui.vertical_centered(|ui| qr(ui, secret, &told.text(t::SECRET_PICTURE)));
        ui.add_space(size::GAP * 2.0);
        wrapped(ui, told.text(t::SECRET_TEXT));
    };
    let answers = |ui: &mut Ui| {
        let close = Button::new(&told.text(t::SECRET_CLOSE), Kind::Primary)
            .key(&told.cap(ESC))
            .ui(ui);
        let copy = Button::new(&told.text(t::SECRET_COPY), Kind::Plain)
            .key(&told.cap(keys::COPY))
            .ui(ui);
        (close, copy)
    };
    let open = over(ctx, "secret", size::WORK / 2.0, said, |ui| {
        ui.horizontal_wrapped(answers).inner
    });
    let (close, copy) = open.inner;
    let away = close || open.should_close();
    if copy {
        cx.act(Action::CopySecret);
    }
    if away {
        cx.want(Intent::HideSecret);
    }
}
