//! Person by person. Sorted by name: a list by edits is a leaderboard.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

use super::measured::Measured;
use crate::chart::Mark;
use crate::metric::judge::known_at;
use crate::metric::{Column, ColumnKind, Undefined};
use crate::msg;
use crate::result::{AccountLine, RowLine};
use crate::text::{Arg, Message, rounded};
use crate::wiki::{Timestamp, namespace};

/// Up to so many people stand on one page.
const ONE_PAGE: usize = 200;
/// Where there are more, so many do.
const PAGE: usize = 100;

/// The table of people.
pub(super) struct People {
    /// The columns after the name, by metric.
    pub(super) groups: Vec<Group>,
    /// The people of this page.
    pub(super) shown: Vec<Person>,
    /// Where this page lies, where there are several.
    pub(super) paging: Option<Paging>,
}

/// The columns of a metric: several metrics have one that is called "Edits".
pub(super) struct Group {
    /// The metric.
    pub(super) label: Message,
    /// Its columns.
    pub(super) columns: Vec<Heading>,
}

/// The head of a column.
pub(super) struct Heading {
    /// What it is.
    pub(super) label: Message,
    /// Whether its cells are numbers.
    pub(super) number: bool,
}

/// A row.
pub(super) struct Person {
    /// Name of the account, or its number where only that is known.
    pub(super) name: String,
    /// The wiki's own list of what the account did.
    pub(super) address: Option<String>,
    /// One for each column; one for a whole metric, or for all, where nothing is known for one reason.
    pub(super) cells: Vec<Entry>,
}

/// A cell.
pub(super) struct Entry {
    /// The value in words.
    pub(super) words: Message,
    /// The mark beside a yes, a no or what is not yet known.
    pub(super) mark: Option<&'static str>,
    /// Whether it is a number.
    pub(super) number: bool,
    /// Whether there is no value.
    pub(super) missing: bool,
    /// How many columns it takes the place of.
    pub(super) span: usize,
}

/// Where a page of people lies among all.
pub(super) struct Paging {
    /// "Showing 101 to 200 of 1,234 people, by name."
    pub(super) words: Message,
    /// Address of the page before.
    pub(super) previous: Option<String>,
    /// Address of the page after.
    pub(super) next: Option<String>,
}

impl People {
    /// The table for one page of people, counted from 1. `address` is that of another page.
    pub(super) fn new(
        metrics: &[Measured<'_>],
        accounts: &[AccountLine],
        page: usize,
        address: impl Fn(usize) -> String,
    ) -> Self {
        let groups = metrics.iter().map(Group::new).filter(|group| !group.columns.is_empty()).collect();
        let (from, to, paging) = place(accounts.len(), page, address);
        let shown = accounts.get(from..to).unwrap_or(&[]).iter().map(|account| person(metrics, account)).collect();
        Self { groups, shown, paging }
    }
}

/// The columns of a metric that this program knows.
fn columns<'a>(metric: &'a Measured<'_>) -> impl Iterator<Item = (usize, &'static Column)> + use<'a> {
    metric.statement().map_or(&[][..], |statement| statement.columns).iter().enumerate()
}

fn place(people: usize, page: usize, address: impl Fn(usize) -> String) -> (usize, usize, Option<Paging>) {
    if people <= ONE_PAGE {
        return (0, people, None);
    }
    let pages = people.div_ceil(PAGE);
    let page = page.clamp(1, pages);
    let (from, to) = ((page - 1) * PAGE, (page * PAGE).min(people));
    let paging = Paging {
        words: msg!("result-people-page", from + 1, to, people),
        previous: (page > 1).then(|| address(page - 1)),
        next: (page < pages).then(|| address(page + 1)),
    };
    (from, to, Some(paging))
}

impl Group {
    fn new(metric: &Measured<'_>) -> Self {
        let heading = |(_, column): (usize, &'static Column)| Heading {
            label: match metric.unit() {
                Some(unit) if metric.is_quoted_by(column) => unit,
                _ => Message::new(column.label),
            },
            number: matches!(column.kind, ColumnKind::Integer | ColumnKind::Number),
        };
        Self { label: metric.label(), columns: columns(metric).map(heading).collect() }
    }

    /// Its only column, which needs no name of its own.
    pub(super) fn alone(&self) -> Option<&Heading> {
        self.columns.first().filter(|_| self.columns.len() == 1)
    }
}

fn person(metrics: &[Measured<'_>], account: &AccountLine) -> Person {
    let cells = metrics.iter().flat_map(|metric| {
        let row = account.rows.get(metric.place).and_then(|rows| rows.first());
        said_once(columns(metric).map(|(place, column)| entry(metric, column, place, row)).collect())
    });
    let cells = said_once(cells.collect());
    let known = !account.user_name.is_empty();
    let name = match account.user_id {
        Some(id) if !known => format!("#{id}"),
        _ => account.user_name.clone(),
    };
    let domain = account.wiki.domain().filter(|_| known && account.user_id.is_some());
    let address = domain.map(|domain| {
        let name = utf8_percent_encode(&account.user_name, NON_ALPHANUMERIC);
        format!("https://{domain}/wiki/Special:Contributions/{name}")
    });
    Person { name, address, cells }
}

/// Cells beside each other; one in their place where all say for one reason that nothing is known.
fn said_once(mut cells: Vec<Entry>) -> Vec<Entry> {
    let columns = cells.iter().map(|cell| cell.span).sum();
    if cells.iter().all(|cell| cell.missing && Some(&cell.words) == cells.first().map(|first| &first.words)) {
        cells.truncate(1);
        if let Some(one) = cells.first_mut() {
            one.span = columns;
        }
    }
    cells
}

fn entry(metric: &Measured<'_>, column: &Column, place: usize, row: Option<&RowLine>) -> Entry {
    let number = matches!(column.kind, ColumnKind::Integer | ColumnKind::Number);
    let value = row.and_then(|row| row.values.get(place)).unwrap_or(&Json::Null);
    let early = row.is_some_and(|row| row.early);
    let found = |words: Message, mark: Option<Mark>| Entry {
        words,
        mark: mark.map(Mark::svg),
        number,
        missing: false,
        span: 1,
    };
    match value {
        Json::Bool(true) if early => found(msg!("result-yes-early"), Some(Mark::EarlyYes)),
        Json::Bool(true) => found(msg!("result-yes"), Some(Mark::Yes)),
        Json::Bool(false) => found(msg!("result-no"), Some(Mark::No)),
        Json::Number(count) => match count.as_i64() {
            Some(count) => found(msg!("plain", count), None),
            None => found(msg!("plain", rounded(count.as_f64().unwrap_or(f64::NAN))), None),
        },
        Json::Object(map) => {
            let parts = map.iter().filter_map(|(id, count)| {
                Some(Arg::from(msg!("result-namespace", namespace::name(id.parse().ok()?), count.as_i64()?)))
            });
            let parts: Vec<Arg> = parts.collect();
            found(if parts.is_empty() { msg!("plain", 0) } else { msg!("plain", parts) }, None)
        }
        Json::String(text) => match text.parse::<Timestamp>() {
            Ok(at) => found(msg!("plain", at), None),
            Err(_) => found(msg!("plain", text.as_str()), None),
        },
        Json::Null | Json::Array(_) => {
            let reason = row.and_then(|row| reason(row, place));
            let open = reason == Some(Undefined::WindowOpen);
            let known_at = row.and_then(|row| known_at(row.known_at, &row.known_by_column, place)).filter(|_| open);
            Entry {
                words: match (known_at, reason) {
                    (Some(at), _) => msg!("result-known-from", Arg::Day(at.to_jiff())),
                    (None, Some(reason)) => metric.why(reason, row.is_some_and(has_values)),
                    (None, None) => msg!("result-no-figure"),
                },
                mark: open.then(|| Mark::Open.svg()),
                number,
                missing: true,
                span: 1,
            }
        }
    }
}

fn has_values(row: &RowLine) -> bool {
    row.values.iter().any(|value| !value.is_null())
}

fn reason(row: &RowLine, place: usize) -> Option<Undefined> {
    let (_, name) = row.undefined.iter().find(|(column, _)| *column == place)?;
    Undefined::ALL.into_iter().find(|reason| reason.as_str() == name)
}
