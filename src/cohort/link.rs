//! Names inside wikitext and addresses.

use std::collections::BTreeSet;
use std::ops::Range;

use super::member::{Mend, Reason};
use super::prefix::Prefixes;
use super::title::{other_wiki, user_page};
use super::trace::{BrokenEncoding, Traced};
use crate::wiki::Username;

impl From<BrokenEncoding> for Reason {
    fn from(_: BrokenEncoding) -> Self {
        Self::BrokenLink
    }
}

/// Keeps the title of the page that wikitext (`[[User:X|Y]]`, `{{u|X}}`) is about; whether there was any wikitext.
pub(super) fn take_out_of_wikitext(line: &mut Traced, prefixes: &Prefixes) -> Result<bool, Reason> {
    let text = line.text();
    let links = inner_ranges(&text, "[[", "]]");
    if let Some(first) = links.first() {
        // A signature links to one person's page and talk page: links to nobody's page do not count beside those.
        let people: Vec<(&Range<usize>, Option<Username>)> = links
            .iter()
            .filter_map(|link| user_page(&text[link.clone()], prefixes).map(|page| (link, page)))
            .map(|(link, page)| (link, Username::new(&text[link.clone()][page.name]).ok()))
            .collect();
        let different: BTreeSet<&Option<Username>> = people.iter().map(|(_, name)| name).collect();
        if different.len() > 1 || (people.is_empty() && links.len() > 1) {
            return Err(Reason::SeveralPeople);
        }
        let chosen = people.first().map_or(first, |(link, _)| *link).clone();
        line.keep(chosen);
        return Ok(true);
    }
    let templates = inner_ranges(&text, "{{", "}}");
    match templates.as_slice() {
        // The template's name ends where its first parameter begins.
        [one] if !one.is_empty() && text[one.end..].starts_with('|') => {
            let from = one.end + 1;
            let length = text[from..].find(['|', '}']).unwrap_or(text.len() - from);
            line.keep(from..from + length);
            Ok(true)
        }
        [] | [_] => Ok(false),
        _ => Err(Reason::SeveralPeople),
    }
}

/// The stretches between `open` and `close`, each up to its first `|`. A missing `close` is the end of the text: lines
/// are cut when they are pasted.
fn inner_ranges(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(open) {
        let start = at + found + open.len();
        let end = text[start..].find(close).map_or(text.len(), |length| start + length);
        let bar = text[start..end].find('|').map_or(end, |length| start + length);
        ranges.push(start..bar);
        at = end;
    }
    ranges
}

/// Keeps the title or name that an address leads to; what was done, or `None` when the line is no address.
pub(super) fn take_out_of_address(line: &mut Traced, prefixes: &Prefixes) -> Result<Option<Vec<Mend>>, Reason> {
    let text = line.text();
    let Some(address) = address(&text) else { return Ok(None) };
    line.keep(address);
    let text = line.text();
    let host_start = SCHEMES.iter().find(|scheme| begins_with(&text, scheme)).map_or(0, |scheme| scheme.len());
    let host_end = text[host_start..].find('/').map_or(text.len(), |length| host_start + length);
    let mut mends = vec![Mend::Link];
    let host = &text[host_start..host_end];
    // Only the addresses that we know can be told to be another wiki's.
    if host.contains(".wik") || host.contains(".mediawiki") {
        mends.extend(other_wiki(host, &prefixes.wiki));
    }
    let path_end = text[host_end..].find(['?', '#']).map_or(text.len(), |length| host_end + length);
    for key in ["target", "user", "title"] {
        if let Some(value) = parameter(&text, path_end, key) {
            line.keep(value);
            line.replace(|letter| if letter == '+' { ' ' } else { letter });
            line.decode_percent()?;
            let title = line.text();
            let is_name = key != "title" && !title.is_empty();
            return if is_name || user_page(&title, prefixes).is_some() {
                Ok(Some(mends))
            } else {
                Err(Reason::NotUserPage)
            };
        }
    }
    line.keep(host_end..path_end);
    line.decode_percent()?;
    let path = line.text();
    // `/wiki/User:X`, `/w/index.php/User:X`, `/sr-el/User:X`: the title is what reads as a user page.
    let title = path.match_indices('/').map(|(at, _)| at + 1).find(|at| user_page(&path[*at..], prefixes).is_some());
    line.keep(title.ok_or(Reason::NotUserPage)?..path.len());
    Ok(Some(mends))
}

/// What an address begins with.
const SCHEMES: [&str; 3] = ["https://", "http://", "//"];

fn begins_with(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// Where in a line an address stands: alone, or as `[address label]` or `<address>`.
fn address(text: &str) -> Option<Range<usize>> {
    let bracketed = text.starts_with('[') || text.starts_with('<');
    let start = usize::from(bracketed);
    let rest = &text[start..];
    let has_scheme = SCHEMES.iter().any(|scheme| begins_with(rest, scheme));
    let bare = rest.split_once('/').is_some_and(|(host, path)| {
        let is_host = host.contains('.')
            && host.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.' || letter == '-');
        is_host && (path.starts_with("wiki/") || path.starts_with("w/") || path.contains("index.php"))
    });
    if !has_scheme && !bare {
        return None;
    }
    let end = if bracketed { rest.find([' ', ']', '>']).unwrap_or(rest.len()) } else { rest.len() };
    Some(start..start + end)
}

/// Where the value of a parameter of the query stands.
fn parameter(address: &str, query: usize, key: &str) -> Option<Range<usize>> {
    let rest = address[query..].strip_prefix('?')?;
    let rest = rest.split('#').next().unwrap_or(rest);
    let mut at = query + 1;
    for pair in rest.split('&') {
        if let Some(value) = pair.strip_prefix(key).and_then(|after| after.strip_prefix('=')) {
            return Some(at + key.len() + 1..at + key.len() + 1 + value.len());
        }
        at += pair.len() + 1;
    }
    None
}
