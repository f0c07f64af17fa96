//! Shows files in their folders, on a lane of its own: a file manager may take seconds to start, or hang.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::desk::PastEvent;

/// Shows a file in its folder, or says in words what failed; may take seconds.
pub type Reveal = Arc<dyn Fn(&Path) -> Result<(), String> + Send + Sync>;

/// Shows it, if it is there.
pub(super) fn show(reveal: &Reveal, path: PathBuf) -> PastEvent {
    if matches!(path.try_exists(), Ok(false)) {
        return PastEvent::WasGone(path);
    }
    let shown = reveal(&path);
    PastEvent::Revealed(path, shown)
}
