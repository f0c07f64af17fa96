//! What is asked before something is done with an enrolment: why, to whom, a word on it.

use egui::{Context, Id, Ui};

use crate::app::action::{Action, Form};
use crate::app::cx::Cx;
use crate::app::shortcut::{ENTER, ESC, YES};
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, entered, forget, hands_off, label, wrapped};
use crate::desk::{EnrolmentId, Fate};
use crate::station::Intent;

/// A form with what stands in its fields.
pub(super) struct Filled {
    form: Form,
    id: EnrolmentId,
    first: String,
    note: String,
    /// Whether Ctrl B was pressed.
    yes: bool,
    /// When it came up, on the window's clock.
    since: Option<f64>,
    /// Whether it was to be done with nothing in its first field.
    missing: bool,
}

/// The first field of a form.
pub(super) fn first_id() -> Id {
    Id::unique("form first")
}

fn note_id() -> Id {
    Id::unique("form note")
}

impl Filled {
    pub const fn new(form: Form, id: EnrolmentId) -> Self {
        Self {
            form,
            id,
            first: String::new(),
            note: String::new(),
            yes: false,
            since: None,
            missing: false,
        }
    }

    /// For which enrolment it is.
    pub const fn id(&self) -> EnrolmentId {
        self.id
    }

    /// Yes to a form that cannot be taken back, unless it came up just now.
    pub fn say_yes(&mut self, ctx: &Context) {
        let soon = self.since.is_none_or(|since| hands_off(ctx, since));
        self.yes = self.destroys() && !soon;
    }

    pub fn forget(mut self, ctx: &Context) {
        forget(ctx, first_id(), &mut self.first);
        forget(ctx, note_id(), &mut self.note);
    }

    fn words(&self, cx: &Cx<'_>) -> [String; 3] {
        match self.form {
            Form::ShowSecret => [cx.text(t::LOG_REASON), String::new(), cx.text(t::LOG_SHOW_QR_NOW)],
            Form::HandOver => [cx.text(t::FORM_TO), cx.text(t::FORM_HAND_TEXT), cx.text(t::FORM_HAND)],
            Form::Lost => [cx.text(t::FORM_NOTE), cx.text(t::FORM_LOST_TEXT), cx.text(t::FORM_LOST)],
            Form::Deleted => [
                cx.text(t::FORM_NOTE),
                cx.text(t::FORM_DELETED_TEXT),
                cx.text(t::FORM_DELETED),
            ],
        }
    }

    /// Whether it cannot be taken back: then no Enter answers it.
    const fn destroys(&self) -> bool {
        matches!(self.form, Form::Lost | Form::Deleted)
    }

    /// Whether the first field has to be filled.
    const fn needs_first(&self) -> bool {
        matches!(self.form, Form::ShowSecret | Form::HandOver)
    }

    fn intent(&self) -> Intent {
        let id = self.id;
        let fate = match self.form {
            Form::ShowSecret => {
                let reason = self.first.clone();
                return Intent::ShowSecret { id, reason };
            }
            Form::HandOver => Fate::HandedOver(self.first.trim().to_owned()),
            Form::Lost => Fate::Lost,
            Form::Deleted => Fate::Deleted,
        };
        let note = if self.form == Form::HandOver {
            &self.note
        } else {
            &self.first
        };
        Intent::KeepFate {
            id,
            fate,
            note: note.clone(),
        }
    }
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, form: &mut Filled) {
    let now = ui.input(|input| input.time);
    form.since.get_or_insert(now);
    let [name, text, does] = form.words(cx);
    if !text.is_empty() {
        wrapped(ui, text);
        ui.add_space(size::GAP);
    }
    let first = Field::new(first_id(), &name).ui(ui, &mut form.first);
    let mut done = entered(ui, &first) && !form.destroys();
    if form.form == Form::HandOver {
        ui.add_space(size::GAP);
        let note = Field::new(note_id(), &cx.text(t::FORM_NOTE)).ui(ui, &mut form.note);
        done |= entered(ui, &note);
    }
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        let (kind, key) = if form.destroys() {
            (Kind::Destructive, cx.cap(YES))
        } else {
            (Kind::Primary, cx.cap(ENTER))
        };
        done |= Button::new(&does, kind).key(&key).ui(ui);
        done |= std::mem::take(&mut form.yes);
        let no = Button::new(&cx.text(t::CANCEL), Kind::Plain).key(&cx.cap(ESC)).ui(ui);
        if no {
            cx.act(Action::CloseForm);
        }
    });
    let missing = form.needs_first() && form.first.trim().is_empty();
    form.missing = missing && (form.missing || done);
    if form.missing && done {
        first.request_focus();
    }
    if form.missing {
        label(ui, cx.text(t::FORM_MISSING));
    } else if done {
        cx.want(form.intent());
        cx.act(Action::CloseForm);
    }
}
