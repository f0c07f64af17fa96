//! The header: where one is, what the reader does, who sits here, what waits for export.

use egui::{Align, Color32, Frame, Layout, Margin, Panel, RichText, Role, Sense, Ui, Vec2, WidgetInfo};

use super::action::Action;
use super::cx::Cx;
use super::screens::Screen;
use super::shortcut::LOCK;
use super::texts::t;
use super::theme::{face, is_narrow, palette, size};
use super::view::View;
use super::widgets::{Button, Icon, Kind, body, icon, icon_named, paint_state};
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
                if ui.available_width() >= size::HEADER_LOGO {
                    icon(ui, Icon::Logo);
                }
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
    let usual = ui.spacing().item_spacing.x;
    if is_narrow(ui.ctx()) {
        ui.spacing_mut().item_spacing.x = 0.0;
    }
    for (at, screen) in Screen::ALL.iter().enumerate() {
        let name = cx.text(view.screens.of(*screen).tab().name);
        let selected = *screen == view.screen;
        if Button::new(&name, Kind::Tab { selected }).small().ui(ui) {
            cx.act(Action::ShowTab(at));
        }
    }
    ui.spacing_mut().item_spacing.x = usual;
}

/// What stands at the right, from the window that has room for everything to the one that has not: how much is said in
/// words. What is left out is said by the sign that stays, and by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Signs,
    Troubles,
    Operator,
    Count,
    Keys,
}

impl Said {
    const FROM_MOST: [Self; 5] = [Self::Keys, Self::Count, Self::Operator, Self::Troubles, Self::Signs];
}

/// A sign of the header.
struct Sign {
    /// What it is about.
    thing: Icon,
    /// How that is.
    state: Icon,
    /// In a word.
    word: String,
}

impl Sign {
    /// Whether its word is said, and not only its sign shown.
    fn speaks(&self, said: Said) -> bool {
        said >= Said::Troubles && matches!(self.state, Icon::Warn | Icon::Bad)
    }
}

/// What the header says at its right, as far as it has room for it.
struct Right {
    operator: Option<String>,
    /// How many of the list have a token: in short, and in words.
    people: Option<(String, String)>,
    clock: Option<Sign>,
    reader: Sign,
}

fn right(ui: &mut Ui, cx: &mut Cx<'_>) {
    let all = Right::of(cx);
    let room = ui.available_width();
    let mut said = Said::FROM_MOST.into_iter();
    let said = said.find(|said| all.width(ui, cx, *said) <= room);
    all.ui(ui, cx, said.unwrap_or(Said::Signs));
}

impl Right {
    fn of(cx: &Cx<'_>) -> Self {
        let operator = match cx.station.door() {
            Door::Open { operator } => Some(shorter(operator, OPERATOR)),
            _ => None,
        };
        let clock = operator.as_ref().map(|_| {
            let (state, word) = super::clock::word(cx);
            let thing = Icon::Clock;
            Sign { thing, state, word }
        });
        Self {
            operator,
            people: people(cx),
            clock,
            reader: reader(cx),
        }
    }

    fn width(&self, ui: &Ui, cx: &Cx<'_>, said: Said) -> f32 {
        let text = |text: &str| {
            let font = face::body();
            let galley = ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
            galley.size().x + size::SECTION + size::GAP
        };
        let sign = |sign: &Sign| {
            let word = if sign.speaks(said) { text(&sign.word) } else { 0.0 };
            word + size::ICON + size::SECTION
        };
        let lock = text(&cx.text(t::LOCK)) + if said >= Said::Keys { text(&cx.cap(LOCK)) } else { 0.0 };
        let operator = self
            .operator
            .as_deref()
            .filter(|_| said >= Said::Operator)
            .map_or(0.0, text);
        let people = self.people.as_ref().map_or(0.0, |(short, _)| {
            let count = if said >= Said::Count { text(short) } else { 0.0 };
            count + size::ICON + size::SECTION
        });
        let menu = if is_choice(cx) { size::FIELD } else { 0.0 };
        let clock = self.clock.as_ref().map_or(0.0, sign);
        lock + operator + people + clock + sign(&self.reader) + menu
    }

    fn ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, said: Said) {
        if let Some(operator) = &self.operator {
            let (lock, key) = (cx.text(t::LOCK), cx.cap(LOCK));
            let lock = Button::new(&lock, Kind::Plain).small();
            if (if said >= Said::Keys { lock.key(&key) } else { lock }).ui(ui) {
                cx.want(Intent::Lock);
            }
            if said >= Said::Operator {
                body(ui, operator);
                ui.add_space(size::GAP);
            }
        }
        if let Some((short, long)) = &self.people {
            if said >= Said::Count {
                let count = body(ui, short).on_hover_text(long);
                ui.ctx()
                    .accesskit_node_builder(count.id, |node| node.set_value(long.as_str()));
                icon(ui, Icon::People);
            } else {
                icon_named(ui, Icon::People, long);
            }
            ui.add_space(size::GAP);
        }
        if let Some(clock) = &self.clock {
            sign_ui(ui, clock, said);
            ui.add_space(size::GAP);
        }
        sign_ui(ui, &self.reader, said);
        choose(ui, cx);
        elsewhere(ui, cx);
    }
}

/// A sign with its word where something is wrong; its name is always said, by a screen reader and by the pointer.
fn sign_ui(ui: &mut Ui, sign: &Sign, said: Said) {
    if sign.speaks(said) {
        body(ui, &sign.word);
    }
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::ICON), Sense::hover());
    paint_state(ui, rect, sign.thing, sign.state);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &sign.word));
    response.on_hover_text(&sign.word);
}

/// How many of the list have a token.
fn people(cx: &Cx<'_>) -> Option<(String, String)> {
    let people = cx.station.people();
    let all = people.roster().countable();
    let gaps = [("count", people.with_token().into()), ("all", all.into())];
    (all > 0).then(|| (cx.fill(t::HEADER_COUNT, &gaps), cx.fill(t::HEADER_PEOPLE, &gaps)))
}

fn reader(cx: &Cx<'_>) -> Sign {
    let (state, word) = match cx.station.reader() {
        ReaderState::Starting => (Icon::Later, cx.text(t::READER_STARTING)),
        ReaderState::Died => (Icon::Bad, cx.text(t::READER_DIED)),
        ReaderState::NoReader => (Icon::Warn, cx.text(t::READER_NONE)),
        ReaderState::ServiceDown(ServiceTrouble::NoPermission) => (Icon::Bad, cx.text(t::READER_NO_PERMISSION)),
        ReaderState::ServiceDown(_) => (Icon::Bad, cx.text(t::READER_SERVICE_DOWN)),
        ReaderState::Away { .. } => (Icon::Warn, cx.text(t::READER_AWAITED)),
        ReaderState::Ready { .. } if cx.station.is_demo() => (Icon::Done, cx.text(t::READER_DEMO)),
        ReaderState::Ready { chosen, .. } => (Icon::Done, chosen.clone()),
    };
    let thing = Icon::Reader;
    Sign { thing, state, word }
}

/// What other readers feel: a sign beside the menu that says which, and no more: a key may be plugged in there all day.
fn elsewhere(ui: &mut Ui, cx: &Cx<'_>) {
    // where there is no room the menu says it, and the screen on which a token is awaited
    if let Some(text) = super::notice::elsewhere(cx).filter(|_| !is_narrow(ui.ctx())) {
        icon_named(ui, Icon::Dot, &text);
    }
}

/// The readers, where there is one to be chosen: the one that is watched, if it is there, and all of them.
fn choices<'s>(cx: &Cx<'s>) -> Option<(Option<&'s str>, &'s [String])> {
    let station = cx.station;
    match station.reader() {
        ReaderState::Ready { chosen, all } if all.len() > 1 => Some((Some(chosen), all)),
        ReaderState::Away { all, .. } if !all.is_empty() => Some((None, all)),
        _ => None,
    }
}

fn is_choice(cx: &Cx<'_>) -> bool {
    choices(cx).is_some()
}

/// The menu of readers; none of them is chosen while another one is awaited.
fn choose(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some((chosen, all)) = choices(cx) else { return };
    let name = cx.text(t::READER_CHOOSE);
    let feels = cx.station.elsewhere();
    let shown = egui::ComboBox::from_id_salt("reader").width(0.0).show_ui(ui, |ui| {
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
    let response = shown.response.on_hover_text(&name);
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_label(name));
}

/// Letters of an operator's name that there is room for.
const OPERATOR: usize = 24;

/// The beginning of a name tells whose it is.
fn shorter(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['\u{2026}']).collect()
}
