//! The guide over made-up desks: in order, out of order, with steps skipped, and with mishaps that happen to others.

use std::time::Duration;

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::day::{DAY, Mishap};
use super::guide::{Advice, Guide, Step};
use super::kept::Kept;
use super::shown::{At, Place, Said, Shown};
use crate::desk::{Asked, Moment, Pad, PlacementId, Upn};
use crate::reader::{Tray, TrayToken};
use crate::token2::{Display, Model, Serial};

fn serial(number: u32) -> Serial {
    Serial::parse(&format!("86596229{number:05}")).unwrap()
}

fn upn(person: usize) -> Upn {
    Upn::parse(DAY[person].upn).unwrap()
}

/// A desk that waits for somebody, with a new token at hand.
fn desk() -> Shown {
    Shown {
        open: true,
        place: Place::Enroll,
        has_reader: true,
        at: At::Free,
        whom: None,
        said: None,
        pad: Pad::Empty,
        hand: TrayToken {
            model: Model::OtpcP2I,
            serial: serial(1),
            laid: false,
            written: false,
            display: Display::Off,
            shows_old: false,
            ahead: 0,
            is_aside: false,
            aside: None,
            slips: false,
            plugged: true,
        },
        enrolled: vec![],
        unfinished: vec![],
        exported: vec![],
    }
}

/// The same with the first so many of the day enrolled.
fn after(people: usize) -> Shown {
    Shown {
        enrolled: (0..people).map(upn).collect(),
        ..desk()
    }
}

/// The same with somebody in hand.
fn with(person: usize, at: At) -> Shown {
    Shown {
        at,
        whom: Some(upn(person)),
        ..after(person)
    }
}

fn comparing() -> At {
    At::Comparing { token: serial(1) }
}

fn broken(broke_off: bool) -> At {
    At::Broken {
        token: serial(1),
        broke_off,
    }
}

fn lying(mut shown: Shown, pad: Pad) -> Shown {
    shown.hand.laid = true;
    shown.hand.written = true;
    shown.pad = pad;
    shown
}

const FRESH: Pad = Pad::Fresh(PlacementId(1));
const SPENT: Pad = Pad::Spent(PlacementId(1));

fn at(seconds: u64) -> Moment {
    Moment {
        wall_ms: i64::try_from(seconds).unwrap() * 1000,
        awake: Duration::from_secs(seconds),
    }
}

fn begun() -> Guide {
    let mut guide = Guide::new(Kept::default());
    guide.turn();
    guide
}

fn step(guide: &mut Guide, shown: &Shown) -> Step {
    match guide.look(shown, 1, at(0)) {
        Advice::Do(step, _) => step,
        other => panic!("{other:?}"),
    }
}

/// One that has seen these.
fn after_mishaps(seen: &[Mishap]) -> Guide {
    let mut guide = begun();
    for mishap in seen {
        let desk = match mishap {
            Mishap::Lifted => with(0, broken(true)),
            Mishap::Another => with(0, At::Asking(Asked::TokenKnown)),
            Mishap::WrongClock => Shown {
                said: Some(Said::ClockOff),
                ..with(0, comparing())
            },
            Mishap::Unplugged => Shown {
                has_reader: false,
                ..desk()
            },
        };
        step(&mut guide, &desk);
    }
    guide
}

#[test]
fn nothing_is_said_to_be_done_before_somebody_begins_or_after_they_leave() {
    let mut guide = Guide::new(Kept::default());
    assert_eq!(guide.look(&desk(), 1, at(0)), Advice::Offer);
    guide.turn();
    assert_eq!(step(&mut guide, &desk()), Step::Name(&DAY[0]));
    guide.turn();
    assert_eq!(guide.look(&with(1, broken(true)), 1, at(1)), Advice::Left);
    guide.turn();
    assert!(
        guide.kept().to_text().lines().all(|line| !line.starts_with("seen")),
        "what happens while it is left is no practice"
    );
    assert_eq!(step(&mut guide, &after(2)), Step::Name(&DAY[2]));
}

#[test]
fn whoever_is_enrolled_is_done_in_whatever_order() {
    let mut guide = begun();
    let mut shown = desk();
    shown.enrolled = vec![upn(3), Upn::parse("ANNA@example.com").unwrap(), upn(2)];
    assert_eq!(step(&mut guide, &shown), Step::Name(&DAY[1]));
    shown.enrolled.push(upn(1));
    assert_eq!(step(&mut guide, &shown), Step::Name(&DAY[4]));
    assert_eq!(Guide::done(&shown), 4);
    shown.enrolled.push(Upn::parse("somebody@example.com").unwrap());
    assert_eq!(Guide::done(&shown), 4);
}

#[test]
fn a_person_who_is_not_of_the_day_is_led_through_without_a_mishap() {
    let mut guide = begun();
    for (at, does) in [
        (At::Armed, Step::Lay),
        (At::Burning { writes: true }, Step::Wait),
        (comparing(), Step::SwitchOn),
        (broken(true), Step::LayAgain),
    ] {
        let mut shown = with(4, at);
        shown.whom = Some(Upn::parse("somebody@example.com").unwrap());
        assert_eq!(step(&mut guide, &shown), does);
    }
}

#[test]
fn the_token_is_lifted_while_it_is_written_and_laid_down_again() {
    let mut guide = begun();
    assert_eq!(step(&mut guide, &with(1, At::Armed)), Step::LayToLift);
    let burning = |writes| {
        let mut shown = with(1, At::Burning { writes });
        shown.hand.laid = true;
        shown
    };
    assert_eq!(step(&mut guide, &burning(false)), Step::LiftSoon);
    assert_eq!(step(&mut guide, &burning(true)), Step::LiftNow);
    assert_eq!(step(&mut guide, &with(1, At::Burning { writes: true })), Step::Wait);
    // lifted before anything was written, she still waits for a token
    assert_eq!(step(&mut guide, &with(1, At::Armed)), Step::LayToLift);
    assert_eq!(step(&mut guide, &with(1, broken(true))), Step::LayAgain);
    assert_eq!(step(&mut guide, &burning(true)), Step::Leave);
}

#[test]
fn whoever_lifts_it_too_late_has_it_written_again() {
    let mut guide = begun();
    let compared = lying(with(1, comparing()), SPENT);
    assert_eq!(step(&mut guide, &compared), Step::AgainToLift);
    assert_eq!(step(&mut guide, &lying(with(1, broken(false)), SPENT)), Step::Lift);
    assert_eq!(step(&mut guide, &with(1, broken(false))), Step::LayAgainToLift);
    assert_eq!(step(&mut guide, &with(1, broken(true))), Step::LayAgain);
    assert_eq!(step(&mut guide, &compared), Step::SwitchOn);
}

#[test]
fn a_mishap_that_was_missed_comes_to_the_next_person() {
    // Ben got his token without it
    let mut guide = begun();
    assert_eq!(step(&mut guide, &with(2, At::Armed)), Step::LayToLift);
    assert_eq!(step(&mut guide, &with(2, comparing())), Step::LayAnother);
    // and Clara is not asked for David's
    let mut guide = after_mishaps(&[Mishap::Lifted, Mishap::Another]);
    assert_eq!(step(&mut guide, &with(2, comparing())), Step::SwitchOn);
}

#[test]
fn a_mishap_that_happened_to_another_person_is_not_asked_for_again() {
    for (person, mishap, at, does) in [
        (1, Mishap::Lifted, At::Armed, Step::Lay),
        (2, Mishap::Another, comparing(), Step::SwitchOn),
        (3, Mishap::WrongClock, comparing(), Step::SwitchOn),
        (4, Mishap::Unplugged, At::Armed, Step::Lay),
    ] {
        let all: Vec<Mishap> = Mishap::iter().filter(|other| *other != mishap).collect();
        assert_ne!(
            step(&mut after_mishaps(&all), &with(person, at.clone())),
            does,
            "{mishap:?}"
        );
        let all: Vec<Mishap> = Mishap::iter().collect();
        assert_eq!(step(&mut after_mishaps(&all), &with(person, at)), does, "{mishap:?}");
    }
}

#[test]
fn another_token_is_lifted_and_the_one_that_is_meant_comes_back() {
    let mut guide = after_mishaps(&[Mishap::Lifted]);
    let mut armed = with(2, At::Armed);
    armed.hand.aside = Some(serial(9));
    assert_eq!(step(&mut guide, &armed), Step::LayAnother);
    let asked = lying(with(2, At::Asking(Asked::TokenKnown)), SPENT);
    assert_eq!(step(&mut guide, &asked), Step::LiftOther);
    assert_eq!(step(&mut guide, &with(2, At::Asking(Asked::TokenKnown))), Step::Wait);
    assert_eq!(step(&mut guide, &armed), Step::Lay);
    let mut other = lying(with(2, comparing()), SPENT);
    other.hand.serial = serial(9);
    assert_eq!(step(&mut guide, &other), Step::LiftOther);
    other.hand.laid = false;
    assert_eq!(step(&mut guide, &other), Step::PutOff);
    other.hand.aside = Some(serial(1));
    assert_eq!(step(&mut guide, &other), Step::LayAside);
}

#[test]
fn a_wrong_clock_is_found_by_its_code_and_set_by_writing_again() {
    let mut guide = after_mishaps(&[Mishap::Lifted, Mishap::Another]);
    let mut shown = with(3, comparing());
    assert_eq!(step(&mut guide, &shown), Step::SetClockWrong);
    shown.hand.ahead = Tray::WRONG_BY;
    assert_eq!(step(&mut guide, &shown), Step::SwitchOn);
    shown.hand.display = Display::Code(crate::otp::Code::parse("123456").unwrap());
    assert_eq!(step(&mut guide, &shown), Step::TypeCode);
    shown.said = Some(Said::ClockOff);
    assert_eq!(step(&mut guide, &shown), Step::Again);
    // the message goes with the next digit
    shown.said = None;
    assert_eq!(step(&mut guide, &shown), Step::Again);
    shown.hand.ahead = 0;
    assert_eq!(step(&mut guide, &shown), Step::TypeCode);
    shown.hand.shows_old = true;
    assert_eq!(step(&mut guide, &shown), Step::SwitchOffAndOn);
    shown.hand.shows_old = false;
    shown.hand.display = Display::Dashes;
    assert_eq!(step(&mut guide, &shown), Step::Again);
}

#[test]
fn the_reader_is_plugged_in_before_anything_else() {
    let mut guide = after_mishaps(&[Mishap::Lifted, Mishap::Another, Mishap::WrongClock]);
    assert_eq!(step(&mut guide, &with(4, At::Armed)), Step::Unplug);
    let mut without = with(4, At::Armed);
    without.hand.plugged = false;
    // until the station knows it, it has not happened
    assert_eq!(step(&mut guide, &without), Step::Wait);
    assert_eq!(step(&mut guide, &with(4, At::Armed)), Step::Unplug);
    without.has_reader = false;
    assert_eq!(step(&mut guide, &without), Step::PlugIn);
    assert_eq!(step(&mut guide, &with(4, At::Armed)), Step::Lay);
}

#[test]
fn a_lock_in_between_is_opened_and_the_day_goes_on() {
    let mut guide = begun();
    let mut locked = with(1, broken(true));
    locked.open = false;
    assert_eq!(step(&mut guide, &locked), Step::Unlock);
    // the token that broke off before it is at hand, and nobody is
    let mut open = after(1);
    open.unfinished = vec![(upn(1), serial(1))];
    open.hand.written = true;
    assert_eq!(step(&mut guide, &open), Step::LayAgain);
    open.hand.serial = serial(2);
    open.hand.aside = Some(serial(1));
    assert_eq!(step(&mut guide, &open), Step::LayAside);
    // after a new start it is not
    open.hand.aside = None;
    open.hand.written = false;
    assert_eq!(step(&mut guide, &open), Step::Name(&DAY[1]));
    assert_eq!(
        step(&mut guide, &with(1, At::Asking(Asked::PersonKnown))),
        Step::Replace
    );
    assert_eq!(step(&mut guide, &with(1, At::Asking(Asked::Domain))), Step::Yes);
    let mut twice = with(1, At::Asking(Asked::PersonKnown));
    twice.enrolled.push(upn(1));
    assert_eq!(step(&mut guide, &twice), Step::No);
}

#[test]
fn between_two_people_the_token_goes_and_a_new_one_comes() {
    let mut guide = begun();
    assert_eq!(step(&mut guide, &lying(after(1), SPENT)), Step::Lift);
    let mut shown = after(1);
    shown.hand.written = true;
    assert_eq!(step(&mut guide, &shown), Step::TakeNew);
    shown.hand.written = false;
    assert_eq!(step(&mut guide, &shown), Step::Name(&DAY[1]));
    shown.place = Place::Elsewhere;
    assert_eq!(step(&mut guide, &shown), Step::ToEnroll);
    shown.at = comparing();
    assert_eq!(step(&mut guide, &shown), Step::ToEnroll);
    // one that was laid down first is for whoever is named
    let mut first = after(1);
    first.hand.laid = true;
    assert_eq!(step(&mut guide, &first), Step::Wait);
    first.pad = FRESH;
    assert_eq!(step(&mut guide, &first), Step::Name(&DAY[1]));
    first.pad = SPENT;
    assert_eq!(step(&mut guide, &first), Step::Lift);
}

#[test]
fn the_day_ends_when_all_of_it_has_left_in_a_file() {
    let mut guide = after_mishaps(&[Mishap::Lifted, Mishap::WrongClock]);
    let mut shown = after(5);
    assert_eq!(step(&mut guide, &shown), Step::Export);
    shown.place = Place::Elsewhere;
    assert_eq!(step(&mut guide, &shown), Step::Export);
    shown.exported = (0..4).map(upn).collect();
    assert_eq!(step(&mut guide, &shown), Step::Export);
    shown.exported.push(upn(4));
    let missed = vec![Mishap::Another, Mishap::Unplugged];
    let took = Duration::ZERO;
    assert_eq!(guide.look(&shown, 1, at(0)), Advice::Done { took, missed });
    assert!(!guide.kept().is_begun());
    guide.turn();
    assert!(matches!(guide.look(&desk(), 1, at(9)), Advice::Done { .. }));
}

#[test]
fn only_the_time_in_which_somebody_practises_counts() {
    let mut guide = begun();
    let ticking = |second: u32| {
        let mut shown = with(0, comparing());
        shown.hand.display = Display::Code(crate::otp::Code::parse(&format!("{second:06}")).unwrap());
        shown
    };
    for (second, shown) in [(0, desk()), (10, with(0, At::Armed)), (25, after(1))] {
        guide.look(&shown, 1, at(second));
    }
    // a live code in view all morning
    for second in 26..4000 {
        guide.look(&ticking(second), 1, at(second.into()));
    }
    guide.look(&with(0, At::Armed), 1, at(4000));
    guide.look(&desk(), 1, at(4005));
    guide.turn();
    guide.look(&with(0, At::Armed), 1, at(4010));
    guide.turn();
    for (second, shown) in [(4020, desk()), (4021, after(1))] {
        guide.look(&shown, 1, at(second));
    }
    let mut over = after(5);
    over.exported = (0..5).map(upn).collect();
    let Advice::Done { took, .. } = guide.look(&over, 1, at(4022)) else {
        panic!("it is not over")
    };
    assert_eq!(took, Duration::from_secs(26 + 5 + 2));
}

fn any_at() -> impl Strategy<Value = At> {
    let asked = prop_oneof![
        Just(Asked::Domain),
        Just(Asked::PersonKnown),
        Just(Asked::TokenKnown),
        Just(Asked::OtherAccount)
    ];
    prop_oneof![
        Just(At::Free),
        Just(At::Busy),
        asked.prop_map(At::Asking),
        Just(At::Armed),
        any::<bool>().prop_map(|writes| At::Burning { writes }),
        (0..3_u32, any::<bool>()).prop_map(|(number, broke_off)| At::Broken {
            token: serial(number),
            broke_off
        }),
        (0..3_u32).prop_map(|number| At::Comparing { token: serial(number) }),
    ]
}

prop_compose! {
    fn any_desk()(
        (open, has_reader, plugged, laid, written) in any::<(bool, bool, bool, bool, bool)>(),
        at in any_at(),
        whom in proptest::option::of(0..5_usize),
        place in prop_oneof![Just(Place::Enroll), Just(Place::Elsewhere)],
        said in proptest::option::of(prop_oneof![Just(Said::OtherToken), Just(Said::ClockOff)]),
        pad in prop_oneof![Just(Pad::Empty), Just(FRESH), Just(SPENT)],
        (hand, aside) in (0..3_u32, proptest::option::of(0..3_u32)),
        ahead in prop_oneof![Just(0), Just(Tray::WRONG_BY)],
        enrolled in proptest::collection::vec(0..5_usize, 0..6),
        exported in proptest::collection::vec(0..5_usize, 0..6),
    ) -> Shown {
        let mut shown = Shown { open, has_reader, at, place, said, pad, whom: whom.map(upn), ..desk() };
        shown.hand = TrayToken { plugged, laid, written, ahead, serial: serial(hand), aside: aside.map(serial), ..shown.hand };
        shown.enrolled = enrolled.into_iter().map(upn).collect();
        shown.exported = exported.into_iter().map(upn).collect();
        shown
    }
}

proptest! {
    /// Whatever is shown in whatever order: there is always something to do that can be done, what happened is never
    /// forgotten, and how often it is looked at changes nothing.
    #[test]
    fn it_always_knows_what_is_next(desks in proptest::collection::vec(any_desk(), 1..12)) {
        let mut guide = begun();
        let mut seen = 0;
        for (second, shown) in (0..).zip(&desks) {
            let advice = guide.look(shown, 1, at(second));
            prop_assert_eq!(&guide.look(shown, 1, at(second)), &advice);
            let now = guide.kept().to_text().matches("seen ").count();
            prop_assert!(now >= seen);
            seen = now;
            let Advice::Do(step, _) = advice else {
                let is_over = matches!(advice, Advice::Done { .. });
                prop_assert!(is_over);
                continue;
            };
            match step {
                Step::Lay | Step::LayToLift | Step::LayAgain | Step::LayAgainToLift => prop_assert!(!shown.hand.laid),
                Step::Lift | Step::LiftNow | Step::LiftOther => prop_assert!(shown.hand.laid),
                Step::Name(person) => prop_assert!(!shown.enrolled.iter().any(|upn| person.is(upn))),
                Step::TypeCode => prop_assert!(matches!(shown.hand.display, Display::Code(_))),
                Step::Unlock => prop_assert!(!shown.open),
                Step::PlugIn => prop_assert!(!shown.has_reader && !shown.hand.plugged),
                _ => {}
            }
        }
    }
}
