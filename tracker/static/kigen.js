/* Keyboard, the unfolding of "why this date", and one guard against pressing twice. Everything works
   without this file: what it unfolds has a page of its own. */
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* -------- why this date: the link to the page becomes a switch for the row below it */
  const fill = async (cell, page) => {
    if (!cell || cell.childElementCount) return;
    const addresses = cell.dataset.load.split(" ");
    const answers = await Promise.all(addresses.map((address) => fetch(address, { redirect: "error" }).catch(() => null)));
    if (answers.some((answer) => !answer?.ok)) return location.assign(page);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    cell.innerHTML = texts.join("");
  };
  for (const link of $$("a[data-unfold]")) {
    const row = document.getElementById(link.dataset.unfold);
    if (!row) continue;
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", String(!row.hidden));
    link.setAttribute("aria-controls", row.id);
    const turn = () => {
      row.hidden = !row.hidden;
      link.setAttribute("aria-expanded", String(!row.hidden));
      fill($("[data-load]", row), link.href);
    };
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      turn();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        turn();
      }
    });
  }

  /* -------- moving through the rows of a list */
  const rows = () => $$("tr[data-open]").filter((row) => row.offsetParent !== null);
  const current = () => $("tr.at");
  const goTo = (row) => {
    current()?.classList.remove("at");
    row.classList.add("at");
    row.scrollIntoView({ block: "nearest" });
    $("a", row)?.focus({ preventScroll: true });
  };
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const from = all.indexOf(current());
    goTo(all[from < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(from + by, 0), all.length - 1)]);
  };

  /* -------- keys */
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const newFact = () => current()?.dataset.newFact || $("[data-new-fact-here]")?.getAttribute("href");
  const keys = {
    "/": () => $("#find")?.offsetParent ? $("#find").focus() : location.assign($("#find")?.form?.action || "/matters"),
    j: () => step(1),
    k: () => step(-1),
    n: () => newFact() && location.assign(newFact()),
    w: () => $("a[data-unfold]", current() || undefined)?.click(),
    x: () => $("input.tick", current() || undefined)?.click(),
    e: () => {
      const done = $("details.pop", current() || undefined);
      if (!current() || !done) return current() && $("td.end a", current())?.click();
      done.open = true;
      $("input:not([type=hidden])", done)?.focus();
    },
    "?": () => $("#keys")?.showModal?.(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      if (event.target.matches("details.pop input")) event.target.blur();
      for (const open of $$("details.menu[open], details.pop[open]")) {
        open.open = false;
        $("summary", open).focus();
      }
      if (event.target.id === "find") event.target.blur();
      return;
    }
    if ((typing(event.target) && !event.target.matches("input[type=checkbox]")) || $("dialog[open]")) return;
    if (event.key === "Enter" && current() && event.target.closest("tr") !== current() && event.target === document.body) {
      location.assign(current().dataset.open);
      return;
    }
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-open]");
    if (row && row !== current()) {
      current()?.classList.remove("at");
      row.classList.add("at");
    }
  });

  /* -------- ticked rows: how many there are, all at once, and what is done with them only where there are some */
  const bulk = document.getElementById("bulk");
  if (bulk) {
    const ticks = $$("input.tick");
    const every = $("[data-tick-all]", bulk);
    const told = $("[data-ticked]", bulk);
    const tell = () => {
      const count = ticks.filter((tick) => tick.checked).length;
      told.textContent = count ? `${count} ${told.dataset.some}` : told.dataset.none;
      every.checked = count > 0 && count === ticks.length;
      every.indeterminate = count > 0 && count < ticks.length;
      for (const button of $$("button", bulk)) button.disabled = count === 0;
      for (const tick of ticks) tick.closest("tr").classList.toggle("ticked", tick.checked);
    };
    every.addEventListener("change", () => {
      for (const tick of ticks) tick.checked = every.checked;
      tell();
    });
    for (const tick of ticks) tick.addEventListener("change", tell);
    window.addEventListener("pageshow", tell);
    tell();
  }
  for (const button of $$("[data-print]")) button.addEventListener("click", () => window.print());

  /* -------- menus close when one clicks elsewhere, and only one is open */
  document.addEventListener("click", (event) => {
    for (const open of $$("details.menu[open], details.pop[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
    if (event.target.closest("[data-keys]")) {
      event.preventDefault();
      $("#keys")?.showModal?.();
    }
  });

  /* -------- a form is sent once; the server holds the second one back as well */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.sent) {
      if (form.dataset.sent) event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => delete form.dataset.sent));

  /* -------- fields that are only for some routes or items show with them; hidden, they are not sent */
  for (const name of ["route", "item"]) {
    const choice = document.getElementById(`key_${name}`);
    if (!choice) continue;
    const suit = () => {
      for (const field of $$(`[data-only-${name}]`)) {
        const fits = field.getAttribute(`data-only-${name}`).split(" ").includes(choice.value);
        field.hidden = !fits && !field.classList.contains("bad");
        for (const input of $$("input, select, textarea", field)) input.disabled = field.hidden;
      }
    };
    choice.addEventListener("change", suit);
    suit();
  }

  /* -------- beside what is about no filing none is asked; the field stays in the form, so that rows keep step */
  for (const choice of $$(".suppose-row select[name$='-kind']")) {
    const filing = $("[data-filing]", choice.closest(".suppose-row"));
    const suit = () => {
      filing.hidden = "bare" in (choice.selectedOptions[0]?.dataset ?? {});
      if (filing.hidden) $("select", filing).value = "";
    };
    choice.addEventListener("change", suit);
    suit();
  }

  /* -------- a choice that leads elsewhere goes there at once */
  for (const select of $$("select[data-go]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  /* -------- a link from a mail opens the duty it speaks of */
  const pointed = document.getElementById(location.hash.slice(1));
  if (pointed?.matches("tr[data-open]")) {
    const folded = pointed.closest("details");
    if (folded) folded.open = true;
    pointed.classList.add("at");
    $("a[data-unfold]", pointed)?.click();
    pointed.scrollIntoView({ block: "start" });
  }

  /* -------- an error summary takes the focus, so that it is read out first */
  $("#faults")?.focus();
})();
