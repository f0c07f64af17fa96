//! What is known of a dictated secret.

use super::*;

#[test]
fn what_an_otpauth_text_dictates_keeps_who_made_it_and_for_whom() {
    let given = |text: &str| Given::from(Otpauth::parse(text).unwrap());
    let named = given("otpauth://totp/Contoso:kim%40contoso.com?secret=GEZDGNBVGY3TQOJQ&issuer=Entra");
    assert_eq!(named.issuer.as_deref(), Some("Entra"));
    assert_eq!(named.account.as_deref(), Some("kim@contoso.com"));
    assert_eq!(named.duplicate(), named);
    let unnamed = given("otpauth://totp/?secret=GEZDGNBVGY3TQOJQ");
    assert_eq!((unnamed.issuer, unnamed.account), (None, None));
}

#[test]
fn debug_of_a_dictated_secret_shows_nothing_of_it() {
    let given = Given::bare(Seed::new(b"12345678901234567890").unwrap(), Parameters::STANDARD);
    let shown = format!("{given:?}");
    assert!(shown.contains("20 bytes") && !shown.contains("49") && !shown.contains("GEZD"));
}
