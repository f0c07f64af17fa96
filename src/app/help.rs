//! F1: the keys, and what this program is.

use egui::{Context, Grid, Id, Modal};

use super::action::Action;
use super::cx::Cx;
use super::theme::size;
use super::widgets::{Button, Kind, heading, key_hints, wrapped};

pub(super) fn ui(ctx: &Context, cx: &mut Cx<'_>) {
    let rows = [
        ("Enter", cx.text("key-enter")),
        ("Esc", cx.text("key-esc")),
        ("Ctrl Enter", cx.text("key-eye")),
        ("Ctrl B", cx.text("key-proceed")),
        ("Ctrl 1", cx.text("key-screen-enroll")),
        ("Ctrl 2", cx.text("key-screen-log")),
        ("Ctrl 3", cx.text("key-screen-export")),
        ("Ctrl E", cx.text("key-export")),
        ("Ctrl F", cx.text("key-search")),
        ("F1", cx.text("key-help")),
    ];
    let shown = Modal::new(Id::unique("help"))
        .frame(super::modal_frame(ctx))
        .show(ctx, |ui| {
            ui.set_width(size::WORK / 2.0);
            heading(ui, cx.text("help-title"));
            ui.add_space(size::GAP);
            Grid::new("keys")
                .num_columns(2)
                .spacing([size::SECTION, size::GAP])
                .show(ui, |ui| {
                    for (key, does) in rows {
                        key_hints(ui, &[(key, String::new())]);
                        ui.label(does);
                        ui.end_row();
                    }
                });
            ui.add_space(size::SECTION);
            heading(ui, cx.text("about-title"));
            wrapped(ui, cx.fill("about-text", &[("build", super::BUILD.into())]));
            ui.add_space(size::GAP);
            Button::new(&cx.text("close"), Kind::Plain).key("Esc").ui(ui)
        });
    if shown.inner || shown.should_close() {
        cx.act(Action::ToggleHelp);
    }
}
