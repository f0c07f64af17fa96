//! The log with a hundred thousand enrolments: what a frame costs while one scrolls, sorts, searches and opens a row, in
//! logic, layout and tessellation, and how much memory the process takes. It ends with a failure when a frame takes 16 ms or
//! more in a release build, or the process 250 MB.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Bench, Clock, Pad, START, Token};
use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, RawInput, Rect, TouchPhase, pos2, vec2};
use tapdesk::app::App;
use tapdesk::station::{Column, Door, Executor, Intent, Query, Station};
use tapdesk::token2::Model;

const ROWS: usize = 100_000;
/// What is wanted of a release build; one that is not optimised may take five times as long.
const FRAME: Duration = Duration::from_millis(if cfg!(debug_assertions) { 80 } else { 16 });
const MEMORY_MB: usize = 250;
const FRAMES: usize = 120;

fn main() -> ExitCode {
    let home = Arc::new(tempfile::tempdir().unwrap());
    fill(&home);
    let mut desk = Desk::open(&home);
    let mut slowest = Duration::ZERO;
    for (what, act) in ACTS {
        let frames = desk.measure(*act);
        let (median, worst) = (frames[frames.len() / 2], frames[frames.len() - 1]);
        println!("{what}: a frame {:.3} ms, the slowest {:.2} ms", ms(median), ms(worst));
        slowest = slowest.max(worst);
    }
    let memory = memory_mb();
    println!("{ROWS} enrollments: slowest frame {:.2} ms, {memory} MB", ms(slowest));
    if slowest < FRAME && memory < MEMORY_MB {
        ExitCode::SUCCESS
    } else {
        println!(
            "that is too much: under {} ms and {MEMORY_MB} MB are wanted",
            FRAME.as_millis()
        );
        ExitCode::FAILURE
    }
}

/// One enrolment as the station makes it, and copies of it over three years.
fn fill(home: &Arc<tempfile::TempDir>) {
    let mut bench = Bench::in_folder(Arc::clone(home));
    bench.enroll("anna@example.com", &Token::new(Model::OtpcP2I, 1));
    bench.export("x.csv");
    drop(bench);
    common::older::left(
        &home.path().join("data"),
        common::PASSPHRASE,
        &format!(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
             INSERT INTO enrolment (uid, at, upn, upn_folded, serial, model, kind, algorithm, period, outcome, touched,
                                    operator, nonce, sealed, fingerprint, drift_before, confirmed_at, confirmed_by,
                                    confirmed_drift)
             SELECT randomblob(16), at - 900 * ({ROWS} - i), 'person' || i || '@example.com', 'person' || i || '@example.com',
                    '8659622' || printf('%06d', i), model, kind, algorithm, period, outcome, touched, operator,
                    zeroblob(24), x'', fingerprint, drift_before, confirmed_at, confirmed_by, confirmed_drift
               FROM enrolment, n WHERE id = 1;
             UPDATE enrolment SET sealed = sealed_for(uid, serial, algorithm) WHERE id > 1;
             INSERT INTO export_row SELECT 1, id FROM enrolment WHERE id > 1;"
        ),
    );
    // sealed once, as every ledger is that an older version wrote
    let began = Instant::now();
    drop(Bench::in_folder(Arc::clone(home)));
    println!("sealed in {:.1} s", began.elapsed().as_secs_f64());
}

struct Desk {
    ctx: egui::Context,
    app: App,
    time: f64,
}

type Act = fn(&mut Desk, usize) -> Vec<Event>;

const ACTS: &[(&str, Act)] = &[
    ("scrolling", |_, _| {
        vec![
            Event::PointerMoved(pos2(400.0, 400.0)),
            Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, -900.0),
                phase: TouchPhase::Move,
                source: MouseWheelSource::Wheel,
                modifiers: Modifiers::NONE,
            },
        ]
    }),
    ("sorting", |desk, frame| {
        if frame.is_multiple_of(12) {
            let sort = Column::ALL[frame / 12 % Column::ALL.len()];
            desk.find(Query {
                sort,
                ..Query::default()
            });
        }
        vec![]
    }),
    ("searching", |_, frame| match frame {
        0 => vec![key(Key::F, Modifiers::COMMAND)],
        // a letter every few frames
        frame if frame.is_multiple_of(4) && frame < 40 => vec![Event::Text(
            "person4999".as_bytes()[frame / 4..=frame / 4]
                .iter()
                .map(|byte| char::from(*byte))
                .collect(),
        )],
        _ => vec![],
    }),
    ("opening", |_, frame| {
        if frame.is_multiple_of(3) {
            vec![key(Key::ArrowDown, Modifiers::NONE)]
        } else {
            vec![]
        }
    }),
];

fn key(key: Key, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    }
}

impl Desk {
    fn open(home: &Arc<tempfile::TempDir>) -> Self {
        let clock = Clock::new();
        clock.advance(60);
        let mut sources = common::sources(home.path(), &clock, &Pad::unused(&clock), START.unsigned_abs() + 5);
        sources.executor = Executor::Threads;
        let ctx = egui::Context::default();
        let start = Instant::now();
        let station = Station::new(sources).unwrap();
        let app = App::new(&ctx, station, "M. Keller".into(), None);
        let mut desk = Self { ctx, app, time: 0.0 };
        while !matches!(desk.app.station().door(), Door::Open { .. }) {
            desk.frame(vec![]);
            std::thread::sleep(Duration::from_millis(1));
        }
        desk.frame(vec![key(Key::Num2, Modifiers::COMMAND)]);
        while desk.app.station().log().found().count < ROWS {
            desk.frame(vec![]);
            std::thread::sleep(Duration::from_millis(1));
        }
        println!("opened in {:.1} s", start.elapsed().as_secs_f64());
        desk
    }

    fn find(&mut self, query: Query) {
        self.app.apply_intent(Intent::Find(query));
    }

    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 800.0))),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let app = &mut self.app;
        let mut output = self.ctx.run_ui(input, |ui| {
            app.drain(ui.ctx());
            app.draw(ui);
        });
        let shapes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        output.textures_delta.clear();
        assert!(!shapes.is_empty());
        start.elapsed()
    }

    /// What each frame took, the quickest first.
    fn measure(&mut self, act: Act) -> Vec<Duration> {
        let mut frames: Vec<Duration> = (0..FRAMES)
            .map(|frame| {
                let events = act(self, frame);
                self.frame(events)
            })
            .collect();
        frames.sort_unstable();
        frames
    }
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

fn memory_mb() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kib.unwrap_or(0) / 1024
}
