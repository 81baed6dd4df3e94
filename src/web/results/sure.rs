//! How sure a share is: for who sees a sample, and for who asks about these people alone.

use super::measured::Measured;
use crate::chart::{self, Everybody, Interval};
use crate::engine::{ColumnSummary, Proportion};
use crate::msg;
use crate::text::{Arg, Language, Message, percent, rounded};

/// A section with a chart, what it says in words, and its numbers as a table.
pub(super) struct Figure {
    /// Id of the section, unique in the page.
    pub(super) id: String,
    /// Its title.
    pub(super) title: Message,
    /// The drawings.
    pub(super) charts: String,
    /// What to read off it, in one plain sentence.
    pub(super) say: Message,
    /// More sentences.
    pub(super) more: Vec<Message>,
    /// The rule it was made by.
    pub(super) rule: Option<Message>,
    /// The heads of the table's columns.
    pub(super) heads: [Message; 2],
    /// The numbers of the drawing.
    pub(super) rows: Vec<(Message, Message)>,
}

/// One section for every question of yes and no that somebody can be judged by.
pub(super) fn sections(metrics: &[Measured<'_>], language: &Language) -> Vec<Figure> {
    let asked: Vec<&Measured<'_>> = metrics.iter().filter(|metric| metric.is_yes_or_no()).collect();
    asked.iter().filter_map(|metric| section(metric, asked.len() > 1, language)).collect()
}

fn section(metric: &Measured<'_>, several: bool, language: &Language) -> Option<Figure> {
    let (_, summary) = metric.quoted_summary()?;
    figure(metric, &summary, several, language)
}

/// The section of one question. `several`: there are others on the page.
pub(super) fn figure(
    metric: &Measured<'_>,
    summary: &ColumnSummary,
    several: bool,
    language: &Language,
) -> Option<Figure> {
    let share = summary.proportion()?;
    let rate = share.rate?;
    let waiting = summary.open() + summary.early;
    let everybody =
        share.bounds.filter(|_| waiting > 0).map(|[low, high]| Everybody { people: share.total + waiting, low, high });
    let interval = share.low.zip(share.high);
    let chart = Interval { title: metric.label(), yes: share.positive, judged: share.total, interval, everybody };
    let id = format!("sure-{}", metric.place + 1);
    Some(Figure {
        title: if several {
            msg!("result-sure-title", percent(rate, share.total), metric.label())
        } else {
            msg!("result-sure-title-one", percent(rate, share.total))
        },
        charts: chart::both(|width| chart.draw(language, &id, width)),
        say: say(&share, rate),
        more: more(summary, &share, rate, everybody),
        rule: interval.map(|_| msg!("result-sure-rule")),
        heads: [metric.label(), msg!("result-table-share")],
        rows: rows(&share, rate, everybody),
        id,
    })
}

fn say(share: &Proportion, rate: f64) -> Message {
    let in_hundred = |share: f64| Arg::Number(share * 100.0, 0);
    match share.low.zip(share.high) {
        Some((low, high)) => msg!("result-sure-say", in_hundred(rate), in_hundred(low), in_hundred(high)),
        None => msg!("result-sure-say-alone", in_hundred(rate)),
    }
}

fn more(summary: &ColumnSummary, share: &Proportion, rate: f64, everybody: Option<Everybody>) -> Vec<Message> {
    let mut sentences = Vec::new();
    match (everybody, summary.complete_at) {
        (Some(all), Some(known)) => {
            let (low, high) = (percent(all.low, all.people), percent(all.high, all.people));
            sentences.push(msg!("result-sure-bounds", all.people, low, high, Arg::Day(known.to_jiff())));
        }
        (Some(all), None) => {
            let (low, high) = (percent(all.low, all.people), percent(all.high, all.people));
            sentences.push(msg!("result-sure-bounds-undated", all.people, low, high));
        }
        (None, _) => sentences.push(msg!("result-sure-certain", share.total, percent(rate, share.total))),
    }
    if let Some(follow_up) = summary.follow_up {
        let days = |span: crate::wiki::Span| {
            let days = i32::try_from(span.seconds() / 3600).map_or(0.0, |hours| f64::from(hours) / 24.0);
            msg!("length-days", rounded(days))
        };
        sentences.push(msg!("result-sure-follow-up", days(follow_up.shortest), days(follow_up.longest)));
    }
    sentences
}

fn rows(share: &Proportion, rate: f64, everybody: Option<Everybody>) -> Vec<(Message, Message)> {
    let of = |value: f64| percent(value, share.total);
    let mut rows = vec![(msg!("chart-share-people", share.positive, share.total), of(rate))];
    if let Some((low, high)) = share.low.zip(share.high) {
        rows.push((msg!("result-table-low"), of(low)));
        rows.push((msg!("result-table-high"), of(high)));
    }
    if let Some(all) = everybody {
        rows.push((msg!("result-table-all-low", all.people), percent(all.low, all.people)));
        rows.push((msg!("result-table-all-high", all.people), percent(all.high, all.people)));
    }
    rows
}
