//! What lies over the window, what answers it, and how a question is drawn.

use egui::{Context, Ui};

use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::frame;
use crate::app::shortcut::{ESC, YES};
use crate::app::texts::Text;
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, lead, mono};
use crate::desk::{Enrolment, EnrolmentId, ExportId};
use crate::station::Intent;

/// What lies over the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Recovery,
    Naming,
    Abandon(EnrolmentId),
    Purge,
    /// How far a purge is: nothing is asked.
    PurgeTold,
    DeleteFile(ExportId),
    PutBack,
}

impl Question {
    /// What a yes does where one destroys, and what keeps everything as it is.
    pub const fn answers(self) -> (Option<Action>, Action) {
        match self {
            Self::Recovery | Self::Naming => (None, Action::Stay),
            Self::Abandon(_) => (Some(Action::Abandon), Action::KeepUnfinished),
            Self::Purge => (Some(Action::Desk(Intent::Purge)), Action::Desk(Intent::DismissPurge)),
            Self::PurgeTold => (None, Action::Desk(Intent::DismissPurge)),
            Self::DeleteFile(_) => (
                Some(Action::Desk(Intent::DeleteFile)),
                Action::Desk(Intent::DismissPast),
            ),
            Self::PutBack => (
                Some(Action::Desk(Intent::Restore)),
                Action::Desk(Intent::DismissRestore),
            ),
        }
    }
}

pub(super) fn who(ui: &mut Ui, row: &Enrolment) {
    lead(ui, row.upn.as_str());
    mono(ui, row.token.grouped());
    ui.add_space(size::GAP);
}

/// A question; what its answers want.
pub(super) fn over<const N: usize>(
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
pub(super) fn keep_or_go(ui: &mut Ui, cx: &Cx<'_>, asked: Question, (keep, go): (Text, Text)) -> [Option<Action>; 2] {
    let keep = Button::new(&cx.text(keep), Kind::Primary).key(&cx.cap(ESC)).ui(ui);
    let go = Button::new(&cx.text(go), Kind::Destructive).key(&cx.cap(YES)).ui(ui);
    let (yes, no) = asked.answers();
    [keep.then_some(no), yes.filter(|_| go)]
}
