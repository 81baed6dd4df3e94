//! Metrics and parameters as they are written on a command line: `before=edits`, `before.t=30d`, `n=5`.

use std::collections::BTreeMap;

use super::{RequestError, check_label};
use crate::metric::selection::WINDOW_PARAMS;
use crate::metric::{Anchor, Frame, Metric, Selection, params, registry};
use crate::msg;
use crate::text::Arg;

/// Settings of the window (anchor, event, start, end) for every metric that does not say otherwise: by name, as typed.
pub type Defaults = BTreeMap<String, String>;

struct Asked {
    label: String,
    metric: &'static dyn Metric,
    given: BTreeMap<String, String>,
}

impl Asked {
    fn has(&self, parameter: &str) -> bool {
        WINDOW_PARAMS.contains(&parameter)
            || params::all(self.metric.statement().params).any(|param| param.name == parameter)
    }

    fn is_about_an_event(&self) -> bool {
        self.given.get("anchor").is_some_and(|anchor| anchor.trim() == Anchor::Event.as_str())
    }

    fn fill_in(&mut self, defaults: &Defaults, names: &[&str]) {
        for name in names {
            if let Some(value) = defaults.get(*name) {
                self.given.entry((*name).to_owned()).or_insert_with(|| value.clone());
            }
        }
    }
}

/// What a request asks for, as it is written on a command line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arguments<'a> {
    /// Metrics: `[LABEL=]NAME`.
    pub metrics: &'a [String],
    /// Curves: `[LABEL=]NAME`.
    pub curves: &'a [String],
    /// Parameters: `[LABEL.]name=value`; without a label one goes to every metric and curve that has it.
    pub params: &'a [String],
}

/// Reads the metrics and the curves of a request. `defaults` are settings of the window for all of them, `frame` is what
/// they share.
///
/// # Errors
///
/// A metric, curve or parameter does not exist, a label stands twice, a value is wrong, or nothing is asked for.
pub fn selections(
    arguments: Arguments<'_>,
    defaults: &Defaults,
    frame: &Frame,
) -> Result<(Vec<Selection>, Vec<Selection>), RequestError> {
    if arguments.metrics.is_empty() && arguments.curves.is_empty() {
        return Err(RequestError::new("metric", msg!("request-no-metric", metric_names())));
    }
    let mut asked: Vec<Asked> = Vec::with_capacity(arguments.metrics.len());
    let metrics = arguments.metrics.iter().map(|typed| (typed, find as Finder));
    for (typed, find) in metrics.chain(arguments.curves.iter().map(|typed| (typed, find_curve as Finder))) {
        let (label, name) = typed.split_once('=').unwrap_or((typed, typed));
        check_label(label, asked.iter().map(|other| other.label.as_str()))
            .map_err(|reason| RequestError::new("metric", reason))?;
        asked.push(Asked { label: label.to_owned(), metric: find(name)?, given: BTreeMap::new() });
    }
    for typed in arguments.params {
        give(&mut asked, typed)?;
    }
    // Who names an event and no anchor asks about the event.
    let about_event = Defaults::from([("anchor".to_owned(), Anchor::Event.as_str().to_owned())]);
    for one in &mut asked {
        one.fill_in(defaults, &["anchor"]);
        if defaults.contains_key("event") || one.given.contains_key("event") {
            one.fill_in(&about_event, &["anchor"]);
        }
    }
    // The date of an event goes to the metrics that ask about one, a range of dates to the others. What no metric takes
    // is handed to all of them, and refused like any parameter that has no place.
    let about_events = asked.iter().filter(|one| one.is_about_an_event()).count();
    let (nobody, everybody) = (about_events == 0, about_events == asked.len());
    for one in &mut asked {
        if nobody || one.is_about_an_event() {
            one.fill_in(defaults, &["event"]);
        }
        if everybody || !one.is_about_an_event() {
            one.fill_in(defaults, &["start", "end"]);
        }
    }
    let read = asked.into_iter().map(|one| {
        Selection::read(&one.label, one.metric, &one.given, frame)
            .map_err(|error| RequestError::of_metric(&one.label, error))
    });
    let mut metrics = read.collect::<Result<Vec<_>, _>>()?;
    let curves = metrics.split_off(arguments.metrics.len());
    Ok((metrics, curves))
}

/// Finds what stands behind a name.
type Finder = fn(&str) -> Result<&'static dyn Metric, RequestError>;

/// The kind of curve of this name.
///
/// # Errors
///
/// There is none; the error lists all.
pub(super) fn find_curve(name: &str) -> Result<&'static dyn Metric, RequestError> {
    let names = || registry::curves().iter().map(|curve| curve.statement().name);
    let found = registry::curves().iter().copied().find(|curve| curve.statement().name == name);
    found.ok_or_else(|| {
        let names = names().collect::<Vec<_>>().join(", ");
        RequestError::new("curve", msg!("request-curve-unknown", Arg::Name(name.to_owned()), names))
    })
}

/// The metric of this name.
///
/// # Errors
///
/// There is none; the error names the nearest and lists all.
pub(super) fn find(name: &str) -> Result<&'static dyn Metric, RequestError> {
    registry::find(name).ok_or_else(|| {
        let given = Arg::Name(name.to_owned());
        let message = match registry::nearest(name) {
            Some(nearest) => msg!("request-metric-nearest", given, nearest, metric_names()),
            None => msg!("request-metric-unknown", given, metric_names()),
        };
        RequestError::new("metric", message)
    })
}

fn metric_names() -> String {
    registry::all().iter().map(|metric| metric.statement().name).collect::<Vec<_>>().join(", ")
}

fn give(asked: &mut [Asked], typed: &str) -> Result<(), RequestError> {
    let Some((target, value)) = typed.split_once('=') else {
        return Err(RequestError::new("param", msg!("request-param-form", Arg::Name(typed.to_owned()))));
    };
    let (label, name) = match target.split_once('.') {
        Some((label, name)) => (Some(label), name),
        None => (None, target),
    };
    let mut taken = false;
    for one in asked.iter_mut() {
        let meant = match label {
            Some(label) => one.label == label,
            None => one.has(name),
        };
        if meant {
            one.given.insert(name.to_owned(), value.to_owned());
            taken = true;
        }
    }
    if taken {
        return Ok(());
    }
    let message = match label {
        Some(label) => {
            let labels: Vec<&str> = asked.iter().map(|one| one.label.as_str()).collect();
            msg!("request-label-unknown", Arg::Name(label.to_owned()), labels.join(", "))
        }
        None => msg!("request-param-nobodys", Arg::Name(name.to_owned()), known(asked)),
    };
    Err(RequestError::new(target, message))
}

fn known(asked: &[Asked]) -> String {
    let own = asked.iter().flat_map(|one| params::all(one.metric.statement().params).map(|param| param.name));
    let mut names: Vec<&str> = own.chain(WINDOW_PARAMS).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(metrics: &[&str], params: &[&str]) -> Result<Vec<Selection>, RequestError> {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (metrics, params) = (owned(metrics), owned(params));
        let arguments = Arguments { metrics: &metrics, params: &params, ..Arguments::default() };
        selections(arguments, &Defaults::new(), &Frame::default()).map(|(metrics, _)| metrics)
    }

    #[test]
    fn one_metric_stands_twice_under_two_labels() {
        let both = read(
            &["before=edits", "after=edits"],
            &["event=2025-03-01", "before.offset=-30d", "t=30d", "after.namespaces=0"],
        )
        .unwrap();
        assert!(both.iter().all(|one| one.window.anchor == Anchor::Event));
        let shown: Vec<_> = both
            .iter()
            .map(|one| (one.label.as_str(), one.window.offset.to_string(), one.params.namespaces().to_string()))
            .collect();
        assert_eq!(shown, [("before", "-30d".into(), "all".into()), ("after", "0s".into(), "0".into())]);
        assert!(both.iter().all(|one| one.window.t.is_some_and(|t| t.to_string() == "30d")));
    }

    #[test]
    fn a_parameter_goes_to_every_metric_that_has_it_and_to_none_is_an_error() {
        let two = read(&["edits", "threshold"], &["n=5", "namespaces=1"]).unwrap();
        assert_eq!(two[1].params.count("n"), 5);
        assert_eq!(two[0].params.namespaces().to_string(), "1");
        for (params, parameter) in
            [("sunset=3d", "sunset"), ("edits.n=5", "n"), ("survival.n=5", "survival.n"), ("n", "param")]
        {
            assert_eq!(read(&["edits", "threshold"], &[params]).unwrap_err().parameter, parameter);
        }
    }

    #[test]
    fn dates_go_to_the_metrics_that_take_some() {
        let asked = |params: &[&str]| {
            let given = [("start", "2025-01-01"), ("event", "2025-03-01"), ("anchor", "activity")];
            let defaults: Defaults = given.map(|(name, value)| (name.into(), value.into())).into();
            let params: Vec<String> = params.iter().map(|text| (*text).to_owned()).collect();
            let metrics = ["before=edits".to_owned(), "ever=edits".to_owned()];
            let arguments = Arguments { metrics: &metrics, params: &params, ..Arguments::default() };
            selections(arguments, &defaults, &Frame::default()).map(|(metrics, _)| metrics)
        };
        let both = asked(&["before.anchor=event"]).unwrap();
        let at = |text: &str| text.parse().ok();
        assert_eq!((both[0].window.start, both[0].window.event), (None, at("2025-03-01")));
        assert_eq!((both[1].window.start, both[1].window.event), (at("2025-01-01"), None));
        // Nobody takes a range of dates, or nobody an event.
        assert_eq!(asked(&["anchor=event"]).unwrap_err().parameter, "start");
        assert_eq!(asked(&[]).unwrap_err().parameter, "event");
    }

    #[test]
    fn an_aggregator_needs_a_column() {
        use crate::request::{Aggregator, Request};
        let asked = |metric: &str, aggregator| Request {
            aggregators: vec![aggregator],
            ..Request::of(read(&[metric], &[]).unwrap())
        };
        assert!(asked("namespace_edits", Aggregator::Mean).check_aggregators().is_err());
        assert!(asked("threshold", Aggregator::Rate).check_aggregators().is_err());
        assert!(asked("threshold", Aggregator::Median).check_aggregators().is_ok(), "the hours have one");
        assert!(asked("revert_rate", Aggregator::Rate).check_aggregators().is_ok());
    }

    #[test]
    fn metrics_must_exist_and_labels_be_unique() {
        assert!(read(&["surival"], &[]).unwrap_err().to_string().contains("survival"));
        assert!(read(&["edits", "edits"], &[]).is_err());
        assert!(read(&["=edits"], &[]).is_err() && read(&["a.b=edits"], &[]).is_err() && read(&[], &[]).is_err());
        assert_eq!(read(&["edit_count"], &[]).unwrap()[0].metric.statement().name, "edits");
    }
}
