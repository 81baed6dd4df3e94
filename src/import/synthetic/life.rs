//! The life of the wiki: walks through time and lets everybody do what they do, on the pages as they are by then.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::chance::Chance;
use super::diary::{Diary, Entry};
use super::pages::{NAMESPACES, Pages, Version, Who};
use super::people::{Person, Role};
use super::{AS_OF, DAY, HOUR, MINUTE};
use crate::import::{Contributor, Hidden, LogItem, Parent, Revision};
use crate::wiki::{NamespaceId, Timestamp};

/// What happened next: revisions and items of the log in the order of time.
#[derive(Clone, Debug)]
pub enum Event {
    /// Somebody saved a page.
    Revision(Revision<'static>),
    /// Something stands in the log.
    Log(LogItem<'static>),
}

/// Somebody wants to bring back a version of a page.
#[derive(Clone, Copy, Debug)]
struct Wish {
    page: usize,
    version: Version,
    /// The version that is not wanted.
    against: u64,
    /// Not before this moment.
    due: i64,
    /// How often the two have undone each other.
    round: u32,
    /// It was done to harm.
    harm: bool,
}

/// A life going on.
#[derive(Debug)]
pub struct Life<'a> {
    people: &'a [Person],
    /// Who edits when, in the order of time.
    moments: std::vec::IntoIter<(i64, Who)>,
    chance: Chance,
    pages: Pages,
    diary: Diary<'a>,
    /// What waits for a patroller, the newest last.
    damage: VecDeque<Wish>,
    /// What people want to bring back themselves.
    wishes: BTreeMap<Who, Wish>,
    /// People's own pages: (namespace, person) to page.
    own: BTreeMap<(NamespaceId, usize), usize>,
    warned: BTreeSet<Who>,
    last_revision: u64,
    waiting: VecDeque<Event>,
}

impl<'a> Life<'a> {
    /// Begins the life of a wiki of `people` with `edits` edits, those without an account among them.
    #[must_use]
    pub fn begin(people: &'a [Person], edits: usize, mut chance: Chance) -> Self {
        let mut moments: Vec<(i64, Who)> = Vec::with_capacity(edits);
        for (place, person) in people.iter().enumerate() {
            moments.extend(person.edits.iter().map(|moment| (*moment, Who::Person(place))));
        }
        let first = people.first().map_or(AS_OF - DAY, |person| person.registered);
        while moments.len() < edits {
            // An address edits a few times and is then somebody else's.
            let who = Who::Address(u16::try_from(chance.between(0, 60_000)).unwrap_or(0));
            let mut now = chance.between(first, AS_OF);
            for _ in 0..=chance.repeats(450).min(8) {
                if moments.len() < edits && now < AS_OF {
                    moments.push((now, who));
                }
                now += chance.between(MINUTE, HOUR);
            }
        }
        moments.sort_unstable();
        Self {
            people,
            moments: moments.into_iter(),
            diary: Diary::begin(people, chance.clone()),
            chance,
            pages: Pages::default(),
            damage: VecDeque::new(),
            wishes: BTreeMap::new(),
            own: BTreeMap::new(),
            warned: BTreeSet::new(),
            last_revision: 0,
            waiting: VecDeque::new(),
        }
    }

    fn person(&self, who: Who) -> Option<&'a Person> {
        match who {
            Who::Person(place) => self.people.get(place),
            Who::Address(_) => None,
        }
    }

    /// One edit.
    fn act(&mut self, now: i64, who: Who) {
        if self.own_wish(now, who) || self.undo_damage(now, who) {
            return;
        }
        let role = self.person(who).map(|person| person.role);
        let harms = match role {
            Some(Role::Vandal) => true,
            Some(_) => false,
            None => self.chance.happens(220),
        };
        let place = self.namespace(role, harms);
        let page = self.page(place, who, harms);
        if harms {
            self.damage(now, who, page);
        } else {
            self.write(now, who, page);
        }
    }

    /// Where somebody edits, as a place in [`NAMESPACES`].
    fn namespace(&mut self, role: Option<Role>, harms: bool) -> usize {
        if harms || role == Some(Role::Bot) && self.chance.happens(800) {
            return 0;
        }
        let weights = NAMESPACES.map(|(_, weight)| weight);
        self.chance.weighted(&weights)
    }

    /// The page that somebody edits: people have one page and one talk page of their own.
    fn page(&mut self, place: usize, who: Who, harms: bool) -> usize {
        let namespace = NAMESPACES.get(place).map_or(0, |(namespace, _)| *namespace);
        let whose = match (namespace, who) {
            (2, Who::Person(person)) => Some(person),
            (3, _) => Some(self.chance.position(self.people.len())),
            _ => None,
        };
        if let Some(person) = whose {
            let pages = &mut self.pages;
            return *self.own.entry((namespace, person)).or_insert_with(|| pages.make(place, false));
        }
        let redirect = self.chance.happens(60);
        match self.pages.choose(place, &mut self.chance) {
            Some(page) => page,
            None if harms && place == 0 && self.chance.happens(900) => {
                self.pages.choose(place, &mut self.chance).unwrap_or_else(|| self.pages.make(place, false))
            }
            None => self.pages.make(place, redirect),
        }
    }

    /// Writes something, and perhaps thinks better of it.
    fn write(&mut self, now: i64, who: Who, page: usize) {
        let Some((before, namespace)) = self.pages.get(page).map(|page| (page.top().copied(), page.namespace)) else {
            return;
        };
        let bytes = match before {
            None => self.chance.skewed(900, 10),
            Some(before) => {
                let amount = self.chance.skewed(60, 14);
                let sign = if self.chance.happens(230) { -1 } else { 1 };
                (before.bytes + sign * amount).max(20)
            }
        };
        let small = before.is_some_and(|before| (before.bytes - bytes).abs() < 80);
        let minor = small && self.chance.happens(420) || self.person(who).is_some_and(|one| one.role == Role::Bot);
        let saved = self.save(now, who, page, None, bytes, minor);
        if namespace == 6 && before.is_none() {
            self.diary.upload(now, who, page);
        }
        if let (Some(before), Some(saved)) = (before, saved) {
            self.second_thoughts(now, who, page, before, saved);
        }
    }

    /// Now and then people undo what they did themselves, or what another one did, who may not like that. Newcomers do
    /// not know the customs yet: patrollers undo some of what they do.
    fn second_thoughts(&mut self, now: i64, who: Who, page: usize, before: Version, saved: Version) {
        let is_new = |person: &Person| person.role == Role::Writer && now - person.registered < 60 * DAY;
        let wish = Wish { page, version: before, against: saved.rev_id, due: now, round: 9, harm: false };
        if self.chance.happens(14) {
            let due = now + self.chance.between(1, 30) * MINUTE;
            self.wishes.insert(who, Wish { due, ..wish });
        } else if self.person(who).is_some_and(is_new) && self.chance.happens(60) {
            let due = now + self.chance.skewed(40 * MINUTE, 8);
            self.damage.push_back(Wish { due, ..wish });
        } else if before.by != who && self.chance.happens(9) {
            let due = now + self.chance.skewed(5 * HOUR, 8);
            self.wishes.insert(before.by, Wish { due, round: 1, ..wish });
        }
    }

    /// Harms a page.
    fn damage(&mut self, now: i64, who: Who, page: usize) {
        let before = self.pages.get(page).and_then(|page| page.top().copied());
        let bytes = match before {
            Some(before) if self.chance.happens(300) => before.bytes / 50,
            Some(before) => before.bytes + self.chance.between(4, 300),
            None => self.chance.between(4, 300),
        };
        let Some(saved) = self.save(now, who, page, None, bytes, false) else { return };
        let restore = self.pages.get(page).and_then(|page| page.before(who).copied());
        if let Some(version) = restore
            && self.chance.happens(930)
        {
            let due = now + self.chance.skewed(6 * MINUTE, 12);
            self.damage.push_back(Wish { page, version, against: saved.rev_id, due, round: 9, harm: true });
        }
    }

    /// Patrollers undo what should not stay, the latest first, if nobody edited since. After two weeks nobody looks.
    fn undo_damage(&mut self, now: i64, who: Who) -> bool {
        if self.person(who).is_none_or(|person| person.role != Role::Patroller) {
            return false;
        }
        while self.damage.front().is_some_and(|oldest| oldest.due + 14 * DAY < now) {
            self.damage.pop_front();
        }
        while let Some(place) = self.damage.iter().rposition(|wish| wish.due <= now) {
            let Some(wish) = self.damage.remove(place) else { break };
            if let Some(other) = self.fulfil(now, who, &wish) {
                let settled = self.person(other).is_some_and(|person| person.blocked.is_some());
                if wish.harm && !settled && self.warned.insert(other) && self.chance.happens(350) {
                    self.diary.block(now + 3 * MINUTE, other, who);
                }
                return true;
            }
        }
        false
    }

    /// Brings back what somebody wants back.
    fn own_wish(&mut self, now: i64, who: Who) -> bool {
        let Some(wish) = self.wishes.get(&who).copied().filter(|wish| wish.due <= now) else { return false };
        self.wishes.remove(&who);
        let Some(other) = self.fulfil(now, who, &wish) else { return false };
        let version = self.pages.get(wish.page).and_then(|page| page.previous().copied());
        if let Some(version) = version
            && wish.round < 4
            && other != who
            && self.chance.happens(600)
        {
            let due = now + self.chance.skewed(HOUR, 6);
            let against = self.last_revision;
            self.wishes.insert(other, Wish { version, against, due, round: wish.round + 1, ..wish });
        }
        true
    }

    /// Brings a version back unless somebody else edited since. Says whose version it replaced.
    fn fulfil(&mut self, now: i64, who: Who, wish: &Wish) -> Option<Who> {
        let top = self.pages.get(wish.page)?.top().copied().filter(|top| top.rev_id == wish.against)?;
        let minor = self.chance.happens(300);
        self.save(now, who, wish.page, Some(wish.version), wish.version.bytes, minor);
        Some(top.by)
    }

    /// Saves a page: with the text of an earlier version, or with a new one.
    fn save(
        &mut self,
        now: i64,
        who: Who,
        position: usize,
        earlier: Option<Version>,
        bytes: i64,
        minor: bool,
    ) -> Option<Version> {
        let sha1 = earlier.map_or_else(|| self.chance.checksum(), |version| version.sha1);
        let contributor = contributor(self.people, who);
        let hidden = self.hidden();
        let page = self.pages.get(position)?;
        let parent = page.top().map_or(Parent::None, |top| Parent::Some(top.rev_id));
        self.last_revision += 1;
        let version = Version { rev_id: self.last_revision, sha1, bytes, by: who };
        page.save(version);
        let text_hidden = hidden.has(Hidden::TEXT);
        let revision = Revision {
            rev_id: version.rev_id,
            page_id: Some(page.id),
            namespace: Some(page.namespace),
            redirect: page.redirect,
            timestamp: Timestamp::from_unix(now),
            parent,
            contributor: if hidden.has(Hidden::USER) { Contributor::Hidden } else { contributor },
            minor,
            hidden,
            bytes: u64::try_from(bytes).ok().filter(|_| !text_hidden),
            sha1: Some(sha1).filter(|_| !text_hidden),
        };
        self.pages.note(position);
        self.waiting.push_back(Event::Revision(revision));
        Some(version)
    }

    fn hidden(&mut self) -> Hidden {
        match self.chance.between(0, 4000) {
            0 => Hidden::USER,
            1 => Hidden::USER.and(Hidden::COMMENT),
            2..5 => Hidden::TEXT,
            5..8 => Hidden::COMMENT,
            8 => Hidden::TEXT.and(Hidden::COMMENT).and(Hidden::USER),
            _ => Hidden::NONE,
        }
    }
}

/// Who it is, as a dump says.
fn contributor(people: &[Person], who: Who) -> Contributor<'static> {
    match who {
        Who::Person(place) => people.get(place).map_or(Contributor::Hidden, |person| Contributor::Account {
            id: person.id,
            name: person.name.to_string().into(),
        }),
        // A few edits came from another wiki, with names that are no accounts here.
        Who::Address(number) if number < 40 => Contributor::Name(format!("old>Visitor {number}").into()),
        Who::Address(number) => Contributor::Name(address(number).into()),
    }
}

/// An item of the log, as a dump says it.
fn log_item(people: &[Person], entry: Entry) -> LogItem<'static> {
    LogItem {
        log_id: entry.id,
        timestamp: Timestamp::from_unix(entry.moment),
        contributor: contributor(people, entry.by),
        log_type: entry.kind.into(),
        action: entry.action.into(),
        title: Some(entry.title.into()),
        params: Some(entry.params.into()),
        comment: Some(entry.comment.into()),
        hidden: Hidden::NONE,
    }
}

/// An address out of those that are kept for examples, so that it is nobody's.
pub fn address(number: u16) -> String {
    let [high, low] = number.to_be_bytes();
    match high % 4 {
        0 => format!("192.0.2.{low}"),
        1 => format!("198.51.100.{low}"),
        2 => format!("203.0.113.{low}"),
        _ => format!("2001:DB8:0:0:0:0:{high:X}:{low:X}"),
    }
}

impl Iterator for Life<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            let moment = self.moments.next();
            let now = moment.map_or(AS_OF, |(now, _)| now);
            let entries = self.diary.until(now).into_iter();
            self.waiting.extend(entries.map(|entry| Event::Log(log_item(self.people, entry))));
            match moment {
                Some((now, who)) => self.act(now, who),
                None => return self.waiting.pop_front(),
            }
        }
    }
}
