//! What the person wants of the window, and the one place that applies it.

use std::path::PathBuf;
use std::process::Command;

use super::scanner::{Burst, Ending};
use super::{App, enroll, export, log, people, token};
use crate::desk::{EnrolmentId, Scanned, Stage, Upn, is_begun_secret};
use crate::otp::Otpauth;
use crate::station::{Intent, Query};

/// The screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screen {
    /// Person, token, code.
    #[default]
    Enroll,
    /// Everything that was done.
    Log,
    /// The file for Entra ID.
    Export,
    /// What a token is, and its clock.
    Token,
    /// Who has a token and who has not.
    People,
    /// Passphrases, locking, backups.
    Station,
}

/// What the person wants.
#[derive(Debug)]
pub enum Action {
    /// Something of the desk.
    Desk(Intent),
    /// Another screen.
    Show(Screen),
    /// Export, with the focus in its path.
    OpenExport,
    /// The log, with the focus in its search.
    Search,
    /// One enrolment in the log.
    ShowInLog(EnrolmentId),
    /// Another row of the log.
    Move(isize),
    /// Goes to what is to be deleted in Entra ID.
    ShowToDelete,
    /// The system's dialog for a file.
    Browse,
    /// The keys, shown or hidden.
    ToggleHelp,
    /// The demo in a window beside this one.
    OpenDemo,
    /// Close what is asked about the selected enrolment.
    CloseForm,
    /// Yes to what is asked about the selected enrolment and cannot be taken back.
    SayYes,
    /// Ask what has to be known before something is done with the selected enrolment.
    AskForm(log::Form),
    /// Something of the desk, and Enroll, where it goes on.
    AtTheDesk(Intent),
    /// Something was scanned.
    Scanned(Burst),
    /// Another one of those who are suggested.
    MoveSuggestion(isize),
    /// The next person without a token, in the field of Enroll.
    NextWithout,
    /// That person, in the field of Enroll.
    EnrollPerson(Upn),
    /// The file of people whose path stands in its field.
    ReadPeople,
    /// Put the shown secret into the clipboard for a while.
    CopySecret,
    /// Save what the log shows as a list without secrets.
    SaveInventory,
    /// Ask whether to give that enrolment up.
    AskToAbandon(EnrolmentId),
    /// Give it up.
    Abandon,
    /// Do not.
    KeepUnfinished,
    /// Close the window although rows wait.
    Close,
    /// Do not.
    Stay,
}

pub(super) fn apply(app: &mut App, action: Action, ctx: &egui::Context) {
    match action {
        Action::Desk(Intent::DismissExport) => {
            app.station.apply(Intent::DismissExport);
            propose(app, ctx);
        }
        Action::Desk(intent) => app.station.apply(intent),
        Action::Show(screen) => show(app, screen, ctx),
        Action::OpenExport => {
            app.view.asking.stop_naming();
            show(app, Screen::Export, ctx);
            propose(app, ctx);
        }
        Action::Search => {
            show(app, Screen::Log, ctx);
            app.view.focus = Some(log::search_id());
        }
        Action::ShowInLog(id) => {
            show(app, Screen::Log, ctx);
            app.view.log.reveal();
            app.station.apply(Intent::Find(Query::default()));
            app.station.apply(Intent::Select(id));
        }
        Action::Move(rows) => {
            if let Some(id) = app.view.log.neighbour(app.station.log(), rows) {
                app.station.apply(Intent::Select(id));
            }
        }
        Action::Browse if app.view.screen == Screen::People => app.dialog.open_csv(ctx),
        Action::Browse => {
            let ending = app.station.settings().format.ending();
            app.dialog.save(ctx, &PathBuf::from(app.view.export.path()), ending);
        }
        Action::ToggleHelp => app.view.help = !app.view.help,
        Action::OpenDemo => open_demo(),
        Action::CloseForm => app.view.log.close_form(ctx),
        Action::SayYes => app.view.log.say_yes(ctx),
        Action::AskForm(form) => app.view.focus = app.view.log.ask(form, app.station.log()),
        Action::AtTheDesk(intent) => {
            show(app, Screen::Enroll, ctx);
            app.station.apply(intent);
        }
        Action::Scanned(burst) => scanned_on(app, burst, ctx),
        Action::MoveSuggestion(rows) => app.view.enroll.move_choice(rows),
        Action::NextWithout => {
            let after = app.view.people.last.clone();
            if let Some(upn) = app
                .station
                .next_without(after.as_ref())
                .map(|person| person.upn.clone())
            {
                app.view.people.last = Some(upn.clone());
                enroll_person(app, &upn, ctx);
            }
        }
        Action::EnrollPerson(upn) => enroll_person(app, &upn, ctx),
        Action::ReadPeople => {
            if let Some(path) = app.view.people.path() {
                app.station.apply(Intent::ReadPeople(path));
            }
        }
        Action::CopySecret => copy_secret(app),
        Action::SaveInventory => {
            let ids = log::shown_rows(app.station.log());
            app.station.apply(Intent::SaveInventory(ids));
        }
        Action::ShowToDelete => {
            show(app, Screen::Export, ctx);
            app.view.export.show_to_delete();
            app.view.focus = None;
        }
        Action::AskToAbandon(id) => app.view.asking.ask_to_abandon(id),
        Action::Abandon => {
            // without a reason it is asked on
            if let Some((id, reason)) = app.view.asking.abandoning().filter(|(_, why)| !why.trim().is_empty()) {
                app.station.apply(Intent::Abandon { id, reason });
                app.view.asking.keep(ctx);
            } else {
                app.view.asking.ask_for_reason();
            }
        }
        Action::KeepUnfinished => app.view.asking.keep(ctx),
        Action::Close => {
            app.view.asking.stop_naming();
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        Action::Stay => app.view.asking.stop_naming(),
    }
}

/// Whatever field has the focus: a serial is looked up or searched, a person is enrolled, the rest is for the desk.
fn scanned_on(app: &mut App, burst: Burst, ctx: &egui::Context) {
    match (burst.scanned, app.view.screen) {
        // a name or the number of a badge, while no field had the focus
        (Scanned::Text | Scanned::Digits, Screen::Enroll) if app.station.flow().is_free() => {
            app.view.enroll.scan_in(&burst.text, burst.ended_by);
            app.view.focus = Some(enroll::upn_id());
        }
        // the other half of a secret is lost, and nothing is drawn instead of it
        (Scanned::Text | Scanned::Digits, _) if is_begun_secret(&burst.text) => app.station.apply(Intent::SecretMissed),
        // the number of a badge that looks like a code or a serial, or a name that looks like a secret
        (Scanned::Code(_) | Scanned::Serial(_) | Scanned::Letters(_), Screen::Enroll) if is_badge(app, &burst.text) => {
            app.view.enroll.scan_in(&burst.text, burst.ended_by);
            app.view.focus = Some(enroll::upn_id());
        }
        // a token that lies there would be written at once: Enter says so, be it the scanner's
        (Scanned::Upn(_), Screen::Enroll)
            if matches!(app.station.flow().stage(), Stage::TokenFirst { .. })
                && !matches!(burst.ended_by, Ending::Enter | Ending::Tab) =>
        {
            app.view.enroll.scan_in(&burst.text, burst.ended_by);
            app.view.focus = Some(enroll::upn_id());
        }
        (Scanned::Serial(serial), Screen::Log) => {
            let text = serial.as_str().to_owned();
            app.view.log.look_for(text);
        }
        (Scanned::Serial(serial), Screen::Token | Screen::People | Screen::Export | Screen::Station) => {
            show(app, Screen::Token, ctx);
            app.station.apply(Intent::NameSerial(serial));
        }
        (Scanned::Upn(upn), Screen::Log) => app.view.log.look_for(upn.as_str().to_owned()),
        (Scanned::Upn(upn), Screen::Token | Screen::People | Screen::Export | Screen::Station) => {
            show(app, Screen::Enroll, ctx);
            app.station.apply(Intent::Scanned(Scanned::Upn(upn)));
        }
        (scanned, _) if burst.ended_by == Ending::Pasted => app.station.apply(Intent::Pasted(scanned)),
        (scanned, _) => app.station.apply(Intent::Scanned(scanned)),
    }
}

/// Whether somebody on the list of people has that badge, and somebody is asked for.
fn is_badge(app: &App, text: &str) -> bool {
    let station = &app.station;
    station.flow().is_free() && station.people().complete(text, 1).total > 0
}

fn enroll_person(app: &mut App, upn: &Upn, ctx: &egui::Context) {
    show(app, Screen::Enroll, ctx);
    app.view.enroll.fill_in(upn);
    app.view.focus = Some(enroll::upn_id());
}

fn copy_secret(app: &mut App) {
    let shown = app.station.log().shown();
    let Some((id, Some(uri))) = shown.map(|shown| (shown.id, shown.secret.as_ref())) else {
        return;
    };
    if let Ok(read) = Otpauth::parse(uri) {
        app.clipboard.copy_secret(read.seed.to_base32());
        app.station.apply(Intent::SecretCopied(id));
    }
}

fn show(app: &mut App, screen: Screen, ctx: &egui::Context) {
    let before = std::mem::replace(&mut app.view.screen, screen);
    if before == screen {
        return;
    }
    if before == Screen::Enroll {
        app.station.apply(Intent::LeaveEnroll);
    }
    if before == Screen::Token {
        app.station.apply(Intent::LookAtTokens(false));
    }
    app.view.settings.hide_passphrases();
    app.dialog.forget();
    app.station.apply(Intent::DismissHint);
    app.station.apply(Intent::HideSecret);
    match screen {
        Screen::Enroll => {
            app.station.apply(Intent::EnterEnroll);
            app.view.enroll.refocus();
            app.view.focus = Some(enroll::upn_id());
        }
        Screen::Log => app.view.focus = Some(log::search_id()),
        Screen::Export => propose(app, ctx),
        Screen::Token => {
            app.station.apply(Intent::LookAtTokens(true));
            app.view.focus = Some(token::serial_id());
        }
        Screen::People => {
            let none = app.station.people().roster().is_empty();
            app.view.focus = Some(if none { people::path_id() } else { people::search_id() });
        }
        Screen::Station => {}
    }
}

/// A fresh name in the path field, and the focus in it. An earlier result gives way to rows that wait.
fn propose(app: &mut App, ctx: &egui::Context) {
    if !app.station.batch().is_empty() {
        app.station.apply(Intent::DismissExport);
    }
    app.station.apply(Intent::LookAtExports);
    let path = app.station.proposed_path();
    app.view.export.open(&path, ctx);
    app.view.focus = Some(export::path_id());
}

/// The demo has a ledger of its own, so it runs as a program of its own.
fn open_demo() {
    let run = || {
        let ended = std::env::current_exe().and_then(|program| Command::new(program).arg("--demo").status());
        if let Err(error) = ended {
            tracing::error!(%error, "the demo could not be started");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("demo".into()).spawn(run) {
        tracing::error!(%error, "no thread for the demo");
    }
}
