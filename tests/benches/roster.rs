//! A roster of fifty thousand people: how long its index takes, how long each letter takes that is typed to find somebody,
//! and how much memory all of it holds. It ends with a failure when a letter takes a frame of 16 ms or more in a release
//! build, the index a second, or all of it 40 MB.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use tapdesk::desk::{Person, Roster, Upn};

const PEOPLE: usize = 50_000;
/// As many as a list under a field could show.
const SHOWN: usize = 8;
/// What is wanted of a release build; one that is not optimised may take ten times as long.
const SLACK: u32 = if cfg!(debug_assertions) { 10 } else { 1 };
const FRAME: Duration = Duration::from_millis(16);
const BUILD: Duration = Duration::from_secs(1);
const MEMORY_MB: usize = 40;

const STARTS: [&str; 12] = [
    "Mül", "An", "Jo", "Sø", "Bra", "Kle", "Łu", "Da", "Ma", "Fer", "Gro", "Ti",
];
const MIDDLES: [&str; 10] = ["l", "nn", "rg", "ch", "ve", "dri", "s", "mo", "ß", "ta"];
const ENDS: [&str; 12] = [
    "er", "a", "sen", "mann", "o", "i", "ez", "son", "us", "ine", "bert", "åk",
];

fn main() -> ExitCode {
    let before = memory_mb();
    let start = Instant::now();
    let people: Vec<Person> = (0..PEOPLE).map(person).collect();
    let made = start.elapsed();
    let start = Instant::now();
    let roster = Roster::new(people);
    let built = start.elapsed();
    let memory = memory_mb().saturating_sub(before);
    let (slowest, typed) = slowest(&roster);
    println!(
        "{} people (made in {} ms): index built in {} ms, slowest completion {:.2} ms (\"{typed}\"), {memory} MB",
        roster.len(),
        made.as_millis(),
        built.as_millis(),
        slowest.as_secs_f64() * 1000.0,
    );
    if slowest < FRAME * SLACK && built < BUILD * SLACK && memory < MEMORY_MB {
        ExitCode::SUCCESS
    } else {
        println!(
            "that is too much: under {} ms to build, {} ms to complete and {MEMORY_MB} MB are wanted",
            (BUILD * SLACK).as_millis(),
            (FRAME * SLACK).as_millis()
        );
        ExitCode::FAILURE
    }
}

/// Somebody with a name of two or three words, a UPN made of it, and all else that a list could say.
fn person(nth: usize) -> Person {
    // a step without a common divisor spreads the names over all people
    let spread = nth * 7919;
    let given = word(spread);
    let second = if nth.is_multiple_of(5) { "-Maria" } else { "" };
    let family = format!("{}{}", word(spread / 17 + 3), word(nth / 1440).to_lowercase());
    let ascii = |text: &str| -> String { text.chars().filter(char::is_ascii_alphabetic).collect() };
    let address = format!("{}.{}{nth}@example.com", ascii(&given), ascii(&family));
    Person {
        upn: Upn::parse(&address).unwrap(),
        name: format!("{given}{second} {family}"),
        department: format!("Department {}", nth % 40),
        badge: format!("{:06}", nth * 3),
        object_id: format!("00000000-0000-4000-8000-{nth:012}"),
        guest: nth.is_multiple_of(50),
        disabled: nth.is_multiple_of(60),
    }
}

fn word(nth: usize) -> String {
    let pick = |list: &'static [&'static str], nth: usize| list[nth % list.len()];
    let middle = pick(&MIDDLES, nth / STARTS.len());
    let end = pick(&ENDS, nth / STARTS.len() / MIDDLES.len());
    format!("{}{middle}{end}", pick(&STARTS, nth))
}

/// The longest time that a typed text took, and that text. Of three times the shortest counts: in the others something
/// else on the machine had its turn.
fn slowest(roster: &Roster) -> (Duration, String) {
    let once = |typed: &str| {
        let start = Instant::now();
        let found = roster.complete(typed, SHOWN);
        assert!(found.found.len() <= found.total);
        start.elapsed()
    };
    let time = |typed: String| ((0..3).map(|_| once(&typed)).min().unwrap(), typed);
    typed_texts(roster).into_iter().map(time).max().unwrap()
}

/// Every beginning of some names, letter by letter, their words the other way round, addresses, badges, and single letters
/// that half of all people have.
fn typed_texts(roster: &Roster) -> Vec<String> {
    let mut texts: Vec<String> = ('a'..='z').flat_map(|c| [format!("{c}"), format!("{c} {c}")]).collect();
    texts.extend(["a m d j", "an an an an an an an an", "000", "0", "an@", "ü"].map(str::to_owned));
    for person in roster.people().iter().step_by(roster.len() / 40) {
        let turned: Vec<&str> = person.name.split(' ').rev().collect();
        for whole in [&person.name, &turned.join(" "), person.upn.as_str(), &person.badge] {
            let count = whole.chars().count();
            texts.extend((1..=count).map(|most| whole.chars().take(most).collect()));
        }
    }
    texts
}

fn memory_mb() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kib.unwrap_or(0) / 1024
}
