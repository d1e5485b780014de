// SPDX-License-Identifier: MIT
// Makes the page live. The server writes all figures and texts; this script fetches the
// page again when something has changed, and shows for how long the tracker has been
// silent, by the browser's own clock: a dead tracker must not look alive.
"use strict";

(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);

  // -- light and dark ---------------------------------------------------------------------

  const stored = (() => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // Storage is refused: the system's choice is used.
    }
  })();
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;

  const switchTheme = () => {
    const systemIsLight = matchMedia("(prefers-color-scheme: light)").matches;
    const current = root.dataset.theme || (systemIsLight ? "light" : "dark");
    root.dataset.theme = current === "light" ? "dark" : "light";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // The choice lasts as long as the page.
    }
  };

  // -- is it alive? -----------------------------------------------------------------------

  const warnAfter = 10;
  // The last event is up to a second old and the timer may be late: within 30 s in all.
  const stopAfter = 28;
  const silence = { since: performance.now(), state: null };
  const heard = () => {
    silence.since = performance.now();
    if (!stopShown) return;
    stopShown = false;
    renewSoon();
  };
  const silentSeconds = () => Math.floor((performance.now() - silence.since) / 1000);

  const showState = (text, tone) => {
    const state = byId("state");
    const shown = byId("state-text");
    if (!state || !shown) return;
    // Written only on a change: a screen reader reads each change aloud.
    if (shown.textContent !== text) shown.textContent = text;
    if (state.className !== tone) state.className = tone;
    const title = `${text} · Performance Tracker`;
    if (document.title !== title) document.title = title;
  };

  // In words below the strip: what stopped, since when, and what the figures are worth.
  let stopShown = false;
  const showStop = () => {
    showState("stopped", "bad");
    const problems = byId("problems");
    if (stopShown || !problems) return;
    stopShown = true;
    const since = new Date(Date.now() - (performance.now() - silence.since));
    const line = document.createElement("li");
    line.textContent =
      `The tracker has not answered since ${since.toLocaleTimeString("en-GB")} of this computer's ` +
      "clock. All figures below are as of then; main/run starts it.";
    problems.prepend(line);
  };

  const showSilence = () => {
    const seconds = silentSeconds();
    if (seconds >= stopAfter) showStop();
    else if (seconds >= warnAfter) showState(`no answer for ${seconds - (seconds % 5)} s`, "warn");
    else if (silence.state) showState(silence.state.state, silence.state.tone);
  };

  // -- clocks -----------------------------------------------------------------------------

  // The server's clock: of a demo or a replay it is the recorded one.
  let serverNow = null;
  const setClock = (text) => {
    const time = Date.parse(text);
    if (!Number.isNaN(time)) serverNow = { time, read: performance.now() };
  };
  const isLive = root.dataset.mode === "live";
  const now = () => {
    if (!serverNow) return null;
    const passed = isLive ? performance.now() - serverNow.read : 0;
    return serverNow.time + passed;
  };

  // `2026-09-20 17:01:40 PDT` and UTC. The zone's offset is that of the server's text.
  const showClock = (time) => {
    const clock = byId("clock");
    const utc = byId("utc");
    const parts = clock && clock.textContent.match(/^(\S+) (\S+) (.*)$/);
    if (!parts || !utc) return;
    const offset = Date.parse(`${parts[1]}T${parts[2]}Z`) - Date.parse(clock.getAttribute("datetime"));
    const text = (instant) => new Date(instant).toISOString().slice(0, 19);
    clock.textContent = `${text(time + offset).replace("T", " ")} ${parts[3]}`;
    clock.setAttribute("datetime", `${text(time)}Z`);
    utc.textContent = `${text(time)}Z`;
  };

  const showClocks = () => {
    const time = now();
    if (time === null || silentSeconds() >= stopAfter) return;
    showClock(time);
    for (const left of document.querySelectorAll("[data-end]")) {
      const seconds = Math.max(0, Math.floor((Date.parse(left.dataset.end) - time) / 1000));
      if (seconds === 0) continue;
      left.textContent = `T−${seconds} s`;
      const bar = left.parentElement.querySelector("progress");
      if (bar) bar.value = Math.max(0, bar.max - seconds);
    }
  };

  // -- renewal ----------------------------------------------------------------------------

  const leastWait = 2000;
  const renewed = ["problems", "advice", "money", "live", "attention", "strategies"];
  const stripParts = ["coverage", "books", "clock", "utc"];
  let renewing = false;
  let waits = null;
  let lastRenewal = 0;

  const replace = (fresh, id) => {
    const old = byId(id);
    const next = fresh.getElementById(id);
    if (!old || !next || old.outerHTML === next.outerHTML) return;
    if (old.querySelector(".explained")) return; // It is being read.
    const details = old.querySelector("details[open]");
    const focused = old.contains(document.activeElement)
      ? rowsOf(old).indexOf(document.activeElement)
      : -1;
    old.replaceWith(document.adoptNode(next));
    if (details) byId(details.id)?.setAttribute("open", "");
    if (focused >= 0) rowsOf(next)[focused]?.focus();
  };

  // Each picture stays in its place until the new one is here.
  const renewPictures = (fresh) => {
    const old = document.querySelectorAll("#plots img");
    const next = fresh.querySelectorAll("#plots img");
    if (old.length !== next.length) {
      replace(fresh, "plots");
      return;
    }
    old.forEach((picture, index) => {
      const address = next[index].getAttribute("src");
      if (picture.getAttribute("src") !== address) picture.src = address;
    });
  };

  const renew = async () => {
    renewing = true;
    lastRenewal = performance.now();
    try {
      const reply = await fetch(location.href, { credentials: "same-origin" });
      if (!reply.ok) return;
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
      for (const id of renewed) replace(fresh, id);
      for (const id of stripParts) replace(fresh, id);
      // A part that the reader has chosen stays as it is.
      if (!new URLSearchParams(location.search).has("before")) replace(fresh, "window-list");
      renewPictures(fresh);
      showClocks();
    } catch {
      // The tracker does not answer: the silence says so.
    } finally {
      renewing = false;
    }
  };

  const renewSoon = () => {
    if (waits) return;
    const wait = Math.max(0, leastWait - (performance.now() - lastRenewal));
    waits = setTimeout(() => {
      waits = null;
      if (renewing || document.hidden) renewWhenShown = true;
      else renew();
    }, wait);
  };
  let renewWhenShown = false;

  const listen = () => {
    const events = new EventSource("/events");
    events.addEventListener("strip", (event) => {
      heard();
      try {
        const strip = JSON.parse(event.data);
        silence.state = strip;
        setClock(strip.now);
      } catch {
        // An event of another version: the next renewal shows what it meant.
      }
      showSilence();
      showClocks();
      if (renewWhenShown && !document.hidden) {
        renewWhenShown = false;
        renewSoon();
      }
    });
    for (const name of ["live", "grade", "attention"])
      events.addEventListener(name, () => {
        heard();
        renewSoon();
      });
    events.addEventListener("error", () => {
      // A refused stream (too many are open) is not tried again by the browser.
      if (events.readyState !== EventSource.CLOSED) return;
      setTimeout(listen, 5000);
    });
  };

  // -- explain, filter, keys --------------------------------------------------------------

  const rowsOf = (part) =>
    Array.from(part.querySelectorAll(".rows li[tabindex], #window-table tbody tr[tabindex]"));

  const explain = async (link) => {
    const row = link.closest("tr, li");
    const isRow = row.tagName === "TR";
    const open = isRow ? row.nextElementSibling : row.querySelector(".explained");
    if (open && open.classList.contains("explained")) {
      open.remove();
      return;
    }
    const pre = document.createElement("pre");
    pre.textContent = "…";
    let holder = document.createElement("div");
    holder.className = "explained";
    holder.append(pre);
    if (isRow) {
      const cell = document.createElement("td");
      cell.colSpan = row.cells.length;
      cell.append(pre);
      holder = document.createElement("tr");
      holder.className = "explained";
      holder.append(cell);
      row.after(holder);
    } else {
      row.append(holder);
    }
    try {
      const reply = await fetch(link.href, { credentials: "same-origin" });
      const text = await reply.text();
      const isJson = (reply.headers.get("Content-Type") || "").includes("json");
      pre.textContent = isJson ? readable(JSON.parse(text)) : text;
    } catch {
      pre.textContent = "The tracker does not answer.";
    }
  };

  // The explanation's lines, or the value with its names.
  const readable = (value) => {
    const parts = Array.isArray(value) ? value : [value];
    if (parts.every((part) => Array.isArray(part.lines)))
      return parts.map((part) => part.lines.join("\n")).join("\n\n");
    return JSON.stringify(value, null, 2);
  };

  const csvOf = (table) =>
    Array.from(table.rows)
      .filter((row) => !row.classList.contains("explained"))
      .map((row) =>
        Array.from(row.cells)
          .map((cell) => `"${cell.textContent.trim().replaceAll('"', '""')}"`)
          .join(","),
      )
      .join("\r\n");

  const copy = async () => {
    const table = byId("window-table");
    const said = byId("copied");
    if (!table) {
      said.textContent = "there are no rows";
      return;
    }
    try {
      await navigator.clipboard.writeText(csvOf(table));
      said.textContent = `${table.tBodies[0].rows.length} rows copied`;
    } catch {
      said.textContent = "the browser does not allow it; main/run report --format=csv";
    }
  };

  const step = (by) => {
    const rows = rowsOf(document);
    if (rows.length === 0) return;
    const index = rows.indexOf(document.activeElement);
    const next = index < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, index + by));
    rows[next].focus();
    rows[next].scrollIntoView({ block: "nearest" });
  };

  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, dialog")) return;
    const actions = {
      j: () => step(1),
      k: () => step(-1),
      "/": () => byId("filter")?.querySelector("select, input:not([type=hidden])")?.focus(),
      "?": () => byId("help")?.showModal(),
      Enter: () => {
        if (event.target.tagName === "A" || event.target.tagName === "BUTTON") return false;
        const link = event.target.closest("tr, li")?.querySelector("a.explain");
        if (!link) return false;
        explain(link);
      },
    };
    if (!(event.key in actions)) return;
    if (actions[event.key]() !== false) event.preventDefault();
  };

  const start = () => {
    if (location.protocol === "file:") return; // A saved page stays as it was.
    for (const id of ["tools", "copy-line"]) byId(id)?.removeAttribute("hidden");
    byId("theme")?.addEventListener("click", switchTheme);
    byId("keys")?.addEventListener("click", () => byId("help")?.showModal());
    byId("copy")?.addEventListener("click", copy);
    document.addEventListener("keydown", pressed);
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.explain");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      explain(link);
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) renewSoon();
    });
    setClock(byId("clock")?.getAttribute("datetime") || "");
    setInterval(() => {
      showSilence();
      showClocks();
    }, 1000);
    listen();
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
