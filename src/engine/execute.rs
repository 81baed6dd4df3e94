//! One pass over the data for all metrics of a request.

use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use super::EngineError;
use super::aggregate::{Asked, ColumnSummary};
use super::people::Subject;
use super::plan::Plan;
use super::series::Series;
use crate::metric::{Account, Facts, MetricRows, SliceKey, Timeline, Undefined};
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
}

/// What a request came to, besides its rows.
#[derive(Clone, Debug)]
pub struct Answer {
    /// For each metric what its rows came to.
    pub summaries: Vec<MetricSummary>,
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
    let summaries = gather.finish()?;
    Ok(Answer { summaries, stats })
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
        let rows = catch_unwind(AssertUnwindSafe(|| match account {
            Some(account) => {
                let History { edits, log, clicks } = history;
                rows_of(plan, &Timeline { account, content, edits, log, clicks })
            }
            None => unknown_rows(plan),
        }));
        match rows {
            Ok(rows) => measured.push(account_rows(plan, ids.get(position).copied(), account, rows)),
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

fn rows_of(plan: &Plan, timeline: &Timeline<'_>) -> Vec<MetricRows> {
    plan.metrics.iter().map(|metric| metric.judge.rows(timeline)).collect()
}

fn account_rows(plan: &Plan, id: Option<AccountId>, account: Option<&Account>, rows: Vec<MetricRows>) -> AccountRows {
    let name = account.map(|account| account.name.as_str().to_owned()).unwrap_or_default();
    AccountRows { wiki: plan.source.info().wiki.clone(), id, name, rows }
}

/// The rows of somebody whom the source does not know: no such account where it knows all, else not in this source.
fn unknown_rows(plan: &Plan) -> Vec<MetricRows> {
    let knows_all = plan.source.info().knows.all_accounts;
    let reason = if knows_all { Undefined::NoSuchAccount } else { Undefined::NotInSource };
    plan.metrics.iter().map(|metric| metric.judge.without(reason)).collect()
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
    /// The subject to hand on next.
    next: usize,
    /// Accounts that were measured before their turn.
    waiting: HashMap<AccountId, AccountRows>,
}

impl<'a> Gather<'a> {
    fn new(plan: &'a Plan, sink: &'a mut dyn FnMut(AccountRows) -> io::Result<()>) -> Self {
        let collectors = plan.metrics.iter().map(|metric| Series::new(metric.selection.metric.statement())).collect();
        Self { plan, sink, collectors, next: 0, waiting: HashMap::new() }
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
                None => AccountRows {
                    wiki: self.plan.source.info().wiki.clone(),
                    id: None,
                    name: subject.name.clone(),
                    rows: unknown_rows(self.plan),
                },
            };
            for (collector, row) in self.collectors.iter_mut().zip(&rows.rows) {
                collector.add(row);
            }
            (self.sink)(rows)?;
            self.next += 1;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<MetricSummary>, EngineError> {
        self.hand_on()?;
        if self.next != self.plan.subjects.len() {
            return Err(SourceError::new(msg!("engine-account-lost")).into());
        }
        let asked = Asked::of(&self.plan.request);
        Ok(self.collectors.into_iter().map(|series| series.finish(asked)).collect())
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
