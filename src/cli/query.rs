//! `query`: computes without the web server.

use std::collections::HashSet;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, Outcome};
use crate::engine::{Answer, Control, Plan, execute};
use crate::metric::{Frame, SliceBy, SliceSize};
use crate::msg;
use crate::platform::clock::{Clock as _, SystemClock};
use crate::platform::config::DataDir;
use crate::platform::ids::ResultId;
use crate::request::{Aggregator, Arguments, DEFAULT_SEED, Defaults, Request, selections};
use crate::result::{CohortHead, Head, RowsFile, RowsWriter, csv, head, json};
use crate::source::warehouse::Warehouse;
use crate::text::{Arg, Message};
use crate::wiki::WikiName;

mod who;

/// Arguments of `query`.
#[derive(Debug, Args)]
pub struct Query {
    /// A wiki to look at, as enwiki or en.wikipedia.org; several times for several. Names are looked up on every one of
    /// them, unless the list says on which. May be left out while one wiki is loaded, and for a cohort.
    #[arg(long = "wiki", value_name = "NAME")]
    wikis: Vec<String>,
    #[command(flatten)]
    who: who::Who,
    /// Whose cohort it is: a name to sign in with. May be left out while there is one user.
    #[arg(long, value_name = "USER", requires = "cohort")]
    owner: Option<String>,
    /// A metric to measure, or LABEL=METRIC to let one stand twice.
    #[arg(long = "metric", value_name = "[LABEL=]METRIC", conflicts_with = "request")]
    metrics: Vec<String>,
    /// A curve to draw: `kaplan_meier`, how many are still there after so long.
    #[arg(long = "curve", value_name = "[LABEL=]CURVE", conflicts_with = "request")]
    curves: Vec<String>,
    /// A file with a request document instead of metrics and parameters.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["params", "start", "end", "anchor", "event", "aggregators", "zone",
        "slice", "slice_by", "intervals", "seed"])]
    request: Option<PathBuf>,
    /// A parameter: NAME=VALUE for every metric that has it, LABEL.NAME=VALUE for one. Also t, offset, anchor, start,
    /// end and event.
    #[arg(long = "param", value_name = "[LABEL.]NAME=VALUE")]
    params: Vec<String>,
    /// First instant; with an anchor other than activity, of the anchors that are counted.
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// The first instant after.
    #[arg(long, value_name = "TIME")]
    end: Option<String>,
    /// What windows are relative to: activity, registration (the default), `first_edit` or event.
    #[arg(long, value_name = "ANCHOR")]
    anchor: Option<String>,
    /// The date of the event, for that anchor.
    #[arg(long, value_name = "DATE")]
    event: Option<String>,
    /// The zone in which dates are meant and days begin: UTC (the default) or a name such as Europe/Madrid.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Cut time into slices: hours (24h, 7d), day, week, month, quarter or year.
    #[arg(long, value_name = "SIZE")]
    slice: Option<String>,
    /// What slices cut: time (with the anchor activity), or anchor, age or anchor,age (with the others).
    #[arg(long = "slice-by", value_name = "MEANING", requires = "slice")]
    slice_by: Option<String>,
    /// How rows become one number: sum, mean, median, std, min, max, p10, p25, p75, p90, p95, p99, proportion, rate,
    /// dist (all of them and a histogram) or unduplicated (pages and people, each once). Where none is named, all but the
    /// percentiles, dist and unduplicated.
    #[arg(long = "aggregator", value_name = "AGGREGATOR")]
    aggregators: Vec<String>,
    /// Put intervals beside means and medians, by resampling.
    #[arg(long)]
    intervals: bool,
    /// Where chance starts, for intervals: the same seed gives the same numbers.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    seed: u64,
    /// Look at the data as they stood then: later activity is ignored.
    #[arg(long = "as-of", value_name = "TIME")]
    as_of: Option<String>,
    /// The snapshot to look at; the one whose data go farthest where none is named.
    #[arg(long, value_name = "ID")]
    snapshot: Option<String>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The whole result document.
    Json,
    /// One line for each account.
    Csv,
    /// One line for each account, between tabs.
    Tsv,
}

impl Query {
    /// Answers and writes to standard output.
    ///
    /// # Errors
    ///
    /// See [`Failure`].
    pub async fn run(&self, data: &DataDir) -> Outcome {
        let mut request = self.read_request()?;
        let kept = self.who.kept(data, self.owner.as_deref()).await?;
        let warehouse = Warehouse::open(data.warehouse());
        let named = self.name_wikis(&warehouse, &mut request, kept.as_ref())?;
        let people = self.who.read(kept, &warehouse, &request.wikis)?;
        request.cohort.clone_from(&people.cohort.name);
        if !named {
            request.wikis.extend(people.wikis());
        }
        let sources = warehouse.sources(&request.wikis, request.snapshots.as_deref())?;
        let plan = match people.members {
            Some(members) => Plan::new(request, sources, &members)?,
            None => Plan::about_everybody(request, sources)?,
        };
        let folder = Folder::new()?;
        let (answer, rows) = measure(&plan, &folder)?;
        let cohort = people.cohort.measured(&plan);
        let lines = cohort.lines.max(cohort.people);
        let cohort = CohortHead { lines, ..cohort };
        let head = head(&plan, &answer, cohort, ResultId::random(), SystemClock.now().into());
        tracing::debug!(rows = answer.stats.rows, bytes = answer.stats.bytes, "read");
        self.write(&head, &rows)
    }

    fn read_frame(&self) -> Result<Frame, Failure> {
        let wrong = |reason| Failure::wrong(&reason);
        Ok(Frame {
            zone: self.zone.as_deref().map(str::parse).transpose().map_err(wrong)?.unwrap_or_default(),
            slice: self.slice.as_deref().map(SliceSize::parse).transpose().map_err(wrong)?,
            slice_by: self.slice_by.as_deref().map(SliceBy::read).transpose().map_err(wrong)?,
        })
    }

    fn read_request(&self) -> Result<Request, Failure> {
        let frame = self.read_frame()?;
        let as_of = |text: &String| frame.zone.read(text).map_err(|reason| Failure::wrong(&reason));
        let given_as_of = self.as_of.as_ref().map(as_of).transpose()?;
        if let Some(file) = &self.request {
            let shown = || Arg::Name(file.display().to_string());
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::wrong(&msg!("file-unreadable", shown(), error.to_string())))?;
            let mut request = Request::from_json(&text)?;
            request.as_of = given_as_of.or(request.as_of);
            return Ok(request);
        }
        let mut defaults = Defaults::new();
        let window = [("anchor", &self.anchor), ("event", &self.event), ("start", &self.start), ("end", &self.end)];
        for (name, value) in window {
            if let Some(value) = value {
                defaults.insert(name.to_owned(), value.clone());
            }
        }
        let arguments = Arguments { metrics: &self.metrics, curves: &self.curves, params: &self.params };
        let (metrics, curves) = selections(arguments, &defaults, &frame)?;
        let request = Request {
            cohort: String::new(),
            wikis: Vec::new(),
            snapshots: None,
            as_of: given_as_of,
            aggregators: self.read_aggregators()?,
            intervals: self.intervals,
            seed: self.seed,
            curves,
            metrics,
            frame,
        };
        if !self.aggregators.is_empty() {
            request.check_aggregators()?;
        }
        Ok(request)
    }

    fn read_aggregators(&self) -> Result<Vec<Aggregator>, Failure> {
        if self.aggregators.is_empty() {
            return Ok(Aggregator::DEFAULT.to_vec());
        }
        let unknown = |name: &&String| Aggregator::parse(name).is_none();
        if let Some(name) = self.aggregators.iter().find(unknown) {
            let given = Arg::Name(name.clone());
            return Err(Failure::wrong(&msg!("request-aggregator-unknown", given, Aggregator::names())));
        }
        let given = |one: &Aggregator| self.aggregators.iter().any(|name| Aggregator::parse(name) == Some(*one));
        Ok(Aggregator::ALL.into_iter().filter(given).collect())
    }

    /// Fills in the wikis that were named, here or in the request, or that of the cohort, or the only one that is
    /// loaded; and the snapshot. Whether they were named.
    fn name_wikis(
        &self,
        warehouse: &Warehouse,
        request: &mut Request,
        kept: Option<&who::Kept>,
    ) -> Result<bool, Failure> {
        let read = |typed: &String| WikiName::from_typed(typed).map_err(|reason| Failure::wrong(&reason));
        if !self.wikis.is_empty() {
            request.wikis = self.wikis.iter().map(read).collect::<Result<_, _>>()?;
        }
        let mut seen = HashSet::new();
        if let Some(twice) = request.wikis.iter().find(|wiki| !seen.insert(*wiki)) {
            return Err(Failure::wrong(&msg!("query-wiki-twice", twice.as_str())));
        }
        let named = !request.wikis.is_empty();
        if !named {
            request.wikis = match kept {
                Some(kept) => kept.wikis.clone(),
                None => vec![only_wiki(warehouse)?],
            };
        }
        if let Some(id) = &self.snapshot {
            request.snapshots = Some(vec![id.clone()]);
        }
        Ok(named)
    }

    fn write(&self, head: &Head, rows: &RowsFile) -> Outcome {
        let mut out = BufWriter::new(io::stdout().lock());
        match self.format {
            Format::Json => json::write(head, rows, &mut out)?,
            Format::Csv => csv::write(head, rows, csv::Separator::Comma, &mut out)?,
            Format::Tsv => csv::write(head, rows, csv::Separator::Tab, &mut out)?,
        }
        out.flush()?;
        Ok(())
    }
}

fn only_wiki(warehouse: &Warehouse) -> Result<WikiName, Failure> {
    let mut wikis = warehouse.wikis()?;
    match (wikis.pop(), wikis.is_empty()) {
        (Some(wiki), true) => Ok(wiki),
        (Some(_), false) => Err(Failure::wrong(&msg!("query-which-wiki"))),
        (None, _) => Err(failed(&msg!("query-no-wiki", Arg::Name(warehouse.root().display().to_string())))),
    }
}

/// A failure in words.
fn failed(message: &Message) -> Failure {
    Failure::Failed(anyhow::anyhow!("{}", crate::text::Language::english().text(message)))
}

/// Measures, with a bar on a terminal.
fn measure(plan: &Plan, folder: &Folder) -> Result<(Answer, RowsFile), Failure> {
    let control = Control::default();
    let mut writer = RowsWriter::new(&folder.0, "query")?;
    let total = plan.subjects.len() as u64;
    let answer = thread::scope(|scope| {
        let bar = io::stderr().is_terminal().then(|| ProgressBar::new(total).with_style(ProgressStyle::default_bar()));
        let run = scope.spawn(|| execute(plan, &control, &mut |rows| writer.add(rows)));
        while let Some(bar) = bar.as_ref().filter(|_| !run.is_finished()) {
            bar.set_position(control.done());
            thread::sleep(Duration::from_millis(50));
        }
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        run.join().unwrap_or_else(|_| Err(crate::engine::EngineError::Stopped))
    })?;
    Ok((answer, writer.finish()?))
}

/// A folder of this process alone, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("usermetrics-query-{}", ResultId::random()));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
