//! What the person wants of the window, and the one place that applies it.

use std::path::PathBuf;
use std::process::Command;

use super::{App, enroll, export, log};
use crate::desk::EnrolmentId;
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
    /// The system's dialog for a file.
    Browse,
    /// The keys, shown or hidden.
    ToggleHelp,
    /// The demo in a window beside this one.
    OpenDemo,
    /// Dismiss the reason for a QR code.
    CloseReason,
    /// Ask why the secret of the selected enrolment has to be shown.
    AskReason,
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
        Action::Browse => app.dialog.open(ctx, &PathBuf::from(app.view.export.path())),
        Action::ToggleHelp => app.view.help = !app.view.help,
        Action::OpenDemo => open_demo(),
        Action::CloseReason => app.view.log.close_reason(ctx),
        Action::AskReason => app.view.focus = app.view.log.ask_reason(app.station.log()),
        Action::CopySecret => copy_secret(app),
        Action::SaveInventory => {
            let ids = log::shown_rows(app.station.log());
            app.station.apply(Intent::SaveInventory(ids));
        }
        Action::AskToAbandon(id) => app.view.asking.ask_to_abandon(id),
        Action::Abandon => {
            if let Some((id, reason)) = app.view.asking.abandoning() {
                app.station.apply(Intent::Abandon { id, reason });
            }
            app.view.asking.keep(ctx);
        }
        Action::KeepUnfinished => app.view.asking.keep(ctx),
        Action::Close => {
            app.view.asking.stop_naming();
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        Action::Stay => app.view.asking.stop_naming(),
    }
}

fn copy_secret(app: &mut App) {
    let shown = app.station.log().shown();
    let Some((id, Some(uri))) = shown.map(|shown| (shown.id, shown.secret.as_ref())) else {
        return;
    };
    if let Ok(read) = Otpauth::parse(uri) {
        app.clipboard.copy(read.seed.to_base32());
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
    app.station.apply(Intent::HideSecret);
    match screen {
        Screen::Enroll => {
            app.station.apply(Intent::EnterEnroll);
            app.view.enroll.refocus();
            app.view.focus = Some(enroll::upn_id());
        }
        Screen::Log => app.view.focus = Some(log::search_id()),
        Screen::Export => propose(app, ctx),
        Screen::Station => {}
    }
}

/// A fresh name in the path field, and the focus in it. An earlier result gives way to rows that wait.
fn propose(app: &mut App, ctx: &egui::Context) {
    if !app.station.batch().is_empty() {
        app.station.apply(Intent::DismissExport);
    }
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
