use crate::metric::Undefined::{NoEdits, NoSuchAccount, NotInSource, NotRegisteredInRange, WindowOpen};
use crate::metric::Value::{Bool, Integer, Number, Undefined};
use crate::metric::testing::{Ask, Person, ask};
use crate::metric::{Judge, MetricRows, Row};

/// The row of a person with these accounts, each on a wiki of its own.
fn merged(ask: &Ask, accounts: &[Person]) -> Row {
    let rows: Vec<MetricRows> =
        accounts.iter().enumerate().map(|(wiki, account)| judge(ask, wiki).rows(&account.timeline())).collect();
    of_rows(ask, &rows)
}

fn of_rows(ask: &Ask, rows: &[MetricRows]) -> Row {
    judge(ask, 0).merge(&rows.iter().collect::<Vec<_>>()).whole
}

fn judge(ask: &Ask, wiki: usize) -> Judge {
    ask.judge().unwrap().keeping(wiki)
}

fn registered() -> Person {
    Person::registered("2025-01-01")
}

#[test]
fn counts_add_up_and_a_yes_is_enough() {
    let twice = registered().edit("2025-01-01T01:00:00Z").edit("2025-01-01T02:00:00Z");
    let once = registered().edit("2025-01-01T03:00:00Z");
    assert_eq!(merged(&ask("edits"), &[twice.clone(), once.clone()]).values, [Integer(3), Integer(0)]);
    // The first to get there counts.
    assert_eq!(merged(&ask("threshold"), &[once.clone(), twice]).values, [Bool(true), Number(1.0)]);
    let idle = merged(&ask("threshold"), &[registered(), registered()]);
    assert_eq!((idle.values[0].clone(), idle.early), (Bool(false), false));
    assert_eq!(merged(&ask("threshold"), &[registered(), once]).values, [Bool(true), Number(3.0)]);
}

#[test]
fn days_and_sessions_are_counted_on_the_edits_of_both() {
    let morning = registered().edit("2025-01-01T10:00:00Z").edit("2025-01-02T10:00:00Z");
    let noon = registered().edit("2025-01-01T10:30:00Z").edit("2025-01-03T23:00:00Z");
    let month = |metric| ask(metric).with("t", "30d");
    // The 1st, the 2nd and the 3rd; two accounts each saw two days.
    assert_eq!(merged(&month("days_active"), &[morning.clone(), noon.clone()]).values, [Integer(3)]);
    // The two edits half an hour apart are one session, with the lead of 430 seconds.
    let sessions = merged(&month("edit_sessions"), &[morning, noon]);
    assert_eq!(sessions.values, [Integer(3), Number((1800.0 + 3.0 * 430.0) / 3600.0), Number(4.0 / 3.0)]);
}

#[test]
fn pages_of_two_wikis_are_never_the_same() {
    let page = |page| registered().edit_with("2025-01-01T10:00:00Z", |edit| edit.page_id = Some(page));
    assert_eq!(merged(&ask("pages_edited"), &[page(7), page(7)]).values, [Integer(2)]);
}

#[test]
fn rates_are_made_of_sums_and_the_longest_window() {
    let of = |edits: usize| (0..edits).fold(registered(), |person, _| person.edit("2025-01-01T10:00:00Z"));
    let rate = ask("edit_rate").with("t", "2d");
    assert_eq!(merged(&rate, &[of(3), of(1)]).values, [Integer(4), Number(2.0), Number(2.0)]);
    let reverted = registered().edit("2025-01-01T10:00:00Z");
    let reverts = merged(&ask("revert_rate"), &[reverted.clone(), reverted]);
    assert_eq!(reverts.values[..3], [Integer(0), Integer(2), Number(0.0)]);
    let idle = merged(&ask("revert_rate"), &[registered(), registered()]);
    assert_eq!(idle.values[2], Undefined(NoEdits));
}

#[test]
fn who_is_not_there_is_left_out() {
    let edits = ask("edits").between("2025-01-01", "2025-02-01");
    let there = judge(&edits, 0).rows(&registered().edit("2025-01-01T10:00:00Z").timeline());
    let nobody = judge(&edits, 1).without(NoSuchAccount);
    let outside = judge(&edits, 2).rows(&Person::registered("2024-01-01").timeline());
    assert_eq!(of_rows(&edits, &[nobody.clone(), there, outside.clone()]).values[0], Integer(1));
    assert_eq!(of_rows(&edits, &[nobody.clone(), outside]).values[0], Undefined(NotRegisteredInRange));
    assert_eq!(of_rows(&edits, &[nobody.clone(), nobody]).values[0], Undefined(NoSuchAccount));
}

#[test]
fn what_one_account_does_not_know_nobody_knows_of_the_person() {
    let busy = registered().edit("2025-01-01T10:00:00Z");
    let unknown = judge(&ask("edits"), 1).without(NotInSource);
    let known = judge(&ask("edits"), 0).rows(&busy.timeline());
    assert_eq!(of_rows(&ask("edits"), &[known, unknown]).values[0], Undefined(NotInSource));
}

#[test]
fn a_yes_beside_what_is_not_known_is_an_early_one() {
    let busy = registered().edit("2025-01-01T10:00:00Z");
    let new = Person::registered("2025-01-10");
    let asked = ask("threshold").with("t", "30d").as_of("2025-02-01");
    let yes = merged(&asked, &[busy, new.clone()]);
    assert_eq!((yes.values[0].clone(), yes.early, yes.over), (Bool(true), true, false));
    assert_eq!(yes.known_at, "2025-02-09".parse().ok());
    let open = merged(&asked, &[registered(), new]);
    assert_eq!((open.values[0].clone(), open.early), (Undefined(WindowOpen), false));
    // A mark of retention shows no early yes.
    let returned = registered().edit("2025-01-09");
    let marks = merged(&ask("retention").as_of("2025-02-07"), &[returned, Person::registered("2025-01-05")]);
    assert_eq!((marks.values[0].clone(), marks.early), (Undefined(WindowOpen), false));
}
