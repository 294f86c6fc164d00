"""Feeds: what is new in the register, by list, department and area, what left it, what falls due.

`entries` decides what a feed says; `atom`, `json_feed` and `calendar` only write it down.
"""
