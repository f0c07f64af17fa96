//! What leaves next: in which format, how much of it, into which file, and how that begins.

use std::path::{Path, PathBuf};

use egui::{Frame, Margin, ScrollArea, Ui};

use super::view::{ExportView, path_id};
use super::{failed, held};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::dialog::Browse;
use crate::app::formats::{self, Part};
use crate::app::frame;
use crate::app::texts::t;
use crate::app::theme::{face, is_narrow, palette, size};
use crate::app::widgets::{Button, Field, Kind, Tone, banner, choice, entered, hands_off, label, lead, title, wrapped};
use crate::disk::Readers;
use crate::export::Format;
use crate::station::{Intent, NextFile, Settings};

/// The batch, from its format to its first lines, and the file that it becomes.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) {
    let held = cx.station.held().len();
    let next = cx.station.next_file();
    let count = [("count", next.rows.into())];
    title(ui, formats::of(cx, cx.station.settings().format, Part::Title, &count));
    let text = if held > 0 {
        formats::text(cx, Part::Held)
    } else {
        cx.text(t::EXPORT_LEAD)
    };
    lead(ui, text);
    ui.add_space(size::SECTION);
    format_choice(ui, cx);
    limits(ui, cx, &next);
    failed::ui(ui, cx);
    held::ui(ui, cx, view);
    let sealed = view.sealing.ui(ui, cx) && !hands_off(ui.ctx(), view.opened_at);
    let save = path_row(ui, cx, view) || sealed;
    ui.add_space(size::SECTION);
    preview(ui, cx);
    if save
        && !view.path.trim().is_empty()
        && let Ok(sealing) = view.sealing.take(ui, cx)
    {
        cx.want(Intent::Export {
            path: PathBuf::from(view.path.trim()),
            without_refused: view.without_refused,
            sealing,
        });
    }
}

/// What the system takes, and how much of the batch leaves with this file.
fn limits(ui: &mut Ui, cx: &Cx<'_>, next: &NextFile<'_>) {
    const NAMED: usize = 5;
    let mut said = Vec::new();
    if next.later > 0 {
        let all = next.rows + next.later;
        let gaps = [("count", next.rows.into()), ("all", all.into())];
        said.push((Tone::Info, cx.fill(t::EXPORT_PART, &gaps), cx.text(t::EXPORT_PART_TEXT)));
    }
    if let Some(most) = next.activations {
        let gaps = [("most", most.into()), ("count", next.rows.into())];
        let text = cx.fill(t::EXPORT_MANY_TEXT, &gaps);
        said.push((Tone::Warn, cx.fill(t::EXPORT_MANY, &gaps), text));
    }
    if !next.full.is_empty() {
        let names: Vec<&str> = next.full.iter().take(NAMED).map(|upn| upn.as_str()).collect();
        let gaps = [
            ("names", names.join(", ").into()),
            ("more", next.full.len().saturating_sub(NAMED).into()),
        ];
        let title = cx.fill(t::EXPORT_FULL, &[("count", next.full.len().into())]);
        said.push((Tone::Warn, title, cx.fill(t::EXPORT_FULL_TEXT, &gaps)));
    }
    for (tone, title, text) in said {
        banner(ui, tone, &title, &text, |_| ());
        ui.add_space(size::GAP * 2.0);
    }
}

/// In which format the next file leaves, where several stand here: each knows for itself what has left in it.
pub(super) fn format_choice(ui: &mut Ui, cx: &mut Cx<'_>) {
    let settings = cx.station.settings();
    let formats = settings.on_export();
    if formats.len() < 2 {
        return;
    }
    label(ui, cx.text(t::EXPORT_FORMATS));
    let name = |format: &&'static dyn Format| (*format, formats::of(cx, *format, Part::Name, &[]));
    let all: Vec<_> = formats.iter().map(name).collect();
    if let Some(format) = choice(ui, settings.format, &all) {
        let settings = Settings {
            format,
            ..settings.clone()
        };
        cx.want(Intent::ChangeSettings(Box::new(settings)));
    }
    ui.add_space(size::GAP * 2.0);
}

fn path_row(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ExportView) -> bool {
    let mut save = false;
    view.follow_name(cx.station);
    label(ui, cx.text(t::EXPORT_FILE));
    wrapped(ui, what_is_saved(cx, &view.path));
    ui.horizontal_wrapped(|ui| {
        let buttons = if is_narrow(ui.ctx()) { 0.0 } else { size::UNIT * 23.0 };
        let field = Field::new(path_id(), &cx.text(t::EXPORT_FILE))
            .mono()
            .hide_name()
            .width(ui.available_width() - buttons)
            .ui(ui, &mut view.path);
        save |= entered(ui, &field) && !hands_off(ui.ctx(), view.opened_at);
        if Button::new(&cx.text(t::EXPORT_BROWSE), Kind::Plain).ui(ui) {
            cx.act(Action::Browse(Browse::Save(PathBuf::from(&view.path))));
        }
        save |= Button::new(&cx.text(t::EXPORT_SAVE), Kind::Primary).ui(ui);
    });
    frame::no_dialog(ui, cx);
    save
}

/// What is saved, and who can read it there.
fn what_is_saved(cx: &Cx<'_>, path: &str) -> String {
    let format = formats::text(cx, Part::Name);
    let id = match cx.station.readers_of(Path::new(path.trim())) {
        Some(Readers::OwnerOnly) => t::EXPORT_FORMAT,
        Some(Readers::AsFolder) => t::EXPORT_FORMAT_SHARED,
        None => return format,
    };
    cx.fill(id, &[("format", format.into())])
}

fn preview(ui: &mut Ui, cx: &Cx<'_>) {
    const LINES: usize = 12;
    label(ui, cx.text(t::EXPORT_PREVIEW));
    ui.add_space(size::GAP / 2.0);
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.sunk)
        .stroke(egui::Stroke::new(size::LINE, p.line))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::same(size::INSET));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::horizontal().auto_shrink([false, true]).show(ui, |ui| {
            for line in cx.station.export_preview(LINES) {
                let text = egui::RichText::new(line).font(face::mono_small()).color(p.ink_soft);
                ui.add(egui::Label::new(text).extend());
            }
        });
    });
}
