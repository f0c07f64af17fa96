//! A secret that another system dictates: for whom one is awaited, and what is drawn for nobody meanwhile.
//!
//! Where a secret was dictated, or begun and lost on its way, the other system knows that one and no other: a seed that is
//! drawn instead makes a token whose codes nobody takes. So whoever a secret was begun for waits for it, over Esc, another
//! screen and a lock, until it is written or the operator says that a fresh seed is wanted.

use super::{Effects, Flow, ForEntra};
use crate::desk::{Asked, Given, Moment, Notice, Pad, Question, Recipient, Stage, Upn};

impl Flow {
    /// Whether nothing is written for that person but a secret that is dictated, and it has not come yet.
    #[must_use]
    pub fn awaits_secret(&self, recipient: &Recipient) -> bool {
        recipient.given.is_none() && (self.rules.maker.is_elsewhere() || self.was_begun(&recipient.upn))
    }

    /// Whether a secret was begun for that person that is on no token yet.
    #[must_use]
    pub fn was_begun(&self, upn: &Upn) -> bool {
        self.begun.contains_key(&upn.folded())
    }

    /// Whether a secret that is scanned now has somebody to go to.
    #[must_use]
    pub fn takes_secret(&self) -> bool {
        match &self.stage {
            Stage::Armed { .. } | Stage::Inspecting { .. } | Stage::Editing { .. } => true,
            // whose it would be is not settled
            Stage::Asking { question, .. } => !question.asked.is_of_upn(),
            _ => false,
        }
    }

    /// Who is in hand and has no seed yet.
    #[must_use]
    pub const fn waiting(&self) -> Option<&Upn> {
        match &self.stage {
            Stage::Editing { recipient, .. }
            | Stage::LookingUp { recipient, .. }
            | Stage::Armed { recipient, .. }
            | Stage::Inspecting { recipient, .. }
            | Stage::Asking { recipient, .. } => Some(&recipient.upn),
            _ => None,
        }
    }

    /// Whether it is still that person who waits, or still nobody.
    #[must_use]
    pub fn still_waits(&self, before: Option<&Upn>) -> bool {
        self.waiting().map(Upn::folded) == before.map(Upn::folded)
    }

    /// A secret from another system, for the person who waits. A token that lay there without it is read now.
    pub(super) fn dictate(&mut self, given: Given, now: Moment) -> Effects {
        if !self.takes_secret() {
            return vec![];
        }
        match &mut self.stage {
            Stage::Inspecting { recipient, .. } => {
                recipient.given = Some(given);
                vec![]
            }
            Stage::Editing { recipient, until, .. } => {
                recipient.given = Some(given);
                *until = now.awake + Self::ARMED_FOR;
                vec![]
            }
            Stage::Asking { question, recipient } => {
                recipient.given = Some(given);
                let settled = question.asked == Asked::OtherAccount && !recipient.has_anothers_secret();
                if settled { self.take_the_right_one(now) } else { vec![] }
            }
            Stage::Armed { recipient, .. } => {
                let guessed = given.is_guessed();
                recipient.given = Some(given);
                if recipient.has_anothers_secret() {
                    self.ask_about_account();
                    return vec![];
                }
                if self.notice == Some(Notice::SecretFirst) {
                    self.notice = None;
                }
                // what was understood is read before it is written
                if guessed && matches!(self.pad, Pad::Fresh(_)) {
                    self.pad.spend();
                    self.notice = Some(Notice::ReadFirst);
                }
                if matches!(self.pad, Pad::Fresh(_)) {
                    self.witness(now);
                }
                self.go_on(now)
            }
            _ => vec![],
        }
    }

    /// The QR code of somebody else is soon scanned: that is asked before anything is written.
    pub(super) fn ask_about_account(&mut self) {
        self.stage = match std::mem::take(&mut self.stage) {
            Stage::Armed { recipient, .. } if recipient.has_anothers_secret() => Stage::Asking {
                question: Question {
                    asked: Asked::OtherAccount,
                    earlier: vec![],
                    token: None,
                    stock: None,
                },
                recipient,
            },
            other => other,
        };
    }

    /// The right secret came while the wrong one was in question. By a scan alone nothing is written: the token is laid down
    /// for it.
    fn take_the_right_one(&mut self, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Asking { recipient, .. } => self.arm(recipient, now),
            other => self.stage = other,
        }
        vec![]
    }

    /// The secret that was given is not written; the person waits for their own.
    pub(super) fn drop_secret(&mut self, mut recipient: Recipient, now: Moment) {
        recipient.given = None;
        self.begin(&recipient.upn.clone());
        self.wait_for_secret(recipient, now);
    }

    /// A secret was begun for the person in hand and did not arrive whole.
    pub(super) fn secret_missed(&mut self, now: Moment) -> Effects {
        if let Stage::Armed { until, .. } = &mut self.stage {
            // a scan that failed takes its time
            *until = now.awake + Self::ARMED_FOR;
        }
        vec![]
    }

    pub(super) fn note_begun(&mut self) {
        if let Some(upn) = self.waiting().cloned() {
            self.begin(&upn);
        }
    }

    /// What dictates it now decides what it is for. Where nothing does, after a lock, that stays as it was.
    fn begin(&mut self, upn: &Upn) {
        let entra = self.rules.maker.entra();
        let begun = self.begun.entry(upn.folded()).or_insert(entra);
        if self.rules.maker.is_elsewhere() {
            *begun = entra;
        }
    }

    /// What a file for Entra ID has to do with the secret of that person.
    pub(super) fn entra_of(&self, upn: &Upn) -> ForEntra {
        let begun = self.begun.get(&upn.folded()).copied();
        begun.unwrap_or_else(|| self.rules.maker.entra())
    }

    /// Until the one that is looked for has come, the one before is not written either.
    pub(super) fn secret_sought(&mut self, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Asking { question, recipient } if question.asked == Asked::OtherAccount => {
                self.drop_secret(recipient, now);
            }
            mut other => {
                if let Stage::Editing { recipient, .. }
                | Stage::Armed { recipient, .. }
                | Stage::Inspecting { recipient, .. }
                | Stage::Asking { recipient, .. } = &mut other
                {
                    recipient.given = None;
                }
                self.stage = other;
            }
        }
        self.secret_missed(now)
    }

    /// The operator wants a seed that is drawn here. Where nothing but a dictated one helps, nobody gets one.
    pub(super) fn draw_fresh(&mut self, now: Moment) -> Effects {
        let Stage::Armed { recipient, .. } = &mut self.stage else {
            return vec![];
        };
        if self.rules.maker.is_elsewhere()
            || recipient.given.is_some()
            || self.begun.remove(&recipient.upn.folded()).is_none()
        {
            return vec![];
        }
        if self.notice == Some(Notice::SecretFirst) {
            self.notice = None;
        }
        self.go_on(now)
    }

    /// It is on a token.
    pub(super) fn secret_written(&mut self, upn: &Upn) {
        self.begun.remove(&upn.folded());
    }

    /// Waits for the secret; what lies there waits too, unread or read.
    pub(super) fn wait_for_secret(&mut self, recipient: Recipient, now: Moment) {
        self.notice = Some(Notice::SecretFirst);
        self.stage = Stage::Armed {
            recipient,
            until: now.awake + Self::ARMED_FOR,
        };
    }

    /// Another token is laid down for the person; the one that lies there is left as it is.
    pub(super) fn not_this_token(&mut self, now: Moment) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Asking {
                question:
                    Question {
                        asked: Asked::TokenKnown | Asked::InStock,
                        ..
                    },
                recipient,
            } => self.arm(recipient, now),
            other => self.stage = other,
        }
        vec![]
    }
}
