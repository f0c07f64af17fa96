//! Station: passphrases, locking, backups.

use std::path::PathBuf;

use egui::{Id, ScrollArea, Ui};
use zeroize::Zeroizing;

use super::cx::Cx;
use super::theme::size;
use super::widgets::{Button, Field, Kind, Tone, banner, entered, forget, heading, label, lead, title, wrapped};
use crate::ledger::{Passphrase, SlotKind};
use crate::station::{DoorFailure, Intent, PassphraseChange, Theme, Zoom};

/// What stands in the fields.
#[derive(Default)]
pub(super) struct SettingsView {
    form: Option<SlotKind>,
    current: Zeroizing<String>,
    new: Zeroizing<String>,
    again: Zeroizing<String>,
    differ: bool,
    minutes: Option<String>,
    folder: Option<String>,
}

fn current_id() -> Id {
    Id::unique("current passphrase")
}

fn new_id() -> Id {
    Id::unique("new passphrase")
}

fn again_id() -> Id {
    Id::unique("new passphrase again")
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(size::WORK.min(ui.available_width()));
        title(ui, cx.text("settings-title"));
        lead(ui, cx.text("settings-lead"));
        ui.add_space(size::SECTION);
        passphrases(ui, cx, view);
        ui.add_space(size::SECTION);
        // beside each other where there is room, so that everything is in view
        if ui.available_width() >= size::WORK * 0.8 {
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.x = size::SECTION;
                ui.columns_const(|[left, right]| {
                    let lines = egui::Layout::top_down(egui::Align::Min);
                    left.with_layout(lines, |ui| locking(ui, cx, view));
                    right.with_layout(lines, |ui| looks(ui, cx));
                });
            });
        } else {
            locking(ui, cx, view);
            ui.add_space(size::SECTION);
            looks(ui, cx);
        }
        ui.add_space(size::SECTION);
        backups(ui, cx, view);
    });
}

// --- passphrases ------------------------------------------------------------------------------------------------------

fn passphrases(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView) {
    heading(ui, cx.text("settings-passphrases"));
    let recovery = cx.station.vault().has_recovery;
    wrapped(
        ui,
        if recovery {
            cx.text("settings-recovery-set")
        } else {
            cx.text("settings-recovery-none")
        },
    );
    ui.add_space(size::GAP);
    result(ui, cx, view.differ);
    if let Some(slot) = view.form {
        form(ui, cx, view, slot);
        return;
    }
    ui.horizontal(|ui| {
        if Button::new(&cx.text("settings-change"), Kind::Plain).ui(ui) {
            begin(ui, view, SlotKind::Passphrase);
        }
        let recovery = if recovery {
            cx.text("settings-change-recovery")
        } else {
            cx.text("settings-set-recovery")
        };
        if Button::new(&recovery, Kind::Plain).ui(ui) {
            begin(ui, view, SlotKind::Recovery);
        }
    });
}

fn begin(ui: &Ui, view: &mut SettingsView, slot: SlotKind) {
    view.form = Some(slot);
    view.differ = false;
    ui.memory_mut(|memory| memory.request_focus(current_id()));
}

fn form(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView, slot: SlotKind) {
    let new = match slot {
        SlotKind::Passphrase => cx.text("settings-new"),
        SlotKind::Recovery => cx.text("settings-new-recovery"),
    };
    let fields = [
        (current_id(), cx.text("settings-current"), &mut view.current),
        (new_id(), new, &mut view.new),
        (again_id(), cx.text("door-again"), &mut view.again),
    ];
    let mut done = false;
    for (id, name, text) in fields {
        let field = Field::new(id, &name).password().width(size::WORK / 2.0).ui(ui, text);
        done |= entered(ui, &field);
        ui.add_space(size::GAP);
    }
    let mut cancel = false;
    ui.horizontal(|ui| {
        done |= Button::new(&cx.text("settings-save"), Kind::Primary)
            .key(&cx.text("cap-enter"))
            .ui(ui);
        cancel = Button::new(&cx.text("cancel"), Kind::Plain).ui(ui);
    });
    if cancel {
        wipe(ui, view);
        view.form = None;
    } else if done {
        submit(ui, cx, view, slot);
    }
}

/// The fields are wiped as soon as they are handed over. Enter goes on to the first that is still empty.
fn submit(ui: &Ui, cx: &mut Cx<'_>, view: &mut SettingsView, slot: SlotKind) {
    let empty = [
        (current_id(), &view.current),
        (new_id(), &view.new),
        (again_id(), &view.again),
    ]
    .into_iter()
    .find(|(_, text)| text.is_empty());
    if let Some((id, _)) = empty {
        ui.memory_mut(|memory| memory.request_focus(id));
        return;
    }
    view.differ = *view.new != *view.again;
    if view.differ {
        forget(ui.ctx(), again_id(), &mut view.again);
        ui.memory_mut(|memory| memory.request_focus(again_id()));
        return;
    }
    cx.want(Intent::SetPassphrase {
        slot,
        current: Passphrase::new(std::mem::take(&mut *view.current)),
        new: Passphrase::new(std::mem::take(&mut *view.new)),
    });
    wipe(ui, view);
    view.form = None;
}

fn wipe(ui: &Ui, view: &mut SettingsView) {
    for (id, text) in [
        (current_id(), &mut view.current),
        (new_id(), &mut view.new),
        (again_id(), &mut view.again),
    ] {
        forget(ui.ctx(), id, text);
    }
}

fn result(ui: &mut Ui, cx: &Cx<'_>, differ: bool) {
    let (tone, said) = match cx.station.passphrase_change() {
        _ if differ => (Tone::Warn, cx.text("door-differ")),
        PassphraseChange::None => return,
        PassphraseChange::Working => (Tone::Info, cx.text("door-opening")),
        PassphraseChange::Done(SlotKind::Passphrase) => (Tone::Done, cx.text("settings-changed")),
        PassphraseChange::Done(SlotKind::Recovery) => (Tone::Done, cx.text("settings-recovery-changed")),
        PassphraseChange::Failed(DoorFailure::WrongPassphrase) => (Tone::Bad, cx.text("settings-wrong")),
        PassphraseChange::Failed(DoorFailure::ShortPassphrase) => (Tone::Bad, cx.text("door-short")),
        PassphraseChange::Failed(_) => (Tone::Bad, cx.text("settings-failed")),
    };
    banner(ui, tone, &said, "", |_| ());
    ui.add_space(size::GAP);
}

// --- locking and backups ----------------------------------------------------------------------------------------------

fn locking(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView) {
    heading(ui, cx.text("settings-lock"));
    wrapped(ui, cx.text("settings-lock-text"));
    ui.add_space(size::GAP);
    let kept = cx.station.settings().lock_after_minutes;
    let text = view.minutes.get_or_insert_with(|| kept.to_string());
    let mut done = false;
    label(ui, cx.text("settings-minutes"));
    ui.horizontal(|ui| {
        let field = Field::new(Id::unique("lock minutes"), &cx.text("settings-minutes"))
            .hide_name()
            .width(size::UNIT * 12.0)
            .ui(ui, text);
        done = entered(ui, &field) || field.lost_focus();
    });
    if done {
        match text.trim().parse() {
            Ok(minutes) if minutes != kept => cx.want(Intent::LockAfter(minutes)),
            Ok(_) => {}
            // what is no number falls back to what it was
            Err(_) => view.minutes = None,
        }
    }
}

fn looks(ui: &mut Ui, cx: &mut Cx<'_>) {
    heading(ui, cx.text("settings-looks"));
    wrapped(ui, cx.text("settings-looks-text"));
    ui.add_space(size::GAP);
    let settings = cx.station.settings();
    ui.horizontal_wrapped(|ui| {
        for theme in Theme::ALL {
            let active = settings.theme == theme;
            if Button::new(&theme_word(cx, theme), Kind::Chip { active })
                .small()
                .ui(ui)
            {
                cx.want(Intent::Theme(theme));
            }
        }
    });
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        for zoom in Zoom::STEPS {
            let active = settings.zoom == zoom;
            let text = cx.fill("settings-zoom", &[("percent", i64::from(zoom.percent()).into())]);
            if Button::new(&text, Kind::Chip { active }).small().ui(ui) {
                cx.want(Intent::Zoom(zoom));
            }
        }
    });
}

fn theme_word(cx: &Cx<'_>, theme: Theme) -> String {
    match theme {
        Theme::System => cx.text("theme-system"),
        Theme::Light => cx.text("theme-light"),
        Theme::Dark => cx.text("theme-dark"),
    }
}

fn backups(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut SettingsView) {
    heading(ui, cx.text("settings-backups"));
    wrapped(ui, cx.text("settings-backups-text"));
    ui.add_space(size::GAP);
    let kept = cx.station.backup_folder().display().to_string();
    let text = view.folder.get_or_insert_with(|| kept.clone());
    let mut done = false;
    label(ui, cx.text("settings-folder"));
    ui.horizontal(|ui| {
        let field = Field::new(Id::unique("backup folder"), &cx.text("settings-folder"))
            .mono()
            .hide_name()
            .width(ui.available_width() - size::UNIT * 14.0)
            .ui(ui, text);
        done = entered(ui, &field);
        done |= Button::new(&cx.text("settings-use"), Kind::Plain).ui(ui);
    });
    ui.add_space(size::GAP);
    wrapped(ui, cx.text("settings-restore"));
    if done && text.trim() != kept {
        let folder = Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from);
        view.folder = None;
        cx.want(Intent::BackUpTo(folder));
    }
}
