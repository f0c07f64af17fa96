//! The program: arguments, the log, and the window over the station.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use clap::Parser;
use tapdesk::app::cli::{Cli, Command, Speed};
use tapdesk::app::practice::{self, Kept};
use tapdesk::app::{App, BUILD, diagnostics, passphrase_file, window};
use tapdesk::desk::{ClockChecked, Now};
use tapdesk::disk;
use tapdesk::ledger::{self, Passphrase};
use tapdesk::reader::{DemoReader, PcscReader, Tray, doctor};
use tapdesk::station::{
    ClockSource, Credentials, Executor, Named, Noted, ReaderFactory, Sources, Station, Waker, look, system_clock,
    system_random,
};
use zeroize::Zeroizing;

fn main() -> ExitCode {
    let cli = Cli::parse();
    diagnostics::start();
    if matches!(cli.command, Some(Command::Doctor)) {
        return examine();
    }
    if matches!(cli.command, Some(Command::Check)) {
        return check(&cli);
    }
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("tapdesk: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<(), String> {
    if let Some(Command::Restore { file }) = &cli.command {
        return restore(file, &folder_that_is_there(cli)?);
    }
    let mut desk = Desk::prepare(cli)?;
    window::open(cli.demo, cli.renderer, |ctx| desk.app(ctx, cli))
}

fn restore(file: &Path, data: &Path) -> Result<(), String> {
    let now = system_clock()().unix();
    let restored =
        ledger::restore(file, data, now).map_err(|error| format!("nothing was restored: {}", error.of_backup(file)))?;
    let last = restored.last_at.and_then(|at| jiff::Timestamp::from_second(at).ok());
    let until = last.map_or_else(
        || "nothing was ever done in it".to_owned(),
        |last| {
            let last = last.to_zoned(jiff::tz::TimeZone::system());
            format!("last used {}", last.strftime("%Y-%m-%d %H:%M"))
        },
    );
    println!(
        "Restored: {}, {until}.",
        counted(usize::try_from(restored.enrolments).unwrap_or_default())
    );
    if let Some(aside) = restored.set_aside {
        println!("The ledger that was there is kept as {}", aside.display());
    }
    println!("Tokens burned after that time are not in it, and rows exported after it wait for export again.");
    Ok(())
}

/// Says whether the ledger is as Tapdesk left it; a success when all of it is.
fn check(cli: &Cli) -> ExitCode {
    let looked = folder_that_is_there(cli).and_then(|data| {
        let passphrase = match &cli.passphrase_file {
            Some(path) => passphrase_in(path)?,
            None => asked_passphrase()?,
        };
        let passphrase = Passphrase::new(passphrase.as_str().to_owned());
        ledger::check(&data, &passphrase, system_random()).map_err(|error| error.to_string())
    });
    let (report, code) = match looked {
        Ok(found) if found.findings.is_empty() => {
            let sound = "the trail, the rows, the passphrases and the seeds are as Tapdesk left them";
            (
                format!("Sound: {}; {sound}.\n", counted(found.enrolments)),
                ExitCode::SUCCESS,
            )
        }
        Ok(found) => {
            let lines = found.findings.iter().map(|finding| format!("- {finding}\n"));
            let head = format!("Not sound: {}.\n", counted(found.enrolments));
            (head + &lines.collect::<String>(), ExitCode::FAILURE)
        }
        Err(why) => (format!("Not checked: {why}.\n"), ExitCode::FAILURE),
    };
    // whoever reads it may have seen enough and closed the pipe
    let _ = std::io::stdout().write_all(report.as_bytes());
    code
}

fn counted(enrolments: usize) -> String {
    match enrolments {
        1 => "1 enrollment".to_owned(),
        count => format!("{count} enrollments"),
    }
}

fn passphrase_in(path: &Path) -> Result<Zeroizing<String>, String> {
    passphrase_file::read(path).map_err(|why| format!("the passphrase file {} cannot be read: {why}", path.display()))
}

/// What is typed on standard input. It is shown while it is typed: in a script it comes from a pipe.
fn asked_passphrase() -> Result<Zeroizing<String>, String> {
    eprint!("Passphrase (it is shown while you type it): ");
    let mut line = Zeroizing::new(String::new());
    let read = std::io::stdin().read_line(&mut line);
    read.map_err(|error| format!("the passphrase cannot be read: {error}"))?;
    let line = line.trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        return Err("no passphrase was given; name a file with --passphrase-file".to_owned());
    }
    Ok(Zeroizing::new(line.to_owned()))
}

/// Says why no reader is found; a success when one is.
fn examine() -> ExitCode {
    let (system, seen, found) = doctor::examine();
    let report = doctor::report(&system, &seen, &found, BUILD);
    // whoever reads it may have seen enough and closed the pipe
    let _ = std::io::stdout().write_all(report.as_bytes());
    if seen.usable().next().is_some() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What is found out before the window opens, so that no file is touched on its thread.
struct Desk {
    folders: Folders,
    passphrase: Option<Zeroizing<String>>,
    operator: String,
    zone: jiff::tz::TimeZone,
    now: Now,
}

struct Folders {
    data: PathBuf,
    export: PathBuf,
    demo: Option<practice::Folder>,
    noted: Noted,
}

impl Desk {
    fn prepare(cli: &Cli) -> Result<Self, String> {
        let passphrase = match &cli.passphrase_file {
            Some(path) => Some(passphrase_in(path)?),
            None if cli.demo => Some(Zeroizing::new("demo passphrase".to_owned())),
            None => None,
        };
        let folders = Folders::choose(cli)?;
        if let Some(passphrase) = &passphrase {
            let passphrase = Passphrase::new(passphrase.as_str().to_owned());
            ledger::glance(&folders.data, &passphrase).map_err(|error| error.to_string())?;
        }
        Ok(Self {
            folders,
            passphrase,
            operator: operator(),
            zone: jiff::tz::TimeZone::system(),
            now: system_clock(),
        })
    }

    fn app(&mut self, ctx: &egui::Context, cli: &Cli) -> Option<App> {
        let (tray, wake) = (Arc::new(OnceLock::new()), ctx.clone());
        let ground = Ground {
            now: Arc::clone(&self.now),
            zone: self.zone.clone(),
            export: self.folders.export.clone(),
            reader: cli.reader.clone(),
            named: Named {
                reader: cli.reader.is_some(),
                export_dir: cli.export_dir.is_some(),
                time_server: cli.time_server.clone(),
            },
            noted: self.folders.noted.clone(),
            demo: cli.demo,
            waker: Arc::new(move || wake.request_repaint()),
        };
        let sources = Sources {
            reader: if cli.demo {
                self.demo_reader(cli.demo_speed.unwrap_or(Speed::Real), &tray)
            } else {
                ground.pcsc_reader()
            },
            // handed over for good: a locked station keeps no passphrase
            credentials: self.passphrase.take().map(|mut passphrase| Credentials {
                passphrase: Passphrase::new(std::mem::take(&mut *passphrase)),
                operator: self.operator.clone(),
            }),
            noted: ground.noted.clone(),
            ..ground.sources(&self.folders.data)
        };
        match Station::new(sources) {
            Ok(station) => {
                let mut app = App::new(ctx, station, self.operator.clone(), tray.get().cloned());
                self.take_practice_up(&mut app);
                app.open_folders(move |folder| Station::new(ground.sources(folder)));
                Some(app)
            }
            Err(error) => {
                tracing::error!(%error, "the station could not be started");
                None
            }
        }
    }

    fn take_practice_up(&self, app: &mut App) {
        let Some(demo) = &self.folders.demo else { return };
        match demo.keeper() {
            Ok(keeper) => app.practise(demo.kept().clone(), move |kept: &Kept| {
                // a keeper that has ended has said why
                let _ = keeper.send(kept.clone());
            }),
            Err(error) => tracing::warn!(%error, "the practice is not kept"),
        }
    }

    fn demo_reader(&self, speed: Speed, slot: &Arc<OnceLock<Tray>>) -> ReaderFactory {
        let (now, slot) = (Arc::clone(&self.now), Arc::clone(slot));
        let taken = self.folders.demo.as_ref().map_or(0, |demo| demo.kept().taken());
        Box::new(move |sink| {
            let tray = Tray::at(speed.pace(), sink, now, taken);
            // the factory is called once
            let _ = slot.set(tray.clone());
            Box::new(DemoReader::new(tray))
        })
    }
}

/// What a station is made of in whichever data folder.
struct Ground {
    now: Now,
    zone: jiff::tz::TimeZone,
    export: PathBuf,
    reader: Option<String>,
    named: Named,
    noted: Noted,
    demo: bool,
    waker: Waker,
}

impl Ground {
    /// For a folder that is there, with the reader of this computer.
    fn sources(&self, data: &Path) -> Sources {
        Sources {
            now: Arc::clone(&self.now),
            zone: self.zone.clone(),
            random: system_random(),
            reader: self.pcsc_reader(),
            data_dir: data.to_owned(),
            export_dir: self.export.clone(),
            station: station_name(),
            credentials: None,
            named: self.named.clone(),
            noted: Noted {
                file: self.noted.file.clone(),
                ..Noted::default()
            },
            clock: clock_source(self.demo),
            // what this computer lacks has nothing to do with the reader of the demo
            doctor: if self.demo {
                Arc::new(Vec::new)
            } else {
                Arc::new(|| doctor::examine().2)
            },
            restrict: Arc::new(tapdesk::disk::restrict),
            reveal: Arc::new(tapdesk::app::reveal),
            capture: Arc::new(|| tapdesk::app::screens().map_err(|error| error.to_string())),
            demo: self.demo,
            executor: Executor::Threads,
            waker: Arc::clone(&self.waker),
        }
    }

    fn pcsc_reader(&self) -> ReaderFactory {
        let (named, now) = (self.reader.clone(), Arc::clone(&self.now));
        Box::new(move |sink| match PcscReader::start(named, now, sink) {
            Ok(reader) => Box::new(reader),
            Err(error) => {
                eprintln!("tapdesk: the reader cannot be watched: {}", disk::words(&error));
                std::process::exit(1)
            }
        })
    }
}

impl Folders {
    fn choose(cli: &Cli) -> Result<Self, String> {
        if cli.demo {
            let own = data_home("tapdesk-demo");
            let folder = practice::Folder::open(own.as_deref())?;
            return Ok(Self {
                data: folder.data(),
                export: cli.export_dir.clone().unwrap_or_else(export_folder),
                demo: Some(folder),
                noted: Noted::default(),
            });
        }
        let file = cli.data_dir.is_none().then(noted_in).flatten();
        // where the note cannot be read it is not known which one: none is opened, and none made
        let (data, unread) = match data_folder(cli) {
            Ok(data) => (data, None),
            Err(why) => match file.as_deref().and_then(Path::parent) {
                Some(usual) => (usual.to_owned(), Some(why)),
                None => return Err(why),
            },
        };
        Ok(Self {
            noted: Noted {
                file,
                was_chosen: is_chosen(cli, &data),
                unread,
            },
            data,
            export: cli.export_dir.clone().unwrap_or_else(export_folder),
            demo: None,
        })
    }
}

/// A simulated token needs no right clock.
fn clock_source(demo: bool) -> ClockSource {
    if demo {
        let right = ClockChecked {
            server: None,
            system: Some(true),
        };
        Arc::new(move |_| right)
    } else {
        Arc::new(look)
    }
}

fn data_folder(cli: &Cli) -> Result<PathBuf, String> {
    match &cli.data_dir {
        Some(folder) => Ok(folder.clone()),
        None => {
            let noted = noted_in().map(|file| Noted::folder(&file)).transpose()?.flatten();
            noted
                .or_else(|| data_home("tapdesk"))
                .ok_or_else(|| "there is no home folder; name one with --data-dir".into())
        }
    }
}

/// A data folder that was chosen and is not there, as a share may be, is not made anew.
fn folder_that_is_there(cli: &Cli) -> Result<PathBuf, String> {
    let data = data_folder(cli)?;
    if is_chosen(cli, &data) && !data.is_dir() {
        let data = data.display();
        return Err(format!(
            "the data folder {data} is away; connect the drive or share it is on, or name another one with --data-dir"
        ));
    }
    Ok(data)
}

/// Whether it was chosen in the program, and is another one than the usual.
fn is_chosen(cli: &Cli, data: &Path) -> bool {
    cli.data_dir.is_none() && data_home("tapdesk").as_deref() != Some(data)
}

/// Where it is noted down which data folder was chosen.
fn noted_in() -> Option<PathBuf> {
    data_home("tapdesk").map(|home| home.join(Noted::FILE))
}

/// Where a program of that name keeps what is this computer's.
fn data_home(program: &str) -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", program).map(|dirs| dirs.data_local_dir().to_owned())
}

/// `Documents/Tapdesk`, or what stands for it on this system.
fn export_folder() -> PathBuf {
    let documents = directories::UserDirs::new().and_then(|dirs| {
        dirs.document_dir()
            .map(Path::to_owned)
            .or_else(|| Some(dirs.home_dir().to_owned()))
    });
    documents.unwrap_or_default().join("Tapdesk")
}

fn operator() -> String {
    let name = whoami::realname().unwrap_or_default();
    if name.trim().is_empty() {
        whoami::username().unwrap_or_default()
    } else {
        name
    }
}

fn station_name() -> String {
    whoami::hostname().unwrap_or_else(|_| "station".into())
}
