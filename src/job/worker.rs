//! The worker: starts what the queue hands out and sees each run to its end.
//!
//! What a run does is handed in, so that the worker knows of slots, heartbeats, stopping and ends, and nothing of
//! metrics.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::queue::{Heard, Queue, QueueError};
use super::store::Run;
use crate::engine::Control;
use crate::msg;
use crate::platform::ids::RunId;
use crate::text::Message;

/// How often a run writes how far it is and hears whether it shall stop.
const BEAT: Duration = Duration::from_secs(1);

/// How often the worker looks without having been called: should the bell be missed, a run waits no longer than this.
const POLL: Duration = Duration::from_secs(5);

/// What a run does, under a handle by which it is watched and stopped. It ends the run itself when it has a result
/// ([`Queue::finish`]); every other end is the worker's.
pub type Work = dyn Fn(Run, Arc<Control>) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> + Send + Sync;

/// Why a run has no result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was told to stop, and did.
    #[error("stopped")]
    Stopped,
    /// A reason that its owner can understand.
    #[error("{}", crate::text::Language::english().text(.words))]
    Said {
        /// The reason.
        words: Message,
        /// What an operator wants to know besides.
        cause: Option<anyhow::Error>,
    },
    /// A reason that only an operator can.
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

/// What one step of the worker did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// No run may start now.
    Nothing,
    /// It saw this run to its end.
    Ran(RunId),
}

/// Runs what the queue hands out.
#[derive(Clone)]
pub struct Worker {
    queue: Queue,
    work: Arc<Work>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("queue", &self.queue).finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker of this queue.
    #[must_use]
    pub fn new(queue: Queue, work: Arc<Work>) -> Self {
        Self { queue, work }
    }

    /// Works until `stop`: takes up what an earlier process left, then keeps every slot busy. When told to stop, it
    /// stops the runs that count and gives them back.
    pub async fn run(&self, stop: CancellationToken) {
        while let Err(error) = self.queue.recover().await {
            tracing::error!(%error, "cannot take up earlier runs; trying again");
            if wait_or_stop(&stop).await {
                return;
            }
        }
        let mut running = JoinSet::new();
        while !stop.is_cancelled() {
            // Listen before looking, so that a run put in between is not missed.
            let rung = self.queue.bell().notified();
            tokio::pin!(rung);
            rung.as_mut().enable();
            self.fill(&mut running, &stop).await;
            tokio::select! {
                () = stop.cancelled() => {}
                () = rung => {}
                () = tokio::time::sleep(POLL) => {}
                Some(_) = running.join_next() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Starts runs as long as there are free slots and runs for them.
    async fn fill(&self, running: &mut JoinSet<()>, stop: &CancellationToken) {
        while running.len() < self.queue.slots() {
            match self.queue.claim().await {
                Ok(Some(run)) => {
                    let (worker, stop) = (self.clone(), stop.clone());
                    running.spawn(async move { worker.see_through(&run, &stop).await });
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "cannot look into the queue");
                    return;
                }
            }
        }
    }

    /// Starts one run, if one may start, and sees it to its end.
    ///
    /// # Errors
    ///
    /// The queue cannot be read.
    pub async fn step(&self, stop: &CancellationToken) -> Result<Step, QueueError> {
        let Some(run) = self.queue.claim().await? else { return Ok(Step::Nothing) };
        self.see_through(&run, stop).await;
        Ok(Step::Ran(run.id))
    }

    async fn see_through(&self, run: &Run, stop: &CancellationToken) {
        tracing::info!(run = %run.id, accounts = run.total, "run starts");
        let control = Arc::new(Control::default());
        let mut work = tokio::spawn((self.work)(run.clone(), control.clone()));
        let mut last_heard = Heard::GoOn;
        let end = loop {
            tokio::select! {
                end = &mut work => break end,
                () = stop.cancelled(), if !control.stopped() => control.stop(),
                () = tokio::time::sleep(BEAT) => match self.queue.beat(run, control.done()).await {
                    Ok(Heard::GoOn) => {}
                    Ok(heard) => {
                        last_heard = heard;
                        control.stop();
                    }
                    Err(error) => tracing::warn!(run = %run.id, %error, "cannot write how far the run is"),
                },
            }
        };
        let end = End::of(end, last_heard);
        // Nothing else could be written now either: the slot waits until the database takes the end.
        while let Err(error) = self.settle(run, &end).await {
            tracing::error!(run = %run.id, %error, "cannot write how the run ended; trying again");
            if wait_or_stop(stop).await {
                return;
            }
        }
    }

    /// Writes how a run ended.
    async fn settle(&self, run: &Run, end: &End) -> sqlx::Result<()> {
        let written = match end {
            End::Finished => Ok(()),
            End::Cancelled => self.queue.cancelled(run).await,
            End::GivenBack => self.queue.give_back(run).await,
            End::Failed(reason, cause) => {
                tracing::error!(run = %run.id, cause, "run failed");
                self.queue.fail(run, reason).await
            }
        };
        match written {
            Ok(()) => tracing::info!(run = %run.id, end = end.word(), "run ends"),
            Err(QueueError::Database(error)) => return Err(error),
            Err(error) => tracing::warn!(run = %run.id, %error, "the run was over already"),
        }
        Ok(())
    }
}

/// How a run ended.
enum End {
    Finished,
    Cancelled,
    GivenBack,
    Failed(Message, String),
}

impl End {
    fn of(end: Result<Result<(), Failure>, JoinError>, heard: Heard) -> Self {
        match end {
            Ok(Ok(())) => Self::Finished,
            Ok(Err(Failure::Stopped)) if heard == Heard::Stop => Self::Cancelled,
            Ok(Err(Failure::Said { words, cause })) => {
                Self::Failed(words, cause.map_or_else(String::new, |cause| format!("{cause:#}")))
            }
            Ok(Err(Failure::Broken(cause))) => Self::Failed(msg!("run-failed-internal"), format!("{cause:#}")),
            Err(error) if error.is_panic() => {
                let panic = error.into_panic();
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
                Self::Failed(msg!("run-failed-panic"), text.unwrap_or_else(|| String::from("panic")))
            }
            // Stopped with the server, or taken down with it.
            Ok(Err(Failure::Stopped)) | Err(_) => Self::GivenBack,
        }
    }

    const fn word(&self) -> &'static str {
        match self {
            Self::Finished => "done",
            Self::Cancelled => "cancelled",
            Self::GivenBack => "back in the queue",
            Self::Failed(..) => "failed",
        }
    }
}

/// Waits for a while; whether it was told to stop meanwhile.
async fn wait_or_stop(stop: &CancellationToken) -> bool {
    tokio::time::timeout(POLL, stop.cancelled()).await.is_ok()
}
