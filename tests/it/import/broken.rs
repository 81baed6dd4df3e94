//! Broken and cut input, drawn by lot: never a panic, never an empty success, never a trace of a failure.

use proptest::prelude::*;
use usermetrics::source::warehouse::verify::verify;

use super::workshop::{Workshop, export, page, revision};

/// What happens to a file.
#[derive(Clone, Debug)]
enum Damage {
    /// It ends here.
    Cut(usize),
    /// This byte becomes another one.
    Change(usize, u8),
    /// These bytes vanish.
    Lose(usize, usize),
    /// These bytes come twice.
    Double(usize, usize),
}

impl Damage {
    fn apply(&self, file: &mut Vec<u8>) {
        if file.is_empty() {
            return;
        }
        let length = file.len();
        match *self {
            Self::Cut(at) => file.truncate(at % length),
            Self::Change(at, byte) => file[at % length] = byte,
            Self::Lose(at, count) => drop(file.drain(at % length..(at % length + count).min(length))),
            Self::Double(at, count) => {
                let part = file[at % length..(at % length + count).min(length)].to_vec();
                file.splice(at % length..at % length, part);
            }
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let marks = prop::sample::select(b"<>&;\"'=/ \n\t0a\0\xff".to_vec());
    prop_oneof![
        (0_usize..5000).prop_map(Damage::Cut),
        (0_usize..5000, marks).prop_map(|(at, byte)| Damage::Change(at, byte)),
        (0_usize..5000, 1_usize..200).prop_map(|(at, count)| Damage::Lose(at, count)),
        (0_usize..5000, 1_usize..200).prop_map(|(at, count)| Damage::Double(at, count)),
    ]
}

fn history() -> String {
    let text = "<text bytes=\"3\" xml:space=\"preserve\">a&lt;b</text><sha1>abc</sha1>";
    let first = revision(1, "2010-01-01T00:00:00Z", 1, text)
        + &revision(3, "2010-01-03T00:00:00Z", 2, &format!("<parentid>2</parentid><minor />{text}"));
    let hidden = "<contributor deleted=\"deleted\" /><text deleted=\"deleted\" /><sha1 />";
    let second = revision(2, "2010-01-02T00:00:00Z", 1, "<parentid>1</parentid><comment>x</comment>")
        + &format!("<revision><id>4</id><timestamp>2010-01-04T00:00:00Z</timestamp>{hidden}</revision>");
    export("0.11", &(page(1, &first) + &page(2, &second)))
}

fn log() -> String {
    let item = |id: u64, kind: &str, title: &str, params: &str| {
        format!(
            "<logitem><id>{id}</id><timestamp>2010-01-0{id}T00:00:00Z</timestamp><contributor><username>U</username>\
             <id>{id}</id></contributor><type>{kind}</type><action>create</action><logtitle>{title}</logtitle>\
             <params xml:space=\"preserve\">{params}</params></logitem>"
        )
    };
    let rename = "a:2:{s:10:&quot;4::olduser&quot;;s:1:&quot;A&quot;;s:10:&quot;5::newuser&quot;;s:1:&quot;U&quot;;}";
    let items = item(1, "newusers", "User:U", "a:1:{s:9:&quot;4::userid&quot;;i:1;}")
        + &item(2, "renameuser", "User:A", rename)
        + &item(3, "rights", "User:U", "sysop\nbot")
        + &item(4, "block", "User:A", "1 day\nnocreate");
    export("0.11", &items)
}

const USERS: &str = "user_id\tuser_name\tregistration\tgroups\n1\tUser 1\t20050101000000\tbot\n2\tUser 2\tNULL\t\n";

/// Damages one file and imports: either it is refused without a trace, or the snapshot is whole and not empty.
fn survives(mut file: Vec<u8>, damages: &[Damage], put: impl Fn(&mut Workshop, &[u8])) {
    for damage in damages {
        damage.apply(&mut file);
    }
    let mut workshop = Workshop::new();
    workshop.job.histories.push(workshop.file("good.xml", history()));
    put(&mut workshop, &file);
    match workshop.try_import() {
        Ok(imported) => {
            assert_eq!(verify(&imported.snapshot), []);
            assert!(imported.report.stored.edits > 0, "an empty success");
        }
        Err(_) => assert_eq!(workshop.everything(), Vec::<std::path::PathBuf>::new()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn histories(damages in prop::collection::vec(damage(), 1..4)) {
        survives(history().into_bytes(), &damages, |workshop, file| {
            workshop.job.histories = vec![workshop.file("damaged.xml", file)];
        });
    }

    #[test]
    fn packed_histories(damages in prop::collection::vec(damage(), 1..4)) {
        use std::io::Write as _;
        let mut packed = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        packed.write_all(history().as_bytes()).unwrap();
        survives(packed.finish().unwrap(), &damages, |workshop, file| {
            workshop.job.histories = vec![workshop.file("damaged.bz2", file)];
        });
    }

    #[test]
    fn logs(damages in prop::collection::vec(damage(), 1..4)) {
        survives(log().into_bytes(), &damages, |workshop, file| {
            workshop.job.logging = Some(workshop.file("damaged.xml", file));
        });
    }

    #[test]
    fn users(damages in prop::collection::vec(damage(), 1..4)) {
        survives(USERS.as_bytes().to_vec(), &damages, |workshop, file| {
            workshop.job.users = Some(workshop.file("damaged.tsv", file));
        });
    }

    #[test]
    fn anything_at_all(file in prop::collection::vec(any::<u8>(), 0..300), head in any::<bool>()) {
        let file = if head { [export("0.10", "").replace("</mediawiki>\n", "").as_bytes(), &file].concat() } else { file };
        let mut workshop = Workshop::new();
        workshop.job.histories.push(workshop.file("any.xml", &file));
        prop_assert!(workshop.try_import().is_err());
    }
}

#[test]
fn without_damage_all_of_them_are_good() {
    let mut workshop = Workshop::new().users(USERS);
    workshop.job.histories.push(workshop.file("history.xml", history()));
    workshop.job.logging = Some(workshop.file("log.xml", log()));
    let report = workshop.import().report;
    assert_eq!((report.stored.edits, report.stored.log_items), (4, 4));
}
