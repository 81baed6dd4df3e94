//! Your cohorts, on the start page.

use askama::Template;
use sqlx::SqliteConnection;

use super::saved_day;
use crate::cohort::store::{self, Cohort, Version};
use crate::msg;
use crate::platform::ids::{CohortVersionId, UserId};
use crate::text::{Arg, Message};
use crate::web::page::Page;
use crate::web::routes;
use crate::wiki::{Timestamp, WikiName};

/// The cohorts of somebody and the lists that they have not saved yet.
#[derive(Template)]
#[template(path = "cohorts/list.html")]
pub struct CohortList {
    page: Page,
    drafts: Vec<Draft>,
    cohorts: Vec<Shown>,
}

struct Shown {
    address: String,
    ask: String,
    name: String,
    people: usize,
    wiki: String,
    saved: Message,
}

struct Draft {
    address: String,
    version: CohortVersionId,
    name: Message,
    lines_used: Message,
    /// When it goes away by itself.
    until: Message,
}

impl CohortList {
    /// Reads the list.
    ///
    /// # Errors
    ///
    /// The database fails.
    pub async fn read(connection: &mut SqliteConnection, owner: UserId, page: &Page) -> sqlx::Result<Self> {
        let cohorts = store::list_for_user(connection, owner).await?;
        let drafts = store::drafts_for_user(connection, owner).await?;
        Ok(Self {
            page: page.clone(),
            drafts: drafts.iter().map(Draft::of).collect(),
            cohorts: cohorts.iter().map(Shown::of).collect(),
        })
    }

    /// Whether there is nothing to show yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cohorts.is_empty() && self.drafts.is_empty()
    }
}

impl Shown {
    const fn people(&self) -> usize {
        self.people
    }

    fn of(cohort: &Cohort) -> Self {
        Self {
            address: routes::Cohort { cohort: cohort.id }.to_string(),
            ask: routes::Ask { cohort: cohort.id }.to_string(),
            name: cohort.name.to_string(),
            people: cohort.newest.counts.people(),
            wiki: cohort.newest.wikis.iter().map(WikiName::site).collect::<Vec<_>>().join(", "),
            saved: msg!("cohort-saved-on", saved_day(&cohort.newest)),
        }
    }
}

impl Draft {
    fn of(version: &Version) -> Self {
        let read = Timestamp::from_unix(version.created_at);
        let (day, lines) = (|| Arg::Day(read.to_jiff()), version.counts.lines);
        let name = match (version.typed_name.trim(), &version.origin.file) {
            ("", None) => msg!("cohorts-draft-pasted", day(), lines),
            ("", Some(file)) => msg!("cohorts-draft-file", Arg::Name(file.clone()), day(), lines),
            (typed, _) => msg!("cohorts-draft-named", Arg::Name(typed.to_owned()), day(), lines),
        };
        let until = Arg::Day(Timestamp::from_unix(version.created_at + store::DRAFT_DAYS * 86_400).to_jiff());
        Self {
            address: routes::CohortReview { cohort: version.cohort }.to_string(),
            version: version.id,
            name,
            lines_used: version.counts.message(),
            until: msg!("cohorts-draft-until", until),
        }
    }
}
