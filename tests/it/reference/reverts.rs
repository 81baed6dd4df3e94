//! Who undid what, by trying everything.

use super::history::{Page, Revision, Who};
use super::question::Question;

/// Whether a revision of the person was undone, as the data stood at `as_of`, at most `within` seconds later.
pub fn reverted(page: &Page, revision: &Revision, question: &Question, within: Option<i64>) -> bool {
    // Revisions without a checksum are skipped.
    let known = page.revisions.iter().filter(|one| one.checksum.is_some() && one.at < question.as_of);
    let known: Vec<&Revision> = known.collect();
    let Some(r) = known.iter().position(|one| one.id == revision.id) else { return false };
    let by_anyone = question.param("by") == "anyone";
    let reach = |name: &str| question.param(name).parse::<usize>().ok();
    let pair = reach("look_back").is_some() || reach("look_ahead").is_some();
    for f in r + 1..known.len() {
        let late = within.is_some_and(|within| known[f].at - revision.at > within);
        let by_self = known[f].who == Who::Person;
        if late || (by_self && !by_anyone) {
            continue;
        }
        let same = |b: &usize| known[*b].checksum == known[f].checksum;
        let undone = if pair {
            // b within look_back before r, f within look_ahead after r, b's checksum not r's.
            let (back, ahead) = (reach("look_back").unwrap_or(15), reach("look_ahead").unwrap_or(15));
            let restored = (0..r).filter(same).any(|b| r - b <= back && known[b].checksum != revision.checksum);
            restored && f - r <= ahead
        } else {
            // The nearest earlier revision with the same checksum, with at most `radius` between.
            let nearest = (0..f).rev().find(same);
            nearest.is_some_and(|b| b < r && f - b - 1 <= reach("radius").unwrap_or(15))
        };
        if undone {
            return true;
        }
    }
    false
}
