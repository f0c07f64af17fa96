//! Questions that lie over the window: giving an enrolment up, deleting a file, purging seeds, putting a backup back, closing with
//! rows that wait or without a recovery passphrase. One at a time; no Enter answers what destroys.

mod asked;
mod purge;

use egui::{Context, Id, Ui};

use self::asked::{Question, keep_or_go, over, who};
use super::action::Action;
use super::cx::Cx;
use super::shortcut::{ESC, EXPORT, Keys, YES};
use super::texts::t;
use super::theme::size;
use super::widgets::{Button, Field, Icon, InView, Kind, forget, icon, lead, title, whole, wrapped};
use super::words::unfinished;
use crate::desk::{Enrolment, EnrolmentId, Restore};
use crate::station::{Purge, Station};

/// What is asked over the window, besides what the station asks.
#[derive(Default)]
pub(super) struct Questions {
    abandon: Option<(EnrolmentId, String)>,
    /// Whether the field of the reason has had the focus.
    focused: bool,
    /// The rows that wait were named; they are named once.
    named: bool,
    naming: bool,
    /// Whether it was asked for a recovery passphrase; it is once.
    recovery_asked: bool,
    recovery: bool,
    /// Which question is in view.
    in_view: InView<Question>,
}

impl Questions {
    /// Asks whether to give that one up.
    pub fn ask_to_abandon(&mut self, id: EnrolmentId) {
        self.abandon = Some((id, String::new()));
        self.focused = false;
    }

    /// The enrolment that may be given up, and why.
    pub fn abandoning(&self) -> Option<(EnrolmentId, String)> {
        self.abandon.clone()
    }

    /// Its reason is still missing: the focus goes back to the field.
    pub const fn ask_for_reason(&mut self) {
        self.focused = false;
    }

    pub fn keep(&mut self, ctx: &Context) {
        if let Some((_, mut reason)) = self.abandon.take() {
            forget(ctx, abandon_id(), &mut reason);
        }
    }

    /// Names the rows that wait, the first time; `false` when they were named before.
    pub const fn name_waiting(&mut self) -> bool {
        let first = !self.named;
        self.named = true;
        self.naming |= first;
        first
    }

    pub const fn stop_naming(&mut self) {
        self.naming = false;
        self.recovery = false;
    }

    /// Asks for a recovery passphrase before the window closes, the first time; `false` when that was done before.
    pub const fn ask_for_recovery(&mut self) -> bool {
        let first = !self.recovery_asked;
        self.recovery_asked = true;
        self.recovery |= first;
        first
    }

    /// Which question lies over the window.
    fn asked(&self, station: &Station) -> Option<Question> {
        let abandoned = self.abandon.as_ref().map(|(id, _)| *id);
        let abandoned = abandoned.filter(|id| station.log().get(*id).is_some());
        if self.recovery {
            Some(Question::Recovery)
        } else if self.naming {
            Some(Question::Naming)
        } else if let Some(id) = abandoned {
            Some(Question::Abandon(id))
        } else if let Purge::Asked(_) = station.purge() {
            Some(Question::Purge)
        } else if !matches!(station.purge(), Purge::Idle) {
            Some(Question::PurgeTold)
        } else if let Some(file) = station.past().asks() {
            Some(Question::DeleteFile(file.id))
        } else {
            matches!(station.restore(), Restore::Asked(_)).then_some(Question::PutBack)
        }
    }

    /// Whether a question lies over the window; what is below it takes no focus then.
    pub fn asks(&self, station: &Station) -> bool {
        self.asked(station).is_some()
    }

    /// A question over the window has the keys for itself; `false` when there is none.
    pub fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) -> bool {
        let Some(asked) = self.asked(cx.station) else {
            return false;
        };
        let (yes, no) = asked.answers();
        if asked == Question::Naming && keys.pressed(EXPORT) {
            cx.act(Action::OpenExport);
        }
        if keys.pressed(YES)
            && !self.in_view.is_too_soon(&asked, keys.ctx())
            && let Some(yes) = yes
        {
            cx.act(yes);
        }
        if keys.pressed(ESC) {
            cx.act(no);
        }
        true
    }
}

fn abandon_id() -> Id {
    Id::unique("abandon reason")
}

pub(super) fn ui(ctx: &Context, cx: &mut Cx<'_>, view: &mut Questions) {
    let Some(asked) = view.asked(cx.station) else {
        view.in_view.clear();
        return;
    };
    view.in_view.note(ctx, asked);
    match asked {
        Question::Recovery => recovery(ctx, cx),
        Question::Naming => naming(ctx, cx),
        Question::Abandon(_) => abandon(ctx, cx, view),
        Question::Purge | Question::PurgeTold => purge::ui(ctx, cx),
        Question::DeleteFile(_) => delete_file(ctx, cx),
        Question::PutBack => put_back(ctx, cx),
    }
}

// --- giving up --------------------------------------------------------------------------------------------------------

fn abandon(ctx: &Context, cx: &mut Cx<'_>, view: &mut Questions) {
    let (Some((id, reason)), focused) = (&mut view.abandon, &mut view.focused) else {
        return;
    };
    let station = cx.station;
    let Some(row) = station.log().get(*id) else { return };
    let told = &*cx;
    let asked = |ui: &mut Ui| {
        title(ui, told.text(t::ABANDON_TITLE));
        who(ui, row);
        wrapped(ui, unfinished(told, row));
        wrapped(ui, told.text(t::ABANDON_TEXT));
        ui.add_space(size::GAP * 2.0);
        let field = Field::new(abandon_id(), &told.text(t::ABANDON_REASON)).ui(ui, reason);
        if !*focused {
            *focused = true;
            field.request_focus();
        }
        if reason.trim().is_empty() {
            wrapped(ui, told.text(t::ABANDON_MISSING));
        }
    };
    let answers = |ui: &mut Ui| keep_or_go(ui, told, Question::Abandon(*id), (t::ABANDON_KEEP, t::ABANDON_GO));
    let wanted = over(ctx, "abandon", asked, answers);
    cx.actions.extend(wanted);
}

// --- closing ----------------------------------------------------------------------------------------------------------

fn naming(ctx: &Context, cx: &mut Cx<'_>) {
    let station = cx.station;
    let waiting: Vec<&Enrolment> = station.log().waiting().collect();
    let told = &*cx;
    let asked = |ui: &mut Ui| {
        title(ui, told.fill(t::CLOSE_TITLE, &[("count", waiting.len().into())]));
        lead(ui, told.text(t::CLOSE_TEXT));
        ui.add_space(size::GAP);
        waiting_ui(ui, told, &waiting);
    };
    let answers = |ui: &mut Ui| {
        let export = Button::new(&told.text(t::CLOSE_EXPORT), Kind::Primary)
            .key(&told.cap(EXPORT))
            .ui(ui);
        let close = Button::new(&told.text(t::CLOSE_ANYWAY), Kind::Plain).ui(ui);
        let stay = Button::new(&told.text(t::CLOSE_STAY), Kind::Plain)
            .key(&told.cap(ESC))
            .ui(ui);
        [
            export.then_some(Action::OpenExport),
            close.then_some(Action::Close),
            stay.then_some(Action::Stay),
        ]
    };
    let wanted = over(ctx, "not exported", asked, answers);
    cx.actions.extend(wanted);
}

/// The first of those that wait.
fn waiting_ui(ui: &mut Ui, cx: &Cx<'_>, waiting: &[&Enrolment]) {
    const MOST: usize = 8;
    for row in waiting.iter().take(MOST) {
        ui.horizontal(|ui| {
            icon(ui, Icon::Later);
            wrapped(ui, row.upn.as_str());
        });
    }
    if waiting.len() > MOST {
        wrapped(ui, cx.fill(t::CLOSE_MORE, &[("count", (waiting.len() - MOST).into())]));
    }
}

/// Nobody can open the ledger any more once its only passphrase is lost.
fn recovery(ctx: &Context, cx: &mut Cx<'_>) {
    let told = &*cx;
    let asked = |ui: &mut Ui| {
        title(ui, told.text(t::RECOVERY_ASKED));
        lead(ui, told.text(t::RECOVERY_ASKED_TEXT));
    };
    let answers = |ui: &mut Ui| {
        let set = Button::new(&told.text(t::RECOVERY_SET), Kind::Primary).ui(ui);
        let close = Button::new(&told.text(t::RECOVERY_CLOSE), Kind::Plain).ui(ui);
        let stay = Button::new(&told.text(t::CLOSE_STAY), Kind::Plain)
            .key(&told.cap(ESC))
            .ui(ui);
        [
            set.then_some(Action::SetRecovery),
            close.then_some(Action::Close),
            stay.then_some(Action::Stay),
        ]
    };
    let wanted = over(ctx, "no recovery passphrase", asked, answers);
    cx.actions.extend(wanted);
}

// --- deleting a file --------------------------------------------------------------------------------------------------

fn delete_file(ctx: &Context, cx: &mut Cx<'_>) {
    let Some(file) = cx.station.past().asks() else { return };
    let told = &*cx;
    let asked = |ui: &mut Ui| {
        title(ui, told.text(t::PAST_ASK));
        whole(ui, file.path.display().to_string());
        ui.add_space(size::GAP);
        wrapped(ui, told.fill(t::PAST_ASK_TEXT, &[("count", file.rows.into())]));
    };
    let answers = |ui: &mut Ui| keep_or_go(ui, told, Question::DeleteFile(file.id), (t::PAST_KEEP, t::PAST_ASK_GO));
    let wanted = over(ctx, "delete file", asked, answers);
    cx.actions.extend(wanted);
}

// --- putting a backup back ------------------------------------------------------------------------------------------------

fn put_back(ctx: &Context, cx: &mut Cx<'_>) {
    let Restore::Asked(file) = cx.station.restore() else {
        return;
    };
    let told = &*cx;
    let asked = |ui: &mut Ui| {
        title(ui, told.text(t::RESTORE_TITLE));
        whole(ui, file.display().to_string());
        ui.add_space(size::GAP);
        wrapped(ui, told.text(t::RESTORE_TEXT));
    };
    let answers = |ui: &mut Ui| keep_or_go(ui, told, Question::PutBack, (t::RESTORE_KEEP, t::RESTORE_GO));
    let wanted = over(ctx, "put back", asked, answers);
    cx.actions.extend(wanted);
}
