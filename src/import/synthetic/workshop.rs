//! The people of three workshops, and the list of their names as somebody typed it: what an evaluator holds in hands.

use super::chance::Chance;
use super::names::Names;
use super::people::{Person, Role, person, sitting};
use super::{AS_OF, DAY, HOUR, MINUTE};

/// The workshops: when each began, and how many came. The last one is too young for questions about a second month.
const WORKSHOPS: [(i64, usize); 3] = [(WORKSHOP_IN_MARCH, 16), (WORKSHOP_IN_JUNE, 16), (WORKSHOP_IN_SEPTEMBER, 12)];

/// 2026-03-14T09:00:00Z.
const WORKSHOP_IN_MARCH: i64 = 1_773_478_800;

/// 2026-06-13T09:00:00Z.
const WORKSHOP_IN_JUNE: i64 = 1_781_341_200;

/// 2026-09-19T09:00:00Z.
const WORKSHOP_IN_SEPTEMBER: i64 = 1_789_808_400;

/// What participants do after their workshop.
#[derive(Clone, Copy)]
enum Later {
    /// Nothing: they registered and never edited.
    Never,
    /// They edited at the workshop and no more.
    Stopped,
    /// They came back now and then in the weeks after it.
    CameBack,
    /// They are still here.
    Stayed,
}

/// What became of each sixteen participants.
const LATER: [Later; 16] = [
    Later::Stayed,
    Later::Stopped,
    Later::Stopped,
    Later::CameBack,
    Later::Stopped,
    Later::Never,
    Later::Stayed,
    Later::Stopped,
    Later::CameBack,
    Later::Stopped,
    Later::Stopped,
    Later::Stayed,
    Later::CameBack,
    Later::Stopped,
    Later::Stayed,
    Later::Stopped,
];

/// Makes the participants' accounts.
pub fn participants(names: &mut Names, chance: &mut Chance) -> Vec<Person> {
    let mut people = Vec::new();
    for (begin, came) in WORKSHOPS {
        for later in LATER.iter().cycle().take(came) {
            // Most register at the table, some have done so at home.
            let early = if chance.happens(250) { chance.between(DAY / 2, 2 * DAY) } else { 0 };
            let registered = begin - early + chance.between(0, HOUR);
            let mut one = person(names.give(chance), registered, Role::Writer, edits(*later, begin, chance));
            one.participant = Some(people.len());
            people.push(one);
        }
    }
    // One of them took another name since.
    if let Some(renamed) = people.get_mut(RENAMED) {
        let earlier = std::mem::replace(&mut renamed.name, names.give(chance));
        renamed.earlier = Some((earlier, WORKSHOP_IN_JUNE));
    }
    people
}

fn edits(later: Later, begin: i64, chance: &mut Chance) -> Vec<i64> {
    if matches!(later, Later::Never) {
        return Vec::new();
    }
    let start = begin + chance.between(90 * MINUTE, 4 * HOUR);
    let mut edits = sitting(start, 2 + chance.repeats(750), chance);
    let days: Vec<i64> = match later {
        Later::Never | Later::Stopped => Vec::new(),
        Later::CameBack => vec![chance.between(2, 29), chance.between(3, 59)],
        Later::Stayed => {
            let step = chance.between(4, 12);
            let until = (AS_OF - begin) / DAY;
            (0..until / step).map(|turn| turn * step + chance.between(1, step)).collect()
        }
    };
    for day in days {
        edits.extend(sitting(start + day * DAY + chance.between(0, 9 * HOUR), 1 + chance.repeats(700), chance));
    }
    edits.retain(|edit| *edit < AS_OF);
    edits.sort_unstable();
    edits
}

/// Who was renamed.
const RENAMED: usize = 11;

/// The list of the participants' names as the organiser typed it: 45 lines, one of them twice, some spelled in the ways
/// in which people spell, one of them wrong.
#[must_use]
pub fn sign_up_sheet(people: &[Person]) -> String {
    let mut participants: Vec<&Person> = people.iter().filter(|person| person.participant.is_some()).collect();
    participants.sort_by_key(|person| person.participant);
    let mut lines: Vec<String> = participants.iter().enumerate().map(|(place, person)| typed(place, person)).collect();
    if let Some(twice) = participants.get(4) {
        lines.insert(29, twice.name.to_string());
    }
    lines.join("\n") + "\n"
}

/// How a participant's name was typed.
fn typed(place: usize, person: &Person) -> String {
    let name = person.name.as_str();
    match place {
        2 => name.replace(' ', "_"),
        6 => format!("User:{name}"),
        RENAMED => person.earlier.as_ref().map_or(name, |(earlier, _)| earlier.as_str()).to_owned(),
        14 => format!("https://demo.example.org/wiki/User:{}", name.replace(' ', "_")),
        19 => format!("[[User:{name}|{}]]", name.split(' ').next().unwrap_or(name)),
        23 => format!("  {}\u{200e}\u{a0}", lower_first(name)),
        27 => misspelled(name),
        33 => format!("user:{}", name.replace(' ', "__")),
        _ => name.to_owned(),
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// Two letters swapped, as in hasty typing.
fn misspelled(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if let Some(place) = (1..letters.len().saturating_sub(1)).find(|place| letters[*place] != letters[place + 1]) {
        letters.swap(place, place + 1);
    }
    letters.into_iter().collect()
}
