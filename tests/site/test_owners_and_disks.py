"""Who may write into the state folder, whose files lie there, and what helps where a disk takes nothing."""

import errno
import os
import threading
from dataclasses import replace

import pytest

from hoaban.site import command, readiness
from hoaban.site.command import AnotherUser, be_the_owner
from hoaban.site.option_values import kept_secret

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root gives files away.")


@as_root
@pytest.mark.parametrize("words", [["press", "--all"], ["import", "run", "x.txt"], ["doctor"], ["renditions"]])
def test_a_command_of_another_user_is_refused_with_the_right_one(words, settings, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(command.django, "setup", lambda: None)
    monkeypatch.setattr(command.os, "umask", lambda _mask: 0)
    settings.VAR = tmp_path
    os.chown(tmp_path, 65_534, 65_534)
    assert command.run(words) == 1
    told = capsys.readouterr().err
    assert f"The state folder {tmp_path} belongs to nobody, and this command runs as root" in told
    assert "sudo -u nobody hoaban" in told


@as_root
def test_a_user_without_a_name_is_told_by_number(tmp_path):
    os.chown(tmp_path, 61_234, -1)
    with pytest.raises(AnotherUser, match="belongs to #61234"):
        be_the_owner(tmp_path)


def test_the_owner_and_who_makes_the_folder_may_do_all(tmp_path):
    be_the_owner(tmp_path)
    be_the_owner(tmp_path / "not-there-yet")


@as_root
@pytest.mark.parametrize("place", ["published/xa/index.html", "media/original_images/a.jpg", "published/xa"])
def test_files_of_somebody_else_are_told(settings, tmp_path, place):
    settings.VAR = tmp_path
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.touch()
    assert list(readiness.problems_of_owners(tmp_path)) == []
    os.chown(path, 65_534, -1)
    (told,) = readiness.problems_of_owners(tmp_path)
    assert told.startswith(f"1 files belong to another user than the state folder, the first is {path}")
    assert "chown -R" in told


@pytest.mark.parametrize("shut", [".", "var", "var/published"])
@pytest.mark.parametrize(("production", "proxies"), [(True, ("127.0.0.1",)), (True, ()), (False, ("127.0.0.1",))])
def test_a_folder_that_shuts_nginx_out_is_told_where_there_is_one(settings, tmp_path, shut, production, proxies):
    mode = "production" if production else "development"
    settings.HOABAN = replace(settings.HOABAN, mode=mode, trusted_proxies=proxies)
    published = tmp_path / "var" / "published"
    published.mkdir(parents=True)
    for folder in (published, *published.parents):
        if folder.is_relative_to(tmp_path):
            folder.chmod(0o755)
    before = list(readiness.problems_of_the_way(published))
    (tmp_path / shut).chmod(0o700)
    told = list(readiness.problems_of_the_way(published))
    if production and proxies:
        assert str((tmp_path / shut).resolve()) in told[0]
        assert "chmod o+x" in told[0]
    else:
        assert (before, told) == ([], [])


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "is full: free some of it"),
        (errno.EDQUOT, "is full: free some of it"),
        (errno.EROFS, "mounted to be read only"),
        (errno.EACCES, "Give it to the user who runs the portal."),
    ],
)
def test_each_reason_why_a_disk_takes_nothing_has_its_own_remedy(settings, tmp_path, monkeypatch, code, remedy):
    def fails(**_named):
        raise OSError(code, os.strerror(code))

    settings.VAR = tmp_path
    monkeypatch.setattr(readiness.tempfile, "TemporaryFile", fails)
    (told,) = readiness.problems_of_state_folder()
    assert remedy in told


def test_two_who_start_at_once_have_one_secret_between_them(tmp_path):
    found = []
    both = [threading.Thread(target=lambda: found.append(kept_secret(tmp_path / "secret_key"))) for _one in range(8)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(set(found)) == 1
    assert len(found[0]) > 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
