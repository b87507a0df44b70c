//! `.netrc`, where pip and uv look for names and passwords of hosts.

use super::Account;
use crate::{Credential, Secret};

/// The accounts of a file, in its order; a `default` belongs to no host in particular and is left out.
pub(super) fn parse(text: &str) -> Vec<Account> {
    let mut found = Vec::new();
    let (mut host, mut user, mut password) = (None::<String>, String::new(), String::new());
    let mut keep = |host: &mut Option<String>, user: &mut String, password: &mut String| {
        let (user, password) = (std::mem::take(user), std::mem::take(password));
        if let Some(host) = host.take().filter(|_| !password.is_empty()) {
            let credential = Credential::Basic { user: Secret::new(user), password: Secret::new(password) };
            found.push(Account { host, port: None, any_port: true, path: "/".to_owned(), credential });
        }
    };
    let mut macro_body = false;
    for line in text.lines() {
        // A macro ends at an empty line.
        if macro_body {
            macro_body = !line.trim().is_empty();
            continue;
        }
        let mut words = line.split_whitespace().take_while(|word| !word.starts_with('#'));
        while let Some(word) = words.next() {
            match word {
                "machine" => {
                    keep(&mut host, &mut user, &mut password);
                    host = words.next().map(str::to_ascii_lowercase);
                }
                "default" => keep(&mut host, &mut user, &mut password),
                "login" | "user" => user = unquoted(words.next()),
                "password" => password = unquoted(words.next()),
                "account" => drop(words.next()),
                "macdef" => {
                    macro_body = true;
                    break;
                }
                _ => {}
            }
        }
    }
    keep(&mut host, &mut user, &mut password);
    found
}

fn unquoted(word: Option<&str>) -> String {
    let word = word.unwrap_or_default();
    word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Address;
    use crate::settings::Accounts;

    #[test]
    fn hosts_have_their_passwords() {
        let text = "# mine\nmachine A.example\n  login ann\n  password hunter2\nmacdef init\n machine b.example\n\n\
                    machine c.example login bob password \"x\" default login d password e\n";
        let accounts = Accounts::new(parse(text));
        let of = |text: &str| accounts.of(&Address::parse(text).unwrap()).cloned();
        let basic = |user, password| Credential::Basic { user: Secret::new(user), password: Secret::new(password) };
        assert_eq!(of("https://a.example:8443/x").unwrap(), basic("ann", "hunter2"));
        assert_eq!(of("https://c.example/").unwrap(), basic("bob", "x"));
        assert_eq!((of("https://b.example/"), of("https://d.example/")), (None, None));
    }
}
