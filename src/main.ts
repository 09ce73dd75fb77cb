// Process entry: argv in, exit code out. The only place that may set the exit code of a command.

process.exitCode = 0
