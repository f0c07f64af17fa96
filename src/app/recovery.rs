//! The recovery passphrase that nobody has set yet: a quiet notice at Enroll, and a word at the door.

use egui::{Id, Ui};

use super::action::Action;
use super::cx::Cx;
use super::texts::t;
use super::theme::size;
use super::widgets::{Button, Field, Kind, Tone, banner, entered, lead, wrapped};
use crate::desk::Stage;
use crate::station::Intent;

/// Whether it is being declined, and why.
#[derive(Default)]
pub(super) struct RecoveryView {
    reason: Option<String>,
}

/// Asks for it while nobody is in hand.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut RecoveryView) {
    let idle = matches!(cx.station.flow().stage(), Stage::Idle) && cx.station.flow().last().is_none();
    if !cx.station.asks_for_recovery() {
        view.reason = None;
        return;
    }
    if !idle {
        return;
    }
    let (title, text) = (cx.text(t::RECOVERY_ASKED), cx.text(t::RECOVERY_ASKED_TEXT));
    banner(ui, Tone::Info, &title, &text, |ui| {
        ui.add_space(size::GAP);
        match &mut view.reason {
            None => view.reason = choices(ui, cx),
            Some(reason) => {
                if declining(ui, cx, reason) {
                    view.reason = None;
                }
            }
        }
    });
    ui.add_space(size::GAP * 2.0);
}

/// An empty reason begins where somebody wants none.
fn choices(ui: &mut Ui, cx: &mut Cx<'_>) -> Option<String> {
    let mut never = false;
    ui.horizontal_wrapped(|ui| {
        if Button::new(&cx.text(t::RECOVERY_SET), Kind::Plain).small().ui(ui) {
            cx.act(Action::SetRecovery);
        }
        if Button::new(&cx.text(t::RECOVERY_LATER), Kind::Plain).small().ui(ui) {
            cx.want(Intent::PutRecoveryOff);
        }
        never = Button::new(&cx.text(t::RECOVERY_NEVER), Kind::Plain).small().ui(ui);
    });
    never.then(|| {
        *cx.focus = Some(reason_id());
        String::new()
    })
}

/// Why there is to be none; true when nothing is declined after all.
fn declining(ui: &mut Ui, cx: &mut Cx<'_>, reason: &mut String) -> bool {
    wrapped(ui, cx.text(t::RECOVERY_REASON_TEXT));
    let field = Field::new(reason_id(), &cx.text(t::RECOVERY_REASON))
        .width(size::WORK / 2.0)
        .ui(ui, reason);
    let mut done = entered(ui, &field);
    let mut back = false;
    ui.horizontal_wrapped(|ui| {
        done |= Button::new(&cx.text(t::RECOVERY_DECLINE), Kind::Plain).small().ui(ui);
        back = Button::new(&cx.text(t::CANCEL), Kind::Plain).small().ui(ui);
    });
    if done && !reason.trim().is_empty() {
        cx.want(Intent::DeclineRecovery { reason: reason.clone() });
    }
    back
}

fn reason_id() -> Id {
    Id::unique("why no recovery passphrase")
}

/// At the door of a desk that was locked without one.
pub(super) fn at_the_door(ui: &mut Ui, cx: &Cx<'_>) {
    if cx.station.was_locked_without_recovery() {
        ui.add_space(size::GAP);
        lead(ui, cx.text(t::DOOR_NO_RECOVERY));
    }
}
