use crate::metric::SliceBy;
use crate::metric::Undefined::{ExcludedBot, NotInSource, RegistrationUnknown};
use crate::metric::Value::{self, Bool, Undefined};
use crate::metric::params::Params;
use crate::metric::testing::{Person, ask};
use crate::metric::{Period, Window};

/// T is 1 March 2025, u 30 days: the spans begin on 31 December and 30 January.
fn value(metric: &'static str, person: &Person) -> Value {
    ask(metric).with("n", "2").activity("2025-01-01", "2025-03-01").row(person).values[0].clone()
}

fn edits(person: Person, days: &[&str]) -> Person {
    days.iter().fold(person, |person, day| person.edit(day))
}

fn self_created(at: &str) -> Person {
    let mut person = Person::registered(at);
    person.account.self_created = Some(true);
    person
}

const BEFORE: [&str; 2] = ["2024-12-31", "2025-01-29T23:59:59Z"];
const NOW: [&str; 2] = ["2025-01-30", "2025-02-28T23:59:59Z"];

#[test]
fn the_spans_begin_and_end_to_the_second() {
    let old = Person::registered("2020-01-01");
    assert_eq!(value("rolling_active_editor", &edits(old.clone(), &NOW)), Bool(true));
    assert_eq!(value("rolling_active_editor", &edits(old.clone(), &["2025-01-29T23:59:59Z", NOW[1]])), Bool(false));
    assert_eq!(value("rolling_active_editor", &edits(old.clone(), &[NOW[0], "2025-03-01"])), Bool(false));
    let both = edits(edits(old.clone(), &BEFORE), &NOW);
    assert_eq!(value("rolling_recurring_old_active_editor", &both), Bool(true));
    assert_eq!(value("rolling_reactivated_editor", &both), Bool(false));
    let early = edits(edits(old.clone(), &["2024-12-30T23:59:59Z", BEFORE[1]]), &NOW);
    assert_eq!(value("rolling_recurring_old_active_editor", &early), Bool(false));
    assert_eq!(value("rolling_reactivated_editor", &early), Bool(true));
}

#[test]
fn registrations_belong_to_the_span_in_which_they_lie() {
    let new = |at: &str| value("rolling_new_active_editor", &edits(self_created(at), &NOW));
    assert_eq!((new("2025-01-29T23:59:59Z"), new("2025-01-30")), (Bool(false), Bool(true)));
    let surviving =
        |at: &str| value("rolling_surviving_new_active_editor", &edits(edits(self_created(at), &BEFORE), &NOW));
    assert_eq!(
        [surviving("2024-12-30T23:59:59Z"), surviving("2024-12-31"), surviving("2025-01-30")],
        [Bool(false), Bool(true), Bool(false)]
    );
    let recurring =
        |at: &str| value("rolling_recurring_old_active_editor", &edits(edits(self_created(at), &BEFORE), &NOW));
    assert_eq!((recurring("2024-12-30T23:59:59Z"), recurring("2024-12-31")), (Bool(true), Bool(false)));
    let back = |at: &str| value("rolling_reactivated_editor", &edits(self_created(at), &NOW));
    assert_eq!((back("2025-01-29T23:59:59Z"), back("2025-01-30")), (Bool(true), Bool(false)));
}

#[test]
fn what_is_not_known_is_not_guessed_unless_edits_settle_it() {
    let unknown = edits(Person::unregistered(), &NOW);
    assert_eq!(value("rolling_active_editor", &unknown), Bool(true));
    assert_eq!(value("rolling_reactivated_editor", &unknown), Undefined(RegistrationUnknown));
    assert_eq!(value("rolling_new_active_editor", &unknown), Undefined(RegistrationUnknown));
    // Somebody who edited before was registered before.
    let earlier = edits(unknown.clone(), &["2024-06-01"]);
    assert_eq!(value("rolling_reactivated_editor", &earlier), Bool(true));
    assert_eq!(value("rolling_new_active_editor", &earlier), Bool(false));
    // Too few edits settle it too.
    assert_eq!(value("rolling_reactivated_editor", &Person::unregistered()), Bool(false));
    // The source does not say who registered the account.
    assert_eq!(
        value("rolling_new_active_editor", &edits(Person::registered("2025-02-01"), &NOW)),
        Undefined(NotInSource)
    );
}

#[test]
fn bots_are_left_out_unless_asked_for() {
    let mut bot = edits(Person::registered("2020-01-01"), &NOW);
    bot.account.bot = Some(true);
    assert_eq!(value("rolling_active_editor", &bot), Undefined(ExcludedBot));
    let with_bots = ask("rolling_active_editor").with("n", "2").with("exclude_bots", "false");
    assert_eq!(with_bots.activity("2025-01-01", "2025-03-01").row(&bot).values, [Bool(true)]);
    // The groups are not known: nobody is taken for a bot.
    bot.account.bot = None;
    assert_eq!(value("rolling_active_editor", &bot), Bool(true));
}

#[test]
fn each_slice_looks_back_from_its_own_end() {
    let person = edits(Person::registered("2020-01-01"), &["2025-01-20", "2025-01-21"]);
    let ask = ask("rolling_active_editor").with("n", "2").activity("2025-01-01", "2025-04-01");
    let rows = ask.sliced("month", SliceBy::Time, "UTC").rows(&person);
    let values: Vec<_> = rows.slices.iter().map(|(_, row)| row.values[0].clone()).collect();
    assert_eq!(values, [Bool(true), Bool(false), Bool(false)]);
}

#[test]
fn the_sentence_names_the_last_day_or_the_moment() {
    let say = |end: &str| {
        let metric = crate::metric::registry::find("rolling_active_editor").unwrap();
        let params = Params::read(metric.statement().params, &std::collections::BTreeMap::new()).unwrap();
        let window = Window { start: "2025-01-01".parse().unwrap(), end: end.parse().unwrap() };
        let period = Period::Fixed { window, asked_end: window.end, whole: false, since_first: false };
        crate::text::Language::english().text(&metric.define(&params, &period))
    };
    assert_eq!(say("2025-03-02"), "At least 5 edits to any page in the 30 days up to the end of 1 March 2025.");
    assert_eq!(
        say("2025-03-02T12:00:00Z"),
        "At least 5 edits to any page in the 30 days up to 2 March 2025, 12:00 UTC."
    );
}
