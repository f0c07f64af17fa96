//! What things are called in key containers (RFC 6030; XML Encryption 1.1; PKCS #5 2.1).

/// The namespace of the container itself.
pub const PSKC: &str = "urn:ietf:params:xml:ns:keyprov:pskc";
/// Signatures, and the names of keys.
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// What is encrypted.
pub const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
/// Keys that are derived.
pub const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";
/// From what PBKDF2 derives them.
pub const PKCS5: &str = "http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#";

/// Codes that change with time. RFC 6030 shows the counted ones, whose name ends with `hotp`.
pub const TOTP: &str = "urn:ietf:params:xml:ns:keyprov:pskc:totp";

/// PBKDF2, by the name of RFC 6030 and by that of XML Encryption 1.1.
pub const PBKDF2: [&str; 2] = [
    "http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2",
    "http://www.w3.org/2009/xmlenc11#pbkdf2",
];
/// AES with a key of 16 bytes, in CBC mode.
pub const AES_128: &str = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
/// AES with a key of 32 bytes, in CBC mode.
pub const AES_256: &str = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
/// HMAC-SHA-1; some write it into the other namespace.
pub const HMAC_SHA1: [&str; 2] = [
    "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#hmac-sha1",
];
/// HMAC-SHA-256.
pub const HMAC_SHA256: [&str; 2] = [
    "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
    "http://www.w3.org/2000/09/xmldsig#hmac-sha256",
];
