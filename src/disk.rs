//! Files and folders: how they are made nobody else's, and what the system says of them in words that a person understands.
//!
//! "No such file or directory (os error 2)" tells nobody what to do. Every room that meets the disk says what it was about;
//! what was wrong there is said here, once, and the system's own words stay in the log.

#[cfg(unix)]
use std::fs::File;
use std::fs::{self, OpenOptions};
use std::io::{Error, ErrorKind};
use std::path::Path;

pub use crate::desk::Readers;

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

/// Makes a folder that is its owner's alone, unless it is there.
///
/// # Errors
/// Why it cannot be made.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Read and write for the owner, nothing for others. On Windows the profile folder's own list does that.
#[must_use]
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Not every system and file system can; the file itself is synced either way.
pub fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::info!(%error, "the folder cannot be synced");
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_and_no_word_of_the_system_is_said() {
        for code in 1..200 {
            let error = Error::from_raw_os_error(code);
            let said = words(&error);
            assert!(
                !said.contains("os error") && !said.contains(char::is_uppercase),
                "{code}: {said}"
            );
            assert!(!said.ends_with('.') && said.split(' ').count() > 2, "{code}: {said}");
        }
        assert_eq!(words(&Error::from_raw_os_error(2)), "it is not there");
    }
}
