//! The demo tray under the window: a simulated token to lay down, lift, switch on and off.

use std::time::Duration;

use egui::{ComboBox, Frame, Margin, Panel, Ui};

use super::cx::Cx;
use super::texts::t;
use super::theme::{is_narrow, palette, size};
use super::widgets::{Button, Kind, body, display, mono, strong, wrapped};
use crate::reader::{Tray, TrayToken};
use crate::token2::{Display, Model};

pub(super) fn panel(ui: &mut Ui, cx: &mut Cx<'_>, tray: Option<&Tray>) {
    let Some(tray) = tray else { return };
    let p = palette(ui);
    Panel::bottom("tray")
        .resizable(false)
        .exact_size(if is_narrow(ui.ctx()) {
            size::TRAY_NARROW
        } else {
            size::TRAY
        })
        .show_separator_line(true)
        .frame(
            Frame::new()
                .fill(p.sunk)
                .inner_margin(Margin::symmetric(size::EDGE, size::EDGE_FLAT)),
        )
        .show(ui, |ui| {
            let token = tray.token();
            if token.display != Display::Off {
                // its display changes with the time
                ui.ctx().request_repaint_after(Duration::from_secs(1));
            }
            if is_narrow(ui.ctx()) {
                ui.horizontal_wrapped(|ui| buttons(ui, cx, tray, &token));
                mono(ui, shown(&token));
            } else {
                ui.horizontal_centered(|ui| inside(ui, cx, tray, &token));
            }
        });
}

/// What its display shows.
fn shown(token: &TrayToken) -> String {
    match token.display {
        Display::Off => String::new(),
        Display::Dashes => "------".to_owned(),
        Display::Code(code) => code.grouped().to_string(),
    }
}

fn inside(ui: &mut Ui, cx: &mut Cx<'_>, tray: &Tray, token: &TrayToken) {
    display(ui, &shown(token), token.laid, &cx.text(t::TRAY_TOKEN));
    ui.add_space(size::SECTION);
    ui.vertical(|ui| {
        ui.add_space(size::GAP);
        strong(ui, cx.text(t::TRAY_TITLE));
        body(ui, token.model.name());
        mono(ui, token.serial.grouped());
    });
    ui.add_space(size::SECTION);
    buttons(ui, cx, tray, token);
    ui.add_space(size::SECTION);
    // a word a line would push the tray out of the window
    if ui.available_width() > size::SIDE / 3.0 {
        ui.vertical(|ui| {
            ui.add_space(size::SECTION);
            wrapped(ui, cx.text(t::TRAY_HINT));
        });
    }
}

fn buttons(ui: &mut Ui, cx: &Cx<'_>, tray: &Tray, token: &TrayToken) {
    let lay = if token.laid {
        cx.text(t::TRAY_LIFT)
    } else {
        cx.text(t::TRAY_LAY)
    };
    if Button::new(&lay, Kind::Primary).at_least(size::BUTTON_STEADY).ui(ui) {
        if token.laid { tray.lift() } else { tray.lay_down() }
    }
    let on = token.display != Display::Off;
    let press = if on { cx.text(t::TRAY_OFF) } else { cx.text(t::TRAY_ON) };
    if Button::new(&press, Kind::Plain).at_least(size::FIELD_NARROW).ui(ui) {
        tray.press();
    }
    if Button::new(&cx.text(t::TRAY_NEW), Kind::Plain).ui(ui) {
        tray.take_new(token.model);
    }
    let combo = ComboBox::from_id_salt("tray model")
        .selected_text(token.model.name())
        .show_ui(ui, |ui| {
            for model in Model::ALL {
                if ui.selectable_label(model == token.model, model.name()).clicked() {
                    tray.take_new(model);
                }
            }
        });
    let name = cx.text(t::TRAY_MODEL);
    ui.ctx()
        .accesskit_node_builder(combo.response.id, |node| node.set_label(name));
}
