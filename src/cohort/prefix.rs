//! What stands before the colon of a page title: the words for user pages, their talk pages and special pages.

use std::collections::HashSet;

use crate::source::SourceInfo;
use crate::wiki::{NamespaceId, WikiName};

/// What kind of page a prefix leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageKind {
    /// A user page or its talk page.
    User,
    /// A page of the program, such as somebody's contributions.
    Special,
}

/// The prefixes that a wiki understands.
#[derive(Clone, Debug)]
pub(super) struct Prefixes {
    /// The wiki.
    pub(super) wiki: WikiName,
    user: HashSet<String>,
    special: HashSet<String>,
}

const SPECIAL: NamespaceId = -1;
const USER: NamespaceId = 2;
const USER_TALK: NamespaceId = 3;

/// Words for user pages in the larger languages, with those for women. Lists are pasted from everywhere, and sources do
/// not tell a wiki's own aliases.
const USER_WORDS: &str = "User|Benutzer|Benutzerin|Utilisateur|Utilisatrice|Usuario|Usuaria|Utente|Usuário|Usuária|\
    Utilizador|Utilizadora|Gebruiker|Wikipedysta|Wikipedystka|Użytkownik|Użytkowniczka|Участник|Участница|Користувач|\
    Користувачка|Uživatel|Uživatelka|Wikipedista|Redaktor|Redaktorka|Szerkesztő|Utilizator|Användare|Bruger|Bruker|\
    Brukar|Käyttäjä|Kasutaja|Dalībnieks|Naudotojas|Naudotoja|Χρήστης|Kullanıcı|مستخدم|مستخدمة|کاربر|משתמש|משתמשת|\
    सदस्य|ব্যবহারকারী|பயனர்|వాడుకరి|ഉപയോക്താവ്|利用者|用户|用戶|使用者|사용자|Thành viên|ผู้ใช้|Pengguna|Mtumiaji|Usuari|Usuària|Lankide|\
    Uzanto|Suradnik|Suradnica|Корисник|Корисница|Потребител|Uporabnik|Uporabnica|მომხმარებელი|Մասնակից|İstifadəçi|\
    Қатысушы|صارف|Удзельнік|Удзельніца|Notandi|Përdoruesi|Корисничка|Defnyddiwr|Úsáideoir";

impl Prefixes {
    /// The prefixes of the wiki that a source describes.
    pub(super) fn of(info: &SourceInfo) -> Self {
        let own = |id: NamespaceId| info.namespaces.get(&id).map(|name| fold(name));
        let user = USER_WORDS.split('|').map(fold).chain(["user talk".to_owned()]);
        Self {
            wiki: info.wiki.clone(),
            user: user.chain(own(USER)).chain(own(USER_TALK)).filter(|word| !word.is_empty()).collect(),
            special: own(SPECIAL).into_iter().chain(["special".to_owned()]).filter(|word| !word.is_empty()).collect(),
        }
    }

    /// What `prefix`, in any spelling, leads to.
    pub(super) fn kind(&self, prefix: &str) -> Option<PageKind> {
        let word = fold(prefix);
        if self.user.contains(&word) {
            return Some(PageKind::User);
        }
        self.special.contains(&word).then_some(PageKind::Special)
    }
}

/// MediaWiki reads a prefix without regard to case, and underscores as spaces.
fn fold(prefix: &str) -> String {
    let spaced = prefix.replace('_', " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
