//! Expressions over the rows of a result, by which people are chosen out of it:
//! `survival.survived = true and (edits.edits >= 5 or edits.edits is undefined)`.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::document::{Head, MetricHead};
use super::rows_file::AccountLine;
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::Timestamp;

/// Parentheses and `not`s that may stand in each other.
const DEEPEST: usize = 100;

/// An expression, read against the columns of one result.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Expression);

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterError {
    /// The letter at which it is wrong, counted from 1.
    pub position: usize,
    /// What was expected.
    pub message: Message,
}

#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Or(Vec<Expression>),
    And(Vec<Expression>),
    Not(Box<Expression>),
    Undefined(Column),
    Compare(Column, Comparison, Operand),
}

/// The place of a column: which metric, and which of its columns.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Column {
    metric: usize,
    column: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operand {
    Number(f64),
    Bool(bool),
    Time(Timestamp),
}

impl Filter {
    /// Reads an expression about the result with this head.
    ///
    /// # Errors
    ///
    /// It cannot be read, a column does not exist or cannot be compared with what stands beside it, or the result is cut
    /// into slices, so that an account has several rows.
    pub fn read(text: &str, head: &Head) -> Result<Self, FilterError> {
        if head.metrics.iter().any(|metric| metric.aggregates.iter().any(|one| one.slice.is_some())) {
            return Err(FilterError { position: 1, message: msg!("filter-sliced") });
        }
        let mut reader = Reader { words: words(text)?, next: 0, end: text.chars().count() + 1, head, depth: 0 };
        let expression = reader.or()?;
        match reader.peek() {
            None => Ok(Self(expression)),
            Some(_) => Err(reader.expected(msg!("filter-expected-end"))),
        }
    }

    /// Whether an account is chosen. What is not known is neither equal nor unequal to anything, and who is neither a yes
    /// nor a no is not chosen.
    #[must_use]
    pub fn chooses(&self, account: &AccountLine) -> bool {
        self.0.holds(account) == Some(true)
    }
}

impl Expression {
    /// Yes, no, or not known.
    fn holds(&self, account: &AccountLine) -> Option<bool> {
        match self {
            Self::Or(parts) => any(parts.iter().map(|part| part.holds(account)), true),
            Self::And(parts) => any(parts.iter().map(|part| part.holds(account)), false),
            Self::Not(part) => part.holds(account).map(|holds| !holds),
            Self::Undefined(column) => Some(column.value(account).is_none_or(Json::is_null)),
            Self::Compare(column, comparison, operand) => {
                let value = column.value(account).filter(|value| !value.is_null())?;
                Some(comparison.accepts(compare(value, *operand)?))
            }
        }
    }
}

/// `decisive` if one part is; else not known if one part is not; else the opposite.
fn any(parts: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut unknown = false;
    for part in parts {
        match part {
            Some(holds) if holds == decisive => return Some(decisive),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(!decisive)
}

fn compare(value: &Json, operand: Operand) -> Option<Ordering> {
    match operand {
        Operand::Number(number) => value.as_f64()?.partial_cmp(&number),
        Operand::Bool(yes) => Some(value.as_bool()?.cmp(&yes)),
        Operand::Time(instant) => Some(value.as_str()?.parse::<Timestamp>().ok()?.cmp(&instant)),
    }
}

impl Comparison {
    const ALL: [(&'static str, Self); 8] = [
        ("==", Self::Equal),
        ("!=", Self::Unequal),
        ("<>", Self::Unequal),
        ("<=", Self::LessOrEqual),
        (">=", Self::GreaterOrEqual),
        ("=", Self::Equal),
        ("<", Self::Less),
        (">", Self::Greater),
    ];

    const fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Column {
    fn value(self, account: &AccountLine) -> Option<&Json> {
        account.rows.get(self.metric)?.first()?.values.get(self.column)
    }
}

/// A word of an expression, and the letter where it begins, from 1.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    position: usize,
}

/// Takes an expression apart: comparisons, parentheses, and words between them.
fn words(text: &str) -> Result<Vec<Word>, FilterError> {
    let letters: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        let rest = || letters[at..].iter().take(2).collect::<String>();
        let start = at;
        if letter.is_whitespace() {
            at += 1;
            continue;
        } else if let Some((sign, _)) = Comparison::ALL.iter().find(|(sign, _)| rest().starts_with(sign)) {
            at += sign.len();
        } else if matches!(letter, '(' | ')') {
            at += 1;
        } else if letter == '"' {
            let closing = letters.iter().skip(at + 1).position(|letter| *letter == '"');
            let Some(length) = closing else {
                return Err(FilterError { position: at + 1, message: msg!("filter-quote-open") });
            };
            at += length + 2;
        } else {
            let ends =
                |letter: &char| letter.is_whitespace() || matches!(letter, '(' | ')' | '=' | '<' | '>' | '!' | '"');
            at += letters.iter().skip(at).take_while(|letter| !ends(letter)).count().max(1);
        }
        words.push(Word { text: letters[start..at].iter().collect(), position: start + 1 });
    }
    Ok(words)
}

/// Reads words from left to right: `or` binds least, then `and`, then `not`.
struct Reader<'a> {
    words: Vec<Word>,
    next: usize,
    /// The letter after the last.
    end: usize,
    head: &'a Head,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&str> {
        self.words.get(self.next).map(|word| word.text.as_str())
    }

    fn take(&mut self, wanted: &str) -> bool {
        let found = self.peek().is_some_and(|word| word.eq_ignore_ascii_case(wanted));
        self.next += usize::from(found);
        found
    }

    fn expected(&self, what: Message) -> FilterError {
        let position = self.words.get(self.next).map_or(self.end, |word| word.position);
        FilterError { position, message: what }
    }

    fn or(&mut self) -> Result<Expression, FilterError> {
        let mut parts = vec![self.and()?];
        while self.take("or") {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expression::Or))
    }

    fn and(&mut self) -> Result<Expression, FilterError> {
        let mut parts = vec![self.part()?];
        while self.take("and") {
            parts.push(self.part()?);
        }
        Ok(one_or(parts, Expression::And))
    }

    fn part(&mut self) -> Result<Expression, FilterError> {
        if self.depth >= DEEPEST {
            return Err(self.expected(msg!("filter-too-deep", DEEPEST)));
        }
        self.depth += 1;
        let part = if self.take("not") {
            Expression::Not(Box::new(self.part()?))
        } else if self.take("(") {
            let inner = self.or()?;
            if !self.take(")") {
                return Err(self.expected(msg!("filter-expected-close")));
            }
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(part)
    }

    fn comparison(&mut self) -> Result<Expression, FilterError> {
        let (column, kind) = self.column()?;
        if self.take("is") {
            let not = self.take("not");
            if !self.take("undefined") {
                return Err(self.expected(msg!("filter-expected-undefined")));
            }
            let undefined = Expression::Undefined(column);
            return Ok(if not { Expression::Not(Box::new(undefined)) } else { undefined });
        }
        let sign =
            Comparison::ALL.iter().find(|(sign, _)| self.peek() == Some(sign)).map(|(_, comparison)| *comparison);
        let Some(sign) = sign else { return Err(self.expected(msg!("filter-expected-comparison"))) };
        self.next += 1;
        let operand = self.operand(&kind)?;
        Ok(Expression::Compare(column, sign, operand))
    }

    /// A column `label.column`, and its type.
    fn column(&mut self) -> Result<(Column, String), FilterError> {
        let named = |metric: &MetricHead, column: &str| format!("{}.{column}", metric.label);
        let all = || {
            let metrics = self.head.metrics.iter().enumerate();
            metrics.flat_map(|(place, metric)| {
                metric.columns.iter().enumerate().map(move |(number, column)| {
                    (named(metric, &column.name), Column { metric: place, column: number }, column.kind.clone())
                })
            })
        };
        let Some(word) = self.peek() else { return Err(self.expected(msg!("filter-expected-column"))) };
        let word = word.trim_matches('"');
        let Some((_, column, kind)) = all().find(|(name, ..)| name == word) else {
            let likeness = |name: &str| strsim::jaro_winkler(name, word);
            let nearest = all().map(|(name, ..)| name).max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
            let given = Arg::Name(word.to_owned());
            return Err(self.expected(match nearest.filter(|name| likeness(name) > 0.8) {
                Some(nearest) => msg!("filter-column-nearest", given, nearest),
                None => {
                    msg!("filter-column-unknown", given, all().map(|(name, ..)| name).collect::<Vec<_>>().join(", "))
                }
            }));
        };
        if kind == "map" {
            return Err(self.expected(msg!("filter-column-map", Arg::Name(word.to_owned()))));
        }
        self.next += 1;
        Ok((column, kind))
    }

    /// What a column of this type is compared with.
    fn operand(&mut self, kind: &str) -> Result<Operand, FilterError> {
        let word = self.peek().unwrap_or_default().trim_matches('"').to_owned();
        let operand = match kind {
            "boolean" => match word.to_ascii_lowercase().as_str() {
                "true" => Some(Operand::Bool(true)),
                "false" => Some(Operand::Bool(false)),
                _ => None,
            },
            "timestamp" => word.parse().ok().map(Operand::Time),
            _ => word.parse().ok().filter(|number: &f64| number.is_finite()).map(Operand::Number),
        };
        let Some(operand) = operand else {
            return Err(self.expected(match kind {
                "boolean" => msg!("filter-expected-bool"),
                "timestamp" => msg!("filter-expected-time"),
                _ => msg!("filter-expected-number"),
            }));
        };
        self.next += 1;
        Ok(operand)
    }
}

fn one_or(mut parts: Vec<Expression>, several: impl Fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            several(parts)
        }
    }
}

#[cfg(test)]
mod tests;
