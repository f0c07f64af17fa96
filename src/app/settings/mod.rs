//! Station: everything that is set once. What is changed counts at once, and each setting says in a sentence what it does.

mod fields;
mod passphrases;
mod trouble;

use egui::{ScrollArea, Ui};

pub(super) use self::trouble::trouble_words;

use self::fields::{Fields, chips, number, read_only, text};
use super::cx::Cx;
use super::findings::listed as sentences;
use super::formats::{self, Part};
use super::theme::size;
use super::widgets::{Button, Kind, Tone, banner, heading, label, lead, title, whole, wrapped};
use crate::export::{FORMATS, Format, Spelling};
use crate::reader::ReaderState;
use crate::station::{
    ClockLimit, Comparing, DisplaySeconds, Intent, LedgerCheck, Licence, Settings, Theme, TokenMinutes, Zoom,
    is_server_name, read_domain,
};

/// What stands in the fields.
#[derive(Default)]
pub(super) struct SettingsView {
    passphrases: passphrases::PassphraseView,
    fields: Fields,
}

impl SettingsView {
    /// Whether passphrases are being typed.
    pub const fn asks_passphrase(&self) -> bool {
        self.passphrases.is_open()
    }

    /// Another screen came into view: what is typed is hidden again.
    pub const fn hide_passphrases(&mut self) {
        self.passphrases.hide();
    }
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(size::WORK.min(ui.available_width()));
        title(ui, cx.text("settings-title"));
        lead(ui, cx.text("settings-lead"));
        ui.add_space(size::SECTION);
        passphrases::ui(ui, cx, &mut view.passphrases);
        let mut settings = cx.station.settings().clone();
        let fields = &mut view.fields;
        for group in [looks, desk, people, tokens, clock, files, safety] {
            ui.add_space(size::SECTION);
            group(ui, cx, fields, &mut settings);
        }
        ui.add_space(size::SECTION);
        label(ui, cx.text("settings-file"));
        whole(ui, cx.station.data_dir().join(Settings::FILE).display().to_string());
        if settings != *cx.station.settings() {
            cx.want(Intent::ChangeSettings(Box::new(settings)));
        }
    });
}

fn desk(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    heading(ui, cx.text("settings-desk"));
    let name = settings.station_name.clone().unwrap_or_default();
    if let Some(name) = text(ui, cx, fields, "set-name", &name, |text| Some(text.to_owned())) {
        settings.station_name = Some(name).filter(|name| !name.is_empty());
    }
    let operators = settings.operators.join(", ");
    if let Some(names) = text(ui, cx, fields, "set-operators", &operators, |text| Some(listed(text))) {
        settings.operators = names;
    }
    reader(ui, cx, settings);
}

/// Which reader is watched; with one there is nothing to choose.
fn reader(ui: &mut Ui, cx: &mut Cx<'_>, settings: &Settings) {
    let (chosen, all) = match cx.station.reader() {
        ReaderState::Ready { chosen, all } => (chosen, all),
        ReaderState::Away { awaited, all } => (awaited, all),
        _ => {
            let kept = settings.reader.clone().unwrap_or_else(|| cx.text("set-reader-none"));
            read_only(ui, cx, "set-reader", &kept);
            return;
        }
    };
    let readers: Vec<(usize, String)> = all.iter().cloned().enumerate().collect();
    let now = all.iter().position(|name| name == chosen).unwrap_or(usize::MAX);
    let picked = chips(ui, cx, "set-reader", now, &readers);
    if let Some(name) = picked.and_then(|at| all.get(at)) {
        let name = name.clone();
        cx.want(Intent::ChooseReader(name));
    }
}

fn people(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    heading(ui, cx.text("settings-people"));
    let domain = settings.default_domain.clone().unwrap_or_default();
    let read = |text: &str| {
        if text.is_empty() {
            Some(None)
        } else {
            read_domain(text).map(Some)
        }
    };
    if let Some(domain) = text(ui, cx, fields, "set-domain", &domain, read) {
        settings.default_domain = domain;
    }
    let accepted = settings.accepted_domains.join(", ");
    if let Some(domains) = text(ui, cx, fields, "set-accepted", &accepted, domains) {
        settings.accepted_domains = domains;
    }
    let guests = settings.guest_domains.join(", ");
    if let Some(domains) = text(ui, cx, fields, "set-guests", &guests, domains) {
        settings.guest_domains = domains;
    }
}

fn tokens(ui: &mut Ui, cx: &mut Cx<'_>, _: &mut Fields, settings: &mut Settings) {
    heading(ui, cx.text("settings-tokens"));
    let licences = [
        (Licence::Premium, cx.text("licence-premium")),
        (Licence::Free, cx.text("licence-free")),
    ];
    if let Some(licence) = chips(ui, cx, "set-licence", settings.licence, &licences) {
        settings.licence = licence;
    }
    let kinds = [
        (Comparing::Either, cx.text("comparing-either")),
        (Comparing::Typed, cx.text("comparing-typed")),
    ];
    if let Some(comparing) = chips(ui, cx, "set-comparing", settings.comparing, &kinds) {
        settings.comparing = comparing;
    }
    let times = DisplaySeconds::ALL.map(|seconds| (seconds, cx.span(seconds.get().into())));
    if let Some(seconds) = chips(ui, cx, "set-display", settings.display_seconds, &times) {
        settings.display_seconds = seconds;
    }
}

fn clock(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    heading(ui, cx.text("settings-clock"));
    let server = settings.time_server.clone().unwrap_or_default();
    let read = |text: &str| match text {
        "" => Some(None),
        name => is_server_name(name).then(|| Some(name.to_owned())),
    };
    if let Some(server) = text(ui, cx, fields, "set-server", &server, read) {
        settings.time_server = server;
    }
    let limit = settings.clock_limit_seconds.get();
    if let Some(limit) = number(ui, cx, fields, "set-clock-limit", limit, |number| {
        ClockLimit::try_from(number).ok()
    }) {
        settings.clock_limit_seconds = limit;
    }
    let minutes = settings.token_clock_minutes.get();
    let read = |number| TokenMinutes::try_from(number).ok();
    if let Some(minutes) = number(ui, cx, fields, "set-token-minutes", minutes, read) {
        settings.token_clock_minutes = minutes;
    }
}

fn files(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    heading(ui, cx.text("settings-files"));
    let folder = cx.station.export_dir().display().to_string();
    let read = |text: &str| Some(Some(text.into()).filter(|_| !text.is_empty()));
    if let Some(folder) = text(ui, cx, fields, "set-export", &folder, read) {
        settings.export_folder = folder;
    }
    if FORMATS.len() > 1 {
        format(ui, cx, settings);
    }
    let spellings = [
        (Spelling::TwoWords, "time interval".to_owned()),
        (Spelling::OneWord, "timeinterval".to_owned()),
    ];
    if let Some(header) = chips(ui, cx, "set-header", settings.header, &spellings) {
        settings.header = header;
    }
    let folder = cx.station.backup_folder().display().to_string();
    if let Some(folder) = text(ui, cx, fields, "set-backup", &folder, read) {
        settings.backup_folder = folder;
    }
    wrapped(ui, cx.text("settings-restore"));
    check(ui, cx);
}

/// In which format files leave; with one there is nothing to choose.
fn format(ui: &mut Ui, cx: &mut Cx<'_>, settings: &mut Settings) {
    let name = |format: &'static dyn Format| (format, formats::of(cx, format, Part::Name, &[]));
    let formats: Vec<_> = FORMATS.iter().copied().map(name).collect();
    if let Some(format) = chips(ui, cx, "set-format", settings.format, &formats) {
        settings.format = format;
    }
}

/// A look at the whole ledger.
fn check(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(size::GAP * 2.0);
    wrapped(ui, cx.text("settings-check-text"));
    ui.add_space(size::GAP);
    match cx.station.ledger_check() {
        LedgerCheck::Idle => {}
        LedgerCheck::Working => {
            wrapped(ui, cx.text("settings-check-working"));
        }
        LedgerCheck::Sound => banner(ui, Tone::Done, &cx.text("settings-check-sound"), "", |_| ()),
        LedgerCheck::Found(findings) => {
            let found = sentences(cx, findings, findings.len());
            let text = cx.fill("settings-check-found-text", &[("found", found.into())]);
            banner(ui, Tone::Bad, &cx.text("settings-check-found"), &text, |_| ());
        }
        LedgerCheck::Failed(why) => {
            let text = cx.fill("settings-check-failed-text", &[("why", cx.sentence(why).into())]);
            banner(ui, Tone::Bad, &cx.text("settings-check-failed"), &text, |_| ());
        }
    }
    ui.add_space(size::GAP);
    if Button::new(&cx.text("settings-check"), Kind::Plain).ui(ui) {
        cx.want(Intent::CheckLedger);
    }
}

fn safety(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    heading(ui, cx.text("settings-lock"));
    let minutes = settings.lock_after_minutes;
    if let Some(minutes) = number(ui, cx, fields, "set-lock", minutes, Some) {
        settings.lock_after_minutes = minutes;
    }
}

fn looks(ui: &mut Ui, cx: &mut Cx<'_>, _: &mut Fields, settings: &mut Settings) {
    heading(ui, cx.text("settings-looks"));
    let themes = Theme::ALL.map(|theme| (theme, theme_word(cx, theme)));
    if let Some(theme) = chips(ui, cx, "set-theme", settings.theme, &themes) {
        settings.theme = theme;
    }
    let zooms = Zoom::STEPS.map(|zoom| {
        let percent = i64::from(zoom.percent());
        (zoom, cx.fill("settings-zoom", &[("percent", percent.into())]))
    });
    if let Some(zoom) = chips(ui, cx, "set-zoom", settings.zoom, &zooms) {
        settings.zoom = zoom;
    }
}

fn theme_word(cx: &Cx<'_>, theme: Theme) -> String {
    match theme {
        Theme::System => cx.text("theme-system"),
        Theme::Light => cx.text("theme-light"),
        Theme::Dark => cx.text("theme-dark"),
    }
}

/// What stands between commas.
fn listed(text: &str) -> Vec<String> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// Domains between commas; `None` when one of them is none.
fn domains(text: &str) -> Option<Vec<String>> {
    listed(text).iter().map(|domain| read_domain(domain)).collect()
}
