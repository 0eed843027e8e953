"""Files that unpack to far more than they are: each is refused or left unread for a reason, and nothing else waits."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from PIL import Image

from hoaban.media.picture_rewriting import written_anew
from tests.attacks import bombs
from tests.builders import a_picture
from tests.machine import ROOT
from tests.support.installation import a_running_portal, children, python
from tests.support.uploads import a_png_of

MB = 1 << 20
# Quick, so that a bomb is over soon; 512 MB are four times what the largest picture that is taken in needs.
LIMITS = {"HOABAN_LIMIT_IMAGE_SECONDS": "4", "HOABAN_LIMIT_TEXT_SECONDS": "4", "HOABAN_LIMIT_MEMORY": "512 MB"}
# How much of its own memory the process that answers editors may need for a refusal.
MOST_GROWTH = 96 * MB
PARAGRAPH = b"<w:p><w:r><w:t>a</w:t></w:r></w:p>"
PICTURES = {
    "12-khung.gif": (lambda: bombs.a_gif(12), "khung hình"),
    "20-khung.gif": (lambda: bombs.a_gif(20), "khung hình"),
    "dai.gif": (lambda: bombs.a_gif(10_000, side=8), "hơn 200 khung"),
    "dai.webp": (lambda: bombs.a_webp(10_000), "hơn 200 khung"),
    "dai.png": (lambda: bombs.an_apng(10_000), "hơn 200 khung"),
    "to.png": (lambda: a_png_of(20_000, 20_000), "400 triệu"),
    "chu.png": (bombs.a_png_with_huge_texts, ""),
    "lop.jpg": (lambda: bombs.a_jpeg_of_many_scans(20_000), "giây"),
}
DOCUMENTS = {
    "mot-dong.pdf": (lambda: bombs.a_pdf_of_one_stream(2000), {"time"}),
    "long-nhau.pdf": (bombs.a_pdf_in_a_pdf, {"damaged", "memory", "time"}),
    "vong.pdf": (bombs.a_pdf_that_holds_itself, {"damaged", "time"}),
    # Read as a stream, whatever is held is what was read: of these the beginning.
    "lon.docx": (lambda: bombs.a_docx(PARAGRAPH * (35 * MB // 34)), {""}),
    "sau.docx": (lambda: bombs.a_docx(b"<w:p>" * 200_000 + b"</w:p>" * 200_000), {""}),
    "mot-chu.docx": (lambda: bombs.a_docx(b"<w:p><w:r><w:t>" + b"a " * 50 * MB + b"</w:t></w:r></w:p>"), {""}),
    "cuoi.docx": (lambda: bombs.a_docx(b"<w:p><w:r><w:t>&m;</w:t></w:r></w:p>", bombs.LAUGHS), {"damaged"}),
    "lon.xlsx": (lambda: bombs.a_workbook(b"<si><t>a</t></si>" * (3 * MB)), {"", "memory", "time"}),
    "sau.rtf": (lambda: b"{\\rtf1 " + b"{" * 8 * MB, {"", "memory", "time"}),
    "u.rtf": (lambda: b"{\\rtf1 " + b"\\u1?" * 3 * MB, {"", "memory", "time"}),
}
# Ready once, it reads each file in a process of its own that begins as it is: only what a file costs is measured.
READ = """
import io, json, os, resource, sys
import django; django.setup()
from hoaban.kit.errors import RefusedUpload
from hoaban.media.documents import check_document
from hoaban.media.pictures import take_in
from hoaban.media.file_texts import read_text
from django.utils import translation
translation.activate("vi")
def own(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
def read(what, path, name):
    content = io.BytesIO(open(path, "rb").read())
    before, said = own(), ""
    try:
        if what == "picture": take_in(content, name)
        if what == "check": check_document(content, name)
        if what == "text": said = read_text(content, name).reason
    except RefusedUpload as error:
        said = str(error)
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {"said": said, "growth": own() - before, "child": child.ru_maxrss * 1024, "cpu": child.ru_utime}
    print(json.dumps(told), flush=True)
for line in sys.stdin:
    reader = os.fork()
    if not reader:
        read(*json.loads(line))
        os._exit(0)
    if os.waitpid(reader, 0)[1]:
        break
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """A process that has files read."""
    command, settings = python(tmp_path_factory.mktemp("reader") / "var", "-c", READ, **LIMITS)
    with subprocess.Popen(
        command, cwd=ROOT, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.stdin.close()
        assert process.wait(30) == 0


def what_happens(reader, tmp_path, what: str, name: str, content: bytes) -> dict:
    """What a process that has a file read says, how much it grew, and the peak and the time of its child."""
    path = tmp_path / name
    path.write_bytes(content)
    reader.stdin.write(json.dumps([what, str(path), name]) + "\n")
    reader.stdin.flush()
    said = json.loads(reader.stdout.readline())
    assert said["growth"] < MOST_GROWTH
    assert 0 < said["child"] < 512 * MB
    assert said["cpu"] < 4 + 2
    return said


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_is_more_to_the_desk_than_its_header(reader, tmp_path, name):
    content, words = PICTURES[name]
    said = what_happens(reader, tmp_path, "picture", name, content())
    assert words in said["said"]
    if "khung" in words or "triệu" in words:
        assert said["child"] < 160 * MB  # by its header: one frame in colours alone would be 160 MB


@pytest.mark.parametrize("kind", ["TIFF", "ICO", "AVIF", "BMP", "JPEG2000", "PPM"])
def test_kinds_that_nobody_needs_are_never_read(kind):
    target = io.BytesIO()
    Image.new("RGB", (64, 64)).save(target, kind)
    assert written_anew(target, 40_000_000) == ({"refused": "kind"}, b"")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_takes_more_than_its_reader_has(reader, tmp_path, name):
    content, reasons = DOCUMENTS[name]
    said = what_happens(reader, tmp_path, "text", name, content())
    assert said["said"] in reasons


def test_of_a_huge_text_the_beginning_is_read(reader, tmp_path):
    assert what_happens(reader, tmp_path, "text", "dai.txt", "chữ ".encode() * (20 * MB))["said"] == ""


OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
# Made where they are asked for: each is a hundred megabytes.
ARCHIVES = {
    "lon.docx": lambda: {"[Content_Types].xml": b"", "word/document.xml": bytes(100 * MB)},
    "lon.xlsx": lambda: {"[Content_Types].xml": b"", "xl/workbook.xml": bytes(100 * MB)},
    "lon.pptx": lambda: {"[Content_Types].xml": b"", "ppt/slides/1.xml": bytes(100 * MB)},
    "lon.odt": lambda: {"mimetype": OPEN_DOCUMENT, "content.xml": bytes(100 * MB)},
    "kieu.odt": lambda: {"mimetype": OPEN_DOCUMENT + b" " * (200 * MB)},
    "nhieu.zip": lambda: {str(number): b"" for number in range(60_000)},
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_that_unpack_to_far_more_are_not_taken_in(reader, tmp_path, name):
    said = what_happens(reader, tmp_path, "check", name, bombs.an_archive(ARCHIVES[name]()))
    assert "bung ra lớn bất thường" in said["said"]


SESSION = """
import django; django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.builders import an_editor
editor, session = an_editor("bom"), SessionStore()
session.update({SESSION_KEY: str(editor.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
    HASH_SESSION_KEY: editor.get_session_auth_hash()})
session.save()
print(settings.SESSION_COOKIE_NAME, session.session_key)
"""
QUEUE = """
import json, pathlib, sys, time
import django; django.setup()
from django_tasks_db.models import DBTaskResult
from hoaban.media import queries
from hoaban.media.actions import store_file, store_photo
from hoaban.media.models import FileText
from tests.builders import a_picture
def until(true):
    deadline = time.monotonic() + 150
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
stored = [store_file(pathlib.Path(path).read_bytes(), name=path.split("/")[-1], title=path) for path in sys.argv[1:]]
until(lambda: DBTaskResult.objects.running().exists())
photo = store_photo(a_picture(1200, 800), name="anh.jpg", title="Ảnh")
until(lambda: not queries.missing_sizes(photo, slow=False))
hashes = [one.file_hash for one in stored]
until(lambda: FileText.objects.filter(file_hash__in=hashes).count() == len(hashes))
print(json.dumps({one.filename: FileText.objects.get(file_hash=one.file_hash).reason for one in stored}), stored[0].pk)
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A running portal: (folder of its state, process of the desk, address, a signed-in session)."""
    var = tmp_path_factory.mktemp("bombs") / "var"
    with a_running_portal(var, **LIMITS) as (supervisor, port):
        session = requests.Session()
        session.cookies.set(*said_by(var, SESSION).split())
        yield var, children(supervisor.pid)["desk"], f"http://127.0.0.1:{port}", session


def said_by(var: Path, script: str, *words: str) -> str:
    """The last line that a program of the portal prints."""
    command, settings = python(var, "-c", script, *words, **LIMITS)
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


def peak_of(pid: int) -> int:
    """Bytes of memory that a process and its children had at most, those that read a file apart."""
    status = Path(f"/proc/{pid}/status").read_text()
    own = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024
    below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return own + sum(peak_of(child) for child in below)


def upload(session: requests.Session, address: str, name: str, content: bytes) -> requests.Response:
    """What the desk says to an uploaded picture."""
    form = session.get(f"{address}/quan-tri/images/add/", timeout=60)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
    fields = {"csrfmiddlewaretoken": token, "title": "x"}
    return session.post(f"{address}/quan-tri/images/add/", fields, files={"file": (name, content)}, timeout=120)


def test_the_desk_refuses_bombs_in_words_and_grows_no_more_than_by_a_photo(portal):
    _var, desk, address, session = portal
    assert upload(session, address, "anh.jpg", a_picture(3000, 2000)).status_code == 200
    before = peak_of(desk)
    for name, (content, words) in PICTURES.items():
        answer = upload(session, address, name, content())
        assert answer.status_code == 200, name
        assert words in answer.text, name
    assert peak_of(desk) - before < MOST_GROWTH


def test_photos_behind_a_bomb_are_made_and_its_editor_is_told_why(portal, tmp_path):
    var, _desk, address, session = portal
    for name in ("mot-dong.pdf", "lon.docx"):
        (tmp_path / name).write_bytes(DOCUMENTS[name][0]())
    told, _space, pk = said_by(var, QUEUE, *(str(tmp_path / name) for name in ("mot-dong.pdf", "lon.docx"))).rpartition(
        " "
    )
    assert json.loads(told) == {"mot-dong.pdf": "time", "lon.docx": ""}
    form = session.get(f"{address}/quan-tri/documents/edit/{pk}/", timeout=60)
    assert "chưa đọc được" in form.text


def test_the_bombs_are_bombs():
    """Negative control: what a library makes of one without limits."""
    script = (
        "import io, resource; from PIL import Image; from tests.attacks import bombs; target = io.BytesIO();"
        "Image.open(io.BytesIO(bombs.a_gif(2))).save(target, 'GIF', save_all=True);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 > 150 * MB
