//! Commands to a token.

use zeroize::Zeroizing;

use super::cipher;
use crate::otp::{Algorithm, Parameters, Period, Seed};

/// A command APDU, ready to be sent. Short, and to a card never with Le: a sister model refuses it.
///
/// `Debug` shows the name only, because the bytes of some carry a seed under a public key.
pub struct Command {
    name: &'static str,
    bytes: Zeroizing<Vec<u8>>,
}

impl Command {
    /// `80 41 00 00 02 02 11`: serial and clock.
    #[must_use]
    pub fn read_info() -> Self {
        Self::plain("read info", [0x80, 0x41, 0x00, 0x00], &[0x02, 0x11])
    }

    /// `80 4B 08 00 01 00`: eight random bytes. Asking again drops an earlier authentication.
    #[must_use]
    pub fn challenge() -> Self {
        Self::plain("challenge", [0x80, 0x4B, 0x08, 0x00], &[0x00])
    }

    /// `80 CE 00 00 10` and SM4-ECB(challenge, eight zero bytes). Once a placement: tokens made before 2025 may lock
    /// after several wrong answers.
    #[must_use]
    pub fn authenticate(challenge: Challenge) -> Self {
        Self::plain("authenticate", [0x80, 0xCE, 0x00, 0x00], &cipher::encrypt(&challenge.0))
    }

    /// `84 D4 00 00 17`, the 19 bytes of [`Config`], MAC. Erases the seed of most models.
    #[must_use]
    pub fn write_config(config: &Config) -> Self {
        Self::with_mac("write config", [0xD4, 0x00, 0x00], &config.body())
    }

    /// `84 C5 01 00 Lc`, SM4-ECB(padded seed), MAC.
    #[must_use]
    pub fn write_seed(seed: &Seed) -> Self {
        let sealed = cipher::encrypt(&cipher::pad_seed(seed.expose()));
        Self::with_mac("write seed", [0xC5, 0x01, 0x00], &sealed)
    }

    /// `00 A4 04 00 Lc name`: asks whether the card has the application of that name (ISO/IEC 7816-4).
    #[must_use]
    pub fn select(application: &[u8]) -> Self {
        Self::plain("select", [0x00, 0xA4, 0x04, 0x00], application)
    }

    /// `FF CA 00 00 00`: the UID of a contactless card. The reader answers it, not the card (PC/SC part 3, section
    /// 3.2.2.1.3), and wants the Le.
    #[must_use]
    pub fn read_uid() -> Self {
        Self {
            name: "read UID",
            bytes: Zeroizing::new(vec![0xFF, 0xCA, 0x00, 0x00, 0x00]),
        }
    }

    /// `00 C0 00 00 n`: fetches what a contact reader holds back.
    #[must_use]
    pub fn get_response(length: u8) -> Self {
        Self {
            name: "get response",
            bytes: Zeroizing::new(vec![0x00, 0xC0, 0x00, 0x00, length]),
        }
    }

    /// What goes to the card.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A name for logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    fn plain(name: &'static str, header: [u8; 4], body: &[u8]) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(5 + body.len()));
        bytes.extend_from_slice(&header);
        bytes.push(short_length(body));
        bytes.extend_from_slice(body);
        Self { name, bytes }
    }

    /// The MAC covers `80 INS P1 P2 len(body)` and the body: class 80 though 84 is sent, length without the MAC.
    fn with_mac(name: &'static str, [ins, p1, p2]: [u8; 3], body: &[u8]) -> Self {
        let covered = Self::plain(name, [0x80, ins, p1, p2], body);
        let mac = cipher::mac(covered.bytes());
        let mut tail = Zeroizing::new(body.to_vec());
        tail.extend_from_slice(&mac);
        Self::plain(name, [0x84, ins, p1, p2], &tail)
    }
}

/// Bodies here have 80 bytes at most; a longer one would have no short APDU.
fn short_length(body: &[u8]) -> u8 {
    u8::try_from(body.len()).unwrap_or(u8::MAX)
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Command({})", self.name)
    }
}

/// The eight bytes that a token wants encrypted.
#[derive(Clone, Copy)]
pub struct Challenge([u8; 8]);

impl Challenge {
    /// Takes exactly eight bytes.
    #[must_use]
    pub fn parse(data: &[u8]) -> Option<Self> {
        Some(Self(data.try_into().ok()?))
    }
}

/// How long the display stays on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DisplayTimeout {
    /// 15 seconds.
    Fifteen,
    /// 30 seconds, as tokens come.
    #[default]
    Thirty,
    /// 60 seconds.
    Sixty,
    /// 120 seconds.
    HundredTwenty,
}

/// Clock and settings of a token. Only values that the firmware means can be written here: it checks none itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// What the token's clock is set to, Unix seconds.
    pub clock: u32,
    /// Hash and step.
    pub parameters: Parameters,
    /// How long the display stays on.
    pub display: DisplayTimeout,
}

impl Config {
    /// `81 11  1F 01 display  0F 04 clock  86 06  0A 01 algorithm  0D 01 step`.
    fn body(&self) -> [u8; 19] {
        let display = match self.display {
            DisplayTimeout::Fifteen => 0,
            DisplayTimeout::Thirty => 1,
            DisplayTimeout::Sixty => 2,
            DisplayTimeout::HundredTwenty => 3,
        };
        let algorithm = match self.parameters.algorithm {
            Algorithm::Sha1 => 1,
            Algorithm::Sha256 => 2,
        };
        let step = match self.parameters.period {
            Period::Thirty => 0x1E,
            Period::Sixty => 0x3C,
        };
        let [c0, c1, c2, c3] = self.clock.to_be_bytes();
        [
            0x81, 0x11, 0x1F, 0x01, display, 0x0F, 0x04, c0, c1, c2, c3, 0x86, 0x06, 0x0A, 0x01, algorithm, 0x0D, 0x01,
            step,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::super::cipher;
    use super::*;
    use data_encoding::HEXUPPER;

    /// Made by `scripts/golden-apdus` with OpenSSL alone.
    const GOLDEN: &str = include_str!("../../../tests/data/golden-apdus.txt");

    fn golden(kind: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
        let hex = |text: &str| HEXUPPER.decode(text.as_bytes()).unwrap();
        let rows: Vec<_> = GOLDEN
            .lines()
            .filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' ')?.split_once(' '))
            .map(|(input, expected)| (hex(input), hex(expected)))
            .collect();
        assert!(!rows.is_empty(), "no golden rows for {kind}");
        rows
    }

    #[test]
    fn the_cipher_agrees_with_openssl() {
        for (plain, sealed) in golden("block") {
            assert_eq!(cipher::encrypt(&plain), sealed);
            assert_eq!(*cipher::decrypt(&sealed), plain);
        }
    }

    #[test]
    fn the_mac_agrees_with_openssl_aligned_and_not() {
        for (input, mac) in golden("mac") {
            assert_eq!(cipher::mac(&input).as_slice(), mac);
        }
    }

    #[test]
    fn seed_writes_agree_with_openssl_for_every_length_and_ending() {
        let rows = golden("seed");
        let lengths: std::collections::BTreeSet<_> = rows.iter().map(|(seed, _)| seed.len()).collect();
        assert_eq!(
            lengths.into_iter().collect::<Vec<_>>(),
            [1, 15, 16, 20, 31, 32, 47, 48, 63]
        );
        for (seed, apdu) in rows {
            assert_eq!(Command::write_seed(&Seed::new(&seed).unwrap()).bytes(), apdu);
        }
    }

    #[test]
    fn authentication_answers_agree_with_openssl() {
        for (challenge, apdu) in golden("authenticate") {
            let challenge = Challenge::parse(&challenge).unwrap();
            assert_eq!(Command::authenticate(challenge).bytes(), apdu);
        }
    }

    #[test]
    fn config_writes_agree_with_openssl() {
        for (input, apdu) in golden("config") {
            let [c0, c1, c2, c3, display, algorithm, step] = input.try_into().unwrap();
            let config = Config {
                clock: u32::from_be_bytes([c0, c1, c2, c3]),
                parameters: Parameters {
                    algorithm: [Algorithm::Sha1, Algorithm::Sha256][usize::from(algorithm) - 1],
                    period: if step == 0x1E { Period::Thirty } else { Period::Sixty },
                },
                display: [
                    DisplayTimeout::Fifteen,
                    DisplayTimeout::Thirty,
                    DisplayTimeout::Sixty,
                    DisplayTimeout::HundredTwenty,
                ][usize::from(display)],
            };
            assert_eq!(Command::write_config(&config).bytes(), apdu);
        }
    }

    #[test]
    fn the_fixed_commands_are_those_of_the_protocol_and_have_no_le() {
        assert_eq!(Command::read_info().bytes(), [0x80, 0x41, 0, 0, 2, 2, 0x11]);
        assert_eq!(Command::challenge().bytes(), [0x80, 0x4B, 8, 0, 1, 0]);
        assert_eq!(Command::select(&[0xA0, 0, 1]).bytes(), [0, 0xA4, 4, 0, 3, 0xA0, 0, 1]);
    }

    #[test]
    fn what_the_reader_answers_itself_ends_with_an_le() {
        assert_eq!(Command::read_uid().bytes(), [0xFF, 0xCA, 0, 0, 0]);
    }

    #[test]
    fn a_command_cannot_be_printed() {
        let command = Command::write_seed(&Seed::new(b"12345678901234567890").unwrap());
        assert_eq!(format!("{command:?}"), "Command(write seed)");
    }
}
