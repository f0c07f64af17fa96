//! Enroll: person, token, code. The first line of each stage says what to do now.

mod code;
mod dictated;
mod person;
mod question;
mod token;

use std::mem::Discriminant;

use egui::{Id, ScrollArea, Ui};
use zeroize::Zeroizing;

use self::code::comparing;
use self::person::{enter_does, idle, token_first};
use self::question::asking;
use self::token::{armed, burning, interrupted};
use crate::app::cx::Cx;
use crate::app::fitting::Fitting;
use crate::app::notice;
use crate::app::scanner::Ending;
use crate::app::theme::{is_narrow, is_short, size};
use crate::app::widgets::{forget, key_hints, lead, steps, title};
use crate::desk::{Misses, Stage, Upn};
use crate::otp::unwrapped;
use crate::token2::BurnStep;
pub(super) use person::person_note;
pub(super) use token::terms;

/// What stands in the fields, and since when.
#[derive(Default)]
pub(super) struct EnrollView {
    upn: String,
    code: Zeroizing<String>,
    typed_at: f64,
    stage: Option<Discriminant<Stage>>,
    changed_at: f64,
    taken: u64,
    /// Who fits what is typed, as long as that stands in the field.
    suggested: Option<Fitting>,
    /// The suggestion that Enter takes, if the arrow keys chose one.
    chosen: Option<usize>,
    /// Whether what stands in the field was scanned with an Enter behind it.
    scanned: bool,
    /// Whether what stands in the field was put there and is to be replaced by what is typed.
    filled_in: bool,
    /// Whether Enter found several who fit.
    undecided: bool,
    /// Whether the stage is new in this frame.
    from_the_top: bool,
}

impl EnrollView {
    /// When the stage last changed, on the window's clock.
    pub const fn changed_at(&self) -> f64 {
        self.changed_at
    }

    /// Another suggestion.
    pub fn move_choice(&mut self, rows: isize) {
        let count = self
            .suggested
            .as_ref()
            .map_or(0, |suggested| suggested.people.found.len());
        if count == 0 {
            return;
        }
        let last = count - 1;
        self.chosen = match (self.chosen, rows) {
            (None, 1..) => Some(0),
            (None, _) => Some(last),
            (Some(at), rows) => at.checked_add_signed(rows).map(|at| at.min(last)),
        };
    }

    /// Whether somebody is suggested.
    pub fn suggests(&self) -> bool {
        self.suggested
            .as_ref()
            .is_some_and(|suggested| !suggested.people.found.is_empty())
    }

    /// Puts a person into the field; Enter arms.
    pub fn fill_in(&mut self, upn: &Upn) {
        self.upn = upn.as_str().to_owned();
        self.suggested = None;
        self.chosen = None;
        self.filled_in = true;
        self.undecided = false;
    }

    /// Puts what was scanned into the field; what ended it counts as Enter.
    pub fn scan_in(&mut self, text: &str, ended_by: Ending) {
        self.upn = unwrapped(text).to_string();
        self.chosen = None;
        self.scanned = matches!(ended_by, Ending::Enter | Ending::Tab);
    }

    /// The screen came into view again: its field gets the focus as if the stage were new.
    pub const fn refocus(&mut self) {
        self.stage = None;
    }
}

/// The UPN field.
pub(super) fn upn_id() -> Id {
    Id::unique("upn")
}

fn code_id() -> Id {
    Id::unique("code")
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, focus: &mut Option<Id>) {
    follow(ui, cx, view, focus);
    foot(ui, cx, view);
    let area = ScrollArea::vertical().auto_shrink(false);
    // what is new is seen from its first line
    let area = if std::mem::take(&mut view.from_the_top) {
        area.vertical_scroll_offset(0.0)
    } else {
        area
    };
    area.show(ui, |ui| {
        ui.set_max_width(size::WORK.min(ui.available_width()));
        stage_ui(ui, cx, view);
        if is_narrow(ui.ctx()) {
            ui.add_space(size::SECTION);
            super::side::below(ui, cx);
        }
    });
}

fn stage_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    if !is_short(ui.ctx()) {
        let names = [cx.text("step-person"), cx.text("step-token"), cx.text("step-code")];
        steps(ui, &names, step_of(cx.station.flow().stage()));
        ui.add_space(size::GAP * 2.0);
    }
    notice::reader(ui, cx);
    super::clock::ui(ui, cx);
    let station = cx.station;
    match station.flow().stage() {
        Stage::Idle | Stage::ReadingFirst { .. } => idle(ui, cx, view),
        Stage::TokenFirst { token, earlier, .. } => token_first(ui, cx, view, token.id.serial(), token.drift, earlier),
        Stage::LookingUp { upn, .. } => {
            title(ui, cx.text("looking-up"));
            lead(ui, upn.as_str());
            notice::ui(ui, cx);
        }
        Stage::Armed { recipient, .. } => armed(ui, cx, recipient),
        Stage::Inspecting { recipient, .. } => burning(ui, cx, recipient.upn.as_str(), None, BurnStep::Reading),
        Stage::Recording { recipient, token, .. } => {
            let upn = recipient.upn.as_str();
            burning(ui, cx, upn, Some(token.id.serial()), BurnStep::Authenticating);
        }
        Stage::Reopening { .. } => burning(ui, cx, "", None, BurnStep::Reading),
        Stage::Burning { work, step } => burning(ui, cx, work.upn.as_str(), Some(work.token.serial()), *step),
        Stage::Interrupted { work, at, .. } => interrupted(ui, cx, work, *at),
        Stage::Asking { question, recipient } => asking(ui, cx, question, recipient),
        Stage::Comparing { work, misses, .. } => comparing(ui, cx, view, work, *misses),
        Stage::Confirming { work, .. } => comparing(ui, cx, view, work, Misses::default()),
    }
}

/// Notices a new stage: fields are emptied, the focus goes where the person types next.
fn follow(ui: &Ui, cx: &Cx<'_>, view: &mut EnrollView, focus: &mut Option<Id>) {
    let flow = cx.station.flow();
    let stage = std::mem::discriminant(flow.stage());
    let taken = cx.station.upn_field().taken;
    if view.taken != taken {
        view.taken = taken;
        view.chosen = None;
        forget(ui.ctx(), upn_id(), &mut view.upn);
    }
    let field = match flow.stage() {
        Stage::Idle | Stage::ReadingFirst { .. } | Stage::TokenFirst { .. } => Some(upn_id()),
        Stage::Comparing { .. } => Some(code_id()),
        _ => None,
    };
    let lost = ui.memory(|memory| memory.focused().is_none());
    if view.stage == Some(stage) {
        // a click into the void must not make the next scan go nowhere
        if lost && focus.is_none() {
            *focus = field;
        }
        return;
    }
    view.stage = Some(stage);
    view.from_the_top = true;
    view.changed_at = ui.input(|input| input.time);
    forget(ui.ctx(), code_id(), &mut view.code);
    *focus = field;
}

const fn step_of(stage: &Stage) -> usize {
    match stage {
        Stage::Idle | Stage::ReadingFirst { .. } | Stage::TokenFirst { .. } | Stage::LookingUp { .. } => 0,
        Stage::Comparing { .. } | Stage::Confirming { .. } => 2,
        _ => 1,
    }
}

/// The keys at the bottom of the screen, for the stage in hand.
fn foot(ui: &mut Ui, cx: &Cx<'_>, view: &EnrollView) {
    let hints = match cx.station.flow().stage() {
        Stage::Idle | Stage::ReadingFirst { .. } => vec![
            (cx.text("cap-enter"), enter_does(cx, view)),
            (cx.text("cap-ctrl-e"), cx.text("hint-export")),
            (cx.text("cap-f1"), cx.text("hint-keys")),
        ],
        Stage::TokenFirst { .. } => vec![
            (cx.text("cap-enter"), cx.text("hint-write-this")),
            (cx.text("cap-esc"), cx.text("hint-not-this")),
        ],
        Stage::Armed { until, recipient } => {
            let left = until.saturating_sub(cx.now().awake).as_secs_f32().ceil() as i64;
            let armed = if cx.station.flow().awaits_secret(recipient) {
                "hint-armed-secret"
            } else {
                "hint-armed"
            };
            vec![
                (cx.text("cap-esc"), cx.text("hint-not-this-person")),
                (String::new(), cx.fill(armed, &[("seconds", left.into())])),
            ]
        }
        Stage::Interrupted { .. } => vec![(cx.text("cap-esc"), cx.text("hint-later"))],
        Stage::Comparing { .. } => vec![
            (cx.text("cap-ctrl-enter"), cx.text("hint-eye")),
            (cx.text("cap-f4"), cx.text("hint-again")),
            (cx.text("cap-esc"), cx.text("hint-later")),
        ]
        .into_iter()
        .skip(usize::from(cx.station.flow().rules().typed_only))
        .collect(),
        _ => vec![],
    };
    super::foot(ui, "enroll keys", false, |ui| key_hints(ui, &hints));
}
