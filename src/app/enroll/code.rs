//! The code of the station beside the code of the token.

use std::time::Duration;

use egui::Ui;

use super::keys;
use super::view::{EnrollView, code_id};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::notice;
use crate::app::texts::t;
use crate::app::theme::{face, is_short, page, palette, size};
use crate::app::widgets::{
    Button, Kind, Tone, banner, code_boxes, facts, forget, label, lead, live_code, ring, ring_width, title, wrapped,
};
use crate::desk::{Kind as SeedKind, Misses, SecretMaker, Work};
use crate::station::Intent;

/// A second's quarter: how long six digits rest before they check themselves.
const QUIET: Duration = Duration::from_millis(250);

pub(super) fn comparing(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, work: &Work, misses: Misses) {
    let hidden = is_typed(cx, work);
    let first_line = if work.kind == SeedKind::Factory {
        cx.text(t::COMPARE_FACTORY)
    } else if hidden {
        cx.text(t::COMPARE_TYPED)
    } else {
        cx.text(t::COMPARE)
    };
    title(ui, first_line);
    let who = cx.name(&work.upn);
    lead(
        ui,
        format!("{who} \u{b7} {} \u{b7} {}", work.make, work.token.grouped()),
    );
    if work.kind == SeedKind::Dictated {
        let then = match cx.station.flow().rules().maker {
            SecretMaker::UserLock { .. } => Some(t::COMPARE_USERLOCK),
            SecretMaker::Another { .. } => Some(t::COMPARE_ANOTHER),
            SecretMaker::Here | SecretMaker::Entra => None,
        };
        if let Some(then) = then {
            wrapped(ui, cx.text(then));
        }
    }
    if !is_short(ui.ctx()) {
        ui.add_space(size::GAP * 2.0);
    }
    // where there is little room, what is wrong and where to type come first
    let first_wrong = is_short(ui.ctx()) && cx.station.flow().notice().is_some();
    if !hidden && !first_wrong {
        live(ui, cx, work);
    }
    if first_wrong {
        notice::at_hand(ui, cx);
    }
    ui.add_space(size::GAP);
    label(ui, cx.text(t::FIELD_CODE));
    ui.add_space(size::GAP / 2.0);
    ui.horizontal_wrapped(|ui| {
        code_field(ui, cx, view);
        ui.add_space(size::SECTION);
        if !hidden && misses.count == 0 {
            let same = Button::new(&cx.text(t::COMPARE_SAME), Kind::Plain)
                .key(&cx.cap(keys::SEEN_EQUAL))
                .ui(ui);
            if same {
                cx.want(Intent::SeenEqual);
            }
        }
        wrong_person(ui, cx, work);
    });
    ui.add_space(size::GAP * 2.0);
    if !hidden && first_wrong {
        live(ui, cx, work);
    } else {
        notice::at_hand(ui, cx);
    }
    if misses.count >= Misses::MANY && work.may_be_written_again() {
        banner(
            ui,
            Tone::Info,
            &cx.text(t::MANY_MISSES),
            &cx.text(t::MANY_MISSES_TEXT),
            |ui| {
                let again = Button::new(&cx.text(t::MANY_MISSES_GO), Kind::Plain)
                    .key(&cx.cap(keys::AGAIN))
                    .ui(ui);
                if again {
                    cx.want(Intent::BurnAgain);
                }
            },
        );
        ui.add_space(size::GAP * 2.0);
    }
    if !is_short(ui.ctx()) && cx.station.flow().notice().is_none() {
        work_facts(ui, cx, work);
    }
}

/// Whether the code is typed: that both are the same by eye is not enough, and the clock of a token that nobody has set here may
/// be off.
pub(super) fn is_typed(cx: &Cx<'_>, work: &Work) -> bool {
    cx.station.flow().rules().typed_only || work.kind == SeedKind::Factory
}

/// That it is the wrong person is seen when the name is read aloud.
fn wrong_person(ui: &mut Ui, cx: &mut Cx<'_>, work: &Work) {
    let wrong = cx.text(t::COMPARE_WRONG_PERSON);
    if Button::new(&wrong, Kind::Plain).ui(ui) {
        cx.want(Intent::Cancel);
        cx.act(Action::AskToAbandon(work.id));
    }
}

/// The live code with its ring and its neighbours, which go below it where there is no room beside it.
fn live(ui: &mut Ui, cx: &Cx<'_>, work: &Work) {
    let Some(codes) = cx.station.codes() else { return };
    let period = work.parameters.period.seconds();
    let growth = page::growth(ui.ctx());
    let gap = size::SECTION * growth;
    let ring_beside = ring_width(ui) + gap;
    let neighbours = size::NEIGHBOURS * growth + gap;
    let beside = ui.available_width() >= size::CODE_BESIDE;
    let both = [
        (cx.text(t::CODE_BEFORE), codes.previous.grouped()),
        (cx.text(t::CODE_NEXT), codes.next.grouped()),
    ];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let grouped = codes.current.grouped();
        let name = cx.fill(t::LIVE_CODE, &[("code", grouped.as_str().into())]);
        let right = ring_beside + if beside { neighbours } else { 0.0 };
        live_code(ui, &grouped, &name, right);
        ui.add_space(gap);
        ring(ui, codes.seconds_left, period);
        if beside {
            ui.add_space(gap);
            ui.vertical(|ui| both.iter().for_each(|(name, code)| neighbour(ui, name, code)));
        }
    });
    if !beside {
        ui.horizontal(|ui| both.iter().for_each(|(name, code)| neighbour(ui, name, code)));
    }
}

/// What was written, and where it goes.
fn work_facts(ui: &mut Ui, cx: &Cx<'_>, work: &Work) {
    let row = cx.station.log().get(work.id);
    let clock = row
        .and_then(|row| row.witness)
        .map(|witness| crate::app::clock::witness(cx, witness));
    let seed = match row.map(|row| row.kind) {
        Some(SeedKind::Dictated) => cx.text(t::KIND_DICTATED),
        Some(SeedKind::Factory) => cx.text(t::KIND_FACTORY),
        _ => cx.text(t::KIND_RANDOM),
    };
    let goes = if row.is_some_and(|row| row.later.in_entra.is_some()) {
        cx.text(t::GOES_NOWHERE)
    } else if row.is_some_and(|row| row.later.elsewhere.is_some()) {
        cx.text(t::GOES_ELSEWHERE)
    } else if row.is_some_and(|row| row.exported_at().is_some()) {
        cx.text(t::GOES_BEFORE)
    } else {
        cx.text(t::GOES_ENTRA)
    };
    let mut all = vec![(cx.text(t::FACT_SEED), seed), (cx.text(t::FACT_GOES), goes)];
    if let Some(clock) = clock {
        all.insert(0, (cx.text(t::FACT_CLOCK), clock));
    }
    facts(ui, &all);
}

fn neighbour(ui: &mut Ui, name: &str, code: &str) {
    let p = palette(ui);
    let growth = page::growth(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let part = |text: &str, font, ink| egui::RichText::new(text).font(face::grown(font, growth)).color(ink);
        ui.label(part(name, face::body(), p.ink_faint));
        ui.label(part(code, face::mono(), p.ink_soft));
    });
}

/// Six digits check themselves after a quarter of a second of quiet.
fn code_field(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let field = code_boxes(ui, code_id(), &cx.text(t::FIELD_CODE), &mut view.code);
    let now = ui.input(|input| input.time);
    if field.changed() {
        view.typed_at = now;
        if cx.station.flow().notice().is_some() {
            cx.want(Intent::Dismiss);
        }
    }
    if view.code.len() < 6 {
        return;
    }
    let quiet = now - view.typed_at;
    if quiet < QUIET.as_secs_f64() {
        ui.ctx().request_repaint_after(QUIET);
        return;
    }
    cx.want(Intent::TypeCode(view.code.as_str().to_owned().into()));
    forget(ui.ctx(), code_id(), &mut view.code);
}
