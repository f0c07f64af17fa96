//! Enroll: person, token, code. The first line of each stage says what to do now.

use std::mem::Discriminant;

use egui::{Frame, Id, Margin, ScrollArea, Ui};
use zeroize::Zeroizing;

use super::cx::Cx;
use super::notice;
use super::side::grouped;
use super::theme::{face, is_narrow, is_short, palette, size};
use super::widgets::{
    Button, Field, Icon, Kind, StepState, Tone, banner, burn_step, code_boxes, entered, forget, hands_off, icon,
    key_hints, label, lead, live_code, placing, ring, steps, title, wrapped,
};
use super::{Action, QUIET};
use crate::desk::{Asked, Earlier, Enrolled, Outcome, Pad, Question, Stage, UpnError, Work};
use crate::otp::Otpauth;
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
}

impl EnrollView {
    /// When the stage last changed, on the window's clock.
    pub const fn changed_at(&self) -> f64 {
        self.changed_at
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
    foot(ui, cx);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
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
    let station = cx.station;
    match station.flow().stage() {
        Stage::Idle | Stage::ReadingFirst { .. } => idle(ui, cx, view),
        Stage::TokenFirst { token, earlier, .. } => token_first(ui, cx, view, &token.serial, token.drift, earlier),
        Stage::LookingUp { upn, .. } => {
            title(ui, cx.text("looking-up"));
            lead(ui, upn.as_str());
            notice::ui(ui, cx);
        }
        Stage::Armed { upn, .. } => armed(ui, cx, upn.as_str()),
        Stage::Inspecting { upn, .. } => burning(ui, cx, upn.as_str(), None, BurnStep::Reading),
        Stage::Recording { upn, token, .. } => {
            burning(ui, cx, upn.as_str(), Some(&token.serial), BurnStep::Authenticating);
        }
        Stage::Reopening { .. } => burning(ui, cx, "", None, BurnStep::Reading),
        Stage::Burning { work, step } => burning(ui, cx, work.upn.as_str(), Some(&work.serial), *step),
        Stage::Interrupted { work, at, .. } => interrupted(ui, cx, work, *at),
        Stage::Asking { question, upn, .. } => asking(ui, cx, question, upn.as_str()),
        Stage::Comparing { work, .. } | Stage::Confirming { work, .. } => comparing(ui, cx, view, work),
    }
}

/// Notices a new stage: fields are emptied, the focus goes where the person types next.
fn follow(ui: &Ui, cx: &Cx<'_>, view: &mut EnrollView, focus: &mut Option<Id>) {
    let flow = cx.station.flow();
    let stage = std::mem::discriminant(flow.stage());
    let taken = cx.station.upn_field().taken;
    if view.taken != taken {
        view.taken = taken;
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
        lead(ui, cx.text("who-text"));
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
            let text = cx.fill("result", &[("upn", last.upn.as_str().into())]);
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
    lead(
        ui,
        format!(
            "{model} \u{b7} {} \u{b7} {}",
            serial.grouped(),
            cx.fill("its-clock", &[("drift", cx.drift(drift).into())])
        ),
    );
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
        cx.want(Intent::EditUpn);
    }
    if entered(ui, &field) && !hands_off(ui.ctx(), view.changed_at) {
        cx.want(Intent::SubmitUpn(view.upn.clone().into()));
    }
    if let Some(why) = cx.station.upn_field().refused {
        ui.add_space(size::GAP);
        ui.horizontal(|ui| {
            icon(ui, Icon::Bad);
            wrapped(ui, refusal(cx, why));
        });
    }
}

fn refusal(cx: &Cx<'_>, why: UpnError) -> String {
    match why {
        UpnError::Empty => cx.text("upn-empty"),
        UpnError::Serial => cx.text("upn-serial"),
        UpnError::Secret => cx.text("upn-secret"),
        UpnError::At => cx.text("upn-at"),
        UpnError::Character => cx.text("upn-character"),
        UpnError::TooLong => cx.text("upn-long"),
        UpnError::Guest => cx.text("upn-guest"),
    }
}

// --- token ------------------------------------------------------------------------------------------------------------

fn armed(ui: &mut Ui, cx: &mut Cx<'_>, upn: &str) {
    let first_line = match cx.station.flow().pad() {
        Pad::Spent(_) => cx.text("clear-and-lay"),
        Pad::Empty | Pad::Fresh(_) => cx.text("lay-down"),
    };
    title(ui, first_line);
    lead(ui, upn);
    ui.add_space(size::SECTION);
    notice::ui(ui, cx);
    ui.vertical_centered(|ui| placing(ui, &cx.text("lay-down-picture")));
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
    banner(ui, Tone::Warn, &cx.text("interrupted"), &text, |_| ());
    ui.add_space(size::SECTION);
    ui.vertical_centered(|ui| placing(ui, &cx.text("lay-down-picture")));
}

// --- question ---------------------------------------------------------------------------------------------------------

fn known_words(cx: &Cx<'_>, earlier: &Earlier) -> (String, String) {
    let when = cx.day_and_time(earlier.at);
    let gaps = [("upn", earlier.upn.as_str().into()), ("when", when.into())];
    let heading = match (earlier.outcome, earlier.exported) {
        (_, true) => cx.fill("known-exported", &gaps),
        (Outcome::Confirmed, false) => cx.fill("known-waiting", &gaps),
        _ => cx.fill("known-unfinished", &gaps),
    };
    (heading, cx.fill("known-text", &[("upn", earlier.upn.as_str().into())]))
}

fn asking(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, upn: &str) {
    let Some(earlier) = question.earlier.first() else {
        return;
    };
    let (first_line, heading, text, go_on) = match question.asked {
        Asked::TokenKnown => {
            let (heading, text) = known_words(cx, earlier);
            let title = cx.fill("ask-token", &[("upn", earlier.upn.as_str().into())]);
            (title, heading, text, cx.text("ask-token-go"))
        }
        Asked::PersonKnown => (
            cx.text("ask-person"),
            cx.fill(
                "ask-person-heading",
                &[
                    ("model", earlier.model.as_str().into()),
                    ("serial", grouped(&earlier.serial).into()),
                    ("when", cx.day_and_time(earlier.at).into()),
                ],
            ),
            cx.text("ask-person-text"),
            cx.text("ask-person-go"),
        ),
    };
    title(ui, first_line);
    lead(ui, cx.fill("ask-waiting", &[("upn", upn.into())]));
    ui.add_space(size::SECTION);
    let kind = if question.asked == Asked::TokenKnown {
        Kind::Destructive
    } else {
        Kind::Plain
    };
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        ui.add_space(size::GAP);
        ui.horizontal_wrapped(|ui| {
            if Button::new(&cx.text("ask-no"), Kind::Plain)
                .key(&cx.text("cap-esc"))
                .ui(ui)
            {
                cx.want(Intent::Cancel);
            }
            if Button::new(&cx.text("ask-show"), Kind::Plain).ui(ui) {
                cx.act(Action::ShowInLog(earlier.id));
            }
            if Button::new(&go_on, kind).key(&cx.text("cap-ctrl-b")).ui(ui) {
                cx.want(Intent::Proceed);
            }
        });
    });
}

// --- code -------------------------------------------------------------------------------------------------------------

fn comparing(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, work: &Work) {
    title(ui, cx.text("compare"));
    lead(
        ui,
        format!("{} \u{b7} {} \u{b7} {}", work.upn, work.model, work.serial.grouped()),
    );
    if !is_short(ui.ctx()) {
        ui.add_space(size::GAP * 2.0);
    }
    if let Some(codes) = cx.station.codes() {
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
    ui.add_space(size::GAP);
    label(ui, cx.text("field-code"));
    ui.add_space(size::GAP / 2.0);
    code_field(ui, cx, view);
    ui.add_space(size::GAP * 2.0);
    notice::ui(ui, cx);
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

/// The keys at the bottom of the screen, for the stage in hand.
fn foot(ui: &mut Ui, cx: &Cx<'_>) {
    let hints = match cx.station.flow().stage() {
        Stage::Idle | Stage::ReadingFirst { .. } => vec![
            (cx.text("cap-enter"), cx.text("hint-arm")),
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
        ],
        _ => vec![],
    };
    super::foot(ui, "enroll keys", false, |ui| key_hints(ui, &hints));
}
