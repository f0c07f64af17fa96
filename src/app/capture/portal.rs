//! The picture of the screens that the portal of a desktop takes (`org.freedesktop.portal.Screenshot`).
//!
//! The portal may ask the person. It hands over the name of a file, which is deleted here before anything else is done
//! with what was in it.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zeroize::{Zeroize, Zeroizing};

use super::error::CaptureError;
use crate::export::picture::MOST_BYTES;
use crate::export::picture::Pixels;

const NAME: &str = "org.freedesktop.portal.Desktop";
const PLACE: &str = "/org/freedesktop/portal/desktop";
const SCREENSHOT: &str = "org.freedesktop.portal.Screenshot";
const REQUEST: &str = "org.freedesktop.portal.Request";

/// How long somebody may think about the question of the portal.
const AWAITED: Duration = Duration::from_secs(60);

/// All screens, as one picture.
pub(super) fn screens() -> Result<Vec<Pixels>, CaptureError> {
    screens_by(Connection::session().map_err(|_| CaptureError::NotAllowed)?)
}

/// The same by the portal on that bus.
fn screens_by(bus: Connection) -> Result<Vec<Pixels>, CaptureError> {
    let (sender, answer) = mpsc::channel();
    thread::Builder::new()
        .name("portal".into())
        .spawn(move || {
            // whoever waited may have given up: then the file that came late goes all the same
            if let Err(mpsc::SendError(Ok(late))) = sender.send(asked(&bus)) {
                let _ = taken(&late);
            }
        })
        .map_err(CaptureError::failed)?;
    let path = answer.recv_timeout(AWAITED).map_err(|_| CaptureError::NoAnswer)??;
    pixels(&taken(&path)?).map(|pixels| vec![pixels])
}

/// Where the portal put the picture.
fn asked(bus: &Connection) -> Result<PathBuf, CaptureError> {
    let token = "tapdesk";
    let refused = |_| CaptureError::NotAllowed;
    let sender = bus
        .unique_name()
        .map(|name| name.trim_start_matches(':').replace('.', "_"));
    let request = format!("{PLACE}/request/{}/{token}", sender.unwrap_or_default());
    // the answer may be there before the call is done
    let answers = Proxy::new(bus, NAME, request, REQUEST).map_err(refused)?;
    let mut answers = answers.receive_signal("Response").map_err(refused)?;
    let options: HashMap<&str, Value<'_>> =
        HashMap::from([("handle_token", token.into()), ("interactive", false.into())]);
    let portal = Proxy::new(bus, NAME, PLACE, SCREENSHOT).map_err(refused)?;
    let _request: OwnedObjectPath = portal.call("Screenshot", &("", options)).map_err(refused)?;
    let answer = answers.next().ok_or(CaptureError::NoAnswer)?;
    let body = answer.body();
    let (outcome, results): (u32, HashMap<String, OwnedValue>) = body.deserialize().map_err(CaptureError::failed)?;
    match outcome {
        0 => path(&results).ok_or(CaptureError::NotAllowed),
        1 => Err(CaptureError::Declined),
        _ => Err(CaptureError::NotAllowed),
    }
}

fn path(results: &HashMap<String, OwnedValue>) -> Option<PathBuf> {
    let uri: &str = results.get("uri")?.downcast_ref().ok()?;
    local(uri)
}

/// The file that a URI names on this machine.
fn local(uri: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let path = uri.strip_prefix("file://")?;
    let path: Vec<u8> = percent_decode_str(path.get(path.find('/')?..)?).collect();
    Some(std::ffi::OsString::from_vec(path).into())
}

/// What is in the file, which is gone then, whatever came of it.
fn taken(path: &Path) -> Result<Zeroizing<Vec<u8>>, CaptureError> {
    let bytes = content(path);
    std::fs::remove_file(path).map_err(CaptureError::failed)?;
    bytes.map_err(CaptureError::failed)
}

fn content(path: &Path) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let file = std::fs::File::open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(MOST_BYTES);
    // in one piece from the start, so that nothing is moved, and left behind
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.min(MOST_BYTES) + 1));
    file.take(MOST_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn pixels(bytes: &[u8]) -> Result<Pixels, CaptureError> {
    let mut image = image::load_from_memory(bytes).map_err(CaptureError::failed)?;
    let rgba = Zeroizing::new(image.to_rgba8().into_raw());
    if let Some(rgb) = image.as_mut_rgb8() {
        rgb.zeroize();
    } else if let Some(rgba) = image.as_mut_rgba8() {
        rgba.zeroize();
    }
    Ok(Pixels {
        width: image.width(),
        height: image.height(),
        rgba,
    })
}

#[cfg(test)]
mod tests;
