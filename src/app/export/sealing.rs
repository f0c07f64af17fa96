//! The passphrase of a file whose format encrypts: typed for that file, and not kept.

use egui::{Context, Id, Ui};
use zeroize::Zeroizing;

use crate::app::cx::Cx;
use crate::app::shortcut::REVEAL;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Field, Reveal, Tone, banner, entered, forget};
use crate::otp::Hidden;

/// The fewest characters.
const LEAST: usize = 8;

/// It was too short, which is said.
pub(super) struct TooShort;

/// The passphrase while it is typed.
#[derive(Default)]
pub(super) struct SealingView {
    typed: Zeroizing<String>,
    reveal: Reveal,
    /// Whether it was too short to save a file.
    short: bool,
    /// Whether there is a file for which it is asked.
    asked: bool,
}

fn id() -> Id {
    Id::unique("export passphrase")
}

impl SealingView {
    /// Whether it is asked for in this pass.
    pub fn expect(&mut self, ctx: &Context, asked: bool) {
        if self.asked && !asked {
            self.forget(ctx);
        }
        self.asked = asked;
    }

    /// Nothing of what was typed stays.
    pub fn forget(&mut self, ctx: &Context) {
        forget(ctx, id(), &mut self.typed);
        *self = Self::default();
    }

    /// Its field, where it is asked for; whether a person pressed Enter in it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        if !self.asked {
            return false;
        }
        if self.short {
            let (title, text) = (cx.text(t::SEAL_SHORT), cx.text(t::SEAL_SHORT_TEXT));
            banner(ui, Tone::Bad, &title, &text, |_| ());
            ui.add_space(size::GAP * 2.0);
        }
        let field = Field::new(id(), &cx.text(t::SEAL_FIELD))
            .hint(&cx.text(t::SEAL_FIELD_HINT))
            .passphrase(self.reveal.is_on())
            .width(size::WORK / 2.0)
            .ui(ui, &mut self.typed);
        self.short &= !field.changed();
        ui.add_space(size::GAP);
        let (show, hide) = (cx.text(t::PASSPHRASE_SHOW), cx.text(t::PASSPHRASE_HIDE));
        self.reveal.ui(ui, &show, &hide, REVEAL, &cx.cap(REVEAL));
        ui.add_space(size::GAP * 2.0);
        entered(ui, &field)
    }

    /// Hands it over, where it is asked for; what is too short keeps the focus.
    pub fn take(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> Result<Option<Hidden<String>>, TooShort> {
        if !self.asked {
            return Ok(None);
        }
        self.short = self.typed.chars().count() < LEAST;
        if self.short {
            *cx.focus = Some(id());
            return Err(TooShort);
        }
        let typed = String::clone(&self.typed);
        forget(ui.ctx(), id(), &mut self.typed);
        self.reveal.hide();
        Ok(Some(typed.into()))
    }
}
