//! Rows of the batch that the format refuses, and their UPNs corrected where they stand.

use egui::{Id, Ui};

use super::view::ExportView;
use crate::app::cx::Cx;
use crate::app::formats::{self, Part};
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, Tone, banner, entered};
use crate::desk::Enrolment;
use crate::export::Refusal;
use crate::station::Intent;

/// Rows that the format refuses. Nothing is written while one is among them, unless they are left out on purpose.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) {
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
