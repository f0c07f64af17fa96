//! Questions that lie over the window: giving an enrolment up, deleting a file, purging seeds, closing with rows that wait. No Enter
//! answers what destroys.

use std::path::{Path, PathBuf};

use egui::{Context, Id, Ui};

use super::action::Action;
use super::cx::Cx;
use super::frame;
use super::shortcut::{ESC, EXPORT, Keys, YES};
use super::texts::{Text, t};
use super::theme::size;
use super::widgets::{
    Button, Field, Icon, Kind, Tone, banner, forget, heading, icon, lead, mono, title, whole, wrapped,
};
use super::words::unfinished;
use crate::desk::{Enrolment, EnrolmentId, PastExport, Restore};
use crate::station::{Intent, Purge, PurgeAsked, Station};

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
    /// When a question came up, on the window's clock.
    since: Option<f64>,
}

impl Questions {
    /// Asks whether to give that one up.
    pub fn ask_to_abandon(&mut self, id: EnrolmentId) {
        self.abandon = Some((id, String::new()));
        self.focused = false;
        self.since = None;
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

    /// Whether a question lies over the window; what is below it takes no focus then.
    pub fn asks(&self, station: &Station) -> bool {
        let asked = station.past().asks().is_some()
            || !matches!(station.purge(), Purge::Idle)
            || matches!(station.restore(), Restore::Asked(_));
        self.abandon.is_some() || self.naming || self.recovery || asked
    }

    /// A question over the window has the keys for itself; `false` when there is none.
    pub fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) -> bool {
        let (yes, no) = if self.naming || self.recovery {
            (None, Action::Stay)
        } else if self.abandon.is_some() {
            (Some(Action::Abandon), Action::KeepUnfinished)
        } else {
            match cx.station.purge() {
                Purge::Idle if matches!(cx.station.restore(), Restore::Asked(_)) => (
                    Some(Action::Desk(Intent::Restore)),
                    Action::Desk(Intent::DismissRestore),
                ),
                Purge::Idle if cx.station.past().asks().is_some() => (
                    Some(Action::Desk(Intent::DeleteFile)),
                    Action::Desk(Intent::DismissPast),
                ),
                Purge::Idle => return false,
                Purge::Asked(_) => (Some(Action::Desk(Intent::Purge)), Action::Desk(Intent::DismissPurge)),
                _ => (None, Action::Desk(Intent::DismissPurge)),
            }
        };
        if self.naming && keys.pressed(EXPORT) {
            cx.act(Action::OpenExport);
        }
        if keys.pressed(YES)
            && !self.too_soon(keys.ctx())
            && let Some(yes) = yes
        {
            cx.act(yes);
        }
        if keys.pressed(ESC) {
            cx.act(no);
        }
        true
    }

    /// Whether an answer comes too soon after the question to be one.
    fn too_soon(&self, ctx: &Context) -> bool {
        self.since.is_none_or(|since| super::widgets::hands_off(ctx, since))
    }
}

fn abandon_id() -> Id {
    Id::unique("abandon reason")
}

pub(super) fn ui(ctx: &Context, cx: &mut Cx<'_>, view: &mut Questions) {
    if !view.asks(cx.station) {
        view.since = None;
        return;
    }
    view.since.get_or_insert(ctx.input(|input| input.time));
    if view.recovery {
        recovery(ctx, cx);
    } else if view.naming {
        naming(ctx, cx);
    } else if view.abandon.is_some() {
        abandon(ctx, cx, view);
    } else if let (Purge::Idle, Some(file)) = (cx.station.purge(), cx.station.past().asks()) {
        delete_file(ctx, cx, file);
    } else if let (Purge::Idle, Restore::Asked(file)) = (cx.station.purge(), cx.station.restore()) {
        put_back(ctx, cx, file);
    } else {
        purge(ctx, cx);
    }
}

fn who(ui: &mut Ui, row: &Enrolment) {
    lead(ui, row.upn.as_str());
    mono(ui, row.token.grouped());
    ui.add_space(size::GAP);
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
    let answers = |ui: &mut Ui| {
        let keep = Button::new(&told.text(t::ABANDON_KEEP), Kind::Primary)
            .key(&told.cap(ESC))
            .ui(ui);
        let go = Button::new(&told.text(t::ABANDON_GO), Kind::Destructive)
            .key(&told.cap(YES))
            .ui(ui);
        [keep.then_some(Action::KeepUnfinished), go.then_some(Action::Abandon)]
    };
    let wanted = over(ctx, "abandon", asked, answers);
    cx.actions.extend(wanted);
}

/// A question; what its answers want.
fn over<const N: usize>(
    ctx: &Context,
    id: &'static str,
    asked: impl FnOnce(&mut Ui),
    answers: impl FnOnce(&mut Ui) -> [Option<Action>; N],
) -> Vec<Action> {
    let shown = frame::over(ctx, id, size::QUESTION, asked, |ui| {
        ui.horizontal_wrapped(answers).inner
    });
    shown.inner.into_iter().flatten().collect()
}

/// What keeps everything as it is comes first; what destroys has a key of its own.
fn keep_or_go(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (keep, kept): (Text, Intent),
    (go, gone): (Text, Intent),
) -> [Option<Action>; 2] {
    let keep = Button::new(&cx.text(keep), Kind::Primary).key(&cx.cap(ESC)).ui(ui);
    let go = Button::new(&cx.text(go), Kind::Destructive).key(&cx.cap(YES)).ui(ui);
    [keep.then_some(Action::Desk(kept)), go.then_some(Action::Desk(gone))]
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

// --- deleting a file --------------------------------------------------------------------------------------------------

fn delete_file(ctx: &Context, cx: &mut Cx<'_>, file: &PastExport) {
    let told = &*cx;
    let asked = |ui: &mut Ui| {
        title(ui, told.text(t::PAST_ASK));
        whole(ui, file.path.display().to_string());
        ui.add_space(size::GAP);
        wrapped(ui, told.fill(t::PAST_ASK_TEXT, &[("count", file.rows.into())]));
    };
    let answers = |ui: &mut Ui| {
        keep_or_go(
            ui,
            told,
            (t::PAST_KEEP, Intent::DismissPast),
            (t::PAST_ASK_GO, Intent::DeleteFile),
        )
    };
    let wanted = over(ctx, "delete file", asked, answers);
    cx.actions.extend(wanted);
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

// --- putting a backup back ------------------------------------------------------------------------------------------------

fn put_back(ctx: &Context, cx: &mut Cx<'_>, file: &Path) {
    let told = &*cx;
    let asked = |ui: &mut Ui| {
        title(ui, told.text(t::RESTORE_TITLE));
        whole(ui, file.display().to_string());
        ui.add_space(size::GAP);
        wrapped(ui, told.text(t::RESTORE_TEXT));
    };
    let answers = |ui: &mut Ui| {
        keep_or_go(
            ui,
            told,
            (t::RESTORE_KEEP, Intent::DismissRestore),
            (t::RESTORE_GO, Intent::Restore),
        )
    };
    let wanted = over(ctx, "put back", asked, answers);
    cx.actions.extend(wanted);
}

// --- purging ----------------------------------------------------------------------------------------------------------

fn purge(ctx: &Context, cx: &mut Cx<'_>) {
    let station = cx.station;
    let told = &*cx;
    let answers = |ui: &mut Ui| match station.purge() {
        Purge::Idle | Purge::Planning(_) | Purge::Working(_) => [None, None],
        Purge::Asked(_) => {
            let (keep, go) = ((t::PURGE_KEEP, Intent::DismissPurge), (t::PURGE_GO, Intent::Purge));
            keep_or_go(ui, told, keep, go)
        }
        Purge::Done { .. } | Purge::Failed(_) => {
            let close = Button::new(&told.text(t::CLOSE), Kind::Primary)
                .key(&told.cap(ESC))
                .ui(ui);
            [close.then_some(Action::Desk(Intent::DismissPurge)), None]
        }
    };
    let wanted = over(ctx, "purge", |ui| purge_ui(ui, told), answers);
    cx.actions.extend(wanted);
}

fn purge_ui(ui: &mut Ui, cx: &Cx<'_>) {
    match cx.station.purge() {
        Purge::Idle => {}
        Purge::Planning(_) => {
            title(ui, cx.text(t::PURGE_PLANNING));
        }
        Purge::Working(_) => {
            title(ui, cx.text(t::PURGE_WORKING));
        }
        Purge::Asked(asked) => asked_ui(ui, cx, asked),
        Purge::Done { seeds, left } => done_ui(ui, cx, *seeds, left),
        Purge::Failed(why) => {
            title(ui, cx.text(t::PURGE_FAILED));
            let why = cx.sentence(&why.to_string());
            lead(ui, cx.fill(t::PURGE_FAILED_TEXT, &[("why", why.into())]));
        }
    }
}

fn done_ui(ui: &mut Ui, cx: &Cx<'_>, seeds: usize, left: &[PathBuf]) {
    title(ui, cx.fill(t::PURGE_DONE, &[("count", seeds.into())]));
    if left.is_empty() {
        lead(ui, cx.text(t::PURGE_DONE_TEXT));
        return;
    }
    let (heading, text) = (cx.text(t::PURGE_LEFT), cx.text(t::PURGE_LEFT_TEXT));
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        for path in left {
            whole(ui, path.display().to_string());
        }
    });
}

fn asked_ui(ui: &mut Ui, cx: &Cx<'_>, asked: &PurgeAsked) {
    title(ui, cx.fill(t::PURGE_TITLE, &[("count", asked.ids().len().into())]));
    let station = cx.station;
    if let [only] = asked.ids()
        && let Some(row) = station.log().get(*only)
    {
        who(ui, row);
    }
    what_goes(ui, cx, asked);
}

/// The files first of all: whoever has one has the secrets.
fn what_goes(ui: &mut Ui, cx: &Cx<'_>, asked: &PurgeAsked) {
    let (go, stay): (Vec<_>, Vec<_>) = asked.files.iter().partition(|file| file.others == 0);
    if !go.is_empty() {
        heading(ui, cx.text(t::PURGE_FILES));
        for file in go {
            whole(ui, file.path.display().to_string());
        }
        ui.add_space(size::GAP);
    }
    for file in stay {
        let path = file.path.display().to_string();
        let text = cx.fill(
            t::PURGE_FILE_STAYS,
            &[("path", path.into()), ("count", file.others.into())],
        );
        banner(ui, Tone::Warn, &text, "", |_| ());
        ui.add_space(size::GAP);
    }
    if !asked.unsure.is_empty() {
        banner(
            ui,
            Tone::Warn,
            &cx.text(t::PURGE_UNSURE),
            &cx.text(t::PURGE_UNSURE_TEXT),
            |ui| {
                for path in &asked.unsure {
                    whole(ui, path.display().to_string());
                }
            },
        );
        ui.add_space(size::GAP);
    }
    heading(ui, cx.text(t::PURGE_ROWS));
    wrapped(ui, cx.text(t::PURGE_ROWS_TEXT));
    ui.add_space(size::GAP);
    let loss = cx.station.purge_loss();
    if loss.never_exported > 0 {
        let title = cx.fill(t::PURGE_NEVER_EXPORTED, &[("count", loss.never_exported.into())]);
        banner(ui, Tone::Bad, &title, &cx.text(t::PURGE_NEVER_EXPORTED_TEXT), |_| ());
        ui.add_space(size::GAP);
    }
    if loss.export_again > 0 {
        banner(
            ui,
            Tone::Warn,
            &cx.text(t::PURGE_ACTIVATED),
            &cx.text(t::PURGE_ACTIVATED_TEXT),
            |_| (),
        );
        ui.add_space(size::GAP);
    }
    heading(ui, cx.text(t::PURGE_LOSS));
    let lines = [
        (t::PURGE_LOSS_AGAIN, loss.export_again),
        (t::PURGE_LOSS_FINISH, loss.finish),
        (t::PURGE_LOSS_CLOCK, loss.set_clock),
        (t::PURGE_LOSS_SHOW, loss.show),
    ];
    for (id, count) in lines.into_iter().filter(|(_, count)| *count > 0) {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Warn);
            wrapped(ui, cx.fill(id, &[("count", count.into())]));
        });
    }
}
