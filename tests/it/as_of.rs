//! What is shown early holds: one history, looked at as of every moment at which something begins or ends.
//!
//! The bounds of a share say where the rate of everybody whose clock runs will end, whatever the open ones do. So the
//! rate that is final at last must lie within every bounds that were ever shown of the same accounts, and once the last
//! window is over the bounds must meet in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use usermetrics::engine::{ColumnSummary, Control, Plan, execute};
use usermetrics::metric::{Account, Edit};
use usermetrics::platform::ids::AccountId;
use usermetrics::request::Request;
use usermetrics::source::memory::MemorySource;
use usermetrics::source::{Knowledge, SourceInfo};
use usermetrics::wiki::{Timestamp, Username, WikiName};

const NEW_YEAR: i64 = 1_735_689_600;
const DAY: i64 = 86_400;
const EVENT: i64 = NEW_YEAR + 20 * DAY;
/// By then every window is over.
const FINAL: i64 = NEW_YEAR + 900 * DAY;

/// Metrics, their parameters, and how long after the clock's start something begins or ends.
const QUESTIONS: [(&str, &str, &str, &[i64]); 6] = [
    ("threshold", r#"{"namespaces": "all"}"#, r#""t": "24h""#, &[DAY]),
    ("threshold", r#"{"n": 2, "namespaces": "all"}"#, r#""t": "7d", "offset": "1d""#, &[DAY, 8 * DAY]),
    ("survival", r#"{"sunset": "30d", "namespaces": "all"}"#, r#""t": "7d""#, &[7 * DAY, 37 * DAY]),
    ("survival", r#"{"n": 2, "sunset": "1d", "namespaces": "all"}"#, r#""t": "0s""#, &[DAY]),
    ("retention", r#"{"width": "30d"}"#, "", &[7 * DAY, 37 * DAY, 30 * DAY, 60 * DAY, 365 * DAY, 395 * DAY]),
    ("retention", r#"{"n": 2, "width": "1d"}"#, "", &[7 * DAY, 8 * DAY, 90 * DAY, 91 * DAY, 180 * DAY, 181 * DAY]),
];

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(seconds)
}

/// An account: when it was registered, and its edits as a step of the question, days, and a second more or less.
type Life = (Option<i64>, Vec<(usize, i64, i64)>);

fn lives() -> impl Strategy<Value = Vec<Life>> {
    let registration = prop_oneof![4 => (0..40_i64).prop_map(|day| Some(NEW_YEAR + day * DAY)), 1 => Just(None)];
    let edit = (0..8_usize, prop_oneof![3 => Just(0), 1 => 0..60_i64], -1..=1_i64);
    prop::collection::vec((registration, prop::collection::vec(edit, 0..6)), 1..9)
}

/// What happened to whom, and every moment at which something begins or ends.
struct History {
    people: Vec<(Account, Vec<Edit>)>,
    moments: BTreeSet<i64>,
}

fn history(lives: &[Life], steps: &[i64]) -> History {
    let mut moments = BTreeSet::new();
    let people = (1..).zip(lives).map(|(id, (registration, edits))| {
        let start = registration.unwrap_or(EVENT);
        let step = |place: usize| if place == 0 { 0 } else { steps[(place - 1) % steps.len()] };
        let times = edits.iter().map(|(place, days, second)| start + step(*place) + days * DAY + second);
        let mut edits: Vec<Edit> = (1..)
            .zip(times)
            .map(|(rev_id, timestamp)| Edit { timestamp, rev_id, namespace: Some(0), ..Edit::default() })
            .collect();
        edits.sort_by_key(|edit| (edit.timestamp, edit.rev_id));
        let first = edits.first().map(Edit::at);
        for start in [Some(start), first.map(Timestamp::unix), Some(EVENT)].into_iter().flatten() {
            let ends = std::iter::once(start).chain(steps.iter().map(|step| start + step));
            moments.extend(ends.chain(edits.iter().map(|edit| edit.timestamp)).flat_map(|end| [end, end + 1]));
        }
        let account = Account {
            wiki: WikiName::new("testwiki").unwrap(),
            id: AccountId::new(id),
            name: Username::from_wiki(&format!("Person {id}")),
            registration: registration.map(at),
            first_edit: first,
            self_created: None,
            bot: None,
        };
        (account, edits)
    });
    History { people: people.collect(), moments }
}

impl History {
    fn source(&self) -> Arc<MemorySource> {
        let info = SourceInfo {
            wiki: WikiName::new("testwiki").unwrap(),
            site: "test.example".into(),
            snapshot: "2027-06-20-00000000".into(),
            as_of: at(FINAL),
            first_edit: at(NEW_YEAR),
            edits: 0,
            accounts: self.people.len() as u64,
            content: vec![0],
            namespaces: BTreeMap::new(),
            knows: Knowledge::default(),
        };
        Arc::new(MemorySource::new(info, self.people.clone()))
    }
}

/// The columns of a metric over everybody whose anchor lies before `before`, as the data stood at `as_of`.
fn columns(
    source: Arc<MemorySource>,
    (metric, parameters, window): (&str, &str, &str),
    anchor: &str,
    before: Option<i64>,
    as_of: i64,
) -> Vec<(&'static str, ColumnSummary)> {
    let mut window: Vec<String> = Some(window.to_owned()).filter(|window| !window.is_empty()).into_iter().collect();
    window.push(format!(r#""anchor": "{anchor}""#));
    if anchor == "event" {
        window.push(format!(r#""event": "{}""#, at(EVENT)));
    } else {
        window.extend(before.map(|before| format!(r#""end": "{}""#, at(before))));
    }
    let json = format!(
        r#"{{"wikis": ["testwiki"], "as_of": "{}",
            "metrics": [{{"metric": "{metric}", "parameters": {parameters}, "window": {{{}}}}}]}}"#,
        at(as_of),
        window.join(", ")
    );
    let plan = Plan::about_everybody(Request::from_json(&json).unwrap(), vec![source]).unwrap();
    let answer = execute(&plan, &Control::default(), &mut |_| Ok(())).unwrap();
    let columns = answer.summaries.into_iter().next().unwrap().remove(0).whole.columns;
    // Hours may stay without a value for ever: they have no bounds.
    columns.into_iter().filter(|(name, _)| *name != "hours_to_threshold").collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn the_final_rate_lies_within_all_bounds_that_were_shown(
        lives in lives(),
        question in 0..QUESTIONS.len(),
        anchor in prop::sample::select(vec!["registration", "first_edit", "event"]),
    ) {
        let (metric, parameters, window, steps) = QUESTIONS[question];
        let history = history(&lives, steps);
        let source = history.source();
        let ask = |before, as_of| columns(source.clone(), (metric, parameters, window), anchor, before, as_of);
        for moment in &history.moments {
            // Nobody's clock runs before the event.
            if anchor == "event" && *moment <= EVENT {
                continue;
            }
            let shown = ask(None, *moment);
            for ((column, shown), (_, last)) in shown.iter().zip(ask(Some(*moment), FINAL)) {
                let (early, late) = (shown.proportion().unwrap(), last.proportion().unwrap());
                let running = shown.judged + shown.early + shown.open();
                prop_assert_eq!(late.total, running, "{} as of {}", column, at(*moment));
                let Some(rate) = late.rate else { continue };
                let [low, high] = early.bounds.unwrap();
                prop_assert!(low <= rate && rate <= high, "{} as of {}: {} <= {} <= {}", column, at(*moment), low, rate, high);
                // What is judged stays as it is.
                prop_assert!(early.positive + shown.early <= late.positive, "{} as of {}", column, at(*moment));
                if shown.open() + shown.early == 0 {
                    prop_assert_eq!((low, high, early.rate), (rate, rate, Some(rate)), "{} as of {}", column, at(*moment));
                    prop_assert_eq!(shown.complete_at, None);
                } else {
                    // The day that is named for the last answer is the day on which it is there.
                    let complete = shown.complete_at.unwrap().unix();
                    let then = ask(Some(*moment), complete);
                    let (_, of_column) = then.iter().find(|(name, _)| name == column).unwrap();
                    prop_assert_eq!(of_column.open() + of_column.early, 0, "{} complete at {}", column, at(complete));
                    prop_assert_eq!(of_column.proportion().unwrap().rate, Some(rate));
                }
            }
        }
    }
}
