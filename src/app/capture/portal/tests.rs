//! The portal, over a bus of its own.

use zbus::message::Header;

use self::bus::Bus;
use super::*;
use crate::export::picture;

#[path = "../../../../tests/common/bus.rs"]
mod bus;

/// A screen with a QR code on it.
const PICTURE: &[u8] = include_bytes!("../../../../tests/data/pictures/page-dark.png");

/// What stands in for the portal of a desktop: how it ends, and the file that it names.
struct Portal {
    outcome: u32,
    file: Option<PathBuf>,
}

#[zbus::interface(name = "org.freedesktop.portal.Screenshot")]
impl Portal {
    async fn screenshot(
        &self,
        #[zbus(connection)] bus: &zbus::Connection,
        #[zbus(header)] header: Header<'_>,
        _parent: String,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        let sender = header.sender().unwrap().trim_start_matches(':').replace('.', "_");
        let token: &str = options["handle_token"].downcast_ref().unwrap();
        assert!(
            !bool::try_from(&options["interactive"]).unwrap(),
            "nobody is to choose a part of it"
        );
        let request = OwnedObjectPath::try_from(format!("{PLACE}/request/{sender}/{token}")).unwrap();
        let uri = self.file.as_ref().map(|file| format!("file://{}", file.display()));
        let results: HashMap<&str, Value<'_>> = uri.into_iter().map(|uri| ("uri", Value::from(uri))).collect();
        // before the call is answered, as some do
        let told = (self.outcome, results);
        bus.emit_signal(None::<&str>, &request, REQUEST, "Response", &told)
            .await
            .unwrap();
        request
    }
}

#[test]
fn a_desktop_shows_its_screens_over_the_bus_and_nothing_of_them_stays() {
    let Some(bus) = Bus::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Screenshot.png");
    for (outcome, named, expected) in [
        (0, true, Ok(1)),
        (1, false, Err(CaptureError::Declined)),
        (2, false, Err(CaptureError::NotAllowed)),
        (0, false, Err(CaptureError::NotAllowed)),
    ] {
        std::fs::write(&file, PICTURE).unwrap();
        let portal = Portal {
            outcome,
            file: named.then(|| file.clone()),
        };
        let served = bus
            .connect()
            .serve_at(PLACE, portal)
            .unwrap()
            .name(NAME)
            .unwrap()
            .build()
            .unwrap();
        let screens = screens_by(bus.connect().build().unwrap());
        let found = screens.map(|screens| {
            let codes = screens
                .iter()
                .map(|screen| picture::read_pixels(screen.width, screen.height, &screen.rgba));
            codes.map(|found| found.symbols.len()).sum::<usize>()
        });
        assert_eq!(found, expected);
        assert_eq!(file.exists(), !named, "what was handed over is gone");
        drop(served);
    }
}

#[test]
fn without_a_portal_it_is_said_at_once() {
    let Some(bus) = Bus::start() else { return };
    let screens = screens_by(bus.connect().build().unwrap());
    assert_eq!(screens.map(|screens| screens.len()), Err(CaptureError::NotAllowed));
}

#[test]
fn the_file_of_the_portal_is_read_and_gone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Screenshot 1.png");
    std::fs::write(&file, PICTURE).unwrap();
    let uri = format!("file://{}", file.display()).replace(' ', "%20");
    assert_eq!(local(&uri).as_deref(), Some(file.as_path()));
    let pixels = pixels(&taken(&file).unwrap()).unwrap();
    let found = picture::read_pixels(pixels.width, pixels.height, &pixels.rgba);
    assert_eq!((found.symbols.len(), file.exists()), (1, false));
    assert!(!format!("{pixels:?}").contains("255"));
}

#[test]
fn what_cannot_be_read_is_gone_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.png");
    std::fs::write(&file, b"no picture").unwrap();
    assert!(pixels(&taken(&file).unwrap()).is_err() && !file.exists());
    assert!(taken(&file).is_err());
}

#[test]
fn only_a_file_of_this_machine_is_one() {
    assert_eq!(local("file://desk/tmp/a%25.png"), Some("/tmp/a%.png".into()));
    for uri in ["", "file:", "https://example.com/a.png", "file://"] {
        assert_eq!(local(uri), None, "{uri}");
    }
}
