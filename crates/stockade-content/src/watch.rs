//! Keys whose values matter: where a message goes, where data goes.
//!
//! - one spelling for all: `reply_to`, `Reply-To` and `replyTo` are one key;
//! - the table is the list of names that mail and messaging libraries use, by role.

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Those whom a message is for.
    To,
    /// Those who get it besides; the name as it is shown.
    Further(&'static str),
    /// Where data is sent.
    Host,
}

/// The longest key that is looked at.
const MAX_KEY: usize = 40;

/// The role of a key, by its name.
pub(crate) fn role(key: &str) -> Option<Role> {
    if key.len() > MAX_KEY || key.len() < 2 {
        return None;
    }
    let mut buffer = [0_u8; MAX_KEY];
    let mut length = 0;
    for byte in key.bytes().filter(|byte| !matches!(byte, b'-' | b'_' | b' ' | b'$' | b'#')) {
        if let Some(slot) = buffer.get_mut(length) {
            *slot = byte.to_ascii_lowercase();
        }
        length += 1;
    }
    let mut name = buffer.get(..length).unwrap_or_default();
    for prefix in [&b"add"[..], b"set", b"with", b"append"] {
        if let Some(rest) = name.strip_prefix(prefix)
            && rest.len() >= 2
        {
            name = rest;
        }
    }
    Some(match name {
        b"to" | b"toaddress" | b"toaddresses" | b"toaddrs" | b"toaddr" | b"toemail" | b"toemails"
        | b"toemailaddress" | b"torecipients" | b"recipient" | b"recipients" | b"recipientemail" | b"rcpt"
        | b"rcptto" | b"rcpts" | b"envelopeto" | b"mailto" | b"sendto" | b"destination" | b"destinations"
        | b"emailto" | b"receivers" | b"receiver" | b"xto" | b"deliveredto" | b"recipientlist" | b"forward" => Role::To,
        b"bcc" | b"bccaddress" | b"bccaddresses" | b"bccaddrs" | b"bccaddr" | b"bccrecipients" | b"bccrecipient"
        | b"bccemail" | b"bccemails" | b"bcclist" | b"blindcarboncopy" | b"blindcopy" | b"mailbcc" | b"xbcc"
        | b"resentbcc" => Role::Further("bcc"),
        b"cc" | b"ccaddress" | b"ccaddresses" | b"ccaddrs" | b"ccaddr" | b"ccrecipients" | b"ccrecipient"
        | b"ccemail" | b"ccemails" | b"cclist" | b"carboncopy" | b"resentcc" => Role::Further("cc"),
        b"replyto" | b"replytoaddress" | b"replytoaddresses" | b"replytoemail" | b"replytolist" => {
            Role::Further("reply-to")
        }
        b"forwardto" | b"forwardingaddress" | b"forwardingemail" | b"autoforward" | b"redirectto"
        | b"forwardaddress" => Role::Further("forward"),
        b"url" | b"uri" | b"host" | b"hostname" | b"endpoint" | b"endpointurl" | b"webhook" | b"webhookurl"
        | b"baseurl" | b"apiurl" | b"apihost" | b"apibase" | b"server" | b"serverurl" | b"address"
        | b"collectorurl" | b"callbackurl" | b"proxy" | b"origin" | b"smtphost" | b"remote" => Role::Host,
        _ => return None,
    })
}

/// Whether messages are addressed by this key.
pub(crate) fn addresses(key: &str) -> bool {
    matches!(role(key), Some(Role::To | Role::Further(_)))
}

/// Whether a function of this name, called with addresses as arguments, sends them something.
pub(crate) fn sends(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    // All of them have an `m`, and most names that are asked about have none.
    if memchr::memchr2(b'm', b'M', name.as_bytes()).is_none() {
        return false;
    }
    let name = name.to_ascii_lowercase().replace('_', "");
    name.contains("sendmail") || name.contains("sendemail") || name.contains("mailto") || name == "sendmessage"
}

#[cfg(test)]
mod tests {
    use super::{Role, role};

    #[test]
    fn every_spelling_of_a_key_is_the_key() {
        for key in ["bcc", "Bcc", "BCC", "addBcc", "add_bcc", "set_bcc", "BccAddresses", "bccRecipients", "X-Bcc"] {
            assert_eq!(role(key), Some(Role::Further("bcc")), "{key}");
        }
        for key in ["replyTo", "Reply-To", "reply_to"] {
            assert_eq!(role(key), Some(Role::Further("reply-to")), "{key}");
        }
        for key in ["to", "ToAddresses", "to_addrs", "recipients"] {
            assert_eq!(role(key), Some(Role::To), "{key}");
        }
        for key in ["account", "total", "subject", "", "a", "settings", "toString"] {
            assert_eq!(role(key), None, "{key}");
        }
    }
}
