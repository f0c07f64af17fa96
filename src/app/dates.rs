//! Days in the words of a language. Times are told by 24 hours in every one.

use jiff::Zoned;
use jiff::civil::Date;

use super::texts::{Text, Texts, t};

/// "Sunday, 22 November 2026".
pub(super) fn day(texts: &Texts, at: &Zoned) -> String {
    filled(texts, t::WHEN_DAY, at, "")
}

/// "22 Nov 2026 10:07"; in the year of `now` without the year, on its day the time alone.
pub(super) fn day_and_time(texts: &Texts, at: &Zoned, now: &Zoned) -> String {
    if at.date() == now.date() {
        time(at)
    } else if at.year() == now.year() {
        filled(texts, t::WHEN_THIS_YEAR, at, &time(at))
    } else {
        filled(texts, t::WHEN, at, &time(at))
    }
}

/// "22 Nov 2026 10:07:12".
pub(super) fn moment(texts: &Texts, at: &Zoned) -> String {
    filled(texts, t::WHEN, at, &time_to_second(at))
}

/// "22 Nov 2026".
pub(super) fn short(texts: &Texts, day: Date) -> String {
    let gaps = [
        ("day", day.day().to_string().into()),
        ("month", i64::from(day.month()).into()),
        ("year", day.year().to_string().into()),
    ];
    texts.with(t::WHEN_DATE, &gaps)
}

/// "10:07".
pub(super) fn time(at: &Zoned) -> String {
    at.strftime("%H:%M").to_string()
}

/// "10:07:12".
pub(super) fn time_to_second(at: &Zoned) -> String {
    at.strftime("%H:%M:%S").to_string()
}

fn filled(texts: &Texts, text: Text, at: &Zoned, time: &str) -> String {
    let gaps = [
        ("day", at.day().to_string().into()),
        ("month", i64::from(at.month()).into()),
        ("year", at.year().to_string().into()),
        ("weekday", i64::from(at.weekday().to_monday_one_offset()).into()),
        ("time", time.into()),
    ];
    texts.with(text, &gaps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    /// A year has every month, and every weekday.
    #[test]
    fn days_are_told_as_they_are_called_in_english() {
        let texts = Texts::english();
        let first: Zoned = "2026-01-01T10:07:12[UTC]".parse().unwrap();
        let later: Zoned = "2027-06-01T09:00:00[UTC]".parse().unwrap();
        for days in 0..365 {
            let at = &first + days.days();
            let said = |format: &str| at.strftime(format).to_string();
            assert_eq!(day(&texts, &at), said("%A, %-d %B %Y"));
            assert_eq!(moment(&texts, &at), said("%-d %b %Y %H:%M:%S"));
            assert_eq!(day_and_time(&texts, &at, &later), said("%-d %b %Y %H:%M"));
            assert_eq!(short(&texts, at.date()), said("%-d %b %Y"));
            assert_eq!(day_and_time(&texts, &at, &at), "10:07");
            let tomorrow = &at + 1.day();
            if tomorrow.year() == at.year() {
                assert_eq!(day_and_time(&texts, &at, &tomorrow), said("%-d %b %H:%M"));
            }
        }
    }
}
