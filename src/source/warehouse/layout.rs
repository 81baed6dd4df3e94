//! Where things lie: folders, files, columns, and what a snapshot says of itself.
//!
//! ```text
//! DIR/warehouse/wiki=enwiki/snapshot=2026-11-01-1f2e3d4c/edits.parquet    sorted by event_user_id, event_timestamp, revision_id
//!                                                        users.parquet    sorted by user_id; says where each account's edits and log rows stand
//!                                                        names.parquet    sorted by user_text; today's and earlier names to ids
//!                                                        log.parquet      sorted by user_id, event_timestamp, log_id
//!                                                        events.parquet   only where events were imported; sorted by user_id, event_timestamp, event_name, page_namespace
//!                                                        manifest.json    what is here, checksums, the report of the import
//! ```
//!
//! The folders are Hive-style, so that Spark, DuckDB, pandas and Trino read them as they are; columns have the names of
//! the public `mediawiki_history` data wherever it has one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::source::Knowledge;
use crate::wiki::{NamespaceId, Timestamp, WikiName};

/// What `format` says in a manifest of this layout.
pub const FORMAT: &str = "usermetrics-snapshot/1";

/// File names within a snapshot.
pub mod file {
    /// The edits.
    pub const EDITS: &str = "edits.parquet";
    /// The accounts.
    pub const USERS: &str = "users.parquet";
    /// Names to ids.
    pub const NAMES: &str = "names.parquet";
    /// The log.
    pub const LOG: &str = "log.parquet";
    /// Events that somebody imported. Not every snapshot has it.
    pub const EVENTS: &str = "events.parquet";
    /// What is here.
    pub const MANIFEST: &str = "manifest.json";
}

/// Columns of `edits.parquet`.
pub mod edit {
    /// INT64, never null: the account, 0 for IPs, imported and hidden contributors. Sort key 1.
    pub const USER_ID: &str = "event_user_id";
    /// UTF8: the contributor's name at the time of the dump, the IP; null when hidden. Needed for contributors without
    /// an account only; metrics never read it.
    pub const USER_TEXT: &str = "event_user_text";
    /// TIMESTAMP(ms, UTC), never null: when the revision was saved. Sort key 2.
    pub const TIMESTAMP: &str = "event_timestamp";
    /// INT64, never null. Sort key 3.
    pub const REV_ID: &str = "revision_id";
    /// INT64: 0 for a revision that created its page; null where it is not known.
    pub const PARENT_ID: &str = "revision_parent_id";
    /// INT64: null for a revision without a page.
    pub const PAGE_ID: &str = "page_id";
    /// INT32: today's namespace of the page; null for a revision without a page.
    pub const NAMESPACE: &str = "page_namespace";
    /// BOOLEAN, never null: the page is a redirect today.
    pub const REDIRECT: &str = "page_is_redirect";
    /// BOOLEAN, never null.
    pub const MINOR: &str = "revision_minor_edit";
    /// INT64: length in bytes; null when not known.
    pub const BYTES: &str = "revision_text_bytes";
    /// INT64: length less the parent's; the whole length for a creation; null when either is not known.
    pub const BYTES_DIFF: &str = "revision_text_bytes_diff";
    /// UTF8: `text`, `comment`, `user` joined by commas, as far as hidden; null when nothing is.
    pub const DELETED_PARTS: &str = "revision_deleted_parts";
    /// BOOLEAN, never null: the revision has a checksum, so that it can be judged whether it was reverted.
    pub const HAS_SHA1: &str = "revision_has_text_sha1";
    /// LIST of INT64: how the edit was reverted, each fact packed as [`Revert::pack`](crate::metric::revert::Revert::pack) says; null when it was not.
    pub const REVERTS: &str = "revision_reverts";
}

/// Columns of `users.parquet`.
pub mod user {
    /// INT64, never null. Sort key, unique.
    pub const ID: &str = "user_id";
    /// UTF8, never null: today's name.
    pub const TEXT: &str = "user_text";
    /// TIMESTAMP(ms, UTC): the user table's value, else the earliest `newusers` log entry; null when not known.
    pub const REGISTRATION: &str = "user_registration_timestamp";
    /// TIMESTAMP(ms, UTC): the first edit in any namespace; null for an account that never edited.
    pub const FIRST_EDIT: &str = "user_first_edit_timestamp";
    /// BOOLEAN: the account registered itself; null when not known.
    pub const CREATED_BY_SELF: &str = "user_is_created_by_self";
    /// UTF8: groups now and formerly, joined by commas; null when not known, empty for none.
    pub const GROUPS: &str = "user_groups";
    /// INT64, never null: the row of `edits.parquet` at which the account's edits begin.
    pub const FIRST_ROW: &str = "edits_first_row";
    /// INT64, never null: how many edits it has there.
    pub const ROWS: &str = "edits_rows";
    /// INT64, never null: the row of `log.parquet` at which the account's log rows begin.
    pub const LOG_FIRST_ROW: &str = "log_first_row";
    /// INT64, never null: how many rows it has there.
    pub const LOG_ROWS: &str = "log_rows";
}

/// Columns of `names.parquet`.
pub mod name {
    /// UTF8, never null: a name as MediaWiki normalises it. Sort key 1.
    pub const TEXT: &str = "user_text";
    /// INT64, never null: whose it is. Sort key 3.
    pub const ID: &str = "user_id";
    /// BOOLEAN, never null: it is the account's name today, which goes before an earlier name of another one. Sort key
    /// 2, true first.
    pub const IS_CURRENT: &str = "is_current";
}

/// Columns of `log.parquet`: every item of the log.
pub mod log {
    /// INT64, never null: the account the item is about (the one blocked, renamed, given rights, created), else the one
    /// who acted; 0 when there is none. Sort key 1.
    pub const USER_ID: &str = "user_id";
    /// UTF8: its name in the item.
    pub const USER_TEXT: &str = "user_text";
    /// TIMESTAMP(ms, UTC), never null. Sort key 2.
    pub const TIMESTAMP: &str = "event_timestamp";
    /// INT64, never null. Sort key 3.
    pub const LOG_ID: &str = "event_log_id";
    /// UTF8, never null.
    pub const TYPE: &str = "log_type";
    /// UTF8, never null; empty in very old items.
    pub const ACTION: &str = "log_action";
    /// INT64: who acted; 0 for none or hidden.
    pub const ACTOR_ID: &str = "event_user_id";
    /// UTF8: who acted.
    pub const ACTOR_TEXT: &str = "event_user_text";
    /// UTF8: the title acted upon, as the log writes it.
    pub const TITLE: &str = "log_title";
    /// UTF8: parameters as the log writes them (a PHP array, or lines).
    pub const PARAMS: &str = "log_params";
    /// UTF8: the comment.
    pub const COMMENT: &str = "event_comment";
    /// UTF8: `action`, `comment`, `user` joined by commas, as far as hidden; null when nothing is.
    pub const DELETED_PARTS: &str = "log_deleted_parts";
}

/// Columns of `events.parquet`: what else is known to have happened, from lists that somebody imported.
pub mod event {
    /// INT64, never null: the account. Sort key 1.
    pub const USER_ID: &str = "user_id";
    /// TIMESTAMP(ms, UTC), never null. Sort key 2.
    pub const TIMESTAMP: &str = "event_timestamp";
    /// UTF8, never null: what happened, in the words of the list. Sort key 3.
    pub const NAME: &str = "event_name";
    /// INT32: the namespace of the page; null where the list does not say. Sort key 4, null first.
    pub const NAMESPACE: &str = "page_namespace";
    /// The name of a click on "edit".
    pub const CLICK: &str = "edit_click";
}

/// What a snapshot says of itself: `manifest.json`. Its SHA-256 gives the snapshot its id, so it is never changed.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The wiki.
    pub wiki: WikiName,
    /// How people know it: a domain, or the wiki's own name.
    pub site: String,
    /// The first instant about which the snapshot knows nothing.
    pub as_of: Timestamp,
    /// The first edit of the wiki; `as_of` where there is none.
    pub first_edit: Timestamp,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// The program that imported it.
    pub program: String,
    /// What the snapshot can tell.
    pub knows: Knowledge,
    /// Content namespaces.
    pub content: Vec<NamespaceId>,
    /// The wiki's own names of its namespaces.
    pub namespaces: BTreeMap<NamespaceId, String>,
    /// Rows of `edits.parquet`.
    pub edits: u64,
    /// Rows of `users.parquet`.
    pub accounts: u64,
    /// Rows of `log.parquet`.
    pub log_items: u64,
    /// Every file but this one, by name.
    pub files: BTreeMap<String, FileEntry>,
    /// What was read, skipped and why.
    pub report: serde_json::Value,
}

/// One file of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileEntry {
    /// Size.
    pub bytes: u64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Rows.
    pub rows: u64,
}

/// Folder of a wiki's snapshots.
#[must_use]
pub fn wiki_dir(warehouse: &Path, wiki: &WikiName) -> PathBuf {
    warehouse.join(format!("wiki={wiki}"))
}

/// Folder of one snapshot.
#[must_use]
pub fn snapshot_dir(warehouse: &Path, wiki: &WikiName, snapshot: &str) -> PathBuf {
    wiki_dir(warehouse, wiki).join(format!("snapshot={snapshot}"))
}
