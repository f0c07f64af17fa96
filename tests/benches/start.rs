//! How long the real program takes to its window, and how much memory it holds: started under Xvfb, cold settings, warm disk.
//!
//! Prints medians for a first start, for a ledger that a passphrase file makes and for one that it opens.
//! `TAPDESK_OTHER=PROGRAM[:PROGRAM…]` times other builds in turn with this one; `PROGRAM=TITLE` is another program whose
//! window has TITLE in its name: it gets no arguments and is only started. Fails above the limits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the start of the program is timed under Xvfb on Linux");
}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    linux::main()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{BufRead, BufReader};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, ExitCode, Stdio};
    use std::thread;
    use std::time::{Duration, Instant};

    const RUNS: usize = 9;
    /// Generous: shared machines, builds without optimisation.
    const MOST: Duration = Duration::from_millis(1500);
    const MOST_MB: u64 = 170;
    const PATIENCE: Duration = Duration::from_secs(20);

    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    struct Figures {
        visible: Vec<Duration>,
        memory: Vec<u64>,
    }

    /// What is started.
    struct Program {
        path: PathBuf,
        title: String,
        /// Whether it is a build of this one, which knows the arguments and has a ledger.
        ours: bool,
    }

    #[derive(Clone, Copy, PartialEq)]
    enum What {
        FirstStart,
        LedgerMade,
        LedgerOpened,
    }

    pub fn main() -> ExitCode {
        let (_screen, display) = screen();
        let programs = programs();
        let mut too_much = false;
        for (what, name) in [
            (What::FirstStart, "first start"),
            (What::LedgerMade, "ledger made"),
            (What::LedgerOpened, "ledger opened"),
        ] {
            let programs: Vec<_> = programs
                .iter()
                .filter(|program| program.ours || what == What::FirstStart)
                .collect();
            let mut all = measured(&programs, what, &display);
            for (program, figures) in programs.iter().zip(&mut all) {
                let (visible, memory) = figures.medians();
                println!(
                    "{name}: window after {} ms, {:.1} MB resident ({})",
                    visible.as_millis(),
                    memory as f64 / 1024.0,
                    program.path.display()
                );
            }
            let (visible, memory) = all.last_mut().unwrap().medians();
            too_much |= visible > MOST || memory > MOST_MB * 1024;
        }
        if too_much {
            println!(
                "that is too much: under {} ms and {MOST_MB} MB are wanted",
                MOST.as_millis()
            );
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }

    /// The others, and this build last.
    fn programs() -> Vec<Program> {
        let others = std::env::var_os("TAPDESK_OTHER").unwrap_or_default();
        let others = std::env::split_paths(&others)
            .filter(|path| !path.as_os_str().is_empty())
            .map(|path| match path.to_str().and_then(|path| path.rsplit_once('=')) {
                Some((path, title)) => Program {
                    path: path.into(),
                    title: title.to_owned(),
                    ours: false,
                },
                None => Program::build(path),
            });
        others
            .chain([Program::build(env!("CARGO_BIN_EXE_tapdesk").into())])
            .collect()
    }

    impl Program {
        fn build(path: PathBuf) -> Self {
            Self {
                path,
                title: "Tapdesk".to_owned(),
                ours: true,
            }
        }

        fn command(&self, home: &Path, what: What) -> Command {
            let mut command = Command::new(&self.path);
            if self.ours {
                command
                    .args(["--renderer", "glow", "--data-dir"])
                    .arg(home.join("data"));
            }
            if what != What::FirstStart {
                std::fs::write(home.join("passphrase"), "correct horse battery\n").unwrap();
                command.arg("--passphrase-file").arg(home.join("passphrase"));
            }
            command
        }
    }

    fn measured(programs: &[&Program], what: What, display: &str) -> Vec<Figures> {
        let mut all: Vec<Figures> = programs.iter().map(|_| Figures::none()).collect();
        let homes: Vec<_> = programs.iter().map(|_| tempfile::tempdir().unwrap()).collect();
        // one start each that is not counted: it makes the ledger and warms the disk
        for run in 0..=RUNS {
            for ((program, home), figures) in programs.iter().zip(&homes).zip(&mut all) {
                if what == What::LedgerMade {
                    let _ = std::fs::remove_dir_all(home.path().join("data"));
                }
                let (visible, memory) = start(program, home.path(), display, what);
                if run > 0 {
                    figures.visible.push(visible);
                    figures.memory.push(memory);
                }
            }
        }
        all
    }

    impl Figures {
        const fn none() -> Self {
            Self {
                visible: Vec::new(),
                memory: Vec::new(),
            }
        }

        /// The memory in KiB.
        fn medians(&mut self) -> (Duration, u64) {
            self.visible.sort();
            self.memory.sort_unstable();
            (self.visible[RUNS / 2], self.memory[RUNS / 2])
        }
    }

    fn start(program: &Program, home: &Path, display: &str, what: What) -> (Duration, u64) {
        let mut command = program.command(home, what);
        command
            .env("DISPLAY", display)
            .env("HOME", home)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let began = Instant::now();
        let running = Running(command.spawn().unwrap());
        while !is_visible(display, &program.title) {
            assert!(began.elapsed() < PATIENCE, "no window");
        }
        let visible = began.elapsed();
        thread::sleep(Duration::from_millis(1500));
        let memory = resident_kib(running.0.id());
        drop(running);
        while is_visible(display, &program.title) {
            thread::sleep(Duration::from_millis(5));
        }
        (visible, memory)
    }

    fn is_visible(display: &str, title: &str) -> bool {
        let found = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", title])
            .env("DISPLAY", display)
            .stderr(Stdio::null())
            .output()
            .unwrap();
        !found.stdout.is_empty()
    }

    fn resident_kib(pid: u32) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn screen() -> (Running, String) {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb (scripts/setup --tests installs it)");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        (Running(server), format!(":{}", number.trim()))
    }
}
