//! What the screens show, so that a QR code on one of them is read. It may take seconds, or ask the person: never on the
//! thread of the window.
//!
//! The pixels are asked of the X server, on Windows and macOS of the system, and never leave memory. Wayland lets no
//! program look: there the desktop's portal is asked, which may ask the person first and hands the picture over in a file.
//! That file is deleted as soon as it is read.

use thiserror::Error;
use zeroize::Zeroizing;

/// What a screen shows; wiped when dropped.
pub struct Pixels {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Row after row from the top, four bytes a pixel: red, green, blue, and 255.
    pub rgba: Zeroizing<Vec<u8>>,
}

/// The size, not the content: a secret may be on the screen.
impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({} x {})", self.width, self.height)
    }
}

/// Why the screens are not seen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaptureError {
    /// No X server, no session of a desktop.
    #[error("there is no screen that this program could look at")]
    NoScreen,
    /// Nobody hands out what the screens show.
    #[error("this system does not let programs see the screen: take a screenshot, and read the code from that picture")]
    NotAllowed,
    /// The person said no when the system asked.
    #[error("the screen was not looked at: the system asked, and the answer was no")]
    Declined,
    /// The system asked the person, or itself, for too long.
    #[error("the system did not show the screen within a minute")]
    NoAnswer,
    /// Something else, in the words of the system.
    #[error("the screen could not be looked at: {0}")]
    Failed(String),
}

impl CaptureError {
    fn failed(why: impl std::fmt::Display) -> Self {
        Self::Failed(why.to_string())
    }
}

/// What each screen shows. On Wayland all of them are one picture.
///
/// # Errors
/// [`CaptureError`].
pub fn screens() -> Result<Vec<Pixels>, CaptureError> {
    let screens = system::screens().inspect_err(|error| tracing::info!(%error, "the screens are not seen"))?;
    if screens.is_empty() {
        return Err(CaptureError::NoScreen);
    }
    Ok(screens)
}

#[cfg(any(windows, target_os = "macos"))]
mod system {
    use xcap::Monitor;
    use zeroize::Zeroizing;

    use super::{CaptureError, Pixels};

    pub fn screens() -> Result<Vec<Pixels>, CaptureError> {
        let monitors = Monitor::all().map_err(CaptureError::failed)?;
        monitors.iter().map(screen).collect()
    }

    fn screen(monitor: &Monitor) -> Result<Pixels, CaptureError> {
        let image = monitor.capture_image().map_err(CaptureError::failed)?;
        Ok(Pixels {
            width: image.width(),
            height: image.height(),
            rgba: Zeroizing::new(image.into_raw()),
        })
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod portal;
#[cfg(all(unix, not(target_os = "macos")))]
mod x11;

#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    use super::{CaptureError, Pixels, portal, x11};

    /// On Wayland there may be an X server as well, for programs that need one; its screen is black.
    pub fn screens() -> Result<Vec<Pixels>, CaptureError> {
        let is_there = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if is_there("WAYLAND_DISPLAY") {
            portal::screens()
        } else if is_there("DISPLAY") {
            x11::screens(None)
        } else {
            Err(CaptureError::NoScreen)
        }
    }
}
