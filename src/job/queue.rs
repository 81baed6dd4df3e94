//! The queue: a table, a clock and a bell.
//!
//! A run is claimed by one statement and every change after that names the execution it belongs to, so that one that
//! was given back and started again is never ended by its earlier self. No transaction is open while a run counts.

use std::sync::Arc;

use sqlx::{SqliteConnection, SqlitePool};
use tokio::sync::Notify;

use super::state::{IllegalTransition, State};
use super::store::{self, NewRun, Run};
use crate::msg;
use crate::platform::clock::Clock;
use crate::platform::db;
use crate::platform::ids::{ResultId, RunId, UserId};
use crate::source::ReadStats;
use crate::text::{Language, Message};

/// A run of at most so many accounts is short: it ends in seconds on one machine.
pub const SHORT_ACCOUNTS: usize = 10_000;

/// A run that was counting when the process died, so many times, is not tried again: it may be the cause.
const MAX_ATTEMPTS: i64 = 5;

/// The queue of runs.
#[derive(Clone, Debug)]
pub struct Queue {
    pool: SqlitePool,
    clock: Arc<dyn Clock>,
    bell: Arc<Notify>,
    slots: usize,
}

/// Why the queue refused.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// There is no such run, it is somebody else's, or this execution of it is over.
    #[error("there is no such run")]
    Gone,
    /// The run cannot go this way.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// The database fails.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What a run hears when it gives a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Go on.
    GoOn,
    /// Its owner wants it to stop.
    Stop,
    /// It is no longer this execution's.
    Gone,
}

impl Queue {
    /// The queue of this database, of which `slots` runs count at a time.
    #[must_use]
    pub fn new(pool: SqlitePool, clock: Arc<dyn Clock>, slots: usize) -> Self {
        Self { pool, clock, bell: Arc::new(Notify::new()), slots: slots.max(1) }
    }

    /// The database it lives in.
    #[must_use]
    pub const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// How many runs count at a time.
    #[must_use]
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// How many long runs count at a time: one slot is kept for short ones, unless it is the only one.
    #[must_use]
    pub fn long_slots(&self) -> i64 {
        i64::try_from(self.slots.saturating_sub(1).max(1)).unwrap_or(i64::MAX)
    }

    /// What rings when a run was put into the queue.
    pub(super) const fn bell(&self) -> &Arc<Notify> {
        &self.bell
    }

    /// Puts a run into the queue, unless its owner's run of the same question is there already: then that one.
    ///
    /// # Errors
    ///
    /// The database fails.
    pub async fn enqueue(&self, new: &NewRun) -> sqlx::Result<RunId> {
        let mut write = db::begin_write(&self.pool).await?;
        if let Some(same) = store::find_unfinished(&mut write, new.owner, &new.key).await? {
            return Ok(same);
        }
        let id = store::insert(&mut write, new, self.long_slots(), self.clock.unix()).await?;
        write.commit().await?;
        self.bell.notify_one();
        Ok(id)
    }

    /// Stops a run for its owner: at once while it waits, within about a second while it counts.
    ///
    /// # Errors
    ///
    /// There is no such run of this owner, it is over, or the database fails.
    pub async fn cancel(&self, owner: UserId, id: RunId) -> Result<(), QueueError> {
        let mut write = db::begin_write(&self.pool).await?;
        let run = store::get_for_user(&mut write, owner, id).await?.ok_or(QueueError::Gone)?;
        let cancelled = run.state.cancel()?;
        if run.state == State::Running {
            store::ask_cancel(&mut write, id).await?;
        } else {
            store::end(&mut write, id, cancelled, None, self.clock.unix()).await?;
        }
        write.commit().await?;
        Ok(())
    }

    /// Starts the run whose turn it is.
    pub(super) async fn claim(&self) -> Result<Option<Run>, QueueError> {
        let running = State::Queued.start()?;
        let mut write = db::begin_write(&self.pool).await?;
        let run = store::claim(&mut write, running, self.long_slots(), self.clock.unix()).await?;
        write.commit().await?;
        Ok(run)
    }

    /// Writes how many accounts a run has measured.
    pub(super) async fn beat(&self, run: &Run, done: u64) -> sqlx::Result<Heard> {
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        let mut write = db::begin_write(&self.pool).await?;
        let asked = store::beat(&mut write, run, done, self.clock.unix()).await?;
        write.commit().await?;
        Ok(match asked {
            None => Heard::Gone,
            Some(true) => Heard::Stop,
            Some(false) => Heard::GoOn,
        })
    }

    /// Ends a run well, in the transaction that stores its result: both are there, or neither.
    ///
    /// # Errors
    ///
    /// This execution is over, or the database fails.
    pub async fn finish(
        &self,
        write: &mut SqliteConnection,
        run: &Run,
        result: &ResultId,
        read: ReadStats,
    ) -> Result<(), QueueError> {
        let done = current(&mut *write, run).await?.state.finish()?;
        store::set_result(&mut *write, run.id, result, read).await?;
        store::end(&mut *write, run.id, done, None, self.clock.unix()).await?;
        Ok(())
    }

    /// Ends a run with a reason.
    pub(super) async fn fail(&self, run: &Run, reason: &Message) -> Result<(), QueueError> {
        let words = Language::english().text(reason);
        self.leave(run, State::fail, Some(&words)).await
    }

    /// Ends a run that its owner has stopped.
    pub(super) async fn cancelled(&self, run: &Run) -> Result<(), QueueError> {
        self.leave(run, State::cancel, None).await
    }

    async fn leave(
        &self,
        run: &Run,
        way: fn(State) -> Result<State, IllegalTransition>,
        failure: Option<&str>,
    ) -> Result<(), QueueError> {
        let mut write = db::begin_write(&self.pool).await?;
        let to = way(current(&mut write, run).await?.state)?;
        store::end(&mut write, run.id, to, failure, self.clock.unix()).await?;
        write.commit().await?;
        Ok(())
    }

    /// Puts a run back because the server stops, unless its owner has just asked to stop it too.
    pub(super) async fn give_back(&self, run: &Run) -> Result<(), QueueError> {
        let mut write = db::begin_write(&self.pool).await?;
        let current = current(&mut write, run).await?;
        if current.cancel_asked {
            store::end(&mut write, run.id, current.state.cancel()?, None, self.clock.unix()).await?;
        } else {
            store::set_waiting(&mut write, run.id, current.state.give_back()?, true).await?;
        }
        write.commit().await?;
        Ok(())
    }

    /// Takes up what a dead process left: its runs wait again, but for those that were stopped by their owner or that
    /// saw the process die too often. Right only before this process starts runs, and while no other server does.
    ///
    /// # Errors
    ///
    /// The database fails.
    pub async fn recover(&self) -> Result<(), QueueError> {
        let now = self.clock.unix();
        let mut write = db::begin_write(&self.pool).await?;
        for left in store::list_running(&mut write).await? {
            if left.cancel_asked {
                store::end(&mut write, left.id, State::Running.cancel()?, None, now).await?;
            } else if left.attempts >= MAX_ATTEMPTS {
                let words = Language::english().text(&msg!("run-failed-crash", left.attempts));
                store::end(&mut write, left.id, State::Running.fail()?, Some(&words), now).await?;
                tracing::error!(run = %left.id, attempts = left.attempts, "run fails: the server died during it");
            } else {
                store::set_waiting(&mut write, left.id, State::Running.give_back()?, false).await?;
                tracing::warn!(run = %left.id, attempts = left.attempts, "run goes back to the queue");
            }
        }
        write.commit().await?;
        Ok(())
    }
}

/// What the database says of this execution of a run.
async fn current(connection: &mut SqliteConnection, run: &Run) -> Result<Run, QueueError> {
    let current = store::get(connection, run.id).await?;
    current.filter(|current| current.turn == run.turn).ok_or(QueueError::Gone)
}
