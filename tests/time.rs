//! A time server is asked: one that agrees, one that does not, one that says nothing, and several that talk nonsense.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::net::Ipv6Addr;
use std::time::{Duration, Instant};

use common::time_server::{Answers, TimeServer};
use tapdesk::desk::{ClockChecked, ClockGuard, Doubt, Moment, ServerTrouble, Witness};
use tapdesk::station::{ask_server, is_server_name, look, system_clock};

/// What the machine may add on a busy day, milliseconds.
const SLACK: u64 = 300;

fn assert_near(measured: Result<i64, ServerTrouble>, expected: i64) {
    let measured = measured.unwrap();
    assert!(measured.abs_diff(expected) <= SLACK, "{measured} ms, not {expected} ms");
}

fn now() -> Moment {
    system_clock()()
}

fn guard(found: ClockChecked, now: Moment) -> ClockGuard {
    let mut guard = ClockGuard::default();
    guard.asked(now);
    guard.checked(found, now);
    guard
}

#[test]
fn a_server_that_agrees_vouches_for_the_clock() {
    let server = TimeServer::new(Answers::Ahead(0));
    let found = look(Some(&server.name()));
    assert_near(found.server.unwrap(), 0);
    assert_eq!(found.system, None, "nobody else is asked then");
    let now = now();
    assert_eq!(guard(found, now).witness(now), Some(Witness::Server));
}

#[test]
fn a_station_that_is_ahead_is_above_zero() {
    for (server_ahead, off) in [(-95_500, 96), (45_500, -46)] {
        let server = TimeServer::new(Answers::Ahead(server_ahead));
        let found = look(Some(&server.name()));
        assert_near(found.server.unwrap(), -server_ahead);
        let now = now();
        assert_eq!(guard(found, now).doubt(now), Some(Doubt::Off { seconds: off }));
    }
}

#[test]
fn a_few_seconds_are_measured_as_well() {
    for server_ahead in [-4_000, -700, 700, 29_000] {
        let server = TimeServer::new(Answers::Ahead(server_ahead));
        assert_near(ask_server(&server.name()), -server_ahead);
    }
}

/// The battery of the clock is empty, and the computer believes that it has just been built.
#[test]
fn a_station_that_is_years_behind_is_told_by_how_much() {
    let years = 26 * 365 * 86_400_000;
    let server = TimeServer::new(Answers::Ahead(years));
    assert_near(ask_server(&server.name()), -years);
}

#[test]
fn a_server_that_lost_count_of_the_years_is_not_believed() {
    let server = TimeServer::new(Answers::Ahead(-1024 * 7 * 86_400_000));
    assert_eq!(ask_server(&server.name()), Err(ServerTrouble::Nonsense));
}

#[test]
fn a_silent_server_is_not_waited_for() {
    let server = TimeServer::new(Answers::Nothing);
    let begun = Instant::now();
    assert_eq!(ask_server(&server.name()), Err(ServerTrouble::Silent));
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[test]
fn nobody_at_the_address_is_silence() {
    assert_eq!(ask_server("127.0.0.1:1"), Err(ServerTrouble::Silent));
}

#[test]
fn nonsense_is_not_believed() {
    let server = TimeServer::new(Answers::Nothing);
    for answers in [
        Answers::Short,
        Answers::WrongVersion,
        Answers::WrongMode,
        Answers::StratumZero,
        Answers::NotSynchronised,
        Answers::WrongOriginate,
        Answers::Zeros,
        Answers::NoReceive,
        Answers::NoTransmit,
        Answers::NoTimes,
        Answers::Text,
    ] {
        server.answer(answers);
        assert_eq!(ask_server(&server.name()), Err(ServerTrouble::Nonsense), "{answers:?}");
    }
    server.answer(Answers::Ahead(0));
    assert_near(ask_server(&server.name()), 0);
}

#[test]
fn a_name_that_leads_nowhere_is_said_in_time() {
    for name in ["no-such-host.invalid", "no-such-host.invalid:123", "no name", ""] {
        let begun = Instant::now();
        assert_eq!(ask_server(name), Err(ServerTrouble::Unresolved), "{name}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{name}");
    }
}

#[test]
fn the_second_address_of_a_name_is_tried() {
    let server = TimeServer::new(Answers::Ahead(0));
    // which may stand for an IPv6 address first, where nobody answers
    let name = format!("localhost:{}", server.port());
    assert_near(ask_server(&name), 0);
}

#[test]
fn a_server_may_have_an_ipv6_address() {
    match TimeServer::at(Ipv6Addr::LOCALHOST.into(), Answers::Ahead(2_000)) {
        Ok(server) => {
            assert!(is_server_name(&server.name()) && server.name().starts_with("[::1]:"));
            assert_near(ask_server(&server.name()), -2_000);
        }
        Err(error) => eprintln!("not tested, this machine has no ::1: {error}"),
    }
}

#[test]
fn without_a_server_only_the_system_is_asked() {
    assert_eq!(look(None).server, None);
}
