//! Days, months and zones, by counting: nothing here knows the program's calendar.

/// A zone by its transitions, as the time zone database has them for the years of the histories.
#[derive(Clone, Copy, Debug)]
pub enum Zone {
    Utc,
    /// Clocks go forward at 01:00 UTC on the last Sunday of March, and back on the last of October.
    Madrid,
    /// Clocks go forward at midnight, so that one day begins at 01:00; going back, midnight comes twice.
    Havana,
}

/// UTC seconds at which summer time begins and ends: 2024, 2025, 2026.
const MADRID: [(i64, i64); 3] =
    [(1_711_846_800, 1_729_990_800), (1_743_296_400, 1_761_440_400), (1_774_746_000, 1_792_890_000)];
const HAVANA: [(i64, i64); 3] =
    [(1_710_046_800, 1_730_610_000), (1_741_496_400, 1_762_059_600), (1_772_946_000, 1_793_509_200)];

impl Zone {
    pub const ALL: [Self; 3] = [Self::Utc, Self::Madrid, Self::Havana];

    pub fn name(self) -> &'static str {
        match self {
            Self::Utc => "UTC",
            Self::Madrid => "Europe/Madrid",
            Self::Havana => "America/Havana",
        }
    }

    /// Seconds that clocks there are ahead of UTC in winter and in summer.
    fn offsets(self) -> [i64; 2] {
        match self {
            Self::Utc => [0, 0],
            Self::Madrid => [3600, 7200],
            Self::Havana => [-18_000, -14_400],
        }
    }

    fn offset(self, at: i64) -> i64 {
        let summers: &[(i64, i64)] = match self {
            Self::Utc => &[],
            Self::Madrid => &MADRID,
            Self::Havana => &HAVANA,
        };
        let summer = summers.iter().any(|(begin, end)| *begin <= at && at < *end);
        self.offsets()[usize::from(summer)]
    }

    /// The day on which an instant lies there, counted from 1970 on.
    pub fn day(self, at: i64) -> i64 {
        (at + self.offset(at)).div_euclid(86_400)
    }

    /// The first second of a day there: the first at which it is that day.
    pub fn first_second(self, day: i64) -> i64 {
        // Midnight is at most this far from the UTC one, and clocks change on whole hours.
        let mut at = day * 86_400 - 24 * 3600;
        while self.day(at) < day {
            at += 3600;
        }
        at
    }

    /// The instant at which clocks there show a day and seconds of it. A time that is skipped is an hour later, one that
    /// comes twice is the first.
    fn instant(self, day: i64, seconds: i64) -> i64 {
        let shown = day * 86_400 + seconds;
        let [winter, summer] = self.offsets();
        let candidates = [shown - summer, shown - winter];
        let right = candidates.into_iter().find(|at| at + self.offset(*at) == shown);
        right.unwrap_or(shown - winter)
    }

    /// So many units after an instant: the same hour, the same day of the month or its last.
    pub fn later(self, at: i64, unit: &str, count: i64) -> i64 {
        let day = self.day(at);
        let seconds = at + self.offset(at) - day * 86_400;
        let moved = match unit {
            "day" => day + count,
            "week" => day + 7 * count,
            _ => {
                let months =
                    count * [("month", 1), ("quarter", 3), ("year", 12)].iter().find(|it| it.0 == unit).unwrap().1;
                let (year, month, of_month) = date(day);
                let month = year * 12 + month - 1 + months;
                let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
                days(year, month, 1) + of_month.min(month_length(year, month)) - 1
            }
        };
        self.instant(moved, seconds)
    }

    /// Where the unit begins that holds an instant.
    pub fn begin(self, unit: &str, at: i64) -> i64 {
        let mut day = self.day(at);
        while !begins(unit, day) {
            day -= 1;
        }
        self.first_second(day)
    }

    /// Where the next one begins.
    pub fn next(self, unit: &str, at: i64) -> i64 {
        let mut day = self.day(at) + 1;
        while !begins(unit, day) {
            day += 1;
        }
        self.first_second(day)
    }
}

/// Whether a unit begins with a day. 1 January 1970 was a Thursday.
fn begins(unit: &str, day: i64) -> bool {
    let (_, month, of_month) = date(day);
    match unit {
        "day" => true,
        "week" => (day + 3).rem_euclid(7) == 0,
        "month" => of_month == 1,
        "quarter" => of_month == 1 && [1, 4, 7, 10].contains(&month),
        _ => of_month == 1 && month == 1,
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970 to a date. Until 2100 every fourth year has one more, the first of them 1972.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let years = 365 * (year - 1970) + (year - 1969) / 4;
    let months: i64 = (1..month).map(|month| month_length(year, month)).sum();
    years + months + day - 1
}

/// Year, month and day of a day counted from 1970 on.
fn date(day: i64) -> (i64, i64, i64) {
    let mut year = 1970 + day / 366;
    while days(year + 1, 1, 1) <= day {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days(year, month + 1, 1) <= day {
        month += 1;
    }
    (year, month, day - days(year, month, 1) + 1)
}
