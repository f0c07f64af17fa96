//! Rows beside the batch that somebody has to look at: whose token is in doubt, and who is to be deleted in Entra ID.

use egui::Ui;

use super::view::ExportView;
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Icon, Kind, heading, icon, wrapped};
use crate::app::words::state_word;
use crate::desk::{Enrolment, Fate};
use crate::station::Intent;

/// Whose token may not be what the ledger says.
pub(super) fn doubted<'s>(cx: &Cx<'s>) -> impl Iterator<Item = &'s Enrolment> + use<'s> {
    let station = cx.station;
    station.log().unfinished().filter(|row| row.is_doubted())
}

/// Those stay here until somebody has looked.
pub(super) fn in_doubt(ui: &mut Ui, cx: &mut Cx<'_>) {
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
pub(super) fn to_delete(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) {
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
