//! The second step: every page in the order of time, for what a revision owes to its neighbours: its parent where the
//! source does not say, its difference in bytes, and how it was reverted.

use std::io;
use std::path::Path;

use super::edit_record::{EditRecord, put_reverts};
use super::intake::Intake;
use super::page_record::{PageRecord, ParentLink};
use super::{Progress, Step};
use crate::import::error::ImportError;
use crate::import::external_sort::{Key, Sorter};
use crate::import::report::{HiddenParts, Report, Unknown};
use crate::import::reverts::{RevertWindow, Who};
use crate::import::revision::{Contributor, Hidden};
use crate::metric::revert::{FARTHEST, Revert};

/// How often the progress is told.
const TELL: u64 = 1 << 16;

/// A page's latest revision so far.
#[derive(Clone, Copy)]
struct Previous {
    rev_id: u64,
    bytes: Option<u64>,
}

/// Takes the revisions of one page after another and hands edits to the account step.
struct Pages<'a> {
    by_account: &'a mut Sorter,
    window: RevertWindow<(Key, Vec<u8>)>,
    page: u64,
    previous: Option<Previous>,
    /// Emptied records, to be used again.
    spare: Vec<Vec<u8>>,
    hidden: HiddenParts,
    unknown: Unknown,
    reverted: u64,
}

/// Reads the pages and fills `by_account`.
pub(super) fn join_pages(
    intake: Intake,
    fixes: Sorter,
    by_account: &mut Sorter,
    report: &mut Report,
    folder: &Path,
    progress: &mut dyn Progress,
) -> Result<(), ImportError> {
    let failed = ImportError::temporary(folder);
    let (total, mut by_page, mut fixes) = intake.finish(report, fixes, &failed)?;
    let mut pages = Pages {
        by_account,
        window: RevertWindow::default(),
        page: 0,
        previous: None,
        spare: Vec::new(),
        hidden: HiddenParts::default(),
        unknown: Unknown::default(),
        reverted: 0,
    };
    let mut done = 0;
    while let Some((key, payload)) = by_page.next().map_err(&failed)? {
        let record = PageRecord::decode(payload).map_err(&failed)?;
        let finding = fixes.find(key, record.sequence).map_err(&failed)?;
        if !finding.double {
            pages.take(key, &record, finding.parent_length).map_err(&failed)?;
        }
        done += 1;
        if done % TELL == 0 {
            progress.at(Step::Pages, done, total);
        }
    }
    pages.end_page().map_err(&failed)?;
    report.hidden = HiddenParts { log_items: report.hidden.log_items, ..pages.hidden };
    report.unknown = pages.unknown;
    report.stored.reverted_edits = pages.reverted;
    Ok(())
}

impl Pages<'_> {
    /// The next revision in the order of (page, time, id).
    fn take(&mut self, key: Key, record: &PageRecord<'_>, far_length: Option<u64>) -> io::Result<()> {
        let [page, time, rev_id] = key;
        // Revisions without a page (0) are nobody's neighbours.
        if page != self.page || page == 0 {
            self.end_page()?;
            self.page = page;
            self.previous = None;
        }
        let previous = self.previous.replace(Previous { rev_id, bytes: record.bytes });
        if record.ghost {
            return Ok(());
        }
        let (parent_id, parent_bytes) = match (record.parent, previous) {
            (ParentLink::Near { id, bytes }, _) => (Some(id), bytes),
            (ParentLink::Far { id }, _) => (Some(id), far_length),
            (ParentLink::Derive, _) if page == 0 => (None, None),
            (ParentLink::Derive, Some(previous)) => (Some(previous.rev_id), previous.bytes),
            (ParentLink::None, _) | (ParentLink::Derive, None) => (Some(0), Some(0)),
        };
        let signed = |number: u64| i64::try_from(number).ok();
        let bytes = record.bytes.and_then(signed);
        let bytes_diff = bytes.zip(parent_bytes.and_then(signed)).map(|(own, parents)| own - parents);
        self.count(record, bytes, bytes_diff);

        let mut edit = self.spare.pop().unwrap_or_default();
        EditRecord {
            user_text: record.contributor.name(),
            parent_id: parent_id.and_then(signed),
            page_id: signed(page).filter(|page| *page > 0),
            namespace: record.namespace,
            redirect: record.redirect,
            minor: record.minor,
            bytes,
            bytes_diff,
            hidden: record.hidden,
            has_sha1: record.sha1.is_some(),
        }
        .encode(&mut edit);
        let edit_key = [record.contributor.id(), time, rev_id];
        match record.sha1 {
            Some(sha1) if page > 0 => {
                let Self { window, by_account, spare, reverted, .. } = self;
                let at = i64::try_from(time).unwrap_or(i64::MAX);
                let mut done = |(key, edit), facts: &[Revert]| hand_over(by_account, spare, reverted, key, edit, facts);
                window.push(sha1, Who::from(&record.contributor), at, (edit_key, edit), &mut done)
            }
            _ => hand_over(self.by_account, &mut self.spare, &mut self.reverted, edit_key, edit, &[]),
        }
    }

    fn end_page(&mut self) -> io::Result<()> {
        let Self { window, by_account, spare, reverted, .. } = self;
        window.end_page(&mut |(key, edit), facts: &[Revert]| hand_over(by_account, spare, reverted, key, edit, facts))
    }

    fn count(&mut self, record: &PageRecord<'_>, bytes: Option<i64>, bytes_diff: Option<i64>) {
        let hidden_user = record.hidden.has(Hidden::USER) || record.contributor == Contributor::Hidden;
        self.hidden.users += u64::from(hidden_user);
        self.hidden.comments += u64::from(record.hidden.has(Hidden::COMMENT));
        self.hidden.texts += u64::from(record.hidden.has(Hidden::TEXT));
        self.unknown.checksums += u64::from(record.sha1.is_none());
        self.unknown.lengths += u64::from(bytes.is_none());
        self.unknown.differences += u64::from(bytes_diff.is_none());
    }
}

/// Hands an edit whose facts are complete to the account step.
fn hand_over(
    by_account: &mut Sorter,
    spare: &mut Vec<Vec<u8>>,
    reverted: &mut u64,
    key: Key,
    mut edit: Vec<u8>,
    facts: &[Revert],
) -> io::Result<()> {
    let by_others = |fact: &Revert| fact.nearest && !fact.by_self && fact.between() <= FARTHEST;
    *reverted += u64::from(facts.iter().any(by_others));
    put_reverts(&mut edit, facts);
    by_account.push(key, &edit)?;
    edit.clear();
    spare.push(edit);
    Ok(())
}
