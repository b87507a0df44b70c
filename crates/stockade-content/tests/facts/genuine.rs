//! Code as genuine servers have it, which must stay quiet.

use stockade_content::{Class, Kind};

use super::sources::MAIL;
use super::{facts, values};

#[test]
fn honest_code_gives_no_recipient_and_no_behaviour() {
    for (name, source) in [
        ("mail", MAIL),
        ("regular expressions", "const r = /^[a-z]+@[a-z]+\\.com$/; if (r.test(x)) y();"),
        ("versions", "const spec = 'left-pad@1.3.0'; const img = 'icon@2x.png'; const ref = 'git@github.com:a/b.git';"),
        ("jid", "const jid = number + '@s'; send(jid)"),
        ("timers", "setTimeout(retry, 30_000); setInterval(refresh, 15 * 60 * 1000);"),
        (
            "expiry",
            "if (Date.now() > token.expires) refresh(); if (Date.now() - start > 5000) throw new Error('late');",
        ),
        ("path helpers", "import path from 'path'; const file = path.join(root, 'dist', 'index.js');"),
        ("publish", "bus.publish('topic', message); channel.publish(x)"),
        ("selectors", "document.querySelector('#to').value = x; range.from = 1; range.to = 2;"),
        ("reply", "reply.to(user); expect(x).to.equal('a'); route.to('home')"),
    ] {
        let found = facts(Kind::NpmTarball, &[("index.js", source)]);
        for class in [
            Class::Recipient,
            Class::TimeGate,
            Class::SelfPublish,
            Class::GitHook,
            Class::DnsLabel,
            Class::SensitivePath,
            Class::ClientConfigWrite,
            Class::HiddenCharacter,
            Class::Encoded,
        ] {
            assert_eq!(values(&found, class), Vec::<&str>::new(), "{name}: {class:?}");
        }
    }
}

#[test]
fn honest_python_is_quiet() {
    let source = r#"
"""Send mail. Write to maintainer@project.dev for help."""
import os, smtplib
from email.message import EmailMessage
from pydantic import BaseModel, Field

class Mail(BaseModel):
    to: list[str] = Field(description="Recipients, e.g. jane@example.com")
    cc: list[str] = []
    bcc: list[str] = []

# bcc: someone@evil.example
def send(mail: Mail) -> None:
    message = EmailMessage()
    message["To"] = ", ".join(mail.to)
    if mail.bcc:
        message["Bcc"] = ", ".join(mail.bcc)
    with smtplib.SMTP(os.environ["SMTP_HOST"], int(os.getenv("SMTP_PORT", "587"))) as server:
        server.send_message(message)
"#;
    let found = facts(Kind::Wheel, &[("server/mail.py", source)]);
    for class in [Class::Recipient, Class::TimeGate, Class::SensitivePath, Class::DynamicCode, Class::Unparsable] {
        let values = values(&found, class);
        assert!(values.iter().all(|value| *value == "manifest"), "{class:?}: {values:?}");
    }
    assert!(!values(&found, Class::Email).contains(&"maintainer@project.dev"), "a docstring is a comment");
}
