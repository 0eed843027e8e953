"""A portal with people of different rights, and things whose every text holds a marker that strangers must not see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CommentReply,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    PageViewRestriction,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.models import Comment as PageComment

from hoaban.counting.models import OpeningBalance, OpeningVisits
from hoaban.media.actions import store_file, store_photo
from hoaban.media.models import Video
from hoaban.pages.models import WebLinkGroup
from hoaban.search.models import PromotedPage, Promotion, WordsFound, WordsNotFound
from tests.builders import a_picture, a_portal, a_section, an_article, an_editor

PEOPLE = ("anonymous", "desk", "reporter", "editor", "administrator")
A_FILM = b"\x1aE\xdf\xa3" + b"0" * 60


@dataclass
class Things:
    """What stands in one branch, by the name under which addresses ask for it; `mark` stands in every text of it."""

    mark: str
    section: Any
    pages: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    collection: Any = None


@dataclass
class Scene:
    """People by name, and the things of the reporter's branch and of a branch that none of them but one may see."""

    home: Any
    people: dict[str, Any]
    own: Things
    secret: Things


def a_scene() -> Scene:
    """Build it all."""
    home = a_portal()
    people: dict[str, Any] = dict.fromkeys(PEOPLE)
    people["administrator"] = an_editor("quan-tri-vien")
    own = things(home, "cuanha", people["administrator"])
    secret = things(home, "kinmat", people["administrator"])
    culture = a_section(home, "Văn hoá")
    culture_files = Collection.get_first_root_node().add_child(instance=Collection(name="Văn hoá"))
    people["desk"] = person("chi-vao", [])
    people["reporter"] = person("phong-vien", ["add_page"], own.section, own.collection)
    people["editor"] = person("bien-tap-vien", ["add_page", "change_page", "publish_page"], culture, culture_files)
    draft = own.pages["draft"]
    draft.owner = people["reporter"]
    draft.save()
    rows_of_nobody(secret, people["administrator"])
    return Scene(home, people, own, secret)


def person(name: str, rights: list[str], section: Any = None, collection: Any = None) -> Any:
    """Somebody who may enter the desk, write in one section and choose from one collection."""
    user, group = an_editor(name, superuser=False), Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in rights:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    for codename in FILE_RIGHTS if rights else ():
        permission = Permission.objects.get(codename=codename, content_type__app_label__in=FILE_ROOMS)
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
    user.groups.add(group)
    return user


FILE_ROOMS = ("wagtaildocs", "wagtailimages", "wagtailmedia")
FILE_RIGHTS = ("add_document", "choose_document", "add_image", "choose_image", "add_media", "change_media")


def things(home: Any, mark: str, administrator: Any) -> Things:
    """A branch with a draft, a published page with a draft of its own, a private page, and files of its own."""
    there = Things(mark, a_section(home, f"Chuyên mục {mark}"))
    there.section.title = f"Chuyên mục chung chưa đăng {mark}"
    there.section.live = False
    there.section.save()
    there.collection = Collection.get_first_root_node().add_child(instance=Collection(name=f"Kho {mark}"))
    there.files = files(there)
    open_section = a_section(home, "Mục mở" if mark == "kinmat" else "Mục nhà")
    pages = there.pages
    file, photo = there.files["document"], there.files["photo"]
    body = [("text", f"<p>{mark}</p>"), ("files", [file]), ("photo", {"image": photo, "alt": f"Ảnh {mark}"})]
    pages["draft"] = an_article(
        there.section, f"Bài chung {mark}", lead=mark, body=body, live=False, slug=f"bai-{mark}"
    )
    pages["draft"].tags.add(f"thẻ {mark}")
    pages["draft"].save()
    pages["draft"].save_revision(user=administrator)
    pages["changed"] = an_article(open_section, "Bài chung ai cũng đọc")
    pages["changed"].title = f"Tiêu đề chung mới {mark}"
    pages["changed"].slug = f"dia-chi-{mark}"
    pages["changed"].save_revision(user=administrator, log_action=True)
    pages["private"] = an_article(open_section, f"Bài chung có khoá {mark}", slug=f"khoa-{mark}")
    PageViewRestriction.objects.create(page=pages["private"], restriction_type="password", password=mark)
    comment = PageComment.objects.create(
        page=pages["draft"], user=administrator, text=f"Lời bàn {mark}", contentpath="lead", position=""
    )
    CommentReply.objects.create(comment=comment, user=administrator, text=f"Lời đáp {mark}")
    in_workflow(there, administrator)
    return there


def in_workflow(there: Things, administrator: Any) -> None:
    """The draft waits for the approval of a group in which nobody is; the section is under a workflow."""
    task = GroupApprovalTask.objects.create(name=f"Việc {there.section.pk}")
    task.groups.add(Group.objects.create(name=f"Nhóm duyệt {there.mark}"))
    workflow = Workflow.objects.create(name=f"Quy trình {there.section.pk}")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=there.section)
    state = workflow.start(there.pages["draft"], administrator)
    state.current_task_state.comment = f"Ghi chú {there.mark}"
    state.current_task_state.save()
    there.rows.update(workflow=workflow, task=task.specific, state=state)
    there.pages["draft"].locked = True
    there.pages["draft"].save(update_fields=["locked"])


def files(there: Things) -> dict[str, Any]:
    """A document, a photo with a size, a film, whose titles, names, tags and words hold the mark."""
    mark, collection = there.mark, there.collection
    document = store_file(mark.encode(), name=f"{mark}.txt", title=f"Tệp chung {mark}", collection=collection)
    photo = store_photo(
        a_picture(), name=f"{mark}.jpg", title=f"Ảnh chung {mark}", alt=f"Mô tả {mark}", collection=collection
    )
    film = Video(title=f"Phim chung {mark}", type="video", duration=1, transcript=f"Lời {mark}", collection=collection)
    film.file.save(f"{mark}.webm", ContentFile(A_FILM), save=False)
    film.save()
    for one in (document, photo, film):
        one.tags.add(f"thẻ {mark}")
    return {"document": document, "photo": photo, "film": film}


def rows_of_nobody(there: Things, administrator: Any) -> None:
    """Rows for which one needs a right of their own: words of readers, counts, promoted results, redirects, links."""
    mark, today, site = there.mark, timezone.localdate(), Site.objects.get()
    draft = there.pages["draft"]
    promotion = Promotion.objects.create(question=f"hỏi chung {mark}")
    PromotedPage.objects.create(promotion=promotion, page=draft)
    # Sums of a whole site are public; what one page brought along is not, while it is a draft.
    OpeningBalance.objects.create(site=site, page=there.pages["changed"], count=1, as_of=today)
    there.rows.update(
        wordsnotfound=WordsNotFound.objects.create(words=f"tìm chung {mark}", times=3, last_day=today),
        wordsfound=WordsFound.objects.create(words=f"thấy chung {mark}", times=3, last_day=today),
        openingbalance=OpeningBalance.objects.create(site=site, page=draft, count=NUMBER, as_of=today),
        openingvisits=OpeningVisits.objects.create(site=site, count=1, as_of=today),
        promotion=promotion,
        weblinkgroup=WebLinkGroup.objects.create(title="Liên kết"),
        redirect=Redirect.objects.create(old_path=f"/chung-{mark}", redirect_page=draft, site=site),
    )


NUMBER = 76543217
