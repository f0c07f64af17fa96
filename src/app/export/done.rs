//! After a file was saved: where it is, what can be done with it here, and where to go on.

use std::path::Path;

use egui::Ui;

use super::past;
use crate::app::cx::Cx;
use crate::app::formats::{self, Part};
use crate::app::shortcut::ESC;
use crate::app::texts::t;
use crate::app::theme::{face, palette, size};
use crate::app::widgets::{Button, Kind, Tone, banner, lead, section, title, whole, wrapped};
use crate::desk::{ExportId, Presence};
use crate::station::Intent;

/// The file that was saved just now.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &past::PastView, id: ExportId, path: &Path, rows: usize) {
    if cx.station.past().presence(id) == Some(Presence::Absent) {
        title(ui, cx.text(t::EXPORT_DONE_GONE));
        whole(ui, path.display().to_string());
        ui.add_space(size::SECTION);
        close(ui, cx);
        return;
    }
    title(ui, cx.fill(t::EXPORT_DONE, &[("count", rows.into())]));
    lead(ui, formats::text(cx, Part::Done));
    ui.add_space(size::SECTION);
    let (tone, saved) = if cx.station.export().is_shared() {
        (Tone::Warn, cx.text(t::EXPORT_DONE_SHARED))
    } else {
        (Tone::Done, cx.text(t::EXPORT_DONE_FILE))
    };
    banner(ui, tone, &saved, "", |ui| {
        whole(ui, path.display().to_string());
        ui.add_space(size::GAP);
        past::deeds(ui, cx, view, id, 0.0);
        ui.add_space(size::GAP);
        close(ui, cx);
    });
}

fn close(ui: &mut Ui, cx: &mut Cx<'_>) {
    if Button::new(&cx.text(t::EXPORT_DONE_CLOSE), Kind::Plain)
        .key(&cx.cap(ESC))
        .ui(ui)
    {
        cx.want(Intent::DismissExport);
    }
}

/// What to do with the file, step by step.
pub(super) fn what_next(ui: &mut Ui, cx: &Cx<'_>) {
    section(ui, formats::text(cx, Part::After));
    ui.add_space(size::GAP);
    let steps = formats::steps(cx.texts, cx.station.settings().format);
    for (number, step) in (1..).zip(steps) {
        ui.horizontal_top(|ui| {
            let p = palette(ui);
            // digits differ in width, and the texts begin below each other
            ui.vertical(|ui| {
                ui.set_width(size::UNIT * 1.5);
                ui.label(
                    egui::RichText::new(format!("{number}"))
                        .font(face::strong())
                        .color(p.ink_faint),
                );
            });
            wrapped(ui, step);
        });
        ui.add_space(size::GAP);
    }
    ui.add_space(size::GAP);
    wrapped(ui, formats::text(cx, Part::Secrets));
}
