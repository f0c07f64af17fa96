//! Where a passphrase is asked the scanner stands aside: everything goes into the field, and at once.
//!
//! Keys around it do nothing there either.

use super::*;

#[test]
fn a_passphrase_is_nobody_elses() {
    let mut desk = Desk::new();
    desk.aside = true;
    for text in ["482913", "8659622001094", OTPAUTH, "river lamp"] {
        desk.after(500, strokes(text));
        assert_eq!(desk.first, text, "at once");
        desk.rest();
        desk.after(500, ctrl(Key::A));
        desk.idle_until(desk.now + 0.065);
    }
    assert!(desk.bursts.is_empty() && !desk.scanner.held());
}

#[test]
fn what_was_held_when_a_passphrase_is_asked_goes_on_first() {
    let mut desk = Desk::new();
    desk.after(500, strokes("4"));
    desk.aside = true;
    desk.after(10, strokes("82913"));
    assert_eq!(desk.first, "482913");
}

#[test]
fn keys_around_a_passphrase_do_nothing_and_beside_its_field_it_presses_no_button() {
    let mut desk = Desk::new();
    desk.aside = true;
    desk.after(
        500,
        [ctrl(Key::L), strokes("river lamp"), ctrl(Key::Num1), tap(Key::Enter)].concat(),
    );
    desk.rest();
    assert_eq!((desk.first.as_str(), desk.commands), ("river lamp", 0));
    for _ in 0..2 {
        desk.after(500, tap(Key::Tab));
        desk.rest();
    }
    desk.after(500, [strokes("river lamp"), tap(Key::Enter)].concat());
    desk.rest();
    assert_eq!(desk.pushed, 0);
}
