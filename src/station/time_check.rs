//! The witnesses of the clock that can be asked: a time server over SNTP (RFC 4330, RFC 5905) and the system.
//!
//! Everything here waits, for a few seconds at most, and belongs on a lane. What an answer is worth, and for how long,
//! is decided in [`crate::desk::ClockGuard`].

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, thread};

use rsntp::{Config, SntpClient, SynchronizationError, SynchronizationResult};

use crate::desk::{ClockChecked, ServerTrouble};

/// Looks at the witnesses, given the time server that is named; handed in, so that a test can answer.
pub type ClockSource = Arc<dyn Fn(Option<&str>) -> ClockChecked + Send + Sync>;

/// How long a time server may take, its name included.
const SERVER: Duration = Duration::from_secs(2);
/// What is left for the question after a name that took its time.
const AT_LEAST: Duration = Duration::from_millis(500);
/// How many addresses of a name are tried; they share the time.
const ADDRESSES: usize = 2;
/// How long the system's own tool may take.
const SYSTEM: Duration = Duration::from_secs(2);
/// How often a tool that is about to end is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// More than any of them prints.
const PRINTED: u64 = 4096;

/// The port of time servers.
const PORT: u16 = 123;
/// Where the 32-bit seconds of NTP begin again, 7 February 2036: what a timestamp of zeros, "not known", is read as.
const ERA: f64 = 2_085_978_496.0;
/// The start of 2026, Unix seconds. No server is older than this program; one whose GPS receiver lost count of its
/// 1024-week rounds believes to be.
const EARLIEST: f64 = 1_767_225_600.0;
/// The end of the seconds that can be told apart, in 2104: the other half of the same 32 bits.
const LATEST: f64 = ERA + 2_147_483_648.0;

/// Asks the server, if one is named, and the system unless the server has answered. Waits up to five seconds.
#[must_use]
pub fn look(server: Option<&str>) -> ClockChecked {
    let server = server.map(ask_server);
    let system = match server {
        Some(Ok(_)) => None,
        _ => system_word(),
    };
    ClockChecked { server, system }
}

/// Whether `text` can name a time server: `HOST` or `HOST:PORT`, a name or an address, IPv6 in brackets before a port.
#[must_use]
pub fn is_server_name(text: &str) -> bool {
    ServerName::parse(text).is_some()
}

/// Asks the time server `name`: station clock minus the server's, milliseconds. Waits up to two and a half seconds.
///
/// # Errors
/// When it gives no time that makes sense.
pub fn ask_server(name: &str) -> Result<i64, ServerTrouble> {
    let begun = Instant::now();
    let addresses = ServerName::parse(name)
        .and_then(|server| server.addresses())
        .ok_or(ServerTrouble::Unresolved)?;
    let left = SERVER.saturating_sub(begun.elapsed()).max(AT_LEAST);
    let tried = addresses.len().clamp(1, ADDRESSES);
    let each = left.div_f64(tried as f64);
    let mut answer = Err(ServerTrouble::Unresolved);
    for address in addresses.into_iter().take(tried) {
        answer = ask(address, each);
        if answer.is_ok() {
            break;
        }
    }
    answer
}

// --- the server ---------------------------------------------------------------------------------------------------------

/// What the settings name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ServerName {
    host: Host,
    port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

impl ServerName {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(address) = text.parse() {
            let host = Host::Address(address);
            return Some(Self { host, port: PORT });
        }
        let (host, port) = match text.rsplit_once(':') {
            // the last colon of a bracketed address without a port is inside
            Some((host, port)) if !port.ends_with(']') => (host, port_number(port)?),
            _ => (text, PORT),
        };
        let host = Host::parse(host)?;
        Some(Self { host, port })
    }

    /// `None` when it leads nowhere, or not in time.
    fn addresses(self) -> Option<Vec<SocketAddr>> {
        match self.host {
            Host::Address(address) => Some(vec![SocketAddr::new(address, self.port)]),
            Host::Name(name) => resolve(name, self.port),
        }
    }
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        if let Some(inside) = text.strip_prefix('[') {
            let address: Ipv6Addr = inside.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Address(address.into()));
        }
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Some(Self::Address(address.into()));
        }
        is_name(text).then(|| Self::Name(text.to_owned()))
    }
}

/// Digits alone, without a sign, and not 0, which is no port.
fn port_number(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port > 0)
}

/// RFC 1123, section 2.1, with the underscore that Windows networks have. The last part is no number: resolvers read
/// those as addresses.
fn is_name(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let part = |part: &str| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=63).contains(&part.len()) && part.bytes().all(known) && !part.starts_with('-') && !part.ends_with('-')
    };
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 253 && text.split('.').all(part) && !text.rsplit('.').next().is_some_and(number)
}

/// On a thread of its own, because the system's resolver knows no time limit. A thread that is given up ends when the
/// resolver does.
fn resolve(name: String, port: u16) -> Option<Vec<SocketAddr>> {
    let (sender, found) = mpsc::channel();
    let resolver = move || {
        let addresses = (name.as_str(), port).to_socket_addrs();
        let _ = sender.send(addresses.map(Iterator::collect));
    };
    let started = thread::Builder::new().name("time-server-name".into()).spawn(resolver);
    let found = started.and_then(|_| found.recv_timeout(SERVER).unwrap_or_else(|_| Err(slow_resolver())));
    found
        .inspect_err(|error| tracing::debug!(%error, "the name of the time server cannot be resolved"))
        .ok()
}

fn slow_resolver() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::TimedOut, "the resolver gave no answer in time")
}

/// One question, one answer. The client looks at length, version, mode, stratum 0 and above 15, leap indicator 3 and
/// the originate timestamp; [`offset`] at the rest.
fn ask(address: SocketAddr, within: Duration) -> Result<i64, ServerTrouble> {
    let now = seconds_of(SystemTime::now()).ok_or(ServerTrouble::Nonsense)?;
    // its default is an IPv4 socket, which reaches no IPv6 address
    let any: IpAddr = match address {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let config = Config::default().bind_address((any, 0).into()).timeout(within);
    match SntpClient::with_config(config).synchronize(address) {
        Ok(answer) => offset(&answer, now),
        Err(error) => {
            tracing::debug!(%error, "the time server gave no time");
            Err(match error {
                SynchronizationError::IOError(_) => ServerTrouble::Silent,
                SynchronizationError::ProtocolError(_) => ServerTrouble::Nonsense,
            })
        }
    }
}

/// The station's clock in Unix seconds, if the client can work with it: it panics before 1970 and after 2172, and takes
/// every answer after 2104 for that to another question.
fn seconds_of(clock: SystemTime) -> Option<f64> {
    let seconds = clock.duration_since(UNIX_EPOCH).ok()?.as_secs_f64();
    (seconds < LATEST).then_some(seconds)
}

fn offset(answer: &SynchronizationResult, now: f64) -> Result<i64, ServerTrouble> {
    let (behind, under_way) = (
        answer.clock_offset().as_secs_f64(),
        answer.round_trip_delay().as_secs_f64(),
    );
    if makes_sense(now, behind, under_way) {
        Ok((-behind * 1000.0).round() as i64)
    } else {
        tracing::debug!(behind, under_way, "the time server gave an impossible time");
        Err(ServerTrouble::Nonsense)
    }
}

/// All in seconds: the station's clock, the server's minus the station's, and how long the answer was under way by its
/// own account. The server is judged by the time that it gives, not by the distance: a computer whose battery is empty
/// is decades off, and that is to be said.
///
/// Not seen by the client: timestamps of zeros, of which both give the start of an era and one alone gives an answer
/// that was under way for years.
fn makes_sense(now: f64, behind: f64, under_way: f64) -> bool {
    let given = now + behind;
    let not_known = (given - ERA).abs() <= SERVER.as_secs_f64();
    (EARLIEST..LATEST).contains(&given) && !not_known && under_way.abs() <= SERVER.as_secs_f64() + 0.5
}

// --- the system ---------------------------------------------------------------------------------------------------------

/// Whether the system says that it keeps its clock synchronised; `None` where it has no tool that says so.
fn system_word() -> Option<bool> {
    if cfg!(target_os = "linux") {
        // the kernel's own state, whichever program keeps it
        let mut tool = Command::new("timedatectl");
        tool.args(["show", "--property=NTPSynchronized", "--value"]);
        yes_or_no(&printed(tool, SYSTEM)?)
    } else if cfg!(windows) {
        let system = env::var_os("SystemRoot").map_or_else(|| PathBuf::from(r"C:\Windows"), PathBuf::from);
        let mut tool = Command::new(system.join("System32").join("w32tm.exe"));
        tool.args(["/query", "/status"]);
        windows_status(&printed(tool, SYSTEM)?)
    } else {
        None
    }
}

fn yes_or_no(printed: &[u8]) -> Option<bool> {
    match printed.trim_ascii() {
        b"yes" => Some(true),
        b"no" => Some(false),
        _ => None,
    }
}

/// The words are in the system's language, so only numbers are read: the leap indicator in the first line (3: not
/// synchronised), which stands alone and is no error's 0x number, and the reference LOCL, with which a computer without
/// any source vouches for itself.
fn windows_status(printed: &[u8]) -> Option<bool> {
    let mut lines = printed.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty())?;
    let itself = printed.windows(10).any(|text| text.eq_ignore_ascii_case(b"0x4C4F434C"));
    let mut number = first.iter().skip_while(|byte| !byte.is_ascii_digit());
    let (digit, after) = (number.next()?, number.next());
    match digit {
        _ if after.is_some_and(u8::is_ascii_alphanumeric) => None,
        b'0'..=b'2' => Some(!itself),
        b'3' => Some(false),
        _ => None,
    }
}

/// A tool that is ended and reaped in any case.
struct Tool(Child);

impl Drop for Tool {
    fn drop(&mut self) {
        // an error means that it has ended already
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a tool prints, if it ends well in time. It is read beside, because something that the tool has started may
/// hold its output open.
fn printed(mut command: Command, within: Duration) -> Option<Vec<u8>> {
    let deadline = Instant::now() + within;
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000); // no console window
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut tool = Tool(command.spawn().ok()?);
    let output = tool.0.stdout.take()?;
    let (sender, read) = mpsc::channel();
    let reader = move || {
        let mut bytes = Vec::new();
        let read = output.take(PRINTED).read_to_end(&mut bytes);
        let _ = sender.send(read.map(|_| bytes));
    };
    thread::Builder::new().name("clock-tool".into()).spawn(reader).ok()?;
    let bytes = read.recv_timeout(within).ok()?.ok()?;
    let status = ended(&mut tool.0, deadline)?;
    status.success().then_some(bytes)
}

/// How it ended, if it did in time. The standard library has no wait with a limit.
fn ended(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait().ok()? {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(host: &str, port: u16) -> Option<ServerName> {
        let host = Host::Name(host.to_owned());
        Some(ServerName { host, port })
    }

    fn address(address: &str, port: u16) -> Option<ServerName> {
        let host = Host::Address(address.parse().unwrap());
        Some(ServerName { host, port })
    }

    #[test]
    fn a_server_is_a_name_or_an_address_with_or_without_a_port() {
        for (text, server) in [
            ("pool.ntp.org", name("pool.ntp.org", 123)),
            ("time.example.", name("time.example.", 123)),
            ("dc_01:1123", name("dc_01", 1123)),
            ("3com.example:65535", name("3com.example", 65535)),
            ("192.0.2.7", address("192.0.2.7", 123)),
            ("192.0.2.7:12300", address("192.0.2.7", 12300)),
            ("2001:db8::1", address("2001:db8::1", 123)),
            ("[2001:db8::1]", address("2001:db8::1", 123)),
            ("[::1]:12300", address("::1", 12300)),
        ] {
            assert_eq!(ServerName::parse(text), server, "{text}");
            assert!(is_server_name(text));
        }
    }

    #[test]
    fn what_names_no_server_is_refused() {
        let long = "a".repeat(64);
        let longer = ["a"; 127].join(".") + ".a";
        for text in [
            "",
            " ",
            ".",
            ":123",
            "time.example:",
            "time.example:0",
            "time.example:65536",
            "time.example:+12",
            "time.example:ntp",
            "time..example",
            "-time.example",
            "time-.example",
            "time example",
            " time.example",
            "ntp://time.example",
            "time.example/",
            "zeit.beispiel.köln",
            "123",
            "192.0.2",
            "192.0.2.256",
            "::1]:123",
            "[::1",
            "[::1]123",
            "[::1]:",
            "[192.0.2.7]:123",
            "[time.example]:123",
            &long,
            &longer,
        ] {
            assert!(!is_server_name(text), "{text:?}");
        }
    }

    #[test]
    fn a_time_is_judged_by_itself_and_not_by_its_distance() {
        let now = 1_795_338_005.0;
        let year = 31_557_600.0;
        assert!(makes_sense(now, 0.4, 0.02));
        assert!(makes_sense(now, -95.0, 0.0));
        assert!(makes_sense(now - 26.0 * year, 26.0 * year, 0.02), "an empty battery");
        assert!(makes_sense(now + 26.0 * year, -26.0 * year, 0.02));
        assert!(!makes_sense(now, -19.6 * year, 0.02), "GPS lost count of its weeks");
        assert!(!makes_sense(now, ERA - now + 0.1, 0.02), "timestamps of zeros");
        assert!(!makes_sense(now, (ERA - now) / 2.0, ERA - now), "one of zeros");
        assert!(!makes_sense(now, 0.0, -30.0));
        assert!(!makes_sense(now, f64::NAN, 0.02));
    }

    #[test]
    fn a_clock_with_which_the_client_cannot_work_is_not_asked_about() {
        let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(seconds_of(at(1_795_338_005)), Some(1_795_338_005.0));
        assert_eq!(seconds_of(UNIX_EPOCH - Duration::from_secs(1)), None);
        assert_eq!(seconds_of(at(4_300_000_000)), None);
    }

    #[test]
    fn the_kernel_says_yes_or_no() {
        for (printed, word) in [
            ("yes\n", Some(true)),
            ("no\n", Some(false)),
            ("", None),
            ("yes, maybe", None),
            ("NTPSynchronized=yes\n", None),
        ] {
            assert_eq!(yes_or_no(printed.as_bytes()), word, "{printed:?}");
        }
    }

    #[test]
    fn windows_says_it_by_numbers_in_any_language() {
        for (printed, word) in [
            ("Leap Indicator: 0(no warning)\r\nStratum: 4\r\n", Some(true)),
            ("\r\nSprungindikator: 0(keine Warnung)\r\nStratum: 3\r\n", Some(true)),
            ("Leap Indicator: 1(61)\r\nReferenceId: 0xC0A80001\r\n", Some(true)),
            ("Leap Indicator: 3(not synchronized)\r\nStratum: 0\r\n", Some(false)),
            (
                "Leap Indicator: 0\r\nStratum: 1\r\nReferenceId: 0x4C4F434C\r\n",
                Some(false),
            ),
            ("Access is denied.\r\n", None),
            ("It failed: the service does not run. (0x80070426)\r\n", None),
            ("Leap Indicator: 7\r\n", None),
            ("", None),
        ] {
            assert_eq!(windows_status(printed.as_bytes()), word, "{printed:?}");
        }
        assert_eq!(
            windows_status(b"\x84\x81: 3(\xff)\r\n"),
            Some(false),
            "in the console's own letters"
        );
    }

    #[cfg(unix)]
    mod tools {
        use super::*;

        const SHORT: Duration = Duration::from_millis(200);

        fn shell(script: &str) -> Command {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        }

        #[test]
        fn what_a_tool_prints_counts_if_it_ends_well() {
            let long = Duration::from_secs(20);
            assert_eq!(printed(shell("echo yes"), long).unwrap(), b"yes\n");
            assert_eq!(printed(shell("echo yes; exit 1"), long), None);
            assert_eq!(printed(Command::new("/nonexistent/tool"), long), None);
        }

        #[test]
        fn a_tool_that_does_not_end_is_not_waited_for() {
            for script in [
                "exec sleep 20",
                "echo yes; exec sleep 20",
                "echo yes; exec >&-; exec sleep 20",
                "sleep 3 & echo yes",
            ] {
                let begun = Instant::now();
                assert_eq!(printed(shell(script), SHORT), None, "{script}");
                assert!(begun.elapsed() < Duration::from_secs(2), "{script}");
            }
        }

        #[cfg(target_os = "linux")]
        #[test]
        fn a_tool_that_was_ended_leaves_nothing_behind() {
            let child = shell("exec sleep 20").spawn().unwrap();
            let process = PathBuf::from(format!("/proc/{}", child.id()));
            assert!(process.exists());
            drop(Tool(child));
            assert!(!process.exists(), "neither running nor waiting to be reaped");
        }
    }
}
