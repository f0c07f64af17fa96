//! Where the token is laid, and what is written to it.

use egui::Ui;

use super::{dictated, keys};
use crate::app::cx::Cx;
use crate::app::notice;
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, StepState, Tone, banner, burn_step, lead, placing, title, wrapped};
use crate::app::words::grouped;
use crate::desk::{Notice, Pad, Recipient, Work};
use crate::reader::ReaderState;
use crate::station::Intent;
use crate::token2::{BurnStep, Serial};

pub(super) fn armed(ui: &mut Ui, cx: &mut Cx<'_>, recipient: &Recipient) {
    let flow = cx.station.flow();
    let needs_secret = flow.awaits_secret(recipient);
    let begun = flow.was_begun(&recipient.upn) && !flow.rules().needs_secret;
    let first_line = match cx.station.flow().pad() {
        _ if needs_secret && begun => cx.text("scan-secret-again"),
        _ if needs_secret => cx.text("scan-secret"),
        Pad::Spent(_) => cx.text("clear-and-lay"),
        Pad::Empty | Pad::Fresh(_) => cx.text("lay-down"),
    };
    title(ui, first_line);
    lead(ui, cx.name_and_upn(recipient.upn.as_str()));
    ui.add_space(size::SECTION);
    // who waits for a secret that was begun is told that below, once
    if !(needs_secret && begun && cx.station.flow().notice() == Some(&Notice::SecretFirst)) {
        notice::ui(ui, cx);
    }
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
        dictated::ui(ui, cx, given);
        ui.add_space(size::GAP * 2.0);
    } else if needs_secret && begun {
        secret_missed(ui, cx);
        return;
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
    ui.vertical_centered(|ui| {
        placing(ui, &cx.text("lay-down-picture"), &cx.text("switch-on"));
        watched(ui, cx);
    });
}

/// Which reader is meant, if another one feels something.
fn watched(ui: &mut Ui, cx: &Cx<'_>) {
    if let (ReaderState::Ready { chosen, .. }, Some(elsewhere)) = (cx.station.reader(), notice::elsewhere(cx)) {
        ui.add_space(size::SECTION);
        wrapped(ui, elsewhere);
        wrapped(ui, cx.fill("reader-watched", &[("reader", chosen.as_str().into())]));
    }
}

/// Nothing is drawn instead of a secret that was begun, unless the operator says so.
fn secret_missed(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (title, text) = if cx.station.flow().notice() == Some(&Notice::SecretFirst) {
        let text = cx.text("notice-secret-first-text");
        (
            cx.text("notice-secret-first"),
            cx.fill("secret-first", &[("text", text.into())]),
        )
    } else {
        (cx.text("secret-missed"), cx.text("secret-missed-text"))
    };
    banner(ui, Tone::Warn, &title, &text, |ui| {
        ui.add_space(size::GAP);
        if Button::new(&cx.text("secret-draw"), Kind::Destructive)
            .key(&cx.cap(keys::DRAW))
            .ui(ui)
        {
            cx.want(Intent::DrawFresh);
        }
    });
}

pub(super) fn burning(ui: &mut Ui, cx: &Cx<'_>, upn: &str, serial: Option<&Serial>, now: BurnStep) {
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

pub(super) fn interrupted(ui: &mut Ui, cx: &mut Cx<'_>, work: &Work, at: BurnStep) {
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
    ui.vertical_centered(|ui| {
        placing(ui, &cx.text("lay-down-picture"), &cx.text("switch-on"));
        watched(ui, cx);
    });
}
