//! What is read, refused and held back; that any split of a stream gives the same.

use proptest::prelude::*;

use super::*;

const SMALL: Limits = Limits { line: 40, event: 60 };

/// The pieces of a stream that is fed in parts of these lengths, over and over, and how it ended.
fn read_in(bytes: &[u8], steps: &[usize], limits: Limits) -> (Vec<Piece>, Result<(), Error>) {
    let mut reader = Reader::new(limits);
    let mut pieces = Vec::new();
    let mut rest = bytes;
    let mut steps = steps.iter().copied().cycle();
    while !rest.is_empty() {
        let (now, later) = rest.split_at(rest.len().min(steps.next().unwrap_or(1)));
        if let Err(error) = reader.feed(now, &mut pieces) {
            let count = pieces.len();
            assert_eq!(reader.feed(b"data: x\n\n", &mut pieces), Err(error.clone()), "an error stays");
            assert_eq!(reader.finish(&mut pieces), Err(error.clone()));
            assert_eq!(pieces.len(), count, "nothing comes after an error");
            return (pieces, Err(error));
        }
        rest = later;
    }
    let end = reader.finish(&mut pieces);
    (pieces, end)
}

fn read(bytes: &[u8]) -> (Vec<Piece>, Result<(), Error>) {
    read_in(bytes, &[usize::MAX], Limits::default())
}

/// Type and data of each event with data, in a stream that is taken to its end.
fn events(bytes: &[u8]) -> Vec<(String, String)> {
    let (pieces, end) = read(bytes);
    assert_eq!(end, Ok(()), "{}", bytes.escape_ascii());
    let events = pieces.into_iter().filter_map(|piece| match piece {
        Piece::Event(event) => Some((event.kind().to_owned(), event.data?)),
        Piece::Idle(_) => None,
    });
    events.collect()
}

fn data(bytes: &[u8]) -> Vec<String> {
    events(bytes).into_iter().map(|(_, data)| data).collect()
}

fn refused(bytes: &[u8]) -> Reason {
    match read(bytes).1 {
        Err(error) => error.reason,
        Ok(()) => panic!("{} is taken", bytes.escape_ascii()),
    }
}

fn bytes_of(pieces: &[Piece]) -> Vec<u8> {
    let all = pieces.iter().map(|piece| match piece {
        Piece::Idle(bytes) => bytes.as_slice(),
        Piece::Event(event) => event.bytes.as_slice(),
    });
    all.collect::<Vec<_>>().concat()
}

#[test]
fn the_examples_of_the_standard() {
    assert_eq!(data(b"data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
    let (pieces, end) =
        read(b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n");
    assert_eq!(end, Ok(()));
    let ids: Vec<_> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Event(event) => Some((event.data.as_deref(), event.id.as_deref())),
            Piece::Idle(_) => None,
        })
        .collect();
    let third = (Some(" third event"), None);
    assert_eq!(ids, [(Some("first event"), Some("1")), (Some("second event"), Some("")), third]);
    assert_eq!(data(b"data\n\ndata\ndata\n\n"), ["", "\n"]);
    assert_eq!(read(b"data\n\ndata\ndata\n\ndata:").1.unwrap_err().reason, Reason::Unfinished);
    assert_eq!(data(b"data:test\n\ndata: test\n\n"), ["test", "test"]);
}

#[test]
fn lines_end_with_lf_with_cr_and_lf_or_with_cr_and_with_nothing_else() {
    let messages = ["a\nb", "c"];
    assert_eq!(data(b"data: a\ndata: b\n\ndata: c\n\n"), messages);
    assert_eq!(data(b"data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n"), messages);
    assert_eq!(data(b"data: a\ndata: b\r\n\ndata: c\r\n\n"), messages);
    assert_eq!(data(b"data: a\rdata: b\r\rdata: c\r\r"), messages);
    for inside in ["\u{b}", "\u{c}", "\u{1c}", "\u{1d}", "\u{1e}", "\u{1f}", "\u{85}", "\u{2028}", "\u{2029}", "\0"] {
        let stream = format!("data: a{inside}data: b\n\n");
        assert_eq!(data(stream.as_bytes()), [format!("a{inside}data: b")]);
    }
}

#[test]
fn what_is_no_event_is_passed_on() {
    let stream: &[u8] = b": one\n\n\n:\nretry: 10\n: two\n\nfoo: bar\nbaz\n\nid: a\0b\n\nid: c\n\nevent: ping\n\n";
    let (pieces, end) = read(stream);
    assert_eq!((bytes_of(&pieces), end), (stream.to_vec(), Ok(())));
    let idle = |bytes: &[u8]| Piece::Idle(bytes.to_vec());
    let event = |bytes: &[u8]| Event { bytes: bytes.to_vec(), ..Event::default() };
    assert_eq!(
        pieces,
        [
            idle(b": one\n"),
            idle(b"\n"),
            idle(b"\n"),
            idle(b":\n"),
            Piece::Event(Event { retry: Some(10), ..event(b"retry: 10\n: two\n\n") }),
            idle(b"foo: bar\nbaz\n\n"),
            idle(b"id: a\0b\n\n"),
            Piece::Event(Event { id: Some("c".into()), ..event(b"id: c\n\n") }),
            Piece::Event(Event { kind: "ping".into(), ..event(b"event: ping\n\n") }),
        ]
    );
}

#[test]
fn a_comment_does_not_wait_for_the_event_after_it() {
    let mut reader = Reader::new(Limits::default());
    let mut pieces = Vec::new();
    reader.feed(b"data: a\n\n: alive\nda", &mut pieces).unwrap();
    assert_eq!(pieces.len(), 2);
    assert_eq!(pieces[1], Piece::Idle(b": alive\n".to_vec()));
    reader.feed(b"ta: b\n", &mut pieces).unwrap();
    assert_eq!(pieces.len(), 2);
}

#[test]
fn fields_mean_what_the_standard_says() {
    let event = |bytes: &[u8]| match read(bytes) {
        (pieces, Ok(())) => match pieces.as_slice() {
            [Piece::Event(event)] => event.clone(),
            pieces => panic!("{pieces:?}"),
        },
        (_, Err(error)) => panic!("{error}"),
    };
    let all = event(b"id: 1\nevent: a:b\nretry: 0123\ndata:  x: y\nid:2\nevent:\n\n");
    assert_eq!((all.kind(), all.id.as_deref(), all.retry), ("message", Some("2"), Some(123)));
    assert_eq!(all.data.as_deref(), Some(" x: y"));
    assert_eq!(event(b"data\nevent: a\n\n").kind(), "a");
    assert_eq!(event(b"id: 1\nid: 2\0\n\n").id.as_deref(), Some("1"));
    for retry in ["", "+1", "1 ", " 1", "1_0", "1.5", "\u{663}"] {
        assert_eq!(event(format!("data\nretry: {retry}\n\n").as_bytes()).retry, None, "{retry}");
    }
    assert_eq!(event(b"retry: 99999999999999999999\n\n").retry, Some(u64::MAX));
}

#[test]
fn a_byte_order_mark_stands_at_the_start_and_is_not_passed_on() {
    let (pieces, end) = read(b"\xef\xbb\xbfdata: a\n\n");
    assert_eq!((bytes_of(&pieces), end), (b"data: a\n\n".to_vec(), Ok(())));
    assert_eq!(data(b"\xef\xbb\xbf\ndata: a\xef\xbb\xbf\n\n"), ["a\u{feff}"]);
    for stream in [
        "\u{feff}\u{feff}data: {}\n\n",
        "data: 1\n\n\u{feff}data: {}\n\n",
        "\n\u{feff}: x\n",
        // What `eventsource-parser` strips after Node has stripped the mark itself.
        "\u{feff}\u{ef}\u{bb}\u{bf}data: {}\n\n",
        "\u{ef}\u{bb}\u{bf}data: {}\n\n",
    ] {
        assert_eq!(refused(stream.as_bytes()), Reason::ByteOrderMark, "{stream:?}");
    }
}

#[test]
fn what_clients_would_read_in_different_ways_is_refused() {
    for bytes in [&b"data: \xff\n\n"[..], b": \xc0\xaf\n", b"data: \xed\xa0\x80\n\n", b"data: \xe2\x80\n\n"] {
        assert_eq!(refused(bytes), Reason::Utf8, "{}", bytes.escape_ascii());
    }
    // To Go the second line is a part of the first.
    assert_eq!(refused(b"data: {\"a\":1,\r\"b\":2,\ndata: \"c\":3}\n\n"), Reason::MixedEnds);
    assert_eq!(refused(b": x\n: y\r: z\n"), Reason::MixedEnds);
    assert_eq!(refused(b": x\r: y\r\n"), Reason::MixedEnds);
    assert_eq!(refused(b": x\r\r\n"), Reason::MixedEnds);
    // To Go the data begins after the comment.
    assert_eq!(refused(b"data: [\n:\ndata: 1]\n\n"), Reason::DataApart);
    assert_eq!(refused(b"data: a\nfoo\ndata: b\n\n"), Reason::DataApart);
    assert_eq!(data(b"event: a\n: x\ndata: a\n: x\n\ndata: b\n\n"), ["a", "b"]);
    for inside in ["\u{b}", "\u{c}", "\u{1c}", "\u{1d}", "\u{1e}", "\u{85}", "\u{2028}", "\u{2029}"] {
        for before in [": alive", "id: 1", "event: message", "foo", "retry: 1"] {
            let stream = format!("{before}{inside}data: {{}}\n\n");
            assert_eq!(refused(stream.as_bytes()), Reason::Break, "{stream:?}");
        }
    }
    for kind in [" message", "message ", "message\0", "\tmessage", "\u{a0}message", " "] {
        assert_eq!(refused(format!("event: {kind}\ndata: 1\n\n").as_bytes()), Reason::Kind, "{kind:?}");
    }
    for line in ["Data: 1", " data: 1", "data : 1", "EVENT", "\tid: 1", "\0data: 1", "\u{a0}data: 1", "retry\u{feff}"] {
        assert_eq!(refused(format!("{line}\n\n").as_bytes()), Reason::Field, "{line:?}");
    }
    assert_eq!(data(b"datas: 1\ndat: 2\ndata:: 3\n\n"), [": 3"]);
}

#[test]
fn what_is_no_line_to_every_reader_is_not_passed_on_as_it_came() {
    for (text, as_it_came) in
        [("a\u{2028}b", false), ("\u{85}", false), ("\u{1e}", false), ("\u{e9}\u{a0}", false), ("\u{e9} \t", true)]
    {
        let stream = format!("id: 1\ndata: {text}\n\n");
        let (pieces, end) = read(stream.as_bytes());
        let [Piece::Event(event)] = pieces.as_slice() else { panic!("{pieces:?}") };
        assert_eq!((end, event.data.as_deref(), event.length()), (Ok(()), Some(text), stream.len()));
        assert_eq!(event.as_it_came(), as_it_came.then_some(stream.as_bytes()), "{text:?}");
    }
}

#[test]
fn what_breaks_off_is_told_and_not_handed_out() {
    for stream in ["data: a", "data: a\n", "id: 1\n", "foo\n", ": x", "data: a\r\n\r", "data: a\r"] {
        let (pieces, end) = read(format!(": x\n{stream}").as_bytes());
        assert_eq!((pieces.len(), end.unwrap_err().reason), (1, Reason::Unfinished), "{stream:?}");
    }
    assert_eq!(refused(b"\xef\xbb"), Reason::Unfinished);
    assert_eq!(refused(b"data: a\r"), Reason::Unfinished);
    assert_eq!(read(b""), (Vec::new(), Ok(())));
    assert_eq!(read(b":\r").1, Ok(()));
}

#[test]
fn limits_hold_for_lines_and_for_events() {
    let line = |count: usize| format!("data: {}", "x".repeat(count - 6));
    let outcome = |stream: String| {
        let (pieces, end) = read_in(stream.as_bytes(), &[usize::MAX], SMALL);
        (pieces.len(), end.err().map(|error| (error.reason, error.line, error.offset)))
    };
    assert_eq!(outcome(format!("{}\n\n", line(40))), (1, None));
    assert_eq!(outcome(format!("{}\r\n\r\n", line(40))), (1, None));
    assert_eq!(outcome(format!(":\n{}\n\n", line(41))), (1, Some((Reason::LongLine(40), 2, 2))));
    assert_eq!(outcome(format!("{}\n{}\n\n", line(40), line(17))), (1, None));
    assert_eq!(outcome(format!("{}\n{}\n\n", line(40), line(18))), (0, Some((Reason::LargeEvent(60), 3, 0))));
    // Comments are pieces of their own, and so are events.
    assert_eq!(outcome(format!("{}{}", ": 789\n".repeat(20), "id\n\n".repeat(20))), (40, None));
}

#[test]
fn what_never_ends_does_not_fill_the_memory() {
    for part in [&b"xxxxxxxxxxxxxxxx"[..], b"data: x\n"] {
        let mut reader = Reader::new(Limits { line: 1 << 16, event: 1 << 18 });
        let mut pieces = Vec::new();
        let fed = (0..1 << 20).find(|_| reader.feed(part, &mut pieces).is_err()).unwrap();
        assert!(fed * part.len() <= 1 << 18 && reader.block.capacity() <= 1 << 19, "{fed}");
    }
    // Nor does one large chunk, of which no more than the limit is taken.
    let mut reader = Reader::new(SMALL);
    assert!(reader.feed(&vec![b'x'; 1 << 20], &mut Vec::new()).is_err() && reader.block.capacity() < 1 << 10);
}

#[test]
fn an_error_says_what_and_where() {
    let error = read(b"\xef\xbb\xbf: x\n\ndata: a\n\nid: a\xffb\n").1.unwrap_err();
    assert_eq!(error.to_string(), "invalid UTF-8 at line 5 of the event stream (byte 22)");
}

/// Pieces of streams, among them what readers differ on.
fn part() -> impl Strategy<Value = Vec<u8>> {
    const PARTS: &[&[u8]] = &[
        b"data: {}",
        b"data:",
        b"data",
        b"event: message",
        b"event: a",
        b"id: 1",
        b"id",
        b"retry: 5",
        b": ",
        b":",
        b" ",
        b"\n",
        b"\n",
        b"\n",
        b"\n\n",
        b"\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"\r",
        b"\xef\xbb\xbf",
        b"\xc3\xa9",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        b"\x0b",
        b"\0",
        b"\xff",
        b"x",
    ];
    prop_oneof![prop::sample::select(PARTS).prop_map(<[u8]>::to_vec), prop::collection::vec(any::<u8>(), 0..3)]
}

proptest! {
    #[test]
    fn any_split_gives_the_same(
        parts in prop::collection::vec(part(), 0..40),
        steps in prop::collection::vec(1_usize..9, 1..9),
        returns in any::<bool>(),
    ) {
        let mut stream = parts.concat();
        if returns {
            // Streams with CR alone would be rare.
            stream.retain(|byte| *byte != b'\r');
            stream.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b'\r');
        }
        for limits in [Limits::default(), SMALL, Limits { line: 60, event: 40 }] {
            let whole = read_in(&stream, &[usize::MAX], limits);
            prop_assert_eq!(&whole, &read_in(&stream, &steps, limits));
            prop_assert_eq!(&whole, &read_in(&stream, &[1], limits));
            let bytes = bytes_of(&whole.0);
            let sent = stream.strip_prefix(BYTE_ORDER_MARK).filter(|_| !stream.starts_with(&bytes)).unwrap_or(&stream);
            prop_assert!(sent.starts_with(&bytes), "{}", bytes.escape_ascii());
            prop_assert!(whole.1.is_err() || sent == bytes);
            // What is passed on is read again as what was judged.
            prop_assert_eq!(read_in(&bytes, &steps, limits), (whole.0, Ok(())));
        }
    }
}
