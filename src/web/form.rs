//! Fields of forms: label, help, what was typed, and what is wrong with it, in one place beside each other.

use crate::text::Message;

/// A line to type into. `{% call forms::field(page, x) %}{% endcall %}` shows it.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in the form, also its id.
    pub name: &'static str,
    /// Message: its label.
    pub label: &'static str,
    /// HTML's `type`.
    pub kind: &'static str,
    /// What it holds.
    pub value: String,
    /// HTML's `autocomplete`: what the browser may fill in.
    pub autocomplete: &'static str,
    /// The id of its form, where it stands outside of it.
    pub form: Option<&'static str>,
    /// A sentence under the label.
    pub help: Option<Message>,
    /// What is wrong with what was typed.
    pub error: Option<Message>,
}

impl Field {
    /// A line of text that holds `value`.
    #[must_use]
    pub fn text(name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            label,
            kind: "text",
            value: value.into(),
            autocomplete: "off",
            form: None,
            help: None,
            error: None,
        }
    }

    /// A password: always empty, and filled in by the browser as `autocomplete` says.
    #[must_use]
    pub fn password(name: &'static str, label: &'static str, autocomplete: &'static str) -> Self {
        Self { kind: "password", autocomplete, ..Self::text(name, label, "") }
    }

    /// With something for the browser to fill in.
    #[must_use]
    pub fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// As a part of the form with this id, outside of which it stands.
    #[must_use]
    pub fn of_form(self, form: &'static str) -> Self {
        Self { form: Some(form), ..self }
    }

    /// With a sentence under the label.
    #[must_use]
    pub fn help(self, help: Message) -> Self {
        Self { help: Some(help), ..self }
    }

    /// With what is wrong, if anything is.
    #[must_use]
    pub fn error(self, error: Option<Message>) -> Self {
        Self { error, ..self }
    }

    /// The ids of the help and the error, for `aria-describedby`.
    #[must_use]
    pub fn described_by(&self) -> Option<String> {
        let help = self.help.as_ref().map(|_| format!("{}-help", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        match (help, error) {
            (Some(help), Some(error)) => Some(format!("{help} {error}")),
            (help, error) => help.or(error),
        }
    }

    /// What is wrong, with the id of the field: an entry of the summary on top of a page.
    #[must_use]
    pub fn wrong(&self) -> Option<(&'static str, &Message)> {
        Some((self.name, self.error.as_ref()?))
    }
}
