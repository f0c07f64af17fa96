//! The recovery passphrase that nobody has set yet: set now, put off until the next start, or declined with a reason.

use egui::{Id, Ui};

use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, entered, wrapped};
use crate::station::Intent;

/// What can be done about it. `declined` is why there is to be none, while that is asked.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, declined: &mut Option<String>) {
    let Some(reason) = declined else {
        if choices(ui, cx) {
            *declined = Some(String::new());
            *cx.focus = Some(reason_id());
        }
        return;
    };
    if declining(ui, cx, reason) {
        *declined = None;
    }
}

/// True when there is to be none.
fn choices(ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
    let inside = |ui: &mut Ui| {
        if Button::new(&cx.text(t::RECOVERY_SET), Kind::Plain).small().ui(ui) {
            cx.act(Action::SetRecovery);
        }
        if Button::new(&cx.text(t::RECOVERY_LATER), Kind::Plain).small().ui(ui) {
            cx.want(Intent::PutRecoveryOff);
        }
        Button::new(&cx.text(t::RECOVERY_NEVER), Kind::Plain).small().ui(ui)
    };
    ui.horizontal_wrapped(inside).inner
}

/// True when nothing is declined after all.
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
