//! One setting each: its name, what it changes in a sentence, and its value.

use std::collections::HashMap;

use egui::{Align, Id, Layout, Ui};

use crate::app::cx::Cx;
use crate::app::texts::{Text, t};
use crate::app::theme::{is_narrow, size};
use crate::app::widgets::{Field, choice, entered, is_scans_end, label, wrapped};

/// What is being typed into the fields, by the name of the setting. What was taken stands in the settings.
#[derive(Default)]
pub struct Fields(HashMap<Text, Typed>);

#[derive(Default)]
struct Typed {
    text: String,
    /// The value that stood there when the typing began.
    over: String,
    wrong: bool,
    /// Whether it was a scanner that typed, and what it typed was taken out.
    scanned: bool,
}

/// How a setting is named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    name: Text,
    /// What it changes.
    about: Text,
    /// What is typed for it.
    takes: Text,
}

impl Setting {
    /// One that takes any text, or is chosen.
    pub const fn new(name: Text, about: Text) -> Self {
        let takes = t::WANTED_TEXT;
        Self { name, about, takes }
    }

    /// The same, which takes that.
    pub const fn takes(self, takes: Text) -> Self {
        Self { takes, ..self }
    }
}

/// Name and sentence at the left, the value beside it; below it where there is no room.
pub(super) fn row<R>(ui: &mut Ui, cx: &Cx<'_>, setting: Setting, value: impl FnOnce(&mut Ui, &str) -> R) -> R {
    let (name, text) = (cx.text(setting.name), cx.text(setting.about));
    ui.add_space(size::GAP);
    let said = |ui: &mut Ui| {
        label(ui, name.clone());
        wrapped(ui, text);
    };
    if is_narrow(ui.ctx()) {
        said(ui);
        return value(ui, &name);
    }
    ui.horizontal_top(|ui| {
        let width = ui.available_width() / 2.0 - size::SECTION;
        ui.allocate_ui_with_layout(egui::vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            said(ui);
        });
        ui.add_space(size::SECTION);
        ui.vertical(|ui| value(ui, &name)).inner
    })
    .inner
}

/// A text; what it is read as when Enter or another field takes it over, if that is another one.
pub(super) fn text<T>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    fields: &mut Fields,
    setting: Setting,
    now: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    value(ui, cx, fields, setting, now, f32::INFINITY, read)
}

/// A number; what it is read as when Enter or another field takes it over, if that is another one.
pub(super) fn number<T>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    fields: &mut Fields,
    setting: Setting,
    now: u32,
    read: impl Fn(u32) -> Option<T>,
) -> Option<T> {
    let read = |text: &str| text.parse().ok().and_then(&read);
    value(ui, cx, fields, setting, &now.to_string(), size::FIELD_NARROW, read)
}

fn value<T>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    fields: &mut Fields,
    setting: Setting,
    now: &str,
    width: f32,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let typed = fields.0.entry(setting.name).or_default();
    if typed.over != now {
        *typed = Typed {
            text: now.to_owned(),
            over: now.to_owned(),
            wrong: false,
            scanned: false,
        };
    }
    row(ui, cx, setting, |ui, name| {
        let field = Field::new(Id::unique("setting").with(setting.name), name)
            .hide_name()
            .width(width)
            .ui(ui, &mut typed.text);
        if field.changed() {
            typed.wrong = false;
            typed.scanned = false;
        }
        // what a scanner typed and left is kept by nobody
        if field.lost_focus() && is_scans_end(ui.ctx()) {
            typed.scanned = typed.text.trim() != now;
            now.clone_into(&mut typed.text);
        }
        let done = entered(ui, &field) || field.lost_focus();
        let text = typed.text.trim();
        let taken = if done && text != now { read(text) } else { None };
        typed.wrong |= done && text != now && taken.is_none();
        if typed.scanned {
            wrapped(ui, cx.text(t::SETTING_SCANNED));
        }
        if typed.wrong {
            wrapped(
                ui,
                cx.fill(t::SETTING_WRONG, &[("wanted", cx.text(setting.takes).into())]),
            );
        }
        taken
    })
}

/// One of several.
pub(super) fn chips<T: PartialEq + Copy>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    setting: Setting,
    now: T,
    all: &[(T, String)],
) -> Option<T> {
    row(ui, cx, setting, |ui, _| choice(ui, now, all))
}

/// What cannot be changed at the moment.
pub(super) fn read_only(ui: &mut Ui, cx: &Cx<'_>, setting: Setting, value: &str) {
    row(ui, cx, setting, |ui, _| {
        wrapped(ui, value);
    });
}
