//! What is to be found on a disk: whether a file is still what was written, and what a file holds that comes in.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::names::folder_of;

/// SHA-256 of `content`.
#[must_use]
pub fn content_hash(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}

/// What is to be found under a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Exactly that content.
    Same,
    /// Nothing, in a folder that can be seen.
    Absent,
    /// Something else, or nobody can tell: the folder is away, or the file cannot be read.
    Unsure,
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
