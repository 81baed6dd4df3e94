//! Charts as SVG: pure functions from data to a string, one file per kind of chart.
//!
//! The server draws them, so they stand in a page without script, in a download and on paper alike. Each is drawn for
//! two widths and a page shows the one that fits: text is never scaled below its 13 units. Numbers and words come from
//! the message files. No chart crate is used: none keeps text as text, takes classes and light colours side by side,
//! and obeys a policy that forbids inline style.

mod bins;
mod histogram;
mod interval;
mod mark;
pub mod scale;
mod strip;
mod svg;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use bins::{Bins, MOST_BINS};
pub use histogram::Histogram;
pub use interval::{Everybody, Interval};
pub use mark::Mark;
pub use strip::{MOST_MARKS, Strip};

/// The widths for which a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// 656 units, for a column of at least that many pixels.
    Wide,
    /// 288 units, for a phone.
    Narrow,
}

impl Width {
    /// Both, wide first.
    pub const BOTH: [Self; 2] = [Self::Wide, Self::Narrow];

    /// The width in units of the drawing, which are pixels where it is not enlarged.
    #[must_use]
    pub const fn units(self) -> f64 {
        match self {
            Self::Wide => 656.0,
            Self::Narrow => 288.0,
        }
    }

    /// Part of the ids inside the drawing, so that both can stand in one page.
    const fn suffix(self) -> &'static str {
        match self {
            Self::Wide => "w",
            Self::Narrow => "n",
        }
    }

    /// Class by which a page shows the one that fits.
    const fn class(self) -> &'static str {
        match self {
            Self::Wide => "um-chart--wide",
            Self::Narrow => "um-chart--narrow",
        }
    }
}

/// Both drawings of a chart, one after the other: the style sheet shows the one that fits.
pub fn both(draw: impl Fn(Width) -> String) -> String {
    Width::BOTH.into_iter().map(draw).collect()
}

/// A count of people as a number to calculate with; there are fewer than four thousand million.
fn float(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// Margin at both sides of every chart.
const MARGIN: f64 = 8.0;
