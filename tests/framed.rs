//! Scanners that frame their texts. A preamble or a postamble arrives as keys, and any key can be one: nothing that a
//! scanner types answers, opens, locks, saves, copies or deletes anything, whatever is in view. Nothing sleeps.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::mem::{Discriminant, discriminant};
use std::sync::Arc;

use common::window::Desk;
use common::{Pad, Token, Witnesses};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Theme};
use egui_kittest::kittest::{NodeT, Queryable};
use proptest::prelude::*;
use proptest::sample::select;
use tapdesk::desk::{ClockChecked, Stage};
use tapdesk::station::{Door, ExportStage, ImportStage, Intent, Purge, Station};
use tapdesk::token2::Model;

const SERIAL: &str = "8659610000001";
const OTPAUTH: &str = "otpauth://totp/UserLock:ann@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme";

const CTRL: Modifiers = Modifiers {
    ctrl: true,
    command: true,
    ..Modifiers::NONE
};

fn station(desk: &Desk) -> &Station {
    desk.window.state().station()
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

/// How a key is let go of: as a person does, never, or its Ctrl first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Let {
    InOrder,
    Never,
    CtrlFirst,
}

fn framed(modifiers: Modifiers, it: Key, how: Let) -> Vec<Event> {
    let helper = match () {
        () if modifiers.ctrl => Some(Key::ControlLeft),
        () if modifiers.alt => Some(Key::AltLeft),
        () if modifiers.shift => Some(Key::ShiftLeft),
        () => None,
    };
    let down = helper.map(|helper| key(helper, true, modifiers));
    let up = helper.map(|helper| key(helper, false, Modifiers::NONE));
    let (press, release) = (key(it, true, modifiers), key(it, false, modifiers));
    match how {
        Let::InOrder => down.into_iter().chain([press, release]).chain(up).collect(),
        Let::Never => down.into_iter().chain([press]).collect(),
        Let::CtrlFirst => down
            .into_iter()
            .chain([press])
            .chain(up)
            .chain([key(it, false, Modifiers::NONE)])
            .collect(),
    }
}

/// Every key that a scanner can be set up to type besides its text.
fn frames() -> Vec<(Modifiers, Key)> {
    let letters = Key::ALL.iter().filter(|it| it.name().chars().count() == 1);
    let signs = [Key::OpenBracket, Key::Backslash, Key::CloseBracket, Key::Minus];
    let mut all: Vec<(Modifiers, Key)> = letters.chain(&signs).map(|it| (CTRL, *it)).collect();
    all.push((CTRL.plus(Modifiers::SHIFT), Key::U));
    all.push((CTRL, Key::Enter));
    all.push((Modifiers::SHIFT, Key::Insert));
    all.extend([Key::Num4, Key::Num7].map(|it| (Modifiers::ALT, it)));
    all.extend([Key::E, Key::L].map(|it| (CTRL.plus(Modifiers::ALT), it)));
    let alone = [
        Key::Escape,
        Key::F1,
        Key::F2,
        Key::F3,
        Key::F4,
        Key::F5,
        Key::F10,
        Key::F12,
        Key::PageUp,
        Key::PageDown,
        Key::ArrowUp,
        Key::ArrowDown,
        Key::ArrowLeft,
        Key::ArrowRight,
        Key::Home,
        Key::End,
        Key::Delete,
        Key::Backspace,
        Key::Insert,
        Key::Copy,
        Key::Cut,
        Key::Paste,
    ];
    all.extend(alone.map(|it| (Modifiers::NONE, it)));
    all
}

/// A key of a character, and the character.
fn stroke(c: char, how: Let) -> Vec<Event> {
    let at = Key::from_name(&c.to_string()).or_else(|| Key::from_name(&c.to_ascii_uppercase().to_string()));
    let press = |pressed| at.map(|at| key(at, pressed, Modifiers::NONE));
    let up = if how == Let::Never { None } else { press(false) };
    [press(true), Some(Event::Text(c.to_string())), up]
        .into_iter()
        .flatten()
        .collect()
}

/// What a scanner types, a stroke each.
fn scan(text: &str, frame: &[(usize, Vec<Event>)], ending: Option<Key>, how: Let) -> Vec<Vec<Event>> {
    let mut all = Vec::new();
    for (at, c) in text.chars().chain([' ']).enumerate() {
        all.extend(
            frame
                .iter()
                .filter(|(before, _)| *before == at)
                .map(|(_, frame)| frame.clone()),
        );
        if at < text.chars().count() {
            all.push(stroke(c, how));
        }
    }
    all.extend(ending.map(|end| framed(Modifiers::NONE, end, how)));
    all
}

/// Frames so many seconds apart, with so many strokes in each.
fn typed(desk: &mut Desk, strokes: Vec<Vec<Event>>, every: f64, together: usize) {
    let mut now = desk.window.ctx.input(|input| input.time) + 1.0;
    for few in strokes.chunks(together.max(1)) {
        desk.window.input_mut().time = Some(now);
        let events = few.iter().flatten().cloned();
        desk.window.input_mut().events.extend(events);
        desk.window.step();
        now += every;
    }
    desk.window.input_mut().time = None;
    desk.settle();
}

/// All that a key could have changed.
#[derive(Debug, PartialEq)]
struct Picture {
    stage: Discriminant<Stage>,
    vouched: bool,
    door: Discriminant<Door>,
    trail: i64,
    rows: Vec<String>,
    selected: String,
    purge: Discriminant<Purge>,
    import: Discriminant<ImportStage>,
    export: Discriminant<ExportStage>,
    settings: String,
    files: usize,
    wire: Vec<u8>,
    clipboard: Option<String>,
    closing: bool,
    buttons: Vec<String>,
}

fn files(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder).map_or(0, |all| {
        let count = |path: std::path::PathBuf| if path.is_dir() { files(&path) } else { 1 };
        all.filter_map(Result::ok).map(|entry| count(entry.path())).sum()
    })
}

fn trail(desk: &Desk) -> i64 {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let path = desk.home.path().join("data/ledger.sqlite3");
    rusqlite::Connection::open_with_flags(path, flags).map_or(-1, |ledger| {
        ledger
            .query_row("SELECT count(*) FROM trail", [], |row| row.get(0))
            .unwrap()
    })
}

fn picture(desk: &Desk, pad: &Pad) -> Picture {
    let station = station(desk);
    let commands = &desk.window.output().platform_output.commands;
    let buttons = desk.window.query_all_by_role(Role::Button);
    let viewport = &desk.window.output().viewport_output[&egui::ViewportId::ROOT];
    Picture {
        stage: discriminant(station.flow().stage()),
        vouched: station.flow().clock().witness(station.now()).is_some(),
        door: discriminant(station.door()),
        trail: trail(desk),
        rows: station
            .log()
            .rows()
            .iter()
            .map(|row| format!("{} {:?} {:?}", row.upn, row.outcome, row.later))
            .collect(),
        selected: format!("{:?}", station.log().selected()),
        purge: discriminant(station.purge()),
        import: discriminant(station.people().import()),
        export: discriminant(station.export().stage()),
        settings: format!("{:?}", station.settings()),
        files: files(&desk.home.path().join("out")),
        wire: pad.wire(),
        clipboard: commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        }),
        closing: viewport.commands.contains(&egui::ViewportCommand::Close),
        // a text in the search narrows what is shown
        buttons: buttons
            .filter_map(|button| button.accesskit_node().label())
            .filter(|label| label != "Show all")
            .collect(),
    }
}

/// What is in view, and how it came there.
type Case = (&'static str, fn() -> (Desk, Pad));

/// Anna has a token, nothing is under way.
fn annas() -> (Desk, Pad, Token) {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    let token = Token::with_serial(SERIAL);
    desk.enroll_on(&pad, "anna@example.com", &token);
    pad.wire();
    (desk, pad, token)
}

fn unfinished() -> (Desk, Pad) {
    let (mut desk, pad, _) = annas();
    desk.arm("kim@example.com");
    desk.lay(&pad, &Token::new(Model::C301I, 2));
    desk.press(Key::Escape);
    desk.lift(&pad);
    (desk, pad)
}

fn in_log() -> (Desk, Pad) {
    let (mut desk, pad) = unfinished();
    desk.ctrl(Key::Num2);
    desk.press(Key::ArrowDown);
    assert!(station(&desk).log().selected().is_some());
    (desk, pad)
}

/// With a question about the selected token of Anna.
fn with_form(deed: Key) -> (Desk, Pad) {
    let (mut desk, pad, _) = annas();
    desk.ctrl(Key::Num2);
    desk.press(Key::ArrowDown);
    desk.ctrl(deed);
    desk.type_slowly("why");
    (desk, pad)
}

fn doubted() -> (Desk, Pad) {
    let nobody = ClockChecked {
        server: None,
        system: None,
    };
    Desk::over_pad_with(Theme::Light, |sources| {
        sources.clock = Witnesses::saying(nobody).source()
    })
}

/// A file was to be saved on a disk without rights.
fn rights_asked() -> (Desk, Pad) {
    let (mut desk, pad) = Desk::over_pad_with(Theme::Light, |sources| sources.restrict = Arc::new(|_, _| Ok(false)));
    desk.enroll_on(&pad, "anna@example.com", &Token::with_serial(SERIAL));
    desk.ctrl(Key::E);
    desk.click("Save");
    desk.must_show("Save it there");
    (desk, pad)
}

const CASES: [Case; 29] = [
    ("idle", || {
        let (desk, pad, _) = annas();
        (desk, pad)
    }),
    ("armed", || {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        desk.arm("kim@example.com");
        (desk, pad)
    }),
    ("token first", || {
        let (mut desk, pad, _) = annas();
        desk.lay(&pad, &Token::new(Model::C301I, 2));
        (desk, pad)
    }),
    ("token known", || {
        let (mut desk, pad, token) = annas();
        desk.arm("kim@example.com");
        desk.lay(&pad, &token);
        (desk, pad)
    }),
    ("person known", || {
        let (mut desk, pad, _) = annas();
        desk.arm("anna@example.com");
        (desk, pad)
    }),
    ("domain", || {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        desk.set(|settings| settings.default_domain = Some("example.com".into()));
        desk.arm("kim@elsewhere.com");
        (desk, pad)
    }),
    ("comparing", || {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        desk.arm("kim@example.com");
        desk.lay(&pad, &Token::new(Model::C301I, 2));
        (desk, pad)
    }),
    ("clock asked", || {
        let (mut desk, pad) = doubted();
        desk.arm("kim@example.com");
        desk.lay(&pad, &Token::new(Model::C301I, 2));
        (desk, pad)
    }),
    ("clock asked at Token", || {
        let (mut desk, pad) = doubted();
        desk.ctrl(Key::Num4);
        (desk, pad)
    }),
    ("log", in_log),
    ("hand over", || with_form(Key::H)),
    ("lost", || with_form(Key::T)),
    ("secret", || with_form(Key::R)),
    ("abandon", || {
        let (mut desk, pad) = unfinished();
        desk.click("Abandon…");
        desk.type_slowly("broken");
        (desk, pad)
    }),
    ("purge", || {
        let (mut desk, pad, _) = annas();
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.ctrl(Key::U);
        (desk, pad)
    }),
    ("export", || {
        let (mut desk, pad, _) = annas();
        desk.ctrl(Key::E);
        assert!(desk.field("File").is_focused());
        (desk, pad)
    }),
    ("closing", || {
        let (mut desk, pad, _) = annas();
        desk.ask_to_close();
        desk.settle();
        (desk, pad)
    }),
    ("help", || {
        let (mut desk, pad, _) = annas();
        desk.press(Key::F1);
        (desk, pad)
    }),
    ("station", || {
        let (mut desk, pad, _) = annas();
        desk.ctrl(Key::Num6);
        desk.field("Station name").focus();
        desk.settle();
        (desk, pad)
    }),
    ("passphrases", || {
        let (mut desk, pad, _) = annas();
        desk.ctrl(Key::Num6);
        desk.click("Change the passphrase…");
        (desk, pad)
    }),
    ("token", || {
        let (mut desk, pad, token) = annas();
        desk.ctrl(Key::Num4);
        desk.lay(&pad, &token);
        (desk, pad)
    }),
    ("people", || {
        let (mut desk, pad, _) = annas();
        desk.import("User principal name,Name\nkim@example.com,Kim\nlee@example.com,Lee\n");
        desk.ctrl(Key::Num5);
        (desk, pad)
    }),
    ("columns", || {
        let (mut desk, pad, _) = annas();
        desk.ctrl(Key::Num5);
        let list = desk.home.path().join("people.csv");
        std::fs::write(&list, "User principal name,Name\nkim@example.com,Kim\n").unwrap();
        desk.want(Intent::ReadPeople(list));
        (desk, pad)
    }),
    ("locked", || {
        let (mut desk, pad, _) = annas();
        desk.ctrl(Key::L);
        desk.must_show("Locked");
        (desk, pad)
    }),
    ("filters", || {
        let (mut desk, pad) = in_log();
        desk.click("State");
        (desk, pad)
    }),
    ("secret in view", || {
        let (mut desk, pad) = with_form(Key::R);
        desk.press(Key::Enter);
        desk.must_show("Copy for 30 seconds");
        (desk, pad)
    }),
    ("interrupted", || {
        let (mut desk, pad) = Desk::over_pad(Theme::Light);
        desk.arm("kim@example.com");
        let pull = common::Pull { at: 4, acted: false };
        pad.put(Some(Token::new(Model::C301I, 2)), None, true, Some(pull));
        desk.settle();
        (desk, pad)
    }),
    ("rights", || {
        let (mut desk, pad) = rights_asked();
        desk.field("File").focus();
        desk.settle();
        (desk, pad)
    }),
    ("rights, yes in focus", || {
        let (mut desk, pad) = rights_asked();
        desk.window.get_by_role_and_label(Role::Button, "Save it there").focus();
        desk.settle();
        (desk, pad)
    }),
];

/// Texts that are nothing by themselves; digits are a code where one is typed.
fn texts(case: &str) -> [&'static str; 3] {
    if case == "comparing" {
        ["Lee", "x", "Lee Contoso"]
    } else {
        ["4711", "Lee Contoso", "00471A"]
    }
}

/// At the door a text may get into the field for the name, and the button that opens says whose it is then.
fn is_a_name(label: &str) -> bool {
    label == "M. Keller" || label.starts_with("Open as ")
}

fn stands(case: &Case, desk: &Desk, pad: &Pad, before: &Picture, what: &str) {
    let mut after = picture(desk, pad);
    // what is said can be put away, and may close a menu; nothing else comes into view
    let opened: Vec<_> = after
        .buttons
        .iter()
        .filter(|label| *label != "Got it" && !is_a_name(label) && !before.buttons.contains(label))
        .collect();
    assert!(opened.is_empty(), "{}: {what} opened {opened:?}", case.0);
    after.buttons.clone_from(&before.buttons);
    assert_eq!(&after, before, "{}: {what}", case.0);
}

/// All keys in front of, within and behind a text that is nothing by itself.
fn every_key(cases: &[Case]) {
    for case in cases {
        let (mut desk, pad) = case.1();
        // for the window that is given up by a click into the void
        desk.settle();
        pad.wire();
        let before = picture(&desk, &pad);
        let speeds = [(0.005, 99), (0.012, 1), (0.2, 3), (0.45, 2)];
        let endings = [None, Some(Key::Enter), Some(Key::Tab)];
        let hows = [Let::InOrder, Let::Never, Let::CtrlFirst];
        for (number, (modifiers, it)) in frames().into_iter().enumerate() {
            let text = texts(case.0)[number % 3];
            let count = text.chars().count();
            for (round, at) in [vec![0], vec![count / 2], vec![count], vec![0, count]]
                .into_iter()
                .enumerate()
            {
                let (every, together) = speeds[(number / 3 + round) % 4];
                let ending = endings[(number + round) % 3];
                let how = hows[(number / 2 + round) % 3];
                let frame: Vec<_> = at.iter().map(|at| (*at, framed(modifiers, it, how))).collect();
                typed(&mut desk, scan(text, &frame, ending, how), every, together);
                let what = format!("{text} with {modifiers:?} {it:?} at {at:?}, {ending:?}, {how:?}, {every} s");
                stands(case, &desk, &pad, &before, &what);
            }
        }
    }
}

#[test]
fn no_key_around_a_scan_does_anything_at_enroll() {
    every_key(&CASES[..5]);
}

#[test]
fn no_key_around_a_scan_answers_about_a_domain_a_code_or_the_clock() {
    every_key(&CASES[5..9]);
}

#[test]
fn no_key_around_a_scan_does_anything_in_the_log() {
    every_key(&CASES[9..14]);
}

#[test]
fn no_key_around_a_scan_purges_exports_or_closes() {
    every_key(&CASES[14..19]);
}

#[test]
fn no_key_around_a_scan_does_anything_on_any_other_screen() {
    every_key(&CASES[19..23]);
}

#[test]
fn no_key_around_a_scan_opens_a_lock_or_copies_a_secret() {
    every_key(&CASES[23..27]);
}

#[test]
fn no_key_around_a_scan_saves_a_file_where_others_can_read_it() {
    every_key(&CASES[27..]);
}

/// What is in view, the text, what frames it where, how it ends, how keys come up, seconds between frames, strokes in one.
type Scene = (
    usize,
    &'static str,
    Vec<(usize, (Modifiers, Key))>,
    Option<Key>,
    Let,
    f64,
    usize,
);

fn scene() -> impl Strategy<Value = Scene> {
    let texts = vec![SERIAL, "lee@contoso.com", OTPAUTH, "482913", "4711", "Lee Contoso"];
    let frame = prop::collection::vec((0..16_usize, select(frames())), 1..4);
    let ending = select(vec![None, Some(Key::Enter), Some(Key::Tab)]);
    let how = select(vec![Let::InOrder, Let::Never, Let::CtrlFirst]);
    let speed = select(vec![(0.001, 99), (0.008, 1), (0.03, 1), (0.15, 20), (0.3, 40)]);
    (0..CASES.len(), select(texts), frame, ending, how, speed).prop_map(
        |(case, text, frame, ending, how, (every, together))| (case, text, frame, ending, how, every, together),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 24, ..ProptestConfig::default() })]
    /// With any keys around it a scan does what it does without them.
    #[test]
    fn a_framed_scan_does_what_the_bare_one_does(
        (case, text, frame, ending, how, every, together) in scene()
    ) {
        let case = &CASES[case];
        let with: Vec<_> = frame
            .into_iter()
            .map(|(at, (modifiers, it))| (at.min(text.len()), framed(modifiers, it, how)))
            .collect();
        let outcome = |frame: &[_]| {
            let (mut desk, pad) = case.1();
            pad.wire();
            typed(&mut desk, scan(text, frame, ending, how), every, together);
            let seen = picture(&desk, &pad);
            (seen, station(&desk).hint().is_some())
        };
        prop_assert_eq!(outcome(&with), outcome(&[]), "{}", case.0);
    }
}

/// The three of the field, as they were seen there.
#[test]
fn stx_and_eot_answer_nothing() {
    // F1
    let (mut desk, pad) = CASES[3].1();
    let before = picture(&desk, &pad);
    let frame = |first: Key, last: Key, count| {
        vec![
            (0, framed(CTRL, first, Let::InOrder)),
            (count, framed(CTRL, last, Let::InOrder)),
        ]
    };
    typed(
        &mut desk,
        scan(
            "lee@contoso.com",
            &frame(Key::B, Key::C, 15),
            Some(Key::Enter),
            Let::InOrder,
        ),
        0.0,
        99,
    );
    assert!(matches!(desk.stage(), Stage::Asking { .. }));
    assert_eq!(picture(&desk, &pad).wire, before.wire[..0]);
    desk.must_show("That is a UPN");
    // a person does
    desk.ctrl(Key::B);
    assert!(matches!(desk.stage(), Stage::Comparing { .. }));

    // F2
    let (mut desk, pad) = doubted();
    desk.arm("kim@example.com");
    typed(
        &mut desk,
        scan("00471A", &frame(Key::B, Key::C, 6), Some(Key::Enter), Let::InOrder),
        0.0,
        99,
    );
    desk.lay(&pad, &Token::new(Model::C301I, 2));
    desk.must_show("First, the clock");
    assert!(pad.wire().is_empty());

    // F3
    let (mut desk, _) = in_log();
    typed(
        &mut desk,
        scan(SERIAL, &frame(Key::B, Key::D, 13), None, Let::InOrder),
        0.0,
        99,
    );
    assert!(!desk.shows("Why?"));
    assert_eq!(desk.value("Search the log"), SERIAL);
}

#[test]
fn a_shortcut_of_a_person_works_right_after_a_scan() {
    let (mut desk, _) = CASES[3].1();
    typed(&mut desk, scan(SERIAL, &[], Some(Key::Enter), Let::InOrder), 0.005, 1);
    let now = desk.window.ctx.input(|input| input.time);
    for (after, events) in [
        (0.3, framed(CTRL, Key::B, Let::InOrder)),
        (0.361, vec![]),
        (0.4, vec![]),
    ] {
        desk.window.input_mut().time = Some(now + after);
        desk.window.input_mut().events.extend(events);
        desk.window.step();
    }
    assert!(matches!(desk.stage(), Stage::Comparing { .. }), "{:?}", desk.stage());
}
