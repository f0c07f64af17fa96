//! Messages: one at a time, read by a key, and never in the way of what is typed.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;

use common::window::Desk;
use common::{Pad, Token};
use egui::accesskit::Role;
use egui::{Key, Rect, Theme};
use egui_kittest::kittest::Queryable;
use tapdesk::desk::ClockChecked;
use tapdesk::reader::{ReaderEvent, ReaderState};
use tapdesk::station::{Intent, Zoom};
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
const SECRET: &str = "otpauth://totp/x:kim?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=x&digits=8";

/// A data folder in which settings cannot be read and no backup can be made: two troubles at the start.
fn with_two_troubles() -> Arc<tempfile::TempDir> {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let data = home.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("settings.toml"), "zoom = [").unwrap();
    std::fs::write(data.join("backups"), "in the way").unwrap();
    home
}

fn troubles(desk: &Desk) -> usize {
    desk.window.state().station().troubles().len()
}

/// Of what is typed into, and of the window.
fn field(desk: &Desk, name: &str) -> Rect {
    desk.field(name).rect()
}

fn is_in_view(desk: &Desk, rect: Rect) -> bool {
    desk.window.ctx.content_rect().contains_rect(rect)
}

/// Everything that can be said while a person is typed.
fn saying(desk: &mut Desk, pad: &Pad, what: usize) {
    match what {
        0 => pad.tell(ReaderEvent::State(ReaderState::NoReader)),
        1 => desk.want(Intent::Scanned(tapdesk::desk::Scanned::recognise("8659622001075"))),
        2 => desk.want(Intent::Scanned(tapdesk::desk::Scanned::recognise(SECRET))),
        3 => pad.tell(ReaderEvent::State(ReaderState::Away {
            awaited: "ACS ACR1252".into(),
            all: vec!["Identiv uTrust".into(), "Another".into()],
        })),
        // it lies there unread from before
        _ => {
            let token = Token::new(Model::C302I, 7);
            pad.put(Some(token), None, false, None);
        }
    }
    desk.settle();
}

#[test]
fn no_message_moves_or_covers_the_field() {
    for (theme, percent) in [(Theme::Light, 100), (Theme::Dark, 100), (Theme::Light, 200)] {
        for what in 0..5 {
            let (mut desk, pad) = Desk::over_pad(theme);
            desk.set(|settings| settings.zoom = Zoom::try_from(percent).unwrap());
            desk.type_slowly("an");
            let before = field(&desk, "UPN");
            saying(&mut desk, &pad, what);
            assert_eq!(field(&desk, "UPN"), before, "message {what} at {percent} percent");
            assert!(is_in_view(&desk, before), "message {what} at {percent} percent");
            assert!(desk.field("UPN").is_focused());
            desk.see(&format!("m{what}-said-{percent}"));
        }
    }
}

#[test]
fn troubles_are_said_one_at_a_time_with_their_number() {
    for theme in THEMES {
        let (mut desk, _) = Desk::over_pad_in(theme, with_two_troubles(), |_| ());
        assert_eq!(troubles(&desk), 2);
        let before = field(&desk, "UPN");
        desk.must_show("1 of 2");
        desk.see("m5-two-troubles");
        // no key that was meant for something else reads both
        desk.window.key_press(Key::F12);
        desk.window.key_press(Key::F12);
        desk.settle();
        assert_eq!(troubles(&desk), 1);
        assert!(!desk.shows("1 of"));
        desk.press(Key::F12);
        assert_eq!(troubles(&desk), 0);
        assert_eq!(field(&desk, "UPN"), before);
        assert!(desk.field("UPN").is_focused());
    }
}

/// The strip is the same on every screen, and the focus stays where it is.
#[test]
fn the_strip_is_at_the_bottom_of_every_screen() {
    for theme in THEMES {
        let (mut desk, _) = Desk::over_pad_in(theme, with_two_troubles(), |_| ());
        let digits = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6];
        for (number, digit) in digits.into_iter().enumerate() {
            desk.ctrl(digit);
            let strip = desk.window.get_by_label("1 of 2").rect();
            let below = desk.window.ctx.content_rect().bottom() - strip.bottom();
            assert!((0.0..110.0).contains(&below), "screen {number}: {below}");
            desk.see(&format!("m6-strip-{number}"));
        }
    }
}

#[test]
fn what_is_in_the_way_at_the_first_start_is_one_list_with_ticks_below_the_field() {
    for theme in THEMES {
        let mut desk = Desk::with(theme, false, Arc::new(tempfile::tempdir().unwrap()));
        desk.write("correct horse battery");
        desk.press(Key::Enter);
        desk.write("correct horse battery");
        desk.press(Key::Enter);
        desk.press(Key::Enter);
        desk.press(Key::Enter);
        let field = field(&desk, "UPN");
        let rows = [
            "is connected",
            "The clock of this computer is right",
            "There is no recovery passphrase",
            "Practise first",
        ];
        let mut above = field.bottom();
        for row in rows {
            let at = desk.window.query_all_by_label_contains(row).next().expect(row).rect();
            assert!(at.top() > above, "{row} stands below what is before it");
            above = at.top();
        }
        assert!(is_in_view(&desk, field));
    }
}

/// At a start with nothing as it should be: no reader, no witness.
#[test]
fn without_reader_and_witness_the_field_is_in_view_all_the_same() {
    for theme in THEMES {
        let (mut desk, pad) = Desk::over_pad_with(theme, |sources| {
            sources.clock = Arc::new(|_| ClockChecked::default());
        });
        pad.tell(ReaderEvent::State(ReaderState::NoReader));
        desk.settle();
        let field = field(&desk, "UPN");
        desk.must_show("No reader connected");
        let question = desk
            .window
            .get_by_role_and_label(Role::Button, "Yes, it is right")
            .rect();
        assert!(is_in_view(&desk, field) && question.top() > field.bottom());
        desk.see("m7-no-reader-no-witness");
        // and answering takes the row away without moving the field
        desk.press(Key::F12);
        desk.ctrl(Key::B);
        assert_eq!(self::field(&desk, "UPN"), field);
        assert!(!desk.shows("Is this the right time?"));
    }
}
