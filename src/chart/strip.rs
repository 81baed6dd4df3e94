//! The strip of people: everybody once. Natural frequencies need no statistics.
//!
//! Up to [`MOST_MARKS`] people have a mark each; beyond that nobody counts marks, and a bar shows the parts.

use super::mark::Mark;
use super::svg::{Anchor, Ink, Rect, Svg, Type, text_width};
use super::{MARGIN, Width, float};
use crate::text::{Language, Message};

/// More people than this are drawn as a bar.
pub const MOST_MARKS: u64 = 100;

/// Everybody a question is about, by what is known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strip {
    /// Yes.
    pub yes: u64,
    /// No.
    pub no: u64,
    /// A yes that is certain although its time is not over. These belong to the people not yet known.
    pub early: u64,
    /// Not yet known, without the early.
    pub open: u64,
    /// Not in this data, or left out for another reason.
    pub unlisted: u64,
}

/// Height of the bar.
const BAR: f64 = 28.0;

impl Strip {
    /// Everybody.
    #[must_use]
    pub const fn people(&self) -> u64 {
        self.yes + self.no + self.early + self.open + self.unlisted
    }

    /// Whether everybody has a mark.
    #[must_use]
    pub const fn has_marks(&self) -> bool {
        self.people() <= MOST_MARKS
    }

    fn parts(&self) -> [(Mark, u64); 5] {
        [
            (Mark::Yes, self.yes),
            (Mark::No, self.no),
            (Mark::EarlyYes, self.early),
            (Mark::Open, self.open),
            (Mark::Unlisted, self.unlisted),
        ]
    }

    /// The marks of the people of one kind, one drawing each, so that a page can wrap them.
    #[must_use]
    pub fn marks(mark: Mark, people: u64) -> String {
        (0..people.min(MOST_MARKS)).map(|_| mark.svg()).collect()
    }

    /// The parts as one bar. `id` is unique in the page; `title` and `description` are what a screen reader says. An
    /// empty string where there is nobody.
    #[must_use]
    pub fn bar(&self, language: &Language, id: &str, width: Width, [title, description]: [&Message; 2]) -> String {
        if self.people() == 0 {
            return String::new();
        }
        let mut svg = Svg::new(id, width, &language.text(title), &language.text(description));
        let whole = width.units() - 2.0 * MARGIN;
        let mut from = MARGIN;
        for (mark, people) in self.parts() {
            let length = whole * float(people) / float(self.people());
            if people > 0 {
                draw_part(&mut svg, mark, Rect { x: from, y: 1.0, width: length, height: BAR });
                draw_count(&mut svg, language, people, from, length);
            }
            from += length;
        }
        svg.finish(BAR + 24.0)
    }
}

fn draw_part(svg: &mut Svg, mark: Mark, rect: Rect) {
    match mark {
        Mark::Yes => svg.rect(Ink::Yes, rect),
        Mark::No => svg.rect(Ink::No, rect),
        Mark::Open => svg.hatched(rect),
        Mark::EarlyYes => {
            svg.hatched(rect);
            let (inset_x, inset_y) = ((rect.width / 4.0).min(6.0), BAR / 4.0);
            let (width, height) = (rect.width - 2.0 * inset_x, rect.height - 2.0 * inset_y);
            svg.rect(Ink::Yes, Rect { x: rect.x + inset_x, y: rect.y + inset_y, width, height });
        }
        Mark::Unlisted => svg.rect(Ink::Unlisted, rect),
    }
}

/// The number under its part, where there is room.
fn draw_count(svg: &mut Svg, language: &Language, people: u64, from: f64, length: f64) {
    let label = language.count(i64::try_from(people).unwrap_or(i64::MAX));
    if text_width(&label) <= length {
        svg.text(Type::Strong, Anchor::Start, (from, BAR + 18.0), &label);
    }
}
