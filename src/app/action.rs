//! What the person wants of the window. It is applied elsewhere, after the frame in which it was wanted.

use super::dialog::Browse;
use super::scanner::Burst;
use crate::desk::{EnrolmentId, ExportId, Upn};
use crate::station::{Column, Intent, Query};
use crate::token2::Serial;

/// What is asked before something is done with an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Show the secret: nobody sees one without saying why.
    ShowSecret,
    /// Hand the token over.
    HandOver,
    /// Report it lost.
    Lost,
    /// It was deleted in Entra ID.
    Deleted,
}

/// What the person wants.
#[derive(Debug)]
pub enum Action {
    /// Something of the desk.
    Desk(Intent),
    /// The screen of that tab, counted from zero.
    ShowTab(usize),
    /// Export, with the focus in its path.
    OpenExport,
    /// The log, with the focus in its search.
    Search,
    /// The message at the bottom was read.
    ReadMessage,
    /// Those in the log that fit.
    FindInLog(Query),
    /// One enrolment in the log.
    ShowInLog(EnrolmentId),
    /// Another row of the log.
    Move(isize),
    /// A column of the log so many steps wider.
    WidenColumn(Column, f32),
    /// What else can be done with the selected enrolment: shown, or put away.
    ToggleDeeds,
    /// Another one of that.
    MoveDeed(isize),
    /// Do what is chosen of that.
    DoDeed,
    /// Goes to what is to be deleted in Entra ID.
    ShowToDelete,
    /// Another file that left, so many places further down.
    MovePast(isize),
    /// Put the path of that file into the clipboard.
    CopyPath(ExportId),
    /// The system's dialog for a file; what is chosen goes to the screen on which it was wanted.
    Browse(Browse),
    /// The keys, shown or hidden.
    ToggleHelp,
    /// The demo in a window beside this one.
    OpenDemo,
    /// Close what is asked about the selected enrolment.
    CloseForm,
    /// Yes to what is asked about the selected enrolment and cannot be taken back.
    SayYes,
    /// Ask what has to be known before something is done with the selected enrolment.
    AskForm(Form),
    /// Something of the desk, and Enroll, where it goes on.
    AtTheDesk(Intent),
    /// What is known of that serial.
    LookUp(Serial),
    /// Something was scanned.
    Scanned(Burst),
    /// Another one of those who are suggested.
    MoveSuggestion(isize),
    /// The next person without a token, in the field of Enroll.
    NextWithout,
    /// That person, in the field of Enroll.
    EnrollPerson(Upn),
    /// The UPN of the person in hand, back in its field.
    CorrectEntry,
    /// Put the shown secret into the clipboard for a while.
    CopySecret,
    /// The field for a secret of another system, shown or put away.
    ToggleSecretField,
    /// Save what the log shows as a list without secrets.
    SaveInventory,
    /// Ask whether to give that enrolment up.
    AskToAbandon(EnrolmentId),
    /// Give it up.
    Abandon,
    /// Leave that enrolment unfinished after all.
    KeepUnfinished,
    /// A section of Station, counted from zero.
    ShowSection(usize),
    /// Set a recovery passphrase, under Station.
    SetRecovery,
    /// Close the window although rows wait.
    Close,
    /// Leave the window open, with what waits.
    Stay,
}
