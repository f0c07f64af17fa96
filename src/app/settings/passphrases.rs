//! The two passphrases of the station.

use egui::{Context, Id, Ui};
use zeroize::Zeroizing;

use crate::app::cx::Cx;
use crate::app::shortcut::{ENTER, REVEAL};
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, Reveal, Tone, banner, entered, forget, wrapped};
use crate::ledger::{Passphrase, SlotKind};
use crate::station::{DoorFailure, Intent, PassphraseChange};

/// What stands in the fields.
#[derive(Default)]
pub struct PassphraseView {
    form: Option<SlotKind>,
    current: Zeroizing<String>,
    new: Zeroizing<String>,
    again: Zeroizing<String>,
    differ: bool,
    reveal: Reveal,
    /// The form that was handed over, until it is known what became of it.
    tried: Option<SlotKind>,
}

impl PassphraseView {
    /// Asks for a recovery passphrase; gives its first field.
    pub fn set_recovery(&mut self, ctx: &Context) -> Id {
        self.forget(ctx);
        self.form = Some(SlotKind::Recovery);
        self.differ = false;
        current_id()
    }

    /// Nothing of what was typed stays.
    pub fn forget(&mut self, ctx: &Context) {
        self.reveal.hide();
        self.form = None;
        for (id, text) in [
            (current_id(), &mut self.current),
            (new_id(), &mut self.new),
            (again_id(), &mut self.again),
        ] {
            forget(ctx, id, text);
        }
    }
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

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PassphraseView) {
    let recovery = cx.station.vault().has_recovery;
    wrapped(
        ui,
        if recovery {
            cx.text(t::SETTINGS_RECOVERY_SET)
        } else {
            cx.text(t::SETTINGS_RECOVERY_NONE)
        },
    );
    ui.add_space(size::GAP);
    follow(ui, cx, view);
    result(ui, cx, view.differ);
    if let Some(slot) = view.form {
        form(ui, cx, view, slot);
        return;
    }
    ui.horizontal(|ui| {
        if Button::new(&cx.text(t::SETTINGS_CHANGE), Kind::Plain).ui(ui) {
            begin(ui, view, SlotKind::Passphrase);
        }
        let recovery = if recovery {
            cx.text(t::SETTINGS_CHANGE_RECOVERY)
        } else {
            cx.text(t::SETTINGS_SET_RECOVERY)
        };
        if Button::new(&recovery, Kind::Plain).ui(ui) {
            begin(ui, view, SlotKind::Recovery);
        }
    });
}

/// A passphrase that was not taken is asked again, from the field in which the mistake is likeliest.
fn follow(ui: &Ui, cx: &Cx<'_>, view: &mut PassphraseView) {
    let failed = match cx.station.passphrase_change() {
        PassphraseChange::Working => return,
        PassphraseChange::Failed(_) => true,
        PassphraseChange::None | PassphraseChange::Done(_) => false,
    };
    if let Some(slot) = view.tried.take().filter(|_| failed) {
        begin(ui, view, slot);
    }
}

fn begin(ui: &Ui, view: &mut PassphraseView, slot: SlotKind) {
    view.form = Some(slot);
    view.differ = false;
    ui.memory_mut(|memory| memory.request_focus(current_id()));
}

fn form(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut PassphraseView, slot: SlotKind) {
    let new = match slot {
        SlotKind::Passphrase => cx.text(t::SETTINGS_NEW),
        SlotKind::Recovery => cx.text(t::SETTINGS_NEW_RECOVERY),
    };
    let fields = [
        (current_id(), cx.text(t::SETTINGS_CURRENT), &mut view.current),
        (new_id(), new, &mut view.new),
        (again_id(), cx.text(t::DOOR_AGAIN), &mut view.again),
    ];
    let mut done = false;
    for (id, name, text) in fields {
        let field = Field::new(id, &name)
            .passphrase(view.reveal.is_on())
            .width(size::WORK / 2.0)
            .ui(ui, text);
        done |= entered(ui, &field);
        ui.add_space(size::GAP);
    }
    wrapped(ui, cx.text(t::PASSPHRASE_WANTED));
    ui.add_space(size::GAP);
    view.reveal.ui(
        ui,
        &cx.text(t::PASSPHRASE_SHOW),
        &cx.text(t::PASSPHRASE_HIDE),
        REVEAL,
        &cx.cap(REVEAL),
    );
    ui.add_space(size::GAP);
    let mut cancel = false;
    ui.horizontal(|ui| {
        done |= Button::new(&cx.text(t::SETTINGS_SAVE), Kind::Primary)
            .key(&cx.cap(ENTER))
            .ui(ui);
        cancel = Button::new(&cx.text(t::CANCEL), Kind::Plain).ui(ui);
    });
    if cancel {
        view.forget(ui.ctx());
    } else if done {
        submit(ui, cx, view, slot);
    }
}

/// The fields are wiped as soon as they are handed over. Enter goes on to the first that is still empty.
fn submit(ui: &Ui, cx: &mut Cx<'_>, view: &mut PassphraseView, slot: SlotKind) {
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
    view.forget(ui.ctx());
    view.tried = Some(slot);
}

fn result(ui: &mut Ui, cx: &Cx<'_>, differ: bool) {
    let (tone, said) = match cx.station.passphrase_change() {
        _ if differ => (Tone::Warn, cx.text(t::DOOR_DIFFER)),
        PassphraseChange::None => return,
        PassphraseChange::Working => (Tone::Info, cx.text(t::DOOR_OPENING)),
        PassphraseChange::Done(SlotKind::Passphrase) => (Tone::Done, cx.text(t::SETTINGS_CHANGED)),
        PassphraseChange::Done(SlotKind::Recovery) => (Tone::Done, cx.text(t::SETTINGS_RECOVERY_CHANGED)),
        PassphraseChange::Failed(DoorFailure::WrongPassphrase) => (Tone::Bad, cx.text(t::SETTINGS_WRONG)),
        PassphraseChange::Failed(DoorFailure::WeakPassphrase) => (Tone::Bad, cx.text(t::DOOR_WEAK)),
        PassphraseChange::Failed(DoorFailure::ShortPassphrase) => (Tone::Bad, cx.text(t::DOOR_SHORT)),
        PassphraseChange::Failed(_) => (Tone::Bad, cx.text(t::SETTINGS_FAILED)),
    };
    banner(ui, tone, &said, "", |_| ());
    ui.add_space(size::GAP);
}
