//! What happened to the enrolment in hand, in words: what it means for the token, and what to do next.

use super::said::Said;
use crate::app::cx::Cx;
use crate::app::texts::{Text, t};
use crate::app::widgets::Tone;
use crate::desk::{Miss, NotToken, Notice};
use crate::token2::FailureReason;

pub(super) fn words(cx: &Cx<'_>, notice: &Notice) -> Said {
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
        Notice::Miss(Miss::Before) => say(Tone::Warn, t::NOTICE_MISSED_BEFORE, t::NOTICE_MISSED_BEFORE_TEXT),
        Notice::Miss(Miss::Unknown) => say(Tone::Bad, t::NOTICE_MISS, t::NOTICE_MISS_TEXT),
        Notice::Miss(Miss::Old(seconds)) => Said {
            tone: Tone::Bad,
            title: cx.fill(t::NOTICE_OLD_CODE, &[("span", cx.span(*seconds).into())]),
            text: cx.text(t::NOTICE_OLD_CODE_TEXT),
        },
        Notice::Miss(Miss::FarOff(drift)) => Said {
            tone: Tone::Warn,
            title: cx.fill(t::NOTICE_FAR_OFF, &[("span", cx.span(*drift).into())]),
            text: cx.text(t::NOTICE_FAR_OFF_TEXT),
        },
        Notice::NotInStock(serial) => Said {
            tone: Tone::Warn,
            title: cx.fill(t::NOTICE_NOT_IN_STOCK, &[("serial", serial.grouped().into())]),
            text: cx.text(t::NOTICE_NOT_IN_STOCK_TEXT),
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
pub(in crate::app) fn card_words(cx: &Cx<'_>, what: &NotToken) -> (String, String) {
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
