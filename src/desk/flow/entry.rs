//! Who is entered: what is doubted of the UPN is asked first, one thing after the other, and it can be corrected later.
//!
//! A UPN that is corrected is of the same person: a secret that was dictated for them stays with them, and where one was begun
//! none is drawn for the other spelling either.

use super::{Effect, Effects, Flow, KeepEnrolment};
use crate::desk::{Accepted, FirstToken, Given, Moment, Pad, Question, Recipient, Stage, Upn, UpnDoubt};

impl Flow {
    /// Whether a UPN that is entered now is taken.
    #[must_use]
    pub const fn takes_upn(&self) -> bool {
        self.is_free() || matches!(self.stage, Stage::Editing { .. })
    }

    pub(super) fn submit(&mut self, upn: Upn, doubts: Vec<UpnDoubt>, anothers: bool) -> Effects {
        let (given, replaces, first) = match std::mem::take(&mut self.stage) {
            Stage::Idle | Stage::ReadingFirst { .. } => (None, None, None),
            Stage::TokenFirst {
                placement,
                token,
                earlier,
            } => {
                let first = FirstToken {
                    placement,
                    token,
                    earlier,
                };
                (None, None, Some(first))
            }
            Stage::Editing { recipient, first, .. } => {
                self.begin_for(&recipient.upn, &upn);
                let replaces = recipient.accepted.replaces;
                (kept(recipient, anothers), replaces, first)
            }
            busy => {
                self.stage = busy;
                return vec![];
            }
        };
        self.notice = None;
        self.last = None;
        let recipient = Recipient {
            given,
            doubts,
            accepted: Accepted::replacing(replaces),
            ..Recipient::new(upn)
        };
        self.ask_about_upn(recipient, first)
    }

    /// Asks the first thing that is doubted; without a doubt the person is looked up. A domain that was accepted in this
    /// session is doubted no more.
    pub(super) fn ask_about_upn(&mut self, mut recipient: Recipient, first: Option<FirstToken>) -> Effects {
        let accepted = self.domains.contains(&recipient.upn.domain().to_ascii_lowercase());
        recipient
            .doubts
            .retain(|doubt| !(accepted && matches!(doubt, UpnDoubt::Domain(_))));
        let Some(asked) = recipient.doubt() else {
            let upn = recipient.upn.clone();
            self.stage = Stage::LookingUp { recipient, first };
            return vec![Effect::Keep(KeepEnrolment::LookUpPerson(upn))];
        };
        let question = Question {
            asked,
            earlier: vec![],
            token: first,
            stock: None,
        };
        self.stage = Stage::Asking { question, recipient };
        vec![]
    }

    /// The UPN is right as it was typed.
    pub(super) fn upn_accepted(&mut self, question: Question, mut recipient: Recipient) -> Effects {
        if matches!(recipient.doubts.first(), Some(UpnDoubt::Domain(_))) {
            self.domains.insert(recipient.upn.domain().to_ascii_lowercase());
        }
        // the others are still to be asked
        recipient.doubts = recipient.doubts.into_iter().skip(1).collect();
        self.ask_about_upn(recipient, question.token)
    }

    /// The other UPN is right.
    pub(super) fn take_meant(&mut self, doubts: Vec<UpnDoubt>) -> Effects {
        match std::mem::take(&mut self.stage) {
            Stage::Asking { question, recipient } if question.asked.is_of_upn() && recipient.meant().is_some() => {
                let upn = recipient.meant().unwrap_or(&recipient.upn).clone();
                self.begin_for(&recipient.upn, &upn);
                let recipient = Recipient {
                    upn,
                    doubts,
                    ..recipient
                };
                self.ask_about_upn(recipient, question.token)
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    /// Nothing is written while the UPN is corrected: what was laid down by then is lifted first, unless it was laid down
    /// before anybody was named.
    pub(super) fn edit_upn(&mut self, now: Moment) -> Effects {
        let (recipient, first) = match std::mem::take(&mut self.stage) {
            Stage::Armed { recipient, .. } => (recipient, None),
            Stage::Asking { question, recipient } => (recipient, question.token),
            other => {
                self.stage = other;
                return vec![];
            }
        };
        self.notice = None;
        let first = first.filter(|first| self.pad == Pad::Fresh(first.placement));
        if first.is_none() {
            self.pad.spend();
        }
        self.stage = Stage::Editing {
            // what was asked and accepted was of the other UPN; what gives way is asked of the ledger once more
            recipient: Recipient {
                given: recipient.given,
                accepted: Accepted::replacing(recipient.accepted.replaces),
                ..Recipient::new(recipient.upn)
            },
            first,
            until: now.awake + Self::ARMED_FOR,
        };
        vec![]
    }

    /// A secret that was begun for the one spelling is awaited for the other as well.
    fn begin_for(&mut self, before: &Upn, after: &Upn) {
        if let Some(entra) = self.begun.get(&before.folded()).copied() {
            self.begun.insert(after.folded(), entra);
        }
    }
}

/// The secret that stays with the person whose UPN was corrected. Where it may be another person's, that is asked before it is
/// written; one that says no account was dictated for the UPN that stood there.
fn kept(recipient: Recipient, anothers: bool) -> Option<Given> {
    let mut given = recipient.given?;
    given.is_anothers = anothers;
    if anothers {
        given.account.get_or_insert_with(|| recipient.upn.to_string());
    }
    Some(given)
}
