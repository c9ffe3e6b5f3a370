#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""Makes resources/emoji/emoji.tsv, the table of the client's emoji picker, from the data of Unicode:

    tools/emojitable.py [ROOT]     ROOT: where Debian's unicode-data and unicode-cldr-core lie, /usr/share/unicode

One line per emoji in Unicode's order, without the variants in other skin tones:
emoji, group (0 to 8), English name, English words, Korean name, Korean words; words are separated by "|".
"""

import pathlib
import sys
import xml.etree.ElementTree

GROUPS = ["Smileys & Emotion", "People & Body", "Animals & Nature", "Food & Drink", "Travel & Places", "Activities",
          "Objects", "Symbols", "Flags"]
TONES = {chr(tone) for tone in range(0x1F3FB, 0x1F400)}
VARIATION = "\ufe0f"


def annotations(root, language):
    """Name and words of each emoji (without variation selectors) in a language."""
    names, words = {}, {}
    for folder in ("annotations", "annotationsDerived"):
        tree = xml.etree.ElementTree.parse(root / "cldr" / "common" / folder / f"{language}.xml")
        for entry in tree.iter("annotation"):
            emoji = entry.get("cp").replace(VARIATION, "")
            if entry.get("type") == "tts":
                names[emoji] = entry.text.strip()
            else:
                words[emoji] = [word.strip() for word in entry.text.split("|")]
    return names, words


def emojis(root):
    """(emoji, group, name) of all that people type, in order; the name is for those newer than the CLDR."""
    group = ""
    for line in (root / "emoji" / "emoji-test.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# group:"):
            group = line.split(":", 1)[1].strip()
        elif "; fully-qualified" in line and group in GROUPS:
            emoji = "".join(chr(int(code, 16)) for code in line.split(";")[0].split())
            if not TONES & set(emoji):
                yield emoji, GROUPS.index(group), line.split(" E", 1)[1].split(" ", 1)[1]


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode")
    languages = [annotations(root, language) for language in ("en", "ko")]
    lines = []
    for emoji, group, newest_name in emojis(root):
        fields = [emoji, str(group)]
        for names, words in languages:
            key = emoji.replace(VARIATION, "")
            name = names.get(key, newest_name)
            fields += [name, "|".join(word for word in words.get(key, []) if word != name)]
        assert not any("\t" in field or "\n" in field for field in fields), emoji
        lines.append("\t".join(fields) + "\n")
    target = pathlib.Path(__file__).parents[1] / "resources" / "emoji" / "emoji.tsv"
    target.write_text("".join(lines), encoding="utf-8")
    print(f"{target}: {len(lines)} emojis")


if __name__ == "__main__":
    main()
