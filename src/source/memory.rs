//! A source in memory: for tests of whatever asks a source.

use std::collections::BTreeMap;

use super::{AccountId, Edit, Facts, History, ReadStats, Source, SourceError, SourceInfo};
use crate::metric::{Account, Click, LogEvent};
use crate::wiki::Username;

/// Accounts and what they did, kept in memory.
#[derive(Debug)]
pub struct MemorySource {
    info: SourceInfo,
    people: Vec<(Account, Vec<Edit>)>,
    former_names: BTreeMap<Username, AccountId>,
    log: BTreeMap<AccountId, Vec<LogEvent>>,
    clicks: BTreeMap<AccountId, Vec<Click>>,
}

impl MemorySource {
    /// A source of these accounts; edits are put into order here.
    #[must_use]
    pub fn new(info: SourceInfo, mut people: Vec<(Account, Vec<Edit>)>) -> Self {
        people.sort_by_key(|(account, _)| account.id);
        for (_, edits) in &mut people {
            edits.sort_by_key(|edit| (edit.timestamp, edit.rev_id));
        }
        Self { info, people, former_names: BTreeMap::new(), log: BTreeMap::new(), clicks: BTreeMap::new() }
    }

    /// The same source, which follows a rename: an account that once had this name.
    #[must_use]
    pub fn with_former_name(mut self, name: &str, id: AccountId) -> Self {
        self.former_names.insert(Username::from_wiki(name), id);
        self
    }

    /// The same source with a log: what it says of these accounts is put into order here.
    #[must_use]
    pub fn with_log(mut self, mut log: BTreeMap<AccountId, Vec<LogEvent>>) -> Self {
        for events in log.values_mut() {
            events.sort_by_key(|event| (event.timestamp, event.log_id));
        }
        self.info.knows.log = true;
        Self { log, ..self }
    }

    /// The same source with clicks on "edit", put into order here.
    #[must_use]
    pub fn with_clicks(mut self, mut clicks: BTreeMap<AccountId, Vec<Click>>) -> Self {
        for events in clicks.values_mut() {
            events.sort_by_key(|click| click.timestamp);
        }
        self.info.knows.clicks = true;
        Self { clicks, ..self }
    }

    fn find(&self, id: AccountId) -> Option<&(Account, Vec<Edit>)> {
        self.people.binary_search_by_key(&id, |(account, _)| account.id).ok().and_then(|at| self.people.get(at))
    }
}

impl Source for MemorySource {
    fn info(&self) -> &SourceInfo {
        &self.info
    }

    fn find_names(&self, names: &[Username]) -> Result<Vec<Option<Account>>, SourceError> {
        let find = |name: &Username| {
            let today = self.people.iter().find(|(account, _)| account.name == *name);
            today.or_else(|| self.former_names.get(name).and_then(|id| self.find(*id)))
        };
        Ok(names.iter().map(|name| find(name).map(|(account, _)| account.clone())).collect())
    }

    fn find_ids(&self, ids: &[AccountId]) -> Result<Vec<Option<Account>>, SourceError> {
        Ok(ids.iter().map(|id| self.find(*id).map(|(account, _)| account.clone())).collect())
    }

    fn all_ids(&self) -> Result<Vec<AccountId>, SourceError> {
        let people = self.people.iter().filter(|(account, _)| !account.name.is_temporary());
        Ok(people.map(|(account, _)| account.id).collect())
    }

    fn histories(
        &self,
        ids: &[AccountId],
        _facts: Facts,
        each: &mut dyn FnMut(usize, History<'_>),
    ) -> Result<ReadStats, SourceError> {
        let mut stats = ReadStats::default();
        for (position, id) in ids.iter().enumerate() {
            let edits = self.find(*id).map_or(&[][..], |(_, edits)| edits.as_slice());
            stats.rows += edits.len() as u64;
            let log = self.log.get(id).map_or(&[][..], Vec::as_slice);
            let clicks = self.clicks.get(id).map_or(&[][..], Vec::as_slice);
            let knows = self.info.knows;
            each(position, History { edits, log: knows.log.then_some(log), clicks: knows.clicks.then_some(clicks) });
        }
        Ok(stats)
    }
}
