//! A run as pages show it.

use crate::app::AppState;
use crate::job::State;
use crate::job::store::Run;
use crate::metric::Selection;
use crate::msg;
use crate::platform::ids::{CohortId, RunId};
use crate::request::Request;
use crate::text::{Arg, Message};
use crate::web::error::WebError;
use crate::web::routes::{self, with_query};
use crate::wiki::{Span, Timestamp};

/// A run as pages show it.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub id: RunId,
    cohort: Option<CohortId>,
    /// The cohort's name.
    pub title: Message,
    /// When it was asked.
    pub asked: Message,
    pub done: i64,
    pub total: i64,
    /// The large words: `18 / 45`, or the place in the queue.
    pub count: Message,
    /// What the large words count.
    pub counts: Message,
    /// From the queue to the result.
    pub steps: Vec<Step>,
    /// The sentence about its end, if it is over.
    pub end: Option<Message>,
    /// Whether it can still be stopped.
    pub can_stop: bool,
    state: State,
    place: Option<i64>,
}

/// A step on the way to a result.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// `done`, `now` or `next`.
    pub state: &'static str,
    /// What it is.
    pub label: Message,
    /// Since when, or how long it took.
    pub note: Option<Message>,
}

impl Shown {
    /// A run at `now`; `place` is its place in the queue while it waits.
    pub fn of(run: &Run, place: Option<i64>, now: i64) -> Self {
        let (count, counts) = match (run.state, place) {
            (State::Queued, Some(place)) => (msg!("run-place", ordinal(place)), msg!("run-waits", run.total)),
            _ => (msg!("run-count", run.done, run.total), counted(run, now)),
        };
        Self {
            id: run.id,
            cohort: run.cohort,
            title: msg!("name", Arg::Name(run.title.clone())),
            asked: msg!("run-asked", Timestamp::from_unix(run.queued_at)),
            done: run.done,
            total: run.total.max(1),
            count,
            counts,
            steps: steps(run),
            end: end(run),
            can_stop: !run.state.is_over() && !run.cancel_asked,
            state: run.state,
            place,
        }
    }

    /// Where its moving parts are asked for.
    pub fn live(&self) -> String {
        with_query(&routes::Run { run: self.id }, &[("seen", &self.seen())])
    }

    /// Its page.
    pub fn address(&self) -> routes::Run {
        routes::Run { run: self.id }
    }

    /// Where the wish to stop it is sent.
    pub fn stop(&self) -> routes::RunStop {
        routes::RunStop { run: self.id }
    }

    /// Where the wish to ask the same again is sent.
    pub fn again(&self) -> routes::RunAgain {
        routes::RunAgain { run: self.id }
    }

    /// Where its questions can be changed, as long as its cohort exists.
    pub fn ask(&self) -> Option<String> {
        self.cohort.map(|cohort| with_query(&routes::Ask { cohort }, &[("run", &self.id.to_string())]))
    }

    /// Whether it is over.
    pub const fn is_over(&self) -> bool {
        self.state.is_over()
    }

    /// Whether it failed.
    pub fn has_failed(&self) -> bool {
        self.state == State::Failed
    }

    /// What is shown that moves, to tell whether it has moved.
    pub fn seen(&self) -> String {
        let state = match (self.state, self.can_stop) {
            (State::Queued, _) => 'q',
            (_, true) => 'r',
            (_, false) => 's',
        };
        format!("{state}{}-{}", self.place.unwrap_or(0), self.done)
    }
}

/// "people counted, about 25 seconds left".
fn counted(run: &Run, now: i64) -> Message {
    if run.cancel_asked {
        return msg!("run-stopping");
    }
    match left(run, now) {
        Some(seconds) => msg!("run-counted-left", run.total, Span::from_seconds(seconds).words()),
        None => msg!("run-counted", run.total),
    }
}

/// How many seconds a run will still take if it goes on as it went; `None` before that can be said.
fn left(run: &Run, now: i64) -> Option<i64> {
    let took = run.heartbeat_at?.checked_sub(run.started_at?)?;
    if took < 2 || run.done <= 0 || run.done >= run.total {
        return None;
    }
    let left = i128::from(took) * i128::from(run.total - run.done) / i128::from(run.done);
    let since = i128::from(now - run.heartbeat_at?).max(0);
    let seconds = i64::try_from((left - since).max(1)).ok()?;
    // Nobody needs seconds of minutes.
    Some(if seconds > 90 { (seconds + 59) / 60 * 60 } else { seconds })
}

/// "2nd".
fn ordinal(place: i64) -> Message {
    match (place % 10, place % 100) {
        (1, last) if last != 11 => msg!("ordinal-1", place),
        (2, last) if last != 12 => msg!("ordinal-2", place),
        (3, last) if last != 13 => msg!("ordinal-3", place),
        _ => msg!("ordinal", place),
    }
}

fn steps(run: &Run) -> Vec<Step> {
    let at = Timestamp::from_unix;
    let step = |state, label, note| Step { state, label, note };
    let (queue, counting, adding) = (msg!("run-step-queue"), msg!("run-step-count"), msg!("run-step-add"));
    let Some(started) = run.started_at else {
        return vec![
            step("now", queue, Some(msg!("run-since", at(run.queued_at)))),
            step("next", counting, None),
            step("next", adding, None),
        ];
    };
    let waited = Span::from_seconds(started.saturating_sub(run.queued_at)).words();
    let all = run.done >= run.total;
    vec![
        step("done", queue, Some(msg!("run-waited", ordinal(run.place), waited))),
        step(if all { "done" } else { "now" }, counting, Some(msg!("run-since", at(started)))),
        step(if all { "now" } else { "next" }, adding, None),
    ]
}

fn end(run: &Run) -> Option<Message> {
    let at = Timestamp::from_unix(run.ended_at?);
    match run.state {
        State::Failed => Some(msg!("run-failed", at, run.failure.clone().unwrap_or_default())),
        State::Cancelled => Some(msg!("run-cancelled", at)),
        State::Done => Some(msg!("run-result-deleted", at)),
        State::Queued | State::Running => None,
    }
}

/// What is being counted, in sentences, and on which wiki. Where the data cannot be read any more, only the questions.
pub(super) async fn definitions(state: &AppState, run: &Run) -> Result<(Vec<Message>, Message), WebError> {
    let Ok(request) = Request::from_json(&run.request) else { return Ok((Vec::new(), msg!("plain", ""))) };
    let warehouse = state.warehouse.clone();
    let read = tokio::task::spawn_blocking(move || {
        let wiki = request.wikis.first()?.clone();
        let source = warehouse.newest(&wiki).ok();
        let info = source.as_ref().map(|source| source.info());
        let define = |selection: &Selection| {
            let statement = selection.metric.statement();
            let resolved = info.and_then(|info| selection.resolve(info.first_edit, info.as_of).ok());
            let label = Message::new(statement.label);
            match resolved {
                Some(resolved) => {
                    msg!("run-definition", label, selection.definition(&resolved.period))
                }
                None => label,
            }
        };
        let site = info.map_or_else(|| wiki.to_string(), |info| info.site.clone());
        Some((request.metrics.iter().map(define).collect(), msg!("run-site", Arg::Name(site))))
    });
    Ok(read.await.map_err(anyhow::Error::from)?.unwrap_or_else(|| (Vec::new(), msg!("plain", ""))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::UserId;
    use crate::text::Language;

    fn run(done: i64, started: Option<i64>, heartbeat: Option<i64>) -> Run {
        Run {
            id: RunId::new(1),
            owner: UserId::new(1),
            cohort: None,
            version: None,
            title: String::from("Workshop"),
            request: String::new(),
            state: if started.is_some() { State::Running } else { State::Queued },
            total: 45,
            done,
            place: 2,
            turn: None,
            cancel_asked: false,
            queued_at: 1_772_366_520,
            started_at: started,
            heartbeat_at: heartbeat,
            ended_at: None,
            failure: None,
            result: None,
        }
    }

    fn say(message: &Message) -> String {
        Language::english().text(message)
    }

    #[test]
    fn a_run_says_how_far_it_is_and_how_long_it_takes() {
        let waiting = Shown::of(&run(0, None, None), Some(2), 0);
        assert_eq!(say(&waiting.count), "2nd in the queue");
        let started = 1_772_366_558;
        let counting = Shown::of(&run(18, Some(started), Some(started + 18)), None, started + 20);
        assert_eq!(say(&counting.count), "18 / 45");
        assert_eq!(say(&counting.counts), "people counted, about 25 seconds left");
        assert_eq!(counting.steps.iter().map(|step| step.state).collect::<Vec<_>>(), ["done", "now", "next"]);
        assert_eq!(say(counting.steps[0].note.as_ref().unwrap()), "was 2nd, waited 38 seconds");
        let early = Shown::of(&run(18, Some(started), Some(started + 1)), None, started + 1);
        assert_eq!(say(&early.counts), "people counted");
    }

    #[test]
    fn ordinals_are_english() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 1012].map(|place| say(&ordinal(place)));
        assert_eq!(
            said,
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th", "1,012th"]
        );
    }
}
