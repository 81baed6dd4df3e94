//! Cells of a CSV file that a spreadsheet program will open.

use std::borrow::Cow;

/// Puts an apostrophe before text that a spreadsheet program would take for a formula, so that opening a download never
/// runs what a stranger chose as a user name. For text only: numbers of our own keep their sign.
#[must_use]
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    if begins_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Whether text carries the apostrophe of [`csv_cell`], so that a list we wrote can be read back.
#[must_use]
pub fn is_guarded_csv_cell(text: &str) -> bool {
    text.strip_prefix('\'').is_some_and(begins_formula)
}

/// Programs begin a formula at these, the wide forms of East Asian keyboards included; a tab or line break is skipped
/// before they look.
fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_are_known_again() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\u{ff1d}1"] {
            let cell = csv_cell(formula);
            assert_eq!(cell, format!("'{formula}"));
            assert!(is_guarded_csv_cell(&cell));
        }
        for text in ["", "Jane", "'Jane", "~2026-1-1", "a=b", "\"=1"] {
            assert_eq!(csv_cell(text), text);
            assert!(!is_guarded_csv_cell(text), "{text}");
        }
    }
}
