"""Importers: they read a standard's XML once and write YAML specs that people then own.

The rule: an importer knows its XML dialect and the spec language, nothing else of the code generator. It never runs in
a build; its output is reviewed, corrected by hand and committed under `specs/`.
"""
