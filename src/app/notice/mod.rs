//! Messages: each says what happened, what it means for the token, and what to do next.
//!
//! What is about the person, the token or the code in hand stands with them, below the field ([`at_hand`]). Everything else
//! stands in one strip at the bottom of the window ([`strip`]), one message at a time and with their number, until it was
//! read. Neither moves or covers what is typed. What keeps tokens from being written at all is a list of its own, at Enroll.

mod flow;
mod hint;
mod inventory;
mod past;
mod said;
mod trouble;

use egui::{Panel, Ui};

pub(super) use self::flow::card_words;
use self::said::Said;
use super::clipboard::Mishap;
use super::cx::Cx;
use super::shortcut::READ;
use super::texts::t;
use super::theme::size;
use super::widgets::{Button, InView, Kind, Tone, banner, message, section};
use crate::desk::{Notice, PastSaid, Stage};
use crate::otp::Spelling;
use crate::station::{Hint, Intent, Inventory, Station, Trouble};

/// What the strip may say, the most urgent first.
enum Message<'a> {
    /// The window is still open because a token is being written.
    Closing,
    Hint(&'a Hint),
    /// At a screen beside Enroll: who waited there.
    LeftBehind(&'a Notice),
    /// What was wanted with a file that left.
    Past(&'a PastSaid),
    /// What became of the list without secrets.
    Inventory(&'a Inventory),
    Trouble(&'a Trouble),
}

impl<'a> Message<'a> {
    fn queue(cx: &Cx<'a>, beside: Beside) -> Vec<Self> {
        let mut queue = Vec::new();
        if beside.closing {
            queue.push(Self::Closing);
        }
        queue.extend(cx.station.hint().filter(|_| !has_place(cx, beside)).map(Self::Hint));
        if !beside.enroll
            && let Some(notice @ Notice::NoLongerWaits(_)) = cx.station.flow().notice()
        {
            queue.push(Self::LeftBehind(notice));
        }
        queue.extend(cx.station.past().said().map(Self::Past));
        queue.extend(inventory::is_said(cx.station.inventory()).map(Self::Inventory));
        queue.extend(cx.station.troubles().iter().map(Self::Trouble));
        queue
    }

    fn said(&self, cx: &Cx<'_>) -> Said {
        let (tone, (title, text)) = match self {
            Self::Closing => (Tone::Warn, (cx.text(t::CLOSING), cx.text(t::CLOSING_TEXT))),
            Self::Hint(hint) => (Tone::Warn, hint::words(cx, hint)),
            Self::LeftBehind(notice) => return flow::words(cx, notice),
            Self::Past(said) => return past::words(cx, said),
            Self::Inventory(inventory) => return inventory::words(cx, inventory),
            Self::Trouble(trouble) => (trouble::tone(trouble), trouble::words(cx, trouble)),
        };
        Said { tone, title, text }
    }

    /// What says that it was read. That the window waits is no matter of reading.
    const fn read(&self) -> Option<Intent> {
        match self {
            Self::Closing => None,
            Self::Hint(_) => Some(Intent::DismissHint),
            Self::LeftBehind(_) => Some(Intent::Dismiss),
            Self::Past(_) => Some(Intent::DismissPast),
            Self::Inventory(_) => Some(Intent::DismissInventory),
            Self::Trouble(_) => Some(Intent::DismissTrouble),
        }
    }
}

/// Beside what the messages stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside {
    /// Whether Enroll is in view.
    pub enroll: bool,
    /// Whether the window is to be closed.
    pub closing: bool,
}

/// What the strip says, and since when.
#[derive(Debug, Default)]
pub(super) struct Strip {
    in_view: InView<String>,
    read: bool,
}

impl Strip {
    /// The key was pressed that says that it was read.
    pub fn read(&mut self) {
        self.read = true;
    }
}

/// The strip at the bottom.
pub(super) fn strip(ui: &mut Ui, cx: &mut Cx<'_>, strip: &mut Strip, beside: Beside) {
    let read = std::mem::take(&mut strip.read);
    let queue = Message::queue(cx, beside);
    let Some(first) = queue.first() else {
        *strip = Strip::default();
        return;
    };
    let said = first.said(cx);
    // the key that was meant for the message before
    let soon = strip.in_view.is_too_soon(&said.title, ui.ctx());
    strip.in_view.note(ui.ctx(), said.title.clone());
    let mut done = read && !soon;
    Panel::bottom("messages")
        .resizable(false)
        .show_separator_line(false)
        .frame(egui::Frame::new().inner_margin(egui::Margin {
            top: size::INSET_SMALL,
            ..egui::Margin::ZERO
        }))
        .show(ui, |ui| {
            message(ui, said.tone, &said.title, &said.text, |ui| {
                if first.read().is_some() {
                    done |= Button::new(&cx.text(t::DISMISS), Kind::Plain)
                        .key(&cx.cap(READ))
                        .small()
                        .ui(ui);
                }
                if let Message::Hint(hint) = first {
                    answers(ui, cx, hint);
                }
                if queue.len() > 1 {
                    section(ui, cx.fill(t::NOTICE_COUNT, &[("all", queue.len().into())]));
                }
            });
        });
    if done && let Some(read) = first.read() {
        cx.want(read);
    }
}

/// Whether there is a place beside what is typed, at Enroll.
fn has_place(cx: &Cx<'_>, beside: Beside) -> bool {
    let stage = cx.station.flow().stage();
    beside.enroll
        && matches!(
            stage,
            Stage::Idle
                | Stage::ReadingFirst { .. }
                | Stage::TokenFirst { .. }
                | Stage::LookingUp { .. }
                | Stage::Armed { .. }
                | Stage::Interrupted { .. }
                | Stage::Comparing { .. }
                | Stage::Confirming { .. }
        )
}

/// Whether there is one about the person, the token or the code in hand.
pub(super) fn is_at_hand(station: &Station) -> bool {
    station.hint().is_some() || station.flow().notice().is_some()
}

/// The message about the person, the token or the code in hand: what was scanned last, else what happened.
pub(super) fn at_hand(ui: &mut Ui, cx: &mut Cx<'_>) {
    if let Some(hint) = cx.station.hint() {
        let (title, text) = hint::words(cx, hint);
        banner(ui, Tone::Warn, &title, &text, |ui| {
            answers(ui, cx, hint);
            if Button::new(&cx.text(t::DISMISS), Kind::Plain).small().ui(ui) {
                cx.want(Intent::DismissHint);
            }
        });
        ui.add_space(size::GAP * 2.0);
    } else if let Some(notice) = cx.station.flow().notice() {
        let said = flow::words(cx, notice);
        banner(ui, said.tone, &said.title, &said.text, |_| ());
        ui.add_space(size::GAP * 2.0);
    }
}

/// What may be done about it.
fn answers(ui: &mut Ui, cx: &mut Cx<'_>, hint: &Hint) {
    if let Hint::Secret { account: Some(upn) } = hint {
        let take = cx.fill(t::HINT_SECRET_TAKE, &[("upn", upn.as_str().into())]);
        if Button::new(&take, Kind::Plain).small().ui(ui) {
            cx.want(Intent::TakeAccount);
        }
    }
    if let Hint::Codes(codes) = hint {
        ui.horizontal_wrapped(|ui| {
            for (at, code) in codes.iter().enumerate() {
                if Button::new(&hint::code(cx, code), Kind::Plain).small().ui(ui) {
                    cx.want(Intent::ChooseCode(at));
                }
            }
        });
    }
    if let Hint::Spellings { base32, hex, .. } = hint {
        ui.horizontal_wrapped(|ui| {
            let both = [
                (t::SECRET_AS_HEX, Spelling::Hex, hex),
                (t::SECRET_AS_BASE32, Spelling::Base32, base32),
            ];
            for (name, spelling, seed) in both {
                let name = cx.fill(name, &[("bytes", seed.expose().len().into())]);
                if Button::new(&name, Kind::Plain).small().ui(ui) {
                    cx.want(Intent::ChooseSpelling(spelling));
                }
            }
        });
    }
}

/// What the readers feel that are not watched.
pub(super) fn elsewhere(cx: &Cx<'_>) -> Option<String> {
    match cx.station.elsewhere() {
        [] => None,
        [one] => Some(cx.fill(t::READER_ELSEWHERE, &[("reader", one.as_str().into())])),
        _ => Some(cx.text(t::READER_ELSEWHERE_MANY)),
    }
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
        ui.set_max_width(size::WORK.min(ctx.content_rect().width() - f32::from(size::MARGIN)));
        banner(ui, Tone::Warn, title, text, |_| ());
    });
}
