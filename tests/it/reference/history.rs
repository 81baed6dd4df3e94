//! A random history: pages with revisions by one person and others, most of them where something begins or ends.

use super::calendar::Zone;
use super::dice::Dice;
use super::question::{Cut, METRICS, Question, draw as draw_params};

/// 1 January 2025.
pub const NEW_YEAR: i64 = 1_735_689_600;
pub const DAY: i64 = 86_400;
/// The wiki's content namespaces.
pub const CONTENT: [i32; 2] = [0, 4];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The one who is asked about.
    Person,
    Other,
    Hidden,
}

#[derive(Clone, Debug)]
pub struct Revision {
    pub at: i64,
    pub id: u64,
    pub who: Who,
    pub checksum: Option<u8>,
    pub minor: bool,
    /// Whether its parent id is 0.
    pub parentless: bool,
    pub bytes: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Page {
    pub namespace: i32,
    pub redirect: bool,
    /// In the order of (time, id).
    pub revisions: Vec<Revision>,
}

#[derive(Clone, Debug)]
pub struct World {
    pub registration: Option<i64>,
    pub self_created: Option<bool>,
    pub bot: Option<bool>,
    pub pages: Vec<Page>,
    /// Revisions of the person that have no page.
    pub loose: Vec<Revision>,
}

impl World {
    /// The wiki's first edit.
    pub fn first(&self) -> i64 {
        let revisions = self.pages.iter().flat_map(|page| &page.revisions).chain(&self.loose);
        revisions.map(|revision| revision.at).min().unwrap_or(NEW_YEAR)
    }

    /// Everything the person did, with the page, in the order of (time, id).
    pub fn edits(&self) -> Vec<(&Revision, Option<&Page>)> {
        let paged = self.pages.iter().flat_map(|page| page.revisions.iter().map(move |one| (one, Some(page))));
        let mut edits: Vec<_> = paged.chain(self.loose.iter().map(|one| (one, None))).collect();
        edits.retain(|(one, _)| one.who == Who::Person);
        edits.sort_by_key(|(one, _)| (one.at, one.id));
        edits
    }
}

/// What a question is about in time, for all metrics of one history.
#[derive(Clone, Debug)]
pub struct Times {
    pub event: i64,
    pub start: Option<i64>,
    pub end: Option<i64>,
    pub as_of: i64,
}

impl Times {
    pub fn draw(dice: &mut Dice) -> Self {
        let as_of = NEW_YEAR + DAY * i64::try_from(30 + dice.below(470)).unwrap() + dice.of(&[0, 3600, 1, 43_199]);
        let within = |dice: &mut Dice, from: i64| {
            let days = usize::try_from(((as_of - from) / DAY).max(1)).unwrap();
            from + DAY * i64::try_from(dice.below(days)).unwrap() + dice.of(&[0, 0, 3600, 1])
        };
        let start = within(dice, NEW_YEAR);
        let end = within(dice, start) + dice.of(&[1, DAY, 40 * DAY]);
        let event = within(dice, NEW_YEAR) + dice.of(&[0, 0, 100 * DAY]);
        let start = (!dice.one_in(3)).then_some(start);
        Self { event, start, end: (!dice.one_in(3)).then_some(end), as_of }
    }
}

/// Instants at which something begins or ends for a clock that starts at `anchor`.
fn of_clock(anchor: i64, questions: &[Question]) -> Vec<i64> {
    let mut instants = vec![anchor];
    for question in questions {
        let from = anchor + question.offset();
        let to = from + question.t().unwrap_or(0);
        instants.extend([from, to]);
        instants.extend(["sunset", "within", "t1", "t2"].map(|name| to + question.length(name).unwrap_or(0)));
        instants.extend(["t1", "t2"].map(|name| anchor + question.length(name).unwrap_or(0)));
        instants.push(anchor + question.length("t2").unwrap_or(0) + question.length("t3").unwrap_or(0));
        for mark in [7, 30, 60, 90, 180, 365] {
            instants.extend([0, question.length("width").unwrap_or(0)].map(|width| anchor + mark * DAY + width));
        }
        instants.extend((1..4).map(|age| anchor + age * question.slice_seconds()));
    }
    instants
}

/// Instants at which something begins or ends for everybody.
fn of_dates(times: &Times, questions: &[Question]) -> Vec<i64> {
    let ends = [times.end.unwrap_or(times.as_of), times.as_of, times.start.unwrap_or(NEW_YEAR)];
    let mut instants = ends.to_vec();
    for question in questions {
        for end in ends {
            let (u, within) = (question.length("u").unwrap_or(0), question.length("within").unwrap_or(0));
            instants.extend([end - u, end - 2 * u, end - within, end + question.length("sunset").unwrap_or(0)]);
            instants.push(question.zone.begin("month", end - 1));
            instants.extend((1..4).map(|slice| end + slice * question.slice_seconds()));
        }
    }
    instants
}

/// Draws a history of so many revisions in which much happens where these questions begin and end.
pub fn draw(dice: &mut Dice, times: &Times, questions: &[Question], edits: usize) -> World {
    let mut known = of_dates(times, questions);
    known.extend(of_clock(times.event, questions));
    let (random, end) = (dice.below(300), times.end.unwrap_or(times.as_of));
    let newcomer = dice.one_in(4);
    let registration = match dice.below(6) {
        _ if newcomer => end - DAY * dice.of(&[0, 1, 20, 40, 40]),
        1 => times.as_of - DAY * dice.of(&[0, 1, 3, 7, 37, 60, 100]),
        2 => times.start.unwrap_or(times.as_of) - dice.of(&[0, 1]),
        _ => NEW_YEAR + DAY * i64::try_from(random).unwrap() + dice.of(&[0, 36_000, 1]),
    };
    known.extend(of_clock(registration, questions));
    let mut world = World {
        registration: (!dice.one_in(6)).then_some(registration),
        self_created: dice.of(&[Some(true), Some(true), Some(false), None]),
        bot: dice.of(&[Some(false), Some(false), None, None, None, Some(true)]),
        pages: Vec::new(),
        loose: Vec::new(),
    };
    for _ in 0..4 {
        world.pages.push(Page { namespace: dice.of(&[0, 0, 1, 4]), redirect: dice.one_in(4), revisions: Vec::new() });
    }
    // Most edits lie near a few instants, so that windows have several; the others anywhere.
    let mut busy: Vec<i64> = (0..5).map(|_| known[dice.below(known.len())]).collect();
    if newcomer {
        busy.clear();
    }
    busy.extend([registration, end - 1, end - 5 * DAY, end - 35 * DAY]);
    for id in 1..=edits as u64 {
        let near = if dice.one_in(3) { known[dice.below(known.len())] } else { busy[dice.below(busy.len())] };
        let away = if dice.one_in(3) { dice.around(4) * 600 + dice.around(3) * DAY } else { 0 };
        let revision = Revision {
            at: near + dice.of(&[0, -1, 1, 0]) + away,
            // Ids do not always ascend with time.
            id: (id ^ dice.below(4) as u64) + 32 * id,
            who: dice.of(&[Who::Person, Who::Person, Who::Person, Who::Other, Who::Other, Who::Hidden]),
            checksum: dice.of(&[Some(1), Some(2), Some(1), Some(2), Some(3), None]),
            minor: dice.one_in(3),
            parentless: dice.one_in(3),
            bytes: (!dice.one_in(5)).then(|| dice.around(300)),
        };
        if id == 1 && revision.who == Who::Person {
            known.extend(of_clock(revision.at, questions));
        }
        match dice.of(&[0, 0, 0, 1, 1, 2, 3, 4]) {
            4 => world.loose.push(Revision { who: Who::Person, ..revision }),
            page => world.pages[page].revisions.push(revision),
        }
    }
    for page in &mut world.pages {
        page.revisions.sort_by_key(|one| (one.at, one.id));
    }
    world
}

/// One question for each metric and anchor, and for each way to cut time that the two have.
pub fn questions(dice: &mut Dice, times: &Times) -> Vec<Question> {
    let zone = dice.of(&Zone::ALL);
    let size = dice.of(&["month", "day", "week", "quarter", "year", "24h", "168h", "36h"]);
    let mut questions = Vec::new();
    for metric in METRICS {
        let given = draw_params(dice, metric);
        for anchor in metric.anchors.chars() {
            let clock = metric.has_t && anchor != 'A';
            let lengths: &[&str] =
                if metric.name == "survival" { &["24h", "0s", "7d"] } else { &["24h", "1s", "7d", "100d"] };
            let t = (clock && !dice.one_in(5)).then(|| dice.of(lengths));
            let offsets: &[&str] = if anchor == 'E' { &["-30d", "-1d", "24h"] } else { &["1s", "24h", "7d"] };
            let offset = (clock && dice.one_in(2)).then(|| dice.of(offsets));
            let Times { event, start, end, as_of } = *times;
            let dated = anchor != 'E';
            let (start, end) = (start.filter(|_| dated), end.filter(|_| dated));
            let whole = Question {
                metric,
                anchor,
                given: given.clone(),
                offset,
                t,
                event,
                start,
                end,
                as_of,
                zone,
                size,
                cut: Cut::No,
            };
            questions.push(whole.clone());
            let cuts: &[Cut] = match (anchor, metric.ages) {
                ('A', _) => &[Cut::Time],
                (_, true) => &[Cut::Anchor, Cut::Age, Cut::AnchorAge],
                (_, false) => &[Cut::Anchor],
            };
            for cut in cuts {
                let ages = matches!(cut, Cut::Age | Cut::AnchorAge);
                let t = if ages && dice.one_in(4) { Some("none") } else { t };
                let offset = offset.filter(|_| !ages);
                questions.push(Question { cut: *cut, t, offset, ..whole.clone() });
            }
        }
    }
    questions
}
