//! The demo tray under the window: a simulated token to lay down, lift, switch on and off, and what can go wrong with it.
//!
//! Every button has a key that no screen has. What is to be practised stands above it.

use std::time::Duration;

use egui::{Align, ComboBox, Frame, Layout, Margin, Panel, Ui};

use super::cx::Cx;
use super::practice::{Practice, keys};
use super::shortcut::{Keys, Shortcut};
use super::texts::{Text, t};
use super::theme::{is_narrow, palette, size};
use super::widgets::{Button, Kind, display, mono, wrapped};
use crate::desk::{Kind as SeedKind, Stage};
use crate::otp::codes;
use crate::reader::{Tray, TrayToken};
use crate::token2::{Display, Model};

/// What is done with the tray by a button or its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Lay,
    Press,
    New,
    Slip,
    Another,
    Clock,
    Plug,
}

/// The token at hand.
const USUAL: [Deed; 3] = [Deed::Lay, Deed::Press, Deed::New];
/// What goes wrong.
const MISHAPS: [Deed; 4] = [Deed::Slip, Deed::Another, Deed::Clock, Deed::Plug];

impl Deed {
    const fn key(self) -> Shortcut {
        match self {
            Self::Lay => keys::LAY,
            Self::Press => keys::PRESS,
            Self::New => keys::NEW,
            Self::Slip => keys::SLIP,
            Self::Another => keys::ANOTHER,
            Self::Clock => keys::CLOCK,
            Self::Plug => keys::PLUG,
        }
    }

    /// The words of its button: the one it has now, and the one it has at other times.
    fn words(self, token: &TrayToken) -> [Text; 2] {
        let on = token.display != Display::Off;
        let turned = |is: bool, words: [Text; 2]| if is { [words[1], words[0]] } else { words };
        match self {
            Self::Lay => turned(token.laid, [t::TRAY_LAY, t::TRAY_LIFT]),
            Self::Press => turned(on, [t::TRAY_ON, t::TRAY_OFF]),
            Self::New => [t::TRAY_NEW; 2],
            Self::Slip => [t::TRAY_SLIP; 2],
            Self::Another => [t::TRAY_ANOTHER; 2],
            Self::Clock => [t::TRAY_CLOCK; 2],
            Self::Plug => turned(!token.plugged, [t::TRAY_UNPLUG, t::TRAY_PLUG]),
        }
    }

    fn kind(self, token: &TrayToken) -> Kind {
        let active = match self {
            Self::Lay => return Kind::Primary,
            Self::Press | Self::New => return Kind::Plain,
            Self::Another => token.is_aside,
            Self::Slip => token.slips,
            Self::Clock => token.ahead > Tray::WRONG_BY / 2,
            Self::Plug => !token.plugged,
        };
        Kind::Chip { active }
    }

    fn does(self, tray: &Tray) {
        let token = tray.token();
        match self {
            Self::Lay if token.laid => tray.lift(),
            Self::Lay => tray.lay_down(),
            Self::Press => tray.press(),
            Self::New => tray.take_new(token.model),
            Self::Slip => tray.slip(),
            Self::Another => tray.lay_another(),
            Self::Clock => tray.set_clock_wrong(),
            Self::Plug => tray.plug(),
        }
    }
}

/// Takes the keys of the demo out of the input: a hand at the reader is stopped by nothing that stands on the screen.
pub(super) fn read_keys(ctx: &egui::Context, tray: &Tray, practice: &mut Practice) {
    let pressed = Keys::of(ctx, keys::ALL.to_vec());
    for deed in USUAL.into_iter().chain(MISHAPS) {
        if pressed.pressed(deed.key()) {
            deed.does(tray);
        }
    }
    if pressed.pressed(keys::PRACTISE) {
        practice.turn();
    }
}

pub(super) fn panel(ui: &mut Ui, cx: &mut Cx<'_>, tray: &Tray, practice: &mut Practice) {
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
            let classic = Classic::of(cx);
            if token.display != Display::Off || classic.is_some() {
                // its display changes with the time
                ui.ctx().request_repaint_after(Duration::from_secs(1));
            }
            practice.ui(ui, cx);
            if is_narrow(ui.ctx()) {
                ui.horizontal(|ui| narrow(ui, cx, tray, &token, classic.as_ref()));
            } else {
                ui.horizontal(|ui| inside(ui, cx, tray, &token, classic.as_ref()));
            }
        });
}

/// A classic token that was handed out, whose code is to be compared: it lies on no reader, and its display is played here.
struct Classic {
    serial: String,
    model: String,
    code: String,
}

impl Classic {
    fn of(cx: &Cx<'_>) -> Option<Self> {
        let Stage::Comparing { work, .. } = cx.station.flow().stage() else {
            return None;
        };
        (work.kind == SeedKind::Factory).then(|| Self {
            serial: work.token.grouped(),
            model: work.make.model().to_owned(),
            code: codes(&work.seed, work.parameters, cx.now().unix())
                .current
                .grouped()
                .to_string(),
        })
    }
}

/// What its display shows.
fn shown(token: &TrayToken) -> String {
    match token.display {
        Display::Off => String::new(),
        Display::Dashes => "------".to_owned(),
        Display::Code(code) => code.grouped().to_string(),
    }
}

fn inside(ui: &mut Ui, cx: &mut Cx<'_>, tray: &Tray, token: &TrayToken, classic: Option<&Classic>) {
    match classic {
        Some(classic) => {
            display(ui, &classic.code, false, &cx.text(t::TRAY_CLASSIC));
            ui.vertical(|ui| {
                ui.set_width(size::TRAY_MODEL);
                wrapped(ui, &classic.model);
                mono(ui, &classic.serial);
            });
        }
        None => {
            display(ui, &shown(token), token.laid, &cx.text(t::TRAY_TOKEN));
            ui.vertical(|ui| {
                ui.set_width(size::TRAY_MODEL);
                models(ui, cx, tray, token);
                mono(ui, token.serial.grouped());
            });
        }
    }
    ui.vertical(|ui| {
        ui.horizontal(|ui| deeds(ui, cx, tray, token, &USUAL));
        ui.horizontal(|ui| deeds(ui, cx, tray, token, &MISHAPS));
    });
}

/// One line: what goes wrong is behind a menu, and has its keys.
fn narrow(ui: &mut Ui, cx: &mut Cx<'_>, tray: &Tray, token: &TrayToken, classic: Option<&Classic>) {
    deeds(ui, cx, tray, token, &USUAL);
    ui.menu_button(cx.text(t::TRAY_MISHAPS), |ui| {
        ui.set_min_width(size::SETTING);
        deeds(ui, cx, tray, token, &MISHAPS);
    });
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        mono(ui, classic.map_or_else(|| shown(token), |classic| classic.code.clone()));
    });
}

fn deeds(ui: &mut Ui, cx: &Cx<'_>, tray: &Tray, token: &TrayToken, deeds: &[Deed]) {
    for deed in deeds {
        let words = deed.words(token).map(|word| cx.text(word));
        let key = cx.cap(deed.key());
        let button = Button::new(&words[0], deed.kind(token)).or(&words[1]).small();
        let narrow = is_narrow(ui.ctx());
        if (if narrow { button } else { button.key(&key) }).ui(ui) {
            deed.does(tray);
        }
    }
}

fn models(ui: &mut Ui, cx: &Cx<'_>, tray: &Tray, token: &TrayToken) {
    let combo = ComboBox::from_id_salt("tray model")
        .width(size::TRAY_MODEL)
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
