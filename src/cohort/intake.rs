//! A list from its bytes to what can be stored: read, looked up, and refused when nobody on it can be counted.

use super::fate::fates;
use super::member::Outcome;
use super::name::CohortName;
use super::parse::{Earlier, ListError, parse};
use super::resolve::resolve;
use super::store::NewVersion;
use crate::source::{Farm, Source};

/// Reads a list and looks everybody up in `source`, and who is said to be on another wiki there. `file` is the name of the uploaded file, if it was one. Takes
/// seconds for the longest lists: not for the async runtime.
///
/// # Errors
///
/// The bytes are no list, nobody on it can be counted, or the source cannot be read.
pub fn read_list(
    bytes: &[u8],
    file: Option<&str>,
    source: &dyn Source,
    others: &dyn Farm,
) -> Result<NewVersion, ListError> {
    read_changed(bytes, file, source, others, None)
}

/// Reads a list that is to be in the place of an `earlier` one, and as that was read if it is a changed form of it.
///
/// # Errors
///
/// As [`read_list`].
pub fn read_changed(
    bytes: &[u8],
    file: Option<&str>,
    source: &dyn Source,
    others: &dyn Farm,
    earlier: Option<Earlier<'_>>,
) -> Result<NewVersion, ListError> {
    let info = source.info();
    let list = parse(bytes, file, source, earlier)?;
    let origin = list.origin.clone();
    let members = resolve(list, source, others)?;
    if !fates(&members).iter().any(|fate| fate.is_used())
        && let Some(first) = members.first()
        && let Outcome::Wrong { reason, .. } = &first.outcome
    {
        return Err(ListError::Nobody {
            lines: members.len(),
            wiki: info.site.clone(),
            first: first.line,
            why: Box::new(reason.message(first.read())),
        });
    }
    let typed_name = file.and_then(CohortName::suggest).map(|name| name.to_string()).unwrap_or_default();
    Ok(NewVersion { wiki: info.wiki.clone(), origin, typed_name, members })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::testing::source;
    use crate::source::NoWiki;

    #[test]
    fn a_list_that_names_nobody_is_refused_with_its_first_reason() {
        let source = source(true, &[(5, "Jane")]);
        let error = read_list(b"\nJoe\n127.0.0.1", None, &source, &NoWiki).unwrap_err();
        assert_eq!(
            error.to_string(),
            "None of the 2 lines names anybody on swwiki. Check that you chose the right wiki. Line 2: No account has \
             this name."
        );
        let read = read_list(b"\nJoe\nJane", Some("my_list.txt"), &source, &NoWiki).unwrap();
        assert_eq!((read.members.len(), read.typed_name.as_str(), read.origin.blank), (2, "my list", 1));
    }
}
