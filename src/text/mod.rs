//! Words. Every sentence that a person reads is a [`Message`]: a key of the message files plus arguments.
//!
//! The files under `i18n/` have MediaWiki's format (`$1`, `{{PLURAL:$1|one|many}}`, `'''bold'''`), which is that of
//! translatewiki.net; `qqq.json` documents each key for translators. Lower rows hand messages up as data and never
//! render them: a [`Language`] turns one into text or HTML where the reader's language is known.

mod catalog;
mod csv_cell;
mod escape;
mod format;
mod message;

pub use catalog::{Direction, Language};
pub use csv_cell::{csv_cell, is_guarded_csv_cell};
pub use escape::escape;
pub use format::{percent, rounded};
pub use message::{Arg, Message};

/// Builds a [`Message`] from a key and its arguments: `msg!("cohort-lines-used", used, total)`.
#[macro_export]
macro_rules! msg {
    ($key:literal $(, $arg:expr)* $(,)?) => {
        $crate::text::Message::new($key)$(.with($arg))*
    };
}
