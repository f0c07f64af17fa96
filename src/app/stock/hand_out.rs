//! A list of who gets which token in stock: what would be handed out, what is doubted, and what came of it.

use egui::Ui;

use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::frame;
use crate::app::lines::Lines;
use crate::app::shortcut::{ESC, YES};
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, Tone, banner, lead, section, title, whole};
use crate::app::words::{line, skip_words};
use crate::desk::{EnrolmentId, HandOutDoubt, HandOutPlan, HandOutReason, HandOutSkipped, HandOutStage, State};
use crate::station::{Intent, Query};

use super::left_out::{self, lines, told};
use super::take_in;

/// What is shown of the lines.
#[derive(Default)]
pub(super) struct HandOutView {
    pub doubted: Lines,
    pub left_out: Lines,
}

/// What is asked of the list in hand, or that it is being done; `false` where there is nothing of it to ask.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut HandOutView) -> bool {
    let job = cx.station.hand_out();
    match job.stage() {
        HandOutStage::Idle | HandOutStage::Done(_) | HandOutStage::Failed(_) | HandOutStage::Unknown => return false,
        HandOutStage::Keeping(count) => {
            title(ui, cx.fill(t::HAND_OUT_KEEPING, &[("count", (*count).into())]));
            whole(ui, job.path().display().to_string());
        }
        HandOutStage::Asked(plan) => {
            frame::foot(ui, "hand-out answers", true, |ui| answers(ui, cx));
            title(ui, cx.fill(t::HAND_OUT_ASK, &[("count", job.count().into())]));
            if job.count() > 0 {
                lead(ui, cx.text(t::HAND_OUT_LEAD));
            }
            ui.add_space(size::SECTION);
            frame::scrolled(ui, |ui| {
                whole(ui, job.path().display().to_string());
                ui.add_space(size::GAP * 2.0);
                doubted(ui, cx, view, plan);
                let texts = (t::HAND_OUT_NONE_LEFT_OUT, t::HAND_OUT_LEFT_OUT_TEXT);
                let words = |skipped: &HandOutSkipped| line_words(cx, skipped);
                left_out::asked(ui, cx, &mut view.left_out, texts, job.left_out(), words);
            });
        }
    }
    true
}

fn answers(ui: &mut Ui, cx: &mut Cx<'_>) {
    let some = cx.station.hand_out().count() > 0;
    ui.horizontal_wrapped(|ui| {
        if some
            && Button::new(&cx.text(t::HAND_OUT_GO), Kind::Primary)
                .key(&cx.cap(YES))
                .ui(ui)
        {
            cx.want(Intent::HandOut);
        }
        if Button::new(&cx.text(t::CANCEL), Kind::Plain).key(&cx.cap(ESC)).ui(ui) {
            cx.want(Intent::DismissHandOut);
        }
    });
}

/// Each line that could be right, with what is doubted of it: they get theirs where that is wanted.
fn doubted(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut HandOutView, plan: &HandOutPlan) {
    let count = plan.doubted().len();
    if count == 0 {
        return;
    }
    let heading = cx.fill(t::HAND_OUT_DOUBTED, &[("count", count.into())]);
    let with = cx.station.hand_out().with_doubted();
    banner(ui, Tone::Warn, &heading, &cx.text(t::HAND_OUT_DOUBTED_TEXT), |ui| {
        let doubted: Vec<_> = plan.doubted().collect();
        lines(
            ui,
            cx,
            &mut view.doubted,
            &told("doubted", &doubted),
            |(row, doubts)| {
                let why: Vec<String> = doubts.iter().map(|doubt| doubt_words(cx, *doubt)).collect();
                let gaps = [
                    ("line", i64::try_from(row.line).unwrap_or(i64::MAX).into()),
                    ("upn", row.upn.as_str().into()),
                    ("serial", row.serial.grouped().into()),
                    ("why", why.join(", ").into()),
                ];
                cx.fill(t::HAND_OUT_LINE, &gaps)
            },
        );
        ui.add_space(size::GAP);
        let both = [(false, t::HAND_OUT_WITHOUT), (true, t::HAND_OUT_WITH)];
        ui.horizontal_wrapped(|ui| {
            for (value, name) in both {
                let active = with == value;
                if Button::new(&cx.text(name), Kind::Chip { active }).small().ui(ui) {
                    cx.want(Intent::HandOutDoubted(value));
                }
            }
        });
    });
    ui.add_space(size::GAP * 2.0);
}

/// How the last list ended.
pub(super) fn ended(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut HandOutView) {
    let job = cx.station.hand_out();
    match job.stage() {
        HandOutStage::Done(count) => {
            let heading = cx.fill(t::HAND_OUT_DONE, &[("count", (*count).into())]);
            let (tone, text) = match count {
                0 => (Tone::Warn, String::new()),
                _ => (Tone::Done, cx.text(t::HAND_OUT_DONE_TEXT)),
            };
            let left_out = told("left out", job.left_out());
            banner(ui, tone, &heading, &text, |ui| {
                if !left_out.lines.is_empty() {
                    section(
                        ui,
                        cx.fill(t::STOCK_LEFT_OUT, &[("count", left_out.lines.len().into())]),
                    );
                    lines(ui, cx, &mut view.left_out, &left_out, |skipped| line_words(cx, skipped));
                }
                ui.horizontal_wrapped(|ui| {
                    if Button::new(&cx.text(t::HAND_OUT_SHOW), Kind::Plain).small().ui(ui) {
                        cx.act(Action::FindInLog(Query {
                            state: Some(State::NotCompared),
                            ..Query::default()
                        }));
                    }
                    dismiss(ui, cx);
                });
            });
        }
        HandOutStage::Failed(why) => {
            let why = cx.sentence(why);
            banner(ui, Tone::Bad, &cx.text(t::HAND_OUT_FAILED), &why, |ui| dismiss(ui, cx));
        }
        HandOutStage::Unknown => {
            let (title, text) = (cx.text(t::HAND_OUT_UNKNOWN), cx.text(t::HAND_OUT_UNKNOWN_TEXT));
            banner(ui, Tone::Bad, &title, &text, |ui| dismiss(ui, cx));
        }
        HandOutStage::Idle | HandOutStage::Asked(_) | HandOutStage::Keeping(_) => return,
    }
    ui.add_space(size::GAP * 2.0);
}

fn dismiss(ui: &mut Ui, cx: &mut Cx<'_>) {
    if Button::new(&cx.text(t::DISMISS), Kind::Plain)
        .key(&cx.cap(ESC))
        .small()
        .ui(ui)
    {
        cx.want(Intent::DismissHandOut);
    }
}

fn doubt_words(cx: &Cx<'_>, doubt: HandOutDoubt) -> String {
    cx.text(match doubt {
        HandOutDoubt::NotListed => t::HAND_OUT_NOT_LISTED,
        HandOutDoubt::Disabled => t::HAND_OUT_DISABLED,
        HandOutDoubt::Domain => t::HAND_OUT_DOMAIN,
        HandOutDoubt::HasToken => t::HAND_OUT_HAS_TOKEN,
        HandOutDoubt::Twice => t::LEFT_TWICE,
        HandOutDoubt::SecretBegun => t::HAND_OUT_SECRET_BEGUN,
    })
}

fn line_words(cx: &Cx<'_>, skipped: &HandOutSkipped) -> String {
    let whose = |id: EnrolmentId| {
        let row = cx.station.log().get(id);
        row.map(|row| cx.name(&row.upn)).unwrap_or_default()
    };
    let why = match skipped.why {
        HandOutReason::Upn(why) => skip_words(cx, why),
        HandOutReason::Serial(why) => take_in::reason(cx, why),
        HandOutReason::NotInStock => cx.text(t::HAND_OUT_NOT_IN_STOCK),
        HandOutReason::Taken(id) => cx.fill(t::STOCK_HAS_IT, &[("upn", whose(id).into())]),
        HandOutReason::Written(id) => cx.fill(t::STOCK_BURNED, &[("upn", whose(id).into())]),
        HandOutReason::Full => cx.text(t::HAND_OUT_FULL),
        HandOutReason::Doubted => cx.text(t::HAND_OUT_WAS_DOUBTED),
        HandOutReason::Contested => cx.text(t::HAND_OUT_CONTESTED),
        HandOutReason::Unreadable => cx.text(t::HAND_OUT_UNREADABLE),
        HandOutReason::Meanwhile => cx.text(t::HAND_OUT_MEANWHILE),
    };
    line(cx, skipped.line, why)
}
