//! The elements of MediaWiki's exports.

/// An element that the readers know by name. Which one it is depends on its parent: a page, a revision and a
/// contributor all have an `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Mediawiki,
    Siteinfo,
    Sitename,
    Dbname,
    Base,
    Namespaces,
    Namespace,
    Page,
    Title,
    Ns,
    Id,
    Redirect,
    Revision,
    Parentid,
    Timestamp,
    Contributor,
    Username,
    Ip,
    Minor,
    Comment,
    Text,
    Content,
    Sha1,
    Logitem,
    Type,
    Action,
    Logtitle,
    Params,
    /// Any other.
    Other,
}

impl Element {
    /// The element with this name.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "mediawiki" => Self::Mediawiki,
            "siteinfo" => Self::Siteinfo,
            "sitename" => Self::Sitename,
            "dbname" => Self::Dbname,
            "base" => Self::Base,
            "namespaces" => Self::Namespaces,
            "namespace" => Self::Namespace,
            "page" => Self::Page,
            "title" => Self::Title,
            "ns" => Self::Ns,
            "id" => Self::Id,
            "redirect" => Self::Redirect,
            "revision" => Self::Revision,
            "parentid" => Self::Parentid,
            "timestamp" => Self::Timestamp,
            "contributor" => Self::Contributor,
            "username" => Self::Username,
            "ip" => Self::Ip,
            "minor" => Self::Minor,
            "comment" => Self::Comment,
            "text" => Self::Text,
            "content" => Self::Content,
            "sha1" => Self::Sha1,
            "logitem" => Self::Logitem,
            "type" => Self::Type,
            "action" => Self::Action,
            "logtitle" => Self::Logtitle,
            "params" => Self::Params,
            _ => Self::Other,
        }
    }
}
