"""The subcommands of `mingjian`, one module each, named as typed; each exposes `command`."""
