"""Search without a server: an index in small static files, and the page that asks it.

A text contains a fragment exactly when it contains all the fragment's pairs of characters and the
fragment holds none of the text's *minimal absent words* (`fragments.py`). So an index of pairs and
absent words answers "which names contain this?" exactly, without fetching one name. Terms are
dealt by hash to small files, shards; what a result shows lies in blocks of neighbouring
enterprises. `themes/mingjian/static/search.js` reads what is written here.
"""
