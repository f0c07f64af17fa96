//! The desk over PC/SC: a private pcscd, a virtual reader, and cards that are pulled, swapped and misplaced.
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
    use std::time::{Duration, Instant};

    use libtest_mimic::Trial;
    use tapdesk::desk::{NotToken, Notice, Outcome, Pad};
    use tapdesk::reader::ReaderState;
    use tapdesk::station::{Identify, Intent};
    use tapdesk::token2::Model;

    use crate::common::foreign::Foreign;
    use crate::common::over_pcscd::{self, Desk, PATIENCE, instructions, socket, trial};
    use crate::common::vpcd::{Card, Daemon, READERS, Slot};
    use crate::common::{At, CSV_HEADER, Clock, HELD_BURN_SENDS, Pull, Token, csv_row};

    pub fn main() {
        over_pcscd::main(trials());
    }

    fn trials() -> Vec<Trial> {
        let mut trials = vec![
            trial("all_eight_models_are_burned_and_compared_byte_for_byte", all_models),
            trial("a_look_and_six_apdus_when_the_upn_comes_first", six_apdus),
            trial("a_token_swapped_for_another_in_mid_burn_is_not_written", swapped),
            trial("a_killed_service_is_found_again_within_two_seconds", killed),
            trial("a_stopped_service_does_not_stop_the_station", stopped),
            trial("no_reader_is_said_and_noticed_when_one_comes", no_reader),
            trial("a_storage_card_is_named_without_an_apdu", storage_card),
            trial("a_badly_placed_token_is_said", placed_badly),
            trial("what_else_people_lay_down_is_named_and_never_written", other_cards),
            trial("of_two_readers_one_is_chosen_and_the_other_can_be", two_readers),
            trial(
                "a_chosen_reader_is_watched_though_another_one_feels_a_card",
                chosen_beside_a_key,
            ),
            trial(
                "a_chosen_reader_that_is_pulled_is_awaited_and_found_again",
                pulled_reader,
            ),
            trial("a_service_that_stays_away_is_logged_once", logged_once),
            trial("an_unknown_model_is_read_and_never_written", unknown_model),
            trial("a_token_that_lay_there_at_the_start_is_not_written", lay_there),
            trial("a_slow_token_is_waited_for", slow),
            trial("others_who_use_the_card_are_not_disturbed", not_disturbed),
            trial(
                "a_card_that_others_hold_just_after_insertion_is_waited_for",
                held_by_others,
            ),
        ];
        for at in 3..7 {
            for acted in [false, true] {
                let name = format!(
                    "pulled_at_apdu_{at}_{}_it_acted",
                    if acted { "after" } else { "before" }
                );
                trials.push(trial(&name, move || pulled(Pull { at, acted })));
            }
        }
        trials
    }

    fn all_models() {
        let mut desk = Desk::new();
        let mut expected = CSV_HEADER.to_owned();
        for (number, model) in (1..).zip(Model::ALL) {
            let token = Token::new(model, number);
            let factory = token.seed();
            let upn = format!("person{number}@example.com");
            desk.arm(&upn);
            desk.slot.lay(&token);
            desk.confirm(&token);
            desk.lift();
            assert_ne!(token.seed(), factory);
            assert_eq!(token.0.lock().unwrap().wrong_answers(), 0);
            expected += &csv_row(&upn, &token, model);
        }
        assert_eq!(desk.export("all.csv"), expected);
    }

    fn six_apdus() {
        let mut desk = Desk::new();
        let token = Token::new(Model::OtpcP2I, 1);
        desk.arm("anna@example.com");
        desk.slot.lay(&token);
        desk.stage(At::Comparing);
        assert_eq!(instructions(&desk.slot.wire()), HELD_BURN_SENDS);
    }

    fn pulled(pull: Pull) {
        for model in [Model::C302I, Model::C301I] {
            let mut desk = Desk::new();
            let token = Token::new(model, 1);
            desk.arm("anna@example.com");
            desk.slot.lay_and_pull(&token, pull, None);
            match pull.at {
                3 => desk.until("a void try", |desk| {
                    desk.bench.rows().iter().any(|row| row.1 == Outcome::Abandoned)
                }),
                6 => desk.stage(At::Comparing),
                _ => desk.stage(At::Interrupted),
            }
            desk.until("an empty pad", |desk| desk.bench.station.flow().pad() == Pad::Empty);
            if pull.at < 6 {
                desk.slot.lay(&token);
            }
            desk.confirm(&token);
            let row = csv_row("anna@example.com", &token, model);
            assert_eq!(desk.export("x.csv"), format!("{CSV_HEADER}{row}"));
        }
    }

    fn swapped() {
        for at in [4, 5, 6] {
            let mut desk = Desk::new();
            let (token, other) = (Token::new(Model::C302I, 1), Token::new(Model::C302I, 2));
            let before = other.seed();
            desk.arm("anna@example.com");
            desk.slot.lay_and_pull(&token, Pull { at, acted: true }, Some(&other));
            if at < 6 {
                desk.stage(At::Interrupted);
            } else {
                desk.stage(At::Comparing);
            }
            desk.lift();
            assert_eq!(other.seed(), before, "the other token is as it was");
            if at < 6 {
                desk.slot.lay(&other);
                assert!(matches!(desk.notice(), Notice::OtherToken { .. }));
                assert_eq!(other.seed(), before);
                desk.lift();
                desk.slot.lay(&token);
            }
            desk.confirm(&token);
        }
    }

    fn killed() {
        let mut desk = Desk::new();
        desk.daemon.kill();
        desk.until("the loss", |desk| {
            matches!(desk.bench.station.reader(), ReaderState::ServiceDown(_))
        });
        desk.daemon.start_again(true);
        let start = Instant::now();
        desk.until("the reader", |desk| {
            matches!(desk.bench.station.reader(), ReaderState::Ready { .. })
        });
        let took = start.elapsed();
        println!("service back, reader ready after {} ms", took.as_millis());
        assert!(took < Duration::from_secs(2), "{took:?}");
        let token = Token::new(Model::C302I, 1);
        desk.arm("anna@example.com");
        desk.slot.lay(&token);
        desk.confirm(&token);
    }

    /// The station's own calls are what the window makes between two frames: none may wait for the service.
    fn stopped() {
        let mut desk = Desk::new();
        let token = Token::new(Model::C302I, 1);
        desk.arm("anna@example.com");
        desk.daemon.freeze();
        desk.slot.lay(&token);
        let start = Instant::now();
        let mut slowest = Duration::ZERO;
        while start.elapsed() < Duration::from_secs(3) {
            let frame = Instant::now();
            desk.bench.station.drain();
            desk.bench.station.tick();
            let _ = desk.bench.station.codes();
            slowest = slowest.max(frame.elapsed());
            std::thread::sleep(Duration::from_millis(5));
        }
        println!(
            "service stopped for 3 s, slowest turn of the station {} us",
            slowest.as_micros()
        );
        assert!(slowest < Duration::from_millis(16), "{slowest:?}");
        assert_eq!(desk.bench.stage(), At::Armed);
        desk.daemon.thaw();
        desk.confirm(&token);
    }

    fn no_reader() {
        let mut desk = Desk::new();
        desk.daemon.start_again(false);
        desk.until("no reader", |desk| {
            *desk.bench.station.reader() == ReaderState::NoReader
        });
        desk.daemon.start_again(true);
        desk.until("the reader", |desk| {
            matches!(desk.bench.station.reader(), ReaderState::Ready { .. })
        });
    }

    fn storage_card() {
        let mut desk = Desk::new();
        desk.arm("anna@example.com");
        desk.slot.insert(Card::Foreign(Foreign::badge()));
        assert_eq!(desk.notice(), Notice::NotToken(NotToken::StorageCard));
        assert!(desk.slot.wire().is_empty(), "nothing is sent to a badge");
    }

    fn placed_badly() {
        let mut desk = Desk::new();
        desk.arm("anna@example.com");
        desk.slot.insert(Card::Mute);
        assert_eq!(desk.notice(), Notice::NotToken(NotToken::PlacedBadly));
        desk.lift();
        let token = Token::new(Model::C302I, 1);
        desk.slot.lay(&token);
        desk.confirm(&token);
    }

    type IsNamed = fn(&NotToken) -> bool;

    /// What people have in their hands: the card, what it is called, and what is sent to find out.
    fn what_else() -> Vec<(Card, IsNamed, Vec<u8>)> {
        const INFO: u8 = 0x41;
        const SELECT: u8 = 0xA4;
        const UID: u8 = 0xCA;
        let all = vec![INFO, SELECT, SELECT, SELECT, UID];
        let foreign = |card, name: IsNamed, sent| (Card::Foreign(card), name, sent);
        vec![
            foreign(Foreign::bank_card(), |it| *it == NotToken::BankCard, all.clone()),
            foreign(Foreign::phone(), |it| *it == NotToken::Phone, all.clone()),
            foreign(Foreign::fido_key(), |it| *it == NotToken::FidoKey, vec![INFO, SELECT]),
            foreign(Foreign::wallet(), |it| *it == NotToken::Phone, all.clone()),
            foreign(
                Foreign::oath_key(),
                |it| *it == NotToken::OathKey,
                vec![INFO, SELECT, SELECT],
            ),
            foreign(Foreign::unknown(), |it| *it == NotToken::UnknownCard, all.clone()),
            foreign(Foreign::badge(), |it| *it == NotToken::StorageCard, vec![]),
            foreign(Foreign::nameless(), |it| *it == NotToken::UnknownCard, all),
            (
                Card::Token(Token::with_serial("8659699000001")),
                |it| matches!(it, NotToken::UnknownModel(_)),
                vec![INFO],
            ),
        ]
    }

    /// The name of what lies there, once it has been looked at.
    fn named(desk: &mut Desk) -> NotToken {
        desk.until("a look at the card", |desk| {
            let spent = matches!(desk.bench.station.flow().pad(), Pad::Spent(_));
            spent && desk.bench.station.flow().notice().is_some()
        });
        let Notice::NotToken(what) = desk.notice() else {
            panic!("{:?}", desk.notice())
        };
        what
    }

    fn other_cards() {
        let mut desk = Desk::new();
        desk.arm("anna@example.com");
        for (card, is_named, expected) in what_else() {
            desk.slot.insert(card);
            let what = named(&mut desk);
            assert!(is_named(&what), "{what:?}");
            let name = format!("{what:?}");
            desk.lift();
            let wire = desk.slot.wire();
            assert!(wire.iter().all(|apdu| apdu[0] != 0x84), "{name}: nothing is written");
            assert_eq!(instructions(&wire), expected, "{name}");
            assert_eq!(desk.bench.stage(), At::Armed, "{name}");
            assert!(desk.bench.rows().is_empty(), "{name}");
        }
        let token = Token::new(Model::C302I, 1);
        desk.slot.lay(&token);
        desk.confirm(&token);
        assert_eq!(instructions(&desk.slot.wire()), HELD_BURN_SENDS);
        let row = csv_row("anna@example.com", &token, Model::C302I);
        assert_eq!(desk.export("x.csv"), format!("{CSV_HEADER}{row}"));
    }

    fn two_readers() {
        let mut desk = Desk::new();
        let ReaderState::Ready { all, .. } = desk.bench.station.reader() else {
            panic!()
        };
        assert_eq!(all[..], READERS);
        let other = READERS[1];
        let token = Token::new(Model::C302I, 1);
        desk.arm("anna@example.com");
        desk.second.lay(&token);
        // told after whatever the watched reader has to tell of the same look
        desk.until("a card elsewhere", |desk| desk.bench.station.elsewhere() == [other]);
        let (stage, pad) = (desk.bench.stage(), desk.bench.station.flow().pad());
        assert_eq!((stage, pad), (At::Armed, Pad::Empty), "the other reader is not watched");
        assert!(desk.second.wire().is_empty(), "nothing is asked of what lies there");
        desk.second.lift();
        desk.until("an empty pad elsewhere", |desk| {
            desk.bench.station.elsewhere().is_empty()
        });
        // with the word that it is watched its pad has been seen
        desk.choose(other);
        desk.second.lay(&token);
        desk.confirm(&token);
        let kept = desk.bench.home.path().join("data/settings.toml");
        desk.until("the settings", |_| kept.exists());
        assert!(std::fs::read_to_string(kept).unwrap().contains(other));
        desk.start_anew();
        desk.until_watched(other);
    }

    fn unknown_model() {
        let mut desk = Desk::new();
        let token = Token::with_serial("8659699000001");
        desk.arm("anna@example.com");
        desk.slot.lay(&token);
        let Notice::NotToken(NotToken::UnknownModel(stranger)) = desk.notice() else {
            panic!()
        };
        assert_eq!(
            (stranger.info.serial.to_string(), stranger.drift),
            (token.serial(), -41)
        );
        assert_eq!(instructions(&desk.slot.wire()), [0x41]);
    }

    fn burned_at_second(desk: &mut Desk, number: u32) {
        let token = Token::new(Model::C302I, number);
        desk.arm(&format!("person{number}@example.com"));
        desk.second.lay(&token);
        desk.confirm(&token);
        desk.second.lift();
        desk.until("an empty pad", |desk| desk.bench.station.flow().pad() == Pad::Empty);
        assert_eq!(instructions(&desk.second.wire()), HELD_BURN_SENDS);
    }

    /// A key is plugged in all day, and nobody has chosen a reader yet.
    fn chosen_beside_a_key() {
        let mut desk = Desk::new();
        desk.slot.insert(Card::Foreign(Foreign::fido_key()));
        desk.until("the key", |desk| {
            matches!(desk.bench.station.flow().pad(), Pad::Spent(_))
        });
        desk.choose(READERS[1]);
        desk.until("an empty pad", |desk| desk.bench.station.flow().pad() == Pad::Empty);
        assert_eq!(desk.bench.station.elsewhere(), [READERS[0]]);
        desk.slot.wire();
        burned_at_second(&mut desk, 1);
        assert!(desk.slot.wire().is_empty(), "nothing is asked of the key");
    }

    /// What the driver calls its readers is all that tells them apart; it serves no two at once.
    fn pulled_reader() {
        let (chosen, other) = ("ACS ACR1252 Dual Reader [PICC]", "Yubico YubiKey OTP+FIDO+CCID");
        let daemon = Daemon::start(&socket());
        let port = daemon.port;
        daemon.start_with(&[(chosen, port)]);
        let mut desk = Desk::starting(daemon);
        desk.until("an open ledger", Desk::is_open);
        let awaited = format!("{chosen} 00 01");
        desk.choose(&awaited);
        for number in 1..=2 {
            desk.daemon.start_with(&[(other, port)]);
            desk.until("what is awaited", |desk| {
                let state = desk.bench.station.reader();
                matches!(state, ReaderState::Away { awaited: name, all } if *name == awaited && all.len() == 2)
            });
            // a token on another reader is not read, let alone written
            desk.arm("anna@example.com");
            desk.second.lay(&Token::new(Model::C302I, 9));
            desk.until("a card elsewhere", |desk| {
                desk.bench.station.elsewhere() == [format!("{other} 00 01")]
            });
            assert_eq!(
                (desk.bench.stage(), desk.bench.station.flow().pad()),
                (At::Armed, Pad::Empty)
            );
            assert!(desk.second.wire().is_empty());
            desk.bench.apply(Intent::Cancel);
            desk.second.lift();
            if number == 2 {
                break;
            }
            desk.daemon.start_with(&[(chosen, port)]);
            desk.until_watched(&awaited);
            burned_at_second(&mut desk, number);
        }
        // one word of a person, and the other one is used
        desk.choose(&format!("{other} 00 01"));
        burned_at_second(&mut desk, 3);
    }

    /// What the whole program writes into its log.
    static LOG: std::sync::Mutex<Vec<u8>> = std::sync::Mutex::new(Vec::new());

    fn logged_once() {
        let count = |text: &str| String::from_utf8_lossy(&LOG.lock().unwrap()).matches(text).count();
        let lines = || count("the smart card service does not answer");
        let mut desk = Desk::new();
        let all = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
        let _ = all.with_writer(|| Kept).try_init();
        desk.daemon.kill();
        desk.until("the loss", |desk| {
            matches!(desk.bench.station.reader(), ReaderState::ServiceDown(_))
        });
        desk.until("some more tries", |_| count("still no smart card service") >= 5);
        assert_eq!(lines(), 1);
        desk.daemon.start_again(true);
        desk.until_watched(READERS[0]);
        desk.daemon.kill();
        desk.until("the next loss", |desk| {
            matches!(desk.bench.station.reader(), ReaderState::ServiceDown(_))
        });
        assert_eq!(lines(), 2, "that it happens again is said again");
    }

    struct Kept;

    impl std::io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            LOG.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// Until the service itself knows of a card on that reader.
    fn until_felt(reader: &str) {
        let name = std::ffi::CString::new(reader).unwrap();
        let context = pcsc::Context::establish(pcsc::Scope::User).unwrap();
        let mut states = [pcsc::ReaderState::new(name, pcsc::State::UNAWARE)];
        let start = Instant::now();
        while !states[0].event_state().contains(pcsc::State::PRESENT) {
            assert!(start.elapsed() < PATIENCE, "{:?}", states[0].event_state());
            states[0].sync_current_state();
            let _ = context.get_status_change(Duration::from_secs(1), &mut states);
        }
    }

    fn lay_there() {
        let daemon = Daemon::start(&socket());
        let token = Token::new(Model::C302I, 1);
        let clock = Clock::new();
        Slot::new(daemon.port, clock.source()).lay(&token);
        until_felt(READERS[0]);
        let before = token.seed();
        let mut desk = Desk::starting(daemon);
        desk.until("the token", |desk| {
            matches!(desk.bench.station.flow().pad(), Pad::Spent(_))
        });
        desk.until("an open ledger", Desk::is_open);
        desk.arm("anna@example.com");
        assert_eq!(desk.notice(), Notice::LiftFirst);
        assert_eq!(token.seed(), before);
    }

    fn beside(desk: &Desk, mode: pcsc::ShareMode) -> pcsc::Card {
        let ReaderState::Ready { chosen, .. } = desk.bench.station.reader() else {
            panic!()
        };
        let name = std::ffi::CString::new(chosen.as_str()).unwrap();
        let context = pcsc::Context::establish(pcsc::Scope::User).unwrap();
        let start = Instant::now();
        loop {
            match context.connect(&name, mode, pcsc::Protocols::ANY) {
                Ok(card) => return card,
                Err(error) => assert!(start.elapsed() < PATIENCE, "{error}"),
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Leaving a card by dropping its handle would reset it under another program's feet.
    fn not_disturbed() {
        let mut desk = Desk::new();
        desk.bench.apply(Intent::LeaveEnroll);
        let token = Token::new(Model::C302I, 1);
        desk.slot.lay(&token);
        let other = beside(&desk, pcsc::ShareMode::Shared);
        desk.until("the token", |desk| {
            matches!(desk.bench.station.flow().pad(), Pad::Spent(_))
        });
        desk.bench.apply(Intent::EnterEnroll);
        desk.lift();
        drop(other);
        desk.slot.lay(&token);
        let other = beside(&desk, pcsc::ShareMode::Shared);
        desk.stage(At::TokenFirst);
        // the reader does one thing after the other: when it has read once more, it has left the card after the first time
        desk.bench.apply(Intent::LeaveEnroll);
        desk.bench.apply(Intent::LookAtTokens(true));
        desk.until("the second look", |desk| {
            matches!(desk.bench.station.identify(), Identify::Seen(_))
        });
        assert!(
            other.status2_owned().is_ok(),
            "the station reset the card of another program"
        );
    }

    fn held_by_others() {
        let mut desk = Desk::new();
        desk.arm("anna@example.com");
        let token = Token::new(Model::C302I, 1);
        desk.slot.lay(&token);
        let other = beside(&desk, pcsc::ShareMode::Exclusive);
        desk.stage(At::Inspecting);
        // so long do they hold it
        std::thread::sleep(Duration::from_millis(500));
        desk.bench.station.drain();
        assert_eq!(desk.bench.stage(), At::Inspecting, "it is waited for");
        let _ = other.disconnect(pcsc::Disposition::LeaveCard);
        desk.confirm(&token);
    }

    fn slow() {
        let mut desk = Desk::new();
        let token = Token::new(Model::C302I, 1);
        desk.slot.delay(Duration::from_millis(400));
        desk.arm("anna@example.com");
        desk.slot.lay(&token);
        desk.confirm(&token);
    }
}
