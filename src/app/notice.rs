//! Messages: each says what happened, what it means for the token, and what to do next.

use egui::Ui;

use super::action::Action;
use super::clipboard::Mishap;
use super::cx::Cx;
use super::theme::size;
use super::widgets::{Button, Kind, Tone, banner, strong, whole, wrapped};
use crate::desk::{Earlier, Layout, Misfit, Miss, NotToken, Notice};
use crate::otp::{OtpauthError, SeedError};
use crate::reader::{ReaderState, ServiceTrouble};
use crate::station::{Hint, Intent, Trouble};
use crate::token2::FailureReason;

/// A message in words.
struct Said {
    tone: Tone,
    title: String,
    text: String,
}

/// What keeps any token from being read, and how to mend it.
pub(super) fn reader(ui: &mut Ui, cx: &mut Cx<'_>) {
    if let ReaderState::Away { awaited, all } = cx.station.reader() {
        let (awaited, all) = (awaited.clone(), all.clone());
        return away(ui, cx, &awaited, &all);
    }
    let (title, text) = match cx.station.reader() {
        ReaderState::Starting | ReaderState::Away { .. } | ReaderState::Ready { .. } => return,
        ReaderState::Died => (cx.text("reader-died"), cx.text("reader-died-text")),
        ReaderState::NoReader => (cx.text("reader-none"), cx.text("reader-none-text")),
        ReaderState::ServiceDown(ServiceTrouble::NoPermission) => {
            (cx.text("reader-no-permission"), cx.text("reader-no-permission-text"))
        }
        ReaderState::ServiceDown(_) => (cx.text("reader-service-down"), cx.text("reader-service-down-text")),
    };
    let station = cx.station;
    let found = station.diagnosis();
    let text = if found.is_empty() { text } else { String::new() };
    banner(ui, Tone::Warn, &title, &text, |ui| {
        for cause in found {
            strong(ui, cause.sentence());
            let Some(mend) = cause.mend() else { continue };
            wrapped(ui, mend.instruction);
            if let Some(command) = mend.command {
                whole(ui, command);
            }
        }
        ui.add_space(size::GAP);
        if Button::new(&cx.text("reader-open-demo"), Kind::Plain).small().ui(ui) {
            cx.act(Action::OpenDemo);
        }
    });
    ui.add_space(size::GAP * 2.0);
}

/// Which reader is awaited; another one is used only if a person says so.
fn away(ui: &mut Ui, cx: &mut Cx<'_>, awaited: &str, all: &[String]) {
    let title = cx.fill("reader-away", &[("reader", awaited.into())]);
    banner(ui, Tone::Warn, &title, &cx.text("reader-away-text"), |ui| {
        ui.add_space(size::GAP);
        for reader in all {
            let use_it = cx.fill("reader-use", &[("reader", reader.as_str().into())]);
            if Button::new(&use_it, Kind::Plain).small().ui(ui) {
                cx.want(Intent::ChooseReader(reader.clone()));
            }
        }
    });
    ui.add_space(size::GAP * 2.0);
}

/// What the readers feel that are not watched.
pub(super) fn elsewhere(cx: &Cx<'_>) -> Option<String> {
    match cx.station.elsewhere() {
        [] => None,
        [one] => Some(cx.fill("reader-elsewhere", &[("reader", one.as_str().into())])),
        _ => Some(cx.text("reader-elsewhere-many")),
    }
}

/// The message of the enrolment in hand.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(notice) = cx.station.flow().notice() else {
        return;
    };
    say(ui, cx, notice);
}

fn say(ui: &mut Ui, cx: &Cx<'_>, notice: &Notice) {
    let said = words(cx, notice);
    banner(ui, said.tone, &said.title, &said.text, |_| ());
    ui.add_space(size::GAP * 2.0);
}

/// On the screens beside Enroll: who waited there when they came into view.
pub(super) fn left_behind(ui: &mut Ui, cx: &Cx<'_>) {
    if let Some(notice @ Notice::NoLongerWaits(_)) = cx.station.flow().notice() {
        say(ui, cx, notice);
    }
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
        Notice::ClockFirst => say(Tone::Warn, "notice-clock-first", "notice-clock-first-text"),
        Notice::ReadFirst => say(Tone::Warn, "notice-read-first", "notice-read-first-text"),
        Notice::SecretFirst => say(Tone::Warn, "notice-secret-first", "notice-secret-first-text"),
        Notice::SecretKnown(earlier) => Said {
            tone: Tone::Bad,
            title: cx.fill("notice-secret-known", &[("upn", cx.name(&earlier.upn).into())]),
            text: cx.fill(
                "notice-secret-known-text",
                &[
                    ("upn", earlier.upn.as_str().into()),
                    ("serial", earlier.token.grouped().into()),
                    ("when", cx.day_and_time(earlier.at).into()),
                ],
            ),
        },
        Notice::NoLongerWaits(upn) => Said {
            tone: Tone::Warn,
            title: cx.fill("notice-no-longer", &[("upn", cx.name(upn).into())]),
            text: if cx.station.flow().was_begun(upn) {
                cx.text("notice-no-longer-secret")
            } else {
                cx.text("notice-no-longer-text")
            },
        },
        Notice::TakeAway(upn) => Said {
            tone: Tone::Warn,
            title: cx.fill("notice-take-away", &[("upn", cx.name(upn).into())]),
            text: cx.text("notice-take-away-text"),
        },
        Notice::OtherToken { expected, found, owner } => Said {
            tone: Tone::Warn,
            title: match owner {
                None => cx.text("notice-other-token"),
                Some(owner) => cx.fill(
                    "notice-other-token-of",
                    &[
                        ("upn", cx.name(&owner.upn).into()),
                        ("when", cx.day_and_time(owner.at).into()),
                    ],
                ),
            },
            text: cx.fill(
                "notice-other-token-text",
                &[
                    ("found", found.grouped().into()),
                    ("expected", expected.grouped().into()),
                ],
            ),
        },
        Notice::Miss(Miss::Unknown) => say(Tone::Bad, "notice-miss", "notice-miss-text"),
        Notice::Miss(Miss::Old(seconds)) => Said {
            tone: Tone::Bad,
            title: cx.fill("notice-old-code", &[("span", cx.span(*seconds).into())]),
            text: cx.text("notice-old-code-text"),
        },
        Notice::Miss(Miss::ClockOff(drift)) => clock_off(cx, *drift),
        Notice::Miss(Miss::OtherToken(owner)) => Said {
            tone: Tone::Bad,
            title: cx.fill("notice-others-code", &[("upn", cx.name(&owner.upn).into())]),
            text: cx.fill("notice-others-code-text", &[("serial", owner.token.grouped().into())]),
        },
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
            text: cx.fill("notice-ledger-text", &[("why", cx.sentence(why).into())]),
        },
        Notice::ConfirmationFailed(why) => Said {
            tone: Tone::Bad,
            title: cx.text("notice-confirmation"),
            text: cx.fill("notice-confirmation-text", &[("why", cx.sentence(why).into())]),
        },
        Notice::Parked(upn) => Said {
            tone: Tone::Info,
            title: cx.text("notice-parked"),
            text: cx.fill("notice-parked-text", &[("upn", cx.name(upn).into())]),
        },
    }
}

fn not_token(cx: &Cx<'_>, what: &NotToken) -> Said {
    let (title, text) = card_words(cx, what);
    Said {
        tone: Tone::Warn,
        title,
        text,
    }
}

/// What a card is that is no token.
pub(super) fn card_words(cx: &Cx<'_>, what: &NotToken) -> (String, String) {
    match what {
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
    }
}

fn clock_off(cx: &Cx<'_>, drift: i64) -> Said {
    let by = [("span", cx.span(drift).into())];
    let title = if drift < 0 {
        cx.fill("notice-clock-behind", &by)
    } else {
        cx.fill("notice-clock-ahead", &by)
    };
    Said {
        tone: Tone::Bad,
        title,
        text: cx.text("notice-clock-off-text"),
    }
}

fn nothing_written(cx: &Cx<'_>, reason: &FailureReason) -> Said {
    let (tone, title, text) = match reason {
        FailureReason::Lost => (Tone::Warn, "notice-left-early", "notice-left-early-text"),
        FailureReason::OtherToken(_) => (Tone::Warn, "notice-another", "notice-another-text"),
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

/// After the first start: a try on a simulated token, in a ledger that is thrown away.
fn welcome(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (title, text) = (cx.text("welcome"), cx.text("welcome-text"));
    banner(ui, Tone::Info, &title, &text, |ui| {
        ui.add_space(size::GAP);
        ui.horizontal_wrapped(|ui| {
            if Button::new(&cx.text("welcome-try"), Kind::Plain).ui(ui) {
                cx.act(Action::OpenDemo);
                cx.want(Intent::DismissWelcome);
            }
            if Button::new(&cx.text("welcome-skip"), Kind::Plain).ui(ui) {
                cx.want(Intent::DismissWelcome);
            }
        });
    });
    ui.add_space(size::GAP * 2.0);
}

/// What is to be said about what was scanned.
fn hint(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(hint) = cx.station.hint() else { return };
    let (title, text) = match hint {
        Hint::Serial { serial, known } => serial_hint(cx, serial, known),
        Hint::Code => (cx.text("hint-code"), cx.text("hint-code-text")),
        Hint::Upn => (cx.text("hint-upn"), cx.text("hint-upn-text")),
        Hint::SecretTaken => (cx.text("hint-secret-taken"), cx.text("hint-secret-taken-text")),
        Hint::Secret => (cx.text("hint-secret"), cx.text("hint-secret-text")),
        Hint::BadSecret(why) => bad_secret(cx, *why),
        Hint::Letters => (cx.text("hint-letters"), cx.text("hint-letters-text")),
        Hint::Digits => (cx.text("hint-digits"), cx.text("hint-unknown-text")),
        Hint::Text => (cx.text("hint-unknown"), cx.text("hint-unknown-text")),
        Hint::Nothing => (cx.text("hint-blank"), cx.text("hint-unknown-text")),
        Hint::Misfit(Misfit::PhoneFactor) => (cx.text("hint-push"), cx.text("hint-push-text")),
        Hint::Misfit(Misfit::Passkey) => (cx.text("hint-passkey"), cx.text("hint-push-text")),
        Hint::Misfit(Misfit::Migration) => (cx.text("hint-migration"), cx.text("hint-migration-text")),
        Hint::Misfit(Misfit::Link) => (cx.text("hint-link"), cx.text("hint-link-text")),
        Hint::Layout(layout) => layout_hint(cx, *layout),
    };
    banner(ui, Tone::Warn, &title, &text, |ui| {
        if Button::new(&cx.text("dismiss"), Kind::Plain).small().ui(ui) {
            cx.want(Intent::DismissHint);
        }
    });
    ui.add_space(size::GAP * 2.0);
}

/// Below a question or the list of keys nothing is done with what is scanned, and that is said over it.
pub(super) fn scanned_below(ctx: &egui::Context, cx: &Cx<'_>) {
    over_all(ctx, &cx.text("hint-covered"), &cx.text("hint-covered-text"));
}

/// Why nothing was copied or pasted. It goes with the next key or click.
pub(super) fn clipboard(ctx: &egui::Context, cx: &Cx<'_>, mishap: Mishap) {
    let (title, text) = match mishap {
        Mishap::NoText => ("paste-none", "paste-none-text"),
        Mishap::NoAnswer => ("paste-stuck", "paste-stuck-text"),
        Mishap::Unreadable => ("paste-unreadable", "paste-unreadable-text"),
        Mishap::TooLate => ("paste-late", "paste-late-text"),
        Mishap::NoField => ("paste-nowhere", "paste-nowhere-text"),
        Mishap::NotCopied => ("copy-failed", "copy-failed-text"),
        Mishap::NotCut => ("cut-failed", "cut-failed-text"),
    };
    over_all(ctx, &cx.text(title), &cx.text(text));
}

/// Over whatever is in view; it takes no click and no focus, and moves nothing.
fn over_all(ctx: &egui::Context, title: &str, text: &str) {
    let area = egui::Area::new(egui::Id::unique("over all"))
        .order(egui::Order::Tooltip)
        .interactable(false)
        .anchor(egui::Align2::CENTER_BOTTOM, egui::vec2(0.0, -size::EDGE as f32));
    area.show(ctx, |ui| {
        ui.set_max_width(size::WORK.min(ctx.content_rect().width() - size::MARGIN));
        banner(ui, Tone::Warn, title, text, |_| ());
    });
}

/// Why a secret cannot be written, and what helps. The same QR code again helps only where it was read badly.
fn bad_secret(cx: &Cx<'_>, why: OtpauthError) -> (String, String) {
    let (title, text) = match why {
        OtpauthError::Counter => ("hint-counter", "hint-wiped"),
        OtpauthError::Digits => ("hint-digits-other", "hint-digits-other-text"),
        OtpauthError::Hash => ("hint-hash", "hint-hash-text"),
        OtpauthError::Step => ("hint-step", "hint-step-text"),
        OtpauthError::Unclear => ("hint-unclear", "hint-unclear-text"),
        OtpauthError::Twice => ("hint-twice", "hint-unclear-text"),
        OtpauthError::TooLong => ("hint-long-text", "hint-long-text-text"),
        OtpauthError::Secret(SeedError::TooLong(_)) => ("hint-long", "hint-long-how"),
        OtpauthError::Secret(SeedError::TooShort(_)) => ("hint-short", "hint-short-how"),
        OtpauthError::Secret(SeedError::Empty) => ("hint-no-secret", "hint-no-secret-text"),
        OtpauthError::NotOtpauth | OtpauthError::Secret(SeedError::NotBase32 | SeedError::NotHex) => {
            ("hint-bad-secret", "hint-bad-secret-text")
        }
    };
    let bytes = match why {
        OtpauthError::Secret(SeedError::TooLong(bytes) | SeedError::TooShort(bytes)) => bytes,
        _ => 0,
    };
    (cx.text(title), cx.fill(text, &[("bytes", bytes.into())]))
}

fn serial_hint(cx: &Cx<'_>, serial: &crate::token2::Serial, known: &[crate::desk::EnrolmentId]) -> (String, String) {
    let serial_gap = ("serial", serial.grouped().into());
    let newest = known.first().and_then(|id| cx.station.log().get(*id));
    match newest {
        None => (cx.fill("hint-serial", &[serial_gap]), cx.text("hint-serial-unknown")),
        Some(row) => (
            cx.fill("hint-serial", &[serial_gap]),
            cx.fill(
                "hint-serial-known",
                &[
                    ("upn", cx.name(&row.upn).into()),
                    ("when", cx.day_and_time(row.at).into()),
                ],
            ),
        ),
    }
}

fn layout_hint(cx: &Cx<'_>, layout: Layout) -> (String, String) {
    let text = if layout == Layout::Other {
        cx.text("hint-layout-other")
    } else {
        cx.fill("hint-layout-text", &[("layout", layout.name().into())])
    };
    (cx.text("hint-layout"), text)
}

/// Whose token may have been overwritten, and what that means for what has left already.
fn doubted(cx: &Cx<'_>, owner: &Earlier) -> (String, String) {
    let gaps = [
        ("upn", cx.name(&owner.upn).into()),
        ("serial", owner.token.grouped().into()),
    ];
    let text = if owner.exported {
        cx.text("trouble-doubted-exported")
    } else {
        cx.text("trouble-doubted-text")
    };
    (cx.fill("trouble-doubted", &gaps), text)
}

/// What failed beside the enrolment in hand, and why the window is still open.
pub(super) fn trouble(ui: &mut Ui, cx: &mut Cx<'_>, closing: bool) {
    if closing {
        banner(ui, Tone::Warn, &cx.text("closing"), &cx.text("closing-text"), |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    if cx.station.is_new() {
        welcome(ui, cx);
    }
    hint(ui, cx);
    let (title, text) = match cx.station.trouble() {
        None => return,
        Some(Trouble::Altered(findings)) => (
            cx.text("trouble-altered"),
            cx.fill(
                "trouble-altered-text",
                &[("found", super::findings::listed(cx, findings, 4).into())],
            ),
        ),
        Some(Trouble::Trail) => (cx.text("trouble-trail"), cx.text("trouble-trail-text")),
        Some(Trouble::Ledger(why)) => (
            cx.text("trouble-ledger"),
            cx.fill("trouble-ledger-text", &[("why", cx.sentence(why).into())]),
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
            cx.fill("trouble-backup-text", &[("why", cx.sentence(why).into())]),
        ),
        Some(Trouble::BackupHoldsLess(fuller)) => (
            cx.text("trouble-backup-less"),
            cx.fill(
                "trouble-backup-less-text",
                &[("path", fuller.display().to_string().into())],
            ),
        ),
        Some(Trouble::Doubted(owner)) => doubted(cx, owner),
        Some(Trouble::DoubtNotKept(why)) => (
            cx.text("trouble-doubt-lost"),
            cx.fill("trouble-doubt-lost-text", &[("why", why.as_str().into())]),
        ),
        Some(Trouble::ClockBehind) => (cx.text("trouble-clock"), cx.text("trouble-clock-text")),
        Some(Trouble::Restored) => (cx.text("trouble-restored"), cx.text("trouble-restored-text")),
        Some(Trouble::OpenedByRecovery) => (cx.text("trouble-recovery"), cx.text("trouble-recovery-text")),
        Some(Trouble::Died(_)) => (cx.text("trouble-died"), cx.text("trouble-died-text")),
        Some(Trouble::Settings(why)) => (cx.text("trouble-settings"), super::settings::trouble_words(cx, why)),
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
