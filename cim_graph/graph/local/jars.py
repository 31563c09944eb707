"""The server's jars: found and downloaded once from Maven repositories, checked, and kept in the cache."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import orjson
from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import Artifact, MavenContext, PythonResolver
from jgo.parse import Coordinate
from jgo.util import http
from lxml import etree

from cim_graph.graph.local.folder import write_whole
from cim_graph.graph.local.needs import DOWNLOAD_MB, check_disk
from cim_graph.kernel.errors import SetupError

Report = Callable[[str], None]

_TRIES = 4
_NOT_FOUND = 404
_SECONDS_BETWEEN_REPORTS = 3
_DOWNLOADS_AT_ONCE = 8
_TIMEOUT = 30
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def installed_jars(cache: Path, version: str) -> list[Path]:
    """Return the jars of a finished download; an empty list when it is missing or no longer whole."""
    try:
        sizes: dict[str, int] = orjson.loads(_list_of(cache, version).read_bytes())
    except (OSError, ValueError):
        return []
    jars = [(cache / name, size) for name, size in sizes.items()]
    whole = all(jar.is_file() and jar.stat().st_size == size for jar, size in jars)
    return [jar for jar, _ in jars] if whole else []


def download_jars(cache: Path, version: str, report: Report) -> list[Path]:
    """Download what `installed_jars` does not find, about 155 MB, and go on where an earlier try stopped.

    Repositories are Maven Central, or what the user's jgo configuration names (a mirror called `central` replaces
    it). Every file is compared with the repository's SHA-1 and appears under its name only when it is whole. The list
    of jars is written last. `SetupError` when the network or a repository fails.
    """
    check_disk(cache, DOWNLOAD_MB, "CIM_CACHE_DIR")
    report(f"Downloading Neo4j {version} (about 155 MB, only once)")
    context = MavenContext(
        resolver=_Downloader(), repo_cache=cache / "maven", remote_repos=_repositories(), timeout=_TIMEOUT
    )
    try:
        artifacts = _needed(context, version)
        with ThreadPoolExecutor(_DOWNLOADS_AT_ONCE) as pool:
            jars = list(_counted(pool.map(_local, artifacts), len(artifacts), report))
    except RuntimeError as error:
        raise SetupError(f"Neo4j {version} could not be found ({error}); check CIM_NEO4J_VERSION.") from error
    sizes = {str(jar.relative_to(cache)): jar.stat().st_size for jar in jars}
    write_whole(_list_of(cache, version), orjson.dumps(sizes))
    return jars


def check_repositories(version: str) -> None:
    """Ask the repositories for the server; raise SetupError where they cannot be reached or lack this version."""
    for repository in _repositories().values():
        if _get(f"{repository.rstrip('/')}/org/neo4j/neo4j/{version}/neo4j-{version}.pom") is not None:
            return
    raise SetupError(f"no repository has Neo4j {version}; check CIM_NEO4J_VERSION")


def _repositories() -> dict[str, str]:
    return {"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories}


def _list_of(cache: Path, version: str) -> Path:
    return cache / f"neo4j-{version}.json"


def _local(artifact: Artifact) -> Path:
    return Path(artifact.resolve())


def _needed(context: MavenContext, version: str) -> list[Artifact]:
    coordinate = Coordinate(groupId="org.neo4j", artifactId="neo4j", version=version, scope="compile")
    root = context.create_dependency(coordinate)
    inputs, transitive = context.resolver.resolve([root])
    kept = [*inputs, *(dependency for dependency in transitive if dependency.scope in ("compile", "runtime"))]
    return list({dependency.artifact.key: dependency.artifact for dependency in kept}.values())


def _counted(jars: Iterator[Path], total: int, report: Report) -> Iterator[Path]:
    told = monotonic()
    for number, jar in enumerate(jars, start=1):
        if monotonic() - told > _SECONDS_BETWEEN_REPORTS or number == total:
            report(f"Downloaded {number} of {total} files")
            told = monotonic()
        yield jar


class _Downloader(PythonResolver):
    """Jgo's resolver with downloads that are checked and atomic; its own write in place and only warn."""

    def download(self, artifact: Artifact) -> Path:
        path = artifact.cached_path
        if path is None:
            raise RuntimeError(f"{artifact} has no place in the cache")
        content = _first_found(artifact)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        return path


def _first_found(artifact: Artifact) -> bytes:
    folder = artifact.component.path_prefix.as_posix()
    for repository in artifact.context.remote_repos.values():
        url = f"{repository.rstrip('/')}/{folder}/{artifact.filename}"
        if (content := _get(url)) is not None:
            _check(url, content)
            if url.endswith(".pom"):
                _check_description(url, content)
            return content
    # jgo expects this class and goes on without an optional POM; every other failure has to end the installation,
    # or the list of jars would be short.
    raise RuntimeError(f"{artifact} is in no repository")


def _check(url: str, content: bytes) -> None:
    said = (_get(f"{url}.sha1") or b"").split()
    if said and hashlib.sha1(content, usedforsecurity=False).hexdigest() != said[0].decode("ascii", "replace").lower():
        raise SetupError(f"{url} does not match its checksum. Try again; if it stays so, the repository is damaged.")


def _check_description(url: str, content: bytes) -> None:
    """Refuse what is no POM before it is kept: a login page comes with the same status."""
    try:
        named = etree.QName(etree.fromstring(content, _PARSER)).localname
    except etree.XMLSyntaxError:
        named = None
    if named != "project":
        raise SetupError(
            f"{url} cannot be read: something else answers in place of the repository, such as the login page of a "
            "network or a proxy; check the connection and HTTPS_PROXY"
        )


def _get(url: str) -> bytes | None:
    """Return the file at `url`, None when there is none."""
    failure = ""
    for attempt in range(_TRIES):
        sleep(attempt * attempt)
        try:
            response = http.get(url, timeout=_TIMEOUT)
        except OSError as error:  # requests' exceptions are OSErrors
            failure = type(error).__name__
            continue
        if response.ok:
            return bytes(response.content)
        if response.status_code == _NOT_FOUND:
            return None
        failure = f"HTTP {response.status_code}"
    raise SetupError(
        f"Neo4j could not be downloaded: {failure} at {url}. The first start needs the network; check the connection "
        "and the proxy settings (HTTPS_PROXY), name a mirror in jgo's configuration, or set NEO4J_URI to a server of "
        "your own. What has been downloaded is kept."
    )
