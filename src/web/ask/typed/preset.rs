//! The form as it is opened, and how values of a request are written into its fields.

use super::{Typed, day, unit_field};
use crate::metric::Anchor;
use crate::metric::params::{self, Kind, Param};
use crate::request::{Aggregator, DEFAULT_SEED};
use crate::web::ask::question::Question;
use crate::web::preset::Preset;
use crate::wiki::{NamespaceSet, Timestamp, Zone};

impl Typed {
    /// The form as it is opened: the questions that a report begins with, fixed dates from `first_day` to `last_day`.
    /// Clocks start at the first edit where the data do not know registrations.
    pub fn preset(first_day: Timestamp, last_day: Timestamp, registrations: bool) -> Self {
        let mut typed = Self::default();
        for question in Question::all() {
            let statement = question.statement();
            let preset = Preset::of(statement);
            if preset.is_some() {
                typed.chosen.insert(question.name());
            }
            let clock = if registrations { Anchor::Registration } else { Anchor::FirstEdit };
            let anchor = preset.map_or(clock, |preset| preset.anchor);
            let set = |name: &str| preset.and_then(|preset| preset.value(name));
            typed.put(&question, "anchor", anchor.as_str());
            typed.put(&question, "first_day", &day(first_day));
            typed.put(&question, "last_day", &day(last_day));
            if let Some(t) = statement.t {
                let t = set("t").map_or_else(|| t.to_string(), str::to_owned);
                typed.put_length(&question, "t", &t);
                typed.put_length(&question, "offset", "0d");
            }
            for param in params::all(statement.params) {
                typed.put_param(&question, param, set(param.name).unwrap_or(param.default));
            }
        }
        typed.put_overall("zone", Zone::UTC.name());
        typed.put_overall("seed", &DEFAULT_SEED.to_string());
        for aggregator in Aggregator::DEFAULT {
            typed.put_overall("aggregator", aggregator.as_str());
        }
        typed
    }

    /// Puts something into a field of the whole request.
    pub(super) fn put_overall(&mut self, field: &str, value: &str) {
        self.fields.entry(field.to_owned()).or_default().push(value.to_owned());
    }

    pub(super) fn put(&mut self, question: &Question, field: &str, value: &str) {
        self.fields.entry(question.field(field)).or_default().push(value.to_owned());
    }

    /// A length as number and unit: `30d` is 30 and `d`.
    pub(super) fn put_length(&mut self, question: &Question, field: &str, length: &str) {
        let at = length.len() - length.chars().next_back().map_or(0, char::len_utf8);
        let (number, unit) = length.split_at(at);
        self.put(question, field, number);
        self.put(question, &unit_field(field), unit);
    }

    pub(super) fn put_param(&mut self, question: &Question, param: &Param, value: &str) {
        match param.kind {
            Kind::OptionalLength { .. } if value == "none" => {
                self.put(question, param.name, "");
                self.put(question, &unit_field(param.name), "h");
            }
            Kind::OptionalCount { .. } if value == "none" => self.put(question, param.name, ""),
            Kind::Length { .. } | Kind::OptionalLength { .. } => self.put_length(question, param.name, value),
            Kind::Namespaces => match value.parse() {
                Ok(NamespaceSet::List(list)) => {
                    self.put(question, param.name, "list");
                    for id in list {
                        self.put(question, "namespace", &id.to_string());
                    }
                }
                _ => self.put(question, param.name, value),
            },
            Kind::Count { .. } | Kind::OptionalCount { .. } | Kind::CountOr { .. } | Kind::Choice(_) | Kind::Flag => {
                self.put(question, param.name, value);
            }
        }
    }
}
