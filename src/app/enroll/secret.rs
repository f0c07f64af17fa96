//! A secret that another system dictates, where no scanner reads it: from the screen, from a picture, or typed.

use egui::Ui;

use super::keys;
use super::view::{EnrollView, secret_id};
use crate::app::cx::Cx;
use crate::app::frame;
use crate::app::shortcut::REVEAL;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, Tone, banner, entered, forget, label};
use crate::desk::{Scanned, Stage};
use crate::station::{Intent, Picture};

/// The ways, the field while one is typed, and that a picture is being looked at.
pub(super) fn ways(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    if matches!(cx.station.picture(), Picture::Looking) {
        let (title, text) = (cx.text(t::PICTURE_LOOKING), cx.text(t::PICTURE_LOOKING_TEXT));
        banner(ui, Tone::Info, &title, &text, |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    if view.types_secret {
        typed(ui, cx, view);
        frame::without_dialog(ui, cx, t::PICTURE_NO_DIALOG);
        ui.add_space(size::GAP * 2.0);
        return;
    }
    let flow = cx.station.flow();
    let awaited = matches!(flow.stage(), Stage::Armed { recipient, .. } if flow.awaits_secret(recipient));
    let ways = if awaited {
        t::SECRET_WAYS_AWAITED
    } else {
        t::SECRET_WAYS
    };
    label(ui, cx.text(ways));
    ui.horizontal_wrapped(|ui| {
        let names = [t::SECRET_FROM_SCREEN, t::SECRET_FROM_PICTURE, t::SECRET_TYPED];
        for (name, (key, deed)) in names.into_iter().zip(keys::ways(cx)) {
            if Button::new(&cx.text(name), Kind::Plain)
                .key(&cx.cap(key))
                .small()
                .ui(ui)
            {
                cx.act(deed);
            }
        }
    });
    frame::without_dialog(ui, cx, t::PICTURE_NO_DIALOG);
    ui.add_space(size::GAP * 2.0);
}

/// The field for it. Whoever types one wants that one and no other, from the first character.
fn typed(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView) {
    let field = Field::new(secret_id(), &cx.text(t::FIELD_SECRET))
        .hint(&cx.text(t::FIELD_SECRET_HINT))
        .mono()
        .secret(view.reveal.is_on())
        .ui(ui, &mut view.secret);
    if field.changed() {
        cx.want(Intent::SecretBegun);
    }
    if entered(ui, &field) && !view.secret.trim().is_empty() {
        cx.want(Intent::Scanned(Scanned::as_secret(&view.secret)));
        forget(ui.ctx(), secret_id(), &mut view.secret);
    }
    ui.add_space(size::GAP);
    reveal(ui, cx, view);
}

/// The button that shows a secret, and hides it again.
pub(super) fn reveal(ui: &mut Ui, cx: &Cx<'_>, view: &mut EnrollView) {
    let (show, hide) = (cx.text(t::SECRET_SHOW), cx.text(t::SECRET_HIDE));
    view.reveal.ui(ui, &show, &hide, REVEAL, &cx.cap(REVEAL));
}
