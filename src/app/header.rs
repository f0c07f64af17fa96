//! The header: where one is, what the reader does, who sits here, what waits for export.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui};

use super::action::Action;
use super::cx::Cx;
use super::screens::Screen;
use super::shortcut::LOCK;
use super::texts::t;
use super::theme::{face, is_narrow, palette, size};
use super::view::View;
use super::widgets::{Button, Icon, Kind, body, icon, icon_named};
use crate::reader::{ReaderState, ServiceTrouble};
use crate::station::{Door, Intent};

pub(super) fn panel(ui: &mut Ui, cx: &mut Cx<'_>, view: &View) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.panel)
        .inner_margin(Margin::symmetric(size::EDGE, size::EDGE_FLAT));
    Panel::top("header")
        .resizable(false)
        .exact_size(size::HEADER)
        .show_separator_line(true)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                icon(ui, Icon::Logo);
                if !is_narrow(ui.ctx()) {
                    ui.label(RichText::new(cx.text(t::APP_NAME)).font(face::strong()).color(p.ink));
                    ui.add_space(size::SECTION);
                }
                tabs(ui, cx, view);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| right(ui, cx));
            });
        });
}

fn tabs(ui: &mut Ui, cx: &mut Cx<'_>, view: &View) {
    for (at, screen) in Screen::ALL.iter().enumerate() {
        let name = cx.text(view.screens.of(*screen).tab().name);
        let selected = *screen == view.screen;
        if Button::new(&name, Kind::Tab { selected }).small().ui(ui) {
            cx.act(Action::ShowTab(at));
        }
    }
}

fn right(ui: &mut Ui, cx: &mut Cx<'_>) {
    let narrow = is_narrow(ui.ctx());
    if let Door::Open { operator } = cx.station.door() {
        let (lock, key) = (cx.text(t::LOCK), cx.cap(LOCK));
        let lock = Button::new(&lock, Kind::Plain).small();
        if (if narrow { lock } else { lock.key(&key) }).ui(ui) {
            cx.want(Intent::Lock);
        }
        if narrow {
            let (sign, word) = super::clock::word(cx);
            icon_named(ui, sign, &word);
            reader(ui, cx);
            return;
        }
        body(ui, operator.clone());
        ui.add_space(size::SECTION);
    }
    people(ui, cx);
    if matches!(cx.station.door(), Door::Open { .. }) {
        let (sign, word) = super::clock::word(cx);
        body(ui, word);
        icon(ui, sign);
        ui.add_space(size::SECTION);
    }
    reader(ui, cx);
}

/// How many of the list have a token.
fn people(ui: &mut Ui, cx: &Cx<'_>) {
    let people = cx.station.people();
    let all = people.roster().countable();
    if all > 0 {
        let gaps = [("count", people.with_token().into()), ("all", all.into())];
        body(ui, cx.fill(t::HEADER_PEOPLE, &gaps));
        ui.add_space(size::SECTION);
    }
}

fn reader(ui: &mut Ui, cx: &mut Cx<'_>) {
    let state = cx.station.reader().clone();
    let (sign, text) = match &state {
        ReaderState::Starting => (Icon::Later, cx.text(t::READER_STARTING)),
        ReaderState::Died => (Icon::Bad, cx.text(t::READER_DIED)),
        ReaderState::NoReader => (Icon::Warn, cx.text(t::READER_NONE)),
        ReaderState::ServiceDown(ServiceTrouble::NoPermission) => (Icon::Bad, cx.text(t::READER_NO_PERMISSION)),
        ReaderState::ServiceDown(_) => (Icon::Bad, cx.text(t::READER_SERVICE_DOWN)),
        ReaderState::Away { .. } => (Icon::Warn, cx.text(t::READER_AWAITED)),
        ReaderState::Ready { .. } if cx.station.is_demo() => (Icon::Done, cx.text(t::READER_DEMO)),
        ReaderState::Ready { chosen, .. } => (Icon::Done, shorter(chosen, ALONE)),
    };
    let said = text.clone();
    match &state {
        ReaderState::Ready { chosen, all } if all.len() > 1 => choose(ui, cx, chosen, Some(chosen), all),
        ReaderState::Away { all, .. } => choose(ui, cx, &said, None, all),
        // the sign says it alone where there is no room
        ReaderState::Ready { .. } if is_narrow(ui.ctx()) => {}
        ReaderState::Ready { .. } => {
            body(ui, text);
        }
        // what is wrong stands on the screen, with what mends it
        _ => {}
    }
    icon_named(ui, sign, &said);
    elsewhere(ui, cx);
}

/// What other readers feel: a sign beside the menu that says which, and no more: a key may be plugged in there all day.
fn elsewhere(ui: &mut Ui, cx: &Cx<'_>) {
    // where there is no room the menu says it, and the screen on which a token is awaited
    if let Some(text) = super::notice::elsewhere(cx).filter(|_| !is_narrow(ui.ctx())) {
        icon_named(ui, Icon::Dot, &text);
    }
}

/// The menu of readers; none of them is chosen while another one is awaited.
fn choose(ui: &mut Ui, cx: &mut Cx<'_>, shown: &str, chosen: Option<&str>, all: &[String]) {
    let name = cx.text(t::READER_CHOOSE);
    let feels = cx.station.elsewhere().to_vec();
    let narrow = is_narrow(ui.ctx());
    let said = if narrow { String::new() } else { shorter(shown, MENU) };
    let width = if narrow { 0.0 } else { ui.spacing().combo_width };
    let shown = egui::ComboBox::from_id_salt("reader")
        .width(width)
        .selected_text(said)
        .show_ui(ui, |ui| {
            for reader in all {
                let is_chosen = Some(reader.as_str()) == chosen;
                let line = if feels.contains(reader) {
                    cx.fill(t::READER_FEELS, &[("reader", reader.as_str().into())])
                } else {
                    reader.clone()
                };
                if ui.selectable_label(is_chosen, line).clicked() && !is_chosen {
                    cx.want(Intent::ChooseReader(reader.clone()));
                }
            }
        });
    ui.ctx()
        .accesskit_node_builder(shown.response.id, |node| node.set_label(name));
}

/// Letters of a reader's name that there is room for, and beside a menu's arrow.
const ALONE: usize = 28;
const MENU: usize = 19;

/// Names of readers are long; their beginning tells them apart.
fn shorter(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['\u{2026}']).collect()
}
