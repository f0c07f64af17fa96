//! The table: only the rows in view are laid out, however many there are.

use egui::{Align2, Color32, Rect, Role, ScrollArea, Sense, TextWrapMode, Ui};
use egui::{WidgetInfo, WidgetText, vec2};

use super::columns::{self, Columns, Widths};
use super::head;
use super::words::compared;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::{face, palette, size};
use crate::app::widgets::{icon_at, lead, row_focus, row_mark, rows_ground};
use crate::app::words::{state_icon, state_word};
use crate::desk::Enrolment;
use crate::station::{Column, Intent, Line, Query};

/// What of the table is in view.
#[derive(Default)]
pub(super) struct TableView {
    /// The widths that were chosen.
    pub widths: Widths,
    /// How far it was moved sideways.
    sideways: f32,
    /// Whether the selected row is to come into view.
    pub reveal: bool,
}

/// `searched`: whether something stands in the search field. `most`: how high the rows are at most.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, query: &mut Query, searched: bool, view: &mut TableView, most: f32) {
    let room = ui.available_width();
    let shown = columns::Shown {
        hidden: &cx.station.settings().hidden_columns,
        with_days: cx.station.log().query().sort == Column::Time,
        with_names: !cx.station.people().roster().is_empty(),
    };
    let columns = columns::columns(room - size::UNIT * 2.0, shown, &view.widths);
    let (rect, _) = ui.allocate_exact_size(vec2(room, size::ROW - size::GAP), Sense::hover());
    let sideways = view.sideways;
    let place = head::Place { rect, sideways };
    let reveal = head::ui(ui, cx, &place, &columns, query, &mut view.widths);
    let station = cx.station;
    let lines = &station.log().found().lines;
    if lines.is_empty() {
        empty(ui, cx, searched);
        return;
    }
    let height = most.min(ui.available_height());
    let width = columns.iter().map(|(_, width)| width).sum::<f32>() + size::UNIT * 2.0;
    let mut area = ScrollArea::both().auto_shrink(false).max_height(height);
    if let Some(offset) = target(cx, &mut view.reveal, height) {
        area = area.vertical_scroll_offset(offset);
    }
    if let Some(ends) = reveal {
        area = area.horizontal_scroll_offset(beside(sideways, ends, room));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let drawn = area.show_rows(ui, size::ROW, lines.len(), |ui, range| {
        let place = vec2(width.max(room), size::ROW);
        let shown = lines.get(range).unwrap_or_default();
        ground(ui, shown, place);
        for line in shown {
            match line {
                Line::Day(at) => day_ui(ui, cx, *at, place),
                Line::Row(id) => {
                    if let Some(row) = station.log().get(*id) {
                        row_ui(ui, cx, row, &columns, place);
                    }
                }
            }
        }
    });
    view.sideways = drawn.state.clamped_offset().x;
    if (view.sideways - sideways).abs() > f32::EPSILON {
        // the names above are where the table was
        ui.ctx().request_repaint();
    }
}

/// What the rows lie on; days stand beside it.
fn ground(ui: &Ui, shown: &[Line], place: egui::Vec2) {
    let mut at = ui.cursor().min;
    for lines in shown.chunk_by(|one, next| matches!((one, next), (Line::Row(_), Line::Row(_)))) {
        let size = vec2(place.x, place.y * lines.len() as f32);
        if let [Line::Row(_), ..] = lines {
            rows_ground(ui, Rect::from_min_size(at, size));
        }
        at.y += size.y;
    }
}

/// How far the table is moved so that what lies between these ends is seen.
fn beside(sideways: f32, (left, right): (f32, f32), room: f32) -> f32 {
    let most = (left - size::UNIT).max(0.0);
    sideways.max(right + size::UNIT - room).min(most)
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

/// The day stays in view, however far the table is moved.
fn day_ui(ui: &mut Ui, cx: &Cx<'_>, at: i64, place: egui::Vec2) {
    let (rect, response) = ui.allocate_exact_size(place, Sense::hover());
    let day = cx.day(at);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &day));
    let left = rect.left().max(ui.clip_rect().left());
    let at = egui::pos2(left + size::UNIT, rect.bottom() - size::UNIT);
    ui.painter()
        .text(at, Align2::LEFT_BOTTOM, day, face::strong(), palette(ui).ink_soft);
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Enrolment, columns: &Columns, place: egui::Vec2) {
    let (rect, response) = ui.allocate_exact_size(place, Sense::click());
    let selected = cx.station.log().selected() == Some(row.id);
    let name = || format!("{}, {}, {}", row.upn, row.token.grouped(), state_word(cx, row.state()));
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, name()));
    if response.clicked() {
        cx.want(Intent::Select(row.id));
    }
    row_mark(ui, rect, selected, &response);
    row_focus(ui, rect, &response);
    let mut left = rect.left() + size::UNIT;
    for (column, width) in columns {
        let mut at = left;
        let mut room = width - size::UNIT;
        if *column == Column::State {
            let place = egui::pos2(at + size::ICON / 2.0, rect.center().y);
            let place = Rect::from_center_size(place, egui::Vec2::splat(size::ICON));
            icon_at(ui, place, state_icon(row.state()));
            at += size::ICON + size::UNIT;
            room -= size::ICON + size::UNIT;
        }
        let (text, font, ink) = cell_of(ui, cx, row, *column);
        if !text.is_empty() {
            cell(ui, at, rect.center().y, room, text, font, ink);
        }
        left += width;
    }
}

fn cell_of(ui: &Ui, cx: &Cx<'_>, row: &Enrolment, column: Column) -> (String, egui::FontId, Color32) {
    let p = palette(ui);
    let drift = || row.confirmation.and_then(|confirmation| confirmation.drift);
    match column {
        // under the line of its day the time is enough
        Column::Time if cx.station.log().query().sort == Column::Time => (cx.time(row.at), face::body(), p.ink),
        Column::Time => (cx.day_and_time(row.at), face::body(), p.ink),
        Column::Person => {
            let name = cx.station.people().name(&row.upn).unwrap_or_default();
            (name.to_owned(), face::strong(), p.ink)
        }
        Column::Upn => (row.upn.to_string(), face::body(), p.ink),
        Column::Serial => (row.token.grouped(), face::mono_small(), p.ink_soft),
        Column::Model => (row.make.model().to_owned(), face::body(), p.ink_soft),
        Column::State => (state_word(cx, row.state()), face::body(), p.ink),
        Column::Operator => (row.operator.to_string(), face::body(), p.ink_soft),
        Column::Compared => (compared(cx, row), face::body(), p.ink_soft),
        Column::Drift => (
            drift().map(|drift| cx.drift(drift)).unwrap_or_default(),
            face::body(),
            p.ink_soft,
        ),
    }
}

fn cell(ui: &Ui, left: f32, middle: f32, room: f32, text: String, font: egui::FontId, ink: Color32) {
    let galley = WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Truncate), room, font);
    let at = egui::pos2(left, middle - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, ink);
}
