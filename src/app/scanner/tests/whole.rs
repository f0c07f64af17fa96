//! Scans that come in one frame or in many: each is one burst, and no field gets anything of it.
//!
//! However its frames fall, its keys come up or its end is typed.

use super::*;

#[test]
fn a_scan_in_one_frame_is_one_burst_and_reaches_no_field() {
    for (ending, ended_by) in [(Key::Enter, Ending::Enter), (Key::Tab, Ending::Tab)] {
        let mut desk = Desk::new();
        let mut events = strokes("8659622001094");
        events.extend(tap(ending));
        desk.after(500, events);
        assert!(matches!(desk.only().scanned, Scanned::Serial(_)));
        assert_eq!(desk.only().ended_by, ended_by);
        desk.rest();
        desk.untouched();
    }
}

#[test]
fn a_scan_over_many_frames_is_one_burst() {
    for ms in [1, 5, 13, 20, 30, 34] {
        let mut desk = Desk::new();
        desk.type_at(ms, "anna.mueller@example.com");
        assert!(desk.scanner.held() && desk.bursts.is_empty());
        desk.after(ms, tap(Key::Enter));
        assert_eq!(*desk.only().text, "anna.mueller@example.com");
        assert!(matches!(desk.only().scanned, Scanned::Upn(_)));
        assert_eq!(desk.only().ended_by, Ending::Enter);
        desk.rest();
        desk.untouched();
    }
}

#[test]
fn a_scan_without_an_end_ends_in_the_quiet() {
    let mut desk = Desk::new();
    desk.type_at(10, OTPAUTH);
    let typed = desk.now;
    desk.idle_until(typed + 0.065);
    assert!(desk.only().scanned.is_secret());
    assert_eq!(desk.only().ended_by, Ending::Quiet);
    desk.rest();
    desk.untouched();
}

#[test]
fn every_end_of_a_scan_is_taken_away_with_it() {
    let enter = || tap(Key::Enter);
    let both = || [tap(Key::Enter), tap(Key::Tab)].concat();
    for ending in [enter(), tap(Key::Tab), [enter(), enter()].concat(), both()] {
        let mut desk = Desk::new();
        desk.type_at(10, "482913");
        for event in ending {
            desk.after(8, vec![event]);
        }
        assert!(matches!(desk.only().scanned, Scanned::Code(_)));
        desk.rest();
        desk.untouched();
    }
}

#[test]
fn line_ends_within_a_text_are_ends_of_bursts() {
    for (text, ended_by) in [
        ("482913\r\n", Ending::Enter),
        ("482913\r", Ending::Enter),
        ("482913\n", Ending::Enter),
        ("482913\t", Ending::Tab),
        ("482913", Ending::Quiet),
    ] {
        let mut desk = Desk::new();
        desk.after(500, vec![Event::Text(text.into())]);
        desk.rest();
        assert_eq!((desk.only().text.as_str(), desk.only().ended_by), ("482913", ended_by));
        desk.untouched();
    }
}

#[test]
fn two_scans_in_one_slow_frame_are_two() {
    let mut desk = Desk::new();
    let scan = |text| [strokes(text), tap(Key::Enter)].concat();
    desk.after(200, [scan("8659622001094"), scan("anna@example.com")].concat());
    assert!(matches!(desk.bursts[0].scanned, Scanned::Serial(_)));
    assert!(matches!(desk.bursts[1].scanned, Scanned::Upn(_)));
    desk.rest();
    desk.untouched();
}

#[test]
fn a_scan_cut_by_a_slow_frame_keeps_its_first_character() {
    let mut desk = Desk::new();
    desk.after(500, stroke('a'));
    // the window draws for 200 ms, and no pass in between sees that it is quiet
    let end = [strokes("nna@example.com"), tap(Key::Enter)].concat();
    desk.pass(desk.now + 0.2, end);
    assert_eq!(*desk.only().text, "anna@example.com");
    desk.rest();
    desk.untouched();
}

#[test]
fn a_garbled_scan_reaches_no_field() {
    let mut desk = Desk::new();
    desk.type_at(10, "otpauthÖ--totp-a_secret´GEYDGNBVGY3TQOJQ");
    desk.after(10, tap(Key::Enter));
    assert!(matches!(desk.only().scanned, Scanned::WrongLayout(_)));
    desk.rest();
    desk.untouched();
}

#[test]
fn a_scanned_name_presses_no_button_when_no_field_has_the_focus() {
    let mut desk = Desk::new();
    for _ in 0..2 {
        desk.after(500, tap(Key::Tab));
        desk.rest();
    }
    desk.type_at(10, "Anna M Mueller");
    desk.after(10, tap(Key::Enter));
    assert_eq!(desk.only().scanned, Scanned::Text);
    desk.rest();
    assert_eq!(desk.pushed, 0);
    desk.after(500, stroke(' '));
    desk.rest();
    assert_eq!(desk.pushed, 1, "a person pushes it");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_scan_is_one_burst_however_its_frames_fall(
        gaps in vec(0..=30_u32, OTPAUTH.len()),
        stall in 0..OTPAUTH.len(),
        ending in select(vec![None, Some(Key::Enter), Some(Key::Tab)]),
    ) {
        let mut desk = Desk::new();
        let mut together = vec![];
        for (n, (c, gap)) in OTPAUTH.chars().zip(gaps).enumerate() {
            together.extend(stroke(c));
            if n == stall {
                desk.pass(desk.now + 0.2, std::mem::take(&mut together));
            } else if gap > 0 {
                desk.after(gap, std::mem::take(&mut together));
            }
        }
        together.extend(ending.map(tap).unwrap_or_default());
        desk.after(30, together);
        desk.rest();
        prop_assert_eq!(desk.only().text.as_str(), OTPAUTH);
        desk.untouched();
    }
}

/// egui learns of keys that come up by their names, and a key has another name with Shift.
#[test]
fn a_scanner_that_lets_go_of_shift_first_is_understood_each_time() {
    let colon = || {
        vec![
            key(Key::Colon, true, Modifiers::SHIFT),
            Event::Text(":".into()),
            key(Key::Semicolon, false, Modifiers::NONE),
        ]
    };
    let events = |text: &str| -> Vec<Event> {
        text.chars()
            .flat_map(|c| if c == ':' { colon() } else { stroke(c) })
            .collect()
    };
    let label = OTPAUTH.replace("anna@", "UserLock:ann@");
    let mut desk = Desk::new();
    for (n, text) in [OTPAUTH, label.as_str(), OTPAUTH].into_iter().enumerate() {
        for (at, event) in events(text).chunks(3).enumerate() {
            desk.after(if at == 0 { 700 } else { 6 }, event.to_vec());
        }
        desk.after(6, tap(Key::Enter));
        desk.rest();
        assert_eq!(desk.bursts.len(), n + 1);
        assert_eq!(desk.bursts[n].text.as_str(), text);
        assert!(desk.bursts[n].scanned.is_secret());
    }
    desk.untouched();
}

/// How releases and the flag for repeats come, whatever the scanner.
fn muddled(c: char, how: u8) -> Vec<Event> {
    let mut all = stroke(c);
    match how {
        // the release never comes
        0 => all.retain(|event| !matches!(event, Event::Key { pressed: false, .. })),
        // it comes first
        1 => all.reverse(),
        2 => {
            let late = all.pop();
            all.splice(0..0, late);
        }
        _ => {}
    }
    // text comes after its key
    all.sort_by_key(|event| u8::from(matches!(event, Event::Text(_))));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn a_scan_is_understood_whatever_is_said_of_releases_and_repeats(
        text in select(vec![OTPAUTH, "8659622001094", "0047110000", "anna.mueller@example.com", "aaa.bb@example.com"]),
        how in vec(0..4_u8, OTPAUTH.len()),
        gaps in vec(0..=30_u32, OTPAUTH.len()),
        times in 1..4_usize,
        before in select(vec![None, Some(Key::B), Some(Key::A), Some(Key::OpenBracket)]),
        behind in select(vec![None, Some(Key::C), Some(Key::D), Some(Key::L)]),
        ending in select(vec![None, Some(Key::Enter), Some(Key::Tab)]),
    ) {
        let mut desk = Desk::new();
        for n in 0..times {
            desk.after(700, before.map(ctrl).unwrap_or_default());
            for ((c, how), gap) in text.chars().zip(&how).zip(&gaps) {
                desk.after(*gap, muddled(c, *how));
            }
            desk.after(5, behind.map(ctrl).unwrap_or_default());
            desk.after(5, ending.map(tap).unwrap_or_default());
            desk.rest();
            prop_assert_eq!(desk.bursts.len(), n + 1);
            prop_assert_eq!(desk.bursts[n].text.as_str(), text);
        }
        desk.untouched();
        prop_assert_eq!(desk.commands, 0);
    }
}
