//! A metric chosen for a request: its parameters and its window, read and checked.

use std::collections::BTreeMap;

use super::params::{ParamError, Params};
use super::slice::{Frame, SLICES_MOST, SliceBy, Slices};
use super::{Anchor, Metric, Period, Start, Window, WindowLength};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::{Span, Timestamp, Zone};

/// One metric of a request.
#[derive(Clone)]
pub struct Selection {
    /// What the request calls it, so that one metric can stand twice.
    pub label: String,
    /// The metric.
    pub metric: &'static dyn Metric,
    /// Its parameters, defaults filled in.
    pub params: Params,
    /// Its window.
    pub window: WindowSpec,
    /// How its time is cut.
    pub slices: Option<Slices>,
    /// The zone in which days begin.
    pub zone: Zone,
}

/// A window as a request asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WindowSpec {
    /// What it is relative to.
    pub anchor: Anchor,
    /// The date of the event, for that anchor.
    pub event: Option<Timestamp>,
    /// From the anchor to the start of the window.
    pub offset: Span,
    /// Length of the window; `None` with fixed dates and for metrics that take none.
    pub t: Option<WindowLength>,
    /// Fixed dates: first instant. Other anchors: accounts whose anchor lies at or after it.
    pub start: Option<Timestamp>,
    /// Fixed dates: the first instant after. Other anchors: accounts whose anchor lies before it.
    pub end: Option<Timestamp>,
}

/// Names of a window's settings, which stand among a metric's parameters on the command line.
pub const WINDOW_PARAMS: [&str; 6] = ["anchor", "event", "offset", "t", "start", "end"];

/// A window with the dates of the source filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// When the metric counts.
    pub period: Period,
    /// Which anchors belong to it. For fixed dates the dates themselves.
    pub range: Window,
    /// Where fixed dates were cut because the data end there.
    pub clipped_to: Option<Timestamp>,
    /// How time is cut.
    pub slices: Option<Slices>,
    /// The slices of fixed dates, in order; empty with other anchors.
    pub fixed_slices: Vec<Window>,
    /// The most rows that an account may have: one, or one for each slice.
    pub slices_most: usize,
    /// The first edit of the wiki, from where slices of hours are stepped when nothing else is said.
    pub first_edit: Timestamp,
}

impl std::fmt::Debug for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Selection")
            .field("label", &self.label)
            .field("metric", &self.metric.statement().name)
            .field("params", &self.params)
            .field("window", &self.window)
            .field("slices", &self.slices)
            .field("zone", &self.zone)
            .finish()
    }
}

impl Selection {
    /// Reads what was given for a metric: its own parameters and the settings of its window, by name; `frame` is what it
    /// shares with the other metrics of its request.
    ///
    /// # Errors
    ///
    /// A name is not one of them, a value is wrong, or the metric cannot be asked this way.
    pub fn read(
        label: impl Into<String>,
        metric: &'static dyn Metric,
        given: &BTreeMap<String, String>,
        frame: &Frame,
    ) -> Result<Self, ParamError> {
        let (window, own): (BTreeMap<_, _>, BTreeMap<_, _>) =
            given.clone().into_iter().partition(|(name, _)| WINDOW_PARAMS.contains(&name.as_str()));
        let params = Params::read(metric.statement().params, &metric.spell_out(&own)?)?;
        metric.check(&params)?;
        let window = WindowSpec::read(metric, &window, &frame.zone)?;
        let slices = slices_of(metric, &window, frame)?;
        Ok(Self { label: label.into(), metric, params, window, slices, zone: frame.zone.clone() })
    }

    /// One sentence that says what is counted, with the actual parameters and dates in it, and whom it leaves out.
    #[must_use]
    pub fn definition(&self, period: &Period) -> Message {
        let definition = self.metric.define(&self.params, period);
        if self.params.flag("exclude_bots") { msg!("definition-without-bots", definition) } else { definition }
    }

    /// Fills in the dates of a source: where its data begin and where they end.
    ///
    /// # Errors
    ///
    /// The dates are not in order, or begin where the data have already ended.
    pub fn resolve(&self, first_edit: Timestamp, as_of: Timestamp) -> Result<Resolved, ParamError> {
        let spec = self.window;
        let clocks = spec.anchor != Anchor::Activity;
        let earliest = if clocks { Timestamp::MIN } else { first_edit };
        let start = spec.start.unwrap_or(earliest);
        let asked_end = spec.end.unwrap_or(as_of);
        if start >= asked_end && (spec.start.is_some() || spec.end.is_some()) {
            let message = match spec.end {
                Some(_) if spec.start.is_none() => msg!("window-end-before-data", asked_end, first_edit),
                None => msg!("window-start-after-data", start, as_of),
                Some(_) => msg!("window-order", start, asked_end),
            };
            return Err(error(if spec.start.is_some() { "start" } else { "end" }, message));
        }
        let cut = !clocks && !self.metric.looks_past_the_end();
        if cut && start >= as_of {
            let parameter = if spec.start.is_some() { "start" } else { "as_of" };
            return Err(error(parameter, msg!("window-start-after-data", start, as_of)));
        }
        let range = Window { start, end: asked_end.min(as_of) };
        let period = match spec.anchor {
            Anchor::Activity => {
                let whole = spec.start.is_none() && spec.end.is_none();
                Period::Fixed { window: range, asked_end, whole, since_first: spec.start.is_none() }
            }
            _ => Period::Clock { start: spec.starts(), offset: spec.offset, t: spec.t },
        };
        let clipped_to = (cut && asked_end > as_of).then_some(as_of);
        let fixed_slices = match &self.slices {
            Some(slices) if !clocks => slices.of(Window { start, end: if cut { range.end } else { asked_end } }),
            _ => Vec::new(),
        };
        let slices = self.slices.clone();
        let resolved = Resolved { period, range, clipped_to, slices, fixed_slices, slices_most: 1, first_edit };
        let slices_most = resolved.count_slices(as_of)?;
        Ok(Resolved { slices_most, ..resolved })
    }
}

impl Resolved {
    /// The most rows that an account may have. Slices are drawn and listed one by one: there may be ten thousand of them
    /// and no more.
    fn count_slices(&self, as_of: Timestamp) -> Result<usize, ParamError> {
        let Some(slices) = &self.slices else { return Ok(1) };
        let start = if self.range.start == Timestamp::MIN { self.first_edit } else { self.range.start };
        let groups = || slices.of(Window { start, end: self.range.end }).len();
        let ages = |t: Option<WindowLength>| {
            let end = t.and_then(WindowLength::span).map_or(as_of, |t| start.plus(t));
            slices.of(Window { start, end }).len()
        };
        let (shown, of_an_account) = match (self.period, slices.by) {
            (Period::Fixed { .. }, _) => (self.fixed_slices.len(), self.fixed_slices.len()),
            (Period::Clock { t, .. }, SliceBy::Age | SliceBy::AnchorAge) => (ages(t), ages(t) + 1),
            (Period::Clock { .. }, SliceBy::Anchor | SliceBy::Time) => (groups(), 1),
        };
        if shown > SLICES_MOST {
            return Err(error("slice", msg!("slice-too-many", slices.size.to_string(), SLICES_MOST)));
        }
        Ok(of_an_account)
    }
}

/// How a metric's time is cut in a request.
fn slices_of(metric: &dyn Metric, window: &WindowSpec, frame: &Frame) -> Result<Option<Slices>, ParamError> {
    let Some(size) = frame.slice else {
        if let Some(by) = frame.slice_by {
            return Err(error("slice_by", msg!("slice-by-without-size", by.as_str())));
        }
        if window.t == Some(WindowLength::Open) {
            return Err(error("t", msg!("window-open-without-age", WindowLength::OPEN)));
        }
        return Ok(None);
    };
    let by = frame.slice_by.unwrap_or(SliceBy::default_for(window.anchor));
    let name = metric.statement().name;
    if !by.goes_with(window.anchor) {
        return Err(error("slice_by", msg!("slice-by-not-here", by.as_str(), window.anchor.as_str())));
    }
    if by.cuts_age() && !metric.has_age_slices() {
        return Err(error("slice_by", msg!("slice-age-not-here", name, by.as_str())));
    }
    if by.cuts_age() && window.offset != Span::ZERO {
        return Err(error("offset", msg!("slice-age-no-offset")));
    }
    if !by.cuts_age() && window.t == Some(WindowLength::Open) {
        return Err(error("t", msg!("window-open-without-age", WindowLength::OPEN)));
    }
    Ok(Some(Slices { size, by, zone: frame.zone.clone() }))
}

impl WindowSpec {
    /// Where clocks start and which starts count. With fixed dates there is no clock.
    #[must_use]
    pub const fn starts(&self) -> Start {
        Start { anchor: self.anchor, event: self.event, from: self.start, before: self.end }
    }

    fn read(metric: &dyn Metric, given: &BTreeMap<String, String>, zone: &Zone) -> Result<Self, ParamError> {
        let statement = metric.statement();
        let typed = |name: &str| given.get(name).map(String::as_str).filter(|text| !text.trim().is_empty());
        let anchor = match typed("anchor") {
            // A metric that knows no registration has one way to be asked, and takes it.
            None if statement.anchors.contains(&Anchor::Registration) => Anchor::Registration,
            None => statement.anchors.first().copied().unwrap_or(Anchor::Registration),
            Some(name) => Anchor::parse(name.trim()).ok_or_else(|| {
                error("anchor", msg!("window-anchor-wrong", Arg::Name(name.to_owned()), names(&Anchor::ALL)))
            })?,
        };
        if !statement.anchors.contains(&anchor) {
            let message = msg!("window-anchor-not-here", statement.name, anchor.as_str(), names(statement.anchors));
            return Err(error("anchor", message));
        }
        let fixed = anchor == Anchor::Activity;
        if let Some(name) = ["t", "offset"].into_iter().find(|name| fixed && typed(name).is_some()) {
            return Err(error(name, msg!("window-no-clock", name)));
        }
        if statement.t.is_none()
            && let Some(name) = ["t", "offset"].into_iter().find(|name| typed(name).is_some())
        {
            return Err(error(name, msg!("window-takes-no-t", statement.name, name)));
        }
        let time = |name: &str| -> Result<Option<Timestamp>, ParamError> {
            let read = typed(name).map(|text| zone.read(text)).transpose();
            read.map_err(|reason| error(name, msg!("param-wrong", name, reason)))
        };
        let wrong = |name: &str, reason| error(name, msg!("param-wrong", name, reason));
        let given_t = typed("t").map(str::parse).transpose().map_err(|reason: Message| wrong("t", reason))?;
        let t = if fixed { None } else { given_t.or(statement.t.map(WindowLength::Of)) };
        if let Some(WindowLength::Of(t)) = t
            && (t < Span::ZERO || (t == Span::ZERO && statement.name != "survival"))
        {
            return Err(error("t", msg!("param-length-short", "t", t.to_string(), Span::from_seconds(1).words())));
        }
        let event = time("event")?;
        if event.is_some() && anchor != Anchor::Event {
            return Err(error("event", msg!("window-event-without-anchor")));
        }
        // Without a date every member has one of their own.
        if let Some(name) = ["start", "end"].into_iter().find(|name| anchor == Anchor::Event && typed(name).is_some()) {
            return Err(error(name, msg!("window-event-takes-no-dates", name)));
        }
        let offset = typed("offset").map(str::parse).transpose().map_err(|reason: Message| wrong("offset", reason))?;
        let offset = offset.unwrap_or(Span::ZERO);
        // Edits before somebody's registration or first edit are outside of every window.
        if offset < Span::ZERO && anchor != Anchor::Event {
            return Err(error("offset", msg!("window-offset-before-anchor", offset.to_string())));
        }
        Ok(Self { anchor, event, offset, t, start: time("start")?, end: time("end")? })
    }
}

fn names(anchors: &[Anchor]) -> String {
    anchors.iter().map(|anchor| anchor.as_str()).collect::<Vec<_>>().join(", ")
}

fn error(parameter: &str, message: Message) -> ParamError {
    ParamError { parameter: parameter.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::registry;

    fn read(metric: &str, given: &[(&str, &str)]) -> Result<Selection, ParamError> {
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Selection::read(metric, registry::find(metric).unwrap(), &given, &Frame::default())
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        for (metric, given, parameter) in [
            ("edits", ("t", "0h"), "t"),
            ("edits", ("t", "soon"), "t"),
            ("edits", ("anchor", "birth"), "anchor"),
            ("edits", ("speed", "9"), "speed"),
            ("edits", ("namespaces", "main"), "namespaces"),
            ("edits", ("event", "2025-01-01"), "event"),
            ("edits", ("start", "yesterday"), "start"),
            ("time_to_threshold", ("anchor", "activity"), "anchor"),
            ("time_to_threshold", ("offset", "1d"), "offset"),
            ("edits", ("offset", "-1d"), "offset"),
            ("threshold", ("n", "0"), "n"),
            ("threshold", ("n", "-1"), "n"),
            ("revert_rate", ("radius", "16"), "radius"),
            ("edit_rate", ("unit", "month"), "unit"),
        ] {
            assert_eq!(read(metric, &[given]).unwrap_err().parameter, parameter, "{metric} {given:?}");
        }
        assert_eq!(read("edits", &[("anchor", "activity"), ("t", "1d")]).unwrap_err().parameter, "t");
        let event = [("anchor", "event"), ("event", "2025-01-01"), ("end", "2025-02-01")];
        assert_eq!(read("edits", &event).unwrap_err().parameter, "end");
        assert!(read("survival", &[("t", "0h")]).is_ok());
        assert!(read("edits", &[("anchor", "event")]).is_ok());
    }

    #[test]
    fn fixed_dates_are_clipped_to_the_data_and_must_lie_in_order() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (first, as_of) = (at("2020-01-01"), at("2025-06-01"));
        let resolve = |start, end| {
            read("edits", &[("anchor", "activity"), ("start", start), ("end", end)]).unwrap().resolve(first, as_of)
        };
        let clipped = resolve("2025-05-01", "2025-07-01").unwrap();
        assert_eq!(clipped.clipped_to, Some(as_of));
        assert_eq!(clipped.range, Window { start: at("2025-05-01"), end: as_of });
        assert_eq!(resolve("", "").unwrap().range, Window { start: first, end: as_of });
        let dates = [("anchor", "activity"), ("start", "2025-05-01"), ("end", "2025-07-01")];
        assert_eq!(read("survival", &dates).unwrap().resolve(first, as_of).unwrap().clipped_to, None);
        assert!(resolve("2025-05-01", "2025-05-01").is_err());
        assert!(resolve("2025-05-02", "2025-05-01").is_err());
        assert!(resolve("2025-06-01", "2025-07-01").is_err());
        assert!(resolve("2025-06-02", "").is_err());
        assert!(resolve("", "2019-12-31").is_err());
        // Nothing had been edited yet.
        let whole = read("edits", &[("anchor", "activity")]).unwrap();
        assert_eq!(whole.resolve(first, at("2019-01-01")).unwrap_err().parameter, "as_of");
    }
}
