//! A question has the same answer wherever it is asked: every metric and the curve, on every anchor and cut in every way,
//! sent as the form of the page to a running server, and asked on the command line. Only id and time may differ.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use usermetrics::import::synthetic;
use usermetrics::metric::{Anchor, registry};

use crate::asking::only;
use crate::demo::Demo;
use crate::every_metric::{import_clicks, tells_people_apart};
use crate::network::Visitor;
use crate::program::{Program, shared};

/// One request, in both ways to write it.
struct Round {
    /// What time is counted from.
    anchor: Anchor,
    /// What is cut is the time of each person.
    by_age: bool,
    /// Fields that are typed into the form.
    form: &'static [(&'static str, &'static str)],
    /// Words of the command line.
    line: &'static [&'static str],
}

const ROUNDS: [Round; 6] = [
    Round {
        anchor: Anchor::Activity,
        by_age: false,
        form: &[("edits.namespaces", "list"), ("edits.namespace", "1"), ("edits.namespaces_other", "3, 2")],
        line: &["--param", "edits.namespaces=1,2,3"],
    },
    Round {
        anchor: Anchor::Activity,
        by_age: false,
        form: &[
            ("slice", "quarter"),
            ("zone", "America/Santiago"),
            ("edits.exclude_bots", "true"),
            ("pages_edited.exclude_redirects", "true"),
            ("aggregator", "median"),
            ("aggregator", "sum"),
            ("aggregator", "dist"),
            ("intervals", "true"),
            ("seed", "5"),
        ],
        line: &[
            "--slice",
            "quarter",
            "--zone",
            "America/Santiago",
            "--param",
            "edits.exclude_bots=true",
            "--param",
            "pages_edited.exclude_redirects=true",
            "--aggregator",
            "sum",
            "--aggregator",
            "median",
            "--aggregator",
            "dist",
            "--intervals",
            "--seed",
            "5",
        ],
    },
    Round {
        anchor: Anchor::Registration,
        by_age: false,
        form: &[("slice", "year"), ("slice_by", "anchor"), ("threshold.n", "2"), ("threshold.offset", "1")],
        line: &[
            "--slice",
            "year",
            "--slice-by",
            "anchor",
            "--param",
            "threshold.n=2",
            "--param",
            "threshold.offset=1d",
        ],
    },
    Round {
        anchor: Anchor::FirstEdit,
        by_age: true,
        form: &[("slice", "month"), ("slice_by", "anchor,age"), ("edits.t", "90"), ("edits.t_unit", "d")],
        line: &["--slice", "month", "--slice-by", "anchor,age", "--param", "edits.t=90d"],
    },
    Round {
        anchor: Anchor::FirstEdit,
        by_age: false,
        form: &[("retention.mode", "on_or_after"), ("revert_rate.within", ""), ("kaplan_meier.gap", "30")],
        line: &["--param", "retention.mode=on_or_after", "--param", "kaplan_meier.gap=30d"],
    },
    Round {
        anchor: Anchor::Event,
        by_age: true,
        form: &[
            ("slice", "hours"),
            ("slice_hours", "1200"),
            ("slice_by", "age"),
            ("edits.t", ""),
            ("edits.t_unit", "none"),
        ],
        line: &["--slice", "1200h", "--slice-by", "age", "--param", "edits.t=none"],
    },
];

/// Days that lie in the data of a wiki: first and last day of fixed dates, and the day after; the event.
struct Days {
    first: &'static str,
    last: &'static str,
    after: &'static str,
    event: &'static str,
}

impl Round {
    /// Names of what has the anchor and can be cut so: metrics, and the curve.
    fn asked(&self) -> Vec<(&'static str, bool)> {
        let metrics = registry::all().iter().map(|metric| (metric, false));
        let asked = metrics.chain(registry::curves().iter().map(|curve| (curve, true)));
        let fits = asked.filter(|(metric, _)| {
            metric.statement().anchors.contains(&self.anchor) && (!self.by_age || metric.has_age_slices())
        });
        fits.map(|(metric, is_curve)| (metric.statement().name, is_curve)).collect()
    }

    /// What is typed into the form.
    fn fields(&self, days: &Days) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for (name, _) in self.asked() {
            fields.push(("metric".to_owned(), name.to_owned()));
            fields.push((format!("{name}.anchor"), self.anchor.as_str().to_owned()));
            match self.anchor {
                Anchor::Activity => {
                    // What follows a day has no first day.
                    let first = if name == "survival" { "" } else { days.first };
                    fields.push((format!("{name}.first_day"), first.to_owned()));
                    fields.push((format!("{name}.last_day"), days.last.to_owned()));
                }
                Anchor::Event => fields.push((format!("{name}.event"), days.event.to_owned())),
                Anchor::Registration | Anchor::FirstEdit => {}
            }
        }
        let typed = self.form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        fields.into_iter().chain(typed).collect()
    }

    /// The command line.
    fn words(&self, wiki: &str, days: &Days) -> Vec<String> {
        let mut words = vec!["query".to_owned(), "--wiki".into(), wiki.into(), "--cohort".into(), cohort(wiki)];
        words.extend(["--anchor".into(), self.anchor.as_str().into()]);
        let mut param = |text: String| words.extend(["--param".to_owned(), text]);
        for (name, _) in self.asked() {
            match self.anchor {
                Anchor::Activity if name != "survival" => param(format!("{name}.start={}", days.first)),
                // What the form opens with.
                Anchor::FirstEdit | Anchor::Registration if name == "survival" => param("survival.t=30d".into()),
                _ => {}
            }
            if name == "revert_rate" && !self.form.contains(&("revert_rate.within", "")) {
                param("revert_rate.within=48h".into());
            }
        }
        match self.anchor {
            Anchor::Activity => words.extend(["--end".into(), days.after.into()]),
            Anchor::Event => words.extend(["--event".into(), days.event.into()]),
            Anchor::Registration | Anchor::FirstEdit => {}
        }
        for (name, is_curve) in self.asked() {
            words.extend([if is_curve { "--curve" } else { "--metric" }.into(), name.into()]);
        }
        words.extend(self.line.iter().map(|word| (*word).to_owned()));
        words
    }
}

fn cohort(wiki: &str) -> String {
    format!("Everybody of {wiki}")
}

/// The most people that are asked about.
const MOST: usize = 400;

/// Saves everybody of a wiki as a cohort, or some hundreds; the address of its questions.
fn everybody(program: &Program, visitor: &Visitor, wiki: &str) -> String {
    let asked = ["query", "--wiki", wiki, "--all", "--metric", "edits", "--anchor", "activity"];
    let found: Value = serde_json::from_str(&program.ok(&asked)).unwrap();
    let rows = found["metrics"][0]["rows"].as_array().unwrap();
    // Of a large wiki some hundreds, from the first to the last.
    let step = rows.len().div_ceil(MOST);
    let ids: Vec<String> = rows.iter().step_by(step).map(|row| format!("#{}", row["user_id"])).collect();
    let list = program.folder().join(format!("{wiki}.txt"));
    fs::write(&list, ids.join("\n")).unwrap();
    let (list, name) = (list.to_str().unwrap(), cohort(wiki));
    program.ok(&["cohort", "--owner", "demo", "add", list, "--wiki", wiki, "--name", &name]);
    let start = visitor.get("/").body;
    let link = start.split(&name).next().unwrap().rsplit("\"/c/").next().unwrap();
    format!("/c/{}/ask", link.split('"').next().unwrap())
}

/// Asks on the page; the document.
fn on_the_page(visitor: &Visitor, ask: &str, typed: &[(String, String)]) -> Value {
    let page = visitor.get(ask);
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let sent = visitor.post(ask, &only(&page, &typed));
    let result = visitor.result_of(sent.location());
    serde_json::from_str(&visitor.get(&format!("{result}/result.json")).body).unwrap()
}

/// A document without what is its own: id and time.
fn answer(mut document: Value) -> Value {
    for own in ["id", "computed_at"] {
        assert!(document.as_object_mut().unwrap().remove(own).is_some(), "{own}");
    }
    document
}

/// Asks everything in both ways.
fn compare(program: &Program, visitor: &Visitor, wiki: &str, ask: &str, days: &Days) {
    let mut asked = BTreeSet::new();
    for (number, round) in ROUNDS.iter().enumerate() {
        let page = answer(on_the_page(visitor, ask, &round.fields(days)));
        let line = answer(serde_json::from_str(&program.ok(&round.words(wiki, days))).unwrap());
        assert_eq!(page["request"], line["request"], "{wiki}, round {number}");
        for part in ["metrics", "curves"] {
            let (page, line) = (page[part].as_array().unwrap(), line[part].as_array().unwrap());
            for (page, line) in page.iter().zip(line) {
                // Documents are long: a difference is named before it is shown.
                assert!(page == line, "{wiki}, round {number}: {} differs", page["label"]);
            }
        }
        assert!(page == line, "{wiki}, round {number}");
        asked.extend(round.asked().into_iter().map(|(name, _)| name));
    }
    assert_eq!(asked.len(), registry::all().len() + registry::curves().len(), "everything was asked");
}

/// Every metric as the form opens; files are few, and those who clicked may take a week.
fn as_it_opens() -> Vec<(String, String)> {
    let chosen = registry::all().iter().map(|metric| ("metric", metric.statement().name));
    let typed = [("uploads.anchor", "activity"), ("live_account.t", "7"), ("live_account.t_unit", "d")];
    chosen.chain(typed).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn pages_and_command_line_give_the_same_numbers_and_they_tell_people_apart() {
    let program = Program::new();
    let demo = Demo::start(&program);
    let visitor = Visitor::of(&demo);
    import_clicks(&program);
    let ask = everybody(&program, &visitor, synthetic::NAME);
    tells_people_apart(&on_the_page(&visitor, &ask, &as_it_opens()));
    let days = Days { first: "2024-03-05", last: "2026-09-30", after: "2026-10-01", event: "2025-05-10" };
    compare(&program, &visitor, synthetic::NAME, &ask, &days);
}

#[test]
fn pages_and_command_line_give_the_same_numbers_about_a_real_wiki() {
    let Some(dump) = shared("enwiki-20180220-stub-meta-history.head.xml.gz") else { return };
    let program = Program::new();
    let demo = Demo::start(&program);
    let visitor = Visitor::of(&demo);
    program.ok(&["import", "xml", dump.to_str().unwrap(), "--wiki", "enwiki"]);
    let ask = everybody(&program, &visitor, "enwiki");
    let days = Days { first: "2004-03-05", last: "2009-09-30", after: "2009-10-01", event: "2005-05-10" };
    compare(&program, &visitor, "enwiki", &ask, &days);
}
