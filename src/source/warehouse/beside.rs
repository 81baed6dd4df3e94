//! What accounts did besides editing: their items of the log, and clicks, read beside their edits.

use std::ops::Range;
use std::path::Path;

use arrow_array::Array as _;

use super::accounts::{Accounts, keys, ranges_of};
use super::by_account::ByAccount;
use super::columns::{Columns, unsigned};
use super::file::TableFile;
use super::layout::{event, file, log};
use super::lookup::candidates;
use crate::metric::{Click, Facts, LogEvent, LogKind};
use crate::platform::ids::AccountId;
use crate::source::{Knowledge, SourceError};
use crate::wiki::Timestamp;

/// Reads the log and the events of accounts in step with their edits, as far as the facts ask for them.
pub(super) struct Beside {
    log: Option<(ByAccount, Vec<LogEvent>)>,
    clicks: Option<(ByAccount, Vec<Click>)>,
}

impl Beside {
    /// Opens what is needed about `ids` (ascending).
    pub(super) fn open(
        dir: &Path,
        knows: Knowledge,
        accounts: &Accounts,
        ids: &[AccountId],
        facts: Facts,
    ) -> Result<Self, SourceError> {
        let log = if knows.log && facts.contains(Facts::LOG) {
            let columns =
                [log::USER_ID, log::TIMESTAMP, log::LOG_ID, log::TYPE, log::ACTION, log::PARAMS, log::DELETED_PARTS];
            let table = TableFile::open(&dir.join(file::LOG), &columns)?;
            let ranges = ranges_of(&accounts.log_places(ids)?);
            Some((ByAccount::new(table, log::USER_ID, ranges)?, Vec::new()))
        } else {
            None
        };
        let clicks = if knows.clicks && facts.contains(Facts::CLICKS) {
            let columns = [event::USER_ID, event::TIMESTAMP, event::NAME, event::NAMESPACE];
            let table = TableFile::open(&dir.join(file::EVENTS), &columns)?;
            // No index leads to the events of an account: pages say whose they hold.
            let ranges = candidates(&table, &keys(ids));
            Some((ByAccount::new(table, event::USER_ID, ranges)?, Vec::new()))
        } else {
            None
        };
        Ok(Self { log, clicks })
    }

    /// Reads what there is of an account, which must come after those asked for before.
    pub(super) fn read(&mut self, account: AccountId) -> Result<(), SourceError> {
        if let Some((rows, events)) = &mut self.log {
            events.clear();
            rows.take(account, &mut |columns, rows| log_events(columns, rows, events))?;
        }
        if let Some((rows, clicks)) = &mut self.clicks {
            clicks.clear();
            rows.take(account, &mut |columns, rows| click_events(columns, rows, clicks))?;
        }
        Ok(())
    }

    /// What the log says of the account read last.
    pub(super) fn log(&self) -> Option<&[LogEvent]> {
        self.log.as_ref().map(|(_, events)| events.as_slice())
    }

    /// The clicks of the account read last.
    pub(super) fn clicks(&self) -> Option<&[Click]> {
        self.clicks.as_ref().map(|(_, clicks)| clicks.as_slice())
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        let log = self.log.as_ref().map_or(0, |(rows, _)| rows.bytes_read());
        log + self.clicks.as_ref().map_or(0, |(rows, _)| rows.bytes_read())
    }
}

/// Adds the items that metrics ask about. An item whose action or actor the wiki hides is not there.
fn log_events(columns: &Columns<'_>, rows: Range<usize>, events: &mut Vec<LogEvent>) -> Result<(), SourceError> {
    let (time, id) = (columns.time(log::TIMESTAMP)?, columns.int64(log::LOG_ID)?);
    let (log_type, action) = (columns.text(log::TYPE)?, columns.text(log::ACTION)?);
    let (params, hidden) = (columns.text(log::PARAMS)?, columns.text(log::DELETED_PARTS)?);
    for row in rows {
        if hidden.is_valid(row) && hidden.value(row).split(',').any(|part| matches!(part, "action" | "user")) {
            continue;
        }
        let timestamp = time.value(row).div_euclid(1000);
        let params = params.is_valid(row).then(|| params.value(row));
        let kind = LogKind::read(log_type.value(row), action.value(row), params, Timestamp::from_unix(timestamp));
        events.extend(kind.map(|kind| LogEvent { timestamp, log_id: unsigned(id.value(row)), kind }));
    }
    Ok(())
}

fn click_events(columns: &Columns<'_>, rows: Range<usize>, clicks: &mut Vec<Click>) -> Result<(), SourceError> {
    let (time, name) = (columns.time(event::TIMESTAMP)?, columns.text(event::NAME)?);
    let namespace = columns.int32(event::NAMESPACE)?;
    for row in rows.filter(|row| name.value(*row) == event::CLICK) {
        clicks.push(Click {
            timestamp: time.value(row).div_euclid(1000),
            namespace: namespace.is_valid(row).then(|| namespace.value(row)),
        });
    }
    Ok(())
}
