//! What functions give that have no effect: decoders, joins, the methods of texts and lists.
//!
//! - JavaScript and Python are in one table, by the path that imports lead to; no name means two things;
//! - a function that is not known gives `Unknown`, or the path of the call where its name may matter to a caller.

use super::decode::{base64, byte_of, char_of, hex, percent, rot13};
use super::{MAX_INDEXED, MAX_NUMBERS, MAX_PARTS, MAX_TEXT, Text, Value};

/// Functions that are known, by what they do.
#[derive(Clone, Copy)]
enum Function {
    Base64,
    Hex,
    Buffer,
    Decode,
    Characters,
    Percent,
    Json,
    /// What it is given.
    Same,
    Path,
    /// Keys and values, as pairs.
    Entries,
    Reversed,
    Home,
    Environment,
    /// The number of a character.
    Ord,
    /// It writes down what it is given, in whatever form.
    Writes,
}

fn function(path: &str) -> Option<Function> {
    Some(match path {
        "atob"
        | "base64.b64decode"
        | "base64.urlsafe_b64decode"
        | "base64.standard_b64decode"
        | "base64.decodebytes"
        | "binascii.a2b_base64" => Function::Base64,
        "bytes.fromhex" | "bytearray.fromhex" | "binascii.unhexlify" | "binascii.a2b_hex" => Function::Hex,
        "Buffer.from" | "Buffer" | "bytes" | "bytearray" | "Uint8Array" | "Uint8Array.from" => Function::Buffer,
        "codecs.decode" => Function::Decode,
        "String.fromCharCode" | "String.fromCodePoint" | "chr" => Function::Characters,
        "decodeURIComponent" | "decodeURI" | "unescape" | "urllib.parse.unquote" => Function::Percent,
        "JSON.parse" | "json.loads" => Function::Json,
        "String" | "str" | "Object.freeze" | "Object" | "Array.from" | "list" | "tuple" | "os.path.expanduser"
        | "os.path.abspath" | "path.normalize" | "os.fspath" => Function::Same,
        "path.join" | "path.resolve" | "path.posix.join" | "path.win32.join" | "os.path.join" | "pathlib.Path"
        | "Path" | "pathlib.PurePath" => Function::Path,
        "Object.entries" => Function::Entries,
        "reversed" => Function::Reversed,
        "os.homedir" | "pathlib.Path.home" | "Path.home" => Function::Home,
        "ord" => Function::Ord,
        "JSON.stringify"
        | "json.dumps"
        | "Object.values"
        | "Object.assign"
        | "Object.fromEntries"
        | "structuredClone"
        | "util.inspect"
        | "querystring.stringify"
        | "qs.stringify"
        | "URLSearchParams"
        | "btoa"
        | "encodeURIComponent"
        | "repr"
        | "urllib.parse.urlencode"
        | "urllib.parse.quote"
        | "base64.b64encode"
        | "base64.urlsafe_b64encode"
        | "binascii.hexlify"
        | "pickle.dumps"
        | "yaml.dump"
        | "orjson.dumps" => Function::Writes,
        "os.getenv" | "os.environ.get" | "Deno.env.get" | "os.environ.setdefault" => Function::Environment,
        _ => return None,
    })
}

/// What a call of a function on this path gives. Arguments are asked for only where it is known.
pub(crate) fn call<'a>(path: &str, args: impl FnOnce() -> Vec<Value<'a>>) -> Value<'a> {
    let given = function(path).and_then(|function| {
        let args = args();
        apply(function, &args).or_else(|| Value::carried(&args))
    });
    given.unwrap_or_else(|| if path.len() < 100 { Value::Path([path, "()"].concat().into()) } else { Value::Unknown })
}

fn apply<'a>(function: Function, args: &[Value<'a>]) -> Option<Value<'a>> {
    let first = args.first();
    let text = first.and_then(Value::as_text);
    match function {
        Function::Base64 => first.and_then(plain).and_then(|text| base64(&text)).map(bytes),
        Function::Hex => first.and_then(plain).and_then(|text| hex(&text)).map(bytes),
        Function::Buffer => first.and_then(|value| buffer(value, args.get(1))),
        Function::Decode => text.and_then(|text| decoded(text, args.get(1)?.as_text()?)),
        Function::Characters => characters(args),
        Function::Percent => text.and_then(percent).map(|text| Value::Text(text.into())),
        Function::Json => text.and_then(json),
        Function::Same => first.cloned(),
        Function::Path if args.len() == 1 => first.cloned(),
        Function::Path => Some(path_of(args)),
        Function::Entries => first.and_then(Value::entries),
        Function::Reversed => first.map(reversed),
        Function::Ord => {
            let mut chars = text?.chars();
            let char = chars.next().filter(|_| chars.next().is_none())?;
            Some(Value::Number(f64::from(u32::from(char))))
        }
        Function::Writes => None,
        Function::Home => Some(Value::literal("~")),
        Function::Environment => {
            let Some(Value::Text(name)) = first else { return None };
            let name = Value::Environment(name.clone());
            Some(args.get(1).cloned().map_or(name.clone(), |other| Value::either(name, other)))
        }
    }
}

/// Methods that are known. One that is not here gives nothing, whatever it is called with.
pub(crate) fn is_method(name: &str) -> bool {
    matches!(
        name,
        "toString"
            | "decode"
            | "toLocaleString"
            | "read"
            | "valueOf"
            | "normalize"
            | "trim"
            | "strip"
            | "trimEnd"
            | "trimStart"
            | "encode"
            | "as_posix"
            | "expanduser"
            | "resolve"
            | "flat"
            | "filter"
            | "sort"
            | "slice"
            | "copy"
            | "values"
            | "items"
            | "raw"
            | "join"
            | "joinpath"
            | "concat"
            | "format"
            | "reverse"
            | "split"
            | "replace"
            | "replaceAll"
            | "toLowerCase"
            | "lower"
            | "casefold"
            | "toUpperCase"
            | "upper"
            | "substring"
            | "substr"
            | "charAt"
            | "charCodeAt"
            | "codePointAt"
            | "reduce"
            | "hex"
            | "at"
            | "map"
            | "call"
            | "apply"
            | "get"
    )
}

/// What a method of a value gives.
pub(crate) fn method<'a>(of: &Value<'a>, name: &str, args: &[Value<'a>]) -> Value<'a> {
    if !is_method(name) {
        return Value::Unknown;
    }
    if let Value::OneOf(choices) = of {
        return Value::one_of(choices.iter().map(|choice| method(choice, name, args)));
    }
    let first = args.first();
    let argument = first.and_then(Value::as_text);
    let given = match (name, of) {
        ("toString" | "decode" | "toLocaleString", Value::Bytes(_)) => of.written_as(argument),
        ("decode" | "read", _) if first.is_some_and(|value| matches!(value, Value::Bytes(_))) => {
            first.and_then(|value| value.written_as(None))
        }
        (
            "toString" | "valueOf" | "normalize" | "trim" | "strip" | "trimEnd" | "trimStart" | "encode" | "as_posix"
            | "expanduser" | "resolve" | "flat" | "filter" | "sort" | "slice" | "copy" | "values" | "raw",
            _,
        ) if args.is_empty() || !matches!(name, "slice") => match (name, of) {
            ("trim" | "strip", Value::Text(text)) => Some(Value::text(text.trim())),
            _ => Some(of.clone()),
        },
        ("join", Value::List(items)) => Some(joined(items, argument.unwrap_or(","))),
        ("join", Value::Text(separator)) => match first {
            Some(Value::List(items)) => Some(joined(items, separator)),
            _ => Value::carried(args),
        },
        ("joinpath", _) => {
            let parts: Vec<Value> = std::iter::once(of.clone()).chain(args.iter().cloned()).collect();
            Some(path_of(&parts))
        }
        ("concat", Value::List(items)) => {
            let mut all = Vec::with_capacity(items.len() + args.len());
            all.extend(items.iter().cloned());
            for next in args.iter().take(MAX_PARTS) {
                match next {
                    Value::List(more) => all.extend(more.iter().cloned()),
                    one => all.push(one.clone()),
                }
                all.truncate(MAX_NUMBERS);
            }
            Some(Value::list(all))
        }
        ("concat", _) => Some(Value::join(std::iter::once(of.clone()).chain(args.iter().cloned()))),
        ("format", Value::Text(pattern)) => Some(format_braces(pattern, args)),
        ("reverse", value) => Some(reversed(value)),
        ("split", Value::Text(text)) => Some(split(text, argument)),
        ("replace" | "replaceAll", Value::Text(text)) => match (argument, args.get(1).and_then(Value::as_text)) {
            (Some(""), _) | (_, None) | (None, _) => None,
            (Some(old), Some(new)) if new.len().saturating_mul(text.len()) <= MAX_TEXT.saturating_mul(64) => {
                Some(Value::text(&text.replace(old, new)))
            }
            _ => None,
        },
        ("toLowerCase" | "lower" | "casefold", Value::Text(text)) => Some(Value::text(&text.to_lowercase())),
        ("toUpperCase" | "upper", Value::Text(text)) => Some(Value::text(&text.to_uppercase())),
        ("slice" | "substring" | "substr" | "charAt" | "at", Value::Text(text)) => part(text, name, args),
        ("charCodeAt" | "codePointAt", Value::Text(text)) if text.len() <= MAX_INDEXED => {
            let place = first.map_or(Some(0.0), Value::as_number).filter(|place| *place >= 0.0);
            let units = |place: f64| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below nought")]
                let place = place as usize;
                text.encode_utf16().nth(place)
            };
            place.and_then(units).map(|unit| Value::Number(f64::from(unit)))
        }
        ("map", Value::List(items)) => mapped(items, first),
        ("items", of) if args.is_empty() => of.entries().or_else(|| Value::carried(std::slice::from_ref(of))),
        ("call", Value::Path(path)) => Some(call(path, || args.get(1..).unwrap_or_default().to_vec())),
        ("apply", Value::Path(path)) => match args.get(1) {
            Some(Value::List(items)) => Some(call(path, || items.to_vec())),
            _ => None,
        },
        ("get", Value::Record(_)) => match first {
            Some(Value::Text(key)) => Some(of.member(key)),
            _ => None,
        },
        // Whatever is done to a text that has the environment in it, it stays in it.
        (_, Value::Joined(_)) => Value::carried(std::slice::from_ref(of)),
        _ => None,
    };
    given.unwrap_or(Value::Unknown)
}

/// `map(function, list)`, and a list comprehension over one call.
pub(crate) fn mapped<'a>(items: &[Value<'a>], function: Option<&Value<'a>>) -> Option<Value<'a>> {
    match function? {
        Value::Path(path) => Some(Value::list(items.iter().map(|item| call(path, || vec![item.clone()])).collect())),
        Value::Gives(value) => Some(Value::list(items.iter().map(|_| (**value).clone()).collect())),
        _ => None,
    }
}

fn bytes<'a>(bytes: Vec<u8>) -> Value<'a> {
    Value::Bytes(bytes.into())
}

/// A text, or bytes that are one.
fn plain(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        _ => None,
    }
}

fn buffer<'a>(value: &Value<'a>, encoding: Option<&Value<'a>>) -> Option<Value<'a>> {
    match value {
        Value::Text(text) => decoded(text, encoding.and_then(Value::as_text).unwrap_or("utf8")),
        Value::Bytes(_) => Some(value.clone()),
        Value::List(items) => {
            items.iter().map(|item| item.as_number().and_then(byte_of)).collect::<Option<Vec<u8>>>().map(bytes)
        }
        _ => None,
    }
}

fn decoded<'a>(text: &str, encoding: &str) -> Option<Value<'a>> {
    match encoding.to_ascii_lowercase().as_str() {
        "base64" | "base64url" => base64(text).map(bytes),
        "hex" => hex(text).map(bytes),
        "rot13" | "rot_13" => Some(Value::Text(rot13(text).into())),
        _ => Some(bytes(text.as_bytes().to_vec())),
    }
}

fn characters<'a>(args: &[Value<'a>]) -> Option<Value<'a>> {
    let mut text = String::new();
    for arg in args.iter().take(MAX_NUMBERS) {
        match arg {
            Value::Number(number) => text.push(char_of(*number)?),
            Value::List(items) => {
                let inner: Option<String> = items.iter().map(|item| item.as_number().and_then(char_of)).collect();
                text.push_str(&inner?);
            }
            Value::Bytes(bytes) => text.extend(bytes.iter().copied().map(char::from)),
            _ => return None,
        }
    }
    Some(Value::Text(text.into()))
}

fn json<'a>(text: &str) -> Option<Value<'a>> {
    fn value_of<'a>(json: &serde_json::Value) -> Value<'a> {
        match json {
            serde_json::Value::String(text) => Value::text(text),
            serde_json::Value::Number(number) => number.as_f64().map_or(Value::Unknown, Value::Number),
            serde_json::Value::Array(items) => Value::list(items.iter().take(MAX_NUMBERS).map(value_of).collect()),
            serde_json::Value::Object(entries) => Value::Record(
                entries.iter().take(MAX_PARTS).map(|(key, one)| (Text::own(key), value_of(one))).collect(),
            ),
            serde_json::Value::Null | serde_json::Value::Bool(_) => Value::Unknown,
        }
    }
    serde_json::from_str(text).ok().map(|json: serde_json::Value| value_of(&json))
}

fn joined<'a>(items: &[Value<'a>], separator: &str) -> Value<'a> {
    let between = Value::text(separator);
    let mut parts = Vec::with_capacity(items.len() * 2);
    for (index, item) in items.iter().enumerate() {
        if index > 0 && !separator.is_empty() {
            parts.push(between.clone());
        }
        parts.push(item.clone());
    }
    Value::join(parts)
}

/// The words of a command that stands in a list, as a shell would have them.
pub(crate) fn words<'a>(list: &Value<'a>) -> Value<'a> {
    match list {
        Value::List(items) => joined(items, " "),
        _ => Value::Unknown,
    }
}

/// Parts of a path behind each other; what is not known stays a gap.
pub(crate) fn path_of<'a>(parts: &[Value<'a>]) -> Value<'a> {
    joined(parts, "/")
}

fn reversed<'a>(value: &Value<'a>) -> Value<'a> {
    match value {
        Value::Text(text) => Value::Text(text.chars().rev().collect::<String>().into()),
        Value::List(items) => Value::List(items.iter().rev().cloned().collect()),
        Value::Bytes(bytes) => Value::Bytes(bytes.iter().rev().copied().collect()),
        _ => Value::Unknown,
    }
}

fn split<'a>(text: &str, separator: Option<&str>) -> Value<'a> {
    let parts: Vec<Value<'_>> = match separator {
        None => text.split_whitespace().take(MAX_PARTS).map(Value::text).collect(),
        Some("") => text.chars().take(MAX_PARTS).map(|char| Value::Text(String::from(char).into())).collect(),
        Some(separator) => text.split(separator).take(MAX_PARTS).map(Value::text).collect(),
    };
    Value::list(parts)
}

fn part<'a>(text: &str, name: &str, args: &[Value<'a>]) -> Option<Value<'a>> {
    let chars: Vec<char> = text.chars().take(MAX_TEXT).collect();
    let length = f64::from(u32::try_from(chars.len()).unwrap_or(u32::MAX));
    let place = |value: &Value<'_>| {
        let number = value.as_number()?;
        let from_start = if number < 0.0 { (length + number).max(0.0) } else { number.min(length) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nought and the length")]
        Some(from_start as usize)
    };
    let start = place(args.first()?)?;
    let end = match (name, args.get(1)) {
        ("charAt" | "at", _) => start + 1,
        ("substr", Some(count)) => start.saturating_add(place(count)?),
        (_, Some(end)) => place(end)?,
        (_, None) => chars.len(),
    };
    let end = end.min(chars.len());
    Some(Value::Text(chars.get(start.min(end)..end)?.iter().collect::<String>().into()))
}

/// Python's `str.format` and, with `%s` turned into `{}`, its `%`: by order or by number.
pub(crate) fn format_braces<'a>(pattern: &str, args: &[Value<'a>]) -> Value<'a> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    let mut next = 0;
    while let Some((before, from)) = rest.split_once('{') {
        parts.push(Value::text(before));
        if let Some(after) = from.strip_prefix('{') {
            parts.push(Value::text("{"));
            rest = after;
            continue;
        }
        let Some((field, after)) = from.split_once('}') else { break };
        let name = field.split([':', '!']).next().unwrap_or_default();
        let index = if name.is_empty() { Some(next) } else { name.parse().ok() };
        next += 1;
        parts.push(index.and_then(|index| args.get(index)).cloned().unwrap_or(Value::Unknown));
        rest = after;
    }
    parts.push(Value::text(rest));
    Value::join(parts)
}

impl Value<'_> {
    /// Numbers as the bytes that they are, else the list.
    pub(crate) fn of_bytes(items: &[Self]) -> Self {
        // A typed array keeps the low bits.
        let byte = |item: &Self| item.as_number().and_then(|number| byte_of(number.rem_euclid(256.0)));
        items.iter().map(byte).collect::<Option<Vec<u8>>>().map_or(Value::Unknown, bytes)
    }

    /// Bytes as a text in an encoding.
    fn written_as(&self, encoding: Option<&str>) -> Option<Self> {
        let Self::Bytes(bytes) = self else { return None };
        match encoding.unwrap_or("utf8").to_ascii_lowercase().as_str() {
            "base64" | "hex" | "base64url" => None,
            _ => Some(Self::Text(String::from_utf8_lossy(bytes).into_owned().into())),
        }
    }
}
