/* What a page needs beyond htmx: a fresh token for each request, dialogs, menus, focus and the host's flags. */
(function () {
  "use strict";

  const place = document.querySelector('meta[name="backbone-place"]')?.content || "";
  const spoken = () => document.getElementById("spoken");
  const dialog = () => document.getElementById("dialog");
  const asked = new WeakMap(); /* element -> how to send its request again */
  const retried = new WeakSet();
  let token = "";
  let opener = null;

  /* -- The host ------------------------------------------------------------------------------------------- */

  function freshToken() {
    return new Promise((resolve, reject) => {
      if (!window.AP) reject(new Error("This page works only inside Jira."));
      else window.AP.context.getToken(resolve);
    });
  }

  function flag(wanted) {
    const said = [wanted.title, wanted.body].filter(Boolean).join(" ");
    if (spoken()) spoken().textContent = said;
    if (!window.AP) return;
    window.AP.flag.create({ close: wanted.type === "error" ? "manual" : "auto", body: "", ...wanted });
  }

  function beginTheming() {
    if (window.AP && window.AP.theme) window.AP.theme.initializeTheming();
  }

  /* -- Requests: each is held until the host has given a token -------------------------------------------- */

  document.addEventListener("htmx:confirm", (event) => {
    event.preventDefault();
    const { elt, issueRequest, triggeringEvent } = event.detail;
    if (!triggeringEvent && isBusy(elt)) return;
    retried.delete(elt);
    asked.set(elt, () => issueRequest(true));
    send(elt);
  });

  /* A row does not change under an open menu. */
  function isBusy(elt) {
    return Boolean(elt.querySelector("details[open]")) || document.hidden;
  }

  function send(elt) {
    freshToken().then((given) => {
      token = given;
      asked.get(elt)();
    }, (problem) => notice(problem.message));
  }

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers.Authorization = `JWT ${token}`;
    event.detail.headers["X-Backbone-Place"] = place;
  });

  document.addEventListener("htmx:responseError", (event) => {
    const { elt, xhr, requestConfig } = event.detail;
    if (xhr.status === 401 && asked.has(elt) && !retried.has(elt)) {
      retried.add(elt);
      send(elt);
      return;
    }
    const sentence = sentenceOf(xhr);
    if (!requestConfig.triggeringEvent) return notice(sentence);
    tell(sentence);
  });

  document.addEventListener("htmx:sendError", () => {
    notice("The connection is interrupted. What you see may be out of date; nothing that you typed is lost.");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) notice("");
  });

  function sentenceOf(xhr) {
    try {
      return JSON.parse(xhr.responseText).sentence;
    } catch (problem) {
      if (!(problem instanceof SyntaxError)) throw problem;
      return "Something went wrong. Please try again.";
    }
  }

  /* In an open dialog the sentence stands where the person looks; else the host shows it. */
  function tell(sentence) {
    const inside = dialog()?.open && dialog().querySelector("[data-refusal]");
    if (!inside) return flag({ type: "error", title: "That did not work", body: sentence });
    inside.textContent = sentence;
    inside.hidden = false;
  }

  function notice(sentence) {
    const shown = document.getElementById("notice");
    if (!shown) return;
    shown.textContent = sentence;
    shown.hidden = !sentence;
  }

  /* -- What answers ask for by HX-Trigger ------------------------------------------------------------------ */

  document.addEventListener("backbone:flag", (event) => flag(event.detail));
  document.addEventListener("backbone:close", () => dialog()?.close());
  document.addEventListener("backbone:focus", (event) => {
    const found = document.getElementById(event.detail.id);
    if (found) found.focus();
  });

  /* -- Dialogs --------------------------------------------------------------------------------------------- */

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "dialog-content") return;
    if (!dialog().open) dialog().showModal();
    placeDialog();
    focusFirst(dialog());
  });

  dialog()?.addEventListener("close", () => { document.getElementById("dialog-content").textContent = ""; });

  /* The frame is as tall as its content, so the middle of it may be out of sight: stay where the person looks. */
  function placeDialog() {
    const below = opener ? opener.getBoundingClientRect().top - 120 : 16;
    const lowest = document.documentElement.clientHeight - dialog().offsetHeight - 16;
    dialog().style.top = `${Math.max(16, Math.min(below, lowest))}px`;
  }

  function focusFirst(root) {
    const wanted = root.querySelector("[aria-invalid=true]") || root.querySelector("[data-focus]");
    if (wanted) wanted.focus();
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const page = event.detail.target;
    if (page.id !== "page") return;
    const wanted = page.querySelector("[aria-invalid=true], [data-focus]") || page.querySelector("h1");
    if (wanted) wanted.focus();
  });

  /* -- Clicks and keys --------------------------------------------------------------------------------------- */

  document.addEventListener("click", (event) => {
    const clicked = event.target;
    closeMenus(clicked.closest("details.menu"));
    if (clicked.closest("[data-close]")) dialog()?.close();
    const link = clicked.closest("a[data-issue]");
    if (link && window.AP) {
      event.preventDefault();
      window.AP.navigator.go("issue", { issueKey: link.dataset.issue });
    }
    const opens = clicked.closest("[data-opens]");
    if (opens) {
      opener = opens.closest("tr, section") || opens;
      const menu = opens.closest("details.menu");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    if (clicked.matches("[data-all]")) checkAll(clicked);
  });

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }

  function checkAll(box) {
    document.querySelectorAll(`input[name="${box.dataset.all}"]`).forEach((one) => { one.checked = box.checked; });
  }

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest ? event.target.closest("details.menu") : null;
    if (!menu || !menu.open) return;
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      moveInMenu(menu, event.key === "ArrowDown" ? 1 : -1);
    }
  });

  function moveInMenu(menu, step) {
    const items = [...menu.querySelectorAll("[role=menuitem]")];
    const now = items.indexOf(document.activeElement);
    const next = now < 0 && step < 0 ? items.length - 1 : now + step;
    items[(next + items.length) % items.length].focus();
  }

  beginTheming();
})();
