"""Every way in which photos, documents, films and their collections change."""

from __future__ import annotations

from django.core.management import call_command
from wagtail.models import CollectionViewRestriction

from hoaban.media.models import AttachedFile, Photo
from tests.builders import a_photo, a_picture
from tests.publication.ways import added, changed, removed, way
from tests.support.scene import FILM, PDF, Scene, a_file, sql

PHOTO, RENDITION, DOCUMENT, FILMS = "media_photo", "media_photorendition", "media_attachedfile", "media_video"
COLLECTION, RESTRICTION = "wagtailcore_collection", "wagtailcore_collectionviewrestriction"


def send_photo(scene: Scene, address: str, *keys: int, **said: object) -> None:
    form = {"title": "Ảnh", "description": "Cánh đồng.", "collection": scene.root_collection.pk, "tags": "", **said}
    scene.at_the_desk(f"wagtailimages:{address}", *keys, **form)


def send_document(scene: Scene, address: str, *keys: int, **said: object) -> None:
    form = {"title": "Văn bản", "collection": scene.root_collection.pk, "tags": "", **said}
    scene.at_the_desk(f"wagtaildocs:{address}", *keys, **form)


def send_film(scene: Scene, address: str, *keys: object, **said: object) -> None:
    form = {"title": "Phim", "collection": scene.root_collection.pk, "duration": 1, "tags": "", **said}
    scene.at_the_desk(f"wagtailmedia:{address}", *keys, **form)


def send_several(scene: Scene, room: str, content: bytes, name: str) -> None:
    """The screen that takes several files at once sends them one by one."""
    form = {"title": name, "collection": scene.root_collection.pk, "files[]": a_file(content, name)}
    scene.at_the_desk(f"{room}:add_multiple", **form)


def name_one_of_several(scene: Scene) -> None:
    fields = {"title": "Tên khác", "collection": scene.root_collection.pk, "tags": ""}
    form = {f"image-{scene.photo.pk}-{name}": value for name, value in fields.items()}
    scene.at_the_desk("wagtailimages:edit_multiple", scene.photo.pk, **form)


def show_a_photo(scene: Scene) -> None:
    scene.photo.get_rendition("width-40")


PHOTOS = [
    way("photo-add", lambda scene: send_photo(scene, "add", file=a_file(a_picture(), "moi.jpg")), added(PHOTO)),
    way(
        "photo-edit",
        lambda scene: send_photo(scene, "edit", scene.photo.pk, description="Ruộng bậc thang."),
        changed(PHOTO, "photo", "description"),
    ),
    way(
        "photo-new-file",
        lambda scene: send_photo(scene, "edit", scene.photo.pk, file=a_file(a_picture(90, 60), "khac.jpg")),
        changed(PHOTO, "photo", "file", "width", "height", "file_hash"),
        removed(RENDITION, "rendition"),
    ),
    way(
        "photo-focal-point",
        lambda scene: send_photo(
            scene,
            "edit",
            scene.photo.pk,
            focal_point_x=10,
            focal_point_y=10,
            focal_point_width=5,
            focal_point_height=5,
        ),
        changed(PHOTO, "photo", "focal_point_x", "focal_point_y"),
    ),
    way(
        "photo-delete",
        lambda scene: scene.at_the_desk("wagtailimages:delete", scene.photo.pk),
        removed(PHOTO, "photo"),
        removed(RENDITION, "rendition"),
    ),
    way(
        "photo-multiple-upload",
        lambda scene: send_several(scene, "wagtailimages", a_picture(), "moi.jpg"),
        added(PHOTO),
    ),
    way(
        "photo-multiple-edit",
        name_one_of_several,
        changed(PHOTO, "photo", "title"),
    ),
    way(
        "photo-multiple-delete",
        lambda scene: scene.at_the_desk("wagtailimages:delete_multiple", scene.photo.pk),
        removed(PHOTO, "photo"),
    ),
    way(
        "photo-from-the-chooser",
        lambda scene: scene.at_the_desk(
            "wagtailimages_chooser:create",
            **{
                "image-chooser-upload-title": "Ảnh",
                "image-chooser-upload-collection": scene.root_collection.pk,
                "image-chooser-upload-file": a_file(a_picture(), "moi.jpg"),
            },
        ),
        added(PHOTO),
    ),
    way(
        "photo-pasted",
        lambda scene: scene.at_the_desk("media_paste_picture", file=a_file(a_picture(), "dan.jpg")),
        added(PHOTO),
    ),
    way(
        "photo-add-to-collection-in-bulk",
        lambda scene: scene.in_bulk("media", "photo", "add_to_collection", scene.photo, collection=scene.collection.pk),
        changed(PHOTO, "photo", "collection_id"),
    ),
    way(
        "photo-delete-in-bulk",
        lambda scene: scene.in_bulk("media", "photo", "delete", scene.photo),
        removed(PHOTO, "photo"),
        removed(RENDITION, "rendition"),
    ),
    way("photo-shown-in-another-size", show_a_photo, added(RENDITION)),
    way(
        "photo-renditions-made-anew",
        lambda _scene: call_command("wagtail_update_image_renditions", verbosity=0),
        removed(RENDITION, "rendition"),
        added(RENDITION),
    ),
    way("photo-stored-by-a-script", lambda _scene: a_photo("Từ dòng lệnh"), added(PHOTO)),
    way(
        "photo-orm-update",
        lambda scene: Photo.objects.filter(pk=scene.photo.pk).update(credit="Lò Thị Xuân"),
        changed(PHOTO, "photo", "credit"),
    ),
    way(
        "photo-sql",
        lambda scene: sql("UPDATE media_photo SET title = 'Khác' WHERE id = %s", scene.photo.pk),
        changed(PHOTO, "photo", "title"),
    ),
]


def bulk_create_documents(_scene: Scene) -> None:
    AttachedFile.objects.bulk_create(
        [AttachedFile(title=name, file=f"documents/{name}.pdf", file_size=1) for name in ("a", "b")]
    )


DOCUMENTS_AND_FILMS = [
    way("document-add", lambda scene: send_document(scene, "add", file=a_file(PDF, "moi.pdf")), added(DOCUMENT)),
    way(
        "document-edit",
        lambda scene: send_document(scene, "edit", scene.document.pk, title="Tên khác"),
        changed(DOCUMENT, "document", "title"),
    ),
    way(
        "document-new-file",
        lambda scene: send_document(scene, "edit", scene.document.pk, file=a_file(PDF + b"\n%2", "khac.pdf")),
        changed(DOCUMENT, "document", "file", "file_size", "file_hash"),
    ),
    way(
        "document-delete",
        lambda scene: scene.at_the_desk("wagtaildocs:delete", scene.document.pk),
        removed(DOCUMENT, "document"),
    ),
    way(
        "document-multiple-upload",
        lambda scene: send_several(scene, "wagtaildocs", PDF, "moi.pdf"),
        added(DOCUMENT),
    ),
    way(
        "document-add-to-collection-in-bulk",
        lambda scene: scene.in_bulk(
            "media", "attachedfile", "add_to_collection", scene.document, collection=scene.collection.pk
        ),
        changed(DOCUMENT, "document", "collection_id"),
    ),
    way(
        "document-delete-in-bulk",
        lambda scene: scene.in_bulk("media", "attachedfile", "delete", scene.document),
        removed(DOCUMENT, "document"),
    ),
    way("document-orm-bulk-create", bulk_create_documents, added(DOCUMENT)),
    way("document-orm-delete", lambda scene: scene.document.delete(), removed(DOCUMENT, "document")),
    way("film-add", lambda scene: send_film(scene, "add", "video", file=a_file(FILM, "moi.mp4")), added(FILMS)),
    way(
        "film-edit",
        lambda scene: send_film(scene, "edit", scene.film.pk, transcript="Lời của phim."),
        changed(FILMS, "film", "transcript"),
    ),
    way(
        "film-new-file",
        lambda scene: send_film(scene, "edit", scene.film.pk, file=a_file(FILM + b"\0", "khac.mp4")),
        changed(FILMS, "film", "file"),
    ),
    way(
        "film-delete",
        lambda scene: scene.at_the_desk("wagtailmedia:delete", scene.film.pk),
        removed(FILMS, "film"),
    ),
]


def with_private_collection(scene: Scene) -> None:
    scene.restriction = CollectionViewRestriction.objects.create(collection=scene.collection, restriction_type="login")


def name_collection(scene: Scene, act: str, *keys: int) -> None:
    parent = scene.root_collection.pk
    scene.at_the_desk(f"wagtailadmin_collections:{act}", *keys, name="Hội nghị", parent=parent)


def restrict_collection(scene: Scene, **said: str) -> None:
    scene.at_the_desk("wagtailadmin_collections:set_privacy", scene.collection.pk, **said)


COLLECTIONS = [
    way("collection-add", lambda scene: name_collection(scene, "add"), added(COLLECTION)),
    way(
        "collection-edit",
        lambda scene: name_collection(scene, "edit", scene.collection.pk),
        changed(COLLECTION, "collection", "name"),
    ),
    way(
        "collection-delete",
        lambda scene: scene.at_the_desk("wagtailadmin_collections:delete", scene.collection.pk),
        removed(COLLECTION, "collection"),
    ),
    way(
        "collection-restrict",
        lambda scene: restrict_collection(scene, restriction_type="login"),
        added(RESTRICTION),
    ),
    way(
        "collection-change-the-restriction",
        lambda scene: restrict_collection(scene, restriction_type="password", password="mot-hai"),
        changed(RESTRICTION, "restriction", "restriction_type", "password"),
        given=with_private_collection,
    ),
    way(
        "collection-make-public-again",
        lambda scene: restrict_collection(scene, restriction_type="none"),
        removed(RESTRICTION, "restriction"),
        given=with_private_collection,
    ),
]
WAYS = [*PHOTOS, *DOCUMENTS_AND_FILMS, *COLLECTIONS]
