//! Which domains are in use here without a setting: those of this session, and those of the list of people.
//!
//! One that two people of the session have counts; of a list every one does that somebody has who is expected. What they are
//! good for is the desk's to say.

use std::collections::BTreeSet;

use super::Station;
use crate::desk::{Domains, Event, Stage, Upn, UpnDoubt, in_use};

/// In a session a domain is in use once that many people have it: one of them may be a slip.
const PEOPLE: usize = 2;

impl Station {
    /// What is known of domains: the settings, and what is in use.
    #[must_use]
    pub fn domains(&self) -> Domains {
        let mut in_use = self.of_session();
        for domain in self.session.people.domains() {
            if !in_use.contains(domain) {
                in_use.push(domain.clone());
            }
        }
        Domains {
            in_use,
            ..self.settings.domains()
        }
    }

    /// The domains of those who were entered or enrolled in this session, that of most people first.
    fn of_session(&self) -> Vec<String> {
        let enrolled = self.session.log.session().map(|row| row.upn.folded());
        let people: BTreeSet<String> = enrolled.chain(self.session.entered.iter().cloned()).collect();
        let domains = people.iter().filter_map(|upn| upn.split_once('@'));
        in_use(domains.map(|(_, domain)| domain.to_owned()), PEOPLE)
    }

    /// What is to be asked of a UPN before anything else.
    pub(super) fn doubts_of(&self, upn: &Upn) -> Vec<UpnDoubt> {
        let domains = self.domains();
        let meant = domains.meant(upn);
        let of_domain = (meant.is_some() || !domains.accepts(upn)).then_some(UpnDoubt::Domain(meant));
        let person = self.session.people.roster().get(upn);
        let disabled = person.filter(|person| person.disabled).map(|_| UpnDoubt::Disabled);
        of_domain.into_iter().chain(disabled).collect()
    }

    /// The other UPN was meant. It may be in doubt for another reason.
    pub(super) fn take_meant(&mut self) {
        let Stage::Asking { recipient, .. } = self.flow.stage() else {
            return;
        };
        let Some(meant) = recipient.meant().cloned() else {
            return;
        };
        match self.no_guest(meant) {
            Ok(meant) => {
                let doubts = self.doubts_of(&meant);
                self.step(Event::Meant { doubts });
            }
            Err(why) => {
                self.step(Event::EditUpn);
                self.session.upn_field.refused = Some(why);
            }
        }
    }
}
