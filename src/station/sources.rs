//! Everything the station has from outside, and how it is put together.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;

use super::files::Files;
use super::{
    Arrival, BackupRequest, Capture, ClockSource, Executor, FileRequest, FindRequest, Inbox, Lane, Noted,
    PictureRequest, Reveal, Waker, Worker, backups, log_query, look, reveal, sleep,
};
use crate::desk::{Moment, Now};
use crate::ledger::{self, Ledger, Passphrase, Random, RandomFailed};
use crate::reader::doctor::Diagnosis;
use crate::reader::{Reader, Sink};

pub use super::files::Restrict;

/// Makes the reader once it is known where its events go.
pub type ReaderFactory = Box<dyn FnOnce(Sink) -> Box<dyn Reader>>;

/// Everything from outside.
pub struct Sources {
    /// Where the time is read, from both clocks at once.
    pub now: Now,
    /// The zone in which times are shown and files are named.
    pub zone: TimeZone,
    /// Where random bytes come from: seeds, keys and nonces are drawn there.
    pub random: Random,
    /// Makes the reader, once it is known where its events go.
    pub reader: ReaderFactory,
    /// The folder of the ledger and the settings.
    pub data_dir: PathBuf,
    /// The folder into which files leave.
    pub export_dir: PathBuf,
    /// This desk's name in the trail.
    pub station: String,
    /// Opens the ledger without asking.
    pub credentials: Option<Credentials>,
    /// What the command line decides and settings do not overrule.
    pub named: Named,
    /// Where it is noted down which folder the data folder is.
    pub noted: Noted,
    /// Who vouches for the clock.
    pub clock: ClockSource,
    /// Finds out why no reader is found; may take seconds.
    pub doctor: Doctor,
    /// Makes a file its owner's alone.
    pub restrict: Restrict,
    /// Shows a file in its folder; may take seconds.
    pub reveal: Reveal,
    /// Shows what the screens show; may take seconds.
    pub capture: Capture,
    /// Whether tokens and ledger are of the demo.
    pub demo: bool,
    /// Where the work is done.
    pub executor: Executor,
    /// Wakes whoever drains.
    pub waker: Waker,
}

/// Finds out why no reader is found.
pub type Doctor = Arc<dyn Fn() -> Vec<Diagnosis> + Send + Sync>;

/// What the command line decides and settings do not overrule.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Whether it names the reader: then the settings choose no other.
    pub reader: bool,
    /// The folder into which files leave.
    pub export_dir: bool,
    /// The time server, as HOST or HOST:PORT.
    pub time_server: Option<String>,
}

/// What opens the ledger.
#[derive(Debug)]
pub struct Credentials {
    /// What the ledger is opened with, or made with where there is none.
    pub passphrase: Passphrase,
    /// Who sits at the desk.
    pub operator: String,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sources")
    }
}

/// What the station keeps of them.
pub(super) struct Parts {
    pub now: Now,
    pub zone: TimeZone,
    pub data_dir: PathBuf,
    pub export_dir: PathBuf,
    pub station: String,
    pub credentials: Option<Credentials>,
    pub named: Named,
    pub noted: Noted,
    pub demo: bool,
    /// For what is encrypted in files.
    pub random: Random,
    /// Gone with the station.
    pub _alive: Arc<()>,
}

/// Who works for the station, in the order in which each was asked.
pub(super) struct Lanes {
    pub ledger: Lane<(i64, ledger::Request)>,
    pub files: Lane<FileRequest>,
    pub backups: Lane<BackupRequest>,
    pub finder: Lane<FindRequest>,
    /// Looks at those who vouch for the clock; the server is named in the request.
    pub clock: Lane<Option<String>>,
    pub doctor: Lane<()>,
    pub reveal: Lane<PathBuf>,
    pub pictures: Lane<(u64, PictureRequest)>,
}

impl Sources {
    pub(super) fn start(self) -> std::io::Result<(Parts, Inbox, Lanes, Box<dyn Reader>)> {
        let alive = Arc::new(());
        let (inbox, post) = Inbox::new(self.waker);
        let reader_post = post.clone();
        let reader = (self.reader)(Arc::new(move |event| reader_post.send(Arrival::Reader(event))));
        let died = |worker| {
            let post = post.clone();
            move || post.send(Arrival::Died(worker))
        };
        let random = Random::clone(&self.random);
        let mut ledger = Ledger::new(self.data_dir.clone(), self.station.clone(), random);
        if self.noted.was_chosen {
            ledger.expect_there();
        }
        let answers = post.clone();
        let serve = move |(at, request)| ledger.serve(request, at, &mut |answer| answers.send(Arrival::Ledger(answer)));
        let ledger = Lane::new(&self.executor, "ledger", serve, died(Worker::Ledger))?;
        let mut files = Files::new(self.data_dir.clone(), self.restrict);
        let answers = post.clone();
        let serve = move |request| answers.send(Arrival::Files(files.serve(request)));
        let files = Lane::new(&self.executor, "files", serve, died(Worker::Files))?;
        let (answers, data_dir) = (post.clone(), self.data_dir.clone());
        let serve = move |request| answers.send(Arrival::Backups(backups::serve(&data_dir, request)));
        let backups = Lane::new(&self.executor, "backups", serve, died(Worker::Backups))?;
        let answers = post.clone();
        let serve = move |request| answers.send(Arrival::Found(log_query::find(&request)));
        let finder = Lane::new(&self.executor, "finder", serve, died(Worker::Finder))?;
        let (answers, source) = (post.clone(), self.clock);
        let serve = move |server: Option<String>| answers.send(Arrival::Clock(source(server.as_deref())));
        let clock = Lane::new(&self.executor, "clock", serve, died(Worker::Clock))?;
        let (answers, examine) = (post.clone(), self.doctor);
        let serve = move |()| answers.send(Arrival::Diagnosed(examine()));
        let doctor = Lane::new(&self.executor, "doctor", serve, died(Worker::Doctor))?;
        let (answers, show) = (post.clone(), self.reveal);
        let serve = move |path| answers.send(Arrival::Past(reveal::show(&show, path)));
        let reveal = Lane::new(&self.executor, "reveal", serve, died(Worker::Reveal))?;
        let (answers, capture) = (post.clone(), self.capture);
        let serve = move |(number, request): (u64, PictureRequest)| {
            answers.send(Arrival::Picture((number, look::look(&capture, &request))));
        };
        let pictures = Lane::new(&self.executor, "pictures", serve, died(Worker::Pictures))?;
        if matches!(self.executor, Executor::Threads) {
            sleep::watch(Arc::clone(&self.now), Arc::downgrade(&alive), post)?;
        }
        let parts = Parts {
            now: self.now,
            zone: self.zone,
            data_dir: self.data_dir,
            export_dir: self.export_dir,
            station: self.station,
            credentials: self.credentials,
            named: self.named,
            noted: self.noted,
            demo: self.demo,
            random: self.random,
            _alive: alive,
        };
        let lanes = Lanes {
            ledger,
            files,
            backups,
            finder,
            clock,
            doctor,
            reveal,
            pictures,
        };
        Ok((parts, inbox, lanes, reader))
    }
}

/// The system's clocks.
#[must_use]
pub fn system_clock() -> Now {
    let start = Instant::now();
    Arc::new(move || {
        let wall = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Moment {
            wall_ms: wall,
            awake: start.elapsed(),
        }
    })
}

/// The system's random bytes.
#[must_use]
pub fn system_random() -> Random {
    Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| RandomFailed))
}
