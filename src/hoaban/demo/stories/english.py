"""The small English tree."""

from hoaban.demo.stories.story import Story

ENGLISH = [
    Story(
        "news",
        "Nam Ban bridge opens and ends a daily ferry ride",
        "The new bridge joins Ban Cong commune with the town of Suoi Hoa and shortens the way to the hospital to 9 km.",
        [
            "The bridge is 214 metres long and has a footway on both sides. It opened three weeks ahead of plan.",
            "Until now more than 600 households crossed the river by ferry, which stopped for days when the water was high.",
        ],
        "Story and photos: Lường Minh Châu",
        "river",
        "Nam Ban bridge on its first morning.",
        "A concrete bridge over a wide river below hills",
        ["transport"],
        3,
        140,
    ),
    Story(
        "news",
        "Hoa Ban flower festival grows to five days",
        "From 10 to 14 March the square of Suoi Hoa hosts more than thirty events, most of them free.",
        [
            "An open-air evening of mouth-organ music brings together nine groups of craftspeople and players.",
            "Electric buses circle the centre every ten minutes from three car parks.",
        ],
        "Tòng Thu Hiền",
        "blossoms",
        "Bauhinia trees in bloom above Suoi Hoa.",
        "White and pink trees in flower on a hillside",
        ["festival"],
        20,
        310,
    ),
    Story(
        "news",
        "A library on wheels reaches fourteen mountain schools",
        "Twice a week a van with 600 books stops at the most distant schools; pupils borrow without a deposit.",
        [
            "The van waits for an hour at each school. Pupils choose, listen to a story and sign the book themselves.",
            "After two months only seven books were lost. The library takes used books in good condition.",
        ],
        "Cầm Bảo Yến",
        "houses",
        "The school of Huoi Lan on the day the van came.",
        "A two-storey school behind a wide yard",
        ["education"],
        4,
        95,
    ),
]
