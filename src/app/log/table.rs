//! The table: only the rows in view are laid out, however many there are.

use egui::{
    Align2, Color32, Role, ScrollArea, Sense, Stroke, TextWrapMode, Ui, UiBuilder, WidgetInfo, WidgetText, vec2,
};

use super::words::{column_word, compared};
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::{face, palette, size};
use crate::app::widgets::{Icon, icon, lead};
use crate::app::words::{state_icon, state_word};
use crate::desk::Enrolment;
use crate::station::{Column, Intent, Line, Query};

/// The columns in view with their widths.
type Columns = Vec<(Column, f32)>;

/// `searched`: whether something stands in the search field; `reveal`: whether the selected row is to come into view.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, query: &mut Query, searched: bool, reveal: &mut bool) {
    let columns = columns(ui.available_width(), &cx.station.settings().hidden_columns);
    head(ui, cx, &columns, query);
    let station = cx.station;
    let lines = &station.log().found().lines;
    if lines.is_empty() {
        empty(ui, cx, searched);
        return;
    }
    let height = ui.available_height() - size::SECTION - size::GAP * 2.0;
    let area = ScrollArea::vertical().auto_shrink(false).max_height(height);
    let area = match target(cx, reveal, height) {
        Some(offset) => area.vertical_scroll_offset(offset),
        None => area,
    };
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, size::ROW, lines.len(), |ui, range| {
        for line in lines.get(range).unwrap_or_default() {
            match line {
                Line::Day(at) => day_ui(ui, cx, *at),
                Line::Row(id) => {
                    if let Some(row) = station.log().get(*id) {
                        row_ui(ui, cx, row, &columns);
                    }
                }
            }
        }
    });
}

/// Where to scroll so that the selected row is seen, if that was asked for.
fn target(cx: &Cx<'_>, reveal: &mut bool, height: f32) -> Option<f32> {
    if !*reveal {
        return None;
    }
    let selected = cx.station.log().selected()?;
    let lines = &cx.station.log().found().lines;
    let at = lines.iter().position(|line| *line == Line::Row(selected))?;
    *reveal = false;
    Some((at as f32 * size::ROW - height / 2.0).max(0.0))
}

fn empty(ui: &mut Ui, cx: &Cx<'_>, searched: bool) {
    ui.add_space(size::SECTION * 2.0);
    ui.vertical_centered(|ui| {
        let nobody = !searched && cx.station.log().rows().is_empty();
        let text = if nobody {
            cx.text(t::LOG_EMPTY)
        } else {
            cx.text(t::LOG_NOTHING_FOUND)
        };
        lead(ui, text);
    });
}

/// What is left over goes to the UPN.
fn columns(width: f32, hidden: &[Column]) -> Columns {
    let all = Column::ALL.into_iter().zip(size::LOG_COLUMNS);
    // who and how it stands is what is looked for; the rest is in the details
    let fits = |column: Column| match column {
        Column::Time | Column::Upn | Column::State => true,
        Column::Serial | Column::Model | Column::Operator => width >= size::LOG_SOME,
        Column::Compared | Column::Drift => width >= size::LOG_ALL,
    };
    let mut columns: Columns = all
        .filter(|(column, _)| !hidden.contains(column) && fits(*column))
        .collect();
    let taken: f32 = columns.iter().map(|(_, width)| width).sum();
    if let Some((_, upn)) = columns.iter_mut().find(|(column, _)| *column == Column::Upn) {
        *upn += (width - size::UNIT * 2.0 - taken).max(0.0);
    }
    columns
}

/// The names of the columns; a press sorts by one, another press the other way round.
fn head(ui: &mut Ui, cx: &Cx<'_>, columns: &Columns, query: &mut Query) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW - size::GAP), Sense::hover());
    let p = palette(ui);
    let mut left = rect.left() + size::UNIT;
    for (column, width) in columns {
        let place = egui::Rect::from_min_size(egui::pos2(left, rect.top()), vec2(*width, rect.height()));
        let name = column_word(cx, *column);
        let sorted = query.sort == *column;
        let response = ui.interact(place, ui.scope_id().with(("column", *column as u8)), Sense::click());
        let said = match (sorted, query.descending) {
            (false, _) => name.clone(),
            (true, true) => cx.fill(t::SORTED_DOWN, &[("column", name.as_str().into())]),
            (true, false) => cx.fill(t::SORTED_UP, &[("column", name.as_str().into())]),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &said));
        let ink = if sorted || response.hovered() || response.has_focus() {
            p.accent
        } else {
            p.ink_faint
        };
        let at = egui::pos2(left, rect.center().y);
        let drawn = ui.painter().text(at, Align2::LEFT_CENTER, name, face::label(), ink);
        if sorted {
            arrow(
                ui,
                egui::pos2(drawn.right() + size::UNIT, rect.center().y),
                query.descending,
                ink,
            );
        }
        if response.clicked() {
            query.descending = if sorted {
                !query.descending
            } else {
                *column == Column::Time
            };
            query.sort = *column;
        }
        left += width;
    }
}

fn arrow(ui: &Ui, at: egui::Pos2, down: bool, ink: Color32) {
    let half = size::UNIT / 2.0;
    let tip = if down { half } else { -half };
    let points = vec![
        at + vec2(-half, -tip / 2.0),
        at + vec2(half, -tip / 2.0),
        at + vec2(0.0, tip / 2.0),
    ];
    ui.painter().add(egui::Shape::convex_polygon(points, ink, Stroke::NONE));
}

fn day_ui(ui: &mut Ui, cx: &Cx<'_>, at: i64) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    let day = cx.day(at);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &day));
    let at = egui::pos2(rect.left() + size::UNIT, rect.bottom() - size::UNIT);
    ui.painter()
        .text(at, Align2::LEFT_BOTTOM, day, face::strong(), palette(ui).ink_soft);
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Enrolment, columns: &Columns) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let selected = cx.station.log().selected() == Some(row.id);
    let state = state_word(cx, row.state());
    let name = format!("{}, {}, {state}", row.upn, row.token.grouped());
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
    let mut left = rect.left() + size::UNIT;
    for (column, width) in columns {
        let mut at = left;
        let mut room = width - size::UNIT;
        if *column == Column::State {
            sign(ui, state_icon(row.state()), at, rect.center().y);
            at += size::ICON + size::UNIT;
            room -= size::ICON + size::UNIT;
        }
        let (text, font, ink) = cell_of(ui, cx, row, *column, &state);
        cell(ui, at, rect.center().y, room, text, font, ink);
        left += width;
    }
}

fn cell_of(ui: &Ui, cx: &Cx<'_>, row: &Enrolment, column: Column, state: &str) -> (String, egui::FontId, Color32) {
    let p = palette(ui);
    let drift = || row.confirmation.and_then(|confirmation| confirmation.drift);
    match column {
        // under the line of its day the time is enough
        Column::Time if cx.station.log().query().sort == Column::Time => (cx.time(row.at), face::body(), p.ink),
        Column::Time => (cx.day_and_time(row.at), face::body(), p.ink),
        Column::Upn => (row.upn.to_string(), face::strong(), p.ink),
        Column::Serial => (row.token.grouped(), face::mono_small(), p.ink_soft),
        Column::Model => (row.model.name().to_owned(), face::body(), p.ink_soft),
        Column::State => (state.to_owned(), face::body(), p.ink),
        Column::Operator => (row.operator.clone(), face::body(), p.ink_soft),
        Column::Compared => (compared(cx, row), face::body(), p.ink_soft),
        Column::Drift => (
            drift().map(|drift| cx.drift(drift)).unwrap_or_default(),
            face::body(),
            p.ink_soft,
        ),
    }
}

fn sign(ui: &mut Ui, sign: Icon, left: f32, middle: f32) {
    let place = egui::Rect::from_center_size(
        egui::pos2(left + size::ICON / 2.0, middle),
        egui::Vec2::splat(size::ICON),
    );
    icon(&mut ui.new_child(UiBuilder::new().max_rect(place)), sign);
}

fn cell(ui: &Ui, left: f32, middle: f32, room: f32, text: String, font: egui::FontId, ink: Color32) {
    let galley = WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Truncate), room, font);
    let at = egui::pos2(left, middle - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, ink);
}
