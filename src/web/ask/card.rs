//! A question as the page shows it: made from the statement of its metric and what stands in the form.

mod fields;

use self::fields::Fields;
use super::entry::{Choice, Entry};
use super::ground::Ground;
use super::question::Question;
use super::reading::{self, Reading};
use super::says::Says;
use super::typed::Typed;
use crate::text::Message;

/// A question.
pub(super) struct Card {
    /// Its name in the form.
    pub name: String,
    /// The question.
    pub question: Message,
    /// What it is about.
    pub about: Message,
    /// Whether it is asked.
    pub chosen: bool,
    /// Whether its settings are in sight.
    pub open: bool,
    /// What the request calls it, where it is one of several that ask the same.
    pub label: Vec<Entry>,
    /// Whether it can be asked once more.
    pub again: bool,
    /// What time may be counted from.
    pub anchors: Vec<Choice>,
    /// What is wrong with that.
    pub anchor_error: Option<Message>,
    /// First and last day, for fixed dates.
    pub dates: Vec<Entry>,
    /// The day of the event, for that anchor.
    pub event: Vec<Entry>,
    /// The days on which a registration or first edit counts, for those anchors.
    pub range: Vec<Entry>,
    /// How long after the anchor and for how long, for clocks.
    pub clock: Vec<Entry>,
    /// The metric's own settings.
    pub settings: Vec<Entry>,
    /// Those that hardly anybody changes.
    pub rare: Vec<Entry>,
    /// What is counted with these settings.
    pub says: Says,
}

/// Builds cards out of what stands in the form.
pub(super) struct Cards<'a> {
    pub typed: &'a Typed,
    pub ground: &'a Ground,
    pub reading: &'a Reading,
}

impl Cards<'_> {
    /// The card of a question. `open`: its settings are in sight; they always are where something is wrong with a
    /// question that is asked.
    pub fn card(&self, question: &Question, open: bool) -> Card {
        let statement = question.statement();
        let name = question.name();
        let asked = self.reading.questions.iter().find(|(asked, _)| asked.name() == name).map(|(_, read)| read);
        // What is not asked cannot be wrong, but says what it would count.
        let unasked;
        let read = if let Some(read) = asked {
            read
        } else {
            unasked = reading::read(question, self.typed, &self.reading.overall.frame, self.ground);
            &unasked
        };
        let says = Says::of(question, read, self.ground);
        let wrong = asked.and_then(|read| read.as_ref().err()).map_or(&[][..], Vec::as_slice);
        let fields = Fields { cards: self, question, wrong };
        let (settings, mut rare) = fields.settings();
        let same = |(other, _): &&(Question, _)| other.statement().name == statement.name;
        let several = self.reading.questions.iter().filter(same).count() > 1;
        let (mut label, mut unneeded) = (vec![fields.label()], Vec::new());
        // Who asks once needs no name for it.
        rare.append(if several { &mut unneeded } else { &mut label });
        Card {
            name,
            question: Message::new(statement.question),
            about: Message::new(statement.about),
            chosen: asked.is_some(),
            open: open || !wrong.is_empty(),
            label,
            again: asked.is_some() && question.once_more().is_some(),
            anchors: fields.anchors(),
            anchor_error: fields.error("anchor"),
            dates: fields.dates(),
            range: fields.range(),
            event: fields.event(),
            clock: fields.clock(),
            settings,
            rare,
            says,
        }
    }
}

impl Card {
    /// Whether what hardly anybody changes is in sight: something of it is wrong.
    pub fn rare_open(&self) -> bool {
        self.rare.iter().any(|entry| entry.error.is_some())
    }
}
