//! The wire from both ends: `Burn` on one side, the simulated token on the other, and cards that lie.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use tapdesk::otp::{Algorithm, Code, Parameters, Period, Seed, codes};
use tapdesk::token2::{
    Burn, BurnFailure, BurnPlan, BurnStep, Burned, Command, Display, DisplayTimeout, FailureReason, Model, Serial,
    Simulator, StatusWord, TokenInfo, Turn,
};

const NOW: i64 = 1_795_000_000;

fn serial_of(model: Model) -> Serial {
    Serial::parse(&format!("{}000123", model.prefix())).unwrap()
}

fn plan(serial: Serial, seed: &[u8]) -> BurnPlan {
    BurnPlan {
        serial,
        seed: Seed::new(seed).unwrap(),
        parameters: Parameters::STANDARD,
        display: DisplayTimeout::Thirty,
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
    let plan = plan(serial_of(Model::OtpcP2I), b"12345678901234567890");
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
        Display::Code(codes(&plan.seed, Parameters::STANDARD, NOW).current)
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
