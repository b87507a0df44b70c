//! The `stockade` program. Everything it does is in the library, so that tests and generators reach it too.

fn main() -> std::process::ExitCode {
    stockade::main()
}
