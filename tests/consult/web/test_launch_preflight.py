import socket
from pathlib import Path

import pytest

from consult.web.launch import preflight
from consult.web.launch.preflight import Place
from consult.web.launch.stop import Stop


@pytest.mark.parametrize(
    "text", ["", "0", "65536", "-1", "80a", "\N{FULLWIDTH DIGIT EIGHT}", " 8000"]
)
def test_a_port_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(Stop) as refused:
        preflight.read_port(text)

    assert str(refused.value) == (
        f"PORT debe ser un número entre 1 y 65535, no «{text}».\n"
        f"PORT must be a number from 1 to 65535, not “{text}”."
    )


def test_a_port_in_use_is_refused_and_another_one_proposed(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]

        with pytest.raises(Stop) as refused:
            preflight.check_port(Place(data=tmp_path, port=port))

    assert str(refused.value) == (
        f"El puerto {port} ya está en uso. Elija otro: PORT=8001 make demo\n"
        f"Port {port} is already in use. Choose another: PORT=8001 make demo"
    )
    preflight.check_port(Place(data=tmp_path, port=port))


def test_a_folder_that_cannot_be_made_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    data = tmp_path / "file" / "data"

    with pytest.raises(Stop) as refused:
        preflight.prepare_folders(Place(data=data, port=8000))

    assert str(refused.value) == (
        f"No se puede escribir en {data} (Not a directory). "
        "Elija otra carpeta con DATA_DIR o cambie sus permisos.\n"
        f"Cannot write to {data} (Not a directory). "
        "Choose another folder with DATA_DIR or change its permissions."
    )


def test_a_disk_without_room_is_refused_before_anything_is_started(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preflight, "MIN_FREE_BYTES", 2**62)

    with pytest.raises(Stop) as refused:
        preflight.prepare_folders(Place(data=tmp_path, port=8000))

    assert str(refused.value) == (
        f"El disco está lleno: no se pudo escribir en {tmp_path}. "
        "Libere espacio y vuelva a intentarlo.\n"
        f"The disk is full: could not write to {tmp_path}. "
        "Free some space and try again."
    )


def test_two_runs_never_share_their_data(tmp_path: Path) -> None:
    place = Place(data=tmp_path, port=8000)
    preflight.prepare_folders(place)

    with preflight.lock(place), pytest.raises(Stop, match="ya está funcionando"):
        preflight.lock(place)

    preflight.lock(place).close()


def test_the_broker_listens_beside_its_data() -> None:
    place = Place(data=Path("/srv/consult"), port=8000)

    assert place.broker_socket == Path("/srv/consult/run/broker.sock")


@pytest.mark.parametrize("data", ["/srv/" + "x" * 100, "/srv/año nuevo", "/srv/a+b"])
def test_a_path_no_socket_can_have_gets_a_short_one(data: str) -> None:
    socket_path = str(Place(data=Path(data), port=8000).broker_socket)

    assert preflight.PLAIN_SOCKET_PATH.fullmatch(socket_path)
    assert socket_path == str(Place(data=Path(data), port=9000).broker_socket)
    assert socket_path != str(Place(data=Path("/srv/b" * 50), port=8000).broker_socket)
