//! The log of the wiki, in the words of MediaWiki's own: accounts made, renamed, blocked, given rights; files uploaded.

use std::collections::BTreeMap;

use super::chance::Chance;
use super::pages::Who;
use super::people::{Creation, Person, Role};
use super::{AS_OF, DAY, HOUR};
use crate::import::synthetic::life::address;

/// An item of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `log_id`.
    pub id: u64,
    /// When.
    pub moment: i64,
    /// `log_type`.
    pub kind: &'static str,
    /// `log_action`.
    pub action: &'static str,
    /// Who did it.
    pub by: Who,
    /// To what, as the log writes it.
    pub title: String,
    /// Parameters as the log writes them.
    pub params: String,
    /// The reason.
    pub comment: &'static str,
}

/// What will stand in the log, in the order of time.
#[derive(Debug)]
pub struct Diary<'a> {
    people: &'a [Person],
    chance: Chance,
    entries: BTreeMap<(i64, u64), Entry>,
    written: u64,
    last_id: u64,
}

/// Until then, parameters are lines of text; from then on PHP's arrays.
const ARRAYS_SINCE: i64 = 1_333_238_400;

impl<'a> Diary<'a> {
    /// A diary with everything that does not depend on edits.
    pub fn begin(people: &'a [Person], chance: Chance) -> Self {
        let mut diary = Self { people, chance, entries: BTreeMap::new(), written: 0, last_id: 0 };
        for (place, person) in people.iter().enumerate() {
            diary.creation(place, person);
            diary.rename(place, person);
            diary.rights(person);
            diary.terms(person);
        }
        diary
    }

    /// Takes out what happened up to `now`, numbered.
    pub fn until(&mut self, now: i64) -> Vec<Entry> {
        let later = self.entries.split_off(&(now + 1, 0));
        let past = std::mem::replace(&mut self.entries, later);
        past.into_values()
            .map(|entry| {
                self.last_id += 1;
                Entry { id: self.last_id, ..entry }
            })
            .collect()
    }

    fn note(&mut self, entry: Entry) {
        if entry.moment < AS_OF {
            self.written += 1;
            self.entries.insert((entry.moment, self.written), entry);
        }
    }

    /// Somebody with rights at that moment.
    fn steward(&self, moment: i64) -> Who {
        let steward = |person: &Person| person.role == Role::Patroller && person.registered < moment;
        Who::Person(self.people.iter().position(steward).unwrap_or(0))
    }

    fn creation(&mut self, place: usize, person: &Person) {
        let (action, by) = match person.creation {
            Creation::Own => ("create", Who::Person(place)),
            Creation::OwnBefore2007 => ("newusers", Who::Person(place)),
            Creation::Automatic => ("autocreate", Who::Person(place)),
            Creation::ByOther => ("create2", self.steward(person.registered)),
            Creation::ByMail => ("byemail", self.steward(person.registered)),
        };
        let params = match person.creation {
            Creation::OwnBefore2007 => String::new(),
            _ if person.registered < ARRAYS_SINCE => person.id.to_string(),
            _ => format!("a:1:{{s:9:\"4::userid\";i:{};}}", person.id),
        };
        let title = format!("User:{}", person.name_at(person.registered));
        self.note(Entry { id: 0, moment: person.registered, kind: "newusers", action, by, title, params, comment: "" });
    }

    fn rename(&mut self, place: usize, person: &Person) {
        let Some((earlier, moment)) = &person.earlier else { return };
        let edits = person.edits.partition_point(|edit| edit < moment);
        let params = format!(
            "a:3:{{s:10:\"4::olduser\";{}s:10:\"5::newuser\";{}s:8:\"6::edits\";i:{edits};}}",
            php(earlier.as_str()),
            php(person.name.as_str())
        );
        let by = if moment.rem_euclid(2) == 0 { Who::Person(place) } else { self.steward(*moment) };
        let title = format!("User:{earlier}");
        let comment = "as asked";
        self.note(Entry {
            id: 0,
            moment: *moment,
            kind: "renameuser",
            action: "renameuser",
            by,
            title,
            params,
            comment,
        });
    }

    fn rights(&mut self, person: &Person) {
        let Some(group) = person.group() else { return };
        let waited = if person.role == Role::Bot { HOUR / 2 } else { 200 * DAY };
        let moment = person.registered + waited;
        let params = if moment < ARRAYS_SINCE {
            format!("\n{group}")
        } else {
            format!("a:2:{{s:12:\"4::oldgroups\";a:0:{{}}s:12:\"5::newgroups\";a:1:{{i:0;{}}}}}", php(group))
        };
        let title = format!("User:{}", person.name_at(moment));
        let by = self.steward(moment);
        self.note(Entry { id: 0, moment, kind: "rights", action: "rights", by, title, params, comment: "" });
    }

    /// Blocks that are certain, one an hour after the other.
    fn terms(&mut self, person: &Person) {
        let Some((moment, terms)) = person.blocked else { return };
        let title = format!("User:{}", person.name_at(moment));
        for (term, moment) in terms.iter().zip((0..).map(|hours| moment + hours * HOUR)) {
            let action = if Some(term) == terms.first() { "block" } else { "reblock" };
            let by = self.steward(moment);
            self.note(block(action, moment, by, &title, term));
        }
    }

    /// A vandal is blocked, for a day or for ever, and now and then differently after a second look.
    pub fn block(&mut self, moment: i64, vandal: Who, by: Who) {
        let (name, terms) = match vandal {
            Who::Address(number) => (address(number), ["24 hours", "31 hours", "1 week"]),
            Who::Person(place) => {
                let name = self.people.get(place).map(|person| person.name_at(moment).to_string());
                (name.unwrap_or_default(), ["infinity", "indefinite", "31 hours"])
            }
        };
        let title = format!("User:{name}");
        let term = self.chance.word(&terms);
        self.note(block("block", moment, by, &title, term));
        if self.chance.happens(80) {
            self.note(block("reblock", moment + HOUR, by, &title, "3 days"));
        }
        if self.chance.happens(40) {
            let comment = "a second look";
            let params = if moment < ARRAYS_SINCE { String::new() } else { "a:0:{}".to_owned() };
            let moment = moment + DAY;
            self.note(Entry { id: 0, moment, kind: "block", action: "unblock", by, title, params, comment });
        }
    }

    /// A file was uploaded.
    pub fn upload(&mut self, moment: i64, by: Who, page: usize) {
        let title = format!("File:Picture {page}.jpg");
        let params = if moment < ARRAYS_SINCE { String::new() } else { "a:0:{}".to_owned() };
        self.note(Entry { id: 0, moment, kind: "upload", action: "upload", by, title, params, comment: "" });
    }
}

fn block(action: &'static str, moment: i64, by: Who, title: &str, term: &str) -> Entry {
    let params = if moment < ARRAYS_SINCE {
        format!("{term}\nnocreate")
    } else {
        let (term, flags) = (php(term), php("nocreate"));
        format!("a:3:{{s:11:\"5::duration\";{term}s:8:\"6::flags\";{flags}s:8:\"sitewide\";b:1;}}")
    };
    Entry { id: 0, moment, kind: "block", action, by, title: title.to_owned(), params, comment: "vandalism" }
}

/// A text as PHP writes it.
fn php(text: &str) -> String {
    format!("s:{}:\"{text}\";", text.len())
}
