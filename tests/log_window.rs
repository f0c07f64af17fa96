//! The log as a person works in it: what can be done with a row, what happened to it, its columns and its days. By keys, as a
//! screen reader finds things.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::window::Desk;
use common::{PASSPHRASE, Pad, Token};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Shape, Theme};
use egui_kittest::kittest::{NodeT, Queryable};
use tapdesk::station::{Column, Days, Door, Purge};
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

/// As long as a UPN gets here without being cut.
const LONG: &str = "maximiliane.mustermann@firma.ch";

/// A log with Anna, who left in a file, and Ben; the newest is chosen.
fn with_two(theme: Theme) -> (Desk, Pad) {
    let (mut desk, pad) = Desk::over_pad(theme);
    desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C301I, 1));
    desk.ctrl(Key::E);
    desk.press(Key::Enter);
    desk.ctrl(Key::Num1);
    desk.clock.advance(60);
    desk.enroll_on(&pad, "ben@example.com", &Token::new(Model::C302I, 2));
    desk.ctrl(Key::Num2);
    desk.press(Key::ArrowDown);
    (desk, pad)
}

/// Long enough after something came up that a key answers it.
fn breathe(desk: &mut Desk) {
    desk.window.run_steps(40);
}

fn has_button(desk: &Desk, words: &str) -> bool {
    desk.window.query_by_role_and_label(Role::Button, words).is_some()
}

fn focused(desk: &Desk) -> Option<String> {
    let all = desk.window.get_all_by_role(Role::Button);
    all.filter(|node| node.is_focused())
        .find_map(|node| node.accesskit_node().label())
}

/// Where a text is painted, if it is painted whole and in view.
fn painted(desk: &Desk, wanted: &str) -> Vec<Rect> {
    let mut found = vec![];
    for clipped in &desk.window.output().shapes {
        let mut shapes = vec![&clipped.shape];
        while let Some(shape) = shapes.pop() {
            match shape {
                Shape::Vec(all) => shapes.extend(all),
                Shape::Text(text) if text.galley.text() == wanted && !text.galley.elided => {
                    let rect = text.galley.rect.translate(text.pos.to_vec2());
                    if clipped.clip_rect.expand(1.0).contains_rect(rect) {
                        found.push(rect);
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// The place of a column's name.
fn column(desk: &Desk, name: &str) -> Rect {
    let all = desk.window.get_all_by_role(Role::ColumnHeader);
    let mut named = all.filter(|node| {
        node.accesskit_node()
            .label()
            .is_some_and(|label| label.starts_with(name))
    });
    named.next().unwrap_or_else(|| panic!("no column {name}")).rect()
}

// --- what can be done with a row --------------------------------------------------------------------------------------

#[test]
fn two_deeds_are_in_view_and_the_others_behind_one_key() {
    for theme in THEMES {
        let (mut desk, _) = with_two(theme);
        let all = [
            "Hand over…",
            "Write again",
            "Replace",
            "QR code…",
            "Report lost…",
            "Purge…",
        ];
        let seen = |desk: &Desk| all.into_iter().filter(|words| has_button(desk, words)).count();
        assert_eq!(seen(&desk), 2);
        desk.see("f0-log-deeds");
        desk.press(Key::F10);
        assert_eq!(seen(&desk), 6, "none is lost");
        assert_eq!(
            focused(&desk).as_deref(),
            Some("Replace"),
            "the first one has the focus"
        );
        desk.see("f1-log-menu");
        // what destroys stands below a line of its own
        let line = desk.window.get_by_label("Cannot be taken back").rect().center().y;
        for (words, below) in [
            ("Replace", false),
            ("QR code…", false),
            ("Report lost…", true),
            ("Purge…", true),
        ] {
            let at = desk.window.get_by_role_and_label(Role::Button, words).rect().center().y;
            assert_eq!(at > line, below, "{words}");
        }
        desk.press(Key::Escape);
        assert_eq!(seen(&desk), 2);
        assert!(desk.field("Search the log").is_focused(), "the focus is back");
        assert!(
            desk.window.state().station().log().selected().is_some(),
            "and the row chosen"
        );
    }
}

#[test]
fn the_menu_goes_by_arrows_and_enter() {
    let (mut desk, _) = with_two(Theme::Light);
    let selected = desk.window.state().station().log().selected();
    desk.press(Key::F10);
    desk.press(Key::ArrowDown);
    assert_eq!(focused(&desk).as_deref(), Some("QR code…"));
    desk.press(Key::ArrowUp);
    desk.press(Key::ArrowUp);
    assert_eq!(
        focused(&desk).as_deref(),
        Some("Purge…"),
        "from the first one to the last"
    );
    desk.press(Key::ArrowDown);
    desk.press(Key::ArrowDown);
    assert_eq!(
        desk.window.state().station().log().selected(),
        selected,
        "the rows stay"
    );
    breathe(&mut desk);
    desk.press(Key::Enter);
    assert!(desk.field("Why does this secret have to be shown?").is_focused());
    assert!(!has_button(&desk, "Purge…"), "the menu is put away");
}

#[test]
fn what_destroys_is_asked_about_from_the_menu_as_by_its_key() {
    let (mut desk, _) = with_two(Theme::Light);
    desk.press(Key::F10);
    desk.press(Key::ArrowUp);
    breathe(&mut desk);
    desk.press(Key::Enter);
    assert!(
        matches!(desk.window.state().station().purge(), Purge::Asked(_)),
        "it is asked"
    );
    desk.press(Key::Enter);
    breathe(&mut desk);
    desk.press(Key::Enter);
    assert!(
        desk.window.state().station().log().rows()[1].has_seed,
        "and no Enter answers"
    );
}

#[test]
fn no_enter_behind_the_menu_or_a_scan_does_anything() {
    let (mut desk, _) = with_two(Theme::Light);
    for key in [Key::F10, Key::Enter] {
        desk.window.key_press(key);
        desk.window.step();
    }
    desk.window.step();
    assert!(has_button(&desk, "QR code…"), "the Enter came too soon");
    breathe(&mut desk);
    desk.scan("what is this", &[Key::Enter]);
    assert_eq!(desk.window.query_all_by_label_contains("Why does this").count(), 0);
    let station = desk.window.state().station();
    assert!(matches!(station.purge(), Purge::Idle) && station.flow().is_free());
}

#[test]
fn a_press_beside_the_menu_puts_it_away() {
    let (mut desk, _) = with_two(Theme::Light);
    desk.click("More…");
    assert!(has_button(&desk, "Purge…"));
    desk.click("More…");
    assert!(!has_button(&desk, "Purge…"), "so does its own button");
    desk.click("More…");
    desk.window.get_by_label_contains("anna@example.com,").click();
    desk.settle();
    assert!(!has_button(&desk, "Report lost…"), "another row is chosen");
}

#[test]
fn a_token_to_be_deleted_in_entra_has_that_as_its_first_deed() {
    let (mut desk, _) = with_two(Theme::Light);
    desk.press(Key::ArrowDown);
    desk.ctrl(Key::T);
    desk.write("in the train");
    breathe(&mut desk);
    desk.ctrl(Key::B);
    assert!(has_button(&desk, "Deleted in Entra ID…") && !has_button(&desk, "Purge…"));
}

#[test]
fn no_key_answers_what_was_asked_about_another_row() {
    let (mut desk, _) = with_two(Theme::Light);
    desk.window.get_by_label_contains("ben@example.com,").click();
    desk.settle();
    desk.ctrl(Key::T);
    desk.write("in the train");
    breathe(&mut desk);
    let pick = |desk: &mut Desk, upn: &str| {
        desk.window.get_by_label_contains(&format!("{upn},")).click();
        desk.settle();
    };
    pick(&mut desk, "anna@example.com");
    desk.ctrl(Key::B);
    pick(&mut desk, "ben@example.com");
    breathe(&mut desk);
    let lost = |desk: &Desk| {
        let rows = desk.window.state().station().log().rows();
        rows.iter().filter(|row| row.later.lost.is_some()).count()
    };
    assert_eq!(lost(&desk), 0);
    // the keys of the other row are its own
    pick(&mut desk, "anna@example.com");
    desk.ctrl(Key::T);
    breathe(&mut desk);
    desk.ctrl(Key::B);
    assert_eq!(lost(&desk), 1);
}

// --- what happened ----------------------------------------------------------------------------------------------------

#[test]
fn the_times_of_what_happened_stand_in_a_column() {
    for theme in THEMES {
        let (mut desk, _) = with_two(theme);
        desk.clock.advance(86_400);
        desk.ctrl(Key::L);
        desk.write(PASSPHRASE);
        desk.press(Key::Enter);
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.ctrl(Key::H);
        desk.write("Ben himself");
        desk.press(Key::Enter);
        desk.see("f2-log-trail");
        let left = |text: &str| desk.window.get_all_by_label(text).last().unwrap().rect().left();
        let texts = [
            "Saved, writing begun",
            "Clock and seed written",
            "Code compared",
            "Handed over",
            "Ben himself",
        ];
        let lefts = texts.map(left);
        assert!(lefts.iter().all(|at| (at - lefts[0]).abs() < 0.5), "{lefts:?}");
        let times = desk.window.get_all_by_label_contains("09:0");
        let times: Vec<Rect> = times
            .map(|node| node.rect())
            .filter(|rect| rect.left() > 880.0 && rect.left() < lefts[0])
            .collect();
        assert!(
            times.len() >= 4 && times.iter().all(|rect| rect.left() == times[0].left()),
            "{times:?}"
        );
        // it was begun yesterday: the day has its line, and so has the one that follows
        assert_eq!(desk.window.query_all_by_label("Sunday, 22 November 2026").count(), 2);
        desk.must_show("Monday, 23 November 2026");
    }
}

#[test]
fn what_happened_has_more_room_than_what_can_be_done() {
    let (mut desk, _) = with_two(Theme::Light);
    desk.settle();
    let begins = desk.window.get_by_label("What happened").rect().bottom();
    let ends = desk
        .window
        .get_by_role_and_label(Role::Button, "Hand over…")
        .rect()
        .top();
    let deeds = 800.0 - ends;
    assert!(
        ends - begins > 2.0 * deeds && ends - begins > 300.0,
        "{begins} to {ends}"
    );
}

// --- columns ----------------------------------------------------------------------------------------------------------

#[test]
fn names_come_from_the_list_of_people_and_long_upns_are_not_cut() {
    assert!(LONG.len() >= 30);
    for theme in THEMES {
        let (mut desk, pad) = with_two(theme);
        desk.import(&format!(
            "upn,name\r\n{LONG},Maximiliane Mustermann\r\nanna@example.com,Zoe Meier\r\n"
        ));
        desk.ctrl(Key::Num1);
        desk.enroll_on(&pad, LONG, &Token::new(Model::OtpcP2I, 3));
        desk.ctrl(Key::Num2);
        desk.see("f3-log-names");
        assert_eq!(painted(&desk, LONG).len(), 1, "the UPN is there, whole");
        assert_eq!(painted(&desk, "Zoe Meier").len(), 1);
        desk.window.get_by_role_and_label(Role::ColumnHeader, "Name").click();
        desk.settle();
        assert_eq!(desk.shown_upns(), [LONG, "anna@example.com", "ben@example.com"]);
        assert_eq!(painted(&desk, LONG).len(), 1, "nor is it with its day");
        // who is on another list has another name, and is found by it
        desk.import("upn,name\r\nanna@example.com,Anna Abel\r\n");
        desk.ctrl(Key::F);
        assert_eq!(desk.shown_upns()[0], "anna@example.com");
        desk.type_slowly("abel");
        assert_eq!(desk.shown_upns(), ["anna@example.com"]);
    }
}

#[test]
fn a_column_that_is_ticked_is_reached_however_little_room_there_is() {
    for theme in THEMES {
        let (mut desk, _) = with_two(theme);
        let names = [
            "Begun", "Name", "UPN", "State", "Serial", "Model", "Operator", "Compared", "Clock",
        ];
        for hidden in ["Operator", "Compared", "Clock"] {
            assert_eq!(
                desk.window
                    .query_all_by_role_and_label(Role::ColumnHeader, hidden)
                    .count(),
                0
            );
        }
        desk.set(|settings| settings.hidden_columns.clear());
        for name in names {
            assert!(column(&desk, name).width() > 0.0, "{name}");
        }
        let table = 20.0..881.0;
        assert!(column(&desk, "Clock").right() > table.end, "there is no room for all");
        assert!(painted(&desk, "+0 s").iter().all(|rect| rect.left() > 880.0));
        desk.window.get_by_role_and_label(Role::ColumnHeader, "Clock").focus();
        desk.settle();
        let clock = column(&desk, "Clock");
        assert!(clock.left() > table.start && clock.right() <= table.end, "{clock:?}");
        assert!(!painted(&desk, "+0 s").is_empty(), "the table has moved with it");
        desk.see("f4-log-sideways");
        assert!(!painted(&desk, "Sunday, 22 November 2026").is_empty(), "the day stays");
        desk.window.get_all_by_role(Role::ColumnHeader).next().unwrap().focus();
        desk.settle();
        assert!(column(&desk, "Begun").left() >= table.start);
    }
}

#[test]
fn columns_are_made_wider_by_keys_and_by_their_edges_until_the_desk_is_locked() {
    let (mut desk, _) = with_two(Theme::Light);
    let usual = column(&desk, "State").width();
    desk.window.get_by_role_and_label(Role::ColumnHeader, "State").focus();
    desk.settle();
    for _ in 0..3 {
        desk.press(Key::ArrowRight);
    }
    let wider = column(&desk, "State").width() - usual;
    assert!((wider - 48.0).abs() < 0.5, "{wider}");
    desk.press(Key::ArrowLeft);
    let by_keys = column(&desk, "State").width();
    assert!((by_keys - usual - 32.0).abs() < 0.5);
    assert!(
        desk.window
            .get_by_role_and_label(Role::ColumnHeader, "State")
            .is_focused()
    );
    // by its edge
    let edge = column(&desk, "State").right_center() - egui::vec2(4.0, 0.0);
    let to = edge + egui::vec2(60.0, 0.0);
    let press = |desk: &mut Desk, pos: Pos2, pressed: bool| {
        desk.window.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        desk.window.step();
    };
    desk.window.event(Event::PointerMoved(edge));
    desk.window.step();
    press(&mut desk, edge, true);
    desk.window.event(Event::PointerMoved(to));
    desk.window.step();
    press(&mut desk, to, false);
    desk.settle();
    assert!(
        (column(&desk, "State").width() - by_keys - 60.0).abs() < 1.5,
        "{:?}",
        column(&desk, "State")
    );
    let chosen = column(&desk, "State").width();
    desk.ctrl(Key::Num3);
    desk.ctrl(Key::Num2);
    assert!(
        (column(&desk, "State").width() - chosen).abs() < 0.5,
        "another screen changes nothing"
    );
    desk.ctrl(Key::L);
    assert!(matches!(desk.window.state().station().door(), Door::Closed { .. }));
    desk.write(PASSPHRASE);
    desk.press(Key::Enter);
    desk.ctrl(Key::Num2);
    assert!((column(&desk, "State").width() - usual).abs() < 0.5);
}

#[test]
fn an_arrow_key_in_a_field_makes_no_column_wider() {
    let (mut desk, _) = with_two(Theme::Light);
    let widths = |desk: &Desk| ["Begun", "UPN", "State"].map(|name| column(desk, name).width());
    let before = widths(&desk);
    desk.ctrl(Key::F);
    desk.write("x");
    desk.press(Key::Backspace);
    desk.press(Key::ArrowRight);
    desk.press(Key::ArrowLeft);
    assert_eq!(widths(&desk), before);
}

// --- days -------------------------------------------------------------------------------------------------------------

/// Anna of Sunday the 22nd, Ben of the day after, on which it is looked at.
fn over_two_days(theme: Theme) -> (Desk, Pad) {
    let (mut desk, pad) = Desk::over_pad(theme);
    desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C301I, 1));
    desk.clock.advance(86_400);
    desk.ctrl(Key::L);
    desk.write(PASSPHRASE);
    desk.press(Key::Enter);
    desk.enroll_on(&pad, "ben@example.com", &Token::new(Model::C302I, 2));
    desk.ctrl(Key::Num2);
    (desk, pad)
}

/// Tab until that button has the focus.
fn tab_to(desk: &mut Desk, words: &str) {
    for _ in 0..40 {
        if focused(desk).as_deref() == Some(words) {
            return;
        }
        desk.press(Key::Tab);
    }
    panic!("Tab does not reach {words}");
}

#[test]
fn days_are_chosen_by_name_by_keys_alone() {
    let (mut desk, _) = over_two_days(Theme::Light);
    for (days, chip, expected) in [
        ("Yesterday", "Date", vec!["anna@example.com"]),
        ("This week", "Date: Yesterday", vec!["ben@example.com"]),
        ("Today", "Date: This week", vec!["ben@example.com"]),
        ("7 days", "Date: Today", vec!["ben@example.com", "anna@example.com"]),
    ] {
        tab_to(&mut desk, chip);
        desk.press(Key::Enter);
        tab_to(&mut desk, days);
        desk.press(Key::Enter);
        assert_eq!(desk.shown_upns(), expected, "{days}");
        desk.must_show(&format!("Date: {days}"));
        desk.ctrl(Key::F);
    }
}

#[test]
fn days_are_typed_from_and_to() {
    for theme in THEMES {
        let (mut desk, _) = over_two_days(theme);
        tab_to(&mut desk, "Date");
        desk.press(Key::Enter);
        tab_to(&mut desk, "From … to …");
        desk.press(Key::Enter);
        assert!(desk.field("From").is_focused());
        desk.type_slowly("23.11.");
        assert_eq!(desk.shown_upns(), ["ben@example.com"]);
        desk.must_show("Date: since 23 Nov 2026");
        desk.press(Key::Tab);
        assert!(desk.field("To").is_focused());
        desk.type_slowly("2026-11-22");
        desk.must_show("The first day comes after the last one");
        desk.see("f5-log-days");
        assert_eq!(desk.shown_upns(), ["ben@example.com"], "what was shown stays");
        desk.window.get_by_role_and_label(Role::TextInput, "From").focus();
        desk.settle();
        for _ in 0..6 {
            desk.press(Key::Backspace);
        }
        assert_eq!(desk.shown_upns(), ["anna@example.com"], "until the 22nd");
        desk.type_slowly("soon");
        desk.must_show("Type a day as 2026-11-22 or 22.11.2026");
        let days = desk.window.state().station().log().query().days;
        assert!(matches!(days, Some(Days::Between(None, Some(_)))), "{days:?}");
        desk.click("Any day");
        assert_eq!(desk.shown_upns().len(), 2);
        assert_eq!(
            desk.window.query_all_by_role_and_label(Role::TextInput, "To").count(),
            0
        );
    }
}

#[test]
fn the_columns_that_few_ask_for_are_ticked_for_good() {
    let (mut desk, _) = with_two(Theme::Light);
    desk.click("Columns");
    desk.window.get_all_by_label("Operator").last().unwrap().click();
    desk.settle();
    assert_eq!(
        desk.window.state().station().settings().hidden_columns,
        [Column::Compared, Column::Drift]
    );
    desk.set(|settings| settings.hidden_columns.clear());
    let text = std::fs::read_to_string(desk.home.path().join("data/settings.toml")).unwrap();
    assert!(text.contains("hidden_columns = []"), "{text}");
}

#[test]
fn what_was_searched_before_is_replaced_by_what_is_typed_next() {
    let (mut desk, _pad) = with_two(Theme::Light);
    desk.type_slowly("kim");
    desk.settle();
    desk.ctrl(Key::Num1);
    desk.ctrl(Key::Num2);
    assert_eq!(
        desk.value("Search the log"),
        "kim",
        "it stands there when one comes back"
    );
    desk.type_slowly("ann");
    desk.settle();
    assert_eq!(desk.value("Search the log"), "ann");
}
