#!/usr/bin/env python3
"""report_browser.py CHROMIUM FOLDER [steps]: the report's pages in a headless browser,
which is told what to do by the Chrome DevTools Protocol over two pipes: keys are
pressed as a hand presses them.

FOLDER holds the pages scalar.html, several.html, matrix.html and nasty.html, and
formula.txt, the text of the last one's formula; with `steps` the first one alone
is stepped through.  Prints `pass TITLE` or `fail
TITLE: what was found` for each check."""

import contextlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

WAIT = 60  # seconds, for an answer


class Browser:
    def __init__(self, program):
        self.folder = tempfile.mkdtemp()
        to_browser, self.out = os.pipe()
        self.into, from_browser = os.pipe()

        def pipes():  # the protocol's are 3 and 4
            a, b = os.dup(to_browser), os.dup(from_browser)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu",
             "--remote-debugging-pipe", f"--user-data-dir={self.folder}",
             "--no-first-run", "--disable-dev-shm-usage"],
            preexec_fn=pipes, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.session, self.rest, self.events = 0, None, b"", []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(f"{domain}.enable")

    def close(self):
        os.close(self.out)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.into)
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self):
        until = time.monotonic() + WAIT
        while b"\0" not in self.rest:
            if not select.select([self.into], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.into, 1 << 16)
            if not piece:
                raise EOFError("the browser is gone")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, path, fragment=""):
        self.events.clear()
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri() + fragment)
        for _ in range(200):
            if self.js("document.readyState") == "complete" and self.js("location.href") != "about:blank":
                return
            time.sleep(0.05)
        raise TimeoutError("the page does not load")

    def js(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression,
                           returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description"))
        return answer["result"].get("value")

    def key(self, name, modifiers=0):
        codes = {"ArrowLeft": 37, "ArrowRight": 39, "Home": 36, "End": 35, "Tab": 9,
                 "Enter": 13, " ": 32}
        text = {"Enter": "\r", " ": " "}.get(name)
        for kind in ("keyDown", "keyUp"):
            extra = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=name,
                      code="Space" if name == " " else name,
                      windowsVirtualKeyCode=codes[name], modifiers=modifiers, **extra)

    def media(self, kind="", **features):
        self.call("Emulation.setEmulatedMedia", media=kind,
                  features=[{"name": k.replace("_", "-"), "value": v}
                            for k, v in features.items()])

    def width(self, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)


# What a step looks like, read off the page.
STATE = """(() => {
  const all = (s) => [...document.querySelectorAll(s)];
  const visible = (e) => getComputedStyle(e).visibility !== "hidden";
  const row = all("tr[aria-current=step]").filter((r) => !r.closest("[hidden]"));
  return {
    step: Number(document.getElementById("step").value),
    last: Number(document.getElementById("step").max),
    said: document.getElementById("said").textContent,
    hash: location.hash,
    lit: all(".node:not(.later)").length,
    now: all(".node.now").map((e) => e.id),
    back: all(".node.back").map((e) => e.id),
    edgesNow: all(".edge.now").length, edgesBack: all(".edge.back").length,
    values: all(".node").filter((e) => visible(e.querySelector(".value"))).length,
    adjoints: all(".node").filter((e) => visible(e.querySelector(".adjoint"))).length,
    rows: row.map((r) => r.className + ":" + r.lastElementChild.textContent),
    adjoint: all(".node.back").map((e) => e.querySelector(".adjoint").textContent),
    focus: document.activeElement.id,
  };
})()"""

# The least contrast of text with what is behind it (WCAG 2.1, 1.4.3).
CONTRAST = """(() => {
  const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => {
    const [r, g, b] = rgb(c).map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    const box = e.closest(".node")?.querySelector("rect");
    const fill = box && getComputedStyle(box).fill;
    if (fill && fill !== "none")
      return fill;
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (rgb(c).length < 4 || rgb(c)[3] > 0)
        return c;
    }
    return "rgb(255, 255, 255)";
  };
  let worst = [99, ""];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || e.closest("figure, script, noscript, [hidden]") || !e.getClientRects().length ||
        e.disabled || e.matches("option, title, desc"))
      continue;
    const style = getComputedStyle(e);
    const a = light(e instanceof SVGElement ? style.fill : style.color), b = light(behind(e));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < worst[0])
      worst = [contrast, `${e.tagName}.${e.className.baseVal ?? e.className} ${e.textContent}`];
  }
  return worst;
})()"""

# Boxes that overlap, text that leaves its box, labels that lie on boxes.
CROWDED = """(() => {
  const found = [], box = (e) => e.getBBox();
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width &&
    a.y < b.y + b.height && b.y < a.y + a.height;
  const rects = [...document.querySelectorAll(".node rect")];
  rects.forEach((r, i) => rects.slice(i + 1).forEach((o) => {
    if (meet(box(r), box(o)))
      found.push("boxes " + r.parentNode.id + " " + o.parentNode.id);
  }));
  const texts = [];
  for (const node of document.querySelectorAll(".node")) {
    const r = box(node.querySelector("rect")), own = [...node.querySelectorAll("text")].filter((t) => t.textContent);
    for (const t of own) {
      const b = box(t);
      if (b.x < r.x || b.x + b.width > r.x + r.width || b.y < r.y || b.y + b.height > r.y + r.height)
        found.push("text out of its box: " + t.textContent);
    }
    own.forEach((t, i) => own.slice(i + 1).forEach((o) => {
      const a = box(t), b = box(o);
      if (a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < 8)
        found.push("texts " + t.textContent + " and " + o.textContent);
    }));
  }
  for (const label of document.querySelectorAll(".edge text")) {
    const b = box(label);
    if (!label.textContent)
      continue;
    texts.push([label.textContent, b]);
    for (const r of rects)
      if (meet(b, box(r)))
        found.push("label on a box: " + label.textContent);
  }
  texts.forEach(([t, a], i) => texts.slice(i + 1).forEach(([o, b]) => {
    if (meet(a, { ...b, y: b.y + 3, height: b.height - 6 }))
      found.push("labels " + t + " and " + o);
  }));
  return found;
})()"""

failed = 0


def check(title, good, found=""):
    global failed
    failed += not good
    print(f"pass {title}" if good else f"fail {title}: {found}", flush=True)


def noise(browser):
    """Errors, and whatever was asked for from outside the file."""
    found = []
    for event in browser.events:
        parameters = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            found.append(parameters["exceptionDetails"].get("text"))
        elif event.get("method") == "Log.entryAdded":
            found.append(parameters["entry"]["text"])
        elif event.get("method") == "Network.requestWillBeSent":
            url = parameters["request"]["url"]
            if not url.startswith("file:") and url != "about:blank":
                found.append(url)
    return found


def steps(browser, page):
    browser.open(page)
    state = browser.js(STATE)
    nodes = browser.js("document.querySelectorAll('.node').length")
    last = state["last"]
    check("opened: all is lit, nothing is announced",
          state["step"] == last and state["lit"] == nodes and not state["said"], state)
    browser.key("Home")
    state = browser.js(STATE)
    check("Home: nothing is known yet",
          state["step"] == 0 and state["lit"] == state["values"] == state["adjoints"] == 0,
          state)
    wrong, sums = [], []
    for step in range(1, last + 1):
        browser.key("ArrowRight")
        state = browser.js(STATE)
        forward = step <= nodes
        share = nodes + 1 < step < last
        if not (state["step"] == step and state["hash"].startswith(f"#step={step}") and
                state["said"].startswith(f"Step {step} of {last}: ") and
                state["lit"] == state["values"] == min(step, nodes) and
                state["now"] == ([f"node-{step - 1}"] if forward else []) and
                (len(state["back"]) == 1 or step == last) == (not forward) and
                state["edgesBack"] == share and (forward or state["edgesNow"] == 0) and
                len(state["rows"]) >= 1 and (forward or state["adjoints"] >= 1)):
            wrong.append(state)
        if share:
            sums.append(state["rows"] == [f"now:{state['adjoint'][0]}"] and
                        state["adjoint"][0] in state["said"])
    check("each press of the right arrow goes one step", not wrong, wrong[:1])
    check("a node's adjoint is its table's, and is said", sums and all(sums), sums)
    check("the gradient ends it, as compare has it",
          all(f"dr/d{n} = {g}" in state["said"]
              for n, g in (("x", 192), ("y", 96), ("z", 72))), state["said"])
    browser.key("ArrowRight")
    check("no step after the last", browser.js(STATE)["step"] == last)
    browser.key("ArrowLeft")
    check("the left arrow goes back", browser.js(STATE)["step"] == last - 1)
    browser.key("ArrowLeft", modifiers=1)
    check("Alt and an arrow is the browser's", browser.js(STATE)["step"] == last - 1)
    check("no errors, nothing fetched", not noise(browser), noise(browser))


def hands(browser, page):
    """All by Tab, arrows, Enter and space."""
    browser.open(page, "#step=3")
    state = browser.js(STATE)
    check("#step=3 opens that step", state["step"] == 3 and state["now"] == ["node-2"] and
          state["said"].startswith("Step 3 of"), state)
    order = []
    for _ in range(60):
        browser.key("Tab")
        focus = browser.js("""(() => { const e = document.activeElement, s = getComputedStyle(e);
          return [e.id || e.getAttribute("href") || e.className, e.matches(":focus-visible") &&
            s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2]; })()""")
        if focus[0] in [o[0] for o in order] and focus[0] != "scroll":
            break
        order.append(focus)
    names = [o[0] for o in order]
    check("Tab reaches all controls, in order",
          [n for n in names if n in ("#steps", "wrt", "of", "step", "first", "previous", "play",
                                     "next", "last", "graph")] ==
          ["#steps", "wrt", "of", "step", "first", "previous", "play", "next", "last", "graph"],
          names)
    check("... and shows where it is", all(o[1] for o in order if o[0]), order)
    browser.js("document.getElementById('step').focus()")
    browser.key("ArrowRight")
    check("the slider's own arrow goes one step", browser.js(STATE)["step"] == 4)
    for button, expected in (("next", 5), ("previous", 4), ("first", 0)):
        browser.js(f"document.getElementById('{button}').focus()")
        browser.key("Enter" if button == "next" else " ")
        check(f"the button {button} by the keyboard", browser.js(STATE)["step"] == expected,
              browser.js(STATE))
    check("a button that is done hands the focus on", browser.js(STATE)["focus"] == "step")
    browser.js("document.querySelector('.reverse a').focus()")
    browser.key("Enter")
    time.sleep(0.2)
    state = browser.js(STATE)
    nodes = browser.js("document.querySelectorAll('.node').length")
    check("a link in a table leads to its step",
          state["step"] == nodes + 1 and state["focus"] == "step", state)
    browser.key("End")
    browser.key("ArrowLeft")
    browser.js("document.getElementById('play').click()")
    pressed = browser.js("document.getElementById('play').getAttribute('aria-pressed')")
    browser.call("Runtime.evaluate", awaitPromise=True,
                 expression="new Promise((done) => setTimeout(done, 1700))")
    state = browser.js(STATE)
    check("playing ends at the last step", pressed == "true" and state["step"] == state["last"] and
          browser.js("document.getElementById('play').getAttribute('aria-pressed')") == "false",
          state)


def names(browser, page):
    browser.open(page, "#step=4")
    nodes = [n for n in browser.call("Accessibility.getFullAXTree")["nodes"] if not n["ignored"]]

    def role(n):
        return n.get("role", {}).get("value")

    def name(n):
        return n.get("name", {}).get("value", "").strip()

    def has(n, key):
        return {p["name"]: p["value"].get("value") for p in n.get("properties", [])}.get(key)

    for what in ("button", "combobox", "slider", "link", "image", "img", "table", "region", "group"):
        bare = [n for n in nodes if role(n) == what and not name(n)]
        check(f"every {what} has a name", not bare, len(bare))
    bare = [n for n in nodes if has(n, "focusable") and not name(n) and
            role(n) not in ("RootWebArea",)]
    check("whatever takes the focus has a name", not bare, [role(n) for n in bare])
    slider = [n for n in nodes if role(n) == "slider"]
    check("the slider says which step",
          len(slider) == 1 and slider[0]["value"]["value"] == 4 and
          browser.js("document.getElementById('step').ariaValueText") == "Step 4 of 15",
          slider)
    status = [n for n in nodes if role(n) == "status"]
    check("the status is announced", len(status) == 1 and has(status[0], "live") == "polite", status)
    for what in ("main", "banner", "contentinfo"):
        check(f"one {what}", sum(role(n) == what for n in nodes) == 1)
    check("tables have row and column heads",
          sum(role(n) == "rowheader" for n in nodes) > 10 and
          sum(role(n) == "columnheader" for n in nodes) > 10)


def outputs(browser, page):
    browser.open(page, "#step=5&wrt=y&of=q")
    state = browser.js("""[document.getElementById("wrt").selectedOptions[0].textContent,
      document.getElementById("of").selectedOptions[0].textContent,
      document.getElementById("reverse-0").hidden, document.getElementById("reverse-1").hidden,
      document.getElementById("said").textContent.includes("tangent by y"),
      document.querySelector(".forward tbody").rows[1].lastElementChild.textContent]""")
    check("an address chooses seeds", state == ["y", "q", True, False, True, "1"], state)
    last = browser.js(STATE)["last"]
    browser.js("document.getElementById('of').focus()")
    browser.key("ArrowLeft")
    state = browser.js(STATE)
    shown = browser.js("document.getElementById('reverse-0').hidden")
    check("another output has its own sweep", state["last"] != last and not shown,
          (state, shown))
    browser.js("document.getElementById('of').blur()")
    browser.key("End")
    state = browser.js(STATE)
    check("... and gradient", "dp/dx = " in state["said"] and "dp/dy = " in state["said"],
          state["said"])
    check("no errors, nothing fetched (several outputs)", not noise(browser), noise(browser))


def looks(browser, folder):
    for page in ("scalar", "several", "matrix"):
        browser.media()
        browser.width(1280)
        browser.open(f"{folder}/{page}.html")
        found = browser.js(CROWDED)
        check(f"{page}: nothing overlaps in the graph", not found, found[:4])
        for width in (320, 1280):
            browser.width(width)
            wide = browser.js("document.scrollingElement.scrollWidth")
            check(f"{page}: nothing sticks out at {width} pixels", wide <= width, wide)
        browser.width(320)
        browser.media(prefers_reduced_motion="reduce")
        state = browser.js(STATE)
        lost = []
        for step in range(1, state["last"]):
            browser.js(f"location.hash = '#step={step}'")
            browser.js("new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))")
            where = browser.js("""(() => {
              const b = document.querySelector(".node.now, .node.back").getBoundingClientRect();
              const f = document.querySelector(".graph").getBoundingClientRect();
              return [b.left - f.left, f.right - b.right, b.width - f.width]; })()""")
            if min(where[:2]) < -1 and where[2] < 0:
                lost.append((step, where))
        check(f"{page}: the node of a step is in sight", not lost, lost[:3])
        browser.width(1280)
        for scheme in ("light", "dark"):
            browser.media(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
            for step in (0, 3, state["last"] - 2):
                browser.js(f"location.hash = '#step={step}'")
                browser.js("new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))")
                contrast = browser.js(CONTRAST)
                check(f"{page}: text stands out, {scheme}, step {step}", contrast[0] >= 4.5, contrast)
    papers = []
    for scheme in ("light", "dark"):
        browser.media(prefers_color_scheme=scheme)
        papers.append(browser.js("getComputedStyle(document.body).backgroundColor"))
    check("dark is not light", papers[0] != papers[1], papers)
    motion = "getComputedStyle(document.querySelector('.node rect')).transitionDuration"
    browser.media(prefers_reduced_motion="reduce")
    still = browser.js(motion)
    browser.media(prefers_reduced_motion="no-preference")
    check("who wants no motion gets none", still == "0s" != browser.js(motion), still)
    browser.media("print")
    check("on paper there are no controls",
          browser.js("getComputedStyle(document.getElementById('controls')).display") == "none")
    browser.media()


def without_script(browser, page):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.events.clear()
    browser.call("Page.navigate", url=pathlib.Path(page).resolve().as_uri())
    time.sleep(0.5)
    browser.call("DOM.enable")
    root = browser.call("DOM.getDocument", depth=-1)["root"]
    text = []

    def walk(node):
        if node.get("nodeType") == 3:
            text.append(node["nodeValue"])
        for child in node.get("children", []):
            walk(child)

    walk(root)
    controls = browser.call("DOM.querySelector", nodeId=root["nodeId"], selector="#controls")
    attributes = browser.call("DOM.getAttributes", nodeId=controls["nodeId"])["attributes"]
    check("without its script the page has the numbers, and no controls",
          "hidden" in attributes and "192" in text and "144" in text, attributes)
    browser.call("Emulation.setScriptExecutionDisabled", value=False)


def escaping(browser, folder):
    browser.open(f"{folder}/nasty.html")
    text = open(f"{folder}/formula.txt", encoding="utf-8").read()
    check("a formula that looks like HTML is text",
          browser.js("document.querySelector('.formula').textContent") == text and
          browser.js("document.querySelectorAll('script').length") == 2 and
          browser.js("window.struck === undefined && !document.querySelector('img')"),
          browser.js("document.querySelector('.formula').textContent"))
    check("... and the page works", browser.js(STATE)["last"] > 3 and not noise(browser),
          noise(browser))


def main():
    program, folder, *part = sys.argv[1:]
    with contextlib.closing(Browser(program)) as browser:
        browser.width(1280)
        steps(browser, f"{folder}/scalar.html")
        if part == ["steps"]:
            return 1 if failed else 0
        hands(browser, f"{folder}/scalar.html")
        names(browser, f"{folder}/scalar.html")
        outputs(browser, f"{folder}/several.html")
        looks(browser, folder)
        without_script(browser, f"{folder}/scalar.html")
        escaping(browser, folder)
    return 1 if failed else 0


sys.exit(main())
