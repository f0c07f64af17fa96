use super::*;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// So many seconds after the start, wide awake.
fn at(seconds: u64) -> Moment {
    Moment {
        wall_ms: 1_795_338_005_000 + i64::try_from(seconds).unwrap() * 1000,
        awake: Duration::from_secs(100 + seconds),
    }
}

/// The same moment on a clock that was set by so many seconds.
fn set_by(moment: Moment, seconds: i64) -> Moment {
    Moment {
        wall_ms: moment.wall_ms + seconds * 1000,
        ..moment
    }
}

fn server(found: Result<i64, ServerTrouble>) -> ClockChecked {
    ClockChecked {
        server: Some(found),
        system: None,
    }
}

fn system(synchronised: bool) -> ClockChecked {
    ClockChecked {
        server: None,
        system: Some(synchronised),
    }
}

const NOTHING: ClockChecked = ClockChecked {
    server: None,
    system: None,
};
const SILENT: Result<i64, ServerTrouble> = Err(ServerTrouble::Silent);
const NOBODY: Option<Doubt> = Some(Doubt::NoWitness { server: None });

fn checked(found: ClockChecked) -> ClockGuard {
    let mut guard = ClockGuard::default();
    guard.checked(found, at(0));
    guard
}

#[test]
fn nobody_vouches_before_the_first_look() {
    let guard = ClockGuard::default();
    assert_eq!(guard.witness(at(0)), None);
    assert_eq!(guard.doubt(at(0)), Some(Doubt::Unknown));
    assert!(guard.wants_check(at(0)));
}

#[test]
fn a_witness_leaves_no_doubt() {
    for (guard, witness) in [
        (checked(server(Ok(-2_400))), Witness::Server),
        (checked(system(true)), Witness::System),
    ] {
        assert_eq!((guard.witness(at(1)), guard.doubt(at(1))), (Some(witness), None));
    }
}

#[test]
fn without_a_server_and_a_system_that_knows_the_operator_is_asked() {
    for found in [NOTHING, system(false)] {
        let mut guard = checked(found);
        assert_eq!((guard.witness(at(1)), guard.doubt(at(1))), (None, NOBODY));
        guard.vouched(at(2));
        assert_eq!(
            (guard.witness(at(3)), guard.doubt(at(3))),
            (Some(Witness::Operator), None)
        );
    }
}

#[test]
fn a_server_beats_the_system() {
    let guard = checked(ClockChecked {
        server: Some(Ok(200)),
        system: Some(true),
    });
    assert_eq!(guard.witness(at(1)), Some(Witness::Server));
    let guard = checked(ClockChecked {
        server: Some(Ok(-95_000)),
        system: Some(true),
    });
    assert_eq!(guard.witness(at(1)), None);
    assert_eq!(guard.doubt(at(1)), Some(Doubt::Off { seconds: -95 }));
}

#[test]
fn a_server_that_does_not_help_leaves_it_to_the_system_and_then_to_the_operator() {
    for trouble in [
        ServerTrouble::Silent,
        ServerTrouble::Nonsense,
        ServerTrouble::Unresolved,
    ] {
        let found = server(Err(trouble));
        let doubt = Doubt::NoWitness { server: Some(trouble) };
        assert_eq!(checked(found).doubt(at(1)), Some(doubt));
        let system = Some(true);
        let guard = checked(ClockChecked { system, ..found });
        assert_eq!(guard.witness(at(1)), Some(Witness::System));
    }
}

#[test]
fn the_limit_is_half_a_minute_and_can_be_narrower_but_no_wider() {
    for (set, millis, off) in [
        (None, 30_000, None),
        (None, 30_001, Some(31)),
        (None, -30_001, Some(-31)),
        (Some(10), 10_000, None),
        (Some(10), 12_000, Some(12)),
        (Some(0), 5_000, None),
        (Some(600), 31_000, Some(31)),
        (None, i64::MIN, Some(i64::MIN / 1000 - 1)),
    ] {
        let mut guard = checked(server(Ok(millis)));
        if let Some(seconds) = set {
            guard.set_limit(seconds);
        }
        let doubt = off.map(|seconds| Doubt::Off { seconds });
        assert_eq!(guard.doubt(at(1)), doubt, "{millis} ms within {set:?}");
    }
}

#[test]
fn the_operator_cannot_overrule_a_server_that_disagrees() {
    let mut guard = checked(server(Ok(45_000)));
    guard.vouched(at(1));
    assert_eq!(guard.doubt(at(2)), Some(Doubt::Off { seconds: 45 }));
    // nor by waiting, nor does a server that falls silent change its mind
    guard.checked(server(SILENT), at(3 * HOUR));
    guard.vouched(at(3 * HOUR));
    assert_eq!(guard.doubt(at(3 * HOUR)), Some(Doubt::Off { seconds: 45 }));
    guard.checked(server(Ok(1_000)), at(4 * HOUR));
    assert_eq!(guard.witness(at(4 * HOUR)), Some(Witness::Server));
}

#[test]
fn a_server_that_disagrees_voids_what_the_others_said_before() {
    let mut guard = checked(system(true));
    guard.vouched(at(1));
    guard.checked(server(Ok(45_000)), at(2));
    guard.checked(NOTHING, at(3));
    assert_eq!(guard.doubt(at(3)), NOBODY, "its server is not named any more");
}

#[test]
fn words_last_an_hour_and_the_operators_twelve() {
    for (found, witness) in [(server(Ok(0)), Witness::Server), (system(true), Witness::System)] {
        let guard = checked(found);
        assert_eq!(guard.witness(at(HOUR - 1)), Some(witness));
        assert_eq!(guard.doubt(at(HOUR)), NOBODY);
    }
    let mut guard = checked(NOTHING);
    guard.vouched(at(0));
    assert_eq!(guard.witness(at(12 * HOUR - 1)), Some(Witness::Operator));
    assert_eq!(guard.doubt(at(12 * HOUR)), NOBODY);
}

#[test]
fn a_look_that_finds_nothing_takes_no_word_away() {
    let mut guard = checked(server(Ok(0)));
    guard.checked(server(SILENT), at(30 * MINUTE));
    assert_eq!(guard.witness(at(HOUR - 1)), Some(Witness::Server));
    let server = Some(ServerTrouble::Silent);
    assert_eq!(guard.doubt(at(HOUR)), Some(Doubt::NoWitness { server }));

    let mut guard = checked(system(true));
    guard.checked(NOTHING, at(30 * MINUTE));
    assert_eq!(guard.witness(at(HOUR - 1)), Some(Witness::System));
    guard.checked(system(false), at(HOUR - 1));
    assert_eq!(
        guard.doubt(at(HOUR - 1)),
        NOBODY,
        "but the system may take its word back"
    );

    let mut guard = checked(NOTHING);
    guard.vouched(at(0));
    guard.checked(system(false), at(HOUR));
    assert_eq!(guard.witness(at(HOUR)), Some(Witness::Operator));
}

#[test]
fn a_stronger_word_stands_before_a_weaker_one_and_a_newer_one_renews_it() {
    let mut guard = checked(NOTHING);
    guard.vouched(at(0));
    guard.checked(system(true), at(MINUTE));
    assert_eq!(guard.witness(at(MINUTE)), Some(Witness::System));
    guard.checked(server(Ok(0)), at(2 * MINUTE));
    assert_eq!(guard.witness(at(2 * MINUTE)), Some(Witness::Server));
    guard.checked(server(Ok(5)), at(HOUR));
    assert_eq!(guard.witness(at(HOUR + 30 * MINUTE)), Some(Witness::Server));
    // the operator is not asked twice a day because a server went away
    guard.checked(server(SILENT), at(2 * HOUR));
    assert_eq!(guard.witness(at(2 * HOUR)), Some(Witness::Operator));
}

#[test]
fn a_time_that_the_operator_saw_to_be_wrong_is_not_burned() {
    for found in [NOTHING, system(true), server(Ok(0))] {
        let mut guard = checked(found);
        guard.vouched(at(1));
        guard.denied(at(2));
        assert_eq!(guard.doubt(at(2)), Some(Doubt::SaidWrong));
        guard.checked(server(SILENT), at(3));
        assert_eq!(guard.doubt(at(3)), Some(Doubt::SaidWrong), "a look that finds nothing");
        let mut asked_again = guard.clone();
        asked_again.vouched(at(4));
        assert_eq!(asked_again.witness(at(4)), Some(Witness::Operator));
        guard.checked(system(true), at(4));
        assert_eq!(guard.witness(at(4)), Some(Witness::System));
        assert_eq!(guard.doubt(at(4 + HOUR)), NOBODY, "the denial is forgotten");
    }
    let mut guard = checked(server(Ok(45_000)));
    guard.denied(at(1));
    assert_eq!(guard.doubt(at(1)), Some(Doubt::Off { seconds: 45 }));
}

#[test]
fn after_sleep_and_after_the_clock_was_set_nobody_has_said_anything() {
    let witnessed = |found| {
        let mut guard = checked(found);
        guard.vouched(at(0));
        guard
    };
    for found in [NOTHING, system(true), server(Ok(0)), server(Ok(45_000))] {
        let mut guard = witnessed(found);
        guard.jumped();
        assert_eq!(guard.doubt(at(1)), Some(Doubt::Unknown));
        assert!(guard.wants_check(at(1)));
        // seen here as well, before anybody has told
        let guard = witnessed(found);
        for by in [-45, 45, 9_000] {
            assert_eq!(guard.doubt(set_by(at(1), by)), Some(Doubt::Unknown));
            assert!(guard.wants_check(set_by(at(1), by)));
        }
    }
}

#[test]
fn a_look_is_repeated_after_a_quarter_of_an_hour_or_after_a_minute_without_a_witness() {
    let guard = checked(system(true));
    assert!(!guard.wants_check(at(15 * MINUTE - 1)));
    assert!(guard.wants_check(at(15 * MINUTE)));
    let mut guard = checked(NOTHING);
    assert!(!guard.wants_check(at(MINUTE - 1)));
    assert!(guard.wants_check(at(MINUTE)));
    guard.vouched(at(MINUTE));
    assert!(!guard.wants_check(at(MINUTE)));
    assert!(guard.wants_check(at(15 * MINUTE)));
}

#[test]
fn one_look_at_a_time() {
    let mut guard = checked(NOTHING);
    guard.asked(at(MINUTE));
    assert!(!guard.wants_check(at(2 * MINUTE - 1)));
    assert_eq!(
        guard.doubt(at(MINUTE + 1)),
        NOBODY,
        "what was found before is still said"
    );
    assert!(guard.wants_check(at(2 * MINUTE)), "no answer ever came");
    guard.checked(system(true), at(2 * MINUTE));
    assert_eq!(guard.witness(at(2 * MINUTE)), Some(Witness::System));
}

#[test]
fn what_a_look_finds_about_a_clock_that_was_set_meanwhile_does_not_count() {
    let mut told = ClockGuard::default();
    told.asked(at(0));
    told.jumped();
    assert!(!told.wants_check(at(1)), "it is still under way");
    told.checked(server(Ok(0)), at(2));
    let mut seen = ClockGuard::default();
    seen.asked(at(0));
    seen.checked(server(Ok(0)), set_by(at(2), 40));
    for (mut guard, now) in [(told, at(2)), (seen, set_by(at(2), 40))] {
        assert_eq!(guard.doubt(now), Some(Doubt::Unknown));
        assert!(guard.wants_check(now));
        guard.asked(now);
        guard.checked(server(Ok(0)), now);
        assert_eq!(guard.witness(now), Some(Witness::Server));
    }
}

#[test]
fn another_server_is_asked_before_anything_is_known_of_it() {
    let mut guard = checked(server(Ok(45_000)));
    guard.asked(at(MINUTE));
    guard.server_named();
    guard.checked(server(Ok(45_000)), at(MINUTE + 1));
    assert_eq!(guard.doubt(at(MINUTE + 2)), Some(Doubt::Unknown));
    assert!(guard.wants_check(at(MINUTE + 2)));
    guard.vouched(at(MINUTE + 3));
    assert_eq!(guard.witness(at(MINUTE + 3)), Some(Witness::Operator));
}

fn reads(guard: &mut ClockGuard, drifts: &[i64]) {
    drifts.iter().for_each(|drift| guard.token_read(*drift));
}

#[test]
fn five_tokens_that_disagree_raise_a_question_and_nothing_more() {
    let mut guard = checked(system(true));
    reads(&mut guard, &[-181, -300, 4, -240]);
    assert_eq!(guard.tokens_disagree(3), None, "four are too few");
    reads(&mut guard, &[-190]);
    assert_eq!(
        guard.tokens_disagree(3),
        Some(-190),
        "one good clock among them moves nothing"
    );
    assert_eq!(guard.tokens_disagree(4), None);
    assert_eq!(guard.witness(at(1)), Some(Witness::System));
}

#[test]
fn the_last_five_count() {
    let mut guard = ClockGuard::default();
    reads(&mut guard, &[500, 500, 500, 180, 179, 180, 2, 3_000]);
    assert_eq!(guard.tokens_disagree(3), Some(180));
    reads(&mut guard, &[0]);
    assert_eq!(guard.tokens_disagree(3), None);
}

#[test]
fn the_question_about_tokens_comes_back_after_five_others() {
    let mut guard = ClockGuard::default();
    reads(&mut guard, &[400; 5]);
    guard.tokens_answered();
    reads(&mut guard, &[400; 4]);
    assert_eq!(guard.tokens_disagree(3), None);
    reads(&mut guard, &[400]);
    assert_eq!(guard.tokens_disagree(3), Some(400));
    guard.jumped();
    assert_eq!(guard.tokens_disagree(3), None, "they were compared with another clock");
}
