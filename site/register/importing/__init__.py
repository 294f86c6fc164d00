"""From a published list, as a spreadsheet, to drafts of acts: pure, and nothing is dropped.

`reading.read_list` takes a file's bytes and gives a verdict on every row: accepted, flagged
(accepted, with something an officer must look at) or refused, each with its reasons. What counts
as a row: every record below the header in which any cell holds anything, be it a space; a record
of empty cells too, since it takes a line in the file. Sums, section titles, footnotes and repeated
headers are rows; they are refused, saying what they are. The header and what stands above it
(titles, units) are not rows.

Everything published is kept as published; what can safely be read from it (codes, capacities,
equipment, dates) stands beside it. Nothing is invented: a figure for four firms is no figure for
one, "May 24" has no year.
"""
