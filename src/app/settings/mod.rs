//! Station: everything that is set once. What is changed counts at once, and each setting says in a sentence what it does.

mod fields;
pub(super) mod ledger;
mod passphrases;
mod sections;
pub(super) mod trouble;

use std::path::PathBuf;

use egui::{ScrollArea, Ui, UiBuilder};

use self::fields::{Fields, Setting, chips, number, read_only, row, text};
use self::sections::{Section, Way};
use super::action::Action;
use super::cx::Cx;
use super::dialog::Browse;
use super::formats::{self, Part};
use super::frame;
use super::screen::{ScreenUi, Tab, Turn};
use super::shortcut::{Keys, Shortcut};
use super::texts::t;
use super::theme::page::Room;
use super::theme::{is_narrow, size};
use super::widgets::{Button, Kind, label, lead, title, whole};
use crate::export::{FORMATS, Spelling};
use crate::reader::ReaderState;
use crate::station::{
    ClockLimit, Comparing, DisplaySeconds, FileRows, Intent, Licence, Settings, Theme, TokenMinutes, Zoom,
    is_server_name, read_domain,
};

const NAME: Setting = Setting::new(t::SET_NAME, t::SET_NAME_TEXT);
const OPERATORS: Setting = Setting::new(t::SET_OPERATORS, t::SET_OPERATORS_TEXT);
const READER: Setting = Setting::new(t::SET_READER, t::SET_READER_TEXT);
const DOMAIN: Setting = Setting::new(t::SET_DOMAIN, t::SET_DOMAIN_TEXT).takes(t::WANTED_DOMAIN);
const ACCEPTED: Setting = Setting::new(t::SET_ACCEPTED, t::SET_ACCEPTED_TEXT).takes(t::WANTED_DOMAINS);
const GUESTS: Setting = Setting::new(t::SET_GUESTS, t::SET_GUESTS_TEXT).takes(t::WANTED_DOMAINS);
const LICENCE: Setting = Setting::new(t::SET_LICENCE, t::SET_LICENCE_TEXT);
const COMPARING: Setting = Setting::new(t::SET_COMPARING, t::SET_COMPARING_TEXT);
const DISPLAY: Setting = Setting::new(t::SET_DISPLAY, t::SET_DISPLAY_TEXT);
const SERVER: Setting = Setting::new(t::SET_SERVER, t::SET_SERVER_TEXT).takes(t::WANTED_SERVER);
const CLOCK_LIMIT: Setting = Setting::new(t::SET_CLOCK_LIMIT, t::SET_CLOCK_LIMIT_TEXT).takes(t::WANTED_CLOCK_LIMIT);
const TOKEN_MINUTES: Setting =
    Setting::new(t::SET_TOKEN_MINUTES, t::SET_TOKEN_MINUTES_TEXT).takes(t::WANTED_TOKEN_MINUTES);
const EXPORT: Setting = Setting::new(t::SET_EXPORT, t::SET_EXPORT_TEXT);
const FORMAT: Setting = Setting::new(t::SET_FORMAT, t::SET_FORMAT_TEXT);
const FILE_ROWS: Setting = Setting::new(t::SET_FILE_ROWS, t::SET_FILE_ROWS_TEXT);
const HEADER: Setting = Setting::new(t::SET_HEADER, t::SET_HEADER_TEXT);
const BACKUP: Setting = Setting::new(t::SET_BACKUP, t::SET_BACKUP_TEXT);
const LOCK: Setting = Setting::new(t::SET_LOCK, t::SET_LOCK_TEXT).takes(t::WANTED_MINUTES);
const THEME: Setting = Setting::new(t::SET_THEME, t::SET_THEME_TEXT);
const ZOOM: Setting = Setting::new(t::SET_ZOOM, t::SET_ZOOM_TEXT);

/// What stands in the fields, and which section is in view.
#[derive(Default)]
pub struct SettingsView {
    passphrases: passphrases::PassphraseView,
    ledger: ledger::LedgerView,
    fields: Fields,
    way: Way,
}

impl SettingsView {
    /// The section at that place comes into view.
    pub fn show(&mut self, at: usize) {
        self.way.go(at);
    }
}

impl SettingsView {
    /// Asks for a recovery passphrase; gives its first field.
    pub fn set_recovery(&mut self, ctx: &egui::Context) -> egui::Id {
        self.passphrases.set_recovery(ctx)
    }
}

impl ScreenUi for SettingsView {
    fn tab(&self) -> Tab {
        Tab {
            name: t::TAB_STATION,
            does: t::KEY_SCREEN_STATION,
        }
    }

    fn shortcuts(&self) -> Vec<Shortcut> {
        sections::ALL_KEYS.to_vec()
    }

    fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) {
        if let Some(at) = self.way.read(keys) {
            cx.act(Action::ShowSection(at));
        }
    }

    fn room(&self) -> Room {
        Room::Broad
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        work(ui, cx, self);
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.ledger.enter();
        turn.station.apply(Intent::LookForBackups);
    }

    fn path_field(&self, asked: &Browse) -> Option<egui::Id> {
        ledger::path_field(asked)
    }

    fn file_chosen(&mut self, asked: &Browse, path: PathBuf, now: f64) -> Option<Intent> {
        self.ledger.chosen(asked, &path, now);
        None
    }

    /// What is typed of a passphrase is gone.
    fn leave(&mut self, turn: &mut Turn<'_>) {
        self.passphrases.forget(turn.ctx);
    }
}

fn work(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView) {
    if is_narrow(ui.ctx()) {
        frame::scrolled(ui, |ui| {
            head(ui, cx);
            view.way.ui(ui, cx);
            sections_ui(ui, cx, view);
        });
    } else {
        head(ui, cx);
        let all = ui.available_rect_before_wrap();
        let (nav, work) = all.split_left_right_at_x(all.left() + size::NAV);
        ui.scope_builder(UiBuilder::new().max_rect(nav), |ui| {
            let area = ScrollArea::vertical().id_salt("sections").auto_shrink(false);
            frame::aside(ui, area, |ui| view.way.ui(ui, cx));
        });
        let work = work.with_min_x(work.left() + size::SECTION * 2.0);
        ui.scope_builder(UiBuilder::new().max_rect(work), |ui| {
            frame::scrolled(ui, |ui| sections_ui(ui, cx, view));
        });
    }
    view.way.settle();
}

fn head(ui: &mut Ui, cx: &Cx<'_>) {
    title(ui, cx.text(t::SETTINGS_TITLE));
    lead(ui, cx.text(t::SETTINGS_LEAD));
    ui.add_space(size::SECTION);
}

fn sections_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView) {
    let mut settings = cx.station.settings().clone();
    for section in Section::ALL {
        view.way.heading(ui, cx, section);
        let group = match section {
            Section::Passphrases => {
                passphrases::ui(ui, cx, &mut view.passphrases);
                ui.add_space(size::SECTION);
                continue;
            }
            Section::Ledger => {
                ledger_ui(ui, cx, view, &mut settings);
                ui.add_space(size::SECTION);
                continue;
            }
            Section::Looks => looks,
            Section::Desk => desk,
            Section::People => people,
            Section::Tokens => tokens,
            Section::Clock => clock,
            Section::Files => files,
            Section::Lock => safety,
        };
        group(ui, cx, &mut view.fields, &mut settings);
        ui.add_space(size::SECTION);
    }
    label(ui, cx.text(t::SETTINGS_FILE));
    whole(ui, cx.station.data_dir().join(Settings::FILE).display().to_string());
    if settings != *cx.station.settings() {
        cx.want(Intent::ChangeSettings(Box::new(settings)));
    }
}

fn desk(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    let name = settings.station_name.clone().unwrap_or_default();
    if let Some(name) = text(ui, cx, fields, NAME, &name, |text| Some(text.to_owned())) {
        settings.station_name = Some(name).filter(|name| !name.is_empty());
    }
    let operators = settings.operators.join(", ");
    if let Some(names) = text(ui, cx, fields, OPERATORS, &operators, |text| Some(listed(text))) {
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
            let kept = settings.reader.clone().unwrap_or_else(|| cx.text(t::SET_READER_NONE));
            read_only(ui, cx, READER, &kept);
            return;
        }
    };
    let readers: Vec<(usize, String)> = all.iter().cloned().enumerate().collect();
    let now = all.iter().position(|name| name == chosen).unwrap_or(usize::MAX);
    let picked = chips(ui, cx, READER, now, &readers);
    if let Some(name) = picked.and_then(|at| all.get(at)) {
        let name = name.clone();
        cx.want(Intent::ChooseReader(name));
    }
}

fn people(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    let domain = settings.default_domain.clone().unwrap_or_default();
    let read = |text: &str| {
        if text.is_empty() {
            Some(None)
        } else {
            read_domain(text).map(Some)
        }
    };
    if let Some(domain) = text(ui, cx, fields, DOMAIN, &domain, read) {
        settings.default_domain = domain;
    }
    let accepted = settings.accepted_domains.join(", ");
    if let Some(domains) = text(ui, cx, fields, ACCEPTED, &accepted, domains) {
        settings.accepted_domains = domains;
    }
    let guests = settings.guest_domains.join(", ");
    if let Some(domains) = text(ui, cx, fields, GUESTS, &guests, domains) {
        settings.guest_domains = domains;
    }
}

fn tokens(ui: &mut Ui, cx: &mut Cx<'_>, _: &mut Fields, settings: &mut Settings) {
    let licences = [
        (Licence::Premium, cx.text(t::LICENCE_PREMIUM)),
        (Licence::Free, cx.text(t::LICENCE_FREE)),
    ];
    if let Some(licence) = chips(ui, cx, LICENCE, settings.licence, &licences) {
        settings.licence = licence;
    }
    let kinds = [
        (Comparing::Either, cx.text(t::COMPARING_EITHER)),
        (Comparing::Typed, cx.text(t::COMPARING_TYPED)),
    ];
    if let Some(comparing) = chips(ui, cx, COMPARING, settings.comparing, &kinds) {
        settings.comparing = comparing;
    }
    let times = DisplaySeconds::ALL.map(|seconds| (seconds, cx.span(seconds.get().into())));
    if let Some(seconds) = chips(ui, cx, DISPLAY, settings.display_seconds, &times) {
        settings.display_seconds = seconds;
    }
}

fn clock(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    let server = settings.time_server.clone().unwrap_or_default();
    let read = |text: &str| match text {
        "" => Some(None),
        name => is_server_name(name).then(|| Some(name.to_owned())),
    };
    if let Some(server) = text(ui, cx, fields, SERVER, &server, read) {
        settings.time_server = server;
    }
    let limit = settings.clock_limit_seconds.get();
    if let Some(limit) = number(ui, cx, fields, CLOCK_LIMIT, limit, |number| {
        ClockLimit::try_from(number).ok()
    }) {
        settings.clock_limit_seconds = limit;
    }
    let minutes = settings.token_clock_minutes.get();
    let read = |number| TokenMinutes::try_from(number).ok();
    if let Some(minutes) = number(ui, cx, fields, TOKEN_MINUTES, minutes, read) {
        settings.token_clock_minutes = minutes;
    }
}

fn files(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    let folder = cx.station.export_dir().display().to_string();
    let read = |text: &str| Some(Some(text.into()).filter(|_| !text.is_empty()));
    if let Some(folder) = text(ui, cx, fields, EXPORT, &folder, read) {
        settings.export_folder = folder;
    }
    if FORMATS.len() > 1 {
        format(ui, cx, settings);
    }
    let rows = settings.file_rows.get();
    if let Some(rows) = number(ui, cx, fields, FILE_ROWS, rows, |number| {
        FileRows::try_from(number).ok()
    }) {
        settings.file_rows = rows;
    }
    let spellings = [
        (Spelling::TwoWords, "time interval".to_owned()),
        (Spelling::OneWord, "timeinterval".to_owned()),
    ];
    if let Some(header) = chips(ui, cx, HEADER, settings.header, &spellings) {
        settings.header = header;
    }
}

/// In which formats files may leave: which of them the next one is in is chosen on Export.
fn format(ui: &mut Ui, cx: &mut Cx<'_>, settings: &mut Settings) {
    let pressed = row(ui, cx, FORMAT, |ui, _| {
        let mut pressed = None;
        ui.horizontal_wrapped(|ui| {
            let standing = settings.on_export();
            for format in FORMATS {
                let active = standing.contains(format);
                let name = formats::of(cx, *format, Part::Name, &[]);
                if Button::new(&name, Kind::Chip { active }).small().ui(ui) {
                    pressed = Some(*format);
                }
            }
        });
        pressed
    });
    if let Some(format) = pressed {
        settings.toggle_format(format);
    }
}

fn ledger_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView, settings: &mut Settings) {
    ledger::folder(ui, cx, &mut view.ledger);
    let folder = cx.station.backup_folder().display().to_string();
    let read = |text: &str| Some(Some(text.into()).filter(|_| !text.is_empty()));
    if let Some(folder) = text(ui, cx, &mut view.fields, BACKUP, &folder, read) {
        settings.backup_folder = folder;
    }
    ledger::restore(ui, cx, &mut view.ledger);
    ledger::check(ui, cx);
}

fn safety(ui: &mut Ui, cx: &mut Cx<'_>, fields: &mut Fields, settings: &mut Settings) {
    let minutes = settings.lock_after_minutes;
    if let Some(minutes) = number(ui, cx, fields, LOCK, minutes, Some) {
        settings.lock_after_minutes = minutes;
    }
}

fn looks(ui: &mut Ui, cx: &mut Cx<'_>, _: &mut Fields, settings: &mut Settings) {
    let themes = Theme::ALL.map(|theme| (theme, theme_word(cx, theme)));
    if let Some(theme) = chips(ui, cx, THEME, settings.theme, &themes) {
        settings.theme = theme;
    }
    let zooms = Zoom::STEPS.map(|zoom| {
        let percent = i64::from(zoom.percent());
        (zoom, cx.fill(t::SETTINGS_ZOOM, &[("percent", percent.into())]))
    });
    let chosen = chips(ui, cx, ZOOM, settings.zoom, &zooms);
    let (drawn, key) = (
        ui.ctx().zoom_factor(),
        egui::Id::unique("chosen when drawn in that size"),
    );
    if let Some(zoom) = chosen {
        settings.zoom = zoom;
        ui.data_mut(|data| data.insert_temp(key, drawn));
    }
    // as soon as everything is drawn in the size that was chosen here, the chips come into view again
    let before = ui.data(|data| data.get_temp::<f32>(key));
    if before.is_some_and(|before| before != drawn) {
        ui.data_mut(|data| data.remove::<f32>(key));
        ui.scroll_to_cursor(Some(egui::Align::Center));
    }
}

fn theme_word(cx: &Cx<'_>, theme: Theme) -> String {
    match theme {
        Theme::System => cx.text(t::THEME_SYSTEM),
        Theme::Light => cx.text(t::THEME_LIGHT),
        Theme::Dark => cx.text(t::THEME_DARK),
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
