//! How long the real program takes to its window, and how much memory it holds: started under Xvfb, cold settings, warm disk.
//!
//! Prints medians for a first start and for a ledger that is opened by a passphrase file. `TAPDESK_OTHER=PROGRAM` times
//! another build in turn with this one. Fails above the limits.
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

    pub fn main() -> ExitCode {
        let (_screen, display) = screen();
        let ours = PathBuf::from(env!("CARGO_BIN_EXE_tapdesk"));
        let other = std::env::var_os("TAPDESK_OTHER").map(PathBuf::from);
        let programs: Vec<PathBuf> = other.into_iter().chain([ours]).collect();
        let mut too_much = false;
        for with_ledger in [false, true] {
            let mut all: Vec<Figures> = programs.iter().map(|_| Figures::none()).collect();
            let homes: Vec<_> = programs.iter().map(|_| tempfile::tempdir().unwrap()).collect();
            // one start each that is not counted: it makes the ledger and warms the disk
            for run in 0..=RUNS {
                for ((program, home), figures) in programs.iter().zip(&homes).zip(&mut all) {
                    let (visible, memory) = start(program, home.path(), &display, with_ledger);
                    if run > 0 {
                        figures.visible.push(visible);
                        figures.memory.push(memory);
                    }
                }
            }
            let what = if with_ledger { "ledger opened" } else { "first start" };
            for (program, figures) in programs.iter().zip(&mut all) {
                let (visible, memory) = figures.medians();
                println!(
                    "{what}: window after {} ms, {memory} MB resident ({})",
                    visible.as_millis(),
                    program.display()
                );
            }
            let (visible, memory) = all.last_mut().unwrap().medians();
            too_much |= visible > MOST || memory > MOST_MB;
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

    impl Figures {
        const fn none() -> Self {
            Self {
                visible: Vec::new(),
                memory: Vec::new(),
            }
        }

        fn medians(&mut self) -> (Duration, u64) {
            self.visible.sort();
            self.memory.sort_unstable();
            (self.visible[RUNS / 2], self.memory[RUNS / 2])
        }
    }

    fn start(program: &Path, home: &Path, display: &str, with_ledger: bool) -> (Duration, u64) {
        let mut command = Command::new(program);
        command
            .args(["--renderer", "glow", "--data-dir"])
            .arg(home.join("data"))
            .env("DISPLAY", display)
            .env("HOME", home)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .stderr(Stdio::null());
        if with_ledger {
            std::fs::write(home.join("passphrase"), "correct horse battery\n").unwrap();
            command.arg("--passphrase-file").arg(home.join("passphrase"));
        }
        let began = Instant::now();
        let running = Running(command.spawn().unwrap());
        while !is_visible(display) {
            assert!(began.elapsed() < PATIENCE, "no window");
        }
        let visible = began.elapsed();
        thread::sleep(Duration::from_millis(1500));
        let memory = resident_mb(running.0.id());
        drop(running);
        while is_visible(display) {
            thread::sleep(Duration::from_millis(5));
        }
        (visible, memory)
    }

    fn is_visible(display: &str) -> bool {
        let found = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", "Tapdesk"])
            .env("DISPLAY", display)
            .stderr(Stdio::null())
            .output()
            .unwrap();
        !found.stdout.is_empty()
    }

    fn resident_mb(pid: u32) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        let kib: u64 = line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap();
        kib / 1024
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
