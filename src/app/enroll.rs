//! Enroll: person, token, code. The first line of each stage says what to do now.

use std::mem::Discriminant;

use egui::{Frame, Id, Margin, ScrollArea, Ui};
use zeroize::Zeroizing;

use super::cx::Cx;
use super::notice;
use super::scanner::Ending;
use super::side::grouped;
use super::theme::{face, is_narrow, is_short, palette, size};
use super::widgets::{
    Button, Field, Icon, Kind, StepState, Suggested, Tone, banner, burn_step, code_boxes, entered, facts, forget,
    hands_off, icon, key_hints, label, lead, live_code, placing, ring, select_all, steps, suggestion, title, wrapped,
};
use super::{Action, QUIET};
use crate::desk::{
    Asked, Earlier, Enrolled, Misses, Outcome, Pad, Question, Recipient, Stage, Suggestions, Upn, UpnError, Work,
};
use crate::otp::{Algorithm, Otpauth, Parameters};
use crate::station::Intent;
use crate::token2::{BurnStep, Serial};

/// What stands in the fields, and since when.
#[derive(Default)]
pub(super) struct EnrollView {
    upn: String,
    code: Zeroizing<String>,
    typed_at: f64,
    stage: Option<Discriminant<Stage>>,
    changed_at: f64,
    taken: u64,
    /// Who fits what is typed, as long as that stands in the field.
    suggested: Option<(String, Suggestions)>,
    /// The suggestion that Enter takes, if the arrow keys chose one.
    chosen: Option<usize>,
    /// Whether what stands in the field was scanned with an Enter behind it.
    scanned: bool,
    /// Whether what stands in the field was put there and is to be replaced by what is typed.
    filled_in: bool,
    /// Whether Enter found several who fit.
    undecided: bool,
    /// Whether the stage is new in this frame.
    from_the_top: bool,
}

impl EnrollView {
    /// When the stage last changed, on the window's clock.
    pub const fn changed_at(&self) -> f64 {
        self.changed_at
    }

    /// Another suggestion.
    pub fn move_choice(&mut self, rows: isize) {
        let count = self
            .suggested
            .as_ref()
            .map_or(0, |(_, suggested)| suggested.found.len());
        if count == 0 {
            return;
        }
        let last = count - 1;
        self.chosen = match (self.chosen, rows) {
            (None, 1..) => Some(0),
            (None, _) => Some(last),
            (Some(at), rows) => at.checked_add_signed(rows).map(|at| at.min(last)),
        };
    }

    /// Whether somebody is suggested.
    pub fn suggests(&self) -> bool {
        self.suggested
            .as_ref()
            .is_some_and(|(_, suggested)| !suggested.found.is_empty())
    }

    /// Puts a person into the field; Enter arms.
    pub fn fill_in(&mut self, upn: &Upn) {
        self.upn = upn.as_str().to_owned();
        self.suggested = None;
        self.chosen = None;
        self.filled_in = true;
        self.undecided = false;
    }

    /// Puts what was scanned into the field; what ended it counts as Enter.
    pub fn scan_in(&mut self, text: &str, ended_by: Ending) {
        self.upn = text.trim().to_owned();
        self.chosen = None;
        self.scanned = matches!(ended_by, Ending::Enter | Ending::Tab);
    }

    /// The screen came into view again: its field gets the focus as if the stage were new.
    pub const fn refocus(&mut self) {
        self.stage = None;
    }
}

/// The UPN field.
pub(super) fn upn_id() -> Id {
    Id::unique("upn")
}

fn code_id() -> Id {
    Id::unique("code")
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, focus: &mut Option<Id>) {
    follow(ui, cx, view, focus);
    foot(ui, cx, view);
    let area = ScrollArea::vertical().auto_shrink(false);
    // what is new is seen from its first line
    let area = if std::mem::take(&mut view.from_the_top) {
        area.vertical_scroll_offset(0.0)
    } else {
        area
    };
    area.show(ui, |ui| {
        ui.set_max_width(size::WORK.min(ui.available_width()));
        stage_ui(ui, cx, view);
        if is_narrow(ui.ctx()) {
            ui.add_space(size::SECTION);
            super::side::below(ui, cx);
        }
    });
}

fn stage_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    if !is_short(ui.ctx()) {
        let names = [cx.text("step-person"), cx.text("step-token"), cx.text("step-code")];
        steps(ui, &names, step_of(cx.station.flow().stage()));
        ui.add_space(size::GAP * 2.0);
    }
    notice::reader(ui, cx);
    super::clock::ui(ui, cx);
    let station = cx.station;
    match station.flow().stage() {
        Stage::Idle | Stage::ReadingFirst { .. } => idle(ui, cx, view),
        Stage::TokenFirst { token, earlier, .. } => token_first(ui, cx, view, &token.serial, token.drift, earlier),
        Stage::LookingUp { upn, .. } => {
            title(ui, cx.text("looking-up"));
            lead(ui, upn.as_str());
            notice::ui(ui, cx);
        }
        Stage::Armed { recipient, .. } => armed(ui, cx, recipient),
        Stage::Inspecting { recipient, .. } => burning(ui, cx, recipient.upn.as_str(), None, BurnStep::Reading),
        Stage::Recording { recipient, token, .. } => {
            let upn = recipient.upn.as_str();
            burning(ui, cx, upn, Some(&token.serial), BurnStep::Authenticating);
        }
        Stage::Reopening { .. } => burning(ui, cx, "", None, BurnStep::Reading),
        Stage::Burning { work, step } => burning(ui, cx, work.upn.as_str(), Some(&work.serial), *step),
        Stage::Interrupted { work, at, .. } => interrupted(ui, cx, work, *at),
        Stage::Asking { question, recipient } => asking(ui, cx, question, recipient.upn.as_str()),
        Stage::Comparing { work, misses, .. } => comparing(ui, cx, view, work, *misses),
        Stage::Confirming { work, .. } => comparing(ui, cx, view, work, Misses::default()),
    }
}

/// Notices a new stage: fields are emptied, the focus goes where the person types next.
fn follow(ui: &Ui, cx: &Cx<'_>, view: &mut EnrollView, focus: &mut Option<Id>) {
    let flow = cx.station.flow();
    let stage = std::mem::discriminant(flow.stage());
    let taken = cx.station.upn_field().taken;
    if view.taken != taken {
        view.taken = taken;
        view.chosen = None;
        forget(ui.ctx(), upn_id(), &mut view.upn);
    }
    let field = match flow.stage() {
        Stage::Idle | Stage::ReadingFirst { .. } | Stage::TokenFirst { .. } => Some(upn_id()),
        Stage::Comparing { .. } => Some(code_id()),
        _ => None,
    };
    let lost = ui.memory(|memory| memory.focused().is_none());
    if view.stage == Some(stage) {
        // a click into the void must not make the next scan go nowhere
        if lost && focus.is_none() {
            *focus = field;
        }
        return;
    }
    view.stage = Some(stage);
    view.from_the_top = true;
    view.changed_at = ui.input(|input| input.time);
    forget(ui.ctx(), code_id(), &mut view.code);
    *focus = field;
}

const fn step_of(stage: &Stage) -> usize {
    match stage {
        Stage::Idle | Stage::ReadingFirst { .. } | Stage::TokenFirst { .. } | Stage::LookingUp { .. } => 0,
        Stage::Comparing { .. } | Stage::Confirming { .. } => 2,
        _ => 1,
    }
}

// --- person -----------------------------------------------------------------------------------------------------------

fn idle(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let station = cx.station;
    if let Some(last) = station.flow().last() {
        result(ui, cx, last);
        ui.add_space(size::SECTION);
        notice::ui(ui, cx);
        label(ui, cx.text("next-person"));
    } else {
        title(ui, cx.text("who"));
        let text = if cx.station.people().roster().is_empty() {
            cx.text("who-text")
        } else {
            cx.text("who-text-list")
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
            let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(size::ICON_BIG), egui::Sense::hover());
            super::widgets::paint_done(ui, rect);
            ui.add_space(size::GAP);
            let text = cx.fill("result", &[("upn", cx.name(last.upn.as_str()).into())]);
            let said = ui.label(egui::RichText::new(text).font(face::result()).color(p.done));
            ui.ctx().accesskit_node_builder(said.id, |node| {
                node.set_live(egui::accesskit::Live::Assertive);
            });
            ui.label(
                egui::RichText::new(last.serial.grouped())
                    .font(face::mono_large())
                    .color(p.ink),
            );
            let how = match last.drift {
                None => cx.text("result-eye"),
                Some(0) => cx.text("result-exact"),
                Some(_) => cx.text("result-drift"),
            };
            lead(ui, how);
        });
    });
}

fn token_first(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, serial: &Serial, drift: i64, earlier: &[Earlier]) {
    title(ui, cx.text("who-for-this"));
    let model = serial.model().map_or("", |model| model.name());
    let clock = super::token::clock_words(cx, model, drift);
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

fn upn_field(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let field = Field::new(upn_id(), &cx.text("field-upn"))
        .hint(&cx.text("field-upn-hint"))
        .tall()
        // a scanner types the text of a QR code character by character
        .masked(Otpauth::is_meant(&view.upn))
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
    if (entered(ui, &field) || scanned) && !hands_off(ui.ctx(), view.changed_at) {
        enter(cx, view);
    }
    suggestions_ui(ui, cx, view);
    if std::mem::take(&mut view.filled_in) {
        select_all(ui.ctx(), upn_id(), &view.upn);
    }
    let said = match cx.station.upn_field().refused {
        _ if view.undecided && is_undecided(cx, view) => cx.text("upn-several"),
        Some(why) => refusal(cx, why),
        None => return,
    };
    ui.add_space(size::GAP);
    ui.horizontal(|ui| {
        icon(ui, Icon::Bad);
        wrapped(ui, said);
    });
}

/// Looks who fits, when what is typed has changed.
fn suggest(cx: &Cx<'_>, view: &mut EnrollView) {
    const MOST: usize = 6;
    let typed = view.upn.trim();
    let known = cx.station.people();
    if typed.is_empty() || known.roster().is_empty() || Otpauth::is_meant(typed) {
        view.suggested = None;
    } else if view.suggested.as_ref().is_none_or(|(of, _)| of != typed) {
        view.suggested = Some((typed.to_owned(), known.complete(typed, MOST)));
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
    let (_, suggested) = view.suggested.as_ref()?;
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
    let Some((_, suggested)) = view.suggested.as_ref().filter(|_| view.suggests()) else {
        return;
    };
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
        label(ui, cx.fill("upn-more", &[("count", more.into())]));
    }
    if let Some(upn) = picked {
        view.fill_in(&upn);
    }
}

/// What is known of a person, in a word or two.
pub(super) fn person_note(cx: &Cx<'_>, person: &crate::desk::Person) -> String {
    let token = match (person.guest, cx.station.has_token(&person.upn)) {
        (true, _) => cx.text("person-guest"),
        (false, true) => cx.text("person-has"),
        (false, false) => cx.text("person-none"),
    };
    if person.department.is_empty() {
        token
    } else {
        format!("{} \u{b7} {token}", person.department)
    }
}

fn refusal(cx: &Cx<'_>, why: UpnError) -> String {
    match why {
        UpnError::Empty => cx.text("upn-empty"),
        UpnError::Serial => cx.text("upn-serial"),
        UpnError::Secret => cx.text("upn-secret"),
        UpnError::Digits => cx.text("upn-digits"),
        UpnError::At => cx.text("upn-at"),
        UpnError::Character => cx.text("upn-character"),
        UpnError::TooLong => cx.text("upn-long"),
        UpnError::Guest => cx.text("upn-guest"),
    }
}

// --- token ------------------------------------------------------------------------------------------------------------

fn armed(ui: &mut Ui, cx: &mut Cx<'_>, recipient: &Recipient) {
    let needs_secret = cx.station.flow().rules().needs_secret && recipient.given.is_none();
    let first_line = match cx.station.flow().pad() {
        _ if needs_secret => cx.text("scan-secret"),
        Pad::Spent(_) => cx.text("clear-and-lay"),
        Pad::Empty | Pad::Fresh(_) => cx.text("lay-down"),
    };
    title(ui, first_line);
    lead(ui, cx.name_and_upn(recipient.upn.as_str()));
    ui.add_space(size::SECTION);
    notice::ui(ui, cx);
    if cx.station.people().misses(&recipient.upn) {
        banner(
            ui,
            Tone::Warn,
            &cx.text("not-on-list"),
            &cx.text("not-on-list-text"),
            |_| (),
        );
        ui.add_space(size::GAP * 2.0);
    }
    if let Some(old) = recipient.accepted.replaces.and_then(|id| cx.station.log().get(id)) {
        let text = cx.fill("armed-replaces", &[("serial", grouped(&old.serial).into())]);
        banner(ui, Tone::Info, &text, "", |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    if let Some(given) = &recipient.given {
        banner(
            ui,
            Tone::Done,
            &cx.text("secret-taken"),
            &terms(cx, given.parameters),
            |_| (),
        );
        ui.add_space(size::GAP * 2.0);
    } else if needs_secret {
        banner(
            ui,
            Tone::Info,
            &cx.text("scan-secret-how"),
            &cx.text("scan-secret-text"),
            |_| (),
        );
        return;
    }
    ui.vertical_centered(|ui| placing(ui, &cx.text("lay-down-picture"), &cx.text("switch-on")));
}

/// How codes are made, in words.
pub(super) fn terms(cx: &Cx<'_>, parameters: Parameters) -> String {
    let hash = match parameters.algorithm {
        Algorithm::Sha1 => "SHA-1",
        Algorithm::Sha256 => "SHA-256",
    };
    let seconds = parameters.period.seconds().cast_signed();
    cx.fill("terms", &[("hash", hash.into()), ("seconds", seconds.into())])
}

fn burning(ui: &mut Ui, cx: &Cx<'_>, upn: &str, serial: Option<&Serial>, now: BurnStep) {
    title(ui, cx.text("leave-it"));
    lead(
        ui,
        serial.map_or_else(|| upn.to_owned(), |serial| format!("{upn} \u{b7} {}", serial.grouped())),
    );
    ui.add_space(size::SECTION);
    let names = [
        (BurnStep::Reading, cx.text("burn-reading")),
        (BurnStep::Authenticating, cx.text("burn-authenticating")),
        (BurnStep::WritingConfig, cx.text("burn-config")),
        (BurnStep::WritingSeed, cx.text("burn-seed")),
        (BurnStep::ReadingBack, cx.text("burn-reading-back")),
    ];
    for (step, name) in names {
        let state = match step.cmp(&now) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Later,
        };
        burn_step(ui, &name, state);
    }
}

fn interrupted(ui: &mut Ui, cx: &mut Cx<'_>, work: &Work, at: BurnStep) {
    let first_line = match cx.station.flow().pad() {
        Pad::Spent(_) => cx.text("lift-and-lay-again"),
        Pad::Empty | Pad::Fresh(_) => cx.text("lay-again"),
    };
    title(ui, first_line);
    lead(
        ui,
        format!("{} \u{b7} {} \u{b7} {}", work.upn, work.model, work.serial.grouped()),
    );
    ui.add_space(size::SECTION);
    notice::ui(ui, cx);
    let text = match at {
        BurnStep::ReadingBack => cx.text("interrupted-again"),
        BurnStep::WritingSeed => cx.text("interrupted-seed"),
        _ => cx.text("interrupted-clock"),
    };
    let (tone, heading) = match at {
        BurnStep::ReadingBack => (Tone::Info, cx.text("write-again")),
        _ => (Tone::Warn, cx.text("interrupted")),
    };
    banner(ui, tone, &heading, &text, |_| ());
    ui.add_space(size::SECTION);
    ui.vertical_centered(|ui| placing(ui, &cx.text("lay-down-picture"), &cx.text("switch-on")));
}

// --- question ---------------------------------------------------------------------------------------------------------

/// What is known of a token, and what writing it would do.
pub(super) fn known_words(cx: &Cx<'_>, earlier: &Earlier) -> (String, String) {
    let name = cx.name(&earlier.upn);
    let gaps = [
        ("upn", name.as_str().into()),
        ("when", cx.day_and_time(earlier.at).into()),
    ];
    let heading = match (earlier.outcome, earlier.exported) {
        _ if earlier.lost => cx.fill("known-lost", &gaps),
        _ if earlier.replaced => cx.fill("known-replaced", &gaps),
        (_, true) => cx.fill("known-exported", &gaps),
        (Outcome::Confirmed, false) => cx.fill("known-waiting", &gaps),
        _ => cx.fill("known-unfinished", &gaps),
    };
    let text = if earlier.lost || earlier.replaced {
        cx.text("known-gone-text")
    } else {
        cx.fill("known-text", &[("upn", name.into())])
    };
    (heading, text)
}

fn asking(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, upn: &str) {
    match question.asked {
        Asked::Domain => ask_domain(ui, cx, upn),
        Asked::PersonKnown => ask_person(ui, cx, question, upn),
        Asked::TokenKnown => ask_token(ui, cx, question, upn),
    }
}

fn ask_domain(ui: &mut Ui, cx: &mut Cx<'_>, upn: &str) {
    let domain = upn.split_once('@').map_or("", |(_, domain)| domain);
    title(ui, cx.fill("ask-domain", &[("domain", domain.into())]));
    lead(ui, upn);
    ui.add_space(size::SECTION);
    let (heading, text) = (cx.text("ask-domain-heading"), cx.text("ask-domain-text"));
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        answers(ui, cx, |ui, cx| {
            go_on(ui, cx, "ask-domain-go", Kind::Plain);
        });
    });
}

fn ask_person(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, upn: &str) {
    let Some(earlier) = question.earlier.first() else {
        return;
    };
    let another = question.allows_another();
    let first_line = match (question.earlier.len(), another) {
        (_, false) => cx.text("ask-person-full"),
        (1, true) => cx.text("ask-person"),
        (count, true) => cx.fill("ask-person-several", &[("count", count.into())]),
    };
    title(ui, first_line);
    lead(ui, cx.fill("ask-waiting", &[("upn", cx.name_and_upn(upn).into())]));
    ui.add_space(size::SECTION);
    let heading = if question.is_just_now(cx.now().unix()) {
        cx.text("ask-person-just-now")
    } else {
        token_words(cx, earlier)
    };
    let text = if another {
        cx.text("ask-person-text")
    } else {
        cx.text("ask-person-full-text")
    };
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        for other in question.earlier.iter().skip(1) {
            wrapped(ui, token_words(cx, other));
        }
        answers(ui, cx, |ui, cx| {
            show_in_log(ui, cx, earlier);
            replace_buttons(ui, cx, question);
            if another {
                go_on(ui, cx, "ask-person-go", Kind::Plain);
            }
        });
    });
}

/// Which of the earlier tokens gives way.
fn replace_buttons(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question) {
    let only = question.earlier.len() == 1;
    for (at, earlier) in question.earlier.iter().enumerate() {
        let text = if only {
            cx.text("ask-person-replace")
        } else {
            cx.fill("ask-person-replace-one", &[("serial", grouped(&earlier.serial).into())])
        };
        let key = cx.text("cap-ctrl-r");
        let button = Button::new(&text, Kind::Plain);
        if (if at == 0 { button.key(&key) } else { button }).ui(ui) {
            cx.want(Intent::Replace(earlier.id));
        }
    }
}

fn token_words(cx: &Cx<'_>, earlier: &Earlier) -> String {
    cx.fill(
        "ask-person-heading",
        &[
            ("model", earlier.model.as_str().into()),
            ("serial", grouped(&earlier.serial).into()),
            ("when", cx.day_and_time(earlier.at).into()),
        ],
    )
}

fn ask_token(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, upn: &str) {
    let Some(earlier) = question.earlier.first() else {
        return;
    };
    title(ui, cx.fill("ask-token", &[("upn", cx.name(&earlier.upn).into())]));
    lead(ui, cx.fill("ask-waiting", &[("upn", cx.name_and_upn(upn).into())]));
    ui.add_space(size::SECTION);
    let (heading, text) = known_words(cx, earlier);
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        answers(ui, cx, |ui, cx| {
            show_in_log(ui, cx, earlier);
            go_on(ui, cx, "ask-token-go", Kind::Destructive);
        });
    });
}

/// No first, then what else there is.
fn answers<'s>(ui: &mut Ui, cx: &mut Cx<'s>, others: impl FnOnce(&mut Ui, &mut Cx<'s>)) {
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        let no = Button::new(&cx.text("ask-no"), Kind::Plain)
            .key(&cx.text("cap-esc"))
            .ui(ui);
        if no {
            cx.want(Intent::Cancel);
        }
        others(ui, cx);
    });
}

fn show_in_log(ui: &mut Ui, cx: &mut Cx<'_>, earlier: &Earlier) {
    if Button::new(&cx.text("ask-show"), Kind::Plain).ui(ui) {
        cx.act(Action::ShowInLog(earlier.id));
    }
}

fn go_on(ui: &mut Ui, cx: &mut Cx<'_>, text: &'static str, kind: Kind) {
    if Button::new(&cx.texts.get(text), kind)
        .key(&cx.text("cap-ctrl-b"))
        .ui(ui)
    {
        cx.want(Intent::Proceed);
    }
}

// --- code -------------------------------------------------------------------------------------------------------------

fn comparing(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, work: &Work, misses: Misses) {
    let hidden = cx.station.flow().rules().typed_only;
    let first_line = if hidden {
        cx.text("compare-typed")
    } else {
        cx.text("compare")
    };
    title(ui, first_line);
    let who = cx.name(work.upn.as_str());
    lead(
        ui,
        format!("{who} \u{b7} {} \u{b7} {}", work.model, work.serial.grouped()),
    );
    if !is_short(ui.ctx()) {
        ui.add_space(size::GAP * 2.0);
    }
    // where there is little room, what is wrong and where to type come first
    let first_wrong = is_short(ui.ctx()) && cx.station.flow().notice().is_some();
    if !hidden && !first_wrong {
        live(ui, cx, work);
    }
    if first_wrong {
        notice::ui(ui, cx);
    }
    ui.add_space(size::GAP);
    label(ui, cx.text("field-code"));
    ui.add_space(size::GAP / 2.0);
    ui.horizontal_wrapped(|ui| {
        code_field(ui, cx, view);
        ui.add_space(size::SECTION);
        if !hidden {
            let same = Button::new(&cx.text("compare-same"), Kind::Plain)
                .key(&cx.text("cap-ctrl-enter"))
                .ui(ui);
            if same {
                cx.want(Intent::SeenEqual);
            }
        }
    });
    ui.add_space(size::GAP * 2.0);
    if !hidden && first_wrong {
        live(ui, cx, work);
    } else {
        notice::ui(ui, cx);
    }
    if misses.count >= Misses::MANY {
        banner(
            ui,
            Tone::Info,
            &cx.text("many-misses"),
            &cx.text("many-misses-text"),
            |ui| {
                let again = Button::new(&cx.text("many-misses-go"), Kind::Plain)
                    .key(&cx.text("cap-f4"))
                    .ui(ui);
                if again {
                    cx.want(Intent::BurnAgain);
                }
            },
        );
        ui.add_space(size::GAP * 2.0);
    }
    if !is_short(ui.ctx()) && cx.station.flow().notice().is_none() {
        work_facts(ui, cx, work);
    }
}

/// The live code with its ring and its neighbours.
fn live(ui: &mut Ui, cx: &Cx<'_>, work: &Work) {
    let Some(codes) = cx.station.codes() else { return };
    let period = work.parameters.period.seconds();
    ui.horizontal(|ui| {
        live_code(
            ui,
            &codes.current.grouped(),
            &cx.fill("live-code", &[("code", codes.current.grouped().as_str().into())]),
        );
        ui.add_space(size::SECTION);
        ring(ui, codes.seconds_left, period);
        ui.add_space(size::SECTION);
        ui.vertical(|ui| {
            ui.add_space(size::GAP);
            neighbour(ui, cx.text("code-before"), &codes.previous.grouped());
            neighbour(ui, cx.text("code-next"), &codes.next.grouped());
        });
    });
}

/// What was written, and where it goes.
fn work_facts(ui: &mut Ui, cx: &Cx<'_>, work: &Work) {
    use crate::desk::Kind as SeedKind;
    let row = cx.station.log().get(work.id);
    let clock = row
        .and_then(|row| row.witness)
        .map(|witness| super::clock::witness(cx, witness));
    let seed = match row.map(|row| row.kind) {
        Some(SeedKind::Dictated) => cx.text("kind-dictated"),
        Some(SeedKind::Factory) => cx.text("kind-factory"),
        _ => cx.text("kind-random"),
    };
    let goes = if row.is_some_and(|row| row.later.in_entra.is_some()) {
        cx.text("goes-nowhere")
    } else if row.is_some_and(|row| row.exported_at.is_some()) {
        cx.text("goes-before")
    } else {
        cx.text("goes-entra")
    };
    let mut all = vec![(cx.text("fact-seed"), seed), (cx.text("fact-goes"), goes)];
    if let Some(clock) = clock {
        all.insert(0, (cx.text("fact-clock"), clock));
    }
    facts(ui, &all);
}

fn neighbour(ui: &mut Ui, name: String, code: &str) {
    let p = palette(ui);
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(name).font(face::body()).color(p.ink_faint));
        ui.label(egui::RichText::new(code).font(face::mono()).color(p.ink_soft));
    });
}

/// Six digits check themselves after a quarter of a second of quiet.
fn code_field(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let field = code_boxes(ui, code_id(), &cx.text("field-code"), &mut view.code);
    let now = ui.input(|input| input.time);
    if field.changed() {
        view.typed_at = now;
        if cx.station.flow().notice().is_some() {
            cx.want(Intent::Dismiss);
        }
    }
    if view.code.len() < 6 {
        return;
    }
    let quiet = now - view.typed_at;
    if quiet < QUIET.as_secs_f64() {
        ui.ctx().request_repaint_after(QUIET);
        return;
    }
    cx.want(Intent::TypeCode(view.code.as_str().to_owned().into()));
    forget(ui.ctx(), code_id(), &mut view.code);
}

/// What Enter does next: takes who is suggested, or arms.
fn enter_does(cx: &Cx<'_>, view: &EnrollView) -> String {
    match taken(cx, view) {
        Some(upn) if !upn.as_str().eq_ignore_ascii_case(view.upn.trim()) => {
            cx.fill("hint-take", &[("upn", cx.name(upn.as_str()).into())])
        }
        _ => cx.text("hint-arm"),
    }
}

/// The keys at the bottom of the screen, for the stage in hand.
fn foot(ui: &mut Ui, cx: &Cx<'_>, view: &EnrollView) {
    let hints = match cx.station.flow().stage() {
        Stage::Idle | Stage::ReadingFirst { .. } => vec![
            (cx.text("cap-enter"), enter_does(cx, view)),
            (cx.text("cap-ctrl-e"), cx.text("hint-export")),
            (cx.text("cap-f1"), cx.text("hint-keys")),
        ],
        Stage::TokenFirst { .. } => vec![
            (cx.text("cap-enter"), cx.text("hint-write-this")),
            (cx.text("cap-esc"), cx.text("hint-not-this")),
        ],
        Stage::Armed { until, .. } => {
            let left = until.saturating_sub(cx.now().awake).as_secs_f32().ceil() as i64;
            vec![
                (cx.text("cap-esc"), cx.text("hint-not-this-person")),
                (String::new(), cx.fill("hint-armed", &[("seconds", left.into())])),
            ]
        }
        Stage::Interrupted { .. } => vec![(cx.text("cap-esc"), cx.text("hint-later"))],
        Stage::Comparing { .. } => vec![
            (cx.text("cap-ctrl-enter"), cx.text("hint-eye")),
            (cx.text("cap-f4"), cx.text("hint-again")),
            (cx.text("cap-esc"), cx.text("hint-later")),
        ]
        .into_iter()
        .skip(usize::from(cx.station.flow().rules().typed_only))
        .collect(),
        _ => vec![],
    };
    super::foot(ui, "enroll keys", false, |ui| key_hints(ui, &hints));
}
