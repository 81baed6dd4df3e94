//! Values of rows.

use std::collections::BTreeMap;

use super::undefined::Undefined;
use crate::wiki::{NamespaceId, Timestamp};

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// An instant.
    Time(Timestamp),
    /// Whole numbers by namespace.
    Map(BTreeMap<NamespaceId, i64>),
    /// Not known, and why.
    Undefined(Undefined),
}

impl Value {
    /// A count of things, which no wiki has more of than fit.
    #[must_use]
    pub fn count(things: usize) -> Self {
        Self::Integer(i64::try_from(things).unwrap_or(i64::MAX))
    }

    /// Why it is not known, if it is not.
    #[must_use]
    pub const fn undefined(&self) -> Option<Undefined> {
        match self {
            Self::Undefined(reason) => Some(*reason),
            _ => None,
        }
    }

    /// The whole number that it is.
    #[must_use]
    pub const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            _ => None,
        }
    }

    /// The number that it is, whole or not.
    #[must_use]
    pub const fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
            Self::Integer(integer) => Some(*integer as f64),
            _ => None,
        }
    }

    /// The numbers by namespace that it is.
    #[must_use]
    pub const fn as_map(&self) -> Option<&BTreeMap<NamespaceId, i64>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }
}
