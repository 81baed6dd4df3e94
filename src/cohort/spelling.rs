//! One line: from what somebody typed to the name or number that it means, with everything that was mended.

use std::collections::BTreeSet;
use std::ops::Range;

use super::link::{take_out_of_address, take_out_of_wikitext};
use super::member::{Mark, Mend, Mended, Reason, Who, is_invisible};
use super::prefix::Prefixes;
use super::title::user_page;
use super::trace::Traced;
use crate::platform::ids::AccountId;
use crate::text::is_guarded_csv_cell;
use crate::wiki::{Username, UsernameError};

/// Whom a line means.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spelled {
    pub(super) who: Who,
    pub(super) mended: Mended,
}

/// Why a line means nobody, and the letters at fault.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Misspelled {
    pub(super) reason: Reason,
    pub(super) marks: Vec<Mark>,
}

impl From<Reason> for Misspelled {
    fn from(reason: Reason) -> Self {
        Self { reason, marks: Vec::new() }
    }
}

/// Reads a line.
pub(super) fn read(typed: &str, prefixes: &Prefixes) -> Result<Spelled, Misspelled> {
    read_rest(typed, Traced::new(typed), BTreeSet::new(), prefixes)
}

/// Reads a part of a line, in bytes, whose rest was taken off as `mends` say.
pub(super) fn read_part(
    typed: &str,
    part: Range<usize>,
    mends: BTreeSet<Mend>,
    prefixes: &Prefixes,
) -> Result<Spelled, Misspelled> {
    let mut line = Traced::new(typed);
    line.keep(part);
    read_rest(typed, line, mends, prefixes)
}

fn read_rest(
    typed: &str,
    mut line: Traced,
    mut mends: BTreeSet<Mend>,
    prefixes: &Prefixes,
) -> Result<Spelled, Misspelled> {
    take_off_wrapping(&mut line, &mut mends);
    if let Some(id) = account_id(&line.text()) {
        let mended = Mended { mends: mends.into_iter().collect(), marks: line.marks() };
        return Ok(Spelled { who: Who::Id(id?), mended });
    }
    take_off_list_mark(&mut line, &mut mends);
    take_out_of_markup(&mut line, &mut mends, prefixes)?;
    let name = tidy(&mut line, &mut mends).map_err(|error| misspelled(typed, error))?;
    if name.is_temporary() {
        return Err(Reason::Temporary.into());
    }
    // Marks without a mend: letters that were composed in another way, which nobody sees.
    let marks = if mends.is_empty() { Vec::new() } else { line.marks() };
    Ok(Spelled { who: Who::Name(name), mended: Mended { mends: mends.into_iter().collect(), marks } })
}

/// Takes off what editors and spreadsheets put around a cell.
fn take_off_wrapping(line: &mut Traced, mends: &mut BTreeSet<Mend>) {
    if line.retain(|letter| !is_invisible(letter)) {
        mends.insert(Mend::Invisible);
    }
    if line.trim(char::is_whitespace) {
        mends.insert(Mend::Spaces);
    }
    let text = line.text();
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    if quoted.is_some_and(|inner| !inner.is_empty() && !inner.replace("\"\"", "").contains('"')) {
        line.keep(1..text.len() - 1);
        line.squeeze('"');
        line.trim(char::is_whitespace);
        mends.insert(Mend::Quotes);
    }
    let text = line.text();
    if is_guarded_csv_cell(&text) {
        line.keep(1..text.len());
        mends.insert(Mend::Guard);
    }
}

/// `#17`: the number of an account; `None` when the line is no number.
fn account_id(text: &str) -> Option<Result<AccountId, Reason>> {
    let digits = text.strip_prefix('#')?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Databases hold ids in 63 bits, and 0 is no account.
    let id = digits.parse::<u64>().ok().filter(|id| (1..=i64::MAX.unsigned_abs()).contains(id));
    Some(id.map(AccountId::new).ok_or(Reason::WrongId))
}

/// `* X`, `- X`, `• X`, `# X`: the marks of list items, of wikitext and of word processors.
fn take_off_list_mark(line: &mut Traced, mends: &mut BTreeSet<Mend>) {
    let text = line.text();
    let rest = text.trim_start_matches(['*', '#', '-', '\u{2022}', '\u{b7}', '\u{2013}', '\u{2014}']);
    let is_wikitext = rest.starts_with("[[") || rest.starts_with("{{");
    let name = rest.trim_start();
    if rest.len() < text.len() && (name.len() < rest.len() || is_wikitext) && !name.is_empty() {
        line.keep(text.len() - name.len()..text.len());
        mends.insert(Mend::ListMark);
    }
}

/// Finds the name in wikitext, an address or a page title.
fn take_out_of_markup(line: &mut Traced, mends: &mut BTreeSet<Mend>, prefixes: &Prefixes) -> Result<(), Reason> {
    if take_out_of_wikitext(line, prefixes)? {
        mends.insert(Mend::Wikitext);
    } else if let Some(done) = take_out_of_address(line, prefixes)? {
        mends.extend(done);
    }
    // No title can hold a percent sign before two hexadecimal digits, so they are always an encoded letter.
    if line.decode_percent()? && !mends.contains(&Mend::Link) {
        mends.insert(Mend::Percent);
    }
    let text = line.text();
    if let Some(page) = user_page(&text, prefixes) {
        line.keep(page.name);
        // To be taken out of a link says it all; the rest is said where the line was no link.
        let is_link = mends.contains(&Mend::Link) || mends.contains(&Mend::Wikitext);
        mends.extend(page.mends.into_iter().filter(|mend| !is_link || matches!(mend, Mend::OtherWiki(_))));
    }
    Ok(())
}

/// Brings what is left into MediaWiki's spelling.
fn tidy(line: &mut Traced, mends: &mut BTreeSet<Mend>) -> Result<Username, UsernameError> {
    let is_link = mends.contains(&Mend::Link) || mends.contains(&Mend::Wikitext);
    if line.replace(|letter| if letter == '_' { ' ' } else { letter }) && !is_link {
        mends.insert(Mend::Underscores);
    }
    let spaced = line.replace(|letter| if letter.is_whitespace() { ' ' } else { letter });
    let squeezed = line.squeeze(' ');
    let trimmed = line.trim(|letter| letter == ' ');
    let underscored = mends.contains(&Mend::Underscores);
    if (spaced || squeezed || trimmed) && !is_link && !underscored {
        mends.insert(Mend::Spaces);
    }
    let text = line.text();
    let name = Username::new(&text)?;
    if text.chars().next().is_some_and(char::is_lowercase) && !name.as_str().starts_with(char::is_lowercase) {
        line.mark_first();
        if !is_link {
            mends.insert(Mend::Capital);
        }
    }
    Ok(name)
}

/// Marks the letter that no name can have.
fn misspelled(typed: &str, error: UsernameError) -> Misspelled {
    let marks = match error {
        UsernameError::Letter(wrong) => (0_u32..)
            .zip(typed.chars())
            .filter(|(_, letter)| *letter == wrong)
            .map(|(at, _)| Mark { start: at, end: at + 1 })
            .collect(),
        _ => Vec::new(),
    };
    Misspelled { reason: Reason::Username(error), marks }
}

#[cfg(test)]
mod tests;
