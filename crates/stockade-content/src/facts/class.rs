//! The classes of facts. One class, one line; ids are never renamed, cached facts and lock files hold them.

use serde::{Deserialize, Serialize};

macro_rules! classes {
    ($($variant:ident = $id:literal, $words:literal;)*) => {
        /// What a fact says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Class {
            $(#[doc = $words] #[serde(rename = $id)] $variant),*
        }

        impl Class {
            /// Every class.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its id, kebab-case.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// What its value is, in words.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }
        }
    };
}

classes! {
    Exec = "exec", "a function that starts a process";
    Socket = "socket", "a function that opens a socket";
    Dns = "dns", "a function that asks the domain name system";
    Http = "http", "a function that speaks HTTP";
    Mail = "mail", "a function that sends mail";
    FileRead = "fs-read", "a function that reads files";
    FileWrite = "fs-write", "a function that writes, moves or deletes files";
    System = "os", "a function that asks who and where the machine is";
    DynamicCode = "dynamic-code", "a function that runs a text as code";
    DynamicImport = "dynamic-import", "an import whose module is worked out at run time";
    Module = "module", "a module that is imported";
    Host = "host", "a host in a URL";
    HostKey = "host-key", "a constant host under a key that says where to send";
    Email = "email", "an e-mail address in the code";
    Recipient = "recipient", "a constant address where a message's recipients stand";
    RecipientKey = "recipient-key", "a key for further recipients: bcc, cc, reply-to, forward";
    Environment = "environment", "an environment variable that is read, `*` for all of them";
    SensitivePath = "sensitive-path", "a path where secrets are kept";
    ClientConfig = "client-config", "a config or instruction file of an MCP client";
    ClientConfigWrite = "client-config-write", "such a file where files are written";
    DnsLabel = "dns-label", "a DNS question whose name is worked out at run time";
    GitHook = "git-hook", "a git hook, template folder or hook path";
    CiFile = "ci-file", "a workflow file of a CI service";
    SelfPublish = "self-publish", "a command that publishes packages";
    TimeGate = "time-gate", "code that waits for an hour or more, or for a date";
    InstallScript = "install-script", "a script that runs when the package is installed";
    StartupCode = "startup-code", "a file that the interpreter runs at every start";
    NativeBinary = "native-binary", "a file of machine code";
    Encoded = "encoded", "a long text that looks encoded";
    HiddenCharacter = "hidden-character", "characters that are not seen, or turn the order of what is";
    Minified = "minified", "a file that a minifier or an obfuscator made";
    Unparsable = "unparsable", "a source file that could not be read";
    TooDeep = "too-deep", "a source file that nests too deep to be read, or may";
    ParserFailed = "parser-failed", "a source file at which the parser failed";
    TooLarge = "too-large", "a source file that was too long to read";
    LargeData = "large-data", "a data file that was too long to be read for more than recipients";
    SecretSent = "secret-sent", "a host in one expression with a secret variable";
    Dependency = "dependency", "a package that is needed at run time";
    Program = "program", "a command that is put on the search path";
}
