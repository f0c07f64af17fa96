//! A time server on the loopback interface (SNTP, RFC 4330) that is right, wrong, silent, or talks nonsense.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A run that forgets one is not kept alive by it.
const LIFE: Duration = Duration::from_secs(10 * 60);
/// How often it is looked at whether it should stop.
const LOOK: Duration = Duration::from_millis(50);
/// Seconds from the start of NTP's first era to that of Unix time.
const NTP: i64 = 2_208_988_800;

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// With this machine's time and so many milliseconds.
    Ahead(i64),
    /// Not at all.
    Nothing,
    /// With half a packet.
    Short,
    /// With a packet of NTP version 1.
    WrongVersion,
    /// As a client would.
    WrongMode,
    /// With "go away": stratum 0, a kiss code.
    StratumZero,
    /// That it is not synchronised: leap indicator 3.
    NotSynchronised,
    /// To another question.
    WrongOriginate,
    /// With a packet of zeros.
    Zeros,
    /// Well, but without the time at which the question came.
    NoReceive,
    /// Well, but without the time of its answer.
    NoTransmit,
    /// Well, but without either time.
    NoTimes,
    /// With 48 bytes of text.
    Text,
}

/// The server. It stops when it is dropped.
pub struct TimeServer {
    address: SocketAddr,
    /// `None` to stop.
    answers: Arc<Mutex<Option<Answers>>>,
    thread: Option<JoinHandle<()>>,
}

impl TimeServer {
    pub fn new(answers: Answers) -> Self {
        Self::at(Ipv4Addr::LOCALHOST.into(), answers).expect("a socket on 127.0.0.1")
    }

    /// On an address of this machine, which may lack it.
    pub fn at(address: IpAddr, answers: Answers) -> std::io::Result<Self> {
        let socket = UdpSocket::bind((address, 0))?;
        socket.set_read_timeout(Some(LOOK))?;
        let address = socket.local_addr()?;
        let answers = Arc::new(Mutex::new(Some(answers)));
        let told = Arc::clone(&answers);
        let thread = std::thread::Builder::new().name("test-time-server".into());
        let thread = thread.spawn(move || serve(&socket, &told))?;
        Ok(Self {
            address,
            answers,
            thread: Some(thread),
        })
    }

    /// As it is named in the settings.
    pub fn name(&self) -> String {
        self.address.to_string()
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on.
    pub fn answer(&self, answers: Answers) {
        self.tell(Some(answers));
    }

    fn tell(&self, answers: Option<Answers>) {
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = answers;
    }
}

impl Drop for TimeServer {
    fn drop(&mut self) {
        self.tell(None);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(socket: &UdpSocket, answers: &Mutex<Option<Answers>>) {
    let end = Instant::now() + LIFE;
    let mut question = [0; 128];
    while Instant::now() < end {
        let received = socket.recv_from(&mut question);
        let Some(answers) = *answers.lock().unwrap_or_else(PoisonError::into_inner) else {
            return;
        };
        if let Ok((48.., from)) = received
            && let Some(answer) = answer(answers, &question)
        {
            let _ = socket.send_to(&answer, from);
        }
    }
}

/// Byte 0 is leap indicator, version and mode, byte 1 the stratum; originate at 24, receive at 32, transmit at 40.
fn answer(answers: Answers, question: &[u8]) -> Option<Vec<u8>> {
    let ahead = if let Answers::Ahead(millis) = answers {
        millis
    } else {
        0
    };
    let time = timestamp(ahead);
    let mut packet = vec![0; 48];
    packet[0] = 0b00_100_100;
    packet[1] = 2;
    packet[12..16].copy_from_slice(&[192, 0, 2, 1]);
    packet[16..24].copy_from_slice(&time);
    packet[24..32].copy_from_slice(&question[40..48]);
    packet[32..40].copy_from_slice(&time);
    packet[40..48].copy_from_slice(&time);
    match answers {
        Answers::Ahead(_) => {}
        Answers::Nothing => return None,
        Answers::Short => packet.truncate(24),
        Answers::WrongVersion => packet[0] = 0b00_001_100,
        Answers::WrongMode => packet[0] = 0b00_100_001,
        Answers::StratumZero => {
            packet[1] = 0;
            packet[12..16].copy_from_slice(b"DENY");
        }
        Answers::NotSynchronised => packet[0] |= 0b11_000_000,
        Answers::WrongOriginate => packet[31] ^= 1,
        Answers::Zeros => packet.fill(0),
        Answers::NoReceive => packet[32..40].fill(0),
        Answers::NoTransmit => packet[40..48].fill(0),
        Answers::NoTimes => packet[32..48].fill(0),
        Answers::Text => packet.fill(b' '),
    }
    Some(packet)
}

/// 32 bits of seconds, which begin again in 2036, and 32 of their fraction.
fn timestamp(ahead: i64) -> [u8; 8] {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let micros = i64::try_from(since.as_micros()).unwrap() + ahead * 1000;
    let seconds = (micros.div_euclid(1_000_000) + NTP).rem_euclid(1 << 32);
    let fraction = (micros.rem_euclid(1_000_000) << 32) / 1_000_000;
    ((seconds << 32) as u64 | fraction as u64).to_be_bytes()
}
