//! Messages: each says what happened, what it means for the token, and what to do next.

use egui::Ui;

use super::cx::Cx;
use super::theme::size;
use super::widgets::{Button, Kind, Tone, banner};
use crate::desk::{Miss, NotToken, Notice};
use crate::reader::{ReaderState, ServiceTrouble};
use crate::station::{Intent, Trouble};
use crate::token2::FailureReason;

/// A message in words.
struct Said {
    tone: Tone,
    title: String,
    text: String,
}

/// What keeps any token from being read, and how to mend it.
pub(super) fn reader(ui: &mut Ui, cx: &Cx<'_>) {
    let (title, text) = match cx.station.reader() {
        ReaderState::Starting | ReaderState::Ready { .. } => return,
        ReaderState::Died => (cx.text("reader-died"), cx.text("reader-died-text")),
        ReaderState::NoReader => (cx.text("reader-none"), cx.text("reader-none-text")),
        ReaderState::ServiceDown(ServiceTrouble::NoPermission) => {
            (cx.text("reader-no-permission"), cx.text("reader-no-permission-text"))
        }
        ReaderState::ServiceDown(_) => (cx.text("reader-service-down"), cx.text("reader-service-down-text")),
    };
    banner(ui, Tone::Warn, &title, &text, |_| ());
    ui.add_space(size::GAP * 2.0);
}

/// The message of the enrolment in hand.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(notice) = cx.station.flow().notice() else {
        return;
    };
    let said = words(cx, notice);
    banner(ui, said.tone, &said.title, &said.text, |_| ());
    ui.add_space(size::GAP * 2.0);
}

fn words(cx: &Cx<'_>, notice: &Notice) -> Said {
    let say = |tone, title: &str, text: &str| Said {
        tone,
        title: cx.text(title),
        text: cx.text(text),
    };
    match notice {
        Notice::LiftFirst => say(Tone::Warn, "notice-lift", "notice-lift-text"),
        Notice::Unread => say(Tone::Warn, "notice-unread", "notice-unread-text"),
        Notice::ArmingEnded => say(Tone::Info, "notice-arming-ended", "notice-arming-ended-text"),
        Notice::ClockJumped => say(Tone::Warn, "notice-clock-jumped", "notice-clock-jumped-text"),
        Notice::NotToken(what) => not_token(cx, what),
        Notice::OtherToken { expected, found } => Said {
            tone: Tone::Warn,
            title: cx.text("notice-other-token"),
            text: cx.fill(
                "notice-other-token-text",
                &[
                    ("found", found.grouped().into()),
                    ("expected", expected.grouped().into()),
                ],
            ),
        },
        Notice::Miss(Miss::Unknown) => say(Tone::Bad, "notice-miss", "notice-miss-text"),
        Notice::Miss(Miss::ClockOff(drift)) => clock_off(cx, *drift),
        Notice::WriteRefused => say(Tone::Bad, "notice-write-refused", "notice-write-refused-text"),
        Notice::Swapped { expected, found } => Said {
            tone: Tone::Bad,
            title: cx.text("notice-swapped"),
            text: cx.fill(
                "notice-swapped-text",
                &[
                    ("found", found.grouped().into()),
                    ("expected", expected.grouped().into()),
                ],
            ),
        },
        Notice::NothingWritten(reason) => nothing_written(cx, reason),
        Notice::LedgerFailed(why) => Said {
            tone: Tone::Bad,
            title: cx.text("notice-ledger"),
            text: cx.fill("notice-ledger-text", &[("why", why.as_str().into())]),
        },
        Notice::ConfirmationFailed(why) => Said {
            tone: Tone::Bad,
            title: cx.text("notice-confirmation"),
            text: cx.fill("notice-confirmation-text", &[("why", why.as_str().into())]),
        },
        Notice::Parked(upn) => Said {
            tone: Tone::Info,
            title: cx.text("notice-parked"),
            text: cx.fill("notice-parked-text", &[("upn", upn.as_str().into())]),
        },
    }
}

fn not_token(cx: &Cx<'_>, what: &NotToken) -> Said {
    let (title, text) = match what {
        NotToken::PlacedBadly => (cx.text("card-mute"), cx.text("card-mute-text")),
        NotToken::StorageCard => (cx.text("card-badge"), cx.text("card-take-off")),
        NotToken::FidoKey => (cx.text("card-fido"), cx.text("card-take-off")),
        NotToken::OathKey => (cx.text("card-oath"), cx.text("card-take-off")),
        NotToken::BankCard => (cx.text("card-bank"), cx.text("card-take-off")),
        NotToken::Phone => (cx.text("card-phone"), cx.text("card-take-off")),
        NotToken::UnknownCard => (cx.text("card-unknown"), cx.text("card-unknown-text")),
        NotToken::UnknownModel(stranger) => (
            cx.text("card-model"),
            cx.fill("card-model-text", &[("serial", stranger.info.serial.grouped().into())]),
        ),
    };
    Said {
        tone: Tone::Warn,
        title,
        text,
    }
}

fn clock_off(cx: &Cx<'_>, drift: i64) -> Said {
    let minutes = (drift.abs() + 30) / 60;
    let gap = [("minutes", minutes.max(1).into())];
    let (title, text) = if drift < 0 {
        (cx.fill("notice-old-code", &gap), cx.text("notice-old-code-text"))
    } else {
        (cx.fill("notice-clock-ahead", &gap), cx.text("notice-clock-ahead-text"))
    };
    Said {
        tone: Tone::Bad,
        title,
        text,
    }
}

fn nothing_written(cx: &Cx<'_>, reason: &FailureReason) -> Said {
    let (tone, title, text) = match reason {
        FailureReason::Lost | FailureReason::OtherToken(_) => {
            (Tone::Warn, "notice-left-early", "notice-left-early-text")
        }
        FailureReason::Refused(_) => (Tone::Bad, "notice-refused", "notice-refused-text"),
        FailureReason::Malformed | FailureReason::UnknownModel | FailureReason::WouldEraseSeed => {
            (Tone::Bad, "notice-garbled", "notice-garbled-text")
        }
        FailureReason::Clock => (Tone::Bad, "notice-clock", "notice-clock-text"),
    };
    Said {
        tone,
        title: cx.text(title),
        text: cx.text(text),
    }
}

/// What failed beside the enrolment in hand, and why the window is still open.
pub(super) fn trouble(ui: &mut Ui, cx: &mut Cx<'_>, closing: bool) {
    if closing {
        banner(ui, Tone::Warn, &cx.text("closing"), &cx.text("closing-text"), |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    let (title, text) = match cx.station.trouble() {
        None => return,
        Some(Trouble::Trail) => (cx.text("trouble-trail"), cx.text("trouble-trail-text")),
        Some(Trouble::Ledger(why)) => (
            cx.text("trouble-ledger"),
            cx.fill("trouble-ledger-text", &[("why", why.as_str().into())]),
        ),
        Some(Trouble::SecretsLeft(path)) => (
            cx.text("trouble-secrets-left"),
            cx.fill(
                "trouble-secrets-left-text",
                &[("path", path.display().to_string().into())],
            ),
        ),
        Some(Trouble::Backup(why)) => (
            cx.text("trouble-backup"),
            cx.fill("trouble-backup-text", &[("why", why.as_str().into())]),
        ),
        Some(Trouble::ClockBehind) => (cx.text("trouble-clock"), cx.text("trouble-clock-text")),
        Some(Trouble::Restored) => (cx.text("trouble-restored"), cx.text("trouble-restored-text")),
        Some(Trouble::OpenedByRecovery) => (cx.text("trouble-recovery"), cx.text("trouble-recovery-text")),
        Some(Trouble::Died(_)) => (cx.text("trouble-died"), cx.text("trouble-died-text")),
        Some(Trouble::Settings(why)) => (
            cx.text("trouble-settings"),
            cx.fill("trouble-settings-text", &[("why", why.as_str().into())]),
        ),
        Some(Trouble::ExportUnknown(path)) => (
            cx.text("trouble-export-unknown"),
            cx.fill(
                "trouble-export-unknown-text",
                &[("path", path.display().to_string().into())],
            ),
        ),
        Some(Trouble::ExportVoid(path)) => (
            cx.text("trouble-export"),
            cx.fill("trouble-export-text", &[("path", path.display().to_string().into())]),
        ),
    };
    banner(ui, Tone::Bad, &title, &text, |ui| {
        if Button::new(&cx.text("dismiss"), Kind::Plain).small().ui(ui) {
            cx.want(Intent::DismissTrouble);
        }
    });
    ui.add_space(size::GAP * 2.0);
}
