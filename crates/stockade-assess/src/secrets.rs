//! Which variables and paths hold secrets, and of which family: what no package needs all of at once.

/// Families that an attacker collects, by the variables and paths that hold them.
const FAMILIES: &[(&str, &[&str], &[&str])] = &[
    ("npm", &["NPM_TOKEN", "NODE_AUTH_TOKEN", "NPM_CONFIG__AUTH"], &[".npmrc", ".yarnrc"]),
    ("pypi", &["TWINE_", "UV_PUBLISH_", "PYPI_", "FLIT_PASSWORD", "POETRY_PYPI_TOKEN"], &[".pypirc"]),
    ("ssh", &["SSH_AUTH_SOCK", "SSH_PRIVATE_KEY", "SSH_KEY"], &["/.ssh", "id_rsa", "id_ed25519", "id_ecdsa"]),
    ("aws", &["AWS_"], &["/.aws"]),
    (
        "google-cloud",
        &["GOOGLE_APPLICATION_CREDENTIALS", "GCLOUD_", "GCP_"],
        &["/gcloud", "application_default_credentials"],
    ),
    ("azure", &["AZURE_", "ARM_CLIENT_SECRET"], &["/.azure"]),
    ("git", &["GITHUB_", "GH_", "GITLAB_", "BITBUCKET_"], &[".git-credentials", ".netrc", "/gh/hosts.yml"]),
    ("ci", &["ACTIONS_ID_TOKEN_", "ACTIONS_RUNTIME_TOKEN", "CI_JOB_TOKEN", "CIRCLE_TOKEN", "BUILDKITE_AGENT_"], &[]),
    (
        "model",
        &[
            "OPENAI_",
            "ANTHROPIC_",
            "GEMINI_",
            "MISTRAL_",
            "GROQ_",
            "COHERE_",
            "DEEPSEEK_",
            "OPENROUTER_",
            "XAI_",
            "REPLICATE_",
            "TOGETHER_",
            "FIREWORKS_",
            "HUGGINGFACE_",
            "HF_TOKEN",
        ],
        &[],
    ),
    ("docker", &["DOCKER_"], &["/.docker"]),
    ("kubernetes", &["KUBECONFIG", "KUBE_"], &["/.kube"]),
    ("vault", &["VAULT_"], &[".vault-token"]),
    (
        "wallet",
        &["MNEMONIC", "WALLET_", "ETH_PRIVATE_KEY", "SOLANA_"],
        &["wallet.dat", "/.ethereum", "/.solana", "/.electrum", "metamask"],
    ),
    ("browser", &[], &["login data", "cookies.sqlite", "logins.json", "local storage/leveldb"]),
    (
        "password-store",
        &["OP_SESSION", "OP_SERVICE_ACCOUNT_TOKEN", "BW_SESSION"],
        &["/.password-store", ".kdbx", "/.gnupg"],
    ),
];

/// Families of places by the ids that collectors give them instead of a path.
const PLACES: &[(&str, &[&str])] = &[
    ("npm", &["npmrc", "yarnrc", "yarnrc-token"]),
    ("pypi", &["pypirc"]),
    ("cargo", &["cargo"]),
    ("ssh", &["ssh", "ssh-folder", "ssh-key"]),
    ("aws", &["aws"]),
    ("google-cloud", &["gcloud"]),
    ("azure", &["azure"]),
    ("git", &["gh", "git-credentials", "netrc"]),
    ("docker", &["docker"]),
    ("kubernetes", &["kube"]),
    ("vault", &["vault", "terraform"]),
    ("wallet", &["wallet"]),
    ("browser", &["browser", "discord"]),
    ("password-store", &["keychain", "keyring", "gnupg"]),
    ("system", &["passwd", "shadow", "environ", "history"]),
];

/// What a variable is called that holds a secret of any kind.
const SECRET_WORDS: &[&str] = &[
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "APIKEY",
    "PRIVATE",
    "CREDENTIAL",
    "CREDENTIALS",
    "MNEMONIC",
];

/// The family of a variable, where it is one that an attacker collects.
pub fn family_of_variable(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_uppercase();
    let is = |wanted: &&str| if wanted.ends_with('_') { name.starts_with(*wanted) } else { name == **wanted };
    // A region or a project is no secret.
    let plain = [
        "REGION",
        "PROJECT",
        "HOST",
        "URL",
        "VERSION",
        "MODEL",
        "PROFILE",
        "REPOSITORY",
        "ACTOR",
        "REF",
        "SHA",
        "WORKSPACE",
    ];
    if plain.iter().any(|word| name.ends_with(word)) {
        return None;
    }
    FAMILIES.iter().find(|(_, variables, _)| variables.iter().any(is)).map(|(family, ..)| *family)
}

/// The family of a path, or of the id of a place, where it is one that an attacker collects.
pub fn family_of_path(path: &str) -> Option<&'static str> {
    if let Some((family, _)) = PLACES.iter().find(|(_, ids)| ids.contains(&path)) {
        return Some(family);
    }
    let path = path.replace('\\', "/").to_ascii_lowercase();
    // `~/.aws`, `$HOME/.aws` and a bare `.aws/credentials` are one place.
    let path = if path.starts_with('/') { path } else { format!("/{path}") };
    FAMILIES.iter().find(|(.., paths)| paths.iter().any(|part| path.contains(part))).map(|(family, ..)| *family)
}

/// Whether a variable holds a secret.
pub fn is_secret(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split('_').collect();
    family_of_variable(name).is_some()
        || words.iter().any(|word| SECRET_WORDS.contains(word))
        || words.windows(2).any(|pair| matches!(pair, ["API" | "ACCESS" | "AUTH" | "SIGNING", "KEY"]))
}

/// Whether a variable holds a secret that is not the package's own: `SLACK_BOT_TOKEN` is that of a `slack-mcp`.
pub fn is_foreign(name: &str, package: &str) -> bool {
    is_secret(name) && !is_named_after(name, package)
}

/// Whether a variable's first word, or its family, is a word of the package's name.
pub fn is_named_after(variable: &str, package: &str) -> bool {
    let package = package.to_ascii_lowercase();
    let words: Vec<&str> = package.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 1).collect();
    let first = variable.split('_').next().unwrap_or("").to_ascii_lowercase();
    let family = family_of_variable(variable).unwrap_or("");
    words.iter().any(|word| *word == first || *word == family || (first.len() >= 4 && word.starts_with(&first)))
}

/// Whether a path is of a family that the package's name bears: an `ssh-mcp` reads `~/.ssh`.
pub fn is_own_family(path: &str, package: &str) -> bool {
    // No family is nobody's own: a scope begins with an empty word.
    family_of_path(path).is_some_and(|family| {
        package.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.eq_ignore_ascii_case(family))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_ones_own_by_its_family_alone() {
        assert!(is_own_family("~/.ssh/id_rsa", "ssh-mcp") && is_own_family("~/.ssh/id_rsa", "@acme/ssh-mcp"));
        assert!(!is_own_family("~/.ssh/id_rsa", "@acme/mail"));
        for path in ["~/notes/nobody-knows", ""] {
            assert_eq!(family_of_path(path), None);
            assert!(!is_own_family(path, "@acme/mail") && !is_own_family(path, "mail--mcp"), "{path}");
        }
    }

    #[test]
    fn variables_and_paths_have_families() {
        for (name, family) in [
            ("AWS_SECRET_ACCESS_KEY", Some("aws")),
            ("GITHUB_TOKEN", Some("git")),
            ("OPENAI_API_KEY", Some("model")),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Some("ci")),
            ("AWS_REGION", None),
            ("PATH", None),
            ("NODE_ENV", None),
        ] {
            assert_eq!(family_of_variable(name), family, "{name}");
        }
        assert_eq!(family_of_path("~/.ssh/id_rsa"), Some("ssh"));
        assert_eq!(family_of_path(".aws/credentials"), Some("aws"));
        assert_eq!(family_of_path("C:\\Users\\x\\.npmrc"), Some("npm"));
        assert_eq!(family_of_path("src/index.js"), None);
        assert_eq!((family_of_path("ssh-key"), family_of_path("gnupg")), (Some("ssh"), Some("password-store")));
    }

    #[test]
    fn a_packages_own_secret_is_not_foreign() {
        assert!(is_foreign("AWS_SECRET_ACCESS_KEY", "slack-mcp"));
        assert!(!is_foreign("SLACK_BOT_TOKEN", "@acme/slack-mcp"));
        assert!(!is_foreign("POSTMARK_SERVER_TOKEN", "postmark-mcp") && !is_foreign("POSTMARK_API_KEY", "postmarkapp"));
        assert!(!is_foreign("LOG_LEVEL", "slack-mcp") && !is_foreign("SORT_KEY", "slack-mcp"));
        assert!(is_secret("STRIPE_API_KEY") && is_secret("DB_PASSWORD") && !is_secret("KEYBOARD"));
    }
}
