//! The line above the tray: what is to be done next, and the button with which the practice begins, is left and goes on.

use egui::{Align, Layout, RichText, Ui};

use super::day::{DAY, Mishap, Person};
use super::guide::{Advice, Guide, Step};
use super::kept::Kept;
use super::keys;
use super::shown::Shown;
use crate::app::cx::Cx;
use crate::app::enroll::{AGAIN, REPLACE};
use crate::app::screens::Screen;
use crate::app::shortcut::{ESC, EXPORT, Shortcut, YES};
use crate::app::texts::{Text, t};
use crate::app::theme::{face, is_narrow, palette, size};
use crate::app::widgets::{Button, Kind};
use crate::desk::Upn;
use crate::reader::Tray;
use crate::station::Station;

/// Hears of each step that the day comes further.
type Keep = Box<dyn Fn(&Kept)>;

/// The guide, what it says, and who keeps how far it came.
pub struct Practice {
    guide: Guide,
    advice: Advice,
    done: usize,
    keep: Keep,
}

impl Default for Practice {
    fn default() -> Self {
        Self::new(Kept::default(), Box::new(|_| ()))
    }
}

impl Practice {
    pub fn new(kept: Kept, keep: Keep) -> Self {
        Self {
            guide: Guide::new(kept),
            advice: Advice::Offer,
            done: 0,
            keep,
        }
    }

    /// Begins, leaves or takes up the day.
    pub fn turn(&mut self) {
        self.guide.turn();
        (self.keep)(self.guide.kept());
    }

    /// Takes what is shown now.
    pub fn look(&mut self, station: &Station, tray: &Tray, screen: Screen) {
        let shown = Shown::of(station, tray, screen);
        let before = self.guide.kept().clone();
        self.advice = self.guide.look(&shown, tray.taken(), station.now());
        self.done = Guide::done(&shown);
        if self.guide.kept().differs_from(&before) {
            (self.keep)(self.guide.kept());
        }
    }

    /// Draws the line.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let turn = match self.advice {
            Advice::Offer => Some(t::PRACTICE_BEGIN),
            Advice::Left => Some(t::PRACTICE_GO_ON),
            Advice::Do(..) => Some(t::PRACTICE_LEAVE),
            Advice::Done { .. } => None,
        };
        let line = egui::vec2(ui.available_width(), size::FIELD - size::UNIT);
        let pressed = ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
            let pressed = turn.is_some_and(|word| {
                let (word, key) = (cx.text(word), cx.cap(keys::PRACTISE));
                Button::new(&word, Kind::Plain).key(&key).small().ui(ui)
            });
            let rest = ui.available_size();
            ui.allocate_ui_with_layout(rest, Layout::left_to_right(Align::Center), |ui| self.said(ui, cx));
            pressed
        });
        if pressed.inner {
            self.turn();
        }
    }

    fn said(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let p = palette(ui);
        if matches!(self.advice, Advice::Do(..)) {
            let count = cx.fill(t::PRACTICE_COUNT, &self.counted());
            ui.label(RichText::new(count).font(face::strong()).color(p.accent));
            ui.add_space(size::GAP);
        }
        let text = self.words(cx);
        let font = if is_narrow(ui.ctx()) {
            face::small()
        } else {
            face::strong()
        };
        let label = egui::Label::new(RichText::new(&text).font(font).color(p.ink));
        let said = ui.add(label.wrap());
        // whoever does not see it hears what is next
        ui.ctx().accesskit_node_builder(said.id, |node| {
            node.set_role(egui::accesskit::Role::Status);
            node.set_label(text);
            node.set_live(egui::accesskit::Live::Polite);
        });
    }

    fn counted(&self) -> [(&'static str, crate::app::texts::Gap<'static>); 2] {
        [("done", self.done.into()), ("all", DAY.len().into())]
    }

    fn words(&self, cx: &Cx<'_>) -> String {
        match &self.advice {
            Advice::Offer => cx.text(t::PRACTICE_OFFER),
            Advice::Left => cx.fill(t::PRACTICE_LEFT, &self.counted()),
            Advice::Do(step, whom) => of_step(cx, *step, whom.as_ref()),
            Advice::Done { took, missed } => {
                let span = cx.span(i64::try_from(took.as_secs()).unwrap_or(i64::MAX));
                let span = ("span", span.as_str().into());
                if missed.is_empty() {
                    return cx.fill(t::PRACTICE_DONE, &[span]);
                }
                let missed: Vec<String> = missed.iter().map(|mishap| cx.text(name_of(*mishap))).collect();
                cx.fill(t::PRACTICE_DONE_MISSED, &[span, ("missed", missed.join(", ").into())])
            }
        }
    }
}

const fn name_of(mishap: Mishap) -> Text {
    match mishap {
        Mishap::Lifted => t::PRACTICE_MISSED_LIFTED,
        Mishap::Another => t::PRACTICE_MISSED_ANOTHER,
        Mishap::WrongClock => t::PRACTICE_MISSED_WRONG_CLOCK,
        Mishap::Unplugged => t::PRACTICE_MISSED_UNPLUGGED,
    }
}

fn of_step(cx: &Cx<'_>, step: Step, whom: Option<&Upn>) -> String {
    if let Step::Name(Person { name, upn, .. }) = step {
        return cx.fill(t::PRACTICE_NAME, &[("name", (*name).into()), ("upn", (*upn).into())]);
    }
    let (text, key) = words_of(step);
    let name = whom.map(called).unwrap_or_default();
    let key = key.map(|key| cx.cap(key)).unwrap_or_default();
    cx.fill(text, &[("name", name.into()), ("key", key.as_str().into())])
}

/// By name, as far as they are of the day.
fn called(whom: &Upn) -> &str {
    let of_the_day = DAY.iter().find(|person| person.is(whom));
    of_the_day.map_or(whom.as_str(), |person| person.name)
}

/// The text of a step, and the key that it names.
fn words_of(step: Step) -> (Text, Option<Shortcut>) {
    use keys::{ANOTHER, CLOCK, LAY, NEW, PLUG, PRESS};
    let (text, key) = match step {
        Step::Unlock => return (t::PRACTICE_UNLOCK, None),
        Step::Name(_) => return (t::PRACTICE_NAME, None),
        Step::Leave => return (t::PRACTICE_LEAVE_IT, None),
        Step::Wait => return (t::PRACTICE_WAIT, None),
        Step::TypeCode => return (t::PRACTICE_TYPE_CODE, None),
        Step::ToEnroll => return (t::PRACTICE_TO_ENROLL, Shortcut::of_tab(0, t::KEY_SCREEN_ENROLL)),
        Step::TakeNew => (t::PRACTICE_TAKE_NEW, NEW),
        Step::Lay => (t::PRACTICE_LAY, LAY),
        Step::LayToLift => (t::PRACTICE_LAY_TO_LIFT, LAY),
        Step::LiftSoon => (t::PRACTICE_LIFT_SOON, LAY),
        Step::LiftNow => (t::PRACTICE_LIFT_NOW, LAY),
        Step::Lift => (t::PRACTICE_LIFT, LAY),
        Step::LiftOther => (t::PRACTICE_LIFT_OTHER, LAY),
        Step::LayAgain => (t::PRACTICE_LAY_AGAIN, LAY),
        Step::LayAgainToLift => (t::PRACTICE_LAY_AGAIN_TO_LIFT, LAY),
        Step::LayAnother => (t::PRACTICE_LAY_ANOTHER, ANOTHER),
        Step::LayAside => (t::PRACTICE_LAY_ASIDE, ANOTHER),
        Step::SetClockWrong => (t::PRACTICE_SET_CLOCK_WRONG, CLOCK),
        Step::SwitchOn => (t::PRACTICE_SWITCH_ON, PRESS),
        Step::SwitchOffAndOn => (t::PRACTICE_SWITCH_OFF_AND_ON, PRESS),
        Step::AgainToLift => (t::PRACTICE_AGAIN_TO_LIFT, AGAIN),
        Step::Again => (t::PRACTICE_AGAIN, AGAIN),
        Step::Unplug => (t::PRACTICE_UNPLUG, PLUG),
        Step::PlugIn => (t::PRACTICE_PLUG_IN, PLUG),
        Step::Yes => (t::PRACTICE_YES, YES),
        Step::Replace => (t::PRACTICE_REPLACE, REPLACE),
        Step::No => (t::PRACTICE_NO, ESC),
        Step::PutOff => (t::PRACTICE_PUT_OFF, ESC),
        Step::Export => (t::PRACTICE_EXPORT, EXPORT),
    };
    (text, Some(key))
}
