//! What can be done with the selected enrolment. Buttons and keys are made from the same list.

use egui::Key;

use crate::app::action::{Action, Form};
use crate::app::cx::Cx;
use crate::app::shortcut::{Keys, Shortcut};
use crate::app::texts::t;
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
        let exported = row.exported_at().is_some();
        let stands = row.is_held();
        let makes_sense = [
            row.waits_for_code(),
            stands && !row.is_doubted(),
            row.can_burn_again(),
            stands || row.is_doubted() || row.later.lost.is_some() && row.later.replaced.is_none(),
            row.later.lost.is_none() && matches!(row.outcome, Outcome::Burned | Outcome::Confirmed),
            row.is_to_delete(),
            can_show(row),
            can_show(row) && (exported || row.later.elsewhere.is_some()),
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

    /// Whether it takes something away for good, or says that something is gone. Each is asked about first.
    pub const fn destroys(self) -> bool {
        matches!(
            self,
            Self::Lost | Self::Deleted | Self::Abandon | Self::Purge | Self::PurgeExport
        )
    }

    /// The key for it, with the text that says what it does.
    pub const fn key(self) -> Shortcut {
        match self {
            Self::Compare => Shortcut::ctrl(Key::K, t::KEY_COMPARE),
            Self::HandOver => Shortcut::ctrl(Key::H, t::KEY_HAND_OVER),
            Self::BurnAgain => Shortcut::plain(Key::F4, t::KEY_AGAIN),
            Self::Replace => Shortcut::ctrl(Key::P, t::KEY_REPLACE),
            Self::Lost => Shortcut::ctrl(Key::T, t::KEY_LOST),
            Self::Deleted => Shortcut::ctrl(Key::M, t::KEY_DELETED),
            Self::ShowSecret => Shortcut::ctrl(Key::R, t::KEY_QR),
            Self::ExportAgain => Shortcut::ctrl(Key::G, t::KEY_EXPORT_AGAIN),
            Self::Abandon => Shortcut::ctrl(Key::D, t::KEY_ABANDON),
            Self::Purge => Shortcut::ctrl(Key::U, t::KEY_PURGE),
            Self::PurgeExport => Shortcut::ctrl_shift(Key::U, t::KEY_PURGE_EXPORT),
        }
    }

    /// What stands on its button.
    pub fn words(self, cx: &Cx<'_>, row: &Enrolment) -> String {
        match self {
            Self::Compare => cx.text(t::LOG_COMPARE),
            Self::HandOver => cx.text(t::LOG_HAND_OVER),
            Self::BurnAgain => cx.text(t::LOG_BURN_AGAIN),
            Self::Replace => cx.text(t::LOG_REPLACE),
            Self::Lost => cx.text(t::LOG_LOST),
            Self::Deleted => cx.text(t::LOG_DELETED),
            Self::ShowSecret => cx.text(t::LOG_SHOW_QR),
            Self::ExportAgain if cx.station.export().goes_again(row.id) => cx.text(t::LOG_AGAIN_OFF),
            Self::ExportAgain if row.exported_at().is_none() => cx.text(t::LOG_AFTER_ALL),
            Self::ExportAgain => cx.text(t::LOG_AGAIN),
            Self::Abandon => cx.text(t::SIDE_ABANDON),
            Self::Purge => cx.text(t::LOG_PURGE),
            Self::PurgeExport => cx.text(t::LOG_PURGE_FILE),
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

/// What can be done with a row: what is done first, what else can be done, and what cannot be taken back.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Deeds {
    pub first: Vec<Deed>,
    pub others: Vec<Deed>,
    pub destroying: Vec<Deed>,
}

impl Deeds {
    /// How many are in view at once.
    pub const FIRST: usize = 2;

    pub fn of(row: &Enrolment) -> Self {
        // what is to be deleted in Entra ID waits for just that
        let is_next = |deed: &Deed| !deed.destroys() || *deed == Deed::Deleted;
        let (mut calm, destroying): (Vec<_>, Vec<_>) = Deed::of(row).partition(is_next);
        calm.sort_by_key(|deed| *deed != Deed::Deleted);
        let others = calm.split_off(calm.len().min(Self::FIRST));
        Self {
            first: calm,
            others,
            destroying,
        }
    }

    /// Those that are behind the menu, from the top.
    pub fn behind(&self) -> impl Iterator<Item = Deed> + Clone {
        self.others.iter().chain(&self.destroying).copied()
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
