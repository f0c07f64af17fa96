//! What a person wants.

use std::path::PathBuf;

use crate::desk::{EnrolmentId, ExportId, Fate, Scanned, SecretMaker, Upn, UpnError};
use crate::export::people::Columns;
use crate::ledger::{Passphrase, PurgeScope, SlotKind};
use crate::otp::{Hidden, Spelling};
use crate::station::{PictureRequest, Query, Settings};
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
    /// A code is looked for there.
    LookForCode(PictureRequest, Option<Upn>),
    /// Of several codes that were found that one is meant, counted from zero.
    ChooseCode(usize),
    /// The secret that can be read in two ways is spelled like that.
    ChooseSpelling(Spelling),
    /// Several files were dropped on the window at once: none of them is read.
    DroppedSeveral,
    /// Who makes the secrets of this session.
    ChooseMaker(SecretMaker),
    /// A secret is being typed for the person who waits: nothing is drawn instead.
    SecretBegun,
    /// The person named by a secret that came while nobody waited.
    TakeAccount,
    /// The person who waits gets that token, which is in stock.
    Assign(Serial),
    /// The token in question, which is in stock, is handed out as it is.
    AssignInstead,
    /// A seed is drawn for the person who waits, although a secret was begun.
    DrawFresh,
    /// Another token for the person, not the one in question.
    NotThisToken,
    /// Something was pasted.
    Pasted(Scanned),
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
    /// That file of factory seeds, or list of who gets which token, is to be read.
    ReadStock(PathBuf),
    /// The tokens of the list that was read are handed out.
    HandOut,
    /// Those who are in doubt get theirs too, or not after all.
    HandOutDoubted(bool),
    /// The list is not wanted, or the result was read.
    DismissHandOut,
    /// What decrypts it: a passphrase, or a key in hexadecimal digits.
    OpenStock(Hidden<String>),
    /// What was read is taken in, without the lines that are left out.
    TakeIn,
    /// It is not, or the result was read.
    DismissTakeIn,
    /// The file that was taken in is deleted.
    DeleteStockFile,
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
        /// The passphrase that encrypts its secrets, where its format does that.
        sealing: Option<Hidden<String>>,
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
