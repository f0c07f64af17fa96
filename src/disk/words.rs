//! Files and folders: how they are made nobody else's, and what the system says of them in words that a person understands.
//!
//! "No such file or directory (os error 2)" tells nobody what to do. Every room that meets the disk says what it was about;
//! what was wrong there is said here, once, and the system's own words stay in the log.

use std::io::{Error, ErrorKind};

/// What went wrong, as the second half of a sentence; the system's own words go to the log.
#[must_use]
pub fn words(error: &Error) -> &'static str {
    tracing::debug!(%error, "the system's own words");
    match error.kind() {
        ErrorKind::NotFound => "it is not there",
        ErrorKind::PermissionDenied => "this user may not read or write there",
        ErrorKind::ReadOnlyFilesystem => "nothing can be written there",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => "there is no room left",
        ErrorKind::AlreadyExists => "something of that name is there already",
        ErrorKind::IsADirectory => "it is a folder, not a file",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => "the system takes no such name",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy | ErrorKind::WouldBlock => {
            "another program has it open; try again in a moment"
        }
        ErrorKind::TimedOut
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::NotConnected
        | ErrorKind::StaleNetworkFileHandle
        | ErrorKind::ConnectionAborted
        | ErrorKind::ConnectionReset => "the share does not answer",
        ErrorKind::InvalidData => "it holds something else than text",
        ErrorKind::UnexpectedEof => "it ends too early",
        ErrorKind::OutOfMemory => "this computer has too little memory left",
        ErrorKind::Unsupported => "this disk or share cannot do that",
        _ => "the system refused it",
    }
}
