//! Which backups are kept: by count, and by age as well, so that a busy day does not push all others out.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::civil::Date;

/// How many of the newest are kept in any case.
pub const KEPT: usize = 10;
/// Of how many of the last days on which there is one the newest is kept.
const DAYS: usize = 7;
/// The same of weeks.
const WEEKS: usize = 8;
const ENDING: &str = ".tapdesk-backup";

/// A backup, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Which ledger it is of: 16 hexadecimal digits.
    pub ledger: String,
    /// Which station made it: 8 hexadecimal digits; older versions did not say.
    pub station: Option<String>,
    pub number: u64,
    /// Date and time, UTC.
    pub stamp: String,
    day: Date,
    pub path: PathBuf,
}

impl Named {
    /// `LEDGER-STATION-NUMBER-DATE-TIME.tapdesk-backup`, of older versions without the station. A folder on a share may
    /// hold anything: what is not exactly that is none.
    pub fn parse(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
        let mut parts = name.split('-').peekable();
        let ledger = parts.next().filter(|ledger| is_hex(ledger, 16))?.to_owned();
        let station = parts.next_if(|station| is_hex(station, 8)).map(str::to_owned);
        let number = parts.next().filter(|number| is_decimal(number, 6..=12))?;
        let (date, time) = (parts.next()?, parts.next()?);
        let is_stamp = is_decimal(date, 8..=8) && is_decimal(time, 6..=6) && parts.next().is_none();
        let day = Date::strptime("%Y%m%d", date).ok().filter(|_| is_stamp)?;
        Some(Self {
            ledger,
            station,
            number: number.parse().ok()?,
            stamp: format!("{date}-{time}"),
            day,
            path,
        })
    }

    /// The name of a backup, without its folder.
    pub fn name(ledger: &str, station: &str, number: u64, at: i64) -> String {
        let stamp = jiff::Timestamp::from_second(at)
            .unwrap_or_default()
            .strftime("%Y%m%d-%H%M%S");
        format!("{ledger}-{station}-{number:06}-{stamp}{ENDING}")
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_decimal(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Those that are not needed any more, oldest first. `all` are those of one station and one ledger, in any order.
pub fn surplus(all: &[Named]) -> Vec<&Named> {
    let mut newest_first: Vec<&Named> = all.iter().collect();
    newest_first.sort_by_key(|named| std::cmp::Reverse(named.number));
    let mut kept: BTreeSet<u64> = newest_first.iter().take(KEPT).map(|named| named.number).collect();
    kept.extend(newest_of_each(&newest_first, DAYS, |day| day));
    kept.extend(newest_of_each(&newest_first, WEEKS, |day| {
        day.iso_week_date().first_of_week().map_or(day, |first| first.date())
    }));
    newest_first.retain(|named| !kept.contains(&named.number));
    newest_first.reverse();
    newest_first
}

/// The newest of each of the last `count` spans of time in which there is one.
fn newest_of_each(newest_first: &[&Named], count: usize, span: impl Fn(Date) -> Date) -> Vec<u64> {
    let mut seen = BTreeSet::new();
    let first = newest_first.iter().filter(|named| seen.insert(span(named.day)));
    let mut first: Vec<_> = first.map(|named| (span(named.day), named.number)).collect();
    first.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    first.into_iter().take(count).map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LEDGER: &str = "0123456789abcdef";

    fn made(number: u64, at: i64) -> Named {
        Named::parse(Named::name(LEDGER, "00c0ffee", number, at).into()).unwrap()
    }

    #[test]
    fn a_name_is_read_as_it_was_written_and_nothing_else_is() {
        let named = made(7, 1_760_000_000);
        assert_eq!((named.number, named.stamp.as_str()), (7, "20251009-085320"));
        assert_eq!(named.station.as_deref(), Some("00c0ffee"));
        let old = format!("{LEDGER}-000007-20251009-085320{ENDING}");
        assert_eq!(Named::parse(old.into()).unwrap().station, None);
        for name in [
            format!("{LEDGER}-18446744073709551615-20251009-085320{ENDING}"),
            format!("{LEDGER}-000007-20251009-085320'; rm -r x{ENDING}"),
            format!("{LEDGER}-000007-20251009-$(reboot){ENDING}"),
            format!("{LEDGER}-000007-20251399-085320{ENDING}"),
            format!("{LEDGER}-+00007-20251009-085320{ENDING}"),
            format!("{LEDGER}-00c0ffee-000007-20251009-085320-x{ENDING}"),
        ] {
            assert_eq!(Named::parse(name.clone().into()), None, "{name}");
        }
    }

    #[test]
    fn a_busy_day_does_not_push_out_the_days_before() {
        const DAY: i64 = 86_400;
        let mut all: Vec<_> = (0..60)
            .map(|day| made(day, 1_760_000_000 + day.cast_signed() * DAY))
            .collect();
        all.extend((60..200).map(|number| made(number, 1_760_000_000 + 60 * DAY + number.cast_signed())));
        let gone: BTreeSet<_> = surplus(&all).iter().map(|named| named.number).collect();
        let kept: Vec<_> = (0..200).filter(|number| !gone.contains(number)).collect();
        assert!(kept.ends_with(&(190..200).collect::<Vec<_>>()), "{kept:?}");
        for day in 54..60 {
            assert!(kept.contains(&day), "day {day} of {kept:?}");
        }
        assert!(
            kept.iter().any(|number| *number < 20),
            "a backup of weeks ago: {kept:?}"
        );
    }

    proptest! {
        #[test]
        fn any_name_is_a_backup_or_none(name in "\\PC*") {
            let _ = Named::parse(format!("{name}{ENDING}").into());
        }

        #[test]
        fn the_newest_are_kept_whatever_the_clock_said(ats in proptest::collection::vec(0..4_000_000_000_i64, 0..60)) {
            let all: Vec<_> = (1..).zip(&ats).map(|(number, at)| made(number, *at)).collect();
            let gone = surplus(&all);
            let newest = ats.len().saturating_sub(KEPT) as u64;
            prop_assert!(gone.iter().all(|named| named.number <= newest));
            prop_assert!(all.len() - gone.len() <= KEPT + DAYS + WEEKS);
        }
    }
}
