//! What the screens show, so that a QR code on one of them is read. It may take seconds, or ask the person: never on the
//! thread of the window.
//!
//! The pixels are asked of the X server, on Windows and macOS of the system, and never leave memory. Wayland lets no
//! program look: there the desktop's portal is asked, which may ask the person first and hands the picture over in a file.
//! That file is deleted as soon as it is read.

mod error;

pub use self::error::CaptureError;
use crate::export::picture::Pixels;

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
