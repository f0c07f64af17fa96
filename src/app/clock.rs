//! The clock of this computer: who vouches for it, and what the operator is asked when nobody does.

use std::time::Duration;

use egui::{Context, Id, RichText, Ui};

use super::cx::Cx;
use super::shortcut::YES;
use super::texts::t;
use super::theme::{face, palette, size};
use super::widgets::{Button, Icon, Kind, strong, task, tasks};
use crate::desk::{Doubt, ServerTrouble, Stage, Witness};
use crate::station::Intent;

/// What is asked or said about the clock before a token is written.
pub(super) enum Said {
    /// Whether the time is right: a question.
    Asked { title: String, text: String },
    /// It is not.
    Wrong { title: String, text: String },
}

/// As it stands. What is being written or compared was begun with a clock that somebody vouched for.
pub(super) fn said(cx: &Cx<'_>) -> Option<Said> {
    let flow = cx.station.flow();
    let under_way = matches!(
        flow.stage(),
        Stage::Comparing { .. } | Stage::Confirming { .. } | Stage::Burning { .. }
    );
    if under_way {
        return None;
    }
    match flow.clock().doubt(cx.now()) {
        None => tokens(cx),
        Some(Doubt::Unknown) => None,
        Some(Doubt::NoWitness { server }) => Some(Said::Asked {
            title: cx.text(t::CLOCK_ASK),
            text: cx.text(match server {
                None => t::CLOCK_ASK_TEXT,
                Some(ServerTrouble::Silent) => t::CLOCK_ASK_SILENT,
                Some(ServerTrouble::Nonsense) => t::CLOCK_ASK_NONSENSE,
                Some(ServerTrouble::Unresolved) => t::CLOCK_ASK_UNRESOLVED,
            }),
        }),
        Some(Doubt::SaidWrong) => Some(Said::Asked {
            title: cx.text(t::CLOCK_SET),
            text: cx.text(t::CLOCK_SET_TEXT),
        }),
        Some(Doubt::Off { seconds }) => {
            let by = [("span", cx.span(seconds).into())];
            let title = if seconds > 0 { t::CLOCK_AHEAD } else { t::CLOCK_BEHIND };
            Some(Said::Wrong {
                title: cx.fill(title, &by),
                text: cx.text(t::CLOCK_OFF_TEXT),
            })
        }
    }
}

/// Tokens that were set elsewhere show another time: a question, nothing more.
fn tokens(cx: &Cx<'_>) -> Option<Said> {
    let flow = cx.station.flow();
    let limit = flow.rules().token_minutes.into();
    let off = flow.clock().tokens_disagree(limit)?;
    let by = [("span", cx.span(off).into())];
    let text = if off > 0 {
        t::CLOCK_TOKENS_AHEAD
    } else {
        t::CLOCK_TOKENS_BEHIND
    };
    Some(Said::Asked {
        title: cx.text(t::CLOCK_ASK),
        text: cx.fill(text, &by),
    })
}

/// The same, where it is the only thing that is said.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    if let Some(said) = said(cx) {
        tasks(ui, |ui| row(ui, cx, &said));
        ui.add_space(size::GAP * 2.0);
    }
}

/// What is said in a row of a list.
pub(super) fn row(ui: &mut Ui, cx: &mut Cx<'_>, said: &Said) {
    match said {
        Said::Asked { title, text } => task(ui, Icon::Warn, title, text, |_| (), |ui| answers(ui, cx)),
        Said::Wrong { title, text } => task(ui, Icon::Bad, title, text, |_| (), |_| ()),
    }
}

/// The time and the two answers, from the right; without the time while nobody is there to compare it.
fn answers(ui: &mut Ui, cx: &mut Cx<'_>) {
    let now = ui.input(|input| input.time);
    if Shown::now(ui.ctx(), now).is_none() {
        ui.set_max_width(size::SIDE);
        strong(ui, cx.text(t::CLOCK_WAKE));
        return;
    }
    // a question of the enrolment has the key for itself
    let free = !matches!(cx.station.flow().stage(), Stage::Asking { .. });
    if Button::new(&cx.text(t::CLOCK_NO), Kind::Plain).ui(ui) {
        cx.want(Intent::ClockDenied);
    }
    let (yes, key) = (cx.text(t::CLOCK_YES), cx.cap(YES));
    let yes = Button::new(&yes, Kind::Plain);
    if (if free { yes.key(&key) } else { yes }).ui(ui) {
        cx.want(Intent::ClockRight);
    }
    // the seconds run while they are compared, and only then
    let into = u64::try_from(cx.now().wall_ms.rem_euclid(1000)).unwrap_or(0);
    ui.ctx().request_repaint_after(Duration::from_millis(1000 - into));
    let time = cx.time_to_second(cx.now().unix());
    ui.label(RichText::new(time).font(face::digit()).color(palette(ui).ink));
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

/// Something else lies over the time.
pub(super) fn cover(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<Shown>(shown_id()));
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
