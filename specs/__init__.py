"""The specs as data of a package: installed as zwcodec.codegen.specs, with the types and registries that overlays refer
to. `importlib.resources.files("zwcodec.codegen.specs")` finds them, in a checkout too.
"""
