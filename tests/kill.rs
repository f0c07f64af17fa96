//! The station is killed by SIGKILL at every step, started again, and finished: nothing is lost, nothing leaves twice.
//!
//! This program starts itself again as the desk that dies. The token lies in the parent, behind a socket, so that it
//! survives as a real one does, and so that the parent can kill before and after each APDU. The steps on the disk (every
//! write, sync, rename, link and removal of every commit, export and backup) are the system's own calls: strace kills the
//! desk as it enters the n-th of each kind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(target_os = "linux")]
mod common;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the kill test needs Linux; skipped");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::io::{Read, Write};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio, exit};
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    use libtest_mimic::{Arguments, Trial};
    use tapdesk::desk::{Found, Outcome, PlacementId, Standing};
    use tapdesk::otp::Seed;
    use tapdesk::reader::{
        Card, CardLost, Reader, ReaderEvent, ReaderState, Request, Sink, burn, burn_after, identify,
    };
    use tapdesk::station::{Intent, Station, Trouble};
    use tapdesk::token2::{Model, TokenInfo};

    use crate::common::{self, At, Bench, Clock, Pad, Pull, Token, csv_row};

    const CHILD: &str = "--desk-that-dies";
    /// The desk opens its ledger and does nothing else.
    const ONLY_OPEN: &str = "TAPDESK_TEST_ONLY_OPEN";
    const STOCK_CHILD: &str = "--stock-that-dies";
    const UPN: &str = "anna@example.com";
    /// C302-i keeps its seed when its clock is set, C301-i loses it.
    const MODELS: [Model; 2] = [Model::C302I, Model::C301I];
    /// What changes files.
    const CALLS: &str =
        "write,pwrite64,fsync,fdatasync,ftruncate,link,linkat,rename,renameat,renameat2,unlink,unlinkat,mkdir";

    pub fn main() {
        let arguments: Vec<_> = std::env::args().collect();
        if let [_, flag, home, socket] = &arguments[..]
            && flag == CHILD
        {
            desk(Path::new(home), Path::new(socket));
            return;
        }
        if let [_, flag, home] = &arguments[..]
            && flag == STOCK_CHILD
        {
            stock_desk(Path::new(home));
            return;
        }
        if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
            println!("the kill test cannot run: strace is not installed (scripts/setup installs it)");
            exit(i32::from(std::env::var_os("CI").is_some()));
        }
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(2);
        let trials = vec![
            trial("killed_before_and_after_every_apdu", at_every_apdu),
            trial("killed_at_every_step_on_the_disk", at_every_step),
            trial(
                "killed_while_a_hundred_thousand_seeds_are_taken_in",
                stock_all_or_nothing,
            ),
            trial("killed_again_while_it_finds_out_how_an_export_ended", again),
        ];
        libtest_mimic::run(&arguments, trials).exit();
    }

    fn trial(name: &str, run: fn()) -> Trial {
        Trial::test(name, move || {
            run();
            Ok(())
        })
    }

    // --- the desk that dies -------------------------------------------------------------------------------------------

    /// A card at the other end of a socket.
    struct Far(Arc<Mutex<UnixStream>>);

    impl Card for Far {
        fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost> {
            let mut line = self.0.lock().unwrap();
            send(&mut line, apdu).map_err(|_| CardLost)?;
            receive(&mut line).map_err(|_| CardLost)
        }
    }

    struct FarReader {
        line: Arc<Mutex<UnixStream>>,
        sink: Sink,
        clock: Clock,
        held: Option<TokenInfo>,
    }

    impl Reader for FarReader {
        fn request(&mut self, request: Request) {
            let now = || self.clock.unix();
            let mut card = Far(Arc::clone(&self.line));
            match request {
                Request::Inspect { placement, .. } => {
                    let (token, info) = identify(&mut card, now()).unwrap().unwrap();
                    self.held = Some(info);
                    let found = Found::Token(token);
                    (self.sink)(ReaderEvent::Inspected { placement, found });
                }
                Request::Burn { order, .. } => {
                    let mut progress = |step| (self.sink)(ReaderEvent::Step(step));
                    let outcome = match self.held.take() {
                        Some(info) => burn_after(&mut card, order.plan(), info, &now, &mut progress),
                        None => burn(&mut card, order.plan(), &now, &mut progress),
                    };
                    (self.sink)(ReaderEvent::BurnEnded(outcome));
                }
                Request::Release | Request::Choose(_) => {}
            }
        }
    }

    /// One person is enrolled and exported.
    fn desk(home: &Path, socket: &Path) {
        let line = Arc::new(Mutex::new(UnixStream::connect(socket).unwrap()));
        let clock = Clock::new();
        clock.advance(30);
        let mut sources = common::sources(home, &clock, &Pad::unused(&clock), 7);
        let kept: Arc<Mutex<Option<Sink>>> = Arc::default();
        let (slot, of_reader) = (Arc::clone(&kept), clock.clone());
        sources.reader = Box::new(move |sink| {
            *slot.lock().unwrap() = Some(Arc::clone(&sink));
            Box::new(FarReader {
                line,
                sink,
                clock: of_reader,
                held: None,
            })
        });
        let mut station = Station::new(sources).unwrap();
        let sink = kept.lock().unwrap().clone().unwrap();
        sink(ReaderEvent::State(ReaderState::NoReader));
        let settle = |station: &mut Station| while station.drain() {};
        settle(&mut station);
        if std::env::var_os(ONLY_OPEN).is_some() {
            return;
        }
        station.apply(Intent::SubmitUpn(UPN.to_owned().into()));
        settle(&mut station);
        let placement = PlacementId(1);
        sink(ReaderEvent::Placed { placement, fresh: true });
        settle(&mut station);
        let code = station.codes().unwrap().current.digits();
        station.apply(Intent::TypeCode(code));
        settle(&mut station);
        sink(ReaderEvent::Removed);
        station.apply(Intent::Export {
            path: "first.csv".into(),
            without_refused: false,
            sealing: None,
        });
        settle(&mut station);
    }

    /// A file of factory seeds is taken in.
    fn stock_desk(home: &Path) {
        let clock = Clock::new();
        clock.advance(30);
        let mut station = Station::new(common::sources(home, &clock, &Pad::unused(&clock), 7)).unwrap();
        let settle = |station: &mut Station| while station.drain() {};
        settle(&mut station);
        station.apply(Intent::ReadStock(home.join("stock.csv")));
        settle(&mut station);
        station.apply(Intent::TakeIn);
        settle(&mut station);
    }

    fn send(line: &mut UnixStream, bytes: &[u8]) -> std::io::Result<()> {
        let mut message = u16::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
        message.extend_from_slice(bytes);
        line.write_all(&message)
    }

    fn receive(line: &mut UnixStream) -> std::io::Result<Vec<u8>> {
        let mut length = [0; 2];
        line.read_exact(&mut length)?;
        let mut bytes = vec![0; usize::from(u16::from_be_bytes(length))];
        line.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    // --- the world around it ------------------------------------------------------------------------------------------

    /// Where the desk is killed.
    #[derive(Clone, Debug)]
    enum Point {
        Apdu(Pull),
        /// The n-th call of that name.
        Call(String, usize),
        Nowhere,
    }

    /// A data folder with a ledger in it, to be copied: making one anew each time would take a while.
    fn prepared() -> tempfile::TempDir {
        let home = Arc::new(tempfile::tempdir().unwrap());
        drop(Bench::in_folder(Arc::clone(&home)));
        Arc::try_unwrap(home).unwrap()
    }

    fn copied(from: &Path) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        copy_folder(&from.join("data"), &home.path().join("data"));
        home
    }

    fn copy_folder(from: &Path, to: &Path) {
        std::fs::create_dir(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy_folder(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }

    /// Runs the desk to its end or to the point; `true` when it was killed there.
    fn run_desk(home: &Path, token: &Token, point: &Point, calls: Option<&Path>) -> bool {
        run(home, token, point, calls, false)
    }

    fn run(home: &Path, token: &Token, point: &Point, calls: Option<&Path>, only_open: bool) -> bool {
        let socket = home.join("token.socket");
        let listener = UnixListener::bind(&socket).unwrap();
        let mut command = Command::new("strace");
        match (point, calls) {
            (Point::Call(name, at), _) => {
                command.args(["-qq", "-o", "/dev/null", "-e", &format!("trace={name}")]);
                command.args(["-e", &format!("inject={name}:signal=KILL:when={at}")]);
            }
            (_, Some(calls)) => {
                command.args(["-qq", "-e", &format!("trace={CALLS}"), "-o"]).arg(calls);
            }
            _ => command = Command::new("env"),
        }
        if only_open {
            command.env(ONLY_OPEN, "1");
        }
        let mut child = command
            .arg(std::env::current_exe().unwrap())
            .arg(CHILD)
            .arg(home)
            .arg(&socket)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        listener.set_nonblocking(true).unwrap();
        let line = loop {
            match listener.accept() {
                Ok((line, _)) => break Some(line),
                Err(_) if child.try_wait().unwrap().is_some() => break None,
                Err(_) => std::thread::yield_now(),
            }
        };
        if let Some(mut line) = line {
            line.set_nonblocking(false).unwrap();
            let mut sent = 0;
            while let Ok(apdu) = receive(&mut line) {
                let here = matches!(point, Point::Apdu(pull) if pull.at == sent);
                let before = matches!(point, Point::Apdu(pull) if !pull.acted);
                sent += 1;
                if here && before {
                    child.kill().unwrap();
                    break;
                }
                let answer = token.0.lock().unwrap().answer(&apdu, common::START + 30);
                if here {
                    child.kill().unwrap();
                    break;
                }
                if send(&mut line, &answer).is_err() {
                    break;
                }
            }
        }
        let status = child.wait().unwrap();
        token.0.lock().unwrap().power_down();
        !status.success()
    }

    /// Starts the station again and does what its screen asks for. Everything must be there.
    fn survive(home: tempfile::TempDir, token: &Token, model: Model, factory: &[u8], point: &Point) {
        let clock = Clock::new();
        clock.advance(90);
        let mut bench = Bench::restarted(Arc::new(home), clock);
        assert_ne!(bench.station.trouble(), Some(&Trouble::Trail), "{point:?}");
        let seed = token.seed().map(|seed| seed.expose().to_vec());
        let known = bench.rows().len();
        assert!(known <= 1, "{point:?}");
        assert!(
            seed.as_deref() == Some(factory) || known == 1,
            "a changed token is known: {point:?}"
        );

        let unfinished = bench.station.log().unfinished().count();
        if unfinished == 1 {
            bench.lay(token);
            assert_eq!(bench.stage(), At::Comparing, "{point:?}");
            bench.type_code_of(token);
            bench.lift();
        } else if !bench.rows().iter().any(|row| row.1 == Outcome::Confirmed) {
            bench.enroll(UPN, token);
        }
        let confirmed = bench
            .station
            .log()
            .rows()
            .iter()
            .filter(|row| row.outcome == Outcome::Confirmed);
        assert_eq!(
            confirmed.filter(|row| row.standing == Standing::Current).count(),
            1,
            "{point:?}"
        );
        if bench.station.log().waiting().count() > 0 {
            bench.export("second.csv");
        }
        let (files, rows) = exported(&bench.export_dir());
        let count = rows.len();
        assert_eq!(count, 1, "{point:?}: {files:?}, {:?}", bench.station.trouble());
        assert!(
            rows == [csv_row(UPN, token, model).trim_end()],
            "one row, with the token's seed: {point:?}"
        );
        assert!(
            files.iter().all(|file| !file.to_string_lossy().contains("partial")),
            "{point:?}"
        );
    }

    fn exported(folder: &Path) -> (Vec<PathBuf>, Vec<String>) {
        let files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        let rows = files.iter().flat_map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
        });
        let rows = rows.collect();
        (files, rows)
    }

    fn try_point(prepared: &Path, model: Model, point: &Point) -> bool {
        let home = copied(prepared);
        let token = Token::new(model, 1);
        let factory = token.seed().unwrap().expose().to_vec();
        let killed = run_desk(home.path(), &token, point, None);
        std::fs::remove_file(home.path().join("token.socket")).unwrap();
        std::fs::create_dir_all(home.path().join("out")).unwrap();
        survive(home, &token, model, &factory, point);
        killed
    }

    /// Tries them all on two threads; how many were killed.
    fn try_all(points: Vec<(Model, Point)>) -> usize {
        let prepared = prepared();
        let queue = Mutex::new(points.into_iter());
        let work = || {
            let mut killed = 0;
            loop {
                let next = queue.lock().unwrap().next();
                let Some((model, point)) = next else { return killed };
                killed += usize::from(try_point(prepared.path(), model, &point));
            }
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        })
    }

    fn at_every_apdu() {
        let mut points = Vec::new();
        for model in MODELS {
            for at in 0..6 {
                points.extend([false, true].map(|acted| (model, Point::Apdu(Pull { at, acted }))));
            }
        }
        let (start, count) = (Instant::now(), points.len());
        let killed = try_all(points);
        println!(
            "killed at {killed} APDUs and survived, {:.0} s",
            start.elapsed().as_secs_f64()
        );
        assert_eq!(killed, count);
    }

    fn at_every_step() {
        let start = Instant::now();
        let mut points = Vec::new();
        for model in MODELS {
            let calls = calls(model);
            assert!(
                calls.contains_key("fsync") && calls.contains_key("renameat2"),
                "{calls:?}"
            );
            for (name, count) in calls {
                points.extend((1..=count).map(|at| (model, Point::Call(name.clone(), at))));
            }
        }
        let count = points.len();
        let killed = try_all(points);
        println!(
            "killed at {killed} of {count} steps on the disk and survived, {:.0} s",
            start.elapsed().as_secs_f64()
        );
        // two runs may differ by a write or two
        assert!(killed * 100 >= count * 98, "{killed} of {count}");
    }

    /// The first death leaves an export that is about to get its name; the second comes at each step of finding that out.
    fn again() {
        let start = Instant::now();
        let prepared = prepared();
        let model = Model::C302I;
        let first = |home: &Path, token: &Token| {
            assert!(run_desk(home, token, &Point::Call("renameat2".into(), 1), None));
            std::fs::remove_file(home.join("token.socket")).unwrap();
        };
        let home = copied(prepared.path());
        let token = Token::new(model, 1);
        first(home.path(), &token);
        let list = home.path().join("calls");
        assert!(!run(home.path(), &token, &Point::Nowhere, Some(&list), true));
        let (mut tried, mut killed) = (0, 0);
        for (name, count) in counted(&list) {
            for at in 1..=count {
                let home = copied(prepared.path());
                let token = Token::new(model, 1);
                let factory = token.seed().unwrap().expose().to_vec();
                first(home.path(), &token);
                let point = Point::Call(name.clone(), at);
                killed += usize::from(run(home.path(), &token, &point, None, true));
                tried += 1;
                std::fs::remove_file(home.path().join("token.socket")).unwrap();
                survive(home, &token, model, &factory, &point);
            }
        }
        println!(
            "killed twice {killed} of {tried} times, {:.0} s",
            start.elapsed().as_secs_f64()
        );
        assert!(tried > 20 && killed * 100 >= tried * 95, "{killed} of {tried}");
    }

    /// How often each call is made in a run that nobody kills.
    fn calls(model: Model) -> BTreeMap<String, usize> {
        let prepared = prepared();
        let home = copied(prepared.path());
        let list = home.path().join("calls");
        let killed = run_desk(home.path(), &Token::new(model, 1), &Point::Nowhere, Some(&list));
        assert!(!killed, "the desk does its work when nobody kills it");
        let calls = counted(&list);
        println!("{model}: {calls:?}");
        calls
    }

    fn counted(list: &Path) -> BTreeMap<String, usize> {
        let mut calls = BTreeMap::new();
        for line in std::fs::read_to_string(list).unwrap().lines() {
            if let Some((name, _)) = line.split_once('(') {
                *calls.entry(name.to_owned()).or_insert(0) += 1;
            }
        }
        calls
    }

    /// Killed at writes all over the way of a file into the stock: all of its tokens are there afterwards, or none is, and
    /// then they can be taken in.
    fn stock_all_or_nothing() {
        const LINES: usize = 100_000;
        const KILLS: usize = 5;
        let prepared = prepared();
        let mut text = "upn,serial number,secret key,timeinterval,manufacturer,model\r\n".to_owned();
        for number in 0..LINES {
            let seed = Seed::new(format!("{number:020}").as_bytes()).unwrap().to_base32();
            text += &format!(",8659{number:09},{},30,Token2,c202\r\n", seed.as_str());
        }
        let home = || {
            let home = copied(prepared.path());
            std::fs::write(home.path().join("stock.csv"), &text).unwrap();
            home
        };
        let run = |home: &Path, strace: &[String]| {
            let status = Command::new("strace")
                .args(["-f", "-qq"])
                .args(strace)
                .arg(std::env::current_exe().unwrap())
                .arg(STOCK_CHILD)
                .arg(home)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            status.unwrap().success()
        };
        let in_stock = |home: tempfile::TempDir| {
            let clock = Clock::new();
            clock.advance(90);
            let bench = Bench::restarted(Arc::new(home), clock);
            assert_eq!(bench.station.trouble(), None);
            bench.station.stock().left()
        };
        let whole = home();
        let list = whole.path().join("calls");
        let trace = ["-e", "trace=pwrite64", "-o", list.to_str().unwrap()].map(str::to_owned);
        assert!(run(whole.path(), &trace));
        let writes = std::fs::read_to_string(&list).unwrap().lines().count();
        assert_eq!(in_stock(whole), LINES);
        let (mut none, mut all) = (0, 0);
        for kill in 1..=KILLS {
            let at = writes * kill / KILLS;
            let home = home();
            let inject = format!("inject=pwrite64:signal=KILL:when={at}");
            let died = !run(
                home.path(),
                &["-e", "trace=pwrite64", "-o", "/dev/null", "-e", &inject].map(str::to_owned),
            );
            assert!(died, "write {at} of {writes}");
            match in_stock(home) {
                0 => none += 1,
                LINES => all += 1,
                some => panic!("{some} of {LINES} after write {at} of {writes}"),
            }
        }
        println!(
            "{LINES} seeds, {writes} writes, killed at {KILLS} of them: {none} times none is there, {all} times all"
        );
        assert!(none > 0);
    }
}
