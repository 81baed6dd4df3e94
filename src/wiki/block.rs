//! The terms of a block as the log of MediaWiki writes them: for how long, and from all of the wiki or a part of it.
//!
//! Items of different ages say the same in different ways: an array of PHP, lines (duration, then flags), or one text.

use jiff::Span;
use jiff::civil::DateTime;
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;

use super::{Php, Timestamp};

/// When a block ends if nobody lifts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockEnd {
    /// Never: it is indefinite.
    Never,
    /// At this instant, which is no longer blocked.
    At(Timestamp),
    /// Nobody can tell: the duration is missing or cannot be read.
    Unknown,
}

/// What a block or a changed block says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockTerms {
    /// When it ends.
    pub end: BlockEnd,
    /// From the whole wiki, and not from some pages or actions only.
    pub sitewide: bool,
}

/// The four ways to say "for ever" that MediaWiki takes.
const FOR_EVER: [&str; 4] = ["indefinite", "infinite", "infinity", "never"];

/// Dates and times that people have typed as the end of a block, besides those of machines.
const DATES: [&str; 8] = [
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%B %d %Y",
    "%Y/%m/%d",
    "%d %B %Y %H:%M",
    "%H:%M, %d %B %Y",
    "%Y-%m-%d %H:%M",
];

impl BlockTerms {
    /// Reads the parameters of an item `block` or `reblock` that was written at `at`.
    #[must_use]
    pub fn read(params: Option<&str>, at: Timestamp) -> Self {
        let params = params.unwrap_or_default();
        let Some(php) = Php::parse(params) else {
            let duration = params.lines().next().unwrap_or_default();
            return Self { end: read_end(duration, at), sitewide: true };
        };
        let duration = ["5::duration", "0"].into_iter().find_map(|key| php.get(key)).and_then(Php::to_text);
        Self {
            end: duration.map_or(BlockEnd::Unknown, |duration| read_end(&duration, at)),
            // Before blocks of a part of the wiki existed, nothing was said.
            sitewide: php.get("sitewide").and_then(Php::to_bool).unwrap_or(true),
        }
    }

    /// Whether it keeps somebody from the whole wiki for ever.
    #[must_use]
    pub fn is_ban(self) -> bool {
        self.sitewide && self.end == BlockEnd::Never
    }
}

fn read_end(duration: &str, at: Timestamp) -> BlockEnd {
    let duration = duration.trim();
    if FOR_EVER.iter().any(|word| duration.eq_ignore_ascii_case(word)) {
        return BlockEnd::Never;
    }
    let end = relative(duration, at).or_else(|| absolute(duration));
    end.map_or(BlockEnd::Unknown, BlockEnd::At)
}

/// An instant, as machines and people write it; without a zone it is meant in UTC.
fn absolute(text: &str) -> Option<Timestamp> {
    if let Some(instant) = Timestamp::parse_database(text).or_else(|| text.parse().ok()) {
        return Some(instant);
    }
    if let Ok(instant) = rfc2822::parse(text) {
        return Some(instant.timestamp().into());
    }
    let civil = DATES.iter().find_map(|format| {
        let parsed = strtime::parse(format, text).ok()?;
        parsed.to_datetime().or_else(|_| parsed.to_date().map(|date| date.at(0, 0, 0, 0))).ok()
    })?;
    from_civil(civil)
}

/// "3 days", "1 year 6 months", "31 hours": so long after `at`.
fn relative(text: &str, at: Timestamp) -> Option<Timestamp> {
    let text = text.to_ascii_lowercase().replace([',', '+'], " ");
    let mut rest = text.trim();
    let (mut months, mut days, mut seconds) = (0_i64, 0_i64, 0_i64);
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let length = after.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(length);
        let number: i64 = number.parse().ok().filter(|number| *number < 1_000_000_000)?;
        let (sum, worth) = match unit.strip_suffix('s').unwrap_or(unit) {
            "year" => (&mut months, 12),
            "month" => (&mut months, 1),
            "fortnight" => (&mut days, 14),
            "week" => (&mut days, 7),
            "day" => (&mut days, 1),
            "hour" => (&mut seconds, 3600),
            "min" | "minute" => (&mut seconds, 60),
            "sec" | "second" => (&mut seconds, 1),
            _ => return None,
        };
        *sum += number * worth;
        rest = after.trim_start();
    }
    (!text.trim().is_empty()).then(|| later(at, months, days, seconds)).flatten()
}

/// So long after `at`, as PHP counts: a month after 31 January is 3 March, 2 March in a leap year.
fn later(at: Timestamp, months: i64, days: i64, seconds: i64) -> Option<Timestamp> {
    let civil = TimeZone::UTC.to_datetime(at.to_jiff());
    let overflow = i64::from(civil.day()) - 1;
    let first = civil.first_of_month().checked_add(Span::new().try_months(months).ok()?).ok()?;
    let day = first.checked_add(Span::new().try_days(overflow + days).ok()?).ok()?;
    from_civil(day.checked_add(Span::new().try_seconds(seconds).ok()?).ok()?)
}

fn from_civil(civil: DateTime) -> Option<Timestamp> {
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        "2011-01-31T12:00:00Z".parse().unwrap()
    }

    /// The end of a block whose parameters are an array, lines, and a text.
    fn end(duration: &str) -> BlockEnd {
        let array = format!("a:1:{{s:11:\"5::duration\";s:{}:\"{duration}\";}}", duration.len());
        let ends = [array, format!("{duration}\nnocreate,noemail"), duration.to_owned()]
            .map(|params| BlockTerms::read(Some(&params), at()).end);
        assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
        ends[0]
    }

    #[test]
    fn for_ever_is_said_in_four_ways() {
        for word in ["indefinite", "infinite", "infinity", "never", "Indefinite"] {
            assert_eq!(end(word), BlockEnd::Never, "{word}");
        }
    }

    #[test]
    fn durations_are_counted_as_the_wiki_counts_them() {
        for (duration, expected) in [
            ("24 hours", "2011-02-01T12:00:00Z"),
            ("31 hours", "2011-02-01T19:00:00Z"),
            ("1 week", "2011-02-07T12:00:00Z"),
            ("2 weeks 1 day", "2011-02-15T12:00:00Z"),
            ("1 fortnight", "2011-02-14T12:00:00Z"),
            ("1 month", "2011-03-03T12:00:00Z"),
            ("1 year, 1 month", "2012-03-02T12:00:00Z"),
            ("90 minutes", "2011-01-31T13:30:00Z"),
            ("30 seconds", "2011-01-31T12:00:30Z"),
            ("20110301000000", "2011-03-01T00:00:00Z"),
            ("2011-03-01T00:00:00Z", "2011-03-01T00:00:00Z"),
            ("2011-03-01", "2011-03-01T00:00:00Z"),
            ("Tue, 01 Mar 2011 10:00:00 GMT", "2011-03-01T10:00:00Z"),
            ("1 March 2011", "2011-03-01T00:00:00Z"),
            ("March 1, 2011", "2011-03-01T00:00:00Z"),
            ("10:30, 1 March 2011", "2011-03-01T10:30:00Z"),
        ] {
            assert_eq!(end(duration), BlockEnd::At(expected.parse().unwrap()), "{duration}");
        }
    }

    #[test]
    fn what_cannot_be_read_ends_nobody_knows_when() {
        for duration in ["", "a while", "3 moons", "12", "99999999999999999999 days", "999999999 years", "next month"] {
            assert_eq!(end(duration), BlockEnd::Unknown, "{duration}");
        }
        let terms = BlockTerms { end: BlockEnd::Unknown, sitewide: true };
        assert_eq!(BlockTerms::read(None, at()), terms);
        assert_eq!(BlockTerms::read(Some("a:0:{}"), at()), terms);
        assert!(!terms.is_ban());
    }

    #[test]
    fn a_block_of_a_part_is_no_ban() {
        let terms = |sitewide: &str| {
            let params = format!("a:2:{{s:11:\"5::duration\";s:8:\"infinity\";s:8:\"sitewide\";{sitewide}}}");
            BlockTerms::read(Some(&params), at())
        };
        assert!(terms("b:1;").is_ban() && terms("i:1;").is_ban());
        for part in ["b:0;", "i:0;", "s:1:\"0\";"] {
            assert_eq!(terms(part), BlockTerms { end: BlockEnd::Never, sitewide: false }, "{part}");
        }
        assert!(BlockTerms::read(Some("a:1:{i:0;s:8:\"infinity\";}"), at()).is_ban(), "an array without names");
    }
}
