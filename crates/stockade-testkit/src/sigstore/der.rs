//! Certificates, written byte by byte: DER of RFC 5280, with the certificate log's timestamp of RFC 6962 inside.

use super::{Certified, Holder, SigningKey, sha256};

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OCTETS: u8 = 0x04;
const UTF8: u8 = 0x0c;

const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const KEY_USAGE: &str = "2.5.29.15";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const ALTERNATIVE_NAME: &str = "2.5.29.17";
const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const FULCIO: &str = "1.3.6.1.4.1.57264.1";
const TIMESTAMPS: &str = "1.3.6.1.4.1.11129.2.4.2";

/// A self-signed authority.
pub(super) fn authority(key: &SigningKey) -> Vec<u8> {
    let constraints = extension(BASIC_CONSTRAINTS, true, &sequence(&[&tlv(0x01, &[0xff])]));
    // Certificate signing.
    let usage = extension(KEY_USAGE, true, &tlv(0x03, &[2, 0x04]));
    let body = body(&name("test"), &key.public(), (1_577_836_800, 2_208_988_800), &[constraints, usage]);
    signed(key, &body)
}

/// A certificate for a key, with the log's timestamp.
pub(super) fn certificate(
    authority: &SigningKey,
    log: &SigningKey,
    key: &SigningKey,
    certified: &Certified<'_>,
    lifetime: i64,
) -> Vec<u8> {
    let alternative = match certified.holder {
        Holder::Uri(address) => tlv(0x86, address.as_bytes()),
        Holder::Email(address) => tlv(0x81, address.as_bytes()),
    };
    let mut extensions = vec![
        extension(KEY_USAGE, true, &tlv(0x03, &[7, 0x80])),
        extension(EXTENDED_KEY_USAGE, false, &sequence(&[&oid(CODE_SIGNING)])),
        extension(ALTERNATIVE_NAME, true, &sequence(&[&alternative])),
    ];
    for (number, value) in &certified.claims {
        // The old claims are bare texts.
        let bytes = if *number < 8 { value.as_bytes().to_vec() } else { tlv(UTF8, value.as_bytes()) };
        extensions.push(extension(&format!("{FULCIO}.{number}"), false, &bytes));
    }
    let window = (certified.at, certified.at + lifetime);
    let before = body(&sequence(&[]), &key.public(), window, &extensions);
    extensions.push(extension(TIMESTAMPS, false, &tlv(OCTETS, &timestamps(authority, log, &before, certified.at))));
    signed(authority, &body(&sequence(&[]), &key.public(), window, &extensions))
}

/// The list of the one signed certificate timestamp.
fn timestamps(authority: &SigningKey, log: &SigningKey, before: &[u8], at: i64) -> Vec<u8> {
    let millis = (u64::try_from(at).expect("a time after 1970") * 1000).to_be_bytes();
    let length = u32::try_from(before.len()).expect("a small certificate").to_be_bytes();
    let message = [
        &[0, 0][..],
        &millis,
        &[0, 1],
        &sha256(&authority.public()),
        length.get(1..).unwrap_or_default(),
        before,
        &[0, 0],
    ]
    .concat();
    let stamp = [&[0][..], &sha256(&log.public()), &millis, &[0, 0], &[4, 3], &counted(&log.sign(&message))].concat();
    counted(&counted(&stamp))
}

fn counted(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a small certificate").to_be_bytes();
    [&length[..], bytes].concat()
}

/// SubjectPublicKeyInfo of a P-256 point.
pub(super) fn public_key(point: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]);
    sequence(&[&algorithm, &tlv(0x03, &[&[0], point].concat())])
}

fn body(subject: &[u8], key: &[u8], window: (i64, i64), extensions: &[Vec<u8>]) -> Vec<u8> {
    let time = |second: i64| {
        let time = jiff::Timestamp::from_second(second).expect("a time of this century");
        tlv(0x17, time.strftime("%y%m%d%H%M%SZ").to_string().as_bytes())
    };
    let extensions: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
    sequence(&[
        &tlv(0xa0, &tlv(0x02, &[2])),
        &tlv(0x02, &[1]),
        &sequence(&[&oid(ECDSA_SHA256)]),
        &name("test"),
        &sequence(&[&time(window.0), &time(window.1)]),
        subject,
        key,
        &tlv(0xa3, &sequence(&extensions)),
    ])
}

fn signed(key: &SigningKey, body: &[u8]) -> Vec<u8> {
    let signature = [&[0][..], &key.sign(body)].concat();
    sequence(&[body, &sequence(&[&oid(ECDSA_SHA256)]), &tlv(0x03, &signature)])
}

fn name(organisation: &str) -> Vec<u8> {
    let pair = sequence(&[&oid("2.5.4.10"), &tlv(UTF8, organisation.as_bytes())]);
    sequence(&[&tlv(SET, &pair)])
}

fn extension(id: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { tlv(0x01, &[0xff]) } else { Vec::new() };
    sequence(&[&oid(id), &critical, &tlv(OCTETS, value)])
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &parts.concat())
}

fn oid(text: &str) -> Vec<u8> {
    let arcs: Vec<u64> = text.split('.').map(|arc| arc.parse().expect("a number")).collect();
    let [first, second, rest @ ..] = arcs.as_slice() else { panic!("`{text}` has two arcs at least") };
    let mut bytes = Vec::new();
    for arc in std::iter::once(first * 40 + second).chain(rest.iter().copied()) {
        let mut digits = vec![u8::try_from(arc & 0x7f).expect("seven bits")];
        let mut left = arc >> 7;
        while left > 0 {
            digits.push(u8::try_from(left & 0x7f).expect("seven bits") | 0x80);
            left >>= 7;
        }
        bytes.extend(digits.iter().rev());
    }
    tlv(0x06, &bytes)
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    if length < 0x80 {
        out.push(u8::try_from(length).expect("seven bits"));
    } else {
        let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        out.push(0x80 | u8::try_from(bytes.len()).expect("eight at most"));
        out.extend(bytes);
    }
    out.extend_from_slice(content);
    out
}
