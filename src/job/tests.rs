//! The queue and the worker, with work that the test holds in its hand.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::engine::Control;
use crate::platform::clock::ManualClock;
use crate::platform::db;
use crate::platform::ids::{CohortId, CohortVersionId, ResultId, RunId, UserId};
use crate::source::ReadStats;

const NOON: i64 = 1_800_000_000;

/// A queue in a database in memory, with a few users.
struct House {
    queue: Queue,
    clock: Arc<ManualClock>,
    keys: Mutex<u32>,
}

impl House {
    async fn with_slots(slots: usize) -> Self {
        let pool = db::open_in_memory().await.unwrap();
        // The queue never looks into a cohort, so none is made here.
        sqlx::query("PRAGMA foreign_keys = OFF").execute(&pool).await.unwrap();
        for id in 1..=3_i64 {
            let name = format!("user{id}");
            sqlx::query(
                "INSERT INTO users (id, name, password_hash, role, created_at) VALUES (?, ?, '', 'evaluator', 0)",
            )
            .bind(id)
            .bind(name)
            .execute(&pool)
            .await
            .unwrap();
        }
        let clock = Arc::new(ManualClock::new(NOON));
        Self { queue: Queue::new(pool, clock.clone(), slots), clock, keys: Mutex::new(0) }
    }

    fn run_of(&self, owner: i64, total: i64) -> NewRun {
        let mut keys = self.keys.lock().unwrap();
        *keys += 1;
        NewRun {
            owner: UserId::new(owner),
            cohort: CohortId::new(owner),
            version: CohortVersionId::new(owner),
            title: String::from("Workshop"),
            request: String::from("{}"),
            key: format!("key {keys}"),
            total,
            short: usize::try_from(total).unwrap() <= SHORT_ACCOUNTS,
        }
    }

    async fn ask(&self, owner: i64, total: i64) -> RunId {
        self.queue.enqueue(&self.run_of(owner, total)).await.unwrap()
    }

    async fn get(&self, id: RunId) -> Run {
        let mut connection = self.queue.pool().acquire().await.unwrap();
        store::get(&mut connection, id).await.unwrap().unwrap()
    }

    async fn place(&self, id: RunId) -> Option<i64> {
        let mut connection = self.queue.pool().acquire().await.unwrap();
        store::place(&mut connection, id, self.queue.long_slots()).await.unwrap()
    }

    /// Waits until a run is what the test wants it to be.
    async fn until(&self, id: RunId, wanted: impl Fn(&Run) -> bool) -> Run {
        loop {
            let run = self.get(id).await;
            if wanted(&run) {
                return run;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

/// Ends a run as a job does: its result and its end in one transaction.
async fn finish(queue: &Queue, run: &Run) -> Result<(), Failure> {
    let letter = u8::try_from(run.id.get()).unwrap();
    let result = ResultId::from_random([letter; 20]);
    let mut write = db::begin_write(queue.pool()).await.map_err(anyhow::Error::from)?;
    sqlx::query(
        "INSERT INTO results (id, owner_id, key, title, rows_hash, head, created_at) VALUES (?, ?, '', '', '', '', 0)",
    )
    .bind(&result)
    .bind(run.owner)
    .execute(&mut *write)
    .await
    .map_err(anyhow::Error::from)?;
    queue.finish(&mut write, run, &result, ReadStats { rows: 9, bytes: 99 }).await.map_err(anyhow::Error::from)?;
    write.commit().await.map_err(anyhow::Error::from)?;
    Ok(())
}

/// A worker whose runs end at once.
fn quick(queue: &Queue) -> Worker {
    let shared = queue.clone();
    Worker::new(
        queue.clone(),
        Arc::new(move |run, _| {
            let queue = shared.clone();
            Box::pin(async move { finish(&queue, &run).await })
        }),
    )
}

/// A worker whose long runs wait for a permit of the gate, looking up now and then as a measurement does.
fn gated(queue: &Queue, gate: &Arc<Semaphore>) -> Worker {
    let (shared, gate) = (queue.clone(), gate.clone());
    Worker::new(
        queue.clone(),
        Arc::new(move |run: Run, control: Arc<Control>| {
            let (queue, gate) = (shared.clone(), gate.clone());
            Box::pin(async move {
                while run.total > 100 && gate.try_acquire().map(tokio::sync::SemaphorePermit::forget).is_err() {
                    if control.stopped() {
                        return Err(Failure::Stopped);
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
                finish(&queue, &run).await
            })
        }),
    )
}

/// Steps until the queue is empty; the runs in the order in which they were served.
async fn drain(worker: &Worker) -> Vec<RunId> {
    let mut served = Vec::new();
    while let Step::Ran(id) = worker.step(&CancellationToken::new()).await.unwrap() {
        served.push(id);
    }
    served
}

#[tokio::test]
async fn owners_are_served_in_turn_and_the_place_says_so() {
    let house = House::with_slots(1).await;
    let worker = quick(&house.queue);
    let before = house.ask(3, 5).await;
    assert_eq!(drain(&worker).await, [before]);
    let mut asked = BTreeMap::new();
    for (name, owner) in [("3a", 3), ("1a", 1), ("1b", 1), ("1c", 1), ("2a", 2), ("2b", 2)] {
        asked.insert(name, house.ask(owner, 5).await);
    }
    // Owner 3 was served before, so the others come first; of those, the one who asked first.
    let expected = ["1a", "2a", "3a", "1b", "2b", "1c"].map(|name| asked[name]);
    for (place, id) in (1..).zip(expected) {
        assert_eq!(house.place(id).await, Some(place));
    }
    assert_eq!(drain(&worker).await, expected);
    assert_eq!(house.place(expected[0]).await, None);
    // The place that is remembered is that of the moment of asking.
    assert_eq!((house.get(asked["3a"]).await.place, house.get(asked["1c"]).await.place), (1, 4));
}

#[tokio::test]
async fn a_short_run_passes_long_ones() {
    let house = House::with_slots(2).await;
    let gate = Arc::new(Semaphore::new(0));
    let stop = CancellationToken::new();
    let long = [house.ask(1, 2_000_000).await, house.ask(1, 2_000_000).await];
    let working = tokio::spawn({
        let (worker, stop) = (gated(&house.queue, &gate), stop.clone());
        async move { worker.run(stop).await }
    });
    house.until(long[0], |run| run.state == State::Running).await;
    let short = house.ask(1, 45).await;
    // Were the kept slot given away, the short run would wait for ever.
    while !house.get(short).await.state.is_over() && house.get(long[1]).await.state == State::Queued {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let done = house.get(short).await;
    assert_eq!((done.state, done.place), (State::Done, 1), "the long one before it cannot start, so it is the next");
    assert_eq!(house.get(long[0]).await.state, State::Running);
    assert_eq!(house.get(long[1]).await.state, State::Queued, "the other slot is kept for short runs");
    gate.add_permits(2);
    house.until(long[1], |run| run.state == State::Done).await;
    stop.cancel();
    working.await.unwrap();
}

#[tokio::test]
async fn a_single_slot_serves_long_runs_too() {
    let house = House::with_slots(1).await;
    let (long, short) = (house.ask(1, 2_000_000).await, house.ask(2, 45).await);
    assert_eq!(house.place(short).await, Some(2));
    assert_eq!(drain(&quick(&house.queue)).await, [long, short]);
}

#[tokio::test]
async fn a_finished_run_has_its_result_and_what_was_read() {
    let house = House::with_slots(2).await;
    let id = house.ask(1, 45).await;
    house.clock.advance(38);
    drain(&quick(&house.queue)).await;
    let run = house.get(id).await;
    assert_eq!((run.state, run.done, run.failure), (State::Done, 45, None));
    assert_eq!((run.queued_at, run.started_at, run.ended_at), (NOON, Some(NOON + 38), Some(NOON + 38)));
    assert!(run.result.is_some());
}

#[tokio::test]
async fn what_a_dead_process_left_starts_again_but_not_for_ever() {
    let house = House::with_slots(2).await;
    let (deadly, waiting) = (house.ask(1, 45).await, house.ask(1, 45).await);
    for attempt in 1..=5 {
        let claimed = house.queue.claim().await.unwrap().unwrap();
        assert_eq!(claimed.id, deadly, "attempt {attempt}");
        // The process dies here.
        house.queue.recover().await.unwrap();
        let run = house.get(deadly).await;
        assert_eq!(run.state, if attempt < 5 { State::Queued } else { State::Failed });
        assert_eq!(run.failure.is_some_and(|words| words.contains("5 times")), attempt == 5);
    }
    assert_eq!(drain(&quick(&house.queue)).await, [waiting]);
    assert_eq!(house.get(waiting).await.state, State::Done);
}

#[tokio::test]
async fn a_panic_fails_its_run_and_nothing_else() {
    let house = House::with_slots(2).await;
    let shared = house.queue.clone();
    let worker = Worker::new(
        house.queue.clone(),
        Arc::new(move |run: Run, _| {
            let queue = shared.clone();
            Box::pin(async move {
                assert_ne!(run.total, 13, "thirteen");
                if run.total == 14 {
                    return Err(anyhow::anyhow!("the disk at /srv is full").into());
                }
                finish(&queue, &run).await
            })
        }),
    );
    let asked = [house.ask(1, 13).await, house.ask(1, 14).await, house.ask(1, 15).await];
    assert_eq!(drain(&worker).await, asked);
    for (id, words) in asked.into_iter().zip(["metrics broke", "went wrong"]) {
        let run = house.get(id).await;
        assert_eq!((run.state, run.ended_at), (State::Failed, Some(NOON)));
        let failure = run.failure.unwrap();
        assert!(failure.contains(words) && !failure.contains("/srv") && !failure.contains("thirteen"), "{failure}");
    }
    assert_eq!(house.get(asked[2]).await.state, State::Done);
}

#[tokio::test]
async fn its_owner_stops_a_run_whether_it_waits_or_counts() {
    let house = House::with_slots(1).await;
    let worker = gated(&house.queue, &Arc::new(Semaphore::new(0)));
    let (counting, waiting) = (house.ask(1, 500).await, house.ask(1, 500).await);
    let stepping = tokio::spawn(async move { worker.step(&CancellationToken::new()).await.unwrap() });
    house.until(counting, |run| run.state == State::Running).await;
    house.clock.advance(1);
    house.until(counting, |run| run.heartbeat_at == Some(NOON + 1)).await;
    let owner = UserId::new(1);
    let gone = house.queue.cancel(UserId::new(2), counting).await;
    assert!(matches!(gone, Err(QueueError::Gone)), "a stranger finds nothing");
    house.queue.cancel(owner, waiting).await.unwrap();
    house.queue.cancel(owner, counting).await.unwrap();
    stepping.await.unwrap();
    for id in [counting, waiting] {
        let run = house.get(id).await;
        assert_eq!((run.state, run.ended_at, run.failure), (State::Cancelled, Some(NOON + 1), None));
    }
    assert!(matches!(house.queue.cancel(owner, counting).await, Err(QueueError::Illegal(_))));
}

#[tokio::test]
async fn a_stop_that_nobody_heard_before_the_server_ended_holds() {
    let house = House::with_slots(1).await;
    for orderly in [true, false] {
        let id = house.ask(1, 500).await;
        let run = house.queue.claim().await.unwrap().unwrap();
        house.queue.cancel(UserId::new(1), id).await.unwrap();
        assert_eq!(house.get(id).await.state, State::Running, "the run has not heard of it");
        if orderly {
            house.queue.give_back(&run).await.unwrap();
        } else {
            house.queue.recover().await.unwrap();
        }
        assert_eq!(house.get(id).await.state, State::Cancelled, "orderly: {orderly}");
    }
}

#[tokio::test]
async fn an_orderly_stop_gives_runs_back_without_blame() {
    let house = House::with_slots(2).await;
    let gate = Arc::new(Semaphore::new(0));
    let id = house.ask(1, 500).await;
    for _ in 0..6 {
        let stop = CancellationToken::new();
        let working = tokio::spawn({
            let (worker, stop) = (gated(&house.queue, &gate), stop.clone());
            async move { worker.run(stop).await }
        });
        house.until(id, |run| run.state == State::Running).await;
        stop.cancel();
        working.await.unwrap();
        let run = house.get(id).await;
        assert_eq!((run.state, run.started_at, run.done), (State::Queued, None, 0));
    }
    gate.add_permits(1);
    assert_eq!(drain(&gated(&house.queue, &gate)).await, [id]);
    assert_eq!(house.get(id).await.state, State::Done);
}

#[tokio::test]
async fn an_earlier_execution_cannot_end_a_later_one() {
    let house = House::with_slots(2).await;
    let id = house.ask(1, 45).await;
    let earlier = house.queue.claim().await.unwrap().unwrap();
    house.queue.recover().await.unwrap();
    let later = house.queue.claim().await.unwrap().unwrap();
    assert_eq!((earlier.id, later.id), (id, id));
    assert!(finish(&house.queue, &earlier).await.is_err());
    assert!(matches!(house.queue.give_back(&earlier).await, Err(QueueError::Gone)));
    let results: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM results").fetch_one(house.queue.pool()).await.unwrap();
    assert_eq!(results, 0, "what it stored went with its transaction");
    finish(&house.queue, &later).await.unwrap();
    assert_eq!(house.get(id).await.state, State::Done);
}

#[tokio::test]
async fn the_same_question_waits_for_the_one_run() {
    let house = House::with_slots(3).await;
    let question = house.run_of(1, 45);
    let first = house.queue.enqueue(&question).await.unwrap();
    assert_eq!(house.queue.enqueue(&question).await.unwrap(), first, "its owner is led to the run that is there");
    let other = NewRun { owner: UserId::new(2), ..question.clone() };
    let second = house.queue.enqueue(&other).await.unwrap();
    assert_ne!(first, second);
    let claimed = house.queue.claim().await.unwrap().unwrap();
    assert_eq!(claimed.id, first);
    assert_eq!(house.queue.claim().await.unwrap(), None, "an equal question counts already");
    assert_eq!(house.queue.enqueue(&question).await.unwrap(), first);
    finish(&house.queue, &claimed).await.unwrap();
    assert_eq!(house.queue.claim().await.unwrap().map(|run| run.id), Some(second));
    assert_ne!(house.queue.enqueue(&question).await.unwrap(), first, "what is over is not asked again");
}

#[tokio::test]
async fn a_list_of_runs_holds_what_is_not_over_and_late_failures() {
    let house = House::with_slots(1).await;
    let (failed, running, waiting) = (house.ask(1, 1).await, house.ask(1, 2).await, house.ask(1, 3).await);
    house.ask(2, 4).await;
    let claimed = house.queue.claim().await.unwrap().unwrap();
    house.queue.fail(&claimed, &crate::msg!("run-failed-internal")).await.unwrap();
    house.queue.cancel(UserId::new(2), RunId::new(4)).await.unwrap();
    house.queue.claim().await.unwrap().unwrap();
    let mut connection = house.queue.pool().acquire().await.unwrap();
    let mut listed = async |since| -> Vec<RunId> {
        let runs = store::list_for_user(&mut connection, UserId::new(1), since).await.unwrap();
        runs.iter().map(|run| run.id).collect()
    };
    assert_eq!(listed(NOON).await, [waiting, running, failed]);
    assert_eq!(listed(NOON + 1).await, [waiting, running]);
}
