//! Numbers and dates as the reader writes them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::message::{Arg, Message};
use crate::msg;

/// The true minus sign, which stands as wide as the plus.
pub(super) const MINUS: char = '\u{2212}';

/// A whole number in groups of three.
pub(super) fn count(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if count < 0 {
        out.push(MINUS);
    }
    group(&digits, &mut out);
    out
}

/// A number with `decimals` decimals, in groups of three. What is not a number is said as a dash.
pub(super) fn number(number: f64, decimals: u8) -> String {
    if !number.is_finite() {
        return "\u{2014}".to_owned();
    }
    let plain = format!("{:.*}", usize::from(decimals), number.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::with_capacity(plain.len() + plain.len() / 3 + 3);
    let zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if number < 0.0 && !zero {
        out.push(MINUS);
    }
    group(whole, &mut out);
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn group(digits: &str, out: &mut String) {
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
}

fn utc(moment: Timestamp) -> Zoned {
    moment.to_zoned(TimeZone::UTC)
}

fn month(month: i8) -> Message {
    match month {
        1 => msg!("month-1"),
        2 => msg!("month-2"),
        3 => msg!("month-3"),
        4 => msg!("month-4"),
        5 => msg!("month-5"),
        6 => msg!("month-6"),
        7 => msg!("month-7"),
        8 => msg!("month-8"),
        9 => msg!("month-9"),
        10 => msg!("month-10"),
        11 => msg!("month-11"),
        _ => msg!("month-12"),
    }
}

/// "20 February 2026".
pub(super) fn day(moment: Timestamp) -> Message {
    let date = utc(moment);
    msg!("date-day", Arg::Text(date.day().to_string()), month(date.month()), Arg::Text(date.year().to_string()))
}

/// "20 February 2026, 14:03 UTC"; seconds are said where there are some, since windows are exact to the second.
pub(super) fn moment(moment: Timestamp) -> Message {
    let date = utc(moment);
    let clock = match date.second() {
        0 => format!("{:02}:{:02}", date.hour(), date.minute()),
        second => format!("{:02}:{:02}:{second:02}", date.hour(), date.minute()),
    };
    msg!("date-moment", day(moment), Arg::Text(clock))
}

/// A share in percent, as a sentence says it: without decimals where fewer than 50 things were judged, which is all
/// that so few can tell; else with one, and with more where a share would otherwise read as nobody or everybody.
#[must_use]
pub fn percent(share: f64, of: u64) -> Message {
    let hundredths = share * 100.0;
    let enough = |decimals: &u8| {
        let unit = 10_f64.powi(i32::from(*decimals));
        let shown = (hundredths * unit).round() / unit;
        (shown > 0.0 || hundredths <= 0.0) && (shown < 100.0 || hundredths >= 100.0)
    };
    let least = u8::from(of >= 50);
    let decimals = (least..=3).find(enough).unwrap_or(3);
    let round = hundredths <= 0.0 || hundredths >= 100.0;
    msg!("percent", Arg::Number(hundredths, if round { 0 } else { decimals }))
}

/// A mean, a median or a rate with as many decimals as a reader needs: none from 100 on, one down to 1, below that the
/// first two digits that are not zero; and never a zero at the end.
#[must_use]
pub fn rounded(number: f64) -> Arg {
    let size = number.abs();
    let shown = |decimals: u8| {
        let unit = 10_f64.powi(i32::from(decimals));
        (size * unit).round() / unit
    };
    let mut decimals = if size >= 100.0 || size == 0.0 {
        0
    } else if size >= 1.0 {
        1
    } else {
        (2..=6).find(|decimals| shown(*decimals) * 10_f64.powi(i32::from(*decimals)) >= 10.0).unwrap_or(6)
    };
    while decimals > 0 && (shown(decimals) - shown(decimals - 1)).abs() < f64::EPSILON {
        decimals -= 1;
    }
    Arg::Number(number, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn few_people_have_no_decimals_and_a_share_never_reads_as_nobody_or_everybody() {
        let say = |share, of| Language::english().text(&percent(share, of));
        assert_eq!(say(12.0 / 33.0, 33), "36%");
        assert_eq!(say(34.0 / 1026.0, 1026), "3.3%");
        assert_eq!(say(0.0, 1026), "0%");
        assert_eq!(say(1.0, 1026), "100%");
        assert_eq!(say(1.0 / 5000.0, 5000), "0.02%");
        assert_eq!(say(4999.0 / 5000.0, 5000), "99.98%");
        assert_eq!(say(1.0 / 45.0, 45), "2%");
    }

    #[test]
    fn means_keep_the_digits_that_tell_something() {
        let say = |number| match rounded(number) {
            Arg::Number(number, decimals) => super::number(number, decimals),
            _ => String::new(),
        };
        assert_eq!(say(10.0), "10");
        assert_eq!(say(10.5), "10.5");
        assert_eq!(say(9282.44), "9,282");
        assert_eq!(say(0.0433), "0.043");
        assert_eq!(say(-0.25), "\u{2212}0.25");
        assert_eq!(say(0.0), "0");
        assert_eq!(say(41.02), "41");
        assert_eq!(say(0.2), "0.2");
        assert_eq!(say(1e-9), "0");
    }

    #[test]
    fn numbers_are_grouped_and_negative_zero_has_no_sign() {
        assert_eq!(count(-1_234_567), "\u{2212}1,234,567");
        assert_eq!(count(i64::MIN), "\u{2212}9,223,372,036,854,775,808");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(1234.567, 2), "1,234.57");
        assert_eq!(number(f64::NAN, 1), "\u{2014}");
    }
}
