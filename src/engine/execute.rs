//! One pass over the data for all metrics of a request.

use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use super::EngineError;
use super::aggregate::{Asked, ColumnSummary};
use super::curve::{Curve, Curves};
use super::people::Subject;
use super::plan::{MetricPlan, Plan};
use super::series::Series;
use crate::metric::{Facts, MetricRows, SliceKey, Timeline, Undefined};
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

/// What a request came to, besides its rows.
#[derive(Clone, Debug)]
pub struct Answer {
    /// For each metric what its rows came to.
    pub summaries: Vec<MetricSummary>,
    /// For each curve what its rows came to.
    pub curves: Vec<CurveSummary>,
    /// What was read.
    pub stats: ReadStats,
}

/// What the rows of one metric came to: over the whole windows, and in each slice.
#[derive(Clone, Debug)]
pub struct MetricSummary {
    /// Over the whole windows of everybody.
    pub whole: RowsSummary,
    /// In each slice, in order.
    pub slices: Vec<(SliceKey, RowsSummary)>,
}

/// What the rows of one curve came to: over everybody, and in each slice.
pub type CurveSummary = Vec<(Option<SliceKey>, Curve)>;

/// What some rows of one metric came to.
#[derive(Clone, Debug)]
pub struct RowsSummary {
    /// How many rows there are.
    pub rows: u64,
    /// The summaries, by column in the order of the statement.
    pub columns: Vec<(&'static str, ColumnSummary)>,
}

/// The handle by which somebody else watches and stops a run.
#[derive(Debug, Default)]
pub struct Control {
    done: AtomicU64,
    stop: AtomicBool,
}

impl Control {
    /// Accounts measured so far.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Asks the run to stop; it ends soon with [`EngineError::Stopped`].
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked to stop.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Answers a plan on this thread and as many others as the machine has cores. `sink` is handed the rows of every
/// subject in cohort order, exactly once.
///
/// # Errors
///
/// The source cannot be read, a metric panics, somebody stops it, or `sink` fails. Rows handed on before are then to be
/// thrown away.
pub fn execute(
    plan: &Plan,
    control: &Control,
    sink: &mut dyn FnMut(AccountRows) -> io::Result<()>,
) -> Result<Answer, EngineError> {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut gather = Gather::new(plan, sink);
    let ids = gather.ids();
    let most = (ROWS_MOST / plan.rows_of_an_account().max(1)).clamp(1, UNIT_MOST);
    let size = (ids.len() / (threads * 8)).clamp(UNIT_LEAST.min(most), most);
    let units: Vec<&[AccountId]> = ids.chunks(size).collect();
    let mut stats = ReadStats::default();
    for wave in units.chunks(threads) {
        let measured: Vec<_> = thread::scope(|scope| {
            let workers: Vec<_> =
                wave.iter().map(|unit| scope.spawn(move || measure_unit(plan, unit, control))).collect();
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
    let (summaries, curves) = gather.finish()?;
    Ok(Answer { summaries, curves, stats })
}

/// Measures some accounts, ascending by id.
fn measure_unit(
    plan: &Plan,
    ids: &[AccountId],
    control: &Control,
) -> Result<(Vec<AccountRows>, ReadStats), EngineError> {
    let accounts = plan.source.find_ids(ids)?;
    let facts: Facts = plan.facts();
    let content = &plan.source.info().content;
    let mut measured = Vec::with_capacity(ids.len());
    let mut failed = None;
    let stats = plan.source.histories(ids, facts, &mut |position, history| {
        if control.stopped() || failed.is_some() {
            return;
        }
        let account = accounts.get(position).and_then(Option::as_ref);
        let rows = catch_unwind(AssertUnwindSafe(|| {
            let History { edits, log, clicks } = history;
            let timeline = account.map(|account| Timeline { account, content, edits, log, clicks });
            rows_of(plan, ids.get(position).copied(), timeline.as_ref())
        }));
        match rows {
            Ok(rows) => measured.push(rows),
            Err(panic) => failed = Some(broken(panic.as_ref())),
        }
        control.done.fetch_add(1, Ordering::Relaxed);
    })?;
    match failed {
        Some(error) => Err(error),
        None if control.stopped() => Err(EngineError::Stopped),
        None => Ok((measured, stats)),
    }
}

/// The rows of an account. Without a timeline the source does not know it: no such account where it knows all, else not
/// in this source.
fn rows_of(plan: &Plan, id: Option<AccountId>, timeline: Option<&Timeline<'_>>) -> AccountRows {
    let info = plan.source.info();
    let unknown = if info.knows.all_accounts { Undefined::NoSuchAccount } else { Undefined::NotInSource };
    let judged = |asked: &MetricPlan| match timeline {
        Some(timeline) => asked.judge.rows(timeline),
        None => asked.judge.without(unknown),
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

/// Brings measured accounts back into cohort order, sums them up and hands them on.
struct Gather<'a> {
    plan: &'a Plan,
    sink: &'a mut dyn FnMut(AccountRows) -> io::Result<()>,
    collectors: Vec<Series>,
    curves: Vec<Curves>,
    /// The subject to hand on next.
    next: usize,
    /// Accounts that were measured before their turn.
    waiting: HashMap<AccountId, AccountRows>,
}

impl<'a> Gather<'a> {
    fn new(plan: &'a Plan, sink: &'a mut dyn FnMut(AccountRows) -> io::Result<()>) -> Self {
        let collectors = plan.metrics.iter().map(|metric| Series::new(metric.selection.metric.statement())).collect();
        let curves = plan.curves.iter().map(|_| Curves::default()).collect();
        Self { plan, sink, collectors, curves, next: 0, waiting: HashMap::new() }
    }

    /// The accounts to measure, ascending.
    fn ids(&self) -> Vec<AccountId> {
        let mut ids: Vec<AccountId> = self.plan.subjects.iter().filter_map(|subject| subject.id).collect();
        ids.sort_unstable();
        ids
    }

    /// Takes measured accounts and hands on all whose turn it is.
    fn measured(&mut self, rows: Vec<AccountRows>) -> io::Result<()> {
        for one in rows {
            if let Some(id) = one.id {
                self.waiting.insert(id, one);
            }
        }
        self.hand_on()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        while let Some(subject) = self.plan.subjects.get(self.next) {
            let rows = match subject.id {
                Some(id) => match self.waiting.remove(&id) {
                    Some(rows) => named(rows, subject),
                    None => return Ok(()),
                },
                None => named(rows_of(self.plan, None, None), subject),
            };
            for (collector, row) in self.collectors.iter_mut().zip(&rows.rows) {
                collector.add(row);
            }
            for (curves, rows) in self.curves.iter_mut().zip(&rows.curves) {
                curves.add(rows);
            }
            (self.sink)(rows)?;
            self.next += 1;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(Vec<MetricSummary>, Vec<CurveSummary>), EngineError> {
        self.hand_on()?;
        if self.next != self.plan.subjects.len() {
            return Err(SourceError::new(msg!("engine-account-lost")).into());
        }
        let asked = Asked::of(&self.plan.request);
        let summaries = self.collectors.into_iter().map(|series| series.finish(asked)).collect();
        Ok((summaries, self.curves.into_iter().map(Curves::finish).collect()))
    }
}

/// Today's name where the source knows it, else the name that was asked for.
fn named(mut rows: AccountRows, subject: &Subject) -> AccountRows {
    if rows.name.is_empty() {
        rows.name.clone_from(&subject.name);
    }
    rows
}

#[cfg(test)]
mod tests;
