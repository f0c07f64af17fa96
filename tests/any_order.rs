//! Any order of events keeps the promises: nothing is burned before it is on disk, a placement is authenticated once and
//! written only if it was seen to begin, the seed in a row is the one in its token, a lock leaves nothing.
//!
//! By hand, as many events as are wanted: `TAPDESK_EVENTS=3000000 cargo test --test any_order by_hand -- --ignored`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "any_order/whole.rs"]
mod whole;
#[path = "any_order/mod.rs"]
mod without_io;

use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::with_cases(walks(4_000)) })]
    #[test]
    fn the_enrolment_keeps_its_promises(bytes in proptest::collection::vec(any::<u8>(), 0..700)) {
        without_io::walk::run(&bytes);
    }
}

/// Bytes that are the same in every run from the same start (splitmix64).
fn bytes_from(mut state: u64, count: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bytes.extend_from_slice(&(z ^ (z >> 31)).to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::with_cases(walks(20)) })]
    #[test]
    fn the_whole_station_keeps_its_promises(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        whole::run(&bytes);
    }
}

#[test]
#[ignore = "by hand: TAPDESK_WALK and TAPDESK_TELL as for the other one"]
fn by_hand_one_walk_of_the_whole() {
    println!("{:?}", whole::run(&walk_named()));
}

#[test]
#[ignore = "by hand: minutes"]
fn by_hand_the_whole_station_keeps_its_promises() {
    let mut all = Vec::new();
    let mut events = 0;
    while events < wanted(20_000) {
        let bytes = Told(bytes_from((all.len() as u64) << 32, 400));
        let walked = whole::run(&bytes.0);
        events += walked.events;
        all.push(walked);
    }
    let sum = |of: fn(&whole::Walked) -> u64| all.iter().map(of).sum::<u64>();
    println!(
        "{} walks: {events} events, {} burns, {} clocks, {} rows that left, {} purges, {} locks",
        all.len(),
        sum(|it| it.burns),
        sum(|it| it.clocks),
        sum(|it| it.left),
        sum(|it| it.purges),
        sum(|it| it.locks)
    );
}

/// Bytes of a walk by hand. If it breaks a promise they are told, to be walked once more.
struct Told(Vec<u8>);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("TAPDESK_WALK=\"{:?}\"", self.0);
        }
    }
}

fn walk_named() -> Vec<u8> {
    let text = std::env::var("TAPDESK_WALK").unwrap_or_default();
    let numbers = text.trim_matches(['[', ']']).split(',');
    numbers.map(|byte| byte.trim().parse().unwrap()).collect()
}

fn walks(usual: u32) -> u32 {
    let named = std::env::var("TAPDESK_WALKS").ok();
    named.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A walk that a failure was shrunk to, told event by event.
#[test]
#[ignore = "by hand: TAPDESK_WALK=\"1, 2, 3\" TAPDESK_TELL=1"]
fn by_hand_one_walk() {
    println!("{:?}", without_io::walk::run(&walk_named()));
}

fn wanted(otherwise: u64) -> u64 {
    let named = std::env::var("TAPDESK_EVENTS").ok();
    named.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
#[ignore = "by hand: minutes"]
fn by_hand_the_enrolment_keeps_its_promises() {
    let (mut walked, mut walks) = (without_io::walk::Walked::default(), 0_u64);
    while walked.events < wanted(3_000_000) {
        let bytes = Told(bytes_from(walks << 32, 600));
        walked += without_io::walk::run(&bytes.0);
        walks += 1;
    }
    println!("{walks} walks: {walked:?}");
}
