//! The window. `logic` takes what arrived, `ui` draws and collects what the person wants, and one place applies it.
//!
//! A screen never touches the reader, the ledger or a file: it reads [`Station`] and emits
//! [`Action`]s. One file a screen; colours and sizes in `theme`, words in `assets/texts`, drawn parts in `widgets`.

mod action;
mod asking;
pub mod cli;
mod clipboard;
mod clock;
mod cx;
pub mod diagnostics;
mod dialog;
mod door;
mod enroll;
mod export;
mod findings;
mod fitting;
mod formats;
mod header;
mod help;
mod keys;
mod log;
mod notice;
pub mod passphrase_file;
mod people;
mod scanner;
mod settings;
mod side;
pub mod texts;
pub mod theme;
mod token;
mod tray;
pub mod widgets;
pub mod window;

use std::time::Duration;

use egui::{CentralPanel, Frame, Margin, Panel, Ui, ViewportCommand};

pub use action::{Action, Screen};
pub use clipboard::{Board, Boards};
use cx::Cx;
use texts::Texts;
use theme::size;

use crate::desk::Stage;
use crate::reader::Tray;
use crate::station::{Door, Intent, Station};

/// Version, commit and date of this build.
pub const BUILD: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("TAPDESK_COMMIT"),
    ", ",
    env!("TAPDESK_DATE"),
    ")"
);

/// The window's own state: what is typed, what is in view.
pub struct App {
    station: Station,
    texts: Texts,
    tray: Option<Tray>,
    view: View,
    dialog: dialog::Dialog,
    clipboard: clipboard::SystemClipboard,
    scanner: scanner::Scanner,
    /// The theme and the size in which the window is drawn.
    drawn: Option<(crate::station::Theme, crate::station::Zoom)>,
    /// Who is offered as the operator where the ledger knows nobody.
    operator: String,
}

/// What is in view and what stands in its fields.
#[derive(Default)]
struct View {
    pub screen: Screen,
    /// The field that gets the focus in this frame.
    pub focus: Option<egui::Id>,
    pub help: bool,
    /// Since when the window is to be closed as soon as nothing is being written, on its own clock.
    pub closing: Option<f64>,
    pub door: door::DoorView,
    pub enroll: enroll::EnrollView,
    pub log: log::LogView,
    pub export: export::ExportView,
    pub token: token::TokenView,
    pub people: people::PeopleView,
    pub settings: settings::SettingsView,
    pub asking: asking::AskingView,
    /// Whether something was scanned below what lies over the window.
    scanned_below: bool,
    /// Whether the desk was open when it was last looked at.
    open: bool,
    /// Whether a token was being written or compared when the desk was last looked at.
    rewritten: bool,
}

impl App {
    /// A window over `station`; `operator` is offered as the operator's name, `tray` is the demo's.
    #[must_use]
    pub fn new(ctx: &egui::Context, station: Station, operator: String, tray: Option<Tray>) -> Self {
        theme::install(ctx);
        let clipboard = clipboard::SystemClipboard::serve(ctx);
        Self {
            station,
            texts: Texts::english(),
            tray,
            view: View {
                door: door::DoorView::for_operator(operator.clone()),
                ..View::default()
            },
            dialog: dialog::Dialog::default(),
            clipboard,
            scanner: scanner::Scanner::default(),
            drawn: None,
            operator,
        }
    }

    /// Copies and pastes over another clipboard than the system's from now on.
    pub fn use_clipboard(&self, boards: Boards) {
        self.clipboard.lead_to(boards);
    }

    /// The desk behind the window.
    #[must_use]
    pub const fn station(&self) -> &Station {
        &self.station
    }

    /// Applies what a person wants of the desk as if a screen had asked for it.
    pub fn apply_intent(&mut self, intent: Intent) {
        self.station.apply(intent);
    }

    /// Takes what arrived, without drawing.
    pub fn drain(&mut self, ctx: &egui::Context) {
        // before anything counts as a touch: what comes too late does not keep the desk open
        self.station.tick();
        if self.station.drain() {
            ctx.request_repaint();
        }
        if let Some(path) = self.dialog.chosen() {
            match self.view.screen {
                Screen::People => self.view.people.set_path(&path),
                _ => self.view.export.set_path(&path),
            }
        }
        self.follow_flow(ctx);
        self.follow_door(ctx);
        self.follow_settings(ctx);
        if let Some(next) = self.station.next_tick() {
            ctx.request_repaint_after(next);
        }
        self.close_when_done(ctx);
    }

    /// What was begun on the Token screen and needs a code goes on at Enroll.
    fn follow_flow(&mut self, ctx: &egui::Context) {
        let rewritten = matches!(
            self.station.flow().stage(),
            Stage::Reopening { .. } | Stage::Burning { .. } | Stage::Comparing { .. }
        );
        // what was under way before does not keep anybody from looking at a token
        let before = std::mem::replace(&mut self.view.rewritten, rewritten);
        if self.view.screen == Screen::Token && rewritten && !before {
            self.apply(vec![Action::Show(Screen::Enroll)], ctx);
        }
    }

    fn follow_settings(&mut self, ctx: &egui::Context) {
        let settings = self.station.settings();
        let (theme, zoom) = (settings.theme, settings.zoom);
        let (was_theme, was_zoom) = self.drawn.replace((theme, zoom)).unwrap_or_default();
        if theme != was_theme {
            theme::choose(ctx, theme);
        }
        if zoom != was_zoom {
            let zoom = zoom.percent() as f32 / 100.0;
            // in points, which grow with the zoom: the window must not grow with it, beyond the screen
            ctx.send_viewport_cmd(ViewportCommand::MinInnerSize(size::WINDOW_MIN / zoom));
            ctx.set_zoom_factor(zoom);
        }
    }

    /// Behind a locked door nothing stays in a field, in an undo history or in the clipboard.
    fn follow_door(&mut self, ctx: &egui::Context) {
        let open = matches!(self.station.door(), Door::Open { .. });
        if self.view.open && !open {
            self.clipboard.clear();
            self.scanner = scanner::Scanner::default();
            ctx.memory_mut(|memory| memory.data.clear());
            self.view = View {
                door: door::DoorView::for_operator(self.operator.clone()),
                ..View::default()
            };
            ctx.request_repaint();
        }
        self.view.open = open;
    }

    /// A burn is not cut off by closing the window: it closes when the token is written, or after a while when the reader
    /// is stuck.
    fn close_when_done(&mut self, ctx: &egui::Context) {
        let (asked, now) = ctx.input(|input| (input.viewport().close_requested(), input.time));
        let patient = self
            .view
            .closing
            .is_none_or(|since| now - since < PATIENCE.as_secs_f64());
        let waits = patient && self.station.is_burning();
        if asked && waits {
            self.view.closing.get_or_insert(now);
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        } else if asked && self.view.open && self.waits_for_a_file() && self.view.asking.name_waiting() {
            self.view.closing = None;
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        if self.view.closing.is_some() {
            if waits {
                ctx.request_repaint_after(PATIENCE);
            } else if !asked {
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    /// Without P1 or P2 nothing leaves in a file, so nothing waits for one.
    fn waits_for_a_file(&self) -> bool {
        let files = self.station.settings().licence == crate::station::Licence::Premium;
        files && self.station.log().waiting_count() > 0
    }

    /// Draws a frame and applies what the person wants.
    pub fn draw(&mut self, ui: &mut Ui) {
        // a hidden window is not drawn, and repeats the input of its last frame
        if ui.ctx().input(|input| !input.events.is_empty()) {
            self.station.touch();
            clock::note_touch(ui.ctx());
        }
        let mut actions = Vec::new();
        if self.clipboard.arrive(ui.ctx()) {
            self.station.apply(Intent::PasteMissed);
        }
        self.read_scanner(ui.ctx(), &mut actions);
        let waited_for = self.view.screen == Screen::Enroll && self.station.flow().waiting().is_some();
        self.clipboard.read_keys(ui.ctx(), waited_for);
        keys::read(ui.ctx(), &self.station, &self.view, &mut actions);
        let mut cx = Cx {
            station: &self.station,
            texts: &self.texts,
            no_dialog: self.dialog.is_missing(),
            actions: &mut actions,
        };
        if matches!(self.station.door(), Door::Open { .. }) {
            open_ui(ui, &mut cx, &mut self.view, self.tray.as_ref());
        } else {
            tray::panel(ui, &mut cx, self.tray.as_ref());
            door::ui(ui, &mut cx, &mut self.view.door);
        }
        if self.view.open {
            asking::ui(ui.ctx(), &mut cx, &mut self.view.asking);
        }
        if self.view.help {
            help::ui(ui.ctx(), &mut cx);
        }
        if self.view.scanned_below {
            notice::scanned_below(ui.ctx(), &cx);
        } else if let Some(mishap) = self.clipboard.said() {
            notice::clipboard(ui.ctx(), &cx, mishap);
        }
        if self.view.asking.asks(&self.station) {
            self.view.focus = None;
        }
        if let Some(id) = self.view.focus.take() {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        self.apply(actions, ui.ctx());
    }

    /// What is scanned never gets into a field, unless it is a plain text or a passphrase is typed.
    fn read_scanner(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        let passphrases = self.view.screen == Screen::Station && self.view.settings.asks_passphrase();
        if !self.view.open || passphrases {
            self.scanner.stand_aside(ctx);
            return;
        }
        // what lies over the window is answered by nobody's scan
        if self.view.help || self.view.asking.asks(&self.station) {
            self.scanner.let_upn_stay(true);
            self.view.scanned_below |= !self.scanner.take(ctx).is_empty();
            return;
        }
        self.view.scanned_below = false;
        // there UPNs are searched for or corrected
        let upn_stays = matches!(self.view.screen, Screen::Log | Screen::Export | Screen::People);
        self.scanner.let_upn_stay(upn_stays);
        let bursts = self.scanner.take(ctx);
        actions.extend(bursts.into_iter().map(Action::Scanned));
    }

    fn apply(&mut self, actions: Vec<Action>, ctx: &egui::Context) {
        let any = !actions.is_empty();
        for action in actions {
            action::apply(self, action, ctx);
        }
        if any {
            self.station.drain();
            ctx.request_repaint();
        }
    }
}

fn open_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut View, tray: Option<&Tray>) {
    header::panel(ui, cx, view.screen);
    tray::panel(ui, cx, tray);
    let narrow = theme::is_narrow(ui.ctx());
    match view.screen {
        Screen::Enroll => {
            if !narrow {
                side::panel(ui, cx);
            }
            work(ui, size::MARGIN, |ui| {
                notice::trouble(ui, cx, view.closing.is_some());
                enroll::ui(ui, cx, &mut view.enroll, &mut view.focus);
            });
        }
        Screen::Log => {
            if !narrow {
                log::side_panel(ui, cx, &mut view.log);
            }
            work(ui, size::MARGIN_DENSE, |ui| {
                notice::trouble(ui, cx, view.closing.is_some());
                notice::left_behind(ui, cx);
                log::ui(ui, cx, &mut view.log);
            });
            log::secret_ui(ui.ctx(), cx);
        }
        Screen::Token => work(ui, size::MARGIN, |ui| {
            notice::trouble(ui, cx, view.closing.is_some());
            notice::left_behind(ui, cx);
            token::ui(ui, cx, &mut view.token);
        }),
        Screen::People => work(ui, size::MARGIN, |ui| {
            notice::trouble(ui, cx, view.closing.is_some());
            notice::left_behind(ui, cx);
            people::ui(ui, cx, &mut view.people);
        }),
        Screen::Station => work(ui, size::MARGIN, |ui| {
            notice::trouble(ui, cx, view.closing.is_some());
            notice::left_behind(ui, cx);
            settings::ui(ui, cx, &mut view.settings);
        }),
        Screen::Export => {
            if !narrow {
                export::side_panel(ui, cx);
            }
            work(ui, size::MARGIN_DENSE, |ui| {
                notice::trouble(ui, cx, view.closing.is_some());
                notice::left_behind(ui, cx);
                export::ui(ui, cx, &mut view.export);
            });
        }
    }
}

fn work(ui: &mut Ui, margin: f32, inside: impl FnOnce(&mut Ui)) {
    let fill = theme::palette(ui).ground;
    let margin = if theme::is_narrow(ui.ctx()) {
        size::MARGIN_DENSE
    } else {
        margin
    };
    let frame = Frame::new()
        .fill(fill)
        .inner_margin(Margin::symmetric(margin as i8, size::EDGE));
    CentralPanel::no_frame().frame(frame).show(ui, inside);
}

/// Below a path field whose dialog never opened.
fn no_dialog(ui: &mut Ui, cx: &Cx<'_>) {
    if cx.no_dialog {
        widgets::wrapped(ui, cx.text("no-dialog"));
    }
}

/// What stays at the bottom while the rest scrolls.
fn foot(ui: &mut Ui, id: &'static str, line: bool, inside: impl FnOnce(&mut Ui)) {
    Panel::bottom(id)
        .resizable(false)
        .show_separator_line(line)
        .frame(Frame::new().inner_margin(Margin {
            top: size::INSET_SMALL,
            ..Margin::ZERO
        }))
        .show(ui, inside);
}

/// The frame of what lies over the window.
fn modal_frame(ctx: &egui::Context) -> Frame {
    Frame::popup(&ctx.global_style()).inner_margin(Margin::same(size::INSET_LARGE))
}

/// A panel at the right.
fn right_panel(ui: &mut Ui, id: &'static str, width: f32, inside: impl FnOnce(&mut Ui)) {
    let p = theme::palette(ui);
    Panel::right(id)
        .resizable(false)
        .exact_size(width)
        .show_separator_line(true)
        .frame(Frame::new().fill(p.panel).inner_margin(Margin::same(size::EDGE)))
        .show(ui, inside);
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.drain(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        tracing::trace!("a frame is painted");
        self.draw(ui);
    }
}

/// How long closing the window waits for a burn.
const PATIENCE: Duration = Duration::from_secs(5);

/// A second's quarter: how long six digits rest before they check themselves.
const QUIET: Duration = Duration::from_millis(250);
