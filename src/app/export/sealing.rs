//! The passphrase of a file whose format encrypts: typed for that file, and not kept.

use egui::{Context, Id, Ui};
use zeroize::Zeroizing;

use crate::app::cx::Cx;
use crate::app::shortcut::REVEAL;
use crate::app::texts::t;
use crate::app::theme::size;
use crate::app::widgets::{Field, Reveal, Tone, banner, entered, forget};
use crate::ledger::Passphrase;
use crate::otp::Hidden;
use crate::station::is_weak;

/// It was not good enough, which is said.
pub(super) struct NotTaken;

/// Why it was not.
#[derive(Clone, Copy)]
enum Why {
    Short,
    /// Whoever gets a copy of the file may try as often as they like.
    Weak,
}

/// The passphrase while it is typed.
#[derive(Default)]
pub(super) struct SealingView {
    typed: Zeroizing<String>,
    reveal: Reveal,
    /// Why no file was saved with it.
    wrong: Option<Why>,
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
        if let Some(why) = self.wrong {
            let title = cx.text(match why {
                Why::Short => t::SEAL_SHORT,
                Why::Weak => t::SEAL_WEAK,
            });
            let text = cx.text(t::SEAL_SHORT_TEXT);
            banner(ui, Tone::Bad, &title, &text, |_| ());
            ui.add_space(size::GAP * 2.0);
        }
        let field = Field::new(id(), &cx.text(t::SEAL_FIELD))
            .hint(&cx.text(t::SEAL_FIELD_HINT))
            .passphrase(self.reveal.is_on())
            .width(size::WORK / 2.0)
            .ui(ui, &mut self.typed);
        if field.changed() {
            self.wrong = None;
        }
        ui.add_space(size::GAP);
        let (show, hide) = (cx.text(t::PASSPHRASE_SHOW), cx.text(t::PASSPHRASE_HIDE));
        self.reveal.ui(ui, &show, &hide, REVEAL, &cx.cap(REVEAL));
        ui.add_space(size::GAP * 2.0);
        entered(ui, &field)
    }

    /// Hands it over, where it is asked for; one that is not good enough keeps the focus.
    pub fn take(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> Result<Option<Hidden<String>>, NotTaken> {
        if !self.asked {
            return Ok(None);
        }
        let short = self.typed.chars().count() < Passphrase::MIN_CHARS;
        let weak = || is_weak(&self.typed, &[cx.station.station_name()]);
        self.wrong = if short {
            Some(Why::Short)
        } else {
            weak().then_some(Why::Weak)
        };
        if self.wrong.is_some() {
            *cx.focus = Some(id());
            return Err(NotTaken);
        }
        let typed = String::clone(&self.typed);
        forget(ui.ctx(), id(), &mut self.typed);
        self.reveal.hide();
        Ok(Some(typed.into()))
    }
}
