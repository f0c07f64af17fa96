//! Where seeds could get out: every file that the station writes, its log at its most talkative, standard error, and what
//! screen readers are told, after a full day with interruptions, and with a panic on purpose in each thread.
//!
//! The day is a program of its own (this one, started again), so that its standard error is all there. It tells its seeds
//! through its standard output, which is read by this program alone and printed nowhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(all(feature = "app", target_os = "linux"))]
mod common;

#[cfg(not(all(feature = "app", target_os = "linux")))]
fn main() {
    println!("the leak test needs Linux and the window; skipped");
}

#[cfg(all(feature = "app", target_os = "linux"))]
fn main() {
    if let [_, flag, home] = &std::env::args().collect::<Vec<_>>()[..]
        && flag == day::FLAG
    {
        day::live(std::path::Path::new(home));
    }
    search::main();
}

#[cfg(all(feature = "app", target_os = "linux"))]
mod search {
    use std::process::Command;

    use data_encoding::HEXLOWER;
    use libtest_mimic::{Arguments, Trial};

    use crate::common::PASSPHRASE;
    use crate::common::leaks::Needles;
    use crate::day;

    pub fn main() {
        let trial = Trial::test("no_seed_is_anywhere_but_in_the_exports_that_were_asked_for", || {
            search();
            Ok(())
        });
        libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit();
    }

    fn search() {
        let home = tempfile::tempdir().unwrap();
        let output = Command::new(std::env::current_exe().unwrap())
            .args([day::FLAG, home.path().to_str().unwrap()])
            .env("TAPDESK_LOG", "trace")
            .env("PCSCLITE_CSOCK_NAME", home.path().join("no-service"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(101),
            "the day ends with a panic of its own: {log}"
        );

        let mut needles = Needles::default();
        let seeds: Vec<_> = String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        assert!(seeds.len() >= 4, "{} seeds", seeds.len());
        for seed in &seeds {
            needles.add(&HEXLOWER.decode(seed.as_bytes()).unwrap());
        }
        needles.add(PASSPHRASE.as_bytes());

        for thread in day::THREADS {
            let fault = format!("thread=\"{thread}\"");
            assert!(
                log.lines()
                    .any(|line| line.contains("a fault in Tapdesk") && line.contains(&fault)),
                "{thread}: {log}"
            );
        }
        assert!(!needles.are_in(&output.stderr), "the log holds a secret");
        let chatter = |line: &&str| ["TRACE", "DEBUG", "INFO"].iter().any(|level| line.contains(level));
        let foreign: Vec<_> = log
            .lines()
            .filter(chatter)
            .filter(|line| !line.contains("tapdesk::"))
            .collect();
        assert!(foreign.is_empty(), "{foreign:?}");
        assert!(
            log.contains("searching for a token") || log.contains("to the token") || log.contains("opening"),
            "{log}"
        );
        let search = needles.search(home.path());
        let tree = std::fs::metadata(home.path().join(day::TREE)).unwrap().len();
        assert!(tree > 10_000, "the trees were written down");
        println!(
            "searched {} bytes in {} files, {tree} of them what screen readers are told, and {} bytes of log, for {} forms of {} secrets",
            search.bytes,
            search.files,
            output.stderr.len(),
            needles.len(),
            seeds.len() + 1
        );
        let asked = [home.path().join("out/second.csv")];
        assert!(search.found == asked, "{:?}", search.found);
    }
}

#[cfg(all(feature = "app", target_os = "linux"))]
mod day {
    use std::io::Write;
    use std::path::Path;
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, Instant};

    use data_encoding::HEXLOWER;
    use egui::accesskit::Role;
    use egui::{Event, Key, Modifiers, vec2};
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT, Queryable};
    use tapdesk::app::{App, diagnostics};
    use tapdesk::desk::{Moment, Outcome, PlacementId};
    use tapdesk::ledger::Passphrase;
    use tapdesk::reader::{PcscReader, Reader, Request};
    use tapdesk::station::{Credentials, Door, Executor, Sources, Station, Trouble};
    use tapdesk::token2::Model;

    use crate::common::{self, At, Clock, Pad, Pull, Token, until_closed};

    pub const FLAG: &str = "--live-a-day";
    pub const TREE: &str = "trees.txt";
    /// Every thread that the program starts, and its own.
    pub const THREADS: [&str; 10] = [
        "backups",
        "files",
        "pcsc-monitor",
        "pcsc-worker",
        "clipboard",
        "dialog",
        "finder",
        "sleep-watch",
        "ledger",
        "main",
    ];

    /// The thread that is to panic the next time it passes by.
    static DOOMED: Mutex<Option<&str>> = Mutex::new(None);

    fn doom(thread: &'static str) {
        *DOOMED.lock().unwrap() = Some(thread);
    }

    fn pass_by() {
        let current = std::thread::current();
        let mut doomed = DOOMED.lock().unwrap();
        if doomed.is_some() && current.name() == *doomed {
            *doomed = None;
            drop(doomed);
            panic!("on purpose");
        }
    }

    /// Standard error; two of the threads pass by only here.
    struct Log;

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let here = matches!(std::thread::current().name(), Some("clipboard" | "pcsc-monitor"));
            if here && !std::thread::panicking() {
                pass_by();
            }
            std::io::stderr().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    struct Desk {
        window: Harness<'static, App>,
        pad: Pad,
        clock: Clock,
        tree: std::fs::File,
        /// The real reader beside the pad, without a service: for its threads.
        real: Arc<Mutex<Option<PcscReader>>>,
    }

    impl Desk {
        fn open(home: &Path, clock: &Clock, random: u64) -> Self {
            let pad = Pad::unused(clock);
            let real = Arc::default();
            let sources = sources(home, clock, &pad, random, &real);
            let station = Station::new(sources).unwrap();
            let window = Harness::builder()
                .with_size(vec2(1280.0, 800.0))
                .with_max_steps(24)
                .build_eframe(move |creation| App::new(&creation.egui_ctx, station, "M. Keller".into(), None));
            let tree = std::fs::File::options()
                .create(true)
                .append(true)
                .open(home.join(TREE))
                .unwrap();
            let mut desk = Self {
                window,
                pad,
                clock: clock.clone(),
                tree,
                real,
            };
            desk.until("an open door", |desk| {
                matches!(desk.station().door(), Door::Open { .. })
            });
            desk
        }

        fn station(&self) -> &Station {
            self.window.state().station()
        }

        fn step(&mut self) {
            self.window.run_steps(4);
            self.tell_tree();
            std::thread::sleep(Duration::from_millis(2));
        }

        /// What a screen reader could read aloud now.
        fn tell_tree(&mut self) {
            let root = self.window.root();
            for node in root.children_recursive() {
                let node = node.accesskit_node();
                let told = [
                    node.label(),
                    node.value(),
                    node.description(),
                    node.placeholder().map(str::to_owned),
                ];
                for text in told.into_iter().flatten().filter(|text| !text.is_empty()) {
                    writeln!(self.tree, "{text}").unwrap();
                }
            }
        }

        fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
            let start = Instant::now();
            while !reached(self) {
                if start.elapsed() > Duration::from_secs(20) {
                    eprintln!("waited in vain for {what}");
                    panic!("waited in vain");
                }
                self.step();
            }
            self.step();
        }

        fn write(&mut self, text: &str) {
            self.window.event(Event::Text(text.into()));
            self.step();
        }

        fn press(&mut self, key: Key) {
            self.window.key_press(key);
            self.step();
        }

        fn ctrl(&mut self, key: Key) {
            self.window.key_press_modifiers(Modifiers::COMMAND, key);
            self.step();
        }

        fn click(&mut self, button: &str) {
            self.window.get_by_role_and_label(Role::Button, button).click();
            self.step();
        }

        /// Presses what can be done with the selected enrolment, in the menu if it is not in view.
        fn deed(&mut self, words: &str) {
            if self.window.query_by_role_and_label(Role::Button, words).is_none() {
                self.press(Key::F10);
            }
            self.click(words);
        }

        fn stage(&self) -> At {
            At::of(self.station().flow().stage())
        }

        fn arm(&mut self, upn: &str) {
            self.until("a quiet desk", |desk| desk.stage() == At::Idle);
            self.write(upn);
            self.press(Key::Enter);
            self.until("an armed desk", |desk| desk.stage() == At::Armed);
        }

        fn count(&self, outcome: Outcome) -> usize {
            self.station()
                .log()
                .rows()
                .iter()
                .filter(|row| row.outcome == outcome)
                .count()
        }

        fn enroll(&mut self, upn: &str, token: &Token) {
            let before = self.count(Outcome::Confirmed);
            self.arm(upn);
            self.pad.put(Some(token.clone()), None, true, None);
            self.until("a code to compare", |desk| desk.stage() == At::Comparing);
            let code = token.code(self.clock.unix());
            self.write(&code);
            self.until("a confirmation", |desk| desk.count(Outcome::Confirmed) > before);
            self.pad.lift();
        }

        fn export(&mut self, home: &Path, name: &str) {
            self.ctrl(Key::E);
            let path = home.join("out").join(name);
            self.ctrl(Key::A);
            self.write(path.to_str().unwrap());
            self.click("Save");
            self.until("a file", |_| path.exists());
            self.until("its record", |desk| desk.station().log().waiting().count() == 0);
            self.press(Key::Escape);
        }

        fn died(&mut self, thread: &str) {
            self.until(thread, |_| DOOMED.lock().unwrap().is_none());
            self.step();
        }
    }

    fn sources(home: &Path, clock: &Clock, pad: &Pad, random: u64, real: &Arc<Mutex<Option<PcscReader>>>) -> Sources {
        let mut sources = common::sources(home, clock, pad, random);
        sources.executor = Executor::Threads;
        sources.waker = Arc::new(pass_by);
        let (now, random) = (clock.source(), sources.random);
        sources.random = Arc::new(move |bytes| {
            if bytes.len() == 24 {
                pass_by();
            }
            random(bytes)
        });
        sources.now = Arc::new(move || -> Moment {
            if std::thread::current().name() != Some("ledger") {
                pass_by();
            }
            now()
        });
        let make = sources.reader;
        let now = clock.source();
        let slot = Arc::clone(real);
        sources.reader = Box::new(move |sink| {
            *slot.lock().unwrap() = Some(PcscReader::start(None, now, Arc::clone(&sink)).unwrap());
            make(sink)
        });
        sources.credentials = Some(Credentials {
            passphrase: Passphrase::new(common::PASSPHRASE.into()),
            operator: "M. Keller".into(),
        });
        sources
    }

    /// Tells a seed to the program that looks for it.
    fn tell(seed: &[u8]) {
        println!("{}", HEXLOWER.encode(seed));
    }

    fn tell_seed(token: &Token) {
        tell(token.seed().unwrap().expose());
    }

    pub fn live(home: &Path) -> ! {
        diagnostics::start_to(|| Log);
        let clock = Clock::new();
        let tokens: Vec<_> = (1..=5).map(|number| Token::new(Model::C301I, number)).collect();
        morning(home, &clock, &tokens);
        clock.advance(60);
        faults(Desk::open(home, &clock, 22), home, &tokens);
        unreachable!("the day ends with a panic")
    }

    /// Enrolled, interrupted, exported, shown, copied, purged, locked; then the program dies.
    fn morning(home: &Path, clock: &Clock, tokens: &[Token]) {
        let mut desk = Desk::open(home, clock, 21);
        desk.enroll("anna@example.com", &tokens[0]);
        tell_seed(&tokens[0]);
        let dictated = b"12345678901234567890";
        tell(dictated);
        desk.write(&format!(
            "otpauth://totp/x?secret={}",
            data_encoding::BASE32_NOPAD.encode(dictated)
        ));
        desk.until("a refusal", |desk| desk.station().hint().is_some());
        for typed in format!(
            "otpauth://totp/x?secret={}",
            data_encoding::BASE32_NOPAD.encode(dictated)
        )
        .chars()
        {
            desk.write(&typed.to_string());
        }
        desk.press(Key::Enter);
        desk.arm("ben@example.com");
        desk.pad
            .put(Some(tokens[1].clone()), None, true, Some(Pull { at: 5, acted: false }));
        desk.until("a code to compare", |desk| desk.stage() == At::Comparing);
        tell_seed(&tokens[1]);
        desk.pad.lift();
        desk.press(Key::Escape);
        desk.export(home, "first.csv");

        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.press(Key::ArrowDown);
        desk.deed("QR code…");
        desk.write("for the test");
        desk.press(Key::Enter);
        desk.until("a secret", |desk| {
            desk.station().log().shown().is_some_and(|shown| shown.secret.is_some())
        });
        desk.press(Key::Escape);
        desk.until("nothing shown", |desk| {
            desk.station().log().shown().is_some_and(|shown| shown.secret.is_none())
        });
        desk.deed("Purge its export…");
        desk.until("a question", |desk| {
            matches!(desk.station().purge(), tapdesk::station::Purge::Asked(_))
        });
        for _ in 0..12 {
            desk.step();
        }
        desk.ctrl(Key::B);
        desk.until("a purge", |desk| {
            matches!(desk.station().purge(), tapdesk::station::Purge::Done { .. })
        });
        desk.press(Key::Escape);
        desk.ctrl(Key::S);
        desk.ctrl(Key::L);
        desk.until("a locked door", |desk| {
            matches!(desk.station().door(), Door::Closed { .. })
        });
        desk.write("not the passphrase");
        desk.press(Key::Enter);
        drop(desk);
        until_closed(&home.join("data"));
    }

    /// A panic in each thread, with a seed in its hands wherever it ever holds one.
    fn faults(mut desk: Desk, home: &Path, tokens: &[Token]) {
        desk.enroll("carl@example.com", &tokens[2]);
        tell_seed(&tokens[2]);
        doom("backups");
        desk.export(home, "second.csv");
        desk.died("backups");

        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.deed("QR code…");
        desk.write("to copy it");
        desk.press(Key::Enter);
        desk.until("a secret", |desk| {
            desk.station().log().shown().is_some_and(|shown| shown.secret.is_some())
        });
        doom("clipboard");
        desk.click("Copy for 30 seconds");
        desk.died("clipboard");
        desk.press(Key::Escape);
        desk.ctrl(Key::E);
        desk.ctrl(Key::Num1);
        desk.enroll("emil@example.com", &tokens[4]);
        tell_seed(&tokens[4]);
        desk.ctrl(Key::E);
        desk.window.ctx.set_request_repaint_callback(|_| pass_by());
        doom("dialog");
        desk.click("Browse…");
        desk.died("dialog");
        doom("sleep-watch");
        desk.died("sleep-watch");
        desk.ctrl(Key::Num2);
        doom("finder");
        desk.write("anna");
        desk.died("finder");
        doom("files");
        desk.ctrl(Key::S);
        desk.died("files");
        assert!(matches!(desk.station().trouble(), Some(Trouble::Died(_))));

        desk.ctrl(Key::Num1);
        desk.press(Key::Escape);
        desk.arm("dora@example.com");
        doom("ledger");
        desk.pad.put(Some(tokens[3].clone()), None, true, None);
        desk.died("ledger");
        doom("pcsc-monitor");
        desk.died("pcsc-monitor");
        doom("pcsc-worker");
        if let Some(real) = desk.real.lock().unwrap().as_mut() {
            real.request(Request::Inspect {
                placement: PlacementId(999),
                hold: false,
            });
        }
        desk.died("pcsc-worker");
        doom("main");
        desk.step();
    }
}
