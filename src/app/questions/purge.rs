//! What a purge would take, how far it is, and what it has left.

use std::path::PathBuf;

use egui::{Context, Ui};

use super::asked::{Question, keep_or_go, over, who};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::shortcut::ESC;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Icon, Kind, Tone, banner, heading, icon, lead, title, whole, wrapped};
use crate::station::{Intent, Purge, PurgeAsked};

pub(super) fn ui(ctx: &Context, cx: &mut Cx<'_>) {
    let station = cx.station;
    let told = &*cx;
    let answers = |ui: &mut Ui| match station.purge() {
        Purge::Idle | Purge::Planning(_) | Purge::Working(_) => [None, None],
        Purge::Asked(_) => keep_or_go(ui, told, Question::Purge, (t::PURGE_KEEP, t::PURGE_GO)),
        Purge::Done { .. } | Purge::Failed(_) => {
            let close = Button::new(&told.text(t::CLOSE), Kind::Primary)
                .key(&told.cap(ESC))
                .ui(ui);
            [close.then_some(Action::Desk(Intent::DismissPurge)), None]
        }
    };
    let wanted = over(ctx, "purge", |ui| purge_ui(ui, told), answers);
    cx.actions.extend(wanted);
}

fn purge_ui(ui: &mut Ui, cx: &Cx<'_>) {
    match cx.station.purge() {
        Purge::Idle => {}
        Purge::Planning(_) => {
            title(ui, cx.text(t::PURGE_PLANNING));
        }
        Purge::Working(_) => {
            title(ui, cx.text(t::PURGE_WORKING));
        }
        Purge::Asked(asked) => asked_ui(ui, cx, asked),
        Purge::Done { seeds, left } => done_ui(ui, cx, *seeds, left),
        Purge::Failed(why) => {
            title(ui, cx.text(t::PURGE_FAILED));
            let why = cx.sentence(&why.to_string());
            lead(ui, cx.fill(t::PURGE_FAILED_TEXT, &[("why", why.into())]));
        }
    }
}

fn done_ui(ui: &mut Ui, cx: &Cx<'_>, seeds: usize, left: &[PathBuf]) {
    title(ui, cx.fill(t::PURGE_DONE, &[("count", seeds.into())]));
    if left.is_empty() {
        lead(ui, cx.text(t::PURGE_DONE_TEXT));
        return;
    }
    let (heading, text) = (cx.text(t::PURGE_LEFT), cx.text(t::PURGE_LEFT_TEXT));
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        for path in left {
            whole(ui, path.display().to_string());
        }
    });
}

fn asked_ui(ui: &mut Ui, cx: &Cx<'_>, asked: &PurgeAsked) {
    title(ui, cx.fill(t::PURGE_TITLE, &[("count", asked.ids().len().into())]));
    let station = cx.station;
    if let [only] = asked.ids()
        && let Some(row) = station.log().get(*only)
    {
        who(ui, row);
    }
    what_goes(ui, cx, asked);
}

/// The files first of all: whoever has one has the secrets.
fn what_goes(ui: &mut Ui, cx: &Cx<'_>, asked: &PurgeAsked) {
    let (go, stay): (Vec<_>, Vec<_>) = asked.files.iter().partition(|file| file.others == 0);
    if !go.is_empty() {
        heading(ui, cx.text(t::PURGE_FILES));
        for file in go {
            whole(ui, file.path.display().to_string());
        }
        ui.add_space(size::GAP);
    }
    for file in stay {
        let path = file.path.display().to_string();
        let text = cx.fill(
            t::PURGE_FILE_STAYS,
            &[("path", path.into()), ("count", file.others.into())],
        );
        banner(ui, Tone::Warn, &text, "", |_| ());
        ui.add_space(size::GAP);
    }
    if !asked.unsure.is_empty() {
        banner(
            ui,
            Tone::Warn,
            &cx.text(t::PURGE_UNSURE),
            &cx.text(t::PURGE_UNSURE_TEXT),
            |ui| {
                for path in &asked.unsure {
                    whole(ui, path.display().to_string());
                }
            },
        );
        ui.add_space(size::GAP);
    }
    heading(ui, cx.text(t::PURGE_ROWS));
    wrapped(ui, cx.text(t::PURGE_ROWS_TEXT));
    ui.add_space(size::GAP);
    let loss = cx.station.purge_loss();
    if loss.never_exported > 0 {
        let title = cx.fill(t::PURGE_NEVER_EXPORTED, &[("count", loss.never_exported.into())]);
        banner(ui, Tone::Bad, &title, &cx.text(t::PURGE_NEVER_EXPORTED_TEXT), |_| ());
        ui.add_space(size::GAP);
    }
    if loss.export_again > 0 {
        banner(
            ui,
            Tone::Warn,
            &cx.text(t::PURGE_ACTIVATED),
            &cx.text(t::PURGE_ACTIVATED_TEXT),
            |_| (),
        );
        ui.add_space(size::GAP);
    }
    heading(ui, cx.text(t::PURGE_LOSS));
    let lines = [
        (t::PURGE_LOSS_AGAIN, loss.export_again),
        (t::PURGE_LOSS_FINISH, loss.finish),
        (t::PURGE_LOSS_CLOCK, loss.set_clock),
        (t::PURGE_LOSS_SHOW, loss.show),
    ];
    for (id, count) in lines.into_iter().filter(|(_, count)| *count > 0) {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Warn);
            wrapped(ui, cx.fill(id, &[("count", count.into())]));
        });
    }
}
