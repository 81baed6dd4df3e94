//! The history of a case as the files of a wiki: dump, log, table of users, list of clicks.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use usermetrics::import::xml::{self, XmlImport};
use usermetrics::import::{Memory, Settings};
use usermetrics::wiki::{Timestamp, WikiName};

use super::case::{Account, Edit, History, Knows, Part};
use crate::program::Program;

/// The files.
pub struct Dumped {
    pages: String,
    log: Option<String>,
    users: String,
    clicks: Option<String>,
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Whether dumps can tell an account as the case has it: who made it stands in an item of the log, with a time.
fn can_be_told(account: &Account, knows: Knows) -> bool {
    let in_the_log = account.self_created.is_some() || !account.former_groups.is_empty();
    let has_a_time = account.registered.is_some() || account.self_created.is_none();
    has_a_time && (knows.log || !in_the_log)
}

impl Dumped {
    /// The files of a history; `None` where dumps cannot tell it.
    pub fn of(history: &History) -> Option<Self> {
        let knows = history.knows;
        let whole = knows.all_accounts && knows.registrations && knows.groups && knows.self_created;
        let paged = history.edits().iter().all(|(_, edit)| edit.page.is_some());
        let told = history.accounts.iter().all(|account| can_be_told(account, knows)) && !history.accounts.is_empty();
        (whole && paged && told && history.content == [0]).then(|| Self {
            pages: pages(history),
            log: knows.log.then(|| log(history)),
            users: users(history),
            clicks: history.clicks.is_some().then(|| clicks(history)),
        })
    }

    /// Puts them into a snapshot.
    pub fn import(&self, program: &Program, wiki: &str, as_of: &str) {
        let file = |name: &str, text: &str| {
            let path = program.folder().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let import = XmlImport {
            histories: vec![file("pages.xml", &self.pages)],
            logging: self.log.as_ref().map(|log| file("log.xml", log)),
            users: Some(file("users.tsv", &self.users)),
            settings: Settings {
                warehouse: program.data().join("warehouse"),
                wiki: WikiName::new(wiki).unwrap(),
                as_of: Some(time(as_of)),
                strict: false,
                memory: Memory::default(),
            },
        };
        xml::import(import, Timestamp::from_unix(1_900_000_000), &mut ()).unwrap();
        if let Some(clicks) = &self.clicks {
            let clicks = file("clicks.tsv", clicks);
            program.ok(&["import", "events", clicks.to_str().unwrap(), "--wiki", wiki]);
        }
    }
}

fn export(content: &str) -> String {
    format!(
        "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.10/\" version=\"0.10\" xml:lang=\"en\">\
         <siteinfo><sitename>Test</sitename><base>https://test.example.org/wiki/Main_Page</base><namespaces>\
         <namespace key=\"0\" case=\"first-letter\" /><namespace key=\"2\" case=\"first-letter\">User</namespace>\
         </namespaces></siteinfo>{content}</mediawiki>"
    )
}

fn pages(history: &History) -> String {
    let mut by_page: BTreeMap<String, Vec<(u64, Edit)>> = BTreeMap::new();
    for (id, edit) in history.edits() {
        by_page.entry(edit.page.clone().unwrap()).or_default().push((id, edit));
    }
    let mut texts = BTreeMap::new();
    let mut xml = String::new();
    for (number, (name, mut revisions)) in (1..).zip(by_page) {
        revisions.sort_by_key(|(id, edit)| (time(&edit.at), *id));
        let (namespace, redirect) = history.pages.get(&name).map_or((0, false), |page| (page.namespace, page.redirect));
        let redirect = if redirect { "<redirect title=\"X\" />" } else { "" };
        let _ = write!(xml, "<page><title>{name}</title><ns>{namespace}</ns><id>{number}</id>{redirect}");
        let mut before = 0;
        for (id, edit) in &revisions {
            xml += &revision(history, *id, edit, before, &mut texts);
            before = *id;
        }
        xml += "</page>";
    }
    if history.edits().is_empty() {
        // A dump without a revision is none: somebody without an account edits in the last second.
        let last = Timestamp::from_unix(time(&history.as_of).unix() - 1);
        let _ = write!(
            xml,
            "<page><title>Z</title><ns>0</ns><id>1</id><revision><id>1</id><timestamp>{last}</timestamp><contributor>\
             <ip>192.0.2.9</ip></contributor><text bytes=\"1\" /></revision></page>"
        );
    }
    export(&xml)
}

/// A revision; `texts` numbers the texts that are told apart.
fn revision(history: &History, id: u64, edit: &Edit, before: u64, texts: &mut BTreeMap<String, usize>) -> String {
    let at = time(&edit.at);
    let parent = match edit.parent.unwrap_or(before) {
        0 => String::new(),
        parent => format!("<parentid>{parent}</parentid>"),
    };
    let name = history.name(edit.by.as_ref());
    let by = match history.id(name) {
        _ if edit.hides(Part::User) => "<contributor deleted=\"deleted\" />".to_owned(),
        Some(account) => format!("<contributor><username>{name}</username><id>{account}</id></contributor>"),
        None => format!("<contributor><ip>{name}</ip></contributor>"),
    };
    let minor = if edit.minor { "<minor />" } else { "" };
    let text = match edit.bytes {
        _ if edit.hides(Part::Text) => "<text deleted=\"deleted\" />".to_owned(),
        Some(bytes) => format!("<text id=\"{id}\" bytes=\"{bytes}\" />"),
        None => format!("<text id=\"{id}\" />"),
    };
    let sha1 = edit.sha1.clone().filter(|_| !edit.hides(Part::Text)).map_or_else(String::new, |word| {
        let word = if word.is_empty() { format!("{id} alone") } else { word };
        let next = texts.len() + 1;
        format!("<sha1>{:0>31}</sha1>", texts.entry(word).or_insert(next))
    });
    format!("<revision><id>{id}</id>{parent}<timestamp>{at}</timestamp>{by}{minor}{text}{sha1}</revision>")
}

fn users(history: &History) -> String {
    let line = |(id, account): (u64, &Account)| {
        let registered = account.registered.as_deref().map_or_else(String::new, |at| time(at).to_string());
        format!("{id}\t{}\t{registered}\t{}\n", account.name, account.groups.join(","))
    };
    (1..).zip(&history.accounts).map(line).collect()
}

fn log(history: &History) -> String {
    let mut items = Vec::new();
    for (id, account) in (1..).zip(&history.accounts) {
        let name = &account.name;
        let own = format!("<contributor><username>{name}</username><id>{id}</id></contributor>");
        let made = account.self_created.map(|own| if own { "newusers/create" } else { "newusers/autocreate" });
        let title = format!("User:{name}");
        items.extend(
            made.zip(account.registered.as_deref())
                .map(|(item, at)| (time(at), own.clone(), item, title.clone(), String::new())),
        );
        if !account.former_groups.is_empty() {
            let params = format!("{}\n{}", account.former_groups.join(", "), account.groups.join(", "));
            items.push((Timestamp::from_unix(1_400_000_000), own, "rights/rights", title, params));
        }
    }
    for item in &history.log {
        let about = history.name(item.about.as_ref());
        let (by, title) = if item.item.starts_with("upload/") {
            let id = history.id(about).unwrap();
            (format!("<contributor><username>{about}</username><id>{id}</id></contributor>"), "File:X.png".to_owned())
        } else {
            ("<contributor><ip>192.0.2.8</ip></contributor>".to_owned(), format!("User:{about}"))
        };
        items.push((time(&item.at), by, &item.item, title, item.params.clone()));
    }
    let item = |(id, (at, by, item, title, params)): (u64, (Timestamp, String, &str, String, String))| {
        let (log_type, action) = item.split_once('/').unwrap();
        format!(
            "<logitem><id>{id}</id><timestamp>{at}</timestamp>{by}<type>{log_type}</type><action>{action}</action>\
             <logtitle>{title}</logtitle><params xml:space=\"preserve\">{params}</params></logitem>"
        )
    };
    export(&(1..).zip(items).map(item).collect::<String>())
}

fn clicks(history: &History) -> String {
    let line = |click: &super::case::Click| {
        let by = history.id(history.name(click.by.as_ref())).unwrap();
        let namespace = click.namespace.map_or_else(String::new, |namespace| format!("\t{namespace}"));
        format!("{by}\t{}\tedit_click{namespace}\n", time(&click.at))
    };
    history.clicks.iter().flatten().map(line).collect()
}
