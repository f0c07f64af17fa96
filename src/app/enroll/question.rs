//! What is asked when the person or the token is known already.

use egui::Ui;

use super::keys;
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::shortcut::{ESC, YES};
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, Tone, banner, lead, title, wrapped};
use crate::app::words::grouped;
use crate::desk::{Asked, Earlier, Outcome, Question, Recipient};
use crate::station::Intent;

/// What is known of a token, and what writing it would do.
pub(super) fn known_words(cx: &Cx<'_>, earlier: &Earlier) -> (String, String) {
    let name = cx.name(&earlier.upn);
    let gaps = [
        ("upn", name.as_str().into()),
        ("when", cx.day_and_time(earlier.at).into()),
    ];
    let heading = match (earlier.outcome, earlier.exported) {
        _ if earlier.lost => cx.fill("known-lost", &gaps),
        _ if earlier.replaced => cx.fill("known-replaced", &gaps),
        (_, true) => cx.fill("known-exported", &gaps),
        (Outcome::Confirmed, false) => cx.fill("known-waiting", &gaps),
        _ => cx.fill("known-unfinished", &gaps),
    };
    let text = if earlier.lost || earlier.replaced {
        cx.text("known-gone-text")
    } else {
        cx.fill("known-text", &[("upn", name.into())])
    };
    (heading, text)
}

pub(super) fn asking(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, recipient: &Recipient) {
    let upn = recipient.upn.as_str();
    match question.asked {
        Asked::Domain => ask_domain(ui, cx, upn),
        Asked::PersonKnown => ask_person(ui, cx, question, upn),
        Asked::TokenKnown => ask_token(ui, cx, question, upn),
        Asked::OtherAccount => ask_account(ui, cx, recipient),
    }
}

fn ask_domain(ui: &mut Ui, cx: &mut Cx<'_>, upn: &str) {
    let domain = upn.split_once('@').map_or("", |(_, domain)| domain);
    title(ui, cx.fill("ask-domain", &[("domain", domain.into())]));
    lead(ui, upn);
    ui.add_space(size::SECTION);
    let (heading, text) = (cx.text("ask-domain-heading"), cx.text("ask-domain-text"));
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        answers(ui, cx, |ui, cx| {
            go_on(ui, cx, "ask-domain-go", Kind::Plain);
        });
    });
}

fn ask_account(ui: &mut Ui, cx: &mut Cx<'_>, recipient: &Recipient) {
    let account = recipient.given.as_ref().and_then(|given| given.account.clone());
    let account = account.unwrap_or_default();
    let waiting = cx.name_and_upn(recipient.upn.as_str());
    title(ui, cx.fill("ask-account", &[("account", account.as_str().into())]));
    lead(ui, cx.fill("ask-waiting", &[("upn", waiting.as_str().into())]));
    ui.add_space(size::SECTION);
    let (heading, text) = (cx.text("ask-account-heading"), cx.text("ask-account-text"));
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        answers(ui, cx, |ui, cx| {
            let go = cx.fill("ask-account-go", &[("upn", waiting.as_str().into())]);
            if Button::new(&go, Kind::Destructive).key(&cx.cap(YES)).ui(ui) {
                cx.want(Intent::Proceed);
            }
        });
    });
}

fn ask_person(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, upn: &str) {
    let Some(earlier) = question.earlier.first() else {
        return;
    };
    let another = question.allows_another();
    let first_line = match (question.earlier.len(), another) {
        (_, false) => cx.text("ask-person-full"),
        (1, true) => cx.text("ask-person"),
        (count, true) => cx.fill("ask-person-several", &[("count", count.into())]),
    };
    title(ui, first_line);
    lead(ui, cx.fill("ask-waiting", &[("upn", cx.name_and_upn(upn).into())]));
    ui.add_space(size::SECTION);
    let heading = if question.is_just_now(cx.now().unix()) {
        cx.text("ask-person-just-now")
    } else {
        token_words(cx, earlier)
    };
    let text = if another {
        cx.text("ask-person-text")
    } else {
        cx.text("ask-person-full-text")
    };
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        for other in question.earlier.iter().skip(1) {
            wrapped(ui, token_words(cx, other));
        }
        answers(ui, cx, |ui, cx| {
            show_in_log(ui, cx, earlier);
            replace_buttons(ui, cx, question);
            if another {
                go_on(ui, cx, "ask-person-go", Kind::Plain);
            }
        });
    });
}

/// Which of the earlier tokens gives way.
fn replace_buttons(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question) {
    let only = question.earlier.len() == 1;
    for (at, earlier) in question.earlier.iter().enumerate() {
        let text = if only {
            cx.text("ask-person-replace")
        } else {
            cx.fill("ask-person-replace-one", &[("serial", grouped(&earlier.serial).into())])
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
        "ask-person-heading",
        &[
            ("model", earlier.model.as_str().into()),
            ("serial", grouped(&earlier.serial).into()),
            ("when", cx.day_and_time(earlier.at).into()),
        ],
    )
}

fn ask_token(ui: &mut Ui, cx: &mut Cx<'_>, question: &Question, upn: &str) {
    let Some(earlier) = question.earlier.first() else {
        return;
    };
    title(ui, cx.fill("ask-token", &[("upn", cx.name(&earlier.upn).into())]));
    lead(ui, cx.fill("ask-waiting", &[("upn", cx.name_and_upn(upn).into())]));
    ui.add_space(size::SECTION);
    let (heading, text) = known_words(cx, earlier);
    banner(ui, Tone::Warn, &heading, &text, |ui| {
        ui.add_space(size::GAP);
        ui.horizontal_wrapped(|ui| {
            let another = Button::new(&cx.text("ask-no"), Kind::Plain)
                .key(&cx.cap(keys::NEXT))
                .ui(ui);
            if another {
                cx.want(Intent::NotThisToken);
            }
            show_in_log(ui, cx, earlier);
            go_on(ui, cx, "ask-token-go", Kind::Destructive);
            let nobody = Button::new(&cx.text("ask-nobody"), Kind::Plain)
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
        let no = Button::new(&cx.text("ask-no"), Kind::Plain).key(&cx.cap(ESC)).ui(ui);
        if no {
            cx.want(Intent::Cancel);
        }
        others(ui, cx);
    });
}

fn show_in_log(ui: &mut Ui, cx: &mut Cx<'_>, earlier: &Earlier) {
    if Button::new(&cx.text("ask-show"), Kind::Plain).ui(ui) {
        cx.act(Action::ShowInLog(earlier.id));
    }
}

fn go_on(ui: &mut Ui, cx: &mut Cx<'_>, text: &'static str, kind: Kind) {
    if Button::new(&cx.texts.get(text), kind).key(&cx.cap(YES)).ui(ui) {
        cx.want(Intent::Proceed);
    }
}
