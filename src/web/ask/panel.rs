//! What stands beside the questions: what will be run, and real numbers for the first people of the list.

use std::sync::Arc;
use std::time::Duration;

use super::ground::Ground;
use super::reading::Reading;
use crate::engine::{Control, Plan, execute};
use crate::metric::Selection;
use crate::msg;
use crate::platform::ids::ResultId;
use crate::request::Request;
use crate::result::{CohortHead, Head, head};
use crate::text::Message;
use crate::web::error::WebError;
use crate::web::results::Measured;
use crate::wiki::Timestamp;

/// How many people the sample has.
const SAMPLE: usize = 20;

/// How long the sample may take. A list may begin with bots that have made millions of edits.
const PATIENCE: Duration = Duration::from_secs(3);

/// The panel beside the questions.
pub(super) struct Panel {
    /// How much will be run.
    pub asked: Message,
    /// How time is cut, if it is.
    pub cut: Vec<Message>,
    /// Where the data end.
    pub until: Message,
    /// Numbers for the first people.
    pub sample: Option<Sample>,
}

/// Numbers for the first people of the list.
pub(super) struct Sample {
    /// What it is called.
    pub title: Message,
    /// One line for each question.
    pub lines: Vec<SampleLine>,
    /// Said in the place of numbers.
    pub instead: Option<Message>,
}

/// What a question came to for the first people.
pub(super) struct SampleLine {
    /// What the metric is called.
    pub label: Message,
    /// The sentence.
    pub answer: Message,
    /// How many of them are not yet known, if any.
    pub open: Option<Message>,
}

impl Panel {
    /// The panel for what is chosen. `over`: how time is cut, in words.
    pub async fn of(reading: &Reading, ground: &Ground, over: &[Message]) -> Result<Self, WebError> {
        let people = ground.people();
        let asked = match reading.questions.len() {
            0 => msg!("ask-panel-none", people),
            questions => msg!("ask-panel", questions, people),
        };
        let until = msg!("ask-panel-until", ground.until());
        let cut = reading.overall.frame.slice.map_or(&[][..], |_| over);
        Ok(Self { asked, cut: cut.to_vec(), until, sample: Self::sample(reading, ground).await? })
    }

    async fn sample(reading: &Reading, ground: &Ground) -> Result<Option<Sample>, WebError> {
        // The whole time of each question: a few sentences, and no table.
        let asked = reading.questions.iter().filter(|(question, _)| !question.is_curve);
        let read = asked.filter_map(|(_, read)| Some(read.as_ref().ok()?.0.clone()));
        let metrics: Vec<Selection> = read.map(|selection| Selection { slices: None, ..selection }).collect();
        if metrics.is_empty() {
            return Ok(None);
        }
        let request = Request { as_of: reading.overall.as_of, ..Request::of(metrics) };
        let Some(plan) = ground.sample(request, SAMPLE) else { return Ok(None) };
        let control = Arc::new(Control::default());
        let counting = tokio::task::spawn_blocking({
            let control = control.clone();
            move || count(&plan()?, &control)
        });
        let counted = tokio::time::timeout(PATIENCE, counting).await;
        // Nobody waits for it any more; a run would.
        control.stop();
        let Ok(counted) = counted else {
            return Ok(Some(Sample {
                title: msg!("ask-sample", SAMPLE),
                lines: Vec::new(),
                instead: Some(msg!("ask-sample-slow")),
            }));
        };
        let head = counted.map_err(anyhow::Error::from)?;
        Ok(head.map(|head| Sample { title: msg!("ask-sample", SAMPLE), lines: lines(&head), instead: None }))
    }
}

/// Counts; `None` where that fails, for then a run would say why.
fn count(plan: &Plan, control: &Control) -> Option<Head> {
    let answer = execute(plan, control, &mut |_| Ok(())).ok()?;
    Some(head(plan, &answer, CohortHead::default(), ResultId::random(), Timestamp::from_unix(0)))
}

fn lines(head: &Head) -> Vec<SampleLine> {
    let line = |measured: Measured<'_>| {
        let open = measured.quoted_summary().map_or(0, |(_, summary)| summary.open());
        SampleLine {
            label: measured.label(),
            answer: measured.answer(SAMPLE as u64),
            open: (open > 0).then(|| msg!("ask-sample-open", open)),
        }
    };
    Measured::all(head).into_iter().map(line).collect()
}
