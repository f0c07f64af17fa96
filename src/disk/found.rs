//! What is to be found on a disk: whether a file is still what was written, and what a file holds that comes in.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::names::folder_of;
use super::private::sync_folder;
use super::words::words;
use crate::desk::{Deletion, Presence};

/// SHA-256 of `content`.
#[must_use]
pub fn content_hash(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}

/// Looks whether `path` holds the content with that hash.
#[must_use]
pub fn presence(path: &Path, sha256: &[u8; 32]) -> Presence {
    if is_in_place(path, sha256) {
        return Presence::Same;
    }
    match path.try_exists() {
        Ok(false) if folder_of(path).is_dir() => Presence::Absent,
        _ => Presence::Unsure,
    }
}

/// Removes the file if it holds the content with that hash. What was changed since it was written is somebody's.
#[must_use]
pub fn delete(path: &Path, sha256: &[u8; 32]) -> Deletion {
    // what only leads to the content would go, and the content stay
    let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
    match presence(path, sha256) {
        Presence::Absent => Deletion::WasGone,
        Presence::Same if is_file => match std::fs::remove_file(path) {
            Ok(()) => {
                sync_folder(folder_of(path));
                Deletion::Done
            }
            Err(error) => Deletion::Failed(words(&error).into()),
        },
        Presence::Same | Presence::Unsure => Deletion::NotAsWritten,
    }
}

/// Whether `path` holds exactly the content with that hash.
#[must_use]
pub fn is_in_place(path: &Path, sha256: &[u8; 32]) -> bool {
    let hash = || -> io::Result<[u8; 32]> {
        let mut file = File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = Zeroizing::new([0; 8192]);
        loop {
            let read = file.read(&mut buffer[..])?;
            if read == 0 {
                return Ok(hasher.finalize().into());
            }
            hasher.update(buffer.get(..read).unwrap_or_default());
        }
    };
    hash().is_ok_and(|found| found == *sha256)
}

/// What the file holds, of a larger one `most` bytes and one more, so that it is seen to be larger. It is wiped after use.
///
/// # Errors
/// What the system says.
pub fn read_up_to(path: &Path, most: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let more = most.saturating_add(1);
    let size = file.metadata()?.len().min(more);
    // room for all of it from the start, so that no copy of a secret is left behind
    let mut bytes = Zeroizing::new(Vec::with_capacity(
        usize::try_from(size).unwrap_or_default().saturating_add(1),
    ));
    file.take(more).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_told_from_none_from_another_and_from_a_folder_that_is_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let rows = content_hash(b"rows");
        assert_eq!(presence(&path, &rows), Presence::Absent);
        fs::write(&path, b"rows").unwrap();
        assert_eq!(presence(&path, &rows), Presence::Same);
        fs::write(&path, b"other").unwrap();
        assert_eq!(presence(&path, &rows), Presence::Unsure);
        assert_eq!(presence(&folder.path().join("away/a.csv"), &rows), Presence::Unsure);
    }

    #[test]
    fn only_what_was_written_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let rows = content_hash(b"rows");
        assert_eq!(delete(&path, &rows), Deletion::WasGone);
        fs::write(&path, b"rows and a note").unwrap();
        assert_eq!(delete(&path, &rows), Deletion::NotAsWritten);
        assert!(path.exists());
        fs::write(&path, b"rows").unwrap();
        assert_eq!(delete(&path, &rows), Deletion::Done);
        assert_eq!((path.exists(), delete(&path, &rows)), (false, Deletion::WasGone));
        assert_eq!(delete(&folder.path().join("away/a.csv"), &rows), Deletion::NotAsWritten);
    }

    #[cfg(unix)]
    #[test]
    fn what_only_leads_to_the_content_is_not_taken_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, moved) = (folder.path().join("a.csv"), folder.path().join("moved.csv"));
        fs::write(&moved, b"rows").unwrap();
        std::os::unix::fs::symlink(&moved, &path).unwrap();
        assert_eq!(delete(&path, &content_hash(b"rows")), Deletion::NotAsWritten);
        assert!(path.is_symlink() && moved.exists());
    }

    #[test]
    fn no_more_is_read_than_shows_that_there_is_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for (content, read) in [
            (&b""[..], &b""[..]),
            (b"abc", b"abc"),
            (b"abcd", b"abcd"),
            (b"abcdefg", b"abcd"),
        ] {
            fs::write(&path, content).unwrap();
            assert_eq!(&**read_up_to(&path, 3).unwrap(), read);
        }
        assert!(read_up_to(folder.path(), 3).is_err());
        assert_eq!(
            read_up_to(&folder.path().join("b"), 3).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }
}
