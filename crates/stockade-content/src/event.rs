//! What the front ends of both languages report, and recognisers see.
//!
//! - events come in the order of the source, values folded as far as the front end could;
//! - a text is reported once, at the widest expression that is one; a key only down to the nearest function boundary.

use stockade_model::Told;

use crate::facts::Class;
use crate::value::Value;

/// How a key gets its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// A property, a dictionary's entry, a keyword argument, a variable, an assignment.
    Set,
    /// A call of a method with the key's name, or with the key as an argument.
    Call,
    /// Something is put behind what is there.
    Append,
}

/// Something in the source.
#[derive(Debug)]
pub(crate) enum Event<'e> {
    /// A text that the code holds, whole or a known part of one.
    Text { text: &'e str, key: Option<&'e str> },
    /// A text that comes of parts which the run decides: folder by folder, as a loop has them.
    Choice { text: &'e str },
    /// A key gets a value. Only keys that [`crate::watch`] knows are reported.
    Field { key: &'e str, value: &'e Value<'e>, how: How },
    /// A call of a function on a known path, with its class by [`crate::sinks`], which also says whose arguments are folded.
    /// A call of no class whose arguments nobody wants is not reported.
    Call { path: &'e str, class: Option<Class>, args: &'e [Value<'e>] },
    /// An object or dictionary with a key that says where to send.
    Object { value: &'e Value<'e> },
    /// A path is mentioned without being called.
    Mention { path: &'e str },
    /// A module is imported. It says what the code can do, unless all that the code takes from it is known.
    Import { module: &'e str, known: bool },
    /// A module is imported whose name is not known.
    ImportUnknown { what: &'e str },
    /// An environment variable is read, `*` if all are handed on.
    Environment { name: &'e str },
    /// A tool is defined. None for a description that there is not.
    Tool { name: &'e Value<'e>, description: Option<&'e Value<'e>>, input: &'e Told },
    /// The clock is compared with this.
    Clock { with: &'e Value<'e> },
}
