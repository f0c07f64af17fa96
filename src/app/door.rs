//! The start: a passphrase is chosen, or asked.

use std::path::PathBuf;

use egui::{CentralPanel, Frame, Id, ScrollArea, Ui};
use zeroize::Zeroizing;

use super::cx::Cx;
use super::theme::{palette, size};
use super::widgets::{Button, Field, Kind, Tone, banner, entered, forget, lead, title, whole, wrapped};
use crate::ledger::Passphrase;
use crate::station::{Door, DoorFailure, Intent};

/// What stands in the fields.
#[derive(Default)]
pub(super) struct DoorView {
    operator: String,
    passphrase: Zeroizing<String>,
    again: Zeroizing<String>,
    recovery: Zeroizing<String>,
    differ: bool,
    focused: bool,
}

impl DoorView {
    pub fn for_operator(operator: String) -> Self {
        Self {
            operator,
            ..Self::default()
        }
    }
}

fn passphrase_id() -> Id {
    Id::unique("passphrase")
}

fn recovery_id() -> Id {
    Id::unique("recovery passphrase")
}

fn again_id() -> Id {
    Id::unique("passphrase again")
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut DoorView) {
    let fill = palette(ui).ground;
    CentralPanel::no_frame().frame(Frame::new().fill(fill)).show(ui, |ui| {
        let width = size::WORK / 2.0;
        // complete even where everything is drawn large
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space(ui.ctx().content_rect().height() * 0.07);
                ui.allocate_ui_with_layout(egui::vec2(width, 0.0), egui::Layout::top_down(egui::Align::Min), |ui| {
                    ui.set_width(width);
                    inside(ui, cx, view);
                });
            });
        });
    });
}

fn inside(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut DoorView) {
    match cx.station.door().clone() {
        Door::Looking | Door::Open { .. } => {
            title(ui, cx.text("door-looking"));
        }
        Door::Locking => {
            title(ui, cx.text("door-locking"));
            lead(ui, cx.text("door-locking-text"));
        }
        Door::Opening(_) => {
            title(ui, cx.text("door-opening"));
        }
        Door::New { failed } => {
            title(ui, cx.text("door-new"));
            lead(ui, cx.text("door-new-text"));
            form(ui, cx, view, failed, true);
        }
        Door::Closed {
            operator,
            locked,
            failed,
        } => {
            if let Some(operator) = operator.filter(|_| !view.focused) {
                view.operator = operator;
            }
            if locked {
                title(ui, cx.text("door-locked"));
                lead(ui, cx.text("door-locked-text"));
            } else {
                title(ui, cx.text("door-closed"));
            }
            if cx.station.is_demo() {
                lead(ui, cx.text("door-demo"));
            }
            form(ui, cx, view, failed, false);
        }
        Door::Barred { why, words, backup } => barred(ui, cx, why, words, backup),
    }
}

fn form(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut DoorView, failed: Option<DoorFailure>, new: bool) {
    ui.add_space(size::SECTION);
    problem(ui, cx, failed, view.differ);
    let mut done = false;
    let field = Field::new(passphrase_id(), &cx.text("door-passphrase"))
        .password()
        .ui(ui, &mut view.passphrase);
    if !view.focused {
        view.focused = true;
        field.request_focus();
    }
    done |= entered(ui, &field);
    ui.add_space(size::GAP);
    if new {
        let field = Field::new(again_id(), &cx.text("door-again"))
            .password()
            .ui(ui, &mut view.again);
        done |= entered(ui, &field);
        ui.add_space(size::GAP);
        let field = Field::new(recovery_id(), &cx.text("door-recovery"))
            .password()
            .ui(ui, &mut view.recovery);
        done |= entered(ui, &field);
        ui.add_space(size::GAP);
    }
    let operator = Field::new(Id::unique("operator"), &cx.text("door-operator"))
        .select_on_focus()
        .ui(ui, &mut view.operator);
    done |= entered(ui, &operator);
    ui.add_space(size::SECTION);
    let does = if new {
        cx.text("door-create")
    } else {
        cx.text("door-open")
    };
    done |= Button::new(&does, Kind::Primary).key(&cx.text("cap-enter")).ui(ui);
    if new {
        ui.add_space(size::SECTION);
        wrapped(ui, cx.text("door-new-warning"));
    }
    if done {
        submit(ui, cx, view, new);
    }
}

/// The two fields are wiped as soon as they are handed over, with what could bring them back.
fn submit(ui: &Ui, cx: &mut Cx<'_>, view: &mut DoorView, new: bool) {
    view.differ = new && *view.passphrase != *view.again;
    if view.differ && view.again.is_empty() {
        // Enter in the first field goes on to the second
        view.differ = false;
        ui.memory_mut(|memory| memory.request_focus(again_id()));
        return;
    }
    if view.differ {
        forget(ui.ctx(), again_id(), &mut view.again);
        return;
    }
    let passphrase = Passphrase::new(std::mem::take(&mut *view.passphrase));
    let recovery = (!view.recovery.is_empty()).then(|| Passphrase::new(std::mem::take(&mut *view.recovery)));
    forget(ui.ctx(), recovery_id(), &mut view.recovery);
    forget(ui.ctx(), passphrase_id(), &mut view.passphrase);
    forget(ui.ctx(), again_id(), &mut view.again);
    ui.memory_mut(|memory| memory.request_focus(passphrase_id()));
    cx.want(Intent::Open {
        passphrase,
        recovery,
        operator: view.operator.clone(),
    });
}

fn problem(ui: &mut Ui, cx: &Cx<'_>, failed: Option<DoorFailure>, differ: bool) {
    let said = match failed {
        _ if differ => cx.text("door-differ"),
        Some(DoorFailure::WrongPassphrase) => cx.text("door-wrong"),
        Some(DoorFailure::ShortPassphrase) => cx.text("door-short"),
        Some(DoorFailure::NoOperator) => cx.text("door-no-operator"),
        _ => return,
    };
    banner(ui, Tone::Warn, &said, "", |_| ());
    ui.add_space(size::GAP * 2.0);
}

fn barred(ui: &mut Ui, cx: &Cx<'_>, why: DoorFailure, words: String, backup: Option<PathBuf>) {
    let (heading, text) = match why {
        DoorFailure::InUse => ("door-in-use", "door-in-use-text"),
        DoorFailure::Newer => ("door-newer", "door-newer-text"),
        DoorFailure::Foreign => ("door-foreign", "door-foreign-text"),
        DoorFailure::Damaged => ("door-damaged", "door-damaged-text"),
        DoorFailure::Full => ("door-full", "door-full-text"),
        DoorFailure::ReadOnly => ("door-read-only", "door-read-only-text"),
        _ => ("door-failed", "door-failed-text"),
    };
    title(ui, cx.text(heading));
    lead(ui, cx.text(text));
    ui.add_space(size::SECTION);
    if why == DoorFailure::Damaged {
        match backup {
            Some(path) => {
                wrapped(ui, cx.text("door-backup"));
                let data = cx.station.data_dir().display();
                whole(
                    ui,
                    format!("tapdesk restore \"{}\" --data-dir \"{data}\"", path.display()),
                );
            }
            None => {
                wrapped(ui, cx.text("door-no-backup"));
            }
        }
        ui.add_space(size::GAP);
    }
    wrapped(ui, words);
}
