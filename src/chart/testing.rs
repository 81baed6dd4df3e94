//! Helpers for tests of drawings.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Panics unless `svg` is well-formed XML without inline style and without a number that is none.
pub(super) fn assert_well_formed(svg: &str) {
    let mut reader = Reader::from_str(svg);
    let mut depth = 0_i32;
    loop {
        match reader.read_event().expect(svg) {
            Event::Start(start) => {
                depth += 1;
                assert_attributes(&start);
            }
            Event::Empty(empty) => assert_attributes(&empty),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{svg}");
}

fn assert_attributes(element: &quick_xml::events::BytesStart<'_>) {
    assert_ne!(element.name().as_ref(), "style");
    for attribute in element.attributes() {
        let attribute = attribute.unwrap();
        let (name, value) = (attribute.key.as_ref(), &attribute.value);
        assert_ne!(name, "style");
        if ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"].contains(&name) {
            let number: f64 = value.parse().expect(value);
            assert!(number.is_finite() && value != "-0", "{value}");
        }
    }
}

/// The values of an attribute of every element of a name, in order.
pub(super) fn attributes(svg: &str, element: &str, class: &str, attribute: &str) -> Vec<String> {
    let opening = format!("<{element} ");
    svg.split(&opening)
        .skip(1)
        .filter_map(|rest| rest.split_once('>').map(|(inside, _)| inside))
        .filter(|inside| inside.contains(&format!("class=\"{class}\"")))
        .filter_map(|inside| {
            let at = inside.find(&format!("{attribute}=\""))? + attribute.len() + 2;
            inside[at..].split_once('"').map(|(value, _)| value.to_owned())
        })
        .collect()
}

/// The texts of a drawing, in order, without marks of direction.
pub(super) fn texts(svg: &str) -> Vec<String> {
    svg.split("<text ")
        .skip(1)
        .filter_map(|rest| {
            let (_, text) = rest.split_once('>')?;
            let (text, _) = text.split_once("</text>")?;
            Some(text.replace(['\u{2068}', '\u{2069}'], ""))
        })
        .collect()
}
