//! The words of MediaWiki: wikis, namespaces, user names, instants and lengths of time.

pub mod block;
pub mod duration;
pub mod namespace;
pub mod php;
pub mod project;
pub mod timestamp;
pub mod username;
pub mod zone;

pub use block::{BlockEnd, BlockTerms};
pub use duration::Span;
pub use namespace::{NamespaceId, NamespaceSet};
pub use php::Php;
pub use project::WikiName;
pub use timestamp::Timestamp;
pub use username::{Username, UsernameError};
pub use zone::{Calendar, Zone};
