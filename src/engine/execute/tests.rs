use std::sync::Arc;

use super::*;
use crate::engine::Member;
use crate::metric::Frame;
use crate::metric::testing::Person;
use crate::metric::{
    Anchor, Column, Facts, Measure, Metric, Period, Selection, Statement, Value, View, params::Params,
};
use crate::request::{Arguments, Defaults, Request, selections};
use crate::source::Source;
use crate::source::memory::MemorySource;
use crate::source::{Knowledge, SourceInfo};
use crate::text::Message;
use crate::wiki::{Span, Timestamp, WikiName};

fn source(people: u64, knows_all: bool) -> Vec<Arc<dyn Source>> {
    let wiki = WikiName::new("testwiki").unwrap();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let info = SourceInfo {
        wiki,
        site: "test.example".into(),
        snapshot: "2025-06-01-00000000".into(),
        as_of: at("2025-06-01"),
        first_edit: at("2024-01-01"),
        edits: people,
        accounts: people,
        content: vec![0],
        namespaces: std::collections::BTreeMap::new(),
        knows: Knowledge { all_accounts: knows_all, ..Knowledge::default() },
    };
    let people = (1..=people).map(|id| {
        let mut person = Person::registered("2025-01-01").edit("2025-01-01T01:00:00Z");
        person.account.id = AccountId::new(id);
        person.account.name = crate::wiki::Username::from_wiki(&format!("Person {id}"));
        (person.account, person.edits)
    });
    vec![Arc::new(MemorySource::new(info, people.collect()))]
}

fn request(metrics: Vec<Selection>) -> Request {
    Request { wikis: vec![WikiName::new("testwiki").unwrap()], ..Request::of(metrics) }
}

fn edits() -> Vec<Selection> {
    let metrics = ["edits".to_owned(), "survival".to_owned()];
    let arguments = Arguments { metrics: &metrics, ..Arguments::default() };
    selections(arguments, &Defaults::new(), &Frame::default()).unwrap().0
}

fn member(id: u64) -> Member {
    Member::with_id(AccountId::new(id))
}

fn run(plan: &Plan, control: &Control) -> (Result<Answer, EngineError>, Vec<AccountRows>) {
    let mut rows = Vec::new();
    let answer = execute(plan, control, &mut |row| {
        match row {
            Handed::Account(row) => rows.push(row),
            Handed::Person(_) => unreachable!("one wiki"),
        }
        Ok(())
    });
    (answer, rows)
}

#[test]
fn every_subject_has_one_row_in_cohort_order() {
    let members = vec![
        member(3),
        Member::named("Nobody"),
        member(1),
        Member::named("Person 3"),
        Member::named("Nobody"),
        member(99),
    ];
    let plan = Plan::new(request(edits()), source(5, false), &members).unwrap();
    let control = Control::default();
    let (answer, rows) = run(&plan, &control);
    let names: Vec<_> = rows.iter().map(|row| (row.id.map(AccountId::get), row.name.as_str())).collect();
    assert_eq!(names, [(Some(3), "Person 3"), (None, "Nobody"), (Some(1), "Person 1"), (Some(99), "")]);
    assert_eq!(rows[1].rows[0].whole.values[0], Value::Undefined(Undefined::NotInSource));
    assert_eq!(rows[3].rows[0].whole.values[0], Value::Undefined(Undefined::NotInSource));
    let answer = answer.unwrap();
    assert_eq!(answer.summaries[0][0].whole.rows, 4);
    assert_eq!(answer.summaries[0][0].whole.columns[0].1.undefined[&Undefined::NotInSource], 2);
    assert_eq!(control.done(), 3);
}

#[test]
fn a_name_is_nobodys_only_where_all_accounts_are_known() {
    let nobody = vec![Member::named("Nobody")];
    let plan = Plan::new(request(edits()), source(1, true), &nobody).unwrap();
    let (_, rows) = run(&plan, &Control::default());
    assert_eq!(rows[0].rows[0].whole.values[0], Value::Undefined(Undefined::NoSuchAccount));
}

#[test]
fn many_units_give_the_rows_of_one() {
    let plan = Plan::about_everybody(request(edits()), source(9_001, false)).unwrap();
    let (answer, rows) = run(&plan, &Control::default());
    assert!(rows.iter().map(|row| row.id.unwrap().get()).eq(1..=9_001));
    assert_eq!(answer.unwrap().summaries[0][0].whole.columns[0].1.number("sum"), Some(9_001.0));
}

#[test]
fn nobody_to_measure_and_an_end_beyond_the_data_are_errors() {
    assert!(matches!(Plan::new(request(edits()), source(1, false), &[]), Err(EngineError::Request(_))));
    let late = Request { as_of: Some("2025-06-02".parse().unwrap()), ..request(edits()) };
    assert!(matches!(Plan::new(late, source(1, false), &[member(1)]), Err(EngineError::Request(_))));
}

#[test]
fn a_run_stops_when_it_is_asked_to() {
    let plan = Plan::about_everybody(request(edits()), source(10, false)).unwrap();
    let control = Control::default();
    control.stop();
    assert!(matches!(run(&plan, &control).0, Err(EngineError::Stopped)));
}

#[derive(Debug)]
struct Bomb;

static BOMB: Statement = Statement {
    name: "bomb",
    aliases: &[],
    version: 1,
    label: "",
    question: "",
    about: "",
    notes: "",
    params: &[],
    columns: &[Column::sum("bomb", "")],
    anchors: &[Anchor::Registration],
    t: Some(Span::days(1)),
    facts: Facts::NONE,
    rate: None,
};

impl Metric for Bomb {
    fn statement(&self) -> &'static Statement {
        &BOMB
    }

    fn define(&self, _params: &Params, _period: &Period) -> Message {
        Message::new("")
    }

    fn prepare(&self, _params: &Params) -> Box<dyn Measure> {
        Box::new(Self)
    }
}

impl Measure for Bomb {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        assert!(view.timeline.account.id.get() != 2, "account 2 is too much");
        vec![Value::Integer(1)]
    }
}

#[test]
fn a_metric_that_panics_fails_its_run_in_words() {
    let bomb = Selection::read("bomb", &Bomb, &Defaults::new(), &Frame::default()).unwrap();
    let plan = Plan::new(request(vec![bomb]), source(3, false), &[member(1), member(2), member(3)]).unwrap();
    let error = run(&plan, &Control::default()).0.unwrap_err();
    assert!(matches!(error, EngineError::Broken(_)), "{error}");
    // What the program says to itself is not for people.
    assert!(!error.to_string().contains("too much"), "{error}");
}
