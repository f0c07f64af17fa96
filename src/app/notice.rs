//! Messages: each says what happened, what it means for the token, and what to do next.

use egui::Ui;

use super::action::Action;
use super::clipboard::Mishap;
use super::cx::Cx;
use super::texts::{Text, t};
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
        ReaderState::Died => (cx.text(t::READER_DIED), cx.text(t::READER_DIED_TEXT)),
        ReaderState::NoReader => (cx.text(t::READER_NONE), cx.text(t::READER_NONE_TEXT)),
        ReaderState::ServiceDown(ServiceTrouble::NoPermission) => {
            (cx.text(t::READER_NO_PERMISSION), cx.text(t::READER_NO_PERMISSION_TEXT))
        }
        ReaderState::ServiceDown(_) => (cx.text(t::READER_SERVICE_DOWN), cx.text(t::READER_SERVICE_DOWN_TEXT)),
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
        if station.is_demo() {
            return;
        }
        ui.add_space(size::GAP);
        if Button::new(&cx.text(t::READER_OPEN_DEMO), Kind::Plain).small().ui(ui) {
            cx.act(Action::OpenDemo);
        }
    });
    ui.add_space(size::GAP * 2.0);
}

/// Which reader is awaited; another one is used only if a person says so.
fn away(ui: &mut Ui, cx: &mut Cx<'_>, awaited: &str, all: &[String]) {
    let title = cx.fill(t::READER_AWAY, &[("reader", awaited.into())]);
    banner(ui, Tone::Warn, &title, &cx.text(t::READER_AWAY_TEXT), |ui| {
        ui.add_space(size::GAP);
        for reader in all {
            let use_it = cx.fill(t::READER_USE, &[("reader", reader.as_str().into())]);
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
        [one] => Some(cx.fill(t::READER_ELSEWHERE, &[("reader", one.as_str().into())])),
        _ => Some(cx.text(t::READER_ELSEWHERE_MANY)),
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
    let say = |tone, title: Text, text: Text| Said {
        tone,
        title: cx.text(title),
        text: cx.text(text),
    };
    match notice {
        Notice::LiftFirst => say(Tone::Warn, t::NOTICE_LIFT, t::NOTICE_LIFT_TEXT),
        Notice::Unread => say(Tone::Warn, t::NOTICE_UNREAD, t::NOTICE_UNREAD_TEXT),
        Notice::ArmingEnded => say(Tone::Info, t::NOTICE_ARMING_ENDED, t::NOTICE_ARMING_ENDED_TEXT),
        Notice::ClockJumped => say(Tone::Warn, t::NOTICE_CLOCK_JUMPED, t::NOTICE_CLOCK_JUMPED_TEXT),
        Notice::NotToken(what) => not_token(cx, what),
        Notice::ClockFirst => say(Tone::Warn, t::NOTICE_CLOCK_FIRST, t::NOTICE_CLOCK_FIRST_TEXT),
        Notice::ReadFirst => say(Tone::Warn, t::NOTICE_READ_FIRST, t::NOTICE_READ_FIRST_TEXT),
        Notice::SecretFirst => say(Tone::Warn, t::NOTICE_SECRET_FIRST, t::NOTICE_SECRET_FIRST_TEXT),
        Notice::SecretKnown(earlier) => Said {
            tone: Tone::Bad,
            title: cx.fill(t::NOTICE_SECRET_KNOWN, &[("upn", cx.name(&earlier.upn).into())]),
            text: cx.fill(
                t::NOTICE_SECRET_KNOWN_TEXT,
                &[
                    ("upn", earlier.upn.as_str().into()),
                    ("serial", earlier.token.grouped().into()),
                    ("when", cx.day_and_time(earlier.at).into()),
                ],
            ),
        },
        Notice::NoLongerWaits(upn) => Said {
            tone: Tone::Warn,
            title: cx.fill(t::NOTICE_NO_LONGER, &[("upn", cx.name(upn).into())]),
            text: if cx.station.flow().was_begun(upn) {
                cx.text(t::NOTICE_NO_LONGER_SECRET)
            } else {
                cx.text(t::NOTICE_NO_LONGER_TEXT)
            },
        },
        Notice::TakeAway(upn) => Said {
            tone: Tone::Warn,
            title: cx.fill(t::NOTICE_TAKE_AWAY, &[("upn", cx.name(upn).into())]),
            text: cx.text(t::NOTICE_TAKE_AWAY_TEXT),
        },
        Notice::OtherToken { expected, found, owner } => Said {
            tone: Tone::Warn,
            title: match owner {
                None => cx.text(t::NOTICE_OTHER_TOKEN),
                Some(owner) => cx.fill(
                    t::NOTICE_OTHER_TOKEN_OF,
                    &[
                        ("upn", cx.name(&owner.upn).into()),
                        ("when", cx.day_and_time(owner.at).into()),
                    ],
                ),
            },
            text: cx.fill(
                t::NOTICE_OTHER_TOKEN_TEXT,
                &[
                    ("found", found.grouped().into()),
                    ("expected", expected.grouped().into()),
                ],
            ),
        },
        Notice::Miss(Miss::Unknown) => say(Tone::Bad, t::NOTICE_MISS, t::NOTICE_MISS_TEXT),
        Notice::Miss(Miss::Old(seconds)) => Said {
            tone: Tone::Bad,
            title: cx.fill(t::NOTICE_OLD_CODE, &[("span", cx.span(*seconds).into())]),
            text: cx.text(t::NOTICE_OLD_CODE_TEXT),
        },
        Notice::Miss(Miss::ClockOff(drift)) => clock_off(cx, *drift),
        Notice::Miss(Miss::OtherToken(owner)) => Said {
            tone: Tone::Bad,
            title: cx.fill(t::NOTICE_OTHERS_CODE, &[("upn", cx.name(&owner.upn).into())]),
            text: cx.fill(t::NOTICE_OTHERS_CODE_TEXT, &[("serial", owner.token.grouped().into())]),
        },
        Notice::WriteRefused => say(Tone::Bad, t::NOTICE_WRITE_REFUSED, t::NOTICE_WRITE_REFUSED_TEXT),
        Notice::Swapped { expected, found } => Said {
            tone: Tone::Bad,
            title: cx.text(t::NOTICE_SWAPPED),
            text: cx.fill(
                t::NOTICE_SWAPPED_TEXT,
                &[
                    ("found", found.grouped().into()),
                    ("expected", expected.grouped().into()),
                ],
            ),
        },
        Notice::NothingWritten(reason) => nothing_written(cx, reason),
        Notice::LedgerFailed(why) => Said {
            tone: Tone::Bad,
            title: cx.text(t::NOTICE_LEDGER),
            text: cx.fill(t::NOTICE_LEDGER_TEXT, &[("why", cx.sentence(why).into())]),
        },
        Notice::ConfirmationFailed(why) => Said {
            tone: Tone::Bad,
            title: cx.text(t::NOTICE_CONFIRMATION),
            text: cx.fill(t::NOTICE_CONFIRMATION_TEXT, &[("why", cx.sentence(why).into())]),
        },
        Notice::Parked(upn) => Said {
            tone: Tone::Info,
            title: cx.text(t::NOTICE_PARKED),
            text: cx.fill(t::NOTICE_PARKED_TEXT, &[("upn", cx.name(upn).into())]),
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
        NotToken::PlacedBadly => (cx.text(t::CARD_MUTE), cx.text(t::CARD_MUTE_TEXT)),
        NotToken::StorageCard => (cx.text(t::CARD_BADGE), cx.text(t::CARD_TAKE_OFF)),
        NotToken::FidoKey => (cx.text(t::CARD_FIDO), cx.text(t::CARD_TAKE_OFF)),
        NotToken::OathKey => (cx.text(t::CARD_OATH), cx.text(t::CARD_TAKE_OFF)),
        NotToken::BankCard => (cx.text(t::CARD_BANK), cx.text(t::CARD_TAKE_OFF)),
        NotToken::Phone => (cx.text(t::CARD_PHONE), cx.text(t::CARD_TAKE_OFF)),
        NotToken::UnknownCard => (cx.text(t::CARD_UNKNOWN), cx.text(t::CARD_UNKNOWN_TEXT)),
        NotToken::UnknownModel(stranger) => (
            cx.text(t::CARD_MODEL),
            cx.fill(t::CARD_MODEL_TEXT, &[("serial", stranger.info.serial.grouped().into())]),
        ),
    }
}

fn clock_off(cx: &Cx<'_>, drift: i64) -> Said {
    let by = [("span", cx.span(drift).into())];
    let title = if drift < 0 {
        cx.fill(t::NOTICE_CLOCK_BEHIND, &by)
    } else {
        cx.fill(t::NOTICE_CLOCK_AHEAD, &by)
    };
    Said {
        tone: Tone::Bad,
        title,
        text: cx.text(t::NOTICE_CLOCK_OFF_TEXT),
    }
}

fn nothing_written(cx: &Cx<'_>, reason: &FailureReason) -> Said {
    let (tone, title, text) = match reason {
        FailureReason::Lost => (Tone::Warn, t::NOTICE_LEFT_EARLY, t::NOTICE_LEFT_EARLY_TEXT),
        FailureReason::OtherToken(_) => (Tone::Warn, t::NOTICE_ANOTHER, t::NOTICE_ANOTHER_TEXT),
        FailureReason::Refused(_) => (Tone::Bad, t::NOTICE_REFUSED, t::NOTICE_REFUSED_TEXT),
        FailureReason::Malformed | FailureReason::UnknownModel | FailureReason::WouldEraseSeed => {
            (Tone::Bad, t::NOTICE_GARBLED, t::NOTICE_GARBLED_TEXT)
        }
        FailureReason::Clock => (Tone::Bad, t::NOTICE_CLOCK, t::NOTICE_CLOCK_TEXT),
    };
    Said {
        tone,
        title: cx.text(title),
        text: cx.text(text),
    }
}

/// After the first start: a try on a simulated token, in a ledger that is thrown away.
fn welcome(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (title, text) = (cx.text(t::WELCOME), cx.text(t::WELCOME_TEXT));
    banner(ui, Tone::Info, &title, &text, |ui| {
        ui.add_space(size::GAP);
        ui.horizontal_wrapped(|ui| {
            if Button::new(&cx.text(t::WELCOME_TRY), Kind::Plain).ui(ui) {
                cx.act(Action::OpenDemo);
                cx.want(Intent::DismissWelcome);
            }
            if Button::new(&cx.text(t::WELCOME_SKIP), Kind::Plain).ui(ui) {
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
        Hint::Code => (cx.text(t::HINT_CODE), cx.text(t::HINT_CODE_TEXT)),
        Hint::Upn => (cx.text(t::HINT_UPN), cx.text(t::HINT_UPN_TEXT)),
        Hint::SecretTaken => (cx.text(t::HINT_SECRET_TAKEN), cx.text(t::HINT_SECRET_TAKEN_TEXT)),
        Hint::Secret => (cx.text(t::HINT_SECRET), cx.text(t::HINT_SECRET_TEXT)),
        Hint::BadSecret(why) => bad_secret(cx, *why),
        Hint::Letters => (cx.text(t::HINT_LETTERS), cx.text(t::HINT_LETTERS_TEXT)),
        Hint::Digits => (cx.text(t::HINT_DIGITS), cx.text(t::HINT_UNKNOWN_TEXT)),
        Hint::Text => (cx.text(t::HINT_UNKNOWN), cx.text(t::HINT_UNKNOWN_TEXT)),
        Hint::Nothing => (cx.text(t::HINT_BLANK), cx.text(t::HINT_UNKNOWN_TEXT)),
        Hint::Misfit(Misfit::PhoneFactor) => (cx.text(t::HINT_PUSH), cx.text(t::HINT_PUSH_TEXT)),
        Hint::Misfit(Misfit::Passkey) => (cx.text(t::HINT_PASSKEY), cx.text(t::HINT_PUSH_TEXT)),
        Hint::Misfit(Misfit::Migration) => (cx.text(t::HINT_MIGRATION), cx.text(t::HINT_MIGRATION_TEXT)),
        Hint::Misfit(Misfit::Link) => (cx.text(t::HINT_LINK), cx.text(t::HINT_LINK_TEXT)),
        Hint::Layout(layout) => layout_hint(cx, *layout),
    };
    banner(ui, Tone::Warn, &title, &text, |ui| {
        if Button::new(&cx.text(t::DISMISS), Kind::Plain).small().ui(ui) {
            cx.want(Intent::DismissHint);
        }
    });
    ui.add_space(size::GAP * 2.0);
}

/// Below a question or the list of keys nothing is done with what is scanned, and that is said over it.
pub(super) fn scanned_below(ctx: &egui::Context, cx: &Cx<'_>) {
    over_all(ctx, &cx.text(t::HINT_COVERED), &cx.text(t::HINT_COVERED_TEXT));
}

/// Why nothing was copied or pasted. It goes with the next key or click.
pub(super) fn clipboard(ctx: &egui::Context, cx: &Cx<'_>, mishap: Mishap) {
    let (title, text) = match mishap {
        Mishap::NoText => (t::PASTE_NONE, t::PASTE_NONE_TEXT),
        Mishap::NoAnswer => (t::PASTE_STUCK, t::PASTE_STUCK_TEXT),
        Mishap::Unreadable => (t::PASTE_UNREADABLE, t::PASTE_UNREADABLE_TEXT),
        Mishap::TooLate => (t::PASTE_LATE, t::PASTE_LATE_TEXT),
        Mishap::NoField => (t::PASTE_NOWHERE, t::PASTE_NOWHERE_TEXT),
        Mishap::NotCopied => (t::COPY_FAILED, t::COPY_FAILED_TEXT),
        Mishap::NotCut => (t::CUT_FAILED, t::CUT_FAILED_TEXT),
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
        OtpauthError::Counter => (t::HINT_COUNTER, t::HINT_WIPED),
        OtpauthError::Digits => (t::HINT_DIGITS_OTHER, t::HINT_DIGITS_OTHER_TEXT),
        OtpauthError::Hash => (t::HINT_HASH, t::HINT_HASH_TEXT),
        OtpauthError::Step => (t::HINT_STEP, t::HINT_STEP_TEXT),
        OtpauthError::Unclear => (t::HINT_UNCLEAR, t::HINT_UNCLEAR_TEXT),
        OtpauthError::Twice => (t::HINT_TWICE, t::HINT_UNCLEAR_TEXT),
        OtpauthError::TooLong => (t::HINT_LONG_TEXT, t::HINT_LONG_TEXT_TEXT),
        OtpauthError::Secret(SeedError::TooLong(_)) => (t::HINT_LONG, t::HINT_LONG_HOW),
        OtpauthError::Secret(SeedError::TooShort(_)) => (t::HINT_SHORT, t::HINT_SHORT_HOW),
        OtpauthError::Secret(SeedError::Empty) => (t::HINT_NO_SECRET, t::HINT_NO_SECRET_TEXT),
        OtpauthError::NotOtpauth | OtpauthError::Secret(SeedError::NotBase32 | SeedError::NotHex) => {
            (t::HINT_BAD_SECRET, t::HINT_BAD_SECRET_TEXT)
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
        None => (cx.fill(t::HINT_SERIAL, &[serial_gap]), cx.text(t::HINT_SERIAL_UNKNOWN)),
        Some(row) => (
            cx.fill(t::HINT_SERIAL, &[serial_gap]),
            cx.fill(
                t::HINT_SERIAL_KNOWN,
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
        cx.text(t::HINT_LAYOUT_OTHER)
    } else {
        cx.fill(t::HINT_LAYOUT_TEXT, &[("layout", layout.name().into())])
    };
    (cx.text(t::HINT_LAYOUT), text)
}

/// Whose token may have been overwritten, and what that means for what has left already.
fn doubted(cx: &Cx<'_>, owner: &Earlier) -> (String, String) {
    let gaps = [
        ("upn", cx.name(&owner.upn).into()),
        ("serial", owner.token.grouped().into()),
    ];
    let text = if owner.exported {
        cx.text(t::TROUBLE_DOUBTED_EXPORTED)
    } else {
        cx.text(t::TROUBLE_DOUBTED_TEXT)
    };
    (cx.fill(t::TROUBLE_DOUBTED, &gaps), text)
}

/// What failed beside the enrolment in hand, and why the window is still open.
pub(super) fn trouble(ui: &mut Ui, cx: &mut Cx<'_>, closing: bool) {
    if closing {
        banner(ui, Tone::Warn, &cx.text(t::CLOSING), &cx.text(t::CLOSING_TEXT), |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    if cx.station.is_new() {
        welcome(ui, cx);
    }
    hint(ui, cx);
    let (title, text) = match cx.station.trouble() {
        None => return,
        Some(Trouble::Altered(findings)) => (
            cx.text(t::TROUBLE_ALTERED),
            cx.fill(
                t::TROUBLE_ALTERED_TEXT,
                &[("found", super::findings::listed(cx, findings, 4).into())],
            ),
        ),
        Some(Trouble::Trail) => (cx.text(t::TROUBLE_TRAIL), cx.text(t::TROUBLE_TRAIL_TEXT)),
        Some(Trouble::Ledger(why)) => (
            cx.text(t::TROUBLE_LEDGER),
            cx.fill(t::TROUBLE_LEDGER_TEXT, &[("why", cx.sentence(why).into())]),
        ),
        Some(Trouble::SecretsLeft(path)) => (
            cx.text(t::TROUBLE_SECRETS_LEFT),
            cx.fill(
                t::TROUBLE_SECRETS_LEFT_TEXT,
                &[("path", path.display().to_string().into())],
            ),
        ),
        Some(Trouble::Backup(why)) => (
            cx.text(t::TROUBLE_BACKUP),
            cx.fill(t::TROUBLE_BACKUP_TEXT, &[("why", cx.sentence(why).into())]),
        ),
        Some(Trouble::BackupHoldsLess(fuller)) => (
            cx.text(t::TROUBLE_BACKUP_LESS),
            cx.fill(
                t::TROUBLE_BACKUP_LESS_TEXT,
                &[("path", fuller.display().to_string().into())],
            ),
        ),
        Some(Trouble::Doubted(owner)) => doubted(cx, owner),
        Some(Trouble::DoubtNotKept(why)) => (
            cx.text(t::TROUBLE_DOUBT_LOST),
            cx.fill(t::TROUBLE_DOUBT_LOST_TEXT, &[("why", why.as_str().into())]),
        ),
        Some(Trouble::ClockBehind) => (cx.text(t::TROUBLE_CLOCK), cx.text(t::TROUBLE_CLOCK_TEXT)),
        Some(Trouble::Restored) => (cx.text(t::TROUBLE_RESTORED), cx.text(t::TROUBLE_RESTORED_TEXT)),
        Some(Trouble::OpenedByRecovery) => (cx.text(t::TROUBLE_RECOVERY), cx.text(t::TROUBLE_RECOVERY_TEXT)),
        Some(Trouble::Died(_)) => (cx.text(t::TROUBLE_DIED), cx.text(t::TROUBLE_DIED_TEXT)),
        Some(Trouble::Settings(why)) => (
            cx.text(t::TROUBLE_SETTINGS),
            super::settings::trouble::trouble_words(cx, why),
        ),
        Some(Trouble::ExportUnknown(path)) => (
            cx.text(t::TROUBLE_EXPORT_UNKNOWN),
            cx.fill(
                t::TROUBLE_EXPORT_UNKNOWN_TEXT,
                &[("path", path.display().to_string().into())],
            ),
        ),
        Some(Trouble::ExportVoid(path)) => (
            cx.text(t::TROUBLE_EXPORT),
            cx.fill(t::TROUBLE_EXPORT_TEXT, &[("path", path.display().to_string().into())]),
        ),
    };
    banner(ui, Tone::Bad, &title, &text, |ui| {
        if Button::new(&cx.text(t::DISMISS), Kind::Plain).small().ui(ui) {
            cx.want(Intent::DismissTrouble);
        }
    });
    ui.add_space(size::GAP * 2.0);
}
