//! Lines that name nobody as they are, and somebody without what stands around the name: "1. Jane", "@Jane",
//! "Jane (talk)", "Jane, jane@example.org".
//!
//! Such letters may belong to a name, so that a line is mended only if the whole is no account of the wiki and the rest
//! is one.

use std::collections::BTreeSet;
use std::ops::Range;

use super::member::{Member, Mend, Outcome, Reason, is_invisible};
use super::prefix::Prefixes;
use super::resolve::find;
use super::spelling::{self, Spelled};
use crate::metric::Account;
use crate::source::{Source, SourceError};

/// One way to read a line.
struct Guess {
    /// The place of the member.
    member: usize,
    /// The name is one of several parts between commas or their like.
    is_part: bool,
    spelled: Spelled,
}

/// Mends what can be mended in this way.
pub(super) fn mend(members: &mut [Member], source: &dyn Source) -> Result<(), SourceError> {
    let prefixes = Prefixes::of(source.info());
    let unknown = members.iter().enumerate().filter(|(_, member)| is_unknown(&member.outcome));
    let guesses: Vec<Guess> = unknown.flat_map(|(at, member)| guesses(at, member.read(), &prefixes)).collect();
    let people: Vec<_> = guesses.iter().map(|guess| &guess.spelled.who).collect();
    let found = find(&people, source)?;
    let hits: Vec<(Guess, Account)> = guesses
        .into_iter()
        .zip(found)
        .filter_map(|(guess, account)| Some((guess, account?)))
        .filter(|(_, account)| !account.name.is_temporary())
        .collect();
    for line in hits.chunk_by(|(guess, _), (next, _)| guess.member == next.member) {
        let Some((guess, account)) = line.first() else { continue };
        let parts: BTreeSet<_> = line.iter().map(|(_, account)| account.id).collect();
        members[guess.member].outcome = if guess.is_part && parts.len() > 1 {
            Outcome::Wrong { reason: Reason::SeveralPeople, marks: Vec::new() }
        } else {
            Outcome::Account { id: account.id, name: account.name.clone(), mended: guess.spelled.mended.clone() }
        };
    }
    Ok(())
}

/// A line that is spelled like a name, or nearly, and names nobody whom the source lists.
fn is_unknown(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::NotSeen { .. } => true,
        Outcome::Wrong { reason, .. } => matches!(reason, Reason::NoSuchName(_) | Reason::Username(_)),
        Outcome::Account { .. } => false,
    }
}

/// The ways to read a line, the likeliest first.
fn guesses(member: usize, typed: &str, prefixes: &Prefixes) -> Vec<Guess> {
    let mut ways: Vec<(Range<usize>, BTreeSet<Mend>, bool)> = Vec::new();
    for (start, mends) in beginnings(typed) {
        if !mends.is_empty() {
            ways.push((start..typed.len(), mends.clone(), false));
        }
        for end in brackets(&typed[start..]) {
            ways.push((start..start + end, with(&mends, Mend::Brackets), false));
        }
        ways.extend(parts(typed, start).into_iter().map(|part| (part, with(&mends, Mend::Rest), true)));
    }
    // A part is the last resort.
    ways.sort_by_key(|(_, _, is_part)| *is_part);
    let read = |(part, mends, is_part)| {
        let spelled = spelling::read_part(typed, part, mends, prefixes).ok()?;
        Some(Guess { member, is_part, spelled })
    };
    ways.into_iter().filter_map(read).collect()
}

fn with(mends: &BTreeSet<Mend>, mend: Mend) -> BTreeSet<Mend> {
    mends.iter().cloned().chain([mend]).collect()
}

/// Where the name may begin, and what was taken off before it: the number of a list, an asterisk, the sign of a mention.
fn beginnings(typed: &str) -> Vec<(usize, BTreeSet<Mend>)> {
    let blank = |letter: char| letter.is_whitespace() || is_invisible(letter);
    let at = |rest: &str| typed.len() - rest.len();
    let mut rest = typed.trim_start_matches(blank);
    let mut mends = BTreeSet::new();
    let mut found = vec![(at(rest), mends.clone())];
    let after = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let marked = after.trim_start_matches(['.', ')', ':']).trim_start_matches(blank);
    if after.len() < rest.len() && marked.len() < after.len() {
        rest = marked;
        mends.insert(Mend::ListMark);
        found.push((at(rest), mends.clone()));
    }
    for (marks, mend) in [("*#-\u{2022}\u{b7}", Mend::ListMark), ("@", Mend::Mention)] {
        let without = rest.trim_start_matches(|letter| marks.contains(letter)).trim_start_matches(blank);
        if without.len() < rest.trim_start_matches(blank).len() {
            rest = without;
            mends.insert(mend);
            found.push((at(rest), mends.clone()));
        }
    }
    found
}

/// Where a name may end before brackets: `(talk)`, `(talk · contribs)`. "(bot)" and "(WMF)" tell accounts apart.
fn brackets(text: &str) -> Vec<usize> {
    if !text.trim_end().ends_with(')') {
        return Vec::new();
    }
    let words = |open: usize| text[open + 1..].trim_end().trim_end_matches(')').trim();
    let tells_apart = |words: &str| {
        words.is_empty()
            || words.eq_ignore_ascii_case("bot")
            || !words.contains(char::is_lowercase) && words.contains(char::is_uppercase)
    };
    let mut opens: Vec<usize> = [text.rfind('('), text.find('(')].into_iter().flatten().collect();
    opens.dedup();
    opens.retain(|open| *open > 0 && !tells_apart(words(*open)));
    opens
}

/// The parts of a line between commas or their like.
fn parts(typed: &str, start: usize) -> Vec<Range<usize>> {
    let separators = [',', ';', '\t', '<', '|'];
    if !typed[start..].contains(separators) {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut at = start;
    for part in typed[start..].split(separators) {
        parts.push(at..at + part.len());
        at += part.len() + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::parse::parse;
    use crate::cohort::resolve::resolve;
    use crate::cohort::testing::source;
    use crate::source::NoWiki;

    fn outcome(typed: &str) -> Outcome {
        let source = source(true, &[(5, "Jane Doe"), (6, "Joe"), (7, "@Old"), (8, "3. Man"), (9, "Joe (bot)")]);
        // A second line keeps the first from being taken apart.
        let text = format!("{typed}\nJoe");
        resolve(parse(text.as_bytes(), None, &source, None).unwrap(), &source, &NoWiki).unwrap().swap_remove(0).outcome
    }

    #[test]
    fn what_stands_around_a_name_is_left_off() {
        use Mend::{Brackets, Capital, ListMark, Mention, Rest};
        for (typed, name, mends) in [
            ("1. Jane Doe", "Jane Doe", vec![ListMark]),
            ("12) jane Doe", "Jane Doe", vec![ListMark, Capital]),
            ("*Jane Doe", "Jane Doe", vec![ListMark]),
            ("@Jane Doe", "Jane Doe", vec![Mention]),
            ("3. @Joe", "Joe", vec![ListMark, Mention]),
            ("Jane Doe (talk)", "Jane Doe", vec![Brackets]),
            ("Jane Doe (talk · contribs)", "Jane Doe", vec![Brackets]),
            ("1. Jane Doe (talk | contribs)", "Jane Doe", vec![ListMark, Brackets]),
            ("Jane Doe, jane@example.org", "Jane Doe", vec![Rest]),
            ("jane@example.org; Jane Doe", "Jane Doe", vec![Rest]),
            ("Jane Doe <jane@example.org>", "Jane Doe", vec![Rest]),
        ] {
            let Outcome::Account { name: found, mended, .. } = outcome(typed) else { unreachable!("{typed}") };
            let without_spaces: Vec<Mend> = mended.mends.into_iter().filter(|mend| *mend != Mend::Spaces).collect();
            assert_eq!((found.as_str(), without_spaces), (name, mends), "{typed}");
        }
    }

    #[test]
    fn a_whole_that_is_an_account_and_a_rest_that_is_none_stay() {
        for typed in ["@Old", "3. Man", "Joe (bot)"] {
            let Outcome::Account { mended, .. } = outcome(typed) else { unreachable!("{typed}") };
            assert!(mended.is_nothing(), "{typed}");
        }
        for typed in ["1. Nobody", "@Nobody", "Nobody (talk)", "Jane Doe (bot)", "Joe (WMF)", "Nobody, n@x.org"] {
            assert!(matches!(outcome(typed), Outcome::Wrong { reason: Reason::NoSuchName(_), .. }), "{typed}");
        }
    }

    #[test]
    fn two_people_on_a_line_are_never_one() {
        for typed in ["Jane Doe; Joe", "Joe, jane Doe", "1. Joe, Jane Doe"] {
            assert!(matches!(outcome(typed), Outcome::Wrong { reason: Reason::SeveralPeople, .. }), "{typed}");
        }
        assert!(matches!(outcome("Joe, Joe"), Outcome::Account { .. }));
    }
}
