//! A progress bar on standard error, where that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::import::{Progress, Step};
use crate::msg;
use crate::text::Language;

/// Shows how far an import is. Draws nothing where standard error is no terminal.
pub struct Bar {
    bar: ProgressBar,
    step: Option<Step>,
}

impl Bar {
    /// A bar that has not begun.
    #[must_use]
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg:24} {wide_bar} {percent:>3} %  {eta}");
        Self { bar: style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style)), step: None }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Default for Bar {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress for Bar {
    fn at(&mut self, step: Step, done: u64, total: u64) {
        // First of all, for every change draws: a bar of no length is full.
        self.bar.set_length(total.max(1));
        if self.step != Some(step) {
            self.step = Some(step);
            self.bar.reset();
            let words = match step {
                Step::Reading => msg!("import-step-reading"),
                Step::Pages => msg!("import-step-pages"),
                Step::Edits => msg!("import-step-edits"),
                Step::Accounts => msg!("import-step-accounts"),
            };
            self.bar.set_message(Language::english().text(&words));
        }
        self.bar.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.finish();
    }
}
