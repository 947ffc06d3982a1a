"""Which files belong together: finds the learners among the folders that platforms export.

Every file ends up in exactly one group, or is named as one to look at. In doubt two files stay
apart: a lecturer can see two rows, but not that one learner's file counts for another.
"""

import re

from aigc_course.grading import names, roster
from aigc_course.grading.archives import Unreadable

NOTEBOOK = re.compile(r"(?i)\.ipynb$")
ODD_NOTEBOOK = re.compile(r"(?i)\.ipynb\W")  # x.ipynb.txt, as mail and browsers make it
PERHAPS = re.compile(r"(?i)(\.json|\.txt|(^|/)[^./]+)$")
HEAD = 4096  # bytes that tell what a file is
UTF16 = re.compile(rb"\xff\xfe|\xfe\xff|\{\0|\0\{")
OBJECT = re.compile(rb"(\xef\xbb\xbf)?\s*\{")
BEGINNING = re.compile(
    rb'(\xef\xbb\xbf)?\s*\{\s*"(cells|metadata|nbformat|nbformat_minor|worksheets)"\s*:'
)
ZIP = re.compile(r"(?i)\.zip$")
ARCHIVE = re.compile(r"(?i)\.(rar|7z|tar|gz|tgz|bz2|xz|zipx)$")
DOCUMENT = re.compile(r"(?i)\.(py|docx?|pdf|html?|md|rtf|odt|pages|ipynb\W.*)$")
OF_A_SYSTEM = ("written by a system or by Jupyter, not read", "由系统或 Jupyter 自动生成，不读取")
EMPTY = ("an empty folder", "空文件夹")
WHOSE = (
    "whose file this is cannot be told for certain; it was given to nobody. Put it into its "
    "author's folder, or name the author in the roster",
    "无法确定这个文件是谁的，因此没有归给任何人。请把它放进作者的文件夹，或在名单中写明作者",
)


class Attempt:
    """What a learner handed in at one time.

    Attributes:
        name: Str, its full path below the place of the submissions.
        files: List of `File`.
        flat: Whether the files lay among those of others.
    """

    def __init__(self, name, files, flat):
        self.name, self.files = name, files
        self.flat = flat

    def modified(self):
        """When the newest of its notebooks was last changed, in seconds since 1970."""
        works = [file for file in self.files if is_work(file)] or self.files
        return max(file.modified for file in works)


class Group:
    """What belongs to one learner: its attempts, and who that is."""

    def __init__(self, attempts, key=None):
        self.attempts, self.key = attempts, key  # the platform's number of the learner, or None
        self.person = None  # of the roster
        self.works = []  # what the names of its notebooks say: pairs, see `_Sorter._said`

    @property
    def name(self):
        return self.attempts[0].name

    def is_of_another(self, author, text):
        """Whether a notebook is not of this learner, though both have the same number.

        It names another author, or has the name of one of theirs, which a platform would number.
        """
        authors = {other for other, _ in self.works} - {""}
        return bool(author and authors - {author}) or text in [other for _, other in self.works]


def is_notebook(file):
    """Whether a file is a notebook by its name, or by its content where the name does not tell."""
    if file.left_out:
        return False
    name = file.path.rpartition("/")[2]  # a zip counts as a folder, and may be called x.ipynb.zip
    if NOTEBOOK.search(name):
        return True
    if not (ODD_NOTEBOOK.search(name) or PERHAPS.search(name)):
        return False
    try:
        head = file.read(HEAD, whole=False)
    except Unreadable:
        return False
    by_name = ODD_NOTEBOOK.search(name) and (UTF16.match(head) or OBJECT.match(head))
    return bool(by_name or BEGINNING.match(head))


def is_work(file):
    """Whether a file may be the whole of what a learner handed in."""
    return not file.left_out and (bool(ZIP.search(file.path)) or is_notebook(file))


def find_groups(root, exercise, people=()):
    """Sort all files of a place.

    Args:
        root: `tree.Folder`.
        exercise: Str.
        people: List of `roster.Person`.

    Returns:
        List of `Group`, and list of pairs to look at: a path and the reason, which is a pair,
        English and Chinese.
    """
    sorter = _Sorter(exercise, people)
    sorter.works = {file.path for file in root.all_files() if is_work(file)}
    if not sorter.works:  # then what there is stands for itself
        sorter.works = {file.path for file in root.all_files() if not file.left_out}
    if (notebook := sorter.only_notebook(root)) is not None:
        whole = Attempt(notebook.path, root.all_files(), flat=False)
        sorter.groups.append(Group([whole]))
    else:
        sorter.sort(root)
    groups = sorter.of_one_person()
    return sorted(groups, key=lambda group: group.name), sorter.strays


class _Sorter:
    def __init__(self, exercise, people):
        self.exercise = exercise
        self._whose = roster.Finder(people, exercise)
        self.works = set()  # paths
        self.groups, self.strays = [], []

    def only_notebook(self, root):
        """The notebook of a place that is one learner's own folder, where nothing names another."""
        works = self._works(root)
        if len(works) != 1 or any(map(self._has_work, root.folders.values())):
            return None
        if names.learner_part(works[0], self.exercise):
            return None
        for name in root.files:
            before, found, _ = name.partition(self.exercise)
            if names.owner(name, self.exercise) or self._whose.find([name]) or (found and before):
                return None
        return root.files[works[0]]

    def sort(self, folder):
        """Sort a folder that is not one learner's: a class, a section."""
        busy = [below for below in folder.folders.values() if self._has_work(below)]
        alone = len(busy) == 1 and not self._works(folder)
        sections = all(len(self._works(below)) > 1 for below in busy)
        classes = [below for below in busy if self._is_class(below, alone or sections)]
        found = {}  # what makes them one learner's -> `Group`
        for below in folder.folders.values():
            if below in classes:
                self.sort(below)
            elif below.all_files():
                deep = alone or bool(classes)
                path = self._chain(below) if deep else below.path
                self._put(found, below.path, Attempt(path, below.all_files(), flat=False))
            else:
                self.strays.append((f"{below.path}/", EMPTY))
        for file in folder.files.values():
            if file.left_out:
                self.strays.append((file.path, file.left_out))
            elif self._is_someones(file):
                self._put(found, file.path, Attempt(file.path, [file], flat=True))
            else:
                self.strays.append((file.path, WHOSE))
        self.strays += [(file.path, OF_A_SYSTEM) for file in folder.junk]
        self.groups += self._of_one_name(found)

    def _works(self, folder):
        return [name for name, file in folder.files.items() if file.path in self.works]

    def _has_work(self, folder):
        return bool(self._works(folder)) or any(map(self._has_work, folder.folders.values()))

    def _has_named(self, folder):
        own = any(names.mentions(name, self.exercise) for name in self._works(folder))
        return own or any(map(self._has_named, folder.folders.values()))

    def _is_class(self, folder, likely):
        """Whether a folder holds the work of several learners.

        `likely` where nothing lies beside it, or what lies there holds several notebooks as well.
        """
        works = self._works(folder)
        busy = {name: sub for name, sub in folder.folders.items() if self._has_work(sub)}
        if not works and len(busy) == 1:
            return self._is_class(*busy.values(), likely)
        units = [*works, *busy]
        owners = {found.key for name in units if (found := names.owner(name, self.exercise))}
        persons = {found.id for name in units if (found := self._whose.find([name]))}
        if len(owners) > 1 or len(persons) > 1:
            return True
        authors = [names.learner_part(name, self.exercise) for name in works]
        if sum(map(self._has_named, busy.values())) > 1 and all(authors):
            return True
        if not works:
            return likely and len(busy) > 1
        named = [name for name in works if names.mentions(name, self.exercise)]
        bare = [name for name in named if not names.learner_part(name, self.exercise)]
        if likely and not named:  # numbers, perhaps, of learners
            authors = [names.base(name) for name in works if not self._is_another(name)]
        if len(bare) == 1:  # the exercise, and other notebooks of its author
            return False
        return len({*authors} - {""}) > 1 and (likely or len(named) > 1)

    def _is_another(self, name):
        return names.is_another(name, self.exercise)

    def _chain(self, folder):
        """The path down to where one learner's folders branch, without the exercise's own name."""
        while not self._works(folder):
            busy = [below for below in folder.folders.values() if self._has_work(below)]
            if len(busy) != 1:
                break
            (folder,) = busy
        path = folder.path
        while path.rpartition("/")[2] == self.exercise and "/" in path:
            path = path.rpartition("/")[0]
        return path

    def _is_someones(self, file):
        name = file.path.rpartition("/")[2]
        if file.path in self.works or ARCHIVE.search(name):
            return True
        if DOCUMENT.search(name) and names.mentions(name, self.exercise):
            return True
        return names.owner(name, self.exercise) or self._whose.find([name])

    def _put(self, found, path, attempt):
        """Add an attempt to the learner whom a platform's number names, or to one of its own."""
        name = path.rpartition("/")[2]
        owner = names.owner(name, self.exercise)
        group = found.get(owner.key) if owner else None
        has_work = any(file.path in self.works for file in attempt.files)
        said = self._said(name, owner) if owner and has_work else None
        if group and said and not owner.is_certain and group.is_of_another(*said):
            owner = group = None  # the numbers are a chapter's and a learner's
        if group is None:
            key = owner.key if owner else (path, attempt.flat)
            group = found[key] = Group([], owner and owner.key)
        group.works += [said] if said else []
        same = [other for other in group.attempts if other.flat and attempt.flat]
        if same:  # a platform laid the files of one learner side by side
            same[0].files += attempt.files
            if is_work(attempt.files[0]) and not any(map(is_work, same[0].files[:-1])):
                same[0].name = attempt.name
        else:
            group.attempts.append(attempt)

    def _said(self, name, owner):
        """What the name of a notebook says: its author, perhaps, and all but the numbers."""
        return names.learner_part(owner.file, self.exercise), re.sub(r"_\d{3,}_", "_", name)

    def _of_one_name(self, found):
        """The groups of a folder, those together that differ by the number of a copy alone."""
        alike, apart = {}, []
        for (path, _), group in found.items():
            name = "" if group.key else path.rpartition("/")[2]
            has_work = any(file.path in self.works for file in group.attempts[0].files)
            if has_work and names.learner_part(name, self.exercise):
                alike.setdefault(names.base(name), []).append((name, group))
            else:
                apart.append(group)
        for same in alike.values():
            groups = [group for _, group in same]
            plain = any(names.is_plain(name) for name, _ in same)
            if plain or all(names.STAMP.search(name) for name, _ in same):
                groups = [Group([attempt for group in groups for attempt in group.attempts])]
            apart += groups
        return apart

    def of_one_person(self):
        """The groups, those of one person of the roster together unless their numbers differ."""
        persons, apart = {}, []
        for group in self.groups:
            works = [file.path for a in group.attempts for file in a.files if is_work(file)]
            group.person = self._whose.find([group.name, *works])
            if group.person:
                persons.setdefault(group.person.id, []).append(group)
            else:
                apart.append(group)
        for same in persons.values():
            keys = {group.key for group in same} - {None}
            if len(keys) < 2:
                attempts = [attempt for group in same for attempt in group.attempts]
                merged = Group(attempts, *keys)
                merged.person = same[0].person
                same = [merged]
            apart += same
        return apart
