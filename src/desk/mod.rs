//! The desk: people, enrolments and the rules between them.
//!
//! [`Flow`] is the heart: `(event, now) -> effects`. It knows who is waiting, what lies on the reader and what may be
//! done next; it reads no clock, draws no random bytes, opens no file. `station` feeds it and carries out its effects.
//! How a token is spoken to lives in `token2`; what is kept lives in `ledger`.

mod begun;
mod clock;
mod domains;
mod elsewhere;
mod enrolment;
mod export;
mod flow;
mod given;
mod identify;
mod import;
mod left;
mod moment;
mod past;
mod placement;
mod purge;
mod roster;
mod scanned;
mod slip;
mod stage;
mod stock;
mod swap;
mod upn;

pub use begun::is_begun_secret;
pub use clock::{ClockChecked, ClockGuard, Doubt, ServerTrouble, Witness};
pub use domains::{Domains, in_use};
pub use elsewhere::{Folder, FolderEffect, FolderEvent, FolderRefused, Restore, RestoreEffect, RestoreEvent, Restored};
pub use enrolment::{
    Before, CodeOwner, Confirmation, ConfirmedBy, DurableBurn, Earlier, Enrolment, EnrolmentId, Fate, Handed, Kind,
    Later, Outcome, Reopen, Standing, State, Unfinished, Work,
};
pub use export::{
    Batch, Compile, Export, ExportDraft, ExportEffect, ExportEvent, ExportFiled, ExportId, ExportKept, ExportPlan,
    ExportSaid, ExportStage, ExportTrouble, FileFailure, FileOfExport, KeepExport, NotCompiled, Placed, Readers,
    SealedRow, Settled, Unsettled, Working,
};
pub use flow::{
    Effect, EnrolmentKept, Event, Flow, ForEntra, KeepEnrolment, LedgerTask, NewAssignment, NewEnrolment, Recorded,
    Rules, SecretMaker,
};
pub use given::{Form, Given};
pub use identify::{
    Asker, ClockEnd, ClockKept, ClockToSet, ClockWay, Holder, Identify, IdentifyEffect, IdentifyEvent, KeepClock,
    Looking, NotSet, Seen, SetClock, holder,
};
pub use import::{
    FileOfImport, Import, ImportEffect, ImportEvent, ImportFiled, ImportId, ImportStage, ImportTrouble, Imported,
    KeepPeople, Lines, ListFile, PeopleKept, ReadList, SkipReason, Skipped,
};
pub use left::Left;
pub use moment::{Moment, Now};
pub use past::{
    Deletion, FileOfPast, KeepPast, Past, PastEffect, PastEvent, PastExport, PastFiled, PastKept, PastSaid, Presence,
};
pub use placement::{Found, NotToken, Pad, PlacementId, Stranger, Token};
pub use purge::{
    FileOfPurge, KeepPurge, Meanwhile, Purge, PurgeAsked, PurgeEffect, PurgeEvent, PurgeFile, PurgeFiled, PurgeKept,
    PurgeLoss, PurgePlan, PurgeScope, PurgeTrouble,
};
pub use roster::{Fit, Person, Roster, Suggestion, Suggestions};
pub use scanned::{Layout, Misfit, Scanned};
pub use slip::is_correction;
pub use stage::{
    Accepted, Asked, BurnEnding, Enrolled, FirstToken, Miss, Misses, Notice, Question, Recipient, Stage, UpnDoubt,
};
pub use stock::{
    Cancel, Delivery, FactoryToken, FileOfStock, HandOut, HandOutDoubt, HandOutEffect, HandOutEvent, HandOutId,
    HandOutKept, HandOutLine, HandOutList, HandOutPlan, HandOutReason, HandOutSkipped, HandOutStage, KeepHandOut,
    KeepStock, KnownPerson, ReadStock, Stock, StockContent, StockFile, StockFileId, StockFiled, StockKept, StockKey,
    StockRead, StockReason, StockSkipped, StockState, StockToken, StockTrouble, TakeIn, TakeInEffect, TakeInEvent,
    TakeInId, TakeInStage,
};
pub use swap::{LastWrite, Swap};
pub use upn::{Upn, UpnError};
