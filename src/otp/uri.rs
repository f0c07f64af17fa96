//! The `otpauth://` text that authenticator apps read from a QR code.

use percent_encoding::percent_decode_str;
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Algorithm, Hidden, Parameters, Period, Seed, SeedError};

/// What an `otpauth://` text says.
#[derive(Debug, PartialEq, Eq)]
pub struct Otpauth {
    /// The seed.
    pub seed: Seed,
    /// Hash and step; what is not named is SHA-1 and 30 seconds.
    pub parameters: Parameters,
    /// Who issued it, if that is said.
    pub issuer: Option<String>,
    /// For which account.
    pub account: String,
}

/// Why a text is not one that a token can take over. Carries nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OtpauthError {
    /// Longer than [`Otpauth::MAX_LEN`].
    #[error("this text is too long for an authenticator's QR code")]
    TooLong,
    /// Something else, or it is spelled so that nobody can read it.
    #[error("this is not the text of an authenticator's QR code")]
    NotOtpauth,
    /// It counts presses (HOTP); tokens only know the time.
    #[error("this secret is for codes that count presses, a token needs one for codes by time")]
    Counter,
    /// There is none in it, or it cannot be one.
    #[error("there is no usable secret in it: {0}")]
    Secret(#[from] SeedError),
    /// Something else than SHA-1 or SHA-256, six digits, 30 or 60 seconds.
    #[error("a token has six digits, SHA-1 or SHA-256, and 30 or 60 seconds")]
    Parameters,
}

impl Otpauth {
    /// The most bytes that are looked at: a QR code holds fewer.
    pub const MAX_LEN: usize = 4096;
    const SCHEME: &str = "otpauth:";

    /// Whether `text` means to be one, readable or not: then it holds a secret and stays in no field.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let start = text.trim_start().get(..Self::SCHEME.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(Self::SCHEME))
    }

    /// Reads `otpauth://totp/LABEL?secret=..`. Of a parameter that is there twice the first counts.
    ///
    /// # Errors
    /// [`OtpauthError`].
    pub fn parse(text: &str) -> Result<Self, OtpauthError> {
        let text = text.trim();
        if text.len() > Self::MAX_LEN {
            return Err(OtpauthError::TooLong);
        }
        if !Self::is_meant(text) {
            return Err(OtpauthError::NotOtpauth);
        }
        let rest = text.get(Self::SCHEME.len()..).and_then(|rest| rest.strip_prefix("//"));
        let (kind, rest) = rest
            .and_then(|rest| rest.split_once('/'))
            .ok_or(OtpauthError::NotOtpauth)?;
        match kind.to_ascii_lowercase().as_str() {
            "totp" => {}
            "hotp" => return Err(OtpauthError::Counter),
            _ => return Err(OtpauthError::NotOtpauth),
        }
        let (label, query) = rest.split_once('?').ok_or(OtpauthError::Secret(SeedError::Empty))?;
        let query = Query(query);
        let label = decoded(label)?;
        let (prefix, account) = match label.split_once(':') {
            Some((issuer, account)) => (Some(issuer.to_owned()), account),
            None => (None, label.as_str()),
        };
        let issuer = match query.get("issuer") {
            Some(issuer) => Some(decoded(issuer)?.to_string()),
            None => prefix,
        };
        Ok(Self {
            seed: query.seed()?,
            parameters: query.parameters()?,
            issuer: issuer.filter(|issuer| !issuer.trim().is_empty()),
            account: account.trim().to_owned(),
        })
    }
}

/// What follows the question mark.
struct Query<'a>(&'a str);

impl<'a> Query<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        let pairs = self.0.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn seed(&self) -> Result<Seed, OtpauthError> {
        let secret = decoded(self.get("secret").unwrap_or_default())?;
        Ok(Seed::from_base32(&secret)?)
    }

    fn parameters(&self) -> Result<Parameters, OtpauthError> {
        let named = |name| self.get(name).map(str::to_ascii_uppercase);
        let algorithm = match named("algorithm").as_deref() {
            None | Some("SHA1" | "SHA-1") => Algorithm::Sha1,
            Some("SHA256" | "SHA-256") => Algorithm::Sha256,
            Some(_) => return Err(OtpauthError::Parameters),
        };
        let period = match named("period").as_deref() {
            None | Some("30") => Period::Thirty,
            Some("60") => Period::Sixty,
            Some(_) => return Err(OtpauthError::Parameters),
        };
        match named("digits").as_deref() {
            None | Some("6") => Ok(Parameters { algorithm, period }),
            Some(_) => Err(OtpauthError::Parameters),
        }
    }
}

fn decoded(text: &str) -> Result<Zeroizing<String>, OtpauthError> {
    // a plain decoder would leave a second copy of the secret behind
    let bytes = Zeroizing::new(percent_decode_str(text).collect::<Vec<u8>>());
    let text = std::str::from_utf8(&bytes).map_err(|_| OtpauthError::NotOtpauth)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// `otpauth://totp/ISSUER:ACCOUNT?secret=..&issuer=..&algorithm=..&digits=6&period=..`, the key URI format that
/// authenticator apps share. `issuer` and `account` are percent-encoded here.
#[must_use]
pub fn otpauth_uri(issuer: &str, account: &str, seed: &Seed, parameters: Parameters) -> Hidden<String> {
    let issuer = percent_encoded(issuer);
    let account = percent_encoded(account);
    let secret = seed.to_base32();
    let algorithm = match parameters.algorithm {
        Algorithm::Sha1 => "SHA1",
        Algorithm::Sha256 => "SHA256",
    };
    let period = parameters.period.seconds();
    format!(
        "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm={algorithm}&digits=6&period={period}",
        *secret
    )
    .into()
}

/// Everything but the unreserved characters of RFC 3986, section 2.3, and the `@` that accounts have.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_and_the_parameters_spelled_out() -> Result<(), crate::otp::SeedError> {
        let seed = Seed::new(b"foobar")?;
        let uri = otpauth_uri("Example & Co", "anna@example.com", &seed, Parameters::STANDARD);
        assert_eq!(
            *uri,
            "otpauth://totp/Example%20%26%20Co:anna@example.com?secret=MZXW6YTBOI&issuer=Example%20%26%20Co\
             &algorithm=SHA1&digits=6&period=30"
        );
        Ok(())
    }

    #[test]
    fn what_is_written_is_read_again() -> Result<(), OtpauthError> {
        let seed = Seed::new(b"12345678901234567890")?;
        let parameters = Parameters {
            algorithm: Algorithm::Sha256,
            period: Period::Sixty,
        };
        let read = Otpauth::parse(&otpauth_uri("Example & Co", "anna@example.com", &seed, parameters))?;
        assert_eq!((read.seed, read.parameters), (seed, parameters));
        assert_eq!(
            (read.issuer.as_deref(), read.account.as_str()),
            (Some("Example & Co"), "anna@example.com")
        );
        Ok(())
    }

    #[test]
    fn what_is_not_named_is_the_standard() -> Result<(), OtpauthError> {
        let read = Otpauth::parse(" OTPAUTH://TOTP/anna?secret=mzxw6ytb%3D%3D%3D&secret=AA \n")?;
        assert_eq!(read.parameters, Parameters::STANDARD);
        assert_eq!(
            (read.seed.expose(), read.issuer, read.account.as_str()),
            (&b"fooba"[..], None, "anna")
        );
        Ok(())
    }

    #[test]
    fn what_no_token_can_take_over_is_refused() {
        for (text, why) in [
            ("", OtpauthError::NotOtpauth),
            ("https://example.com", OtpauthError::NotOtpauth),
            ("otpauth:totp", OtpauthError::NotOtpauth),
            ("otpauth://hotp/a?secret=MY&counter=1", OtpauthError::Counter),
            ("otpauth://totp/a", OtpauthError::Secret(SeedError::Empty)),
            ("otpauth://totp/a?secret=", OtpauthError::Secret(SeedError::Empty)),
            (
                "otpauth://totp/a?secret=0189",
                OtpauthError::Secret(SeedError::NotBase32),
            ),
            ("otpauth://totp/a?secret=MY&digits=8", OtpauthError::Parameters),
            ("otpauth://totp/a?secret=MY&algorithm=SHA512", OtpauthError::Parameters),
            ("otpauth://totp/a?secret=MY&period=0", OtpauthError::Parameters),
            ("otpauth://totp/%FF?secret=MY", OtpauthError::NotOtpauth),
        ] {
            assert_eq!(Otpauth::parse(text), Err(why), "{text}");
        }
        let long = format!("otpauth://totp/{}?secret=MY", "a".repeat(Otpauth::MAX_LEN));
        assert_eq!(Otpauth::parse(&long), Err(OtpauthError::TooLong));
        assert!(Otpauth::is_meant("\tOtpAuth:rubbish") && !Otpauth::is_meant("ótpauth"));
    }
}
