//! A token in memory that answers the same APDUs as a real one.
//!
//! It is the other end of the wire for tests and for the demo: lengths, MACs and padding are checked here, the clock
//! runs, the display keeps its old code until it is switched off and on, and config erases the seed of most models.

use zeroize::Zeroizing;

use super::{Model, cipher};
use crate::otp::{self, Algorithm, Code, Parameters, Period, Seed};
use crate::token2::Serial;

/// A simulated token.
#[derive(Debug)]
pub struct Simulator {
    serial: Serial,
    seed: Option<Seed>,
    parameters: Parameters,
    display_timeout: u8,
    /// Token clock minus the time that is handed in, seconds.
    offset: i64,
    challenges: u64,
    challenge: Option<[u8; 8]>,
    authenticated: bool,
    wrong_answers: u32,
    screen: Screen,
}

/// What is behind the glass while it is on: the seed of the moment when it was switched on.
#[derive(Debug)]
enum Screen {
    Off,
    On { seed: Option<Seed>, parameters: Parameters },
}

/// What a person sees on the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// Nothing: it is switched off.
    Off,
    /// Six dashes: it holds no seed.
    Dashes,
    /// The code of its seed at the time of its own clock.
    Code(Code),
}

const SUCCESS: [u8; 2] = [0x90, 0x00];
const NOT_AUTHENTICATED: [u8; 2] = [0x69, 0x83];
const WRONG_LENGTH: [u8; 2] = [0x67, 0x00];
const WRONG_DATA: [u8; 2] = [0x6A, 0x80];
const UNKNOWN_INSTRUCTION: [u8; 2] = [0x6D, 0x00];
const UNKNOWN_CLASS: [u8; 2] = [0x6E, 0x00];

impl Simulator {
    /// A token as it comes from the factory, with a seed that nobody here knows, its clock `offset` seconds ahead.
    #[must_use]
    pub fn new(serial: Serial, factory_seed: Option<Seed>, offset: i64) -> Self {
        Self {
            serial,
            seed: factory_seed,
            parameters: Parameters::STANDARD,
            display_timeout: 1,
            offset,
            challenges: 0,
            challenge: None,
            authenticated: false,
            wrong_answers: 0,
            screen: Screen::Off,
        }
    }

    /// The serial printed on it.
    #[must_use]
    pub const fn serial(&self) -> &Serial {
        &self.serial
    }

    /// The seed inside, which no real token gives away.
    #[must_use]
    pub const fn seed(&self) -> Option<&Seed> {
        self.seed.as_ref()
    }

    /// Hash and step in use.
    #[must_use]
    pub const fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The token's clock when the station's says `now`, Unix seconds.
    #[must_use]
    pub const fn clock(&self, now: i64) -> i64 {
        now.saturating_add(self.offset)
    }

    /// Its clock is so many seconds further ahead from now on, below zero further behind.
    pub const fn skip(&mut self, seconds: i64) {
        self.offset = self.offset.saturating_add(seconds);
    }

    /// How often a wrong answer to a challenge came in.
    #[must_use]
    pub const fn wrong_answers(&self) -> u32 {
        self.wrong_answers
    }

    /// The index of the display time-out that was written (0 to 3).
    #[must_use]
    pub const fn display_timeout(&self) -> u8 {
        self.display_timeout
    }

    /// Presses the button of a token that is off.
    pub fn switch_on(&mut self) {
        self.screen = Screen::On {
            seed: self.seed.as_ref().map(Seed::duplicate),
            parameters: self.parameters,
        };
    }

    /// Presses the button of a token that is on.
    pub fn switch_off(&mut self) {
        self.screen = Screen::Off;
    }

    /// What a person sees when the station's clock says `now`.
    #[must_use]
    pub fn display(&self, now: i64) -> Display {
        match &self.screen {
            Screen::Off => Display::Off,
            Screen::On { seed: None, .. } => Display::Dashes,
            Screen::On {
                seed: Some(seed),
                parameters,
            } => Display::Code(otp::codes(seed, *parameters, self.clock(now)).current),
        }
    }

    /// Whether it still shows what it held when it was switched on, and holds something else by now.
    #[must_use]
    pub fn shows_old(&self) -> bool {
        match &self.screen {
            Screen::Off => false,
            Screen::On { seed, parameters } => *seed != self.seed || *parameters != self.parameters,
        }
    }

    /// The token is taken out of the field: whatever was unlocked is locked again.
    pub fn power_down(&mut self) {
        self.challenge = None;
        self.authenticated = false;
    }

    /// Answers one APDU when the station's clock says `now`.
    pub fn answer(&mut self, apdu: &[u8], now: i64) -> Vec<u8> {
        match self.execute(apdu, now) {
            Ok(mut data) => {
                data.extend_from_slice(&SUCCESS);
                data
            }
            Err(status) => status.to_vec(),
        }
    }

    fn execute(&mut self, apdu: &[u8], now: i64) -> Result<Vec<u8>, [u8; 2]> {
        let (header, body) = apdu.split_first_chunk::<5>().ok_or(WRONG_LENGTH)?;
        let [class, ins, p1, p2, length] = *header;
        if class != 0x80 && class != 0x84 {
            return Err(UNKNOWN_CLASS);
        }
        if usize::from(length) != body.len() {
            return Err(WRONG_LENGTH);
        }
        match (class, ins, p1, p2) {
            (0x80, 0x41, 0, 0) => self.read_info(body, now),
            (0x80, 0x4B, 8, 0) => self.new_challenge(body),
            (0x80, 0xCE, 0, 0) => self.authenticate(body),
            (0x84, 0xD4, 0, 0) => self.write_config(self.authorised(header, body)?.to_vec(), now),
            (0x84, 0xC5, 1, 0) => self.write_seed(&Zeroizing::new(self.authorised(header, body)?.to_vec())),
            _ => Err(UNKNOWN_INSTRUCTION),
        }
    }

    fn read_info(&self, body: &[u8], now: i64) -> Result<Vec<u8>, [u8; 2]> {
        if body != [0x02, 0x11] {
            return Err(WRONG_DATA);
        }
        let serial = self.serial.as_str().as_bytes();
        let length = u8::try_from(serial.len()).unwrap_or(0);
        let mut data = vec![0x81, length.saturating_add(8), 0x02, length];
        data.extend_from_slice(serial);
        data.extend_from_slice(&[0x11, 0x04]);
        data.extend_from_slice(&u32::try_from(self.clock(now)).unwrap_or(0).to_be_bytes());
        Ok(data)
    }

    fn new_challenge(&mut self, body: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
        if body != [0x00] {
            return Err(WRONG_DATA);
        }
        self.authenticated = false;
        self.challenges += 1;
        let noise = cipher::encrypt(&self.challenges.to_be_bytes());
        let fresh: [u8; 8] = noise.first_chunk().copied().unwrap_or_default();
        self.challenge = Some(fresh);
        Ok(fresh.to_vec())
    }

    fn authenticate(&mut self, body: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
        let challenge = self.challenge.take().ok_or(NOT_AUTHENTICATED)?;
        if body != cipher::encrypt(&challenge) {
            self.wrong_answers += 1;
            return Err(NOT_AUTHENTICATED);
        }
        self.authenticated = true;
        Ok(Vec::new())
    }

    /// The body without its MAC, if the sender is authenticated and the MAC holds.
    fn authorised<'b>(&self, header: &[u8; 5], body: &'b [u8]) -> Result<&'b [u8], [u8; 2]> {
        let (payload, mac) = body.split_last_chunk::<4>().ok_or(WRONG_LENGTH)?;
        let [_, ins, p1, p2, length] = *header;
        let mut covered = Zeroizing::new(vec![0x80, ins, p1, p2, length.saturating_sub(4)]);
        covered.extend_from_slice(payload);
        if self.authenticated && cipher::mac(&covered) == *mac {
            Ok(payload)
        } else {
            Err(NOT_AUTHENTICATED)
        }
    }

    /// Like the firmware it takes the three settings as they come; like a token it keeps showing what it showed.
    fn write_config(&mut self, body: Vec<u8>, now: i64) -> Result<Vec<u8>, [u8; 2]> {
        let [
            0x81,
            0x11,
            0x1F,
            0x01,
            display,
            0x0F,
            0x04,
            c0,
            c1,
            c2,
            c3,
            0x86,
            0x06,
            0x0A,
            0x01,
            algorithm,
            0x0D,
            0x01,
            step,
        ] = *body.as_slice()
        else {
            return Err(WRONG_DATA);
        };
        self.offset = i64::from(u32::from_be_bytes([c0, c1, c2, c3])).saturating_sub(now);
        self.display_timeout = display;
        self.parameters = Parameters {
            algorithm: if algorithm == 2 {
                Algorithm::Sha256
            } else {
                Algorithm::Sha1
            },
            period: if step == 0x3C { Period::Sixty } else { Period::Thirty },
        };
        if !self.serial.model().is_some_and(Model::keeps_seed_on_config) {
            self.seed = None;
        }
        Ok(Vec::new())
    }

    fn write_seed(&mut self, sealed: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
        if sealed.is_empty() || !sealed.len().is_multiple_of(cipher::BLOCK) {
            return Err(WRONG_DATA);
        }
        let padded = cipher::decrypt(sealed);
        let seed = cipher::unpad_seed(&padded).ok_or(WRONG_DATA)?;
        self.seed = Some(Seed::new(seed).map_err(|_| WRONG_DATA)?);
        Ok(Vec::new())
    }
}
