//! Enroll: person, token, code. The first line of each stage says what to do now.

mod code;
mod dictated;
mod keys;
mod maker;
mod needs;
mod person;
mod question;
mod recovery;
mod secret;
mod serial;
mod side;
mod token;
mod view;

use std::path::PathBuf;

use egui::{ScrollArea, Ui};

use self::code::comparing;
pub use self::keys::{AGAIN, REPLACE};
use self::person::{editing, enter_does, idle, token_first};
use self::question::asking;
use self::token::{armed, burning, interrupted};
pub use self::view::{EnrollView, upn_id};
use self::view::{Seen, code_id, serial_id};
use super::action::Action;
use super::cx::Cx;
use super::dialog::Browse;
use super::frame;
use super::notice;
use super::scanner::{Burst, Ending};
use super::screen::{ScreenUi, Tab, Turn, for_the_desk};
use super::shortcut::{ENTER, ESC, EXPORT, HELP, Keys, Shortcut};
use super::texts::t;
use super::theme::{is_narrow, is_short, size};
use super::widgets::{forget, key_hints, lead, steps, title};
use crate::desk::{Misses, Scanned, Stage};
use crate::station::{Intent, PictureRequest, Station};
use crate::token2::BurnStep;

impl ScreenUi for EnrollView {
    fn tab(&self) -> Tab {
        Tab {
            name: t::TAB_ENROLL,
            does: t::KEY_SCREEN_ENROLL,
        }
    }

    fn shortcuts(&self) -> Vec<Shortcut> {
        keys::ALL.to_vec()
    }

    fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) {
        keys::read(keys, cx, self);
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        follow(ui, cx, self);
        work(ui, cx, self);
    }

    fn side(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        side::panel(ui, cx);
    }

    /// Its field gets the focus as if the stage were new.
    fn enter(&mut self, turn: &mut Turn<'_>) {
        turn.station.apply(Intent::EnterEnroll);
        self.stage = None;
        self.in_view.clear();
        *turn.focus = Some(upn_id());
    }

    fn covered(&mut self, ctx: &egui::Context) {
        self.in_view.begin_anew(ctx);
    }

    fn leave(&mut self, turn: &mut Turn<'_>) {
        self.end_secret(turn.ctx);
        turn.station.apply(Intent::LeaveEnroll);
    }

    /// The picture of a QR code.
    fn file_chosen(&mut self, asked: &Browse, path: PathBuf, _: f64) -> Option<Intent> {
        match asked {
            Browse::Picture(for_whom) => Some(Intent::LookForCode(PictureRequest::File(path), for_whom.clone())),
            _ => None,
        }
    }

    fn scanned(&mut self, burst: Burst, turn: &mut Turn<'_>) -> Option<Action> {
        if !is_for_the_field(&burst, turn.station) {
            return Some(for_the_desk(burst));
        }
        self.scan_in(&burst.text, burst.ended_by);
        *turn.focus = Some(upn_id());
        None
    }
}

/// Whether a scan is looked up as what is typed into the UPN field would be.
fn is_for_the_field(burst: &Burst, station: &Station) -> bool {
    let stage = station.flow().stage();
    match burst.scanned {
        // a name or the number of a badge, while no field had the focus
        Scanned::Text | Scanned::Digits(_) => station.flow().takes_upn(),
        // the number of a badge that looks like a code or a serial, or a name that looks like a secret
        Scanned::Code(_) | Scanned::Serial(_) | Scanned::Letters(_) => is_badge(&burst.text, station),
        // a token that lies there would be written at once: Enter says so, be it the scanner's
        Scanned::Upn(_) => {
            matches!(stage, Stage::TokenFirst { .. }) && !matches!(burst.ended_by, Ending::Enter | Ending::Tab)
        }
        _ => false,
    }
}

/// Whether somebody on the list of people has that badge, and somebody is asked for.
fn is_badge(text: &str, station: &Station) -> bool {
    station.flow().takes_upn() && station.people().complete(text, 1).total > 0
}

fn work(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    foot(ui, cx, view);
    let area = ScrollArea::vertical().auto_shrink(false);
    // what is new is seen from its first line
    let area = if std::mem::take(&mut view.from_the_top) {
        area.vertical_scroll_offset(0.0)
    } else {
        area
    };
    frame::paged(ui, area, |ui| {
        stage_ui(ui, cx, view);
        if is_narrow(ui.ctx()) {
            ui.add_space(size::SECTION);
            side::below(ui, cx);
        }
    });
}

fn stage_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    if !is_short(ui.ctx()) {
        let names = [cx.text(t::STEP_PERSON), cx.text(t::STEP_TOKEN), cx.text(t::STEP_CODE)];
        steps(ui, &names, step_of(cx.station.flow().stage()));
        ui.add_space(size::GAP * 2.0);
    }
    let station = cx.station;
    // where a token is awaited, what keeps it from being written stands before it; what is typed is never moved by it
    let stage = station.flow().stage();
    let first = matches!(
        stage,
        Stage::Armed { .. } | Stage::Interrupted { .. } | Stage::Asking { .. }
    );
    if first {
        needs::ui(ui, cx, view);
    }
    match stage {
        Stage::Idle | Stage::ReadingFirst { .. } => idle(ui, cx, view),
        Stage::TokenFirst { token, earlier, .. } => token_first(ui, cx, view, token.id.serial(), token.drift, earlier),
        Stage::Editing { recipient, .. } => editing(ui, cx, view, recipient),
        Stage::LookingUp { recipient, .. } | Stage::Assigning { recipient, .. } => {
            title(ui, cx.text(t::LOOKING_UP));
            lead(ui, recipient.upn.as_str());
            notice::at_hand(ui, cx);
        }
        Stage::Armed { recipient, .. } => armed(ui, cx, view, recipient),
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
    if !first {
        ui.add_space(size::GAP * 2.0);
        needs::ui(ui, cx, view);
    }
}

/// Notices a new stage: fields are emptied, the focus goes where the person types next.
fn follow(ui: &Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let flow = cx.station.flow();
    let stage = std::mem::discriminant(flow.stage());
    let taken = cx.station.upn_field().taken;
    if view.taken != taken {
        view.taken = taken;
        view.chosen = None;
        forget(ui.ctx(), upn_id(), &mut view.upn);
    }
    let field = match flow.stage() {
        Stage::Idle | Stage::ReadingFirst { .. } | Stage::TokenFirst { .. } | Stage::Editing { .. } => Some(upn_id()),
        Stage::Comparing { .. } => Some(code_id()),
        _ => None,
    };
    view.in_view.note(ui.ctx(), Seen::of(flow.stage()));
    let lost = ui.memory(|memory| memory.focused().is_none());
    if view.stage == Some(stage) {
        // a click into the void must not make the next scan go nowhere
        if lost && cx.focus.is_none() {
            *cx.focus = field;
        }
        return;
    }
    view.stage = Some(stage);
    view.from_the_top = true;
    forget(ui.ctx(), code_id(), &mut view.code);
    forget(ui.ctx(), serial_id(), &mut view.serial);
    view.end_secret(ui.ctx());
    *cx.focus = field;
}

const fn step_of(stage: &Stage) -> usize {
    match stage {
        Stage::Idle
        | Stage::ReadingFirst { .. }
        | Stage::TokenFirst { .. }
        | Stage::Editing { .. }
        | Stage::LookingUp { .. } => 0,
        Stage::Comparing { .. } | Stage::Confirming { .. } => 2,
        _ => 1,
    }
}

/// The keys at the bottom of the screen, for the stage in hand.
fn foot(ui: &mut Ui, cx: &Cx<'_>, view: &EnrollView) {
    let hints = match cx.station.flow().stage() {
        Stage::Idle | Stage::ReadingFirst { .. } => vec![
            (cx.cap(ENTER), enter_does(cx, view)),
            (cx.cap(EXPORT), cx.text(t::HINT_EXPORT)),
            (cx.cap(HELP), cx.text(t::HINT_KEYS)),
        ],
        Stage::TokenFirst { .. } => vec![
            (cx.cap(ENTER), cx.text(t::HINT_WRITE_THIS)),
            (cx.cap(ESC), cx.text(t::HINT_NOT_THIS)),
        ],
        Stage::Editing { .. } => vec![
            (cx.cap(ENTER), enter_does(cx, view)),
            (cx.cap(ESC), cx.text(t::HINT_NOT_THIS_PERSON)),
        ],
        Stage::Armed { until, recipient } => {
            let left = until.saturating_sub(cx.now().awake).as_secs_f32().ceil() as i64;
            let armed = if cx.station.flow().awaits_secret(recipient) {
                t::HINT_ARMED_SECRET
            } else {
                t::HINT_ARMED
            };
            vec![
                (cx.cap(ESC), cx.text(t::HINT_NOT_THIS_PERSON)),
                (String::new(), cx.fill(armed, &[("seconds", left.into())])),
            ]
        }
        Stage::Interrupted { .. } => vec![(cx.cap(ESC), cx.text(t::HINT_LATER))],
        Stage::Comparing { work, .. } => [
            (!code::is_typed(cx, work)).then(|| (cx.cap(keys::SEEN_EQUAL), cx.text(t::HINT_EYE))),
            work.may_be_written_again()
                .then(|| (cx.cap(keys::AGAIN), cx.text(t::HINT_AGAIN))),
            Some((cx.cap(ESC), cx.text(t::HINT_LATER))),
        ]
        .into_iter()
        .flatten()
        .collect(),
        _ => vec![],
    };
    frame::foot(ui, "enroll keys", false, |ui| key_hints(ui, &hints));
}
