//! A token in stock that is named by its serial: scanned wherever the focus is, or typed here.

use egui::{Frame, Ui};

use super::keys;
use super::view::{EnrollView, serial_id};
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::{palette, size};
use crate::app::widgets::{Field, Suggested, entered, forget, place_at_end, suggestion};
use crate::desk::{Scanned, StockState, StockToken};
use crate::station::Intent;
use crate::token2::Serial;

/// The field, and the tokens whose serial has in it what is typed.
pub(super) fn serial_field(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let count = cx.station.stock().left();
    let gaps = [("count", count.into()), ("key", cx.cap(keys::SERIAL).into())];
    let field = Field::new(serial_id(), &cx.fill(t::FIELD_SERIAL, &gaps))
        .hint(&cx.text(t::FIELD_SERIAL_HINT))
        .mono()
        .width(size::WORK / 2.0)
        .ui(ui, &mut view.serial);
    let fitting = fitting(cx, &view.serial);
    if entered(ui, &field) && !view.serial.trim().is_empty() {
        enter(ui, cx, view, &fitting);
    }
    let picked = suggestions(ui, cx, &fitting);
    // whichever was pressed is meant
    if let Some(serial) = picked {
        cx.want(Intent::Assign(serial.clone()));
        forget(ui.ctx(), serial_id(), &mut view.serial);
    }
    if std::mem::take(&mut view.serial_filled) {
        place_at_end(ui.ctx(), serial_id(), &view.serial);
    }
}

/// What is completed is shown as the serial that it becomes before it is taken.
fn enter(ui: &Ui, cx: &mut Cx<'_>, view: &mut EnrollView, fitting: &[&StockToken]) {
    let bare: String = view.serial.chars().filter(|c| !c.is_whitespace()).collect();
    if let [only] = fitting
        && only.serial.as_str() != bare
    {
        view.serial = only.serial.as_str().to_owned();
        view.serial_filled = true;
        return;
    }
    // what is no serial is answered like any other text
    cx.want(match Serial::parse(&bare) {
        Ok(serial) => Intent::Assign(serial),
        Err(_) => Intent::Scanned(Scanned::recognise(&view.serial)),
    });
    forget(ui.ctx(), serial_id(), &mut view.serial);
}

/// The first tokens that nobody has and whose serial has in it what is typed.
fn fitting<'s>(cx: &Cx<'s>, typed: &str) -> Vec<&'s StockToken> {
    const LEAST: usize = 3;
    const MOST: usize = 3;
    let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if bare.len() < LEAST {
        return vec![];
    }
    let station = cx.station;
    let left = station.stock().tokens().filter(|token| token.state == StockState::Left);
    left.filter(|token| token.serial.as_str().contains(&bare))
        .take(MOST)
        .collect()
}

fn suggestions<'s>(ui: &mut Ui, cx: &Cx<'_>, fitting: &[&'s StockToken]) -> Option<&'s Serial> {
    if fitting.is_empty() {
        return None;
    }
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.panel)
        .stroke(egui::Stroke::new(size::LINE, p.line))
        .corner_radius(size::RADIUS);
    let mut picked = None;
    ui.add_space(size::GAP);
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for token in fitting {
            let row = Suggested {
                name: &token.serial.grouped(),
                matched: &[],
                upn: token.make.model(),
                note: &cx.text(t::STOCK_LEFT),
                selected: fitting.len() == 1,
            };
            if suggestion(ui, &row) {
                picked = Some(&token.serial);
            }
        }
    });
    picked
}
