//! The clock of this computer: who vouches for it, and what the operator is asked when nobody does.

use std::time::Duration;

use egui::{Context, Id, RichText, Ui};

use super::cx::Cx;
use super::shortcut::YES;
use super::texts::t;
use super::theme::{face, palette, size};
use super::widgets::{Button, Icon, Kind, Tone, banner, strong};
use crate::desk::{Doubt, ServerTrouble, Stage, Witness};
use crate::station::Intent;

/// What is asked or said about the clock before a token is written.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let flow = cx.station.flow();
    // what is being compared was burned with a clock that somebody vouched for
    if matches!(
        flow.stage(),
        Stage::Comparing { .. } | Stage::Confirming { .. } | Stage::Burning { .. }
    ) {
        return;
    }
    match flow.clock().doubt(cx.now()) {
        None => tokens(ui, cx),
        Some(Doubt::Unknown) => {}
        Some(Doubt::NoWitness { server }) => {
            let text = match server {
                None => cx.text(t::CLOCK_ASK_TEXT),
                Some(ServerTrouble::Silent) => cx.text(t::CLOCK_ASK_SILENT),
                Some(ServerTrouble::Nonsense) => cx.text(t::CLOCK_ASK_NONSENSE),
                Some(ServerTrouble::Unresolved) => cx.text(t::CLOCK_ASK_UNRESOLVED),
            };
            ask(ui, cx, &cx.text(t::CLOCK_ASK), &text);
        }
        Some(Doubt::SaidWrong) => ask(ui, cx, &cx.text(t::CLOCK_SET), &cx.text(t::CLOCK_SET_TEXT)),
        Some(Doubt::Off { seconds }) => {
            let by = [("span", cx.span(seconds).into())];
            let title = if seconds > 0 {
                cx.fill(t::CLOCK_AHEAD, &by)
            } else {
                cx.fill(t::CLOCK_BEHIND, &by)
            };
            banner(ui, Tone::Bad, &title, &cx.text(t::CLOCK_OFF_TEXT), |_| ());
            ui.add_space(size::GAP * 2.0);
        }
    }
}

/// Tokens that were set elsewhere show another time: a question, nothing more.
fn tokens(ui: &mut Ui, cx: &mut Cx<'_>) {
    let flow = cx.station.flow();
    let limit = flow.rules().token_minutes.into();
    let Some(off) = flow.clock().tokens_disagree(limit) else {
        return;
    };
    let by = [("span", cx.span(off).into())];
    let text = if off > 0 {
        cx.fill(t::CLOCK_TOKENS_AHEAD, &by)
    } else {
        cx.fill(t::CLOCK_TOKENS_BEHIND, &by)
    };
    ask(ui, cx, &cx.text(t::CLOCK_ASK), &text);
}

fn ask(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, text: &str) {
    let now = ui.input(|input| input.time);
    let shown = Shown::now(ui.ctx(), now);
    // a question of the enrolment has the key for itself
    let free = !matches!(cx.station.flow().stage(), Stage::Asking { .. });
    banner(ui, Tone::Warn, title, text, |ui| {
        if shown.is_none() {
            ui.add_space(size::GAP);
            strong(ui, cx.text(t::CLOCK_WAKE));
            return;
        }
        // the seconds run while they are compared, and only then
        let into = u64::try_from(cx.now().wall_ms.rem_euclid(1000)).unwrap_or(0);
        ui.ctx().request_repaint_after(Duration::from_millis(1000 - into));
        let time = cx.time_to_second(cx.now().unix());
        ui.label(RichText::new(time).font(face::digit()).color(palette(ui).ink));
        ui.horizontal_wrapped(|ui| {
            let (yes, key) = (cx.text(t::CLOCK_YES), cx.cap(YES));
            let yes = Button::new(&yes, Kind::Plain);
            if (if free { yes.key(&key) } else { yes }).ui(ui) {
                cx.want(Intent::ClockRight);
            }
            if Button::new(&cx.text(t::CLOCK_NO), Kind::Plain).ui(ui) {
                cx.want(Intent::ClockDenied);
            }
        });
    });
    ui.add_space(size::GAP * 2.0);
}

/// How long the time runs after somebody did something, in seconds.
const RUNS: f64 = 20.0;
/// Nobody has compared a time sooner, in seconds.
const COMPARED: f64 = 0.6;

/// The time in view, while somebody is there to compare it: a desk without a witness asks all morning, and a time that
/// runs costs a frame a second.
#[derive(Debug, Clone, Copy)]
struct Shown {
    /// Since when, on the window's clock.
    since: f64,
}

/// When somebody last did something, on the window's clock.
#[derive(Debug, Clone, Copy)]
struct Touched(f64);

fn shown_id() -> Id {
    Id::unique("the time in view")
}

/// Somebody did something in the window.
pub(super) fn note_touch(ctx: &Context) {
    let now = ctx.input(|input| input.time);
    ctx.data_mut(|data| data.insert_temp(shown_id(), Touched(now)));
}

impl Shown {
    /// The time that is in view in this frame, if it is.
    fn now(ctx: &Context, now: f64) -> Option<Self> {
        ctx.data_mut(|data| {
            // a desk that has just been opened was touched
            let touched = *data.get_temp_mut_or_insert_with(shown_id(), || Touched(now));
            if now - touched.0 > RUNS {
                data.remove::<Self>(shown_id());
                return None;
            }
            Some(*data.get_temp_mut_or_insert_with(shown_id(), || Self { since: now }))
        })
    }
}

/// Whether the time is in view, and long enough that it can have been compared: the key that brings it into view does not
/// answer.
pub(super) fn is_answerable(ctx: &Context) -> bool {
    let shown = ctx.data(|data| data.get_temp::<Shown>(shown_id()));
    let now = ctx.input(|input| input.time);
    shown.is_some_and(|shown| now - shown.since > COMPARED)
}

/// Who vouches, in a word, for the header.
pub(super) fn word(cx: &Cx<'_>) -> (Icon, String) {
    let clock = cx.station.flow().clock();
    match (clock.witness(cx.now()), clock.doubt(cx.now())) {
        (Some(_), _) => (Icon::Done, cx.text(t::CLOCK_CHECKED)),
        (None, Some(Doubt::Unknown) | None) => (Icon::Later, cx.text(t::CLOCK_CHECKING)),
        (None, Some(Doubt::NoWitness { .. })) => (Icon::Warn, cx.text(t::CLOCK_UNCHECKED)),
        (None, Some(Doubt::Off { .. } | Doubt::SaidWrong)) => (Icon::Bad, cx.text(t::CLOCK_WRONG)),
    }
}

/// Who vouches, in words.
pub(super) fn witness(cx: &Cx<'_>, witness: Witness) -> String {
    match witness {
        Witness::System => cx.text(t::WITNESS_SYSTEM),
        Witness::Server => cx.text(t::WITNESS_SERVER),
        Witness::Operator => cx.text(t::WITNESS_OPERATOR),
    }
}
