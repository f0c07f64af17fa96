//! What people do with a keyboard: it arrives whole, in its order, in the field that has the focus.
//!
//! What is typed fast, pasted, composed or held down is no scan.

use super::*;

#[test]
fn a_code_typed_by_a_person_goes_to_the_field() {
    let mut desk = Desk::new();
    for (n, c) in "482913".chars().enumerate() {
        desk.after(120, stroke(c));
        desk.idle_until(desk.now + 0.041);
        assert_eq!(desk.first.len(), n + 1, "40 ms later it is there");
    }
    desk.after(120, tap(Key::Enter));
    assert!(desk.bursts.is_empty());
    assert_eq!(desk.first, "482913");
}

#[test]
fn a_upn_typed_by_a_person_before_slow_frames_arrives_whole() {
    // the window draws that long, and no pass in between sees that it is quiet
    for (frame, keys) in [(0.1, 1), (0.15, 2), (0.4, 5)] {
        let mut desk = Desk::new();
        desk.after(500, stroke('a'));
        desk.idle_until(desk.now + 0.05);
        let rest: Vec<char> = "nna@example.com".chars().collect();
        for few in rest.chunks(keys) {
            desk.pass(desk.now + frame, few.iter().copied().flat_map(stroke).collect());
        }
        desk.rest();
        assert!(desk.bursts.is_empty(), "{frame}: taken for a scan");
        assert_eq!(desk.first, "anna@example.com");
    }
}

#[test]
fn a_upn_whose_first_character_came_alone_is_never_taken_without_it() {
    for ends in [vec![], tap(Key::Enter)] {
        let mut desk = Desk::new();
        desk.after(500, stroke('a'));
        desk.idle_until(desk.now + 0.05);
        desk.after(10, [strokes("nna@example.com"), ends].concat());
        desk.rest();
        assert!(desk.bursts.is_empty());
        assert_eq!(desk.first, "anna@example.com");
        // and the next scan is one
        desk.after(600, strokes("ben@example.com"));
        desk.rest();
        assert_eq!(*desk.only().text, "ben@example.com");
    }
}

#[test]
fn what_a_person_types_while_the_window_stalls_arrives_whole() {
    let mut desk = Desk::new();
    desk.type_at(120, "Anna M");
    desk.pass(desk.now + 0.2, strokes("ue"));
    desk.pass(desk.now + 0.2, strokes("ller-Lud"));
    desk.type_at(120, "ger");
    desk.rest();
    assert_eq!(desk.first, "Anna Mueller-Ludger");
    assert!(desk.bursts.is_empty());
}

#[test]
fn a_scanned_name_lands_in_the_field_whole_and_before_its_enter() {
    let mut desk = Desk::new();
    desk.type_at(10, "Anna Mueller");
    assert!(desk.first.is_empty() && desk.scanner.held());
    let at = desk.now + 0.01;
    desk.pass(at, tap(Key::Enter));
    assert_eq!(desk.first, "Anna Mueller");
    assert!(desk.ctx.input(|input| input.key_pressed(Key::Enter)));
    assert!(desk.bursts.is_empty());
}

#[test]
fn a_tab_behind_a_text_for_the_field_moves_on_after_it() {
    for name in ["Anna Mueller", "Anna"] {
        let mut desk = Desk::new();
        desk.after(500, [strokes(name), tap(Key::Tab), strokes("B")].concat());
        desk.rest();
        assert_eq!((desk.first.as_str(), desk.second.as_str()), (name, "B"));
        assert_eq!(desk.focused(), Some(second()));
    }
}

#[test]
fn a_tab_alone_and_a_tab_back_move_the_focus_as_ever() {
    let mut desk = Desk::new();
    desk.after(500, tap(Key::Tab));
    desk.rest();
    assert_eq!(desk.focused(), Some(second()));
    let back = vec![key(Key::Tab, true, Modifiers::SHIFT)];
    desk.after(500, [strokes("ab"), back].concat());
    desk.rest();
    assert_eq!((desk.focused(), desk.second.as_str()), (Some(first()), "ab"));
}

#[test]
fn editing_keys_come_after_what_was_typed_before_them() {
    let mut desk = Desk::new();
    desk.after(500, strokes("ab"));
    desk.after(20, tap(Key::Backspace));
    desk.idle_until(desk.now + 0.061);
    assert_eq!(desk.first, "a", "60 ms later");
    desk.after(20, [strokes("x"), tap(Key::ArrowLeft), strokes("y")].concat());
    desk.after(20, vec![Event::Paste("123".into())]);
    desk.rest();
    assert_eq!(desk.first, "ay123x");
    assert!(desk.bursts.is_empty());
}

#[test]
fn a_shortcut_of_one_letter_works_for_a_person_and_not_in_a_scan() {
    let mut desk = Desk::new();
    desk.type_at(10, "eee.e@example.com");
    desk.after(10, tap(Key::Enter));
    desk.rest();
    desk.untouched();
    desk.after(500, stroke('e'));
    desk.rest();
    assert_eq!(desk.shortcuts, 1);
}

#[test]
fn a_key_that_is_held_down_is_not_held_back() {
    let mut desk = Desk::new();
    for n in 1..12 {
        let press = key(Key::X, true, Modifiers::NONE);
        // a keyboard waits before it repeats
        let wait = if n == 2 { 250 } else { 30 };
        desk.after(wait, vec![press, Event::Text("x".into())]);
        assert!(desk.first.len() + 1 >= n, "{n} keys typed, {} there", desk.first.len());
    }
    desk.after(30, vec![key(Key::X, false, Modifiers::NONE)]);
    desk.rest();
    assert_eq!(desk.first, "x".repeat(11));
}

#[test]
fn commands_and_composed_text_pass_through() {
    let mut desk = Desk::new();
    desk.after(500, strokes("ab"));
    let commit = Event::Ime(egui::ImeEvent::Commit("anna@example.com".into()));
    desk.after(10, vec![commit]);
    assert!(!desk.scanner.held() && desk.bursts.is_empty());
    assert!(desk.first.starts_with("ab"));
    for command in [key(Key::A, true, Modifiers::COMMAND), Event::Cut] {
        desk.after(100, vec![command]);
        desk.idle_until(desk.now + 0.061);
    }
    assert_eq!(desk.first, "");
}

#[test]
fn a_pasted_secret_never_reaches_the_field_and_other_pastes_do() {
    let mut desk = Desk::new();
    desk.after(500, vec![Event::Paste(OTPAUTH.into())]);
    assert!(desk.only().scanned.is_secret());
    assert_eq!(desk.only().ended_by, Ending::Pasted);
    desk.after(500, vec![Event::Paste("phonefactor://activate".into())]);
    assert_eq!(desk.bursts[1].scanned, Scanned::Misfit(Misfit::PhoneFactor));
    desk.rest();
    desk.untouched();
    for text in ["Anna ", "anna\"example.com"] {
        desk.after(500, vec![Event::Paste(text.into())]);
    }
    assert_eq!(desk.first, "Anna anna\"example.com");
    assert_eq!(desk.bursts.len(), 2);
}

/// What people do with a keyboard, but for leaving the fields.
fn deeds() -> impl Strategy<Value = Vec<(Vec<Event>, u32)>> {
    let edit = [Key::Backspace, Key::ArrowLeft, Key::ArrowRight, Key::Home, Key::Delete];
    let deed = prop_oneof![
        8 => select("annamueller ".chars().collect::<Vec<_>>()).prop_map(stroke),
        2 => select(edit.to_vec()).prop_map(tap),
        1 => Just(vec![Event::Paste("pasted name".into())]),
        1 => Just(tap(Key::Enter)),
    ];
    let gap = select(vec![0, 0, 3, 10, 30, 36, 50, 61, 120, 250]);
    let all = vec((deed, gap), 0..40);
    (all, 0..40_usize).prop_map(|(mut all, tab)| {
        all.insert(tab.min(all.len()), (tap(Key::Tab), 0));
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_no_scan_has_the_effect_it_would_have_had(deeds in deeds()) {
        let mut slow = Desk::new();
        let mut fast = Desk::new();
        let mut together = vec![];
        for (events, gap) in deeds {
            slow.after(1000, events.clone());
            slow.rest();
            together.extend(events);
            if gap > 0 {
                fast.after(gap, std::mem::take(&mut together));
            }
        }
        fast.after(10, together);
        fast.rest();
        prop_assert_eq!((&fast.first, &fast.second), (&slow.first, &slow.second));
        prop_assert_eq!(fast.focused(), slow.focused());
        prop_assert!(fast.bursts.is_empty());
    }
}

#[test]
fn nothing_to_do_asks_for_no_pass() {
    let mut desk = Desk::new();
    desk.rest();
    desk.focus(Id::unique("nothing"));
    desk.pass(desk.now + 1.0, vec![Event::PointerMoved(egui::pos2(1.0, 1.0))]);
    desk.rest();
    assert!(desk.due > desk.now + 60.0);
}

#[test]
fn an_arrow_that_is_held_down_goes_on_moving() {
    let mut desk = Desk::new();
    desk.after(500, strokes("abcdef"));
    desk.rest();
    desk.after(500, vec![key(Key::ArrowLeft, true, Modifiers::NONE)]);
    desk.idle_until(desk.now + 0.3);
    for _ in 0..2 {
        desk.after(30, vec![key(Key::ArrowLeft, true, Modifiers::NONE)]);
    }
    desk.after(30, vec![key(Key::ArrowLeft, false, Modifiers::NONE)]);
    desk.after(300, stroke('x'));
    desk.rest();
    assert_eq!(desk.first, "abcxdef");
}
