"""The open data: what is offered for download, in which formats, and how it is described.

`columns` says what each table holds, once; the CSV, XLSX and JSON files, the data package, the
CSVW and DCAT descriptions and the data dictionary are all made from that. An `edition` is a set of
such files at one address: the current one under `/data/`, a release under `/data/releases/`.
"""
