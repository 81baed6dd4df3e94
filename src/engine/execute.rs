//! One pass over the data for all metrics of a request.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use super::EngineError;
use super::control::Control;
use super::gather::Gather;
use super::plan::{MetricPlan, Plan};
use super::summary::Answer;
use crate::metric::{MetricRows, Timeline, Undefined};
use crate::msg;
use crate::platform::ids::AccountId;
use crate::source::{History, ReadStats, SourceError};
use crate::wiki::WikiName;

/// The least accounts in a unit of work, so that opening files does not outweigh reading them.
const UNIT_LEAST: usize = 2_000;
/// The most, so that the rows of a unit fit in memory and progress is seen.
const UNIT_MOST: usize = 50_000;
/// The most rows in a unit of work, where time is cut into slices.
const ROWS_MOST: usize = 500_000;

/// The rows of one account: for each metric what it says, in the order of the request.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRows {
    /// The wiki.
    pub wiki: WikiName,
    /// The account; `None` where the source does not know the name.
    pub id: Option<AccountId>,
    /// Today's name, or the name as it was asked for.
    pub name: String,
    /// What each metric says.
    pub rows: Vec<MetricRows>,
    /// What each curve is drawn from.
    pub curves: Vec<MetricRows>,
}

/// The rows of one person with accounts on several wikis: for each metric what it says, in the order of the request.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRows {
    /// Name of the person's first account.
    pub name: String,
    /// The wikis on which the sources know an account, in the order of the request.
    pub wikis: Vec<WikiName>,
    /// What each metric says.
    pub rows: Vec<MetricRows>,
}

/// What is handed on as it is measured.
#[derive(Clone, Debug, PartialEq)]
pub enum Handed {
    /// An account.
    Account(AccountRows),
    /// A person, of a request about several wikis, after the last of their accounts.
    Person(PersonRows),
}

/// Answers a plan on this thread and as many others as the machine has cores. `sink` is handed the rows of every
/// subject in cohort order, exactly once, and where there are several wikis those of every person.
///
/// # Errors
///
/// A source cannot be read, a metric panics, somebody stops it, or `sink` fails. Rows handed on before are then to be
/// thrown away.
pub fn execute(
    plan: &Plan,
    control: &Control,
    sink: &mut dyn FnMut(Handed) -> io::Result<()>,
) -> Result<Answer, EngineError> {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut gather = Gather::new(plan, sink);
    let places = places(plan);
    let most = (ROWS_MOST / plan.rows_of_an_account().max(1)).clamp(1, UNIT_MOST);
    let size = (places.iter().map(Vec::len).sum::<usize>() / (threads * 8)).clamp(UNIT_LEAST.min(most), most);
    let units: Vec<(usize, &[u32])> = places
        .iter()
        .enumerate()
        .flat_map(|(wiki, places)| places.chunks(size).map(move |unit| (wiki, unit)))
        .collect();
    let mut stats = ReadStats::default();
    for wave in units.chunks(threads) {
        let measured: Vec<_> = thread::scope(|scope| {
            let workers: Vec<_> =
                wave.iter().map(|(wiki, unit)| scope.spawn(move || measure_unit(plan, *wiki, unit, control))).collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|panic| Err(broken(panic.as_ref()))))
                .collect()
        });
        for unit in measured {
            let (rows, read) = unit?;
            stats.add(read);
            gather.measured(rows)?;
        }
    }
    gather.finish(control, stats)
}

/// For each wiki the places of the subjects whose account is known there, ascending by the account's id.
fn places(plan: &Plan) -> Vec<Vec<u32>> {
    let mut places = vec![Vec::new(); plan.wikis.len()];
    for (place, subject) in (0..).zip(&plan.subjects) {
        if let Some(places) = places.get_mut(subject.wiki as usize).filter(|_| subject.id.is_some()) {
            places.push(place);
        }
    }
    for places in &mut places {
        places.sort_unstable_by_key(|place| plan.subjects.get(*place as usize).and_then(|subject| subject.id));
    }
    places
}

/// Rows with the place of their subject.
type Placed = (u32, AccountRows);

/// Measures the subjects at some places, all of one wiki and ascending by id.
fn measure_unit(
    plan: &Plan,
    wiki: usize,
    places: &[u32],
    control: &Control,
) -> Result<(Vec<Placed>, ReadStats), EngineError> {
    let Some(source) = plan.wikis.get(wiki).map(|wiki| &wiki.source) else { return Ok(Default::default()) };
    let id = |place: &u32| plan.subjects.get(*place as usize).and_then(|subject| subject.id);
    let ids: Vec<AccountId> = places.iter().filter_map(id).collect();
    let accounts = source.find_ids(&ids)?;
    let content = &source.info().content;
    let mut measured = Vec::with_capacity(ids.len());
    let mut failed = None;
    let stats = source.histories(&ids, plan.facts(), &mut |position, history| {
        if control.stopped() || failed.is_some() {
            return;
        }
        let Some(place) = places.get(position).copied() else { return };
        let account = accounts.get(position).and_then(Option::as_ref);
        let event = plan.events.get(place as usize).copied().flatten();
        let rows = catch_unwind(AssertUnwindSafe(|| {
            let History { edits, log, clicks } = history;
            let timeline = account.map(|account| Timeline { account, event, content, edits, log, clicks });
            rows_of(plan, wiki, ids.get(position).copied(), timeline.as_ref())
        }));
        match rows {
            Ok(rows) => measured.push((place, rows)),
            Err(panic) => failed = Some(broken(panic.as_ref())),
        }
        control.count();
    })?;
    match failed {
        Some(error) => Err(error),
        None if control.stopped() => Err(EngineError::Stopped),
        None => Ok((measured, stats)),
    }
}

/// The rows of an account on one wiki. Without a timeline the source does not know it: no such account where it knows
/// all, else not in this source.
pub(super) fn rows_of(plan: &Plan, wiki: usize, id: Option<AccountId>, timeline: Option<&Timeline<'_>>) -> AccountRows {
    let info = plan.wikis[wiki].source.info();
    let unknown = if info.knows.all_accounts { Undefined::NoSuchAccount } else { Undefined::NotInSource };
    let judged = |asked: &MetricPlan| -> MetricRows {
        let judge = &asked.judges[wiki];
        timeline.map_or_else(|| judge.without(unknown), |timeline| judge.rows(timeline))
    };
    AccountRows {
        wiki: info.wiki.clone(),
        id,
        name: timeline.map(|timeline| timeline.account.name.as_str().to_owned()).unwrap_or_default(),
        rows: plan.metrics.iter().map(judged).collect(),
        curves: plan.curves.iter().map(judged).collect(),
    }
}

/// What the owner of the run is told; what the panic said is for the log.
fn broken(panic: &(dyn std::any::Any + Send)) -> EngineError {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = said, "a metric panicked");
    EngineError::Broken(msg!("engine-metric-broken"))
}

/// An account that was to be measured has no rows.
pub(super) fn lost() -> EngineError {
    SourceError::new(msg!("engine-account-lost")).into()
}

#[cfg(test)]
mod tests;
