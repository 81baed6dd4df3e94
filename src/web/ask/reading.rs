//! The form read as a whole and fitted to the data: every question with its settings, and the request they make.

use super::ground::Ground;
use super::overall::{FIELDS, Overall};
use super::question::Question;
use super::typed::{Typed, Wrong};
use crate::metric::params::ParamError;
use crate::metric::{Frame, Resolved, Selection};
use crate::msg;
use crate::request::{Request, RequestError, check_label};
use crate::source::SourceInfo;
use crate::text::{Arg, Message};
use crate::wiki::{NamespaceId, NamespaceSet};

/// A question read out of the form and fitted to the data.
pub(super) type Read = Result<(Selection, Resolved), Vec<Wrong>>;

/// The form, read.
pub(super) struct Reading {
    /// The chosen questions, in the order of pages.
    pub questions: Vec<(Question, Read)>,
    /// What is asked for all of them.
    pub overall: Overall,
    /// What is wrong with that.
    pub wrong: Vec<Wrong>,
}

/// Reads the settings of a question and fits them to the data.
pub(super) fn read(question: &Question, typed: &Typed, frame: &Frame, ground: &Ground) -> Read {
    let selection = typed.read(question, frame)?;
    let info = ground.info();
    if let NamespaceSet::List(asked) = selection.params.namespaces()
        && let Some(unknown) = asked.iter().find(|id| !has_namespace(info, **id))
    {
        let message = msg!("ask-namespace-unknown", Arg::Name(info.site.clone()), Arg::Text(unknown.to_string()));
        return Err(vec![Wrong { field: "namespaces", message }]);
    }
    let resolved = selection.resolve(info.first_edit, ground.as_of());
    let resolved = resolved.map_err(|error| vec![typed.wrong(question, error)])?;
    Ok((selection, resolved))
}

/// Whether a wiki has a namespace. Every wiki has the first sixteen; of the others the data may know nothing.
fn has_namespace(info: &SourceInfo, id: NamespaceId) -> bool {
    (0..16).contains(&id) || info.namespaces.is_empty() || info.namespaces.contains_key(&id)
}

impl Reading {
    /// Reads the form. The data are looked at from then on as they stood on the day that it names.
    pub fn of(typed: &Typed, ground: &mut Ground) -> Self {
        let (overall, mut wrong) = Overall::read(typed, ground);
        ground.stand_at(overall.as_of);
        let mut labels: Vec<String> = Vec::new();
        let mut questions = Vec::new();
        for question in typed.chosen() {
            let mut read = read(&question, typed, &overall.frame, ground);
            let label = typed.label(&question);
            if let Err(message) = check_label(&label, labels.iter().map(String::as_str)) {
                let message = if label.is_empty() { msg!("ask-label-empty") } else { message };
                let mut others = read.err().unwrap_or_default();
                others.insert(0, Wrong { field: "label", message });
                read = Err(others);
            }
            labels.push(label);
            questions.push((question, read));
        }
        // What does not fit some question is wrong with the request as a whole, too.
        let of_questions = questions.iter().filter_map(|(_, read)| read.as_ref().err()).flatten();
        wrong.extend(of_questions.filter(|wrong| FIELDS.contains(&wrong.field)).cloned());
        let mut reading = Self { questions, overall, wrong };
        if let Some(Err(error)) = reading.request(ground).map(|request| request.check()) {
            reading.wrong.push(Wrong { field: overall_field(&error), message: error.message });
        }
        reading
    }

    /// The request, where nothing is wrong with any question.
    pub fn request(&self, ground: &Ground) -> Option<Request> {
        let (mut metrics, mut curves) = (Vec::new(), Vec::new());
        for (question, read) in &self.questions {
            let selection = read.as_ref().ok()?.0.clone();
            if question.is_curve { curves.push(selection) } else { metrics.push(selection) }
        }
        Some(ground.request(Request { curves, metrics, ..self.overall.request() }))
    }

    /// What is to be corrected before anything can be run, by the names that the form gives it.
    pub fn faults(&self) -> Vec<Arg> {
        let mut faults: Vec<Arg> =
            self.questions.iter().filter(|(_, read)| read.is_err()).map(|(question, _)| question.words()).collect();
        let title = |wrong: &Wrong| match wrong.field {
            "slice" | "slice_by" | "zone" => "ask-over-title",
            "aggregator" => "ask-sums-title",
            _ => "ask-rare",
        };
        let mut titles: Vec<&'static str> = self.wrong.iter().map(title).collect();
        titles.dedup();
        let name = |title| Arg::Message(msg!("ask-field-name", Message::new(title)));
        faults.extend(titles.into_iter().map(name));
        faults
    }

    /// Takes in an error that was found only when the question met the data, because a new snapshot has come in
    /// between; `None` where the form has no place for it.
    pub fn refused(&mut self, typed: &Typed, error: RequestError) -> Option<()> {
        let asked = self.questions.iter_mut().find(|(question, _)| typed.label(question) == error.label);
        match asked {
            Some((question, read)) => {
                let error = ParamError { parameter: error.parameter, message: error.message };
                let wrong = typed.wrong(question, error);
                *read = Err(vec![wrong]);
            }
            None if error.label.is_empty() && FIELDS.contains(&overall_field(&error)) => {
                self.wrong.push(Wrong { field: overall_field(&error), message: error.message });
            }
            None => return None,
        }
        Some(())
    }
}

/// The field of an error about the request as a whole.
fn overall_field(error: &RequestError) -> &'static str {
    match error.parameter.as_str() {
        "aggregators" => "aggregator",
        parameter => FIELDS.into_iter().find(|field| *field == parameter).unwrap_or(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wiki::WikiName;

    #[test]
    fn a_wiki_has_the_namespaces_that_its_data_name() {
        let info = |namespaces: &[(NamespaceId, &str)]| SourceInfo {
            wiki: WikiName::new("swwiki").unwrap(),
            site: String::from("sw.wikipedia.org"),
            snapshot: String::new(),
            as_of: "2026-01-01".parse().unwrap(),
            first_edit: "2004-01-01".parse().unwrap(),
            edits: 0,
            accounts: 0,
            content: vec![0],
            namespaces: namespaces.iter().map(|(id, name)| (*id, (*name).to_owned())).collect(),
            knows: crate::source::Knowledge::default(),
        };
        let named = info(&[(0, ""), (100, "Portal")]);
        assert_eq!([0, 15, 100, 9999, -1].map(|id| has_namespace(&named, id)), [true, true, true, false, false]);
        assert!(has_namespace(&info(&[]), 9999), "where the data name none, nobody knows");
    }
}
