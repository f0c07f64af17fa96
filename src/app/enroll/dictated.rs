//! What was understood of a secret that another system dictates, before it is written. The secret only when it is asked for.

use egui::Ui;
use zeroize::Zeroizing;

use super::secret::reveal;
use super::view::EnrollView;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::widgets::{Tone, banner, mono, wrapped};
use crate::app::words::terms;
use crate::desk::{Form, Given};
use crate::otp::Spelling;

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EnrollView, given: &Given) {
    let (tone, title) = match given.form {
        Form::Bare { .. } => (Tone::Info, cx.text(t::SECRET_BARE)),
        Form::Otpauth | Form::Kept => (Tone::Done, cx.text(t::SECRET_TAKEN)),
    };
    let codes = terms(cx, given.parameters);
    banner(ui, tone, &title, &codes, |ui| {
        match given.form {
            Form::Otpauth => {
                wrapped(ui, account(cx, given));
            }
            Form::Kept => {}
            Form::Bare { spelling, keyed } => {
                wrapped(ui, spelled(cx, given, spelling));
                // no layout swaps hexadecimal digits with others and nobody sees it
                if keyed && spelling == Spelling::Base32 {
                    wrapped(ui, cx.text(t::SECRET_CHECK));
                }
            }
        }
        spelled_out(ui, given, view.reveal.is_on());
        reveal(ui, cx, view);
    });
}

/// The secret in groups of four, as other systems show it: behind dots unless it is to be seen.
fn spelled_out(ui: &mut Ui, given: &Given, seen: bool) {
    let base32 = given.seed.to_base32();
    let mut text = Zeroizing::new(String::with_capacity(base32.len() * 4));
    for (at, c) in base32.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            text.push(' ');
        }
        text.push(if seen { c } else { '\u{2022}' });
    }
    // what is drawn is egui's own copy, for as long as it is seen
    mono(ui, text.as_str());
}

/// Whose it is, as far as the QR code says it.
fn account(cx: &Cx<'_>, given: &Given) -> String {
    let bytes = ("bytes", length(given).into());
    match (given.account.as_deref(), given.issuer.as_deref()) {
        (None, None) => cx.fill(t::SECRET_BYTES, &[bytes]),
        (Some(of), None) | (None, Some(of)) => cx.fill(t::SECRET_FOR, &[bytes, ("account", of.into())]),
        (Some(account), Some(issuer)) => cx.fill(
            t::SECRET_FOR_AT,
            &[bytes, ("account", account.into()), ("issuer", issuer.into())],
        ),
    }
}

/// As what a bare secret was read.
fn spelled(cx: &Cx<'_>, given: &Given, spelling: Spelling) -> String {
    let bytes = length(given);
    let (text, count) = match spelling {
        Spelling::Base32 => (t::SECRET_BASE32, (bytes * 8).div_ceil(5)),
        Spelling::Hex => (t::SECRET_HEX, bytes * 2),
    };
    cx.fill(text, &[("bytes", bytes.into()), ("count", count.into())])
}

fn length(given: &Given) -> usize {
    given.seed.expose().len()
}
