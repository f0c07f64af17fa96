//! Log: every enrolment, searchable, with the trail of the selected one.

use egui::{
    Align, Align2, Color32, Context, Id, Layout, Modal, Role, ScrollArea, Sense, Stroke, TextWrapMode, Ui, WidgetInfo,
    WidgetText, vec2,
};

use super::action::Action;
use super::cx::Cx;
use super::side::grouped;
use super::theme::{face, palette, size};
use super::widgets::{
    Button, Field, Icon, Kind, Tone, banner, body, entered, fact, forget, heading, icon, key_hints, lead, mono, qr,
    section, title, wrapped,
};
use crate::desk::{ConfirmedBy, Enrolment, EnrolmentId, Outcome, Standing};
use crate::ledger::{PurgeScope, TrailEntry, TrailEvent};
use crate::station::{Intent, Inventory, Log};

/// What is searched, and what was found.
#[derive(Default)]
pub(super) struct LogView {
    search: String,
    found: Found,
    reveal: bool,
    reason: Option<(EnrolmentId, String)>,
}

/// The rows that match, newest first; kept until the rows or the search change.
#[derive(Default)]
struct Found {
    revision: u64,
    search: String,
    rows: Vec<EnrolmentId>,
}

impl LogView {
    /// The selected row is to be scrolled into view, whatever was searched before.
    pub fn reveal(&mut self) {
        self.search.clear();
        self.reveal = true;
    }

    /// The row that many rows away from the selected one.
    pub fn neighbour(&mut self, log: &Log, rows: isize) -> Option<EnrolmentId> {
        self.refresh(log);
        self.reveal = true;
        let found = &self.found.rows;
        let at = log.selected().and_then(|id| found.iter().position(|row| *row == id));
        match at {
            Some(at) => found
                .get(at.saturating_add_signed(rows))
                .or_else(|| found.last())
                .copied(),
            None => found.first().copied(),
        }
    }

    /// Asks why the secret of the selected enrolment has to be shown; the field that gets the focus.
    pub fn ask_reason(&mut self, log: &Log) -> Option<Id> {
        let row = log.get(log.selected()?).filter(|row| can_show(row))?;
        self.reason = Some((row.id, String::new()));
        Some(reason_id())
    }

    /// The rows that match, in the order in which they are shown.
    pub fn shown_rows(&mut self, log: &Log) -> Vec<EnrolmentId> {
        self.refresh(log);
        self.found.rows.clone()
    }

    pub fn close_reason(&mut self, ctx: &Context) {
        if let Some((_, mut text)) = self.reason.take() {
            forget(ctx, reason_id(), &mut text);
        }
    }

    fn refresh(&mut self, log: &Log) {
        if self.found.revision == log.revision() && self.found.search == self.search && log.revision() > 0 {
            return;
        }
        let wanted = self.search.trim().to_lowercase();
        let plain = wanted.replace(' ', "");
        let matches = |row: &&Enrolment| {
            wanted.is_empty()
                || row.upn.to_lowercase().contains(&wanted)
                || row.serial.contains(&plain)
                || row.model.to_lowercase().contains(&wanted)
                || row.operator.to_lowercase().contains(&wanted)
        };
        self.found = Found {
            revision: log.revision(),
            search: self.search.clone(),
            rows: log.rows().iter().rev().filter(matches).map(|row| row.id).collect(),
        };
    }
}

/// The search field.
pub(super) fn search_id() -> Id {
    Id::unique("search")
}

fn reason_id() -> Id {
    Id::unique("reason")
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView) {
    view.refresh(cx.station.log());
    ui.horizontal(|ui| {
        Field::new(search_id(), &cx.text("log-search"))
            .hint(&cx.text("log-search-hint"))
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, &mut view.search);
        ui.add_space(size::GAP);
        body(ui, cx.fill("log-count", &[("count", view.found.rows.len().into())]));
    });
    inventory(ui, cx);
    ui.add_space(size::GAP);
    let widths = columns(ui.available_width());
    head(ui, cx, &widths);
    let foot = size::SECTION + size::GAP * 2.0;
    if view.found.rows.is_empty() {
        empty(ui, cx, view);
        return;
    }
    let height = ui.available_height() - foot;
    let area = ScrollArea::vertical().auto_shrink(false).max_height(height);
    let area = match target(cx, view, height) {
        Some(offset) => area.vertical_scroll_offset(offset),
        None => area,
    };
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, size::ROW, view.found.rows.len(), |ui, range| {
        for id in view.found.rows.get(range).unwrap_or_default() {
            let station = cx.station;
            if let Some(row) = station.log().get(*id) {
                row_ui(ui, cx, row, &widths);
            }
        }
    });
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        let hints = [
            (cx.text("cap-up-down"), cx.text("hint-select")),
            (cx.text("cap-ctrl-f"), cx.text("hint-search")),
            (cx.text("cap-ctrl-s"), cx.text("hint-inventory")),
        ];
        key_hints(ui, &hints);
    });
}

/// What became of the list without secrets.
fn inventory(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (tone, title, text) = match cx.station.export().inventory() {
        Inventory::Idle | Inventory::Saving(_) => return,
        Inventory::Saved(path) => (Tone::Done, cx.text("inventory-saved"), path.display().to_string()),
        Inventory::NotSaved(why) => (Tone::Bad, cx.text("inventory-failed"), why.clone()),
    };
    ui.add_space(size::GAP);
    banner(ui, tone, &title, &text, |ui| {
        if Button::new(&cx.text("dismiss"), Kind::Plain).small().ui(ui) {
            cx.want(Intent::DismissInventory);
        }
    });
}

/// Where to scroll so that the selected row is seen, if that was asked for.
fn target(cx: &Cx<'_>, view: &mut LogView, height: f32) -> Option<f32> {
    if !std::mem::take(&mut view.reveal) {
        return None;
    }
    let selected = cx.station.log().selected()?;
    let at = view.found.rows.iter().position(|row| *row == selected)?;
    Some((at as f32 * size::ROW - height / 2.0).max(0.0))
}

fn empty(ui: &mut Ui, cx: &Cx<'_>, view: &LogView) {
    ui.add_space(size::MARGIN);
    ui.vertical_centered(|ui| {
        let text = if view.search.trim().is_empty() {
            cx.text("log-empty")
        } else {
            cx.text("log-nothing-found")
        };
        lead(ui, text);
    });
}

/// Time, UPN, serial, model, state, operator, compared, drift. What is left over goes to the UPN.
fn columns(width: f32) -> [f32; 8] {
    let [time, least, rest @ ..] = size::LOG_COLUMNS;
    let fixed = time + rest.iter().sum::<f32>() + size::UNIT * 2.0;
    let mut widths = size::LOG_COLUMNS;
    if let Some(upn) = widths.get_mut(1) {
        *upn = (width - fixed).max(least);
    }
    widths
}

fn head(ui: &mut Ui, cx: &Cx<'_>, widths: &[f32; 8]) {
    let names = [
        cx.text("column-time"),
        cx.text("column-upn"),
        cx.text("column-serial"),
        cx.text("column-model"),
        cx.text("column-state"),
        cx.text("column-operator"),
        cx.text("column-compared"),
        cx.text("column-drift"),
    ];
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW - size::GAP), Sense::hover());
    let ink = palette(ui).ink_faint;
    let mut left = rect.left() + size::UNIT;
    for (name, width) in names.into_iter().zip(widths) {
        let at = egui::pos2(left, rect.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, name, face::label(), ink);
        left += width;
    }
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Enrolment, widths: &[f32; 8]) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let selected = cx.station.log().selected() == Some(row.id);
    let (sign, state) = state(cx, row);
    let name = format!("{}, {}, {state}", row.upn, grouped(&row.serial));
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, &name));
    if response.clicked() {
        cx.want(Intent::Select(row.id));
    }
    let p = palette(ui);
    let fill = match (selected, response.hovered()) {
        (true, _) => p.accent_soft,
        (false, true) => p.sunk,
        (false, false) => p.panel,
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), Stroke::new(size::LINE, p.line));
    if response.has_focus() {
        let stroke = Stroke::new(size::LINE_STRONG, p.accent);
        ui.painter().rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Inside);
    }
    let drift = row
        .confirmation
        .and_then(|c| c.drift)
        .map(|drift| cx.drift(drift))
        .unwrap_or_default();
    let cells = [
        (cx.day_and_time(row.at), face::body(), p.ink),
        (row.upn.clone(), face::strong(), p.ink),
        (grouped(&row.serial), face::mono_small(), p.ink_soft),
        (row.model.clone(), face::body(), p.ink_soft),
        (state, face::body(), p.ink),
        (row.operator.clone(), face::body(), p.ink_soft),
        (compared(cx, row), face::body(), p.ink_soft),
        (drift, face::body(), p.ink_soft),
    ];
    let mut left = rect.left() + size::UNIT;
    for (column, ((text, font, ink), width)) in cells.into_iter().zip(widths).enumerate() {
        let mut at = left;
        let mut room = width - size::UNIT;
        if column == 4 {
            let place = egui::Rect::from_center_size(
                egui::pos2(at + size::ICON / 2.0, rect.center().y),
                egui::Vec2::splat(size::ICON),
            );
            icon(&mut ui.new_child(egui::UiBuilder::new().max_rect(place)), sign);
            at += size::ICON + size::UNIT;
            room -= size::ICON + size::UNIT;
        }
        cell(ui, at, rect.center().y, room, text, font, ink);
        left += width;
    }
}

fn cell(ui: &Ui, left: f32, middle: f32, room: f32, text: String, font: egui::FontId, ink: Color32) {
    let galley = WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Truncate), room, font);
    let at = egui::pos2(left, middle - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, ink);
}

fn state(cx: &Cx<'_>, row: &Enrolment) -> (Icon, String) {
    if row.is_purged() {
        return (Icon::Done, cx.text("state-purged"));
    }
    if row.standing == Standing::Superseded {
        return (Icon::Later, cx.text("state-superseded"));
    }
    match row.outcome {
        Outcome::Planned => (Icon::Later, cx.text("state-planned")),
        Outcome::Burning | Outcome::Interrupted => (Icon::Warn, cx.text("state-interrupted")),
        Outcome::Burned => (Icon::Warn, cx.text("state-burned")),
        Outcome::Abandoned if row.has_seed => (Icon::Bad, cx.text("state-given-up")),
        Outcome::Abandoned => (Icon::Bad, cx.text("state-abandoned")),
        Outcome::Confirmed if row.exported_at.is_some() => (Icon::Done, cx.text("state-exported")),
        Outcome::Confirmed => (Icon::Done, cx.text("state-confirmed")),
    }
}

fn compared(cx: &Cx<'_>, row: &Enrolment) -> String {
    match row.confirmation.map(|confirmation| confirmation.by) {
        Some(ConfirmedBy::Typed) => cx.text("compared-typed"),
        Some(ConfirmedBy::Eye) => cx.text("compared-eye"),
        None => String::new(),
    }
}

// --- the selected one -------------------------------------------------------------------------------------------------

pub(super) fn side_panel(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView, focus: &mut Option<Id>) {
    super::right_panel(ui, "log side", size::SIDE, |ui| {
        let station = cx.station;
        let shown = station.log().shown();
        let Some((row, trail)) = shown.and_then(|shown| Some((station.log().get(shown.id)?, &shown.trail))) else {
            wrapped(ui, cx.text("log-select"));
            return;
        };
        actions(ui, cx, view, row, focus);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            facts(ui, cx, row);
            ui.add_space(size::SECTION);
            section(ui, cx.text("trail"));
            for entry in trail {
                trail_ui(ui, cx, entry);
            }
        });
    });
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment) {
    heading(ui, row.upn.clone());
    ui.add_space(size::GAP);
    fact(ui, cx.text("column-model"), row.model.clone());
    fact(ui, cx.text("column-serial"), grouped(&row.serial));
    fact(ui, cx.text("column-state"), state(cx, row).1);
    fact(ui, cx.text("column-time"), cx.day_and_time(row.at));
    fact(ui, cx.text("column-operator"), row.operator.clone());
    if row.confirmation.is_some() {
        fact(ui, cx.text("column-compared"), compared(cx, row));
    }
    if let Some(drift) = row.confirmation.and_then(|confirmation| confirmation.drift) {
        fact(ui, cx.text("column-drift"), cx.drift(drift));
    }
    if let Some(drift) = row.drift_before {
        fact(ui, cx.text("fact-drift-before"), cx.drift(drift));
    }
    if let Some(at) = row.exported_at {
        fact(ui, cx.text("fact-exported"), cx.day_and_time(at));
    }
}

fn trail_ui(ui: &mut Ui, cx: &Cx<'_>, entry: &TrailEntry) {
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
            let detail = cx.fill("trail-by", &[("operator", entry.operator.as_str().into())]);
            ui.add(egui::Label::new(egui::RichText::new(detail).font(face::small()).color(p.ink_faint)).wrap());
            if matches!(
                entry.event,
                TrailEvent::SecretShown | TrailEvent::Exported | TrailEvent::GivenUp
            ) {
                let text = egui::RichText::new(entry.detail.clone())
                    .font(face::small())
                    .color(p.ink_faint);
                ui.add(egui::Label::new(text).wrap());
            }
        });
    });
}

fn actions(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView, row: &Enrolment, focus: &mut Option<Id>) {
    super::foot(ui, "log actions", true, |ui| {
        if view.reason.as_ref().is_some_and(|(id, _)| *id == row.id) {
            reason(ui, cx, view, row.id);
            return;
        }
        ui.horizontal_wrapped(|ui| {
            let can_show = can_show(row);
            if Button::new(&cx.text("log-show-qr"), Kind::Plain)
                .key(&cx.text("cap-ctrl-r"))
                .enabled(can_show)
                .ui(ui)
            {
                *focus = view.ask_reason(cx.station.log());
            }
            if row.exported_at.is_some() && can_show {
                let again = cx.station.export().goes_again(row.id);
                let text = if again {
                    cx.text("log-again-off")
                } else {
                    cx.text("log-again")
                };
                if Button::new(&text, Kind::Plain).ui(ui) {
                    cx.want(Intent::ToggleAgain(row.id));
                }
            }
            if row.is_unfinished() && Button::new(&cx.text("side-abandon"), Kind::Plain).ui(ui) {
                cx.act(Action::AskToAbandon(row.id));
            }
            purge_buttons(ui, cx, row);
        });
    });
}

/// Whether the token holds this seed, as far as is known.
fn can_show(row: &Enrolment) -> bool {
    matches!(row.outcome, Outcome::Burned | Outcome::Confirmed) && row.has_seed && row.standing == Standing::Current
}

fn purge_buttons(ui: &mut Ui, cx: &mut Cx<'_>, row: &Enrolment) {
    if row.has_seed && Button::new(&cx.text("log-purge"), Kind::Plain).ui(ui) {
        cx.want(Intent::PlanPurge(PurgeScope::Enrolment(row.id)));
    }
    if row.has_seed && row.exported_at.is_some() && Button::new(&cx.text("log-purge-file"), Kind::Plain).ui(ui) {
        cx.want(Intent::PlanPurge(PurgeScope::ExportOf(row.id)));
    }
}

/// Nobody sees a secret without saying why.
fn reason(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut LogView, id: EnrolmentId) {
    let Some((_, text)) = &mut view.reason else { return };
    let field = Field::new(reason_id(), &cx.text("log-reason")).ui(ui, text);
    ui.add_space(size::GAP);
    let mut done = entered(ui, &field);
    ui.horizontal(|ui| {
        done |= Button::new(&cx.text("log-show-qr-now"), Kind::Primary)
            .key(&cx.text("cap-enter"))
            .ui(ui);
        if Button::new(&cx.text("cancel"), Kind::Plain)
            .key(&cx.text("cap-esc"))
            .ui(ui)
        {
            cx.act(Action::CloseReason);
        }
    });
    if done && !text.trim().is_empty() {
        let reason = text.clone();
        cx.want(Intent::ShowSecret { id, reason });
        cx.act(Action::CloseReason);
    }
}

/// The QR code, until it is put away.
pub(super) fn secret_ui(ctx: &Context, cx: &mut Cx<'_>) {
    let station = cx.station;
    let Some(shown) = station.log().shown() else { return };
    let (Some(secret), Some(row)) = (&shown.secret, station.log().get(shown.id)) else {
        return;
    };
    let open = Modal::new(Id::unique("secret"))
        .frame(super::modal_frame(ctx))
        .show(ctx, |ui| {
            ui.set_width(size::WORK / 2.0);
            title(ui, cx.text("secret-title"));
            lead(ui, row.upn.clone());
            mono(ui, grouped(&row.serial));
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
