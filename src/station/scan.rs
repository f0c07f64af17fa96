//! What was scanned, and where it belongs: whatever screen is in view, and whatever field has the focus.

use super::{Intent, Station};
use crate::desk::{EnrolmentId, Event, Given, Layout, Misfit, Scanned, Stage, Upn};
use crate::otp::{Otpauth, OtpauthError, Parameters, Pasted};
use crate::token2::Serial;

/// What is to be said about what was scanned. Stays until the next thing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A serial is neither a person nor a code.
    Serial {
        /// Which.
        serial: Serial,
        /// Its enrolments, newest first.
        known: Vec<EnrolmentId>,
    },
    /// A code, and nobody waits for one.
    Code,
    /// A UPN, while something else is in hand.
    Upn,
    /// A secret, and nobody waits for one. It was wiped.
    Secret,
    /// A secret that no token can take over. It was wiped.
    BadSecret(OtpauthError),
    /// Something that belongs to another kind of app.
    Misfit(Misfit),
    /// The scanner types as if the keyboard was another one.
    Layout(Layout),
}

impl Station {
    /// What is to be said about what was scanned.
    #[must_use]
    pub const fn hint(&self) -> Option<&Hint> {
        self.hint.as_ref()
    }

    /// Takes what was scanned to where it belongs at the desk.
    pub(super) fn scanned(&mut self, scanned: Scanned) {
        self.hint = None;
        match scanned {
            Scanned::Upn(upn) if self.flow.is_free() => {
                let text = upn.as_str().to_owned();
                self.apply(Intent::SubmitUpn(text.into()));
            }
            Scanned::Upn(_) => self.hint = Some(Hint::Upn),
            Scanned::Serial(serial) => {
                let known = self.log.of_serial(serial.as_str());
                self.hint = Some(Hint::Serial { serial, known });
            }
            Scanned::Code(code) if matches!(self.flow.stage(), Stage::Comparing { .. }) => {
                self.step(Event::Typed(code));
            }
            Scanned::Code(_) => self.hint = Some(Hint::Code),
            Scanned::Otpauth(read) => self.dictate(read),
            Scanned::Secret(seed) => self.dictate_seed(Given::bare(seed, Parameters::STANDARD)),
            Scanned::Misfit(what) => {
                self.hint = Some(Hint::Misfit(what));
                if Scanned::Misfit(what).is_secret() {
                    self.step(Event::SecretMissed);
                }
            }
            Scanned::WrongLayout(layout) => {
                self.hint = Some(Hint::Layout(layout));
                self.step(Event::SecretMissed);
            }
            Scanned::Digits | Scanned::Text | Scanned::Nothing => {}
        }
    }

    /// A secret that was put into the field of the UPN: it is for the person who waits, or for nobody.
    pub(super) fn dictate_text(&mut self, text: &str) {
        match Pasted::recognise(text) {
            Pasted::Otpauth(read) => self.dictate(read),
            Pasted::Secret(seed) => self.dictate_seed(Given::bare(seed, Parameters::STANDARD)),
            // it was wiped from its field
            _ => self.dictate(Err(OtpauthError::NotOtpauth)),
        }
    }

    /// A part of a secret was scanned.
    pub(super) fn secret_missed(&mut self) {
        self.dictate(Err(OtpauthError::NotOtpauth));
    }

    fn dictate(&mut self, read: Result<Otpauth, OtpauthError>) {
        match read {
            Ok(read) => self.dictate_seed(read.into()),
            Err(why) => {
                self.hint = Some(Hint::BadSecret(why));
                self.step(Event::SecretMissed);
            }
        }
    }

    fn dictate_seed(&mut self, mut given: Given) {
        given.is_anothers = self.is_anothers(given.account.as_deref());
        if self.flow.takes_secret() {
            self.step(Event::Dictate(given));
        } else {
            self.hint = Some(Hint::Secret);
            self.step(Event::SecretMissed);
        }
    }

    /// Whether an account is another person's UPN than that of the one who waits: somebody who is known here, or somebody
    /// of the same domain.
    fn is_anothers(&self, account: Option<&str>) -> bool {
        let (Some(waiting), Some(account)) = (self.flow.waiting(), account.and_then(|text| Upn::parse(text).ok()))
        else {
            return false;
        };
        let known = || self.people.roster().get(&account).is_some() || self.has_token(&account);
        let same_domain = account.domain().eq_ignore_ascii_case(waiting.domain());
        account.folded() != waiting.folded() && (same_domain || known())
    }
}
