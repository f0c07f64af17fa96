//! F1: the keys, and what this program is.

use egui::{Context, Grid, Id, Modal, ScrollArea};

use super::action::Action;
use super::cx::Cx;
use super::theme::{is_short, size};
use super::widgets::{Button, Kind, heading, key_hints, wrapped};

pub(super) fn ui(ctx: &Context, cx: &mut Cx<'_>) {
    let rows = [
        (cx.text("cap-enter"), cx.text("key-enter")),
        (cx.text("cap-esc"), cx.text("key-esc")),
        (cx.text("cap-ctrl-enter"), cx.text("key-eye")),
        (cx.text("cap-f4"), cx.text("key-again")),
        (cx.text("cap-ctrl-b"), cx.text("key-proceed")),
        (cx.text("cap-ctrl-g"), cx.text("key-draw")),
        (cx.text("cap-ctrl-1"), cx.text("key-screen-enroll")),
        (cx.text("cap-ctrl-2"), cx.text("key-screen-log")),
        (cx.text("cap-ctrl-3"), cx.text("key-screen-export")),
        (cx.text("cap-ctrl-4"), cx.text("key-screen-token")),
        (cx.text("cap-ctrl-5"), cx.text("key-screen-people")),
        (cx.text("cap-ctrl-6"), cx.text("key-screen-station")),
        (cx.text("cap-ctrl-n"), cx.text("key-next-without")),
        (cx.text("cap-ctrl-e"), cx.text("key-export")),
        (cx.text("cap-ctrl-f"), cx.text("key-search")),
        (cx.text("cap-ctrl-s"), cx.text("key-inventory")),
        (cx.text("cap-ctrl-r"), cx.text("key-qr")),
        (cx.text("cap-ctrl-hpt"), cx.text("key-later")),
        (cx.text("cap-ctrl-gdu"), cx.text("key-deeds")),
        (cx.text("cap-ctrl-l"), cx.text("key-lock")),
        (cx.text("cap-f2"), cx.text("key-reveal")),
        (cx.text("cap-f1"), cx.text("key-help")),
    ];
    let shown = Modal::new(Id::unique("help"))
        .frame(super::modal_frame(ctx))
        .show(ctx, |ui| {
            ui.set_width(size::WORK / 2.0);
            heading(ui, cx.text("help-title"));
            ui.add_space(size::GAP);
            let share = if is_short(ctx) { 0.35 } else { 0.55 };
            let height = ctx.content_rect().height() * share;
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                Grid::new("keys")
                    .num_columns(2)
                    .spacing([size::SECTION, size::GAP])
                    .show(ui, |ui| {
                        for (key, does) in rows {
                            key_hints(ui, &[(key, String::new())]);
                            ui.label(does);
                            ui.end_row();
                        }
                    })
            });
            ui.add_space(size::SECTION);
            heading(ui, cx.text("about-title"));
            wrapped(ui, cx.fill("about-text", &[("build", super::BUILD.into())]));
            ui.add_space(size::GAP);
            Button::new(&cx.text("close"), Kind::Plain)
                .key(&cx.text("cap-esc"))
                .ui(ui)
        });
    if shown.inner || shown.should_close() {
        cx.act(Action::ToggleHelp);
    }
}
