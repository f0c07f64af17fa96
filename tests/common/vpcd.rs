//! A real PC/SC service with virtual readers, and cards to lay on them: what stands behind the PC/SC tests.
//!
//! The daemon is private to the test program: it is handed a socket as file descriptor 3 and a folder with one virtual
//! reader driver. A program that connects to the driver's port *is* the card.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::linux::net::TcpStreamExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tapdesk::desk::Now;

use super::foreign::Foreign;
use super::{Pull, Token};

/// What the socket is called for the PC/SC library.
pub const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
/// The reader with two slots that a service has if nothing else is said.
const NAME: &str = "Virtual PCD";
/// What the service calls its two readers.
pub const READERS: [&str; 2] = ["Virtual PCD 00 00", "Virtual PCD 00 01"];
/// Where the driver is; `scripts/setup` puts it there.
pub const DRIVER: &str = "TAPDESK_VPCD";

/// Why the PC/SC tests cannot run here, if they cannot.
pub fn missing() -> Option<String> {
    if driver().is_none() {
        return Some(format!(
            "the virtual reader driver is not there (scripts/setup fetches it; {DRIVER} names it)"
        ));
    }
    let found = Command::new("pcscd")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    (!found).then(|| "pcscd is not installed (scripts/setup installs it)".into())
}

fn driver() -> Option<PathBuf> {
    let named = std::env::var_os(DRIVER).map(PathBuf::from);
    let cached = || {
        let home = std::env::var_os("HOME").map(PathBuf::from)?;
        Some(home.join(".cache/tapdesk/vpcd/usr/lib/pcsc/drivers/serial/libifdvpcd.so"))
    };
    named.or_else(cached).filter(|path| path.exists())
}

/// The service, with two virtual readers or with none.
pub struct Daemon {
    child: Mutex<Child>,
    folder: tempfile::TempDir,
    socket: PathBuf,
    pub port: u16,
}

impl Daemon {
    /// A service on `socket` with two readers.
    pub fn start(socket: &Path) -> Self {
        let port = free_ports();
        let folder = tempfile::tempdir().unwrap();
        let child = spawn(socket, folder.path(), &[(NAME, port)]);
        Self {
            child: Mutex::new(child),
            folder,
            socket: socket.to_owned(),
            port,
        }
    }

    /// Kills the service.
    pub fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }

    /// Starts it again, with its readers or with none.
    pub fn start_again(&self, with_readers: bool) {
        let readers: &[(&str, u16)] = if with_readers { &[(NAME, self.port)] } else { &[] };
        self.start_with(readers);
    }

    /// Starts it again with readers of these names, each with two slots at its port and the next one. The driver keeps one
    /// at a time in order.
    pub fn start_with(&self, readers: &[(&str, u16)]) {
        self.kill();
        *self.child.lock().unwrap() = spawn(&self.socket, self.folder.path(), readers);
    }

    /// Stops it without ending it, as a hung service does.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        // the shell's own: a bare system has no other
        let pid = self.child.lock().unwrap().id().to_string();
        let status = Command::new("sh")
            .args(["-c", "kill \"$0\" \"$1\"", signal, &pid])
            .status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(socket: &Path, folder: &Path, readers: &[(&str, u16)]) -> Child {
    let _ = std::fs::remove_file(socket);
    let listener = UnixListener::bind(socket).unwrap();
    let conf = folder.join("reader");
    let driver = driver().unwrap();
    let entry = |(name, port): &(&str, u16)| {
        format!(
            "FRIENDLYNAME \"{name}\"\nDEVICENAME /dev/null:{port}\nLIBPATH {}\nCHANNELID {port}\n",
            driver.display()
        )
    };
    if readers.is_empty() {
        let _ = std::fs::remove_file(conf);
    } else {
        std::fs::write(conf, readers.iter().map(entry).collect::<String>()).unwrap();
    }
    let polkit = Command::new("pcscd").arg("--help").output().unwrap();
    let without_polkit = String::from_utf8_lossy(&polkit.stdout).contains("--disable-polkit");
    let script = "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec pcscd --foreground \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh", "-c"]).arg(folder);
    if without_polkit {
        command.arg("--disable-polkit");
    }
    command
        .stdin(Stdio::from(OwnedFd::from(listener)))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

/// A port whose neighbour is free as well: the driver takes two.
fn free_ports() -> u16 {
    /// Those that were given out: they stay free until the service is there.
    static GIVEN: Mutex<Vec<u16>> = Mutex::new(Vec::new());
    let mut given = GIVEN.lock().unwrap();
    loop {
        let first = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = first.local_addr().unwrap().port();
        let is_given = given.iter().any(|given| given.abs_diff(port) < 2);
        if !is_given && port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            given.push(port);
            return port;
        }
    }
}

/// What a card is.
#[derive(Clone)]
pub enum Card {
    /// A simulated token.
    Token(Token),
    /// A card that is no token.
    Foreign(Foreign),
    /// A card that is felt but does not come up when it is powered.
    Mute,
}

/// The ATR of a token as a reader makes it up for a contactless card.
pub const TOKEN_ATR: [u8; 5] = [0x3B, 0x80, 0x80, 0x01, 0x01];

/// What goes wrong at one APDU.
#[derive(Clone)]
pub enum Fault {
    /// The card is pulled, and maybe another token lies there before the service has looked.
    Pulled { acted: bool, swapped_for: Option<Token> },
    /// It answers that instead of the truth, and stays.
    Answers { acted: bool, answer: Vec<u8> },
    /// The line moves to that token before it acts, and no one notices.
    Moved(Token),
    /// It acts, and its answer comes late.
    Late(Duration),
}

/// What a card does about an APDU.
enum Reply {
    Answer(Vec<u8>),
    /// It is pulled, and that token lies there next.
    Gone(Option<Token>),
}

/// One virtual reader.
#[derive(Clone)]
pub struct Slot {
    port: u16,
    now: Now,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    line: Option<TcpStream>,
    wire: Vec<Vec<u8>>,
    sent: usize,
    /// At which APDU of the placement what goes wrong, until it has.
    fault: Option<(usize, Fault)>,
    delay: Option<Duration>,
}

impl Slot {
    pub fn new(port: u16, now: Now) -> Self {
        Self {
            port,
            now,
            shared: Arc::default(),
        }
    }

    /// Lays a token down.
    pub fn lay(&self, token: &Token) {
        self.insert(Card::Token(token.clone()));
    }

    /// Lays a token down with which something goes wrong at its n-th APDU.
    pub fn lay_with(&self, token: &Token, at: usize, fault: Fault) {
        self.put(Card::Token(token.clone()), Some((at, fault)));
    }

    /// Lays a token down that is pulled at an APDU, and maybe swapped for another faster than the reader looks.
    pub fn lay_and_pull(&self, token: &Token, pull: Pull, swap: Option<&Token>) {
        let fault = Fault::Pulled {
            acted: pull.acted,
            swapped_for: swap.cloned(),
        };
        self.lay_with(token, pull.at, fault);
    }

    /// Whether nothing was to go wrong with what lies there, or it has.
    pub fn fault_is_over(&self) -> bool {
        self.shared.lock().unwrap().fault.is_none()
    }

    /// Lets every answer wait.
    pub fn delay(&self, delay: Duration) {
        self.shared.lock().unwrap().delay = Some(delay);
    }

    /// Lays any card down.
    pub fn insert(&self, card: Card) {
        self.put(card, None);
    }

    fn put(&self, card: Card, fault: Option<(usize, Fault)>) {
        let line = connect(self.port);
        let mut shared = self.shared.lock().unwrap();
        shared.sent = 0;
        shared.fault = fault;
        shared.line = Some(line.try_clone().unwrap());
        drop(shared);
        let slot = self.clone();
        thread::spawn(move || slot.serve(line, card));
    }

    /// Lifts what lies there.
    pub fn lift(&self) {
        if let Some(line) = self.shared.lock().unwrap().line.take() {
            let _ = line.shutdown(Shutdown::Both);
        }
    }

    /// The APDUs since the last look.
    pub fn wire(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.shared.lock().unwrap().wire)
    }

    fn serve(&self, mut line: TcpStream, mut card: Card) {
        let atr = match &card {
            Card::Token(_) => TOKEN_ATR.to_vec(),
            Card::Foreign(card) => card.atr.clone(),
            Card::Mute => TOKEN_ATR.to_vec(),
        };
        let mut powering = false;
        let mut next = None;
        while let Some(message) = receive(&mut line) {
            match message.as_slice() {
                // the driver takes a line that drops while it powers the card for a card that stays mute
                [4] if powering && matches!(&card, Card::Mute) => {
                    powering = false;
                    line = connect(self.port);
                    self.shared.lock().unwrap().line = line.try_clone().ok();
                }
                [4] => send(&mut line, &atr),
                [1] => powering = true,
                [0 | 2] => {
                    powering = matches!(message.as_slice(), [2]);
                    if let Card::Token(token) = &card {
                        token.0.lock().unwrap().power_down();
                    }
                }
                [_] => {}
                apdu => match self.reply(&mut card, apdu) {
                    Reply::Answer(answer) if answer.is_empty() => line = self.answer_nothing(line),
                    Reply::Answer(answer) => send(&mut line, &answer),
                    Reply::Gone(swap) => {
                        next = swap;
                        break;
                    }
                },
            }
        }
        let _ = line.shutdown(Shutdown::Both);
        if let Card::Token(token) = &card {
            token.0.lock().unwrap().power_down();
        }
        if let Some(other) = next {
            self.lay(&other);
        }
    }

    fn reply(&self, card: &mut Card, apdu: &[u8]) -> Reply {
        let (fault, delay) = self.note(apdu);
        if let Some(Fault::Moved(other)) = &fault {
            if let Card::Token(before) = &card {
                before.0.lock().unwrap().power_down();
            }
            *card = Card::Token(other.clone());
        }
        let card = &*card;
        if let Some(delay) = delay {
            thread::sleep(delay);
        }
        let act = || match card {
            Card::Foreign(card) => Reply::Answer(card.answer(apdu)),
            Card::Mute => Reply::Gone(None),
            Card::Token(token) => Reply::Answer(token.0.lock().unwrap().answer(apdu, (self.now)().unix())),
        };
        match fault {
            None | Some(Fault::Moved(_)) => act(),
            Some(Fault::Pulled { acted, swapped_for }) => {
                acted.then(act);
                Reply::Gone(swapped_for)
            }
            Some(Fault::Answers { acted, answer }) => {
                acted.then(act);
                Reply::Answer(answer)
            }
            Some(Fault::Late(by)) => {
                let reply = act();
                thread::sleep(by);
                reply
            }
        }
    }

    /// Keeps the APDU; what goes wrong with it, and how long every answer waits.
    fn note(&self, apdu: &[u8]) -> (Option<Fault>, Option<Duration>) {
        let mut shared = self.shared.lock().unwrap();
        let at = shared.sent;
        shared.sent += 1;
        shared.wire.push(apdu.to_vec());
        let fault = shared.fault.take_if(|(when, _)| *when == at);
        (fault.map(|(_, fault)| fault), shared.delay)
    }

    /// The driver hangs up on an empty answer. The card lies there all the same: it is on a new line before the old one
    /// ends, so that the service sees no change.
    fn answer_nothing(&self, mut line: TcpStream) -> TcpStream {
        let anew = connect(self.port);
        self.shared.lock().unwrap().line = anew.try_clone().ok();
        send(&mut line, &[]);
        let _ = line.shutdown(Shutdown::Both);
        anew
    }
}

/// The driver listens a moment after the service has started.
fn connect(port: u16) -> TcpStream {
    for _ in 0..500 {
        if let Ok(line) = TcpStream::connect(("127.0.0.1", port)) {
            line.set_nodelay(true).unwrap();
            return line;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("the virtual reader does not listen");
}

fn receive(line: &mut TcpStream) -> Option<Vec<u8>> {
    let mut length = [0; 2];
    // without it, acknowledgements are held back and an APDU takes 44 ms instead of one
    line.set_quickack(true).ok()?;
    line.read_exact(&mut length).ok()?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    line.set_quickack(true).ok()?;
    line.read_exact(&mut message).ok()?;
    Some(message)
}

fn send(line: &mut TcpStream, message: &[u8]) {
    let mut bytes = u16::try_from(message.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend_from_slice(message);
    let _ = line.write_all(&bytes);
}
