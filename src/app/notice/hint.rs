//! What was scanned or typed and goes nowhere, in words.

use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::desk::{Layout, Misfit, Scanned};
use crate::otp::{OtpauthError, SeedError};
use crate::station::{Hint, PictureTrouble};

/// Title and text.
pub(super) fn words(cx: &Cx<'_>, hint: &Hint) -> (String, String) {
    match hint {
        Hint::Serial { serial, known } => serial_hint(cx, serial, known),
        Hint::Code => (cx.text(t::HINT_CODE), cx.text(t::HINT_CODE_TEXT)),
        Hint::Upn => (cx.text(t::HINT_UPN), cx.text(t::HINT_UPN_TEXT)),
        Hint::SecretTaken => (cx.text(t::HINT_SECRET_TAKEN), cx.text(t::HINT_SECRET_TAKEN_TEXT)),
        Hint::Secret { account: None } => (cx.text(t::HINT_SECRET), cx.text(t::HINT_SECRET_TEXT)),
        Hint::Secret { account: Some(upn) } => {
            let gaps = [("upn", upn.as_str().into())];
            (cx.text(t::HINT_SECRET), cx.fill(t::HINT_SECRET_OF, &gaps))
        }
        Hint::BadSecret(why) => bad_secret(cx, *why),
        Hint::Letters => (cx.text(t::HINT_LETTERS), cx.text(t::HINT_LETTERS_TEXT)),
        Hint::Digits => (cx.text(t::HINT_DIGITS), cx.text(t::HINT_UNKNOWN_TEXT)),
        Hint::Text => (cx.text(t::HINT_UNKNOWN), cx.text(t::HINT_UNKNOWN_TEXT)),
        Hint::Nothing => (cx.text(t::HINT_BLANK), cx.text(t::HINT_UNKNOWN_TEXT)),
        Hint::Misfit(Misfit::PhoneFactor) => (cx.text(t::HINT_PUSH), cx.text(t::HINT_PUSH_TEXT)),
        Hint::Misfit(Misfit::Passkey) => (cx.text(t::HINT_PASSKEY), cx.text(t::HINT_PUSH_TEXT)),
        Hint::Misfit(Misfit::Migration { accounts }) => (cx.text(t::HINT_MIGRATION), export_hint(cx, *accounts)),
        Hint::Misfit(Misfit::Link) => (cx.text(t::HINT_LINK), cx.text(t::HINT_LINK_TEXT)),
        Hint::Layout(layout) => layout_hint(cx, *layout),
        Hint::Picture(why) => (cx.text(t::PICTURE_NONE), picture_hint(cx, why)),
        Hint::Codes(codes) => {
            let gaps = [("count", codes.len().into())];
            (cx.fill(t::PICTURE_CODES, &gaps), cx.text(t::PICTURE_CODES_TEXT))
        }
        Hint::Spellings { .. } => (cx.text(t::HINT_SPELLINGS), cx.text(t::HINT_SPELLINGS_TEXT)),
        Hint::HandOutElsewhere => (cx.text(t::HINT_HAND_OUT), cx.text(t::HINT_HAND_OUT_TEXT)),
        Hint::StockFileFirst => (cx.text(t::HINT_STOCK_FIRST), cx.text(t::HINT_STOCK_FIRST_TEXT)),
        Hint::AnotherPerson => (cx.text(t::HINT_ANOTHER), cx.text(t::HINT_ANOTHER_TEXT)),
        Hint::StockBusy => (cx.text(t::HINT_STOCK_BUSY), cx.text(t::HINT_STOCK_BUSY_TEXT)),
        Hint::Files => (cx.text(t::HINT_FILES), cx.text(t::HINT_FILES_TEXT)),
    }
}

fn picture_hint(cx: &Cx<'_>, why: &PictureTrouble) -> String {
    match why {
        PictureTrouble::NoCode => cx.text(t::PICTURE_NO_CODE),
        PictureTrouble::File(why) => cx.sentence(why),
        PictureTrouble::Picture(why) => cx.sentence(&why.to_string()),
        PictureTrouble::Screens(why) => cx.fill(t::PICTURE_SCREENS, &[("why", cx.sentence(why).into())]),
    }
}

/// One of several codes in a picture, in a few words.
pub(super) fn code(cx: &Cx<'_>, code: &Scanned) -> String {
    match code {
        Scanned::Otpauth(Ok(read)) => {
            let account = Some(read.account.as_str()).filter(|account| !account.is_empty());
            let said: Vec<&str> = read.issuer.as_deref().into_iter().chain(account).collect();
            if said.is_empty() {
                cx.text(t::CODE_SECRET)
            } else {
                said.join(" \u{b7} ")
            }
        }
        Scanned::Upn(upn) => upn.as_str().to_owned(),
        Scanned::Serial(serial) => serial.grouped(),
        code if code.is_secret() => cx.text(t::CODE_SECRET),
        _ => cx.text(t::CODE_OTHER),
    }
}

/// With the number of accounts, where it is known.
fn export_hint(cx: &Cx<'_>, accounts: Option<u32>) -> String {
    let counted = |accounts: u32| cx.fill(t::HINT_MIGRATION_ACCOUNTS, &[("accounts", i64::from(accounts).into())]);
    accounts.map_or_else(|| cx.text(t::HINT_MIGRATION_TEXT), counted)
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
