//! The filters above the table: a chip each, filled in while it narrows what is shown.

use egui::{Popup, Ui};
use strum::VariantArray;

use super::days::{self, Typed};
use super::words::column_word;
use crate::app::cx::Cx;
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, offered};
use crate::app::words::state_word;
use crate::desk::{Kind as SeedKind, State};
use crate::station::{Column, Intent, Query};

/// What stands in the fields is what the chips and the table are narrowed by.
pub(super) struct Narrowed<'a> {
    pub query: &'a mut Query,
    pub search: &'a mut String,
    pub days: &'a mut Option<Typed>,
}

pub(super) fn bar(ui: &mut Ui, cx: &mut Cx<'_>, narrowed: Narrowed<'_>) {
    let Narrowed {
        query,
        search,
        days: typed,
    } = narrowed;
    let station = cx.station;
    let found = station.log().found();
    ui.horizontal_wrapped(|ui| {
        let states = State::ALL.map(|state| (state, state_word(cx, state)));
        choice(ui, cx, t::FILTER_STATE, &mut query.state, &states);
        days::chip(ui, cx, &mut query.days, typed);
        let kinds = SeedKind::VARIANTS.iter().map(|kind| (*kind, kind_word(cx, *kind)));
        let kinds: Vec<_> = kinds.collect();
        choice(ui, cx, t::FILTER_KIND, &mut query.kind, &kinds);
        let models: Vec<_> = found.models.iter().map(|name| (name.clone(), name.clone())).collect();
        choice(ui, cx, t::FILTER_MODEL, &mut query.model, &models);
        let operators: Vec<_> = found
            .operators
            .iter()
            .map(|name| (name.clone(), name.clone()))
            .collect();
        choice(ui, cx, t::FILTER_OPERATOR, &mut query.operator, &operators);
        columns(ui, cx);
        let narrowed = Query {
            sort: query.sort,
            descending: query.descending,
            ..Query::default()
        };
        if *query != narrowed && Button::new(&cx.text(t::FILTER_CLEAR), Kind::Plain).small().ui(ui) {
            *query = narrowed;
            *typed = None;
            search.clear();
        }
    });
    days::fields(ui, cx, &mut query.days, typed);
}

/// A chip that opens the choices of one filter.
fn choice<T: Clone + PartialEq>(ui: &mut Ui, cx: &Cx<'_>, name: Text, chosen: &mut Option<T>, all: &[(T, String)]) {
    let name = cx.text(name);
    let word = chosen
        .as_ref()
        .and_then(|chosen| all.iter().find(|(value, _)| value == chosen));
    let text = word.map_or_else(|| name.clone(), |(_, word)| format!("{name}: {word}"));
    let chip = Button::new(
        &text,
        Kind::Chip {
            active: chosen.is_some(),
        },
    );
    let response = chip.small().respond(ui);
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(size::UNIT * 20.0);
        if offered(ui, chosen.is_none(), cx.text(t::FILTER_ANY)) {
            *chosen = None;
        }
        for (value, word) in all {
            if offered(ui, chosen.as_ref() == Some(value), word) {
                *chosen = Some(value.clone());
            }
        }
    });
}

/// The columns that are shown, those that few ask for only when they are ticked. Time and UPN always are.
fn columns(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut settings = cx.station.settings().clone();
    let chip = Button::new(
        &cx.text(t::FILTER_COLUMNS),
        Kind::Chip {
            active: settings.hidden_columns != Column::SELDOM,
        },
    )
    .small()
    .respond(ui);
    Popup::menu(&chip)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let choice = |column: &Column| !matches!(column, Column::Time | Column::Upn);
            for column in Column::ALL.into_iter().filter(choice) {
                let mut shown = !settings.hidden_columns.contains(&column);
                if ui.checkbox(&mut shown, column_word(cx, column)).changed() {
                    settings.hidden_columns.retain(|hidden| *hidden != column);
                    if !shown {
                        settings.hidden_columns.push(column);
                    }
                }
            }
        });
    if settings != *cx.station.settings() {
        cx.want(Intent::ChangeSettings(Box::new(settings)));
    }
}

fn kind_word(cx: &Cx<'_>, kind: SeedKind) -> String {
    match kind {
        SeedKind::Random => cx.text(t::KIND_RANDOM),
        SeedKind::Dictated => cx.text(t::KIND_DICTATED),
        SeedKind::Factory => cx.text(t::KIND_FACTORY),
    }
}
