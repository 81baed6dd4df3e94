//! The third step: edits in the order of accounts, into `edits.parquet`; and what each account did, for its row.

use std::io;
use std::path::Path;

use super::account_fact::{AccountFact, Edits};
use super::edit_record::EditRecord;
use super::{Progress, Step};
use crate::import::error::ImportError;
use crate::import::external_sort::Sorter;
use crate::import::report::Report;
use crate::source::warehouse::layout::FileEntry;
use crate::source::warehouse::write::{EditRow, EditsWriter};
use crate::wiki::Timestamp;

/// How often the progress is told.
const TELL: u64 = 1 << 16;

/// What was written.
pub(super) struct WrittenEdits {
    pub file: FileEntry,
    /// The first edit of the wiki.
    pub first: Option<Timestamp>,
}

/// Writes `edits.parquet` and puts a fact for every account into `facts`.
pub(super) fn write_edits(
    by_account: Sorter,
    facts: &mut Sorter,
    report: &mut Report,
    folder: &Path,
    progress: &mut dyn Progress,
) -> Result<WrittenEdits, ImportError> {
    let failed = ImportError::temporary(folder);
    let total = by_account.len();
    let mut sorted = by_account.finish().map_err(&failed)?;
    let mut writer = EditsWriter::create(folder)?;
    let mut account = Edits::default();
    let mut first: Option<i64> = None;
    let (mut row, mut reverts) = (0_u64, Vec::new());
    while let Some(([user_id, time, rev_id], payload)) = sorted.next().map_err(&failed)? {
        let edit = EditRecord::decode(payload, &mut reverts).map_err(&failed)?;
        let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let timestamp = signed(time);
        writer.push(&EditRow {
            user_id: signed(user_id),
            user_text: edit.user_text,
            timestamp,
            rev_id: signed(rev_id),
            parent_id: edit.parent_id,
            page_id: edit.page_id,
            namespace: edit.namespace,
            redirect: edit.redirect,
            minor: edit.minor,
            bytes: edit.bytes,
            bytes_diff: edit.bytes_diff,
            deleted_parts: edit.hidden.names(),
            has_sha1: edit.has_sha1,
            reverts: &reverts,
        })?;
        if account.id != user_id {
            put(facts, &account).map_err(&failed)?;
            account.begin(user_id, row, time);
        }
        account.take(time, edit.user_text);
        first = Some(first.map_or(timestamp, |first| first.min(timestamp)));
        row += 1;
        report.stored.edits_without_account += u64::from(user_id == 0);
        if row % TELL == 0 {
            progress.at(Step::Edits, row, total);
        }
    }
    put(facts, &account).map_err(&failed)?;
    report.stored.edits = row;
    Ok(WrittenEdits { file: writer.finish()?, first: first.map(Timestamp::from_unix) })
}

fn put(facts: &mut Sorter, account: &Edits) -> io::Result<()> {
    if account.id > 0 && account.rows > 0 { AccountFact::put_edits(account, facts) } else { Ok(()) }
}
