//! Parameters of a metric: how they are stated, read, checked and written.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::{NamespaceSet, Span};

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A whole number between the bounds, both included.
    Count {
        /// Least.
        min: u64,
        /// Greatest.
        max: u64,
    },
    /// A whole number between the bounds, or nothing.
    OptionalCount {
        /// Least.
        min: u64,
        /// Greatest.
        max: u64,
    },
    /// A whole number from 1 on, or one word.
    CountOr {
        /// The word.
        word: &'static str,
    },
    /// A length of time of at least `min`.
    Length {
        /// Least.
        min: Span,
    },
    /// A length of time of at least `min`, or nothing.
    OptionalLength {
        /// Least.
        min: Span,
    },
    /// A set of namespaces.
    Namespaces,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Flag,
}

/// A parameter as its metric states it.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Name in requests.
    pub name: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// The default, written as on the command line; `none` where nothing is the default.
    pub default: &'static str,
    /// Message: what a form calls it.
    pub label: &'static str,
    /// Message: what it does.
    pub help: &'static str,
}

impl Param {
    /// The parameter that most metrics share: which namespaces count.
    #[must_use]
    pub const fn namespaces(default: &'static str) -> Self {
        Self {
            name: "namespaces",
            kind: Kind::Namespaces,
            default,
            label: "param-namespaces-label",
            help: "param-namespaces-help",
        }
    }

    /// How many edits it takes.
    #[must_use]
    pub const fn n(default: &'static str) -> Self {
        let kind = Kind::Count { min: 1, max: COUNT_MAX };
        Self { name: "n", kind, default, label: "param-n-label", help: "param-n-help" }
    }

    /// Whether accounts that are or were bots are left out.
    #[must_use]
    pub const fn exclude_bots(default: &'static str) -> Self {
        Self {
            name: "exclude_bots",
            kind: Kind::Flag,
            default,
            label: "param-exclude-bots-label",
            help: "param-exclude-bots-help",
        }
    }

    /// Whether edits to pages that have been deleted count, where the source has them.
    #[must_use]
    pub const fn include_deleted() -> Self {
        Self {
            name: "include_deleted",
            kind: Kind::Flag,
            default: "true",
            label: "param-include-deleted-label",
            help: "param-include-deleted-help",
        }
    }

    /// Whether pages that are redirects today are left out: of metrics about pages.
    #[must_use]
    pub const fn exclude_redirects() -> Self {
        Self {
            name: "exclude_redirects",
            kind: Kind::Flag,
            default: "false",
            label: "param-exclude-redirects-label",
            help: "param-exclude-redirects-help",
        }
    }
}

/// The parameters that every metric takes besides its own. A metric that states one itself has its own default.
pub static COMMON: [Param; 2] = [Param::include_deleted(), Param::exclude_bots("false")];

/// The parameters of a metric: its own, then those that every metric takes.
pub fn all(own: &'static [Param]) -> impl Iterator<Item = &'static Param> {
    own.iter().chain(COMMON.iter().filter(|common| own.iter().all(|param| param.name != common.name)))
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamValue {
    /// A whole number.
    Count(u64),
    /// A length of time.
    Length(Span),
    /// Namespaces.
    Namespaces(NamespaceSet),
    /// One of the words.
    Word(&'static str),
    /// Yes or no.
    Flag(bool),
    /// Nothing given where nothing is allowed.
    None,
}

/// Why a parameter was refused: which one, and a sentence that says what was given and what is allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamError {
    /// Name of the parameter.
    pub parameter: String,
    /// The sentence.
    pub message: Message,
}

impl Param {
    /// Reads a value as it is typed in a form or on the command line.
    ///
    /// # Errors
    ///
    /// Says what was given and what is allowed.
    pub fn parse(&self, typed: &str) -> Result<ParamValue, ParamError> {
        let typed = typed.trim();
        let given = || Arg::Name(typed.to_owned());
        let fail = |message: Message| ParamError { parameter: self.name.to_owned(), message };
        let nothing = typed.is_empty() || typed == "none";
        match self.kind {
            Kind::OptionalCount { .. } | Kind::OptionalLength { .. } if nothing => Ok(ParamValue::None),
            Kind::Count { min, max } | Kind::OptionalCount { min, max } => match typed.parse() {
                Ok(count) if (min..=max).contains(&count) => Ok(ParamValue::Count(count)),
                _ => Err(fail(msg!("param-count", self.name, given(), min, max))),
            },
            Kind::CountOr { word } if typed == word => Ok(ParamValue::Word(word)),
            Kind::CountOr { word } => match typed.parse() {
                Ok(count) if (1..=COUNT_MAX).contains(&count) => Ok(ParamValue::Count(count)),
                _ => Err(fail(msg!("param-count-or", self.name, given(), word))),
            },
            Kind::Length { min } | Kind::OptionalLength { min } => match typed.parse::<Span>() {
                Ok(span) if span >= min => Ok(ParamValue::Length(span)),
                Ok(_) => Err(fail(msg!("param-length-short", self.name, given(), min.words()))),
                Err(reason) => Err(fail(msg!("param-wrong", self.name, reason))),
            },
            Kind::Namespaces => match typed.parse() {
                Ok(set) => Ok(ParamValue::Namespaces(set)),
                Err(reason) => Err(fail(msg!("param-wrong", self.name, reason))),
            },
            Kind::Flag => match typed {
                "true" => Ok(ParamValue::Flag(true)),
                "false" => Ok(ParamValue::Flag(false)),
                _ => Err(fail(msg!("param-choice", self.name, given(), "true, false"))),
            },
            Kind::Choice(words) => match words.iter().find(|word| **word == typed) {
                Some(word) => Ok(ParamValue::Word(word)),
                None => Err(fail(msg!("param-choice", self.name, given(), words.join(", ")))),
            },
        }
    }

    /// Reads a value out of a request document.
    ///
    /// # Errors
    ///
    /// As [`Param::parse`].
    pub fn parse_json(&self, value: &Json) -> Result<ParamValue, ParamError> {
        match value {
            Json::Null => self.parse("none"),
            Json::String(text) => self.parse(text),
            Json::Array(list) if self.kind == Kind::Namespaces && !list.is_empty() => {
                let ids: Vec<String> = list.iter().map(Json::to_string).collect();
                self.parse(&ids.join(","))
            }
            other => self.parse(&other.to_string()),
        }
    }
}

/// The greatest count that a parameter takes: beyond any account's edits.
pub const COUNT_MAX: u64 = 1_000_000_000;

/// All parameters of one metric in one request, defaults filled in, in the order of the metric's statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Params(Vec<(&'static str, ParamValue)>);

impl Params {
    /// The defaults of a metric's parameters (its own, and those of every metric), replaced by what was given.
    ///
    /// # Errors
    ///
    /// A value is wrong, or a name is none of the metric's parameters; then the error lists those.
    pub fn read(stated: &'static [Param], given: &BTreeMap<String, String>) -> Result<Self, ParamError> {
        if let Some(unknown) = given.keys().find(|name| all(stated).all(|param| param.name != name.as_str())) {
            let names: Vec<&str> = all(stated).map(|param| param.name).collect();
            return Err(ParamError {
                parameter: unknown.clone(),
                message: msg!("param-unknown", Arg::Name(unknown.clone()), names.join(", ")),
            });
        }
        let values: Result<Vec<_>, ParamError> = all(stated)
            .map(|param| {
                let typed = given.get(param.name).map_or(param.default, String::as_str);
                Ok((param.name, param.parse(typed)?))
            })
            .collect();
        values.map(Self)
    }

    /// The value of a parameter; `None` for a name that the statement does not have.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ParamValue> {
        self.0.iter().find(|(stated, _)| *stated == name).map(|(_, value)| value)
    }

    /// A count. The statement guarantees it is there; 0 for a name that is not stated as one.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        self.optional_count(name).unwrap_or(0)
    }

    /// A count, where nothing is allowed.
    #[must_use]
    pub fn optional_count(&self, name: &str) -> Option<u64> {
        match self.get(name) {
            Some(ParamValue::Count(count)) => Some(*count),
            _ => None,
        }
    }

    /// A length of time, where nothing is allowed.
    #[must_use]
    pub fn length(&self, name: &str) -> Option<Span> {
        match self.get(name) {
            Some(ParamValue::Length(span)) => Some(*span),
            _ => None,
        }
    }

    /// The namespaces that a metric looks at; all for a metric without the parameter.
    #[must_use]
    pub fn namespaces(&self) -> NamespaceSet {
        match self.get("namespaces") {
            Some(ParamValue::Namespaces(set)) => set.clone(),
            _ => NamespaceSet::All,
        }
    }

    /// A yes or no; no for a name that is not stated as one.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == Some(&ParamValue::Flag(true))
    }

    /// A chosen word; empty for a name that is not stated as a choice.
    #[must_use]
    pub fn word(&self, name: &str) -> &'static str {
        match self.get(name) {
            Some(ParamValue::Word(word)) => word,
            _ => "",
        }
    }

    /// Names and values in the statement's order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &ParamValue)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

impl serde::Serialize for ParamValue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Length(span) => span.serialize(serializer),
            Self::Namespaces(set) => set.serialize(serializer),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Flag(yes) => serializer.serialize_bool(*yes),
            Self::None => serializer.serialize_none(),
        }
    }
}

impl std::fmt::Display for ParamValue {
    /// The form that [`Param::parse`] reads.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Length(span) => span.fmt(f),
            Self::Namespaces(set) => set.fmt(f),
            Self::Word(word) => f.write_str(word),
            Self::Flag(yes) => yes.fmt(f),
            Self::None => f.write_str("none"),
        }
    }
}

impl serde::Serialize for Params {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
