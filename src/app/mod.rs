//! The window. `logic` takes what arrived, `ui` draws and collects what the person wants, and one place applies it.
//!
//! A screen never touches the reader, the ledger or a file: it reads [`Station`] and emits actions. One file or folder a
//! screen, which is a line in `screens` and does what `screen` asks of it; keys in `shortcut` and with their screens, colours
//! and sizes in `theme`, words in `assets/texts`, drawn parts in `widgets`. Files need each other in one direction only: wishes
//! (`action`) and what is drawn with (`cx`, `frame`, `words`) below, the screens above them, then `apply` and this file.

mod action;
mod apply;
pub mod capture;
pub mod cli;
mod clipboard;
mod clock;
mod cx;
mod dates;
pub mod diagnostics;
mod dialog;
mod door;
mod enroll;
mod export;
mod findings;
mod fitting;
mod formats;
mod frame;
mod header;
mod help;
mod identify;
mod keys;
mod lines;
mod log;
mod looks;
mod notice;
pub mod passphrase_file;
mod path;
mod people;
pub mod practice;
mod questions;
mod reveal;
mod scanner;
mod screen;
mod screens;
mod settings;
mod shortcut;
mod stock;
mod texts;
pub mod theme;
mod tray;
mod view;
pub mod widgets;
pub mod window;
mod words;

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Ui, ViewportCommand};

use action::Action;
use apply::Hands;
pub use capture::screens;
pub use cli::BUILD;
pub use clipboard::{Board, Boards};
use cx::Cx;
pub use dialog::{Browse, Choice, FileDialogs};
use practice::{Kept, Practice};
pub use reveal::reveal;
use screens::Screen;
use texts::Texts;
use view::View;
use widgets::is_passphrase_typed;

use crate::desk::{Folder, Stage, Upn};
use crate::disk;
use crate::reader::Tray;
use crate::station::{Door, Intent, PictureRequest, Station};

/// What the demo has, and the real program has not.
struct Demo {
    tray: Tray,
    practice: Practice,
}

/// The window's own state: what is typed, what is in view.
pub struct App {
    station: Station,
    texts: Texts,
    demo: Option<Demo>,
    view: View,
    dialog: dialog::Dialog<Screen>,
    clipboard: clipboard::SystemClipboard,
    scanner: scanner::Scanner,
    looks: looks::Looks,
    /// Who is offered as the operator where the ledger knows nobody.
    operator: String,
    /// How a station is made in another data folder.
    make: Option<MakeStation>,
}

/// Makes a station in a data folder.
type MakeStation = Box<dyn FnMut(&Path) -> std::io::Result<Station>>;

impl App {
    /// A window over `station`; `operator` is offered as the operator's name, `tray` is the demo's.
    #[must_use]
    pub fn new(ctx: &egui::Context, station: Station, operator: String, tray: Option<Tray>) -> Self {
        theme::style::install(ctx);
        let clipboard = clipboard::SystemClipboard::serve(ctx);
        Self {
            station,
            texts: Texts::english(),
            demo: tray.map(|tray| Demo {
                tray,
                practice: Practice::default(),
            }),
            view: View::for_operator(operator.clone()),
            dialog: dialog::Dialog::new(Box::new(dialog::SystemDialogs)),
            clipboard,
            scanner: scanner::Scanner::default(),
            looks: looks::Looks::default(),
            operator,
            make: None,
        }
    }

    /// How a station is made in another data folder, when one is wanted.
    pub fn open_folders(&mut self, make: impl FnMut(&Path) -> std::io::Result<Station> + 'static) {
        self.make = Some(Box::new(make));
    }

    /// Takes the practice of the demo up where it was left; `keep` hears of each step that it comes further.
    pub fn practise(&mut self, kept: Kept, keep: impl Fn(&Kept) + 'static) {
        if let Some(demo) = &mut self.demo {
            demo.practice = Practice::new(kept, Box::new(keep));
        }
    }

    /// Copies and pastes over another clipboard than the system's from now on.
    pub fn use_clipboard(&self, boards: Boards) {
        self.clipboard.lead_to(boards);
    }

    /// Other dialogs than those of the system from now on.
    pub fn use_file_dialogs(&mut self, dialogs: impl FileDialogs + 'static) {
        self.dialog = dialog::Dialog::new(Box::new(dialogs));
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
        if let Some(demo) = &self.demo {
            demo.tray.go_on();
        }
        // before anything counts as a touch: what comes too late does not keep the desk open
        self.station.tick();
        if self.station.drain() {
            ctx.request_repaint();
        }
        if let Some((screen, browse, path)) = self.dialog.chosen() {
            let now = ctx.input(|input| input.time);
            if let Some(wanted) = self.view.screens.of_mut(screen).file_chosen(&browse, path, now) {
                self.station.apply(wanted);
            }
        }
        if let Some((screen, browse)) = self.dialog.missed()
            && screen == self.view.screen
        {
            self.view.focus = self.view.screens.of(screen).path_field(&browse);
        }
        self.follow_folder(ctx);
        self.follow_flow(ctx);
        self.follow_door(ctx);
        self.looks.follow(ctx, self.station.settings());
        self.wake_up(ctx);
        self.close_when_done(ctx);
    }

    /// When the next frame is wanted: a countdown goes on, the reader of the demo has noticed or heard something. Asked for
    /// while nothing is drawn, and once more while something is: a frame that is drawn twice forgets the first.
    fn wake_up(&self, ctx: &egui::Context) {
        let tray = self.demo.as_ref().and_then(|demo| demo.tray.next());
        if let Some(next) = self.station.next_tick().into_iter().chain(tray).min() {
            ctx.request_repaint_after(next);
        }
    }

    /// The desk goes on in another data folder. The one before it is closed.
    fn follow_folder(&mut self, ctx: &egui::Context) {
        let Folder::There(folder) = self.station.folder() else {
            return;
        };
        let Some(mut make) = self.make.take() else { return };
        match make(folder) {
            Ok(station) => {
                self.make = Some(make);
                self.station = station;
                self.view = View::for_operator(self.operator.clone());
                ctx.request_repaint();
            }
            Err(error) => {
                tracing::error!(%error, "the station could not be started in another folder");
                self.make = Some(make);
                self.station.folder_failed(disk::words(&error).to_owned());
            }
        }
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
            self.hands(ctx).show(Screen::Enroll);
            self.settle(ctx);
        }
    }

    /// Behind a locked door nothing stays in a field, in an undo history or in the clipboard.
    fn follow_door(&mut self, ctx: &egui::Context) {
        let open = matches!(self.station.door(), Door::Open { .. });
        if self.view.open && !open {
            self.clipboard.clear();
            self.dialog.nobody_asked();
            self.scanner = scanner::Scanner::default();
            ctx.memory_mut(|memory| memory.data.clear());
            self.view = View::for_operator(self.operator.clone());
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
        let asks = asked && self.view.closing.is_none() && self.asks_before_closing();
        if asks {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        } else if asked && waits {
            self.view.closing.get_or_insert(now);
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

    /// Asks, once each, what is better done before the window closes; `false` when nothing is asked.
    fn asks_before_closing(&mut self) -> bool {
        let waiting = self.view.open && self.waits_for_a_file();
        waiting && self.view.questions.name_waiting()
            || self.station.lacks_recovery() && self.view.questions.ask_for_recovery()
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
        let ctx = ui.ctx().clone();
        let mut actions = Vec::new();
        if self.clipboard.arrive(&ctx, self.waited_for().as_ref()) {
            self.station.apply(Intent::PasteMissed);
        }
        self.read_scanner(&ctx, &mut actions);
        self.read_pictures(&ctx, &mut actions);
        self.clipboard.read_keys(&ctx, self.waited_for());
        let mut focus = self.view.focus.take();
        if let Some(demo) = &mut self.demo {
            tray::read_keys(&ctx, &demo.tray, &mut demo.practice);
            self.station.drain();
            demo.practice.look(&self.station, &demo.tray, self.view.screen);
        }
        let mut cx = Cx {
            station: &self.station,
            texts: &self.texts,
            no_dialog: self.dialog.missing(self.view.screen),
            focus: &mut focus,
            actions: &mut actions,
        };
        keys::read(&ctx, &mut cx, &self.view);
        if matches!(self.station.door(), Door::Open { .. }) {
            open_ui(ui, &mut cx, &mut self.view, self.demo.as_mut());
        } else {
            tray_ui(ui, &mut cx, self.demo.as_mut());
            door::ui(ui, &mut cx, &mut self.view.door);
        }
        self.above(&ctx, focus, &mut actions);
        self.apply(actions, &ctx);
        self.wake_up(&ctx);
    }

    /// Draws what lies over the window, and gives the focus to its field unless a question has it.
    fn above(&mut self, ctx: &egui::Context, mut focus: Option<egui::Id>, actions: &mut Vec<Action>) {
        let mut cx = Cx {
            station: &self.station,
            texts: &self.texts,
            no_dialog: None,
            focus: &mut focus,
            actions,
        };
        if self.view.open {
            questions::ui(ctx, &mut cx, &mut self.view.questions);
        }
        if self.view.help || self.view.questions.asks(&self.station) {
            self.view.screens.of_mut(self.view.screen).covered(ctx);
            clock::cover(ctx);
        }
        if self.view.help {
            help::ui(ctx, &mut cx, &self.view);
        }
        if self.view.scanned_below {
            notice::scanned_below(ctx, &cx);
        } else if let Some(mishap) = self.clipboard.said() {
            notice::clipboard(ctx, &cx, mishap);
        }
        if let Some(id) = focus.filter(|_| !self.view.questions.asks(&self.station)) {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
    }

    /// Who waits at Enroll for a secret that may be pasted.
    fn waited_for(&self) -> Option<Upn> {
        let here = self.view.screen == Screen::Enroll;
        self.station.flow().waiting().filter(|_| here).cloned()
    }

    /// What is scanned never gets into a field, unless it is a plain text or a passphrase is typed.
    fn read_scanner(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        let screen = self.view.screens.of(self.view.screen);
        if !self.view.open || is_passphrase_typed(ctx) {
            self.scanner.stand_aside(ctx);
            return;
        }
        // what lies over the window is answered by nobody's scan
        if self.view.help || self.view.questions.asks(&self.station) {
            self.scanner.let_upn_stay(true);
            self.view.scanned_below |= !self.scanner.take(ctx).is_empty();
            return;
        }
        self.view.scanned_below = false;
        self.scanner.let_upn_stay(screen.upn_stays());
        let bursts = self.scanner.take(ctx);
        actions.extend(bursts.into_iter().map(Action::Scanned));
    }

    /// A picture that was pasted goes to the desk, a file that is dropped on the window to the screen in view; below what
    /// lies over that they go nowhere, and that is said.
    fn read_pictures(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        let pasted = self.clipboard.take_picture();
        let dropped = ctx.input(|input| {
            let files = input.raw.dropped_files.iter().map(|file| file.path().to_path_buf());
            files.collect::<Vec<_>>()
        });
        if !self.view.open {
            return;
        }
        let for_whom = self.waited_for();
        let pasted = pasted.map(|pixels| Action::Desk(Intent::LookForCode(PictureRequest::Pixels(pixels), for_whom)));
        let screen = self.view.screens.of(self.view.screen);
        let dropped = match <[PathBuf; 1]>::try_from(dropped) {
            Ok([path]) => Some(screen.dropped(path, &self.station)),
            Err(none) if none.is_empty() => None,
            Err(_) => Some(Action::Desk(Intent::DroppedSeveral)),
        };
        let arrived = pasted.into_iter().chain(dropped);
        if self.view.help || self.view.questions.asks(&self.station) {
            self.view.scanned_below |= arrived.count() > 0;
        } else {
            actions.extend(arrived);
        }
    }

    fn apply(&mut self, actions: Vec<Action>, ctx: &egui::Context) {
        if actions.is_empty() {
            return;
        }
        let mut hands = self.hands(ctx);
        for action in actions {
            hands.apply(action);
        }
        self.settle(ctx);
    }

    fn hands<'a>(&'a mut self, ctx: &'a egui::Context) -> Hands<'a> {
        Hands {
            screen: self.view.screen,
            station: &mut self.station,
            view: &mut self.view,
            dialog: &mut self.dialog,
            clipboard: &mut self.clipboard,
            ctx,
        }
    }

    /// After something was applied.
    fn settle(&mut self, ctx: &egui::Context) {
        self.station.drain();
        ctx.request_repaint();
    }
}

fn tray_ui(ui: &mut Ui, cx: &mut Cx<'_>, demo: Option<&mut Demo>) {
    if let Some(demo) = demo {
        tray::panel(ui, cx, &demo.tray, &mut demo.practice);
    }
}

fn open_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut View, demo: Option<&mut Demo>) {
    header::panel(ui, cx, view);
    tray_ui(ui, cx, demo);
    if !theme::is_narrow(ui.ctx()) {
        view.screens.of_mut(view.screen).side(ui, cx);
    }
    let room = view.screens.of(view.screen).room();
    frame::work(ui, room, |ui| {
        let beside = notice::Beside {
            enroll: view.screen == Screen::Enroll,
            closing: view.closing.is_some(),
        };
        notice::strip(ui, cx, &mut view.strip, beside);
        view.screens.of_mut(view.screen).ui(ui, cx);
    });
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.drain(ctx);
    }

    fn raw_input_hook(&mut self, _ctx: &egui::Context, input: &mut egui::RawInput) {
        theme::bound_atlas(input);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        tracing::trace!("a frame is painted");
        self.draw(ui);
    }
}

/// How long closing the window waits for a burn.
const PATIENCE: Duration = Duration::from_secs(5);
