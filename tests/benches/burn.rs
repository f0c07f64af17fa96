//! The station's own time from the insertion event to the last answer of the token: events, rules, records and ciphers,
//! without connecting to a card and without waiting for a disk. Ends with a failure when it is 10 ms or more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{At, Bench, Token};
use tapdesk::token2::Model;

const ROUNDS: u32 = 300;
const LIMIT: Duration = Duration::from_millis(10);

fn main() -> ExitCode {
    // memory instead of a disk: a sync costs nothing there
    let memory = Path::new("/dev/shm");
    let home = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let mut bench = Bench::in_folder(Arc::new(home.unwrap()));
    let mut times: Vec<Duration> = (0..ROUNDS).map(|round| burn(&mut bench, round)).collect();
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "insertion to last answer, {ROUNDS} burns: median {} us, 99 of 100 under {} us, slowest {} us",
        at(50).as_micros(),
        at(99).as_micros(),
        at(100).as_micros()
    );
    if at(99) < LIMIT {
        ExitCode::SUCCESS
    } else {
        println!("that is too slow: under {} ms is wanted", LIMIT.as_millis());
        ExitCode::FAILURE
    }
}

fn burn(bench: &mut Bench, round: u32) -> Duration {
    let token = Token::new(Model::OtpcP2I, round);
    bench.upn(&format!("person{round}@example.com"));
    let start = Instant::now();
    bench.lay(&token);
    let took = start.elapsed();
    assert_eq!(bench.stage(), At::Comparing);
    bench.type_code_of(&token);
    bench.lift();
    took
}
