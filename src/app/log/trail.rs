//! What happened to an enrolment, entry by entry.

use egui::{Label, RichText, Ui};

use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::{face, palette, size};
use crate::app::widgets::wrapped;
use crate::desk::Enrolment;
use crate::ledger::{TrailEntry, TrailEvent};
use crate::token2::Serial;

/// Times stand below each other, and what happened begins beside them. A day that is not the one before has a line of its own.
pub(super) fn ui(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment, trail: &[TrailEntry]) {
    let mut day = cx.day(cx.now().unix());
    for entry in trail {
        let of_entry = cx.day(entry.at);
        if of_entry != day {
            wrapped(ui, of_entry.as_str());
            day = of_entry;
        }
        entry_ui(ui, cx, row, entry);
    }
}

/// Who did it is said when that was somebody else than who enrolled.
fn entry_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment, entry: &TrailEntry) {
    let faint = palette(ui).ink_faint;
    let small = |text: String| RichText::new(text).font(face::small()).color(faint);
    ui.horizontal_top(|ui| {
        // digits differ in width in the text face
        let time = RichText::new(cx.time(entry.at)).font(face::mono_small()).color(faint);
        ui.vertical(|ui| {
            ui.set_width(size::TRAIL_TIME);
            ui.label(time);
        });
        ui.vertical(|ui| {
            wrapped(ui, what(cx, entry.event));
            if *entry.operator != *row.operator {
                let by = cx.fill(t::TRAIL_BY, &[("operator", entry.operator.as_str().into())]);
                ui.add(Label::new(small(by)).wrap());
            }
            if tells_more(entry.event) && !entry.detail.is_empty() {
                let detail = match entry.event {
                    TrailEvent::Doubted => Serial::kept(entry.detail.clone()).grouped(),
                    _ => entry.detail.clone(),
                };
                ui.add(Label::new(small(detail)).wrap());
            }
        });
    });
}

/// Whether what the ledger keeps beside the event is for people.
const fn tells_more(event: TrailEvent) -> bool {
    matches!(
        event,
        TrailEvent::SecretShown
            | TrailEvent::ExportShared
            | TrailEvent::Exported
            | TrailEvent::FileDeleted
            | TrailEvent::GivenUp
            | TrailEvent::UpnCorrected
            | TrailEvent::Replaced
            | TrailEvent::Lost
            | TrailEvent::HandedOver
            | TrailEvent::DeletedInEntra
            | TrailEvent::ClockSet
            | TrailEvent::Doubted
            | TrailEvent::Altered
    )
}

/// What happened, in words.
fn what(cx: &Cx<'_>, event: TrailEvent) -> String {
    match event {
        TrailEvent::LedgerMade => cx.text(t::TRAIL_LEDGER_MADE),
        TrailEvent::TrailBroken => cx.text(t::TRAIL_TRAIL_BROKEN),
        TrailEvent::Altered => cx.text(t::TRAIL_ALTERED),
        TrailEvent::Opened => cx.text(t::TRAIL_OPENED),
        TrailEvent::Recorded => cx.text(t::TRAIL_RECORDED),
        TrailEvent::Resumed => cx.text(t::TRAIL_RESUMED),
        TrailEvent::Burned => cx.text(t::TRAIL_BURNED),
        TrailEvent::Interrupted => cx.text(t::TRAIL_INTERRUPTED),
        TrailEvent::NothingWritten => cx.text(t::TRAIL_NOTHING_WRITTEN),
        TrailEvent::WrongCode => cx.text(t::TRAIL_WRONG_CODE),
        TrailEvent::Confirmed => cx.text(t::TRAIL_CONFIRMED),
        TrailEvent::Parked => cx.text(t::TRAIL_PARKED),
        TrailEvent::GivenUp => cx.text(t::TRAIL_GIVEN_UP),
        TrailEvent::UpnCorrected => cx.text(t::TRAIL_UPN_CORRECTED),
        TrailEvent::SecretShown => cx.text(t::TRAIL_SECRET_SHOWN),
        TrailEvent::SecretCopied => cx.text(t::TRAIL_SECRET_COPIED),
        TrailEvent::ExportBegun => cx.text(t::TRAIL_EXPORT_BEGUN),
        TrailEvent::ExportShared => cx.text(t::TRAIL_EXPORT_SHARED),
        TrailEvent::ExportPlacing => cx.text(t::TRAIL_EXPORT_PLACING),
        TrailEvent::Exported => cx.text(t::TRAIL_EXPORTED),
        TrailEvent::ExportVoid => cx.text(t::TRAIL_EXPORT_VOID),
        TrailEvent::FileDeleted => cx.text(t::TRAIL_FILE_DELETED),
        TrailEvent::InventorySaved => cx.text(t::TRAIL_INVENTORY_SAVED),
        TrailEvent::Purged => cx.text(t::TRAIL_PURGED),
        TrailEvent::Locked => cx.text(t::TRAIL_LOCKED),
        TrailEvent::OpenedByRecovery => cx.text(t::TRAIL_OPENED_BY_RECOVERY),
        TrailEvent::PassphraseChanged => cx.text(t::TRAIL_PASSPHRASE_CHANGED),
        TrailEvent::RecoverySet => cx.text(t::TRAIL_RECOVERY_SET),
        TrailEvent::Restored => cx.text(t::TRAIL_RESTORED),
        TrailEvent::Replaced => cx.text(t::TRAIL_REPLACED),
        TrailEvent::StandsAgain => cx.text(t::TRAIL_STANDS_AGAIN),
        TrailEvent::Lost => cx.text(t::TRAIL_LOST),
        TrailEvent::HandedOver => cx.text(t::TRAIL_HANDED_OVER),
        TrailEvent::DeletedInEntra => cx.text(t::TRAIL_DELETED),
        TrailEvent::ClockBegun => cx.text(t::TRAIL_CLOCK_BEGUN),
        TrailEvent::ClockSet => cx.text(t::TRAIL_CLOCK_SET),
        TrailEvent::ClockUnknown => cx.text(t::TRAIL_CLOCK_UNKNOWN),
        TrailEvent::ClockVouched => cx.text(t::TRAIL_CLOCK_VOUCHED),
        TrailEvent::ClockDenied => cx.text(t::TRAIL_CLOCK_DENIED),
        TrailEvent::StockImported => cx.text(t::TRAIL_STOCK_IMPORTED),
        TrailEvent::Assigned => cx.text(t::TRAIL_ASSIGNED),
        TrailEvent::FactorySeedGone => cx.text(t::TRAIL_FACTORY_SEED_GONE),
        TrailEvent::BackInStock => cx.text(t::TRAIL_BACK_IN_STOCK),
        TrailEvent::OutOfStock => cx.text(t::TRAIL_OUT_OF_STOCK),
        TrailEvent::PeopleImported => cx.text(t::TRAIL_PEOPLE_IMPORTED),
        TrailEvent::Doubted => cx.text(t::TRAIL_DOUBTED),
        TrailEvent::RecoveryDeclined => cx.text(t::TRAIL_RECOVERY_DECLINED),
    }
}
