//! Every widget of the window in every state that it has, light and dark beside each other: the sheet on which a change
//! of the design is drawn first and looked at.
//!
//! `cargo run --example gallery` opens it; `cargo run --example gallery -- FILE.png` draws it into a picture.
#![allow(clippy::expect_used, reason = "a tool for those who draw")]

use egui::{Frame, Id, Margin, ScrollArea, Theme, Ui, vec2};
use tapdesk::app::theme::{self, page, size};
use tapdesk::app::widgets::{
    Button, Field, Icon, Kind, StepState, Suggested, Tone, banner, body, burn_step, choice, code_boxes, display, fact,
    facts, heading, icon, key_hints, label, lead, live_code, message, mono, nav_row, placing, ring, ring_width,
    section, steps, strong, suggestion, task, tasks, title, whole, wrapped,
};

/// What stands in the fields of one sheet.
#[derive(Default)]
struct Sheet {
    empty: String,
    filled: String,
    code: String,
}

#[derive(Default)]
struct Gallery {
    light: Sheet,
    dark: Sheet,
}

fn main() {
    if let Some(path) = std::env::args().nth(1) {
        picture(&path);
        return;
    }
    let opened = eframe::run_native(
        "Tapdesk gallery",
        eframe::NativeOptions::default(),
        Box::new(|creation| {
            theme::style::install(&creation.egui_ctx);
            Ok(Box::<Gallery>::default())
        }),
    );
    opened.expect("a window");
}

fn picture(path: &str) {
    let mut harness = egui_kittest::Harness::builder()
        .with_size(vec2(3376.0, 3990.0))
        .build_eframe(|creation| {
            theme::style::install(&creation.egui_ctx);
            Gallery::default()
        });
    // the faces come with the second frame
    harness.run_steps(3);
    let image = harness.render().expect("a picture");
    image.save(path).expect("a file");
}

impl eframe::App for Gallery {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            ui.horizontal_top(|ui| {
                for (theme, sheet) in [(Theme::Light, &mut self.light), (Theme::Dark, &mut self.dark)] {
                    half(ui, theme, sheet);
                }
            });
        });
    }
}

fn half(ui: &mut Ui, theme: Theme, sheet: &mut Sheet) {
    ui.scope(|ui| {
        let style = ui.ctx().style_of(theme);
        ui.set_style(style);
        let ground = theme::palette(ui).ground;
        let margin = Margin::same(size::INSET_LARGE);
        Frame::new().fill(ground).inner_margin(margin).show(ui, |ui| {
            ui.push_id(("sheet", theme == Theme::Dark), |ui| {
                ui.vertical(|ui| {
                    ui.set_width((size::WORK - size::SECTION) * page::growth(ui.ctx()));
                    texts(ui);
                    flow(ui);
                    buttons(ui);
                    fields(ui, sheet, theme);
                    codes(ui);
                    messages(ui);
                    lists(ui);
                    rows(ui);
                    tokens(ui);
                });
            });
        });
    });
}

fn group(ui: &mut Ui, name: &str) {
    ui.add_space(size::SECTION);
    section(ui, name);
    ui.add_space(size::GAP);
}

fn texts(ui: &mut Ui) {
    section(ui, "Texts");
    title(ui, "The first line says what to do");
    lead(ui, "The line below it");
    heading(ui, "The name of a group or a question");
    label(ui, "The name of a field");
    strong(ui, "Text that stands out");
    body(ui, "Text on one line");
    wrapped(
        ui,
        "Text over as many lines as it takes. It says what happened, what it means, and what to do next.",
    );
    mono(ui, "8659 6220 0109 4");
    whole(ui, "/home/desk/Documents/Tapdesk/entra-2026-11-22-1012.csv");
    fact(ui, "Serial", "8659 6220 0109 4");
}

fn flow(ui: &mut Ui) {
    group(ui, "Steps and the burn");
    let names = ["Person".to_owned(), "Token".to_owned(), "Code".to_owned()];
    for now in 0..3 {
        steps(ui, &names, now);
    }
    burn_step(ui, "Read the token", StepState::Done);
    burn_step(ui, "Write the seed", StepState::Now);
    burn_step(ui, "Read it back", StepState::Later);
}

fn buttons(ui: &mut Ui) {
    group(ui, "Buttons, chips, keys, icons");
    ui.horizontal_wrapped(|ui| {
        let kinds = [
            ("Plain", Kind::Plain),
            ("Primary", Kind::Primary),
            ("Destroys", Kind::Destructive),
            ("Tab", Kind::Tab { selected: false }),
            ("Tab in view", Kind::Tab { selected: true }),
            ("Chip", Kind::Chip { active: false }),
            ("Chip filled in", Kind::Chip { active: true }),
        ];
        for (name, kind) in kinds {
            Button::new(name, kind).ui(ui);
            Button::new(name, kind).small().key("Ctrl B").ui(ui);
        }
    });
    let all = [(0, "One".to_owned()), (1, "Of".to_owned()), (2, "Several".to_owned())];
    choice(ui, 1, &all);
    key_hints(
        ui,
        &[
            ("Enter".to_owned(), "wait for the token".to_owned()),
            ("F1".to_owned(), "all keys".to_owned()),
        ],
    );
    ui.horizontal(|ui| {
        for sign in [
            Icon::Done,
            Icon::Warn,
            Icon::Bad,
            Icon::Now,
            Icon::Later,
            Icon::Dot,
            Icon::Logo,
        ] {
            icon(ui, sign);
        }
    });
}

fn fields(ui: &mut Ui, sheet: &mut Sheet, theme: Theme) {
    group(ui, "Fields");
    if sheet.filled.is_empty() {
        sheet.filled = "mull ann".into();
        sheet.code = "482".into();
    }
    let id = |name: &str| Id::unique("gallery").with((name, theme == Theme::Dark));
    Field::new(id("empty"), "Default domain")
        .hint("example.com")
        .ui(ui, &mut sheet.empty);
    ui.add_space(size::GAP);
    Field::new(id("tall"), "UPN").tall().ui(ui, &mut sheet.filled);
    ui.add_space(size::GAP);
    for (name, selected) in [("Anna M\u{fc}ller", true), ("Annika M\u{fc}lli", false)] {
        let row = Suggested {
            name,
            matched: std::slice::from_ref(&(0..3)),
            upn: "anna.mueller@example.com",
            note: "Finance \u{b7} no token yet",
            selected,
        };
        suggestion(ui, &row);
    }
    ui.add_space(size::GAP * 2.0);
    code_boxes(ui, id("code"), "Type the code on the token", &mut sheet.code);
}

fn codes(ui: &mut Ui) {
    group(ui, "The live code");
    ui.horizontal(|ui| {
        live_code(ui, "482 913", "Live code", ring_width(ui));
        ui.add_space(size::SECTION);
        ring(ui, 21, 30);
        ring(ui, 4, 30);
    });
    let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    facts(
        ui,
        &[
            named("Clock", "checked by a time server"),
            named("Seed", "drawn here"),
            named("Goes to", "the Entra ID file"),
        ],
    );
}

fn messages(ui: &mut Ui) {
    group(ui, "Messages and questions");
    for (tone, name, text) in [
        (
            Tone::Info,
            "For information",
            "The same seed and the clock are written once more.",
        ),
        (Tone::Done, "Done", "Saved, readable by you only"),
        (
            Tone::Warn,
            "Attention",
            "Writing it would lock somebody out. Nothing was written.",
        ),
        (Tone::Bad, "Wrong", "The clock of this computer is 4 minutes behind."),
    ] {
        banner(ui, tone, name, text, |ui| {
            ui.horizontal(|ui| {
                Button::new("No, not this", Kind::Plain).key("Esc").ui(ui);
                Button::new("Write it anyway", Kind::Destructive).key("Ctrl B").ui(ui);
            });
        });
        ui.add_space(size::GAP);
    }
}

fn lists(ui: &mut Ui) {
    group(ui, "The strip at the bottom, what is to be done, sections");
    message(
        ui,
        Tone::Bad,
        "No backup was made",
        "Enrolling goes on. Check the backup folder under Station.",
        |ui| {
            Button::new("Got it", Kind::Plain).key("F12").small().ui(ui);
            section(ui, "1 of 2");
        },
    );
    ui.add_space(size::GAP);
    tasks(ui, |ui| {
        let nothing = |_: &mut Ui| ();
        task(ui, Icon::Done, "ACR1252 is connected", "", nothing, |ui| {
            section(ui, "done");
        });
        task(
            ui,
            Icon::Warn,
            "Is this the right time?",
            "Compare it with a phone.",
            nothing,
            |ui| {
                Button::new("Yes, it is right", Kind::Plain)
                    .key("Ctrl B")
                    .small()
                    .ui(ui);
            },
        );
        task(ui, Icon::Later, "Practise first", "It keeps nothing.", nothing, nothing);
    });
    ui.add_space(size::GAP);
    for (name, here) in [("Passphrases", true), ("Looks", false)] {
        nav_row(ui, name, here);
    }
}

fn rows(ui: &mut Ui) {
    group(ui, "Parked, warned, done: rows at the side");
    for (sign, name, text) in [
        (
            Icon::Warn,
            "Tom Berger",
            "The clock was set, the seed may not have been written.",
        ),
        (Icon::Done, "Ines Caduff", "10:07  8659 6220 0109 1"),
    ] {
        ui.horizontal_top(|ui| {
            icon(ui, sign);
            ui.vertical(|ui| {
                strong(ui, name);
                wrapped(ui, text);
            });
        });
    }
}

fn tokens(ui: &mut Ui) {
    group(ui, "Tokens");
    placing(ui, "A token above a reader", "switch it on", 0.0);
    ui.horizontal(|ui| {
        display(ui, "482 913", true, "A token that lies there");
        display(ui, "------", false, "An empty token");
    });
}
