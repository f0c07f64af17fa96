//! Which days are meant: today, yesterday, this week, or from one day to another as somebody types them.
//!
//! Days are those of the desk's place. What a typed date means is decided here alone: a text that could be two dates is none.

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, Zoned};

/// Some days, the last of which is meant as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Today. What is dated later is shown with it.
    Today,
    /// The day before.
    Yesterday,
    /// Since Monday. What is dated later than today is shown with it.
    ThisWeek,
    /// Seven days with today.
    Week,
    /// Thirty days with today.
    Month,
    /// From one day to another, both among them; without one, there is no end on its side.
    Between(Option<Date>, Option<Date>),
}

impl Days {
    /// Those that have a name.
    pub const NAMED: [Self; 5] = [Self::Today, Self::Yesterday, Self::ThisWeek, Self::Week, Self::Month];

    /// The first and the last of them.
    fn ends(self, today: Date) -> (Option<Date>, Option<Date>) {
        let back = |days: i64| today.saturating_sub(Span::new().days(days));
        match self {
            Self::Today => (Some(today), Some(today)),
            Self::Yesterday => (Some(back(1)), Some(back(1))),
            Self::ThisWeek => {
                let since_monday = today.weekday().to_monday_zero_offset();
                (Some(back(i64::from(since_monday))), Some(today))
            }
            Self::Week => (Some(back(6)), Some(today)),
            Self::Month => (Some(back(29)), Some(today)),
            Self::Between(from, to) => (from, to),
        }
    }

    /// Their seconds, Unix. `now` is a second of today.
    pub(super) fn seconds(self, zone: &TimeZone, now: i64) -> Range<i64> {
        let (from, to) = self.ends(local(now, zone).date());
        let midnight = |day: Date| {
            let at = day.to_zoned(zone.clone()).ok()?;
            Some(at.timestamp().as_second())
        };
        let from = from.and_then(midnight).unwrap_or(i64::MIN);
        // a clock that was put back has enrolled somebody tomorrow: what is of today or later is shown with today
        let open = matches!(self, Self::Today | Self::ThisWeek | Self::Week | Self::Month);
        let to = to.filter(|_| !open).and_then(|day| midnight(day.tomorrow().ok()?));
        from..to.unwrap_or(i64::MAX)
    }
}

/// A second at the desk's place.
pub(super) fn local(unix: i64, zone: &TimeZone) -> Zoned {
    Timestamp::from_second(unix).unwrap_or_default().to_zoned(zone.clone())
}

/// The day that is meant by a typed date: `2026-11-22`, `22.11.2026`, `22.11.`, or with slashes where only one reading makes
/// a date. Of a year that is not said the last such day up to `today` is meant, and two digits are of this century.
#[must_use]
pub fn read_date(text: &str, today: Date) -> Option<Date> {
    let text = text.trim();
    let sign = text.chars().find(|c| !c.is_ascii_digit() && !c.is_whitespace())?;
    let parts: Option<Vec<&str>> = text.split(sign).map(|part| digits(part.trim())).collect();
    match (sign, parts?.as_slice()) {
        ('-' | '/' | '.', [year, month, day]) if year.len() == 4 => date(year, month, day),
        ('.', [day, month] | [day, month, ""]) => last(day, month, today),
        ('.', [day, month, year]) => date(year, month, day),
        ('/', [one, other, year]) => {
            let readings = [date(year, other, one), date(year, one, other)];
            match readings {
                [Some(one), Some(other)] if one != other => None,
                [one, other] => one.or(other),
            }
        }
        _ => None,
    }
}

/// A part of a date: digits, or nothing.
fn digits(part: &str) -> Option<&str> {
    (part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(part)
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let century = match year.len() {
        2 => 2000,
        4 => 0,
        _ => return None,
    };
    let year: i16 = year.parse().ok()?;
    Date::new(year.checked_add(century)?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The last such day that is not after `today`; a leap day may be years ago.
fn last(day: &str, month: &str, today: Date) -> Option<Date> {
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    let years = (0..9).filter_map(|back| today.checked_sub(back.years()).ok());
    years
        .filter_map(|of| Date::new(of.year(), month, day).ok())
        .find(|date| *date <= today)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 25);

    fn day() -> impl Strategy<Value = Date> {
        (0..20_000_i64).prop_map(|days| date(1990, 1, 1).saturating_add(Span::new().days(days)))
    }

    proptest! {
        /// However a whole date is written, it is read as that day, or as none where it could be another one too.
        #[test]
        fn a_whole_date_is_read_as_itself(day in day()) {
            for format in ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%-d.%-m.%Y", " %-d. %-m. %Y "] {
                prop_assert_eq!(read_date(&day.strftime(format).to_string(), TODAY), Some(day), "{}", format);
            }
            let is_clear = day.day() > 12 || i16::from(day.day()) == i16::from(day.month());
            for format in ["%d/%m/%Y", "%m/%d/%Y"] {
                let read = read_date(&day.strftime(format).to_string(), TODAY);
                prop_assert_eq!(read, is_clear.then_some(day), "{}", format);
            }
        }

        /// Without its year a date is the last one up to today.
        #[test]
        fn a_date_without_its_year_is_never_in_the_future(day in day()) {
            let read = read_date(&day.strftime("%-d.%-m.").to_string(), TODAY);
            let read = read.expect("every day has been");
            prop_assert_eq!((read.month(), read.day()), (day.month(), day.day()));
            prop_assert!(read <= TODAY && (TODAY - read).get_days() < 4 * 366);
        }

        #[test]
        fn whatever_is_typed_is_a_date_or_none(text in ".{0,14}") {
            let _ = read_date(&text, TODAY);
        }

        /// Every second of a day is of that day, and of no other one.
        #[test]
        fn a_second_is_of_its_day_alone(day in day(), second in 0..86_400_i64, other in -3..4_i64) {
            let zone = TimeZone::get("Europe/Zurich").expect("a zone");
            let at = day.to_zoned(zone.clone()).expect("a midnight").timestamp().as_second() + second;
            // where the clocks change a day is an hour longer or shorter
            let day = local(at, &zone).date();
            let asked = day.saturating_add(Span::new().days(other));
            let seconds = Days::Between(Some(asked), Some(asked)).seconds(&zone, at);
            prop_assert_eq!(seconds.contains(&at), other == 0);
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "22",
            "2026",
            "31.2.2026",
            "2026-13-01",
            "22.11.26.1",
            "1/2/2026",
            "a.b.c",
            "22-11-2026",
            "22.11.126",
        ] {
            assert_eq!(read_date(text, TODAY), None, "{text}");
        }
        assert_eq!(read_date("22.11.26", TODAY), Some(date(2026, 11, 22)));
        assert_eq!(read_date("26.11.", TODAY), Some(date(2025, 11, 26)));
        assert_eq!(read_date("29.2.", TODAY), Some(date(2024, 2, 29)));
    }

    #[test]
    fn named_days_begin_and_end_at_midnight() {
        let noon = TODAY
            .at(12, 0, 0, 0)
            .to_zoned(TimeZone::UTC)
            .expect("a time")
            .timestamp()
            .as_second();
        let midnight = |day: Date| day.to_zoned(TimeZone::UTC).expect("a time").timestamp().as_second();
        let begins = |days: Days| days.seconds(&TimeZone::UTC, noon).start;
        assert_eq!(begins(Days::Today), midnight(TODAY));
        // the 25th is a Wednesday
        assert_eq!(begins(Days::ThisWeek), midnight(date(2026, 11, 23)));
        assert_eq!(begins(Days::Week), midnight(date(2026, 11, 19)));
        assert_eq!(begins(Days::Month), midnight(date(2026, 10, 27)));
        let yesterday = Days::Yesterday.seconds(&TimeZone::UTC, noon);
        assert_eq!(yesterday, midnight(date(2026, 11, 24))..midnight(TODAY));
        assert_eq!(
            Days::Between(None, None).seconds(&TimeZone::UTC, noon),
            i64::MIN..i64::MAX
        );
    }
}
