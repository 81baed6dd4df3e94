//! Time zones and calendars: where days, weeks, months, quarters and years begin in the zone of a request. The only
//! place that knows that a day may have 23 or 25 hours, or no midnight.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, db};
use jiff::{ToSpan as _, Zoned};

use super::Timestamp;
use crate::msg;
use crate::text::{Arg, Message};

/// A time zone, by its name in the time zone database that the program carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// What names of zones begin with that tell a place. The others are older names and bare offsets.
const PARTS_OF_THE_WORLD: [&str; 10] = [
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
];

/// A piece of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// From midnight to midnight.
    Day,
    /// From Monday on (ISO 8601).
    Week,
    /// From the first of the month on.
    Month,
    /// From the first of January, April, July or October on.
    Quarter,
    /// From the first of January on.
    Year,
}

impl Calendar {
    /// Every piece, the shortest first.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The name in requests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Reads the name in requests.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == name)
    }

    /// The first day of the piece that holds `day`.
    fn first_day(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let from_monday = i64::from(day.weekday().to_monday_zero_offset());
                day.checked_sub(from_monday.days()).unwrap_or(Date::MIN)
            }
            Self::Month => day.first_of_month(),
            Self::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                Date::new(day.year(), month, 1).unwrap_or(Date::MIN)
            }
            Self::Year => day.first_of_year(),
        }
    }

    /// So many of these pieces.
    fn times(self, number: i64) -> jiff::Span {
        let span = jiff::Span::new();
        match self {
            Self::Day => span.try_days(number),
            Self::Week => span.try_weeks(number),
            Self::Month => span.try_months(number),
            Self::Quarter => span.try_months(number.saturating_mul(3)),
            Self::Year => span.try_years(number),
        }
        .unwrap_or_default()
    }
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The name in requests.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The names of zones by place, to choose from: `Africa/Nairobi`, and `UTC`.
    #[must_use]
    pub fn names() -> Vec<String> {
        let names = db().available().map(|name| name.to_string());
        let mut names: Vec<String> =
            names.filter(|name| PARTS_OF_THE_WORLD.iter().any(|part| name.starts_with(part))).collect();
        names.sort_unstable();
        names.insert(0, Self::UTC.name().to_owned());
        names
    }

    /// Reads a time as people write it. A date, or a date and an hour without a zone, is meant in this one; a date is
    /// its first second.
    ///
    /// # Errors
    ///
    /// It is no time.
    pub fn read(&self, text: &str) -> Result<Timestamp, Message> {
        let text = text.trim();
        let wrong = || msg!("timestamp-wrong", Arg::Name(text.to_owned()));
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(moment.into());
        }
        match text.parse::<Date>() {
            Ok(date) if text.len() == 10 => self.first_second(date).ok_or_else(wrong),
            _ => {
                let civil = text.parse::<DateTime>().map_err(|_| wrong())?;
                civil.to_zoned(self.0.clone()).map(|zoned| zoned.timestamp().into()).map_err(|_| wrong())
            }
        }
    }

    /// The day on which an instant lies.
    #[must_use]
    pub fn day_of(&self, instant: Timestamp) -> Date {
        self.zoned(instant).date()
    }

    /// The number of the day on which an instant lies, counted from 1970 on.
    #[must_use]
    pub fn day_number(&self, instant: Timestamp) -> i64 {
        let seconds = if self.0 == TimeZone::UTC {
            instant.unix()
        } else {
            instant.unix() + i64::from(self.0.to_offset(instant.to_jiff()).seconds())
        };
        seconds.div_euclid(86_400)
    }

    /// Where the piece of the calendar that holds `instant` begins.
    #[must_use]
    pub fn begin(&self, unit: Calendar, instant: Timestamp) -> Timestamp {
        // A day that the zone skips begins where the next one does, and so holds nothing.
        self.first_second(unit.first_day(self.day_of(instant))).unwrap_or(instant).min(instant)
    }

    /// Where the piece of the calendar after the one that holds `instant` begins.
    #[must_use]
    pub fn next(&self, unit: Calendar, instant: Timestamp) -> Timestamp {
        let first = unit.first_day(self.day_of(instant));
        let following = (1..=3).filter_map(|pieces| first.checked_add(unit.times(pieces)).ok());
        let begins = following.filter_map(|day| self.first_second(day));
        begins.into_iter().find(|begin| *begin > instant).unwrap_or(Timestamp::MAX)
    }

    /// The instant so many days, weeks, months, quarters or years after another one: at the same hour, on the same day
    /// of the month or on the month's last.
    #[must_use]
    pub fn later(&self, instant: Timestamp, unit: Calendar, number: i64) -> Timestamp {
        let moved = self.zoned(instant).checked_add(unit.times(number));
        moved.map_or(Timestamp::MAX, |moved| moved.timestamp().into())
    }

    fn zoned(&self, instant: Timestamp) -> Zoned {
        instant.to_jiff().to_zoned(self.0.clone())
    }

    fn first_second(&self, day: Date) -> Option<Timestamp> {
        day.to_zoned(self.0.clone()).ok().map(|zoned| zoned.timestamp().into())
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Zone {
    type Err = Message;

    /// Reads a name such as `UTC` or `Europe/Madrid`.
    fn from_str(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("utc") {
            return Ok(Self::UTC);
        }
        if let Ok(zone) = db().get(text)
            && zone.iana_name().is_some()
        {
            return Ok(Self(zone));
        }
        let given = Arg::Name(text.to_owned());
        let likeness = |name: &str| strsim::jaro_winkler(&text.to_lowercase(), &name.to_lowercase());
        let names = db().available();
        let nearest = names.map(|name| (likeness(name.as_str()), name.to_string()));
        match nearest.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(likeness, _)| *likeness > 0.8) {
            Some((_, name)) => Err(msg!("zone-wrong-nearest", given, name)),
            None => Err(msg!("zone-wrong", given)),
        }
    }
}

impl serde::Serialize for Zone {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Where the pieces between two instants begin.
    fn begins(zone: &Zone, unit: Calendar, from: &str, to: &str) -> Vec<String> {
        let mut instant = at(from);
        let mut begins = Vec::new();
        while instant < at(to) {
            begins.push(zone.begin(unit, instant).to_string());
            instant = zone.next(unit, instant);
        }
        begins
    }

    #[test]
    fn days_have_the_length_that_the_zone_gives_them() {
        let madrid = zone("Europe/Madrid");
        let hours = |day: &str| {
            let start = madrid.read(day).unwrap();
            assert_eq!(madrid.begin(Calendar::Day, start), start);
            madrid.next(Calendar::Day, start).since(start) / 3600
        };
        assert_eq!([hours("2025-03-29"), hours("2025-03-30"), hours("2025-10-26")], [24, 23, 25]);
    }

    #[test]
    fn a_day_without_midnight_begins_at_one_and_a_day_that_is_skipped_is_no_day() {
        let sao_paulo = zone("America/Sao_Paulo");
        assert_eq!(sao_paulo.read("2018-11-04").unwrap(), at("2018-11-04T03:00:00Z"));
        assert_eq!(
            begins(&sao_paulo, Calendar::Day, "2018-11-03T03:00:00Z", "2018-11-05T12:00:00Z"),
            ["2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"]
        );
        let apia = zone("Pacific/Apia");
        assert_eq!(
            begins(&apia, Calendar::Day, "2011-12-29T12:00:00Z", "2012-01-01T00:00:00Z"),
            ["2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"],
            "30 December 2011 did not happen in Samoa"
        );
    }

    #[test]
    fn pieces_of_the_calendar_begin_where_it_says() {
        let begin = |unit, instant: &str| Zone::UTC.begin(unit, at(instant)).to_string();
        assert_eq!(begin(Calendar::Week, "2026-11-25T10:00:00Z"), "2026-11-23T00:00:00Z");
        assert_eq!(begin(Calendar::Week, "2026-11-23"), "2026-11-23T00:00:00Z");
        assert_eq!(begin(Calendar::Month, "2026-02-28T23:59:59Z"), "2026-02-01T00:00:00Z");
        assert_eq!(begin(Calendar::Quarter, "2026-12-31"), "2026-10-01T00:00:00Z");
        assert_eq!(begin(Calendar::Quarter, "2026-06-30"), "2026-04-01T00:00:00Z");
        assert_eq!(begin(Calendar::Year, "2026-12-31"), "2026-01-01T00:00:00Z");
        assert_eq!(Zone::UTC.next(Calendar::Month, at("2026-12-31")), at("2027-01-01"));
    }

    #[test]
    fn a_month_later_is_the_same_day_or_the_last_of_the_month() {
        let later = |months| Zone::UTC.later(at("2025-01-31T12:00:00Z"), Calendar::Month, months).to_string();
        assert_eq!(later(1), "2025-02-28T12:00:00Z");
        assert_eq!(later(2), "2025-03-31T12:00:00Z");
        assert_eq!(later(13), "2026-02-28T12:00:00Z");
        // A day later is the same hour of the day, 23 hours on when the clock is put forward.
        let madrid = zone("Europe/Madrid");
        let evening = madrid.read("2025-03-29T20:00:00").unwrap();
        assert_eq!(madrid.later(evening, Calendar::Day, 1).since(evening), 23 * 3600);
    }

    #[test]
    fn a_misspelled_zone_is_answered_with_the_nearest() {
        let said = |name: &str| Language::english().text(&name.parse::<Zone>().unwrap_err());
        assert!(said("Europe/Madird").contains("Europe/Madrid"));
        assert!(!said("17").contains("17/"));
        assert_eq!(zone("utc"), Zone::UTC);
        assert_eq!(zone("europe/madrid").name(), "Europe/Madrid");
    }
}
