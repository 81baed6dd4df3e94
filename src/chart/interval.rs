//! How sure a share is: the share with its interval, and the hard limits within which it will end.
//!
//! Two answers, because there are two questions. The interval is for who sees the group as a sample; the hatched row is
//! for who asks about these people alone, some of whom cannot be judged yet.

use super::svg::{Anchor, Ink, Rect, Svg, Type, text_width, wrap};
use super::{MARGIN, Width, float, scale};
use crate::msg;
use crate::text::{Arg, Language, Message, percent};

/// A share of people and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// What the share is of: the title of the drawing.
    pub title: Message,
    /// People who are a yes.
    pub yes: u64,
    /// People who can be judged.
    pub judged: u64,
    /// Low and high end of the interval, 0 to 1; none where no interval is allowed.
    pub interval: Option<(f64, f64)>,
    /// What can be said of everybody; none where everybody is judged already.
    pub everybody: Option<Everybody>,
}

/// Between which limits the share will lie when everybody can be judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Everybody {
    /// All people whom the question is about.
    pub people: u64,
    /// If everybody who is not yet known turns out a no, 0 to 1.
    pub low: f64,
    /// If they all turn out a yes.
    pub high: f64,
}

/// Where the rows of the drawing lie.
struct Layout {
    width: Width,
    scale: scale::Linear,
    /// Baselines of the words over the two rows.
    words: [f64; 2],
    /// Middle of the interval, top of the hatched box.
    rows: [f64; 2],
    axis: f64,
}

/// Height of a line of words.
const LINE: f64 = 16.0;
/// Half the height of the caps at both ends of the interval.
const CAP: f64 = 6.0;
/// Height of the hatched box.
const BOX: f64 = 16.0;
/// From a mark to its label.
const GAP: f64 = 8.0;
/// From the middle of a number to its baseline.
const HALF: f64 = 4.5;

impl Layout {
    fn new(width: Width, two_rows: bool) -> Self {
        let scale = scale::Linear::new(0.0, 1.0, MARGIN, width.units() - MARGIN);
        // On a phone words may need a second line.
        let (words, rows, one, two) = match width {
            Width::Wide => ([18.0, 88.0], [50.0, 102.0], 80.0, 142.0),
            Width::Narrow => ([18.0, 106.0], [66.0, 132.0], 96.0, 172.0),
        };
        Self { width, scale, words, rows, axis: if two_rows { two } else { one } }
    }

    fn height(&self) -> f64 {
        self.axis + 32.0
    }
}

impl Interval {
    /// Draws the chart. `id` is unique in the page.
    #[must_use]
    pub fn draw(&self, language: &Language, id: &str, width: Width) -> String {
        let layout = Layout::new(width, self.everybody.is_some());
        let mut svg = Svg::new(id, width, &language.text(&self.title), &self.description(language));
        draw_axis(&mut svg, language, &layout);
        self.draw_interval(&mut svg, language, &layout);
        if let Some(everybody) = &self.everybody {
            everybody.draw(&mut svg, language, &layout);
        }
        svg.finish(layout.height())
    }

    fn share(&self) -> Option<f64> {
        (self.judged > 0).then(|| float(self.yes) / float(self.judged))
    }

    /// The words over the first row.
    fn so_far(&self) -> Message {
        match (self.judged, self.everybody) {
            (0, _) => msg!("chart-share-none"),
            (_, None) => msg!("chart-share-people", self.yes, self.judged),
            (_, Some(_)) => msg!("chart-share-so-far", self.yes, self.judged),
        }
    }

    /// What a screen reader says: every number of the drawing.
    fn description(&self, language: &Language) -> String {
        let mut sentences = vec![match self.share() {
            Some(share) => msg!("chart-share-desc", percent(share, self.judged), self.yes, self.judged),
            None => msg!("chart-share-none-desc"),
        }];
        if let Some((low, high)) = self.interval {
            sentences.push(msg!("chart-share-desc-interval", percent(low, self.judged), percent(high, self.judged)));
        }
        if let Some(all) = self.everybody {
            let (low, high) = (percent(all.low, all.people), percent(all.high, all.people));
            sentences.push(msg!("chart-share-desc-everybody", all.people, low, high));
        }
        let sentences: Vec<String> = sentences.iter().map(|sentence| language.text(sentence)).collect();
        sentences.join(" ")
    }

    fn draw_interval(&self, svg: &mut Svg, language: &Language, layout: &Layout) {
        let y = layout.rows[0];
        draw_words(svg, layout, layout.words[0], &language.text(&self.so_far()));
        if let Some((low, high)) = self.interval {
            let ends = [low, high].map(|end| layout.scale.at(end));
            svg.line(Ink::Range, (ends[0], y), (ends[1], y));
            for end in ends {
                svg.line(Ink::Range, (end, y - CAP), (end, y + CAP));
            }
            let labels = [low, high].map(|end| language.text(&percent(end, self.judged)));
            draw_ends(svg, layout, ends, y, &labels);
        }
        if let Some(share) = self.share() {
            let x = layout.scale.at(share);
            // A short interval must not vanish behind its dot.
            let short = self.interval.is_some_and(|(low, high)| layout.scale.at(high) - layout.scale.at(low) < 24.0);
            svg.circle(Ink::Dot, (x, y), if short { 4.0 } else { 7.0 });
            let label = language.text(&percent(share, self.judged));
            // The number stays inside the drawing, even over a dot at its edge.
            let half = text_width(&label) / 2.0 + 2.0;
            svg.text(Type::Strong, Anchor::Middle, (x.clamp(half, layout.width.units() - half), y - 12.0), &label);
        }
    }
}

impl Everybody {
    fn draw(self, svg: &mut Svg, language: &Language, layout: &Layout) {
        let y = layout.rows[1];
        draw_words(svg, layout, layout.words[1], &language.text(&msg!("chart-share-everybody", self.people)));
        let ends = [self.low, self.high].map(|end| layout.scale.at(end));
        svg.hatched(Rect { x: ends[0], y, width: (ends[1] - ends[0]).max(1.0), height: BOX });
        let labels = [self.low, self.high].map(|end| language.text(&percent(end, self.people)));
        draw_ends(svg, layout, ends, y + BOX / 2.0, &labels);
    }
}

/// Shares always run from 0 to 100 percent.
fn draw_axis(svg: &mut Svg, language: &Language, layout: &Layout) {
    for quarter in 0..=4_u8 {
        let share = f64::from(quarter) / 4.0;
        let x = layout.scale.at(share);
        svg.line(Ink::Grid, (x, MARGIN), (x, layout.axis));
        let anchor = match quarter {
            0 => Anchor::Start,
            4 => Anchor::End,
            _ => Anchor::Middle,
        };
        let label = language.text(&msg!("percent", Arg::Number(share * 100.0, 0)));
        svg.text(Type::Subtle, anchor, (x, layout.axis + 18.0), &label);
    }
    svg.line(Ink::Axis, (layout.scale.at(0.0), layout.axis), (layout.scale.at(1.0), layout.axis));
}

/// The words over a row, their last line at `baseline` or one below.
fn draw_words(svg: &mut Svg, layout: &Layout, baseline: f64, words: &str) {
    let mut y = baseline;
    for line in wrap(words, layout.width.units() - 2.0 * MARGIN) {
        svg.text(Type::Strong, Anchor::Start, (MARGIN, y), &line);
        y += LINE;
    }
}

/// Labels both ends of a row: outside, or below where the drawing ends too soon.
fn draw_ends(svg: &mut Svg, layout: &Layout, ends: [f64; 2], y: f64, labels: &[String; 2]) {
    let below = y + LINE + HALF;
    let [low, high] = ends;
    if low - GAP - text_width(&labels[0]) >= 0.0 {
        svg.text(Type::Plain, Anchor::End, (low - GAP, y + HALF), &labels[0]);
    } else {
        svg.text(Type::Plain, Anchor::Start, (low, below), &labels[0]);
    }
    if high + GAP + text_width(&labels[1]) <= layout.width.units() {
        svg.text(Type::Plain, Anchor::Start, (high + GAP, y + HALF), &labels[1]);
    } else {
        svg.text(Type::Plain, Anchor::End, (high, below), &labels[1]);
    }
}
