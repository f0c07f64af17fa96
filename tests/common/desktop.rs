//! What a desktop does with files: a dialog in which one is chosen, and one that is dragged over a window and dropped.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::wrapper::ConnectionExt as _;
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

/// Where and by what name the portal of a desktop is found.
pub const PLACE: &str = "/org/freedesktop/portal/desktop";
pub const NAME: &str = "org.freedesktop.portal.Desktop";

/// The dialog of a desktop, in which that file is chosen at once.
pub struct FileChooser(pub PathBuf);

#[zbus::interface(name = "org.freedesktop.portal.FileChooser")]
impl FileChooser {
    async fn open_file(
        &self,
        #[zbus(connection)] bus: &zbus::Connection,
        #[zbus(header)] header: Header<'_>,
        _parent: String,
        _title: String,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        let sender = header.sender().unwrap().trim_start_matches(':').replace('.', "_");
        let token: &str = options["handle_token"].downcast_ref().unwrap();
        let request = OwnedObjectPath::try_from(format!("{PLACE}/request/{sender}/{token}")).unwrap();
        let uris = Value::from(vec![format!("file://{}", self.0.display())]);
        let told = (0_u32, HashMap::from([("uris", uris)]));
        let (bus, place) = (bus.clone(), request.clone());
        // a person takes longer than the answer to the call
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(500));
            let of = "org.freedesktop.portal.Request";
            let bus = zbus::blocking::Connection::from(bus);
            bus.emit_signal(None::<&str>, &place, of, "Response", &told).unwrap();
        });
        request
    }
}

/// Drops a file on a window of that display, as XDND 5 has it.
pub fn drop_file(display: &str, window: Window, file: &Path) {
    let (connection, screen) = x11rb::connect(Some(display)).unwrap();
    let root = &connection.setup().roots[screen];
    let source = connection.generate_id().unwrap();
    let (none, own) = (CreateWindowAux::new(), WindowClass::INPUT_OUTPUT);
    connection
        .create_window(0, source, root.root, 0, 0, 1, 1, 0, own, 0, &none)
        .unwrap();
    let atom = |name: &str| {
        let asked = connection.intern_atom(false, name.as_bytes()).unwrap();
        asked.reply().unwrap().atom
    };
    let tell = |kind: &str, data: [u32; 4]| {
        let [second, third, fourth, fifth] = data;
        let data = [source, second, third, fourth, fifth];
        let message = ClientMessageEvent::new(32, window, atom(kind), data);
        connection
            .send_event(false, window, EventMask::NO_EVENT, message)
            .unwrap();
        connection.flush().unwrap();
    };
    let uris = atom("text/uri-list");
    let list = format!("file://{}\r\n", file.display());
    let hand_over = |asked: &SelectionRequestEvent| {
        let (to, property) = (asked.requestor, asked.property);
        connection
            .change_property8(PropMode::REPLACE, to, property, uris, list.as_bytes())
            .unwrap();
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: to,
            selection: asked.selection,
            target: asked.target,
            property,
        };
        connection.send_event(false, to, EventMask::NO_EVENT, told).unwrap();
        connection.flush().unwrap();
    };
    let selection = atom("XdndSelection");
    connection.set_selection_owner(source, selection, 0_u32).unwrap();
    tell(
        "XdndEnter",
        [5 << 24, uris, AtomEnum::NONE.into(), AtomEnum::NONE.into()],
    );
    tell("XdndPosition", [0, 400 << 16 | 400, 0, atom("XdndActionCopy")]);
    let (status, finished) = (atom("XdndStatus"), atom("XdndFinished"));
    let (mut is_over, mut has_list, mut is_dropped) = (false, false, false);
    let began = Instant::now();
    loop {
        match connection.poll_for_event().unwrap() {
            Some(Event::SelectionRequest(asked)) => {
                hand_over(&asked);
                has_list = true;
            }
            Some(Event::ClientMessage(message)) if message.type_ == status => is_over = true,
            Some(Event::ClientMessage(message)) if message.type_ == finished => return,
            Some(_) => {}
            None => thread::sleep(Duration::from_millis(5)),
        }
        if is_over && has_list && !is_dropped {
            is_dropped = true;
            thread::sleep(Duration::from_millis(100));
            tell("XdndDrop", [0, 0, 0, 0]);
        }
        assert!(began.elapsed() < Duration::from_secs(10), "nobody took the file");
    }
}
