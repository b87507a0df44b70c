//! Splits the string of `sh -c`, `cmd /c` or `powershell -Command` into words, and says when it is more than one command.
