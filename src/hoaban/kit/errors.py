"""The exceptions of the product. Each says what happened, with which value, and what to do next.

Behind each name stands the room that raises it; a house test holds the drawing equal to the code.

HoabanError
├── AddressNotFree      site         nothing can listen at the address
├── AnotherIndexer      search       another process keeps the indexes already
├── AnotherPress        press        another process is pressing already
├── AnotherUser         site         the state folder belongs to somebody else
├── CannotBackUp        site         no backup was taken; those that are there are as they were
├── CannotBePressed     press        a view answers what no file can say
├── CannotCopyDatabase  site         the database could not be copied or put back
├── CannotMakeSizes     media        a photo whose file is missing, damaged, or takes too long
├── CannotRestore       site         a backup that was not brought back
├── CannotSetUp         site         a portal that cannot be made as it was asked for
├── DamagedIndex        search       an index that cannot be read, or was made by another version
│   └── NoIndex         search       there is none yet, or its folder was removed to have it built
├── DatabaseFromBefore  site         a database of the time before the rooms were cut as they are now
├── DatabaseIsLost      site         an empty database, beside pages that were published from another one
├── DatabaseIsNewer     site         the database has seen migrations that this program does not know
├── DeclaredTwice       site         two rooms say who may call one address
├── Failed              kit          a confined child that ended with an error of its own
├── HalfRestored        site         a backup was being brought back here, and something ended that
├── ImportRefused       importer     a run that cannot start
├── LockHeld            kit          another process does the work already
├── LockedFile          media        a document that opens with a password only
├── NobodyToAsk         site         a command asks something, and there is no terminal
├── NoHome              demo         there is no portal yet that could hold the articles
├── NoSuchAddress       kit          a declared live address that is routed nowhere
├── NoSuchSite          site         the site that should receive the pages does not exist
├── NotInProduction     site         an act that only a trial allows
├── NotOnlyReading      publication  a statement that writes, in a rendering
├── OverLimit           kit          a confined child that was ended
├── Overtaken           counting     somebody else counted this journal meanwhile
├── PurgeFailed         press        a cache did not forget what it was told to
├── RefusedQuery        reports      a question of a program that cannot be answered
├── RefusedUpload       kit          a file that is not taken in, with the limit or the reason
├── SectionFull         pages        the tree has no place for so many items below one section
├── ServedAlready       site         another process serves this state folder
├── SocketInUse         site         another desk answers at the socket
├── TableTooLarge       kit          a pasted table that no page should hold
├── TooDeep             kit          pasted HTML that no program writes
├── TooManyTags         kit          pasted HTML with more elements than a text
├── UnreadableText      kit          bytes that are no text in a known encoding
├── UnreadableThing     search       what cannot be read, or cannot stand in an index
├── UnusableBackup      site         a backup that is not there, not whole, damaged, or of another kind
├── UnquotablePath      site         a path that the configuration of nginx cannot hold
├── UnusableFolder      site         the state folder cannot be written
├── UnusableJob         importer     a folder of a job that cannot be used
└── WrongOptions        site         the installation cannot start, for every reason that is named

SourceImageIOError, of Wagtail
└── NoSizesHere         media        a size was asked for where none may be made

Exception: in the front, which tells nobody in sentences; each is caught where the answer is made
├── BodyRefused         front        the desk does not take the body that a request announces
├── BodyTooLarge        front        more came than a body may hold
├── ClientDisconnected  front        the visitor left before the request was complete
├── DeskUnavailable     front        the desk is not there, answers too late, or with what is no answer
├── NotThere            front        the file went between the look at it and its opening
├── OutsideOfFile       front        a range begins behind the end of the file
├── QuotaExceeded       front        no more can be kept of this request or answer
├── Refused             front        a request that is answered with an error and a closed connection
├── RefusedBeacon       front        a beacon that is not counted
└── TooManyRequests     front        the desk is not asked this time
"""

from __future__ import annotations


class HoabanError(Exception):
    """Something that a person can be told in a sentence; `str()` is that sentence."""


class UnreadableText(HoabanError):
    """Bytes that are no text in any encoding that the product knows."""


class RefusedUpload(HoabanError):
    """A file that is not taken in; the message says the limit or what is wrong, for whoever uploads it."""
