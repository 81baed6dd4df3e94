//! The writer that every chart draws with: one place that escapes, formats coordinates and knows the inks.
//!
//! Every mark has a class and light presentation attributes. A page's style sheet beats the attributes, so the same
//! bytes are dark in a dark page; a downloaded file has only the attributes. There is no `<style>` and no `style=`:
//! neither would survive the policy under which pages and files are served.

use std::fmt::Write as _;

use super::Width;
use crate::text::escape;

/// What a shape is for; decides its class and its light colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Axis,
    Grid,
    Bar,
    Dot,
    Range,
    Bounds,
    Hatch,
    Reference,
    DashedReference,
    Yes,
    No,
    Unlisted,
}

impl Ink {
    const fn attributes(self) -> &'static str {
        match self {
            Self::Axis => r##"class="axis" stroke="#72777d" stroke-width="1""##,
            Self::Grid => r##"class="grid" stroke="#dadde3" stroke-width="1""##,
            Self::Bar => r##"class="bar" fill="#4b77d6""##,
            Self::Dot => r##"class="dot" fill="#4b77d6" stroke="#fff" stroke-width="2""##,
            Self::Range => r##"class="range" stroke="#4b77d6" stroke-width="2.5""##,
            Self::Bounds => r##"class="bounds" fill="none" stroke="#72777d" stroke-width="1""##,
            Self::Hatch => r##"class="um-hatch-stroke" fill="none" stroke="#54595d" stroke-width="1.5""##,
            Self::Reference => r##"class="ref" stroke="#202122" stroke-width="1.5""##,
            Self::DashedReference => {
                r##"class="ref ref--dash" stroke="#202122" stroke-width="1.5" stroke-dasharray="5 3""##
            }
            Self::Yes => r##"class="um-yes" fill="#4b77d6" stroke="#4b77d6""##,
            Self::No => r##"class="um-no" fill="#fff" stroke="#72777d""##,
            Self::Unlisted => r##"class="um-unlisted" fill="none" stroke="#72777d" stroke-dasharray="1.5 1.5""##,
        }
    }
}

/// How text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// Ticks and axis labels.
    Subtle,
    /// Numbers beside marks.
    Plain,
    /// What one would quote.
    Strong,
}

impl Type {
    const fn attributes(self) -> &'static str {
        match self {
            Self::Subtle => r##"class="t-sub" fill="#54595d""##,
            Self::Plain => {
                r##"class="t-halo" fill="#202122" stroke="#fff" stroke-width="4" paint-order="stroke" stroke-linejoin="round""##
            }
            Self::Strong => {
                r##"class="t-strong t-halo" font-weight="700" fill="#202122" stroke="#fff" stroke-width="4" paint-order="stroke" stroke-linejoin="round""##
            }
        }
    }
}

/// Which point of a text stands at its coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }

    /// Where a text `width` wide begins and ends when it stands at `x`.
    pub(super) const fn extent(self, x: f64, width: f64) -> (f64, f64) {
        match self {
            Self::Start => (x, x + width),
            Self::Middle => (x - width / 2.0, x + width / 2.0),
            Self::End => (x - width, x),
        }
    }
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// One chart being drawn.
pub(super) struct Svg {
    marks: String,
    head: String,
    width: Width,
}

impl Svg {
    /// Begins a chart. `id` is unique in the page; the title and the description are what a screen reader says.
    pub(super) fn new(id: &str, width: Width, title: &str, description: &str) -> Self {
        let id = format!("{}-{}", esc(id), width.suffix());
        let head = format!(
            r#"role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>"#,
            esc(title),
            esc(description)
        );
        Self { marks: String::with_capacity(2048), head, width }
    }

    pub(super) fn line(&mut self, ink: Ink, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(coordinate);
        self.mark(format_args!(r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {}/>"#, ink.attributes()));
    }

    pub(super) fn rect(&mut self, ink: Ink, rect: Rect) {
        let [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(coordinate);
        self.mark(format_args!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" {}/>"#, ink.attributes()));
    }

    pub(super) fn circle(&mut self, ink: Ink, (x, y): (f64, f64), radius: f64) {
        let [x, y, radius] = [x, y, radius].map(coordinate);
        self.mark(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}" {}/>"#, ink.attributes()));
    }

    /// A box filled with the hatch that means "not yet known". The strokes are drawn one by one: a pattern would need an
    /// id of its own in every page and file.
    pub(super) fn hatched(&mut self, rect: Rect) {
        let path = hatch(rect);
        self.mark(format_args!(r#"<path d="{path}" {}/>"#, Ink::Hatch.attributes()));
        self.rect(Ink::Bounds, rect);
    }

    pub(super) fn text(&mut self, style: Type, anchor: Anchor, (x, y): (f64, f64), text: &str) {
        let [x, y] = [x, y].map(coordinate);
        let (style, anchor, text) = (style.attributes(), anchor.as_str(), isolated(text));
        self.mark(format_args!(r#"<text x="{x}" y="{y}" text-anchor="{anchor}" {style}>{text}</text>"#));
    }

    fn mark(&mut self, mark: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.marks.write_fmt(mark);
    }

    /// The finished drawing, `height` units high.
    pub(super) fn finish(self, height: f64) -> String {
        let (class, width, height) = (self.width.class(), coordinate(self.width.units()), coordinate(height));
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="um-chart {class}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" direction="ltr" font-family="sans-serif" font-size="13" {}{}</svg>"#,
            self.head, self.marks
        )
    }
}

/// Strokes at 45 degrees, 7 apart, cut off at the sides of the box.
fn hatch(rect: Rect) -> String {
    const APART: f64 = 7.0;
    let mut path = String::new();
    let mut offset = APART / 2.0;
    while offset < rect.width + rect.height {
        // From the left or bottom side up to the top or right side.
        let (low, high) = ((offset - rect.height).max(0.0), offset.min(rect.width));
        let [x1, y1] = [rect.x + low, rect.y + (offset - low)].map(coordinate);
        let [x2, y2] = [rect.x + high, rect.y + (offset - high)].map(coordinate);
        let _ = write!(path, "M{x1} {y1}L{x2} {y2}");
        offset += APART;
    }
    path
}

/// A coordinate with at most one decimal; never `NaN` and never `-0`.
pub(super) fn coordinate(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Escapes for XML text and quoted attributes and drops what no XML document may hold.
pub(super) fn esc(text: &str) -> String {
    let is_allowed = |letter: &char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
    let allowed: String = text.chars().filter(is_allowed).collect();
    let mut out = String::with_capacity(allowed.len());
    escape(&allowed, &mut out);
    out
}

/// A label that keeps its own direction in a drawing that runs from left to right.
fn isolated(text: &str) -> String {
    if text.is_ascii() { esc(text) } else { format!("\u{2068}{}\u{2069}", esc(text)) }
}

/// Breaks a text into lines of at most `width` units, at spaces; a word that is wider has a line of its own.
pub(super) fn wrap(text: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(line) + text_width(word) + 4.0 <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// About how wide a text of 13 units is set. The font is the reader's, so this errs on the wide side.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars()
        .map(|letter| match letter {
            '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => 0.0,
            ' ' | '.' | ',' | ':' | ';' | 'i' | 'j' | 'l' | 'f' | 't' | 'r' | '\'' | '(' | ')' => 4.5,
            'm' | 'w' | 'M' | 'W' | '%' => 12.0,
            'A'..='Z' => 9.5,
            // East Asian letters fill a square.
            '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffdc}' => 13.0,
            _ => 7.6,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn coordinates_are_never_negative_zero_or_no_number() {
        for (value, written) in [(-0.04, "0"), (f64::NAN, "0"), (f64::INFINITY, "0"), (12.34, "12.3"), (-3.0, "-3")] {
            assert_eq!(coordinate(value), written);
        }
    }

    #[test]
    fn a_hatch_stays_in_its_box() {
        let path = hatch(Rect { x: 10.0, y: 20.0, width: 30.0, height: 16.0 });
        let numbers: Vec<f64> = path.split(['M', 'L', ' ']).filter_map(|number| number.parse().ok()).collect();
        assert!(numbers.len() >= 16, "{path}");
        for point in numbers.chunks(2) {
            assert!((10.0..=40.0).contains(&point[0]) && (20.0..=36.0).contains(&point[1]), "{point:?}");
        }
    }

    #[test]
    fn a_label_in_another_script_is_isolated() {
        assert_eq!(isolated("a < b"), "a &lt; b");
        assert_eq!(isolated("عدد"), "\u{2068}عدد\u{2069}");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 60.0), vec!["one two", "three"]);
        assert_eq!(wrap("", 60.0), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn whatever_a_label_holds_the_drawing_is_well_formed(label in any::<String>(), id in "[a-z]{1,8}") {
            let mut svg = Svg::new(&id, Width::Wide, &label, &label);
            svg.text(Type::Plain, Anchor::Start, (1.0, 2.0), &label);
            super::super::testing::assert_well_formed(&svg.finish(10.0));
        }
    }
}
