//! Settings that were read or changed: what each of them changes here.

use super::{FileRequest, Settings, SettingsTrouble, Station, Trouble, Unread};
use crate::desk::{ClockChecked, Event, ExportEvent, ForEntra, Rules, SecretMaker, Stage};
use crate::ledger;
use crate::reader;

impl Station {
    /// This desk's name in the trail.
    #[must_use]
    pub fn station_name(&self) -> &str {
        self.settings.station_name.as_deref().unwrap_or(&self.sources.station)
    }

    /// The time server that vouches for the clock, if one is named.
    #[must_use]
    pub fn time_server(&self) -> Option<&str> {
        let named = self.sources.named.time_server.as_deref();
        named.or(self.settings.time_server.as_deref())
    }

    /// Where a time server was named that nobody can read, only the operator vouches: the computer's own word is not what
    /// was wanted here.
    pub(super) fn clock_looked_at(&mut self, found: ClockChecked) {
        let unread = self.time_server().is_none() && self.settings.unread.contains(&Unread::TimeServer);
        let system = found.system.filter(|_| !unread);
        self.step(Event::ClockChecked(ClockChecked { system, ..found }));
    }

    pub(super) fn settings_loaded(&mut self, settings: Settings, wrong: Option<SettingsTrouble>) {
        if let Some(wrong) = wrong {
            self.say(Trouble::Settings(wrong));
        }
        if let Some(name) = settings.reader.clone().filter(|_| !self.sources.named.reader) {
            self.attached.reader.request(reader::Request::Choose(name));
        }
        self.take_settings(settings);
    }

    /// Others from now on; they count at once and are kept.
    pub(super) fn change_settings(&mut self, settings: Settings) {
        if settings == self.settings {
            return;
        }
        let settings = settings.set_over(&self.settings);
        let other_format = settings.format != self.settings.format;
        let other_folder = settings.backup_folder != self.settings.backup_folder;
        self.take_settings(settings);
        self.ask_files(FileRequest::KeepSettings(self.settings.clone()));
        if other_folder {
            self.back_up();
        }
        if other_format {
            self.step_export(ExportEvent::OtherFormat);
        }
    }

    fn take_settings(&mut self, settings: Settings) {
        let server = self.time_server().map(str::to_owned);
        let name = self.station_name().to_owned();
        self.settings = settings;
        self.session.log.wait_for(self.settings.format.word());
        if self.station_name() != name {
            let name = self.station_name().to_owned();
            self.ask(ledger::Request::NameStation(name));
        }
        let other_server = self.time_server() != server.as_deref();
        let limit = self.settings.clock_limit_seconds.get();
        self.flow.set_rules(self.rules(), limit, other_server);
        self.look_at_clock();
    }

    /// What the settings decide, and the choice of this session.
    fn rules(&self) -> Rules {
        let rules = self.settings.rules();
        Rules {
            maker: self
                .session
                .maker
                .filter(|maker| self.makers().contains(maker))
                .unwrap_or(rules.maker),
            ..rules
        }
    }

    /// Who may make the secrets of a session: without P1 or P2, none is drawn here.
    #[must_use]
    pub fn makers(&self) -> Vec<SecretMaker> {
        let mut all = SecretMaker::ALL.to_vec();
        if self.settings.rules().maker.is_elsewhere() {
            // nothing leaves for Entra ID in a file
            all.retain(|maker| maker.entra() != ForEntra::Wanted);
        }
        all
    }

    /// Who makes the secrets until the station is locked; whoever waits now is not touched by it.
    pub(super) fn choose_maker(&mut self, maker: SecretMaker) {
        if matches!(self.flow.stage(), Stage::Idle) {
            self.session.maker = Some(maker);
            self.apply_rules();
        }
    }

    /// The rules count from now on.
    pub(super) fn apply_rules(&mut self) {
        let limit = self.settings.clock_limit_seconds.get();
        self.flow.set_rules(self.rules(), limit, false);
    }

    pub(super) fn choose_reader(&mut self, name: String) {
        self.attached.reader.request(reader::Request::Choose(name.clone()));
        self.change_settings(Settings {
            reader: Some(name),
            ..self.settings.clone()
        });
    }
}
