//! A person who fits what is typed.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::app::theme::{face, palette, size};

/// What stands in a row.
#[derive(Debug)]
pub struct Suggested<'a> {
    /// The name, or the UPN of somebody without one.
    pub name: &'a str,
    /// What of the name fits.
    pub matched: &'a [Range<usize>],
    /// The UPN.
    pub upn: &'a str,
    /// What is known of them.
    pub note: &'a str,
    /// Whether Enter takes this one.
    pub selected: bool,
}

/// A row; `true` when it was pressed.
pub fn suggestion(ui: &mut Ui, who: &Suggested<'_>) -> bool {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::SUGGESTION), Sense::click());
    let said = format!("{}, {}, {}", who.name, who.upn, who.note);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, who.selected, &said));
    let fill = match (who.selected, response.hovered()) {
        (true, _) => p.accent_soft,
        (false, true) => p.sunk,
        (false, false) => p.panel,
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), Stroke::new(size::LINE, p.line));
    super::button::focus_ring(ui, &response, rect);
    let name = ui.painter().layout_job(job(ui, who));
    let left = rect.left() + size::FIELD_TALL_INSET;
    let middle = rect.center().y;
    let room = rect.width() - size::FIELD_TALL_INSET * 2.0;
    ui.painter()
        .galley(egui::pos2(left, middle - name.size().y / 2.0), name, p.ink);
    let upn = egui::pos2(left + room * 0.32, middle);
    ui.painter()
        .text(upn, Align2::LEFT_CENTER, who.upn, face::body(), p.ink_soft);
    let note = egui::pos2(rect.right() - size::FIELD_TALL_INSET, middle);
    ui.painter()
        .text(note, Align2::RIGHT_CENTER, who.note, face::small(), p.ink_faint);
    response.clicked()
}

/// The name with what fits in the accent.
fn job(ui: &Ui, who: &Suggested<'_>) -> LayoutJob {
    let p = palette(ui);
    let mut job = LayoutJob::default();
    let mut at = 0;
    let mut put = |text: Option<&str>, color| {
        let format = TextFormat::simple(face::strong(), color);
        job.append(text.unwrap_or_default(), 0.0, format);
    };
    for range in who.matched {
        put(who.name.get(at..range.start), p.ink);
        put(who.name.get(range.clone()), p.accent);
        at = range.end;
    }
    put(who.name.get(at..), p.ink);
    job
}
