//! Instants: whole seconds in UTC, which is all that MediaWiki records.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::Span;
use crate::msg;
use crate::text::{Arg, Message};

/// An instant in whole seconds since 1970-01-01T00:00:00Z. Shown and serialised as RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first instant of 2001, the year of the first wiki that MediaWiki ever held: anything earlier is damage.
    pub const FIRST_POSSIBLE: Self = Self(978_307_200);

    /// Before everything.
    pub const MIN: Self = Self(i64::MIN);

    /// After everything.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant `seconds` after 1970.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This instant moved by `span`, which may be negative. Stops at the ends of time instead of wrapping.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.seconds()))
    }

    /// Seconds from `earlier` to this instant.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whether a day begins here (UTC).
    #[must_use]
    pub const fn is_midnight(self) -> bool {
        self.0.rem_euclid(86_400) == 0
    }

    /// The day of the last second before this instant: of data that end here, the last day that is in them.
    #[must_use]
    pub fn last_day(self) -> Arg {
        Arg::Day(Self(self.0.saturating_sub(1)).to_jiff())
    }

    /// The same instant for `jiff`, at the ends of its calendar if it lies beyond them.
    #[must_use]
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_second(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// Reads the one form that MediaWiki's exports use, `2016-02-29T23:59:59Z`, without allocating. `None` for any
    /// other form and for days that do not exist.
    #[must_use]
    pub fn parse_export(text: &[u8]) -> Option<Self> {
        let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T', h0, h1, b':', n0, n1, b':', s0, s1, b'Z'] = text else {
            return None;
        };
        let number = |digits: &[&u8]| {
            digits
                .iter()
                .try_fold(0_i64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(**digit - b'0')))
        };
        let (year, month, day) = (number(&[y0, y1, y2, y3])?, number(&[m0, m1])?, number(&[d0, d1])?);
        let (hour, minute, second) = (number(&[h0, h1])?, number(&[n0, n1])?, number(&[s0, s1])?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let days = days_from_civil(year, month, day)?;
        Some(Self(days * 86_400 + hour * 3600 + minute * 60 + second))
    }

    /// Reads the form that MediaWiki's tables use, `20160229235959`. `None` for any other form and for days that do not
    /// exist.
    #[must_use]
    pub fn parse_database(text: &str) -> Option<Self> {
        if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        let export =
            format!("{}-{}-{}T{}:{}:{}Z", part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14));
        Self::parse_export(export.as_bytes())
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; `None` where there is no such day.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day < 1 || day > length {
        return None;
    }
    // Count years from March, so that the leap day is the last of its year.
    let (shifted, month_from_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(moment: jiff::Timestamp) -> Self {
        Self(moment.as_second())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_jiff().fmt(f)
    }
}

impl FromStr for Timestamp {
    type Err = Message;

    /// Reads what people write: `2026-01-31` (its first second, UTC), `2026-01-31T12:00:00Z`, and offsets.
    fn from_str(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let wrong = || msg!("timestamp-wrong", Arg::Name(text.to_owned()));
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(moment.into());
        }
        let civil = match text.parse::<Date>() {
            Ok(date) if text.len() == 10 => date.at(0, 0, 0, 0),
            _ => text.parse::<DateTime>().map_err(|_| wrong())?,
        };
        civil.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp().into()).map_err(|_| wrong())
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom(format!("not a time in RFC 3339: {text:?}")))
    }
}

impl From<Timestamp> for Arg {
    fn from(instant: Timestamp) -> Self {
        Self::Moment(instant.to_jiff())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn the_export_form_agrees_with_the_calendar() {
        for text in ["2001-01-15T13:15:00Z", "2016-02-29T23:59:59Z", "2000-02-29T00:00:00Z", "1970-01-01T00:00:00Z"] {
            let expected: jiff::Timestamp = text.parse().unwrap();
            assert_eq!(Timestamp::parse_export(text.as_bytes()), Some(Timestamp(expected.as_second())), "{text}");
            assert_eq!(Timestamp::from(expected).to_string(), text);
        }
        for text in ["2015-02-29T00:00:00Z", "2015-13-01T00:00:00Z", "2015-01-01 00:00:00", "2015-01-01T24:00:00Z", ""]
        {
            assert_eq!(Timestamp::parse_export(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn the_form_of_tables_is_the_same_instant() {
        assert_eq!(Timestamp::parse_database("20160229235959").unwrap().to_string(), "2016-02-29T23:59:59Z");
        for text in ["20150229000000", "2016022923595", "infinity", "2016-02-29T23:"] {
            assert_eq!(Timestamp::parse_database(text), None, "{text}");
        }
    }

    #[test]
    fn data_that_end_at_midnight_have_the_day_before_as_their_last() {
        let last_day =
            |end: &str| Language::english().text(&msg!("plain", end.parse::<Timestamp>().unwrap().last_day()));
        assert_eq!(last_day("2026-11-01"), "31 October 2026");
        assert_eq!(last_day("2026-11-01T00:00:01Z"), "1 November 2026");
    }

    #[test]
    fn a_date_is_its_first_second() {
        assert_eq!("2026-01-31".parse::<Timestamp>().unwrap().to_string(), "2026-01-31T00:00:00Z");
        assert_eq!("2026-01-31T01:00:00+02:00".parse::<Timestamp>().unwrap().to_string(), "2026-01-30T23:00:00Z");
        assert!("31.1.2026".parse::<Timestamp>().is_err());
        assert!("2026-02-30".parse::<Timestamp>().is_err());
    }
}
