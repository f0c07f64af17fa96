//! A file of factory seeds on its way into the stock: what opens it, what is in it, how far it is, and its own end.

use egui::{Id, ProgressBar, Ui};
use zeroize::Zeroizing;

use crate::app::cx::Cx;
use crate::app::frame;
use crate::app::lines::Lines;
use crate::app::shortcut::{ENTER, ESC, YES};
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Button, Field, Kind, Tone, banner, entered, forget, lead, title, whole};
use crate::app::words::line;
use crate::desk::{Deletion, StockReason, StockSkipped, StockTrouble, TakeInStage};
use crate::otp::SeedError;
use crate::station::Intent;

use super::left_out::{self, lines, told};

/// What stands in the field of a key, and what is shown of the lines that are left out.
#[derive(Default)]
pub(super) struct TakeInView {
    /// What decrypts a file, while it is typed.
    pub key: Zeroizing<String>,
    pub left_out: Lines,
}

/// The field for what decrypts a file.
pub(super) fn key_id() -> Id {
    Id::unique("stock key")
}

/// What is asked of the file in hand, or how far it is; `false` where there is nothing of it to ask.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut TakeInView) -> bool {
    let take_in = cx.station.take_in();
    match take_in.stage() {
        TakeInStage::Idle | TakeInStage::Done { .. } | TakeInStage::Failed(_) => return false,
        TakeInStage::Deleting { .. } => {
            title(ui, cx.text(t::STOCK_DELETING));
            whole(ui, take_in.path().display().to_string());
        }
        TakeInStage::Reading(_) | TakeInStage::Comparing(_) => {
            title(ui, cx.text(t::STOCK_READING));
            whole(ui, take_in.path().display().to_string());
            ui.add_space(size::SECTION);
            stop(ui, cx);
        }
        TakeInStage::Keeping { done, of, .. } => {
            title(ui, cx.fill(t::STOCK_KEEPING, &[("count", (*of).into())]));
            whole(ui, take_in.path().display().to_string());
            ui.add_space(size::SECTION);
            let told = cx.fill(t::STOCK_SO_FAR, &[("count", (*done).into()), ("all", (*of).into())]);
            let share = *done as f32 / (*of).max(1) as f32;
            let bar = ProgressBar::new(share).desired_width(size::WORK / 2.0).text(told);
            ui.add(bar);
            ui.add_space(size::SECTION);
            stop(ui, cx);
        }
        TakeInStage::NeedsKey { wrong } => needs_key(ui, cx, view, *wrong),
        TakeInStage::Asked(content) => {
            frame::foot(ui, "stock answers", true, |ui| answers(ui, cx));
            title(ui, cx.fill(t::STOCK_ASK, &[("count", content.count().into())]));
            if let Some((first, last)) = content.ends() {
                let ends = [("first", first.grouped().into()), ("last", last.grouped().into())];
                lead(ui, cx.fill(t::STOCK_ASK_ENDS, &ends));
            }
            ui.add_space(size::SECTION);
            frame::scrolled(ui, |ui| {
                whole(ui, take_in.path().display().to_string());
                ui.add_space(size::GAP * 2.0);
                let texts = (t::STOCK_NONE_LEFT_OUT, t::STOCK_LEFT_OUT_TEXT);
                let words = |skipped: &StockSkipped| line_words(cx, skipped);
                left_out::asked(ui, cx, &mut view.left_out, texts, take_in.left_out(), words);
            });
        }
    }
    true
}

fn stop(ui: &mut Ui, cx: &mut Cx<'_>) {
    if Button::new(&cx.text(t::CANCEL), Kind::Plain).key(&cx.cap(ESC)).ui(ui) {
        cx.want(Intent::DismissTakeIn);
    }
}

fn answers(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal_wrapped(|ui| {
        let take = Button::new(&cx.text(t::STOCK_TAKE_IN), Kind::Primary)
            .key(&cx.cap(YES))
            .ui(ui);
        if take {
            cx.want(Intent::TakeIn);
        }
        stop(ui, cx);
    });
}

fn needs_key(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut TakeInView, wrong: bool) {
    title(ui, cx.text(t::STOCK_KEY));
    lead(ui, cx.text(t::STOCK_KEY_TEXT));
    ui.add_space(size::SECTION);
    if wrong {
        banner(ui, Tone::Bad, &cx.text(t::STOCK_WRONG_KEY), "", |_| ());
        ui.add_space(size::GAP * 2.0);
    }
    let field = Field::new(key_id(), &cx.text(t::STOCK_KEY_FIELD))
        .passphrase(false)
        .width(size::WORK / 2.0)
        .ui(ui, &mut view.key);
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        let open = Button::new(&cx.text(t::STOCK_KEY_GO), Kind::Primary)
            .key(&cx.cap(ENTER))
            .ui(ui);
        if (entered(ui, &field) || open) && !view.key.is_empty() {
            let key = String::clone(&view.key);
            forget(ui.ctx(), key_id(), &mut view.key);
            cx.want(Intent::OpenStock(key.into()));
        }
        stop(ui, cx);
    });
}

/// How the last file ended.
pub(super) fn ended(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut TakeInView) {
    let take_in = cx.station.take_in();
    match take_in.stage() {
        TakeInStage::Done { count, deleted } => {
            let heading = cx.fill(t::STOCK_DONE, &[("count", (*count).into())]);
            let (tone, text) = match deleted {
                None => (Tone::Warn, cx.text(t::STOCK_DONE_TEXT)),
                Some(Deletion::Done | Deletion::WasGone) => (Tone::Done, cx.text(t::STOCK_DELETED)),
                Some(Deletion::NotAsWritten) => (Tone::Warn, cx.text(t::STOCK_CHANGED)),
                Some(Deletion::Failed(why)) => {
                    let why = cx.sentence(why);
                    (Tone::Bad, cx.fill(t::STOCK_NOT_DELETED, &[("why", why.into())]))
                }
            };
            let is_there = matches!(deleted, None | Some(Deletion::Failed(_)));
            banner(ui, tone, &heading, &text, |ui| {
                whole(ui, take_in.path().display().to_string());
                let left_out = told("left out", take_in.left_out());
                lines(ui, cx, &mut view.left_out, &left_out, |skipped| line_words(cx, skipped));
                ui.horizontal_wrapped(|ui| {
                    if is_there {
                        let delete = Button::new(&cx.text(t::STOCK_DELETE), Kind::Destructive)
                            .key(&cx.cap(YES))
                            .small()
                            .ui(ui);
                        if delete {
                            cx.want(Intent::DeleteStockFile);
                        }
                    }
                    dismiss(ui, cx);
                });
            });
        }
        TakeInStage::Failed(why) => {
            let text = failure(cx, why);
            banner(ui, Tone::Bad, &cx.text(t::STOCK_FAILED), &text, |ui| {
                let left_out = told("left out", take_in.left_out());
                lines(ui, cx, &mut view.left_out, &left_out, |skipped| line_words(cx, skipped));
                ui.horizontal_wrapped(|ui| dismiss(ui, cx));
            });
        }
        _ => return,
    }
    ui.add_space(size::GAP * 2.0);
}

fn dismiss(ui: &mut Ui, cx: &mut Cx<'_>) {
    let dismiss = Button::new(&cx.text(t::DISMISS), Kind::Plain)
        .key(&cx.cap(ESC))
        .small()
        .ui(ui);
    if dismiss {
        cx.want(Intent::DismissTakeIn);
    }
}

fn line_words(cx: &Cx<'_>, skipped: &StockSkipped) -> String {
    line(cx, skipped.line, reason(cx, skipped.why))
}

pub(super) fn reason(cx: &Cx<'_>, why: StockReason) -> String {
    cx.text(match why {
        StockReason::AboveHeadings => t::LEFT_ABOVE,
        StockReason::NotTotp => t::STOCK_LINE_NOT_TOTP,
        StockReason::OpenQuote => t::LEFT_QUOTE,
        StockReason::Short => t::STOCK_LINE_SHORT,
        StockReason::NoSerial => t::STOCK_LINE_NO_SERIAL,
        StockReason::NotSerial => t::STOCK_LINE_NOT_SERIAL,
        StockReason::DamagedSerial => t::STOCK_LINE_DAMAGED,
        StockReason::ShortenedSerial => t::STOCK_LINE_SHORTENED,
        StockReason::NoSecret => t::STOCK_LINE_NO_SECRET,
        StockReason::HexSecret => t::STOCK_LINE_HEX,
        StockReason::NotSecret => t::STOCK_LINE_NOT_SECRET,
        StockReason::Seed(SeedError::TooLong(_)) => t::STOCK_LINE_LONG,
        StockReason::Seed(_) => t::STOCK_LINE_NOT_SECRET,
        StockReason::WeakSecret => t::STOCK_LINE_WEAK,
        StockReason::Period => t::STOCK_LINE_PERIOD,
        StockReason::Digits => t::STOCK_LINE_DIGITS,
        StockReason::Counter => t::STOCK_LINE_COUNTER,
        StockReason::Algorithm => t::STOCK_LINE_ALGORITHM,
        StockReason::Sealed => t::STOCK_LINE_SEALED,
        StockReason::Twice => t::STOCK_LINE_TWICE,
        StockReason::InStock => t::STOCK_LINE_IN_STOCK,
        StockReason::Enrolled => t::STOCK_LINE_ENROLLED,
        StockReason::Since => t::STOCK_LINE_SINCE,
    })
}

fn failure(cx: &Cx<'_>, why: &StockTrouble) -> String {
    cx.text(match why {
        StockTrouble::File(why) => return cx.fill(t::PEOPLE_FILE_UNREADABLE, &[("why", (*why).into())]),
        StockTrouble::Part(why) => return cx.sentence(why),
        StockTrouble::TooLarge => t::STOCK_FILE_LARGE,
        StockTrouble::TooLong => t::STOCK_FILE_LONG,
        StockTrouble::ListTooLong => t::HAND_OUT_LONG,
        StockTrouble::NotText => t::STOCK_FILE_NO_TEXT,
        StockTrouble::NoColumns => t::STOCK_FILE_NO_COLUMNS,
        StockTrouble::NotPskc => t::STOCK_FILE_NO_PSKC,
        StockTrouble::NeedsKey | StockTrouble::WrongKey => t::STOCK_WRONG_KEY,
        StockTrouble::UnknownEncryption => t::STOCK_FILE_ENCRYPTION,
        StockTrouble::Nothing => t::STOCK_FILE_NOTHING,
    })
}
