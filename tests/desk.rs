//! The real program at a real desk: its window under Xvfb, a real pcscd with a virtual card, keys alone.
//!
//! Pictures of every step go to `target/pictures` (or `TAPDESK_PICTURES`). Where Xvfb, xdotool, pcscd or the driver is
//! missing the tests skip with a sentence; in CI that is a failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(target_os = "linux")]
#[path = "common/bus.rs"]
mod bus;
#[cfg(target_os = "linux")]
mod common;
#[cfg(target_os = "linux")]
#[path = "common/desktop.rs"]
mod desktop;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the desk under Xvfb needs Linux; skipped");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio, exit};
    use std::sync::{Arc, Mutex};
    use std::thread;
    use std::time::{Duration, Instant};

    use libtest_mimic::{Arguments, Trial};
    use tapdesk::otp::Seed;
    use tapdesk::station::system_clock;
    use tapdesk::token2::Model;

    use crate::bus::Bus;
    use crate::common::leaks::Needles;
    use crate::common::time_server::{Answers, TimeServer};
    use crate::common::vpcd::{self, Daemon, Slot};
    use crate::common::{CSV_HEADER, Token, csv_row};
    use crate::desktop::{self, FileChooser};

    const PATIENCE: Duration = Duration::from_secs(20);
    const PASSPHRASE: &str = "correct horse battery";

    pub fn main() {
        if let Some(why) = vpcd::missing().or_else(missing) {
            println!("the desk under Xvfb cannot be tested: {why}");
            exit(i32::from(std::env::var_os("CI").is_some()));
        }
        let mut arguments = Arguments::from_args();
        // each has a screen and a service of its own, and waits most of its time
        arguments.test_threads = Some(3);
        let trials = vec![
            Trial::test("three_people_are_enrolled_by_keys_alone", || {
                enrolled_by_keys();
                Ok(())
            }),
            Trial::test("twenty_people_are_enrolled_by_keys_alone", || {
                twenty();
                Ok(())
            }),
            Trial::test("idle_costs_nothing_and_paints_nothing", || {
                idle();
                Ok(())
            }),
            Trial::test("a_clock_that_is_asked_for_costs_nothing_while_nobody_is_there", || {
                clock_asked();
                Ok(())
            }),
            Trial::test("a_hundred_thousand_enrolments_leave_the_program_small", || {
                long_log();
                Ok(())
            }),
            Trial::test("a_stopped_service_does_not_stop_the_window", || {
                frozen_service();
                Ok(())
            }),
            Trial::test("a_copied_secret_leaves_the_clipboard_after_half_a_minute", || {
                clipboard();
                Ok(())
            }),
            Trial::test("texts_are_copied_and_pasted_with_other_programs", || {
                other_programs();
                Ok(())
            }),
            Trial::test("a_stuck_owner_of_the_clipboard_does_not_stop_the_window", || {
                stuck_owner();
                Ok(())
            }),
            Trial::test("a_paste_of_nothing_is_said_until_the_next_key", || {
                pasted_nothing();
                Ok(())
            }),
            Trial::test("a_scanner_that_lets_go_of_shift_first_dictates_each_time", || {
                shift_first();
                Ok(())
            }),
            Trial::test("a_picture_that_is_chosen_or_dropped_is_written_as_it_dictates", || {
                from_files();
                Ok(())
            }),
            Trial::test(
                "secrets_of_other_systems_come_from_the_screen_the_clipboard_and_the_keys",
                || {
                    secrets_from_elsewhere();
                    Ok(())
                },
            ),
            Trial::test("a_backup_is_put_back_from_the_command_line", || {
                restored();
                Ok(())
            }),
            Trial::test("wrong_uses_get_a_sentence", || {
                wrong_uses();
                Ok(())
            }),
        ];
        libtest_mimic::run(&arguments, trials).exit();
    }

    fn missing() -> Option<String> {
        ["Xvfb", "xdotool", "import", "xclip"].into_iter().find_map(|tool| {
            let found = Command::new("which")
                .arg(tool)
                .output()
                .is_ok_and(|output| output.status.success());
            (!found).then(|| format!("{tool} is not installed (scripts/setup installs it)"))
        })
    }

    /// A process that ends with the test.
    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    struct Desk {
        program: Running,
        _screen: Running,
        display: String,
        window: String,
        daemon: Daemon,
        slot: Slot,
        home: tempfile::TempDir,
        frames: Arc<Mutex<usize>>,
        /// Standard error.
        said: Arc<Mutex<String>>,
        /// Vouches for the clock.
        _time: TimeServer,
    }

    impl Desk {
        fn open() -> Self {
            Self::open_in(tempfile::tempdir().unwrap())
        }

        fn open_without_witness() -> Self {
            Self::open_with(tempfile::tempdir().unwrap(), Answers::Nothing)
        }

        fn open_in(home: tempfile::TempDir) -> Self {
            Self::open_with(home, Answers::Ahead(0))
        }

        fn open_with(home: tempfile::TempDir, time: Answers) -> Self {
            Self::open_at(home, time, "")
        }

        /// On a desktop whose bus is there.
        fn open_at(home: tempfile::TempDir, time: Answers, bus: &str) -> Self {
            let time = TimeServer::new(time);
            let socket = home.path().join("pcscd.comm");
            let daemon = Daemon::start(&socket);
            let (screen, display) = screen();
            std::fs::write(home.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
            let mut program = Command::new(env!("CARGO_BIN_EXE_tapdesk"))
                .arg("--data-dir")
                .arg(home.path().join("data"))
                .arg("--export-dir")
                .arg(home.path().join("out"))
                .arg("--passphrase-file")
                .arg(home.path().join("passphrase"))
                .arg("--time-server")
                .arg(time.name())
                .env("DISPLAY", &display)
                .env("HOME", home.path())
                .env(vpcd::SOCKET, &socket)
                .env("DBUS_SESSION_BUS_ADDRESS", bus)
                .env("TZ", "UTC")
                .env("TAPDESK_LOG", "trace")
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .env_remove("WAYLAND_DISPLAY")
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let frames = Arc::new(Mutex::new(0));
            let said = Arc::default();
            listen(program.stderr.take().unwrap(), Arc::clone(&frames), Arc::clone(&said));
            let slot = Slot::new(daemon.port, system_clock());
            let mut desk = Self {
                program: Running(program),
                _screen: screen,
                display,
                window: String::new(),
                daemon,
                slot,
                home,
                frames,
                said,
                _time: time,
            };
            desk.window = desk.find_window();
            desk.xdotool(&["windowfocus", &desk.window]);
            // the pictures show nothing as pointed at
            desk.xdotool(&["mousemove", "1279", "799"]);
            desk.until("an open ledger", |desk| {
                desk.query("SELECT count(*) FROM operator") == Some(1)
            });
            thread::sleep(Duration::from_millis(800));
            desk
        }

        /// The log holds no secret, so its end may be told.
        fn said_last(&self) -> String {
            let said = self.said.lock().unwrap();
            let lines: Vec<&str> = said.lines().collect();
            lines[lines.len().saturating_sub(8)..].join("\n")
        }

        fn find_window(&self) -> String {
            let start = Instant::now();
            loop {
                let found = self.xdotool(&["search", "--onlyvisible", "--name", "Tapdesk"]);
                if let Some(window) = found.lines().next() {
                    return window.to_owned();
                }
                assert!(start.elapsed() < PATIENCE, "no window; said last: {}", self.said_last());
                thread::sleep(Duration::from_millis(50));
            }
        }

        fn xdotool(&self, arguments: &[&str]) -> String {
            let output = Command::new("xdotool")
                .args(arguments)
                .env("DISPLAY", &self.display)
                .output()
                .unwrap();
            String::from_utf8_lossy(&output.stdout).into_owned()
        }

        fn write(&self, text: &str) {
            self.xdotool(&["type", "--delay", "12", text]);
        }

        fn key(&self, key: &str) {
            self.xdotool(&["key", key]);
        }

        fn see(&self, name: &str) -> PathBuf {
            let path = pictures().join(format!("{name}.png"));
            let seen = Command::new("import")
                .args(["-window", "root"])
                .arg(&path)
                .env("DISPLAY", &self.display)
                .status();
            assert!(seen.unwrap().success());
            path
        }

        /// A number out of the ledger, read beside the program that has it open.
        fn query(&self, sql: &str) -> Option<i64> {
            let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
            let path = self.home.path().join("data/ledger.sqlite3");
            let connection = rusqlite::Connection::open_with_flags(path, flags).ok()?;
            connection.query_row(sql, [], |row| row.get(0)).ok()
        }

        fn outcomes(&self, outcome: &str) -> i64 {
            self.query(&format!("SELECT count(*) FROM enrolment WHERE outcome = '{outcome}'"))
                .unwrap_or(0)
        }

        fn until(&self, what: &str, reached: impl Fn(&Self) -> bool) {
            let start = Instant::now();
            while !reached(self) {
                if start.elapsed() > PATIENCE {
                    self.see("failed");
                    panic!("waited in vain for {what}");
                }
                thread::sleep(Duration::from_millis(25));
            }
        }

        /// The Enter behind a fast text counts only 400 ms after a new question; a person takes longer.
        fn breathe(&self) {
            thread::sleep(Duration::from_millis(700));
        }

        /// What each thread of the program has run so far.
        fn cpu_time(&self) -> BTreeMap<String, Duration> {
            let tasks = std::fs::read_dir(format!("/proc/{}/task", self.program.0.id())).unwrap();
            let each = |task: std::fs::DirEntry| {
                let read = |name: &str| std::fs::read_to_string(task.path().join(name)).unwrap_or_default();
                let ran = read("schedstat").split(' ').next().and_then(|first| first.parse().ok());
                let name = format!("{} {}", read("comm").trim(), task.file_name().to_string_lossy());
                (name, Duration::from_nanos(ran.unwrap_or(0)))
            };
            tasks.map(|task| each(task.unwrap())).collect()
        }

        /// Resident memory at its highest.
        fn memory_kib(&self) -> u64 {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.program.0.id())).unwrap();
            let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        }

        /// UPN, token, code.
        fn enroll(&self, upn: &str, token: &Token, confirmed: i64) {
            self.write(upn);
            self.key("Return");
            self.breathe();
            self.slot.lay(token);
            self.until("a burn", |desk| desk.outcomes("burned") == 1);
            self.breathe();
            self.write(&code_of(token));
            self.until("a confirmation", |desk| desk.outcomes("confirmed") == confirmed);
            self.slot.lift();
            self.breathe();
        }

        /// Somebody waits.
        fn arm(&self, upn: &str) {
            self.write(upn);
            self.key("Return");
            self.breathe();
        }

        /// A dictated secret is burned and compared.
        fn written(&self, token: &Token, number: i64, dictated: &[u8]) {
            self.slot.lay(token);
            self.until("a burn", |desk| desk.outcomes("burned") == 1);
            self.breathe();
            self.write(&code_of(token));
            self.until("a confirmation", |desk| desk.outcomes("confirmed") == number);
            self.slot.lift();
            self.breathe();
            assert!(
                token.seed().unwrap().expose() == dictated,
                "another secret is in the token"
            );
        }

        /// What another program would paste.
        fn pasted(&self) -> String {
            let output = Command::new("xclip")
                .args(["-selection", "clipboard", "-o"])
                .env("DISPLAY", &self.display)
                .output();
            String::from_utf8_lossy(&output.unwrap().stdout).into_owned()
        }

        /// The pixels of a place at the bottom, where something may lie over the window.
        fn bottom(&self) -> Vec<u8> {
            let pixels = Command::new("import")
                .args(["-window", "root", "-crop", "20x4+900+760", "-depth", "8", "rgb:-"])
                .env("DISPLAY", &self.display)
                .output();
            pixels.unwrap().stdout
        }

        fn xclip(&self, more: &[&str]) -> Child {
            let xclip = Command::new("xclip")
                .args(["-selection", "clipboard"])
                .args(more)
                .env("DISPLAY", &self.display)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            xclip.unwrap()
        }

        /// Another program copies that.
        fn copied_elsewhere(&self, text: &str) {
            let mut xclip = self.xclip(&["-i"]);
            xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
            assert!(xclip.wait().unwrap().success());
        }

        fn leaves_no_core_dump(&self) {
            let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.program.0.id())).unwrap();
            let core = limits
                .lines()
                .find(|line| line.starts_with("Max core file size"))
                .unwrap();
            assert_eq!(core.split_whitespace().skip(4).collect::<Vec<_>>(), ["1", "1", "bytes"]);
        }

        /// The data folder and everything that was said on standard error hold no seed.
        fn leaked_nothing(&self, tokens: &[&Token]) {
            let mut needles = Needles::default();
            for token in tokens {
                needles.add(token.seed().unwrap().expose());
            }
            let search = needles.search(&self.home.path().join("data"));
            assert!(search.found.is_empty(), "{:?}", search.found);
            let said = self.said.lock().unwrap();
            assert!(!needles.are_in(said.as_bytes()), "the log holds a secret");
            println!(
                "searched {} bytes of files and {} bytes of log",
                search.bytes,
                said.len()
            );
        }

        fn frames(&self) -> usize {
            *self.frames.lock().unwrap()
        }
    }

    fn screen() -> (Running, String) {
        let mut screen = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(screen.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        (Running(screen), format!(":{}", line.trim()))
    }

    /// Keeps what is said on standard error, and counts frames.
    fn listen(stderr: impl Read + Send + 'static, frames: Arc<Mutex<usize>>, said: Arc<Mutex<String>>) {
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if line.contains("a frame is painted") {
                    *frames.lock().unwrap() += 1;
                }
                *said.lock().unwrap() += &format!("{line}\n");
            }
        });
    }

    fn pictures() -> PathBuf {
        let named = std::env::var_os("TAPDESK_PICTURES").map(PathBuf::from);
        let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures"));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn code_of(token: &Token) -> String {
        token.code(system_clock()().unix())
    }

    /// A picture of the tests.
    fn picture(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/pictures")
            .join(name)
    }

    /// A QR code in another program's window, a picture in the clipboard, and a secret that is typed: each written as it is
    /// dictated.
    fn secrets_from_elsewhere() {
        let desk = Desk::open();
        let tokens = [
            Token::new(Model::OtpcP2I, 94),
            Token::new(Model::C302I, 12),
            Token::new(Model::MiniOtp3I, 7),
        ];
        desk.arm("kim@contoso.com");
        let shown = Command::new("display")
            .args(["-geometry", "+880+260"])
            .arg(picture("scaled-4.png"))
            .env("DISPLAY", &desk.display)
            .stderr(Stdio::null())
            .spawn();
        let shown = Running(shown.unwrap());
        desk.breathe();
        desk.breathe();
        desk.xdotool(&["windowfocus", &desk.window]);
        desk.see("desk-e1-code-on-screen");
        desk.key("ctrl+s");
        desk.breathe();
        desk.breathe();
        drop(shown);
        desk.breathe();
        desk.see("desk-e2-from-screen");
        desk.written(&tokens[0], 1, b"12345678901234567890");

        desk.arm("lee@contoso.com");
        let mut copied = desk.xclip(&["-t", "image/png", "-i", &picture("long.png").display().to_string()]);
        assert!(copied.wait().unwrap().success());
        desk.key("ctrl+v");
        desk.breathe();
        desk.breathe();
        desk.see("desk-e3-from-clipboard");
        desk.written(&tokens[1], 2, b"12345678901234567890123456789012");

        desk.arm("noa@contoso.com");
        desk.key("ctrl+i");
        desk.breathe();
        desk.xdotool(&["type", "--delay", "150", "mfrg gzdf-mztwq2lk mfrggzdfmztwq2lk"]);
        desk.see("desk-e4-typed");
        desk.key("Return");
        desk.breathe();
        desk.see("desk-e5-typed-taken");
        desk.written(&tokens[2], 3, b"abcdefghijabcdefghij");
        desk.leaked_nothing(&tokens.iter().collect::<Vec<_>>());
    }

    /// A picture that is chosen in the dialog of the desktop, and one that is dragged over the window.
    fn from_files() {
        let Some(bus) = Bus::start() else { return };
        let portal = bus.connect().name(desktop::NAME).unwrap();
        let chosen = FileChooser(picture("format.webp"));
        let _portal = portal.serve_at(desktop::PLACE, chosen).unwrap().build().unwrap();
        let home = tempfile::tempdir().unwrap();
        let desk = Desk::open_at(home, Answers::Ahead(0), &bus.address);
        let tokens = [Token::new(Model::OtpcP2I, 95), Token::new(Model::C302I, 13)];

        desk.arm("kim@contoso.com");
        desk.key("ctrl+o");
        desk.breathe();
        desk.breathe();
        desk.breathe();
        desk.see("desk-f1-chosen");
        desk.written(&tokens[0], 1, b"12345678901234567890");

        desk.arm("lee@contoso.com");
        desktop::drop_file(&desk.display, desk.window.parse().unwrap(), &picture("long.png"));
        desk.breathe();
        desk.breathe();
        desk.see("desk-f2-dropped");
        desk.written(&tokens[1], 2, b"12345678901234567890123456789012");
        desk.leaked_nothing(&tokens.iter().collect::<Vec<_>>());
    }

    fn enrolled_by_keys() {
        let desk = Desk::open();
        let first = Token::new(Model::OtpcP2I, 94);
        let second = Token::new(Model::C302I, 12);
        let third = Token::new(Model::MiniOtp3I, 7);
        desk.see("desk-1-who");

        // UPN first, the code typed
        desk.write("anna.mueller@example.com");
        desk.key("Return");
        desk.breathe();
        desk.see("desk-2-armed");
        desk.slot.lay(&first);
        desk.until("a burn", |desk| desk.outcomes("burned") == 1);
        desk.breathe();
        desk.see("desk-3-code");
        desk.write(&code_of(&first));
        desk.until("a confirmation", |desk| desk.outcomes("confirmed") == 1);
        desk.breathe();
        desk.see("desk-4-ready");
        desk.slot.lift();
        desk.breathe();

        // token first, compared by eye
        desk.slot.lay(&second);
        desk.breathe();
        desk.breathe();
        desk.see("desk-5-token-first");
        desk.write("ben.frei@example.com");
        desk.key("Return");
        desk.until("a burn", |desk| desk.outcomes("burned") == 1);
        desk.breathe();
        desk.key("ctrl+Return");
        desk.until("a confirmation", |desk| desk.outcomes("confirmed") == 2);
        desk.slot.lift();
        desk.breathe();

        // pulled in mid-burn, finished when it comes back
        desk.write("ines.caduff@example.com");
        desk.key("Return");
        desk.breathe();
        desk.slot
            .lay_and_pull(&third, crate::common::Pull { at: 5, acted: false }, None);
        desk.until("an interruption", |desk| desk.outcomes("interrupted") == 1);
        desk.breathe();
        desk.see("desk-6-interrupted");
        desk.slot.lay(&third);
        desk.until("a burn", |desk| desk.outcomes("burned") == 1);
        desk.breathe();
        desk.write(&code_of(&third));
        desk.until("a confirmation", |desk| desk.outcomes("confirmed") == 3);
        desk.slot.lift();

        desk.key("ctrl+2");
        desk.breathe();
        desk.key("Down");
        desk.breathe();
        desk.see("desk-7-log");
        desk.key("ctrl+e");
        desk.breathe();
        desk.see("desk-8-export");
        desk.key("Return");
        desk.until("a file", |desk| {
            desk.query("SELECT count(*) FROM export WHERE state = 'written'") == Some(1)
        });
        desk.breathe();
        desk.see("desk-9-exported");
        let files: Vec<PathBuf> = std::fs::read_dir(desk.home.path().join("out"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1, "{files:?}");
        let expected = [
            CSV_HEADER.to_owned(),
            csv_row("anna.mueller@example.com", &first, Model::OtpcP2I),
            csv_row("ben.frei@example.com", &second, Model::C302I),
            csv_row("ines.caduff@example.com", &third, Model::MiniOtp3I),
        ];
        assert!(
            std::fs::read_to_string(&files[0]).unwrap() == expected.concat(),
            "the file differs"
        );
        desk.leaked_nothing(&[&first, &second, &third]);
    }

    /// A morning: each person takes their UPN, Enter, and six digits.
    fn twenty() {
        const PEOPLE: usize = 20;
        let desk = Desk::open();
        let start = Instant::now();
        let mut expected = CSV_HEADER.to_owned();
        for number in 1..=PEOPLE {
            let model = Model::ALL[number % Model::ALL.len()];
            let token = Token::new(model, u32::try_from(number).unwrap());
            let upn = format!("person{number}@example.com");
            let see = |step: &str| drop(desk.see(&format!("twenty-{number:02}-{step}")));
            desk.write(&upn);
            see("1-typed");
            desk.key("Return");
            desk.breathe();
            see("2-armed");
            desk.slot.lay(&token);
            desk.until("a burn", |desk| desk.outcomes("burned") == 1);
            desk.breathe();
            see("3-code");
            desk.write(&code_of(&token));
            let confirmed = i64::try_from(number).unwrap();
            desk.until("a confirmation", |desk| desk.outcomes("confirmed") == confirmed);
            desk.slot.lift();
            desk.breathe();
            see("4-ready");
            expected += &csv_row(&upn, &token, model);
        }
        let each = start.elapsed() / u32::try_from(PEOPLE).unwrap();
        println!(
            "{PEOPLE} enrolled by keys alone, {:.1} s each with the pictures",
            each.as_secs_f64()
        );
        desk.key("ctrl+e");
        desk.breathe();
        desk.key("Return");
        desk.until("a file", |desk| {
            desk.query("SELECT count(*) FROM export WHERE state = 'written'") == Some(1)
        });
        let file = std::fs::read_dir(desk.home.path().join("out"))
            .unwrap()
            .next()
            .unwrap()
            .unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(text == expected, "the file differs");
    }

    fn idle() {
        const SECONDS: u64 = 30;
        let desk = Desk::open();
        thread::sleep(Duration::from_secs(3));
        let (before, frames) = (desk.cpu_time(), desk.frames());
        assert!(frames > 0, "frames are counted");
        thread::sleep(Duration::from_secs(SECONDS));
        let frames = desk.frames() - frames;
        let mut total = Duration::ZERO;
        for (thread, ran) in desk.cpu_time() {
            let ran = ran - before.get(&thread).copied().unwrap_or_default();
            total += ran;
            if ran > Duration::from_micros(100) {
                println!("  {thread}: {} us", ran.as_micros());
            }
        }
        let share = total.as_secs_f64() / Duration::from_secs(SECONDS).as_secs_f64() * 100.0;
        println!("idle for {SECONDS} s: {share:.3} % of a core, {frames} frames painted");
        assert!(total > Duration::from_micros(100), "time is counted");
        assert!(share < 0.1, "{share} %");
        assert_eq!(frames, 0);
    }

    /// A desk without a witness asks about the time all morning.
    fn clock_asked() {
        const SECONDS: u64 = 20;
        let desk = Desk::open_without_witness();
        desk.see("desk-12-clock-asked");
        thread::sleep(Duration::from_secs(24));
        desk.see("desk-13-clock-at-rest");
        let (before, frames) = (desk.cpu_time(), desk.frames());
        assert!(frames > 10, "the seconds ran while somebody was there");
        thread::sleep(Duration::from_secs(SECONDS));
        let ran: Duration = desk.cpu_time().values().sum::<Duration>() - before.values().sum::<Duration>();
        let share = ran.as_secs_f64() / Duration::from_secs(SECONDS).as_secs_f64() * 100.0;
        println!(
            "asked for {SECONDS} s: {share:.3} % of a core, {} frames",
            desk.frames() - frames
        );
        assert_eq!(desk.frames(), frames);
        assert!(share < 0.1, "{share} %");
        // the key that brings the time into view vouches for nothing, the next one does
        let vouched = |desk: &Desk| desk.query("SELECT count(*) FROM trail WHERE event LIKE 'clock%'");
        let none = vouched(&desk);
        desk.key("ctrl+b");
        desk.breathe();
        desk.see("desk-14-clock-awake");
        assert_eq!(vouched(&desk), none);
        desk.key("ctrl+b");
        desk.until("a clock that was vouched for", |desk| vouched(desk) > none);
    }

    /// What the whole program takes, its window and its renderer included.
    fn long_log() {
        const ROWS: i64 = 100_000;
        const MOST_KIB: u64 = 250 * 1024;
        let desk = Desk::open();
        desk.enroll("anna@example.com", &Token::new(Model::C302I, 1), 1);
        let Desk { program, home, .. } = desk;
        drop(program);
        super::common::older::left(
            &home.path().join("data"),
            PASSPHRASE,
            &format!(
                "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
                 INSERT INTO enrolment (uid, at, upn, upn_folded, serial, model, kind, algorithm, period, outcome,
                                        touched, operator, nonce, sealed, fingerprint, confirmed_at, confirmed_by)
                 SELECT randomblob(16), at - i * 60, 'person' || i || '@example.com', 'person' || i || '@example.com',
                        '8659632' || (100000 + i), 'C302-i', kind, algorithm, period, outcome, 1, operator,
                        zeroblob(24), x'', randomblob(32), confirmed_at, confirmed_by
                   FROM enrolment, n WHERE enrolment.id = 1;
                 UPDATE enrolment SET sealed = sealed_for(uid, serial, algorithm) WHERE id > 1;"
            ),
        );
        let desk = Desk::open_in(home);
        desk.key("ctrl+2");
        desk.breathe();
        for _ in 0..40 {
            desk.key("Down");
        }
        desk.write("person77");
        desk.breathe();
        desk.see("desk-12-long-log");
        let rows = desk.query("SELECT count(*) FROM enrolment");
        assert_eq!(rows, Some(ROWS));
        let kib = desk.memory_kib();
        println!("{ROWS} enrolments in the window: {} MB resident", kib / 1024);
        assert!(kib > 0 && kib < MOST_KIB, "{kib} KiB");
    }

    fn other_programs() {
        let desk = Desk::open();
        let token = Token::new(Model::OtpcP2I, 94);
        desk.copied_elsewhere("anna.mueller@example.com\r\n");
        desk.key("ctrl+v");
        desk.breathe();
        desk.key("Return");
        desk.breathe();
        desk.slot.lay(&token);
        desk.until("a burn for the person that was pasted", |desk| {
            desk.query("SELECT count(*) FROM enrolment WHERE upn = 'anna.mueller@example.com'") == Some(1)
        });
        desk.until("a burn", |desk| desk.outcomes("burned") == 1);
        desk.breathe();
        // the code, in the groups in which it is shown
        let code = code_of(&token);
        desk.copied_elsewhere(&format!("{} {}\n", &code[..3], &code[3..]));
        desk.key("shift+Insert");
        desk.until("a confirmation", |desk| desk.outcomes("confirmed") == 1);
        desk.slot.lift();
        desk.breathe();

        desk.key("ctrl+f");
        desk.breathe();
        desk.write("mueller");
        desk.breathe();
        desk.key("ctrl+a");
        desk.breathe();
        desk.key("ctrl+c");
        desk.until("the name in the clipboard", |desk| desk.pasted() == "mueller");
        desk.write("anna");
        desk.breathe();
        desk.key("ctrl+a");
        desk.breathe();
        desk.key("ctrl+x");
        desk.until("what was cut in the clipboard", |desk| desk.pasted() == "anna");
        desk.see("desk-9-cut");

        // a secret goes where a scanned one goes, and stays in no field
        desk.key("ctrl+1");
        desk.breathe();
        let other = Token::new(Model::C301I, 3);
        desk.write("ben.frei@example.com");
        desk.key("Return");
        desk.breathe();
        desk.copied_elsewhere("otpauth://totp/x:ben?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=x");
        desk.key("ctrl+v");
        desk.breathe();
        desk.see("desk-10-secret-pasted");
        desk.slot.lay(&other);
        desk.until("a burn", |desk| desk.outcomes("burned") == 1);
        let seed = other.seed().unwrap();
        assert!(seed.expose() == b"12345678901234567890", "the pasted one");
        desk.slot.lift();
    }

    /// Nobody has the selection, and then somebody with a picture.
    fn pasted_nothing() {
        let desk = Desk::open();
        desk.breathe();
        let before = desk.bottom();
        for (name, picture) in [("desk-13-paste-empty", false), ("desk-14-paste-picture", true)] {
            if picture {
                let mut owner = desk.xclip(&["-t", "image/png", "-i"]);
                owner.stdin.take().unwrap().write_all(b"\x89PNG\r\n\x1a\n\xff").unwrap();
                assert!(owner.wait().unwrap().success());
            }
            desk.key("ctrl+v");
            desk.until("a word about it", |desk| desk.bottom() != before);
            desk.see(name);
            desk.key("End");
            desk.until("that it goes", |desk| desk.bottom() == before);
            // two keys within 60 ms are a scanner's
            desk.breathe();
        }
        // the focus never went
        desk.copied_elsewhere("anna.mueller@example.com\n");
        desk.key("ctrl+v");
        desk.breathe();
        desk.key("Return");
        desk.breathe();
        desk.slot.lay(&Token::new(Model::OtpcP2I, 94));
        desk.until("a burn", |desk| desk.outcomes("burned") == 1);
        desk.slot.lift();
    }

    /// Some other program has the selection and is stopped.
    fn stuck_owner() {
        let desk = Desk::open();
        let mut owner = desk.xclip(&["-quiet", "-i"]);
        owner.stdin.take().unwrap().write_all(b"never").unwrap();
        let owner = Running(owner);
        desk.breathe();
        assert_eq!(desk.pasted(), "never");
        let stop = Command::new("kill").args(["-STOP", &owner.0.id().to_string()]).status();
        assert!(stop.unwrap().success());
        desk.key("ctrl+v");
        desk.breathe();
        // the window goes on
        let before = Instant::now();
        desk.write("anna.mueller@example.com");
        desk.key("Return");
        desk.breathe();
        let token = Token::new(Model::OtpcP2I, 94);
        desk.slot.lay(&token);
        desk.until("a burn", |desk| desk.outcomes("burned") == 1);
        let took = before.elapsed();
        assert!(took < Duration::from_millis(3500), "{took:?}");
        desk.slot.lift();
        // and says what became of the paste, though all of that was done meanwhile
        desk.breathe();
        let before = desk.bottom();
        desk.key("ctrl+v");
        desk.until("a word about it", |desk| desk.bottom() != before);
        desk.see("desk-15-stuck-owner");
    }

    /// As xdotool types a colon: its key comes up after Shift, under another name.
    fn shift_first() {
        let desk = Desk::open();
        let people = [
            ("anna@example.com", b"12345678901234567890"),
            ("ben@example.com", b"12345678901234567891"),
            ("ann.caduff@example.com", b"12345678901234567892"),
        ];
        for (number, (upn, seed)) in (1..).zip(people) {
            let secret = Seed::new(seed).unwrap().to_base32();
            let token = Token::new(Model::C301I, number);
            desk.write(upn);
            desk.key("Return");
            desk.breathe();
            let text = format!("otpauth://totp/UserLock:{upn}?secret={}&issuer=x", *secret);
            desk.xdotool(&["type", "--delay", "6", &text]);
            desk.key("Return");
            desk.breathe();
            desk.slot.lay(&token);
            desk.until("a burn", |desk| desk.outcomes("burned") == 1);
            assert!(token.seed().unwrap().expose() == seed, "{number}");
            desk.breathe();
            desk.write(&code_of(&token));
            desk.until("a confirmation", |desk| desk.outcomes("confirmed") == i64::from(number));
            desk.slot.lift();
            desk.breathe();
        }
    }

    fn clipboard() {
        let desk = Desk::open();
        let token = Token::new(Model::C302I, 1);
        desk.enroll("anna@example.com", &token, 1);
        desk.key("ctrl+2");
        desk.breathe();
        desk.key("Down");
        desk.breathe();
        desk.key("ctrl+r");
        desk.breathe();
        desk.write("second app");
        // at once it would be a scanner's, which opens nothing
        desk.breathe();
        desk.key("Return");
        desk.breathe();
        desk.see("desk-10-qr");
        desk.key("ctrl+c");
        let secret = token.seed().unwrap().to_base32();
        desk.until("the secret in the clipboard", |desk| desk.pasted() == *secret);
        let copied = Instant::now();
        while desk.pasted() == *secret {
            assert!(copied.elapsed() < Duration::from_secs(40), "the secret stays");
            thread::sleep(Duration::from_millis(250));
        }
        let stayed = copied.elapsed().as_secs();
        println!("a copied secret stayed {stayed} s");
        assert!((25..40).contains(&stayed));
        // locking takes it away at once
        desk.key("ctrl+c");
        desk.until("the secret in the clipboard", |desk| desk.pasted() == *secret);
        desk.key("ctrl+l");
        desk.until("an empty clipboard", |desk| desk.pasted() != *secret);
        desk.breathe();
        desk.see("desk-11-locked");
        desk.leaves_no_core_dump();
        desk.leaked_nothing(&[&token]);
    }

    fn restored() {
        let mut desk = Desk::open();
        let token = Token::new(Model::C302I, 1);
        desk.enroll("anna@example.com", &token, 1);
        desk.key("ctrl+e");
        desk.breathe();
        desk.key("Return");
        let folder = desk.home.path().join("data/backups");
        let backups = || -> Vec<PathBuf> {
            let entries = std::fs::read_dir(&folder).into_iter().flatten();
            let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            paths.retain(|path| path.extension().is_some_and(|ending| ending == "tapdesk-backup"));
            paths
        };
        desk.until("a backup after the export", |_| backups().len() == 2);
        let newest = backups().pop().unwrap();
        let restore = |file: &Path| {
            let data = desk.home.path().join("data");
            let mut command = Command::new(env!("CARGO_BIN_EXE_tapdesk"));
            command
                .arg("restore")
                .arg(file)
                .arg("--data-dir")
                .arg(data)
                .output()
                .unwrap()
        };
        let in_use = restore(&newest);
        assert!(!in_use.status.success());
        assert!(String::from_utf8_lossy(&in_use.stderr).contains("another Tapdesk has this ledger open"));
        desk.program.0.kill().unwrap();
        desk.program.0.wait().unwrap();
        let rubbish = restore(&desk.home.path().join("passphrase"));
        assert!(String::from_utf8_lossy(&rubbish.stderr).contains("not a Tapdesk ledger"));
        let restored = restore(&newest);
        let said = String::from_utf8_lossy(&restored.stdout).into_owned();
        assert!(
            restored.status.success() && said.contains("Restored: 1 enrollment,"),
            "{said}"
        );
        assert_eq!(desk.outcomes("confirmed"), 1);
        desk.leaked_nothing(&[&token]);
    }

    fn frozen_service() {
        let desk = Desk::open();
        desk.write("anna@example.com");
        desk.key("Return");
        desk.breathe();
        desk.daemon.freeze();
        thread::sleep(Duration::from_secs(2));
        let before = desk.frames();
        desk.key("ctrl+2");
        desk.breathe();
        desk.key("ctrl+1");
        desk.breathe();
        let painted = desk.frames() - before;
        println!("service stopped: {painted} frames painted for two keys");
        assert!(painted >= 2);
        desk.daemon.thaw();
    }

    fn wrong_uses() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty");
        std::fs::write(&empty, "").unwrap();
        let missing = folder.path().join("missing");
        let short = folder.path().join("short");
        std::fs::write(&short, "seven77\n").unwrap();
        let other = folder.path().join("other");
        std::fs::create_dir(&other).unwrap();
        std::fs::write(
            other.join("ledger.sqlite3"),
            "no database at all, but long enough to look like one",
        )
        .unwrap();
        let (short, other) = (short.to_str().unwrap(), other.to_str().unwrap());
        let good = folder.path().join("good");
        std::fs::write(&good, "correct horse\n").unwrap();
        let good = good.to_str().unwrap();
        let data = folder.path().join("data");
        let data = data.to_str().unwrap();
        let cases: [(&[&str], &str); 7] = [
            (&["--passphrase-file", short, "--data-dir", data], "8 characters"),
            (
                &["--passphrase-file", good, "--data-dir", other],
                "not a Tapdesk ledger",
            ),
            (&["--renderer", "paper"], "invalid value 'paper'"),
            (&["--demo", "--reader", "ACS"], "cannot be used with"),
            (&["--passphrase-file", missing.to_str().unwrap()], "cannot be read"),
            (&["--passphrase-file", empty.to_str().unwrap()], "is empty"),
            (&["--nonsense"], "unexpected argument"),
        ];
        for (arguments, sentence) in cases {
            let output = Command::new(env!("CARGO_BIN_EXE_tapdesk"))
                .args(arguments)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success(), "{arguments:?}");
            assert!(said.contains(sentence), "{arguments:?}: {said}");
        }
        let version = Command::new(env!("CARGO_BIN_EXE_tapdesk"))
            .arg("--version")
            .output()
            .unwrap();
        assert!(String::from_utf8_lossy(&version.stdout).starts_with("tapdesk 0.1.0 ("));
    }
}
