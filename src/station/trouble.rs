//! What failed beside the enrolment in hand: said one after the other, until each was read.

use super::{Station, Trouble};
use crate::ledger::Finding;

impl Station {
    /// What failed beside the enrolment in hand.
    #[must_use]
    pub fn trouble(&self) -> Option<&Trouble> {
        self.troubles.first()
    }

    /// All of it, oldest first: what is read is said first.
    #[must_use]
    pub fn troubles(&self) -> &[Trouble] {
        &self.troubles
    }

    pub(super) fn say(&mut self, trouble: Trouble) {
        if !self.troubles.contains(&trouble) {
            self.troubles.push(trouble);
        }
    }

    /// Says what is not as Tapdesk left it: the trail for itself, the rest in one notice.
    pub(super) fn say_findings(&mut self, findings: Vec<Finding>) {
        for finding in &findings {
            tracing::error!("{}", finding.to_log());
        }
        let (trail, rest): (Vec<_>, Vec<_>) = findings.into_iter().partition(|finding| *finding == Finding::Trail);
        if !trail.is_empty() {
            self.say(Trouble::Trail);
        }
        if !rest.is_empty() {
            self.say(Trouble::Altered(rest));
        }
    }
}
