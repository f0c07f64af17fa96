//! What a person wants, and the one place that applies it.

use std::path::PathBuf;

use super::scan::{Way, leaves_the_field};
use super::{Door, Hint, Inventory, Query, Settings, Station};
use crate::desk::{
    EnrolmentId, Event, ExportEvent, ExportId, Fate, ImportEvent, Layout, Notice, PastEvent, PurgeEvent, RestoreEvent,
    Scanned, Stage, Upn, UpnDoubt, UpnError,
};
use crate::export::people::Columns;
use crate::ledger::{self, Passphrase, PurgeScope, SlotKind};
use crate::otp::{Code, Hidden};
use crate::token2::Serial;

/// What a person wants.
#[derive(Debug)]
pub enum Intent {
    /// Open the ledger, or make it.
    Open {
        /// The passphrase or the recovery passphrase; for a ledger that is made, the one it is to have.
        passphrase: Passphrase,
        /// A recovery passphrase for a ledger that is made.
        recovery: Option<Passphrase>,
        /// Who sits at the desk.
        operator: String,
    },
    /// Lock the station.
    Lock,
    /// Choose a passphrase, or another one.
    SetPassphrase {
        /// The usual passphrase or the one for recovery.
        slot: SlotKind,
        /// Any that opens the ledger now.
        current: Passphrase,
        /// The new one.
        new: Passphrase,
    },
    /// The newest backup is looked for.
    LookForBackups,
    /// Asks whether that file is to take the place of the ledger.
    AskToRestore(PathBuf),
    /// Yes to that question.
    Restore,
    /// It is not; or what became of it was read.
    DismissRestore,
    /// The data folder is to be that one.
    OpenFolder(PathBuf),
    /// The ledger was away: look once more whether it is there.
    LookAgain,
    /// A recovery passphrase is set later; it is asked for at the next start.
    PutRecoveryOff,
    /// There is to be none.
    DeclineRecovery {
        /// Why there is to be none. Without a word nothing is kept.
        reason: String,
    },
    /// Other settings from now on.
    ChangeSettings(Box<Settings>),
    /// The text of the UPN field, entered.
    SubmitUpn(Hidden<String>),
    /// The UPN field was edited.
    EditUpn,
    /// Esc on Enroll.
    Cancel,
    /// Something was scanned.
    Scanned(Scanned),
    /// A secret was begun, and did not arrive whole.
    SecretMissed,
    /// A paste for the person who waits came to nothing. It may have been their secret, so none is drawn.
    PasteMissed,
    /// A seed is drawn for the person who waits, although a secret was begun.
    DrawFresh,
    /// Another token for the person, not the one in question.
    NotThisToken,
    /// Something was pasted.
    Pasted(Scanned),
    /// The secret that waits for its token is meant in the other of its two readings.
    ReadOtherwise,
    /// What was said about it was read.
    DismissHint,
    /// The welcome was read.
    DismissWelcome,
    /// The UPN that may be meant is the right one.
    TakeMeant,
    /// The UPN of the person in hand is corrected.
    CorrectEntry,
    /// Go on after a question; with no question, the time shown is right.
    Proceed,
    /// The new token takes the place of that one.
    Replace(EnrolmentId),
    /// The time shown is right, whatever else is asked.
    ClockRight,
    /// The time shown is wrong.
    ClockDenied,
    /// Another token takes the place of that one: the person is asked for it next.
    ReplaceLater(EnrolmentId),
    /// A code of that enrolment is compared now.
    CompareLater(EnrolmentId),
    /// That enrolment is written to its token once more.
    BurnLater(EnrolmentId),
    /// Something became of an enrolment.
    KeepFate {
        /// The enrolment, if it is not the one in hand.
        id: EnrolmentId,
        /// What happened: the token was lost, handed over, or deleted in Entra ID.
        fate: Fate,
        /// A word on it.
        note: String,
    },
    /// Tokens that are laid down are looked at, or not any more.
    LookAtTokens(bool),
    /// Look what is known of a serial.
    NameSerial(Serial),
    /// Set the clock of the token that is looked at.
    SetClock,
    /// Read a list of people.
    ReadPeople(PathBuf),
    /// Keep the people of the list that was read, with these columns.
    ImportPeople(Columns),
    /// What became of the import was read.
    DismissImport,
    /// The text of the code field.
    TypeCode(Hidden<String>),
    /// The codes were seen to be equal.
    SeenEqual,
    /// Write the token once more, with the same seed.
    BurnAgain,
    /// The notice was read.
    Dismiss,
    /// Enroll came into view.
    EnterEnroll,
    /// Another screen did.
    LeaveEnroll,
    /// Use this reader from now on.
    ChooseReader(String),
    /// Show an enrolment of the log.
    Select(EnrolmentId),
    /// Show no enrolment of the log.
    Deselect,
    /// Show those of the log, in that order.
    Find(Query),
    /// Show its secret as a QR code.
    ShowSecret {
        /// The enrolment whose secret it is.
        id: EnrolmentId,
        /// In the operator's words, for the trail. Blank is refused.
        reason: String,
    },
    /// Take the secret off the screen.
    HideSecret,
    /// The shown secret was copied.
    SecretCopied(EnrolmentId),
    /// Give an unfinished enrolment up.
    Abandon {
        /// The enrolment, if it is not the one in hand.
        id: EnrolmentId,
        /// Why; without a word on it nothing is given up.
        reason: String,
    },
    /// Correct for whom an enrolment is that has not left yet; what is no UPN is not taken, nor is a guest.
    CorrectUpn {
        /// The enrolment that is corrected.
        id: EnrolmentId,
        /// The right UPN.
        upn: String,
    },
    /// Save the list of these without secrets.
    SaveInventory(Vec<EnrolmentId>),
    /// What became of the list was read.
    DismissInventory,
    /// Look whether the ledger is as this station left it.
    CheckLedger,
    /// Find out what a purge would take away.
    PlanPurge(PurgeScope),
    /// Yes: purge what was found out.
    Purge,
    /// Do not, or its result was read.
    DismissPurge,
    /// Let an enrolment that left already leave again, or take that back.
    ToggleAgain(EnrolmentId),
    /// Write the file.
    Export {
        /// Where the file is to be. A bare name stands for one in the folder for exports.
        path: PathBuf,
        /// Leave the rows out that Entra would refuse.
        without_refused: bool,
    },
    /// Write it though others who can open its folder can read it.
    ExportShared,
    /// Export came into view.
    LookAtExports,
    /// The result of the last export was read.
    DismissExport,
    /// Look at that file that left, or at none.
    ChoosePast(Option<ExportId>),
    /// Look at the one so many places further down.
    MovePast(isize),
    /// Show that file in its folder.
    ShowFolder(ExportId),
    /// That file is to be deleted: it is asked about.
    AskToDeleteFile(ExportId),
    /// Yes: delete the file that was asked about.
    DeleteFile,
    /// Do not, or what was said of a file was read.
    DismissPast,
    /// The trouble was read.
    DismissTrouble,
}

/// What the UPN field has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UpnField {
    /// Why the last text was not taken.
    pub refused: Option<UpnError>,
    /// Counts the texts that were taken: the field is emptied then.
    pub taken: u64,
}

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
                self.session.other_reading = None;
                self.step(Event::Cancel);
            }
            Intent::Proceed => self.step(Event::Proceed),
            Intent::TakeMeant => self.take_meant(),
            Intent::CorrectEntry => self.step(Event::EditUpn),
            Intent::Scanned(scanned) => self.scanned(scanned, Way::Keys),
            Intent::Pasted(scanned) => self.scanned(scanned, Way::Paste),
            Intent::ReadOtherwise => self.read_otherwise(),
            Intent::SecretMissed => self.secret_missed(),
            Intent::PasteMissed => self.step(Event::SecretMissed),
            Intent::DrawFresh => self.step(Event::DrawFresh),
            Intent::NotThisToken => self.step(Event::NotThisToken),
            Intent::DismissHint => self.session.hint = None,
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
            Intent::Export { path, without_refused } => self.start_export(&path, without_refused),
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

    fn submit_upn(&mut self, text: &str) {
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
