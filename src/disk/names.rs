//! Names that nothing has yet.

use std::path::{Path, PathBuf};

/// The first of `NAME.csv`, `NAME-2.csv`, `NAME-3.csv` that nothing has. The name as it is where nobody can look: writing
/// replaces nothing in any case.
#[must_use]
pub fn free_beside(path: &Path) -> PathBuf {
    let mut numbered = (1..).map(|number| numbered(path, number));
    let free = numbered.find(|path| !matches!(path.try_exists(), Ok(true)));
    free.unwrap_or_else(|| path.to_owned())
}

/// `NAME-2.csv`; the first one has no number.
#[must_use]
pub fn numbered(path: &Path, number: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    match path.extension() {
        _ if number == 1 => path.to_owned(),
        Some(ending) => path.with_file_name(format!("{stem}-{number}.{}", ending.to_string_lossy())),
        None => path.with_file_name(format!("{stem}-{number}")),
    }
}

/// The folder of a file; of a bare name the one in which the program runs.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_name_that_is_taken_is_followed_by_the_next_one_that_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.b.csv");
        for name in ["a.b.csv", "a.b-2.csv", "a.b-3.csv"] {
            let free = free_beside(&path);
            assert_eq!(free, folder.path().join(name));
            fs::write(free, b"").unwrap();
        }
        let nowhere = folder.path().join("a.b.csv").join("x.csv");
        assert_eq!(free_beside(&nowhere), nowhere, "where nobody can look");
        assert_eq!(numbered(Path::new("x"), 2), Path::new("x-2"));
    }

    #[test]
    fn a_bare_name_is_in_the_folder_of_the_program() {
        assert_eq!(folder_of(Path::new("a.csv")), Path::new("."));
        assert_eq!(folder_of(Path::new("out/a.csv")), Path::new("out"));
    }
}
