//! Keys around a scan: a preamble or a postamble is a key like any other, and does nothing.
//!
//! For a person the same keys work, a moment later.

use super::*;

/// Every key that could do something, as a scanner types it.
fn commands() -> Vec<Vec<Event>> {
    let letters = Key::ALL.iter().filter(|it| it.name().chars().count() == 1);
    let signs = [
        Key::OpenBracket,
        Key::Backslash,
        Key::CloseBracket,
        Key::Minus,
        Key::Num6,
    ];
    let framed = letters.chain(&signs).map(|it| ctrl(*it));
    let alone = [Key::Escape, Key::F1, Key::F4, Key::F12, Key::F35, Key::Insert];
    let whole = [vec![Event::Copy], vec![Event::Cut]];
    framed.chain(alone.map(tap)).chain(whole).collect()
}

#[test]
fn a_shortcut_alone_works_a_moment_later() {
    for command in commands() {
        let mut desk = Desk::new();
        let name = format!("{command:?}");
        desk.after(500, command);
        assert_eq!(desk.commands, 0, "{name}");
        desk.idle_until(desk.now + 0.065);
        assert_eq!(desk.commands, 1, "{name}");
        desk.rest();
        assert_eq!(desk.commands, 1);
    }
}

#[test]
fn a_shortcut_before_within_or_behind_a_text_does_nothing_however_short_the_text_is() {
    for text in [
        "8659622001094",
        "leo@example.com",
        OTPAUTH,
        "Leo Example",
        "00471A",
        "4711",
        "7",
    ] {
        for command in commands() {
            for at in [0, text.len() / 2, text.len()] {
                for gap in [0, 3, 12, 33] {
                    let mut desk = Desk::new();
                    let mut strokes: Vec<Vec<Event>> = text.chars().map(stroke).collect();
                    strokes.insert(at, command.clone());
                    strokes.push(tap(Key::Enter));
                    desk.after(500, vec![]);
                    for stroke in strokes {
                        desk.after(gap, stroke);
                    }
                    desk.rest();
                    assert_eq!(
                        desk.commands,
                        0,
                        "in {} characters at {at}, {gap} ms apart: {command:?}",
                        text.len()
                    );
                    let taken = usize::from(Scanned::recognise(text).goes());
                    assert_eq!(
                        desk.bursts.len(),
                        taken,
                        "{text} with {command:?} at {at}, {gap} ms apart"
                    );
                }
            }
        }
    }
}

impl Scanned {
    /// Whether it goes elsewhere than into the field.
    const fn goes(&self) -> bool {
        !matches!(self, Self::Text | Self::Digits(_) | Self::Nothing)
    }
}

#[test]
fn a_person_who_presses_a_shortcut_after_a_scan_is_heard() {
    for text in ["8659622001094", "4711"] {
        let mut desk = Desk::new();
        desk.type_at(10, text);
        desk.after(10, tap(Key::Enter));
        desk.after(300, ctrl(Key::B));
        desk.idle_until(desk.now + 0.065);
        assert_eq!(desk.commands, 1);
    }
}

#[test]
fn a_slow_frame_hides_no_frame_of_a_scan() {
    for frame in [0.1, 0.3, 0.45, 0.9] {
        for text in ["8659622001094", "4711"] {
            let mut desk = Desk::new();
            desk.after(500, ctrl(Key::B));
            desk.pass(desk.now + frame, strokes(text));
            desk.pass(desk.now + frame, ctrl(Key::D));
            desk.rest();
            assert_eq!(desk.commands, 0, "{frame} {text}");
        }
    }
}

#[test]
fn a_shortcut_that_is_held_down_works_once() {
    let mut desk = Desk::new();
    let press = || vec![key(Key::B, true, Modifiers::COMMAND)];
    for n in 0..40 {
        desk.after(if n == 1 { 500 } else { 33 }, press());
    }
    desk.rest();
    assert_eq!(desk.commands, 1);
}

#[test]
fn a_short_scan_presses_no_button_when_no_field_has_the_focus() {
    for text in ["4 7", " 1", "x ", "  "] {
        for end in [vec![], tap(Key::Enter), tap(Key::Tab)] {
            let mut desk = Desk::new();
            for _ in 0..2 {
                desk.after(500, tap(Key::Tab));
                desk.rest();
            }
            let focus = desk.focused();
            desk.after(500, [ctrl(Key::B), strokes(text), end].concat());
            desk.rest();
            assert_eq!((desk.pushed, desk.focused()), (0, focus), "{text:?}");
        }
    }
}
