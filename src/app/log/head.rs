//! The names of the columns above the table: a press sorts by one, another press the other way round; the edge between two is
//! drawn, and arrow keys on a name make its column narrower or wider.

use egui::{
    Align2, Color32, Context, CursorIcon, Id, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo,
};
use egui::{pos2, vec2};

use super::columns::{Columns, Widths};
use super::words::column_word;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::{face, palette, size};
use crate::station::{Column, Query};

/// Where the names are drawn: the table may have been moved sideways.
pub(super) struct Place {
    /// What is to be seen of them.
    pub rect: Rect,
    /// How far the table was moved.
    pub sideways: f32,
}

/// Draws them. What comes back is the column whose name is wanted in view: its left and its right end.
pub(super) fn ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    place: &Place,
    columns: &Columns,
    query: &mut Query,
    widths: &mut Widths,
) -> Option<(f32, f32)> {
    let mut reveal = None;
    ui.scope(|ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(place.rect));
        let mut left = size::UNIT;
        for (column, width) in columns {
            let at = place.rect.left() + left - place.sideways;
            let rect = Rect::from_min_size(pos2(at, place.rect.top()), vec2(*width, place.rect.height()));
            // its own areas would answer that, and none of them holds the names
            let wanted = is_wanted(ui, name_id(*column));
            let response = name_ui(ui, cx, *column, rect, query);
            if response.gained_focus() || wanted {
                reveal = Some((left, left + width));
            }
            if widths.step(*column, *width) {
                ui.ctx().request_repaint();
            }
            edge_ui(ui, *column, rect, widths);
            left += width;
        }
    });
    reveal
}

/// Whether somebody who reads the window by its tree wants it in view.
fn is_wanted(ui: &Ui, id: Id) -> bool {
    let action = egui::accesskit::Action::ScrollIntoView;
    ui.input(|input| input.has_accesskit_action_request(id, action))
}

/// The column whose name has the focus: the arrow keys are its own.
pub(super) fn focused(ctx: &Context) -> Option<Column> {
    let focused = ctx.memory(egui::Memory::focused)?;
    Column::ALL.into_iter().find(|column| name_id(*column) == focused)
}

fn name_id(column: Column) -> Id {
    Id::unique("column").with(column as u8)
}

fn name_ui(ui: &Ui, cx: &Cx<'_>, column: Column, rect: Rect, query: &mut Query) -> Response {
    let p = palette(ui);
    let name = column_word(cx, column);
    let sorted = query.sort == column;
    let response = ui.interact(rect, name_id(column), Sense::click());
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
    let at = pos2(rect.left(), rect.center().y);
    let own = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
    let drawn = own.text(at, Align2::LEFT_CENTER, name, face::label(), ink);
    if sorted {
        let at = pos2(drawn.right() + size::UNIT, rect.center().y);
        own.add(arrow(at, query.descending, ink));
    }
    if response.clicked() {
        query.descending = if sorted {
            !query.descending
        } else {
            column == Column::Time
        };
        query.sort = column;
    }
    response
}

/// The edge at the right of a column. It has no place in the order of Tab: arrow keys do the same.
fn edge_ui(ui: &Ui, column: Column, rect: Rect, widths: &mut Widths) {
    let middle = rect.right() - size::UNIT / 2.0;
    let grip = Rect::from_center_size(pos2(middle, rect.center().y), vec2(size::UNIT, rect.height()));
    let response = ui.interact(grip, name_id(column).with("edge"), Sense::CLICK | Sense::DRAG);
    if response.dragged() {
        widths.widen(column, rect.width(), response.drag_delta().x);
    }
    if response.double_clicked() {
        widths.forget(column);
    }
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        let stroke = Stroke::new(size::LINE_STRONG, palette(ui).accent);
        ui.painter().vline(middle, rect.y_range(), stroke);
    }
}

fn arrow(at: Pos2, down: bool, ink: Color32) -> Shape {
    let half = size::UNIT / 2.0;
    let tip = if down { half } else { -half };
    let points = vec![
        at + vec2(-half, -tip / 2.0),
        at + vec2(half, -tip / 2.0),
        at + vec2(0.0, tip / 2.0),
    ];
    Shape::convex_polygon(points, ink, Stroke::NONE)
}
