//! Whom the token is for: typed, scanned or suggested.

use egui::{Frame, Margin, Ui};

use super::maker;
use super::question::known_words;
use super::view::{EnrollView, Seen, upn_id};
use crate::app::cx::Cx;
use crate::app::fitting::Fitting;
use crate::app::notice;
use crate::app::texts::t;
use crate::app::theme::{face, page, palette, size};
use crate::app::widgets::{
    Field, Icon, Suggested, Tone, banner, entered, entered_or_scanned, icon, label, lead, place_at_end, select_all,
    suggestion, title, wrapped,
};
use crate::app::words::{badge_and_note, clock_words, person_note};
use crate::desk::{Earlier, Enrolled, Pad, Person, Recipient, Stage, Upn, UpnError};
use crate::otp::Otpauth;
use crate::station::Intent;
use crate::token2::Serial;

pub(super) fn idle(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let station = cx.station;
    if let Some(last) = station.flow().last() {
        result(ui, cx, last);
        ui.add_space(size::SECTION);
        let listed = !cx.station.people().roster().is_empty();
        label(ui, cx.text(if listed { t::NEXT_PERSON_LIST } else { t::NEXT_PERSON }));
    } else {
        title(ui, cx.text(t::WHO));
        let text = if cx.station.people().roster().is_empty() {
            cx.text(t::WHO_TEXT)
        } else {
            cx.text(t::WHO_TEXT_LIST)
        };
        lead(ui, text);
        ui.add_space(size::SECTION);
    }
    upn_field(ui, cx, view);
    maker::ui(ui, cx);
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
            let (name, upn) = cx.name_then_upn(&last.upn);
            let text = cx.fill(t::RESULT, &[("upn", name.into())]);
            let said = ui.label(
                egui::RichText::new(text)
                    .font(face::grown(face::result(), growth))
                    .color(p.done),
            );
            ui.ctx().accesskit_node_builder(said.id, |node| {
                node.set_live(egui::accesskit::Live::Assertive);
            });
            if let Some(upn) = upn {
                lead(ui, upn);
            }
            ui.label(
                egui::RichText::new(last.token.grouped())
                    .font(face::grown(face::mono_large(), growth))
                    .color(p.ink),
            );
            let how = match last.drift {
                None => cx.text(t::RESULT_EYE),
                Some(0) => cx.text(t::RESULT_EXACT),
                // of a token whose clock nobody has set here
                Some(drift) if drift.abs() > FAR => far_off(cx, drift),
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

/// Seconds beyond which a code is not just the one before or after.
const FAR: i64 = 60;

fn far_off(cx: &Cx<'_>, drift: i64) -> String {
    let text = if drift < 0 { t::RESULT_BEHIND } else { t::RESULT_AHEAD };
    cx.fill(text, &[("span", cx.span(drift).into())])
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
    if let Some(earlier) = earlier.first() {
        let (heading, text) = known_words(cx, earlier);
        banner(ui, Tone::Warn, &heading, &text, |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    upn_field(ui, cx, view);
}

/// The UPN of the person in hand is corrected.
pub(super) fn editing(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, recipient: &Recipient) {
    title(ui, cx.text(t::EDITING));
    lead(ui, cx.text(t::EDITING_TEXT));
    ui.add_space(size::SECTION);
    if recipient.given.is_some() {
        banner(
            ui,
            Tone::Info,
            &cx.text(t::EDITING_SECRET),
            &cx.text(t::EDITING_SECRET_TEXT),
            |_| (),
        );
        ui.add_space(size::GAP * 2.0);
    } else if cx.station.flow().was_begun(&recipient.upn) {
        banner(
            ui,
            Tone::Warn,
            &cx.text(t::SECRET_MISSED),
            &cx.text(t::EDITING_MISSED_TEXT),
            |_| (),
        );
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
    if (entered_or_scanned(ui, &field) || scanned)
        && !view.in_view.is_too_soon(&Seen::of(cx.station.flow().stage()), ui.ctx())
    {
        enter(cx, view, !scanned && entered(ui, &field));
    }
    suggestions_ui(ui, cx, view);
    if std::mem::take(&mut view.filled_in) {
        select_all(ui.ctx(), upn_id(), &view.upn);
    }
    if std::mem::take(&mut view.to_correct) {
        place_at_end(ui.ctx(), upn_id(), &view.upn);
    }
    if let Some(said) = refused(cx, view) {
        ui.add_space(size::GAP);
        ui.horizontal(|ui| {
            icon(ui, Icon::Bad);
            wrapped(ui, said);
        });
    }
    ui.add_space(size::GAP * 2.0);
    notice::at_hand(ui, cx);
}

/// Why Enter took nobody.
fn refused(cx: &Cx<'_>, view: &EnrollView) -> Option<String> {
    if view.undecided && is_undecided(cx, view) {
        let guests = view
            .suggested
            .as_ref()
            .is_some_and(|fitting| fitting.people.are_guests(cx.station.people().roster()));
        return Some(cx.text(if guests { t::UPN_GUEST } else { t::UPN_SEVERAL }));
    }
    cx.station.upn_field().refused.map(|why| refusal(cx, why))
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

/// What Enter does with what stands in the field.
enum OnEnter {
    /// That person waits for a token.
    Arm(Upn),
    /// That UPN stands in the field, to be read before a second Enter.
    Fill(Upn),
    /// Several fit equally, and none is taken.
    Choose,
    /// What is typed is entered as it is.
    Enter,
}

/// The first Enter takes who is suggested, the second one arms. A whole UPN arms at once, and so does whoever is named to the
/// last letter or chosen by the arrow keys, by a person's Enter; of two people who fit equally none is taken.
fn on_enter(cx: &Cx<'_>, view: &EnrollView, by_hand: bool) -> OnEnter {
    let chosen = taken(cx, view).filter(|_| view.chosen.is_some() && !lies_there(cx));
    if let Some(upn) = chosen.or_else(|| exactly(cx, view)).filter(|_| by_hand) {
        return OnEnter::Arm(upn);
    }
    let typed = view.upn.trim();
    if let Some(upn) = taken(cx, view).filter(|upn| !upn.as_str().eq_ignore_ascii_case(typed)) {
        return OnEnter::Fill(upn);
    }
    if is_undecided(cx, view) {
        return OnEnter::Choose;
    }
    // what is completed is shown as the UPN that it becomes before it arms
    offered(cx, view).map_or(OnEnter::Enter, OnEnter::Fill)
}

fn enter(cx: &mut Cx<'_>, view: &mut EnrollView, by_hand: bool) {
    match on_enter(cx, view, by_hand) {
        OnEnter::Arm(upn) => cx.want(Intent::SubmitUpn(upn.as_str().to_owned().into())),
        OnEnter::Fill(upn) => view.fill_in(&upn),
        OnEnter::Choose => view.undecided = true,
        OnEnter::Enter => cx.want(Intent::SubmitUpn(view.upn.clone().into())),
    }
}

/// Whom a person's Enter arms without a second one. Where a token lies and is written at once, the UPN is shown first.
fn exactly(cx: &Cx<'_>, view: &EnrollView) -> Option<Upn> {
    if lies_there(cx) || view.chosen.is_some() || view.upn.contains('@') {
        return None;
    }
    let people = &view.suggested.as_ref()?.people;
    let person = people.exactly(cx.station.people().roster())?;
    Some(person.upn.clone())
}

/// Whether a token lies there that is written as soon as its person is known.
fn lies_there(cx: &Cx<'_>) -> bool {
    matches!(
        cx.station.flow().stage(),
        Stage::TokenFirst { .. } | Stage::Editing { first: Some(_), .. }
    )
}

/// The UPN that a bare name or the beginning of a domain becomes. What is a whole UPN is its own.
fn offered(cx: &Cx<'_>, view: &EnrollView) -> Option<Upn> {
    let typed = view.upn.trim();
    if typed.is_empty() || is_masked(typed) || view.suggests() || Upn::parse(typed).is_ok() {
        return None;
    }
    cx.station.domains().offer(typed)
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

/// Who fits, or what is typed may become; where there is a list and nobody on it fits, that is said.
fn suggestions_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let picked = if view.suggests() {
        match people_ui(ui, cx, view) {
            Some(upn) if !lies_there(cx) => {
                cx.want(Intent::SubmitUpn(upn.as_str().to_owned().into()));
                return;
            }
            picked => picked,
        }
    } else {
        if view.suggested.is_some() {
            ui.add_space(size::GAP);
            label(ui, cx.text(t::UPN_NOBODY));
        }
        offered_ui(ui, cx, view)
    };
    if let Some(upn) = picked {
        view.fill_in(&upn);
    }
}

fn rows<R>(ui: &mut Ui, inside: impl FnOnce(&mut Ui) -> R) -> R {
    let p = palette(ui);
    ui.add_space(size::GAP);
    let frame = Frame::new()
        .fill(p.panel)
        .stroke(egui::Stroke::new(size::LINE, p.line))
        .corner_radius(size::RADIUS);
    let shown = frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        inside(ui)
    });
    shown.inner
}

fn offered_ui(ui: &mut Ui, cx: &Cx<'_>, view: &EnrollView) -> Option<Upn> {
    let upn = offered(cx, view)?;
    let row = Suggested {
        name: upn.as_str(),
        matched: &[],
        upn: "",
        note: &cx.text(t::UPN_OFFERED),
        selected: true,
    };
    rows(ui, |ui| suggestion(ui, &row)).then_some(upn)
}

/// Of two who share a name the badge may be what tells them apart.
fn note(cx: &Cx<'_>, person: &Person) -> String {
    if cx.station.people().roster().has_namesake(&person.upn) {
        badge_and_note(cx, person)
    } else {
        person_note(cx, person)
    }
}

fn people_ui(ui: &mut Ui, cx: &Cx<'_>, view: &EnrollView) -> Option<Upn> {
    let suggested = &view.suggested.as_ref()?.people;
    let people = cx.station.people().roster().people();
    let taken = taken(cx, view);
    let mut picked = None;
    rows(ui, |ui| {
        for found in &suggested.found {
            let Some(person) = people.get(found.person) else {
                continue;
            };
            let nameless = person.name.is_empty();
            let row = Suggested {
                name: if nameless { person.upn.as_str() } else { &person.name },
                matched: if nameless { &[] } else { &found.matched },
                upn: person.upn.as_str(),
                note: &note(cx, person),
                selected: taken.as_ref() == Some(&person.upn),
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
    picked
}

fn refusal(cx: &Cx<'_>, why: UpnError) -> String {
    match why {
        UpnError::Empty => cx.text(t::UPN_EMPTY),
        UpnError::Serial => cx.text(t::UPN_SERIAL),
        UpnError::Secret => cx.text(t::UPN_SECRET),
        UpnError::Layout => cx.text(t::HINT_LAYOUT),
        UpnError::Digits => cx.text(t::UPN_DIGITS),
        UpnError::At => cx.text(t::UPN_AT),
        UpnError::Comma => cx.text(t::UPN_COMMA),
        UpnError::Blank => cx.text(t::UPN_BLANK),
        UpnError::Letter => cx.text(t::UPN_LETTER),
        UpnError::Character => cx.text(t::UPN_CHARACTER),
        UpnError::Edge => cx.text(t::UPN_EDGE),
        UpnError::Ending => cx.text(t::UPN_ENDING),
        UpnError::TooLong => cx.text(t::UPN_LONG),
        UpnError::Guest => cx.text(t::UPN_GUEST),
    }
}

/// What a person's Enter does next.
pub(super) fn enter_does(cx: &Cx<'_>, view: &EnrollView) -> String {
    let named = |text, upn: &Upn| cx.fill(text, &[("upn", cx.name(upn).into())]);
    match on_enter(cx, view, true) {
        OnEnter::Arm(upn) => named(t::HINT_ARM_FOR, &upn),
        OnEnter::Fill(upn) => named(t::HINT_TAKE, &upn),
        OnEnter::Choose => cx.text(t::HINT_CHOOSE),
        OnEnter::Enter => cx.text(t::HINT_ARM),
    }
}
