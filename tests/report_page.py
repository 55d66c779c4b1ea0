#!/usr/bin/env python3
"""report_page.py PAGE: the report's page as text: is it whole, and can everyone
read it?  Prints a line `TITLE` for each check that fails, and what was found."""

import json
import re
import sys
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "link", "img", "hr"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.elements = [], [], []
        self.text = {}

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), list(self.open)))
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute twice in <{tag}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), list(self.open)))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes "
                               f"<{self.open[-1] if self.open else ''}>")
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    page = Page()
    page.feed(text)
    page.close()
    faults = []

    def check(title, found):
        if found:
            faults.append(f"{title}: {found}")

    def all_of(tag):
        return [a for t, a, _ in page.elements if t == tag]

    check("not HTML5", not text.startswith("<!DOCTYPE html>\n"))
    check("tags", page.faults or page.open)
    check("lang", all_of("html")[0].get("lang") not in ("en", "ko"))
    check("a place that nobody filled", re.findall(r"\{\{[a-z -]*\}\}", text))
    check("title", not page.text.get("title", "").strip())
    check("viewport", not [a for a in all_of("meta") if a.get("name") == "viewport"])

    # nothing from outside; a namespace's name is no address that is fetched
    urls = re.findall(r"""[a-z]+://[^\s"'<>)]*""", text)
    check("an address", [u for u in urls if not u.startswith("http://www.w3.org/")])
    for tag in ("link", "img", "iframe", "object", "embed", "base", "audio", "video"):
        check("an element that fetches", all_of(tag))
    for tag, attributes, _ in page.elements:
        for name in ("src", "href", "xlink:href", "data", "srcset"):
            value = attributes.get(name)
            check(f"{tag} {name}", value and not value.startswith("#"))
    check("@import, url()", re.findall(r"@import|url\((?!#)", text))
    policy = [a["content"] for a in all_of("meta")
              if a.get("http-equiv") == "Content-Security-Policy"]
    check("policy", not policy or "default-src 'none'" not in policy[0])

    # names
    ids = [a["id"] for _, a, _ in page.elements if "id" in a]
    check("an id twice", sorted({i for i in ids if ids.count(i) > 1}))
    for tag, attributes, _ in page.elements:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for target in attributes.get(name, "").split():
                check(f"{tag} {name}", target not in ids and target)
        href = attributes.get("href", attributes.get("xlink:href", ""))
        if href.startswith("#") and not href.startswith("#step="):
            check("a link to nowhere", href[1:] not in ids and href)

    # structure
    levels = [int(t[1]) for t, _, _ in page.elements if re.fullmatch("h[1-6]", t)]
    check("headings", levels.count(1) != 1 or levels[0] != 1 or
          any(b > a + 1 for a, b in zip(levels, levels[1:])) and levels)
    check("main", len(all_of("main")) != 1)
    check("captions", len(all_of("caption")) != len(all_of("table")))
    check("scopes", [a for a in all_of("th") if a.get("scope") not in ("row", "col")])
    check("a picture without a name",
          [a for a in all_of("svg") if a.get("role") != "img"] or
          len(re.findall(r"<svg[^>]*>\s*<title", text)) != len(all_of("svg")))
    check("buttons", [a for a in all_of("button") if a.get("type") != "button"])
    labels = {a["for"] for a in all_of("label")}
    check("a field without a label",
          [a for t in ("input", "select") for a in all_of(t) if a["id"] not in labels])
    check("live region", not [a for _, a, _ in page.elements
                              if a.get("role") == "status" and a.get("aria-live") == "polite"])

    # what the script knows
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>',
                                text, re.S).group(1))
    nodes = len(data["nodes"])
    check("boxes", {f"node-{i}" for i in range(nodes)} - set(ids))
    for sweep in data["of"]:
        check("edges", [s for s in sweep["shares"] if f"edge-{s['edge']}" not in ids])
    for seed in data["wrt"]:
        check("tangents", len(seed["tangents"]) != nodes)
    for name in re.findall(r'\bsay\("(\w+)"|data\.words\.(\w+)', text):
        check("a word", "".join(name) not in data["words"] and name)

    print("\n".join(faults))
    return 1 if faults else 0


sys.exit(main())
