//! Tokens that are known already, over PC/SC: looked at on the Token screen, their clocks set, finished after they were put
//! off, and laid down while another one is compared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(target_os = "linux")]
mod common;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the PC/SC tests need Linux; skipped");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use tapdesk::desk::{EnrolmentId, Found, NotToken, Notice, Outcome, Pad, Stage};
    use tapdesk::ledger::TrailEvent;
    use tapdesk::otp::Seed;
    use tapdesk::station::{ClockWay, Identify, Intent, NotSet, Seen, SetClock};
    use tapdesk::token2::{BurnFailure, BurnStep, FailureReason, Model, Simulator};

    use crate::common::over_pcscd::{self, Desk, instructions, trial};
    use crate::common::{At, BURN_SENDS, CLOCK_SENDS, CSV_HEADER, Pull, Token, csv_row};

    /// A model that keeps its seed when its clock is set, and one that loses it.
    const KEEPS: Model = Model::C302I;
    const LOSES: Model = Model::C301I;

    const LOOK: [u8; 1] = [0x41];

    pub fn main() {
        over_pcscd::main(vec![
            trial("a_token_is_identified_by_one_apdu", identified),
            trial("a_clock_is_set_in_five_apdus_and_the_seed_stays", clock_alone),
            trial("a_clock_is_set_once_in_a_placement", once),
            trial(
                "a_clock_that_takes_the_seed_along_gets_the_seed_of_the_ledger",
                clock_with_seed,
            ),
            trial("the_clock_of_an_unknown_model_is_not_set", unknown_model),
            trial("a_clock_that_would_cost_an_unknown_seed_is_not_set", unknown_seed),
            trial("the_clock_of_a_token_that_lay_there_is_not_set", lay_there),
            trial("a_token_pulled_while_its_clock_is_set_keeps_its_seed", pulled),
            trial(
                "a_token_pulled_before_its_seed_is_written_again_is_finished",
                pulled_with_seed,
            ),
            trial(
                "a_token_put_off_half_written_is_finished_by_laying_it_down",
                parked_half_written,
            ),
            trial(
                "a_token_put_off_before_its_code_is_finished_by_laying_it_down",
                parked_written,
            ),
            trial("a_token_put_off_is_finished_by_typing_its_code", parked_and_typed),
            trial(
                "the_token_of_somebody_else_is_named_while_one_is_compared",
                somebody_elses,
            ),
        ]);
    }

    // --- what a person does -------------------------------------------------------------------------------------------

    /// Goes to the Token screen, as the window does it.
    fn look_at_tokens(desk: &mut Desk) {
        desk.bench.apply(Intent::LeaveEnroll);
        desk.bench.apply(Intent::LookAtTokens(true));
    }

    /// Goes back, as the window does it by itself when a token is being written.
    fn back_to_enroll(desk: &mut Desk) {
        desk.bench.apply(Intent::LookAtTokens(false));
        desk.bench.apply(Intent::EnterEnroll);
    }

    fn enroll(desk: &mut Desk, upn: &str, token: &Token) {
        desk.arm(upn);
        desk.slot.lay(token);
        desk.confirm(token);
        desk.lift();
        desk.slot.wire();
    }

    /// Its clock runs late, as clocks do in a year.
    fn falls_behind(token: &Token, seconds: i64) {
        let mut token = token.0.lock().unwrap();
        let seed = token.seed().map(Seed::duplicate);
        *token = Simulator::new(token.serial().clone(), seed, -seconds);
    }

    fn drift(token: &Token, desk: &Desk) -> i64 {
        let now = desk.bench.clock.unix();
        token.0.lock().unwrap().clock(now) - now
    }

    /// Lays a token down and reads what is known of it.
    fn identify<'d>(desk: &'d mut Desk, token: &Token) -> &'d Seen {
        desk.slot.lay(token);
        looked_at(desk)
    }

    fn looked_at(desk: &mut Desk) -> &Seen {
        desk.until("a look at the token", |desk| seen(desk).is_some_and(|seen| seen.lies));
        seen(desk).unwrap()
    }

    fn seen(desk: &Desk) -> Option<&Seen> {
        match desk.bench.station.identify() {
            Identify::Seen(seen) => Some(seen),
            _ => None,
        }
    }

    fn set_clock(desk: &mut Desk) -> SetClock {
        desk.bench.apply(Intent::SetClock);
        desk.until("a clock that is set, or not", |desk| {
            let clock = &seen(desk).unwrap().clock;
            !matches!(clock, SetClock::Idle | SetClock::Recording | SetClock::Writing(_))
        });
        seen(desk).unwrap().clock.clone()
    }

    fn trail(desk: &mut Desk, id: EnrolmentId) -> Vec<TrailEvent> {
        desk.bench.apply(Intent::Deselect);
        desk.bench.apply(Intent::Select(id));
        desk.until("the trail", |desk| {
            desk.bench
                .station
                .log()
                .shown()
                .is_some_and(|shown| !shown.trail.is_empty())
        });
        let shown = desk.bench.station.log().shown().unwrap();
        shown.trail.iter().map(|entry| entry.event).collect()
    }

    fn outcomes(desk: &Desk) -> Vec<Outcome> {
        desk.bench.rows().into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn writes_nothing(wire: &[Vec<u8>]) {
        assert!(wire.iter().all(|apdu| apdu[0] != 0x84), "something was written");
        assert_eq!(instructions(wire), LOOK);
    }

    /// The text is not shown: it holds secrets.
    fn leaves(desk: &mut Desk, rows: &[(&str, &Token, Model)]) {
        let rows = rows.iter().map(|(upn, token, model)| csv_row(upn, token, *model));
        let expected = CSV_HEADER.to_owned() + &rows.collect::<String>();
        assert!(
            desk.export("x.csv") == expected,
            "the file is not what is in the tokens"
        );
    }

    // --- looking ------------------------------------------------------------------------------------------------------

    fn identified() {
        let mut desk = Desk::new();
        let (hers, new) = (Token::new(KEEPS, 1), Token::new(LOSES, 2));
        enroll(&mut desk, "anna@example.com", &hers);
        falls_behind(&hers, 75);
        look_at_tokens(&mut desk);
        for (token, model, known, drift) in [(&hers, KEEPS, vec![EnrolmentId(1)], -75), (&new, LOSES, vec![], -41)] {
            let there = identify(&mut desk, token);
            let Found::Token(found) = &there.found else {
                panic!("{:?}", there.found)
            };
            assert_eq!((found.id.to_string(), found.model), (token.serial(), model));
            assert_eq!((found.drift, &there.known), (drift, &known));
            writes_nothing(&desk.slot.wire());
            desk.lift();
            assert!(!seen(&desk).unwrap().lies, "what was read stays in view");
        }
        assert_eq!(desk.bench.stage(), At::Idle, "nobody is asked for");
    }

    // --- the clock ----------------------------------------------------------------------------------------------------

    /// A token that is known here, and one that is not.
    fn clock_alone() {
        let mut desk = Desk::new();
        let (hers, new) = (Token::new(KEEPS, 1), Token::new(KEEPS, 2));
        enroll(&mut desk, "anna@example.com", &hers);
        falls_behind(&hers, 75);
        look_at_tokens(&mut desk);
        for token in [&hers, &new] {
            let seed = token.seed();
            identify(&mut desk, token);
            assert_eq!(desk.bench.station.clock_way(), ClockWay::Alone);
            assert_eq!(instructions(&desk.slot.wire()), LOOK);
            assert_eq!(set_clock(&mut desk), SetClock::Done(Some(0)));
            assert_eq!(instructions(&desk.slot.wire()), CLOCK_SENDS);
            assert_eq!(drift(token, &desk), 0);
            assert!(token.seed() == seed, "the seed has changed");
            assert_eq!(token.0.lock().unwrap().wrong_answers(), 0);
            desk.lift();
        }
        let trail = trail(&mut desk, EnrolmentId(1));
        assert_eq!(trail[trail.len() - 2..], [TrailEvent::ClockBegun, TrailEvent::ClockSet]);
        assert_eq!(outcomes(&desk), [Outcome::Confirmed], "one was enrolled, and stays so");
        leaves(&mut desk, &[("anna@example.com", &hers, KEEPS)]);
    }

    fn once() {
        let mut desk = Desk::new();
        let token = Token::new(KEEPS, 1);
        look_at_tokens(&mut desk);
        identify(&mut desk, &token);
        assert_eq!(set_clock(&mut desk), SetClock::Done(Some(0)));
        desk.slot.wire();
        assert_eq!(set_clock(&mut desk), SetClock::Refused(NotSet::LayAgain));
        assert!(desk.slot.wire().is_empty());
        desk.lift();
        identify(&mut desk, &token);
        assert_eq!(set_clock(&mut desk), SetClock::Done(Some(0)));
    }

    fn clock_with_seed() {
        let mut desk = Desk::new();
        let token = Token::new(LOSES, 1);
        enroll(&mut desk, "anna@example.com", &token);
        let seed = token.seed();
        falls_behind(&token, 300);
        look_at_tokens(&mut desk);
        identify(&mut desk, &token);
        assert_eq!(desk.bench.station.clock_way(), ClockWay::WithSeed(EnrolmentId(1)));
        desk.bench.apply(Intent::SetClock);
        desk.stage(At::Comparing);
        assert_eq!(
            instructions(&desk.slot.wire()),
            [&LOOK[..], &BURN_SENDS].concat(),
            "in one placement"
        );
        assert_eq!(drift(&token, &desk), 0);
        assert!(token.seed() == seed, "it is not the seed of the ledger");
        back_to_enroll(&mut desk);
        desk.confirm(&token);
        assert_eq!(outcomes(&desk), [Outcome::Confirmed]);
        leaves(&mut desk, &[("anna@example.com", &token, LOSES)]);
    }

    fn unknown_model() {
        let mut desk = Desk::new();
        let token = Token::with_serial("8659699000001");
        let seed = token.seed();
        look_at_tokens(&mut desk);
        let seen = identify(&mut desk, &token);
        assert!(matches!(&seen.found, Found::Other(NotToken::UnknownModel(stranger)) if stranger.drift == -41));
        assert_eq!(set_clock(&mut desk), SetClock::Refused(NotSet::NoToken));
        writes_nothing(&desk.slot.wire());
        assert_eq!((token.seed() == seed, drift(&token, &desk)), (true, -41));
    }

    fn unknown_seed() {
        let mut desk = Desk::new();
        let token = Token::new(LOSES, 1);
        let seed = token.seed();
        look_at_tokens(&mut desk);
        identify(&mut desk, &token);
        assert_eq!(desk.bench.station.clock_way(), ClockWay::Not(NotSet::NoSeed));
        assert_eq!(set_clock(&mut desk), SetClock::Refused(NotSet::NoSeed));
        writes_nothing(&desk.slot.wire());
        assert_eq!((token.seed() == seed, drift(&token, &desk)), (true, -41));
    }

    fn lay_there() {
        let mut desk = Desk::new();
        let token = Token::new(KEEPS, 1);
        desk.slot.lay(&token);
        desk.stage(At::TokenFirst);
        desk.slot.wire();
        look_at_tokens(&mut desk);
        looked_at(&mut desk);
        assert_eq!(set_clock(&mut desk), SetClock::Refused(NotSet::LayAgain));
        writes_nothing(&desk.slot.wire());
        assert_eq!(drift(&token, &desk), -41);
        desk.lift();
        identify(&mut desk, &token);
        assert_eq!(set_clock(&mut desk), SetClock::Done(Some(0)));
    }

    /// The look at it was the first APDU of the placement; the clock is written by the fifth.
    fn pulled() {
        let untouched = SetClock::Failed(BurnFailure::Untouched(FailureReason::Lost));
        let unknown = SetClock::Failed(BurnFailure::Interrupted {
            at: BurnStep::WritingConfig,
            reason: FailureReason::Lost,
        });
        let cases = [
            (1, true, untouched.clone()),
            (2, true, untouched.clone()),
            (3, true, untouched),
            (4, false, unknown.clone()),
            (4, true, unknown),
            (5, true, SetClock::Done(None)),
        ];
        let mut desk = Desk::new();
        look_at_tokens(&mut desk);
        for (number, (at, acted, ends)) in (1..).zip(cases) {
            let token = Token::new(KEEPS, number);
            let seed = token.seed();
            desk.slot.lay_and_pull(&token, Pull { at, acted }, None);
            looked_at(&mut desk);
            assert_eq!(set_clock(&mut desk), ends, "APDU {at}");
            let set = if at == 5 || (at == 4 && acted) { 0 } else { -41 };
            assert_eq!(drift(&token, &desk), set, "APDU {at}");
            desk.until("an empty pad", |desk| desk.bench.station.flow().pad() == Pad::Empty);
            identify(&mut desk, &token);
            assert_eq!(set_clock(&mut desk), SetClock::Done(Some(0)), "APDU {at}");
            assert!(token.seed() == seed, "APDU {at}: the seed has changed");
            desk.lift();
        }
    }

    fn pulled_with_seed() {
        let mut desk = Desk::new();
        let token = Token::new(LOSES, 1);
        enroll(&mut desk, "anna@example.com", &token);
        let seed = token.seed();
        look_at_tokens(&mut desk);
        desk.slot.lay_and_pull(&token, Pull { at: 5, acted: false }, None);
        looked_at(&mut desk);
        desk.bench.apply(Intent::SetClock);
        desk.stage(At::Interrupted);
        back_to_enroll(&mut desk);
        assert!(token.seed().is_none(), "its clock was set, and that has cost the seed");
        desk.until("an empty pad", |desk| desk.bench.station.flow().pad() == Pad::Empty);
        desk.slot.lay(&token);
        desk.confirm(&token);
        assert!(token.seed() == seed, "it is not the seed of the ledger");
        leaves(&mut desk, &[("anna@example.com", &token, LOSES)]);
    }

    // --- put off ------------------------------------------------------------------------------------------------------

    /// Anna's token is put off; meanwhile Ben gets his.
    fn parked_half_written() {
        let mut desk = Desk::new();
        let (hers, his) = (Token::new(LOSES, 1), Token::new(KEEPS, 2));
        desk.arm("anna@example.com");
        desk.slot.lay_and_pull(&hers, Pull { at: 5, acted: false }, None);
        desk.stage(At::Interrupted);
        park(&mut desk);
        enroll(&mut desk, "ben@example.com", &his);
        desk.slot.lay(&hers);
        desk.stage(At::Comparing);
        assert_eq!(
            instructions(&desk.slot.wire()),
            [&LOOK[..], &BURN_SENDS].concat(),
            "it is finished by itself"
        );
        desk.confirm(&hers);
        leaves(
            &mut desk,
            &[("anna@example.com", &hers, LOSES), ("ben@example.com", &his, KEEPS)],
        );
    }

    fn park(desk: &mut Desk) {
        desk.until("an empty pad", |desk| desk.bench.station.flow().pad() == Pad::Empty);
        desk.bench.apply(Intent::Cancel);
        assert!(matches!(desk.notice(), Notice::Parked(_)));
        desk.stage(At::Idle);
        desk.slot.wire();
    }

    /// A token that waits for its code alone.
    fn put_off(desk: &mut Desk, upn: &str, token: &Token) {
        desk.arm(upn);
        desk.slot.lay(token);
        desk.stage(At::Comparing);
        desk.slot.lift();
        park(desk);
        desk.until("a burned enrolment", |desk| {
            outcomes(desk).last() == Some(&Outcome::Burned)
        });
    }

    fn parked_written() {
        let mut desk = Desk::new();
        let token = Token::new(LOSES, 1);
        put_off(&mut desk, "anna@example.com", &token);
        let seed = token.seed();
        desk.slot.lay(&token);
        desk.stage(At::Comparing);
        writes_nothing(&desk.slot.wire());
        desk.confirm(&token);
        assert!(token.seed() == seed, "it was written again");
        leaves(&mut desk, &[("anna@example.com", &token, LOSES)]);
    }

    fn parked_and_typed() {
        let mut desk = Desk::new();
        let token = Token::new(KEEPS, 1);
        put_off(&mut desk, "anna@example.com", &token);
        desk.bench.apply(Intent::LeaveEnroll);
        back_to_enroll(&mut desk);
        desk.bench.apply(Intent::CompareLater(EnrolmentId(1)));
        desk.confirm(&token);
        assert!(desk.slot.wire().is_empty(), "the token is not on the reader");
        assert_eq!(outcomes(&desk), [Outcome::Confirmed]);
        leaves(&mut desk, &[("anna@example.com", &token, KEEPS)]);
    }

    // --- another one --------------------------------------------------------------------------------------------------

    fn somebody_elses() {
        let mut desk = Desk::new();
        let (hers, his) = (Token::new(LOSES, 1), Token::new(KEEPS, 2));
        enroll(&mut desk, "anna@example.com", &hers);
        let seed = hers.seed();
        desk.arm("ben@example.com");
        desk.slot.lay(&his);
        desk.stage(At::Comparing);
        desk.lift();
        desk.slot.wire();
        desk.slot.lay(&hers);
        desk.until("whose token that is", |desk| owner(desk).is_some());
        assert_eq!(owner(&desk).unwrap(), (hers.serial(), "anna@example.com".into()));
        assert!(matches!(desk.bench.station.flow().stage(), Stage::Comparing { .. }));
        desk.lift();
        writes_nothing(&desk.slot.wire());
        assert!(hers.seed() == seed, "her token was written");
        desk.confirm(&his);
        leaves(
            &mut desk,
            &[("anna@example.com", &hers, LOSES), ("ben@example.com", &his, KEEPS)],
        );
    }

    /// The serial and the owner of another token that lies there.
    fn owner(desk: &Desk) -> Option<(String, String)> {
        match desk.bench.station.flow().notice()? {
            Notice::OtherToken { found, owner, .. } => Some((found.to_string(), owner.as_ref()?.upn.to_string())),
            _ => None,
        }
    }
}
