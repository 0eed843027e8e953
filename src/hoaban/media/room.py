"""What photos, attached files and films give to the house: to the log, its report, and the search."""

from __future__ import annotations

from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress
from hoaban.media import queries
from hoaban.media.former_files import FormerAddresses
from hoaban.media.searchable import FileSource
from hoaban.publication.effects import Effect
from hoaban.publication.tracking import Tracked
from hoaban.publication.words import Wording, file_happenings

# How often a file was used is shown nowhere.
NOT_SHOWN = ("uploaded_by_user", "created_at")
# What the program works out from a file by itself is no change to a person.
UNSPOKEN = ("given_name", "width", "height", "file_size", "file_hash", "duration")

DECLARES = [
    # The view itself asks whether something public shows the file.
    AccessRule("media_shown", anybody),
    AccessRule("media_paste_picture", enters),
    LiveAddress("media_shown"),
    LiveAddress("wagtaildocs_serve"),
    Tracked("media.Photo", ignored=NOT_SHOWN),
    Tracked("media.PhotoRendition", keys=("image", "filter_spec")),
    Effect("media_photorendition", queries.sizes_touched),
    Tracked("media.AttachedFile", ignored=NOT_SHOWN),
    Tracked("media.Video", ignored=NOT_SHOWN),
    # The search follows which page attaches which file, and what was read in it.
    Tracked("wagtailcore.ReferenceIndex", keys=("base_content_type", "object_id", "to_content_type", "to_object_id")),
    Tracked("media.FormerFile", keys=("address", "document", "film")),
    FormerAddresses(),
    Tracked("media.FileText", keys=("file_hash",)),
    *(
        Wording(table, happenings=file_happenings, unspoken=UNSPOKEN)
        for table in ("media_photo", "media_attachedfile", "media_video")
    ),
    *(
        Wording(table, silent=True)
        for table in ("media_photorendition", "media_filetext", "media_formerfile", "wagtailcore_referenceindex")
    ),
    FileSource(),
]
