//! Stock: tokens with a factory seed, the files they come from, and who has which.

mod hand_out;
mod left_out;
mod list;
mod take_in;

use std::mem::{Discriminant, discriminant};
use std::path::PathBuf;

use egui::{Id, Ui};

use super::action::Action;
use super::cx::Cx;
use super::dialog::Browse;
use super::frame;
use super::lines::Lines;
use super::path::{Path, PathRow, path_row};
use super::scanner::Burst;
use super::screen::{ScreenUi, Tab, Turn, for_the_desk};
use super::shortcut::{ESC, Keys, Shortcut, YES};
use super::texts::t;
use super::theme::page::Room;
use super::theme::size;
use super::widgets::{InView, forget, label, lead, title};
use crate::desk::{HandOutId, HandOutStage, Scanned, TakeInId, TakeInStage};
use crate::station::{Intent, Station};

/// What stands in the fields, and what is shown.
#[derive(Default)]
pub struct StockView {
    path: Path,
    take_in: take_in::TakeInView,
    hand_out: hand_out::HandOutView,
    list: list::ListView,
    /// How far the file in hand is.
    in_view: InView<Stages>,
}

/// How far a file of seeds is, and a list of who gets which; and which these are.
type Stages = (
    (TakeInId, Discriminant<TakeInStage>),
    (HandOutId, Discriminant<HandOutStage>),
);

fn stages(station: &Station) -> Stages {
    let (take_in, hand_out) = (station.take_in(), station.hand_out());
    (
        (take_in.id(), discriminant(take_in.stage())),
        (hand_out.id(), discriminant(hand_out.stage())),
    )
}

/// Whether something is asked or being done, in the place of the list.
const fn is_asked(station: &Station) -> bool {
    let quiet = matches!(
        station.take_in().stage(),
        TakeInStage::Idle | TakeInStage::Done { .. } | TakeInStage::Failed(_)
    ) && matches!(
        station.hand_out().stage(),
        HandOutStage::Idle | HandOutStage::Done(_) | HandOutStage::Failed(_) | HandOutStage::Unknown
    );
    !quiet
}

/// Whether how something ended is told above the list.
const fn is_told(station: &Station) -> bool {
    matches!(
        station.take_in().stage(),
        TakeInStage::Done { .. } | TakeInStage::Failed(_)
    ) || matches!(
        station.hand_out().stage(),
        HandOutStage::Done(_) | HandOutStage::Failed(_) | HandOutStage::Unknown
    )
}

impl ScreenUi for StockView {
    fn tab(&self) -> Tab {
        Tab {
            name: t::TAB_STOCK,
            does: t::KEY_SCREEN_STOCK,
        }
    }

    fn shortcuts(&self) -> Vec<Shortcut> {
        vec![]
    }

    fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) {
        let hand_out = cx.station.hand_out().stage();
        if keys.pressed(ESC) {
            cx.want(match hand_out {
                HandOutStage::Idle => Intent::DismissTakeIn,
                _ => Intent::DismissHandOut,
            });
        }
        let soon = self.in_view.is_too_soon(&stages(cx.station), keys.ctx());
        if keys.pressed(YES) && !soon {
            match (cx.station.take_in().stage(), hand_out) {
                (_, HandOutStage::Asked(_)) => cx.want(Intent::HandOut),
                (TakeInStage::Asked(_), _) => cx.want(Intent::TakeIn),
                (TakeInStage::Done { .. }, HandOutStage::Idle) => cx.want(Intent::DeleteStockFile),
                _ => {}
            }
        }
    }

    fn room(&self) -> Room {
        Room::Broad
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        work(ui, cx, self);
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.in_view.begin_anew(turn.ctx);
        let station = &*turn.station;
        *turn.focus = match station.take_in().stage() {
            TakeInStage::NeedsKey { .. } => Some(take_in::key_id()),
            _ if is_asked(station) => None,
            _ if station.stock().is_empty() => Some(path_id()),
            _ => Some(list::search_id()),
        };
    }

    fn covered(&mut self, ctx: &egui::Context) {
        self.in_view.begin_anew(ctx);
    }

    /// A serial is searched for.
    fn scanned(&mut self, burst: Burst, turn: &mut Turn<'_>) -> Option<super::action::Action> {
        match burst.scanned {
            Scanned::Upn(_) => Some(Action::AtTheDesk(Intent::Scanned(burst.scanned))),
            // where no list is in view it is answered like elsewhere
            _ if is_asked(turn.station) || turn.station.stock().is_empty() => Some(for_the_desk(burst)),
            Scanned::Serial(serial) | Scanned::Digits(Some(serial)) => {
                self.list.search(&serial);
                None
            }
            _ => Some(for_the_desk(burst)),
        }
    }

    /// Nothing of a key stays that was typed.
    fn leave(&mut self, turn: &mut Turn<'_>) {
        forget(turn.ctx, take_in::key_id(), &mut self.take_in.key);
    }

    fn dropped(&self, path: PathBuf, _: &Station) -> Action {
        Action::Desk(Intent::ReadStock(path))
    }

    fn path_field(&self, _: &Browse) -> Option<Id> {
        Some(path_id())
    }

    fn file_chosen(&mut self, _: &Browse, path: PathBuf, now: f64) -> Option<Intent> {
        self.path.chosen(&path, now);
        None
    }
}

/// The field for the file that tokens come from.
fn path_id() -> Id {
    Id::unique("stock file")
}

fn work(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut StockView) {
    follow(ui, cx, view);
    if take_in::ui(ui, cx, &mut view.take_in) || hand_out::ui(ui, cx, &mut view.hand_out) {
        return;
    }
    // where there is little room everything scrolls, and the list within it has a height of its own
    if is_told(cx.station) || ui.available_height() < size::LIST_LEAST * 2.0 {
        frame::scrolled(ui, |ui| stock_ui(ui, cx, view, size::LIST_LEAST));
    } else {
        stock_ui(ui, cx, view, f32::INFINITY);
    }
}

/// Where something new is asked or was done, the focus goes to where one types next.
fn follow(ui: &Ui, cx: &mut Cx<'_>, view: &mut StockView) {
    let stage = cx.station.take_in().stage();
    let first = view.in_view.is_empty();
    if !view.in_view.note(ui.ctx(), stages(cx.station)) {
        return;
    }
    forget(ui.ctx(), take_in::key_id(), &mut view.take_in.key);
    let handed_out = cx.station.hand_out().stage();
    let field = match (stage, handed_out) {
        (_, HandOutStage::Failed(_) | HandOutStage::Unknown) => Some(path_id()),
        (_, HandOutStage::Asked(_) | HandOutStage::Keeping(_)) => return,
        (TakeInStage::NeedsKey { .. }, _) => Some(take_in::key_id()),
        (TakeInStage::Failed(_), _) => Some(path_id()),
        (TakeInStage::Done { .. } | TakeInStage::Idle, _) if !first => Some(list::search_id()),
        _ => return,
    };
    if matches!(stage, TakeInStage::Done { .. }) || matches!(handed_out, HandOutStage::Done(_)) {
        view.path.clear();
    }
    view.take_in.left_out = Lines::default();
    view.hand_out = hand_out::HandOutView::default();
    *cx.focus = field;
}

fn stock_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut StockView, height: f32) {
    let stock = cx.station.stock();
    if stock.is_empty() {
        title(ui, cx.text(t::STOCK_NONE));
        lead(ui, cx.text(t::STOCK_NONE_TEXT));
    } else {
        let gaps = [("count", stock.left().into()), ("all", stock.tokens().len().into())];
        title(ui, cx.fill(t::STOCK_TITLE, &gaps));
        lead(ui, cx.text(t::STOCK_LEAD));
    }
    ui.add_space(size::SECTION);
    take_in::ended(ui, cx, &mut view.take_in);
    hand_out::ended(ui, cx, &mut view.hand_out);
    let some = !stock.is_empty();
    if some {
        list::search_ui(ui, cx, &mut view.list);
        ui.add_space(size::GAP);
    }
    // what was taken in is looked at before the next file is
    let looked_at = matches!(cx.station.take_in().stage(), TakeInStage::Done { .. })
        || matches!(cx.station.hand_out().stage(), HandOutStage::Done(_));
    if !looked_at {
        label(ui, cx.text(t::STOCK_FILE));
        let row = PathRow {
            id: path_id(),
            name: t::STOCK_FILE,
            go: t::STOCK_READ,
            browse: Browse::Stock,
        };
        if path_row(ui, cx, row, &mut view.path)
            && let Some(path) = view.path.get()
        {
            cx.want(Intent::ReadStock(path));
        }
    }
    if some {
        ui.add_space(size::GAP * 2.0);
        list::ui(ui, cx, &mut view.list, height);
    }
}
