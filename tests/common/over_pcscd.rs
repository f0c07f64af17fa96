//! A desk over PC/SC: a station whose reader is a private pcscd with virtual readers.
//!
//! The PC/SC library reads the socket's name from the environment, so a test program starts itself again with it set: a few
//! times side by side, each with a service of its own and a share of the tests. Nearly all of their time is spent waiting for
//! a service to look at its readers.
//! Where pcscd or the driver is missing the tests skip with a sentence; in CI that is a failure.

use std::path::PathBuf;
use std::process::{Command, exit};
use std::sync::Arc;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Trial};
use tapdesk::desk::Notice;
use tapdesk::reader::{PcscReader, ReaderState};
use tapdesk::station::{Door, Executor, ExportStage, Intent, Sources, Station};

use super::vpcd::{self, Daemon, READERS, Slot};
use super::{At, Bench, Clock, Pad, Token};

/// Longer than anything here takes.
pub const PATIENCE: Duration = Duration::from_secs(8);

/// Runs the trials, if they can run here.
pub fn main(trials: Vec<Trial>) -> ! {
    if let Some(why) = vpcd::missing() {
        println!("the PC/SC tests cannot run: {why}");
        exit(i32::from(std::env::var_os("CI").is_some()));
    }
    let share = std::env::var(SHARE).ok().and_then(|share| share.parse::<usize>().ok());
    let shares = SHARES.min(trials.len());
    let Some(share) = share else {
        exit(in_own_environments(shares));
    };
    let mut arguments = Arguments::from_args();
    // one service at a time: the socket's name is fixed for the process
    arguments.test_threads = Some(1);
    let own = trials.into_iter().skip(share).step_by(shares).collect();
    libtest_mimic::run(&arguments, own).exit();
}

/// Which share of the tests a program has that was started again.
const SHARE: &str = "TAPDESK_TEST_SHARE";
const SHARES: usize = 3;

/// The code with which the first of them ended that failed, or 0.
fn in_own_environments(shares: usize) -> i32 {
    let folder = tempfile::tempdir().unwrap();
    let start = |share: usize| {
        Command::new(std::env::current_exe().unwrap())
            .args(std::env::args_os().skip(1))
            .env(vpcd::SOCKET, folder.path().join(format!("pcscd.{share}")))
            .env(SHARE, share.to_string())
            .spawn()
            .unwrap()
    };
    let mut running: Vec<_> = (0..shares).map(start).collect();
    let codes: Vec<i32> = running
        .iter_mut()
        .map(|share| share.wait().unwrap().code().unwrap_or(1))
        .collect();
    codes.into_iter().find(|code| *code != 0).unwrap_or_default()
}

pub fn trial(name: &str, run: impl Fn() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        run();
        Ok(())
    })
}

/// Where the service of this program listens.
pub fn socket() -> PathBuf {
    std::env::var_os(vpcd::SOCKET).map(PathBuf::from).unwrap()
}

/// The instructions among what was sent.
pub fn instructions(wire: &[Vec<u8>]) -> Vec<u8> {
    wire.iter().map(|apdu| apdu[1]).collect()
}

/// A station that works as it does at a desk: over PC/SC, each lane on a thread of its own.
pub fn station(mut sources: Sources, reader: Option<&str>) -> Station {
    let (now, reader) = (Arc::clone(&sources.now), reader.map(str::to_owned));
    sources.reader = Box::new(move |sink| Box::new(PcscReader::start(reader, now, sink).unwrap()));
    sources.executor = Executor::Threads;
    Station::new(sources).unwrap()
}

/// A desk in front of a real service.
pub struct Desk {
    pub bench: Bench,
    pub daemon: Arc<Daemon>,
    pub slot: Slot,
    pub second: Slot,
}

impl Desk {
    /// A desk at a service of its own.
    pub fn new() -> Self {
        Self::at(Daemon::start(&socket()))
    }

    /// A desk at the first reader of that service.
    pub fn at(daemon: impl Into<Arc<Daemon>>) -> Self {
        Self::starting(daemon).ready(READERS[0])
    }

    /// A desk at the second. It never looks at what lies on the first, where another desk may be at work.
    pub fn at_second(daemon: impl Into<Arc<Daemon>>) -> Self {
        let mut desk = Self::preferring(Some(READERS[1]), daemon.into()).ready(READERS[1]);
        std::mem::swap(&mut desk.slot, &mut desk.second);
        desk
    }

    /// A desk that does not know yet what is there.
    pub fn starting(daemon: impl Into<Arc<Daemon>>) -> Self {
        Self::preferring(None, daemon.into())
    }

    fn preferring(reader: Option<&str>, daemon: Arc<Daemon>) -> Self {
        let home = Arc::new(tempfile::tempdir().unwrap());
        let clock = Clock::new();
        let pad = Pad::unused(&clock);
        let station = station(super::sources(home.path(), &clock, &pad, 7), reader);
        let slot = Slot::new(daemon.port, clock.source());
        let second = Slot::new(daemon.port + 1, clock.source());
        Self {
            bench: Bench {
                station,
                pad,
                clock,
                home,
            },
            daemon,
            slot,
            second,
        }
    }

    fn ready(mut self, reader: &str) -> Self {
        self.until_watched(reader);
        self.until("an open ledger", |desk| {
            desk.bench.stage() == At::Idle && desk.is_open()
        });
        self
    }

    /// The program is closed and started again.
    pub fn start_anew(&mut self) {
        let mut sources = super::sources(self.bench.home.path(), &self.bench.clock, &self.bench.pad, 8);
        sources.data_dir = self.bench.home.path().join("elsewhere");
        let parked = Station::new(sources).unwrap();
        drop(std::mem::replace(&mut self.bench.station, parked));
        super::until_closed(&self.bench.home.path().join("data"));
        let sources = super::sources(self.bench.home.path(), &self.bench.clock, &self.bench.pad, 9);
        self.bench.station = station(sources, None);
    }

    pub fn is_open(&self) -> bool {
        matches!(self.bench.station.door(), Door::Open { .. })
    }

    pub fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        loop {
            self.bench.station.drain();
            if reached(self) {
                return;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "waited in vain for {what}: {:?}, {:?}, {:?}, elsewhere {:?}",
                self.bench.stage(),
                self.bench.station.flow().pad(),
                self.bench.station.reader(),
                self.bench.station.elsewhere()
            );
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn choose(&mut self, reader: &str) {
        self.bench.apply(Intent::ChooseReader(reader.to_owned()));
        self.until_watched(reader);
    }

    pub fn until_watched(&mut self, reader: &str) {
        self.until(
            reader,
            |desk| matches!(desk.bench.station.reader(), ReaderState::Ready { chosen, .. } if chosen == reader),
        );
    }

    pub fn stage(&mut self, stage: At) {
        self.until(&format!("{stage:?}"), |desk| desk.bench.stage() == stage);
    }

    pub fn arm(&mut self, upn: &str) {
        self.bench.apply(Intent::SubmitUpn(upn.to_owned().into()));
        self.stage(At::Armed);
    }

    pub fn lift(&mut self) {
        self.slot.lift();
        self.until("an empty pad", |desk| {
            desk.bench.station.flow().pad() == tapdesk::desk::Pad::Empty
        });
    }

    pub fn confirm(&mut self, token: &Token) {
        self.stage(At::Comparing);
        self.bench.type_code_of(token);
        self.stage(At::Idle);
    }

    pub fn export(&mut self, name: &str) -> String {
        let path = self.bench.export_dir().join(name);
        self.bench.apply(Intent::Export {
            path: path.clone(),
            without_refused: false,
            sealing: None,
        });
        self.until("the file", |desk| {
            matches!(desk.bench.station.export().stage(), ExportStage::Done { .. })
        });
        std::fs::read_to_string(path).unwrap()
    }

    pub fn notice(&mut self) -> Notice {
        self.until("a notice", |desk| desk.bench.station.flow().notice().is_some());
        self.bench.station.flow().notice().cloned().unwrap()
    }
}
