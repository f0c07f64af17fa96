//! What can be done with the selected enrolment. Buttons and keys are made from the same list.

use egui::{Key, Modifiers};

use super::{Form, can_show};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::desk::{Enrolment, Outcome};
use crate::ledger::PurgeScope;
use crate::station::{Intent, Station};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Deed {
    Compare,
    HandOver,
    BurnAgain,
    Replace,
    Lost,
    Deleted,
    ShowSecret,
    ExportAgain,
    Abandon,
    Purge,
    PurgeExport,
}

impl Deed {
    const ALL: [Self; 11] = [
        Self::Compare,
        Self::HandOver,
        Self::BurnAgain,
        Self::Replace,
        Self::Lost,
        Self::Deleted,
        Self::ShowSecret,
        Self::ExportAgain,
        Self::Abandon,
        Self::Purge,
        Self::PurgeExport,
    ];

    /// Those that make sense for a row.
    pub fn of(row: &Enrolment) -> impl Iterator<Item = Self> {
        let exported = row.exported_at.is_some();
        let stands = row.is_held();
        let makes_sense = [
            row.waits_for_code(),
            stands && !row.is_doubted(),
            row.can_burn_again(),
            stands || row.is_doubted() || row.later.lost.is_some() && row.later.replaced.is_none(),
            row.later.lost.is_none() && matches!(row.outcome, Outcome::Burned | Outcome::Confirmed),
            row.is_to_delete(),
            can_show(row),
            can_show(row) && exported,
            row.can_be_given_up(),
            row.has_seed,
            row.has_seed && exported,
        ];
        Self::ALL
            .into_iter()
            .zip(makes_sense)
            .filter(|(_, does)| *does)
            .map(|(deed, _)| deed)
    }

    /// Its key.
    pub const fn key(self) -> (Modifiers, Key) {
        match self {
            Self::Compare => (Modifiers::COMMAND, Key::K),
            Self::HandOver => (Modifiers::COMMAND, Key::H),
            Self::BurnAgain => (Modifiers::NONE, Key::F4),
            Self::Replace => (Modifiers::COMMAND, Key::P),
            Self::Lost => (Modifiers::COMMAND, Key::T),
            Self::Deleted => (Modifiers::COMMAND, Key::M),
            Self::ShowSecret => (Modifiers::COMMAND, Key::R),
            Self::ExportAgain => (Modifiers::COMMAND, Key::G),
            Self::Abandon => (Modifiers::COMMAND, Key::D),
            Self::Purge => (Modifiers::COMMAND, Key::U),
            Self::PurgeExport => (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::U),
        }
    }

    /// What stands on its button, and the key beside it.
    pub fn words(self, cx: &Cx<'_>, row: &Enrolment) -> (String, String) {
        match self {
            Self::Compare => (cx.text("log-compare"), cx.text("cap-ctrl-k")),
            Self::HandOver => (cx.text("log-hand-over"), cx.text("cap-ctrl-h")),
            Self::BurnAgain => (cx.text("log-burn-again"), cx.text("cap-f4")),
            Self::Replace => (cx.text("log-replace"), cx.text("cap-ctrl-p")),
            Self::Lost => (cx.text("log-lost"), cx.text("cap-ctrl-t")),
            Self::Deleted => (cx.text("log-deleted"), cx.text("cap-ctrl-m")),
            Self::ShowSecret => (cx.text("log-show-qr"), cx.text("cap-ctrl-r")),
            Self::ExportAgain if cx.station.export().goes_again(row.id) => {
                (cx.text("log-again-off"), cx.text("cap-ctrl-g"))
            }
            Self::ExportAgain => (cx.text("log-again"), cx.text("cap-ctrl-g")),
            Self::Abandon => (cx.text("side-abandon"), cx.text("cap-ctrl-d")),
            Self::Purge => (cx.text("log-purge"), cx.text("cap-ctrl-u")),
            Self::PurgeExport => (cx.text("log-purge-file"), cx.text("cap-ctrl-shift-u")),
        }
    }

    pub const fn action(self, row: &Enrolment) -> Action {
        match self {
            Self::Compare => Action::AtTheDesk(Intent::CompareLater(row.id)),
            Self::HandOver => Action::AskForm(Form::HandOver),
            Self::BurnAgain => Action::AtTheDesk(Intent::BurnLater(row.id)),
            Self::Replace => Action::AtTheDesk(Intent::ReplaceLater(row.id)),
            Self::Lost => Action::AskForm(Form::Lost),
            Self::Deleted => Action::AskForm(Form::Deleted),
            Self::ShowSecret => Action::AskForm(Form::ShowSecret),
            Self::ExportAgain => Action::Desk(Intent::ToggleAgain(row.id)),
            Self::Abandon => Action::AskToAbandon(row.id),
            Self::Purge => Action::Desk(Intent::PlanPurge(PurgeScope::Enrolment(row.id))),
            Self::PurgeExport => Action::Desk(Intent::PlanPurge(PurgeScope::ExportOf(row.id))),
        }
    }
}

/// What the keys of this moment do with the selected enrolment.
pub(in crate::app) fn by_key(station: &Station, pressed: impl Fn(Modifiers, Key) -> bool) -> Option<Action> {
    let log = station.log();
    let row = log.get(log.selected()?)?;
    let mut deeds: Vec<_> = Deed::of(row).collect();
    // a key with one modifier more is asked for first, or the other would take it
    deeds.reverse();
    let done = deeds.into_iter().find(|deed| {
        let (modifiers, key) = deed.key();
        pressed(modifiers, key)
    });
    done.map(|deed| deed.action(row))
}
