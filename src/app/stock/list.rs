//! The tokens in stock: searched, and by what became of them and by their file.

use egui::{Align2, Frame, Id, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::frame;
use crate::app::texts::t;
use crate::app::theme::{face, palette, size};
use crate::app::widgets::{Button, Field, Kind, row_focus, row_ground, section};
use crate::desk::{EnrolmentId, StockFile, StockFileId, StockState, StockToken};
use crate::token2::Serial;

/// What is shown of the list.
#[derive(Default)]
pub(super) struct ListView {
    search: String,
    only_left: bool,
    file: Option<StockFileId>,
    /// What fits, until something of it changes.
    found: Option<(Wanted, Vec<Serial>)>,
}

/// What was looked for, in which stock.
#[derive(PartialEq)]
struct Wanted {
    text: String,
    only_left: bool,
    file: Option<StockFileId>,
    /// Of the stock and of the log with its names: what is searched for may be whose it is.
    versions: (u64, u64),
}

impl ListView {
    /// Shows that token.
    pub fn search(&mut self, serial: &Serial) {
        self.search = serial.as_str().to_owned();
        self.only_left = false;
        self.file = None;
    }

    fn found(&mut self, cx: &Cx<'_>) -> &[Serial] {
        let stock = cx.station.stock();
        let wanted = Wanted {
            text: self.search.split_whitespace().collect::<String>().to_lowercase(),
            only_left: self.only_left,
            file: self.file,
            versions: (stock.version(), cx.station.log().version()),
        };
        if self.found.as_ref().is_none_or(|(before, _)| *before != wanted) {
            let fits = stock.tokens().filter(|token| wanted.fits(cx, token));
            let found = fits.map(|token| token.serial.clone()).collect();
            self.found = Some((wanted, found));
        }
        self.found.as_ref().map_or(&[], |(_, found)| found)
    }
}

impl Wanted {
    fn fits(&self, cx: &Cx<'_>, token: &StockToken) -> bool {
        let within = |text: &str| text.to_lowercase().contains(&self.text);
        let whose = || {
            let row = holder(token.state).and_then(|id| cx.station.log().get(id));
            row.is_some_and(|row| within(row.upn.as_str()) || within(&cx.name(&row.upn)))
        };
        (!self.only_left || token.state == StockState::Left)
            && self.file.is_none_or(|file| token.file == file)
            && (self.text.is_empty() || within(token.serial.as_str()) || within(token.make.model()) || whose())
    }
}

/// The search field.
pub(super) fn search_id() -> Id {
    Id::unique("stock search")
}

/// Whose it is.
const fn holder(state: StockState) -> Option<EnrolmentId> {
    match state {
        StockState::Left => None,
        StockState::Assigned(id) | StockState::Burned(id) => Some(id),
    }
}

pub(super) fn search_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ListView) {
    ui.horizontal_wrapped(|ui| {
        Field::new(search_id(), &cx.text(t::STOCK_SEARCH))
            .hint(&cx.text(t::STOCK_SEARCH_HINT))
            .hide_name()
            .width(size::WORK / 2.0)
            .ui(ui, &mut view.search);
        let active = view.only_left;
        if Button::new(&cx.text(t::STOCK_ONLY_LEFT), Kind::Chip { active })
            .small()
            .ui(ui)
        {
            view.only_left = !active;
        }
        files(ui, cx, view);
    });
}

/// Where there are several files, the newest of them to choose from, and the one that is chosen.
fn files(ui: &mut Ui, cx: &Cx<'_>, view: &mut ListView) {
    const MOST: usize = 4;
    let files = cx.station.stock().files();
    if files.len() < 2 {
        return;
    }
    let chosen = |file: &&StockFile| view.file == Some(file.id);
    let newest = files.iter().rev().take(MOST);
    let older = files.iter().rev().skip(MOST).find(chosen);
    for file in newest.chain(older) {
        let active = view.file == Some(file.id);
        if Button::new(&file.name, Kind::Chip { active }).small().ui(ui) {
            view.file = (!active).then_some(file.id);
        }
    }
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ListView, height: f32) {
    let station = cx.station;
    let found = view.found(cx);
    if found.is_empty() {
        section(ui, cx.text(t::STOCK_NOTHING_FOUND));
        return;
    }
    section(ui, cx.fill(t::STOCK_COUNT, &[("count", found.len().into())]));
    let p = palette(ui);
    Frame::new().fill(p.panel).corner_radius(size::RADIUS).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().auto_shrink(false).max_height(height);
        let shown = area.show_rows(ui, size::ROW, found.len(), |ui, range| {
            for serial in found.get(range).unwrap_or_default() {
                if let Some(token) = station.stock().get(serial) {
                    row(ui, cx, token);
                }
            }
            frame::follow_focus(ui);
            frame::scrolls(ui)
        });
        // where the list itself is in something that scrolls, that goes along
        if shown.inner && height.is_finite() {
            ui.scroll_to_rect(shown.inner_rect, None);
        }
    });
}

/// A token; whose it is is shown in the log.
fn row(ui: &mut Ui, cx: &mut Cx<'_>, token: &StockToken) {
    let holder = holder(token.state);
    let sense = if holder.is_some() {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), sense);
    let state = state_words(cx, token.state);
    let serial = token.serial.grouped();
    let spoken = format!("{serial}, {}, {state}", token.make.model());
    let role = if holder.is_some() { Role::Button } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, &spoken));
    if let Some(id) = holder
        && response.clicked()
    {
        cx.act(Action::ShowInLog(id));
    }
    if !ui.is_rect_visible(rect) {
        return;
    }
    row_ground(ui, rect, false, &response);
    row_focus(ui, rect, &response);
    let p = palette(ui);
    let middle = rect.center().y;
    let inside = rect.shrink2(vec2(size::UNIT, 0.0));
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(inside));
    let third = inside.width() / 3.0;
    let at = |left: f32| pos2(left, middle);
    painter.text(
        at(inside.left()),
        Align2::LEFT_CENTER,
        serial,
        face::mono_small(),
        p.ink,
    );
    painter.text(
        at(inside.left() + third),
        Align2::LEFT_CENTER,
        token.make.model(),
        face::body(),
        p.ink_soft,
    );
    let state = egui::WidgetText::from(state).into_galley(
        ui,
        Some(egui::TextWrapMode::Truncate),
        third + size::SECTION,
        face::body(),
    );
    let left = inside.right() - state.size().x;
    painter.galley_with_override_text_color(pos2(left, middle - state.size().y / 2.0), state, p.ink_soft);
}

fn state_words(cx: &Cx<'_>, state: StockState) -> String {
    let name = holder(state)
        .and_then(|id| cx.station.log().get(id))
        .map(|row| cx.name(&row.upn));
    match (state, name) {
        (StockState::Left, _) => cx.text(t::STOCK_LEFT),
        (StockState::Assigned(_), name) => cx.fill(t::STOCK_HAS_IT, &[("upn", name.unwrap_or_default().into())]),
        (StockState::Burned(_), name) => cx.fill(t::STOCK_BURNED, &[("upn", name.unwrap_or_default().into())]),
    }
}
