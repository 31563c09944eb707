"""What `cim` ends with when something goes wrong that nobody foresaw."""

import pytest

from cim_graph import cli


def test_a_fault_is_no_load_with_rejects(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(cli, "application", broken)
    monkeypatch.setattr(cli, "end_on_sigterm", lambda: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.FAILED
    told = capsys.readouterr().err
    assert "RuntimeError: broken" in told
    assert "a fault of the program itself" in told
