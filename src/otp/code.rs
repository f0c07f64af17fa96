//! Codes: what a token shows, and how far a typed one is off.

use strum::{EnumString, IntoStaticStr};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Hidden, Seed};

/// The hash of the HMAC. Entra ID's CSV has no column for it and means SHA-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Algorithm {
    /// HMAC-SHA-1.
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
}

/// How long a code lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// 30 seconds.
    Thirty,
    /// 60 seconds.
    Sixty,
}

impl Period {
    /// The length of a step in seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Thirty => 30,
            Self::Sixty => 60,
        }
    }
}

/// What both sides must agree on besides the seed. Codes have six digits, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Parameters {
    /// The hash with which codes are made.
    pub algorithm: Algorithm,
    /// The length of a step.
    pub period: Period,
}

impl Parameters {
    /// SHA-1 and 30 seconds: what Entra ID takes from a CSV and what is burned unless another system dictates.
    pub const STANDARD: Self = Self {
        algorithm: Algorithm::Sha1,
        period: Period::Thirty,
    };
}

/// Six digits. `Debug` hides them: a code in a log is a code that can be phished.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code(u32);

/// Why a text is not a code. Carries nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Not exactly six digits after blanks and dashes are taken out.
    #[error("a code has six digits")]
    NotSixDigits,
}

impl Code {
    /// Reads six digits; blanks and dashes between them do not count ("123 456", "123-456").
    ///
    /// # Errors
    /// [`CodeError::NotSixDigits`].
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let mut value = 0;
        let mut count = 0;
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let digit = c.to_digit(10).ok_or(CodeError::NotSixDigits)?;
            count += 1;
            if count > 6 {
                return Err(CodeError::NotSixDigits);
            }
            value = value * 10 + digit;
        }
        if count == 6 {
            Ok(Self(value))
        } else {
            Err(CodeError::NotSixDigits)
        }
    }

    /// The six digits without a gap.
    #[must_use]
    pub fn digits(self) -> Hidden<String> {
        format!("{:06}", self.0).into()
    }

    /// Two groups of three, as people read them: "482 913".
    #[must_use]
    pub fn grouped(self) -> Hidden<String> {
        format!("{:03} {:03}", self.0 / 1000, self.0 % 1000).into()
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(hidden)")
    }
}

/// The code of a moment with its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codes {
    /// The code of the step before.
    pub previous: Code,
    /// The code now.
    pub current: Code,
    /// The code of the step after.
    pub next: Code,
    /// Whole seconds until `next` is the current one, 1 to the period.
    pub seconds_left: u64,
}

/// Where a typed code was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    /// Steps from the current one; below zero is an older code.
    pub steps: i64,
    /// Token clock minus station clock in seconds, as exact as a step allows.
    pub drift: i64,
}

/// The codes around `now` (Unix seconds; before 1970 counts as 1970).
#[must_use]
pub fn codes(seed: &Seed, parameters: Parameters, now: i64) -> Codes {
    let totp = generator(seed, parameters);
    let period = parameters.period.seconds();
    let now = u64::try_from(now).unwrap_or(0);
    Codes {
        previous: code_at(&totp, now.saturating_sub(period)),
        current: code_at(&totp, now),
        next: code_at(&totp, now.saturating_add(period)),
        seconds_left: period - now % period,
    }
}

/// Looks for `typed` within `window` steps on either side of `now`, nearest first, an older code before a newer one.
#[must_use]
pub fn locate(seed: &Seed, parameters: Parameters, now: i64, typed: Code, window: u32) -> Option<Located> {
    let totp = generator(seed, parameters);
    let period = parameters.period.seconds().cast_signed();
    nearest_first(i64::from(window)).find_map(|steps| {
        let moment = u64::try_from(now.checked_add(steps.checked_mul(period)?)?).ok()?;
        (code_at(&totp, moment) == typed).then_some(Located {
            steps,
            drift: steps * period,
        })
    })
}

/// 0, -1, 1, -2, 2, ... up to `window`.
fn nearest_first(window: i64) -> impl Iterator<Item = i64> {
    std::iter::once(0).chain((1..=window).flat_map(|n| [-n, n]))
}

/// The crate's own check refuses seeds under 16 bytes, which tokens and older systems have; the rest is in range here.
fn generator(seed: &Seed, parameters: Parameters) -> totp_rs::Totp {
    let algorithm = match parameters.algorithm {
        Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
        Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
    };
    totp_rs::Builder::new()
        .with_secret(totp_rs::Secret::new(seed.expose().into()))
        .with_algorithm(algorithm)
        .with_digits(6)
        .with_step_duration(parameters.period.seconds())
        .build_noncompliant()
}

fn code_at(totp: &totp_rs::Totp, moment: u64) -> Code {
    let text = Zeroizing::new(totp.generate(moment).to_string());
    Code(text.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const SHA256: Parameters = Parameters {
        algorithm: Algorithm::Sha256,
        period: Period::Thirty,
    };
    const MINUTE: Parameters = Parameters {
        algorithm: Algorithm::Sha1,
        period: Period::Sixty,
    };

    fn sha1_seed() -> Result<Seed, crate::otp::SeedError> {
        Seed::new(b"12345678901234567890")
    }

    /// RFC 6238, appendix B; its eight digits end in the six shown here.
    const RFC_6238: [(i64, &str, &str); 6] = [
        (59, "287082", "119246"),
        (1_111_111_109, "081804", "084774"),
        (1_111_111_111, "050471", "062674"),
        (1_234_567_890, "005924", "819424"),
        (2_000_000_000, "279037", "698825"),
        (20_000_000_000, "353130", "737706"),
    ];

    #[test]
    fn rfc_6238_appendix_b_for_both_hashes() -> Outcome {
        let long = Seed::new(b"12345678901234567890123456789012")?;
        for (now, sha1, sha256) in RFC_6238 {
            assert_eq!(*codes(&sha1_seed()?, Parameters::STANDARD, now).current.digits(), sha1);
            assert_eq!(*codes(&long, SHA256, now).current.digits(), sha256);
        }
        Ok(())
    }

    /// RFC 4226, appendix D: counters 0 to 9 are the first ten steps after 1970.
    #[test]
    fn rfc_4226_appendix_d_as_steps() -> Outcome {
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ];
        for (counter, code) in (0..).zip(expected) {
            for (parameters, period) in [(Parameters::STANDARD, 30), (MINUTE, 60)] {
                let shown = codes(&sha1_seed()?, parameters, counter * period + period - 1);
                assert_eq!(*shown.current.digits(), code);
                assert_eq!(shown.seconds_left, 1);
            }
        }
        Ok(())
    }

    #[test]
    fn neighbours_are_one_step_away() -> Outcome {
        let shown = codes(&sha1_seed()?, Parameters::STANDARD, 60);
        assert_eq!(*shown.previous.digits(), "287082");
        assert_eq!(*shown.current.digits(), "359152");
        assert_eq!(*shown.next.digits(), "969429");
        assert_eq!(shown.seconds_left, 30);
        Ok(())
    }

    #[test]
    fn a_typed_code_is_found_with_its_drift() -> Outcome {
        let typed = Code::parse("287082")?; // step 1
        let at = |now, window| locate(&sha1_seed().ok()?, Parameters::STANDARD, now, typed, window);
        assert_eq!(at(45, 1), Some(Located { steps: 0, drift: 0 }));
        assert_eq!(at(75, 1), Some(Located { steps: -1, drift: -30 }));
        assert_eq!(at(10, 1), Some(Located { steps: 1, drift: 30 }));
        assert_eq!(at(120, 1), None);
        assert_eq!(at(120, 4), Some(Located { steps: -3, drift: -90 }));
        Ok(())
    }

    #[test]
    fn a_code_is_six_digits_in_any_grouping() {
        assert_eq!(Code::parse("123 456"), Code::parse("123-456"));
        assert!(Code::parse(" 005924\n").is_ok());
        for wrong in ["", "12345", "1234567", "12a456", "+12345", "١٢٣٤٥٦"] {
            assert_eq!(Code::parse(wrong), Err(CodeError::NotSixDigits));
        }
    }

    #[test]
    fn a_code_keeps_its_zeros_and_hides_in_debug() -> Outcome {
        let code = Code::parse("005924")?;
        assert_eq!(*code.grouped(), "005 924");
        assert_eq!(*code.digits(), "005924");
        assert_eq!(format!("{code:?}"), "Code(hidden)");
        Ok(())
    }
}
