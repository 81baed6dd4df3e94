//! Sources for the tests of this module.

use crate::metric::Account;
use crate::platform::ids::AccountId;
use crate::source::memory::MemorySource;
use crate::source::{Knowledge, SourceInfo};
use crate::wiki::{Timestamp, Username, WikiName};

/// What a source of this wiki says of itself; it does not list every account.
pub(crate) fn info(wiki: &str) -> SourceInfo {
    SourceInfo {
        wiki: WikiName::new(wiki).unwrap(),
        site: wiki.to_owned(),
        snapshot: "2026-01-01-00000000".to_owned(),
        as_of: Timestamp::from_unix(1_767_225_600),
        first_edit: Timestamp::FIRST_POSSIBLE,
        edits: 0,
        accounts: 0,
        content: vec![0],
        namespaces: [(2, "User".to_owned())].into(),
        knows: Knowledge::default(),
    }
}

/// A source with these accounts.
pub(crate) fn source(all_accounts: bool, accounts: &[(u64, &str)]) -> MemorySource {
    source_of("swwiki", all_accounts, accounts)
}

/// A source of this wiki with these accounts.
pub(crate) fn source_of(wiki: &str, all_accounts: bool, accounts: &[(u64, &str)]) -> MemorySource {
    let mut info = info(wiki);
    info.knows.all_accounts = all_accounts;
    let account = |(id, name): &(u64, &str)| Account {
        wiki: info.wiki.clone(),
        id: AccountId::new(*id),
        name: Username::from_wiki(name),
        registration: None,
        first_edit: None,
        self_created: None,
        bot: None,
    };
    let people = accounts.iter().map(|each| (account(each), Vec::new())).collect();
    MemorySource::new(info.clone(), people)
}
