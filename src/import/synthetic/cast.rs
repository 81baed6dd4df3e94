//! People who are there however small the wiki is. In thousands of lives somebody always comes back after years, is new and
//! busy, or is blocked; in a few hundred they may be missing, and with them what there is to see of whole metrics.

use super::chance::Chance;
use super::names::Names;
use super::people::{Person, Role, person, sitting};
use super::{AS_OF, DAY, FOUNDED, HOUR, MINUTE};

/// Makes their accounts.
pub fn cast(names: &mut Names, chance: &mut Chance) -> Vec<Person> {
    let mut people = vec![returned(names, chance), new_and_busy(names, chance)];
    people.extend([true, false].map(|again| blocked(again, names, chance)));
    people
}

/// Somebody who wrote a year long, was away for many, and is back since three weeks.
fn returned(names: &mut Names, chance: &mut Chance) -> Person {
    let registered = FOUNDED + chance.between(2000, 3000) * DAY;
    let sittings = [0, 40, 90, 300].map(|day| registered + day * DAY + HOUR);
    let back = [20, 11, 4].map(|day| AS_OF - day * DAY);
    person(names.give(chance), registered, Role::Writer, sit(&[&sittings[..], &back].concat(), chance))
}

/// Somebody who registered in the last days and edits day after day.
fn new_and_busy(names: &mut Names, chance: &mut Chance) -> Person {
    let registered = AS_OF - chance.between(12, 20) * DAY;
    let sittings = [0, 1, 3, 6].map(|day| registered + day * DAY + 10 * MINUTE);
    person(names.give(chance), registered, Role::Writer, sit(&sittings, chance))
}

/// Somebody who harms pages until there is a block within the day, and perhaps another one that is for ever.
fn blocked(again: bool, names: &mut Names, chance: &mut Chance) -> Person {
    let registered = AS_OF - chance.between(60, 900) * DAY;
    let edits = sitting(registered + 20 * MINUTE, 4, chance);
    let moment = edits.last().map(|last| last + 5 * MINUTE);
    let terms: &[&str] = if again { &["31 hours", "infinity"] } else { &["1 week"] };
    Person {
        blocked: moment.map(|moment| (moment, terms)),
        ..person(names.give(chance), registered, Role::Vandal, edits)
    }
}

/// A few edits at each of these moments.
fn sit(moments: &[i64], chance: &mut Chance) -> Vec<i64> {
    let mut edits: Vec<i64> =
        moments.iter().flat_map(|moment| sitting(*moment, 3 + chance.repeats(500), chance)).collect();
    edits.sort_unstable();
    edits
}
