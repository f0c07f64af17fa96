//! The days that are shown: some by name, or from one day to another as they are typed.

use egui::{Id, Popup, Ui};

use super::super::dates;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, offered, wrapped};
use crate::station::{Days, read_date};

/// What stands in the two fields.
#[derive(Default)]
pub(super) struct Typed {
    from: String,
    to: String,
}

fn from_id() -> Id {
    Id::unique("days from")
}

fn to_id() -> Id {
    Id::unique("days to")
}

/// The chip, and what it offers.
pub(super) fn chip(ui: &mut Ui, cx: &mut Cx<'_>, days: &mut Option<Days>, typed: &mut Option<Typed>) {
    let name = cx.text(t::FILTER_DATE);
    let text = days.map_or_else(|| name.clone(), |days| format!("{name}: {}", word(cx, days)));
    let active = days.is_some();
    let response = Button::new(&text, Kind::Chip { active }).small().respond(ui);
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(size::UNIT * 20.0);
        if offered(ui, !active, cx.text(t::FILTER_ANY)) {
            (*days, *typed) = (None, None);
        }
        for named in Days::NAMED {
            let chosen = *days == Some(named);
            if offered(ui, chosen, word(cx, named)) {
                (*days, *typed) = (Some(named), None);
            }
        }
        if offered(ui, typed.is_some(), cx.text(t::DAYS_BETWEEN)) {
            typed.get_or_insert_default();
            *cx.focus = Some(from_id());
        }
    });
}

/// The two fields, while days are typed. What is no date yet changes nothing of what is shown.
pub(super) fn fields(ui: &mut Ui, cx: &Cx<'_>, days: &mut Option<Days>, typed: &mut Option<Typed>) {
    let Some(text) = typed else { return };
    let today = cx.today();
    let hint = |name: &str| {
        let day = today.strftime("%Y-%m-%d").to_string();
        cx.fill(t::DAYS_HINT, &[("name", name.into()), ("day", day.into())])
    };
    let mut ends = [None; 2];
    let mut said = None;
    ui.add_space(size::GAP);
    let fields = [
        (from_id(), t::DAYS_FROM, &mut text.from),
        (to_id(), t::DAYS_TO, &mut text.to),
    ];
    let done = ui.horizontal_wrapped(|ui| {
        for ((id, name, text), end) in fields.into_iter().zip(&mut ends) {
            let name = cx.text(name);
            let hint = hint(&name);
            let field = Field::new(id, &name).hint(&hint).hide_name();
            field.width(size::FIELD_DATE).ui(ui, text);
            *end = read_date(text, today);
            if end.is_none() && !text.trim().is_empty() {
                said = Some(t::DAYS_NOT_READ);
            }
        }
        Button::new(&cx.text(t::DAYS_CLOSE), Kind::Plain).small().ui(ui)
    });
    if let [Some(from), Some(to)] = ends
        && from > to
    {
        said = Some(t::DAYS_BACKWARDS);
    }
    match (said, ends) {
        (Some(said), _) => drop(wrapped(ui, cx.text(said))),
        (None, [None, None]) => *days = None,
        (None, [from, to]) => *days = Some(Days::Between(from, to)),
    }
    if done.inner {
        (*days, *typed) = (None, None);
    }
}

fn word(cx: &Cx<'_>, days: Days) -> String {
    match days {
        Days::Today => cx.text(t::SINCE_TODAY),
        Days::Yesterday => cx.text(t::SINCE_YESTERDAY),
        Days::ThisWeek => cx.text(t::SINCE_MONDAY),
        Days::Week => cx.text(t::SINCE_WEEK),
        Days::Month => cx.text(t::SINCE_MONTH),
        Days::Between(Some(from), Some(to)) if from == to => dates::short(cx.texts, from),
        Days::Between(Some(from), Some(to)) => {
            let (from, to) = (dates::short(cx.texts, from), dates::short(cx.texts, to));
            cx.fill(t::DAYS_FROM_TO, &[("from", from.into()), ("to", to.into())])
        }
        Days::Between(Some(from), None) => cx.fill(t::DAYS_SINCE, &[("from", dates::short(cx.texts, from).into())]),
        Days::Between(None, Some(to)) => cx.fill(t::DAYS_UNTIL, &[("to", dates::short(cx.texts, to).into())]),
        Days::Between(None, None) => cx.text(t::FILTER_ANY),
    }
}
