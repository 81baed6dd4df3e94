//! What an item of the log means for accounts: whom it is about, and what changed.
//!
//! Items of different ages say the same in different ways: parameters as a PHP array, as lines, or nothing but a comment.

use super::LogItem;
use crate::import::revision::Hidden;
use crate::wiki::Php;

/// Whom an item is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Subject {
    /// Whoever acted.
    Actor,
    /// The account with this id.
    Id(u64),
    /// The account that had this name when it happened.
    Name(String),
    /// Somebody, but the item does not show who.
    Unknown,
}

/// Who made an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum CreatedBy {
    /// Its owner.
    Self_,
    /// Another person, or the system.
    Other,
}

/// What an item changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Meaning {
    /// An account was made.
    Created(CreatedBy),
    /// An account got another name.
    Renamed {
        /// The name before.
        old: String,
        /// The name after.
        new: String,
    },
    /// An account is or was in these groups.
    Groups(Vec<String>),
    /// Nothing that accounts are judged by here.
    Other,
}

/// A title's user name: what stands after the prefix, if it has one.
fn user_of_title(title: &str) -> String {
    let name = title.split_once(':').map_or(title, |(_, name)| name);
    tidy(name)
}

/// A name as the rest of an export writes it.
fn tidy(name: &str) -> String {
    name.replace('_', " ").trim().to_owned()
}

impl LogItem<'_> {
    /// Whom the item is about and what it changed. An item whose action is hidden means nothing.
    pub(in crate::import) fn understand(&self) -> (Subject, Meaning) {
        let about_a_user = matches!(&*self.log_type, "block" | "rights" | "renameuser" | "newusers" | "makebot");
        if !about_a_user {
            return (Subject::Actor, Meaning::Other);
        }
        let params = self.params.as_deref().filter(|params| !params.is_empty());
        let php = params.and_then(Php::parse);
        let by_title = self.title.as_deref().map_or(Subject::Unknown, |title| Subject::Name(user_of_title(title)));
        if self.log_type == "newusers" {
            return self.understand_creation(php.as_ref(), by_title);
        }
        if self.hidden.has(Hidden::ACTION) || self.title.is_none() {
            return (by_title, Meaning::Other);
        }
        match &*self.log_type {
            "renameuser" => self.understand_rename(php.as_ref(), by_title),
            "rights" => (by_title, groups(php.as_ref(), params)),
            "makebot" => (by_title, Meaning::Groups(vec!["bot".to_owned()])),
            _ => (by_title, Meaning::Other),
        }
    }

    /// The name of the account that the item made.
    pub(in crate::import) fn created_name(&self) -> Option<String> {
        match &*self.action {
            "create2" | "byemail" => self.title.as_deref().map(user_of_title),
            _ => self.contributor.name().map(str::to_owned),
        }
    }

    fn understand_creation(&self, php: Option<&Php>, by_title: Subject) -> (Subject, Meaning) {
        let lines = self.params.as_deref().and_then(|params| params.lines().next()?.trim().parse().ok());
        let id: Option<u64> = php.and_then(|php| php.get("4::userid")?.to_id()).or(lines).filter(|id| *id > 0);
        let (fallback, by) = match &*self.action {
            "create" | "newusers" => (Subject::Actor, CreatedBy::Self_),
            "create2" | "byemail" => (by_title, CreatedBy::Other),
            // `autocreate` and what may come: the account is its own actor.
            _ => (Subject::Actor, CreatedBy::Other),
        };
        if self.hidden.has(Hidden::ACTION) || self.hidden.has(Hidden::USER) {
            return (fallback, Meaning::Other);
        }
        (id.map_or(fallback, Subject::Id), Meaning::Created(by))
    }

    fn understand_rename(&self, php: Option<&Php>, by_title: Subject) -> (Subject, Meaning) {
        let name = |key: &str| php?.get(key)?.to_text().map(|name| tidy(&name));
        let title = match &by_title {
            Subject::Name(name) if !name.is_empty() => Some(name.clone()),
            _ => None,
        };
        let line = self.params.as_deref().filter(|_| php.is_none()).and_then(|params| params.lines().next());
        let line = line.map(tidy).filter(|line| !line.is_empty());
        // Very old items say it in the comment: from [[User:A]] to [[User:B]].
        let mut links = self.comment.as_deref().map(user_links).unwrap_or_default().into_iter();
        let old = name("4::olduser").or(title).or_else(|| links.next());
        let new = name("5::newuser").or(line).or_else(|| links.rfind(|link| Some(link) != old.as_ref()));
        match (old, new) {
            (Some(old), Some(new)) if old != new => (Subject::Name(old.clone()), Meaning::Renamed { old, new }),
            _ => (by_title, Meaning::Other),
        }
    }
}

/// User names in the wikilinks of a comment, in order.
fn user_links(comment: &str) -> Vec<String> {
    let links = comment.split("[[").skip(1).filter_map(|part| part.split_once("]]").map(|(link, _)| link));
    let targets = links.map(|link| link.split('|').next().unwrap_or(link).trim_start_matches(':'));
    targets.filter(|target| target.contains(':')).map(user_of_title).collect()
}

/// The groups before and after: in a PHP array, or in two lines between commas.
fn groups(php: Option<&Php>, params: Option<&str>) -> Meaning {
    let mut groups: Vec<String> = match php {
        Some(php) => {
            ["4::oldgroups", "5::newgroups"].iter().filter_map(|key| php.get(key)).flat_map(Php::to_list).collect()
        }
        None => params.unwrap_or_default().lines().flat_map(|line| line.split(',')).map(tidy_group).collect(),
    };
    groups.retain(|group| !group.is_empty() && group != "(none)");
    groups.sort();
    groups.dedup();
    Meaning::Groups(groups)
}

fn tidy_group(group: &str) -> String {
    group.trim().to_owned()
}

#[cfg(test)]
mod tests;
