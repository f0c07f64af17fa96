use egui::{Modifiers, RawInput, TextEdit, ViewportId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::desk::Misfit;

const OTPAUTH: &str = "otpauth://totp/Acme:anna@example.com?secret=GEZDGNBVGY3TQOJQ";

/// Two fields and a button, drawn when something comes and when a pass was asked for, as the window is.
struct Desk {
    ctx: Context,
    scanner: Scanner,
    first: String,
    second: String,
    pushed: usize,
    shortcuts: usize,
    /// Keys that went on and could do something.
    commands: usize,
    /// Whether a passphrase is asked.
    aside: bool,
    bursts: Vec<Burst>,
    now: f64,
    /// When the next pass is asked for.
    due: f64,
    /// Passes that ask at once for the next one.
    busy: usize,
}

fn first() -> Id {
    Id::unique("first field")
}

fn second() -> Id {
    Id::unique("second field")
}

impl Desk {
    /// A desk whose first field has the focus.
    fn new() -> Self {
        let ctx = Context::default();
        crate::app::theme::install(&ctx);
        let mut desk = Self {
            ctx,
            scanner: Scanner::default(),
            first: String::new(),
            second: String::new(),
            pushed: 0,
            shortcuts: 0,
            commands: 0,
            aside: false,
            bursts: Vec::new(),
            now: 0.0,
            due: f64::INFINITY,
            busy: 0,
        };
        desk.pass(0.0, vec![]);
        desk.focus(first());
        desk
    }

    fn focus(&mut self, id: Id) {
        self.ctx.memory_mut(|memory| memory.request_focus(id));
        self.rest();
    }

    fn focused(&self) -> Option<Id> {
        self.ctx.memory(|memory| memory.focused())
    }

    fn pass(&mut self, at: f64, events: Vec<Event>) {
        let idle = events.is_empty();
        self.now = at;
        let input = RawInput {
            time: Some(at),
            events,
            ..RawInput::default()
        };
        let mut output = self.ctx.clone().run_ui(input, |ui| {
            if self.aside {
                self.scanner.stand_aside(ui.ctx());
            } else {
                self.bursts.extend(self.scanner.take(ui.ctx()));
            }
            self.commands += ui.input(|input| input.events.iter().filter(|event| does_something(event)).count());
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::E)) {
                self.shortcuts += 1;
            }
            for (id, text) in [(first(), &mut self.first), (second(), &mut self.second)] {
                // as the fields of the window
                let keeps = egui::EventFilter {
                    horizontal_arrows: true,
                    escape: true,
                    ..egui::EventFilter::default()
                };
                ui.add(TextEdit::singleline(text).id(id).return_key(None).event_filter(keeps));
            }
            if ui.button("Yes").clicked() {
                self.pushed += 1;
            }
        });
        output.textures_delta.clear();
        let delay = output.viewport_output[&ViewportId::ROOT].repaint_delay;
        self.busy = if idle && delay.is_zero() { self.busy + 1 } else { 0 };
        assert!(self.busy < 10, "it never rests");
        self.due = at + delay.as_secs_f64();
    }

    /// Passes in which nothing comes, as long as they are asked for, but not beyond that time.
    fn idle_until(&mut self, end: f64) {
        while self.due < end {
            let at = self.due.max(self.now + 0.001);
            self.pass(at, vec![]);
        }
    }

    /// Half a second in which nothing comes.
    fn rest(&mut self) {
        let end = self.now + 0.5;
        self.idle_until(end);
        self.pass(end, vec![]);
        assert!(!self.scanner.held());
    }

    /// Events that come so many milliseconds after the pass before.
    fn after(&mut self, ms: u32, events: Vec<Event>) {
        let at = self.now.max(0.0) + f64::from(ms) / 1000.0;
        self.idle_until(at);
        self.pass(at, events);
    }

    /// A character each so many milliseconds, the first one too.
    fn type_at(&mut self, ms: u32, text: &str) {
        let start = self.now;
        for (n, c) in text.chars().enumerate() {
            let at = start + (n + 1) as f64 * f64::from(ms) / 1000.0;
            self.idle_until(at);
            self.pass(at, stroke(c));
        }
    }

    fn only(&self) -> &Burst {
        assert_eq!(self.bursts.len(), 1, "one burst");
        &self.bursts[0]
    }

    fn untouched(&self) {
        assert!(self.first.is_empty() && self.second.is_empty(), "a field got something");
        assert_eq!(self.focused(), Some(first()));
        assert_eq!((self.pushed, self.shortcuts), (0, 0));
    }
}

fn key(key: Key, pressed: bool, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    }
}

fn tap(it: Key) -> Vec<Event> {
    vec![key(it, true, Modifiers::NONE), key(it, false, Modifiers::NONE)]
}

/// The key of a character goes down, types and comes up.
fn stroke(c: char) -> Vec<Event> {
    let at = Key::from_name(&c.to_ascii_uppercase().to_string());
    let at = if c == ' ' { Some(Key::Space) } else { at };
    let press = |pressed| at.map(|at| key(at, pressed, Modifiers::NONE));
    let typed = [press(true), Some(Event::Text(c.to_string())), press(false)];
    typed.into_iter().flatten().collect()
}

fn strokes(text: &str) -> Vec<Event> {
    text.chars().flat_map(stroke).collect()
}

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

#[test]
fn nothing_to_do_asks_for_no_pass() {
    let mut desk = Desk::new();
    desk.rest();
    desk.focus(Id::unique("nothing"));
    desk.pass(desk.now + 1.0, vec![Event::PointerMoved(egui::pos2(1.0, 1.0))]);
    desk.rest();
    assert!(desk.due > desk.now + 60.0);
}

// --- keys around a scan -----------------------------------------------------------------------------------------------

fn ctrl(it: Key) -> Vec<Event> {
    vec![key(it, true, Modifiers::COMMAND), key(it, false, Modifiers::COMMAND)]
}

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

/// Whether the window or a field would do something with it.
fn does_something(event: &Event) -> bool {
    matches!(Part::of(event), Part::Command(_))
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
        !matches!(self, Self::Text | Self::Digits | Self::Nothing)
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
