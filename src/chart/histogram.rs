//! How a number is spread over people: bars with their counts, the median and the mean.

use super::scale::{Linear, Step, ticks};
use super::svg::{Anchor, Ink, Rect, Svg, Type, text_width, wrap};
use super::{Bins, MARGIN, Width, float};
use crate::msg;
use crate::text::{Language, Message, rounded};

/// A histogram of people.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram<'a> {
    /// What is counted: the title of the drawing.
    pub title: Message,
    /// What stands at the end of the axis ("edits per person").
    pub axis: Message,
    /// The bars.
    pub bins: &'a Bins,
    /// The median of all values.
    pub median: f64,
    /// The mean of all values.
    pub mean: f64,
}

/// Top of the highest bar; over it stand its count and the names of median and mean.
const TOP: f64 = 62.0;
/// An open bin stands apart by half a bar.
const APART: f64 = 1.5;
/// One or two bars get the room of so many, so that a single one is not a wall.
const LEAST_BARS: f64 = 5.0;

/// Height of a count over its baseline, with a little air.
const CAPS: f64 = 13.0;

/// A count over its bar.
struct Label {
    x: f64,
    y: f64,
    from: f64,
    to: f64,
    text: String,
}

impl Label {
    fn touches(&self, other: &Self) -> bool {
        self.from < other.to + 2.0 && self.to > other.from - 2.0 && (other.y - self.y).abs() < CAPS
    }

    fn touches_a_bar(&self, bars: &[Rect]) -> bool {
        bars.iter().any(|bar| bar.y < self.y && bar.x < self.to - 1.0 && bar.x + bar.width > self.from + 1.0)
    }
}

/// Where values lie.
struct Plot {
    width: Width,
    axis: f64,
    closed: Linear,
    domain: (f64, f64),
    below: Option<Linear>,
    above: Option<Linear>,
    /// Whole numbers one by one stand in the middle of their bar.
    shift: f64,
}

impl Plot {
    fn new(bins: &Bins, width: Width) -> Self {
        let closed = bins.closed_edges();
        let edge = |edge: Option<&f64>| edge.copied().unwrap_or_default();
        let domain = padded(bins, (edge(closed.first()), edge(closed.last())));
        let size = bins.step().size();
        let apart = |open: bool| if open { APART } else { 0.0 };
        let bars = (domain.1 - domain.0) / size + apart(bins.is_open_below()) + apart(bins.is_open_above());
        let (left, right) = (MARGIN, width.units() - MARGIN);
        let bar = (right - left) / bars;
        let from = left + apart(bins.is_open_below()) * bar;
        let to = right - apart(bins.is_open_above()) * bar;
        let (first, last) = (edge(bins.edges().first()), edge(bins.edges().last()));
        Self {
            width,
            axis: if width == Width::Wide { 222.0 } else { 192.0 },
            closed: Linear::new(domain.0, domain.1, from, to),
            domain,
            below: bins.is_open_below().then(|| Linear::new(first, domain.0, left, left + bar)),
            above: bins.is_open_above().then(|| Linear::new(domain.1, last, right - bar, right)),
            shift: if bins.is_whole() && bins.step() == Step::ONE { 0.5 } else { 0.0 },
        }
    }

    /// Left and right side of the bin from `low` to `high`.
    fn sides(&self, low: f64, high: f64) -> (f64, f64) {
        let scale = match (self.below, self.above) {
            (Some(below), _) if high <= self.domain.0 => below,
            (_, Some(above)) if low >= self.domain.1 => above,
            _ => self.closed,
        };
        (scale.at(low), scale.at(high))
    }

    /// Where a value stands.
    fn at(&self, value: f64) -> f64 {
        match (self.below, self.above) {
            (Some(below), _) if value < self.domain.0 => below.at(value),
            (_, Some(above)) if value >= self.domain.1 => above.at(value),
            _ => self.closed.at(value + self.shift),
        }
    }
}

/// The edges of the closed bins, moved apart where there are too few bars. Counts never get an axis below zero.
fn padded(bins: &Bins, (low, high): (f64, f64)) -> (f64, f64) {
    let step = bins.step();
    let bars = ((high - low) / step.size()).round();
    if bars > 2.0 || bins.is_open_below() || bins.is_open_above() {
        return (low, high);
    }
    let down = ((LEAST_BARS - bars) / 2.0).floor();
    let from = step.floor(low) - if low >= 0.0 { down.min(step.floor(low)) } else { down };
    (step.times(from), step.times(from + LEAST_BARS))
}

impl Histogram<'_> {
    /// Draws the chart. `id` is unique in the page.
    #[must_use]
    pub fn draw(&self, language: &Language, id: &str, width: Width) -> String {
        let plot = Plot::new(self.bins, width);
        let mut svg = Svg::new(id, width, &language.text(&self.title), &self.description(language));
        let bars = self.bars(&plot);
        for bar in &bars {
            svg.rect(Ink::Bar, *bar);
        }
        svg.line(Ink::Axis, (MARGIN, plot.axis), (width.units() - MARGIN, plot.axis));
        self.draw_ticks(&mut svg, language, &plot);
        let counts = self.counts(language, &bars, &plot);
        self.draw_references(&mut svg, language, &plot, &counts);
        for label in &counts {
            svg.text(Type::Plain, Anchor::Middle, (label.x, label.y), &label.text);
        }
        let height = self.draw_axis_label(&mut svg, language, &plot);
        svg.finish(height)
    }

    fn description(&self, language: &Language) -> String {
        let people: u64 = self.bins.counts().iter().sum();
        let fullest = self.bins.rows().fold(None, |best: Option<(Message, u64)>, row| match best {
            Some(best) if best.1 >= row.1 => Some(best),
            _ => Some(row),
        });
        let Some((words, most)) = fullest else { return String::new() };
        let (median, mean) = (rounded(self.median), rounded(self.mean));
        language.text(&msg!("chart-histogram-desc", people, most, words, median, mean))
    }

    /// One rectangle for each bin, also for empty ones, which have no height.
    fn bars(&self, plot: &Plot) -> Vec<Rect> {
        let most = self.bins.counts().iter().copied().max().unwrap_or(0).max(1);
        let room = plot.axis - TOP;
        let sides = self.bins.edges().windows(2).map(|pair| plot.sides(pair[0], pair[1]));
        sides
            .zip(self.bins.counts())
            .map(|((left, right), count)| {
                let gap = ((right - left) / 8.0).min(1.0);
                let height = room * float(*count) / float(most);
                Rect { x: left + gap, y: plot.axis - height, width: (right - left - 2.0 * gap).max(0.5), height }
            })
            .collect()
    }

    /// Counts over the bars, the highest first; one that would touch another or a higher bar wherever it stands is left
    /// to the table.
    fn counts(&self, language: &Language, bars: &[Rect], plot: &Plot) -> Vec<Label> {
        let mut order: Vec<(&Rect, u64)> = bars.iter().zip(self.bins.counts().iter().copied()).collect();
        order.retain(|(_, count)| *count > 0);
        order.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut placed: Vec<Label> = Vec::new();
        for (bar, count) in order {
            let text = language.count(i64::try_from(count).unwrap_or(i64::MAX));
            let width = text_width(&text);
            let (half, middle) = (width / 2.0, bar.x + bar.width / 2.0);
            // In the middle of its bar; where that is narrow, over as much of it as a higher neighbour leaves.
            let candidates = [middle, bar.x + bar.width - half, bar.x + half];
            let free = candidates.into_iter().find_map(|x| {
                let x = x.clamp(half, plot.width.units() - half);
                let (from, to) = Anchor::Middle.extent(x, width);
                let label = Label { x, y: bar.y - 5.0, from, to, text: text.clone() };
                (!placed.iter().any(|other| label.touches(other)) && !label.touches_a_bar(bars)).then_some(label)
            });
            placed.extend(free);
        }
        placed
    }

    /// Ticks on round numbers; the words of open bins come first, and a number that would touch them is left out.
    fn draw_ticks(&self, svg: &mut Svg, language: &Language, plot: &Plot) {
        let baseline = plot.axis + 20.0;
        let (mut free_from, mut free_to) = (0.0, plot.width.units());
        let closed = self.bins.closed_edges();
        if let (true, Some(edge)) = (self.bins.is_open_below(), closed.first()) {
            let label = language.text(&msg!("chart-bin-less", self.bins.number(*edge)));
            svg.text(Type::Subtle, Anchor::Start, (MARGIN, baseline), &label);
            free_from = MARGIN + text_width(&label) + 6.0;
        }
        if let (true, Some(edge)) = (self.bins.is_open_above(), closed.last()) {
            let label = language.text(&msg!("chart-bin-more", self.bins.number(*edge)));
            svg.text(Type::Subtle, Anchor::End, (plot.width.units() - MARGIN, baseline), &label);
            free_to = plot.width.units() - MARGIN - text_width(&label) - 6.0;
        }
        let at_most = if plot.width == Width::Wide { 10 } else { 6 };
        let (step, values) = ticks(plot.domain.0, plot.domain.1 - plot.shift, at_most, self.bins.is_whole());
        for value in values {
            let x = plot.closed.at(value + plot.shift);
            svg.line(Ink::Axis, (x, plot.axis), (x, plot.axis + 5.0));
            let label = language.number(value, step.decimals());
            let half = text_width(&label) / 2.0;
            let middle = x.clamp(half, plot.width.units() - half);
            let (from, to) = Anchor::Middle.extent(middle, 2.0 * half);
            if from >= free_from && to <= free_to {
                svg.text(Type::Subtle, Anchor::Middle, (middle, baseline), &label);
                free_from = to + 6.0;
            }
        }
    }

    /// The median, solid, and the mean, dashed, each named beside its line, which stops short of a count.
    fn draw_references(&self, svg: &mut Svg, language: &Language, plot: &Plot, counts: &[Label]) {
        let median = (Ink::Reference, self.median, msg!("chart-median", rounded(self.median)), 18.0);
        let mean = (Ink::DashedReference, self.mean, msg!("chart-mean", rounded(self.mean)), 36.0);
        for (ink, value, _, baseline) in [&median, &mean] {
            let x = plot.at(*value);
            let mut from = baseline - 10.0;
            let mut crossed: Vec<&Label> =
                counts.iter().filter(|label| label.from - 2.0 < x && x < label.to + 2.0).collect();
            crossed.sort_by(|one, other| one.y.total_cmp(&other.y));
            for label in crossed {
                if label.y - CAPS > from {
                    svg.line(*ink, (x, from), (x, label.y - CAPS));
                }
                from = from.max(label.y + 3.0);
            }
            svg.line(*ink, (x, from), (x, plot.axis));
        }
        for (_, value, words, baseline) in [&median, &mean] {
            let (x, label) = (plot.at(*value), language.text(words));
            let width = text_width(&label) + 8.0;
            // A mean below the median would have its name crossed by the median's line.
            let before = *value < self.median && x - width >= 0.0;
            if before || x + width > plot.width.units() {
                svg.text(Type::Strong, Anchor::End, (x - 5.0, *baseline), &label);
            } else {
                svg.text(Type::Strong, Anchor::Start, (x + 5.0, *baseline), &label);
            }
        }
    }

    /// Says what the axis is; returns the height of the drawing.
    fn draw_axis_label(&self, svg: &mut Svg, language: &Language, plot: &Plot) -> f64 {
        let label = match plot.width {
            Width::Wide => language.text(&msg!("chart-histogram-axis", self.axis.clone())),
            Width::Narrow => language.text(&self.axis),
        };
        let right = plot.width.units() - MARGIN;
        let mut y = plot.axis + 40.0;
        for line in wrap(&label, right - MARGIN) {
            svg.text(Type::Subtle, Anchor::End, (right, y), &line);
            y += 16.0;
        }
        y - 10.0
    }
}
