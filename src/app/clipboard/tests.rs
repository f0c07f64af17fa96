//! Keys, lines, and everything that can keep a text from being copied or pasted. The clipboards are played.

use super::*;

#[test]
fn a_text_of_several_lines_becomes_one() {
    for (text, line) in [
        ("anna@example.com\r\n", "anna@example.com"),
        ("Anna\r\nMueller\n", "Anna Mueller"),
        ("a\n\n\nb", "a b"),
        ("\n\r\n", ""),
        ("  x ", "  x "),
    ] {
        assert_eq!(one_line(text), line);
    }
    let long = "\u{e4}".repeat(LONGEST);
    assert!(one_line(&long).len() <= LONGEST && one_line(&format!("x{long}")).ends_with('\u{e4}'));
}

#[test]
fn every_key_of_the_clipboard_is_known_and_no_other() {
    let ctrl = Modifiers {
        ctrl: true,
        command: true,
        ..Modifiers::NONE
    };
    let meant = |key, modifiers| {
        Meant::of(&Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        })
    };
    for (key, modifiers, means) in [
        (Key::C, ctrl, Some(Meant::Copy)),
        (Key::Insert, ctrl, Some(Meant::Copy)),
        (Key::X, ctrl, Some(Meant::Cut)),
        (Key::Delete, Modifiers::SHIFT, Some(Meant::Cut)),
        (Key::V, ctrl, Some(Meant::Paste)),
        (Key::Insert, Modifiers::SHIFT, Some(Meant::Paste)),
        (Key::V, ctrl.plus(Modifiers::ALT), None),
        (Key::V, Modifiers::NONE, None),
        (Key::Delete, Modifiers::NONE, None),
    ] {
        assert_eq!(meant(key, modifiers), means, "{key:?}");
    }
}
