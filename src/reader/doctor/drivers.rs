//! The lists of the readers that the installed drivers know: `Info.plist` in each driver's bundle.
//!
//! Three keys of a file whose form has been the same for twenty years are read, so no parser for such files is brought.

use std::collections::HashSet;

/// What the lists of all installed drivers say together.
#[derive(Debug, Default)]
pub struct Drivers {
    /// Name and version of the driver for all CCID readers, or of another one if that is missing.
    pub name: Option<String>,
    ids: HashSet<(u16, u16)>,
}

impl Drivers {
    /// Adds one `Info.plist`.
    pub fn add(&mut self, plist: &str) {
        let plist = without_comments(plist);
        let ids = |key| array(&plist, key).into_iter().map(number);
        let pairs = ids("ifdVendorID").zip(ids("ifdProductID"));
        self.ids
            .extend(pairs.filter_map(|(vendor, product)| Some((vendor?, product?))));
        let text = |key| string(&plist, key).unwrap_or("?");
        let for_all = text("CFBundleName") == "CCIDCLASSDRIVER";
        if for_all || self.name.is_none() {
            let name = if for_all { "libccid" } else { text("CFBundleExecutable") };
            self.name = Some(format!("{name} {}", text("CFBundleShortVersionString")));
        }
    }

    /// Whether one of them knows the reader.
    pub fn know(&self, vendor: u16, product: u16) -> bool {
        self.ids.contains(&(vendor, product))
    }
}

fn without_comments(mut text: &str) -> String {
    let mut kept = String::new();
    while let Some((before, comment)) = text.split_once("<!--") {
        kept.push_str(before);
        text = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept + text
}

/// What follows a key.
fn after<'t>(plist: &'t str, key: &str) -> Option<&'t str> {
    let (_, after) = plist.split_once(&format!("<key>{key}</key>"))?;
    Some(after.trim_start())
}

/// The text of a key.
pub fn string<'t>(plist: &'t str, key: &str) -> Option<&'t str> {
    let (text, _) = after(plist, key)?.strip_prefix("<string>")?.split_once("</string>")?;
    Some(text.trim())
}

/// The texts of a key that has a list of them.
fn array<'t>(plist: &'t str, key: &str) -> Vec<&'t str> {
    let list = after(plist, key).and_then(|after| after.strip_prefix("<array>")?.split_once("</array>"));
    let (list, _) = list.unwrap_or_default();
    let texts = list.split("<string>").skip(1);
    texts
        .filter_map(|text| Some(text.split_once("</string>")?.0.trim()))
        .collect()
}

/// A number as these lists write it, such as `0x072F`.
fn number(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "<dict>
        <key>CFBundleName</key> <string>CCIDCLASSDRIVER</string>
        <key>CFBundleShortVersionString</key>
        <string>1.5.2</string>
        <!-- <key>ifdVendorID</key><array><string>0x9999</string></array> -->
        <key>ifdVendorID</key>
        <array>
            <string>0x072F</string>
            <string>much</string>
            <string>0x08E6</string>
        </array>
        <key>ifdProductID</key>
        <array><string>0x2200</string><string>0x0001</string><string>0x3437</string></array>
    </dict>";

    #[test]
    fn a_reader_is_known_by_vendor_and_product_at_the_same_place() {
        let mut drivers = Drivers::default();
        drivers.add(LIST);
        assert_eq!(drivers.name.as_deref(), Some("libccid 1.5.2"));
        assert!(drivers.know(0x072F, 0x2200));
        assert!(
            drivers.know(0x08E6, 0x3437),
            "an entry that is no number shifts nothing"
        );
        assert!(!drivers.know(0x072F, 0x3437));
        assert!(!drivers.know(0x9999, 0x2200), "what is commented out does not count");
    }

    #[test]
    fn the_driver_for_all_is_named_whatever_comes_first() {
        let other = "<key>CFBundleExecutable</key><string>libacsccid.so</string>
            <key>CFBundleShortVersionString</key><string>1.1.8</string>";
        let mut drivers = Drivers::default();
        drivers.add(other);
        assert_eq!(drivers.name.as_deref(), Some("libacsccid.so 1.1.8"));
        for order in [[LIST, other], [other, LIST]] {
            let mut drivers = Drivers::default();
            order.iter().for_each(|plist| drivers.add(plist));
            assert_eq!(drivers.name.as_deref(), Some("libccid 1.5.2"));
        }
    }

    #[test]
    fn a_list_that_is_cut_off_or_no_list_at_all_knows_nothing() {
        let mut drivers = Drivers::default();
        for cut in (0..LIST.len()).step_by(7) {
            drivers.add(&LIST[..cut]);
        }
        drivers.add("\u{0}<key>ifdVendorID</key><array><string>");
        assert!(!drivers.know(0x9999, 0x2200));
    }
}
