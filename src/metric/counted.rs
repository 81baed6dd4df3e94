//! What a measure counted, kept beside its numbers where these do not add up: two accounts may edit on the same day, and
//! two people the same page.

/// What was counted. Kept only where somebody needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Numbers that add up, or nothing that anybody needs.
    #[default]
    Nothing,
    /// Edits: when they were saved, seconds since 1970, ascending.
    Instants(Vec<i64>),
    /// Pages: the place of their wiki in the request, and `page_id`. Each once.
    Pages(Vec<(usize, u64)>),
}

impl Counted {
    /// The same pages, of this wiki.
    pub(super) fn of_wiki(self, wiki: usize) -> Self {
        match self {
            Self::Pages(pages) => Self::Pages(pages.into_iter().map(|(_, page)| (wiki, page)).collect()),
            other => other,
        }
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Instants(mut one), Self::Instants(other)) => {
                one.extend(other);
                one.sort_unstable();
                Self::Instants(one)
            }
            (Self::Pages(mut one), Self::Pages(other)) => {
                one.extend(other);
                Self::Pages(one)
            }
            (Self::Nothing, other) => other,
            (one, _) => one,
        }
    }
}
