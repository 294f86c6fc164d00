"""Copies of files without what they tell of their maker: device, place, time, names, programs.

- `kinds`: what a file is, by its bytes and never by its name.
- `pictures`, `pdf`, `office`: how each kind is cleaned, in memory.
- `child`: the program that does it, with hard limits on memory, time and files.
- `sandbox`: starts that program for one file, feeds it and waits, but not for ever.
- `findings`: what came of it, in words.
- `clamav`: asks a virus scanner, where one is set up.

A file that is not understood is never passed off as clean: the finding says what was not done.
"""
