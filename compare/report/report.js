/* report.js: steps through the two sweeps.  Every number is dualtape's own: the
 * script shows and hides, it computes nothing.
 *
 * The steps of one choice of seeds: 0, nothing is known; the nodes in order; the
 * seed of the reverse sweep; each share of an adjoint that is handed back; the
 * gradient.  The address #step=3&wrt=x&of=f leads to a step. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = (id) => document.getElementById(id);
  const slider = element("step"), wrt = element("wrt"), of = element("of");
  const edges = [...document.querySelectorAll(".edge")];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let now = 0, timer = 0;

  const count = () => data.of[of.value].shares.length + data.nodes.length + 3;
  const seedStep = () => data.nodes.length + 1;

  /* "{a} of {b}" with the values of a and b */
  const say = (word, values) =>
    data.words[word].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  const title = (node) => {
    const { label, name } = data.nodes[node];
    return name && name !== label ? `${name} (${label})` : label;
  };

  /* ---- what a step is, in words ---- */
  const sentence = (step) => {
    const n = data.nodes.length, output = data.of[of.value];
    if (step === 0)
      return say("start", {});
    if (step <= n) {
      const node = data.nodes[step - 1];
      return say(node.made ? "value" : "input", {
        node: title(step - 1), made: node.made, value: node.value,
        tangent: data.wrt[wrt.value].tangents[step - 1],
        wrt: data.wrt[wrt.value].name,
      });
    }
    if (step === seedStep())
      return say("seed", { node: title(output.seed), of: output.name });
    if (step === count() - 1)
      return say("gradient", {
        of: output.name,
        gradient: output.gradient.map(([name, value]) =>
          say("entry", { of: output.name, wrt: name, value })).join("; "),
      });
    const share = output.shares[step - seedStep() - 1];
    return say(share.first ? "share" : "more", {
      from: title(share.from), to: title(share.to), share: share.share,
      sum: share.sum,
    });
  };

  /* ---- the graph ---- */
  const put = (node, part, text) => {
    const place = element(`node-${node}`)?.querySelector(`.${part}`);
    if (place)
      place.textContent = text;
  };
  const draw = (step, jump) => {
    const n = data.nodes.length, output = data.of[of.value];
    const tangents = data.wrt[wrt.value].short ?? data.wrt[wrt.value].tangents;
    const done = output.shares.slice(0, Math.max(0, step - seedStep()));
    const end = step === count() - 1;
    const share = step > seedStep() && !end ? done[done.length - 1] : null;
    const sums = new Map();
    if (step >= seedStep())
      sums.set(output.seed, output.start);
    done.forEach((s) => sums.set(s.to, s.sumShort ?? s.sum));
    data.nodes.forEach((node, i) => {
      const box = element(`node-${i}`)?.classList;
      put(i, "tangent", tangents[i]);
      put(i, "adjoint", sums.get(i) ?? node.zero);
      box?.toggle("later", step <= i);
      box?.toggle("unmet", !sums.has(i) && !end);
      box?.toggle("now", step === i + 1);
      box?.toggle("back", share ? share.to === i
        : step === seedStep() ? output.seed === i : end && !node.made);
      box?.toggle("giver", share !== null && share.from === i);
    });
    const used = new Map(done.map((s) => [s.edge, s.shareShort ?? s.share]));
    edges.forEach((edge, e) => {
      const place = edge.querySelector(".share");
      if (place)
        place.textContent = used.get(e) ?? "";
      edge.classList.toggle("later", step <= Number(edge.dataset.to));
      edge.classList.toggle("unused", !used.has(e));
      edge.classList.toggle("now", step <= n && Number(edge.dataset.to) === step - 1);
      edge.classList.toggle("back", share !== null && share.edge === e);
    });
    reveal(share ? share.to : step === seedStep() ? output.seed : step - 1, jump);
  };

  /* Scrolls the graph, and nothing else, until the node is in sight. */
  const reveal = (node, jump) => {
    const box = element(`node-${node}`), frame = document.querySelector(".graph");
    if (!box || frame.scrollWidth <= frame.clientWidth)
      return;
    const b = box.getBoundingClientRect(), f = frame.getBoundingClientRect();
    if (b.left < f.left || b.right > f.right)
      frame.scrollTo({
        left: frame.scrollLeft + b.left - f.left - (f.width - b.width) / 2,
        behavior: jump || still.matches ? "auto" : "smooth",
      });
  };

  /* ---- the tables ---- */
  const mark = (row, step, at) => {
    row.classList.toggle("now", step === at);
    row.classList.toggle("later", step < at);
    if (step === at)
      row.setAttribute("aria-current", "step");
    else
      row.removeAttribute("aria-current");
  };
  const tables = (step) => {
    const tangents = data.wrt[wrt.value].tangents;
    document.querySelectorAll(".forward tbody tr").forEach((row, i) => {
      mark(row, step, i + 1);
      row.querySelector(".tangent").textContent = tangents[i];
    });
    document.querySelectorAll(".seed-name").forEach((place) => {
      place.textContent = data.wrt[wrt.value].seed;
    });
    data.of.forEach((output, i) => {
      const own = i === Number(of.value);
      element(`reverse-${i}`).hidden = !own;
      if (own)
        document.querySelectorAll(`#reverse-${i} tbody tr`).forEach((row, k) =>
          mark(row, step, Math.min(seedStep() + k, count() - 1)));
    });
  };

  /* ---- all of a step ---- */
  const show = (step, quiet) => {
    const before = now;
    now = Math.min(Math.max(step, 0), count() - 1);
    const text = sentence(now);
    const number = say("number", { step: now, last: count() - 1 });
    document.body.classList.add("stepping");
    slider.max = count() - 1;
    slider.value = now;
    slider.setAttribute("aria-valuetext", number);
    element("count").textContent = `${now} / ${count() - 1}`;
    if (!quiet)
      element("said").textContent = `${number}: ${text}`;
    element("first").disabled = element("previous").disabled = now === 0;
    element("last").disabled = element("next").disabled = now === count() - 1;
    draw(now, Math.abs(now - before) !== 1);
    tables(now);
  };

  /* The address of the step, so that it can be sent to someone. */
  const address = () => {
    const fields = new URLSearchParams({ step: now });
    if (wrt.options.length > 1)
      fields.set("wrt", data.wrt[wrt.value].name);
    if (of.options.length > 1)
      fields.set("of", data.of[of.value].name);
    try {
      history.replaceState(null, "", `#${fields}`);
    } catch {
      /* an address that may not change is no reason to stop */
    }
  };
  const go = (step) => {
    show(step);
    address();
  };
  const choose = (select, list, name) => {
    const at = list.findIndex((entry) => entry.name === name);
    if (at >= 0)
      select.value = at;
  };
  const follow = () => {
    const fields = new URLSearchParams(location.hash.slice(1));
    const step = Number.parseInt(fields.get("step"), 10);
    if (Number.isNaN(step))
      return false;
    choose(wrt, data.wrt, fields.get("wrt"));
    choose(of, data.of, fields.get("of"));
    show(step);
    return true;
  };

  /* ---- playing ---- */
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    element("play").textContent = data.words.play;
    element("play").setAttribute("aria-pressed", "false");
  };
  const play = () => {
    if (timer)
      return stop();
    if (now === count() - 1)
      go(0);
    element("play").textContent = data.words.pause;
    element("play").setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      go(now + 1);
      if (now === count() - 1)
        stop();
    }, 1400);
  };

  /* ---- hands ---- */
  const moves = {
    first: () => 0, previous: () => now - 1, next: () => now + 1,
    last: () => count() - 1,
  };
  for (const id in moves)
    element(id).addEventListener("click", () => {
      stop();
      go(moves[id]());
      /* A button that is done hands the focus on. */
      if (element(id).disabled)
        slider.focus();
    });
  element("play").addEventListener("click", play);
  slider.addEventListener("input", () => {
    stop();
    go(Number(slider.value));
  });
  wrt.addEventListener("change", () => go(now));
  /* Another output has other steps: its sweep begins. */
  of.addEventListener("change", () => go(Math.min(now, seedStep())));
  const keys = {
    ArrowLeft: moves.previous, ArrowRight: moves.next, Home: moves.first,
    End: moves.last,
  };
  document.addEventListener("keydown", (event) => {
    const own = event.target.closest?.("input, select, textarea, .scroll, .graph, pre");
    const busy = own && (own.matches("input, select, textarea") ||
      own.scrollWidth > own.clientWidth);
    if (busy || event.altKey || event.ctrlKey || event.metaKey ||
        event.shiftKey || !(event.key in keys))
      return;
    event.preventDefault();
    stop();
    go(keys[event.key]());
  });
  addEventListener("hashchange", () => {
    stop();
    if (!follow())
      return;
    element("steps").scrollIntoView();
    slider.focus({ preventScroll: true });
  });
  addEventListener("resize", () => draw(now, true));
  let kept = 0;
  addEventListener("beforeprint", () => {
    kept = now;
    show(count() - 1, true);
  });
  addEventListener("afterprint", () => show(kept, true));

  element("controls").hidden = false;
  if (!follow())
    show(count() - 1, true);
})();
