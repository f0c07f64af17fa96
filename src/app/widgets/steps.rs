//! The three steps of an enrolment, and the named steps of a burn.

use egui::{Align2, Sense, Stroke, Ui, Vec2, vec2};

use super::icon::{Icon, paint};
use crate::app::theme::{face, page, palette, size};

/// Where a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// It is behind the one in hand.
    Done,
    /// The one in hand.
    Now,
    /// It comes after the one in hand.
    Later,
}

/// Person, token, code: the one in hand is large, the others are quiet.
pub fn steps(ui: &mut Ui, names: &[String], now: usize) {
    let p = palette(ui);
    let growth = page::growth(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::STEP_GAP;
        for (at, name) in names.iter().enumerate() {
            let high = size::STEP_NOW * growth;
            if at > 0 {
                let (line, _) = ui.allocate_exact_size(vec2(size::STEP_LINE * growth, high), Sense::hover());
                ui.painter()
                    .hline(line.x_range(), line.center().y, Stroke::new(size::STEP_STROKE, p.line));
            }
            let across = if at == now { high } else { size::STEP * growth };
            let (place, _) = ui.allocate_exact_size(vec2(across, high), Sense::hover());
            let rect = egui::Rect::from_center_size(place.center(), Vec2::splat(across));
            step(ui, rect, at, now);
            let (font, ink) = if at == now {
                (face::heading(), p.ink)
            } else {
                (face::small(), p.ink_faint)
            };
            ui.label(egui::RichText::new(name).font(face::grown(font, growth)).color(ink));
        }
    });
}

fn step(ui: &Ui, rect: egui::Rect, at: usize, now: usize) {
    let p = palette(ui);
    let growth = page::growth(ui.ctx());
    let number = |font, ink| {
        let font = face::grown(font, growth);
        ui.painter()
            .text(rect.center(), Align2::CENTER_CENTER, at + 1, font, ink);
    };
    match at.cmp(&now) {
        std::cmp::Ordering::Less => paint(ui.painter(), rect, Icon::Done, p.done, p.done_soft),
        std::cmp::Ordering::Equal => {
            ui.painter().circle_filled(rect.center(), rect.width() / 2.0, p.accent);
            number(face::heading(), p.on_accent);
        }
        std::cmp::Ordering::Greater => {
            let radius = (rect.width() - size::STEP_STROKE) / 2.0;
            let line = Stroke::new(size::STEP_STROKE, p.line);
            ui.painter().circle_stroke(rect.center(), radius, line);
            number(face::label(), p.ink_faint);
        }
    }
}

/// One named step of a burn.
pub fn burn_step(ui: &mut Ui, name: &str, state: StepState) {
    let p = palette(ui);
    let (sign, font, ink) = match state {
        StepState::Done => (Icon::Done, face::lead(1.0), p.ink_soft),
        StepState::Now => (Icon::Now, face::heading(), p.ink),
        StepState::Later => (Icon::Later, face::lead(1.0), p.ink_faint),
    };
    ui.horizontal(|ui| {
        super::icon(ui, sign);
        ui.add_space(size::GAP);
        let font = face::grown(font, page::growth(ui.ctx()));
        ui.label(egui::RichText::new(name).font(font).color(ink));
    });
    ui.add_space(size::GAP);
}
