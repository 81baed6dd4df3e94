use super::*;

fn read(text: &str) -> Result<Table, ListError> {
    let (reading, header) = detect(text)?;
    rows(text, reading, header.as_ref())
}

fn names(text: &str) -> Vec<(usize, String)> {
    read(text).unwrap().rows.into_iter().map(|row| (row.line, row.name().to_owned())).collect()
}

fn expect(text: &str, rows: &[(usize, &str)]) {
    let rows: Vec<(usize, String)> = rows.iter().map(|(line, name)| (*line, (*name).to_owned())).collect();
    assert_eq!(names(text), rows, "{text:?}");
}

#[test]
fn a_bare_list_has_one_name_a_line() {
    expect("Jane\nJoe", &[(1, "Jane"), (2, "Joe")]);
    expect("\n Jane \n\n\nJoe\n", &[(2, " Jane "), (5, "Joe")]);
    // Names may hold commas, semicolons and quotation marks.
    expect("Doe, Jane\nRoe, Richard", &[(1, "Doe, Jane"), (2, "Roe, Richard")]);
    expect("Doe,Jane\nJoe", &[(1, "Doe,Jane"), (2, "Joe")]);
    expect("A;B", &[(1, "A;B")]);
    expect("\"Weird\nJoe", &[(1, "\"Weird"), (2, "Joe")]);
    assert_eq!(read("\n Jane \n\n\nJoe\n").unwrap().blank, 3);
}

#[test]
fn a_header_names_the_columns() {
    for title in ["user_name", "username", "User", "NAME", "User-Name", " user  name ", "Wikipedia username"] {
        expect(&format!("{title}\nJane, D\nJoe"), &[(2, "Jane, D"), (3, "Joe")]);
        for delimiter in ["\t", ",", ";"] {
            let text = format!("email{delimiter}{title}\na@b{delimiter}Jane\n\nc@d{delimiter}Joe\n");
            expect(&text, &[(2, "Jane"), (4, "Joe")]);
            assert_eq!(read(&text).unwrap().blank, 1);
        }
    }
    let table = read("Name,Username,role,wiki\nJane Doe,JD,organiser,enwiki\nJoe,,,\n").unwrap();
    let (_, header) = detect("Name,Username,role,wiki\nJane Doe,JD,organiser,enwiki\nJoe,,,\n").unwrap();
    let header = header.unwrap();
    assert_eq!((header.line, header.typed.as_str()), (1, "Name,Username,role,wiki"));
    assert_eq!((header.column.as_deref(), header.unused.join(" ")), (Some("Username"), "Name role".to_owned()));
    let cell = Cell { name: "JD".into(), place: Some(Mark { start: 9, end: 11 }) };
    let row = &table.rows[0];
    assert_eq!((row.line, row.typed.as_str()), (2, "Jane Doe,JD,organiser,enwiki"));
    assert_eq!((row.cell.as_ref(), row.wiki.as_deref()), (Some(&cell), Some("enwiki")));
    // A filled row without a name stays a line, to be told about.
    assert_eq!((table.rows[1].line, table.rows[1].name(), table.rows[1].typed.as_str()), (3, "", "Joe,,,"));
}

#[test]
fn the_place_of_a_cell_is_known_where_it_stands_as_it_is_read() {
    for (text, place) in [
        ("x,\"Doe, Jane\"", Some((3, 12))),
        ("\"a, b\",Jane", Some((7, 11))),
        ("é,é", Some((2, 3))),
        ("x,\"a \"\"b\"\"\"", None),
    ] {
        let table = read(&format!("notes,username\n{text}")).unwrap();
        let found = table.rows[0].cell.as_ref().unwrap().place.map(|mark| (mark.start, mark.end));
        assert_eq!(found, place, "{text}");
    }
}

#[test]
fn a_column_of_numbers_stands_in_for_names() {
    expect("user_id\n17\n#18", &[(2, "#17"), (3, "#18")]);
    expect("user_name,user_id\nJane,17\n,18", &[(2, "Jane"), (3, "#18")]);
}

#[test]
fn a_table_without_a_header_has_its_names_in_the_first_column() {
    expect("Jane\t2025\nJoe", &[(1, "Jane"), (2, "Joe")]);
    expect("Jane,2025\nJoe,2026", &[(1, "Jane"), (2, "Joe")]);
    expect("Jane;2025\n\nJoe;2026", &[(1, "Jane"), (3, "Joe")]);
    let table = read("Jane,enwiki\nJoe,de.wikipedia.org").unwrap();
    assert_eq!(table.rows[1].wiki.as_deref(), Some("de.wikipedia.org"));
    assert_eq!(read("Jane,enwiki").unwrap().rows[0].name(), "Jane");
}

#[test]
fn quotation_marks_hold_a_cell_together() {
    let text = "username,notes\n\"Doe, Jane\",\"two\nlines, \"\"quoted\"\"\"\n\n\nJoe,x\n\n";
    expect(text, &[(2, "Doe, Jane"), (6, "Joe")]);
    assert_eq!(read(text).unwrap().blank, 3);
    assert!(matches!(read("username,notes\nJane,\"a\nJoe,b\nJim,c"), Err(ListError::OpenQuote { line: 2 })));
    // On the last line it swallows nothing.
    expect("username,notes\nJane,\"a", &[(2, "Jane")]);
}

#[test]
fn nothing_is_an_error() {
    for text in ["", "\n\n", "  \n\t\n"] {
        assert!(matches!(read(text), Err(ListError::Empty)), "{text:?}");
    }
    assert!(read("username\n").unwrap().rows.is_empty());
}
