//! The side of Enroll: who waits for a token, who was enrolled in this session, what waits for export.

use egui::{Frame, Margin, ScrollArea, Ui};

use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::frame;
use crate::app::shortcut::EXPORT;
use crate::app::texts::t;
use crate::app::theme::{palette, size};
use crate::app::widgets::{Button, Icon, Kind, heading, icon, mono, section, strong, wrapped};
use crate::app::words::{state_icon, unfinished};
use crate::desk::{Enrolment, Pad, Upn};
use crate::station::Intent;

pub(super) fn panel(ui: &mut Ui, cx: &mut Cx<'_>) {
    frame::right_panel(ui, "side", size::SIDE, |ui| {
        foot(ui, cx);
        frame::aside(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
            waiting(ui, cx);
            to_delete(ui, cx);
            session(ui, cx);
        });
    });
}

/// The same below the work, where there is no room beside it.
pub(super) fn below(ui: &mut Ui, cx: &mut Cx<'_>) {
    waiting(ui, cx);
    to_delete(ui, cx);
    session(ui, cx);
}

/// What somebody has to delete in Entra ID by hand; it is ticked off at Export.
fn to_delete(ui: &mut Ui, cx: &mut Cx<'_>) {
    let count = cx.station.log().to_delete().count();
    if count == 0 {
        return;
    }
    section(ui, cx.fill(t::SIDE_DELETE, &[("count", count.into())]));
    ui.horizontal_top(|ui| {
        icon(ui, Icon::Warn);
        ui.vertical(|ui| {
            wrapped(ui, cx.text(t::SIDE_DELETE_TEXT));
            if Button::new(&cx.text(t::SIDE_DELETE_SHOW), Kind::Plain).small().ui(ui) {
                cx.act(Action::ShowToDelete);
            }
        });
    });
    ui.add_space(size::SECTION);
}

fn waiting(ui: &mut Ui, cx: &mut Cx<'_>) {
    let station = cx.station;
    let in_hand = station.flow().in_hand();
    let rows: Vec<&Enrolment> = station
        .log()
        .unfinished()
        .filter(|row| Some(row.id) != in_hand)
        .collect();
    if rows.is_empty() {
        return;
    }
    section(ui, cx.fill(t::SIDE_WAITING, &[("count", rows.len().into())]));
    let soft = palette(ui).warn_soft;
    for row in rows.into_iter().rev() {
        let frame = Frame::new()
            .fill(soft)
            .corner_radius(size::RADIUS)
            .inner_margin(Margin::same(size::INSET_SMALL));
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                icon(ui, Icon::Warn);
                ui.vertical(|ui| {
                    who(ui, cx, &row.upn);
                    mono(ui, row.token.grouped());
                    wrapped(ui, unfinished(cx, row));
                    let next = match station.flow().pad() {
                        Pad::Spent(_) => cx.text(t::SIDE_LIFT),
                        Pad::Empty | Pad::Fresh(_) => cx.text(t::SIDE_FINISH),
                    };
                    wrapped(ui, next);
                    if row.waits_for_code() && Button::new(&cx.text(t::SIDE_COMPARE), Kind::Plain).small().ui(ui) {
                        cx.want(Intent::CompareLater(row.id));
                    }
                    if row.can_be_given_up() && Button::new(&cx.text(t::SIDE_ABANDON), Kind::Plain).small().ui(ui) {
                        cx.act(Action::AskToAbandon(row.id));
                    }
                });
            });
        });
    }
    ui.add_space(size::SECTION);
}

/// The name; where somebody else has the same one, the UPN below it, which has no room beside it.
fn who(ui: &mut Ui, cx: &Cx<'_>, upn: &Upn) {
    let (name, upn) = cx.name_then_upn(upn);
    strong(ui, name);
    if let Some(upn) = upn {
        wrapped(ui, upn);
    }
}

fn session(ui: &mut Ui, cx: &mut Cx<'_>) {
    let station = cx.station;
    let count = station.log().session().count();
    section(ui, cx.fill(t::SIDE_SESSION, &[("count", count.into())]));
    for row in station.log().session().take(12) {
        ui.horizontal_top(|ui| {
            icon(ui, state_icon(row.state()));
            ui.vertical(|ui| {
                who(ui, cx, &row.upn);
                mono(ui, format!("{}  {}", cx.time(row.at), row.token.grouped()));
            });
        });
        ui.add_space(size::GAP / 2.0);
    }
}

fn foot(ui: &mut Ui, cx: &mut Cx<'_>) {
    let waiting = cx.station.log().waiting_count();
    frame::foot(ui, "side-foot", true, |ui| {
        ui.horizontal_centered(|ui| {
            heading(ui, cx.fill(t::SIDE_TO_EXPORT, &[("count", waiting.into())]));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if Button::new(&cx.text(t::SIDE_EXPORT), Kind::Plain)
                    .key(&cx.cap(EXPORT))
                    .ui(ui)
                {
                    cx.act(Action::OpenExport);
                }
            });
        });
    });
}
