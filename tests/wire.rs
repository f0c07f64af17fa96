//! The wire from both ends: `Burn` on one side, the simulated token on the other, and cards that lie.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use tapdesk::otp::{Algorithm, Code, Parameters, Period, Seed, codes};
use tapdesk::token2::{
    Burn, BurnFailure, BurnPlan, BurnStep, Burned, Command, Display, DisplayTimeout, FailureReason, Model, Serial,
    Simulator, StatusWord, TokenInfo, Turn, Write,
};

const NOW: i64 = 1_795_000_000;

fn serial_of(model: Model) -> Serial {
    Serial::parse(&format!("{}000123", model.prefix())).unwrap()
}

fn plan(serial: Serial, seed: &[u8]) -> BurnPlan {
    BurnPlan {
        serial,
        write: Write::Seed(Seed::new(seed).unwrap()),
        parameters: Parameters::STANDARD,
        display: DisplayTimeout::Thirty,
    }
}

/// The clock alone is to be set.
fn clock_plan(serial: Serial) -> BurnPlan {
    BurnPlan {
        write: Write::Clock,
        ..plan(serial, b"x")
    }
}

fn fresh(model: Model) -> Simulator {
    Simulator::new(serial_of(model), Some(Seed::new(b"factory").unwrap()), -41)
}

/// Runs a burn to its end; `wire` answers the n-th APDU.
fn run(plan: &BurnPlan, mut wire: impl FnMut(usize, &[u8]) -> Option<Vec<u8>>) -> (Result<Burned, BurnFailure>, usize) {
    let mut turn = Burn::start(plan);
    let mut sent = 0;
    loop {
        turn = match turn {
            Turn::Done(burned) => return (Ok(burned), sent),
            Turn::Failed(failure) => return (Err(failure), sent),
            Turn::Send(command, burn) => {
                let answer = wire(sent, command.bytes());
                sent += 1;
                match answer {
                    Some(bytes) => burn.answer(&bytes, NOW),
                    None => burn.lost(),
                }
            }
        };
    }
}

fn any_model() -> impl Strategy<Value = Model> {
    proptest::sample::select(Model::ALL.to_vec())
}

fn any_parameters() -> impl Strategy<Value = Parameters> {
    (any::<bool>(), any::<bool>()).prop_map(|(sha1, thirty)| Parameters {
        algorithm: if sha1 { Algorithm::Sha1 } else { Algorithm::Sha256 },
        period: if thirty { Period::Thirty } else { Period::Sixty },
    })
}

proptest! {
    #[test]
    fn any_seed_is_stored_byte_for_byte(
        model in any_model(),
        parameters in any_parameters(),
        seed in prop::collection::vec(any::<u8>(), 1..=63),
        ending in 0usize..3,
    ) {
        let mut seed = seed;
        let len = seed.len();
        match ending {
            1 => seed[len - 1] = 0x80,
            2 if len > 1 => seed[len - 2..].copy_from_slice(&[0x80, 0x00]),
            _ => {}
        }
        let mut token = fresh(model);
        let plan = BurnPlan { parameters, ..plan(serial_of(model), &seed) };
        let (outcome, sent) = run(&plan, |_, apdu| Some(token.answer(apdu, NOW)));
        prop_assert_eq!(sent, 6);
        prop_assert_eq!(outcome.unwrap().after.unwrap().drift(NOW), 0);
        prop_assert_eq!(token.seed().unwrap().expose(), &seed[..]);
        prop_assert_eq!(token.parameters(), parameters);
    }

    /// A card may answer anything at any point: no panic, no seed counted as written unless the token said 9000 to it.
    #[test]
    fn no_answer_panics_or_is_believed(
        model in any_model(),
        at in 0usize..6,
        noise in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut token = fresh(model);
        let plan = plan(serial_of(model), b"12345678901234567890");
        let (outcome, sent) = run(&plan, |n, apdu| {
            let honest = token.answer(apdu, NOW);
            Some(if n == at { noise.clone() } else { honest })
        });
        let ends_well = noise.len() >= 2 && noise[noise.len() - 2..] == [0x90, 0x00];
        match outcome {
            Err(BurnFailure::Untouched(_)) => prop_assert!(at < 3 && sent <= 3),
            Err(BurnFailure::Interrupted { .. }) => prop_assert!(at >= 3),
            Ok(_) => prop_assert!(ends_well || at == 5),
        }
    }

    #[test]
    fn no_info_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(info) = TokenInfo::parse(&bytes) {
            prop_assert!(info.serial.as_str().len() <= 16);
        }
    }

    #[test]
    fn no_apdu_panics_the_simulator(apdu in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut token = fresh(Model::OtpcP2I);
        prop_assert!(token.answer(&apdu, NOW).len() >= 2);
        prop_assert_eq!(token.seed().unwrap().expose(), b"factory");
    }
}

#[test]
fn a_burn_is_exactly_info_challenge_authenticate_config_seed_info() {
    let mut token = fresh(Model::C302I);
    let mut headers = Vec::new();
    let plan = plan(serial_of(Model::C302I), b"12345678901234567890");
    let (outcome, _) = run(&plan, |_, apdu| {
        headers.push((apdu[0], apdu[1]));
        Some(token.answer(apdu, NOW))
    });
    assert_eq!(outcome.unwrap().before.drift(NOW), -41);
    let expected = [
        (0x80, 0x41),
        (0x80, 0x4B),
        (0x80, 0xCE),
        (0x84, 0xD4),
        (0x84, 0xC5),
        (0x80, 0x41),
    ];
    assert_eq!(headers, expected);
    assert_eq!(token.display_timeout(), 1);
}

#[test]
fn config_erases_the_seed_of_the_models_that_do_not_keep_it() {
    for model in Model::ALL {
        let mut token = fresh(model);
        let plan = plan(serial_of(model), b"12345678901234567890");
        let (outcome, _) = run(&plan, |n, apdu| (n < 4).then(|| token.answer(apdu, NOW)));
        let lost = BurnFailure::Interrupted {
            at: BurnStep::WritingSeed,
            reason: FailureReason::Lost,
        };
        assert_eq!(outcome, Err(lost));
        assert_eq!(token.seed().is_some(), model.keeps_seed_on_config(), "{model}");
        token.switch_on();
        assert_eq!(
            token.display(NOW) == Display::Dashes,
            !model.keeps_seed_on_config(),
            "{model}"
        );
    }
}

#[test]
fn the_display_keeps_the_old_code_until_switched_off_and_on() {
    let mut token = fresh(Model::OtpcP2I);
    token.switch_on();
    let old = token.display(NOW);
    let burned = Seed::new(b"12345678901234567890").unwrap();
    let plan = plan(serial_of(Model::OtpcP2I), burned.expose());
    run(&plan, |_, apdu| Some(token.answer(apdu, NOW))).0.unwrap();
    let factory = Seed::new(b"factory").unwrap();
    assert_eq!(
        token.display(NOW),
        Display::Code(codes(&factory, Parameters::STANDARD, NOW).current)
    );
    assert_ne!(old, Display::Off);
    token.switch_off();
    assert_eq!(token.display(NOW), Display::Off);
    token.switch_on();
    assert_eq!(
        token.display(NOW),
        Display::Code(codes(&burned, Parameters::STANDARD, NOW).current)
    );
    assert_ne!(token.display(NOW), Display::Code(Code::parse("000000").unwrap()));
}

#[test]
fn le_is_refused() {
    let mut token = fresh(Model::OtpcP2I);
    for command in [Command::read_info(), Command::challenge()] {
        let mut with_le = command.bytes().to_vec();
        with_le.push(0x00);
        assert_eq!(token.answer(&with_le, NOW), [0x67, 0x00]);
    }
}

#[test]
fn a_second_challenge_drops_the_authentication() {
    let plan = plan(serial_of(Model::OtpcP2I), b"12345678901234567890");
    let mut token = fresh(Model::OtpcP2I);
    let (outcome, _) = run(&plan, |n, apdu| {
        if n == 3 {
            token.answer(Command::challenge().bytes(), NOW);
        }
        Some(token.answer(apdu, NOW))
    });
    let refused = FailureReason::Refused(StatusWord::NotAuthenticated);
    assert_eq!(
        outcome,
        Err(BurnFailure::Interrupted {
            at: BurnStep::WritingConfig,
            reason: refused
        })
    );
    assert_eq!(token.seed().unwrap().expose(), b"factory");
}

#[test]
fn leaving_the_field_drops_the_authentication() {
    let plan = plan(serial_of(Model::C302I), b"12345678901234567890");
    let mut token = fresh(Model::C302I);
    let (outcome, _) = run(&plan, |n, apdu| {
        if n == 4 {
            token.power_down();
        }
        Some(token.answer(apdu, NOW))
    });
    assert!(matches!(
        outcome,
        Err(BurnFailure::Interrupted {
            at: BurnStep::WritingSeed,
            ..
        })
    ));
}

#[test]
fn a_flipped_mac_byte_writes_nothing() {
    let plan = plan(serial_of(Model::C302I), b"12345678901234567890");
    let mut token = fresh(Model::C302I);
    let (outcome, _) = run(&plan, |n, apdu| {
        let mut apdu = apdu.to_vec();
        if n == 4 {
            *apdu.last_mut().unwrap() ^= 1;
        }
        Some(token.answer(&apdu, NOW))
    });
    assert!(outcome.is_err());
    assert_eq!(token.seed().unwrap().expose(), b"factory");
}

#[test]
fn an_unknown_model_is_read_and_never_written() {
    let serial = Serial::parse("8659699000123").unwrap();
    let mut token = Simulator::new(serial.clone(), None, 0);
    let (outcome, sent) = run(&plan(serial, b"x"), |_, apdu| Some(token.answer(apdu, NOW)));
    assert_eq!(
        (outcome, sent),
        (Err(BurnFailure::Untouched(FailureReason::UnknownModel)), 1)
    );
}

#[test]
fn another_serial_is_never_written() {
    let mut token = fresh(Model::C301I);
    let (outcome, sent) = run(&plan(serial_of(Model::C302I), b"x"), |_, apdu| {
        Some(token.answer(apdu, NOW))
    });
    let other = FailureReason::OtherToken(serial_of(Model::C301I));
    assert_eq!((outcome, sent), (Err(BurnFailure::Untouched(other)), 1));
}

#[test]
fn a_foreign_serial_after_the_write_leaves_the_outcome_open() {
    let mut token = fresh(Model::C302I);
    let mut other = fresh(Model::C301I);
    let (outcome, _) = run(&plan(serial_of(Model::C302I), b"x"), |n, apdu| {
        Some(if n == 5 {
            other.answer(apdu, NOW)
        } else {
            token.answer(apdu, NOW)
        })
    });
    assert!(matches!(
        outcome,
        Err(BurnFailure::Interrupted {
            at: BurnStep::WritingSeed,
            ..
        })
    ));
}

#[test]
fn a_token_taken_away_after_the_seed_was_accepted_counts_as_burned() {
    let mut token = fresh(Model::OtpcP2I);
    let (outcome, _) = run(&plan(serial_of(Model::OtpcP2I), b"x"), |n, apdu| {
        (n < 5).then(|| token.answer(apdu, NOW))
    });
    assert_eq!(outcome.unwrap().after, None);
}

#[test]
fn a_clock_outside_the_tokens_range_is_never_written() {
    let plan = plan(serial_of(Model::C302I), b"x");
    let mut token = fresh(Model::C302I);
    let mut turn = Burn::start(&plan);
    let mut sent = 0;
    while let Turn::Send(command, burn) = turn {
        sent += 1;
        turn = burn.answer(&token.answer(command.bytes(), NOW), i64::from(u32::MAX) + 1);
    }
    assert_eq!(sent, 3);
    assert!(matches!(
        turn,
        Turn::Failed(BurnFailure::Untouched(FailureReason::Clock))
    ));
}

// --- the clock alone ----------------------------------------------------------------------------------------------------

fn keepers() -> impl Iterator<Item = Model> {
    Model::ALL.into_iter().filter(|model| model.keeps_seed_on_config())
}

fn erasers() -> impl Iterator<Item = Model> {
    Model::ALL.into_iter().filter(|model| !model.keeps_seed_on_config())
}

fn info_of(token: &mut Simulator) -> TokenInfo {
    let answer = token.answer(Command::read_info().bytes(), NOW);
    TokenInfo::parse(&answer[..answer.len() - 2]).unwrap()
}

/// What a plan sends to a fresh token of its serial that answers honestly.
fn sent_to_fresh(plan: &BurnPlan) -> Vec<Vec<u8>> {
    let mut token = fresh(plan.serial.model().unwrap());
    let mut sent = Vec::new();
    let (outcome, _) = run(plan, |_, apdu| {
        sent.push(apdu.to_vec());
        Some(token.answer(apdu, NOW))
    });
    outcome.unwrap();
    sent
}

#[test]
fn the_clock_alone_is_five_apdus_and_the_seed_stays() {
    assert_eq!(keepers().count(), 3);
    for model in keepers() {
        let mut token = fresh(model);
        let plan = clock_plan(serial_of(model));
        let (outcome, sent) = run(&plan, |_, apdu| Some(token.answer(apdu, NOW)));
        let burned = outcome.unwrap();
        assert_eq!(sent, 5, "{model}");
        assert_eq!((burned.before.drift(NOW), burned.after.unwrap().drift(NOW)), (-41, 0));
        assert_eq!(i64::from(burned.clock), NOW);
        assert_eq!(token.clock(NOW), NOW);
        assert_eq!(token.seed().unwrap().expose(), b"factory", "{model}");
    }
}

#[test]
fn the_clock_alone_is_sent_as_in_a_burn_without_the_seed() {
    for model in keepers() {
        let mut burn = sent_to_fresh(&plan(serial_of(model), b"12345678901234567890"));
        let seed = burn.remove(4);
        assert_eq!(seed[..3], [0x84, 0xC5, 0x01]);
        assert_eq!(sent_to_fresh(&clock_plan(serial_of(model))), burn, "{model}");
    }
}

/// The bytes were made with OpenSSL alone by `scripts/golden-apdus`.
#[test]
fn the_config_of_the_clock_alone_agrees_with_openssl() {
    let golden = include_str!("data/golden-apdus.txt");
    let line = golden
        .lines()
        .find_map(|line| line.strip_prefix("config 69213A0001011E "));
    let expected = data_encoding::HEXUPPER.decode(line.unwrap().as_bytes()).unwrap();
    let plan = clock_plan(serial_of(Model::C302I));
    let mut token = fresh(Model::C302I);
    let (mut turn, mut sent) = (Burn::start(&plan), Vec::new());
    while let Turn::Send(command, burn) = turn {
        sent.push(command.bytes().to_vec());
        turn = burn.answer(&token.answer(command.bytes(), NOW), 0x6921_3A00);
    }
    assert_eq!(sent[3], expected);
}

#[test]
fn a_token_that_would_lose_its_seed_is_sent_nothing() {
    assert_eq!(erasers().count(), 5);
    for model in erasers() {
        let plan = clock_plan(serial_of(model));
        let (outcome, sent) = run(&plan, |_, _| None);
        let refused = BurnFailure::Untouched(FailureReason::WouldEraseSeed);
        assert_eq!((outcome, sent), (Err(refused.clone()), 0), "{model}");
        let after_info = Burn::start_after(&plan, info_of(&mut fresh(model)));
        assert!(
            matches!(after_info, Turn::Failed(failure) if failure == refused),
            "{model}"
        );
    }
}

#[test]
fn neither_an_unknown_model_nor_another_token_gets_the_clock() {
    let serial = Serial::parse("8659699000123").unwrap();
    let mut token = Simulator::new(serial.clone(), None, -41);
    let unknown = BurnFailure::Untouched(FailureReason::UnknownModel);
    let (outcome, sent) = run(&clock_plan(serial), |_, apdu| Some(token.answer(apdu, NOW)));
    assert_eq!((outcome, sent), (Err(unknown), 1));

    // whether the other would keep its seed does not matter
    for model in [Model::C301I, Model::OtpcP1I] {
        let mut other = fresh(model);
        let (outcome, sent) = run(&clock_plan(serial_of(Model::C302I)), |_, apdu| {
            Some(other.answer(apdu, NOW))
        });
        let foreign = BurnFailure::Untouched(FailureReason::OtherToken(serial_of(model)));
        assert_eq!((outcome, sent), (Err(foreign), 1));
        assert_eq!(other.clock(NOW), NOW - 41);
    }
}

#[test]
fn a_config_without_an_answer_leaves_the_clock_open_and_the_seed_in_place() {
    let refused = FailureReason::Refused(StatusWord::WrongData);
    for (answer, reason) in [(None, FailureReason::Lost), (Some(vec![0x6A, 0x80]), refused)] {
        for acted in [false, true] {
            let mut token = fresh(Model::C302I);
            let (outcome, sent) = run(&clock_plan(serial_of(Model::C302I)), |n, apdu| {
                let honest = (n < 3 || acted).then(|| token.answer(apdu, NOW));
                if n == 3 { answer.clone() } else { honest }
            });
            let at = BurnStep::WritingConfig;
            let reason = reason.clone();
            assert_eq!((outcome, sent), (Err(BurnFailure::Interrupted { at, reason }), 4));
            assert_eq!(token.seed().unwrap().expose(), b"factory");
        }
    }
}

#[test]
fn a_token_pulled_before_the_config_keeps_its_clock() {
    for n in 0..3 {
        let mut token = fresh(Model::C302I);
        let (outcome, sent) = run(&clock_plan(serial_of(Model::C302I)), |at, apdu| {
            (at < n).then(|| token.answer(apdu, NOW))
        });
        assert_eq!(
            (outcome, sent),
            (Err(BurnFailure::Untouched(FailureReason::Lost)), n + 1)
        );
        assert_eq!(token.clock(NOW), NOW - 41);
    }
}

#[test]
fn a_token_taken_away_after_the_clock_was_set_counts_as_set() {
    let mut token = fresh(Model::C302I);
    let (outcome, sent) = run(&clock_plan(serial_of(Model::C302I)), |n, apdu| {
        (n < 4).then(|| token.answer(apdu, NOW))
    });
    assert_eq!((outcome.unwrap().after, sent), (None, 5));
    assert_eq!(token.clock(NOW), NOW);
}

#[test]
fn a_foreign_serial_after_the_clock_leaves_its_outcome_open() {
    let mut token = fresh(Model::C302I);
    let mut other = fresh(Model::C301I);
    let (outcome, _) = run(&clock_plan(serial_of(Model::C302I)), |n, apdu| {
        Some(if n == 4 { &mut other } else { &mut token }.answer(apdu, NOW))
    });
    let at = BurnStep::WritingConfig;
    let reason = FailureReason::OtherToken(serial_of(Model::C301I));
    assert_eq!(outcome, Err(BurnFailure::Interrupted { at, reason }));
}
