//! Archives made by hand, hostile and honest. Everything is in memory, and stays there.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::{ArchiveError, Contents, Kind, ProblemKind, read};
use crate::caps::Caps;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    gzip_at(Compression::fast(), bytes)
}

fn gzip_at(level: Compression, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).expect("a write to memory");
    encoder.finish().expect("a write to memory")
}

/// A tar header as the format has it, whatever the name is.
fn header(name: &[u8], size: usize, kind: u8) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.as_mut_bytes()[..name.len().min(100)].copy_from_slice(&name[..name.len().min(100)]);
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_cksum();
    header.as_bytes().to_vec()
}

fn entry(name: &str, kind: u8, data: &[u8]) -> Vec<u8> {
    let mut out = header(name.as_bytes(), data.len(), kind);
    out.extend_from_slice(data);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn tarball(entries: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let mut out: Vec<u8> = entries.iter().flat_map(|(name, kind, data)| entry(name, *kind, data)).collect();
    out.extend([0; 1024]);
    gzip(&out)
}

fn npm(bytes: &[u8]) -> Result<Contents, ArchiveError> {
    read(bytes, Kind::NpmTarball, &Caps::default())
}

fn paths(contents: &Contents) -> Vec<&str> {
    contents.files.iter().map(|file| file.path.as_str()).collect()
}

fn kinds(contents: &Contents) -> Vec<ProblemKind> {
    contents.problems.iter().map(|problem| problem.kind).collect()
}

/// A zip's entry: what its own header says, and what the list says.
struct Zipped<'z> {
    local: &'z str,
    listed: &'z str,
    data: &'z [u8],
    mode: u32,
    flags: u16,
}

impl<'z> Zipped<'z> {
    const fn new(name: &'z str, data: &'z [u8]) -> Self {
        Self { local: name, listed: name, data, mode: 0o100_644, flags: 0 }
    }
}

fn zip(entries: &[Zipped<'_>]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for entry in entries {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(entry.data).expect("a write to memory");
        let packed = encoder.finish().expect("a write to memory");
        let mut crc = flate2::Crc::new();
        crc.update(entry.data);
        let numbers = |out: &mut Vec<u8>| {
            out.extend(entry.flags.to_le_bytes());
            out.extend([8, 0, 0, 0, 0, 0]);
            out.extend(crc.sum().to_le_bytes());
            out.extend(u32::try_from(packed.len()).expect("a short entry").to_le_bytes());
            out.extend(u32::try_from(entry.data.len()).expect("a short entry").to_le_bytes());
        };
        let at = u32::try_from(out.len()).expect("a short archive");
        out.extend(b"PK\x03\x04\x14\x00");
        numbers(&mut out);
        out.extend(u16::try_from(entry.local.len()).expect("a short name").to_le_bytes());
        out.extend([0, 0]);
        out.extend(entry.local.as_bytes());
        out.extend(&packed);
        list.extend(b"PK\x01\x02\x14\x03\x14\x00");
        numbers(&mut list);
        list.extend(u16::try_from(entry.listed.len()).expect("a short name").to_le_bytes());
        list.extend([0; 8]);
        list.extend((entry.mode << 16).to_le_bytes());
        list.extend(at.to_le_bytes());
        list.extend(entry.listed.as_bytes());
    }
    end(&mut out, &list, entries.len());
    out
}

fn end(out: &mut Vec<u8>, list: &[u8], count: usize) {
    let start = u32::try_from(out.len()).expect("a short archive");
    out.extend(list);
    let count = u16::try_from(count).expect("few entries").to_le_bytes();
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(u32::try_from(list.len()).expect("a short list").to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
}

fn wheel(bytes: &[u8]) -> Result<Contents, ArchiveError> {
    read(bytes, Kind::Wheel, &Caps::default())
}

#[test]
fn an_honest_tarball_is_read_below_its_folder() {
    let long = format!("package/{}/x.js", "long".repeat(40));
    // The length counts itself, three digits of it.
    let record = format!(" path={long}\n");
    let pax = format!("{}{record}", record.len() + 3);
    let bytes = tarball(&[
        ("package/package.json", b'0', b"{}"),
        ("package/lib/index.js", b'0', b"x"),
        ("package/lib/", b'5', b""),
        ("pax", b'x', pax.as_bytes()),
        ("short", b'0', b"y"),
        ("long", b'L', format!("{long}.too\0").as_bytes()),
        ("short", b'0', b"z"),
    ]);
    let contents = npm(&bytes).expect("an honest archive");
    let below = long.strip_prefix("package/").expect("the folder");
    assert_eq!(paths(&contents), ["lib/index.js", below, &format!("{below}.too"), "package.json"]);
    assert_eq!(contents.problems, []);
}

#[test]
fn an_honest_wheel_is_read_as_others_read_it() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, data) in [("pkg/__init__.py", &b"x = 1"[..]), ("pkg-1.dist-info/METADATA", b"Name: pkg")] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry in memory");
        writer.write_all(data).expect("a write to memory");
    }
    let bytes = writer.finish().expect("an archive in memory").into_inner();
    let contents = wheel(&bytes).expect("an honest archive");
    assert_eq!(paths(&contents), ["pkg-1.dist-info/METADATA", "pkg/__init__.py"]);
    assert_eq!(contents.problems, []);
    assert_eq!(contents.files[1].bytes, b"x = 1");
}

#[test]
fn names_that_lead_elsewhere_are_problems_and_their_files_are_read() {
    for (name, kind, path) in [
        ("package/../../evil.js", ProblemKind::Traversal, None),
        ("package/a/../../../b/evil.js", ProblemKind::Traversal, Some("evil.js")),
        ("/etc/evil.js", ProblemKind::Absolute, Some("evil.js")),
        ("C:/x/evil.js", ProblemKind::Absolute, Some("x/evil.js")),
        ("package\\..\\evil.js", ProblemKind::OddName, None),
        ("package//evil.js", ProblemKind::OddName, Some("evil.js")),
        ("package/e\u{1b}[2Jvil.js", ProblemKind::OddName, Some("e\u{1b}[2Jvil.js")),
    ] {
        let contents = npm(&tarball(&[(name, b'0', b"x")])).expect("a readable archive");
        assert!(kinds(&contents).contains(&kind), "{name}: {contents:?}");
        assert!(contents.problems.iter().all(|problem| !problem.entry.contains('\u{1b}')), "{contents:?}");
        if let Some(path) = path {
            assert_eq!(paths(&contents), [path], "{name}");
        }
        assert!(contents.files.iter().all(|file| !file.path.contains("..") && !file.path.starts_with('/')));
    }
}

#[test]
fn links_devices_and_doubles_are_problems() {
    for (entries, kind) in [
        (&[("package/a", b'2', &b""[..])][..], ProblemKind::Link),
        (&[("package/a", b'1', b"")], ProblemKind::Link),
        (&[("package/a", b'3', b"")], ProblemKind::Device),
        (&[("package/a", b'6', b"")], ProblemKind::Device),
        (&[("package/a.js", b'0', b"x"), ("other/a.js", b'0', b"y")], ProblemKind::Duplicate),
        (&[("package/a.js", b'0', b"x"), ("package/A.js", b'0', b"y")], ProblemKind::CaseDuplicate),
        (&[("package/a", b'0', b"x"), ("package/a/b", b'0', b"y")], ProblemKind::FileAsFolder),
    ] {
        let contents = npm(&tarball(entries)).expect("a readable archive");
        assert_eq!(kinds(&contents), [kind], "{entries:?}");
        assert_eq!(contents.files.len(), entries.iter().filter(|entry| entry.1 == b'0').count());
    }
}

#[test]
fn bombs_are_refused() {
    let zeroes = vec![0; 20 << 20];
    let mut bomb = header(b"package/a", zeroes.len(), b'0');
    bomb.extend(&zeroes);
    let bomb = gzip_at(Compression::default(), &bomb);
    assert!(matches!(npm(&bomb), Err(ArchiveError::Ratio { .. })));
    assert!(matches!(wheel(&zip(&[Zipped::new("a", &zeroes)])), Err(ArchiveError::Ratio { .. })));
    let caps = Caps { unpacked: 1 << 20, ..Caps::default() };
    assert!(matches!(read(&bomb, Kind::Sdist, &caps), Err(ArchiveError::Limit { what: "unpacked bytes", .. })));
    let zipped = zip(&[Zipped::new("a", &zeroes)]);
    assert!(matches!(read(&zipped, Kind::Wheel, &caps), Err(ArchiveError::Limit { what: "unpacked bytes", .. })));
    let caps = Caps { packed: 10, ..Caps::default() };
    assert!(matches!(read(&zipped, Kind::Wheel, &caps), Err(ArchiveError::Limit { what: "bytes", .. })));
}

#[test]
fn a_hundred_thousand_files_are_too_many() {
    let many: Vec<u8> = (0..100_000).flat_map(|index| header(format!("package/{index}").as_bytes(), 0, b'0')).collect();
    assert!(matches!(npm(&gzip(&many)), Err(ArchiveError::Limit { what: "entries", .. })));
}

#[test]
fn long_names_are_bounded() {
    let deep = format!("package/{}x", "a/".repeat(70));
    let contents = npm(&tarball(&[("long", b'L', format!("{deep}\0").as_bytes()), ("x", b'0', b"x")]))
        .expect("a readable archive");
    assert_eq!(kinds(&contents), [ProblemKind::LongName]);
    let endless = vec![b'a'; 1 << 20];
    assert!(matches!(npm(&tarball(&[("long", b'L', &endless)])), Err(ArchiveError::Limit { .. })));
    assert!(matches!(npm(&tarball(&[("pax", b'x', &endless)])), Err(ArchiveError::Limit { .. })));
}

#[test]
fn broken_archives_say_what_and_where() {
    let honest = tarball(&[("package/a.js", b'0', &[b'x'; 4_000])]);
    for bytes in [&b""[..], b"not gzip", &honest[..honest.len() / 2], &gzip(b"not tar at all"), &gzip(&[b'x'; 2_000])] {
        match npm(bytes) {
            Err(ArchiveError::Malformed { what, .. }) => assert!(!what.is_empty()),
            other => panic!("{other:?}"),
        }
    }
    let cut = header(b"package/a.js", 5_000, b'0');
    assert!(matches!(npm(&gzip(&cut)), Err(ArchiveError::Malformed { .. })));
    let honest = zip(&[Zipped::new("a.py", b"x = 1")]);
    for bytes in [&b""[..], b"PK\x05\x06", &honest[..honest.len() - 5], &honest[4..]] {
        assert!(matches!(wheel(bytes), Err(ArchiveError::Malformed { format: "zip", .. })), "{bytes:?}");
    }
}

#[test]
fn a_header_that_gives_another_length_ends_the_reading() {
    let bytes = tarball(&[("pax", b'x', b"11 size=99\n"), ("package/a", b'0', b"x")]);
    assert!(matches!(npm(&bytes), Err(ArchiveError::Malformed { format: "tar", .. })));
    let same = tarball(&[("pax", b'x', b"10 size=1\n"), ("package/a", b'0', b"x")]);
    assert_eq!(npm(&same).expect("an honest archive").problems, []);
}

#[test]
fn what_stands_behind_the_end_is_a_problem() {
    let mut tar = entry("package/a.js", b'0', b"x");
    tar.extend([0; 1024]);
    tar.extend(entry("package/hidden.js", b'0', b"y"));
    assert_eq!(kinds(&npm(&gzip(&tar)).expect("a readable archive")), [ProblemKind::HiddenData]);
    let mut zipped = zip(&[Zipped::new("a.py", b"x")]);
    zipped.extend(b"more");
    assert_eq!(kinds(&wheel(&zipped).expect("a readable archive")), [ProblemKind::HiddenData]);
}

#[test]
fn zips_that_two_readers_read_differently() {
    let differs = Zipped { local: "evil.py", ..Zipped::new("good.py", b"x") };
    assert_eq!(kinds(&wheel(&zip(&[differs])).expect("a readable archive")), [ProblemKind::HeadersDiffer]);
    let encrypted = Zipped { flags: 1, ..Zipped::new("a.py", b"x") };
    assert_eq!(kinds(&wheel(&zip(&[encrypted])).expect("a readable archive")), [ProblemKind::Encrypted]);
    let link = Zipped { mode: 0o120_777, ..Zipped::new("a.py", b"/etc/passwd") };
    assert_eq!(kinds(&wheel(&zip(&[link])).expect("a readable archive")), [ProblemKind::Link]);
    let doubles = [Zipped::new("a.py", b"x"), Zipped::new("a.py", b"y")];
    assert_eq!(kinds(&wheel(&zip(&doubles)).expect("a readable archive")), [ProblemKind::Duplicate]);
    // An entry that the list leaves out, before and between those that it names.
    let whole = zip(&[Zipped::new("hidden.py", b"y"), Zipped::new("a.py", b"x")]);
    let list = whole.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").expect("the last of the list");
    let first = whole.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("the list");
    let mut hidden = whole[..first].to_vec();
    let last = &whole[list..whole.len() - 22];
    end(&mut hidden, last, 1);
    assert_eq!(kinds(&wheel(&hidden).expect("a readable archive")), [ProblemKind::HiddenData]);
}

#[test]
fn entries_that_share_bytes_are_a_problem() {
    let one = zip(&[Zipped::new("a.py", b"x = 1")]);
    let first = one.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("the list");
    let (mut out, list) = (one[..first].to_vec(), one[first..one.len() - 22].to_vec());
    end(&mut out, &[list.clone(), list].concat(), 2);
    let contents = wheel(&out).expect("a readable archive");
    assert!(kinds(&contents).contains(&ProblemKind::Overlap), "{contents:?}");
}

#[test]
fn of_a_long_file_the_head_is_kept() {
    let caps = Caps { file: 10_000, ..Caps::default() };
    let contents =
        read(&tarball(&[("package/a.js", b'0', &[b'x'; 20_000])]), Kind::NpmTarball, &caps).expect("an archive");
    let file = &contents.files[0];
    assert_eq!((file.size, file.bytes.len(), file.is_whole()), (20_000, super::HEAD_BYTES, false));
}
