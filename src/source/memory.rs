//! A source in memory: for tests of whatever asks a source.

use super::{AccountId, Edit, Facts, ReadStats, Source, SourceError, SourceInfo};
use crate::metric::Account;
use crate::wiki::Username;

/// Accounts and their edits, kept in memory.
#[derive(Debug)]
pub struct MemorySource {
    info: SourceInfo,
    people: Vec<(Account, Vec<Edit>)>,
}

impl MemorySource {
    /// A source of these accounts; edits are put into order here.
    #[must_use]
    pub fn new(info: SourceInfo, mut people: Vec<(Account, Vec<Edit>)>) -> Self {
        people.sort_by_key(|(account, _)| account.id);
        for (_, edits) in &mut people {
            edits.sort_by_key(|edit| (edit.timestamp, edit.rev_id));
        }
        Self { info, people }
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
        let find = |name: &Username| self.people.iter().find(|(account, _)| account.name == *name);
        Ok(names.iter().map(|name| find(name).map(|(account, _)| account.clone())).collect())
    }

    fn find_ids(&self, ids: &[AccountId]) -> Result<Vec<Option<Account>>, SourceError> {
        Ok(ids.iter().map(|id| self.find(*id).map(|(account, _)| account.clone())).collect())
    }

    fn all_ids(&self) -> Result<Vec<AccountId>, SourceError> {
        let people = self.people.iter().filter(|(account, _)| !account.name.is_temporary());
        Ok(people.map(|(account, _)| account.id).collect())
    }

    fn edits(
        &self,
        ids: &[AccountId],
        _facts: Facts,
        each: &mut dyn FnMut(usize, &[Edit]),
    ) -> Result<ReadStats, SourceError> {
        let mut stats = ReadStats::default();
        for (position, id) in ids.iter().enumerate() {
            let edits = self.find(*id).map_or(&[][..], |(_, edits)| edits.as_slice());
            stats.rows += edits.len() as u64;
            each(position, edits);
        }
        Ok(stats)
    }
}
