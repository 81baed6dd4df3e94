//! Numbers and dates as the reader writes them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::message::{Arg, Message};
use crate::msg;

/// The true minus sign, which stands as wide as the plus.
const MINUS: char = '\u{2212}';

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

/// "20 February 2026, 14:03 UTC".
pub(super) fn moment(moment: Timestamp) -> Message {
    let date = utc(moment);
    msg!("date-moment", day(moment), Arg::Text(format!("{:02}:{:02}", date.hour(), date.minute())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_negative_zero_has_no_sign() {
        assert_eq!(count(-1_234_567), "\u{2212}1,234,567");
        assert_eq!(count(i64::MIN), "\u{2212}9,223,372,036,854,775,808");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(1234.567, 2), "1,234.57");
        assert_eq!(number(f64::NAN, 1), "\u{2014}");
    }
}
