"""`Settings` and `load_settings()`: defaults < settings.json < environment < command line."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from opensync_app.core.errors import DataFolderError, InvalidInputError
from opensync_app.core.own_prices import OwnPrice

DEFAULT_PORT = 6736


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Everything that can be set; docs/reference/settings.md has a row for each.

    Attributes:
        data_dir: the one folder in which everything lives.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        home: home folder whose tools are read; empty for this user's own.
        watch: follow the tools' files while the server runs.
        allowed_hosts: further names under which the server may be addressed.
        max_body_mb: largest request body in MiB.
        log_level: debug, info, warning or error.
        machine: name of this computer on imported sessions.
        prices: your own prices, which go before the bundled ones; docs/prices.md explains them. In
            the environment a JSON list.
        semantic: search by meaning too; its vectors are made while the machine is at rest.
        embed_cpu_share: how much of one processor core making vectors may use, up to 1.
        embed_tool_output: also make vectors of what tools answered, after everything else.
        embed_url: base URL of an OpenAI-compatible endpoint (`http://127.0.0.1:11434/v1`) that
            makes the vectors instead of the bundled model; your prompts and replies are sent to it.
        embed_model: the endpoint's name of the model.
        embed_key: secret that the endpoint asks for.
        least_near: how near in meaning, as a cosine from -1 to 1, a message must be to be found by
            it. Without it nothing is found when not even the nearest message is nearer than chance
            has it: for the bundled model 0.1 plus 0.015 for each e-fold of messages (0.0266 for
            words that none of them holds); an endpoint's model finds whatever is nearest.
    """

    data_dir: Path = Path()
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    home: str = ""
    watch: bool = True
    allowed_hosts: tuple[str, ...] = ()
    max_body_mb: int = 25
    log_level: str = "info"
    machine: str = msgspec.field(default_factory=platform.node)
    prices: tuple[OwnPrice, ...] = ()
    semantic: bool = True
    embed_cpu_share: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.5
    embed_tool_output: bool = False
    embed_url: str = ""
    embed_model: str = ""
    embed_key: str = ""
    least_near: Annotated[float, msgspec.Meta(ge=-1, le=1)] | None = None

    @property
    def record_path(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "record.sqlite3"

    @property
    def index_dir(self) -> Path:
        """The folder of the text index."""
        return self.data_dir / "index" / "text"

    @property
    def vectors_dir(self) -> Path:
        """The folder of the vectors."""
        return self.data_dir / "index" / "vectors"

    @property
    def home_path(self) -> Path:
        """The home folder whose tools are read."""
        return Path(self.home).expanduser() if self.home else Path.home()

    def tool_environment(self) -> Mapping[str, str]:
        """Return the variables that move tools' folders; none when another home is read."""
        return {} if self.home else dict(os.environ)

    def shown(self) -> "Settings":
        """Return the settings as they may be shown, without secrets."""
        return msgspec.structs.replace(self, embed_key="(set)" if self.embed_key else "")


def load_settings(flags: Mapping[str, Any]) -> Settings:
    """Return the effective settings; a flag that is None was not given.

    Raises:
        DataFolderError: settings.json cannot be read.
        InvalidInputError: a value does not fit.
    """
    data_dir = Path(flags.get("data_dir") or _default_data_dir()).expanduser().absolute()
    values: dict[str, Any] = _from_file(data_dir / "settings.json")
    values |= _from_environment(os.environ)
    values |= {_camel(name): value for name, value in flags.items() if value is not None}
    values["dataDir"] = str(data_dir)
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_decode_path)
    except msgspec.ValidationError as error:
        message = f"A setting does not fit: {error}. See `opensync config` for the effective ones."
        raise InvalidInputError(message) from error


def settings_from_json(encoded: bytes) -> Settings:
    """Return settings as another process of this program wrote them down."""
    return msgspec.json.decode(encoded, type=Settings, dec_hook=_decode_path)


def _default_data_dir() -> str:
    told = os.environ.get("OPENSYNC_DATA_DIR")
    if told:
        return told
    import platformdirs  # noqa: PLC0415 - loads much, often for nothing

    return platformdirs.user_data_dir("opensync", "opensync")


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError) as error:
        message = f"{path} cannot be read ({error}). Mend it or remove it."
        raise DataFolderError(message) from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings named by OPENSYNC_* variables, lists split at commas."""
    values: dict[str, Any] = {}
    for name in Settings.__struct_fields__:
        text = environ.get(f"OPENSYNC_{name.upper()}")
        if text is not None:
            values[_camel(name)] = _value_of(name, text)
    return values


def _value_of(name: str, text: str) -> Any:  # noqa: ANN401 - as JSON may hold anything
    if name == "prices":
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            message = f"OPENSYNC_PRICES is no JSON list ({error}); docs/prices.md shows one."
            raise InvalidInputError(message) from error
    return text.split(",") if name == "allowed_hosts" else text


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _decode_path(kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec hands over anything
    return kind(value) if kind is Path else value
