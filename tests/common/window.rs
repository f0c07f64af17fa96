//! A window over the demo's tray or the tests' pad, driven by role and name as a screen reader finds things.

use std::sync::{Arc, OnceLock};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Theme, ViewportCommand, ViewportEvent, ViewportId, vec2};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, HarnessBuilder, SnapshotOptions};
use tapdesk::app::App;
use tapdesk::app::practice::Kept;
use tapdesk::desk::{Outcome, Stage};
use tapdesk::ledger::Passphrase;
use tapdesk::otp::codes;
use tapdesk::reader::{DemoReader, Pace, Tray};
use tapdesk::station::{Credentials, Executor, Intent, Line, Named, Noted, Settings, Sources};

use super::{Clock, Pad, Token, clock_is_right};

/// The most telling screens. None shows a path, which is another one each time.
const COMMITTED: [&str; 30] = [
    "01-who-light",
    "02-armed-light",
    "03-code-light",
    "03-code-dark",
    "04-ready-light",
    "04-ready-dark",
    "11-known-token-dark",
    "12-known-person-light",
    "14-old-code-light",
    "22-first-start-light",
    "31-other-token-dark",
    "40-locked-light",
    "46-abandon-dark",
    "54-secret-light",
    "55-log-light",
    "57-log-narrowed-dark",
    "61-who-200-light",
    "63-code-200-light",
    "64-parked-200-light",
    "67-locked-200-light",
    "80-clock-asked-light",
    "82-clock-behind-dark",
    "87-several-fit-light",
    "88-people-light",
    "91-token-seen-light",
    "99-sixth-token-light",
    "a0-others-code-light",
    "a1-many-misses-light",
    "a8-to-delete-light",
    "b8-diagnosis-dark",
];

pub struct Desk {
    pub window: Harness<'static, App>,
    pub tray: Tray,
    pub clock: Clock,
    pub home: Arc<tempfile::TempDir>,
    pub theme: Theme,
}

/// A window of the usual size.
pub fn builder(theme: Theme) -> HarnessBuilder<App> {
    Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_theme(theme)
        .with_max_steps(24)
}

impl Desk {
    /// A desk with an open ledger.
    pub fn new() -> Self {
        Self::with(Theme::Light, true, Arc::new(tempfile::tempdir().unwrap()))
    }

    pub fn with(theme: Theme, open: bool, home: Arc<tempfile::TempDir>) -> Self {
        Self::practising(theme, open, home, Clock::new(), Pace::Fast, (Kept::default(), |_| ()))
    }

    /// The same on that clock, with tokens of that pace and the practice as it was kept, and kept on.
    pub fn practising(
        theme: Theme,
        open: bool,
        home: Arc<tempfile::TempDir>,
        clock: Clock,
        pace: Pace,
        (kept, keep): (Kept, impl Fn(&Kept) + 'static),
    ) -> Self {
        let slot = Arc::new(OnceLock::new());
        let mut sources = sources(&home, &clock, &slot, open);
        let (now, tray, taken) = (clock.source(), Arc::clone(&slot), kept.taken());
        sources.reader = Box::new(move |sink| {
            let made = Tray::at(pace, sink, now, taken);
            assert!(tray.set(made.clone()).is_ok());
            Box::new(DemoReader::new(made))
        });
        let station = tapdesk::station::Station::new(sources).unwrap();
        let tray = slot.get().cloned().unwrap();
        let for_app = tray.clone();
        let window = builder(theme).build_eframe(move |creation| {
            let mut app = App::new(&creation.egui_ctx, station, "M. Keller".into(), Some(for_app));
            app.practise(kept, keep);
            app
        });
        let mut desk = Self {
            window,
            tray,
            clock,
            home,
            theme,
        };
        desk.settle();
        desk
    }

    pub fn settle(&mut self) {
        self.window.run();
        self.window.run_steps(3);
    }

    /// Compares the most telling screens with the pictures in `tests/snapshots` (`UPDATE_SNAPSHOTS=1` makes them anew),
    /// and draws every screen into the folder `TAPDESK_PICTURES`.
    pub fn see(&mut self, name: &str) {
        let theme = if self.theme == Theme::Dark { "dark" } else { "light" };
        let name = format!("{name}-{theme}");
        if COMMITTED.contains(&name.as_str()) {
            let options = SnapshotOptions::new().output_path("tests/snapshots");
            if let Err(differs) = self.window.try_snapshot_options(&name, &options) {
                panic!("{differs}");
            }
        }
        if let Some(folder) = std::env::var_os("TAPDESK_PICTURES") {
            let path = std::path::PathBuf::from(folder).join(format!("{name}.png"));
            self.window.render().unwrap().save(path).unwrap();
        }
    }

    /// The same window over the tests' pad, on which anything can lie.
    pub fn over_pad(theme: Theme) -> (Self, Pad) {
        Self::over_pad_with(theme, |_| ())
    }

    /// The same, with other sources.
    pub fn over_pad_with(theme: Theme, change: impl FnOnce(&mut Sources)) -> (Self, Pad) {
        Self::over_pad_in(theme, Arc::new(tempfile::tempdir().unwrap()), change)
    }

    /// The same, over the files of an earlier one.
    pub fn over_pad_in(theme: Theme, home: Arc<tempfile::TempDir>, change: impl FnOnce(&mut Sources)) -> (Self, Pad) {
        let mut desk = Self::with(theme, true, Arc::new(tempfile::tempdir().unwrap()));
        let pad = Pad::unused(&desk.clock);
        let mut sources = super::sources(home.path(), &desk.clock, &pad, 5);
        change(&mut sources);
        let station = tapdesk::station::Station::new(sources).unwrap();
        desk.window = builder(theme)
            .build_eframe(move |creation| App::new(&creation.egui_ctx, station, "M. Keller".into(), None));
        desk.home = home;
        desk.settle();
        (desk, pad)
    }

    /// Wants something of the desk as if a screen had asked for it.
    pub fn want(&mut self, intent: tapdesk::station::Intent) {
        self.window.state_mut().apply_intent(intent);
        self.settle();
    }

    /// The UPNs of the log in the order in which they are shown.
    pub fn shown_upns(&self) -> Vec<String> {
        let log = self.window.state().station().log();
        let rows = log.found().lines.iter().filter_map(|line| match line {
            Line::Row(id) => log.get(*id),
            Line::Day(_) => None,
        });
        rows.map(|row| row.upn.to_string()).collect()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    pub fn must_show(&self, text: &str) {
        assert!(self.shows(text), "the window does not say: {text}");
    }

    pub fn press(&mut self, key: Key) {
        self.window.key_press(key);
        self.settle();
    }

    pub fn ctrl(&mut self, key: Key) {
        self.window.key_press_modifiers(Modifiers::COMMAND, key);
        self.settle();
    }

    /// A key of the digit row on a keyboard whose layout has other signs there.
    pub fn ctrl_position(&mut self, physical: Key, meaning: Key) {
        for pressed in [true, false] {
            self.window.event_modifiers(
                Event::Key {
                    key: meaning,
                    physical_key: Some(physical),
                    pressed,
                    repeat: false,
                    modifiers: Modifiers::COMMAND,
                },
                Modifiers::COMMAND,
            );
        }
        self.settle();
    }

    pub fn write(&mut self, text: &str) {
        self.window.event(Event::Text(text.into()));
        self.settle();
    }

    /// A scanner types that within one frame, and the keys with which it ends.
    pub fn scan(&mut self, text: &str, ends: &[Key]) {
        let key = |key, pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        let ends = ends.iter().flat_map(|end| [key(*end, true), key(*end, false)]);
        let typed = text.chars().map(|c| Event::Text(c.to_string()));
        self.window.input_mut().events.extend(typed.chain(ends));
        self.settle();
    }

    /// A person types that, a key each quarter of a second.
    pub fn type_slowly(&mut self, text: &str) {
        for c in text.chars() {
            self.write(&c.to_string());
        }
    }

    /// Other settings from now on.
    pub fn set(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.window.state().station().settings().clone();
        change(&mut settings);
        let intent = Intent::ChangeSettings(Box::new(settings));
        self.window.state_mut().apply_intent(intent);
        self.settle();
    }

    pub fn lay(&mut self, pad: &Pad, token: &Token) {
        pad.put(Some(token.clone()), None, true, None);
        self.settle();
    }

    pub fn lift(&mut self, pad: &Pad) {
        pad.lift();
        self.settle();
    }

    pub fn click(&mut self, button: &str) {
        self.window.get_by_role_and_label(Role::Button, button).scroll_to_me();
        self.settle();
        self.window.get_by_role_and_label(Role::Button, button).click();
        self.settle();
    }

    /// Presses what can be done with the selected enrolment of the log, in the menu if it is not in view.
    pub fn deed(&mut self, words: &str) {
        if self.window.query_by_role_and_label(Role::Button, words).is_none() {
            self.press(Key::F10);
        }
        self.click(words);
    }

    pub fn field<'d>(&'d self, name: &'d str) -> egui_kittest::Node<'d> {
        let hidden = self.window.query_by_role_and_label(Role::PasswordInput, name);
        hidden.unwrap_or_else(|| self.window.get_by_role_and_label(Role::TextInput, name))
    }

    pub fn value(&self, name: &str) -> String {
        self.field(name).value().unwrap_or_default()
    }

    /// A list of people, read and taken as it was understood.
    pub fn import(&mut self, csv: &str) {
        let list = self.home.path().join("people.csv");
        std::fs::write(&list, csv).unwrap();
        self.want(tapdesk::station::Intent::ReadPeople(list));
        let columns = match self.window.state().station().people().import() {
            tapdesk::station::ImportStage::Read(_, columns) => *columns,
            other => panic!("{other:?}"),
        };
        self.want(tapdesk::station::Intent::ImportPeople(columns));
    }

    pub fn arm(&mut self, upn: &str) {
        assert!(self.field("UPN").is_focused(), "the focus waits in the UPN field");
        self.write(upn);
        self.press(Key::Enter);
    }

    pub fn code(&self) -> String {
        let now = self.clock.unix();
        codes(&self.tray.seed().unwrap(), tapdesk::otp::Parameters::STANDARD, now)
            .current
            .digits()
            .to_string()
    }

    pub fn stage(&self) -> &Stage {
        self.window.state().station().flow().stage()
    }

    pub fn enroll(&mut self, upn: &str) {
        self.arm(upn);
        self.click("Lay the token down");
        let code = self.code();
        self.write(&code);
        self.click("Lift the token");
    }

    /// UPN, a token of the tests, its code.
    pub fn enroll_on(&mut self, pad: &Pad, upn: &str, token: &Token) {
        self.arm(upn);
        pad.put(Some(token.clone()), None, true, None);
        self.settle();
        let code = token.code(self.clock.unix());
        self.write(&code);
        self.must_show("is ready");
        pad.lift();
        self.settle();
    }

    /// Somebody wants to close the window: what it commands then.
    pub fn ask_to_close(&mut self) -> Vec<ViewportCommand> {
        let events = |desk: &mut Self, events| {
            let viewports = &mut desk.window.input_mut().viewports;
            viewports.entry(ViewportId::ROOT).or_default().events = events;
        };
        events(self, vec![ViewportEvent::Close]);
        self.window.step();
        let commands = self.window.output().viewport_output[&ViewportId::ROOT].commands.clone();
        events(self, vec![]);
        commands
    }

    pub fn confirmed(&self) -> usize {
        let rows = self.window.state().station().log().rows();
        rows.iter().filter(|row| row.outcome == Outcome::Confirmed).count()
    }
}

fn sources(home: &tempfile::TempDir, clock: &Clock, slot: &Arc<OnceLock<Tray>>, open: bool) -> Sources {
    let (now, slot) = (clock.source(), Arc::clone(slot));
    Sources {
        now: clock.source(),
        zone: jiff::tz::TimeZone::UTC,
        random: super::counting_random(11),
        reader: Box::new(move |sink| {
            let tray = Tray::new(sink, now);
            assert!(slot.set(tray.clone()).is_ok());
            Box::new(DemoReader::new(tray))
        }),
        data_dir: home.path().join("data"),
        export_dir: home.path().join("out"),
        station: "Desk 2".into(),
        credentials: open.then(|| Credentials {
            passphrase: Passphrase::new(super::PASSPHRASE.into()),
            operator: "M. Keller".into(),
        }),
        named: Named::default(),
        noted: Noted::default(),
        clock: clock_is_right(),
        doctor: Arc::new(Vec::new),
        restrict: Arc::new(tapdesk::disk::restrict),
        capture: Arc::new(|| Err("there is no screen in a test".into())),
        reveal: Arc::new(|_| Err("nothing shows files here".into())),
        demo: true,
        executor: Executor::Inline,
        waker: Arc::new(|| {}),
    }
}
