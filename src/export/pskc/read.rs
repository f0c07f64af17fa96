//! Reads the factory seeds of a key container: each of its key packages is a token, or it is left out by its number.

use super::encrypted::{Opener, Stop, base64};
use super::names;
use super::xml::{Container, Node};
use crate::desk::{Cancel, FactoryToken, StockKey, StockRead, StockReason, StockTrouble};
use crate::export::stock::judge::{self, Taken};
use crate::export::table::cell::cell;
use crate::otp::{Algorithm, Parameters, Seed, SeedError};
use crate::token2::{Make, Model};

/// How many key packages are read before somebody is asked whether they are still wanted.
const PACKAGES_AT_ONCE: u64 = 64;

/// Reads the text of a container; `key` opens what is encrypted. Given up, it gives what it has.
///
/// # Errors
/// [`StockTrouble::NotPskc`] for XML that is none or that nobody may trust; those of [`Opener::open`].
pub fn read(text: &str, key: Option<&StockKey>, cancel: &Cancel) -> Result<StockRead, StockTrouble> {
    let mut container = Container::open(text)?;
    let mut opener = Opener::new(key);
    let mut taken = Taken::default();
    let mut number = 0;
    while let Some(node) = container.next()? {
        match (node.name(), number) {
            ("EncryptionKey", 0) => opener.comes_from(&node)?,
            ("MACMethod", 0) => opener.is_proved_by(&node)?,
            // they stand before what they are for
            ("EncryptionKey" | "MACMethod", _) => return Err(StockTrouble::NotPskc),
            ("KeyPackage", _) => {
                if number % PACKAGES_AT_ONCE == 0 && cancel.is_cancelled() {
                    break;
                }
                number += 1;
                match token(&node, &mut opener) {
                    Ok(token) => taken.add(number, Ok(token)),
                    Err(Stop::Reason(why)) => taken.add(number, Err(why)),
                    Err(Stop::Trouble(why)) => return Err(why),
                }
            }
            _ => {}
        }
    }
    Ok(taken.read())
}

fn token(package: &Node, opener: &mut Opener<'_>) -> Result<FactoryToken, Stop> {
    let key = package.child("Key")?.ok_or(StockReason::NoSecret)?;
    makes_codes_of_time(key)?;
    let device = |name| {
        Ok::<_, Stop>(
            package
                .inner(&["DeviceInfo", name])?
                .map(Node::text)
                .unwrap_or_default(),
        )
    };
    let serial = judge::serial(device("SerialNo")?)?;
    let parameters = parameters(key)?;
    let maker = cell(device("Manufacturer")?);
    let maker = if maker.is_empty() { Model::MANUFACTURER } else { &maker };
    let make = Make::new(maker, &cell(device("Model")?));
    Ok(FactoryToken {
        serial,
        make,
        seed: seed(key, opener)?,
        parameters,
    })
}

/// The last word of the algorithm: some write it alone, or behind another sign than the RFC.
fn makes_codes_of_time(key: &Node) -> Result<(), StockReason> {
    let name = key.attribute("Algorithm").unwrap_or_default().trim();
    let (space, word) = name.rsplit_once([':', '#']).unwrap_or(("", name));
    let ours = space.is_empty() || space.eq_ignore_ascii_case(names::PSKC);
    match word.to_ascii_lowercase().as_str() {
        "totp" if ours => Ok(()),
        "hotp" if ours => Err(StockReason::Counter),
        _ => Err(StockReason::NotTotp),
    }
}

fn parameters(key: &Node) -> Result<Parameters, Stop> {
    let suite = key.inner(&["AlgorithmParameters", "Suite"])?;
    let algorithm = algorithm(suite.map(Node::text).unwrap_or_default())?;
    if let Some(format) = key.inner(&["AlgorithmParameters", "ResponseFormat"])? {
        let says = |name, value| format.attribute(name).is_none_or(|said| value == said.trim());
        let decimal = format
            .attribute("Encoding")
            .is_none_or(|said| said.trim().eq_ignore_ascii_case("DECIMAL"));
        // a check digit would be a seventh
        if !decimal || !says("Length", "6") || !(says("CheckDigits", "false") || says("CheckDigits", "0")) {
            return Err(StockReason::Digits.into());
        }
    }
    let period = match key.inner(&["Data", "TimeInterval"])? {
        None => judge::period("")?,
        Some(value) => {
            let value = value.child("PlainValue")?.ok_or(StockReason::Period)?;
            judge::period(value.text())?
        }
    };
    Ok(Parameters { algorithm, period })
}

/// `HMAC-SHA256` and the like; without one it is SHA-1 (RFC 6238, section 1.2).
fn algorithm(suite: &str) -> Result<Algorithm, StockReason> {
    let letters = suite.chars().filter(char::is_ascii_alphanumeric);
    let word: String = letters.map(|c| c.to_ascii_uppercase()).collect();
    match word.strip_prefix("HMAC").unwrap_or(&word) {
        "" | "SHA1" => Ok(Algorithm::Sha1),
        "SHA256" => Ok(Algorithm::Sha256),
        _ => Err(StockReason::Algorithm),
    }
}

fn seed(key: &Node, opener: &mut Opener<'_>) -> Result<Seed, Stop> {
    let secret = key.inner(&["Data", "Secret"])?.ok_or(StockReason::NoSecret)?;
    let bytes = match (secret.child("PlainValue")?, secret.child("EncryptedValue")?) {
        (Some(_), Some(_)) => return Err(StockTrouble::NotPskc.into()),
        (None, None) => return Err(StockReason::NoSecret.into()),
        (None, Some(value)) => opener.open(secret, value)?,
        (Some(value), None) => base64(value.text()).ok_or(StockReason::NotSecret)?,
    };
    let read: Result<Seed, SeedError> = Seed::new(&bytes);
    Ok(judge::secret(read)?)
}
