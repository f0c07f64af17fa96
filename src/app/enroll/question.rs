//! What is asked when the person or the token is known already.

use egui::Ui;

use super::keys;
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::shortcut::{ESC, YES};
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, Tone, banner, lead, title, wrapped};
use crate::desk::{Asked, Earlier, Form, Outcome, Question, Recipient, Upn};
use crate::station::Intent;

/// What is known of a token, and what writing it would do.
pub(super) fn known_words(cx: &Cx<'_>, earlier: &Earlier) -> (String, String) {
    let name = cx.name(&earlier.upn);
    let gaps = [
        ("upn", name.as_str().into()),
        ("when", cx.day_and_time(earlier.at).into()),
    ];
    let heading = match (earlier.outcome, earlier.exported) {
        _ if earlier.lost => cx.fill(t::KNOWN_LOST, &gaps),
        _ if earlier.replaced => cx.fill(t::KNOWN_REPLACED, &gaps),
        (_, true) => cx.fill(t::KNOWN_EXPORTED, &gaps),
        (Outcome::Confirmed, false) => cx.fill(t::KNOWN_WAITING, &gaps),
        _ => cx.fill(t::KNOWN_UNFINISHED, &gaps),
    };
    let text = if earlier.lost || earlier.replaced {
        cx.text(t::KNOWN_GONE_TEXT)
    } else {
        cx.fill(t::KNOWN_TEXT, &[("upn", name.into())])
    };
    (heading, text)
}

pub(super) fn asking(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, recipient: &Recipient) {
    let upn = &recipient.upn;
    match question.asked {
        Asked::Domain => match recipient.meant() {
            Some(meant) => ask_meant(ui, cx, upn, meant),
            None => ask_domain(ui, cx, upn),
        },
        Asked::Disabled => ask_disabled(ui, cx, upn),
        Asked::PersonKnown => ask_person(ui, cx, question, upn),
        Asked::TokenKnown => ask_token(ui, cx, question, upn),
        Asked::InStock => ask_in_stock(ui, cx, question, recipient),
        Asked::OtherAccount => ask_account(ui, cx, recipient),
    }
}

fn ask_domain(ui: &mut Ui, cx: &mut Cx<'_>, upn: &Upn) {
    title(ui, cx.fill(t::ASK_DOMAIN, &[("domain", upn.domain().into())]));
    lead(ui, upn.as_str());
    ui.add_space(size::SECTION);
    let (heading, text) = (cx.text(t::ASK_DOMAIN_HEADING), cx.text(t::ASK_DOMAIN_TEXT));
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        answers(ui, cx, |ui, cx| {
            correct(ui, cx);
            go_on(ui, cx, t::ASK_DOMAIN_GO, Kind::Plain);
        });
    });
}

/// Which of two UPNs is meant, whose domains are all but the same.
fn ask_meant(ui: &mut Ui, cx: &mut Cx<'_>, upn: &Upn, meant: &Upn) {
    title(ui, cx.fill(t::ASK_MEANT, &[("domain", meant.domain().into())]));
    lead(ui, upn.as_str());
    ui.add_space(size::SECTION);
    let heading = cx.fill(t::ASK_MEANT_HEADING, &[("domain", upn.domain().into())]);
    banner(ui, Tone::Warn, &heading, &cx.text(t::ASK_MEANT_TEXT), |ui| {
        ui.add_space(size::GAP);
        ui.horizontal_wrapped(|ui| {
            let take = cx.fill(t::ASK_MEANT_TAKE, &[("upn", meant.as_str().into())]);
            if Button::new(&take, Kind::Primary).key(&cx.cap(YES)).ui(ui) {
                cx.want(Intent::TakeMeant);
            }
            let keep = cx.fill(t::ASK_MEANT_KEEP, &[("domain", upn.domain().into())]);
            if Button::new(&keep, Kind::Plain).key(&cx.cap(keys::KEEP)).ui(ui) {
                cx.want(Intent::Proceed);
            }
            correct(ui, cx);
            let nobody = Button::new(&cx.text(t::ASK_NOBODY), Kind::Plain)
                .key(&cx.cap(ESC))
                .ui(ui);
            if nobody {
                cx.want(Intent::Cancel);
            }
        });
    });
}

fn ask_disabled(ui: &mut Ui, cx: &mut Cx<'_>, upn: &Upn) {
    title(ui, cx.text(t::ASK_DISABLED));
    lead(ui, cx.fill(t::ASK_WAITING, &[("upn", cx.name_and_upn(upn).into())]));
    ui.add_space(size::SECTION);
    let (heading, text) = (cx.text(t::ASK_DISABLED_HEADING), cx.text(t::ASK_DISABLED_TEXT));
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        answers(ui, cx, |ui, cx| {
            correct(ui, cx);
            go_on(ui, cx, t::ASK_DISABLED_GO, Kind::Plain);
        });
    });
}

/// Back to the field, to correct the UPN.
fn correct(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (name, key) = (cx.text(t::CORRECT_UPN), cx.cap(keys::CORRECT));
    correct_by(ui, cx, Button::new(&name, Kind::Plain).key(&key));
}

/// The same beside the person who waits.
pub(super) fn correct_small(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (name, key) = (cx.text(t::CORRECT_UPN), cx.cap(keys::CORRECT));
    correct_by(ui, cx, Button::new(&name, Kind::Plain).key(&key).small());
}

fn correct_by(ui: &mut Ui, cx: &mut Cx<'_>, button: Button<'_>) {
    if button.ui(ui) {
        cx.act(Action::CorrectEntry);
    }
}

fn ask_account(ui: &mut Ui, cx: &mut Cx<'_>, recipient: &Recipient) {
    let given = recipient.given.as_ref();
    let account = given.and_then(|given| given.account.clone()).unwrap_or_default();
    // what a QR code names, or for whom a bare secret was given before the UPN was corrected
    let named = given.is_some_and(|given| given.form == Form::Otpauth);
    let (first_line, heading, text) = if named {
        (t::ASK_ACCOUNT, t::ASK_ACCOUNT_HEADING, t::ASK_ACCOUNT_TEXT)
    } else {
        (
            t::ASK_ACCOUNT_KEPT,
            t::ASK_ACCOUNT_KEPT_HEADING,
            t::ASK_ACCOUNT_KEPT_TEXT,
        )
    };
    let waiting = cx.name_and_upn(&recipient.upn);
    title(ui, cx.fill(first_line, &[("account", account.as_str().into())]));
    lead(ui, cx.fill(t::ASK_WAITING, &[("upn", waiting.as_str().into())]));
    ui.add_space(size::SECTION);
    banner(ui, Tone::Warn, &cx.text(heading), &cx.text(text), |ui| {
        answers(ui, cx, |ui, cx| {
            correct(ui, cx);
            let go = cx.fill(t::ASK_ACCOUNT_GO, &[("upn", waiting.as_str().into())]);
            if Button::new(&go, Kind::Destructive).key(&cx.cap(YES)).ui(ui) {
                cx.want(Intent::Proceed);
            }
        });
    });
}

fn ask_person(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, upn: &Upn) {
    let Some(earlier) = question.earlier.first() else {
        return;
    };
    let another = question.allows_another();
    let first_line = match (question.earlier.len(), another) {
        (_, false) => cx.text(t::ASK_PERSON_FULL),
        (1, true) => cx.text(t::ASK_PERSON),
        (count, true) => cx.fill(t::ASK_PERSON_SEVERAL, &[("count", count.into())]),
    };
    title(ui, first_line);
    lead(ui, cx.fill(t::ASK_WAITING, &[("upn", cx.name_and_upn(upn).into())]));
    ui.add_space(size::SECTION);
    let heading = if question.is_just_now(cx.now().unix()) {
        cx.text(t::ASK_PERSON_JUST_NOW)
    } else {
        token_words(cx, earlier)
    };
    let text = if another {
        cx.text(t::ASK_PERSON_TEXT)
    } else {
        cx.text(t::ASK_PERSON_FULL_TEXT)
    };
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        for other in question.earlier.iter().skip(1) {
            wrapped(ui, token_words(cx, other));
        }
        answers(ui, cx, |ui, cx| {
            show_in_log(ui, cx, earlier);
            replace_buttons(ui, cx, question);
            if another {
                go_on(ui, cx, t::ASK_PERSON_GO, Kind::Plain);
            }
        });
    });
}

/// Which of the earlier tokens gives way.
fn replace_buttons(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question) {
    let only = question.earlier.len() == 1;
    for (at, earlier) in question.earlier.iter().enumerate() {
        let text = if only {
            cx.text(t::ASK_PERSON_REPLACE)
        } else {
            cx.fill(t::ASK_PERSON_REPLACE_ONE, &[("serial", earlier.token.grouped().into())])
        };
        let key = cx.cap(keys::REPLACE);
        let button = Button::new(&text, Kind::Plain);
        if (if at == 0 { button.key(&key) } else { button }).ui(ui) {
            cx.want(Intent::Replace(earlier.id));
        }
    }
}

fn token_words(cx: &Cx<'_>, earlier: &Earlier) -> String {
    cx.fill(
        t::ASK_PERSON_HEADING,
        &[
            ("model", earlier.make.model().into()),
            ("serial", earlier.token.grouped().into()),
            ("when", cx.day_and_time(earlier.at).into()),
        ],
    )
}

fn ask_token(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, upn: &Upn) {
    let Some(earlier) = question.earlier.first() else {
        return;
    };
    title(ui, cx.fill(t::ASK_TOKEN, &[("upn", cx.name(&earlier.upn).into())]));
    lead(ui, cx.fill(t::ASK_WAITING, &[("upn", cx.name_and_upn(upn).into())]));
    ui.add_space(size::SECTION);
    let (heading, text) = known_words(cx, earlier);
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        ui.add_space(size::GAP);
        ui.horizontal_wrapped(|ui| {
            let another = Button::new(&cx.text(t::ASK_NO), Kind::Plain)
                .key(&cx.cap(keys::NEXT))
                .ui(ui);
            if another {
                cx.want(Intent::NotThisToken);
            }
            show_in_log(ui, cx, earlier);
            go_on(ui, cx, t::ASK_TOKEN_GO, Kind::Destructive);
            let nobody = Button::new(&cx.text(t::ASK_NOBODY), Kind::Plain)
                .key(&cx.cap(ESC))
                .ui(ui);
            if nobody {
                cx.want(Intent::Cancel);
            }
        });
    });
}

/// Written it would lose the seed that it left the factory with.
fn ask_in_stock(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, recipient: &Recipient) {
    let Some(first) = &question.token else { return };
    title(ui, cx.text(t::ASK_STOCK));
    let waiting = cx.name_and_upn(&recipient.upn);
    lead(ui, cx.fill(t::ASK_WAITING, &[("upn", waiting.into())]));
    ui.add_space(size::SECTION);
    let serial = first.token.id.grouped();
    let heading = cx.fill(t::ASK_STOCK_HEADING, &[("serial", serial.into())]);
    banner(ui, Tone::Warn, &heading, &cx.text(t::ASK_STOCK_TEXT), |ui| {
        ui.add_space(size::GAP);
        ui.horizontal_wrapped(|ui| {
            // what another system dictates is on no token that is handed out as it is
            if cx.station.flow().may_assign_instead() {
                let as_it_is = Button::new(&cx.text(t::ASK_STOCK_KEEP), Kind::Primary)
                    .key(&cx.cap(keys::AS_IT_IS))
                    .ui(ui);
                if as_it_is {
                    cx.want(Intent::AssignInstead);
                }
            }
            let another = Button::new(&cx.text(t::ASK_NO), Kind::Plain)
                .key(&cx.cap(keys::NEXT))
                .ui(ui);
            if another {
                cx.want(Intent::NotThisToken);
            }
            go_on(ui, cx, t::ASK_STOCK_GO, Kind::Destructive);
            let nobody = Button::new(&cx.text(t::ASK_NOBODY), Kind::Plain)
                .key(&cx.cap(ESC))
                .ui(ui);
            if nobody {
                cx.want(Intent::Cancel);
            }
        });
    });
}

/// No first, then what else there is.
fn answers<'s>(ui: &mut Ui, cx: &mut Cx<'s>, others: impl FnOnce(&mut Ui, &mut Cx<'s>)) {
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        let no = Button::new(&cx.text(t::ASK_NO), Kind::Plain).key(&cx.cap(ESC)).ui(ui);
        if no {
            cx.want(Intent::Cancel);
        }
        others(ui, cx);
    });
}

fn show_in_log(ui: &mut Ui, cx: &mut Cx<'_>, earlier: &Earlier) {
    if Button::new(&cx.text(t::ASK_SHOW), Kind::Plain).ui(ui) {
        cx.act(Action::ShowInLog(earlier.id));
    }
}

fn go_on(ui: &mut Ui, cx: &mut Cx<'_>, text: Text, kind: Kind) {
    if Button::new(&cx.text(text), kind).key(&cx.cap(YES)).ui(ui) {
        cx.want(Intent::Proceed);
    }
}
