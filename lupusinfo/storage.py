"""Static files under names that hold their digest, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Writes the new names into the `import` lines of JavaScript modules too."""

    support_js_module_import_aggregation = True
