//! How a list is read, kept with it, so that a changed list is read like the one before.

/// What a line of a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A name.
    #[default]
    Lines,
    /// A row of cells.
    Table {
        /// What stands between them: a tab, a comma or a semicolon.
        delimiter: char,
        /// Which cell is what.
        columns: Columns,
    },
}

/// Which cell of a row is what, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Columns {
    /// The name.
    pub name: Option<usize>,
    /// The number of the account, where there is no name.
    pub id: Option<usize>,
    /// The wiki.
    pub wiki: Option<usize>,
    /// The date of the member's own event.
    #[serde(default)]
    pub event: Option<usize>,
}

/// Columns that have no titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Untitled {
    /// How many there are.
    pub columns: usize,
    /// The one that was read, from 1.
    pub read: usize,
    /// How many accounts one of the others holds, where it holds any.
    pub also: usize,
}
