//! What happened to an enrolment, entry by entry.

use egui::{Label, RichText, Ui};

use crate::app::cx::Cx;
use crate::app::theme::{face, palette};
use crate::app::widgets::wrapped;
use crate::app::words::grouped;
use crate::desk::Enrolment;
use crate::ledger::{TrailEntry, TrailEvent};

/// Who did it is said when that was somebody else than who enrolled.
pub(super) fn trail_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Enrolment, entry: &TrailEntry) {
    let faint = palette(ui).ink_faint;
    let small = |text: String| RichText::new(text).font(face::small()).color(faint);
    ui.horizontal_top(|ui| {
        ui.label(small(cx.time(entry.at)));
        ui.vertical(|ui| {
            wrapped(ui, what(cx, entry.event));
            if entry.operator != row.operator {
                let by = cx.fill("trail-by", &[("operator", entry.operator.as_str().into())]);
                ui.add(Label::new(small(by)).wrap());
            }
            if tells_more(entry.event) && !entry.detail.is_empty() {
                let detail = match entry.event {
                    TrailEvent::Doubted => grouped(&entry.detail),
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
            | TrailEvent::Exported
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
        TrailEvent::LedgerMade => cx.text("trail-ledger-made"),
        TrailEvent::TrailBroken => cx.text("trail-trail-broken"),
        TrailEvent::Altered => cx.text("trail-altered"),
        TrailEvent::Opened => cx.text("trail-opened"),
        TrailEvent::Recorded => cx.text("trail-recorded"),
        TrailEvent::Resumed => cx.text("trail-resumed"),
        TrailEvent::Burned => cx.text("trail-burned"),
        TrailEvent::Interrupted => cx.text("trail-interrupted"),
        TrailEvent::NothingWritten => cx.text("trail-nothing-written"),
        TrailEvent::WrongCode => cx.text("trail-wrong-code"),
        TrailEvent::Confirmed => cx.text("trail-confirmed"),
        TrailEvent::Parked => cx.text("trail-parked"),
        TrailEvent::GivenUp => cx.text("trail-given-up"),
        TrailEvent::UpnCorrected => cx.text("trail-upn-corrected"),
        TrailEvent::SecretShown => cx.text("trail-secret-shown"),
        TrailEvent::SecretCopied => cx.text("trail-secret-copied"),
        TrailEvent::ExportBegun => cx.text("trail-export-begun"),
        TrailEvent::ExportPlacing => cx.text("trail-export-placing"),
        TrailEvent::Exported => cx.text("trail-exported"),
        TrailEvent::ExportVoid => cx.text("trail-export-void"),
        TrailEvent::InventorySaved => cx.text("trail-inventory-saved"),
        TrailEvent::Purged => cx.text("trail-purged"),
        TrailEvent::Locked => cx.text("trail-locked"),
        TrailEvent::OpenedByRecovery => cx.text("trail-opened-by-recovery"),
        TrailEvent::PassphraseChanged => cx.text("trail-passphrase-changed"),
        TrailEvent::RecoverySet => cx.text("trail-recovery-set"),
        TrailEvent::Restored => cx.text("trail-restored"),
        TrailEvent::Replaced => cx.text("trail-replaced"),
        TrailEvent::StandsAgain => cx.text("trail-stands-again"),
        TrailEvent::Lost => cx.text("trail-lost"),
        TrailEvent::HandedOver => cx.text("trail-handed-over"),
        TrailEvent::DeletedInEntra => cx.text("trail-deleted"),
        TrailEvent::ClockBegun => cx.text("trail-clock-begun"),
        TrailEvent::ClockSet => cx.text("trail-clock-set"),
        TrailEvent::ClockUnknown => cx.text("trail-clock-unknown"),
        TrailEvent::ClockVouched => cx.text("trail-clock-vouched"),
        TrailEvent::ClockDenied => cx.text("trail-clock-denied"),
        TrailEvent::PeopleImported => cx.text("trail-people-imported"),
        TrailEvent::Doubted => cx.text("trail-doubted"),
    }
}
