"""The dependencies of the package are those of requirements/runtime.in, written once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class DependenciesFromRequirements(MetadataHookInterface):
    """Fills `project.dependencies` from requirements/runtime.in."""

    def update(self, metadata: dict[str, object]) -> None:
        """Set the dependency list; comments and blank lines are left out."""
        lines = (Path(self.root) / "requirements" / "runtime.in").read_text().splitlines()
        metadata["dependencies"] = [s for line in lines if (s := line.partition("#")[0].strip())]
