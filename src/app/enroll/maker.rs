//! Which system makes the secrets of this session.

use egui::{Key, Ui};

use crate::app::cx::Cx;
use crate::app::shortcut::Shortcut;
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{choice, label};
use crate::desk::{SecretMaker, Stage};
use crate::station::Intent;

/// Chooses the next one.
pub(super) const CHOOSE: Shortcut = Shortcut::ctrl(Key::Y, t::KEY_MAKER);

/// The choice, while nobody is in hand.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let flow = cx.station.flow();
    let quiet = cx.station.log().session().next().is_none() && !cx.station.is_new();
    // what was chosen is in view all the time, the choice until the first person has a token: nothing comes up while
    // somebody types
    if !matches!(flow.stage(), Stage::Idle) || !(quiet || flow.rules().maker.is_elsewhere()) {
        return;
    }
    ui.add_space(size::GAP * 2.0);
    label(ui, cx.fill(t::MAKER, &[("key", cx.cap(CHOOSE).into())]));
    let all: Vec<_> = cx
        .station
        .makers()
        .into_iter()
        .map(|maker| (maker, cx.text(name(maker))))
        .collect();
    if let Some(maker) = choice(ui, cx.station.flow().rules().maker, &all) {
        cx.want(Intent::ChooseMaker(maker));
    }
}

const fn name(maker: SecretMaker) -> Text {
    match maker {
        SecretMaker::Here => t::MAKER_HERE,
        SecretMaker::Entra => t::MAKER_ENTRA,
        SecretMaker::UserLock { entra: true } => t::MAKER_USERLOCK,
        SecretMaker::UserLock { entra: false } => t::MAKER_USERLOCK_ALONE,
        SecretMaker::Another { entra: true } => t::MAKER_ANOTHER,
        SecretMaker::Another { entra: false } => t::MAKER_ANOTHER_ALONE,
    }
}

/// The one after the one that makes them now.
pub(super) fn next(cx: &Cx<'_>) -> Option<SecretMaker> {
    let now = cx.station.flow().rules().maker;
    let all = cx.station.makers();
    let at = all.iter().position(|maker| *maker == now)?;
    all.get((at + 1) % all.len()).copied()
}
