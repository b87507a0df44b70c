//! JSON, JSONC and JSON5, through `jsonc-parser`'s tree, which keeps byte ranges and duplicate keys.

use jsonc_parser::ast::{ObjectPropName, Value as Ast};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use stockade_model::Span;

use super::census::{Look, refuse_crowds};
use super::{Entry, MAX_DEPTH, MAX_NODES, Node, ParseError, Value};

/// The parser skips a byte order mark by itself nowhere, so it is cut off here and added back to the spans.
const BOM: &str = "\u{feff}";

const LOOK: Look = Look { marks: b"[{,", quotes: b"\"'", triple: false, comment: "//" };

pub(super) fn parse(text: &str) -> Result<Node, ParseError> {
    refuse_crowds(text, &LOOK, MAX_NODES)?;
    let body = text.strip_prefix(BOM).unwrap_or(text);
    let shift = text.len() - body.len();
    let options = ParseOptions { allow_missing_commas: false, ..ParseOptions::default() };
    let parsed = parse_to_ast(body, &CollectOptions::default(), &options).map_err(|error| {
        let span = span(error.range(), shift);
        match error.kind() {
            ParseErrorKind::NestingDepthExceeded => ParseError::too_deep(span),
            // Some kinds quote the text they stumbled over, which may be a secret: only fixed words go out.
            ParseErrorKind::UnexpectedWord | ParseErrorKind::UnexpectedToken => {
                ParseError::syntax("unexpected token", span)
            }
            kind => ParseError::syntax(lower_first(&kind.to_string()), span),
        }
    })?;
    match parsed.value {
        Some(value) => convert(value, shift, 0),
        None => Ok(Node::new(Value::Null, Span::new(shift, text.len()))),
    }
}

fn convert(ast: Ast<'_>, shift: usize, depth: usize) -> Result<Node, ParseError> {
    let place = span(ast.range(), shift);
    if depth > MAX_DEPTH {
        return Err(ParseError::too_deep(place));
    }
    let value = match ast {
        Ast::NullKeyword(_) => Value::Null,
        Ast::BooleanLit(literal) => Value::Bool(literal.value),
        Ast::NumberLit(literal) => Value::Number(literal.value.to_owned()),
        Ast::StringLit(literal) => Value::String(literal.value.into_owned()),
        Ast::Array(array) => Value::Array(
            array.elements.into_iter().map(|element| convert(element, shift, depth + 1)).collect::<Result<_, _>>()?,
        ),
        Ast::Object(object) => {
            let mut entries = Vec::with_capacity(object.properties.len());
            for property in object.properties {
                let (key, range) = match property.name {
                    ObjectPropName::String(literal) => (literal.value.into_owned(), literal.range),
                    ObjectPropName::Word(word) => (word.value.to_owned(), word.range),
                };
                let node = convert(property.value, shift, depth + 1)?;
                entries.push(Entry { key, key_span: span(range, shift), node });
            }
            Value::Object(entries)
        }
    };
    Ok(Node::new(value, place))
}

const fn span(range: Range, shift: usize) -> Span {
    Span::new(range.start + shift, range.end + shift)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_trailing_commas_marks_and_duplicates_are_kept_apart() {
        let text = "\u{feff}// hi\n{ 'a': 1, b: [true, null,], \"a\": \"x\\n\" }";
        let node = parse(text).unwrap();
        assert_eq!(node.entries().len(), 3);
        let last = &node.entries()[2];
        assert_eq!(&text[last.key_span.start..last.key_span.end], "\"a\"");
        assert_eq!(last.node.as_str(), Some("x\n"));
        assert_eq!(super::super::duplicate_keys(&node).len(), 1);
    }

    #[test]
    fn deep_nesting_is_refused_not_overflowed() {
        for open in ["[", "{\"a\":"] {
            let error = parse(&open.repeat(10_000)).unwrap_err();
            assert_eq!(error.kind, stockade_model::ProblemKind::TooDeep, "{error}");
        }
    }

    #[test]
    fn errors_have_a_place_and_do_not_quote() {
        let error = parse("{\"token\": hunter22, }").unwrap_err();
        assert!(error.span.start >= 10, "{error:?}");
        assert!(!error.message.contains("hunter22"), "{error}");
    }
}
