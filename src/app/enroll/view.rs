//! What stands in the fields of Enroll.

use std::mem::{Discriminant, discriminant};

use egui::{Context, Id};
use zeroize::Zeroizing;

use crate::app::fitting::Fitting;
use crate::app::scanner::Ending;
use crate::app::widgets::{InView, Reveal, forget};
use crate::desk::{Asked, EnrolmentId, Stage, Upn, UpnDoubt};
use crate::otp::unwrapped;
use crate::token2::Serial;

/// What stands in the fields, and since when.
#[derive(Default)]
pub struct EnrollView {
    pub(super) upn: String,
    pub(super) code: Zeroizing<String>,
    /// The serial of a token in stock, while it is typed.
    pub(super) serial: String,
    /// Whether it was completed.
    pub(super) serial_filled: bool,
    /// A secret of another system, while it is typed.
    pub(super) secret: Zeroizing<String>,
    /// Whether its field is there.
    pub(super) types_secret: bool,
    /// Whether a secret is seen, typed or taken.
    pub(super) reveal: Reveal,
    pub(super) typed_at: f64,
    /// What can be answered with yes.
    pub(super) in_view: InView<Seen>,
    /// The stage in view; nothing while another screen is.
    pub(super) stage: Option<Discriminant<Stage>>,
    pub(super) taken: u64,
    /// Who fits what is typed, as long as that stands in the field.
    pub(super) suggested: Option<Fitting>,
    /// The suggestion that Enter takes, if the arrow keys chose one.
    pub(super) chosen: Option<usize>,
    /// Whether what stands in the field was scanned with an Enter behind it.
    pub(super) scanned: bool,
    /// Whether what stands in the field was put there and is to be replaced by what is typed.
    pub(super) filled_in: bool,
    /// Whether what stands in the field was put there to be corrected.
    pub(super) to_correct: bool,
    /// Whether Enter found several who fit.
    pub(super) undecided: bool,
    /// Whether every cause is told that nothing can be read.
    pub(super) all_causes: bool,
    /// Why there is to be no recovery passphrase, while that is asked.
    pub(super) declined: Option<String>,
    /// Whether the stage is new in this frame.
    pub(super) from_the_top: bool,
}

impl EnrollView {
    /// Chooses the suggestion so many rows further down. Above the first one, none is chosen.
    pub fn move_choice(&mut self, rows: isize) {
        let count = self
            .suggested
            .as_ref()
            .map_or(0, |suggested| suggested.people.found.len());
        if count == 0 {
            return;
        }
        let last = count - 1;
        self.chosen = match (self.chosen, rows) {
            (None, 1..) => Some(0),
            (None, _) => Some(last),
            (Some(at), rows) => at.checked_add_signed(rows).map(|at| at.min(last)),
        };
    }

    /// Whether somebody is suggested.
    pub fn suggests(&self) -> bool {
        self.suggested
            .as_ref()
            .is_some_and(|suggested| !suggested.people.found.is_empty())
    }

    /// Puts a person into the field; Enter arms.
    pub fn fill_in(&mut self, upn: &Upn) {
        self.upn = upn.as_str().to_owned();
        self.suggested = None;
        self.chosen = None;
        self.filled_in = true;
        self.undecided = false;
    }

    /// Puts the UPN of the person in hand back into the field, to be corrected at its end.
    pub fn correct(&mut self, upn: &Upn) {
        self.fill_in(upn);
        self.filled_in = false;
        self.to_correct = true;
    }

    /// Has the field for a secret, or has it no more; where the focus goes then.
    pub fn toggle_secret(&mut self, ctx: &Context) -> Option<Id> {
        let shown = !self.types_secret;
        self.end_secret(ctx);
        self.types_secret = shown;
        shown.then(secret_id)
    }

    /// No secret is typed or seen any more.
    pub(super) fn end_secret(&mut self, ctx: &Context) {
        forget(ctx, secret_id(), &mut self.secret);
        self.types_secret = false;
        self.reveal.hide();
    }

    /// Puts what was scanned into the field; what ended it counts as Enter.
    pub fn scan_in(&mut self, text: &str, ended_by: Ending) {
        self.upn = unwrapped(text).to_string();
        self.chosen = None;
        self.scanned = matches!(ended_by, Ending::Enter | Ending::Tab);
    }
}

/// What an answer is for: a stage, and what is asked in it.
#[derive(Debug, PartialEq)]
pub(super) struct Seen {
    stage: Discriminant<Stage>,
    asked: Option<(Asked, Option<UpnDoubt>)>,
    upn: Option<Upn>,
    token: Option<Serial>,
    earlier: Option<EnrolmentId>,
}

impl Seen {
    pub fn of(stage: &Stage) -> Self {
        let asked = match stage {
            Stage::Asking { question, recipient } => Some((question, recipient)),
            _ => None,
        };
        let question = asked.map(|(question, _)| question);
        let lies = question.and_then(|question| question.token.as_ref());
        let in_stock = question.and_then(|question| question.stock.clone());
        Self {
            stage: discriminant(stage),
            asked: asked.map(|(question, recipient)| (question.asked, recipient.doubts.first().cloned())),
            upn: asked.map(|(_, recipient)| recipient.upn.clone()),
            token: lies.map(|first| first.token.id.serial().clone()).or(in_stock),
            earlier: question.and_then(|question| question.earlier.first().map(|earlier| earlier.id)),
        }
    }
}

/// The UPN field.
pub fn upn_id() -> Id {
    Id::unique("upn")
}

/// The field of the code.
pub(super) fn code_id() -> Id {
    Id::unique("code")
}

/// The field of the serial of a token in stock.
pub(super) fn serial_id() -> Id {
    Id::unique("stock serial")
}

/// The field of a secret of another system.
pub(super) fn secret_id() -> Id {
    Id::unique("other system's secret")
}
