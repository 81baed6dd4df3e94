use crate::metric::SliceBy;
use crate::metric::Undefined::{NotInSource, NotReached, WindowOpen};
use crate::metric::Value::{self, Bool, Integer, Time, Undefined};
use crate::metric::testing::{Ask, Person, ask};

fn person() -> Person {
    Person::registered("2025-01-01")
}

/// February 2025.
fn february() -> Ask {
    ask("blocks").activity("2025-02-01", "2025-03-01")
}

fn at(time: &str) -> Value {
    Time(time.parse().unwrap())
}

/// Blocks, reblocks, banned, blocked at the end.
fn state(ask: &Ask, person: &Person) -> [Value; 4] {
    let values = ask.row(person).values;
    [values[0].clone(), values[1].clone(), values[5].clone(), values[6].clone()]
}

/// Terms as an array of PHP.
fn terms(duration: &str, sitewide: bool) -> String {
    let (length, sitewide) = (duration.len(), u8::from(sitewide));
    format!("a:2:{{s:11:\"5::duration\";s:{length}:\"{duration}\";s:8:\"sitewide\";b:{sitewide};}}")
}

#[test]
fn blocks_of_the_window_are_counted_and_dated() {
    let person = person()
        .logged("2025-01-31T23:59:59Z", "block/block", "1 hour")
        .logged("2025-02-01T00:00:00Z", "block/block", "1 day\nnocreate")
        .logged("2025-02-05", "block/block", &terms("indefinite", true))
        .logged("2025-02-06", "block/reblock", "3 days")
        .logged("2025-02-28T23:59:59Z", "block/block", "1 second")
        .logged("2025-03-01T00:00:00Z", "block/block", "1 day")
        .logged("2025-02-10", "upload/upload", "");
    let (first, last, ban) = (at("2025-02-01"), at("2025-02-28T23:59:59Z"), at("2025-02-05"));
    let expected = [Integer(3), Integer(1), first, last, ban, Bool(true), Bool(true)];
    assert_eq!(february().row(&person).values, expected);
}

#[test]
fn nobody_who_was_never_blocked_has_dates() {
    let none = || Undefined(NotReached);
    let expected = [Integer(0), Integer(0), none(), none(), none(), Bool(false), Bool(false)];
    assert_eq!(february().row(&person()).values, expected);
}

#[test]
fn the_four_words_for_ever_are_bans_in_every_form() {
    for word in ["indefinite", "infinity", "infinite", "never"] {
        for params in [terms(word, true), format!("{word}\nnocreate"), word.to_owned()] {
            let person = person().logged("2025-02-05", "block/block", &params);
            assert_eq!(state(&february(), &person), [Integer(1), Integer(0), Bool(true), Bool(true)], "{params}");
        }
    }
    let long = person().logged("2025-02-05", "block/block", "100 years");
    assert_eq!(state(&february(), &long), [Integer(1), Integer(0), Bool(false), Bool(true)]);
}

#[test]
fn a_duration_that_cannot_be_read_is_a_block_whose_end_nobody_knows() {
    for params in ["", "for a while", "a:0:{}"] {
        let person = person().logged("2025-02-05", "block/block", params);
        let expected = [Integer(1), Integer(0), Bool(false), Undefined(NotInSource)];
        assert_eq!(state(&february(), &person), expected, "{params}");
        let lifted = person.logged("2025-02-06", "block/unblock", "");
        assert_eq!(state(&february(), &lifted)[3], Bool(false));
    }
}

#[test]
fn a_block_ends_with_its_time() {
    let ends = |duration: &str| state(&february(), &person().logged("2025-02-27", "block/block", duration))[3].clone();
    // The window ends two days later; its last second is still blocked or not.
    assert_eq!((ends("47 hours"), ends("2 days")), (Bool(false), Bool(true)));
    assert_eq!((ends("2025-02-28T23:59:59Z"), ends("20250301000000")), (Bool(false), Bool(true)));
}

#[test]
fn blocks_of_a_part_count_only_if_asked_for_and_are_never_bans() {
    let partial = person().logged("2025-02-05", "block/block", &terms("infinity", false));
    assert_eq!(state(&february(), &partial), [Integer(0), Integer(0), Bool(false), Bool(false)]);
    let with_partial = february().with("include_partial", "true");
    assert_eq!(state(&with_partial, &partial), [Integer(1), Integer(0), Bool(false), Bool(true)]);
    assert_eq!(with_partial.row(&partial).values[2..5], [at("2025-02-05"), at("2025-02-05"), Undefined(NotReached)]);
    // A ban that became a block of a part is over.
    let eased = person().logged("2025-01-05", "block/block", "indefinite").logged(
        "2025-02-02",
        "block/reblock",
        &terms("infinity", false),
    );
    assert_eq!(state(&february(), &eased), [Integer(0), Integer(0), Bool(true), Bool(false)]);
    assert_eq!(state(&ask("blocks").activity("2025-02-02", "2025-03-01"), &eased)[2], Bool(false));
}

#[test]
fn a_ban_from_before_the_window_was_in_force_in_it() {
    let banned = person().logged("2025-01-05", "block/block", "indefinite");
    assert_eq!(state(&february(), &banned), [Integer(0), Integer(0), Bool(true), Bool(true)]);
    assert_eq!(february().row(&banned).values[4], Undefined(NotReached), "it was not laid in the window");
    let lifted = |time: &str| state(&february(), &banned.clone().logged(time, "block/unblock", ""));
    assert_eq!(lifted("2025-02-01T00:00:00Z")[2..], [Bool(false), Bool(false)], "lifted before the first second");
    assert_eq!(lifted("2025-02-01T00:00:01Z")[2..], [Bool(true), Bool(false)]);
    assert_eq!(lifted("2025-03-01T00:00:00Z")[2..], [Bool(true), Bool(true)], "lifted after the last second");
}

#[test]
fn a_changed_block_replaces_the_one_before() {
    let banned = person().logged("2025-02-05", "block/block", "1 day").logged(
        "2025-02-05T12:00:00Z",
        "block/reblock",
        "infinite",
    );
    assert_eq!(state(&february(), &banned), [Integer(1), Integer(1), Bool(true), Bool(true)]);
    assert_eq!(february().row(&banned).values[2..5], [at("2025-02-05"), at("2025-02-05"), at("2025-02-05T12:00:00Z")]);
    let shortened = banned.logged("2025-02-06", "block/reblock", "1 week");
    assert_eq!(state(&february(), &shortened), [Integer(1), Integer(2), Bool(true), Bool(false)]);
    // Laid and lifted within a second, it was never in force.
    let slip = person().logged("2025-02-05", "block/block", "never").logged("2025-02-05", "block/unblock", "");
    assert_eq!(state(&february(), &slip), [Integer(1), Integer(0), Bool(false), Bool(false)]);
}

#[test]
fn open_windows_and_missing_logs_are_not_known() {
    let banned = person().logged("2025-01-01T01:00:00Z", "block/block", "never");
    let first_day = ask("blocks").with("t", "1d");
    assert_eq!(state(&first_day, &banned), [Integer(1), Integer(0), Bool(true), Bool(true)]);
    let open = first_day.clone().as_of("2025-01-01T12:00:00Z").row(&banned);
    assert_eq!((open.early, open.values.iter().all(|value| *value == Undefined(WindowOpen))), (false, true));
    let mut unknown = person();
    unknown.log = None;
    for ask in [february(), first_day.clone(), first_day.as_of("2025-01-01T12:00:00Z")] {
        let row = ask.row(&unknown);
        assert!(row.values.iter().all(|value| *value == Undefined(NotInSource)), "{row:?}");
        assert_eq!(row.known_at, None, "no date will bring the answer");
    }
}

#[test]
fn slices_add_up_and_each_tells_how_it_ended() {
    let person = person()
        .logged("2025-02-05", "block/block", "indefinite")
        .logged("2025-02-20", "block/unblock", "")
        .logged("2025-03-05", "block/block", "1 day");
    let rows = ask("blocks").activity("2025-01-01", "2025-04-01").sliced("month", SliceBy::Time, "UTC").rows(&person);
    let slices: Vec<_> =
        rows.slices.iter().map(|(_, row)| [0, 5, 6].map(|column| row.values[column].clone())).collect();
    let no = [Integer(0), Bool(false), Bool(false)];
    assert_eq!(slices, [no, [Integer(1), Bool(true), Bool(false)], [Integer(1), Bool(false), Bool(false)]]);
    assert_eq!(rows.whole.values[0], Integer(2));
}
