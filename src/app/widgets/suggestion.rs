//! A person who fits what is typed.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::theme::{face, palette, size};

/// What stands in a row.
#[derive(Debug)]
pub struct Suggested<'a> {
    /// The name, or the UPN of somebody without one.
    pub name: &'a str,
    /// What of the name fits.
    pub matched: &'a [Range<usize>],
    /// The UPN, behind the name. Empty where the name is a UPN that is offered.
    pub upn: &'a str,
    /// What is known of them.
    pub note: &'a str,
    /// Whether Enter takes this one.
    pub selected: bool,
}

/// A row; `true` when it was pressed.
pub fn suggestion(ui: &mut Ui, who: &Suggested<'_>) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::SUGGESTION), Sense::click());
    let said = format!("{}, {}, {}", who.name, who.upn, who.note);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, who.selected, &said));
    super::row_ground(ui, rect, who.selected, &response);
    super::button::focus_ring(ui, &response, rect);
    columns(ui, rect, who);
    response.clicked()
}

/// Name, UPN and note beside each other. None reaches into the next: what is too long for its place is cut short, the note
/// first of all.
fn columns(ui: &Ui, rect: Rect, who: &Suggested<'_>) {
    let p = palette(ui);
    let (left, right) = (
        rect.left() + size::FIELD_TALL_INSET,
        rect.right() - size::FIELD_TALL_INSET,
    );
    let room = right - left;
    let put = |mut job: LayoutJob, x: f32, align: Align2, most: f32| {
        job.wrap = TextWrapping::truncate_at_width(most);
        let galley = ui.painter().layout_job(job);
        let place = align.anchor_size(pos2(x, rect.center().y), galley.size());
        ui.painter().galley(place.min, galley, p.ink);
        place
    };
    let plain = |text: &str, font, ink| LayoutJob::simple_singleline(text.to_owned(), font, ink);
    let name = put(job(ui, who), left, Align2::LEFT_CENTER, room * NAME);
    let note = plain(who.note, face::small(), p.ink_faint);
    let note = put(note, right, Align2::RIGHT_CENTER, room * NOTE);
    let upn = name.right().max(left + room * UPN_AT - size::SECTION) + size::SECTION;
    let most = (note.left() - size::SECTION - upn).max(0.0);
    let job = plain(who.upn, face::body(), p.ink_soft);
    put(job, upn, Align2::LEFT_CENTER, most);
}

/// Of the room of a row: where UPNs begin, and what a name and a note take at most.
const UPN_AT: f32 = 0.32;
const NAME: f32 = 0.36;
const NOTE: f32 = 0.26;

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
