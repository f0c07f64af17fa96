//! Whom the token is for: typed, scanned or suggested.

use egui::{Frame, Margin, Ui};

use super::question::known_words;
use super::view::{EnrollView, upn_id};
use crate::app::cx::Cx;
use crate::app::fitting::Fitting;
use crate::app::notice;
use crate::app::texts::t;
use crate::app::theme::{face, page, palette, size};
use crate::app::widgets::{
    Field, Icon, Suggested, Tone, banner, entered_or_scanned, hands_off, icon, label, lead, select_all, suggestion,
    title, wrapped,
};
use crate::app::words::{clock_words, person_note};
use crate::desk::{Earlier, Enrolled, Pad, Upn, UpnError};
use crate::otp::Otpauth;
use crate::station::Intent;
use crate::token2::Serial;

pub(super) fn idle(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let station = cx.station;
    if let Some(last) = station.flow().last() {
        result(ui, cx, last);
        ui.add_space(size::SECTION);
        notice::ui(ui, cx);
        label(ui, cx.text(t::NEXT_PERSON));
    } else {
        title(ui, cx.text(t::WHO));
        let text = if cx.station.people().roster().is_empty() {
            cx.text(t::WHO_TEXT)
        } else {
            cx.text(t::WHO_TEXT_LIST)
        };
        lead(ui, text);
        ui.add_space(size::SECTION);
        notice::ui(ui, cx);
    }
    upn_field(ui, cx, view);
}

fn result(ui: &mut Ui, cx: &Cx<'_>, last: &Enrolled) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.done_soft)
        .stroke(egui::Stroke::new(size::LINE, p.done))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::same(size::INSET_LARGE));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.vertical_centered(|ui| {
            let growth = page::growth(ui.ctx());
            let across = egui::Vec2::splat(size::ICON_BIG * growth);
            let (rect, _) = ui.allocate_exact_size(across, egui::Sense::hover());
            crate::app::widgets::paint_done(ui, rect);
            ui.add_space(size::GAP);
            let text = cx.fill(t::RESULT, &[("upn", cx.name(&last.upn).into())]);
            let said = ui.label(
                egui::RichText::new(text)
                    .font(face::grown(face::result(), growth))
                    .color(p.done),
            );
            ui.ctx().accesskit_node_builder(said.id, |node| {
                node.set_live(egui::accesskit::Live::Assertive);
            });
            ui.label(
                egui::RichText::new(last.token.grouped())
                    .font(face::grown(face::mono_large(), growth))
                    .color(p.ink),
            );
            let how = match last.drift {
                None => cx.text(t::RESULT_EYE),
                Some(0) => cx.text(t::RESULT_EXACT),
                Some(_) => cx.text(t::RESULT_DRIFT),
            };
            let then = match cx.station.flow().pad() {
                Pad::Empty => cx.text(t::RESULT_HAND),
                Pad::Fresh(_) | Pad::Spent(_) => cx.text(t::RESULT_LIFT),
            };
            lead(ui, format!("{how} {then}"));
        });
    });
}

pub(super) fn token_first(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut EnrollView,
    serial: &Serial,
    drift: i64,
    earlier: &[Earlier],
) {
    title(ui, cx.text(t::WHO_FOR_THIS));
    let model = serial.model().map_or("", |model| model.name());
    let clock = clock_words(cx, model, drift);
    lead(ui, format!("{} \u{b7} {clock}", serial.grouped()));
    ui.add_space(size::SECTION);
    notice::ui(ui, cx);
    if let Some(earlier) = earlier.first() {
        let (heading, text) = known_words(cx, earlier);
        banner(ui, Tone::Warn, &heading, &text, |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    upn_field(ui, cx, view);
}

pub(super) fn upn_field(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let field = Field::new(upn_id(), &cx.text(t::FIELD_UPN))
        .hint(&cx.text(t::FIELD_UPN_HINT))
        .tall()
        // a scanner types the text of a QR code character by character
        .masked(is_masked(&view.upn))
        .ui(ui, &mut view.upn);
    if field.changed() {
        // a scanner may end with a line break inside the text
        view.upn.retain(|c| !c.is_control());
        view.chosen = None;
        view.undecided = false;
        cx.want(Intent::EditUpn);
    }
    suggest(cx, view);
    let scanned = std::mem::take(&mut view.scanned);
    if (entered_or_scanned(ui, &field) || scanned) && !hands_off(ui.ctx(), view.changed_at) {
        enter(cx, view);
    }
    suggestions_ui(ui, cx, view);
    if std::mem::take(&mut view.filled_in) {
        select_all(ui.ctx(), upn_id(), &view.upn);
    }
    let said = match cx.station.upn_field().refused {
        _ if view.undecided && is_undecided(cx, view) => cx.text(t::UPN_SEVERAL),
        Some(why) => refusal(cx, why),
        None => return,
    };
    ui.add_space(size::GAP);
    ui.horizontal(|ui| {
        icon(ui, Icon::Bad);
        wrapped(ui, said);
    });
}

/// Whether what stands in the field is a secret, or has one behind what stood there before.
fn is_masked(typed: &str) -> bool {
    Otpauth::is_meant(typed) || typed.to_ascii_lowercase().contains("otpauth:")
}

/// Looks who fits, when what is typed has changed.
fn suggest(cx: &Cx<'_>, view: &mut EnrollView) {
    const MOST: usize = 6;
    let typed = view.upn.trim();
    let known = cx.station.people();
    if typed.is_empty() || known.roster().is_empty() || is_masked(typed) {
        view.suggested = None;
    } else if Fitting::look(&mut view.suggested, cx, typed, MOST) {
        view.chosen = None;
    }
}

/// The first Enter takes who is suggested, the second one arms. A whole UPN arms at once; of two people who fit equally
/// none is taken.
fn enter(cx: &mut Cx<'_>, view: &mut EnrollView) {
    let typed = view.upn.trim().to_owned();
    if let Some(upn) = taken(cx, view).filter(|upn| !upn.as_str().eq_ignore_ascii_case(&typed)) {
        view.fill_in(&upn);
        return;
    }
    if is_undecided(cx, view) && !typed.contains('@') {
        view.undecided = true;
        return;
    }
    // a bare name is shown as the UPN that it becomes before it arms
    if let Ok(upn) = cx.station.settings().domains().read(&typed)
        && !typed.contains('@')
    {
        view.fill_in(&upn);
        return;
    }
    cx.want(Intent::SubmitUpn(view.upn.clone().into()));
}

/// Whom Enter takes: the chosen one, or the only one who fits best. What is typed as a whole UPN is its own.
fn taken(cx: &Cx<'_>, view: &EnrollView) -> Option<Upn> {
    let suggested = &view.suggested.as_ref()?.people;
    let roster = cx.station.people().roster();
    if let Some(chosen) = view.chosen {
        let at = suggested.found.get(chosen)?.person;
        return Some(roster.people().get(at)?.upn.clone());
    }
    if view.upn.contains('@') {
        return None;
    }
    Some(suggested.only(roster)?.upn.clone())
}

/// Whether several fit and Enter takes none of them.
fn is_undecided(cx: &Cx<'_>, view: &EnrollView) -> bool {
    view.suggests() && !view.upn.contains('@') && taken(cx, view).is_none()
}

fn suggestions_ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut EnrollView) {
    let Some(fitting) = view.suggested.as_ref().filter(|_| view.suggests()) else {
        return;
    };
    let suggested = &fitting.people;
    let p = palette(ui);
    let people = cx.station.people().roster().people();
    let taken = taken(cx, view);
    let mut picked = None;
    ui.add_space(size::GAP);
    let frame = Frame::new()
        .fill(p.panel)
        .stroke(egui::Stroke::new(size::LINE, p.line))
        .corner_radius(size::RADIUS);
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for found in &suggested.found {
            let Some(person) = people.get(found.person) else {
                continue;
            };
            let selected = taken.as_ref() == Some(&person.upn);
            let row = Suggested {
                name: if person.name.is_empty() {
                    person.upn.as_str()
                } else {
                    &person.name
                },
                matched: if person.name.is_empty() { &[] } else { &found.matched },
                upn: person.upn.as_str(),
                note: &person_note(cx, person),
                selected,
            };
            if suggestion(ui, &row) {
                picked = Some(person.upn.clone());
            }
        }
    });
    let more = suggested.total.saturating_sub(suggested.found.len());
    if more > 0 {
        label(ui, cx.fill(t::UPN_MORE, &[("count", more.into())]));
    }
    if let Some(upn) = picked {
        view.fill_in(&upn);
    }
}

fn refusal(cx: &Cx<'_>, why: UpnError) -> String {
    match why {
        UpnError::Empty => cx.text(t::UPN_EMPTY),
        UpnError::Serial => cx.text(t::UPN_SERIAL),
        UpnError::Secret => cx.text(t::UPN_SECRET),
        UpnError::Layout => cx.text(t::HINT_LAYOUT),
        UpnError::Digits => cx.text(t::UPN_DIGITS),
        UpnError::At => cx.text(t::UPN_AT),
        UpnError::Character => cx.text(t::UPN_CHARACTER),
        UpnError::TooLong => cx.text(t::UPN_LONG),
        UpnError::Guest => cx.text(t::UPN_GUEST),
    }
}

/// What Enter does next: takes who is suggested, or arms.
pub(super) fn enter_does(cx: &Cx<'_>, view: &EnrollView) -> String {
    match taken(cx, view) {
        Some(upn) if !upn.as_str().eq_ignore_ascii_case(view.upn.trim()) => {
            cx.fill(t::HINT_TAKE, &[("upn", cx.name(&upn).into())])
        }
        _ => cx.text(t::HINT_ARM),
    }
}
