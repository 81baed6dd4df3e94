use proptest::prelude::*;

use super::*;
use crate::metric::Undefined::{NotRegisteredInRange, WindowOpen};
use crate::metric::Value::{Integer, Undefined};
use crate::metric::testing::{Ask, Person, ask};
use crate::metric::{MetricRows, Value};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The first value of every row, with the slice it belongs to.
fn firsts(rows: &MetricRows) -> Vec<(Option<SliceKey>, Value)> {
    rows.rows().map(|(key, row)| (key, row.values[0].clone())).collect()
}

#[test]
fn calendar_slices_of_fixed_dates_are_clipped_at_both_ends() {
    let person = Person::registered("2024-01-01").edit("2025-01-31T23:59:59Z").edit("2025-02-01").edit("2025-03-09");
    let rows = ask("edits").activity("2025-01-15", "2025-03-10").sliced("month", SliceBy::Time, "UTC").rows(&person);
    let expected = [("2025-01-15", 1), ("2025-02-01", 1), ("2025-03-01", 1)];
    assert_eq!(firsts(&rows), expected.map(|(start, edits)| (Some(SliceKey::Time(at(start))), Integer(edits))));
    assert_eq!(rows.whole.values[0], Integer(3));
}

#[test]
fn hours_step_from_the_start_and_the_last_slice_ends_with_the_dates() {
    let person = Person::registered("2024-01-01").edit("2025-01-02T12:00:00Z");
    let rows = ask("edit_rate").with("unit", "hour").activity("2025-01-01T12:00:00Z", "2025-01-03");
    let rows = rows.sliced("24h", SliceBy::Time, "UTC").rows(&person);
    let lengths: Vec<_> = rows.slices.iter().map(|(_, row)| row.values[2].clone()).collect();
    assert_eq!(firsts(&rows).len(), 2);
    assert_eq!(lengths, [Value::Number(24.0), Value::Number(12.0)]);
    assert_eq!(rows.slices[1].1.values[0], Integer(1));
}

/// Three accounts registered on the 1st, the 2nd and at midnight before the 3rd's noon.
#[test]
fn an_account_is_in_the_slice_of_its_anchor_and_in_no_other() {
    let by_day = |registered: &str| {
        let ask = ask("edits").between("2025-01-01", "2025-01-04").sliced("day", SliceBy::Anchor, "UTC");
        firsts(&ask.rows(&Person::registered(registered)))
    };
    for (registered, day) in [
        ("2025-01-01T10:00:00Z", "2025-01-01"),
        ("2025-01-02T10:00:00Z", "2025-01-02"),
        ("2025-01-02T00:00:00Z", "2025-01-02"),
    ] {
        assert_eq!(by_day(registered), [(Some(SliceKey::Anchor(at(day))), Integer(0))]);
    }
    assert_eq!(by_day("2025-01-04"), [(None, Undefined(NotRegisteredInRange))]);
}

#[test]
fn days_are_those_of_the_zone() {
    let ask = ask("edits").between("2025-01-01", "2026-01-01").sliced("day", SliceBy::Anchor, "Europe/Madrid");
    let keys = |registered: &str| firsts(&ask.rows(&Person::registered(registered)))[0].0;
    assert_eq!(keys("2025-03-30T21:59:59Z"), Some(SliceKey::Anchor(at("2025-03-29T23:00:00Z"))));
    assert_eq!(keys("2025-03-30T22:00:00Z"), Some(SliceKey::Anchor(at("2025-03-30T22:00:00Z"))));
}

#[test]
fn an_age_that_is_not_over_is_open() {
    let person = Person::registered("2025-01-31").edit("2025-02-27").edit("2025-02-28").edit("2025-03-30");
    let ask = ask("edits").with("t", "none").sliced("month", SliceBy::Age, "UTC");
    let rows = firsts(&ask.clone().as_of("2025-03-31").rows(&person));
    // A month of age ends on the same day of the next month, or on its last.
    assert_eq!(rows, [(Some(SliceKey::Age(0)), Integer(1)), (Some(SliceKey::Age(1)), Integer(2))]);
    let rows = firsts(&ask.as_of("2025-03-30").rows(&person));
    assert_eq!(rows[1], (Some(SliceKey::Age(1)), Undefined(WindowOpen)));
}

#[test]
fn a_triangle_has_the_group_and_the_age() {
    let person = Person::registered("2025-01-10").edit("2025-01-10").edit("2025-02-10");
    let ask = ask("edits").with("t", "62d").sliced("month", SliceBy::AnchorAge, "UTC");
    let january = |age| Some(SliceKey::AnchorAge(at("2025-01-01"), age));
    assert_eq!(
        firsts(&ask.rows(&person)),
        // From 10 January to 10 February, to 10 March, and the last three days.
        [(january(0), Integer(1)), (january(1), Integer(1)), (january(2), Integer(0))]
    );
}

#[test]
fn what_does_not_go_together_is_refused() {
    let someone = Person::registered("2025-01-01");
    let refused = |ask: Ask| ask.try_rows(&someone).unwrap_err().parameter;
    assert_eq!(refused(ask("edits").sliced("day", SliceBy::Time, "UTC")), "slice_by");
    assert_eq!(
        refused(ask("edits").activity("2025-01-01", "2025-02-01").sliced("day", SliceBy::Age, "UTC")),
        "slice_by"
    );
    assert_eq!(refused(ask("survival").sliced("day", SliceBy::Age, "UTC")), "slice_by");
    assert_eq!(refused(ask("time_to_threshold").sliced("day", SliceBy::AnchorAge, "UTC")), "slice_by");
    assert_eq!(refused(ask("edits").with("offset", "1d").sliced("day", SliceBy::Age, "UTC")), "offset");
    assert_eq!(refused(ask("edits").with("t", "none")), "t");
    assert_eq!(refused(ask("edits").with("t", "none").sliced("day", SliceBy::Anchor, "UTC")), "t");
    let long = ask("edits").activity("2001-01-01", "2030-01-01");
    assert_eq!(refused(long.clone().sliced("24h", SliceBy::Time, "UTC")), "slice");
    // A slice that is longer than the dates is the dates.
    assert_eq!(long.sliced("366000d", SliceBy::Time, "UTC").rows(&someone).slices.len(), 1);
    for size in ["30m", "90m", "0h", "-1d", "fortnight", ""] {
        assert!(SliceSize::parse(size).is_err(), "{size}");
    }
}

/// Sizes and zones to cut with.
fn cut() -> impl Strategy<Value = (&'static str, &'static str)> {
    let sizes = prop::sample::select(vec!["1h", "7h", "24h", "10d", "day", "week", "month", "quarter", "year"]);
    let zones =
        prop::sample::select(vec!["UTC", "Europe/Madrid", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia"]);
    (sizes, zones)
}

const ANCHOR: i64 = 1_541_300_000;

/// Somebody with edits at these seconds from the anchor.
fn person(edits: &[i64]) -> Person {
    let time = |seconds: i64| Timestamp::from_unix(seconds).to_string();
    edits.iter().fold(Person::registered(&time(ANCHOR)), |person, edit| {
        person.edit_with(&time(ANCHOR + edit), |one| one.bytes_diff = Some(edit % 97))
    })
}

fn sum(rows: &MetricRows, column: usize) -> i64 {
    let values = rows.slices.iter().map(|(_, row)| match row.values[column] {
        Integer(value) => value,
        ref other => unreachable!("{other:?}"),
    });
    values.sum()
}

proptest! {
    #[test]
    fn slices_of_the_dates_add_up_to_the_whole(
        (size, zone) in cut(),
        start in 0_i64..40 * 86_400,
        length in 1_i64..300 * 86_400,
        edits in prop::collection::vec(0_i64..340 * 86_400, 0..30),
    ) {
        let time = |seconds: i64| Timestamp::from_unix(ANCHOR + seconds).to_string();
        let ask = ask("bytes_added").activity(&time(start), &time(start + length)).sliced(size, SliceBy::Time, zone);
        let rows = ask.rows(&person(&edits));
        for column in 0..rows.whole.values.len() {
            prop_assert_eq!(Integer(sum(&rows, column)), rows.whole.values[column].clone());
        }
        let starts: Vec<_> = rows.slices.iter().map(|(key, _)| key.start().unwrap()).collect();
        prop_assert!(starts.is_sorted() && starts[0] == at(&time(start)));
    }

    #[test]
    fn ages_partition_the_window(
        (size, zone) in cut(),
        days in 1_i64..200,
        edits in prop::collection::vec(0_i64..220 * 86_400, 0..30),
    ) {
        let t = format!("{days}d");
        let rows = ask("bytes_added").with("t", &t).sliced(size, SliceBy::Age, zone).rows(&person(&edits));
        for column in 0..rows.whole.values.len() {
            prop_assert_eq!(Integer(sum(&rows, column)), rows.whole.values[column].clone());
        }
        let ages: Vec<_> = rows.slices.iter().map(|(key, _)| key.age().unwrap()).collect();
        prop_assert_eq!(ages, (0..u32::try_from(rows.slices.len()).unwrap()).collect::<Vec<_>>());
    }

    #[test]
    fn every_anchor_is_in_exactly_one_slice(
        (size, zone) in cut(),
        start in 0_i64..40 * 86_400,
        length in 1_i64..300 * 86_400,
        anchor in 0_i64..340 * 86_400,
    ) {
        let instant = |seconds: i64| Timestamp::from_unix(ANCHOR + seconds);
        let range = Window { start: instant(start), end: instant(start + length) };
        let slices = Slices { size: SliceSize::parse(size).unwrap(), by: SliceBy::Anchor, zone: zone.parse().unwrap() };
        let all = slices.of(range);
        let holding: Vec<_> = all.iter().filter(|slice| slice.contains(instant(anchor))).collect();
        prop_assert_eq!(holding.len(), usize::from(range.contains(instant(anchor))));
        if let [slice] = holding[..] {
            prop_assert_eq!(slices.of_anchor(instant(anchor), range, range.start), slice.start);
        }
    }
}

#[test]
fn a_key_reads_back_as_it_was_written() {
    let start = at("2025-02-01");
    for (key, written) in [
        (SliceKey::Time(start), r#"{"time":"2025-02-01T00:00:00Z"}"#),
        (SliceKey::Anchor(start), r#"{"anchor":"2025-02-01T00:00:00Z"}"#),
        (SliceKey::Age(2), r#"{"age":2}"#),
        (SliceKey::AnchorAge(start, 2), r#"{"anchor":"2025-02-01T00:00:00Z","age":2}"#),
    ] {
        assert_eq!(serde_json::to_string(&key).unwrap(), written);
        assert_eq!(serde_json::from_str::<SliceKey>(written).unwrap(), key);
    }
    assert!(serde_json::from_str::<SliceKey>(r#"{"time":"2025-02-01T00:00:00Z","age":2}"#).is_err());
}
