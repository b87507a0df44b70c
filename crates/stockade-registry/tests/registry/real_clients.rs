//! The real npm, pip and uv install from the registry: what it serves is what registries serve.

use stockade_testkit::registry::{NpmRelease, PypiFile};
use stockade_testkit::{FakeHome, Outcome, Program, TestRegistry, tools};

/// Where nobody listens, for whatever a client might do beside what it is told.
const NOWHERE: &str = "http://127.0.0.1:9";

fn run(home: &FakeHome, program: &str, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let tools = tools();
    // A shell starts what npx has fetched.
    let path = format!("{}:/usr/bin:/bin", tools.path("bin_dir").display());
    let mut command = Program::new(tools.path(program), home).env("PATH", path).args(args);
    for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] {
        command = command.env(name, NOWHERE);
    }
    let fixed = [("NO_PROXY", "127.0.0.1"), ("no_proxy", "127.0.0.1"), ("npm_config_update_notifier", "false")];
    for (name, value) in fixed.iter().chain(env) {
        command = command.env(name, value);
    }
    command.run()
}

fn npm_registry() -> TestRegistry {
    let registry = TestRegistry::start();
    registry.publish(NpmRelease::new("@s/server", "1.0.0").published("2026-01-01T00:00:00Z"));
    registry.publish(NpmRelease::new("@s/server", "1.0.1").published("2026-06-14T00:00:00Z"));
    registry
}

#[test]
fn npm_installs_and_audits_with_a_token() {
    let registry = npm_registry();
    registry.guard("/npm/", "Bearer hunter2");
    let home = FakeHome::new();
    home.write(".npmrc", format!("registry={}\n//{}/npm/:_authToken=hunter2\n", registry.npm_url(), registry.host()));
    home.write("project/package.json", "{\"name\": \"x\", \"version\": \"1.0.0\"}");
    let cli = tools().path("npm_cli").display().to_string();
    let outcome = run(&home, "node", &[&cli, "install", "@s/server@1.0.0", "--no-fund"], &[]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    assert!(home.path().join("project/node_modules/@s/server/index.js").is_file());
    assert!(registry.paths().iter().any(|path| path.ends_with("/advisories/bulk")), "{:?}", registry.paths());
}

#[test]
fn npm_heeds_the_times_and_the_digests() {
    let registry = npm_registry();
    let home = FakeHome::new();
    home.write(".npmrc", format!("registry={}\naudit=false\nfund=false\n", registry.npm_url()));
    home.write("project/package.json", "{\"name\": \"x\", \"version\": \"1.0.0\"}");
    let cli = tools().path("npm_cli").display().to_string();
    let outcome = run(&home, "node", &[&cli, "install", "@s/server", "--before=2026-03-01"], &[]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    let manifest = std::fs::read_to_string(home.path().join("project/node_modules/@s/server/package.json")).unwrap();
    assert!(manifest.contains("\"1.0.0\""), "{manifest}");
    registry.fault("/npm/@s/server/-/", None, stockade_testkit::registry::Fault::Flipped);
    let refused = run(&home, "node", &[&cli, "install", "@s/server@1.0.1", "--fetch-retries=0"], &[]);
    // Which of the two npm notices first is a matter of time: the digest, or the sum at the end of the archive.
    let noticed = ["EINTEGRITY", "Z_DATA_ERROR"].iter().any(|code| refused.stderr.contains(code));
    assert!(refused.code != 0 && noticed, "{}", refused.stderr);
}

#[test]
fn npx_starts_what_the_registry_has() {
    let registry = npm_registry();
    let home = FakeHome::new();
    home.write(".npmrc", format!("registry={}\n", registry.npm_url()));
    let cli = tools().path("npx_cli").display().to_string();
    let outcome = run(&home, "node", &[&cli, "--yes", "@s/server@1.0.1"], &[]);
    assert_eq!(outcome.stdout.trim(), "@s/server@1.0.1", "{}", outcome.stderr);
}

fn pypi_registry() -> TestRegistry {
    let registry = TestRegistry::start();
    registry.upload(PypiFile::wheel("my-dependency", "2.0").uploaded("2026-01-01T00:00:00Z"));
    let server = |version, time| {
        PypiFile::wheel_with("my-server", version, "Requires-Dist: my-dependency\n", &[]).uploaded(time)
    };
    registry.upload(server("1.0", "2026-01-01T00:00:00Z"));
    registry.upload(server("1.1", "2026-06-14T00:00:00Z"));
    registry
}

#[test]
fn uvx_starts_what_the_index_has_and_heeds_its_times() {
    let registry = pypi_registry();
    let home = FakeHome::new();
    let (index, python) = (registry.simple_url(), tools().path("python").display().to_string());
    let env = [("UV_DEFAULT_INDEX", index.as_str()), ("UV_PYTHON", &python), ("UV_PYTHON_DOWNLOADS", "never")];
    let newest = run(&home, "uvx", &["my-server"], &env);
    assert_eq!(newest.stdout.trim(), "my-server==1.1", "{}", newest.stderr);
    let older = run(&home, "uvx", &["--exclude-newer", "2026-03-01T00:00:00Z", "my-server"], &env);
    assert_eq!(older.stdout.trim(), "my-server==1.0", "{}", older.stderr);
    let paths = registry.paths();
    assert!(paths.iter().any(|path| path.contains("/files/my_server-1.1")), "{paths:?}");
}

#[test]
fn pip_installs_by_json_and_by_html() {
    for html in [false, true] {
        let registry = pypi_registry();
        if html {
            registry.lose(stockade_testkit::registry::Lost::Json);
        }
        let home = FakeHome::new();
        let target = home.path().join("site").display().to_string();
        let index = registry.simple_url();
        let line = [
            "-m",
            "pip",
            "install",
            "--no-cache-dir",
            "--disable-pip-version-check",
            "--index-url",
            &index,
            "--target",
            &target,
            "my-server",
        ];
        let outcome = run(&home, "python", &line, &[]);
        assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
        assert!(
            home.path().join("site/my_server/__init__.py").is_file() && home.path().join("site/my_dependency").is_dir()
        );
    }
}
