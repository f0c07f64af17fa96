//! Looks for seeds where none may be, in every form in which one could get there.

use std::path::{Path, PathBuf};

use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

/// What is looked for.
#[derive(Default)]
pub struct Needles(Vec<Vec<u8>>);

/// What was looked at, and where something was found.
#[derive(Default)]
pub struct Search {
    pub files: usize,
    pub bytes: usize,
    pub found: Vec<PathBuf>,
}

impl Needles {
    /// Raw, hex, base32, base64, and as a list of bytes is printed.
    pub fn add(&mut self, seed: &[u8]) {
        let list = format!("{seed:?}");
        let base32 = BASE32_NOPAD.encode(seed);
        // the last character of base64 may hang together with what follows
        let shortened = |mut text: String| {
            text.pop();
            text
        };
        self.0.push(seed.to_vec());
        self.0.extend(
            [
                HEXLOWER.encode(seed),
                HEXUPPER.encode(seed),
                base32.to_lowercase(),
                base32,
                shortened(BASE64_NOPAD.encode(seed)),
                shortened(BASE64URL_NOPAD.encode(seed)),
                list.trim_matches(['[', ']']).to_owned(),
            ]
            .map(String::into_bytes),
        );
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn are_in(&self, bytes: &[u8]) -> bool {
        let holds = |needle: &Vec<u8>| bytes.windows(needle.len()).any(|window| window == needle.as_slice());
        self.0.iter().any(holds)
    }

    /// Every file under `folder`.
    pub fn search(&self, folder: &Path) -> Search {
        let mut search = Search::default();
        self.look(folder, &mut search);
        search.found.sort();
        search
    }

    fn look(&self, folder: &Path, search: &mut Search) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.look(&path, search);
            } else if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                search.files += 1;
                search.bytes += bytes.len();
                if self.are_in(&bytes) {
                    search.found.push(path);
                }
            }
        }
    }
}
