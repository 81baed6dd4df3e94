//! The contributors: who they are, when they came, and when they edit.

use super::cast::cast;
use super::chance::Chance;
use super::names::Names;
use super::workshop;
use super::{AS_OF, DAY, FOUNDED, HOUR, MINUTE};
use crate::wiki::Username;

/// What somebody is here for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Writes.
    Writer,
    /// Writes, and undoes what vandals do.
    Patroller,
    /// Harms pages.
    Vandal,
    /// A program.
    Bot,
}

/// How an account came to be: types and actions of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creation {
    /// Registered itself.
    Own,
    /// Registered itself, in the words of the log before 2007.
    OwnBefore2007,
    /// Made by the system for somebody who has an account on another wiki.
    Automatic,
    /// Made by somebody else.
    ByOther,
    /// Made by somebody else, the password sent by mail.
    ByMail,
}

/// An account.
#[derive(Clone, Debug)]
pub struct Person {
    /// `user_id`.
    pub id: u64,
    /// Today's name.
    pub name: Username,
    /// An earlier name, and when it was changed.
    pub earlier: Option<(Username, i64)>,
    /// When it was registered.
    pub registered: i64,
    /// How.
    pub creation: Creation,
    /// What for.
    pub role: Role,
    /// When it edits, ascending.
    pub edits: Vec<i64>,
    /// When it is blocked, whatever it does, and for how long: first, and an hour later each time.
    pub blocked: Option<(i64, &'static [&'static str])>,
    /// Which of the people of the workshops it is.
    pub participant: Option<usize>,
}

/// Accounts that register in a year, from 2006 on, in relation to other years: a wiki grows, and then it does not.
const YEARS: [i64; 21] = [2, 9, 22, 40, 60, 78, 90, 96, 100, 92, 86, 80, 74, 70, 72, 70, 62, 58, 54, 50, 42];

/// Makes the accounts of a wiki, in the order of their ids. They edit `wanted` times or, where fewer would leave none
/// for somebody of the workshops, a few times more.
pub fn make(wanted: usize, chance: &mut Chance) -> Vec<Person> {
    let mut names = Names::default();
    let mut people = workshop::participants(&mut names, chance);
    people.extend(bots(wanted, &mut names, chance));
    people.extend(cast(&mut names, chance));
    let mut made: usize = people.iter().map(|person| person.edits.len()).sum();
    while made < wanted {
        let mut person = newcomer(&mut names, chance);
        // Nobody is a fifth of a wiki, and the last one fills it.
        person.edits.truncate((wanted / 20).max(1).min(wanted - made));
        made += person.edits.len();
        people.push(person);
    }
    people.sort_by(|a, b| (a.registered, &a.name).cmp(&(b.registered, &b.name)));
    for (id, person) in (1_u64..).zip(&mut people) {
        person.id = id;
    }
    people
}

/// An account that edits at `edits`.
pub fn person(name: Username, registered: i64, role: Role, edits: Vec<i64>) -> Person {
    Person {
        id: 0,
        name,
        earlier: None,
        registered,
        creation: Creation::Own,
        role,
        edits,
        blocked: None,
        participant: None,
    }
}

/// Programs that mend links, all year round since they were made. Together a twelfth of all edits.
fn bots(wanted: usize, names: &mut Names, chance: &mut Chance) -> Vec<Person> {
    let wanted_names = ["LinkMender Bot", "TidyBot", "InterlinkBot", "Archive Bot 2"];
    let share = wanted / 12 / wanted_names.len();
    let mut bots = Vec::new();
    for name in wanted_names.into_iter().filter_map(|name| names.take(name)) {
        let from = FOUNDED + chance.between(300, 3000) * DAY;
        let until = from + (AS_OF - from) / 4 * chance.between(2, 5);
        let mut edits: Vec<i64> = (0..share).map(|_| chance.between(from + HOUR, until)).collect();
        edits.sort_unstable();
        bots.push(person(name, from, Role::Bot, edits));
    }
    bots
}

/// Somebody who registers one day. Nearly half never edit; of the others most do not come back after their first day,
/// and more and more so over the years.
fn newcomer(names: &mut Names, chance: &mut Chance) -> Person {
    let year = chance.weighted(&YEARS);
    let length = (AS_OF - FOUNDED) / 21;
    let from = FOUNDED + length * i64::try_from(year).unwrap_or(0);
    let registered = chance.between(from, from + length);
    let mut person = person(names.give(chance), registered, Role::Writer, Vec::new());
    person.creation = creation(registered, chance);
    if chance.happens(12) {
        person.role = Role::Vandal;
        let start = registered + chance.between(MINUTE, HOUR);
        person.edits = sitting(start, 1 + chance.repeats(600), chance);
    } else if !chance.happens(if person.creation == Creation::Automatic { 850 } else { 440 }) {
        let leaves = 480 + 18 * u32::try_from(year).unwrap_or(0);
        let start = registered + wait(chance);
        person.edits = if chance.happens(leaves) {
            sitting(start, 1 + chance.repeats(620), chance)
        } else {
            career(start, chance)
        };
        let stayed = person.edits.len() > 80;
        if stayed && chance.happens(300) {
            person.role = Role::Patroller;
        }
        if person.edits.len() > 3 && chance.happens(15) {
            rename(&mut person, names, chance);
        }
    }
    person
}

/// Gives somebody who has edited for a while a new name.
fn rename(person: &mut Person, names: &mut Names, chance: &mut Chance) {
    if let (Some(first), Some(last)) = (person.edits.first(), person.edits.last()) {
        let earlier = std::mem::replace(&mut person.name, names.give(chance));
        person.earlier = Some((earlier, chance.between(*first, last + 30 * DAY).min(AS_OF - DAY)));
    }
}

fn creation(registered: i64, chance: &mut Chance) -> Creation {
    let first_2007 = FOUNDED + 366 * DAY;
    if registered < first_2007 {
        return Creation::OwnBefore2007;
    }
    let kinds = [Creation::Own, Creation::Automatic, Creation::ByOther, Creation::ByMail];
    // Accounts of all wikis were joined in 2008.
    let automatic = if registered < first_2007 + 500 * DAY { 0 } else { 260 };
    kinds.get(chance.weighted(&[700, automatic, 25, 15])).copied().unwrap_or(Creation::Own)
}

/// Seconds from registration to the first edit.
fn wait(chance: &mut Chance) -> i64 {
    match chance.between(0, 100) {
        0..72 => chance.between(MINUTE, HOUR),
        72..88 => chance.between(HOUR, DAY),
        _ => chance.between(DAY, 90 * DAY),
    }
}

/// `count` edits in one go, minutes apart.
pub fn sitting(start: i64, count: i64, chance: &mut Chance) -> Vec<i64> {
    let mut edits = Vec::new();
    let mut now = start;
    for _ in 0..count {
        if now >= AS_OF {
            break;
        }
        edits.push(now);
        now += chance.skewed(4 * MINUTE, 6);
    }
    edits
}

/// The edits of somebody who comes back: sittings that grow rarer, over weeks or years.
fn career(start: i64, chance: &mut Chance) -> Vec<i64> {
    let days = chance.skewed(45, 14).min(6000);
    let sittings = 2 + chance.skewed((days / 9).max(1), 6).min(days * 2);
    // Somebody who is here for years edits more each time.
    let zeal = if days > 365 { 850 } else { 700 };
    let mut edits = sitting(start, 1 + chance.repeats(600), chance);
    for _ in 1..sittings {
        // The smaller of two chances: more in the beginning than in the end.
        let after = chance.between(1, days + 1).min(chance.between(1, days + 1));
        let hour = chance.between(6, 23);
        edits.extend(sitting(start + after * DAY - start % DAY + hour * HOUR, 1 + chance.repeats(zeal), chance));
    }
    edits.retain(|edit| *edit >= start && *edit < AS_OF);
    edits.sort_unstable();
    edits
}

impl Person {
    /// The name that it had at a moment.
    #[must_use]
    pub fn name_at(&self, moment: i64) -> &Username {
        match &self.earlier {
            Some((earlier, changed)) if moment < *changed => earlier,
            _ => &self.name,
        }
    }

    /// The group that it is in, beside those that everybody is in.
    #[must_use]
    pub const fn group(&self) -> Option<&'static str> {
        match self.role {
            Role::Bot => Some("bot"),
            Role::Patroller if self.id.is_multiple_of(3) => Some("sysop"),
            _ => None,
        }
    }
}
