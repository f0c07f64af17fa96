//! What was scanned, and where it belongs: whatever screen is in view, and whatever field has the focus.
//!
//! Everything that is scanned or pasted has an effect or is answered with a [`Hint`]; what is typed into the field of the
//! UPN and is no UPN comes here as well.

use super::{Hint, Intent, Picture, Station, Way};
use crate::desk::{Event, Given, Scanned, Stage, Upn, is_correction};
use crate::otp::{Otpauth, OtpauthError, Seed, Spelling};

impl Station {
    /// What is to be said about what was scanned.
    #[must_use]
    pub const fn hint(&self) -> Option<&Hint> {
        self.session.hint.as_ref()
    }

    /// Takes what was scanned or pasted to where it belongs at the desk.
    pub(super) fn scanned(&mut self, scanned: Scanned, way: Way) {
        self.session.hint = None;
        self.session.picture = Picture::Idle;
        self.session.upn_field.refused = None;
        match scanned {
            Scanned::Upn(upn) if self.flow.takes_upn() => {
                let text = upn.as_str().to_owned();
                self.apply(Intent::SubmitUpn(text.into()));
            }
            Scanned::Upn(_) => self.session.hint = Some(Hint::Upn),
            Scanned::Serial(serial) | Scanned::Digits(Some(serial))
                if self.flow.takes_stock() && self.session.stock.get(&serial).is_some() =>
            {
                self.step(Event::Assign(serial));
            }
            Scanned::Serial(serial) => {
                let known = self.session.log.of_serial(&serial);
                self.session.hint = Some(Hint::Serial { serial, known });
            }
            Scanned::Code(code) if matches!(self.flow.stage(), Stage::Comparing { .. }) => {
                self.step(Event::Typed(code));
            }
            Scanned::Code(_) => self.session.hint = Some(Hint::Code),
            Scanned::Otpauth(read) => self.dictate_otpauth(read),
            Scanned::Unusable(why) => self.dictate_otpauth(Err(why.into())),
            Scanned::Secret(seed) => self.dictate(Given::spelled(seed, Spelling::Base32, way.is_keyed())),
            Scanned::Hex(seed) => self.dictate(Given::spelled(seed, Spelling::Hex, way.is_keyed())),
            Scanned::Letters(seed) if self.flow.takes_secret() => {
                self.dictate(Given::spelled(seed, Spelling::Base32, way.is_keyed()));
            }
            Scanned::Letters(_) => self.session.hint = Some(Hint::Letters),
            Scanned::Either { base32, hex } => self.ask_for_spelling(base32, hex, way.is_keyed()),
            Scanned::Misfit(what) => {
                self.session.hint = Some(Hint::Misfit(what));
                if Scanned::Misfit(what).is_secret() {
                    self.step(Event::SecretMissed);
                }
            }
            Scanned::WrongLayout(layout) => {
                self.session.hint = Some(Hint::Layout(layout));
                self.step(Event::SecretMissed);
            }
            Scanned::Digits(_) => self.session.hint = Some(Hint::Digits),
            Scanned::Text => self.session.hint = Some(Hint::Text),
            Scanned::Nothing => self.session.hint = Some(Hint::Nothing),
        }
    }

    /// A bare secret that can be read in two ways: which it is says the operator, and until then the person waits for it.
    fn ask_for_spelling(&mut self, base32: Seed, hex: Seed, keyed: bool) {
        if !self.flow.takes_secret() {
            return self.dictate(Given::spelled(hex, Spelling::Hex, keyed));
        }
        self.session.looked_for = self.flow.waiting().cloned();
        self.step(Event::SecretSought);
        self.session.hint = Some(Hint::Spellings { base32, hex, keyed });
    }

    pub(super) fn choose_spelling(&mut self, spelling: Spelling) {
        match self.session.hint.take() {
            Some(Hint::Spellings { base32, hex, keyed }) => {
                if self.is_for_another() {
                    return;
                }
                let seed = match spelling {
                    Spelling::Base32 => base32,
                    Spelling::Hex => hex,
                };
                self.dictate(Given::spelled(seed, spelling, keyed));
            }
            other => self.session.hint = other,
        }
    }

    /// Says that, unless the operator is to choose: what is asked stays.
    pub(super) fn hint_unless_asked(&mut self, hint: Hint) {
        if !self.session.hint.as_ref().is_some_and(Hint::asks) {
            self.session.hint = Some(hint);
        }
    }

    fn is_armed(&self) -> bool {
        matches!(self.flow.stage(), Stage::Armed { .. })
    }

    /// A part of a secret was scanned.
    pub(super) fn secret_missed(&mut self) {
        self.dictate_otpauth(Err(OtpauthError::NotOtpauth));
    }

    /// The person named by the secret that came while nobody waited, who waits for it now.
    pub(super) fn take_account(&mut self) {
        if !matches!(self.flow.stage(), Stage::Idle) {
            return;
        }
        match self.session.hint.take() {
            Some(Hint::Secret { account: Some(upn) }) => {
                self.submit_upn(upn.as_str());
                self.step(Event::SecretMissed);
            }
            other => self.session.hint = other,
        }
    }

    fn dictate_otpauth(&mut self, read: Result<Otpauth, OtpauthError>) {
        match read {
            Ok(read) => self.dictate(read.into()),
            Err(why) => {
                self.session.hint = Some(Hint::BadSecret(why));
                self.step(Event::SecretMissed);
            }
        }
    }

    fn dictate(&mut self, mut given: Given) {
        given.is_anothers = self.is_anothers(given.account.as_deref());
        if self.flow.takes_secret() {
            let waits = self.is_armed();
            self.step(Event::Dictate(given));
            if !waits {
                self.session.hint = Some(Hint::SecretTaken);
            }
        } else {
            let idle = matches!(self.flow.stage(), Stage::Idle);
            let account = given.account.as_deref().filter(|_| idle);
            let account = account.and_then(|text| Upn::parse(text).ok());
            self.session.hint = Some(Hint::Secret { account });
            self.step(Event::SecretMissed);
        }
    }

    /// Whether an account is another person's UPN than that of the one who waits: somebody who is known here, or somebody
    /// of the same domain.
    fn is_anothers(&self, account: Option<&str>) -> bool {
        let account = account.and_then(|text| Upn::parse(text).ok());
        account.is_some_and(|account| {
            let waiting = self.flow.waiting();
            waiting.is_some_and(|waiting| self.is_another(&account, waiting))
        })
    }

    /// Whether the secret that stays with the person whose UPN is corrected may be another person's than the one of `upn`:
    /// it says so, or it says nothing and the UPN is another one rather than a correction.
    pub(super) fn kept_for_another(&self, upn: &Upn) -> bool {
        let Stage::Editing { recipient, .. } = self.flow.stage() else {
            return false;
        };
        recipient.given.as_ref().is_some_and(|given| {
            let account = given.account.as_deref().and_then(|text| Upn::parse(text).ok());
            match account {
                Some(account) => self.is_another(&account, upn),
                None => !is_correction(&recipient.upn, upn),
            }
        })
    }

    fn is_another(&self, account: &Upn, waiting: &Upn) -> bool {
        let known = || self.session.people.roster().get(account).is_some() || self.has_token(account);
        let same_domain = account.domain().eq_ignore_ascii_case(waiting.domain());
        account.folded() != waiting.folded() && (same_domain || known())
    }
}

/// Whether a text that was typed into the field of the UPN is taken out of it and answered like a scan.
pub(super) const fn leaves_the_field(scanned: &Scanned) -> bool {
    scanned.is_secret() || matches!(scanned, Scanned::Misfit(_) | Scanned::Letters(_))
}
