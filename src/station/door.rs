//! Who sits at the desk: opening, locking, and the passphrases.

use std::time::Duration;

use super::{Door, DoorFailure, PassphraseChange, Station, Trouble, Vault, failure, strength};
use crate::desk::{Event, ExportEvent, RestoreEvent, Stage};
use crate::ledger::{self, Gate, LedgerError, Passphrase, SlotKind};

impl Station {
    /// How long a lock waits for what is under way: a reader or a share may hang.
    const PATIENCE: Duration = Duration::from_secs(10);
    /// Seconds by which the clock may be behind the last entry before it is said.
    const BEHIND: i64 = 60;

    /// Whether somebody sits at the desk.
    #[must_use]
    pub const fn door(&self) -> &Door {
        &self.door
    }

    /// What is known of the vault.
    #[must_use]
    pub const fn vault(&self) -> &Vault {
        &self.session.vault
    }

    /// How far the last change of a passphrase came.
    #[must_use]
    pub const fn passphrase_change(&self) -> PassphraseChange {
        self.session.vault.change
    }

    // --- opening ------------------------------------------------------------------------------------------------------

    /// With a passphrase from the command line nobody is asked.
    pub(super) fn open_by_itself(&mut self) {
        if let Some(credentials) = self.sources.credentials.take() {
            self.open(credentials.passphrase, None, credentials.operator);
        }
    }

    pub(super) fn open(&mut self, passphrase: Passphrase, recovery: Option<Passphrase>, operator: String) {
        match &self.door {
            Door::New { .. } | Door::Closed { .. } => {
                self.door = Door::Opening(Box::new(self.door.clone()));
                self.ask(ledger::Request::Open {
                    passphrase,
                    recovery,
                    operator,
                });
            }
            _ => {}
        }
    }

    pub(super) fn opened(&mut self, opened: ledger::Opened) {
        let made = matches!(&self.door, Door::Opening(before) if matches!(**before, Door::New { .. }));
        self.reminder.opened(made);
        self.step_restore(RestoreEvent::Dismissed);
        self.door = Door::Open {
            operator: opened.operator,
        };
        self.touch();
        let now = self.now().unix();
        let first = self.attention.session_start.is_none();
        let session_start = *self.attention.session_start.get_or_insert(now);
        self.session.log.fill(opened.log, session_start);
        self.fill_people(opened.roster);
        self.session.stock.replace(opened.stock);
        self.look_at_clock();
        self.session.vault = Vault {
            has_recovery: opened.has_recovery,
            recovery_declined: opened.recovery_declined,
            ..Vault::default()
        };
        self.say_findings(opened.findings);
        if opened.restored {
            self.say(Trouble::Restored);
        }
        if opened.with == SlotKind::Recovery {
            self.say(Trouble::OpenedByRecovery);
        }
        if opened.last_at.is_some_and(|last| last > now + Self::BEHIND) {
            self.say(Trouble::ClockBehind);
        }
        self.step_export(ExportEvent::Found(opened.unsettled));
        // its folder may have been away when one was to be removed
        self.step_export(ExportEvent::FoundVoid(opened.void_partials));
        if first {
            self.back_up();
        }
        if self.closes_for_another() {
            self.lock();
        }
    }

    pub(super) fn not_opened(&mut self, error: &LedgerError) {
        let why = failure(error);
        tracing::warn!(%error, "the ledger was not opened");
        let again = matches!(
            why,
            DoorFailure::WrongPassphrase | DoorFailure::ShortPassphrase | DoorFailure::NoOperator
        );
        self.door = match std::mem::replace(&mut self.door, Door::Looking) {
            Door::Opening(before) if again => match *before {
                Door::Closed {
                    operator,
                    others,
                    locked,
                    ..
                } => Door::Closed {
                    operator,
                    others,
                    locked,
                    failed: Some(why),
                },
                _ => Door::New { failed: Some(why) },
            },
            _ => Door::Barred {
                why,
                words: error.to_string(),
                backup: None,
            },
        };
        if matches!(why, DoorFailure::Damaged | DoorFailure::Altered) {
            self.look_for_backups();
        }
    }

    /// Without its ledger the station can do nothing but say so.
    pub(super) fn ledger_died(&mut self) {
        if !matches!(self.door, Door::Open { .. }) {
            self.door = Door::Barred {
                why: DoorFailure::Other,
                words: LedgerError::Gone.to_string(),
                backup: None,
            };
        }
    }

    // --- passphrases --------------------------------------------------------------------------------------------------

    /// Whether a passphrase that somebody chooses here would be guessed soon. That one is too short the ledger says.
    fn is_weak(&self, chosen: &Passphrase, operator: &str) -> bool {
        let domain = self.settings.default_domain.as_deref().unwrap_or_default();
        let long = chosen.expose().chars().count() >= Passphrase::MIN_CHARS;
        long && strength::is_weak(chosen.expose(), &[operator, domain])
    }

    /// Opens the ledger; a new one gets no passphrase that would be guessed soon.
    pub(super) fn open_as_person(&mut self, passphrase: Passphrase, recovery: Option<Passphrase>, operator: String) {
        let chosen = [Some(&passphrase), recovery.as_ref()];
        if matches!(self.door, Door::New { .. })
            && chosen
                .into_iter()
                .flatten()
                .any(|chosen| self.is_weak(chosen, &operator))
        {
            self.door = Door::New {
                failed: Some(DoorFailure::WeakPassphrase),
            };
            return;
        }
        self.open(passphrase, recovery, operator);
    }

    pub(super) fn set_passphrase(&mut self, slot: SlotKind, current: Passphrase, new: Passphrase) {
        let operator = match &self.door {
            Door::Open { operator } => operator.clone(),
            _ => String::new(),
        };
        if self.is_weak(&new, &operator) {
            self.session.vault.change = PassphraseChange::Failed(DoorFailure::WeakPassphrase);
            return;
        }
        self.session.vault.change = PassphraseChange::Working;
        self.ask(ledger::Request::SetPassphrase { slot, current, new });
    }

    pub(super) fn passphrase_set(&mut self, slot: SlotKind) {
        self.session.vault.has_recovery |= slot == SlotKind::Recovery;
        self.session.vault.change = PassphraseChange::Done(slot);
        self.back_up();
    }

    // --- locking ------------------------------------------------------------------------------------------------------

    /// Somebody is at the desk.
    pub fn touch(&mut self) {
        self.attention.touched = self.now().awake;
    }

    /// Locks at once for the eye; the keys go as soon as nothing is under way.
    pub(super) fn lock(&mut self) {
        if matches!(self.door, Door::Open { .. }) {
            self.reminder.locked(self.lacks_recovery());
            self.step_restore(RestoreEvent::Dismissed);
            self.door = Door::Locking;
            self.finish_locking();
        }
    }

    pub(super) fn finish_locking(&mut self) {
        if self.door != Door::Locking {
            return;
        }
        self.step(Event::Locked);
        let now = self.now().awake;
        let since = *self.attention.locking.get_or_insert(now);
        let impatient = now.saturating_sub(since) >= Self::PATIENCE;
        if !self.is_busy() || impatient {
            self.leave_behind();
            // of what hangs, nothing is kept: the next opening finds out how it ended
            self.flow = self.flow.anew();
            self.session = self.session.anew();
            self.apply_rules();
            self.attached.forget_writers();
            self.attention.locking = None;
            self.door = Door::Looking;
            self.ask(ledger::Request::Lock);
        }
    }

    /// What nobody has read yet, or what hangs, is to be looked at by whoever sits here next.
    fn leave_behind(&mut self) {
        if let Some(path) = self.session.past.left_behind().map(std::path::Path::to_owned) {
            self.say(Trouble::SecretsLeft(path));
        }
        if self.session.purge.is_working() {
            self.say(Trouble::PurgeCutOff);
        }
        if self.is_busy() {
            // what is still written then is known to the ledger that is there now, and to no other
            let why = "something is still being written; try it again when that has ended".to_owned();
            self.step_restore(RestoreEvent::Kept(Err(why)));
        }
    }

    /// Whether something is under way that has to end by itself.
    fn is_busy(&self) -> bool {
        self.is_burning()
            || matches!(self.flow.stage(), Stage::Confirming { .. })
            || self.session.export.is_working()
            || self.session.purge.is_working()
            || self.session.past.is_working()
    }

    /// Nothing about people or tokens stays behind.
    pub(super) fn locked(&mut self, gate: Gate) {
        self.door = match gate {
            Gate::Closed { operator, others } => Door::Closed {
                operator,
                others,
                locked: true,
                failed: None,
            },
            Gate::New => Door::New { failed: None },
        };
        // what was answered since the desk was given up is nobody's
        self.flow = self.flow.anew();
        self.session = self.session.anew();
        self.closed_for_another();
    }

    /// In how long the desk is locked if nobody touches it.
    pub(super) fn locks_in(&self) -> Option<Duration> {
        if self.door == Door::Locking {
            return Some(Duration::from_secs(1));
        }
        let open = matches!(self.door, Door::Open { .. }) && !self.sources.demo;
        let after = self.settings.lock_after().filter(|_| open)?;
        let idle = self.now().awake.saturating_sub(self.attention.touched);
        Some(after.saturating_sub(idle).max(Duration::from_millis(1)))
    }

    /// After sleep, and after a while without anybody, the desk is locked. A clock that was set back is said.
    pub(super) fn watch_clock(&mut self) {
        let now = self.now();
        let seen = std::mem::replace(&mut self.attention.seen, now);
        let idle = now.awake.saturating_sub(self.attention.touched);
        let left_alone = self.settings.lock_after().is_some_and(|after| idle >= after);
        if (now.slept_since(seen) || left_alone) && !self.sources.demo {
            self.lock();
        }
        if now.set_back_since(seen) {
            self.say(Trouble::ClockBehind);
        }
        self.finish_locking();
    }
}
