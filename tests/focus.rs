//! Where the focus is when something went wrong, what is said before a passphrase is chosen, and what a clock that is asked
//! for costs. Nothing sleeps.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use common::window::{Desk, builder};
use common::{Clock, PASSPHRASE, Pad, Token, Witnesses};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand, Theme, ViewportId};
use egui_kittest::kittest::Queryable;
use tapdesk::app::App;
use tapdesk::desk::ClockChecked;
use tapdesk::ledger::{Passphrase, SlotKind};
use tapdesk::station::{Door, Executor, Intent, PassphraseChange, Station};
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
const GOOD: &str = "river lamp stone paper";

fn closed(theme: Theme) -> Desk {
    Desk::with(theme, false, Arc::new(tempfile::tempdir().unwrap()))
}

fn station(desk: &Desk) -> &Station {
    desk.window.state().station()
}

/// The ledger's work takes a while, as it does: the field is away meanwhile, and comes back.
#[test]
fn a_wrong_passphrase_leaves_the_focus_in_its_field_while_the_ledger_works() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    drop(Desk::with(Theme::Light, true, Arc::clone(&home)));
    let clock = Clock::new();
    let pad = Pad::unused(&clock);
    let mut sources = common::sources(home.path(), &clock, &pad, 5);
    sources.credentials = None;
    sources.executor = Executor::Threads;
    let station = Station::new(sources).unwrap();
    let mut window = builder(Theme::Light)
        .build_eframe(move |creation| App::new(&creation.egui_ctx, station, "M. Keller".into(), None));
    let until = |window: &mut egui_kittest::Harness<'static, App>, reached: fn(&Door) -> bool| {
        let start = Instant::now();
        while !reached(window.state().station().door()) {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "{:?}",
                window.state().station().door()
            );
            std::thread::yield_now();
            window.step();
        }
        window.run_steps(4);
    };
    until(&mut window, |door| matches!(door, Door::Closed { .. }));
    for text in ["wrong horse", "wronger horse"] {
        assert!(
            window
                .get_by_role_and_label(Role::PasswordInput, "Passphrase")
                .is_focused()
        );
        window.event(Event::Text(text.into()));
        window.run_steps(4);
        window.key_press(Key::Enter);
        window.run_steps(2);
        until(&mut window, |door| matches!(door, Door::Closed { failed: Some(_), .. }));
        let field = window.get_by_role_and_label(Role::PasswordInput, "Passphrase");
        assert!(field.is_focused());
        assert_eq!(field.value().unwrap_or_default(), "");
    }
    window.event(Event::Text(PASSPHRASE.into()));
    window.run_steps(4);
    window.key_press(Key::Enter);
    until(&mut window, |door| matches!(door, Door::Open { .. }));
}

#[test]
fn a_passphrase_that_was_not_taken_is_asked_again_where_it_was_typed() {
    for (current, new, says) in [
        ("wrong horse", GOOD, "That is not"),
        (PASSPHRASE, "Contoso2024!", "would be guessed soon"),
    ] {
        let mut desk = Desk::new();
        desk.ctrl(Key::Num6);
        desk.click("Change the passphrase…");
        for text in [current, new, new] {
            desk.write(text);
            desk.press(Key::Enter);
        }
        assert!(matches!(
            station(&desk).passphrase_change(),
            PassphraseChange::Failed(_)
        ));
        desk.must_show(says);
        assert!(desk.field("Passphrase now").is_focused());
        assert_eq!(desk.value("Passphrase now"), "");
        for text in [PASSPHRASE, GOOD, GOOD] {
            desk.write(text);
            desk.press(Key::Enter);
        }
        assert_eq!(
            station(&desk).passphrase_change(),
            PassphraseChange::Done(SlotKind::Passphrase)
        );
    }
}

#[test]
fn tab_stays_within_a_question() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    desk.press(Key::Escape);
    desk.click("Abandon…");
    assert!(desk.field("Why?").is_focused());
    let inside = ["Keep it", "Abandon"];
    for _ in 0..9 {
        desk.press(Key::Tab);
        let within = desk.field("Why?").is_focused()
            || desk.window.query_all_by_role(Role::Button).any(|button| {
                let label = egui_kittest::kittest::NodeT::accesskit_node(&button)
                    .label()
                    .unwrap_or_default();
                button.is_focused() && inside.iter().any(|inside| label.starts_with(inside))
            });
        assert!(within, "Tab left the question");
    }
}

#[test]
fn what_is_missing_gets_the_focus() {
    let mut desk = Desk::new();
    desk.arm("anna@example.com");
    desk.click("Lay the token down");
    desk.press(Key::Escape);
    desk.click("Abandon…");
    desk.window.run_steps(8);
    desk.press(Key::Tab);
    desk.click("Abandon it");
    assert!(desk.field("Why?").is_focused());
    let mut desk = Desk::new();
    desk.enroll("ben@example.com");
    desk.ctrl(Key::Num2);
    desk.press(Key::ArrowDown);
    desk.ctrl(Key::H);
    desk.press(Key::Tab);
    desk.press(Key::Tab);
    desk.press(Key::Enter);
    assert!(desk.field("To whom?").is_focused());
}

#[test]
fn a_first_passphrase_that_would_be_guessed_is_not_taken() {
    for theme in THEMES {
        let mut desk = closed(theme);
        desk.must_show("Four words that have nothing to do with each other");
        for weak in [
            "12345678",
            "password1",
            "Contoso2024!",
            "qwertzuiop",
            "aaaaaaaaaa",
            "short",
        ] {
            desk.write(weak);
            desk.press(Key::Enter);
            assert!(
                desk.shows("would be guessed soon") || desk.shows("at least 8"),
                "{weak}"
            );
            assert!(desk.field("Passphrase").is_focused());
        }
        desk.write("12345678");
        desk.press(Key::Enter);
        desk.see("c7-weak");
        desk.write(GOOD);
        desk.press(Key::Enter);
        desk.write(GOOD);
        desk.press(Key::Enter);
        desk.must_show("Step 2 of 3");
    }
}

#[test]
fn the_station_takes_no_weak_passphrase_whatever_the_window_says() {
    let mut desk = closed(Theme::Light);
    let open = |passphrase: &str, recovery: Option<&str>| Intent::Open {
        passphrase: Passphrase::new(passphrase.into()),
        recovery: recovery.map(|text| Passphrase::new(text.into())),
        operator: "M. Keller".into(),
    };
    for (passphrase, recovery) in [("12345678", None), (GOOD, Some("password1")), ("M. Keller", None)] {
        desk.want(open(passphrase, recovery));
        assert!(
            matches!(station(&desk).door(), Door::New { failed: Some(_) }),
            "{passphrase}"
        );
    }
    desk.want(open(GOOD, None));
    assert!(matches!(station(&desk).door(), Door::Open { .. }));
}

#[test]
fn a_passphrase_is_seen_only_while_it_is_wanted() {
    for theme in THEMES {
        let mut desk = closed(theme);
        desk.write(GOOD);
        assert!(!desk.shows("river"));
        desk.press(Key::F2);
        assert_eq!(desk.value("Passphrase"), GOOD);
        desk.see("c8-seen");
        // seen or not, it is not copied
        desk.ctrl(Key::A);
        for event in [Event::Copy, Event::Cut] {
            desk.window.event(event);
            desk.window.step();
            let commands = &desk.window.output().platform_output.commands;
            assert!(
                !commands
                    .iter()
                    .any(|command| matches!(command, OutputCommand::CopyText(_)))
            );
            desk.settle();
        }
        assert_eq!(desk.value("Passphrase"), GOOD);
        desk.click("Hide what is typed");
        assert_ne!(desk.value("Passphrase"), GOOD);
        desk.click("Show what is typed");
        desk.field("Passphrase").focus();
        desk.settle();
        desk.press(Key::Enter);
        desk.write(GOOD);
        desk.press(Key::Enter);
        desk.must_show("Step 2 of 3");
        desk.must_show("Show what is typed");
    }
    // and not when the screen is left
    let mut desk = Desk::new();
    desk.ctrl(Key::Num6);
    desk.click("Change the passphrase…");
    desk.write("river");
    desk.press(Key::F2);
    assert_eq!(desk.value("Passphrase now"), "river");
    desk.ctrl(Key::Num1);
    desk.ctrl(Key::Num6);
    assert!(!desk.shows("Passphrase now"), "nothing of it stays");
    desk.click("Change the passphrase…");
    assert_eq!(desk.value("Passphrase now"), "");
}

#[test]
fn names_are_copied_and_cut_and_what_is_pasted_fits_its_field() {
    let mut desk = Desk::new();
    desk.ctrl(Key::F);
    desk.write("mueller");
    for (key, left) in [(Key::C, "mueller"), (Key::X, "")] {
        desk.ctrl(Key::A);
        let modifiers = Modifiers {
            ctrl: true,
            command: true,
            ..Modifiers::NONE
        };
        desk.window.event_modifiers(
            Event::Key {
                key,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers,
            },
            modifiers,
        );
        let mut copied = false;
        for _ in 0..3 {
            desk.window.step();
            let commands = &desk.window.output().platform_output.commands;
            copied |= commands.contains(&OutputCommand::CopyText("mueller".into()));
        }
        assert!(copied, "{key:?}");
        assert_eq!(desk.value("Search the log"), left);
    }
    desk.window.event(Event::Paste("Anna\nMueller".into()));
    desk.settle();
    assert_eq!(desk.value("Search the log"), "Anna Mueller");
    // a person, a serial and a code stay where they are pasted
    for text in ["anna@example.com", "8659610000001", "482913"] {
        desk.ctrl(Key::A);
        desk.window.event(Event::Paste(text.into()));
        desk.settle();
        assert_eq!(desk.value("Search the log"), text);
    }
    desk.ctrl(Key::A);
    desk.window
        .event(Event::Paste("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ".into()));
    desk.settle();
    assert!(!desk.shows("GEZD"));
    desk.ctrl(Key::Z);
    assert!(!desk.shows("GEZD"), "nor brought back");
}

fn doubted(theme: Theme) -> (Desk, Pad) {
    let nobody = ClockChecked {
        server: None,
        system: None,
    };
    Desk::over_pad_with(theme, |sources| sources.clock = Witnesses::saying(nobody).source())
}

#[test]
fn a_clock_that_is_asked_for_stands_still_while_nobody_is_there() {
    for theme in THEMES {
        let (mut desk, pad) = doubted(theme);
        desk.must_show("Is this the right time?");
        desk.must_show("09:00:05");
        let delay = |desk: &Desk| desk.window.output().viewport_output[&ViewportId::ROOT].repaint_delay;
        assert!(
            delay(&desk) <= Duration::from_secs(1),
            "it runs while somebody is there"
        );
        // a quarter of a second each
        desk.window.run_steps(100);
        assert!(!desk.shows("09:00:05"));
        desk.must_show("Press a key or move the mouse");
        desk.see("c9-clock-at-rest");
        assert!(delay(&desk) > Duration::from_secs(30), "{:?}", delay(&desk));
        // the key that wakes it answers nothing
        desk.window.key_press_modifiers(Modifiers::COMMAND, Key::B);
        desk.window.run_steps(1);
        assert!(station(&desk).flow().clock().witness(station(&desk).now()).is_none());
        desk.must_show("09:00:05");
        desk.settle();
        desk.ctrl(Key::B);
        assert!(station(&desk).flow().clock().witness(station(&desk).now()).is_some());
        // the token that is laid down is written
        desk.arm("anna@example.com");
        desk.lay(&pad, &Token::new(Model::C301I, 1));
        desk.must_show("Does it show this?");
    }
}
