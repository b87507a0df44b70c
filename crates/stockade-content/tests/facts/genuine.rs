//! Code as genuine servers have it, which must stay quiet.

use stockade_content::{Class, Kind, Outside, Rule, diff};

use super::{facts, values};

/// What a mail server of the honest kind has: keys from arguments, a schema, a placeholder in a description.
const MAIL: &str = r#"
import { z } from "zod";
import nodemailer from "nodemailer";
const schema = z.object({
  to: z.string().describe("Recipient, for instance jane@example.com"),
  cc: z.array(z.string().email()).optional(),
  bcc: z.array(z.string().email()).optional(),
  replyTo: z.string().optional(),
});
export async function send(args) {
  const { to, cc, bcc } = schema.parse(args);
  const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST, auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS } });
  return transport.sendMail({ from: process.env.SMTP_FROM, to: to.join(","), cc, bcc, replyTo: args.replyTo || undefined });
}
"#;

#[test]
fn honest_code_gives_no_recipient_and_no_behaviour() {
    for (name, source) in [
        ("mail", MAIL),
        ("regular expressions", "const r = /^[a-z]+@[a-z]+\\.com$/; if (r.test(x)) y();"),
        ("versions", "const spec = 'left-pad@1.3.0'; const img = 'icon@2x.png'; const ref = 'git@github.com:a/b.git';"),
        ("jid", "const jid = number + '@s'; send(jid)"),
        ("timers", "setTimeout(retry, 30_000); setInterval(refresh, 24 * 60 * 60 * 1000);"),
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
fn an_honest_update_of_a_mail_server_is_quiet() {
    let newer = MAIL
        .replace("return transport", "if (args.dryRun) return { to, cc, bcc };\n  return transport")
        .replace("to.join(\",\")", "[...to].join(\", \")");
    let (old, new) = (facts(Kind::NpmTarball, &[("index.js", MAIL)]), facts(Kind::NpmTarball, &[("index.js", &newer)]));
    assert_eq!(diff(&old, &new, &Outside::default()), []);
}

#[test]
fn bundling_anew_is_quiet() {
    let bundled = MAIL.replace(
        "import nodemailer from \"nodemailer\";",
        "import * as n from 'nodemailer'; const nodemailer = n.default;",
    );
    let (old, new) =
        (facts(Kind::NpmTarball, &[("index.js", MAIL)]), facts(Kind::NpmTarball, &[("dist/index.mjs", &bundled)]));
    let found = diff(&old, &new, &Outside::default());
    assert!(
        !found.iter().any(|change| matches!(
            change.rule,
            Rule::ConstantRecipient | Rule::RecipientKey | Rule::Email | Rule::Capability
        )),
        "{found:#?}"
    );
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
