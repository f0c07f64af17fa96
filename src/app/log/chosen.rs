//! The selected enrolment: its facts, what happened to it, and what can be done with it, each with its key.

use egui::{Context, Id, Modal, ScrollArea, Ui};

use super::deeds::Deed;
use super::{LogView, compared, form, state_word};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::theme::{face, palette, size};
use crate::app::widgets::{Button, Icon, Kind, fact, heading, icon, lead, mono, qr, section, strong, title, wrapped};
use crate::desk::Enrolment;
use crate::ledger::{TrailEntry, TrailEvent};
use crate::station::Intent;
use crate::token2::Serial;

pub(in crate::app) fn side_panel(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView) {
    crate::app::right_panel(ui, "log side", size::SIDE_WIDE, |ui| {
        let Some((row, trail)) = chosen(cx) else {
            wrapped(ui, cx.text("log-select"));
            return;
        };
        actions(ui, cx, view, row);
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| whole_story(ui, cx, row, trail));
    });
}

/// The same instead of the table, where there is no room beside it.
pub(super) fn instead(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView) {
    let Some((row, trail)) = chosen(cx) else { return };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if Button::new(&cx.text("log-back"), Kind::Plain)
            .key(&cx.text("cap-esc"))
            .small()
            .ui(ui)
        {
            cx.want(Intent::Deselect);
        }
        ui.add_space(size::GAP);
        whole_story(ui, cx, row, trail);
        ui.add_space(size::GAP);
        deeds(ui, cx, view, row);
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
    section(ui, cx.text("trail"));
    for entry in trail {
        trail_ui(ui, cx, row, entry);
    }
    ui.add_space(size::GAP * 2.0);
    section(ui, cx.text("log-details"));
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
            strong(ui, cx.text("fact-to-delete"));
        });
        ui.add_space(size::GAP);
    }
    if row.is_doubted() {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Warn);
            strong(ui, cx.text("fact-doubted"));
        });
        wrapped(ui, cx.text("fact-doubted-text"));
        ui.add_space(size::GAP);
    }
    fact(ui, cx.text("column-model"), row.model.name());
    fact(ui, cx.text("column-serial"), row.token.grouped());
    fact(ui, cx.text("column-state"), state_word(cx, row.state()));
    if let Some(handed) = &row.later.handed {
        fact(
            ui,
            cx.text("fact-handed"),
            format!("{}, {}", handed.to, cx.day_and_time(handed.at)),
        );
    }
}

fn details(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment) {
    fact(ui, cx.text("column-time"), cx.day_and_time(row.at));
    fact(ui, cx.text("column-operator"), row.operator.clone());
    if row.confirmation.is_some() {
        fact(ui, cx.text("column-compared"), compared(cx, row));
    }
    if let Some(drift) = row.confirmation.and_then(|confirmation| confirmation.drift) {
        fact(ui, cx.text("fact-drift-after"), cx.drift(drift));
    }
    if let Some(drift) = row.drift_before {
        fact(ui, cx.text("fact-drift-before"), cx.drift(drift));
    }
    if let Some(at) = row.exported_at {
        fact(ui, cx.text("fact-exported"), cx.day_and_time(at));
    }
    if let Some(witness) = row.witness {
        fact(ui, cx.text("fact-clock"), crate::app::clock::witness(cx, witness));
    }
}

/// Who did it is said when that was somebody else than who enrolled.
fn trail_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment, entry: &TrailEntry) {
    ui.horizontal_top(|ui| {
        let p = palette(ui);
        ui.label(
            egui::RichText::new(cx.time(entry.at))
                .font(face::small())
                .color(p.ink_faint),
        );
        ui.vertical(|ui| {
            let what = cx.text(&format!("trail-{}", entry.event.word()));
            wrapped(ui, what);
            if entry.operator != row.operator {
                let detail = cx.fill("trail-by", &[("operator", entry.operator.as_str().into())]);
                ui.add(egui::Label::new(egui::RichText::new(detail).font(face::small()).color(p.ink_faint)).wrap());
            }
            if matches!(
                entry.event,
                TrailEvent::SecretShown
                    | TrailEvent::ExportShared
                    | TrailEvent::Exported
                    | TrailEvent::GivenUp
                    | TrailEvent::UpnCorrected
                    | TrailEvent::Replaced
                    | TrailEvent::Lost
                    | TrailEvent::HandedOver
                    | TrailEvent::DeletedInEntra
                    | TrailEvent::ClockSet
                    | TrailEvent::Doubted
                    | TrailEvent::Altered
            ) && !entry.detail.is_empty()
            {
                let detail = match entry.event {
                    TrailEvent::Doubted => Serial::kept(entry.detail.clone()).grouped(),
                    _ => entry.detail.clone(),
                };
                let text = egui::RichText::new(detail).font(face::small()).color(p.ink_faint);
                ui.add(egui::Label::new(text).wrap());
            }
        });
    });
}

fn actions(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView, row: &Enrolment) {
    crate::app::foot(ui, "log actions", true, |ui| deeds(ui, cx, view, row));
}

fn deeds(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView, row: &Enrolment) {
    if let Some(form) = view.form.as_mut().filter(|form| form.id() == row.id) {
        form::ui(ui, cx, form);
        return;
    }
    // two beside each other, as far as their words let them
    let half = (ui.available_width() - size::GAP) / 2.0;
    ui.horizontal_wrapped(|ui| {
        for deed in Deed::of(row) {
            let (text, key) = deed.words(cx, row);
            // the one with the longest words has a line of its own
            let width = if deed == Deed::PurgeExport {
                half * 2.0 + size::GAP
            } else {
                half
            };
            if Button::new(&text, Kind::Plain).key(&key).small().at_least(width).ui(ui) {
                cx.act(deed.action(row));
            }
        }
    });
}

/// The QR code, until it is put away.
pub(in crate::app) fn secret_ui(ctx: &Context, cx: &mut Cx<'_>) {
    let station = cx.station;
    let Some(shown) = station.log().shown() else { return };
    let (Some(secret), Some(row)) = (&shown.secret, station.log().get(shown.id)) else {
        return;
    };
    let open = Modal::new(Id::unique("secret"))
        .frame(crate::app::modal_frame(ctx))
        .show(ctx, |ui| {
            ui.set_width(size::WORK / 2.0);
            title(ui, cx.text("secret-title"));
            lead(ui, row.upn.as_str());
            mono(ui, row.token.grouped());
            ui.add_space(size::GAP * 2.0);
            ui.vertical_centered(|ui| qr(ui, secret, &cx.text("secret-picture")));
            ui.add_space(size::GAP * 2.0);
            wrapped(ui, cx.text("secret-text"));
            ui.add_space(size::GAP);
            ui.horizontal(|ui| {
                let close = Button::new(&cx.text("secret-close"), Kind::Primary)
                    .key(&cx.text("cap-esc"))
                    .ui(ui);
                if Button::new(&cx.text("secret-copy"), Kind::Plain)
                    .key(&cx.text("cap-ctrl-c"))
                    .ui(ui)
                {
                    cx.act(Action::CopySecret);
                }
                close
            })
            .inner
        });
    if open.inner || open.should_close() {
        cx.want(Intent::HideSecret);
    }
}
