//! A request as JSON: every parameter in it, defaults included, keys in one order.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};
use serde_json::{Map, Value};

use super::arguments::{find, find_curve};
use super::{Aggregator, DEFAULT_SEED, Request, RequestError, check_label};
use crate::metric::{Frame, Metric, Selection, SliceBy, SliceSize, params};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::WikiName;

/// Names and only values of what this version cannot do otherwise.
const FIXED: [(&str, &str); 1] = [("source", "\"warehouse\"")];

const FIELDS: [&str; 12] = [
    "cohort",
    "wikis",
    "source",
    "snapshots",
    "as_of",
    "zone",
    "slice",
    "slice_by",
    "aggregators",
    "intervals",
    "seed",
    "curves",
];

impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Request", FIELDS.len() + 1)?;
        document.serialize_field("cohort", &self.cohort)?;
        document.serialize_field("wikis", &self.wikis)?;
        document.serialize_field("source", "warehouse")?;
        document.serialize_field("snapshots", &self.snapshots)?;
        document.serialize_field("as_of", &self.as_of)?;
        document.serialize_field("zone", &self.frame.zone)?;
        document.serialize_field("slice", &self.frame.slice.map(|size| size.to_string()))?;
        document.serialize_field("slice_by", &self.slice_by().map(SliceBy::as_str))?;
        document.serialize_field("aggregators", &self.aggregators)?;
        document.serialize_field("intervals", &self.intervals)?;
        document.serialize_field("seed", &self.seed)?;
        let curves: Vec<CurveDocument<'_>> = self.curves.iter().map(CurveDocument).collect();
        document.serialize_field("curves", &curves)?;
        let metrics: Vec<MetricDocument<'_>> = self.metrics.iter().map(MetricDocument).collect();
        document.serialize_field("metrics", &metrics)?;
        document.end()
    }
}

/// A metric of a request.
struct MetricDocument<'a>(&'a Selection);

impl Serialize for MetricDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Metric", 4)?;
        document.serialize_field("label", &self.0.label)?;
        document.serialize_field("metric", self.0.metric.statement().name)?;
        document.serialize_field("parameters", &self.0.params)?;
        document.serialize_field("window", &self.0.window)?;
        document.end()
    }
}

/// A curve of a request.
struct CurveDocument<'a>(&'a Selection);

impl Serialize for CurveDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Curve", 4)?;
        document.serialize_field("label", &self.0.label)?;
        document.serialize_field("curve", self.0.metric.statement().name)?;
        document.serialize_field("parameters", &self.0.params)?;
        document.serialize_field("window", &self.0.window)?;
        document.end()
    }
}

impl Request {
    /// The request as JSON text in its canonical form.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in a request can fail to be written: no map has keys that are not text.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a request document. What is left out takes its default.
    ///
    /// # Errors
    ///
    /// It is no JSON object, a field does not exist or has a wrong value, or a metric cannot be asked this way.
    pub fn from_json(text: &str) -> Result<Self, RequestError> {
        let wrong = |why: String| RequestError::new("request", msg!("request-not-json", Arg::Name(why)));
        let value: Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let Value::Object(mut fields) = value else { return Err(wrong(String::from("not an object"))) };
        let metrics = fields.remove("metrics").unwrap_or(Value::Null);
        if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            return Err(unknown_field(unknown, &format!("{}, metrics", FIELDS.join(", "))));
        }
        for (name, only) in FIXED {
            let given = fields.get(name).map(Value::to_string);
            if let Some(given) = given.filter(|given| given != only) {
                return Err(RequestError::new(name, msg!("request-only", name, Arg::Name(given), only)));
            }
        }
        let frame = frame_of(&fields)?;
        let named = list_of(&fields, "aggregators", aggregator)?;
        let asked = asked_of(&metrics, fields.get("curves").unwrap_or(&Value::Null), &frame)?;
        let request = Self {
            cohort: text_of(&fields, "cohort")?.unwrap_or_default(),
            wikis: list_of(&fields, "wikis", |name| {
                WikiName::from_typed(name).map_err(|reason| RequestError::new("wikis", reason))
            })?
            .unwrap_or_default(),
            snapshots: list_of(&fields, "snapshots", |id| Ok(id.to_owned()))?,
            as_of: read_field(&fields, "as_of", |text| frame.zone.read(text))?,
            aggregators: match named {
                Some(given) => Aggregator::ALL.into_iter().filter(|one| given.contains(one)).collect(),
                None => Aggregator::DEFAULT.to_vec(),
            },
            intervals: field(&fields, "intervals", Value::as_bool, |given| {
                msg!("param-choice", "intervals", given, "true, false")
            })?
            .unwrap_or(false),
            seed: field(&fields, "seed", Value::as_u64, |given| msg!("param-count", "seed", given, 0, u64::MAX))?
                .unwrap_or(DEFAULT_SEED),
            metrics: asked.0,
            curves: asked.1,
            frame,
        };
        request.check()?;
        Ok(request)
    }
}

/// The zone and the slices of a request document.
fn frame_of(fields: &Map<String, Value>) -> Result<Frame, RequestError> {
    Ok(Frame {
        zone: read_field(fields, "zone", str::parse)?.unwrap_or_default(),
        slice: read_field(fields, "slice", SliceSize::parse)?,
        slice_by: read_field(fields, "slice_by", SliceBy::read)?,
    })
}

/// A field that holds a text with a meaning.
fn read_field<T>(
    fields: &Map<String, Value>,
    name: &str,
    read: impl Fn(&str) -> Result<T, Message>,
) -> Result<Option<T>, RequestError> {
    let text = text_of(fields, name)?;
    text.map(|text| read(&text)).transpose().map_err(|reason| RequestError::new(name, reason))
}

/// A field that is no text.
fn field<T>(
    fields: &Map<String, Value>,
    name: &str,
    read: impl Fn(&Value) -> Option<T>,
    wrong: impl Fn(Arg) -> Message,
) -> Result<Option<T>, RequestError> {
    let given = fields.get(name).filter(|value| !value.is_null());
    let wrong = |value: &Value| RequestError::new(name, wrong(Arg::Name(value.to_string())));
    given.map(|value| read(value).ok_or_else(|| wrong(value))).transpose()
}

fn aggregator(name: &str) -> Result<Aggregator, RequestError> {
    Aggregator::parse(name).ok_or_else(|| {
        let message = msg!("request-aggregator-unknown", Arg::Name(name.to_owned()), Aggregator::names());
        RequestError::new("aggregators", message)
    })
}

fn unknown_field(name: &str, known: &str) -> RequestError {
    RequestError::new(name, msg!("request-field-unknown", Arg::Name(name.to_owned()), known))
}

fn text_of(fields: &Map<String, Value>, name: &str) -> Result<Option<String>, RequestError> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(RequestError::new(name, msg!("request-field-text", name))),
    }
}

fn list_of<T>(
    fields: &Map<String, Value>,
    name: &str,
    read: impl Fn(&str) -> Result<T, RequestError>,
) -> Result<Option<Vec<T>>, RequestError> {
    let wrong = || RequestError::new(name, msg!("request-field-list", name));
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(list)) => {
            list.iter().map(|item| read(item.as_str().ok_or_else(wrong)?)).collect::<Result<_, _>>().map(Some)
        }
        Some(_) => Err(wrong()),
    }
}

/// The metrics and the curves of a request document.
fn asked_of(metrics: &Value, curves: &Value, frame: &Frame) -> Result<(Vec<Selection>, Vec<Selection>), RequestError> {
    let (metrics, curves) = (items(metrics, "metrics")?, items(curves, "curves")?);
    if metrics.is_empty() && curves.is_empty() {
        return Err(RequestError::new("metrics", msg!("request-field-list", "metrics")));
    }
    let read = metrics.iter().map(|item| metric_of(item, "metric", find, frame));
    let read = read.chain(curves.iter().map(|item| metric_of(item, "curve", find_curve, frame)));
    let mut selections: Vec<Selection> = Vec::with_capacity(metrics.len() + curves.len());
    for selection in read {
        let selection = selection?;
        check_label(&selection.label, selections.iter().map(|other| other.label.as_str()))
            .map_err(|reason| RequestError::new("metrics", reason))?;
        selections.push(selection);
    }
    let curves = selections.split_off(metrics.len());
    Ok((selections, curves))
}

/// The items of a list that may be left out.
fn items<'a>(value: &'a Value, name: &str) -> Result<&'a [Value], RequestError> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(list) => Ok(list),
        _ => Err(RequestError::new(name, msg!("request-field-list", name))),
    }
}

/// A metric or a curve; `kind` is the field that names which.
fn metric_of(
    item: &Value,
    kind: &'static str,
    find: impl Fn(&str) -> Result<&'static dyn Metric, RequestError>,
    frame: &Frame,
) -> Result<Selection, RequestError> {
    let wrong = || RequestError::new(format!("{kind}s"), msg!("request-field-list", format!("{kind}s")));
    let fields = item.as_object().ok_or_else(wrong)?;
    let name = text_of(fields, kind)?.ok_or_else(wrong)?;
    let metric = find(&name)?;
    let label = text_of(fields, "label")?.unwrap_or_else(|| metric.statement().name.to_owned());
    let mut given = BTreeMap::new();
    for (field, value) in fields {
        match (field.as_str(), value) {
            ("label", _) | ("parameters" | "window", Value::Null) => {}
            (field, _) if field == kind => {}
            ("parameters", Value::Object(parameters)) => {
                for (name, value) in parameters {
                    let Some(param) = params::all(metric.statement().params).find(|param| param.name == name) else {
                        let known: Vec<&str> = params::all(metric.statement().params).map(|param| param.name).collect();
                        return Err(unknown_field(name, &known.join(", ")));
                    };
                    let value = param.parse_json(value).map_err(|error| RequestError::of_metric(&label, error))?;
                    given.insert(name.clone(), value.to_string());
                }
            }
            ("window", Value::Object(window)) => {
                for name in window.keys() {
                    if let Some(text) = text_of(window, name)? {
                        given.insert(name.clone(), text);
                    }
                }
                // An offset of nothing is what a window without an offset says of itself.
                if given.get("offset").is_some_and(|offset| offset == "0s") {
                    given.remove("offset");
                }
            }
            _ => return Err(unknown_field(field, format!("label, {kind}, parameters, window").as_str())),
        }
    }
    Selection::read(&label, metric, &given, frame).map_err(|error| RequestError::of_metric(&label, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(json: &str) -> Result<Request, RequestError> {
        Request::from_json(&format!("{{\"wikis\": [\"enwiki\"], \"metrics\": [{json}]}}"))
    }

    #[test]
    fn a_request_with_its_defaults_reads_back_the_same() {
        for name in ["survival", "edits", "revert_rate", "time_to_threshold", "edit_rate", "namespace_edits"] {
            for anchor in ["registration", "first_edit", "activity"] {
                if name == "time_to_threshold" && anchor == "activity" {
                    continue;
                }
                let request =
                    metric(&format!("{{\"metric\": \"{name}\", \"window\": {{\"anchor\": \"{anchor}\"}}}}")).unwrap();
                let json = request.to_json();
                assert_eq!(Request::from_json(&json).unwrap().to_json(), json, "{json}");
            }
        }
    }

    #[test]
    fn every_parameter_stands_in_it_in_one_order() {
        let request = metric(r#"{"metric": "threshold", "parameters": {"n": 2}, "window": {"t": "1d"}}"#).unwrap();
        assert_eq!(
            request.to_json(),
            "{\"cohort\":\"\",\"wikis\":[\"enwiki\"],\"source\":\"warehouse\",\"snapshots\":null,\"as_of\":null,\
             \"zone\":\"UTC\",\"slice\":null,\"slice_by\":null,\"aggregators\":[\"sum\",\"mean\",\"median\",\"std\",\
             \"min\",\"max\",\"proportion\",\"rate\"],\"intervals\":false,\"seed\":1,\"curves\":[],\"metrics\":[{\
             \"label\":\"threshold\",\"metric\":\"threshold\",\"parameters\":{\"n\":2,\"namespaces\":[0],\"include_deleted\":true,\"exclude_bots\":false},\"window\":{\
             \"anchor\":\"registration\",\"event\":null,\"offset\":\"0s\",\"t\":\"24h\",\"start\":null,\"end\":null}}]}"
        );
    }

    #[test]
    fn curves_are_asked_like_metrics() {
        let asked = r#"{"wikis": ["enwiki"], "curves": [{"curve": "kaplan_meier", "parameters": {"gap": "30d"}}]}"#;
        let request = Request::from_json(asked).unwrap();
        assert!(request.metrics.is_empty());
        let json = request.to_json();
        assert!(json.contains("\"curves\":[{\"label\":\"kaplan_meier\",\"curve\":\"kaplan_meier\","), "{json}");
        assert_eq!(Request::from_json(&json).unwrap().to_json(), json);
        for (json, parameter) in [
            (r#"{"curves": [{"curve": "kaplan"}]}"#, "curve"),
            (r#"{"curves": [{"metric": "edits"}]}"#, "curves"),
            (r#"{"curves": [{"curve": "kaplan_meier", "window": {"anchor": "activity"}}]}"#, "anchor"),
            (r#"{"curves": [{"curve": "kaplan_meier"}, {"curve": "kaplan_meier"}]}"#, "metrics"),
        ] {
            assert_eq!(Request::from_json(json).unwrap_err().parameter, parameter, "{json}");
        }
    }

    #[test]
    fn what_does_not_exist_or_cannot_be_done_yet_is_named() {
        for (json, parameter) in [
            (r#"{"metrics": [], "wikis": []}"#, "metrics"),
            (r#"{"metric": "edits"}"#, "metric"),
            (r#"{"slice": "fortnight", "metrics": [{"metric": "edits"}]}"#, "slice"),
            (r#"{"zone": "Mars", "metrics": [{"metric": "edits"}]}"#, "zone"),
            (r#"{"slice_by": "age", "metrics": [{"metric": "edits"}]}"#, "slice_by"),
            (r#"{"slice": "day", "slice_by": "time", "metrics": [{"metric": "edits"}]}"#, "slice_by"),
            (r#"{"slice": "day", "slice_by": "month", "metrics": [{"metric": "edits"}]}"#, "slice_by"),
            (r#"{"seed": -1, "metrics": [{"metric": "edits"}]}"#, "seed"),
            (r#"{"intervals": "yes", "metrics": [{"metric": "edits"}]}"#, "intervals"),
            (r#"{"aggregators": ["rate"], "metrics": [{"metric": "edits"}]}"#, "aggregators"),
            (r#"{"aggregators": ["dist"], "metrics": [{"metric": "survival"}]}"#, "aggregators"),
            (r#"{"aggregators": ["average"], "metrics": [{"metric": "edits"}]}"#, "aggregators"),
            (r#"{"metrics": [{"metric": "edits", "speed": 1}]}"#, "speed"),
            (r#"{"metrics": [{"metric": "edits", "parameters": {"n": 1}}]}"#, "n"),
            (r#"{"metrics": [{"metric": "threshold", "parameters": {"n": 0}}]}"#, "n"),
            (r#"{"metrics": [{"metric": "threshold", "parameters": {"n": 1.5}}]}"#, "n"),
            (r#"{"metrics": [{"metric": "edits", "window": {"t": 24}}]}"#, "t"),
            ("[]", "request"),
            ("{", "request"),
        ] {
            assert_eq!(Request::from_json(json).unwrap_err().parameter, parameter, "{json}");
        }
    }
}
