//! Key containers: the examples of RFC 6030, and those that are written here, read again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use proptest::prelude::*;

use super::write::sealed;
use super::*;
use crate::desk::{Cancel, StockKey, StockRead, StockReason, StockTrouble, Upn};
use crate::export::{Format, NoRandom, NotMade, Options, Row, Sealing};
use crate::otp::{Algorithm, Hidden, Parameters, Period, Seed};
use crate::token2::{Make, Model, Serial, TokenId};

const FIGURE_2: &str = include_str!("rfc6030/figure2.xml");
const FIGURE_5: &str = include_str!("rfc6030/figure5.xml");
const FIGURE_6: &str = include_str!("rfc6030/figure6.xml");
const FIGURE_7: &str = include_str!("rfc6030/figure7.xml");
/// The key of figure 6, and the passphrase of figure 7.
const PRE_SHARED: &str = "12345678901234567890123456789012";
const PASSPHRASE: &str = "qwerty";

fn key(text: &str) -> StockKey {
    StockKey(text.to_owned().into())
}

fn read_with(text: &str, typed: Option<&str>) -> Result<StockRead, StockTrouble> {
    read(text, typed.map(key).as_ref(), &Cancel::default())
}

fn trouble(text: &str, typed: Option<&str>) -> StockTrouble {
    read_with(text, typed).map(|read| skipped(&read)).unwrap_err()
}

fn skipped(read: &StockRead) -> Vec<(u64, StockReason)> {
    read.skipped.iter().map(|package| (package.line, package.why)).collect()
}

/// The examples of the RFC count presses and show eight digits; the MAC is over the secret alone.
fn by_time(figure: &str) -> String {
    figure
        .replace("pskc:hotp", "pskc:totp")
        .replace("Length=\"8\"", "Length=\"6\"")
}

/// A package with a serial and some parts of its key.
fn package(serial: &str, algorithm: &str, parameters: &str, data: &str) -> String {
    format!(
        "<KeyPackage><DeviceInfo><Manufacturer>Token2</Manufacturer><SerialNo>{serial}</SerialNo><Model>c202</Model>\
         </DeviceInfo><Key Id=\"{serial}\" Algorithm=\"{algorithm}\"><AlgorithmParameters>{parameters}\
         </AlgorithmParameters><Data>{data}</Data></Key></KeyPackage>"
    )
}

fn container(packages: &[String]) -> String {
    let packages = packages.concat();
    format!(
        "<KeyContainer xmlns=\"{}\" Version=\"1.0\">{packages}</KeyContainer>",
        names::PSKC
    )
}

/// RFC 6238's SHA-1 key.
const SECRET: &str = "<Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>";
const SIX: &str = "<ResponseFormat Length=\"6\" Encoding=\"DECIMAL\"/>";

#[test]
fn the_examples_of_the_rfc_count_presses() {
    assert_eq!(
        skipped(&read_with(FIGURE_2, None).unwrap()),
        [(1, StockReason::Counter)]
    );
    let pin = [(1, StockReason::Counter), (2, StockReason::NotTotp)];
    assert_eq!(skipped(&read_with(FIGURE_5, None).unwrap()), pin);
    // nobody is asked for a key that would open nothing
    for figure in [FIGURE_6, FIGURE_7] {
        assert_eq!(skipped(&read_with(figure, None).unwrap()), [(1, StockReason::Counter)]);
    }
}

#[test]
fn what_the_rfc_has_encrypted_is_opened_with_its_keys() {
    let typed = "1234-5678 9012:3456-78901234 56789012";
    for (figure, typed, maker) in [
        (FIGURE_6, PRE_SHARED, "Manufacturer"),
        (FIGURE_6, typed, "Manufacturer"),
        (FIGURE_7, PASSPHRASE, "TokenVendorAcme"),
    ] {
        let read = read_with(&by_time(figure), Some(typed)).unwrap();
        let [(1, token)] = read.tokens.as_slice() else {
            panic!("{:?}", read.skipped);
        };
        assert_eq!((token.serial.as_str(), token.make.maker()), ("987654321", maker));
        assert_eq!(token.seed.expose(), b"12345678901234567890");
        assert_eq!(token.parameters, Parameters::STANDARD);
    }
}

#[test]
fn a_wrong_key_opens_nothing_and_a_changed_secret_is_left_out() {
    let (figure_6, figure_7) = (by_time(FIGURE_6), by_time(FIGURE_7));
    for (figure, typed) in [
        (&figure_6, "12345678901234567890123456789013"),
        (
            &figure_6,
            "1234567890123456789012345678901212345678901234567890123456789012",
        ),
        (&figure_6, "no key at all"),
        (&figure_7, "qwertz"),
        (&figure_7, ""),
    ] {
        assert_eq!(trouble(figure, Some(typed)), StockTrouble::WrongKey, "{typed}");
    }
    for figure in [&figure_6, &figure_7] {
        assert_eq!(trouble(figure, None), StockTrouble::NeedsKey);
    }
    let changed = figure_6.replace("AAECAwQFBgcI", "AAECAwQFBgcJ");
    assert_eq!(trouble(&changed, Some(PRE_SHARED)), StockTrouble::WrongKey, "the first");
    let (start, end) = (
        figure_6.find("<KeyPackage>").unwrap(),
        figure_6.find("</KeyContainer>").unwrap(),
    );
    let second = changed[start..end].replace("987654321", "987654322");
    let both = format!("{}{second}{}", &figure_6[..end], &figure_6[end..]);
    let read = read_with(&both, Some(PRE_SHARED)).unwrap();
    assert_eq!((read.tokens.len(), skipped(&read)), (1, vec![(2, StockReason::Sealed)]));
    let bare = figure_6.replace("ValueMAC", "Value");
    let read = read_with(&bare, Some(PRE_SHARED)).unwrap();
    assert_eq!(skipped(&read), [(1, StockReason::Sealed)], "nothing proves it");
}

#[test]
fn what_is_encrypted_otherwise_is_said_before_anybody_is_asked() {
    let (figure_6, figure_7) = (by_time(FIGURE_6), by_time(FIGURE_7));
    for changed in [
        figure_6.replace("aes128-cbc", "tripledes-cbc"),
        figure_6.replace("hmac-sha1", "hmac-md5"),
        figure_6.replace("ds:KeyName", "ds:X509Data"),
        figure_6.replace("MACKey>", "MACKeyReference>"),
        figure_7.replace("#pbkdf2", "#concatkdf"),
        figure_7.replace("<IterationCount>1000<", "<IterationCount>10000001<"),
        figure_7.replace("<IterationCount>1000<", "<IterationCount>0<"),
        figure_7.replace("<KeyLength>16<", "<KeyLength>32<"),
        figure_7.replace(
            "<PRF/>",
            "<PRF Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#hmac-md5\"/>",
        ),
    ] {
        assert_eq!(trouble(&changed, None), StockTrouble::UnknownEncryption);
    }
}

#[test]
fn each_package_is_a_token_or_says_why() {
    let totp = names::TOTP;
    let minute = format!("{SECRET}<TimeInterval><PlainValue>60</PlainValue></TimeInterval>");
    let odd = format!("{SECRET}<TimeInterval><PlainValue>45</PlainValue></TimeInterval>");
    let suite = |suite: &str| format!("<Suite>{suite}</Suite>{SIX}");
    let plain = |text: &str| format!("<Secret><PlainValue>{text}</PlainValue></Secret>");
    let fine = [
        package("2602080012301", totp, SIX, SECRET),
        package(
            "2602080012302",
            "urn:ietf:params:xml:ns:keyprov:pskc#totp",
            SIX,
            &minute,
        ),
        package(
            "2602080012303",
            "TOTP",
            &suite("HMAC-SHA256"),
            &format!("<!-- a remark -->{SECRET}"),
        ),
        package(
            "2602080012304",
            totp,
            "",
            "<Secret><PlainValue>MTIzNDU2\n Nzg5MDEyMzQ1<![CDATA[Njc4]]>OTA&#61;</PlainValue></Secret>",
        ),
    ];
    let read = read_with(&container(&fine), None).unwrap();
    assert_eq!(skipped(&read), []);
    let parameters: Vec<_> = read.tokens.iter().map(|(_, token)| token.parameters).collect();
    let (sha1, sha256) = (Algorithm::Sha1, Algorithm::Sha256);
    let (thirty, sixty) = (Period::Thirty, Period::Sixty);
    let expected = [(sha1, thirty), (sha1, sixty), (sha256, thirty), (sha1, thirty)];
    assert_eq!(
        parameters,
        expected.map(|(algorithm, period)| Parameters { algorithm, period })
    );
    assert!(
        read.tokens
            .iter()
            .all(|(_, token)| token.seed.expose() == b"12345678901234567890")
    );
    for (broken, why) in [
        (
            package("1", "urn:ietf:params:xml:ns:keyprov:pskc:hotp", SIX, SECRET),
            StockReason::Counter,
        ),
        (
            package("1", "urn:ietf:params:xml:ns:keyprov:pskc:ocra", SIX, SECRET),
            StockReason::NotTotp,
        ),
        (
            package("1", "http://elsewhere/#totp", SIX, SECRET),
            StockReason::NotTotp,
        ),
        (package("", totp, SIX, SECRET), StockReason::NoSerial),
        (package("306-960", totp, SIX, SECRET), StockReason::NotSerial),
        (
            package("1", totp, &suite("HMAC-SHA512"), SECRET),
            StockReason::Algorithm,
        ),
        (
            package("1", totp, "<ResponseFormat Length=\"8\" Encoding=\"DECIMAL\"/>", SECRET),
            StockReason::Digits,
        ),
        (
            package(
                "1",
                totp,
                "<ResponseFormat Length=\"6\" Encoding=\"HEXADECIMAL\"/>",
                SECRET,
            ),
            StockReason::Digits,
        ),
        (
            package("1", totp, "<ResponseFormat Length=\"6\" CheckDigits=\"true\"/>", SECRET),
            StockReason::Digits,
        ),
        (package("1", totp, SIX, &odd), StockReason::Period),
        (package("1", totp, SIX, ""), StockReason::NoSecret),
        (package("1", totp, SIX, &plain("")), StockReason::NoSecret),
        (package("1", totp, SIX, &plain("MTIz!")), StockReason::NotSecret),
        (package("1", totp, SIX, &plain("MTIzNA==")), StockReason::WeakSecret),
        ("<KeyPackage/>".to_owned(), StockReason::NoSecret),
        (fine[0].clone(), StockReason::Twice),
    ] {
        let read = read_with(&container(&[fine[0].clone(), broken.clone()]), None).unwrap();
        assert_eq!((read.tokens.len(), skipped(&read)), (1, vec![(2, why)]), "{broken}");
    }
}

#[test]
fn xml_that_is_no_key_container_or_that_nobody_may_trust_is_refused() {
    let good = container(&[package("2602080012301", names::TOTP, SIX, SECRET)]);
    assert_eq!(read_with(&good, None).unwrap().tokens.len(), 1);
    let deep = format!("{}{}", "<Extensions>".repeat(40), "</Extensions>".repeat(40));
    let attributes: String = (0..40).map(|number| format!(" a{number}=\"\"")).collect();
    let namespaces = |from: u32| {
        (from..from + 30)
            .map(|n| format!(" xmlns:n{n}=\"x{n}\""))
            .collect::<String>()
    };
    let spaces = format!(
        "<E{}><E{}><E{}/></E></E>",
        namespaces(0),
        namespaces(30),
        namespaces(60)
    );
    for text in [
        "<".to_owned(),
        "<html/>".to_owned(),
        "<KeyContainer/>".to_owned(),
        good.replace(names::PSKC, "urn:another"),
        good.replace("1.0", "2.0"),
        good.replace("</KeyContainer>", ""),
        good.replace("</Data>", ""),
        format!("{good}<more/>"),
        format!("{good}more"),
        format!("<!DOCTYPE KeyContainer [<!ENTITY a \"b\">]>{good}"),
        format!("<!DOCTYPE KeyContainer SYSTEM \"http://elsewhere/x.dtd\">{good}"),
        good.replace("Token2", "&a;"),
        good.replace("Token2", "&#0;"),
        good.replace("Id=\"2602080012301\"", "Id=\"&a;\""),
        good.replace("Token2", "<x:y/>"),
        good.replace("<KeyPackage>", &format!("{deep}<KeyPackage>")),
        good.replace("<Data>", &format!("<Data{attributes}>")),
        good.replace("<Data>", &format!("<Data>{spaces}")),
        good.replace("<Data>", &format!("<Data>{}", "<a/>".repeat(5000))),
        good.replace("Token2", &"x".repeat(70_000)),
        good.replace(SECRET, &format!("{SECRET}{SECRET}")),
        good.replace("</KeyPackage>", "</KeyPackage><EncryptionKey/>"),
        good.replace("<PlainValue>", "<EncryptedValue/><PlainValue>"),
    ] {
        assert_eq!(
            trouble(&text, None),
            StockTrouble::NotPskc,
            "{}",
            &text[..text.len().min(400)]
        );
    }
}

#[test]
fn parts_of_other_namespaces_are_looked_over() {
    let foreign = "<x:Secret xmlns:x=\"urn:another\"><PlainValue>AAAA</PlainValue></x:Secret>";
    let package = package("2602080012301", names::TOTP, SIX, &format!("{foreign}{SECRET}"));
    let text = container(&[format!("<x:KeyPackage xmlns:x=\"urn:another\"/>{package}")]);
    let text = format!("<?xml version=\"1.0\"?><!-- seeds -->\n{text}\n<!-- the end -->\n");
    let read = read_with(&text, None).unwrap();
    assert_eq!((read.tokens.len(), read.skipped.len()), (1, 0));
}

fn sealing(passphrase: &str) -> Sealing {
    let next = AtomicU8::new(0);
    Sealing {
        passphrase: Arc::new(Hidden::from(passphrase.to_owned())),
        random: Arc::new(move |bytes| {
            bytes
                .iter_mut()
                .for_each(|byte| *byte = next.fetch_add(1, Ordering::Relaxed));
            Ok(())
        }),
    }
}

fn sealed_by(passphrase: &str) -> Options {
    Options {
        sealing: Some(sealing(passphrase)),
        ..Options::default()
    }
}

static ODD: std::sync::LazyLock<Make> = std::sync::LazyLock::new(|| Make::new("A & B <C>", "\"c202\""));

/// Two tokens: one of SHA-1 and 30 seconds, one of everything else.
fn two(rows: &[(Upn, TokenId); 2]) -> [Row<'_>; 2] {
    let [(anna, first), (ben, second)] = rows;
    [
        Row {
            upn: anna,
            object_id: None,
            token: first,
            make: &Make::Programmable(Model::C302I),
            parameters: Parameters::STANDARD,
        },
        Row {
            upn: ben,
            object_id: None,
            token: second,
            make: &ODD,
            parameters: Parameters {
                algorithm: Algorithm::Sha256,
                period: Period::Sixty,
            },
        },
    ]
}

fn who() -> [(Upn, TokenId); 2] {
    let of = |upn: &str, serial: &str| (Upn::kept(upn.into()), Serial::kept(serial.into()).into());
    [
        of("anna@example.com", "8659632000001"),
        of("o'neil#1@example.com", "2602080012345"),
    ]
}

fn seeds() -> [Seed; 2] {
    [
        Seed::new(b"12345678901234567890").unwrap(),
        Seed::new(&[0xA5; 32]).unwrap(),
    ]
}

fn assert_are_the_two(read: &StockRead) {
    assert_eq!(skipped(read), []);
    let (who, seeds) = (who(), seeds());
    for (((_, token), row), seed) in read.tokens.iter().zip(two(&who)).zip(&seeds) {
        assert_eq!((&token.serial, &token.make), (row.token.serial(), row.make));
        assert_eq!(token.parameters, row.parameters);
        assert!(token.seed == *seed);
    }
    assert_eq!(read.tokens.len(), 2);
}

#[test]
fn what_is_written_is_read_again() {
    let (who, seeds) = (who(), seeds());
    let rows: Vec<_> = two(&who).into_iter().zip(&seeds).collect();
    let plain = Pskc.bytes(&rows, &Options::default()).unwrap();
    assert_are_the_two(&read_with(std::str::from_utf8(&plain).unwrap(), None).unwrap());
    let encrypted = sealed(&rows, &sealing("correct horse"), 1000).unwrap();
    let text = std::str::from_utf8(&encrypted).unwrap();
    assert_eq!(trouble(text, None), StockTrouble::NeedsKey);
    assert_eq!(trouble(text, Some("correct hors")), StockTrouble::WrongKey);
    assert_are_the_two(&read_with(text, Some("correct horse")).unwrap());
    assert!(!text.contains("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA"));
}

#[test]
fn without_a_passphrase_or_randomness_nothing_is_written() {
    let (who, seeds) = (who(), seeds());
    let rows: Vec<_> = two(&who).into_iter().zip(&seeds).collect();
    for options in [Options::default(), sealed_by("")] {
        assert_eq!(PskcEncrypted.bytes(&rows, &options).unwrap_err(), NotMade::NoPassphrase);
        assert_eq!(PskcEncrypted.bytes(&[], &options).unwrap_err(), NotMade::NoPassphrase);
    }
    let options = Options {
        sealing: Some(Sealing {
            random: Arc::new(|_| Err(NoRandom)),
            ..sealing("correct horse")
        }),
        ..Options::default()
    };
    assert_eq!(
        PskcEncrypted.bytes(&rows, &options).unwrap_err(),
        NotMade::NoRandom(NoRandom)
    );
    assert_eq!(format!("{options:?}").find("correct"), None);
}

#[test]
fn the_preview_is_the_file_without_its_secrets() {
    let (who, seeds) = (who(), seeds());
    let rows: Vec<_> = two(&who).into_iter().zip(&seeds).collect();
    let plain: Vec<Row<'_>> = two(&who).to_vec();
    let written = String::from_utf8(Pskc.bytes(&rows, &Options::default()).unwrap().to_vec()).unwrap();
    let shown = Pskc.preview(&plain, &Options::default());
    let differ: Vec<_> = written
        .lines()
        .zip(&shown)
        .filter(|(line, shown)| line != shown)
        .collect();
    assert_eq!(differ.len(), 2);
    assert!(
        differ
            .iter()
            .all(|(_, shown)| shown.contains("<PlainValue>••••••••••••</PlainValue>"))
    );
    let shown = PskcEncrypted.preview(&plain, &Options::default()).join("\n");
    assert_eq!(shown.matches("••••••••••••").count(), 6, "{shown}");
    assert_ne!(PskcEncrypted.file_name_of("x"), Pskc.file_name_of("x"));
}

trait Named: Format {
    fn file_name_of(&self, stamp: &str) -> String;
}

impl<F: Format + 'static> Named for F {
    fn file_name_of(&self, stamp: &str) -> String {
        (self as &dyn Format).file_name(stamp)
    }
}

proptest! {
    #[test]
    fn no_text_brings_it_down(at in 0..4000usize, with in "[<>/&;\"'= a-zA-Z0-9!\\[\\]-]{0,12}", take in 0..40usize) {
        let figure = by_time(FIGURE_7);
        let at = at % figure.len();
        let end = (at + take).min(figure.len());
        let text = format!("{}{with}{}", &figure[..at], &figure[end..]);
        // without a key: changed rounds would take their time
        let _ = read_with(&text, None);
    }

    #[test]
    fn any_person_token_and_seed_comes_out_as_it_went_in(
        upn in "[ -~ü€]{0,20}",
        serial in "[0-9A-Z]{1,16}",
        (maker, model) in ("[!-~]{1,20}", "[!-~]{1,20}"),
        seed in prop::collection::vec(any::<u8>(), 10..=Seed::MAX_LEN),
    ) {
        let (upn, token) = (Upn::kept(upn), TokenId::from(Serial::kept(serial)));
        let (make, seed) = (Make::new(&maker, &model), Seed::new(&seed).unwrap());
        let row = Row { upn: &upn, object_id: None, token: &token, make: &make, parameters: Parameters::STANDARD };
        let bytes = Pskc.bytes(&[(row, &seed)], &Options::default()).unwrap();
        let read = read_with(std::str::from_utf8(&bytes).unwrap(), None).unwrap();
        let [(1, read)] = read.tokens.as_slice() else {
            return Err(TestCaseError::fail("it is left out"));
        };
        prop_assert_eq!((&read.serial, &read.make), (token.serial(), &make));
        prop_assert!(read.seed == seed);
    }
}
