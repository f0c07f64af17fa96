//! What a person wants, and the one place that applies it.

use super::scan::leaves_the_field;
use super::{Door, Hint, Intent, Inventory, Picture, Station, Way};
use crate::desk::{
    EnrolmentId, Event, ExportEvent, Fate, HandOutEvent, ImportEvent, Layout, Notice, PastEvent, PurgeEvent,
    RestoreEvent, Scanned, Stage, StockKey, TakeInEvent, Upn, UpnDoubt, UpnError,
};
use crate::ledger::{self};
use crate::otp::Code;

impl Station {
    /// Applies an intent. Behind a locked door only what opens it, and what the desk's own window needs, counts.
    pub fn apply(&mut self, intent: Intent) {
        self.touch();
        let first_start = matches!(self.door(), Door::New { .. });
        let barred = matches!(self.door(), Door::Barred { .. });
        let anybody = match intent {
            Intent::Open { .. } | Intent::ChooseReader(_) | Intent::EnterEnroll | Intent::LeaveEnroll => true,
            Intent::ChangeSettings(_) => first_start,
            Intent::AskToRestore(_) | Intent::Restore | Intent::DismissRestore | Intent::OpenFolder(_) => barred,
            Intent::LookAgain => self.is_away(),
            _ => false,
        };
        if !anybody && !matches!(self.door(), Door::Open { .. }) {
            return;
        }
        match intent {
            Intent::Lock => self.lock(),
            Intent::SetPassphrase { slot, current, new } => self.set_passphrase(slot, current, new),
            Intent::LookForBackups => self.look_for_backups(),
            Intent::AskToRestore(file) => self.step_restore(RestoreEvent::Chose(file)),
            Intent::Restore => self.step_restore(RestoreEvent::Confirmed),
            Intent::DismissRestore => self.step_restore(RestoreEvent::Dismissed),
            Intent::OpenFolder(folder) => self.want_folder(folder),
            Intent::LookAgain if self.is_away() => self.begin(),
            Intent::LookAgain => {}
            Intent::PutRecoveryOff => self.put_recovery_off(),
            Intent::DeclineRecovery { reason } => self.decline_recovery(&reason),
            Intent::ChangeSettings(settings) => self.change_settings(*settings),
            Intent::Open {
                passphrase,
                recovery,
                operator,
            } => {
                self.welcome = first_start;
                self.open_as_person(passphrase, recovery, operator);
            }
            Intent::SubmitUpn(text) => self.submit_upn(&text),
            Intent::EditUpn => {
                self.session.upn_field.refused = None;
                self.session.hint = None;
                if self.flow.last().is_some() || self.flow.notice().is_some() {
                    self.step(Event::NextPerson);
                }
            }
            Intent::Cancel => {
                self.session.hint = None;
                self.session.picture = Picture::Idle;
                self.step(Event::Cancel);
            }
            Intent::Proceed => self.step(Event::Proceed),
            Intent::TakeMeant => self.take_meant(),
            Intent::CorrectEntry => self.step(Event::EditUpn),
            Intent::Scanned(scanned) => self.scanned(scanned, Way::Keys),
            Intent::Pasted(scanned) => self.scanned(scanned, Way::Paste),
            Intent::SecretMissed => self.secret_missed(),
            Intent::LookForCode(request, for_whom) => self.look_at_picture(request, for_whom),
            Intent::ChooseCode(at) => self.choose_code(at),
            Intent::ChooseSpelling(spelling) => self.choose_spelling(spelling),
            Intent::DroppedSeveral => self.hint_unless_asked(Hint::Files),
            Intent::PasteMissed | Intent::SecretBegun => self.step(Event::SecretMissed),
            Intent::ChooseMaker(maker) => self.choose_maker(maker),
            Intent::TakeAccount => self.take_account(),
            Intent::Assign(serial) => self.step(Event::Assign(serial)),
            Intent::AssignInstead => self.step(Event::AssignInstead),
            Intent::DrawFresh => self.step(Event::DrawFresh),
            Intent::NotThisToken => self.step(Event::NotThisToken),
            Intent::DismissHint => {
                self.session.hint = None;
                self.session.picture = Picture::Idle;
            }
            Intent::DismissWelcome => self.welcome = false,
            Intent::Replace(id) => self.step(Event::Replace(id)),
            Intent::ClockRight => self.step(Event::ClockRight),
            Intent::ClockDenied => self.step(Event::ClockDenied),
            Intent::ReplaceLater(id) => self.replace_later(id),
            Intent::CompareLater(id) => self.step(Event::CompareLater(id)),
            Intent::BurnLater(id) => self.step(Event::BurnLater(id)),
            Intent::KeepFate { id, fate, note } => self.keep_fate(id, fate, note),
            Intent::LookAtTokens(looks) => self.look_at_tokens(looks),
            Intent::NameSerial(serial) => self.name_serial(serial),
            Intent::SetClock => self.set_clock(),
            Intent::ReadPeople(path) => self.step_import(ImportEvent::Chosen(path)),
            Intent::ImportPeople(columns) => self.step_import(ImportEvent::Accepted(columns)),
            Intent::ReadStock(path) => self.read_stock(path),
            Intent::HandOut => self.step_hand_out(HandOutEvent::Agreed),
            Intent::HandOutDoubted(with) => self.step_hand_out(HandOutEvent::Doubted(with)),
            Intent::DismissHandOut => self.step_hand_out(HandOutEvent::Dismissed),
            Intent::OpenStock(key) => self.step_take_in(TakeInEvent::KeyGiven(StockKey(key))),
            Intent::TakeIn => self.step_take_in(TakeInEvent::Agreed),
            Intent::DismissTakeIn => self.step_take_in(TakeInEvent::Dismissed),
            Intent::DeleteStockFile => self.step_take_in(TakeInEvent::WantsDeleted),
            Intent::DismissImport => self.step_import(ImportEvent::Dismissed),
            Intent::TypeCode(text) => {
                if let Ok(code) = Code::parse(&text) {
                    self.step(Event::Typed(code));
                }
            }
            Intent::SeenEqual => self.step(Event::SeenEqual),
            Intent::BurnAgain => self.step(Event::BurnAgain),
            Intent::Dismiss => {
                self.session.hint = None;
                self.step(Event::Dismiss);
            }
            Intent::EnterEnroll => self.step(Event::Entered),
            Intent::LeaveEnroll => self.step(Event::Left),
            Intent::ChooseReader(name) => self.choose_reader(name),
            Intent::Select(id) => {
                self.session.log.select(id);
                self.ask(ledger::Request::Trail(id));
            }
            Intent::Deselect => self.session.log.deselect(),
            Intent::Find(query) => {
                self.session.log.look_for(query);
                self.search_log();
            }
            Intent::ShowSecret { id, reason } => {
                self.session.log.select(id);
                self.ask(ledger::Request::ShowSecret { id, reason });
                self.ask(ledger::Request::Trail(id));
            }
            Intent::HideSecret => self.session.log.hide_secret(),
            Intent::SecretCopied(id) => {
                self.ask(ledger::Request::NoteCopied(id));
                self.ask(ledger::Request::Trail(id));
            }
            Intent::Abandon { id, reason } => self.abandon(id, reason),
            Intent::CorrectUpn { id, upn } => {
                let read = self.domains().read(&upn);
                if let Ok(upn) = read.and_then(|upn| self.no_guest(upn)) {
                    self.ask(ledger::Request::CorrectUpn { id, upn });
                }
            }
            Intent::SaveInventory(ids) => self.save_inventory(ids),
            Intent::DismissInventory => self.session.inventory = Inventory::Idle,
            Intent::CheckLedger => self.check_ledger(),
            Intent::PlanPurge(scope) => self.plan_purge(scope),
            Intent::Purge => self.step_purge(PurgeEvent::Confirmed),
            Intent::DismissPurge => self.step_purge(PurgeEvent::Dismissed),
            Intent::ToggleAgain(id) => self.step_export(ExportEvent::ToggledAgain(id)),
            Intent::Export {
                path,
                without_refused,
                sealing,
            } => self.start_export(&path, without_refused, sealing),
            Intent::ExportShared => self.export_shared(),
            Intent::LookAtExports => self.look_at_exports(),
            Intent::ChoosePast(id) => self.step_past(PastEvent::Chose(id)),
            Intent::MovePast(places) => self.step_past(PastEvent::Moved(places)),
            Intent::ShowFolder(id) => self.step_past(PastEvent::WantsFolder(id)),
            Intent::AskToDeleteFile(id) => self.step_past(PastEvent::WantsDeleted(id)),
            Intent::DeleteFile => self.step_past(PastEvent::Confirmed),
            Intent::DismissPast => self.step_past(PastEvent::Dismissed),
            Intent::DismissExport => self.step_export(ExportEvent::Dismissed),
            Intent::DismissTrouble => {
                if !self.troubles.is_empty() {
                    self.troubles.remove(0);
                }
            }
        }
    }

    pub(super) fn submit_upn(&mut self, text: &str) {
        // Enter in an empty field is no mistake worth a word
        if text.trim().is_empty() {
            return;
        }
        self.session.hint = None;
        let scanned = Scanned::recognise(text);
        let dictated = matches!(scanned, Scanned::Letters(_)) && matches!(self.flow.stage(), Stage::Armed { .. });
        let domains = self.domains();
        match domains.read(text).and_then(|upn| self.no_guest(upn)) {
            Ok(upn) if !dictated => self.submit(upn),
            // a secret stays in no field, nor does what a scanner garbled
            Err(UpnError::Layout) if !scanned.is_secret() => self.clear_for(Scanned::WrongLayout(Layout::Other)),
            Ok(_) | Err(UpnError::Secret | UpnError::Layout) => self.clear_for(scanned),
            Err(_) if leaves_the_field(&scanned) => self.clear_for(scanned),
            Err(why) => self.session.upn_field.refused = Some(why),
        }
    }

    fn submit(&mut self, upn: Upn) {
        self.session.upn_field.refused = None;
        self.session.upn_field.taken += 1;
        if self.flow.takes_upn() {
            let doubts = self.doubts_of(&upn);
            let anothers = self.kept_for_another(&upn);
            self.step(Event::Submit { upn, doubts, anothers });
        } else {
            self.session.hint = Some(Hint::Upn);
        }
    }

    /// What was typed is no matter of the field.
    fn clear_for(&mut self, scanned: Scanned) {
        self.session.upn_field.refused = None;
        self.session.upn_field.taken += 1;
        self.scanned(scanned, Way::Keys);
    }

    /// The enrolment in hand is finished or put off first.
    fn abandon(&mut self, id: EnrolmentId, reason: String) {
        if self.flow.in_hand() == Some(id) {
            return;
        }
        self.ask(ledger::Request::Abandon { id, reason });
        // it waits no longer, and whatever else is said stays
        let parked = match self.flow.notice() {
            Some(Notice::Parked(upn)) => self.session.log.get(id).is_some_and(|row| row.upn == *upn),
            _ => false,
        };
        if parked {
            self.step(Event::Dismiss);
        }
    }

    fn replace_later(&mut self, id: EnrolmentId) {
        let upn = self.session.log.get(id).map(|row| row.upn.clone());
        if let Some(upn) = upn {
            // of whom has a token already, the domain is not in question
            let doubts = self
                .doubts_of(&upn)
                .into_iter()
                .filter(|doubt| *doubt == UpnDoubt::Disabled);
            self.step(Event::ReplaceLater(id, upn, doubts.collect()));
        }
    }

    /// What is in hand is finished first.
    fn keep_fate(&mut self, id: EnrolmentId, fate: Fate, note: String) {
        if self.flow.in_hand() != Some(id) {
            self.ask(ledger::Request::KeepFate { id, fate, note });
        }
    }
}
