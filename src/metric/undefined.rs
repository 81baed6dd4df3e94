//! Why a value is not known. A value is never 0 or -1 because nobody knows it.

use crate::msg;
use crate::text::Message;

/// Why a value is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// The account was registered outside the dates that were asked about.
    NotRegisteredInRange,
    /// The account's first edit lies outside the dates that were asked about.
    FirstEditNotInRange,
    /// Nobody knows when the account was registered.
    RegistrationUnknown,
    /// The wiki has no account of this name.
    NoSuchAccount,
    /// The account has made no edit that counts.
    NoEdits,
    /// The account has not got there.
    NotReached,
    /// The window is not over where the data end.
    WindowOpen,
    /// It happened before the anchor.
    BeforeAnchor,
    /// Left out as a bot.
    ExcludedBot,
    /// The member has no date for the event.
    NoEventDate,
    /// The source does not know.
    NotInSource,
    /// The metric broke on this account.
    Failed,
}

impl Undefined {
    /// Every reason.
    pub const ALL: [Self; 12] = [
        Self::NotRegisteredInRange,
        Self::FirstEditNotInRange,
        Self::RegistrationUnknown,
        Self::NoSuchAccount,
        Self::NoEdits,
        Self::NotReached,
        Self::WindowOpen,
        Self::BeforeAnchor,
        Self::ExcludedBot,
        Self::NoEventDate,
        Self::NotInSource,
        Self::Failed,
    ];

    /// The name in JSON and CSV.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRegisteredInRange => "not_registered_in_range",
            Self::FirstEditNotInRange => "first_edit_not_in_range",
            Self::RegistrationUnknown => "registration_unknown",
            Self::NoSuchAccount => "no_such_account",
            Self::NoEdits => "no_edits",
            Self::NotReached => "not_reached",
            Self::WindowOpen => "window_open",
            Self::BeforeAnchor => "before_anchor",
            Self::ExcludedBot => "excluded_bot",
            Self::NoEventDate => "no_event_date",
            Self::NotInSource => "not_in_source",
            Self::Failed => "failed",
        }
    }

    /// The reason in words for a page ("not yet known").
    #[must_use]
    pub const fn words(self) -> Message {
        match self {
            Self::NotRegisteredInRange => msg!("undefined-not-registered-in-range"),
            Self::FirstEditNotInRange => msg!("undefined-first-edit-not-in-range"),
            Self::RegistrationUnknown => msg!("undefined-registration-unknown"),
            Self::NoSuchAccount => msg!("undefined-no-such-account"),
            Self::NoEdits => msg!("undefined-no-edits"),
            Self::NotReached => msg!("undefined-not-reached"),
            Self::WindowOpen => msg!("undefined-window-open"),
            Self::BeforeAnchor => msg!("undefined-before-anchor"),
            Self::ExcludedBot => msg!("undefined-excluded-bot"),
            Self::NoEventDate => msg!("undefined-no-event-date"),
            Self::NotInSource => msg!("undefined-not-in-source"),
            Self::Failed => msg!("undefined-failed"),
        }
    }
}
