//! Brings measured accounts back into cohort order, puts people together, sums everything up and hands it on.

use std::collections::HashMap;
use std::io;

use super::EngineError;
use super::aggregate::Asked;
use super::control::Control;
use super::curve::Curves;
use super::execute::{AccountRows, Handed, PersonRows, lost, rows_of};
use super::people::Subject;
use super::plan::Plan;
use super::series::Series;
use super::summary::{Answer, Over};
use crate::metric::MetricRows;
use crate::source::ReadStats;
use crate::wiki::WikiName;

/// Collects the rows of a plan.
pub(super) struct Gather<'a> {
    plan: &'a Plan,
    sink: &'a mut dyn FnMut(Handed) -> io::Result<()>,
    /// For each metric a series over the cohort, then over each of several wikis and over people.
    series: Vec<Vec<Series>>,
    /// For each curve one over the cohort, then over each of several wikis.
    curves: Vec<Vec<Curves>>,
    /// The subject to hand on next.
    next: u32,
    /// Accounts that were measured before their turn, by their place.
    waiting: HashMap<u32, AccountRows>,
    people: People,
}

/// People of whom not all accounts have been handed on.
struct People {
    /// How many accounts of each person are still to come; empty for one wiki, where accounts are people.
    missing: Vec<u32>,
    begun: HashMap<u32, Begun>,
}

/// A person so far.
#[derive(Default)]
struct Begun {
    name: String,
    wikis: Vec<WikiName>,
    accounts: Vec<Vec<MetricRows>>,
}

impl<'a> Gather<'a> {
    pub(super) fn new(plan: &'a Plan, sink: &'a mut dyn FnMut(Handed) -> io::Result<()>) -> Self {
        let wikis = || {
            let several = plan.has_several_wikis();
            let wikis = plan.wikis.iter().filter(move |_| several);
            wikis.map(|wiki| Over::Wiki(wiki.source.info().wiki.clone()))
        };
        let people = plan.has_several_wikis().then_some(Over::People);
        let each_once = plan.request.counts_each_once();
        let series = plan.metrics.iter().map(|metric| {
            let over = std::iter::once(Over::Cohort).chain(wikis()).chain(people.clone());
            over.map(|over| Series::new(over, metric.selection.metric.statement(), each_once)).collect()
        });
        let curves = plan.curves.iter();
        let curves = curves.map(|_| std::iter::once(Over::Cohort).chain(wikis()).map(Curves::new).collect());
        Self {
            plan,
            sink,
            series: series.collect(),
            curves: curves.collect(),
            next: 0,
            waiting: HashMap::new(),
            people: People::of(plan),
        }
    }

    /// Takes measured accounts and hands on all whose turn it is.
    pub(super) fn measured(&mut self, rows: Vec<(u32, AccountRows)>) -> io::Result<()> {
        self.waiting.extend(rows);
        self.hand_on()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let plan = self.plan;
        while let Some(subject) = plan.subjects.get(self.next as usize) {
            let rows = match subject.id {
                Some(_) => match self.waiting.remove(&self.next) {
                    Some(rows) => named(rows, subject),
                    None => return Ok(()),
                },
                None => named(rows_of(plan, subject.wiki as usize, None, None), subject),
            };
            self.sum_up(&rows, subject);
            let person = self.people.add(&rows, subject);
            (self.sink)(Handed::Account(rows))?;
            if let Some(begun) = person {
                self.hand_on_person(begun, subject.person)?;
            }
            self.next += 1;
        }
        Ok(())
    }

    fn sum_up(&mut self, rows: &AccountRows, subject: &Subject) {
        // Over the cohort, and over the wiki of the account.
        let own = [0, subject.wiki as usize + 1];
        let own = if self.plan.has_several_wikis() { &own[..] } else { &own[..1] };
        for (series, rows) in self.series.iter_mut().zip(&rows.rows) {
            for place in own {
                series[*place].add(rows, subject.person);
            }
        }
        for (curves, rows) in self.curves.iter_mut().zip(&rows.curves) {
            for place in own {
                curves[*place].add(rows);
            }
        }
    }

    fn hand_on_person(&mut self, begun: Begun, person: u32) -> io::Result<()> {
        let Begun { name, wikis, accounts } = begun;
        let merge = |(place, metric): (usize, &super::plan::MetricPlan)| {
            let of_metric: Vec<&MetricRows> = accounts.iter().filter_map(|account| account.get(place)).collect();
            metric.judges[0].merge(&of_metric)
        };
        let rows: Vec<MetricRows> = self.plan.metrics.iter().enumerate().map(merge).collect();
        for (series, rows) in self.series.iter_mut().zip(&rows) {
            if let Some(people) = series.last_mut() {
                people.add(rows, person);
            }
        }
        (self.sink)(Handed::Person(PersonRows { name, wikis, rows }))
    }

    /// What everything came to.
    pub(super) fn finish(mut self, control: &Control, stats: ReadStats) -> Result<Answer, EngineError> {
        self.hand_on()?;
        if self.next as usize != self.plan.subjects.len() {
            return Err(lost());
        }
        let asked = Asked::of(&self.plan.request, control);
        let finish = |series: Vec<Series>| series.into_iter().map(|series| series.finish(asked)).collect();
        let summaries = self.series.into_iter().map(finish).collect();
        if control.stopped() {
            return Err(EngineError::Stopped);
        }
        let drawn = |curves: Vec<Curves>| curves.into_iter().map(Curves::finish).collect();
        Ok(Answer { summaries, curves: self.curves.into_iter().map(drawn).collect(), stats })
    }
}

impl People {
    fn of(plan: &Plan) -> Self {
        let mut missing = Vec::new();
        if plan.has_several_wikis() {
            missing = vec![0; plan.people];
            for subject in &plan.subjects {
                if let Some(missing) = missing.get_mut(subject.person as usize) {
                    *missing += 1;
                }
            }
        }
        Self { missing, begun: HashMap::new() }
    }

    /// Adds an account; the person whose last one it is.
    fn add(&mut self, rows: &AccountRows, subject: &Subject) -> Option<Begun> {
        let missing = self.missing.get_mut(subject.person as usize)?;
        *missing -= 1;
        let mut begun = self.begun.remove(&subject.person).unwrap_or_default();
        if begun.accounts.is_empty() {
            begun.name.clone_from(&rows.name);
        }
        if subject.id.is_some() {
            begun.wikis.push(rows.wiki.clone());
        }
        begun.accounts.push(rows.rows.clone());
        if *missing == 0 {
            return Some(begun);
        }
        self.begun.insert(subject.person, begun);
        None
    }
}

/// Today's name where the source knows it, else the name that was asked for.
fn named(mut rows: AccountRows, subject: &Subject) -> AccountRows {
    if rows.name.is_empty() {
        rows.name = subject.name.to_string();
    }
    rows
}
