//! Where the token is laid, and what is written to it.

use egui::Ui;

use super::question::correct_small;
use super::secret::ways;
use super::serial::serial_field;
use super::view::EnrollView;
use super::{dictated, keys};
use crate::app::cx::Cx;
use crate::app::notice;
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, StepState, Tone, banner, burn_step, lead, placing, title, wrapped};
use crate::desk::{Notice, Pad, Recipient, SecretMaker, Work};
use crate::reader::ReaderState;
use crate::station::Intent;
use crate::token2::{BurnStep, Serial};

pub(super) fn armed(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, recipient: &Recipient) {
    let flow = cx.station.flow();
    let needs_secret = flow.awaits_secret(recipient);
    let maker = flow.rules().maker;
    let begun = flow.was_begun(&recipient.upn) && !maker.is_elsewhere();
    let first_line = match cx.station.flow().pad() {
        _ if needs_secret && begun => cx.text(t::SCAN_SECRET_AGAIN),
        _ if needs_secret => cx.text(asked_of(maker).0),
        Pad::Spent(_) => cx.text(t::CLEAR_AND_LAY),
        Pad::Empty | Pad::Fresh(_) => cx.text(t::LAY_DOWN),
    };
    title(ui, first_line);
    ui.horizontal_wrapped(|ui| {
        lead(ui, cx.name_and_upn(&recipient.upn));
        ui.add_space(size::GAP);
        correct_small(ui, cx);
    });
    ui.add_space(size::SECTION);
    // who waits for a secret that was begun is told that below, once; what was scanned is always answered
    let told_below = needs_secret && begun && cx.station.flow().notice() == Some(&Notice::SecretFirst);
    if !told_below || cx.station.hint().is_some() {
        notice::at_hand(ui, cx);
    }
    if cx.station.people().misses(&recipient.upn) {
        banner(
            ui,
            Tone::Warn,
            &cx.text(t::NOT_ON_LIST),
            &cx.text(t::NOT_ON_LIST_TEXT),
            |_| (),
        );
        ui.add_space(size::GAP * 2.0);
    }
    if let Some(old) = recipient.accepted.replaces.and_then(|id| cx.station.log().get(id)) {
        let text = cx.fill(t::ARMED_REPLACES, &[("serial", old.token.grouped().into())]);
        banner(ui, Tone::Info, &text, "", |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    if let Some(given) = &recipient.given {
        if view.types_secret {
            view.end_secret(ui.ctx());
        }
        dictated::ui(ui, cx, view, given);
        ui.add_space(size::GAP * 2.0);
    } else if needs_secret && begun {
        secret_missed(ui, cx);
        ui.add_space(size::GAP * 2.0);
        ways(ui, cx, view);
        return;
    } else if needs_secret {
        banner(
            ui,
            Tone::Info,
            &cx.text(asked_of(maker).1),
            &cx.text(asked_of(maker).2),
            |_| (),
        );
        ui.add_space(size::GAP * 2.0);
        ways(ui, cx, view);
        return;
    } else {
        ways(ui, cx, view);
    }
    if cx.station.flow().takes_stock() && cx.station.stock().left() > 0 {
        serial_field(ui, cx, view);
        ui.add_space(size::GAP * 2.0);
    }
    let above = ui.min_rect().height() + size::SECTION;
    ui.vertical_centered(|ui| {
        placing(ui, &cx.text(t::LAY_DOWN_PICTURE), &cx.text(t::SWITCH_ON), above);
        watched(ui, cx);
    });
}

/// What is wanted of the system that makes the secrets: the first line, why, and how it is got there.
const fn asked_of(maker: SecretMaker) -> (Text, Text, Text) {
    match maker {
        SecretMaker::UserLock { entra: true } => (t::SCAN_USERLOCK, t::SCAN_USERLOCK_HOW, t::SCAN_USERLOCK_TEXT),
        SecretMaker::UserLock { entra: false } => (t::SCAN_USERLOCK, t::SCAN_USERLOCK_HOW, t::SCAN_USERLOCK_ALONE),
        SecretMaker::Another { entra: true } => (t::SCAN_ANOTHER, t::SCAN_ANOTHER_HOW, t::SCAN_ANOTHER_TEXT),
        SecretMaker::Another { entra: false } => (t::SCAN_ANOTHER, t::SCAN_ANOTHER_HOW, t::SCAN_ANOTHER_ALONE),
        SecretMaker::Entra | SecretMaker::Here => (t::SCAN_SECRET, t::SCAN_SECRET_HOW, t::SCAN_SECRET_TEXT),
    }
}

/// Which reader is meant, if another one feels something.
fn watched(ui: &mut Ui, cx: &Cx<'_>) {
    if let (ReaderState::Ready { chosen, .. }, Some(elsewhere)) = (cx.station.reader(), notice::elsewhere(cx)) {
        ui.add_space(size::SECTION);
        wrapped(ui, elsewhere);
        wrapped(ui, cx.fill(t::READER_WATCHED, &[("reader", chosen.as_str().into())]));
    }
}

/// Nothing is drawn instead of a secret that was begun, unless the operator says so.
fn secret_missed(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (title, text) = if cx.station.flow().notice() == Some(&Notice::SecretFirst) {
        let text = cx.text(t::NOTICE_SECRET_FIRST_TEXT);
        (
            cx.text(t::NOTICE_SECRET_FIRST),
            cx.fill(t::SECRET_FIRST, &[("text", text.into())]),
        )
    } else {
        (cx.text(t::SECRET_MISSED), cx.text(t::SECRET_MISSED_TEXT))
    };
    banner(ui, Tone::Warn, &title, &text, |ui| {
        ui.add_space(size::GAP);
        if Button::new(&cx.text(t::SECRET_DRAW), Kind::Destructive)
            .key(&cx.cap(keys::DRAW))
            .ui(ui)
        {
            cx.want(Intent::DrawFresh);
        }
    });
}

pub(super) fn burning(ui: &mut Ui, cx: &Cx<'_>, upn: &str, serial: Option<&Serial>, now: BurnStep) {
    title(ui, cx.text(t::LEAVE_IT));
    lead(
        ui,
        serial.map_or_else(|| upn.to_owned(), |serial| format!("{upn} \u{b7} {}", serial.grouped())),
    );
    ui.add_space(size::SECTION);
    let names = [
        (BurnStep::Reading, cx.text(t::BURN_READING)),
        (BurnStep::Authenticating, cx.text(t::BURN_AUTHENTICATING)),
        (BurnStep::WritingConfig, cx.text(t::BURN_CONFIG)),
        (BurnStep::WritingSeed, cx.text(t::BURN_SEED)),
        (BurnStep::ReadingBack, cx.text(t::BURN_READING_BACK)),
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

pub(super) fn interrupted(ui: &mut Ui, cx: &mut Cx<'_>, work: &Work, at: BurnStep) {
    let first_line = match cx.station.flow().pad() {
        Pad::Spent(_) => cx.text(t::LIFT_AND_LAY_AGAIN),
        Pad::Empty | Pad::Fresh(_) => cx.text(t::LAY_AGAIN),
    };
    title(ui, first_line);
    lead(
        ui,
        format!("{} \u{b7} {} \u{b7} {}", work.upn, work.make, work.token.grouped()),
    );
    ui.add_space(size::SECTION);
    if notice::is_at_hand(cx.station) {
        notice::at_hand(ui, cx);
    } else {
        unfinished(ui, cx, at);
    }
    ui.add_space(size::SECTION);
    let above = ui.min_rect().height() + size::SECTION;
    ui.vertical_centered(|ui| {
        placing(ui, &cx.text(t::LAY_DOWN_PICTURE), &cx.text(t::SWITCH_ON), above);
        watched(ui, cx);
    });
}

/// Why it has to be laid down again.
fn unfinished(ui: &mut Ui, cx: &Cx<'_>, at: BurnStep) {
    let text = match at {
        BurnStep::ReadingBack => cx.text(t::INTERRUPTED_AGAIN),
        BurnStep::WritingSeed => cx.text(t::INTERRUPTED_SEED),
        _ => cx.text(t::INTERRUPTED_CLOCK),
    };
    let (tone, heading) = match at {
        BurnStep::ReadingBack => (Tone::Info, cx.text(t::WRITE_AGAIN)),
        _ => (Tone::Warn, cx.text(t::INTERRUPTED)),
    };
    banner(ui, tone, &heading, &text, |_| ());
}
