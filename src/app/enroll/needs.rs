//! What keeps a token from being written, and how to mend it; at the first start also what is done already and what may be
//! tried. One list: a tick for what is done, nothing of it in the way of the field.

use egui::Ui;

use super::recovery;
use super::view::EnrollView;
use crate::app::action::Action;
use crate::app::clock::{self, Said};
use crate::app::cx::Cx;
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{Button, Icon, Kind, section, strong, task, tasks, whole, wrapped};
use crate::reader::doctor::Diagnosis;
use crate::reader::{ReaderState, ServiceTrouble};
use crate::station::Intent;

/// One of them.
enum Need {
    /// Nothing can be read.
    Reader {
        title: Text,
        text: Text,
    },
    /// The reader that is meant is not connected, and others are.
    ReaderAway {
        awaited: String,
        others: Vec<String>,
    },
    Clock(Said),
    /// Done, or to be done elsewhere.
    Set {
        sign: Icon,
        title: String,
        text: String,
    },
    /// There is no recovery passphrase, and it is asked for.
    Recovery,
    /// A try on simulated tokens.
    Practice,
}

/// The list, if anything is on it.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let needs = needs(cx);
    if needs.is_empty() {
        return;
    }
    tasks(ui, |ui| {
        for need in &needs {
            row(ui, cx, view, need);
        }
    });
    ui.add_space(size::GAP * 2.0);
}

fn needs(cx: &Cx<'_>) -> Vec<Need> {
    let first = cx.station.is_new();
    let mut needs = Vec::new();
    needs.extend(reader(cx, first));
    needs.extend(clock_need(cx, first));
    if first {
        needs.push(passphrases(cx));
        needs.push(Need::Practice);
    } else if cx.station.asks_for_recovery() {
        needs.push(Need::Recovery);
    }
    needs
}

fn reader(cx: &Cx<'_>, first: bool) -> Option<Need> {
    let (title, text) = match cx.station.reader() {
        ReaderState::Starting => return None,
        ReaderState::Ready { chosen, .. } => {
            let title = cx.fill(t::NEED_READER, &[("reader", chosen.as_str().into())]);
            return first.then(|| done(title, String::new()));
        }
        ReaderState::Away { awaited, all } => {
            return Some(Need::ReaderAway {
                awaited: awaited.clone(),
                others: all.clone(),
            });
        }
        ReaderState::Died => (t::READER_DIED, t::READER_DIED_TEXT),
        ReaderState::NoReader => (t::READER_NONE, t::READER_NONE_TEXT),
        ReaderState::ServiceDown(ServiceTrouble::NoPermission) => {
            (t::READER_NO_PERMISSION, t::READER_NO_PERMISSION_TEXT)
        }
        ReaderState::ServiceDown(_) => (t::READER_SERVICE_DOWN, t::READER_SERVICE_DOWN_TEXT),
    };
    Some(Need::Reader { title, text })
}

fn clock_need(cx: &Cx<'_>, first: bool) -> Option<Need> {
    if let Some(said) = clock::said(cx) {
        return Some(Need::Clock(said));
    }
    let witness = cx.station.flow().clock().witness(cx.now()).filter(|_| first)?;
    Some(done(cx.text(t::NEED_CLOCK), clock::witness(cx, witness)))
}

fn passphrases(cx: &Cx<'_>) -> Need {
    if cx.station.vault().has_recovery {
        return done(cx.text(t::NEED_PASSPHRASE), cx.text(t::NEED_PASSPHRASE_TEXT));
    }
    Need::Set {
        sign: Icon::Warn,
        title: cx.text(t::NEED_NO_RECOVERY),
        text: cx.text(t::NEED_NO_RECOVERY_TEXT),
    }
}

const fn done(title: String, text: String) -> Need {
    let sign = Icon::Done;
    Need::Set { sign, title, text }
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, need: &Need) {
    let nothing = |_: &mut Ui| ();
    match need {
        Need::Reader { title, text } => unreadable(ui, cx, view, *title, *text),
        Need::ReaderAway { awaited, others } => {
            let title = cx.fill(t::READER_AWAY, &[("reader", awaited.as_str().into())]);
            let text = cx.text(t::READER_AWAY_TEXT);
            task(ui, Icon::Warn, &title, &text, |ui| use_another(ui, cx, others), nothing);
        }
        Need::Clock(said) => clock::row(ui, cx, said),
        Need::Set { sign, title, text } => task(ui, *sign, title, text, nothing, |ui| {
            if *sign == Icon::Done {
                section(ui, cx.text(t::NEED_DONE));
            } else if Button::new(&cx.text(t::RECOVERY_SET), Kind::Plain).small().ui(ui) {
                cx.act(Action::SetRecovery);
            }
        }),
        Need::Recovery => {
            let (title, text) = (cx.text(t::RECOVERY_ASKED), cx.text(t::RECOVERY_ASKED_TEXT));
            let deeds = |ui: &mut Ui| recovery::ui(ui, cx, &mut view.declined);
            task(ui, Icon::Warn, &title, &text, deeds, nothing);
        }
        Need::Practice => {
            let (title, text) = (cx.text(t::WELCOME), cx.text(t::WELCOME_TEXT));
            task(ui, Icon::Later, &title, &text, nothing, |ui| practice(ui, cx));
        }
    }
}

/// Why nothing can be read: the likeliest cause, all of them when they are asked for.
fn unreadable(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, title: Text, text: Text) {
    let found = cx.station.diagnosis();
    let text = if found.is_empty() { cx.text(text) } else { String::new() };
    let shown = if view.all_causes { found.len() } else { 1 };
    let more = |ui: &mut Ui| found.iter().take(shown).for_each(|cause| cause_ui(ui, cause));
    task(ui, Icon::Bad, &cx.text(title), &text, more, |ui| {
        let demo = !cx.station.is_demo();
        if demo && Button::new(&cx.text(t::READER_OPEN_DEMO), Kind::Plain).small().ui(ui) {
            cx.act(Action::OpenDemo);
        }
        let all = cx.fill(t::NEED_MORE, &[("count", found.len().into())]);
        if found.len() > shown && Button::new(&all, Kind::Plain).small().ui(ui) {
            view.all_causes = true;
        }
    });
}

fn cause_ui(ui: &mut Ui, cause: &Diagnosis) {
    strong(ui, cause.sentence());
    let Some(mend) = cause.mend() else { return };
    wrapped(ui, mend.instruction);
    if let Some(command) = mend.command {
        whole(ui, command);
    }
}

/// Another one is used only if a person says so.
fn use_another(ui: &mut Ui, cx: &mut Cx<'_>, others: &[String]) {
    ui.horizontal_wrapped(|ui| {
        for reader in others {
            let use_it = cx.fill(t::READER_USE, &[("reader", reader.as_str().into())]);
            if Button::new(&use_it, Kind::Plain).small().ui(ui) {
                cx.want(Intent::ChooseReader(reader.clone()));
            }
        }
    });
}

/// After the first start: a try on a simulated token, in a ledger that is thrown away.
fn practice(ui: &mut Ui, cx: &mut Cx<'_>) {
    if Button::new(&cx.text(t::WELCOME_SKIP), Kind::Plain).small().ui(ui) {
        cx.want(Intent::DismissWelcome);
    }
    if Button::new(&cx.text(t::WELCOME_TRY), Kind::Plain).small().ui(ui) {
        cx.act(Action::OpenDemo);
        cx.want(Intent::DismissWelcome);
    }
}
