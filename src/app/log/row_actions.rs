//! What can be done with the selected enrolment. Buttons and keys are made from the same list.

use egui::Key;

use crate::app::action::{Action, Form};
use crate::app::cx::Cx;
use crate::app::shortcut::{Keys, Shortcut};
use crate::desk::{Enrolment, Outcome, Standing};
use crate::ledger::PurgeScope;
use crate::station::{Intent, Station};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
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
    pub const ALL: [Self; 11] = [
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
    pub const fn key(self) -> Shortcut {
        match self {
            Self::Compare => Shortcut::ctrl(Key::K, "key-compare"),
            Self::HandOver => Shortcut::ctrl(Key::H, "key-hand-over"),
            Self::BurnAgain => Shortcut::plain(Key::F4, "key-again"),
            Self::Replace => Shortcut::ctrl(Key::P, "key-replace"),
            Self::Lost => Shortcut::ctrl(Key::T, "key-lost"),
            Self::Deleted => Shortcut::ctrl(Key::M, "key-deleted"),
            Self::ShowSecret => Shortcut::ctrl(Key::R, "key-qr"),
            Self::ExportAgain => Shortcut::ctrl(Key::G, "key-export-again"),
            Self::Abandon => Shortcut::ctrl(Key::D, "key-abandon"),
            Self::Purge => Shortcut::ctrl(Key::U, "key-purge"),
            Self::PurgeExport => Shortcut::ctrl_shift(Key::U, "key-purge-export"),
        }
    }

    /// What stands on its button.
    pub fn words(self, cx: &Cx<'_>, row: &Enrolment) -> String {
        match self {
            Self::Compare => cx.text("log-compare"),
            Self::HandOver => cx.text("log-hand-over"),
            Self::BurnAgain => cx.text("log-burn-again"),
            Self::Replace => cx.text("log-replace"),
            Self::Lost => cx.text("log-lost"),
            Self::Deleted => cx.text("log-deleted"),
            Self::ShowSecret => cx.text("log-show-qr"),
            Self::ExportAgain if cx.station.export().goes_again(row.id) => cx.text("log-again-off"),
            Self::ExportAgain => cx.text("log-again"),
            Self::Abandon => cx.text("side-abandon"),
            Self::Purge => cx.text("log-purge"),
            Self::PurgeExport => cx.text("log-purge-file"),
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
pub(super) fn by_key(station: &Station, keys: &Keys<'_>) -> Option<Action> {
    let log = station.log();
    let row = log.get(log.selected()?)?;
    let done = Deed::of(row).find(|deed| keys.pressed(deed.key()));
    done.map(|deed| deed.action(row))
}

/// Whether the token holds this seed, as far as is known.
fn can_show(row: &Enrolment) -> bool {
    let written = matches!(row.outcome, Outcome::Burned | Outcome::Confirmed);
    written && row.has_seed && row.standing == Standing::Current && !row.is_gone() && !row.is_doubted()
}
