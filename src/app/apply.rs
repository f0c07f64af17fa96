//! The one place that applies what the person wants of the window.

use std::process::Command;

use super::action::Action;
use super::clipboard::SystemClipboard;
use super::dialog::Dialog;
use super::screen::Turn;
use super::screens::{Screen, Screens};
use super::view::View;
use super::{enroll, log};
use crate::desk::{EnrolmentId, ExportId, Stage, Upn};
use crate::otp::Otpauth;
use crate::station::{Intent, Query, Station};

/// What a wish may change.
pub(super) struct Hands<'a> {
    pub station: &'a mut Station,
    pub view: &'a mut View,
    pub dialog: &'a mut Dialog<Screen>,
    pub clipboard: &'a mut SystemClipboard,
    pub ctx: &'a egui::Context,
    /// The screen on which it was wished.
    pub screen: Screen,
}

impl Hands<'_> {
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::Desk(intent) => self.at_the_station(intent),
            Action::ShowTab(at) => {
                if let Some(screen) = Screen::ALL.get(at) {
                    self.show(*screen);
                }
            }
            Action::OpenExport => self.open_export(),
            Action::Search => {
                self.show(Screen::Log);
                self.view.focus = Some(log::search_id());
            }
            Action::ReadMessage => self.view.strip.read(),
            Action::FindInLog(query) => {
                self.show(Screen::Log);
                self.view.screens.log.reveal();
                self.station.apply(Intent::Find(query));
            }
            Action::ShowInLog(id) => self.show_in_log(id),
            Action::Move(rows) => {
                if let Some(id) = self.view.screens.log.neighbour(self.station.log(), rows) {
                    self.station.apply(Intent::Select(id));
                }
            }
            Action::WidenColumn(column, steps) => self.view.screens.log.widen_column(column, steps),
            Action::ToggleDeeds => self.toggle_deeds(),
            Action::MoveDeed(rows) => self.view.screens.log.move_deed(self.station.log(), rows),
            Action::DoDeed => {
                if let Some(deed) = self.view.screens.log.chosen_deed(self.station.log(), self.ctx) {
                    self.apply(deed);
                }
            }
            Action::ShowToDelete => {
                self.show(Screen::Export);
                self.view.screens.export.show_to_delete();
                self.view.focus = None;
            }
            Action::MovePast(places) => {
                self.view.screens.export.move_past();
                self.station.apply(Intent::MovePast(places));
            }
            Action::CopyPath(id) => self.copy_path(id),
            Action::Browse(browse) => self.dialog.ask(self.ctx, self.screen, browse),
            Action::ToggleHelp => self.view.help = !self.view.help,
            Action::OpenDemo => open_demo(),
            Action::CloseForm => self.view.screens.log.close_form(self.ctx),
            Action::SayYes => self.view.screens.log.say_yes(self.station.log(), self.ctx),
            Action::AskForm(form) => self.view.focus = self.view.screens.log.ask(form, self.station.log()),
            Action::AtTheDesk(intent) => {
                self.show(Screen::Enroll);
                self.station.apply(intent);
            }
            Action::LookUp(serial) => {
                self.show(Screen::Token);
                self.station.apply(Intent::NameSerial(serial));
            }
            Action::Scanned(burst) => {
                let screen = self.view.screen;
                let (screens, mut turn) = self.turn();
                if let Some(elsewhere) = screens.of_mut(screen).scanned(burst, &mut turn) {
                    self.apply(elsewhere);
                }
            }
            Action::MoveSuggestion(rows) => self.view.screens.enroll.move_choice(rows),
            Action::NextWithout => self.next_without(),
            Action::EnrollPerson(upn) => self.enroll_person(&upn),
            Action::CorrectEntry => self.correct_entry(),
            Action::CopySecret => self.copy_secret(),
            Action::ToggleSecretField => self.view.focus = self.view.screens.enroll.toggle_secret(self.ctx),
            Action::SaveInventory => {
                let ids = log::shown_rows(self.station.log());
                self.station.apply(Intent::SaveInventory(ids));
            }
            Action::AskToAbandon(id) => self.view.questions.ask_to_abandon(id),
            Action::Abandon => self.abandon(),
            Action::KeepUnfinished => self.view.questions.keep(self.ctx),
            Action::ShowSection(section) => self.view.screens.settings.show(section),
            Action::SetRecovery => self.set_recovery(),
            Action::Close => {
                self.view.questions.stop_naming();
                self.ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Action::Stay => self.view.questions.stop_naming(),
        }
    }

    /// The screens, and what each has at hand in its turn.
    fn turn(&mut self) -> (&mut Screens, Turn<'_>) {
        let turn = Turn {
            station: self.station,
            focus: &mut self.view.focus,
            ctx: self.ctx,
        };
        (&mut self.view.screens, turn)
    }

    /// Shows that screen. What is open on the one before is left, and a hint and a shown secret go.
    pub fn show(&mut self, screen: Screen) {
        let before = std::mem::replace(&mut self.view.screen, screen);
        if before == screen {
            return;
        }
        let (screens, mut turn) = self.turn();
        screens.of_mut(before).leave(&mut turn);
        self.dialog.forget();
        self.station.apply(Intent::DismissHint);
        self.station.apply(Intent::HideSecret);
        let (screens, mut turn) = self.turn();
        screens.of_mut(screen).enter(&mut turn);
    }

    fn at_the_station(&mut self, intent: Intent) {
        let ended = matches!(intent, Intent::DismissExport);
        self.station.apply(intent);
        if ended {
            self.propose();
        }
    }

    fn set_recovery(&mut self) {
        self.view.questions.stop_naming();
        self.show(Screen::Station);
        self.view.focus = Some(self.view.screens.settings.set_recovery(self.ctx));
    }

    /// A fresh name for the next file.
    fn propose(&mut self) {
        let (screens, mut turn) = self.turn();
        screens.export.propose(&mut turn);
    }

    fn open_export(&mut self) {
        self.view.questions.stop_naming();
        if self.view.screen == Screen::Export {
            self.propose();
        } else {
            self.show(Screen::Export);
        }
    }

    fn show_in_log(&mut self, id: EnrolmentId) {
        self.show(Screen::Log);
        self.view.screens.log.reveal();
        self.station.apply(Intent::Find(Query::default()));
        self.station.apply(Intent::Select(id));
    }

    /// A menu that is put away gives the focus back.
    fn toggle_deeds(&mut self) {
        if !self.view.screens.log.toggle_deeds(self.station.log()) {
            self.view.focus = Some(log::search_id());
        }
    }

    fn next_without(&mut self) {
        let after = self.view.screens.people.last.clone();
        let next = self.station.next_without(after.as_ref());
        if let Some(upn) = next.map(|person| person.upn.clone()) {
            self.view.screens.people.last = Some(upn.clone());
            self.show(Screen::Enroll);
            self.view.screens.enroll.fill_in(&upn);
            self.view.focus = Some(enroll::upn_id());
        }
    }

    /// Whoever was pressed is meant.
    fn enroll_person(&mut self, upn: &Upn) {
        self.show(Screen::Enroll);
        self.station.apply(Intent::SubmitUpn(upn.as_str().to_owned().into()));
    }

    fn correct_entry(&mut self) {
        let waiting = self.station.flow().waiting().cloned();
        self.station.apply(Intent::CorrectEntry);
        if let (Some(upn), Stage::Editing { .. }) = (waiting, self.station.flow().stage()) {
            self.view.screens.enroll.correct(&upn);
            self.view.focus = Some(enroll::upn_id());
        }
    }

    /// Gives up what was asked about; without a reason it is asked on.
    fn abandon(&mut self) {
        let asked = self.view.questions.abandoning();
        if let Some((id, reason)) = asked.filter(|(_, why)| !why.trim().is_empty()) {
            self.station.apply(Intent::Abandon { id, reason });
            self.view.questions.keep(self.ctx);
        } else {
            self.view.questions.ask_for_reason();
        }
    }

    fn copy_path(&mut self, id: ExportId) {
        if let Some(export) = self.station.past().get(id) {
            self.ctx.copy_text(export.path.display().to_string());
            self.view.screens.export.copied(id);
        }
    }

    fn copy_secret(&mut self) {
        let shown = self.station.log().shown();
        let Some((id, Some(uri))) = shown.map(|shown| (shown.id, shown.secret.as_ref())) else {
            return;
        };
        if let Ok(read) = Otpauth::parse(uri) {
            self.clipboard.copy_secret(read.seed.to_base32());
            self.station.apply(Intent::SecretCopied(id));
        }
    }
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
