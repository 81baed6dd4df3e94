//! One mark for one person: filled = yes, empty = no, hatched = not yet known, hatched with a filled core = a yes that
//! is certain before its time is over, dotted = not in this data. A hatch means nothing else anywhere.

/// What is known of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Yes.
    Yes,
    /// No.
    No,
    /// A yes that is certain although its time is not over.
    EarlyYes,
    /// Not yet known.
    Open,
    /// The data do not have this person, or nothing can be said of them.
    Unlisted,
}

impl Mark {
    /// The mark as a small drawing. It is hidden from screen readers: words stand beside every mark.
    #[must_use]
    pub const fn svg(self) -> &'static str {
        macro_rules! drawing {
            ($($shape:literal),+) => {
                concat!(
                    r#"<svg xmlns="http://www.w3.org/2000/svg" class="um-mark" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">"#,
                    $($shape,)+
                    "</svg>"
                )
            };
        }
        match self {
            Self::Yes => drawing!(
                r##"<rect class="um-yes" x="1" y="1" width="12" height="12" rx="1" fill="#4b77d6" stroke="#4b77d6"/>"##
            ),
            Self::No => drawing!(
                r##"<rect class="um-no" x="1.5" y="1.5" width="11" height="11" rx="1" fill="#fff" stroke="#72777d"/>"##
            ),
            Self::Open => drawing!(
                r##"<path class="um-hatch-stroke" d="M1.5 5.5L5.5 1.5M1.5 12.5L12.5 1.5M8.5 12.5L12.5 8.5" fill="none" stroke="#54595d" stroke-width="1.5"/>"##,
                r##"<rect class="um-open" x="1.5" y="1.5" width="11" height="11" rx="1" fill="none" stroke="#72777d"/>"##
            ),
            Self::EarlyYes => drawing!(
                r##"<path class="um-hatch-stroke" d="M1.5 5.5L5.5 1.5M1.5 12.5L12.5 1.5M8.5 12.5L12.5 8.5" fill="none" stroke="#54595d" stroke-width="1.5"/>"##,
                r##"<rect class="um-open" x="1.5" y="1.5" width="11" height="11" rx="1" fill="none" stroke="#72777d"/>"##,
                r##"<rect class="um-yes" x="4.5" y="4.5" width="5" height="5" fill="#4b77d6" stroke="#4b77d6"/>"##
            ),
            Self::Unlisted => drawing!(
                r##"<rect class="um-unlisted" x="1.5" y="1.5" width="11" height="11" rx="1" fill="none" stroke="#72777d" stroke-dasharray="1.5 1.5"/>"##
            ),
        }
    }
}
