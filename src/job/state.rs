//! What a run can be, and what can become of it.

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum State {
    /// It waits.
    Queued,
    /// It counts.
    Running,
    /// It has a result.
    Done,
    /// It ended without a result, for a reason that it says.
    Failed,
    /// Its owner stopped it.
    Cancelled,
}

/// A run cannot go this way from where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a run that is {from:?} cannot {transition}")]
pub struct IllegalTransition {
    /// Where it stands.
    pub from: State,
    /// What was tried.
    pub transition: &'static str,
}

impl State {
    /// A slot is free for it.
    ///
    /// # Errors
    ///
    /// It does not wait.
    pub const fn start(self) -> Result<Self, IllegalTransition> {
        match self {
            Self::Queued => Ok(Self::Running),
            from => Err(IllegalTransition { from, transition: "start" }),
        }
    }

    /// The server stops before the run has ended: it waits for the next one.
    ///
    /// # Errors
    ///
    /// It does not count.
    pub const fn give_back(self) -> Result<Self, IllegalTransition> {
        match self {
            Self::Running => Ok(Self::Queued),
            from => Err(IllegalTransition { from, transition: "be given back" }),
        }
    }

    /// It has a result.
    ///
    /// # Errors
    ///
    /// It does not count.
    pub const fn finish(self) -> Result<Self, IllegalTransition> {
        match self {
            Self::Running => Ok(Self::Done),
            from => Err(IllegalTransition { from, transition: "finish" }),
        }
    }

    /// It cannot get to a result.
    ///
    /// # Errors
    ///
    /// It does not count.
    pub const fn fail(self) -> Result<Self, IllegalTransition> {
        match self {
            Self::Running => Ok(Self::Failed),
            from => Err(IllegalTransition { from, transition: "fail" }),
        }
    }

    /// Its owner stops it.
    ///
    /// # Errors
    ///
    /// It is over.
    pub const fn cancel(self) -> Result<Self, IllegalTransition> {
        match self {
            Self::Queued | Self::Running => Ok(Self::Cancelled),
            from => Err(IllegalTransition { from, transition: "be stopped" }),
        }
    }

    /// Whether nothing becomes of it any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::State::{self, Cancelled, Done, Failed, Queued, Running};

    #[test]
    fn what_is_over_stays_over_and_what_waits_can_only_start_or_be_stopped() {
        let ways = [State::start, State::give_back, State::finish, State::fail, State::cancel];
        let reached = |from: State| ways.map(|way| way(from).ok());
        assert_eq!(reached(Queued), [Some(Running), None, None, None, Some(Cancelled)]);
        assert_eq!(reached(Running), [None, Some(Queued), Some(Done), Some(Failed), Some(Cancelled)]);
        for over in [Done, Failed, Cancelled] {
            assert!(over.is_over());
            assert_eq!(reached(over), [None; 5], "{over:?}");
        }
        assert_eq!(Done.fail().unwrap_err().to_string(), "a run that is Done cannot fail");
    }
}
